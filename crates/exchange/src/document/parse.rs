//! TOML and JSON text to entries of plain values, with the line of each where the format tells it.
//!
//! It knows syntax only: whether an entry is a record is decided later, entry by entry. Text with a syntax
//! error is not read at all, because a guess about where an entry ends would drop fields silently.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sekisho_model::{Place, Problem, RecordKind, text};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::reading::Problems;

/// Most syntax errors that are listed one by one.
const SYNTAX_ERRORS_MAX: usize = 20;

/// A document as plain values.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The value of `format`.
    pub(super) format: Option<Value>,
    /// Kinds that have a table or an array, maybe an empty one.
    pub(super) kinds: BTreeSet<RecordKind>,
    /// Entries, kinds in record order, then in file order.
    pub(super) entries: Vec<Entry>,
    /// Names at the top that are no kind, with their lines.
    pub(super) unknown: Vec<(String, Option<u64>)>,
}

/// One entry.
#[derive(Debug)]
pub(super) struct Entry {
    /// What it should be a record of.
    pub(super) kind: RecordKind,
    /// Its place among the entries of its kind, from 0; none for the plant.
    index: Option<usize>,
    /// Its line.
    line: Option<u64>,
    /// Its value; a record must be an object.
    pub(super) value: Value,
    /// Lines of its fields, `a.b` for fields inside.
    pub(super) lines: BTreeMap<String, u64>,
}

impl Entry {
    /// Where it is: file, line and path such as `asset[12]`.
    pub(super) fn place(&self, file_name: &str) -> Place {
        let code = self.kind.code();
        let path = self.index.map_or_else(|| code.to_owned(), |index| format!("{code}[{index}]"));
        Place { row: self.line, ..Place::file(file_name).at_path(path) }
    }
}

/// Reads TOML. Nothing when there is a syntax error, which is named by line.
pub(super) fn toml(file_name: &str, source: &str, problems: &mut Problems) -> Option<Parsed> {
    let (table, errors) = DeTable::parse_recoverable(source);
    let lines = Lines::of(source);
    if !errors.is_empty() {
        let at = |error: &toml::de::Error| error.span().map(|span| lines.line(span.start));
        let list = errors.iter().map(|error| (at(error), error.message().to_owned())).collect();
        syntax_errors(file_name, "TOML", list, problems);
        return None;
    }
    let tops = table.into_inner().into_iter().map(|(key, value)| {
        let line = lines.line(key.span().start);
        (key.into_inner().into_owned(), Top { line: Some(line), value: Tree::of_toml(value, &lines) })
    });
    Some(parsed(tops.collect()))
}

/// Reads JSON. Nothing when there is a syntax error, which is named by line.
pub(super) fn json(file_name: &str, source: &str, problems: &mut Problems) -> Option<Parsed> {
    match serde_json::from_str::<Unique>(source) {
        Ok(Unique(Value::Object(map))) => {
            let tops = map.into_iter().map(|(key, value)| (key, Top { line: None, value: Tree::of(value) }));
            Some(parsed(tops.collect()))
        }
        Ok(Unique(_)) => {
            problems.push(Problem::error(
                Place::file(file_name),
                text!(ja: "一番外側がオブジェクト（{{ … }}）ではありません。", en: "The outermost value is not an object ({{ … }})."),
                text!(ja: "format と、記録の種類ごとの配列を書いてください。", en: "Write format, and an array for each kind of record."),
            ));
            None
        }
        Err(error) => {
            let line = u64::try_from(error.line()).ok().filter(|line| *line > 0);
            syntax_errors(file_name, "JSON", vec![(line, error.to_string())], problems);
            None
        }
    }
}

fn syntax_errors(file_name: &str, form: &str, list: Vec<(Option<u64>, String)>, problems: &mut Problems) {
    let more = list.len().saturating_sub(SYNTAX_ERRORS_MAX);
    for (row, reason) in list.into_iter().take(SYNTAX_ERRORS_MAX) {
        problems.push(Problem::error(
            Place { row, ..Place::file(file_name) },
            text!(ja: "{form} として読めません（{reason}）。", en: "It cannot be read as {form} ({reason})."),
            text!(ja: "その行の書き方を直してください。ファイルは読みませんでした。", en: "Correct that line. The file was not read."),
        ));
    }
    if more > 0 {
        problems.push(Problem::error(
            Place::file(file_name),
            text!(ja: "書き方の誤りが、ほかに {more} か所あります。", en: "There are {more} more errors of form."),
            text!(ja: "示した行から直してください。", en: "Start with the lines named."),
        ));
    }
}

struct Top {
    line: Option<u64>,
    value: Tree,
}

fn parsed(mut tops: BTreeMap<String, Top>) -> Parsed {
    let mut parsed = Parsed { format: tops.remove("format").map(|top| top.value.value), ..Parsed::default() };
    for kind in RecordKind::ALL.iter().copied() {
        if let Some(top) = tops.remove(kind.code()) {
            parsed.kinds.insert(kind);
            parsed.entries.extend(entries(kind, top));
        }
    }
    parsed.unknown = tops.into_iter().map(|(name, top)| (name, top.line)).collect();
    parsed
}

fn entries(kind: RecordKind, top: Top) -> Vec<Entry> {
    let entry = |index, line, tree: Tree| Entry { kind, index, line, value: tree.value, lines: tree.lines };
    if kind == RecordKind::Plant || !matches!(top.value.value, Value::Array(_)) {
        return vec![entry(None, top.line, top.value)];
    }
    let items = top.value.items.into_iter().enumerate();
    items.map(|(index, (line, tree))| entry(Some(index), line, tree)).collect()
}

/// A value, with what is known of its lines.
struct Tree {
    value: Value,
    /// For a table: lines of fields, two levels deep.
    lines: BTreeMap<String, u64>,
    /// For an array: its items with their lines. The value of an array at the top is left empty.
    items: Vec<(Option<u64>, Tree)>,
}

impl Tree {
    fn of(value: Value) -> Self {
        let (value, items) = match value {
            Value::Array(items) => {
                (Value::Array(Vec::new()), items.into_iter().map(|item| (None, Self::leaf(item))).collect())
            }
            other => (other, Vec::new()),
        };
        Self { value, lines: BTreeMap::new(), items }
    }

    fn leaf(value: Value) -> Self {
        Self { value, lines: BTreeMap::new(), items: Vec::new() }
    }

    fn of_toml(value: Spanned<DeValue<'_>>, lines: &Lines) -> Self {
        let items = match value.into_inner() {
            DeValue::Array(items) => items,
            other => return Self::of_toml_entry(other, lines),
        };
        let items = items.into_iter().map(|item| {
            let line = lines.line(item.span().start);
            (Some(line), Self::of_toml_entry(item.into_inner(), lines))
        });
        Self { value: Value::Array(Vec::new()), lines: BTreeMap::new(), items: items.collect() }
    }

    fn of_toml_entry(value: DeValue<'_>, lines: &Lines) -> Self {
        let mut known = BTreeMap::new();
        if let DeValue::Table(table) = &value {
            field_lines(table, "", lines, &mut known);
        }
        Self { value: plain(value), lines: known, items: Vec::new() }
    }
}

fn field_lines(table: &DeTable<'_>, prefix: &str, lines: &Lines, known: &mut BTreeMap<String, u64>) {
    for (key, value) in table {
        let path = format!("{prefix}{}", key.get_ref());
        if let DeValue::Table(inner) = value.get_ref()
            && prefix.is_empty()
        {
            field_lines(inner, &format!("{path}."), lines, known);
        }
        known.insert(path, lines.line(key.span().start));
    }
}

/// TOML's dates become texts in their own notation, which is what the records read.
fn plain(value: DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::from(number),
            Err(_) => Value::String(number.as_str().to_owned()),
        },
        DeValue::Float(number) => {
            let parsed = number.as_str().parse().ok().and_then(Number::from_f64);
            parsed.map_or_else(|| Value::String(number.as_str().to_owned()), Value::Number)
        }
        DeValue::Boolean(yes) => Value::Bool(yes),
        DeValue::Datetime(at) => Value::String(at.to_string()),
        DeValue::Array(items) => items.into_iter().map(|item| plain(item.into_inner())).collect(),
        DeValue::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| (key.into_inner().into_owned(), plain(value.into_inner())))
                .collect(),
        ),
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(source: &str) -> Self {
        Self(source.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    fn line(&self, byte: usize) -> u64 {
        u64::try_from(self.0.partition_point(|end| *end < byte)).unwrap_or(u64::MAX - 1) + 1
    }
}

/// A JSON value in which no object has the same key twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Unique(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Unique(value))) = access.next_entry::<String, Unique>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("key \"{key}\" is there twice")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
