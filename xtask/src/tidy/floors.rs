//! The floors: a crate imports lower floors only, and the pure crates touch neither clock, disk, network
//! nor async. ARCHITECTURE.md has the reasons.

use std::collections::BTreeSet;

use super::code::{code_only, line_of, without_tests, words};
use super::manifest::{DEPENDENCY_TABLES, dependencies};
use super::{Fault, Tree};

/// Every crate of the house and its floor.
const FLOORS: &[(&str, u8)] = &[
    ("model", 0),
    ("ledger", 0),
    ("intake", 0),
    ("catalog", 1),
    ("sbom", 1),
    ("supply", 1),
    ("validate", 1),
    ("exchange", 1),
    ("flow", 1),
    ("assess", 2),
    ("respond", 2),
    ("store", 3),
    ("report", 3),
    ("fetch", 3),
    ("mirror", 3),
    ("app", 4),
    ("web", 5),
    ("cli", 5),
];

/// The only edges along a floor.
const ALONG_A_FLOOR: &[(&str, &str)] = &[("intake", "model"), ("respond", "assess"), ("cli", "web")];

/// Edges downwards that are forbidden all the same, and why.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("store", "catalog", "the store keeps facts; it judges nothing"),
    ("store", "supply", "the store keeps facts; it judges nothing"),
    ("store", "sbom", "the store keeps facts; it reads no files of people"),
    ("store", "validate", "the store keeps facts; it judges nothing"),
    ("store", "exchange", "the store keeps facts; it reads no files of people"),
    ("store", "flow", "the store keeps facts; it judges nothing"),
    ("store", "assess", "the store keeps facts; it judges nothing"),
    ("store", "respond", "the store keeps facts; it judges nothing"),
    ("web", "mirror", "a process that watches does nothing else"),
    ("web", "fetch", "nothing is fetched unasked; the command line asks"),
    ("web", "store", "a page asks `app`, which asks for the role first"),
    ("web", "sbom", "a page asks `app`; its wire types are its own"),
    ("web", "validate", "a page asks `app`; its wire types are its own"),
    ("web", "supply", "a page asks `app`; its wire types are its own"),
    ("web", "flow", "a page asks `app`; its wire types are its own"),
];

/// Crates whose answers depend on their arguments alone.
const PURE: &[&str] = &[
    "model", "ledger", "intake", "catalog", "sbom", "supply", "validate", "exchange", "flow", "assess",
    "respond",
];

/// Dependencies that bring a clock, a disk, a network, chance or async with them.
const IMPURE: &[&str] = &[
    "tokio",
    "sqlx",
    "axum",
    "reqwest",
    "hyper",
    "tower-http",
    "getrandom",
    "rand",
    "async-std",
    "rusqlite",
    "ureq",
];

/// Places of pure crates that may touch the outside, and why.
const DOORS: &[(&str, &str)] = &[
    ("crates/ledger/src/bin/", "the verifier that an overseer builds alone"),
    ("crates/ledger/src/verify/directory.rs", "an export is a folder, and the verifier reads it"),
];

/// Calls that touch the outside, beside the modules of `std` below.
const OUTSIDE_CALLS: &[&str] =
    &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "TimeZone::system", "async fn"];

/// Modules of `std` that touch the outside.
const OUTSIDE_MODULES: &[&str] = &["fs", "net", "process", "env"];

fn floor_of(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

/// No edge runs upward, none runs along a floor but the named ones, none of the forbidden ones exists, and
/// every crate has a floor.
pub(crate) fn edges(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (folder, path, text) in tree.manifests() {
        let Some(floor) = floor_of(folder) else {
            faults.push(Fault::new(
                path,
                0,
                format!("crate `{folder}` has no floor: an ADR names its reason, then FLOORS in xtask gets its row"),
            ));
            continue;
        };
        for dependency in dependencies(text, DEPENDENCY_TABLES) {
            let Some(target) = dependency.package.strip_prefix("sekisho-") else { continue };
            faults.extend(edge(folder, floor, target).map(|what| Fault::new(path, dependency.line, what)));
        }
    }
    faults.extend(xtask_alone(tree));
    faults
}

fn edge(from: &str, floor: u8, to: &str) -> Option<String> {
    if let Some((_, _, why)) = FORBIDDEN.iter().find(|(a, b, _)| *a == from && *b == to) {
        return Some(format!("`{from}` must not import `{to}`: {why}"));
    }
    match floor_of(to) {
        None => Some(format!("`{to}` has no floor")),
        Some(target) if target > floor => {
            Some(format!("`{from}` (floor {floor}) imports `{to}` (floor {target}): an edge upward"))
        }
        Some(target) if target == floor && !ALONG_A_FLOOR.contains(&(from, to)) => {
            Some(format!("`{from}` imports `{to}` on its own floor {floor}; ask one floor up to join them"))
        }
        Some(_) => None,
    }
}

/// The table of floors in ARCHITECTURE.md is the table here, for every crate that is there.
pub(crate) fn table(tree: &Tree) -> Vec<Fault> {
    let paper = "ARCHITECTURE.md";
    let rows: BTreeSet<(&str, &str)> =
        tree.text(paper).unwrap_or_default().lines().filter_map(table_row).collect();
    let there = tree.manifests().filter_map(|(folder, _, _)| Some((folder, floor_of(folder)?)));
    there
        .filter(|(folder, floor)| !rows.contains(&(floor.to_string().as_str(), *folder)))
        .map(|(folder, floor)| {
            Fault::new(paper, 0, format!("the table does not say that `{folder}` is on floor {floor}"))
        })
        .collect()
}

/// `| 0 | `model` | …` → `("0", "model")`
fn table_row(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    Some((cells.next()?, cells.next()?.trim_matches('`')))
}

/// A newcomer compiles xtask first: nothing of ours below it.
fn xtask_alone(tree: &Tree) -> Option<Fault> {
    let path = "xtask/Cargo.toml";
    let ours = dependencies(tree.text(path)?, DEPENDENCY_TABLES)
        .into_iter()
        .find(|dependency| dependency.package.starts_with("sekisho-"))?;
    Some(Fault::new(path, ours.line, format!("xtask imports `{}`; it must build alone", ours.package)))
}

/// Pure crates depend on nothing that brings the outside in.
pub(crate) fn pure_dependencies(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (folder, path, text) in tree.manifests().filter(|(folder, _, _)| PURE.contains(folder)) {
        // Tests may: they end where the machine ends.
        for dependency in dependencies(text, &["dependencies", "build-dependencies"]) {
            if IMPURE.contains(&dependency.package.as_str()) {
                let what =
                    format!("`{folder}` is pure; `{}` belongs to store, app or a door", dependency.package);
                faults.push(Fault::new(path, dependency.line, what));
            }
        }
    }
    faults
}

/// Pure crates call nothing that touches the outside; they take `now` as an argument.
pub(crate) fn pure_code(tree: &Tree) -> Vec<Fault> {
    let tests = tree.test_files();
    let mut faults = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| is_pure(path) && !tests.contains(path)) {
        let code = without_tests(&code_only(source));
        for (line, what) in outside(&code) {
            faults.push(Fault::new(path, line, format!("{what} in a pure crate: take it as an argument")));
        }
    }
    faults
}

fn is_pure(path: &str) -> bool {
    let inside = |name: &&str| {
        path.strip_prefix("crates/").is_some_and(|rest| rest.starts_with(&format!("{name}/src/")))
    };
    PURE.iter().any(inside) && !DOORS.iter().any(|(door, _)| path.starts_with(door))
}

fn outside(code: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for call in OUTSIDE_CALLS {
        found.extend(words(code, call).map(|at| (line_of(code, at), format!("`{call}`"))));
    }
    for at in words(code, "std") {
        let Some(path) = code[at..].strip_prefix("std::") else { continue };
        let names: Vec<&str> = match path.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').map(first_word).collect(),
            None => vec![first_word(path)],
        };
        let modules = names.into_iter().filter(|name| OUTSIDE_MODULES.contains(name));
        found.extend(modules.map(|name| (line_of(code, at), format!("`std::{name}`"))));
    }
    found.sort();
    found
}

fn first_word(path: &str) -> &str {
    let path = path.trim_start();
    path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(faults: &[Fault]) -> Vec<String> {
        faults.iter().map(|fault| fault.line("r")).collect()
    }

    fn manifest(edges: &[&str]) -> String {
        let rows: String = edges.iter().map(|edge| format!("sekisho-{edge}.workspace = true\n")).collect();
        format!("[dependencies]\n{rows}")
    }

    #[track_caller]
    fn check_edge(from: &str, to: &str, allowed: bool) {
        let (path, text) = (format!("crates/{from}/Cargo.toml"), manifest(&[to]));
        let faults = edges(&Tree::of(&[(&path, &text)]));
        assert_eq!(faults.is_empty(), allowed, "{from} → {to}: {:?}", lines(&faults));
    }

    #[test]
    fn edges_run_downward_only() {
        check_edge("app", "store", true);
        check_edge("report", "assess", true);
        check_edge("store", "model", true);
        check_edge("model", "supply", false);
        check_edge("supply", "assess", false);
        check_edge("app", "web", false);
    }

    #[test]
    fn neighbours_do_not_import_each_other_but_for_two() {
        check_edge("respond", "assess", true);
        check_edge("cli", "web", true);
        check_edge("assess", "respond", false);
        check_edge("web", "cli", false);
        check_edge("exchange", "supply", false);
        check_edge("report", "store", false);
        check_edge("model", "ledger", false);
    }

    #[test]
    fn the_store_judges_nothing_and_a_page_asks_app() {
        check_edge("store", "supply", false);
        check_edge("store", "exchange", false);
        check_edge("web", "store", false);
        check_edge("web", "supply", false);
        check_edge("web", "report", true);
    }

    #[test]
    fn an_edge_hidden_in_another_table_is_found() {
        for head in ["[dev-dependencies]", "[build-dependencies]", "[target.'cfg(unix)'.dependencies]"] {
            let text = format!("{head}\nboss = {{ package = \"sekisho-app\", path = \"../app\" }}\n");
            let faults = edges(&Tree::of(&[("crates/model/Cargo.toml", &text)]));
            assert_eq!(
                lines(&faults),
                ["crates/model/Cargo.toml:2: r: `model` (floor 0) imports `app` (floor 4): an edge upward"]
            );
        }
    }

    #[test]
    fn a_crate_without_a_floor_is_named() {
        let faults = edges(&Tree::of(&[("crates/common/Cargo.toml", "")]));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].line("r").contains("`common` has no floor"));
    }

    #[test]
    fn the_paper_and_the_test_have_the_same_floors() {
        let check =
            |paper: &str| table(&Tree::of(&[("ARCHITECTURE.md", paper), ("crates/assess/Cargo.toml", "")]));
        assert!(check("| 2 | `assess` | job |\n").is_empty());
        assert_eq!(
            lines(&check("| 3 | `assess` | job |\n")),
            ["ARCHITECTURE.md: r: the table does not say that `assess` is on floor 2"]
        );
    }

    #[test]
    fn xtask_builds_alone() {
        let text = manifest(&["model"]);
        assert_eq!(edges(&Tree::of(&[("xtask/Cargo.toml", &text)])).len(), 1);
        assert!(edges(&Tree::of(&[("xtask/Cargo.toml", "[dependencies]\ntoml = \"1\"\n")])).is_empty());
    }

    #[test]
    fn a_pure_crate_brings_no_outside_in() {
        let text =
            "[dependencies]\nserde = \"1\"\ntokio.workspace = true\n[dev-dependencies]\ntokio = \"1\"\n";
        let pure = pure_dependencies(&Tree::of(&[("crates/supply/Cargo.toml", text)]));
        assert_eq!(
            lines(&pure),
            ["crates/supply/Cargo.toml:3: r: `supply` is pure; `tokio` belongs to store, app or a door"]
        );
        assert!(pure_dependencies(&Tree::of(&[("crates/store/Cargo.toml", text)])).is_empty());
    }

    #[track_caller]
    fn check_pure(path: &str, code: &str, expected: usize) {
        assert_eq!(pure_code(&Tree::of(&[(path, code)])).len(), expected, "{code}");
    }

    #[test]
    fn a_pure_crate_takes_now_and_reads_nothing() {
        let path = "crates/supply/src/csaf.rs";
        check_pure(path, "fn a() { let _ = std::fs::read(\"x\"); }", 1);
        check_pure(path, "use std::{collections::BTreeMap, fs, net::IpAddr};", 2);
        check_pure(path, "fn a() { jiff::Timestamp::now(); }", 1);
        check_pure(path, "async fn a() {}", 1);
        check_pure(path, "use std::fmt; // std::fs\nconst A: &str = \"std::fs::read\";", 0);
        check_pure(path, "#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n", 0);
        check_pure("crates/supply/tests/it.rs", "use std::fs;", 0);
        check_pure("crates/store/src/lib.rs", "use std::fs;", 0);
        check_pure("crates/ledger/src/bin/verify.rs", "use std::fs;", 0);
        check_pure("crates/ledger/src/tree.rs", "use std::fs;", 1);
    }
}
