//! Go's `go.mod` and `go.sum`.
//!
//! `go.mod` names the modules that are chosen, since Go 1.17 the indirect ones too. `go.sum` also has modules that
//! were only looked at while choosing, and says so: it is for where the other file is lost.

use std::collections::HashMap;

use sekisho_model::text;

use super::{Package, name_root, odd_line, push};
use crate::draft::Draft;

/// `go.mod`
pub(crate) fn go_mod<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "go.mod".clone_into(&mut draft.format);
    let lines = directives(text);
    let replaced: HashMap<_, _> = lines
        .iter()
        .filter(|line| line.verb == "replace")
        .filter_map(|line| replacement(line.rest))
        .collect();
    let root = lines
        .iter()
        .find(|line| line.verb == "module")
        .and_then(|line| push(module(unquoted(line.rest), ""), &mut draft));
    name_root(root, &mut draft);
    for line in &lines {
        match line.verb {
            "require" => {
                let Some((path, version)) = line.rest.split_once(char::is_whitespace) else {
                    odd_line(line.number, line.rest, &mut draft);
                    continue;
                };
                let (path, version) = (unquoted(path), unquoted(version));
                let exact = replaced.get(&(path, version)).or_else(|| replaced.get(&(path, "")));
                let (path, version) = match exact.copied() {
                    // A folder has no version of its own, and is not the published module.
                    Some((near, "")) => {
                        folder(line.number, near, &mut draft);
                        (path, "")
                    }
                    Some(other) => other,
                    None => (path, version),
                };
                let place = push(module(path, version), &mut draft);
                if !line.is_indirect {
                    draft.edges_by_place.extend(root.zip(place));
                }
            }
            "module" | "go" | "toolchain" | "replace" | "exclude" | "retract" | "godebug" | "tool"
            | "ignore" => {}
            _ => odd_line(line.number, line.verb, &mut draft),
        }
    }
    draft
}

fn folder(number: u64, path: &str, draft: &mut Draft<'_>) {
    let place = draft.place("").at_row(number);
    draft.add(sekisho_model::Problem::warning(
        place,
        text!(ja: "モジュールがフォルダー「{path}」に置き換えられています。", en: "A module is replaced by folder \"{path}\"."),
        text!(ja: "版は不明としました。フォルダーの go.mod も取り込んでください。", en: "Its version counts as unknown. Bring in the go.mod of that folder too."),
    ));
}

struct Directive<'t> {
    number: u64,
    verb: &'t str,
    rest: &'t str,
    is_indirect: bool,
}

/// Lines as if none stood in a block.
fn directives(text: &str) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    let mut block = "";
    for (number, line) in (1..).zip(text.lines()) {
        let (words, comment) = line.split_once("//").unwrap_or((line, ""));
        let is_indirect = matches!(comment.split_whitespace().next(), Some("indirect" | "indirect;"));
        let words = words.trim();
        match (words, block) {
            ("", _) => {}
            (")", _) => block = "",
            (words, "") => {
                // A bracket is a word of its own, with or without a space before it.
                if let Some(verb) = words.strip_suffix('(') {
                    block = verb.trim_end();
                    continue;
                }
                let (verb, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
                found.push(Directive { number, verb, rest: rest.trim(), is_indirect });
            }
            (rest, verb) => found.push(Directive { number, verb, rest, is_indirect }),
        }
    }
    found
}

fn unquoted(words: &str) -> &str {
    words.trim().trim_matches(['"', '`'])
}

/// A module and its version.
type Versioned<'t> = (&'t str, &'t str);

/// `old v1 => new v2`, of any version where none stands on the left.
fn replacement(rest: &str) -> Option<(Versioned<'_>, Versioned<'_>)> {
    let (old, new) = rest.split_once("=>")?;
    Some((pair(old), pair(new)))
}

fn pair(words: &str) -> (&str, &str) {
    let words = words.trim();
    words
        .split_once(char::is_whitespace)
        .map_or((unquoted(words), ""), |(path, version)| (unquoted(path), unquoted(version)))
}

/// A module's path: the last part is the name.
fn module<'t>(path: &'t str, version: &'t str) -> Package<'t> {
    let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
    Package { sort: "golang", namespace, name, version, ..Package::default() }
}

/// `go.sum`
pub(crate) fn go_sum<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "go.sum".clone_into(&mut draft.format);
    let mut seen = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (None, ..) => {}
            (Some(path), Some(version), Some(sum)) if sum.starts_with("h1:") => {
                // Only the description of the module was read there, not the module.
                if version.ends_with("/go.mod") || seen.insert((path, version), ()).is_some() {
                    continue;
                }
                let place = push(module(path, version), &mut draft);
                if let Some(details) = place.and_then(|place| draft.details(place)) {
                    details.properties.push(("go:sum".to_owned(), sum.to_owned()));
                }
            }
            _ => odd_line(number, line, &mut draft),
        }
    }
    draft.warn(
        "",
        text!(ja: "go.sum には使われないモジュールの版も載っています。", en: "go.sum also lists versions of modules that are not used."),
        text!(ja: "使う版だけを見るには go.mod を取り込んでください。", en: "Bring in go.mod to see only those in use."),
    );
    draft
}
