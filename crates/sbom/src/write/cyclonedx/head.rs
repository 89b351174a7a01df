//! What a CycloneDX document says of itself.

use sekisho_model::text;

use super::{Choice, Contact, Lifecycle, Metadata, Organisation, Plan, Property, Tool, Tools};
use crate::write::Edition;
use crate::{Licence, LicenceRole, Party};

/// Stages of life that CycloneDX has a word for.
const PHASES: [&str; 7] =
    ["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"];

impl Plan<'_, '_> {
    pub(super) fn metadata(&mut self) -> Metadata {
        let document = self.document;
        let head = &document.head;
        let (authors, manufacturer) = self.authors();
        let subject = head.subject.and_then(|place| self.component(place));
        self.title();
        Metadata {
            timestamp: document.sbom.created.known().map(ToString::to_string),
            lifecycles: self.lifecycles(),
            tools: self.tools(),
            authors,
            component: subject.map(Box::new),
            manufacturer,
            manufacture: head
                .manufacturer
                .as_ref()
                .map(|party| self.organisation(None, "head.manufacturer", party)),
            supplier: head.supplier.as_ref().map(|party| self.organisation(None, "head.supplier", party)),
            licenses: self.data_licence(),
            properties: properties(&head.properties),
        }
    }

    /// A CycloneDX document has the name and version of the component that it describes.
    fn title(&mut self) {
        let (sbom, head) = (&self.document.sbom, &self.document.head);
        let subject = head.subject.and_then(|place| sbom.components.get(place as usize));
        let why = text!(
            ja: "CycloneDX の文書は、対象の部品の名前と版でしか名付けられません。",
            en: "A CycloneDX document has no name and version but those of the component that it describes."
        );
        let has_own_name = !sbom.name.is_empty() && subject.is_none_or(|subject| subject.name != sbom.name);
        self.losses.dropped(None, "sbom.name", usize::from(has_own_name), why.clone());
        let has_own_version =
            sbom.version.known().is_some() && subject.is_none_or(|subject| subject.version != sbom.version);
        self.losses.dropped(None, "sbom.version", usize::from(has_own_version), why);
    }

    /// Persons, and since 1.6 the organisation that made the document.
    fn authors(&mut self) -> (Vec<Contact>, Option<Organisation>) {
        let mut persons = Vec::new();
        let mut manufacturer = None;
        for party in &self.document.head.authors {
            if !party.is_person && manufacturer.is_none() && self.edition >= Edition::V1_6 {
                manufacturer = Some(self.organisation(None, "head.authors", party));
            } else {
                persons.push(self.contact(None, "head.authors", party));
            }
        }
        (persons, manufacturer)
    }

    fn lifecycles(&mut self) -> Vec<Lifecycle> {
        let words = &self.document.head.lifecycles;
        if self.edition < Edition::V1_5 {
            self.losses.no_place(None, "head.lifecycles", words.len());
            return Vec::new();
        }
        let stage = |word: &String| {
            let is_phase = PHASES.contains(&word.as_str());
            Lifecycle { phase: is_phase.then(|| word.clone()), name: (!is_phase).then(|| word.clone()) }
        };
        words.iter().map(stage).collect()
    }

    fn tools(&self) -> Option<Tools> {
        let tools = &self.document.head.tools;
        if tools.is_empty() {
            return None;
        }
        let parts = tools.iter().map(|tool| name_and_version(tool));
        Some(if self.edition < Edition::V1_5 {
            Tools::List(parts.map(|(name, version)| Tool { name, version }).collect())
        } else {
            let component = |(name, version)| super::Component {
                kind: "application".to_owned(),
                name,
                version,
                ..super::Component::default()
            };
            Tools::Components(parts.map(component).collect())
        })
    }

    fn data_licence(&mut self) -> Vec<Choice> {
        let words = self.document.head.data_licence.clone();
        if words.is_empty() {
            return Vec::new();
        }
        self.choices(
            None,
            "head.data_licence",
            &[Licence { words, role: LicenceRole::Unsaid, more: String::new() }],
        )
    }

    /// A `urn:uuid:` or nothing.
    pub(super) fn serial(&mut self) -> String {
        let serial = &self.document.head.serial;
        let lower = serial.to_ascii_lowercase();
        if is_uuid_urn(&lower) {
            if lower != *serial {
                self.losses.coarsened(
                    None,
                    "head.serial",
                    1,
                    text!(ja: "CycloneDX は小文字を求めます。", en: "CycloneDX asks for lower case."),
                );
            }
            return lower;
        }
        self.losses.dropped(
            None,
            "head.serial",
            usize::from(!serial.is_empty()),
            text!(
                ja: "CycloneDX の通し番号は urn:uuid: の形に限られます。",
                en: "A serial number of CycloneDX must have the form urn:uuid:."
            ),
        );
        String::new()
    }

    /// A number from 1.
    pub(super) fn revision(&mut self) -> Option<u64> {
        let revision = &self.document.head.revision;
        if let Some(number) = revision.parse().ok().filter(|number| *number >= 1) {
            return Some(number);
        }
        let demands_one = self.edition == Edition::V1_4 && !self.is_xml;
        if revision.is_empty() && demands_one {
            let why =
                text!(ja: "CycloneDX 1.4 は改訂番号を求めます。", en: "CycloneDX 1.4 demands a revision.");
            self.losses.added("head.revision", why);
        }
        self.losses.dropped(
            None,
            "head.revision",
            usize::from(!revision.is_empty()),
            text!(ja: "CycloneDX の改訂番号は 1 以上の整数です。", en: "A revision of CycloneDX is a whole number from 1."),
        );
        demands_one.then_some(1)
    }

    /// An organisation with its address, and its mail as that of a contact.
    pub(super) fn organisation(&mut self, place: Option<u32>, path: &str, party: &Party) -> Organisation {
        if party.is_person {
            self.is_person_is_lost(place, path);
        }
        let email = self.mail(place, path, party);
        let contact =
            if email.is_empty() { Vec::new() } else { vec![Contact { name: String::new(), email }] };
        let url = self.uri(place, path, &party.url);
        Organisation {
            name: self.line(&party.name),
            url: if url.is_empty() { Vec::new() } else { vec![url] },
            contact,
        }
    }

    /// A person with mail.
    pub(super) fn contact(&mut self, place: Option<u32>, path: &str, party: &Party) -> Contact {
        if !party.is_person {
            self.is_person_is_lost(place, path);
        }
        self.losses.no_place(place, format!("{path}.url"), usize::from(!party.url.is_empty()));
        Contact { name: self.line(&party.name), email: self.mail(place, path, party) }
    }

    fn is_person_is_lost(&mut self, place: Option<u32>, path: &str) {
        self.losses.coarsened(
            place,
            format!("{path}.is_person"),
            1,
            text!(
                ja: "この欄では、個人か組織かの区別が書けません。",
                en: "That field does not tell persons from organisations."
            ),
        );
    }

    fn mail(&mut self, place: Option<u32>, path: &str, party: &Party) -> String {
        let looks_right = party.mail.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.is_empty()
                && !party.mail.contains(char::is_whitespace)
                && !host.contains('@')
        });
        if looks_right {
            return party.mail.clone();
        }
        self.losses.dropped(
            place,
            format!("{path}.mail"),
            usize::from(!party.mail.is_empty()),
            text!(ja: "メールアドレスの形ではありません。", en: "It does not have the form of a mail address."),
        );
        String::new()
    }
}

pub(super) fn properties(pairs: &[(String, String)]) -> Vec<Property> {
    pairs.iter().map(|(name, value)| Property { name: name.clone(), value: value.clone() }).collect()
}

/// `name version` apart, where the last word looks like a version.
fn name_and_version(tool: &str) -> (String, String) {
    match tool.rsplit_once(' ') {
        Some((name, version))
            if !name.trim().is_empty() && version.contains(|c: char| c.is_ascii_digit()) =>
        {
            (name.to_owned(), version.to_owned())
        }
        _ => (tool.to_owned(), String::new()),
    }
}

fn is_uuid_urn(serial: &str) -> bool {
    let Some(uuid) = serial.strip_prefix("urn:uuid:") else { return false };
    let groups: Vec<&str> = uuid.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}
