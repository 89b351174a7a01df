//! NuGet's `packages.lock.json`: one list for each target framework. A package that several have is one component.

use std::collections::{BTreeMap, HashMap};

use super::{Package, grown, hexadecimal, missing, push};
use crate::draft::Draft;
use crate::tree::from_json;

/// `packages.lock.json`
pub(crate) fn packages_lock<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let root = grown(from_json(text, draft.limits.depth_max), &mut draft);
    draft.format = format!("packages.lock.json {}", root.get("version").text());
    let mut all: HashMap<(String, String), u32> = HashMap::new();
    let mut by_framework: HashMap<&str, HashMap<String, u32>> = HashMap::new();
    for (target, framework) in root.get("dependencies").entries() {
        // Names are compared without regard to case.
        let mut places: HashMap<String, u32> = HashMap::new();
        for (name, package) in framework.entries() {
            let version = package.get("resolved").text();
            let key = (name.to_lowercase(), version.to_owned());
            let known = all.get(&key).copied();
            let place = known.or_else(|| {
                let digest =
                    hexadecimal(package.get("contentHash").text()).filter(|digest| digest.len() == 128);
                let hashes: BTreeMap<_, _> =
                    digest.map(|digest| ("SHA-512".to_owned(), digest)).into_iter().collect();
                push(Package { sort: "nuget", name, version, hashes, ..Package::default() }, &mut draft)
            });
            if let Some(place) = place {
                all.insert(key, place);
                places.insert(name.to_lowercase(), place);
            }
        }
        for (name, package) in framework.entries() {
            let Some(from) = places.get(&name.to_lowercase()).copied() else { continue };
            for (written, _) in package.get("dependencies").entries() {
                // The list for a runtime has only what differs from the list for its framework.
                let around = target.split_once('/').and_then(|(framework, _)| by_framework.get(framework));
                let need = written.to_lowercase();
                match places.get(&need).or_else(|| around.and_then(|around| around.get(&need))) {
                    Some(to) => draft.edges_by_place.push((from, *to)),
                    None => missing(name, written, &mut draft),
                }
            }
        }
        by_framework.insert(target, places);
    }
    draft
}
