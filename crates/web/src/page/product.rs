//! 製品: one product, what affects it, what is inside it, who runs it.

pub(crate) mod papers;
pub(crate) mod support;
pub(crate) mod tender;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, html};
use sekisho_app::product_papers::{self, ProductPapers};
use sekisho_app::{AppError, impact, ledger, register, sboms};
use sekisho_assess::{Impact, Thing, Verdict};
use sekisho_ledger::Entry;
use sekisho_model::{
    Lang, Maker, Product, ProductId, RecordKind, Register, Sbom, SbomSubject, Text, counted, text,
};

use super::findings::{self, Concerned};
use super::{Answer, history, ok, products};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /products/{id}`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let known = id.parse::<ProductId>().ok().and_then(|id| register.products.get(&id)).cloned();
    let product = known.ok_or_else(|| AppError::NotFound { kind: RecordKind::Product.word(), id })?;
    let mut boms = Vec::new();
    for head in sboms::list(&web.app, &visitor.caller).await? {
        if head.subject == SbomSubject::Product(product.id.clone()) {
            boms.push(sboms::show(&web.app, &visitor.caller, &head.id).await?);
        }
    }
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let entries = ledger::about(&web.app, &visitor.caller, &format!("product:{}", product.id)).await?;
    let documents = match product.maker {
        Maker::Own => Some(product_papers::of(&web.app, &visitor.caller, product.id.as_str()).await?),
        Maker::Supplier(_) | Maker::Unknown => None,
    };
    let view = View { product, register, boms, impacts, entries, documents, params };
    ok(chrome::page(&visitor, view.page(&visitor)))
}

struct View {
    product: Product,
    register: Arc<Register>,
    boms: Vec<Sbom>,
    impacts: Arc<Vec<Impact>>,
    entries: Vec<Entry>,
    documents: Option<ProductPapers>,
    params: Params,
}

/// A component of one of the SBOMs.
struct Row<'a> {
    label: String,
    purl: String,
    supplier: &'a str,
    licence: &'a str,
    sbom: &'a str,
    worst: Option<(Verdict, usize)>,
}

impl View {
    fn page(&self, visitor: &Visitor) -> Page {
        let lang = visitor.lang;
        Page::new(&self.product.name, self.body(visitor))
            .in_menu(Menu::Products)
            .crumb(Menu::Products.word().in_lang(lang), Some("/products".to_owned()))
    }

    fn concerned(&self) -> Vec<Concerned<'_>> {
        findings::concerning(&self.impacts, |chain| {
            chain.product.as_ref().is_some_and(|product| product.id == self.product.id)
        })
    }

    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let concerned = self.concerned();
        let missing = usize::from(self.boms.is_empty());
        let way = html! { a href="/drop" { (lang.pick("SBOM を取り込む", "Add an SBOM")) } };
        let what = lang.pick(
            "SBOM がないため、中の部品を判定できません。",
            "There is no SBOM, so what is inside cannot be judged.",
        );
        html! {
            (parts::answer(self.answer(&concerned).in_lang(lang)))
            @if !concerned.is_empty() { section {
                h2 { (lang.pick("脆弱性", "Vulnerabilities")) span.count { (concerned.len()) } }
                (findings::table(&concerned, &self.register, lang))
            } }
            (parts::undecided(missing, what, &way, lang))
            (self.facts(lang))
            @if let Some(documents) = &self.documents { (support::section(documents, visitor)) }
            @if let Some(documents) = &self.documents { (papers::section(documents, lang)) (tender::section(documents, visitor)) }
            (self.components(lang))
            (history::history(&self.entries, lang))
        }
    }

    fn answer(&self, concerned: &[Concerned<'_>]) -> Text {
        let worst = |(_, chains): &Concerned<'_>| chains.iter().map(|chain| chain.finding.verdict).max();
        let count = |verdict| concerned.iter().filter(|found| worst(found) == Some(verdict)).count();
        let (affected, undecided) = (count(Verdict::Affected), count(Verdict::Undecided));
        let own = self.product.maker == Maker::Own && affected > 0;
        let mut answer = match (affected, undecided) {
            (0, 0) => {
                text!(ja: "手元のアドバイザリに、この製品に影響するものはありません。", en: "No advisory at hand affects this product.")
            }
            _ => {
                let counted = counted(affected, "vulnerability affects", "vulnerabilities affect");
                text!(
                    ja: "この製品に影響する脆弱性は {affected} 件、判定できないものは {undecided} 件です。",
                    en: "{counted} this product; {undecided} could not be decided."
                )
            }
        };
        if own {
            answer.ja.push_str("自社製品なので、顧客への通知が要るかを確認してください。");
            answer.en.push_str(" It is our own: find out whether customers must be told.");
        }
        answer
    }

    fn facts(&self, lang: Lang) -> Markup {
        let product = &self.product;
        let assets: Vec<_> = products::run_by(&self.register, &product.id).collect();
        html! {
            section {
                h2 { (lang.pick("事実", "Facts")) }
                (parts::facts(&[
                    ("ID", html! { (product.id) }),
                    (lang.pick("版", "Version"), parts::stated_text(&product.version, lang)),
                    (lang.pick("製造元", "Maker"), products::maker(&self.register, &product.maker, lang)),
                    (lang.pick("機器としての型式", "As a device"), parts::stated(&product.device, lang, |device| html! { (crate::chain::device_words(device)) })),
                    (lang.pick("サポート終了", "Support ends"), parts::stated_text(&product.support_end, lang)),
                    (lang.pick("使っている保護対象", "Assets that run it"), html! {
                        @if assets.is_empty() { span.quiet { (lang.pick("登録なし", "none registered")) } }
                        @for asset in &assets { a.item href=(href::asset(&asset.id)) { (asset.name) } " " }
                    }),
                    ("SBOM", html! {
                        @if self.boms.is_empty() { (parts::unknown(lang)) }
                        @for bom in &self.boms { p { (bom.format) " · " (bom.name) " · " (bom.components.len()) (lang.pick(" 部品", " components")) } }
                    }),
                    (lang.pick("備考", "Note"), html! { @if product.note.is_empty() { "–" } @else { (product.note) } }),
                ]))
            }
        }
    }

    /// By component label: the worst verdict and how many advisories.
    fn verdicts(&self) -> BTreeMap<&str, (Verdict, usize)> {
        let mut worst: BTreeMap<&str, (Verdict, usize)> = BTreeMap::new();
        for (_, chains) in self.concerned() {
            let mut seen: BTreeMap<&str, Verdict> = BTreeMap::new();
            for chain in chains {
                if let Thing::Component { label, .. } = &chain.finding.thing {
                    let known = seen.entry(label).or_insert(chain.finding.verdict);
                    *known = (*known).max(chain.finding.verdict);
                }
            }
            for (label, verdict) in seen {
                let (known, count) = worst.entry(label).or_insert((verdict, 0));
                (*known, *count) = ((*known).max(verdict), *count + 1);
            }
        }
        worst
    }

    fn components(&self, lang: Lang) -> Markup {
        let verdicts = self.verdicts();
        let mut rows: Vec<Row<'_>> = self
            .boms
            .iter()
            .flat_map(|bom| bom.components.iter().map(move |component| (bom, component)))
            .map(|(bom, component)| {
                let label = component.label();
                let worst = verdicts.get(label.as_str()).copied();
                let purl = component.purl.as_ref().map(ToString::to_string).unwrap_or_default();
                Row {
                    label,
                    purl,
                    supplier: &component.supplier,
                    licence: &component.licence,
                    sbom: &bom.name,
                    worst,
                }
            })
            .collect();
        rows.sort_by(|a, b| b.worst.cmp(&a.worst).then_with(|| a.label.cmp(&b.label)));
        let count = rows.len();
        html! {
            @if count > 0 { section id="components" {
                h2 { (lang.pick("部品", "Components")) span.count { (count) } }
                (listing(rows, lang).render(&self.params, lang))
            } }
        }
    }
}

type RowColumn<'a> = Column<'a, Row<'a>>;

fn listing<'a>(rows: Vec<Row<'a>>, lang: Lang) -> Listing<'a, Row<'a>> {
    Listing {
        name: "",
        caption: Text::new("部品", "Components"),
        columns: vec![
            RowColumn::new(
                "name",
                ("部品", "Component"),
                |row| row.label.clone(),
                |row| {
                    html! {
                        (row.label) p.sub { (row.purl) }
                    }
                },
            ),
            RowColumn::new(
                "state",
                ("判定", "Verdict"),
                |row| Reverse(row.worst),
                move |row| {
                    html! {
                        @match row.worst {
                            Some((verdict, count)) => { (parts::verdict(verdict, lang)) " " (count) }
                            None => span.quiet { "–" }
                        }
                    }
                },
            ),
            RowColumn::new(
                "supplier",
                ("作成者", "Supplier"),
                |row| row.supplier,
                |row| html! { (row.supplier) },
            ),
            RowColumn::new(
                "licence",
                ("ライセンス", "Licence"),
                |row| row.licence,
                |row| html! { (row.licence) },
            ),
            RowColumn::new("sbom", ("SBOM", "SBOM"), |row| row.sbom, |row| html! { (row.sbom) }),
        ],
        rows,
        empty: html! {},
        anchor: None,
    }
}
