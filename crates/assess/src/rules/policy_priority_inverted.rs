//! Among policies by importance: one for less importance that comes before one for more.
//!
//! Why: In the wrong order, money and people do not reach the important zones.
//!
//! False positives, and where the register itself may be wrong: Quick work may come first on purpose.

use sekisho_model::{Importance, Policy, RecordKind, Text, text};

use super::row::{says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "policy-priority-inverted",
    step: "2-1",
    title: ("重要度と優先順位が逆の対策方針", "Policies in the wrong order of importance"),
    source: "METI guideline, step 2-1",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Policy],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let general = facts.register.policies.values().filter(|policy| policy.zones.is_empty());
    let ranked: Vec<(&Policy, Importance, u32)> = general
        .filter_map(|policy| Some((policy, *policy.importance.known()?, *policy.priority.known()?)))
        .collect();
    for (policy, importance, priority) in &ranked {
        let ahead = ranked.iter().find(|(_, of, order)| of < importance && order < priority);
        let Some((other, lesser, order)) = ahead else { continue };
        let (name, first) = (&policy.name, &other.name);
        report.add(
            *policy,
            text!(
                ja: "重要度の低いゾーンの方針「{first}」が、重要度の高いゾーンの方針「{name}」より先になっています。",
                en: "Policy \"{first}\" for zones of less importance comes before \"{name}\" for zones of more."
            ),
            text!(
                ja: "優先順位を入れ替えるか、先に行う理由を備考に書いてください。",
                en: "Change the order, or write in the note why it comes first."
            ),
            vec![
                says(*policy, order_of(*importance, *priority)),
                says(*other, order_of(*lesser, *order)),
            ],
        );
    }
}

fn order_of(importance: Importance, priority: u32) -> Text {
    let Text { ja, en } = says_importance(importance);
    text!(ja: "{ja}、優先順位：{priority}", en: "{en}, priority: {priority}")
}
