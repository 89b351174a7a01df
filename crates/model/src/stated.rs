//! `Stated<T>`: what somebody stated about a field. Unknown is a legal answer, counted and shown,
//! and is not the same as "does not apply".

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that may be known, unknown, or not applicable.
///
/// In documents: the value itself, `"unknown"` (or the field left out), or `"not-applicable"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stated<T> {
    /// Stated by somebody.
    Known(T),
    /// Nobody has said.
    #[default]
    Unknown,
    /// Somebody said that the question does not apply.
    NotApplicable,
}

impl<T> Stated<T> {
    /// The word for [`Stated::Unknown`] in documents.
    pub const UNKNOWN: &'static str = "unknown";
    /// The word for [`Stated::NotApplicable`] in documents.
    pub const NOT_APPLICABLE: &'static str = "not-applicable";

    /// The value, if it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::NotApplicable => None,
        }
    }

    /// Is the question still open?
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Borrows the value.
    pub const fn as_ref(&self) -> Stated<&T> {
        match self {
            Self::Known(value) => Stated::Known(value),
            Self::Unknown => Stated::Unknown,
            Self::NotApplicable => Stated::NotApplicable,
        }
    }

    /// Changes the value, keeps the state.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Stated<U> {
        match self {
            Self::Known(value) => Stated::Known(f(value)),
            Self::Unknown => Stated::Unknown,
            Self::NotApplicable => Stated::NotApplicable,
        }
    }
}

impl<T> From<Option<T>> for Stated<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Self::Known)
    }
}

impl<T: Serialize> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unknown => serializer.serialize_str(Self::UNKNOWN),
            Self::NotApplicable => serializer.serialize_str(Self::NOT_APPLICABLE),
        }
    }
}

struct StatedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for StatedVisitor<T> {
    type Value = Stated<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, \"unknown\" or \"not-applicable\"")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        match value {
            "" | Stated::<T>::UNKNOWN => Ok(Stated::Unknown),
            Stated::<T>::NOT_APPLICABLE => Ok(Stated::NotApplicable),
            _ => T::deserialize(value.into_deserializer()).map(Stated::Known),
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Known)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Known)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Known)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Known)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Stated::Unknown)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(seq)).map(Stated::Known)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Stated::Known)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Stated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StatedVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_and_not_applicable_survive_a_document() {
        for value in [Stated::Known(3_u32), Stated::Unknown, Stated::NotApplicable] {
            let document = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Stated<u32>>(&document).unwrap(), value);
        }
        assert_eq!(serde_json::from_str::<Stated<u32>>("null").unwrap(), Stated::Unknown);
        assert!(serde_json::from_str::<Stated<u32>>("\"many\"").is_err());
    }
}
