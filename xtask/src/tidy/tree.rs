//! The files of the repository as text, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use super::code;

/// Text files above this size are data, and are not read.
const TEXT_BYTES_MAX: u64 = 4 << 20;

/// One thing that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    path: String,
    line: usize,
    what: String,
    warning: bool,
}

impl Fault {
    /// A fault in a line, counted from 1; 0 means the file as a whole.
    pub(crate) fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), warning: false }
    }

    /// The same, as something to think about.
    pub(crate) fn warning(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { warning: true, ..Self::new(path, line, what) }
    }

    /// Does it leave the check green?
    pub(crate) const fn is_warning(&self) -> bool {
        self.warning
    }

    /// `path:line: rule: what`
    pub(crate) fn line(&self, rule: &str) -> String {
        let place = if self.line == 0 { String::new() } else { format!(":{}", self.line) };
        let gravity = if self.warning { "warning: " } else { "" };
        format!("{}{place}: {gravity}{rule}: {}", self.path, self.what)
    }
}

/// The files of the repository: what git tracks, and what is new and not ignored.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    texts: BTreeMap<String, String>,
    names: BTreeSet<String>,
}

impl Tree {
    /// Reads the files below a folder.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        for name in names(root)? {
            let path = root.join(&name);
            // Git also lists what was deleted and not yet committed.
            let Ok(about) = fs::metadata(&path) else { continue };
            if !about.is_file() {
                continue;
            }
            if about.len() <= TEXT_BYTES_MAX
                && let Ok(text) = String::from_utf8(fs::read(&path)?)
            {
                tree.texts.insert(name.clone(), text);
            }
            tree.names.insert(name);
        }
        Ok(tree)
    }

    /// A tree for a rule's tests.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<String, String> =
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Self { names: texts.keys().cloned().collect(), texts }
    }

    /// How many files.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Every path, with `/` between folders.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Every text file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Every Rust file.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(name, _)| has_suffix(name, ".rs"))
    }

    /// One text file.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The manifests of the crates below `crates/`, by crate name.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.texts().filter_map(|(name, text)| {
            let folder = name.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
            (!folder.contains('/')).then_some((folder, name, text))
        })
    }

    /// Paths of Rust files that are compiled for tests only: `tests/` and `benches/` folders, and modules
    /// declared under `#[cfg(test)]`.
    pub(crate) fn test_files(&self) -> BTreeSet<&str> {
        let declared: Vec<String> =
            self.rust().flat_map(|(name, text)| code::test_modules(name, text)).collect();
        self.rust()
            .map(|(name, _)| name)
            .filter(|name| {
                name.contains("/tests/")
                    || name.contains("/benches/")
                    || declared.iter().any(|stem| {
                        name.strip_prefix(stem.as_str())
                            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
                    })
            })
            .collect()
    }
}

/// Does a path end so, in any case?
pub(crate) fn has_suffix(name: &str, suffix: &str) -> bool {
    name.len() >= suffix.len()
        && name.is_char_boundary(name.len() - suffix.len())
        && name[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
}

fn names(root: &Path) -> io::Result<Vec<String>> {
    let listed = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output();
    match listed {
        Ok(output) if output.status.success() && !output.stdout.is_empty() => {
            let text = String::from_utf8_lossy(&output.stdout);
            Ok(text.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
        }
        // No git, or an unpacked archive: everything but what cargo and the program make.
        _ => {
            let mut names = Vec::new();
            walk(root, "", &mut names)?;
            Ok(names)
        }
    }
}

fn walk(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if path == "target" || name == ".git" || name.ends_with(".sekisho-data") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), names)?;
        } else {
            names.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_read_with_and_without_git() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut walked = Vec::new();
        walk(root, "", &mut walked).unwrap();
        assert!(walked.iter().any(|name| name == "crates/model/src/lib.rs"));
        assert!(!walked.iter().any(|name| name.starts_with("target/")));
        let tree = Tree::read(root).unwrap();
        assert!(tree.text("crates/model/src/lib.rs").is_some());
        assert!(tree.manifests().any(|(folder, _, _)| folder == "model"));
    }

    #[test]
    fn files_for_tests_are_told_from_the_others() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "mod b;\n#[cfg(test)]\nmod fixture;\n"),
            ("crates/a/src/b.rs", "#[cfg(test)]\nmod tests;\n"),
            ("crates/a/src/b/tests.rs", ""),
            ("crates/a/src/fixture.rs", ""),
            ("crates/a/src/fixture/plant.rs", ""),
            ("crates/a/src/fixtures.rs", ""),
            ("crates/a/tests/it/main.rs", ""),
        ]);
        let expected = [
            "crates/a/src/b/tests.rs",
            "crates/a/src/fixture.rs",
            "crates/a/src/fixture/plant.rs",
            "crates/a/tests/it/main.rs",
        ];
        assert_eq!(tree.test_files(), expected.into_iter().collect());
    }
}
