//! Which component of the old document is which of the new.
//!
//! Invariant: each place of either side is in exactly one pair or in one of the two rests.

use std::collections::BTreeMap;

use sekisho_model::{Component, Stated};

use super::PairedBy;
use crate::Document;

/// One component in both documents.
pub(super) struct Pair {
    pub(super) old: u32,
    pub(super) new: u32,
    pub(super) by: PairedBy,
}

/// All pairs, in the order of the new document, and the rests.
#[derive(Default)]
pub(super) struct Pairs {
    pub(super) both: Vec<Pair>,
    pub(super) only_old: Vec<u32>,
    pub(super) only_new: Vec<u32>,
}

/// Pairs by package, then what is left by name.
pub(super) fn pairs(old: &Document, new: &Document) -> Pairs {
    let places =
        |document: &Document| (0_u32..).zip(&document.sbom.components).map(|(place, _)| place).collect();
    let mut pairs = Pairs { both: Vec::new(), only_old: places(old), only_new: places(new) };
    pairs.by(PairedBy::PackageUrl, old, new, by_package);
    pairs.by(PairedBy::Name, old, new, by_name);
    pairs.both.sort_by_key(|pair| pair.new);
    pairs
}

type Key = (String, String, String);

fn by_package(component: &Component) -> Option<Key> {
    let key = component.purl.as_ref()?.key();
    Some((key.kind, key.namespace, key.name))
}

fn by_name(component: &Component) -> Option<Key> {
    let kind = format!("{:?}", component.kind);
    (!component.name.is_empty()).then(|| (kind, component.group.clone(), component.name.clone()))
}

impl Pairs {
    /// Pairs what shares a key: first those whose whole identity agrees, then equal versions, then the rest in order.
    fn by(&mut self, by: PairedBy, old: &Document, new: &Document, key: fn(&Component) -> Option<Key>) {
        let mut groups: BTreeMap<Key, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
        for place in &self.only_old {
            if let Some(key) = component(old, *place).and_then(key) {
                groups.entry(key).or_default().0.push(*place);
            }
        }
        for place in &self.only_new {
            if let Some(key) = component(new, *place).and_then(key) {
                groups.entry(key).or_default().1.push(*place);
            }
        }
        let before = self.both.len();
        for (olds, news) in groups.into_values() {
            self.group(by, old, new, olds, news);
        }
        let paired = &self.both[before..];
        let taken_old: std::collections::BTreeSet<u32> = paired.iter().map(|pair| pair.old).collect();
        let taken_new: std::collections::BTreeSet<u32> = paired.iter().map(|pair| pair.new).collect();
        self.only_old.retain(|place| !taken_old.contains(place));
        self.only_new.retain(|place| !taken_new.contains(place));
    }

    fn group(&mut self, by: PairedBy, old: &Document, new: &Document, olds: Vec<u32>, news: Vec<u32>) {
        let identity = |component: &Component| component.identity();
        let version = |component: &Component| match &component.version {
            Stated::Known(version) => version.clone(),
            Stated::Unknown | Stated::NotApplicable => String::new(),
        };
        let (olds, news) = self.alike(by, (old, olds), (new, news), identity);
        let (olds, news) = self.alike(by, (old, olds), (new, news), version);
        self.both.extend(olds.into_iter().zip(news).map(|(old, new)| Pair { old, new, by }));
    }

    /// Pairs those for which `part` agrees, in document order, and gives back the others.
    fn alike(
        &mut self,
        by: PairedBy,
        (old, olds): (&Document, Vec<u32>),
        (new, news): (&Document, Vec<u32>),
        part: impl Fn(&Component) -> String,
    ) -> (Vec<u32>, Vec<u32>) {
        let mut by_part: BTreeMap<String, std::collections::VecDeque<u32>> = BTreeMap::new();
        for place in &olds {
            if let Some(component) = component(old, *place) {
                by_part.entry(part(component)).or_default().push_back(*place);
            }
        }
        let mut rest = Vec::new();
        let mut taken = std::collections::BTreeSet::new();
        for place in news {
            let found = component(new, place).and_then(|c| by_part.get_mut(&part(c))?.pop_front());
            match found {
                Some(old) => {
                    taken.insert(old);
                    self.both.push(Pair { old, new: place, by });
                }
                None => rest.push(place),
            }
        }
        (olds.into_iter().filter(|place| !taken.contains(place)).collect(), rest)
    }
}

fn component(document: &Document, place: u32) -> Option<&Component> {
    document.sbom.components.get(place as usize)
}
