//! Promises of the records of observations.

use std::collections::BTreeSet;

use super::*;

/// The leaves of a shape, by the path to each.
fn leaves(path: &str, shape: Shape, into: &mut Vec<(String, Shape)>) {
    match shape {
        Shape::Maybe(inner) | Shape::List(inner) => leaves(path, *inner, into),
        Shape::Table(key, value) => {
            leaves(&format!("{path}.key"), *key, into);
            leaves(&format!("{path}.value"), *value, into);
        }
        Shape::Record(_, fields) => {
            for field in fields {
                leaves(&format!("{path}.{}", field.name), field.shape, into);
            }
        }
        leaf => into.push((path.to_owned(), leaf)),
    }
}

#[test]
fn a_record_holds_no_text_but_the_identity_string() {
    let mut found = Vec::new();
    leaves("observation", Observation::SHAPE, &mut found);
    let texts: Vec<&str> = found
        .iter()
        .filter(|(_, shape)| matches!(shape, Shape::ShortText(_)))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(texts, ["observation.identities.value"]);
    assert!(found.len() > 30, "{found:?}");
}

#[test]
fn every_protocol_has_its_own_code_and_is_found_by_it() {
    let codes: BTreeSet<&str> = Protocol::ALL.iter().map(|protocol| protocol.code()).collect();
    assert_eq!(codes.len(), Protocol::ALL.len());
    for protocol in Protocol::ALL {
        assert_eq!(Protocol::from_code(protocol.code()), Some(protocol));
        assert_eq!(serde_json::to_string(&protocol).unwrap(), format!("\"{}\"", protocol.code()));
    }
}

#[test]
fn a_short_text_is_cut_cleaned_and_read_back_as_it_is() {
    assert_eq!(ShortText::new("  1769-L24ER\0\0 ").unwrap().as_str(), "1769-L24ER");
    assert_eq!(ShortText::new("\0 \u{7}"), None);
    assert_eq!(ShortText::new(&"あ".repeat(90)).unwrap().as_str().chars().count(), 64);
    assert!(serde_json::from_str::<ShortText>("\"a\\u0000b\"").is_err());
}

#[test]
fn addresses_read_what_they_write() {
    for text in ["192.0.2.1", "2001:db8::1", "00:1b:1b:aa:0c:ff"] {
        assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
    }
    assert_eq!("00-1B-1B-AA-0C-FF".parse::<Mac>().unwrap(), Mac([0, 0x1b, 0x1b, 0xaa, 0x0c, 0xff]));
    for same in ["001b1baa0cff", "001b.1baa.0cff", "001B1B-AA0CFF", "00.1b.1b.aa.0c.ff"] {
        assert_eq!(same.parse::<Mac>().unwrap(), Mac([0, 0x1b, 0x1b, 0xaa, 0x0c, 0xff]), "{same}");
    }
    for wrong in [
        "0:1:2:3:4:5",
        "192.168.1.10:502",
        "192.168.1.1:5020",
        "00:1b-1b:aa:0c:ff",
        "001b.1baa:0cff",
        "00:1b:1b:aa:0c:ff:",
        "00:1b:1b:aa:0c",
        "+0:1b:1b:aa:0c:ff",
        "",
        ":::::",
    ] {
        assert!(wrong.parse::<Mac>().is_err(), "{wrong}");
    }
}

#[test]
fn classes_are_a_set() {
    let both = CommandClasses::of(CommandClass::Read).and(CommandClasses::of(CommandClass::Control));
    assert_eq!(both.iter().collect::<Vec<_>>(), [CommandClass::Read, CommandClass::Control]);
    assert!(both.without(both).is_empty());
}

#[test]
fn what_was_lost_is_not_nothing() {
    assert!(Observation::default().is_nothing());
    let lost = CaptureHealth { lost: 1, ..CaptureHealth::default() };
    assert!(!Observation { health: lost, ..Observation::default() }.is_nothing());
}
