//! What is drawn between zones: the conduits of the register, and the data that flow where no conduit is.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{ConduitId, ConduitKind, DataFlow, Direction, Lang, Register, Stated, ZoneId};

/// Sort of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WayKind {
    /// A conduit of the register.
    Conduit(ConduitKind),
    /// Data flow here, and no conduit joins the two zones.
    Undeclared,
}

/// A line to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Not there for what is undeclared.
    pub(super) id: Option<ConduitId>,
    pub(super) name: String,
    pub(super) from: ZoneId,
    pub(super) to: ZoneId,
    pub(super) kind: WayKind,
    /// Arrows at the start and at the end.
    pub(super) arrows: (bool, bool),
}

/// Conduits in the order of their ids, then what is undeclared in the order of the zones.
pub(super) fn ways(register: &Register, lang: Lang) -> Vec<Way> {
    let declared = register.conduits.values().map(|conduit| Way {
        id: Some(conduit.id.clone()),
        name: conduit.name.clone(),
        from: conduit.from.clone(),
        to: conduit.to.clone(),
        kind: WayKind::Conduit(conduit.kind),
        arrows: (conduit.direction == Direction::Both, true),
    });
    declared.chain(undeclared(register, lang)).collect()
}

/// Data flows between one pair of zones.
#[derive(Default)]
struct Pair<'a> {
    flows: Vec<&'a DataFlow>,
    /// Towards the first zone of the pair, towards the second.
    arrows: (bool, bool),
}

fn undeclared(register: &Register, lang: Lang) -> Vec<Way> {
    let joined: BTreeSet<(&ZoneId, &ZoneId)> =
        register.conduits.values().map(|conduit| ordered(&conduit.from, &conduit.to)).collect();
    let mut pairs: BTreeMap<(&ZoneId, &ZoneId), Pair<'_>> = BTreeMap::new();
    for flow in register.flows.values() {
        let Some((from, to)) = zones(register, flow) else { continue };
        let ends = ordered(from, to);
        if from == to || is_declared(register, flow, joined.contains(&ends)) {
            continue;
        }
        let pair = pairs.entry(ends).or_default();
        pair.flows.push(flow);
        if ends.0 == to {
            pair.arrows.0 = true;
        } else {
            pair.arrows.1 = true;
        }
    }
    pairs.into_iter().map(|((from, to), pair)| way(from, to, &pair, lang)).collect()
}

fn way(from: &ZoneId, to: &ZoneId, pair: &Pair<'_>, lang: Lang) -> Way {
    let name = match pair.flows.as_slice() {
        [flow] => flow.name.clone(),
        flows => match lang {
            Lang::Ja => format!("データフロー {} 件", flows.len()),
            Lang::En => format!("{} data flows", flows.len()),
        },
    };
    Way { id: None, name, from: from.clone(), to: to.clone(), kind: WayKind::Undeclared, arrows: pair.arrows }
}

/// Where nobody has said which conduit a flow takes, a conduit between its zones is believed to be the one.
fn is_declared(register: &Register, flow: &DataFlow, joined: bool) -> bool {
    match &flow.conduit {
        Stated::Known(conduit) => register.conduits.contains_key(conduit),
        Stated::Unknown | Stated::NotApplicable => joined,
    }
}

fn zones<'a>(register: &'a Register, flow: &DataFlow) -> Option<(&'a ZoneId, &'a ZoneId)> {
    let zone = |id| register.assets.get(id)?.zone.known();
    Some((zone(&flow.from)?, zone(&flow.to)?))
}

fn ordered<'a>(a: &'a ZoneId, b: &'a ZoneId) -> (&'a ZoneId, &'a ZoneId) {
    if a <= b { (a, b) } else { (b, a) }
}
