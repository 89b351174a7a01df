//! What a record is made of, as a value that can be walked, printed and signed.
//!
//! [`Recorded`] has implementations for numbers, moments, addresses, closed choices and [`ShortText`] alone: neither
//! `String` nor bytes have one, so a record with a field of content is refused by the compiler.

use core::net::IpAddr;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::ShortText;

/// What a field can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Yes or no.
    Flag,
    /// A whole number of so many bits.
    Number(u32),
    /// A moment.
    Moment,
    /// A MAC or IP address.
    Address,
    /// One word of a closed list, by the list's name.
    Choice(&'static str),
    /// Text of at most so many characters; identity strings alone.
    ShortText(u8),
    /// A value, or none.
    Maybe(&'static Shape),
    /// Several.
    List(&'static Shape),
    /// Each word of a list, once, with a value.
    Table(&'static Shape, &'static Shape),
    /// A record, by its name, with its fields.
    Record(&'static str, &'static [Field]),
}

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it can hold.
    pub shape: Shape,
}

/// A type that observations may be made of.
pub trait Recorded {
    /// What it is made of.
    const SHAPE: Shape;
}

/// Says what a type is made of. For a record, its fields and, after the colon, their types; that the two agree with
/// the struct is held by the compiler.
macro_rules! recorded {
    ($name:ident: choice) => {
        impl crate::observation::Recorded for $name {
            const SHAPE: crate::observation::Shape = crate::observation::Shape::Choice(stringify!($name));
        }
    };
    ($name:ident { $($field:ident),* }: $($kind:ty),* $(,)?) => {
        impl crate::observation::Recorded for $name {
            const SHAPE: crate::observation::Shape = crate::observation::Shape::Record(stringify!($name), &[
                $(crate::observation::Field {
                    name: stringify!($field),
                    shape: <$kind as crate::observation::Recorded>::SHAPE,
                }),*
            ]);
        }
        const _: fn($name) = |value| {
            let $name { $($field),* } = value;
            $(let _: $kind = $field;)*
        };
    };
}
pub(super) use recorded;

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Recorded for $number {
            const SHAPE: Shape = Shape::Number(<$number>::BITS);
        }
    )*};
}
numbers!(u8, u16, u32, u64);

impl Recorded for bool {
    const SHAPE: Shape = Shape::Flag;
}

impl Recorded for Timestamp {
    const SHAPE: Shape = Shape::Moment;
}

impl Recorded for IpAddr {
    const SHAPE: Shape = Shape::Address;
}

impl Recorded for ShortText {
    const SHAPE: Shape = Shape::ShortText(Self::CHARS_MAX);
}

impl<T: Recorded> Recorded for Option<T> {
    const SHAPE: Shape = Shape::Maybe(&T::SHAPE);
}

impl<T: Recorded> Recorded for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}

impl<K: Recorded, V: Recorded> Recorded for BTreeMap<K, V> {
    const SHAPE: Shape = Shape::Table(&K::SHAPE, &V::SHAPE);
}
