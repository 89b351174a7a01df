//! Tests of the inventory: who is one device, and how it stands to the register.

use core::net::Ipv4Addr;

use sekisho_model::{
    AssetRole, CommandClass, DeviceIdentity, IdentityKind, Mac, Observation, Protocol, Register, Stated,
    Transport,
};

use super::*;
use crate::observed::Makers;
use crate::watched::{Host, Run, Wire, asset, second};

const MAKER: [u8; 3] = [0x10, 0x4B, 0x46];

fn at(number: u16, ip: [u8; 4]) -> Host {
    Host::new(MAKER, number, Ipv4Addr::from(ip))
}

fn seen(wire: &Wire) -> Inventory {
    against(&Register::default(), wire)
}

fn against(register: &Register, wire: &Wire) -> Inventory {
    inventory(register, &wire.observation(), Makers::built_in())
}

fn ids(inventory: &Inventory) -> Vec<&str> {
    inventory.devices.iter().map(|device| device.id.as_str()).collect()
}

fn ask() -> Run {
    Run::of(Protocol::Modbus, CommandClass::Read)
}

#[test]
fn a_device_that_dhcp_moves_stays_one_and_keeps_its_id() {
    let mut wire = Wire::default();
    let (before, after, server) = (at(1, [10, 0, 0, 5]), at(1, [10, 0, 0, 9]), at(2, [10, 0, 0, 1]));
    for (second_of_day, host) in [(0, before), (100, after)] {
        wire.claim(second(second_of_day), host);
        wire.talk(second(second_of_day), host, server, ask());
    }
    // The old address goes to another.
    let heir = at(3, [10, 0, 0, 5]);
    wire.claim(second(200), heir);
    wire.talk(second(200), heir, server, ask());
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 3, "{:?}", ids(&inventory));
    let moved = inventory.device(&before.mac.to_string()).unwrap();
    assert_eq!(moved.addresses.len(), 2);
    assert_eq!(moved.merged.len(), 1);
    let paths = crate::observed::paths(&wire.observation(), &inventory);
    let clients: Vec<_> =
        paths.between_devices().map(|(client, ..)| ids(&inventory)[client].to_owned()).collect();
    assert_eq!(clients, [before.mac.to_string(), heir.mac.to_string()]);
}

#[test]
fn a_device_that_moves_without_arp_in_sight_stays_one() {
    let mut wire = Wire::default();
    let server = at(2, [10, 0, 0, 1]);
    wire.talk(second(0), at(1, [10, 0, 0, 5]), server, ask());
    wire.talk(second(500), at(1, [10, 0, 0, 9]), server, ask());
    assert_eq!(seen(&wire).devices.len(), 2);
}

#[test]
fn a_router_does_not_swallow_the_hosts_behind_it() {
    let mut wire = Wire::default();
    let (router, inside) = (at(9, [10, 0, 0, 1]), at(2, [10, 0, 0, 7]));
    wire.claim(second(0), router);
    for n in 1..=5 {
        let host = Host::outside(Ipv4Addr::new(10, 9, 0, n), router.mac);
        wire.talk(second(10), host, inside, ask());
    }
    wire.talk(
        second(10),
        inside,
        Host::outside(Ipv4Addr::new(203, 0, 113, 5), router.mac),
        Run::plain(Protocol::Tls),
    );
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 7, "{:?}", ids(&inventory));
    let own = inventory.device(&router.mac.to_string()).unwrap();
    assert_eq!(own.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.0.0.1"]);
    assert_eq!((own.forwards, own.role.role), (6, Some(AssetRole::NetworkDevice)));
    assert_eq!(inventory.device("10.9.0.3").unwrap().behind, Some(router.mac));
    assert_eq!(inventory.outside.len(), 1);
}

#[test]
fn a_router_without_an_address_may_be_any_network_device_without_a_station() {
    let mut wire = Wire::default();
    let (router, inside) = (at(9, [10, 0, 0, 1]), at(2, [10, 0, 0, 7]));
    for n in 1..=5 {
        wire.talk(second(10), Host::outside(Ipv4Addr::new(10, 9, 0, n), router.mac), inside, ask());
    }
    let mut register = Register::default();
    for (id, address) in
        [("FW-1", "10.0.0.1"), ("SW-1", "10.0.0.2"), ("SW-2", "00:11:22:33:44:55"), ("PLC-1", "10.0.0.9")]
    {
        asset(&mut register, id, "Z1", &[address]);
        let role = if id == "PLC-1" { AssetRole::Controller } else { AssetRole::NetworkDevice };
        register.assets.get_mut(&id.parse::<sekisho_model::AssetId>().unwrap()).unwrap().role =
            Stated::Known(role);
    }
    let inventory = against(&register, &wire);
    let device = inventory.device(&router.mac.to_string()).unwrap();
    let Standing::Undecided { assets, why } = &device.standing else { panic!("{:?}", device.standing) };
    assert_eq!(assets.iter().map(|asset| asset.id.as_str()).collect::<Vec<_>>(), ["FW-1", "SW-1"]);
    assert!(why.en.contains(&router.mac.to_string()), "{}", why.en);
    let unseen =
        |id: &str| inventory.unseen.iter().find(|one| one.asset.id.as_str() == id).map(|one| &one.why);
    assert!(matches!(unseen("SW-1"), Some(UnseenWhy::Undecided(why)) if why.en.contains("router")));
    assert!(!matches!(unseen("SW-2"), Some(UnseenWhy::Undecided(why)) if why.en.contains("router")));
    // Without anything that it could be, it is proposed as any other device.
    assert!(matches!(
        seen(&wire).device(&router.mac.to_string()).unwrap().standing,
        Standing::Proposed { .. }
    ));
}

#[test]
fn a_host_seen_on_both_sides_of_its_router_is_one() {
    let mut wire = Wire::default();
    let (mut host, router, other) = (at(1, [10, 1, 0, 5]), at(9, [10, 2, 0, 1]), at(2, [10, 2, 0, 7]));
    host.vlan = 10;
    wire.claim(second(0), host);
    wire.claim(second(0), at(9, [10, 1, 0, 1]));
    wire.talk(second(1), host, at(9, [10, 1, 0, 1]), Run::plain(Protocol::Ntp));
    wire.claim(second(0), router);
    let behind = Host { vlan: 20, ..Host::outside(host.ip, router.mac) };
    wire.talk(second(2), behind, other, ask());
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 3, "{:?}", ids(&inventory));
    assert_eq!(inventory.device(&host.mac.to_string()).unwrap().vlans.len(), 2);
}

#[test]
fn the_same_address_in_cells_that_are_alike_is_two_devices() {
    let mut wire = Wire::default();
    for (vlan, number) in [(11, 1), (12, 2)] {
        let controller = Host { vlan, ..at(number, [192, 168, 0, 10]) };
        let panel = Host { vlan, ..at(number + 10, [192, 168, 0, 20]) };
        wire.claim(second(0), controller);
        wire.claim(second(0), panel);
        wire.talk(second(1), panel, controller, ask());
    }
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 4);
    let paths = crate::observed::paths(&wire.observation(), &inventory);
    assert_eq!(paths.between_devices().count(), 2);
}

#[test]
fn a_controller_with_two_network_parts_is_one_by_its_serial_number() {
    let mut wire = Wire::default();
    let (one, two, panel) = (at(1, [10, 0, 0, 5]), at(2, [10, 0, 1, 5]), at(3, [10, 0, 0, 9]));
    for host in [one, two] {
        wire.talk(second(0), panel, host, ask());
        wire.say(second(1), host, Protocol::EtherNetIp, IdentityKind::Serial, "00C0FFEE");
    }
    wire.say(second(1), panel, Protocol::EtherNetIp, IdentityKind::Serial, "00000000");
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 2, "{:?}", ids(&inventory));
    let whole = inventory.device(&one.mac.to_string()).unwrap();
    assert_eq!((whole.stations.len(), whole.addresses.len()), (2, 2));
    assert!(whole.merged[0].en.contains("00C0FFEE"));
}

#[test]
fn a_station_without_ip_is_a_device_and_a_group_is_none() {
    let mut wire = Wire::default();
    let (one, two) = (Mac([0, 0x0E, 0x8C, 1, 1, 1]), Mac([0, 0x0E, 0x8C, 1, 1, 2]));
    let run = Run { port: 0x8892, ..Run::plain(Protocol::ProfinetRt) };
    wire.frames(second(0), one, two, run);
    wire.frames(second(0), one, Mac([1, 0x0E, 0xCF, 0, 0, 0]), Run { answered: 0, ..run });
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 2);
    assert_eq!(inventory.devices[0].maker.as_ref().unwrap().name, "Siemens");
    assert_eq!(inventory.devices[0].role.role, Some(AssetRole::FieldDevice));
    assert!(inventory.devices[0].addresses.is_empty());
}

#[test]
fn a_server_that_only_one_direction_of_the_mirror_shows_is_there_and_marked() {
    let mut wire = Wire::default();
    let (panel, controller) = (at(1, [10, 0, 0, 5]), at(2, [10, 0, 0, 9]));
    wire.talk(second(0), panel, controller, Run { packets: 50, answered: 0, ..ask() });
    let syn = Run::unknown(Transport::Tcp, 80).unanswered();
    wire.talk(second(0), panel, at(3, [10, 0, 0, 10]), syn);
    let inventory = seen(&wire);
    assert_eq!(inventory.devices.len(), 2, "{:?}", ids(&inventory));
    assert!(!inventory.device("10.0.0.9").unwrap().heard);
}

#[test]
fn public_addresses_of_stations_on_the_link_are_devices() {
    let mut wire = Wire::default();
    let (one, two) = (at(1, [150, 1, 0, 5]), at(2, [150, 1, 0, 9]));
    wire.talk(second(0), one, two, ask());
    let inventory = seen(&wire);
    assert_eq!((inventory.devices.len(), inventory.outside.len()), (2, 0));
}

#[test]
fn a_capture_without_a_link_layer_has_its_hosts() {
    let mut wire = Wire::default();
    wire.talk(second(0), at(1, [10, 0, 0, 5]), at(2, [10, 0, 0, 9]), ask());
    let mut observation = wire.observation();
    for sighting in &mut observation.sightings {
        sighting.key.mac = None;
    }
    let inventory = inventory(&Register::default(), &observation, Makers::built_in());
    assert_eq!(ids(&inventory), ["10.0.0.5", "10.0.0.9"]);
}

fn small_plant() -> (Register, Wire) {
    let mut register = Register::default();
    asset(&mut register, "PLC-1", "Z1", &["10.0.0.9"]);
    asset(&mut register, "PLC-2", "Z1", &["10.0.0.10"]);
    asset(&mut register, "PLC-3", "Z2", &["10.0.7.1"]);
    asset(&mut register, "PLC-4", "Z1", &[]);
    let mut wire = Wire::default();
    wire.talk(second(0), at(1, [10, 0, 0, 5]), at(2, [10, 0, 0, 9]), ask());
    (register, wire)
}

#[test]
fn each_device_and_each_asset_ends_in_exactly_one_state() {
    let (register, wire) = small_plant();
    let inventory = against(&register, &wire);
    let counts = inventory.counts;
    assert_eq!((counts.registered, counts.proposed, counts.undecided), (1, 1, 0));
    assert_eq!((counts.never_seen, counts.unseen_undecided), (1, 2));
    let of = |id: &str| {
        inventory.unseen.iter().find(|unseen| unseen.asset.id.as_str() == id).map(|unseen| &unseen.why)
    };
    assert_eq!(of("PLC-2"), Some(&UnseenWhy::NeverSeen));
    assert!(matches!(of("PLC-3"), Some(UnseenWhy::Undecided(why)) if why.en.contains("watched")));
    assert!(matches!(of("PLC-4"), Some(UnseenWhy::Undecided(why)) if why.en.contains("no address")));
    assert_eq!(of("PLC-1"), None);
}

#[test]
fn a_proposed_asset_has_its_addresses_and_the_zone_of_its_neighbours() {
    let (register, wire) = small_plant();
    let inventory = against(&register, &wire);
    let new = inventory.devices.iter().find(|device| device.asset().is_none()).unwrap();
    let Standing::Proposed { asset, reasons } = &new.standing else { panic!("{:?}", new.standing) };
    assert!(
        asset.addresses.contains("10.0.0.5")
            && asset.addresses.contains(&new.stations.first().unwrap().to_string())
    );
    assert_eq!(asset.zone.known().map(|zone| zone.as_str()), Some("Z1"));
    assert!(reasons.iter().any(|reason| reason.ja.contains("推定")));
    // What its neighbours suggest is no place.
    assert_eq!(new.place, Place::Unknown);
    assert!(!register.assets.contains_key(&asset.id));
}

#[test]
fn a_device_that_says_another_model_than_the_register_contradicts_it() {
    let (mut register, mut wire) = small_plant();
    let id = "PLC-1".parse().unwrap();
    let known = |text: &str| Stated::Known(text.to_owned());
    register.assets.get_mut(&id).unwrap().device = Stated::Known(DeviceIdentity {
        vendor: known("三菱電機"),
        family: Stated::Unknown,
        model: known("R04ENCPU"),
        firmware: known("V2.09"),
    });
    let controller = at(2, [10, 0, 0, 9]);
    let mut says = |kind, words| wire.say(second(1), controller, Protocol::Slmp, kind, words);
    says(IdentityKind::Vendor, "Mitsubishi Electric Corporation");
    says(IdentityKind::Model, "Q06UDV");
    says(IdentityKind::Firmware, "2.9");
    let inventory = against(&register, &wire);
    let device = inventory.device(&controller.mac.to_string()).unwrap();
    let Standing::Registered { contradictions, by, .. } = &device.standing else { panic!() };
    assert_eq!(*by, MatchedBy::Ip);
    let fields: Vec<Said> = contradictions.iter().map(|one| one.field).collect();
    assert_eq!(fields, [Said::Model], "{contradictions:#?}");
    assert_eq!(inventory.counts.contradicting, 1);
}

#[test]
fn an_asset_without_address_is_found_by_the_name_that_the_device_gives() {
    let (register, mut wire) = small_plant();
    let controller = at(7, [10, 0, 0, 77]);
    wire.talk(second(0), at(1, [10, 0, 0, 5]), controller, ask());
    wire.say(second(1), controller, Protocol::ProfinetDcp, IdentityKind::Name, "plc-4");
    let inventory = against(&register, &wire);
    let device = inventory.device(&controller.mac.to_string()).unwrap();
    assert!(matches!(&device.standing, Standing::Registered { by: MatchedBy::Identity, .. }));
    assert_eq!(device.place.code(), "Z1");
}

#[test]
fn an_address_that_two_assets_have_is_undecided() {
    let (mut register, wire) = small_plant();
    asset(&mut register, "PLC-9", "Z1", &["10.0.0.9"]);
    let inventory = against(&register, &wire);
    assert_eq!((inventory.counts.undecided, inventory.counts.registered), (1, 0));
    // Nobody can tell whether its zone was watched, either.
    assert_eq!(inventory.counts.unseen_undecided, 5);
}

#[test]
fn an_empty_observation_has_no_devices() {
    let inventory = inventory(&Register::default(), &Observation::default(), Makers::built_in());
    assert_eq!(inventory, Inventory::default());
}
