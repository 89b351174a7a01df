//! Generated records of answers, every field named.

use sekisho_model::{
    Answer, AnswerState, BusinessId, Customer, EvidenceId, EvidenceItem, Paper, PaperKind, PaperState,
    ProductId, Record, Register,
};

use super::Dice;

pub(super) fn thrown(
    d: &mut Dice,
    size: usize,
    products: &[ProductId],
    businesses: &[BusinessId],
    register: &mut Register,
) -> Vec<EvidenceId> {
    for id in d.ids(size) {
        register.put(Record::Customer(Customer {
            id,
            name: d.text(),
            products: d.subset(products),
            businesses: d.subset(businesses),
            contact: d.stated_text(),
            contract: d.stated_text(),
            notice_hours_max: d.count(),
            note: d.free(),
        }));
    }
    let evidence: Vec<EvidenceId> = d.ids(size);
    for id in evidence.clone() {
        register.put(Record::EvidenceItem(EvidenceItem {
            id,
            name: d.text(),
            file: d.free(),
            sha256: d.stated_text(),
            place: d.free(),
            date: d.stated(Dice::date),
            until: d.stated(Dice::date),
            next: d.stated(Dice::date),
            owner: d.stated_text(),
            note: d.free(),
        }));
    }
    answers(d, size, products, &evidence, register);
    evidence
}

fn answers(
    d: &mut Dice,
    size: usize,
    products: &[ProductId],
    evidence: &[EvidenceId],
    register: &mut Register,
) {
    for id in d.ids(size) {
        register.put(Record::Answer(Answer {
            id,
            name: d.text(),
            criterion: d.line().parse().unwrap(),
            products: d.subset(products),
            state: d.pick(&[
                AnswerState::Met,
                AnswerState::Partly,
                AnswerState::NotMet,
                AnswerState::NotApplicable,
                AnswerState::DontKnow,
            ]),
            answer: d.free(),
            answer_en: d.free(),
            evidence: d.subset(evidence),
            by: d.stated_text(),
            answered: d.stated(Dice::date),
            until: d.stated(Dice::date),
            rests_on: d.stated_text(),
            note: d.free(),
        }));
    }
    for id in d.ids(size) {
        register.put(Record::Paper(Paper {
            id,
            name: d.text(),
            kind: d.pick(&[PaperKind::Label, PaperKind::Declaration, PaperKind::Certificate]),
            framework: d.text(),
            products: d.subset(products),
            state: d.pick(&[
                PaperState::Preparing,
                PaperState::Applied,
                PaperState::Issued,
                PaperState::Withdrawn,
            ]),
            number: d.stated_text(),
            issuer: d.stated_text(),
            issued: d.stated(Dice::date),
            until: d.stated(Dice::date),
            checked: d.stated(Dice::date),
            evidence: d.subset(evidence),
            note: d.free(),
        }));
    }
}
