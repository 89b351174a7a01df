//! Further spellings of one name: what a reader does with an option that stands apart (`R04 (EN) CPU`), an
//! abbreviation that is spelled out (`SDK (Software Development Kit)`), or two names joined by *and*.
//!
//! Invariant: a further spelling never drops a condition (`… equipped with …`).

use unicode_normalization::UnicodeNormalization;

use super::super::pack::words;

/// Longest option or mark, in characters.
const OPTION_MAX: usize = 5;
/// Longest abbreviation, in letters.
const ABBREVIATION_MAX: usize = 6;
/// Most spellings besides the first.
const SPELLINGS_MAX: usize = 8;

/// The name without remarks that only spell out or abbreviate the words before them.
pub(super) fn without_abbreviations(text: &str) -> String {
    let folded: String = text.nfkc().collect();
    let mut kept = String::new();
    let mut rest = folded.as_str();
    while let Some((before, inside, after)) = next_remark(rest) {
        kept.push_str(before);
        if !is_spelled_out(kept.trim_end(), inside) {
            kept.push_str(&rest[before.len()..rest.len() - after.len()]);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// `Acme Web a Building Management System`: the name without what then says of what sort it is.
pub(super) fn without_apposition(text: &str) -> &str {
    const WORDS_MIN: usize = 2;
    let of_sort = |at: &usize| {
        let (before, behind) = (text[..*at].trim_end(), text[*at..].split_whitespace().skip(1));
        let conditional = behind.clone().any(|word| words().opens_condition(&word.to_lowercase()));
        before.contains(char::is_uppercase) && behind.count() >= WORDS_MIN && !conditional
    };
    let articles = [" a ", " an "].iter().filter_map(|article| text.find(article));
    articles.min().filter(of_sort).map_or(text, |at| &text[..at])
}

/// `Acme M100 - BIOS`: the device, where what stands behind the hyphen is a part that has versions of its own.
pub(super) fn device_of_part(text: &str) -> Option<&str> {
    let (device, part) = text.trim().rsplit_once(" - ")?;
    words().is_part(&part.trim().to_lowercase()).then_some(device)
}

/// `GOT2000 Series, GT21 model` is that model of the series, and no list of two.
pub(super) fn model_of_series(text: &str) -> Option<String> {
    let (series, model) = text.trim().split_once(" Series, ")?;
    let (number, word) = model.split_once(' ')?;
    let is_model = matches!(word.to_lowercase().as_str(), "model" | "models") && !number.is_empty();
    is_model.then(|| format!("{series} Series {number} {word}"))
}

/// `System 1 Part No. 3060/00`: the name, and the numbers that stand behind it as such.
pub(super) fn without_part_numbers(text: &str) -> (String, Vec<String>) {
    const MARKS: [&str; 5] = [" Part No. ", " Part Number ", " P/N ", " Cat. No. ", " Cat. "];
    let found = MARKS.iter().find_map(|mark| text.split_once(mark));
    // Without its number a module of a rack (`3500/22M`) would be taken for every module of it.
    let Some((name, numbers)) = found.filter(|(name, _)| !name.contains('/')) else {
        return (text.to_owned(), Vec::new());
    };
    let numbers =
        numbers.split([' ', ',', '&']).filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    (name.to_owned(), numbers.map(str::to_owned).collect())
}

/// `RSP RSPE RSPS MSP`: a list of series without a sign between them, each as a name of its own.
pub(super) fn listed(text: &str) -> Vec<String> {
    const SERIES_MIN: usize = 4;
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_series = |word: &&str| {
        (2..=OPTION_MAX).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let is_list = words.len() >= SERIES_MIN && words.iter().all(is_series);
    let series = words.into_iter().filter(|_| is_list);
    series.map(|word| format!("{word} series")).collect()
}

/// Further ways to write the name.
pub(super) fn further(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().collect();
    let mut spellings: Vec<String> = glued(&folded).into_iter().collect();
    spellings.extend(abbreviated(&folded));
    spellings.extend(joined_by_and(&folded));
    spellings.extend(listed_as_included(&folded));
    spellings.extend(joined_by_slash(&folded));
    spellings.extend(joined_by_free_slash(&folded));
    spellings.extend(parted_at_hyphens(&folded));
    spellings.extend(joined_by_comma(&folded));
    spellings.truncate(SPELLINGS_MAX);
    spellings
}

/// Before, inside and behind the first parentheses.
fn next_remark(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('(')?;
    let close = open + text[open..].find(')')?;
    Some((&text[..open], text[open + 1..close].trim(), &text[close + 1..]))
}

/// The first letters of words, without those that abbreviations leave out.
fn initials(words: &str) -> String {
    let told = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !is_link(word));
    told.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

fn is_link(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "and" | "of" | "for" | "the" | "und")
}

/// `SDK (Software Development Kit)`, `dlt-daemon (diagnostic log and trace)`: the last word, or what it begins with before
/// a hyphen, is what the remark's words begin with.
fn is_spelled_out(before: &str, inside: &str) -> bool {
    let last = before.rsplit(' ').next().unwrap_or_default();
    let (first, _) = last.split_once('-').unwrap_or((last, ""));
    let is_short =
        |word: &str| (2..=ABBREVIATION_MAX).contains(&word.len()) && initials(inside) == word.to_uppercase();
    inside.contains(' ') && (is_short(last) || is_short(first))
}

/// `Panel Control Unit (PCU)`: the words that the remark abbreviates, replaced by it.
fn abbreviated(text: &str) -> Option<String> {
    let (before, inside, after) = next_remark(text)?;
    let short =
        (2..=ABBREVIATION_MAX).contains(&inside.len()) && inside.chars().all(|c| c.is_ascii_uppercase());
    let words: Vec<&str> = before.split_whitespace().collect();
    let spelled_out = |from: &usize| !is_link(words[*from]) && initials(&words[*from..].join(" ")) == inside;
    let from = (0..words.len()).rev().find(spelled_out).filter(|_| short)?;
    Some(format!("{} {inside}{after}", words[..from].join(" ")))
}

/// `R04 (EN) CPU`, `L02 CPU (-P)`, `L26 CPU - (P) BT`: the option put into its word.
fn glued(text: &str) -> Option<String> {
    let mut glued = String::new();
    let mut rest = text;
    let mut any = false;
    while let Some((before, inside, after)) = next_remark(rest) {
        let is_option = !inside.is_empty()
            && inside.len() <= OPTION_MAX
            && inside.chars().all(|c| c.is_ascii_uppercase() || c == '-')
            && inside.chars().any(char::is_alphabetic);
        let mark = after.trim_start().split(' ').next().unwrap_or_default();
        let goes_on = (2..=OPTION_MAX).contains(&mark.len()) && mark.chars().all(|c| c.is_ascii_uppercase());
        let before_ends_open = before.trim_end().ends_with('-');
        if is_option && (inside.starts_with('-') || before_ends_open || goes_on) {
            let before = before.trim_end();
            glued.push_str(before.strip_suffix('-').map_or(before, str::trim_end));
            glued.push_str(if before_ends_open { "-(" } else { "(" });
            glued.push_str(inside);
            glued.push(')');
            rest = if goes_on { after.trim_start() } else { after };
            any = true;
        } else {
            glued.push_str(&rest[..rest.len() - after.len()]);
            rest = after;
        }
    }
    glued.push_str(rest);
    any.then_some(glued)
}

/// The names of `smartRTU and INEA ME-RTU`, where each looks like one and no condition is said of both.
fn joined_by_and(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let conditional = lower.split(|c: char| !c.is_alphanumeric()).any(|word| words().opens_condition(word));
    if conditional || text.contains('(') {
        return Vec::new();
    }
    let parts: Vec<&str> = text.split(" and ").flat_map(|part| part.split(" & ")).map(str::trim).collect();
    if parts.len() < 2 || !parts.iter().all(|part| looks_like_a_name(part)) {
        return Vec::new();
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// `Dynamics victor Web Client, House CURE Web Client`: names of several words each.
fn joined_by_comma(text: &str) -> Vec<String> {
    const WORDS_MIN: usize = 3;
    let parts: Vec<&str> = text.split(", ").map(str::trim).collect();
    let is_name = |part: &&str| {
        let mut lower = part.split_whitespace().map(str::to_lowercase);
        part.split_whitespace().count() >= WORDS_MIN
            && part.starts_with(char::is_uppercase)
            && lower
                .all(|word| !words().opens_condition(&word) && !matches!(word.as_str(), "and" | "or" | "&"))
    };
    if parts.len() < 2 || text.contains('(') || !parts.iter().all(is_name) {
        return Vec::new();
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// `Acme Suite including Tide64, Tide Historian, and TideX`: the suite, and each product of it. Where a condition is said
/// besides, it is said of all.
fn listed_as_included(text: &str) -> Vec<String> {
    let Some((suite, list)) = text.split_once(" including ").filter(|(_, list)| list.contains(", ")) else {
        return Vec::new();
    };
    let mut said = suite.split_whitespace().chain(list.split_whitespace()).map(str::to_lowercase);
    if text.contains('(') || said.any(|word| words().opens_condition(&word)) {
        return Vec::new();
    }
    let items = list.split(", ").map(|item| item.trim().trim_start_matches("and ").trim());
    let are_names = items.clone().all(|item| item.starts_with(char::is_uppercase));
    std::iter::once(suite).chain(items).filter(|_| are_names).map(str::to_owned).collect()
}

/// `iNET/iNET II series radio`, `Tide Pro/Lite`: the name with either of two words that begin alike, or that both make another
/// product of one name.
fn joined_by_slash(text: &str) -> Vec<String> {
    const ALIKE: usize = 3;
    let head = |word: &str| word.chars().take(ALIKE).flat_map(char::to_lowercase).collect::<String>();
    let letters = |word: &str| word.chars().all(char::is_alphabetic);
    let found = text.split_whitespace().find_map(|word| {
        let (left, right) = word.split_once('/')?;
        let alike = left.len() >= ALIKE && letters(left) && letters(right) && head(left) == head(right);
        let are_editions = [left, right].iter().all(|part| words().makes_another(&part.to_lowercase()));
        (alike || are_editions).then_some((word, left, right))
    });
    let both = found.map(|(word, left, right)| [left, right].map(|part| text.replacen(word, part, 1)));
    both.into_iter().flatten().collect()
}

/// `WinCC Runtime Professional / SIMATIC WinCC (TIA Portal) Professional`: names of several words each, with blanks around
/// the slash.
fn joined_by_free_slash(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(" / ").map(str::trim).collect();
    let is_name = |part: &&str| {
        let mut lower = part.split_whitespace().map(str::to_lowercase);
        part.contains(' ')
            && part.starts_with(char::is_uppercase)
            && part.matches('(').count() == part.matches(')').count()
            && lower.all(|word| !words().opens_condition(&word))
    };
    if parts.len() < 2 || !parts.iter().all(is_name) {
        return Vec::new();
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// `Power Build-Rapsody`: long words on both sides of a hyphen are words of their own.
fn parted_at_hyphens(text: &str) -> Option<String> {
    const LETTERS_MIN: usize = 4;
    let is_long = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_MIN;
    let is_word = |part: &str| is_long(part) && part.starts_with(char::is_uppercase);
    let part_of = |word: &str| match word.split_once('-') {
        Some((left, right)) if is_word(left) && is_word(right) && !right.contains('-') => {
            format!("{left} {right}")
        }
        _ => word.to_owned(),
    };
    let parted = text.split(' ').map(part_of).collect::<Vec<_>>().join(" ");
    (parted != text).then_some(parted)
}

/// The first letters of a name's words, and of what begins with a capital inside them: `FT` of `FactoryTalk`, `RC` of
/// `Remote Connect`.
pub(in super::super) fn capitals(name: &str) -> String {
    let mut before = ' ';
    let mut capitals = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !before.is_uppercase() {
            capitals.push(c);
        }
        before = c;
    }
    capitals
}

/// A word of its own with a digit or two capitals.
fn looks_like_a_name(part: &str) -> bool {
    part.split_whitespace().any(|word| {
        let lower = word.to_lowercase();
        let idle = words().is_class(&lower) || words().is_umbrella(&lower) || words().is_common(&lower);
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        !idle && word.len() > 3 && (capitals > 1 || word.contains(|c: char| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_apart_goes_into_its_word() {
        assert_eq!(further("MELSEC iQ-R R04 (EN) CPU firmware"), ["MELSEC iQ-R R04(EN)CPU firmware"]);
        assert_eq!(further("MELSEC L L02 CPU (-P)"), ["MELSEC L L02 CPU(-P)"]);
        assert_eq!(further("MELSEC L L26 CPU - (P) BT"), ["MELSEC L L26 CPU-(P)BT"]);
        assert!(further("SCALANCE W1750D (JP) (6GK5750-2HX01-1AD0)").is_empty());
    }

    #[test]
    fn an_abbreviation_says_the_same_twice() {
        assert_eq!(
            without_abbreviations("OPC UA C++ SDK (Software Development Kit)").trim(),
            "OPC UA C++ SDK"
        );
        assert_eq!(without_abbreviations("log-daemon (line of output gauges)").trim(), "log-daemon");
        assert_eq!(without_abbreviations("log-daemon (line)"), "log-daemon (line)");
        assert_eq!(without_abbreviations("FX5U (EU) 1 (x)"), "FX5U (EU) 1 (x)");
        assert_eq!(further("SINUMERIK Panel Control Unit (PCU)"), ["SINUMERIK PCU"]);
    }

    #[test]
    fn what_says_of_what_sort_a_product_is_is_no_part_of_its_name() {
        assert_eq!(without_apposition("Acme Web a Building Management System"), "Acme Web");
        for text in ["Acme a Web", "a Web Management System", "Acme a system with web server", "FX5U a"] {
            assert_eq!(without_apposition(text), text);
        }
    }

    #[test]
    fn words_that_begin_alike_on_both_sides_of_a_slash_are_two() {
        assert_eq!(further("iNET/iNET II series radio"), ["iNET II series radio", "iNET II series radio"]);
        assert!(further("WebAccess/SCADA").is_empty());
    }

    #[test]
    fn what_a_suite_includes_and_its_editions_are_names() {
        assert_eq!(further("FT1A Tide Pro/Lite"), ["FT1A Tide Pro", "FT1A Tide Lite"]);
        let suite = further("Acme Suite including Tide64, Tide Historian, and TideX");
        assert_eq!(suite, ["Acme Suite", "Tide64", "Tide Historian", "TideX"]);
        assert!(further("Acme Suite including web server").is_empty());
        assert!(further("Suite using Tide2 including Acme, Tide and Ebb").is_empty());
    }

    #[test]
    fn names_are_parted_at_free_slashes_and_long_words_at_hyphens() {
        let names = ["SIMATIC WinCC Runtime Professional", "SIMATIC WinCC (TIA Portal) Professional"];
        assert!(names.iter().all(|name| further(&names.join(" / ")).contains(&(*name).to_owned())));
        assert!(further("X204 / X206").is_empty());
        assert_eq!(further("EcoStruxure Power Build-Rapsody"), ["EcoStruxure Power Build Rapsody"]);
        assert!(further("AWK-3131A-EU In-Sight").is_empty());
    }

    #[test]
    fn capitals_stand_for_words() {
        assert_eq!(capitals("FactoryTalk"), "FT");
        assert_eq!(capitals("Remote Connect"), "RC");
        assert_eq!(capitals("SIMATIC"), "S");
    }

    #[test]
    fn long_names_are_parted_at_commas() {
        let names = ["Dynamics victor Web Client", "House CURE Web Client"];
        assert_eq!(further(&names.join(", ")), names);
        assert!(further("SIMATIC S7-1200, S7-1500").is_empty());
        assert!(further("EN100 module with DNP3, Modbus TCP variants").is_empty());
    }

    #[test]
    fn two_names_are_parted_and_a_condition_of_both_keeps_them_together() {
        assert_eq!(further("smartRTU and INEA ME-RTU"), ["smartRTU", "INEA ME-RTU"]);
        assert!(further("SIPROTEC 4 and SIPROTEC Compact relays equipped with EN100 Ethernet").is_empty());
        assert!(further("DeltaV Controllers and Workstations").is_empty());
    }
}
