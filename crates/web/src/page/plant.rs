//! 工場: the zone map, and the same as tables of zones, conduits and assets.

mod tables;

use axum::extract::State;
use maud::{Markup, PreEscaped, html};
use sekisho_app::{impact, register};
use sekisho_assess::{Impact, Verdict};
use sekisho_model::{Lang, Register, Text, Zone, ZoneId, text};
use sekisho_report::picture::zone_map::{MapView, Part, ZoneMap, zone_map};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::standing::Standing;
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::href;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, parts};

/// `GET /plant?zone=&advisory=&…`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let advisory = params.get("advisory").to_owned();
    let impacts = if advisory.is_empty() {
        impact::all(&web.app, &visitor.caller).await?
    } else {
        Arc::new(impact::of(&web.app, &visitor.caller, &advisory).await?)
    };
    let view = View::new(register, &impacts, params)?;
    ok(chrome::page(&visitor, view.page(visitor.lang)))
}

struct View {
    register: Arc<Register>,
    standing: Standing,
    zone: Option<Zone>,
    params: Params,
}

impl View {
    fn new(register: Arc<Register>, impacts: &[Impact], params: Params) -> Result<Self, Failure> {
        let asked = params.get("zone");
        let zone = match asked.parse::<ZoneId>() {
            Ok(id) => Some(register.zones.get(&id).cloned().ok_or_else(|| {
                let kind = sekisho_model::RecordKind::Zone.word();
                sekisho_app::AppError::NotFound { kind, id: id.to_string() }
            })?),
            Err(_) => None,
        };
        Ok(Self { standing: Standing::of(impacts), register, zone, params })
    }

    fn page(&self, lang: Lang) -> Page {
        let word = Menu::Plant.word();
        let title =
            self.zone.as_ref().map_or_else(|| word.in_lang(lang).to_owned(), |zone| zone.name.clone());
        let page = Page::new(title, self.body(lang)).in_menu(Menu::Plant).tall();
        let Some(zone) = &self.zone else { return page };
        let around = self.register.zone_chain(&zone.id);
        let page = page.crumb(word.in_lang(lang), Some("/plant".to_owned()));
        around
            .iter()
            .skip(1)
            .rev()
            .fold(page, |page, zone| page.crumb(&zone.name, Some(href::zone(&zone.id))))
    }

    fn body(&self, lang: Lang) -> Markup {
        let advisory = self.params.get("advisory");
        let marks = self.standing.marks();
        let zone = self.zone.as_ref().map(|zone| zone.id.clone());
        let view = MapView { zone, marks: marks.clone(), links: &leads_to, ..MapView::default() };
        let map = zone_map(&self.register, &view, lang);
        html! {
            (parts::answer(self.answer(&marks).in_lang(lang)))
            p.jump {
                a href="#zones" { (lang.pick("ゾーンの表", "Zones")) }
                a href="#conduits" { (lang.pick("コンジットの表", "Conduits")) }
                a href="#assets" { (lang.pick("保護対象の表", "Assets")) }
            }
            @if !advisory.is_empty() { p.note {
                (match lang {
                    Lang::Ja => format!("{advisory} だけの判定を示しています。"),
                    Lang::En => format!("Shows {advisory} only."),
                })
                " " a href=(self.params.with(&[("advisory", "")])) { (lang.pick("すべての脆弱性に戻す", "Show all vulnerabilities")) }
            } }
            @if self.register.zones.is_empty() && self.register.assets.is_empty() { (empty(lang)) } @else { (self.picture(&map, lang)) }
            (tables::zones(self, lang))
            (tables::conduits(self, lang))
            (tables::assets(self, lang))
            section.quietly { p { (lang.pick("台帳をファイルにするには：", "To get the register as a file: ")) code { "sekisho plant export" }
                " · " a href="/api/v1/register" { "JSON" } } }
        }
    }

    fn answer(&self, marks: &BTreeMap<sekisho_model::AssetId, Verdict>) -> Text {
        let here: Vec<_> = self.assets().map(|asset| marks.get(&asset.id)).collect();
        let count = |verdict| here.iter().filter(|mark| **mark == Some(&verdict)).count();
        let (all, affected, undecided) = (here.len(), count(Verdict::Affected), count(Verdict::Undecided));
        match (affected, undecided) {
            (0, 0) => text!(
                ja: "保護対象 {all} 件のうち、影響のある脆弱性が見つかっているものはありません。",
                en: "No vulnerability at hand affects any of the {all} assets."
            ),
            _ => text!(
                ja: "保護対象 {all} 件のうち、{affected} 件に影響する脆弱性があり、{undecided} 件は判定できません。",
                en: "Of {all} assets, {affected} have a vulnerability that affects them, and {undecided} could not be decided."
            ),
        }
    }

    /// The assets of the chosen zone and the zones inside it.
    fn assets(&self) -> impl Iterator<Item = &sekisho_model::Asset> {
        self.register.assets.values().filter(|asset| self.is_here(asset.zone.known()))
    }

    fn is_here(&self, zone: Option<&ZoneId>) -> bool {
        let Some(chosen) = &self.zone else { return true };
        let chain = zone.map(|zone| self.register.zone_chain(zone)).unwrap_or_default();
        chain.iter().any(|around| around.id == chosen.id)
    }

    fn picture(&self, map: &ZoneMap, lang: Lang) -> Markup {
        html! {
            div.picture tabindex="0" role="group" aria-label=(lang.pick("ゾーンマップ", "Zone map")) { (PreEscaped(&map.svg)) }
            @if map.folded { p.note { (lang.pick(
                "保護対象が 100 件を超えるため、種類ごとの数で示しています。ゾーン名を押すと、そのゾーンだけを描きます。",
                "There are more than 100 assets, so the map shows counts by kind. Choose a zone to draw it alone.",
            )) } }
            @if map.zones_folded { p.note { (lang.pick(
                "ゾーンが多いため、外側のゾーンだけを描いています。ゾーン名を押すと、その中を描きます。",
                "There are many zones, so only the outermost are drawn. Choose one to see inside.",
            )) } }
            @if !map.not_drawn.is_empty() && self.zone.is_none() && !map.zones_folded { p.note {
                (lang.pick("図に描けないコンジット（両端のゾーンを確かめてください）：", "Conduits that cannot be drawn (check their zones): "))
                @for id in &map.not_drawn { a href=(href::conduit(id)) { (id) } " " }
            } }
        }
    }
}

/// Where a part of the map leads.
#[expect(clippy::unnecessary_wraps, reason = "the map asks for links that may be missing")]
fn leads_to(part: Part<'_>) -> Option<String> {
    Some(match part {
        Part::Zone(id) => href::zone(id),
        Part::Asset(id) => href::asset(id),
        Part::Conduit(id) => href::conduit(id),
    })
}

fn empty(lang: Lang) -> Markup {
    html! { div.empty { p { (lang.pick(
        "ここには工場のゾーンと保護対象が並びます。表計算の一覧を取り込むには sekisho plant import ファイル名、見本を見るには sekisho demo を実行してください。",
        "The plant's zones and assets belong here. Import a sheet with `sekisho plant import FILE`, or look at a sample with `sekisho demo`.",
    )) } } }
}
