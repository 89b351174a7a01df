//! `cargo xtask bench`: the benchmarks, one after the other, with a line about the machine they ran on.
//!
//! Benchmarks are programs that print figures; nothing here judges them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::say;
use crate::step::{cargo, passes, timed};

/// Runs every benchmark of every crate, or those with one name.
pub(crate) fn run(root: &Path, only: Option<&str>) -> bool {
    let benches: Vec<(String, String)> =
        benches(root).into_iter().filter(|(_, name)| only.is_none_or(|only| only == name)).collect();
    if benches.is_empty() {
        say::line("not run: there is no such benchmark");
        return false;
    }
    say::line(&machine());
    let mut passed = true;
    for (folder, name) in benches {
        let package = format!("sekisho-{folder}");
        let arguments = ["bench", "--locked", "--quiet", "-p", &package, "--bench", &name];
        passed &= timed(&name, &format!("crates/{folder}"), || passes(&mut cargo(root, &arguments))).passed;
    }
    passed
}

/// Crate folder and name of each file `crates/*/benches/*.rs`, in order.
fn benches(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in names(&root.join("crates")) {
        let files = names(&root.join("crates").join(&folder).join("benches"));
        found.extend(
            files.iter().filter_map(|file| Some((folder.clone(), file.strip_suffix(".rs")?.to_owned()))),
        );
    }
    found.sort();
    found
}

/// The names in a folder; none where there is no such folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_benchmark_of_this_repository_is_found() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let found = benches(root);
        assert!(found.contains(&("supply".to_owned(), "matching".to_owned())), "{found:?}");
        assert!(found.is_sorted());
    }
}
