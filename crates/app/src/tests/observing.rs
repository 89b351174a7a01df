//! Captures in, looks with their purpose, and what a person makes of what was seen.

use sekisho_model::{AssetKind, IdentityKind, Record, RecordKind, Role, Stated};

use super::{Bench, administrator, caller, editor};
use crate::observe::{self, About, Captured, ObservationFilter, Purpose, Reading, Wanted};
use crate::{Act, AppError};

/// An Ethernet frame with IPv4 and TCP: from `client` on a passing port to port 502 of `server`, or back.
fn frame(client: [u8; 4], server: [u8; 4], back: bool, sequence: u32, payload: &[u8]) -> Vec<u8> {
    let station = |ip: [u8; 4]| [0x00, 0x1b, 0x1b, 0, ip[2], ip[3]];
    let (from, to) = if back { (server, client) } else { (client, server) };
    let (source, target): (u16, u16) = if back { (502, 49_152) } else { (49_152, 502) };
    let mut frame = [station(to), station(from)].concat();
    frame.extend([0x08, 0x00]);
    let length = u16::try_from(40 + payload.len()).unwrap().to_be_bytes();
    frame.extend([0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, 6, 0, 0]);
    frame.extend(from);
    frame.extend(to);
    frame.extend(source.to_be_bytes());
    frame.extend(target.to_be_bytes());
    frame.extend(sequence.to_be_bytes());
    frame.extend([0, 0, 0, 1, 0x50, 0x18, 0x10, 0, 0, 0, 0, 0]);
    frame.extend(payload);
    frame
}

/// A pcap file of frames, a second apart from a moment on.
fn pcap(from: u32, frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1] {
        file.extend(word.to_le_bytes());
    }
    for (second, frame) in (from..).zip(frames) {
        let length = u32::try_from(frame.len()).unwrap();
        for word in [second, 0, length, length] {
            file.extend(word.to_le_bytes());
        }
        file.extend(frame);
    }
    file
}

const HMI: [u8; 4] = [192, 168, 10, 20];
const PLC: [u8; 4] = [192, 168, 10, 10];

/// A Modbus/TCP frame: transaction, unit and function with its data.
fn modbus(transaction: u16, pdu: &[u8]) -> Vec<u8> {
    let mut adu = transaction.to_be_bytes().to_vec();
    adu.extend([0, 0]);
    adu.extend(u16::try_from(pdu.len() + 1).unwrap().to_be_bytes());
    adu.push(1);
    adu.extend(pdu);
    adu
}

/// An HMI that reads a controller's registers, and writes one.
pub(super) fn reading_and_writing() -> Vec<u8> {
    let mut frames = Vec::new();
    let (mut asked, mut answered) = (1_u32, 1_u32);
    let pairs: [(&[u8], &[u8]); 4] = [
        (&[3, 0, 0, 0, 2], &[3, 4, 0x12, 0x34, 0x56, 0x78]),
        (&[3, 0, 0, 0, 2], &[3, 4, 0x12, 0x34, 0x56, 0x79]),
        (&[6, 0, 1, 0xab, 0xcd], &[6, 0, 1, 0xab, 0xcd]),
        (&[3, 0, 0, 0, 2], &[3, 4, 0x12, 0x34, 0x56, 0x79]),
    ];
    for (n, (question, answer)) in (1..).zip(pairs) {
        let (question, answer) = (modbus(n, question), modbus(n, answer));
        frames.push(frame(HMI, PLC, false, asked, &question));
        frames.push(frame(HMI, PLC, true, answered, &answer));
        asked += u32::try_from(question.len()).unwrap();
        answered += u32::try_from(answer.len()).unwrap();
    }
    pcap(1_763_000_000, &frames)
}

pub(super) fn captured(wanted: &Wanted) -> Captured {
    observe::capture("line.pcap", reading_and_writing().as_slice(), wanted).unwrap()
}

fn purpose() -> Purpose {
    Purpose::new("点検").unwrap()
}

#[test]
fn a_capture_by_hand_shows_who_spoke_and_which_classes() {
    let captured = captured(&Wanted::default());
    let [conversation] = &captured.observation.conversations[..] else { panic!("{captured:?}") };
    assert_eq!(conversation.key.client.to_string(), "192.168.10.20");
    assert_eq!(conversation.key.server.to_string(), "192.168.10.10");
    assert_eq!(conversation.key.protocol.map(|protocol| protocol.code()), Some("modbus"));
    let classes: Vec<String> = conversation.commands.keys().map(|class| format!("{class:?}")).collect();
    assert_eq!(classes, ["Read", "Write"]);
    assert_eq!(captured.observation.health.seen.packets, 8);
    assert_eq!((captured.sha256.len(), captured.problems.len()), (64, 0));
    let packed = {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(&reading_and_writing()).unwrap();
        packer.finish().unwrap()
    };
    let again = observe::capture("line.pcap.gz", packed.as_slice(), &Wanted::default()).unwrap();
    assert_eq!(again.observation, captured.observation);
    let bare = captured_headers_only();
    assert!(bare.observation.conversations[0].commands.is_empty() && bare.observation.health.headers_only);
}

fn captured_headers_only() -> Captured {
    captured(&Wanted { headers_only: true, ..Wanted::default() })
}

#[test]
fn what_is_no_capture_is_refused_in_words() {
    for bytes in [&b""[..], b"PK\x03\x04 not a capture at all", &reading_and_writing()[..24]] {
        let refused = observe::capture("x.pcap", bytes, &Wanted::default());
        let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert!(!problems.is_empty() && problems[0].place.file == "x.pcap", "{problems:?}");
    }
    let cut = reading_and_writing();
    let cut = observe::capture("x.pcap", &cut[..cut.len() - 5], &Wanted::default()).unwrap();
    assert_eq!((cut.observation.health.seen.packets, cut.problems.len()), (7, 1));
}

#[test]
fn what_is_kept_of_a_capture_withstands_its_proof() {
    let bytes = reading_and_writing();
    let proof = observe::prove("line.pcap", || Ok(bytes.as_slice()), 20, &Wanted::default()).unwrap();
    assert!(proof.is_identical() && proof.changed_bytes > 0, "{proof:?}");
    assert!(observe::prove("x", || Ok(&b""[..]), 1, &Wanted::default()).is_err());
}

#[tokio::test]
async fn a_file_is_counted_once_unless_somebody_insists() {
    let bench = Bench::new().await;
    let captured = captured(&Wanted::default());
    observe::keep(&bench.app, &editor(), &captured, false).await.unwrap();
    let refused = observe::keep(&bench.app, &editor(), &captured, false).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.ja.contains("tanaka") && problems[0].what.ja.contains("読み込み済み"));
    observe::keep(&bench.app, &editor(), &captured, true).await.unwrap();
    let runs = observe::runs(&bench.app, &editor()).await.unwrap();
    assert_eq!(runs.len(), 2);
    let held = observe::export(&bench.app, &administrator(), &ObservationFilter::default(), &purpose()).await;
    assert_eq!(held.unwrap().conversations[0].sent.packets, 8);
    let elsewhere = Wanted { watch: Some("W-9".parse().unwrap()), ..Wanted::default() };
    let elsewhere = Captured { wanted: elsewhere, ..captured };
    let refused = observe::keep(&bench.app, &editor(), &elsewhere, true).await;
    assert!(matches!(refused, Err(AppError::NotFound { .. })), "{refused:?}");
    bench.sound().await;
}

#[tokio::test]
async fn every_look_is_an_entry_with_its_purpose_before_anything_is_shown() {
    let bench = Bench::new().await;
    observe::keep(&bench.app, &editor(), &captured(&Wanted::default()), false).await.unwrap();
    let overseer = caller("監査", Role::Overseer);
    let about = About::Address("192.168.10.10".parse().unwrap());
    let found = observe::show(&bench.app, &overseer, about, &purpose()).await.unwrap();
    assert_eq!((found.conversations.len(), found.sightings.len()), (1, 1));
    let pair = About::Conversation("192.168.10.10".parse().unwrap(), "192.168.10.20".parse().unwrap());
    let found = observe::show(&bench.app, &overseer, pair, &purpose()).await.unwrap();
    assert_eq!((found.conversations.len(), found.sightings.len()), (1, 0));
    let none = About::Address("203.0.113.9".parse().unwrap());
    assert_eq!(observe::show(&bench.app, &overseer, none, &purpose()).await.unwrap().conversations, []);
    observe::judged(&bench.app, &overseer, None, "devices", &purpose()).await.unwrap();
    observe::export(&bench.app, &overseer, &ObservationFilter::default(), &purpose()).await.unwrap();
    let entries = crate::ledger::newest(&bench.app, &administrator(), None, 5).await.unwrap();
    let told: Vec<String> =
        entries.iter().rev().map(|entry| format!("{} {}", entry.action(), entry.subject())).collect();
    assert_eq!(
        told,
        [
            "observe-look observation:192.168.10.10",
            "observe-look observation:192.168.10.10-192.168.10.20",
            "observe-look observation:203.0.113.9",
            "observe-look observation",
            "observe-export observation",
        ]
    );
    for entry in &entries {
        let detail: serde_json::Value = serde_json::from_str(entry.detail().text().unwrap()).unwrap();
        assert_eq!((entry.actor(), detail["purpose"].as_str()), ("監査", Some("点検")));
    }
    assert!(matches!(Purpose::new("  "), Err(AppError::Invalid(_))));
    assert!(matches!(Purpose::new(&"x".repeat(401)), Err(AppError::Invalid(_))));
    bench.sound().await;
}

#[tokio::test]
async fn a_look_changes_no_fact_so_what_was_read_before_is_still_good() {
    let bench = Bench::sample().await;
    let (before, register) = bench.app.register().await.unwrap();
    let about = About::Address("192.168.10.10".parse().unwrap());
    observe::show(&bench.app, &editor(), about, &purpose()).await.unwrap();
    let (after, again) = bench.app.register().await.unwrap();
    assert_eq!(after, before + 1);
    assert!(std::sync::Arc::ptr_eq(&register, &again));
}

/// A capture on its way, of one conversation.
pub(super) fn reading() -> Reading<'static> {
    Reading::open("line.pcap", std::io::Cursor::new(reading_and_writing()), &Wanted::default()).unwrap()
}

/// Many hosts ask one server each, twice: a file, and how it is read where little fits into memory.
fn many(judged_max: usize) -> Reading<'static> {
    let rounds = [(1_u32, 1_u16), (13, 2)];
    let frames = rounds.into_iter().flat_map(|(sequence, transaction)| {
        (0..90_u8).map(move |host| {
            let asked = modbus(transaction, &[3, 0, 0, 0, 2]);
            frame([10, 1, host / 16, host], [10, 2, 0, host % 32], false, sequence, &asked)
        })
    });
    let file = std::io::Cursor::new(pcap(1_763_000_000, &frames.collect::<Vec<_>>()));
    let limits = sekisho_flow::Limits { conversations_max: 80, ..sekisho_flow::Limits::default() };
    let bounds = observe::Bounds { limits, judged_max };
    Reading::within("many.pcap", file, &Wanted::default(), bounds).unwrap()
}

#[tokio::test]
async fn a_capture_beyond_the_readers_memory_is_kept_whole_with_one_entry() {
    let bench = Bench::new().await;
    let who = editor();
    let mut parts = 0;
    let taken = observe::take(&bench.app, &who, many(1_000), false, |_| parts += 1).await.unwrap();
    assert!(taken.summed.is_none() && parts > 1, "{parts} parts");
    let all = ObservationFilter::default();
    let held = observe::export(&bench.app, &administrator(), &all, &purpose()).await.unwrap();
    assert_eq!((held.conversations.len(), held.sightings.len(), held.health.not_kept), (90, 90, 0));
    assert!(held.conversations.iter().all(|it| it.sent.packets == 2));
    assert_eq!(held, taken.captured.observation, "what is here is what is stored");
    assert_eq!(observe::runs(&bench.app, &who).await.unwrap().len(), 1);
    let again = observe::take(&bench.app, &who, many(1_000), false, |_| ()).await;
    let Err(AppError::Invalid(problems)) = again else { panic!("{again:?}") };
    assert!(problems[0].what.ja.contains("読み込み済み"), "{problems:?}");
    bench.sound().await;
    observe::take(&bench.app, &who, many(1_000), true, |_| ()).await.unwrap();
    let twice = observe::export(&bench.app, &administrator(), &all, &purpose()).await.unwrap();
    assert!(twice.conversations.iter().all(|it| it.sent.packets == 4), "a second time it joins");
    bench.sound().await;
}

#[tokio::test]
async fn more_than_can_be_judged_one_by_one_is_kept_and_judged_together() {
    let bench = Bench::new().await;
    let taken = observe::take(&bench.app, &editor(), many(50), false, |_| ()).await.unwrap();
    let summed = taken.summed.expect("too much for fifty records");
    assert_eq!(taken.captured.observation.health.seen.packets, 180);
    let who = editor();
    let judged = observe::judged_alone(Some((&bench.app, &who)), observe::Seen::Summed(summed), None).await;
    let judged = judged.unwrap().observed;
    let packets: u64 = judged.matrix.cells.iter().map(|cell| cell.amount().packets).sum();
    assert!(judged.summed.is_some() && packets == 180, "{packets}");
    let all = ObservationFilter::default();
    let held = observe::export(&bench.app, &administrator(), &all, &purpose()).await.unwrap();
    assert_eq!((held.conversations.len(), held.sightings.len()), (90, 90));
    bench.sound().await;
}

#[tokio::test]
async fn a_small_capture_is_taken_as_it_is_read_at_once() {
    let bench = Bench::new().await;
    let taken = observe::take(&bench.app, &editor(), reading(), false, |_| panic!("one part")).await;
    let taken = taken.unwrap();
    assert!(taken.summed.is_none());
    assert_eq!(taken.captured, captured(&Wanted::default()));
    let empty = std::io::Cursor::new(pcap(0, &[]));
    let empty = Reading::open("x.pcap", empty, &Wanted::default()).unwrap();
    let refused = observe::take(&bench.app, &editor(), empty, false, |_| ()).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    bench.sound().await;
}

#[tokio::test]
async fn only_what_was_never_read_before_is_judged_by_itself_and_the_judgement_is_that_of_all() {
    let bench = Bench::new().await;
    let (who, seen) = (editor(), captured(&Wanted::default()));
    let first = observe::keep(&bench.app, &who, &seen, false).await.unwrap();
    let beyond = async |kept: &[observe::Kept]| {
        observe::judged_beyond(&bench.app, &who, None, kept, &purpose()).await.unwrap()
    };
    assert!(beyond(&[first]).await.is_none());
    let alone =
        observe::judged_alone(Some((&bench.app, &who)), seen.observation.clone(), None).await.unwrap();
    let all = observe::judged(&bench.app, &who, None, "alerts", &purpose()).await.unwrap();
    assert_eq!((alone.observed, alone.observation), (all.observed, all.observation));
    let second = observe::keep(&bench.app, &who, &seen, true).await.unwrap();
    assert!(beyond(&[second]).await.is_some());
    assert!(beyond(&[first]).await.is_some());
    assert!(beyond(&[first, second]).await.is_none());
    observe::forget(&bench.app, &administrator(), 0, None).await.unwrap();
    let third = observe::keep(&bench.app, &who, &seen, false).await.unwrap();
    assert!(beyond(&[third]).await.is_some());
}

#[tokio::test]
async fn a_proposed_device_becomes_an_asset_when_a_person_accepts_it() {
    let bench = Bench::new().await;
    observe::keep(&bench.app, &editor(), &captured(&Wanted::default()), false).await.unwrap();
    let wrong = observe::accept(&bench.app, &editor(), None, &["nobody".to_owned()]).await;
    assert!(matches!(wrong, Err(AppError::NotFound { .. })), "{wrong:?}");
    let judged = observe::judged(&bench.app, &editor(), None, "devices", &purpose()).await.unwrap();
    let counts = judged.observed.inventory.counts;
    assert_eq!((judged.observed.inventory.devices.len(), counts.proposed), (2, 2));
    let ids = observe::accept(&bench.app, &editor(), None, &[]).await.unwrap();
    assert_eq!(ids.len(), 2);
    let Some(Record::Asset(asset)) = bench.record(RecordKind::Asset, ids[0].as_str()).await else { panic!() };
    assert_eq!(asset.kind, AssetKind::Device);
    assert!(asset.addresses.iter().any(|address| address.contains("192.168.10.")), "{asset:?}");
    let judged = observe::judged(&bench.app, &editor(), None, "devices", &purpose()).await.unwrap();
    let counts = judged.observed.inventory.counts;
    assert_eq!((counts.registered, counts.proposed), (2, 0), "{counts:?}");
    assert_eq!(observe::accept(&bench.app, &editor(), None, &[]).await.unwrap(), []);
    bench.sound().await;
}

#[tokio::test]
async fn proposals_go_out_in_the_workbook_and_come_back_as_records_only_where_a_person_says_so() {
    let bench = Bench::new().await;
    observe::keep(&bench.app, &editor(), &captured(&Wanted::default()), false).await.unwrap();
    let before = bench.app.register().await.unwrap().1;
    let lang = sekisho_model::Lang::Ja;
    let bytes = observe::sheet(&bench.app, &editor(), None, lang, &purpose()).await.unwrap();
    let file = crate::scan::File { name: "plant.xlsx".to_owned(), bytes };
    let options = sekisho_exchange::ImportOptions::default();
    let proposal = crate::register::propose(&bench.app, &editor(), &[file], options).await.unwrap();
    assert!(proposal.is_empty(), "nothing is accepted silently: {:?}", proposal.changes);
    assert!(
        proposal.problems.iter().any(|it| it.what.ja.contains("提案（観測）")),
        "{:?}",
        proposal.problems
    );
    assert_eq!(*bench.app.register().await.unwrap().1, *before);
    let documents = crate::guideline::Wanted { as_of: None, lang };
    let made = crate::guideline::document_with_proposals(&bench.app, &editor(), documents, &purpose()).await;
    let html = made.unwrap().html;
    assert!(html.contains("提案（観測）") && html.contains("192.168.10.10"), "the documents show them");
    let plain = crate::guideline::document(&bench.app, &editor(), documents).await.unwrap().html;
    assert!(!plain.contains("提案（観測）"), "and only where somebody asked, with a purpose");
}

#[tokio::test]
async fn a_zone_is_taken_in_by_what_was_looked_at_and_not_by_its_number() {
    let bench = Bench::new().await;
    observe::keep(&bench.app, &editor(), &captured(&Wanted::default()), false).await.unwrap();
    let judged = observe::judged(&bench.app, &editor(), None, "zones", &purpose()).await.unwrap();
    let mark = observe::zone_mark(judged.observed.proposal.zones.first().unwrap());
    let none =
        observe::accept_marked_zones(&bench.app, &editor(), None, &["0123456789abcdef".to_owned()]).await;
    assert!(matches!(none, Err(AppError::NotFound { .. })), "{none:?}");
    let taken = observe::accept_marked_zones(&bench.app, &editor(), None, &[mark]).await.unwrap();
    assert_eq!(taken.zones.len(), 1);
}

#[tokio::test]
async fn a_proposed_zone_is_taken_in_with_its_reasons_and_moves_no_asset_that_stands_somewhere() {
    let bench = Bench::new().await;
    observe::keep(&bench.app, &editor(), &captured(&Wanted::default()), false).await.unwrap();
    let wrong = observe::accept_zones(&bench.app, &editor(), None, &[0]).await;
    assert!(matches!(wrong, Err(AppError::NotFound { .. })), "{wrong:?}");
    let ids = observe::accept(&bench.app, &editor(), None, &[]).await.unwrap();
    let judged = observe::judged(&bench.app, &editor(), None, "zones", &purpose()).await.unwrap();
    let proposed = judged.observed.proposal.zones;
    assert!(!proposed.is_empty());
    let zoned = observe::accept_zones(&bench.app, &editor(), None, &[]).await.unwrap();
    assert_eq!((zoned.zones.len(), zoned.not_assets), (proposed.len(), 0), "{zoned:?}");
    assert!(!zoned.assets.is_empty() && zoned.assets.iter().all(|asset| ids.contains(asset)), "{zoned:?}");
    let Some(Record::Zone(zone)) = bench.record(RecordKind::Zone, zoned.zones[0].as_str()).await else {
        panic!()
    };
    assert_eq!((&zone.name, zone.level), (&proposed[0].name.ja, Stated::Known(proposed[0].level)));
    assert!(zone.note.contains(&proposed[0].reasons[0].ja), "{zone:?}");
    for asset in &zoned.assets {
        let Some(Record::Asset(asset)) = bench.record(RecordKind::Asset, asset.as_str()).await else {
            panic!()
        };
        assert!(asset.zone.known().is_some_and(|zone| zoned.zones.contains(zone)), "{asset:?}");
    }
    let again = observe::accept_zones(&bench.app, &editor(), None, &[1]).await.unwrap();
    assert!(again.assets.is_empty(), "{again:?}");
    bench.sound().await;
}

#[tokio::test]
async fn an_alert_is_expected_with_a_reason_and_a_day_or_opens_a_case_once() {
    let bench = Bench::new().await;
    let day = jiff::civil::date(2027, 3, 31);
    for (alert, reason) in [("first-write@a", " "), ("first-write", "保守")] {
        let refused = observe::expect(&bench.app, &editor(), alert, reason, Some(day)).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    let id = observe::expect(&bench.app, &editor(), "first-write@a", "定期保守", Some(day)).await.unwrap();
    let Some(Record::Expectation(kept)) = bench.record(RecordKind::Expectation, id.as_str()).await else {
        panic!()
    };
    assert!(kept.holds_on(day) && kept.decider == Stated::Known("tanaka".to_owned()));
    let unknown = observe::open_case(&bench.app, &editor(), "first-write@a", false).await;
    assert!(matches!(unknown, Err(AppError::NotFound { .. })), "{unknown:?}");
    let id = observe::open_case(&bench.app, &editor(), "first-write@a", true).await.unwrap();
    let Some(Record::Case(case)) = bench.record(RecordKind::Case, id.as_str()).await else { panic!() };
    assert!(case.observed_at.known().is_some() && case.oriented_at.is_unknown());
    let twice = observe::open_case(&bench.app, &editor(), "first-write@a", true).await;
    assert!(matches!(twice, Err(AppError::Invalid(_))), "{twice:?}");
    bench.sound().await;
}

#[tokio::test]
async fn what_is_old_is_forgotten_by_days_or_as_its_watch_says() {
    let bench = Bench::new().await;
    let watch = |id: &str, days: u32| {
        let document =
            serde_json::json!({ "id": id, "name": id, "depth": "commands", "retention_days": days });
        (RecordKind::Watch, document)
    };
    bench.put(&[watch("W-1", 30), watch("W-2", 100_000)]).await;
    for id in ["W-1", "W-2"] {
        let captured = Captured {
            wanted: Wanted { watch: Some(id.parse().unwrap()), ..Wanted::default() },
            ..captured(&Wanted::default())
        };
        observe::keep(&bench.app, &editor(), &captured, true).await.unwrap();
    }
    let due = observe::forget_due(&bench.app, &administrator()).await.unwrap();
    let [(watch, gone)] = &due[..] else { panic!("{due:?}") };
    assert_eq!((watch.as_str(), gone.conversations, gone.sightings, gone.runs), ("W-1", 1, 2, 1));
    let gone = observe::forget(&bench.app, &administrator(), 1, None).await.unwrap();
    assert_eq!((gone.conversations, gone.runs), (1, 1));
    assert_eq!(observe::runs(&bench.app, &editor()).await.unwrap(), []);
    bench.sound().await;
}

#[tokio::test]
async fn a_live_watch_adds_to_its_run() {
    let bench = Bench::new().await;
    let listening = super::listening();
    let run = observe::begin(&bench.app, &editor(), &Wanted::default(), &listening).await.unwrap();
    let entry = &crate::ledger::newest(&bench.app, &administrator(), None, 1).await.unwrap()[0];
    assert_eq!((entry.action(), entry.subject()), ("observe-live", "observation"));
    let seen = captured(&Wanted::default()).observation;
    for _ in 0..2 {
        observe::add(&bench.app, &editor(), run, &seen).await.unwrap();
    }
    let runs = observe::runs(&bench.app, &editor()).await.unwrap();
    assert_eq!((runs.len(), runs[0].health.seen.packets), (1, 16));
    assert!(observe::add(&bench.app, &editor(), run + 1, &seen).await.is_err());
    let watched = observe::watched(&bench.app, &administrator(), run, &purpose()).await.unwrap();
    assert_eq!((watched.run.no, watched.since.observation.health), (run, runs[0].health));
    assert_eq!(watched.whole.observation.conversations, watched.since.observation.conversations);
    assert!(observe::watched(&bench.app, &administrator(), run + 1, &purpose()).await.is_err());
}

#[tokio::test]
async fn a_live_watch_never_stands_without_the_entry_that_says_how_is_listened() {
    let bench = Bench::new().await;
    let before = bench.app.store().ledger_size().await.unwrap();
    let too_long = observe::Listening { interface: "x".repeat(2 << 20), ..super::listening() };
    let refused = observe::begin(&bench.app, &editor(), &Wanted::default(), &too_long).await;
    assert!(refused.is_err(), "an entry of this length is none");
    assert_eq!(observe::runs(&bench.app, &editor()).await.unwrap(), [], "so there is no run either");
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), before);
    bench.sound().await;
}

#[tokio::test]
async fn an_alert_of_a_live_watch_is_new_once_and_the_look_at_it_is_noted() {
    let bench = Bench::new().await;
    let learned = serde_json::json!({
        "id": "W-1", "name": "W-1", "depth": "commands",
        "learn_from": "2025-11-01T00:00:00Z", "learn_until": "2025-11-13T00:00:00Z",
    });
    bench.put(&[(RecordKind::Watch, learned)]).await;
    observe::keep(&bench.app, &editor(), &captured(&Wanted::default()), true).await.unwrap();
    let open = observe::judged(&bench.app, &administrator(), None, "alerts", &purpose()).await.unwrap();
    let ids: Vec<&str> = open.observed.alerts.open.iter().map(|alert| alert.id.as_str()).collect();
    assert!(!ids.is_empty());
    let (who, mut known) = (administrator(), std::collections::BTreeSet::new());
    let newest = async || crate::ledger::newest(&bench.app, &who, None, 1).await.unwrap()[0].seq();
    let before = newest().await;
    let new = observe::new_alerts(&bench.app, &who, None, &mut known, &purpose()).await.unwrap();
    assert_eq!(new.iter().map(|alert| alert.id.as_str()).collect::<Vec<_>>(), ids);
    assert_eq!(newest().await, before + 1);
    assert_eq!(observe::new_alerts(&bench.app, &who, None, &mut known, &purpose()).await.unwrap(), []);
    assert_eq!(newest().await, before + 1);
}

#[tokio::test]
async fn the_signed_dictionary_names_every_field() {
    let bench = Bench::new().await;
    let signed = observe::signed_dictionary(&bench.app, &caller("v", Role::Viewer)).unwrap();
    assert!(signed.starts_with("sekisho field dictionary\n"));
    for field in observe::dictionary() {
        assert!(signed.contains(&field.path), "{}", field.path);
    }
    let note = sekisho_ledger::Note::parse(signed.as_bytes()).unwrap();
    assert!(note.verify(&[bench.app.store().verifier_key().clone()]).is_ok());
}

#[test]
fn switched_off_identities_are_not_in_the_settings() {
    let wanted = Wanted::default();
    assert!(!wanted.kept_identities().contains(&IdentityKind::ServerName));
    assert!(Wanted { headers_only: true, ..wanted }.kept_identities().is_empty());
    assert_eq!(Act::ALL.len(), 9);
}

#[tokio::test]
async fn who_agreed_stands_in_the_ledger_and_nobody_agrees_with_oneself() {
    let bench = Bench::new().await;
    let who = administrator();
    let own = purpose().approved_by(&who.name).unwrap();
    let before = bench.app.store().ledger_size().await.unwrap();
    let refused = observe::export(&bench.app, &who, &ObservationFilter::default(), &own).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    assert_eq!(
        bench.app.store().ledger_size().await.unwrap(),
        before,
        "nothing was noted, so nothing was shown"
    );

    let agreed = purpose().approved_by(" 伊藤 ").unwrap();
    observe::export(&bench.app, &who, &ObservationFilter::default(), &agreed).await.unwrap();
    let entry = bench.app.store().ledger_entries(before, 1).await.unwrap().remove(0);
    assert!(entry.detail().text().unwrap().contains(r#""approver":"伊藤""#), "{entry:?}");
    assert!(purpose().approved_by("").is_err() && purpose().approved_by(&"x".repeat(101)).is_err());
}
