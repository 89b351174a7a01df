//! Version words of an advisory, to a set of versions that answers or says why it cannot.
//!
//! The words are turned into a line of comparators, versions and separators; what is left over makes the
//! whole unreadable, save a *condition* (`… only if web components are used`), which lets the range still
//! say *no*. Neighbouring lower and upper ends join to an interval, in English and Japanese order alike.
//!
//! Several upper ends without a lower one (`< 7.2.1 | < 8.0.7`) are one end per release branch: a version
//! inside all of them is in, one beyond all is out, and one between is undecided unless it shares the branch.

mod lex;
mod notation;

use std::cmp::Ordering;

use super::version::FirmwareVersion;
use super::{Unreadable, words};
use crate::Reason;
use lex::{Comparator, Item};

/// Longest version words that are looked at, in bytes.
const WORDS_BYTES_MAX: usize = 2_000;

/// A set of versions as a maker's words state it.
///
/// ```
/// use sekisho_supply::device::FirmwareRange;
/// let range = FirmwareRange::parse("All versions < V4.33").unwrap();
/// assert_eq!(range.contains("4.32.1"), Ok(true));
/// assert_eq!(range.contains("V4.33"), Ok(false));
/// assert!(range.contains("P007").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirmwareRange {
    words: String,
    pieces: Vec<Piece>,
    /// Single versions that do not belong (`!= 1.5`).
    except: Vec<FirmwareVersion>,
    condition: String,
    /// The same in another count, from a remark: `< 2.15 (firmware prior to 8.26.4)`.
    counted_again: Option<Box<FirmwareRange>>,
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    version: FirmwareVersion,
    including: bool,
    /// Taken for an end because it stands behind one (`< 1.99 | 2.20`, `< 12.4 (firmware 1.46)`): it may be a version of its own.
    is_bare: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    All,
    Between(Option<End>, Option<End>),
    Exactly(FirmwareVersion),
    Branches(Vec<End>),
}

impl FirmwareRange {
    /// Reads version words in English or Japanese, `vers:` included.
    ///
    /// # Errors
    /// [`Unreadable`] with the words, where they are not fully understood.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let refuse = || Unreadable(text.trim().to_owned());
        let plain =
            lex::without_idle_remarks(&notation::read_alike(&words::normalised(text)).ok_or_else(refuse)?);
        // Every version or some other words: every version.
        let plain = if plain.split('|').any(|part| part.trim() == "*") { "*".to_owned() } else { plain };
        let (plain, is_dated) = words::without_dated_ends(&plain);
        let plain = words::with_dates_in_numbers(&plain);
        if plain.len() > WORDS_BYTES_MAX || words::counts_otherwise(&plain) {
            return Err(refuse());
        }
        let (items, mut condition) = lex::items(&plain).ok_or_else(refuse)?;
        let (items, except) = without_exceptions(items);
        let pieces = pieces(items).ok_or_else(refuse)?;
        let pieces = if let Some(from) =
            branch_of(&condition).filter(|_| matches!(pieces.as_slice(), [Piece::Between(None, Some(_))]))
        {
            condition.clear();
            pieces.into_iter().map(|piece| piece.from(&from)).collect()
        } else {
            pieces
        };
        // `< V12.1a (2018 R1)`: by year it is only called so.
        if FirmwareVersion::series(&condition).is_some_and(|remark| is_by_year_beside(&remark, &pieces)) {
            condition.clear();
        }
        let dated = || is_dated.then(|| Self::before_its_ends(&pieces));
        let counted_again = Self::counted_again(&condition)
            .or_else(|| Self::named_again(&condition, &pieces))
            .or_else(dated)
            .map(Box::new);
        if counted_again.is_some() {
            condition.clear();
        }
        Ok(Self { words: text.trim().to_owned(), pieces, except, condition, counted_again })
    }

    /// The same without its upper ends: where a day is named beside them (`<= 4.1 | < January 20 2017`), which of those that
    /// bear the last version are meant goes by the day.
    fn before_its_ends(pieces: &[Piece]) -> Self {
        let before = |piece: &Piece| match piece.clone() {
            Piece::Between(from, Some(to)) => Piece::Between(from, Some(End { including: false, ..to })),
            Piece::Branches(ends) => {
                Piece::Branches(ends.into_iter().map(|end| End { including: false, ..end }).collect())
            }
            piece => piece,
        };
        let pieces = pieces.iter().map(before).collect();
        Self {
            words: String::new(),
            pieces,
            except: Vec::new(),
            condition: String::new(),
            counted_again: None,
        }
    }

    /// A remark that is a range itself.
    fn counted_again(remark: &str) -> Option<Self> {
        if remark.is_empty() || remark.contains(';') || lex::opens_condition(remark) {
            return None;
        }
        let (items, condition) = lex::items(remark)?;
        let pieces = pieces(items)?;
        let ends = pieces.iter().all(|piece| matches!(piece, Piece::Between(..)));
        let plain = condition.is_empty() && ends;
        plain.then(|| Self {
            words: remark.to_owned(),
            pieces,
            except: Vec::new(),
            condition,
            counted_again: None,
        })
    }

    /// A remark that is a version, behind one end: the same end in another count (`< 12.4 (firmware 1.46)`), of which is not
    /// said whether it belongs. Behind one version, the same with a name before it (`2018 (Tide Reader 2018)`).
    fn named_again(remark: &str, pieces: &[Piece]) -> Option<Self> {
        let [named] = pieces else { return None };
        if remark.is_empty() || remark.contains(';') || lex::opens_condition(remark) {
            return None;
        }
        let (items, condition) = lex::items(remark)?;
        let [Item { comparator: Comparator::Exactly, version: Some(version) }] = items.as_slice() else {
            return None;
        };
        let again = match named {
            Piece::Between(None, Some(end)) => {
                let again =
                    End { version: version.clone(), including: end.including, is_bare: !end.including };
                Piece::Between(None, Some(again))
            }
            Piece::Exactly(listed) if listed == version => named.clone(),
            _ => return None,
        };
        condition.is_empty().then(|| Self {
            words: remark.to_owned(),
            pieces: vec![again],
            except: Vec::new(),
            condition,
            counted_again: None,
        })
    }

    /// The words as the advisory has them.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// A condition besides the version, or empty. A version inside is then undecided.
    #[must_use]
    pub fn condition(&self) -> &str {
        &self.condition
    }

    /// Every version, without condition?
    #[must_use]
    pub fn is_all(&self) -> bool {
        let plain = self.condition.is_empty() && self.counted_again.is_none() && self.except.is_empty();
        plain && self.pieces.contains(&Piece::All)
    }

    /// Every version, on a condition?
    pub(in super::super) fn is_all_on_condition(&self) -> bool {
        !self.condition.is_empty() && self.pieces.contains(&Piece::All) && self.except.is_empty()
    }

    /// Is a version that is named counted by years (`V2010 SP3`)?
    pub(in super::super) fn counts_years(&self) -> bool {
        self.versions().any(FirmwareVersion::counts_years)
    }

    /// Single versions only, not an interval?
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Exactly(version) if !version.has_placeholder()))
    }

    /// Is a version written in the very words of the range?
    pub(in super::super) fn is_said(&self, firmware: &str) -> bool {
        super::same_words(firmware, &self.words)
    }

    /// Are single versions listed, and is each later than this one?
    pub(in super::super) fn lists_only_later_than(&self, version: &FirmwareVersion) -> bool {
        let is_later = |piece: &Piece| matches!(piece, Piece::Exactly(listed) if version.against(listed).is_some_and(Ordering::is_lt));
        self.condition.is_empty() && self.pieces.iter().all(is_later)
    }

    /// Versions listed with one label of letters, which the firmware has too (`BT03 | BT04` and `BT12`)?
    pub(in super::super) fn lists_with_label_of(&self, firmware: &str) -> bool {
        let Ok(version) = FirmwareVersion::parse(firmware) else { return false };
        let alike = |piece: &Piece| matches!(piece, Piece::Exactly(listed) if listed.shares_label(&version));
        self.condition.is_empty() && self.pieces.iter().all(alike)
    }

    /// Is a version of the same count beyond an upper end, or beside what is listed?
    pub(in super::super) fn is_passed_by(&self, version: &FirmwareVersion) -> bool {
        let passed = |piece: &Piece| match piece {
            Piece::Between(_, Some(end)) => version
                .against(&end.version)
                .is_some_and(|order| order.is_gt() || order.is_eq() && !end.including),
            Piece::Exactly(listed) => version.against(listed).is_some_and(Ordering::is_ne),
            Piece::Branches(ends) => {
                ends.iter().any(|end| version.against(&end.version).is_some_and(Ordering::is_gt))
            }
            Piece::All | Piece::Between(_, None) => false,
        };
        self.pieces.iter().any(passed)
    }

    /// Does a version come before every upper end that it can be held against, or is it that end?
    pub(in super::super) fn has_below_its_end(&self, version: &FirmwareVersion) -> bool {
        let below = |end: &End| {
            version.against(&end.version).map(|order| order.is_lt() || end.including && order.is_eq())
        };
        let mut ends = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Between(_, Some(end)) => below(end),
            _ => None,
        });
        ends.next().is_some_and(|first| first && ends.all(|below| below))
    }

    /// Does a listed line (`2.2` and `2.2.7`) hold a version, by the remedies in that line? Before each of them it does, and
    /// from the last one on it does not. `None` where no remedy is of that line, where one is reached and another is not,
    /// or where one goes on from the version (`2.2.7`, which may be short for `2.2.7.3`).
    pub(in super::super) fn has_of_its_line(
        &self,
        version: &FirmwareVersion,
        remedies: &[FirmwareVersion],
    ) -> Option<bool> {
        let is_line_of = |remedy: &FirmwareVersion, piece: &Piece| matches!(piece, Piece::Exactly(line) if version.goes_on_from(line) && remedy.goes_on_from(line));
        let of_line =
            remedies.iter().filter(|remedy| self.pieces.iter().any(|piece| is_line_of(remedy, piece)));
        let mut before = of_line.map(|remedy| {
            let order = version.against(remedy).filter(|_| !remedy.goes_on_from(version));
            order.map(Ordering::is_lt)
        });
        let first = before.next()??;
        (self.condition.is_empty() && before.all(|other| other == Some(first))).then_some(first)
    }

    /// Is every version of a line listed (`12.7.x`)?
    pub(in super::super) fn lists_lines(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Exactly(line) if line.has_placeholder()))
    }

    /// Is every version of a line listed, and is this one of it?
    pub(in super::super) fn lists_every_one_of_line(&self, version: &FirmwareVersion) -> bool {
        let is_of = |piece: &Piece| matches!(piece, Piece::Exactly(line) if line.has_placeholder() && version.against(line) == Some(Ordering::Equal));
        self.pieces.iter().any(is_of)
    }

    /// Does a version go on from an upper end that belongs to the range (`6.0.3` from `<= 6.0`)?
    pub(in super::super) fn ends_before_more_of(&self, version: &FirmwareVersion) -> bool {
        let goes_on = |piece: &Piece| matches!(piece, Piece::Between(_, Some(end)) if end.including && version.goes_on_from(&end.version));
        self.pieces.iter().any(goes_on)
    }

    /// One upper end and nothing else?
    pub(in super::super) fn is_lone_end(&self) -> bool {
        self.counted_again.is_none() && matches!(self.pieces.as_slice(), [Piece::Between(None, Some(_))])
    }

    /// Is this the one upper end of the release branch that a version belongs to? A branch has at least two numbers.
    pub(in super::super) fn ends_branch_of(&self, firmware: &str) -> bool {
        let [Piece::Between(None, Some(end))] = self.pieces.as_slice() else { return false };
        FirmwareVersion::parse(firmware).is_ok_and(|version| {
            end.version.has_branch()
                && version.against(&end.version).is_some()
                && version.shares_branch(&end.version)
        })
    }

    /// Do ranges together leave no version out (`< V1.5`, and `>= V1.5` as another product)?
    pub(in super::super) fn leave_nothing_out(ranges: &[&Self]) -> bool {
        // Each is held against each; so many lines of one product no maker keeps.
        const RANGES_MAX: usize = 64;
        if ranges.len() > RANGES_MAX {
            return false;
        }
        let plain = |range: &&&Self| {
            range.condition.is_empty() && range.except.is_empty() && range.counted_again.is_none()
        };
        let intervals: Vec<(Option<&End>, Option<&End>)> = ranges
            .iter()
            .filter(plain)
            .flat_map(|range| &range.pieces)
            .filter_map(|piece| match piece {
                Piece::Between(from, to) => Some((from.as_ref(), to.as_ref())),
                Piece::All | Piece::Exactly(_) | Piece::Branches(_) => None,
            })
            .collect();
        let joins = |from: &End, end: &End| {
            from.version
                .against(&end.version)
                .is_some_and(|order| order.is_lt() || order.is_eq() && (from.including || end.including))
        };
        let mut reached: Vec<&End> =
            intervals.iter().filter(|(from, _)| from.is_none()).filter_map(|(_, to)| *to).collect();
        let mut at = 0;
        while let Some(end) = reached.get(at).copied() {
            for (_, to) in intervals.iter().filter(|(from, _)| from.is_some_and(|from| joins(from, end))) {
                match to {
                    None => return true,
                    Some(next) if !reached.contains(next) => reached.push(next),
                    Some(_) => {}
                }
            }
            at += 1;
        }
        false
    }

    /// Could these be words for models, which some documents put into the place of versions?
    pub(in super::super) fn may_name_models(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Exactly(version) if version.may_name_a_model()))
    }

    /// Does the range hold this firmware?
    ///
    /// # Errors
    /// [`Reason::VersionUnreadable`] where the firmware's text cannot be placed, [`Reason::RangeUnreadable`]
    /// where the words leave it open.
    pub fn contains(&self, firmware: &str) -> Result<bool, Reason> {
        let open = || Reason::RangeUnreadable(self.words.clone());
        let inside = if self.pieces.contains(&Piece::All) && self.except.is_empty() {
            Ok(true)
        } else {
            self.placed(firmware, &open)
        };
        let inside = match inside {
            Err(unreadable @ Reason::VersionUnreadable(_)) => match FirmwareVersion::behind_names(firmware) {
                Some(number) => self.placed(number, &open).map_err(|_| unreadable),
                None => Err(unreadable),
            },
            inside => inside,
        };
        // `v2.2 SR8 (4.12.006)`: what a remark beside the version names is not outside.
        if inside == Ok(false) && self.names_in_a_remark(firmware) {
            return Err(open());
        }
        match (inside, &self.counted_again) {
            (Ok(true), _) if !self.condition.is_empty() => Err(open()),
            (inside, Some(again)) => self.in_either_count(firmware, inside, again),
            (inside, None) => inside,
        }
    }

    /// Is a version all that stands in a remark? Most words have none.
    fn names_in_a_remark(&self, firmware: &str) -> bool {
        let has_remark = self.words.contains(['(', '（']);
        has_remark && lex::names_in_a_remark(&words::normalised(&self.words), &words::normalised(firmware))
    }

    /// What two counts say together. Where they differ, one of them speaks for the version that has an end of its count, or
    /// goes by an end of many numbers (`8.26.3` by `8.26.4`, beside `2.15`); else the count is not known.
    fn in_either_count(
        &self,
        firmware: &str,
        inside: Result<bool, Reason>,
        again: &Self,
    ) -> Result<bool, Reason> {
        let open = || Reason::RangeUnreadable(self.words.clone());
        let otherwise = again.contains(firmware);
        let (one, other) = match (inside, otherwise) {
            (Err(Reason::VersionUnreadable(_)), Ok(other)) => return Ok(other),
            (Ok(one), Err(Reason::VersionUnreadable(_))) if !again.is_of_a_name() => return Ok(one),
            (Ok(one), Ok(other)) => (one, other),
            (Ok(_), Err(_)) => return Err(open()),
            (Err(reason), _) => return Err(reason),
        };
        if one == other {
            return Ok(one);
        }
        let version = FirmwareVersion::parse(firmware).map_err(|_| open())?;
        let (holding, ended) = if one { (self, again) } else { (again, self) };
        // `< 2.5 (2.5 and prior)`: of one end two things are said.
        if holding.ends_at(&version) {
            return Err(open());
        }
        match (holding.counts_up_to_end_of(&version), ended.ends_at(&version)) {
            (true, false) => Ok(true),
            (false, true) => Ok(false),
            _ => Err(open()),
        }
    }

    /// The number of a version behind which something else is counted, where it alone places the version: no end has it.
    fn by_its_number(&self, firmware: &str) -> Option<FirmwareVersion> {
        let version = FirmwareVersion::before_other_counts(firmware)?;
        (!self.versions().any(|own| own.has_number_of(&version))).then_some(version)
    }

    /// `2022 MP9` where all that is counted is of `SE2022`: the letters are left out.
    fn with_letters_left_out(&self, version: FirmwareVersion) -> FirmwareVersion {
        let mut own = self.versions();
        match own.next() {
            Some(first) if std::iter::once(first).chain(own).all(|own| own.counts_updates_of(&version)) => {
                version.with_letters_of(first)
            }
            _ => version,
        }
    }

    /// Every version that is named.
    fn versions(&self) -> impl Iterator<Item = &FirmwareVersion> {
        self.pieces.iter().flat_map(|piece| match piece {
            Piece::All => Vec::new(),
            Piece::Exactly(version) => vec![version],
            Piece::Between(from, to) => from.iter().chain(to).map(|end| &end.version).collect(),
            Piece::Branches(ends) => ends.iter().map(|end| &end.version).collect(),
        })
    }

    /// Is this version the one before which the range ends?
    fn ends_at(&self, version: &FirmwareVersion) -> bool {
        let is_end = |piece: &Piece| matches!(piece, Piece::Between(_, Some(end)) if !end.is_bare && version.against(&end.version) == Some(Ordering::Equal));
        self.pieces.iter().any(is_end)
    }

    /// Has an end letters that may be a model's name (`TDL670 2.0.0.4 and prior`)? Then it is no other count.
    fn is_of_a_name(&self) -> bool {
        self.versions().any(FirmwareVersion::has_name)
    }

    /// Is this the one end, which the sign leaves out and a remark on the same count has (`< 2.5 (2.5 and prior)`)?
    pub(in super::super) fn contests_its_end(&self, version: &FirmwareVersion) -> bool {
        let is_end = |range: &Self, including: bool| matches!(range.pieces.as_slice(), [Piece::Between(None, Some(end))] if !end.is_bare && end.including == including && version.against(&end.version) == Some(Ordering::Equal));
        let again = self.counted_again.as_deref();
        self.condition.is_empty() && is_end(self, false) && again.is_some_and(|again| is_end(again, true))
    }

    /// Does a version share the release branch of an end?
    fn counts_up_to_end_of(&self, version: &FirmwareVersion) -> bool {
        let shares = |piece: &Piece| matches!(piece, Piece::Between(_, Some(end)) if end.version.has_branch() && version.shares_branch(&end.version));
        self.pieces.iter().any(shares)
    }

    fn placed(&self, firmware: &str, open: &dyn Fn() -> Reason) -> Result<bool, Reason> {
        let unreadable = || Reason::VersionUnreadable(firmware.to_owned());
        let version = FirmwareVersion::parse(firmware)
            .ok()
            .or_else(|| self.by_its_number(firmware))
            .ok_or_else(unreadable)?;
        let version = self.with_letters_left_out(version);
        if self.except.contains(&version) {
            return Ok(false);
        }
        let mut undecided = None;
        for piece in &self.pieces {
            match piece.holds(&version) {
                Answer::Yes => return Ok(true),
                Answer::No => {}
                Answer::Open => undecided = Some(open()),
                Answer::OtherCount => undecided = undecided.or_else(|| Some(unreadable())),
            }
        }
        undecided.map_or(Ok(false), Err)
    }
}

/// Is a version counted by years, and are the ends beside it not?
fn is_by_year_beside(remark: &FirmwareVersion, pieces: &[Piece]) -> bool {
    let by_number =
        |piece: &Piece| matches!(piece, Piece::Between(_, Some(end)) if !end.version.counts_years());
    remark.counts_years() && pieces.iter().all(by_number)
}

/// The release branch that a remark names: `6.x series`.
fn branch_of(remark: &str) -> Option<FirmwareVersion> {
    let (number, word) = remark.trim().split_once(' ')?;
    let numbers = number.trim_start_matches('v').strip_suffix(".x")?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let named =
        matches!(word, "series" | "branch" | "releases" | "versions") && numbers.split('.').all(is_number);
    FirmwareVersion::parse(numbers).ok().filter(|_| named)
}

enum Answer {
    Yes,
    No,
    /// The words leave it open.
    Open,
    /// The two versions are counted differently.
    OtherCount,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Piece {
    /// The same upper end, from a version on.
    fn from(self, version: &FirmwareVersion) -> Self {
        match self {
            Self::Between(None, to) => {
                Self::Between(Some(End { version: version.clone(), including: true, is_bare: false }), to)
            }
            other => other,
        }
    }

    fn holds(&self, version: &FirmwareVersion) -> Answer {
        match self {
            Self::All => Answer::Yes,
            Self::Between(None, Some(end))
                if end.is_bare && version.against(&end.version) == Some(Ordering::Equal) =>
            {
                Answer::Open
            }
            Self::Between(from, to) => between(version, from.as_ref(), to.as_ref()),
            Self::Exactly(listed) => exactly(version, listed),
            Self::Branches(ends) => branches(version, ends),
        }
    }
}

fn between(version: &FirmwareVersion, from: Option<&End>, to: Option<&End>) -> Answer {
    let side = |end: Option<&End>, within: Ordering| match end {
        None => Some(true),
        Some(end) => {
            version.against(&end.version).map(|order| order == within || (order.is_eq() && end.including))
        }
    };
    let is_cut_short = |end: &End| version.is_cut_short_of(&end.version);
    let is_fraction = to.is_some_and(|end| version.may_be_a_fraction_before(&end.version));
    if is_fraction || [from, to].into_iter().flatten().any(is_cut_short) {
        return Answer::Open;
    }
    // `13.2`, where 13.2.1 to 13.2.6 belong: which of its line it is was left out.
    if [from, to].iter().all(|end| end.is_some_and(|end| version.begins(&end.version))) {
        return Answer::Open;
    }
    if let (Some(from), Some(to)) = (from, to)
        && from.version.goes_by_letter_to(&to.version)
    {
        return between_letters(version, from, to);
    }
    match (side(from, Ordering::Greater), side(to, Ordering::Less)) {
        (Some(false), _) | (_, Some(false)) => Answer::No,
        (Some(true), Some(true)) => Answer::Yes,
        _ => Answer::OtherCount,
    }
}

/// `A.01 <= C.04`: an interval from letter to letter counts by the letter first.
fn between_letters(version: &FirmwareVersion, from: &End, to: &End) -> Answer {
    if !version.is_lettered() {
        return Answer::OtherCount;
    }
    // `C.0x`: of the last letter only some.
    if to.version.has_placeholder() && version.shares_label(&to.version) {
        return Answer::Open;
    }
    let (after, before) = (version.cmp(&from.version), version.cmp(&to.version));
    let is_after = after.is_gt() || (after.is_eq() && from.including);
    (is_after && (before.is_lt() || (before.is_eq() && to.including))).into()
}

fn exactly(version: &FirmwareVersion, listed: &FirmwareVersion) -> Answer {
    match version.against(listed) {
        None => Answer::OtherCount,
        Some(Ordering::Equal) => Answer::Yes,
        Some(_) if version.is_less_precise_or_more(listed) || listed.may_name_a_model() => Answer::Open,
        Some(_) => Answer::No,
    }
}

fn branches(version: &FirmwareVersion, ends: &[End]) -> Answer {
    let (mut inside, mut beyond) = (0, 0);
    for end in ends {
        let is_end = version.against(&end.version) == Some(Ordering::Equal);
        match between(version, None, Some(end)) {
            Answer::No if end.is_bare && is_end => return Answer::Open,
            Answer::Yes if version.shares_branch(&end.version) => return Answer::Yes,
            Answer::No if version.shares_branch(&end.version) => return Answer::No,
            Answer::Yes => inside += 1,
            Answer::No => beyond += 1,
            other => return other,
        }
    }
    match (inside, beyond) {
        (_, 0) => Answer::Yes,
        (0, _) => Answer::No,
        _ => Answer::Open,
    }
}

/// Takes out what is excepted; where nothing else is said, everything else belongs.
fn without_exceptions(items: Vec<Item>) -> (Vec<Item>, Vec<FirmwareVersion>) {
    let (out, mut kept): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|item| item.comparator == Comparator::Except);
    if kept.is_empty() {
        kept.push(Item { comparator: Comparator::Exactly, version: None });
    }
    (kept, out.into_iter().filter_map(|item| item.version).collect())
}

/// Joins the items to pieces; `None` where they make no sense together.
fn pieces(items: Vec<Item>) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut from: Option<End> = None;
    let mut lone: Vec<End> = Vec::new();
    for item in items {
        let Item { comparator, version } = item;
        let Some(version) = version else {
            pieces.push(Piece::All);
            continue;
        };
        match comparator {
            Comparator::AtLeast | Comparator::Above => {
                let end = End { version, including: comparator == Comparator::AtLeast, is_bare: false };
                pieces.extend(from.replace(end).map(|from| Piece::Between(Some(from), None)));
            }
            Comparator::AtMost | Comparator::Below => {
                let end = End { version, including: comparator == Comparator::AtMost, is_bare: false };
                match from.take() {
                    None => lone.push(end),
                    Some(from) => match interval(from.clone(), end.clone()) {
                        Some(piece) => pieces.push(piece),
                        // `>= 5.1 | < 3.0`: two ends, and what lies between them is out.
                        None if from.version.against(&end.version).is_some_and(Ordering::is_gt) => {
                            pieces.push(Piece::Between(Some(from), None));
                            lone.push(end);
                        }
                        None => return None,
                    },
                }
            }
            Comparator::Except => return None,
            // After an upper end, a bare version is the next branch's end.
            Comparator::Exactly => match lone.last() {
                Some(end) => lone.push(End { version, including: end.including, is_bare: true }),
                None => {
                    pieces.extend(from.take().map(|from| Piece::Between(Some(from), None)));
                    pieces.push(Piece::Exactly(version));
                }
            },
        }
    }
    pieces.extend(from.map(|from| Piece::Between(Some(from), None)));
    if lone.len() > 1 {
        pieces.push(Piece::Branches(lone));
    } else {
        pieces.extend(lone.into_iter().map(|to| Piece::Between(None, Some(to))));
    }
    // `<= 4.5.1, >= 4.5`: one interval, its upper end first. As two ends it would leave nothing out.
    if let [Piece::Between(Some(from), None), Piece::Between(None, Some(to))] = pieces.as_slice()
        && from.version.against(&to.version).is_some_and(Ordering::is_le)
    {
        pieces = vec![interval(from.clone(), to.clone())?];
    }
    // `All versions < V4.33`: the interval says it.
    if pieces.len() > 1 {
        pieces.retain(|piece| *piece != Piece::All);
    }
    (!pieces.is_empty()).then_some(pieces)
}

fn interval(from: End, to: End) -> Option<Piece> {
    if from.version.goes_by_letter_to(&to.version) {
        return Some(Piece::Between(Some(from), Some(to)));
    }
    let order = from.version.against(&to.version)?;
    // `>= 3.x | <= 3.2.2`: a placeholder meets what starts like it.
    let sensible = order.is_le() || to.version.against(&from.version)?.is_ge();
    sensible.then_some(Piece::Between(Some(from), Some(to)))
}
