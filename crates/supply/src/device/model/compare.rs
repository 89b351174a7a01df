//! A name held against what is known of a device.
//!
//! Every word of the name that the device has is *met*, every word of the device that the name has is
//! *named*. A number of the device that the name replaces by another of the same make (`1515-2` by `1516-3`)
//! is a *rival*: the name then speaks of something else.

mod held;

use super::super::firmware::FirmwareVersion;
use super::name::{Asked, Kind, Named, SeriesWords, Slot, Source, Word, is_order_number};
use super::pack::words;
use super::pattern::{Fit, Pattern, compact};
use held::Held;

/// How far a name and a device agree. From the loosest to the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Grade {
    /// Some words agree.
    Possible,
    /// The family agrees; the name is of some of its members, or the device's model is not known.
    Member,
    /// The name is of a family as a whole, and the device belongs to it.
    Family,
    /// The name is of this very model.
    Exact,
}

/// What the versions in the name say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Series {
    /// There are none, or the firmware is one of them.
    Holds,
    /// The firmware is none of them; the words.
    Excludes(String),
    /// The firmware is not known or cannot be placed; the words.
    Open(String),
}

/// What came of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Agreement {
    pub(in super::super) grade: Grade,
    /// The words that agree, for people; then those of the name and of the device that have no counterpart
    /// (`ControlLogix ／ 5570 ⇔ 1756-Z99`).
    pub(in super::super) words: String,
    /// The name hangs on a condition that the device's words do not confirm.
    pub(in super::super) on_condition: bool,
    pub(in super::super) series: Series,
    /// A person decided that something else is meant.
    pub(in super::super) is_rejected: bool,
    /// The name is of one product in plain words: no series, no number.
    pub(in super::super) is_plain: bool,
    /// The name has the device's order number.
    pub(in super::super) is_by_number: bool,
    /// How many signs of the device's number the name fixes; none where it does not have that number.
    pub(in super::super) signs: usize,
    /// The name is of one kind of the device's model, which does not say its kind.
    pub(in super::super) kind: OneKind,
}

impl Agreement {
    /// In these words, and in nothing that says more.
    pub(super) fn possible(words: String) -> Self {
        Self {
            grade: Grade::Possible,
            words,
            on_condition: false,
            series: Series::Holds,
            is_rejected: false,
            is_plain: false,
            is_by_number: false,
            signs: 0,
            kind: OneKind::No,
        }
    }
}

/// Is a name that of one kind of what the device is (`RM1224 EU` of `RM1224`), which does not say its kind?
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum OneKind {
    No,
    /// One of several, if several are listed; the words that the device has not.
    OfSeveral(Vec<String>),
    /// It only says of what sort the device is (`POL908 (AWB module)`).
    OfSort,
}

impl OneKind {
    /// Words by which one of several is told from the others.
    pub(in super::super) fn words(&self) -> impl Iterator<Item = &String> {
        let words = if let Self::OfSeveral(words) = self { words.as_slice() } else { &[] };
        words.iter()
    }
}

/// Does the name speak of the device? `None` where it speaks of something else.
pub(in super::super) fn agreement(named: &Named, asked: &Asked) -> Option<Agreement> {
    let names = named.names.iter().map(|name| Held::of(named, name, asked));
    let graded = names.filter_map(|held| held.grade().map(|grade| (grade, !held.is_on_condition(), held)));
    // Of equals the first: the whole name.
    let best = graded.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
    let Some((grade, free, held)) = best else { return named.may_be_meant(asked) };
    Some(Agreement {
        grade,
        words: held.words() + &held.differences(),
        on_condition: !free,
        series: held.series(),
        is_rejected: false,
        is_plain: held.is_plain(),
        is_by_number: held.number == Some(Fit::Whole),
        signs: held.signs(),
        kind: held.kind(grade),
    })
}

/// A person decided that the name is of the device: only the versions in the name are still to be held.
pub(in super::super) fn confirmed(named: &Named, asked: &Asked, product: &str) -> Agreement {
    let series = named.names.first().map_or(Series::Holds, |name| Held::of(named, name, asked).series());
    Agreement { grade: Grade::Exact, series, ..Agreement::possible(product.to_owned()) }
}

/// The device's words stand in the advisory, and no name of it speaks of the device: enough to ask a person.
pub(in super::super) fn mentioned(asked: &Asked, is_rejected: bool) -> Agreement {
    let own = asked.words.iter().filter(|word| word.source != Source::Implied && word.kind != Kind::Class);
    let words = own.map(|word| word.written.as_str()).collect::<Vec<_>>().join(" ");
    Agreement { is_rejected, ..Agreement::possible(words) }
}

impl<'a> Held<'a> {
    /// Hangs the name on a condition that the device's words do not confirm? An order number says already which of them
    /// it is; a brand alone confirms nothing, because the device has it anyway.
    fn is_on_condition(&self) -> bool {
        let conditions = || self.slots().filter(|(_, slot)| slot.is_condition);
        let only_brands = conditions().all(|(_, slot)| slot.is_umbrella);
        let unconfirmed = |(at, _): (usize, &Slot)| only_brands || self.met[at].is_none();
        self.number != Some(Fit::Whole) && conditions().any(unconfirmed)
    }

    /// The number of the device's model is in the name, and all of its words; what the name has besides makes a kind of it.
    fn kind(&self, grade: Grade) -> OneKind {
        let open = || self.slots().filter(|(at, slot)| slot.is_condition && self.met[*at].is_none());
        if grade >= Grade::Family && open().count() > 0 && open().all(|(_, slot)| slot.is_of_sort) {
            return OneKind::OfSort;
        }
        let numbered = self.words_of(Source::Model).any(|(_, word)| word.has_digit() && !word.is_common);
        if grade < Grade::Member || !numbered || self.model_is_named() != Some(true) {
            return OneKind::No;
        }
        let tells = |slot: &Slot| slot.is_condition || slot.kind == Kind::Core && !slot.is_umbrella;
        let unmet = self.slots().filter(|(at, slot)| self.met[*at].is_none() && tells(slot));
        OneKind::OfSeveral(unmet.map(|(_, slot)| slot.text.clone()).collect())
    }

    fn grade(&self) -> Option<Grade> {
        let is_perhaps = || self.ends_in_the_family() || self.is_an_edition();
        self.graded().or_else(|| is_perhaps().then_some(Grade::Possible))
    }

    fn graded(&self) -> Option<Grade> {
        if self.number == Some(Fit::Whole) || self.asked.whole.contains(&self.named.whole) {
            return Some(Grade::Exact);
        }
        let is_asked = |told: &String| *told == self.asked.whole_family || self.asked.whole.contains(told);
        if self.named.told.iter().any(is_asked) {
            return Some(Grade::Family);
        }
        if !self.named.told.is_empty() && self.has_every_word() {
            return Some(Grade::Family);
        }
        if self.has_rival_number() || self.listed.is_none() && self.has_rival_list() {
            return None;
        }
        let required = |slot: &Slot| slot.kind == Kind::Core && !slot.is_umbrella;
        let unmet: Vec<(usize, &Slot)> =
            self.slots().filter(|(at, slot)| required(slot) && self.met[*at].is_none()).collect();
        let met = || self.slots().filter(|(at, slot)| required(slot) && self.met[*at].is_some());
        // `SIPROTEC 4`: a brand and its number.
        let branded = self.slots().any(|(at, slot)| slot.is_umbrella && self.met[at].is_some());
        let numbered = branded && met().any(|(_, slot)| slot.has_digit());
        let distinct =
            self.has_series || numbered || met().any(|(_, slot)| !slot.is_common) || met().count() > 1;
        let whole = unmet.is_empty() && (distinct || self.listed.is_some());
        let model = self.model_is_named();
        if self.sorts_differ() {
            return (whole || self.shares_a_number()).then_some(Grade::Possible);
        }
        match (whole, model) {
            (true, _) if self.listed == Some(Fit::Whole) => Some(self.listed_as()),
            (true, Some(true)) => Some(if self.by_members_only() { Grade::Family } else { Grade::Exact }),
            (false, _) if self.lists_the_device(&unmet) => Some(self.listed_as()),
            // Software has no model but its name.
            (true, None) if self.family_is_named() && !self.is_series() => Some(Grade::Exact),
            (true, _) if self.goes_on_in_letters() || self.is_interrupted() => Some(Grade::Member),
            (true, _) => Some(Grade::Family),
            (false, Some(false)) if self.is_named_behind_its_line(&unmet) => Some(Grade::Family),
            (false, Some(false)) if self.is_catalogued_behind_more(&unmet) => Some(Grade::Family),
            (false, Some(true)) => Some(self.with_more_words(&unmet, Grade::Exact)),
            (false, None) if self.family_is_named() => {
                let idle = !self.is_series() && unmet.iter().all(|(_, slot)| slot.is_common);
                Some(self.with_more_words(&unmet, if idle { Grade::Exact } else { Grade::Family }))
            }
            (false, _) => self.perhaps(&unmet),
        }
    }

    /// Does the device's name, of which no word tells by itself either, begin with all of this one (`Sysmac Studio` of a
    /// `Sysmac Studio Standard Edition`)?
    fn is_an_edition(&self) -> bool {
        const LETTERS_MIN: usize = 8;
        let begins = |told: &String| {
            told.len() >= LETTERS_MIN && self.asked.whole.iter().any(|whole| whole.starts_with(told.as_str()))
        };
        self.asked.is_only_umbrellas() && self.named.told.iter().any(begins)
    }

    /// Does a name of which no word tells by itself end in the device's family (`EcoStruxure Panel Server` in `Panel Server`)?
    fn ends_in_the_family(&self) -> bool {
        const LETTERS_MIN: usize = 8;
        let family = self.asked.whole_family.as_str();
        family.len() >= LETTERS_MIN && self.named.told.iter().any(|told| told.ends_with(family))
    }

    /// Has the device every word of a name of which none tells by itself (`SIMATIC HMI Panel`)? One or two are too few.
    fn has_every_word(&self) -> bool {
        const WORDS_MIN: usize = 3;
        let named = || self.slots().filter(|(_, slot)| slot.kind != Kind::Soft);
        let is_plural = |slot: &Slot, word: &Word| {
            compact(&slot.text).strip_suffix('S').is_some_and(|singular| singular == word.text)
        };
        let has = |(at, slot): (usize, &Slot)| {
            self.met[at].is_some() || self.asked.words.iter().any(|word| is_plural(slot, word))
        };
        named().count() >= WORDS_MIN && named().all(has)
    }

    /// Is every word of the device's model in the name? `None` where no model is known that tells devices
    /// apart.
    fn model_is_named(&self) -> Option<bool> {
        let (mut plain, mut common, mut all) = (false, 0, true);
        for (at, word) in
            self.words_of(Source::Model).filter(|(_, word)| word.kind == Kind::Core && !word.is_umbrella)
        {
            // A bus (`PROFINET`) tells no models apart.
            if words().is_condition_remark(&word.written.to_lowercase()) {
                all &= self.named_words[at];
                continue;
            }
            common += usize::from(word.is_common);
            plain |= word.has_digit() || (!word.is_common && word.text.chars().count() > 1);
            all &= self.named_words[at];
        }
        (plain || common > 1).then_some(all)
    }

    /// Is every word of the family in the name, the brand aside? A family that is nothing but a brand agrees
    /// with every name of that brand.
    fn family_is_named(&self) -> bool {
        let words: Vec<(usize, &Word)> = [Source::Model, Source::Family]
            .into_iter()
            .flat_map(|source| self.words_of(source))
            .filter(|(_, word)| word.kind == Kind::Core)
            .collect();
        let telling: Vec<&(usize, &Word)> = words.iter().filter(|(_, word)| !word.is_umbrella).collect();
        if telling.is_empty() {
            return words.iter().any(|(at, _)| self.named_words[*at]);
        }
        telling.iter().all(|(at, _)| self.named_words[*at])
    }

    /// `M580 CPU Safety (part numbers BMEP58*S)`: the name is meant for the models that it lists, of which the device is one,
    /// though not every word of it is on a label.
    fn lists_the_device(&self, unmet: &[(usize, &Slot)]) -> bool {
        let met = |(at, slot): (usize, &Slot)| self.met[at].is_some() && slot.kind == Kind::Core;
        self.listed == Some(Fit::Whole)
            && self.slots().any(met)
            && !unmet.iter().any(|(_, slot)| slot.has_digit())
            && !self.is_on_condition()
    }

    /// Of the models that the name lists, is the device one by its very number, or by a wildcard?
    fn listed_as(&self) -> Grade {
        let mut numbers = self.named.listed.iter().filter_map(Pattern::as_literal);
        let is_one = |number: &str| {
            self.asked.windows.get(number).is_some_and(|windows| windows.iter().any(|it| !it.is_head))
        };
        if numbers.any(is_one) { Grade::Exact } else { Grade::Family }
    }

    /// Are the name's own words met by beginnings of the device's number only?
    fn by_members_only(&self) -> bool {
        self.slots().any(|(at, slot)| {
            slot.kind == Kind::Core && !slot.is_umbrella && self.met[at] == Some(Fit::Member)
        })
    }

    /// Is the device's model the whole name with more letters (`CNCSoft-B` for `CNCSoft`)? It may be another product.
    fn goes_on_in_letters(&self) -> bool {
        let whole = self.named.whole.as_str();
        let longer =
            |word: &Word| word.text.len() > whole.len() && word.text.starts_with(whole) && !word.has_digit();
        !self.is_series() && !whole.is_empty() && self.words_of(Source::Model).any(|(_, word)| longer(word))
    }

    /// A numbered name of which only the words before the number are not met (`Classic Platform Switches MACH100`), where
    /// the number is the device's family: the words before it are its sort or its line.
    fn is_named_behind_its_line(&self, unmet: &[(usize, &Slot)]) -> bool {
        let is_number = |slot: &Slot| slot.kind == Kind::Core && slot.has_digit() && !slot.is_common;
        let numbered = || self.slots().filter(|(_, slot)| is_number(slot));
        let Some((first, _)) = numbered().next() else { return false };
        let is_family = |slot: &Slot| {
            slot.text.starts_with(char::is_alphabetic)
                && self
                    .words_of(Source::Family)
                    .any(|(at, word)| self.named_words[at] && word.text == compact(&slot.text))
        };
        let met = numbered().all(|(at, slot)| self.met[at].is_some() && is_family(slot));
        // `MT Works2` is no `GX Works2`.
        let mut family = self.words_of(Source::Family).filter(|(_, word)| word.kind == Kind::Core);
        let met = met && family.all(|(at, _)| self.named_words[at]);
        let is_word = |slot: &Slot| !slot.has_digit() && !slot.is_umbrella;
        met && unmet.iter().all(|(at, slot)| *at < first && is_word(slot)) && !self.is_on_condition()
    }

    /// `Logix Designer ControlLogix 5580` of a `1756-L83E`: the maker's catalogue has the number under the words that the name
    /// ends with.
    fn is_catalogued_behind_more(&self, unmet: &[(usize, &Slot)]) -> bool {
        let model = || self.words_of(Source::Model).filter(|(_, word)| word.kind == Kind::Core);
        let known = model().all(|(at, word)| word.is_catalogued || self.named_words[at]);
        let implied = || self.words_of(Source::Implied).filter(|(_, word)| word.kind == Kind::Core);
        let numbered = implied().any(|(_, word)| word.has_digit());
        let met = self
            .slots()
            .find(|(at, slot)| self.met[*at].is_some() && slot.kind == Kind::Core && !slot.is_umbrella);
        known
            && numbered
            && implied().all(|(at, word)| word.is_umbrella || self.named_words[at])
            && met.is_some_and(|(first, _)| unmet.iter().all(|(at, _)| *at < first))
            && !self.is_on_condition()
    }

    /// Has the device's model, or its family where no model is known, a word of its own between those of a plain name
    /// (`SINEMA RC Server` for `SINEMA Server`)?
    fn is_interrupted(&self) -> bool {
        let has_model = self.words_of(Source::Model).next().is_some();
        let source = if has_model { Source::Model } else { Source::Family };
        let words = || self.words_of(source).filter(|(_, word)| word.kind == Kind::Core);
        let named = |at: &usize| self.named_words[*at];
        let (first, last) =
            (words().map(|(at, _)| at).find(named), words().map(|(at, _)| at).filter(named).last());
        let own = |(at, word): (usize, &Word)| {
            !word.is_umbrella
                && !named(&at)
                && first.is_some_and(|first| first < at)
                && last.is_some_and(|last| at < last)
        };
        self.is_plain() && words().any(own)
    }

    fn is_plain(&self) -> bool {
        let counts = |slot: &Slot| slot.kind == Kind::Core && (slot.has_digit() || slot.is_umbrella);
        !self.is_series() && !self.slots.iter().any(counts) && self.named.listed.is_empty()
    }

    fn is_series(&self) -> bool {
        self.slots.iter().any(|slot| slot.is_series)
    }

    /// The device's words are all named, and the name says more. What stands before them is a family or sort;
    /// what follows makes it a special one. Words that only stand in remarks, or a brand alone, say too little.
    fn with_more_words(&self, unmet: &[(usize, &Slot)], best: Grade) -> Grade {
        let named = || self.slots().filter(|(at, slot)| slot.kind == Kind::Core && self.met[*at].is_some());
        let tells = named().any(|(_, slot)| !slot.is_umbrella && !slot.is_common) || named().count() > 1;
        let mut own = named().filter(|(_, slot)| !slot.is_umbrella).map(|(at, _)| at);
        let first = self.first_of_model.or_else(|| own.next());
        let before = unmet.iter().all(|(at, _)| first.is_some_and(|first| *at < first));
        match tells || self.first_of_model.is_some() {
            true if before => best,
            true if tells && self.only_describes(unmet) => Grade::Family,
            _ => Grade::Member,
        }
    }

    /// `SmartLog Diabetes Management`: has the name besides the device's words only such as describe it?
    fn only_describes(&self, unmet: &[(usize, &Slot)]) -> bool {
        let describes = |slot: &Slot| !slot.is_series && words().describes(&slot.text.to_lowercase());
        unmet.iter().all(|(_, slot)| describes(slot))
    }

    /// Some words agree: enough to ask a person, unless a rival shows that another product is meant.
    fn perhaps(&self, unmet: &[(usize, &Slot)]) -> Option<Grade> {
        let conditions = self.slots().filter(|(at, slot)| slot.is_condition && self.met[*at].is_none());
        let open: Vec<(usize, &Slot)> = unmet.iter().copied().chain(conditions).collect();
        if self.is_rivalled(&open) {
            return None;
        }
        // Where the name counts its members by numbers or speaks of many, one shared word is enough to wonder;
        // where it names another thing in words, a shared number is needed.
        let numbered = unmet.iter().any(|(_, slot)| slot.has_digit())
            || self.slots().any(|(_, slot)| slot.is_plural_class());
        let tells = |slot: &Slot| match slot.kind {
            Kind::Core if is_a_release(&slot.text) => false,
            Kind::Core => !slot.is_umbrella && !slot.is_common && (numbered || slot.has_digit()),
            Kind::Soft => (slot.is_condition || slot.is_prose) && slot.has_digit(),
            Kind::Class => false,
        };
        // `LOGO! 8`: a brand and its number are shared.
        let met = |is: &dyn Fn(&Slot) -> bool| {
            self.slots().any(|(at, slot)| self.met[at].is_some() && slot.kind == Kind::Core && is(slot))
        };
        let branded = met(&|slot| slot.is_umbrella) && met(&Slot::has_digit);
        let shared = branded
            || self.has_the_family_behind(unmet)
            || self.is_of_the_series(unmet)
            || self.ends_in_a_description(unmet)
            || self.has_all_of_a_long_family()
            || self.slots().any(|(at, slot)| self.met[at].is_some() && tells(slot));
        shared.then_some(Grade::Possible)
    }

    /// Has the device a number of its own in the place of one of the name's?
    fn is_rivalled(&self, unmet: &[(usize, &Slot)]) -> bool {
        let words = self.asked.words.iter().enumerate();
        let unnamed: Vec<&Word> = words
            .filter(|(at, word)| word.kind == Kind::Core && word.has_digit() && !self.named_words[*at])
            .map(|(_, word)| word)
            .collect();
        let rivals_one = |slot: &Slot| {
            let texts = || slot.text.split(' ').map(compact);
            // Two numbers of one catalogue are two things, whatever they look like.
            let other = |word: &&Word| slot.is_catalogued && word.is_catalogued;
            let rival = |word: &&Word| texts().any(|text| rivals(&text, &word.text));
            slot.has_digit() && unnamed.iter().any(|word| other(word) || rival(word))
        };
        unmet.iter().any(|(_, slot)| rivals_one(slot))
    }

    /// Is the family that the name ends with the device's (`Simcenter STAR-CCM+` of a `STAR-CCM+`), whatever its model is?
    fn has_the_family_behind(&self, unmet: &[(usize, &Slot)]) -> bool {
        let family = || self.words_of(Source::Family).filter(|(_, word)| word.kind == Kind::Core);
        let tells = family().any(|(_, word)| !word.is_umbrella && !word.is_common);
        let first = self.slots().find(|(at, slot)| self.met[*at].is_some() && slot.kind == Kind::Core);
        tells
            && family().all(|(at, _)| self.named_words[at])
            && first.is_some_and(|(first, _)| unmet.iter().all(|(at, _)| *at < first))
    }

    /// `Hypercharger EV charger`: what stands behind a word that few products share, up to one in small letters, describes it.
    fn ends_in_a_description(&self, unmet: &[(usize, &Slot)]) -> bool {
        const LETTERS_MIN: usize = 5;
        let last = self.slots.iter().rfind(|slot| slot.kind != Kind::Soft);
        let is_small =
            last.is_some_and(|last| last.kind != Kind::Class && last.text.chars().all(|c| c.is_lowercase()));
        let tells = |slot: &Slot| {
            slot.kind == Kind::Core && !slot.is_umbrella && !slot.is_common && slot.text.len() >= LETTERS_MIN
        };
        let met = self.slots().find(|(at, slot)| tells(slot) && self.met[*at] == Some(Fit::Whole));
        is_small && met.is_some_and(|(met, _)| unmet.iter().all(|(at, slot)| met < *at && !slot.has_digit()))
    }

    /// Is the device's family the series that the name begins with, and does what stands behind it say no sort of module
    /// (`MIN Series Digitizing Devices`)?
    fn is_of_the_series(&self, unmet: &[(usize, &Slot)]) -> bool {
        let mut family = self.words_of(Source::Family).filter(|(_, word)| word.kind == Kind::Core).peekable();
        let series = self.slots().find(|(at, slot)| slot.is_series && self.met[*at] == Some(Fit::Whole));
        let Some((series, _)) = series else { return false };
        let says_a_sort = self.slots[series..].iter().any(|slot| slot.kind == Kind::Class);
        let describes =
            |(at, slot): &(usize, &Slot)| series < *at && !slot.has_digit() && slot.text.len() > 1;
        family.peek().is_some()
            && family.all(|(at, _)| self.named_words[at])
            && !says_a_sort
            && unmet.iter().all(describes)
    }

    /// Is every word of a family in the name, and are they enough to tell it by (`SIMATIC HMI Basic Panel`), though each is one
    /// of many products?
    fn has_all_of_a_long_family(&self) -> bool {
        const WORDS_MIN: usize = 4;
        let in_name = |(at, word): (usize, &Word)| {
            let is_it =
                |slot: &Slot| compact(&slot.text).trim_end_matches('S') == word.text.trim_end_matches('S');
            self.named_words[at] || self.slots.iter().any(is_it)
        };
        let of = |source: Source| self.words_of(source).filter(|(_, word)| word.kind != Kind::Soft);
        [Source::Family, Source::Implied]
            .into_iter()
            .any(|source| of(source).count() >= WORDS_MIN && of(source).all(in_name))
    }

    fn shares_a_number(&self) -> bool {
        self.slots().any(|(at, slot)| slot.kind == Kind::Core && slot.has_digit() && self.met[at].is_some())
    }

    /// The device has an order number of the make of those that name the product, and it is none of them.
    fn has_rival_number(&self) -> bool {
        let heads: Vec<&str> = self.named.numbers.iter().map(Pattern::head).collect();
        let own =
            self.asked.windows.iter().filter(|(text, windows)| {
                is_order_number(text) && windows.iter().any(|window| !window.is_head)
            });
        let mut own = own.map(|(text, _)| text);
        let same_make =
            |text: &String| heads.iter().any(|head| is_order_number(head) && head.get(..2) == text.get(..2));
        own.any(same_make)
    }

    /// The name lists models, and the device's is another of the same make.
    fn has_rival_list(&self) -> bool {
        let mut model =
            self.words_of(Source::Model).filter(|(_, word)| word.kind != Kind::Class && word.has_digit());
        // `ZMQ200` and `ZMQ202`: a round number may be that of a series.
        let is_round = |listed: &Pattern, word: &Word| {
            listed.round_series().is_some_and(|series| series.fit(&word.text).is_some())
        };
        let is_other = |listed: &Pattern, word: &Word| match listed.as_literal() {
            Some(text) => of_one_make(text, &word.text) && text != word.text,
            // `BMXP34*` and `BMXNOE0100`.
            None => begins_alike(listed.head(), &word.text),
        };
        model.any(|(_, word)| {
            self.named.listed.iter().any(|listed| is_other(listed, word) && !is_round(listed, word))
        })
    }

    /// Both say what sort of product it is, and the name says one that the device is not.
    fn sorts_differ(&self) -> bool {
        let of = |text: &str| words().sort(&text.to_lowercase());
        let name: Vec<&str> = self
            .slots
            .iter()
            .filter(|slot| slot.kind != Kind::Soft)
            .filter_map(|slot| of(&slot.text))
            .collect();
        let device: Vec<&str> = self.asked.words.iter().filter_map(|word| of(&word.text)).collect();
        !name.is_empty() && !device.is_empty() && !name.iter().all(|sort| device.contains(sort))
    }

    /// What of the name, and what of the device, the other has not.
    fn differences(&self) -> String {
        let open = |(at, slot): &(usize, &Slot)| slot.kind == Kind::Core && self.met[*at].is_none();
        let name: Vec<&str> = self.slots().filter(open).map(|(_, slot)| slot.text.as_str()).collect();
        let own = |(at, word): &(usize, &Word)| {
            word.kind == Kind::Core
                && word.source != Source::Implied
                && !word.is_umbrella
                && !self.named_words[*at]
        };
        let device: Vec<&str> =
            self.asked.words.iter().enumerate().filter(own).map(|(_, word)| word.written.as_str()).collect();
        let shown = |words: &[&str]| if words.is_empty() { "–".to_owned() } else { words.join(" ") };
        if name.is_empty() && device.is_empty() {
            return String::new();
        }
        format!(" ／ {} ⇔ {}", shown(&name), shown(&device))
    }

    fn words(&self) -> String {
        let mut words: Vec<&str> = Vec::new();
        for (_, slot) in self.slots().filter(|(at, _)| self.met[*at].is_some()) {
            if !words.iter().any(|word| word.eq_ignore_ascii_case(&slot.text)) {
                words.push(&slot.text);
            }
        }
        if words.is_empty() {
            self.asked.words.first().map(|word| word.text.clone()).unwrap_or_default()
        } else {
            words.join(" ")
        }
    }

    /// Do the device's words say this version, apart or at the end of its number (`RS416NCv2`)?
    fn says(&self, version: &str) -> bool {
        let glued = |word: &str| version.starts_with('V') && word.ends_with(version);
        self.asked.windows.contains_key(version)
            || self.asked.whole.contains(&self.named.whole)
            || self.words_of(Source::Model).any(|(_, word)| glued(&word.text))
    }

    fn series(&self) -> Series {
        if self.named.series.is_empty() {
            return Series::Holds;
        }
        let firmware = self.asked.firmware.as_deref();
        // An order number says already which of them it is.
        if firmware.is_none() && self.number == Some(Fit::Whole) {
            return Series::Holds;
        }
        let version = firmware.and_then(|text| FirmwareVersion::parse(text).ok());
        let mut open = false;
        for series in &self.named.series {
            let answer = match series {
                words if self.says(&compact(words.text())) => Some(true),
                SeriesWords::Series { version: series, .. } => {
                    version.as_ref().and_then(|version| version.in_series(series))
                }
                SeriesWords::Letters { letters, .. } => {
                    self.asked.letter.map(|letter| letters.contains(&letter))
                }
                // `V16 and earlier`: a name speaks of lines, and `V16 Update 5` is of that one.
                SeriesWords::Range(range)
                    if version.as_ref().is_some_and(|version| range.ends_before_more_of(version)) =>
                {
                    Some(true)
                }
                SeriesWords::Range(range) => firmware.and_then(|firmware| range.contains(firmware).ok()),
            };
            match answer {
                Some(true) => return Series::Holds,
                Some(false) => {}
                None => open = true,
            }
        }
        let words = self.named.series.iter().map(SeriesWords::text);
        let words = words.collect::<Vec<_>>().join(", ");
        if open { Series::Open(words) } else { Series::Excludes(words) }
    }
}

/// Do two numbers stand for two things, so that having the one excludes the other? Those of one make do, and
/// those that change between letters and digits alike.
fn rivals(a: &str, b: &str) -> bool {
    let make = |text: &str| {
        let mut make: Vec<bool> = text.chars().map(|c| c.is_ascii_digit()).collect();
        make.dedup();
        make
    };
    let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    digits(a) && digits(b) && a != b && (of_one_make(a, b) || make(a) == make(b))
}

/// `2020`, `2020R2`: a year's release, which many products share.
fn is_a_release(text: &str) -> bool {
    let (year, release) = text.split_at_checked(4).unwrap_or((text, ""));
    let is_year = year.len() == 4 && year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit());
    let number = release.strip_prefix(['R', 'r']).unwrap_or(release);
    is_year && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Have both the same letters in front, enough of them for a maker's mark?
fn begins_alike(a: &str, b: &str) -> bool {
    const LETTERS_MIN: usize = 3;
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b && a.is_alphabetic());
    alike.count() >= LETTERS_MIN
}

/// The same letters in front, or the same two digits.
fn of_one_make(a: &str, b: &str) -> bool {
    let head = |text: &str| text.chars().take_while(|c| !c.is_ascii_digit()).collect::<String>();
    match (head(a), head(b)) {
        (a_head, b_head) if a_head.is_empty() && b_head.is_empty() => a.get(..2) == b.get(..2),
        (a_head, b_head) => a_head == b_head,
    }
}
