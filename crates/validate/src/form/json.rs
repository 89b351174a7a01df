//! A JSON document as a tree that borrows from its text and keeps what serde's own value loses: the order of fields,
//! and a key that stands twice.
//!
//! Invariant: no list or object has more than the limit of entries; depth is limited by the parser (128).

use std::borrow::Cow;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// One value.
#[derive(Clone, Debug)]
pub(crate) enum Json<'j> {
    Null,
    Truth(bool),
    Whole(i128),
    Number(f64),
    Text(Cow<'j, str>),
    List(Vec<Json<'j>>),
    Object(Vec<(Cow<'j, str>, Json<'j>)>),
}

/// Reads a document; the error is the parser's own, with line and column.
pub(crate) fn parse(text: &str, entries_max: usize) -> Result<Json<'_>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed { entries_max }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

impl<'j> Json<'j> {
    /// The field of that name; of two, the last, as most readers take it.
    pub(crate) fn get(&self, name: &str) -> Option<&Json<'j>> {
        self.fields().iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, none where it is no list.
    pub(crate) fn items(&self) -> &[Json<'j>] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The fields, none where it is no object.
    pub(crate) fn fields(&self) -> &[(Cow<'j, str>, Json<'j>)] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The same for equal values, whatever the order of their fields.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self {
            Self::Null => 0_u8.hash(&mut hasher),
            Self::Truth(truth) => (1_u8, truth).hash(&mut hasher),
            Self::Whole(_) | Self::Number(_) => (2_u8, self.as_number().to_bits()).hash(&mut hasher),
            Self::Text(text) => (3_u8, text).hash(&mut hasher),
            Self::List(items) => {
                4_u8.hash(&mut hasher);
                items.iter().for_each(|item| item.digest().hash(&mut hasher));
            }
            Self::Object(fields) => {
                let one = |(key, value): &(Cow<'_, str>, Json<'_>)| {
                    let mut field = DefaultHasher::new();
                    (key, value.digest()).hash(&mut field);
                    field.finish()
                };
                (5_u8, fields.iter().fold(0_u64, |sum, field| sum.wrapping_add(one(field))))
                    .hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// The number; not a number where it is none.
    #[expect(clippy::cast_precision_loss, reason = "compared with limits that are small numbers")]
    pub(crate) fn as_number(&self) -> f64 {
        match self {
            Self::Whole(whole) => *whole as f64,
            Self::Number(number) => *number,
            _ => f64::NAN,
        }
    }
}

/// Equal as JSON Schema has it: fields in any order, 1 and 1.0 the same.
impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Truth(one), Self::Truth(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::List(one), Self::List(two)) => one == two,
            (Self::Whole(one), Self::Whole(two)) => one == two,
            (Self::Whole(_) | Self::Number(_), Self::Whole(_) | Self::Number(_)) => {
                self.as_number().total_cmp(&other.as_number()).is_eq()
            }
            (Self::Object(one), Self::Object(two)) => {
                one.len() == two.len() && one.iter().all(|(key, value)| other.get(key) == Some(value))
            }
            _ => false,
        }
    }
}

struct Seed {
    entries_max: usize,
}

#[derive(Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Seed {
    fn within<E: Error>(&self, length: usize) -> Result<(), E> {
        if length > self.entries_max {
            return Err(E::custom(format_args!("more than {} entries in one list", self.entries_max)));
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json<'de>, E> {
        Ok(Json::Truth(truth))
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Json<'de>, E> {
        Ok(Json::Whole(whole.into()))
    }

    fn visit_u64<E>(self, whole: u64) -> Result<Json<'de>, E> {
        Ok(Json::Whole(whole.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Seed { ..self })? {
            items.push(item);
            self.within(items.len())?;
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            fields.push((key, map.next_value_seed(Seed { ..self })?));
            self.within(fields.len())?;
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_equal_whatever_the_order_of_their_fields() {
        let one = parse(r#"{"a":[1,2.0],"b":{"c":null,"d":"x"}}"#, 9).unwrap();
        let two = parse(r#"{"b":{"d":"\u0078","c":null},"a":[1.0,2]}"#, 9).unwrap();
        assert_eq!(one, two);
        assert_eq!(one.digest(), two.digest());
        assert_ne!(one, parse(r#"{"a":[1,2.5],"b":{"c":null,"d":"x"}}"#, 9).unwrap());
    }

    #[test]
    fn a_list_beyond_the_limit_is_refused_with_the_number() {
        let error = parse("[1,2,3]", 2).unwrap_err().to_string();
        assert!(error.contains("more than 2 entries"), "{error}");
    }

    #[test]
    fn a_key_that_stands_twice_is_kept_twice() {
        assert_eq!(parse(r#"{"a":1,"a":2}"#, 9).unwrap().fields().len(), 2);
    }
}
