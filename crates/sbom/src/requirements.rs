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

/// Lines joined where one ends in a backslash, as pip joins them before it takes comments off; each with the number
/// of its first line.
fn logical_lines(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    let mut open: Option<(u64, String)> = None;
    for (number, line) in (1..).zip(python_lines(text)) {
        let is_comment = line.trim_start().starts_with('#');
        if line.ends_with('\\') && !is_comment {
            let (_, words) = open.get_or_insert_with(|| (number, String::new()));
            words.push_str(line.trim_matches('\\'));
            continue;
        }
        let (first, mut words) = open.take().unwrap_or_else(|| (number, String::new()));
        if is_comment {
            words.push(' ');
        }
        words.push_str(line);
        lines.push((first, words));
    }
    lines.extend(open);
    for (_, words) in &mut lines {
        words.truncate(comment(words).unwrap_or(words.len()));
        *words = words.trim().to_owned();
    }
    lines
}

/// Lines as Python splits them: at every sign that can end one.
fn python_lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| {
        matches!(c, '\n' | '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    text.split(ends).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// Where a comment begins: a `#` at the start, or after white space of any sort.
fn comment(line: &str) -> Option<usize> {
    let is_first = |at: usize| line[..at].chars().next_back().is_none_or(char::is_whitespace);
    line.match_indices('#').map(|(at, _)| at).find(|at| is_first(*at))
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
    // An address stands first, or behind `name @`.
    let first = line.split([' ', '\t', ';']).next().unwrap_or_default();
    if is_address(first) || first.ends_with(".whl") {
        return from_address(first);
    }
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'));
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    if name.is_empty() || !name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Line::Unreadable;
    }
    let rest = without_extras(rest.trim_start());
    // As pip has it, options begin with the first word that begins with a hyphen.
    let (rest, options) =
        if rest.starts_with('-') { ("", rest) } else { rest.split_once(" -").unwrap_or((rest, "")) };
    let hashes = hashes(options);
    if let Some(address) = rest.strip_prefix('@') {
        let address = address.trim().split([' ', ';']).next().unwrap_or_default();
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let version = wheel(address).map(|(_, version)| version);
        let hashes = if hashes.is_empty() { digest(fragment) } else { hashes };
        return Line::Requirement(Requirement { name, version, qualifiers: located(address), hashes });
    }
    let specifiers = rest.split(';').next().unwrap_or_default().trim();
    let specifiers = specifiers.trim_start_matches('(').trim_end_matches(')').trim();
    if !specifiers.is_empty() && !specifiers.starts_with(['=', '<', '>', '!', '~']) {
        return Line::Unreadable;
    }
    Line::Requirement(Requirement { name, version: pinned(specifiers), qualifiers: BTreeMap::new(), hashes })
}

/// `https://…`, `git+ssh://…`: letters, then `://`.
fn is_address(word: &str) -> bool {
    word.split_once("://").is_some_and(|(scheme, _)| {
        let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        !scheme.is_empty() && scheme.chars().all(is_of_scheme)
    })
}

fn option(line: &str) -> Line<'_> {
    // The value of a short option may stand right behind its letter.
    let is_short = !line.starts_with("--") && line.is_char_boundary(2);
    let (option, value) = if is_short {
        line.split_at(2)
    } else {
        line.split_once(|c: char| c == '=' || c.is_whitespace()).unwrap_or((line, ""))
    };
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

/// An address without a name: `#egg=` may give one, and so may the name of a wheel, with its version.
fn from_address(address: &str) -> Line<'_> {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let egg = fragment.split('&').find_map(|part| part.strip_prefix("egg="));
    let egg = egg.map(|name| name.split('[').next().unwrap_or_default()).filter(|name| !name.is_empty());
    let wheel = wheel(path);
    let Some(name) = egg.or(wheel.map(|(name, _)| name)) else {
        return Line::Other(text!(
            ja: "「{address}」は名前も版も分からないパッケージです。",
            en: "\"{address}\" is a package of which neither name nor version is known."
        ));
    };
    let version = wheel.map(|(_, version)| version);
    Line::Requirement(Requirement { name, version, qualifiers: located(path), hashes: digest(fragment) })
}

/// Name and version of a wheel: `NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl`, in which no part has a hyphen.
fn wheel(address: &str) -> Option<(&str, &str)> {
    let file = address.split('?').next()?.rsplit(['/', '\\']).next()?.strip_suffix(".whl")?;
    let parts: Vec<&str> = file.split('-').collect();
    match parts[..] {
        // A version of somebody's own (`1.0+local`) is not as written in an address.
        [name, version, _, _, _] | [name, version, _, _, _, _] if !version.contains('%') => {
            Some((name, version))
        }
        _ => None,
    }
}

/// `#sha256=…`
fn digest(fragment: &str) -> BTreeMap<String, String> {
    let known = |part: &str| {
        let (algorithm, digest) = part.split_once('=')?;
        let is_known = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].contains(&algorithm);
        is_known.then(|| (digest_name(algorithm), digest.to_lowercase()))
    };
    fragment.split('&').filter_map(known).collect()
}

fn located(address: &str) -> BTreeMap<String, String> {
    let is_vcs = ["git+", "hg+", "svn+", "bzr+"].iter().any(|start| address.starts_with(start));
    let key = if is_vcs { "vcs_url" } else { "download_url" };
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
