//! From the statements of one advisory that may speak of a device, to one match.

mod remedies;

use std::collections::BTreeSet;

use sekisho_model::{RemedyKind, Statement, Status, Target, VulnerabilityId};

use super::super::firmware::{FirmwareRange, FirmwareVersion, SerialRange};
use super::super::model::{Agreement, Asked, Grade, Named, OneKind, Series};
use super::Entry;
use super::reading::Reading;
use crate::{Confidence, Match, OfVulnerability, Reason, Verdict};
use remedies::{
    Beyond, at_a_contested_end, beyond, beyond_the_remedy, named_by_the_remedy, of_a_listed_line,
};

/// Most ranges that a reason spells out.
const RANGES_SHOWN: usize = 5;

/// What one statement says of the device.
#[derive(Clone, Debug)]
enum Answer {
    Affects(Reason),
    Open(Reason),
    /// The publisher says so of this version.
    Clears(Reason),
    /// Outside the affected versions; the words.
    Outside(String),
    /// Speaks of other versions, and says nothing of this one.
    Silent,
}

/// A statement that may speak of the device.
#[derive(Debug)]
pub(super) struct Candidate<'i, 'a> {
    entry: &'i Entry<'a>,
    /// The name that it speaks under.
    group: &'i Named,
    firmware: Option<String>,
    agreement: Agreement,
    /// The name is all that the device's own is.
    is_whole: bool,
    /// Of one kind of a model: the version lies within what is affected, whether or not the device is of that kind.
    inside: Option<Reason>,
    answer: Answer,
}

impl<'i, 'a> Candidate<'i, 'a> {
    pub(super) fn judged(
        entry: &'i Entry<'a>,
        named: &'i Named,
        agreement: Agreement,
        asked: &Asked,
    ) -> Self {
        let within = within(&entry.versions, named, &agreement.series, asked);
        let is_kind = agreement.kind != OneKind::No;
        let inside = within.as_ref().ok().and_then(|lies| lies.as_ref().ok()).filter(|_| is_kind).cloned();
        let answer = if entry.advisory.withdrawn.is_some() {
            Answer::Clears(Reason::Withdrawn)
        } else {
            answer(entry.statement, &agreement, within)
        };
        let answer = match answer {
            Answer::Affects(Reason::EveryVersion | Reason::VersionInRange(_)) => {
                beyond_the_remedy(entry, asked).unwrap_or(answer)
            }
            Answer::Open(Reason::RangeUnreadable(_)) => {
                let line = of_a_listed_line(entry, asked);
                line.or_else(|| at_a_contested_end(entry, asked))
                    .or_else(|| named_by_the_remedy(entry, asked))
                    .unwrap_or(answer)
            }
            answer => answer,
        };
        let is_whole = named.is_whole_name_of(asked);
        Self { entry, group: named, firmware: asked.firmware.clone(), agreement, is_whole, inside, answer }
    }

    pub(super) fn is_sure(&self) -> bool {
        self.agreement.grade >= Grade::Family
    }

    fn closeness(&self) -> (Grade, u8) {
        (self.agreement.grade, self.entry.versions.narrowness())
    }

    fn speaks_of(&self, vulnerability: Option<&VulnerabilityId>) -> bool {
        vulnerability.is_none_or(|vulnerability| self.entry.is_on(vulnerability))
    }

    /// Is the version beyond what is listed? A name with a version of its own lists that version.
    fn is_passed_by(&self, version: &FirmwareVersion) -> bool {
        match (&self.agreement.series, &self.entry.versions) {
            (Series::Excludes(_), Reading::All) => true,
            (Series::Excludes(_), _) | (_, Reading::All | Reading::Words(..) | Reading::Serials(_)) => false,
            (_, Reading::Range(range)) => range.is_passed_by(version),
        }
    }

    /// Are single versions listed, each later than this one, and none that the name itself carries?
    fn lists_only_later_than(&self, version: &FirmwareVersion) -> bool {
        let plain = !matches!(self.agreement.series, Series::Excludes(_));
        plain && matches!(&self.entry.versions, Reading::Range(range) if range.lists_only_later_than(version))
    }

    /// Does a version lie beyond the range, as what mends it must?
    fn may_be_mended_in(&self, remedy: &FirmwareVersion) -> bool {
        match &self.entry.versions {
            Reading::Range(range) => !range.has_below_its_end(remedy),
            Reading::All | Reading::Words(..) | Reading::Serials(_) => true,
        }
    }

    /// A person said that something else is meant.
    fn rejected(self) -> Self {
        let product = match &self.entry.statement.target {
            Target::Device(target) => target.product.clone(),
            Target::Package { key, .. } => key.name.clone(),
        };
        Self { answer: Answer::Clears(Reason::RuledOut(product)), ..self }
    }

    fn matched(&self, verdict: Verdict, reason: Reason) -> OfVulnerability<'a> {
        let confidence = match self.agreement.grade {
            Grade::Exact => Confidence::Exact,
            Grade::Family | Grade::Member => Confidence::Family,
            Grade::Possible => Confidence::Possible,
        };
        OfVulnerability { vulnerability: None, statement: self.entry.statement, verdict, confidence, reason }
    }
}

/// Does the device's version lie within? `Ok(Err(words))` where it lies outside.
fn within(
    versions: &Reading,
    named: &Named,
    series: &Series,
    asked: &Asked,
) -> Result<Result<Reason, String>, Reason> {
    if let Series::Excludes(words) = series {
        return Ok(Err(words.clone()));
    }
    let inside = match versions {
        Reading::Words(_, models, _) if models.lists_model_of(asked) => Ok(Reason::EveryVersion),
        Reading::Words(words, ..) if asked.has_firmware_in_words(words) => {
            Ok(Reason::VersionInRange(words.clone()))
        }
        Reading::Words(words, _, Some(list)) if asked.has_firmware_in(list) => {
            Ok(Reason::VersionInRange(words.clone()))
        }
        Reading::Words(words, _, Some(list)) if asked.counts_like(list) => Err(words.clone()),
        Reading::Words(words, ..) => return Err(Reason::RangeUnreadable(words.clone())),
        Reading::Serials(serials) if asked.firmware.is_none() => {
            return Err(Reason::VersionUnknown(serials.words().to_owned()));
        }
        Reading::Serials(serials) => in_serials(serials, asked)?,
        Reading::All => Ok(Reason::EveryVersion),
        Reading::Range(range) if range.is_all_on_condition() && asked.says(range.condition()) => {
            Ok(Reason::EveryVersion)
        }
        // `2.0 (Build 683.0)`: the very words, however they are read.
        Reading::Range(range) if !asked.is_version_of_name && asked.has_firmware_in_words(range.words()) => {
            Ok(Reason::VersionInRange(range.words().to_owned()))
        }
        Reading::Range(range) if named.counts_otherwise => {
            return Err(Reason::RangeUnreadable(range.words().to_owned()));
        }
        Reading::Range(range) => match &asked.firmware {
            None if asked.has_a_version_of(range) => Ok(Reason::VersionInRange(range.words().to_owned())),
            None => return Err(Reason::VersionUnknown(range.words().to_owned())),
            // `Teamcenter V12.4`: that is its line, and says not yet which version of it.
            Some(firmware) if asked.is_version_of_name && named.carries(firmware) => {
                return Err(Reason::VersionUnknown(range.words().to_owned()));
            }
            Some(firmware) if range.contains(named.without_its_year(firmware, range))? => {
                Ok(Reason::VersionInRange(range.words().to_owned()))
            }
            Some(_) => Err(range.words().to_owned()),
        },
    };
    match (series, &inside) {
        // Inside, if it is that series at all.
        (Series::Open(words), Ok(_)) => Err(Reason::VersionUnknown(words.clone())),
        _ => Ok(inside),
    }
}

fn in_serials(serials: &SerialRange, asked: &Asked) -> Result<Result<Reason, String>, Reason> {
    let words = || serials.words().to_owned();
    match asked.firmware.as_deref().and_then(|firmware| serials.contains(firmware)) {
        Some(true) => Ok(Ok(Reason::VersionInRange(words()))),
        Some(false) => Ok(Err(words())),
        None => Err(Reason::RangeUnreadable(words())),
    }
}

fn answer(
    statement: &Statement,
    agreement: &Agreement,
    within: Result<Result<Reason, String>, Reason>,
) -> Answer {
    let unsure = || Answer::Open(Reason::IdentityUnsure(agreement.words.clone()));
    let sure = agreement.grade >= Grade::Family && !agreement.on_condition;
    // A product for which a fix is given, and no status, is one that needs it.
    let has_fix = statement.remedies.iter().any(|remedy| remedy.kind == RemedyKind::VendorFix);
    let status =
        if statement.status == Status::Unstated && has_fix { Status::Affected } else { statement.status };
    match (status, within) {
        (Status::Unstated, _) if !sure => unsure(),
        (Status::Unstated, _) => Answer::Open(Reason::StatusUnstated),
        (Status::Affected, Ok(Err(words))) if agreement.grade > Grade::Possible => Answer::Outside(words),
        (Status::Affected, _) if !sure => unsure(),
        (Status::Affected, Ok(Ok(reason))) => Answer::Affects(reason),
        (Status::Affected, Ok(Err(words))) => Answer::Outside(words),
        (Status::Affected, Err(reason)) => Answer::Open(reason),
        (Status::Fixed, Ok(Ok(_))) if sure => Answer::Clears(Reason::StatedFixed),
        (Status::NotAffected, Ok(Ok(_))) if sure => Answer::Clears(Reason::StatedNotAffected),
        (Status::UnderInvestigation, Ok(Ok(_))) => Answer::Open(Reason::UnderInvestigation),
        (Status::UnderInvestigation, Err(reason)) => Answer::Open(reason),
        _ => Answer::Silent,
    }
}

/// The one match of an advisory; `None` where its statements on the device only recommend.
pub(super) fn decide<'a>(mut candidates: Vec<Candidate<'_, 'a>>) -> Option<Match<'a>> {
    candidates.retain(|candidate| candidate.entry.statement.status != Status::Recommended);
    if candidates.iter().all(|candidate| candidate.agreement.is_rejected) {
        candidates = candidates.into_iter().map(Candidate::rejected).collect();
    } else {
        candidates.retain(|candidate| !candidate.agreement.is_rejected);
    }
    // What names the device outright leaves aside its kinds, and its family what only shares words with it.
    let best = candidates.iter().map(|candidate| candidate.agreement.grade).max()?;
    let least = if best == Grade::Family { Grade::Member } else { best.min(Grade::Family) };
    candidates.retain(|candidate| candidate.agreement.grade >= least);
    // `Other relays of the series` are none of those that the advisory names.
    let is_of_the_rest = |candidate: &Candidate<'_, '_>| candidate.entry.is_of_the_rest();
    if candidates.iter().any(|it| !is_of_the_rest(it) && it.agreement.grade >= Grade::Family) {
        candidates.retain(|candidate| !is_of_the_rest(candidate));
    }
    // That a listing says nothing counts only where nothing is said.
    if candidates.iter().any(|candidate| candidate.entry.statement.status != Status::Unstated) {
        candidates.retain(|candidate| candidate.entry.statement.status != Status::Unstated);
    }
    let mut vulnerabilities: BTreeSet<Option<&'a VulnerabilityId>> = candidates
        .iter()
        .flat_map(|candidate| candidate.entry.statement.vulnerabilities.iter().map(Some))
        .collect();
    if vulnerabilities.is_empty() {
        vulnerabilities.insert(None);
    }
    let advisory = candidates.first()?.entry.advisory;
    let decided = vulnerabilities.into_iter().filter_map(|vulnerability| {
        let speaking: Vec<&Candidate<'_, 'a>> =
            candidates.iter().filter(|candidate| candidate.speaks_of(vulnerability)).collect();
        of_vulnerability(&speaking).map(|decided| OfVulnerability { vulnerability, ..decided })
    });
    Match::of(advisory, decided.collect())
}

fn of_vulnerability<'a>(speaking: &[&Candidate<'_, 'a>]) -> Option<OfVulnerability<'a>> {
    let closest = |is: &dyn Fn(&Answer) -> bool| {
        let fitting = speaking.iter().copied().filter(|candidate| is(&candidate.answer));
        fitting.fold(None, |best: Option<&Candidate<'_, 'a>>, next| match best {
            Some(best) if best.closeness() >= next.closeness() => Some(best),
            _ => Some(next),
        })
    };
    let clears = closest(&|answer| matches!(answer, Answer::Clears(_)));
    let affects = closest(&|answer| matches!(answer, Answer::Affects(_)));
    let open = closest(&|answer| matches!(answer, Answer::Open(_)))
        .filter(|open| !is_counted_elsewhere(open, speaking));
    let cleared = |beats: bool| clears.filter(|_| beats).map(matched);
    let affects = affects.filter(|affects| {
        !is_of_another_branch(affects, speaking)
            && !is_of_a_longer_name(affects, speaking)
            && !is_of_its_own_line(affects, speaking)
            && !is_of_other_numbers(affects, speaking)
    });
    if let Some(affects) = affects {
        let beaten = clears.is_some_and(|clears| clears.closeness() > affects.closeness());
        return cleared(beaten).or_else(|| Some(matched(affects)));
    }
    if let Some(open) = open {
        let beaten = clears.is_some_and(|clears| clears.closeness() >= open.closeness());
        return cleared(beaten)
            .or_else(|| of_every_kind(speaking))
            .or_else(|| in_one_of_all(speaking))
            .or_else(|| Some(version_unknown(speaking).unwrap_or_else(|| matched(open))));
    }
    cleared(true).or_else(|| outside(speaking)).or_else(|| silent(speaking))
}

/// A product listed twice, with ranges that together leave no version out: it need not say its version.
fn in_one_of_all<'a>(speaking: &[&Candidate<'_, 'a>]) -> Option<OfVulnerability<'a>> {
    let first = speaking.first()?;
    let is_open = |candidate: &&Candidate<'_, '_>| {
        matches!(candidate.answer, Answer::Open(Reason::VersionUnknown(_)))
            && std::ptr::eq(candidate.group, first.group)
            && candidate.agreement.series == Series::Holds
            && candidate.entry.statement.status == Status::Affected
    };
    let ranges = speaking.iter().filter_map(|candidate| match &candidate.entry.versions {
        Reading::Range(range) => Some(range),
        Reading::All | Reading::Words(..) | Reading::Serials(_) => None,
    });
    let all = speaking.iter().all(is_open) && FirmwareRange::leave_nothing_out(&ranges.collect::<Vec<_>>());
    all.then(|| first.matched(Verdict::Affected, Reason::EveryVersion))
}

/// A device that does not say which kind of its model it is (`RM1224`), where each kind that is listed is affected at its
/// version. What all of them have makes no kind of it: each must have a word of its own.
fn of_every_kind<'a>(speaking: &[&Candidate<'_, 'a>]) -> Option<OfVulnerability<'a>> {
    let first = speaking.first()?;
    let is_open = |candidate: &&Candidate<'_, '_>| {
        matches!(candidate.answer, Answer::Open(Reason::IdentityUnsure(_)))
            && candidate.entry.statement.status == Status::Affected
            && candidate.agreement.grade >= Grade::Member
    };
    let kinds: Vec<&OneKind> = speaking.iter().map(|candidate| &candidate.agreement.kind).collect();
    let of_sort = kinds.iter().all(|kind| **kind == OneKind::OfSort);
    let words = || kinds.iter().map(|kind| kind.words().collect::<BTreeSet<_>>());
    let shared = words().reduce(|all, words| &all & &words).unwrap_or_default();
    let several = kinds.len() > 1 && words().all(|words| !words.is_subset(&shared));
    let inside = speaking.iter().map(|candidate| candidate.inside.clone()).collect::<Option<Vec<_>>>()?;
    let all = (of_sort || several) && speaking.iter().all(is_open);
    all.then(|| first.matched(Verdict::Affected, inside[0].clone()))
}

/// `WebAccess` beside `WebAccess Dashboard`, `X-200` beside `X-200RNA`: where the product itself is listed for the same
/// vulnerability, and its version lies outside, what is listed under a shorter name is another product.
fn is_of_a_longer_name(affects: &Candidate<'_, '_>, speaking: &[&Candidate<'_, '_>]) -> bool {
    let is_shorter = affects.agreement.is_plain && affects.agreement.grade < Grade::Exact;
    let is_the_product = |other: &Candidate<'_, '_>| {
        other.agreement.grade == Grade::Exact
            && !other.agreement.on_condition
            && matches!(other.answer, Answer::Outside(_))
            && !std::ptr::eq(other.group, affects.group)
            && (is_shorter || other.is_whole && !affects.is_whole)
    };
    speaking.iter().any(|other| is_the_product(other))
}

/// `ET 200pro` beside `ET 200pro CPU (6ES7154-…)`, `(BMEP*)` beside `Safety (BMEP58*S)`: where more of the device's number is
/// listed, and its version lies outside there, what is listed with less of it is of its other members.
fn is_of_other_numbers(affects: &Candidate<'_, '_>, speaking: &[&Candidate<'_, '_>]) -> bool {
    let is_own = |other: &&&Candidate<'_, '_>| {
        let (own, others) = (&affects.agreement, &other.agreement);
        let has_more = own.signs > 0 && others.signs > own.signs || others.is_by_number && !own.is_by_number;
        has_more && matches!(other.answer, Answer::Outside(_))
    };
    speaking.iter().any(|other| is_own(&other))
}

/// A product listed in two counts (`<= L81`, `<= 012U000061`): where the version lies outside the one that it is counted
/// in, that it cannot be placed in the other says nothing.
fn is_counted_elsewhere(open: &Candidate<'_, '_>, speaking: &[&Candidate<'_, '_>]) -> bool {
    let is_outside = |other: &&&Candidate<'_, '_>| {
        std::ptr::eq(other.group, open.group) && matches!(other.answer, Answer::Outside(_))
    };
    matches!(open.answer, Answer::Open(Reason::VersionUnreadable(_)))
        && speaking.iter().any(|other| is_outside(&other))
}

/// `Platform 9` beside `Platform 9 (V9.6)`: where the line that the version belongs to is listed by itself and ends before
/// it, the range of the product as a whole says nothing.
fn is_of_its_own_line(affects: &Candidate<'_, '_>, speaking: &[&Candidate<'_, '_>]) -> bool {
    let is_own_line = |other: &&&Candidate<'_, '_>| {
        matches!(other.answer, Answer::Outside(_))
            && other.agreement.series == Series::Holds
            && other.group.goes_on_with_a_line(affects.group)
    };
    speaking.iter().any(|other| is_own_line(&other))
}

/// A product listed once for each release branch (`<= 1.2.3.17`, `<= 2.1.0.1`): beyond the end of its own branch, the
/// end of a later one says nothing.
fn is_of_another_branch(affects: &Candidate<'_, '_>, speaking: &[&Candidate<'_, '_>]) -> bool {
    let firmware = |candidate: &Candidate<'_, '_>| candidate.firmware.clone();
    let (Reading::Range(range), Some(version)) = (&affects.entry.versions, firmware(affects)) else {
        return false;
    };
    let beyond_own = |other: &&&Candidate<'_, '_>| match &other.entry.versions {
        Reading::Range(own) => {
            matches!(other.answer, Answer::Outside(_))
                && std::ptr::eq(other.group, affects.group)
                && own.ends_branch_of(&version)
        }
        _ => false,
    };
    range.is_lone_end() && !range.ends_branch_of(&version) && speaking.iter().any(|other| beyond_own(&other))
}

fn matched<'a>(candidate: &Candidate<'_, 'a>) -> OfVulnerability<'a> {
    let (verdict, reason) = match &candidate.answer {
        Answer::Affects(reason) => (Verdict::Affected, reason.clone()),
        Answer::Clears(reason) => (Verdict::NotAffected, reason.clone()),
        Answer::Open(reason) => (Verdict::Undecided, reason.clone()),
        Answer::Outside(words) => (Verdict::NotAffected, Reason::VersionOutsideRange(words.clone())),
        Answer::Silent => {
            (Verdict::Undecided, Reason::RangeUnreadable(candidate.entry.versions.words().to_owned()))
        }
    };
    candidate.matched(verdict, reason)
}

/// Outside all affected ranges: the reason names them, the closest statement stands for them.
fn outside<'a>(speaking: &[&Candidate<'_, 'a>]) -> Option<OfVulnerability<'a>> {
    let (candidate, words) = together(speaking, &|answer| match answer {
        Answer::Outside(words) => Some(words),
        _ => None,
    })?;
    let (verdict, reason) = match beyond(speaking) {
        Beyond::Mended => (Verdict::NotAffected, Reason::VersionOutsideRange(words)),
        Beyond::BeforeTheRemedy(remedy) => {
            (Verdict::Undecided, Reason::BeforeTheRemedy { range: words, remedy })
        }
        Beyond::PerhapsMeant => (Verdict::Undecided, Reason::EndsBeforeMore(words)),
        Beyond::OlderThanListed => (Verdict::Undecided, Reason::OlderThanListed(words)),
    };
    Some(candidate.matched(verdict, reason))
}

/// All that is missing is the version: the reason names every range that it would be held against.
fn version_unknown<'a>(speaking: &[&Candidate<'_, 'a>]) -> Option<OfVulnerability<'a>> {
    let open = speaking.iter().filter(|candidate| matches!(candidate.answer, Answer::Open(_)));
    let only_that =
        open.clone().all(|candidate| matches!(candidate.answer, Answer::Open(Reason::VersionUnknown(_))));
    let (candidate, words) = together(speaking, &|answer| match answer {
        Answer::Open(Reason::VersionUnknown(words)) => Some(words),
        _ => None,
    })?;
    only_that.then(|| candidate.matched(Verdict::Undecided, Reason::VersionUnknown(words)))
}

/// The closest of the statements with an answer, and the words of all of them.
fn together<'c, 'i, 'a>(
    speaking: &[&'c Candidate<'i, 'a>],
    words_of: &dyn Fn(&Answer) -> Option<&String>,
) -> Option<(&'c Candidate<'i, 'a>, String)> {
    let mut ranges: Vec<&str> = Vec::new();
    let mut closest: Option<&Candidate<'i, 'a>> = None;
    for candidate in speaking {
        let Some(words) = words_of(&candidate.answer) else { continue };
        if !ranges.contains(&words.as_str()) {
            ranges.push(words);
        }
        if closest.is_none_or(|closest| closest.closeness() < candidate.closeness()) {
            closest = Some(candidate);
        }
    }
    let more = if ranges.len() > RANGES_SHOWN { "; …" } else { "" };
    ranges.truncate(RANGES_SHOWN);
    closest.map(|closest| (closest, format!("{}{more}", ranges.join("; "))))
}

/// Only other versions are spoken of (`fixed: 2.0`), and none as affected: what holds for this one is open.
fn silent<'a>(speaking: &[&Candidate<'_, 'a>]) -> Option<OfVulnerability<'a>> {
    speaking.iter().find(|candidate| matches!(candidate.answer, Answer::Silent)).copied().map(matched)
}
