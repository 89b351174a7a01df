//! Relations of SPDX, in the words of 2.3: which of them say that one thing needs another, and which say the same
//! from the other end.

use super::Document;
use crate::draft::says_nothing;
use crate::json::Words;

/// The reference of the document itself in SPDX 2.
pub(crate) const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// "A needs or contains B".
const FORWARD: [&str; 5] = ["DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"];

/// "A is needed by or contained in B".
const BACKWARD: [&str; 8] = [
    "DEPENDENCY_OF",
    "BUILD_DEPENDENCY_OF",
    "DEV_DEPENDENCY_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "PROVIDED_DEPENDENCY_OF",
    "RUNTIME_DEPENDENCY_OF",
    "TEST_DEPENDENCY_OF",
    "OPTIONAL_COMPONENT_OF",
];

/// Does a relation say that one thing needs or contains another?
pub(crate) fn is_need(kind: &str) -> bool {
    FORWARD.contains(&kind) || BACKWARD.contains(&kind)
}

/// Said from the other end.
const TURNED: [(&str, &str); 4] = [
    ("CONTAINED_BY", "CONTAINS"),
    ("GENERATED_FROM", "GENERATES"),
    ("PREREQUISITE_FOR", "HAS_PREREQUISITE"),
    ("DESCENDANT_OF", "ANCESTOR_OF"),
];

/// A relation that a document states.
pub(crate) struct Stated<'de> {
    pub(crate) from: Words<'de>,
    pub(crate) kind: Words<'de>,
    pub(crate) to: Words<'de>,
}

impl<'de> Stated<'de> {
    /// In the one direction that is kept.
    fn turned(self) -> Self {
        match TURNED.iter().find(|(kind, _)| *kind == self.kind) {
            Some((_, kind)) => Self { from: self.to, kind: Words::Borrowed(kind), to: self.from },
            None => self,
        }
    }
}

/// Takes a relation: what the document describes, a need, or another relation of a whole document.
pub(crate) fn relate<'de>(document: &mut Document<'de>, stated: Stated<'de>) {
    let Stated { from, kind, to } = stated.turned();
    match &*kind {
        "DESCRIBES" if from == DOCUMENT => return document.described.push(to),
        "DESCRIBED_BY" if to == DOCUMENT => return document.described.push(from),
        _ => {}
    }
    // Ends in other documents, and ends about which nothing is said, are no components of this one.
    let is_elsewhere = |end: &str| end.starts_with("DocumentRef-") || says_nothing(end);
    if is_elsewhere(&from) || is_elsewhere(&to) {
        return document.draft.unread(&format!("relationships[] {kind}"), 1);
    }
    if let Some(whole) = &mut document.draft.whole
        && !matches!(&*kind, "DEPENDS_ON" | "DEPENDENCY_OF")
    {
        whole.relations.push((from.clone(), kind.clone(), to.clone()));
    }
    if FORWARD.contains(&&*kind) {
        document.draft.depend(from, to);
    } else if BACKWARD.contains(&&*kind) {
        document.draft.depend(to, from);
    }
}
