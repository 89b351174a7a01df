//! Rust source as the rules see it: comments and the contents of texts blanked out, lines kept.
//!
//! This is a scanner, not a parser: it knows strings, raw strings, characters, lifetimes, comments and
//! braces. It is exact for code that rustfmt accepts and that does not hide braces in macros.

/// The source with comments, strings and characters replaced by blanks. Lines stay where they were.
pub(crate) fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    let mut previous = ' ';
    while let Some(next) = rest.chars().next() {
        let length = blank_length(rest, previous);
        let (taken, after) = rest.split_at(length.unwrap_or(next.len_utf8()));
        if length.is_some() {
            code.extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            previous = ' ';
        } else {
            code.push(next);
            previous = next;
        }
        rest = after;
    }
    code
}

/// How many bytes at the start of `rest` are comment, string or character.
fn blank_length(rest: &str, previous: char) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment_length(rest));
    }
    if !is_word(previous)
        && let Some(length) = raw_string_length(rest)
    {
        return Some(length);
    }
    match rest.chars().next()? {
        '"' => Some(string_length(rest)),
        '\'' => character_length(rest),
        _ => None,
    }
}

fn block_comment_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (at, depth) = (at + 2, depth + 1),
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn raw_string_length(rest: &str) -> Option<usize> {
    let start = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let opened = start.trim_start_matches('#');
    let hashes = &start[..start.len() - opened.len()];
    let body = opened.strip_prefix('"')?;
    let end = format!("\"{hashes}");
    let head = rest.len() - body.len();
    Some(body.find(&end).map_or(rest.len(), |at| head + at + end.len()))
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of a character literal; `None` for a lifetime.
fn character_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next();
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    match chars.next() {
        Some((at, '\'')) => Some(at + 1),
        _ => None,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A function found in code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Line of its `fn`, from 1.
    pub(crate) line: usize,
    /// Lines from its `fn` to its closing brace.
    pub(crate) lines: usize,
    /// What stands before its `fn`: attributes and visibility.
    pub(crate) head: &'a str,
    /// From its `fn` to its closing brace.
    pub(crate) text: &'a str,
}

/// Every function with a body, in order. Takes what [`code_only`] gives.
pub(crate) fn functions(code: &str) -> Vec<Function<'_>> {
    words(code, "fn")
        .filter_map(|at| {
            let after = code[at + 2..].trim_start();
            let name = after.split(|c: char| !is_word(c) && c != '$').next()?;
            if name.is_empty() {
                return None;
            }
            let end = body_end(code, at)?;
            let line = line_of(code, at);
            // Its attributes lie between the end of the item before and its `fn`.
            let head = code[..at].rsplit([';', '{', '}']).next().unwrap_or_default();
            Some(Function { name, line, lines: line_of(code, end) - line + 1, head, text: &code[at..=end] })
        })
        .collect()
}

/// Places of a whole word in code.
pub(crate) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = code[..*at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// Line of a place, from 1.
pub(crate) fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Place of the brace that closes the item starting at `at`, or of the `;` that ends an item without body.
fn item_end(code: &str, at: usize) -> Option<(usize, char)> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for (offset, c) in code[at..].char_indices() {
        match c {
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            '{' => braces += 1,
            '}' => {
                braces = braces.saturating_sub(1);
                if braces == 0 && others == 0 {
                    return Some((at + offset, '}'));
                }
            }
            ';' if braces == 0 && others == 0 => return Some((at + offset, ';')),
            _ => {}
        }
    }
    None
}

fn body_end(code: &str, at: usize) -> Option<usize> {
    item_end(code, at).and_then(|(end, last)| (last == '}').then_some(end))
}

/// The attributes of a kind, such as `#[serde`, each with its line and its whole text.
pub(crate) fn attributes<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = (usize, &'a str)> + 'a {
    words(code, name).filter_map(move |at| {
        let opened = code[..at].trim_end();
        if !opened.ends_with("#[") && !opened.ends_with("#![") {
            return None;
        }
        let mut depth = 1_usize;
        for (offset, c) in code[at..].char_indices() {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some((line_of(code, at), &code[at..at + offset]));
            }
        }
        None
    })
}

/// The code with items under `#[cfg(test)]` blanked out. Takes what [`code_only`] gives.
pub(crate) fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    for (start, end) in test_items(code) {
        let blank: String = kept[start..=end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        // A blank is one byte, a character may be more: refill to the same length, so places stay.
        let fill = " ".repeat(end + 1 - start - blank.len());
        kept.replace_range(start..=end, &(blank + &fill));
    }
    kept
}

const TEST_MARK: &str = "#[cfg(test)]";

fn test_items(code: &str) -> Vec<(usize, usize)> {
    code.match_indices(TEST_MARK)
        .filter_map(|(at, _)| {
            let (end, _) = item_end(code, at + TEST_MARK.len())?;
            Some((at, end))
        })
        .collect()
}

/// Paths without `.rs` of the modules that a file declares under `#[cfg(test)]`.
pub(crate) fn test_modules(name: &str, source: &str) -> Vec<String> {
    if !source.contains(TEST_MARK) {
        return Vec::new();
    }
    let code = code_only(source);
    let folder = module_folder(name);
    test_items(&code)
        .into_iter()
        .filter_map(|(start, end)| {
            let item = code[start + TEST_MARK.len()..end].trim();
            let module = item.strip_prefix("pub(crate) ").unwrap_or(item).strip_prefix("mod ")?.trim();
            module.chars().all(is_word).then(|| format!("{folder}{module}"))
        })
        .collect()
}

/// The folder in which the modules of a file lie, with a `/` at its end.
fn module_folder(name: &str) -> String {
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    for root in ["lib", "main"] {
        if let Some(folder) = stem.strip_suffix(root)
            && folder.ends_with('/')
        {
            return folder.to_owned();
        }
    }
    format!("{stem}/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_texts_comments_and_characters_do_not_count() {
        let source = r##"
fn a<'x>(text: &'x str) -> char {
    // }
    /* } /* } */ } */
    let _ = "}\" }";
    let _ = r#"} " }"#;
    let _ = (b"}", br"}", '}', '\'', '\u{7d}');
    '{'
}

fn b() {}
"##;
        let code = code_only(source);
        let found = functions(&code);
        let names: Vec<(&str, usize, usize)> = found.iter().map(|f| (f.name, f.line, f.lines)).collect();
        assert_eq!(names, [("a", 2, 8), ("b", 11, 1)]);
    }

    #[test]
    fn a_declaration_and_a_function_type_have_no_body() {
        let code = "trait T { fn a(&self) -> [u8; 3]; fn b(&self) { let f: fn(u8) -> u8 = id; } }";
        let names: Vec<&str> = functions(code).into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["b"]);
    }

    #[test]
    fn lines_stay_where_they_were() {
        let source = "//! 関所\nlet a = \"二\n三\";\n";
        let code = code_only(source);
        assert_eq!(code.matches('\n').count(), source.matches('\n').count());
        assert!(!code.contains('二'));
    }

    #[test]
    fn what_is_for_tests_is_blanked_and_the_rest_stays_in_place() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn 試験() { b(); }\n}\nfn c() {}\n";
        let kept = without_tests(code);
        assert_eq!(kept.len(), code.len());
        assert!(!kept.contains("b()"));
        assert_eq!(functions(&kept).last().map(|f| (f.name, f.line)), Some(("c", 6)));
    }

    #[test]
    fn attributes_are_found_whole() {
        let code = "#[serde(\n    flatten,\n)]\nfn serde() {}\n";
        let found: Vec<(usize, &str)> = attributes(code, "serde").collect();
        assert_eq!(found, [(1, "serde(\n    flatten,\n)")]);
    }
}
