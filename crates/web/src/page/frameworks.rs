//! 枠組み: what labels, laws and self-checks ask, how each criterion stands and by what, and a person's answer to it.

mod form;
mod made_of;
pub(crate) mod sheet;
mod small;

use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::answers::{self, Standings};
use sekisho_app::{Act, AppError};
use sekisho_assess::answers::{
    Answered, Answers, Due, Lack, Origin, Row, Score, Standing, Totals, Whose, contradiction, declaration,
    next, score,
};
use sekisho_catalog::{Basis, Catalog, Confirmed, Framework, Subject};
use sekisho_model::{Lang, Maker, RecordKind, Text, text};
use sekisho_report::self_assessment::score_words;
use serde::Deserialize;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

pub(crate) use form::answer;
pub(super) use form::day;

/// Rows and lacks shown before the rest is folded.
const SHOWN: usize = 3;

/// Whose answers are looked at.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    product: String,
}

pub(super) fn whose(product: &str) -> Result<Whose, Failure> {
    if product.is_empty() {
        return Ok(Whose::Company);
    }
    let none = |_| AppError::NotFound { kind: RecordKind::Product.word(), id: product.to_owned() };
    Ok(Whose::Product(product.parse().map_err(none)?))
}

/// `GET /frameworks`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let now = answers::standings(&web.app, &visitor.caller, whose(&asked.product)?).await?;
    let reviews = answers::reviews(&web.app, &visitor.caller).await?;
    let (lang, today) = (visitor.lang, web.app.today());
    let body = now.look(|catalog, answers| {
        html! {
            (parts::answer(sentence(catalog, answers, now.whose()).in_lang(lang)))
            (chosen(&now, "/frameworks", lang))
            (list(catalog, answers, now.whose(), lang))
            (calendar(&reviews, today, lang))
            section.quietly { p {
                a href=(href::table(RecordKind::Answer)) { (lang.pick("回答の表", "The table of answers")) } " · "
                a href=(href::table(RecordKind::EvidenceItem)) { (lang.pick("証跡の表", "The table of evidence")) } " · "
                a href=(href::table(RecordKind::Paper)) { (lang.pick("ラベル・宣言の表", "The table of labels and declarations")) } " · "
                a href="/handover" { (lang.pick("支援サービスへの引き継ぎ票", "Hand-over to a support service")) } " · "
                a href="/evidence" { (lang.pick("証跡のファイルと確認", "Files of evidence, and their reviews")) }
            } }
        }
    });
    let page = Page::new(title(lang), body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    ok(chrome::page(&visitor, page))
}

const fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "ラベル・法令・自己診断",
        Lang::En => "Labels, laws and self-checks",
    }
}

fn sentence(catalog: &Catalog, answers: &Answers<'_>, whose: &Whose) -> Text {
    let about = catalog.frameworks().into_iter().filter(|row| is_about(row, whose));
    let mut open = 0;
    let mut n = 0;
    for framework in about {
        let totals = answers.totals(&framework.id);
        n += 1;
        open += totals.criteria - totals.met - totals.not_applicable;
    }
    text!(
        ja: "枠組み {n} 件に、まだ満たしたと言えない基準が延べ {open} 件あります。",
        en: "In {n} frameworks, {open} criteria cannot yet be said to be met."
    )
}

fn is_about(framework: &Framework, whose: &Whose) -> bool {
    framework.subject == whose.subject()
}

/// Links to the company and each own product.
fn chosen(now: &Standings, path: &str, lang: Lang) -> Markup {
    let own = now.register().products.values().filter(|product| product.maker == Maker::Own);
    html! { nav aria-label=(lang.pick("誰の回答か", "Whose answers")) { p {
        (lang.pick("誰の回答か：", "Whose answers: "))
        @if *now.whose() == Whose::Company { b { (lang.pick("会社", "the company")) } }
        @else { a href=(path) { (lang.pick("会社", "the company")) } }
        @for product in own {
            " · "
            @if *now.whose() == Whose::Product(product.id.clone()) { b { (product.name) } }
            @else { a href={ (path) "?product=" (href::escaped(product.id.as_str())) } { (product.name) } }
        }
    } } }
}

fn with_product(path: &str, whose: &Whose) -> String {
    match whose {
        Whose::Company => path.to_owned(),
        Whose::Product(id) => format!("{path}?product={}", href::escaped(id.as_str())),
    }
}

pub(super) fn at(framework: &str) -> String {
    format!("/frameworks/{}", href::escaped(framework))
}

fn list(catalog: &Catalog, answers: &Answers<'_>, whose: &Whose, lang: Lang) -> Markup {
    let rows = catalog.frameworks().into_iter().filter(|row| is_about(row, whose));
    html! { section {
        div.table tabindex="0" role="group" aria-label=(lang.pick("枠組みの一覧", "Frameworks")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("枠組み", "Framework")) }
                th scope="col" { (lang.pick("どこまで満たすか", "How far it is met")) }
                th scope="col" { (lang.pick("照合", "Confirmed")) }
            } }
            tbody { @for row in rows { @let totals = answers.totals(&row.id); tr {
                th scope="row" { a href=(with_product(&at(&row.id), whose)) { (row.title.in_lang(lang)) } p.sub { (row.id) " · " (row.basis.edition) } }
                td data-label=(lang.pick("どこまで満たすか", "How far it is met")) { (far(catalog, &totals, row, lang)) }
                td data-label=(lang.pick("照合", "Confirmed")) { (sure(&row.basis, lang)) }
            } } }
        } }
    } }
}

/// How many are met of those that are here, and how many its source has where that is another number.
fn far(catalog: &Catalog, totals: &Totals, framework: &Framework, lang: Lang) -> Markup {
    let Totals { criteria, met, open, .. } = totals;
    let words = match totals.criteria {
        0 if !catalog.criteria_of(&framework.id).is_empty() => {
            text!(ja: "参照用（答える基準はありません）", en: "to look up; nothing in it is answered")
        }
        0 => text!(ja: "基準はここにありません", en: "no criterion is here"),
        _ => {
            text!(ja: "満たす {met} / {criteria}、未回答 {open}", en: "{met} of {criteria} met, {open} open")
        }
    };
    let wanted = framework.criteria_wanted.and_then(|wanted| usize::try_from(wanted).ok());
    let more = wanted.filter(|wanted| wanted != criteria).map(|wanted| {
        text!(ja: "出典の基準は {wanted} 件です。ここにあるものだけを数えています。", en: "Its source has {wanted} criteria; only those that are here are counted.")
    });
    html! { (words.in_lang(lang)) @if let Some(more) = more { p.sub { (more.in_lang(lang)) } } }
}

/// How sure a row is, said wherever it is not wholly.
fn sure(basis: &Basis, lang: Lang) -> Markup {
    let word = match basis.confirmed {
        Confirmed::Yes => lang.pick("照合済み", "confirmed"),
        Confirmed::Own => lang.pick("当方の整理", "our own"),
        Confirmed::Partly => lang.pick("一部照合", "confirmed in part"),
        Confirmed::No => lang.pick("未照合", "not confirmed"),
    };
    html! { (word) }
}

/// `GET /frameworks/{id}`
pub(crate) async fn one(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let now = answers::standings(&web.app, &visitor.caller, whose(&asked.product)?).await?;
    let (lang, today) = (visitor.lang, web.app.today());
    let shown = now.look(|catalog, answers| {
        let framework = catalog.framework(&id)?;
        Some((
            framework.title.in_lang(lang).to_owned(),
            body(catalog, answers, framework, &now, (&visitor, today)),
        ))
    });
    let none = || AppError::NotFound { kind: text!(ja: "枠組み", en: "framework"), id: id.clone() };
    let (name, body) = shown.ok_or_else(none)?;
    let page = Page::new(name, body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()))
        .crumb(title(lang), Some(with_product("/frameworks", now.whose())));
    ok(chrome::page(&visitor, page))
}

fn body(
    catalog: &Catalog,
    answers: &Answers<'_>,
    framework: &Framework,
    now: &Standings,
    (visitor, today): (&Visitor, Date),
) -> Markup {
    let lang = visitor.lang;
    let missing = answers.missing(&framework.id);
    let settled: Vec<&Answered<'_>> =
        answers.of(&framework.id).into_iter().filter(|row| row.standing.is_settled()).collect();
    let source = framework.basis.source.in_lang(lang);
    let path = at(&framework.id);
    let declared = declaration(catalog, now.register(), answers, (framework, now.whose()), today);
    let as_one = framework.scoring.is_some() && visitor.may(Act::Enter);
    html! {
        @if is_about(framework, now.whose()) { (parts::answer(answers.totals(&framework.id).sentence().in_lang(lang))) }
        @else { (parts::answer(of_another(framework.subject).in_lang(lang))) }
        @if let Some(score) = score(catalog, answers, &framework.id) { (points(&score, lang)) }
        (chosen(now, &path, lang))
        p { (framework.about.in_lang(lang)) }
        p.sub { (lang.pick("出典：", "Source: ")) (source) " · " (sure(&framework.basis, lang)) " · " (framework.basis.note.in_lang(lang)) }
        @for absent in &framework.absent { p.sub { b { (lang.pick("ここにないもの：", "Not here: ")) } (absent.in_lang(lang)) } }
        @if let Some(declared) = &declared { (small::declaration(declared, lang)) }
        (small::next(&next(catalog, answers, framework), lang))
        @if is_about(framework, now.whose()) { (made_of::first((catalog, answers), framework, now.whose(), lang)) }
        (sheet::section(framework, now.whose(), visitor))
        @if as_one { (form::all(answers, framework, now.whose(), visitor)) }
        @if !missing.is_empty() { section { h2 { (lang.pick("残っている基準（手間の少ない順）", "What is left, the least work first")) span.count { (missing.len()) } }
            @for row in &missing { (criterion(catalog, answers, row, framework, now, visitor)) }
        } }
        @if !settled.is_empty() { section { h2 { (lang.pick("満たす・該当しない基準", "Met or not applicable")) span.count { (settled.len()) } }
            @for row in &settled { (criterion(catalog, answers, row, framework, now, visitor)) }
        } }
    }
}

/// Said where answers of the one are looked at, and the framework is about the other.
fn of_another(subject: Subject) -> Text {
    match subject {
        Subject::Company => {
            text!(ja: "この枠組みは会社についてのものです。「会社」を選んでください。", en: "This framework is about the company: choose the company.")
        }
        Subject::Product => {
            text!(ja: "この枠組みは製品についてのものです。自社製品を選んでください。", en: "This framework is about a product: choose one of your own.")
        }
    }
}

/// Points so far, and the band once all are answered.
fn points(score: &Score, lang: Lang) -> Markup {
    html! { p { b { (score_words(score).in_lang(lang)) } } }
}

fn criterion(
    catalog: &Catalog,
    answers: &Answers<'_>,
    row: &Answered<'_>,
    framework: &Framework,
    now: &Standings,
    visitor: &Visitor,
) -> Markup {
    let lang = visitor.lang;
    let number = row.criterion.id.id();
    html! { article id=(href::escaped(number)) {
        h3 { (number) " " (row.criterion.title.in_lang(lang)) }
        p { b { (row.standing.word().in_lang(lang)) } " — " (why(row, lang))
            " " span.quiet { "(" (sure(&row.criterion.basis, lang)) ")" } }
        @if row.contradicts() { p { b { (lang.pick("注意：", "Note: ")) } (contradiction().in_lang(lang)) } }
        @for ended in answers.ended_evidence(row) { p { b { (lang.pick("注意：", "Note: ")) } (ended.in_lang(lang)) } }
        @if let Some(showing) = &row.register { (shown(showing.shows(), showing.lacks(), lang)) }
        (made_of::of((catalog, answers), row.criterion, now.whose(), lang))
        (tied(catalog, row, lang))
        @if visitor.may(Act::Enter) && framework.scoring.is_none() { (form::one(row, framework, now.whose(), visitor)) }
    } }
}

fn why(row: &Answered<'_>, lang: Lang) -> Markup {
    match &row.standing {
        Standing::Open(why) => html! { (why.words().in_lang(lang)) },
        Standing::Answered { origin, .. } => by(origin, lang),
    }
}

fn by(origin: &Origin<'_>, lang: Lang) -> Markup {
    html! { @match origin {
        Origin::Register => (lang.pick("台帳の行から", "from rows of the register")),
        Origin::Person(answer) | Origin::Both(answer) => {
            a href=(href::row(RecordKind::Answer, answer.id.as_str())) { (answer.id) } " "
            (answer.by.known().map_or("", String::as_str)) " "
            @if let Some(day) = answer.answered.known() { (day) }
            @if !answer.answer.is_empty() { " 「" (answer.words().in_lang(lang)) "」" }
        }
        Origin::Carried(carried) => {
            (lang.pick("引き継ぎ：", "carried over from "))
            @for (n, from) in carried.sources().enumerate() {
                @if n > 0 { (lang.pick("、", ", ")) }
                a href={ (at(from.framework())) "#" (href::escaped(from.id())) } { (from) }
            }
            @for reason in &carried.reasons { " " (reason.in_lang(lang)) }
        }
    } }
}

fn shown(shows: &[Row], lacks: &[Lack], lang: Lang) -> Markup {
    let n = shows.len() + lacks.len();
    html! { @if n > 0 {
        ul.plain {
            @for lack in lacks.iter().take(SHOWN) { li { "× " (lacking(lack, lang)) } }
            @for row in shows.iter().take(SHOWN) { li { "○ " (linked(row, lang)) } }
        }
        @if lacks.len() > SHOWN || shows.len() > SHOWN { details { summary { (lang.pick("根拠の行をすべて見る", "See all rows")) " " (n) }
            ul.plain {
                @for lack in lacks.iter().skip(SHOWN) { li { "× " (lacking(lack, lang)) } }
                @for row in shows.iter().skip(SHOWN) { li { "○ " (linked(row, lang)) } }
            }
        } }
    } }
}

fn lacking(lack: &Lack, lang: Lang) -> Markup {
    match lack {
        Lack::Row(row) => linked(row, lang),
        Lack::Missing(what) | Lack::Beyond(what) => html! { (what.in_lang(lang)) },
    }
}

fn linked(row: &Row, lang: Lang) -> Markup {
    html! { a href=(href::row(row.kind, &row.id)) { (row.name) } (lang.pick("：", ": ")) (row.why.in_lang(lang)) }
}

/// What else asks the same; those that an answer carries to first.
fn tied(catalog: &Catalog, row: &Answered<'_>, lang: Lang) -> Markup {
    let carried = catalog.carried(&row.criterion.id);
    let ties = catalog.ties_of(&row.criterion.id);
    let references = &row.criterion.references;
    html! {
        @if !carried.is_empty() { p.sub {
            (lang.pick("「満たす」と答えると、次にも答えたことになります：", "When met, it answers as well: "))
            @for (n, to) in carried.keys().enumerate() {
                @if n > 0 { (lang.pick("、", ", ")) }
                a href={ (at(to.framework())) "#" (href::escaped(to.id())) } { (to) }
            }
        } }
        @if !references.is_empty() { p.sub { (lang.pick("参照（番号と主題だけの対応）：", "See also, by number and subject alone: ")) (references.join(lang.pick("、", ", "))) } }
        @if !ties.is_empty() { details { summary { (lang.pick("ほかの枠組みとの対応", "Ties to other frameworks")) " " (ties.len()) }
            ul.plain { @for tie in &ties { li {
                (tie.relation.name().in_lang(lang)) (lang.pick("：", ": "))
                (tie.other) " " @if let Some(item) = catalog.item(tie.other) { (item.title.in_lang(lang)) }
                p.sub { (tie.reason.in_lang(lang)) }
            } } }
        } }
    }
}

/// The calendar of what has to be looked at again.
fn calendar(reviews: &[Due], today: Date, lang: Lang) -> Markup {
    html! { @if !reviews.is_empty() { section { h2 { (lang.pick("確かめ直す日", "What to look at again")) span.count { (reviews.len()) } }
        ul.plain { @for due in reviews { li { (one_due(due, today, lang)) } } }
    } } }
}

/// One of them, also on *Today*.
pub(super) fn one_due(due: &Due, today: Date, lang: Lang) -> Markup {
    html! {
        (due.day) @if due.day < today { b { (lang.pick("（過ぎています）", " (over)")) } } " "
        a href=(href::row(due.record.0, &due.record.1)) { (due.what.in_lang(lang)) }
    }
}
