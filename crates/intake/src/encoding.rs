//! Bytes to text, and words for what the bytes are where they are no text.
//!
//! Invariant: nothing is guessed. [`text()`] reads UTF-8, with or without a byte order mark; what looks like a
//! compressed file, another encoding or no text at all is named as such, so that its owner knows what to do. UTF-16
//! is read ([`from_utf_16`]) where the form allows it and a byte order mark says so.
//!
//! Deliberately not here: unpacking. A reader that unpacks needs limits of its own.

use std::borrow::Cow;

use sekisho_model::{Text, text};

/// Bytes that are no UTF-8 text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoText {
    /// What the bytes are.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
    /// The line of the first wrong byte, where lines can be counted.
    pub line: Option<u64>,
}

/// The first bytes of files that people pack documents into.
const PACKED: [(&[u8], &str); 7] = [
    (b"\x1F\x8B", "gzip"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x28\xB5\x2F\xFD", "Zstandard"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
];

/// The bytes as text, without a byte order mark. A character cut in two at the very end is left off: the
/// reader then finds the document unfinished.
pub fn text(bytes: &[u8]) -> Result<&str, Box<NoText>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(refused) = other_than_text(bytes) {
        return Err(Box::new(refused));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let (good, rest) = bytes.split_at(error.valid_up_to());
            let good = std::str::from_utf8(good).unwrap_or_default();
            if error.error_len().is_none() && rest.len() < 4 {
                return Ok(good);
            }
            Err(Box::new(NoText {
                what: text!(
                    ja: "UTF-8 ではない文字があります（Shift_JIS などの可能性があります）。",
                    en: "A character is not UTF-8 (the file may be in Shift_JIS)."
                ),
                remedy: save_as_utf_8(),
                line: Some(line_at(good, good.len())),
            }))
        }
    }
}

/// The text before the first place that is none (wrong UTF-8, or a zero byte), for readers that keep what came
/// before a broken place. Empty where the bytes are no text from the start: packed, in UTF-16, or binary.
#[must_use]
pub fn before_broken(bytes: &[u8]) -> &str {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if packed(bytes).is_some() || is_utf_16(bytes) {
        return "";
    }
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let text = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    text.get(..end.min(text.len())).unwrap_or_default()
}

/// Text in UTF-16 that says so by its byte order mark; none where it does not, or is no UTF-16 to its end. XML may be
/// in it, and so is what a Windows shell writes into a file.
#[must_use]
pub fn from_utf_16(bytes: &[u8]) -> Option<String> {
    let (rest, unit): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return None,
    };
    let (units, odd) = rest.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let text: String =
        char::decode_utf16(units.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()?;
    (!text.contains('\0')).then_some(text)
}

/// The text with a line feed for every carriage return that stands alone, so that such lines end too.
#[must_use]
pub fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if !has_lone_returns(text) {
        return Cow::Borrowed(text);
    }
    let mut feeds = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        feeds.push(if sign == '\r' && signs.peek() != Some(&'\n') { '\n' } else { sign });
    }
    Cow::Owned(feeds)
}

/// Does a carriage return stand without a line feed behind it?
fn has_lone_returns(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|at| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// What the bytes are packed with.
fn packed(bytes: &[u8]) -> Option<&'static str> {
    // A tar file says what it is in the header of its first entry.
    let tar = (bytes.get(257..262) == Some(b"ustar")).then_some("tar");
    PACKED.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name).or(tar)
}

fn is_utf_16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, 0x20..0x7F, ..] | [0x20..0x7F, 0, ..])
}

/// Packed, in UTF-16, or binary.
fn other_than_text(bytes: &[u8]) -> Option<NoText> {
    if let Some(name) = packed(bytes) {
        return Some(NoText {
            what: text!(ja: "{name} で圧縮されたファイルです。", en: "The file is packed ({name})."),
            remedy: text!(ja: "展開してから、中のファイルを指定してください。", en: "Unpack it and name the file inside."),
            line: None,
        });
    }
    if is_utf_16(bytes) {
        return Some(NoText {
            what: text!(ja: "文字コードが UTF-16 です。", en: "The file is in UTF-16."),
            remedy: save_as_utf_8(),
            line: None,
        });
    }
    bytes.contains(&0).then(|| NoText {
        what: text!(ja: "文書ではなく、バイナリのファイルです。", en: "The file is binary, not a document."),
        remedy: text!(ja: "ファイルを取り違えていないか確かめてください。", en: "Check that it is the file you meant."),
        line: None,
    })
}

fn save_as_utf_8() -> Text {
    text!(ja: "UTF-8 で保存し直してください。", en: "Save it as UTF-8.")
}

/// The line of a byte, from 1.
pub fn line_at(text: &str, at: usize) -> u64 {
    1 + text.as_bytes()[..at].iter().fold(0, |lines, byte| lines + u64::from(*byte == b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        text(bytes).unwrap_err().what.en
    }

    #[test]
    fn what_is_no_text_is_named_for_what_it_is() {
        assert_eq!(refused(b"\x1F\x8B\x08\0"), "The file is packed (gzip).");
        assert_eq!(refused(b"PK\x03\x04\x14\0"), "The file is packed (ZIP).");
        let tar = [&[b'a'][..], &[0; 256], b"ustar\x0000"].concat();
        assert_eq!(refused(&tar), "The file is packed (tar).");
        assert_eq!(refused(b"{\0\"\0"), "The file is in UTF-16.");
        assert_eq!(refused(b"\xFE\xFF\0{"), "The file is in UTF-16.");
        assert_eq!(refused(b"\x7FELF\x02\0"), "The file is binary, not a document.");
        assert_eq!(text(b"a\n\x95\x94\x95\x69 ").unwrap_err().line, Some(2));
    }

    #[test]
    fn text_before_a_broken_place_is_given_and_none_where_there_never_was_text() {
        assert_eq!(before_broken(b"\xEF\xBB\xBFa\n\xFFb"), "a\n");
        assert_eq!(before_broken(b"ab\0\0\0"), "ab");
        assert_eq!(before_broken(b"ab"), "ab");
        for none in [&b""[..], b"\xFF", b"\xFF\xFEa\0", b"a\0b\0", b"\0a", b"PK\x03\x04\xFF", b"BZh9\xFF"] {
            assert_eq!(before_broken(none), "", "{none:?}");
        }
    }

    #[test]
    fn utf_16_is_read_by_its_mark_alone() {
        assert_eq!(from_utf_16(b"\xFF\xFEa\0\x3D\xD8\x00\xDE").as_deref(), Some("a\u{1F600}"));
        assert_eq!(from_utf_16(b"\xFE\xFF\0a").as_deref(), Some("a"));
        for none in [&b"a\0b\0"[..], b"\xFF\xFEa", b"\xFF\xFE\x3D\xD8a\0", b"\xFF\xFE\0\0", b""] {
            assert_eq!(from_utf_16(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        assert_eq!(with_line_feeds("a\rb\r\nc\n\r\rd\r"), "a\nb\r\nc\n\n\nd\n");
        assert!(matches!(with_line_feeds("a\r\nb\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_byte_order_mark_and_a_character_cut_at_the_end_are_left_off() {
        assert_eq!(text(b"\xEF\xBB\xBF{}"), Ok("{}"));
        assert_eq!(text("部".as_bytes().get(..2).unwrap_or_default()), Ok(""));
    }
}
