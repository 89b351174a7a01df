//! What a VEX statement speaks of: a product or a component, by purl, CPE or words.

use std::collections::BTreeSet;

use sekisho_model::{PackageUrl, Versions};
use serde::{Deserialize, Serialize};

use crate::cpe::{Attribute, Cpe, Value};
use crate::version::{self, Vers};

/// A product or component as a document names it. At least one field says something.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VexSubject {
    /// Name in words.
    pub name: String,
    /// Version or range, as written.
    pub version: String,
    /// Package URL, as written.
    pub purl: String,
    /// CPE name, as written.
    pub cpe: String,
    /// An id of the document's own, such as an IRI or a product id.
    pub id: String,
}

impl VexSubject {
    /// The best name, for people.
    #[must_use]
    pub fn label(&self) -> String {
        let name = [&self.name, &self.purl, &self.cpe, &self.id].into_iter().find(|name| !name.is_empty());
        let name = name.cloned().unwrap_or_default();
        if self.version.is_empty() || name.contains(&self.version) {
            name
        } else {
            format!("{name} {}", self.version)
        }
    }

    /// Is nothing said?
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// From an identifier that may be a purl, a CPE or anything else.
    pub(super) fn of_id(id: &str) -> Self {
        let id = id.trim();
        let mut subject = Self::default();
        if id.starts_with("pkg:") {
            id.clone_into(&mut subject.purl);
        } else if id.starts_with("cpe:") {
            id.clone_into(&mut subject.cpe);
        } else {
            id.clone_into(&mut subject.id);
        }
        subject
    }

    /// Is no version named beside its identifiers?
    pub(super) fn holds_every_version(&self) -> bool {
        matches!(self.version.trim(), "" | "*" | "vers:all/*")
    }

    pub(super) fn parsed(&self) -> Option<PackageUrl> {
        PackageUrl::lenient(&self.purl).ok()
    }

    /// The versions that it means: those written, else the purl's, else the CPE name's, else all.
    pub(super) fn versions(&self) -> Versions {
        let purl = self.parsed();
        let scheme = version::scheme_named(purl.as_ref().map_or("generic", PackageUrl::kind));
        let one = |version: &str| Versions::Ranges {
            scheme: scheme.clone(),
            ranges: Vec::new(),
            listed: BTreeSet::from([version.to_owned()]),
        };
        let own = purl.as_ref().map_or("", |purl| purl.version());
        match self.version.trim() {
            "" if own.is_empty() => self.versions_of_cpe(one),
            "" => one(own),
            "*" | "vers:all/*" => Versions::All,
            vers if vers.starts_with("vers:") => match vers.parse::<Vers>() {
                Ok(vers) => vers.versions(),
                Err(_) => Versions::Text(vers.to_owned()),
            },
            words if words.contains(['<', '>', '=', ',']) || words.contains("  ") => {
                Versions::Text(words.to_owned())
            }
            version => one(version),
        }
    }

    fn versions_of_cpe(&self, one: impl Fn(&str) -> Versions) -> Versions {
        let Ok(name) = self.cpe.parse::<Cpe>() else { return Versions::All };
        match name.value(Attribute::Version) {
            Value::Any => Versions::All,
            version => version.literal().map_or_else(|| Versions::Text(self.cpe.clone()), one),
        }
    }
}
