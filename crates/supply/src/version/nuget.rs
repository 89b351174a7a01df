//! NuGet: up to four numbers, missing ones are zero; a pre-release as in Semantic Versioning but in any
//! letter case; build metadata does not count. NuGet itself refuses a leading `v`, numbers beyond 31 bits and
//! build metadata of other signs; none of them leaves the order in doubt, so they are taken as they are found.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular, semver};

const PRE: u8 = 1;
const RELEASE: u8 = 2;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let (text, build) = text.split_once('+').unwrap_or((text, ""));
    if !build.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (numbers, pre) = match text.split_once('-') {
        Some((numbers, pre)) => (numbers, Some(pre)),
        None => (text, None),
    };
    let mut count = 0;
    for digits in numbers.split('.') {
        count += 1;
        if count <= 4 && !key.number(digits) || digits.bytes().any(|b| !b.is_ascii_digit()) {
            return None;
        }
    }
    (count..4).for_each(|_| key.natural(0));
    match pre {
        Some(pre) => {
            key.tag(PRE);
            semver::identifiers(&pre.to_ascii_lowercase(), key)?;
        }
        None => key.tag(RELEASE),
    }
    Some(if count > 4 { Irregular } else { Regular })
}

/// As NuGet writes it: the pre-release in lower case.
pub(super) fn written(text: &str) -> String {
    let (version, build) = match text.find('+') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    match version.find('-') {
        Some(at) => {
            let (numbers, pre) = version.split_at(at);
            format!("{numbers}{}{build}", pre.to_ascii_lowercase())
        }
        None => text.to_owned(),
    }
}
