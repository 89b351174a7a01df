//! Trees of nodes and what they come to.

use sekisho_model::{Bound, VersionRange, Versions};
use serde_json::json;

use super::*;

fn cpe(product: &str, vulnerable: bool) -> Value {
    json!({"vulnerable": vulnerable, "criteria": format!("cpe:2.3:a:oil:{product}:*:*:*:*:*:*:*:*")})
}

fn said(list: Value) -> (Vec<Statement>, usize) {
    let mut trouble = Trouble::new("x");
    let names = BTreeSet::from(["CVE-2026-1".parse().unwrap()]);
    let statements = read("NVD 2.0", "", Some(list), &names, &Limits::default(), &mut trouble);
    (statements, trouble.into_problems().len())
}

fn product(target: &Target) -> &str {
    match target {
        Target::Device(device) => &device.product,
        Target::Package { .. } => panic!("words"),
    }
}

#[test]
fn ends_of_a_range_are_kept_as_they_are_stated() {
    let mut one = cpe("can", true);
    one["versionStartIncluding"] = json!("1.0");
    one["versionEndExcluding"] = json!("2.0");
    let (statements, problems) =
        said(json!([{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": [one]}]}]));
    assert_eq!(problems, 0);
    let Versions::Ranges { ranges, .. } = &statements[0].versions else { panic!("a range") };
    let (from, to) = (Bound::Including("1.0".to_owned()), Bound::Excluding("2.0".to_owned()));
    assert_eq!(ranges, &[VersionRange { from, to }]);
    assert!(statements[0].ground.is_empty());
}

#[test]
fn running_on_becomes_a_condition_and_is_never_lost() {
    let (statements, problems) = said(json!([{"operator": "AND", "nodes": [
        {"operator": "OR", "negate": false, "cpeMatch": [cpe("firmware", true)]},
        {"operator": "OR", "negate": false, "cpeMatch": [cpe("box_1", false), cpe("box_2", false)]}]}]));
    assert_eq!((statements.len(), problems), (1, 0));
    assert_eq!(product(&statements[0].target), "firmware");
    let [condition] = statements[0].ground.conditions.as_slice() else { panic!("one condition") };
    let on: Vec<&str> = condition.any_of.iter().map(|platform| product(&platform.target)).collect();
    assert_eq!((on, condition.negated), (vec!["box 1", "box 2"], false));
}

#[test]
fn all_of_a_node_at_once_are_conditions_of_each_other() {
    let (statements, _) = said(json!([{"nodes": [
        {"operator": "AND", "negate": false, "cpeMatch": [cpe("a", true), cpe("b", true)]}]}]));
    assert_eq!(statements.len(), 2);
    assert!(statements.iter().all(|statement| statement.ground.conditions.len() == 1));
}

#[test]
fn what_is_negated_is_a_condition_and_no_finding() {
    let (statements, problems) = said(json!([{"operator": "AND", "nodes": [
        {"operator": "OR", "negate": false, "cpeMatch": [cpe("a", true)]},
        {"operator": "OR", "negate": true, "cpeMatch": [cpe("b", false)]}]}]));
    assert_eq!((statements.len(), problems), (1, 0));
    assert!(statements[0].ground.conditions[0].negated);
    let (statements, problems) =
        said(json!([{"negate": true, "nodes": [{"operator": "OR", "cpeMatch": [cpe("a", true)]}]}]));
    assert_eq!((statements.len(), problems), (1, 1));
    assert!(!statements[0].ground.conditions.is_empty());
    let mut one = cpe("a", true);
    one["versionEndExcluding"] = json!("2.0");
    let (statements, _) = said(json!([{"nodes": [{"operator": "OR", "negate": true, "cpeMatch": [one]}]}]));
    assert_eq!(statements[0].versions, Versions::All, "other versions are not cleared by it");
}

#[test]
fn what_is_not_understood_is_told() {
    let (statements, problems) = said(json!([{"operator": "XOR", "nodes": [
        {"cpeMatch": [{"vulnerable": true, "criteria": "can"}, cpe("a", true)], "children": [{}]}, 3]}, 4]));
    assert_eq!((statements.len(), problems), (1, 5));
}
