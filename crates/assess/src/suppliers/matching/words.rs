//! A text as what it says: terms that mean the same as one, and what is left as pairs of characters or English stems.
//!
//! Invariant: the same text gives the same signs. A longer term goes before a shorter one that it holds. Pairs of two
//! hiragana and English function words say nothing and are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// Terms of questionnaires; those of the glossary come after them.
const WORDS: &str = include_str!("words.toml");
const GLOSSARY: &str = include_str!("../../../../../glossary.toml");

/// English words that say nothing.
const FUNCTION_WORDS: &str = "a all an and any are as at be been by can do does each for from had has have how if in is it its \
must not of on or our so than that the their there they this to us we what when which who will with you your";

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A term, by the number of those that mean the same.
    Term(usize),
    /// A stem of an English word.
    Stem(String),
    /// Two characters beside each other.
    Pair(char, char),
}

impl Sign {
    /// How much it says beside the others: a term stands for a whole word, a pair for a part of one.
    pub(super) const fn weight(&self) -> u64 {
        match self {
            Self::Term(_) => 3,
            Self::Stem(_) => 2,
            Self::Pair(..) => 1,
        }
    }
}

#[derive(Deserialize)]
struct WordList {
    products: Vec<String>,
    words: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Glossary {
    term: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    ja: String,
    en: String,
}

/// The terms that are known.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// By their first character; the longest first.
    written: BTreeMap<char, Vec<(Vec<char>, usize)>>,
    /// By their stems.
    english: BTreeMap<Vec<String>, usize>,
    /// Stems of the longest.
    stems_max: usize,
    /// Stems that say nothing.
    function_words: BTreeSet<String>,
    /// What a question about a product has.
    products: BTreeSet<Sign>,
}

static BUILT_IN: LazyLock<Words> = LazyLock::new(Words::read);

impl Words {
    pub(super) fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Both lists are part of the program and held by a test: one that cannot be read leaves its terms out.
    fn read() -> Self {
        let function_words = FUNCTION_WORDS.split(' ').map(stem).collect();
        let mut words = Self { function_words, ..Self::default() };
        let list: Option<WordList> = toml::from_str(WORDS).ok();
        let glossary: Option<Glossary> = toml::from_str(GLOSSARY).ok();
        let (rows, products) = list.map(|list| (list.words, list.products)).unwrap_or_default();
        let terms = glossary.map(|glossary| glossary.term).unwrap_or_default();
        let rows = rows.into_iter().chain(terms.into_iter().map(|term| vec![term.ja, term.en]));
        for (number, row) in rows.enumerate() {
            row.iter().for_each(|word| words.add(word, number));
        }
        for terms in words.written.values_mut() {
            terms.sort_by_key(|(term, _)| std::cmp::Reverse(term.len()));
        }
        words.stems_max = words.english.keys().map(Vec::len).max().unwrap_or_default();
        words.products = products.iter().flat_map(|word| words.signs(word)).collect();
        words
    }

    fn add(&mut self, word: &str, number: usize) {
        let folded = folded(word);
        if word.is_ascii() {
            self.english.entry(stems(&folded)).or_insert(number);
        } else if let Some(first) = folded.first() {
            let terms = self.written.entry(*first).or_default();
            if !terms.iter().any(|(term, _)| *term == folded) {
                terms.push((folded, number));
            }
        }
    }

    /// Does a text with these signs speak of a product?
    pub(super) fn is_about_product(&self, signs: &BTreeSet<Sign>) -> bool {
        !self.products.is_disjoint(signs)
    }

    /// What a text says.
    pub(super) fn signs(&self, text: &str) -> BTreeSet<Sign> {
        let (mut signs, folded) = (BTreeSet::new(), folded(text));
        let (mut rest, mut left) = (folded.as_slice(), Vec::new());
        while let Some((first, after)) = rest.split_first() {
            if let Some((term, number)) = self.begins(rest) {
                signs.insert(Sign::Term(number));
                // What stood left and right of a term is not one word.
                left.push(' ');
                rest = rest.get(term..).unwrap_or_default();
            } else {
                left.push(*first);
                rest = after;
            }
        }
        for run in left.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
            if run.first().is_some_and(char::is_ascii) {
                self.english(&stems(run), &mut signs);
            } else {
                signs.extend(run.windows(2).filter_map(pair));
            }
        }
        signs
    }

    /// The longest term that a text begins with: its characters and its number.
    fn begins(&self, text: &[char]) -> Option<(usize, usize)> {
        let terms = self.written.get(text.first()?)?;
        terms.iter().find(|(term, _)| text.starts_with(term)).map(|(term, number)| (term.len(), *number))
    }

    fn english(&self, stems: &[String], signs: &mut BTreeSet<Sign>) {
        let mut rest = stems;
        while let Some((first, after)) = rest.split_first() {
            let known = (1..=self.stems_max.min(rest.len()))
                .rev()
                .find_map(|many| Some((many, *self.english.get(rest.get(..many)?)?)));
            if let Some((many, number)) = known {
                signs.insert(Sign::Term(number));
                rest = rest.get(many..).unwrap_or_default();
                continue;
            }
            if first.len() > 1 && !self.function_words.contains(first) {
                signs.insert(Sign::Stem(first.clone()));
            }
            rest = after;
        }
    }
}

fn pair(two: &[char]) -> Option<Sign> {
    let [a, b] = two else { return None };
    let hiragana = |c: &char| ('\u{3041}'..='\u{309f}').contains(c);
    let says = a.is_alphanumeric() && b.is_alphanumeric() && !(hiragana(a) && hiragana(b));
    says.then_some(Sign::Pair(*a, *b))
}

/// Half width and lower case; no space beside a character that is not ASCII.
pub(super) fn folded(text: &str) -> Vec<char> {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    let all: Vec<char> = text.chars().map(half).flat_map(char::to_lowercase).collect();
    let wide = |at: Option<&char>| at.is_some_and(|c| !c.is_ascii());
    let beside = |at: usize| wide(at.checked_sub(1).and_then(|at| all.get(at))) || wide(all.get(at + 1));
    let kept = all.iter().enumerate().filter(|(at, c)| !(c.is_whitespace() && beside(*at)));
    kept.map(|(_, c)| *c).collect()
}

fn stems(text: &[char]) -> Vec<String> {
    let words = text.split(|c| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| stem(&word.iter().collect::<String>())).collect()
}

/// A rough stem: update, updates, updated and updating are one.
fn stem(word: &str) -> String {
    const ENDINGS: [(&str, usize); 4] = [("ing", 6), ("ed", 5), ("es", 5), ("s", 4)];
    if let Some(root) = word.strip_suffix("ies").filter(|root| root.len() > 1) {
        return format!("{root}y");
    }
    let cut = ENDINGS.iter().find_map(|(ending, from)| {
        let root = word.strip_suffix(ending)?;
        (word.len() >= *from && !(*ending == "s" && root.ends_with('s'))).then_some(root)
    });
    let root = cut.unwrap_or(word);
    root.strip_suffix('e').filter(|root| root.len() > 2).unwrap_or(root).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_read_and_no_word_stands_in_two_rows() {
        let list: WordList = toml::from_str(WORDS).unwrap();
        let glossary: Glossary = toml::from_str(GLOSSARY).unwrap();
        assert!(list.words.len() > 100 && glossary.term.len() > 100);
        let mut seen = BTreeSet::new();
        for word in list.words.iter().flatten() {
            let key =
                if word.is_ascii() { stems(&folded(word)).join(" ") } else { folded(word).iter().collect() };
            assert!(seen.insert(key), "{word}");
        }
        for row in &list.words {
            let languages = row.iter().filter(|word| word.is_ascii()).count();
            assert!(languages > 0 && languages < row.len(), "both languages: {row:?}");
        }
    }

    #[test]
    fn words_that_mean_the_same_are_one_sign_in_both_languages() {
        let words = Words::built_in();
        let same = [
            ("二段階認証", "MFA"),
            ("退職者", "no longer needed"),
            ("ウィルス対策", "antivirus"),
            ("ＵＳＢ メモリ", "removable media"),
            ("定期的", "every year"),
        ];
        for (ja, en) in same {
            assert_eq!(words.signs(ja), words.signs(en), "{ja} {en}");
            assert_eq!(words.signs(ja).len(), 1, "{ja}");
        }
        assert_eq!(words.signs("していますか。"), BTreeSet::new());
        assert_eq!(words.signs("Do you have"), BTreeSet::new());
    }

    #[test]
    fn forms_of_an_english_word_are_one_stem() {
        for forms in
            [["update", "updates", "updated", "updating"], ["policy", "policies", "policy", "policies"]]
        {
            let stems: BTreeSet<String> = forms.into_iter().map(stem).collect();
            assert_eq!(stems.len(), 1, "{stems:?}");
        }
        assert_eq!(stem("access"), "access");
    }
}
