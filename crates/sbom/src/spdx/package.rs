//! A package of SPDX 2: a component.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sekisho_model::{Component, ComponentKind, PackageUrl, Stated, text};
use serde::de::MapAccess;

use crate::document::{Details, Licence, LicenceRole, Link, Party};
use crate::draft::{Draft, device_of, digest_name, says_nothing, stated};
use crate::json::{Fields, List, Shape, Words, add_names, items, object, skip, unread_in};
use crate::whole::Whole;

object! {
    /// What identifies it.
    Package {
        reference: "SPDXID" => Words<'de>,
        name: "name" => Words<'de>,
        version: "versionInfo" => Words<'de>,
        supplier: "supplier" => Words<'de>,
        originator: "originator" => Words<'de>,
        concluded: "licenseConcluded" => Words<'de>,
        declared: "licenseDeclared" => Words<'de>,
        checksums: "checksums" => List<Checksum<'de>>,
        external: "externalRefs" => List<External<'de>>,
        purpose: "primaryPackagePurpose" => Words<'de>,
    }
}

object! {
    /// What only a whole document keeps.
    More {
        file_name: "packageFileName" => Words<'de>,
        download: "downloadLocation" => Words<'de>,
        home: "homepage" => Words<'de>,
        summary: "summary" => Words<'de>,
        description: "description" => Words<'de>,
        copyright: "copyrightText" => Words<'de>,
    }
}

object! {
    Checksum {
        algorithm: "algorithm" => Words<'de>,
        value: "checksumValue" => Words<'de>,
    }
}

object! {
    External {
        category: "referenceCategory" => Words<'de>,
        kind: "referenceType" => Words<'de>,
        locator: "referenceLocator" => Words<'de>,
        comment: "comment" => Words<'de>,
    }
}

/// A package while it is being read.
#[derive(Default)]
pub(crate) struct OnePackage<'de> {
    pub(crate) raw: Package<'de>,
    pub(crate) more: More<'de>,
    /// Is more wanted than what identifies it?
    pub(crate) is_whole: bool,
}

impl<'de> Fields<'de> for OnePackage<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        if self.raw.known(&key, map)? {
            return Ok(());
        }
        if self.is_whole { self.more.field(key, map) } else { skip(map) }
    }
}

impl<'de> OnePackage<'de> {
    /// Puts the component into the draft.
    pub(crate) fn settle(self, draft: &mut Draft<'de>, nth: usize) {
        let Self { mut raw, more, .. } = self;
        let path = || format!("/packages/{nth}");
        draft.wrong_fields(path, &raw.wrong);
        draft.wrong_fields(path, &more.wrong);
        let Some(place) = draft.begin() else { return };
        if let Some(whole) = &mut draft.whole {
            let details = details(&raw, &more, whole);
            if let Some(room) = whole.details.get_mut(place as usize) {
                *room = details;
            }
        }
        let reference = raw.reference.take();
        let component = component(raw, draft, nth);
        draft.set(place, component);
        if let Some(reference) = reference {
            draft.name_place(reference, place, || format!("/packages/{nth}/SPDXID"));
        }
    }
}

fn details(raw: &Package<'_>, more: &More<'_>, whole: &mut Whole<'_>) -> Details {
    let (unread, path) = (&mut whole.unread, &mut "packages[]".to_owned());
    more.unread(path, unread);
    add_names(&raw.unread, path, unread);
    unread_in(raw.checksums.as_ref(), "checksums", path, unread);
    unread_in(raw.external.as_ref(), "externalRefs", path, unread);
    if let Some(purpose) =
        raw.purpose.as_deref().filter(|it| kind(Some(it)) == ComponentKind::Other && *it != "OTHER")
    {
        unread.add(&format!("packages[].primaryPackagePurpose {purpose}"), 1);
    }
    let (description, summary) = (said(more.description.as_ref()), said(more.summary.as_ref()));
    let both = !description.is_empty() && !summary.is_empty();
    unread.add("packages[].summary", usize::from(both));
    let mut details = Details {
        reference: raw.reference.as_deref().unwrap_or_default().to_owned(),
        description: if description.is_empty() { summary } else { description },
        authors: raw
            .originator
            .iter()
            .filter(|words| !says_nothing(words))
            .map(|words| party(words))
            .collect(),
        supplier: raw.supplier.as_deref().filter(|words| !says_nothing(words)).map(party),
        copyright: said(more.copyright.as_ref()),
        file_name: said(more.file_name.as_ref()),
        licences: licences(raw.declared.as_deref(), raw.concluded.as_deref()),
        purposes: raw.purpose.iter().map(ToString::to_string).collect(),
        ..Details::default()
    };
    for (kind, url) in [("distribution", &more.download), ("website", &more.home)] {
        details
            .links
            .extend(Some(said(url.as_ref())).filter(|url| !url.is_empty()).map(|url| link(kind, url)));
    }
    for external in items(raw.external.as_ref()) {
        refer(external, &mut details);
    }
    details
}

fn link(kind: &str, url: String) -> Link {
    Link { kind: kind.to_owned(), url, ..Link::default() }
}

/// References other than package URLs and CPE names: security notes are links, the rest identifies.
fn refer(external: &External<'_>, details: &mut Details) {
    let kind = external.kind.as_deref().unwrap_or_default();
    let kind = kind.rsplit(['/', '#']).next().unwrap_or_default();
    let locator = external.locator.as_deref().unwrap_or_default().to_owned();
    let comment = external.comment.as_deref().unwrap_or_default().to_owned();
    let sort = match (external.category.as_deref(), kind) {
        (_, "purl" | "cpe22Type" | "cpe23Type") => return,
        (_, "advisory" | "fix") => "advisories",
        (_, "swid") => {
            let tag = locator.strip_prefix("swid:").unwrap_or(&locator).to_owned();
            return details.identifiers.push(("swid".to_owned(), tag));
        }
        (Some("OTHER"), kind) if crate::write::is_link_kind(kind) => kind,
        (_, "url") | (Some("SECURITY"), _) => "other",
        (_, "swh") => return details.identifiers.push(("swhid".to_owned(), locator)),
        (_, "gitoid") => return details.identifiers.push(("omnibor".to_owned(), locator)),
        (Some("OTHER"), _) if locator.contains("://") => "other",
        (_, kind) => return details.identifiers.push((kind.to_owned(), locator)),
    };
    details.links.push(Link { comment, ..link(sort, locator) });
}

/// A text that says something.
pub(crate) fn said(words: Option<&Words<'_>>) -> String {
    words.filter(|words| !says_nothing(words)).map(|words| words.to_string()).unwrap_or_default()
}

/// Both roles, as far as they say something.
pub(crate) fn licences(declared: Option<&str>, concluded: Option<&str>) -> Vec<Licence> {
    let both = [(declared, LicenceRole::Declared), (concluded, LicenceRole::Concluded)];
    let one = |(words, role): (Option<&str>, LicenceRole)| {
        let words = words.filter(|words| !says_nothing(words))?.to_owned();
        Some(Licence { words, role, more: String::new() })
    };
    both.into_iter().filter_map(one).collect()
}

fn component<'de>(package: Package<'de>, draft: &mut Draft<'de>, nth: usize) -> Component {
    let mut purl = None;
    let mut cpes = Vec::new();
    for external in items(package.external.as_ref()) {
        let locator = external.locator.as_deref().unwrap_or_default();
        match external.kind.as_deref().map(|kind| kind.rsplit(['/', '#']).next().unwrap_or_default()) {
            Some("purl") => {
                let read = draft.purl(locator, || format!("/packages/{nth}/externalRefs"));
                another_purl(&mut purl, read, draft, || format!("/packages/{nth}/externalRefs"));
            }
            Some("cpe22Type" | "cpe23Type") => cpes.push(locator.to_owned()),
            _ => {}
        }
    }
    let mut version = stated(package.version);
    if let (Stated::Unknown, Some(purl)) = (&version, &purl) {
        version = stated(Some(purl.version().into()));
    }
    let licence = [package.concluded, package.declared].into_iter().flatten().find(|l| !says_nothing(l));
    let supplier = [package.supplier, package.originator].into_iter().flatten().find(|s| !says_nothing(s));
    let mut component = Component {
        name: package.name.map(Words::into_owned).unwrap_or_default(),
        group: String::new(),
        version,
        kind: kind(package.purpose.as_deref()),
        purl,
        cpes,
        supplier: supplier.map(|written| party(&written).name).unwrap_or_default(),
        licence: licence.map(Words::into_owned).unwrap_or_default(),
        hashes: hashes(items(package.checksums.as_ref())).into(),
        device: None,
    };
    if component.name.is_empty() {
        nameless(format!("/packages/{nth}"), draft);
    }
    component.device = device_of(&component, Stated::Unknown);
    component
}

pub(crate) fn nameless(path: String, draft: &mut Draft<'_>) {
    draft.fail(
        path,
        text!(ja: "パッケージに名前がありません。", en: "The package has no name."),
        text!(ja: "作成元で名前を付けてください。", en: "Give it a name where the SBOM is made."),
    );
}

/// The first package URL counts; a further one for another package or version is named.
pub(crate) fn another_purl(
    purl: &mut Option<PackageUrl>,
    read: Option<PackageUrl>,
    draft: &mut Draft<'_>,
    path: impl FnOnce() -> String,
) {
    let Some(read) = read else { return };
    match purl {
        None => *purl = Some(read),
        Some(first) if first.key() == read.key() && first.version() == read.version() => {}
        Some(_) => draft.warn(
            path(),
            text!(ja: "別の package URL「{read}」もあります。", en: "There is another package URL, \"{read}\"."),
            text!(ja: "最初のもので照合します。", en: "The first one is used for matching."),
        ),
    }
}

/// A purpose in either spelling, `OPERATING-SYSTEM` or `operatingSystem`.
pub(crate) fn kind(written: Option<&str>) -> ComponentKind {
    let Some(written) = written else { return ComponentKind::Library };
    match written.replace(['-', '_'], "").to_uppercase().as_str() {
        "LIBRARY" => ComponentKind::Library,
        "APPLICATION" => ComponentKind::Application,
        "FRAMEWORK" => ComponentKind::Framework,
        "CONTAINER" => ComponentKind::Container,
        "OPERATINGSYSTEM" => ComponentKind::OperatingSystem,
        "DEVICE" => ComponentKind::Device,
        "FIRMWARE" => ComponentKind::Firmware,
        "FILE" => ComponentKind::File,
        _ => ComponentKind::Other,
    }
}

/// `Organization: ACME (sales@acme.example)` names ACME.
pub(crate) fn party(written: &str) -> Party {
    let written = written.trim();
    let is_person = written.starts_with("Person:");
    let name = ["Organization:", "Person:", "Tool:"]
        .iter()
        .find_map(|prefix| written.strip_prefix(prefix))
        .unwrap_or(written);
    let (name, mail) = match name.trim_end().strip_suffix(')').and_then(|name| name.rsplit_once('(')) {
        Some((name, mail)) if mail.is_empty() || mail.contains('@') => (name, mail),
        _ => (name, ""),
    };
    Party { name: name.trim().to_owned(), is_person, mail: mail.trim().to_owned(), url: String::new() }
}

fn hashes(checksums: &[Checksum<'_>]) -> BTreeMap<String, String> {
    let pair = |checksum: &Checksum<'_>| {
        let (algorithm, value) = (checksum.algorithm.as_deref()?, checksum.value.as_deref()?);
        Some((algorithm_name(algorithm).into_owned(), value.to_lowercase()))
    };
    checksums.iter().filter_map(pair).collect()
}

/// SPDX 2.2 wrote `checksumAlgorithm_sha1` in some encodings.
fn algorithm_name(written: &str) -> Cow<'static, str> {
    Cow::Owned(digest_name(written.rsplit("checksumAlgorithm_").next().unwrap_or(written)))
}
