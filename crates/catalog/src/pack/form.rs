//! The forms that rows have in a pack file, and what they become.
//!
//! A form has every field that a person may write, and no other; `confirmed` has no default, because nobody
//! should be told that a row is sure when its writer did not say so.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    AssetKind, AssetRole, ConduitKind, MeasureArea, Place, PracticeId, Problem, RecordKind, Text, ThreatId,
    ThreatLevel, text,
};
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::de::DeValue;

use super::Reading;
use super::row::Row;
use crate::{
    Basis, Clause, Confirmed, Effect, Pack, Practice, Protects, Ranked, RiskTable, RiskValue, Scale, Stage,
    Step, Tag, Threat,
};

/// How rows of one kind are read.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) kind: &'static str,
    pub(super) read: fn(&mut Reading<'_>, Spanned<DeValue<'_>>, &Pack) -> Option<Row>,
}

const READERS: [Reader; 13] = [
    reader_of::<StepForm>(),
    reader_of::<ThreatForm>(),
    reader_of::<TagForm>(),
    reader_of::<PracticeForm>(),
    reader_of::<ClauseForm>(),
    reader_of::<RankedForm>(),
    reader_of::<ScaleForm>(),
    reader_of::<RiskForm>(),
    reader_of::<FrameworkForm>(),
    reader_of::<CriterionForm>(),
    reader_of::<TieForm>(),
    reader_of::<CompositionForm>(),
    reader_of::<AloneForm>(),
];

const fn reader_of<F: Form>() -> Reader {
    Reader { kind: F::KIND, read: read_row::<F> }
}

/// The reader of the rows with a name.
pub(super) fn reader(kind: &str) -> Option<Reader> {
    READERS.into_iter().find(|reader| reader.kind == kind)
}

/// The names of all kinds of rows.
pub(super) fn kinds() -> Vec<&'static str> {
    READERS.iter().map(|reader| reader.kind).collect()
}

/// A form that rows of one kind have.
pub(super) trait Form: for<'de> Deserialize<'de> {
    /// Name in pack files.
    const KIND: &'static str;
    /// Takes out what the row says of its origin.
    fn origin(&mut self) -> Origin;
    /// What cannot be right in it.
    fn fault(&self) -> Option<(Text, Text)> {
        None
    }
    /// The row.
    fn row(self, basis: Basis) -> Row;
}

/// What a row says of its origin.
#[derive(Default)]
pub(super) struct Origin {
    source: Text,
    note: Text,
    confirmed: Option<Confirmed>,
}

fn read_row<F: Form>(reading: &mut Reading<'_>, value: Spanned<DeValue<'_>>, pack: &Pack) -> Option<Row> {
    let (mut form, place) = reading.form::<F>(F::KIND, value)?;
    let Origin { source, note, confirmed } = form.origin();
    let Some(confirmed) = confirmed else {
        reading.problems.push(unmarked(place));
        return None;
    };
    if let Some((what, remedy)) = form.fault() {
        reading.problems.push(Problem::error(place, what, remedy));
        return None;
    }
    if confirmed == Confirmed::Partly && note.ja.is_empty() {
        reading.problems.push(part_unnamed(place));
    }
    let source = if source.en.trim().is_empty() { pack.source.clone() } else { source };
    let basis = Basis { pack: pack.id.clone(), edition: pack.edition.clone(), source, note, confirmed };
    Some(form.row(basis))
}

impl Origin {
    /// A source and its Japanese; most are names that both languages use.
    fn named(source: String, ja: String) -> Text {
        let ja = if ja.trim().is_empty() { source.clone() } else { ja };
        Text { ja, en: source }
    }
}

fn unmarked(place: Place) -> Problem {
    Problem::error(
        place,
        text!(ja: "確認状況（confirmed）がありません。", en: "The row does not say whether it is confirmed."),
        text!(
            ja: "confirmed に yes（原典と照合済み）・partly（一部）・no（未照合）・own（自作）のどれかを書いてください。この行は読みませんでした。",
            en: "Write confirmed: yes (held against its source), partly, no, or own (your own row). The row was not read."
        ),
    )
}

fn part_unnamed(place: Place) -> Problem {
    Problem::warning(
        place,
        text!(ja: "一部だけ照合済み（partly）ですが、どの部分かがありません。", en: "It is confirmed in part, and does not say which part."),
        text!(ja: "note に、照合した部分を書いてください。", en: "Say in note which part was held against the source."),
    )
}

/// `[pack]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    id: String,
    edition: String,
    title: Text,
    source: String,
    /// The same in Japanese, where `source` is not a name that both languages use.
    #[serde(default, rename = "source-ja")]
    source_ja: String,
    #[serde(default)]
    notice: String,
}

impl Head {
    pub(super) fn pack(self, file: &str, sha256: String) -> Pack {
        let Self { id, edition, title, source, source_ja, notice } = self;
        let source = Origin::named(source, source_ja);
        let file = file.to_owned();
        Pack { id, edition, title, source, notice, file, sha256, rows: 0, unconfirmed: 0, partly: 0, own: 0 }
    }

    /// The first of the fields that must not be empty and is.
    pub(super) fn empty_field(&self) -> Option<&'static str> {
        let fields = [("id", &self.id), ("edition", &self.edition), ("source", &self.source)];
        fields.into_iter().find(|(_, value)| value.trim().is_empty()).map(|(name, _)| name)
    }
}

macro_rules! form {
    ($form:ident, $kind:literal, $variant:ident, { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub(super) struct $form {
            $($(#[$attribute])* $field: $type,)*
            #[serde(default)]
            source: String,
            #[serde(default)]
            source_ja: String,
            #[serde(default)]
            note: Text,
            confirmed: Option<Confirmed>,
        }
        impl Form for $form {
            const KIND: &'static str = $kind;
            fn origin(&mut self) -> Origin {
                Origin {
                    source: Origin::named(std::mem::take(&mut self.source), std::mem::take(&mut self.source_ja)),
                    note: std::mem::take(&mut self.note),
                    confirmed: self.confirmed,
                }
            }
            fn fault(&self) -> Option<(Text, Text)> {
                self.impossible()
            }
            fn row(self, basis: Basis) -> Row {
                Row::$variant(self.becomes(basis))
            }
        }
    };
}

mod framework;

use framework::{AloneForm, CompositionForm, CriterionForm, FrameworkForm, TieForm};

form!(StepForm, "step", Step, {
    id: String,
    title: Text,
    asks: Text,
    product: Text,
    #[serde(default)]
    smart: Vec<Text>,
    #[serde(deserialize_with = "record_kinds")]
    records: Vec<RecordKind>,
});

form!(ThreatForm, "threat", Threat, {
    id: ThreatId,
    name: Text,
    about: Text,
    stage: Stage,
    #[serde(default)]
    main: bool,
    #[serde(default)]
    serves: BTreeSet<ThreatId>,
    #[serde(default)]
    kinds: BTreeSet<AssetKind>,
    #[serde(default)]
    roles: BTreeSet<AssetRole>,
    #[serde(default)]
    from_outside: bool,
    #[serde(default)]
    ways: BTreeSet<ConduitKind>,
    #[serde(default)]
    uses_vulnerability: bool,
    #[serde(default)]
    smart: bool,
    level: ThreatLevel,
    #[serde(default)]
    external: String,
});

form!(TagForm, "tag", Tag, {
    id: String,
    name: Text,
    about: Text,
});

form!(PracticeForm, "practice", Practice, {
    id: PracticeId,
    name: Text,
    about: Text,
    area: MeasureArea,
    protects: Protects,
    counters: BTreeMap<Effect, BTreeSet<ThreatId>>,
    #[serde(default)]
    techniques: BTreeMap<Effect, BTreeSet<ThreatId>>,
    #[serde(default)]
    tags: BTreeSet<String>,
    #[serde(default)]
    clauses: BTreeSet<String>,
    #[serde(default)]
    smart: bool,
    effort: u8,
    #[serde(default)]
    external: String,
});

form!(ClauseForm, "clause", Clause, {
    id: String,
    name: Text,
    #[serde(default)]
    parent: String,
});

form!(RankedForm, "ranked", Ranked, {
    rank: u32,
    name: Text,
    #[serde(default)]
    threats: BTreeSet<ThreatId>,
});

form!(ScaleForm, "scale", Scale, {
    id: String,
    title: Text,
    values: Vec<ValueForm>,
});

form!(RiskForm, "risk", Risk, {
    title: Text,
    cells: Vec<CellsForm>,
});

/// One value of a scale.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueForm {
    value: u8,
    word: Text,
    meaning: Text,
}

/// Three cells of the risk table: an importance and a threat level, and the risk values for vulnerability levels
/// 1, 2 and 3 in that order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellsForm {
    importance: ThreatLevel,
    threat: ThreatLevel,
    risk: [RiskValue; 3],
}

fn record_kinds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RecordKind>, D::Error> {
    let codes = Vec::<String>::deserialize(deserializer)?;
    let kind = |code: &String| {
        let known = RecordKind::from_code(code);
        known.ok_or_else(|| serde::de::Error::custom(format_args!("there is no kind of record \"{code}\"")))
    };
    codes.iter().map(kind).collect()
}

fn correct() -> Text {
    text!(ja: "直してください。この行は読みませんでした。", en: "Correct it. The row was not read.")
}

fn empty_id(id: &str) -> Option<(Text, Text)> {
    let what = || text!(ja: "ID が空です。", en: "The id is empty.");
    id.trim().is_empty().then(|| (what(), correct()))
}

impl StepForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        empty_id(&self.id)
    }

    fn becomes(self, basis: Basis) -> Step {
        let Self { id, title, asks, product, smart, records, .. } = self;
        Step { id, title, asks, product, smart, records, basis }
    }
}

impl ThreatForm {
    #[expect(clippy::unused_self, reason = "its types leave nothing to find; every form answers")]
    const fn impossible(&self) -> Option<(Text, Text)> {
        None
    }

    fn becomes(self, basis: Basis) -> Threat {
        Threat {
            id: self.id,
            name: self.name,
            about: self.about,
            stage: self.stage,
            main: self.main,
            serves: self.serves,
            kinds: self.kinds,
            roles: self.roles,
            from_outside: self.from_outside,
            ways: self.ways,
            uses_vulnerability: self.uses_vulnerability,
            smart: self.smart,
            level: self.level,
            external: self.external,
            basis,
        }
    }
}

impl TagForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        empty_id(&self.id)
    }

    fn becomes(self, basis: Basis) -> Tag {
        Tag { id: self.id, name: self.name, about: self.about, basis }
    }
}

impl PracticeForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let effort = self.effort;
        let what = || text!(ja: "手間（effort）が {effort} です。1 から 3 です。", en: "effort is {effort}; it is 1 to 3.");
        (!(1..=3).contains(&effort)).then(|| (what(), correct()))
    }

    fn becomes(self, basis: Basis) -> Practice {
        let mut counters: BTreeMap<ThreatId, BTreeSet<Effect>> = BTreeMap::new();
        for (effect, threats) in self.counters.into_iter().chain(self.techniques) {
            for threat in threats {
                counters.entry(threat).or_default().insert(effect);
            }
        }
        Practice {
            id: self.id,
            name: self.name,
            about: self.about,
            area: self.area,
            protects: self.protects,
            counters,
            tags: self.tags,
            clauses: self.clauses,
            smart: self.smart,
            effort: self.effort,
            external: self.external,
            basis,
        }
    }
}

impl ClauseForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        empty_id(&self.id)
    }

    fn becomes(self, basis: Basis) -> Clause {
        Clause { id: self.id, name: self.name, parent: self.parent, basis }
    }
}

impl RankedForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let what = || text!(ja: "順位が 0 です。1 からです。", en: "The rank is 0; ranks begin with 1.");
        (self.rank == 0).then(|| (what(), correct()))
    }

    fn becomes(self, basis: Basis) -> Ranked {
        Ranked { rank: self.rank, name: self.name, threats: self.threats, basis }
    }
}

impl ScaleForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let values: BTreeSet<u8> = self.values.iter().map(|value| value.value).collect();
        if values.len() == self.values.len() && !values.is_empty() {
            return empty_id(&self.id);
        }
        let what = text!(ja: "尺度の値がないか、同じ値が二度あります。", en: "The scale has no value, or one value twice.");
        Some((what, correct()))
    }

    fn becomes(self, basis: Basis) -> Scale {
        let values = self.values.into_iter().map(|value| (value.value, (value.word, value.meaning)));
        Scale { id: self.id, title: self.title, values: values.collect(), basis }
    }
}

impl RiskForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let rows: BTreeSet<_> = self.cells.iter().map(|row| (row.importance, row.threat)).collect();
        if rows.len() == 9 && self.cells.len() == 9 {
            return None;
        }
        let found = self.cells.len();
        Some((
            text!(
                ja: "リスク表の行が 9 行（重要度 3 × 脅威レベル 3）そろっていません（{found} 行、同じ組み合わせは不可）。",
                en: "The risk table has not its 9 rows, one for each importance and threat level ({found} rows)."
            ),
            text!(ja: "9 行すべてを書いてください。表は前のままです。", en: "Write all nine. The table stays as it was."),
        ))
    }

    fn becomes(self, basis: Basis) -> RiskTable {
        let cells = self.cells.iter().flat_map(|row| {
            (1..=3_u8)
                .zip(row.risk)
                .map(|(level, risk)| ((row.importance.get(), row.threat.get(), level), risk))
        });
        RiskTable { title: self.title, cells: cells.collect(), basis }
    }
}
