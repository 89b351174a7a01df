//! What is too much to be judged record by record, put together while it comes: hosts of the register and those that
//! stand out stay apart, all others are one crowd for each place.
//!
//! Invariants: every conversation is in exactly one strand, and every sighting is of a host apart, of a crowd, of the
//! internet or of a group, so what flows between places, by which protocol and class of command, is whole. Memory is
//! bounded by fixed numbers and by what the register names, not by what comes. What was never answered, and what began
//! after the learning time, are strands of their own: neither hides behind what is usual.
//!
//! A conversation that comes in several parts counts in each in which it was connected.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use sekisho_model::{
    Address, Amount, CaptureHealth, Conversation, Identity, Observation, Register, Sighting, SightingKey,
    Text, ZoneId, text,
};

use super::baseline::{self, Learning};
use super::paths::Talk;
use super::places::{self, Known, Place};

/// Addresses that stay apart though the register does not name them.
const APART_MAX: usize = 4_096;
/// Pairings of a station that stays apart which are kept though their address does not: enough to know a router by.
const BEHIND_MAX: usize = 4;
/// Strands before they are told apart by less.
const STRANDS_MAX: usize = 1 << 15;
/// Identities of hosts apart that are kept.
const IDENTITIES_MAX: usize = 1 << 14;
/// Seconds in which tries without an answer are put together.
const TRIED_SECONDS: i64 = 3_600;

/// Where one end of a strand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Side<'r> {
    /// A host apart.
    Host(Address),
    /// The others of a zone, or of no known one.
    Others(Option<&'r ZoneId>),
    /// Somebody on the internet.
    Internet,
    /// A group, or all.
    Group,
}

/// Whether it was there when the usual was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Begun {
    Learned,
    New,
    /// New, and given no answer: by the hour, as far as hours are told apart.
    Tried(i64),
}

/// What is put together in one strand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Kind<'r> {
    client: Side<'r>,
    server: Side<'r>,
    talk: Talk,
    begun: Begun,
}

/// One end of a strand that came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// A host apart, by the address of the strand's first conversation.
    Host,
    /// A crowd, by its place in [`Summed::crowds`].
    Crowd(usize),
    /// The internet.
    Internet,
    /// A group.
    Group,
}

/// Conversations that are judged together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Strand {
    pub(super) client: Stands,
    pub(super) server: Stands,
    pub(super) talk: Talk,
    /// Joined, under the key of the first.
    pub(super) all: Conversation,
    /// How many.
    pub(super) conversations: usize,
}

/// Hosts of one place that do not stay apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Crowd {
    pub(super) place: Place,
    /// Was anything heard from them, or were they only spoken to?
    pub(super) heard: bool,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) sent: Amount,
}

impl Crowd {
    fn join(&mut self, heard: bool, first: Timestamp, last: Timestamp, sent: Amount) {
        self.heard |= heard;
        self.first = self.first.min(first);
        self.last = self.last.max(last);
        self.sent.add(sent);
    }
}

/// How much is told apart; each step less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    Full,
    /// Neither ports without a protocol nor hours of tries.
    NoPorts,
    /// Nor hosts that the register does not name.
    RegisterOnly,
}

/// Records on their way into a judgement of what is too much.
#[derive(Debug)]
pub struct Throng<'r> {
    known: Known<'r>,
    learned_until: Option<Timestamp>,
    detail: Detail,
    strands_max: usize,
    apart: HashSet<Address>,
    health: CaptureHealth,
    sightings: BTreeMap<SightingKey, Sighting>,
    /// Pairings of stations apart whose address is none.
    behind: HashMap<Address, usize>,
    identities: BTreeMap<Identity, Timestamp>,
    numbers: HashMap<Kind<'r>, usize>,
    strands: Vec<(Kind<'r>, Conversation, usize)>,
    crowds: BTreeMap<Option<&'r ZoneId>, Crowd>,
}

/// What was put together, to be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Summed {
    /// What is kept of the hosts apart, without conversations; and the health.
    pub(super) observation: Observation,
    pub(super) strands: Vec<Strand>,
    pub(super) crowds: Vec<Crowd>,
    note: Text,
}

impl<'r> Throng<'r> {
    /// So many pairings, those that stand out first, are enough for [`Self::new`] where not all of them are at hand.
    pub const SEEN_MAX: usize = APART_MAX;

    /// Nothing yet. Of what was seen so far, the addresses that were claimed, and those that sent most, stay apart.
    #[must_use]
    pub fn new<'s>(
        register: &'r Register,
        learning: Learning,
        seen: impl IntoIterator<Item = &'s Sighting>,
    ) -> Self {
        Self::within(register, learning, seen, (APART_MAX, STRANDS_MAX))
    }

    fn within<'s>(
        register: &'r Register,
        learning: Learning,
        seen: impl IntoIterator<Item = &'s Sighting>,
        (apart_max, strands_max): (usize, usize),
    ) -> Self {
        let mut seen: Vec<&Sighting> = seen.into_iter().collect();
        seen.sort_unstable_by_key(|it| (std::cmp::Reverse((it.claims > 0, it.sent.packets)), it.key));
        let first = learning.from.or_else(|| seen.iter().map(|it| it.first).min());
        let known = Known::of(register);
        let named =
            seen.iter().flat_map(|it| ends_of(&it.key)).filter(|end| known.assets(*end).next().is_some());
        // An asset under another address of its own is the asset.
        let of_assets =
            seen.iter().filter(|it| ends_of(&it.key).any(|end| known.assets(end).next().is_some()));
        let named: Vec<Address> =
            named.chain(of_assets.flat_map(|it| it.key.mac.map(Address::Mac))).collect();
        let mut apart: HashSet<Address> = named.into_iter().collect();
        apart.extend(seen.iter().take(apart_max).flat_map(|it| ends_of(&it.key)));
        Self {
            learned_until: learning.until.or_else(|| baseline::learned_by_default(first?)),
            known,
            detail: Detail::Full,
            strands_max,
            apart,
            health: CaptureHealth::default(),
            sightings: BTreeMap::new(),
            behind: HashMap::new(),
            identities: BTreeMap::new(),
            numbers: HashMap::new(),
            strands: Vec::new(),
            crowds: BTreeMap::new(),
        }
    }

    /// Adds a part of what was seen.
    pub fn add(&mut self, part: &Observation) {
        self.health.add(&part.health);
        part.sightings.iter().for_each(|it| self.sighting(it));
        part.identities.iter().for_each(|it| self.identity(it));
        for it in &part.conversations {
            self.conversation(it, usize::from(it.connections > 0), self.begun(it));
            while self.strands.len() > self.strands_max && self.detail < Detail::RegisterOnly {
                self.tell_apart_less();
            }
        }
    }

    /// The end: what is to be judged.
    #[must_use]
    pub fn summed(self) -> Summed {
        let note = self.note();
        let Self { health, sightings, identities, mut strands, crowds, .. } = self;
        strands.sort_unstable_by_key(|(kind, ..)| *kind);
        let numbers: HashMap<Option<&ZoneId>, usize> = crowds.keys().copied().zip(0..).collect();
        let stands = |side: Side<'_>| match side {
            Side::Host(_) => Stands::Host,
            Side::Others(zone) => Stands::Crowd(numbers.get(&zone).copied().unwrap_or_default()),
            Side::Internet => Stands::Internet,
            Side::Group => Stands::Group,
        };
        let strands = strands.into_iter().map(|(Kind { client, server, talk, begun: _ }, all, n)| Strand {
            client: stands(client),
            server: stands(server),
            talk,
            all,
            conversations: n,
        });
        Summed {
            observation: Observation {
                conversations: Vec::new(),
                sightings: sightings.into_values().collect(),
                identities: identities.into_iter().map(|(it, first)| Identity { first, ..it }).collect(),
                health,
            },
            strands: strands.collect(),
            crowds: crowds.into_values().collect(),
            note,
        }
    }

    fn is_apart(&self, address: Address) -> bool {
        self.apart.contains(&address) || self.known.assets(address).next().is_some()
    }

    fn side(&self, address: Address) -> Side<'r> {
        match address {
            _ if self.is_apart(address) => Side::Host(address),
            _ if places::is_group(address) => Side::Group,
            Address::Ip(ip) if places::is_public(ip) => Side::Internet,
            Address::Ip(ip) => Side::Others(self.known.zone_of_network(ip)),
            Address::Mac(_) => Side::Others(None),
        }
    }

    fn sighting(&mut self, it: &Sighting) {
        if let Some(known) = self.sightings.get_mut(&it.key) {
            return known.join(it);
        }
        let (mac, ip) = (it.key.mac.map(Address::Mac), it.key.ip.map(Address::Ip));
        if ip.or(mac).is_some_and(|end| self.is_apart(end)) || self.is_known_behind(mac) {
            self.sightings.insert(it.key, *it);
            return;
        }
        if let Some(Side::Others(zone)) = ip.or(mac).map(|end| self.side(end)) {
            self.crowd(zone, true, (it.first, it.last), it.sent);
        }
    }

    /// Is it of a station apart, of which few other addresses are known?
    fn is_known_behind(&mut self, mac: Option<Address>) -> bool {
        let Some(mac) = mac.filter(|mac| self.is_apart(*mac)) else { return false };
        let behind = self.behind.entry(mac).or_default();
        *behind += 1;
        *behind <= BEHIND_MAX
    }

    fn crowd(
        &mut self,
        zone: Option<&'r ZoneId>,
        heard: bool,
        (first, last): (Timestamp, Timestamp),
        sent: Amount,
    ) {
        let place = || zone.map_or(Place::Unknown, |zone| Place::Zone(zone.clone()));
        let none = || Crowd { place: place(), heard, first, last, sent: Amount::default() };
        self.crowds.entry(zone).or_insert_with(none).join(heard, first, last, sent);
    }

    fn identity(&mut self, it: &Identity) {
        let key = Identity { first: Timestamp::UNIX_EPOCH, ..it.clone() };
        if let Some(first) = self.identities.get_mut(&key) {
            *first = it.first.min(*first);
        } else if self.is_apart(it.holder) && self.identities.len() < IDENTITIES_MAX {
            self.identities.insert(key, it.first);
        }
    }

    fn conversation(&mut self, it: &Conversation, conversations: usize, begun: Begun) {
        let mut talk = Talk::of(&it.key);
        if self.detail >= Detail::NoPorts && talk.protocol.is_none() {
            talk.port = 0;
        }
        let kind = Kind { client: self.side(it.key.client), server: self.side(it.key.server), talk, begun };
        for side in [kind.client, kind.server] {
            if let Side::Others(zone) = side {
                self.crowd(zone, false, (it.first, it.last), Amount::default());
            }
        }
        match self.numbers.get(&kind) {
            Some(number) => {
                let (_, all, n) = &mut self.strands[*number];
                if (it.first, it.key) < (all.first, all.key) {
                    all.key = it.key;
                }
                all.join(it);
                *n += conversations;
            }
            None => {
                self.numbers.insert(kind, self.strands.len());
                self.strands.push((kind, it.clone(), conversations));
            }
        }
    }

    fn begun(&self, it: &Conversation) -> Begun {
        match self.learned_until {
            Some(until) if it.first < until => Begun::Learned,
            _ if !super::alerts::is_barren(it) => Begun::New,
            _ if self.detail >= Detail::NoPorts => Begun::Tried(0),
            _ => Begun::Tried(it.first.as_second().div_euclid(TRIED_SECONDS)),
        }
    }

    /// Puts together what was told apart until now.
    fn tell_apart_less(&mut self) {
        self.detail = match self.detail {
            Detail::Full => Detail::NoPorts,
            Detail::NoPorts | Detail::RegisterOnly => Detail::RegisterOnly,
        };
        if self.detail == Detail::RegisterOnly {
            self.apart.retain(|address| self.known.assets(*address).next().is_some());
            self.behind.clear();
            let before = std::mem::take(&mut self.sightings);
            before.values().for_each(|it| self.sighting(it));
            let (apart, known) = (&self.apart, &self.known);
            let is_apart = |end| apart.contains(&end) || known.assets(end).next().is_some();
            self.identities.retain(|it, _| is_apart(it.holder));
        }
        self.numbers.clear();
        for (kind, all, n) in std::mem::take(&mut self.strands) {
            let begun = if matches!(kind.begun, Begun::Tried(_)) { Begun::Tried(0) } else { kind.begun };
            self.conversation(&all, n, begun);
        }
    }

    /// What is told apart, and what is not, in words.
    fn note(&self) -> Text {
        let n = self.sightings.len();
        let who = match self.detail {
            Detail::RegisterOnly => Text::new("台帳にある機器だけ", "only devices of the register"),
            Detail::Full | Detail::NoPorts => Text::new(
                "台帳にある機器と、アドレスを名乗った機器・通信の多い機器だけ",
                "only devices of the register, and those that claimed an address or sent most",
            ),
        };
        let (who_ja, who_en) = (who.ja, who.en);
        let ports = match self.detail {
            Detail::Full => Text::default(),
            Detail::NoPorts | Detail::RegisterOnly => Text::new(
                "判別できない通信は、ポートを区別していません。",
                " Ports of what is not recognised are not told apart.",
            ),
        };
        let (ports_ja, ports_en) = (ports.ja, ports.en);
        text!(
            ja: "会話とアドレスの組が多いため、{who_ja}（アドレスの組 {n} 件）を 1 台ずつ判定し、残りは場所ごとに「その他」としてまとめて判定しました。ゾーン間の流れと命令の種別はすべて含みます。まとめた中の 1 台 1 台の役割や、その中で新しく現れた機器は分かりません。まとめた会話の数は、分けて保存した部分ごとに数えた合計です。{ports_ja}総当たりの通信（スキャン）や偽の送信元による大量の通信がないか確かめてください。",
            en: "There are so many conversations and pairings of addresses that {who_en} ({n} pairings) are judged one by one; all others are judged together, as \"others\" of their place. What flows between zones, and by which class of command, is whole. What each of the others does, and which of them is new, is not known. Conversations put together are counted in each part in which they were stored.{ports_en} Look whether somebody scans the network or floods it from made-up addresses."
        )
    }
}

impl Summed {
    /// What was told apart, and what was not.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.note
    }

    /// The records of hosts apart, and the health; no conversations.
    #[must_use]
    pub const fn observation(&self) -> &Observation {
        &self.observation
    }

    /// First and last moment of what is not in the observation.
    pub(super) fn spans(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let strands = self.strands.iter().map(|it| (it.all.first, it.all.last));
        strands.chain(self.crowds.iter().map(|it| (it.first, it.last)))
    }
}

/// Both addresses of a pairing.
fn ends_of(key: &SightingKey) -> impl Iterator<Item = Address> + use<> {
    key.ip.map(Address::Ip).into_iter().chain(key.mac.map(Address::Mac))
}

#[cfg(test)]
mod tests;
