//! SPDX 3.0 as JSON-LD in its compact form: the elements of `@graph` in any order, or one element with others inline.
//!
//! Packages are the components, those for models and data sets too. What elements say of each other by reference
//! (suppliers, licences, needs) is joined when all are read; an element is kept no longer than that takes. Files
//! and snippets are counted, as in SPDX 2.

mod elements;
mod words;

use std::collections::{BTreeMap, HashMap};

use sekisho_model::{Component, ComponentKind, Stated, text};
use serde::de::{MapAccess, SeqAccess};

use crate::document::{Completeness, Details, Licence, LicenceRole, Link, Party};
use crate::draft::{Draft, device_of, digest_name, says_nothing, stated};
use crate::encodings::Reader;
use crate::json::{Array, Elements, Fields, Found, Got, Object, Words};
use crate::spdx::Document as Document2;
use crate::spdx::package::{another_purl, kind, nameless, said};
use crate::spdx::relate::{DOCUMENT, Stated as Relation, relate};
use elements::{Element, Node, nodes};
use words::{in_words_of_2, link_kind};

/// Sets of licences are followed no deeper.
const LICENCE_DEPTH_MAX: usize = 16;

/// Members of sets are written out up to this number for one component.
const LICENCE_MEMBERS_MAX: usize = 1_000;

/// Who or what a document names beside its packages, by reference.
#[derive(Default)]
struct Beside<'de> {
    parties: HashMap<Words<'de>, Party>,
    tools: HashMap<Words<'de>, String>,
    licences: HashMap<Words<'de>, Licenced<'de>>,
    creations: HashMap<Words<'de>, Element<'de>>,
    /// Files by reference: what a package is handed out as.
    files: HashMap<Words<'de>, (String, BTreeMap<String, String>)>,
    /// Collections and the elements that they are about.
    roots: HashMap<Words<'de>, Vec<Words<'de>>>,
}

/// A licence element.
struct Licenced<'de> {
    words: String,
    more: String,
    /// Members of a set, and the word between them.
    members: Vec<Words<'de>>,
    between: &'static str,
}

/// The document.
pub(crate) struct Document<'de> {
    /// What both versions do alike.
    inner: Document2<'de>,
    beside: Beside<'de>,
    root: Element<'de>,
    /// The document element.
    head: Option<Element<'de>>,
    suppliers: Vec<(u32, Words<'de>, bool)>,
    /// Licence by role: of which element, which.
    licensed: Vec<(Words<'de>, LicenceRole, Words<'de>)>,
    /// Which file a package is handed out as.
    artifacts: Vec<(Words<'de>, Words<'de>)>,
    elements: usize,
    packages: usize,
    files: usize,
    blanks: usize,
}

impl<'de> Reader<'de> for Document<'de> {
    fn open(draft: Draft<'de>) -> Self {
        let mut inner = Document2::open(draft);
        "SPDX 3.0".clone_into(&mut inner.draft.format);
        Self {
            inner,
            beside: Beside::default(),
            root: Element::default(),
            head: None,
            suppliers: Vec::new(),
            licensed: Vec::new(),
            artifacts: Vec::new(),
            elements: 0,
            packages: 0,
            files: 0,
            blanks: 0,
        }
    }

    fn close(mut self) -> Draft<'de> {
        let root = std::mem::take(&mut self.root);
        if !root.sort().is_empty() {
            self.take(root);
        }
        self.head();
        self.join_suppliers();
        self.join_licences();
        self.join_artifacts();
        self.count_files();
        self.inner.describe();
        if self.inner.draft.name.is_empty()
            && let Some(name) = self.head.as_ref().and_then(|head| head.name.as_deref())
        {
            name.clone_into(&mut self.inner.draft.name);
        }
        self.inner.draft
    }
}

impl<'de> Fields<'de> for Document<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        match &*key {
            "@context" => {
                let context: serde_json::Value = map.next_value()?;
                self.context(&context);
                Ok(())
            }
            "sbom" => map.next_value_seed(Object(self)).map(|_| ()),
            "@graph" => {
                if map.next_value_seed(Array(&mut Graph(self)))? == Found::Wrong {
                    self.inner.draft.wrong_fields(String::new, &["@graph"]);
                }
                Ok(())
            }
            _ => self.root.field(key, map),
        }
    }
}

impl Document<'_> {
    /// Under another context the same words may mean something else.
    fn context(&mut self, context: &serde_json::Value) {
        let is_own = |one: &serde_json::Value| one.as_str().is_some_and(|url| url.contains("spdx.org/rdf/3"));
        if is_own(context) || context.as_array().is_some_and(|all| all.iter().any(is_own)) {
            return;
        }
        self.inner.draft.warn(
            "/@context",
            text!(ja: "@context が SPDX 3 のものではありません。", en: "The @context is not that of SPDX 3."),
            text!(
                ja: "SPDX 3 の語として読みました。作成元で SPDX 3 の @context を示してください。",
                en: "The words were read as those of SPDX 3. Have the maker name the context of SPDX 3."
            ),
        );
    }
}

struct Graph<'d, 'de>(&'d mut Document<'de>);

impl<'de> Elements<'de> for Graph<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        match seq.next_element::<Got<Element<'de>>>()? {
            None => return Ok(false),
            Some(Got::Value(element)) => self.0.take(element),
            Some(Got::Nothing | Got::Wrong) => self.0.inner.draft.fail(
                format!("/@graph/{}", self.0.elements),
                text!(ja: "要素ではない値です。", en: "This is not an element."),
                text!(ja: "読みませんでした。", en: "It was not read."),
            ),
        }
        self.0.elements += 1;
        Ok(true)
    }
}

impl<'de> Document<'de> {
    fn draft(&mut self) -> &mut Draft<'de> {
        &mut self.inner.draft
    }

    /// Takes an element by its type.
    fn take(&mut self, mut element: Element<'de>) {
        let nth = self.elements;
        self.draft().wrong_fields(|| format!("/@graph/{nth}"), &element.wrong);
        let sort = element.sort().to_owned();
        if let Some(whole) = &mut self.inner.draft.whole {
            whole.unread_of(&element, &format!("@graph[] {sort}"));
        }
        let reference = element.reference();
        match sort.as_str() {
            "Package" | "AIPackage" | "DatasetPackage" => return self.package(element, &sort),
            "Relationship" | "LifecycleScopedRelationship" => return self.relationship(element),
            "CreationInfo" => return self.creation(element),
            "SpdxDocument" => {
                self.collection(&mut element);
                self.head = Some(element);
            }
            "Sbom" | "Bom" | "Bundle" | "ElementCollection" => {
                let stages = nodes(element.stages.as_ref());
                let stages: Vec<_> = stages.iter().filter_map(name_of).map(|it| it.into_owned()).collect();
                if let Some(whole) = &mut self.inner.draft.whole {
                    whole.head.lifecycles.extend(stages);
                }
                self.collection(&mut element);
            }
            "Person" | "Organization" | "Agent" | "SoftwareAgent" => self.agent(&element, &sort),
            "Tool" => {
                let name = said(element.name.as_ref());
                self.beside.tools.extend(reference.clone().map(|reference| (reference, name)));
            }
            // Kept by name, because a package may be handed out as one.
            "File" => {
                self.files += 1;
                let file = (said(element.name.as_ref()), hashes(&element));
                self.beside.files.extend(reference.clone().map(|reference| (reference, file)));
            }
            _ if is_licence(&sort) => self.licence(&element, &sort),
            _ => self.draft().unread(&format!("@graph[] {sort}"), 1),
        }
        self.draft().others.extend(reference);
    }

    /// The reference of a node; what stands inline is taken, and named if it has no name.
    fn named(&mut self, node: Node<'de>) -> Words<'de> {
        match node {
            Node::Named(reference) => reference,
            Node::Inline(mut element) => {
                self.blanks += 1;
                let blank = format!("_:inline-{}", self.blanks);
                let reference = element.reference().unwrap_or(Words::Owned(blank));
                element.id = Some(reference.clone());
                self.take(*element);
                reference
            }
        }
    }

    fn all_named(&mut self, many: Option<elements::OneOrMany<'de>>) -> Vec<Words<'de>> {
        many.into_iter().flat_map(|many| many.0).map(|node| self.named(node)).collect()
    }

    fn collection(&mut self, element: &mut Element<'de>) {
        let roots = self.all_named(element.root.take());
        self.all_named(element.members.take());
        if let Some(reference) = element.reference() {
            self.beside.roots.insert(reference, roots);
        }
    }

    fn creation(&mut self, mut element: Element<'de>) {
        for many in [&mut element.created_by, &mut element.created_using] {
            let named: Vec<_> = many.take().into_iter().flat_map(|many| many.0).collect();
            let named = named.into_iter().map(|node| Node::Named(self.named(node))).collect();
            *many = Some(elements::OneOrMany::of(named));
        }
        if let Some(reference) = element.reference() {
            self.beside.creations.insert(reference, element);
        }
    }

    fn agent(&mut self, element: &Element<'de>, sort: &str) {
        let inline = |node: &Node<'de>| matches!(node, Node::Inline(it) if it.identifier_kind.as_deref() == Some("email"));
        let mail = nodes(element.identifiers.as_ref()).iter().find(|node| inline(node));
        let mail = match mail {
            Some(Node::Inline(identifier)) => said(identifier.identifier.as_ref()),
            _ => String::new(),
        };
        let party = Party {
            name: said(element.name.as_ref()),
            is_person: sort == "Person",
            mail,
            url: page(element),
        };
        self.beside.parties.extend(element.reference().map(|reference| (reference, party)));
    }

    fn licence(&mut self, element: &Element<'de>, sort: &str) {
        let members = nodes(element.licences.as_ref()).iter().filter_map(name_of).collect();
        let reference = element.reference().unwrap_or_default();
        let id = reference.rsplit(['/', '#']).next().unwrap_or_default();
        let words = [element.expression.as_deref(), element.name.as_deref()].into_iter().flatten().next();
        let licence = Licenced {
            words: words.unwrap_or(id).to_owned(),
            more: said(element.licence_text.as_ref()),
            members,
            between: if sort.starts_with("Disjunctive") { " OR " } else { " AND " },
        };
        self.beside.licences.insert(reference, licence);
    }

    fn relationship(&mut self, element: Element<'de>) {
        let Element { from, to, relation, scope, completeness, .. } = element;
        let (Some(from), Some(relation)) = (from, relation) else { return };
        let from = self.named(from);
        let said = match completeness.as_deref().map(|it| it.rsplit('/').next().unwrap_or_default()) {
            Some("complete") => Some(Completeness::Complete),
            Some("incomplete") => Some(Completeness::Incomplete),
            Some("noAssertion") => Some(Completeness::Unknown),
            _ => None,
        };
        if let (Some(whole), Some(said), "dependsOn") = (&mut self.inner.draft.whole, said, &*relation) {
            whole.completeness.push((from.clone(), said));
        }
        let scope = scope.unwrap_or_default();
        for to in self.all_named(to) {
            self.one_relation(from.clone(), (&relation, &scope), to);
        }
    }

    fn one_relation(&mut self, from: Words<'de>, (relation, scope): (&str, &str), to: Words<'de>) {
        match relation {
            "hasDeclaredLicense" => return self.licensed.push((from, LicenceRole::Declared, to)),
            "hasConcludedLicense" => return self.licensed.push((from, LicenceRole::Concluded, to)),
            "describes" => return self.inner.described.push(to),
            "hasDistributionArtifact" => self.artifacts.push((from.clone(), to.clone())),
            _ => {}
        }
        let kind = in_words_of_2(relation, scope);
        let Some(said) = kind else {
            return self.draft().unread(&format!("@graph[] Relationship {relation}"), 1);
        };
        let (from, to) = if said.is_turned { (to, from) } else { (from, to) };
        relate(&mut self.inner, Relation { from, kind: Words::Borrowed(said.kind), to });
    }

    fn package(&mut self, mut element: Element<'de>, sort: &str) {
        let nth = self.elements;
        let path = || format!("/@graph/{nth}");
        self.packages += 1;
        let suppliers = self.all_named(element.supplied.take());
        let makers = self.all_named(element.originated.take());
        let Some(place) = self.draft().begin() else { return };
        self.suppliers.extend(suppliers.into_iter().map(|reference| (place, reference, true)));
        self.suppliers.extend(makers.into_iter().map(|reference| (place, reference, false)));
        let draft = &mut self.inner.draft;
        if let Some(details) = draft.details(place) {
            *details = details_of(&element);
        }
        let both = !said(element.description.as_ref()).is_empty() && element.summary.is_some();
        draft.unread(&format!("@graph[] {sort}.summary"), usize::from(both));
        if let Some(purpose) =
            element.purpose.as_deref().filter(|it| kind(Some(it)) == ComponentKind::Other && *it != "other")
        {
            draft.unread(&format!("@graph[] {sort}.software_primaryPurpose {purpose}"), 1);
        }
        let component = component(&element, sort, draft, nth);
        draft.set(place, component);
        if let Some(reference) = element.reference() {
            draft.name_place(reference, place, path);
        }
    }

    /// What the document says of itself.
    fn head(&mut self) {
        let head = self.head.take();
        let creation = match head.as_ref().and_then(|head| head.creation.as_ref()) {
            Some(Node::Named(reference)) => self.beside.creations.remove(reference),
            _ => None,
        };
        let inline = match &head {
            Some(Element { creation: Some(Node::Inline(creation)), .. }) => Some(&**creation),
            _ => None,
        };
        let any = || self.beside.creations.values().min_by_key(|creation| creation.created.clone());
        let creation = creation.as_ref().or(inline).or_else(any);
        if let Some(creation) = creation {
            let version = creation.spec_version.as_ref().map_or("3.0", |version| &version.0);
            self.inner.draft.format = format!("SPDX {version}");
            if let Some(created) = creation.created.as_deref() {
                self.inner.draft.created = self.inner.draft.time(created, "/@graph/CreationInfo/created");
            }
            if let Some(whole) = &mut self.inner.draft.whole {
                let by = nodes(creation.created_by.as_ref()).iter().filter_map(name_of);
                whole.head.authors.extend(by.filter_map(|by| self.beside.parties.get(&by).cloned()));
                let using = nodes(creation.created_using.as_ref()).iter().filter_map(name_of);
                whole.head.tools.extend(using.filter_map(|tool| self.beside.tools.get(&tool).cloned()));
            }
        }
        if let Some(head) = head {
            self.document_element(&head);
            self.head = Some(head);
        }
    }

    fn document_element(&mut self, head: &Element<'de>) {
        let reference = head.reference().unwrap_or_default();
        let mut roots = self.beside.roots.get(&reference).cloned().unwrap_or_default();
        // A document is about an SBOM, and that about its packages.
        let inner: Vec<_> =
            roots.iter().filter_map(|root| self.beside.roots.get(root)).flatten().cloned().collect();
        roots.extend(inner);
        roots.retain(|root| self.inner.draft.place_of(root).is_some());
        self.inner.described.extend(roots);
        self.inner.draft.others.insert(DOCUMENT.into());
        let data_licence = head.data_licence.as_ref().and_then(name_of);
        let data_licence = data_licence.map(|it| self.words_of(&it)).unwrap_or_default();
        let Some(whole) = &mut self.inner.draft.whole else { return };
        whole.head.serial = reference.into_owned();
        whole.head.data_licence = data_licence;
        let links = nodes(head.imports.as_ref()).iter().filter_map(|node| match node {
            Node::Inline(import) => Some(Link {
                kind: "bom".to_owned(),
                url: said(import.location_hint.as_ref()),
                comment: said(import.external_id.as_ref()),
                hashes: hashes(import),
            }),
            Node::Named(_) => None,
        });
        whole.head.links.extend(links);
    }

    /// The words of a licence.
    fn words_of(&self, reference: &str) -> String {
        self.words_within(reference, 0, &mut { LICENCE_MEMBERS_MAX })
    }

    /// The same inside a set, as long as members are `left`: sets of sets would grow without end.
    fn words_within(&self, reference: &str, depth: usize, left: &mut usize) -> String {
        *left = left.saturating_sub(1);
        let Some(licence) = self.beside.licences.get(reference) else {
            return match reference.rsplit(['/', '#']).next().unwrap_or_default() {
                "NoAssertionLicense" | "NoAssertion" | "NoAssertionElement" => "NOASSERTION".to_owned(),
                "NoneLicense" | "None" | "NoneElement" => "NONE".to_owned(),
                id => id.trim_start_matches("expandedlicensing_").to_owned(),
            };
        };
        if licence.members.is_empty() || depth > LICENCE_DEPTH_MAX || *left == 0 {
            return licence.words.clone();
        }
        let mut members = Vec::new();
        for member in &licence.members {
            if *left == 0 {
                members.push("…".to_owned());
                break;
            }
            members.push(self.words_within(member, depth + 1, left));
        }
        let joined = members.join(licence.between);
        if depth == 0 { joined } else { format!("({joined})") }
    }

    fn join_licences(&mut self) {
        let mut licensed = std::mem::take(&mut self.licensed);
        licensed.sort_by_key(|(_, role, _)| *role);
        for (of, role, reference) in licensed {
            let Some(place) = self.inner.draft.place_of(&of) else {
                self.draft().unread("@graph[] File licence", 1);
                continue;
            };
            let words = self.words_of(&reference);
            if says_nothing(&words) {
                continue;
            }
            let more = self.beside.licences.get(&reference).map(|licence| licence.more.clone());
            // The concluded ones come last, and count.
            if let Some(component) = self.inner.draft.components.get_mut(place as usize) {
                component.licence.clone_from(&words);
            }
            if let Some(details) = self.inner.draft.details(place) {
                details.licences.push(Licence { words, role, more: more.unwrap_or_default() });
            }
        }
    }

    fn join_suppliers(&mut self) {
        for (place, reference, is_supplier) in std::mem::take(&mut self.suppliers) {
            let Some(party) = self.beside.parties.get(&reference).cloned() else {
                self.draft().unread("@graph[] agent elsewhere", 1);
                continue;
            };
            let Some(component) = self.inner.draft.components.get_mut(place as usize) else { continue };
            // Suppliers come first; a maker counts where there is none.
            if component.supplier.is_empty() {
                component.supplier.clone_from(&party.name);
                component.device = device_of(component, Stated::Unknown);
            }
            let Some(details) = self.inner.draft.details(place) else { continue };
            if is_supplier && details.supplier.is_none() {
                details.supplier = Some(party);
            } else {
                details.authors.push(party);
            }
        }
    }

    /// The file that a package is handed out as: its name and digests are the package's own in SPDX 2.
    fn join_artifacts(&mut self) {
        for (of, reference) in std::mem::take(&mut self.artifacts) {
            let file = self.beside.files.get(&reference).cloned();
            let (Some(place), Some((name, hashes))) = (self.inner.draft.place_of(&of), file) else {
                continue;
            };
            let component = self.inner.draft.components.get_mut(place as usize);
            if let Some(component) = component.filter(|component| component.hashes.is_empty()) {
                component.hashes = hashes.into();
            }
            if let Some(details) = self.inner.draft.details(place).filter(|it| it.file_name.is_empty()) {
                details.file_name = name;
            }
        }
    }

    fn count_files(&mut self) {
        let n = self.files;
        if n == 0 {
            return;
        }
        self.draft().unread("@graph[] File", n);
        self.draft().warn(
            "/@graph",
            text!(ja: "ファイル {n} 件は部品として読みませんでした。", en: "{n} files were not read as components."),
            text!(ja: "パッケージだけを照合します。", en: "Only packages are matched."),
        );
    }
}

/// The first web page of a person or organisation.
fn page(element: &Element<'_>) -> String {
    let locators = nodes(element.references.as_ref()).iter().filter_map(|node| match node {
        Node::Inline(reference) => nodes(reference.locators.as_ref()).first().and_then(name_of),
        Node::Named(_) => None,
    });
    locators.into_iter().next().map(Words::into_owned).unwrap_or_default()
}

/// Names and values that the extension for CycloneDX properties carries.
fn properties(element: &Element<'_>) -> Vec<(String, String)> {
    let inner = |node: &Node<'_>| match node {
        Node::Inline(property) => Some((
            property.property_name.as_deref()?.to_owned(),
            property.property_value.as_deref().unwrap_or_default().to_owned(),
        )),
        Node::Named(_) => None,
    };
    let extensions = nodes(element.extensions.as_ref()).iter().filter_map(|node| match node {
        Node::Inline(extension) => Some(nodes(extension.properties.as_ref())),
        Node::Named(_) => None,
    });
    extensions.flatten().filter_map(inner).collect()
}

fn is_licence(sort: &str) -> bool {
    sort.contains("License") || sort == "WithAdditionOperator" || sort == "OrLaterOperator"
}

/// The name of a node that is named.
fn name_of<'de>(node: &Node<'de>) -> Option<Words<'de>> {
    match node {
        Node::Named(name) => Some(name.clone()),
        Node::Inline(element) => element.reference(),
    }
}

fn hashes(element: &Element<'_>) -> BTreeMap<String, String> {
    let pair = |node: &Node<'_>| match node {
        // A verification code is of a package's files, not of the package.
        Node::Inline(hash) if matches!(hash.sort(), "Hash" | "") => {
            let (algorithm, value) = (hash.algorithm.as_deref()?, hash.digest.as_deref()?);
            Some((digest_name(algorithm.rsplit('/').next().unwrap_or(algorithm)), value.to_lowercase()))
        }
        Node::Inline(_) | Node::Named(_) => None,
    };
    nodes(element.hashes.as_ref()).iter().filter_map(pair).collect()
}

/// Identifiers with their kinds.
fn identifiers(element: &Element<'_>) -> Vec<(String, String)> {
    let of = |node: &Node<'_>| match node {
        Node::Inline(it) => {
            let kind = it.identifier_kind.as_ref().or(it.content_kind.as_ref())?;
            let value = it.identifier.as_ref().or(it.content_id.as_ref())?;
            Some((kind.rsplit('/').next().unwrap_or_default().to_owned(), value.to_string()))
        }
        Node::Named(_) => None,
    };
    let all = nodes(element.identifiers.as_ref()).iter().chain(nodes(element.content_ids.as_ref()));
    all.filter_map(of).collect()
}

/// The main purpose, then the further ones.
fn purposes(element: &Element<'_>) -> Vec<String> {
    let further = nodes(element.further_purposes.as_ref()).iter().filter_map(name_of);
    let all = element.purpose.clone().into_iter().chain(further);
    all.map(|purpose| purpose.rsplit('/').next().unwrap_or_default().to_owned()).collect()
}

fn component(element: &Element<'_>, sort: &str, draft: &mut Draft<'_>, nth: usize) -> Component {
    let path = || format!("/@graph/{nth}");
    let mut purl = element.purl.as_deref().and_then(|purl| draft.purl(purl, path));
    let mut cpes = Vec::new();
    for (kind, value) in identifiers(element) {
        match kind.as_str() {
            "packageUrl" | "purl" => {
                let read = draft.purl(&value, path);
                another_purl(&mut purl, read, draft, path);
            }
            "cpe22" | "cpe23" => cpes.push(value),
            _ => {}
        }
    }
    let mut version = stated(element.version.clone());
    if let (Stated::Unknown, Some(purl)) = (&version, &purl) {
        version = stated(Some(purl.version().into()));
    }
    let purpose = element.purpose.as_deref().or(match sort {
        "AIPackage" => Some("model"),
        "DatasetPackage" => Some("data"),
        _ => None,
    });
    let mut component = Component {
        name: element.name.as_deref().unwrap_or_default().to_owned(),
        version,
        kind: kind(purpose),
        purl,
        cpes,
        hashes: hashes(element).into(),
        ..Component::default()
    };
    if component.name.is_empty() {
        nameless(path(), draft);
    }
    component.device = device_of(&component, Stated::Unknown);
    component
}

fn details_of(element: &Element<'_>) -> Details {
    let (description, summary) = (said(element.description.as_ref()), said(element.summary.as_ref()));
    let mut details = Details {
        description: if description.is_empty() { summary } else { description },
        copyright: said(element.copyright.as_ref()),
        purposes: purposes(element),
        properties: properties(element),
        ..Details::default()
    };
    for (kind, url) in [("distribution", &element.download), ("website", &element.home)] {
        let url = said(url.as_ref());
        if !url.is_empty() {
            details.links.push(Link { kind: kind.to_owned(), url, ..Link::default() });
        }
    }
    for node in nodes(element.references.as_ref()) {
        let Node::Inline(reference) = node else { continue };
        let kind = reference.reference_kind.as_deref().unwrap_or_default();
        for locator in nodes(reference.locators.as_ref()).iter().filter_map(name_of) {
            details.links.push(Link {
                kind: link_kind(kind.rsplit('/').next().unwrap_or_default()).to_owned(),
                url: locator.into_owned(),
                comment: said(reference.comment.as_ref()),
                hashes: BTreeMap::new(),
            });
        }
    }
    let identifying = identifiers(element).into_iter().filter_map(|(kind, value)| match kind.as_str() {
        "packageUrl" | "purl" | "cpe22" | "cpe23" => None,
        "gitoid" => Some(("omnibor".to_owned(), value)),
        _ => Some((kind, value)),
    });
    details.identifiers = identifying.collect();
    details
}
