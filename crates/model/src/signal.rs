//! Facts about a vulnerability that help to say which comes first: exploited, how likely, how grave, decided how.
//!
//! A signal speaks of a vulnerability and of nobody's product; what is affected is for advisories to say. Signals
//! of several sources stand beside each other, and none is dropped for another: how they weigh is a judgement.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Cvss, VulnerabilityId};

/// One fact that one source states about one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// The vulnerability.
    pub vulnerability: VulnerabilityId,
    /// Who states it, such as `CISA KEV`, `FIRST EPSS`, or the name of an advisory's publisher.
    pub source: String,
    /// What is stated.
    pub kind: SignalKind,
}

/// What a signal states.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum SignalKind {
    /// It is exploited (CISA's catalog of known exploited vulnerabilities; CSAF 2.1's date of first known
    /// exploitation).
    Exploited {
        /// Since when the source says so.
        added: Date,
        /// By when those bound by the source must act.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Date>,
        /// Known to be used by ransomware.
        ransomware: bool,
        /// What the source says to do, in its words; empty where it says nothing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        action: String,
    },
    /// How likely an exploitation is within the next 30 days (FIRST EPSS).
    Likelihood {
        /// Probability in millionths, 0 to 1,000,000.
        probability_millionths: u32,
        /// Share of all scored vulnerabilities that are no more likely, in millionths.
        percentile_millionths: u32,
        /// The day of the score: a newer one takes its place.
        as_of: Date,
    },
    /// Decision points of SSVC, as far as the source states them (CISA's enrichment of CVE records; CSAF 2.1).
    Stakeholder {
        /// State of exploitation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exploitation: Option<Exploitation>,
        /// Can an attack be automated?
        #[serde(default, skip_serializing_if = "Option::is_none")]
        automatable: Option<bool>,
        /// How far the attacker gets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        technical_impact: Option<TechnicalImpact>,
        /// When it was decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<jiff::Timestamp>,
    },
    /// A CVSS score.
    Score(Cvss),
}

/// SSVC decision point *Exploitation*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exploitation {
    /// No sign of it, and no public proof.
    None,
    /// A public proof of concept.
    PublicProof,
    /// Seen in the wild.
    Active,
}

/// SSVC decision point *Technical Impact*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TechnicalImpact {
    /// Limited control or information.
    Partial,
    /// Total control, or all information.
    Total,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_in_its_document_form_reads_back_as_it_was() {
        let date: Date = "2026-01-02".parse().unwrap();
        let kinds = [
            SignalKind::Exploited { added: date, due: None, ransomware: true, action: String::new() },
            SignalKind::Likelihood {
                probability_millionths: 943_580,
                percentile_millionths: 999_000,
                as_of: date,
            },
            SignalKind::Stakeholder {
                exploitation: Some(Exploitation::PublicProof),
                automatable: Some(false),
                technical_impact: Some(TechnicalImpact::Total),
                at: "2026-01-02T00:00:00Z".parse().ok(),
            },
            SignalKind::Score(Cvss { vector: String::new(), score_tenths: 75 }),
        ];
        for kind in kinds {
            let signal =
                Signal { vulnerability: "CVE-2026-1".parse().unwrap(), source: "a source".to_owned(), kind };
            let text = serde_json::to_string(&signal).unwrap();
            assert_eq!(serde_json::from_str::<Signal>(&text).unwrap(), signal, "{text}");
        }
        assert!(
            serde_json::from_str::<SignalKind>(
                r#"{"exploited":{"added":"2026-01-02","ransomware":true,"x":1}}"#
            )
            .is_err()
        );
    }
}
