//! The protocols, each a room alike: recognise a PDU by its structure, say where it ends and what class of command it
//! is. A port alone never names a protocol.

#![expect(
    clippy::single_range_in_vec_init,
    reason = "what a parser looks at is a list of ranges, often of one"
)]

mod ads;
mod amqp;
mod arp;
mod bacnet;
mod cc_link_ie_tsn;
mod cc_link_ief_basic;
#[cfg(test)]
mod control_logs;
mod dce_rpc;
mod der;
mod dhcp;
mod dnp3;
mod dns;
mod ethercat;
mod ethernet_ip;
#[cfg(test)]
mod factory_logs;
#[cfg(test)]
mod factory_wire;
mod fins;
mod fl_net;
mod fox;
mod ftp;
mod ge_srtp;
mod goose;
mod hart_ip;
mod http;
mod iec104;
mod ipsec;
mod kerberos;
mod ldap;
mod lldp;
#[cfg(test)]
mod logged;
mod mail;
mod melsoft;
mod modbus;
mod mqtt;
mod nbns;
mod ntp;
mod onc_rpc;
mod opc_ua;
mod openvpn;
#[cfg(test)]
mod probe;
mod profinet;
mod profinet_cm;
mod ptp;
mod quic;
mod radius;
mod rdp;
#[cfg(test)]
mod reference;
mod sampled_values;
mod sip;
mod slmp;
mod smb;
mod snmp;
mod sql;
mod ssh;
mod stun;
mod synchrophasor;
mod syslog;
mod telnet;
mod tftp;
mod tls;
mod tpkt;
mod vnc;
mod wireguard;

use sekisho_model::{Certainty, Protocol};

use crate::window::{Carrier, Parser};

/// All parsers. Where two would give a strong reading of the same bytes, the first has it; a test holds that the
/// definitions leave no such bytes in our own captures.
pub(crate) const PARSERS: &[&Parser] = &[
    &modbus::PARSER,
    &dnp3::PARSER,
    &iec104::PARSER,
    &tpkt::PARSER,
    &rdp::PARSER,
    &ethernet_ip::PARSER,
    &opc_ua::PARSER,
    &bacnet::PARSER,
    &hart_ip::PARSER,
    &fins::PARSER,
    &ads::PARSER,
    &synchrophasor::PARSER,
    &fox::PARSER,
    &ge_srtp::PARSER,
    &goose::PARSER,
    &sampled_values::PARSER,
    &profinet::PARSER,
    &profinet_cm::PARSER,
    &ethercat::PARSER,
    &melsoft::PARSER,
    &slmp::PARSER,
    &cc_link_ief_basic::PARSER,
    &cc_link_ie_tsn::PARSER,
    &fl_net::PARSER,
    &mqtt::PARSER,
    &arp::PARSER,
    &lldp::PARSER,
    &ptp::PARSER,
    &dhcp::PARSER,
    &dns::PARSER,
    &ntp::PARSER,
    &snmp::PARSER,
    &syslog::PARSER,
    &http::PARSER,
    &tls::PARSER,
    &smb::PARSER,
    &nbns::PARSER,
    &ftp::PARSER,
    &tftp::PARSER,
    &sql::PARSER,
    &ldap::PARSER,
    &kerberos::PARSER,
    &radius::PARSER,
    &dce_rpc::PARSER,
    &onc_rpc::PARSER,
    &sip::PARSER,
    &stun::PARSER,
    &quic::PARSER,
    &amqp::PARSER,
    &mail::SMTP,
    &mail::IMAP,
    &vnc::PARSER,
    &ssh::PARSER,
    &telnet::PARSER,
    &ipsec::PARSER,
    &wireguard::PARSER,
    &openvpn::PARSER,
];

/// Can the first PDU that is seen of a protocol's parser begin with this byte? A quick no, so that a window is shown to
/// few parsers; a yes says nothing. The promises hold it against what the parsers say.
#[rustfmt::skip] // a table
pub(crate) const fn may_begin(protocol: Protocol, carrier: Carrier, first: u8) -> bool {
    let is_stream = matches!(carrier, Carrier::Tcp);
    match protocol {
        Protocol::Dnp3 | Protocol::DceRpc => first == 5,
        Protocol::Iec104 => first == 0x68,
        Protocol::S7comm => first == 3 || !is_stream, // TPKT
        Protocol::Fox => first == b'f',
        Protocol::Synchrophasor => first == 0xAA,
        Protocol::Melsoft => matches!(first, 0x57 | 0xD7),
        Protocol::Ads => first == 0 || !is_stream,
        Protocol::Fins | Protocol::FlNet => first == b'F' || !is_stream,
        Protocol::OpcUa | Protocol::Http | Protocol::Sip => first.is_ascii_uppercase(),
        Protocol::Tls => matches!(first, 20..=24),
        Protocol::Ssh => first == b'S',
        Protocol::Vnc => first == b'R',
        Protocol::Telnet => first == 255,
        Protocol::Rdp => first == 0,
        Protocol::Snmp | Protocol::Ldap => first == 0x30,
        Protocol::Mqtt => matches!(first,
            0x10 | 0x20 | 0x30..=0x35 | 0x3A..=0x3D | 0x40 | 0x50 | 0x62 | 0x70 | 0x82 | 0x90 | 0xA2 | 0xB0..=0xF0),
        Protocol::Wireguard => matches!(first, 1..=4),
        Protocol::Openvpn => if is_stream { first < 8 } else { matches!(first, 0x20..=0x57) },
        Protocol::Kerberos => if is_stream { first == 0 } else { matches!(first, 0x60..=0x7F) },
        Protocol::Radius => matches!(first, 1..=45),
        Protocol::Stun => first < 0x40,
        Protocol::OncRpc => first >= 0x80 || !is_stream,
        Protocol::Quic => first >= 0xC0,
        Protocol::Amqp => matches!(first, b'A' | 0..=3 | 8),
        Protocol::Smtp => first.is_ascii_uppercase() || first.is_ascii_digit(),
        Protocol::Imap => first == b'*' || first.is_ascii_alphanumeric(),
        _ => true,
    }
}

/// How sure a name of this protocol can be. One with neither a public definition nor public logs to hold its reading
/// against is probable, and its module says what it rests on.
pub(crate) const fn certainty(protocol: Protocol) -> Certainty {
    match protocol {
        Protocol::Fox | Protocol::GeSrtp | Protocol::Melsoft => Certainty::Probable,
        _ => Certainty::Recognised,
    }
}
