//! Every way to read one word of a name: its optional parts, the members of a list in it, its wildcards.

use super::super::super::pattern::{Pattern, compact};
use super::super::split::OPTION;

/// Most ways to read one slot.
pub(super) const READINGS_MAX: usize = 24;

/// Every way to read a word: with and without its optional parts, its list members, its wildcards.
pub(super) fn readings(word: &str) -> Vec<Pattern> {
    let mut readings: Vec<Pattern> = Vec::new();
    for spelling in options(word) {
        for member in members(&spelling) {
            for pattern in Pattern::readings(&member) {
                if !readings.contains(&pattern) && readings.len() < READINGS_MAX {
                    readings.push(pattern);
                }
            }
        }
    }
    readings
}

/// A word with and without each optional part; more than three are all taken.
fn options(word: &str) -> Vec<String> {
    let mut spellings = vec![String::new()];
    let mut rest = word;
    let mut left = 3_u8;
    while let Some((before, after)) = rest.split_once(OPTION.0) {
        let (option, behind) = after.split_once(OPTION.1).unwrap_or((after, ""));
        let with = |spelling: &String| format!("{spelling}{before}{option}");
        let without = |spelling: &String| format!("{spelling}{before}");
        spellings = if left > 0 {
            spellings.iter().flat_map(|spelling| [without(spelling), with(spelling)]).collect()
        } else {
            spellings.iter().map(with).collect()
        };
        left = left.saturating_sub(1);
        rest = behind;
    }
    for spelling in &mut spellings {
        spelling.push_str(rest);
    }
    spellings
}

/// `R04/08/120ENCPU` is R04ENCPU, R08ENCPU and R120ENCPU; `4351A/B` is 4351A and 4351B; `FX5U-32MT/ES` is
/// one number.
fn members(word: &str) -> Vec<String> {
    const PARTS_MAX: usize = 10;
    let parts: Vec<&str> = word.split('/').filter(|part| !part.is_empty()).collect();
    let digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    let mut members = vec![word.to_owned()];
    let [first, .., last] = parts.as_slice() else { return members };
    if parts.len() > PARTS_MAX {
        return members;
    }
    let idle = |part: &str| part.chars().all(|c| matches!(c, 'x' | '*' | '-' | '□'));
    if parts[1..].iter().all(|part| idle(part)) {
        members.push((*first).to_owned());
        return members;
    }
    if !digit(word) {
        members.extend(lettered(&parts));
        return members;
    }
    if parts[1..].iter().any(|part| !digit(part) && part.chars().count() > 1) {
        return members;
    }
    let letters = |c: char| !c.is_ascii_digit();
    let head = first.find(|c: char| c.is_ascii_digit()).map_or("", |at| &first[..at]);
    let tail = last.rfind(|c: char| c.is_ascii_digit()).map_or("", |at| &last[at + 1..]);
    let stem = first.trim_end_matches(letters);
    for part in &parts {
        if digit(part) {
            let from = if part.starts_with(letters) { "" } else { head };
            let to = if part.ends_with(letters) { "" } else { tail };
            members.push(format!("{from}{part}{to}"));
            members.extend(
                (head.is_empty() || !from.is_empty() || part.contains(letters))
                    .then(|| format!("{from}{part}")),
            );
            members.extend(tail_replaced(first, part));
        } else {
            members.push(format!("{stem}{part}"));
        }
    }
    members.retain(|member| compact(member).len() > 1);
    members
}

/// Lists without a digit: short names (`MEC/MBC/PXC`), or letters in place of the last one
/// (`XGK-CPUU/H/A`). Longer words beside a slash are one name (`WebAccess/SCADA`).
fn lettered(parts: &[&str]) -> Vec<String> {
    const NAME_MAX: usize = 4;
    let upper = |part: &&str| part.chars().all(|c| c.is_uppercase());
    let [first, rest @ ..] = parts else { return Vec::new() };
    if parts.iter().all(|part| upper(part) && (2..=NAME_MAX).contains(&part.len())) {
        return parts.iter().map(|part| (*part).to_owned()).collect();
    }
    let stem = first.char_indices().next_back().map_or("", |(at, _)| &first[..at]);
    if rest.iter().all(|part| upper(part) && part.len() <= 2) && stem.len() > 2 {
        let mut members = vec![(*first).to_owned()];
        members.extend(rest.iter().map(|part| format!("{stem}{part}")));
        return members;
    }
    Vec::new()
}

/// `ATV31/312`, `X204-1/-2`: the part in place of as much of the first's end.
fn tail_replaced(first: &str, part: &str) -> Option<String> {
    let part = part.trim_start_matches('-');
    let keep = first.len().checked_sub(part.len()).filter(|keep| *keep > 0)?;
    let (stem, tail) = (first.get(..keep)?, first.get(keep..)?);
    let kind = |text: &str| text.chars().next().map(|c| c.is_ascii_digit());
    (kind(tail) == kind(part)).then(|| format!("{stem}{part}"))
}
