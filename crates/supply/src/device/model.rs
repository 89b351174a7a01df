//! Which product: the words and numbers of a product name as an advisory writes it, held against family and
//! model of a device as a sheet or label has them.
//!
//! Names are taken apart by one grammar for all makers: words, numbers with interchangeable separators,
//! wildcards (`FX5U-xMy/z`, `BMEP*`, `NJ501-□□□□`), slash lists (`R04/08/16ENCPU`), optional parts
//! (`R04(EN)CPU`), series. What only one maker does is data (`catalog/ot-vendors`).
//!
//! Invariant: a name that lists other models of the same make than the device's does not speak of it; a name
//! that cannot be told apart from the device is told as unsure, not as different.
//!
//! Deliberately not here: makers (`vendor`), version words (`firmware`), verdicts (`index`).

mod compare;
mod name;
mod near;
mod pack;
mod pattern;

pub(super) use compare::{Agreement, Grade, OneKind, Series, agreement, confirmed, mentioned};
pub(super) use name::{Asked, Named, renamed};
pub(crate) use name::{order_numbers, tells};
pub(super) use near::{HEAD, by_look, is_one_letter_off, looks_like, may_slip, nearly, shortened};
pub(super) use pack::LaterName;
pub(super) use pattern::compact;

#[cfg(test)]
mod tests;
