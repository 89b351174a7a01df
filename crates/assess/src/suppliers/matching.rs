//! Which criterion a question of somebody else's sheet probably asks: by its number, or by what the words say.
//!
//! Invariant: a proposal with a score and a reason, the likeliest first. It is never taken without a person. A sign
//! counts the more the fewer criteria have it, in a title fully and in the titles above it less.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::{Catalog, Criterion, CriterionId, Subject};
use sekisho_model::{Text, text};

use self::words::{Sign, Words, folded};

/// Proposals below this score, in hundredths, are not shown.
const SHOWN_FROM: u32 = 20;
/// From this score on a proposal is called close, and from the other on somewhat close.
const CLOSE_FROM: u32 = 50;
const SOMEWHAT_FROM: u32 = 30;
/// A sign of the title itself, in hundredths; each title above it has half of what is below.
const OWN: u64 = 100;
/// How far the length of a title counts against it, in hundredths.
const LENGTH: u64 = 20;
/// What is left of a score, in hundredths, where one speaks of products and the other of the company.
const OTHER_SIDE: u64 = 70;
/// Signs that no criterion has count so much of the rarest, in hundredths: how much of a question is not understood.
const UNKNOWN: u64 = 60;

/// A criterion that a question may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The criterion.
    pub criterion: CriterionId,
    /// How much of the question it speaks of, in hundredths; 100 for a number that is the same.
    pub score: u32,
    /// Why.
    pub why: Text,
}

/// Criteria ready to be compared with many questions.
#[derive(Debug)]
pub struct Matching<'a> {
    rows: Vec<Row<'a>>,
    /// Rows that have a sign, each with how much it counts there, in hundredths.
    having: BTreeMap<Sign, Vec<(usize, u64)>>,
    /// Sum of the signs of all rows.
    mass: u64,
    /// Of what the sheet asks; None where only its words tell.
    about: Option<Subject>,
}

#[derive(Debug)]
struct Row<'a> {
    id: &'a CriterionId,
    about_product: bool,
    /// Sum of its signs.
    mass: u64,
}

impl<'a> Matching<'a> {
    /// All criteria that want an answer; of some frameworks only, where any are named. A common question says less than
    /// the criteria that it is a part of, so it is proposed only where its framework is named.
    #[must_use]
    pub fn new(catalog: &'a Catalog, frameworks: &[String]) -> Self {
        let wanted = |id: &CriterionId| {
            let named = frameworks.iter().any(|framework| framework == id.framework());
            named || frameworks.is_empty() && !catalog.is_common(id)
        };
        let products: BTreeSet<&str> = catalog
            .frameworks()
            .into_iter()
            .filter(|framework| framework.subject == Subject::Product)
            .map(|framework| framework.id.as_str())
            .collect();
        let mut matching = Self { rows: Vec::new(), having: BTreeMap::new(), mass: 0, about: None };
        for criterion in catalog.criteria.values() {
            if criterion.answered.wants_answer() && wanted(&criterion.id) {
                matching.add(catalog, criterion, products.contains(criterion.id.framework()));
            }
        }
        matching.weigh();
        matching
    }

    /// For a sheet about the company, or about a product: what speaks of the other answers none of its questions.
    #[must_use]
    pub fn about(self, subject: Subject) -> Self {
        Self { about: Some(subject), ..self }
    }

    fn add(&mut self, catalog: &Catalog, criterion: &'a Criterion, about_product: bool) {
        let place = self.rows.len();
        for (sign, counts) in signs(catalog, criterion) {
            self.having.entry(sign).or_default().push((place, counts));
        }
        self.rows.push(Row { id: &criterion.id, about_product, mass: 0 });
    }

    /// What each row has, once it is known how rare a sign is.
    fn weigh(&mut self) {
        let all = self.rows.len();
        for (sign, rows) in &self.having {
            let weight = sign.weight() * rarity(all, rows.len());
            for (place, counts) in rows {
                if let Some(row) = self.rows.get_mut(*place) {
                    row.mass += weight * counts;
                }
            }
        }
        self.mass = self.rows.iter().map(|row| row.mass).sum::<u64>().max(1);
    }

    /// The likeliest criteria for a question, at most so many.
    #[must_use]
    pub fn likely(&self, number: &str, question: &str, most: usize) -> Vec<Likely> {
        let signs = Words::built_in().signs(question);
        let about_product = match self.about {
            Some(subject) => subject == Subject::Product,
            None => Words::built_in().is_about_product(&signs),
        };
        let mut shared: BTreeMap<usize, u64> = BTreeMap::new();
        let mut asked = 0;
        for sign in &signs {
            let rows = self.having.get(sign).map(Vec::as_slice).unwrap_or_default();
            let weight = sign.weight() * rarity(self.rows.len(), rows.len());
            asked += if rows.is_empty() { weight * UNKNOWN } else { weight * OWN };
            for (place, counts) in rows {
                *shared.entry(*place).or_default() += weight * counts;
            }
        }
        let scored = self.rows.iter().enumerate().filter_map(|(place, row)| {
            let same_side = row.about_product == about_product;
            if self.about.is_some() && !same_side {
                return None;
            }
            if row.has_number(number) {
                return Some(same_number(row.id));
            }
            let other_side = if same_side { 100 } else { OTHER_SIDE };
            let score = self.score(row, *shared.get(&place)?, asked) * other_side / 100;
            let score = u32::try_from(score).unwrap_or(u32::MAX).min(99);
            (score >= SHOWN_FROM).then(|| by_words(row.id, score))
        });
        let mut likely: Vec<Likely> = scored.collect();
        likely.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.criterion.cmp(&b.criterion)));
        likely.truncate(most);
        likely
    }

    /// How much of what is asked a row has, in hundredths, less for a row that says much beside it.
    fn score(&self, row: &Row<'_>, shared: u64, asked: u64) -> u64 {
        let rows = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let length = row.mass.saturating_mul(100).saturating_mul(rows) / self.mass;
        let length = (100 - LENGTH) + LENGTH * length / 100;
        shared.saturating_mul(100).saturating_mul(100) / asked.saturating_mul(length).max(1)
    }
}

impl Row<'_> {
    /// A number of at least three parts is hardly the same by chance.
    fn has_number(&self, number: &str) -> bool {
        let bare =
            |text: &str| -> Vec<char> { folded(text).into_iter().filter(|c| c.is_alphanumeric()).collect() };
        let long = self.id.id().split(['-', '.']).count() >= 3;
        let number = bare(number);
        (long && number == bare(self.id.id())) || number == bare(&self.id.to_string())
    }
}

/// What a criterion says: its own title in both languages, and the titles above it.
fn signs(catalog: &Catalog, criterion: &Criterion) -> BTreeMap<Sign, u64> {
    let mut signs = BTreeMap::new();
    let (mut row, mut counts) = (Some(criterion), OWN);
    while let Some(here) = row.filter(|_| counts > 0) {
        for sign in
            [&here.title.ja, &here.title.en].into_iter().flat_map(|title| Words::built_in().signs(title))
        {
            signs.entry(sign).or_insert(counts);
        }
        counts /= 2;
        let above = CriterionId::new(here.id.framework(), &here.parent).ok();
        row = above.and_then(|id| catalog.criterion(&id));
    }
    signs
}

/// How rare a sign is that so many of all rows have: the logarithm to the base two, in 256ths.
fn rarity(all: usize, having: usize) -> u64 {
    let (all, having) = (u64::try_from(all).unwrap_or(0), u64::try_from(having).unwrap_or(0));
    log2((all + 1) * 2_048 / (2 * having + 1)).saturating_sub(log2(1_024))
}

/// The logarithm to the base two in 256ths, straight between powers of two.
fn log2(number: u64) -> u64 {
    let whole = number.max(1).ilog2();
    let part = if whole >= 8 { number >> (whole - 8) } else { number << (8 - whole) };
    u64::from(whole) * 256 + (part & 0xff)
}

fn same_number(id: &CriterionId) -> Likely {
    Likely { criterion: id.clone(), score: 100, why: text!(ja: "番号が同じ", en: "the same number") }
}

fn by_words(id: &CriterionId, score: u32) -> Likely {
    let why = match score {
        CLOSE_FROM.. => text!(ja: "文が近い（{score} / 100）", en: "the words are close ({score} / 100)"),
        SOMEWHAT_FROM.. => {
            text!(ja: "文がやや近い（{score} / 100）", en: "the words are somewhat close ({score} / 100)")
        }
        _ => {
            text!(ja: "文に共通点がある程度（{score} / 100）", en: "the words share something only ({score} / 100)")
        }
    };
    Likely { criterion: id.clone(), score, why }
}

#[cfg(test)]
mod tests;
