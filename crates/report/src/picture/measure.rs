//! How wide a text is, estimated on the safe side: the reader's font is not known to the server.

/// Hundredths of an em that a character may take at most in the fonts of the style sheet.
const fn hundredths(c: char) -> i32 {
    match c {
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 95,
        'i' | 'j' | 'l' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 36,
        'a'..='z' => 62,
        'A'..='Z' => 75,
        '0'..='9' => 62,
        '\u{21}'..='\u{7e}' => 60,
        '\u{ff61}'..='\u{ff9f}' => 60,
        '\u{a0}'..='\u{24f}' => 75,
        _ => 100,
    }
}

/// Width of a text in pixels at a font size in pixels, rounded up.
#[must_use]
pub fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(hundredths).fold(0, i32::saturating_add);
    hundredths.saturating_mul(size).saturating_add(99) / 100
}

/// The text, cut with `…` where it is wider than `max` pixels.
#[must_use]
pub fn fit(text: &str, size: i32, max: i32) -> String {
    if width(text, size) <= max {
        return text.to_owned();
    }
    let room = max - width("…", size);
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if width(&cut, size) > room {
            cut.pop();
            break;
        }
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_width_character_takes_a_whole_em_and_a_cut_text_fits() {
        assert_eq!(width("組立", 10), 20);
        assert!(width("PLC-1", 10) < 50);
        let cut = fit("組立ライン１号機の主制御盤", 10, 60);
        assert_eq!(cut, "組立ライン…");
        assert!(width(&cut, 10) <= 60);
        assert_eq!(fit("主PLC", 10, 60), "主PLC");
    }
}
