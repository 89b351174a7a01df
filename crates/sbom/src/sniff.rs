//! Which form a text has. Content decides; the file name helps where content cannot.

use sekisho_model::{Text, text};
use serde::de::{DeserializeSeed, Error, MapAccess};

use super::draft::Draft;
use super::json::{Fields, Found, Got, Object, Words, skip};
use super::{cyclonedx, locks, wire, xml};

/// Reads a lock file.
pub(crate) type Lock = for<'t, 'de> fn(&'t str, Draft<'de>) -> Draft<'de>;

/// What the namespaces of CycloneDX start with.
const CYCLONEDX: &str = "http://cyclonedx.org/schema/bom/";

/// A form that is read.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    CycloneDx,
    CycloneDxXml,
    Spdx,
    SpdxXml,
    SpdxTagValue,
    Spdx3,
    SpdxYaml,
    /// The lock file of a package manager.
    Lock(Lock),
    NpmLock,
    CargoLock,
    Requirements,
}

impl Form {
    /// Does the form itself mark where a value ends, so that a half one is noticed?
    pub(crate) const fn has_marks(self) -> bool {
        match self {
            Self::CycloneDx
            | Self::CycloneDxXml
            | Self::Spdx
            | Self::SpdxXml
            | Self::Spdx3
            | Self::NpmLock => true,
            Self::SpdxTagValue | Self::SpdxYaml | Self::Lock(_) | Self::CargoLock | Self::Requirements => {
                false
            }
        }
    }
}

/// The form, or words for what it is instead.
pub(crate) fn form(file_name: &str, text: &str) -> Result<Form, Text> {
    let start = text.trim_start();
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    match start.chars().next() {
        None => Err(text!(ja: "ファイルが空です。", en: "The file is empty.")),
        Some('{') => json_form(&name, text),
        Some('<') => xml_form(text),
        Some(_) if is_tag_value(start) => Ok(Form::SpdxTagValue),
        Some(_) => text_form(&name, start),
    }
}

/// Is it CycloneDX in protobuf? Its first field is the version of the specification; a file name may say so where
/// the fields come in another order.
pub(crate) fn is_protobuf(file_name: &str, bytes: &[u8]) -> bool {
    let says_so = [".cdx", ".pb", ".binpb", ".proto", ".protobuf", ".cdx.bin"];
    let name = file_name.to_lowercase();
    bytes.starts_with(b"\x0A\x031.")
        || says_so.iter().any(|end| name.ends_with(end)) && wire::fits(bytes, &cyclonedx::MESSAGE)
}

fn xml_form(text: &str) -> Result<Form, Text> {
    let (root, namespace) = xml::Source::new(text, 1)
        .root()
        .map_err(|why| text!(ja: "XML が壊れています（{why}）。", en: "The XML is broken ({why})."))?;
    let name = root.local();
    if namespace.starts_with(CYCLONEDX) && name == "bom" {
        return Ok(Form::CycloneDxXml);
    }
    if name == "project" && text.contains("<artifactId>") {
        return Ok(Form::Lock(locks::pom));
    }
    if name == "Document" && text.contains("<spdxVersion>") {
        return Ok(Form::SpdxXml);
    }
    Err(match name {
        "RDF" => text!(ja: "SPDX の RDF/XML 形式は読めません。", en: "The RDF/XML form of SPDX is not read."),
        _ => text!(
            ja: "XML ですが、CycloneDX ではありません（最初の要素は「{name}」）。",
            en: "This XML is not CycloneDX (its first element is \"{name}\")."
        ),
    })
}

/// What the fields of a JSON document say so far.
#[derive(Default)]
struct Signs {
    form: Option<Form>,
    weak: Option<Form>,
    other: Option<&'static str>,
}

fn json_form(name: &str, text: &str) -> Result<Form, Text> {
    if let Some(lock) = by_name(name) {
        return Ok(Form::Lock(lock));
    }
    let mut signs = Signs::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // It stops with an error as soon as the form is known; a broken document is reported when it is read.
    let outcome = Object(&mut signs).deserialize(&mut deserializer);
    if let Some(form) = signs.form.or(signs.weak) {
        return Ok(form);
    }
    Err(match (signs.other, outcome) {
        (Some(other), _) => {
            text!(ja: "{other} は SBOM として読めません。", en: "{other} cannot be read as an SBOM.")
        }
        (None, Err(error)) => {
            text!(ja: "JSON が壊れています（{error}）。", en: "The JSON is broken ({error}).")
        }
        (None, Ok(_)) => text!(
            ja: "JSON ですが、CycloneDX、SPDX、package-lock.json のどれでもありません。",
            en: "This JSON is none of CycloneDX, SPDX and package-lock.json."
        ),
    })
}

impl<'de> Fields<'de> for Signs {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            "bomFormat" => match map.next_value::<Got<Words<'de>>>()? {
                Got::Value(format) if format.eq_ignore_ascii_case("CycloneDX") => {
                    self.form = Some(Form::CycloneDx);
                }
                _ => {}
            },
            "spdxVersion" => self.form = Some(Form::Spdx),
            "lockfileVersion" => self.form = Some(Form::NpmLock),
            "sbom" => {
                let _found: Found = map.next_value_seed(Object(self))?;
                return Ok(());
            }
            "@graph" => self.weak = self.weak.or(Some(Form::Spdx3)),
            "@context" => {
                let context = map.next_value::<Got<Words<'de>>>()?;
                if matches!(context, Got::Value(url) if url.contains("spdx.org")) {
                    self.form = Some(Form::Spdx3);
                    return Err(A::Error::custom("the form is known"));
                }
                return Ok(());
            }
            "document" => self.other = Some("CSAF"),
            "affected" => self.other = Some("OSV"),
            _ => {
                match &*key {
                    "specVersion" | "components" => self.weak = self.weak.or(Some(Form::CycloneDx)),
                    "_meta" => self.weak = self.weak.or(Some(Form::Lock(locks::pipfile))),
                    "packages-dev" | "content-hash" => {
                        self.weak = self.weak.or(Some(Form::Lock(locks::composer)))
                    }
                    "graph_lock" | "build_requires" | "python_requires" => {
                        self.weak = self.weak.or(Some(Form::Lock(locks::conan)));
                    }
                    "SPDXID" | "relationships" => self.weak = self.weak.or(Some(Form::Spdx)),
                    _ => {}
                }
                return skip(map);
            }
        }
        if self.form.is_some() {
            return Err(A::Error::custom("the form is known"));
        }
        if &*key != "bomFormat" { skip(map) } else { Ok(()) }
    }
}

/// The version is the first tag; comments may stand before it.
fn is_tag_value(start: &str) -> bool {
    let first = start.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with("SPDXVersion:"))
}

/// Lock files that are told by name, because their content looks like others'.
fn by_name(name: &str) -> Option<Lock> {
    Some(match name {
        "pipfile.lock" => locks::pipfile,
        "composer.lock" => locks::composer,
        "packages.lock.json" => locks::packages_lock,
        "conan.lock" => locks::conan,
        "pnpm-lock.yaml" | "pnpm-lock.yml" => locks::pnpm,
        "poetry.lock" => locks::poetry,
        "uv.lock" => locks::uv,
        "pdm.lock" => locks::pdm,
        "go.mod" => locks::go_mod,
        "go.sum" => locks::go_sum,
        "gradle.lockfile" | "buildscript-gradle.lockfile" => locks::gradle,
        "gemfile.lock" | "gems.locked" => locks::gemfile,
        _ if name.starts_with("pylock.") && name.ends_with(".toml") => locks::pylock,
        _ if name.ends_with(".packages.lock.json") => locks::packages_lock,
        _ if name.ends_with(".lockfile") => locks::gradle,
        _ => return None,
    })
}

fn text_form(name: &str, start: &str) -> Result<Form, Text> {
    let lines = || start.lines().map(str::trim);
    if name == "cargo.lock" {
        Ok(Form::CargoLock)
    } else if let Some(lock) = by_name(name).or_else(|| by_content(start)) {
        Ok(Form::Lock(lock))
    } else if lines().any(|line| line == "[[package]]" || line == "[root]") {
        Ok(Form::CargoLock)
    } else if lines().any(|line| line.starts_with("spdxVersion:")) {
        Ok(Form::SpdxYaml)
    } else if name.contains("requirements") || name.contains("constraints") || lines().any(is_pinned) {
        Ok(Form::Requirements)
    } else {
        Err(text!(ja: "この形式は読めません。", en: "This form is not read."))
    }
}

/// Lock files that say what they are.
fn by_content(start: &str) -> Option<Lock> {
    let lines = || start.lines().take(400);
    let first = start.lines().next().unwrap_or_default();
    let has = |words: &str| lines().any(|line| line.starts_with(words));
    let is_module = |line: &str| line.starts_with("module ") && !line.contains('=');
    let tree = |line: &str| {
        let bare = line.strip_prefix("[INFO] ").unwrap_or(line);
        (bare.starts_with("+- ") || bare.starts_with("\\- ")) && bare.matches(':').count() >= 3
    };
    Some(if first.contains("generated by Poetry") {
        locks::poetry
    } else if first.contains("generated by PDM") {
        locks::pdm
    } else if has("lock-version = ") && has("[[packages]]") {
        locks::pylock
    } else if has("requires-python") && has("[[package]]") {
        locks::uv
    } else if has("# yarn lockfile v1") {
        locks::classic
    } else if has("__metadata:") {
        locks::berry
    } else if has("lockfileVersion:") {
        locks::pnpm
    } else if lines().any(is_module)
        && lines().any(|line| line.starts_with("require") || line.starts_with("go "))
    {
        locks::go_mod
    } else if lines().next().is_some_and(|line| line.contains(" h1:")) {
        locks::go_sum
    } else if (has("GEM") || has("GIT") || has("PATH")) && start.lines().any(|line| line == "  specs:") {
        locks::gemfile
    } else if has("# This is a Gradle generated file") {
        locks::gradle
    } else if lines().any(tree) {
        locks::maven_tree
    } else {
        return None;
    })
}

/// `name==1.0`: a name, perhaps extras, two equals signs, a version.
fn is_pinned(line: &str) -> bool {
    let Some((name, version)) = line.split_once("==") else { return false };
    let name = name.split('[').next().unwrap_or_default().trim();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    is_name && version.trim_start_matches('=').trim_start().starts_with(|c: char| c.is_ascii_alphanumeric())
}
