//! Drop a file and see what it means: an advisory against the plant, an SBOM against the advisories, a capture against
//! the register. Nothing
//! is stored until somebody who may do so says so.

mod arriving;
mod seen;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, Multipart, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::impact::Dropped;
use sekisho_app::notices::{self, Notice};
use sekisho_app::observe::Captured;
use sekisho_app::scan::File;
use sekisho_app::{Act, feeds, impact, observe, register, sboms};
use sekisho_assess::{Impact, Scan, ScanItem, Verdict};
use sekisho_model::{Lang, Problem, Register, Sbom, SbomSubject, Stated, Text, text};
use serde::Deserialize;

use super::upload::{self, Upload};
use super::{Answer, notices as told, ok, vulnerability};
use crate::Web;
use crate::chrome::{self, Page};
use crate::failure::Failure;
use crate::listing::ROWS;
use crate::parts;
use crate::visitor::Visitor;

/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 20;
/// Most other fields of a form that are read.
const FIELDS_MAX: usize = 20;
/// Impacts of one file shown whole.
const IMPACTS_SHOWN: usize = 10;

/// `GET /drop`
pub(crate) async fn get(visitor: Visitor) -> Answer {
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(lang.pick(
            "SBOM・アドバイザリ・キャプチャのファイルを選ぶと、何に影響するか、何が見えるかがすぐに分かります。調べるだけでは何も保存しません。",
            "Choose an SBOM, an advisory or a capture and see at once what it affects or shows. Looking stores nothing.",
        )))
        (form(&visitor))
    };
    ok(chrome::page(&visitor, page(lang, body)))
}

/// `POST /drop`
pub(crate) async fn post(State(web): State<Web>, visitor: Visitor, form: Multipart) -> Answer {
    let file = match arriving::arrived(form, &visitor).await? {
        arriving::Arrived::File(file) => file,
        arriving::Arrived::Capture(captured) => {
            let body = seen::page(&web, &visitor, *captured).await?;
            return ok(chrome::page(&visitor, page(visitor.lang, html! { (body) (another(&visitor)) })));
        }
    };
    let (app, caller) = (&web.app, &visitor.caller);
    let dropped = impact::of_file(app, caller, &file.name, &file.bytes).await?;
    let standings = match dropped {
        Dropped::Sbom { .. } => sboms::about(caller, &file.name, &file.bytes)?,
        Dropped::Advisories { .. } => Vec::new(),
    };
    let register = register::current(app, caller).await?;
    let may_store = visitor.may(Act::Enter);
    let view = View { name: file.name.clone(), dropped, standings, register, may_store };
    if may_store {
        web.held.put(&visitor.session, file, Timestamp::now());
    }
    let body = html! { (view.body(&visitor)) (another(&visitor)) };
    ok(chrome::page(&visitor, page(visitor.lang, body)))
}

/// The form under an answer that stores the file.
#[derive(Debug, Deserialize)]
pub(crate) struct Store {
    csrf: String,
    #[serde(default)]
    subject: String,
}

/// `POST /drop/store`
pub(crate) async fn store(State(web): State<Web>, visitor: Visitor, Form(form): Form<Store>) -> Answer {
    visitor.check_form(&form.csrf)?;
    let (app, caller) = (&web.app, &visitor.caller);
    sekisho_app::guard::permit(caller, Act::Enter)?;
    if let Some(captured) = web.held.take_capture(&visitor.session, Timestamp::now()) {
        return kept(&web, &visitor, &captured).await;
    }
    let file = web.held.take(&visitor.session, Timestamp::now()).ok_or_else(gone)?;
    let before = notices::next_entry(app, caller).await?;
    let mut done = match impact::of_file(app, caller, &file.name, &file.bytes).await? {
        Dropped::Advisories { .. } => {
            let (counts, problems) = feeds::import(app, caller, &file.name, &file.bytes).await?;
            Stored {
                what: advisories_stored(&file.name, counts),
                problems,
                notices: Vec::new(),
                next: "/vulnerabilities",
            }
        }
        Dropped::Sbom { .. } => {
            let added = sboms::add(app, caller, &file.name, &file.bytes, subject(&form.subject)?).await?;
            Stored {
                what: sbom_stored(&file.name, &added),
                problems: added.problems,
                notices: Vec::new(),
                next: "/products",
            }
        }
    };
    done.notices = notices::since(app, caller, before).await?;
    ok(chrome::page(&visitor, page(visitor.lang, done.body(visitor.lang))))
}

fn another(visitor: &Visitor) -> Markup {
    html! { section { h2 { (visitor.lang.pick("別のファイルを調べる", "Check another file")) } (form(visitor)) } }
}

/// Adds what a capture brought to the observations.
async fn kept(web: &Web, visitor: &Visitor, captured: &Captured) -> Answer {
    let kept = observe::keep(&web.app, &visitor.caller, captured, false).await?;
    let (name, run) = (&captured.name, kept.run);
    let what = text!(
        ja: "「{name}」で見えたことを観測に加えました（読み込み番号 {run}）。",
        en: "What was seen in \"{name}\" is among the observations now (run {run})."
    );
    let done =
        Stored { what, problems: captured.problems.clone(), notices: Vec::new(), next: "/observation" };
    ok(chrome::page(visitor, page(visitor.lang, done.body(visitor.lang))))
}

fn page(lang: Lang, body: Markup) -> Page {
    Page::new(lang.pick("ファイルを調べる", "Check a file"), body)
}

fn form(visitor: &Visitor) -> Markup {
    upload::form(
        &Upload {
            action: "/drop",
            label: upload::CHOOSE,
            button: ("調べる", "Check"),
            note: (
                "CycloneDX・SPDX の SBOM、Cargo.lock・package-lock.json・requirements.txt、CSAF・OSV・RustSec のアドバイザリ（64 MiB まで）。pcap・pcapng のキャプチャ（gzip・Zstandard も可、2 GiB まで。読みながら調べ、ファイルは残しません）",
                "CycloneDX or SPDX SBOM; Cargo.lock, package-lock.json, requirements.txt; CSAF, OSV or RustSec advisory (up to 64 MiB). Capture: pcap or pcapng, also with gzip or Zstandard (up to 2 GiB; read as it comes, never kept)",
            ),
            ..Upload::default()
        },
        visitor,
    )
}

/// The file of a form that is ours.
pub(super) async fn uploaded(form: Multipart, visitor: &Visitor) -> Result<File, Failure> {
    Ok(uploaded_with(form, visitor).await?.0)
}

/// The file of a form that is ours, and its other fields.
pub(super) async fn uploaded_with(
    mut form: Multipart,
    visitor: &Visitor,
) -> Result<(File, BTreeMap<String, String>), Failure> {
    let (mut csrf, mut file) = (String::new(), File { name: String::new(), bytes: Vec::new() });
    let mut fields = BTreeMap::new();
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(error.status()))? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(|error| unreadable(error.status()))?,
            Some("file") => {
                file.name = field.file_name().map(base_name).unwrap_or_default();
                file.bytes = field.bytes().await.map_err(|error| unreadable(error.status()))?.to_vec();
            }
            Some(name) if fields.len() < FIELDS_MAX => {
                let name = name.to_owned();
                let value = field.text().await.map_err(|error| unreadable(error.status()))?;
                fields.insert(name, value);
            }
            _ => {}
        }
    }
    if file.name.is_empty() {
        return Err(no_file());
    }
    visitor.check_form(&csrf)?;
    Ok((file, fields))
}

/// Browsers send a bare name; anything else is cut down to one.
pub(super) fn base_name(name: &str) -> String {
    let bare = name.rsplit(['/', '\\']).next().unwrap_or_default();
    bare.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn unreadable(status: StatusCode) -> Failure {
    let too_large = status == StatusCode::PAYLOAD_TOO_LARGE;
    let (what, remedy) = if too_large {
        (
            text!(ja: "ファイルが大きすぎます（上限 64 MiB）。", en: "The file is too large (at most 64 MiB)."),
            text!(
                ja: "サーバで sekisho sbom add または sekisho feed import を使って取り込んでください。",
                en: "Import it on the server with `sekisho sbom add` or `sekisho feed import`."
            ),
        )
    } else {
        (
            text!(ja: "送られたファイルを受け取れませんでした。", en: "The file did not arrive whole."),
            text!(ja: "通信を確かめて、もう一度送ってください。", en: "Check the connection and send it again."),
        )
    };
    Failure::of(if too_large { status } else { StatusCode::BAD_REQUEST }, what, remedy)
}

fn no_file() -> Failure {
    Failure::of(
        StatusCode::BAD_REQUEST,
        text!(ja: "ファイルが選ばれていません。", en: "No file was chosen."),
        text!(ja: "ファイルを選んでから「調べる」を押してください。", en: "Choose a file, then press Check."),
    )
}

pub(super) fn gone() -> Failure {
    Failure::of(
        StatusCode::GONE,
        text!(ja: "調べたファイルは、もう手元にありません（15 分で消えます）。", en: "The file is no longer held (it goes after 15 minutes)."),
        text!(ja: "もう一度ファイルを選んで調べてから、取り込んでください。", en: "Check the file again, then store it."),
    )
}

/// `product:ID`, `asset:ID`, or nothing.
pub(super) fn subject(text: &str) -> Result<SbomSubject, Failure> {
    let bad =
        |error: sekisho_model::IdError| Failure::of(StatusCode::BAD_REQUEST, error.text(), Text::default());
    match text.split_once(':') {
        Some(("product", id)) => Ok(SbomSubject::Product(id.parse().map_err(bad)?)),
        Some(("asset", id)) => Ok(SbomSubject::Asset(id.parse().map_err(bad)?)),
        _ => Ok(SbomSubject::Unattached),
    }
}

struct View {
    name: String,
    dropped: Dropped,
    /// How an SBOM stands against its standard and the frameworks.
    standings: Vec<sboms::Standing>,
    register: Arc<Register>,
    may_store: bool,
}

impl View {
    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        html! {
            @match &self.dropped {
                Dropped::Advisories { impacts, problems } => {
                    (self.advisories(impacts, lang))
                    (self.problems(problems, lang))
                    (self.store(visitor, &html! {}))
                }
                Dropped::Sbom { sbom, scan, problems } => {
                    (parts::answer(scan_answer(scan).in_lang(lang)))
                    p.lead { code { (self.name) } " " (described(sbom, lang)) }
                    (scanned(scan, lang))
                    (standing(&self.standings, lang))
                    (self.problems(problems, lang))
                    (self.store(visitor, &subjects(&self.register, lang)))
                }
            }
        }
    }

    fn advisories(&self, impacts: &[Impact], lang: Lang) -> Markup {
        let more = impacts.len().saturating_sub(IMPACTS_SHOWN);
        html! {
            @if let [impact] = impacts {
                (parts::answer(impact.answer().in_lang(lang)))
                p.lead { code { (self.name) } " " (lang.pick("はアドバイザリです。", "is an advisory.")) }
                (vulnerability::under_answer(impact, &self.register, None, lang))
            } @else {
                (parts::answer(advisories_answer(impacts).in_lang(lang)))
                p.lead { code { (self.name) } " " (match lang {
                    Lang::Ja => format!("はアドバイザリ {} 件のファイルです。", impacts.len()),
                    Lang::En => format!("holds {} advisories.", impacts.len()),
                }) }
                @for impact in impacts.iter().take(IMPACTS_SHOWN) { section.one {
                    h2 { (impact.advisory.id) }
                    (vulnerability::whole(impact, &self.register, None, lang))
                } }
                @if more > 0 { p.note { (match lang {
                    Lang::Ja => format!("影響の大きい順に {IMPACTS_SHOWN} 件を示しています。ほか {more} 件は、取り込むと脆弱性の一覧で見られます。"),
                    Lang::En => format!("The worst {IMPACTS_SHOWN} are shown. Store the file to see the other {more} in the list of vulnerabilities."),
                }) } }
            }
        }
    }

    fn problems(&self, problems: &[Problem], lang: Lang) -> Markup {
        html! { @if !problems.is_empty() { section {
            h2 { (lang.pick("ファイルの問題", "Problems of the file")) span.count { (problems.len()) } }
            (parts::problems(problems, PROBLEMS_SHOWN, lang))
        } } }
    }

    fn store(&self, visitor: &Visitor, fields: &Markup) -> Markup {
        let lang = visitor.lang;
        html! { @if self.may_store { section.steps {
            h2 { (lang.pick("取り込む", "Store it")) }
            form method="post" action="/drop/store" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                (fields)
                button { (lang.pick("台帳に取り込む", "Store it in the register")) }
                span.effect { (lang.pick("記録に 1 件残ります。同じものを 2 回取り込んでも変わりません。", "One ledger entry. Storing the same file twice changes nothing.")) }
            }
        } } }
    }
}

/// What an SBOM may describe.
pub(super) fn subjects(register: &Register, lang: Lang) -> Markup {
    html! {
        label { span { (lang.pick("何の SBOM か", "What it describes")) }
            select name="subject" {
                option value="" { (lang.pick("まだ決めない", "decide later")) }
                optgroup label=(lang.pick("製品", "Products")) { @for product in register.products.values() {
                    option value={ "product:" (product.id) } { (product.name) " " (product.id) }
                } }
                optgroup label=(lang.pick("保護対象", "Assets")) { @for asset in register.assets.values() {
                    option value={ "asset:" (asset.id) } { (asset.name) " " (asset.id) }
                } }
            }
        }
    }
}

fn described(sbom: &Sbom, lang: Lang) -> String {
    let version = match &sbom.version {
        Stated::Known(version) => format!(" {version}"),
        Stated::Unknown | Stated::NotApplicable => String::new(),
    };
    let (format, name, parts) = (&sbom.format, &sbom.name, sbom.components.len());
    match lang {
        Lang::Ja => format!("は {format} の SBOM です。{name}{version}、部品 {parts} 件。"),
        Lang::En => format!("is a {format} SBOM: {name}{version}, {parts} components."),
    }
}

/// Each paper in one sentence; what is not in order opens under it.
fn standing(standings: &[sboms::Standing], lang: Lang) -> Markup {
    html! { @if !standings.is_empty() { section {
        h2 { (lang.pick("この SBOM の書き方", "How this SBOM is written")) }
        ul.plain { @for sboms::Standing { answer, faults, more } in standings { li {
            @if faults.is_empty() { (answer.in_lang(lang)) }
            @else { details {
                summary { (answer.in_lang(lang)) }
                ul.problems {
                    @for fault in faults { li { (fault.in_lang(lang)) } }
                    @if *more > 0 { li.quiet { (match lang { Lang::Ja => format!("ほか {more} 件"), Lang::En => format!("{more} more") }) } }
                }
            } }
        } } }
    } } }
}

fn advisories_answer(impacts: &[Impact]) -> Text {
    let count = |verdict| impacts.iter().filter(|impact| impact.verdict() == verdict).count();
    let (all, affected, undecided) = (impacts.len(), count(Verdict::Affected), count(Verdict::Undecided));
    text!(
        ja: "アドバイザリ {all} 件のうち、この工場に影響するものが {affected} 件、判定できないものが {undecided} 件あります。",
        en: "Of {all} advisories, {affected} affect this plant and {undecided} could not be decided."
    )
}

fn scan_answer(scan: &Scan) -> Text {
    let (counts, all) = (scan.counts(), scan.items.len());
    let (affected, undecided) = (counts.affected, counts.undecided);
    text!(
        ja: "部品 {all} 件のうち、影響を受けるものが {affected} 件、判定できないものが {undecided} 件あります。",
        en: "Of {all} components, {affected} are affected and {undecided} could not be decided."
    )
}

fn scanned(scan: &Scan, lang: Lang) -> Markup {
    let more = scan.items.len().saturating_sub(ROWS);
    html! {
        p { (vulnerability::counts(scan.counts(), lang)) }
        div.table tabindex="0" role="group" aria-label=(lang.pick("部品", "Components")) { table {
            thead { tr {
                th scope="col" { (lang.pick("部品", "Component")) }
                th scope="col" { (lang.pick("判定", "Verdict")) }
                th scope="col" { (lang.pick("理由", "Why")) }
                th scope="col" { (lang.pick("脆弱性", "Vulnerabilities")) }
            } }
            tbody { @for item in scan.items.iter().take(ROWS) { (scanned_row(item, lang)) } }
        } }
        @if more > 0 { p.note { (match lang {
            Lang::Ja => format!("影響の大きい順に {ROWS} 件を示しています。ほか {more} 件は取り込むと製品のページで見られます。"),
            Lang::En => format!("The worst {ROWS} are shown. Store the SBOM to see the other {more} on its product's page."),
        }) } }
    }
}

fn scanned_row(item: &ScanItem, lang: Lang) -> Markup {
    html! {
        tr {
            th scope="row" { (item.label) p.sub { (item.detail) } }
            td { (parts::verdict(item.verdict, lang)) }
            td { (item.reason.text().in_lang(lang)) }
            td { @for found in &item.matches { p { (found.advisory.id) " " (parts::verdict(found.verdict, lang)) " " span.quiet { (found.advisory.title) } } } }
        }
    }
}

/// What was stored.
struct Stored {
    what: Text,
    problems: Vec<Problem>,
    /// What follows from it.
    notices: Vec<Notice>,
    next: &'static str,
}

impl Stored {
    fn body(&self, lang: Lang) -> Markup {
        html! {
            (parts::answer(self.what.in_lang(lang)))
            @if !self.problems.is_empty() { (parts::problems(&self.problems, PROBLEMS_SHOWN, lang)) }
            (told::section(&self.notices, lang))
            p { a href=(self.next) { (lang.pick("一覧を見る", "See the list")) } " · " a href="/drop" { (lang.pick("別のファイルを調べる", "Check another file")) } }
        }
    }
}

fn advisories_stored(name: &str, counts: feeds::FeedCounts) -> Text {
    let feeds::FeedCounts { files_known, added, updated, unchanged, older, .. } = counts;
    if files_known > 0 {
        return text!(ja: "「{name}」は前に取り込んだものと同じです。何も変わりません。", en: "\"{name}\" was stored before. Nothing changes.");
    }
    text!(
        ja: "「{name}」を取り込みました：新規 {added} 件、更新 {updated} 件、変更なし {unchanged} 件、古い版のため見送り {older} 件。",
        en: "Stored \"{name}\": {added} new, {updated} updated, {unchanged} unchanged, {older} older than what was there."
    )
}

fn sbom_stored(name: &str, added: &sboms::Added) -> Text {
    let (components, format) = (added.components, &added.format);
    if added.new {
        text!(ja: "「{name}」（{format}、部品 {components} 件）を取り込みました。", en: "Stored \"{name}\" ({format}, {components} components).")
    } else {
        text!(ja: "「{name}」は前に取り込んだものと同じです。", en: "\"{name}\" was stored before.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_brings_no_path_along() {
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name("C:\\temp\\部品表.json"), "部品表.json");
        assert_eq!(base_name("a\u{0}b\n.json"), "ab.json");
    }

    #[test]
    fn a_subject_names_a_product_an_asset_or_nothing() {
        assert_eq!(subject("").unwrap(), SbomSubject::Unattached);
        assert_eq!(subject("product:P:1").unwrap(), SbomSubject::Product("P:1".parse().unwrap()));
        assert!(subject("asset: ").is_err());
    }
}
