//! How deep a text of brackets nests, counted before anything recursive looks at it.
//!
//! Brackets inside double-quoted strings do not count. Texts without brackets (Markdown prose, YAML block style)
//! only ever count less than they nest; their parsers have their own limits.

/// The byte at which nesting goes beyond `depth_max`, if it does.
pub fn beyond(text: &str, depth_max: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string_end(bytes, at + 1),
            b'{' | b'[' => {
                depth += 1;
                if depth > depth_max {
                    return Some(at);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The place of the quotation mark that closes a string.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        assert_eq!(beyond(r#"{"a": "[[[[{{{{\"[["}"#, 1), None);
        assert_eq!(beyond("[[[]]]", 2), Some(2));
        assert_eq!(beyond("[[],[],[]]", 2), None);
    }
}
