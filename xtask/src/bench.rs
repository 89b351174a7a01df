//! `cargo xtask bench`: the benchmarks, one after the other, with a line about the machine they ran on.
//!
//! Benchmarks are programs that print figures; nothing here judges them. What is not there is said.

use std::path::Path;
use std::process::Command;

use crate::say;
use crate::step::{cargo, passes, timed};

/// Crate folder, bench name, what it measures.
const BENCHES: &[(&str, &str, &str)] = &[
    ("supply", "matching", "components matched per second, one core"),
    ("supply", "reading", "import, MB per second"),
    ("store", "scale", "impact on a register of 10,000 SBOMs"),
];

/// Runs every benchmark that exists.
pub(crate) fn run(root: &Path) -> bool {
    say::line(&machine());
    let mut passed = true;
    for (folder, name, words) in BENCHES {
        if !root.join(format!("crates/{folder}/benches/{name}.rs")).is_file() {
            say::line(&format!("── {name}: not run: crates/{folder}/benches/{name}.rs is not there"));
            continue;
        }
        let package = format!("sekisho-{folder}");
        let arguments = ["bench", "--locked", "--quiet", "-p", &package, "--bench", name];
        passed &= timed(name, words, || passes(&mut cargo(root, &arguments))).passed;
    }
    passed
}

/// Processor, cores, memory and compiler, in one line.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_else(|| "unknown".to_owned());
    format!("{processor}, {cores} cores, memory {memory}, {}", compiler())
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn compiler() -> String {
    Command::new("rustc")
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(|| "rustc unknown".to_owned(), |text| text.trim().to_owned())
}
