//! The summary: alerts as they came, what nobody declared, the map, and how well was watched.

use std::collections::BTreeMap;

use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};
use sekisho_app::Act;
use sekisho_app::observe::ObservationRun;
use sekisho_assess::observed::{Alert, Cell, Difference, DifferenceKind, Expected, Flowing, Place};
use sekisho_model::{CommandClasses, Lang, Register, Source, Stated, Text, ZoneLevel, counted, text};
use sekisho_report::observed::{health, moment};
use sekisho_report::picture::flows::{Band, Way, Weight, flows};

use super::{Look, is_undeclared, ruling, talk, watch_name};
use crate::parts::{self, Step};
use crate::visitor::Visitor;

/// Readings shown one by one.
const RUNS_SHOWN: usize = 20;

/// Everything under the title.
pub(super) fn body(look: &Look, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! {
        (parts::answer(answer(look).in_lang(lang)))
        (look.head("/observation", lang))
        (alerts(look, visitor))
        (undeclared(look, lang))
        (map(look, lang))
        (undecided(look, lang))
        (parts::steps(&steps(look, visitor), lang))
    }
}

fn conduits(look: &Look) -> Vec<&Difference> {
    let all = look.judged.observed.matrix.differences.iter();
    all.filter(|it| matches!(it.kind, DifferenceKind::UndeclaredConduit | DifferenceKind::InternetContact))
        .collect()
}

fn answer(look: &Look) -> Text {
    let observed = &look.judged.observed;
    let (n, missing, alarms) =
        (observed.inventory.devices.len(), conduits(look).len(), observed.alerts.open.len());
    if n == 0 {
        return text!(
            ja: "まだ何も観測していません。",
            en: "Nothing was observed yet."
        );
    }
    let (devices, alerts) =
        (counted(n, "device was seen", "devices were seen"), counted(alarms, "alert", "alerts"));
    let ways = counted(missing, "way nobody declared", "ways nobody declared");
    text!(
        ja: "機器 {n} 台を観測しました。台帳にないコンジットが {missing} 件、警報が {alarms} 件あります。",
        en: "{devices}; there are {ways} and {alerts}."
    )
}

pub(super) fn alerts(look: &Look, visitor: &Visitor) -> Markup {
    let (lang, alerts) = (visitor.lang, &look.judged.observed.alerts);
    let mut open: Vec<&Alert> = alerts.open.iter().collect();
    open.sort_by_key(|alert| std::cmp::Reverse(alert.moment));
    html! { section id="alerts" {
        h2 { (lang.pick("警報（新しい順）", "Alerts, newest first")) span.count { (open.len()) } }
        @if let Some(learning) = &alerts.learning { p.note { (learning.in_lang(lang)) } }
        @if open.is_empty() { p { (lang.pick("想定外の動きはありません。", "Nothing unexpected.")) } }
        @for alert in open { (one(look, alert, visitor)) }
        @if !alerts.expected.is_empty() { details {
            summary { (lang.pick("想定内としたもの", "Expected")) " " (alerts.expected.len()) }
            ul.plain { @for it in &alerts.expected { li { (expected(it, lang)) } } }
        } }
        @if !alerts.lost.is_empty() { p.note {
            (lang.pick("命令の種別を見ていないため、出せない警報：", "Alerts that cannot be raised, because classes of command were not looked at: "))
            (alerts.lost.iter().map(|kind| kind.words().name.in_lang(lang)).collect::<Vec<_>>().join(lang.pick("、", ", ")))
        } }
        @if !alerts.quiet.is_empty() { details {
            summary { (lang.pick("新しいが警報にしなかったもの", "New, and no alert")) " " (alerts.quiet.values().sum::<usize>()) }
            ul.plain { @for (why, count) in &alerts.quiet { li { (why.word().in_lang(lang)) " " span.quiet { (count) } } } }
        } }
    } }
}

fn expected(it: &Expected, lang: Lang) -> Markup {
    html! {
        (it.alert.what.in_lang(lang)) " "
        span.quiet { (it.by) (lang.pick("：", ": ")) (it.reason)
            @if let Stated::Known(until) = &it.until { " (" (lang.pick("期限 ", "until ")) (until) ")" } }
    }
}

fn one(look: &Look, alert: &Alert, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let places: Vec<String> = alert.places.iter().map(|place| look.place(place, lang)).collect();
    let words = alert.kind.words();
    html! { article.one {
        p.sub { time datetime=(alert.moment) { (moment(alert.moment)) } " · " (words.name.in_lang(lang)) " · "
            (lang.pick("重さ ", "weight: ")) b { (alert.severity.word().in_lang(lang)) } " · "
            (lang.pick("確かさ ", "trust: ")) (alert.trust.word().in_lang(lang)) }
        h3 { (alert.what.in_lang(lang)) }
        (parts::facts(&[
            (lang.pick("どこで", "Where"), html! { (places.join(lang.pick("、", ", "))) }),
            (lang.pick("業務への影響", "Business effect"), html! { (alert.effect.text().in_lang(lang)) }),
            (lang.pick("まずすること", "First action"), html! { b { (alert.first_action.in_lang(lang)) } }),
            (lang.pick("問題のない場合", "When it is in order"), html! { (words.harmless.in_lang(lang)) }),
        ]))
        @if visitor.may(Act::Enter) { (deal(look, alert, visitor)) }
    } }
}

/// The two things that a person can make of an alert.
fn deal(look: &Look, alert: &Alert, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { div.deal {
        form method="post" action="/observation/case" {
            (look.hidden(visitor))
            input type="hidden" name="alert" value=(alert.id);
            button { (lang.pick("事案にする", "Open a case")) }
        }
        details {
            summary { (lang.pick("想定内にする", "It is expected")) }
            form.mark method="post" action="/observation/expect" {
                (look.hidden(visitor))
                input type="hidden" name="alert" value=(alert.id);
                label { span { (lang.pick("理由", "Reason")) } input name="reason" required maxlength="400"; }
                label { span { (lang.pick("有効期限", "Last day")) } input type="date" name="until" required; }
                button { (lang.pick("想定内にする", "It is expected")) }
                p.effect { (lang.pick("この警報だけが、その日まで静かになります。記録から元に戻せます。", "This alert alone is quiet until that day. It can be taken back from the ledger.")) }
            }
        }
    } }
}

fn undeclared(look: &Look, lang: Lang) -> Markup {
    let found = conduits(look);
    let others = look.judged.observed.matrix.differences.len() - found.len();
    html! { section {
        h2 { (lang.pick("台帳にないコンジット", "Conduits that nobody declared")) span.count { (found.len()) } }
        @if found.is_empty() { p { (lang.pick("ありません。", "None.")) } }
        ul.plain { @for it in found { li { (difference(it, lang)) } } }
        @if others > 0 { p { a href=(look.href("/observation/matrix")) { (match lang {
            Lang::Ja => format!("台帳とのほかの違い {others} 件を見る"),
            Lang::En => format!("See the other differences to the register: {others}"),
        }) } } }
    } }
}

/// A difference in words, with what to do and what it may touch.
pub(super) fn difference(it: &Difference, lang: Lang) -> Markup {
    html! {
        span.verdict.affected { span.sign aria-hidden="true" { @if it.undecided.is_some() { "？" } @else { "▲" } } } (it.what.in_lang(lang))
        p.sub { (it.remedy.in_lang(lang)) " " (it.effect.text().in_lang(lang)) }
        @if let Some(why) = &it.undecided { p.sub { (lang.pick("確かではありません：", "Not certain: ")) (why.in_lang(lang)) } }
    }
}

/// Cells between two places, in the order of their numbers.
pub(super) fn ways(look: &Look) -> Vec<&Cell> {
    look.judged.observed.matrix.cells.iter().filter(|cell| cell.from != cell.to).collect()
}

pub(super) fn map(look: &Look, lang: Lang) -> Markup {
    let ways = ways(look);
    html! { section id="map" {
        h2 { (lang.pick("通信の図", "Map of what flows")) span.count { (ways.len()) } }
        @if ways.is_empty() { p { (lang.pick("ゾーンをまたぐ通信は見えていません。", "Nothing was seen to flow between zones.")) } }
        @else {
            p.note { (lang.pick("丸の番号が通信を始める側、矢の先が答える側です。番号を押すと、下の表の行に移ります。", "The numbered disc opens, the arrow's head answers. A number leads to its row in the table below.")) }
            (picture(look, &Ground::of(look, lang), None, lang))
            (table(look, &ways, lang))
        }
    } }
}

/// The places of a map and what stands in each: the same for every moment.
pub(super) struct Ground {
    places: Vec<Place>,
    bands: Vec<Band>,
}

impl Ground {
    pub(super) fn of(look: &Look, lang: Lang) -> Self {
        let places = places(look);
        Self { bands: bands(look, &places, lang), places }
    }
}

/// What flows between places; by a moment where there is one, and then without links to the table.
pub(super) fn picture(look: &Look, ground: &Ground, by: Option<Timestamp>, lang: Lang) -> Markup {
    let Ground { places, bands } = ground;
    let index = |place: &Place| places.iter().position(|known| known == place).unwrap_or(usize::MAX);
    let way = |(number, cell): (usize, &&Cell)| {
        let seen = |it: &Flowing| by.map_or_else(|| Some(it.classes()), |moment| it.classes_by(moment));
        let flowing: Vec<(&Flowing, CommandClasses)> =
            cell.flowing.iter().filter_map(|it| Some((it, seen(it)?))).collect();
        let words: Vec<String> = flowing.iter().map(|(it, classes)| talk(it.talk, *classes, lang)).collect();
        (!flowing.is_empty()).then(|| Way {
            from: index(&cell.from),
            to: index(&cell.to),
            number,
            words: words.join(lang.pick("、", ", ")),
            weight: Weight::of(flowing.iter().fold(CommandClasses::NONE, |all, (_, it)| all.and(*it))),
            undeclared: flowing.iter().any(|(it, _)| is_undeclared(&it.ruled)),
            href: by.is_none().then(|| format!("#way-{number}")),
        })
    };
    let drawn: Vec<Way> = (1..).zip(&ways(look)).filter_map(way).collect();
    let title = lang.pick("ゾーン間の通信の図", "What flows between zones");
    html! { div.picture tabindex="0" role="group" aria-label=(title) {
        (PreEscaped(flows(title, bands, &drawn, lang)))
    } }
}

/// Every place that something stands in or flows to: the outside first, then by level.
fn places(look: &Look) -> Vec<Place> {
    let (register, observed) = (&look.judged.register, &look.judged.observed);
    let mut places: Vec<Place> = observed
        .inventory
        .devices
        .iter()
        .map(|device| device.place.clone())
        .chain(observed.matrix.cells.iter().flat_map(|cell| [cell.from.clone(), cell.to.clone()]))
        .collect();
    let level = |place: &Place| match place {
        Place::Internet => (0, ZoneLevel::Outside),
        Place::Zone(id) => match register.zones.get(id).map(|zone| &zone.level) {
            Some(Stated::Known(level)) => (1, *level),
            _ => (2, ZoneLevel::Process),
        },
        Place::Unknown => (3, ZoneLevel::Process),
    };
    places.sort_by(|a, b| level(a).cmp(&level(b)).then_with(|| a.cmp(b)));
    places.dedup();
    places
}

fn bands(look: &Look, places: &[Place], lang: Lang) -> Vec<Band> {
    let mut standing: BTreeMap<&Place, usize> = BTreeMap::new();
    for device in &look.judged.observed.inventory.devices {
        *standing.entry(&device.place).or_default() += 1;
    }
    let holds = |place: &Place| match (place, standing.get(place).copied().unwrap_or(0)) {
        (Place::Internet, _) => String::new(),
        (_, n) => match lang {
            Lang::Ja => format!("機器 {n} 台"),
            Lang::En => counted(n, "device", "devices"),
        },
    };
    let band = |place: &Place| Band {
        name: look.place(place, lang),
        holds: holds(place),
        href: place.zone().map(crate::href::zone),
    };
    places.iter().map(band).collect()
}

fn table(look: &Look, ways: &[&Cell], lang: Lang) -> Markup {
    html! { div.table tabindex="0" role="group" aria-label=(lang.pick("ゾーン間の通信の表", "Table of what flows")) { table {
        thead { tr {
            th scope="col" { (lang.pick("番号・どこからどこへ", "No., from and to")) }
            th scope="col" { (lang.pick("何が", "What")) }
            th.figures scope="col" { (lang.pick("パケット", "Packets")) }
            th scope="col" { (lang.pick("台帳では", "The register says")) }
        } }
        tbody { @for (number, cell) in (1..).zip(ways) {
            @for (place, flowing) in cell.flowing.iter().enumerate() { tr id=[(place == 0).then(|| format!("way-{number}"))] {
                th scope="row" { (number) " " (look.place(&cell.from, lang)) " → " (look.place(&cell.to, lang)) }
                td data-label=(lang.pick("何が", "What")) { (talk(flowing.talk, flowing.classes(), lang)) }
                td.figures data-label=(lang.pick("パケット", "Packets")) { (flowing.sent.packets + flowing.answered.packets) }
                td data-label=(lang.pick("台帳では", "The register says")) { (ruling(&flowing.ruled, lang)) }
            } }
        } }
    } } }
}

fn undecided(look: &Look, lang: Lang) -> Markup {
    let counts = &look.judged.observed.inventory.counts;
    let unclear = look.judged.observed.matrix.differences.iter().filter(|it| it.undecided.is_some()).count();
    let (devices, unseen) = (counts.undecided, counts.unseen_undecided);
    let what = match lang {
        Lang::Ja => format!(
            "台帳のどれか決められない機器 {devices} 台、見えたかどうか決められない保護対象 {unseen} 件、確かでない違い {unclear} 件。"
        ),
        Lang::En => format!(
            "{devices} devices may be several assets, of {unseen} assets it cannot be told whether they were seen, {unclear} differences are not certain."
        ),
    };
    let way =
        html! { a href=(look.href("/observation/devices")) { (lang.pick("機器を見る", "See the devices")) } };
    parts::undecided(devices + unseen + unclear, &what, &way, lang)
}

fn steps(look: &Look, visitor: &Visitor) -> Vec<Step> {
    let observed = &look.judged.observed;
    let mut steps = Vec::new();
    if let Some(first) = observed.alerts.open.first() {
        steps.push(Step::new(first.first_action.clone(), first.what.clone(), Some("#alerts".to_owned())));
    }
    let missing = conduits(look).len();
    if missing > 0 {
        let what = text!(ja: "台帳にないコンジット {missing} 件を確かめる", en: "Decide on what nobody declared: {missing}");
        let effect =
            text!(ja: "必要なら台帳に加え、不要なら止める", en: "Add it to the register, or have it stopped");
        steps.push(Step::new(what, effect, Some(look.href("/observation/matrix"))));
    }
    let proposed = observed.inventory.counts.proposed;
    if proposed > 0 && visitor.may(Act::Enter) {
        let what = text!(ja: "台帳にない機器 {proposed} 台を加えるか決める", en: "Decide on devices that are not in the register: {proposed}");
        let effect = text!(ja: "加えた機器は脆弱性の判定に入ります", en: "Those taken in are judged for vulnerabilities");
        steps.push(Step::new(what, effect, Some(look.href("/observation/devices"))));
    }
    steps
}

/// What was watched, and how well: nothing that was seen.
pub(super) fn watched(register: &Register, runs: &[ObservationRun], lang: Lang) -> Markup {
    let more = runs.len().saturating_sub(RUNS_SHOWN);
    html! { section id="watched" {
        h2 { (lang.pick("何を、どれだけ確かに見たか", "What was watched, and how well")) span.count { (runs.len()) } }
        @if runs.is_empty() { div.empty { p { (lang.pick(
            "ここには読み込んだキャプチャと常時の見張りが並びます。サーバで sekisho observe ファイル名 を実行すると読み込み、sekisho observe --live インターフェース名 で見張ります。",
            "Captures that were read and live watches belong here. On the server, run `sekisho observe FILE` to read one, or `sekisho observe --live INTERFACE` to watch.",
        )) } } }
        @else { div.table tabindex="0" role="group" aria-label=(lang.pick("読み込みの一覧", "Readings")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("見張り", "Watch")) }
                th scope="col" { (lang.pick("期間", "From and to")) }
                th.figures scope="col" { (lang.pick("パケット", "Packets")) }
                th scope="col" { (lang.pick("採取の状態", "Capture health")) }
            } }
            tbody { @for run in runs.iter().rev().take(RUNS_SHOWN) { (run_row(run, register, lang)) } }
        } } }
        @if more > 0 { p.note { (match lang {
            Lang::Ja => format!("新しい順に {RUNS_SHOWN} 件を示しています。ほか {more} 件は sekisho observe runs で見られます。"),
            Lang::En => format!("The newest {RUNS_SHOWN} are shown; `sekisho observe runs` has the other {more}."),
        }) } }
    } }
}

fn run_row(run: &ObservationRun, register: &Register, lang: Lang) -> Markup {
    let name = watch_name(register, run.settings.watch.as_ref(), lang);
    let source = match &run.origin.source {
        Source::File { name, importer, .. } if importer == "observe-live" => {
            format!("{}{name}", lang.pick("常時：", "live: "))
        }
        Source::File { name, .. } => name.clone(),
        Source::Person => lang.pick("常時", "live").to_owned(),
    };
    html! { tr {
        th scope="row" { (name) p.sub { (source) } }
        td data-label=(lang.pick("期間", "From and to")) {
            @match (run.first, run.last) {
                (Some(first), Some(last)) => { (moment(first)) " – " (moment(last)) },
                _ => (parts::unknown(lang)),
            }
        }
        td.figures data-label=(lang.pick("パケット", "Packets")) { (run.health.seen.packets) }
        td data-label=(lang.pick("採取の状態", "Capture health")) { (health(&run.health).in_lang(lang)) }
    } }
}
