//! One component or device that an advisory names, with its answer vulnerability by vulnerability.

use std::collections::BTreeSet;
use std::sync::Arc;

use sekisho_model::{AssetId, DecisionId, ProductId, Remedy, SbomId, SbomSubject, Target, VulnerabilityId};
use sekisho_supply::{Confidence, Match, Reason, Verdict};

/// One component or device that the advisory names, with the judgement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What was judged.
    pub thing: Thing,
    /// How it ended: as the worst of `each`.
    pub verdict: Verdict,
    /// How sure the identity is.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
    /// The vulnerabilities that end so.
    pub vulnerabilities: BTreeSet<VulnerabilityId>,
    /// What the publisher says to do about them.
    pub remedies: Vec<Remedy>,
    /// Every vulnerability spoken of, worst first; never empty. Shared among the places of one component.
    pub each: Arc<[Answer]>,
}

/// How it ends for one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// Which; `None` where the advisory speaks of no vulnerability by name.
    pub vulnerability: Option<VulnerabilityId>,
    /// How it ended.
    pub verdict: Verdict,
    /// How sure the identity is.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
    /// What the publisher says to do.
    pub remedies: Vec<Remedy>,
    /// The person's decision that settled it.
    pub decision: Option<DecisionId>,
    /// Vendor and product as the advisory writes them, where it speaks of a device in words.
    pub named: Option<(String, String)>,
}

/// What was judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A component of an SBOM.
    Component {
        /// Name and version, for people.
        label: String,
        /// Package URL, or empty.
        purl: String,
        /// The SBOM that lists it.
        sbom: SbomId,
        /// What that SBOM describes.
        subject: SbomSubject,
    },
    /// The device that an asset is.
    Asset(AssetId),
    /// The device or software that a product is.
    Product(ProductId),
}

impl Finding {
    /// What the matcher found, on this thing.
    #[must_use]
    pub fn of(found: &Match<'_>, thing: Thing) -> Self {
        let answers = found.each().map(|one| Answer {
            vulnerability: one.vulnerability.cloned(),
            verdict: one.verdict,
            confidence: one.confidence,
            reason: one.reason.clone(),
            remedies: one.statement.remedies.clone(),
            decision: None,
            named: named(&one.statement.target),
        });
        Self::worst_of(thing, answers.collect())
    }

    /// A thing of which nothing can be decided, for one reason.
    #[must_use]
    pub fn undecided(thing: Thing, reason: Reason) -> Self {
        let (verdict, confidence) = (Verdict::Undecided, Confidence::Possible);
        let answer = Answer {
            vulnerability: None,
            verdict,
            confidence,
            reason,
            remedies: Vec::new(),
            decision: None,
            named: None,
        };
        Self::worst_of(thing, vec![answer])
    }

    /// The same answer in another place.
    #[must_use]
    pub fn at(&self, thing: Thing) -> Self {
        Self { thing, ..self.clone() }
    }

    /// Joins answers, of which there is at least one.
    #[must_use]
    pub fn worst_of(thing: Thing, mut each: Vec<Answer>) -> Self {
        each.sort_by_key(|answer| std::cmp::Reverse((answer.verdict, answer.confidence)));
        let nothing = (Verdict::Undecided, Confidence::Possible, Reason::StatusUnstated);
        let (verdict, confidence, reason) =
            each.first().map_or(nothing, |worst| (worst.verdict, worst.confidence, worst.reason.clone()));
        let alike = || each.iter().filter(|answer| answer.verdict == verdict);
        let mut seen = BTreeSet::new();
        let remedies = alike().flat_map(|answer| &answer.remedies);
        let remedies = remedies.filter(|remedy| seen.insert(*remedy)).cloned().collect();
        let vulnerabilities = alike().filter_map(|answer| answer.vulnerability.clone()).collect();
        Self { thing, verdict, confidence, reason, vulnerabilities, remedies, each: each.into() }
    }
}

fn named(target: &Target) -> Option<(String, String)> {
    match target {
        Target::Device(device) => Some((device.vendor.clone(), device.product.clone())),
        Target::Package { .. } => None,
    }
}
