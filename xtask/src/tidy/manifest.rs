//! Manifests: reading their dependency tables, and the rules about them.

use std::collections::BTreeSet;

use super::{Fault, Tree};

/// Every sort of dependency table.
pub(crate) const DEPENDENCY_TABLES: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

/// One line of a dependency table.
pub(crate) struct Dependency {
    /// The package's own name, also where the manifest renames it.
    pub(crate) package: String,
    /// Line in the manifest, from 1; 0 where it was not found.
    pub(crate) line: usize,
}

/// The dependencies in some tables of a manifest, those for one platform included.
pub(crate) fn dependencies(manifest: &str, tables: &[&str]) -> Vec<Dependency> {
    // Cargo itself refuses a manifest that does not parse, before any rule could.
    let Ok(whole) = manifest.parse::<toml::Table>() else { return Vec::new() };
    let mut places = vec![&whole];
    if let Some(platforms) = whole.get("target").and_then(toml::Value::as_table) {
        places.extend(platforms.values().filter_map(toml::Value::as_table));
    }
    let mut found = Vec::new();
    for place in places {
        for table in tables.iter().filter_map(|name| place.get(*name)).filter_map(toml::Value::as_table) {
            for (key, value) in table {
                let package = value.get("package").and_then(toml::Value::as_str).unwrap_or(key).to_owned();
                found.push(Dependency { package, line: line_of_key(manifest, key) });
            }
        }
    }
    found
}

fn line_of_key(manifest: &str, key: &str) -> usize {
    let starts = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with([' ', '=', '.']))
    };
    manifest.lines().position(starts).map_or(0, |at| at + 1)
}

/// The decision that says of each dependency why it is this one.
const DECISION: &str = "docs/adr/0003-dependencies.md";

/// Every dependency of the workspace is used, has its reason on its line, and has its place in the decision
/// about dependencies. Our own crates need none: ARCHITECTURE.md has it.
pub(crate) fn dependency_reasons(tree: &Tree) -> Vec<Fault> {
    let path = "Cargo.toml";
    let decision = tree.text(DECISION).unwrap_or_default();
    let used = used(tree);
    let mut faults = Vec::new();
    for (line, name, text) in workspace_dependencies(tree.text(path).unwrap_or_default()) {
        let mut fault = |what: String| faults.push(Fault::new(path, line, what));
        if !used.contains(name) {
            fault(format!("no crate uses `{name}`"));
        }
        if name.starts_with("sekisho-") {
            continue;
        }
        if !has_reason(text) {
            fault(format!("`{name}` has no reason: end its line with `# why`"));
        }
        if !decision.contains(&format!("`{name}`")) {
            fault(format!("`{name}` is not in {DECISION}"));
        }
    }
    faults
}

/// Line, name and text of each line of the workspace's dependency table.
fn workspace_dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut inside = false;
    manifest.lines().zip(1..).filter_map(move |(text, line)| {
        if text.starts_with('[') {
            inside = text.trim() == "[workspace.dependencies]";
        }
        let (name, _) = text.split_once(" =")?;
        (inside && !text.starts_with(['#', '['])).then_some((line, name, text))
    })
}

fn used(tree: &Tree) -> BTreeSet<String> {
    let manifests = tree.manifests().map(|(_, _, text)| text).chain(tree.text("xtask/Cargo.toml"));
    manifests
        .flat_map(|text| dependencies(text, DEPENDENCY_TABLES))
        .map(|dependency| dependency.package)
        .collect()
}

fn has_reason(line: &str) -> bool {
    line.rsplit_once(" # ").is_some_and(|(_, reason)| reason.trim().len() >= 4)
}

/// The one crate whose code may be unsafe, place by place (ADR 0012).
const UNSAFE_CRATE: &str = "mirror";

/// Are a crate's lints the workspace's, but for unsafe code, which it denies where the others forbid it? Then each
/// unsafe place must say its reason to be allowed.
fn lints_but_unsafe(tree: &Tree, manifest: &toml::Table) -> bool {
    let root = tree.text("Cargo.toml").and_then(|text| text.parse::<toml::Table>().ok());
    let mut expected = root.and_then(|root| root.get("workspace")?.get("lints").cloned());
    if let Some(rust) =
        expected.as_mut().and_then(|lints| lints.get_mut("rust")).and_then(toml::Value::as_table_mut)
    {
        rust.insert("unsafe_code".into(), "deny".into());
    }
    expected.is_some() && expected.as_ref() == manifest.get("lints")
}

/// Every crate takes versions, edition, licence and lints from the workspace.
pub(crate) fn inherited(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (folder, path, text) in tree.manifests() {
        let Ok(whole) = text.parse::<toml::Table>() else { continue };
        let from_workspace = |value: Option<&toml::Value>| {
            value.and_then(|value| value.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
        };
        let package = whole.get("package");
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            if !from_workspace(package.and_then(|package| package.get(key))) {
                faults.push(Fault::new(path, 0, format!("`{key}` is not the workspace's")));
            }
        }
        let has_own_lints = folder == UNSAFE_CRATE && lints_but_unsafe(tree, &whole);
        if !from_workspace(whole.get("lints")) && !has_own_lints {
            faults.push(Fault::new(path, 0, "`[lints]` is not the workspace's"));
        }
        for table in DEPENDENCY_TABLES.iter().filter_map(|name| whole.get(*name)?.as_table()) {
            for (name, _) in table.iter().filter(|(_, value)| !from_workspace(Some(value))) {
                let what = format!("`{name}` is not the workspace's; its version and reason belong there");
                faults.push(Fault::new(path, line_of_key(text, name), what));
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
    fn a_dependency_without_use_reason_or_decision_is_named() {
        let text = "[workspace.dependencies]\nsekisho-model = { path = \"m\" }\n# group\nserde = \"1\" # documents\n\
                    csv = { version = \"1\" }\n[profile.dev]\ndebug = 1\n";
        let tree = Tree::of(&[
            ("Cargo.toml", text),
            (
                "crates/store/Cargo.toml",
                "[dependencies]\nsekisho-model.workspace = true\nserde.workspace = true\n",
            ),
            (DECISION, "| `serde` | 1 |"),
        ]);
        assert_eq!(
            lines(&dependency_reasons(&tree)),
            [
                "Cargo.toml:5: r: no crate uses `csv`",
                "Cargo.toml:5: r: `csv` has no reason: end its line with `# why`",
                "Cargo.toml:5: r: `csv` is not in docs/adr/0003-dependencies.md",
            ]
        );
    }

    const HEAD: &str = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
                        rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n";

    #[test]
    fn a_crate_that_inherits_everything_is_left_alone() {
        let text = format!("{HEAD}[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\n");
        assert!(inherited(&Tree::of(&[("crates/a/Cargo.toml", &text)])).is_empty());
    }

    #[test]
    fn a_version_or_lint_of_its_own_is_named() {
        let text = format!("{HEAD}[dependencies]\nserde = \"1\"\n");
        let faults = inherited(&Tree::of(&[("crates/a/Cargo.toml", &text)]));
        assert_eq!(
            lines(&faults),
            [
                "crates/a/Cargo.toml: r: `[lints]` is not the workspace's",
                "crates/a/Cargo.toml:9: r: `serde` is not the workspace's; its version and reason belong there",
            ]
        );
    }
    #[test]
    fn one_crate_may_deny_unsafe_code_where_the_others_forbid_it() {
        let root = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n";
        let lints = |rust: &str| format!("{HEAD}[lints.rust]\n{rust}");
        let check = |folder: &str, rust: &str| {
            let path = format!("crates/{folder}/Cargo.toml");
            inherited(&Tree::of(&[("Cargo.toml", root), (&path, &lints(rust))])).len()
        };
        let but_unsafe = "unsafe_code = \"deny\"\nmissing_docs = \"warn\"\n";
        assert_eq!(check("mirror", but_unsafe), 0);
        assert_eq!(check("store", but_unsafe), 1, "no other crate");
        assert_eq!(check("mirror", "unsafe_code = \"allow\"\nmissing_docs = \"warn\"\n"), 1);
        assert_eq!(check("mirror", "unsafe_code = \"deny\"\n"), 1, "the other lints stay");
    }
}
