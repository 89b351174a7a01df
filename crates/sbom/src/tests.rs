//! Public documents counted independently, hand-written documents for every form, and any bytes.

mod conformance;
mod forms;
mod hostile;
mod locks;
mod managers;
mod public;
mod shapes;
mod textproto;

use sekisho_model::{Gravity, Lang, Sbom};

use crate::{Limits, Reading};

fn read(name: &str, text: &str) -> Reading<Option<Sbom>> {
    crate::read(name, text.as_bytes(), &Limits::default())
}

/// The SBOM, with each problem as one English line.
fn read_with_words(name: &str, text: &str) -> (Sbom, Vec<String>) {
    let Reading { facts, problems } = read(name, text);
    let words: Vec<_> = problems.iter().map(|problem| problem.in_lang(Lang::En)).collect();
    (facts.unwrap_or_else(|| panic!("{words:?}")), words)
}

fn errors(reading: &Reading<Option<Sbom>>) -> Vec<String> {
    let errors = reading.problems.iter().filter(|problem| problem.gravity == Gravity::Error);
    errors.map(|problem| problem.in_lang(Lang::En)).collect()
}

fn edges(sbom: &Sbom) -> Vec<String> {
    let label = |place: u32| sbom.components[place as usize].label();
    sbom.dependencies.iter().map(|(from, to)| format!("{} -> {}", label(*from), label(*to))).collect()
}

fn purls(sbom: &Sbom) -> Vec<String> {
    let purl = |c: &sekisho_model::Component| c.purl.as_ref().map_or("-".to_owned(), ToString::to_string);
    sbom.components.iter().map(purl).collect()
}
