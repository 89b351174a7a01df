//! Packed files of every sort, whole, cut, nested and hostile; packed here by the libraries' own writers.

use std::io::{Cursor, Write};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn found(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let reading = unpack(name, bytes, &Limits::default());
    assert_eq!(reading.problems, Vec::new());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    reading.facts.into_iter().map(|document| (document.name, text(&document.bytes))).collect()
}

fn told(bytes: &[u8], limits: &Limits) -> String {
    unpack("x", bytes, limits).problems.first().map(|problem| problem.what.en.clone()).unwrap_or_default()
}

#[test]
fn a_file_that_is_not_packed_is_lent_as_it_is() {
    let reading = unpack("a.json", b"{}", &Limits::default());
    assert!(matches!(reading.facts[0].bytes, Cow::Borrowed(b"{}")));
    assert_eq!(reading.facts[0].name, "a.json");
}

#[test]
fn every_document_keeps_the_way_to_it_in_its_name() {
    let expect = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    assert_eq!(found("d/Cargo.lock.gz", &gzip(b"one")), [expect("d/Cargo.lock.gz/Cargo.lock", "one")]);
    assert_eq!(found("a.json.zst", &zstandard(b"one")), [expect("a.json.zst/a.json", "one")]);
    let inner = zip(&[("b/c.json", b"two"), ("d.json.gz", &gzip(b"three"))]);
    let outer = zip(&[("a.json", b"one"), ("inner.zip", &inner)]);
    assert_eq!(
        found("outer.zip", &outer),
        [
            expect("outer.zip/a.json", "one"),
            expect("outer.zip/inner.zip/b/c.json", "two"),
            expect("outer.zip/inner.zip/d.json.gz/d.json", "three"),
        ]
    );
}

#[test]
fn members_and_frames_one_after_the_other_are_one_document() {
    assert_eq!(found("a.gz", &[gzip(b"one "), gzip(b"two")].concat())[0].1, "one two");
    let skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
    let frames = [&skippable[..], &zstandard(b"one "), &skippable[..], &zstandard(b"two")].concat();
    assert_eq!(found("a.zst", &frames)[0].1, "one two");
}

#[test]
fn what_came_before_the_break_is_kept_and_the_break_is_told() {
    let text: String = (0..100_000).map(|number| format!("{number}, ")).collect();
    for packed in [gzip(text.as_bytes()), zstandard(text.as_bytes())] {
        let reading = unpack("x", &packed[..packed.len() * 2 / 3], &Limits::default());
        assert_eq!(reading.problems.len(), 1);
        let document = &reading.facts[0];
        assert!(document.cut && !document.bytes.is_empty());
        assert!(text.as_bytes().starts_with(&document.bytes));
    }
    let whole = zip(&[("a", b"one")]);
    assert!(told(&whole[..whole.len() - 10], &Limits::default()).starts_with("It cannot be read as ZIP"));
}

#[test]
fn every_limit_is_kept_and_named() {
    let limits = Limits::default();
    let mut packed = gzip(b"one");
    for _ in 0..4 {
        packed = gzip(&packed);
    }
    assert!(told(&packed, &limits).contains("limit of 4 times"));
    let long: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    assert!(
        told(&gzip(&long), &Limits { unpacked_bytes_max: 100_000, ..limits }).contains("limit of 100000")
    );
    let many = zip(&[("a", b"1"), ("b", b"2"), ("c", b"3")]);
    assert!(told(&many, &Limits { packed_files_max: 2, ..limits }).contains("first 2"));
    let bomb = vec![0_u8; 40 << 20];
    for packed in [gzip(&bomb), zip(&[("bomb", &bomb)]), zstandard(&bomb)] {
        let reading = unpack("x", &packed, &limits);
        assert_eq!(reading.facts, Vec::new());
        assert!(reading.problems[0].what.en.contains("more than 200 times"), "{:?}", reading.problems);
    }
}

#[test]
fn the_bytes_of_all_files_of_a_zip_count_together() {
    let part: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
    let packed = zip(&[("a", &part), ("b", &part)]);
    let reading = unpack("x.zip", &packed, &Limits { unpacked_bytes_max: 100_000, ..Limits::default() });
    assert_eq!(reading.facts.len(), 1);
    assert_eq!(reading.problems[0].place.file, "x.zip/b");
}

proptest! {
    #![proptest_config(crate::testing::seeded(300))]

    #[test]
    fn packed_bytes_of_any_sort_end_in_documents_or_problems(
        which in 0..3_usize, cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), to in any::<u8>()
    ) {
        let text = "a line of text, and a second one. ".repeat(30);
        let mut bytes = match which {
            0 => gzip(text.as_bytes()),
            1 => zstandard(text.as_bytes()),
            _ => zip(&[("a", text.as_bytes()), ("b", b"b")]),
        };
        let at = at.index(bytes.len());
        bytes[at] = to;
        bytes.truncate(cut.index(bytes.len()) + 1);
        let reading = unpack("x", &bytes, &Limits::default());
        prop_assert!(!reading.facts.is_empty() || !reading.problems.is_empty());
    }
}
