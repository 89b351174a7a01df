//! `serve`: the register as web pages, on loopback until told otherwise.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use sekisho_app::{App, ledger, users};
use sekisho_model::text;
use sekisho_web::WebOptions;
use tokio::net::TcpListener;

use super::observe::Taking;
use super::{Place, done};
use crate::exit::Failure;
use crate::terminal::Terminal;

/// How to serve.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) listen: SocketAddr,
    pub(super) behind_tls_proxy: bool,
    pub(super) hosts: Vec<String>,
    /// Take any free port where the wanted one is taken.
    pub(super) any_port: bool,
}

pub(super) async fn run(place: &Place, options: Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    serve(app, place, options, terminal).await
}

/// Serves an open register until Ctrl-C.
pub(super) async fn serve(
    app: App,
    place: &Place,
    options: Options,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    if !options.listen.ip().is_loopback() && !options.behind_tls_proxy {
        let address = options.listen;
        return Err(Failure::usage(
            text!(
                ja: "{address} は、ほかの機器から届くアドレスです。暗号化なしでは公開しません。",
                en: "{address} can be reached from other machines, and is not served without encryption."
            ),
            text!(
                ja: "TLS を担うプロキシを前段に置き、--behind-tls-proxy を付けてください。",
                en: "Put a proxy that speaks TLS in front, and add --behind-tls-proxy."
            ),
        ));
    }
    let listener = bind(&options).await?;
    ledger::heartbeat(&app, &place.caller, HEARTBEAT_MINUTES).await?;
    let address = listener.local_addr().map_err(|error| unusable(options.listen, &error))?;
    let token = users::first_link(&app, &place.caller).await?;
    let link = format!("http://{address}/sign-in/{}", token.reveal());
    let minutes = users::LINK_MINUTES;
    terminal.say(&text!(
        ja: "Web 画面を http://{address}/ で開始しました。終了は Ctrl-C です。\n管理者のサインイン用リンク（一回限り、{minutes} 分有効）：",
        en: "Serving on http://{address}/. Stop with Ctrl-C.\nSign-in link for the administrator (works once, for {minutes} minutes):"
    ));
    terminal.print(&link);
    let web = WebOptions { hosts: options.hosts, secure_cookies: options.behind_tls_proxy };
    let beating = beat(app.clone(), place, terminal);
    let linking = link_on_signal(app.clone(), place, terminal, address);
    // On a task of its own: while it judges, pages are served.
    let taking = tokio::spawn(Taking::new(app.clone(), place, terminal).for_ever());
    let router = sekisho_web::router(app, web);
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    let served = tokio::select! {
        served = sekisho_web::serve(listener, router, stop) => served,
        never = beating => match never {},
        never = linking => match never {},
    };
    taking.abort();
    served.map_err(|error| unusable(address, &error))?;
    Ok(done())
}

/// How often a served register says in the ledger that it runs.
const HEARTBEAT_MINUTES: u32 = 60;

/// Says it again and again. Where it cannot be said that is told, and tried again the next time.
async fn beat(app: App, place: &Place, terminal: &Terminal) -> Infallible {
    loop {
        tokio::time::sleep(Duration::from_secs(u64::from(HEARTBEAT_MINUTES) * 60)).await;
        if let Err(error) = ledger::heartbeat(&app, &place.caller, HEARTBEAT_MINUTES).await {
            terminal.say(&error.text());
        }
    }
}

/// A new link for the administrator for whoever may send this process a signal, which the system decides: the same user,
/// or root. A confined watch cannot send any. The register is held, so no other command can make one.
#[cfg(unix)]
async fn link_on_signal(app: App, place: &Place, terminal: &Terminal, address: SocketAddr) -> Infallible {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut asked) = signal(SignalKind::user_defined1()) else { return std::future::pending().await };
    loop {
        if asked.recv().await.is_none() {
            return std::future::pending().await;
        }
        match users::first_link(&app, &place.caller).await {
            Ok(token) => terminal.print(&format!("http://{address}/sign-in/{}", token.reveal())),
            Err(error) => terminal.say(&error.text()),
        }
    }
}

#[cfg(not(unix))]
async fn link_on_signal(_: App, _: &Place, _: &Terminal, _: SocketAddr) -> Infallible {
    std::future::pending().await
}

async fn bind(options: &Options) -> Result<TcpListener, Failure> {
    match TcpListener::bind(options.listen).await {
        Err(error) if options.any_port && error.kind() == std::io::ErrorKind::AddrInUse => {
            let any = SocketAddr::new(options.listen.ip(), 0);
            TcpListener::bind(any).await.map_err(|error| unusable(any, &error))
        }
        other => other.map_err(|error| unusable(options.listen, &error)),
    }
}

fn unusable(address: SocketAddr, error: &std::io::Error) -> Failure {
    Failure::usage(
        text!(ja: "{address} で待ち受けできません（{error}）。", en: "{address} cannot be served on ({error})."),
        text!(ja: "--listen で別のアドレスかポートを指定してください。", en: "Name another address or port with --listen."),
    )
}
