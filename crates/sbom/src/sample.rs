//! A made-up SBOM with something in every field, which the tests of writing, converting and grading start from.

use std::collections::BTreeMap;

use sekisho_model::{Component, ComponentKind, Sbom, Stated};

use crate::{Completeness, Details, Document, Head, Licence, LicenceRole, Link, Party, Relation};

pub(crate) fn party(name: &str, mail: &str, url: &str) -> Party {
    Party { name: name.to_owned(), is_person: false, mail: mail.to_owned(), url: url.to_owned() }
}

pub(crate) fn person(name: &str, mail: &str) -> Party {
    Party { name: name.to_owned(), is_person: true, mail: mail.to_owned(), url: String::new() }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

pub(crate) fn licence(words: &str, role: LicenceRole) -> Licence {
    Licence { words: words.to_owned(), role, more: String::new() }
}

pub(crate) fn link(kind: &str, url: &str) -> Link {
    Link { kind: kind.to_owned(), url: url.to_owned(), ..Link::default() }
}

/// A component with all that BSI asks for.
fn part(name: &str, version: &str, kind: ComponentKind, purl: &str) -> (Component, Details) {
    let sha512 = "ab".repeat(64);
    let component = Component {
        name: name.to_owned(),
        version: Stated::Known(version.to_owned()),
        kind,
        purl: (!purl.is_empty()).then(|| purl.parse().unwrap()),
        supplier: "Kasumi Industries".to_owned(),
        licence: "MIT".to_owned(),
        hashes: BTreeMap::from([pair("SHA-256", &"cd".repeat(32)), pair("SHA-512", &sha512)]).into(),
        ..Component::default()
    };
    let kind_word = if kind == ComponentKind::Library { "library" } else { "application" };
    let mut distribution = link("distribution", &format!("https://kasumi.example/{name}-{version}.tar.gz"));
    distribution.hashes = BTreeMap::from([pair("SHA-512", &sha512)]);
    let details = Details {
        reference: format!("ref-{name}"),
        description: format!("{name} for tests"),
        supplier: Some(party("Kasumi Industries", "", "https://kasumi.example")),
        manufacturer: Some(party("Kasumi Industries", "psirt@kasumi.example", "https://kasumi.example")),
        licences: vec![licence("MIT", LicenceRole::Declared), licence("MIT", LicenceRole::Concluded)],
        links: vec![distribution, link("source-distribution", "https://kasumi.example/source")],
        properties: vec![
            pair("bsi:component:filename", &format!("{name}.so")),
            pair("bsi:component:executable", "executable"),
            pair("bsi:component:archive", "no archive"),
            pair("bsi:component:structured", "unstructured"),
        ],
        completeness: Completeness::Complete,
        purposes: vec![kind_word.to_owned()],
        ..Details::default()
    };
    (component, details)
}

/// The controller's firmware, which runs a stack, which needs a library.
pub(crate) fn document() -> Document {
    let parts = [
        part("gateway", "2.1.0", ComponentKind::Application, "pkg:generic/gateway@2.1.0"),
        part("stack", "1.4.2", ComponentKind::Library, "pkg:cargo/stack@1.4.2"),
        part("crc", "0.9.0", ComponentKind::Library, "pkg:cargo/crc@0.9.0"),
    ];
    let (components, details): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Document {
        sbom: Sbom {
            id: "00".repeat(32).parse().unwrap(),
            format: "CycloneDX 1.6".to_owned(),
            name: "gateway".to_owned(),
            version: Stated::Known("2.1.0".to_owned()),
            created: Stated::Known("2026-11-20T01:02:03Z".parse().unwrap()),
            components,
            dependencies: vec![(0, 1), (1, 2)],
        },
        head: Head {
            serial: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79".to_owned(),
            revision: "3".to_owned(),
            authors: vec![person("Sato", "sato@kasumi.example")],
            manufacturer: Some(party("Kasumi Industries", "psirt@kasumi.example", "https://kasumi.example")),
            tools: vec!["sekisho 0.1.0".to_owned()],
            lifecycles: vec!["build".to_owned()],
            completeness: Completeness::Complete,
            subject: Some(0),
            ..Head::default()
        },
        details,
        relations: Vec::new(),
        unread: BTreeMap::new(),
    }
}

/// The same with something in every field and values that are hard to write.
pub(crate) fn overfull() -> Document {
    let mut document = document();
    let (component, mut details) = part("odd <&> \"one\"", "1\u{3000}β", ComponentKind::Other, "");
    details.reference = "ref with blanks & <signs>".to_owned();
    details.purposes = vec!["data".to_owned(), "archive".to_owned()];
    details.parent = Some(1);
    details.publisher = "Kasumi 出版".to_owned();
    details.copyright = "(c) Kasumi\nall </text> rights".to_owned();
    details.description = "two\nlines\twith a tab".to_owned();
    details.file_name = "odd.bin".to_owned();
    details.properties.retain(|(name, _)| name != "bsi:component:filename");
    details.scope = "optional".to_owned();
    details.authors =
        vec![person("Abe", "abe@kasumi.example"), party("Makers", "no mail", "https://makers.example")];
    details.licences = vec![
        licence("MIT OR Apache-2.0", LicenceRole::Declared),
        licence("Kasumi Licence 2", LicenceRole::Unsaid),
        licence("NOASSERTION", LicenceRole::Concluded),
        Licence {
            words: "ISC".to_owned(),
            role: LicenceRole::Concluded,
            more: "https://isc.example/ licence".to_owned(),
        },
    ];
    details.links.push(link("vcs", "https://kasumi.example/a b"));
    details.links.push(link("patent", "https://kasumi.example/patent"));
    details.links.push(link("invented", "https://kasumi.example/invented"));
    details.links.push(link("website", ""));
    details.identifiers = vec![
        pair("swid", "tag-1"),
        pair("swhid", "swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2"),
        pair("odd", "x"),
    ];
    details.completeness = Completeness::Unknown;
    document.sbom.components.push(component);
    document.details.push(details);
    document.sbom.components[3].group = "org.example".to_owned();
    document.sbom.components[3].cpes =
        vec!["cpe:2.3:a:kasumi:odd:1:*:*:*:*:*:*:*".to_owned(), "cpe:/a:kasumi:odd:1".to_owned()];
    document.sbom.components[3].hashes.insert("MD4".to_owned(), "ef".repeat(16));
    document.sbom.dependencies.extend([(1, 3), (0, 2)]);
    document.relations = vec![
        Relation { from: 0, kind: "STATIC_LINK".to_owned(), to: 2 },
        Relation { from: 3, kind: "GENERATES".to_owned(), to: 2 },
    ];
    document.head.supplier = Some(party("Kasumi Sales", "", ""));
    document.head.authors.push(party("Kasumi PSIRT", "psirt@kasumi.example", ""));
    document.head.lifecycles.push("our own stage".to_owned());
    document.head.data_licence = "CC-BY-4.0".to_owned();
    document.head.links = vec![link("website", "https://kasumi.example")];
    document.head.properties = vec![pair("kasumi:line", "3")];
    document.unread = BTreeMap::from([("components[].pedigree".to_owned(), 2)]);
    document
}
