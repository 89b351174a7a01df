//! Does a product, or an offer, meet what a tender asks?
//!
//! Invariant: each point asked is met, not met, or not known, with its reason; silence is never a yes. Reading a
//! tender has limits and names each row that it did not understand.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sekisho_catalog::{Catalog, CriterionId};
use sekisho_model::{AnswerState, Place, Problem, Text, text};
use serde::Deserialize;

use super::{Ground, LabelState};
use crate::answers::{Standing, state_word};

/// Largest tender file, in bytes.
pub const TENDER_BYTES_MAX: usize = 1024 * 1024;
/// Most points of one tender.
pub const TENDER_ASKS_MAX: usize = 500;

/// One point that a tender asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A JC-STAR label of at least this level, 1 to 4, valid today.
    JcStar(u8),
    /// An SBOM is handed over.
    Sbom,
    /// Support at least until this day.
    SupportUntil(Date),
    /// A criterion, such as one of Secure by Demand.
    Criterion(CriterionId),
}

/// What a tender asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tender {
    /// Its name.
    pub name: String,
    /// Points asked, in order.
    pub asks: Vec<Ask>,
    /// The offer that stands in the same file, where there is one.
    pub offer: Option<Offer>,
}

/// An offer of somebody's product, as they state it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Name of the product offered.
    pub name: String,
    /// Level of its JC-STAR label; 0: none.
    pub jc_star: Option<u8>,
    /// Last day of that label.
    pub jc_star_until: Option<Date>,
    /// Is an SBOM handed over?
    pub sbom: Option<bool>,
    /// Last day of support.
    pub support_until: Option<Date>,
    /// Criterion and whether it is said to be met.
    #[serde(default)]
    pub criteria: BTreeMap<String, bool>,
}

/// How a point ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Met.
    Met,
    /// Not met.
    NotMet,
    /// Not known.
    Unknown,
}

impl Outcome {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unknown => "not-known",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Met => Text::new("満たす", "met"),
            Self::NotMet => Text::new("満たさない", "not met"),
            Self::Unknown => Text::new("分からない", "not known"),
        }
    }
}

/// A point with how it ends and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What is asked.
    pub asked: Text,
    /// How it ends.
    pub outcome: Outcome,
    /// Why.
    pub reason: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: String,
    jc_star: Option<i64>,
    sbom: Option<bool>,
    support_until: Option<Date>,
    #[serde(default)]
    criteria: Vec<String>,
    offer: Option<Offer>,
}

impl Tender {
    /// Reads a tender as TOML: `name`, `jc_star`, `sbom`, `support_until`, `criteria`, and perhaps `[offer]`. A
    /// framework's id among the criteria asks each of its criteria.
    #[must_use]
    pub fn read(bytes: &[u8], catalog: &Catalog) -> (Option<Self>, Vec<Problem>) {
        if bytes.len() > TENDER_BYTES_MAX {
            let what = text!(ja: "ファイルが大きすぎます（上限 {TENDER_BYTES_MAX} バイト）。", en: "The file is too large (at most {TENDER_BYTES_MAX} bytes).");
            return (None, vec![problem(what)]);
        }
        let form = std::str::from_utf8(bytes).ok().map(toml::from_str::<Form>);
        match form {
            None => (None, vec![problem(Text::new("UTF-8 の文ではありません。", "It is not UTF-8 text."))]),
            Some(Err(error)) => {
                let why = error.message().to_owned();
                let what =
                    text!(ja: "調達の条件を読み取れません：{why}", en: "The tender cannot be read: {why}");
                (None, vec![problem(what)])
            }
            Some(Ok(form)) => {
                let mut problems = Vec::new();
                let asks = asks(&form, catalog, &mut problems);
                (Some(Self { name: form.name, asks, offer: form.offer }), problems)
            }
        }
    }
}

fn problem(what: Text) -> Problem {
    Problem::error(
        Place::default(),
        what,
        Text::new(
            "項目は name、jc_star、sbom、support_until、criteria、[offer] です。",
            "The keys are name, jc_star, sbom, support_until, criteria and [offer].",
        ),
    )
}

fn asks(form: &Form, catalog: &Catalog, problems: &mut Vec<Problem>) -> Vec<Ask> {
    let mut asks = Vec::new();
    match form.jc_star.map(u8::try_from) {
        Some(Ok(level @ 1..=4)) => asks.push(Ask::JcStar(level)),
        Some(_) => problems.push(problem(Text::new(
            "jc_star は 1 から 4 です。この条件は調べていません。",
            "jc_star is 1 to 4; this point was not checked.",
        ))),
        None => {}
    }
    if form.sbom == Some(true) {
        asks.push(Ask::Sbom);
    }
    asks.extend(form.support_until.map(Ask::SupportUntil));
    for written in &form.criteria {
        let rows = if catalog.framework(written).is_some() {
            let rows = catalog.criteria_with_included(written).into_iter();
            rows.filter(|row| row.answered.wants_answer()).map(|row| row.id.clone()).collect()
        } else {
            let id = written.parse::<CriterionId>().ok();
            id.into_iter().filter(|id| catalog.criterion(id).is_some()).collect::<Vec<_>>()
        };
        if rows.is_empty() {
            problems.push(problem(text!(
                ja: "基準「{written}」はカタログにありません。この条件は調べていません。",
                en: "There is no criterion \"{written}\" in the catalog; this point was not checked."
            )));
        }
        asks.extend(rows.into_iter().map(Ask::Criterion));
    }
    if asks.len() > TENDER_ASKS_MAX {
        let left = asks.len() - TENDER_ASKS_MAX;
        problems.push(problem(text!(
            ja: "条件は {TENDER_ASKS_MAX} 件までです。残りの {left} 件は調べていません。",
            en: "A tender has at most {TENDER_ASKS_MAX} points; {left} were not checked."
        )));
        asks.truncate(TENDER_ASKS_MAX);
    }
    asks
}

fn asked(ask: &Ask, catalog: &Catalog) -> Text {
    match ask {
        Ask::JcStar(level) => {
            text!(ja: "有効な JC-STAR ★{level} 以上のラベル", en: "valid JC-STAR label, ★{level} or higher")
        }
        Ask::Sbom => Text::new("SBOM の提供", "an SBOM is handed over"),
        Ask::SupportUntil(day) => text!(ja: "{day} までのサポート", en: "support until {day}"),
        Ask::Criterion(id) => {
            let row = catalog.criterion(id);
            let Text { ja, en } = row.map(|row| row.title.clone()).unwrap_or_default();
            text!(ja: "{ja}（{id}）", en: "{en} ({id})")
        }
    }
}

/// Each point asked of an own product.
#[must_use]
pub fn check_product(ground: &Ground<'_>, tender: &Tender) -> Vec<Point> {
    let point = |ask: &Ask| {
        let (outcome, reason) = of_product(ground, ask);
        Point { asked: asked(ask, ground.catalog), outcome, reason }
    };
    tender.asks.iter().map(point).collect()
}

fn of_product(ground: &Ground<'_>, ask: &Ask) -> (Outcome, Text) {
    match ask {
        Ask::JcStar(level) => label(ground, *level),
        Ask::Sbom => match ground.known.boms.len() {
            0 => (Outcome::Unknown, Text::new("SBOM が登録されていません。", "No SBOM is recorded.")),
            n => (Outcome::Met, text!(ja: "SBOM が {n} 件あります。", en: "SBOMs recorded: {n}.")),
        },
        Ask::SupportUntil(day) => support(ground.product.support_end.known().copied(), *day),
        Ask::Criterion(id) => answered(ground, id),
    }
}

fn answered(ground: &Ground<'_>, id: &CriterionId) -> (Outcome, Text) {
    let Some(row) = ground.answers.get(id) else {
        let reason = text!(ja: "製品について尋ねる基準ではありません。", en: "It is not asked of a product.");
        return (Outcome::Unknown, reason);
    };
    let (state, origin) = match &row.standing {
        Standing::Open(why) => return (Outcome::Unknown, why.words()),
        Standing::Answered { state, origin } => (*state, origin),
    };
    let outcome = match state {
        AnswerState::Met => Outcome::Met,
        AnswerState::Partly | AnswerState::NotMet => Outcome::NotMet,
        AnswerState::NotApplicable | AnswerState::DontKnow => Outcome::Unknown,
    };
    let (Text { ja, en }, Text { ja: by_ja, en: by_en }) = (state_word(state), origin.words());
    (outcome, text!(ja: "{by_ja}：{ja}", en: "{by_en}: {en}"))
}

fn label(ground: &Ground<'_>, level: u8) -> (Outcome, Text) {
    let star =
        |framework: &str| framework.strip_prefix("jc-star-").and_then(|level| level.parse::<u8>().ok());
    let mut best: Option<(Outcome, Text)> = None;
    for (paper, state) in ground.papers() {
        let Some(held) = star(&paper.framework) else { continue };
        let Text { ja, en } = Ground::paper_words(paper, state);
        let outcome = match state {
            LabelState::Valid(_) if held >= level => return (Outcome::Met, Text { ja, en }),
            LabelState::Unknown if held >= level => Outcome::Unknown,
            _ => Outcome::NotMet,
        };
        if best.as_ref().is_none_or(|(known, _)| *known == Outcome::NotMet) {
            best = Some((outcome, Text { ja, en }));
        }
    }
    best.unwrap_or_else(|| {
        (Outcome::NotMet, Text::new("ラベルの登録がありません。", "No label is recorded."))
    })
}

fn support(end: Option<Date>, wanted: Date) -> (Outcome, Text) {
    match end {
        None => {
            (Outcome::Unknown, Text::new("サポート終了日が不明です。", "The end of support is not known."))
        }
        Some(end) => {
            let outcome = if end >= wanted { Outcome::Met } else { Outcome::NotMet };
            (outcome, text!(ja: "サポートは {end} までです。", en: "Support lasts until {end}."))
        }
    }
}

/// Each point asked of an offer, as its maker states it.
#[must_use]
pub fn check_offer(offer: &Offer, tender: &Tender, catalog: &Catalog, today: Date) -> Vec<Point> {
    let point = |ask: &Ask| {
        let (outcome, reason) = of_offer(offer, ask, today);
        Point { asked: asked(ask, catalog), outcome, reason }
    };
    tender.asks.iter().map(point).collect()
}

fn of_offer(offer: &Offer, ask: &Ask, today: Date) -> (Outcome, Text) {
    let stated = |said: Option<bool>| match said {
        Some(true) => (Outcome::Met, Text::new("提案に「はい」とあります。", "The offer says yes.")),
        Some(false) => (Outcome::NotMet, Text::new("提案に「いいえ」とあります。", "The offer says no.")),
        None => (Outcome::Unknown, Text::new("提案に記載がありません。", "The offer does not say.")),
    };
    match ask {
        Ask::Sbom => stated(offer.sbom),
        Ask::Criterion(id) => stated(offer.criteria.get(&id.to_string()).copied()),
        Ask::SupportUntil(day) => support(offer.support_until, *day),
        Ask::JcStar(level) => match (offer.jc_star, offer.jc_star_until) {
            (None, _) => stated(None),
            (Some(held), _) if held < *level => (
                Outcome::NotMet,
                text!(ja: "ラベルは ★{held} です（0 はなし）。", en: "The label is ★{held} (0: none)."),
            ),
            (Some(_), None) => (
                Outcome::Unknown,
                Text::new("ラベルの期限が記載されていません。", "The label's last day is not stated."),
            ),
            (Some(_), Some(until)) if until < today => (
                Outcome::NotMet,
                text!(ja: "ラベルは {until} に切れています。", en: "The label ended on {until}."),
            ),
            (Some(held), Some(until)) => (
                Outcome::Met,
                text!(ja: "★{held}、{until} まで（IPA の一覧で確認してください）。", en: "★{held} until {until}; check it in IPA's list."),
            ),
        },
    }
}
