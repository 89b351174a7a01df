//! Texts that have to be something: a date, an address, a reference (JSON Schema's `format`).
//!
//! By the documents that JSON Schema names: RFC 3339 for dates, RFC 3986 and 3987 for references, RFC 5321 and 6531
//! for addresses. Invariant: pure and without allocation.

use core::net::Ipv6Addr;

/// A form that a text can be asked to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Date,
    DateTime,
    Email,
    IdnEmail,
    Uri,
    UriReference,
    Iri,
    IriReference,
}

impl Format {
    /// By the name that JSON Schema gives it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "email" => Self::Email,
            "idn-email" => Self::IdnEmail,
            "uri" => Self::Uri,
            "uri-reference" => Self::UriReference,
            "iri" => Self::Iri,
            "iri-reference" => Self::IriReference,
            _ => return None,
        })
    }

    /// What it is, for a message.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Date => ("日付（RFC 3339、例 2024-01-31）", "a date (RFC 3339, such as 2024-01-31)"),
            Self::DateTime => (
                "日時（RFC 3339、例 2024-01-31T09:00:00Z）",
                "a date and time (RFC 3339, such as 2024-01-31T09:00:00Z)",
            ),
            Self::Email | Self::IdnEmail => ("メールアドレス", "an e-mail address"),
            Self::Uri => ("URI（スキームから始まるもの）", "a URI that starts with its scheme"),
            Self::UriReference => ("URI または相対参照", "a URI or a relative reference"),
            Self::Iri => ("IRI（スキームから始まるもの）", "an IRI that starts with its scheme"),
            Self::IriReference => ("IRI または相対参照", "an IRI or a relative reference"),
        }
    }

    /// Does the text have it?
    pub(crate) fn is_kept_by(self, text: &str) -> bool {
        match self {
            Self::Date => date(text.as_bytes()),
            Self::DateTime => date_time(text),
            Self::Email => text.is_ascii() && email(text),
            Self::IdnEmail => idn_email(text),
            Self::Uri => text.is_ascii() && reference(text, true),
            Self::UriReference => text.is_ascii() && reference(text, false),
            Self::Iri => reference(text, true),
            Self::IriReference => reference(text, false),
        }
    }
}

/// Two digits as a number.
fn two(digits: &[u8]) -> Option<u8> {
    match digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

/// `YYYY-MM-DD`, a day that exists.
pub(crate) fn date(text: &[u8]) -> bool {
    let [a, b, c, d, b'-', month @ .., b'-', e, f] = text else { return false };
    let (Some(century), Some(year), Some(month), Some(day)) =
        (two(&[*a, *b]), two(&[*c, *d]), two(month), two(&[*e, *f]))
    else {
        return false;
    };
    day >= 1 && day <= days_in(u16::from(century) * 100 + u16::from(year), month)
}

/// How many days a month has; none where there is no such month.
const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// RFC 3339, 5.6. A leap second is only let be where UTC can have one.
fn date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((day, time)) = bytes.split_at_checked(10) else { return false };
    let [b'T' | b't', a, b, b':', c, d, b':', e, f, rest @ ..] = time else { return false };
    let (Some(hour), Some(minute), Some(second)) = (two(&[*a, *b]), two(&[*c, *d]), two(&[*e, *f])) else {
        return false;
    };
    let Some(shift) = after_fraction(rest).and_then(offset) else { return false };
    let utc = (i32::from(hour) * 60 + i32::from(minute) - shift).rem_euclid(24 * 60);
    date(day) && hour < 24 && minute < 60 && (second < 60 || second == 60 && utc == 23 * 60 + 59)
}

/// What follows the fraction of a second; nothing where its digits are missing.
fn after_fraction(text: &[u8]) -> Option<&[u8]> {
    let Some(digits) = text.strip_prefix(b".") else { return Some(text) };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    if end == 0 { None } else { digits.get(end..) }
}

/// `Z` or `+09:00`, in minutes.
fn offset(text: &[u8]) -> Option<i32> {
    match text {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            let (hours, minutes) = (two(&[*a, *b])?, two(&[*c, *d])?);
            let shift = i32::from(hours) * 60 + i32::from(minutes);
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -shift } else { shift })
        }
        _ => None,
    }
}

/// A local part and a host.
fn email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let atoms = || local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(in_atom));
    local.len() <= 64 && (quoted || atoms()) && mail_host(host)
}

/// RFC 6531 lets nearly everything be; what is asked for is two sides of an `@`, and no blank.
fn idn_email(text: &str) -> bool {
    let blank = |sign: char| sign.is_whitespace() || sign.is_control();
    !text.contains(blank)
        && text.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
}

fn in_atom(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(sign) || !sign.is_ascii()
}

fn mail_host(host: &str) -> bool {
    if let Some(literal) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return literal.strip_prefix("IPv6:").unwrap_or(literal).parse::<core::net::IpAddr>().is_ok();
    }
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-' || !sign.is_ascii())
    };
    host.len() <= 254 && host.split('.').all(label)
}

/// RFC 3986 and 3987: scheme, authority, path, query, fragment.
fn reference(text: &str, absolute: bool) -> bool {
    if !signs_of_a_reference(text) {
        return false;
    }
    let (text, _fragment) = text.split_once('#').unwrap_or((text, ""));
    if _fragment.contains('#') {
        return false;
    }
    let before_query = text.split_once('?').map_or(text, |(before, _)| before);
    let first_segment = before_query.split('/').next().unwrap_or_default();
    let (scheme, rest) = match first_segment.find(':') {
        Some(at) => (before_query.get(..at), before_query.get(at + 1..).unwrap_or_default()),
        None => (None, before_query),
    };
    match scheme {
        Some(scheme) if !is_scheme(scheme) => return false,
        None if absolute => return false,
        _ => {}
    }
    match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            authority(rest.get(..end).unwrap_or_default())
                && !rest.get(end..).unwrap_or_default().contains(['[', ']'])
        }
        None => !rest.contains(['[', ']']),
    }
}

/// No sign that has to be written as `%XX`, and no `%` without two digits.
fn signs_of_a_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let escaped = |at: usize| bytes[at] != b'%' || hex(at + 1) && hex(at + 2);
    let wrong = |sign: char| sign.is_control() || sign.is_whitespace() || "\"<>\\^`{|}".contains(sign);
    !text.contains(wrong)
        && (0..bytes.len()).all(escaped)
        && !text.split_once(['?', '#']).is_some_and(|(_, after)| after.contains(['[', ']']))
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
        && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || "+-.".contains(sign))
}

fn authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    if user.contains(['@', '[', ']']) {
        return false;
    }
    let (host, port) = match host.strip_prefix('[') {
        Some(literal) => {
            let Some((address, port)) = literal.split_once(']') else { return false };
            let known = address.parse::<Ipv6Addr>().is_ok() || address.starts_with(['v', 'V']);
            return known && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    !host.contains(['[', ']']) && is_port(port)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: Format, kept: &[&str], broken: &[&str]) {
        for text in kept {
            assert!(format.is_kept_by(text), "{text}");
        }
        for text in broken {
            assert!(!format.is_kept_by(text), "{text}");
        }
    }

    #[test]
    fn dates_exist_and_times_have_a_zone() {
        check(
            Format::Date,
            &["2024-02-29", "2000-02-29"],
            &["2023-02-29", "1900-02-29", "2024-13-01", "2024-1-1", ""],
        );
        check(
            Format::DateTime,
            &[
                "2020-04-13T20:20:39+00:00",
                "2020-04-13t20:20:39.123z",
                "1990-12-31T23:59:60Z",
                "1990-12-31T15:59:60-08:00",
            ],
            &[
                "2020-04-13T20:20:39",
                "2020-04-13",
                "2020-04-13T24:00:00Z",
                "2020-04-13T20:20:39.Z",
                "1990-12-31T22:59:60Z",
                "x",
            ],
        );
    }

    #[test]
    fn references_are_told_from_texts() {
        check(
            Format::IriReference,
            &[
                "",
                "a/b",
                "../x",
                "https://例え.jp/パス?q#f",
                "urn:x:y",
                "//host:80/p",
                "http://[::1]:8/",
                "pkg:a/b@1",
                "#x",
            ],
            &["a b", "http://[::1", "1a:b", "%zz", "a\\b", "<x>", "http://h:port/", "a#b#c", "http://a/[b]"],
        );
        check(Format::Uri, &["https://example.com", "urn:x"], &["a/b", "https://例え.jp", ""]);
        check(Format::Iri, &["https://例え.jp"], &["//x"]);
    }

    #[test]
    fn addresses_have_a_local_part_and_a_host() {
        check(
            Format::Email,
            &["a.b+c@example.com", "\"a b\"@x", "a@[127.0.0.1]"],
            &["a", "@x", "a@", "a..b@x", "a@-x", "名@例"],
        );
        check(Format::IdnEmail, &["名@例.jp"], &["名", "a b@x", "@"]);
    }
}
