//! How what flows came to be: one map for each step, of which one is shown.
//!
//! All steps are on one page, so that the whole replay is one look in the ledger. Which is shown is said by the
//! address's fragment; without script one goes from step to step by links.

use std::num::NonZeroUsize;

use maud::{Markup, html};
use sekisho_assess::observed::{Cell, News, ReplayStep, replay};
use sekisho_model::{CommandClasses, Lang, Text, counted, text};
use sekisho_report::observed::{classes_words, moment};

use super::Look;
use super::summary::{Ground, picture};
use crate::parts;

/// Steps of one replay.
const STEPS_MAX: NonZeroUsize = NonZeroUsize::new(24).unwrap();
/// News of one step that are told one by one.
const NEWS_SHOWN: usize = 12;

/// Everything under the title.
pub(super) fn body(look: &Look, lang: Lang) -> Markup {
    let steps = replay(&look.judged.observed.matrix, STEPS_MAX);
    html! {
        (parts::answer(answer(&steps).in_lang(lang)))
        (look.head("/observation/replay", lang))
        @if let Some((first, last)) = time(&steps) {
            p.note { (first) (lang.pick(" から ", " to ")) (last) (lang.pick(" まで。", ". ")) (lang.pick(
                "図は積み上げです。やんだ通信も図に残ります。各ゾーンの機器の数は、全期間のものです。",
                "The map grows in the order in which things were first seen. What has stopped stays on it. Devices in each zone are those of the whole time.",
            )) }
            @let ground = Ground::of(look, lang);
            div.replay {
                @for (place, it) in (1..).zip(&steps) { (step((look, &ground), (place, steps.len()), it, lang)) }
                p { button type="button" hidden data-play data-stop=(lang.pick("止める", "Stop")) { (lang.pick("自動で進める", "Play")) } }
            }
        }
    }
}

fn answer(steps: &[ReplayStep]) -> Text {
    if steps.is_empty() {
        return text!(ja: "まだ何も観測していません。", en: "Nothing was observed yet.");
    }
    let n = steps.len();
    let counted = counted(n, "step", "steps");
    text!(ja: "初めて見えたことを、時刻の順に {n} 段で再生します。", en: "What was seen for the first time, in {counted}.")
}

/// From when to when.
fn time(steps: &[ReplayStep]) -> Option<(String, String)> {
    Some((moment(steps.first()?.news.first()?.at), moment(steps.last()?.at)))
}

fn step(
    (look, ground): (&Look, &Ground),
    (place, of): (usize, usize),
    step: &ReplayStep,
    lang: Lang,
) -> Markup {
    let link = |to: usize, words: &str| {
        html! { @if (1..=of).contains(&to) && to != place { a href=(format!("#step-{to}")) { (words) } } }
    };
    let more = step.news.len().saturating_sub(NEWS_SHOWN);
    html! { section id=(format!("step-{place}")) {
        h2 { (place) " / " (of) " " span.quiet { (moment(step.at)) } }
        p.jump {
            (link(1, lang.pick("最初", "First"))) (link(place.wrapping_sub(1), lang.pick("← 前", "← Back")))
            (link(place + 1, lang.pick("次 →", "Next →"))) (link(of, lang.pick("最後", "Last")))
        }
        ul.plain { @for news in step.news.iter().take(NEWS_SHOWN) { li { (told(look, news, lang)) } } }
        @if more > 0 { p.note { (match lang {
            Lang::Ja => format!("ほか {more} 件は、ゾーン間の通信の表にあります。"),
            Lang::En => format!("{more} more stand in the table of what flows between zones."),
        }) } }
        (picture(look, ground, Some(step.at), lang))
    } }
}

/// One thing that was new: time, number on the map, from and to, what.
fn told(look: &Look, news: &News, lang: Lang) -> Markup {
    let cells = &look.judged.observed.matrix.cells;
    let Some(cell) = cells.get(news.cell) else { return html! {} };
    let drawn = |it: &Cell| it.from != it.to;
    let number = cells.iter().take(news.cell + 1).filter(|it| drawn(it)).count();
    let name = news.talk.name();
    let name = name.in_lang(lang);
    let what = match news.class.map(|class| classes_words(CommandClasses::of(class))) {
        None => text!(ja: "{name} の通信が始まりました", en: "{name} began"),
        Some(class) => {
            let Text { ja, en } = class;
            text!(ja: "{name} で初めて{ja}がありました", en: "{name}: first {en}")
        }
    };
    html! {
        time.quiet datetime=(news.at) { (moment(news.at)) } " "
        @if drawn(cell) { b { (number) } " " (look.place(&cell.from, lang)) " → " (look.place(&cell.to, lang)) }
        @else { (look.place(&cell.from, lang)) (lang.pick("の中", " inside")) }
        (lang.pick("：", ": ")) (what.in_lang(lang))
    }
}
