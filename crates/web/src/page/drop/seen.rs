//! What a dropped capture shows: devices, alerts and how well was watched, against the register. Nothing of it is in
//! the register's observations until somebody says so.

use maud::{Markup, html};
use sekisho_app::observe::{Captured, Judged};
use sekisho_app::{Act, observe};
use sekisho_assess::observed::{Alert, Device, role_word};
use sekisho_model::{Lang, Text, counted, text};
use sekisho_report::observed::{health, moment, standing};

use crate::listing::ROWS;
use crate::parts;
use crate::visitor::Visitor;
use crate::{Web, held};

/// Alerts shown one by one.
const ALERTS_SHOWN: usize = 20;
/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 20;

/// Judges a capture against the register, holds what it brought for a while, and says what was seen.
pub(super) async fn page(
    web: &Web,
    visitor: &Visitor,
    captured: Captured,
) -> Result<Markup, crate::failure::Failure> {
    let app = Some((&web.app, &visitor.caller));
    let judged = observe::judged_alone(app, captured.observation.clone(), None).await?;
    let body = body(&captured, &judged, visitor);
    if visitor.may(Act::Capture) {
        web.held.put_capture(&visitor.session, captured, jiff::Timestamp::now());
    }
    Ok(body)
}

fn body(captured: &Captured, judged: &Judged, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let devices = &judged.observed.inventory.devices;
    html! {
        (parts::answer(answer(captured, judged).in_lang(lang)))
        p.lead { code { (captured.name) } " " (lang.pick(
            "はキャプチャです。読みながら調べ、内容もファイルも残していません。",
            "is a capture. It was read as it came; neither its content nor the file was kept.",
        )) }
        p.note { (health(&captured.observation.health).in_lang(lang)) }
        (store(captured, visitor))
        section {
            h2 { (lang.pick("見えた機器", "Devices seen")) span.count { (devices.len()) } }
            (table(judged, lang))
        }
        (alerts(&judged.observed.alerts.open, lang))
        @if !captured.problems.is_empty() { section {
            h2 { (lang.pick("ファイルの問題", "Problems of the file")) span.count { (captured.problems.len()) } }
            (parts::problems(&captured.problems, PROBLEMS_SHOWN, lang))
        } }
        p { a href="/observation" { (lang.pick("これまでの観測を見る", "See what was observed before")) } }
    }
}

fn answer(captured: &Captured, judged: &Judged) -> Text {
    let observed = &judged.observed;
    let (n, talks) = (observed.inventory.devices.len(), captured.observation.conversations.len());
    let (unknown, alarms) = (observed.inventory.counts.proposed, observed.alerts.open.len());
    let devices = counted(n, "device was seen", "devices were seen");
    let (spoke, alerts) =
        (counted(talks, "conversation", "conversations"), counted(alarms, "alert", "alerts"));
    text!(
        ja: "機器 {n} 台と会話 {talks} 件が見えました。台帳にない機器が {unknown} 台、警報が {alarms} 件あります。",
        en: "{devices} in {spoke}; {unknown} are not in the register, and there are {alerts}."
    )
}

fn table(judged: &Judged, lang: Lang) -> Markup {
    let devices = &judged.observed.inventory.devices;
    let more = devices.len().saturating_sub(ROWS);
    html! {
        div.table tabindex="0" role="group" aria-label=(lang.pick("見えた機器", "Devices seen")) { table {
            thead { tr {
                th scope="col" { (lang.pick("機器", "Device")) }
                th scope="col" { (lang.pick("台帳では", "In the register")) }
                th scope="col" { (lang.pick("役割", "Role")) }
                th scope="col" { (lang.pick("最初と最後", "First and last")) }
            } }
            tbody { @for device in devices.iter().take(ROWS) { (row(device, judged, lang)) } }
        } }
        @if more > 0 { p.note { (match lang {
            Lang::Ja => format!("{ROWS} 台を示しています。ほか {more} 台は、取り込むと観測のページで見られます。"),
            Lang::En => format!("{ROWS} are shown. Store it to see the other {more} on the page of observation."),
        }) } }
    }
}

fn row(device: &Device, judged: &Judged, lang: Lang) -> Markup {
    html! { tr {
        th scope="row" { (device.name()) p.sub { (device.id) } }
        td { (standing(&device.standing, &judged.register).in_lang(lang)) }
        td { @match device.role.role {
            Some(role) => (role_word(role).in_lang(lang)),
            None => (parts::unknown(lang)),
        } }
        td { (moment(device.first)) p.sub { (moment(device.last)) } }
    } }
}

fn alerts(open: &[Alert], lang: Lang) -> Markup {
    let more = open.len().saturating_sub(ALERTS_SHOWN);
    html! { section {
        h2 { (lang.pick("警報", "Alerts")) span.count { (open.len()) } }
        @if open.is_empty() { p { (lang.pick("想定外の動きはありません。", "Nothing unexpected.")) } }
        ul.plain { @for alert in open.iter().take(ALERTS_SHOWN) { li {
            (alert.what.in_lang(lang)) " " span.quiet { (alert.severity.word().in_lang(lang)) }
            p.sub { (alert.effect.text().in_lang(lang)) " " (alert.first_action.in_lang(lang)) }
        } } }
        @if more > 0 { p.note { (match lang { Lang::Ja => format!("ほか {more} 件"), Lang::En => format!("{more} more") }) } }
    } }
}

fn store(captured: &Captured, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { @if visitor.may(Act::Capture) { section.steps {
        h2 { (lang.pick("取り込む", "Store it")) }
        @if held::is_small(captured) {
            form method="post" action="/drop/store" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                button { (lang.pick("見えたことを観測に加える", "Add what was seen to the observations")) }
                span.effect { (lang.pick(
                    "誰が誰と、いつ、どれだけ、どのプロトコルと種別の命令で話したかだけが残ります。記録に 1 件残ります。",
                    "Only who spoke with whom, when, how much, by which protocol and class of command is kept. One ledger entry.",
                )) }
            }
        } @else { p.note { (lang.pick(
            "会話が多いため、この画面では手元に置きません。サーバで sekisho observe を使って取り込んでください。",
            "It has too many conversations to be held here. Read it on the server with `sekisho observe`.",
        )) } }
    } } }
}
