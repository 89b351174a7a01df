//! CPE 2.3 names: read from either binding, written in either, and compared by NIST's relations.
//!
//! Names follow NIST IR 7695, relations IR 7696. Invariant: a value in memory has no escapes; its wildcards
//! stand apart from its text. Which product a name means, and which advisory speaks of it, is not known here.

mod binding;
mod range;
mod relation;

use sekisho_model::{Text, text};

pub use range::CpeRange;
pub use relation::{Relation, compare, compare_values};

/// Longest name read, in bytes.
const TEXT_MAX: usize = 8_192;

/// The attributes of a name, in the order of the bindings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// `a` application, `o` operating system, `h` hardware.
    Part,
    /// Maker.
    Vendor,
    /// Product.
    Product,
    /// Version.
    Version,
    /// Update, such as a service pack.
    Update,
    /// Edition; deprecated.
    Edition,
    /// Language tag.
    Language,
    /// Edition of the software, such as for a market.
    SwEdition,
    /// Software that it runs on.
    TargetSw,
    /// Hardware that it runs on.
    TargetHw,
    /// Anything else.
    Other,
}

/// All attributes, in order.
pub const ATTRIBUTES: [Attribute; 11] = [
    Attribute::Part,
    Attribute::Vendor,
    Attribute::Product,
    Attribute::Version,
    Attribute::Update,
    Attribute::Edition,
    Attribute::Language,
    Attribute::SwEdition,
    Attribute::TargetSw,
    Attribute::TargetHw,
    Attribute::Other,
];

/// The value of an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Any value, `*`.
    #[default]
    Any,
    /// Not applicable, `-`.
    Na,
    /// A text, perhaps with wildcards at its ends.
    Text(Pattern),
}

/// A text with what may stand before and after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    before: Wild,
    /// Without escapes, in lower case.
    literal: String,
    after: Wild,
}

/// What a wildcard stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Wild {
    /// At most so many characters: that many `?`, often none.
    UpTo(usize),
    /// Any number of them: `*`.
    Any,
}

impl Value {
    /// A text without wildcards.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let literal = text.trim().to_lowercase();
        Self::Text(Pattern { before: Wild::UpTo(0), literal, after: Wild::UpTo(0) })
    }

    /// The text, where it is one without wildcards.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(pattern) if !pattern.is_wild() => Some(&pattern.literal),
            _ => None,
        }
    }
}

impl Pattern {
    fn is_wild(&self) -> bool {
        (self.before, self.after) != (Wild::UpTo(0), Wild::UpTo(0))
    }
}

/// A CPE name. Parsed from `cpe:2.3:…` or `cpe:/…`; printed as the former.
///
/// ```
/// use sekisho_supply::cpe::{Attribute, Cpe, Relation, compare};
/// let wide: Cpe = "cpe:2.3:h:siemens:s7-1500:*:*:*:*:*:*:*:*".parse()?;
/// let one: Cpe = "cpe:/h:siemens:s7-1500:2.9".parse()?;
/// assert_eq!(compare(&wide, &one), Relation::Superset);
/// assert_eq!(one.value(Attribute::Version).literal(), Some("2.9"));
/// # Ok::<(), sekisho_supply::cpe::CpeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpe {
    values: [Value; 11],
}

impl Cpe {
    /// The value of an attribute.
    #[must_use]
    pub const fn value(&self, attribute: Attribute) -> &Value {
        &self.values[attribute as usize]
    }

    /// The same name with another value.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: Value) -> Self {
        self.values[attribute as usize] = value;
        self
    }

    /// The name in the older binding, `cpe:/…`.
    #[must_use]
    pub fn uri(&self) -> String {
        binding::uri(self)
    }
}

impl std::str::FromStr for Cpe {
    type Err = CpeError;

    fn from_str(text: &str) -> Result<Self, CpeError> {
        let text = text.trim();
        if text.len() > TEXT_MAX {
            return Err(CpeError::TooLong);
        }
        let starts =
            |prefix: &str| text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        let name = if starts("cpe:2.3:") {
            binding::read_formatted(&text[8..])?
        } else if starts("cpe:/") {
            binding::read_uri(&text[5..])?
        } else {
            return Err(CpeError::Prefix);
        };
        // Quoting makes a name longer; what is read can be written and read again.
        if text.len() > TEXT_MAX / 2 && name.to_string().len() > TEXT_MAX {
            return Err(CpeError::TooLong);
        }
        Ok(name)
    }
}

impl std::fmt::Display for Cpe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cpe:2.3")?;
        self.values.iter().try_for_each(|value| write!(f, ":{}", binding::formatted(value)))
    }
}

/// Why a text is no CPE name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CpeError {
    /// It begins neither with `cpe:2.3:` nor with `cpe:/`.
    #[error("it begins neither with \"cpe:2.3:\" nor with \"cpe:/\"")]
    Prefix,
    /// It has another number of parts than the binding asks for.
    #[error("it has {0} parts after its beginning; \"cpe:2.3:\" asks for 11, \"cpe:/\" for 7 at most")]
    Parts(usize),
    /// The first part is none of `a`, `o`, `h`.
    #[error("part {0:?} is none of a, o, h")]
    Part(String),
    /// A value is empty, has a character that no name may have, or is a dash in quotes.
    #[error("value {0:?} is empty or has a character that must not be there")]
    Character(String),
    /// `*` or `?` inside a value, or an escape that is not finished.
    #[error("value {0:?} has a wildcard that is not at its ends, or a broken escape")]
    Wildcard(String),
    /// Longer than is read.
    #[error("it is longer than {TEXT_MAX} bytes")]
    TooLong,
}

impl CpeError {
    /// The message for people, to follow the name and a colon.
    #[must_use]
    pub fn text(&self) -> Text {
        let ja = match self {
            Self::Prefix => "「cpe:2.3:」でも「cpe:/」でも始まっていません".to_owned(),
            Self::Parts(count) => {
                format!("要素が {count} 個あります（「cpe:2.3:」は 11 個、「cpe:/」は 7 個までです）")
            }
            Self::Part(part) => format!("種別「{part}」は a・o・h のいずれでもありません"),
            Self::Character(value) => format!("値「{value}」が空か、使えない文字があります"),
            Self::Wildcard(value) => {
                format!("値「{value}」の途中に「*」か「?」があるか、「\\」「%」の書き方が正しくありません")
            }
            Self::TooLong => format!("{TEXT_MAX} バイトを超えています"),
        };
        text!(ja: "{ja}", en: "{self}")
    }
}

#[cfg(test)]
mod tests;
