//! The judgement: affected, not affected because, or undecided because.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sekisho_model::{Advisory, Condition, Remedy, Statement, Target, Text, VulnerabilityId, text};

/// How a question ended. Ordered from the calmest to the worst, so that `max` is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Not affected, with a reason.
    NotAffected,
    /// Could not be decided, with a reason. Never shown as clean.
    Undecided,
    /// Affected.
    Affected,
}

/// How sure the *identity* is: that the advisory speaks of this very thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Some words agree.
    Possible,
    /// Vendor and product family agree, the model number is not named or not known.
    Family,
    /// Package key, or vendor and model number, agree.
    Exact,
}

/// What an identity lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// The maker of a device.
    Vendor,
    /// The model or product family of a device.
    Model,
    /// The package URL of a component.
    Purl,
    /// The release of the distribution that a package belongs to.
    Distro,
}

impl Missing {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Vendor => Text::new("メーカー", "the vendor"),
            Self::Model => Text::new("型式・シリーズ", "the model or family"),
            Self::Purl => Text::new("package URL", "the package URL"),
            Self::Distro => Text::new("ディストリビューションの版", "the distribution's release"),
        }
    }
}

/// Why a verdict is what it is. Small and cheap, words are made only when shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The version lies in an affected range or list; the range as text.
    VersionInRange(String),
    /// Every version is affected.
    EveryVersion,
    /// The version lies outside every affected range; the ranges as text.
    VersionOutsideRange(String),
    /// The version lies outside every affected range, and before the version that the publisher says to install.
    BeforeTheRemedy {
        /// The ranges as text.
        range: String,
        /// The version to install.
        remedy: String,
    },
    /// Every version is said to be affected, and this one is said to be the remedy, or comes after it; the version to
    /// install.
    BeyondTheRemedy(String),
    /// The range ends with a version that this one goes on from (`<= 6.0` and `6.0.3`): whether the line or its first
    /// release is meant, only the publisher knows; the range as text.
    EndsBeforeMore(String),
    /// Single versions are listed as affected, and this one is older than each: nothing is said of it; the list as text.
    OlderThanListed(String),
    /// The publisher states that this version is fixed.
    StatedFixed,
    /// The publisher states that this is not affected.
    StatedNotAffected,
    /// The publisher is still looking.
    UnderInvestigation,
    /// The advisory lists it and does not say whether it is affected.
    StatusUnstated,
    /// The advisory was withdrawn.
    Withdrawn,
    /// No advisory at hand names this package or device, out of so many for its ecosystem or vendor.
    NotNamed {
        /// Ecosystem or vendor.
        scope: String,
        /// Advisories at hand for it.
        advisories: usize,
    },
    /// The advisories at hand do not cover this ecosystem or vendor at all.
    NotCovered(String),
    /// The component or device has no identity that advisories could name; what is missing.
    NoIdentity(Missing),
    /// Version or firmware is not known; the affected range as text.
    VersionUnknown(String),
    /// The version text cannot be ordered; the text.
    VersionUnreadable(String),
    /// The advisory's version words cannot be read; the words.
    RangeUnreadable(String),
    /// The order of this ecosystem is not built in.
    OrderUnknown(String),
    /// Only git commits are given.
    OnlyCommits,
    /// The identity is only possible or of the family: a person must look; what agreed.
    IdentityUnsure(String),
    /// A person has said that this advisory's product is another one; who and why.
    RuledOut(String),
    /// A person has decided, for this version; who, what and why.
    Decided(String),
    /// Affected where something else holds too, which nobody has checked; what.
    OnCondition(String),
}

impl Reason {
    /// The words for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::VersionInRange(range) => {
                text!(ja: "影響を受ける版の範囲（{range}）に入っています", en: "the version lies in the affected range ({range})")
            }
            Self::EveryVersion => text!(ja: "すべての版が影響を受けます", en: "every version is affected"),
            Self::VersionOutsideRange(range) => {
                text!(ja: "影響を受ける版の範囲（{range}）の外です", en: "the version lies outside the affected range ({range})")
            }
            Self::BeforeTheRemedy { range, remedy } => before_the_remedy(range, remedy),
            Self::BeyondTheRemedy(remedy) => beyond_the_remedy(remedy),
            Self::EndsBeforeMore(range) => ends_before_more(range),
            Self::OlderThanListed(listed) => older_than_listed(listed),
            Self::StatedFixed => {
                text!(ja: "修正済みの版だと発行元が述べています", en: "the publisher states that this version is fixed")
            }
            Self::StatedNotAffected => {
                text!(ja: "影響を受けないと発行元が述べています", en: "the publisher states that it is not affected")
            }
            Self::UnderInvestigation => {
                text!(ja: "発行元が調査中です", en: "the publisher is still investigating")
            }
            Self::StatusUnstated => text!(
                ja: "アドバイザリの製品一覧にありますが、影響の有無が書かれていません",
                en: "the advisory lists it and does not say whether it is affected"
            ),
            Self::Withdrawn => {
                text!(ja: "このアドバイザリは取り下げられています", en: "the advisory was withdrawn")
            }
            Self::NotNamed { scope, advisories } => text!(
                ja: "手元の {scope} のアドバイザリ {advisories} 件のどれにも載っていません",
                en: "none of the {advisories} advisories at hand for {scope} names it"
            ),
            Self::NotCovered(scope) => text!(
                ja: "手元のアドバイザリに {scope} のものがありません",
                en: "the advisories at hand do not cover {scope}"
            ),
            Self::NoIdentity(missing) => no_identity(&missing.word()),
            Self::VersionUnknown(range) => text!(
                ja: "版が分かりません（影響を受ける版：{range}）",
                en: "its version is not known (affected: {range})"
            ),
            Self::VersionUnreadable(version) => {
                text!(ja: "版「{version}」の前後関係を判定できません", en: "version \"{version}\" cannot be ordered")
            }
            Self::RangeUnreadable(words) => text!(
                ja: "アドバイザリの版の記述「{words}」を判定できません",
                en: "the advisory's version words \"{words}\" cannot be evaluated"
            ),
            Self::OrderUnknown(ecosystem) => text!(
                ja: "{ecosystem} の版の順序にまだ対応していません",
                en: "the version order of {ecosystem} is not built in"
            ),
            Self::OnlyCommits => text!(
                ja: "アドバイザリに Git のコミットしか書かれていません",
                en: "the advisory gives git commits only"
            ),
            Self::IdentityUnsure(agreed) => text!(
                ja: "同じ機器か確かめる必要があります（一致：{agreed}）",
                en: "a person must confirm that it is the same device (what agrees: {agreed})"
            ),
            Self::RuledOut(words) => ruled_out(words),
            Self::Decided(words) => decided(words),
            Self::OnCondition(words) => on_condition(words),
        }
    }
}

fn no_identity(missing: &Text) -> Text {
    let Text { ja, en } = missing;
    text!(
        ja: "照合に使える識別情報（{ja}）がありません",
        en: "it has no identity that advisories could name ({en} is missing)"
    )
}

fn before_the_remedy(range: &str, remedy: &str) -> Text {
    text!(
        ja: "影響を受ける版として挙がっているのは {range} ですが、対策の版は {remedy} です。その間の版なので、影響の有無を発行元に確かめてください",
        en: "{range} is listed as affected and {remedy} is the remedy: this version lies between them, ask the publisher"
    )
}

fn beyond_the_remedy(remedy: &str) -> Text {
    text!(
        ja: "すべての版が影響を受けると書かれていますが、対策の版 {remedy} 以降です。対策済みか発行元に確かめてください",
        en: "every version is said to be affected, but this one is the remedy {remedy} or later: ask the publisher whether it is mended"
    )
}

fn ends_before_more(range: &str) -> Text {
    text!(
        ja: "影響を受ける版は {range} までですが、これはその版に枝番が続く版です。範囲に含まれるか発行元に確かめてください",
        en: "{range} is affected, and this version goes on from that end: ask the publisher whether it is included"
    )
}

fn older_than_listed(listed: &str) -> Text {
    text!(
        ja: "影響を受ける版として挙がっているのは {listed} だけで、この版はそれより古く、影響の有無が書かれていません。発行元に確かめてください",
        en: "only {listed} is listed as affected, and this version is older: nothing is said of it, ask the publisher"
    )
}

fn ruled_out(words: &str) -> Text {
    text!(ja: "別の製品だと確認済みです（{words}）", en: "a person has said that it is another product ({words})")
}

fn decided(words: &str) -> Text {
    text!(ja: "担当者が判断済みです（{words}）", en: "a person has decided ({words})")
}

fn on_condition(words: &str) -> Text {
    text!(ja: "条件（{words}）に当てはまる場合に影響を受けます", en: "it is affected where this holds too: {words}")
}

/// The conditions of a statement in words, at most three platforms of each.
fn conditions(statement: &Statement) -> String {
    let label = |target: &Target| match target {
        Target::Package { key, .. } => key.to_string(),
        Target::Device(device) => format!("{} {}", device.vendor, device.product).trim().to_owned(),
    };
    let one = |condition: &Condition| {
        let mut named: Vec<String> =
            condition.any_of.iter().take(3).map(|platform| label(&platform.target)).collect();
        named.extend((condition.any_of.len() > 3).then(|| "…".to_owned()));
        named.extend((!condition.words.is_empty()).then(|| condition.words.clone()));
        format!("{}{}", if condition.negated { "≠ " } else { "" }, named.join(" / "))
    };
    statement.ground.conditions.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What one advisory says, surely or possibly, of one component or device: vulnerability by vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// The advisory.
    pub advisory: &'a Advisory,
    /// How the worst of its vulnerabilities ends; in a tie the surer identity, then the order of the document.
    pub worst: OfVulnerability<'a>,
    /// How the others end, worst first.
    pub others: Vec<OfVulnerability<'a>>,
}

/// How the question ends for one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfVulnerability<'a> {
    /// Which; `None` where the advisory speaks of no vulnerability by name.
    pub vulnerability: Option<&'a VulnerabilityId>,
    /// The statement that decided.
    pub statement: &'a Statement,
    /// How it ended.
    pub verdict: Verdict,
    /// How sure the identity is.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
}

impl OfVulnerability<'_> {
    /// Affected only where something else holds is not yet affected, and not clean either.
    fn on_condition(&mut self) {
        if self.verdict == Verdict::Affected && !self.statement.ground.conditions.is_empty() {
            self.verdict = Verdict::Undecided;
            self.reason = Reason::OnCondition(conditions(self.statement));
        }
    }

    /// Worse verdicts first; among equals the surer identity, and what is stated before what is computed.
    fn rank(&self) -> (Verdict, Confidence, bool) {
        let computed = matches!(self.reason, Reason::VersionOutsideRange(_));
        (self.verdict, self.confidence, !computed)
    }
}

impl<'a> Match<'a> {
    /// Joins the answers on each vulnerability; `None` where there is none.
    pub(crate) fn of(advisory: &'a Advisory, mut each: Vec<OfVulnerability<'a>>) -> Option<Self> {
        each.iter_mut().for_each(OfVulnerability::on_condition);
        each.sort_by_key(|one| Reverse(one.rank()));
        let mut each = each.into_iter();
        let worst = each.next()?;
        Some(Self { advisory, worst, others: each.collect() })
    }

    /// How the worst of its vulnerabilities ends.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.worst.verdict
    }

    /// How sure the identity is for it.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.worst.confidence
    }

    /// Why it ends so.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.worst.reason
    }

    /// Every vulnerability spoken of, worst first.
    pub fn each(&self) -> impl Iterator<Item = &OfVulnerability<'a>> {
        std::iter::once(&self.worst).chain(&self.others)
    }

    /// Those that end as the worst does.
    fn alike(&self) -> impl Iterator<Item = &OfVulnerability<'a>> {
        self.each().filter(|one| one.verdict == self.worst.verdict)
    }

    /// The vulnerabilities that end as the worst does; empty means the advisory as a whole.
    #[must_use]
    pub fn vulnerabilities(&self) -> BTreeSet<VulnerabilityId> {
        self.alike().filter_map(|one| one.vulnerability).cloned().collect()
    }

    /// What the publisher says to do where it ends as the worst does, each thing once, in the advisory's order.
    #[must_use]
    pub fn remedies(&self) -> Vec<Remedy> {
        let mut seen = BTreeSet::new();
        let remedies = self.alike().flat_map(|one| &one.statement.remedies);
        remedies.filter(|remedy| seen.insert(*remedy)).cloned().collect()
    }
}

/// How one component or device ended over all advisories at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// The worst verdict of all matches, or what follows from there being none.
    pub verdict: Verdict,
    /// Why, for the whole.
    pub reason: Reason,
    /// Every advisory that names it, worst first, then by advisory id.
    pub matches: Vec<Match<'a>>,
}
