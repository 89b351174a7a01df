//! Which criterion a question of somebody else's sheet probably asks: by its number, or by likeness of the words.
//!
//! Invariant: a proposal with a score and a reason, the likeliest first. It is never taken without a person.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::{Catalog, CriterionId};
use sekisho_model::{Text, text};

/// Proposals below this likeness, in hundredths, are not shown.
const SHOWN_FROM: u32 = 25;

/// A criterion that a question may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The criterion.
    pub criterion: CriterionId,
    /// How alike, in hundredths; 100 for a number that is the same.
    pub score: u32,
    /// Why.
    pub why: Text,
}

/// Criteria ready to be compared with many questions.
#[derive(Debug)]
pub struct Matching<'a> {
    rows: Vec<(&'a CriterionId, [BTreeSet<Pair>; 2])>,
    /// In how many titles a pair of characters stands.
    common: BTreeMap<Pair, u32>,
}

type Pair = (char, char);

impl<'a> Matching<'a> {
    /// All criteria that want an answer; of some frameworks only, where any are named.
    #[must_use]
    pub fn new(catalog: &'a Catalog, frameworks: &[String]) -> Self {
        let wanted = |id: &CriterionId| {
            frameworks.is_empty() || frameworks.iter().any(|framework| framework == id.framework())
        };
        let criteria = catalog.criteria.values().filter(|row| row.answered.wants_answer() && wanted(&row.id));
        let rows: Vec<_> =
            criteria.map(|row| (&row.id, [pairs(&row.title.ja), pairs(&row.title.en)])).collect();
        let mut common: BTreeMap<Pair, u32> = BTreeMap::new();
        for pair in rows.iter().flat_map(|(_, titles)| titles.iter().flatten()) {
            *common.entry(*pair).or_default() += 1;
        }
        Self { rows, common }
    }

    /// The likeliest criteria for a question, at most so many.
    #[must_use]
    pub fn likely(&self, number: &str, question: &str, most: usize) -> Vec<Likely> {
        let asked = pairs(question);
        let mut likely: Vec<Likely> =
            self.rows.iter().filter_map(|(id, titles)| self.one(id, titles, number, &asked)).collect();
        likely.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.criterion.cmp(&b.criterion)));
        likely.truncate(most);
        likely
    }

    fn one(
        &self,
        id: &CriterionId,
        titles: &[BTreeSet<Pair>; 2],
        number: &str,
        asked: &BTreeSet<Pair>,
    ) -> Option<Likely> {
        // A number of at least three parts is hardly the same by chance.
        let long = id.id().split(['-', '.']).count() >= 3;
        if (long && folded(number) == folded(id.id())) || folded(number) == folded(&id.to_string()) {
            let why = text!(ja: "番号が同じ", en: "the same number");
            return Some(Likely { criterion: id.clone(), score: 100, why });
        }
        let score = titles.iter().map(|title| self.likeness(asked, title)).max().unwrap_or_default();
        (score >= SHOWN_FROM).then(|| Likely {
            criterion: id.clone(),
            score,
            why: text!(ja: "文の近さ {score} / 100", en: "likeness of the words {score} / 100"),
        })
    }

    /// Dice's measure over pairs of characters; a pair counts less the more titles have it.
    fn likeness(&self, asked: &BTreeSet<Pair>, title: &BTreeSet<Pair>) -> u32 {
        let total = u64::try_from(self.rows.len()).unwrap_or(u64::MAX).saturating_mul(1_000);
        let weight = |pair: &Pair| total / u64::from(self.common.get(pair).copied().unwrap_or(1) + 3);
        let sum = |pairs: &BTreeSet<Pair>| pairs.iter().map(weight).sum::<u64>();
        let shared: u64 = asked.intersection(title).map(weight).sum();
        let all = sum(asked).saturating_add(sum(title)).max(1);
        u32::try_from(shared.saturating_mul(200) / all).unwrap_or_default().min(99)
    }
}

/// Half width, lower case, without spaces and punctuation.
fn folded(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        c => c,
    };
    text.chars().map(half).flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

fn pairs(text: &str) -> BTreeSet<Pair> {
    let folded = folded(text);
    folded.chars().zip(folded.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_the_same_comes_first() {
        let matching = Matching::new(Catalog::built_in(), &["scs-3".to_owned()]);
        let likely = matching.likely("４－４－４－２", "更新", 3);
        assert_eq!((likely[0].criterion.to_string().as_str(), likely[0].score), ("scs-3/4-4-4-2", 100));
    }

    #[test]
    fn every_criterion_is_the_likeliest_for_its_own_title_or_one_with_the_same_words() {
        let catalog = Catalog::built_in();
        let matching = Matching::new(catalog, &["scs-3".to_owned()]);
        let mut asked = 0;
        for row in catalog.criteria_of("scs-3").into_iter().filter(|row| row.answered.wants_answer()) {
            let best = &matching.likely("", &row.title.ja, 1)[0];
            assert_eq!(best.score, 99, "{}", row.id);
            asked += 1;
        }
        assert_eq!(asked, 81);
    }

    #[test]
    fn words_that_nothing_asks_propose_nothing() {
        let matching = Matching::new(Catalog::built_in(), &["scs-3".to_owned()]);
        assert_eq!(matching.likely("1", "創立年をご記入ください", 3), []);
    }
}
