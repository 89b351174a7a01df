//! Which words each advisory of a maker has anywhere: in its title, its products' names, and in the place of versions.
//!
//! A device that no name speaks of, but whose every word stands somewhere in one advisory (`ZOOM LATITUDE` in the title,
//! `3120` where a version belongs), is worth a question to a person. No more than that: words far apart name nothing.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Advisory, Statement, Target, Versions};

use super::super::model::{Asked, compact};

/// Words of a maker's advisories, compact, with the numbers of the advisories that have them.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    words: BTreeMap<String, BTreeSet<usize>>,
}

impl Mentions {
    pub(super) fn put(&mut self, number: usize, advisory: &Advisory, statement: &Statement) {
        self.put_words(number, &advisory.title);
        if let Target::Device(target) = &statement.target {
            self.put_words(number, &target.product);
        }
        if let Versions::Text(words) = &statement.versions {
            self.put_words(number, words);
        }
    }

    fn put_words(&mut self, number: usize, text: &str) {
        let words: Vec<String> =
            text.split(is_between).map(compact).filter(|word| !word.is_empty()).collect();
        // `CB 3.1` for `CB3.1`.
        let joined = words.windows(2).map(|pair| pair.concat());
        // `S7` for `S7-1200`: a list may stop at the line.
        let lines =
            text.split(is_between).filter_map(|word| word.split_once('-')).map(|(line, _)| compact(line));
        let is_line = |line: &String| line.len() > 1 && line.bytes().any(|byte| byte.is_ascii_digit());
        for word in words.iter().cloned().chain(joined).chain(lines.filter(is_line)) {
            self.words.entry(word).or_default().insert(number);
        }
    }

    /// Advisories that have every word of the device.
    pub(super) fn of(&self, asked: &Asked) -> BTreeSet<usize> {
        let found = asked.own_words().map(|word| self.with(word));
        found.reduce(|all, with| all.intersection(&with).copied().collect()).unwrap_or_default()
    }

    /// Advisories with a word, or with one that it begins: `Sim` for `Simulation`.
    fn with(&self, word: &str) -> BTreeSet<usize> {
        const LETTERS_MIN: usize = 3;
        if word.len() < LETTERS_MIN || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return self.words.get(word).cloned().unwrap_or_default();
        }
        let from = self.words.range(word.to_owned()..).take_while(|(known, _)| known.starts_with(word));
        from.flat_map(|(_, numbers)| numbers).copied().collect()
    }
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '/' | '(' | ')' | '|')
}
