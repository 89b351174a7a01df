//! Every rule fires where it should, stays silent where it should, and has its page in both languages.

mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use cases::{Expect, Ground};
use sekisho_catalog::Catalog;
use sekisho_model::{Record, RecordKind};

use super::{Finding, RULES, Rule, Sureness, Weight, findings, findings_of};

fn subjects(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.subject.1.as_str()).collect()
}

#[test]
fn every_rule_fires_and_stays_silent_where_its_cases_say() {
    for case in cases::all() {
        let found = findings_of(case.rule, &case.ground.facts());
        let expected: &[String] = match &case.expect {
            Expect::Silent => &[],
            Expect::Fires(ids) => ids,
        };
        assert_eq!(subjects(&found), expected, "{} at line {}", case.rule.id, case.line);
    }
}

#[test]
fn every_rule_has_a_case_on_which_it_fires_and_one_on_which_it_is_silent() {
    let cases = cases::all();
    for rule in RULES {
        let of = |fires: bool| {
            cases.iter().any(|case| case.rule == rule && matches!(case.expect, Expect::Fires(_)) == fires)
        };
        assert!(of(true), "no case on which {} fires", rule.id);
        assert!(of(false), "no case on which {} is silent", rule.id);
    }
}

#[test]
fn an_empty_register_has_no_findings() {
    assert!(findings(&Ground::default().facts()).is_empty());
}

#[test]
fn ids_are_kebab_case_and_stand_once() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for id in ids {
        let is_kebab = id.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        assert!(is_kebab, "{id}");
    }
}

#[test]
fn every_finding_has_its_own_id_and_says_itself_in_both_languages() {
    for case in cases::all() {
        let found = findings(&case.ground.facts());
        let ids: BTreeSet<String> = found.iter().map(Finding::id).collect();
        assert_eq!(ids.len(), found.len(), "line {}", case.line);
        for finding in &found {
            let id = finding.id();
            for text in [&finding.what, &finding.remedy, &finding.rule.title()] {
                assert!(is_japanese(&text.ja), "{id}: {}", text.ja);
                assert!(!is_japanese(&text.en) && !text.en.is_empty(), "{id}: {}", text.en);
            }
            assert!(finding.what.ja.ends_with('。') && finding.remedy.ja.ends_with('。'), "{id}");
            assert!(finding.what.en.ends_with('.') && finding.remedy.en.ends_with('.'), "{id}");
        }
    }
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn a_finding_names_its_record_and_opens_to_rows_that_are_there() {
    for case in cases::all() {
        let facts = case.ground.facts();
        let register = facts.register;
        let is_there = |kind: RecordKind, id: &str| kind == RecordKind::Plant || register.contains(kind, id);
        for finding in findings(&facts) {
            let id = finding.id();
            let (kind, subject) = &finding.subject;
            assert!(is_there(*kind, subject), "{id}");
            assert!(finding.rule.reads.contains(kind), "{id}");
            assert!(!finding.evidence.is_empty(), "{id}");
            if *kind != RecordKind::Plant {
                assert!(finding.what.ja.contains(&finding.name), "{id}: {}", finding.what.ja);
                assert!(finding.what.en.contains(&finding.name), "{id}: {}", finding.what.en);
            }
            for row in &finding.evidence {
                assert!(is_there(row.kind, &row.id), "{id}: {row:?}");
                assert!(finding.rule.reads.contains(&row.kind), "{id}: {row:?}");
                assert!(!row.says.ja.is_empty() && !row.says.en.is_empty(), "{id}: {row:?}");
            }
        }
    }
}

#[test]
fn every_rule_stands_at_a_step_of_the_guideline_and_names_clauses_that_the_catalog_knows() {
    let catalog = Catalog::built_in();
    for rule in RULES {
        let steps = catalog.steps_of(rule.step).count();
        assert!(steps > 0, "{}: step {}", rule.id, rule.step);
        for clause in rule.source.split([' ', ';']).collect::<Vec<_>>().windows(2) {
            if let ["ZCR" | "SR", number] = clause {
                let id = format!("{} {number}", clause[0]);
                assert!(catalog.clauses.contains_key(&id), "{}: {id}", rule.id);
            }
        }
    }
}

#[test]
fn high_is_kept_for_what_could_stop_an_important_line() {
    let high: Vec<&str> =
        RULES.iter().filter(|rule| rule.weight == Weight::High).map(|rule| rule.id).collect();
    assert_eq!(
        high,
        [
            "outside-conduit-jumps-levels",
            "remote-maintenance-without-authentication",
            "vulnerable-asset-unprotected"
        ]
    );
}

fn page(rule: &Rule) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    let path = folder.join(format!("{}.md", rule.id));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_rule_has_its_page_japanese_first_with_what_the_code_says() {
    for rule in RULES {
        let page = page(rule);
        let (ja, en) = rule.title;
        assert!(page.starts_with(&format!("# {ja}\n\n{en}\n")), "{}: title", rule.id);
        let (weight_ja, weight_en) = match rule.weight {
            Weight::High => ("高", "High"),
            Weight::Medium => ("中", "Medium"),
            Weight::Low => ("低", "Low"),
        };
        let sureness = match rule.sureness {
            Sureness::Sure => "| 確かさ / Sureness | 確実",
            Sureness::Likely => "| 確かさ / Sureness | 要確認",
        };
        for line in [
            format!("| ID | `{}` |", rule.id),
            format!("| ステップ / Step | {} |", rule.step),
            format!("| 重み / Weight | {weight_ja} / {weight_en} |"),
            sureness.to_owned(),
        ] {
            assert!(page.contains(&line), "{}: {line}", rule.id);
        }
        sections(rule, &page);
    }
}

fn sections(rule: &Rule, page: &str) {
    let (ja, en) = page.split_once("\n## English\n").unwrap();
    assert!(ja.contains("\n## 日本語\n"), "{}", rule.id);
    let ja_heads = ["### 見つけるもの", "### 理由", "### 例", "### 直し方", "### 当たらない場合", "### 出典"];
    let en_heads = [
        "### What it finds",
        "### Why",
        "### Example",
        "### How to mend",
        "### When it is wrong",
        "### Source",
    ];
    for (half, heads) in [(ja, &ja_heads[..]), (en, &en_heads[..])] {
        for head in heads {
            let body = half.split_once(&format!("{head}\n\n")).map(|(_, rest)| rest);
            assert!(body.is_some_and(|body| !body.starts_with('#')), "{}: {head}", rule.id);
        }
    }
    for body in en.split("\n### ").skip(1) {
        assert!(!body.lines().skip(1).any(|line| line.contains('。')), "{}: Japanese in {body}", rule.id);
    }
    let source = if rule.source == "own" { "Our own judgement" } else { rule.source };
    assert!(en.contains(source), "{}: source", rule.id);
}

#[test]
fn the_index_lists_every_rule_and_no_page_is_without_a_rule() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    let index = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for rule in RULES {
        assert!(index.contains(&format!("[{id}]({id}.md)", id = rule.id)), "{}", rule.id);
    }
    let pages = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(pages, RULES.len() + 1);
}

/// All cases in one register, so that every rule has much to say and much to confuse it.
fn everything() -> Ground {
    let mut all = Ground::default();
    let plant = serde_json::json!({ "name": "霞ヶ原工場" });
    all.register.put(Record::deserialize_as(RecordKind::Plant, plant).unwrap());
    for (n, case) in cases::all().into_iter().enumerate() {
        all.join(&case, n);
    }
    all
}

#[test]
fn the_same_facts_give_the_same_findings() {
    let all = everything();
    let first = findings(&all.facts());
    assert!(first.len() > RULES.len());
    assert_eq!(findings(&all.facts()), first);
}

#[test]
fn a_rule_reads_no_more_kinds_than_it_says() {
    let all = everything();
    let mut with_all: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
    for rule in RULES {
        with_all.insert(rule.id, findings_of(rule, &all.facts()));
    }
    for kind in RecordKind::ALL {
        let less = all.without(*kind);
        let facts = less.facts();
        for rule in RULES.iter().filter(|rule| !rule.reads.contains(kind)) {
            assert_eq!(findings_of(rule, &facts), with_all[rule.id], "{} reads {kind:?}", rule.id);
        }
    }
}

#[test]
fn a_register_that_points_at_nothing_and_lies_in_itself_is_judged_without_a_fault() {
    let mut ground = Ground::default();
    for line in [
        "zone Z1 parent=Z2 businesses=[none] importance=large level=control",
        "zone Z2 parent=Z1 importance=small level=outside",
        "conduit C1 from=Z1 to=none kind=remote-maintenance",
        "conduit C2 from=none to=nowhere kind=wireless",
        "conduit C3 from=Z1 to=Z1 kind=media",
        "asset A1 zone=none supplier=none products=[none] importance=large",
        "asset A2 zone=Z1",
        "flow F1 from=A1 to=none conduit=none",
        "flow F2 from=A2 to=A2 conduit=C3",
        "zone-threat T1 zone=none threat=ransomware-spread",
        "measure M1 zones=[none] conduits=[none] assets=[none] practice=none",
        "request Q1 supplier=none state=refused",
        "activity V1 kind=effect-check date=2020-01-01 measures=[none]",
        "policy P1 zones=[none] security_level_target=2",
        "exposure none 3",
    ] {
        ground.take(line);
    }
    let found = findings(&ground.facts());
    assert!(found.iter().any(|finding| finding.id() == "remote-maintenance-without-authentication@C1"));
    assert!(found.iter().all(|f| f.subject.0 == RecordKind::Plant || f.rule.reads.contains(&f.subject.0)));
}
