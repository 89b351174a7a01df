//! `cargo xtask captures`: writes the two captures that the observation is measured with.
//!
//! Invariant: the same words give the same bytes on every machine. Everything is written from the protocols' public
//! definitions and a fixed seed; no file is read, and nothing of the product is used, so that it measures the product
//! from outside.

mod flows;
mod mix;
mod speech;
mod wire;

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use crate::say;

const USAGE: &str = "\
cargo xtask captures mix OUT [--megabytes N]       a plant's traffic, mean 193 bytes a packet, some 100,000
                                                   conversations interleaved (default 1000 MB)
cargo xtask captures flows OUT [--connections N]   Modbus/TCP connections that are all open together
                                                   (default 1000000)";

/// Writes one capture, and says what is in it. False where the words are wrong or the file could not be written.
pub(crate) fn run(words: &[&str]) -> bool {
    let (kind, out, option) = match words {
        [kind, out] => (*kind, *out, None),
        [kind, out, name, value] => (*kind, *out, Some((*name, value.parse::<u64>()))),
        _ => return refuse(),
    };
    let written = match (kind, option) {
        ("mix", None) => write(out, |into| mix::write(into, 1_000_000_000)),
        ("mix", Some(("--megabytes", Ok(megabytes)))) => {
            write(out, |into| mix::write(into, megabytes.saturating_mul(1_000_000)))
        }
        ("flows", None) => write(out, |into| flows::write(into, 1_000_000)),
        ("flows", Some(("--connections", Ok(connections)))) => {
            write(out, |into| flows::write(into, connections))
        }
        _ => return refuse(),
    };
    match written {
        Ok(line) => {
            say::line(&line);
            true
        }
        Err(error) => {
            say::line(&format!("{out} could not be written: {error}"));
            false
        }
    }
}

fn refuse() -> bool {
    say::line(USAGE);
    false
}

type Out = BufWriter<File>;

fn write(out: &str, fill: impl FnOnce(&mut wire::Capture<Out>) -> io::Result<()>) -> io::Result<String> {
    let file = BufWriter::with_capacity(1 << 20, File::create(Path::new(out))?);
    let mut capture = wire::Capture::new(file)?;
    fill(&mut capture)?;
    capture.finish()
}
