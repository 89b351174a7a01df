//! 引き継ぎ票: what a support service needs on the first day; a person chooses what goes, to whom and what for.

use axum::extract::{Form, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sekisho_app::observe::APPROVER_CHARS_MAX;
use sekisho_app::{Act, catalog, handover};
use sekisho_catalog::Catalog;
use sekisho_model::{Lang, text};
use sekisho_report::handover::{Handover, Part, Wanted, part};
use sekisho_report::papers::confirmed_mark;
use sekisho_report::words::limit;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, parts};

/// The page carries its style inside, so that it can be kept as one file. It has no script.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /handover`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor) -> Answer {
    let lang = visitor.lang;
    let wanted = Wanted { parts: Part::ALL.into(), ..Wanted::default() };
    let looked = handover::preview(&web.app, &visitor.caller, &wanted, lang).await?;
    let catalog = catalog::current(&web.app, &visitor.caller)?;
    let body = html! {
        (parts::answer(sentence(&looked).in_lang(lang)))
        (form(&looked, &visitor))
        (caps(&catalog, lang))
        section { h2 { (lang.pick("渡すものの中身（個人の名前なし）", "What would go, without names of persons")) }
            @for section in &looked.sections { details { summary { (section.part.title().in_lang(lang)) } (part(section, lang)) } }
        }
    };
    let page = Page::new(lang.pick("支援サービスへの引き継ぎ", "Hand-over to a support service"), body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    ok(chrome::page(&visitor, page))
}

fn sentence(looked: &Handover) -> sekisho_model::Text {
    let unknown: usize = looked.sections.iter().map(|section| section.unknown.len()).sum();
    text!(
        ja: "支援サービスが初日に要ることを一つのファイルにします。いま分かっていないことは {unknown} 件です。",
        en: "One file with what a support service needs on the first day. {unknown} things are unknown now."
    )
}

fn form(looked: &Handover, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { @if visitor.may(Act::Enter) { section {
        h2 { (lang.pick("渡すものを選ぶ", "Choose what to hand over")) }
        form.mark method="post" action="/handover" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            fieldset { legend { (lang.pick("項目", "Parts")) }
                @for section in &looked.sections { @let rows: usize = section.tables.iter().map(|table| table.rows.len()).sum();
                    p { label.tickable {
                        input type="checkbox" name="part" value=(section.part.code());
                        " " (section.part.title().in_lang(lang)) " " span.quiet { "(" (rows) (lang.pick(" 行", " rows"))
                            @if !section.unknown.is_empty() { (lang.pick("、不明 ", ", unknown ")) (section.unknown.len()) } ")" }
                    } }
                }
                p { label.tickable { input type="checkbox" name="names" value="yes"; " " (lang.pick("個人の名前と、取引先の担当者の連絡先も入れる", "With names of persons, and contacts at suppliers")) } }
            }
            p { label for="to" { (lang.pick("渡す先（必須。記録に残ります）", "To whom (required, stays in the ledger)")) } br;
                input id="to" name="to" required maxlength=(handover::WORDS_CHARS_MAX); }
            p { label for="purpose" { (lang.pick("目的（必須。記録に残ります）", "What for (required, stays in the ledger)")) } br;
                input id="purpose" name="purpose" required maxlength=(handover::WORDS_CHARS_MAX); }
            p { label for="approver" { (lang.pick("承認した人（本人以外。記録に残ります）", "Who agreed (not yourself, stays in the ledger)")) } br;
                input id="approver" name="approver" maxlength=(APPROVER_CHARS_MAX); }
            p.do {
                button.first name="form" value="xlsx" { (lang.pick("Excel ブックを作る", "Make the workbook")) } " "
                button name="form" value="html" { (lang.pick("印刷用のページを作る", "Make the page to print")) }
            }
            p.effect { (lang.pick("作るたびに、いつ誰が誰に何を渡したかが記録に残ります。送るのは人です。", "Each time, who handed what to whom goes into the ledger. Sending it is up to you.")) }
        }
    } } }
}

/// What such services may cost, with how sure that is.
fn caps(catalog: &Catalog, lang: Lang) -> Markup {
    let caps = catalog.price_caps();
    html! { @if !caps.is_empty() { section {
        h2 { (lang.pick("お助け隊サービスの価格の上限", "Caps on the price of support services")) }
        ul.plain { @for (row, cap) in &caps { li {
            b { (limit(cap, lang)) } " — " (cap.name.in_lang(lang)) (lang.pick("：", ": ")) (row.title.in_lang(lang))
            p.sub { (row.basis.edition) " · " (row.basis.source.in_lang(lang)) " · " (confirmed_mark(row.basis.confirmed).in_lang(lang)) " · " (row.basis.note.in_lang(lang)) }
        } } }
        @let frameworks: std::collections::BTreeSet<&str> = caps.iter().map(|(row, _)| row.id.framework()).collect();
        p { @for framework in frameworks { a href=(super::frameworks::at(framework)) { (lang.pick("サービスが備えるもの", "What such a service has")) } } }
    } } }
}

/// `POST /handover`: the file, after its entry.
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let field = |name: &str| {
        fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str()).to_owned()
    };
    visitor.check_form(&field("csrf"))?;
    let lang = visitor.lang;
    let chosen = fields.iter().filter(|(key, _)| key == "part");
    let wanted = Wanted {
        parts: chosen.filter_map(|(_, code)| Part::from_code(code)).collect(),
        names: field("names") == "yes",
        to: field("to"),
        purpose: field("purpose"),
        approver: field("approver"),
    };
    let made = handover::hand_over(&web.app, &visitor.caller, &wanted, lang).await?;
    let day = made.handover.day;
    let (sort, shown, ending, bytes) = match field("form").as_str() {
        "html" => ("text/html; charset=utf-8", "inline", "html", made.html.into_bytes()),
        _ => (WORKBOOK, "attachment", "xlsx", made.xlsx),
    };
    let headers = [
        (CONTENT_TYPE, sort.to_owned()),
        (CONTENT_DISPOSITION, format!("{shown}; filename=\"handover-{day}-{}.{ending}\"", lang.code())),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
