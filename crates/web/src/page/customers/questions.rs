//! The questions one by one: the columns that are meant, what may answer each, how sure that is, and what would be
//! written.

use maud::{Markup, html};
use sekisho_app::Act;
use sekisho_app::questionnaires::{Asked, KeptMapping, Line, Looked, Proposed};
use sekisho_exchange::SheetColumns;
use sekisho_model::{Lang, Text, text};

use super::at;
use crate::href;
use crate::visitor::Visitor;

/// Rows of the register named under a proposal.
const ROWS_SHOWN: usize = 3;

/// One form: columns above, questions below, and what may be done with them.
pub(super) fn whole(looked: &Looked, kept: &KeptMapping, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let customer = kept.customer.id.as_str();
    let example = if looked.product.is_some() { "jc-star-1/S1.1-01" } else { "scs-3/4-4-4-2" };
    let action = |act: &str| at(customer, &format!("/questionnaire/{act}"));
    html! {
        form.mark method="post" action=(action("columns")) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (about(looked))
            section { h2 { (lang.pick("列", "Columns")) }
                p { (lang.pick("どの列が何かを確かめてください。違っていれば列名（A、B など）を直します。", "Check which column is which. Where one is wrong, correct its letters.")) }
                @for (n, columns) in looked.columns.iter().enumerate() { (sheet(n, columns, lang)) }
                @if !looked.without.is_empty() { details {
                    summary { (lang.pick("質問が見つからなかったシート", "Sheets in which no question was found")) " " (looked.without.len()) }
                    @for (n, name) in looked.without.iter().enumerate() {
                        (sheet(looked.columns.len() + n, &SheetColumns { sheet: name.clone(), ..SheetColumns::default() }, lang))
                    }
                } }
                p.do { button { (lang.pick("この列で読み直す", "Read again with these columns")) } }
            }
            section { h2 id="questions" { (lang.pick("質問", "Questions")) span.count { (looked.asked.len()) } }
                @if looked.asked.is_empty() { p { (lang.pick("この列には質問がありません。", "There is no question in these columns.")) } }
                @for (n, asked) in looked.asked.iter().enumerate() { (question(n, asked, example, lang)) }
            }
            @if visitor.may(Act::Enter) && !looked.asked.is_empty() { section.steps {
                h2 { (lang.pick("決めたことを保存する", "Keep what is settled")) }
                p.do { button.first formaction=(action("keep")) { (lang.pick("対応付けを保存する", "Keep the mapping")) } }
                p.effect { (lang.pick("この顧客の次の調査票（会社か製品かが同じもの）にも使います。記録に 1 件残ります。", "This customer's next questionnaire of this sort uses it too. One ledger entry.")) }
            } }
        }
        @if kept.record.is_some() { (filled(looked, customer, visitor)) }
    }
}

/// What the sheet asks about goes with every form, as the file is only held.
fn about(looked: &Looked) -> Markup {
    html! { @if let Some(product) = &looked.product { input type="hidden" name="product" value=(product.id); } }
}

/// The copy goes by what is kept, never by what is only ticked.
fn filled(looked: &Looked, customer: &str, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let writes = |asked: &&Asked| {
        let settled = asked.proposed.first().filter(|first| first.criterion == asked.settled);
        settled.is_some_and(|first| first.line.left.is_none())
    };
    let (n, all) = (looked.asked.iter().filter(writes).count(), looked.asked.len());
    let words = text!(
        ja: "保存した対応付けで、{all} 問のうち {n} 問に記入できます。",
        en: "By the mapping that is kept, {n} of {all} questions can be filled in."
    );
    html! { section { h2 { (lang.pick("記入済みの写し", "A filled copy")) }
        p { (words.in_lang(lang)) }
        form.mark method="post" action=(at(customer, "/questionnaire/fill")) {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (about(looked))
            p { label { (lang.pick("記入する言語", "Language of what is written")) br; select name="in" {
                @for to in [lang, other(lang)] { option value=(to.code()) { (to.pick("日本語", "English")) } }
            } } }
            p.do { button { (lang.pick("写しを受け取る（XLSX）", "Take the copy (XLSX)")) } }
            p.effect { (lang.pick("渡す前に、書き込まれた答えを必ず読んでください。何も送信しません。", "Read what is written before you hand it on. Nothing is sent.")) }
        }
    } }
}

const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Ja => Lang::En,
        Lang::En => Lang::Ja,
    }
}

fn sheet(n: usize, columns: &SheetColumns, lang: Lang) -> Markup {
    let said = |stated: &Option<String>| stated.clone().unwrap_or_default();
    let named = [
        ("question", columns.question.clone(), text!(ja: "質問", en: "Question")),
        ("number", said(&columns.number), text!(ja: "番号", en: "Number")),
        ("answer", said(&columns.answer), text!(ja: "回答", en: "Answer")),
        ("words", said(&columns.words), text!(ja: "説明", en: "In words")),
        ("evidence", said(&columns.evidence), text!(ja: "証跡", en: "Evidence")),
    ];
    html! { fieldset {
        legend { (columns.sheet) }
        input type="hidden" name={ "sheet" (n) } value=(columns.sheet);
        div.filters {
            label { span { (lang.pick("見出しの最後の行", "Last header row")) } input type="number" name={ "header" (n) } min="0" max="1048576" value=(columns.header_row); }
            @for (name, letters, word) in &named {
                label { span { (word.in_lang(lang)) } input type="text" name={ (name) (n) } value=(letters) maxlength="3" size="4" pattern="[A-Za-z]*"; }
            }
        }
    } }
}

fn question(n: usize, asked: &Asked, example: &str, lang: Lang) -> Markup {
    let question = &asked.question;
    html! { fieldset.question {
        legend { (question.sheet) (lang.pick(" ", ", row ")) (question.row) (lang.pick(" 行目", "")) @if !question.number.is_empty() { " · " (question.number) } }
        input type="hidden" name={ "of" (n) } value=(question.sheet);
        input type="hidden" name={ "no" (n) } value=(question.number);
        input type="hidden" name={ "text" (n) } value=(question.text);
        p { b { (question.text) } }
        @for note in notes(asked) { p.sub { (note.in_lang(lang)) } }
        @for proposed in &asked.proposed { (proposal(n, asked, proposed, lang)) }
        p { label.tickable {
            input type="radio" name={ "criterion" (n) } value="" checked[asked.settled.is_empty()];
            " " (lang.pick("決めない（空のままにする）", "Leave it open (nothing is written)"))
        } }
        p { label { span { (lang.pick("ほかの基準の ID", "Id of another criterion")) } input type="text" name={ "other" (n) } maxlength="120" placeholder=(example); } }
    } }
}

fn notes(asked: &Asked) -> Vec<Text> {
    let question = &asked.question;
    let mut notes = Vec::new();
    if question.hidden {
        notes.push(text!(ja: "非表示の行かシートにあります。答えは書き込みません。", en: "It stands in a hidden row or sheet, and is not answered."));
    }
    if !question.answered.is_empty() {
        let said = &question.answered;
        notes.push(text!(ja: "すでに「{said}」と記入されています。上書きしません。", en: "It already says \"{said}\", which is not overwritten."));
    }
    if !question.choices.is_empty() {
        let choices = question.choices.join(" / ");
        notes.push(text!(ja: "選択肢：{choices}", en: "Choices: {choices}"));
    }
    if asked.proposed.is_empty() {
        notes.push(text!(ja: "近い基準が見つかりません。", en: "No criterion comes near it."));
    }
    notes
}

fn proposal(n: usize, asked: &Asked, proposed: &Proposed, lang: Lang) -> Markup {
    let Proposed { criterion, title, why, line, rows } = proposed;
    html! {
        p { label.tickable {
            input type="radio" name={ "criterion" (n) } value=(criterion) checked[!asked.settled.is_empty() && asked.settled == *criterion];
            " " (criterion) " " (title.in_lang(lang)) " — " (why.in_lang(lang))
        } }
        p.sub { (written(line, lang)) }
        @if !rows.is_empty() { p.sub {
            (lang.pick("根拠の行：", "Rows behind it: "))
            @for (at, row) in rows.iter().take(ROWS_SHOWN).enumerate() {
                @if at > 0 { (lang.pick("、", ", ")) }
                a href=(href::row(row.kind, &row.id)) { (row.name) }
            }
            @let more = rows.len().saturating_sub(ROWS_SHOWN);
            @if more > 0 { (text!(ja: " ほか {more} 件", en: " and {more} more").in_lang(lang)) }
        } }
    }
}

/// What would stand in the copy.
fn written(line: &Line, lang: Lang) -> Markup {
    html! { @match &line.left {
        Some(why) => { (lang.pick("いまは書き込みません：", "Nothing is written now: ")) (why.in_lang(lang)) }
        None => {
            (lang.pick("書き込む答え：", "Would be written: ")) b { (line.answer) }
            @if !line.words.is_empty() { " — " (line.words) }
            @if !line.evidence.is_empty() { " （" (line.evidence) "）" }
            " (" (line.origin.in_lang(lang)) ")"
        }
    } }
}
