//! What the register rules found.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::Table;
use sekisho_assess::rules::{Finding, Rule, Sureness, Weight};
use sekisho_model::{Lang, Text, text};
use serde::Serialize;

use super::{FORMAT, RecordForm, some};
use crate::Width;
use crate::table::table;

/// Most findings that a table shows one by one.
const EACH_MAX: usize = 20;

/// Findings as a document.
#[derive(Debug, Serialize)]
pub struct FindingsForm {
    /// [`FORMAT`].
    pub format: u32,
    /// How many of each weight.
    pub counts: BTreeMap<&'static str, usize>,
    /// In the order of the guideline's steps.
    pub findings: Vec<FindingForm>,
}

/// One finding.
#[derive(Debug, Serialize)]
pub struct FindingForm {
    /// `rule@subject`.
    pub id: String,
    /// The rule.
    pub rule: &'static str,
    /// The step at which it is shown.
    pub step: &'static str,
    /// `high`, `medium` or `low`.
    pub weight: &'static str,
    /// `sure` or `likely`.
    pub sureness: &'static str,
    /// The rule's title.
    pub title: Text,
    /// Where the rule's thought comes from.
    pub source: String,
    /// The record it is about.
    pub subject: RecordForm,
    /// What is wrong.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
    /// The records that cause it.
    pub evidence: Vec<EvidenceForm>,
}

/// A record that causes a finding.
#[derive(Debug, Serialize)]
pub struct EvidenceForm {
    /// Which.
    pub record: RecordForm,
    /// What it says that matters.
    pub says: Text,
}

/// `high`, `medium`, `low`.
#[must_use]
pub const fn weight_code(weight: Weight) -> &'static str {
    match weight {
        Weight::High => "high",
        Weight::Medium => "medium",
        Weight::Low => "low",
    }
}

/// 高, 中, 低.
#[must_use]
pub fn weight_word(weight: Weight) -> Text {
    match weight {
        Weight::High => Text::new("高", "high"),
        Weight::Medium => Text::new("中", "medium"),
        Weight::Low => Text::new("低", "low"),
    }
}

/// Findings as a document.
#[must_use]
pub fn findings_document(findings: &[Finding]) -> FindingsForm {
    let mut counts = BTreeMap::from([("high", 0), ("medium", 0), ("low", 0)]);
    for finding in findings {
        *counts.entry(weight_code(finding.rule.weight)).or_default() += 1;
    }
    FindingsForm { format: FORMAT, counts, findings: findings.iter().map(finding_form).collect() }
}

/// One finding as a document.
#[must_use]
pub fn finding_form(finding: &Finding) -> FindingForm {
    let Finding { rule, subject: (kind, id), name, what, remedy, evidence } = finding;
    FindingForm {
        id: finding.id(),
        rule: rule.id,
        step: rule.step,
        weight: weight_code(rule.weight),
        sureness: match rule.sureness {
            Sureness::Sure => "sure",
            Sureness::Likely => "likely",
        },
        title: rule.title(),
        source: rule.source.to_owned(),
        subject: RecordForm { kind: kind.code(), id: id.clone(), name: name.clone() },
        what: what.clone(),
        remedy: remedy.clone(),
        evidence: evidence
            .iter()
            .map(|evidence| EvidenceForm {
                record: RecordForm {
                    kind: evidence.kind.code(),
                    id: evidence.id.clone(),
                    name: evidence.name.clone(),
                },
                says: evidence.says.clone(),
            })
            .collect(),
    }
}

/// Findings for a terminal, worst first: a row for each where there are few, otherwise a row for each rule.
#[must_use]
pub fn findings_text(findings: &[Finding], lang: Lang, width: Width) -> String {
    let mut worst_first: Vec<&Finding> = findings.iter().collect();
    worst_first.sort_by_key(|finding| std::cmp::Reverse(finding.rule.weight));
    let mut out = answer(findings).in_lang(lang).to_owned();
    if findings.is_empty() {
        return out;
    }
    if findings.len() <= EACH_MAX {
        let _ = write!(out, "\n{}", each(&worst_first, lang, width));
        return out;
    }
    let more = text!(
        ja: "一件ずつ見るには --rule ルール、すべては --format json を付けてください。",
        en: "Add --rule RULE to see each one, or --format json for all."
    );
    let _ = write!(out, "\n{}\n{}", by_rule(&worst_first, lang, width), more.in_lang(lang));
    out
}

fn answer(findings: &[Finding]) -> Text {
    let of = |weight| findings.iter().filter(|finding| finding.rule.weight == weight).count();
    let (n, high, medium, low) = (findings.len(), of(Weight::High), of(Weight::Medium), of(Weight::Low));
    if n == 0 {
        return text!(ja: "指摘はありません。", en: "Nothing was found.");
    }
    text!(
        ja: "指摘は {n} 件です（高 {high}、中 {medium}、低 {low}）。",
        en: "Found: {n} (high {high}, medium {medium}, low {low})."
    )
}

fn each(findings: &[&Finding], lang: Lang, width: Width) -> Table {
    let header = [
        lang.pick("重み", "Weight"),
        lang.pick("ステップ", "Step"),
        lang.pick("内容", "What"),
        lang.pick("対処", "Remedy"),
        "ID",
    ];
    let mut rows = table(width, &header);
    for finding in findings {
        rows.add_row([
            weight_word(finding.rule.weight).in_lang(lang),
            finding.rule.step,
            finding.what.in_lang(lang),
            finding.remedy.in_lang(lang),
            &finding.id(),
        ]);
    }
    rows
}

fn by_rule(findings: &[&Finding], lang: Lang, width: Width) -> Table {
    let header = [
        lang.pick("重み", "Weight"),
        lang.pick("ステップ", "Step"),
        lang.pick("件数", "Found"),
        lang.pick("内容", "What"),
        lang.pick("該当", "Where"),
        lang.pick("ルール", "Rule"),
    ];
    let mut rows = table(width, &header);
    let mut rules: Vec<&'static Rule> = Vec::new();
    for finding in findings {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    for rule in rules {
        let of: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .map(|finding| finding.name.as_str())
            .collect();
        rows.add_row([
            weight_word(rule.weight).in_lang(lang),
            rule.step,
            &of.len().to_string(),
            rule.title().in_lang(lang),
            &some(&of, lang),
            rule.id,
        ]);
    }
    rows
}
