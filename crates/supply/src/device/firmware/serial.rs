//! Serial numbers in the place of versions: `the first 5 digits of serial number 24031 or prior`.
//!
//! A device is held against them only where its own words say that they are a serial number (`シリアル 23092…`, `24032 (先頭5桁)`):
//! a number alone may be a version. One that is longer is held by as many digits as the advisory counts.

use super::words;

/// Longest words that are looked at, in bytes.
const WORDS_BYTES_MAX: usize = 200;
/// Most digits that are counted.
const DIGITS_MAX: usize = 16;

/// Japanese words, and what they are in English; longer ones before their parts.
const JAPANESE: [(&str, &str); 14] = [
    ("シリアルナンバー", " serial number "),
    ("シリアル番号", " serial number "),
    ("シリアル", " serial "),
    ("製造番号", " serial number "),
    ("製番", " serial number "),
    ("桁目まで", " digits "),
    ("桁", " digits "),
    ("先頭", " first "),
    ("上位", " first "),
    ("上", " first "),
    ("以前", " or prior "),
    ("以下", " or prior "),
    ("が", " "),
    ("の", " "),
];
/// Words that say nothing here.
const FILLERS: [&str; 12] =
    ["the", "first", "of", "are", "is", "all", "with", "whose", "versions", "version", "from", ""];
const PRIOR: [&str; 6] = ["prior", "earlier", "below", "lower", "older", "before"];

/// Serial numbers up to one, of which the first digits count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct SerialRange {
    words: String,
    /// As many digits as count.
    end: String,
    including: bool,
}

impl SerialRange {
    /// Reads words on serial numbers that say how many digits count and name the last one, or the first beyond.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        if text.len() > WORDS_BYTES_MAX {
            return None;
        }
        let mut said = told(text);
        let (mut up_to, mut below) = (0, 0);
        said.retain(|word| {
            (up_to, below) = (up_to + usize::from(word == "<="), below + usize::from(word == "<"));
            !matches!(word.as_str(), "<=" | "<")
        });
        if let [.., join, prior] = said.as_slice()
            && matches!(join.as_str(), "or" | "and")
            && PRIOR.contains(&prior.as_str())
        {
            up_to += 1;
            said.truncate(said.len() - 2);
        }
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let (count, end) = match said.as_slice() {
            [count, "digits", "serial", "number", end] => (count, end),
            ["serial", "number", count, "digits", end] => (count, end),
            _ => return None,
        };
        let count = count.parse::<usize>().ok().filter(|count| (1..=DIGITS_MAX).contains(count))?;
        let is_end = end.len() == count && end.bytes().all(|byte| byte.is_ascii_digit());
        (is_end && up_to + below == 1).then(|| Self {
            words: text.trim().to_owned(),
            end: (*end).to_owned(),
            including: up_to == 1,
        })
    }

    /// The words as the advisory has them.
    pub(in super::super) fn words(&self) -> &str {
        &self.words
    }

    /// Is a device's serial number one of these? `None` where its words do not say that it is one, or name more or less.
    pub(in super::super) fn contains(&self, firmware: &str) -> Option<bool> {
        if firmware.len() > WORDS_BYTES_MAX {
            return None;
        }
        let mut said = told(firmware);
        let is_told = said.iter().any(|word| matches!(word.as_str(), "serial" | "digits"));
        let counted = said.iter().position(|word| word == "digits").map(|at| at.checked_sub(1));
        if let Some(before) = counted {
            let count = said.drain(before?..=before? + 1).next()?;
            if count != self.end.len().to_string() {
                return None;
            }
        }
        said.retain(|word| !matches!(word.as_str(), "serial" | "number"));
        let [number] = said.as_slice() else { return None };
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let first = number.get(..self.end.len()).filter(|_| is_told && digits >= self.end.len())?;
        // Of as many digits, the order of the texts is that of the numbers.
        Some(first < self.end.as_str() || (self.including && first == self.end))
    }
}

/// The words that tell, in English, signs apart: `<=`, `5`, `digits`, `serial`, `number`, `24031`.
fn told(text: &str) -> Vec<String> {
    let mut plain = words::normalised(&text.replace('_', " "));
    for (japanese, english) in JAPANESE {
        plain = plain.replace(japanese, english);
    }
    let plain = format!(" {plain}")
        .replace("s/n", " serial ")
        .replace(" sn ", " serial ")
        .replace('≤', "<=")
        .replace('<', " <")
        .replace("<=", "<= ");
    let plain = plain.replace("numbers", "number").replace("digit ", "digits ");
    let bare = |word: &str| {
        let signed = matches!(word, "<" | "<=");
        let word = if signed { word } else { word.trim_matches(|c: char| !c.is_alphanumeric()) };
        if matches!(word, "no" | "nr") { "number".to_owned() } else { word.to_owned() }
    };
    let spaced = plain.replace('<', " < ").replace("< =", " <=");
    // `2310****`: of the number the first four digits count.
    let masked = |word: &str| {
        let digits = word.trim_end_matches('*');
        let is_mask = digits.len() + 1 < word.len() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_mask { format!("{} digits {digits}", digits.len()) } else { word.to_owned() }
    };
    let spaced = spaced.split_whitespace().map(masked).collect::<Vec<_>>().join(" ");
    spaced.split_whitespace().map(bare).filter(|word| !FILLERS.contains(&word.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_digits_that_do_not_count() {
        let range = SerialRange::parse("<= Serial Numbers 2310****").unwrap();
        for (number, inside) in [("S/N 23100045", true), ("SN 23110107", false), ("製造番号 22080012", true)]
        {
            assert_eq!(range.contains(number), Some(inside), "{number}");
        }
        assert_eq!(range.contains("23100045"), None);
    }

    #[test]
    fn words_on_serial_numbers_are_read_in_their_spellings() {
        for words in [
            "<=the_first_5_digits_of_serial_number_24031",
            "5  digits of serial number <= 24031",
            "<= first 5  digits of serial number are 24031",
            "First 5 digits of serial No. 24031 or prior",
            "シリアル番号の先頭5桁が24031以前",
            "製造番号の上5桁が 24031 以下",
        ] {
            let range = SerialRange::parse(words).unwrap_or_else(|| panic!("{words}"));
            assert_eq!(range.contains("S/N 24031"), Some(true), "{words}");
            assert_eq!(range.contains("S/N 24032"), Some(false), "{words}");
            assert_eq!(range.words(), words);
        }
        let below = SerialRange::parse("first 2 digits of serial number < 04").unwrap();
        assert_eq!((below.contains("serial 03"), below.contains("serial 04")), (Some(true), Some(false)));
    }

    #[test]
    fn words_that_leave_something_open_are_none() {
        for words in [
            "<=the_first_3_digits_of_serial_number_20X",
            "first 5 digits of serial number 24031",
            "first 5 digits of serial number <= 2403",
            "serial numbers 24031 to 24070",
            "<= 24031",
            "<= first 5 digits of serial number 24031 or prior",
            "first 5 digits of serial number 24031 or later",
            "first 0 digits of serial number <= ",
            "",
        ] {
            assert_eq!(SerialRange::parse(words), None, "{words}");
        }
    }

    #[test]
    fn a_device_is_held_against_serial_numbers_where_its_words_say_that_it_has_one() {
        let range = SerialRange::parse("<= first 5 digits of serial number 24031").unwrap();
        for (firmware, inside) in [
            ("シリアル 23092…", Some(true)),
            ("シリアル番号上5桁 24031", Some(true)),
            ("24032 (先頭5桁)", Some(false)),
            ("製造番号：240320123456789", Some(false)),
            ("Serial No. 23012012345-B", Some(true)),
            ("24031", None),
            ("V1.05", None),
            ("シリアル不明", None),
            ("シリアル 2403", None),
            ("上4桁 2403", None),
            ("シリアル B24031", None),
            ("シリアル 24031, V1.05", None),
            ("シリアル 24031以前", None),
            ("桁", None),
        ] {
            assert_eq!(range.contains(firmware), inside, "{firmware}");
        }
    }
}
