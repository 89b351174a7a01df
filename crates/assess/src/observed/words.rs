//! Protocols in the words of drawings and sheets: `Modbus/TCP`, `ファイル共有`, `TCP 8080`.
//!
//! Invariant: a word that is not understood is said so, and is never taken to allow or to forbid anything.

use std::collections::BTreeSet;

use sekisho_model::{Protocol, Transport};

use super::paths::Talk;

/// What a word on a conduit lets through, as far as it is understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Understood {
    /// Everything.
    Any,
    /// A protocol.
    Protocol(Protocol),
    /// A port, with the transport where it is written.
    Port(Option<Transport>, u16),
    /// Not understood: the words.
    Not(String),
}

impl Understood {
    /// Does it speak of this talk?
    pub(super) fn lets(&self, talk: &Talk, port: u16) -> bool {
        match self {
            Self::Any => true,
            Self::Protocol(protocol) => talk.protocol == Some(*protocol),
            // Without a transport in the words both are meant; a recognised protocol may be named by its port.
            Self::Port(transport, written) => {
                *written == port
                    && (talk.protocol.is_some() || transport.is_none_or(|one| one == talk.transport))
            }
            Self::Not(_) => false,
        }
    }
}

use Protocol as P;

/// Folded words and the protocols they mean. Longer ones are tried first.
const NAMES: &[(&str, &[Protocol])] = &[
    ("modbustcp", &[P::Modbus]),
    ("modbus", &[P::Modbus]),
    ("モドバス", &[P::Modbus]),
    ("dnp3", &[P::Dnp3]),
    ("dnp", &[P::Dnp3]),
    ("iec608705104", &[P::Iec104]),
    ("iec60870", &[P::Iec104]),
    ("iec104", &[P::Iec104]),
    ("s7commplus", &[P::S7commPlus]),
    ("s7plus", &[P::S7commPlus]),
    ("s7comm", &[P::S7comm, P::S7commPlus]),
    ("s7通信", &[P::S7comm, P::S7commPlus]),
    ("s7", &[P::S7comm, P::S7commPlus]),
    ("iec61850", &[P::Mms, P::Goose, P::SampledValues]),
    ("mms", &[P::Mms]),
    ("goose", &[P::Goose]),
    ("sampledvalues", &[P::SampledValues]),
    ("ethernetip", &[P::EtherNetIp]),
    ("enip", &[P::EtherNetIp]),
    ("cip", &[P::EtherNetIp]),
    ("opcua", &[P::OpcUa]),
    ("bacnetip", &[P::Bacnet]),
    ("bacnet", &[P::Bacnet]),
    ("hartip", &[P::HartIp]),
    ("fins", &[P::Fins]),
    ("ads", &[P::Ads]),
    ("ams", &[P::Ads]),
    ("twincat", &[P::Ads]),
    ("c37118", &[P::Synchrophasor]),
    ("synchrophasor", &[P::Synchrophasor]),
    ("niagarafox", &[P::Fox]),
    ("niagara", &[P::Fox]),
    ("gesrtp", &[P::GeSrtp]),
    ("srtp", &[P::GeSrtp]),
    ("profinetdcp", &[P::ProfinetDcp]),
    ("profinetrt", &[P::ProfinetRt]),
    ("profinetcm", &[P::ProfinetCm]),
    ("profinet", &[P::ProfinetDcp, P::ProfinetRt, P::ProfinetCm]),
    ("ethercat", &[P::EtherCat]),
    ("melsoft", &[P::Melsoft]),
    ("gxworks", &[P::Melsoft]),
    ("melsec", &[P::Melsoft, P::Slmp]),
    ("mcプロトコル", &[P::Slmp]),
    ("mcprotocol", &[P::Slmp]),
    ("mc", &[P::Slmp]),
    ("slmp", &[P::Slmp]),
    ("cclinkiefieldbasic", &[P::CcLinkIeFieldBasic]),
    ("cclinkiefieldネットワークbasic", &[P::CcLinkIeFieldBasic]),
    ("cclinkiefb", &[P::CcLinkIeFieldBasic]),
    ("cclinkietsn", &[P::CcLinkIeTsn]),
    ("cclinkie", &[P::CcLinkIeFieldBasic, P::CcLinkIeTsn]),
    ("flnet", &[P::FlNet]),
    ("opcn2", &[P::FlNet]),
    ("mqtt", &[P::Mqtt]),
    ("arp", &[P::Arp]),
    ("lldp", &[P::Lldp]),
    ("ptp", &[P::Ptp]),
    ("ieee1588", &[P::Ptp]),
    ("icmp", &[P::Icmp]),
    ("ping", &[P::Icmp]),
    ("死活監視", &[P::Icmp]),
    ("dhcp", &[P::Dhcp]),
    ("dns", &[P::Dns]),
    ("名前解決", &[P::Dns]),
    ("mdns", &[P::Mdns]),
    ("sntp", &[P::Ntp]),
    ("ntp", &[P::Ntp]),
    ("時刻同期", &[P::Ntp]),
    ("snmp", &[P::Snmp]),
    ("syslog", &[P::Syslog]),
    ("https", &[P::Tls]),
    ("http", &[P::Http]),
    ("web", &[P::Http, P::Tls]),
    ("tls", &[P::Tls]),
    ("ssl", &[P::Tls]),
    ("ファイル共有", &[P::Smb, P::Nbns]),
    ("共有フォルダ", &[P::Smb, P::Nbns]),
    ("filesharing", &[P::Smb, P::Nbns]),
    ("smb", &[P::Smb]),
    ("cifs", &[P::Smb]),
    ("netbios", &[P::Nbns]),
    ("ftps", &[P::Ftp, P::Tls]),
    ("sftp", &[P::Ssh]),
    ("tftp", &[P::Tftp]),
    ("ftp", &[P::Ftp]),
    ("データベース", &[P::Sql]),
    ("database", &[P::Sql]),
    ("postgresql", &[P::Sql]),
    ("sqlserver", &[P::Sql]),
    ("mysql", &[P::Sql]),
    ("mssql", &[P::Sql]),
    ("oracle", &[P::Sql]),
    ("sql", &[P::Sql]),
    ("db", &[P::Sql]),
    ("activedirectory", &[P::Ldap, P::Kerberos, P::DceRpc, P::Smb, P::Dns]),
    ("ldaps", &[P::Tls]),
    ("ldap", &[P::Ldap]),
    ("kerberos", &[P::Kerberos]),
    ("radius", &[P::Radius]),
    ("dcerpc", &[P::DceRpc]),
    ("msrpc", &[P::DceRpc]),
    ("dcom", &[P::DceRpc]),
    ("oncrpc", &[P::OncRpc]),
    ("nfs", &[P::OncRpc]),
    ("smtp", &[P::Smtp]),
    ("imap", &[P::Imap]),
    ("sip", &[P::Sip]),
    ("stun", &[P::Stun]),
    ("quic", &[P::Quic]),
    ("amqp", &[P::Amqp]),
    ("リモートデスクトップ", &[P::Rdp]),
    ("remotedesktop", &[P::Rdp]),
    ("rdp", &[P::Rdp]),
    ("vnc", &[P::Vnc]),
    ("scp", &[P::Ssh]),
    ("ssh", &[P::Ssh]),
    ("telnet", &[P::Telnet]),
    ("ipsecvpn", &[P::Ipsec]),
    ("ipsec", &[P::Ipsec]),
    ("ikev2", &[P::Ipsec]),
    ("ike", &[P::Ipsec]),
    ("esp", &[P::Ipsec]),
    ("wireguard", &[P::Wireguard]),
    ("openvpn", &[P::Openvpn]),
];

/// A port, on one transport or on any.
type KnownPort = (Option<Transport>, u16);

/// Words for protocols that are not recognised, or not where TLS is around them, by the ports they are known on.
const PORTS: &[(&str, &[KnownPort])] = &[
    ("mqtts", &[(Some(Transport::Tcp), 8883)]),
    ("mqtt", &[(Some(Transport::Tcp), 8883)]),
    ("amqp", &[(Some(Transport::Tcp), 5671)]),
    ("smtp", &[(Some(Transport::Tcp), 465)]),
    ("imap", &[(Some(Transport::Tcp), 993)]),
    ("ldap", &[(None, 636)]),
    ("kerberos", &[(None, 464)]),
    ("rtsp", &[(None, 554)]),
    ("ipsec", &[(Some(Transport::Udp), 4500)]),
];

const ANY: &[&str] = &["any", "all", "全て", "すべて", "制限なし", "全通信", "無制限", "unrestricted"];

/// What a word of a conduit means; a word may name several.
#[must_use]
pub fn protocols_named(words: &str) -> Vec<Understood> {
    if words.trim() == "*" {
        return vec![Understood::Any];
    }
    if let Some(whole) = one(words) {
        return whole;
    }
    let parts: Vec<&str> = words
        .split([',', '、', '，', ';', '；', '・', '+', '＋', '\n', '&', '＆'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let mut understood: Vec<Understood> = parts
        .iter()
        .flat_map(|part| {
            one(part).or_else(|| within(part)).unwrap_or_else(|| vec![Understood::Not((*part).to_owned())])
        })
        .collect();
    understood.sort();
    understood.dedup();
    understood
}

/// A part that is nothing but a name, a code or a port.
fn one(part: &str) -> Option<Vec<Understood>> {
    let folded = folded(part);
    if ANY.contains(&folded.as_str()) {
        return Some(vec![Understood::Any]);
    }
    let by_code = Protocol::ALL
        .into_iter()
        .find(|protocol| self::folded(protocol.code()) == folded || self::folded(protocol.name()) == folded);
    named(&folded)
        .or_else(|| by_code.map(|protocol| vec![Understood::Protocol(protocol)]))
        .or_else(|| port(part).map(|port| vec![port]))
}

fn named(folded: &str) -> Option<Vec<Understood>> {
    let protocols = NAMES.iter().find(|(name, _)| *name == folded).map(|(_, protocols)| *protocols);
    let ports = PORTS.iter().find(|(name, _)| *name == folded).map(|(_, ports)| *ports);
    let protocols = protocols.unwrap_or_default().iter().map(|protocol| Understood::Protocol(*protocol));
    let ports = ports.unwrap_or_default().iter().map(|(transport, port)| Understood::Port(*transport, *port));
    let understood: Vec<Understood> = protocols.chain(ports).collect();
    (!understood.is_empty()).then_some(understood)
}

/// A name with a remark: `OPC UA（暗号化）`, `Modbus TCP (502)`, `S7 communication`.
fn within(part: &str) -> Option<Vec<Understood>> {
    let tokens: Vec<String> = part
        .split(|c: char| !(c.is_alphanumeric() || c == 'ー'))
        .map(folded)
        .filter(|token| !token.is_empty())
        .collect();
    // Neighbouring tokens belong together: `OPC` and `UA`.
    let joined = |length: usize| tokens.windows(length).map(|window| window.concat());
    let by_tokens = [4, 3, 2, 1].into_iter().flat_map(joined).find_map(|token| named(&token));
    by_tokens.or_else(|| tokens.iter().find_map(|token| longer_word(token))).or_else(|| {
        let ports: BTreeSet<Understood> = part.split_whitespace().filter_map(port).collect();
        (!ports.is_empty()).then(|| ports.into_iter().collect())
    })
}

/// A name inside a longer word, such as `modbus通信`; short names are not looked for.
fn longer_word(token: &str) -> Option<Vec<Understood>> {
    let names = NAMES.iter().map(|(name, _)| *name).chain(PORTS.iter().map(|(name, _)| *name));
    let inside = names.filter(|name| name.chars().count() >= 3 && starts_word(token, name));
    inside.max_by_key(|name| name.len()).and_then(named)
}

/// Does the token begin with the name, and go on in another script?
fn starts_word(token: &str, name: &str) -> bool {
    token.strip_prefix(name).is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_ascii_alphabetic()))
}

/// `TCP/502`, `502/tcp`, `TCP 502`, `udp:161`, `502番`.
fn port(part: &str) -> Option<Understood> {
    let lower = folded_keeping(part);
    let transport = if lower.contains("tcp") {
        Some(Transport::Tcp)
    } else if lower.contains("udp") {
        Some(Transport::Udp)
    } else {
        None
    };
    let rest = lower
        .replace("tcp", "")
        .replace("udp", "")
        .replace("port", "")
        .replace("ポート", "")
        .replace('番', "");
    let digits = rest.trim_matches(|c: char| !c.is_ascii_digit());
    let only = rest
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '/' | ':' | '-' | '(' | ')' | '.'));
    if !only {
        return None;
    }
    digits.parse().ok().map(|port| Understood::Port(transport, port))
}

fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '　' => ' ',
        _ => c,
    }
}

fn folded_keeping(words: &str) -> String {
    words.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

fn folded(words: &str) -> String {
    folded_keeping(words).chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(words: &str) -> String {
        let said = protocols_named(words).into_iter().map(|understood| match understood {
            Understood::Any => "any".to_owned(),
            Understood::Protocol(protocol) => protocol.code().to_owned(),
            Understood::Port(transport, port) => format!("{transport:?}/{port}"),
            Understood::Not(words) => format!("?{words}"),
        });
        said.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_protocol_is_understood_by_its_code_and_by_its_name() {
        for protocol in Protocol::ALL {
            for words in [protocol.code(), protocol.name()] {
                let understood = protocols_named(words);
                assert!(understood.contains(&Understood::Protocol(protocol)), "{words}: {understood:?}");
                assert!(!understood.iter().any(|one| matches!(one, Understood::Not(_))), "{words}");
            }
        }
    }

    #[test]
    fn drawings_words_are_understood_and_others_are_said_not_to_be() {
        assert_eq!(codes("Ｍｏｄｂｕｓ／ＴＣＰ"), "modbus");
        assert_eq!(codes("OPC UA（暗号化）"), "opc-ua");
        assert_eq!(codes("Modbus TCP (502)"), "modbus");
        assert_eq!(codes("Modbus通信"), "modbus");
        assert_eq!(codes("HTTPS、ファイル共有"), "tls smb nbns");
        assert_eq!(codes("TCP/8080"), "Some(Tcp)/8080");
        assert_eq!(codes("502番"), "None/502");
        assert_eq!(codes("MQTTS"), "Some(Tcp)/8883");
        assert_eq!(codes("MQTT（暗号化）"), "mqtt Some(Tcp)/8883");
        assert_eq!(codes("制限なし"), "any");
        assert_eq!(codes("専用回線"), "?専用回線");
        assert_eq!(codes("OPC DA"), "?OPC DA");
        assert_eq!(codes("独自, HTTPS"), "tls ?独自");
        assert_eq!(codes("FTP"), "ftp");
        assert_eq!(codes("SFTP"), "ssh");
    }
}
