//! What README and guides tell people to type, held against the arguments that the program takes.

use std::path::{Path, PathBuf};

use clap::Parser;

use crate::args::Arguments;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Markdown file that users read, from the project's folder.
fn documents() -> Vec<String> {
    let mut found = vec!["README.md".to_owned()];
    for folder in ["docs/guide/ja", "docs/guide/en", "docs/concepts", "docs/reference", "docs/rules"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            found.push(format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap()));
        }
    }
    found.retain(|name| Path::new(name).extension().is_some_and(|end| end == "md"));
    found
}

/// The lines of a document's code blocks, fenced or set in, that call the program.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter_map(move |line| {
        fenced ^= line.starts_with("```");
        let code = if fenced { Some(line) } else { line.strip_prefix("    ") };
        code.filter(|code| code.starts_with("sekisho "))
    })
}

/// A line as a shell would cut it, up to a remark or the next program of a pipe.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for (place, sign) in line.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '#' | '|' | '<' | '>' if !quoted && line[..place].ends_with(' ') => break,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(sign),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_in_the_documents_is_one_that_the_program_takes() {
    let mut tried = 0;
    let mut refused = String::new();
    for name in documents() {
        let text = std::fs::read_to_string(root().join(&name)).unwrap();
        for line in commands(&text) {
            tried += 1;
            if let Err(error) = Arguments::try_parse_from(words(line)) {
                refused.push_str(&format!("{name}: {line}\n{error}\n"));
            }
        }
    }
    assert!(refused.is_empty(), "{refused}");
    // Fewer were read than README alone has: the blocks were not found.
    assert!(tried >= 60, "only {tried} commands were found");
}

#[test]
fn a_command_that_the_program_does_not_take_would_be_found() {
    let text = "Text:\n\n    sekisho scan --feed A  list.xlsx   # a remark\n\n```sh\nsekisho scan --fed A\n```\nsekisho said\n";
    let answers: Vec<bool> =
        commands(text).map(|line| Arguments::try_parse_from(words(line)).is_ok()).collect();
    assert_eq!(answers, [true, false]);
}

#[test]
fn every_guide_is_in_the_list_of_documents() {
    let index = std::fs::read_to_string(root().join("docs/README.md")).unwrap();
    // The rules have a list of their own, which `assess` holds.
    let guides = documents().into_iter().filter(|name| !name.starts_with("docs/rules/"));
    let missing: Vec<String> = guides
        .filter(|name| {
            !index.contains(&format!("({})", name.strip_prefix("docs/").unwrap_or("../README.md")))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
