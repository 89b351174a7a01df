//! Pages of a large plant over HTTP: `cargo bench -p sekisho-web --bench pages`. Prints, never judges.
//!
//! A register of 300 zones and 5,000 assets (`-- ASSETS` for others), served on loopback: the table of assets (first
//! page, a later page, filtered, ordered), the steps, the plant. The time is from the request to the last byte.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use sekisho_app::scan::File;
use sekisho_app::{App, Caller, Database, Folder, register, users};
use sekisho_exchange::ImportOptions;
use sekisho_model::Role;
use sekisho_web::{WebOptions, router, serve};

const ZONES: u64 = 300;
const ROUNDS: usize = 20;
const PAGES: [&str; 9] = [
    "/tables/asset",
    "/tables/asset?page=25",
    "/tables/asset?q=asset+49",
    "/tables/asset?sort=-importance",
    "/tables/asset?gap=any",
    "/tables/asset/row/A4999",
    "/assessments",
    "/steps/1-5",
    "/plant",
];

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> Done<()> {
    let assets = std::env::args().find_map(|given| given.parse().ok()).unwrap_or(5_000);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(assets))
}

async fn run(assets: u64) -> Done<()> {
    let home = tempfile::tempdir()?;
    let folder = Folder { path: home.path().join("data"), database: Database::Embedded };
    let caller = Caller::local("bench");
    let app = App::init(&folder, &caller).await?;
    let file = File { name: "plant.toml".to_owned(), bytes: plant(assets)?.into_bytes() };
    let proposal = register::propose(&app, &caller, &[file], ImportOptions::default()).await?;
    register::accept(&app, &caller, &proposal).await?;
    let name = "bench".to_owned().try_into()?;
    users::add(&app, &caller, &name, Role::Editor).await?;
    let link = users::link(&app, &caller, &name).await?.reveal().to_owned();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener, router(app, WebOptions::default()), std::future::pending()));
    tokio::task::spawn_blocking(move || ask_all(address, &link).map_err(|error| error.to_string())).await??;
    Ok(())
}

fn ask_all(address: SocketAddr, link: &str) -> Done<()> {
    let signed_in = ask(address, "POST", &format!("/sign-in/{link}"), "")?;
    let cookie = signed_in.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.and_then(|cookie| cookie.split(';').next()).ok_or("not signed in")?.to_owned();
    for page in PAGES {
        let first = timed(address, page, &cookie)?;
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            times.push(timed(address, page, &cookie)?);
        }
        times.sort_unstable();
        let (median, worst) = (times[ROUNDS / 2], times[ROUNDS - 1]);
        writeln!(
            io::stdout(),
            "{page:34} first {first:>9.1?}, then median {median:>9.1?}, worst {worst:>9.1?}"
        )?;
    }
    Ok(())
}

fn timed(address: SocketAddr, page: &str, cookie: &str) -> Done<Duration> {
    let started = Instant::now();
    let answer = ask(address, "GET", page, cookie)?;
    let time = started.elapsed();
    if answer.starts_with("HTTP/1.1 200") { Ok(time) } else { Err(format!("{page}: {answer}").into()) }
}

fn ask(address: SocketAddr, method: &str, path: &str, cookie: &str) -> Done<String> {
    let mut stream = TcpStream::connect(address)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: {cookie}\r\ncontent-length: 0\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A made-up plant in which a fifth of the importances is unknown.
fn plant(assets: u64) -> Done<String> {
    let mut text = "format = 1\n[plant]\nname = \"bench\"\n".to_owned();
    for zone in 0..ZONES {
        write!(
            text,
            "[[zone]]\nid = \"Z{zone}\"\nname = \"zone {zone}\"\nlevel = \"control\"\nimportance = \"large\"\n"
        )?;
    }
    for asset in 0..assets {
        let importance = ["large", "medium", "small", "medium", "unknown"][usize::try_from(asset % 5)?];
        write!(
            text,
            "[[asset]]\nid = \"A{asset}\"\nname = \"asset {asset}\"\nkind = \"device\"\nzone = \"Z{}\"\nimportance = \"{importance}\"\nplace = \"building {}\"\n",
            asset % ZONES,
            asset % 7
        )?;
    }
    Ok(text)
}
