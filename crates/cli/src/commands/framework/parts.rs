//! The parts of criteria and what an answer closes, as JSON and as lines.

use sekisho_assess::answers::{Answers, Closing, Part, Parts, closing, parts};
use sekisho_catalog::{Catalog, Composition, Criterion, CriterionId};
use sekisho_model::{Lang, Text, text};
use serde::Serialize;

use crate::terminal::Terminal;

/// Rows that are printed; the JSON form has all.
const PRINTED: usize = 5;

/// The parts of a criterion and how they stand.
#[derive(Serialize)]
pub(super) struct PartsForm {
    whole: bool,
    outdated: bool,
    known: usize,
    all: usize,
    /// How many are known, and which are missing.
    sentence: Text,
    parts: Vec<PartForm>,
}

#[derive(Serialize)]
struct PartForm {
    id: String,
    title: Text,
    state: &'static str,
    by: Text,
    shared_with: Vec<String>,
}

pub(super) fn parts_form(catalog: &Catalog, answers: &Answers<'_>, id: &CriterionId) -> Option<PartsForm> {
    let made = parts(catalog, answers, id)?;
    let form = |part: &Part<'_>| PartForm {
        id: part.question.id.to_string(),
        title: part.question.title.clone(),
        state: part.row.map_or("open", |row| row.standing.code()),
        by: part.standing(),
        shared_with: ids(&part.with),
    };
    let Parts { rows, made: Composition { whole, outdated, .. } } = &made;
    let known = made.known();
    let forms = rows.iter().map(form).collect();
    let (whole, outdated, all) = (*whole, *outdated, rows.len());
    Some(PartsForm { whole, outdated, known, all, sentence: made.sentence(), parts: forms })
}

impl PartsForm {
    /// What is known and what is missing, where something is known.
    pub(super) fn left(&self) -> Option<&Text> {
        (self.known > 0).then_some(&self.sentence)
    }
}

/// What to answer next.
#[derive(Serialize)]
pub(super) struct ClosingForm {
    id: String,
    title: Text,
    closes: Vec<String>,
    frameworks: Vec<String>,
    known_in_part: Vec<String>,
    sentence: Text,
}

/// What helps other criteria too, whatever closes most first; of one framework, what helps that.
pub(super) fn closing_forms(
    catalog: &Catalog,
    answers: &Answers<'_>,
    framework: Option<&str>,
) -> Vec<ClosingForm> {
    let wanted = |it: &Closing<'_>| it.helps_others() && framework.is_none_or(|id| it.helps(id));
    let form = |it: Closing<'_>| ClosingForm {
        id: it.row.criterion.id.to_string(),
        title: it.row.criterion.title.clone(),
        frameworks: it.frameworks().into_iter().map(ToOwned::to_owned).collect(),
        sentence: it.sentence(),
        closes: it.closes.iter().map(ToString::to_string).collect(),
        known_in_part: it.nearer.iter().map(ToString::to_string).collect(),
    };
    closing(catalog, answers).into_iter().filter(wanted).map(form).collect()
}

/// The first of what to answer next.
pub(super) fn print_closing(forms: &[ClosingForm], terminal: &Terminal) {
    for (place, form) in (1..).zip(forms.iter().take(PRINTED)) {
        let ClosingForm { id, title: Text { ja, en }, sentence, .. } = form;
        let words = text!(ja: "先に答える {place}：{id}　{ja}", en: "answer first {place}: {id}  {en}");
        terminal.print(words.in_lang(terminal.lang));
        terminal.print(&format!("               {}", sentence.in_lang(terminal.lang)));
    }
}

/// What a row of the catalog is made of, or who asks it, whatever was answered.
#[derive(Serialize)]
pub(super) struct MadeForm<'a> {
    parts: Vec<SharedForm<'a>>,
    whole: bool,
    outdated: bool,
    reason: Option<&'a Text>,
    asked_by: Vec<String>,
    answers_as_well: Vec<String>,
}

#[derive(Serialize)]
struct SharedForm<'a> {
    id: String,
    title: Option<&'a Text>,
    shared_with: Vec<String>,
}

pub(super) fn made_form<'a>(catalog: &'a Catalog, row: &Criterion) -> MadeForm<'a> {
    let made = catalog.composition_of(&row.id);
    let form = |part: &CriterionId| SharedForm {
        id: part.to_string(),
        title: catalog.criterion(part).map(|row| &row.title),
        shared_with: ids(&shared_with(catalog, part, &row.id)),
    };
    MadeForm {
        parts: made.iter().flat_map(|made| &made.parts).map(form).collect(),
        whole: made.is_some_and(|made| made.whole),
        outdated: made.is_some_and(|made| made.outdated),
        reason: made.map(|made| &made.reason),
        asked_by: catalog.asked_by(&row.id).into_iter().map(|made| made.criterion.to_string()).collect(),
        answers_as_well: catalog.carried(&row.id).into_keys().map(|id| id.to_string()).collect(),
    }
}

fn shared_with<'a>(catalog: &'a Catalog, part: &CriterionId, by: &CriterionId) -> Vec<&'a CriterionId> {
    let asked = catalog.asked_by(part).into_iter().map(|made| &made.criterion);
    asked.filter(|id| *id != by).collect()
}

fn ids(ids: &[&CriterionId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// The common questions that a row is made of, with who else asks them; or who asks it, where it is one.
pub(super) fn part_lines(catalog: &Catalog, row: &Criterion, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for made in catalog.asked_by(&row.id) {
        let id = &made.criterion;
        let title = catalog.criterion(id).map(|row| row.title.in_lang(lang)).unwrap_or_default();
        lines.push(format!("    {} {id} {title}", lang.pick("問うている基準：", "asked by")));
    }
    if let Some(made) = catalog.composition_of(&row.id) {
        let whole = match (made.outdated, made.whole) {
            (true, _) => lang.pick(
                "別の版の文に対して作った内訳（引き継がない）",
                "parts, made for another edition (nothing carries)",
            ),
            (false, true) => lang.pick("内訳（すべて満たせば、この基準を満たす）", "parts, the whole of it"),
            (false, false) => lang.pick("内訳（一部）", "parts, not the whole of it"),
        };
        lines.push(format!("    {whole}: {}", made.reason.in_lang(lang)));
        lines.extend(made.parts.iter().map(|part| part_line(catalog, part, &row.id, lang)));
    }
    let carried: Vec<CriterionId> = catalog.carried(&row.id).into_keys().collect();
    if !carried.is_empty() {
        let carried = ids(&carried.iter().collect::<Vec<_>>()).join(", ");
        lines.push(format!(
            "    {}: {carried}",
            lang.pick("満たすと答えたことになる", "when met, it answers as well")
        ));
    }
    lines
}

fn part_line(catalog: &Catalog, part: &CriterionId, by: &CriterionId, lang: Lang) -> String {
    let title = catalog.criterion(part).map(|row| row.title.in_lang(lang)).unwrap_or_default();
    let others = ids(&shared_with(catalog, part, by)).join(", ");
    let others = match others.is_empty() {
        true => others,
        false => format!("  ({} {others})", lang.pick("共有する基準：", "shares with")),
    };
    format!("      {part}  {title}{others}")
}
