//! Tests of the alerts, one by one; the day as a whole is in `observed::tests`.

use core::net::Ipv4Addr;

use jiff::civil::date;
use sekisho_model::{
    Business, CommandClass, Importance, Loss, LossLevel, Mac, Observation, Protocol, Register, Stated,
    Transport, Zone, ZoneLevel,
};

use super::*;
use crate::observed::{Learning, Makers, observed};
use crate::watched::{Host, Run, Wire, asset, second};

const LEARNED: i64 = 1_000;

fn host(number: u8) -> Host {
    Host::new([0x10, 0x4B, 0x46], number.into(), Ipv4Addr::from([10, 0, 0, number]))
}

fn judged(register: &Register, observation: &Observation) -> Alerts {
    let learning = Learning { from: Some(second(0)), until: Some(second(LEARNED)) };
    let question = Question {
        summed: None,
        register,
        observation,
        makers: Makers::built_in(),
        now: second(5_000),
        today: date(2026, 9, 22),
        learning,
    };
    observed(&question).alerts
}

fn of(wire: &Wire) -> Vec<String> {
    judged(&Register::default(), &wire.observation()).open.into_iter().map(|alert| alert.id).collect()
}

/// A panel that reads a controller, an office PC and a server, all heard while it was learned.
fn usual() -> Wire {
    let mut wire = Wire::default();
    for at in (0..LEARNED).step_by(10) {
        wire.talk(second(at), host(1), host(2), Run::of(Protocol::Modbus, CommandClass::Read));
        wire.talk(second(at), host(3), host(4), Run::plain(Protocol::Smb));
    }
    // The watch goes on to the end.
    wire.talk(second(LEARNED + 200), host(1), host(2), Run::of(Protocol::Modbus, CommandClass::Read));
    wire
}

#[test]
fn every_kind_has_its_words_and_says_rightly_what_it_needs() {
    let pack = kinds::parsed().unwrap();
    assert_eq!(pack.alert.len(), AlertKind::ALL.len());
    for kind in AlertKind::ALL {
        let words = kind.words();
        for text in [&words.name, &words.means, &words.first, &words.harmless] {
            assert!(!text.ja.is_empty() && !text.en.is_empty(), "{}", kind.code());
        }
        assert_eq!(words.needs_commands, LOST_WITH_HEADERS_ONLY.contains(&kind), "{}", kind.code());
    }
}

#[test]
fn ports_that_pass_addresses_that_move_and_groups_raise_nothing() {
    let mut wire = usual();
    let at = second(LEARNED + 100);
    wire.talk(at, host(3), host(4), Run::unknown(Transport::Tcp, 51_234));
    wire.talk(at, host(3), host(4), Run::plain(Protocol::Dns));
    wire.talk(at, host(2), host(4), Run::plain(Protocol::Ntp));
    wire.shout(at, host(3), Ipv4Addr::new(239, 255, 255, 250), Run::unknown(Transport::Udp, 1900));
    let moved = Host { ip: Ipv4Addr::new(10, 0, 0, 99), ..host(1) };
    wire.claim(at, moved);
    wire.talk(at, moved, host(2), Run::of(Protocol::Modbus, CommandClass::Read));
    assert_eq!(of(&wire), [""; 0]);
    let quiet = judged(&Register::default(), &wire.observation()).quiet;
    assert_eq!(quiet.get(&Quiet::NetworkNoise), Some(&3));
}

#[test]
fn a_connection_that_the_other_side_opens_is_the_same_talk() {
    let mut wire = usual();
    wire.talk(second(LEARNED + 100), host(2), host(1), Run::of(Protocol::Modbus, CommandClass::Read));
    assert_eq!(of(&wire), [""; 0]);
    wire.talk(second(LEARNED + 150), host(2), host(1), Run::of(Protocol::Modbus, CommandClass::Write));
    assert_eq!(of(&wire).len(), 1);
}

#[test]
fn a_download_with_its_stop_and_start_is_one_alert_and_a_later_stop_another() {
    let mut wire = usual();
    for (after, class) in
        [(100, CommandClass::Control), (110, CommandClass::Program), (115, CommandClass::Write)]
    {
        wire.talk(second(LEARNED + after), host(1), host(2), Run::of(Protocol::Modbus, class));
    }
    assert_eq!(of(&wire), ["first-program@10:4b:46:10:00:01>10:4b:46:10:00:02:modbus"]);
    let mut wire = usual();
    for (after, class) in [(10, CommandClass::Write), (190, CommandClass::Control)] {
        wire.talk(second(LEARNED + after), host(1), host(2), Run::of(Protocol::Modbus, class));
    }
    assert_eq!(of(&wire).len(), 2);
}

#[test]
fn an_address_handed_on_is_no_conflict_and_one_held_by_two_is() {
    let mut wire = usual();
    wire.claim(second(10), host(5));
    let heir = Host { ip: host(5).ip, ..host(6) };
    wire.talk(second(100), heir, host(4), Run::plain(Protocol::Smb));
    wire.claim(second(LEARNED + 50), heir);
    assert_eq!(of(&wire), [""; 0]);
    let thief = Host { ip: host(4).ip, ..host(3) };
    wire.claim(second(20), host(4));
    wire.claim(second(LEARNED + 60), thief);
    wire.claim(second(LEARNED + 90), host(4));
    assert_eq!(of(&wire), ["address-conflict@10:4b:46:10:00:03"]);
}

#[test]
fn redundant_routers_share_an_address_quietly() {
    let mut wire = usual();
    let shared = Host { mac: Mac([0, 0, 0x5E, 0, 1, 7]), ..host(250) };
    for at in [5, LEARNED + 100] {
        wire.claim(second(at), Host { ip: shared.ip, ..host(9) });
        wire.claim(second(at), shared);
        wire.claim(second(at + 1), Host { ip: shared.ip, ..host(9) });
    }
    assert_eq!(of(&wire), [""; 0]);
}

#[test]
fn many_silent_at_once_are_one_alert_and_a_pc_is_none() {
    let mut wire = usual();
    for at in (0..LEARNED + 4_000).step_by(10) {
        wire.talk(second(at), host(20), host(21), Run::of(Protocol::Modbus, CommandClass::Read));
    }
    let alerts = judged(&Register::default(), &wire.observation()).open;
    let ids: Vec<&str> = alerts.iter().map(|alert| alert.id.as_str()).collect();
    assert_eq!(ids, ["silence@10:4b:46:10:00:01"]);
    assert_eq!(alerts[0].devices.len(), 2);
}

#[test]
fn a_new_device_is_one_alert_with_all_that_it_does_but_commands_count() {
    let mut wire = usual();
    let new = host(66);
    wire.claim(second(LEARNED + 10), new);
    wire.talk(second(LEARNED + 11), new, host(2), Run::of(Protocol::Modbus, CommandClass::Read));
    wire.talk(second(LEARNED + 12), new, host(4), Run::plain(Protocol::Smb));
    assert_eq!(of(&wire), ["new-device@10:4b:46:10:00:42"]);
    wire.talk(second(LEARNED + 13), new, host(2), Run::of(Protocol::Modbus, CommandClass::Write));
    assert_eq!(of(&wire).len(), 2);
}

#[test]
fn an_alert_climbs_to_the_business_and_its_importance_raises_it() {
    let mut register = Register::default();
    let business = Business {
        id: "B1".parse().unwrap(),
        name: "組立".to_owned(),
        importance: Stated::Known(Importance::Large),
        importance_reason: String::new(),
        loss: Stated::Known(Loss { safety: LossLevel::High, ..Loss::default() }),
        recovery_hours_max: Stated::Known(8),
        owner: Stated::Unknown,
        scope: Stated::Unknown,
        note: String::new(),
    };
    let zone = Zone {
        id: "Z1".parse().unwrap(),
        name: "塗装".to_owned(),
        parent: Stated::NotApplicable,
        businesses: [business.id.clone()].into(),
        importance: Stated::Unknown,
        level: Stated::Known(ZoneLevel::Control),
        security_level_target: Stated::Unknown,
        owner: Stated::Unknown,
        note: String::new(),
    };
    register.businesses.insert(business.id.clone(), business);
    register.zones.insert(zone.id.clone(), zone);
    asset(&mut register, "PLC", "Z1", &["10.0.0.2"]);
    let mut wire = usual();
    wire.talk(second(LEARNED + 100), host(1), host(2), Run::of(Protocol::Modbus, CommandClass::Write));
    let alerts = judged(&register, &wire.observation()).open;
    assert_eq!(alerts.len(), 1);
    let alert = &alerts[0];
    assert_eq!(alert.severity, Severity::High);
    assert_eq!(alert.assets.iter().map(|asset| asset.id.as_str()).collect::<Vec<_>>(), ["PLC"]);
    assert_eq!(alert.effect.businesses[0].name, "組立");
    assert_eq!(
        (alert.effect.loss.safety, alert.effect.recovery_hours_max),
        (LossLevel::High, Stated::Known(8))
    );
    assert!(alert.effect.text().ja.contains("8 時間以内"));
    assert!(alert.places.contains(&Place::Zone("Z1".parse().unwrap())));
}

#[test]
fn a_registered_device_heard_for_the_first_time_is_no_new_device() {
    let mut register = Register::default();
    asset(&mut register, "PLC", "Z1", &["10.0.0.66"]);
    let mut wire = usual();
    wire.claim(second(LEARNED + 10), host(66));
    let alerts = judged(&register, &wire.observation());
    assert!(alerts.open.is_empty());
    assert_eq!(alerts.quiet.get(&Quiet::Registered), Some(&1));
}

#[test]
fn a_machine_that_is_kept_from_the_internet_is_no_scan() {
    let mut wire = usual();
    for n in 0..40 {
        let site = Host::outside(Ipv4Addr::new(203, 0, 113, n), host(9).mac);
        wire.talk(second(LEARNED + 50), host(3), site, Run::unknown(Transport::Tcp, 443).unanswered());
    }
    assert_eq!(of(&wire), ["internet-contact@10:4b:46:10:00:03>internet:web"]);
}
