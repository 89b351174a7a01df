//! Language tags of BCP 47 (RFC 5646), against IANA's registry of subtags.
//!
//! Invariant: deprecated subtags and those for private use are valid; whether they should be used is for other
//! tests. Case does not count.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The kinds of subtags, each with what is registered.
#[derive(Default)]
struct Registry {
    language: BTreeSet<&'static str>,
    /// With the language they extend: `abh:ar`.
    extlang: BTreeSet<&'static str>,
    script: BTreeSet<&'static str>,
    region: BTreeSet<&'static str>,
    variant: BTreeSet<&'static str>,
    whole: BTreeSet<&'static str>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| read(include_str!("facts/languages.txt")));

fn read(text: &'static str) -> Registry {
    let mut registry = Registry::default();
    for line in text.lines() {
        let (kind, subtags) = line.split_once(' ').unwrap_or((line, ""));
        let set = match kind {
            "language" => &mut registry.language,
            "extlang" => &mut registry.extlang,
            "script" => &mut registry.script,
            "region" => &mut registry.region,
            "variant" => &mut registry.variant,
            "whole" => &mut registry.whole,
            _ => continue,
        };
        set.extend(subtags.split(' '));
    }
    registry
}

/// The subtag that is not valid where it stands, or the whole tag where it has no language; none in a valid tag.
pub(crate) fn fault(tag: &str) -> Option<String> {
    let tag = tag.to_ascii_lowercase();
    if REGISTRY.whole.contains(tag.as_str()) {
        return None;
    }
    let subtags: Vec<&str> = tag.split('-').collect();
    if let Some(wrong) = subtags.iter().find(|subtag| !is_subtag(subtag)) {
        return Some(if wrong.is_empty() { tag } else { (*wrong).to_owned() });
    }
    let (language, rest) = subtags.split_first()?;
    if *language == "x" {
        return rest.is_empty().then_some(tag);
    }
    if !registered(&REGISTRY.language, language) {
        return Some((*language).to_owned());
    }
    after_language(language, rest).map(str::to_owned)
}

fn is_subtag(subtag: &str) -> bool {
    (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Takes extended language, script, region and variants in that order.
fn after_language<'t>(language: &str, mut rest: &'t [&'t str]) -> Option<&'t str> {
    if let Some((extended, after)) = rest.split_first().filter(|(first, _)| is_alpha(first, 3)) {
        if !REGISTRY.extlang.contains(format!("{extended}:{language}").as_str()) {
            return Some(extended);
        }
        rest = after;
    }
    if let Some((script, after)) = rest.split_first().filter(|(first, _)| is_alpha(first, 4)) {
        if !registered(&REGISTRY.script, script) {
            return Some(script);
        }
        rest = after;
    }
    if let Some((region, after)) = rest.split_first().filter(|(first, _)| is_region(first)) {
        if !registered(&REGISTRY.region, region) {
            return Some(region);
        }
        rest = after;
    }
    let variants = rest.iter().take_while(|subtag| subtag.len() > 1).count();
    let (variants, rest) = rest.split_at(variants);
    let unknown =
        |at: &usize| !REGISTRY.variant.contains(variants[*at]) || variants[..*at].contains(&variants[*at]);
    (0..variants.len()).find(unknown).map(|at| variants[at]).or_else(|| extensions(rest))
}

/// Extensions: a letter or digit of its own, then subtags of two characters or more; `x` begins what is private.
fn extensions<'t>(mut rest: &'t [&'t str]) -> Option<&'t str> {
    let mut seen = BTreeSet::new();
    while let Some((singleton, after)) = rest.split_first() {
        if *singleton == "x" {
            return after.is_empty().then_some(*singleton);
        }
        let length = after.iter().take_while(|subtag| subtag.len() > 1).count();
        // The registry of extensions has t and u.
        if length == 0 || !matches!(*singleton, "t" | "u") || !seen.insert(*singleton) {
            return Some(singleton);
        }
        rest = &after[length..];
    }
    None
}

fn is_alpha(subtag: &str, length: usize) -> bool {
    subtag.len() == length && subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_region(subtag: &str) -> bool {
    is_alpha(subtag, 2) || subtag.len() == 3 && subtag.bytes().all(|b| b.is_ascii_digit())
}

/// Listed by itself, or within a range such as `qaa..qtz`.
fn registered(set: &BTreeSet<&'static str>, subtag: &str) -> bool {
    set.contains(subtag)
        || set
            .iter()
            .filter_map(|entry| entry.split_once(".."))
            .any(|(first, last)| subtag.len() == first.len() && (first..=last).contains(&subtag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_held_against_the_registry() {
        for right in [
            "en",
            "ja-JP",
            "zh-Hant-TW",
            "zh-yue-HK",
            "de-1996",
            "sl-rozaj-biske",
            "i-default",
            "qtx",
            "en-Qabc",
            "en-XP",
            "x-any",
            "de-DE-u-co-phonebk",
            "en-x-1",
            "es-419",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
        for (wrong, subtag) in [
            ("EZ", "ez"),
            ("en-QQQQ", "qqqq"),
            ("en-AB", "ab"),
            ("de-yue", "yue"),
            ("en-1996-1996", "1996"),
            ("en-u", "u"),
            ("", ""),
            ("en--GB", "en--gb"),
            ("en-abcde", "abcde"),
        ] {
            assert_eq!(fault(wrong).as_deref(), Some(subtag), "{wrong}");
        }
    }
}
