//! Which stations sent from which addresses, and which of these they claimed as their own.
//!
//! Invariant: behind a router's station stand many addresses; they are paired, never merged. Whether two pairings are
//! one device is judged elsewhere.

use core::net::IpAddr;

use sekisho_model::{Amount, Mac, Sighting, SightingKey, Transport};

use crate::conversations::entry::NONE;
use crate::conversations::hash::Secret;
use crate::conversations::index::Index;
use crate::conversations::key::{ip_words, mac_word, mapped, word_ip, word_mac};
use crate::conversations::seen::{NO_STATION, Seen};
use crate::conversations::slab::Slab;
use crate::layers::{Carried, IpBytes, Network, Packet};

use super::kept::moment;

/// ARP's EtherType (RFC 826).
const ARP: u16 = 0x0806;

/// ICMPv6 in IP (RFC 4443).
const ICMPV6: u8 = 58;

/// A pairing, in few bytes. An address of zeros is none.
#[derive(Clone, Copy)]
struct Pair {
    /// The station in the lower 48 bits, or [`Pair::ALONE`]; the VLAN above them.
    who: u64,
    ip: [u64; 2],
}

impl Pair {
    const NONE: Self = Self::new(NO_STATION, [0; 2], 0);

    /// Says that there is no station.
    const ALONE: u64 = 1 << 63;

    const fn new(station: u64, ip: [u64; 2], vlan: u16) -> Self {
        let station = if station == NO_STATION { Self::ALONE } else { station };
        Self { who: station | (vlan as u64) << 48, ip: if is_unspecified(ip) { [0; 2] } else { ip } }
    }

    /// The pairing that sent a packet which claims nothing.
    fn of(seen: &Seen<'_>) -> Self {
        let ip = match seen.key.transport() {
            Transport::Ethernet => [0; 2],
            _ => seen.source(),
        };
        Self::new(seen.station, ip, seen.key.vlan())
    }

    /// Is it the pairing that sent a packet on IPv4? An unspecified address is not looked for.
    #[inline]
    const fn is_of(&self, seen: &Seen<'_>) -> bool {
        let [high, low] = mapped(seen.key.address_v4(seen.end()));
        let who = seen.station | (seen.key.vlan() as u64) << 48;
        (self.who ^ who) | (self.ip[0] ^ high) | (self.ip[1] ^ low) == 0
    }

    /// Word by word, as keys of connections are compared.
    const fn is(&self, other: &Self) -> bool {
        (self.who ^ other.who) | (self.ip[0] ^ other.ip[0]) | (self.ip[1] ^ other.ip[1]) == 0
    }

    const fn words(&self) -> [u64; 3] {
        [self.who, self.ip[0], self.ip[1]]
    }

    fn key(&self) -> SightingKey {
        let mac: Option<Mac> = (self.who & Self::ALONE == 0).then(|| word_mac(self.who));
        let ip: Option<IpAddr> = (!is_unspecified(self.ip)).then(|| word_ip(self.ip));
        let vlan = u16::try_from((self.who & !Self::ALONE) >> 48).unwrap_or(0);
        SightingKey { mac, ip, vlan }
    }
}

/// `::`, or 0.0.0.0 in its mapped form.
const fn is_unspecified(ip: [u64; 2]) -> bool {
    ip[0] == 0 && (ip[1] == 0 || ip[1] == 0xffff_0000_0000)
}

/// A pairing as far as it was seen, in one line of memory.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Account {
    pair: Pair,
    /// First packet since it was last taken; [`NEVER`] where there was none.
    first: i64,
    /// Last packet, also from before.
    last: i64,
    sent: Amount,
    claims: u32,
    silence_seconds_max: u32,
}

/// All pairings.
pub(super) struct Sightings {
    secret: Secret,
    max: usize,
    index: Index,
    accounts: Slab<Account>,
    /// Packets of pairings that had no room, since it was last asked.
    not_kept: u64,
    /// Pairings seen since they were last taken.
    fresh: usize,
    /// Where room was looked for last.
    hand: u32,
}

/// Pairings that are looked at for one to be forgotten.
const ROOM_TRIES: usize = 64;

/// A pairing that was silent for so long is forgotten when it is taken.
const FORGOTTEN_NANOS: i64 = 3_600_000_000_000;

/// No packet's time.
const NEVER: i64 = i64::MAX;

const _: () = assert!(size_of::<Account>() == 64, "a packet touches one line of its sender's account");

const EMPTY: Account = Account {
    pair: Pair::NONE,
    first: NEVER,
    last: i64::MIN,
    sent: Amount { packets: 0, bytes: 0 },
    claims: 0,
    silence_seconds_max: 0,
};

impl Sightings {
    /// None yet, and at most so many.
    pub(super) fn new(secret: Secret, max: usize) -> Self {
        Self { secret, max, index: Index::new(), accounts: Slab::new(EMPTY), not_kept: 0, fresh: 0, hand: 0 }
    }

    /// A packet's sender was seen. `known` is where its pairing was last time; says where it is now. A copy of a
    /// packet adds no amount.
    #[inline]
    pub(super) fn see(&mut self, seen: &Seen<'_>, known: u32, copy: bool) -> u32 {
        if known != NONE && seen.claiming.is_none() && !seen.key.is_wide() {
            let account = self.accounts.at_mut(known);
            if account.pair.is_of(seen) && account.goes_on(seen.nanos) {
                account.last = seen.nanos;
                account.sent.packets += u64::from(!copy);
                account.sent.bytes += if copy { 0 } else { u64::from(seen.length) };
                return known;
            }
        }
        self.see_slowly(seen, known, copy)
    }

    /// The same where there is more to it.
    #[cold]
    fn see_slowly(&mut self, seen: &Seen<'_>, known: u32, copy: bool) -> u32 {
        if let Some(packet) = seen.claiming {
            return self.see_packet(packet, known, copy);
        }
        self.see_pair(Pair::of(seen), known, Packets::of(seen.nanos, seen.length, copy))
    }

    /// The sender of a packet of any sort was seen.
    pub(super) fn see_packet(&mut self, packet: &Packet<'_>, known: u32, copy: bool) -> u32 {
        let Some(pair) = sender(packet) else { return NONE };
        let number = self.see_pair(pair, known, Packets::of(packet.nanos, packet.length, copy));
        if may_claim(packet) {
            self.see_claim(packet, pair, number);
        }
        number
    }

    fn see_pair(&mut self, pair: Pair, known: u32, packets: Packets) -> u32 {
        if known != NONE {
            let account = self.accounts.at_mut(known);
            if account.pair.is(&pair) {
                self.fresh += usize::from(!account.seen());
                account.add(packets);
                return known;
            }
        }
        self.see_another(pair, packets)
    }

    /// A pairing that is not where the last one was.
    fn see_another(&mut self, pair: Pair, packets: Packets) -> u32 {
        let number = self.number(pair);
        if number != NONE {
            let account = self.accounts.at_mut(number);
            self.fresh += usize::from(!account.seen());
            account.add(packets);
        }
        number
    }

    /// A packet's sender may give an address as its own.
    fn see_claim(&mut self, packet: &Packet<'_>, pair: Pair, number: u32) {
        let Some(claimed) = claim(packet, pair) else { return };
        let claimed = Pair { ip: claimed, ..pair };
        let own = if claimed.is(&pair) { number } else { self.number(claimed) };
        self.claim(own, packet.nanos);
    }

    fn number(&mut self, pair: Pair) -> u32 {
        let tag = self.secret.tag(&pair.words());
        let accounts = &self.accounts;
        if let Some(number) = self.index.find(tag, |number| accounts.at(number).pair.is(&pair)) {
            return number;
        }
        if self.accounts.len() >= self.max && !self.make_room() {
            self.not_kept += 1;
            return NONE;
        }
        let number = self.accounts.insert(Account { pair, ..EMPTY });
        self.index.insert(tag, number);
        number
    }

    /// Forgets a pairing that was taken and not seen since: nothing of it is lost. False where there is none near.
    fn make_room(&mut self) -> bool {
        if self.fresh >= self.accounts.len() {
            return false;
        }
        for _ in 0..ROOM_TRIES {
            self.hand = if self.hand + 1 < self.accounts.numbers().end { self.hand + 1 } else { 0 };
            let account = *self.accounts.at(self.hand);
            let pair = account.pair;
            if !account.seen() && account.last != i64::MIN {
                self.index.remove(self.secret.tag(&pair.words()), self.hand);
                self.accounts.remove(self.hand);
                return true;
            }
        }
        false
    }

    fn claim(&mut self, number: u32, now: i64) {
        if number != NONE {
            let account = self.accounts.at_mut(number);
            self.fresh += usize::from(!account.seen());
            account.touch(now);
            account.claims = account.claims.saturating_add(1);
        }
    }

    /// Pairings seen since they were last taken.
    pub(super) const fn fresh(&self) -> usize {
        self.fresh
    }

    /// Looks at a pairing, so that it is near when it is wanted.
    pub(super) fn near(&self, number: u32) -> u64 {
        if number == NONE { 0 } else { self.accounts.at(number).sent.packets }
    }

    /// Says how many packets had no room, once.
    pub(super) fn not_kept(&mut self) -> u64 {
        std::mem::take(&mut self.not_kept)
    }

    /// All that were seen since they were last taken, in order.
    pub(super) fn take(&mut self) -> Vec<Sighting> {
        let numbers = self.accounts.numbers();
        let now = numbers.clone().map(|number| self.accounts.at(number).last).max().unwrap_or(0);
        let mut all = Vec::with_capacity(std::mem::take(&mut self.fresh));
        for number in numbers {
            let account = self.accounts.at_mut(number);
            if account.seen() {
                all.push(account.take());
            } else if account.last != i64::MIN && now.saturating_sub(account.last) > FORGOTTEN_NANOS {
                let tag = self.secret.tag(&account.pair.words());
                self.index.remove(tag, number);
                self.accounts.remove(number);
            }
        }
        all.sort_unstable_by_key(|sighting| sighting.key);
        all
    }
}

/// What is added to a pairing: one packet, or of a copy nothing but its time.
#[derive(Clone, Copy)]
struct Packets {
    nanos: i64,
    sent: Amount,
}

impl Packets {
    fn of(nanos: i64, length: u32, copy: bool) -> Self {
        let bytes = if copy { 0 } else { u64::from(length) };
        Self { nanos, sent: Amount { packets: u64::from(!copy), bytes } }
    }
}

impl Account {
    fn add(&mut self, packets: Packets) {
        self.touch(packets.nanos);
        self.sent.packets += packets.sent.packets;
        self.sent.bytes += packets.sent.bytes;
    }

    /// Was there a packet since it was last taken?
    #[inline]
    const fn seen(&self) -> bool {
        self.first != NEVER
    }

    /// Does a packet of this time come within a second after the last, and not as the first since it was last taken?
    #[inline]
    const fn goes_on(&self, now: i64) -> bool {
        self.seen() && now.wrapping_sub(self.last).cast_unsigned() < 1_000_000_000
    }

    fn touch(&mut self, now: i64) {
        if self.last != i64::MIN {
            let silent = now.saturating_sub(self.last);
            // Most come within the second: no division for them.
            if silent >= 1_000_000_000 {
                let seconds = u32::try_from(silent / 1_000_000_000).unwrap_or(u32::MAX);
                self.silence_seconds_max = self.silence_seconds_max.max(seconds);
            }
        }
        self.first = self.first.min(now.min(NEVER - 1));
        self.last = self.last.max(now);
    }

    fn take(&mut self) -> Sighting {
        let sighting = Sighting {
            key: self.pair.key(),
            first: moment(self.first),
            last: moment(self.last),
            sent: self.sent,
            claims: u64::from(self.claims),
            silence_seconds_max: u64::from(self.silence_seconds_max),
        };
        *self = Self { pair: self.pair, last: self.last, ..EMPTY };
        sighting
    }
}

/// The pairing that sent a packet.
fn sender(packet: &Packet<'_>) -> Option<Pair> {
    let station = packet.macs.map_or(NO_STATION, |(source, _)| mac_word(source));
    let ip = match packet.network {
        Network::Ip { source, .. } => ip_words(source),
        Network::Ethernet(ARP) => arp_claim(packet.payload, station).unwrap_or_default(),
        Network::Ethernet(_) if packet.macs.is_none() => return None,
        Network::Ethernet(_) => [0; 2],
    };
    Some(Pair::new(station, ip, packet.vlan))
}

/// Is it of a sort in which a sender gives an address as its own?
pub(crate) const fn may_claim(packet: &Packet<'_>) -> bool {
    matches!(packet.network, Network::Ethernet(ARP) | Network::Ip { transport: Carried::Other(ICMPV6), .. })
}

/// The address that a packet's sender says is its own.
fn claim(packet: &Packet<'_>, pair: Pair) -> Option<[u64; 2]> {
    match packet.network {
        Network::Ip { source, .. } => packet.macs.and_then(|_| neighbour_claim(packet.payload, source)),
        Network::Ethernet(_) => (!is_unspecified(pair.ip)).then_some(pair.ip),
    }
}

/// The address that an ARP packet's sender gives as its own (RFC 826), when the station itself sent it.
fn arp_claim(payload: &[u8], station: u64) -> Option<[u64; 2]> {
    let head: &[u8; 18] = payload.first_chunk()?;
    let [0, 1, 8, 0, 6, 4, _, _, a, b, c, d, e, f, ip @ ..] = head else { return None };
    let sender = mac_word(Mac([*a, *b, *c, *d, *e, *f]));
    let ip = [0, 0xffff_0000_0000 | u64::from(u32::from_be_bytes(*ip))];
    (sender == station && !is_unspecified(ip)).then_some(ip)
}

/// The address that a neighbour message's sender gives as its own (RFC 4861): the target of an advertisement, the
/// source of a solicitation.
fn neighbour_claim(payload: &[u8], source: IpBytes) -> Option<[u64; 2]> {
    let ip = match payload.first()? {
        135 => ip_words(source),
        136 => ip_words(*payload.get(8..)?.first_chunk()?),
        _ => return None,
    };
    (!is_unspecified(ip)).then_some(ip)
}

/// Bytes of an ARP packet or of an ICMPv6 message that are looked at here, beside what parsers look at.
pub(crate) fn looked_at(packet: &Packet<'_>) -> usize {
    match packet.network {
        Network::Ethernet(ARP) => 18,
        Network::Ip { transport: Carried::Other(ICMPV6), .. } => 24,
        _ => 0,
    }
}
