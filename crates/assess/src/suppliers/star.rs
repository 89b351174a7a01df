//! Which SCS star to ask of a supplier: three questions, any yes is ★4, three noes are ★3.
//!
//! Invariant: a question that neither a person nor the register answers stays open and says what to enter. The rule
//! itself is an interim text that was not held against the final one, and says so wherever it is shown.

use jiff::civil::Date;
use sekisho_model::{
    Conduit, ConduitKind, DataFlow, Direction, Importance, RecordKind, Stated, Supplier, SupplierId, Text,
    YesNo, text,
};

use super::{stopped_with, systems_of, zones_of};
use crate::facts::Facts;

/// One of the three questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StarQuestion {
    /// Do its systems hold important secrets of ours?
    Secrets,
    /// Would its stop delay us beyond what we can bear?
    Stop,
    /// Can its environment reach our inner systems?
    Inside,
}

impl StarQuestion {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Secrets, Self::Stop, Self::Inside];

    /// Its code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Secrets => "secrets",
            Self::Stop => "stop",
            Self::Inside => "inside",
        }
    }

    /// What is asked.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Secrets => {
                text!(ja: "取引先のシステムに当社の重要な機密があるか", en: "Do its systems hold important secrets of ours?")
            }
            Self::Stop => {
                text!(ja: "取引先の停止で、当社の業務が許容できないほど遅れるか", en: "Would its stop delay us beyond what we can bear?")
            }
            Self::Inside => {
                text!(ja: "取引先の環境から当社の内部システムに届くか", en: "Can its environment reach our inner systems?")
            }
        }
    }

    fn stated(self, supplier: &Supplier) -> Stated<YesNo> {
        match self {
            Self::Secrets => supplier.holds_secrets,
            Self::Stop => supplier.stop_unbearable,
            Self::Inside => supplier.reaches_inside,
        }
    }
}

/// A row of the register that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarRow {
    /// Kind of record.
    pub kind: RecordKind,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it says.
    pub says: Text,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A person, with reason and day.
    Person {
        /// Why; empty where nobody wrote it.
        reason: String,
        /// When.
        on: Stated<Date>,
        /// What the register shows by itself.
        register_shows: Option<bool>,
    },
    /// The register.
    Register,
    /// Nobody yet.
    Nobody,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarAnswer {
    /// The question.
    pub question: StarQuestion,
    /// Yes, no, or not known.
    pub yes: Option<bool>,
    /// Who says so.
    pub told: Told,
    /// Why, in a sentence.
    pub reason: Text,
    /// Rows that show it.
    pub rows: Vec<StarRow>,
    /// What to enter, where it is not known.
    pub to_enter: Option<Text>,
}

/// The star to ask of a supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarAsked {
    /// The supplier.
    pub supplier: SupplierId,
    /// 3 or 4; None while undecided.
    pub star: Option<u8>,
    /// The three answers.
    pub answers: [StarAnswer; 3],
}

impl StarAsked {
    /// In one sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let open = self.answers.iter().filter(|answer| answer.yes.is_none()).count();
        match self.star {
            Some(4) => {
                let n = self.answers.iter().filter(|answer| answer.yes == Some(true)).count();
                text!(ja: "★4 を求めます。3 つの問いのうち {n} つが「はい」です。", en: "Ask for ★4: yes to {n} of the three questions.")
            }
            Some(star) => {
                text!(ja: "★{star} を求めます。3 つの問いはすべて「いいえ」です。", en: "Ask for ★{star}: all three questions are a no.")
            }
            None => {
                text!(ja: "まだ決められません。3 つの問いのうち {open} つに答えがありません。", en: "Undecided: {open} of the three questions have no answer.")
            }
        }
    }
}

/// Where the rule comes from, and how sure it is.
#[must_use]
pub fn star_basis() -> Text {
    text!(
        ja: "★の選び方は、東京都の公開ページ（2025-12-05、制度の中間段階の説明）によるもので、最終の文書とは照合していません（未確認）。★は任意の制度で、求めるかどうかは当事者が決めます。",
        en: "The choice of the star follows an interim explanation on a Tokyo metropolitan page of 2025-12-05 and was not held against the final text (unconfirmed). The scheme is voluntary; the parties decide."
    )
}

/// Which star to ask of a supplier.
#[must_use]
pub fn star(facts: &Facts<'_>, supplier: &Supplier) -> StarAsked {
    let answers = StarQuestion::ALL.map(|question| answer(facts, supplier, question));
    let yes = answers.iter().any(|answer| answer.yes == Some(true));
    let no = answers.iter().all(|answer| answer.yes == Some(false));
    let star = if yes {
        Some(4)
    } else if no {
        Some(3)
    } else {
        None
    };
    StarAsked { supplier: supplier.id.clone(), star, answers }
}

fn answer(facts: &Facts<'_>, supplier: &Supplier, question: StarQuestion) -> StarAnswer {
    let shown = match question {
        StarQuestion::Secrets => secrets(facts, supplier),
        StarQuestion::Stop => stop(facts, supplier),
        StarQuestion::Inside => inside(facts, supplier),
    };
    let Some(stated) = question.stated(supplier).known().copied() else { return shown };
    let reason = if supplier.statement_reason.trim().is_empty() {
        text!(ja: "人の申告です。理由は記録されていません。", en: "Stated by a person; no reason is on record.")
    } else {
        let reason = supplier.statement_reason.trim();
        text!(ja: "人の申告です。理由：{reason}", en: "Stated by a person. Reason: {reason}")
    };
    StarAnswer {
        yes: Some(stated == YesNo::Yes),
        told: Told::Person {
            reason: supplier.statement_reason.clone(),
            on: supplier.stated,
            register_shows: shown.yes,
        },
        reason,
        to_enter: None,
        ..shown
    }
}

/// What the register shows.
fn shown(
    question: StarQuestion,
    yes: Option<bool>,
    reason: Text,
    rows: Vec<StarRow>,
    to_enter: Text,
) -> StarAnswer {
    let told = if yes.is_some() { Told::Register } else { Told::Nobody };
    let to_enter = yes.is_none().then_some(to_enter);
    StarAnswer { question, yes, told, reason, rows, to_enter }
}

fn secrets(facts: &Facts<'_>, supplier: &Supplier) -> StarAnswer {
    let systems = systems_of(facts, supplier);
    let is_its = |id| systems.iter().any(|system| &system.id == id);
    let flows = facts.register.flows.values();
    let into: Vec<&DataFlow> = flows.filter(|flow| is_its(&flow.to) && !is_its(&flow.from)).collect();
    let importance =
        |flow: &DataFlow| facts.register.assets.get(&flow.from).and_then(|from| from.importance.known());
    let rows: Vec<StarRow> = into.iter().map(|flow| flow_row(facts, flow)).collect();
    let (yes, reason) = if into.iter().any(|flow| importance(flow) == Some(&Importance::Large)) {
        (
            Some(true),
            text!(ja: "重要度「大」の保護対象から、取引先のシステムにデータが流れます。", en: "Data of an asset of large importance flow into its systems."),
        )
    } else if into.is_empty() && !systems.is_empty() {
        (
            Some(false),
            text!(ja: "取引先のシステムは登録されており、そこへ流れるデータはありません。", en: "Its systems are on record, and no data of ours flow there."),
        )
    } else if !into.is_empty() && into.iter().all(|flow| importance(flow) == Some(&Importance::Small)) {
        (
            Some(false),
            text!(ja: "流れるデータは、すべて重要度「小」の保護対象のものです。", en: "All data that flow there come from assets of small importance."),
        )
    } else if into.is_empty() {
        (
            None,
            text!(ja: "取引先が動かすシステムも、そこへのデータの流れも登録されていません。", en: "Neither a system that it runs nor a data flow to it is on record."),
        )
    } else {
        (
            None,
            text!(ja: "データは流れますが、重要な機密かどうかが台帳からは分かりません。", en: "Data flow there; the register does not say whether they are important secrets."),
        )
    };
    shown(
        StarQuestion::Secrets,
        yes,
        reason,
        rows,
        text!(
            ja: "取引先シートの「重要な機密を持つか」に「はい」か「いいえ」を入れてください。または、取引先のシステムを保護対象に、データの流れをデータフローに登録してください。",
            en: "Enter yes or no under \"Holds our secrets\" in the supplier sheet; or enter its systems as assets, and the data flows to them."
        ),
    )
}

fn flow_row(facts: &Facts<'_>, flow: &DataFlow) -> StarRow {
    let name = |id| facts.register.assets.get(id).map_or("?", |asset| asset.name.as_str());
    let (from, to) = (name(&flow.from), name(&flow.to));
    StarRow {
        kind: RecordKind::DataFlow,
        id: flow.id.to_string(),
        name: flow.name.clone(),
        says: text!(ja: "「{from}」から「{to}」へ", en: "from \"{from}\" to \"{to}\""),
    }
}

fn stop(facts: &Facts<'_>, supplier: &Supplier) -> StarAnswer {
    let businesses = stopped_with(facts, supplier);
    let back = supplier.replaced_hours_max;
    let mut rows = Vec::new();
    let (mut beyond, mut open) = (0_usize, 0_usize);
    for business in businesses.iter().filter_map(|id| facts.register.businesses.get(id)) {
        let bears = business.recovery_hours_max.known();
        let says = match (bears, back) {
            (_, Stated::NotApplicable) => {
                text!(ja: "取引先が止まっても影響はないと登録されています", en: "it is stated that nothing depends on its running")
            }
            (Some(bears), Stated::Known(back)) if back > *bears => {
                beyond += 1;
                text!(ja: "許容 {bears} 時間に対し、再開まで {back} 時間", en: "bears {bears} h; goes on after {back} h")
            }
            (Some(bears), Stated::Known(back)) => {
                text!(ja: "許容 {bears} 時間の内に、{back} 時間で再開", en: "bears {bears} h; goes on after {back} h, in time")
            }
            (Some(bears), Stated::Unknown) => {
                open += 1;
                text!(ja: "許容 {bears} 時間。再開までの時間は不明", en: "bears {bears} h; when it goes on is unknown")
            }
            (None, _) => {
                open += 1;
                text!(ja: "許容できる停止時間が不明", en: "how long it bears a stop is unknown")
            }
        };
        let (id, name) = (business.id.to_string(), business.name.clone());
        rows.push(StarRow { kind: RecordKind::Business, id, name, says });
    }
    let (n, any) = (rows.len(), !rows.is_empty());
    let (yes, reason) = if beyond > 0 {
        (
            Some(true),
            text!(ja: "依存する {n} 業務のうち {beyond} 業務が、許容できる時間を超えて止まります。", en: "Of {n} businesses that depend on it, {beyond} would stop longer than they can bear."),
        )
    } else if open > 0 {
        (
            None,
            text!(ja: "依存する {n} 業務のうち {open} 業務について、時間が分かりません。", en: "Of {n} businesses that depend on it, the hours of {open} are not known."),
        )
    } else if any || back == Stated::NotApplicable {
        (
            Some(false),
            text!(ja: "取引先が止まっても、許容できる時間の内に業務を続けられます。", en: "Work goes on within the hours that it can bear."),
        )
    } else {
        (
            None,
            text!(ja: "依存する業務が登録されていません。", en: "No business that depends on it is on record."),
        )
    };
    shown(
        StarQuestion::Stop,
        yes,
        reason,
        rows,
        text!(
            ja: "取引先シートの「依存する業務」と「停止時に業務を再開できるまで（時間）」、業務シートの復旧目標を入れてください。または「停止が許容を超えるか」に答えてください。",
            en: "Enter the businesses that depend on it and the hours until replaced in the supplier sheet, and the recovery target of each business; or answer \"Its stop is unbearable\"."
        ),
    )
}

fn inside(facts: &Facts<'_>, supplier: &Supplier) -> StarAnswer {
    let zones = zones_of(facts, supplier);
    let at = |id| zones.iter().any(|zone| &zone.id == id);
    let names_it = |conduit: &Conduit| {
        let named = |stated: &Stated<String>| {
            stated.known().is_some_and(|words| words.contains(supplier.name.as_str()))
        };
        named(&conduit.responsible) && facts.leads_outside(conduit)
    };
    let conduits = facts.register.conduits.values();
    let ways: Vec<(&Conduit, bool)> = conduits
        .filter(|conduit| facts.leads_outside(conduit))
        .filter(|conduit| at(&conduit.from) || at(&conduit.to) || names_it(conduit))
        .map(|conduit| (conduit, opens_inward(facts, conduit)))
        .collect();
    let rows: Vec<StarRow> = ways.iter().map(|(conduit, inward)| conduit_row(conduit, *inward)).collect();
    let (n, inward) = (ways.len(), ways.iter().filter(|(_, inward)| *inward).count());
    let (yes, reason) = match (n, inward) {
        (0, _) => (
            None,
            text!(ja: "この取引先との経路が登録されていません。", en: "No conduit to this supplier is on record."),
        ),
        (_, 0) => (
            Some(false),
            text!(ja: "登録された経路 {n} 本は、すべて当社側からだけ接続を始めます。", en: "All conduits on record ({n}) are opened from our side only."),
        ),
        _ => (
            Some(true),
            text!(ja: "登録された経路 {n} 本のうち {inward} 本で、取引先の側から接続を始められます。", en: "Of {n} conduits on record, {inward} can be opened from its side."),
        ),
    };
    shown(
        StarQuestion::Inside,
        yes,
        reason,
        rows,
        text!(
            ja: "取引先のゾーンと経路（遠隔保守、持ち込みの PC や USB を含む）を登録するか、取引先シートの「社内システムに届くか」に答えてください。",
            en: "Enter its zone and its conduits (remote maintenance, carried-in PCs and USB sticks among them), or answer \"Reaches our inside\" in the supplier sheet."
        ),
    )
}

/// Can whoever is outside open a connection, or come in with a device?
fn opens_inward(facts: &Facts<'_>, conduit: &Conduit) -> bool {
    facts.is_outside(&conduit.from)
        || conduit.direction == Direction::Both
        || matches!(conduit.kind, ConduitKind::RemoteMaintenance | ConduitKind::Media)
}

fn conduit_row(conduit: &Conduit, inward: bool) -> StarRow {
    let says = if inward {
        text!(ja: "取引先の側から接続を始められる", en: "can be opened from its side")
    } else {
        text!(ja: "当社側からだけ接続を始める", en: "opened from our side only")
    };
    StarRow { kind: RecordKind::Conduit, id: conduit.id.to_string(), name: conduit.name.clone(), says }
}
