//! Small registers written line by line, and what a rule is to find in each: `cases.txt`.

use jiff::civil::{Date, date};
use sekisho_catalog::{Catalog, Protects};
use sekisho_model::{Record, RecordKind, Register};
use serde_json::{Map, Value};

use crate::facts::{Exposure, Exposures, Facts};
use crate::rules::{RULES, Rule};

/// What is to be found.
pub(super) enum Expect {
    Silent,
    /// About these records, in this order.
    Fires(Vec<String>),
}

/// A register and the day.
pub(super) struct Ground {
    pub(super) register: Register,
    pub(super) exposures: Exposures,
    pub(super) today: Date,
    lines: Vec<String>,
}

/// One case.
pub(super) struct Case {
    pub(super) rule: &'static Rule,
    pub(super) line: usize,
    pub(super) expect: Expect,
    pub(super) ground: Ground,
}

/// All of them.
pub(super) fn all() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut rule = None;
    for (n, line) in include_str!("../cases.txt").lines().enumerate() {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(id) = text.strip_prefix("== ") {
            rule = RULES.iter().find(|rule| rule.id == id);
            assert!(rule.is_some(), "line {}: there is no rule {id}", n + 1);
        } else if line.starts_with(' ') {
            cases.last_mut().unwrap().ground.take(text);
        } else {
            cases.push(Case {
                rule: rule.unwrap(),
                line: n + 1,
                expect: expect(text),
                ground: Ground::default(),
            });
        }
    }
    cases
}

fn expect(text: &str) -> Expect {
    let mut words = text.split_whitespace();
    match words.next() {
        Some("silent") => Expect::Silent,
        Some("fires") => Expect::Fires(words.map(str::to_owned).collect()),
        _ => panic!("neither fires nor silent: {text}"),
    }
}

impl Default for Ground {
    fn default() -> Self {
        Self {
            register: Register::default(),
            exposures: Exposures::new(),
            today: date(2026, 11, 24),
            lines: Vec::new(),
        }
    }
}

impl Ground {
    pub(super) fn facts(&self) -> Facts<'_> {
        Facts::new(&self.register, Catalog::built_in(), &self.exposures, self.today)
    }

    /// The same without the records of one kind.
    pub(super) fn without(&self, kind: RecordKind) -> Self {
        let mut less = Self { exposures: self.exposures.clone(), today: self.today, ..Self::default() };
        for record in self.register.records().filter(|record| record.kind() != kind) {
            less.register.put(record);
        }
        less
    }

    /// One line: a record, or an exposure.
    pub(super) fn take(&mut self, line: &str) {
        self.lines.push(line.to_owned());
        self.put(line, "");
    }

    /// Takes over a case, its ids marked with a number of their own.
    pub(super) fn join(&mut self, case: &Case, n: usize) {
        for line in &case.ground.lines {
            self.put(line, &format!("-{n}"));
        }
    }

    fn put(&mut self, line: &str, mark: &str) {
        let mut words = line.split_whitespace();
        let (kind, id) = (words.next().unwrap(), words.next().unwrap());
        let id = format!("{id}{mark}");
        if kind == "exposure" {
            let affected = words.next().unwrap().parse().unwrap();
            self.exposures.insert(id.parse().unwrap(), Exposure { affected, undecided: 0 });
            return;
        }
        let kind = RecordKind::from_code(kind).unwrap_or_else(|| panic!("no kind: {line}"));
        let mut document = defaults(kind);
        document.insert("name".to_owned(), format!("name of {id}").into());
        document.insert("id".to_owned(), id.into());
        for word in words {
            let (field, value) = word.split_once('=').unwrap();
            document.insert(field.to_owned(), value_of(field, value, mark));
        }
        let record = Record::deserialize_as(kind, Value::Object(document));
        self.register.put(record.unwrap_or_else(|error| panic!("{line}: {error}")));
    }
}

fn defaults(kind: RecordKind) -> Map<String, Value> {
    let given: &[(&str, &str)] = match kind {
        RecordKind::Requirement | RecordKind::Contact => &[("kind", "inside")],
        RecordKind::Conduit => &[("direction", "both"), ("kind", "network")],
        RecordKind::Asset => &[("kind", "device")],
        RecordKind::Measure => &[("state", "in-place")],
        RecordKind::Activity => &[("state", "done")],
        _ => &[],
    };
    given.iter().map(|(field, value)| ((*field).to_owned(), (*value).into())).collect()
}

/// Fields that name other records of the plant: their ids are marked as well.
const REFERENCES: &[&str] = &[
    "zone",
    "zones",
    "parent",
    "businesses",
    "from",
    "to",
    "conduit",
    "conduits",
    "asset",
    "assets",
    "supplier",
    "products",
    "contacts",
    "measures",
];

fn value_of(field: &str, text: &str, mark: &str) -> Value {
    let marked = |id: &str| {
        let is_id = REFERENCES.contains(&field) && id != "not-applicable";
        Value::from(if is_id { format!("{id}{mark}") } else { id.to_owned() })
    };
    if let Some(list) = text.strip_prefix('[') {
        return list.trim_end_matches(']').split(',').map(marked).collect();
    }
    if let Some(practice) = text.strip_prefix('@') {
        return practice_with(practice).into();
    }
    if text.starts_with('{') {
        return serde_json::from_str(text).unwrap();
    }
    match text.parse::<u32>() {
        Ok(number) if field != "reach" => number.into(),
        _ => marked(text),
    }
}

/// The first measure of the catalog with a tag that is put on a sort of place.
fn practice_with(wanted: &str) -> String {
    let (tag, place) = wanted.split_once('/').unwrap();
    let place = match place {
        "zone" => Protects::Zone,
        "conduit" => Protects::Conduit,
        "asset" => Protects::Asset,
        "plant" => Protects::Plant,
        other => panic!("no place: {other}"),
    };
    let practices = &Catalog::built_in().practices;
    let found = practices.values().find(|p| p.tags.contains(tag) && p.protects == place);
    found.unwrap_or_else(|| panic!("no practice is tagged {wanted}")).id.to_string()
}
