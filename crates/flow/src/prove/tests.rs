//! The proof, proven: it holds on captures of ours and on public ones, it fails where it should, and canaries and sizes
//! say the same.

use super::*;
use crate::conformance::scenes::*;
use crate::conformance::{data, frames};

/// A capture's own bytes, from one file.
fn bytes_of(path: &std::path::Path) -> Vec<u8> {
    let mut rewriter = Rewriter::new();
    frames(path, |frame| rewriter.frame(&frame, frame.bytes));
    rewriter.done()
}

#[test]
fn a_capture_written_down_again_is_the_same_to_a_watcher() {
    let Some(folder) = data() else { return };
    let path = folder.join("ot/icsnpp-hart-ip");
    for file in std::fs::read_dir(path).unwrap() {
        let path = file.unwrap().path();
        let again = bytes_of(&path);
        let mut observer = Observer::new(Settings::default(), 9);
        each_frame(&again[..], &Settings::default(), |frame| observer.watch_frames([frame]));
        assert_eq!(observer.finish(), crate::conformance::observed(&path));
    }
}

#[test]
fn conformance_restraint_on_public_captures() {
    let Some(folder) = data() else { return };
    let table = std::fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let (mut passed, mut total) = (0, 0);
    for line in table.lines().skip(1) {
        let name = line.split('\t').next().unwrap();
        let bytes = bytes_of(&folder.join(name));
        let seeds: &[u64] = if bytes.len() > 200_000 { &[1] } else { &[1, 2, 3] };
        let report = restraint(|| &bytes[..], seeds, &Settings::default());
        total += 1;
        if report.is_identical() {
            passed += 1;
        } else {
            println!("miss | flow restraint | {name} | {report:?}");
        }
    }
    println!("conformance | flow restraint | {passed} | {total}");
    assert_eq!(passed, total, "nothing that is not declared has an effect");
}

/// A capture with a bit of everything: a named stream with torn heads, an unnamed one, datagrams, ARP, LLDP.
fn scene() -> Scene {
    let (client, server) = ((2, 50_000), (1, 9_600));
    let mut scene = Scene::new();
    scene.arp(1).arp(2).open(client, server).tcp(client, server, 101, ACK, &read());
    scene.tcp(server, client, 501, ACK, &fins_answer(0x0101, &[0x55; 400]));
    let long = [fins_request(0x0102, &[0x82; 300]), stop()].concat();
    let mut at = 101 + u32::try_from(read().len()).unwrap();
    for piece in [&long[..9], &long[9..200], &long[200..]] {
        scene.tcp(client, server, at, ACK, piece);
        at += u32::try_from(piece.len()).unwrap();
    }
    for (number, port) in (0..6).zip(4_000..) {
        scene.udp(client, (3, port), &vec![number; 20 + 60 * usize::from(number)]);
        scene.tcp((4, 3_000), (3, 3_001), 77 + 500 * u32::from(number), ACK, &[number ^ 0x5a; 500]);
    }
    scene.ethernet(
        3,
        255,
        0x88cc,
        &[2, 4, 7, b'p', b'o', b't', 4, 2, 7, b'1', 6, 2, 0, 9, 10, 2, b'p', b'3', 0, 0],
    );
    scene
}

fn capture_of(scene: &Scene) -> Vec<u8> {
    let mut rewriter = Rewriter::new();
    scene.shots.iter().for_each(|shot| rewriter.frame(&shot.frame(), &shot.bytes));
    rewriter.done()
}

fn observed(capture: &[u8], settings: &Settings) -> Observation {
    let mut observer = Observer::new(settings.clone(), 5);
    observer.watch_capture(&mut Capture::new("", capture, &settings.limits));
    observer.finish()
}

#[test]
fn a_thousand_changed_captures_give_the_same_to_the_last_byte() {
    let (capture, settings) = (capture_of(&scene()), Settings::default());
    let seeds: Vec<u64> = (0..1_000).collect();
    let report = restraint(|| &capture[..], &seeds, &settings);
    assert_eq!((report.runs, &report.differing[..], report.is_identical()), (1_000, &[][..], true));
    assert!(report.changed_bytes * 2 > report.payload_bytes, "most is changed: {report:?}");
    assert_eq!(report.changed_bytes + report.declared_bytes + report.window_bytes, report.payload_bytes);
    let text = serde_json::to_string(&observed(&capture, &settings)).unwrap();
    for seed in 0..20 {
        let changed = masked(&capture[..], &settings, seed);
        assert_ne!(changed, capture);
        assert_eq!(serde_json::to_string(&observed(&changed, &settings)).unwrap(), text);
    }
}

#[test]
fn where_something_is_looked_at_that_is_not_declared_the_proof_fails() {
    let (capture, settings) = (capture_of(&scene()), Settings::default());
    let mut undeclared = capture.clone();
    let at = undeclared.windows(4).position(|bytes| bytes == b"FINS").unwrap();
    undeclared[at + 27] ^= 3; // read becomes write
    assert_ne!(observed(&undeclared, &settings), observed(&capture, &settings));
    let other = Original::new(&settings);
    let mut report = Report::default();
    report.add(other, vec![Changed::new(4, &settings)]);
    assert!(report.is_identical());
    let mut seen = Changed::new(4, &settings);
    seen.observer.watch_frames(scene().shots.iter().map(crate::conformance::scenes::Shot::frame));
    report.add(Original::new(&settings), vec![seen]);
    assert_eq!((report.is_identical(), report.differing), (false, vec![4]));
}

#[test]
fn what_was_never_tried_is_not_proven() {
    assert!(!restraint(std::io::empty, &[], &Settings::default()).is_identical());
}

#[test]
fn canaries_in_what_is_not_looked_at_are_nowhere_in_what_is_kept() {
    let settings = Settings::default();
    let mut original = Original::new(&settings);
    let mut observer = Observer::new(settings, 5);
    let mut canaries = 0;
    for shot in scene().shots {
        let free = original.watch(&shot.frame());
        let mut bytes = shot.bytes.clone();
        for range in free {
            for (place, letter) in bytes[range].iter_mut().zip(b"CANARY".iter().cycle()) {
                (*place, canaries) = (*letter, canaries + 1);
            }
        }
        observer.watch_frames([Frame { bytes: &bytes, ..shot.frame() }]);
    }
    let seen = observer.finish();
    let (text, debug) = (serde_json::to_string(&seen).unwrap(), format!("{seen:?}"));
    assert!(canaries > 2_000);
    assert!(!text.contains("CANARY") && !debug.contains("CANARY"));
    assert!(text.contains("p3"), "what is declared is kept: the name in LLDP");
}

#[test]
fn ten_times_the_payload_is_not_one_field_more() {
    let sized = |bytes: usize| {
        let mut scene = Scene::new();
        for port in 4_000..4_010 {
            scene.udp((2, 50_000), (3, port), &vec![0x2e; bytes]);
        }
        let mut seen = scene.observed();
        for conversation in &mut seen.conversations {
            assert_eq!(conversation.sent.bytes, u64::try_from(bytes + 42).unwrap());
            conversation.sent.bytes = 0;
        }
        seen.sightings.iter_mut().for_each(|sighting| sighting.sent.bytes = 0);
        seen.health.seen.bytes = 0;
        serde_json::to_string(&seen).unwrap()
    };
    assert_eq!(sized(100), sized(1_000));
}
