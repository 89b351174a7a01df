//! Alpine's list of installed packages: lines of one letter, a colon and a value; an empty line ends a package.

use sekisho_model::text;

use super::{Database, Package, broken, interest_root, party};
use sekisho_intake::Reading;

/// Reads the list.
pub(in crate::generate) fn read(path: &str, bytes: &[u8]) -> Reading<Database> {
    let mut database = Database { kind: "apk", form: "apk", root: interest_root(path), packages: Vec::new() };
    if bytes.starts_with(b"ADB") {
        let why = text!(ja: "apk の新しい形式（ADB）は読めません。", en: "The new form of apk's database (ADB) is not read.");
        return Reading { facts: database, problems: vec![broken(path, why)] };
    }
    let text = String::from_utf8_lossy(bytes);
    let mut problems = Vec::new();
    let mut nth = 0_usize;
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        nth += 1;
        let package = package(block);
        if package.name.is_empty() || package.version.is_empty() {
            let why = text!(ja: "{nth} 番目のパッケージに名前か版がありません。", en: "Package {nth} has no name or no version.");
            problems.push(broken(path, why));
        }
        if !package.name.is_empty() {
            database.packages.push(package);
        }
    }
    Reading { facts: database, problems }
}

fn package(block: &str) -> Package {
    let mut package = Package::default();
    let mut folder = String::new();
    for (letter, value) in block.lines().filter_map(|line| line.split_once(':')) {
        match letter {
            "P" => package.name = value.to_owned(),
            "V" => package.version = value.to_owned(),
            "A" => package.arch = value.to_owned(),
            "o" => package.source = value.to_owned(),
            "L" => package.licence = value.to_owned(),
            "m" => package.supplier = party(value),
            "U" => package.url = value.to_owned(),
            "T" => package.description = value.to_owned(),
            "D" => package.needs = value.split_whitespace().filter_map(need).collect(),
            "p" => package.provides = value.split_whitespace().map(|word| bare(word).to_owned()).collect(),
            "F" => folder = value.to_owned(),
            "R" if folder.is_empty() => package.files.push(value.to_owned()),
            "R" => package.files.push(format!("{folder}/{value}")),
            _ => {}
        }
    }
    package
}

/// `!name` says that it must not be there.
fn need(written: &str) -> Option<Vec<String>> {
    (!written.starts_with('!')).then(|| vec![bare(written).to_owned()])
}

/// A name without its range and its repository (`@edge`).
fn bare(written: &str) -> &str {
    written.split(['<', '>', '=', '~', '@']).next().unwrap_or_default()
}
