//! リスク: every group of assets by the asset-based method, worst first, with what could not be rated counted
//! beside it. The figures are `assess`'s; here they are ordered, filtered and opened.

mod asset;
mod business;
mod scenario;
pub(in crate::page) mod shown;
mod what_if;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::guideline::{self, Judgements};
use sekisho_assess::impact::Named;
use sekisho_assess::risk::{AssetRisk, AssetRow, Rating};
use sekisho_catalog::{Catalog, RiskValue};
use sekisho_model::{AssetId, Lang, MeasureState, Stated, Text, text};
use sekisho_report::assess::risk_code;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params, choice, filters};
use crate::parts::{self, Step};
use crate::visitor::Visitor;
use crate::{Web, href};

pub(crate) use asset::get as asset;
pub(crate) use business::get as business;
pub(crate) use scenario::get as scenarios;
pub(crate) use what_if::get as what_if;

/// Names of one group that are shown.
const NAMES_SHOWN: usize = 3;
/// Assets without a value that are named; the table has them all.
const UNDECIDED_SHOWN: usize = 50;

/// `GET /risk?value=&zone=&threat=&sort=&page=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let view = View { judgements: &judgements, params: &params, lang: visitor.lang };
    let title = visitor.lang.pick("資産ベースのリスク", "Risk by asset");
    ok(chrome::page(&visitor, titled(title, view.body(), visitor.lang)))
}

/// A page about risk.
fn titled(title: &str, body: Markup, lang: Lang) -> Page {
    Page::new(title, body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()))
        .wide()
}

/// A group of assets with the threat by which it is shown.
struct Line<'a> {
    row: &'a AssetRow,
    /// The asked threat's rating, or else the worst.
    rating: Option<&'a Rating>,
    /// Threats of the group that have the same value.
    alike: usize,
    value: Option<RiskValue>,
    at_worst: Option<RiskValue>,
}

impl<'a> Line<'a> {
    fn worst(row: &'a AssetRow) -> Self {
        let weight = |rating: &&Rating| (rating.value, rating.vulnerability, rating.level);
        let alike = row.ratings.iter().filter(|rating| rating.value == row.value).count();
        let rating = row.ratings.iter().max_by_key(weight);
        Self { row, rating, alike, value: row.value, at_worst: row.at_worst }
    }

    fn of_threat(row: &'a AssetRow, threat: &str) -> Option<Self> {
        let rating = row.ratings.iter().find(|rating| rating.threat.as_str() == threat)?;
        Some(Self { row, rating: Some(rating), alike: 1, value: rating.value, at_worst: rating.at_worst })
    }

    /// Worst first, then what might be worse, then by name.
    fn order(&self) -> impl Ord + use<> {
        let first = self.row.members.first().map(|member| member.id.clone());
        (Reverse((self.value, self.at_worst, self.row.importance)), first)
    }
}

struct View<'a> {
    judgements: &'a Judgements,
    params: &'a Params,
    lang: Lang,
}

impl View<'_> {
    fn risk(&self) -> &AssetRisk {
        self.judgements.risk_assets()
    }

    fn body(&self) -> Markup {
        let (lang, risk) = (self.lang, self.risk());
        let listing = Listing {
            name: "",
            caption: Text::new("保護対象のリスク", "Risk of assets"),
            columns: columns(self.judgements.catalog(), lang),
            rows: self.lines(),
            empty: empty(self.is_filtered(), lang),
            anchor: None,
        };
        html! {
            (parts::answer(answer(risk).in_lang(lang)))
            (shown::tabs("/risk", lang))
            (parts::steps(&self.next(), lang))
            (spread(risk, self.params, lang))
            (self.filters())
            (listing.render(self.params, lang))
            (worst_note(lang))
            (undecided(risk, lang))
            (shown::risk_table(self.judgements.catalog(), lang))
        }
    }

    fn is_filtered(&self) -> bool {
        ["value", "zone", "threat"].iter().any(|key| !self.params.get(key).is_empty())
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let (value, zone, threat) =
            (self.params.get("value"), self.params.get("zone"), self.params.get("threat"));
        let rows = self.risk().rows().filter(|row| zone.is_empty() || row.zone.id.as_str() == zone);
        let lines = rows.filter_map(|row| {
            if threat.is_empty() { Some(Line::worst(row)) } else { Line::of_threat(row, threat) }
        });
        let mut lines: Vec<Line<'_>> =
            lines.filter(|line| value.is_empty() || line.value.map(risk_code) == Some(value)).collect();
        lines.sort_by_cached_key(Line::order);
        lines
    }

    fn filters(&self) -> Markup {
        let (lang, coverage) = (self.lang, self.judgements.coverage());
        let zones: BTreeMap<&str, &str> =
            self.risk().rows().map(|row| (row.zone.id.as_str(), row.zone.name.as_str())).collect();
        let values = shown::VALUES.map(|value| (risk_code(value), risk_code(value).to_owned()));
        let threats = coverage.threats.iter().map(|(id, name)| (id.as_str(), name.in_lang(lang).to_owned()));
        let content = html! {
            (choice(self.params, "value", lang.pick("リスク値", "Risk value"), values, lang))
            (choice(self.params, "zone", lang.pick("ゾーン", "Zone"), zones.into_iter().map(|(id, name)| (id, name.to_owned())), lang))
            (choice(self.params, "threat", lang.pick("脅威", "Threat"), threats, lang))
        };
        filters(self.params, &["value", "zone", "threat"], &content, lang)
    }

    /// The worst group, a measure to try out, and what nobody has rated.
    fn next(&self) -> Vec<Step> {
        let worst = self.risk().rows().min_by_key(|row| Line::worst(row).order());
        let worst = worst.and_then(|row| Some((row, row.members.first()?))).map(|(row, first)| {
            let (name, zone) = (&first.name, &row.zone.name);
            Step::new(
                text!(ja: "「{name}」のリスクの理由を見る", en: "See why \"{name}\" is at risk"),
                text!(ja: "ゾーン「{zone}」。値を決めている対策と脆弱性が分かります。", en: "Zone \"{zone}\". Shows the measures and vulnerabilities behind the value."),
                Some(href::risk_asset(&first.id)),
            )
        });
        let mut measures = self.judgements.register().measures.values();
        let planned = measures.find(|measure| measure.state == MeasureState::Planned).map(|measure| {
            let name = &measure.name;
            Step::new(
                text!(ja: "計画中の対策「{name}」を実施したら、を試す", en: "Try out: \"{name}\" in place"),
                Text::new(
                    "リスク値がどう変わるか。台帳は変わりません。",
                    "How risk values would change. Nothing is stored.",
                ),
                Some(href::what_if(&measure.id, "in-place")),
            )
        });
        let open = (!self.risk().undecided.is_empty()).then(|| {
            let count = self.risk().undecided.len();
            Step::new(
                text!(ja: "評価できない保護対象 {count} 件を埋める", en: "Fill in {count} assets that could not be rated"),
                Text::new("重要度とゾーンが決まると、値が出ます。", "They get a value once importance and zone are known."),
                Some("#undecided".to_owned()),
            )
        });
        [worst, planned, open].into_iter().flatten().collect()
    }
}

/// Assets by value.
fn counts(risk: &AssetRisk) -> BTreeMap<Option<RiskValue>, usize> {
    let mut counts = BTreeMap::new();
    for row in risk.rows() {
        *counts.entry(row.value).or_default() += row.members.len();
    }
    counts
}

fn answer(risk: &AssetRisk) -> Text {
    let counts = counts(risk);
    let of = |value| counts.get(&value).copied().unwrap_or_default();
    let (rated, undecided) = (risk.rated(), risk.undecided.len() + of(None));
    let all = rated + risk.undecided.len();
    let (a, b) = (of(Some(RiskValue::A)), of(Some(RiskValue::B)));
    if all == 0 {
        return text!(
            ja: "リスクを評価する保護対象がまだ登録されていません。",
            en: "No asset is registered yet, so there is nothing to rate."
        );
    }
    text!(
        ja: "保護対象 {all} 件のうち、リスク値 A が {a} 件、B が {b} 件です。評価できないものが {undecided} 件あります。",
        en: "Of {all} assets, {a} have risk value A and {b} have B. {undecided} could not be rated."
    )
}

/// How many assets have which value; each leads to its rows.
fn spread(risk: &AssetRisk, params: &Params, lang: Lang) -> Markup {
    let counts = counts(risk);
    let of = |value| counts.get(&Some(value)).copied().unwrap_or_default();
    html! { p.counts.spread {
        @for value in shown::VALUES { span {
            (shown::value(Some(value), lang)) " "
            @if of(value) == 0 { "0" }
            @else { a href=(params.with(&[("value", risk_code(value)), ("threat", ""), ("page", "")])) { (of(value)) span.hidden { (lang.pick(" 件の保護対象を見る", " assets, see them")) } } }
        } }
        span { (lang.pick("？ 評価できない", "？ not rated")) " "
            @if risk.undecided.is_empty() { "0" } @else { a href="#undecided" { (risk.undecided.len()) } } }
        @if !risk.not_applicable.is_empty() { span.quiet { (lang.pick("評価の対象外", "not applicable")) " " (risk.not_applicable.len()) } }
    } }
}

fn columns<'a>(catalog: &'a Catalog, lang: Lang) -> Vec<Column<'a, Line<'a>>> {
    vec![
        Column::new("asset", ("保護対象", "Asset"), first_name, move |line: &Line<'_>| {
            html! { (members(&line.row.members, lang)) p.sub { (line.row.zone.name) } }
        }),
        Column::new(
            "value",
            ("リスク値", "Risk"),
            |line: &Line<'_>| Reverse((line.value, line.at_worst)),
            move |line| {
                html! { (shown::value(line.value, lang)) (at_worst(line, lang)) }
            },
        ),
        Column::new("threat", ("主な脅威", "Worst threat"), threat_id, move |line: &Line<'_>| {
            html! { @if let Some(rating) = line.rating {
                (shown::threat(catalog, &rating.threat, lang))
                @if line.alike > 1 { " " span.quiet { (match lang { Lang::Ja => format!("ほか {}", line.alike - 1), Lang::En => format!("and {} more", line.alike - 1) }) } }
            } }
        }),
        Column::new(
            "importance",
            ("重要度", "Importance"),
            |line: &Line<'_>| Reverse(line.row.importance),
            move |line| parts::importance(Stated::Known(line.row.importance), lang),
        )
        .short(),
        Column::new(
            "level",
            ("脅威レベル", "Threat level"),
            |line: &Line<'_>| Reverse(line.rating.map(|it| it.level)),
            move |line| {
                html! { @if let Some(rating) = line.rating { (shown::level(catalog, "threat-level", rating.level, lang)) } }
            },
        ),
        Column::new(
            "vulnerability",
            ("脆弱性レベル", "Vulnerability level"),
            |line: &Line<'_>| Reverse(line.rating.map(|it| it.vulnerability)),
            move |line| {
                html! { @if let Some(rating) = line.rating { (shown::level(catalog, "vulnerability-level", rating.vulnerability, lang)) } }
            },
        ),
    ]
}

fn first_name(line: &Line<'_>) -> Option<String> {
    line.row.members.first().map(|member| member.name.clone())
}

fn threat_id(line: &Line<'_>) -> Option<String> {
    line.rating.map(|rating| rating.threat.as_str().to_owned())
}

/// The value if what is undecided goes wrong, where that is worse; the note below the table says so in full.
fn at_worst(line: &Line<'_>, lang: Lang) -> Markup {
    html! { @if line.at_worst > line.value { p.sub { (lang.pick("最悪 ", "at worst ")) (shown::value(line.at_worst, lang)) } } }
}

fn worst_note(lang: Lang) -> Markup {
    html! { p.note { (lang.pick(
        "「最悪」は、まだ判定できていない脆弱性がすべて当てはまった場合の値です。脅威の欄は、値を決めている脅威です。",
        "\"At worst\" is the value if every vulnerability that could not be decided should hold. The threat shown is the one that decides the value.",
    )) } }
}

/// The assets of a group, each leading to its reasons.
fn members(members: &[Named<AssetId>], lang: Lang) -> Markup {
    let more = members.len().saturating_sub(NAMES_SHOWN);
    html! {
        @for (at, member) in members.iter().take(NAMES_SHOWN).enumerate() {
            @if at > 0 { (lang.pick("、", ", ")) }
            a href=(href::risk_asset(&member.id)) { (member.name) }
        }
        @if more > 0 { " " span.quiet { (match lang { Lang::Ja => format!("ほか {more} 件"), Lang::En => format!("and {more} more") }) } }
    }
}

/// Assets without a value, with the shortest way to one.
fn undecided(risk: &AssetRisk, lang: Lang) -> Markup {
    let more = risk.undecided.len().saturating_sub(UNDECIDED_SHOWN);
    html! { @if !risk.undecided.is_empty() { section.open id="undecided" {
        h2 { span.sign aria-hidden="true" { "？" } (lang.pick("評価できない保護対象", "Assets that could not be rated")) span.count { (risk.undecided.len()) } }
        ul.plain { @for one in risk.undecided.iter().take(UNDECIDED_SHOWN) { li {
            a href=(href::row(sekisho_model::RecordKind::Asset, one.asset.id.as_str())) { (one.asset.name) } " "
            span.quiet { (one.because.text().in_lang(lang)) }
        } } }
        @if more > 0 { p { a href={ (href::table(sekisho_model::RecordKind::Asset)) "?gap=importance" } { (match lang {
            Lang::Ja => format!("ほか {more} 件を表で埋める"),
            Lang::En => format!("Fill in {more} more in the table"),
        }) } } }
    } } }
}

fn empty(filtered: bool, lang: Lang) -> Markup {
    html! {
        @if filtered { p { (lang.pick("この条件に合う保護対象はありません。", "No asset matches.")) } }
        @else { p {
            (lang.pick("ここには、重要度とゾーンの決まった保護対象が並びます。", "Assets of known importance and zone belong here. "))
            a href=(href::table(sekisho_model::RecordKind::Asset)) { (lang.pick("保護対象の表を開く", "Open the table of assets")) }
        } }
    }
}
