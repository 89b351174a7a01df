//! One business: the attack scenarios that reach it, each as a tree and step by step, and the way to edit it.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use maud::{Markup, PreEscaped, html};
use sekisho_app::guideline::{self, Judgements};
use sekisho_app::{Act as May, AppError};
use sekisho_assess::risk::{
    BusinessState, BusinessVerdict, Entry, Opener, Route, RouteStep, StepKind, Tree, TreeOrigin,
};
use sekisho_model::{
    BusinessId, Lang, MeasureState, Record, RecordKind, Scenario, ScenarioState, Stated, Text, ThreatLevel,
    text,
};
use sekisho_report::assess::risk_code;
use sekisho_report::picture::attack_tree::{AttackTree, attack_tree};

use super::{shown, titled};
use crate::page::{Answer, ok};
use crate::visitor::Visitor;
use crate::{Web, chrome, href, parts};

/// Scenarios that stand open; the others open on demand.
const OPEN_MAX: usize = 2;

/// `GET /risk/business/{id}`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let known = id.parse::<BusinessId>().ok();
    let known = known.and_then(|id| judgements.risk_business().businesses.get(&id));
    let verdict =
        known.ok_or_else(|| AppError::NotFound { kind: RecordKind::Business.word(), id: id.clone() })?;
    let lang = visitor.lang;
    let view = View { judgements: &judgements, verdict, lang, may_enter: visitor.may(May::Enter) };
    let page = titled(&verdict.business.name, view.body(), lang).crumb(
        lang.pick("事業被害ベースのリスク", "Risk by business damage"),
        Some("/risk/business".to_owned()),
    );
    ok(chrome::page(&visitor, page))
}

struct View<'a> {
    judgements: &'a Judgements,
    verdict: &'a BusinessVerdict,
    lang: Lang,
    may_enter: bool,
}

impl View<'_> {
    fn body(&self) -> Markup {
        let (lang, verdict) = (self.lang, self.verdict);
        let facts = self.judgements.facts();
        let opener = Opener::new(&facts);
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            (self.facts())
            @for (at, tree) in verdict.trees.iter().enumerate() { (self.tree(tree, &opener, at < OPEN_MAX)) }
            @if verdict.left_out > 0 { p.note { (match lang {
                Lang::Ja => format!("数が多いため、{} 件の組み合わせは作っていません。値の大きいものから作っています。", verdict.left_out),
                Lang::En => format!("{} combinations were left out because there are too many; the worst come first.", verdict.left_out),
            }) } }
            (self.rejected())
            (shown::risk_table(self.judgements.catalog(), lang))
        }
    }

    fn answer(&self) -> Text {
        let (name, trees, rejected) =
            (&self.verdict.business.name, self.verdict.trees.len(), self.verdict.rejected.len());
        let (ja, en) = if rejected > 0 {
            (
                format!("人が除外したものが {rejected} 件あります。"),
                format!(" {rejected} more were rejected."),
            )
        } else {
            Default::default()
        };
        match (self.verdict.state, self.verdict.value.map(risk_code)) {
            (BusinessState::Rated, Some(value)) => text!(
                ja: "「{name}」に届く攻撃シナリオは {trees} 件、最大のリスク値は {value} です。{ja}",
                en: "{trees} attack scenarios reach \"{name}\"; the highest risk value is {value}.{en}"
            ),
            (BusinessState::NoRoute, _) => text!(
                ja: "「{name}」には、登録されたコンジットでは攻撃が届きません。{ja}コンジットの登録もれがないか確かめてください。",
                en: "No registered conduit lets an attack reach \"{name}\".{en} Make sure that no conduit is missing from the register."
            ),
            (BusinessState::LossUnknown, _) => text!(
                ja: "「{name}」は判定できません。何を失うか（ステップ 1-3）が未確認です。",
                en: "\"{name}\" could not be decided: what would be lost (step 1-3) is unknown."
            ),
            (BusinessState::NoTarget, _) => text!(
                ja: "「{name}」は判定できません。この業務を支える保護対象にゾーンがないか、登録がありません。",
                en: "\"{name}\" could not be decided: no asset with a zone serves it."
            ),
            (BusinessState::PassedOver, _) => text!(
                ja: "「{name}」は被害レベルが 1 なので、分析していません。",
                en: "\"{name}\" was passed over: its damage level is 1."
            ),
            (BusinessState::NothingLost, _) => text!(
                ja: "「{name}」は失うものがないと記入されているので、分析していません。",
                en: "\"{name}\" was passed over: nothing would be lost."
            ),
            (BusinessState::AllRejected, _) => text!(
                ja: "「{name}」のシナリオ {rejected} 件は、すべて人が除外しています。",
                en: "All {rejected} scenarios of \"{name}\" were rejected by a person."
            ),
            _ => text!(
                ja: "「{name}」のリスク値は、表にないため決まりません。",
                en: "The risk table has no value for \"{name}\"."
            ),
        }
    }

    fn facts(&self) -> Markup {
        let (lang, verdict) = (self.lang, self.verdict);
        let register = self.judgements.register();
        let record = register.businesses.get(&verdict.business.id);
        let catalog = self.judgements.catalog();
        parts::facts(&[
            (
                lang.pick("被害レベル", "Damage level"),
                html! { @match verdict.damage {
                    Some(damage) => (shown::level(catalog, "business-impact-level", damage, lang)),
                    None => (parts::unknown(lang)),
                } },
            ),
            (
                lang.pick("失うもの", "What is lost"),
                html! { @if let Some(record) = record { (parts::stated(&record.loss, lang, |loss| parts::loss(loss, lang))) } },
            ),
            (
                RecordKind::Business.word().in_lang(lang),
                html! { a href=(href::row(RecordKind::Business, verdict.business.id.as_str())) { (verdict.business.name) } },
            ),
        ])
    }

    fn tree(&self, tree: &Tree, opener: &Opener<'_, '_>, open: bool) -> Markup {
        let lang = self.lang;
        html! { details.scenario open[open] id=(tree.id) {
            summary { h2 { (shown::value(tree.value, lang)) " " (tree.name.in_lang(lang)) } }
            p.sub { (origin(tree.origin, lang)) " · " span.id { (tree.id) } @if self.may_enter { " · " a href=(edit(tree, lang)) { (lang.pick("このシナリオを直す", "Edit this scenario")) } } }
            @for open in &tree.open { p.wrong { (open.in_lang(lang)) } }
            (self.about(tree))
            @if !tree.routes.is_empty() {
                div.picture tabindex="0" role="group" aria-label=(lang.pick("攻撃ツリー", "Attack tree")) {
                    (PreEscaped(attack_tree(&AttackTree::from_tree(tree, self.judgements.catalog(), Some(opener), lang), lang)))
                }
                @for (number, route) in (1_usize..).zip(&tree.routes) { (self.route(tree, number, route, opener)) }
            }
        } }
    }

    fn about(&self, tree: &Tree) -> Markup {
        let (lang, catalog) = (self.lang, self.judgements.catalog());
        let mut facts = vec![
            (lang.pick("侵入口", "Way in"), entry(&tree.entry, lang)),
            (
                lang.pick("被害が出るゾーン", "Zone of the damage"),
                html! { @match &tree.goal {
                    Some(zone) => a href=(href::zone(&zone.id)) { (zone.name) },
                    None => (parts::unknown(lang)),
                } },
            ),
            (
                lang.pick("最後に攻撃される保護対象", "Assets attacked in the end"),
                html! {
                    @for (at, target) in tree.targets.iter().take(5).enumerate() { @if at > 0 { (lang.pick("、", ", ")) } a href=(href::risk_asset(&target.id)) { (target.name) } }
                    @if tree.targets.len() > 5 { " " span.quiet { (match lang { Lang::Ja => format!("ほか {} 件", tree.targets.len() - 5), Lang::En => format!("and {} more", tree.targets.len() - 5) }) } }
                },
            ),
        ];
        if let Some(level) = tree.level_stated {
            let level = html! { (shown::level(catalog, "threat-level", level, lang)) " " span.quiet { (lang.pick("人が定めた値", "as a person stated")) } };
            facts.push((lang.pick("脅威レベル", "Threat level"), level));
        }
        parts::facts(&facts)
    }

    fn route(&self, tree: &Tree, number: usize, route: &Route, opener: &Opener<'_, '_>) -> Markup {
        let lang = self.lang;
        html! { details.route {
            summary {
                (match lang { Lang::Ja => format!("経路 {number}"), Lang::En => format!("Way {number}") }) " " (shown::value(route.value, lang)) " "
                span.quiet { (match lang {
                    Lang::Ja => format!("{} 段階 · 脅威 {} · 脆弱性 {}（最もよく守られた段階）", route.steps.len(), route.level, route.vulnerability),
                    Lang::En => format!("{} steps · threat {} · vulnerability {} (of the best-protected step)", route.steps.len(), route.level, route.vulnerability),
                }) }
            }
            div.table tabindex="0" role="group" aria-label=(lang.pick("経路の段階", "Steps of the way")) { table.prose {
                thead { tr {
                    th scope="col" { (lang.pick("段階", "Step")) }
                    th scope="col" { (lang.pick("場所", "Where")) }
                    th scope="col" { (lang.pick("手段（どれか一つ）", "By what (any of these)")) }
                    th scope="col" { (lang.pick("脆弱性レベル", "Vulnerability level")) }
                    th scope="col" { (lang.pick("効いている対策", "Measures in place")) }
                } }
                tbody { @for (at, step) in route.steps.iter().enumerate() { (self.step(tree, at, step, opener)) } }
            } }
        } }
    }

    fn step(&self, tree: &Tree, at: usize, step: &RouteStep, opener: &Opener<'_, '_>) -> Markup {
        let (lang, catalog) = (self.lang, self.judgements.catalog());
        let threats: Vec<&str> = step.threats.iter().map(|id| shown::threat(catalog, id, lang)).collect();
        let acts = opener.step(tree, step);
        let in_place: BTreeSet<(&str, &str)> = acts
            .iter()
            .filter(|(_, act)| act.state == MeasureState::InPlace && !act.effects.is_empty())
            .map(|(_, act)| (act.measure.as_str(), act.name.as_str()))
            .collect();
        html! { tr {
            th scope="row" { (at + 1) " " (kind(step.kind, lang)) }
            td data-label=(lang.pick("場所", "Where")) {
                @if let Some(conduit) = &step.conduit { a href=(href::row(RecordKind::Conduit, conduit.id.as_str())) { (conduit.name) } " → " }
                a href=(href::zone(&step.zone.id)) { (step.zone.name) }
            }
            td data-label=(lang.pick("手段", "By what")) { (threats.join(lang.pick("、", ", "))) }
            td data-label=(lang.pick("脆弱性レベル", "Vulnerability level")) { (shown::level(catalog, "vulnerability-level", step.vulnerability, lang)) }
            td data-label=(lang.pick("対策", "Measures")) {
                @if in_place.is_empty() { span.quiet { (lang.pick("なし", "none")) } }
                @for (at, (id, name)) in in_place.iter().enumerate() { @if at > 0 { (lang.pick("、", ", ")) } a href=(href::row(RecordKind::Measure, id)) { (name) } }
            }
        } }
    }

    /// What a person left out stays visible, apart.
    fn rejected(&self) -> Markup {
        let (lang, rejected) = (self.lang, &self.verdict.rejected);
        let register = self.judgements.register();
        html! { @if !rejected.is_empty() { section id="rejected" {
            h2 { (lang.pick("人が除外したシナリオ", "Scenarios that a person rejected")) span.count { (rejected.len()) } }
            ul.plain { @for tree in rejected { li {
                a href=(href::row(RecordKind::Scenario, tree.id.as_str())) { (tree.name.in_lang(lang)) }
                @if let Some(scenario) = register.scenarios.get(&tree.id) { p.sub {
                    @if scenario.note.is_empty() { (lang.pick("理由の記入がありません。", "No reason is given.")) } @else { (scenario.note) }
                } }
            } } }
        } } }
    }
}

/// A generated scenario becomes a row of the register with the same id; one that is a row is edited there.
fn edit(tree: &Tree, lang: Lang) -> String {
    if tree.origin != TreeOrigin::Generated {
        return href::row(RecordKind::Scenario, tree.id.as_str());
    }
    let entry = match &tree.entry {
        Entry::Outside(zone) | Entry::Inside(zone) => Stated::Known(zone.id.clone()),
        _ => Stated::Unknown,
    };
    let steps = || tree.routes.iter().flat_map(|route| &route.steps);
    let scenario = Scenario {
        id: tree.id.clone(),
        name: tree.name.in_lang(lang).to_owned(),
        business: tree.business.id.clone(),
        target: tree.targets.first().map_or(Stated::Unknown, |target| Stated::Known(target.id.clone())),
        entry,
        conduits: steps()
            .filter_map(|step| step.conduit.as_ref())
            .map(|conduit| conduit.id.clone())
            .collect(),
        threats: steps().flat_map(|step| step.threats.iter().cloned()).collect(),
        level: tree
            .level_stated
            .and_then(|level| ThreatLevel::try_from(level).ok())
            .map_or(Stated::Unknown, Stated::Known),
        loss: Stated::Unknown,
        state: ScenarioState::Adopted,
        note: String::new(),
    };
    let fields = ["id", "name", "business", "target", "entry", "conduits", "threats", "level", "state"];
    href::new_row(&Record::Scenario(scenario), &fields, lang)
}

const fn origin(origin: TreeOrigin, lang: Lang) -> &'static str {
    match origin {
        TreeOrigin::Generated => lang.pick("台帳から作成", "made from the register"),
        TreeOrigin::Edited => {
            lang.pick("台帳から作成し、人が修正", "made from the register, edited by a person")
        }
        TreeOrigin::Written => lang.pick("人が作成", "written by a person"),
    }
}

const fn kind(kind: StepKind, lang: Lang) -> &'static str {
    match kind {
        StepKind::Entry => lang.pick("侵入", "entry"),
        StepKind::Spread => lang.pick("展開", "spread"),
        StepKind::Goal => lang.pick("目的の実行", "damage"),
    }
}

fn entry(entry: &Entry, lang: Lang) -> Markup {
    let conduit = |word: &str, id: &str, name: &str| html! { (word) (lang.pick("：", ": ")) a href=(href::row(RecordKind::Conduit, id)) { (name) } };
    match entry {
        Entry::Outside(zone) => {
            html! { (lang.pick("社外のゾーン：", "zone outside: ")) a href=(href::zone(&zone.id)) { (zone.name) } }
        }
        Entry::Inside(zone) => {
            html! { (lang.pick("ゾーンの中にいる人：", "somebody inside: ")) a href=(href::zone(&zone.id)) { (zone.name) } }
        }
        Entry::Outgoing(it) => {
            conduit(lang.pick("中から外への通信", "a connection from inside"), it.id.as_str(), &it.name)
        }
        Entry::RemoteMaintenance(it) => {
            conduit(lang.pick("遠隔保守", "remote maintenance"), it.id.as_str(), &it.name)
        }
        Entry::Media(it) => conduit(lang.pick("可搬媒体", "carried media"), it.id.as_str(), &it.name),
        Entry::Wireless(it) => conduit(lang.pick("無線", "wireless"), it.id.as_str(), &it.name),
        Entry::Unknown => parts::unknown(lang),
    }
}
