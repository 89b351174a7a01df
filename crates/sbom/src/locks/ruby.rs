//! Bundler's `Gemfile.lock`.
//!
//! A gem for one platform has the platform in its version; it becomes a qualifier of the package URL. Needs with a
//! platform of their own are those of the same gem.

use std::collections::{BTreeMap, HashMap};

use super::{Package, missing, odd_line, push};
use crate::draft::Draft;

/// Where the gems of a section come from.
#[derive(Default)]
struct Source {
    section: String,
    remote: String,
    revision: String,
}

/// `Gemfile.lock`
pub(crate) fn gemfile<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "Gemfile.lock".clone_into(&mut draft.format);
    let mut source = Source::default();
    let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
    let mut needs: Vec<(&str, u32, &str)> = Vec::new();
    let mut last = None;
    let mut sums = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim();
        let indent = line.len() - line.trim_start().len();
        match (indent, source.section.as_str()) {
            _ if words.is_empty() => {}
            (0, _) => source = Source { section: words.to_owned(), ..Source::default() },
            (2, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => {
                let (key, value) = words.split_once(':').unwrap_or((words, ""));
                match key {
                    "remote" => value.trim().clone_into(&mut source.remote),
                    "revision" => value.trim().clone_into(&mut source.revision),
                    _ => {}
                }
            }
            (4, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => {
                let Some((name, version)) = named(words) else {
                    odd_line(number, words, &mut draft);
                    continue;
                };
                last = gem(name, version, &source, &mut draft).map(|place| (name, place));
                places.entry(name).or_default().extend(last.map(|(_, place)| place));
            }
            (6, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => {
                let need = words.split(' ').next().unwrap_or_default().trim_end_matches('!');
                needs.extend(last.map(|(name, place)| (name, place, need)));
            }
            (2, "CHECKSUMS") => sums.extend(sum(words)),
            _ => {}
        }
    }
    for (name, from, need) in needs {
        match places.get(need) {
            Some(all) => draft.edges_by_place.extend(all.iter().map(|to| (from, *to))),
            // Bundler never locks itself.
            None if need == "bundler" => {}
            None => missing(name, need, &mut draft),
        }
    }
    for (name, version, digest) in sums {
        let (version, platform) = parted(version);
        for place in places.get(name).into_iter().flatten() {
            let Some(component) = draft.components.get_mut(*place as usize) else { continue };
            let fits = component.purl.as_ref().is_some_and(|purl| {
                purl.version() == version
                    && (platform.is_empty() || purl.to_string().contains(&format!("platform={platform}")))
            });
            if fits && component.hashes.is_empty() {
                component.hashes.insert("SHA-256".to_owned(), digest.to_lowercase());
            }
        }
    }
    draft
}

/// `name (version)`
fn named(words: &str) -> Option<(&str, &str)> {
    let (name, version) = words.split_once(" (")?;
    Some((name, version.strip_suffix(')')?))
}

/// `name (version) sha256=…`
fn sum(words: &str) -> Option<(&str, &str, &str)> {
    let (gem, sums) = words.split_once(") ")?;
    let (name, version) = gem.split_once(" (")?;
    Some((name, version, sums.split(',').find_map(|sum| sum.trim().strip_prefix("sha256="))?))
}

/// A version has no hyphen; what follows one is the platform.
fn parted(version: &str) -> (&str, &str) {
    version.split_once('-').unwrap_or((version, ""))
}

fn gem(name: &str, version: &str, source: &Source, draft: &mut Draft<'_>) -> Option<u32> {
    let (version, platform) = parted(version);
    let mut qualifiers = BTreeMap::new();
    if !platform.is_empty() {
        qualifiers.insert("platform".to_owned(), platform.to_owned());
    }
    if source.section == "GIT" {
        qualifiers.insert("vcs_url".to_owned(), format!("git+{}@{}", source.remote, source.revision));
    }
    push(Package { sort: "gem", name, version, qualifiers, ..Package::default() }, draft)
}
