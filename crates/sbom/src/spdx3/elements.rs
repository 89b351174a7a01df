//! Elements of SPDX 3.0, inline or by reference, as JSON-LD in its compact form writes them.

use serde::de::{MapAccess, SeqAccess};

use crate::json::{Got, Scalar, Shape, Unread, Words, object};

object! {
    /// Any element; which fields count depends on its type.
    Element {
        kind: "type" => Words<'de>,
        kind_in_long: "@type" => Words<'de>,
        id: "spdxId" => Words<'de>,
        blank: "@id" => Words<'de>,
        name: "name" => Words<'de>,
        summary: "summary" => Words<'de>,
        description: "description" => Words<'de>,
        creation: "creationInfo" => Node<'de>,
        hashes: "verifiedUsing" => OneOrMany<'de>,
        identifiers: "externalIdentifier" => OneOrMany<'de>,
        references: "externalRef" => OneOrMany<'de>,
        supplied: "suppliedBy" => OneOrMany<'de>,
        originated: "originatedBy" => OneOrMany<'de>,
        version: "software_packageVersion" => Words<'de>,
        purl: "software_packageUrl" => Words<'de>,
        download: "software_downloadLocation" => Words<'de>,
        home: "software_homePage" => Words<'de>,
        copyright: "software_copyrightText" => Words<'de>,
        purpose: "software_primaryPurpose" => Words<'de>,
        further_purposes: "software_additionalPurpose" => OneOrMany<'de>,
        extensions: "extension" => OneOrMany<'de>,
        properties: "extension_cdxProperty" => OneOrMany<'de>,
        property_name: "extension_cdxPropName" => Words<'de>,
        property_value: "extension_cdxPropValue" => Words<'de>,
        content_ids: "software_contentIdentifier" => OneOrMany<'de>,
        root: "rootElement" => OneOrMany<'de>,
        members: "element" => OneOrMany<'de>,
        stages: "software_sbomType" => OneOrMany<'de>,
        data_licence: "dataLicense" => Node<'de>,
        imports: "import" => OneOrMany<'de>,
        from: "from" => Node<'de>,
        to: "to" => OneOrMany<'de>,
        relation: "relationshipType" => Words<'de>,
        scope: "scope" => Words<'de>,
        completeness: "completeness" => Words<'de>,
        expression: "simplelicensing_licenseExpression" => Words<'de>,
        licence_text: "simplelicensing_licenseText" => Words<'de>,
        licences: "expandedlicensing_member" => OneOrMany<'de>,
        spec_version: "specVersion" => Scalar<'de>,
        created: "created" => Words<'de>,
        created_by: "createdBy" => OneOrMany<'de>,
        created_using: "createdUsing" => OneOrMany<'de>,
        algorithm: "algorithm" => Words<'de>,
        digest: "hashValue" => Words<'de>,
        identifier_kind: "externalIdentifierType" => Words<'de>,
        identifier: "identifier" => Words<'de>,
        reference_kind: "externalRefType" => Words<'de>,
        locators: "locator" => OneOrMany<'de>,
        comment: "comment" => Words<'de>,
        content_kind: "software_contentIdentifierType" => Words<'de>,
        content_id: "software_contentIdentifierValue" => Words<'de>,
        external_id: "externalSpdxId" => Words<'de>,
        location_hint: "locationHint" => Words<'de>,
    }
}

impl<'de> Element<'de> {
    /// The type without the name of its profile.
    pub(super) fn sort(&self) -> &str {
        let kind = self.kind.as_deref().or(self.kind_in_long.as_deref()).unwrap_or_default();
        kind.rsplit(['_', '/', ':']).next().unwrap_or_default()
    }

    /// The name by which others refer to it.
    pub(super) fn reference(&self) -> Option<Words<'de>> {
        self.id.clone().or_else(|| self.blank.clone())
    }
}

/// An element that is named, or that stands in place.
pub(crate) enum Node<'de> {
    Named(Words<'de>),
    Inline(Box<Element<'de>>),
}

impl<'de> Shape<'de> for Node<'de> {
    fn words(text: Words<'de>) -> Option<Self> {
        Some(Self::Named(text))
    }
    fn object<A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        Ok(Element::object(map)?.map(|element| Self::Inline(Box::new(element))))
    }
    fn is_faulty(&self) -> bool {
        matches!(self, Self::Inline(element) if element.is_faulty())
    }
    fn unread(&self, path: &mut String, into: &mut Unread) {
        if let Self::Inline(element) = self {
            element.unread(path, into);
        }
    }
}

/// A list, or its only member by itself, which compact JSON-LD allows.
#[derive(Default)]
pub(crate) struct OneOrMany<'de>(pub(crate) Vec<Node<'de>>, bool);

impl<'de> Shape<'de> for OneOrMany<'de> {
    fn words(text: Words<'de>) -> Option<Self> {
        Some(Self(vec![Node::Named(text)], false))
    }
    fn object<A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        Ok(Node::object(map)?.map(|node| Self(vec![node], false)))
    }
    fn list<A: SeqAccess<'de>>(mut seq: A) -> Result<Option<Self>, A::Error> {
        let mut many = Self::default();
        while let Some(node) = seq.next_element::<Got<Node<'de>>>()? {
            match node {
                Got::Value(node) => many.0.push(node),
                Got::Nothing | Got::Wrong => many.1 = true,
            }
        }
        Ok(Some(many))
    }
    fn is_faulty(&self) -> bool {
        self.1 || self.0.iter().any(Shape::is_faulty)
    }
    fn unread(&self, path: &mut String, into: &mut Unread) {
        let length = path.len();
        path.push_str("[]");
        for node in &self.0 {
            node.unread(path, into);
        }
        path.truncate(length);
    }
}

/// The members of an optional list.
pub(super) fn nodes<'n, 'de>(many: Option<&'n OneOrMany<'de>>) -> &'n [Node<'de>] {
    many.map_or(&[], |many| &many.0)
}

impl<'de> OneOrMany<'de> {
    pub(super) fn of(nodes: Vec<Node<'de>>) -> Self {
        Self(nodes, false)
    }
}
