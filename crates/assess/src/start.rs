//! The small firm's path: from a trade and a few plain answers to a first register, the five most urgent measures
//! and one page that says it all.
//!
//! Invariants: what is drafted is a valid register; what nobody knows is marked in it and counted, and weighs like
//! a yes where that is the worse. Which measures are urgent follows from the same risk method as everywhere: nothing
//! here knows a trade, a question or a measure by name. It saves nothing and draws nothing.

mod draft;
mod urgent;

use jiff::civil::Date;
use sekisho_catalog::Catalog;
use sekisho_catalog::starter::{Answers, Question, Starter, Template, Word, answer};
use sekisho_model::{AssetKind, Lang, Record, Register, Text, counted, text};

pub use draft::draft;
pub use urgent::{Answered, URGENT_MAX, Urgent, urgent};

/// What a first register is drafted from.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Templates, questions, measures, words.
    pub starter: &'a Starter,
    /// The catalog: what measures do to which threats.
    pub catalog: &'a Catalog,
    /// The trade.
    pub template: &'a Template,
    /// The answers; what is not in it is not known.
    pub answers: &'a Answers,
    /// Language of the names in the register.
    pub lang: Lang,
    /// Today.
    pub today: Date,
}

impl Start<'_> {
    /// Questions of which the answer is not known, in the order they are asked.
    pub fn unknown(&self) -> impl Iterator<Item = &Question> {
        let questions = self.starter.questions.iter();
        questions.filter(|question| answered(self.answers, question) == Question::UNKNOWN)
    }
}

/// The answer to a question; one that it does not have is no answer.
fn answered<'a>(answers: &'a Answers, question: &Question) -> &'a str {
    let id = answer(answers, &question.id);
    if question.choice(id).is_some() { id } else { Question::UNKNOWN }
}

/// What nobody knows yet, and how to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Id of the question.
    pub question: String,
    /// The question.
    pub asks: Text,
    /// How to find out.
    pub find: Text,
}

/// The page for a small firm. The picture of the zones is drawn from the drafted register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The answer in a few sentences.
    pub answer: Text,
    /// The most urgent measures, first one first.
    pub urgent: Vec<Urgent>,
    /// What the shares of risk are shares of.
    pub how: Text,
    /// What nobody knows yet.
    pub open: Vec<Open>,
    /// Rows of the register that are there only because nobody knows.
    pub unsure_rows: usize,
    /// What to do next, at most three things.
    pub next: Vec<Text>,
    /// The words on this page and in the register that need explaining.
    pub words: Vec<Word>,
}

/// Everything on the one page.
#[must_use]
pub fn summary(start: &Start<'_>, register: &Register) -> Summary {
    let urgent = urgent(start, register);
    let open: Vec<Open> = start
        .unknown()
        .map(|it| Open { question: it.id.clone(), asks: it.asks.clone(), find: it.find.clone() })
        .collect();
    let unsure_rows = draft::unsure_rows(start);
    let answer = headline(start, register, &urgent, open.len());
    let next = next_steps(&urgent, open.len());
    let mut page = Summary { answer, urgent, how: how(), open, unsure_rows, next, words: Vec::new() };
    page.words = words(start, register, &page);
    page
}

fn headline(start: &Start<'_>, register: &Register, urgent: &[Urgent], open: usize) -> Text {
    let zones = register.zones.len();
    let things = register.assets.values().filter(|asset| asset.kind != AssetKind::Network).count();
    let Text { ja, en } = &start.template.name;
    let areas = counted(zones, "area", "areas");
    let unknown = counted(open, "question is", "questions are");
    let mut answer = text!(
        ja: "{ja}の工場として、{zones} 区画・{things} 種類の機械とデータの案ができました。",
        en: "A first draft of your plant ({en}) is ready: {areas}, with {things} kinds of machines and data."
    );
    if let Some(first) = urgent.first() {
        let Text { ja, en } = &first.name;
        answer.ja += &format!("いちばん急ぐのは「{ja}」です。");
        answer.en += &format!(" Most urgent: {}.", lower_first(en));
    }
    if open > 0 {
        answer.ja += &format!("「わからない」が {open} 件あります。確かめると案が正確になります。");
        answer.en += &format!(" {unknown} not answered yet; finding out makes the draft more exact.");
    }
    answer
}

fn how() -> Text {
    text!(
        ja: "危なさは「大事さ × 起こりやすさ × 弱さ」の点数を、機械ごとと攻撃の道筋ごとに足したものです。目安であり、実際の被害額ではありません。",
        en: "Risk is the sum of points, \"how important × how likely × how weak\", machine by machine and along the ways of an attack. It is a guide, not an amount of money."
    )
}

/// With a small first letter, unless an abbreviation begins the words.
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next();
    if letters.clone().next().is_none_or(char::is_uppercase) {
        return words.to_owned();
    }
    first.into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

fn next_steps(urgent: &[Urgent], open: usize) -> Vec<Text> {
    let mut next = Vec::new();
    if let Some(first) = urgent.first() {
        let Text { ja, en } = &first.first_step;
        next.push(text!(ja: "今週：{ja}", en: "This week: {en}"));
    }
    if open > 0 {
        next.push(text!(
            ja: "今月：「わからない」と答えた {open} 件を、下の方法で確かめて答え直します。",
            en: "This month: find out what was not known ({open}) as said below, and answer again."
        ));
    }
    next.push(text!(
        ja: "そのあと：機械とデータの一覧を、現場の実物に合わせて直します。",
        en: "Then: correct the list of machines and data by what stands on the shop floor."
    ));
    next
}

fn words(start: &Start<'_>, register: &Register, page: &Summary) -> Vec<Word> {
    let mut texts: Vec<Text> = page.texts().cloned().collect();
    let record = |record: Record| Text::new(record.name(), record.name());
    texts.extend(register.records().map(record));
    let occurs = |word: &&Word| {
        texts.iter().any(|text| {
            sekisho_catalog::starter::occurs(&word.word.ja, &text.ja)
                || sekisho_catalog::starter::occurs(&word.word.en, &text.en)
        })
    };
    start.starter.words.iter().filter(occurs).cloned().collect()
}

impl Summary {
    /// Every text on the page, but for the words' explanations.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let urgent = self.urgent.iter().flat_map(Urgent::texts);
        let open = self.open.iter().flat_map(|open| [&open.asks, &open.find]);
        [&self.answer, &self.how].into_iter().chain(urgent).chain(open).chain(&self.next)
    }
}

#[cfg(test)]
mod tests;
