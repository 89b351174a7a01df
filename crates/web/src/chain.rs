//! The chain drawn: advisory → component or device → product → asset → zone → business, as columns of boxes.
//!
//! The worst chains only; the table beside it has all of them. Two texts never overlap: a column is as wide
//! as its boxes, texts are cut to fit, and boxes of one column keep apart.

mod layout;
mod paint;

use maud::Markup;
use sekisho_assess::{Chain, Impact, Thing, Verdict};
use sekisho_model::{DeviceIdentity, Importance, Lang, Register, Stated, Text};

use crate::href;

/// Chains drawn at most.
const CHAINS_MAX: usize = 14;

/// A column of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Advisory,
    Thing,
    Product,
    Asset,
    Zone,
    Business,
}

impl Column {
    const ALL: [Self; 6] =
        [Self::Advisory, Self::Thing, Self::Product, Self::Asset, Self::Zone, Self::Business];

    fn word(self) -> Text {
        match self {
            Self::Advisory => Text::new("アドバイザリ", "Advisory"),
            Self::Thing => Text::new("部品・機器", "Component or device"),
            Self::Product => Text::new("製品", "Product"),
            Self::Asset => Text::new("保護対象", "Asset"),
            Self::Zone => Text::new("ゾーン", "Zone"),
            Self::Business => Text::new("業務", "Business"),
        }
    }
}

/// One box.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    column: Column,
    /// Tells boxes of one column apart.
    key: String,
    name: String,
    note: String,
    href: Option<String>,
    importance: Stated<Importance>,
    verdict: Verdict,
}

/// Boxes and the lines between them, by index, in order of first appearance.
#[derive(Clone, Debug, Default)]
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<(usize, usize, Verdict)>,
}

/// Draws the worst chains of an impact. The number says how many chains are not in the picture.
pub(crate) fn picture(impact: &Impact, register: &Register, lang: Lang) -> (Markup, usize) {
    let mut graph = Graph::default();
    for chain in impact.chains.iter().take(CHAINS_MAX) {
        graph.add(impact, chain, register, lang);
    }
    let layout = layout::layout(&graph);
    (paint::svg(&graph, &layout, lang), impact.chains.len().saturating_sub(CHAINS_MAX))
}

impl Graph {
    fn add(&mut self, impact: &Impact, chain: &Chain, register: &Register, lang: Lang) {
        let verdict = chain.finding.verdict;
        let below: Vec<usize> =
            trunk(impact, chain, register, lang).into_iter().map(|node| self.node(node)).collect();
        for pair in below.windows(2) {
            self.edge(pair[0], pair[1], verdict);
        }
        let Some(&last) = below.last() else { return };
        for business in chain.businesses.iter() {
            let importance =
                register.businesses.get(&business.id).map_or(Stated::Unknown, |known| known.importance);
            let node = self.node(Node {
                column: Column::Business,
                key: business.id.to_string(),
                name: business.name.clone(),
                note: business.id.to_string(),
                href: None,
                importance,
                verdict,
            });
            self.edge(last, node, verdict);
        }
    }

    /// The box with this column and key; it keeps the worst verdict that reaches it.
    fn node(&mut self, node: Node) -> usize {
        let same = |other: &Node| other.column == node.column && other.key == node.key;
        if let Some(index) = self.nodes.iter().position(same) {
            self.nodes[index].verdict = self.nodes[index].verdict.max(node.verdict);
            return index;
        }
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn edge(&mut self, from: usize, to: usize, verdict: Verdict) {
        match self.edges.iter_mut().find(|(a, b, _)| (*a, *b) == (from, to)) {
            Some((_, _, worst)) => *worst = (*worst).max(verdict),
            None => self.edges.push((from, to, verdict)),
        }
    }
}

/// A chain's boxes from the advisory up to the zone.
fn trunk(impact: &Impact, chain: &Chain, register: &Register, lang: Lang) -> Vec<Node> {
    let verdict = chain.finding.verdict;
    let plain = |column, key: String, name: String, note: String, href| Node {
        column,
        key,
        name,
        note,
        href,
        importance: Stated::NotApplicable,
        verdict,
    };
    let mut nodes = Vec::new();
    let id = impact.advisory.id.to_string();
    nodes.push(plain(Column::Advisory, id.clone(), id, impact.advisory.publisher.clone(), None));
    let (key, name, note) = thing(&chain.finding.thing, register, lang);
    nodes.push(plain(Column::Thing, key, name, note, None));
    if let Some(product) = &chain.product {
        let id = product.id.to_string();
        nodes.push(plain(
            Column::Product,
            id.clone(),
            product.name.clone(),
            id,
            Some(href::product(&product.id)),
        ));
    }
    if let Some(asset) = &chain.asset {
        let (id, link) = (asset.id.to_string(), href::asset(&asset.id));
        let importance = register.assets.get(&asset.id).map_or(Stated::Unknown, |known| known.importance);
        let node = plain(Column::Asset, id.clone(), asset.name.clone(), id, Some(link));
        nodes.push(Node { importance, ..node });
    }
    if let Some(zone) = chain.zones.first() {
        let importance = register.zones.get(&zone.id).map_or(Stated::Unknown, |known| known.importance);
        let around: Vec<&str> = chain.zones[1..].iter().map(|zone| zone.name.as_str()).collect();
        let node = plain(
            Column::Zone,
            zone.id.to_string(),
            zone.name.clone(),
            around.join(" › "),
            Some(href::zone(&zone.id)),
        );
        nodes.push(Node { importance, ..node });
    }
    nodes
}

/// Key, name and note of what was judged.
pub(crate) fn thing(thing: &Thing, register: &Register, lang: Lang) -> (String, String, String) {
    match thing {
        Thing::Component { label, purl, sbom, subject: _ } => {
            (format!("component {purl} {label} {sbom}"), label.clone(), purl.clone())
        }
        Thing::Asset(id) => {
            let device = register.assets.get(id).and_then(|asset| asset.device.known());
            let (name, note) = device.map(device_in_two).unwrap_or_default();
            (format!("asset {id}"), or_else(name, lang.pick("機器", "device")), note)
        }
        Thing::Product(id) => {
            let device = register.products.get(id).and_then(|product| product.device.known());
            let (name, note) = device.map(device_in_two).unwrap_or_default();
            (format!("product {id}"), or_else(name, lang.pick("製品の本体", "the product itself")), note)
        }
    }
}

fn or_else(name: String, otherwise: &str) -> String {
    if name.is_empty() { otherwise.to_owned() } else { name }
}

/// What tells devices apart first, then who made it and its firmware.
fn device_in_two(device: &DeviceIdentity) -> (String, String) {
    let DeviceIdentity { vendor, family, model, firmware } = device;
    (known_words([family, model]), known_words([vendor, firmware]))
}

/// Vendor, family, model and firmware, as far as they are known.
pub(crate) fn device_words(device: &DeviceIdentity) -> String {
    let DeviceIdentity { vendor, family, model, firmware } = device;
    known_words([vendor, family, model, firmware])
}

fn known_words<'a>(words: impl IntoIterator<Item = &'a Stated<String>>) -> String {
    words.into_iter().filter_map(Stated::known).map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
