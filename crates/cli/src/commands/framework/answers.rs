//! `framework status | answer | evidence | reviews`: how far a framework is met, and a person's part in it.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;

use jiff::civil::Date;
use sekisho_app::answers::{self, EvidenceFields, Reply, Standings};
use sekisho_assess::answers::{self as judged, Answered, Answers, Origin, Score, Standing, Totals, Whose};
use sekisho_catalog::{Catalog, Confirmed, CriterionId, Framework, Subject};
use sekisho_model::{AnswerState, Text, text};
use serde::Serialize;

use super::super::{Place, done};
use super::parts::{ClosingForm, PartsForm, closing_forms, parts_form, print_closing};
use crate::args::Format;
use crate::args::framework::{EvidenceCommand, Replied, Replies};
use crate::exit::Failure;
use crate::terminal::Terminal;

/// Exit code where a check found something.
const FOUND: u8 = 1;
/// Questions to go on with that are printed; the JSON form has all.
const NEXT_PRINTED: usize = 5;

pub(in crate::commands) fn whose(product: Option<String>) -> Result<Whose, Failure> {
    let Some(id) = product else { return Ok(Whose::Company) };
    let known = id.parse().map(Whose::Product);
    known.map_err(|_| {
        Failure::usage(
            text!(ja: "「{id}」は製品の ID として使えません。", en: "\"{id}\" cannot be a product's id."),
            text!(ja: "製品の表の ID を指定してください。", en: "Give an id from the table of products."),
        )
    })
}

#[derive(Serialize)]
struct StatusDocument {
    format: u32,
    product: Option<String>,
    /// What to answer next, whatever closes most first.
    closing: Vec<ClosingForm>,
    frameworks: Vec<StatusForm>,
}

#[derive(Serialize)]
struct StatusForm {
    id: String,
    title: Text,
    subject: &'static str,
    totals: TotalsForm,
    score: Option<ScoreForm>,
    absent: Vec<Text>,
    declaration: Option<DeclarationForm>,
    next: Vec<NextForm>,
    criteria: Vec<RowForm>,
}

#[derive(Serialize)]
struct DeclarationForm {
    how: Text,
    declared: bool,
    ready: bool,
    sentence: Text,
    papers: Vec<PaperForm>,
    checks: Vec<CheckForm>,
}

#[derive(Serialize)]
struct PaperForm {
    id: String,
    issued: Option<String>,
    standing: Text,
}

#[derive(Serialize)]
struct CheckForm {
    framework: String,
    answered: usize,
    asked: usize,
}

#[derive(Serialize)]
struct NextForm {
    id: String,
    title: Text,
    gain: i16,
    why: Vec<Text>,
}

#[derive(Serialize)]
struct TotalsForm {
    criteria: usize,
    met: usize,
    partly: usize,
    not_met: usize,
    not_applicable: usize,
    dont_know: usize,
    open: usize,
}

#[derive(Serialize)]
struct ScoreForm {
    answered: usize,
    asked: usize,
    sum: i16,
    band: Option<usize>,
}

#[derive(Serialize)]
struct RowForm {
    id: String,
    title: Text,
    confirmed: bool,
    state: &'static str,
    origin: &'static str,
    from: Option<String>,
    /// What else it was carried from, where it follows from several together.
    also_from: Vec<String>,
    why: Text,
    parts: Option<PartsForm>,
    rows: Vec<RecordForm>,
    lacks: Vec<Text>,
    contradicts: bool,
    evidence_ended: Vec<Text>,
    rests_on: Option<String>,
}

#[derive(Serialize)]
struct RecordForm {
    kind: &'static str,
    id: String,
    name: String,
    why: Text,
}

/// How far frameworks are met.
pub(super) async fn status(
    place: &Place,
    id: Option<&str>,
    product: Option<String>,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let whose = whose(product)?;
    let now = answers::standings(&app, &place.caller, whose.clone()).await?;
    let (frameworks, closing) = now.look(|catalog, answers| {
        let about = |row: &&Framework| row.subject == whose.subject();
        let wanted = catalog.frameworks().into_iter().filter(|row| id.map_or(about(row), |id| row.id == id));
        let form = |row: &Framework| StatusForm {
            declaration: declared(catalog, answers, (row, &now), app.today()),
            ..form(catalog, answers, row, id.is_some())
        };
        (wanted.map(form).collect::<Vec<_>>(), closing_forms(catalog, answers, id))
    });
    if let (Some(id), true) = (id, frameworks.is_empty()) {
        return Err(now.look(|catalog, _| super::unknown(catalog, id)));
    }
    if let (Some(_), Some(form)) = (id, frameworks.iter().find(|form| form.subject != whose.subject().code()))
    {
        return Err(of_another(form));
    }
    let product = match whose {
        Whose::Company => None,
        Whose::Product(id) => Some(id.to_string()),
    };
    if terminal.format == Format::Json {
        terminal.print_json(&StatusDocument { format: 2, product, closing, frameworks })?;
    } else {
        frameworks.iter().for_each(|form| print(form, &closing, terminal));
        if id.is_none() {
            print_closing(&closing, terminal);
        }
    }
    Ok(done())
}

fn of_another(form: &StatusForm) -> Failure {
    let id = &form.id;
    if form.subject == Subject::Product.code() {
        return Failure::usage(
            text!(ja: "枠組み {id} は製品についてのものです。", en: "Framework {id} is about a product."),
            text!(ja: "--product に自社製品の ID を指定してください。", en: "Give one of your own products with --product."),
        );
    }
    Failure::usage(
        text!(ja: "枠組み {id} は会社についてのものです。", en: "Framework {id} is about the company."),
        text!(ja: "--product を付けずに実行してください。", en: "Run it without --product."),
    )
}

fn form(catalog: &Catalog, answers: &Answers<'_>, framework: &Framework, with_rows: bool) -> StatusForm {
    let id = framework.id.as_str();
    let Totals { criteria, met, partly, not_met, not_applicable, dont_know, open } = answers.totals(id);
    let mut rows: Vec<RowForm> = Vec::new();
    if with_rows {
        let missing = answers.missing(id);
        let settled = answers.of(id).into_iter().filter(|row| row.standing.is_settled());
        rows.extend(missing.into_iter().chain(settled).map(|row| row_form(catalog, answers, row)));
    }
    let score = judged::score(catalog, answers, id);
    StatusForm {
        id: id.to_owned(),
        title: framework.title.clone(),
        subject: framework.subject.code(),
        totals: TotalsForm { criteria, met, partly, not_met, not_applicable, dont_know, open },
        score: score.map(|Score { answered, asked, sum, band, .. }| ScoreForm { answered, asked, sum, band }),
        absent: framework.absent.clone(),
        declaration: None,
        next: if with_rows { next(catalog, answers, framework) } else { Vec::new() },
        criteria: rows,
    }
}

fn next(catalog: &Catalog, answers: &Answers<'_>, framework: &Framework) -> Vec<NextForm> {
    let rows = judged::next(catalog, answers, framework).into_iter();
    rows.map(|next| NextForm {
        id: next.row.criterion.id.to_string(),
        title: next.row.criterion.title.clone(),
        gain: next.gain,
        why: next.why,
    })
    .collect()
}

fn declared(
    catalog: &Catalog,
    answers: &Answers<'_>,
    (framework, now): (&Framework, &Standings),
    today: Date,
) -> Option<DeclarationForm> {
    let it = judged::declaration(catalog, now.register(), answers, (framework, now.whose()), today)?;
    let papers = it.papers.iter().map(|(paper, standing)| PaperForm {
        id: paper.id.to_string(),
        issued: paper.issued.known().map(ToString::to_string),
        standing: standing.words(),
    });
    let checks = it.checks.iter().map(|(framework, score)| CheckForm {
        framework: framework.id.clone(),
        answered: score.answered,
        asked: score.asked,
    });
    Some(DeclarationForm {
        how: it.how.clone(),
        declared: it.is_declared(),
        ready: it.is_ready(),
        sentence: it.sentence(),
        papers: papers.collect(),
        checks: checks.collect(),
    })
}

fn row_form(catalog: &Catalog, answers: &Answers<'_>, row: &Answered<'_>) -> RowForm {
    let parts = parts_form(catalog, answers, &row.criterion.id);
    let (origin, from, why) = match &row.standing {
        Standing::Open(why) => {
            ("none", None, parts.as_ref().and_then(PartsForm::left).cloned().unwrap_or_else(|| why.words()))
        }
        Standing::Answered { origin: Origin::Register, .. } => ("register", None, Text::default()),
        Standing::Answered { origin: Origin::Person(answer), .. } => {
            ("person", Some(answer.id.to_string()), Text::default())
        }
        Standing::Answered { origin: Origin::Both(answer), .. } => {
            ("register-and-person", Some(answer.id.to_string()), Text::default())
        }
        Standing::Answered { origin: Origin::Carried(carried), .. } => {
            let why = carried.reasons.first().map(|why| (*why).clone()).unwrap_or_default();
            ("carried", Some(carried.from.to_string()), why)
        }
    };
    let shown = row.register.iter().flat_map(judged::Showing::rows);
    RowForm {
        id: row.criterion.id.to_string(),
        title: row.criterion.title.clone(),
        confirmed: row.criterion.basis.confirmed == Confirmed::Yes,
        state: row.standing.code(),
        origin,
        from,
        also_from: also_from(row),
        why,
        parts,
        rows: shown
            .map(|row| RecordForm {
                kind: row.kind.code(),
                id: row.id.clone(),
                name: row.name.clone(),
                why: row.why.clone(),
            })
            .collect(),
        lacks: row
            .register
            .iter()
            .flat_map(|showing| showing.lacks())
            .map(|lack| lack.what().clone())
            .collect(),
        contradicts: row.contradicts(),
        evidence_ended: answers.ended_evidence(row),
        rests_on: row.rests_on.clone(),
    }
}

fn also_from(row: &Answered<'_>) -> Vec<String> {
    match &row.standing {
        Standing::Answered { origin: Origin::Carried(carried), .. } => {
            carried.also.iter().map(ToString::to_string).collect()
        }
        Standing::Answered { .. } | Standing::Open(_) => Vec::new(),
    }
}

fn print(form: &StatusForm, closing: &[ClosingForm], terminal: &Terminal) {
    let lang = terminal.lang;
    let StatusForm { id, title, totals, score, absent, declaration, next, criteria, .. } = form;
    let TotalsForm { criteria: all, met, partly, not_met, not_applicable, dont_know, open } = totals;
    let Text { ja, en } = title;
    let words = text!(
        ja: "{id}　{ja}　基準 {all}：満たす {met}、一部 {partly}、満たさない {not_met}、該当しない {not_applicable}、分からない {dont_know}、未回答 {open}",
        en: "{id}  {en}  {all} criteria: {met} met, {partly} in part, {not_met} not met, {not_applicable} not applicable, {dont_know} not known, {open} open"
    );
    terminal.print(words.in_lang(lang));
    if let Some(ScoreForm { answered, asked, sum, band }) = score {
        let band = band.map_or_else(
            || text!(ja: "全問に答えると区分が出ます", en: "its band comes once all are answered"),
            |band| {
                let place = band + 1;
                text!(ja: "区分 {place}（1 が最上）", en: "band {place}, of which 1 is best")
            },
        );
        let Text { ja, en } = band;
        let words = text!(ja: "　{answered}/{asked} 問、{sum} 点。{ja}", en: "  {answered} of {asked} questions, {sum} points; {en}");
        terminal.print(words.in_lang(lang));
    }
    if let Some(declaration) = declaration {
        print_declaration(declaration, terminal);
    }
    if criteria.is_empty() {
        return;
    }
    for (place, row) in (1..).zip(next.iter().take(NEXT_PRINTED)) {
        let NextForm { id, title: Text { ja, en }, gain, why } = row;
        let words = text!(ja: "次に {place}：{id}　{ja}（+{gain} 点）", en: "next {place}: {id}  {en} (+{gain} points)");
        terminal.print(words.in_lang(lang));
        why.iter().for_each(|why| terminal.print(&format!("               {}", why.in_lang(lang))));
    }
    print_closing(closing, terminal);
    for Text { ja, en } in absent {
        terminal.print(text!(ja: "ここにないもの：{ja}", en: "Not here: {en}").in_lang(lang));
    }
    for row in criteria {
        let state = row.state;
        let sure = if row.confirmed { "" } else { lang.pick("（未照合）", " (not wholly confirmed)") };
        terminal.print(&format!("{state:<14} {}  {}{sure}", row.id, row.title.in_lang(lang)));
        if !row.why.in_lang(lang).is_empty() {
            terminal.print(&format!("               {}", row.why.in_lang(lang)));
        }
        for ended in &row.evidence_ended {
            terminal.print(&format!("               {}", ended.in_lang(lang)));
        }
        for lack in row.lacks.iter().take(3) {
            terminal.print(&format!("               - {}", lack.in_lang(lang)));
        }
    }
}

fn print_declaration(it: &DeclarationForm, terminal: &Terminal) {
    let lang = terminal.lang;
    terminal.print(it.sentence.in_lang(lang));
    terminal.print(it.how.in_lang(lang));
    for PaperForm { id, issued, standing: Text { ja, en } } in &it.papers {
        let day = issued.as_deref().unwrap_or_default();
        terminal.print(text!(ja: "    {id}　{day}　{ja}", en: "    {id}  {day}  {en}").in_lang(lang));
    }
    for CheckForm { framework, answered, asked } in &it.checks {
        let words = text!(
            ja: "    自己診断 {framework}：{asked} 問中 {answered} 問に回答",
            en: "    self-check {framework}: {answered} of {asked} questions answered"
        );
        terminal.print(words.in_lang(lang));
    }
}

/// Keeps an answer.
pub(super) async fn answer(place: &Place, given: Replied, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let Replied { criterion, state, words, words_en, by, until, product, evidence } = given;
    let unusable = |what: &str| {
        Failure::usage(
            text!(ja: "「{what}」は ID として使えません。", en: "\"{what}\" cannot be an id."),
            text!(ja: "基準は「scs-3/1-2-1-1」、証跡は証跡の表の ID を指定してください。", en: "Give a criterion like scs-3/1-2-1-1, and evidence by its id in the table."),
        )
    };
    let id: CriterionId = criterion.parse().map_err(|_| unusable(&criterion))?;
    let evidence =
        evidence.iter().map(|id| id.parse().map_err(|_| unusable(id))).collect::<Result<_, _>>()?;
    let reply = Reply { criterion: id.clone(), state: state_of(state), words, words_en, by, until, evidence };
    let app = place.write().await?;
    let whose = whose(product)?;
    let ids = answers::answer(&app, &place.caller, &whose, &[reply]).await?;
    let answer = ids.first().map(ToString::to_string).unwrap_or_default();
    let carried = answers::standings(&app, &place.caller, whose).await?.look(|catalog, _| {
        catalog.carried(&id).into_keys().map(|id| id.to_string()).collect::<Vec<_>>().join(", ")
    });
    terminal.print(&answer);
    let n = if carried.is_empty() { "0".to_owned() } else { carried };
    terminal.say(&text!(
        ja: "回答 {answer} を記録しました。「満たす」なら引き継ぐ基準：{n}",
        en: "Answer {answer} is kept. When met, it carries to: {n}"
    ));
    Ok(done())
}

const fn state_of(state: Replies) -> AnswerState {
    match state {
        Replies::Met => AnswerState::Met,
        Replies::Partly => AnswerState::Partly,
        Replies::NotMet => AnswerState::NotMet,
        Replies::NotApplicable => AnswerState::NotApplicable,
        Replies::DontKnow => AnswerState::DontKnow,
    }
}

/// Takes a file in, or looks at all of them.
pub(super) async fn evidence(
    place: &Place,
    command: EvidenceCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        EvidenceCommand::Add { file, name, until, next } => {
            add(place, &file, EvidenceFields { name, until, next }, terminal).await
        }
        EvidenceCommand::Verify => verify(place, terminal).await,
    }
}

async fn add(
    place: &Place,
    file: &Path,
    fields: EvidenceFields,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let shown = file.display();
    let opened = File::open(file).map_err(|error| {
        Failure::input(
            text!(ja: "{shown} を開けません（{error}）。", en: "{shown} cannot be opened ({error})."),
            text!(ja: "パスと権限を確かめてください。", en: "Check the path and its permissions."),
        )
    })?;
    let app = place.write().await?;
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("evidence");
    let taken = answers::take_evidence(&app, &place.caller, name, opened)?;
    let item = answers::add_evidence(&app, &place.caller, taken, fields).await?;
    let (id, sha256) = (&item.id, item.sha256.known().map_or("", String::as_str));
    terminal.print(item.id.as_str());
    terminal.say(&text!(
        ja: "証跡 {id} を保存しました（SHA-256 {sha256}）。",
        en: "Evidence {id} is kept (SHA-256 {sha256})."
    ));
    Ok(done())
}

async fn verify(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let (whole, faults) = answers::check_evidence(&app, &place.caller).await?;
    for fault in &faults {
        terminal.print(fault.text().in_lang(terminal.lang));
    }
    let bad = faults.len();
    terminal.say(&text!(
        ja: "証跡のファイル：もとのまま {whole} 件、違うもの {bad} 件。",
        en: "Evidence files: {whole} as they were, {bad} not."
    ));
    Ok(if faults.is_empty() { done() } else { ExitCode::from(FOUND) })
}

#[derive(Serialize)]
struct ReviewsDocument {
    format: u32,
    reviews: Vec<ReviewForm>,
}

#[derive(Serialize)]
struct ReviewForm {
    day: String,
    late: bool,
    kind: &'static str,
    id: String,
    what: Text,
}

/// The calendar of what has to be looked at again.
pub(super) async fn reviews(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let today = app.today();
    let dues = answers::reviews(&app, &place.caller).await?;
    let reviews: Vec<ReviewForm> = dues
        .into_iter()
        .map(|due| ReviewForm {
            day: due.day.to_string(),
            late: due.day < today,
            kind: due.record.0.code(),
            id: due.record.1,
            what: due.what,
        })
        .collect();
    if terminal.format == Format::Json {
        terminal.print_json(&ReviewsDocument { format: 1, reviews })?;
        return Ok(done());
    }
    for row in &reviews {
        let late = if row.late { terminal.lang.pick("　期限切れ", "  over") } else { "" };
        terminal.print(&format!("{}{late}  {} {}", row.day, row.id, row.what.in_lang(terminal.lang)));
    }
    let n = reviews.len();
    terminal.say(&text!(ja: "確かめ直すもの {n} 件。", en: "{n} things to look at again."));
    Ok(done())
}
