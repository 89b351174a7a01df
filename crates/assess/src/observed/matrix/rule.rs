//! What the conduits of the register allow.

use std::collections::BTreeMap;

use sekisho_model::{Conduit, Direction, Register, Text, ZoneId, ZoneLevel, text};

use super::super::paths::Talk;
use super::super::places::Place;
use super::super::words::{Understood, protocols_named};
use super::Ruled;

/// The conduits, ready to be asked.
pub(in super::super) struct Rules<'r> {
    register: &'r Register,
    /// By the zones they join, the lesser id first.
    between: BTreeMap<(&'r ZoneId, &'r ZoneId), Vec<Way<'r>>>,
    /// By the inner zone, those that lead outside.
    outward: BTreeMap<&'r ZoneId, Vec<Way<'r>>>,
}

/// A conduit with its words understood.
#[derive(Clone)]
struct Way<'r> {
    conduit: &'r Conduit,
    understood: Vec<Understood>,
}

/// What one conduit says of a flow.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    Allows,
    Unclear,
    NotItsProtocol,
    NotItsDirection,
}

impl Way<'_> {
    fn says(&self, forward: bool, talk: &Talk, port: u16) -> Says {
        let in_direction = forward || self.conduit.direction == Direction::Both;
        if !in_direction {
            return Says::NotItsDirection;
        }
        let words = &self.understood;
        if words.iter().any(|word| word.lets(talk, port)) {
            Says::Allows
        } else if words.is_empty() || words.iter().any(|word| matches!(word, Understood::Not(_))) {
            Says::Unclear
        } else {
            Says::NotItsProtocol
        }
    }

    fn why_unclear(&self) -> Text {
        let name = &self.conduit.name;
        let not: Vec<&str> = self
            .understood
            .iter()
            .filter_map(|word| match word {
                Understood::Not(words) => Some(words.as_str()),
                Understood::Any | Understood::Protocol(_) | Understood::Port(..) => None,
            })
            .collect();
        if not.is_empty() {
            return text!(ja: "コンジット「{name}」に通すプロトコルの記載がありません。", en: "Conduit \"{name}\" names no protocols.");
        }
        let (ja, en) = (not.join("」「"), not.join("\", \""));
        text!(
            ja: "コンジット「{name}」のプロトコルの記載「{ja}」を解釈できません。",
            en: "Conduit \"{name}\" names \"{en}\", which is not understood."
        )
    }
}

impl<'r> Rules<'r> {
    pub(in super::super) fn of(register: &'r Register) -> Self {
        let mut rules = Self { register, between: BTreeMap::new(), outward: BTreeMap::new() };
        for conduit in register.conduits.values() {
            let understood = conduit.protocols.iter().flat_map(|words| protocols_named(words)).collect();
            let way = Way { conduit, understood };
            let ends = (&conduit.from).min(&conduit.to);
            let other = (&conduit.from).max(&conduit.to);
            rules.between.entry((ends, other)).or_default().push(way.clone());
            for (inner, outer) in [(&conduit.from, &conduit.to), (&conduit.to, &conduit.from)] {
                if rules.is_outside(outer) && !rules.is_outside(inner) {
                    rules.outward.entry(inner).or_default().push(way.clone());
                }
            }
        }
        rules
    }

    pub(super) fn is_outside(&self, zone: &ZoneId) -> bool {
        self.register.zones.get(zone).is_some_and(|zone| zone.level.known() == Some(&ZoneLevel::Outside))
    }

    /// Does a conduit join the two zones, or zones around them, either way?
    pub(in super::super) fn joined(&self, from: &ZoneId, to: &ZoneId) -> bool {
        !self.ways(from, to).is_empty()
    }

    /// How the register rules on a flow.
    pub(in super::super) fn rule(&self, from: &Place, to: &Place, talk: &Talk, port: u16) -> Ruled {
        match (from, to) {
            (Place::Zone(from), Place::Zone(to)) if from == to => Ruled::Within,
            (Place::Zone(from), Place::Zone(to)) => self.between_zones(from, to, talk, port),
            (Place::Zone(zone), Place::Internet) => self.with_internet(zone, true, talk, port),
            (Place::Internet, Place::Zone(zone)) => self.with_internet(zone, false, talk, port),
            (Place::Internet, _) | (_, Place::Internet) => Ruled::Internet,
            (Place::Unknown, _) | (_, Place::Unknown) => Ruled::Undecided {
                conduit: None,
                why: Text::new(
                    "どのゾーンにあるか分からない機器が関わっています。",
                    "A device takes part of which nobody knows the zone.",
                ),
            },
        }
    }

    fn between_zones(&self, from: &ZoneId, to: &ZoneId, talk: &Talk, port: u16) -> Ruled {
        let ways = self.ways(from, to);
        let best = ways
            .iter()
            .map(|(way, forward)| (way.says(*forward, talk, port), *way))
            .min_by(|a, b| (&a.0, &a.1.conduit.id).cmp(&(&b.0, &b.1.conduit.id)));
        let Some((says, way)) = best else { return Ruled::NoConduit };
        let id = way.conduit.id.clone();
        match says {
            Says::Allows => Ruled::Allowed(id),
            Says::Unclear => Ruled::Undecided { conduit: Some(id), why: way.why_unclear() },
            Says::NotItsProtocol => Ruled::NotItsProtocol(id),
            Says::NotItsDirection => Ruled::NotItsDirection(id),
        }
    }

    /// The conduits between two zones or zones around them, and whether the flow takes them forward. A conduit of a
    /// zone that lies around both does not part them.
    fn ways(&self, from: &ZoneId, to: &ZoneId) -> Vec<(&Way<'r>, bool)> {
        let (a, b) = (self.around(from), self.around(to));
        let mut ways = Vec::new();
        for from in a.iter().filter(|zone| !b.contains(zone) || **zone == a[0]) {
            for to in b.iter().filter(|zone| !a.contains(zone) || **zone == b[0]) {
                let key = ((*from).min(*to), (*from).max(*to));
                let found = self.between.get(&key).into_iter().flatten();
                ways.extend(found.map(|way| (way, way.conduit.from == **from)));
            }
        }
        ways
    }

    fn around(&self, zone: &ZoneId) -> Vec<&'r ZoneId> {
        self.register.zone_chain(zone).into_iter().map(|zone| &zone.id).collect()
    }

    /// A public address that no asset has may be the partner at the end of any conduit that leads outside.
    fn with_internet(&self, zone: &ZoneId, forward: bool, talk: &Talk, port: u16) -> Ruled {
        let around = self.around(zone);
        let ways: Vec<&Way<'_>> =
            around.iter().filter_map(|zone| self.outward.get(*zone)).flatten().collect();
        let takes = |way: &Way<'_>| forward != self.is_outside(&way.conduit.from);
        let may =
            ways.iter().find(|way| matches!(way.says(takes(way), talk, port), Says::Allows | Says::Unclear));
        let Some(way) = may else { return Ruled::Internet };
        let name = &way.conduit.name;
        Ruled::Undecided {
            conduit: Some(way.conduit.id.clone()),
            why: text!(
                ja: "コンジット「{name}」の相手かもしれませんが、相手のアドレスが台帳にありません。",
                en: "It may be the partner of conduit \"{name}\", but the register has no address of that partner."
            ),
        }
    }
}
