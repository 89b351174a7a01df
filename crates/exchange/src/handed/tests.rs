//! What is handed over comes back as it was, and nothing else comes in.

use proptest::prelude::*;
use sekisho_model::{
    Certainty, CommandClass, Conversation, ConversationKey, Identity, Protocol, ShortText, Sighting,
    SightingKey, Transport,
};
use serde_json::{Value, json};

use super::*;

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(1_763_000_000 + second).unwrap()
}

fn seen() -> Observation {
    let (client, server) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
    let amount = sekisho_model::Amount { packets: 4, bytes: 400 };
    let conversation = Conversation {
        key: ConversationKey {
            client,
            server,
            vlan: 0,
            transport: Transport::Tcp,
            port: 502,
            protocol: Some(Protocol::Modbus),
        },
        certainty: Certainty::Recognised,
        first: moment(0),
        last: moment(9),
        sent: amount,
        answered: amount,
        connections: 1,
        commands: [(CommandClass::Write, moment(3))].into(),
    };
    let key = SightingKey { mac: "00:11:22:33:44:55".parse().ok(), ip: "192.0.2.1".parse().ok(), vlan: 0 };
    let sighting =
        Sighting { key, first: moment(0), last: moment(9), sent: amount, claims: 1, silence_seconds_max: 2 };
    let identity = Identity {
        holder: server,
        vlan: 0,
        protocol: Protocol::Modbus,
        kind: IdentityKind::Model,
        value: ShortText::new("PLC-9").unwrap(),
        first: moment(4),
    };
    let mut seen = Observation {
        conversations: vec![conversation],
        sightings: vec![sighting],
        identities: vec![identity],
        ..Observation::default()
    };
    seen.health.seen = sekisho_model::Amount { packets: 8, bytes: 800 };
    seen
}

fn file(seq: u64, content: HandedContent) -> Handed {
    Handed {
        format: FORMAT,
        mark: "0123456789abcdef".repeat(2),
        seq,
        dictionary: "ab".repeat(32),
        at: moment(60),
        content,
    }
}

fn opening() -> HandedOpening {
    HandedOpening {
        who: "tanaka".to_owned(),
        purpose: "常時の監視".to_owned(),
        interface: "eth1".to_owned(),
        snap_bytes: 256,
        watch: Some("W-01".parse().unwrap()),
        headers_only: false,
        identities: vec![IdentityKind::Model],
        every_seconds: 60,
        shortfalls: vec![Text::new("短所", "shortfall")],
    }
}

fn files() -> [Handed; 3] {
    let part = HandedPart { seconds: 60, refused: 2, observation: seen() };
    [
        file(0, HandedContent::Opening(opening())),
        file(1, HandedContent::Part(part)),
        file(2, HandedContent::Ending(HandedEnding { refused: 2, packets_left: 3 })),
    ]
}

fn refused(document: &Value) -> String {
    let bytes = serde_json::to_vec(document).unwrap();
    let Reading { facts, problems } = read_handed("part.json", &bytes, &HandedLimits::default());
    assert_eq!(facts, None, "{document}");
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.place.file, "part.json");
    problem.what.en.clone()
}

#[test]
fn what_is_written_reads_back_as_the_same() {
    for handed in files() {
        let bytes = write_handed(&handed).unwrap();
        let read = read_handed("part.json", &bytes, &HandedLimits::default());
        assert_eq!(read, Reading { facts: Some(handed), problems: Vec::new() });
    }
}

#[test]
fn a_field_that_is_not_in_the_form_is_refused_wherever_it_stands() {
    for handed in files() {
        let document = serde_json::to_value(&handed).unwrap();
        let places = objects(&document, String::new());
        assert!(places.len() > 1);
        for place in places {
            let mut changed = document.clone();
            let object = changed.pointer_mut(&place).unwrap().as_object_mut().unwrap();
            object.insert("payload".to_owned(), json!("secret words"));
            let said = refused(&changed);
            assert!(!said.contains("secret"), "{place}: {said}");
        }
    }
}

/// Pointers to every object in a document.
fn objects(value: &Value, at: String) -> Vec<String> {
    let inner: Vec<String> = match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| objects(value, format!("{at}/{name}"))).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(n, value)| objects(value, format!("{at}/{n}"))).collect()
        }
        _ => return Vec::new(),
    };
    if value.is_object() { [vec![at], inner].concat() } else { inner }
}

#[test]
fn what_does_not_keep_to_the_form_or_its_limits_is_refused_in_words() {
    let [opening, part, ending] = files().map(|handed| serde_json::to_value(handed).unwrap());
    let counters = "/content/part/observation";
    for (document, place, value, said) in [
        (&part, "/format", json!(2), "newer"),
        (&part, "/format", json!(0), "no form 0"),
        (&part, "/mark", json!("../../etc"), "mark"),
        (&part, "/dictionary", json!("AB".repeat(32)), "mark"),
        (&part, "/seq", json!(0), "Number 0"),
        (&ending, "/seq", json!(0), "Number 0"),
        (&opening, "/seq", json!(1), "Number 0"),
        (&opening, "/content/opening/who", json!(""), "who began"),
        (&opening, "/content/opening/purpose", json!("x".repeat(1_001)), "1000 characters"),
        (
            &opening,
            "/content/opening/shortfalls",
            json!(vec![json!({"ja": "", "en": ""}); 17]),
            "More than 16",
        ),
        (&part, &format!("{counters}/health/lost"), json!(u64::MAX), "beyond the limit"),
        (&part, &format!("{counters}/conversations/0/sent/bytes"), json!(u64::MAX), "beyond the limit"),
        (&part, &format!("{counters}/sightings/0/claims"), json!(u64::MAX), "beyond the limit"),
        (&part, &format!("{counters}/conversations/0/last"), json!(moment(-1)), "ends before"),
        (&part, &format!("{counters}/conversations/0/commands/write"), json!(moment(99)), "ends before"),
        (&part, &format!("{counters}/sightings/0/first"), json!(moment(99)), "ends before"),
        (&part, &format!("{counters}/identities/0/value"), json!("x".repeat(65)), "line 1"),
    ] {
        let mut changed = document.clone();
        *changed.pointer_mut(place).unwrap() = value;
        let words = refused(&changed);
        assert!(words.contains(said), "{place}: {words}");
    }
}

#[test]
fn a_file_beyond_a_limit_is_refused_when_it_is_read_and_when_it_is_written() {
    let [_, part, _] = files();
    let bytes = write_handed(&part).unwrap();
    let short = HandedLimits { bytes_max: bytes.len() - 1, ..HandedLimits::default() };
    let read = read_handed("part.json", &bytes, &short);
    assert!(read.problems[0].what.en.contains("more than the limit"), "{read:?}");
    let few = HandedLimits { records_max: 2, ..HandedLimits::default() };
    assert!(read_handed("part.json", &bytes, &few).problems[0].what.en.contains("3 records"));
    let HandedContent::Part(mut seen) = part.content.clone() else { panic!() };
    let identity = seen.observation.identities[0].clone();
    seen.observation.identities = vec![identity; HandedLimits::default().records_max];
    let many = Handed { content: HandedContent::Part(seen), ..part };
    assert!(write_handed(&many).unwrap_err().what.en.contains("more than the limit"));
}

/// The most that one file may hold fits into the longest file.
#[test]
fn as_many_records_as_are_allowed_fit_into_one_file() {
    let [_, part, _] = files();
    let HandedContent::Part(mut seen) = part.content.clone() else { panic!() };
    let mut longest = seen.observation.conversations[0].clone();
    longest.key.client = "2001:db8:ffff:ffff:ffff:ffff:ffff:fff1".parse().unwrap();
    longest.key.server = "2001:db8:ffff:ffff:ffff:ffff:ffff:fff2".parse().unwrap();
    longest.commands = CommandClass::ALL.map(|class| (class, moment(3))).into();
    seen.observation = Observation {
        conversations: vec![longest; HandedLimits::default().records_max],
        ..Observation::default()
    };
    let full = Handed { content: HandedContent::Part(seen), ..part };
    let bytes = write_handed(&full).unwrap();
    assert!(read_handed("part.json", &bytes, &HandedLimits::default()).facts.is_some());
}

proptest! {
    #[test]
    fn any_bytes_give_a_file_or_one_reason(bytes: Vec<u8>, cut in 0_usize..2_000, at in 0_usize..2_000, to: u8) {
        let read = |bytes: &[u8]| read_handed("part.json", bytes, &HandedLimits::default());
        for file in files() {
            let mut changed = write_handed(&file).unwrap();
            changed.truncate(changed.len().saturating_sub(cut));
            if let Some(byte) = changed.get_mut(at) {
                *byte = to;
            }
            let Reading { facts, problems } = read(&changed);
            prop_assert_eq!(usize::from(facts.is_some()) + problems.len(), 1);
        }
        prop_assert!(read(&bytes).facts.is_none());
    }
}
