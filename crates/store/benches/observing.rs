//! How fast observations are stored: `cargo bench -p sekisho-store --bench observing`. Prints, never judges.
//!
//! Stores 250,000 conversations (`-- CONVERSATIONS` for others), once where nothing is there and once where all of
//! them are, reads them back, and forgets them.

use std::error::Error;
use std::io::{self, Write as _};
use std::time::Instant;

use jiff::Timestamp;
use sekisho_model::{
    Amount, Certainty, CommandClass, Conversation, ConversationKey, Observation, Origin, Protocol, Source,
    Transport,
};
use sekisho_store::{Database, ObservationFilter, RunSettings, Store};

type Done<T> = Result<T, Box<dyn Error>>;

fn observation(size: u32) -> Done<Observation> {
    let at = Timestamp::from_second(1_700_000_000)?;
    let conversation = |n: u32| Conversation {
        key: ConversationKey {
            client: sekisho_model::Address::Ip(core::net::IpAddr::from((0x0a00_0000 + n).to_be_bytes())),
            server: sekisho_model::Address::Ip(core::net::IpAddr::from((0x0b00_0000 + n % 97).to_be_bytes())),
            vlan: 0,
            transport: Transport::Tcp,
            port: 502,
            protocol: Some(Protocol::Modbus),
        },
        certainty: Certainty::Recognised,
        first: at,
        last: at,
        sent: Amount { packets: 9, bytes: 900 },
        answered: Amount { packets: 9, bytes: 900 },
        connections: 1,
        commands: [(CommandClass::Read, at), (CommandClass::Write, at)].into(),
    };
    Ok(Observation { conversations: (0..size).map(conversation).collect(), ..Observation::default() })
}

fn main() -> Done<()> {
    let size = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(250_000);
    let seen = observation(size)?;
    let place = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut out = io::stdout();
    runtime.block_on(async {
        let store = Store::create(&place.path().join("data"), &Database::Embedded).await?;
        let origin = Origin { actor: "bench".to_owned(), at: Timestamp::UNIX_EPOCH, source: Source::Person };
        for what in ["new", "joined"] {
            let begun = Instant::now();
            store.add_observation(&seen, &RunSettings::default(), &origin).await?;
            let seconds = begun.elapsed().as_secs_f64();
            writeln!(
                out,
                "{what}: {size} conversations in {seconds:.3} s, {:.0} rows/s",
                f64::from(size) / seconds
            )?;
        }
        let begun = Instant::now();
        let read = store.observation(&ObservationFilter::default()).await?;
        writeln!(out, "read back: {} in {:.3} s", read.conversations.len(), begun.elapsed().as_secs_f64())?;
        let begun = Instant::now();
        let gone = store.forget_observations(None, Timestamp::MAX, &origin).await?;
        writeln!(out, "forgotten: {} in {:.3} s", gone.conversations, begun.elapsed().as_secs_f64())?;
        Ok(())
    })
}
