//! Scores (CSAF 2.0) and metrics (CSAF 2.1): CVSS of every generation, EPSS, SSVC, and words for a severity.

use jiff::tz::TimeZone;
use sekisho_model::{Exploitation, SignalKind, StatedScore, TechnicalImpact};
use serde::Deserialize;
use serde_json::Value;

use super::FORM;
use super::products::Products;
use crate::advisory::trouble::Trouble;
use crate::advisory::{epss, parts, score};

/// What is measured of one vulnerability.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) scores: Vec<StatedScore>,
    pub(super) severity: String,
    pub(super) signals: Vec<SignalKind>,
}

#[derive(Debug, Deserialize)]
struct Score {
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    cvss_v2: Option<CvssBlock>,
    #[serde(default)]
    cvss_v3: Option<CvssBlock>,
}

#[derive(Debug, Deserialize)]
struct Metric {
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    source: Option<String>,
    content: Content,
}

#[derive(Debug, Deserialize)]
struct Content {
    #[serde(default)]
    cvss_v2: Option<CvssBlock>,
    #[serde(default)]
    cvss_v3: Option<CvssBlock>,
    #[serde(default)]
    cvss_v4: Option<CvssBlock>,
    #[serde(default)]
    epss: Option<Epss>,
    #[serde(default, alias = "ssvc_v1")]
    ssvc_v2: Option<Value>,
    #[serde(default)]
    qualitative_severity_rating: Option<String>,
    /// MyJVN keeps the source here.
    #[serde(default)]
    source: Option<String>,
}

#[derive(Debug, Deserialize)]
struct CvssBlock {
    #[serde(default, rename = "vectorString")]
    vector: String,
    #[serde(default, rename = "baseScore")]
    score: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Epss {
    probability: String,
    percentile: String,
    timestamp: String,
}

#[derive(Debug, Deserialize)]
struct Selections {
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    selections: Vec<Selection>,
}

#[derive(Debug, Deserialize)]
struct Selection {
    #[serde(default)]
    namespace: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    values: Vec<Chosen>,
}

#[derive(Debug, Deserialize)]
struct Chosen {
    #[serde(default)]
    key: String,
}

fn part<T: serde::de::DeserializeOwned>(path: &str, value: &Value, trouble: &mut Trouble) -> Option<T> {
    serde_json::from_value(value.clone()).map_err(|error| trouble.malformed(path, FORM, &error)).ok()
}

/// One of CSAF 2.0's scores.
pub(super) fn score(
    path: &str,
    value: &Value,
    products: &Products,
    trouble: &mut Trouble,
    into: &mut Measured,
) {
    let Some(score) = part::<Score>(path, value, trouble) else { return };
    check_products(path, &score.products, products, trouble);
    cvss(path, "", [score.cvss_v2, score.cvss_v3], trouble, into);
}

/// One of CSAF 2.1's metrics.
pub(super) fn metric(
    path: &str,
    value: &Value,
    products: &Products,
    trouble: &mut Trouble,
    into: &mut Measured,
) {
    let Some(Metric { products: named, source, content }) = part::<Metric>(path, value, trouble) else {
        return;
    };
    check_products(path, &named, products, trouble);
    let source = source.or(content.source).unwrap_or_default();
    cvss(path, &source, [content.cvss_v2, content.cvss_v3, content.cvss_v4], trouble, into);
    if let Some(rating) = content.qualitative_severity_rating {
        into.severity = rating;
    }
    if let Some(stated) = content.epss {
        likelihood(&format!("{path}/content/epss"), &stated, trouble, into);
    }
    if let Some(stated) = content.ssvc_v2 {
        stakeholder(&format!("{path}/content/ssvc_v2"), &stated, trouble, into);
    }
}

fn check_products(path: &str, named: &[String], products: &Products, trouble: &mut Trouble) {
    for id in named.iter().filter(|id| products.product(id).is_none()) {
        super::undefined(path, id, trouble);
    }
}

fn cvss<const N: usize>(
    path: &str,
    source: &str,
    blocks: [Option<CvssBlock>; N],
    trouble: &mut Trouble,
    into: &mut Measured,
) {
    for block in blocks.into_iter().flatten() {
        match score::of_vector_or(&block.vector, block.score) {
            Some(cvss) => into.scores.push(StatedScore { source: source.to_owned(), cvss }),
            None => trouble.malformed(path, FORM, &"neither a CVSS vector nor a score"),
        }
    }
}

fn likelihood(path: &str, stated: &Epss, trouble: &mut Trouble, into: &mut Measured) {
    let at = parts::time(&stated.timestamp);
    let (probability, percentile) =
        (epss::millionths(&stated.probability), epss::millionths(&stated.percentile));
    match (at, probability, percentile) {
        (Ok(at), Some(probability_millionths), Some(percentile_millionths)) => {
            let as_of = TimeZone::UTC.to_datetime(at).date();
            into.signals.push(SignalKind::Likelihood {
                probability_millionths,
                percentile_millionths,
                as_of,
            });
        }
        (Err(error), ..) => trouble.malformed(path, FORM, &error),
        _ => trouble.malformed(path, FORM, &"not between 0 and 1"),
    }
}

/// The decision points of SSVC's own namespace that we know, where one value is chosen.
fn stakeholder(path: &str, value: &Value, trouble: &mut Trouble, into: &mut Measured) {
    let Some(list) = part::<Selections>(path, value, trouble) else { return };
    let (mut exploitation, mut automatable, mut technical_impact) = (None, None, None);
    for selection in &list.selections {
        let [chosen] = selection.values.as_slice() else { continue };
        if selection.namespace.split(['/', '#']).next() != Some("ssvc") {
            continue;
        }
        match (selection.key.as_str(), chosen.key.as_str()) {
            ("E", "N") => exploitation = Some(Exploitation::None),
            ("E", "P") => exploitation = Some(Exploitation::PublicProof),
            ("E", "A") => exploitation = Some(Exploitation::Active),
            ("A", "N") => automatable = Some(false),
            ("A", "Y") => automatable = Some(true),
            ("TI", "P") => technical_impact = Some(TechnicalImpact::Partial),
            ("TI", "T") => technical_impact = Some(TechnicalImpact::Total),
            _ => {}
        }
    }
    if exploitation.is_none() && automatable.is_none() && technical_impact.is_none() {
        return;
    }
    let at = list.timestamp.and_then(|at| parts::time(&at).ok());
    into.signals.push(SignalKind::Stakeholder { exploitation, automatable, technical_impact, at });
}
