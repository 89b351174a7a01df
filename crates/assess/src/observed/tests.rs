//! A made-up day with a hundred assets: learned on 70 %, ordinary traffic stays quiet, every injected event is found.

use core::net::Ipv4Addr;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::date;
use sekisho_model::{CommandClass, Expectation, Observation, Protocol, Register, Stated, Transport};

use super::*;
use crate::made_up::Dice;
use crate::watched::{DAY, Host, Plant, Run, Wire, day, second};

/// The end of 70 % of the day.
const LEARNED: i64 = DAY * 7 / 10;

pub(super) fn ask<'a>(register: &'a Register, observation: &'a Observation) -> Question<'a> {
    Question {
        summed: None,
        register,
        observation,
        makers: Makers::built_in(),
        now: second(DAY),
        today: date(2026, 9, 22),
        learning: Learning::first_percent(observation, 70),
    }
}

fn lines(alerts: &[Alert]) -> Vec<String> {
    alerts.iter().map(|alert| format!("{} {}", alert.id, alert.what.en)).collect()
}

#[test]
fn ordinary_traffic_of_a_hundred_assets_gives_at_most_one_alert_in_a_day() {
    let plant = Plant::new();
    let (mut hours, mut open) = (0_i64, Vec::new());
    for seed in 1..=7 {
        let observation = day(&plant, seed, &[]).observation();
        let judged = observed(&ask(&plant.register, &observation));
        assert!(judged.inventory.devices.len() >= 100, "{}", judged.inventory.devices.len());
        assert!(judged.baselines[0].baseline.ended);
        hours += (DAY - LEARNED) / 3600;
        open.extend(lines(&judged.alerts.open));
    }
    let allowed = usize::try_from(hours / 24).unwrap();
    println!(
        "figures | false alerts in {hours} h of ordinary traffic of 100 assets | {} | allowed {allowed}",
        open.len()
    );
    assert!(open.len() <= allowed, "{open:#?}");
}

/// An event, what it must be called, and whom it must name.
struct Event {
    kind: AlertKind,
    at: i64,
    names: Host,
}

/// All sorts of trouble in one afternoon.
fn trouble(plant: &Plant, wire: &mut Wire, dice: &mut Dice) -> Vec<Event> {
    let mut late = || LEARNED + 600 + i64::try_from(dice.below(20_000)).unwrap();
    let mut events = Vec::new();
    let mut happens = |kind, names: Host, at: i64| events.push(Event { kind, at, names });
    let stranger = Host::new([0x00, 0x0C, 0x29], 7, Ipv4Addr::new(192, 168, 1, 66));
    let at = late();
    wire.claim(second(at), stranger);
    wire.talk(second(at), stranger, plant.controllers[0], Run::of(Protocol::Slmp, CommandClass::Read));
    happens(AlertKind::NewDevice, stranger, at);
    let at = late();
    wire.talk(second(at), plant.pcs[3], plant.controllers[1], Run::of(Protocol::S7comm, CommandClass::Read));
    happens(AlertKind::NewConduit, plant.pcs[3], at);
    let at = late();
    wire.talk(
        second(at),
        plant.engineering[1],
        plant.controllers[0],
        Run::of(Protocol::Slmp, CommandClass::Read),
    );
    happens(AlertKind::NewConversation, plant.engineering[1], at);
    let at = late();
    wire.talk(
        second(at),
        plant.historian,
        plant.controllers[2],
        Run::of(Protocol::Slmp, CommandClass::Write),
    );
    happens(AlertKind::FirstWrite, plant.historian, at);
    let at = late();
    wire.talk(
        second(at),
        plant.engineering[1],
        plant.controllers[3],
        Run::of(Protocol::S7comm, CommandClass::Program),
    );
    happens(AlertKind::FirstProgram, plant.engineering[1], at);
    let at = late();
    wire.talk(
        second(at),
        plant.scada[0],
        plant.controllers[3],
        Run::of(Protocol::S7comm, CommandClass::Control),
    );
    happens(AlertKind::FirstControl, plant.scada[0], at);
    let at = late();
    let afar = Host::outside(Ipv4Addr::new(203, 0, 113, 7), plant.router.mac);
    wire.talk(second(at), plant.panels[2], afar, Run::plain(Protocol::Tls));
    happens(AlertKind::InternetContact, plant.panels[2], at);
    let at = late();
    wire.talk(second(at), plant.pcs[5], plant.scada[1], Run::plain(Protocol::Rdp));
    happens(AlertKind::RemoteAccess, plant.pcs[5], at);
    let at = late();
    let thief =
        Host { ip: plant.controllers[1].ip, ..Host::new([0x00, 0x0C, 0x29], 9, plant.controllers[1].ip) };
    wire.claim(second(at), thief);
    happens(AlertKind::AddressConflict, thief, at);
    let at = late();
    for n in 0..40_u8 {
        let target = Host::new([0, 0, 0], 0, Ipv4Addr::new(192, 168, 3, 10 + n));
        let syn = Run::unknown(Transport::Tcp, 502).unanswered();
        wire.talk(second(at + i64::from(n)), plant.pcs[7], target, syn);
    }
    happens(AlertKind::Scan, plant.pcs[7], at);
    events
}

#[test]
fn every_injected_event_is_found_by_its_kind_at_its_moment() {
    let plant = Plant::new();
    let (mut found, mut total, mut others) = (0, 0, Vec::new());
    for seed in 1..=3 {
        let gone = (plant.io[1][4], LEARNED + 9_000);
        let mut wire = day(&plant, seed, &[gone]);
        let mut events = trouble(&plant, &mut wire, &mut Dice::new(seed + 100));
        events.push(Event { kind: AlertKind::Silence, at: gone.1, names: gone.0 });
        let observation = wire.observation();
        let judged = observed(&ask(&plant.register, &observation));
        let device = |host: Host| judged.inventory.holder(host_mac(host), 0, second(0), second(DAY));
        let mut meant = BTreeSet::new();
        for Event { kind, at, names } in events {
            let id = &judged.inventory.devices[device(names).unwrap()].id;
            let of_it = |alert: &&Alert| alert.kind == kind && alert.devices.contains(id);
            let alert = judged.alerts.open.iter().find(of_it);
            let alert = alert.unwrap_or_else(|| panic!("{seed} {kind:?}: {:#?}", lines(&judged.alerts.open)));
            if kind == AlertKind::Silence {
                assert!(alert.moment > second(at) && alert.moment < second(at + 1_800), "{}", alert.moment);
            } else {
                assert_eq!(alert.moment, second(at), "{kind:?}");
            }
            assert!(!alert.first_action.ja.is_empty() && !alert.what.en.is_empty());
            meant.insert(alert.id.clone());
            (found, total) = (found + 1, total + 1);
        }
        others.extend(
            judged
                .alerts
                .open
                .iter()
                .filter(|alert| !meant.contains(&alert.id))
                .map(|alert| alert.id.clone()),
        );
    }
    println!("figures | injected events found, right kind, right moment | {found} | {total}");
    // No event brings another alert with it.
    assert!(others.is_empty(), "{others:#?}");
}

fn host_mac(host: Host) -> sekisho_model::Address {
    sekisho_model::Address::Mac(host.mac)
}

#[test]
fn the_order_of_records_does_not_matter() {
    let plant = Plant::new();
    let mut wire = day(&plant, 3, &[]);
    trouble(&plant, &mut wire, &mut Dice::new(5));
    let observation = wire.observation();
    let judged = observed(&ask(&plant.register, &observation));
    for seed in 1..=3 {
        let mut mixed = observation.clone();
        let mut dice = Dice::new(seed);
        mixed.sightings.sort_by_cached_key(|_| dice.below(1 << 30));
        mixed.conversations.sort_by_cached_key(|_| dice.below(1 << 30));
        mixed.identities.sort_by_cached_key(|_| dice.below(1 << 30));
        assert_eq!(observed(&ask(&plant.register, &mixed)), judged);
    }
}

fn expectation(number: usize, alert: &str) -> Expectation {
    Expectation {
        id: format!("E-{number}").parse().unwrap(),
        name: "定期保守".to_owned(),
        alert: alert.to_owned(),
        reason: "保守契約による".to_owned(),
        until: Stated::Known(date(2027, 3, 31)),
        decider: Stated::Unknown,
        decided: Stated::Unknown,
        note: String::new(),
    }
}

#[test]
fn an_expectation_silences_exactly_its_alert_while_it_holds() {
    let plant = Plant::new();
    let mut wire = day(&plant, 4, &[]);
    trouble(&plant, &mut wire, &mut Dice::new(6));
    let observation = wire.observation();
    let before = observed(&ask(&plant.register, &observation)).alerts;
    assert!(before.open.len() >= 10 && before.expected.is_empty());
    for (number, alert) in before.open.iter().enumerate() {
        let mut register = plant.register.clone();
        let one = expectation(number, &alert.id);
        register.expectations.insert(one.id.clone(), one.clone());
        let after = observed(&ask(&register, &observation)).alerts;
        assert_eq!(after.expected.iter().map(|one| &one.alert).collect::<Vec<_>>(), [alert]);
        assert_eq!(after.expected[0].reason, one.reason);
        let rest: Vec<&Alert> = before.open.iter().filter(|other| other.id != alert.id).collect();
        assert_eq!(after.open.iter().collect::<Vec<_>>(), rest);
        let over = Question { today: date(2027, 4, 1), ..ask(&register, &observation) };
        assert_eq!(observed(&over).alerts.open, before.open);
    }
}

#[test]
fn headers_only_loses_exactly_the_alerts_that_are_listed() {
    let plant = Plant::new();
    let mut wire = day(&plant, 2, &[]);
    trouble(&plant, &mut wire, &mut Dice::new(9));
    let mut observation = wire.observation();
    let kinds = |alerts: &Alerts| alerts.open.iter().map(|alert| alert.kind).collect::<BTreeSet<_>>();
    let whole = observed(&ask(&plant.register, &observation)).alerts;
    observation.health.headers_only = true;
    observation.conversations.iter_mut().for_each(|one| one.commands.clear());
    let heads = observed(&ask(&plant.register, &observation)).alerts;
    let lost: BTreeSet<AlertKind> = kinds(&whole).difference(&kinds(&heads)).copied().collect();
    assert_eq!(lost, LOST_WITH_HEADERS_ONLY.into_iter().collect());
    assert_eq!(heads.lost, LOST_WITH_HEADERS_ONLY);
    assert!(whole.lost.is_empty());
}

#[test]
fn while_it_learns_nothing_counts_as_new() {
    let plant = Plant::new();
    let observation = day(&plant, 1, &[]).observation();
    let question = Question { learning: Learning::default(), ..ask(&plant.register, &observation) };
    let judged = observed(&question);
    assert!(!judged.baselines[0].baseline.ended && judged.alerts.learning.is_some());
    assert!(judged.alerts.open.is_empty(), "{:?}", lines(&judged.alerts.open));
}

#[test]
fn nothing_seen_is_nothing_judged() {
    let (register, observation) = (Register::default(), Observation::default());
    let now = Timestamp::UNIX_EPOCH;
    let judged = observed(&Question::new(&register, &observation, None, now, date(2026, 1, 1)));
    assert!(judged.inventory.devices.is_empty() && judged.alerts.open.is_empty());
    assert!(judged.baselines[0].baseline.text().en.contains("Nothing"));
}

/// Two that speak every half minute until noon, and are watched no longer.
fn until_noon() -> Observation {
    let mut wire = Wire::default();
    let host = |n: u8| Host::new([0x58, 0x52, 0x8A], u16::from(n), Ipv4Addr::new(192, 168, 7, n));
    for at in (0..DAY / 2).step_by(30) {
        wire.claim(second(at), host(1));
        wire.claim(second(at), host(2));
        wire.talk(second(at), host(1), host(2), Run::of(Protocol::Slmp, CommandClass::Read));
    }
    wire.observation()
}

fn at<'a>(watch: &str, observation: &'a Observation) -> Watched<'a> {
    let learning = Learning::first_percent(observation, 70);
    Watched { watch: Some(watch.parse().unwrap()), learning, observation }
}

#[test]
fn a_watch_that_ended_early_makes_no_device_silent() {
    let plant = Plant::new();
    let (long, short) = (day(&plant, 1, &[]).observation(), until_noon());
    let mut whole = long.clone();
    whole.join(short.clone());
    let silent = |judged: &Observed| {
        judged.alerts.open.iter().filter(|alert| alert.kind == AlertKind::Silence).count()
    };
    let question = ask(&plant.register, &whole);
    assert!(silent(&observed(&question)) > 0, "as one watch the two would be silent since noon");
    let judged = observed_at(&question, &[at("W1", &long), at("W2", &short)]);
    assert_eq!(silent(&judged), 0, "{:?}", lines(&judged.alerts.open));
    let learned: Vec<usize> = judged.baselines.iter().map(|one| one.baseline.learned.devices).collect();
    assert_eq!(learned[1], 2, "each watch counts its own devices");
    assert!(learned[0] >= 100);
}

#[test]
fn what_two_watches_raise_is_one_alert_and_a_watch_that_learns_is_named() {
    let plant = Plant::new();
    let mut wire = day(&plant, 2, &[]);
    trouble(&plant, &mut wire, &mut Dice::new(9));
    let observation = wire.observation();
    let question = ask(&plant.register, &observation);
    let (one, two) = (
        observed(&question).alerts,
        observed_at(&question, &[at("W1", &observation), at("W2", &observation)]).alerts,
    );
    assert!(one.open.len() >= 10);
    assert_eq!(lines(&two.open), lines(&one.open));
    let learns = Watched { learning: Learning::default(), ..at("W2", &observation) };
    let judged = observed_at(&question, &[at("W1", &observation), learns]).alerts;
    assert_eq!(lines(&judged.open), lines(&one.open), "what one watch knows is new stays new");
    let learning = judged.learning.unwrap().en;
    assert!(learning.starts_with("W2: Still learning") && !learning.contains("W1"), "{learning}");
}

#[test]
fn what_one_watch_learned_is_nothing_new_at_another() {
    let plant = Plant::new();
    let everywhere = day(&plant, 1, &[]).observation();
    // The second watch has the stations in sight, and hears only late what the first has always heard.
    let mut fresh = everywhere.clone();
    for late in fresh.conversations.iter_mut().filter(|it| it.first < second(LEARNED)) {
        late.first = second(LEARNED + 900);
        late.last = late.last.max(second(LEARNED + 1000));
        late.commands.values_mut().for_each(|first| *first = second(LEARNED + 900));
    }
    let mut whole = everywhere.clone();
    whole.join(fresh.clone());
    let question = ask(&plant.register, &whole);
    let alone = observed(&ask(&plant.register, &fresh)).alerts;
    assert!(!alone.open.is_empty(), "alone it would know no better");
    let together = observed_at(&question, &[at("W1", &everywhere), at("W2", &fresh)]).alerts;
    let first = observed(&ask(&plant.register, &everywhere)).alerts;
    assert_eq!(lines(&together.open), lines(&first.open));
}

#[test]
fn a_tunnel_is_remote_access_once_whichever_end_keeps_it_open() {
    let plant = Plant::new();
    let quiet = observed(&ask(&plant.register, &day(&plant, 1, &[]).observation())).alerts;
    for tunnel in [Protocol::Ipsec, Protocol::Wireguard, Protocol::Openvpn] {
        let mut wire = day(&plant, 1, &[]);
        let (one, other) = (plant.pcs[5], plant.scada[1]);
        wire.talk(second(LEARNED + 700), one, other, Run::plain(tunnel));
        wire.talk(second(LEARNED + 760), other, one, Run::plain(tunnel));
        let observation = wire.observation();
        let alerts = observed(&ask(&plant.register, &observation)).alerts;
        let new: Vec<&Alert> =
            alerts.open.iter().filter(|alert| quiet.open.iter().all(|known| known.id != alert.id)).collect();
        assert_eq!(new.len(), 1, "{:?}", lines(&alerts.open));
        assert_eq!((new[0].kind, new[0].moment), (AlertKind::RemoteAccess, second(LEARNED + 700)));
        assert!(new[0].what.en.contains("tunnel"), "{}", new[0].what.en);
    }
}

#[test]
fn what_was_usual_without_a_name_raises_no_alert_under_one_unless_a_person_works_by_it() {
    let plant = Plant::new();
    let quiet = observed(&ask(&plant.register, &day(&plant, 1, &[]).observation())).alerts;
    let raised = |protocol: Protocol, port: u16, late: i64| {
        let mut wire = day(&plant, 1, &[]);
        let (one, other) = (plant.pcs[5], plant.scada[1]);
        for at in [600, 1_200, late] {
            wire.talk(second(at), one, other, Run::unknown(Transport::Tcp, port));
        }
        wire.talk(second(LEARNED + 700), one, other, Run { port, ..Run::plain(protocol) });
        let observation = wire.observation();
        let alerts = observed(&ask(&plant.register, &observation)).alerts;
        alerts.open.iter().filter(|alert| quiet.open.iter().all(|known| known.id != alert.id)).count()
    };
    assert_eq!(raised(Protocol::Mqtt, 1_883, 1_800), 0);
    assert_eq!(raised(Protocol::Openvpn, 1_194, 1_800), 0);
    assert_eq!(raised(Protocol::Openvpn, 1_194, LEARNED + 900), 1, "it goes on without a name beside it");
    assert_eq!(raised(Protocol::Ssh, 2_222, 1_800), 1);
}
