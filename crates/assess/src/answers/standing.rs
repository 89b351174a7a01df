//! How a criterion stands: answered, by whom, or open, and why; and how answers carry along the crosswalk.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::{Answered as By, Catalog, Criterion, CriterionId, Follows, way};
use sekisho_model::{Answer, AnswerState, Text, text};

use super::given::{Given, NotUsed};
use super::{Answered, Showing};

/// How a criterion stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It is answered.
    Answered {
        /// With what.
        state: AnswerState,
        /// By what.
        origin: Origin<'a>,
    },
    /// It is open.
    Open(OpenWhy<'a>),
}

/// By what a criterion is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin<'a> {
    /// Rows of the register.
    Register,
    /// A person.
    Person(&'a Answer),
    /// Rows of the register show their part, and a person says the rest.
    Both(&'a Answer),
    /// An answer to another criterion that covers this one.
    Carried(Carried<'a>),
}

impl Origin<'_> {
    /// In words.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Self::Register => text!(ja: "台帳の行から", en: "from rows of the register"),
            Self::Person(answer) | Self::Both(answer) => {
                let id = &answer.id;
                text!(ja: "回答 {id}", en: "answer {id}")
            }
            Self::Carried(carried) => {
                let from = carried.sources().map(ToString::to_string).collect::<Vec<_>>();
                let (ja, en) = (from.join("、"), from.join(", "));
                text!(ja: "{ja} の回答から", en: "carried over from {en}")
            }
        }
    }
}

/// How an answer came from one criterion to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried<'a> {
    /// The criterion that is answered itself.
    pub from: CriterionId,
    /// The way from there, both ends in it.
    pub way: Vec<CriterionId>,
    /// Why each step of the way holds.
    pub reasons: Vec<&'a Text>,
    /// Other criteria, answered themselves, that it follows from only together with `from`: where the way goes over
    /// the whole of a criterion's parts.
    pub also: BTreeSet<CriterionId>,
}

impl Carried<'_> {
    /// All criteria, answered themselves, that it follows from.
    pub fn sources(&self) -> impl Iterator<Item = &CriterionId> {
        std::iter::once(&self.from).chain(&self.also)
    }
}

/// Why a criterion is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenWhy<'a> {
    /// No row and no answer.
    NothingRecorded,
    /// The register shows its part; a person has to say the rest.
    PartShown,
    /// An answer has ended.
    Ended(&'a Answer, jiff::civil::Date),
    /// Rows that an answer rested on have changed.
    Reopened(&'a Answer),
    /// What was to show an answer has ended.
    EvidenceEnded(&'a Answer),
    /// An answer has faults.
    Faulty(&'a Answer),
}

impl OpenWhy<'_> {
    /// Why, and what to do, in words.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Self::NothingRecorded => {
                text!(ja: "記録も回答もありません。", en: "Neither a record nor an answer.")
            }
            Self::PartShown => text!(
                ja: "台帳が一部を示しています。残りを人が答えてください。",
                en: "The register shows part of it. A person has to say the rest."
            ),
            Self::Ended(answer, day) => {
                let id = &answer.id;
                text!(ja: "回答 {id} は {day} までです。確かめて答え直してください。", en: "Answer {id} held until {day}. Check it and answer again.")
            }
            Self::Reopened(answer) => {
                let id = &answer.id;
                text!(ja: "回答 {id} の根拠の行が変わりました。まだ正しいか確かめてください。", en: "Rows that answer {id} rested on have changed. Check whether it is still right.")
            }
            Self::EvidenceEnded(answer) => {
                let id = &answer.id;
                text!(ja: "回答 {id} の証跡がすべて期限切れか未登録です。新しい証跡を付けてください。", en: "All evidence of answer {id} has ended or is not registered. Attach new evidence.")
            }
            Self::Faulty(answer) => {
                let id = &answer.id;
                text!(ja: "回答 {id} に足りない項目があるため使えません。", en: "Answer {id} lacks something and is not used.")
            }
        }
    }
}

impl Standing<'_> {
    /// Is there nothing more to do: met, or not applicable?
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Answered { state: AnswerState::Met | AnswerState::NotApplicable, .. })
    }

    /// Its word.
    #[must_use]
    pub fn word(&self) -> Text {
        match self {
            Self::Answered { state, .. } => state_word(*state),
            Self::Open(_) => text!(ja: "未回答", en: "open"),
        }
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Answered { state, .. } => state_code(*state),
            Self::Open(_) => "open",
        }
    }
}

/// An answer's word.
#[must_use]
pub fn state_word(state: AnswerState) -> Text {
    match state {
        AnswerState::Met => text!(ja: "満たす", en: "met"),
        AnswerState::Partly => text!(ja: "一部満たす", en: "met in part"),
        AnswerState::NotMet => text!(ja: "満たさない", en: "not met"),
        AnswerState::NotApplicable => text!(ja: "該当しない", en: "not applicable"),
        AnswerState::DontKnow => text!(ja: "分からない", en: "not known"),
    }
}

/// The code of what an answer says, as in documents.
#[must_use]
pub const fn state_code(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Met => "met",
        AnswerState::Partly => "partly",
        AnswerState::NotMet => "not-met",
        AnswerState::NotApplicable => "not-applicable",
        AnswerState::DontKnow => "dont-know",
    }
}

/// How a criterion stands by itself, before anything is carried to it.
pub(super) fn standing<'a>(
    criterion: &Criterion,
    register: Option<&Showing>,
    given: &[Given<'a>],
) -> Standing<'a> {
    let person = given.iter().find(|given| given.holds()).map(|given| given.answer);
    match (criterion.answered, register, person) {
        (By::Register, Some(showing), person) => by_register(showing, person, given),
        (_, Some(showing), Some(answer)) if !showing.shows().is_empty() => {
            Standing::Answered { state: answer.state, origin: Origin::Both(answer) }
        }
        (_, _, Some(answer)) => by_person(answer),
        (_, Some(showing), None) if !showing.shows().is_empty() => open(given, OpenWhy::PartShown),
        (_, _, None) => open(given, OpenWhy::NothingRecorded),
    }
}

/// The register's word stands; a person may say that it does not apply, or what the register has no place for.
fn by_register<'a>(showing: &Showing, person: Option<&'a Answer>, given: &[Given<'a>]) -> Standing<'a> {
    let answered = |state| Standing::Answered { state, origin: Origin::Register };
    match (showing, person) {
        (_, Some(answer)) if answer.state == AnswerState::NotApplicable => by_person(answer),
        (Showing::Nothing(_), Some(answer)) => by_person(answer),
        (Showing::Nothing(_), None) => open(given, OpenWhy::NothingRecorded),
        (Showing::Partly { .. }, Some(answer)) if showing.is_whole_but_for_words() => {
            Standing::Answered { state: answer.state, origin: Origin::Both(answer) }
        }
        (Showing::Met(_), _) => answered(AnswerState::Met),
        (Showing::Partly { .. }, _) => answered(AnswerState::Partly),
        (Showing::NotMet { .. }, _) => answered(AnswerState::NotMet),
    }
}

const fn by_person(answer: &Answer) -> Standing<'_> {
    Standing::Answered { state: answer.state, origin: Origin::Person(answer) }
}

/// Open, because of what became of the newest answer, or because of `otherwise`.
fn open<'a>(given: &[Given<'a>], otherwise: OpenWhy<'a>) -> Standing<'a> {
    let Some(newest) = given.first() else { return Standing::Open(otherwise) };
    let answer = newest.answer;
    Standing::Open(match &newest.not_used {
        Some(NotUsed::Ended(day)) => OpenWhy::Ended(answer, *day),
        Some(NotUsed::Reopened) => OpenWhy::Reopened(answer),
        Some(NotUsed::EvidenceEnded) => OpenWhy::EvidenceEnded(answer),
        Some(NotUsed::Faulty(_) | NotUsed::NoDay | NotUsed::Ahead(_)) => OpenWhy::Faulty(answer),
        Some(NotUsed::Superseded) | None => otherwise,
    })
}

/// Carries what is met by itself to what is open, along the crosswalk. Of several ways the shortest is taken; an answer
/// of its own is never replaced, and nothing goes on from a criterion that is answered otherwise, nor to one with a
/// part that is.
pub(super) fn carry<'a>(catalog: &'a Catalog, rows: &mut BTreeMap<&'a CriterionId, Answered<'a>>) {
    let met =
        |row: &&Answered<'a>| matches!(row.standing, Standing::Answered { state: AnswerState::Met, .. });
    let sources: BTreeSet<CriterionId> =
        rows.values().filter(met).map(|row| row.criterion.id.clone()).collect();
    let open = |id: &CriterionId| is_open(rows.get(id));
    let may = |id: &CriterionId| may_follow(catalog, &sources, open, id);
    let found = catalog.crosswalk().follows(&sources, may);
    let carried: Vec<(&CriterionId, Carried<'a>)> =
        found.keys().filter_map(|to| Some((to, carried(catalog, &found, to)?))).collect();
    for (to, carried) in carried {
        if let Some(row) = rows.get_mut(to) {
            row.standing = Standing::Answered { state: AnswerState::Met, origin: Origin::Carried(carried) };
        }
    }
}

pub(super) const fn is_open(row: Option<&Answered<'_>>) -> bool {
    matches!(row, Some(Answered { standing: Standing::Open(_), .. }))
}

/// May a criterion follow from others: is it open, and every part of it met or open?
pub(super) fn may_follow(
    catalog: &Catalog,
    met: &BTreeSet<CriterionId>,
    open: impl Fn(&CriterionId) -> bool,
    id: &CriterionId,
) -> bool {
    let parts = catalog.composition_of(id).map_or(&[][..], |row| &row.parts);
    open(id) && parts.iter().all(|part| met.contains(part) || open(part))
}

/// The way to a criterion from one that is answered itself, and from which others it comes as well.
fn carried<'a>(
    catalog: &'a Catalog,
    found: &BTreeMap<CriterionId, Follows>,
    to: &CriterionId,
) -> Option<Carried<'a>> {
    let way = way(found, to);
    let from = way.first()?.clone();
    let reasons = way.windows(2).filter_map(|step| reason(catalog, &step[0], &step[1])).collect();
    let mut also = BTreeSet::new();
    for parts in way.iter().filter_map(|at| match found.get(at)? {
        Follows::FromParts(parts) => Some(parts),
        Follows::From(_) => None,
    }) {
        also.extend(parts.iter().filter_map(|part| self::way(found, part).into_iter().next()));
    }
    also.remove(&from);
    Some(Carried { from, way, reasons, also })
}

fn reason<'a>(catalog: &'a Catalog, from: &CriterionId, to: &CriterionId) -> Option<&'a Text> {
    let composed = [(from, to), (to, from)].into_iter().find_map(|(whole, part)| {
        let row = catalog.composition_of(whole)?;
        row.parts.contains(part).then_some(&row.reason)
    });
    let tied = || catalog.ties_of(from).into_iter().find(|tied| tied.other == to).map(|tied| tied.reason);
    composed.or_else(tied)
}
