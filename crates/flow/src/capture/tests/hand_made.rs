//! Files made by hand from the formats' definitions, whole and broken.

use std::io::{self, Read, Write};

use proptest::prelude::*;
use sekisho_model::Lang;

use crate::capture::{Capture, CaptureEnd, Link, unpacked};
use crate::settings::Limits;

/// What is written of a record: seconds, fraction, frame, length on the wire.
type Written<'a> = (u32, u32, &'a [u8], u32);

/// A byte order.
#[derive(Clone, Copy)]
struct Order {
    big: bool,
}

const LITTLE: Order = Order { big: false };
const BIG: Order = Order { big: true };

impl Order {
    fn u16(self, value: u16) -> [u8; 2] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn u32(self, value: u32) -> [u8; 4] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn u64(self, value: u64) -> [u8; 8] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn words(self, words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| self.u32(*word)).collect()
    }

    fn pcap(self, magic: u32, link: u32, records: &[Written<'_>]) -> Vec<u8> {
        let mut file = self.u32(magic).to_vec();
        file.extend([self.u16(2), self.u16(4)].concat());
        file.extend(self.words(&[0, 0, 65_535, link]));
        for (seconds, fraction, bytes, length) in records {
            file.extend(self.words(&[*seconds, *fraction, u32::try_from(bytes.len()).unwrap(), *length]));
            file.extend(*bytes);
        }
        file
    }

    fn block(self, kind: u32, body: &[u8]) -> Vec<u8> {
        let padded = body.len().next_multiple_of(4);
        let total = self.u32(u32::try_from(padded + 12).unwrap());
        let mut block = [self.u32(kind), total].concat();
        block.extend(body);
        block.resize(8 + padded, 0);
        block.extend(total);
        block
    }

    fn section(self) -> Vec<u8> {
        let body = [self.words(&[0x1A2B_3C4D]), [self.u16(1), self.u16(0)].concat(), vec![0xFF; 8]].concat();
        self.block(0x0A0D_0D0A, &body)
    }

    fn option(self, code: u16, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len()).unwrap();
        let mut option = [self.u16(code), self.u16(length)].concat();
        option.extend(value);
        option.resize(option.len().next_multiple_of(4), 0);
        option
    }

    fn interface(self, link: u16, snap: u32, options: &[u8]) -> Vec<u8> {
        let body = [self.u16(link).to_vec(), vec![0; 2], self.u32(snap).to_vec(), options.to_vec()].concat();
        self.block(1, &body)
    }

    fn packet(self, interface: u32, ticks: u64, bytes: &[u8], length: u32, options: &[u8]) -> Vec<u8> {
        let captured = u32::try_from(bytes.len()).unwrap();
        let high = u32::try_from(ticks >> 32).unwrap();
        let low = u32::try_from(ticks & 0xFFFF_FFFF).unwrap();
        let mut body = self.words(&[interface, high, low, captured, length]);
        body.extend(bytes);
        body.resize(body.len().next_multiple_of(4), 0);
        body.extend(options);
        self.block(6, &body)
    }
}

/// What is compared of a frame.
type Seen = (i64, Link, Vec<u8>, u32);

fn read_from(from: impl Read) -> (Vec<Seen>, CaptureEnd) {
    let mut capture = Capture::new("a.pcap", from, &Limits::default());
    let mut seen = Vec::new();
    while let Some(frame) = capture.next_frame() {
        seen.push((frame.nanos, frame.link, frame.bytes.to_vec(), frame.length));
    }
    assert!(capture.next_frame().is_none(), "the end is the end");
    (seen, capture.take_end())
}

fn read(file: &[u8]) -> (Vec<Seen>, CaptureEnd) {
    read_from(file)
}

/// Gives one byte at a time.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
        self.0 = rest;
        into[0] = *first;
        Ok(1)
    }
}

#[test]
fn pcap_is_read_in_both_byte_orders_and_both_units_of_time() {
    for (order, magic, nanos) in [
        (LITTLE, 0xA1B2_C3D4, 5_000_007_000),
        (BIG, 0xA1B2_C3D4, 5_000_007_000),
        (LITTLE, 0xA1B2_3C4D, 5_000_000_007),
        (BIG, 0xA1B2_3C4D, 5_000_000_007),
    ] {
        let file = order.pcap(magic, 1, &[(5, 7, b"abc", 60), (6, 0, b"", 0)]);
        let (seen, end) = read(&file);
        let expected =
            [(nanos, Link::Ethernet, b"abc".to_vec(), 60), (6_000_000_000, Link::Ethernet, Vec::new(), 0)];
        assert_eq!(seen, expected);
        assert_eq!(end, CaptureEnd::default());
        assert_eq!(read_from(Dripping(&file)).0, seen, "however the source gives it");
    }
}

#[test]
fn a_frame_check_length_beside_the_link_layer_is_no_other_link_layer() {
    let file = LITTLE.pcap(0xA1B2_C3D4, 0x2400_0001, &[(5, 7, b"abc", 3)]);
    assert_eq!(read(&file).0[0].1, Link::Ethernet);
}

#[test]
fn a_wire_length_shorter_than_what_was_captured_is_corrected() {
    let file = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 7, b"abc", 0)]);
    assert_eq!(read(&file).0[0].3, 3);
}

#[test]
fn a_cut_last_record_is_told_with_its_offset_and_what_came_before_is_kept() {
    let whole = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 7, b"abc", 3), (6, 0, b"defg", 4)]);
    for cut in 44..whole.len() {
        let (seen, end) = read(&whole[..cut]);
        assert_eq!(seen.len(), 1, "{cut}");
        assert_eq!(end.problems[0].place.path, "@43", "{cut}");
    }
    assert_eq!(read(&whole[..43]).1.problems, [], "a file may end between two records");
}

#[test]
fn a_length_that_cannot_be_is_told_and_what_came_before_is_kept() {
    let mut file = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 7, b"abc", 3)]);
    file.extend(LITTLE.words(&[6, 0, 0xFFFF_FFF0, 4]));
    file.extend([0; 100]);
    let (seen, end) = read(&file);
    assert_eq!(seen.len(), 1);
    assert_eq!(end.problems.len(), 1);
    assert!(end.problems[0].in_lang(Lang::En).contains("4294967280 bytes"), "{:?}", end.problems);
}

#[test]
fn a_frame_longer_than_the_limit_is_counted_and_the_next_one_read() {
    let long = vec![7; (1 << 18) + 1];
    let file = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 0, b"a", 1), (6, 0, &long, 300_000), (7, 0, b"b", 1)]);
    let (seen, end) = read(&file);
    assert_eq!(seen.iter().map(|frame| frame.0).collect::<Vec<_>>(), [5_000_000_000, 7_000_000_000]);
    assert_eq!((end.passed_over, end.problems.len()), (1, 1));
    let longest = vec![7; 1 << 18];
    let file = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 0, &longest, 1 << 18), (6, 0, &longest, 1 << 18)]);
    assert_eq!(read(&file).0.len(), 2);
}

#[test]
fn a_file_that_is_no_capture_is_named() {
    for (file, words) in [
        (b"".as_slice(), "empty"),
        (b"\xA1\xB2", "ends in the middle"),
        (b"PK\x03\x04 and so on, longer than a head", "neither pcap nor pcapng"),
        (b"\x34\xCD\xB2\xA1 and so on, longer than a head", "Kuznetzov"),
    ] {
        let (seen, end) = read(file);
        assert!(seen.is_empty());
        assert_eq!(end.problems.len(), 1);
        assert!(end.problems[0].in_lang(Lang::En).contains(words), "{:?}", end.problems);
    }
}

#[test]
fn a_source_that_fails_is_told_and_what_came_before_is_kept() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk went away"))
        }
    }
    let file = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 7, b"abc", 3)]);
    let (seen, end) = read_from(file.as_slice().chain(Failing));
    assert_eq!(seen.len(), 1);
    assert!(end.problems[0].in_lang(Lang::En).contains("the disk went away"));
}

#[test]
fn pcapng_keeps_link_layer_and_time_of_each_interface() {
    for order in [LITTLE, BIG] {
        let plain = order.interface(1, 0, &[]);
        let nanos = order.interface(101, 0, &order.option(9, &[9]));
        let halves = [order.option(9, &[0x81]), order.option(14, &order.u64(100))].concat();
        let halves = order.interface(113, 0, &halves);
        let finer = order.interface(276, 0, &order.option(9, &[12]));
        let file = [
            order.section(),
            plain,
            nanos,
            order.block(0x4, b"names are passed over"),
            halves,
            finer,
            order.packet(0, 5_000_007, b"abc", 60, &[]),
            order.packet(1, 5_000_000_007, b"abcd", 4, &[]),
            order.packet(2, 3, b"abcde", 5, &[]),
            order.packet(3, 2_000_000_001_999, b"", 5, &[]),
        ]
        .concat();
        let (seen, end) = read(&file);
        let expected = [
            (5_000_007_000, Link::Ethernet, b"abc".to_vec(), 60),
            (5_000_000_007, Link::Ip, b"abcd".to_vec(), 4),
            (101_500_000_000, Link::LinuxCooked, b"abcde".to_vec(), 5),
            (2_000_000_001, Link::LinuxCooked2, Vec::new(), 5),
        ];
        assert_eq!(seen, expected);
        assert_eq!(end, CaptureEnd::default());
        assert_eq!(read_from(Dripping(&file)).0, seen);
    }
}

#[test]
fn sections_may_change_the_byte_order_and_begin_their_interfaces_anew() {
    let file = [
        LITTLE.section(),
        LITTLE.interface(1, 0, &[]),
        LITTLE.packet(0, 1, b"a", 1, &[]),
        BIG.section(),
        BIG.packet(0, 2, b"no interface", 12, &[]),
        BIG.interface(101, 0, &[]),
        BIG.packet(0, 3, b"b", 1, &[]),
    ]
    .concat();
    let (seen, end) = read(&file);
    assert_eq!(seen.iter().map(|frame| frame.1).collect::<Vec<_>>(), [Link::Ethernet, Link::Ip]);
    assert_eq!((end.passed_over, end.problems.len()), (1, 1));
}

#[test]
fn simple_and_old_packets_are_read() {
    let old = [LITTLE.u16(0), LITTLE.u16(3)].concat();
    let old = [old, LITTLE.words(&[0, 9, 2, 70]), b"xy".to_vec()].concat();
    let file = [
        LITTLE.section(),
        LITTLE.interface(1, 4, &[]),
        LITTLE.block(2, &old),
        LITTLE.block(3, &[LITTLE.words(&[60]), b"abcd".to_vec()].concat()),
        LITTLE.block(3, &[LITTLE.words(&[2]), b"ab".to_vec()].concat()),
    ]
    .concat();
    let (seen, end) = read(&file);
    let expected = [
        (9_000, Link::Ethernet, b"xy".to_vec(), 70),
        (9_000, Link::Ethernet, b"abcd".to_vec(), 60),
        (9_000, Link::Ethernet, b"ab".to_vec(), 2),
    ];
    assert_eq!(seen, expected);
    assert_eq!(end.lost, 3);
}

#[test]
fn losses_are_summed_and_none_is_counted_twice() {
    let lost = |count: u64| LITTLE.option(4, &LITTLE.u64(count));
    let statistics = |dropped: u64, system: u64| {
        let options =
            [LITTLE.option(5, &LITTLE.u64(dropped)), LITTLE.option(7, &LITTLE.u64(system))].concat();
        LITTLE.block(5, &[LITTLE.words(&[0, 0, 0]), options].concat())
    };
    let file = [
        LITTLE.section(),
        LITTLE.interface(1, 0, &[]),
        LITTLE.packet(0, 1, b"abc", 3, &lost(2)),
        LITTLE.packet(0, 2, b"abcd", 4, &[LITTLE.option(1, b"a comment"), lost(3)].concat()),
        // The sum tells again what the packets told, and four more.
        statistics(4, 5),
        statistics(4, 6),
    ]
    .concat();
    assert_eq!(read(&file).1.lost, 10);
}

#[test]
fn a_broken_packet_costs_that_packet_alone() {
    let mut liar = LITTLE.packet(0, 1, b"abcd", 4, &[]);
    liar[8 + 12..8 + 16].copy_from_slice(&LITTLE.u32(5_000));
    let file = [
        LITTLE.section(),
        LITTLE.interface(1, 0, &[]),
        liar,
        LITTLE.block(6, b"short"),
        LITTLE.packet(0, 2, b"abcd", 4, &[]),
    ]
    .concat();
    let (seen, end) = read(&file);
    assert_eq!(seen.len(), 1);
    assert_eq!((end.passed_over, end.problems.len()), (2, 2));
}

#[test]
fn a_block_whose_length_cannot_be_ends_the_reading() {
    for wrong in [0, 4, 8, 13, 31] {
        let mut block = LITTLE.packet(0, 1, b"abcd", 4, &[]);
        block[4..8].copy_from_slice(&LITTLE.u32(wrong));
        let before =
            [LITTLE.section(), LITTLE.interface(1, 0, &[]), LITTLE.packet(0, 1, b"a", 1, &[])].concat();
        let (seen, end) = read(&[before, block].concat());
        assert_eq!((seen.len(), end.problems.len()), (1, 1), "{wrong}");
    }
}

#[test]
fn a_block_that_nobody_reads_may_be_longer_than_the_buffer() {
    let file = [
        LITTLE.section(),
        LITTLE.interface(1, 0, &[]),
        LITTLE.block(0x0BAD, &vec![1; 2 << 20]),
        LITTLE.packet(0, 1, b"a", 1, &[]),
    ]
    .concat();
    assert_eq!(read(&file).0.len(), 1);
    let (seen, end) = read(&file[..1 << 20]);
    assert_eq!((seen.len(), end.problems.len()), (0, 1), "the file ends within it");
}

#[test]
fn frames_of_a_run_can_be_held_beside_each_other() {
    let frame = [7; 1_000];
    let records: Vec<_> = (0..2_000).map(|nth| (nth, 0, frame.as_slice(), 1_000)).collect();
    let file = LITTLE.pcap(0xA1B2_C3D4, 1, &records);
    let mut capture = Capture::new("a.pcap", file.as_slice(), &Limits::default());
    let (mut seen, mut runs) = (Vec::new(), 0);
    while let Some(frames) = capture.frames() {
        let held: Vec<_> = frames.collect();
        assert!(held.iter().all(|frame| frame.bytes == [7; 1_000]));
        seen.extend(held.iter().map(|frame| frame.nanos / 1_000_000_000));
        runs += 1;
    }
    assert_eq!(seen, (0..2_000).collect::<Vec<_>>());
    assert!(runs < 20, "{runs}");
    assert_eq!(capture.offset(), file.len() as u64);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn a_packed_capture_reads_as_the_plain_one() {
    let plain = LITTLE.pcap(0xA1B2_C3D4, 1, &[(5, 7, b"abc", 3), (6, 0, b"defg", 4)]);
    let skippable = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3], zstandard(&plain).as_slice()].concat();
    let halves = [gzip(&plain[..50]), gzip(&plain[50..])].concat();
    let frames = [zstandard(&plain[..50]), zstandard(&plain[50..])].concat();
    for packed in
        [&plain, &gzip(&plain), &zstandard(&plain), &gzip(&zstandard(&plain)), &skippable, &halves, &frames]
    {
        let (seen, end) = read_from(unpacked(packed.as_slice()).unwrap());
        assert_eq!((seen.len(), end), (2, CaptureEnd::default()), "{packed:?}");
    }
}

#[test]
fn a_broken_packing_keeps_what_came_before() {
    let frame = [7; 1_000];
    let records: Vec<_> = (0..2_000).map(|nth| (nth, nth * 7, frame.as_slice(), 1_000)).collect();
    let plain = LITTLE.pcap(0xA1B2_C3D4, 1, &records);
    for packed in [gzip(&plain), zstandard(&plain)] {
        let (seen, end) = read_from(unpacked(&packed[..packed.len() / 2]).unwrap());
        assert!(!seen.is_empty() && seen.len() < 2_000, "{}", seen.len());
        assert_eq!(end.problems.len(), 1);
    }
}

#[test]
fn a_bomb_is_refused() {
    let zeros = vec![0; 80 << 20];
    let packed = gzip(&gzip(&zeros));
    let error = io::copy(&mut unpacked(packed.as_slice()).unwrap(), &mut io::sink()).unwrap_err();
    assert!(error.to_string().contains("2000 times"), "{error}");
    let deep = gzip(&gzip(&gzip(&gzip(&gzip(b"x")))));
    assert!(unpacked(deep.as_slice()).is_err());
}

/// A small file of each format.
fn small_files() -> [Vec<u8>; 2] {
    let pcap = BIG.pcap(0xA1B2_C3D4, 1, &[(5, 7, b"abc", 3), (6, 0, b"defg", 4)]);
    let pcapng = [
        LITTLE.section(),
        LITTLE.interface(1, 0, &LITTLE.option(9, &[9])),
        LITTLE.packet(0, 1, b"abc", 3, &LITTLE.option(4, &LITTLE.u64(2))),
        LITTLE.block(5, &LITTLE.words(&[0, 0, 0])),
        LITTLE.block(3, &[LITTLE.words(&[60]), b"abcd".to_vec()].concat()),
    ]
    .concat();
    [pcap, pcapng]
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_alike_however_they_come(
        format in 0..2_usize,
        changes in proptest::collection::vec((0..400_usize, any::<u8>()), 0..12),
        tail in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut file = small_files()[format].clone();
        for (at, byte) in changes {
            let at = at % file.len();
            file[at] = byte;
        }
        file.extend(tail);
        prop_assert_eq!(read(&file), read_from(Dripping(&file)));
    }
}
