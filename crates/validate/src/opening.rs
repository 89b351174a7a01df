//! The bytes of a file as the text of one whole document.
//!
//! A character that is cut in two at the very end is let be by readers, as what follows it is missing anyway. A
//! document that is held against its standard has to be whole: what came before such a character may well be.

use sekisho_intake::encoding::{self, NoText};
use sekisho_model::text;

/// The text, if the bytes are text to their end.
pub(crate) fn whole(bytes: &[u8]) -> Result<&str, Box<NoText>> {
    let text = encoding::text(bytes)?;
    if bytes.ends_with(text.as_bytes()) {
        return Ok(text);
    }
    Err(Box::new(NoText {
        what: text!(ja: "最後の文字が途中で切れています。", en: "The last character is cut off."),
        remedy: text!(ja: "ファイルが壊れていないか確かめてください。", en: "Check that the file is not damaged."),
        line: Some(encoding::line_at(text, text.len())),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_cut_off_at_the_end_is_no_part_of_a_document() {
        assert_eq!(whole(b"\xEF\xBB\xBF{}").ok(), Some("{}"));
        assert_eq!(whole("{}é".as_bytes()).ok(), Some("{}é"));
        assert!(whole(b"{}\n\xC3").is_err_and(|no| no.line == Some(2)));
        assert!(whole(b"{\xFF}").is_err());
    }
}
