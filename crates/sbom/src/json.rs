//! JSON read as a stream, forgiving about the part that is wrong: a field of the wrong type costs that
//! field, not the document, and a document that breaks off keeps what came before.
//!
//! Unknown fields are skipped; of a field that stands twice the later one counts. Nesting is bounded by
//! [`sekisho_intake::nesting::beyond`] before reading starts, so that skipped parts count too.

use std::borrow::Cow;
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
    scalars_give!(Got::Nothing, Got::Wrong);
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

impl Shape<'_> for bool {
    fn truth(value: bool) -> Option<Self> {
        Some(value)
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
            pub(crate) lifetime: std::marker::PhantomData<&'de ()>,
        }

        impl<'de> $crate::json::Fields<'de> for $name<'de> {
            fn field<A: serde::de::MapAccess<'de>>(
                &mut self,
                key: $crate::json::Words<'de>,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match &*key {
                    $($key => {
                        self.$field = $crate::json::take(map.next_value()?, $key, &mut self.wrong);
                        Ok(())
                    })*
                    _ => $crate::json::skip(map),
                }
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
        }
    };
}
pub(crate) use object;

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
