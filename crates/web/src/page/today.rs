//! 今日: what needs attention now.

mod pressing;

use std::sync::Arc;

use axum::extract;
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::guideline::{self, Judgements};
use sekisho_app::incident::report::{self, Exploited};
use sekisho_app::today::{PressingList, Today};
use sekisho_app::{Act, feeds, handling, observe, today};
use sekisho_assess::progress::State;
use sekisho_assess::{Impact, Recovery, Verdict};
use sekisho_model::{Importance, Lang, Stated, Text, counted, text};

use super::{Answer, incidents, ok, recovery};
use crate::Web;
use crate::chrome::{self, Menu, Page};
use crate::parts::{self, Step};
use crate::visitor::Visitor;
use crate::{href, parts::score};

/// Impacts shown; the list of vulnerabilities has them all.
const SHOWN: usize = 7;
/// Problems of the register shown.
const PROBLEMS_SHOWN: usize = 5;

/// `GET /`
pub(crate) async fn get(extract::State(web): extract::State<Web>, visitor: Visitor) -> Answer {
    let today = today::today(&web.app, &visitor.caller).await?;
    let heads = feeds::list(&web.app, &visitor.caller).await?;
    let newest = heads.iter().filter_map(|head| head.modified.or(head.published)).max();
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let recovery = handling::recovery(&web.app, &visitor.caller).await?;
    let readings = if visitor.may(Act::Look) {
        Some(observe::runs(&web.app, &visitor.caller).await?.len())
    } else {
        None
    };
    let pressing = today::pressing(&web.app, &visitor.caller).await?;
    let day = web.app.today();
    let exploited = report::exploited_in_own(&web.app, &visitor.caller).await?;
    let view = View {
        pressing,
        day,
        exploited,
        today,
        newest,
        judgements,
        recovery,
        readings,
        enters: visitor.may(Act::Enter),
    };
    let page = Page::new(Menu::Today.word().in_lang(visitor.lang), view.body(&visitor)).in_menu(Menu::Today);
    ok(chrome::page(&visitor, page))
}

struct View {
    pressing: PressingList,
    day: Date,
    exploited: Vec<Exploited>,
    today: Today,
    /// When the newest advisory at hand was last changed.
    newest: Option<Timestamp>,
    judgements: Arc<Judgements>,
    recovery: Recovery,
    /// Captures and live watches, for whoever may look at what they saw.
    readings: Option<usize>,
    enters: bool,
}

impl View {
    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let Today { impacts, problems, .. } = &self.today;
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            (incidents::exploited(&self.exploited, visitor))
            (pressing::list(&self.pressing, self.day, lang))
            @if !impacts.is_empty() { (worst(&impacts[..impacts.len().min(SHOWN)], lang)) }
            @if impacts.len() > SHOWN { p { a href="/vulnerabilities" { (match lang {
                Lang::Ja => format!("{} 件すべてを見る", impacts.len()),
                Lang::En => format!("See all {}", impacts.len()),
            }) } } }
            (recovery::line(&self.recovery, lang))
            (self.open(lang))
            (parts::steps(&self.steps(), lang))
            @if !problems.is_empty() {
                section {
                    h2 { (lang.pick("台帳の食い違い", "What the register contradicts itself in")) span.count { (problems.len()) } }
                    (parts::problems(problems, PROBLEMS_SHOWN, lang))
                }
            }
            (self.at_hand(lang))
        }
    }

    fn answer(&self) -> Text {
        let count = |verdict| self.today.impacts.iter().filter(|impact| impact.verdict() == verdict).count();
        let (affected, undecided) = (count(Verdict::Affected), count(Verdict::Undecided));
        let large = self.today.impacts.iter().filter(|impact| is_large(impact)).count();
        let advisories = self.today.advisories;
        match (affected, undecided) {
            _ if advisories == 0 => text!(
                ja: "アドバイザリがまだ 1 件もないため、何も判定していません。",
                en: "There are no advisories yet, so nothing has been judged."
            ),
            (0, 0) => text!(
                ja: "手元のアドバイザリ {advisories} 件の中に、この工場に影響するものはありません。",
                en: "None of the {advisories} advisories at hand affects this plant."
            ),
            (0, _) => text!(
                ja: "影響があると確認できた脆弱性はありませんが、{undecided} 件は判定できません。",
                en: "No vulnerability is known to affect this plant, but {undecided} could not be decided."
            ),
            _ => {
                let counted = counted(affected, "vulnerability affects", "vulnerabilities affect");
                text!(
                    ja: "この工場に影響する脆弱性が {affected} 件あり、うち {large} 件は重要度「大」の業務に及びます。",
                    en: "{counted} this plant; {large} of them reach a business of large importance."
                )
            }
        }
    }

    fn open(&self, lang: Lang) -> Markup {
        let (incomplete, devices) = (self.today.devices_incomplete, self.today.devices);
        let what = match lang {
            Lang::Ja => format!(
                "機器 {devices} 台のうち {incomplete} 台は、メーカー・型式・版のどれかが未確認です。その分の脆弱性は判定できません。"
            ),
            Lang::En => format!(
                "{incomplete} of {devices} devices lack vendor, model or firmware; their vulnerabilities cannot be decided."
            ),
        };
        let way = html! { a href="/plant?lacks=identity#assets" { (lang.pick("未確認の機器を見る", "See these devices")) } };
        parts::undecided(incomplete, &what, &way, lang)
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let late = self.recovery.late;
        if late > 0 {
            let what = text!(ja: "期限を過ぎた対処 {late} 件を確認する", en: "Look at what is late: {late}");
            let effect = text!(ja: "公表から日がたつほど、悪用されるおそれが増します", en: "The longer it is public, the likelier it is exploited");
            steps.push(Step::new(what, effect, Some("/recovery?state=late".to_owned())));
        }
        if self.enters && self.today.assets == 0 {
            let what = text!(ja: "業種を選び、質問に答えて、はじめの案を作る", en: "Choose a trade, answer questions, get a first draft");
            let effect = text!(ja: "工場の区分けの図と、いちばん急ぐ 5 つの対策が出ます", en: "Gives a map of the plant and the five most urgent measures");
            steps.push(Step::new(what, effect, Some("/start".to_owned())));
        }
        if let Some(worst) = self.today.impacts.first() {
            let id = worst.advisory.id.to_string();
            let effect = worst.actions.first().map_or_else(Text::default, |action| action.what.clone());
            let what = text!(ja: "{id} の影響を確認する", en: "Look at {id}");
            steps.push(Step::new(what, effect, Some(href::vulnerability(&worst.advisory.id))));
        }
        if self.enters && (self.today.advisories == 0 || self.today.sboms == 0) {
            let what = text!(ja: "SBOM かアドバイザリのファイルを置く", en: "Drop an SBOM or an advisory");
            let effect = text!(ja: "何に影響するかがその場で分かります", en: "Tells at once what it affects");
            steps.push(Step::new(what, effect, Some("/drop".to_owned())));
        }
        let incomplete = self.today.devices_incomplete;
        if incomplete > 0 {
            let what = text!(ja: "未確認の機器 {incomplete} 台の型式と版を調べる", en: "Find out model and firmware of {incomplete} devices");
            let effect = text!(ja: "判定できないものが減ります", en: "Fewer things stay undecided");
            steps.push(Step::new(what, effect, Some("/plant?lacks=identity#assets".to_owned())));
        }
        steps
    }

    fn guideline(&self) -> Text {
        let steps = self.judgements.progress();
        let filled = steps.iter().filter(|step| step.state == State::Filled).count();
        let (all, findings) = (steps.len(), self.judgements.findings().len());
        text!(ja: "記入済み {filled} / {all} ステップ、指摘 {findings} 件", en: "{filled} of {all} steps filled, {findings} findings")
    }

    fn at_hand(&self, lang: Lang) -> Markup {
        let Today { advisories, sboms, assets, .. } = &self.today;
        html! {
            @let readings = match self.readings {
                Some(n) => html! { a href="/observation" { (n) } },
                None => html! { span.quiet { (lang.pick("編集者・承認者・監督者が見られます", "for editors, approvers and overseers")) } },
            };
            section.quietly {
                h2 { (lang.pick("手元の資料", "At hand")) }
                (parts::facts(&[
                    (lang.pick("保護対象", "Assets"), html! { a href="/plant" { (assets) } }),
                    (lang.pick("アドバイザリ", "Advisories"), html! { a href="/vulnerabilities" { (advisories) } }),
                    (lang.pick("最も新しいアドバイザリ", "Newest advisory"), html! {
                        @match self.newest { Some(at) => (parts::day(at)), None => (parts::unknown(lang)) }
                    }),
                    ("SBOM", html! { a href="/products" { (sboms) } }),
                    (lang.pick("観測（読み込みと見張り）", "Observation (readings)"), readings),
                    (lang.pick("工場ガイドライン", "Factory guideline"), html! { a href="/assessments" { (self.guideline().in_lang(lang)) } }),
                ]))
                p { a href="/drop" { (lang.pick("SBOM かアドバイザリを調べる", "Check an SBOM or an advisory")) } }
            }
        }
    }
}

fn is_large(impact: &Impact) -> bool {
    impact.verdict() == Verdict::Affected && impact.importance() == Stated::Known(Importance::Large)
}

fn worst(impacts: &[Impact], lang: Lang) -> Markup {
    html! {
        div.table tabindex="0" role="group" aria-label=(lang.pick("影響の大きい脆弱性", "Worst vulnerabilities")) { table.worst.prose {
            thead { tr {
                th scope="col" { (lang.pick("脆弱性", "Vulnerability")) }
                th scope="col" { (lang.pick("この工場での意味", "What it means here")) }
                th scope="col" { (lang.pick("急ぎ", "How soon")) }
                th scope="col" { (lang.pick("重要度", "Importance")) }
                th.figures scope="col" { (parts::term("CVSS", lang)) }
            } }
            tbody { @for impact in impacts { tr {
                th scope="row" {
                    a href=(href::vulnerability(&impact.advisory.id)) { (impact.advisory.id) }
                    p.sub { (impact.advisory.title) }
                }
                td { (parts::verdict(impact.verdict(), lang)) " " (impact.answer().in_lang(lang)) }
                td data-label=(lang.pick("急ぎ", "How soon")) { (parts::urgency(impact.priority.urgency, lang)) }
                td data-label=(lang.pick("重要度", "Importance")) { (parts::importance(impact.importance(), lang)) }
                td.figures data-label="CVSS" { (score(impact.advisory.cvss.as_ref(), lang)) }
            } } }
        } }
    }
}
