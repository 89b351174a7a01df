//! The papers beside the code: glossary, provenance of the samples, decisions, catalog packs.

use std::collections::{BTreeMap, BTreeSet};

use super::code::code_only;
use super::tree::has_suffix;
use super::{Fault, Tree};

const GLOSSARY: &str = "glossary.toml";
const MODEL: &str = "crates/model/src/lib.rs";

/// Public types of `model` that are not nouns of the glossary, and why.
const NOT_NOUNS: &[(&str, &str)] = &[
    ("IdError", "an error; its text explains itself"),
    ("PurlError", "an error; its text explains itself"),
    ("PurlFault", "why a text is no package URL; a part of its error"),
    ("Lang", "the reader's language, not a word of the domain"),
    ("Text", "a message in both languages, not a word of the domain"),
    ("Place", "where a problem stands; shown as file, sheet and row"),
    ("Change", "a step of a diff; shown as added, altered, removed"),
    ("RecordKind", "the glossary's own list of nouns, as a type"),
];

/// Columns that every term has; only the note may be empty.
const TERM_COLUMNS: &[&str] = &["code", "ja", "en", "source"];

/// Every public noun of `model` has a row, and every row is whole and alone.
pub(crate) fn glossary(tree: &Tree) -> Vec<Fault> {
    let Some(model) = tree.text(MODEL) else { return Vec::new() };
    let rows = match terms(tree) {
        Ok(rows) => rows,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    let mut codes = BTreeSet::new();
    for row in &rows {
        let code = row.get("code").and_then(toml::Value::as_str).unwrap_or("?");
        if !codes.insert(code.to_owned()) {
            faults.push(Fault::new(GLOSSARY, 0, format!("`{code}` has two rows")));
        }
        for column in TERM_COLUMNS.iter().filter(|column| is_blank(row, column)) {
            faults.push(Fault::new(GLOSSARY, 0, format!("`{code}` has no `{column}`")));
        }
        if !row.contains_key("note") {
            faults.push(Fault::new(
                GLOSSARY,
                0,
                format!("`{code}` has no `note`; an empty one says that none is needed"),
            ));
        }
    }
    faults.extend(record_words(tree, &rows));
    let missing = public_types(model).into_iter().filter(|name| !is_explained(name, &codes));
    faults.extend(
        missing.map(|name| Fault::new(GLOSSARY, 0, format!("`{name}`, a public noun of model, has no row"))),
    );
    faults
}

/// Where the kinds of record have their words, one line each: `Zone, "zone", "ゾーン", "Zone", zones;`
const RECORDS: &str = "crates/model/src/register/record.rs";

/// The words of the kinds of record are the glossary's.
fn record_words(tree: &Tree, rows: &[toml::Table]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (line, number) in tree.text(RECORDS).unwrap_or_default().lines().zip(1..) {
        let cells: Vec<&str> = line.trim().split(", ").collect();
        let [noun, _, ja, en, _] = cells.as_slice() else { continue };
        let row = rows.iter().find(|row| row.get("code").and_then(toml::Value::as_str) == Some(*noun));
        for (column, word) in [("ja", ja), ("en", en)] {
            let theirs = row.and_then(|row| row.get(column)).and_then(toml::Value::as_str);
            let ours = word.trim_matches('"');
            if theirs.is_some_and(|theirs| !theirs.eq_ignore_ascii_case(ours)) {
                faults.push(Fault::new(
                    RECORDS,
                    number,
                    format!("`{noun}` is called {ours}, and something else in {GLOSSARY}"),
                ));
            }
        }
    }
    faults
}

fn terms(tree: &Tree) -> Result<Vec<toml::Table>, Fault> {
    let fault = |what: String| Fault::new(GLOSSARY, 0, what);
    let text = tree.text(GLOSSARY).ok_or_else(|| fault("the glossary is not there".to_owned()))?;
    let whole: toml::Table =
        text.parse().map_err(|error: toml::de::Error| fault(error.message().to_owned()))?;
    let rows = whole.get("term").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    Ok(rows.into_iter().filter_map(|row| row.as_table().cloned()).collect())
}

fn is_blank(row: &toml::Table, column: &str) -> bool {
    row.get(column).and_then(toml::Value::as_str).is_none_or(|value| value.trim().is_empty())
}

/// A row of its own, a place on the list of exceptions, or the id of a noun that has a row.
fn is_explained(name: &str, codes: &BTreeSet<String>) -> bool {
    codes.contains(name)
        || NOT_NOUNS.iter().any(|(known, _)| *known == name)
        || name.strip_suffix("Id").is_some_and(|noun| codes.contains(noun))
}

/// The type names that a crate's table of contents gives to the outside.
fn public_types(lib: &str) -> Vec<String> {
    let code = code_only(lib);
    let mut names = Vec::new();
    for (at, head) in code.match_indices("pub use ") {
        let list = code[at + head.len()..].split(';').next().unwrap_or_default();
        let words = list.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.extend(words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned));
    }
    names
}

/// Files of `sample/` that are no samples: papers, and the list of what `demo` loads.
const NO_SAMPLES: &[&str] = &[".md", "/load.toml"];

/// Every sample says where it comes from.
pub(crate) fn provenance(tree: &Tree) -> Vec<Fault> {
    let paper = "sample/PROVENANCE.md";
    let is_sample = |name: &&str| {
        name.starts_with("sample/") && !NO_SAMPLES.iter().any(|suffix| has_suffix(name, suffix))
    };
    let samples: Vec<&str> = tree.names().filter(is_sample).collect();
    if samples.is_empty() {
        return Vec::new();
    }
    let Some(text) = tree.text(paper) else {
        return vec![Fault::new(paper, 0, "there are samples, and no paper says where they come from")];
    };
    samples
        .into_iter()
        .filter(|name| !name.rsplit('/').next().is_some_and(|file| mentions(text, file)))
        .map(|name| Fault::new(name, 0, format!("{paper} does not say where it comes from")))
        .collect()
}

/// Is the file's name there as a whole, and not as the end of a longer one?
fn mentions(text: &str, file: &str) -> bool {
    text.match_indices(file).any(|(at, _)| {
        let joined = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        !text[..at].chars().next_back().is_some_and(joined)
            && !text[at + file.len()..].chars().next().is_some_and(joined)
    })
}

/// Folders whose paths, written in backticks in our papers, must exist.
const NAMED_FOLDERS: &[&str] = &["crates/", "xtask/", "sample/", "catalog/", "docs/", "scripts/", ".ci/"];

/// Every path that a paper names is there, so that nobody is sent to a room that was moved.
pub(crate) fn named_paths(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (paper, text) in
        tree.texts().filter(|(name, _)| has_suffix(name, ".md") && !name.starts_with("sample/"))
    {
        for (line, number) in text.lines().zip(1..) {
            for path in line.split('`').skip(1).step_by(2).filter(|word| is_path(word)) {
                if !exists(tree, path) {
                    faults.push(Fault::new(paper, number, format!("`{path}` is not there")));
                }
            }
        }
    }
    faults
}

/// A path as it stands in the tree, and not a pattern such as `crates/<name>` or a command with arguments.
fn is_path(word: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    word.chars().all(plain)
        && !word.contains("NNNN")
        && NAMED_FOLDERS.iter().any(|folder| word.starts_with(folder))
}

fn exists(tree: &Tree, path: &str) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    tree.names().any(|name| name == path || name.starts_with(&folder))
}

/// Decisions are numbered from 0001 without a gap, each number once.
pub(crate) fn adr_numbers(tree: &Tree) -> Vec<Fault> {
    let folder = "docs/adr/";
    let mut numbers: BTreeMap<usize, &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for path in tree.names().filter(|name| name.starts_with(folder) && has_suffix(name, ".md")) {
        let file = &path[folder.len()..];
        let number = file.split_once('-').filter(|(digits, _)| digits.len() == 4);
        match number.and_then(|(digits, _)| digits.parse().ok()) {
            None => faults.push(Fault::new(path, 0, "a decision is named NNNN-words.md")),
            Some(number) => {
                if let Some(other) = numbers.insert(number, path) {
                    faults.push(Fault::new(path, 0, format!("has the number of {other}")));
                }
            }
        }
    }
    for (expected, (number, path)) in (1..).zip(&numbers) {
        if *number != expected {
            faults.push(Fault::new(path, 0, format!("number {expected:04} is missing before it")));
            break;
        }
    }
    faults
}

/// Every catalog pack parses, names its source and edition, and speaks both languages in every row.
pub(crate) fn catalog_packs(tree: &Tree) -> Vec<Fault> {
    let packs = tree.texts().filter(|(name, _)| name.starts_with("catalog/") && has_suffix(name, ".toml"));
    packs.flat_map(|(path, text)| pack(path, text)).collect()
}

fn pack(path: &str, text: &str) -> Vec<Fault> {
    let whole: toml::Table = match text.parse() {
        Ok(whole) => whole,
        Err(error) => {
            let error: toml::de::Error = error;
            return vec![Fault::new(path, 0, format!("is not TOML: {}", error.message()))];
        }
    };
    // The packs of the crate `catalog` have a table `[pack]`, those with a form of their own say it at the top.
    let head = whole.get("pack").and_then(toml::Value::as_table);
    let mut faults: Vec<Fault> = ["source", "edition"]
        .into_iter()
        .filter(|key| is_blank(head.unwrap_or(&whole), key))
        .map(|key| Fault::new(path, 0, format!("does not say its `{key}`")))
        .collect();
    let confirmed_as_a_whole = is_confirmed(head.unwrap_or(&whole));
    for (name, rows) in whole.iter().filter_map(|(name, value)| Some((name, value.as_array()?))) {
        for (at, row) in rows.iter().enumerate() {
            let Some(row) = row.as_table() else { continue };
            let mut missing = if head.is_some() { half_texts(row) } else { language_gaps(row) };
            let for_people = head.is_some() || ["id", "ja", "en"].iter().any(|key| row.contains_key(*key));
            if for_people && !confirmed_as_a_whole && !is_confirmed(row) {
                missing.push("confirmed".to_owned());
            }
            if !missing.is_empty() {
                let which = row
                    .get("id")
                    .and_then(toml::Value::as_str)
                    .map_or_else(|| format!("row {}", at + 1), str::to_owned);
                faults.push(Fault::new(path, 0, format!("{name} {which} has no {}", missing.join(", "))));
            }
        }
    }
    faults
}

/// Does it say whether it was confirmed: yes or no, or one of the catalog's four words?
fn is_confirmed(table: &toml::Table) -> bool {
    match table.get("confirmed") {
        Some(toml::Value::Boolean(_)) => true,
        Some(toml::Value::String(word)) => ["yes", "partly", "no", "own"].contains(&word.as_str()),
        _ => false,
    }
}

/// A row that is shown to people speaks both languages. Rows without words for people, such as spellings, are
/// left to their reader.
fn language_gaps(row: &toml::Table) -> Vec<String> {
    if !["id", "ja", "en"].iter().any(|key| row.contains_key(*key)) {
        return Vec::new();
    }
    ["ja", "en"].into_iter().filter(|key| is_blank(row, key)).map(str::to_owned).collect()
}

/// Texts, tables of `ja` and `en` anywhere in a row, that speak only one language.
fn half_texts(row: &toml::Table) -> Vec<String> {
    let mut half = Vec::new();
    for (key, value) in row {
        let inner = match value {
            toml::Value::Table(table) => vec![table],
            toml::Value::Array(items) => items.iter().filter_map(toml::Value::as_table).collect(),
            _ => continue,
        };
        for table in inner {
            if table.contains_key("ja") || table.contains_key("en") {
                let blank = ["ja", "en"].into_iter().filter(|language| is_blank(table, language));
                half.extend(blank.map(|language| format!("{key}.{language}")));
            } else {
                half.extend(half_texts(table).into_iter().map(|path| format!("{key}.{path}")));
            }
        }
    }
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(faults: &[Fault]) -> Vec<String> {
        faults.iter().map(|fault| fault.line("r")).collect()
    }

    const ZONE: &str =
        "[[term]]\ncode = \"Zone\"\nja = \"ゾーン\"\nen = \"zone\"\nsource = \"METI\"\nnote = \"\"\n";

    fn check_glossary(lib: &str, terms: &str) -> Vec<String> {
        lines(&glossary(&Tree::of(&[(MODEL, lib), (GLOSSARY, terms)])))
    }

    #[test]
    fn a_noun_with_a_row_and_its_id_are_explained() {
        let lib = "pub use id::{\n    IdError, ZoneId,\n};\npub use register::{Zone};\nuse x::Hidden;\n";
        assert_eq!(check_glossary(lib, ZONE), Vec::<String>::new());
    }

    #[test]
    fn a_noun_without_a_row_is_named() {
        let found = check_glossary("pub use register::{Zone, Conduit}; // Comment\n", ZONE);
        assert_eq!(found, ["glossary.toml: r: `Conduit`, a public noun of model, has no row"]);
    }

    #[test]
    fn a_row_with_a_hole_or_a_twin_is_named() {
        let half = ZONE.replace("ゾーン", "").replace("note = \"\"\n", "");
        let found = check_glossary("pub use register::Zone;", &format!("{ZONE}{half}"));
        assert_eq!(
            found,
            [
                "glossary.toml: r: `Zone` has two rows",
                "glossary.toml: r: `Zone` has no `ja`",
                "glossary.toml: r: `Zone` has no `note`; an empty one says that none is needed",
            ]
        );
        assert_eq!(glossary(&Tree::of(&[(MODEL, "")])).len(), 1);
    }

    #[test]
    fn a_kind_of_record_is_called_as_in_the_glossary() {
        let check = |row: &str| lines(&glossary(&Tree::of(&[(MODEL, ""), (GLOSSARY, ZONE), (RECORDS, row)])));
        assert!(check("    Zone, \"zone\", \"ゾーン\", \"Zone\", zones;").is_empty());
        assert_eq!(
            check("    Zone, \"zone\", \"区域\", \"Zone\", zones;"),
            [format!("{RECORDS}:1: r: `Zone` is called 区域, and something else in glossary.toml")]
        );
    }

    #[test]
    fn every_sample_is_named_in_the_paper_of_provenance() {
        let sample = "sample/advisories/a.json";
        let check = |paper: &str| provenance(&Tree::of(&[(sample, ""), ("sample/PROVENANCE.md", paper)]));
        assert!(check("`a.json`: ours").is_empty());
        assert_eq!(
            lines(&check("`aa.json`: ours")),
            [format!("{sample}: r: sample/PROVENANCE.md does not say where it comes from")]
        );
        assert_eq!(provenance(&Tree::of(&[(sample, "")])).len(), 1);
        assert!(provenance(&Tree::of(&[("sample/load.toml", ""), ("sample/EXPECTED.md", "")])).is_empty());
    }

    #[test]
    fn a_paper_names_only_what_is_there() {
        let check = |text: &str| {
            let files = [("ARCHITECTURE.md", text), ("crates/model/src/id.rs", ""), (".ci/run", "")];
            lines(&named_paths(&Tree::of(&files)))
        };
        assert!(
            check("`crates/model/src/id.rs`, `crates/model`, `.ci/run`, `crates/<name>`, crates/old")
                .is_empty()
        );
        assert_eq!(
            check("\n`crates/model/src/i`"),
            ["ARCHITECTURE.md:2: r: `crates/model/src/i` is not there"]
        );
    }

    #[test]
    fn decisions_are_numbered_without_gaps_and_twins() {
        let check = |names: &[&str]| {
            let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
            lines(&adr_numbers(&Tree::of(&files)))
        };
        assert!(check(&["docs/adr/0001-floors.md", "docs/adr/0002-form.md"]).is_empty());
        assert_eq!(
            check(&["docs/adr/0001-a.md", "docs/adr/0003-b.md"]),
            ["docs/adr/0003-b.md: r: number 0002 is missing before it"]
        );
        assert_eq!(
            check(&["docs/adr/0001-a.md", "docs/adr/0001-b.md"]),
            ["docs/adr/0001-b.md: r: has the number of docs/adr/0001-a.md"]
        );
        assert_eq!(
            check(&["docs/adr/floors.md"]),
            ["docs/adr/floors.md: r: a decision is named NNNN-words.md"]
        );
    }

    #[test]
    fn a_pack_names_its_source_and_speaks_both_languages() {
        let check = |text: &str| lines(&catalog_packs(&Tree::of(&[("catalog/x/1/a.toml", text)])));
        let head = "source = \"s\"\nedition = \"1\"\n";
        let row = "[[threat]]\nid = \"T1\"\nja = \"脅威\"\nen = \"threat\"\nconfirmed = true\n";
        assert!(check(&format!("{head}{row}")).is_empty());
        assert!(
            check(&format!("{head}confirmed = true\n{}", row.replace("confirmed = true\n", ""))).is_empty()
        );
        assert_eq!(
            check(&format!("{head}{}", row.replace("en = \"threat\"\nconfirmed = true\n", ""))),
            ["catalog/x/1/a.toml: r: threat T1 has no en, confirmed"]
        );
        let head_table = format!("[pack]\n{head}");
        let row = "[[tag]]\nid = \"t\"\nname = { ja = \"札\", en = \"tag\" }\nconfirmed = \"own\"\n";
        assert!(check(&format!("{head_table}{row}")).is_empty());
        assert_eq!(
            check(&format!("{head_table}{}", row.replace("\"tag\"", "\"\"").replace("own", "sure"))),
            ["catalog/x/1/a.toml: r: tag t has no name.en, confirmed"]
        );
        let nested = "[[scale]]\nvalues = [{ value = 1, word = { ja = \"低\" } }]\nconfirmed = \"no\"\n";
        assert_eq!(
            check(&format!("{head_table}{nested}")),
            ["catalog/x/1/a.toml: r: scale row 1 has no values.word.en"]
        );
        assert!(check(&format!("{head}[[synonym]]\nfrom = \"a\"\nto = \"b\"\n")).is_empty());
        assert_eq!(check("source = \"s\"\n"), ["catalog/x/1/a.toml: r: does not say its `edition`"]);
        assert_eq!(check("source = ").len(), 1);
    }
}
