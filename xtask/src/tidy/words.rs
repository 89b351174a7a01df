//! Words that belong to one machine and not to the project: hosts of package registries, and paths of the
//! machine a text was written on.
//!
//! The patterns are put together at run time, so that this file passes its own rule.

use super::tree::has_suffix;
use super::{Fault, Tree};

/// Lock files name where a package came from; that is their job.
const LOCK_FILES: &[&str] = &[".lock", "package-lock.json"];

/// No text names a registry's host or a path of somebody's machine.
pub(crate) fn outside_names(tree: &Tree) -> Vec<Fault> {
    let (hosts, paths) = (hosts(), paths());
    let mut faults = Vec::new();
    for (name, text) in tree.texts().filter(|(name, _)| !is_lock_file(name)) {
        for (at, line) in text.lines().enumerate() {
            if let Some(host) = hosts.iter().find(|host| line.contains(host.as_str())) {
                faults.push(Fault::new(name, at + 1, format!("names a registry's host, `{host}`")));
            }
            if let Some(path) = paths.iter().find(|path| has_path(line, path)) {
                faults.push(Fault::new(name, at + 1, format!("names a path of one machine, `{path}`")));
            }
        }
    }
    faults
}

fn is_lock_file(name: &str) -> bool {
    LOCK_FILES.iter().any(|suffix| has_suffix(name, suffix))
}

fn hosts() -> Vec<String> {
    let parts = [
        ["static.", "crates", ".io"],
        ["index.", "crates", ".io"],
        ["registry.", "npmjs", ".org"],
        ["registry.", "yarnpkg", ".com"],
        ["files.", "pythonhosted", ".org"],
        ["pypi", ".", "org"],
        ["deb.", "debian", ".org"],
        ["snapshot.", "debian", ".org"],
        ["proxy.", "golang", ".org"],
    ];
    parts.iter().map(|parts| parts.concat()).collect()
}

fn paths() -> Vec<String> {
    ["work", "root", "tmp"].iter().map(|folder| format!("/{folder}")).collect()
}

/// Is `path` in the line as the start of an absolute path, and not as a part of a longer one?
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        let inside =
            |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '}' | ')' | '>' | ':');
        let longer = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        !before.is_some_and(inside) && !after.is_some_and(longer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(name: &str, text: &str) -> usize {
        outside_names(&Tree::of(&[(name, text)])).len()
    }

    #[test]
    fn a_registrys_host_is_found_outside_lock_files_only() {
        let text = format!("source = \"https://{}/x\"\n", hosts()[0]);
        assert_eq!(faults("README.md", &text), 1);
        assert_eq!(faults("Cargo.lock", &text), 0);
        assert_eq!(faults("sample/sboms/package-lock.json", &text), 0);
        assert_eq!(faults("README.md", &["crates", "io-index"].join(".")), 0);
    }

    #[test]
    fn a_path_of_one_machine_is_found_and_a_part_of_a_path_is_not() {
        for path in paths() {
            assert_eq!(faults("a.md", &format!("see `{path}/main`")), 1, "{path}");
            assert_eq!(faults("a.md", &format!("in {path}")), 1, "{path}");
            assert_eq!(
                faults("a.md", &format!("https://example.com{path}/x, ..{path}, {path}s")),
                0,
                "{path}"
            );
        }
    }
}
