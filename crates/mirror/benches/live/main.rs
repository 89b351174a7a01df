//! How many frames a second are received without loss: `cargo bench -p sekisho-mirror`.
//!
//! A sender on one core fills a cable in a network of its own with frames of 193 bytes at a steady rate, a port on the
//! other core takes them and gives them to an observer. `SECONDS`, `RATE` and `OBSERVE=0` change what is done.

#[cfg(target_os = "linux")]
mod live;
#[cfg(target_os = "linux")]
mod net;

fn main() {
    #[cfg(target_os = "linux")]
    live::run();
}
