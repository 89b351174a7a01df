//! The whole watch, in little captures: what is kept of handshakes, torn heads, lost and repeated segments, silences and
//! limits, and that neither seed, chunking nor moments of taking change it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_model::{Address, CommandClass, Conversation, IdentityKind, Mac, Observation, Protocol};

use super::*;
use crate::Limits;
use crate::conformance::scenes::*;
use crate::window::CARRIED_MAX;

const CLIENT: End = (2, 50_000);
const SERVER: End = (1, 9_600);
const SECOND: i64 = 1_000 * MS;

/// A connection with one read, and what follows.
fn scene() -> Scene {
    let mut scene = Scene::new();
    scene.open(CLIENT, SERVER).tcp(CLIENT, SERVER, 101, ACK, &read());
    scene.tcp(SERVER, CLIENT, 501, ACK, &fins_answer(0x0101, &[0, 9]));
    scene
}

/// Sequence number of the client after [`scene`].
fn after_read() -> u32 {
    101 + u32::try_from(read().len()).unwrap()
}

fn host(last: u8) -> Address {
    Address::Ip([192, 168, 0, last].into())
}

/// The one conversation of a scene.
fn only(observation: &Observation) -> &Conversation {
    assert_eq!(observation.conversations.len(), 1, "{:#?}", observation.conversations);
    &observation.conversations[0]
}

fn classes(observation: &Observation) -> Vec<CommandClass> {
    only(observation).commands.keys().copied().collect()
}

#[test]
fn a_handshake_says_who_is_the_client() {
    let seen = scene().observed();
    let one = only(&seen);
    assert_eq!((one.key.client, one.key.server, one.key.port), (host(2), host(1), 9_600));
    assert_eq!(one.key.protocol, Some(Protocol::Fins));
    assert_eq!((one.sent.packets, one.answered.packets, one.connections), (3, 2, 1));
    assert_eq!(classes(&seen), [CommandClass::Read]);
    assert_eq!((one.last.as_millisecond() - one.first.as_millisecond()), 4);
}

#[test]
fn without_a_handshake_the_form_says_it_from_either_direction() {
    for shot in [3, 4] {
        let mut scene = scene();
        scene.shots = vec![scene.shots[shot].clone()];
        let seen = scene.observed();
        assert_eq!(only(&seen).key.client, host(2), "from frame {shot} alone");
    }
}

#[test]
fn a_class_has_the_time_of_its_first_command() {
    let mut scene = scene();
    let at = scene.now + SECOND;
    scene.wait(SECOND).tcp(CLIENT, SERVER, after_read(), ACK, &stop());
    scene.wait(SECOND).tcp(CLIENT, SERVER, after_read() + 28, ACK, &stop());
    let seen = scene.observed();
    assert_eq!(only(&seen).commands[&CommandClass::Control].as_nanosecond(), i128::from(at));
}

#[test]
fn several_pdus_in_a_segment_are_all_read() {
    let mut scene = scene();
    scene.tcp(CLIENT, SERVER, after_read(), ACK, &[read(), write(), stop()].concat());
    assert_eq!(classes(&scene.observed()), [CommandClass::Read, CommandClass::Write, CommandClass::Control]);
    assert_eq!(scene.pdus().len(), 5);
}

#[test]
fn a_pdu_torn_within_what_is_carried_or_after_its_head_is_the_same_pdu() {
    // FINS holds the begin of its data against the command: 16 bytes, 12, and at most 6.
    let (whole, head) = ([read(), write(), stop()].concat(), 34);
    let begins = [0, read().len(), read().len() + write().len()];
    let is_told = |tear| begins.iter().all(|begin| !(begin + CARRIED_MAX + 1..begin + head).contains(&tear));
    for tear in (1..whole.len()).filter(|tear| is_told(*tear)) {
        let mut scene = scene();
        let (left, right) = whole.split_at(tear);
        let middle = after_read() + u32::try_from(tear).unwrap();
        scene.tcp(CLIENT, SERVER, after_read(), ACK, left).tcp(CLIENT, SERVER, middle, ACK, right);
        let pdus: Vec<_> = scene.pdus().iter().skip(2).map(|pdu| pdu.commands).collect();
        let expected: Vec<_> = [CommandClass::Read, CommandClass::Write, CommandClass::Control]
            .map(sekisho_model::CommandClasses::of)
            .into();
        assert_eq!(pdus, expected, "torn after {tear} bytes");
        assert_eq!(scene.observed().health.malformed, 0);
    }
}

#[test]
fn the_first_pdu_of_a_connection_may_be_torn_wherever_its_head_can_be_carried() {
    let whole = write();
    for tear in 1..=CARRIED_MAX {
        let mut scene = Scene::new();
        let (left, right) = whole.split_at(tear);
        let middle = 101 + u32::try_from(tear).unwrap();
        // One direction, without its handshake, and what the other end says in between has no name.
        scene.tcp(CLIENT, SERVER, 101, ACK, left).tcp(SERVER, CLIENT, 501, ACK, b"?");
        scene.tcp(CLIENT, SERVER, middle, ACK, right);
        let seen = scene.observed();
        assert_eq!(only(&seen).key.protocol, Some(Protocol::Fins), "torn after {tear} bytes");
        assert_eq!(classes(&seen), [CommandClass::Write], "torn after {tear} bytes");
        assert_eq!(seen.health.gaps, 0);
    }
}

#[test]
fn a_connection_may_begin_in_segments_of_one_byte() {
    let mut scene = Scene::new();
    scene.open(CLIENT, SERVER);
    for (byte, at) in [write(), stop()].concat().iter().zip(101..) {
        scene.tcp(CLIENT, SERVER, at, ACK, &[*byte]);
    }
    // Their commands lie beyond what is carried.
    assert_eq!(scene.pdus().len(), 2);
    assert_eq!(only(&scene.observed()).key.protocol, Some(Protocol::Fins));
}

#[test]
fn a_head_that_is_not_gone_on_with_is_not_put_before_anything_else() {
    let mut scene = Scene::new();
    scene.open(CLIENT, SERVER).tcp(CLIENT, SERVER, 101, ACK, &write()[..8]);
    scene.tcp(CLIENT, SERVER, 400, ACK, &stop());
    assert_eq!(classes(&scene.observed()), [CommandClass::Control]);
}

#[test]
fn a_makers_function_of_modbus_is_named_with_its_answer() {
    let server = (1, 502);
    let asked = b"\0\x07\0\0\0\x04\x01\x7e\x05\x06";
    let refused = b"\0\x07\0\0\0\x03\x01\xfe\x01";
    let mut scene = Scene::new();
    scene.open(CLIENT, server).tcp(CLIENT, server, 101, ACK, asked);
    assert_eq!(only(&scene.observed()).key.protocol, None, "one alone is too little");
    scene.tcp(server, CLIENT, 501, ACK, refused);
    let seen = scene.observed();
    assert_eq!(
        (only(&seen).key.protocol, classes(&seen)),
        (Some(Protocol::Modbus), vec![CommandClass::Program])
    );
}

/// S7comm that squeezes the memory of a controller, and the acknowledgement, which does not say what was invoked.
const INVOKED: (&[u8], &[u8]) = (
    b"\x03\0\0\x21\x02\xf0\x80\x32\x01\0\0\0\x07\0\x10\0\0\x28\0\0\0\0\0\0\xfd\0\0\x05_GARB",
    b"\x03\0\0\x14\x02\xf0\x80\x32\x03\0\0\0\x07\0\x01\0\0\0\0\x28",
);

#[test]
fn an_echo_has_a_class_only_where_its_question_is_not_seen() {
    let (job, echo) = INVOKED;
    let server = (1, 102);
    let mut both = Scene::new();
    both.open(CLIENT, server).tcp(CLIENT, server, 101, ACK, job).tcp(server, CLIENT, 501, ACK, echo);
    assert_eq!(classes(&both.observed()), [CommandClass::Program]);
    let mut answers = Scene::new();
    answers.tcp(server, CLIENT, 501, ACK, echo);
    let seen = answers.observed();
    assert_eq!((only(&seen).key.client, classes(&seen)), (host(2), vec![CommandClass::Control]));
}

#[test]
fn a_stream_in_segments_of_one_byte_is_read() {
    let mut scene = scene();
    for (byte, at) in [read(), write()].concat().iter().zip(after_read()..) {
        scene.tcp(CLIENT, SERVER, at, ACK, &[*byte]);
    }
    assert_eq!(scene.pdus().len(), 4);
}

#[test]
fn what_is_sent_again_is_not_read_again() {
    let mut scene = scene();
    scene.wait(SECOND).tcp(CLIENT, SERVER, 101, ACK, &read());
    assert_eq!(scene.pdus().len(), 2);
    let seen = scene.observed();
    assert_eq!(only(&seen).sent.packets, 4, "it was on the wire all the same");
    assert_eq!(seen.health.duplicates, 0);
}

#[test]
fn segments_that_change_places_are_both_read_and_no_gap() {
    let mut scene = scene();
    let second = after_read() + u32::try_from(write().len()).unwrap();
    scene.tcp(CLIENT, SERVER, second, ACK, &stop()).tcp(CLIENT, SERVER, after_read(), ACK, &write());
    scene.tcp(CLIENT, SERVER, second + 28, ACK, &read());
    let seen = scene.observed();
    assert_eq!(classes(&seen), [CommandClass::Read, CommandClass::Write, CommandClass::Control]);
    assert_eq!((seen.health.gaps, scene.pdus().len()), (0, 5));
}

#[test]
fn after_a_gap_reading_goes_on_with_the_next_pdu_that_begins_a_segment() {
    let mut scene = scene();
    scene.tcp(CLIENT, SERVER, after_read() + 1_000, ACK, b"the middle of something");
    scene.tcp(CLIENT, SERVER, after_read() + 1_023, ACK, &write());
    let seen = scene.observed();
    assert_eq!(classes(&seen), [CommandClass::Read, CommandClass::Write]);
    assert_eq!((seen.health.gaps, seen.health.malformed), (1, 0));
}

#[test]
fn a_copy_from_a_second_mirror_adds_nothing_but_its_count() {
    let mut twice = Scene::new();
    for shot in scene().shots {
        twice.shots.push(shot);
        twice.copy();
    }
    let (once, twice) = (scene().observed(), twice.observed());
    assert_eq!(twice.health.duplicates, 5);
    let (one, two) = (only(&once), only(&twice));
    assert_eq!((one.sent, one.answered, &one.commands), (two.sent, two.answered, &two.commands));
    assert_eq!(
        once.sightings.iter().map(|s| s.sent).collect::<Vec<_>>(),
        twice.sightings.iter().map(|s| s.sent).collect::<Vec<_>>()
    );
}

#[test]
fn datagrams_without_an_identification_are_never_taken_for_copies() {
    let mut scene = Scene::new();
    for _ in 0..3 {
        scene.udp(CLIENT, (1, 4_000), b"cyclic");
        let shot = scene.shots.last_mut().unwrap();
        shot.bytes[18..20].copy_from_slice(&[0, 0]);
    }
    let seen = scene.observed();
    assert_eq!((seen.health.duplicates, only(&seen).sent.packets), (0, 3));
}

#[test]
fn a_cut_capture_is_read_by_the_lengths_in_its_headers() {
    let long = fins_request(0x0102, &[0x82; 600]);
    let mut scene = scene();
    scene.tcp(CLIENT, SERVER, after_read(), ACK, &long[..400]);
    scene.tcp(CLIENT, SERVER, after_read() + 400, ACK, &[&long[400..], &[][..]].concat());
    let next = after_read() + u32::try_from(long.len()).unwrap();
    scene.tcp(CLIENT, SERVER, next, ACK, &stop());
    scene.shots.iter_mut().for_each(|shot| shot.bytes.truncate(86));
    let seen = scene.observed();
    assert_eq!(classes(&seen), [CommandClass::Read, CommandClass::Write, CommandClass::Control]);
    assert_eq!((seen.health.malformed, seen.health.gaps), (0, 0));
    assert!(seen.health.cut >= 2, "{:?}", seen.health);
}

#[test]
fn the_connection_that_was_silent_for_longest_is_given_up_first() {
    let limits = Limits { connections_max: 2, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    let mut scene = Scene::new();
    let second = |scene: &mut Scene, port, sequence| {
        scene.wait(2 * SECOND).tcp((2, port), SERVER, sequence, ACK, &read());
    };
    second(&mut scene, 1, 100);
    second(&mut scene, 2, 100);
    second(&mut scene, 1, 134);
    second(&mut scene, 3, 100); // gives up the one from port 2
    second(&mut scene, 1, 168); // is open still
    let seen = scene.observed_with(&settings, 3);
    assert_eq!((seen.health.evicted, only(&seen).connections, only(&seen).sent.packets), (1, 3, 5));
}

#[test]
fn a_long_silence_ends_a_run_of_datagrams_whether_or_not_others_speak() {
    for others in [false, true] {
        let mut scene = Scene::new();
        scene.udp(CLIENT, (1, 4_000), b"one");
        if others {
            scene.wait(299 * SECOND).arp(9).wait(2 * SECOND).arp(9);
        } else {
            scene.wait(301 * SECOND);
        }
        scene.udp(CLIENT, (1, 4_000), b"two");
        let seen = scene.observed();
        let udp = seen.conversations.iter().find(|c| c.key.port == 4_000).unwrap();
        assert_eq!((udp.connections, udp.sent.packets), (2, 2));
    }
}

#[test]
fn a_new_handshake_on_the_same_ports_is_a_new_connection() {
    let mut scene = scene();
    scene.tcp(CLIENT, SERVER, after_read(), ACK | FIN, &[]).tcp(SERVER, CLIENT, 525, ACK | FIN, &[]);
    scene.tcp(CLIENT, SERVER, 7_000, SYN, &[]).tcp(SERVER, CLIENT, 8_000, SYN | ACK, &[]);
    scene.tcp(CLIENT, SERVER, 7_001, ACK, &write()).tcp(CLIENT, SERVER, 7_037, RST, &[]);
    let seen = scene.observed();
    assert_eq!(only(&seen).connections, 2);
    assert_eq!(classes(&seen), [CommandClass::Read, CommandClass::Write]);
}

#[test]
fn bytes_that_are_no_pdu_in_a_named_stream_are_counted() {
    let mut scene = scene();
    scene.tcp(CLIENT, SERVER, after_read(), ACK, b"GARBAGE GARBAGE GARBAGE");
    let seen = scene.observed();
    assert_eq!((seen.health.malformed, only(&seen).key.protocol), (1, Some(Protocol::Fins)));
}

#[test]
fn headers_only_keeps_neither_classes_nor_identities_and_says_so() {
    let settings = Settings { headers_only: true, ..Settings::default() };
    let mut scene = scene();
    scene.ethernet(3, 255, 0x88cc, &lldp());
    let seen = scene.observed_with(&settings, 1);
    assert!(seen.identities.is_empty() && seen.conversations.iter().all(|c| c.commands.is_empty()));
    assert!(seen.health.headers_only);
    assert!(seen.conversations.iter().any(|c| c.key.protocol == Some(Protocol::Fins)));
}

/// An LLDP frame with a system name.
fn lldp() -> Vec<u8> {
    let mut body = vec![2, 7, 4, 2, 0, 0, 0, 0, 3, 4, 3, 5, b'e', b'0', 6, 2, 0, 120];
    body.extend_from_slice(&[10, 8]);
    body.extend_from_slice(b"press-03");
    body.extend_from_slice(&[0, 0]);
    body
}

#[test]
fn an_identity_is_kept_only_where_its_kind_is_switched_on() {
    let mut scene = Scene::new();
    scene.ethernet(3, 255, 0x88cc, &lldp());
    let names = |kinds: &[IdentityKind]| {
        let identities: BTreeSet<IdentityKind> = kinds.iter().copied().collect();
        let seen = scene.observed_with(&Settings { identities, ..Settings::default() }, 1);
        seen.identities.into_iter().map(|identity| identity.value.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&[IdentityKind::Name]), ["press-03"]);
    assert!(names(&[IdentityKind::Serial]).is_empty());
}

#[test]
fn an_address_is_claimed_by_arp_and_a_routers_station_claims_only_its_own() {
    let mut scene = Scene::new();
    scene.arp(1).arp(2);
    for far in 0..5 {
        scene.udp((2, 5_000), (1, 4_000), b"near");
        scene.ip(100 + far, 2, 47, b"far");
        let shot = scene.shots.last_mut().unwrap();
        shot.bytes[6..12].copy_from_slice(&[2, 0, 0, 0, 0, 1]);
    }
    let seen = scene.observed();
    let router = Some(Mac([2, 0, 0, 0, 0, 1]));
    let of_router: Vec<_> = seen.sightings.iter().filter(|s| s.key.mac == router).collect();
    assert_eq!(of_router.len(), 6, "its own address and five behind it");
    let claimed: Vec<_> = of_router.iter().filter(|s| s.claims > 0).map(|s| s.key.ip).collect();
    assert_eq!(claimed, [Some([192, 168, 0, 1].into())]);
}

#[test]
fn the_longest_silence_of_a_station_is_kept() {
    let mut scene = Scene::new();
    scene.arp(1).wait(3 * SECOND).arp(1).wait(9 * SECOND).arp(1).wait(SECOND).arp(1);
    assert_eq!(scene.observed().sightings[0].silence_seconds_max, 9);
}

#[test]
fn what_does_not_fit_is_counted() {
    let limits = Limits { conversations_max: 3, sightings_max: 2, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    let mut scene = Scene::new();
    for server in 10..20 {
        scene.udp((server, 4_000), (1, 5_000), b"hello");
    }
    let seen = scene.observed_with(&settings, 1);
    assert_eq!((seen.conversations.len(), seen.sightings.len(), seen.health.not_kept), (3, 2, 15));
    assert_eq!(seen.health.seen.packets, 10);
}

#[test]
fn a_clock_that_goes_backwards_is_counted_and_loses_no_packet() {
    let mut scene = scene();
    scene.wait(-3_600 * SECOND).tcp(CLIENT, SERVER, after_read(), ACK, &write());
    scene.wait(90_000 * SECOND).tcp(CLIENT, SERVER, after_read() + 36, ACK, &stop());
    scene.wait(-90_000 * SECOND).tcp(CLIENT, SERVER, after_read() + 64, ACK, &read());
    let seen = scene.observed();
    assert_eq!(seen.health.backwards, 2);
    assert_eq!(only(&seen).sent.packets, 6);
}

#[test]
fn ten_thousand_flows_of_one_packet_stay_within_the_limits() {
    let limits = Limits { connections_max: 100, conversations_max: 50, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    let mut scene = Scene::new();
    for flow in 0..10_000_u16 {
        scene.udp((2, flow), (1, flow.wrapping_mul(3)), b"?");
    }
    let seen = scene.observed_with(&settings, 1);
    assert_eq!(seen.health.evicted, 9_900);
    let kept: u64 = seen.conversations.iter().map(|c| c.sent.packets + c.answered.packets).sum();
    assert_eq!(kept + seen.health.not_kept, 10_000);
}

#[test]
fn every_packet_is_counted_however_many_and_however_long() {
    let mut lengths = vec![60; 70_000];
    lengths.extend([200_000, 65_535, u32::MAX, u32::MAX, u32::MAX, 60]);
    let mut scene = Scene::new();
    scene.udp(CLIENT, (1, 4_000), b"one");
    let shot = scene.shots.remove(0);
    for ((length, nth), id) in lengths.iter().zip(0..).zip((1..=u16::MAX).cycle()) {
        let mut bytes = shot.bytes.clone();
        bytes[18..20].copy_from_slice(&id.to_be_bytes());
        scene.shots.push(Shot { nanos: shot.nanos + nth * MS, bytes, length: *length });
    }
    let seen = scene.observed();
    let bytes: u64 = scene.shots.iter().map(|shot| u64::from(shot.length)).sum();
    let packets = u64::try_from(scene.shots.len()).unwrap();
    assert_eq!((only(&seen).sent.packets, only(&seen).sent.bytes), (packets, bytes));
    assert_eq!(seen.sightings[0].sent.bytes, bytes);
}

#[test]
fn one_that_speaks_every_few_minutes_does_not_keep_those_open_that_are_silent() {
    let mut scene = Scene::new();
    let speak = |scene: &mut Scene, port, nth: u32| {
        scene.tcp((2, port), SERVER, 100 + nth * 34, ACK, &read());
    };
    speak(&mut scene, 1, 0);
    speak(&mut scene, 2, 0);
    for nth in 1..16 {
        scene.wait(256 * SECOND);
        speak(&mut scene, 1, nth);
    }
    let mut observer = Observer::new(Settings::default(), 1);
    observer.watch_frames(scene.shots.iter().map(Shot::frame));
    assert_eq!(observer.connections.len(), 1);
    let seen = observer.finish();
    assert_eq!((only(&seen).connections, only(&seen).sent.packets), (2, 17));
}

/// A datagram between two addresses of one IPv6 network.
fn udp_v6(scene: &mut Scene, from: u8, to: u8) {
    let mut packet = vec![0x60, 0, 0, 0, 0, 9, 17, 64];
    for host in [from, to] {
        packet.extend([0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host]);
    }
    packet.extend([0x0F, 0xA0, 0x13, 0x88, 0, 9, 0, 0, b'?']);
    scene.ethernet(from, to, 0x86DD, &packet);
}

#[test]
fn ends_on_ipv6_are_told_apart_and_forgotten_with_their_connection() {
    for (connections_max, evicted) in [(100, 0), (1, 5)] {
        let limits = Limits { connections_max, ..Limits::default() };
        let mut scene = Scene::new();
        for (from, to) in [(1, 2), (1, 3), (4, 2), (1, 2), (3, 1), (2, 4)] {
            udp_v6(&mut scene, from, to);
        }
        let mut observer = Observer::new(Settings { limits, ..Settings::default() }, 5);
        observer.watch_frames(scene.shots.iter().map(Shot::frame));
        assert_eq!(observer.books.wide.len(), observer.connections.len());
        let seen = observer.finish();
        let ends: BTreeSet<(Address, Address)> = seen
            .conversations
            .iter()
            .map(|c| (c.key.client.min(c.key.server), c.key.client.max(c.key.server)))
            .collect();
        let host =
            |last: u16| Address::Ip(std::net::Ipv6Addr::new(0x2001, 0xDB8, 0, 0, 0, 0, 0, last).into());
        assert_eq!(ends, BTreeSet::from([(1, 2), (1, 3), (2, 4)].map(|(low, high)| (host(low), host(high)))));
        let packets: u64 = seen.conversations.iter().map(|c| c.sent.packets + c.answered.packets).sum();
        assert_eq!((packets, seen.health.evicted), (6, evicted));
    }
}

#[test]
fn a_chosen_seed_cannot_be_foreseen_from_another() {
    let tags = |seed| (0..4_096_u64).map(move |word| Secret::new(seed).tag(&[1, word, 2, 3, word << 32]));
    let low = |tags: &mut dyn Iterator<Item = u32>| tags.filter(|tag| tag % 64 == 5).count();
    assert!((30..100).contains(&low(&mut tags(1))), "spread over the places");
    let fall_together: BTreeSet<usize> =
        tags(1).enumerate().filter(|(_, tag)| tag % 64 == 5).map(|(at, _)| at).collect();
    let again = tags(2).enumerate().filter(|(at, tag)| fall_together.contains(at) && tag % 64 == 5).count();
    assert!(again < 12, "{again} of {} fall together again", fall_together.len());
}

/// A scene of several connections with a bit of everything, by chance.
fn any_scene() -> impl Strategy<Value = Scene> {
    let step = (0_u8..9, 0_u8..3, any::<bool>(), prop_oneof![Just(0_i64), 0..3_000_i64, 50_000..400_000_i64]);
    proptest::collection::vec(step, 1..60).prop_map(|steps| {
        let mut scene = Scene::new();
        let mut next = [[101_u32, 501]; 3];
        for (kind, who, forward, wait) in steps {
            scene.wait(wait * MS);
            let (client, server) = ((10 + who, 50_000), (1, if who == 2 { 30_000 } else { 9_600 }));
            let (from, to, side) = if forward { (client, server, 0) } else { (server, client, 1) };
            let payload = match kind {
                0 => read(),
                1 => write(),
                2 => stop(),
                3 => fins_answer(0x0101, &[1, 2]),
                4 => b"something else".to_vec(),
                5 => {
                    scene.udp(from, to, b"datagram");
                    continue;
                }
                6 => {
                    scene.arp(from.0);
                    continue;
                }
                7 => {
                    scene.open(client, server);
                    next[usize::from(who)] = [101, 501];
                    continue;
                }
                _ => {
                    scene.tcp(from, to, next[usize::from(who)][side], FIN | ACK, &[]);
                    continue;
                }
            };
            let sequence = &mut next[usize::from(who)][side];
            scene.tcp(from, to, *sequence, ACK, &payload);
            *sequence = sequence.wrapping_add(u32::try_from(payload.len()).unwrap());
        }
        scene
    })
}

/// Two parts of one watch as one.
fn joined(mut left: Observation, right: Observation) -> Observation {
    for conversation in right.conversations {
        match left.conversations.iter_mut().find(|other| other.key == conversation.key) {
            Some(other) => other.join(&conversation),
            None => left.conversations.push(conversation),
        }
    }
    for sighting in right.sightings {
        match left.sightings.iter_mut().find(|other| other.key == sighting.key) {
            Some(other) => other.join(&sighting),
            None => left.sightings.push(sighting),
        }
    }
    left.conversations.sort_by_key(|conversation| conversation.key);
    left.sightings.sort_by_key(|sighting| sighting.key);
    left.health.add(&right.health);
    left
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn parts_taken_at_any_moments_join_to_the_whole(scene in any_scene(), every in 1_usize..20, seed in any::<u64>()) {
        let mut observer = Observer::new(Settings::default(), seed);
        let mut parts = Observation::default();
        for (shot, number) in scene.shots.iter().zip(1..) {
            observer.watch_frames([shot.frame()]);
            if number % every == 0 {
                parts = joined(parts, observer.take());
            }
        }
        parts = joined(parts, observer.finish());
        prop_assert_eq!(parts, scene.observed());
    }

    #[test]
    fn small_parts_lose_nothing_within_small_limits(scene in any_scene()) {
        let limits = Limits { conversations_max: 12, sightings_max: 4, ..Limits::default() };
        let mut observer = Observer::new(Settings { limits, ..Settings::default() }, 1);
        let mut parts = Observation::default();
        for shot in &scene.shots {
            observer.watch_frames([shot.frame()]);
            if observer.has_much() {
                parts = joined(std::mem::take(&mut parts), observer.part());
            }
        }
        observer.take_in_parts(|part| parts = joined(std::mem::take(&mut parts), part));
        observer.ending().for_each(|part| parts = joined(std::mem::take(&mut parts), part));
        prop_assert_eq!(parts, scene.observed());
    }

    #[test]
    fn any_packets_are_counted_and_break_nothing(
        frames in proptest::collection::vec(
            (any::<i64>(), proptest::collection::vec(any::<u8>(), 0..120), any::<u32>(), any::<bool>()),
            1..40,
        )
    ) {
        let mut observer = Observer::new(Settings::default(), 7);
        for (nanos, mut bytes, length, ip) in frames.clone() {
            if ip && bytes.len() > 24 {
                bytes[12..15].copy_from_slice(&[8, 0, 0x45]);
                bytes[23] = if bytes[24] & 1 == 0 { 6 } else { 17 };
            }
            let frame = Frame { nanos, link: crate::capture::Link::Ethernet, bytes: &bytes, length };
            observer.watch_frames([frame]);
        }
        let seen = observer.finish();
        prop_assert_eq!(seen.health.seen.packets, u64::try_from(frames.len()).unwrap());
    }

    #[test]
    fn lengths_that_lie_break_nothing(
        payload in proptest::collection::vec(any::<u8>(), 0..200),
        lie in any::<u32>(),
        sequences in proptest::collection::vec(any::<u32>(), 1..20),
    ) {
        let mut observer = Observer::new(Settings::default(), 7);
        let mut scene = scene();
        for sequence in sequences {
            scene.tcp(CLIENT, SERVER, sequence, ACK, &payload);
            scene.tcp(CLIENT, SERVER, sequence, ACK, &read());
        }
        for shot in &scene.shots {
            if let Some(mut packet) = observer.packet(&shot.frame()) {
                packet.payload_length = lie.max(u32::try_from(packet.payload.len()).unwrap());
                packet.length = lie;
                observer.watch(&packet);
            }
        }
        let seen = observer.finish();
        prop_assert_eq!(seen.health.unreadable, 0);
        prop_assert!(!seen.conversations.is_empty());
    }
}
