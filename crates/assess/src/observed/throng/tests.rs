//! Held against the judgement record by record.

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

use jiff::civil::date;
use sekisho_model::{CommandClasses, Protocol};

use super::*;
use crate::observed::{Makers, Observed, Question, observed};
use crate::watched::{DAY, Host, Plant, Run, Wire, day, second};

fn learning() -> Learning {
    Learning { from: Some(second(0)), until: Some(second(DAY * 7 / 10)) }
}

fn question<'a>(register: &'a Register, observation: &'a Observation) -> Question<'a> {
    Question {
        register,
        observation,
        summed: None,
        makers: Makers::built_in(),
        now: second(DAY),
        today: date(2026, 9, 22),
        learning: learning(),
    }
}

fn judged(register: &Register, parts: &[Observation], bounds: (usize, usize)) -> Observed {
    let seen = parts.iter().flat_map(|part| &part.sightings);
    let mut throng = Throng::within(register, learning(), seen, bounds);
    parts.iter().for_each(|part| throng.add(part));
    let summed = throng.summed();
    observed(&Question { summed: Some(&summed), ..question(register, summed.observation()) })
}

/// The same observation in two parts that share no record.
fn halves(whole: &Observation) -> [Observation; 2] {
    let mut halves = [Observation::default(), Observation::default()];
    for (n, it) in whole.conversations.iter().enumerate() {
        halves[n % 2].conversations.push(it.clone());
    }
    for (n, it) in whole.sightings.iter().enumerate() {
        halves[n % 2].sightings.push(*it);
    }
    halves[1].identities.clone_from(&whole.identities);
    halves[0].health = whole.health;
    halves
}

type Way = (String, String, String);

/// What flows from place to place, and by which classes.
fn ways(observed: &Observed) -> BTreeMap<Way, (Amount, Amount, CommandClasses)> {
    let cells = observed.matrix.cells.iter();
    cells
        .flat_map(|cell| {
            cell.flowing.iter().map(|it| {
                let way = (cell.from.code().to_owned(), cell.to.code().to_owned(), it.talk.code());
                (way, (it.sent, it.answered, it.classes()))
            })
        })
        .collect()
}

#[test]
fn where_every_host_stays_apart_devices_flows_and_alerts_are_those_of_all_records() {
    let plant = Plant::new();
    let whole = day(&plant, 3, &[]).observation();
    let exact = observed(&question(&plant.register, &whole));
    let together = judged(&plant.register, &halves(&whole), (APART_MAX, STRANDS_MAX));
    assert_eq!(ways(&together), ways(&exact));
    let ids = |it: &Observed| -> Vec<String> {
        let devices = it.inventory.devices.iter().map(|device| device.id.to_string());
        devices.filter(|id| !id.starts_with("others:")).collect()
    };
    assert_eq!(ids(&together), ids(&exact));
    assert_eq!(together.inventory.counts.registered, exact.inventory.counts.registered);
    let open = |it: &Observed| it.alerts.open.iter().map(|alert| alert.id.clone()).collect::<Vec<_>>();
    assert_eq!(open(&together), open(&exact));
    assert!(together.summed.is_some() && exact.summed.is_none());
}

#[test]
fn however_little_is_told_apart_all_that_flows_and_every_asset_is_there() {
    let plant = Plant::new();
    let whole = day(&plant, 3, &[]).observation();
    let exact = observed(&question(&plant.register, &whole));
    let to_hosts = whole.conversations.iter().filter(|it| !places::is_group(it.key.server));
    let not_to_groups: u64 = to_hosts.map(|it| it.sent.packets + it.answered.packets).sum();
    let sum = |it: &Observed| {
        let ways = ways(it).into_values();
        ways.fold((Amount::default(), CommandClasses::NONE), |(mut sum, all), (sent, answered, classes)| {
            sum.add(sent);
            sum.add(answered);
            (sum, all.and(classes))
        })
    };
    for bounds in [(0, STRANDS_MAX), (8, 40), (8, 1)] {
        let together = judged(&plant.register, &halves(&whole), bounds);
        let ((all, classes), (least, of_exact)) = (sum(&together), sum(&exact));
        // Among others, a device that speaks with itself by two addresses is two.
        assert!((least.packets..=not_to_groups).contains(&all.packets), "{bounds:?}: {all:?} {least:?}");
        assert_eq!(classes, of_exact, "{bounds:?}");
        let (counts, exact) = (together.inventory.counts, exact.inventory.counts);
        assert_eq!(
            (counts.registered, counts.never_seen),
            (exact.registered, exact.never_seen),
            "{bounds:?}"
        );
    }
    let least = judged(&plant.register, &halves(&whole), (8, 1)).inventory;
    let is_known =
        |it: &crate::observed::Device| it.asset().is_some() || it.id.as_str().starts_with("others:");
    assert!(least.devices.iter().all(is_known), "{:?}", least.counts);
}

fn host(number: u16) -> Host {
    Host::new(
        [0x10, 0x4B, 0x46],
        number,
        Ipv4Addr::from([10, 0, number.to_be_bytes()[0], number.to_be_bytes()[1]]),
    )
}

#[test]
fn a_scan_and_a_new_command_do_not_hide_among_many() {
    let mut wire = Wire::default();
    let panel = Run::of(Protocol::Modbus, sekisho_model::CommandClass::Read);
    for at in (0..DAY).step_by(3_600) {
        wire.talk(second(at), host(1), host(2), panel);
    }
    // One of many tries many others, without an answer, after the usual was learned.
    let late = DAY * 8 / 10;
    for other in 1_000..1_040_u16 {
        let tried = Run::unknown(sekisho_model::Transport::Tcp, 445).unanswered();
        wire.talk(second(late + i64::from(other)), host(999), host(other), tried);
    }
    wire.talk(second(DAY - 1), host(1), host(2), panel);
    let alerts = judged(&Register::default(), &halves(&wire.observation()), (2, STRANDS_MAX)).alerts;
    let ids: Vec<&str> = alerts.open.iter().map(|alert| alert.id.as_str()).collect();
    assert!(ids.contains(&"scan@others:(unknown)"), "{ids:?}");
}
