//! A conduit to an outside zone whose split of responsibility is not filled in.
//!
//! Why: With clouds and remote maintenance the plant stops whoever is at fault. Without deadlines for notice
//! and shares of cost agreed before, recovery is slow.
//!
//! False positives, and where the register itself may be wrong: General internet access has no other party:
//! state "not applicable".

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "outside-conduit-without-split",
    step: "1-6",
    title: ("外部とのコンジットに責任分界がない", "A conduit to outside without a split of responsibility"),
    source: "METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Zone, RecordKind::Conduit],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for conduit in facts.register.conduits.values() {
        if !conduit.responsibility_split.is_unknown() || !facts.leads_outside(conduit) {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "外部とつながるコンジット「{name}」について、事故のときの責任の分け方が書かれていません。",
                en: "For conduit \"{name}\", which leads outside, nobody has said who is responsible for what when something happens."
            ),
            text!(
                ja: "どこまでが自社で、どこからが相手方かを契約で決め、責任分界の欄に書いてください。",
                en: "Settle by contract where our part ends and theirs begins, and write it down."
            ),
            vec![says(conduit, blank("責任分界", "responsibility split"))],
        );
    }
}
