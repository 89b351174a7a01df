//! Papers of observation: watches, expectations and cases, as the register holds them. What was observed is not here.

use sekisho_model::{Lang, RecordKind};

use super::paper::{Chapter, Paper, RowKind};
use super::pen::{Pen, Pick};

/// Steps that these papers belong to: watching and responding (OODA).
const STEPS: &[&str] = &["3(1)①A"];

impl Pen<'_> {
    pub(super) fn watches(&self) -> Paper {
        let mut paper = self.paper("watches", Chapter::Three, STEPS);
        let watches = &self.register().watches;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 26),
            Pick::new("place", 26),
            Pick::new("source", 20),
            Pick::new("depth", 22),
            Pick::new("identities", 30),
            Pick::new("learn_from", 20),
            Pick::new("learn_until", 20),
            Pick::new("retention_days", 12),
            Pick::new("owner", 16),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Watch, &picks, watches.values());
        let endless = watches.values().filter(|watch| watch.retention_days.is_unknown()).count();
        paper.answer = match (self.lang, watches.len()) {
            (_, 0) => self.say("見張りはまだありません。", "No watch is recorded yet.").to_owned(),
            (Lang::Ja, n) => {
                format!("見張りは {n} 件です。保存日数が決まっていないものは {endless} 件です。")
            }
            (Lang::En, n) => {
                format!("{n} watches; for {endless} nobody has said how long observations are kept.")
            }
        };
        paper
    }

    pub(super) fn expectations(&self) -> Paper {
        let mut paper = self.paper("expectations", Chapter::Three, STEPS);
        let expectations = &self.register().expectations;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 34),
            Pick::new("alert", 36),
            Pick::new("reason", 36),
            Pick::new("until", 11),
            Pick::new("decider", 16),
            Pick::new("decided", 11),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Expectation, &picks, expectations.values());
        let faulty = expectations.values().filter(|it| !it.faults().is_empty()).count();
        for (row, expectation) in paper.rows.iter_mut().zip(expectations.values()) {
            if !expectation.faults().is_empty() {
                row.kind = RowKind::Alert;
            }
        }
        paper.answer = match (self.lang, expectations.len()) {
            (_, 0) => self.say("想定内とした警報はまだありません。", "No alert is expected yet.").to_owned(),
            (Lang::Ja, n) => {
                format!("想定内は {n} 件です。書き足りず当てはめていないものは {faulty} 件です。")
            }
            (Lang::En, n) => format!("{n} expectations; {faulty} lack something and are not applied."),
        };
        paper
    }

    pub(super) fn cases(&self) -> Paper {
        let mut paper = self.paper("cases", Chapter::Three, STEPS);
        let cases = &self.register().cases;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 32),
            Pick::new("kind", 10),
            Pick::new("alert", 32),
            Pick::new("assets", 24),
            Pick::new("observed_at", 20),
            Pick::new("seen", 32),
            Pick::new("oriented_at", 20),
            Pick::new("meaning", 32),
            Pick::new("decided_at", 20),
            Pick::new("decision", 32),
            Pick::new("acted_at", 20),
            Pick::new("action", 32),
            Pick::new("owner", 16),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Case, &picks, cases.values());
        let open = cases.values().filter(|case| case.acted_at.is_unknown()).count();
        paper.answer = match (self.lang, cases.len()) {
            (_, 0) => self.say("事案はまだありません。", "No case is recorded yet.").to_owned(),
            (Lang::Ja, n) => format!("事案は {n} 件です。対処の時刻がまだないものは {open} 件です。"),
            (Lang::En, n) => format!("{n} cases; {open} have no time of action yet."),
        };
        paper
    }
}
