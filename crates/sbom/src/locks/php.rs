//! Composer's `composer.lock`.

use std::collections::{BTreeMap, HashMap};

use super::{DEVELOPMENT, Package, grown, missing, push};
use crate::document::{Licence, LicenceRole, Link};
use crate::draft::Draft;
use crate::tree::{Node, from_json};

/// `composer.lock`
pub(crate) fn composer<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "composer.lock".clone_into(&mut draft.format);
    let root = grown(from_json(text, draft.limits.depth_max), &mut draft);
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut added = Vec::new();
    for (list, scope) in [("packages", ""), ("packages-dev", DEVELOPMENT)] {
        for package in root.get(list).items() {
            let Some(place) = add(package, scope, &mut draft) else { continue };
            places.insert(package.get("name").text().to_lowercase(), place);
            // A package may stand for others.
            for other in ["provide", "replace"] {
                for (name, _) in package.get(other).entries() {
                    places.entry(name.to_lowercase()).or_insert(place);
                }
            }
            added.push((package, place));
        }
    }
    for (package, from) in added {
        for (need, _) in package.get("require").entries() {
            match places.get(&need.to_lowercase()) {
                Some(to) if *to != from => draft.edges_by_place.push((from, *to)),
                Some(_) => {}
                // The language and its extensions are of the machine.
                None if !need.contains('/') => {}
                None => missing(package.get("name").text(), need, &mut draft),
            }
        }
    }
    draft
}

fn add(package: &Node, scope: &str, draft: &mut Draft<'_>) -> Option<u32> {
    let full = package.get("name").text();
    let (namespace, name) = full.split_once('/').unwrap_or(("", full));
    let sum = package.get("dist").get("shasum").text();
    let hashes: BTreeMap<_, _> = Some(sum)
        .filter(|sum| !sum.is_empty())
        .map(|sum| ("SHA-1".to_owned(), sum.to_lowercase()))
        .into_iter()
        .collect();
    let licences: Vec<&str> = package.get("license").items().iter().map(Node::text).collect();
    // Several licences of a package are a choice.
    let licence = licences.join(" OR ");
    let version = package.get("version").text();
    let read = Package {
        sort: "composer",
        namespace,
        name,
        version,
        hashes,
        licence: licence.clone(),
        scope,
        ..Package::default()
    };
    let place = push(read, draft)?;
    if let Some(details) = draft.details(place) {
        package.get("description").text().clone_into(&mut details.description);
        let links = [
            ("website", package.get("homepage")),
            ("vcs", package.get("source").get("url")),
            ("distribution", package.get("dist").get("url")),
        ];
        let links = links.into_iter().filter(|(_, url)| !url.text().is_empty());
        let link = |(kind, url): (&str, &Node)| Link {
            kind: kind.to_owned(),
            url: url.text().to_owned(),
            ..Link::default()
        };
        details.links = links.map(link).collect();
        if !licence.is_empty() {
            details.licences.push(Licence {
                words: licence,
                role: LicenceRole::Declared,
                more: String::new(),
            });
        }
    }
    Some(place)
}
