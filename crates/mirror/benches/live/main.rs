//! How many frames a second are received without loss: `cargo bench -p sekisho-mirror`.
//!
//! A sender on one core fills a cable in a network of its own with frames of 193 bytes at a steady rate, a port on the
//! other core takes them and gives them to an observer. `SECONDS`, `RATE` and `OBSERVE=0` change what is done.
//!
//! With `SEKISHO=target/release/sekisho` the whole program is measured instead: `sekisho observe --live` on one core, with
//! its register, and its memory before the first frame.

#![allow(clippy::print_stdout, reason = "figures on standard output")]

#[cfg(target_os = "linux")]
mod live;
#[cfg(target_os = "linux")]
mod net;
#[cfg(target_os = "linux")]
mod whole;

fn main() {
    #[cfg(target_os = "linux")]
    {
        let asked = |name: &str, usual: u64| {
            std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
        };
        let time = std::time::Duration::from_secs(asked("SECONDS", 10));
        let wish = live::Wish { time, rate: asked("RATE", 650_000), observe: asked("OBSERVE", 1) == 1 };
        if let Some(program) = std::env::var_os("SEKISHO") {
            if let Some(measured) = whole::measure(program.as_ref(), wish) {
                println!("live, whole program | {measured}");
            }
        } else if let Some(measured) = live::measure(wish) {
            println!("live | {measured}");
        }
    }
}
