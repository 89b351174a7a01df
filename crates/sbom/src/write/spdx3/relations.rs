//! Nesting, relations and dependencies as relationships of SPDX 3.

use sekisho_model::text;
use serde_json::{Map, Value, json};

use super::tables::KINDS;
use super::{Plan, element};
use crate::Completeness;
use crate::write::graph;

/// Stands for "nothing" and for "nobody says" among the ends of a relationship.
const NONE: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
const NO_ASSERTION: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";

impl Plan<'_, '_> {
    /// All relationships between components, in document order.
    pub(super) fn relate(&mut self) {
        let document = self.document;
        let mut told = graph::related(document);
        for (parent, place) in graph::nested(document) {
            if told.insert((parent, place)) {
                let to = vec![self.name(place)];
                self.relationship(&self.name(parent), "contains", to, Completeness::Unsaid, "");
                let why = text!(ja: "SPDX には入れ子がないので、contains の関係として書きました。", en: "SPDX does not nest; a relation \"contains\" says it.");
                self.losses.coarsened(Some(place), "parent", 1, why);
            }
        }
        for relation in &document.relations {
            self.relation(relation);
        }
        let edges = graph::dependencies(document, &told);
        for (details, place) in document.details.iter().zip(0_u32..) {
            let to = edges.get(&place).into_iter().flatten().map(|place| self.name(*place)).collect();
            self.dependencies(place, to, details.completeness);
        }
    }

    /// What a component depends on, in one relationship that says whether that is all.
    fn dependencies(&mut self, place: u32, mut to: Vec<String>, completeness: Completeness) {
        if to.is_empty() {
            match completeness {
                Completeness::Unsaid => return,
                Completeness::Complete => to.push(NONE.to_owned()),
                Completeness::Incomplete | Completeness::Unknown => to.push(NO_ASSERTION.to_owned()),
            }
        }
        self.relationship(&self.name(place), "dependsOn", to, completeness, "");
    }

    fn relation(&mut self, relation: &crate::Relation) {
        let (from, to) = (self.name(relation.from), self.name(relation.to));
        let Some(kind) = KINDS.iter().find(|kind| kind.old == relation.kind) else {
            let why = text!(ja: "SPDX 3 にこの種類の関係がないので、other としました。", en: "SPDX 3 has no such sort of relation; \"other\" stands for it.");
            self.losses.coarsened(Some(relation.from), format!("relations/{}", relation.kind), 1, why);
            return self.relationship(&from, "other", vec![to], Completeness::Unsaid, "");
        };
        let (from, to) = if kind.is_turned { (to, from) } else { (from, to) };
        self.relationship(&from, kind.new, vec![to], Completeness::Unsaid, kind.scope);
    }

    /// One relationship; with a stage it is of the sort that has one.
    pub(super) fn relationship(
        &mut self,
        from: &str,
        kind: &str,
        to: Vec<String>,
        completeness: Completeness,
        scope: &str,
    ) {
        let id = self.fragment(&format!("relationship-{}", self.relationships.len() + 1));
        let mut fields = Map::new();
        fields.insert("from".into(), from.into());
        fields.insert("relationshipType".into(), kind.into());
        fields.insert("to".into(), json!(to));
        let said = match completeness {
            Completeness::Unsaid => None,
            Completeness::Complete => Some("complete"),
            Completeness::Incomplete => Some("incomplete"),
            Completeness::Unknown => Some("noAssertion"),
        };
        if let Some(said) = said {
            fields.insert("completeness".into(), said.into());
        }
        if !scope.is_empty() {
            fields.insert("scope".into(), scope.into());
        }
        let sort = if scope.is_empty() { "Relationship" } else { "LifecycleScopedRelationship" };
        self.relationships.push(element(sort, &id, Value::Object(fields)));
    }
}
