//! The names of one maker, found by their words.

use std::collections::{BTreeSet, HashMap};

use super::super::model::{self, Asked, Named, by_look, looks_like, may_slip, nearly, shortened};
use super::mention::Mentions;

/// Letters of a pattern's fixed beginning by which it is found.
const HEAD: usize = 2;

#[derive(Debug, Default)]
pub(super) struct Shelf {
    advisories: BTreeSet<usize>,
    groups: BTreeSet<usize>,
    texts: HashMap<String, Vec<usize>>,
    umbrellas: HashMap<String, Vec<usize>>,
    heads: HashMap<String, Vec<usize>>,
    /// Patterns that begin with a wildcard, and names of everything of a sort.
    always: Vec<usize>,
    /// Long words, which may hold a slip, by their first letters.
    long: HashMap<String, Vec<(String, usize)>>,
    /// Words by how they look to the eye.
    looks: HashMap<String, Vec<(String, usize)>>,
    /// Numbers without the letter that they end in.
    shortened: HashMap<String, Vec<usize>>,
    pub(super) mentions: Mentions,
}

impl Shelf {
    /// Puts a group of statements here, once; `advisory` where it names this very maker.
    pub(super) fn put(&mut self, named: &Named, group: usize, advisory: Option<usize>) {
        self.advisories.extend(advisory);
        if !self.groups.insert(group) {
            return;
        }
        let keys = named.keys();
        let only_umbrellas = !named.tells() && keys.heads.is_empty();
        if named.is_a_sort() {
            self.always.push(group);
        }
        for text in keys.texts.iter().filter(|text| may_slip(text)) {
            self.long.entry(front(text)).or_default().push((text.clone(), group));
        }
        for text in &keys.texts {
            if let Some(look) = by_look(text) {
                self.looks.entry(look).or_default().push((text.clone(), group));
            }
            if let Some(short) = shortened(text) {
                add(&mut self.shortened, short.to_owned(), group);
            }
        }
        for text in keys.texts {
            add(&mut self.texts, text, group);
        }
        for text in keys.umbrellas {
            if only_umbrellas {
                add(&mut self.texts, text.clone(), group);
            }
            add(&mut self.umbrellas, text, group);
        }
        for head in keys.heads {
            let head: String = head.chars().take(HEAD).collect();
            if head.chars().count() < HEAD {
                self.always.push(group)
            } else {
                add(&mut self.heads, head, group)
            }
        }
    }

    pub(super) fn advisories(&self) -> impl Iterator<Item = usize> {
        self.advisories.iter().copied()
    }

    /// Groups that share a word with what is asked for; those that share a brand only where nothing but a
    /// brand is known.
    pub(super) fn find(&self, asked: &Asked) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = self.always.iter().copied().collect();
        for key in asked.keys() {
            found.extend(self.shortened.get(key).into_iter().flatten());
            found.extend(self.texts.get(key).into_iter().flatten());
            if may_slip(key) {
                let near = self.long.get(&front(key)).into_iter().flatten();
                found.extend(near.filter(|(text, _)| nearly(text, key)).map(|(_, group)| *group));
            }
            let looks = by_look(key).and_then(|look| self.looks.get(&look));
            let alike = looks.into_iter().flatten().filter(|(text, _)| looks_like(text, key));
            found.extend(alike.map(|(_, group)| *group));
            let head: String = key.chars().take(HEAD).collect();
            found.extend(self.heads.get(&head).into_iter().flatten());
            if asked.is_only_umbrellas() {
                found.extend(self.umbrellas.get(key).into_iter().flatten());
            }
        }
        found
    }
}

/// The letters in front that near words share.
fn front(text: &str) -> String {
    text.chars().take(model::HEAD).collect()
}

fn add(map: &mut HashMap<String, Vec<usize>>, key: String, group: usize) {
    let groups = map.entry(key).or_default();
    if groups.last() != Some(&group) {
        groups.push(group);
    }
}
