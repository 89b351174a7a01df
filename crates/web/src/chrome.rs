//! What surrounds every page: menu, search, language, who is signed in. The same on all of them.

use axum::http::Uri;
use maud::{DOCTYPE, Markup, html};
use sekisho_app::Act;
use sekisho_app::incident;
use sekisho_model::{Lang, Text};

use crate::files::{GRID, ICON, SCRIPT, STYLE};
use crate::listing::Params;
use crate::page::{observation, recovery, users};
use crate::visitor::Visitor;
use crate::{href, routes, words};

/// An entry of the menu. Only what has a page is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Menu {
    Today,
    Plant,
    Products,
    Vulnerabilities,
    Measures,
    Assessments,
    Suppliers,
    Incidents,
    Ledger,
}

impl Menu {
    const ALL: [Self; 9] = [
        Self::Today,
        Self::Plant,
        Self::Products,
        Self::Vulnerabilities,
        Self::Measures,
        Self::Assessments,
        Self::Suppliers,
        Self::Incidents,
        Self::Ledger,
    ];

    const fn href(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Plant => "/plant",
            Self::Products => "/products",
            Self::Vulnerabilities => "/vulnerabilities",
            Self::Measures => "/measures",
            Self::Assessments => "/assessments",
            Self::Suppliers => "/suppliers",
            Self::Incidents => "/incidents",
            Self::Ledger => "/ledger",
        }
    }

    pub(crate) fn word(self) -> Text {
        match self {
            Self::Today => Text::new("今日", "Today"),
            Self::Plant => Text::new("工場", "Plant"),
            Self::Products => Text::new("製品", "Products"),
            Self::Vulnerabilities => Text::new("脆弱性", "Vulnerabilities"),
            Self::Measures => Text::new("対策", "Measures"),
            Self::Assessments => Text::new("評価", "Assessments"),
            Self::Suppliers => Text::new("取引先", "Suppliers"),
            Self::Incidents => Text::new("インシデント", "Incidents"),
            Self::Ledger => Text::new("記録", "Ledger"),
        }
    }

    const fn act(self) -> Act {
        match self {
            Self::Ledger => Act::ReadLedger,
            _ => Act::Read,
        }
    }
}

/// A page without its surroundings.
#[derive(Debug)]
pub(crate) struct Page {
    title: String,
    body: Markup,
    menu: Option<Menu>,
    /// From the outermost inwards; the title stands below them and ends the chain.
    crumbs: Vec<(String, Option<String>)>,
    paper: Option<&'static str>,
    /// Has a table that is edited in place.
    grid: bool,
}

impl Page {
    pub(crate) fn new(title: impl Into<String>, body: Markup) -> Self {
        Self { title: title.into(), body, menu: None, crumbs: Vec::new(), paper: None, grid: false }
    }

    pub(crate) fn in_menu(mut self, menu: Menu) -> Self {
        self.menu = Some(menu);
        self
    }

    pub(crate) fn crumb(mut self, word: impl Into<String>, href: Option<String>) -> Self {
        self.crumbs.push((word.into(), href));
        self
    }

    /// Prints on A3, landscape: for chains.
    pub(crate) fn wide(mut self) -> Self {
        self.paper = Some("wide");
        self
    }

    /// Brings the script that edits cells in place.
    pub(crate) fn with_grid(mut self) -> Self {
        self.grid = true;
        self
    }

    /// Prints on A3, upright: for the map.
    pub(crate) fn tall(mut self) -> Self {
        self.paper = Some("tall");
        self
    }
}

/// A page for a signed-in person.
pub(crate) fn page(visitor: &Visitor, page: Page) -> Markup {
    let lang = visitor.lang;
    let header = html! {
        header.top {
            a.brand href="/" { b { (lang.pick("関所", "Sekisho")) } @if !visitor.plant.is_empty() { span { (visitor.plant) } } }
            form.search role="search" action="/search" method="get" {
                label.hidden for="q" { (lang.pick("検索", "Search")) }
                input id="q" type="search" name="q" placeholder=(lang.pick("機器・型式・CVE を検索", "Search device, model, CVE"));
                button { (lang.pick("検索", "Search")) }
            }
            div.who {
                (switch(lang, &visitor.uri))
                @if visitor.may(Act::Administer) { a href="/users" { (users::title(lang)) } }
                span.person { (visitor.caller.name) " " span.quiet { (words::role(visitor.caller.role).in_lang(lang)) } }
                form method="post" action="/sign-out" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    button.plain { (lang.pick("サインアウト", "Sign out")) }
                }
            }
        }
        nav.menu aria-label=(lang.pick("メニュー", "Menu")) { ul {
            @for entry in Menu::ALL.into_iter().filter(|entry| visitor.may(entry.act())) {
                li { a href=(entry.href()) aria-current=[(page.menu == Some(entry)).then_some(if is_below(visitor.uri.path()) { "true" } else { "page" })] { (entry.word().in_lang(lang)) }
                    @if entry == Menu::Plant && page.menu == Some(entry) && visitor.may(Act::Look) { (under_plant(visitor)) }
                    @if entry == Menu::Vulnerabilities && page.menu == Some(entry) { (under_vulnerabilities(visitor)) }
                }
            }
        } }
    };
    let header = html! { (header) (due(visitor)) };
    shell(lang, &visitor.plant, &page, &header, true)
}

/// A report that is nearly due or late: on every page, without anybody asking.
fn due(visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { @if let Some(first) = visitor.due.first() {
        @let rest = visitor.due.len() - 1;
        p.due role="status" { b { "▲ " (lang.pick("報告の期限", "Report due")) } " "
            (first.mark.in_lang(lang))
            a href={ "/incidents/" (href::escaped(first.case.as_str())) } { (first.case) " " (first.clock.duty.title.in_lang(lang)) }
            (lang.pick("：", ": ")) (first.clock.headline(incident::duties()).in_lang(lang))
            @if rest > 0 { " " a href="/incidents" { (match lang {
                Lang::Ja => format!("ほか {rest} 件"),
                Lang::En => format!("and {rest} more"),
            }) } }
        }
    } }
}

/// Has the second level an entry for this page?
fn is_below(path: &str) -> bool {
    path == "/recovery" || path.starts_with("/observation")
}

/// The second level of the plant.
fn under_plant(visitor: &Visitor) -> Markup {
    let here = visitor.uri.path().starts_with("/observation");
    html! { ul { li { a href="/observation" aria-current=[here.then_some("page")] { (observation::title(visitor.lang)) } } } }
}

/// The second level, there where one is in it.
fn under_vulnerabilities(visitor: &Visitor) -> Markup {
    let here = visitor.uri.path() == "/recovery";
    html! { ul { li { a href="/recovery" aria-current=[here.then_some("page")] { (recovery::title(visitor.lang)) } } } }
}

/// A page for somebody who is not signed in.
pub(crate) fn bare(lang: Lang, uri: &Uri, page: Page) -> Markup {
    let header = html! {
        header.top {
            span.brand { b { (lang.pick("関所", "Sekisho")) } }
            div.who { (switch(lang, uri)) }
        }
    };
    shell(lang, "", &page, &header, false)
}

fn shell(lang: Lang, plant: &str, page: &Page, header: &Markup, signed_in: bool) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (page.title) @if !plant.is_empty() { " · " (plant) } " · " (lang.pick("関所", "Sekisho")) }
                link rel="stylesheet" href=(STYLE.href());
                link rel="icon" href=(ICON.href()) type="image/svg+xml";
                script src=(SCRIPT.href()) defer {}
                @if page.grid { script src=(GRID.href()) defer {} }
            }
            body class=[page.paper] {
                a.skip href="#main" { (lang.pick("本文へ", "Skip to content")) }
                (header)
                main id="main" {
                    (crumbs(&page.crumbs, lang))
                    h1 { (page.title) }
                    (page.body)
                }
                @if signed_in { footer { a href="/api" { "API" } } }
            }
        }
    }
}

fn crumbs(crumbs: &[(String, Option<String>)], lang: Lang) -> Markup {
    html! {
        @if !crumbs.is_empty() {
            nav.crumbs aria-label=(lang.pick("位置", "Where you are")) { ol {
                @for (word, href) in crumbs {
                    li { @match href {
                        Some(href) => a href=(href) { (word) },
                        None => span { (word) },
                    } }
                }
            } }
        }
    }
}

/// Leads to the same page in the other language; from the answer to a form, to the page that the form was on.
fn switch(lang: Lang, uri: &Uri) -> Markup {
    let page = routes::page_of(uri.path());
    let params = if page == uri.path() { Params::of(uri) } else { Params::at(page) };
    html! {
        span.langs {
            @for (other, word) in [(Lang::Ja, "日本語"), (Lang::En, "English")] {
                @if other == lang { span aria-current="true" { (word) } }
                @else { a href=(params.with(&[("lang", other.code())])) lang=(other.code()) hreflang=(other.code()) { (word) } }
            }
        }
    }
}
