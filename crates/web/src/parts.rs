//! Pieces that pages share: the answer, what is undecided, what to do, facts, signs, dates.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use maud::{Markup, html};
use sekisho_assess::{Action, Urgency, Verdict};
use sekisho_model::{Cvss, Gravity, Importance, Lang, Loss, LossLevel, Problem, Stated, Text};
use sekisho_report::words as said;

use crate::words;

/// Hours that Japan is ahead of UTC; it has no summer time.
const JST_HOURS: i8 = 9;

/// The answer in one sentence, first on the page.
pub(crate) fn answer(sentence: &str) -> Markup {
    html! { p.answer { (sentence) } }
}

/// What is undecided, counted, with the shortest way to decide it. Nothing where nothing is.
pub(crate) fn undecided(count: usize, what: &str, way: &Markup, lang: Lang) -> Markup {
    open(lang.pick("判定できないもの", "Undecided"), count, what, way)
}

/// Something that nobody has said, counted, with the shortest way to say it.
pub(crate) fn open(title: &str, count: usize, what: &str, way: &Markup) -> Markup {
    html! {
        @if count > 0 {
            section.open {
                h2 { span.sign aria-hidden="true" { (said::verdict_mark(Verdict::Undecided)) } (title) span.count { (count) } }
                p { (what) " " (way) }
            }
        }
    }
}

/// Something to do, with a link where a page helps with it.
pub(crate) struct Step {
    pub(crate) what: Text,
    pub(crate) effect: Text,
    pub(crate) href: Option<String>,
}

impl Step {
    pub(crate) const fn new(what: Text, effect: Text, href: Option<String>) -> Self {
        Self { what, effect, href }
    }
}

impl From<&Action> for Step {
    fn from(Action { what, effect }: &Action) -> Self {
        Self { what: what.clone(), effect: effect.clone(), href: None }
    }
}

/// At most three things to do, the first one in front.
pub(crate) fn steps(steps: &[Step], lang: Lang) -> Markup {
    html! {
        @if !steps.is_empty() {
            section.steps {
                h2 { (lang.pick("次にすること", "What to do")) }
                ol { @for step in steps.iter().take(3) { li {
                    @match &step.href {
                        Some(href) => a.what href=(href) { (step.what.in_lang(lang)) },
                        None => span.what { (step.what.in_lang(lang)) },
                    }
                    span.effect { (step.effect.in_lang(lang)) }
                } } }
            }
        }
    }
}

/// A verdict: sign and word.
pub(crate) fn verdict(verdict: Verdict, lang: Lang) -> Markup {
    html! {
        span class={ "verdict " (said::verdict_code(verdict)) } {
            span.sign aria-hidden="true" { (said::verdict_mark(verdict)) } (said::verdict(verdict).in_lang(lang))
        }
    }
}

/// How soon: its word, framed the heavier the sooner.
pub(crate) fn urgency(urgency: Urgency, lang: Lang) -> Markup {
    html! { span class={ "urgency " (urgency.code()) } { (urgency.word().in_lang(lang)) } }
}

/// An importance: sign and word.
pub(crate) fn importance(stated: Stated<Importance>, lang: Lang) -> Markup {
    html! {
        @match stated {
            Stated::Known(_) => span.importance {
                span.sign aria-hidden="true" { (said::importance_mark(stated)) } (said::importance(stated).in_lang(lang))
            },
            Stated::Unknown => (unknown(lang)),
            Stated::NotApplicable => (not_applicable(lang)),
        }
    }
}

/// What nobody has said: shown, never blank.
pub(crate) fn unknown(lang: Lang) -> Markup {
    html! { span.unknown { (lang.pick("未確認", "unknown")) } }
}

fn not_applicable(lang: Lang) -> Markup {
    html! { span.quiet { (lang.pick("対象外", "not applicable")) } }
}

/// A stated value.
pub(crate) fn stated<T>(stated: &Stated<T>, lang: Lang, show: impl Fn(&T) -> Markup) -> Markup {
    match stated {
        Stated::Known(value) => show(value),
        Stated::Unknown => unknown(lang),
        Stated::NotApplicable => not_applicable(lang),
    }
}

/// A stated text.
pub(crate) fn stated_text<T: std::fmt::Display>(value: &Stated<T>, lang: Lang) -> Markup {
    stated(value, lang, |value| html! { (value) })
}

/// A score with its band. The vector is behind it.
pub(crate) fn score(cvss: Option<&Cvss>, lang: Lang) -> Markup {
    html! {
        @if let Some(cvss) = cvss {
            span.score title=(cvss.vector) { (said::score(cvss.score_tenths)) " " span.quiet { (said::severity(cvss.severity()).in_lang(lang)) } }
        } @else { span.quiet { "–" } }
    }
}

/// BC S Q D C, each with its level; the letter's word is behind it on hover and on focus.
pub(crate) fn loss(loss: &Loss, lang: Lang) -> Markup {
    html! {
        span.loss {
            @for (letter, level) in loss.each() {
                @if level > LossLevel::None {
                    span class={ "value " (said::loss_code(level)) } tabindex="0"
                        title={ (words::value(letter).in_lang(lang)) (lang.pick("：", ": ")) (said::loss(level).in_lang(lang)) } {
                        (letter) (lang.pick("", " ")) (said::loss(level).in_lang(lang))
                    }
                }
            }
        }
    }
}

/// Name and value pairs.
pub(crate) fn facts(pairs: &[(&str, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in pairs { div { dt { (name) } dd { (value) } } } } }
}

/// Problems, the worst first.
pub(crate) fn problems(problems: &[Problem], shown: usize, lang: Lang) -> Markup {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| std::cmp::Reverse(problem.gravity));
    let more = problems.len().saturating_sub(shown);
    html! {
        ul.problems {
            @for problem in sorted.into_iter().take(shown) {
                li class=[(problem.gravity == Gravity::Error).then_some("error")] { (problem.in_lang(lang)) }
            }
            @if more > 0 { li.quiet { (match lang {
                Lang::Ja => format!("ほか {more} 件"),
                Lang::En => format!("{more} more"),
            }) } }
        }
    }
}

/// `2026-11-23（月）14:05 JST`
pub(crate) fn moment(at: Timestamp, lang: Lang) -> String {
    let there = at.to_zoned_datetime(TimeZone::fixed(Offset::constant(JST_HOURS)));
    let day = usize::try_from(there.weekday().to_monday_zero_offset()).unwrap_or(0);
    let (open, day, close) = match lang {
        Lang::Ja => ("（", ["月", "火", "水", "木", "金", "土", "日"][day], "）"),
        Lang::En => (" (", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day], ") "),
    };
    format!("{}{open}{day}{close}{} JST", there.strftime("%Y-%m-%d"), there.strftime("%H:%M"))
}

/// A moment that machines can read too.
pub(crate) fn time(at: Timestamp, lang: Lang) -> Markup {
    html! { time datetime=(at) { (moment(at, lang)) } }
}

/// A date only.
pub(crate) fn day(at: Timestamp) -> Markup {
    let there = at.to_zoned_datetime(TimeZone::fixed(Offset::constant(JST_HOURS)));
    html! { time datetime=(at) { (there.strftime("%Y-%m-%d")) } }
}

/// A term with its explanation on hover and on focus.
pub(crate) fn term(short: &str, lang: Lang) -> Markup {
    let long = words::term(short);
    html! { abbr tabindex="0" title=(long.in_lang(lang)) { (short) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_japan_with_its_weekday() {
        let at: Timestamp = "2026-11-23T05:05:00Z".parse().unwrap();
        assert_eq!(moment(at, Lang::Ja), "2026-11-23（月）14:05 JST");
        assert_eq!(moment(at, Lang::En), "2026-11-23 (Mon) 14:05 JST");
        let late: Timestamp = "2026-11-22T15:00:00Z".parse().unwrap();
        assert_eq!(moment(late, Lang::Ja), "2026-11-23（月）00:00 JST");
    }

    #[test]
    fn what_nobody_has_said_is_never_blank() {
        let shown = stated_text(&Stated::<String>::Unknown, Lang::Ja).into_string();
        assert!(shown.contains("未確認"));
    }
}
