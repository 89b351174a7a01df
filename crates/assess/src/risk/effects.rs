//! A set of effects in a byte, and what a measure is put on.

use sekisho_catalog::Effect;

/// The four effects, in the order of IPA's sheets.
pub(crate) const ALL: [Effect; 4] =
    [Effect::PreventSpread, Effect::PreventGoal, Effect::Detect, Effect::Continue];

/// A set of effects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effects(u8);

impl Effects {
    /// No effect.
    pub const NONE: Self = Self(0);

    const fn bit(effect: Effect) -> u8 {
        match effect {
            Effect::PreventSpread => 1,
            Effect::PreventGoal => 2,
            Effect::Detect => 4,
            Effect::Continue => 8,
        }
    }

    /// Is an effect in it?
    #[must_use]
    pub const fn has(self, effect: Effect) -> bool {
        self.0 & Self::bit(effect) != 0
    }

    /// Is there none?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Does it prevent, be it getting in or the damage?
    #[must_use]
    pub const fn prevents(self) -> bool {
        self.0 & 3 != 0
    }

    /// How many.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// In either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// One by one, in the order of IPA's sheets.
    pub fn iter(self) -> impl Iterator<Item = Effect> {
        ALL.into_iter().filter(move |effect| self.has(*effect))
    }
}

impl FromIterator<Effect> for Effects {
    fn from_iter<I: IntoIterator<Item = Effect>>(effects: I) -> Self {
        Self(effects.into_iter().fold(0, |bits, effect| bits | Self::bit(effect)))
    }
}

/// What a measure that protects something is put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placed {
    /// The whole plant.
    Plant,
    /// A zone around it.
    OuterZone,
    /// The zone itself.
    Zone,
    /// A conduit that leads in.
    Conduit,
    /// The asset itself, or for a zone: assets in it.
    Asset,
}
