//! A capture dropped on the page: what was seen is shown and stored, and nothing of a payload is anywhere afterwards.

use std::fs;
use std::path::Path;

use super::served::Served;
use crate::harness::{Bench, sample};

/// Sixteen bytes that no program holds.
const CANARY: [u8; 16] = *b"\x6b\x17\xd8\x49\x3a\xeb\x0c\xdd\x8e\x4f\x90\xa1\xb2\xc3\xd4\xe5";

/// A capture of datagrams from one host to another, each full of canaries.
fn capture(frames: u32) -> Vec<u8> {
    let words = [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1];
    let mut file: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut frame = vec![2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 2, 2, 8, 0];
    frame.extend([0x45, 0, 0, 220, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 1, 1, 10, 0, 2, 2]);
    frame.extend([0xc0, 1, 0x9c, 0x40, 0, 200, 0, 0]);
    frame.extend(CANARY.repeat(12));
    let length = u32::try_from(frame.len()).unwrap();
    for second in 0..frames {
        for word in [1_763_000_000 + second, 0, length, length] {
            file.extend(word.to_le_bytes());
        }
        file.extend(&frame);
    }
    file
}

/// Every file under a folder that holds a piece of eight bytes of the canary, as bytes or in hexadecimal digits.
fn holders(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holders(&path));
        } else if has_piece(&fs::read(&path).unwrap_or_default()) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn has_piece(bytes: &[u8]) -> bool {
    let twice = CANARY.repeat(2);
    twice.windows(8).take(16).any(|piece| {
        let digits: String = piece.iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.windows(8).any(|window| window == piece)
            || bytes.windows(16).any(|window| window == digits.as_bytes())
    })
}

#[test]
fn nothing_of_a_payload_is_anywhere_after_a_capture_was_dropped_and_stored() {
    let served = Served::of(Bench::fresh());
    let person = served.colleague();
    let file = capture(500);
    assert!(has_piece(&file) && !has_piece(&CANARY[..7]), "the search finds what it looks for");
    let (status, page) = person.drops("line.pcap", &file);
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("1 conversation") && page.contains("href=\"/observation\""), "{page}");
    let before = holders(&served.bench.path("."));
    assert_eq!(before, Vec::<String>::new(), "after the look");
    let (status, page) = person.stores();
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("among the observations now"), "{page}");
    let (_, seen) = person.sees("/observation/devices?purpose=check");
    assert!(seen.contains("10.0.1.1"), "who sent is a device: {seen}");
    let (again, page) = person.drops("line.pcap", &file);
    assert_eq!((again, person.stores().0), (200, 422), "the same file is counted once: {page}");
    for text in [&page, &seen] {
        assert!(!has_piece(text.as_bytes()));
    }
    assert_eq!(
        holders(&served.bench.path(".")),
        Vec::<String>::new(),
        "database, its log, temporary files, log"
    );
    let left = fs::read_dir(served.bench.path("tmp")).unwrap().count();
    assert_eq!(left, 0, "a temporary file was left");
}

#[test]
fn a_packed_capture_and_one_that_is_broken_say_what_they_are() {
    let served = Served::of(Bench::fresh());
    let person = served.colleague();
    let ours = fs::read(sample("captures/line1.pcap")).unwrap();
    let (status, page) = person.drops("line1.pcap", &ours);
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("devices were seen"), "{page}");
    // Cut in the middle of a packet: what was read before stays, and the break is named.
    let (status, page) = person.drops("line1.pcap", &ours[..ours.len() - 7]);
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("Problems of the file"), "{page}");
    // Nothing but a head.
    let (status, page) = person.drops("empty.pcap", &ours[..24]);
    assert_eq!(status, 422, "{page}");
    assert!(page.contains("not one packet"), "{page}");
}
