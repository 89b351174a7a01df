//! A framework's self-assessment: every criterion with how it stands and by what, as a sheet to fill in and as a page
//! to print.
//!
//! Invariants: the sheet and the page are made of the same rows; self-contained, no script, nothing from outside. What
//! is not confirmed says so in its row. Rows of the register beyond a cell's room are counted, never left out unsaid.

use std::collections::BTreeSet;

use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sekisho_assess::answers::{
    Answered, Answers, Lack, Origin, Part, Score, Standing, Whose, parts, score, state_word,
};
use sekisho_catalog::{Basis, Catalog, Confirmed, Criterion, Framework};
use sekisho_exchange::{AssessmentFields, AssessmentRow, AssessmentSheet};
use sekisho_model::{Answer, AnswerState, Lang, Product, Register, Text, text};

use crate::papers::confirmed_mark;
use crate::words;

/// Rows of the register that a cell names before it counts the others.
const ROWS_NAMED: usize = 8;
/// Every answer, in the order in which it is offered.
const STATES: [AnswerState; 5] = [
    AnswerState::Met,
    AnswerState::Partly,
    AnswerState::NotMet,
    AnswerState::DontKnow,
    AnswerState::NotApplicable,
];

/// Whose self-assessment of which framework, and when.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The company, or one of its products.
    pub whose: &'a Whose,
    /// The register that is asked.
    pub register: &'a Register,
    /// The day.
    pub day: Date,
}

/// The self-assessment in one language. Its rows have no mark yet.
#[must_use]
pub fn sheet(catalog: &Catalog, answers: &Answers<'_>, subject: Subject<'_>, lang: Lang) -> AssessmentSheet {
    let Subject { framework, whose, register, day } = subject;
    let (product, name) = match whose {
        Whose::Company => (String::new(), company(register, lang)),
        Whose::Product(id) => {
            let name = register.products.get(id).map_or_else(Text::default, Product::name_words);
            (id.to_string(), format!("{id} {}", name.in_lang(lang)))
        }
    };
    let counted = score(catalog, answers, &framework.id);
    let mut sources = Vec::new();
    let listed = answers.of(&framework.id).into_iter();
    let rows = listed.map(|row| line((catalog, answers), framework, row, &mut sources, lang)).collect();
    let sums = [Some(answers.totals(&framework.id).sentence()), counted.as_ref().map(score_words)];
    let in_lang = |text: &Text| text.in_lang(lang).to_owned();
    AssessmentSheet {
        framework: framework.id.clone(),
        title: in_lang(&framework.title),
        product,
        whose: name,
        basis: basis(&framework.basis, lang).join("\n"),
        day: day.to_string(),
        sums: sums.iter().flatten().map(in_lang).collect(),
        absent: framework.absent.iter().map(in_lang).collect(),
        choices: choices(framework, lang),
        rows,
        sources,
    }
}

fn company(register: &Register, lang: Lang) -> String {
    let named = register.plant.as_ref().map(|plant| plant.company_words().in_lang(lang).to_owned());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| lang.pick("会社", "the company").to_owned())
}

/// The words of the framework's own answers, and the usual ones for what it has no word for.
fn choices(framework: &Framework, lang: Lang) -> Vec<(AnswerState, String)> {
    let own = framework.scoring.as_ref().map(|scoring| scoring.points.as_slice()).unwrap_or_default();
    let word = |(place, state): (usize, AnswerState)| {
        let usual = state_word(state);
        let text = own.get(place).map_or(&usual, |points| &points.answer);
        (state, text.in_lang(lang).to_owned())
    };
    STATES.into_iter().enumerate().map(word).collect()
}

/// What the answers to a self-check come to, in words.
#[must_use]
pub fn score_words(score: &Score) -> Text {
    let Score { answered, asked, sum, band, .. } = score;
    let left = asked - answered;
    match band.zip(score.limits) {
        Some((place, limits)) => {
            let (place, from, to) = (place + 1, limits.from, limits.to);
            text!(
                ja: "{sum} 点。上から {place} 番目の区分（{from}〜{to} 点）です。",
                en: "{sum} points: band {place} from the top ({from} to {to})."
            )
        }
        None => text!(
            ja: "{asked} 問中 {answered} 問に回答、いま {sum} 点。あと {left} 問に答えると区分が出ます。",
            en: "{answered} of {asked} questions answered, {sum} points so far. The band comes after {left} more."
        ),
    }
}

/// A row. Its source stands once in the list of sources, however many rows share it, and the row names its number.
fn line(
    (catalog, answers): (&Catalog, &Answers<'_>),
    framework: &Framework,
    row: &Answered<'_>,
    sources: &mut Vec<String>,
    lang: Lang,
) -> AssessmentRow {
    let criterion = row.criterion;
    let [source, note] = basis(&criterion.basis, lang);
    let full = format!("{source} · {note}");
    let known = sources.iter().position(|listed| *listed == full);
    let place = known.unwrap_or_else(|| {
        sources.push(full);
        sources.len() - 1
    }) + 1;
    let (source, confirmed) =
        (format!("[{place}] {}", criterion.basis.edition), sure(&criterion.basis, lang));
    AssessmentRow {
        id: criterion.id.to_string(),
        heading: heading(catalog, criterion, lang),
        question: criterion.title.in_lang(lang).to_owned(),
        limits: limits(criterion, lang),
        source,
        confirmed,
        standing: standing_word(framework, &row.standing, lang),
        by: [by(row, lang), made_of(catalog, answers, row, lang)].concat(),
        rows: rows(row, lang),
        settled: row.is_for_the_register(),
        held: row.held().map(|given| fields(given.answer)).unwrap_or_default().trimmed(),
        mark: String::new(),
    }
}

/// A person's answer as it stands in the cells to fill in.
fn fields(answer: &Answer) -> AssessmentFields {
    AssessmentFields {
        state: Some(answer.state),
        words: answer.answer.clone(),
        by: answer.by.known().cloned().unwrap_or_default(),
        until: answer.until.known().copied(),
        evidence: answer.evidence.iter().map(ToString::to_string).collect::<BTreeSet<_>>(),
    }
}

fn heading(catalog: &Catalog, criterion: &Criterion, lang: Lang) -> String {
    let parent = format!("{}/{}", criterion.id.framework(), criterion.parent);
    let found = parent.parse().ok().and_then(|id| catalog.criterion(&id));
    found.map(|row| format!("{} {}", criterion.parent, row.title.in_lang(lang))).unwrap_or_default()
}

fn limits(criterion: &Criterion, lang: Lang) -> String {
    let mut lines: Vec<String> = criterion
        .thresholds
        .iter()
        .map(|limit| {
            format!("{}{}{}", limit.name.in_lang(lang), lang.pick("：", ": "), words::limit(limit, lang))
        })
        .collect();
    lines.extend(criterion.cadence_months.map(|months| {
        text!(ja: "{months} か月ごとに見直す", en: "looked at again every {months} months")
            .in_lang(lang)
            .to_owned()
    }));
    lines.join("\n")
}

/// Edition and source; how sure it is, with the note.
fn basis(basis: &Basis, lang: Lang) -> [String; 2] {
    let note = basis.note.in_lang(lang);
    let sure = sure(basis, lang);
    let colon = lang.pick("：", ": ");
    let confirmed = if note.is_empty() { sure } else { format!("{sure}{colon}{note}") };
    [format!("{} · {}", basis.edition, basis.source.in_lang(lang)), confirmed]
}

fn sure(basis: &Basis, lang: Lang) -> String {
    let word = match basis.confirmed {
        Confirmed::Yes => text!(ja: "照合済み", en: "confirmed"),
        Confirmed::Own => text!(ja: "当方の整理", en: "our own"),
        Confirmed::No | Confirmed::Partly => confirmed_mark(basis.confirmed),
    };
    word.in_lang(lang).to_owned()
}

/// How a criterion stands, in the framework's own word where it has one.
fn standing_word(framework: &Framework, standing: &Standing<'_>, lang: Lang) -> String {
    match standing {
        Standing::Answered { state, .. } => {
            let all = choices(framework, lang);
            all.into_iter().find(|(known, _)| known == state).map(|(_, word)| word).unwrap_or_default()
        }
        Standing::Open(_) => standing.word().in_lang(lang).to_owned(),
    }
}

fn by(row: &Answered<'_>, lang: Lang) -> String {
    let mut lines = Vec::new();
    match &row.standing {
        Standing::Open(why) => lines.push(why.words().in_lang(lang).to_owned()),
        Standing::Answered { origin: Origin::Register, .. } => {
            lines.push(lang.pick("台帳の行から", "from rows of the register").to_owned());
        }
        Standing::Answered { origin: Origin::Person(answer), .. } => {
            lines.push(person(answer, row, lang));
        }
        Standing::Answered { origin: Origin::Both(answer), .. } => {
            lines.push(lang.pick("台帳の行と", "rows of the register, and").to_owned());
            lines.push(person(answer, row, lang));
        }
        Standing::Answered { origin: Origin::Carried(carried), .. } => {
            let way = carried.way.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ");
            let reasons = carried.reasons.iter().map(|reason| reason.in_lang(lang)).collect::<Vec<_>>();
            let carried = lang.pick("引き継ぎ：", "carried over: ");
            lines.push(format!("{carried}{way}\n{}", reasons.join("\n")));
        }
    }
    if row.contradicts() {
        let words = lang.pick(
            "注意：人の回答は「満たす」ですが、台帳の行は満たしていないことを示しています。",
            "Note: a person says that it is met; the register's rows show that it is not.",
        );
        lines.push(words.to_owned());
    }
    lines.join("\n")
}

/// The parts of a criterion that is not settled, with how each stands and who else asks it, a line each.
fn made_of(catalog: &Catalog, answers: &Answers<'_>, row: &Answered<'_>, lang: Lang) -> String {
    let Some(made) = parts(catalog, answers, &row.criterion.id).filter(|_| !row.standing.is_settled()) else {
        return String::new();
    };
    let line = |part: &Part<'_>| {
        let title = part.question.title.in_lang(lang);
        let shared = part.shared().map(|with| format!(" [{}]", with.in_lang(lang))).unwrap_or_default();
        if part.is_known() {
            format!("\n○ {title}{}{}{shared}", lang.pick("：", ": "), part.standing().in_lang(lang))
        } else {
            format!("\n× {title}{shared}")
        }
    };
    let lines: String = made.rows.iter().map(line).collect();
    format!("\n{}{lines}", made.count().in_lang(lang))
}

fn person(answer: &Answer, row: &Answered<'_>, lang: Lang) -> String {
    let id = &answer.id;
    let who = answer.by.known().map_or("", String::as_str);
    let day = answer.answered.known().map(ToString::to_string).unwrap_or_default();
    let until = row.held().and_then(|given| given.until);
    let until = until.map_or_else(
        || text!(ja: "期限なし", en: "no end"),
        |day| text!(ja: "{day} まで", en: "until {day}"),
    );
    let mut words = format!("{id} {who} {day} {}", until.in_lang(lang));
    if !answer.evidence.is_empty() {
        let ids = answer.evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        words.push_str(&format!("\n{}{ids}", lang.pick("証跡：", "evidence: ")));
    }
    words
}

/// What the register lacks, then what it shows.
fn rows(row: &Answered<'_>, lang: Lang) -> String {
    let Some(showing) = &row.register else { return String::new() };
    let colon = lang.pick("：", ": ");
    let lacks = showing.lacks().iter().map(|lack| match lack {
        Lack::Row(row) => format!("× {} {}{colon}{}", row.id, row.name, row.why.in_lang(lang)),
        Lack::Missing(what) | Lack::Beyond(what) => format!("× {}", what.in_lang(lang)),
    });
    let shows = showing
        .shows()
        .iter()
        .map(|row| format!("○ {} {}{colon}{}", row.id, row.name, row.why.in_lang(lang)));
    let mut lines: Vec<String> = named(lacks.collect(), lang);
    lines.extend(named(shows.collect(), lang));
    lines.join("\n")
}

fn named(mut lines: Vec<String>, lang: Lang) -> Vec<String> {
    let more = lines.len().saturating_sub(ROWS_NAMED);
    if more > 0 {
        lines.truncate(ROWS_NAMED);
        let words = text!(ja: "　ほか {more} 行（ページで全部見られます）", en: "  and {more} more rows; the page has all");
        lines.push(words.in_lang(lang).to_owned());
    }
    lines
}

/// The self-assessment as a page to print.
#[must_use]
pub fn page(sheet: &AssessmentSheet, lang: Lang) -> String {
    let AssessmentSheet { framework, title, whose, basis, day, sums, absent, .. } = sheet;
    let heads = [
        lang.pick("番号・基準", "No., criterion"),
        lang.pick("しきい値・周期", "Thresholds, interval"),
        lang.pick("状態・何によるか", "How it stands, by what"),
        lang.pick("台帳の行", "Rows of the register"),
        lang.pick("版・出典・照合", "Edition, source, confirmed"),
    ];
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (lang.pick("自己評価", "Self-assessment")) " " (title) }
                style { (PreEscaped(include_str!("self_assessment/style.css"))) }
            }
            body {
                h1 { (lang.pick("自己評価", "Self-assessment")) " " (title) }
                p { (whose) " · " (framework) " · " (day) }
                @for sum in sums { p.sum { (sum) } }
                p.small { (basis) }
                @for line in absent { p.small { b { (lang.pick("ここにないもの：", "Not here: ")) } (line) } }
                table {
                    thead { tr { @for head in heads { th scope="col" { (head) } } } }
                    tbody { @for row in &sheet.rows { (printed(row, sheet)) } }
                }
                @for (place, source) in (1..).zip(&sheet.sources) { p.small { "[" (place) "] " (source) } }
            }
        }
    };
    page.into_string()
}

fn printed(row: &AssessmentRow, sheet: &AssessmentSheet) -> Markup {
    let answered = row.held.state.map(|state| sheet.word(state));
    html! { tr {
        td { b { (row.id) } br; (row.question) @if !row.heading.is_empty() { p.small { (row.heading) } } }
        td { (row.limits) }
        td {
            b { (row.standing) } p { (row.by) }
            @if answered.is_some() && !row.held.words.is_empty() { p { "「" (row.held.words) "」" } }
        }
        td.small { (row.rows) }
        td.small { (row.source) br; (row.confirmed) }
    } }
}
