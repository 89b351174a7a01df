//! 製品: what we make and what we buy, with the SBOMs at hand and what affects them.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::{impact, register, sboms};
use sekisho_model::{Asset, Lang, Maker, Product, ProductId, Register, SbomSubject, Text, text};

use super::standing::{Standing, Tally};
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params};
use crate::visitor::Visitor;
use crate::{Web, href, parts, words};

/// `GET /products`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let heads = sboms::list(&web.app, &visitor.caller).await?;
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let subjects = heads.into_iter().map(|head| head.subject).collect();
    let view = View { register, subjects, standing: Standing::of(&impacts), params };
    let lang = visitor.lang;
    let page = Page::new(Menu::Products.word().in_lang(lang), view.body(lang)).in_menu(Menu::Products);
    ok(chrome::page(&visitor, page))
}

struct View {
    register: Arc<Register>,
    /// What the SBOMs at hand describe.
    subjects: Vec<SbomSubject>,
    standing: Standing,
    params: Params,
}

struct Row<'a> {
    product: &'a Product,
    sboms: usize,
    assets: usize,
    tally: Tally,
}

impl View {
    fn body(&self, lang: Lang) -> Markup {
        let rows: Vec<Row<'_>> = self.register.products.values().map(|product| self.row(product)).collect();
        let without = rows.iter().filter(|row| row.sboms == 0).count();
        let unattached = self.subjects.iter().filter(|subject| **subject == SbomSubject::Unattached).count();
        let answer = answer(&rows);
        html! {
            (parts::answer(answer.in_lang(lang)))
            (parts::undecided(without, &without_words(without, lang), &html! { a href="/drop" { (lang.pick("SBOM を取り込む", "Add an SBOM")) } }, lang))
            (self.listing(rows, lang).render(&self.params, lang))
            @if unattached > 0 { p.note { (match lang {
                Lang::Ja => format!("どの製品のものか決まっていない SBOM が {unattached} 件あります。"),
                Lang::En => format!("{unattached} SBOMs are not attached to a product yet."),
            }) } }
        }
    }

    fn row<'a>(&self, product: &'a Product) -> Row<'a> {
        let describes =
            |subject: &&SbomSubject| matches!(subject, SbomSubject::Product(id) if *id == product.id);
        Row {
            product,
            sboms: self.subjects.iter().filter(describes).count(),
            assets: run_by(&self.register, &product.id).count(),
            tally: self.standing.products.get(&product.id).copied().unwrap_or_default(),
        }
    }

    fn listing<'a>(&'a self, rows: Vec<Row<'a>>, lang: Lang) -> Listing<'a, Row<'a>> {
        Listing {
            name: "",
            caption: Menu::Products.word(),
            columns: columns(&self.register, lang),
            rows,
            empty: html! { p { (lang.pick(
                "ここには自社製品と購入品が並びます。製品シートを sekisho plant import で取り込んでください。",
                "Products, own and bought, belong here. Import the product sheet with `sekisho plant import`.",
            )) } },
            anchor: None,
        }
    }
}

type RowColumn<'a> = Column<'a, Row<'a>>;

fn columns<'a>(register: &'a Register, lang: Lang) -> Vec<RowColumn<'a>> {
    vec![
        RowColumn::new(
            "name",
            ("製品", "Product"),
            |row| row.product.name.as_str(),
            |row| {
                html! {
                    a href=(href::product(&row.product.id)) { (row.product.name) } " " span.id { (row.product.id) }
                }
            },
        ),
        RowColumn::new(
            "state",
            ("判定", "Verdict"),
            |row| Reverse(row.tally.worst()),
            move |row| {
                html! {
                    @match row.tally.worst() { Some(verdict) => (parts::verdict(verdict, lang)), None => span.quiet { "–" } }
                }
            },
        ),
        RowColumn::new(
            "version",
            ("版", "Version"),
            |row| &row.product.version,
            move |row| parts::stated_text(&row.product.version, lang),
        ),
        RowColumn::new(
            "maker",
            ("製造元", "Maker"),
            |row| &row.product.maker,
            move |row| maker(register, &row.product.maker, lang),
        ),
        RowColumn::count("sboms", ("SBOM", "SBOMs"), |row| row.sboms),
        RowColumn::count("assets", ("使う保護対象", "Assets"), |row| row.assets),
        RowColumn::count("affected", ("▲", "▲"), |row| row.tally.affected),
        RowColumn::count("undecided", ("？", "？"), |row| row.tally.undecided),
        RowColumn::new(
            "support",
            ("サポート終了", "Support ends"),
            |row| row.product.support_end,
            move |row| parts::stated_text(&row.product.support_end, lang),
        )
        .short(),
    ]
}

/// The assets that run or are a product.
pub(super) fn run_by<'a>(register: &'a Register, product: &'a ProductId) -> impl Iterator<Item = &'a Asset> {
    register.assets.values().filter(move |asset| asset.products.contains(product))
}

pub(super) fn maker(register: &Register, maker: &Maker, lang: Lang) -> Markup {
    match maker {
        Maker::Supplier(id) => html! {
            a href={ "/suppliers#" (href::supplier_anchor(id)) } { (register.suppliers.get(id).map_or(id.as_str(), |known| known.name.as_str())) }
        },
        Maker::Own => html! { b { (words::maker(maker).in_lang(lang)) } },
        Maker::Unknown => parts::unknown(lang),
    }
}

fn answer(rows: &[Row<'_>]) -> Text {
    let all = rows.len();
    let own = rows.iter().filter(|row| row.product.maker == Maker::Own).count();
    let affected = rows.iter().filter(|row| row.tally.affected > 0).count();
    let own_affected =
        rows.iter().filter(|row| row.product.maker == Maker::Own && row.tally.affected > 0).count();
    text!(
        ja: "製品 {all} 件（自社 {own} 件）のうち、{affected} 件に影響する脆弱性があります（自社 {own_affected} 件）。",
        en: "Of {all} products ({own} our own), {affected} are affected by a vulnerability ({own_affected} our own)."
    )
}

fn without_words(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{count} 件は SBOM がないため、中の部品を判定できません。"),
        Lang::En => format!("{count} have no SBOM, so what is inside cannot be judged."),
    }
}
