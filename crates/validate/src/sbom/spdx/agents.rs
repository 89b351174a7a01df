//! Who made, supplied, annotated or reviewed something, in SPDX 2: the kind of whoever it is, and a name.

use sekisho_model::text;

use super::two::{annotations, each};
use crate::Finding;
use crate::form::{Json, shown};

const PEOPLE: &[&str] = &["Person:", "Organization:"];
const ANYONE: &[&str] = &["Person:", "Organization:", "Tool:"];

/// Creators (6.8), suppliers (7.5), originators (7.6), annotators (12.2) and reviewers (13.1) that have another form.
pub(super) fn findings(document: &Json<'_>, findings: &mut Vec<Finding>) {
    let mut one = |agent: Option<&Json<'_>>, at: String, kinds: &[&str], may_be_unsaid: bool| {
        let Some(agent) = agent.and_then(Json::text) else { return };
        if is_agent(agent, kinds) || may_be_unsaid && agent == "NOASSERTION" {
            return;
        }
        let (shown, kinds) = (shown(agent), kinds.join(", "));
        findings.push(Finding {
            path: at,
            text: text!(ja: "「{shown}」は、{kinds} のどれかとそれに続く名前ではありません。", en: "“{shown}” is none of {kinds} with a name after it."),
        });
    };
    let creators = document.get("creationInfo").and_then(|info| info.get("creators"));
    for (nth, creator) in creators.map(Json::items).unwrap_or_default().iter().enumerate() {
        one(Some(creator), format!("/creationInfo/creators/{nth}"), ANYONE, false);
    }
    for (at, package) in each(document, "packages") {
        for field in ["supplier", "originator"] {
            one(package.get(field), format!("{at}/{field}"), PEOPLE, true);
        }
    }
    for (at, annotation) in annotations(document) {
        one(annotation.get("annotator"), format!("{at}/annotator"), ANYONE, false);
    }
    for (at, review) in each(document, "revieweds") {
        one(review.get("reviewer"), format!("{at}/reviewer"), ANYONE, false);
    }
}

/// One of the kinds, and a name after it.
fn is_agent(text: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| text.strip_prefix(kind).is_some_and(|name| !name.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_a_kind_and_a_name() {
        for (text, of_people, of_anyone) in [
            ("Person: A (a@example.com)", true, true),
            ("Organization:B", true, true),
            ("Tool: t-1", false, true),
            ("Person:", false, false),
            ("Tool: ", false, false),
            ("A", false, false),
            ("person: A", false, false),
        ] {
            assert_eq!((is_agent(text, PEOPLE), is_agent(text, ANYONE)), (of_people, of_anyone), "{text}");
        }
    }
}
