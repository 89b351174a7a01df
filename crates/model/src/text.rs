//! Words for people, always in both languages at once, so that a message without its twin does not compile.

use serde::{Deserialize, Serialize};

/// The language of a reader. Japanese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The BCP 47 code, as in `<html lang>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// One of two fixed texts.
    #[must_use]
    pub const fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}

/// One message in both languages. Made with [`crate::text!`].
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese wording.
    pub ja: String,
    /// English wording.
    pub en: String,
}

impl Text {
    /// A text from two wordings.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// What somebody entered, and the English of it where that was entered too; otherwise the same words for both.
    ///
    /// ```
    /// use sekisho_model::Text;
    /// assert_eq!(Text::entered("制御盤", " Control panel "), Text::new("制御盤", "Control panel"));
    /// assert_eq!(Text::entered("制御盤", ""), Text::new("制御盤", "制御盤"));
    /// ```
    #[must_use]
    pub fn entered(words: &str, english: &str) -> Self {
        let (words, english) = (words.trim(), english.trim());
        Self::new(words, if english.is_empty() { words } else { english })
    }

    /// The wording for one reader.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.ja, &self.en)
    }
}

/// A number with its English words: `1 asset`, `2 assets`. Japanese needs no such thing.
///
/// ```
/// assert_eq!(sekisho_model::counted(1, "vulnerability affects", "vulnerabilities affect"), "1 vulnerability affects");
/// ```
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// English, for logs and for errors that are wrapped by other errors.
impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.en)
    }
}

/// Builds a [`Text`] from two format strings; arguments are captured inline.
///
/// ```
/// use sekisho_model::text;
/// let row = 14;
/// let message = text!(ja: "{row} 行目", en: "row {row}");
/// assert_eq!(message.ja, "14 行目");
/// ```
#[macro_export]
macro_rules! text {
    (ja: $ja:literal, en: $en:literal $(,)?) => {
        $crate::Text { ja: ::std::format!($ja), en: ::std::format!($en) }
    };
}
