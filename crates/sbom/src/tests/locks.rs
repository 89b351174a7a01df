//! Real `Cargo.lock` files of a cargo home, held against their plain lines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sekisho_intake::Limits;

/// Lock files read whole by the reader.
const READ_WHOLE_MAX: usize = 40;

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry, ending));
        } else if entry.to_string_lossy().ends_with(ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn lock_files() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let mut found = home.map(|home| files(&home.join("registry/src"), "Cargo.lock")).unwrap_or_default();
    found.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock"));
    found
}

fn packages(text: &str) -> Vec<(String, String)> {
    let value = |line: &str, key: &str| line.strip_prefix(key).map(|rest| rest.trim_matches('"').to_owned());
    let mut names = Vec::new();
    let mut found = Vec::new();
    for line in text.lines() {
        names.extend(value(line, "name = "));
        if let (Some(version), Some(name)) = (value(line, "version = "), names.last()) {
            found.push((name.clone(), version));
        }
    }
    assert_eq!(names.len(), found.len());
    found
}

#[test]
fn the_reader_finds_the_packages_that_the_lines_of_real_lock_files_name() {
    for path in lock_files().into_iter().rev().take(READ_WHOLE_MAX) {
        let text = std::fs::read_to_string(&path).unwrap();
        let reading = crate::read("Cargo.lock", text.as_bytes(), &Limits::default());
        let components = reading.facts.unwrap().components;
        let read: BTreeSet<_> = components
            .into_iter()
            .map(|it| (it.name, it.version.known().cloned().unwrap_or_default()))
            .collect();
        assert_eq!(read, packages(&text).into_iter().collect(), "{}", path.display());
    }
}
