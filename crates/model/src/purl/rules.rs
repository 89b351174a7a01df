//! What each registered package type asks of its parts, as one table; and the few rules that no table can
//! hold. A type that is not in the table has no rules of its own.
//!
//! Taken wider than the published definitions, on purpose: `golang` may stand without a namespace, because
//! advisories name the standard library `pkg:golang/stdlib`; and its parts are lower-cased, as its
//! definition's note says, although the same definition calls them case-sensitive.

use std::collections::BTreeMap;

use super::{PackageUrl, PurlFault};

/// The type whose name is a path.
pub(super) const GIT: &str = "git";

/// May a type have a namespace?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
    Prohibited,
}

/// Parts that a type does not tell apart by letter case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fold {
    pub(super) namespace: bool,
    pub(super) name: bool,
    pub(super) version: bool,
    pub(super) subpath: bool,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) kind: &'static str,
    pub(super) namespace: Need,
    pub(super) fold: Fold,
    /// Qualifiers that the type itself defines.
    pub(super) keys: &'static [&'static str],
    /// The qualifier it cannot do without, or empty.
    pub(super) required_key: &'static str,
}

const NONE: Fold = Fold { namespace: false, name: false, version: false, subpath: false };
const NAME: Fold = Fold { name: true, ..NONE };
const BOTH: Fold = Fold { namespace: true, name: true, ..NONE };
const SPACE: Fold = Fold { namespace: true, ..NONE };
const NAME_VERSION: Fold = Fold { name: true, version: true, ..NONE };

const fn row(kind: &'static str, namespace: Need, fold: Fold, keys: &'static [&'static str]) -> Rules {
    Rules { kind, namespace, fold, keys, required_key: "" }
}

const fn row_with(
    kind: &'static str,
    namespace: Need,
    fold: Fold,
    keys: &'static [&'static str],
    required_key: &'static str,
) -> Rules {
    Rules { kind, namespace, fold, keys, required_key }
}

use Need::{Optional, Prohibited, Required};

/// By type, alphabetical.
#[rustfmt::skip]
pub(super) const TABLE: &[Rules] = &[
    row("alpm", Required, BOTH, &["arch"]),
    row("apk", Required, BOTH, &["arch"]),
    row("bazel", Prohibited, NONE, &["repository_url"]),
    row("bitbucket", Required, BOTH, &[]),
    row("bitnami", Prohibited, NAME, &["arch", "distro"]),
    row("brew", Optional, BOTH, &["repository_url"]),
    row("cargo", Prohibited, NONE, &[]),
    row("chrome-extension", Prohibited, NAME, &[]),
    row("cocoapods", Prohibited, NONE, &[]),
    row("composer", Required, BOTH, &[]),
    row("conan", Optional, NONE, &["user", "channel", "rrev", "prev"]),
    row("conda", Prohibited, NONE, &["build", "channel", "subdir", "type"]),
    row("cpan", Optional, NONE, &["author", "distpath", "repository_url", "download_url", "vcs_url", "ext"]),
    row("cran", Prohibited, NONE, &[]),
    row("deb", Required, BOTH, &["arch"]),
    row("docker", Optional, NONE, &[]),
    row("gem", Prohibited, NONE, &["platform"]),
    row("generic", Optional, NONE, &["download_url", "checksum"]),
    row(GIT, Required, NONE, &[]),
    row("github", Required, BOTH, &[]),
    row("golang", Optional, BOTH, &[]),
    row("hackage", Prohibited, NONE, &[]),
    row("hex", Optional, BOTH, &[]),
    row("huggingface", Required, Fold { version: true, ..NONE }, &[]),
    row_with("julia", Prohibited, NONE, &["uuid"], "uuid"),
    row("luarocks", Optional, BOTH, &["repository_url"]),
    row("maven", Required, NONE, &["classifier", "type"]),
    row("mlflow", Prohibited, NONE, &["model_uuid", "run_id"]),
    row("npm", Optional, NONE, &[]),
    row("nuget", Prohibited, NONE, &[]),
    row("oci", Prohibited, NAME_VERSION, &["arch", "repository_url", "tag"]),
    row("opam", Prohibited, NONE, &[]),
    row("otp", Prohibited, Fold { name: true, subpath: true, ..NONE }, &["repository_url", "platform", "arch"]),
    row("pub", Prohibited, NAME, &[]),
    row("pypi", Prohibited, NAME_VERSION, &["file_name"]),
    row("qpkg", Required, SPACE, &[]),
    row("rpm", Required, SPACE, &["epoch", "arch"]),
    row_with("swid", Optional, NONE, &["tag_id", "tag_version", "patch", "tag_creator_name", "tag_creator_regid"], "tag_id"),
    row("swift", Required, NONE, &[]),
    row("vcpkg", Prohibited, NONE, &["port_version", "repository_revision", "triplet"]),
    row("vscode-extension", Required, Fold { namespace: true, name: true, version: true, subpath: false }, &["platform"]),
    row("yocto", Optional, SPACE, &["repository_url", "layer_version"]),
];

fn rules(kind: &str) -> Option<&'static Rules> {
    TABLE.binary_search_by(|row| row.kind.cmp(kind)).ok().map(|at| &TABLE[at])
}

/// Does the type itself define this qualifier?
pub(super) fn defines_key(kind: &str, key: &str) -> bool {
    rules(kind).is_some_and(|rules| rules.keys.contains(&key))
}

/// Brings the parts into the type's canonical spelling, then checks them.
pub(super) fn apply(parts: &mut PackageUrl) -> Result<(), PurlFault> {
    normalise(parts);
    if let Some(rules) = rules(&parts.kind) {
        match rules.namespace {
            Need::Required if parts.namespace.is_empty() => return Err(PurlFault::NamespaceMissing),
            Need::Prohibited if !parts.namespace.is_empty() => return Err(PurlFault::NamespaceProhibited),
            Need::Required | Need::Prohibited | Need::Optional => {}
        }
        if !rules.required_key.is_empty() && !parts.qualifiers.contains_key(rules.required_key) {
            return Err(PurlFault::QualifierMissing(rules.required_key));
        }
    }
    check_characters(parts)
}

/// The type's canonical spelling.
pub(super) fn normalise(parts: &mut PackageUrl) {
    if let Some(Rules { fold, .. }) = rules(&parts.kind) {
        lower_if(fold.namespace, &mut parts.namespace);
        lower_if(fold.name, &mut parts.name);
        lower_if(fold.version, &mut parts.version);
        lower_if(fold.subpath, &mut parts.subpath);
    }
    match parts.kind.as_str() {
        // The author's id.
        "cpan" => parts.namespace = parts.namespace.to_uppercase(),
        "swid" => lower_guid(&mut parts.qualifiers),
        "pypi" => replace_in(&mut parts.name, |c| c == '_', '-'),
        "pub" => replace_in(&mut parts.name, |c| !c.is_ascii_lowercase() && !c.is_ascii_digit(), '_'),
        "mlflow" => {
            let of_databricks =
                parts.qualifiers.get("repository_url").is_some_and(|url| url.contains("databricks"));
            lower_if(of_databricks, &mut parts.name);
        }
        // Generators often encode the slash between scope and name; the package is the same.
        "npm" | "golang" if parts.namespace.is_empty() => split_name_at_slash(parts),
        GIT => normalise_git(parts),
        _ => {}
    }
}

/// Where a package URL keeps more than the ecosystem tells apart.
pub(super) fn fold_for_comparison(kind: &str, name: &mut String) {
    match kind {
        "pypi" if name.contains(['.', '_']) || name.contains("--") => *name = pep_503(name),
        "nuget" => lower_if(true, name),
        _ => {}
    }
}

/// PEP 503: a run of `-`, `_` and `.` is one dash.
fn pep_503(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars() {
        let c = if matches!(c, '.' | '_') { '-' } else { c };
        if c != '-' || !folded.ends_with('-') {
            folded.push(c);
        }
    }
    folded
}

/// A tag's id that is a GUID is in small letters; any other keeps its case.
fn lower_guid(qualifiers: &mut BTreeMap<String, String>) {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let Some(id) = qualifiers.get_mut("tag_id") else { return };
    let runs = id.split('-').map(|run| run.bytes().all(|b| b.is_ascii_hexdigit()).then_some(run.len()));
    if runs.eq(LENGTHS.map(Some)) {
        id.make_ascii_lowercase();
    }
}

fn lower_if(fold: bool, part: &mut String) {
    if !fold {
    } else if part.is_ascii() {
        part.make_ascii_lowercase();
    } else {
        *part = part.to_lowercase();
    }
}

fn replace_in(part: &mut String, which: impl Fn(char) -> bool, with: char) {
    if part.contains(&which) {
        *part = part.chars().map(|c| if which(c) { with } else { c }).collect();
    }
}

fn split_name_at_slash(parts: &mut PackageUrl) {
    if let Some((namespace, name)) = parts.name.rsplit_once('/')
        && !namespace.is_empty()
        && !name.is_empty()
    {
        parts.namespace = namespace.to_owned();
        parts.name = name.to_owned();
    }
}

/// The namespace is the host, the name the whole path on it. Hosts known to fold case have folded names.
fn normalise_git(parts: &mut PackageUrl) {
    if let Some((host, path)) = parts.namespace.split_once('/') {
        parts.name = format!("{path}/{}", parts.name);
        parts.namespace = host.to_owned();
    }
    parts.name = super::segments(&parts.name).collect::<Vec<_>>().join("/");
    let folds = matches!(
        parts.namespace.to_lowercase().as_str(),
        "github" | "github.com" | "bitbucket" | "bitbucket.org"
    );
    lower_if(folds, &mut parts.name);
}

fn check_characters(parts: &PackageUrl) -> Result<(), PurlFault> {
    let (name_fits, version_fits) = match parts.kind.as_str() {
        "chrome-extension" => (
            parts.name.len() == 32 && parts.name.bytes().all(|b| matches!(b, b'a'..=b'p')),
            parts.version.is_empty() || is_chrome_version(&parts.version),
        ),
        "cpan" => (!parts.name.contains("::"), true),
        _ => (true, true),
    };
    if !name_fits {
        Err(PurlFault::NameCharacters)
    } else if !version_fits {
        Err(PurlFault::VersionCharacters)
    } else {
        Ok(())
    }
}

/// One to four numbers.
fn is_chrome_version(version: &str) -> bool {
    version.split('.').count() <= 4
        && version.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
