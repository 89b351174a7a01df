//! `Cargo.lock`, versions 1 to 4.
//!
//! Every package is a component, workspace members and path dependencies too: a vendored copy of a published
//! crate is still that crate. Other registries and git sources stay visible as qualifiers of the purl.

use std::collections::{BTreeMap, HashMap};

use sekisho_model::{Component, ComponentKind, PackageUrl, Stated, text};
use toml::{Table, Value};

use super::draft::Draft;

/// The line that opens a package.
const OPENING: &str = "[[package]]";

pub(crate) fn read<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    let mut lock = Lock::default();
    match text.parse::<Table>() {
        Ok(table) => lock.take(table),
        Err(error) => {
            let line = error
                .span()
                .map_or(0, |span| sekisho_intake::encoding::line_at(text, span.start.min(text.len())));
            report(&mut draft, line, error.message());
            lock.take_piece_by_piece(text);
        }
    }
    lock.close(&mut draft);
    draft
}

fn report(draft: &mut Draft<'_>, line: u64, message: &str) {
    let place = draft.place("");
    draft.cut_short(sekisho_model::Problem::error(
        place.at_row(line),
        text!(ja: "TOML が壊れています（{message}）。", en: "The TOML is broken ({message})."),
        text!(
            ja: "読めるパッケージだけを読みました。ファイルを取り直してください。",
            en: "Only the packages that are whole were read. Get the file again."
        ),
    ));
}

#[derive(Default)]
struct Lock {
    version: Option<i64>,
    packages: Vec<Table>,
    /// Version 1 keeps the checksums apart, under `checksum NAME VERSION (SOURCE)`.
    metadata: Table,
}

impl Lock {
    fn take(&mut self, mut table: Table) {
        self.version = table.get("version").and_then(Value::as_integer).or(self.version);
        if let Some(Value::Table(root)) = table.remove("root") {
            self.packages.push(root);
        }
        if let Some(Value::Array(packages)) = table.remove("package") {
            self.packages.extend(packages.into_iter().filter_map(|package| match package {
                Value::Table(package) => Some(package),
                _ => None,
            }));
        }
        if let Some(Value::Table(metadata)) = table.remove("metadata") {
            self.metadata = metadata;
        }
    }

    /// A broken file, package by package.
    fn take_piece_by_piece(&mut self, text: &str) {
        let mut start = 0;
        let openings = text.match_indices(OPENING).map(|(at, _)| at).filter(|at| *at > 0);
        for end in openings.chain([text.len()]) {
            if let Ok(table) = text[start..end].parse() {
                self.take(table);
            }
            start = end;
        }
    }

    fn close(mut self, draft: &mut Draft<'_>) {
        let packages = std::mem::take(&mut self.packages);
        let has_checksums = packages.iter().any(|package| package.contains_key("checksum"));
        let version = self.version.unwrap_or(if has_checksums { 2 } else { 1 });
        draft.format = format!("Cargo.lock {version}");
        if !(1..=4).contains(&version) {
            draft.warn(
                "version",
                text!(
                    ja: "Cargo.lock の版 {version} は 4 の読み方で読みました。",
                    en: "Cargo.lock version {version} was read the way 4 is."
                ),
                text!(ja: "パッケージの数を確かめてください。", en: "Check the number of packages."),
            );
        }
        let named: Vec<Named> = packages.iter().map(Named::new).collect();
        let mut places = Vec::with_capacity(named.len());
        for package in &named {
            let component = self.component(package, draft);
            places.push(draft.push(component));
        }
        relate(&named, &places, draft);
        name_the_roots(&named, &places, draft);
    }

    fn component(&self, package: &Named<'_>, draft: &mut Draft<'_>) -> Component {
        let Named { name, version, source, .. } = *package;
        let purl = PackageUrl::build("cargo", "", name, version, qualifiers(source), "");
        if let Err(error) = &purl {
            draft.bad_purl(name, error);
        }
        let in_metadata = || {
            let key = format!("checksum {name} {version} ({source})");
            self.metadata.get(&key).and_then(Value::as_str).filter(|sum| *sum != "<none>")
        };
        let checksum = package.table.get("checksum").and_then(Value::as_str).or_else(in_metadata);
        Component {
            name: name.to_owned(),
            version: if version.is_empty() { Stated::Unknown } else { Stated::Known(version.to_owned()) },
            kind: ComponentKind::Library,
            purl: purl.ok(),
            hashes: checksum.map(|sum| ("SHA-256".to_owned(), sum.to_lowercase())).into_iter().collect(),
            ..Component::default()
        }
    }
}

fn relate(named: &[Named<'_>], places: &[Option<u32>], draft: &mut Draft<'_>) {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, package) in named.iter().enumerate() {
        by_name.entry(package.name).or_default().push(nth);
    }
    for (package, from) in named.iter().zip(places) {
        let dependencies = package.table.get("dependencies").and_then(Value::as_array);
        for written in dependencies.into_iter().flatten().filter_map(Value::as_str) {
            let found = find(written, named, &by_name);
            match (from, found) {
                (Some(from), Some(nth)) => draft.edges_by_place.extend(places[nth].map(|to| (*from, to))),
                (Some(_), None) => dangling(package.name, written, draft),
                (None, _) => {}
            }
        }
    }
}

fn dangling(name: &str, written: &str, draft: &mut Draft<'_>) {
    draft.warn(
        name,
        text!(
            ja: "依存先「{written}」のパッケージがありません。",
            en: "There is no package for dependency \"{written}\"."
        ),
        text!(
            ja: "その依存関係は読めませんでした。ファイルを作り直してください。",
            en: "That dependency was not read. Make the file anew."
        ),
    );
}

/// A package with the texts that identify it.
struct Named<'t> {
    name: &'t str,
    version: &'t str,
    /// Empty for workspace members and path dependencies.
    source: &'t str,
    table: &'t Table,
}

impl<'t> Named<'t> {
    fn new(table: &'t Table) -> Self {
        let word = |key| table.get(key).and_then(Value::as_str).unwrap_or_default();
        Self { name: word("name"), version: word("version"), source: word("source"), table }
    }
}

/// The package that `name`, `name version` or `name version (source)` means.
fn find(written: &str, named: &[Named<'_>], by_name: &HashMap<&str, Vec<usize>>) -> Option<usize> {
    let mut words = written.splitn(3, ' ');
    let (name, version, source) = (words.next()?, words.next(), words.next());
    let source = source.map(|source| source.trim_start_matches('(').trim_end_matches(')'));
    let fits = |nth: &usize| {
        version.is_none_or(|version| named[*nth].version == version)
            && source.is_none_or(|source| {
                // A dependency leaves the commit out that the package's source ends with.
                let of_package = named[*nth].source;
                of_package == source || of_package.split('#').next() == Some(source)
            })
    };
    by_name.get(name)?.iter().copied().find(|nth| fits(nth))
}

/// `vcs_url` for git, `repository_url` for other registries than the public one.
fn qualifiers(source: &str) -> BTreeMap<String, String> {
    let pair = if let Some(url) = source.strip_prefix("git+") {
        let (url, commit) = url.split_once('#').unwrap_or((url, ""));
        let url = url.split('?').next().unwrap_or_default();
        let at = if commit.is_empty() { "" } else { "@" };
        Some(("vcs_url", format!("git+{url}{at}{commit}")))
    } else {
        source
            .strip_prefix("registry+")
            .or_else(|| source.strip_prefix("sparse+"))
            .filter(|url| !is_public_index(url))
            .map(|url| ("repository_url", url.to_owned()))
    };
    pair.map(|(key, value)| (key.to_owned(), value)).into_iter().collect()
}

/// Both addresses of the public index, with and without a slash at the end. They are put together because
/// no file of this project carries a registry's host name.
fn is_public_index(url: &str) -> bool {
    let url = url.trim_end_matches('/');
    url.ends_with(concat!("/crates", ".io-index")) || url.ends_with(concat!("//index.crates", ".io"))
}

/// Packages without a source that nothing depends on are what the lock is for.
fn name_the_roots(named: &[Named<'_>], places: &[Option<u32>], draft: &mut Draft<'_>) {
    let mut needed = vec![false; draft.components.len()];
    for (from, to) in &draft.edges_by_place {
        needed[*to as usize] |= from != to;
    }
    let is_root = |(package, place): &(&Named<'_>, &Option<u32>)| {
        package.source.is_empty() && place.is_some_and(|place| !needed[place as usize])
    };
    let roots: Vec<u32> = named.iter().zip(places).filter(is_root).filter_map(|(_, place)| *place).collect();
    for place in &roots {
        draft.components[*place as usize].kind = ComponentKind::Application;
    }
    if let [only] = roots[..] {
        let root = &draft.components[only as usize];
        draft.name.clone_from(&root.name);
        draft.version = root.version.clone();
    }
}
