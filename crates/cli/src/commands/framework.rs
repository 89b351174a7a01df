//! `framework`: what labels, laws and self-checks ask, what else asks the same, and how far it is met.

mod answers;
mod parts;
mod sheet;

use std::process::ExitCode;

use sekisho_app::{App, Opening, catalog};
use sekisho_catalog::{Basis, Catalog, Confirmed, Criterion, CriterionId, Framework, Subject, Tied};
use sekisho_model::{Lang, Text, text};
use sekisho_report::words::limit;
use serde::Serialize;

use super::{Place, done};
use crate::args::Format;
use crate::args::framework::FrameworkCommand;
use crate::exit::Failure;
use crate::terminal::Terminal;

pub(super) use answers::whose;

pub(super) async fn run(
    place: &Place,
    command: FrameworkCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        FrameworkCommand::Status { id, product } => {
            answers::status(place, id.as_deref(), product, terminal).await
        }
        FrameworkCommand::Answer(given) => answers::answer(place, given, terminal).await,
        FrameworkCommand::Sheet { id, product, out } => {
            sheet::write(place, &id, product, &out, terminal).await
        }
        FrameworkCommand::Read { file, by, yes } => sheet::read(place, &file, &by, yes, terminal).await,
        FrameworkCommand::Evidence { command } => answers::evidence(place, command, terminal).await,
        FrameworkCommand::Reviews => answers::reviews(place, terminal).await,
        FrameworkCommand::List => print_catalog(place, None, terminal).await,
        FrameworkCommand::Show { id } => print_catalog(place, Some(&id), terminal).await,
    }
}

async fn print_catalog(place: &Place, id: Option<&str>, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let of_register = match App::open_existing(&place.folder, Opening::Read).await? {
        Some(app) => Some(catalog::current(&app, &place.caller)?),
        None => None,
    };
    let catalog: &Catalog = of_register.as_deref().unwrap_or_else(|| Catalog::built_in());
    match id {
        None => list(catalog, terminal),
        Some(id) => show(catalog, id, terminal),
    }
}

/// A framework with how much of it is here.
#[derive(Serialize)]
struct FrameworkForm<'a> {
    id: &'a str,
    title: &'a Text,
    about: &'a Text,
    #[serde(serialize_with = "as_code")]
    subject: Subject,
    edition: &'a str,
    #[serde(serialize_with = "in_english")]
    source: &'a Text,
    confirmed: &'static str,
    note: &'a Text,
    includes: &'a [String],
    criteria: usize,
    criteria_wanted: Option<u32>,
    criteria_unconfirmed: usize,
    valid_months: Option<u16>,
    absent: &'a [Text],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the serialiser asks for it")]
fn as_code<S: serde::Serializer>(subject: &Subject, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(subject.code())
}

fn in_english<S: serde::Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text.en)
}

fn framework_form<'a>(catalog: &Catalog, row: &'a Framework) -> FrameworkForm<'a> {
    let asked = catalog.criteria_with_included(&row.id);
    let asked: Vec<&Criterion> = asked.into_iter().filter(|row| row.answered.wants_answer()).collect();
    let open = asked.iter().filter(|row| row.basis.confirmed == Confirmed::No).count();
    FrameworkForm {
        id: &row.id,
        title: &row.title,
        about: &row.about,
        subject: row.subject,
        edition: &row.basis.edition,
        source: &row.basis.source,
        confirmed: code(row.basis.confirmed),
        note: &row.basis.note,
        includes: &row.includes,
        criteria: asked.len(),
        criteria_wanted: row.criteria_wanted,
        criteria_unconfirmed: open,
        valid_months: row.valid_months,
        absent: &row.absent,
    }
}

#[derive(Serialize)]
struct CriterionForm<'a> {
    id: String,
    title: &'a Text,
    parent: &'a str,
    answered: &'static str,
    query: Option<&'static str>,
    cadence_months: Option<u16>,
    evaluation: &'static str,
    thresholds: Vec<ThresholdForm<'a>>,
    references: &'a [String],
    source: &'a str,
    confirmed: &'static str,
    note: &'a Text,
    ties: Vec<TieForm<'a>>,
    made: parts::MadeForm<'a>,
    alone: Option<&'a Text>,
}

#[derive(Serialize)]
struct ThresholdForm<'a> {
    id: &'a str,
    value: &'a str,
    name: &'a Text,
}

#[derive(Serialize)]
struct TieForm<'a> {
    to: String,
    title: Option<&'a Text>,
    relation: &'static str,
    carries: bool,
    reason: &'a Text,
}

fn criterion_form<'a>(catalog: &'a Catalog, row: &'a Criterion) -> CriterionForm<'a> {
    let limits = row.thresholds.iter();
    CriterionForm {
        id: row.id.to_string(),
        title: &row.title,
        parent: &row.parent,
        answered: row.answered.code(),
        query: row.query.map(sekisho_catalog::Query::code),
        cadence_months: row.cadence_months,
        evaluation: row.evaluation.code(),
        thresholds: limits
            .map(|limit| ThresholdForm { id: &limit.id, value: &limit.value, name: &limit.name })
            .collect(),
        references: &row.references,
        source: &row.basis.source.en,
        confirmed: code(row.basis.confirmed),
        note: &row.basis.note,
        ties: catalog.ties_of(&row.id).into_iter().map(|tied| tie_form(catalog, tied)).collect(),
        made: parts::made_form(catalog, row),
        alone: catalog.alone(&row.id).map(|alone| &alone.reason),
    }
}

fn tie_form<'a>(catalog: &'a Catalog, tied: Tied<'a>) -> TieForm<'a> {
    TieForm {
        to: tied.other.to_string(),
        title: catalog.item(tied.other).map(|item| item.title),
        relation: tied.relation.code(),
        carries: tied.relation.carries(),
        reason: tied.reason,
    }
}

#[derive(Serialize)]
struct ListDocument<'a> {
    format: u32,
    digest: String,
    frameworks: Vec<FrameworkForm<'a>>,
    /// Pairs and shared parts.
    ties: usize,
    ties_stronger_than_overlaps: usize,
    shared_parts: usize,
}

fn list(catalog: &Catalog, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let frameworks: Vec<FrameworkForm<'_>> =
        catalog.frameworks().into_iter().map(|row| framework_form(catalog, row)).collect();
    let count = catalog.tie_count();
    let (ties, strong, parts) = (count.all(), count.carrying(), count.parts);
    let n = frameworks.len();
    if terminal.format == Format::Json {
        let digest = catalog.digest();
        let ties_stronger_than_overlaps = strong;
        terminal.print_json(&ListDocument {
            format: 2,
            digest,
            frameworks,
            ties,
            ties_stronger_than_overlaps,
            shared_parts: parts,
        })?;
    } else {
        frameworks.iter().for_each(|row| terminal.print(line(row).in_lang(terminal.lang)));
    }
    terminal.say(&text!(
        ja: "枠組み {n} 件。結び付き {ties} 件（うち共有する部分 {parts} 件）のうち、答えを引き継げるものは {strong} 件です。",
        en: "{n} frameworks. Of {ties} ties ({parts} of them shared parts), {strong} carry an answer."
    ));
    Ok(done())
}

fn line(row: &FrameworkForm<'_>) -> Text {
    let FrameworkForm { id, title, subject, edition, criteria, criteria_unconfirmed: open, .. } = row;
    let Text { ja, en } = title;
    let Text { ja: of_ja, en: of_en } = subject.name();
    let of = row.criteria_wanted.map(|wanted| format!("/{wanted}")).unwrap_or_default();
    text!(
        ja: "{id}　{ja}　{edition}　{of_ja}　基準 {criteria}{of}（未照合 {open}）",
        en: "{id}  {en}  {edition}  {of_en}  criteria {criteria}{of} ({open} unconfirmed)"
    )
}

#[derive(Serialize)]
struct ShowDocument<'a> {
    format: u32,
    framework: Option<FrameworkForm<'a>>,
    criteria: Vec<CriterionForm<'a>>,
}

/// A framework with its rows, or one criterion.
fn show(catalog: &Catalog, id: &str, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let criterion = id.parse::<CriterionId>().ok().and_then(|id| catalog.criterion(&id));
    let framework = catalog.framework(id);
    let rows = match (framework, criterion) {
        (Some(framework), _) => catalog.criteria_with_included(&framework.id),
        (None, Some(criterion)) => vec![criterion],
        (None, None) => return Err(unknown(catalog, id)),
    };
    let framework = framework.map(|row| framework_form(catalog, row));
    if terminal.format == Format::Json {
        let criteria = rows.into_iter().map(|row| criterion_form(catalog, row)).collect();
        terminal.print_json(&ShowDocument { format: 2, framework, criteria })?;
        return Ok(done());
    }
    if let Some(framework) = &framework {
        head(framework, terminal);
    }
    for row in rows {
        terminal.print(&row_lines(catalog, row, terminal.lang));
    }
    Ok(done())
}

fn unknown(catalog: &Catalog, id: &str) -> Failure {
    let known = catalog.frameworks().into_iter().map(|row| row.id.as_str()).collect::<Vec<_>>().join(", ");
    Failure::usage(
        text!(ja: "「{id}」という枠組みも基準もありません。", en: "There is no framework or criterion \"{id}\"."),
        text!(
            ja: "枠組みは次のとおりです（基準は「scs-3/4-4-4-2」のように書きます）：{known}",
            en: "These are the frameworks; a criterion is written like scs-3/4-4-4-2: {known}"
        ),
    )
}

fn head(row: &FrameworkForm<'_>, terminal: &Terminal) {
    let lang = terminal.lang;
    terminal.print(line(row).in_lang(lang));
    terminal.print(row.about.in_lang(lang));
    let Text { ja, en } = row.source;
    terminal.print(text!(ja: "出典：{ja}", en: "Source: {en}").in_lang(lang));
    for absent in row.absent {
        let Text { ja, en } = absent;
        terminal.print(text!(ja: "ここにないもの：{ja}", en: "Not here: {en}").in_lang(lang));
    }
}

fn row_lines(catalog: &Catalog, row: &Criterion, lang: Lang) -> String {
    let mut lines = vec![format!("{}  {}", row.id, row.title.in_lang(lang))];
    if row.answered.wants_answer() {
        let mut about = vec![row.answered.name().in_lang(lang).to_owned()];
        about.extend(row.query.map(|query| query.name().in_lang(lang).to_owned()));
        about.extend(row.cadence_months.map(|months| {
            text!(ja: "{months} か月ごと", en: "every {months} months").in_lang(lang).to_owned()
        }));
        about.extend(
            row.thresholds.iter().map(|row| format!("{}: {}", row.name.in_lang(lang), limit(row, lang))),
        );
        lines.push(format!("    {}", about.join(lang.pick("、", "; "))));
    }
    lines.extend(sure(&row.basis).map(|words| format!("    {}", words.in_lang(lang))));
    for tied in catalog.ties_of(&row.id) {
        let title = catalog.item(tied.other).map(|item| item.title.in_lang(lang)).unwrap_or_default();
        let (relation, reason) = (tied.relation.name(), tied.reason.in_lang(lang));
        lines.push(format!("    {} {} {title}: {reason}", relation.in_lang(lang), tied.other));
    }
    if !row.references.is_empty() {
        let references = row.references.join(lang.pick("、", ", "));
        lines.push(format!(
            "    {}{references}",
            lang.pick("参照（番号と主題だけの対応）：", "see also, by number and subject alone: ")
        ));
    }
    lines.extend(parts::part_lines(catalog, row, lang));
    if let Some(alone) = catalog.alone(&row.id) {
        let Text { ja, en } = &alone.reason;
        lines.push(format!("    {}", text!(ja: "単独：{ja}", en: "alone: {en}").in_lang(lang)));
    }
    lines.join("\n")
}

/// How sure a row is, where it is not wholly.
fn sure(basis: &Basis) -> Option<Text> {
    let Text { ja, en } = &basis.note;
    match basis.confirmed {
        Confirmed::Yes | Confirmed::Own => None,
        Confirmed::Partly => Some(text!(ja: "一部照合：{ja}", en: "confirmed in part: {en}")),
        Confirmed::No => Some(text!(ja: "未照合：{ja}", en: "not confirmed: {en}")),
    }
}

pub(super) const fn code(confirmed: Confirmed) -> &'static str {
    match confirmed {
        Confirmed::Yes => "yes",
        Confirmed::Partly => "partly",
        Confirmed::No => "no",
        Confirmed::Own => "own",
    }
}
