//! Applicability in CPE (NVD's `configurations`, CVE's `cpeApplicability`) to statements.
//!
//! A configuration is a tree of two levels: nodes joined by AND or OR, and in each node CPE matches joined by AND
//! or OR. What is marked vulnerable becomes a statement; what an AND asks for besides becomes its condition, so
//! "running on" is never lost. What is negated can only be a condition.
//!
//! Deliberately not here: comparing names with an inventory (`cpe`).

use std::collections::BTreeSet;

use sekisho_model::{
    Condition, Ground, Platform, Statement, Status, Target, Versions, VulnerabilityId, text,
};
use serde::Deserialize;
use serde_json::Value;

use super::naming::{self, Ends};
use super::parts::Parts;
use super::trouble::{Trouble, ask_the_publisher};
use crate::Limits;

#[derive(Debug, Deserialize)]
struct Configuration {
    #[serde(default)]
    operator: Option<String>,
    #[serde(default)]
    negate: Option<bool>,
    #[serde(default)]
    nodes: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    #[serde(default)]
    operator: Option<String>,
    #[serde(default)]
    negate: Option<bool>,
    #[serde(default)]
    cpe_match: Option<Value>,
    #[serde(default)]
    nodes: Option<Value>,
    #[serde(default)]
    children: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CpeMatch {
    vulnerable: bool,
    criteria: String,
    #[serde(default)]
    version_start_including: Option<String>,
    #[serde(default)]
    version_start_excluding: Option<String>,
    #[serde(default)]
    version_end_including: Option<String>,
    #[serde(default)]
    version_end_excluding: Option<String>,
}

/// One name of a node.
struct Found {
    vulnerable: bool,
    platform: Platform,
}

/// A node that is understood.
struct Read {
    all: bool,
    negated: bool,
    found: Vec<Found>,
}

/// Longest list of platforms that a condition carries itself; a longer one is told by its number, so that
/// hundreds of products that run on hundreds of platforms do not become hundreds of thousands.
const PLATFORMS_MAX: usize = 32;

/// The statements of a list of configurations.
pub(super) fn read(
    form: &'static str,
    path: &str,
    list: Option<Value>,
    vulnerabilities: &BTreeSet<VulnerabilityId>,
    limits: &Limits,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    // JVN puts remarks between the elements.
    let list = list.map(without_remarks);
    let configurations: Vec<(String, Configuration)> = Parts { form, trouble }.many(path, list);
    for (path, configuration) in configurations {
        for statement in one(form, &path, configuration, trouble) {
            if statements.len() >= limits.entries_max {
                trouble.too_many(&path, limits.entries_max);
                return statements;
            }
            statements.push(Statement { vulnerabilities: vulnerabilities.clone(), ..statement });
        }
    }
    statements
}

/// A list without elements that hold nothing but a remark.
pub(super) fn without_remarks(mut list: Value) -> Value {
    if let Some(elements) = list.as_array_mut() {
        elements.retain(|element| {
            element
                .as_object()
                .is_none_or(|object| !object.keys().all(|key| key == "$comment") || object.is_empty())
        });
    }
    list
}

fn one(
    form: &'static str,
    path: &str,
    configuration: Configuration,
    trouble: &mut Trouble,
) -> Vec<Statement> {
    let all = is_and(form, path, configuration.operator.as_deref(), trouble);
    let nodes: Vec<Read> = Parts { form, trouble }
        .many::<Node>(&format!("{path}/nodes"), configuration.nodes)
        .into_iter()
        .map(|(path, node)| self::node(form, &path, node, trouble))
        .collect();
    let negated = configuration.negate == Some(true);
    let mut statements = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let others =
            || nodes.iter().enumerate().filter(move |(other, _)| *other != index).map(|(_, node)| node);
        let mut besides: Vec<Condition> =
            if all { others().flat_map(conditions).collect() } else { Vec::new() };
        if negated || node.negated {
            besides
                .push(Condition { words: "the configuration is negated".to_owned(), ..Condition::default() });
        }
        let read = of_node(node, &besides);
        // What is not this version may be any other.
        let is_negated = negated || node.negated;
        statements.extend(read.map(|said| Statement {
            versions: if is_negated { Versions::All } else { said.versions.clone() },
            ..said
        }));
    }
    if negated {
        trouble.warning(
            &format!("{path}/negate"),
            text!(ja: "構成全体が否定されています。記載の製品は「可能性あり」として扱います。", en: "The whole configuration is negated; what it names counts as possible only."),
            ask_the_publisher(),
        );
    }
    statements
}

fn node(form: &'static str, path: &str, node: Node, trouble: &mut Trouble) -> Read {
    if node
        .nodes
        .or(node.children)
        .is_some_and(|nested| nested.as_array().is_none_or(|list| !list.is_empty()))
    {
        trouble.malformed(path, form, &"nodes inside a node");
    }
    let all = is_and(form, path, node.operator.as_deref(), trouble);
    let matches: Vec<(String, CpeMatch)> =
        Parts { form, trouble }.many(&format!("{path}/cpeMatch"), node.cpe_match);
    let found = matches.into_iter().filter_map(|(path, matched)| {
        let platform = platform(&matched);
        if platform.is_none() {
            trouble.malformed(&path, form, &format!("name {:?}", matched.criteria));
        }
        Some(Found { vulnerable: matched.vulnerable, platform: platform? })
    });
    Read { all, negated: node.negate == Some(true), found: found.collect() }
}

fn is_and(form: &'static str, path: &str, operator: Option<&str>, trouble: &mut Trouble) -> bool {
    match operator {
        None | Some("OR") => false,
        Some("AND") => true,
        Some(other) => {
            trouble.malformed(&format!("{path}/operator"), form, &format!("operator {other:?}"));
            // The stricter reading keeps a condition that the other would lose.
            true
        }
    }
}

fn platform(matched: &CpeMatch) -> Option<Platform> {
    let named = naming::read(&matched.criteria)?;
    let ends = Ends {
        start_including: matched.version_start_including.as_deref(),
        start_excluding: matched.version_start_excluding.as_deref(),
        end_including: matched.version_end_including.as_deref(),
        end_excluding: matched.version_end_excluding.as_deref(),
    };
    let versions = ends.versions().unwrap_or(named.versions);
    Some(Platform { target: Target::Device(named.target), versions })
}

/// What a node asks of a statement of another node.
fn conditions(node: &Read) -> Vec<Condition> {
    let platforms = || node.found.iter().map(|found| found.platform.clone());
    if node.all {
        return platforms()
            .map(|platform| Condition { negated: node.negated, any_of: vec![platform], words: String::new() })
            .collect();
    }
    if node.found.len() > PLATFORMS_MAX {
        let words = format!("one of {} platforms that the source lists", node.found.len());
        return vec![Condition {
            negated: node.negated,
            any_of: platforms().take(PLATFORMS_MAX).collect(),
            words,
        }];
    }
    vec![Condition { negated: node.negated, any_of: platforms().collect(), words: String::new() }]
}

fn of_node<'a>(node: &'a Read, besides: &'a [Condition]) -> impl Iterator<Item = Statement> + 'a {
    node.found.iter().enumerate().filter(|(_, found)| found.vulnerable).map(move |(index, found)| {
        let mut conditions = besides.to_vec();
        if node.all {
            let others = node.found.iter().enumerate().filter(|(other, _)| *other != index);
            conditions.extend(others.take(PLATFORMS_MAX).map(|(_, other)| Condition {
                any_of: vec![other.platform.clone()],
                ..Condition::default()
            }));
        }
        let Platform { target, versions } = found.platform.clone();
        let status = Status::Affected;
        Statement {
            ground: Ground { conditions, ..Ground::NONE },
            ..Statement::new(target, versions, status)
        }
    })
}

#[cfg(test)]
mod tests;
