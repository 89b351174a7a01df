//! The data pack on product names.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::pattern::{Pattern, compact};

const PACK: &str = include_str!("../../../../../catalog/ot-vendors/2026-11/models.toml");

/// Single order numbers with the names beside which advisories have them.
const ORDERS: &str = include_str!("../../../../../catalog/ot-vendors/2026-11/orders.toml");

#[derive(Debug, Default, Deserialize)]
struct Orders {
    /// Number to name, by maker.
    orders: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Default, Deserialize)]
struct Rows {
    fillers: BTreeSet<String>,
    series_words: BTreeSet<String>,
    classes: BTreeSet<String>,
    kinds: BTreeSet<String>,
    sorts: BTreeMap<String, String>,
    umbrellas: BTreeSet<String>,
    common: BTreeSet<String>,
    closers: BTreeSet<String>,
    describing: BTreeSet<String>,
    condition_words: BTreeSet<String>,
    origins: BTreeSet<String>,
    parts: BTreeSet<String>,
    prose: BTreeSet<String>,
    condition_remarks: BTreeSet<String>,
    description_ends: BTreeSet<String>,
    makes_another: BTreeSet<String>,
    idle_remarks: BTreeSet<String>,
    series_behind_slash: BTreeSet<String>,
    synonym: Vec<Synonym>,
    number: Vec<Number>,
    renamed: Vec<Renamed>,
}

/// A product that goes on under another name.
#[derive(Debug, Deserialize)]
struct Renamed {
    vendor: String,
    from: String,
    to: String,
    /// Its versions were counted on.
    counts_on: bool,
}

/// A device's words with the later name of its product in them.
#[derive(Debug)]
pub(in super::super) struct LaterName {
    pub(in super::super) text: String,
    /// The versions were counted on under it.
    pub(in super::super) counts_on: bool,
}

#[derive(Debug, Deserialize)]
struct Synonym {
    from: String,
    to: String,
}

#[derive(Debug, Deserialize)]
struct Number {
    vendor: String,
    pattern: String,
    implies: String,
}

/// What the pack knows of words and numbers.
#[derive(Debug, Default)]
pub(super) struct Words {
    rows: Rows,
    /// Longest first, so that `サーボアンプ` is not read as `サーボ`.
    synonyms: Vec<(String, String)>,
    numbers: Vec<(String, Pattern, String)>,
    /// Compact order numbers and their names, by maker.
    orders: BTreeMap<String, HashMap<String, String>>,
}

// A pack that does not parse is found by the tests of this module, not by a user.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let orders = toml::from_str::<Orders>(ORDERS).unwrap_or_default();
    toml::from_str::<Rows>(PACK).map(|rows| Words::of(rows, orders)).unwrap_or_default()
});

/// The pack, parsed once.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    fn of(mut rows: Rows, orders: Orders) -> Self {
        let by_number = |names: BTreeMap<String, String>| {
            names.into_iter().map(|(number, name)| (compact(&number), name)).collect::<HashMap<_, _>>()
        };
        let orders = orders.orders.into_iter().map(|(maker, names)| (maker, by_number(names))).collect();
        let mut synonyms: Vec<(String, String)> = std::mem::take(&mut rows.synonym)
            .into_iter()
            .map(|row| (row.from, format!(" {} ", row.to)))
            .collect();
        synonyms.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        let numbers = std::mem::take(&mut rows.number)
            .into_iter()
            .map(|row| (row.vendor, Pattern::of_pack(&row.pattern), row.implies))
            .collect();
        Self { rows, synonyms, numbers, orders }
    }

    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.rows.fillers.contains(word)
    }

    pub(super) fn is_series_word(&self, word: &str) -> bool {
        self.rows.series_words.contains(word)
    }

    pub(super) fn is_class(&self, word: &str) -> bool {
        self.rows.classes.contains(word)
    }

    pub(super) fn is_kind(&self, word: &str) -> bool {
        self.rows.kinds.contains(word)
    }

    /// The sort of product that a word says, if it says one; plural is singular.
    pub(super) fn sort(&self, word: &str) -> Option<&str> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        self.rows.sorts.get(word).or_else(|| self.rows.sorts.get(singular)).map(String::as_str)
    }

    /// Does the word behind a name describe the product, and make no other of it?
    pub(super) fn describes(&self, word: &str) -> bool {
        self.rows.describing.contains(word)
    }

    pub(super) fn is_umbrella(&self, word: &str) -> bool {
        self.rows.umbrellas.contains(word)
    }

    pub(super) fn is_common(&self, word: &str) -> bool {
        self.rows.common.contains(word)
    }

    pub(super) fn is_closer(&self, word: &str) -> bool {
        self.rows.closers.contains(word)
    }

    pub(super) fn opens_condition(&self, word: &str) -> bool {
        self.rows.condition_words.contains(word)
    }

    /// Do these two words open what a product comes with or stands in, and leave the product itself as it is?
    pub(super) fn opens_origin(&self, words: &str) -> bool {
        self.rows.origins.contains(words)
    }

    /// Are these words a part of a device that has versions of its own?
    pub(super) fn is_part(&self, words: &str) -> bool {
        self.rows.parts.contains(words)
    }

    /// Does a remark with this word speak of something else than models?
    pub(super) fn is_prose(&self, word: &str) -> bool {
        self.rows.prose.contains(word)
    }

    /// Is a remark with this word a condition, whatever else it has (`BACnet`)?
    pub(super) fn is_condition_remark(&self, word: &str) -> bool {
        self.rows.condition_remarks.contains(word)
    }

    /// Is this the sort of device that a describing name ends with?
    pub(super) fn ends_description(&self, word: &str) -> bool {
        self.rows.description_ends.contains(word)
    }

    /// Does this word behind a number make another device of it?
    pub(super) fn makes_another(&self, word: &str) -> bool {
        self.rows.makes_another.contains(word) || self.sort(word).is_some_and(|sort| sort == "software")
    }

    pub(super) fn is_idle_remark(&self, word: &str) -> bool {
        self.rows.idle_remarks.contains(word)
    }

    /// Does this maker write the series of a number behind a slash (`1794-AENT/B`)?
    pub(super) fn has_series_behind_a_slash(&self, maker: &str) -> bool {
        self.rows.series_behind_slash.contains(maker)
    }

    /// Words of one language put into the words that names are written in.
    pub(super) fn without_synonyms(&self, text: &str) -> String {
        self.synonyms.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from.as_str(), to))
    }

    /// The product's words with its later name in the place of the one that its maker gave up; `None` where it has none.
    pub(super) fn renamed(&self, maker: &str, text: &str) -> Option<LaterName> {
        let lower = text.to_ascii_lowercase();
        let of_maker = self.rows.renamed.iter().filter(|row| row.vendor == maker);
        // The longest name: `SoMachine Basic` before `SoMachine`.
        let found = of_maker.filter_map(|row| Some((lower.find(&row.from.to_ascii_lowercase())?, row)));
        let (at, row) = found.max_by_key(|(_, row)| row.from.len())?;
        let text = format!("{}{}{}", &text[..at], row.to, &text[at + row.from.len()..]);
        Some(LaterName { text, counts_on: row.counts_on })
    }

    /// The product names that a maker's number stands for.
    pub(super) fn implied(&self, maker: &str, number: &str) -> Vec<&str> {
        let fitting = self
            .numbers
            .iter()
            .filter(|(vendor, pattern, _)| vendor == maker && pattern.fit(number).is_some());
        let own = self.orders.get(maker).and_then(|names| names.get(number)).map(String::as_str);
        own.into_iter().chain(fitting.map(|(_, _, implies)| implies.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_parses_and_every_row_has_its_fields() {
        let rows: Rows = toml::from_str(PACK).unwrap();
        assert!(rows.number.len() > 100 && rows.synonym.len() > 15 && rows.fillers.len() > 30);
        for row in &rows.number {
            assert!(!row.vendor.is_empty() && !row.implies.is_empty(), "{}", row.pattern);
            let number = row.pattern.replace('#', "1").replace('?', "A").replace('*', "");
            assert!(
                Pattern::of_pack(&row.pattern).fit(&super::super::pattern::compact(&number)).is_some(),
                "{}",
                row.pattern
            );
        }
        let lower = |words: &BTreeSet<String>| words.iter().all(|word| *word == word.to_lowercase());
        assert!(
            lower(&rows.fillers)
                && lower(&rows.classes)
                && lower(&rows.umbrellas)
                && lower(&rows.condition_words)
        );
        assert!(rows.series_words.is_subset(&rows.fillers));
    }

    #[test]
    fn a_number_of_another_maker_implies_nothing() {
        let implied = |maker: &str, number: &str| words().implied(maker, number);
        assert_eq!(implied("siemens", "6ES75152AM990AB0"), ["SIMATIC S7-1500 CPU"]);
        assert_eq!(implied("siemens", "6GK52040BA002BA3"), ["SCALANCE X204IRT", "SCALANCE"]);
        assert_eq!(implied("rockwell-automation", "1756L72"), ["ControlLogix 5570 controller"]);
        assert!(implied("omron", "1756L72").is_empty());
    }
}
