//! Products of CISA's advisories as a plant's list of assets may have them: maker, name and version each written in
//! other ways, by rule. Nobody picks the cases, so that what is mended for one spelling is tried on every maker.
//!
//! A version inside the affected ones is asked for, where it can be told without the reading that is tested: the bound
//! itself of `<= X`, one less than that of `< X`, a single version, or any where every version is affected.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::{Says, answer, cisa};
use super::*;

/// One product of so many is asked, so that the suite stays short.
const EVERY: usize = 61;

/// The same for what must not be found, which is asked in one spelling.
const EVERY_NOT_MEANT: usize = 9;

/// A version that is affected; none where the words are not plain, or the name has a version of its own.
pub(super) fn inside(versions: &Versions, product: &str) -> Option<String> {
    let is_numbered = |word: &str| {
        let digits = word.trim_start_matches(['v', 'V']);
        digits.len() < 6 && digits.starts_with(|c: char| c.is_ascii_digit()) && digits.contains('.')
    };
    if product.split_whitespace().any(is_numbered) || product.contains("serial") {
        return None;
    }
    let Versions::Text(text) = versions else {
        return matches!(versions, Versions::All).then(|| "1.0".to_owned());
    };
    if let Some(bound) = text.strip_prefix("<=") {
        return is_dotted(bound.trim()).then(|| bound.trim().to_owned());
    }
    let Some((before, bound)) = text.rsplit_once('<') else {
        return is_dotted(text).then(|| text.clone());
    };
    let bound = bound.trim().trim_start_matches(['v', 'V']);
    let is_plain = ["", "vers:all/", "All versions "].contains(&before) && is_dotted(bound);
    is_plain.then(|| less(bound)).flatten()
}

fn is_dotted(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn less(version: &str) -> Option<String> {
    let mut parts: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let at = parts.iter().rposition(|part| *part > 0)?;
    parts[at] -= 1;
    Some(parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("."))
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
        other => other,
    };
    text.chars().map(wide).collect()
}

/// The first version that is not affected: the bound of `< X`, one more than that of `<= X`; none where the words are not
/// plain.
fn just_past(versions: &Versions) -> Option<String> {
    let Versions::Text(text) = versions else { return None };
    let text = text.strip_prefix("vers:all/").unwrap_or(text);
    if let Some(bound) = text.strip_prefix("<=").map(str::trim).filter(|bound| is_dotted(bound)) {
        let (before, last) = bound.rsplit_once('.')?;
        return Some(format!("{before}.{}", last.parse::<u64>().ok()? + 1));
    }
    let bound = text.strip_prefix('<')?.trim().trim_start_matches(['v', 'V']);
    is_dotted(bound).then(|| bound.to_owned())
}

/// Ways to write a device, each with its name.
fn spellings(maker: &str, product: &str, version: &str) -> Vec<(&'static str, [String; 4])> {
    let row = |maker: &str, family: &str, model: &str, firmware: &str| {
        [maker, family, model, firmware].map(str::to_owned)
    };
    let mut all = vec![
        ("as it is", row(maker, "", product, version)),
        ("lower case", row(&maker.to_lowercase(), "", &product.to_lowercase(), version)),
        ("full width", row(maker, "", &full_width(product), &full_width(version))),
        ("maker before the model", row(maker, "", &format!("{maker} {product}"), version)),
        ("its sort behind", row(maker, "", &format!("{product} ユニット"), version)),
        ("its sort as family", row(maker, "制御装置", product, version)),
        ("V before the version", row(maker, "", product, &format!("V{version}"))),
        ("version in words", row(maker, "", product, &format!("ファームウェア Ver.{version}"))),
        ("version and day", row(maker, "", product, &format!("{version} (2021-05-10)"))),
        ("version and remark", row(maker, "", product, &format!("{version}（2023年点検時）"))),
        ("version behind the model", row(maker, "", &format!("{product} {version}"), "")),
        ("version behind the model, marked", row(maker, "", &format!("{product} FW{version}"), "")),
        ("made by", row(&format!("{maker}製"), "", product, version)),
        ("maker before the model alone", row("", "", &format!("{maker} {product}"), version)),
        ("maker as family alone", row("", maker, product, version)),
        ("underscores for blanks", row(maker, "", &product.replace(' ', "_"), version)),
    ];
    if let Some((first, rest)) = product.split_once(' ') {
        all.push(("first word as family", row(maker, first, rest, version)));
        all.push(("without blanks", row(maker, "", &product.replace(' ', ""), version)));
    }
    if product.contains('-') {
        all.push(("without hyphens", row(maker, "", &product.replace('-', ""), version)));
    }
    if let Some((short, _)) = maker.split_once([' ', ',']).filter(|(short, _)| short.chars().count() > 2) {
        all.push(("maker for short", row(short, "", product, version)));
    }
    all
}

#[test]
fn conformance_affected_products_are_found_however_a_list_spells_them() {
    let Some(advisories) = cisa() else { return };
    let index = index(&advisories);
    let statements = advisories.iter().flat_map(|it| it.statements.iter().map(move |one| (it, one)));
    let affected = statements.filter(|(_, statement)| statement.status == Status::Affected);
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut silent = Vec::new();
    for (advisory, statement) in affected.step_by(EVERY) {
        let Target::Device(target) = &statement.target else { continue };
        let DeviceTarget { vendor, product, .. } = target;
        if Makers::of(vendor).is_anybody() {
            continue;
        }
        let Some(version) = inside(&statement.versions, product) else { continue };
        for (name, words) in spellings(vendor, product, &version) {
            let [maker, family, model, firmware] = words.each_ref().map(String::as_str);
            let (says, reason) = answer(&index, advisory.id.as_str(), [maker, family, model, firmware]);
            let [asked, found] = counts.entry(name).or_default();
            *asked += 1;
            *found += usize::from(says == Says::Affected);
            let line =
                format!("{}: {name}: {maker} | {family} | {model} | {firmware}: {reason}", advisory.id);
            match says {
                Says::Affected => {}
                Says::Undecided => println!("miss | ot/spellings, left to a person | {line}"),
                Says::NotAffected => silent.push(line),
            }
        }
    }
    silent.iter().for_each(|line| println!("miss | ot/spellings, silent | {line}"));
    for (name, [asked, found]) in &counts {
        println!("conformance | ot/spelling: {name} | {found} | {asked}");
    }
    let [asked, found] = counts.values().fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
    println!("conformance | ot/spellings | {found} | {asked}");
    assert_eq!(silent, Vec::<String>::new());
    assert!(found * 100 >= asked * 95, "{found} of {asked}");
}

/// Are two names without a word in common, longer than a letter?
fn share_no_word(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let split = text.split(|c: char| !c.is_alphanumeric());
        split.filter(|word| word.len() > 1).map(str::to_lowercase).collect()
    };
    words(one).is_disjoint(&words(other))
}

/// What must not be found: a version just past the bound, and a product of the same maker with which no name of the
/// advisory has a word in common. A product with several statements may be affected by another one.
#[test]
fn conformance_a_version_past_the_bound_and_another_product_are_not_found() {
    let Some(advisories) = cisa() else { return };
    let index = index(&advisories);
    let devices: Vec<(&Advisory, &Statement, &DeviceTarget)> = advisories
        .iter()
        .flat_map(|it| it.statements.iter().map(move |one| (it, one)))
        .filter(|(_, one)| one.status == Status::Affected)
        .filter_map(|(it, one)| match &one.target {
            Target::Device(target) if !Makers::of(&target.vendor).is_anybody() => Some((it, one, target)),
            _ => None,
        })
        .collect();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut before = BTreeSet::new();
    let mut ask = |what: &'static str, advisory: &Advisory, words: [&str; 4]| {
        if !before.insert((advisory.id.clone(), words.map(str::to_owned))) {
            return;
        }
        let (says, reason) = answer(&index, advisory.id.as_str(), words);
        let [asked, cleared, found] = counts.entry(what).or_default();
        *asked += 1;
        *cleared += usize::from(says == Says::NotAffected);
        *found += usize::from(says == Says::Affected);
        if says == Says::Affected {
            wrong.push(format!("{}: {what}: {}: {reason}", advisory.id, words.join(" | ")));
        }
    };
    for (at, (advisory, statement, target)) in devices.iter().enumerate().step_by(EVERY_NOT_MEANT) {
        let once = advisory.statements.iter().filter(|one| one.target == statement.target).count() == 1;
        if let Some(version) = just_past(&statement.versions).filter(|_| once) {
            ask("a version past the bound", advisory, [&target.vendor, "", &target.product, &version]);
        }
        let of_maker = |(it, _, other): &&(&Advisory, &Statement, &DeviceTarget)| {
            let named = advisory.statements.iter().filter_map(|one| match &one.target {
                Target::Device(named) => Some(&named.product),
                Target::Package { .. } => None,
            });
            it.id != advisory.id
                && other.vendor == target.vendor
                && share_no_word(&other.product, &advisory.title)
                && named.into_iter().all(|name| share_no_word(name, &other.product))
        };
        let later = devices[at..].iter().chain(&devices[..at]);
        if let Some((_, _, other)) = later.into_iter().find(of_maker) {
            ask("another product", advisory, [&target.vendor, "", &other.product, "1.0"]);
        }
    }
    wrong.iter().for_each(|line| println!("miss | ot/not-meant, found | {line}"));
    for (what, [asked, cleared, found]) in &counts {
        println!("conformance | ot/not-meant: {what}, not found | {} | {asked}", asked - found);
        println!("conformance | ot/not-meant: {what}, cleared without a question | {cleared} | {asked}");
    }
    let [asked, found] = counts.values().fold([0, 0], |[a, b], [asked, _, found]| [a + asked, b + found]);
    assert!(asked > 100 && found * 100 <= asked, "{found} of {asked}");
}
