//! JSON read as a stream, forgiving about the part that is wrong: a field of the wrong type costs that
//! field, not the document, and a document that breaks off keeps what came before.
//!
//! Unknown fields are skipped and remembered by name; of a field that stands twice the later one counts, and lists
//! add up (XML and protobuf give a list piece by piece). Nesting is bounded by
//! [`sekisho_intake::nesting::beyond`] before reading starts, so that skipped parts count too.
//!
//! The same types read XML and protobuf, which come as the JSON they would be: see `xml` and `wire`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

/// Text, borrowed from the input where it has no escapes.
pub(crate) type Words<'de> = Cow<'de, str>;

/// Something that takes the fields of an object one by one.
pub(crate) trait Fields<'de> {
    /// Takes the value of `key`, whatever it is.
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error>;
}

/// Something that takes the elements of a list one by one.
pub(crate) trait Elements<'de> {
    /// Takes the next element; `false` at the end.
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error>;
}

/// Was a value of the expected type?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Right,
    Wrong,
}

/// What a scalar gives where an object or a list, or another scalar, was expected. `null` is as good as
/// absent.
macro_rules! scalars_give {
    ($null:expr, $wrong:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any JSON value")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok($null)
        }
        fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
    };
}

fn skip_list<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn skip_object<'de, A: MapAccess<'de>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Skips the value of a field.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// Reads an object into `F`.
pub(crate) struct Object<'s, F>(pub(crate) &'s mut F);

impl<'de, F: Fields<'de>> DeserializeSeed<'de> for Object<'_, F> {
    type Value = Found;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: Fields<'de>> Visitor<'de> for Object<'_, F> {
    type Value = Found;
    scalars_give!(Found::Right, Found::Wrong);
    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Found, E> {
        Ok(Found::Wrong)
    }
    fn visit_str<E: de::Error>(self, _: &str) -> Result<Found, E> {
        Ok(Found::Wrong)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Found, A::Error> {
        skip_list(seq).map(|()| Found::Wrong)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            self.0.field(key, &mut map)?;
        }
        Ok(Found::Right)
    }
}

/// Reads a list into `E`.
pub(crate) struct Array<'s, E>(pub(crate) &'s mut E);

impl<'de, L: Elements<'de>> DeserializeSeed<'de> for Array<'_, L> {
    type Value = Found;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, L: Elements<'de>> Visitor<'de> for Array<'_, L> {
    type Value = Found;
    scalars_give!(Found::Right, Found::Wrong);
    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Found, E> {
        Ok(Found::Wrong)
    }
    fn visit_str<E: de::Error>(self, _: &str) -> Result<Found, E> {
        Ok(Found::Wrong)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Found, A::Error> {
        while self.0.element(&mut seq)? {}
        Ok(Found::Right)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Found, A::Error> {
        skip_object(map).map(|()| Found::Wrong)
    }
}

/// The name of a field.
pub(crate) struct Key<'de>(pub(crate) Words<'de>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// A value that may turn out to have the wrong type.
pub(crate) enum Got<T> {
    Nothing,
    Value(T),
    Wrong,
}

/// A type of value. Each method but the right ones answers "wrong".
pub(crate) trait Shape<'de>: Sized {
    fn words(_: Words<'de>) -> Option<Self> {
        None
    }
    fn whole_number(_: i128) -> Option<Self> {
        None
    }
    fn fraction(_: f64) -> Option<Self> {
        None
    }
    fn truth(_: bool) -> Option<Self> {
        None
    }
    fn list<A: SeqAccess<'de>>(seq: A) -> Result<Option<Self>, A::Error> {
        skip_list(seq).map(|()| None)
    }
    fn object<A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        skip_object(map).map(|()| None)
    }
    /// Is some part inside wrong?
    fn is_faulty(&self) -> bool {
        false
    }
    /// What was met inside and has no place, by path.
    fn unread(&self, _path: &mut String, _into: &mut Unread) {}
    /// The field stood before.
    fn after(self, _before: Self) -> Self {
        self
    }
}

/// Fields without a place, by path with `[]` for any index, and how often each was met.
#[derive(Debug, Default)]
pub(crate) struct Unread(BTreeMap<String, usize>);

impl Unread {
    /// Different paths told apart; the rest are counted together.
    const PATHS_MAX: usize = 5_000;

    pub(crate) fn add(&mut self, path: &str, times: usize) {
        if times == 0 {
            return;
        }
        let is_full = self.0.len() >= Self::PATHS_MAX;
        match self.0.get_mut(path) {
            Some(count) => *count += times,
            None => *self.0.entry(if is_full { "…" } else { path }.to_owned()).or_default() += times,
        }
    }

    pub(crate) fn into_map(self) -> BTreeMap<String, usize> {
        self.0
    }
}

/// Looks into `value` as the field `key` of what `path` names.
pub(crate) fn unread_in<'de>(
    value: Option<&impl Shape<'de>>,
    key: &str,
    path: &mut String,
    into: &mut Unread,
) {
    let Some(value) = value else { return };
    let length = path.len();
    below(path, key);
    value.unread(path, into);
    path.truncate(length);
}

/// Adds a key to a path.
pub(crate) fn below(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// Adds names of fields without a place.
pub(crate) fn add_names(names: &[Words<'_>], path: &mut String, into: &mut Unread) {
    let length = path.len();
    for name in names {
        below(path, name);
        into.add(path, 1);
        path.truncate(length);
    }
}

struct GotVisitor<T>(PhantomData<T>);

impl<'de, T: Shape<'de>> Deserialize<'de> for Got<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GotVisitor(PhantomData))
    }
}

fn got<T>(value: Option<T>) -> Got<T> {
    value.map_or(Got::Wrong, Got::Value)
}

impl<'de, T: Shape<'de>> Visitor<'de> for GotVisitor<T> {
    type Value = Got<T>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Got<T>, E> {
        Ok(Got::Nothing)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Got<T>, E> {
        Ok(got(T::whole_number(value.into())))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Got<T>, E> {
        Ok(got(T::whole_number(value.into())))
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Got<T>, E> {
        Ok(got(T::fraction(value)))
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Got<T>, E> {
        Ok(got(T::truth(value)))
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Got<T>, E> {
        Ok(got(T::words(Cow::Borrowed(text))))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Got<T>, E> {
        Ok(got(T::words(Cow::Owned(text.to_owned()))))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Got<T>, A::Error> {
        T::list(seq).map(got)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Got<T>, A::Error> {
        T::object(map).map(got)
    }
}

impl<'de> Shape<'de> for Words<'de> {
    fn words(text: Words<'de>) -> Option<Self> {
        Some(text)
    }
}

impl<'de> Shape<'de> for bool {
    fn truth(value: bool) -> Option<Self> {
        Some(value)
    }
    fn words(text: Words<'de>) -> Option<Self> {
        // As XML writes it.
        match &*text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

/// A text, or a number as text.
pub(crate) struct Scalar<'de>(pub(crate) Words<'de>);

impl<'de> Shape<'de> for Scalar<'de> {
    fn words(text: Words<'de>) -> Option<Self> {
        Some(Self(text))
    }
    fn whole_number(value: i128) -> Option<Self> {
        Some(Self(Cow::Owned(value.to_string())))
    }
    fn fraction(value: f64) -> Option<Self> {
        Some(Self(Cow::Owned(value.to_string())))
    }
}

/// A list whose wrong elements are left out and counted.
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    wrong: usize,
}

impl<'de, T: Shape<'de>> Shape<'de> for List<T> {
    fn list<A: SeqAccess<'de>>(mut seq: A) -> Result<Option<Self>, A::Error> {
        let mut list = Self { items: Vec::new(), wrong: 0 };
        while let Some(element) = seq.next_element::<Got<T>>()? {
            match element {
                Got::Value(value) => list.items.push(value),
                Got::Nothing | Got::Wrong => list.wrong += 1,
            }
        }
        Ok(Some(list))
    }
    fn is_faulty(&self) -> bool {
        self.wrong > 0 || self.items.iter().any(Shape::is_faulty)
    }
    fn unread(&self, path: &mut String, into: &mut Unread) {
        let length = path.len();
        path.push_str("[]");
        for item in &self.items {
            item.unread(path, into);
        }
        path.truncate(length);
    }
    fn after(self, mut before: Self) -> Self {
        before.items.extend(self.items);
        before.wrong += self.wrong;
        before
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), wrong: 0 }
    }
}

/// Borrows the items of an optional list.
pub(crate) fn items<T>(list: Option<&List<T>>) -> &[T] {
    list.map_or(&[], |list| &list.items)
}

/// The names of an object's fields, without their values.
#[derive(Default)]
pub(crate) struct Names<'de>(pub(crate) Vec<Words<'de>>);

impl<'de> Shape<'de> for Names<'de> {
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut names = Self::default();
        while let Some(Key(key)) = map.next_key()? {
            skip(&mut map)?;
            names.0.push(key);
        }
        Ok(Some(names))
    }
    fn truth(_: bool) -> Option<Self> {
        Some(Self::default()) // npm writes `"requires": true` where there is nothing to name
    }
}

/// Declares an object with optional fields, each of which may be wrong on its own.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $key:literal => $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(crate) struct $name<'de> {
            $(pub(crate) $field: Option<$type>,)*
            /// Names of the fields that are wrong, wholly or in part.
            pub(crate) wrong: Vec<&'static str>,
            /// Names of the fields that have no place here.
            pub(crate) unread: Vec<$crate::json::Words<'de>>,
        }

        impl<'de> $name<'de> {
            /// Takes the value of `key` if it has a place here.
            pub(crate) fn known<A: serde::de::MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                match key {
                    $($key => {
                        let value = $crate::json::take(map.next_value()?, $key, &mut self.wrong);
                        self.$field = $crate::json::joined(self.$field.take(), value);
                    })*
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }

        impl<'de> $crate::json::Fields<'de> for $name<'de> {
            fn field<A: serde::de::MapAccess<'de>>(
                &mut self,
                key: $crate::json::Words<'de>,
                map: &mut A,
            ) -> Result<(), A::Error> {
                if self.known(&key, map)? {
                    return Ok(());
                }
                self.unread.push(key);
                $crate::json::skip(map)
            }
        }

        impl<'de> $crate::json::Shape<'de> for $name<'de> {
            fn object<A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
                let mut object = Self::default();
                while let Some($crate::json::Key(key)) = map.next_key()? {
                    $crate::json::Fields::field(&mut object, key, &mut map)?;
                }
                Ok(Some(object))
            }
            fn is_faulty(&self) -> bool {
                !self.wrong.is_empty()
            }
            fn unread(&self, path: &mut String, into: &mut $crate::json::Unread) {
                $($crate::json::unread_in(self.$field.as_ref(), $key, path, into);)*
                $crate::json::add_names(&self.unread, path, into);
            }
        }
    };
}
pub(crate) use object;

/// What a field holds when it stands again.
pub(crate) fn joined<'de, T: Shape<'de>>(before: Option<T>, now: Option<T>) -> Option<T> {
    match (before, now) {
        (Some(before), Some(now)) => Some(now.after(before)),
        (before, now) => now.or(before),
    }
}

/// Unwraps a field's value and notes it if it is wrong.
pub(crate) fn take<'de, T: Shape<'de>>(
    got: Got<T>,
    key: &'static str,
    wrong: &mut Vec<&'static str>,
) -> Option<T> {
    match got {
        Got::Nothing => None,
        Got::Value(value) => {
            if value.is_faulty() {
                wrong.push(key);
            }
            Some(value)
        }
        Got::Wrong => {
            wrong.push(key);
            None
        }
    }
}
