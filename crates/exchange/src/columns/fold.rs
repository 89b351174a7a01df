//! Makes spellings comparable: width, case, spaces and punctuation of a header don't count.
//!
//! Only for comparing. What a person wrote as a value is kept as written.

use unicode_normalization::UnicodeNormalization;

/// A header for comparing: NFKC, lower case, letters and digits only.
pub(crate) fn folded_header(header: &str) -> String {
    header.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// An answer for comparing: NFKC, lower case, without white space, parentheses and footnote marks. Signs
/// such as `○`, `→` and `-` stay, because they are answers themselves.
pub(crate) fn folded_word(word: &str) -> String {
    word.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '※' | '*' | '[' | ']' | '「' | '」'))
        .collect()
}

/// The ways to read one header, the most literal first: all of it; without what stands in parentheses; what
/// stands in parentheses; each part of `型式 / Model` or of two lines.
pub(crate) fn header_readings(header: &str) -> Vec<String> {
    let normal: String = header.nfkc().collect();
    let (outside, inside) = around_parentheses(&normal);
    let parts = normal.split(['/', '\n', '|']).map(str::to_owned);
    let mut readings: Vec<String> = Vec::new();
    for reading in [normal.clone(), outside, inside].into_iter().chain(parts) {
        let folded = folded_header(&reading);
        if !folded.is_empty() && !readings.contains(&folded) {
            readings.push(folded);
        }
    }
    readings
}

fn around_parentheses(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => inside.push(c),
        }
    }
    (outside, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_spaces_and_marks_of_a_header_do_not_count() {
        for header in ["ＩＰアドレス ※", " ip アドレス*", "ＩＰ　アドレス", "IPｱﾄﾞﾚｽ"]
        {
            assert_eq!(folded_header(header), "ipアドレス", "{header}");
        }
    }

    #[test]
    fn a_header_with_an_explanation_in_parentheses_can_be_read_without_it() {
        assert_eq!(header_readings("重要度（大・中・小）")[1], "重要度");
        assert_eq!(header_readings("型式 / Model")[1..], ["型式", "model"]);
    }
}
