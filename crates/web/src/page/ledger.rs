//! 記録: who did what, whether nothing was changed afterwards, and the proofs to take away.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sekisho_app::{Act, ledger};
use sekisho_ledger::{Checkpoint, Entry, Verification};
use sekisho_model::{Lang, RecordKind, Text, text};

use super::{Answer, history, ok};
use crate::Web;
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{href, parts, words};

/// Entries of one page.
const ENTRIES: u64 = 100;
/// Above this many entries the check runs only when asked for.
const CHECKED_UNASKED_MAX: u64 = 20_000;

/// `GET /ledger?before=&verify=1`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let before = params.get("before").parse().ok();
    let entries = ledger::newest(&web.app, &visitor.caller, before, ENTRIES).await?;
    let (note, checkpoint) = ledger::checkpoint(&web.app, &visitor.caller).await?;
    let check = params.get("verify") == "1" || checkpoint.size() <= CHECKED_UNASKED_MAX;
    let verification = if check { Some(ledger::verify(&web.app, &visitor.caller).await?) } else { None };
    let view = View { entries, note, checkpoint, verification, params };
    let lang = visitor.lang;
    let page = Page::new(Menu::Ledger.word().in_lang(lang), view.body(&visitor)).in_menu(Menu::Ledger);
    ok(chrome::page(&visitor, page))
}

/// `GET /ledger/{seq}/proof`: a file that needs nothing beside it but the public key.
pub(crate) async fn proof(
    State(web): State<Web>,
    visitor: Visitor,
    Path(seq): Path<u64>,
) -> Result<Response, Failure> {
    let proof = ledger::prove(&web.app, &visitor.caller, seq).await?;
    let name = format!("attachment; filename=\"sekisho-entry-{seq}.tlog-proof\"");
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, proof).into_response())
}

struct View {
    entries: Vec<Entry>,
    note: String,
    checkpoint: Checkpoint,
    verification: Option<Verification>,
    params: Params,
}

impl View {
    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            @if let Some(verification) = self.verification.as_ref().filter(|verification| !verification.is_sound()) {
                ul.problems { @for problem in &verification.problems { li.error {
                    (match lang { Lang::Ja => problem.ja(), Lang::En => problem.to_string() })
                } } }
            }
            @if self.verification.is_none() {
                p { a href=(self.params.with(&[("verify", "1")])) { (lang.pick("今すぐ検証する", "Check now")) } }
            }
            (self.table(visitor))
            (self.proofs(lang))
        }
    }

    fn answer(&self) -> Text {
        let size = self.checkpoint.size();
        match &self.verification {
            None => text!(
                ja: "記録は {size} 件あります。件数が多いので、検証は求められたときに行います。",
                en: "The ledger has {size} entries. There are many, so they are checked when asked for."
            ),
            Some(verification) if verification.is_sound() => text!(
                ja: "記録 {size} 件すべてが、署名されたチェックポイントと一致しました。後からの変更はありません。",
                en: "All {size} entries agree with the signed checkpoint. Nothing was changed afterwards."
            ),
            Some(verification) => {
                let count = verification.problem_count;
                text!(
                    ja: "記録 {size} 件に、つじつまの合わないところが {count} 件あります。すぐに管理者と監督者に知らせてください。",
                    en: "The ledger of {size} entries has {count} contradictions. Tell the administrator and the overseer now."
                )
            }
        }
    }

    fn table(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let oldest = self.entries.last().map_or(0, Entry::seq);
        html! {
            section {
                h2 { (lang.pick("だれが何をしたか", "Who did what")) }
                @if self.entries.is_empty() { div.empty { p { (lang.pick("記録はまだありません。台帳を変えるたびに 1 件ずつ増えます。", "Nothing recorded yet. Every change of the register adds one entry.")) } } }
                @else { div.table tabindex="0" role="group" aria-label=(lang.pick("記録", "Ledger")) { table {
                    thead { tr {
                        th.figures scope="col" { (lang.pick("番号", "No.")) }
                        th scope="col" { (lang.pick("日時", "When")) }
                        th scope="col" { (lang.pick("だれが", "Who")) }
                        th scope="col" { (lang.pick("操作", "Did")) }
                        th scope="col" { (lang.pick("対象", "To")) }
                        th scope="col" { (lang.pick("詳細", "Detail")) }
                        th scope="col" { (lang.pick("証明", "Proof")) }
                    } }
                    tbody { @for entry in &self.entries { (row(entry, visitor)) } }
                } } }
                nav.pager aria-label=(lang.pick("ページ送り", "Pages")) {
                    @if !self.params.get("before").is_empty() { a href=(self.params.with(&[("before", "")])) { (lang.pick("← 最新", "← Newest")) } }
                    @if oldest > 0 { a href=(self.params.with(&[("before", &oldest.to_string())])) rel="next" { (lang.pick("さらに前 →", "Older →")) } }
                }
            }
        }
    }

    fn proofs(&self, lang: Lang) -> Markup {
        html! {
            section.quietly {
                h2 { (lang.pick("チェックポイント", "Checkpoint")) }
                p { (lang.pick(
                    "この数行を工場の外に保管しておくと、後で記録が書き換えられたときに必ず分かります。",
                    "Keep these lines outside the plant: any later change of the ledger will then show.",
                )) }
                pre { (self.note) }
                p { a href="/api/v1/ledger/checkpoint" { "JSON" } " · " code { "sekisho ledger verify" } }
            }
        }
    }
}

fn row(entry: &Entry, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! {
        tr {
            th.figures scope="row" { (entry.seq()) }
            td.nowrap { (history::moment(entry.at(), lang)) }
            td { (entry.actor()) }
            td.nowrap title=(entry.action()) { (words::action(entry.action()).in_lang(lang)) }
            td { (subject(entry.subject())) }
            td { (detail(entry.detail().text(), lang)) }
            td {
                a href={ "/ledger/" (entry.seq()) "/proof" } { (lang.pick("証明", "Proof")) }
                @if visitor.may(Act::Enter) && ledger::record_of(entry).is_some() { (take_back(entry, visitor)) }
            }
        }
    }
}

/// Reverses what the entry did to the register, by a new entry; what has changed since is shown and stays.
fn take_back(entry: &Entry, visitor: &Visitor) -> Markup {
    let (lang, seq) = (visitor.lang, entry.seq());
    html! { form method="post" action={ "/ledger/" (seq) "/undo" } {
        input type="hidden" name="csrf" value=(visitor.csrf);
        button.plain aria-label=(match lang { Lang::Ja => format!("元に戻す：記録 {seq}"), Lang::En => format!("Take back entry {seq}") }) { (lang.pick("元に戻す", "Take back")) }
    } }
}

/// What was acted on, with a link where it has a page.
fn subject(subject: &str) -> Markup {
    let (kind, id) = subject.split_once(':').unwrap_or(("", subject));
    let place = RecordKind::from_code(kind).map(|kind| href::record(kind, id));
    html! {
        span.clip title=(subject) { @match place { Some(href) => a href=(href) { (id) }, None => (id) } }
    }
}

fn detail(text: Option<&str>, lang: Lang) -> Markup {
    html! {
        @match text {
            None => span.quiet { (lang.pick("消去済み（証明は有効）", "erased (proofs hold)")) },
            Some(text) => details { summary { (lang.pick("見る", "Show")) } pre tabindex="0" role="group" aria-label=(lang.pick("詳細", "Detail")) { (text) } },
        }
    }
}
