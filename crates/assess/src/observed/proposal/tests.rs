//! Tests of the zone proposal: the made-up plant without its zones.

use std::collections::BTreeSet;

use sekisho_model::{Address, Register};

use super::*;
use crate::made_up::Dice;
use crate::observed::{Makers, inventory, paths};
use crate::watched::{DAY, Host, Plant, Wire, day, second};

fn proposed(wire: &Wire) -> (ZoneProposal, Inventory) {
    let observation = wire.observation();
    let inventory = inventory(&Register::default(), &observation, Makers::built_in());
    let proposal = zone_proposal(&inventory, &paths(&observation, &inventory));
    (proposal, inventory)
}

fn zone_of(proposal: &ZoneProposal, inventory: &Inventory, host: Host) -> Option<usize> {
    let index = inventory.holder(Address::Mac(host.mac), 0, second(0), second(DAY)).unwrap();
    proposal.zones.iter().position(|zone| zone.devices.contains(&inventory.devices[index].id))
}

#[test]
fn cells_servers_and_offices_fall_apart_as_they_work() {
    let plant = Plant::new();
    let (proposal, inventory) = proposed(&day(&plant, 1, &[]));
    let of = |host| zone_of(&proposal, &inventory, host).unwrap();
    let mut cells = BTreeSet::new();
    for cell in 0..4 {
        let zone = of(plant.controllers[cell]);
        assert_eq!(proposal.zones[zone].level, ZoneLevel::Control);
        assert!(plant.io[cell].iter().chain([&plant.panels[cell]]).all(|host| of(*host) == zone));
        cells.insert(zone);
    }
    assert_eq!(cells.len(), 4);
    assert_eq!(of(plant.scada[0]), of(plant.historian));
    assert_eq!(proposal.zones[of(plant.pcs[0])].level, ZoneLevel::Enterprise);
    assert_eq!(proposal.zones[of(plant.router)].level, ZoneLevel::Boundary);
    let down = proposal
        .conduits
        .iter()
        .find(|one| (one.from, one.to) == (of(plant.scada[0]), of(plant.controllers[0])));
    assert!(down.unwrap().protocols.contains(&Protocol::Slmp));
    assert!(proposal.zones.iter().all(|zone| !zone.reasons.is_empty() && !zone.name.ja.is_empty()));
}

#[test]
fn every_device_is_in_one_zone_or_undecided() {
    let plant = Plant::new();
    let (proposal, inventory) = proposed(&day(&plant, 2, &[]));
    let placed: Vec<&DeviceId> = proposal.zones.iter().flat_map(|zone| &zone.devices).collect();
    let once: BTreeSet<&DeviceId> =
        placed.iter().copied().chain(proposal.undecided.iter().map(|(id, _)| id)).collect();
    assert_eq!(placed.len() + proposal.undecided.len(), inventory.devices.len());
    assert_eq!(once.len(), inventory.devices.len());
}

#[test]
fn the_proposal_does_not_depend_on_the_order_of_records() {
    let plant = Plant::new();
    let observation = day(&plant, 3, &[]).observation();
    let judge = |observation: &sekisho_model::Observation| {
        let inventory = inventory(&Register::default(), observation, Makers::built_in());
        zone_proposal(&inventory, &paths(observation, &inventory))
    };
    let mut mixed = observation.clone();
    let mut dice = Dice::new(11);
    mixed.sightings.sort_by_cached_key(|_| dice.below(1 << 30));
    mixed.conversations.sort_by_cached_key(|_| dice.below(1 << 30));
    assert_eq!(judge(&mixed), judge(&observation));
}
