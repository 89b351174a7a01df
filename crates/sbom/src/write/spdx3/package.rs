//! A component as a package of SPDX 3.

use sekisho_model::{Component, Stated, text};
use serde_json::{Map, Value, json};

use super::tables::{LINKS, PURPOSES};
use super::{Plan, element};
use crate::write::words::{self, LicenceWords, licence_words};
use crate::{Completeness, Details, LicenceRole, Link, Party};

impl Plan<'_, '_> {
    /// The package for the component at a place.
    pub(super) fn package(&mut self, place: u32) -> Option<Value> {
        let document = self.document;
        let component = document.sbom.components.get(place as usize)?;
        let details = document.details.get(place as usize)?;
        let mut fields = Fields::default();
        fields.said("name", &self.package_name(place, component));
        match &component.version {
            Stated::Known(version) => fields.said("software_packageVersion", version),
            Stated::Unknown => {}
            Stated::NotApplicable => self.losses.no_place(Some(place), "version", 1),
        }
        fields.said("description", &details.description);
        fields.said("software_copyrightText", &details.copyright);
        fields.said(
            "software_packageUrl",
            &component.purl.as_ref().map(ToString::to_string).unwrap_or_default(),
        );
        self.purposes(place, component, details, &mut fields);
        self.parties(place, component, details, &mut fields);
        fields.list("verifiedUsing", self.hashes(place, component));
        fields.list("externalIdentifier", self.identifiers(place, component, details));
        self.links(place, &details.links, &mut fields);
        Self::properties(details, &mut fields);
        self.file_name(place, details);
        self.no_place_for(place, details);
        self.licences_of(place, component, details);
        Some(element("software_Package", &self.name(place), Value::Object(fields.0)))
    }

    fn no_place_for(&mut self, place: u32, details: &Details) {
        self.losses.no_place(Some(place), "publisher", usize::from(!details.publisher.is_empty()));
        self.losses.no_place(Some(place), "scope", usize::from(!details.scope.is_empty()));
    }

    /// SPDX has no group: the purl tells it where there is one, else the name does.
    fn package_name(&mut self, place: u32, component: &Component) -> String {
        if component.group.is_empty() {
            return component.name.clone();
        }
        let is_in_purl = component.purl.as_ref().is_some_and(|purl| !purl.namespace().is_empty());
        let why = if is_in_purl {
            text!(ja: "SPDX にはグループの欄がなく、package URL の名前空間だけに残ります。", en: "SPDX has no field for the group; only the package URL's namespace tells it.")
        } else {
            text!(ja: "SPDX にはグループの欄がないので、名前の前に付けました。", en: "SPDX has no field for the group; it stands before the name.")
        };
        self.losses.coarsened(Some(place), "group", 1, why);
        if is_in_purl { component.name.clone() } else { format!("{}/{}", component.group, component.name) }
    }

    fn purposes(&mut self, place: u32, component: &Component, details: &Details, into: &mut Fields) {
        let Some(main) = words::main_purpose(component, details) else { return };
        into.said("software_primaryPurpose", self.purpose(place, &main));
        let further = details.purposes.iter().skip(1).map(|written| words::plain_purpose(written));
        let further: Vec<Value> = further.map(|plain| self.purpose(place, &plain).into()).collect();
        into.list("software_additionalPurpose", further);
    }

    fn purpose(&mut self, place: u32, plain: &str) -> &'static str {
        let known = PURPOSES.iter().find(|(word, _)| *word == plain).map(|(_, word)| *word);
        let is_exact = known.is_some_and(|word| word != "other") || plain == "other";
        let why = text!(ja: "SPDX 3 に「{plain}」という種類がないので、other としました。", en: "SPDX 3 has no purpose \"{plain}\"; \"other\" stands for it.");
        self.losses.coarsened(Some(place), "kind", usize::from(!is_exact), why);
        known.unwrap_or("other")
    }

    /// Supplier, and authors and maker as originators.
    fn parties(&mut self, place: u32, component: &Component, details: &Details, into: &mut Fields) {
        let at = Some(place);
        let is_nobody =
            details.manufacturer.is_none() && details.authors.is_empty() && details.publisher.is_empty();
        let fallback = (is_nobody && !component.supplier.is_empty())
            .then(|| Party { name: component.supplier.clone(), ..Party::default() });
        if let Some(supplier) = details.supplier.as_ref().or(fallback.as_ref()) {
            into.said("suppliedBy", &self.agent("supplier", at, supplier));
        }
        let mut originators: Vec<Value> =
            details.authors.iter().map(|party| self.agent("authors", at, party).into()).collect();
        if let Some(manufacturer) = &details.manufacturer {
            let why = text!(ja: "SPDX では作成元（originatedBy）に書きました。", en: "SPDX has it among the originators.");
            self.losses.coarsened(at, "manufacturer", 1, why);
            let id = self.agent("manufacturer", at, manufacturer);
            if !originators.contains(&Value::from(id.as_str())) {
                originators.push(id.into());
            }
        }
        into.list("originatedBy", originators);
    }

    fn hashes(&mut self, place: u32, component: &Component) -> Vec<Value> {
        let mut hashes = Vec::new();
        for (name, value) in &component.hashes {
            let known = words::digest_of(name)
                .and_then(|digest| digest.spdx3)
                .filter(|_| words::is_whole_digest(name, value));
            match known {
                Some(algorithm) => {
                    hashes.push(json!({ "type": "Hash", "algorithm": algorithm, "hashValue": value }));
                }
                None => self.losses.no_place(Some(place), format!("hashes/{name}"), 1),
            }
        }
        hashes
    }

    fn identifiers(&mut self, place: u32, component: &Component, details: &Details) -> Vec<Value> {
        let cpe = |cpe: &String| identifier(if cpe.starts_with("cpe:2.3:") { "cpe23" } else { "cpe22" }, cpe);
        let mut identifiers: Vec<Value> = component.cpes.iter().map(cpe).collect();
        for (kind, value) in &details.identifiers {
            match kind.to_ascii_lowercase().as_str() {
                "swid" => identifiers.push(identifier("swid", value)),
                "swh" | "swhid" => identifiers.push(identifier("swhid", value)),
                "omnibor" | "omniborid" | "gitoid" => identifiers.push(identifier("gitoid", value)),
                _ => self.losses.no_place(Some(place), format!("identifiers/{kind}"), 1),
            }
        }
        identifiers
    }

    fn links(&mut self, place: u32, links: &[Link], into: &mut Fields) {
        let mut references = Vec::new();
        for link in links {
            let digests = link.hashes.len();
            self.losses.no_place(Some(place), format!("links/{}.hashes", link.kind), digests);
            let (url, is_changed) = words::uri(&link.url);
            let why = text!(ja: "アドレスに使えない文字を符号化しました。", en: "Characters that no address may hold are percent-encoded.");
            self.losses.coarsened(
                Some(place),
                format!("links/{}.url", link.kind),
                usize::from(is_changed),
                why,
            );
            let own = match link.kind.as_str() {
                "distribution" => Some("software_downloadLocation"),
                "website" => Some("software_homePage"),
                _ => None,
            };
            match own.filter(|key| link.comment.is_empty() && !url.is_empty() && !into.0.contains_key(*key)) {
                Some(key) => into.said(key, &url),
                None => references.extend(self.reference(place, link, &url)),
            }
        }
        into.list("externalRef", references);
    }

    fn reference(&mut self, place: u32, link: &Link, url: &str) -> Option<Value> {
        let path = format!("links/{}", link.kind);
        if url.is_empty() {
            self.losses.no_place(Some(place), path, 1);
            return None;
        }
        let known = LINKS.iter().find(|(word, _, _)| *word == link.kind);
        let is_exact = known.is_some_and(|(_, _, is_exact)| *is_exact) || link.kind == "other";
        let kind = known.map_or("other", |(_, kind, _)| *kind);
        let why = text!(ja: "SPDX 3 の言葉では「{kind}」です。", en: "SPDX 3's word for it is \"{kind}\".");
        self.losses.coarsened(Some(place), path, usize::from(!is_exact), why);
        let mut fields = Fields::default();
        fields.said("type", "ExternalRef");
        fields.said("externalRefType", kind);
        fields.list("locator", vec![url.into()]);
        fields.said("comment", &link.comment);
        Some(Value::Object(fields.0))
    }

    /// Names and values in the extension that SPDX keeps for those of CycloneDX.
    fn properties(details: &Details, into: &mut Fields) {
        let pairs = &details.properties;
        if pairs.is_empty() {
            return;
        }
        let entry = |(name, value): &(String, String)| {
            json!({
                "type": "extension_CdxPropertyEntry",
                "extension_cdxPropName": name,
                "extension_cdxPropValue": value,
            })
        };
        let entries: Vec<Value> = pairs.iter().map(entry).collect();
        let extension =
            json!({ "type": "extension_CdxPropertiesExtension", "extension_cdxProperty": entries });
        into.list("extension", vec![extension]);
    }

    /// The file that the package is handed out as.
    fn file_name(&mut self, place: u32, details: &Details) {
        if details.file_name.is_empty() {
            return;
        }
        let id = self.fragment(&format!("file-{}", place + 1));
        self.others.push(element("software_File", &id, json!({ "name": details.file_name })));
        let (from, kind) = (self.name(place), "hasDistributionArtifact");
        self.relationship(&from, kind, vec![id], Completeness::Unsaid, "");
    }

    fn licences_of(&mut self, place: u32, component: &Component, details: &Details) {
        for licence in words::licences(component, details).iter() {
            let kind = match licence.role {
                LicenceRole::Concluded => "hasConcludedLicense",
                LicenceRole::Declared | LicenceRole::Unsaid => "hasDeclaredLicense",
            };
            if licence.role == LicenceRole::Unsaid {
                let why = text!(ja: "役割が示されていないので「宣言」としました。", en: "No role is stated; it counts as declared.");
                self.losses.coarsened(Some(place), "licences.role", 1, why);
            }
            let is_name = licence_words(&licence.words) == LicenceWords::Name;
            self.losses.no_place(
                Some(place),
                "licences.more",
                usize::from(!is_name && !licence.more.is_empty()),
            );
            if is_name {
                let why = text!(
                    ja: "SPDX のライセンスではない名前なので、この文書だけの参照（LicenseRef-）にしました。",
                    en: "It is no licence of SPDX's list; a reference of this document (LicenseRef-) stands for it."
                );
                self.losses.coarsened(Some(place), "licences.words", 1, why);
            }
            let to = self.licence(&licence.words, if is_name { &licence.more } else { "" });
            self.relationship(&self.name(place), kind, vec![to], Completeness::Unsaid, "");
        }
    }

    /// The IRI of a licence, written once. A name becomes a reference with its text beside it.
    pub(super) fn licence(&mut self, words: &str, more: &str) -> String {
        let key = (words.to_owned(), more.to_owned());
        if let Some(id) = self.licences.get(&key) {
            return id.clone();
        }
        let nth = self.licences.len() + 1;
        let id = self.fragment(&format!("licence-{nth}"));
        let mut fields = Fields::default();
        if licence_words(words) == LicenceWords::Name {
            let text_id = self.fragment(&format!("licence-text-{nth}"));
            let text = if more.is_empty() { words } else { more };
            let text = json!({ "name": words, "simplelicensing_licenseText": text });
            self.others.push(element("simplelicensing_SimpleLicensingText", &text_id, text));
            let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
            let short: String = words.chars().take(60).map(allowed).collect();
            let reference = format!("LicenseRef-{short}");
            fields.said("simplelicensing_licenseExpression", &reference);
            let entry = json!({ "type": "DictionaryEntry", "key": reference, "value": text_id });
            fields.list("simplelicensing_customIdToUri", vec![entry]);
        } else {
            fields.said("simplelicensing_licenseExpression", words);
        }
        self.others.push(element("simplelicensing_LicenseExpression", &id, Value::Object(fields.0)));
        self.licences.insert(key, id.clone());
        id
    }
}

/// An identifier of a sort.
pub(super) fn identifier(kind: &str, value: &str) -> Value {
    json!({ "type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": value })
}

/// Fields that are only there when there is something in them.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn said(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.0.insert(key.to_owned(), value.into());
        }
    }

    fn list(&mut self, key: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.0.insert(key.to_owned(), values.into());
        }
    }
}
