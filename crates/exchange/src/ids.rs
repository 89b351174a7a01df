//! The next free id of a kind, in the style of those that are there: after `R-08` comes `R-09`.
//!
//! Invariant: an id that is proposed is free and can be an id. It is a proposal; nothing is reserved.

use std::collections::BTreeMap;

use sekisho_model::{RecordKind, Register};

/// Longer runs of digits are no number that somebody counted up.
const DIGITS_MAX: usize = 12;
/// Digits of a first id: `A-01`.
const WIDTH: usize = 2;
/// Longest beginning that is taken over; the whole id stays far below what an id may have.
const PREFIX_CHARS_MAX: usize = 100;
/// The id of the plant.
const PLANT_ID: &str = "plant";

/// A free id for a new record: the number after the highest one where most ids of the kind begin alike and end
/// in a number, otherwise one with our own letters, such as `A-01` for an asset.
///
/// # Examples
/// ```
/// use sekisho_exchange::table::next_id;
/// use sekisho_model::{Record, RecordKind, Register};
///
/// let mut register = Register::default();
/// assert_eq!(next_id(&register, RecordKind::Zone), "Z-01");
/// let zone = serde_json::json!({ "id": "ZN-008", "name": "塗装" });
/// register.put(Record::deserialize_as(RecordKind::Zone, zone)?);
/// assert_eq!(next_id(&register, RecordKind::Zone), "ZN-009");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn next_id(register: &Register, kind: RecordKind) -> String {
    if kind == RecordKind::Plant {
        return PLANT_ID.to_owned();
    }
    let ids: Vec<&str> = register.named(kind).into_iter().map(|(id, _)| id).collect();
    Numbering::of(kind, &ids).take(|id| register.contains(kind, id))
}

/// How the ids of a kind go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbering {
    prefix: String,
    width: usize,
    last: u64,
}

impl Numbering {
    /// The numbering of ids that are there.
    pub(crate) fn of(kind: RecordKind, ids: &[&str]) -> Self {
        let mut styles: BTreeMap<&str, (usize, u64, usize)> = BTreeMap::new();
        for (prefix, number, width) in ids.iter().filter_map(|id| numbered(id)) {
            let (uses, last, widest) = styles.entry(prefix).or_insert((0, number, width));
            *uses += 1;
            if (number, width) >= (*last, *widest) {
                (*last, *widest) = (number, width);
            }
        }
        let usual = styles.into_iter().max_by_key(|(_, (uses, ..))| *uses);
        match usual.filter(|(_, (uses, ..))| uses * 2 > ids.len()) {
            Some((prefix, (_, last, width))) => Self { prefix: prefix.to_owned(), width, last },
            None => Self { prefix: format!("{}-", letters(kind)), width: WIDTH, last: 0 },
        }
    }

    /// The next id that is not taken.
    pub(crate) fn take(&mut self, taken: impl Fn(&str) -> bool) -> String {
        loop {
            self.last += 1;
            let id = format!("{}{:0width$}", self.prefix, self.last, width = self.width);
            if !taken(&id) {
                return id;
            }
        }
    }
}

/// `PLC-007` is `PLC-`, 7 and three digits.
fn numbered(id: &str) -> Option<(&str, u64, usize)> {
    let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = id.get(prefix.len()..).filter(|digits| (1..=DIGITS_MAX).contains(&digits.len()))?;
    (prefix.chars().count() <= PREFIX_CHARS_MAX).then_some(())?;
    Some((prefix, digits.parse().ok()?, digits.len()))
}

const fn letters(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Plant => PLANT_ID,
        RecordKind::Requirement => "R",
        RecordKind::Business => "B",
        RecordKind::Zone => "Z",
        RecordKind::Conduit => "C",
        RecordKind::Supplier => "S",
        RecordKind::Product => "P",
        RecordKind::Asset => "A",
        RecordKind::DataFlow => "F",
        RecordKind::ZoneThreat => "ZT",
        RecordKind::Policy => "PL",
        RecordKind::Measure => "M",
        RecordKind::Contact => "K",
        RecordKind::ResponseStep => "OD",
        RecordKind::ReportForm => "RF",
        RecordKind::Activity => "AC",
        RecordKind::SupplierRequest => "RQ",
        RecordKind::Scenario => "SC",
        RecordKind::Review => "RV",
        RecordKind::Decision => "VX",
        RecordKind::Remediation => "FX",
        RecordKind::Ruling => "RU",
        RecordKind::Watch => "W",
        RecordKind::Expectation => "EX",
        RecordKind::Case => "CA",
        RecordKind::Customer => "CU",
        RecordKind::EvidenceItem => "EV",
        RecordKind::Answer => "AN",
        RecordKind::Paper => "LB",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(ids: &[&str]) -> String {
        Numbering::of(RecordKind::Asset, ids).take(|id| ids.contains(&id))
    }

    #[test]
    fn a_new_id_goes_on_where_the_others_stopped() {
        assert_eq!(next(&[]), "A-01");
        assert_eq!(next(&["R-08", "R-01"]), "R-09");
        assert_eq!(next(&["PLC007"]), "PLC008");
        assert_eq!(next(&["9"]), "10");
        assert_eq!(next(&["A-99"]), "A-100");
        assert_eq!(next(&["設備-１", "設備-2"]), "A-01");
    }

    #[test]
    fn a_style_that_only_some_ids_have_is_not_taken_for_that_of_all() {
        assert_eq!(next(&["PLC-1", "HMI-1", "HMI-2", "CAM-1"]), "A-01");
        assert_eq!(next(&["A-01", "PLC-1", "HMI-1", "CAM-1"]), "A-02");
        assert_eq!(next(&["A-87", "A-2", "主PLC"]), "A-88");
    }

    #[test]
    fn a_number_too_long_to_have_been_counted_is_no_number() {
        assert_eq!(next(&["4569951000012999999999"]), "A-01");
        assert_eq!(next(&["A-999999999999"]), "A-1000000000000");
        let long = format!("{}1", "x".repeat(127));
        assert_eq!(next(&[&long]), "A-01");
    }

    #[test]
    fn every_kind_has_letters_of_its_own() {
        let letters: std::collections::BTreeSet<&str> =
            RecordKind::ALL.iter().map(|kind| letters(*kind)).collect();
        assert_eq!(letters.len(), RecordKind::ALL.len());
    }
}
