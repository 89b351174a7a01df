//! Folding of names: what looks alike to a person becomes the same text.

use unicode_normalization::UnicodeNormalization;

/// Kana, kanji and the prolonged sound mark, which is not a letter to Unicode.
pub(in super::super) const fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Compatibility forms, case, accents, kana size and prolonged sounds folded; white space single. UTF-8
/// that was decoded as Latin-1 on its way (`GeutebrÃ¼ck`) is mended first.
pub(in super::super) fn folded(text: &str) -> String {
    let mended = mended(text);
    let plain: String = mended.nfkc().flat_map(char::to_lowercase).flat_map(letter).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Undoes one round of decoding as Latin-1 or Windows-1252, where the text is clearly such.
pub(in super::super) fn mended(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(byte_of).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

/// The byte that Latin-1 or Windows-1252 reads as this character.
fn byte_of(c: char) -> Option<u8> {
    /// What Windows-1252 has from 0x80 on; a blank where it has nothing.
    const FROM_0X80: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
    let place = || FROM_0X80.chars().position(|known| known == c && c != ' ');
    u8::try_from(u32::from(c)).ok().or_else(|| u8::try_from(0x80 + place()?).ok())
}

/// One lower-case letter in its plainest form.
fn letter(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'ー' | '・' | '゠' => ('\0', None),
        c if c.is_ascii() => (c, None),
        // An accented Latin letter is its base; kana keep their sound marks.
        c => match std::iter::once(c).nfd().next() {
            Some(base) if base.is_ascii_alphabetic() => (base, None),
            _ => (katakana(c), None),
        },
    };
    std::iter::once(first).chain(second).filter(|c| *c != '\0')
}

/// Hiragana to katakana, small kana to large ones.
fn katakana(c: char) -> char {
    let c = match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    };
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ッ' => 'ツ',
        'ヮ' => 'ワ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_folds_alike() {
        let alike = |a: &str, b: &str| assert_eq!(folded(a), folded(b));
        alike("フェニックス・コンタクト", "フエニックスコンタクト");
        alike("シュナイダー", "ｼｭﾅｲﾀﾞ");
        alike("Ｄräger", "drager");
        alike("GeutebrÃ¼ck", "Geutebrück");
        alike("Câ€¢CURE", "C•CURE");
        alike("おむろん", "オムロン");
        assert_ne!(folded("ガ"), folded("カ"));
    }
}
