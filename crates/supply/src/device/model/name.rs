//! Names taken apart: what an advisory names, and what is asked for.

mod letters;
mod slots;
mod spelled;
mod split;

use std::collections::HashMap;

use sekisho_model::DeviceTarget;
use unicode_normalization::UnicodeNormalization;

use super::super::firmware::{FirmwareRange, same_words};
use super::super::vendor::is_japanese;
use super::compare::Agreement;
use super::near::{looks_like, nearly, shortened};
use super::pack::{LaterName, words};
use super::pattern::{Fit, Pattern, compact};
pub(super) use slots::{Kind, SeriesWords, Slot};
pub(super) use spelled::capitals;

/// Fewest letters and digits of an order number.
const ORDER_NUMBER_MIN: usize = 8;
/// Most words that one number may be broken into.
pub(super) const WINDOW: usize = 4;

/// How many words a name may stand for by their first letters.
pub(super) const INITIALS: std::ops::RangeInclusive<usize> = 3..=5;

/// One name, as words and numbers in order, remarks last.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) slots: Vec<Slot>,
    /// Neighbouring slots that may be one number broken by blanks.
    pub(super) joins: Vec<Join>,
}

/// So many slots from a place on, as one.
#[derive(Debug)]
pub(super) struct Join {
    pub(super) start: usize,
    pub(super) slots: usize,
    pub(super) pattern: Pattern,
}

impl Name {
    fn of(slots: Vec<Slot>) -> Self {
        let mut joins = Vec::new();
        for start in 0..slots.len() {
            for end in start + 2..=(start + WINDOW).min(slots.len()) {
                let patterns = joined(&slots[start..end]);
                joins.extend(patterns.into_iter().map(|pattern| Join { start, slots: end - start, pattern }));
            }
        }
        Self { slots, joins }
    }
}

/// A product as an advisory names it.
#[derive(Debug)]
pub(in super::super) struct Named {
    /// The name, and the names that it is a list of.
    pub(super) names: Vec<Name>,
    /// Numbers that name the product by themselves: listed ones, and order numbers beside the name.
    pub(super) numbers: Vec<Pattern>,
    /// Models listed in a remark: the name is meant for these.
    pub(super) listed: Vec<Pattern>,
    /// Versions that the name itself carries, such as the `V7.4` of `WinCC V7.4`.
    pub(super) series: Vec<SeriesWords>,
    /// All letters and digits of the name.
    pub(super) whole: String,
    /// The same without remarks and words such as `family`.
    pub(super) bare: String,
    /// The names, compact, that tell only as a whole.
    pub(super) told: Vec<String>,
    /// Everything of a sort is named, in plain words.
    is_a_sort: bool,
    /// The version words that go with the name count something else, such as serial numbers or the versions of a part.
    pub(in super::super) counts_otherwise: bool,
}

impl Named {
    /// Takes a target's product name and numbers apart; `makers` are the vendor keys by which the pack is
    /// asked.
    pub(in super::super) fn of<'a>(target: &DeviceTarget, makers: impl Iterator<Item = &'a str>) -> Self {
        let product = split::without_marks(&target.product);
        let device = spelled::device_of_part(&product);
        let counts_its_part = device.is_some();
        let product = device.unwrap_or(&product);
        let of_series = spelled::model_of_series(product);
        let product = of_series.as_deref().unwrap_or(product);
        let product = spelled::without_abbreviations(spelled::without_apposition(product));
        let (product, part_numbers) = spelled::without_part_numbers(&product);
        let parsed = slots::advisory(&split::split(&product));
        let mut numbers: Vec<Pattern> =
            target.models.iter().chain(&part_numbers).flat_map(|number| Pattern::readings(number)).collect();
        numbers.extend(order_numbers(&target.product).iter().map(|number| Pattern::literal(number)));
        let mut names = parsed.names();
        for spelling in spelled::further(&product) {
            names.extend(slots::advisory(&split::split(&spelling)).names().into_iter().next());
        }
        for series in spelled::listed(&product) {
            names.extend(slots::advisory(&split::split(&series)).names());
        }
        for maker in makers {
            add_what_the_pack_knows(maker, &mut names, &mut numbers);
        }
        let mut named = Self {
            names: names.into_iter().map(Name::of).collect(),
            numbers,
            listed: parsed.listed,
            series: parsed.series,
            whole: compact(&product),
            bare: bare(&product),
            told: Vec::new(),
            is_a_sort: is_a_sort(&product),
            counts_otherwise: counts_its_part || super::super::firmware::counts_otherwise(&target.product),
        };
        let told = !named.bare.is_empty() && !named.tells();
        named.told.extend(told.then(|| named.bare.clone()));
        named
    }

    /// Is this the version that the name itself carries?
    pub(in super::super) fn carries(&self, version: &str) -> bool {
        self.series.iter().any(|series| compact(series.text()) == compact(version))
    }

    /// Is this the other's name, and a line of its versions besides (`Platform 9` and `Platform 9 (V9.6)`)?
    pub(in super::super) fn goes_on_with_a_line(&self, other: &Self) -> bool {
        !self.series.is_empty() && other.series.is_empty() && self.bare == other.bare
    }

    /// A version without the year and release that the name carries already, where the range leaves them out: `2020 R2` of
    /// `Edge 2020`, whose versions are `R2` and so on, `2014 R2 SP1` of `Archive 2014 R2`.
    pub(in super::super) fn without_its_year<'v>(&self, version: &'v str, range: &FirmwareRange) -> &'v str {
        let version = version.trim();
        let Some((year, behind)) = year_apart(version).filter(|_| !range.counts_years()) else {
            return version;
        };
        let (release, rest) = behind.split_once(' ').unwrap_or((behind, ""));
        if !rest.is_empty() && self.bare.ends_with(&format!("{year}{}", compact(release))) {
            rest.trim_start()
        } else if self.bare.ends_with(year) {
            behind
        } else {
            version
        }
    }

    /// Is the device's own name all of this one?
    pub(in super::super) fn is_whole_name_of(&self, asked: &Asked) -> bool {
        (self.bare == asked.whole_family || asked.whole.contains(&self.bare)) && self.tells()
    }

    /// Is a number of the device's model among the words?
    pub(in super::super) fn lists_model_of(&self, asked: &Asked) -> bool {
        let is_model = |window: &Window| {
            let words = &asked.words[window.start..window.start + window.words];
            !window.is_head
                && words.iter().all(|word| word.source == Source::Model)
                && words.iter().any(Word::has_digit)
        };
        let slots = self.names.iter().flat_map(|name| &name.slots);
        let patterns = slots.flat_map(|slot| &slot.patterns).chain(&self.numbers);
        patterns.into_iter().any(|pattern| {
            asked.fitting(pattern).iter().any(|(fit, window)| *fit == Fit::Whole && is_model(window))
        })
    }

    /// Where no word agrees, is it worth asking a person? Where the name is of everything of a sort that the maker
    /// makes (`Food Processing Systems`), or a long word is nearly alike.
    pub(super) fn may_be_meant(&self, asked: &Asked) -> Option<Agreement> {
        let is_near = |text: &str, word: &Word| {
            let own = word.source == Source::Model && word.kind == Kind::Core;
            nearly(text, &word.text)
                || looks_like(text, &word.text)
                || own && shortened(text) == Some(word.text.as_str())
                || before_stroke(&word.written).is_some_and(|before| before == text && before == self.bare)
        };
        let near = || {
            let is_meant = |text: &&str| asked.words.iter().any(|word| is_near(text, word));
            self.own_words().find(is_meant).map(str::to_owned)
        };
        // A series whose code stands behind another in the device's number.
        let member = || {
            let slots = self.names.iter().flat_map(|name| &name.slots);
            let slots = slots.filter(|slot| slot.is_series || !slot.perhaps.is_empty());
            let own = || asked.words.iter().filter(|word| word.source == Source::Model);
            let round = |pattern: &Pattern| own().any(|word| pattern.fit(&word.text).is_some());
            let is_of = |slot: &&Slot| {
                let mut fits =
                    slot.patterns.iter().flat_map(|own| asked.parts.iter().map(|part| own.fit(part)));
                fits.any(|fit| fit.is_some()) || slot.perhaps.iter().any(round)
            };
            slots
                .filter(|slot| !slot.is_umbrella && slot.text.chars().count() > 1)
                .find(is_of)
                .map(|slot| slot.text.clone())
        };
        // A number that the device has the beginning of (`UG65` of `UG65-868M-EA`).
        let variant = || {
            let own = |word: &&Word| word.source == Source::Model && word.has_digit();
            let is_own = |variant: &String| asked.words.iter().filter(own).any(|word| word.text == *variant);
            self.variants().find(is_own)
        };
        let words =
            if self.is_a_sort { Some(self.whole.clone()) } else { near().or_else(member).or_else(variant) }?;
        Some(Agreement::possible(words))
    }

    /// What stands before the first hyphen of the name's numbers, compact, where it may be what a list has of them.
    fn variants(&self) -> impl Iterator<Item = String> {
        const LENGTH_MIN: usize = 4;
        let slots = self.names.iter().flat_map(|name| &name.slots).filter(|slot| slot.kind == Kind::Core);
        let fronts = slots.filter_map(|slot| slot.text.split_once('-')).map(|(front, _)| compact(front));
        fronts.filter(|front| front.len() >= LENGTH_MIN && front.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// Words of the name that few products share, compact.
    pub(in super::super) fn own_words(&self) -> impl Iterator<Item = &str> {
        let own = |slot: &&Slot| slot.kind == Kind::Core && !slot.is_umbrella && !slot.is_common;
        let slots = self.names.iter().flat_map(|name| &name.slots).filter(own);
        slots.flat_map(|slot| &slot.patterns).filter_map(Pattern::as_literal)
    }

    /// Every word of the name and its remarks, compact.
    pub(in super::super) fn every_word(&self) -> impl Iterator<Item = &str> {
        let slots = self.names.iter().flat_map(|name| &name.slots);
        slots.flat_map(|slot| &slot.patterns).map(Pattern::head)
    }

    /// Is the name of everything of a sort?
    pub(in super::super) fn is_a_sort(&self) -> bool {
        self.is_a_sort
    }

    /// The names of another spelling as well.
    pub(in super::super) fn add_names_of(&mut self, other: Self) {
        self.names.extend(other.names);
        self.numbers.extend(other.numbers);
        self.told.extend(other.told);
    }

    /// Has the name a word that few products share?
    pub(in super::super) fn tells(&self) -> bool {
        let own = |slot: &Slot| slot.kind == Kind::Core && !slot.is_umbrella && !slot.is_common;
        !self.numbers.is_empty() || self.names.iter().flat_map(|name| &name.slots).any(own)
    }

    /// Texts by which the name may be found, and heads of its patterns; both compact.
    pub(in super::super) fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        let slots = self.names.iter().flat_map(|name| &name.slots).filter(|slot| slot.kind != Kind::Class);
        let patterns = slots.flat_map(|slot| {
            slot.patterns.iter().map(move |pattern| (pattern, slot.is_umbrella || slot.is_common))
        });
        let numbers = self.numbers.iter().chain(&self.listed).map(|pattern| (pattern, false));
        for (pattern, umbrella) in patterns.chain(numbers) {
            match pattern.as_literal() {
                Some(text) if umbrella => keys.umbrellas.push(text.to_owned()),
                Some(text) => keys.texts.push(text.to_owned()),
                None => keys.heads.push(pattern.head().to_owned()),
            }
        }
        let perhaps = self.names.iter().flat_map(|name| &name.slots).flat_map(|slot| &slot.perhaps);
        keys.heads.extend(perhaps.map(|pattern| pattern.head().to_owned()));
        keys.texts.extend(self.series.iter().map(|series| compact(series.text())));
        let joins = self.names.iter().flat_map(|name| &name.joins);
        keys.texts.extend(joins.filter_map(|join| join.pattern.as_literal()).map(str::to_owned));
        keys.texts.push(self.whole.clone());
        keys.texts.extend(self.variants());
        keys.texts.extend(self.told.iter().cloned());
        keys
    }
}

/// A version's year, and what stands behind it (`2014 R2 SP1`).
pub(super) fn year_apart(version: &str) -> Option<(&str, &str)> {
    let (year, behind) = version.trim().split_once(' ')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| (year, behind.trim_start()))
}

/// Letters and digits of a name without its remarks and words for many.
fn bare(product: &str) -> String {
    let split = split::split(product);
    let texts = split.name.iter().map(|piece| piece.text.as_str());
    compact(&texts.filter(|text| !words().is_series_word(&text.to_lowercase())).collect::<Vec<_>>().join(" "))
}

/// A number of a maker's catalogue stands for words that the name may leave out. Beside a name of its own
/// (`PC10G-CPU TCC-6353`) it is another name for the same thing.
fn add_what_the_pack_knows(maker: &str, names: &mut [Vec<Slot>], numbers: &mut Vec<Pattern>) {
    for name in names {
        let is_number = |slot: &Slot| slot.kind == Kind::Core && slot.has_digit();
        let known: Vec<Vec<Slot>> = name
            .iter()
            .map(|slot| if is_number(slot) { slot.implied(maker).collect() } else { Vec::new() })
            .collect();
        let explained =
            |slot: &Slot| known.iter().flatten().any(|word| word.text.eq_ignore_ascii_case(&slot.text));
        let has_own_name = name
            .iter()
            .zip(&known)
            .any(|(slot, words)| is_number(slot) && !slot.is_common && words.is_empty() && !explained(slot));
        for (slot, _) in name.iter_mut().zip(&known).filter(|(_, words)| !words.is_empty()) {
            slot.is_catalogued = true;
            if has_own_name {
                slot.kind = Kind::Soft;
                numbers.extend(slot.patterns.iter().cloned());
            }
        }
        name.extend(known.into_iter().flatten());
    }
}

/// Plain words only, and at the end a word for many things of any sort (`Food Processing Systems`), or for many of one sort
/// behind words that tell nothing (`Industrial Printers`).
fn is_a_sort(product: &str) -> bool {
    let words: Vec<&str> =
        product.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    let plain = |word: &&str| {
        word.chars().skip(1).all(|c| c.is_ascii_lowercase()) && word.chars().all(|c| c.is_ascii_alphabetic())
    };
    let Some((last, before)) = words.split_last() else { return false };
    let last = last.to_lowercase();
    let of_any = matches!(last.as_str(), "systems" | "devices" | "products");
    let pack = self::words();
    let is_general = |word: &&str| {
        let word = word.to_lowercase();
        pack.is_filler(&word) || pack.is_class(&word) || pack.is_kind(&word)
    };
    let of_one =
        last.ends_with('s') && (pack.is_class(&last) || pack.is_kind(&last)) && before.iter().all(is_general);
    !before.is_empty() && words.iter().all(plain) && (of_any || of_one)
}

/// What an index finds a name by.
#[derive(Debug, Default)]
pub(in super::super) struct Keys {
    pub(in super::super) texts: Vec<String>,
    pub(in super::super) umbrellas: Vec<String>,
    pub(in super::super) heads: Vec<String>,
}

/// The patterns of neighbouring slots that may be one number broken by blanks.
fn joined(slots: &[Slot]) -> Vec<Pattern> {
    const MOST: usize = 32;
    let mut joined: Vec<Pattern> = slots[0].patterns.clone();
    for slot in &slots[1..] {
        if joined.len() * slot.patterns.len() > MOST {
            return Vec::new();
        }
        joined = joined.iter().flat_map(|left| slot.patterns.iter().map(|right| left.then(right))).collect();
    }
    joined
}

/// Where a word of the question comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Model,
    Family,
    /// The pack knows it of the number.
    Implied,
}

/// One word or number that is known of a device.
#[derive(Debug)]
pub(super) struct Word {
    /// Compact.
    pub(super) text: String,
    pub(super) written: String,
    /// Beginnings of a number at its separators: `FX5U` of `FX5U-32MT/ES`.
    pub(super) heads: Vec<String>,
    pub(super) source: Source,
    pub(super) kind: Kind,
    pub(super) is_umbrella: bool,
    pub(super) is_common: bool,
    /// The maker's catalogue has it.
    pub(super) is_catalogued: bool,
}

impl Word {
    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }
}

/// Neighbouring words of the question, joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) start: usize,
    pub(super) words: usize,
    /// Only the beginning of a number.
    pub(super) is_head: bool,
}

/// What is known of a device's product.
#[derive(Debug)]
pub(in super::super) struct Asked {
    pub(super) words: Vec<Word>,
    pub(super) windows: HashMap<String, Vec<Window>>,
    /// All letters and digits of the model, and of family and model.
    pub(super) whole: Vec<String>,
    /// All letters and digits of the family, without words for many; empty where none is known.
    pub(super) whole_family: String,
    pub(in super::super) firmware: Option<String>,
    /// The version was read behind the device's name, and not entered as one.
    pub(in super::super) is_version_of_name: bool,
    /// What follows a hyphen in the model's number: `SNC2512` of `FX-SNC2512`.
    parts: Vec<String>,
    /// What a name may be no more than: the first letters of its words (`DCE` for `Data Center Expert`), and what stands
    /// before a stroke (`WebAccess` of `WebAccess/SCADA`).
    shorter: Vec<String>,
    /// The series of its make, by letter: `1794-AENT Series B`.
    pub(super) letter: Option<char>,
}

impl Asked {
    /// Takes family and model of a device apart; `makers` are the vendor keys by which the pack is asked.
    pub(in super::super) fn of<'a>(
        makers: impl Iterator<Item = &'a str>,
        family: Option<&str>,
        model: Option<&str>,
        firmware: Option<&str>,
    ) -> Self {
        let makers: Vec<&str> = makers.collect();
        let slashed = makers.iter().any(|maker| words().has_series_behind_a_slash(maker));
        let [(model, of_model), (family, of_family)] = [model, family].map(|text| {
            let plain: String = split::without_marks(text.unwrap_or_default()).nfkc().collect();
            letters::taken(&version_apart(&with_its_blanks(&plain)), slashed)
        });
        let own = compact(&model);
        let whole = if own.is_empty() { Vec::new() } else { vec![format!("{}{own}", compact(&family)), own] };
        let firmware = firmware.map(str::to_owned);
        let letter = of_model.or(of_family);
        let mut asked = Self {
            words: Vec::new(),
            windows: HashMap::new(),
            whole,
            whole_family: bare(&family),
            firmware,
            is_version_of_name: false,
            parts: behind_hyphens(&model),
            shorter: [&model, &family].into_iter().flat_map(|text| shorter(text)).collect(),
            letter,
        };
        asked.add(Source::Model, &model);
        asked.add(Source::Family, &family);
        let mut implied: Vec<&str> = Vec::new();
        for maker in makers {
            for (number, windows) in &asked.windows {
                let names = words().implied(maker, number);
                for window in windows.iter().filter(|_| !names.is_empty()) {
                    asked.words[window.start].is_catalogued = true;
                }
                implied.extend(names);
            }
        }
        implied.sort_unstable();
        implied.dedup();
        for name in implied {
            asked.add(Source::Implied, name);
        }
        asked
    }

    fn add(&mut self, source: Source, text: &str) {
        let from = self.words.len();
        self.words.extend(slots::device(&split::split(text), source));
        for start in from..self.words.len() {
            let mut joined = String::new();
            for end in start..(start + WINDOW).min(self.words.len()) {
                joined.push_str(&self.words[end].text);
                let window = Window { start, words: end - start + 1, is_head: false };
                self.windows.entry(joined.clone()).or_default().push(window);
            }
            for head in self.words[start].heads.clone() {
                self.windows.entry(head).or_default().push(Window { start, words: 1, is_head: true });
            }
        }
    }

    /// Compact texts by which names may be found; umbrellas only where there is nothing else.
    pub(in super::super) fn keys(&self) -> impl Iterator<Item = &str> {
        let whole = self.whole.iter().chain(std::iter::once(&self.whole_family));
        self.windows.keys().chain(whole).chain(&self.parts).chain(&self.shorter).map(String::as_str)
    }

    /// Is nothing known but brands over many products, or words of Japanese, of which no list says what they are in the language of
    /// the advisories?
    pub(in super::super) fn is_only_umbrellas(&self) -> bool {
        let says_nothing = |word: &Word| {
            word.is_umbrella
                || word.is_common
                || word.kind == Kind::Class
                || word.text.chars().all(is_japanese)
        };
        self.words.iter().all(says_nothing)
    }

    /// Is nothing known but an order number, and nothing but a brand implied by it? Most names in
    /// advisories go without such numbers, so that not finding it says nothing.
    pub(in super::super) fn is_only_an_order_number(&self) -> bool {
        let mut core =
            self.words.iter().filter(|word| word.kind == Kind::Core && !word.is_umbrella).peekable();
        let opaque =
            |word: &Word| word.text.starts_with(|c: char| c.is_ascii_digit()) && is_order_number(&word.text);
        core.peek().is_some() && core.all(opaque)
    }

    /// The device's own words, brands aside, compact; none where they tell it from nothing.
    pub(in super::super) fn own_words(&self) -> impl Iterator<Item = &str> {
        let tells = !self.is_only_umbrellas() && !self.is_only_an_order_number();
        // Beside a number its sort need not be said (`S7 PLC`).
        let is_numbered = self.words.iter().any(|word| word.kind != Kind::Class && word.has_digit());
        let is_idle = move |word: &Word| word.is_umbrella || is_numbered && word.kind == Kind::Class;
        let is_own = move |word: &&Word| tells && word.source != Source::Implied && !is_idle(word);
        self.words.iter().filter(is_own).map(|word| word.text.as_str())
    }

    /// Is the firmware one of those listed?
    pub(in super::super) fn has_firmware_in(&self, list: &FirmwareRange) -> bool {
        list.is_listed()
            && self.firmware.as_deref().is_some_and(|firmware| list.contains(firmware) == Ok(true))
    }

    /// Are the versions listed counted as the firmware is?
    pub(in super::super) fn counts_like(&self, list: &FirmwareRange) -> bool {
        self.firmware.as_deref().is_some_and(|firmware| list.lists_with_label_of(firmware))
    }

    /// Is one of the versions listed among the device's words, where no version was entered (`UNEM R11A`)?
    pub(in super::super) fn has_a_version_of(&self, list: &FirmwareRange) -> bool {
        const LENGTH_MIN: usize = 3;
        let own = || self.words.iter().filter(|word| word.source != Source::Implied && word.has_digit());
        let lists = |word: &Word| word.text.len() >= LENGTH_MIN && list.contains(&word.written) == Ok(true);
        self.firmware.is_none() && list.is_listed() && own().any(lists)
    }

    /// Is the firmware said in the very words of the advisory?
    pub(in super::super) fn has_firmware_in_words(&self, words: &str) -> bool {
        self.firmware.as_deref().is_some_and(|firmware| same_words(firmware, words))
    }

    /// Has the device each word of a condition besides the word that opens it (`using Shared HIS`)?
    pub(in super::super) fn says(&self, condition: &str) -> bool {
        let split = split::split(condition);
        let mut told = split.name.iter().map(|piece| piece.text.to_lowercase());
        let own = |text: &str| self.words.iter().any(|word| word.text == compact(text));
        let opens = told.next().is_some_and(|first| matches!(first.as_str(), "using" | "with"));
        let rest: Vec<String> = told.collect();
        opens && split.remarks.is_empty() && !rest.is_empty() && rest.iter().all(|text| own(text))
    }

    /// Is there a word at all?
    pub(in super::super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The windows that a pattern fits.
    pub(super) fn fitting<'a>(&'a self, pattern: &Pattern) -> Vec<(Fit, &'a Window)> {
        if let Some(text) = pattern.as_literal() {
            return self.windows.get(text).into_iter().flatten().map(|window| (Fit::Whole, window)).collect();
        }
        let fits = self.windows.iter().filter_map(|(text, windows)| {
            pattern.fit(text).map(|fit| windows.iter().map(move |window| (fit, window)))
        });
        fits.flatten().collect()
    }
}

/// The capitals of each run of words that a name may abbreviate, and what stands before strokes.
fn shorter(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let runs = INITIALS.flat_map(|count| words.windows(count));
    let initials = runs
        .map(|run| (run.len(), capitals(&run.join(" "))))
        .filter(|(count, capitals)| capitals.len() == *count)
        .map(|(_, capitals)| capitals);
    initials.chain(words.iter().filter_map(|word| before_stroke(word))).collect()
}

/// `WebAccess` of `WebAccess/SCADA`: letters only, and enough of them to be a name.
fn before_stroke(word: &str) -> Option<String> {
    const LETTERS_MIN: usize = 5;
    let (before, _) = word.split_once('/')?;
    let is_name = before.len() >= LETTERS_MIN && before.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name.then(|| compact(before))
}

/// Letters and digits behind each hyphen of a number.
fn behind_hyphens(model: &str) -> Vec<String> {
    const SHORTEST: usize = 4;
    let words = model.split_whitespace().flat_map(|word| word.split('-').skip(1)).map(compact);
    let tells = |part: &String| {
        part.len() >= SHORTEST
            && part.starts_with(char::is_alphabetic)
            && part.contains(|c: char| c.is_ascii_digit())
    };
    words.filter(tells).collect()
}

/// A name of which the blanks were written as hyphens (`SIMATIC-S7-400-CPU-414-3-V7`): blanks around what is nothing but
/// letters, and before a version.
fn with_its_blanks(text: &str) -> String {
    const HYPHENS_MIN: usize = 3;
    const LETTERS_MIN: usize = 3;
    let pieces: Vec<&str> = text.split('-').collect();
    if text.contains(char::is_whitespace) || pieces.len() <= HYPHENS_MIN {
        return text.to_owned();
    }
    let is_word = |piece: &str| {
        piece.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_MIN
            && piece.chars().all(|c| c.is_alphabetic() || c == '/')
    };
    let is_version = |piece: &str| {
        let digits = piece.strip_prefix(['V', 'v']);
        digits.is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut spelled = pieces[0].to_owned();
    for pair in pieces.windows(2) {
        let apart = is_word(pair[0]) || is_word(pair[1]) || is_version(pair[1]);
        spelled.push(if apart { ' ' } else { '-' });
        spelled.push_str(pair[1]);
    }
    spelled
}

/// The order numbers that stand in parentheses beside a product name: long words that change between letters
/// and digits.
pub(crate) fn order_numbers(product: &str) -> Vec<String> {
    let inside = product.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    let words =
        inside.flat_map(|inside| inside.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/')));
    words.filter(|word| is_order_number(&compact(word))).map(str::to_owned).collect()
}

/// A product's words with its later name, where one of its makers renamed it.
pub(in super::super) fn renamed<'a>(
    mut makers: impl Iterator<Item = &'a str>,
    text: &str,
) -> Option<LaterName> {
    makers.find_map(|maker| words().renamed(maker, text))
}

/// Has a product's name a word that few products share?
pub(crate) fn tells(product: &str) -> bool {
    let target = DeviceTarget { product: product.to_owned(), ..DeviceTarget::default() };
    Named::of(&target, std::iter::empty()).tells()
}

/// Long, letters and digits changing at least three times.
pub(super) fn is_order_number(text: &str) -> bool {
    let kinds: Vec<bool> = text.chars().map(|c| c.is_ascii_digit()).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    text.len() >= ORDER_NUMBER_MIN && text.is_ascii() && changes >= 3
}

/// `RS416NCv2` as `RS416NC v2`: a small v and a digit behind a number that is not written small.
fn version_apart(text: &str) -> String {
    let apart = |word: &str| {
        let (number, digit) = word.rsplit_once('v')?;
        let is_digit = digit.len() == 1 && digit.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = number.bytes().any(|byte| byte.is_ascii_digit())
            && number.ends_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
        (is_digit && is_number).then(|| format!("{number} v{digit}"))
    };
    let words = text.split(' ').map(|word| apart(word).unwrap_or_else(|| word.to_owned()));
    words.collect::<Vec<_>>().join(" ")
}

/// The words of a range that a name carries, or a series.
pub(super) fn range(words: &str) -> Option<FirmwareRange> {
    FirmwareRange::parse(words).ok()
}
