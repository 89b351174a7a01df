//! Who made it: spellings of one maker to one key.
//!
//! The spellings are data (`catalog/ot-vendors`). A maker that is not listed goes by its folded name: width,
//! case, accents, punctuation, kana size, company form and mis-decoded UTF-8 do not count. A text that names
//! several makers (`Exacq Technologies, Johnson Controls Inc.`) has a key for each.
//!
//! Deliberately not here: who owns whom today. A brand is listed with its maker where advisories and labels
//! use both names for the same thing.

mod fold;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

pub(super) use fold::{folded, is_japanese, mended};

const PACK: &str = include_str!("../../../../catalog/ot-vendors/2026-11/vendors.toml");

#[derive(Debug, Default, Deserialize)]
struct Pack {
    company_words: Vec<String>,
    company_affixes: Vec<String>,
    place_words: Vec<String>,
    place_affixes: Vec<String>,
    anybody: Vec<String>,
    vendor: Vec<Row>,
}

#[derive(Debug, Default, Deserialize)]
struct Row {
    id: String,
    en: String,
    ja: String,
    kana: String,
    aliases: Vec<String>,
    /// What it, or a maker that went into it, was called.
    #[serde(default)]
    former: Vec<String>,
    /// Its brands, divisions and daughters, on labels and in lists in the place of its name.
    #[serde(default)]
    brands: Vec<String>,
    /// Makers under whose name its things are also sold and reported on.
    #[serde(default)]
    also: Vec<String>,
}

/// The spellings, ready to be asked.
#[derive(Debug, Default)]
struct Spellings {
    company_words: BTreeSet<String>,
    company_affixes: Vec<String>,
    place_words: BTreeSet<String>,
    place_affixes: Vec<String>,
    anybody: BTreeSet<String>,
    /// Folded spelling to id.
    ids: BTreeMap<String, String>,
    /// Id to the ids of the makers that go with it.
    also: BTreeMap<String, Vec<String>>,
}

// A pack that does not parse is found by the tests of this module, not by a user.
static SPELLINGS: LazyLock<Spellings> =
    LazyLock::new(|| toml::from_str::<Pack>(PACK).map(Spellings::of).unwrap_or_default());

/// The makers that a text names; texts that name the same maker share a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Makers {
    /// Those that the text names, and those under whose name their things are reported on as well.
    keys: BTreeSet<String>,
    /// Those that the text names.
    own: BTreeSet<String>,
}

impl Makers {
    /// Reads a vendor as written.
    pub(super) fn of(text: &str) -> Self {
        let own = SPELLINGS.resolve(text);
        let also = own.iter().filter_map(|id| SPELLINGS.also.get(id)).flatten();
        Self { keys: own.iter().chain(also).cloned().collect(), own }
    }

    /// The keys of makers whose names stand at a place in a product's words where a maker's stands: in front, or
    /// behind *and*, *by*, *for* or *in*. A word that is no listed name is taken for one, as an unlisted maker's.
    pub(super) fn within(product: &str) -> BTreeSet<String> {
        const WORDS_MAX: usize = 3;
        let plain = folded(product);
        let words: Vec<&str> = plain.split_whitespace().collect();
        let opens = |at: usize| at == 0 || matches!(words[at - 1], "and" | "by" | "for" | "in" | "&" | "/");
        let mut keys = BTreeSet::new();
        for at in (0..words.len()).filter(|at| opens(*at)) {
            let windows =
                (1..=WORDS_MAX.min(words.len() - at)).rev().map(|length| words[at..at + length].join(" "));
            let listed = windows.into_iter().find_map(|window| SPELLINGS.listed(&window));
            let name = SPELLINGS.key(words[at], true);
            keys.extend(listed.or_else(|| (name.chars().count() > 2).then(|| format!("~{name}"))));
        }
        keys
    }

    /// The maker that the first word alone names, where no list has either: `Nortek Security & Control` for `Nortek`.
    pub(super) fn by_first_word(text: &str) -> Option<Self> {
        const LETTERS_MIN: usize = 5;
        let plain = folded(text);
        let (first, _) = plain.split_once(' ')?;
        let long = first.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_MIN;
        Some(Self::of(first)).filter(|first| long && first.are_unlisted() && Self::of(text).are_unlisted())
    }

    /// The names by which people call a maker for short: its first word, its first two, and so on, without the whole
    /// name; no blanks.
    pub(super) fn short_names(text: &str) -> Vec<String> {
        const LETTERS_MIN: usize = 2;
        let plain = folded(text);
        let words = || plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let count = words().count();
        let mut short = String::new();
        let mut all = Vec::new();
        for word in words().take(count.saturating_sub(1)) {
            short.push_str(word);
            if short.chars().count() >= LETTERS_MIN {
                all.push(short.clone());
            }
        }
        all
    }

    /// The words of a name, each as a maker's name may begin with it: `MDT` of `AUVESY-MDT`, `WECON` of `Fujian WECON
    /// Electronic`.
    pub(super) fn words_of(text: &str) -> Vec<Self> {
        const LETTERS_MIN: usize = 3;
        let plain = folded(text);
        let words = plain.split(|c: char| !c.is_alphanumeric());
        let tells = |word: &&str| {
            word.chars().count() >= LETTERS_MIN
                && !SPELLINGS.company_words.contains(*word)
                && !SPELLINGS.place_words.contains(*word)
        };
        words.filter(tells).map(Self::of).collect()
    }

    /// A product's words behind its maker's name that they begin with: what `vendor` begins with itself (`Ignition 8` of
    /// `Inductive Automation Ignition 8`), or another name of one of these makers (`Easy UPS` of `APC Easy UPS`, for a maker
    /// that has APC as a brand). `None` where they begin otherwise, or where nothing that tells is left.
    pub(super) fn behind_own_name<'p>(&self, vendor: &str, product: &'p str) -> Option<&'p str> {
        const WORDS_MAX: usize = 3;
        let ends: Vec<usize> = product.match_indices(' ').map(|(at, _)| at).take(WORDS_MAX).collect();
        let is_other = |end: &&usize| {
            SPELLINGS.listed(&folded(&product[..**end])).is_some_and(|maker| self.own.contains(&maker))
        };
        let vendor = vendor.to_lowercase();
        let begins = |end: &&usize| {
            let words = product[..**end].to_lowercase();
            let rest = vendor.strip_prefix(words.trim_end_matches(['.', ',']));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', '.']))
        };
        let end = ends.iter().rfind(begins).or_else(|| ends.iter().find(is_other))?;
        let rest = product[*end..].trim_start();
        rest.contains(char::is_alphabetic).then_some(rest)
    }

    /// The makers whose name a text begins with, the longest first, and what stands behind it: `三菱電機` and `Q03UDVCPU`.
    pub(super) fn in_front_of(text: &str) -> impl Iterator<Item = (Self, &str)> {
        const WORDS_MAX: usize = 5;
        let trimmed = text.trim();
        let mut ends: Vec<usize> = word_ends(trimmed).take(WORDS_MAX).collect();
        ends.reverse();
        ends.into_iter().map(|end| (Self::of(&trimmed[..end]), trimmed[end..].trim_start()))
    }

    /// The name as it is compared with [`Self::short_names`].
    pub(super) fn plain_name(text: &str) -> String {
        SPELLINGS.key(&folded(text), false)
    }

    /// With makers that this may be short for: what is said of them is looked through, and says nothing of the rest.
    pub(super) fn or_for_short<'k>(mut self, longer: impl Iterator<Item = &'k String>) -> Self {
        self.keys.extend(longer.cloned());
        self
    }

    /// Nobody in particular: empty, or a word such as `multiple`.
    pub(super) fn is_anybody(&self) -> bool {
        self.keys.is_empty()
    }

    /// Is none of them in the list of makers?
    pub(super) fn are_unlisted(&self) -> bool {
        self.unlisted().count() == self.keys.len()
    }

    /// The keys of those that no list has.
    pub(super) fn unlisted(&self) -> impl Iterator<Item = &str> {
        self.keys().filter(|key| key.starts_with('~'))
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Does the text itself name this maker?
    pub(super) fn names(&self, key: &str) -> bool {
        self.own.contains(key)
    }
}

impl Row {
    /// Every name by which it may stand in a list.
    fn spellings(&self) -> impl Iterator<Item = &String> {
        let own = [&self.en, &self.ja, &self.kana].into_iter();
        own.chain(&self.aliases).chain(&self.former).chain(&self.brands)
    }
}

impl Spellings {
    fn of(pack: Pack) -> Self {
        let fold_all = |words: Vec<String>| words.iter().map(|word| folded(word)).collect::<Vec<_>>();
        let mut spellings = Self {
            company_words: fold_all(pack.company_words).into_iter().collect(),
            company_affixes: fold_all(pack.company_affixes),
            place_words: fold_all(pack.place_words).into_iter().collect(),
            place_affixes: fold_all(pack.place_affixes),
            anybody: fold_all(pack.anybody).into_iter().collect(),
            ids: BTreeMap::new(),
            also: BTreeMap::new(),
        };
        for row in pack.vendor {
            for spelling in row.spellings() {
                let key = spellings.key(&folded(spelling), false);
                if !key.is_empty() {
                    spellings.ids.entry(key).or_insert_with(|| row.id.clone());
                }
            }
            spellings.also.insert(row.id, row.also);
        }
        spellings
    }

    /// The name without company form, and without place where that is asked for; no blanks.
    fn key(&self, folded: &str, without_place: bool) -> String {
        let mut plain = folded.to_owned();
        let places = if without_place { self.place_affixes.as_slice() } else { &[] };
        for affix in self.company_affixes.iter().chain(places) {
            plain = plain.replace(affix, " ");
        }
        let plain = plain.replace(['.', '\'', '’'], "");
        let words: Vec<&str> =
            plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let idle = |word: &str| {
            self.company_words.contains(word) || (without_place && self.place_words.contains(word))
        };
        // A first word is always the name, whatever it looks like.
        let kept = words.iter().enumerate().filter(|(index, word)| *index == 0 || !idle(word));
        kept.map(|(_, word)| *word).collect()
    }

    fn listed(&self, folded: &str) -> Option<String> {
        [false, true].into_iter().find_map(|place| self.ids.get(&self.key(folded, place)).cloned())
    }

    fn resolve(&self, text: &str) -> BTreeSet<String> {
        let folded = folded(text);
        let whole = without_made_by(&folded);
        let (outside, inside) = parentheses(whole);
        if whole.is_empty() || self.anybody.contains(outside.trim()) {
            return BTreeSet::new();
        }
        if let Some(id) = self.listed(whole).or_else(|| self.listed(&outside)) {
            return BTreeSet::from([id]);
        }
        let mut keys = BTreeSet::new();
        for part in outside.split([',', ';', '/', '、']) {
            self.part(part, &mut keys);
        }
        keys.extend(inside.iter().filter_map(|part| self.listed(part)));
        keys
    }

    /// `Baxter Hillrom`: words of which every one is a listed maker.
    fn side_by_side(&self, part: &str) -> Vec<String> {
        let words = part.split_whitespace().map(|word| self.listed(word));
        words.collect::<Option<Vec<String>>>().unwrap_or_default()
    }

    /// One of several makers; unlisted ones keep their folded name.
    fn part(&self, part: &str, keys: &mut BTreeSet<String>) {
        const LINKS: [&str; 5] =
            ["a subsidiary of ", "subsidiary of ", "formerly ", "a division of ", "and "];
        let part =
            LINKS.iter().fold(part.trim(), |part, link| part.strip_prefix(link).unwrap_or(part).trim());
        let name = self.key(part, true);
        if name.is_empty() || self.company_words.contains(name.as_str()) {
            return;
        }
        if let Some(id) = self.listed(part) {
            keys.insert(id);
            return;
        }
        let several: Vec<&str> = part.split(" and ").flat_map(|part| part.split(" & ")).collect();
        let mut listed: BTreeSet<String> = several.iter().filter_map(|part| self.listed(part)).collect();
        listed.extend(self.side_by_side(part));
        if listed.is_empty() {
            // The mark keeps an unlisted name apart from the ids.
            keys.insert(format!("~{name}"));
        } else {
            keys.extend(listed);
        }
    }
}

/// A maker's name without what makes it *made by* or *the company* in Japanese: `オムロン社製`, `オムロン製`, `オムロン社`. A
/// company's form (`…会社`) is a part of the name here.
fn without_made_by(name: &str) -> &str {
    let name = name.strip_suffix('製').unwrap_or(name).trim_end();
    name.strip_suffix('社').filter(|rest| !rest.ends_with(['会', '公', '本'])).unwrap_or(name).trim_end()
}

/// Stands between a maker and a name.
pub(super) fn is_between(c: char) -> bool {
    c.is_whitespace() || is_stroke(c)
}

/// A stroke or colon, as it parts a maker from a name without a blank.
pub(super) const fn is_stroke(c: char) -> bool {
    matches!(c, '/' | ':' | '／' | '：')
}

/// Where words end: before a blank, stroke or colon, between Japanese and other letters (`三菱Q03UDVCPU`), and at the end.
fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let pairs = text.char_indices().zip(text.chars().skip(1));
    let inner = pairs.filter_map(move |((at, c), next)| {
        let ends = is_between(next) || is_japanese(c) != is_japanese(next);
        (ends && !c.is_whitespace()).then(|| at + c.len_utf8())
    });
    inner.chain((!text.is_empty()).then_some(text.len()))
}

/// A text without its parentheses, and what stood in them.
fn parentheses(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' => {
                depth += 1;
                inside.push(String::new());
            }
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => {
                if let Some(last) = inside.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    (outside, inside)
}

#[cfg(test)]
mod tests;
