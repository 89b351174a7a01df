//! Real advisories through the program: idempotent, counts in = counts out, and the same ids as cargo-audit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Bench, public};

#[test]
fn importing_twice_changes_nothing_and_every_file_is_accounted_for() {
    let Some(feed) = public("cisa-csaf/OT/white/2017") else { return };
    let bench = Bench::fresh();
    let feed = feed.display().to_string();
    let first = bench.run(&["--format", "json", "feed", "import", &feed]).ends(0).json();
    let number = |document: &serde_json::Value, name: &str| document[name].as_u64().unwrap();
    let parts = |document: &serde_json::Value| {
        number(document, "added")
            + number(document, "updated")
            + number(document, "unchanged")
            + number(document, "older")
    };
    assert_eq!(number(&first, "read"), parts(&first));
    assert_eq!(number(&first, "files"), number(&first, "read"), "one advisory a file");
    let again = bench.run(&["--format", "json", "feed", "import", &feed]).ends(0).json();
    assert_eq!(number(&again, "files_known"), number(&first, "files"));
    bench.run(&["ledger", "verify"]).ends(0);
}

#[test]
fn an_unreadable_feed_file_is_named_and_the_others_are_stored() {
    let bench = Bench::fresh();
    bench.file("feed/bad.json", "{\"document\": ");
    bench.file("feed/good.json", r#"{"id":"T-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"x"},"versions":["1.0.0"]}]}"#);
    let run = bench.run(&["feed", "import", &bench.path("feed").display().to_string()]).ends(3);
    assert!(run.err.contains("bad.json"), "{}", run.err);
    assert!(bench.run(&["feed", "list"]).ends(0).out.contains("T-1"));
}

/// cargo-audit and a copy of the advisory database that it accepts (it wants a git repository).
fn cargo_audit() -> Option<(PathBuf, PathBuf)> {
    let program = std::env::var_os("SEKISHO_TEST_CARGO_AUDIT").map(PathBuf::from);
    let Some(program) = program else {
        println!("not run: SEKISHO_TEST_CARGO_AUDIT does not name cargo-audit");
        return None;
    };
    Some((program, public("rustsec-advisory-db")?))
}

fn lock_files(limit: usize) -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let mut files = Vec::new();
    let Ok(registries) = std::fs::read_dir(home.unwrap_or_default().join("registry/src")) else {
        return files;
    };
    for registry in registries.flatten() {
        for package in std::fs::read_dir(registry.path()).into_iter().flatten().flatten() {
            let lock = package.path().join("Cargo.lock");
            if lock.exists() {
                files.push(lock);
            }
        }
    }
    files.sort();
    files.truncate(limit);
    files
}

/// What cargo-audit says, informational notices included; `None` when it refuses the lock file.
fn ids_of_cargo_audit(program: &Path, database: &Path, lock: &Path) -> Option<BTreeSet<String>> {
    let output = Command::new(program)
        .args(["audit", "--json", "--no-fetch", "--stale", "--db"])
        .arg(database)
        .arg("--file")
        .arg(lock)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let of = |list: &serde_json::Value| -> Vec<String> {
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["advisory"]["id"].as_str().map(str::to_owned))
            .collect()
    };
    let mut ids: BTreeSet<String> = of(&report["vulnerabilities"]["list"]).into_iter().collect();
    for kind in report["warnings"].as_object()?.values() {
        ids.extend(of(kind));
    }
    Some(ids)
}

/// `name version` of the packages that come from no registry: cargo-audit passes them over, we judge them as if
/// they were the published ones, because a vendored copy has the same holes.
fn without_source(lock: &Path) -> BTreeSet<String> {
    let document: toml::Table = std::fs::read_to_string(lock).unwrap().parse().unwrap();
    let packages = document.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |package: &toml::Value, name: &str| package[name].as_str().unwrap().to_owned();
    packages
        .filter(|package| package.get("source").is_none())
        .map(|package| format!("{} {}", text(package, "name"), text(package, "version")))
        .collect()
}

#[test]
fn the_same_ids_as_cargo_audit_on_every_lock_file_at_hand() {
    let Some((program, database)) = cargo_audit() else { return };
    let bench = Bench::empty();
    let repository = bench.path("db");
    copied_as_repository(&database, &repository);
    let feed = database.display().to_string();
    let (mut compared, mut rows) = (0, 0);
    for lock in lock_files(200) {
        let Some(theirs) = ids_of_cargo_audit(&program, &repository, &lock) else { continue };
        let run = bench.run(&[
            "--format",
            "json",
            "scan",
            "--feed",
            &format!("{feed}/crates"),
            &lock.display().to_string(),
        ]);
        let local = without_source(&lock);
        let ours: BTreeSet<String> = run.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| !local.contains(item["label"].as_str().unwrap()))
            .flat_map(|item| item["matches"].as_array().unwrap())
            .filter(|found| found["verdict"] == "affected")
            .map(|found| found["advisory"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ours, theirs, "{}", lock.display());
        compared += 1;
        rows += theirs.len();
    }
    println!("{compared} lock files compared with cargo-audit, {rows} advisory rows, all equal");
    assert!(compared > 0, "no lock file was compared");
}

/// cargo-audit opens its database as a git repository.
fn copied_as_repository(from: &Path, to: &Path) {
    let run = |program: &str, arguments: &[&str], folder: &Path| {
        let status = Command::new(program).args(arguments).current_dir(folder).output().unwrap().status;
        assert!(status.success(), "{program} {arguments:?}");
    };
    let parent = to.parent().unwrap();
    run("cp", &["-r", &from.display().to_string(), &to.display().to_string()], parent);
    run("git", &["init", "-q"], to);
    run("git", &["add", "-A"], to);
    run("git", &["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "copy"], to);
}
