//! Ten million flows of one packet, from as many addresses: what that costs, and that memory stays bounded while
//! everything given up is counted. `cargo bench -p sekisho-flow --bench flood`
#![allow(clippy::unwrap_used, reason = "a benchmark may stop where its input is not there")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use sekisho_flow::layers::{Carried, Network, Packet};
use sekisho_flow::{Observer, Settings};

fn main() {
    flood(10_000_000);
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
