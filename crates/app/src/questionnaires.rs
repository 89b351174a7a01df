//! A customer's own questionnaire: mapped with a person, and filled from what is already answered.
//!
//! Invariant: only a question that a person tied to a criterion is filled in, only with an answer that holds today, and
//! only in a copy. A sheet about a product is answered from that product's own answers, and one about the company from
//! the company's. Every question ends as filled or as left with its reason. Names of the register's rows are not
//! written into a customer's file; they stay here.

mod keeping;
mod looking;

use sekisho_assess::answers::{Answered, Answers, Given, Origin, Showing, Standing, Whose};
use sekisho_assess::suppliers::Matching;
use sekisho_catalog::{Catalog, CriterionId, Framework, Subject};
use sekisho_exchange::{
    Fill, MappedQuestion, Mapping, Question, SheetColumns, fill_questionnaire, read_questionnaire,
};
use sekisho_model::{AnswerState, Lang, Problem, Register, Text, text};

use crate::answers::{known, standings};
use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

pub use keeping::{KeptMapping, keep_mapping, kept_mapping};
pub use looking::{Asked, Looked, Proposed, look};

/// So many criteria are proposed for a question.
const PROPOSED: usize = 3;

/// A questionnaire with what is proposed for it.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// Columns and questions; criteria that a person settled before are in it.
    pub mapping: Mapping,
    /// What was read.
    pub questions: Vec<Question>,
    /// What is odd about the file.
    pub problems: Vec<Problem>,
}

/// Reads a questionnaire and proposes a criterion for each question. What was settled before is kept.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such product; [`AppError::Invalid`] where no
/// question is found, or a framework named speaks of the other side; trouble in the store.
pub async fn map(
    app: &App,
    caller: &Caller,
    whose: &Whose,
    file: &File,
    before: Option<&Mapping>,
    frameworks: &[String],
) -> Result<Mapped, AppError> {
    permit(caller, Act::Read)?;
    known(&app.register().await?.1, whose)?;
    let named = before.map(|mapping| mapping.sheet.as_slice()).unwrap_or_default();
    let reading = read_questionnaire(&file.name, &file.bytes, named);
    if reading.facts.questions.is_empty() {
        return Err(AppError::Invalid(if reading.problems.is_empty() {
            vec![no_question(file)]
        } else {
            let mut problems = reading.problems;
            problems.insert(0, no_question(file));
            problems
        }));
    }
    let catalog = app.catalog();
    let of_others = of_others(&catalog.catalog, frameworks, whose.subject());
    if !of_others.is_empty() {
        return Err(AppError::Invalid(of_others));
    }
    let matching = Matching::new(&catalog.catalog, frameworks).about(whose.subject());
    let settled = before.map(Mapping::settled).unwrap_or_default();
    let rows = reading.facts.questions.iter().map(|question| MappedQuestion {
        sheet: question.sheet.clone(),
        number: question.number.clone(),
        question: question.text.clone(),
        criterion: settled.get(&Mapping::key(question)).map(|id| (*id).to_owned()).unwrap_or_default(),
        proposed: proposals(&matching, &catalog.catalog, question),
    });
    let mapping = Mapping::new(reading.facts.columns, rows.collect());
    Ok(Mapped { mapping, questions: reading.facts.questions, problems: reading.problems })
}

fn proposals(
    matching: &Matching<'_>,
    catalog: &sekisho_catalog::Catalog,
    question: &Question,
) -> Vec<String> {
    let likely = matching.likely(&question.number, &question.text, PROPOSED);
    let title = |id| catalog.criterion(id).map(|row| row.title.ja.as_str()).unwrap_or_default();
    likely.iter().map(|row| format!("{} ({}) {}", row.criterion, row.score, title(&row.criterion))).collect()
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The question.
    pub question: Question,
    /// The criterion that answers it; empty where none is settled.
    pub criterion: String,
    /// What is written into the answer's cell; empty where nothing is.
    pub answer: String,
    /// What is written as words.
    pub words: String,
    /// What is written as evidence.
    pub evidence: String,
    /// By what it is answered.
    pub origin: Text,
    /// Why nothing is written; None where something is.
    pub left: Option<Text>,
}

/// A filled copy of a questionnaire.
#[derive(Clone, Debug)]
pub struct FilledCopy {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// The questions, in order.
    pub lines: Vec<Line>,
    /// What is odd about the file, and cells that were not written.
    pub problems: Vec<Problem>,
}

impl FilledCopy {
    /// In one sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let all = self.lines.len();
        let left = self.lines.iter().filter(|line| line.left.is_some()).count();
        let filled = all - left;
        text!(ja: "{all} 問のうち {filled} 問に記入し、{left} 問は空のままです。", en: "Of {all} questions {filled} are filled in, {left} are left empty.")
    }
}

/// Fills a copy of a questionnaire from what is already answered.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such product; [`AppError::Invalid`] where no
/// question is found or nothing can be written; trouble in the store.
pub async fn fill(
    app: &App,
    caller: &Caller,
    whose: Whose,
    file: &File,
    mapping: &Mapping,
    lang: Lang,
) -> Result<FilledCopy, AppError> {
    permit(caller, Act::Read)?;
    let standings = standings(app, caller, whose).await?;
    let reading = read_questionnaire(&file.name, &file.bytes, &mapping.sheet);
    if reading.facts.questions.is_empty() {
        let mut problems = reading.problems;
        problems.insert(0, no_question(file));
        return Err(AppError::Invalid(problems));
    }
    let settled = mapping.settled();
    let mut lines = standings.look(|catalog, answers| {
        let writer =
            Writer { catalog, answers, register: standings.register(), whose: standings.whose(), lang };
        let line = |question| {
            let criterion = settled.get(&Mapping::key(&question)).copied().unwrap_or_default();
            writer.line(question, criterion)
        };
        reading.facts.questions.into_iter().map(line).collect::<Vec<Line>>()
    });
    let fills: Vec<Fill> = lines.iter().flat_map(|line| fills(line, &mapping.sheet)).collect();
    without_column(&mut lines, &mapping.sheet);
    let filled = fill_questionnaire(&file.name, &file.bytes, &fills);
    let mut problems = reading.problems;
    problems.extend(filled.problems);
    if filled.facts.bytes.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    Ok(FilledCopy { bytes: filled.facts.bytes, lines, problems })
}

/// A sheet without a column for answers takes none.
fn without_column(lines: &mut [Line], sheets: &[SheetColumns]) {
    for line in lines.iter_mut().filter(|line| line.left.is_none()) {
        let columns = sheets.iter().find(|columns| columns.sheet == line.question.sheet);
        if columns.is_none_or(|columns| columns.answer.is_none()) {
            line.left =
                Some(text!(ja: "回答の列が決まっていません。", en: "No column for answers is settled."));
        }
    }
}

fn fills(line: &Line, sheets: &[SheetColumns]) -> Vec<Fill> {
    let columns = sheets.iter().find(|columns| columns.sheet == line.question.sheet);
    let Some(columns) = columns.filter(|columns| line.left.is_none() && columns.answer.is_some()) else {
        return Vec::new();
    };
    let cells =
        [(&columns.answer, &line.answer), (&columns.words, &line.words), (&columns.evidence, &line.evidence)];
    let cells = cells.into_iter().filter(|(_, text)| !text.is_empty());
    cells
        .filter_map(|(column, text)| {
            Some(Fill {
                sheet: line.question.sheet.clone(),
                row: line.question.row,
                column: column.clone()?,
                text: text.clone(),
            })
        })
        .collect()
}

struct Writer<'a> {
    catalog: &'a Catalog,
    answers: &'a Answers<'a>,
    register: &'a Register,
    whose: &'a Whose,
    lang: Lang,
}

impl Writer<'_> {
    fn line(&self, question: Question, criterion: &str) -> Line {
        let mut line = Line {
            question,
            criterion: criterion.to_owned(),
            answer: String::new(),
            words: String::new(),
            evidence: String::new(),
            origin: Text::default(),
            left: None,
        };
        line.left = self.answered(&mut line).err();
        line
    }

    /// Writes into the line what answers it, or says why nothing does.
    fn answered(&self, line: &mut Line) -> Result<(), Text> {
        let question = &line.question;
        if question.hidden {
            return Err(
                text!(ja: "非表示の行かシートにあります。", en: "It stands in a hidden row or sheet."),
            );
        }
        if question.formula {
            return Err(text!(ja: "回答欄に数式があります。", en: "The answer's cell holds a formula."));
        }
        if !question.answered.is_empty() {
            return Err(text!(ja: "すでに記入されています。", en: "It is already filled in."));
        }
        if line.criterion.is_empty() {
            return Err(text!(ja: "対応する基準が決まっていません。", en: "No criterion is settled for it."));
        }
        let id = &line.criterion;
        let criterion = id.parse::<CriterionId>().ok();
        if let Some(subject) =
            criterion.as_ref().and_then(|id| other_side(self.catalog, id, self.whose.subject()))
        {
            let (what, remedy) = of_other_side(id, subject);
            return Err(Text { ja: what.ja + &remedy.ja, en: what.en + " " + &remedy.en });
        }
        let Some(row) = criterion.and_then(|id| self.answers.get(&id)) else {
            return Err(
                text!(ja: "基準「{id}」はカタログにないか、答えるものではありません。", en: "Criterion \"{id}\" is not in the catalog, or wants no answer."),
            );
        };
        let (state, origin) = match &row.standing {
            Standing::Answered { state, origin } => (*state, origin),
            Standing::Open(why) => return Err(why.words()),
        };
        if state == AnswerState::DontKnow {
            return Err(
                text!(ja: "「分からない」と回答されています。", en: "It is answered with \"don't know\"."),
            );
        }
        let Some(answer) = self.choice(state, &question.choices) else {
            let word = sekisho_assess::answers::state_word(state);
            let Text { ja, en } = word;
            return Err(
                text!(ja: "「{ja}」に当たる選択肢が一つに決まりません。", en: "No single choice says \"{en}\"."),
            );
        };
        line.answer = answer;
        (line.words, line.evidence, line.origin) = self.told(row, origin);
        Ok(())
    }

    fn choice(&self, state: AnswerState, choices: &[String]) -> Option<String> {
        if choices.is_empty() {
            let word = match state {
                AnswerState::Met => self.lang.pick("はい", "Yes"),
                AnswerState::Partly => self.lang.pick("一部", "Partly"),
                AnswerState::NotMet => self.lang.pick("いいえ", "No"),
                AnswerState::NotApplicable => self.lang.pick("該当なし", "Not applicable"),
                AnswerState::DontKnow => return None,
            };
            return Some(word.to_owned());
        }
        let mut fitting = choices.iter().filter(|choice| meant(choice) == Some(state));
        let first = fitting.next()?;
        fitting.next().is_none().then(|| first.clone())
    }

    /// Words, evidence that is good today, and by what it is answered.
    fn told(&self, row: &Answered<'_>, origin: &Origin<'_>) -> (String, String, Text) {
        if let Origin::Register = origin {
            let count = |number: fn(&Showing) -> usize| row.register.as_ref().map_or(0, number);
            let (shows, lacks) =
                (count(|showing| showing.shows().len()), count(|showing| showing.lacks().len()));
            let words = by_register(shows, lacks).in_lang(self.lang).to_owned();
            let origin = text!(ja: "台帳（示す行 {shows}、足りない点 {lacks}）", en: "register (rows that show it: {shows}, lacking: {lacks})");
            return (words, String::new(), origin);
        }
        let given: Vec<&Given<'_>> =
            self.answers.behind(row).into_iter().filter_map(Answered::by_person).collect();
        let words = given.iter().map(|given| given.answer.words().in_lang(self.lang).to_owned());
        let evidence = given.iter().map(|given| self.evidence(given));
        let joined = |parts: Vec<String>, between: &str| {
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(between)
        };
        (
            joined(words.collect(), "\n"),
            joined(evidence.collect(), self.lang.pick("、", ", ")),
            origin.words(),
        )
    }

    fn evidence(&self, given: &Given<'_>) -> String {
        let good = given.answer.evidence.iter().filter(|id| !given.evidence_ended.contains(id));
        let names = good.filter_map(|id| self.register.evidence.get(id)).map(|item| item.name.as_str());
        names.collect::<Vec<_>>().join(self.lang.pick("、", ", "))
    }
}

/// What a customer reads of an answer that the register gives: how much shows it, and how much is lacking.
fn by_register(shows: usize, lacks: usize) -> Text {
    match (shows, lacks) {
        (0, _) => {
            text!(ja: "社内の管理台帳で確認し、満たしていない点が {lacks} 件あります。", en: "Checked in our register; points that are not met: {lacks}.")
        }
        (_, 0) => {
            text!(ja: "社内の管理台帳の記録 {shows} 件で確認しています。", en: "Checked in our register; records that show it: {shows}.")
        }
        _ => {
            text!(ja: "社内の管理台帳の記録 {shows} 件で確認し、足りない点が {lacks} 件あります。", en: "Checked in our register; records that show it: {shows}; points that are lacking: {lacks}.")
        }
    }
}

/// Of what a criterion speaks, where that is not what the sheet asks about.
fn other_side(catalog: &Catalog, id: &CriterionId, asked: Subject) -> Option<Subject> {
    catalog.subject_of(id).filter(|subject| *subject != asked)
}

/// A sheet about the company is never answered for a product, nor the other way round: what is wrong, and what to do.
fn of_other_side(id: &str, subject: Subject) -> (Text, Text) {
    match subject {
        Subject::Product => (
            text!(ja: "基準「{id}」は製品についてのもので、会社についての調査票には使えません。", en: "Criterion \"{id}\" is about a product, and answers no sheet about the company."),
            text!(ja: "製品についての調査票なら、製品を選んで読み込み直してください（コマンドでは --product）。会社についての質問なら、会社の基準を選んでください。", en: "Where the sheet is about a product, read it again for that product (--product on the command line); where the question is about the company, choose a criterion about the company."),
        ),
        Subject::Company => (
            text!(ja: "基準「{id}」は会社についてのもので、製品についての調査票には使えません。", en: "Criterion \"{id}\" is about the company, and answers no sheet about a product."),
            text!(ja: "製品の基準（jc-star-1、psti、cra など）を選ぶか、空にして手で記入してください。", en: "Choose a criterion about products (of jc-star-1, psti, cra and others), or leave it open and answer by hand."),
        ),
    }
}

/// Frameworks that answer no question of such a sheet, though they were named.
fn of_others(catalog: &Catalog, frameworks: &[String], asked: Subject) -> Vec<Problem> {
    let others = frameworks.iter().filter_map(|id| catalog.framework(id)).filter(|row| row.subject != asked);
    let problem = |framework: &Framework| {
        let id = &framework.id;
        let (what, remedy) = match framework.subject {
            Subject::Product => (
                text!(ja: "枠組み「{id}」は製品についてのもので、会社についての調査票の候補になりません。", en: "Framework \"{id}\" is about products, and answers no sheet about the company."),
                text!(ja: "--product で製品を指定するか、--framework から外してください。", en: "Name the product by --product, or leave the framework out."),
            ),
            Subject::Company => (
                text!(ja: "枠組み「{id}」は会社についてのもので、製品についての調査票の候補になりません。", en: "Framework \"{id}\" is about the company, and answers no sheet about a product."),
                text!(ja: "--product か、この --framework を外してください。", en: "Leave out --product, or this --framework."),
            ),
        };
        Problem::error(sekisho_model::Place::default(), what, remedy)
    };
    others.map(problem).collect()
}

/// What a choice of a drop-down says, the narrow words first.
const CHOICES: [(AnswerState, &[&str]); 5] = [
    (
        AnswerState::NotApplicable,
        &["該当な", "該当し", "非該当", "対象外", "適用外", "n/a", "na", "not applicable", "－", "-", "―"],
    ),
    (AnswerState::DontKnow, &["分から", "わから", "不明", "unknown", "don't know"]),
    (AnswerState::Partly, &["一部", "部分", "△", "partly", "partial", "in progress", "対応中"]),
    (
        AnswerState::NotMet,
        &[
            "いいえ",
            "未",
            "実施していない",
            "していない",
            "満たさない",
            "不適合",
            "×",
            "✕",
            "✗",
            "no",
            "not ",
        ],
    ),
    (
        AnswerState::Met,
        &[
            "はい",
            "実施",
            "対応済",
            "済",
            "適合",
            "満たす",
            "○",
            "◯",
            "〇",
            "◎",
            "yes",
            "done",
            "met",
            "implemented",
            "compliant",
            "full",
        ],
    ),
];

fn meant(choice: &str) -> Option<AnswerState> {
    let choice = choice.trim().to_lowercase();
    // A number before the words says nothing.
    let choice = choice
        .trim_start_matches(|c: char| c.is_numeric() || matches!(c, '.' | '．' | ':' | '：' | ' ' | '　'));
    let fits = |word: &str| {
        choice == word || (word.chars().count() > 2 || !word.is_ascii()) && choice.starts_with(word)
    };
    CHOICES.iter().find(|(_, words)| words.iter().any(|word| fits(word))).map(|(state, _)| *state)
}

fn no_question(file: &File) -> Problem {
    Problem::error(
        sekisho_model::Place::file(file.name.clone()),
        text!(ja: "質問の列が見つかりません。", en: "No column of questions was found."),
        text!(ja: "シート名、見出しの最後の行、質問と回答の列を示してください。画面では顧客のページの「列」で直し、「この列で読み直す」を押します。コマンドでは対応付けファイルの [[sheet]] に書きます。", en: "Say which sheet, which last header row, and which columns have the questions and answers: on the customer's page under \"Columns\", then \"Read again with these columns\"; for the command, in [[sheet]] of the mapping file."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_of_customers_are_read_as_they_are_meant() {
        use AnswerState::{Met, NotApplicable, NotMet, Partly};
        let cases = [
            ("はい", Met),
            ("1. 実施済", Met),
            ("実施している", Met),
            ("○", Met),
            ("Yes", Met),
            ("適合", Met),
            ("一部実施", Partly),
            ("△", Partly),
            ("Partially", Partly),
            ("いいえ", NotMet),
            ("未実施", NotMet),
            ("実施していない", NotMet),
            ("不適合", NotMet),
            ("No", NotMet),
            ("Not implemented", NotMet),
            ("対象外", NotApplicable),
            ("該当なし", NotApplicable),
            ("N/A", NotApplicable),
            ("Not applicable", NotApplicable),
        ];
        for (choice, state) in cases {
            assert_eq!(meant(choice), Some(state), "{choice}");
        }
        assert_eq!([meant("検討"), meant("None of these")], [None, None]);
    }
}
