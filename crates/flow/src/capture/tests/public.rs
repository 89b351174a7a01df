//! The public captures, read to their ends and held against a count of their records that knows nothing of ours.

use std::fs;
use std::path::{Path, PathBuf};

use crate::capture::{Capture, Link, unpacked};
use crate::layers;
use crate::settings::Limits;

/// All captures of the public data; `None`, and a line, where it is not there.
pub(crate) fn captures() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pcap");
    if !folder.is_dir() {
        println!("not run: ../shared/data/pcap is not here");
        return None;
    }
    let (mut found, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "pcap" || end == "pcapng") {
                found.push(path);
            }
        }
    }
    found.sort();
    Some(found)
}

/// Records of a capture, counted by their lengths alone.
fn records(bytes: &[u8]) -> usize {
    let word = |at: usize, big: bool| {
        let word: [u8; 4] = bytes[at..at + 4].try_into().unwrap();
        if big { u32::from_be_bytes(word) as usize } else { u32::from_le_bytes(word) as usize }
    };
    let (mut at, mut count) = (0, 0);
    if bytes.starts_with(&[0x0A, 0x0D, 0x0D, 0x0A]) {
        let mut big = false;
        while at + 12 <= bytes.len() {
            if bytes[at] == 0x0A {
                big = bytes[at + 8] == 0x1A;
            }
            count += usize::from(matches!(word(at, big), 2 | 3 | 6));
            at += word(at + 4, big);
        }
        return count;
    }
    let big = bytes[0] == 0xA1;
    at = 24;
    while at + 16 <= bytes.len() && at + 16 + word(at + 8, big) <= bytes.len() {
        (at, count) = (at + 16 + word(at + 8, big), count + 1);
    }
    count
}

#[test]
fn conformance_every_public_capture_is_read_to_its_end() {
    let Some(captures) = captures() else { return };
    let (mut passed, mut frames, mut unread) = (0, 0, 0);
    for path in &captures {
        let bytes = fs::read(path).unwrap();
        let mut capture = Capture::new("public", unpacked(bytes.as_slice()).unwrap(), &Limits::default());
        let (mut seen, mut unreadable) = (0, 0);
        while let Some(frame) = capture.next_frame() {
            seen += 1;
            let other = matches!(frame.link, Link::Other(_));
            unreadable += usize::from(!other && layers::parse(&frame).is_err());
        }
        let end = capture.take_end();
        let whole = seen == records(&bytes) && end.passed_over == 0;
        if whole && unreadable == 0 {
            passed += 1;
        } else {
            let name = path.file_name().unwrap().to_string_lossy();
            println!(
                "miss | captures read to their end | {name} | {seen} frames, {unreadable} unreadable, {end:?}"
            );
        }
        (frames, unread) = (frames + seen, unread + unreadable);
    }
    println!("conformance | captures read to their end | {passed} | {}", captures.len());
    println!("{frames} frames, {unread} with headers that could not be read");
    assert_eq!(passed, captures.len());
}
