//! Python requirements with pinned versions, as pip reads them (PEP 508 lines and pip's options).
//!
//! Each requirement is a component; one without a pin has no known version, and says so. Environment
//! markers are not evaluated: a requirement for another system is listed too. Files named by `-r` and `-c`
//! are not opened, and are named as a problem.

use std::collections::BTreeMap;

use sekisho_model::{Component, PackageUrl, Place, Problem, Stated, Text, text};

use super::draft::{Draft, digest_name};

pub(crate) fn read<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "requirements.txt".clone_into(&mut draft.format);
    for (line, words) in logical_lines(text) {
        match requirement(&words) {
            Line::Nothing => {}
            Line::Other(what) => draft.add(Problem::error(row(&draft, line), what, text!(
                ja: "読みませんでした。中身も別に取り込んでください。",
                en: "It was not read. Bring its content in separately."
            ))),
            Line::Unreadable => draft.add(Problem::error(
                row(&draft, line),
                text!(ja: "「{words}」を要求の行として読めません。", en: "\"{words}\" cannot be read as a requirement."),
                text!(ja: "行を直してください。", en: "Mend the line."),
            )),
            Line::Requirement(found) => push(found, line, &mut draft),
        }
    }
    draft
}

fn row(draft: &Draft<'_>, line: u64) -> Place {
    draft.place("").at_row(line)
}

fn push(found: Requirement<'_>, line: u64, draft: &mut Draft<'_>) {
    let Requirement { name, version, qualifiers, hashes } = found;
    if version.is_none() {
        draft.add(Problem::warning(
            row(draft, line),
            text!(ja: "「{name}」の版が固定されていません。", en: "\"{name}\" is not pinned to a version."),
            text!(
                ja: "版は不明としました。pip freeze などで固定した一覧を使ってください。",
                en: "Its version counts as unknown. Use a pinned list, such as pip freeze gives."
            ),
        ));
    }
    let purl = PackageUrl::build("pypi", "", name, version.unwrap_or_default(), qualifiers, "");
    draft.push(Component {
        name: name.to_owned(),
        version: version.map_or(Stated::Unknown, |version| Stated::Known(version.to_owned())),
        purl: purl.ok(),
        hashes: hashes.into(),
        ..Component::default()
    });
}

/// Lines with continuations joined and comments taken off, each with the number of its first line.
fn logical_lines(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    let mut continues = false;
    for (number, line) in (1..).zip(text.lines()) {
        let comment = if line.trim_start().starts_with('#') { Some(0) } else { line.find(" #") };
        let line = &line[..comment.unwrap_or(line.len())];
        let (words, goes_on) = match line.trim_end().strip_suffix('\\') {
            Some(words) => (words, true),
            None => (line, false),
        };
        match lines.last_mut() {
            Some((_, before)) if continues => {
                before.push(' ');
                before.push_str(words.trim());
            }
            _ => lines.push((number, words.trim().to_owned())),
        }
        continues = goes_on;
    }
    lines
}

enum Line<'t> {
    Nothing,
    /// Something that stands for more than this file says.
    Other(Text),
    Unreadable,
    Requirement(Requirement<'t>),
}

struct Requirement<'t> {
    name: &'t str,
    version: Option<&'t str>,
    qualifiers: BTreeMap<String, String>,
    hashes: BTreeMap<String, String>,
}

fn requirement(line: &str) -> Line<'_> {
    if line.is_empty() {
        return Line::Nothing;
    }
    if line.starts_with('-') {
        return option(line);
    }
    if let Some(address) = line.contains("://").then(|| line.split([' ', ';']).next().unwrap_or_default())
        && !line.contains('@')
    {
        return from_address(address);
    }
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'));
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    if name.is_empty() || !name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Line::Unreadable;
    }
    let rest = without_extras(rest.trim_start());
    let (rest, options) = rest.split_once(" --").unwrap_or((rest, ""));
    let hashes = hashes(options);
    if let Some(address) = rest.strip_prefix('@') {
        let address = address.trim().split([' ', ';']).next().unwrap_or_default();
        return Line::Requirement(Requirement { name, version: None, qualifiers: located(address), hashes });
    }
    let specifiers = rest.split(';').next().unwrap_or_default().trim();
    let specifiers = specifiers.trim_start_matches('(').trim_end_matches(')').trim();
    if !specifiers.is_empty() && !specifiers.starts_with(['=', '<', '>', '!', '~']) {
        return Line::Unreadable;
    }
    Line::Requirement(Requirement { name, version: pinned(specifiers), qualifiers: BTreeMap::new(), hashes })
}

fn option(line: &str) -> Line<'_> {
    let (option, value) = line.split_once([' ', '=']).unwrap_or((line, ""));
    let value = value.trim();
    match option {
        "-r" | "--requirement" => Line::Other(text!(
            ja: "別のファイル「{value}」を取り込む行です。",
            en: "This line takes in another file, \"{value}\"."
        )),
        "-c" | "--constraint" => Line::Other(text!(
            ja: "版の制約を別のファイル「{value}」に置く行です。",
            en: "This line puts version constraints into another file, \"{value}\"."
        )),
        "-e" | "--editable" => from_address(value),
        _ => Line::Nothing, // where and how to install, not what
    }
}

/// An address without a name: `#egg=` may give one.
fn from_address(address: &str) -> Line<'_> {
    let name = address.split(['#', '&']).find_map(|part| part.strip_prefix("egg="));
    let name = name.map(|name| name.split('[').next().unwrap_or_default()).filter(|name| !name.is_empty());
    match name {
        Some(name) => Line::Requirement(Requirement {
            name,
            version: None,
            qualifiers: located(address.split('#').next().unwrap_or_default()),
            hashes: BTreeMap::new(),
        }),
        None => Line::Other(text!(
            ja: "「{address}」は名前も版も分からないパッケージです。",
            en: "\"{address}\" is a package of which neither name nor version is known."
        )),
    }
}

fn located(address: &str) -> BTreeMap<String, String> {
    let key = if address.starts_with("git+") { "vcs_url" } else { "download_url" };
    BTreeMap::from([(key.to_owned(), address.to_owned())])
}

fn without_extras(rest: &str) -> &str {
    match rest.strip_prefix('[').and_then(|extras| extras.split_once(']')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest,
    }
}

/// The version of `==1.0` or `===1.0`; wildcards pin nothing.
fn pinned(specifiers: &str) -> Option<&str> {
    specifiers.split(',').find_map(|specifier| {
        let rest = specifier.trim_start().strip_prefix("==")?;
        let version = rest.strip_prefix('=').unwrap_or(rest).trim();
        (!version.is_empty() && !version.contains('*')).then_some(version)
    })
}

/// One digest of each sort, where there is only one: several are of several files, and tell nothing of one.
fn hashes(options: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for word in options.split([' ', '=']).filter(|word| word.contains(':')) {
        if let Some((algorithm, digest)) = word.split_once(':') {
            found.entry(digest_name(algorithm)).or_default().push(digest);
        }
    }
    let only = |(algorithm, digests): (String, Vec<&str>)| match digests[..] {
        [digest] => Some((algorithm, digest.to_lowercase())),
        _ => None,
    };
    found.into_iter().filter_map(only).collect()
}
