//! `incident`: open, write down, merge, and see which clocks run.

mod report;

use std::process::ExitCode;

use jiff::Timestamp;
use sekisho_app::App;
use sekisho_app::incident::{self, Addition, Incident, Opening, is_confirmed, is_owed};
use sekisho_model::{AssetId, CaseId, CaseKind, IncidentEntry, IncidentFact, Text, text};
use sekisho_report::words;
use sekisho_respond::{Clock, State, calendar, moment};
use serde_json::{Value, json};

use super::{Place, done};
use crate::args::Format;
use crate::args::incident::{ClocksArguments, FailOnClock, IncidentCommand, NoteKind, RecordedKind};
use crate::exit::{FOUND, Failure};
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: IncidentCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        IncidentCommand::Open { name, seen, alert, vulnerability, asset, exercise } => {
            let assets = asset.iter().map(|id| asset_id(id)).collect::<Result<_, _>>()?;
            let opening = Opening { name, seen, vulnerability, assets, exercise };
            open(place, alert, opening, terminal).await?;
        }
        IncidentCommand::List => list(&incident::list(&place.read().await?, &place.caller).await?, terminal)?,
        IncidentCommand::Show { case } => show(place, &case_id(&case)?, terminal).await?,
        IncidentCommand::Clocks(asked) => return clocks(place, asked, terminal).await,
        IncidentCommand::Report(asked) => return report::run(place, asked, terminal).await,
        IncidentCommand::Duties => duties(terminal)?,
        IncidentCommand::Merge { case, into, reason } => {
            let (case, into) = (case_id(&case)?, case_id(&into)?);
            let app = place.write().await?;
            let no = incident::merge(&app, &place.caller, &case, &into, &reason).await?;
            added(&case, no, terminal)?;
        }
        other => {
            let (case, addition) = addition(other)?;
            add(place, &case, addition, terminal).await?;
        }
    }
    Ok(done())
}

/// What the commands that add one entry ask for.
fn addition(command: IncidentCommand) -> Result<(CaseId, Addition), Failure> {
    let plain = |what, words| Addition { what, at: None, words, source: String::new(), supersedes: None };
    Ok(match command {
        IncidentCommand::Note { case, words, kind, at, source, corrects } => {
            let what = match kind {
                NoteKind::Fact => IncidentFact::Note,
                NoteKind::Decision => IncidentFact::Decision,
                NoteKind::Task => IncidentFact::Task,
                NoteKind::Contact => IncidentFact::Contact,
            };
            (case_id(&case)?, Addition { at, source, supersedes: corrects, ..plain(what, words) })
        }
        IncidentCommand::Aware { case, matter, reason, at, source, corrects } => {
            let addition = plain(IncidentFact::Aware { matter }, reason);
            (case_id(&case)?, Addition { at, source, supersedes: corrects, ..addition })
        }
        IncidentCommand::Record { case, what, of, means, reason, at, corrects } => {
            let what = match what {
                RecordedKind::Started => IncidentFact::Started,
                RecordedKind::MeasureAvailable => IncidentFact::MeasureAvailable { matter: of },
                RecordedKind::Done => IncidentFact::Done { duty: of, means },
                RecordedKind::Excluded => IncidentFact::Excluded { matter: of },
                RecordedKind::Trigger => IncidentFact::Named { name: of },
                RecordedKind::Vulnerability => IncidentFact::Concerns { vulnerability: of },
                RecordedKind::TaskDone => IncidentFact::TaskDone { task: task(&of)? },
                RecordedKind::Void => IncidentFact::Void,
            };
            (case_id(&case)?, Addition { at, supersedes: corrects, ..plain(what, reason) })
        }
        IncidentCommand::Close { case, reason } => (case_id(&case)?, plain(IncidentFact::Closed, reason)),
        _ => {
            return Err(Failure::usage(
                Text::new("経過ではありません。", "This adds no entry."),
                Text::default(),
            ));
        }
    })
}

fn task(no: &str) -> Result<u32, Failure> {
    no.trim_start_matches('#').parse().map_err(|_| {
        Failure::usage(
            text!(ja: "「{no}」は経過の番号ではありません。", en: "\"{no}\" is no number of an entry."),
            Text::new("--of 3 のように書いてください。", "Write it as --of 3."),
        )
    })
}

fn case_id(id: &str) -> Result<CaseId, Failure> {
    id.parse().map_err(|error: sekisho_model::IdError| Failure::usage(error.text(), Text::default()))
}

fn asset_id(id: &str) -> Result<AssetId, Failure> {
    id.parse().map_err(|error: sekisho_model::IdError| Failure::usage(error.text(), Text::default()))
}

async fn open(
    place: &Place,
    alert: Option<String>,
    opening: Opening,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let app = place.write().await?;
    let id = match alert {
        Some(alert) => incident::open_for_alert(&app, &place.caller, &alert, opening.exercise).await?,
        None => incident::open(&app, &place.caller, opening).await?,
    };
    if terminal.format == Format::Json {
        return terminal.print_json(&json!({ "format": 1, "id": id }));
    }
    let words = text!(
        ja: "インシデント {id} を開きました。報告の対象と認識したら sekisho incident aware {id} … で記録してください。時計が動きます。",
        en: "Incident {id} is open. Once aware of something to report, record it with sekisho incident aware {id} …; its clocks then run."
    );
    terminal.print(words.in_lang(terminal.lang));
    Ok(())
}

async fn add(place: &Place, case: &CaseId, addition: Addition, terminal: &Terminal) -> Result<(), Failure> {
    let moves = !matches!(
        addition.what,
        IncidentFact::Note | IncidentFact::Decision | IncidentFact::Task | IncidentFact::Contact
    );
    let app = place.write().await?;
    let no = incident::add(&app, &place.caller, case, addition).await?;
    added(case, no, terminal)?;
    if moves && terminal.format == Format::Table {
        owed(&app, place, case, terminal).await?;
    }
    Ok(())
}

/// After what moves clocks: those that run now.
async fn owed(app: &App, place: &Place, case: &CaseId, terminal: &Terminal) -> Result<(), Failure> {
    let shown = incident::show(app, &place.caller, case).await?;
    for clock in shown.clocks.iter().filter(|clock| is_owed(clock)) {
        print_clock(clock, &shown, terminal);
    }
    Ok(())
}

fn added(case: &CaseId, no: u32, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        return terminal.print_json(&json!({ "format": 1, "case": case, "entry": no }));
    }
    terminal.print(
        text!(ja: "経過 {case}#{no} を記録しました。", en: "Entry {case}#{no} is recorded.")
            .in_lang(terminal.lang),
    );
    Ok(())
}

fn list(all: &[Incident], terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        let all: Vec<Value> = all.iter().map(|incident| document(incident, terminal)).collect();
        return terminal.print_json(&json!({ "format": 1, "incidents": all }));
    }
    if all.is_empty() {
        terminal.print(
            Text::new(
                "インシデントはありません。sekisho incident open で開きます。",
                "There is no incident. Open one with sekisho incident open.",
            )
            .in_lang(terminal.lang),
        );
    }
    for incident in all {
        let (mark, state) = (incident.mark(), incident.standing());
        let lang = terminal.lang;
        let owed = incident.clocks.iter().filter(|clock| is_owed(clock)).count();
        let owed = text!(ja: "動いている時計 {owed}", en: "{owed} clocks running");
        let Incident { case, .. } = incident;
        let cells = [
            case.id.as_str().to_owned(),
            format!("{}{}", mark.in_lang(lang), case.name),
            state.in_lang(lang).to_owned(),
            owed.in_lang(lang).to_owned(),
        ];
        terminal.print(&cells.join("\t"));
    }
    Ok(())
}

async fn show(place: &Place, case: &CaseId, terminal: &Terminal) -> Result<(), Failure> {
    let incident = incident::show(&place.read().await?, &place.caller, case).await?;
    if terminal.format == Format::Json {
        let Value::Object(mut fields) = document(&incident, terminal) else { return Ok(()) };
        fields.insert("format".to_owned(), 1.into());
        return terminal.print_json(&fields);
    }
    let (lang, mark) = (terminal.lang, incident.mark());
    let state = incident.standing();
    let Incident { case, touched, entries, .. } = &incident;
    let title = words::remarked(&case.name, state.in_lang(lang), lang);
    terminal.print(&format!("{}{} {title}", mark.in_lang(lang), case.id));
    for clock in incident.clocks.iter().filter(|clock| !matches!(clock.state, State::NotApplicable(_))) {
        if clock.ground.event.is_some() {
            print_clock(clock, &incident, terminal);
        }
    }
    for touched in touched {
        let chain = [vec![format!("{} {}", touched.asset, touched.name)], touched.zones.clone()].concat();
        let businesses = touched.businesses.join(lang.pick("、", ", "));
        terminal.print(&format!(
            "{} → {}",
            chain.join(" › "),
            if businesses.is_empty() { "–" } else { &businesses }
        ));
    }
    for entry in entries {
        terminal.print(&line(entry, terminal));
    }
    for task in &incident.tasks {
        let sign = if task.done.is_some() { "✓" } else { "□" };
        terminal.print(&format!("{sign} {}#{} {}", task.case, task.no, task.words));
    }
    for customer in &incident.customers {
        let through = customer.through.iter().cloned().collect::<Vec<_>>().join(", ");
        let name = words::remarked(&customer.name, &through, lang);
        terminal.print(&format!("{}{} {name}", lang.pick("顧客：", "customer: "), customer.id));
    }
    Ok(())
}

fn line(entry: &IncidentEntry, terminal: &Terminal) -> String {
    let IncidentEntry { case, no, at, recorded_at, by, words, source, supersedes, what } = entry;
    let lang = terminal.lang;
    let mut line = format!("{} {case}#{no} {}", jst(*at), incident::word(what).in_lang(lang));
    if let Some(subject) = subject(what) {
        line.push_str(&format!(" {subject}"));
    }
    line.push_str(&format!("\t{words}\t{by}"));
    if !source.is_empty() {
        line.push_str(&format!("\t{}{source}", lang.pick("出所：", "source: ")));
    }
    if let Some(no) = supersedes {
        line.push_str(&format!("\t{}{case}#{no}", lang.pick("訂正の対象：", "corrects ")));
    }
    if recorded_at.duration_since(*at).as_mins() >= 1 {
        line.push_str(&format!("\t{}{}", lang.pick("記録：", "recorded "), jst(*recorded_at)));
    }
    line
}

/// What an entry names.
fn subject(what: &IncidentFact) -> Option<&str> {
    match what {
        IncidentFact::Aware { matter }
        | IncidentFact::Excluded { matter }
        | IncidentFact::MeasureAvailable { matter } => Some(matter),
        IncidentFact::Done { duty, .. }
        | IncidentFact::Written { duty, .. }
        | IncidentFact::Submitted { duty, .. } => Some(duty),
        IncidentFact::Concerns { vulnerability } => Some(vulnerability),
        IncidentFact::Named { name } => Some(name),
        IncidentFact::Merged { into } => Some(into.as_str()),
        IncidentFact::Receipt { evidence, .. } => Some(evidence.as_str()),
        _ => None,
    }
}

fn jst(at: Timestamp) -> String {
    moment(at, &jiff::tz::Offset::constant(9).to_time_zone())
}

fn print_clock(clock: &Clock, incident: &Incident, terminal: &Terminal) {
    let (lang, duties) = (terminal.lang, incident::duties());
    let headline = clock.headline(duties);
    let mark = incident.mark();
    let due = clock.deadline.as_ref().map(|due| format!(" = {}", jst(due.at))).unwrap_or_default();
    terminal.print(&format!(
        "{}{} {}{}{}{due}",
        mark.in_lang(lang),
        incident.case.id,
        clock.duty.title.in_lang(lang),
        lang.pick("：", ": "),
        headline.in_lang(lang),
    ));
    let trigger = clock.duty.trigger.words(duties);
    let unsure = if is_confirmed(&clock.duty) {
        ""
    } else {
        lang.pick(
            "（原典との突き合わせが済んでいない部分があります）",
            " (not wholly confirmed against its source)",
        )
    };
    terminal.print(&format!("    {}{unsure} / {}", clock.duty.clause, trigger.in_lang(lang)));
    for warning in &clock.warnings {
        terminal.print(&format!("    {}{}", lang.pick("注意：", "note: "), warning.words().in_lang(lang)));
    }
}

pub(super) async fn clocks(
    place: &Place,
    asked: ClocksArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let ClocksArguments { case, ics, all, fail_on } = asked;
    let app = place.read().await?;
    let incidents = match case {
        Some(case) => vec![incident::show(&app, &place.caller, &case_id(&case)?).await?],
        None => incident::list(&app, &place.caller).await?,
    };
    if let Some(path) = ics {
        return write_calendar(&incidents, &path, terminal);
    }
    let mut shown: Vec<(&Incident, &Clock)> = incidents
        .iter()
        .flat_map(|incident| incident.clocks.iter().map(move |clock| (incident, clock)))
        .filter(|(_, clock)| all || is_owed(clock))
        .collect();
    shown.sort_by_key(|(_, clock)| clock.deadline.as_ref().map_or(Timestamp::MAX, |deadline| deadline.at));
    if terminal.format == Format::Json {
        let clocks: Vec<Value> =
            shown.iter().map(|(incident, clock)| clock_document(clock, incident, terminal)).collect();
        terminal.print_json(&json!({ "format": 1, "clocks": clocks }))?;
    } else if shown.is_empty() {
        let none = Text::new("動いている時計はありません。", "No clock is running.");
        terminal.print(none.in_lang(terminal.lang));
    } else {
        shown.iter().for_each(|(incident, clock)| print_clock(clock, incident, terminal));
    }
    let found = shown.iter().any(|(_, clock)| match fail_on {
        FailOnClock::Overdue => clock.state == State::Missed,
        FailOnClock::Running => is_owed(clock),
        FailOnClock::Never => false,
    });
    Ok(if found { ExitCode::from(FOUND) } else { done() })
}

/// An exercise says so in every entry of the calendar: in the name of its case.
fn write_calendar(
    incidents: &[Incident],
    path: &std::path::Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let clocks: Vec<Clock> = incidents
        .iter()
        .flat_map(|incident| {
            let mark = incident.mark();
            incident.clocks.iter().cloned().map(move |mut clock| {
                let Text { ja, en } = clock.duty.title;
                clock.duty.title = Text::new(format!("{}{ja}", mark.ja), format!("{}{en}", mark.en));
                clock
            })
        })
        .collect();
    let text = calendar(&clocks, terminal.lang);
    if path.as_os_str() == "-" {
        terminal.print_bytes(text.as_bytes());
    } else {
        crate::files::write(path, text.as_bytes())?;
    }
    Ok(done())
}

fn duties(terminal: &Terminal) -> Result<(), Failure> {
    let (all, lang) = (incident::duties(), terminal.lang);
    if terminal.format == Format::Json {
        let duties: Vec<Value> = all
            .duties
            .values()
            .map(|duty| {
                json!({ "id": duty.id, "title": duty.title.in_lang(lang), "clause": duty.clause,
                    "trigger": duty.trigger.words(all).in_lang(lang), "confirmed": is_confirmed(duty) })
            })
            .collect();
        let matters: Vec<Value> = all
            .matters
            .iter()
            .map(|(id, matter)| json!({ "id": id, "title": matter.title.in_lang(lang) }))
            .collect();
        return terminal.print_json(&json!({ "format": 1, "matters": matters, "duties": duties }));
    }
    for (id, matter) in &all.matters {
        terminal.print(&format!("{id}\t{}", matter.title.in_lang(lang)));
    }
    for duty in all.duties.values() {
        let trigger = duty.trigger.words(all);
        terminal.print(&format!(
            "{}\t{}\t{}\t{}",
            duty.id,
            duty.title.in_lang(lang),
            duty.clause,
            trigger.in_lang(lang)
        ));
    }
    Ok(())
}

fn document(incident: &Incident, terminal: &Terminal) -> Value {
    let Incident { case, removed, entries, merged_into, merged, closed, touched, clocks, .. } = incident;
    let Incident { about, tasks, customers, .. } = incident;
    let tasks: Vec<Value> = tasks
        .iter()
        .map(|task| {
            let done = task.done.as_ref().map(|(by, at)| json!({ "by": by, "at": at }));
            json!({ "case": task.case, "entry": task.no, "words": task.words, "done": done })
        })
        .collect();
    let customers: Vec<Value> = customers
        .iter()
        .map(|it| {
            json!({ "id": it.id, "name": it.name, "contact": it.contact, "through": it.through,
                "notice_hours_max": it.notice_hours_max })
        })
        .collect();
    let touched: Vec<Value> = touched
        .iter()
        .map(|touched| {
            json!({ "asset": touched.asset, "name": touched.name, "zones": touched.zones,
                "businesses": touched.businesses })
        })
        .collect();
    let clocks: Vec<Value> = clocks.iter().map(|clock| clock_document(clock, incident, terminal)).collect();
    json!({ "id": case.id, "name": case.name, "exercise": case.kind == CaseKind::Exercise, "closed": closed,
        "removed": removed, "merged_into": merged_into, "merged": merged, "about": about, "tasks": tasks,
        "customers": customers, "touched": touched,
        "entries": entries, "clocks": clocks })
}

fn clock_document(clock: &Clock, incident: &Incident, terminal: &Terminal) -> Value {
    let duties = incident::duties();
    let warnings: Vec<Text> = clock.warnings.iter().map(sekisho_respond::Warning::words).collect();
    let warnings: Vec<&str> = warnings.iter().map(|words| words.in_lang(terminal.lang)).collect();
    let state = match &clock.state {
        State::NotApplicable(_) => "not-applicable",
        State::Waiting { .. } => "waiting",
        State::Running => "running",
        State::Missed => "missed",
        State::Met { .. } => "met",
    };
    json!({
        "case": clock.case,
        "exercise": incident.case.kind == CaseKind::Exercise,
        "duty": clock.duty.id,
        "title": clock.duty.title.in_lang(terminal.lang),
        "clause": clock.duty.clause,
        "confirmed": is_confirmed(&clock.duty),
        "state": state,
        "deadline": clock.deadline.as_ref().map(|deadline| deadline.at),
        "zone": clock.duty.zone.iana_name(),
        "firm": clock.deadline.as_ref().map(|deadline| deadline.firm),
        "remaining_seconds": clock.remaining.map(|left| left.as_secs()),
        "trigger": clock.duty.trigger.words(duties).in_lang(terminal.lang),
        "trigger_entry": clock.ground.event,
        "trigger_at": clock.ground.at,
        "trigger_recorded_at": clock.ground.recorded_at,
        "words": clock.headline(duties).in_lang(terminal.lang),
        "warnings": warnings,
    })
}
