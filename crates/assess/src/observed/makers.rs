//! Makers by the beginning of a station's address (OUI).
//!
//! The pack in the program is short and our own (`catalog/oui`): makers of plant and network equipment, none of the
//! rows confirmed. A company loads the list that IEEE publishes over it, or lines as network tools keep them. A
//! maker's name says who made the network part, and no more: it is evidence, never an identity.
//!
//! Not here: addresses given by administrators or by chance; they name nobody.

mod pack;
mod reader;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::Mac;

pub use reader::{MADE_LIMITS, MakerProblem};

/// What a maker's things mostly are. Weighs for a device's role; never decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trade {
    /// Controllers, drives, I/O and their panels.
    Automation,
    /// Panels and panel PCs.
    Panels,
    /// Switches, routers, access points.
    Network,
    /// Cameras.
    Cameras,
    /// PCs and servers.
    Computers,
    /// Virtual machines.
    Virtual,
    /// Printers and office machines.
    Office,
    /// Parts that others build in.
    Parts,
}

/// A maker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Maker {
    /// Name, in English or as IEEE writes it.
    pub name: String,
    /// Japanese name, where we know one.
    pub ja: Option<String>,
    /// What its things mostly are.
    pub trade: Option<Trade>,
    /// Was the row checked against IEEE's list, or read from it?
    pub confirmed: bool,
}

/// Makers by prefix.
#[derive(Clone, Debug, Default)]
pub struct Makers {
    /// By length in bits, then by the prefix, aligned to the top of 48 bits.
    by_prefix: BTreeMap<(u8, u64), Maker>,
    /// Folded beginnings of names, with what the maker's things mostly are.
    known: BTreeMap<String, Known>,
}

/// What the pack knows of a maker.
#[derive(Clone, Debug, Default)]
struct Known {
    name: String,
    ja: Option<String>,
    trade: Option<Trade>,
}

// That the pack has no problem is a test, not a user's trouble.
static BUILT_IN: LazyLock<Makers> = LazyLock::new(pack::built_in);

impl Makers {
    /// Those in the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// These with a list over them: IEEE's CSV (`Registry,Assignment,Organization Name,…`), or lines of prefix, short
    /// name and long name with tabs between them. A row that cannot be read costs itself, and is named.
    #[must_use]
    pub fn with(&self, list: &[u8]) -> (Self, Vec<MakerProblem>) {
        let mut all = self.clone();
        let (rows, problems) = reader::read(list);
        for (bits, prefix, name) in rows {
            let Known { ja, trade, .. } = all.known_as(&name);
            all.by_prefix.insert((bits, prefix), Maker { name, ja, trade, confirmed: true });
        }
        (all, problems)
    }

    /// The maker of a station; `None` where the address names nobody, or nobody we know.
    #[must_use]
    pub fn of(&self, mac: Mac) -> Option<&Maker> {
        if mac.is_local() || mac.is_group() {
            return None;
        }
        let whole = number(mac);
        [36, 28, 24].into_iter().find_map(|bits| self.by_prefix.get(&(bits, whole & mask(bits))))
    }

    /// The maker's name in the pack, for a name in any spelling that it lists.
    pub(super) fn spelled(&self, name: &str) -> Option<&str> {
        let folded = name.trim().to_lowercase();
        let by_name = |(spelling, known): &(&String, &Known)| {
            folded.starts_with(spelling.as_str())
                || known.ja.as_ref().is_some_and(|ja| folded.starts_with(&ja.to_lowercase()))
        };
        self.known
            .iter()
            .filter(by_name)
            .max_by_key(|(spelling, _)| spelling.len())
            .map(|(_, known)| known.name.as_str())
    }

    /// How many prefixes are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_prefix.len()
    }

    /// Is none known?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_prefix.is_empty()
    }

    fn known_as(&self, name: &str) -> Known {
        let folded = name.to_lowercase();
        let before = self.known.range(..=folded.clone()).rev().take(4);
        let mut matching = before.filter(|(spelling, _)| folded.starts_with(spelling.as_str()));
        matching.next().map(|(_, known)| known.clone()).unwrap_or_default()
    }
}

fn number(mac: Mac) -> u64 {
    mac.0.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

const fn mask(bits: u8) -> u64 {
    (u64::MAX << (48 - bits)) & 0xFFFF_FFFF_FFFF
}

#[cfg(test)]
mod tests;
