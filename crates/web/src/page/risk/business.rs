//! Business by business: does an attack reach it, how bad would it be, and where do the worst ways meet.

use std::cmp::Reverse;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::guideline::{self, Judgements};
use sekisho_assess::risk::{BusinessRisk, BusinessState, BusinessVerdict, ChokePoint};
use sekisho_model::{Lang, RecordKind, Text, text};
use sekisho_report::assess::risk_code;

use super::{shown, titled};
use crate::listing::{Column, Listing, Params};
use crate::page::{Answer, ok};
use crate::parts::{self, Step};
use crate::visitor::Visitor;
use crate::{Web, chrome, href};

/// Conduits named as places where ways meet.
const POINTS_SHOWN: usize = 8;

/// `GET /risk/business`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let lang = visitor.lang;
    let view = View { judgements: &judgements, params: &params, lang };
    let title = lang.pick("事業被害ベースのリスク", "Risk by business damage");
    ok(chrome::page(&visitor, titled(title, view.body(), lang)))
}

struct View<'a> {
    judgements: &'a Judgements,
    params: &'a Params,
    lang: Lang,
}

impl View<'_> {
    fn risk(&self) -> &BusinessRisk {
        self.judgements.risk_business()
    }

    fn body(&self) -> Markup {
        let (lang, risk) = (self.lang, self.risk());
        let mut rows: Vec<&BusinessVerdict> = risk.businesses.values().collect();
        rows.sort_by_key(|verdict| Reverse((verdict.value, is_open(verdict.state), verdict.damage)));
        let listing = Listing {
            name: "",
            caption: Text::new("業務のリスク", "Risk of businesses"),
            columns: columns(self.judgements, lang),
            rows,
            empty: html! { p { a href=(href::table(RecordKind::Business)) { (lang.pick("業務を登録する", "Register the businesses")) } } },
            anchor: None,
        };
        let points = risk.choke_points();
        html! {
            (parts::answer(answer(risk).in_lang(lang)))
            (shown::tabs("/risk/business", lang))
            (parts::steps(&self.next(&points), lang))
            section {
                h2 { (lang.pick("業務ごとの結果", "Business by business")) }
                (listing.render(self.params, lang))
            }
            (choke_points(&points, self.judgements, lang))
            (unplaced(risk, lang))
            p.note { (lang.pick(
                "攻撃シナリオは、台帳のゾーン・コンジット・保護対象から作ります。被害レベル 2 以上の業務が対象です。直したシナリオは台帳に残り、同じ ID のものを置き換えます。",
                "Scenarios are made from the zones, conduits and assets of the register, for businesses of damage level 2 and more. One that a person edits is kept in the register in place of the one with the same id.",
            )) }
            (shown::risk_table(self.judgements.catalog(), lang))
        }
    }

    /// The worst business, where ways meet, and what nobody has said.
    fn next(&self, points: &[ChokePoint]) -> Vec<Step> {
        let verdicts = || self.risk().businesses.values();
        let worst = verdicts().filter(|verdict| verdict.value.is_some());
        let worst = worst.min_by_key(|verdict| Reverse((verdict.value, verdict.damage)));
        let worst = worst.map(|verdict| {
            let name = &verdict.business.name;
            Step::new(
                text!(ja: "「{name}」に届く攻撃を見る", en: "See the attacks that reach \"{name}\""),
                Text::new(
                    "攻撃ツリーと、各段階で効いている対策。",
                    "The attack tree, and the measures at each step.",
                ),
                Some(href::risk_business(&verdict.business.id)),
            )
        });
        let point = points.first().map(|point| {
            let (name, routes, of) = (&point.conduit.name, point.routes, point.of);
            Step::new(
                text!(ja: "「{name}」を守る", en: "Protect \"{name}\""),
                text!(ja: "値の大きい経路 {of} 本のうち {routes} 本がここを通ります。", en: "{routes} of the {of} worst ways pass here."),
                Some(href::row(RecordKind::Conduit, point.conduit.id.as_str())),
            )
        });
        let unknown = verdicts().filter(|verdict| verdict.state == BusinessState::LossUnknown).count();
        let unknown = (unknown > 0).then(|| {
            Step::new(
                text!(ja: "被害が未確認の業務 {unknown} 件を埋める", en: "State the loss of {unknown} businesses"),
                Text::new("何を失うかが決まると、評価できます。", "They can be rated once the loss is known."),
                Some(format!("{}?gap=loss", href::table(RecordKind::Business))),
            )
        });
        [worst, point, unknown].into_iter().flatten().collect()
    }
}

/// Could it not be decided?
const fn is_open(state: BusinessState) -> bool {
    matches!(state, BusinessState::LossUnknown | BusinessState::NoTarget | BusinessState::NoValue)
}

fn answer(risk: &BusinessRisk) -> Text {
    let of = |state| risk.businesses.values().filter(|verdict| verdict.state == state).count();
    let (all, rated, none) = (risk.businesses.len(), of(BusinessState::Rated), of(BusinessState::NoRoute));
    let open = risk.businesses.values().filter(|verdict| is_open(verdict.state)).count();
    if all == 0 {
        return text!(ja: "業務がまだ登録されていません。", en: "No business is registered yet.");
    }
    let worst = risk.businesses.values().filter_map(|verdict| verdict.value).max();
    let (ja, en) = worst.map_or_else(Default::default, |value| {
        let value = risk_code(value);
        (format!("（最大のリスク値 {value}）"), format!(" (highest risk value {value})"))
    });
    text!(
        ja: "業務 {all} 件のうち、攻撃が届くもの {rated} 件{ja}、登録された経路では届かないもの {none} 件、判定できないもの {open} 件です。",
        en: "Of {all} businesses, an attack reaches {rated}{en}, no registered way reaches {none}, and {open} could not be decided."
    )
}

type BusinessColumn<'a> = Column<'a, &'a BusinessVerdict>;

fn columns<'a>(judgements: &'a Judgements, lang: Lang) -> Vec<BusinessColumn<'a>> {
    let catalog = judgements.catalog();
    vec![
        BusinessColumn::new(
            "business",
            ("業務", "Business"),
            |it| it.business.name.clone(),
            |it| {
                html! { a href=(href::risk_business(&it.business.id)) { (it.business.name) } }
            },
        ),
        BusinessColumn::new(
            "value",
            ("リスク値", "Risk"),
            |it| Reverse(it.value),
            move |it| {
                html! { @if it.value.is_some() { (shown::value(it.value, lang)) } @else { span.quiet { "–" } } }
            },
        ),
        BusinessColumn::new("state", ("状態", "State"), |it| it.state, move |it| state(it.state, lang)),
        BusinessColumn::new(
            "damage",
            ("被害レベル", "Damage level"),
            |it| Reverse(it.damage),
            move |it| {
                html! { @match it.damage {
                    Some(damage) => (shown::level(catalog, "business-impact-level", damage, lang)),
                    None => (parts::unknown(lang)),
                } }
            },
        ),
        BusinessColumn::count("trees", ("シナリオ", "Scenarios"), |it| it.trees.len()),
        BusinessColumn::count("rejected", ("除外", "Rejected"), |it| it.rejected.len()),
    ]
}

/// How a business ended: sign and word.
fn state(state: BusinessState, lang: Lang) -> Markup {
    let (sign, ja, en) = match state {
        BusinessState::Rated => ("▲", "攻撃が届く", "an attack reaches it"),
        BusinessState::NoRoute => ("○", "登録された経路では届かない", "no registered way reaches it"),
        BusinessState::AllRejected => ("×", "シナリオをすべて除外", "every scenario was rejected"),
        BusinessState::NoValue => ("？", "リスク値の表に値がない", "not in the risk table"),
        BusinessState::LossUnknown => ("？", "何を失うかが未確認", "the loss is unknown"),
        BusinessState::NoTarget => ("？", "支える保護対象が未登録", "no asset with a zone serves it"),
        BusinessState::PassedOver => ("－", "分析の対象外（被害レベル 1）", "passed over (damage level 1)"),
        BusinessState::NothingLost => ("－", "失うものがない", "nothing is lost"),
    };
    html! { span.sign aria-hidden="true" { (sign) } " " (lang.pick(ja, en)) }
}

fn choke_points(points: &[ChokePoint], judgements: &Judgements, lang: Lang) -> Markup {
    let register = judgements.register();
    html! { @if !points.is_empty() { section id="choke-points" {
        h2 { (lang.pick("値の大きい経路が集まるところ", "Where the worst ways meet")) span.count { (points.len()) } }
        p { (lang.pick("ここに対策を置くと、多くの経路に効きます。", "A measure put here acts on many ways at once.")) }
        div.table tabindex="0" role="group" aria-label=(lang.pick("経路が集まるコンジット", "Conduits where ways meet")) { table.prose {
            thead { tr {
                th scope="col" { (RecordKind::Conduit.word().in_lang(lang)) }
                th scope="col" { (lang.pick("通る経路", "Ways that pass")) }
                th scope="col" { (lang.pick("届く業務", "Businesses reached")) }
            } }
            tbody { @for point in points.iter().take(POINTS_SHOWN) { tr {
                th scope="row" { a href=(href::row(RecordKind::Conduit, point.conduit.id.as_str())) { (point.conduit.name) } }
                td data-label=(lang.pick("通る経路", "Ways that pass")) { (point.routes) " / " (point.of) }
                td data-label=(lang.pick("届く業務", "Businesses reached")) {
                    @for (at, id) in point.businesses.iter().enumerate() {
                        @if at > 0 { (lang.pick("、", ", ")) }
                        a href=(href::risk_business(id)) { (register.businesses.get(id).map_or(id.as_str(), |business| business.name.as_str())) }
                    }
                }
            } } }
        } }
    } } }
}

/// Scenarios of the register that name a business it does not have.
fn unplaced(risk: &BusinessRisk, lang: Lang) -> Markup {
    html! { @if !risk.unplaced.is_empty() { section.open {
        h2 { span.sign aria-hidden="true" { "？" } (lang.pick("置き場所のないシナリオ", "Scenarios that belong nowhere")) span.count { (risk.unplaced.len()) } }
        p { (lang.pick("書かれている業務が登録されていません。業務の ID を直してください。", "The business that they name is not registered. Correct its id.")) }
        ul.plain { @for scenario in &risk.unplaced { li { a href=(href::row(RecordKind::Scenario, scenario.id.as_str())) { (scenario.name) } } } }
    } } }
}
