//! References by which a written document names its components.
//!
//! Invariant: each component has one, no two are alike, and it is the document's own wherever the form allows it.

use std::collections::{HashMap, HashSet};

use sekisho_model::text;

use super::losses::Losses;
use crate::Document;

/// One reference a component. `shaped` puts a reference into the form's own spelling; `taken` are used otherwise.
pub(super) fn references(
    document: &Document,
    losses: &mut Losses<'_>,
    taken: &[&str],
    shaped: impl Fn(&str) -> String,
) -> Vec<String> {
    let mut used: HashSet<String> = taken.iter().map(|&name| name.to_owned()).collect();
    let mut next = HashMap::new();
    let mut renamed = 0;
    let mut names = Vec::with_capacity(document.sbom.components.len());
    for place in 0..document.sbom.components.len() {
        let own = document.details.get(place).map_or("", |details| details.reference.as_str());
        let wanted = if own.is_empty() { format!("component-{}", place + 1) } else { own.to_owned() };
        let name = free(shaped(&wanted), &used, &mut next);
        renamed += usize::from(!own.is_empty() && name != own);
        used.insert(name.clone());
        names.push(name);
    }
    let form = losses.form().to_owned();
    losses.coarsened(
        None,
        "reference",
        renamed,
        text!(
            ja: "部品を指す名前を {form} の決まりに合わせて書き換えました。",
            en: "The names by which the document refers to its components were changed to the spelling that {form} asks for."
        ),
    );
    names
}

/// The name, or with the first number behind it that is free. `next` keeps that number, so that many equal names
/// stay cheap.
fn free(name: String, used: &HashSet<String>, next: &mut HashMap<String, usize>) -> String {
    if !used.contains(&name) {
        return name;
    }
    let nth = next.entry(name.clone()).or_insert(2);
    loop {
        let other = format!("{name}-{nth}");
        *nth += 1;
        if !used.contains(&other) {
            return other;
        }
    }
}
