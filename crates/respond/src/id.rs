//! Ids of what this crate speaks of, each a type of its own.
//!
//! Invariant: an id is one line of 1 to [`CHARS_MAX`] characters without blanks around it. Whether it names
//! something is not looked at here.

use serde::{Deserialize, Serialize};

/// Most characters of an id.
const CHARS_MAX: usize = 200;

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// Nothing in it, or blanks around it.
    #[error("an id is empty or has blanks around it")]
    Blank,
    /// A control character, such as a line break.
    #[error("an id has a control character in it")]
    Control,
    /// Longer than an id may be.
    #[error("an id has more than {CHARS_MAX} characters")]
    Long,
}

fn checked(text: String) -> Result<String, IdError> {
    if text.is_empty() || text.trim() != text {
        Err(IdError::Blank)
    } else if text.chars().any(char::is_control) {
        Err(IdError::Control)
    } else if text.chars().count() > CHARS_MAX {
        Err(IdError::Long)
    } else {
        Ok(text)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                checked(text.to_owned()).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                checked(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A duty, such as `cra-aev-final`. Permanent.
    DutyId;
    /// A body of rules, such as `cra`.
    RegimeId;
    /// What somebody becomes aware of, such as `exploited-vulnerability`.
    MatterId;
    /// One recorded event.
    EventId;
    /// A form of a report, such as `enisa-srp-aev`.
    FormId;
    /// A field of a form, such as `title`.
    FieldId;
}
