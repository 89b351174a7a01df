//! The scales: importance, loss in BC/S/Q/D/C, and the levels of IEC 62443, JC-STAR and SCS.

use serde::{Deserialize, Serialize};

/// Importance (重要度) of a business, an asset or a zone: 大, 中, 小. Ordered: small < medium < large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Importance {
    /// 小
    Small,
    /// 中
    Medium,
    /// 大
    Large,
}

impl Importance {
    /// From the greatest to the smallest.
    pub const ALL: [Self; 3] = [Self::Large, Self::Medium, Self::Small];
}

/// How much one value suffers when a business stops or goes wrong. Our own four steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LossLevel {
    /// No loss.
    #[default]
    None,
    /// Noticed, absorbed within the shift.
    Low,
    /// Felt by a customer or within the month's figures.
    Medium,
    /// Threatens people, a customer relation or the business itself.
    High,
}

/// What is lost in the five values of the METI guideline: business continuity, and S/Q/D/C.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Loss {
    /// BC 事業継続
    pub business_continuity: LossLevel,
    /// S 安全
    pub safety: LossLevel,
    /// Q 品質
    pub quality: LossLevel,
    /// D 納期
    pub delivery: LossLevel,
    /// C コスト
    pub cost: LossLevel,
}

impl Loss {
    /// The greatest of the five.
    #[must_use]
    pub fn worst(&self) -> LossLevel {
        self.each().into_iter().map(|(_, level)| level).max().unwrap_or_default()
    }

    /// The five with their letters, in the guideline's order.
    #[must_use]
    pub const fn each(&self) -> [(&'static str, LossLevel); 5] {
        [
            ("BC", self.business_continuity),
            ("S", self.safety),
            ("Q", self.quality),
            ("D", self.delivery),
            ("C", self.cost),
        ]
    }

    /// Value by value the greater of two losses.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            business_continuity: self.business_continuity.max(other.business_continuity),
            safety: self.safety.max(other.safety),
            quality: self.quality.max(other.quality),
            delivery: self.delivery.max(other.delivery),
            cost: self.cost.max(other.cost),
        }
    }
}

macro_rules! numbered_level {
    ($(#[$doc:meta])* $name:ident, $min:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "u8", into = "u8")]
        pub struct $name(u8);

        impl $name {
            /// The number.
            #[must_use]
            pub const fn get(self) -> u8 {
                self.0
            }
        }

        impl TryFrom<u8> for $name {
            type Error = String;
            fn try_from(level: u8) -> Result<Self, String> {
                if ($min..=$max).contains(&level) {
                    Ok(Self(level))
                } else {
                    Err(format!("level {level} is outside {} to {}", $min, $max))
                }
            }
        }

        impl From<$name> for u8 {
            fn from(level: $name) -> Self {
                level.0
            }
        }
    };
}

numbered_level!(
    /// IEC 62443 security level, 0 to 4.
    SecurityLevel, 0_u8, 4_u8
);
numbered_level!(
    /// JC-STAR label, ★1 to ★4.
    JcStarLevel, 1_u8, 4_u8
);
numbered_level!(
    /// SCS supply-chain star, ★3 to ★5.
    ScsLevel, 3_u8, 5_u8
);

numbered_level!(
    /// How likely a threat is to be tried, 1 to 3: a scale of IPA's risk analysis guide.
    ThreatLevel, 1_u8, 3_u8
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_of_different_schemes_have_their_own_bounds() {
        assert!(JcStarLevel::try_from(5).is_err());
        assert!(ScsLevel::try_from(2).is_err());
        assert_eq!(SecurityLevel::try_from(0).map(SecurityLevel::get), Ok(0));
    }

    #[test]
    fn losses_join_by_the_greater() {
        let a = Loss { safety: LossLevel::High, ..Loss::default() };
        let b = Loss { cost: LossLevel::Low, ..Loss::default() };
        assert_eq!(a.or(b).each()[1].1, LossLevel::High);
        assert_eq!(a.or(b).cost, LossLevel::Low);
        assert_eq!(a.or(b).worst(), LossLevel::High);
    }
}
