//! SPDX 2 in the XML that is its JSON in other signs: a list is an element that repeats.

use crate::xml::{Field, Kind, Record};

const fn one(element: &'static str, kind: Kind) -> Field {
    Field { element, key: element, kind, repeats: false }
}

const fn text(element: &'static str) -> Field {
    one(element, Kind::Text)
}

const fn many(element: &'static str, record: &'static Record) -> Field {
    Field { element, key: element, kind: Kind::Record(record), repeats: true }
}

/// The root.
pub(crate) static DOCUMENT: Kind = Kind::Record(&Record {
    text: "",
    fields: &[
        text("SPDXID"),
        text("spdxVersion"),
        text("name"),
        text("dataLicense"),
        text("documentNamespace"),
        one("creationInfo", Kind::Record(&CREATION)),
        Field { element: "documentDescribes", key: "documentDescribes", kind: Kind::Text, repeats: true },
        many("externalDocumentRefs", &OTHER),
        many("hasExtractedLicensingInfos", &EXTRACTED),
        many("packages", &PACKAGE),
        many("files", &IDENTIFIED),
        many("snippets", &IDENTIFIED),
        many("relationships", &RELATIONSHIP),
    ],
});

static CREATION: Record = Record {
    text: "",
    fields: &[
        text("created"),
        Field { element: "creators", key: "creators", kind: Kind::Text, repeats: true },
    ],
};

static OTHER: Record = Record {
    text: "",
    fields: &[text("externalDocumentId"), text("spdxDocument"), one("checksum", Kind::Record(&CHECKSUM))],
};

static EXTRACTED: Record = Record { text: "", fields: &[text("licenseId"), text("extractedText")] };

static CHECKSUM: Record = Record { text: "", fields: &[text("algorithm"), text("checksumValue")] };

static EXTERNAL: Record = Record {
    text: "",
    fields: &[text("referenceCategory"), text("referenceType"), text("referenceLocator"), text("comment")],
};

static IDENTIFIED: Record = Record { text: "", fields: &[text("SPDXID")] };

static RELATIONSHIP: Record = Record {
    text: "",
    fields: &[text("spdxElementId"), text("relatedSpdxElement"), text("relationshipType")],
};

static PACKAGE: Record = Record {
    text: "",
    fields: &[
        text("SPDXID"),
        text("name"),
        text("versionInfo"),
        text("supplier"),
        text("originator"),
        text("licenseConcluded"),
        text("licenseDeclared"),
        text("primaryPackagePurpose"),
        text("packageFileName"),
        text("downloadLocation"),
        text("homepage"),
        text("summary"),
        text("description"),
        text("copyrightText"),
        many("checksums", &CHECKSUM),
        many("externalRefs", &EXTERNAL),
    ],
};
