//! How much room a text takes in a sheet: programs other than Excel don't make a row as high as its texts by
//! themselves.

/// Points of a line of a cell, at 10 points a character.
pub const LINE_POINTS: u32 = 13;
/// A spreadsheet's highest row.
pub const ROW_POINTS_MAX: f64 = 409.0;

/// In widths of a digit, of which a Chinese character of the same size has 1.7; kana and brackets are narrower in
/// the proportional font.
#[must_use]
pub fn text_width(text: &str) -> u32 {
    let tenths = |c: char| match c {
        'A'..='Z' => 12,
        c if c.is_ascii() => 10,
        '｡'..='ﾟ' => 10,
        '、' | '。' | '・' | '（' | '）' | '「' | '」' | '：' => 11,
        'ぁ'..='ヿ' => 15,
        _ => 17,
    };
    text.chars().map(tenths).sum::<u32>().div_ceil(10)
}

/// Lines that a text takes in a width in digits; one for an empty text.
#[must_use]
pub fn lines(text: &str, width: u32) -> u32 {
    text.lines().map(|line| text_width(line).div_ceil(width.max(1)).max(1)).sum::<u32>().max(1)
}

/// Height in points of a row of texts, each with the width of its column in digits.
#[must_use]
pub fn points_of_row<T: AsRef<str>>(cells: impl Iterator<Item = (T, u32)>) -> f64 {
    let most = cells.map(|(text, width)| lines(text.as_ref(), width.saturating_sub(2))).max();
    (f64::from(most.unwrap_or(1) * LINE_POINTS) + 4.0).min(ROW_POINTS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_longest_text() {
        assert_eq!(lines("重要度の理由", 6), 2);
        assert_eq!(lines("", 6), 1);
        let (one, three) =
            (points_of_row([("a", 20)].into_iter()), points_of_row([("a\nb\nc", 20), ("", 9)].into_iter()));
        assert!((three - one - f64::from(2 * LINE_POINTS)).abs() < f64::EPSILON);
        assert!(points_of_row([("行\n".repeat(1_000), 9)].into_iter()) <= ROW_POINTS_MAX);
    }
}
