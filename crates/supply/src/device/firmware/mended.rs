//! The version that mends a fault, from the words of a remedy: `Update to V14 SP1 Update 14 or later version`.
//!
//! Only a version that the words say to install counts. Words on versions that stay affected (`3.3.16 and prior`), on
//! plans (`after 6.0.3.3`) and numbers without such a word before them say nothing.

use super::version::FirmwareVersion;
use super::words;

/// Longest remedy that is looked at, in bytes; longer ones are prose.
const WORDS_BYTES_MAX: usize = 2_000;
/// How many words before a number may say that it is the one to install.
const WORDS_BEFORE: usize = 3;

/// Words that say what to do: one of them is in the text, or nothing there is a remedy by a version.
const ACTS: &[&str] = &[
    "update",
    "updates",
    "updated",
    "updating",
    "upgrade",
    "upgrades",
    "upgraded",
    "upgrading",
    "install",
    "installing",
    "later",
    "newer",
    "higher",
    "corrected",
    "fixed",
    "fix",
    "fixes",
    "released",
    "addressed",
    "address",
    "resolved",
    "resolves",
    "patched",
];
/// Words directly before a version to install.
const BEFORE: &[&str] = &[
    "to", "version", "versions", "v", "ver", "firmware", "software", "release", "released", "rev",
    "revision", "install", "in", "is", "update", "upgrade", "use", "patch",
];
/// Words before a version that is not the one.
const OTHERWISE: &[&str] = &[
    "prior",
    "before",
    "after",
    "than",
    "earlier",
    "below",
    "from",
    "until",
    "through",
    "for",
    "with",
    "using",
    "running",
    "supporting",
    "advisory",
    "windows",
    "planned",
    "future",
    "next",
    "on",
];
/// Words behind a version that stays affected, or is not there yet.
const STAYS: &[&str] = &[
    "prior", "earlier", "below", "older", "lower", "previous", "are", "has", "have", "was", "were", "planned",
];

/// A version to install, as it is shown and as it is ordered.
pub(in super::super) type Mended = (String, FirmwareVersion);

/// The versions that a remedy's words say to install; none where the words name none.
pub(in super::super) fn mended_in(remedy: &str) -> Vec<Mended> {
    if remedy.len() > WORDS_BYTES_MAX {
        return Vec::new();
    }
    let plain = words::normalised(remedy);
    let said: Vec<&str> = plain.split([' ', '+', ',']).map(trimmed).filter(|word| !word.is_empty()).collect();
    if !said.iter().any(|word| ACTS.contains(word)) {
        return Vec::new();
    }
    let starts = (0..said.len()).filter(|at| is_number(said[*at]) && is_to_install(&said, *at));
    let read = |at| {
        let end = end(&said, at);
        let text = said[at..end + own_count(remedy, &said[end..])].join(" ");
        FirmwareVersion::parse(&text).ok().map(|version| (text.to_uppercase(), version))
    };
    starts.filter_map(read).collect()
}

/// The same, where the words say nothing but to install that version or a later one.
pub(in super::super) fn plainly_mended_in(remedy: &str) -> Option<Mended> {
    const SAYS_NOTHING: &[&str] = &["or", "later", "newer", "higher", "version", "versions", "any"];
    let before_address = remedy.split(" - Download").next().unwrap_or_default();
    let plain = words::normalised(before_address);
    let number = ["update to ", "upgrade to ", "install "].iter().find_map(|act| plain.strip_prefix(act))?;
    let said: Vec<&str> =
        number.split(' ').map(trimmed).filter(|word| !SAYS_NOTHING.contains(word)).collect();
    let mut versions = mended_in(before_address).into_iter();
    let (mended, none) = (versions.next()?, versions.next());
    let is_all = said.first().is_some_and(|word| is_number(word)) && end(&said, 0) == said.len();
    (none.is_none() && is_all).then_some(mended)
}

/// Does a remedy have this version among its words, whatever it says of it?
pub(in super::super) fn names_version(remedy: &str, version: &str) -> bool {
    has_words(&words::normalised(remedy), &words::normalised(version))
}

/// Does a remedy say *from this version on* in these very words?
pub(in super::super) fn names_from(remedy: &str, version: &str) -> bool {
    const ON: [&str; 10] = [
        " or later",
        " or newer",
        " or higher",
        " or above",
        " or greater",
        " and later",
        " and above",
        " and newer",
        "以降",
        "以上",
    ];
    let (remedy, version) = (words::normalised(remedy), words::normalised(version));
    ON.iter().any(|on| has_words(&remedy, &format!("{version}{on}")))
}

/// Has a remedy these words, whole? Both are normalised.
fn has_words(remedy: &str, version: &str) -> bool {
    let version = version.trim_start_matches('v').trim_start();
    let is_apart = |c: char| !c.is_alphanumeric();
    !version.is_empty()
        && remedy.match_indices(version).any(|(at, found)| {
            let (before, behind) = (&remedy[..at], &remedy[at + found.len()..]);
            let opens =
                before.is_empty() || before.ends_with(|c| is_apart(c) && c != '.') || before.ends_with('v');
            opens && (behind.is_empty() || behind.starts_with(is_apart))
        })
}

fn trimmed(word: &str) -> &str {
    if word == "~" {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '<' | '>' | '='))
}

/// Dotted, or marked by a `v`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix("ver.").or_else(|| word.strip_prefix(['v', 'r'])).unwrap_or(word);
    let marked = digits.len() < word.len();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && (marked || digits.contains('.'))
        && !digits.contains(['/', ':'])
}

/// Do the words before it say that it is one to install, and those behind it not that it stays affected?
fn is_to_install(said: &[&str], at: usize) -> bool {
    let before = &said[at.saturating_sub(WORDS_BEFORE)..at];
    // `Versions 3 with patch 3.1.4`: what it is installed with is the remedy.
    let before = before.strip_suffix(&["with", "patch"]).map_or(before, |_| &before[before.len() - 1..]);
    let is_otherwise = before.iter().any(|word| OTHERWISE.contains(word) || word.contains('<'));
    let marked = said[at].starts_with('v');
    if is_in_a_span(said, at) {
        return false;
    }
    let is_named = !is_otherwise && (marked || at == 0 || before.iter().any(|word| BEFORE.contains(word)));
    let behind = &said[end(said, at)..];
    let stays = match behind {
        ["and" | "or", next, ..] => STAYS.contains(next) || *next == "all",
        [next, ..] => STAYS.contains(next),
        [] => false,
    };
    is_named && !stays
}

/// `v12.0 to v13.4: apply …`: of two numbers with *to* between them the first is never one to install, and the second only
/// behind an act (`update 1.2 to 1.3`).
fn is_in_a_span(said: &[&str], at: usize) -> bool {
    const ACTS: &[&str] = &["update", "updates", "updating", "upgrade", "upgrades", "upgrading"];
    let is_span = |three: &[&str]| matches!(three, [first, "to" | "through" | "~", last] if is_number(first) && is_number(last));
    let begins = said.get(at..at + 3).is_some_and(is_span);
    let ends = at.checked_sub(2).is_some_and(|first| {
        let acts = first.checked_sub(1).is_some_and(|before| ACTS.contains(&said[before]));
        is_span(&said[first..=at]) && !acts
    });
    begins || ends
}

/// How many words behind a number count on under letters of the maker's own (`8.5 GMA 3`): a version without them would be
/// cut short.
fn own_count(remedy: &str, behind: &[&str]) -> usize {
    let is_own = |letters: &str, number: &str| {
        let written = letters.to_uppercase();
        (2..=words::LETTERS_MAX).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_lowercase())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && remedy.contains(&format!("{written} {number}"))
    };
    match behind {
        [letters, number, ..] if is_own(letters, number) => 2,
        _ => 0,
    }
}

/// Where the version that begins at a word ends: behind its service packs and updates.
fn end(said: &[&str], at: usize) -> usize {
    let counts = |word: &str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.len() > 1 && words::qualifier(letters).is_some()
    };
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut end = at + 1;
    while let Some(word) = said.get(end) {
        let goes_on = counts(word) || (number(word) && said.get(end - 1).is_some_and(|last| counts(last)));
        if !goes_on || words::is_mark(word) {
            break;
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(remedy: &str) -> Option<FirmwareVersion> {
        let found = mended_in(remedy);
        assert!(found.len() < 2, "{remedy}: {found:?}");
        found.into_iter().next().map(|(_, version)| version)
    }

    fn version(text: &str) -> Option<FirmwareVersion> {
        Some(FirmwareVersion::parse(text).unwrap())
    }

    #[test]
    fn the_version_to_install_is_read() {
        for (remedy, mended) in [
            ("Update to V14 SP1 Update 14 or later version", "V14 SP1 Update 14"),
            ("Update to version V16", "V16"),
            ("EW-50A: Version 7.95 or later", "7.95"),
            ("Acme has released update 9.0.1 to mitigate this vulnerability.", "9.0.1"),
            ("The fault is corrected in Base 6.1", "6.1"),
            ("Users should install v1.0.0.3 on all affected systems.", "1.0.0.3"),
            ("Acme has issued updated firmware v6.87 to address this.", "6.87"),
            ("Upgrade to 8.0 + Service Pack 1", "8.0 SP1"),
            ("Gauge, v12.0.264 to v13.4.118: apply the upgrade to v13.4.123 or higher", "13.4.123"),
            ("Gauge, versions 2.1 – 2.4: update to 2.5", "2.5"),
            ("Update 1.2 to 1.3", "1.3"),
            ("Update all tide servers: Versions 3 with patch 3.1.4", "3.1.4"),
        ] {
            assert_eq!(one(remedy), version(mended), "{remedy}");
        }
    }

    #[test]
    fn what_counts_on_under_letters_of_its_own_is_not_cut_off() {
        let mended = one("Acme has released 8.5 GMA 3, an update");
        assert!(mended.is_none_or(|mended| mended > version("8.5").unwrap()));
        assert_eq!(one("Update to 8.5 on 3 servers"), version("8.5"));
    }

    #[test]
    fn a_remedy_of_more_than_a_version_is_not_plain() {
        for plain in
            ["Update to V2.8 or later version", "Update to V13 SP1 - Download: https://acme.example/13"]
        {
            assert!(plainly_mended_in(plain).is_some(), "{plain}");
        }
        for more in [
            "Update to V6.0 SP5 and apply Hotfix 2 or later",
            "Update to V8.2; then update the server to V7.4",
            "PC10: Versions 1.50 or later",
            "Versions prior to v4.1.4: update to v4.1.4",
        ] {
            assert_eq!(plainly_mended_in(more), None, "{more}");
        }
    }

    #[test]
    fn a_version_among_the_words_of_a_remedy_is_named_whatever_they_say() {
        for (remedy, version, named) in [
            ("Reinstall the updated Version 1.0.3.", "V1.0.3", true),
            ("Upgrade Tide Reader 2019 R2 or later", "2019 R2", true),
            ("Install v1.0.3-7", "1.0.3", true),
            ("Install 11.0.3 or 1.0.31", "1.0.3", false),
            ("Install 2.1.0.3", "1.0.3", false),
            ("Use a firewall", "V", false),
        ] {
            assert_eq!(names_version(remedy, version), named, "{remedy}");
        }
    }

    #[test]
    fn a_remedy_says_from_which_version_on() {
        for (remedy, version, from) in [
            ("Upgrade to version 2023 Patch 1 or later.", "2023 Patch 1", true),
            ("Install v4.2 or later", "V4.2", true),
            ("Install v14.2 or later", "4.2", false),
            ("Install 4.2.1 or later", "4.2", false),
            ("Replaces 4.2", "4.2", false),
        ] {
            assert_eq!(names_from(remedy, version), from, "{remedy}");
        }
    }

    #[test]
    fn what_stays_affected_is_planned_or_needed_is_none() {
        for remedy in [
            "Firmware v3.3.16 and prior should be updated",
            "It is planned to be fixed in the next release after 6.0.3.3",
            "Update all systems running Windows 8.1",
            "See the advisory PSA-2022-03 v1.2 for more",
            "Restrict access to port 8443/tcp",
            "Only for versions < V8.3: update the certificate",
            "Update versions prior to 3.2 by the service",
            "Update to release 3.2 (planned)",
        ] {
            assert_eq!(mended_in(remedy), [], "{remedy}");
        }
        let several = mended_in("Update to 6.0.3 or to version V6.1 SP2");
        let shown: Vec<&str> = several.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(shown, ["6.0.3", "V6.1 SP2"]);
        assert_eq!(mended_in(&"update to v1.2 ".repeat(200)), []);
    }
}
