//! Tests of the whole crate.

mod calendar_text;
mod cases;
mod changes;
mod packs;
mod properties;
mod reports;
mod second_count;
mod surface;
