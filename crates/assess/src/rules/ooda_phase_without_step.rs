//! Among observe, orient, decide and act, at least one has no response step. A register without zones is
//! passed over.
//!
//! Why: A procedure in which somebody notices but nobody decides stops on the day.
//!
//! False positives, and where the register itself may be wrong: Where a continuity plan has it, copy the gist
//! or enter a row that names that paper.

use sekisho_model::{OodaPhase, RecordKind, text};

use super::row::{listed, plant, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "ooda-phase-without-step",
    step: "3(1)①A",
    title: ("対処手順のない段階がある", "A phase of OODA without a step"),
    source: "METI guideline, step 3(1)①A",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Plant, RecordKind::Zone, RecordKind::ResponseStep],
    check,
};

const PHASES: [(OodaPhase, &str, &str); 4] = [
    (OodaPhase::Observe, "観察", "observe"),
    (OodaPhase::Orient, "状況判断", "orient"),
    (OodaPhase::Decide, "意思決定", "decide"),
    (OodaPhase::Act, "実行", "act"),
];

fn check(facts: &Facts<'_>, report: &mut Report) {
    let steps = &facts.register.response_steps;
    let has = |phase: OodaPhase| steps.values().any(|step| step.phase == phase);
    let missing: Vec<_> = PHASES.into_iter().filter(|(phase, ..)| !has(*phase)).collect();
    // A register that has no zone yet has nothing to respond for.
    if missing.is_empty() || facts.register.zones.is_empty() {
        return;
    }
    let ja = listed(missing.iter().map(|(_, ja, _)| *ja)).ja;
    let en = listed(missing.iter().map(|(.., en)| *en)).en;
    let count = steps.len();
    report.add(
        plant(facts),
        text!(
            ja: "サイバー攻撃への対処手順に、{ja}の段階がありません。",
            en: "The response procedure has no step for {en}."
        ),
        text!(
            ja: "誰が何を見て気付き、誰が止めるかを決め、誰が実行するかを、段階ごとに一つは書いてください。",
            en: "Write at least one step for each: who notices by what, who decides to stop, who does it."
        ),
        vec![says(plant(facts), text!(ja: "対処手順：{count} 件", en: "response steps: {count}"))],
    );
}
