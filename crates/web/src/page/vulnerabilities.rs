//! 脆弱性: every advisory at hand with what it means here.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::handling::{self, Marks};
use sekisho_app::{feeds, impact, register};
use sekisho_assess::{Confidence, Impact, Urgency, Verdict};
use sekisho_model::{AdvisoryId, Cvss, Lang, Register, RemediationState, Text, text};
use sekisho_report::words as said;

use super::vulnerability::mark;
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params, choice, filters, words_field};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /vulnerabilities?q=&state=&urgency=&identity=&mark=&sort=&page=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let heads = feeds::list(&web.app, &visitor.caller).await?;
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let register = register::current(&web.app, &visitor.caller).await?;
    let rows = heads.into_iter().map(|head| Row {
        id: head.id,
        title: head.title,
        publisher: head.publisher,
        withdrawn: head.withdrawn.is_some(),
        cvss: head.cvss,
        modified: head.modified,
        impact: None,
    });
    let view = View::new(rows.collect(), impacts, register, params);
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

    /// Nothing where there is nothing to do.
    fn urgency(&self) -> Option<Urgency> {
        self.impact.as_ref().filter(|(_, impact)| impact.is_open()).map(|(_, impact)| impact.priority.urgency)
    }

    /// Is anything here known to be meant as surely as that?
    fn is_identified(&self, code: &str) -> bool {
        let mut chains = self.impact.iter().flat_map(|(_, impact)| &impact.chains);
        chains.any(|chain| said::confidence_code(chain.finding.confidence) == code)
    }

    fn marks(&self, register: &Register) -> Option<Marks> {
        let marks = self.impact.as_ref().map(|(_, impact)| handling::marks(impact, register));
        marks.filter(|marks| marks.matched > 0)
    }

    /// Something is not begun or under way; or all of it is done.
    fn is_marked(&self, code: &str, register: &Register) -> bool {
        self.marks(register).is_some_and(|marks| match code {
            "not-started" => marks.not_remediated > 0,
            "in-progress" => marks.in_progress > 0,
            _ => marks.done == marks.matched,
        })
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
    register: Arc<Register>,
    params: Params,
}

impl View {
    fn new(mut rows: Vec<Row>, impacts: Arc<Vec<Impact>>, register: Arc<Register>, params: Params) -> Self {
        let unidentified = impacts.iter().map(|impact| impact.unidentified.len()).max().unwrap_or(0);
        let ranked = impacts.iter().cloned().enumerate();
        let mut by_id: BTreeMap<AdvisoryId, (usize, Impact)> =
            ranked.map(|(rank, impact)| (impact.advisory.id.clone(), (rank, impact))).collect();
        for row in &mut rows {
            row.impact = by_id.remove(&row.id);
        }
        rows.sort_by(|a, b| (a.rank(), &a.id).cmp(&(b.rank(), &b.id)));
        Self { rows, unidentified, register, params }
    }

    fn body(mut self, lang: Lang) -> Markup {
        let (answer, unidentified) = (self.answer(), self.unidentified);
        let words = self.params.get("q").to_lowercase();
        let asked = |key: &str| self.params.get(key).to_owned();
        let (state, urgency, identity, marked) =
            (asked("state"), asked("urgency"), asked("identity"), asked("mark"));
        self.rows.retain(|row| {
            row.matches(&words)
                && (state.is_empty() || row.state() == state)
                && (urgency.is_empty() || row.urgency().map(Urgency::code) == Some(&urgency))
                && (identity.is_empty() || row.is_identified(&identity))
                && (marked.is_empty() || row.is_marked(&marked, &self.register))
        });
        let is_filtered =
            [&words, &state, &urgency, &identity, &marked].iter().any(|asked| !asked.is_empty());
        let listing = Listing {
            name: "",
            caption: Menu::Vulnerabilities.word(),
            columns: columns(&self.register, lang),
            rows: self.rows,
            empty: empty(is_filtered, lang),
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

fn columns<'a>(register: &'a Register, lang: Lang) -> Vec<RowColumn<'a>> {
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
        RowColumn::new("state", ("判定", "Verdict"), Row::rank, move |row| state(row, register, lang)).short(),
        RowColumn::new(
            "urgency",
            ("急ぎ", "How soon"),
            |row| (row.urgency().is_none(), row.urgency(), row.rank()),
            move |row| html! { @match row.urgency() { Some(urgency) => (parts::urgency(urgency, lang)), None => span.quiet { "–" } } },
        )
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

/// The verdict, and how far what is matched is dealt with.
fn state(row: &Row, register: &Register, lang: Lang) -> Markup {
    html! {
        @match row.verdict() {
            Some(verdict) => (parts::verdict(verdict, lang)),
            None if row.withdrawn => span.quiet { (lang.pick("取り下げ", "withdrawn")) },
            None => span.quiet { (nothing(lang)) }
        }
        @if let Some(marks) = row.marks(register) { p.sub title=(mark::sentence(marks).in_lang(lang)) {
            (lang.pick("対処済み ", "done ")) (marks.done) "/" (marks.matched)
            @if marks.in_progress > 0 { (lang.pick("、対処中 ", ", in progress ")) (marks.in_progress) }
        } }
    }
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
    let urgencies = Urgency::ALL.map(|urgency| (urgency.code(), urgency.word().in_lang(lang).to_owned()));
    let grades = [Confidence::Exact, Confidence::Family, Confidence::Possible]
        .map(|grade| (said::confidence_code(grade), said::confidence(grade).in_lang(lang).to_owned()));
    let marks = [
        (RemediationState::NotStarted, lang.pick("未着手のものがある", "some not remediated")),
        (RemediationState::InProgress, lang.pick("対処中のものがある", "some in progress")),
        (RemediationState::Done, lang.pick("すべて対処済み", "all done")),
    ];
    let marks = marks.map(|(state, word)| (mark::code(state), word.to_owned()));
    let content = html! {
        (words_field(params, lang.pick("語句・CVE", "Words or CVE")))
        (choice(params, "state", lang.pick("判定", "Verdict"), states, lang))
        (choice(params, "urgency", lang.pick("急ぎ", "How soon"), urgencies, lang))
        (choice(params, "identity", lang.pick("同定", "Identity"), grades, lang))
        (choice(params, "mark", lang.pick("対処", "Dealt with"), marks, lang))
    };
    filters(params, &["q", "state", "urgency", "identity", "mark"], &content, lang)
}

fn empty(is_filtered: bool, lang: Lang) -> Markup {
    html! {
        @if !is_filtered {
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
