//! Papers of vulnerability handling: decisions, remediations and rulings, as the register holds them.

use sekisho_model::{Lang, RecordKind};

use super::paper::{Chapter, Paper, RowKind};
use super::pen::{Pen, Pick};

/// Steps that these papers belong to: keeping measures up with what is newly known.
const STEPS: &[&str] = &["3(1)②a"];

impl Pen<'_> {
    pub(super) fn decisions(&self) -> Paper {
        let mut paper = self.paper("decisions", Chapter::Three, STEPS);
        let register = self.register();
        let picks = [
            Pick::new("id", 12),
            Pick::new("vulnerabilities", 20),
            Pick::new("status", 12),
            Pick::new("name", 36),
            Pick::new("products", 22),
            Pick::new("assets", 22),
            Pick::new("component", 28),
            Pick::new("versions", 16),
            Pick::new("justification", 28),
            Pick::new("evidence", 34),
            Pick::new("action", 28),
            Pick::new("decider", 16),
            Pick::new("decided", 11),
            Pick::new("until", 11),
            Pick::new("note", 24),
        ];
        let records = register.decisions.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Decision, &picks, records.clone());
        let faulty = records.clone().filter(|decision| !decision.faults().is_empty()).count();
        for (row, decision) in paper.rows.iter_mut().zip(records) {
            if !decision.faults().is_empty() {
                row.kind = RowKind::Alert;
            }
        }
        paper.answer = match (self.lang, register.decisions.len()) {
            (_, 0) => self.say("脆弱性の判断はまだありません。", "No decision is recorded yet.").to_owned(),
            (Lang::Ja, n) => format!("判断は {n} 件です。書き足りず当てはめていないものは {faulty} 件です。"),
            (Lang::En, n) => format!("{n} decisions; {faulty} lack something and are not applied."),
        };
        paper
    }

    pub(super) fn remediations(&self) -> Paper {
        let mut paper = self.paper("remediations", Chapter::Three, STEPS);
        let register = self.register();
        let picks = [
            Pick::new("id", 12),
            Pick::new("vulnerabilities", 20),
            Pick::new("name", 38),
            Pick::new("assets", 26),
            Pick::new("products", 22),
            Pick::new("state", 12),
            Pick::new("kind", 18),
            Pick::new("owner", 18),
            Pick::new("known", 11),
            Pick::new("decided", 11),
            Pick::new("due", 11),
            Pick::new("done", 11),
            Pick::new("verified", 11),
            Pick::new("note", 26),
        ];
        let records = register.remediations.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Remediation, &picks, records.clone());
        let states = self.tally(records.map(|it| it.state), |state| self.word("remediation-state", state));
        paper.answer = match (self.lang, register.remediations.len()) {
            (_, 0) => {
                self.say("脆弱性対処の記録はまだありません。", "No remediation is recorded yet.").to_owned()
            }
            (Lang::Ja, n) => format!("脆弱性対処は {n} 件です（{states}）。"),
            (Lang::En, n) => format!("{n} remediations ({states})."),
        };
        paper
    }

    pub(super) fn rulings(&self) -> Paper {
        let mut paper = self.paper("rulings", Chapter::Three, STEPS);
        let register = self.register();
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 36),
            Pick::new("device.vendor", 20),
            Pick::new("device.family", 22),
            Pick::new("device.model", 20),
            Pick::new("device.firmware", 12),
            Pick::new("advisory_vendor", 22),
            Pick::new("advisory_product", 34),
            Pick::new("same", 12),
            Pick::new("evidence", 34),
            Pick::new("decider", 16),
            Pick::new("decided", 11),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Ruling, &picks, register.rulings.values());
        paper.answer = match (self.lang, register.rulings.len()) {
            (_, 0) => self.say("照合の確認はまだありません。", "No ruling is recorded yet.").to_owned(),
            (Lang::Ja, n) => format!("照合の確認は {n} 件です。"),
            (Lang::En, n) => format!("{n} rulings."),
        };
        paper
    }
}
