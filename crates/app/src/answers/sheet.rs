//! A framework's self-assessment as a sheet: out, and a person's answers back in.
//!
//! Invariants: an answer is taken in only where a person changed its cells, and only over what they saw: a row whose
//! answer or whose rows of the register have changed since is refused. What the register answers itself is not
//! overwritten. One refused row keeps the whole file out, and says why.

use std::collections::BTreeSet;

use sekisho_assess::answers::{Answered, Answers, Whose};
use sekisho_catalog::{Catalog, CriterionId};
use sekisho_exchange::{
    AssessmentFields, AssessmentSheet, ReadAssessmentRow, assessment_head, read_assessment, write_assessment,
};
use sekisho_model::{
    AnswerState, EvidenceId, Lang, Problem, Record, RecordKind, Register, Source, Text, text,
};
use sekisho_report::self_assessment::{self, Subject};

use super::{Reply, Standings, record, standings};
use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::register::Proposal;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// Characters of each half of a row's mark.
const MARK_CHARS: usize = 8;

/// A framework's self-assessment, as words.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such framework or product; trouble in the store.
pub async fn sheet(
    app: &App,
    caller: &Caller,
    whose: Whose,
    framework: &str,
    lang: Lang,
) -> Result<AssessmentSheet, AppError> {
    permit(caller, Act::Read)?;
    let now = standings(app, caller, whose).await?;
    made(app, &now, framework, lang)
}

/// The same as a workbook for a person to fill in.
///
/// # Errors
/// As [`sheet`]; [`AppError::Invalid`] where a text fits in no cell.
pub async fn sheet_workbook(
    app: &App,
    caller: &Caller,
    whose: Whose,
    framework: &str,
    lang: Lang,
) -> Result<Vec<u8>, AppError> {
    let sheet = sheet(app, caller, whose, framework, lang).await?;
    write_assessment(&sheet, lang).map_err(|error| {
        AppError::Invalid(vec![Problem::error(
            sekisho_model::Place::default(),
            error.text(),
            text!(ja: "長い回答の文を短くしてください。", en: "Shorten long answers."),
        )])
    })
}

fn made(app: &App, now: &Standings, framework: &str, lang: Lang) -> Result<AssessmentSheet, AppError> {
    now.look(|catalog, answers| {
        let found = catalog.framework(framework).ok_or_else(|| AppError::NotFound {
            kind: text!(ja: "枠組み", en: "framework"),
            id: framework.to_owned(),
        })?;
        let subject =
            Subject { framework: found, whose: now.whose(), register: now.register(), day: app.today() };
        let mut sheet = self_assessment::sheet(catalog, answers, subject, lang);
        for row in &mut sheet.rows {
            let id: Option<CriterionId> = row.id.parse().ok();
            let ground = id.and_then(|id| answers.get(&id)).map(ground).unwrap_or_default();
            row.mark = format!("{}-{ground}", short(&canonical(&row.held)));
        }
        Ok(sheet)
    })
}

/// Changes with the answer that holds and with the rows that the register shows.
fn ground(row: &Answered<'_>) -> String {
    let held = row.held().map(|given| format!("{:?}", given.answer)).unwrap_or_default();
    short(&format!("{}\0{}\0{held}", row.criterion.id, row.rests_on.as_deref().unwrap_or_default()))
}

fn canonical(fields: &AssessmentFields) -> String {
    let AssessmentFields { state, words, by, until, evidence } = fields;
    format!("{state:?}\0{words}\0{by}\0{until:?}\0{evidence:?}")
}

fn short(text: &str) -> String {
    sha256_hex(text.as_bytes()).chars().take(MARK_CHARS).collect()
}

/// A sheet that came back, and what taking it in would do.
#[derive(Clone, Debug)]
pub struct ReadSheet {
    /// Its framework.
    pub framework: String,
    /// Whose answers.
    pub whose: Whose,
    /// Rows that nobody touched.
    pub untouched: usize,
    /// What would change. It is carried out with [`crate::register::accept`].
    pub proposal: Proposal,
}

/// Reads a sheet that came back. Nothing is kept. `by` answers for rows that do not say who answers.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it is no such sheet; [`AppError::NotFound`] where its framework
/// or product is not here; trouble in the store.
pub async fn read_sheet(app: &App, caller: &Caller, file: &File, by: &str) -> Result<ReadSheet, AppError> {
    permit(caller, Act::Read)?;
    let reading = assessment_head(&file.name, &file.bytes);
    let Some(head) = reading.facts else { return Err(AppError::Invalid(reading.problems)) };
    let none = |_| AppError::NotFound { kind: RecordKind::Product.word(), id: head.product.clone() };
    let whose = match head.product.as_str() {
        "" => Whose::Company,
        id => Whose::Product(id.parse().map_err(none)?),
    };
    // The register's state is taken first: whatever changes while it is read makes the proposal outdated.
    let (state, base) = app.register().await?;
    let now = standings(app, caller, whose.clone()).await?;
    let sheet = made(app, &now, &head.framework, head.lang)?;
    let reading = read_assessment(&file.name, &file.bytes, &sheet, head.lang);
    let mut problems = reading.problems;
    let mut target = Register::clone(&base);
    let mut untouched = 0;
    for row in reading.facts.rows {
        let verdict = now.look(|catalog, answers| {
            let taking = Taking { app, caller, catalog, answers, whose: &whose, by };
            taking.row(&row, &target, &mut problems)
        });
        match verdict {
            Some(Some(answer)) => {
                target.put(answer);
            }
            Some(None) => untouched += 1,
            None => {}
        }
    }
    let source = Source::File {
        name: file.name.clone(),
        sha256: sha256_hex(&file.bytes),
        importer: "self-assessment".to_owned(),
    };
    let proposal = Proposal::new(file.name.clone(), base.diff(&target), problems, source, state);
    Ok(ReadSheet { framework: head.framework, whose, untouched, proposal })
}

struct Taking<'a> {
    app: &'a App,
    caller: &'a Caller,
    catalog: &'a Catalog,
    answers: &'a Answers<'a>,
    whose: &'a Whose,
    by: &'a str,
}

impl Taking<'_> {
    /// The answer of a row; `Some(None)` where nobody touched it, None where it is refused or says nothing.
    fn row(
        &self,
        row: &ReadAssessmentRow,
        target: &Register,
        problems: &mut Vec<Problem>,
    ) -> Option<Option<Record>> {
        let (seen, was) = row.mark.split_once('-').unwrap_or_default();
        if short(&canonical(&row.fields)) == seen {
            return Some(None);
        }
        let id: CriterionId = row.id.parse().ok()?;
        let answered = self.answers.get(&id)?;
        if let Some((what, remedy)) = refused(row, answered, was) {
            problems.push(Problem::error(row.place.clone(), what, remedy));
            return None;
        }
        if row.fields.is_empty() {
            problems.push(emptied(row));
            return None;
        }
        let reply = match self.reply(row, id) {
            Ok(reply) => reply,
            Err((what, remedy)) => {
                problems.push(Problem::error(row.place.clone(), what, remedy));
                return None;
            }
        };
        match record(self.app, self.caller, self.catalog, self.answers, target, self.whose, &reply) {
            Ok(answer) => Some(Some(Record::Answer(answer))),
            Err(AppError::Invalid(faults)) => {
                problems
                    .extend(faults.into_iter().map(|fault| Problem { place: row.place.clone(), ..fault }));
                None
            }
            Err(error) => {
                problems.push(Problem::error(row.place.clone(), error.text(), error.remedy()));
                None
            }
        }
    }

    fn reply(&self, row: &ReadAssessmentRow, criterion: CriterionId) -> Result<Reply, (Text, Text)> {
        let AssessmentFields { state, words, by, until, evidence } = &row.fields;
        let id = &row.id;
        let Some(state) = *state else {
            return Err((
                text!(ja: "基準 {id} は、回答が選ばれていないのに、ほかの欄に記入があります：{words} {by}", en: "Criterion {id} has no answer chosen, and something in its other cells: {words} {by}"),
                text!(ja: "回答を選ぶか、その行の記入を消してください。", en: "Choose an answer, or clear the row's cells."),
            ));
        };
        let by = if by.is_empty() { self.by.trim() } else { by };
        if by.is_empty() {
            return Err((
                text!(ja: "基準 {id} に回答者がありません。", en: "Criterion {id} does not say who answers."),
                text!(ja: "「回答者」に記入するか、読み込むときに全行の回答者を指定してください。", en: "Fill in \"Who answers\", or name whoever answers for all rows when you read the file."),
            ));
        }
        let mut ids: BTreeSet<EvidenceId> = BTreeSet::new();
        for written in evidence {
            let parsed = written.parse().map_err(|_| {
                (
                    text!(ja: "基準 {id} の証跡「{written}」は ID ではありません。", en: "\"{written}\", evidence of criterion {id}, is no id."),
                    text!(ja: "証跡の表の ID を入れてください。資料名は「内容・理由」に書きます。", en: "Enter ids from the table of evidence; names of papers go into \"Details, reason\"."),
                )
            });
            ids.insert(parsed?);
        }
        let (words, by, until) = (words.clone(), by.to_owned(), *until);
        Ok(Reply { criterion, state, words, words_en: String::new(), by, until, evidence: ids })
    }
}

/// Why a row that was touched is not taken in.
fn refused(row: &ReadAssessmentRow, answered: &Answered<'_>, was: &str) -> Option<(Text, Text)> {
    let id = &row.id;
    if row.hidden {
        return Some((
            text!(ja: "基準 {id} の行は非表示のまま記入が変わっています。", en: "The row of criterion {id} was changed and is hidden."),
            text!(ja: "行を再表示し、確かめてから読み込んでください。", en: "Show the row, look at it, and read the file again."),
        ));
    }
    if !row.fields.is_empty() && was != ground(answered) {
        return Some((
            text!(ja: "基準 {id} は、シートを書き出したあとに、台帳の行か回答が変わりました（または行の印が消えています）。", en: "The register's rows or the answer of criterion {id} have changed since the sheet was written, or its row mark is gone."),
            text!(ja: "新しく書き出したシートで確かめて記入するか、この行の記入を消してください。", en: "Look at a sheet written anew and fill that in, or clear this row's cells."),
        ));
    }
    let may = matches!(row.fields.state, None | Some(AnswerState::NotApplicable));
    (answered.is_for_the_register() && !may).then(|| {
        (
            text!(ja: "基準 {id} は台帳の行が答えています。人の回答では置き換えません。", en: "Rows of the register answer criterion {id}; a person's answer does not replace them."),
            text!(ja: "台帳の行を直すか、「該当しない」とその理由を記入してください。", en: "Correct the rows, or answer \"not applicable\" with its reason."),
        )
    })
}

fn emptied(row: &ReadAssessmentRow) -> Problem {
    let id = &row.id;
    Problem::warning(
        row.place.clone(),
        text!(ja: "基準 {id} の記入が消されています。前の回答はそのまま残ります。", en: "The cells of criterion {id} were cleared. Its earlier answer stays."),
        text!(ja: "回答を取り消すなら、回答の表で行を消してください。", en: "To withdraw the answer, remove its row in the table of answers."),
    )
}
