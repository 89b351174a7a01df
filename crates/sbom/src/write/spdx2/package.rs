//! A component as a package of SPDX 2.3.

use sekisho_model::{Component, Stated, text};

use super::{Checksum, External, Extracted, Package, Plan};
use crate::write::words::{self, LicenceWords, licence_words};
use crate::{Details, Licence, LicenceRole, Link, Party};

/// Sorts of package (clause 7.24), plainly spelled and as JSON writes them.
const PURPOSES: [(&str, &str); 12] = [
    ("application", "APPLICATION"),
    ("archive", "ARCHIVE"),
    ("container", "CONTAINER"),
    ("device", "DEVICE"),
    ("file", "FILE"),
    ("firmware", "FIRMWARE"),
    ("framework", "FRAMEWORK"),
    ("install", "INSTALL"),
    ("library", "LIBRARY"),
    ("operating-system", "OPERATING_SYSTEM"),
    ("other", "OTHER"),
    ("source", "SOURCE"),
];

/// May an address stand as download location or home page (7.7, 7.11)? It names a place and no user; under version
/// control it is reached in one of the ways that SPDX has.
fn is_location(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let Some(rest) = rest.strip_prefix("//") else { return scheme == "file" };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_reached = match scheme.split_once('+') {
        None => true,
        Some(("git", by)) => matches!(by, "git" | "https" | "http" | "ssh"),
        Some(("hg", by)) => matches!(by, "http" | "https" | "static-http" | "ssh"),
        Some(("svn", by)) => matches!(by, "svn" | "http" | "https" | "ssh"),
        Some(("bzr", by)) => matches!(by, "http" | "https" | "ssh" | "sftp" | "ftp"),
        Some(_) => false,
    };
    is_reached && !authority.contains('@') && (!authority.is_empty() || scheme == "file")
}

impl Plan<'_, '_> {
    /// The package for the component at a place.
    pub(super) fn package(&mut self, place: u32) -> Option<Package> {
        let document = self.document;
        let component = document.sbom.components.get(place as usize)?;
        let details = document.details.get(place as usize)?;
        let at = Some(place);
        let (download_location, homepage, mut external_refs) = self.links(place, &details.links);
        self.external(place, component, details, &mut external_refs);
        let licences = words::licences(component, details);
        let (supplier, originator) = self.parties(place, component, details);
        self.no_place_for(place, details);
        Some(Package {
            reference: self.name(place),
            name: self.package_name(place, component),
            version_info: self.version(place, &component.version),
            package_file_name: self.line("file_name", at, &details.file_name),
            supplier,
            originator,
            download_location,
            files_analyzed: false,
            checksums: self.checksums(place, component),
            homepage,
            license_concluded: self.licence(place, &licences, LicenceRole::Concluded),
            license_declared: self.licence(place, &licences, LicenceRole::Declared),
            copyright_text: self.text("copyright", at, &details.copyright),
            description: self.text("description", at, &details.description),
            external_refs,
            primary_package_purpose: self.purpose(place, component, details),
        })
    }

    /// What SPDX 2 cannot say of a package.
    fn no_place_for(&mut self, place: u32, details: &Details) {
        let at = Some(place);
        self.losses.no_place(at, "publisher", usize::from(!details.publisher.is_empty()));
        self.losses.no_place(at, "scope", usize::from(!details.scope.is_empty()));
        for (name, _) in &details.properties {
            self.losses.no_place(at, format!("properties/{name}"), 1);
        }
    }

    /// SPDX has no group: the purl tells it where there is one, else the name does.
    fn package_name(&mut self, place: u32, component: &Component) -> String {
        let name = self.line("name", Some(place), &component.name);
        if component.group.is_empty() {
            return name;
        }
        let is_in_purl = component.purl.as_ref().is_some_and(|purl| !purl.namespace().is_empty());
        let why = if is_in_purl {
            text!(ja: "SPDX にはグループの欄がなく、package URL の名前空間だけに残ります。", en: "SPDX has no field for the group; only the package URL's namespace tells it.")
        } else {
            text!(ja: "SPDX にはグループの欄がないので、名前の前に付けました。", en: "SPDX has no field for the group; it stands before the name.")
        };
        self.losses.coarsened(Some(place), "group", 1, why);
        if is_in_purl { name } else { format!("{}/{name}", component.group) }
    }

    fn version(&mut self, place: u32, version: &Stated<String>) -> String {
        match version {
            Stated::Known(version) => self.line("version", Some(place), version),
            Stated::Unknown => String::new(),
            Stated::NotApplicable => {
                self.losses.no_place(Some(place), "version", 1);
                String::new()
            }
        }
    }

    /// Supplier and originator. The maker is the originator where no author is.
    fn parties(&mut self, place: u32, component: &Component, details: &Details) -> (String, String) {
        let at = Some(place);
        let said = details.supplier.clone().or_else(|| {
            let is_nobody =
                details.manufacturer.is_none() && details.authors.is_empty() && details.publisher.is_empty();
            let name = component.supplier.clone();
            (is_nobody && !name.is_empty()).then(|| Party { name, ..Party::default() })
        });
        let supplier = said.map(|party| self.party("supplier", at, &party)).unwrap_or_default();
        self.losses.no_place(at, "authors", details.authors.len().saturating_sub(1));
        let originator = match (details.authors.first(), &details.manufacturer) {
            (Some(author), manufacturer) => {
                self.losses.no_place(at, "manufacturer", usize::from(manufacturer.is_some()));
                self.party("authors", at, author)
            }
            (None, Some(manufacturer)) => {
                let why = text!(ja: "SPDX では作成元（originator）の欄に書きました。", en: "SPDX has it as the originator.");
                self.losses.coarsened(at, "manufacturer", 1, why);
                self.party("manufacturer", at, manufacturer)
            }
            (None, None) => String::new(),
        };
        (supplier, originator)
    }

    fn checksums(&mut self, place: u32, component: &Component) -> Vec<Checksum> {
        let mut checksums = Vec::new();
        for (name, value) in &component.hashes {
            let known = words::digest_of(name)
                .and_then(|digest| digest.spdx2)
                .filter(|_| words::is_whole_digest(name, value));
            match known {
                Some(algorithm) => {
                    checksums.push(Checksum { algorithm, checksum_value: value.to_lowercase() })
                }
                None => self.losses.no_place(Some(place), format!("hashes/{name}"), 1),
            }
        }
        checksums
    }

    fn purpose(&mut self, place: u32, component: &Component, details: &Details) -> String {
        self.losses.no_place(Some(place), "purposes", details.purposes.len().saturating_sub(1));
        let Some(wanted) = words::main_purpose(component, details) else { return String::new() };
        if let Some((_, word)) = PURPOSES.iter().find(|(plain, _)| *plain == wanted) {
            return (*word).to_owned();
        }
        let why = text!(
            ja: "SPDX 2.3 に「{wanted}」という種類がないので、OTHER としました。",
            en: "SPDX 2.3 has no purpose \"{wanted}\"; OTHER stands for it."
        );
        self.losses.coarsened(Some(place), "kind", 1, why);
        "OTHER".to_owned()
    }

    /// Download location, home page, and the rest as external references.
    fn links(&mut self, place: u32, links: &[Link]) -> (String, String, Vec<External>) {
        let mut download = String::new();
        let mut homepage = String::new();
        let mut others = Vec::new();
        for link in links {
            let digests = link.hashes.len();
            self.losses.no_place(Some(place), format!("links/{}.hashes", link.kind), digests);
            let url = self.uri(place, &link.kind, &link.url);
            let first = match link.kind.as_str() {
                "distribution" => Some(&mut download),
                "website" => Some(&mut homepage),
                _ => None,
            };
            match first.filter(|first| first.is_empty() && is_uri(&url) && is_location(&url)) {
                Some(first) => {
                    *first = url;
                    let has_comment = usize::from(!link.comment.is_empty());
                    self.losses.no_place(Some(place), format!("links/{}.comment", link.kind), has_comment);
                }
                None if url.is_empty() => {
                    self.losses.no_place(Some(place), format!("links/{}", link.kind), 1)
                }
                None => others.push(self.other_link(place, link, url)),
            }
        }
        if download.is_empty() {
            "NOASSERTION".clone_into(&mut download);
        }
        (download, homepage, others)
    }

    fn other_link(&mut self, place: u32, link: &Link, reference_locator: String) -> External {
        let comment = self.text("links.comment", Some(place), &link.comment);
        // Annex F.2.3: an advisory is named by a URL.
        let is_advisory = link.kind == "advisories" && reference_locator.contains("://");
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let reference_type = match link.kind.as_str() {
            "advisories" if is_advisory => "advisory".to_owned(),
            kind if !kind.is_empty() && kind.chars().all(allowed) => kind.to_owned(),
            _ => "other".to_owned(),
        };
        External {
            reference_category: if is_advisory { "SECURITY" } else { "OTHER" },
            reference_type,
            reference_locator,
            comment,
        }
    }

    /// An address without blanks.
    fn uri(&mut self, place: u32, kind: &str, written: &str) -> String {
        let (uri, is_changed) = words::uri(written);
        let why = text!(ja: "アドレスに使えない文字を符号化しました。", en: "Characters that no address may hold are percent-encoded.");
        self.losses.coarsened(Some(place), format!("links/{kind}.url"), usize::from(is_changed), why);
        uri.into_owned()
    }

    /// Package URL, CPE names and other identifiers.
    fn external(&mut self, place: u32, component: &Component, details: &Details, into: &mut Vec<External>) {
        let external = |reference_category, reference_type: &str, reference_locator: String| External {
            reference_category,
            reference_type: reference_type.to_owned(),
            reference_locator,
            comment: String::new(),
        };
        if let Some(purl) = &component.purl {
            into.push(external("PACKAGE-MANAGER", "purl", purl.to_string()));
        }
        for cpe in &component.cpes {
            let kind = if cpe.starts_with("cpe:2.3:") { "cpe23Type" } else { "cpe22Type" };
            if !words::is_cpe(cpe) {
                let why =
                    text!(ja: "CPE の形ではありません。", en: "It does not have the form of a CPE name.");
                self.losses.dropped(Some(place), "cpes", 1, why);
            } else {
                into.push(external("SECURITY", kind, cpe.clone()));
            }
        }
        for (kind, value) in &details.identifiers {
            let known = match kind.to_ascii_lowercase().as_str() {
                "swid" => Some(("SECURITY", "swid")),
                "swh" | "swhid" => Some(("PERSISTENT-ID", "swh")),
                "omnibor" | "omniborid" | "gitoid" => Some(("PERSISTENT-ID", "gitoid")),
                _ => None,
            };
            match known.filter(|_| !value.is_empty() && !value.contains(char::is_whitespace)) {
                // SPDX 2.3, annex F.2.4: the tag id is written as a URI.
                Some((category, "swid")) if !value.starts_with("swid:") => {
                    into.push(external(category, "swid", format!("swid:{value}")));
                }
                Some((category, "swid")) => into.push(external(category, "swid", value.clone())),
                Some((category, word)) => {
                    if let Some(value) = self.persistent(place, kind, word, value) {
                        into.push(external(category, word, value));
                    }
                }
                None => self.losses.no_place(Some(place), format!("identifiers/{kind}"), 1),
            }
        }
    }

    /// A persistent identifier in the form that SPDX 2.3 holds it to (annex F.4): without what qualifies it.
    fn persistent(&mut self, place: u32, kind: &str, word: &str, value: &str) -> Option<String> {
        let core = value.split(';').next().unwrap_or_default().to_ascii_lowercase();
        let path = format!("identifiers/{kind}");
        if !words::is_persistent(word, &core) {
            let why = text!(ja: "SPDX 2.3 がこの識別子に定める形ではありません。", en: "It does not have the form that SPDX 2.3 asks of such an identifier.");
            self.losses.dropped(Some(place), path, 1, why);
            return None;
        }
        let why = text!(ja: "SPDX 2.3 にはこの識別子の修飾を書く場所がありません。", en: "SPDX 2.3 has no place for what qualifies this identifier.");
        let is_qualified = usize::from(core.len() < value.len());
        self.losses.coarsened(Some(place), path, is_qualified, why);
        Some(core)
    }

    /// The licences of a role as one expression; those without a role count as declared.
    fn licence(&mut self, place: u32, licences: &[Licence], role: LicenceRole) -> String {
        let mut parts = Vec::new();
        for licence in licences {
            let is_of_role = licence.role == role
                || (licence.role == LicenceRole::Unsaid && role == LicenceRole::Declared);
            if !is_of_role {
                continue;
            }
            if licence.role == LicenceRole::Unsaid {
                let why = text!(ja: "役割が示されていないので「宣言」としました。", en: "No role is stated; it counts as declared.");
                self.losses.coarsened(Some(place), "licences.role", 1, why);
            }
            parts.push(self.licence_words(place, licence));
        }
        if parts.len() < 2 {
            return parts.pop().unwrap_or_default();
        }
        let why =
            text!(ja: "一つの式（AND）にまとめました。", en: "They are joined into one expression with AND.");
        self.losses.coarsened(Some(place), "licences", parts.len(), why);
        parts.retain(|part| !matches!(part.as_str(), "NOASSERTION" | "NONE"));
        let in_brackets = |part: &String| if part.contains(' ') { format!("({part})") } else { part.clone() };
        parts.iter().map(in_brackets).collect::<Vec<_>>().join(" AND ")
    }

    /// An expression, or a reference to a licence with a name of its own.
    fn licence_words(&mut self, place: u32, licence: &Licence) -> String {
        if licence_words(&licence.words) != LicenceWords::Name {
            self.references_in(place, licence);
            return licence.words.clone();
        }
        let name = self.line("licences", Some(place), &licence.words);
        let why = text!(
            ja: "SPDX のライセンスではない名前なので、この文書だけの参照（LicenseRef-）にしました。",
            en: "It is no licence of SPDX's list; a reference of this document (LicenseRef-) stands for it."
        );
        self.losses.coarsened(Some(place), "licences.words", 1, why);
        let text = if licence.more.is_empty() { &licence.words } else { &licence.more };
        let extracted_text = self.text("licences.more", Some(place), text);
        self.extracted(name, extracted_text)
    }

    /// Every reference of this document in an expression has its text beside it, as SPDX demands.
    fn references_in(&mut self, place: u32, licence: &Licence) {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        let words = licence.words.split(|c: char| !is_part(c));
        let references: Vec<&str> = words.filter(|word| word.starts_with("LicenseRef-")).collect();
        let is_alone = references == [licence.words.as_str()];
        if !is_alone {
            self.losses.no_place(Some(place), "licences.more", usize::from(!licence.more.is_empty()));
        }
        for reference in references {
            let known = self.texts.get(reference).copied().unwrap_or_default();
            let why = text!(
                ja: "SPDX は参照（{reference}）ごとに一つの本文を求めます。この部品には書かれていないか、別の本文です。",
                en: "SPDX demands one text for {reference}; here none is stated, or another."
            );
            let is_other = known.is_empty() || (is_alone && licence.more != known);
            self.losses.coarsened(Some(place), "licences.more", usize::from(is_other), why);
            if self.extracted.iter().any(|row| row.license_id == reference) {
                continue;
            }
            let known = self.text("licences.more", Some(place), known);
            let extracted_text = if known.is_empty() { reference.to_owned() } else { known };
            let row =
                Extracted { license_id: reference.to_owned(), extracted_text, name: reference.to_owned() };
            self.extracted.push(row);
        }
    }

    fn extracted(&mut self, name: String, extracted_text: String) -> String {
        let is_same = |row: &&Extracted| row.name == name && row.extracted_text == extracted_text;
        if let Some(row) = self.extracted.iter().find(is_same) {
            return row.license_id.clone();
        }
        let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
        let short: String = name.chars().take(60).map(allowed).collect();
        let mut license_id = format!("LicenseRef-{short}");
        if self.extracted.iter().any(|row| row.license_id == license_id) {
            license_id = format!("{license_id}-{}", self.extracted.len() + 1);
        }
        self.extracted.push(Extracted { license_id: license_id.clone(), extracted_text, name });
        license_id
    }

    /// A value that tag-value sets between `<text>` and `</text>`.
    fn text(&mut self, path: &str, place: Option<u32>, text: &str) -> String {
        if !self.is_tag_value || !text.contains("</text>") {
            return text.to_owned();
        }
        let why = text!(ja: "tag-value の終わりの印 </text> を含むので、< /text> としました。", en: "It holds the end mark </text> of tag-value; it became < /text>.");
        self.losses.coarsened(place, path, 1, why);
        text.replace("</text>", "< /text>")
    }
}

fn is_uri(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
            && !rest.is_empty()
    })
}
