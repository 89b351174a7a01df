//! A name with a range of versions beside it, as NVD's `cpeMatch` states it.
//!
//! CPE says nothing of the order of versions: the general one is used, and where people could differ about it
//! the answer is that a person must look.

use sekisho_model::{Bound, VersionRange, VersionScheme, Versions};

use super::relation::{Relation, combined, compare_values};
use super::{ATTRIBUTES, Attribute, Cpe, Value};
use crate::Reason;
use crate::version::{Version, contains, range_words};

/// A name and the versions that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CpeRange {
    /// The name; its version is `*` where a range is given.
    pub cpe: Cpe,
    /// The versions; every one where no end is given, and the name's own version says it all.
    pub versions: Versions,
}

impl CpeRange {
    /// From a criterion's name and its ends (`versionStartIncluding` or `versionStartExcluding`,
    /// `versionEndIncluding` or `versionEndExcluding`).
    #[must_use]
    pub fn new(cpe: Cpe, from: Bound, to: Bound) -> Self {
        let versions = match (&from, &to) {
            (Bound::Open, Bound::Open) => Versions::All,
            _ => Versions::Ranges {
                scheme: VersionScheme::Generic,
                ranges: vec![VersionRange { from, to }],
                listed: std::collections::BTreeSet::new(),
            },
        };
        Self { cpe, versions }
    }

    /// How the product of a name lies to this one's, whatever the version and update.
    #[must_use]
    pub fn product_relation(&self, name: &Cpe) -> Relation {
        let product = |attribute: &&Attribute| !matches!(attribute, Attribute::Version | Attribute::Update);
        let attributes = ATTRIBUTES.iter().filter(product);
        combined(
            attributes.map(|attribute| compare_values(self.cpe.value(*attribute), name.value(*attribute))),
        )
    }

    /// Is what a name stands for meant?
    ///
    /// # Errors
    /// [`Reason::IdentityUnsure`] where the name is wider than this one or has wildcards, so that it may be;
    /// [`Reason::VersionUnknown`] where it has no version; [`Reason::VersionUnreadable`] and
    /// [`Reason::RangeUnreadable`] where the order of versions is open to doubt.
    pub fn contains(&self, name: &Cpe) -> Result<bool, Reason> {
        let product = self.product_relation(name);
        if product == Relation::Disjoint {
            return Ok(false);
        }
        let inside = match self.versions {
            Versions::All => self.same_version(name),
            _ => self.version_inside(name),
        };
        match (product, inside) {
            (_, Ok(false)) => Ok(false),
            (Relation::Equal | Relation::Superset, inside) => inside,
            (_, _) => Err(Reason::IdentityUnsure(name.to_string())),
        }
    }

    /// Without a range the version and update of the two names are compared as any attribute is.
    fn same_version(&self, name: &Cpe) -> Result<bool, Reason> {
        let attributes = [Attribute::Version, Attribute::Update];
        let relations =
            attributes.map(|attribute| compare_values(self.cpe.value(attribute), name.value(attribute)));
        match combined(relations.into_iter()) {
            Relation::Equal | Relation::Superset => Ok(true),
            Relation::Disjoint => Ok(false),
            Relation::Subset if *name.value(Attribute::Version) == Value::Any => {
                Err(Reason::VersionUnknown(super::binding::formatted(self.cpe.value(Attribute::Version))))
            }
            Relation::Subset | Relation::Undefined => Err(Reason::IdentityUnsure(name.to_string())),
        }
    }

    fn version_inside(&self, name: &Cpe) -> Result<bool, Reason> {
        if compare_values(self.cpe.value(Attribute::Update), name.value(Attribute::Update))
            == Relation::Disjoint
        {
            return Ok(false);
        }
        let value = name.value(Attribute::Version);
        let Some(version) = value.literal() else {
            return Err(match value {
                Value::Any | Value::Na => Reason::VersionUnknown(range_words(&self.versions)),
                Value::Text(_) => Reason::VersionUnreadable(super::binding::formatted(value)),
            });
        };
        let Some(update) = name.value(Attribute::Update).literal() else {
            return contains(&self.versions, version);
        };
        // An update moves a version, which can only matter right at an end of the range.
        let moved = contains(&self.versions, &format!("{version}-{update}"));
        if moved.is_ok() || self.ends_at(version) { moved } else { contains(&self.versions, version) }
    }

    fn ends_at(&self, version: &str) -> bool {
        let Versions::Ranges { scheme, ranges, .. } = &self.versions else { return false };
        let Ok(version) = Version::parse(scheme, version) else { return true };
        let at = |bound: &Bound| match bound {
            Bound::Open => false,
            Bound::Including(text) | Bound::Excluding(text) => {
                Version::parse(scheme, text).is_ok_and(|end| end == version)
            }
        };
        ranges.iter().any(|range| at(&range.from) || at(&range.to))
    }
}
