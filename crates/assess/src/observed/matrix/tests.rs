//! Tests of the matrix: each kind of difference, and what must not be one.

use core::net::Ipv4Addr;

use sekisho_model::{CommandClass, Direction, Protocol, Register, Stated, Transport, Zone, ZoneLevel};

use super::*;
use crate::observed::{Makers, inventory, paths};
use crate::watched::{Host, Run, Wire, asset, conduit, second};

fn zone(register: &mut Register, id: &str, level: ZoneLevel, parent: Option<&str>) {
    let zone = Zone {
        id: id.parse().unwrap(),
        name: format!("ゾーン{id}"),
        parent: parent.map_or(Stated::NotApplicable, |parent| Stated::Known(parent.parse().unwrap())),
        businesses: [].into(),
        importance: Stated::Unknown,
        level: Stated::Known(level),
        security_level_target: Stated::Unknown,
        owner: Stated::Unknown,
        note: String::new(),
    };
    register.zones.insert(zone.id.clone(), zone);
}

/// One host in each of A (office), B (control), C in B, D; and an outside zone X.
fn plant() -> (Register, Vec<Host>) {
    let mut register = Register::default();
    zone(&mut register, "A", ZoneLevel::Enterprise, None);
    zone(&mut register, "B", ZoneLevel::Control, None);
    zone(&mut register, "C", ZoneLevel::Control, Some("B"));
    zone(&mut register, "D", ZoneLevel::Control, None);
    zone(&mut register, "X", ZoneLevel::Outside, None);
    let mut hosts = Vec::new();
    for (number, zone) in (1..).zip(["A", "B", "C", "D"]) {
        let ip = Ipv4Addr::from([10, 0, 0, u8::try_from(number).unwrap()]);
        asset(&mut register, zone, zone, &[&ip.to_string()]);
        hosts.push(Host::new([0x10, 0x4B, 0x46], number, ip));
    }
    (register, hosts)
}

fn judged(register: &Register, wire: &Wire) -> Matrix {
    let observation = wire.observation();
    let inventory = inventory(register, &observation, Makers::built_in());
    matrix(register, &inventory, &paths(&observation, &inventory))
}

fn ids(matrix: &Matrix) -> Vec<&str> {
    matrix.differences.iter().map(|difference| difference.id.as_str()).collect()
}

fn modbus() -> Run {
    Run::of(Protocol::Modbus, CommandClass::Write)
}

#[test]
fn what_a_conduit_allows_is_no_difference_whatever_its_words() {
    for words in ["Modbus/TCP", "モドバス", "TCP 502", "すべて", "HTTPS, modbus"] {
        let (mut register, hosts) = plant();
        conduit(&mut register, "A", "B", words);
        let mut wire = Wire::default();
        wire.talk(second(0), hosts[0], hosts[1], modbus());
        let matrix = judged(&register, &wire);
        assert_eq!(ids(&matrix), [""; 0], "{words}");
        let cell = &matrix.cells[0];
        assert!(cell.classes().has(CommandClass::Write));
        assert!(matches!(cell.flowing[0].ruled, Ruled::Allowed(_)));
    }
}

#[test]
fn each_kind_of_difference_is_told_once_for_its_cause() {
    let (mut register, hosts) = plant();
    conduit(&mut register, "A", "B", "HTTPS");
    conduit(&mut register, "A", "D", "Modbus");
    let [a, b, _, d] = hosts[..] else { panic!() };
    let router = Host::new([0, 0x1B, 0xD4], 9, Ipv4Addr::new(10, 0, 0, 254));
    let mut wire = Wire::default();
    wire.claim(second(0), router);
    wire.talk(second(0), a, b, modbus());
    wire.talk(second(0), a, b, Run::plain(Protocol::Smb));
    wire.talk(second(0), b, d, modbus());
    wire.talk(second(0), d, a, modbus());
    wire.talk(
        second(0),
        d,
        Host::outside(Ipv4Addr::new(203, 0, 113, 1), router.mac),
        Run::plain(Protocol::Tls),
    );
    wire.talk(second(0), b, Host::new([0, 0, 1], 7, Ipv4Addr::new(10, 0, 0, 77)), modbus());
    let matrix = judged(&register, &wire);
    assert_eq!(
        ids(&matrix),
        [
            "undeclared-conduit@B>D",
            "internet-contact@D>(internet)",
            "wrong-direction@D>A/K-A-D",
            "undeclared-protocol@A>B/K-A-B",
            "unknown-zone@B>(unknown)",
        ]
    );
    let protocol = &matrix.differences[3];
    assert_eq!(protocol.talks.len(), 2);
    assert!(protocol.undecided.is_none() && matrix.differences[4].undecided.is_some());
    for difference in &matrix.differences {
        assert!(!difference.what.ja.is_empty() && !difference.remedy.en.is_empty());
    }
}

#[test]
fn words_that_nobody_understands_and_no_words_are_undecided() {
    for words in ["独自プロトコル", ""] {
        let (mut register, hosts) = plant();
        conduit(&mut register, "A", "B", words);
        let mut wire = Wire::default();
        wire.talk(second(0), hosts[0], hosts[1], modbus());
        let matrix = judged(&register, &wire);
        assert_eq!(ids(&matrix), ["protocols-unclear@A>B/K-A-B"]);
        assert!(matrix.differences[0].undecided.is_some());
    }
}

#[test]
fn a_conduit_of_the_zone_around_serves_the_zone_within_and_parts_it_from_no_neighbour() {
    let (mut register, hosts) = plant();
    conduit(&mut register, "A", "B", "Modbus");
    let [a, b, c, _] = hosts[..] else { panic!() };
    let mut wire = Wire::default();
    wire.talk(second(0), a, c, modbus());
    assert_eq!(ids(&judged(&register, &wire)), [""; 0]);
    wire.talk(second(0), b, c, modbus());
    assert_eq!(ids(&judged(&register, &wire)), ["undeclared-conduit@B>C"]);
    conduit(&mut register, "B", "C", "Modbus");
    assert_eq!(ids(&judged(&register, &wire)), [""; 0]);
}

#[test]
fn a_conduit_without_traffic_is_told_only_where_its_zone_was_watched() {
    let (mut register, hosts) = plant();
    conduit(&mut register, "A", "B", "Modbus");
    conduit(&mut register, "D", "X", "HTTPS");
    let mut wire = Wire::default();
    wire.claim(second(0), hosts[0]);
    let matrix = judged(&register, &wire);
    assert_eq!(ids(&matrix), ["never-seen@K-A-B", "never-seen@K-D-X"]);
    assert!(matrix.differences[0].undecided.is_none());
    assert!(matrix.differences[1].undecided.is_some());
}

#[test]
fn the_internet_may_be_the_partner_of_a_conduit_outside_and_then_it_is_undecided() {
    let (mut register, hosts) = plant();
    conduit(&mut register, "D", "X", "HTTPS");
    let router = Host::new([0, 0x1B, 0xD4], 9, Ipv4Addr::new(10, 0, 0, 254));
    let mut wire = Wire::default();
    wire.claim(second(0), router);
    let partner = Host::outside(Ipv4Addr::new(203, 0, 113, 1), router.mac);
    wire.talk(second(0), hosts[3], partner, Run::plain(Protocol::Tls));
    wire.talk(second(0), hosts[3], partner, Run::plain(Protocol::Ftp));
    let matrix = judged(&register, &wire);
    let decided: Vec<_> =
        matrix.differences.iter().map(|one| (one.id.as_str(), one.undecided.is_some())).collect();
    assert_eq!(
        decided,
        [
            ("internet-contact@D>(internet)", false),
            ("internet-contact@D>(internet)/K-D-X", true),
            ("never-seen@K-D-X", true),
        ]
    );
    // Once the partner is an asset, it stands in its zone.
    asset(&mut register, "partner", "X", &["203.0.113.1"]);
    let matrix = judged(&register, &wire);
    assert_eq!(ids(&matrix), ["undeclared-protocol@D>X/K-D-X"]);
}

#[test]
fn every_conversation_is_in_a_cell_or_counted() {
    let (mut register, hosts) = plant();
    conduit(&mut register, "A", "B", "Modbus");
    register.conduits.values_mut().for_each(|conduit| conduit.direction = Direction::Both);
    let mut wire = Wire::default();
    wire.talk(second(0), hosts[0], hosts[1], modbus());
    wire.talk(second(0), hosts[1], hosts[0], modbus());
    wire.talk(second(0), hosts[0], hosts[0], modbus());
    wire.talk(second(0), hosts[0], hosts[3], Run::unknown(Transport::Tcp, 8080));
    wire.shout(second(0), hosts[0], Ipv4Addr::new(10, 0, 0, 255), Run::plain(Protocol::Nbns));
    let matrix = judged(&register, &wire);
    let in_cells: usize =
        matrix.cells.iter().flat_map(|cell| &cell.flowing).map(|one| one.conversations).sum();
    assert_eq!((in_cells, matrix.to_groups, matrix.with_itself), (3, 1, 1));
    assert_eq!(ids(&matrix), ["undeclared-conduit@A>D"]);
}
