//! A component as CycloneDX writes it.

use sekisho_model::{Stated, text};

use super::head::properties;
use super::{Attached, Choice, Component, FILE_NAME, Hash, License, Plan, Property, Reference, Swid};
use crate::write::Edition;
use crate::write::words::{self, LicenceWords, licence_words};
use crate::{Details, Licence, LicenceRole, Link, Party};

/// Sorts of component, with the edition that brought them as a place in `Edition::ALL`.
const TYPES: [(&str, usize); 13] = [
    ("application", 0),
    ("framework", 0),
    ("library", 0),
    ("container", 0),
    ("operating-system", 0),
    ("device", 0),
    ("firmware", 0),
    ("file", 0),
    ("platform", 1),
    ("device-driver", 1),
    ("machine-learning-model", 1),
    ("data", 1),
    ("cryptographic-asset", 2),
];

/// Sorts of link, likewise.
const LINKS: [(&str, usize); 47] = [
    ("vcs", 0),
    ("issue-tracker", 0),
    ("website", 0),
    ("advisories", 0),
    ("bom", 0),
    ("mailing-list", 0),
    ("social", 0),
    ("chat", 0),
    ("documentation", 0),
    ("support", 0),
    ("distribution", 0),
    ("license", 0),
    ("build-meta", 0),
    ("build-system", 0),
    ("release-notes", 0),
    ("other", 0),
    ("distribution-intake", 1),
    ("security-contact", 1),
    ("model-card", 1),
    ("log", 1),
    ("configuration", 1),
    ("evidence", 1),
    ("formulation", 1),
    ("attestation", 1),
    ("threat-model", 1),
    ("adversary-model", 1),
    ("risk-assessment", 1),
    ("vulnerability-assertion", 1),
    ("exploitability-statement", 1),
    ("pentest-report", 1),
    ("static-analysis-report", 1),
    ("dynamic-analysis-report", 1),
    ("runtime-analysis-report", 1),
    ("component-analysis-report", 1),
    ("maturity-report", 1),
    ("certification-report", 1),
    ("codified-infrastructure", 1),
    ("quality-metrics", 1),
    ("poam", 1),
    ("source-distribution", 2),
    ("electronic-signature", 2),
    ("digital-signature", 2),
    ("rfc-9116", 2),
    ("patent", 3),
    ("patent-family", 3),
    ("patent-assertion", 3),
    ("citation", 3),
];

/// Is it a sort of link that CycloneDX has a word for?
pub(crate) fn is_link_kind(kind: &str) -> bool {
    LINKS.iter().any(|(word, _)| *word == kind)
}

impl Plan<'_, '_> {
    /// The component at a place, with those nested in it.
    pub(super) fn component(&mut self, place: u32) -> Option<Component> {
        let document = self.document;
        let component = document.sbom.components.get(place as usize)?;
        let details = document.details.get(place as usize)?;
        let at = Some(place);
        let (authors, author) = self.component_authors(place, &details.authors);
        let head = &document.head;
        let is_told_by_head = head.subject == at && (head.supplier.is_some() || head.manufacturer.is_some());
        let supplier = if is_told_by_head { details.supplier.clone() } else { supplier(component, details) };
        self.supplier_by_author_only(place, component, details);
        let mut written = Component {
            kind: self.kind(place, component, details),
            reference: self.name(place),
            supplier: supplier.as_ref().map(|party| self.organisation(at, "supplier", party)),
            authors,
            author,
            publisher: self.line(&details.publisher),
            group: self.line(&component.group),
            name: self.line(&component.name),
            version: self.version(place, &component.version),
            description: self.line(&details.description),
            scope: self.scope(place, &details.scope),
            hashes: self.hashes(at, "hashes", &component.hashes),
            licenses: self.choices(at, "licences", &words::licences(component, details)),
            copyright: self.line(&details.copyright),
            cpe: self.cpe(place, &component.cpes),
            purl: component.purl.as_ref().map(ToString::to_string).unwrap_or_default(),
            external_references: self.references(at, "links", &details.links),
            properties: properties(&details.properties),
            ..Component::default()
        };
        if let Some(manufacturer) = &details.manufacturer {
            if self.edition < Edition::V1_6 {
                self.losses.no_place(at, "manufacturer", 1);
            } else {
                written.manufacturer = Some(self.organisation(at, "manufacturer", manufacturer));
            }
        }
        self.file_name(place, details, &mut written.properties);
        self.identifiers(place, component, details, &mut written);
        let inner = self.nested.get(&place).cloned().unwrap_or_default();
        written.components = inner.into_iter().filter_map(|place| self.component(place)).collect();
        Some(written)
    }

    fn has(&self, since: usize) -> bool {
        Edition::ALL.get(since).is_some_and(|first| self.edition >= *first)
    }

    fn kind(&mut self, place: u32, component: &sekisho_model::Component, details: &Details) -> String {
        let further = details.purposes.len().saturating_sub(1);
        self.losses.no_place(Some(place), "purposes", further);
        let wanted = words::main_purpose(component, details).unwrap_or_else(|| "library".to_owned());
        if TYPES.iter().any(|(word, since)| *word == wanted && self.has(*since)) {
            return wanted;
        }
        let form = self.losses.form().to_owned();
        self.losses.coarsened(
            Some(place),
            "kind",
            1,
            text!(
                ja: "{form} に「{wanted}」という種類がないので、library としました。",
                en: "{form} has no type \"{wanted}\"; \"library\" stands for it."
            ),
        );
        "library".to_owned()
    }

    fn version(&mut self, place: u32, version: &Stated<String>) -> String {
        match version {
            Stated::Known(version) => self.line(version),
            Stated::Unknown => String::new(),
            Stated::NotApplicable => {
                self.losses.no_place(Some(place), "version", 1);
                String::new()
            }
        }
    }

    fn component_authors(&mut self, place: u32, authors: &[Party]) -> (Vec<super::Contact>, String) {
        if self.edition >= Edition::V1_6 {
            let contacts = authors.iter().map(|party| self.contact(Some(place), "authors", party)).collect();
            return (contacts, String::new());
        }
        let further = authors.len().saturating_sub(1);
        let nameless = authors.iter().filter(|party| party.name.is_empty()).count();
        self.losses.no_place(Some(place), "authors", nameless);
        self.losses.coarsened(
            Some(place),
            "authors",
            further,
            text!(ja: "作成者の欄が一つしかないので、名前を並べました。", en: "There is one field for authors; their names stand in it side by side."),
        );
        let mails = authors.iter().filter(|party| !party.mail.is_empty()).count();
        self.losses.no_place(Some(place), "authors.mail", mails);
        let addresses = authors.iter().filter(|party| !party.url.is_empty()).count();
        self.losses.no_place(Some(place), "authors.url", addresses);
        let persons = authors.iter().filter(|party| party.is_person).count();
        self.losses.no_place(Some(place), "authors.is_person", persons);
        let names: Vec<&str> = authors.iter().map(|party| party.name.as_str()).collect();
        (Vec::new(), self.line(&names.join(", ")))
    }

    /// Where nobody but authors is stated, the reader takes the first for the supplier; from 1.6 on they are a list.
    fn supplier_by_author_only(
        &mut self,
        place: u32,
        component: &sekisho_model::Component,
        details: &Details,
    ) {
        let says_else =
            details.supplier.is_some() || details.manufacturer.is_some() || !details.publisher.is_empty();
        let is_only_author = !details.authors.is_empty() && !component.supplier.is_empty() && !says_else;
        let why = text!(
            ja: "供給者の記述がなく、作成者（authors）としてだけ残ります。",
            en: "No supplier is stated; the name stays as that of an author only."
        );
        let count = usize::from(is_only_author && self.edition >= Edition::V1_6);
        self.losses.coarsened(Some(place), "supplier", count, why);
    }

    fn scope(&mut self, place: u32, scope: &str) -> String {
        if matches!(scope, "" | "required" | "optional" | "excluded") {
            return scope.to_owned();
        }
        self.losses.no_place(Some(place), "scope", 1);
        String::new()
    }

    pub(super) fn hashes<'h>(
        &mut self,
        place: Option<u32>,
        path: &str,
        hashes: impl IntoIterator<Item = (&'h String, &'h String)>,
    ) -> Vec<Hash> {
        let mut written = Vec::new();
        for (name, value) in hashes {
            let known = words::digest_of(name)
                .and_then(|digest| digest.cyclonedx)
                .filter(|(_, since)| self.has(*since));
            let fits = words::is_hex(value) && matches!(value.len(), 32 | 40 | 64 | 96 | 128);
            match known.filter(|_| fits) {
                Some((alg, _)) => written.push(Hash { alg, content: value.clone() }),
                None => self.losses.no_place(place, format!("{path}/{name}"), 1),
            }
        }
        written
    }

    /// CycloneDX has one CPE name a component.
    fn cpe(&mut self, place: u32, cpes: &[String]) -> String {
        let fits = |cpe: &&String| !self.is_xml || words::is_cpe(cpe);
        let first = cpes.iter().find(fits).cloned().unwrap_or_default();
        self.losses.no_place(Some(place), "cpes", cpes.len() - usize::from(!first.is_empty()));
        first
    }

    fn file_name(&mut self, place: u32, details: &Details, into: &mut Vec<Property>) {
        if details.file_name.is_empty() || into.iter().any(|property| property.name == FILE_NAME) {
            return;
        }
        self.losses.coarsened(
            Some(place),
            "file_name",
            1,
            text!(
                ja: "CycloneDX にはファイル名の欄がないので、属性「{FILE_NAME}」に書きました。",
                en: "CycloneDX has no field for the file name; it stands in property \"{FILE_NAME}\"."
            ),
        );
        into.push(Property { name: FILE_NAME.to_owned(), value: details.file_name.clone() });
    }

    fn identifiers(
        &mut self,
        place: u32,
        component: &sekisho_model::Component,
        details: &Details,
        into: &mut Component,
    ) {
        for (kind, value) in &details.identifiers {
            let is_new = self.edition >= Edition::V1_6;
            match kind.to_ascii_lowercase().as_str() {
                "swid" if into.swid.is_none() => {
                    into.swid = Some(Swid { tag_id: value.clone(), name: component.name.clone() });
                }
                "omnibor" | "omniborid" | "gitoid" if is_new => into.omnibor_id.push(value.clone()),
                "swh" | "swhid" if is_new => into.swhid.push(value.clone()),
                _ => self.losses.no_place(Some(place), format!("identifiers/{kind}"), 1),
            }
        }
    }

    pub(super) fn references(&mut self, place: Option<u32>, path: &str, links: &[Link]) -> Vec<Reference> {
        let mut written = Vec::new();
        for link in links {
            let url = self.uri(place, path, &link.url);
            if url.is_empty() {
                self.losses.no_place(place, format!("{path}/{}", link.kind), 1);
                continue;
            }
            let is_known = LINKS.iter().any(|(word, since)| *word == link.kind && self.has(*since))
                // Protobuf has had it since 1.6 only.
                && (!self.is_protobuf || link.kind != "release-notes" || self.edition >= Edition::V1_6);
            if !is_known {
                let form = self.losses.form().to_owned();
                self.losses.coarsened(
                    place,
                    format!("{path}/{}", link.kind),
                    1,
                    text!(ja: "{form} にこの種類のリンクがないので、other としました。", en: "{form} has no such sort of link; \"other\" stands for it."),
                );
            }
            let kind = if is_known { link.kind.clone() } else { "other".to_owned() };
            let hashes = self.hashes(place, &format!("{path}/{}.hashes", link.kind), &link.hashes);
            written.push(Reference { kind, url, comment: link.comment.clone(), hashes });
        }
        written
    }

    /// Until 1.6 one expression stands alone; beside others it becomes a name.
    pub(super) fn choices(&mut self, place: Option<u32>, path: &str, licences: &[Licence]) -> Vec<Choice> {
        let stated: Vec<&Licence> = licences
            .iter()
            .filter(|licence| licence_words(&licence.words) != LicenceWords::Nothing)
            .collect();
        self.losses.no_place(place, path, licences.len() - stated.len());
        let mixes = self.edition >= Edition::V1_7;
        let is_alone = stated.len() == 1;
        stated.into_iter().map(|licence| self.choice(place, path, licence, mixes || is_alone)).collect()
    }

    fn choice(
        &mut self,
        place: Option<u32>,
        path: &str,
        licence: &Licence,
        may_be_expression: bool,
    ) -> Choice {
        let acknowledgement = self.acknowledgement(place, path, licence.role);
        let words = licence_words(&licence.words);
        if words == LicenceWords::Expression && may_be_expression {
            self.losses.no_place(place, format!("{path}.more"), usize::from(!licence.more.is_empty()));
            return Choice { license: None, expression: Some(licence.words.clone()), acknowledgement };
        }
        if words == LicenceWords::Expression {
            self.losses.coarsened(
                place,
                path,
                1,
                text!(
                    ja: "この版の CycloneDX では式を他のライセンスと並べられないので、名前として書きました。",
                    en: "This edition of CycloneDX allows no expression beside other licences; it is written as a name."
                ),
            );
        }
        let is_id = words == LicenceWords::Id;
        let is_url = words::is_web(&licence.more);
        let mut license = License { acknowledgement, ..License::default() };
        let into = if is_id { &mut license.id } else { &mut license.name };
        into.clone_from(&licence.words);
        if is_url {
            license.url = self.uri(place, &format!("{path}.more"), &licence.more);
        } else if !licence.more.is_empty() {
            license.text = Some(Attached { content: licence.more.clone() });
        }
        Choice { license: Some(license), expression: None, acknowledgement: None }
    }

    fn acknowledgement(&mut self, place: Option<u32>, path: &str, role: LicenceRole) -> Option<&'static str> {
        let word = match role {
            LicenceRole::Unsaid => return None,
            LicenceRole::Declared => "declared",
            LicenceRole::Concluded => "concluded",
        };
        if self.edition >= Edition::V1_6 {
            return Some(word);
        }
        self.losses.no_place(place, format!("{path}.role"), 1);
        None
    }

    /// An address, with what must not stand in one encoded.
    pub(super) fn uri(&mut self, place: Option<u32>, path: &str, written: &str) -> String {
        let (uri, is_changed) = words::uri(written);
        if is_changed {
            self.losses.coarsened(
                place,
                format!("{path}.url"),
                1,
                text!(ja: "アドレスに使えない文字を符号化しました。", en: "Characters that no address may hold are percent-encoded."),
            );
        }
        uri.into_owned()
    }

    /// Most texts of CycloneDX's XML are one line by its schema: readers take a line break for a blank.
    pub(super) fn line(&mut self, text: &str) -> String {
        if !self.is_xml || !text.contains(['\n', '\r', '\t']) {
            return text.to_owned();
        }
        self.losses.coarsened(
            None,
            "line breaks",
            1,
            text!(
                ja: "この欄は XML では 1 行なので、改行とタブを空白にしました。",
                en: "In XML the field is one line; breaks and tabs became blanks."
            ),
        );
        text.replace(['\n', '\r', '\t'], " ")
    }
}

/// The supplier with all that is said of it; where there are no details at all, what an import keeps.
fn supplier(component: &sekisho_model::Component, details: &Details) -> Option<Party> {
    let says_who =
        details.manufacturer.is_some() || !details.authors.is_empty() || !details.publisher.is_empty();
    if details.supplier.is_some() || says_who || component.supplier.is_empty() {
        return details.supplier.clone();
    }
    Some(Party { name: component.supplier.clone(), ..Party::default() })
}
