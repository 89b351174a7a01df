//! Shapes of texts that CSAF asks for.
//!
//! Invariant: each keeps what the standard's pattern says, by hand, in one pass.

use crate::csaf::form::Word;
use crate::form::Format;

pub(super) static SOME: Word =
    Word { ja: "空でない文字列", en: "a text of one character or more", is: |text| !text.is_empty() };
pub(super) static URI: Word = Word { ja: "URI（RFC 3986）", en: "a URI (RFC 3986)", is: uri };
pub(super) static DATE_TIME: Word = Word {
    ja: "RFC 3339 の日時（例：2026-01-31T09:00:00+09:00）",
    en: "a date and time of RFC 3339 (such as 2026-01-31T09:00:00+09:00)",
    is: |text| Format::DateTime.is_kept_by(text),
};
pub(super) static CATEGORY: Word = Word {
    ja: "前後に空白・「-」・「_」・「.」のない文字列",
    en: "a text that neither starts nor ends with white space, \"-\", \"_\" or \".\"",
    is: |text| trimmed(text, |c| is_space(c) || matches!(c, '-' | '_' | '.')),
};
pub(super) static ID: Word = Word {
    ja: "前後に空白のない文字列",
    en: "a text that neither starts nor ends with white space",
    is: |text| trimmed(text, is_space),
};
pub(super) static VERSION: Word = Word {
    ja: "版（整数、またはセマンティックバージョニング）",
    en: "a version (a whole number, or semantic versioning)",
    is: |text| whole(text) || semantic(text),
};
pub(super) static SEMANTIC: Word =
    Word {
        ja: "セマンティックバージョニングの版", en: "a version of semantic versioning", is: semantic
    };
pub(super) static LANGUAGE: Word =
    Word { ja: "BCP 47 の言語タグ", en: "a language tag of BCP 47", is: |text| language(text, 1) };
pub(super) static CPE: Word =
    Word { ja: "CPE 2.2 または 2.3 の名前", en: "a CPE 2.2 or 2.3 name", is: cpe };
pub(super) static CVE: Word = Word {
    ja: "CVE 番号（CVE-2026-1234 の形）",
    en: "a CVE number (as CVE-2026-1234)",
    is: |text| {
        let numbers = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-'));
        numbers.is_some_and(|(year, number)| {
            year.len() == 4 && digits(year) && number.len() >= 4 && digits(number)
        })
    },
};
pub(super) static CWE: Word = Word {
    ja: "CWE 番号（CWE-79 の形）",
    en: "a CWE number (as CWE-79)",
    is: |text| {
        let number = text.strip_prefix("CWE-");
        number.is_some_and(|number| {
            (1..=6).contains(&number.len()) && digits(number) && !number.starts_with('0')
        })
    },
};
pub(super) static CWE_EDITION: Word = Word {
    ja: "CWE の版（4.13 の形）",
    en: "an edition of CWE (as 4.13)",
    is: |text| {
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            [major, minor] => whole(major) && *major != "0" && whole(minor),
            [major, minor, last] => {
                whole(major) && *major != "0" && whole(minor) && !last.is_empty() && digits(last)
            }
            _ => false,
        }
    },
};
pub(super) static HASH: Word = Word {
    ja: "16 進 32 桁以上のハッシュ値",
    en: "a hash value of 32 hexadecimal digits or more",
    is: |text| text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit()),
};
pub(super) static LOWER_HASH: Word = Word {
    ja: "小文字の 16 進 32 桁以上のハッシュ値",
    en: "a hash value of 32 lower-case hexadecimal digits or more",
    is: |text| text.len() >= 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
};
pub(super) static ALGORITHM: Word = Word {
    ja: "ハッシュ方式の名前（小文字・数字・「-」）",
    en: "the name of a hash algorithm (lower case, digits, \"-\")",
    is: |text| {
        !text.starts_with('-')
            && !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    },
};
pub(super) static PURL: Word = Word {
    ja: "package URL（pkg:種類/名前）",
    en: "a package URL (pkg:type/name)",
    is: |text| purl(text, |c| c.is_ascii_alphabetic() || matches!(c, '.' | '-' | '+'), "+.-", true),
};
pub(super) static LOWER_PURL: Word = Word {
    ja: "package URL（pkg:種類/名前、種類は小文字）",
    en: "a package URL (pkg:type/name, the type in lower case)",
    is: |text| purl(text, |c| c.is_ascii_lowercase(), ".-", false),
};
pub(super) static GROUP: Word = Word {
    ja: "UUID（第 4 版、または Nil・Max）を小文字で書いたもの",
    en: "a UUID (version 4, Nil or Max) in lower case",
    is: uuid,
};
pub(super) static SHARE: Word = Word {
    ja: "0 から 1 の小数（0.5 の形）",
    en: "a fraction from 0 to 1 (as 0.5)",
    is: |text| {
        let zeros = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b == b'0');
        text.strip_prefix("0.").is_some_and(|rest| !rest.is_empty() && digits(rest))
            || text.strip_prefix("1.").is_some_and(zeros)
    },
};
pub(super) static ANY: Word = Word { ja: "文字列", en: "a text", is: |_| true };
pub(super) static KEY: Word = Word { ja: "SSVC のキー", en: "a key of SSVC", is: key };
pub(super) static NAMESPACE: Word =
    Word { ja: "SSVC の名前空間", en: "a namespace of SSVC", is: namespace };
pub(super) static EXTENSION: Word = Word {
    ja: "拡張のスキーマの URL（https://…/名前_1.0.0.json）",
    en: "the URL of an extension's schema (https://…/name_1.0.0.json)",
    is: extension,
};

fn uri(text: &str) -> bool {
    Format::Uri.is_kept_by(text)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn whole(text: &str) -> bool {
    !text.is_empty() && digits(text) && (text == "0" || !text.starts_with('0'))
}

/// White space as the patterns (ECMA-262) mean it.
fn is_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

/// Neither end is such a character, and the text is one line.
fn trimmed(text: &str, is_outside: impl Fn(char) -> bool) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next().filter(|c| !is_outside(*c)) else { return false };
    let inner = characters.as_str();
    let is_one_line = !inner.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
    is_one_line && !is_outside(inner.chars().next_back().unwrap_or(first))
}

/// Semantic versioning 2.0.0, numbers of any size.
fn semantic(text: &str) -> bool {
    let (rest, build) = text.split_once('+').map_or((text, None), |(rest, build)| (rest, Some(build)));
    let (core, pre) = rest.split_once('-').map_or((rest, None), |(core, pre)| (core, Some(pre)));
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let core_is_right = core.split('.').count() == 3 && core.split('.').all(whole);
    core_is_right
        && pre.is_none_or(|pre| pre.split('.').all(|part| word(part) && (!digits(part) || whole(part))))
        && build.is_none_or(|build| build.split('.').all(word))
}

/// A tag's shape; private parts have at least `private_min` characters.
fn language(text: &str, private_min: usize) -> bool {
    if text.eq_ignore_ascii_case("i-default") || text.eq_ignore_ascii_case("i-mingo") {
        return true;
    }
    let mut parts = text.split('-').peekable();
    let alpha = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let mixed = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let first = parts.next().unwrap_or_default();
    if !first.eq_ignore_ascii_case("x") {
        if alpha(first, 2..=3) {
            for _ in 0..3 {
                parts.next_if(|part| alpha(part, 3..=3));
            }
        } else if !alpha(first, 4..=8) {
            return false;
        }
        parts.next_if(|part| alpha(part, 4..=4));
        parts.next_if(|part| alpha(part, 2..=2) || (part.len() == 3 && digits(part)));
        let variant = |part: &&str| {
            mixed(part, 5..=8) || (mixed(part, 4..=4) && part.starts_with(|c: char| c.is_ascii_digit()))
        };
        while parts.next_if(variant).is_some() {}
        while parts.next_if(|part| mixed(part, 1..=1) && !part.eq_ignore_ascii_case("x")).is_some() {
            let mut count = 0;
            while parts.next_if(|part| mixed(part, 2..=8)).is_some() {
                count += 1;
            }
            if count == 0 {
                return false;
            }
        }
        match parts.next() {
            None => return true,
            Some(part) if part.eq_ignore_ascii_case("x") => {}
            Some(_) => return false,
        }
    }
    parts.peek().is_some() && parts.all(|part| mixed(part, private_min..=8))
}

/// CPE 2.3 as a formatted string, or CPE 2.2 as a URI.
fn cpe(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("cpe:2.3:") {
        let parts = unescaped_split(rest);
        return parts.len() == 11
            && matches!(parts[0], "a" | "h" | "o" | "*" | "-")
            && parts[1..]
                .iter()
                .enumerate()
                .all(|(at, part)| if at == 5 { cpe_language(part) } else { cpe_part(part) });
    }
    let is_uri = text.len() > 4 && text.starts_with('c') && text[..4].eq_ignore_ascii_case("cpe:");
    let Some(rest) = Some(text).filter(|_| is_uri).and_then(|text| text[4..].strip_prefix('/')) else {
        return false;
    };
    let mut parts = rest.split(':');
    let part = parts.next().unwrap_or_default();
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-~%".contains(&b);
    (part.is_empty() || matches!(part, "a" | "h" | "o" | "A" | "H" | "O"))
        && parts.clone().count() <= 6
        && parts.all(|part| part.bytes().all(allowed))
}

/// Parts between colons that no backslash stands before.
fn unescaped_split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ':' => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn cpe_part(part: &str) -> bool {
    if matches!(part, "*" | "-") {
        return true;
    }
    // Wild cards stand at the ends: question marks, or one star.
    let open = |text: &str| match text.strip_prefix('*') {
        Some(rest) => rest.len(),
        None => text.trim_start_matches('?').len(),
    };
    let mut rest = &part[part.len() - open(part)..];
    let mut count = 0;
    while let Some(c) = rest.chars().next() {
        let escaped =
            c == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_punctuation() && !"-._".contains(c));
        let length = match c {
            _ if escaped => 2,
            _ if c.is_ascii_alphanumeric() || "-._".contains(c) => 1,
            _ => break,
        };
        rest = &rest[length..];
        count += 1;
    }
    count > 0 && (rest.is_empty() || rest == "*" || rest.bytes().all(|b| b == b'?'))
}

fn cpe_language(part: &str) -> bool {
    let alpha = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    let (language, region) =
        part.split_once('-').map_or((part, None), |(language, region)| (language, Some(region)));
    matches!(part, "*" | "-")
        || (2..=3).contains(&language.len())
            && alpha(language)
            && region.is_none_or(|r| (r.len() == 2 && alpha(r)) || (r.len() == 3 && digits(r)))
}

fn purl(text: &str, starts: impl Fn(char) -> bool, signs: &str, capitals: bool) -> bool {
    let Some((kind, rest)) = text.strip_prefix("pkg:").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let allowed = |c: char| {
        c.is_ascii_digit()
            || c.is_ascii_lowercase()
            || (capitals && c.is_ascii_uppercase())
            || signs.contains(c)
    };
    kind.starts_with(&starts) && kind.chars().all(allowed) && !rest.is_empty() && text.len() >= 7 && uri(text)
}

fn uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len()).collect::<Vec<_>>() == [8, 4, 4, 4, 12];
    let all = |wanted: u8| text.bytes().all(|b| b == wanted || b == b'-');
    let hex = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    lengths && hex && (parts[2].starts_with('4') || all(b'0') || all(b'f'))
}

fn key(text: &str) -> bool {
    text == "T*"
        || !text.is_empty()
            && !text.starts_with('_')
            && !text.ends_with('_')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A base namespace, then extensions: nothing or a language, then languages and named translations or refinements.
fn namespace(text: &str) -> bool {
    let mut parts = text.split('/');
    let base = parts.next().unwrap_or_default();
    let first = parts.next();
    (3..=1000).contains(&text.chars().count())
        && is_base(base)
        && first.is_none_or(|first| first.is_empty() || language(first, 2))
        && parts.all(is_extension)
}

fn is_base(base: &str) -> bool {
    let (name, fragment) = base.split_once('#').map_or((base, None), |(name, rest)| (name, Some(rest)));
    if let Some(name) = name.strip_prefix("x_") {
        return is_domain(name) && fragment.is_some_and(is_fragment);
    }
    let starts = name.len() >= 3
        && name.as_bytes()[0].is_ascii_lowercase()
        && !matches!(name.as_bytes()[1], b'.' | b'-');
    starts && is_fragment(name) && fragment.is_none_or(is_fragment)
}

fn is_extension(part: &str) -> bool {
    let Some(rest) = part.strip_prefix('.') else { return language(part, 2) };
    let (name, tag) = rest.split_once('$').map_or((rest, None), |(name, tag)| (name, Some(tag)));
    let (domain, fragment) = name.split_once('#').map_or((name, None), |(domain, rest)| (domain, Some(rest)));
    let named = is_domain(domain) && fragment.is_none_or(is_fragment);
    match tag {
        Some(tag) => named && language(tag, 2),
        None => named && fragment.is_some(),
    }
}

/// Two labels or more of lower-case letters, digits and inner hyphens.
fn is_domain(name: &str) -> bool {
    name.contains('.') && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Lower-case letters and digits, joined by single `.` or `-`.
fn is_fragment(text: &str) -> bool {
    let word =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split(['.', '-']).all(word)
}

fn extension(text: &str) -> bool {
    let Some((domain, path)) = text.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let file = path.rsplit('/').next().unwrap_or_default();
    let folders_are_named =
        folders.is_empty() && !path.starts_with('/') || folders.split('/').all(|f| !f.is_empty());
    let of_the_standard = domain == "docs.oasis-open.org"
        && path.strip_prefix("csaf/csaf/v2.1/").is_some_and(|rest| {
            rest.starts_with("schema/extension-content.json")
                || rest.contains("/schema/extension-content.json")
        });
    let versioned = file
        .strip_suffix(".json")
        .is_some_and(|file| file.match_indices('_').any(|(at, _)| at > 0 && semantic(&file[at + 1..])));
    is_domain(domain)
        && folders_are_named
        && versioned
        && !path.contains(is_space)
        && !of_the_standard
        && uri(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_those_of_the_standard() {
        let right: &[(&Word, &str)] = &[
            (&CATEGORY, "csaf_vex"),
            (&VERSION, "10"),
            (&VERSION, "1.0.0-rc.1+b"),
            (&LANGUAGE, "zh-yue-Hant-HK-x-a"),
            (&CPE, "cpe:2.3:a:b:c\\:d:1.*:*:-:en-US:*:*:*:*"),
            (&CPE, "cPe:/o:b:c"),
            (&CWE_EDITION, "4.13"),
            (&NAMESPACE, "ssvc//.example.test$en-GB"),
            (&NAMESPACE, "x_example.test#part/de-DE"),
            (&EXTENSION, "https://a.example/x/name_1.0.0.json"),
            (&GROUP, "ffffffff-ffff-ffff-ffff-ffffffffffff"),
            (&SHARE, "1.00"),
        ];
        right.iter().for_each(|(word, text)| assert!((word.is)(text), "{text}"));
        let wrong: &[(&Word, &str)] = &[
            (&CATEGORY, "csaf_"),
            (&VERSION, "01"),
            (&VERSION, "1.0"),
            (&VERSION, "1.0.0-01"),
            (&LANGUAGE, "a-DE"),
            (&CPE, "cpe:2.3:a:b"),
            (&CWE_EDITION, "0.1"),
            (&CWE_EDITION, "4.1."),
            (&NAMESPACE, "x_example#part"),
            (&NAMESPACE, "ss"),
            (&EXTENSION, "https://a.example/x/name.json"),
            (&GROUP, "5868d6be-b28a-504e-a245-0b5093b31b8b"),
            (&SHARE, "1.1"),
        ];
        wrong.iter().for_each(|(word, text)| assert!(!(word.is)(text), "{text}"));
    }
}
