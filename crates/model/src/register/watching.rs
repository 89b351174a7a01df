//! The records of observation: where traffic is watched and what of it is kept, which alerts a person expects, and
//! the cases that alerts open.
//!
//! Invariant: facts only. Nothing seen on the wire is here, and no alert: an alert is judged anew each time, and is
//! spoken of by its id, `kind@subject`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{AssetId, CaseId, ExpectationId, IdentityKind, Stated, Text, WatchId, text};

/// How much of the traffic is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WatchDepth {
    /// Addresses, amounts, protocols, classes of command and identities.
    Commands,
    /// Addresses, amounts and protocols alone.
    HeadersOnly,
}

/// A watch (見張り): one place where traffic is seen, what of it is kept and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Id.
    pub id: WatchId,
    /// Name.
    pub name: String,
    /// Where the mirror port or tap is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The interface, or which files, in words.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub source: Stated<String>,
    /// How much is looked at.
    pub depth: WatchDepth,
    /// Identity strings that are kept. Unknown: the usual ones, which are all but the name that a TLS client asks
    /// for. Not applicable: none.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub identities: Stated<BTreeSet<IdentityKind>>,
    /// From when on what is seen is learned as usual. Unknown: from the first packet.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub learn_from: Stated<Timestamp>,
    /// Until when. Unknown: for as long as judgement takes to be confident.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub learn_until: Stated<Timestamp>,
    /// Observations not seen again for so many days are deleted. Unknown: nothing is.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub retention_days: Stated<u32>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Watch {
    /// The identity strings that it keeps.
    #[must_use]
    pub fn kept_identities(&self) -> BTreeSet<IdentityKind> {
        match (self.depth, &self.identities) {
            (WatchDepth::HeadersOnly, _) | (_, Stated::NotApplicable) => BTreeSet::new(),
            (_, Stated::Known(kinds)) => kinds.clone(),
            (_, Stated::Unknown) => {
                IdentityKind::ALL.into_iter().filter(|kind| *kind != IdentityKind::ServerName).collect()
            }
        }
    }
}

/// An expectation (想定内): a person knows an alert's cause and finds it in order, for a reason and for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Id.
    pub id: ExpectationId,
    /// What is expected, in words.
    pub name: String,
    /// The alert: its id, `kind@subject`.
    pub alert: String,
    /// Why it is in order. Without a reason it holds for nothing.
    pub reason: String,
    /// Last day on which it holds; afterwards the alert is raised again. Unknown: it holds for nothing.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub until: Stated<Date>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decider: Stated<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decided: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Expectation {
    /// Does it hold on a day? It never does while it has [`Self::faults`].
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.faults().is_empty() && self.until.known().is_none_or(|until| day <= *until)
    }

    /// Why it holds for nothing as it stands, each with what to do.
    #[must_use]
    pub fn faults(&self) -> Vec<(Text, Text)> {
        let name = &self.name;
        let mut faults = Vec::new();
        if !self.alert.split_once('@').is_some_and(|(kind, about)| !kind.is_empty() && !about.is_empty()) {
            faults.push((
                text!(ja: "想定内「{name}」がどの警報についてのものか分かりません。", en: "Expectation \"{name}\" does not say which alert it is about."),
                text!(ja: "警報の ID（種類@対象）を入れてください。", en: "Enter the alert's id (kind@subject)."),
            ));
        }
        if self.reason.trim().is_empty() {
            faults.push((
                text!(ja: "想定内「{name}」に理由がないため当てはめません。", en: "Expectation \"{name}\" has no reason and is not applied."),
                text!(ja: "なぜ問題ないかを入れてください。", en: "Enter why it is in order."),
            ));
        }
        if self.until.is_unknown() {
            faults.push((
                text!(ja: "想定内「{name}」に有効期限がないため当てはめません。", en: "Expectation \"{name}\" has no last day and is not applied."),
                text!(ja: "有効期限を入れてください。期限を設けない場合は「対象外」です。", en: "Enter its last day, or \"N/A\" for no end."),
            ));
        }
        faults
    }
}

/// Did it happen, or was it practised?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseKind {
    /// It happened.
    Real,
    /// An exercise.
    Exercise,
}

/// A case (事案): something was seen, and is observed, oriented, decided and acted upon (OODA), each with its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// What it is about, in words.
    pub name: String,
    /// Real, or an exercise.
    pub kind: CaseKind,
    /// The alert that opened it: its id, `kind@subject`. Not applicable where no alert did.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub alert: Stated<String>,
    /// Assets that it touches.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assets: BTreeSet<AssetId>,
    /// Observe: when it was seen.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub observed_at: Stated<Timestamp>,
    /// What was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
    /// Orient: when it was understood.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub oriented_at: Stated<Timestamp>,
    /// What it means for the plant.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meaning: String,
    /// Decide: when it was decided.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decided_at: Stated<Timestamp>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decision: String,
    /// Act: when it was done.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub acted_at: Stated<Timestamp>,
    /// What was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// Who leads it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn expectation(alert: &str, reason: &str, until: Stated<Date>) -> Expectation {
        Expectation {
            id: "E-01".parse().unwrap(),
            name: "定期保守".to_owned(),
            alert: alert.to_owned(),
            reason: reason.to_owned(),
            until,
            decider: Stated::Unknown,
            decided: Stated::Unknown,
            note: String::new(),
        }
    }

    #[test]
    fn an_expectation_holds_through_its_last_day_and_never_without_reason_or_end() {
        let (last, next) = (date(2027, 3, 31), date(2027, 4, 1));
        let sound = expectation("new-conduit@a-b", "保守契約による", Stated::Known(last));
        assert!(sound.holds_on(last) && !sound.holds_on(next));
        assert!(expectation("new-conduit@a-b", "同上", Stated::NotApplicable).holds_on(next));
        for faulty in [
            expectation("new-conduit", "保守契約による", Stated::Known(last)),
            expectation("new-conduit@a-b", " ", Stated::Known(last)),
            expectation("new-conduit@a-b", "保守契約による", Stated::Unknown),
        ] {
            assert_eq!(faulty.faults().len(), 1, "{faulty:?}");
            assert!(!faulty.holds_on(last), "{faulty:?}");
        }
    }

    #[test]
    fn the_name_that_a_client_asks_for_is_kept_only_where_somebody_switched_it_on() {
        let mut watch = Watch {
            id: "W-01".parse().unwrap(),
            name: "組立".to_owned(),
            place: String::new(),
            source: Stated::Unknown,
            depth: WatchDepth::Commands,
            identities: Stated::Unknown,
            learn_from: Stated::Unknown,
            learn_until: Stated::Unknown,
            retention_days: Stated::Unknown,
            owner: Stated::Unknown,
            note: String::new(),
        };
        assert_eq!(watch.kept_identities().len(), IdentityKind::ALL.len() - 1);
        assert!(!watch.kept_identities().contains(&IdentityKind::ServerName));
        watch.identities = Stated::Known(BTreeSet::from([IdentityKind::ServerName]));
        assert_eq!(watch.kept_identities(), BTreeSet::from([IdentityKind::ServerName]));
        watch.depth = WatchDepth::HeadersOnly;
        assert!(watch.kept_identities().is_empty());
    }
}
