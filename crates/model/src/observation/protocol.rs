//! The protocols that we can name.

use serde::{Deserialize, Serialize};

use super::shape::recorded;

/// Where a protocol is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProtocolFamily {
    /// Between controllers, field devices and what programs or watches them.
    Industrial,
    /// What keeps a network running.
    Network,
    /// Of offices and servers.
    Office,
    /// By which a person works on a machine from afar.
    RemoteAccess,
}

/// A protocol, recognised by its structure and never by its port alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Protocol {
    /// Modbus/TCP.
    #[serde(rename = "modbus")]
    Modbus,
    /// DNP3.
    #[serde(rename = "dnp3")]
    Dnp3,
    /// IEC 60870-5-104.
    #[serde(rename = "iec104")]
    Iec104,
    /// S7comm.
    #[serde(rename = "s7comm")]
    S7comm,
    /// S7comm-plus.
    #[serde(rename = "s7comm-plus")]
    S7commPlus,
    /// MMS (IEC 61850).
    #[serde(rename = "mms")]
    Mms,
    /// GOOSE.
    #[serde(rename = "goose")]
    Goose,
    /// Sampled Values.
    #[serde(rename = "sampled-values")]
    SampledValues,
    /// EtherNet/IP.
    #[serde(rename = "ethernet-ip")]
    EtherNetIp,
    /// OPC UA.
    #[serde(rename = "opc-ua")]
    OpcUa,
    /// BACnet/IP.
    #[serde(rename = "bacnet")]
    Bacnet,
    /// HART-IP.
    #[serde(rename = "hart-ip")]
    HartIp,
    /// FINS (Omron).
    #[serde(rename = "fins")]
    Fins,
    /// ADS/AMS (Beckhoff).
    #[serde(rename = "ads")]
    Ads,
    /// IEEE C37.118.
    #[serde(rename = "synchrophasor")]
    Synchrophasor,
    /// Niagara Fox.
    #[serde(rename = "fox")]
    Fox,
    /// GE-SRTP.
    #[serde(rename = "ge-srtp")]
    GeSrtp,
    /// PROFINET's discovery: DCP, and LLDP with the elements that only PROFINET stations send.
    #[serde(rename = "profinet-dcp")]
    ProfinetDcp,
    /// PROFINET RT.
    #[serde(rename = "profinet-rt")]
    ProfinetRt,
    /// PROFINET CM.
    #[serde(rename = "profinet-cm")]
    ProfinetCm,
    /// EtherCAT.
    #[serde(rename = "ethercat")]
    EtherCat,
    /// Mitsubishi MELSOFT, the engineering tool's own protocol.
    #[serde(rename = "melsoft")]
    Melsoft,
    /// Mitsubishi SLMP and the MC protocol frames that it took over (3E, 4E).
    #[serde(rename = "slmp")]
    Slmp,
    /// CC-Link IE Field Basic.
    #[serde(rename = "cc-link-ie-field-basic")]
    CcLinkIeFieldBasic,
    /// CC-Link IE TSN.
    #[serde(rename = "cc-link-ie-tsn")]
    CcLinkIeTsn,
    /// FL-net.
    #[serde(rename = "fl-net")]
    FlNet,
    /// MQTT.
    #[serde(rename = "mqtt")]
    Mqtt,
    /// ARP.
    #[serde(rename = "arp")]
    Arp,
    /// LLDP.
    #[serde(rename = "lldp")]
    Lldp,
    /// PTP (IEEE 1588).
    #[serde(rename = "ptp")]
    Ptp,
    /// ICMP.
    #[serde(rename = "icmp")]
    Icmp,
    /// DHCP.
    #[serde(rename = "dhcp")]
    Dhcp,
    /// DNS.
    #[serde(rename = "dns")]
    Dns,
    /// mDNS.
    #[serde(rename = "mdns")]
    Mdns,
    /// NTP.
    #[serde(rename = "ntp")]
    Ntp,
    /// SNMP.
    #[serde(rename = "snmp")]
    Snmp,
    /// syslog.
    #[serde(rename = "syslog")]
    Syslog,
    /// HTTP.
    #[serde(rename = "http")]
    Http,
    /// TLS.
    #[serde(rename = "tls")]
    Tls,
    /// SMB.
    #[serde(rename = "smb")]
    Smb,
    /// NetBIOS.
    #[serde(rename = "nbns")]
    Nbns,
    /// FTP.
    #[serde(rename = "ftp")]
    Ftp,
    /// TFTP.
    #[serde(rename = "tftp")]
    Tftp,
    /// SQL.
    #[serde(rename = "sql")]
    Sql,
    /// LDAP.
    #[serde(rename = "ldap")]
    Ldap,
    /// Kerberos.
    #[serde(rename = "kerberos")]
    Kerberos,
    /// RADIUS.
    #[serde(rename = "radius")]
    Radius,
    /// DCE/RPC, plain.
    #[serde(rename = "dce-rpc")]
    DceRpc,
    /// ONC RPC, by which NFS is called.
    #[serde(rename = "onc-rpc")]
    OncRpc,
    /// SMTP.
    #[serde(rename = "smtp")]
    Smtp,
    /// IMAP.
    #[serde(rename = "imap")]
    Imap,
    /// SIP.
    #[serde(rename = "sip")]
    Sip,
    /// STUN and TURN.
    #[serde(rename = "stun")]
    Stun,
    /// QUIC.
    #[serde(rename = "quic")]
    Quic,
    /// AMQP 0-9-1 and 1.0.
    #[serde(rename = "amqp")]
    Amqp,
    /// RDP.
    #[serde(rename = "rdp")]
    Rdp,
    /// VNC.
    #[serde(rename = "vnc")]
    Vnc,
    /// SSH.
    #[serde(rename = "ssh")]
    Ssh,
    /// Telnet.
    #[serde(rename = "telnet")]
    Telnet,
    /// IPsec: IKE and ESP.
    #[serde(rename = "ipsec")]
    Ipsec,
    /// WireGuard.
    #[serde(rename = "wireguard")]
    Wireguard,
    /// OpenVPN.
    #[serde(rename = "openvpn")]
    Openvpn,
}

impl Protocol {
    /// All, in order.
    pub const ALL: [Self; 62] = [
        Self::Modbus,
        Self::Dnp3,
        Self::Iec104,
        Self::S7comm,
        Self::S7commPlus,
        Self::Mms,
        Self::Goose,
        Self::SampledValues,
        Self::EtherNetIp,
        Self::OpcUa,
        Self::Bacnet,
        Self::HartIp,
        Self::Fins,
        Self::Ads,
        Self::Synchrophasor,
        Self::Fox,
        Self::GeSrtp,
        Self::ProfinetDcp,
        Self::ProfinetRt,
        Self::ProfinetCm,
        Self::EtherCat,
        Self::Melsoft,
        Self::Slmp,
        Self::CcLinkIeFieldBasic,
        Self::CcLinkIeTsn,
        Self::FlNet,
        Self::Mqtt,
        Self::Arp,
        Self::Lldp,
        Self::Ptp,
        Self::Icmp,
        Self::Dhcp,
        Self::Dns,
        Self::Mdns,
        Self::Ntp,
        Self::Snmp,
        Self::Syslog,
        Self::Http,
        Self::Tls,
        Self::Smb,
        Self::Nbns,
        Self::Ftp,
        Self::Tftp,
        Self::Sql,
        Self::Ldap,
        Self::Kerberos,
        Self::Radius,
        Self::DceRpc,
        Self::OncRpc,
        Self::Smtp,
        Self::Imap,
        Self::Sip,
        Self::Stun,
        Self::Quic,
        Self::Amqp,
        Self::Rdp,
        Self::Vnc,
        Self::Ssh,
        Self::Telnet,
        Self::Ipsec,
        Self::Wireguard,
        Self::Openvpn,
    ];

    /// Its code in files, addresses of pages and the store: `modbus`, `ethernet-ip`.
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// Its name, the same in both languages.
    pub const fn name(self) -> &'static str {
        self.words().1
    }

    /// Where it is at home.
    pub const fn family(self) -> ProtocolFamily {
        self.words().2
    }

    /// The protocol of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.code() == code)
    }

    #[rustfmt::skip] // a table
    const fn words(self) -> (&'static str, &'static str, ProtocolFamily) {
        use ProtocolFamily::{Industrial, Network, Office, RemoteAccess};
        match self {
            Self::Modbus => ("modbus", "Modbus/TCP", Industrial),
            Self::Dnp3 => ("dnp3", "DNP3", Industrial),
            Self::Iec104 => ("iec104", "IEC 60870-5-104", Industrial),
            Self::S7comm => ("s7comm", "S7comm", Industrial),
            Self::S7commPlus => ("s7comm-plus", "S7comm-plus", Industrial),
            Self::Mms => ("mms", "MMS (IEC 61850)", Industrial),
            Self::Goose => ("goose", "GOOSE", Industrial),
            Self::SampledValues => ("sampled-values", "Sampled Values", Industrial),
            Self::EtherNetIp => ("ethernet-ip", "EtherNet/IP", Industrial),
            Self::OpcUa => ("opc-ua", "OPC UA", Industrial),
            Self::Bacnet => ("bacnet", "BACnet/IP", Industrial),
            Self::HartIp => ("hart-ip", "HART-IP", Industrial),
            Self::Fins => ("fins", "FINS (Omron)", Industrial),
            Self::Ads => ("ads", "ADS/AMS (Beckhoff)", Industrial),
            Self::Synchrophasor => ("synchrophasor", "IEEE C37.118", Industrial),
            Self::Fox => ("fox", "Niagara Fox", Industrial),
            Self::GeSrtp => ("ge-srtp", "GE-SRTP", Industrial),
            Self::ProfinetDcp => ("profinet-dcp", "PROFINET DCP / LLDP", Industrial),
            Self::ProfinetRt => ("profinet-rt", "PROFINET RT", Industrial),
            Self::ProfinetCm => ("profinet-cm", "PROFINET CM", Industrial),
            Self::EtherCat => ("ethercat", "EtherCAT", Industrial),
            Self::Melsoft => ("melsoft", "MELSOFT", Industrial),
            Self::Slmp => ("slmp", "SLMP / MC protocol", Industrial),
            Self::CcLinkIeFieldBasic => ("cc-link-ie-field-basic", "CC-Link IE Field Basic", Industrial),
            Self::CcLinkIeTsn => ("cc-link-ie-tsn", "CC-Link IE TSN", Industrial),
            Self::FlNet => ("fl-net", "FL-net", Industrial),
            Self::Mqtt => ("mqtt", "MQTT", Industrial),
            Self::Arp => ("arp", "ARP", Network),
            Self::Lldp => ("lldp", "LLDP", Network),
            Self::Ptp => ("ptp", "PTP (IEEE 1588)", Network),
            Self::Icmp => ("icmp", "ICMP", Network),
            Self::Dhcp => ("dhcp", "DHCP", Network),
            Self::Dns => ("dns", "DNS", Network),
            Self::Mdns => ("mdns", "mDNS", Network),
            Self::Ntp => ("ntp", "NTP", Network),
            Self::Snmp => ("snmp", "SNMP", Network),
            Self::Syslog => ("syslog", "syslog", Network),
            Self::Http => ("http", "HTTP", Office),
            Self::Tls => ("tls", "TLS", Office),
            Self::Smb => ("smb", "SMB", Office),
            Self::Nbns => ("nbns", "NetBIOS", Office),
            Self::Ftp => ("ftp", "FTP", Office),
            Self::Tftp => ("tftp", "TFTP", Office),
            Self::Sql => ("sql", "SQL", Office),
            Self::Ldap => ("ldap", "LDAP", Office),
            Self::Kerberos => ("kerberos", "Kerberos", Office),
            Self::Radius => ("radius", "RADIUS", Office),
            Self::DceRpc => ("dce-rpc", "DCE/RPC", Office),
            Self::OncRpc => ("onc-rpc", "ONC RPC (NFS)", Office),
            Self::Smtp => ("smtp", "SMTP", Office),
            Self::Imap => ("imap", "IMAP", Office),
            Self::Sip => ("sip", "SIP", Office),
            Self::Stun => ("stun", "STUN / TURN", Office),
            Self::Quic => ("quic", "QUIC", Office),
            Self::Amqp => ("amqp", "AMQP", Office),
            Self::Rdp => ("rdp", "RDP", RemoteAccess),
            Self::Vnc => ("vnc", "VNC", RemoteAccess),
            Self::Ssh => ("ssh", "SSH", RemoteAccess),
            Self::Telnet => ("telnet", "Telnet", RemoteAccess),
            Self::Ipsec => ("ipsec", "IPsec", RemoteAccess),
            Self::Wireguard => ("wireguard", "WireGuard", RemoteAccess),
            Self::Openvpn => ("openvpn", "OpenVPN", RemoteAccess),
        }
    }
}

recorded!(Protocol: choice);
