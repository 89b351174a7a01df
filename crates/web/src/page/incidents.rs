//! インシデント: what happened, by when it must be told to whom, and what to do next. Nothing is sent from here.

mod acts;
pub(crate) mod report;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::incident::report::Forms;
use sekisho_app::incident::{self, Clock, Incident, Touched, report as form_report};
use sekisho_app::{Act, AppError, catalog};
use sekisho_model::{CaseId, IncidentEntry, Lang, RecordKind, Text, counted, text};

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

pub(crate) use acts::{add, begin, open};

/// `GET /incidents`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let all = incident::list(&web.app, &visitor.caller).await?;
    let catalog = catalog::loaded(&web.app, &visitor.caller)?;
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(answer(&all).in_lang(lang)))
        (clocks(&owed(&all), catalog.forms(), lang))
        @if visitor.may(Act::Enter) { (acts::opening(all.is_empty(), params.get("vulnerability"), &visitor)) }
        (list(&all, lang))
        section.quietly { p {
            a href=(href::table(RecordKind::Case)) { (lang.pick("事案の表", "The table of cases")) } " · "
            a href="/incidents/calendar.ics" { (lang.pick("期限をカレンダーへ（ICS）", "Deadlines as a calendar (ICS)")) } " · "
            a href="/report-forms" { (lang.pick("報告の様式", "Report forms")) }
        } }
    };
    ok(chrome::page(&visitor, Page::new(Menu::Incidents.word().in_lang(lang), body).in_menu(Menu::Incidents)))
}

/// `GET /incidents/calendar.ics?case=`
pub(crate) async fn calendar(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
) -> Result<Response, Failure> {
    let case = Some(params.get("case")).filter(|case| !case.is_empty()).map(case_id).transpose()?;
    let text = incident::calendar_file(&web.app, &visitor.caller, case.as_ref(), visitor.lang).await?;
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"sekisho.ics\""),
    ];
    Ok((headers, text).into_response())
}

/// `GET /incidents/{id}`
pub(crate) async fn one(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let shown = incident::show(&web.app, &visitor.caller, &case_id(&id)?).await?;
    let catalog = catalog::loaded(&web.app, &visitor.caller)?;
    let lang = visitor.lang;
    let title = format!("{}{}", shown.mark().in_lang(lang), shown.case.name);
    let page = Page::new(title, body(&shown, catalog.forms(), &visitor))
        .in_menu(Menu::Incidents)
        .crumb(Menu::Incidents.word().in_lang(lang), Some("/incidents".to_owned()));
    ok(chrome::page(&visitor, page))
}

fn case_id(id: &str) -> Result<CaseId, Failure> {
    let none = |_| AppError::NotFound { kind: RecordKind::Case.word(), id: id.to_owned() };
    Ok(id.parse::<CaseId>().map_err(none)?)
}

/// Clocks on which something is still to be done, the nearest deadline first.
fn owed(all: &[Incident]) -> Vec<(&Incident, &Clock)> {
    let mut owed: Vec<(&Incident, &Clock)> = all
        .iter()
        .flat_map(|incident| incident.clocks.iter().map(move |clock| (incident, clock)))
        .filter(|(_, clock)| incident::is_owed(clock))
        .collect();
    owed.sort_by_key(|(_, clock)| clock.deadline.as_ref().map_or(Timestamp::MAX, |deadline| deadline.at));
    owed
}

fn answer(all: &[Incident]) -> Text {
    let open = all.iter().filter(|it| !it.closed && it.merged_into.is_none()).count();
    let running = owed(all).len();
    if all.is_empty() {
        return text!(ja: "インシデントはまだありません。", en: "There is no incident yet.");
    }
    let (of_open, of_running) =
        (counted(open, "incident is", "incidents are"), counted(running, "clock", "clocks"));
    text!(
        ja: "対応中のインシデントが {open} 件、まだ済んでいない報告の期限が {running} 件あります。",
        en: "{of_open} open, with {of_running} still to be met."
    )
}

/// For *Today*: what is exploited in products of ours and is no case yet.
pub(super) fn exploited(found: &[form_report::Exploited], visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { @for it in found { section.open { h2 { (lang.pick("悪用が確認された脆弱性が自社製品にあります", "Known to be exploited, in a product of ours")) }
        p { a href=(href::vulnerability(&it.advisory)) { (it.vulnerability) } " → "
            b { (it.products.iter().cloned().collect::<Vec<_>>().join(lang.pick("、", ", "))) }
            " （" (it.sources.iter().cloned().collect::<Vec<_>>().join(", ")) "）" }
        p { (lang.pick(
            "認識してから 24 時間以内の報告が要る場合があります。",
            "A report within 24 hours of awareness may be owed.",
        )) }
        (acts::begin(&it.vulnerability, visitor))
    } } }
}

/// One clock in one line, also on *Today*.
pub(super) fn headline(incident: &Incident, clock: &Clock, lang: Lang) -> Markup {
    let id = incident.case.id.as_str();
    html! {
        (incident.mark().in_lang(lang)) a href=(at(id)) { (id) } " "
        b { (clock.duty.title.in_lang(lang)) } (lang.pick("：", ": ")) (clock.headline(incident::duties()).in_lang(lang))
    }
}

/// Leads to the draft of the report, where there is a form for it.
fn to_report(incident: &Incident, clock: &Clock, forms: &Forms, lang: Lang) -> Markup {
    let has_form = !form_report::forms_of(&clock.duty.id, forms).is_empty();
    html! { @if has_form && clock.ground.event.is_some() { p {
        a.todo href=(report::address(incident.case.id.as_str(), clock.duty.id.as_str())) {
            @if incident::is_owed(clock) { (lang.pick("報告の下書きを見る", "See the draft of the report")) }
            @else { (lang.pick("報告を見る", "See the report")) }
        }
    } } }
}

fn at(id: &str) -> String {
    format!("/incidents/{}", href::escaped(id))
}

fn clocks(owed: &[(&Incident, &Clock)], forms: &Forms, lang: Lang) -> Markup {
    html! { @if !owed.is_empty() { section { h2 { (lang.pick("動いている期限", "Clocks that run")) span.count { (owed.len()) } }
        ul.plain { @for (incident, clock) in owed { li { (headline(incident, clock, lang)) (to_report(incident, clock, forms, lang)) (ground(clock, lang)) } } }
    } } }
}

/// By when here, on what it rests, and what is not sure.
fn ground(clock: &Clock, lang: Lang) -> Markup {
    let trigger = clock.duty.trigger.words(incident::duties());
    html! {
        @if let Some(deadline) = &clock.deadline { p.sub { (lang.pick("日本時間 ", "In Japan ")) (parts::time(deadline.at, lang)) } }
        p.sub { (clock.duty.clause) " · " (lang.pick("起点：", "from: ")) (trigger.in_lang(lang))
            @if !incident::is_confirmed(&clock.duty) { " " (lang.pick("（原典との突き合わせが済んでいない部分があります）", "(not wholly confirmed against its source)")) }
        }
        @for warning in &clock.warnings { p.sub { b { (lang.pick("注意：", "Note: ")) } (warning.words().in_lang(lang)) } }
    }
}

fn list(all: &[Incident], lang: Lang) -> Markup {
    html! { @if !all.is_empty() { section { h2 { (lang.pick("すべてのインシデント", "All incidents")) span.count { (all.len()) } }
        div.table tabindex="0" role="group" aria-label=(lang.pick("インシデントの一覧", "Incidents")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("インシデント", "Incident")) }
                th scope="col" { (lang.pick("状態", "State")) }
                th scope="col" { (lang.pick("観測した時", "Observed")) }
            } }
            tbody { @for it in all { tr {
                th scope="row" { (it.mark().in_lang(lang)) a href=(at(it.case.id.as_str())) { (it.case.id) " " (it.case.name) } }
                td { (it.standing().in_lang(lang)) }
                td { (parts::stated(&it.case.observed_at, lang, |moment| parts::time(*moment, lang))) }
            } } }
        } }
    } } }
}

fn body(shown: &Incident, forms: &Forms, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let running = owed(std::slice::from_ref(shown));
    let is_other = |clock: &&Clock| clock.ground.event.is_some() && !incident::is_owed(clock);
    let rest: Vec<&Clock> = shown.clocks.iter().filter(is_other).collect();
    html! {
        (parts::answer(standing(shown, running.len()).in_lang(lang)))
        (clocks(&running, forms, lang))
        @if !rest.is_empty() { details { summary { (lang.pick("済んだ義務・待っている義務", "Duties that are done or wait")) " " (rest.len()) }
            ul.plain { @for clock in &rest { li { (headline(shown, clock, lang)) (to_report(shown, clock, forms, lang)) (ground(clock, lang)) } } }
        } }
        (acts::tasks(shown, visitor))
        @if visitor.may(Act::Enter) && shown.merged_into.is_none() { (acts::forms(shown, visitor)) }
        (touched(&shown.touched, lang))
        (customers(shown, lang))
        (phases(shown, lang))
        section { h2 { (lang.pick("経過", "Timeline")) span.count { (shown.entries.len()) } }
            ul.plain { @for entry in &shown.entries { li { (line_of(entry, lang)) (acts::correcting(entry, shown, visitor)) } } }
        }
        section.quietly { p {
            a href=(href::row(RecordKind::Case, shown.case.id.as_str())) { (lang.pick("OODA の欄を書く", "Write its OODA fields")) } " · "
            a href={ "/incidents/calendar.ics?case=" (href::escaped(shown.case.id.as_str())) } { (lang.pick("期限をカレンダーへ（ICS）", "Deadlines as a calendar (ICS)")) }
        } }
    }
}

fn standing(shown: &Incident, running: usize) -> Text {
    let Text { ja, en } = shown.standing();
    let of_running = counted(running, "clock", "clocks");
    match (running, shown.clocks.iter().any(|clock| clock.ground.event.is_some())) {
        (0, false) => text!(
            ja: "{ja}。「認識した」と記録すると、報告の期限が動きます。",
            en: "{en}. Once awareness is recorded, the clocks of its reports run."
        ),
        (0, true) => text!(ja: "{ja}。済んでいない報告はありません。", en: "{en}. No report is owed."),
        _ => {
            text!(ja: "{ja}。済んでいない報告の期限が {running} 件あります。", en: "{en}, with {of_running} to be met.")
        }
    }
}

fn touched(all: &[Touched], lang: Lang) -> Markup {
    html! { section { h2 { (lang.pick("及ぶ範囲", "What it touches")) span.count { (all.len()) } }
        @if all.is_empty() { p { (lang.pick("保護対象がまだ結び付けられていません。事案の表で選んでください。", "No asset is named yet. Choose them in the table of cases.")) } }
        ul.plain { @for it in all { li {
            @if !it.businesses.is_empty() { (it.businesses.join(lang.pick("、", ", "))) " › " }
            @for zone in it.zones.iter().rev() { (zone) " › " }
            a href=(href::asset(&it.asset)) { (it.asset) " " (it.name) }
        } } }
    } }
}

/// Whom it reaches, with what the contract says on telling them.
fn customers(shown: &Incident, lang: Lang) -> Markup {
    html! { @if !shown.customers.is_empty() { section { h2 { (lang.pick("影響する顧客", "Customers affected")) span.count { (shown.customers.len()) } }
        ul.plain { @for it in &shown.customers { li {
            a href=(href::record(RecordKind::Customer, it.id.as_str())) { (it.id) " " (it.name) }
            p.sub { (lang.pick("通じて：", "through: ")) (it.through.iter().cloned().collect::<Vec<_>>().join(lang.pick("、", ", ")))
                " · " (lang.pick("連絡先：", "contact: ")) (parts::stated_text(&it.contact, lang))
                " · " (lang.pick("契約の通知：", "to be told within: ")) (parts::stated(&it.notice_hours_max, lang, |hours| html! { (hours) (lang.pick(" 時間以内", " h")) }))
            }
        } } }
    } } }
}

/// How far it has come, by OODA and by the function of the framework.
fn phases(shown: &Incident, lang: Lang) -> Markup {
    html! { section { h2 { (lang.pick("段階", "Phases")) }
        div.table tabindex="0" role="group" aria-label=(lang.pick("段階", "Phases")) { table.prose {
            thead { tr {
                th scope="col" { "OODA" } th scope="col" { "CSF 2.0" }
                th scope="col" { (lang.pick("達した時", "Reached")) } th scope="col" { (lang.pick("根拠", "By")) }
            } }
            tbody { @for phase in incident::phases(shown) { tr {
                th scope="row" { @if phase.step.ja.is_empty() { "–" } @else { (phase.step.in_lang(lang)) } }
                td { (phase.function.in_lang(lang)) }
                td { @match phase.reached { Some(at) => (parts::time(at, lang)), None => (lang.pick("まだ", "not yet")) } }
                td { (phase.by.in_lang(lang)) }
            } } }
        } }
    } }
}

fn line_of(entry: &IncidentEntry, lang: Lang) -> Markup {
    let late = entry.recorded_at.duration_since(entry.at).as_mins() >= 1;
    html! {
        (parts::time(entry.at, lang)) " " b { (incident::word(&entry.what).in_lang(lang)) } " "
        @if let Some(named) = incident::named(&entry.what) { (named.in_lang(lang)) " " }
        (entry.words)
        p.sub { (entry.case) "#" (entry.no) " · " (entry.by)
            @if !entry.source.is_empty() { " · " (lang.pick("出所：", "source: ")) (entry.source) }
            @if let Some(no) = entry.supersedes { " · " (lang.pick("訂正の対象：#", "corrects #")) (no) }
            @if late { " · " (lang.pick("記録した時：", "recorded ")) (parts::time(entry.recorded_at, lang)) }
        }
    }
}
