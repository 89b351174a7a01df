//! Tables as a whole: filter, order and page are in the address, so that a view can be sent to a colleague.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use maud::{Markup, html};
use sekisho_model::{Lang, Text};

use crate::href::escaped;

/// Rows of one page.
pub(crate) const ROWS: usize = 100;

/// The address as it was asked: path and query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    path: String,
    query: BTreeMap<String, String>,
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri))
    }
}

impl Params {
    pub(crate) fn of(uri: &axum::http::Uri) -> Self {
        let query = Query::try_from_uri(uri).map(|Query(query)| query).unwrap_or_default();
        Self { path: uri.path().to_owned(), query }
    }

    /// A page without a query.
    pub(crate) fn at(path: &str) -> Self {
        Self { path: path.to_owned(), query: BTreeMap::new() }
    }

    /// A value of the query, or empty.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.query.get(key).map_or("", |value| value.trim())
    }

    /// The address with some values changed; an empty value is left out.
    pub(crate) fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut query = self.query.clone();
        for (key, value) in changes {
            query.insert((*key).to_owned(), (*value).to_owned());
        }
        let pairs: Vec<String> = query
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{}={}", escaped(key), escaped(value)))
            .collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    /// Everything in the query but the named keys, as hidden fields of a form.
    pub(crate) fn hidden(&self, but: &[&str]) -> Markup {
        html! {
            @for (key, value) in self.query.iter().filter(|(key, _)| !but.contains(&key.as_str())) {
                input type="hidden" name=(key) value=(value);
            }
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

/// How two rows compare.
type Order<'a, T> = Box<dyn Fn(&T, &T) -> Ordering + 'a>;

/// A column: what orders by it, and what it shows.
pub(crate) struct Column<'a, T> {
    /// Its name in the address.
    key: &'static str,
    title: Text,
    class: Option<&'static str>,
    order: Order<'a, T>,
    show: Box<dyn Fn(&T) -> Markup + 'a>,
}

impl<'a, T> Column<'a, T> {
    /// A column ordered by a value of the row.
    pub(crate) fn new<K: Ord>(
        key: &'static str,
        title: (&str, &str),
        by: impl Fn(&T) -> K + 'a,
        show: impl Fn(&T) -> Markup + 'a,
    ) -> Self {
        let order: Order<'a, T> = Box::new(move |a, b| by(a).cmp(&by(b)));
        Self { key, title: Text::new(title.0, title.1), class: None, order, show: Box::new(show) }
    }

    /// A count, the greatest first.
    pub(crate) fn count(
        key: &'static str,
        title: (&str, &str),
        count: impl Fn(&T) -> usize + Copy + 'a,
    ) -> Self {
        Self::new(key, title, move |row| Reverse(count(row)), move |row| html! { (count(row)) }).figures()
    }

    /// Figures stand to the right.
    pub(crate) fn figures(mut self) -> Self {
        self.class = Some("figures");
        self
    }

    /// Words that need room to be read, such as addresses.
    pub(crate) fn wide(mut self) -> Self {
        self.class = Some("wide");
        self
    }

    /// Short words that stay on one line.
    pub(crate) fn short(mut self) -> Self {
        self.class = Some("nowrap");
        self
    }
}

/// A table of which one page is shown. `name` tells tables of one page apart in the address.
pub(crate) struct Listing<'a, T> {
    pub(crate) name: &'static str,
    pub(crate) caption: Text,
    pub(crate) columns: Vec<Column<'a, T>>,
    pub(crate) rows: Vec<T>,
    /// Says what belongs here and how to fill it.
    pub(crate) empty: Markup,
    /// An id for a row, so that a link can point at it.
    pub(crate) anchor: Option<fn(&T) -> String>,
}

impl<T> Listing<'_, T> {
    /// The table with its order, its page and the ways to change them.
    pub(crate) fn render(mut self, params: &Params, lang: Lang) -> Markup {
        let (sort_key, page_key) = (format!("{}sort", self.name), format!("{}page", self.name));
        let (asked, downward) = split_order(params.get(&sort_key));
        if let Some(column) = self.columns.iter().find(|column| column.key == asked) {
            self.rows.sort_by(|a, b| if downward { (column.order)(b, a) } else { (column.order)(a, b) });
        }
        if self.rows.is_empty() {
            return html! { div.empty { (self.empty) } };
        }
        let pages = self.rows.len().div_ceil(ROWS);
        let page = params.get(&page_key).parse().unwrap_or(1).clamp(1, pages);
        let shown = self.rows.iter().skip((page - 1) * ROWS).take(ROWS);
        html! {
            div.table tabindex="0" role="group" aria-label=(self.caption.in_lang(lang)) {
                table {
                    caption.hidden { (self.caption.in_lang(lang)) }
                    thead { tr { @for column in &self.columns {
                        (heading(column, params, &sort_key, &page_key, (asked, downward), lang))
                    } } }
                    tbody { @for row in shown { tr id=[self.anchor.map(|anchor| anchor(row))] {
                        @for (place, column) in self.columns.iter().enumerate() { (cell(place, column, row)) }
                    } } }
                }
            }
            @if pages > 1 { (pager(params, &page_key, page, pages, self.rows.len(), lang)) }
        }
    }
}

fn split_order(order: &str) -> (&str, bool) {
    order.strip_prefix('-').map_or((order, false), |key| (key, true))
}

fn heading<T>(
    column: &Column<'_, T>,
    params: &Params,
    sort_key: &str,
    page_key: &str,
    (asked, downward): (&str, bool),
    lang: Lang,
) -> Markup {
    let here = asked == column.key;
    let next = if here && !downward { format!("-{}", column.key) } else { column.key.to_owned() };
    let state = here.then_some(if downward { "descending" } else { "ascending" });
    html! {
        th scope="col" class=[column.class] aria-sort=[state] {
            a href=(params.with(&[(sort_key, &next), (page_key, "")])) {
                (column.title.in_lang(lang))
                @if here { span.order aria-hidden="true" { (if downward { "↓" } else { "↑" }) } }
            }
        }
    }
}

fn cell<T>(place: usize, column: &Column<'_, T>, row: &T) -> Markup {
    html! {
        @if place == 0 {
            th scope="row" { ((column.show)(row)) }
        } @else {
            td class=[column.class] { ((column.show)(row)) }
        }
    }
}

pub(crate) fn pager(
    params: &Params,
    key: &str,
    page: usize,
    pages: usize,
    rows: usize,
    lang: Lang,
) -> Markup {
    let to = |page: usize| params.with(&[(key, &page.to_string())]);
    let (first, last) = ((page - 1) * ROWS + 1, (page * ROWS).min(rows));
    html! {
        nav.pager aria-label=(lang.pick("ページ送り", "Pages")) {
            @if page > 1 { a href=(to(page - 1)) rel="prev" { (lang.pick("← 前", "← Back")) } }
            span { (match lang {
                Lang::Ja => format!("{rows} 件中 {first}–{last} 件（{page} / {pages} ページ）"),
                Lang::En => format!("{first}–{last} of {rows} (page {page} of {pages})"),
            }) }
            @if page < pages { a href=(to(page + 1)) rel="next" { (lang.pick("次 →", "Next →")) } }
        }
    }
}

/// A form of filters above a table, sent by the same address.
pub(crate) fn filters(params: &Params, fields: &[&str], content: &Markup, lang: Lang) -> Markup {
    let set = fields.iter().any(|field| !params.get(field).is_empty());
    let cleared: Vec<(&str, &str)> = fields.iter().map(|field| (*field, "")).collect();
    let mut own: Vec<&str> = fields.to_vec();
    own.push("page");
    html! {
        form.filters method="get" action=(params.path()) {
            (params.hidden(&own))
            (content)
            button { (lang.pick("絞り込む", "Filter")) }
            @if set { a href=(params.with(&cleared)) { (lang.pick("解除", "Clear")) } }
        }
    }
}

/// One drop-down of a filter form.
pub(crate) fn choice<'a>(
    params: &Params,
    name: &str,
    label: &str,
    options: impl IntoIterator<Item = (&'a str, String)>,
    lang: Lang,
) -> Markup {
    let chosen = params.get(name);
    html! {
        label { span { (label) }
            select name=(name) {
                option value="" { (lang.pick("すべて", "all")) }
                @for (value, word) in options {
                    option value=(value) selected[value == chosen] { (word) }
                }
            }
        }
    }
}

/// The words of a filter form.
pub(crate) fn words_field(params: &Params, label: &str) -> Markup {
    html! { label { span { (label) } input type="search" name="q" value=(params.get("q")); } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(uri: &'static str) -> Params {
        Params::of(&axum::http::Uri::from_static(uri))
    }

    fn numbers(rows: usize) -> Listing<'static, usize> {
        Listing {
            name: "",
            caption: Text::new("数", "numbers"),
            columns: vec![Column::new("n", ("数", "number"), |n| *n, |n| html! { "<" (n) })],
            rows: (1..=rows).collect(),
            empty: html! { "none" },
            anchor: None,
        }
    }

    #[test]
    fn an_address_keeps_what_is_not_changed() {
        let params = params("/plant?zone=a%20b&page=3&q=");
        assert_eq!(params.get("zone"), "a b");
        assert_eq!(params.with(&[("page", "")]), "/plant?zone=a%20b");
        assert_eq!(params.with(&[("zone", "&=")]), "/plant?page=3&zone=%26%3D");
    }

    #[test]
    fn a_page_beyond_the_last_is_the_last_and_rows_are_counted() {
        let html = numbers(250).render(&params("/x?page=99"), Lang::En).into_string();
        assert!(html.contains("201–250 of 250 (page 3 of 3)"), "{html}");
        assert_eq!(html.matches("<tr>").count(), 51);
    }

    #[test]
    fn order_is_in_the_address_and_turns_round() {
        let html = numbers(3).render(&params("/x?sort=-n"), Lang::En).into_string();
        assert!(html.contains("aria-sort=\"descending\"") && html.contains("href=\"/x?sort=n\""), "{html}");
        assert!(html.find("&lt;3").unwrap() < html.find("&lt;1").unwrap());
    }

    #[test]
    fn an_empty_table_says_what_belongs_there() {
        assert!(numbers(0).render(&params("/x"), Lang::Ja).into_string().contains("none"));
    }
}
