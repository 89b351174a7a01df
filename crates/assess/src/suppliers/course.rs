//! How far a request is: request, explanation, cost talk, agreement, evidence, follow-up; what is not on record before
//! one may press for it; and what in it may be held unfair.
//!
//! Invariant: a step counts as done by its own record only; the request's state says how far somebody thinks it is,
//! and a state that runs ahead of the record is named. No law is judged.

use jiff::civil::Date;
use sekisho_model::{RequestState, Stated, SupplierId, SupplierRequest, SupplierRequestId, Text, text};

use crate::facts::Facts;

/// A step of a request's course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It is asked, with its reason.
    Request,
    /// The need is explained.
    Explanation,
    /// The cost is talked over.
    CostTalk,
    /// Both sides agree, on record.
    Agreement,
    /// The answer, with what shows it.
    Evidence,
    /// Somebody here looked at it.
    FollowUp,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Request, Self::Explanation, Self::CostTalk, Self::Agreement, Self::Evidence, Self::FollowUp];

    /// Its code, as in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Explanation => "explanation",
            Self::CostTalk => "cost-talk",
            Self::Agreement => "agreement",
            Self::Evidence => "evidence",
            Self::FollowUp => "follow-up",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Request => text!(ja: "要請", en: "request"),
            Self::Explanation => text!(ja: "説明", en: "explanation"),
            Self::CostTalk => text!(ja: "費用の協議", en: "cost talk"),
            Self::Agreement => text!(ja: "合意", en: "agreement"),
            Self::Evidence => text!(ja: "回答と証跡", en: "answer and evidence"),
            Self::FollowUp => text!(ja: "確認", en: "follow-up"),
        }
    }
}

/// How far one step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// On record, with its day where one is.
    Done(Option<Date>),
    /// Not on record: what to do.
    Missing(Text),
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The request.
    pub request: SupplierRequestId,
    /// Of whom.
    pub supplier: SupplierId,
    /// The steps in order.
    pub stages: Vec<(Stage, Mark)>,
    /// Days past the day by which an answer was wanted; None where it is not late.
    pub late_days: Option<i32>,
    /// What may be held unfair, or contradicts itself, in words.
    pub warnings: Vec<Text>,
    /// Refused by the supplier.
    pub refused: bool,
}

impl Course {
    /// The first step that is not on record; None where all are.
    #[must_use]
    pub fn next(&self) -> Option<Stage> {
        self.stages.iter().find(|(_, mark)| matches!(mark, Mark::Missing(_))).map(|(stage, _)| *stage)
    }

    /// What is not on record before one may press for an answer: reason, explanation, cost talk, agreement.
    #[must_use]
    pub fn before_pressing(&self) -> Vec<&Text> {
        let needed = self.stages.iter().filter(|(stage, _)| *stage <= Stage::Agreement);
        needed
            .filter_map(|(_, mark)| match mark {
                Mark::Missing(what) => Some(what),
                Mark::Done(_) => None,
            })
            .collect()
    }

    /// Is anything of it left to do?
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.refused && self.next().is_some()
    }
}

/// Where the course comes from.
impl Course {
    /// In words, for papers.
    #[must_use]
    pub fn basis() -> Text {
        text!(
            ja: "公正取引委員会・経済産業省の想定事例（2025-12-26）の考え方に沿った記録です。必要性を説明し、費用を誠実に協議し、合意を記録します。法的な判断ではありません。",
            en: "A record along the model cases of the JFTC and METI of 2025-12-26: the need is explained, the cost talked over in good faith, the agreement recorded. It is no legal judgement."
        )
    }
}

/// Every request's course.
#[must_use]
pub fn courses(facts: &Facts<'_>) -> Vec<Course> {
    facts.register.requests.values().map(|request| course(request, facts.today)).collect()
}

/// One request's course.
#[must_use]
pub fn course(request: &SupplierRequest, today: Date) -> Course {
    Course {
        request: request.id.clone(),
        supplier: request.supplier.clone(),
        stages: Stage::ALL.map(|stage| (stage, mark(stage, request))).into(),
        late_days: late(request, today),
        warnings: warnings(request),
        refused: request.state == RequestState::Refused,
    }
}

fn mark(stage: Stage, request: &SupplierRequest) -> Mark {
    match stage {
        Stage::Request if request.reason.trim().is_empty() => Mark::Missing(
            text!(ja: "要請の理由がありません。なぜ必要かを書いてください。", en: "It has no reason. Write why it is needed."),
        ),
        Stage::Request => dated(
            &request.asked,
            || text!(ja: "要請日がありません。要請した日を入れてください。", en: "The day of the request is not on record. Enter it."),
        ),
        Stage::Explanation => dated(
            &request.explained,
            || text!(ja: "必要性を説明した日がありません。説明して、日を入れてください。", en: "No explanation is on record. Explain the need, and enter the day."),
        ),
        Stage::CostTalk => cost(request),
        Stage::Agreement => agreement(request),
        Stage::Evidence => evidence(request),
        Stage::FollowUp if request.state == RequestState::Confirmed => Mark::Done(None),
        Stage::FollowUp => Mark::Missing(
            text!(ja: "回答をまだ確認していません。証跡を見て「確認済み」にしてください。", en: "The answer was not looked at yet. Look at its evidence and set it to confirmed."),
        ),
    }
}

fn dated(day: &Stated<Date>, missing: impl FnOnce() -> Text) -> Mark {
    day.known().map_or_else(|| Mark::Missing(missing()), |day| Mark::Done(Some(*day)))
}

fn cost(request: &SupplierRequest) -> Mark {
    if request.cost_talk == Stated::NotApplicable {
        return Mark::Done(None);
    }
    dated(
        &request.cost_talk,
        || text!(ja: "費用を協議した日がありません。取引先に費用を尋ね、話し合ってください。", en: "No cost talk is on record. Ask the supplier about its cost, and talk it over."),
    )
}

fn agreement(request: &SupplierRequest) -> Mark {
    if request.cost_agreement.trim().is_empty() && request.cost_talk != Stated::NotApplicable {
        return Mark::Missing(text!(
            ja: "費用の合意の内容がありません。合意したことを書面に残してください。",
            en: "What was agreed about the cost is not on record. Put the agreement in writing."
        ));
    }
    dated(
        &request.agreed,
        || text!(ja: "合意した日がありません。双方が合意した日を入れてください。", en: "The day of the agreement is not on record. Enter it."),
    )
}

fn evidence(request: &SupplierRequest) -> Mark {
    if request.answered.known().is_none() {
        return Mark::Missing(text!(ja: "回答がまだありません。", en: "It is not answered yet."));
    }
    if request.evidence.is_empty() {
        return Mark::Missing(text!(
            ja: "回答はありますが、証跡が結び付いていません。受け取った資料を登録してください。",
            en: "It is answered, and nothing shows it. Register what was handed in as evidence."
        ));
    }
    Mark::Done(request.answered.known().copied())
}

fn late(request: &SupplierRequest, today: Date) -> Option<i32> {
    let waits = matches!(request.state, RequestState::Asked | RequestState::CostTalk | RequestState::Agreed);
    let due =
        request.due.known().filter(|due| waits && **due < today && request.answered.known().is_none())?;
    today.since(*due).ok().map(|span| span.get_days())
}

/// Words that lay a product down, and words that lay the cost on the other side.
const FORCES: [&str; 6] = ["指定の製品", "指定製品", "を購入する", "を購入させ", "must buy", "must purchase"];
const THEIR_COST: [&str; 6] =
    ["全額貴社", "貴社の負担", "貴社負担", "取引先の負担", "取引先が負担", "at the supplier's cost"];

fn warnings(request: &SupplierRequest) -> Vec<Text> {
    let mut warnings = Vec::new();
    let words = [&request.name, &request.reason, &request.cost_agreement];
    let says = |list: &[&str]| list.iter().any(|word| words.iter().any(|words| words.contains(word)));
    if says(&FORCES) {
        warnings.push(text!(
            ja: "製品を指定しているように読めます。合理的な理由なく製品の購入を求めると、不公正とされることがあります。必要な機能で求めてください。",
            en: "It reads as if a product were laid down. Asking for a certain product without good reason may be held unfair. Ask for what it must do."
        ));
    }
    if says(&THEIR_COST) && request.cost_talk.known().is_none() {
        warnings.push(text!(
            ja: "費用を取引先だけに負わせるように読めますが、協議の記録がありません。一方的に決めると、不公正とされることがあります。",
            en: "It reads as if the supplier alone bore the cost, and no talk is on record. Settling it one-sidedly may be held unfair."
        ));
    }
    if ahead(request) {
        warnings.push(text!(
            ja: "状態は合意より先に進んでいますが、説明・費用の協議・合意の記録がそろっていません。",
            en: "Its state is beyond agreement, yet explanation, cost talk and agreement are not all on record."
        ));
    }
    warnings.extend(disordered(request));
    warnings
}

/// Is the state further than the record?
fn ahead(request: &SupplierRequest) -> bool {
    let beyond =
        matches!(request.state, RequestState::Agreed | RequestState::Answered | RequestState::Confirmed);
    let missing = [Stage::Explanation, Stage::CostTalk, Stage::Agreement]
        .iter()
        .any(|stage| matches!(mark(*stage, request), Mark::Missing(_)));
    beyond && missing
}

/// Days in an order that cannot be.
fn disordered(request: &SupplierRequest) -> Vec<Text> {
    let mut warnings = Vec::new();
    let day = |stated: &Stated<Date>| stated.known().copied();
    if let (Some(agreed), Some(talk)) = (day(&request.agreed), day(&request.cost_talk))
        && agreed < talk
    {
        warnings.push(text!(ja: "合意日 {agreed} が費用の協議 {talk} より前です。", en: "Agreed on {agreed}, before the cost talk of {talk}."));
    }
    if let (Some(agreed), Some(explained)) = (day(&request.agreed), day(&request.explained))
        && agreed < explained
    {
        warnings.push(text!(ja: "合意日 {agreed} が説明日 {explained} より前です。", en: "Agreed on {agreed}, before the explanation of {explained}."));
    }
    if let (Some(due), Some(asked)) = (day(&request.due), day(&request.asked))
        && due <= asked
    {
        warnings.push(text!(ja: "回答期限 {due} が要請日 {asked} より後ではありません。考える時間を取ってください。", en: "The answer is wanted by {due}, not later than it was asked on {asked}. Give time to think."));
    }
    warnings
}
