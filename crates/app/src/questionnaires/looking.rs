//! A questionnaire as a person goes through it: each question with the criteria that may answer it, how sure that is,
//! and what would be written from what is answered today.
//!
//! Invariant: looking keeps nothing and settles nothing. What a person settled stands first, also where the words would
//! propose another.

use sekisho_assess::answers::{Answers, Row, Whose};
use sekisho_assess::suppliers::{Likely, Matching};
use sekisho_catalog::{Catalog, CriterionId};
use sekisho_exchange::{Mapping, Question, SheetColumns, read_questionnaire};
use sekisho_model::{Lang, Problem, Product, Text, text};

use super::{Line, PROPOSED, Writer, no_question};
use crate::answers::standings;
use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// A criterion that may answer a question.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The criterion.
    pub criterion: String,
    /// What it asks; empty where the catalog does not have it.
    pub title: Text,
    /// Why it is here and how sure that is.
    pub why: Text,
    /// What would be written for it today, or why nothing would.
    pub line: Line,
    /// Rows of the register that show it.
    pub rows: Vec<Row>,
}

/// A question with what may answer it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// The criterion that a person settled; empty where none is.
    pub settled: String,
    /// What is settled, then what is proposed, the likeliest first.
    pub proposed: Vec<Proposed>,
}

/// A questionnaire to go through.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The product that it asks about; None where it asks about the company.
    pub product: Option<Product>,
    /// Which columns are meant, sheet by sheet.
    pub columns: Vec<SheetColumns>,
    /// Sheets in which no question was found.
    pub without: Vec<String>,
    /// The questions, in order.
    pub asked: Vec<Asked>,
    /// What is odd about the file.
    pub problems: Vec<Problem>,
}

impl Looked {
    /// How many questions have a criterion that a person settled.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.asked.iter().filter(|asked| !asked.settled.is_empty()).count()
    }

    /// In one sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let (all, settled) = (self.asked.len(), self.settled());
        text!(
            ja: "質問は {all} 件で、そのうち {settled} 件は答える基準が決まっています。決まっていない質問には何も書き込みません。",
            en: "There are {all} questions; for {settled} of them a criterion is settled. Nothing is written for the others."
        )
    }
}

/// Looks through a questionnaire. Columns and criteria of the mapping count as settled by a person; without columns
/// in it they are proposed.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such product; [`AppError::Invalid`] where it is no
/// workbook; trouble in the store.
pub async fn look(
    app: &App,
    caller: &Caller,
    whose: Whose,
    file: &File,
    mapping: &Mapping,
    lang: Lang,
) -> Result<Looked, AppError> {
    permit(caller, Act::Read)?;
    let reading = read_questionnaire(&file.name, &file.bytes, &mapping.sheet);
    let facts = reading.facts;
    if facts.columns.is_empty() && facts.without.is_empty() {
        let mut problems = reading.problems;
        problems.insert(0, no_question(file));
        return Err(AppError::Invalid(problems));
    }
    let standings = standings(app, caller, whose).await?;
    let settled = mapping.settled();
    let asked = standings.look(|catalog, answers| {
        let writer =
            Writer { catalog, answers, register: standings.register(), whose: standings.whose(), lang };
        let looking = Looking {
            catalog,
            matching: Matching::new(catalog, &[]).about(standings.whose().subject()),
            answers,
            writer,
        };
        let one = |question| {
            let criterion = settled.get(&Mapping::key(&question)).copied().unwrap_or_default();
            looking.asked(question, criterion)
        };
        facts.questions.into_iter().map(one).collect()
    });
    let product = standings.whose().product().and_then(|id| standings.register().products.get(id)).cloned();
    Ok(Looked { product, asked, columns: facts.columns, without: facts.without, problems: reading.problems })
}

struct Looking<'a> {
    catalog: &'a Catalog,
    matching: Matching<'a>,
    answers: &'a Answers<'a>,
    writer: Writer<'a>,
}

impl Looking<'_> {
    fn asked(&self, question: Question, settled: &str) -> Asked {
        let likely = self.matching.likely(&question.number, &question.text, PROPOSED);
        let by_person = || text!(ja: "人が決めました", en: "settled by a person");
        let first = (!settled.is_empty()).then(|| (settled.to_owned(), by_person()));
        let others = likely
            .into_iter()
            .map(|Likely { criterion, why, .. }| (criterion.to_string(), why))
            .filter(|(criterion, _)| criterion != settled);
        let proposed =
            first.into_iter().chain(others).map(|(criterion, why)| self.proposed(&question, criterion, why));
        Asked { proposed: proposed.collect(), settled: settled.to_owned(), question }
    }

    fn proposed(&self, question: &Question, criterion: String, why: Text) -> Proposed {
        let id = criterion.parse::<CriterionId>().ok();
        let title = id.as_ref().and_then(|id| self.catalog.criterion(id)).map(|row| row.title.clone());
        let answered = id.and_then(|id| self.answers.get(&id));
        let rows = answered.and_then(|row| row.register.as_ref()).map(|showing| showing.shows().to_vec());
        Proposed {
            line: self.writer.line(question.clone(), &criterion),
            title: title.unwrap_or_default(),
            rows: rows.unwrap_or_default(),
            criterion,
            why,
        }
    }
}
