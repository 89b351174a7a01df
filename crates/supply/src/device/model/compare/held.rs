//! What of a name a device has, and what of the device the name has.

use super::super::super::firmware::FirmwareVersion;
use super::super::name::{
    Asked, INITIALS, Join, Kind, Name, Named, Slot, Source, WINDOW, Window, Word, capitals, year_apart,
};
use super::super::near::nearly;
use super::super::pattern::{Fit, Pattern, compact};

/// Name and device, and what of each the other has.
pub(super) struct Held<'a> {
    pub(super) named: &'a Named,
    pub(super) slots: &'a [Slot],
    pub(super) asked: &'a Asked,
    /// For each slot, how it is met.
    pub(super) met: Vec<Option<Fit>>,
    /// For each word of the device, whether the name has it whole.
    pub(super) named_words: Vec<bool>,
    /// The first slot that meets a word of the device's model.
    pub(super) first_of_model: Option<usize>,
    pub(super) number: Option<Fit>,
    pub(super) listed: Option<Fit>,
    /// The device's own words have the version that the name carries (`SINAMICS V90`).
    pub(super) has_series: bool,
}

impl<'a> Held<'a> {
    pub(super) fn of(named: &'a Named, name: &'a Name, asked: &'a Asked) -> Self {
        let mut held = Self {
            named,
            slots: &name.slots,
            asked,
            met: vec![None; name.slots.len()],
            named_words: vec![false; asked.words.len()],
            first_of_model: None,
            number: None,
            listed: None,
            has_series: false,
        };
        for (start, slot) in name.slots.iter().enumerate() {
            // What prose in a remark speaks of is not what the name names.
            if slot.is_prose {
                held.met[start] = slot.patterns.iter().filter_map(|pattern| held.whole_fit(pattern)).max();
                continue;
            }
            for pattern in &slot.patterns {
                held.meet(start, 1, pattern, WINDOW);
            }
        }
        let prose =
            |join: &&Join| name.slots[join.start..join.start + join.slots].iter().any(|slot| slot.is_prose);
        for join in name.joins.iter().filter(|join| !prose(join)) {
            held.meet(join.start, join.slots, &join.pattern, 1);
        }
        held.take_capitals();
        held.take_capitals_of_name();
        held.take_beginning_of_model();
        held.take_beginnings();
        held.take_number_of_firmware();
        held.take_other_spellings();
        held.take_part_of_number();
        held.number = held.best(&named.numbers);
        held.listed = held.best(&named.listed);
        let series: Vec<Pattern> =
            named.series.iter().map(|series| Pattern::literal(series.text())).collect();
        held.has_series = held.best(&series) == Some(Fit::Whole);
        held
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = (usize, &'a Slot)> {
        self.slots.iter().enumerate()
    }

    pub(super) fn words_of(&self, source: Source) -> impl Iterator<Item = (usize, &'a Word)> {
        self.asked.words.iter().enumerate().filter(move |(_, word)| word.source == source)
    }

    /// `Pro` for `Professional`: the beginning of a word of many products that nothing else meets.
    fn take_beginnings(&mut self) {
        const LETTERS_MIN: usize = 3;
        for at in 0..self.asked.words.len() {
            let word = &self.asked.words[at];
            let is_one = word.text.len() >= LETTERS_MIN
                && word.text.bytes().all(|byte| byte.is_ascii_alphabetic())
                && word.source != Source::Implied
                && !self.named_words[at];
            let begins = |slot: &Slot| slot.is_common && compact(&slot.text).starts_with(word.text.as_str());
            let open = |(at, slot): &(usize, &Slot)| slot.kind == Kind::Core && self.met[*at].is_none();
            let slot = self.slots().find(|found| is_one && open(found) && begins(found.1));
            if let Some((slot, _)) = slot {
                self.named_words[at] = true;
                self.met[slot] = Some(Fit::Whole);
            }
        }
    }

    /// A word of a few capitals that nothing else meets may stand for neighbouring words: `FT` for `FactoryTalk`, `RC` for
    /// `Remote Connect`.
    fn take_capitals(&mut self) {
        const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;
        for at in 0..self.asked.words.len() {
            let word = &self.asked.words[at];
            let is_one = LETTERS.contains(&word.written.len())
                && word.written.bytes().all(|byte| byte.is_ascii_uppercase())
                && word.source != Source::Implied
                && !word.is_common
                && !self.named_words[at];
            let Some(slots) = is_one.then(|| self.spelled_out(&word.written)).flatten() else { continue };
            self.named_words[at] = true;
            for met in &mut self.met[slots] {
                *met = Some(Fit::Whole);
            }
        }
    }

    /// The same the other way about: `ECI` of a name for `Ethernet Communication Interface`.
    fn take_capitals_of_name(&mut self) {
        for at in 0..self.slots.len() {
            let slot = &self.slots[at];
            let is_one = slot.kind == Kind::Core
                && self.met[at].is_none()
                && INITIALS.contains(&slot.text.len())
                && slot.text.bytes().all(|byte| byte.is_ascii_uppercase());
            let words = slot.text.len();
            let last = self.asked.words.len().saturating_sub(words);
            let stands_for = |start: &usize| {
                let run = self.asked.words.get(*start..start + words).unwrap_or_default();
                let written: Vec<&str> = run.iter().map(|word| word.written.as_str()).collect();
                run.iter().all(|word| word.source == run[0].source && word.source != Source::Implied)
                    && capitals(&written.join(" ")) == slot.text
                    && !run.is_empty()
            };
            let Some(start) = (0..=last).find(|start| is_one && stands_for(start)) else { continue };
            self.named_words[start..start + words].fill(true);
            self.met[at] = Some(Fit::Whole);
        }
    }

    /// A family that the model begins with (`Space` beside `SpaceStation`) says no more than the model.
    fn take_beginning_of_model(&mut self) {
        const LETTERS_MIN: usize = 4;
        for at in 0..self.asked.words.len() {
            let word = &self.asked.words[at];
            let is_family = word.source == Source::Family && word.text.len() >= LETTERS_MIN;
            let begins = |(own, model): (usize, &Word)| {
                self.named_words[own] && model.text.starts_with(word.text.as_str())
            };
            if is_family && !self.named_words[at] && self.words_of(Source::Model).any(begins) {
                self.named_words[at] = true;
            }
        }
    }

    /// Neighbouring words that nothing else meets, and that begin with these capitals.
    fn spelled_out(&self, capitals_of: &str) -> Option<std::ops::Range<usize>> {
        let is_open = |at: &usize| self.slots[*at].kind == Kind::Core && self.met[*at].is_none();
        let starts = (0..self.slots.len()).filter(is_open);
        let runs = starts.flat_map(|start| {
            let ends = (start + 1..=self.slots.len()).take_while(move |end| is_open(&(end - 1)));
            ends.map(move |end| start..end)
        });
        let mut fitting = runs.filter(|run| {
            let texts: Vec<&str> = self.slots[run.clone()].iter().map(|slot| slot.text.as_str()).collect();
            texts.iter().all(|text| text.contains(|c: char| c.is_lowercase()))
                && capitals(&texts.join(" ")) == capitals_of
        });
        fitting.next()
    }

    /// `Millenium MG` for `Millennium MG`, `Component Workbench` for `Components Workbench`: one word with a slip or as a
    /// plural, where another that few products share is the same.
    fn take_other_spellings(&mut self) {
        for at in 0..self.slots.len() {
            let text = compact(&self.slots[at].text);
            let alike = |word: &Word| nearly(&text, &word.text) || is_plural(&text, &word.text);
            let own = self.asked.words.iter().position(alike).filter(|own| !self.named_words[*own]);
            let is_open = self.slots[at].kind == Kind::Core && self.met[at].is_none();
            if let Some(own) = own.filter(|_| is_open && self.has_a_telling_word()) {
                self.met[at] = Some(Fit::Whole);
                self.named_words[own] = true;
            }
        }
    }

    /// `FLXEON FBXi` of a family FLXEON and a `FBXi-8R8-X96`, `Micro850 L50E` of a `2080-L50E-24QWB`: the one word that is not
    /// met stands between the hyphens of the device's number.
    fn take_part_of_number(&mut self) {
        const LENGTH_MIN: usize = 3;
        let is_open = |(at, slot): &(usize, &Slot)| slot.kind == Kind::Core && self.met[*at].is_none();
        let open: Vec<(usize, &Slot)> = self.slots().filter(is_open).collect();
        let [(at, slot)] = *open.as_slice() else { return };
        let text = compact(&slot.text);
        let is_part = |word: &Word| {
            let mut parts = word.written.split('-');
            word.written.contains('-') && parts.any(|part| part.len() >= LENGTH_MIN && compact(part) == text)
        };
        if self.has_a_telling_word() && self.words_of(Source::Model).any(|(_, word)| is_part(word)) {
            self.met[at] = Some(Fit::Member);
            self.first_of_model = Some(self.first_of_model.map_or(at, |first| first.min(at)));
        }
    }

    /// How many signs of the device's number the name fixes.
    pub(super) fn signs(&self) -> usize {
        let is_whole = |pattern: &&Pattern| {
            let mut fitting = self.asked.fitting(pattern).into_iter();
            fitting.any(|(fit, window)| fit == Fit::Whole && !window.is_head)
        };
        let numbers = self.named.numbers.iter().chain(&self.named.listed);
        numbers.filter(is_whole).map(Pattern::signs).max().unwrap_or(0)
    }

    /// Has the device, letter for letter, a word of the name that few products share?
    fn has_a_telling_word(&self) -> bool {
        let tells = |slot: &Slot| slot.kind == Kind::Core && !slot.is_umbrella && !slot.is_common;
        self.slots().any(|(at, slot)| tells(slot) && self.met[at] == Some(Fit::Whole))
    }

    /// `Ignition 8`: the number that a name ends with is often left to the version (`Ignition`, `8.0.12`), and so is the release
    /// of a year (`Archive 2014 R2`).
    fn take_number_of_firmware(&mut self) {
        const DIGITS_MAX: usize = 2;
        const YEAR_DIGITS: usize = 4;
        let core: Vec<(usize, &Slot)> = self.slots().filter(|(_, slot)| slot.kind == Kind::Core).collect();
        let firmware = self.asked.firmware.as_deref().unwrap_or_default();
        if let [.., (year_at, year), (at, release)] = core.as_slice()
            && self.met[*at].is_none()
            && release.text.starts_with(['R', 'r'])
            && names_release(firmware, &year.text, &release.text)
        {
            self.met[*year_at] = Some(Fit::Whole);
            self.met[*at] = Some(Fit::Whole);
            return;
        }
        let last = core.last().copied();
        let Some((at, slot)) = last.filter(|(at, _)| self.met[*at].is_none()) else { return };
        let is_long =
            slot.text.len() > DIGITS_MAX && !(slot.text.len() == YEAR_DIGITS && slot.text.starts_with("20"));
        let is_number = !is_long && slot.text.bytes().all(|byte| byte.is_ascii_digit());
        let version = self.asked.firmware.as_deref().and_then(|text| FirmwareVersion::parse(text).ok());
        let named = self
            .slots()
            .any(|(at, slot)| self.met[at].is_some() && slot.kind == Kind::Core && !slot.is_umbrella);
        if is_number && named && version.is_some_and(|version| version.begins_with(&slot.text)) {
            self.met[at] = Some(Fit::Whole);
        }
    }

    fn whole_fit(&self, pattern: &Pattern) -> Option<Fit> {
        self.asked.fitting(pattern).iter().map(|(fit, _)| *fit).max()
    }

    fn meet(&mut self, start: usize, slots: usize, pattern: &Pattern, words_max: usize) {
        for (fit, window) in self.asked.fitting(pattern) {
            if window.words <= words_max {
                self.mark(start, slots, fit, *window);
            }
        }
    }

    fn mark(&mut self, start: usize, slots: usize, fit: Fit, window: Window) {
        let fit = if window.is_head { Fit::Member } else { fit };
        for met in &mut self.met[start..start + slots] {
            *met = (*met).max(Some(fit));
        }
        let words = window.start..window.start + window.words;
        if fit == Fit::Whole {
            self.named_words[words].fill(true);
        }
        if self.asked.words[window.start].source == Source::Model {
            self.first_of_model = Some(self.first_of_model.map_or(start, |first| first.min(start)));
        }
    }

    /// How numbers fit, best first; those that fit make their words named.
    fn best(&mut self, numbers: &[Pattern]) -> Option<Fit> {
        let mut best = None;
        for pattern in numbers {
            for (fit, window) in self.asked.fitting(pattern) {
                if window.is_head && fit == Fit::Whole {
                    continue;
                }
                if fit == Fit::Whole {
                    self.named_words[window.start..window.start + window.words].fill(true);
                }
                best = best.max(Some(fit));
            }
        }
        best
    }
}

/// Does a version begin with this year and this release of it?
fn names_release(firmware: &str, year: &str, release: &str) -> bool {
    year_apart(firmware).is_some_and(|(own, behind)| {
        own == year && behind.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case(release))
    })
}

/// Is one of two words the plural of the other?
fn is_plural(a: &str, b: &str) -> bool {
    const LETTERS_MIN: usize = 5;
    let (one, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    one.len() >= LETTERS_MIN
        && many.strip_suffix('S') == Some(one)
        && one.bytes().all(|byte| byte.is_ascii_alphabetic())
}
