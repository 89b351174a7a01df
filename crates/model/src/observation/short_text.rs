//! An identity string: short, printable, and nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Words that a device says of itself: trimmed, without control characters, at most [`Self::CHARS_MAX`] characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortText(String);

impl ShortText {
    /// Most characters that are kept.
    pub const CHARS_MAX: u8 = 64;

    /// The text as it is kept: control characters and what lies beyond the limit are left out. `None` where nothing
    /// is left.
    pub fn new(text: &str) -> Option<Self> {
        let printable = text.chars().filter(|character| !character.is_control());
        let short: String =
            printable.skip_while(|c| c.is_whitespace()).take(usize::from(Self::CHARS_MAX)).collect();
        let short = short.trim_end();
        (!short.is_empty()).then(|| Self(short.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ShortText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match Self::new(&text) {
            Some(short) if short.0 == text => Ok(short),
            _ => Err(format!("not a short text of 1 to {} printable characters", Self::CHARS_MAX)),
        }
    }
}

impl From<ShortText> for String {
    fn from(text: ShortText) -> Self {
        text.0
    }
}
