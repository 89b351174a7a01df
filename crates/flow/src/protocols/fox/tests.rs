//! Frames made by hand from the published form.

use sekisho_model::CommandClass::{Control, Diagnostic, Other};
use sekisho_model::IdentityKind;

use super::PARSER;
use crate::protocols::logged::{classes, pdu, reading, setting, words};
use crate::window::{Carrier, Extent, Reading, Setting, Weight, Window};

const TCP: Setting = setting(Carrier::Tcp, 50_000, 51_000);

const HELLO: &[u8] =
    b"fox a 0 -1 fox hello\n{\nfox.version=s:1.0\nid=i:7\nhostName=s:jace-3\nhostAddress=s:192.0.2.9\n\
app.name=s:Station\napp.version=s:4.10.0\nstation.name=s:Hall_B\nvmUuid=s:11-22\nbrandId=s:vendor\n};;\n";

#[test]
fn a_line_of_the_form_has_the_class_of_its_command() {
    let cases: [(&[u8], &[_]); 4] = [
        (HELLO, &[Diagnostic]),
        (b"fox a 1 -1 fox authenticate\n{\n};;\n", &[Control]),
        (b"fox s 12 3 station sync\n{\n};;\n", &[Other]),
        (b"fox a 2 -1 fox keepAlive\n{\n};;\n", &[]),
    ];
    for (bytes, expected) in cases {
        let pdu = pdu(&PARSER, bytes, &TCP);
        assert_eq!(
            (pdu.commands, pdu.weight, pdu.extent),
            (classes(expected), Weight::Strong, Extent::Payload)
        );
    }
}

#[test]
fn words_of_another_kind_are_not_named() {
    for bytes in [
        &b"fox news at eight o'clock"[..],
        b"fox A 0 -1 fox hello\n",
        b"fox a x -1 fox hello\n",
        b"foxtrot, a dance",
    ] {
        assert_eq!(reading(&PARSER, bytes, &TCP), Reading::No, "{bytes:02x?}");
    }
    assert_eq!(reading(&PARSER, b"fox a", &TCP), Reading::More(16));
    assert!(matches!((PARSER.read)(&Window::new(&HELLO[..10], 150), &TCP), Reading::Pdu(_)));
}

#[test]
fn a_hello_tells_what_the_list_allows_and_nothing_else() {
    let expected = [
        (IdentityKind::Name, "jace-3"),
        (IdentityKind::Product, "Station"),
        (IdentityKind::Firmware, "4.10.0"),
        (IdentityKind::Name, "Hall_B"),
        (IdentityKind::Vendor, "vendor"),
    ];
    let expected: Vec<_> = expected.iter().map(|(kind, word)| (*kind, (*word).to_owned())).collect();
    assert_eq!(words(&PARSER, HELLO, &TCP), expected);
    let torn = b"fox a 0 -1 fox hello\n{\nhostName=s:jace-3\nstation.name=s:Hal";
    assert_eq!(words(&PARSER, torn, &TCP), [(IdentityKind::Name, "jace-3".to_owned())]);
    assert_eq!(words(&PARSER, b"fox s 1 2 station x\n{\nhostName=s:no\n};;\n", &TCP), []);
}

#[test]
fn text_that_goes_on_is_passed_over_where_the_conversation_is_known() {
    let rest = b"timeZone=s:Asia/Tokyo\n};;\n";
    assert_eq!(reading(&PARSER, rest, &TCP), Reading::No);
    let known = pdu(&PARSER, rest, &Setting { known: true, ..TCP });
    assert_eq!((known.commands, known.weight), (classes(&[]), Weight::Weak));
}
