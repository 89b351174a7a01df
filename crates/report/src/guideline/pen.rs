//! Records to cells: what the papers of every step are written with.
//!
//! Headings and fixed answers are those of the sheets that people import, so that one thing has one word. An id
//! is written with its name; one that leads nowhere says so. A catalog row that is not confirmed carries its mark.

use std::collections::BTreeMap;

use sekisho_assess::rules::{Finding, Weight};
use sekisho_catalog::{Basis, Catalog, Confirmed};
use sekisho_exchange::table::{self, Form, Need};
use sekisho_model::{
    ConduitId, Importance, Lang, MeasureState, PracticeId, RecordKind, Register, Stated, ThreatId, ZoneId,
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Guideline;
use super::paper::{Cell, Chapter, Column, Paper, Row, RowKind};
use crate::words;

/// The BC/S/Q/D/C fields with their letters.
pub(crate) const LOSS: [Pick; 5] = [
    Pick::new("loss.business_continuity", 6).called("BC", "BC"),
    Pick::new("loss.safety", 6).called("S", "S"),
    Pick::new("loss.quality", 6).called("Q", "Q"),
    Pick::new("loss.delivery", 6).called("D", "D"),
    Pick::new("loss.cost", 6).called("C", "C"),
];

/// Titles of rules shown beside a record.
const TITLES_SHOWN: usize = 3;

/// A field that becomes a column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pick {
    field: &'static str,
    width_max: u32,
    header: Option<(&'static str, &'static str)>,
    when_empty: Option<(&'static str, &'static str)>,
}

impl Pick {
    /// A field, with the widest that its column may grow.
    pub(crate) const fn new(field: &'static str, width_max: u32) -> Self {
        Self { field, width_max, header: None, when_empty: None }
    }

    /// The field.
    pub(crate) const fn field(self) -> &'static str {
        self.field
    }

    /// With a heading of its own, shorter than that of the sheet.
    pub(crate) const fn called(mut self, ja: &'static str, en: &'static str) -> Self {
        self.header = Some((ja, en));
        self
    }

    /// With what an empty set means.
    pub(crate) const fn empty_means(mut self, ja: &'static str, en: &'static str) -> Self {
        self.when_empty = Some((ja, en));
        self
    }
}

/// What papers are written with.
pub(crate) struct Pen<'a> {
    pub(crate) guideline: &'a Guideline<'a>,
    pub(crate) lang: Lang,
    found: BTreeMap<RecordKind, BTreeMap<&'a str, Vec<&'a Finding>>>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(guideline: &'a Guideline<'a>, lang: Lang) -> Self {
        let mut found: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        for finding in guideline.findings {
            let of_kind = found.entry(finding.subject.0).or_default();
            of_kind.entry(finding.subject.1.as_str()).or_default().push(finding);
        }
        Self { guideline, lang, found }
    }

    pub(crate) const fn register(&self) -> &'a Register {
        self.guideline.facts.register
    }

    pub(crate) const fn catalog(&self) -> &'a Catalog {
        self.guideline.facts.catalog
    }

    /// One of two fixed texts.
    pub(crate) const fn say<'t>(&self, ja: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(ja, en)
    }

    /// An empty paper.
    pub(crate) fn paper(&self, key: &'static str, chapter: Chapter, steps: &[&'static str]) -> Paper {
        let (sheet, title) = super::titles::of(key, self.lang);
        Paper {
            key,
            steps: steps.to_vec(),
            chapter,
            sheet,
            title,
            answer: String::new(),
            notes: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            empty: self.say("該当する記録はありません。", "There is nothing of this sort.").to_owned(),
            printed: true,
            counted: matches!(chapter, Chapter::One | Chapter::Two | Chapter::Three),
        }
    }

    /// Columns and rows for records of a kind. A last column says what the register rules find, and
    /// rows with a finding of great weight are tinted.
    pub(crate) fn table<T: Serialize + 'a>(
        &self,
        kind: RecordKind,
        picks: &[Pick],
        records: impl Iterator<Item = &'a T>,
    ) -> (Vec<Column>, Vec<Row>) {
        let forms: Vec<(&Pick, &table::Column)> =
            picks.iter().filter_map(|pick| Some((pick, column_of(kind, pick.field)?))).collect();
        let mut columns: Vec<Column> = forms.iter().map(|(pick, column)| self.column(pick, column)).collect();
        let finds = self.found.contains_key(&kind);
        if finds {
            columns.push(Column::new(self.say("指摘", "Findings"), 26));
        }
        let rows = records.map(|record| {
            let fields = fields(record);
            let mut cells: Vec<Cell> =
                forms.iter().map(|(pick, column)| self.cell(pick, column, &fields)).collect();
            let found = self.findings_on(kind, fields.get("id").and_then(Value::as_str).unwrap_or("plant"));
            let high = found.iter().any(|finding| finding.rule.weight == Weight::High);
            let row_kind = if high { RowKind::Alert } else { RowKind::Plain };
            if finds {
                cells.push(Cell::text(self.titles(found)));
            }
            Row { kind: row_kind, cells }
        });
        let rows = rows.collect();
        (columns, rows)
    }

    fn findings_on(&self, kind: RecordKind, id: &str) -> &[&'a Finding] {
        self.found.get(&kind).and_then(|of_kind| of_kind.get(id)).map_or(&[], Vec::as_slice)
    }

    /// Titles of rules, each once and with how often; beyond three only how many.
    fn titles(&self, found: &[&Finding]) -> String {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for finding in found {
            let title = finding.rule.title().in_lang(self.lang).to_owned();
            match counts.iter_mut().find(|(known, _)| *known == title) {
                Some((_, n)) => *n += 1,
                None => counts.push((title, 1)),
            }
        }
        let more = counts.len().saturating_sub(TITLES_SHOWN);
        let shown = counts.into_iter().take(TITLES_SHOWN);
        let shown = shown.map(|(title, n)| if n == 1 { title } else { format!("{title} ×{n}") });
        let more = (more > 0).then(|| match self.lang {
            Lang::Ja => format!("ほか {more} 件"),
            Lang::En => format!("and {more} more"),
        });
        joined(shown.chain(more))
    }

    fn column(&self, pick: &Pick, column: &table::Column) -> Column {
        let header = match pick.header {
            Some((ja, en)) => self.say(ja, en).to_owned(),
            None => column.header.in_lang(self.lang).to_owned(),
        };
        Column::new(header, pick.width_max)
    }

    fn cell(&self, pick: &Pick, column: &table::Column, fields: &Map<String, Value>) -> Cell {
        match looked_up(fields, pick.field) {
            Found::Value(value) => self.value(column, &value),
            Found::NotApplicable => Cell::NotApplicable,
            Found::Nothing if column.need == Need::Stated || column.form == Form::Maker => Cell::Unknown,
            Found::Nothing => {
                Cell::text(pick.when_empty.map(|(ja, en)| self.say(ja, en)).unwrap_or_default())
            }
        }
    }

    fn value(&self, column: &table::Column, value: &Value) -> Cell {
        match (&column.form, value) {
            (Form::Words(list), Value::String(code)) => self.word_cell(list, code),
            (Form::One(kind), Value::String(id)) => Cell::text(self.reference(*kind, id)),
            (Form::Many(kind), Value::Array(ids)) => {
                let ids = ids.iter().filter_map(Value::as_str);
                Cell::text(joined(ids.map(|id| self.reference(*kind, id))))
            }
            (Form::Texts, Value::Array(texts)) => {
                Cell::text(joined(texts.iter().filter_map(Value::as_str).map(str::to_owned)))
            }
            (Form::Choices(list), Value::Array(codes)) => {
                let words = codes.iter().filter_map(Value::as_str).map(|code| table::word(list, code));
                Cell::text(joined(words.map(|word| word.in_lang(self.lang).to_owned())))
            }
            (Form::Moment, Value::String(at)) => Cell::text(table::moment(at)),
            (Form::Maker, value) => self.maker(value),
            (Form::Date, Value::String(date)) => date.parse().map_or_else(|_| Cell::text(date), Cell::Date),
            (_, Value::Number(number)) if column.field.ends_with("cost_yen") => {
                number.as_u64().map_or_else(|| Cell::text(number.to_string()), Cell::Yen)
            }
            (_, Value::Number(number)) => {
                number.as_u64().map_or_else(|| Cell::text(number.to_string()), Cell::Number)
            }
            (_, Value::String(id)) if column.field == "threat" => Cell::text(self.threat_by_name(id)),
            (_, Value::String(id)) if column.field == "practice" => Cell::text(self.practice_by_name(id)),
            (_, Value::Array(ids)) if column.field == "threats" => {
                Cell::text(joined(ids.iter().filter_map(Value::as_str).map(|id| self.threat_by_name(id))))
            }
            (_, Value::String(text)) => Cell::text(text),
            (_, other) => Cell::text(other.to_string()),
        }
    }

    fn word_cell(&self, list: &str, code: &str) -> Cell {
        let word = table::word(list, code);
        let word = word.in_lang(self.lang);
        match list {
            "importance" => Cell::mark(format!("{} {word}", importance_mark(code))),
            "loss" => Cell::mark(word),
            _ => Cell::text(word),
        }
    }

    fn maker(&self, value: &Value) -> Cell {
        match value.get("supplier").and_then(Value::as_str) {
            Some(id) => Cell::text(self.reference(RecordKind::Supplier, id)),
            None => Cell::text(self.say("自社", "ourselves")),
        }
    }

    /// `Z-01 組立` or, where it leads nowhere, `Z-09（登録なし）`.
    pub(crate) fn reference(&self, kind: RecordKind, id: &str) -> String {
        match name_of(self.register(), kind, id) {
            Some(name) => format!("{id} {name}"),
            None => format!("{id}{}", self.say("（登録なし）", " (not registered)")),
        }
    }

    /// A zone by id and name.
    pub(crate) fn zone(&self, id: &ZoneId) -> String {
        self.reference(RecordKind::Zone, id.as_str())
    }

    /// A conduit by id and name.
    pub(crate) fn conduit(&self, id: &ConduitId) -> String {
        self.reference(RecordKind::Conduit, id.as_str())
    }

    /// A threat's name with its mark.
    pub(crate) fn threat(&self, id: &ThreatId) -> String {
        match self.catalog().threats.get(id) {
            Some(threat) => format!("{}{}", threat.name.in_lang(self.lang), self.mark(&threat.basis)),
            None => format!("{id}{}", self.say("（カタログになし）", " (not in the catalog)")),
        }
    }

    fn threat_by_name(&self, id: &str) -> String {
        id.parse().map_or_else(|_| id.to_owned(), |id| self.threat(&id))
    }

    fn practice_by_name(&self, id: &str) -> String {
        let id: Result<PracticeId, _> = id.parse();
        let Ok(id) = id else { return String::new() };
        match self.catalog().practices.get(&id) {
            Some(practice) => format!("{}{}", practice.name.in_lang(self.lang), self.mark(&practice.basis)),
            None => format!("{id}{}", self.say("（カタログになし）", " (not in the catalog)")),
        }
    }

    /// （未確認） for a row that was not held against its source.
    pub(crate) const fn mark(&self, basis: &Basis) -> &'static str {
        confirmed_mark(basis.confirmed, self.lang)
    }

    /// The word of a fixed answer.
    pub(crate) fn word<T: Serialize>(&self, list: &str, answer: &T) -> String {
        let code = serde_json::to_value(answer).ok();
        let code = code.as_ref().and_then(Value::as_str).unwrap_or_default();
        table::word(list, code).in_lang(self.lang).to_owned()
    }

    /// An importance with its mark.
    pub(crate) fn importance(&self, importance: Stated<Importance>) -> Cell {
        match importance {
            Stated::Known(importance) => {
                let code = words::importance_code(Stated::Known(importance));
                self.word_cell("importance", code)
            }
            Stated::Unknown => Cell::Unknown,
            Stated::NotApplicable => Cell::NotApplicable,
        }
    }

    /// `大 6、中 2、小 1`: how many of each answer, without those that nobody gave.
    pub(crate) fn tally<K: Ord>(
        &self,
        answers: impl Iterator<Item = K>,
        word: impl Fn(&K) -> String,
    ) -> String {
        let mut counts: BTreeMap<K, usize> = BTreeMap::new();
        for answer in answers {
            *counts.entry(answer).or_default() += 1;
        }
        let parts: Vec<String> = counts.iter().map(|(key, n)| format!("{} {n}", word(key))).collect();
        parts.join(self.say("、", ", "))
    }

    /// `大 6、中 2、不明 1`.
    pub(crate) fn importances(&self, stated: impl Iterator<Item = Stated<Importance>>) -> String {
        let order = |importance: &Stated<Importance>| match importance {
            Stated::Known(importance) => 2 - i32::from(*importance as u8),
            Stated::Unknown => 8,
            Stated::NotApplicable => 9,
        };
        self.tally(stated.map(|importance| (order(&importance), importance)), |(_, importance)| {
            words::importance(*importance).in_lang(self.lang).to_owned()
        })
    }

    /// How far a measure is, as a mark: ● in place, ○ planned, △ proposed, × given up.
    pub(crate) const fn state_mark(state: MeasureState) -> &'static str {
        match state {
            MeasureState::InPlace => "●",
            MeasureState::Planned => "○",
            MeasureState::Proposed => "△",
            MeasureState::Dropped => "×",
        }
    }
}

/// （未確認）, （一部未確認）, or nothing.
pub(crate) const fn confirmed_mark(confirmed: Confirmed, lang: Lang) -> &'static str {
    match confirmed {
        Confirmed::Yes | Confirmed::Own => "",
        Confirmed::Partly => lang.pick("（一部未確認）", " (partly confirmed)"),
        Confirmed::No => lang.pick("（未確認）", " (unconfirmed)"),
    }
}

fn importance_mark(code: &str) -> &'static str {
    match code {
        "large" => "◆",
        "medium" => "■",
        _ => "●",
    }
}

fn column_of(kind: RecordKind, field: &str) -> Option<&'static table::Column> {
    table::columns(kind).iter().find(|column| column.field == field)
}

/// Lines of a cell that holds several things.
pub(crate) fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("\n")
}

fn fields<T: Serialize>(record: &T) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// What a record says in a field.
enum Found {
    Value(Value),
    NotApplicable,
    Nothing,
}

fn looked_up(fields: &Map<String, Value>, field: &str) -> Found {
    let (outer, inner) = field.split_once('.').map_or((field, None), |(outer, inner)| (outer, Some(inner)));
    let found = |value: Option<&Value>| match value {
        None | Some(Value::Null) => Found::Nothing,
        Some(Value::String(text)) if text.is_empty() || text == Stated::<()>::UNKNOWN => Found::Nothing,
        Some(Value::String(text)) if text == Stated::<()>::NOT_APPLICABLE => Found::NotApplicable,
        Some(Value::Array(list)) if list.is_empty() => Found::Nothing,
        Some(value) => Found::Value(value.clone()),
    };
    match (found(fields.get(outer)), inner) {
        (Found::Value(Value::Object(parts)), Some(inner)) => found(parts.get(inner)),
        (outer, _) => outer,
    }
}

fn name_of<'r>(register: &'r Register, kind: RecordKind, id: &str) -> Option<&'r str> {
    macro_rules! named {
        ($($variant:ident => $map:ident),* $(,)?) => {
            match kind {
                RecordKind::Plant => register.plant.as_ref().map(|plant| plant.name.as_str()),
                $(RecordKind::$variant => register.$map.get(&id.parse().ok()?).map(|record| record.name.as_str()),)*
            }
        };
    }
    named! {
        Requirement => requirements, Business => businesses, Zone => zones, Conduit => conduits,
        Supplier => suppliers, Product => products, Asset => assets, DataFlow => flows,
        ZoneThreat => zone_threats, Policy => policies, Measure => measures, Contact => contacts,
        ResponseStep => response_steps, ReportForm => report_forms, Activity => activities, SupplierRequest => requests,
        Scenario => scenarios, Review => reviews, Decision => decisions,
        Remediation => remediations, Ruling => rulings, Watch => watches,
        Expectation => expectations, Case => cases, Customer => customers,
        EvidenceItem => evidence, Answer => answers, Paper => papers,
    }
}
