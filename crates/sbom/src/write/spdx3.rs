//! x
use super::losses::Losses;
use crate::Document;
use jiff::Timestamp;
pub(super) fn json_ld(_: &Document, _: Timestamp, _: &mut Losses<'_>) -> Vec<u8> {
    Vec::new()
}
