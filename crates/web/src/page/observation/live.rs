//! What is going on: the last minutes on the map, and first of all whether anybody looks at all.
//!
//! Invariant: silence of a watch is never shown as calm. Where no watch tells what it sees, that is what the page says
//! first, and that there is no alert is not called good news.

use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::observe::{LiveState, LiveWatch, RECENT_MINUTES, SILENT_SECONDS};
use sekisho_assess::observed::Device;
use sekisho_model::{Amount, Lang, Text, counted, text};
use sekisho_report::observed::{health, moment};

use super::{Look, devices, matrix, summary, watch_name};
use crate::listing::Params;
use crate::parts;
use crate::visitor::Visitor;

/// After how many seconds the page is loaded anew.
const REFRESH_SECONDS: u64 = 60;

/// What the page shows.
pub(super) struct Seen {
    /// All that was seen.
    pub(super) whole: Look,
    /// What was seen in the last minutes.
    pub(super) recent: Look,
    pub(super) watches: Vec<LiveWatch>,
    /// From when on that is, and until when.
    pub(super) from: Timestamp,
    pub(super) at: Timestamp,
}

impl Seen {
    fn count(&self, state: LiveState) -> usize {
        self.watches.iter().filter(|it| it.state(&self.watches, self.at) == state).count()
    }

    /// Does every watch that should tell something do so, and is there one?
    fn is_seeing(&self) -> bool {
        self.count(LiveState::Silent) == 0 && self.count(LiveState::Telling) > 0
    }
}

/// Everything under the title.
pub(super) fn body(seen: &Seen, params: &Params, visitor: &Visitor) -> Markup {
    let (lang, recent) = (visitor.lang, &seen.recent);
    let found = &recent.judged.observed.inventory.devices;
    let mut devices: Vec<&Device> = found.iter().collect();
    devices.sort_by_key(|device| devices::weight(&device.standing));
    html! {
        (parts::answer(answer(seen).in_lang(lang)))
        (seen.whole.head("/observation/live", lang))
        (refresh(seen, lang))
        (watching(seen, lang))
        @if seen.is_seeing() || !seen.whole.judged.observed.alerts.open.is_empty() { (summary::alerts(&seen.whole, visitor)) }
        @else { section id="alerts" {
            h2 { (lang.pick("警報", "Alerts")) span.count { "0" } }
            p { (lang.pick("今は見えていないため、異常がないとは言えません。", "Nobody is looking, so this does not mean that nothing is wrong.")) }
        } }
        p.note { (lang.pick(
            "ここから下は直近の時間に見えたものです。パケット数と命令の種別は、それぞれの会話を残している全期間のものです。",
            "What follows was seen in the last minutes. Packets and classes of command are those of the whole time that each conversation is held.",
        )) }
        (summary::map(recent, lang))
        section id="devices" {
            h2 { (lang.pick("見えた機器", "Devices seen")) span.count { (devices.len()) } }
            (devices::table(recent, devices, params, lang))
        }
        (matrix::grid(recent, lang))
        @if !recent.judged.observed.matrix.cells.is_empty() { details {
            summary { (lang.pick("すべての流れ", "Every flow")) }
            (matrix::flows(recent, lang))
        } }
    }
}

fn answer(seen: &Seen) -> Text {
    let (silent, telling) = (seen.count(LiveState::Silent), seen.count(LiveState::Telling));
    if silent > 0 {
        let watches = counted(silent, "watch is silent", "watches are silent");
        return text!(
            ja: "監視 {silent} 件が途絶えています。今の様子は分かりません。",
            en: "{watches}. What goes on there is not known."
        );
    }
    if telling == 0 {
        return text!(
            ja: "今、届いている監視はありません。今の様子は分かりません。",
            en: "No watch tells what it sees. What goes on is not known."
        );
    }
    let (n, alarms) =
        (seen.recent.judged.observed.inventory.devices.len(), seen.whole.judged.observed.alerts.open.len());
    let (watches, devices) =
        (counted(telling, "watch tells", "watches tell"), counted(n, "device", "devices"));
    let alerts = counted(alarms, "alert is", "alerts are");
    text!(
        ja: "監視 {telling} 件が届いています。直近 {RECENT_MINUTES} 分に見えた機器は {n} 台、開いている警報は {alarms} 件です。",
        en: "{watches} of {devices} in the last {RECENT_MINUTES} minutes; {alerts} open."
    )
}

/// How fresh the page is, and how it is made fresh.
fn refresh(seen: &Seen, lang: Lang) -> Markup {
    html! {
        p.note { (moment(seen.from)) " – " (moment(seen.at)) (lang.pick("（この画面を作った時刻）。 ", " (when this page was made). "))
            (lang.pick(
                "開いたままの閲覧は、10 分ごとに 1 件として記録に残ります。",
                "A look that stays open is one entry in the ledger for every ten minutes.",
            )) }
        p {
            a href=(seen.whole.href("/observation/live")) { (lang.pick("今すぐ更新", "Refresh now")) } " "
            button type="button" hidden data-refresh=(REFRESH_SECONDS) data-go=(lang.pick("自動更新を始める", "Refresh by itself")) {
                (lang.pick("自動更新を止める", "Stop refreshing"))
            }
        }
    }
}

fn watching(seen: &Seen, lang: Lang) -> Markup {
    html! { section id="watching" {
        h2 { (lang.pick("監視の状態", "How the watches are")) span.count { (seen.watches.len()) } }
        @if seen.watches.is_empty() { div.empty { p { (lang.pick(
            "この画面のサーバが起動してから届いたものはありません。監視するサーバで sekisho observe --live インターフェース名 を実行すると、ここに状態が並びます。",
            "Nothing came since these pages are served. Run `sekisho observe --live INTERFACE` on the server, and how it is stands here.",
        )) } } }
        @else { div.table tabindex="0" role="group" aria-label=(lang.pick("監視の表", "Watches")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("監視", "Watch")) }
                th scope="col" { (lang.pick("状態", "State")) }
                th.figures scope="col" { (lang.pick("負荷", "Load")) }
                th scope="col" { (lang.pick("採取の状態（直近の分）", "Capture health of the last part")) }
            } }
            tbody { @for it in seen.watches.iter().rev() { (row(it, seen, lang)) } }
        } } }
    } }
}

fn row(it: &LiveWatch, seen: &Seen, lang: Lang) -> Markup {
    let name = watch_name(&seen.whole.judged.register, it.watch.as_ref(), lang);
    html! { tr {
        th scope="row" { (name) p.sub { (it.interface) } }
        td data-label=(lang.pick("状態", "State")) { (state(it, seen, lang)) }
        td.figures data-label=(lang.pick("負荷", "Load")) {
            @match rate(it.last.seen, it.seconds) {
                Some(rate) => { (rate) },
                None => (parts::unknown(lang)),
            }
        }
        td data-label=(lang.pick("採取の状態", "Capture health")) {
            (health(&it.last).in_lang(lang))
            @if it.refused > 0 { p.sub { (refused(it.refused).in_lang(lang)) } }
        }
    } }
}

fn state(it: &LiveWatch, seen: &Seen, lang: Lang) -> Markup {
    let (age, at) = (it.age_seconds(seen.at), moment(it.taken));
    let words = match it.state(&seen.watches, seen.at) {
        LiveState::Telling => text!(ja: "届いています（{age} 秒前）", en: "telling ({age} s ago)"),
        LiveState::Silent => {
            let due = it.silent_seconds().max(SILENT_SECONDS);
            text!(
                ja: "{due} 秒以上届いていません（最後は {at}、{age} 秒前）。監視の処理が動いているか確かめてください。",
                en: "No part for {due} s (the last at {at}, {age} s ago). Find out whether the watch still runs."
            )
        }
        LiveState::Replaced => {
            text!(ja: "途絶え、別の監視に替わりました（最後は {at}）", en: "fell silent and was replaced (last at {at})")
        }
        LiveState::Ended => match it.ended {
            Some(left) if left > 0 => text!(
                ja: "終了しました（{at}）。最後の {left} パケット分は渡されていません。",
                en: "ended ({at}); {left} packets of the last part were not handed over."
            ),
            _ => text!(ja: "終了しました（{at}）", en: "ended ({at})"),
        },
    };
    let (class, sign) = match it.state(&seen.watches, seen.at) {
        LiveState::Telling => ("quiet", "○"),
        LiveState::Silent => ("undecided", "？"),
        LiveState::Replaced | LiveState::Ended => ("quiet", "－"),
    };
    html! { span class=(class) { span.sign aria-hidden="true" { (sign) } } " " (words.in_lang(lang)) }
}

/// `1,234 p/s` of the last part; nothing where its time is not known.
fn rate(seen: Amount, seconds: u64) -> Option<String> {
    let of = |count: u64| count.checked_div(seconds);
    Some(format!("{} p/s, {} kB/s", of(seen.packets)?, of(seen.bytes)? / 1_000))
}

fn refused(n: u64) -> Text {
    text!(
        ja: "受け渡しのフォルダが一杯で待ったこと {n} 回",
        en: "waited {n} times because the folder was full"
    )
}
