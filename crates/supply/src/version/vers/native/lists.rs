//! Notations of their own: the security pages of OpenSSL and nginx, and Swift's ranges.

use super::super::{Equal, GreaterOrEqual, Less, LessOrEqual, VersError};
use super::{Sink, signs};

/// OpenSSL: versions between commas.
pub(super) fn openssl(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    if text.contains(['<', '>', '=', '*']) {
        return signs::read(text, sink);
    }
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).try_for_each(|part| sink.push(Equal, part))
}

/// nginx: versions, `0.7.52-0.8.39`, and `1.4.1+`. The last one goes to the end of its branch where the
/// second number is even, which is a stable branch, and without end where it is odd, the main line.
pub(super) fn nginx(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    if text.contains(['<', '>', '=', '*']) {
        return signs::read(text, sink);
    }
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if part.eq_ignore_ascii_case("all") {
            sink.star = true;
        } else if let Some(from) = part.strip_suffix('+') {
            let numbers: Vec<u64> = from.split('.').filter_map(|digits| digits.parse().ok()).collect();
            let [major, minor, ..] = numbers[..] else { return Err(sink.fault(part)) };
            sink.push(GreaterOrEqual, from)?;
            if minor % 2 == 0 {
                sink.push(Less, &format!("{major}.{}.0", minor.saturating_add(1)))?;
            }
        } else if let Some((from, to)) = part.split_once('-') {
            sink.push(GreaterOrEqual, from.trim())?;
            sink.push(LessOrEqual, to.trim())?;
        } else {
            sink.push(Equal, part)?;
        }
    }
    Ok(())
}

/// Swift: `1.0.0..<2.0.0` and `1.0.0...2.0.0`.
pub(super) fn swift(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    let plain = text.replace('"', "");
    let (from, end, to) = if let Some((from, to)) = plain.split_once("..<") {
        (from, Less, to)
    } else if let Some((from, to)) = plain.split_once("...") {
        (from, LessOrEqual, to)
    } else {
        return signs::read(&plain, sink);
    };
    sink.push(GreaterOrEqual, from.trim())?;
    sink.push(end, to.trim())
}
