//! FTP control connections (RFC 959, RFC 2428, RFC 4217).
//!
//! A command is [`CommandClass::Other`]: whether a file is a program, a recipe or a log is not seen, and its name is
//! not looked at. The connection that carries a file has no mark of its own and stays unnamed.

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ftp,
    carriers: &[Carrier::Tcp],
    usual_ports: &[21],
    read,
    identify: None,
    // A command word and what separates it, a reply code and what separates it, or a whole fixed phrase.
    looked_at: |_, _| vec![0..13],
};

/// Words that no other text protocol has at the beginning of a line.
const OWN: &[&[u8]] = &[
    b"SYST\r\n",
    b"FEAT\r\n",
    b"PASV\r\n",
    b"EPSV\r\n",
    b"EPSV ",
    b"EPRT |",
    b"TYPE A",
    b"TYPE I",
    b"MODE S\r\n",
    b"STRU F\r\n",
    b"AUTH TLS\r\n",
    b"AUTH SSL\r\n",
    b"PBSZ 0\r\n",
    b"PROT P\r\n",
    b"STOR ",
    b"NLST\r\n",
    b"NLST ",
    b"MLSD\r\n",
    b"MLSD ",
    b"RNFR ",
    b"RNTO ",
    b"SIZE ",
    b"MDTM ",
    b"CWD ",
    b"XPWD\r\n",
    b"PWD\r\n",
    b"CDUP\r\n",
    b"SITE ",
];
/// Words that others have too.
const SHARED: &[&[u8]] = &[
    b"USER ",
    b"PASS ",
    b"ACCT ",
    b"LIST\r\n",
    b"LIST ",
    b"RETR ",
    b"DELE ",
    b"APPE ",
    b"REST ",
    b"ABOR\r\n",
    b"QUIT\r\n",
    b"NOOP\r\n",
    b"PORT ",
    b"MKD ",
    b"RMD ",
    b"STAT\r\n",
    b"HELP\r\n",
    b"ALLO ",
    b"OPTS ",
];
/// Replies in words that RFC 959 and RFC 2428 give.
const ANSWERS: &[&[u8]] = &[b"227 Entering ", b"229 Entering "];
/// Codes of replies.
const CODES: &[&[u8; 3]] = &[
    b"110", b"120", b"125", b"150", b"200", b"202", b"211", b"212", b"213", b"214", b"215", b"220", b"221",
    b"225", b"226", b"227", b"228", b"229", b"230", b"232", b"234", b"250", b"257", b"331", b"332", b"350",
    b"421", b"425", b"426", b"430", b"450", b"451", b"452", b"500", b"501", b"502", b"503", b"504", b"522",
    b"530", b"532", b"534", b"550", b"551", b"552", b"553",
];

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let begins = |texts: &[&[u8]]| texts.iter().any(|text| window.has(0, text));
    let code = CODES.iter().any(|code| window.has(0, *code)) && matches!(window.u8(3), Some(b' ' | b'-'));
    // Mail and news share the other words and all codes, so those count on the usual port or in a named stream alone.
    let at_home = setting.known || setting.on_port(21);
    let (weight, side) = if begins(OWN) {
        (Weight::Strong, Side::Client)
    } else if begins(ANSWERS) {
        (Weight::Strong, Side::Server)
    } else if at_home && begins(SHARED) {
        (Weight::Weak, Side::Client)
    } else if at_home && code {
        (Weight::Weak, Side::Server)
    } else if setting.known {
        (Weight::Weak, Side::Unknown)
    } else {
        let torn = OWN.iter().chain(ANSWERS).any(|text| window.may_become(text));
        return if torn && window.length() > 0 { Reading::More(13) } else { Reading::No };
    };
    let command = side == Side::Client;
    let commands = if command { CommandClasses::of(CommandClass::Other) } else { CommandClasses::NONE };
    let extent = Extent::Payload;
    Reading::Pdu(Pdu { protocol: Protocol::Ftp, weight, extent, side, commands })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, port: u16, known: bool) -> Option<(Weight, Side)> {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: port, known };
        match read(&Window::new(text.as_bytes(), u32::try_from(text.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    #[test]
    fn its_own_words_name_it_on_any_port() {
        assert_eq!(seen("PASV\r\n", 2121, false), Some((Weight::Strong, Side::Client)));
        assert_eq!(
            seen("227 Entering Passive Mode (1,2)\r\n", 2121, false),
            Some((Weight::Strong, Side::Server))
        );
    }

    #[test]
    fn a_torn_word_is_waited_for() {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 2121, known: false };
        let waits = |text: &str| {
            matches!(
                read(&Window::new(text.as_bytes(), text.len().try_into().unwrap()), &setting),
                Reading::More(_)
            )
        };
        assert!(waits("PA") && waits("227 Ent") && waits("STOR"));
        assert!(!waits("") && !waits("PAX") && !waits("227 ok"));
    }

    #[test]
    fn mail_news_and_web_are_not_named() {
        for text in ["220 mail.example ESMTP\r\n", "USER me\r\n", "RETR 1\r\n", "QUIT\r\n", "HTTP/1.1 200 OK"]
        {
            assert_eq!(seen(text, 110, false), None, "{text}");
        }
        assert_eq!(seen("220 ready\r\n", 21, false), Some((Weight::Weak, Side::Server)));
    }

    #[test]
    fn a_transfer_is_a_command_whose_class_is_not_seen() {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 21, known: true };
        let Reading::Pdu(pdu) = read(&Window::new(b"STOR recipe\r\n", 13), &setting) else { panic!() };
        assert_eq!(pdu.commands, CommandClasses::of(CommandClass::Other));
    }
}
