//! Tests of roles: the made-up plant, whose roles are known, and signs one by one.

use core::net::Ipv4Addr;

use sekisho_model::{Address, AssetRole, CommandClass, IdentityKind, Protocol, Register};

use crate::observed::{Inventory, Makers, Trust, inventory};
use crate::watched::{DAY, Host, Plant, Run, Wire, day, second};

fn role(inventory: &Inventory, host: Host) -> (Option<AssetRole>, Trust) {
    let index = inventory.holder(Address::Mac(host.mac), 0, second(0), second(DAY)).unwrap();
    let found = &inventory.devices[index].role;
    assert!(!found.reasons.is_empty());
    (found.role, found.trust)
}

#[test]
fn nine_of_ten_devices_of_the_plant_have_their_role() {
    let plant = Plant::new();
    let observation = day(&plant, 1, &[]).observation();
    let inventory = inventory(&plant.register, &observation, Makers::built_in());
    let mut expected: Vec<(Host, AssetRole)> = Vec::new();
    let mut all = |hosts: &[Host], role| expected.extend(hosts.iter().map(|host| (*host, role)));
    all(&plant.controllers, AssetRole::Controller);
    all(&plant.panels, AssetRole::Hmi);
    plant.io.iter().for_each(|io| all(io, AssetRole::FieldDevice));
    all(&plant.scada, AssetRole::ControlServer);
    all(&[plant.historian], AssetRole::Historian);
    all(&plant.servers, AssetRole::ApplicationServer);
    all(&plant.pcs, AssetRole::Workstation);
    all(&plant.cameras, AssetRole::Camera);
    all(&[plant.router], AssetRole::NetworkDevice);
    let right = expected.iter().filter(|(host, role)| self::role(&inventory, *host).0 == Some(*role)).count();
    println!("figures | roles found right | {right} | {}", expected.len());
    assert!(right * 10 >= expected.len() * 9, "{right} of {}", expected.len());
}

#[test]
fn who_transfers_programs_is_an_engineering_station() {
    let mut wire = Wire::default();
    let host =
        |number| Host::new([0xB8, 0xCA, 0x3A], number, Ipv4Addr::from([10, 0, 0, number.to_be_bytes()[1]]));
    wire.talk(second(0), host(1), host(2), Run::of(Protocol::S7comm, CommandClass::Program));
    wire.talk(second(0), host(3), host(4), Run::of(Protocol::Melsoft, CommandClass::Read));
    wire.talk(second(0), host(5), host(2), Run::of(Protocol::S7comm, CommandClass::Read));
    let inventory = inventory(&Register::default(), &wire.observation(), Makers::built_in());
    assert_eq!(role(&inventory, host(1)), (Some(AssetRole::EngineeringStation), Trust::High));
    assert_eq!(role(&inventory, host(3)).0, Some(AssetRole::EngineeringStation));
    assert_eq!(role(&inventory, host(2)), (Some(AssetRole::Controller), Trust::High));
}

#[test]
fn what_a_device_says_of_itself_outweighs_how_it_speaks() {
    let mut wire = Wire::default();
    let (drive, panel) = (
        Host::new([0, 0, 0xBC], 1, Ipv4Addr::new(10, 0, 0, 1)),
        Host::new([0, 0, 0xBC], 2, Ipv4Addr::new(10, 0, 0, 2)),
    );
    wire.talk(second(0), panel, drive, Run::of(Protocol::EtherNetIp, CommandClass::Write));
    wire.say(second(0), drive, Protocol::EtherNetIp, IdentityKind::DeviceType, "AC Drive");
    let inventory = inventory(&Register::default(), &wire.observation(), Makers::built_in());
    assert_eq!(role(&inventory, drive).0, Some(AssetRole::FieldDevice));
    assert_eq!(role(&inventory, panel).0, Some(AssetRole::Hmi));
}

#[test]
fn a_device_that_shows_nothing_has_no_role() {
    let mut wire = Wire::default();
    let host = Host::new([0x02, 0, 0], 1, Ipv4Addr::new(10, 0, 0, 1));
    wire.claim(second(0), host);
    let inventory = inventory(&Register::default(), &wire.observation(), Makers::built_in());
    assert_eq!(role(&inventory, host), (None, Trust::Low));
}
