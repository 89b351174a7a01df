//! 検索: names, ids, models and CVE numbers over everything.

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::search::{self, Hit};
use sekisho_model::{Lang, Text, text};

use super::{Answer, ok};
use crate::Web;
use crate::chrome::{self, Page};
use crate::href;
use crate::listing::Params;
use crate::parts;
use crate::visitor::Visitor;

/// `GET /search?q=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let words = params.get("q").to_owned();
    let hits = search::search(&web.app, &visitor.caller, &words).await?;
    let view = View { words, hits };
    let lang = visitor.lang;
    ok(chrome::page(&visitor, Page::new(lang.pick("検索", "Search"), view.body(lang))))
}

struct View {
    words: String,
    hits: Vec<Hit>,
}

impl View {
    fn body(&self, lang: Lang) -> Markup {
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            form.filters action="/search" method="get" {
                label { span { (lang.pick("語句", "Words")) } input type="search" name="q" value=(self.words); }
                button { (lang.pick("検索", "Search")) }
            }
            @if !self.hits.is_empty() { ul.hits { @for hit in &self.hits { li { (line(hit, lang)) } } } }
        }
    }

    fn answer(&self) -> Text {
        let (words, count) = (&self.words, self.hits.len());
        match (words.is_empty(), count) {
            (true, _) => {
                text!(ja: "名前・ID・型式・CVE 番号のどれかを入れてください。", en: "Enter a name, an id, a model or a CVE number.")
            }
            (_, 0) => {
                text!(ja: "「{words}」に当たるものはありません。型式の一部だけでも検索できます。", en: "Nothing matches \"{words}\". Part of a model number will do.")
            }
            _ => {
                text!(ja: "「{words}」に当たるものが {count} 件あります。", en: "{count} things match \"{words}\".")
            }
        }
    }
}

fn line(hit: &Hit, lang: Lang) -> Markup {
    match hit {
        Hit::Record { kind, id, name } => html! {
            span.kind { (kind.word().in_lang(lang)) }
            a href=(href::record(*kind, id)) { (name) }
            " " span.quiet { (id) }
        },
        Hit::Advisory { id, title } => html! {
            span.kind { (lang.pick("脆弱性", "Vulnerability")) }
            a href={ "/vulnerabilities/" (href::escaped(id)) } { (id) } " " span.quiet { (title) }
        },
    }
}
