//! 6.2.20: no member that the schemas don't define, those of CVSS and SSVC included.
//!
//! Only the names of members are looked at; what they hold is the schema test's. The content of an extension is
//! its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::text;

use crate::csaf::doc::{Doc, Edition};
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// Member → the object that it holds, empty where none is looked into.
type Members = BTreeMap<&'static str, &'static str>;
/// Object → its members.
type Shape = BTreeMap<&'static str, Members>;

static SHAPES: LazyLock<[Shape; 2]> = LazyLock::new(|| [shape("2.0"), shape("2.1")]);

fn shape(edition: &str) -> Shape {
    let mut shape = Shape::new();
    for line in include_str!("data/shape.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((head, members)) = line.split_once(": ") else { continue };
        let (object, of) = head.split_once(' ').unwrap_or((head, edition));
        if of == edition {
            let members = members.split(' ').map(|member| member.split_once('=').unwrap_or((member, "")));
            shape.entry(object).or_default().extend(members);
        }
    }
    shape
}

/// 6.2.20.
pub(super) fn unknown_member(doc: &Doc<'_>, out: &mut Out<'_>) {
    let [v20, v21] = &*SHAPES;
    let shape = match doc.edition {
        Edition::V20 => v20,
        Edition::V21 => v21,
    };
    look(&doc.root, "root", shape, out);
}

fn look(node: &Node<'_>, object: &str, shape: &Shape, out: &mut Out<'_>) {
    let Some(members) = shape.get(object) else { return };
    for (key, member) in node.entries() {
        match members.get(key) {
            None => out.fault(
                &member,
                text!(
                    ja: "「{key}」は CSAF のスキーマにない項目です。消すか、拡張（2.1）として書いてください。",
                    en: "The schemas of CSAF do not define \"{key}\" here. Remove it, or write it as an extension (2.1)."
                ),
            ),
            Some(&"") => {}
            Some(inner) => {
                look(&member, inner, shape, out);
                member.items().for_each(|item| look(&item, inner, shape, out));
            }
        }
    }
}
