//! The shape of Rust files: module documentation, lengths, and what STYLE.md bans.

use super::code::{attributes, code_only, functions, words};
use super::{Fault, Tree};

/// Longest function, from its `fn` to its closing brace.
const FUNCTION_LINES_MAX: usize = 70;
/// From here on, ask whether the file is two.
const FILE_LINES_ASK: usize = 600;
/// Longest file.
const FILE_LINES_MAX: usize = 1_000;

/// Every file says first what it is for.
pub(crate) fn module_docs(tree: &Tree) -> Vec<Fault> {
    tree.rust()
        .filter(|(_, source)| !source.starts_with("//! "))
        .map(|(path, _)| {
            Fault::new(
                path,
                1,
                "the file does not open with `//!`: its job, its invariant, what it leaves to others",
            )
        })
        .collect()
}

/// No function is longer than a person reads at once, unless it says why it must be.
pub(crate) fn function_lengths(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, source) in tree.rust() {
        for function in functions(&code_only(source)) {
            // `#[expect(clippy::too_many_lines, reason = …)]` says itself why it must be.
            let excused = words(function.head, "too_many_lines").next().is_some();
            if function.lines > FUNCTION_LINES_MAX && !excused {
                let what =
                    format!("`{}` has {} lines, {FUNCTION_LINES_MAX} at most", function.name, function.lines);
                faults.push(Fault::new(path, function.line, what));
            }
        }
    }
    faults
}

/// No file is longer than a thousand lines; from six hundred on there is a warning.
pub(crate) fn file_lengths(tree: &Tree) -> Vec<Fault> {
    tree.rust()
        .map(|(path, source)| (path, source.lines().count()))
        .filter_map(|(path, lines)| match lines {
            lines if lines > FILE_LINES_MAX => {
                Some(Fault::new(path, 0, format!("{lines} lines, {FILE_LINES_MAX} at most")))
            }
            lines if lines >= FILE_LINES_ASK => {
                Some(Fault::warning(path, 0, format!("{lines} lines: is this two files?")))
            }
            _ => None,
        })
        .collect()
}

/// What STYLE.md bans: ignored tests, `mod.rs`, serde's `untagged` and `flatten`, exceptions without reason.
pub(crate) fn banned(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, source) in tree.rust() {
        if path.ends_with("/mod.rs") {
            faults.push(Fault::new(path, 0, "`mod.rs`: name the file after its module, beside its folder"));
        }
        let code = code_only(source);
        let mut fault = |line, what: &str| faults.push(Fault::new(path, line, what));
        for (line, _) in attributes(&code, "ignore") {
            fault(line, "an ignored test promises nothing: mend it, or assert what is wrong today");
        }
        for (line, attribute) in attributes(&code, "serde") {
            for word in ["untagged", "flatten"] {
                if words(attribute, word).next().is_some() {
                    fault(
                        line,
                        &format!("serde's `{word}` hides what a document may hold; write the form out"),
                    );
                }
            }
        }
        for name in ["allow", "expect"] {
            for (line, attribute) in attributes(&code, name) {
                if words(attribute, "reason").next().is_none() {
                    fault(line, &format!("`#[{name}]` without `reason`"));
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(faults: &[Fault]) -> Vec<String> {
        faults.iter().map(|fault| fault.line("r")).collect()
    }

    #[test]
    fn a_file_opens_with_its_job() {
        assert!(module_docs(&Tree::of(&[("a.rs", "//! Job.\n")])).is_empty());
        assert_eq!(module_docs(&Tree::of(&[("a.rs", "// Job.\n"), ("b.rs", "")])).len(), 2);
    }

    #[test]
    fn a_function_of_seventy_lines_passes_and_one_more_does_not() {
        let function = |lines: usize| format!("fn a() {{\n{}}}\n", "    b();\n".repeat(lines - 2));
        assert!(function_lengths(&Tree::of(&[("a.rs", &function(70))])).is_empty());
        let faults = function_lengths(&Tree::of(&[("a.rs", &function(71))]));
        assert_eq!(lines(&faults), ["a.rs:1: r: `a` has 71 lines, 70 at most"]);
        let excused = format!("#[expect(clippy::too_many_lines, reason = \"r\")]\npub {}", function(71));
        assert!(function_lengths(&Tree::of(&[("a.rs", &excused)])).is_empty());
        let neighbour = format!("{excused}{}", function(71));
        assert_eq!(function_lengths(&Tree::of(&[("a.rs", &neighbour)])).len(), 1);
    }

    #[test]
    fn a_long_file_is_warned_of_and_a_longer_one_refused() {
        let file = |lines: usize| "\n".repeat(lines);
        let check = |lines: usize| file_lengths(&Tree::of(&[("a.rs", &file(lines))]));
        assert!(check(599).is_empty());
        assert!(check(600)[0].is_warning());
        assert!(check(1_000)[0].is_warning());
        assert!(!check(1_001)[0].is_warning());
    }

    #[test]
    fn what_the_style_bans_is_found() {
        let source = "//! #[ignore]\n#[ignore]\nfn a() {}\n#[serde(default, flatten)]\n#[serde(untagged)]\n\
                      #[allow(dead_code)]\n#![expect(clippy::todo)]\n";
        let faults = banned(&Tree::of(&[("a/mod.rs", source)]));
        assert_eq!(faults.len(), 6, "{:?}", lines(&faults));
    }

    #[test]
    fn reasons_and_words_in_texts_are_left_alone() {
        let source = "#[expect(dead_code, reason = \"why\")]\n#[serde(rename = \"flatten\")]\n\
                      const A: &str = \"#[ignore]\";\nfn untagged() {}\n";
        assert!(banned(&Tree::of(&[("a/b.rs", source)])).is_empty());
    }
}
