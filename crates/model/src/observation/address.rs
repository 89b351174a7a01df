//! Addresses: of a station on the wire, and of a host on IP.

use core::net::IpAddr;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::shape::{Recorded, Shape};

/// A station's address on Ethernet (MAC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mac(pub [u8; 6]);

impl Mac {
    /// Is it for a group of stations, or for all?
    pub const fn is_group(self) -> bool {
        self.0[0] & 1 != 0
    }

    /// Was it given by an administrator or by chance, so that it names no maker?
    pub const fn is_local(self) -> bool {
        self.0[0] & 2 != 0
    }

    /// The maker's part (OUI).
    pub const fn oui(self) -> [u8; 3] {
        [self.0[0], self.0[1], self.0[2]]
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl FromStr for Mac {
    type Err = String;

    /// Reads `00:11:22:aa:bb:cc`, with `-`, `.` or nothing between, in pairs, fours or sixes, in either case. One
    /// separator throughout and groups of one length: an IP address with a port is none.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no MAC address such as 00:11:22:aa:bb:cc");
        let separator = text.chars().find(|c| matches!(c, ':' | '-' | '.'));
        let groups: Vec<&str> = text.split(|c| Some(c) == separator).collect();
        let length = 12 / groups.len();
        let whole = groups.len() * length == 12 && matches!(length, 2 | 4 | 6 | 12);
        if !whole || groups.iter().any(|group| group.len() != length) {
            return Err(wrong());
        }
        let digits: Vec<char> = groups.concat().chars().collect();
        if !digits.iter().all(char::is_ascii_hexdigit) {
            return Err(wrong());
        }
        let mut bytes = [0; 6];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair: String = pair.iter().collect();
            *byte = u8::from_str_radix(&pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Mac {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Mac> for String {
    fn from(mac: Mac) -> Self {
        mac.to_string()
    }
}

/// One end of a conversation: an IP address, or a station that speaks without IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Address {
    /// On IP.
    Ip(IpAddr),
    /// Directly on Ethernet.
    Mac(Mac),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(ip) => ip.fmt(f),
            Self::Mac(mac) => mac.fmt(f),
        }
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(ip) => Ok(Self::Ip(ip)),
            Err(_) => text.parse().map(Self::Mac),
        }
    }
}

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl Recorded for Mac {
    const SHAPE: Shape = Shape::Address;
}

impl Recorded for Address {
    const SHAPE: Shape = Shape::Address;
}
