//! Facts to fill a store with.

use std::collections::BTreeSet;

use sekisho_model::{
    Advisory, AdvisoryForm, Component, DeviceIdentity, DeviceTarget, Origin, PackageKey, Record, RecordKind,
    Sbom, SbomSubject, Source, Stated, Statement, Status, Target, Versions,
};

pub(crate) fn origin() -> Origin {
    Origin {
        actor: "local:tanaka".to_owned(),
        at: "2026-11-24T01:02:03.5Z".parse().unwrap(),
        source: Source::Person,
    }
}

pub(crate) fn from_file(name: &str) -> Origin {
    Origin { source: file(name), ..origin() }
}

pub(crate) fn file(name: &str) -> Source {
    Source::File { name: name.to_owned(), sha256: format!("sha-of-{name}"), importer: "test".to_owned() }
}

pub(crate) fn zone(id: &str, name: &str) -> Record {
    let document = serde_json::json!({ "id": id, "name": name });
    Record::deserialize_as(RecordKind::Zone, document).unwrap()
}

pub(crate) fn key(purl: &str) -> PackageKey {
    purl.parse::<sekisho_model::PackageUrl>().unwrap().key()
}

pub(crate) fn component(purl: &str) -> Component {
    let parsed: sekisho_model::PackageUrl = purl.parse().unwrap();
    Component {
        name: parsed.key().name,
        version: Stated::Known(parsed.version().to_owned()),
        purl: Some(parsed),
        ..Component::default()
    }
}

pub(crate) fn device() -> Component {
    let device =
        DeviceIdentity { vendor: Stated::Known("三菱電機".to_owned()), ..DeviceIdentity::default() };
    Component { name: "R04ENCPU".to_owned(), device: Some(device), ..Component::default() }
}

pub(crate) fn sbom(id: &str, components: Vec<Component>) -> Sbom {
    Sbom {
        id: id.parse().unwrap(),
        format: "CycloneDX 1.6".to_owned(),
        name: "組立ライン制御".to_owned(),
        version: Stated::Known("2.1".to_owned()),
        created: Stated::Known("2026-10-01T00:00:00Z".parse().unwrap()),
        components,
        dependencies: vec![(0, 1), (1, 0)],
    }
}

pub(crate) fn product(id: &str) -> SbomSubject {
    SbomSubject::Product(id.parse().unwrap())
}

pub(crate) fn about(target: Target) -> Statement {
    Statement {
        target,
        versions: Versions::All,
        status: Status::Affected,
        vulnerabilities: BTreeSet::new(),
        remedies: Vec::new(),
        ground: sekisho_model::Ground::default(),
    }
}

pub(crate) fn package(purl: &str) -> Target {
    Target::Package { key: key(purl), release: String::new() }
}

pub(crate) fn plc() -> Target {
    Target::Device(DeviceTarget { vendor: "Mitsubishi Electric".to_owned(), ..DeviceTarget::default() })
}

pub(crate) fn advisory(id: &str, modified: Option<&str>, title: &str, targets: Vec<Target>) -> Advisory {
    Advisory {
        id: id.parse().unwrap(),
        form: AdvisoryForm::Osv,
        publisher: String::new(),
        title: title.to_owned(),
        aliases: BTreeSet::from([format!("CVE-of-{id}")]),
        published: None,
        modified: modified.map(|at| at.parse().unwrap()),
        withdrawn: None,
        informational: String::new(),
        cvss: None,
        statements: targets.into_iter().map(about).collect(),
        references: Vec::new(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    }
}
