//! Software (or hardware) components as an SBOM states them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AssetId, DeviceIdentity, Digests, PackageUrl, ProductId, SbomId, Stated};

/// What sort of thing a component is (CycloneDX `type`, SPDX `primaryPackagePurpose`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComponentKind {
    /// A library or package.
    #[default]
    Library,
    /// An application.
    Application,
    /// A framework.
    Framework,
    /// A container image.
    Container,
    /// An operating system.
    OperatingSystem,
    /// A physical device.
    Device,
    /// Firmware of a device.
    Firmware,
    /// A single file.
    File,
    /// Anything else the document named.
    Other,
}

/// The part of a package's identity that advisories name: purl type, namespace and name,
/// in the canonical spelling of [`PackageUrl`]. Shown as `type/namespace/name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageKey {
    /// purl type, such as `cargo`, `npm`, `pypi`, `deb`.
    pub kind: String,
    /// purl namespace, such as `debian` or `@babel`; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Package name.
    pub name: String,
}

impl std::fmt::Display for PackageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.namespace.is_empty() {
            write!(f, "{}/{}", self.kind, self.name)
        } else {
            write!(f, "{}/{}/{}", self.kind, self.namespace, self.name)
        }
    }
}

/// One component, as stated. Two components with the same [`Component::identity`] are the same component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Component {
    /// Name as the document gives it.
    pub name: String,
    /// Group, namespace or scope, where the document keeps it apart from the name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Version text.
    #[serde(skip_serializing_if = "Stated::is_unknown")]
    pub version: Stated<String>,
    /// Sort of thing.
    pub kind: ComponentKind,
    /// Package URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<PackageUrl>,
    /// CPE names, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cpes: Vec<String>,
    /// Supplier, manufacturer or author, as written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub supplier: String,
    /// Licence expression, as written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Digests by algorithm, hexadecimal.
    #[serde(skip_serializing_if = "Digests::is_empty")]
    pub hashes: Digests,
    /// For devices and firmware: vendor, family, model and firmware as far as the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceIdentity>,
}

impl Component {
    /// The text by which equal components are recognised: the purl where there is one, else kind, group,
    /// name and version. Hashes, licences and suppliers do not take part.
    #[must_use]
    pub fn identity(&self) -> String {
        if let Some(purl) = &self.purl {
            return purl.to_string();
        }
        let version = match &self.version {
            Stated::Known(version) => version.as_str(),
            Stated::Unknown | Stated::NotApplicable => "",
        };
        format!("{:?}\u{1f}{}\u{1f}{}\u{1f}{}", self.kind, self.group, self.name, version)
    }

    /// Vendor and product of its CPE names, as [`cpe_product`] gives them.
    #[must_use]
    pub fn cpe_products(&self) -> BTreeSet<String> {
        self.cpes.iter().filter_map(|name| cpe_product(name)).collect()
    }

    /// `group/name version`, for people.
    #[must_use]
    pub fn label(&self) -> String {
        let mut label =
            if self.group.is_empty() { self.name.clone() } else { format!("{}/{}", self.group, self.name) };
        if let Stated::Known(version) = &self.version {
            label.push(' ');
            label.push_str(version);
        }
        label
    }
}

/// `vendor:product` of a CPE name in either binding, in lower case and without escapes: by this, names that may
/// speak of one product are found. Whether they do is for `supply` to say. `None` where both are left open.
#[must_use]
pub fn cpe_product(name: &str) -> Option<String> {
    let name = name.trim();
    let rest = name.strip_prefix("cpe:2.3:").or_else(|| name.strip_prefix("cpe:/"))?;
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    for c in rest.chars() {
        match c {
            '\\' if !quoted => quoted = true,
            ':' if !quoted => parts.push(std::mem::take(&mut part)),
            c => {
                part.push(c);
                quoted = false;
            }
        }
    }
    parts.push(part);
    let field = |at: usize| {
        let field = parts.get(1 + at).map_or("", String::as_str);
        if matches!(field, "*" | "-") { String::new() } else { field.to_lowercase() }
    };
    let (vendor, product) = (field(0), field(1));
    (!vendor.is_empty() || !product.is_empty()).then(|| format!("{vendor}:{product}"))
}

/// What an SBOM describes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SbomSubject {
    /// A product, own or bought; every asset that runs it inherits the components.
    Product(ProductId),
    /// One asset.
    Asset(AssetId),
    /// Nobody has said yet.
    Unattached,
}

/// A read SBOM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sbom {
    /// SHA-256 of the file.
    pub id: SbomId,
    /// Format and version, such as `CycloneDX 1.6` or `Cargo.lock 4`.
    pub format: String,
    /// Name of what it describes, as written.
    pub name: String,
    /// Version of what it describes, as written.
    pub version: Stated<String>,
    /// When the document says it was made.
    pub created: Stated<Timestamp>,
    /// Its components, in document order.
    pub components: Vec<Component>,
    /// `from` depends on `to`, as indexes into `components`.
    pub dependencies: Vec<(u32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_found_by_either_binding_of_its_name() {
        let escaped = "cpe:2.3:a:Example:My\\:Tool:1.0:*:*:*:*:*:*:*";
        assert_eq!(cpe_product(escaped), Some("example:my:tool".to_owned()));
        assert_eq!(cpe_product("cpe:/h:oil:can"), Some("oil:can".to_owned()));
        assert_eq!(cpe_product("cpe:2.3:a:*:tool:*"), Some(":tool".to_owned()));
        assert_eq!(cpe_product("cpe:2.3:a:*:*:*"), None);
        assert_eq!(cpe_product("pkg:npm/a"), None);
    }
}
