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

use crate::window::Parser;

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

/// How sure a name of this protocol can be. One with neither a public definition nor public logs to hold its reading
/// against is probable, and its module says what it rests on.
pub(crate) const fn certainty(protocol: Protocol) -> Certainty {
    match protocol {
        Protocol::Fox | Protocol::GeSrtp | Protocol::Melsoft => Certainty::Probable,
        _ => Certainty::Recognised,
    }
}
