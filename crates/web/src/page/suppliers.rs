//! 取引先: who supplied what, whom to ask, and about what.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::{impact, register};
use sekisho_model::{Lang, Maker, Register, Stated, Supplier, Text, text};

use super::standing::{Standing, Tally};
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /suppliers`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let view = View { register, standing: Standing::of(&impacts), params };
    let lang = visitor.lang;
    let page = Page::new(Menu::Suppliers.word().in_lang(lang), view.body(lang)).in_menu(Menu::Suppliers);
    ok(chrome::page(&visitor, page))
}

struct View {
    register: Arc<Register>,
    standing: Standing,
    params: Params,
}

struct Row<'a> {
    supplier: &'a Supplier,
    assets: usize,
    products: usize,
    tally: Tally,
}

impl View {
    fn body(&self, lang: Lang) -> Markup {
        let rows: Vec<Row<'_>> =
            self.register.suppliers.values().map(|supplier| self.row(supplier)).collect();
        let unreachable = rows.iter().filter(|row| row.supplier.contact == Stated::Unknown).count();
        let answer = answer(&rows);
        html! {
            (parts::answer(answer.in_lang(lang)))
            (parts::open(
                lang.pick("連絡先が未確認の取引先", "Suppliers without a contact"),
                unreachable,
                lang.pick("急ぐときに問い合わせられません。取引先シートに連絡先を書いて取り込んでください。", "They cannot be asked in a hurry. Enter a contact in the supplier sheet and import it."),
                &html! {},
            ))
            (listing(rows, lang).render(&self.params, lang))
        }
    }

    fn row<'a>(&self, supplier: &'a Supplier) -> Row<'a> {
        let id = &supplier.id;
        let products = self.register.products.values();
        Row {
            supplier,
            assets: self.register.assets.values().filter(|asset| asset.supplier.known() == Some(id)).count(),
            products: products.filter(|product| product.maker == Maker::Supplier(id.clone())).count(),
            tally: self.standing.suppliers.get(id).copied().unwrap_or_default(),
        }
    }
}

fn answer(rows: &[Row<'_>]) -> Text {
    let (all, open) = (rows.len(), rows.iter().filter(|row| row.tally.worst().is_some()).count());
    text!(
        ja: "取引先 {all} 社のうち、脆弱性について問い合わせが要るのは {open} 社です。",
        en: "Of {all} suppliers, {open} need to be asked about a vulnerability."
    )
}

fn listing<'a>(rows: Vec<Row<'a>>, lang: Lang) -> Listing<'a, Row<'a>> {
    Listing {
        name: "",
        caption: Menu::Suppliers.word(),
        columns: columns(lang),
        rows,
        empty: html! { p { (lang.pick(
            "ここには取引先が並びます。取引先シートを sekisho plant import で取り込んでください。",
            "Suppliers belong here. Import the supplier sheet with `sekisho plant import`.",
        )) } },
        anchor: Some(|row| href::supplier_anchor(&row.supplier.id)),
    }
}

type RowColumn<'a> = Column<'a, Row<'a>>;

fn columns<'a>(lang: Lang) -> Vec<RowColumn<'a>> {
    vec![
        RowColumn::new(
            "name",
            ("取引先", "Supplier"),
            |row| row.supplier.name.as_str(),
            |row| {
                html! {
                    (row.supplier.name) " " span.id { (row.supplier.id) }
                }
            },
        ),
        RowColumn::count("affected", ("▲", "▲"), |row| row.tally.affected),
        RowColumn::count("undecided", ("？", "？"), |row| row.tally.undecided),
        RowColumn::new(
            "provides",
            ("納めるもの", "Provides"),
            |row| row.supplier.provides.as_str(),
            |row| {
                html! { (row.supplier.provides) }
            },
        ),
        RowColumn::new(
            "contact",
            ("連絡先", "Contact"),
            |row| &row.supplier.contact,
            move |row| parts::stated_text(&row.supplier.contact, lang),
        ),
        RowColumn::new(
            "scs",
            ("SCS", "SCS"),
            |row| row.supplier.scs_level,
            move |row| parts::stated(&row.supplier.scs_level, lang, |level| html! { "★" (level.get()) }),
        ),
        RowColumn::count("assets", ("保護対象", "Assets"), |row| row.assets),
        RowColumn::count("products", ("製品", "Products"), |row| row.products),
    ]
}
