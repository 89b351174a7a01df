//! CycloneDX in XML: which element is what in JSON. Only what is read has a row; the rest is passed over by name.

use crate::xml::{Field, Item, Kind, Record};

const fn field(element: &'static str, kind: Kind) -> Field {
    Field { element, key: element, kind, repeats: false }
}

const fn text(element: &'static str) -> Field {
    field(element, Kind::Text)
}

const fn repeated(element: &'static str, kind: Kind) -> Field {
    Field { element, key: element, kind, repeats: true }
}

const fn item(element: &'static str, kind: Kind) -> Item {
    Item { element, kind, wrap: "" }
}

/// The root.
pub(crate) static BOM: Kind = Kind::Record(&Record {
    text: "",
    fields: &[
        field("metadata", Kind::Record(&METADATA)),
        field("components", Kind::List(&COMPONENTS)),
        field("services", Kind::List(&SERVICES)),
        field("externalReferences", Kind::List(&REFERENCES)),
        field("dependencies", Kind::List(&[item("dependency", Kind::Record(&DEPENDENCY))])),
        field("compositions", Kind::List(&[item("composition", Kind::Record(&COMPOSITION))])),
        field("vulnerabilities", Kind::List(&[item("vulnerability", Kind::Record(&REFERENCED))])),
        field("properties", Kind::List(&PROPERTIES)),
    ],
});

static COMPONENTS: [Item; 1] = [item("component", Kind::Record(&COMPONENT))];
static SERVICES: [Item; 1] = [item("service", Kind::Record(&SERVICE))];
static REFERENCES: [Item; 1] = [item("reference", Kind::Record(&REFERENCE))];
static PROPERTIES: [Item; 1] = [item("property", Kind::Record(&PROPERTY))];
static HASHES: [Item; 1] = [item("hash", Kind::Record(&HASH))];
static AUTHORS: [Item; 1] = [item("author", Kind::Record(&CONTACT))];
static LICENCES: [Item; 3] = [
    Item { element: "license", kind: Kind::Record(&LICENCE), wrap: "license" },
    item("expression", Kind::Record(&EXPRESSION)),
    item("expression-detailed", Kind::Record(&EXPRESSION_IN_DETAIL)),
];

static METADATA: Record = Record {
    text: "",
    fields: &[
        text("timestamp"),
        field("lifecycles", Kind::List(&[item("lifecycle", Kind::Record(&LIFECYCLE))])),
        field("tools", Kind::Record(&TOOLS)),
        field("authors", Kind::List(&AUTHORS)),
        field("component", Kind::Record(&COMPONENT)),
        field("manufacture", Kind::Record(&ORGANISATION)),
        field("manufacturer", Kind::Record(&ORGANISATION)),
        field("supplier", Kind::Record(&ORGANISATION)),
        field("licenses", Kind::List(&LICENCES)),
        field("properties", Kind::List(&PROPERTIES)),
    ],
};

static COMPONENT: Record = Record {
    text: "",
    fields: &[
        field("supplier", Kind::Record(&ORGANISATION)),
        field("manufacturer", Kind::Record(&ORGANISATION)),
        field("authors", Kind::List(&AUTHORS)),
        text("author"),
        text("publisher"),
        text("group"),
        text("name"),
        text("version"),
        text("description"),
        text("scope"),
        field("hashes", Kind::List(&HASHES)),
        field("licenses", Kind::List(&LICENCES)),
        text("copyright"),
        text("cpe"),
        text("purl"),
        repeated("omniborId", Kind::Text),
        repeated("swhid", Kind::Text),
        field("swid", Kind::Record(&SWID)),
        field("externalReferences", Kind::List(&REFERENCES)),
        field("properties", Kind::List(&PROPERTIES)),
        field("components", Kind::List(&COMPONENTS)),
    ],
};

static ORGANISATION: Record = Record {
    text: "",
    fields: &[text("name"), repeated("url", Kind::Text), repeated("contact", Kind::Record(&CONTACT))],
};

static CONTACT: Record = Record { text: "", fields: &[text("name"), text("email"), text("phone")] };

static HASH: Record = Record { text: "content", fields: &[] };

static PROPERTY: Record = Record { text: "value", fields: &[] };

static LICENCE: Record = Record {
    text: "",
    fields: &[text("id"), text("name"), field("text", Kind::Record(&ATTACHMENT)), text("url")],
};

static EXPRESSION: Record = Record { text: "expression", fields: &[] };

static EXPRESSION_IN_DETAIL: Record = Record {
    text: "",
    fields: &[Field { element: "details", key: "expressionDetails", kind: Kind::Skip, repeats: false }],
};

static ATTACHMENT: Record = Record { text: "content", fields: &[] };

static REFERENCE: Record =
    Record { text: "", fields: &[text("url"), text("comment"), field("hashes", Kind::List(&HASHES))] };

static SWID: Record = Record { text: "", fields: &[] };

static LIFECYCLE: Record = Record { text: "", fields: &[text("phase"), text("name"), text("description")] };

static TOOLS: Record = Record {
    text: "",
    fields: &[
        Field { element: "tool", key: "tools", kind: Kind::Record(&TOOL), repeats: true },
        field("components", Kind::List(&[item("component", Kind::Record(&TOOL))])),
        field("services", Kind::List(&[item("service", Kind::Record(&TOOL))])),
    ],
};

static TOOL: Record = Record {
    text: "",
    fields: &[
        text("name"),
        text("version"),
        field("components", Kind::List(&[item("component", Kind::Record(&TOOL))])),
        field("services", Kind::List(&[item("service", Kind::Record(&TOOL))])),
    ],
};

static SERVICE: Record = Record { text: "", fields: &[field("services", Kind::List(&SERVICES))] };

static REFERENCED: Record = Record { text: "", fields: &[] };

static DEPENDENCY: Record = Record {
    text: "",
    fields: &[
        Field { element: "dependency", key: "dependencies", kind: Kind::Record(&DEPENDENCY), repeats: true },
        repeated("provides", Kind::Attribute("ref")),
    ],
};

static COMPOSITION: Record = Record {
    text: "",
    fields: &[
        text("aggregate"),
        field("assemblies", Kind::List(&[item("assembly", Kind::Attribute("ref"))])),
        field("dependencies", Kind::List(&[item("dependency", Kind::Attribute("ref"))])),
        field("vulnerabilities", Kind::Skip),
    ],
};
