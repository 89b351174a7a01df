use super::*;
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
}
