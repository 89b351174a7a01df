//! 脆弱性: every advisory at hand with what it means here.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::{feeds, impact};
use sekisho_assess::{Impact, Verdict};
use sekisho_model::{AdvisoryId, Cvss, Lang, Text, text};
use sekisho_report::words as said;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params, choice, filters, words_field};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /vulnerabilities?q=&state=&sort=&page=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let heads = feeds::list(&web.app, &visitor.caller).await?;
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let rows = heads.into_iter().map(|head| Row {
        id: head.id,
        title: head.title,
        publisher: head.publisher,
        withdrawn: head.withdrawn.is_some(),
        cvss: head.cvss,
        modified: head.modified,
        impact: None,
    });
    let view = View::new(rows.collect(), impacts, params);
    let lang = visitor.lang;
    let page =
        Page::new(Menu::Vulnerabilities.word().in_lang(lang), view.body(lang)).in_menu(Menu::Vulnerabilities);
    ok(chrome::page(&visitor, page))
}

/// State of an advisory that names nothing here.
const NOTHING: &str = "none";

struct Row {
    id: AdvisoryId,
    title: String,
    publisher: String,
    withdrawn: bool,
    cvss: Option<Cvss>,
    modified: Option<jiff::Timestamp>,
    impact: Option<(usize, Impact)>,
}

impl Row {
    /// Nothing where the advisory names nothing of this plant.
    fn verdict(&self) -> Option<Verdict> {
        self.impact.as_ref().map(|(_, impact)| impact.verdict())
    }

    fn state(&self) -> &'static str {
        self.verdict().map_or(NOTHING, said::verdict_code)
    }

    /// Worst first; those without an impact last.
    fn rank(&self) -> usize {
        self.impact.as_ref().map_or(usize::MAX, |(rank, _)| *rank)
    }

    fn matches(&self, words: &str) -> bool {
        // Other names of an advisory come with its impact; the search page knows all of them.
        let aliases = self.impact.iter().flat_map(|(_, impact)| &impact.advisory.aliases);
        let own = [self.id.as_str(), self.title.as_str(), self.publisher.as_str()];
        let texts = || aliases.clone().map(String::as_str).chain(own);
        words.is_empty() || texts().any(|text| text.to_lowercase().contains(words))
    }
}

struct View {
    rows: Vec<Row>,
    /// Devices that no advisory can be held against.
    unidentified: usize,
    params: Params,
}

impl View {
    fn new(mut rows: Vec<Row>, impacts: Arc<Vec<Impact>>, params: Params) -> Self {
        let unidentified = impacts.iter().map(|impact| impact.unidentified.len()).max().unwrap_or(0);
        let ranked = impacts.iter().cloned().enumerate();
        let mut by_id: BTreeMap<AdvisoryId, (usize, Impact)> =
            ranked.map(|(rank, impact)| (impact.advisory.id.clone(), (rank, impact))).collect();
        for row in &mut rows {
            row.impact = by_id.remove(&row.id);
        }
        rows.sort_by(|a, b| (a.rank(), &a.id).cmp(&(b.rank(), &b.id)));
        Self { rows, unidentified, params }
    }

    fn body(mut self, lang: Lang) -> Markup {
        let (answer, unidentified) = (self.answer(), self.unidentified);
        let words = self.params.get("q").to_lowercase();
        let state = self.params.get("state").to_owned();
        self.rows.retain(|row| row.matches(&words) && (state.is_empty() || row.state() == state));
        let listing = Listing {
            name: "",
            caption: Menu::Vulnerabilities.word(),
            columns: columns(lang),
            rows: self.rows,
            empty: empty(&words, &state, lang),
            anchor: None,
        };
        html! {
            (parts::answer(answer.in_lang(lang)))
            (parts::undecided(unidentified, &unidentified_words(unidentified, lang), &html! {
                a href="/plant?lacks=identity#assets" { (lang.pick("未確認の機器を見る", "See these devices")) }
            }, lang))
            (choices(&self.params, lang))
            (listing.render(&self.params, lang))
            section.quietly { p {
                a href="/drop" { (lang.pick("アドバイザリのファイルを調べる", "Check an advisory file")) } " · "
                a href="/api/v1/advisories" { "JSON" }
            } }
        }
    }

    fn answer(&self) -> Text {
        let count = |verdict| self.rows.iter().filter(|row| row.verdict() == Some(verdict)).count();
        let (all, affected, undecided) =
            (self.rows.len(), count(Verdict::Affected), count(Verdict::Undecided));
        text!(
            ja: "手元のアドバイザリ {all} 件のうち、この工場に影響するものが {affected} 件、判定できないものが {undecided} 件あります。",
            en: "Of {all} advisories at hand, {affected} affect this plant and {undecided} could not be decided."
        )
    }
}

fn unidentified_words(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => {
            format!("メーカーか型式が未確認の機器 {count} 台は、どのアドバイザリとも照合できていません。")
        }
        Lang::En => {
            format!("{count} devices lack vendor or model, so no advisory could be held against them.")
        }
    }
}

type RowColumn<'a> = Column<'a, Row>;

fn columns<'a>(lang: Lang) -> Vec<RowColumn<'a>> {
    vec![
        RowColumn::new(
            "id",
            ("脆弱性", "Vulnerability"),
            |row| row.id.clone(),
            |row| {
                html! {
                    a href=(href::vulnerability(&row.id)) { (row.id) } p.sub { (row.publisher) }
                }
            },
        ),
        RowColumn::new("state", ("判定", "Verdict"), Row::rank, move |row| {
            html! {
                @match row.verdict() {
                    Some(verdict) => (parts::verdict(verdict, lang)),
                    None if row.withdrawn => span.quiet { (lang.pick("取り下げ", "withdrawn")) },
                    None => span.quiet { (nothing(lang)) }
                }
            }
        })
        .short(),
        RowColumn::new(
            "title",
            ("内容", "What"),
            |row| row.title.clone(),
            move |row| {
                html! {
                    (row.title) @if let Some((_, impact)) = &row.impact { p.sub { (impact.answer().in_lang(lang)) } }
                }
            },
        ),
        RowColumn::new("importance", ("重要度", "Importance"), Row::rank, move |row| {
            html! {
                @match &row.impact {
                    Some((_, impact)) => (parts::importance(impact.importance(), lang)),
                    None => span.quiet { "–" }
                }
            }
        }),
        RowColumn::new(
            "cvss",
            ("CVSS", "CVSS"),
            |row| Reverse(tenths(row)),
            move |row| parts::score(row.cvss.as_ref(), lang),
        )
        .figures(),
        RowColumn::new(
            "modified",
            ("更新", "Changed"),
            |row| Reverse(row.modified),
            |row| {
                html! {
                    @match row.modified { Some(at) => (parts::day(at)), None => span.quiet { "–" } }
                }
            },
        )
        .figures(),
    ]
}

/// Not "not affected": devices whose model nobody knows may still be.
const fn nothing(lang: Lang) -> &'static str {
    lang.pick("該当なし", "names nothing here")
}

fn tenths(row: &Row) -> u8 {
    row.cvss.as_ref().map_or(0, |cvss| cvss.score_tenths)
}

fn choices(params: &Params, lang: Lang) -> Markup {
    let states = [Verdict::Affected, Verdict::Undecided];
    let states =
        states.map(|state| (said::verdict_code(state), said::verdict(state).in_lang(lang).to_owned()));
    let states = states.into_iter().chain([(NOTHING, nothing(lang).to_owned())]);
    let content = html! {
        (words_field(params, lang.pick("語句・CVE", "Words or CVE")))
        (choice(params, "state", lang.pick("判定", "Verdict"), states, lang))
    };
    filters(params, &["q", "state"], &content, lang)
}

fn empty(words: &str, state: &str, lang: Lang) -> Markup {
    html! {
        @if words.is_empty() && state.is_empty() {
            p { (lang.pick(
                "ここには手元のアドバイザリが並びます。まとめて取り込むには sekisho feed import フォルダ名 を実行してください。",
                "Advisories at hand belong here. Import many with `sekisho feed import FOLDER`.",
            )) }
            p { a href="/drop" { (lang.pick("1 件だけ調べる", "Check a single file")) } }
        } @else {
            p { (lang.pick("この条件に合うアドバイザリはありません。", "No advisories match.")) }
        }
    }
}
