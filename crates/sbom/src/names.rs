//! One thing under two names: components that share a package URL or a digest and are called differently.
//!
//! Deliberately not for files: copies of a file under many names are normal.

use std::hash::{DefaultHasher, Hash, Hasher};

use sekisho_model::{Component, ComponentKind, text};

use super::draft::Draft;

/// Pairs named one by one; the rest are counted.
const SHOWN_MAX: usize = 20;

/// Digests that tell one thing from another.
const DIGESTS: [&str; 4] = ["SHA-512", "SHA-256", "SHA-384", "BLAKE3"];

/// Names the pairs.
pub(crate) fn report(draft: &mut Draft<'_>) {
    let pairs = pairs(&draft.components);
    let rest = pairs.len().saturating_sub(SHOWN_MAX);
    for (one, other) in pairs.into_iter().take(SHOWN_MAX) {
        let name = |place: usize| draft.components.get(place).map(Component::label).unwrap_or_default();
        let (one, other) = (name(one), name(other));
        draft.warn(
            "",
            text!(
                ja: "「{one}」と「{other}」は同じものを 2 つの名前で書いています。",
                en: "\"{one}\" and \"{other}\" are one thing under two names."
            ),
            text!(
                ja: "両方を読みました。作成元で 1 つにしてください。",
                en: "Both were read. Make them one where the SBOM is made."
            ),
        );
    }
    if rest > 0 {
        draft.warn(
            "",
            text!(ja: "2 つの名前で書かれたものがほかに {rest} 組あります。", en: "There are {rest} more things under two names."),
            text!(ja: "作成元で 1 つにしてください。", en: "Make each one where the SBOM is made."),
        );
    }
}

/// Neighbours in a list sorted by what identifies them.
fn pairs(components: &[Component]) -> Vec<(usize, usize)> {
    let mut marks: Vec<(u64, usize)> = Vec::new();
    for (place, component) in components.iter().enumerate().filter(|(_, it)| it.kind != ComponentKind::File) {
        marks
            .extend(purl_mark(component).into_iter().chain(digest_mark(component)).map(|mark| (mark, place)));
    }
    marks.sort_unstable();
    let differ = |pair: &[(u64, usize)]| match pair {
        [(one, a), (other, b)] if one == other => {
            let (one, other) = (components.get(*a)?, components.get(*b)?);
            let is_same = one.name == other.name || !(same_purl(one, other) || same_digest(one, other));
            (!is_same).then_some((*a, *b))
        }
        _ => None,
    };
    let mut pairs: Vec<_> = marks.windows(2).filter_map(differ).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn mark(sort: u8, parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (sort, parts).hash(&mut hasher);
    hasher.finish()
}

fn purl_mark(component: &Component) -> Option<u64> {
    let purl = component.purl.as_ref().filter(|purl| !purl.version().is_empty())?;
    Some(mark(0, &[purl.kind(), purl.namespace(), purl.name(), purl.version(), purl.subpath()]))
}

fn same_purl(one: &Component, other: &Component) -> bool {
    one.purl.is_some() && one.purl == other.purl
}

fn digest(component: &Component) -> Option<(&'static str, &str)> {
    DIGESTS.iter().find_map(|name| component.hashes.get(name).map(|digest| (*name, digest.as_str())))
}

fn digest_mark(component: &Component) -> Option<u64> {
    digest(component).map(|(name, digest)| mark(1, &[name, digest]))
}

fn same_digest(one: &Component, other: &Component) -> bool {
    let one = digest(one).filter(|(_, digest)| !digest.is_empty());
    one.is_some() && one == digest(other)
}
