//! 保護対象: one asset, what affects it, what it endangers, what is known of it.

use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, html};
use sekisho_app::{AppError, impact, ledger, register};
use sekisho_assess::{Impact, Verdict};
use sekisho_ledger::Entry;
use sekisho_model::{
    Asset, AssetId, BusinessId, DataFlow, DeviceIdentity, Lang, RecordKind, Register, Stated, Text, counted,
    text,
};

use super::findings::{self, Concerned};
use super::{Answer, history, ok};
use crate::chrome::{self, Menu, Page};
use crate::parts::{self, Step};
use crate::visitor::Visitor;
use crate::{Web, href, words};

/// `GET /assets/{id}`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let known = id.parse::<AssetId>().ok().and_then(|id| register.assets.get(&id)).cloned();
    let asset = known.ok_or_else(|| AppError::NotFound { kind: RecordKind::Asset.word(), id })?;
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let entries = ledger::about(&web.app, &visitor.caller, &format!("asset:{}", asset.id)).await?;
    let view = View { asset, register, impacts, entries };
    ok(chrome::page(&visitor, view.page(visitor.lang)))
}

struct View {
    asset: Asset,
    register: Arc<Register>,
    impacts: Arc<Vec<Impact>>,
    entries: Vec<Entry>,
}

impl View {
    fn page(&self, lang: Lang) -> Page {
        let mut page = Page::new(&self.asset.name, self.body(lang)).in_menu(Menu::Plant);
        if let Some(business) = self.businesses().next() {
            page = page.crumb(business, None);
        }
        let zones = self.asset.zone.known().map(|zone| self.register.zone_chain(zone)).unwrap_or_default();
        for zone in zones.into_iter().rev() {
            page = page.crumb(&zone.name, Some(href::zone(&zone.id)));
        }
        page
    }

    fn businesses(&self) -> impl Iterator<Item = &str> {
        let ids = self.register.businesses_of(&self.asset).into_iter();
        ids.map(|id: &BusinessId| {
            self.register.businesses.get(id).map_or(id.as_str(), |known| known.name.as_str())
        })
    }

    fn concerned(&self) -> Vec<Concerned<'_>> {
        findings::concerning(&self.impacts, |chain| {
            chain.asset.as_ref().is_some_and(|asset| asset.id == self.asset.id)
        })
    }

    fn unidentified(&self) -> usize {
        let here = |impact: &&Impact| impact.unidentified.iter().any(|asset| asset.id == self.asset.id);
        self.impacts.iter().filter(here).count()
    }

    fn body(&self, lang: Lang) -> Markup {
        let concerned = self.concerned();
        let lacking = self.lacking();
        html! {
            (parts::answer(self.answer(&concerned).in_lang(lang)))
            @if !concerned.is_empty() { section {
                h2 { (lang.pick("脆弱性", "Vulnerabilities")) span.count { (concerned.len()) } }
                (findings::table(&concerned, &self.register, lang))
            } }
            (parts::open(
                lang.pick("未確認の項目", "Not stated"),
                lacking.len(),
                &self.lacking_words(&lacking, lang),
                &html! {},
            ))
            (parts::steps(&self.steps(&concerned, &lacking), lang))
            (self.facts(lang))
            (self.flows(lang))
            (history::history(&self.entries, lang))
        }
    }

    fn answer(&self, concerned: &[Concerned<'_>]) -> Text {
        let worst = |(_, chains): &Concerned<'_>| chains.iter().map(|chain| chain.finding.verdict).max();
        let count = |verdict| concerned.iter().filter(|found| worst(found) == Some(verdict)).count();
        let (affected, undecided) = (count(Verdict::Affected), count(Verdict::Undecided));
        match (affected, undecided, self.unidentified()) {
            (0, 0, 0) => text!(
                ja: "手元のアドバイザリに、この保護対象に影響するものはありません。",
                en: "No advisory at hand affects this asset."
            ),
            (0, 0, _) => text!(
                ja: "メーカーか型式が未確認のため、影響する脆弱性があるかどうか判定できません。",
                en: "Vendor or model is unknown, so nobody can say whether a vulnerability affects this asset."
            ),
            _ => {
                let counted = counted(affected, "vulnerability affects", "vulnerabilities affect");
                text!(
                    ja: "この保護対象に影響する脆弱性は {affected} 件、判定できないものは {undecided} 件です。",
                    en: "{counted} this asset; {undecided} could not be decided."
                )
            }
        }
    }

    /// Facts that nobody has stated and that advisories are held against.
    fn lacking(&self) -> Vec<Text> {
        let unstated = DeviceIdentity::default();
        let device = match &self.asset.device {
            Stated::Known(device) => device,
            Stated::Unknown => &unstated,
            Stated::NotApplicable => return Vec::new(),
        };
        let all = [
            (device.vendor.is_unknown(), Text::new("メーカー", "vendor")),
            (device.model.is_unknown(), Text::new("型式", "model")),
            (device.firmware.is_unknown(), Text::new("版（ファームウェア）", "firmware")),
        ];
        all.into_iter().filter(|(open, _)| *open).map(|(_, word)| word).collect()
    }

    fn lacking_words(&self, lacking: &[Text], lang: Lang) -> String {
        let words: Vec<&str> = lacking.iter().map(|word| word.in_lang(lang)).collect();
        match lang {
            Lang::Ja => format!(
                "{}が未確認です。銘板か設定画面で確認し、保護対象シートに書いて取り込むと、判定できるようになります。",
                words.join("、")
            ),
            Lang::En => format!(
                "Nobody has stated {}. Read it off the label or the settings, enter it in the asset sheet and import that.",
                words.join(", ")
            ),
        }
    }

    fn steps(&self, concerned: &[Concerned<'_>], lacking: &[Text]) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some((impact, _)) = concerned.first() {
            let id = impact.advisory.id.to_string();
            let effect = impact.actions.first().map_or_else(Text::default, |action| action.what.clone());
            steps.push(Step::new(
                text!(ja: "{id} の対策を決める", en: "Decide what to do about {id}"),
                effect,
                Some(href::vulnerability(&impact.advisory.id)),
            ));
        }
        if !lacking.is_empty() {
            let effect =
                text!(ja: "この機器の脆弱性を判定できます", en: "Lets its vulnerabilities be decided");
            steps.push(Step::new(
                text!(ja: "型式と版を確認して登録する", en: "Check and enter model and firmware"),
                effect,
                None,
            ));
        }
        steps
    }

    fn facts(&self, lang: Lang) -> Markup {
        let (asset, register) = (&self.asset, self.register.as_ref());
        let device = |part: fn(&DeviceIdentity) -> &Stated<String>| {
            parts::stated(&asset.device, lang, |device| parts::stated_text(part(device), lang))
        };
        let businesses: Vec<&str> = self.businesses().collect();
        html! {
            section {
                h2 { (lang.pick("事実", "Facts")) }
                (parts::facts(&[
                    ("ID", html! { (asset.id) }),
                    (lang.pick("種類", "Sort"), html! { (words::asset_kind(asset.kind).in_lang(lang)) }),
                    (lang.pick("重要度", "Importance"), html! { (parts::importance(asset.importance, lang)) @if !asset.importance_reason.is_empty() { p.sub { (asset.importance_reason) } } }),
                    (lang.pick("業務", "Businesses"), html! { @if businesses.is_empty() { (parts::unknown(lang)) } @else { (businesses.join(lang.pick("、", ", "))) } }),
                    (lang.pick("メーカー", "Vendor"), device(|device| &device.vendor)),
                    (lang.pick("シリーズ", "Family"), device(|device| &device.family)),
                    (lang.pick("型式", "Model"), device(|device| &device.model)),
                    (lang.pick("版", "Firmware"), device(|device| &device.firmware)),
                    (lang.pick("アドレス", "Addresses"), html! { @if asset.addresses.is_empty() { (parts::unknown(lang)) } @else { @for address in &asset.addresses { code { (address) } " " } } }),
                    (lang.pick("場所", "Place"), html! { @if asset.place.is_empty() { (parts::unknown(lang)) } @else { (asset.place) } }),
                    (lang.pick("責任者", "Owner"), parts::stated_text(&asset.owner, lang)),
                    (lang.pick("取引先", "Supplier"), parts::stated(&asset.supplier, lang, |id| html! { a href={ "/suppliers#" (href::supplier_anchor(id)) } { (register.suppliers.get(id).map_or(id.as_str(), |known| known.name.as_str())) } })),
                    (lang.pick("サポート終了", "Support ends"), parts::stated_text(&asset.support_end, lang)),
                    (lang.pick("製品", "Products"), self.products(lang)),
                    (lang.pick("備考", "Note"), html! { @if asset.note.is_empty() { "–" } @else { (asset.note) } }),
                ]))
            }
        }
    }

    fn products(&self, lang: Lang) -> Markup {
        html! {
            @if self.asset.products.is_empty() { span.quiet { (lang.pick("登録なし", "none registered")) } }
            @for id in &self.asset.products {
                a.item href=(href::product(id)) { (self.register.products.get(id).map_or(id.as_str(), |known| known.name.as_str())) } " "
            }
        }
    }

    fn flows(&self, lang: Lang) -> Markup {
        let here = |flow: &&DataFlow| flow.from == self.asset.id || flow.to == self.asset.id;
        let flows: Vec<&DataFlow> = self.register.flows.values().filter(here).collect();
        let link = |id: &AssetId| {
            html! { a href=(href::asset(id)) { (self.register.assets.get(id).map_or(id.as_str(), |known| known.name.as_str())) } }
        };
        html! {
            @if !flows.is_empty() { section {
                h2 { (lang.pick("データフロー", "Data flows")) span.count { (flows.len()) } }
                ul.plain { @for flow in flows { li { (link(&flow.from)) " → " (link(&flow.to)) "　" (flow.name) } } }
            } }
        }
    }
}
