//! The calendar of what must be looked at again: answers, evidence, labels, and the support of own products.

use jiff::civil::Date;
use sekisho_model::{Maker, PaperState, RecordKind, Text, text};

use super::given::last_day;
use crate::facts::Facts;

/// Why something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueKind {
    /// An answer's last day.
    AnswerEnds,
    /// Evidence is to be looked at.
    EvidenceReview,
    /// Evidence shows nothing after that day.
    EvidenceEnds,
    /// A label or declaration ends.
    PaperEnds,
    /// An own product's support ends.
    SupportEnds,
}

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// By when.
    pub day: Date,
    /// Why.
    pub kind: DueKind,
    /// The record that it is about.
    pub record: (RecordKind, String),
    /// What it is, in words.
    pub what: Text,
}

/// All of them, earliest first; what is over stays until somebody renews or removes it. Of several answers to one
/// question only the newest counts.
#[must_use]
pub fn reviews(facts: &Facts<'_>) -> Vec<Due> {
    let mut dues: Vec<Due> =
        answers(facts).chain(evidence(facts)).chain(papers(facts)).chain(support(facts)).collect();
    dues.sort_by(|a, b| (a.day, a.kind, &a.record).cmp(&(b.day, b.kind, &b.record)));
    dues
}

fn answers<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Due> + 'a {
    let all = || facts.register.answers.values();
    let newest = move |answer: &&sekisho_model::Answer| {
        !all().any(|other| {
            (&other.criterion, &other.products) == (&answer.criterion, &answer.products)
                && (other.answered.known(), &other.id) > (answer.answered.known(), &answer.id)
        })
    };
    all().filter(newest).filter_map(|answer| {
        let criterion = answer.criterion.as_str().parse().ok().and_then(|id| facts.catalog.criterion(&id));
        let day = last_day(answer, criterion.and_then(|row| row.cadence_months))?;
        let (number, name) = (answer.criterion.as_str(), &answer.name);
        Some(Due {
            day,
            kind: DueKind::AnswerEnds,
            record: (RecordKind::Answer, answer.id.to_string()),
            what: text!(ja: "{number}「{name}」の回答を確かめ直す", en: "Look again at the answer to {number} \"{name}\""),
        })
    })
}

fn evidence<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Due> + 'a {
    facts.register.evidence.values().flat_map(|item| {
        let name = &item.name;
        let due = |day: Option<&Date>, kind, what: Text| {
            day.map(|day| Due {
                day: *day,
                kind,
                record: (RecordKind::EvidenceItem, item.id.to_string()),
                what,
            })
        };
        let ends = text!(ja: "証跡「{name}」の期限", en: "Evidence \"{name}\" ends");
        let next = text!(ja: "証跡「{name}」の確認", en: "Look at evidence \"{name}\"");
        [
            due(item.until.known(), DueKind::EvidenceEnds, ends),
            due(item.next.known(), DueKind::EvidenceReview, next),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
    })
}

fn papers<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Due> + 'a {
    let issued = facts.register.papers.values().filter(|paper| paper.state == PaperState::Issued);
    issued.filter_map(|paper| {
        let name = &paper.name;
        Some(Due {
            day: *paper.until.known()?,
            kind: DueKind::PaperEnds,
            record: (RecordKind::Paper, paper.id.to_string()),
            what: text!(ja: "ラベル・宣言「{name}」の期限", en: "Label or declaration \"{name}\" ends"),
        })
    })
}

fn support<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Due> + 'a {
    let own = facts.register.products.values().filter(|product| product.maker == Maker::Own);
    own.filter_map(|product| {
        let name = &product.name;
        Some(Due {
            day: *product.support_end.known()?,
            kind: DueKind::SupportEnds,
            record: (RecordKind::Product, product.id.to_string()),
            what: text!(ja: "自社製品「{name}」のサポート終了", en: "Support of own product \"{name}\" ends"),
        })
    })
}
