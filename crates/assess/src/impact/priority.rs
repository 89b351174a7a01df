//! Which impact comes first: what public lists say of its vulnerabilities, held against what the plant would lose.
//!
//! The table is our own and stands in `docs/concepts/priority`. Invariants: each reason that counted is told; what
//! nobody has rated counts as large, and what has no score counts as grave, because not knowing is no comfort.

use sekisho_model::{
    Cvss, Exploitation, Importance, LossLevel, Signal, SignalKind, Stated, StatedScore, TechnicalImpact,
    Text, text,
};

use super::{Chain, importance_word};

/// EPSS probability, in millionths, from which an exploitation counts as likely.
pub const LIKELY_MILLIONTHS: u32 = 100_000;
/// CVSS base score times ten from which a vulnerability counts as grave (SCS 4-4-4-2).
pub const GRAVE_TENTHS: u8 = 70;

/// How soon, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// At once.
    Now,
    /// Ahead of the plan.
    Soon,
    /// At the next maintenance.
    Planned,
    /// Kept in sight.
    Watch,
}

impl Urgency {
    /// All, most urgent first.
    pub const ALL: [Self; 4] = [Self::Now, Self::Soon, Self::Planned, Self::Watch];

    /// The word for people.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Now => Text::new("すぐに", "now"),
            Self::Soon => Text::new("計画より早く", "ahead of plan"),
            Self::Planned => Text::new("次の保全で", "next maintenance"),
            Self::Watch => Text::new("見守る", "watch"),
        }
    }

    /// Its code in answers for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Soon => "soon",
            Self::Planned => "planned",
            Self::Watch => "watch",
        }
    }
}

/// How soon, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priority {
    /// How soon.
    pub urgency: Urgency,
    /// What counted, the strongest first.
    pub reasons: Vec<Text>,
}

/// How near an exploitation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Threat {
    Unseen,
    Likely,
    Exploited,
}

/// What would be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stake {
    Small,
    Medium,
    Large,
}

/// What the open chains of an advisory come to. Without one, there is nothing to do.
pub(super) fn priority(chains: &[Chain], signals: &[Signal], stated: &[&Cvss]) -> Priority {
    if chains.is_empty() {
        let nothing = text!(ja: "影響を受けるものがありません", en: "nothing here is affected");
        return Priority { urgency: Urgency::Watch, reasons: vec![nothing] };
    }
    let mut reasons = Vec::new();
    let threat = threat(signals, &mut reasons);
    let is_grave = is_grave(signals, stated, &mut reasons);
    let stake = stake(chains, &mut reasons);
    Priority { urgency: urgency(threat, is_grave, stake), reasons }
}

const fn urgency(threat: Threat, is_grave: bool, stake: Stake) -> Urgency {
    match (threat, is_grave, stake) {
        (Threat::Exploited, _, Stake::Large | Stake::Medium) | (Threat::Likely, true, Stake::Large) => {
            Urgency::Now
        }
        (Threat::Exploited, _, Stake::Small)
        | (Threat::Likely, true, Stake::Medium)
        | (Threat::Likely, false, Stake::Large)
        | (Threat::Unseen, true, Stake::Large | Stake::Medium) => Urgency::Soon,
        (Threat::Likely, true, Stake::Small)
        | (Threat::Likely, false, Stake::Medium)
        | (Threat::Unseen, true, Stake::Small)
        | (Threat::Unseen, false, Stake::Large | Stake::Medium) => Urgency::Planned,
        (Threat::Likely | Threat::Unseen, false, Stake::Small) => Urgency::Watch,
    }
}

fn threat(signals: &[Signal], reasons: &mut Vec<Text>) -> Threat {
    let mut worst = Threat::Unseen;
    for signal in signals {
        let source = &signal.source;
        let (threat, why) = match &signal.kind {
            SignalKind::Exploited { added, ransomware, .. } => (
                Threat::Exploited,
                if *ransomware {
                    text!(ja: "悪用され、ランサムウェアにも使われています（{source}、{added}）", en: "exploited, by ransomware too ({source}, {added})")
                } else {
                    text!(ja: "悪用が確認されています（{source}、{added}）", en: "exploited ({source}, {added})")
                },
            ),
            SignalKind::Stakeholder { exploitation: Some(Exploitation::Active), .. } => (
                Threat::Exploited,
                text!(ja: "悪用が確認されています（{source}、SSVC）", en: "exploited ({source}, SSVC)"),
            ),
            SignalKind::Stakeholder { exploitation: Some(Exploitation::PublicProof), .. } => (
                Threat::Likely,
                text!(ja: "実証コードが公開されています（{source}、SSVC）", en: "a proof of concept is public ({source}, SSVC)"),
            ),
            SignalKind::Likelihood { probability_millionths, as_of, .. }
                if *probability_millionths >= LIKELY_MILLIONTHS =>
            {
                let percent = f64::from(*probability_millionths) / 10_000.0;
                (
                    Threat::Likely,
                    text!(ja: "30 日以内に悪用される見込みが {percent:.1} % あります（{source}、{as_of}）", en: "exploited within 30 days with a probability of {percent:.1} % ({source}, {as_of})"),
                )
            }
            _ => continue,
        };
        worst = worst.max(threat);
        reasons.push(why);
    }
    if worst == Threat::Unseen {
        reasons.push(text!(ja: "悪用の情報は手元にありません", en: "no sign of exploitation is at hand"));
    }
    worst
}

/// The gravest score of the advisory and of the lists; none at all counts as grave, and so does total impact.
fn is_grave(signals: &[Signal], stated: &[&Cvss], reasons: &mut Vec<Text>) -> bool {
    let listed = signals.iter().filter_map(|signal| match &signal.kind {
        SignalKind::Score(cvss) => Some(cvss),
        _ => None,
    });
    let Some(score) = stated.iter().copied().chain(listed).map(|cvss| cvss.score_tenths).max() else {
        reasons.push(text!(
            ja: "深刻度の値がないため、高いものとして扱います",
            en: "no severity is stated, so it counts as high"
        ));
        return true;
    };
    let (whole, tenth) = (score / 10, score % 10);
    reasons.push(text!(ja: "CVSS 基本値 {whole}.{tenth}", en: "CVSS base score {whole}.{tenth}"));
    let is_total = signals.iter().any(|signal| {
        matches!(
            signal.kind,
            SignalKind::Stakeholder {
                technical_impact: Some(TechnicalImpact::Total),
                automatable: Some(true),
                ..
            }
        )
    });
    if is_total {
        reasons.push(text!(
            ja: "攻撃を自動化でき、全権を奪われます（SSVC）",
            en: "attacks can be automated and take full control (SSVC)"
        ));
    }
    score >= GRAVE_TENTHS || is_total
}

fn stake(chains: &[Chain], reasons: &mut Vec<Text>) -> Stake {
    let rated = chains.iter().map(|chain| of_chain(chain).0).max().unwrap_or(Stake::Large);
    let why = chains.iter().map(of_chain).find(|(stake, _)| *stake == rated);
    reasons.extend(why.map(|(_, why)| why));
    rated
}

fn of_chain(chain: &Chain) -> (Stake, Text) {
    let by_loss = match chain.loss.worst() {
        LossLevel::High => Some(Stake::Large),
        LossLevel::Medium => Some(Stake::Medium),
        LossLevel::Low => Some(Stake::Small),
        LossLevel::None => None,
    };
    let by_importance = match chain.importance {
        Stated::Known(Importance::Large) => Some(Stake::Large),
        Stated::Known(Importance::Medium) => Some(Stake::Medium),
        Stated::Known(Importance::Small) => Some(Stake::Small),
        Stated::Unknown | Stated::NotApplicable => None,
    };
    let name = place(chain);
    let Some(stake) = by_loss.max(by_importance) else {
        let why = text!(
            ja: "「{name}」の重要度が決まっていないため、大として扱います",
            en: "nobody has rated \"{name}\", so it counts as large"
        );
        return (Stake::Large, why);
    };
    let Text { ja, en } = importance_word(match stake {
        Stake::Large => Importance::Large,
        Stake::Medium => Importance::Medium,
        Stake::Small => Importance::Small,
    });
    let letters = lost(chain);
    (
        stake,
        text!(ja: "「{name}」に及びます（失うもの：{ja}{letters}）", en: "reaches \"{name}\" (what is lost: {en}{letters})"),
    )
}

fn lost(chain: &Chain) -> String {
    let worst = chain.loss.worst();
    let letters: Vec<&str> = chain
        .loss
        .each()
        .into_iter()
        .filter(|(_, level)| *level == worst)
        .map(|(letter, _)| letter)
        .collect();
    if worst == LossLevel::None { String::new() } else { format!(" {}", letters.join("・")) }
}

fn place(chain: &Chain) -> String {
    let business = chain.businesses.first().map(|business| business.name.clone());
    let asset = chain.asset.as_ref().map(|asset| asset.name.clone());
    let product = chain.product.as_ref().map(|product| product.name.clone());
    business.or(asset).or(product).unwrap_or_else(|| "-".to_owned())
}

/// The scores that an advisory states: of the document, and of each vulnerability.
pub(super) fn stated_scores(advisory: &sekisho_model::Advisory) -> Vec<&Cvss> {
    let of_each = advisory.vulnerabilities.iter().flat_map(|facts| &facts.scores).map(cvss_of);
    advisory.cvss.iter().chain(of_each).collect()
}

const fn cvss_of(score: &StatedScore) -> &Cvss {
    &score.cvss
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worse_threat_score_or_stake_is_never_less_urgent() {
        let threats = [Threat::Unseen, Threat::Likely, Threat::Exploited];
        let stakes = [Stake::Small, Stake::Medium, Stake::Large];
        for (at, threat) in threats.into_iter().enumerate() {
            for (on, stake) in stakes.into_iter().enumerate() {
                for grave in [false, true] {
                    let here = urgency(threat, grave, stake);
                    let worse = [
                        threats.get(at + 1).map(|worse| urgency(*worse, grave, stake)),
                        stakes.get(on + 1).map(|worse| urgency(threat, grave, *worse)),
                        Some(urgency(threat, true, stake)),
                    ];
                    assert!(
                        worse.into_iter().flatten().all(|worse| worse <= here),
                        "{threat:?} {grave} {stake:?}"
                    );
                }
            }
        }
        assert_eq!(urgency(Threat::Exploited, false, Stake::Large), Urgency::Now);
        assert_eq!(urgency(Threat::Unseen, false, Stake::Small), Urgency::Watch);
    }

    #[test]
    fn without_a_score_a_vulnerability_counts_as_grave_and_says_so() {
        let mut reasons = Vec::new();
        assert!(is_grave(&[], &[], &mut reasons));
        assert!(reasons[0].en.starts_with("no severity is stated"));
        let low = Cvss { vector: String::new(), score_tenths: 31 };
        assert!(!is_grave(&[], &[&low], &mut reasons));
        assert_eq!(reasons[1].en, "CVSS base score 3.1");
    }
}
