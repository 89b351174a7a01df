//! Everything the methods look at, by number, made once for each judgement.

use std::collections::HashMap;

use sekisho_catalog::{RiskTable, RiskValue};
use sekisho_model::{Asset, Stated};

use super::graph::Graph;
use super::guard::{Guards, Supposed};
use super::level::Levels;
use super::threats::{Sort, Threats, Tried};
use crate::facts::Facts;

/// Everything the methods look at.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) threats: Threats<'a>,
    pub(crate) graph: Graph<'a>,
    pub(crate) guards: Guards,
    pub(crate) levels: Levels,
    /// Does a known vulnerability affect an asset of each zone?
    pub(crate) vulnerable: Vec<bool>,
    sorts: HashMap<Sort, Vec<Tried>>,
    values: [Option<RiskValue>; 27],
}

impl<'a> Ground<'a> {
    pub(crate) fn new(facts: &Facts<'a>, supposed: Option<Supposed<'_>>) -> Self {
        let threats = Threats::new(facts.catalog);
        let graph = Graph::new(facts);
        let guards = Guards::new(facts, &threats, &graph, supposed);
        let levels = Levels::new(facts, &threats, &graph);
        let mut sorts = HashMap::new();
        for asset in facts.register.assets.values() {
            let sort = sort(asset);
            sorts.entry(sort).or_insert_with(|| threats.tried_on(sort));
        }
        let mut vulnerable = vec![false; graph.zones.len()];
        for (asset, _) in facts.exposures.iter().filter(|(_, exposure)| exposure.affected > 0) {
            let zone = facts.register.assets.get(asset).and_then(|asset| asset.zone.known());
            if let Some(zone) = zone.and_then(|zone| graph.zone(zone)) {
                vulnerable[zone] = true;
            }
        }
        Self { threats, graph, guards, levels, vulnerable, sorts, values: flat(&facts.catalog.risk) }
    }

    /// The main threats to a sort of asset, in the order of ids.
    pub(crate) fn tried_on(&self, sort: Sort) -> &[Tried] {
        self.sorts.get(&sort).map_or(&[], Vec::as_slice)
    }

    /// The risk value of importance or damage, threat level and vulnerability level; each 1 to 3.
    pub(crate) fn value(&self, importance: u8, level: u8, vulnerability: u8) -> Option<RiskValue> {
        self.values.get(cell(importance, level, vulnerability)?).copied().flatten()
    }
}

fn cell(importance: u8, level: u8, vulnerability: u8) -> Option<usize> {
    let digit = |n: u8| (1..=3).contains(&n).then(|| usize::from(n - 1));
    Some(digit(importance)? * 9 + digit(level)? * 3 + digit(vulnerability)?)
}

fn flat(table: &RiskTable) -> [Option<RiskValue>; 27] {
    let mut values = [None; 27];
    for ((importance, level, vulnerability), value) in &table.cells {
        if let Some(cell) = cell(*importance, *level, *vulnerability) {
            values[cell] = Some(*value);
        }
    }
    values
}

/// What an asset is, as far as threats care.
pub(crate) fn sort(asset: &Asset) -> Sort {
    Sort { kind: asset.kind, role: asset.role }
}

/// The sort of a thing of which only the kind is known.
pub(crate) fn sort_of(kind: sekisho_model::AssetKind, role: Stated<sekisho_model::AssetRole>) -> Sort {
    Sort { kind, role }
}
