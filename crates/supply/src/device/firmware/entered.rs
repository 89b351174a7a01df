//! A version as people enter it in a list of devices: with a remark or a day behind it, or behind the device's name.

use super::words;

/// Of what was entered the version of the firmware that is installed: behind the arrow of an update (`1.2→1.3`), and beside
/// that of the hardware (`HW 1 / FW 2.0`).
pub(in super::super) fn of_the_firmware(entered: &str) -> &str {
    const FIRMWARE: [&str; 6] = ["fw", "firmware", "sw", "software", "ファーム", "ソフト"];
    const HARDWARE: [&str; 5] = ["hw", "hardware", "ハード", "基板", "rev"];
    let now = entered.rsplit(['→', '⇒']).next().unwrap_or(entered);
    let now = now.rsplit("->").next().unwrap_or(now).trim();
    let begins = |part: &str, marks: &[&str]| {
        let part = part.to_lowercase();
        marks.iter().any(|mark| part.starts_with(mark))
    };
    let parts = || now.split(['/', ',', ';', '、', '\n']).map(str::trim);
    let mut firmware = parts().filter(|part| begins(part, &FIRMWARE));
    let others_are_hardware =
        parts().filter(|part| !begins(part, &FIRMWARE)).all(|part| begins(part, &HARDWARE));
    match (firmware.next(), firmware.next()) {
        (Some(only), None) if others_are_hardware => only,
        _ => now,
    }
}

/// The package or system that a version stands behind (`CPCI85 V25.20`, `WeOS 5.22.0`): letters and digits, at least two of
/// them capitals, and no word of versions.
pub(in super::super) fn package_apart(entered: &str) -> Option<(&str, &str)> {
    const LENGTH_MIN: usize = 4;
    let (package, version) = entered.trim().split_once(' ')?;
    let is_name = package.len() >= LENGTH_MIN
        && package.starts_with(|c: char| c.is_ascii_uppercase())
        && package.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && package.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    let lower = package.to_lowercase();
    let counts = words::is_mark(&lower) || words::qualifier(&lower).is_some() || lower == "bios";
    (is_name && !counts && is_version(version)).then_some((package, version))
}

/// A version as entered, without what was noted behind it: in brackets, behind ※, or the day of its release. Brackets
/// that go on counting stay: `4.2 (Build 17)`, `15.2(6)E0a`.
pub(in super::super) fn without_remark(firmware: &str) -> &str {
    let counted = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let mut kept = firmware.strip_suffix('版').unwrap_or(firmware);
    if let Some((version, remark)) = firmware.split_once(['(', '（', '[', '※']) {
        let remark = remark.trim_end_matches([')', '）', ']']);
        // Brackets without a blank before them belong to the version, unless they hold words of Japanese, or a day.
        let is_apart = version.ends_with(char::is_whitespace)
            || !remark.is_ascii()
            || words::is_day_or_month(remark.trim());
        let mut words = remark.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_build =
            remark.len() > 3 && !remark.starts_with("20") && remark.bytes().all(|byte| byte.is_ascii_digit());
        let goes_on = is_build || words.any(|word| counts_on(word) && word.chars().any(char::is_alphabetic));
        let is_closed_before_the_end = remark.contains([')', '）', ']']);
        // What is counted (`24032 (先頭5桁)`) is no mere note.
        let says_what = remark.contains('桁');
        if counted(version) && is_apart && !goes_on && !is_closed_before_the_end && !says_what {
            kept = version.trim_end();
        }
    }
    kept = without_note(kept);
    match kept.rsplit_once(|c: char| c.is_whitespace() || c == ',' || c == '、') {
        Some((version, day)) if counted(version) && words::is_day_or_month(day) => {
            version.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | '/'))
        }
        _ => kept,
    }
}

/// A version without a note in Japanese words behind a blank (`V4.0 予備品あり`, `V2.8.3 2020年購入`). Words that go on
/// counting, or that make a range of it, are no note. The system that it runs on is one (`V2.4-GA Windows10`).
fn without_note(firmware: &str) -> &str {
    const COUNTING: [&str; 15] = [
        "以前",
        "以降",
        "以下",
        "以上",
        "未満",
        "より",
        "から",
        "まで",
        "版",
        "系",
        "アップデート",
        "パッチ",
        "ビルド",
        "サービス",
        "桁",
    ];
    const SYSTEMS: [&str; 4] = ["windows", "linux", "android", "ios"];
    let is_system = |word: &str| SYSTEMS.iter().any(|system| word.to_lowercase().starts_with(system));
    let is_note = |(at, _): &(usize, &str)| {
        let (version, note) = (&firmware[..*at], firmware[*at..].trim_start());
        let first = note.split_whitespace().next().unwrap_or_default();
        version.bytes().any(|byte| byte.is_ascii_digit())
            && (first.chars().any(words::is_japanese) || is_system(first))
            && !COUNTING.iter().any(|word| note.contains(word))
    };
    let noted = firmware.match_indices(char::is_whitespace).find(is_note);
    noted.map_or(firmware, |(at, _)| firmware[..at].trim_end())
}

/// A name, and the version that it ends in (`9.80 SP4`, `V1.592S`, `3.6.6 Build 16102415`): numbers with points
/// between, and the words that go on counting behind them. A name with a version of its own has none to part.
pub(in super::super) fn behind_name(text: &str) -> (&str, Option<&str>) {
    const BEFORE: [&str; 9] = ["v", "v.", "ver", "ver.", "version", "versions", "firmware", "fw", "rev."];
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(at) = words.iter().position(|word| is_version(word)).filter(|at| *at > 0) else {
        return (text, None);
    };
    let goes_on = |pair: &[&str]| counts_on(pair[1]) || (counts_on(pair[0]) && is_version(pair[1]));
    if !words[at..].windows(2).all(goes_on) {
        return (text, None);
    }
    let from = words[at].as_ptr().addr() - text.as_ptr().addr();
    let name = text[..from].trim_end();
    let bare = match name.rsplit_once(char::is_whitespace) {
        Some((before, word)) if BEFORE.contains(&word.to_lowercase().as_str()) => before.trim_end(),
        _ => name,
    };
    (bare, Some(text[from..].trim_end()))
}

/// A number with points between, `V`, `R`, `FW` or `Ver.` before it or not, a letter or a date behind it or not.
fn is_version(word: &str) -> bool {
    const GLUED: [&str; 5] = ["fw:", "fw", "ver.", "ver", "rev."];
    let glued = GLUED.iter().find_map(|mark| {
        let (front, rest) = word.split_at_checked(mark.len())?;
        front.eq_ignore_ascii_case(mark).then_some(rest)
    });
    let word = glued.unwrap_or(word);
    let digits = word.strip_prefix(['v', 'V', 'R']).unwrap_or(word);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (number, rest) = digits.split_at(end);
    let parts: Vec<&str> = number.split('.').collect();
    let is_dotted = parts.len() > 1 && parts.iter().all(|part| !part.is_empty());
    is_dotted && (rest.is_empty() || (rest.len() == 1 && rest.is_ascii()) || rest.starts_with(['-', '_']))
}

/// A word that goes on counting a version: `SP`, `SP4`, `Build`, `16102415`.
fn counts_on(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.is_empty() || words::qualifier_behind(letters).is_some() || matches!(letters, "service" | "pack")
}
