//! `Cargo.lock`, versions 1 to 4.
//!
//! Every package is a component, workspace members and path dependencies too: a vendored copy of a published
//! crate is still that crate. Other registries and git sources stay visible as qualifiers of the purl.

mod lines;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use sekisho_model::{Component, ComponentKind, PackageUrl, Stated, text};
use toml::{Table, Value};

use super::draft::Draft;

/// The line that opens a package.
const OPENING: &str = "[[package]]";

pub(crate) fn read<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    if let Some(lock) = lines::read(text) {
        lock.close(&mut draft);
        return draft;
    }
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

/// A lock, however it was read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lock<'t> {
    version: Option<i64>,
    packages: Vec<Package<'t>>,
    /// Version 1 keeps the checksums apart, under `checksum NAME VERSION (SOURCE)`.
    metadata: BTreeMap<Cow<'t, str>, Cow<'t, str>>,
}

/// A package with the texts that identify it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Package<'t> {
    name: Cow<'t, str>,
    version: Cow<'t, str>,
    /// Empty for workspace members and path dependencies.
    source: Cow<'t, str>,
    /// Empty where there is none.
    checksum: Cow<'t, str>,
    dependencies: Vec<Cow<'t, str>>,
}

impl Package<'_> {
    fn from_toml(mut table: Table) -> Self {
        let mut word = |key| match table.remove(key) {
            Some(Value::String(word)) => Cow::Owned(word),
            _ => Cow::Borrowed(""),
        };
        let (name, version) = (word("name"), word("version"));
        let (source, checksum) = (word("source"), word("checksum"));
        let dependencies = match table.remove("dependencies") {
            Some(Value::Array(all)) => all.into_iter().filter_map(|one| match one {
                Value::String(one) => Some(Cow::Owned(one)),
                _ => None,
            }),
            _ => return Self { name, version, source, checksum, dependencies: Vec::new() },
        };
        Self { name, version, source, checksum, dependencies: dependencies.collect() }
    }
}

impl Lock<'_> {
    fn take(&mut self, mut table: Table) {
        self.version = table.get("version").and_then(Value::as_integer).or(self.version);
        if let Some(Value::Table(root)) = table.remove("root") {
            self.packages.push(Package::from_toml(root));
        }
        if let Some(Value::Array(packages)) = table.remove("package") {
            self.packages.extend(packages.into_iter().filter_map(|package| match package {
                Value::Table(package) => Some(Package::from_toml(package)),
                _ => None,
            }));
        }
        if let Some(Value::Table(metadata)) = table.remove("metadata") {
            self.metadata = metadata
                .into_iter()
                .filter_map(|(key, value)| match value {
                    Value::String(value) => Some((Cow::Owned(key), Cow::Owned(value))),
                    _ => None,
                })
                .collect();
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
        let has_checksums = packages.iter().any(|package| !package.checksum.is_empty());
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
        let mut places = Vec::with_capacity(packages.len());
        for package in &packages {
            let component = self.component(package, draft);
            places.push(draft.push(component));
        }
        relate(&packages, &places, draft);
        name_the_roots(&packages, &places, draft);
    }

    fn component(&self, package: &Package<'_>, draft: &mut Draft<'_>) -> Component {
        let (name, version, source) = (&*package.name, &*package.version, &*package.source);
        let purl = PackageUrl::build("cargo", "", name, version, qualifiers(source), "");
        if let Err(error) = &purl {
            draft.bad_purl(name, error);
        }
        let in_metadata = || {
            let key = format!("checksum {name} {version} ({source})");
            self.metadata.get(key.as_str()).map(|sum| &**sum).filter(|sum| *sum != "<none>")
        };
        let checksum = Some(&*package.checksum).filter(|sum| !sum.is_empty()).or_else(in_metadata);
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

fn relate(named: &[Package<'_>], places: &[Option<u32>], draft: &mut Draft<'_>) {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, package) in named.iter().enumerate() {
        by_name.entry(&*package.name).or_default().push(nth);
    }
    for (package, from) in named.iter().zip(places) {
        for written in &package.dependencies {
            let found = find(written, named, &by_name);
            match (from, found) {
                (Some(from), Some(nth)) => draft.edges_by_place.extend(places[nth].map(|to| (*from, to))),
                (Some(_), None) => dangling(&package.name, written, draft),
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

/// The package that `name`, `name version` or `name version (source)` means.
fn find(written: &str, named: &[Package<'_>], by_name: &HashMap<&str, Vec<usize>>) -> Option<usize> {
    let mut words = written.splitn(3, ' ');
    let (name, version, source) = (words.next()?, words.next(), words.next());
    let source = source.map(|source| source.trim_start_matches('(').trim_end_matches(')'));
    let fits = |nth: &usize| {
        version.is_none_or(|version| named[*nth].version == version)
            && source.is_none_or(|source| {
                // A dependency leaves the commit out that the package's source ends with.
                let of_package = &*named[*nth].source;
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
fn name_the_roots(named: &[Package<'_>], places: &[Option<u32>], draft: &mut Draft<'_>) {
    let mut needed = vec![false; draft.components.len()];
    for (from, to) in &draft.edges_by_place {
        needed[*to as usize] |= from != to;
    }
    let is_root = |(package, place): &(&Package<'_>, &Option<u32>)| {
        package.source.is_empty() && place.is_some_and(|place| !needed[place as usize])
    };
    let roots: Vec<u32> = named.iter().zip(places).filter(is_root).filter_map(|(_, place)| *place).collect();
    for place in &roots {
        draft.components[*place as usize].kind = ComponentKind::Application;
    }
    if let [only] = roots[..] {
        if let Some(whole) = &mut draft.whole {
            whole.head.subject = Some(only);
        }
        let root = &draft.components[only as usize];
        draft.name.clone_from(&root.name);
        draft.version = root.version.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As TOML alone reads it.
    fn as_toml(text: &str) -> Option<Lock<'_>> {
        let mut lock = Lock::default();
        lock.take(text.parse().ok()?);
        Some(lock)
    }

    #[test]
    fn lines_and_toml_give_the_same_lock() {
        let whole = "# made\nversion = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"x\"\nchecksum = \"ab\"\n\
            dependencies = [\n \"b\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"2\"\n\n[[patch.unused]]\nname = \"p\"\n\
            version = \"1\"\n\n[metadata]\n\"checksum b 2 (x)\" = \"cd\"\n";
        assert_eq!(lines::read(whole), as_toml(whole));
        assert!(lines::read(whole).is_some());
        // Whatever one line is changed to, lines are refused or say what TOML says.
        let odd = [
            "name = 1",
            "name = \"\\u0041\"",
            "name = \"x\"",
            "]",
            " \"b\",",
            "[[package]]",
            "[metadata]",
            "version = 0x4",
            "a = { b = 1 }",
            "\"\"\"",
        ];
        for (nth, _) in whole.lines().enumerate() {
            for other in odd {
                let text: Vec<&str> = whole
                    .lines()
                    .enumerate()
                    .map(|(at, line)| if at == nth { other } else { line })
                    .collect();
                let text = text.join("\n");
                if let Some(lock) = lines::read(&text) {
                    assert_eq!(Some(lock), as_toml(&text), "{text}");
                }
            }
        }
    }

    #[test]
    fn the_lock_file_of_this_workspace_is_in_the_form_of_lines() {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock")).unwrap();
        assert_eq!(lines::read(&text), as_toml(&text));
        assert!(lines::read(&text).is_some());
    }
}
