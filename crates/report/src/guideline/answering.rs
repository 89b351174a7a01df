//! Papers of answers: customers, answers to criteria, evidence, labels and declarations, as the register holds them.
//! Whether a scheme is met as a whole is not here.

use sekisho_model::{Lang, RecordKind};

use super::paper::{Chapter, Paper, RowKind};
use super::pen::{Pen, Pick};

/// The step that asks suppliers and is asked by customers.
const STEPS: &[&str] = &["3(2)"];

impl Pen<'_> {
    pub(super) fn customers(&self) -> Paper {
        let mut paper = self.paper("customers", Chapter::Three, STEPS);
        let customers = &self.register().customers;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 28),
            Pick::new("products", 30),
            Pick::new("businesses", 26),
            Pick::new("contact", 26),
            Pick::new("contract", 26),
            Pick::new("notice_hours_max", 12),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Customer, &picks, customers.values());
        let unsaid = customers.values().filter(|it| it.notice_hours_max.is_unknown()).count();
        paper.answer = match (self.lang, customers.len()) {
            (_, 0) => self.say("顧客はまだありません。", "No customer is recorded yet.").to_owned(),
            (Lang::Ja, n) => {
                format!("顧客は {n} 件です。通知の期限が契約にあるか分からないものは {unsaid} 件です。")
            }
            (Lang::En, n) => {
                format!(
                    "{n} customers; for {unsaid} nobody has said whether a contract sets a time for notice."
                )
            }
        };
        paper
    }

    pub(super) fn answers(&self) -> Paper {
        let mut paper = self.paper("answers", Chapter::Three, STEPS);
        let answers = &self.register().answers;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 34),
            Pick::new("criterion", 22),
            Pick::new("products", 24),
            Pick::new("state", 12),
            Pick::new("answer", 40),
            Pick::new("evidence", 24),
            Pick::new("by", 16),
            Pick::new("answered", 11),
            Pick::new("until", 11),
            Pick::new("rests_on", 20),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Answer, &picks, answers.values());
        let faulty = answers.values().filter(|it| !it.faults().is_empty()).count();
        for (row, answer) in paper.rows.iter_mut().zip(answers.values()) {
            if !answer.faults().is_empty() {
                row.kind = RowKind::Alert;
            }
        }
        paper.answer = match (self.lang, answers.len()) {
            (_, 0) => {
                self.say("人による回答はまだありません。", "Nobody has answered anything yet.").to_owned()
            }
            (Lang::Ja, n) => format!("回答は {n} 件です。書き足りず使えないものは {faulty} 件です。"),
            (Lang::En, n) => format!("{n} answers; {faulty} lack something and are not used."),
        };
        paper
    }

    pub(super) fn evidence(&self) -> Paper {
        let mut paper = self.paper("evidence", Chapter::Three, STEPS);
        let evidence = &self.register().evidence;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 34),
            Pick::new("file", 28),
            Pick::new("sha256", 30),
            Pick::new("place", 28),
            Pick::new("date", 11),
            Pick::new("until", 11),
            Pick::new("next", 11),
            Pick::new("owner", 16),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::EvidenceItem, &picks, evidence.values());
        let endless = evidence.values().filter(|it| it.until.is_unknown()).count();
        paper.answer = match (self.lang, evidence.len()) {
            (_, 0) => self.say("証跡はまだありません。", "No evidence is recorded yet.").to_owned(),
            (Lang::Ja, n) => format!("証跡は {n} 件です。有効期限が決まっていないものは {endless} 件です。"),
            (Lang::En, n) => format!("{n} pieces of evidence; {endless} have no end."),
        };
        paper
    }

    pub(super) fn papers(&self) -> Paper {
        let mut paper = self.paper("papers", Chapter::Three, STEPS);
        let papers = &self.register().papers;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 34),
            Pick::new("kind", 12),
            Pick::new("framework", 16),
            Pick::new("products", 28),
            Pick::new("state", 12),
            Pick::new("number", 20),
            Pick::new("issuer", 20),
            Pick::new("issued", 11),
            Pick::new("until", 11),
            Pick::new("checked", 11),
            Pick::new("evidence", 24),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Paper, &picks, papers.values());
        let endless = papers.values().filter(|it| it.until.is_unknown()).count();
        paper.answer = match (self.lang, papers.len()) {
            (_, 0) => self
                .say("ラベル・宣言はまだありません。", "No label or declaration is recorded yet.")
                .to_owned(),
            (Lang::Ja, n) => {
                format!("ラベル・宣言は {n} 件です。有効期限が入っていないものは {endless} 件です。")
            }
            (Lang::En, n) => format!("{n} labels and declarations; {endless} have no end entered."),
        };
        paper
    }
}
