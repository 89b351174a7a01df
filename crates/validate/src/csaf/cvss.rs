//! CVSS objects of a CSAF document: their form, their scores, and whether their members say what the vector says.
//!
//! Invariant: the vector decides. One table of metrics an edition (in `cvss/metrics.rs`) serves all three
//! questions. The arithmetic of scores is the library's, but for the temporal score of v3, which it keeps to itself.

mod metrics;
mod scores;

use sekisho_model::text;
use serde_json::{Map, Value};

use crate::csaf::doc::Edition;
use crate::csaf::form::{Form, Walk, shown};
pub(crate) use scores::Scores;

/// A metric: its sign in vectors, its member in objects, and the signs and words of its values.
pub(crate) struct Metric {
    sign: &'static str,
    member: &'static str,
    values: &'static [(&'static str, &'static str)],
    /// Every vector must have it.
    base: bool,
}

/// An edition of CVSS.
pub(crate) struct Scheme {
    /// As the object's `version` has it.
    pub(crate) version: &'static str,
    /// What a vector starts with.
    prefix: &'static str,
    metrics: &'static [Metric],
    /// Metrics stand in the table's order, each once, the base ones all there.
    strict: bool,
    /// Members that are scores, and those that are severities.
    scores: &'static [&'static str],
    severities: &'static [&'static str],
    needed: &'static [&'static str],
    /// No other members.
    closed: bool,
}

/// CVSS 2.0, first.org/cvss/cvss-v2.0.json.
pub(crate) static V2: Scheme = TWO;
const TWO: Scheme = Scheme {
    version: "2.0",
    prefix: "",
    metrics: metrics::V2,
    strict: false,
    scores: &["baseScore", "temporalScore", "environmentalScore"],
    severities: &[],
    needed: &["version", "vectorString", "baseScore"],
    closed: false,
};
/// CVSS 3.0, first.org/cvss/cvss-v3.0.json.
pub(crate) static V30: Scheme = THREE;
const THREE: Scheme = Scheme {
    version: "3.0",
    prefix: "CVSS:3.0/",
    metrics: metrics::V3,
    severities: &["baseSeverity", "temporalSeverity", "environmentalSeverity"],
    needed: &["version", "vectorString", "baseScore", "baseSeverity"],
    ..TWO
};
/// CVSS 3.1, first.org/cvss/cvss-v3.1.json.
pub(crate) static V31: Scheme = Scheme { version: "3.1", prefix: "CVSS:3.1/", ..THREE };
/// CVSS 4.0, first.org/cvss/cvss-v4.0.json. The base score there is the score of the whole vector.
pub(crate) static V4: Scheme = Scheme {
    version: "4.0",
    prefix: "CVSS:4.0/",
    metrics: metrics::V4,
    strict: true,
    scores: &["baseScore"],
    severities: &["baseSeverity"],
    needed: &["version", "vectorString", "baseScore", "baseSeverity"],
    closed: true,
};

/// The form of `cvss_v2`.
pub(crate) static V2_FORM: Form = Form::Own(|value, walk| V2.hold(value, walk));
/// The form of `cvss_v3`.
pub(crate) static V3_FORM: Form = Form::By("version", &[("3.0", &V30_FORM), ("3.1", &V31_FORM)]);
/// The form of `cvss_v4`.
pub(crate) static V4_FORM: Form = Form::Own(|value, walk| V4.hold(value, walk));
static V30_FORM: Form = Form::Own(|value, walk| V30.hold(value, walk));
static V31_FORM: Form = Form::Own(|value, walk| V31.hold(value, walk));

/// The members of a metric object that hold CVSS in an edition of CSAF, and their editions. For CSAF 2.0 `cvss_v4` is a
/// member as any that it does not know, of which test 6.2.20 tells.
pub(crate) fn members(edition: Edition) -> &'static [(&'static str, &'static [&'static Scheme])] {
    match edition {
        Edition::V20 => &MEMBERS[..2],
        Edition::V21 => MEMBERS,
    }
}

static MEMBERS: &[(&str, &[&Scheme])] =
    &[("cvss_v2", &[&V2]), ("cvss_v3", &[&V30, &V31]), ("cvss_v4", &[&V4])];

const SEVERITIES: &[&str] = &["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"];

impl Scheme {
    /// Holds an object against the published form.
    fn hold<'v>(&self, value: &'v Value, walk: &mut Walk<'v>) {
        let Some(members) = value.as_object() else {
            return walk.tell(
                text!(ja: "オブジェクト（{{ }}）にしてください。", en: "Write an object ({{ }}) here."),
            );
        };
        for name in self.needed.iter().filter(|name| !members.contains_key(**name)) {
            walk.tell(text!(ja: "必須の「{name}」がありません。加えてください。", en: "\"{name}\" is missing. Add it."));
        }
        for (key, value) in members {
            self.member(key, value, walk);
        }
        if self.strict {
            matched(members, walk);
        }
    }

    fn member<'v>(&self, key: &'v str, value: &'v Value, walk: &mut Walk<'v>) {
        let word = value.as_str().unwrap_or_default();
        let choices: Vec<&str> = match key {
            "version" => vec![self.version],
            "vectorString" if self.is_vector(word) => return,
            "vectorString" => {
                let (version, word) = (self.version, shown(word));
                let tell = text!(
                    ja: "「{word}」は CVSS {version} のベクトルではありません。",
                    en: "\"{word}\" is no vector of CVSS {version}. Correct it."
                );
                return walk.tell_at(key, tell);
            }
            _ if self.scores.contains(&key) => {
                if value.as_f64().is_none_or(|score| !(0.0..=10.0).contains(&score)) {
                    let tell =
                        text!(ja: "0 から 10 の数にしてください。", en: "Write a number from 0 to 10.");
                    walk.tell_at(key, tell);
                }
                return;
            }
            _ if self.severities.contains(&key) => SEVERITIES.to_vec(),
            _ => match self.metrics.iter().find(|metric| metric.member == key) {
                Some(metric) => metric.values.iter().map(|(_, word)| *word).collect(),
                None => return walk.unknown(key, self.closed),
            },
        };
        if !choices.contains(&word) {
            let (word, choices) = (shown(word), choices.join(", "));
            let tell = text!(
                ja: "「{word}」は使えません。次のどれかにしてください：{choices}",
                en: "\"{word}\" is not allowed here. Use one of: {choices}"
            );
            walk.tell_at(key, tell);
        }
    }

    /// Signs and values of a vector, in its order; nothing where one of them is not known.
    fn parts<'t>(&self, vector: &'t str) -> Option<Vec<(&'static Metric, &'t str)>> {
        let parts = vector.strip_prefix(self.prefix)?.split('/').map(|part| {
            let (sign, value) = part.split_once(':')?;
            let metric = self.metrics.iter().find(|metric| metric.sign == sign)?;
            metric.values.iter().any(|(known, _)| *known == value).then_some((metric, value))
        });
        parts.collect()
    }

    fn is_vector(&self, vector: &str) -> bool {
        let Some(parts) = self.parts(vector) else { return false };
        if !self.strict {
            return true;
        }
        let places: Vec<_> = parts
            .iter()
            .filter_map(|(part, _)| self.metrics.iter().position(|m| m.sign == part.sign))
            .collect();
        let bases = self.metrics.iter().filter(|metric| metric.base).count();
        places.is_sorted_by(|a, b| a < b) && parts.iter().filter(|(part, _)| part.base).count() == bases
    }

    /// Members that say something else than the vector: name of the member, what the vector says.
    pub(crate) fn contradictions(&self, members: &Map<String, Value>) -> Vec<(&'static str, &'static str)> {
        let vector = members.get("vectorString").and_then(Value::as_str);
        let Some(parts) = vector.and_then(|vector| self.parts(vector)) else { return Vec::new() };
        // A metric that the vector leaves out contradicts nothing.
        let of_parts = parts.iter().filter_map(|(metric, value)| {
            let written = members.get(metric.member)?.as_str()?;
            let (_, said) = metric.values.iter().find(|(sign, _)| sign == value)?;
            (written != *said).then_some((metric.member, *said))
        });
        of_parts.collect()
    }

    /// Does a vector of known metrics have each base metric, and none twice?
    pub(crate) fn is_whole(&self, vector: &str) -> Option<bool> {
        let parts = self.parts(vector)?;
        let bases = self.metrics.iter().filter(|metric| metric.base).count();
        let once =
            (0..parts.len()).all(|at| parts[..at].iter().all(|(part, _)| part.sign != parts[at].0.sign));
        Some(once && parts.iter().filter(|(part, _)| part.base).count() == bases)
    }
}

/// CVSS 4.0: a base severity and a base score that go together.
fn matched(members: &Map<String, Value>, walk: &mut Walk<'_>) {
    let score = members.get("baseScore").and_then(Value::as_f64);
    let severity = members.get("baseSeverity").and_then(Value::as_str);
    let (Some(score), Some(severity)) = (score, severity) else { return };
    let range = match severity {
        "NONE" => 0.0..=0.0,
        "LOW" => 0.1..=3.9,
        "MEDIUM" => 4.0..=6.9,
        "HIGH" => 7.0..=8.9,
        "CRITICAL" => 9.0..=10.0,
        _ => return,
    };
    // The published form lets HIGH have more digits than one.
    let tenths = score * 10.0;
    let is_round = severity == "HIGH" || (tenths - tenths.round()).abs() < 1e-9;
    if !range.contains(&score) || !is_round {
        walk.tell(text!(
            ja: "baseScore の {score} と baseSeverity の「{severity}」が合いません。",
            en: "baseScore {score} and baseSeverity \"{severity}\" do not go together. Correct one of them."
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csaf::form::faults;
    use serde_json::json;

    #[test]
    fn a_vector_has_the_metrics_of_its_edition() {
        assert!(V2.is_vector("AV:N/AC:L/Au:N/C:C/I:C/A:C/E:POC/CDP:LM"));
        assert!(V31.is_vector("CVSS:3.1/PR:N/AV:N"));
        assert!(!V31.is_vector("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"));
        let base = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H";
        assert!(V4.is_vector(base) && V4.is_vector(&format!("{base}/E:P/U:Clear")));
        assert!(!V4.is_vector(&format!("{base}/U:Clear/E:P")) && !V4.is_vector("CVSS:4.0/AV:N"));
    }

    #[test]
    fn members_must_say_what_the_vector_says() {
        let object = json!({"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "scope": "CHANGED",
            "attackVector": "NETWORK", "remediationLevel": "NOT_DEFINED"});
        assert_eq!(V31.contradictions(object.as_object().unwrap()), [("scope", "UNCHANGED")]);
        let wrong = faults(&V3_FORM, &json!({"version": "2.0"}));
        assert_eq!(wrong.told[0].path, "");
    }
}
