//! Notations of mathematical intervals: Maven's and NuGet's.

use std::cmp::Ordering;

use super::super::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, VersError, Version};
use super::{Sink, signs};

/// Maven: intervals between commas, or one version.
pub(super) fn maven(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    if !text.starts_with(['[', '(']) {
        return sink.push(Equal, text);
    }
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find([']', ')']).ok_or_else(|| sink.fault(rest))?;
        let (interval, after) = rest.split_at(end + 1);
        one(interval, sink)?;
        rest = after.trim_start_matches([',', ' ']);
    }
    Ok(())
}

/// NuGet: one interval, one version as the least, or `1.*`.
pub(super) fn nuget(text: &str, sink: &mut Sink) -> Result<(), VersError> {
    if text.starts_with(['[', '(']) {
        return maven(text, sink);
    }
    if matches!(text, "" | "*" | "*-*") {
        sink.star = true;
        return Ok(());
    }
    match text.split_once(".*") {
        None => sink.push(GreaterOrEqual, text),
        Some((numbers, _)) => {
            let upper = signs::next(numbers).ok_or_else(|| sink.fault(text))?;
            sink.push(GreaterOrEqual, numbers)?;
            sink.push(Less, &upper)
        }
    }
}

/// How the two ends stand to each other; nothing where one is open or has no place.
fn order(from: &str, to: &str, sink: &Sink) -> Option<Ordering> {
    let end = |text| Version::judged(&sink.vers.scheme, text).ok();
    end(from)?.partial_cmp(&end(to)?)
}

/// One interval. Ends the wrong way round would be read as everything outside them.
fn one(interval: &str, sink: &mut Sink) -> Result<(), VersError> {
    let fault = sink.fault(interval);
    let closed = |sign: &str| interval.starts_with(sign) || interval.ends_with(sign);
    let inner = interval.get(1..interval.len() - 1).unwrap_or_default();
    if !interval.starts_with(['[', '(']) {
        return Err(fault);
    }
    let Some((from, to)) = inner.split_once(',') else {
        return if closed("[") && closed("]") { sink.push(Equal, inner.trim()) } else { Err(fault) };
    };
    let (from, to) = (from.trim(), to.trim());
    if from.is_empty() && to.is_empty() {
        sink.star = true;
    }
    match order(from, to, sink) {
        Some(Ordering::Equal) if closed("[") && closed("]") => return sink.push(Equal, from),
        Some(Ordering::Equal | Ordering::Greater) => return Err(fault),
        _ => {}
    }
    if !from.is_empty() {
        sink.push(if closed("[") { GreaterOrEqual } else { Greater }, from)?;
    }
    if !to.is_empty() {
        sink.push(if closed("]") { LessOrEqual } else { Less }, to)?;
    }
    Ok(())
}
