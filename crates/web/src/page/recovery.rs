//! 対処の状況: how long vulnerabilities stay open here, case by case, from publication to the check that what was done
//! works.

use axum::extract::State;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use sekisho_app::handling;
use sekisho_assess::recovery::{Case, InScope, Recovery, SCS_DAYS, Stage, Subject};
use sekisho_exchange::table::word;
use sekisho_model::{Lang, RecordKind, RemediationKind, Text, counted, text};
use sekisho_report::picture::trend;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params, choice, filters, words_field};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /recovery?q=&state=&scope=&sort=&page=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let recovery = handling::recovery(&web.app, &visitor.caller).await?;
    let today = web.app.today();
    let lang = visitor.lang;
    let page = Page::new(title(lang), body(&recovery, today, &params, lang))
        .in_menu(Menu::Vulnerabilities)
        .crumb(Menu::Vulnerabilities.word().in_lang(lang), Some("/vulnerabilities".to_owned()));
    ok(chrome::page(&visitor, page))
}

pub(crate) const fn title(lang: Lang) -> &'static str {
    lang.pick("対処の状況", "Recovery")
}

fn body(recovery: &Recovery, today: Date, params: &Params, lang: Lang) -> Markup {
    html! {
        (parts::answer(answer(recovery).in_lang(lang)))
        @if recovery.cases.is_empty() { (empty(lang)) }
        @else {
            p.note { (lang.pick(
                "1 件は、1 つのアドバイザリと、それに当たる 1 つの保護対象（または製品）の組です。影響の有無が判定できないものも含みます。",
                "A case is one advisory on one asset (or product) that it concerns, undecided ones included.",
            )) }
            p.note { (due_note().in_lang(lang)) }
            div.picture tabindex="0" role="group" aria-label=(lang.pick("12 週の推移", "Twelve weeks")) { (PreEscaped(trend(&recovery.weeks, lang))) }
            (unknown(recovery, lang))
            section { h2 { (lang.pick("1 件ずつ", "Case by case")) span.count { (recovery.cases.len()) } }
                (choices(params, lang))
                (table(recovery, today, params, lang))
            }
            section.quietly { p {
                a href=(href::table(RecordKind::Remediation)) { (lang.pick("脆弱性対処の表", "The table of remediations")) } " · "
                a href="/vulnerabilities" { (lang.pick("脆弱性の一覧", "The list of vulnerabilities")) }
            } }
        }
    }
}

/// Open, late, and whether it gets faster.
pub(super) fn answer(recovery: &Recovery) -> Text {
    let Recovery { cases, open, late, .. } = recovery;
    if cases.is_empty() {
        return text!(
            ja: "対処を追う脆弱性は、まだ 1 件もありません。",
            en: "There is no vulnerability to deal with yet."
        );
    }
    let Text { ja, en } = pace(recovery);
    let are = if *open == 1 { "case is" } else { "cases are" };
    text!(
        ja: "対処が済んでいないものが {open} 件あり、うち {late} 件は期限を過ぎています。{ja}",
        en: "{open} {are} still open, {late} of them late. {en}"
    )
}

/// Days from known to done, now and before.
fn pace(recovery: &Recovery) -> Text {
    let days = |days: i64| counted(usize::try_from(days).unwrap_or(0), "day", "days");
    match (recovery.median_days, recovery.median_days_before) {
        (None, None) => text!(
            ja: "この 180 日に日付のそろった対処がなく、かかった日数は分かりません。",
            en: "Nothing with dates was done in the last 180 days, so nobody knows how long it takes."
        ),
        (Some(now), None) => {
            let en = days(now);
            text!(
                ja: "把握から対処まで、この 90 日の中央値は {now} 日です（その前の 90 日はなし）。",
                en: "From known to done the median of the last 90 days is {en} (none in the 90 before)."
            )
        }
        (None, Some(before)) => {
            let en = days(before);
            text!(
                ja: "この 90 日に済んだものはありません（その前の 90 日の中央値は {before} 日）。",
                en: "Nothing was done in the last 90 days (the median of the 90 before was {en})."
            )
        }
        (Some(now), Some(before)) => {
            let (en, en_before) = (days(now), days(before));
            text!(
                ja: "把握から対処まで、この 90 日の中央値は {now} 日です（その前の 90 日は {before} 日）。",
                en: "From known to done the median of the last 90 days is {en} ({en_before} in the 90 before)."
            )
        }
    }
}

/// Where the days come from that nobody has set.
fn due_note() -> Text {
    text!(
        ja: "期限は脆弱性対処の表の値です。ないものは、深刻度 7.0 以上または不明なら公表から {SCS_DAYS} 日とします（SCS 4-4-4-2。対象外の機器では目安）。",
        en: "The day due is that of the table of remediations; without one, {SCS_DAYS} days from publication where the score is 7.0 or more, or not told (SCS 4-4-4-2; a guide for what it does not speak of)."
    )
}

fn empty(lang: Lang) -> Markup {
    html! { div.empty {
        p { (lang.pick(
            "アドバイザリがこの工場の機器や部品に当たると、公表・把握・決定・対処・確認の日がここに並びます。",
            "Once an advisory concerns a device or component here, its days stand here: published, known, decided, done, checked.",
        )) }
        ul.plain {
            li { a href="/drop" { (lang.pick("アドバイザリか SBOM のファイルを調べる", "Check an advisory or an SBOM")) } }
            li { a href="/vulnerabilities" { (lang.pick("手元のアドバイザリを見る", "See the advisories at hand")) } }
            li { a href=(href::table(RecordKind::Remediation)) { (lang.pick("済んだ対処を表で入れる（Excel からの貼り付けも）", "Enter what was done in the table, or paste it from Excel")) } }
        }
    } }
}

/// What keeps the figures from being whole, each counted.
fn unknown(recovery: &Recovery, lang: Lang) -> Markup {
    let count = |is: fn(&Case) -> bool| recovery.cases.iter().filter(|case| is(case)).count();
    let lines = [
        (
            count(|case| case.contradicts),
            lang.pick(
                "更新したと記録されていますが、台帳の版では影響が残っています（台帳の版が古いままです）",
                "recorded as updated, while the register's version is still affected (the register's version is out of date)",
            ),
        ),
        (
            count(|case| case.is_open() && case.due.is_none()),
            lang.pick("期限がありません", "have no day by which they are due"),
        ),
        (
            count(|case| case.stage >= Stage::Done && case.days_to_done().is_none()),
            lang.pick("済んでいますが、把握か対処の日が未確認で、日数に入っていません", "are done on days that nobody has stated, so no days are counted"),
        ),
        (
            count(|case| case.is_open() && case.in_scope == InScope::Unknown),
            lang.pick("保護対象の役割が未確認で、SCS 4-4-4-2 の対象か分かりません", "are on assets whose role is unknown, so SCS 4-4-4-2 may or may not speak of them"),
        ),
    ];
    let all: usize = lines.iter().map(|(count, _)| count).sum();
    html! { @if all > 0 { section.open {
        h2 { span.sign aria-hidden="true" { "？" } (lang.pick("はっきりしないもの", "What is not clear")) }
        ul.plain { @for (count, words) in lines.iter().filter(|(count, _)| *count > 0) { li { b { (count) } (lang.pick(" 件：", ": ")) (words) } } }
        p { a href=(href::table(RecordKind::Remediation)) { (lang.pick("脆弱性対処の表で日付を入れる", "Enter days in the table of remediations")) } " · "
            a href=(href::table(RecordKind::Asset)) { (lang.pick("保護対象の表で役割と版を直す", "Correct roles and versions in the table of assets")) } }
    } } }
}

fn choices(params: &Params, lang: Lang) -> Markup {
    let states = [
        ("late", lang.pick("期限を過ぎたもの", "late")),
        ("open", lang.pick("済んでいないもの", "open")),
        ("done", lang.pick("済んだもの", "done")),
        ("contradicts", lang.pick("台帳の版が古いもの", "register out of date")),
    ];
    let scopes = [InScope::Yes, InScope::No, InScope::Unknown]
        .map(|scope| (scope_code(scope), scope_word(scope).in_lang(lang).to_owned()));
    let content = html! {
        (words_field(params, lang.pick("語句・CVE", "Words or CVE")))
        (choice(params, "state", lang.pick("状況", "State"), states.map(|(code, word)| (code, word.to_owned())), lang))
        (choice(params, "scope", lang.pick("SCS 4-4-4-2 の対象", "In scope of SCS 4-4-4-2"), scopes, lang))
    };
    filters(params, &["q", "state", "scope"], &content, lang)
}

fn is_asked(case: &Case, today: Date, params: &Params) -> bool {
    let words = params.get("q").to_lowercase();
    let texts = case.vulnerabilities.iter().map(String::as_str);
    let mut texts = texts.chain([case.advisory.as_str(), case.subject.name(), case.subject.id()]);
    let state = match params.get("state") {
        "late" => case.is_open() && case.is_late(today),
        "open" => case.is_open(),
        "done" => !case.is_open(),
        "contradicts" => case.contradicts,
        _ => true,
    };
    let scope = params.get("scope");
    state
        && (scope.is_empty() || scope_code(case.in_scope) == scope)
        && (words.is_empty() || texts.any(|text| text.to_lowercase().contains(&words)))
}

type CaseColumn<'a> = Column<'a, (usize, &'a Case)>;

fn table(recovery: &Recovery, today: Date, params: &Params, lang: Lang) -> Markup {
    let rows = recovery.cases.iter().enumerate().filter(|(_, case)| is_asked(case, today, params));
    let listing = Listing {
        name: "",
        caption: Text::new("対処", "Cases"),
        columns: columns(today, lang),
        rows: rows.collect(),
        empty: html! { p { (lang.pick("この条件に合うものはありません。", "Nothing matches.")) } },
        anchor: None,
    };
    listing.render(params, lang)
}

fn columns<'a>(today: Date, lang: Lang) -> Vec<CaseColumn<'a>> {
    vec![
        CaseColumn::new(
            "subject",
            ("対象", "What"),
            |(_, case)| case.subject.name().to_owned(),
            |(_, case)| subject(&case.subject),
        ),
        CaseColumn::new(
            "advisory",
            ("脆弱性", "Vulnerability"),
            |(_, case)| case.advisory.clone(),
            move |(_, case)| advisory(case, lang),
        )
        .short(),
        CaseColumn::new(
            "stage",
            ("段階・手段", "Stage, means"),
            |(_, case)| case.stage,
            move |(_, case)| stage(case, lang),
        ),
        CaseColumn::new(
            "due",
            ("期限・SCS", "Due, SCS"),
            |(place, _)| *place,
            move |(_, case)| due(case, today, lang),
        )
        .short(),
        CaseColumn::new(
            "known",
            ("公表・把握", "Published, known"),
            |(_, case)| case.known,
            move |(_, case)| {
                html! {
                    (day(lang.pick("公表", "published"), case.disclosed, true, lang))
                    (day(lang.pick("把握", "known"), case.known, true, lang))
                }
            },
        )
        .short(),
        CaseColumn::new(
            "done",
            ("決定・対処・確認", "Decided, done, checked"),
            |(_, case)| case.done,
            move |(_, case)| {
                html! {
                    (day(lang.pick("決定", "decided"), case.decided, case.stage >= Stage::Decided, lang))
                    (day(lang.pick("対処", "done"), case.done, case.stage >= Stage::Done, lang))
                    (day(lang.pick("確認", "checked"), case.verified, case.stage >= Stage::Verified, lang))
                }
            },
        )
        .short(),
    ]
}

fn subject(subject: &Subject) -> Markup {
    let link = match subject {
        Subject::Asset(asset) => href::asset(&asset.id),
        Subject::Product(product) => href::product(&product.id),
    };
    html! { a href=(link) { (subject.name()) } p.sub { (subject.id()) } }
}

/// Vulnerabilities named in one row.
const NAMED: usize = 2;

fn advisory(case: &Case, lang: Lang) -> Markup {
    let others = || case.vulnerabilities.iter().filter(|id| **id != case.advisory);
    let more = others().count().saturating_sub(NAMED);
    html! {
        a href={ "/vulnerabilities/" (href::escaped(&case.advisory)) } { (case.advisory) }
        @for id in others().take(NAMED) { p.sub { (id) } }
        @if more > 0 { p.sub { (match lang { Lang::Ja => format!("ほか {more} 件"), Lang::En => format!("and {more} more") }) } }
        p.sub { (parts::verdict(case.verdict, lang)) }
    }
}

fn stage(case: &Case, lang: Lang) -> Markup {
    html! {
        (stage_word(case.stage).in_lang(lang))
        @if case.means.is_some() || case.stage >= Stage::Done { p.sub { (means(case, lang)) } }
        @if let Some(days) = case.days_to_done() { p.sub { (match lang { Lang::Ja => format!("把握から {days} 日"), Lang::En => format!("{days} d from known") }) } }
        @if case.contradicts { p.late.wrap { (lang.pick("台帳の版が古いままです", "register's version out of date")) } }
    }
}

fn due(case: &Case, today: Date, lang: Lang) -> Markup {
    let scope = scope_word(case.in_scope);
    html! {
        @match case.due {
            Some(due) => { (due) },
            None if case.is_open() => (parts::unknown(lang)),
            None => span.quiet { "–" },
        }
        @if case.is_late(today) { p.late { (if case.is_open() { lang.pick("▲ 期限超過", "▲ late") } else { lang.pick("▲ 期限後に対処", "▲ done late") }) } }
        p.sub { "SCS 4-4-4-2" (lang.pick("：", ": ")) (scope.in_lang(lang)) }
    }
}

/// A day with its word; one that must have been and that nobody has stated is unknown.
fn day(word: &str, day: Option<Date>, has_been: bool, lang: Lang) -> Markup {
    html! { p { span.quiet { (word) " " } @match day {
        Some(day) => (day),
        None if has_been => (parts::unknown(lang)),
        None => span.quiet { "–" },
    } } }
}

fn means(case: &Case, lang: Lang) -> Markup {
    html! { @match case.means {
        Some(kind) => (means_word(kind).in_lang(lang)),
        None => { (lang.pick("手段 ", "means ")) (parts::unknown(lang)) },
    } }
}

fn means_word(kind: RemediationKind) -> Text {
    word(
        "remediation-kind",
        match kind {
            RemediationKind::Update => "update",
            RemediationKind::Replace => "replace",
            RemediationKind::DisableFunction => "disable-function",
            RemediationKind::VendorWorkaround => "vendor-workaround",
            RemediationKind::Isolate => "isolate",
            RemediationKind::MonitorAndBlock => "monitor-and-block",
        },
    )
}

fn stage_word(stage: Stage) -> Text {
    match stage {
        Stage::Known => Text::new("把握", "known"),
        Stage::Decided => Text::new("決定・対処中", "under way"),
        Stage::Done => Text::new("対処済み", "done"),
        Stage::Verified => Text::new("確認済み", "checked"),
    }
}

const fn scope_code(scope: InScope) -> &'static str {
    match scope {
        InScope::Yes => "yes",
        InScope::No => "no",
        InScope::Unknown => "unknown",
    }
}

fn scope_word(scope: InScope) -> Text {
    match scope {
        InScope::Yes => Text::new("対象", "yes"),
        InScope::No => Text::new("対象外", "no"),
        InScope::Unknown => Text::new("未確認", "unknown"),
    }
}

/// One line for the first page; nothing where there is nothing to deal with.
pub(super) fn line(recovery: &Recovery, lang: Lang) -> Markup {
    html! { @if !recovery.cases.is_empty() { section {
        h2 { (title(lang)) }
        p { (answer(recovery).in_lang(lang)) " " a href="/recovery" { (lang.pick("対処の推移を見る", "See the trend")) } }
    } } }
}
