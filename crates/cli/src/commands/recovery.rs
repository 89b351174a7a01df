//! `recovery`: how long vulnerabilities stay open here, case by case.

use std::process::ExitCode;

use sekisho_app::handling;
use sekisho_assess::recovery::{Case, InScope, Recovery, SCS_DAYS, Stage, Subject};
use sekisho_model::{Text, text};
use sekisho_report::words;
use serde::Serialize;

use super::{Place, done};
use crate::args::{FailOnLate, Format};
use crate::exit::{FOUND, Failure};
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    fail_on: FailOnLate,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let recovery = handling::recovery(&app, &place.caller).await?;
    let today = jiff::tz::Offset::constant(9).to_datetime(jiff::Timestamp::now()).date();
    if terminal.format == Format::Json {
        terminal.print_json(&document(&recovery, today))?;
    } else {
        print(&recovery, today, terminal);
    }
    let found = fail_on == FailOnLate::Late && recovery.late > 0;
    Ok(if found { ExitCode::from(FOUND) } else { done() })
}

fn print(recovery: &Recovery, today: jiff::civil::Date, terminal: &Terminal) {
    let header = Text::new(
        "対象\tアドバイザリ\t公表\t把握\t判断\t対処\t確認\t期限\t段階\tSCS 4-4-4-2",
        "subject\tadvisory\tdisclosed\tknown\tdecided\tdone\tverified\tdue\tstage\tSCS 4-4-4-2",
    );
    terminal.print(header.in_lang(terminal.lang));
    for case in &recovery.cases {
        terminal.print(&line(case, today, terminal));
    }
    terminal.print(summary(recovery).in_lang(terminal.lang));
}

fn line(case: &Case, today: jiff::civil::Date, terminal: &Terminal) -> String {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
    let late = if case.is_late(today) { terminal.lang.pick("（遅れ）", " (late)") } else { "" };
    [
        case.subject.name().to_owned(),
        case.advisory.clone(),
        day(case.disclosed),
        day(case.known),
        day(case.decided),
        day(case.done),
        day(case.verified),
        format!("{}{late}", day(case.due)),
        stage(case.stage).in_lang(terminal.lang).to_owned(),
        scope(case.in_scope).1.in_lang(terminal.lang).to_owned(),
    ]
    .join("\t")
}

fn summary(recovery: &Recovery) -> Text {
    let Recovery { cases, open, late, median_days, .. } = recovery;
    let n = cases.len();
    let median = median_days.map_or_else(
        || Text::new("直近 90 日に対処したものはありません", "nothing was done in the last 90 days"),
        |days| text!(ja: "直近 90 日の対処日数の中央値は {days} 日です", en: "the median of the last 90 days is {days} days"),
    );
    let Text { ja, en } = median;
    text!(
        ja: "{n} 件のうち未対処 {open} 件、期限を過ぎたもの {late} 件です。{ja}（SCS 4-4-4-2 の期限は公表から {SCS_DAYS} 日）。",
        en: "{n} cases: {open} open, {late} of them late; {en} (SCS 4-4-4-2 gives {SCS_DAYS} days from publication)."
    )
}

const fn stage_code(stage: Stage) -> &'static str {
    match stage {
        Stage::Known => "known",
        Stage::Decided => "decided",
        Stage::Done => "done",
        Stage::Verified => "verified",
    }
}

fn stage(stage: Stage) -> Text {
    match stage {
        Stage::Known => Text::new("把握", "known"),
        Stage::Decided => Text::new("判断済み", "decided"),
        Stage::Done => Text::new("対処済み", "done"),
        Stage::Verified => Text::new("確認済み", "verified"),
    }
}

fn scope(scope: InScope) -> (&'static str, Text) {
    match scope {
        InScope::Yes => ("yes", Text::new("対象", "in scope")),
        InScope::No => ("no", Text::new("対象外（目安）", "not in scope (a guide)")),
        InScope::Unknown => ("unknown", Text::new("不明", "unknown")),
    }
}

#[derive(Debug, Serialize)]
struct Document {
    format: u32,
    open: usize,
    late: usize,
    median_days: Option<i64>,
    median_days_before: Option<i64>,
    cases: Vec<Row>,
    weeks: Vec<WeekRow>,
}

#[derive(Debug, Serialize)]
struct Row {
    /// `asset` or `product`.
    sort: &'static str,
    id: String,
    name: String,
    advisory: String,
    vulnerabilities: Vec<String>,
    verdict: &'static str,
    urgency: &'static str,
    disclosed: Option<jiff::civil::Date>,
    known: Option<jiff::civil::Date>,
    decided: Option<jiff::civil::Date>,
    done: Option<jiff::civil::Date>,
    verified: Option<jiff::civil::Date>,
    due: Option<jiff::civil::Date>,
    stage: &'static str,
    in_scope: &'static str,
    is_open: bool,
    is_late: bool,
    /// Done by an update although what is installed is still affected.
    contradicts: bool,
}

#[derive(Debug, Serialize)]
struct WeekRow {
    from: jiff::civil::Date,
    known: usize,
    done: usize,
    open: usize,
}

fn document(recovery: &Recovery, today: jiff::civil::Date) -> Document {
    let Recovery { cases, open, late, median_days, median_days_before, weeks } = recovery;
    Document {
        format: 1,
        open: *open,
        late: *late,
        median_days: *median_days,
        median_days_before: *median_days_before,
        cases: cases.iter().map(|case| row(case, today)).collect(),
        weeks: weeks
            .iter()
            .map(|week| WeekRow { from: week.from, known: week.known, done: week.done, open: week.open })
            .collect(),
    }
}

fn row(case: &Case, today: jiff::civil::Date) -> Row {
    Row {
        sort: match case.subject {
            Subject::Asset(_) => "asset",
            Subject::Product(_) => "product",
        },
        id: case.subject.id().to_owned(),
        name: case.subject.name().to_owned(),
        advisory: case.advisory.clone(),
        vulnerabilities: case.vulnerabilities.iter().cloned().collect(),
        verdict: words::verdict_code(case.verdict),
        urgency: case.urgency.code(),
        disclosed: case.disclosed,
        known: case.known,
        decided: case.decided,
        done: case.done,
        verified: case.verified,
        due: case.due,
        stage: stage_code(case.stage),
        in_scope: scope(case.in_scope).0,
        is_open: case.is_open(),
        is_late: case.is_late(today),
        contradicts: case.contradicts,
    }
}
