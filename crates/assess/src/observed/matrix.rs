//! Zone × zone: what really flows, against the conduits of the register.
//!
//! Invariants: every path between devices, or with an address outside, is in exactly one cell; paths to groups stand in
//! no zone and are counted. A flow is allowed only by a conduit between its zones (or zones around them), in its
//! direction, with its protocol. What touches no known zone, or words that nobody understands, is undecided.

mod differences;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_model::{Amount, CommandClass, CommandClasses, ConduitId, ConversationKey, Register, Text};

use super::effect::Effect;
use super::inventory::{DeviceId, Inventory};
use super::paths::{End, Path, Paths, Talk};
use super::places::Place;
use crate::impact::Named;

pub(super) use rule::Rules;

/// How the register rules on a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruled {
    /// Within one zone: no conduit is needed.
    Within,
    /// A conduit allows it.
    Allowed(ConduitId),
    /// No conduit joins the two zones.
    NoConduit,
    /// A conduit joins them, and does not name the protocol.
    NotItsProtocol(ConduitId),
    /// A conduit joins them the other way only.
    NotItsDirection(ConduitId),
    /// With the internet, and no conduit leads outside from here.
    Internet,
    /// Nobody can tell.
    Undecided {
        /// The conduit that may allow it.
        conduit: Option<ConduitId>,
        /// Why.
        why: Text,
    },
}

/// What flows from one place to another by one talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flowing {
    /// What is spoken.
    pub talk: Talk,
    /// First moment of each class of command.
    pub commands: BTreeMap<CommandClass, Timestamp>,
    /// From clients to servers.
    pub sent: Amount,
    /// From servers to clients.
    pub answered: Amount,
    /// Conversations.
    pub conversations: usize,
    /// Devices that ask.
    pub clients: BTreeSet<DeviceId>,
    /// Devices that answer.
    pub servers: BTreeSet<DeviceId>,
    /// First packet.
    pub first: Timestamp,
    /// Last packet.
    pub last: Timestamp,
    /// How the register rules on it.
    pub ruled: Ruled,
    /// Some of the conversations, at most five.
    pub evidence: Vec<ConversationKey>,
}

impl Flowing {
    /// Classes of command.
    #[must_use]
    pub fn classes(&self) -> CommandClasses {
        self.commands.keys().fold(CommandClasses::NONE, |set, class| set.and(CommandClasses::of(*class)))
    }
}

/// All that flows from one place, where it is opened, to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where it is opened.
    pub from: Place,
    /// Where it is answered.
    pub to: Place,
    /// What flows, by talk.
    pub flowing: Vec<Flowing>,
}

impl Cell {
    /// Everything both ways.
    #[must_use]
    pub fn amount(&self) -> Amount {
        let mut amount = Amount::default();
        for flowing in &self.flowing {
            amount.add(flowing.sent);
            amount.add(flowing.answered);
        }
        amount
    }

    /// Classes of command in it.
    #[must_use]
    pub fn classes(&self) -> CommandClasses {
        self.flowing.iter().fold(CommandClasses::NONE, |set, flowing| set.and(flowing.classes()))
    }
}

/// How the register and the wire differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// It flows between two zones without a conduit.
    UndeclaredConduit,
    /// A zone speaks with the internet.
    InternetContact,
    /// It flows against the conduit's direction.
    WrongDirection,
    /// A conduit does not name the protocol.
    UndeclaredProtocol,
    /// A device in no known zone takes part.
    UnknownZone,
    /// The conduit's words for protocols are missing or not understood.
    ProtocolsUnclear,
    /// A conduit over which nothing was seen.
    NeverSeen,
}

impl DifferenceKind {
    /// All, gravest first.
    pub const ALL: [Self; 7] = [
        Self::UndeclaredConduit,
        Self::InternetContact,
        Self::WrongDirection,
        Self::UndeclaredProtocol,
        Self::UnknownZone,
        Self::ProtocolsUnclear,
        Self::NeverSeen,
    ];

    /// Its code: the first part of a difference's id.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UndeclaredConduit => "undeclared-conduit",
            Self::InternetContact => "internet-contact",
            Self::WrongDirection => "wrong-direction",
            Self::UndeclaredProtocol => "undeclared-protocol",
            Self::UnknownZone => "unknown-zone",
            Self::ProtocolsUnclear => "protocols-unclear",
            Self::NeverSeen => "never-seen",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::UndeclaredConduit => ("台帳にないコンジット", "undeclared conduit"),
            Self::InternetContact => ("インターネットとの通信", "internet contact"),
            Self::WrongDirection => ("許可と逆向きの通信", "wrong direction"),
            Self::UndeclaredProtocol => ("台帳にないプロトコル", "undeclared protocol"),
            Self::UnknownZone => ("ゾーン不明の通信", "unknown zone"),
            Self::ProtocolsUnclear => ("プロトコルの記載が不明", "protocols unclear"),
            Self::NeverSeen => ("観測されないコンジット", "never seen"),
        };
        Text::new(ja, en)
    }
}

/// One difference between the register and the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `kind@from>to`, with the talk or the conduit where there can be several.
    pub id: String,
    /// Kind.
    pub kind: DifferenceKind,
    /// Where it is opened, or the conduit's one end.
    pub from: Place,
    /// Where it is answered, or the conduit's other end.
    pub to: Place,
    /// The conduit.
    pub conduit: Option<Named<ConduitId>>,
    /// What is spoken.
    pub talks: Vec<Talk>,
    /// Why it is not certain; `None` where it is.
    pub undecided: Option<Text>,
    /// What differs.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
    /// What it may touch.
    pub effect: Effect,
    /// Devices that take part, at most twenty.
    pub devices: Vec<DeviceId>,
}

/// The matrix, and what it says about the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Cells in which something flows, by their places.
    pub cells: Vec<Cell>,
    /// Differences, gravest kind first.
    pub differences: Vec<Difference>,
    /// Conversations to groups, which stand in no zone.
    pub to_groups: usize,
    /// Conversations of a device with itself, such as over two of its addresses.
    pub with_itself: usize,
}

impl Matrix {
    /// All conversations, those in no cell among them.
    #[must_use]
    pub fn conversations(&self) -> usize {
        let flowing = self.cells.iter().flat_map(|cell| &cell.flowing);
        flowing.map(|it| it.conversations).sum::<usize>() + self.to_groups + self.with_itself
    }
}

/// Holds the paths against the conduits.
#[must_use]
pub fn matrix(register: &Register, inventory: &Inventory, paths: &Paths) -> Matrix {
    let rules = Rules::of(register);
    let mut matrix = Matrix::default();
    let mut cells: BTreeMap<(Place, Place), BTreeMap<Talk, Flowing>> = BTreeMap::new();
    for path in paths.iter() {
        if path.is_with_itself() {
            matrix.with_itself += path.conversations;
            continue;
        }
        let (Some(from), Some(to)) = (inventory.place(path.client), inventory.place(path.server)) else {
            matrix.to_groups += path.conversations;
            continue;
        };
        let cell = cells.entry((from, to)).or_default();
        add(cell, path, inventory);
    }
    matrix.cells = cells.into_iter().map(|((from, to), flowing)| cell(from, to, flowing, &rules)).collect();
    matrix.differences = differences::differences(register, inventory, &rules, &matrix.cells);
    matrix
}

fn add(cell: &mut BTreeMap<Talk, Flowing>, path: &Path, inventory: &Inventory) {
    let flowing = cell.entry(path.talk).or_insert_with(|| Flowing {
        talk: path.talk,
        commands: BTreeMap::new(),
        sent: Amount::default(),
        answered: Amount::default(),
        conversations: 0,
        clients: BTreeSet::new(),
        servers: BTreeSet::new(),
        first: path.first,
        last: path.last,
        ruled: Ruled::Within,
        evidence: Vec::new(),
    });
    for (class, at) in &path.commands {
        flowing.commands.entry(*class).and_modify(|first| *first = (*first).min(*at)).or_insert(*at);
    }
    flowing.sent.add(path.sent);
    flowing.answered.add(path.answered);
    flowing.conversations += path.conversations;
    flowing.clients.extend(id(path.client, inventory));
    flowing.servers.extend(id(path.server, inventory));
    flowing.first = flowing.first.min(path.first);
    flowing.last = flowing.last.max(path.last);
    if flowing.evidence.len() < 5 {
        flowing.evidence.push(path.key);
    }
}

fn id(end: End, inventory: &Inventory) -> Option<DeviceId> {
    match end {
        End::Device(index) => inventory.devices.get(index).map(|device| device.id.clone()),
        End::Outside(_) | End::Group(_) | End::Nobody(_) => None,
    }
}

fn cell(from: Place, to: Place, flowing: BTreeMap<Talk, Flowing>, rules: &Rules<'_>) -> Cell {
    let ruled = |mut flowing: Flowing| {
        let port = flowing.evidence.first().map_or(0, |key| key.port);
        flowing.ruled = rules.rule(&from, &to, &flowing.talk, port);
        flowing
    };
    let flowing = flowing.into_values().map(ruled).collect();
    Cell { from, to, flowing }
}

#[cfg(test)]
mod tests;
