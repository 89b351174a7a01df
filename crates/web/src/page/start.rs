//! The small firm's path: choose a trade, answer plain questions, see the first zone map and the five most urgent
//! measures on one page. Nothing is stored until somebody keeps it.

use std::collections::BTreeMap;

use axum::extract::{Form, Path, State};
use axum::response::Redirect;
use maud::{Markup, PreEscaped, html};
use sekisho_app::start::{self, First};
use sekisho_app::{Act, AppError};
use sekisho_assess::start::Urgent;
use sekisho_catalog::starter::{Answers, Question, Starter, Template, Word};
use sekisho_model::{Lang, Text};
use sekisho_report::picture::zone_map::{MapView, zone_map};

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// What the questions' form sends.
type Sent = BTreeMap<String, String>;

/// `GET /start`: the trades.
pub(crate) async fn get(visitor: Visitor) -> Answer {
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(lang.pick(
            "いちばん近い業種を選んでください。16 の質問に答えると、工場の区分けの図と、いちばん急ぐ 5 つの対策が出ます。",
            "Choose the nearest trade. Sixteen questions later you have a map of your plant and the five most urgent measures.",
        )))
        p { (lang.pick(
            "分からない質問は「わからない」のままで構いません。かかる時間は 10 分ほどです。答えただけでは何も保存しません。",
            "Leave what you don't know at \"I don't know\". It takes about ten minutes, and answering stores nothing.",
        )) }
        ul.trades { @for template in &Starter::built_in().templates { li {
            a href={ "/start/" (href::escaped(&template.id)) } { (template.name.in_lang(lang)) }
            p.sub { (template.about.in_lang(lang)) }
        } } }
    };
    ok(chrome::page(&visitor, page(lang.pick("はじめての方へ", "First steps"), body, lang)))
}

/// `GET /start/{template}`: the questions.
pub(crate) async fn questions(visitor: Visitor, Path(template): Path<String>) -> Answer {
    let template = chosen(&template)?;
    let body = asked(&visitor, template, &Answers::new());
    ok(chrome::page(&visitor, page(template.name.in_lang(visitor.lang), body, visitor.lang)))
}

/// `POST /start/{template}`: what follows from the answers.
pub(crate) async fn answered(
    State(web): State<Web>,
    visitor: Visitor,
    Path(template): Path<String>,
    Form(sent): Form<Sent>,
) -> Answer {
    visitor.check_form(sent.get("csrf").map_or("", String::as_str))?;
    let (template, answers) = (chosen(&template)?, answers(&sent));
    let first = start::first(&web.app, &visitor.caller, &template.id, &answers, visitor.lang).await?;
    let body = result(&visitor, template, &answers, &first);
    ok(chrome::page(&visitor, page(template.name.in_lang(visitor.lang), body, visitor.lang)))
}

/// `POST /start/{template}/keep`: begins the register with it.
pub(crate) async fn keep(
    State(web): State<Web>,
    visitor: Visitor,
    Path(template): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Failure> {
    visitor.check_form(sent.get("csrf").map_or("", String::as_str))?;
    start::keep(&web.app, &visitor.caller, &template, &answers(&sent), visitor.lang).await?;
    Ok(Redirect::to("/assessments"))
}

fn chosen(template: &str) -> Result<&'static Template, AppError> {
    Starter::built_in().template(template).ok_or_else(|| AppError::NotFound {
        kind: Text::new("業種のひな形", "template"),
        id: template.to_owned(),
    })
}

fn answers(sent: &Sent) -> Answers {
    let questions = Starter::built_in().questions.iter();
    questions.filter_map(|question| Some((question.id.clone(), sent.get(&question.id)?.clone()))).collect()
}

fn page(title: &str, body: Markup, lang: Lang) -> Page {
    let page = Page::new(title, body).in_menu(Menu::Assessments);
    let page = page.crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    if title == lang.pick("はじめての方へ", "First steps") {
        return page;
    }
    page.crumb(lang.pick("はじめての方へ", "First steps"), Some("/start".to_owned()))
}

fn asked(visitor: &Visitor, template: &Template, answers: &Answers) -> Markup {
    let lang = visitor.lang;
    let questions = &Starter::built_in().questions;
    html! {
        (parts::answer(&match lang {
            Lang::Ja => format!("{} の質問に答えてください。分からないものは「わからない」のままで構いません。", questions.len()),
            Lang::En => format!("Answer {} questions. Leave what you don't know at \"I don't know\".", questions.len()),
        }))
        form.asked method="post" action={ "/start/" (href::escaped(&template.id)) } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            @for (number, question) in questions.iter().enumerate() { (one(number + 1, question, answers, lang)) }
            p { button.first { (lang.pick("結果を見る", "See the result")) } }
        }
    }
}

fn one(number: usize, question: &Question, answers: &Answers, lang: Lang) -> Markup {
    let given = sekisho_catalog::starter::answer(answers, &question.id);
    html! { fieldset.question {
        legend { (number) ". " (question.asks.in_lang(lang)) }
        p.about { (question.why.in_lang(lang)) }
        (explained(Starter::built_in().explained(question.asks.in_lang(lang), lang), lang))
        div.choices { @for choice in &question.choices { label {
            input type="radio" name=(question.id) value=(choice.id) checked[choice.id == given];
            " " (choice.label.in_lang(lang))
        } } }
    } }
}

/// The words of a text that need explaining, explained on the spot.
fn explained<'a>(words: impl Iterator<Item = &'a Word>, lang: Lang) -> Markup {
    html! { @for word in words { p.about { b { (word.word.in_lang(lang)) } (lang.pick("：", ": ")) (word.means.in_lang(lang)) } } }
}

fn result(visitor: &Visitor, template: &Template, answers: &Answers, first: &First) -> Markup {
    let (lang, summary) = (visitor.lang, &first.summary);
    let map = zone_map(&first.register, &MapView::default(), lang);
    html! {
        (parts::answer(summary.answer.in_lang(lang)))
        section.urgent {
            h2 { (lang.pick("いちばん急ぐ 5 つ", "The five most urgent")) }
            ol { @for urgent in &summary.urgent { (measure(urgent, lang)) } }
            p.note { (summary.how.in_lang(lang)) }
        }
        section {
            h2 { (lang.pick("工場の区分け", "Your plant in areas")) }
            div.picture tabindex="0" role="group" aria-label=(lang.pick("ゾーンマップ", "Zone map")) { (PreEscaped(map.svg)) }
            p.note { (lang.pick(
                "同じくらい大事で、同じように守る範囲をひとまとめにした図です。この範囲を「ゾーン」と呼びます。",
                "Each box is an area that is equally important and protected alike. Such an area is called a zone.",
            )) }
        }
        @if !summary.open.is_empty() { section.open {
            h2 { span.sign aria-hidden="true" { "？" } (lang.pick("まだ分からないこと", "Not known yet")) span.count { (summary.open.len()) } }
            ul.plain { @for open in &summary.open { li { (open.asks.in_lang(lang)) p.sub { (open.find.in_lang(lang)) } } } }
            @if summary.unsure_rows > 0 { p.sub { (match lang {
                Lang::Ja => format!("分からないために仮に入れた行が {} 行あります。名前に「未確認」と付いています。", summary.unsure_rows),
                Lang::En => format!("{} rows are there only because nobody knows; they are marked so.", summary.unsure_rows),
            }) } }
        } }
        section.steps {
            h2 { (lang.pick("次にすること", "What to do")) }
            ol { @for next in &summary.next { li { span.what { (next.in_lang(lang)) } } } }
            (keeping(visitor, template, answers, first.fits))
        }
        @if !summary.words.is_empty() { section {
            h2 { (lang.pick("ことばの説明", "Words explained")) }
            dl.facts { @for word in &summary.words { div { dt { (word.word.in_lang(lang)) } dd { (word.means.in_lang(lang)) } } } }
        } }
        details { summary { (lang.pick("答えを直す", "Change the answers")) } (asked(visitor, template, answers)) }
    }
}

fn measure(urgent: &Urgent, lang: Lang) -> Markup {
    html! { li {
        p.what { (urgent.name.in_lang(lang)) }
        p { (urgent.why.in_lang(lang)) " " (urgent.effect.in_lang(lang)) }
        (parts::facts(&[
            (lang.pick("手間", "Effort"), html! { (urgent.effort.in_lang(lang)) }),
            (lang.pick("今週の一歩", "This week"), html! { (urgent.first_step.in_lang(lang)) }),
        ]))
        @if !urgent.because.is_empty() { p.sub {
            (lang.pick("もとになった答え：", "Because of: "))
            @for because in &urgent.because { (because.asks.in_lang(lang)) (lang.pick("→", " → ")) (because.label.in_lang(lang)) " " }
        } }
    } }
}

/// Keeps the draft, where there is room for it.
fn keeping(visitor: &Visitor, template: &Template, answers: &Answers, fits: bool) -> Markup {
    let lang = visitor.lang;
    html! {
        @if fits && visitor.may(Act::Enter) {
            form method="post" action={ "/start/" (href::escaped(&template.id)) "/keep" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                @for (question, choice) in answers { input type="hidden" name=(question) value=(choice); }
                button.first { (lang.pick("この案で台帳を始める", "Begin the register with this draft")) }
                span.effect { (lang.pick("後から 1 行ずつ直せます。", "Every row can be corrected later.")) }
            }
        } @else {
            p.note { (lang.pick(
                "この台帳にはすでに登録があるため、案は保存できません。このページを印刷して残せます。",
                "This register already holds rows, so the draft cannot be kept here. You can print this page.",
            )) }
        }
    }
}
