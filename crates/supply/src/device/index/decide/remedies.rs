//! What the remedies of a statement say of versions that its words leave open, or leave outside.

use std::cmp::Ordering;

use sekisho_model::{Advisory, Remedy, RemedyKind, Statement, Status, Target};

use super::super::super::firmware::{
    FirmwareVersion, Mended, mended_in, names_from, names_version, plainly_mended_in,
};
use super::super::super::model::Asked;
use super::{Answer, Candidate, Entry, Reading};
use crate::Reason;

/// `Every version`, or every one of a line (`12.7.x`), and remedies that say from which one on it is mended: what holds from
/// there on is not said.
pub(super) fn beyond_the_remedy(entry: &Entry<'_>, asked: &Asked) -> Option<Answer> {
    let version = FirmwareVersion::parse(asked.firmware.as_deref()?).ok()?;
    let remedies = &entry.statement.remedies;
    let said = || remedies.iter().filter(is_fix).flat_map(|remedy| mended_in(&remedy.words));
    let mended: Vec<Mended> = match &entry.versions {
        Reading::Range(range) if range.lists_lines() => {
            said().filter(|(_, remedy)| range.lists_every_one_of_line(remedy)).collect()
        }
        Reading::All if is_of_one_product(entry.advisory) => said().collect(),
        // Among other products' remedies only one that says nothing else is this one's.
        Reading::All => {
            let fixes = remedies.iter().filter(|remedy| remedy.kind == RemedyKind::VendorFix);
            fixes.filter_map(|remedy| plainly_mended_in(&remedy.words)).collect()
        }
        Reading::Range(_) | Reading::Serials(_) | Reading::Words(..) => Vec::new(),
    };
    let (words, _) = mended.iter().max_by(|a, b| a.1.cmp(&b.1)).cloned()?;
    let beyond_all = mended.iter().all(|(_, remedy)| version.against(remedy).is_some_and(Ordering::is_ge));
    beyond_all.then_some(Answer::Open(Reason::BeyondTheRemedy(words)))
}

/// Has an advisory one product only, so that all its remedies are of that one?
fn is_of_one_product(advisory: &Advisory) -> bool {
    let mut products = advisory.statements.iter().map(product);
    let first = products.next().flatten();
    first.is_some() && products.all(|product| product == first)
}

/// The device product that a statement is on.
fn product(statement: &Statement) -> Option<&str> {
    match &statement.target {
        Target::Device(target) => Some(target.product.as_str()),
        Target::Package { .. } => None,
    }
}

/// A listed line, and remedies in it that say which of its versions are meant.
pub(super) fn of_a_listed_line(entry: &Entry<'_>, asked: &Asked) -> Option<Answer> {
    let Reading::Range(range) = &entry.versions else { return None };
    if entry.statement.status == Status::UnderInvestigation {
        return None;
    }
    let version = FirmwareVersion::parse(asked.firmware.as_deref()?).ok()?;
    let fixes = entry.statement.remedies.iter().filter(is_fix);
    let remedies: Vec<FirmwareVersion> =
        fixes.flat_map(|remedy| mended_in(&remedy.words)).map(|(_, remedy)| remedy).collect();
    let words = range.words().to_owned();
    let inside = range.has_of_its_line(&version, &remedies)?;
    Some(match inside {
        true => Answer::Affects(Reason::VersionInRange(words)),
        false if has_the_line_alone(entry, &version, &remedies) => Answer::Outside(words),
        // Another product's remedy may have cleared this one.
        false => Answer::Open(Reason::RangeUnreadable(words)),
    })
}

/// Has no other product of the advisory the line of a version, so that the remedies in it are of this one?
fn has_the_line_alone(entry: &Entry<'_>, version: &FirmwareVersion, remedies: &[FirmwareVersion]) -> bool {
    let own = product(entry.statement);
    let others = entry.advisory.statements.iter().filter(|other| product(other) != own);
    others.map(|other| Reading::of(&other.versions)).all(|versions| match versions {
        Reading::Range(range) | Reading::Words(_, _, Some(range)) => {
            range.has_of_its_line(version, remedies).is_none()
        }
        Reading::Serials(_) => true,
        Reading::All | Reading::Words(..) => false,
    })
}

/// `< 2.5 (2.5 and prior)`: the words go before the sign that they were put into, unless a remedy names that version.
pub(super) fn at_a_contested_end(entry: &Entry<'_>, asked: &Asked) -> Option<Answer> {
    let Reading::Range(range) = &entry.versions else { return None };
    let firmware = asked.firmware.as_deref()?;
    let is_named = entry.statement.remedies.iter().any(|remedy| names_version(&remedy.words, firmware));
    let is_meant = entry.statement.status != Status::UnderInvestigation
        && range.contests_its_end(&FirmwareVersion::parse(firmware).ok()?)
        && !is_named;
    is_meant.then(|| Answer::Affects(Reason::VersionInRange(range.words().to_owned())))
}

/// `2023` beside `2023 Patch 1`: what the only remedy of an advisory's only product names is mended, though the words leave
/// open how far the listed version reaches.
pub(super) fn named_by_the_remedy(entry: &Entry<'_>, asked: &Asked) -> Option<Answer> {
    let Reading::Range(range) = &entry.versions else { return None };
    is_to_be_installed(entry, asked.firmware.as_deref()?).then(|| Answer::Outside(range.words().to_owned()))
}

/// Do the remedies of an advisory's only product say *from this very version on*, and does it lie beyond what is listed?
fn is_to_be_installed(entry: &Entry<'_>, firmware: &str) -> bool {
    let Ok(version) = FirmwareVersion::parse(firmware) else { return false };
    let beyond = match &entry.versions {
        Reading::Range(range) => {
            range.is_listed() && !range.is_said(firmware) && range.is_passed_by(&version)
        }
        Reading::All | Reading::Words(..) | Reading::Serials(_) => false,
    };
    let fixes = || entry.statement.remedies.iter().filter(is_fix);
    beyond && is_of_one_product(entry.advisory) && fixes().any(|remedy| names_from(&remedy.words, firmware))
}

/// Does a remedy give something to install, or to do instead?
fn is_fix(remedy: &&Remedy) -> bool {
    matches!(remedy.kind, RemedyKind::VendorFix | RemedyKind::Mitigation)
}

/// What lies beyond the ranges that a device's version is outside of.
pub(super) enum Beyond {
    /// A remedy, or nothing that speaks against it.
    Mended,
    /// A version that comes before each of the versions to install, of which this is the first.
    BeforeTheRemedy(String),
    /// Single versions are listed (`11.2, 11.3`), and the device's (`11.1`) is older than each: nothing is said of it.
    OlderThanListed,
    /// `<= 6.0` and `6.0.3`: whether the line or its first release is meant only the maker knows.
    PerhapsMeant,
}

pub(super) fn beyond(speaking: &[&Candidate<'_, '_>]) -> Beyond {
    let firmware = speaking.first().and_then(|candidate| candidate.firmware.as_deref());
    let Some(version) = firmware.and_then(|text| FirmwareVersion::parse(text).ok()) else {
        return Beyond::Mended;
    };
    let outside = || speaking.iter().filter(|candidate| matches!(candidate.answer, Answer::Outside(_)));
    let is_to_be_installed = |candidate: &&&Candidate<'_, '_>| {
        firmware.is_some_and(|firmware| is_to_be_installed(candidate.entry, firmware))
    };
    if outside().all(|candidate| candidate.lists_only_later_than(&version)) {
        return if outside().any(|it| is_to_be_installed(&it)) {
            Beyond::Mended
        } else {
            Beyond::OlderThanListed
        };
    }
    let passed: Vec<&&Candidate<'_, '_>> =
        outside().filter(|candidate| candidate.is_passed_by(&version)).collect();
    let goes_on = |candidate: &&&Candidate<'_, '_>| match &candidate.entry.versions {
        Reading::Range(range) => range.ends_before_more_of(&version),
        Reading::All | Reading::Words(..) | Reading::Serials(_) => false,
    };
    let perhaps_meant = passed.iter().any(goes_on);
    let (mended, all_plain) = mended_beyond(&passed);
    // `V4.1 UPDATE` and `V4.1_0001` say that V4.1 is to be installed, and nothing of what comes behind it.
    let is_it = |remedy: &FirmwareVersion| {
        remedy.has_number_of(&version) && (remedy.ends_in_a_qualifier() || remedy.is_a_build_of(&version))
    };
    // A remedy of the version's own branch goes before those of others.
    let of_own_branch = |(_, remedy): &&Mended| remedy.has_branch() && version.shares_branch(remedy);
    let own: Vec<Mended> = mended.iter().filter(of_own_branch).cloned().collect();
    let mended = if own.is_empty() { mended } else { own };
    let is_ahead =
        |(_, remedy): &Mended| version.against(remedy).is_some_and(Ordering::is_lt) && !is_it(remedy);
    let is_reached = |(_, remedy): &Mended| version.against(remedy).is_some_and(Ordering::is_ge);
    if mended.iter().any(is_reached) {
        return Beyond::Mended;
    }
    // One that begins otherwise, among other words, may be of another product.
    let is_next = |(_, remedy): &Mended| all_plain || remedy.begins_like(&version);
    let next = mended.into_iter().filter(is_ahead).min_by(|a, b| a.1.cmp(&b.1)).filter(is_next);
    match next {
        Some((words, _)) => Beyond::BeforeTheRemedy(words),
        None if perhaps_meant => Beyond::PerhapsMeant,
        None => Beyond::Mended,
    }
}

/// The versions to install of what a device's version is beyond, and whether nothing else stands beside them. One that the
/// range itself has mends nothing there: it is of another product (`<= 2.00.07`, and `switch to Studio v1.1.2`), or names
/// that end.
fn mended_beyond(passed: &[&&Candidate<'_, '_>]) -> (Vec<Mended>, bool) {
    let (mut mended, mut all_plain) = (Vec::new(), true);
    for candidate in passed {
        let mut own = Vec::new();
        for remedy in candidate.entry.statement.remedies.iter().filter(is_fix) {
            if let Some(plain) = plainly_mended_in(&remedy.words) {
                own.push(plain);
                continue;
            }
            let among_words = mended_in(&remedy.words);
            all_plain &= among_words.is_empty();
            own.extend(among_words);
        }
        own.retain(|(_, remedy)| candidate.may_be_mended_in(remedy));
        mended.extend(own);
    }
    (mended, all_plain)
}
