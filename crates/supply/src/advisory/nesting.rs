//! How deep a JSON or TOML text nests, counted before anything recursive looks at it.
//!
//! Brackets inside double-quoted strings do not count. Texts that are neither (Markdown prose, YAML block
//! style) only ever count less than they nest; their parsers have their own limits.

/// Does `document` open more than `depth_max` brackets at once?
pub(super) fn deeper_than(document: &str, depth_max: usize) -> bool {
    if !document.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return false;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in document.bytes() {
        if in_string {
            (in_string, escaped) = match byte {
                _ if escaped => (true, false),
                b'\\' => (true, true),
                b'"' => (false, false),
                _ => (true, false),
            };
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > depth_max {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        assert!(!deeper_than(r#"{"a": "[[[[{{{{\"[["}"#, 1));
        assert!(deeper_than("[[[]]]", 2));
        assert!(!deeper_than("[[],[],[]]", 2));
    }
}
