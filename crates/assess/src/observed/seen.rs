//! What a judgement of observations rests on, and how far it can be trusted.

use sekisho_model::{Address, ConversationKey, IdentityKind, Protocol, ShortText, SightingKey, Text};

/// How far a judgement can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// A hint: a person should look.
    Low,
    /// Likely.
    Medium,
    /// Little else explains it.
    High,
}

impl Trust {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Low => Text::new("低", "low"),
            Self::Medium => Text::new("中", "medium"),
            Self::High => Text::new("高", "high"),
        }
    }

    /// Its code in answers for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A record that a judgement rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A pairing of addresses that sent something.
    Sighting(SightingKey),
    /// A conversation.
    Conversation(ConversationKey),
    /// What a device said of itself.
    Identity {
        /// Who said it.
        holder: Address,
        /// By which protocol.
        protocol: Protocol,
        /// What it is.
        kind: IdentityKind,
        /// The words.
        value: ShortText,
    },
}
