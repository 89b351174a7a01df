//! A whole SBOM as its author wrote it: what is stored and matched ([`Sbom`]), and beside it what only converting,
//! comparing, grading and showing need.
//!
//! Invariant: `details` has one entry for each component of `sbom`, in the same order, and every field of the
//! file is either in here or counted in `unread`. An import keeps `sbom` alone.

use std::collections::BTreeMap;

use sekisho_model::Sbom;

/// A whole SBOM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What is stored and matched.
    pub sbom: Sbom,
    /// About the document itself.
    pub head: Head,
    /// More about each component, in the order of `sbom.components`.
    pub details: Vec<Details>,
    /// Relations other than "depends on", between places in `sbom.components`.
    pub relations: Vec<Relation>,
    /// Fields that have no place here, by path with `[]` for any index, and how often each was met.
    pub unread: BTreeMap<String, usize>,
}

/// About the document itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Serial number or namespace, as written.
    pub serial: String,
    /// Revision of the document, as written.
    pub revision: String,
    /// Who made the document.
    pub authors: Vec<Party>,
    /// Who supplies what the document describes.
    pub supplier: Option<Party>,
    /// Who makes what the document describes.
    pub manufacturer: Option<Party>,
    /// Programs that made it, `name version`.
    pub tools: Vec<String>,
    /// Stages of life at which it was made, such as `build` (CycloneDX lifecycles, SPDX 3 sbomType).
    pub lifecycles: Vec<String>,
    /// Licence of the document's data.
    pub data_licence: String,
    /// Is the list of components said to be complete?
    pub completeness: Completeness,
    /// Place of the component that the document as a whole describes.
    pub subject: Option<u32>,
    /// Links of the document itself.
    pub links: Vec<Link>,
    /// Names and values that the document carries for itself.
    pub properties: Vec<(String, String)>,
}

/// What a document says of its own completeness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Completeness {
    /// Nothing.
    #[default]
    Unsaid,
    /// It is complete.
    Complete,
    /// Something is missing.
    Incomplete,
    /// Its author does not know.
    Unknown,
}

/// A person or an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Is it said to be a person?
    pub is_person: bool,
    /// Mail address.
    pub mail: String,
    /// Web address.
    pub url: String,
}

/// More about one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Reference by which the document names it (`bom-ref`, `SPDXID`, `spdxId`).
    pub reference: String,
    /// Description or summary.
    pub description: String,
    /// Authors or originators.
    pub authors: Vec<Party>,
    /// Supplier with all that is said of it.
    pub supplier: Option<Party>,
    /// Manufacturer.
    pub manufacturer: Option<Party>,
    /// Publisher.
    pub publisher: String,
    /// Copyright text.
    pub copyright: String,
    /// File name.
    pub file_name: String,
    /// `required`, `optional` or `excluded`.
    pub scope: String,
    /// Licences, each with the role it was given.
    pub licences: Vec<Licence>,
    /// Links, with digests where given. A download location is a link of kind `distribution`.
    pub links: Vec<Link>,
    /// Names and values; the BSI properties are among them.
    pub properties: Vec<(String, String)>,
    /// What is said of the completeness of its own dependencies.
    pub completeness: Completeness,
    /// Component that it is nested in.
    pub parent: Option<u32>,
    /// Sorts that the document gives it, as written, the main one first (CycloneDX `type`, SPDX
    /// `primaryPackagePurpose`, SPDX 3 primary, then additional purposes). Says more than the kind does.
    pub purposes: Vec<String>,
    /// SWID tag ids, OmniBOR and Software Heritage ids, as written, with their kind first.
    pub identifiers: Vec<(String, String)>,
}

/// A licence that is stated for a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Licence {
    /// SPDX id, expression, or name.
    pub words: String,
    /// In which role.
    pub role: LicenceRole,
    /// Web address or text, where the document gives one.
    pub more: String,
}

/// How a licence was come by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LicenceRole {
    /// The document does not say.
    #[default]
    Unsaid,
    /// Stated by the component's author.
    Declared,
    /// Found by whoever made the SBOM.
    Concluded,
}

/// A link to something outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Sort, in CycloneDX's spelling, such as `website`, `vcs`, `distribution`, `advisories`.
    pub kind: String,
    /// Where to.
    pub url: String,
    /// Note.
    pub comment: String,
    /// Digests by algorithm.
    pub hashes: BTreeMap<String, String>,
}

/// A relation other than "depends on".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// From which component.
    pub from: u32,
    /// Sort, in SPDX 2.3's spelling, such as `CONTAINS`.
    pub kind: String,
    /// To which component.
    pub to: u32,
}
