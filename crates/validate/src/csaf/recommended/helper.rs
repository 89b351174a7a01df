//! 6.2.42: the CPE or package URL of a product says what the branches above it say.
//!
//! Names differ between the two worlds, so a vendor and a name need only be set; a version must be the same. What
//! a CPE or purl has no room for is not asked of it.

use sekisho_model::text;

use super::parts::{Way, ways};
use super::range::percent_decoded;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.2.42.
pub(super) fn inconsistent(doc: &Doc<'_>, out: &mut Out<'_>) {
    for way in ways(doc) {
        let Some(helper) = way.product.get("product_identification_helper") else { continue };
        for place in helper.get("cpe").into_iter().chain(helper.each("purls")).chain(helper.get("purl")) {
            let Some(text) = place.text() else { continue };
            let is_purl = text.starts_with("pkg:");
            let found = if is_purl { purl_faults(&way, text) } else { cpe_faults(&way, text) };
            found.into_iter().for_each(|fault| fault.tell(&place, out));
        }
    }
}

/// One way in which a helper and the branches disagree; the word is the attribute's name.
enum Fault {
    Missing(&'static str),
    Version(String),
    Extra(&'static str, String),
}

impl Fault {
    fn tell(self, place: &Node<'_>, out: &mut Out<'_>) {
        let text = match self {
            Self::Missing(word) => text!(
                ja: "枝にある情報が、識別子の {word} にありません（未設定か、何にでも合う印です）。",
                en: "What the branches say is missing from {word} of the identifier, or matches anything there."
            ),
            Self::Version(version) => text!(
                ja: "識別子の版「{version}」が、枝の版と合いません。",
                en: "The identifier's version \"{version}\" is not that of the branches."
            ),
            Self::Extra(word, value) => text!(
                ja: "識別子の {word} に「{value}」とありますが、枝にはその情報がありません。",
                en: "The identifier says \"{value}\" in {word}; the branches do not say so."
            ),
        };
        out.fault(place, text);
    }
}

/// Letters and digits in lower case: in this form names are looked for in each other.
fn bare(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A version without a `v` before it, in lower case, blanks as CPE writes them.
fn version_form(text: &str) -> String {
    let text = text.trim().to_lowercase().replace(' ', "_");
    match text.strip_prefix('v') {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest.to_owned(),
        _ => text,
    }
}

/// Attributes of a CPE, and the categories of branches that say the same.
const CPE: [(&str, &[&str]); 10] = [
    ("vendor", &["vendor"]),
    ("product", &["product_name"]),
    ("version", &["product_version"]),
    ("update", &["patch_level", "service_pack"]),
    ("edition", &[]),
    ("language", &["language"]),
    ("sw_edition", &[]),
    ("target_sw", &[]),
    ("target_hw", &["architecture", "platform"]),
    ("other", &[]),
];

fn cpe_faults(way: &Way<'_>, cpe: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let values = cpe_attributes(cpe);
    for ((attribute, categories), value) in CPE.into_iter().zip(values) {
        let said = categories.iter().find_map(|category| way.named(category));
        let ranged = attribute == "version" && way.named("product_version_range").is_some();
        match said {
            // Under a range, any version is right: the range says which.
            _ if ranged && value == "*" => {}
            _ if ranged => faults.push(Fault::Version(value)),
            Some(_) if is_open(&value) => faults.push(Fault::Missing(attribute)),
            Some(said) if attribute == "version" && version_form(&value) != version_form(said) => {
                // What the branches have as one version, a CPE may have as version and update.
                if !bare(said).starts_with(&bare(&value)) || !way_says(way, &value) {
                    faults.push(Fault::Version(value));
                }
            }
            Some(_) => {}
            None if value == "*" || value == "-" || way_says(way, &value) => {}
            None => faults.push(Fault::Extra(attribute, value)),
        }
    }
    faults
}

/// Not set, or with a wildcard.
fn is_open(value: &str) -> bool {
    value.is_empty() || value == "-" || value.starts_with(['*', '?']) || value.ends_with(['*', '?'])
}

fn way_says(way: &Way<'_>, value: &str) -> bool {
    let value = bare(value);
    way.branches.iter().filter_map(|branch| branch.text_at("name")).any(|name| bare(name).contains(&value))
}

/// The ten attributes after the part, unescaped; `*` where nothing is said.
fn cpe_attributes(cpe: &str) -> Vec<String> {
    let mut values: Vec<String> = match cpe.strip_prefix("cpe:2.3:") {
        Some(rest) => split_escaped(rest).into_iter().skip(1).collect(),
        None => {
            let uri = cpe.split_once(":/").map_or("", |(_, rest)| rest);
            uri.split(':').skip(1).map(unbound).collect()
        }
    };
    values.resize(CPE.len(), "*".to_owned());
    values
}

/// A component of a CPE 2.2 URI; a packed edition, which starts with `~`, is not taken apart.
fn unbound(part: &str) -> String {
    let part = percent_decoded(part);
    let nothing = part.is_empty() || part.starts_with('~') && part.chars().all(|character| character == '~');
    if nothing { "*".to_owned() } else { part }
}

fn split_escaped(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for character in text.chars() {
        match character {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            ':' if !escaped => parts.push(String::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(character);
                }
            }
        }
        escaped = false;
    }
    parts
}

/// Package types whose namespace is the vendor or distribution and must be there.
const WITH_NAMESPACE: &[&str] =
    &["alpm", "apk", "bitbucket", "composer", "deb", "github", "maven", "qpkg", "rpm", "swift"];
/// Package types that tell architectures apart by the qualifier `arch`.
const WITH_ARCH: &[&str] = &["alpm", "apk", "deb", "rpm"];

fn purl_faults(way: &Way<'_>, purl: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let rest = purl.trim_start_matches("pkg:").trim_start_matches('/');
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
    let (path, version) = match rest.rfind('@').filter(|at| !rest[*at..].contains('/')) {
        Some(at) => (&rest[..at], percent_decoded(&rest[at + 1..])),
        None => (rest, String::new()),
    };
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let kind = segments.next().unwrap_or_default().to_ascii_lowercase();
    let names = segments.count();
    if way.named("product_name").is_some() && names == 0 {
        faults.push(Fault::Missing("name"));
    }
    if way.named("vendor").is_some() && names < 2 && WITH_NAMESPACE.contains(&kind.as_str()) {
        faults.push(Fault::Missing("namespace"));
    }
    let qualifier = |key: &str| {
        let pairs = qualifiers.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| percent_decoded(value))
            .next()
    };
    match (way.named("product_version"), way.named("product_version_range")) {
        (Some(_), _) if version.is_empty() => faults.push(Fault::Missing("version")),
        (Some(said), _) if !same_version(said, &version, qualifier("epoch").as_deref()) => {
            faults.push(Fault::Version(version));
        }
        (None, Some(_)) if !version.is_empty() => faults.push(Fault::Version(version)),
        _ => {}
    }
    let has_arch = way.named("architecture").is_some() && WITH_ARCH.contains(&kind.as_str());
    if has_arch && qualifier("arch").is_none_or(|arch| arch.is_empty()) {
        faults.push(Fault::Missing("arch"));
    }
    faults
}

/// A package's epoch stands before the version in the branches and in a qualifier of the purl.
fn same_version(said: &str, version: &str, epoch: Option<&str>) -> bool {
    let with_epoch = epoch.map(|epoch| format!("{epoch}:{version}"));
    let said = version_form(said);
    said == version_form(version) || with_epoch.is_some_and(|whole| said == version_form(&whole))
}
