//! How fast packets become observations, and what memory that takes.
//!
//! `cargo bench -p sekisho-flow --bench watching -- FILE…` watches captures, such as those that `cargo xtask captures`
//! writes. Without files, ten million flows of one packet are watched, all of them beyond what is kept.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop where its input is not there")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fs::File;
use std::time::Instant;

use sekisho_flow::capture::{Capture, unpacked};
use sekisho_flow::layers::{Carried, Network, Packet};
use sekisho_flow::{Limits, Observer, Settings};

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    files.iter().for_each(|file| watch(file));
    if files.is_empty() {
        flood(10_000_000);
    }
}

fn watch(file: &str) {
    let size = std::fs::metadata(file).unwrap().len();
    let begun = (Instant::now(), cpu_seconds());
    let limits = Limits::default();
    let mut observer = Observer::new(Settings::default(), 42);
    let reader = unpacked(File::open(file).unwrap()).unwrap();
    let mut capture = Capture::new(file, reader, &limits);
    observer.watch_capture(&mut capture);
    let watched = cpu_seconds() - begun.1;
    let seen = observer.finish();
    let cpu = cpu_seconds() - begun.1;
    let packets = seen.health.seen.packets;
    println!(
        "{file}: {packets} packets, {:.3} s CPU ({watched:.3} to watch), {:.3} s, {:.2} GB/s, {:.1} ns a packet, \
         {} conversations, {} sightings, peak {} MiB",
        cpu,
        begun.0.elapsed().as_secs_f64(),
        as_float(size) / cpu / 1e9,
        cpu * 1e9 / as_float(packets),
        seen.conversations.len(),
        seen.sightings.len(),
        peak_mib(),
    );
    println!("  {:?}", seen.health);
}

/// Flows of one packet, from as many addresses.
fn flood(flows: u32) {
    let begun = cpu_seconds();
    let mut observer = Observer::new(Settings::default(), 42);
    for flow in 0..flows {
        let [a, b, c, d] = flow.wrapping_mul(0x9e37_79b1).to_be_bytes();
        let source = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, a, b, c, d];
        let target = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1];
        observer.watch(&Packet {
            nanos: i64::from(flow) * 1_000,
            length: 60,
            macs: None,
            vlan: 0,
            mark: 0,
            network: Network::Ip { source, target, transport: Carried::Udp { source: 4_000, target: 5_000 } },
            payload: b"?",
            payload_length: 1,
        });
    }
    let seen = observer.finish();
    let cpu = cpu_seconds() - begun;
    println!("{flows} flows of one packet: {cpu:.2} s CPU, peak {} MiB, {:?}", peak_mib(), seen.health);
}

fn as_float(number: u64) -> f64 {
    u32::try_from(number / 1_000).map_or(f64::MAX, f64::from) * 1e3
}

/// Seconds of CPU that this process has had, user and system.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u32 = fields[11..13].iter().map(|field| field.parse::<u32>().unwrap()).sum();
    f64::from(ticks) / 100.0
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
