//! The scores and severities that a vector gives.

use std::str::FromStr as _;

use cvss::{v2, v3, v4};

/// What a vector gives: member of the object, score, severity.
pub(crate) struct Scores {
    /// `baseScore`, `temporalScore`, `environmentalScore`, as far as the edition has them.
    pub(crate) scores: Vec<(&'static str, f64)>,
    /// `baseSeverity` and so on; none in CVSS 2.0.
    pub(crate) severities: Vec<(&'static str, &'static str)>,
}

impl Scores {
    /// Reckons a whole vector of one of the editions `2.0`, `3.0`, `3.1`, `4.0`.
    pub(crate) fn of(version: &str, vector: &str) -> Option<Self> {
        match version {
            "2.0" => of_v2(vector),
            "4.0" => {
                let score = v4::Vector::from_str(vector).ok()?.score().value();
                Some(Self {
                    scores: vec![("baseScore", score)],
                    severities: vec![("baseSeverity", severity(score))],
                })
            }
            _ => of_v3(vector),
        }
    }
}

fn of_v2(vector: &str) -> Option<Scores> {
    let vector = v2::Vector::from_str(vector).ok()?;
    let scores = vec![
        ("baseScore", vector.score().value()),
        ("temporalScore", vector.temporal_score().value()),
        ("environmentalScore", vector.environmental_score().value()),
    ];
    Some(Scores { scores, severities: Vec::new() })
}

fn of_v3(text: &str) -> Option<Scores> {
    let vector = v3::Vector::from_str(text).ok()?;
    let base = vector.score().value();
    let temporal = temporal(text, base);
    let environmental = vector.environmental_score().value();
    Some(Scores {
        scores: vec![("baseScore", base), ("temporalScore", temporal), ("environmentalScore", environmental)],
        severities: vec![
            ("baseSeverity", severity(base)),
            ("temporalSeverity", severity(temporal)),
            ("environmentalSeverity", severity(environmental)),
        ],
    })
}

/// CVSS 3.1, 7.2 and 3.0, 8.2: the base score weighed by exploit code, remediation and confidence, rounded up.
fn temporal(vector: &str, base: f64) -> f64 {
    let weight = |part: &str| match part {
        "E:U" => 0.91,
        "E:P" => 0.94,
        "E:F" => 0.97,
        "RL:O" => 0.95,
        "RL:T" => 0.96,
        "RL:W" => 0.97,
        "RC:U" => 0.92,
        "RC:R" => 0.96,
        _ => 1.0,
    };
    let product = vector.split('/').fold(base, |score, part| score * weight(part));
    let minor = if vector.starts_with("CVSS:3.0") { 0 } else { 1 };
    v3::Score::new(product).roundup_for_version(minor).value()
}

/// The qualitative scale that 3.x and 4.0 share.
fn severity(score: f64) -> &'static str {
    match score {
        _ if score < 0.1 => "NONE",
        _ if score < 4.0 => "LOW",
        _ if score < 7.0 => "MEDIUM",
        _ if score < 9.0 => "HIGH",
        _ => "CRITICAL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenths(version: &str, vector: &str) -> Vec<i64> {
        let scores = Scores::of(version, vector).unwrap().scores;
        scores.iter().map(|(_, score)| format!("{:.0}", score * 10.0).parse().unwrap()).collect()
    }

    #[test]
    fn scores_are_those_of_the_specifications() {
        // The worked example of the CVSS 2.0 guide, 3.3.1 (CVE-2002-0392).
        let apache = "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H";
        assert_eq!(tenths("2.0", apache), [78, 64, 92]);
        assert_eq!(tenths("3.1", "CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C"), [65, 59, 59]);
        assert_eq!(tenths("4.0", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"), [100]);
        let all = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P/MAV:A/MPR:L/MUI:P/MVI:N/MVA:N";
        assert_eq!(tenths("4.0", all), [54]);
    }
}
