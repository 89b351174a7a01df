//! An effect check or drill with the result bad and no later check, drill or renewal about the same measures
//! or zones.
//!
//! Why: A bad result is of use only when it is mended and tried again.
//!
//! False positives, and where the register itself may be wrong: It may have been mended with no record but
//! the measure's state.

use sekisho_model::{Activity, ActivityKind, ActivityState, Outcome, RecordKind, text};

use super::row::{on_stated, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "bad-check-not-followed",
    step: "3(1)②a",
    title: ("悪い結果のまま放置された確認・訓練", "A bad result that nothing followed"),
    source: "METI guideline, step 3(1)②a",
    weight: Weight::Medium,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Activity, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let done = || facts.register.activities.values().filter(|a| a.state == ActivityState::Done);
    for activity in done().filter(|a| is_bad(a)) {
        let is_answered = done().any(|later| answers(later, activity));
        if is_answered {
            continue;
        }
        let name = &activity.name;
        report.add(
            activity,
            text!(
                ja: "「{name}」の結果が「不十分」でしたが、その後の確認や更新の記録がありません。",
                en: "\"{name}\" turned out bad, and nothing is on record since."
            ),
            text!(
                ja: "原因を直し、もう一度確かめて記録してください。",
                en: "Mend the cause, try again and record it."
            ),
            vec![says(activity, on_stated("実施日", "done", &activity.date))],
        );
    }
}

fn is_bad(activity: &Activity) -> bool {
    matches!(activity.kind, ActivityKind::EffectCheck | ActivityKind::Drill)
        && activity.result.known() == Some(&Outcome::Bad)
        && activity.date.known().is_some()
}

/// Was it done on a later day, is it of the same kind or a renewal, and about the same measures or zones?
fn answers(later: &Activity, bad: &Activity) -> bool {
    let is_later = later.date.known() > bad.date.known();
    let is_reply = later.kind == bad.kind || later.kind == ActivityKind::Renewal;
    let names_nothing = bad.measures.is_empty() && bad.zones.is_empty();
    let is_about =
        names_nothing || !later.measures.is_disjoint(&bad.measures) || !later.zones.is_disjoint(&bad.zones);
    is_later && is_reply && is_about
}
