//! 6.1.8 to 6.1.10: CVSS objects have the published form, the right scores, and members that say what the vector
//! says.

use sekisho_model::text;

use crate::csaf::cvss::{Scheme, Scores, members as cvss_members};
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.1.8: the object has the form that FIRST published.
pub(super) fn form(doc: &Doc<'_>, out: &mut Out<'_>) {
    for content in doc.contents() {
        for object in cvss_members(doc.edition).iter().filter_map(|(member, _)| content.get(member)) {
            out.form_below(&doc.form, &object);
        }
    }
}

/// 6.1.9: scores and severities are those of the vector.
pub(super) fn scores(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (object, scheme) in objects(doc) {
        let Some(vector) = object.text_at("vectorString") else { continue };
        if scheme.is_whole(vector) == Some(false) {
            out.fault(
                &object.get("vectorString").unwrap_or_else(|| object.clone()),
                text!(
                    ja: "基本評価の項目が足りないか、同じ項目が二度あるため、点数を計算できません。ベクトルを直してください。",
                    en: "A base metric is missing, or a metric stands twice, so no score can be computed. Correct the vector."
                ),
            );
            continue;
        }
        let Some(right) = Scores::of(scheme.version, vector) else { continue };
        for (name, right) in right.scores {
            let Some(written) = object.get(name) else { continue };
            let Some(found) = written.value().as_f64() else { continue };
            if (found - right).abs() > 0.001 {
                out.fault(
                    &written,
                    text!(
                        ja: "{name} は {found} ですが、ベクトルから計算すると {right} です。直してください。",
                        en: "{name} is {found}, but the vector gives {right}. Correct it."
                    ),
                );
            }
        }
        for (name, right) in right.severities {
            let Some(written) = object.get(name) else { continue };
            let Some(found) = written.text().filter(|found| *found != right) else { continue };
            out.fault(
                &written,
                text!(
                    ja: "{name} は「{found}」ですが、ベクトルから計算すると「{right}」です。直してください。",
                    en: "{name} is \"{found}\", but the vector gives \"{right}\". Correct it."
                ),
            );
        }
    }
}

/// 6.1.10: members for single metrics say what the vector says.
pub(super) fn members(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (object, scheme) in objects(doc) {
        let Some(members) = object.value().as_object() else { continue };
        for (name, said) in scheme.contradictions(members) {
            let Some(written) = object.get(name) else { continue };
            out.fault(
                &written,
                text!(
                    ja: "{name} がベクトルと合いません。ベクトルでは「{said}」です。どちらかを直してください。",
                    en: "{name} contradicts the vector, which says \"{said}\". Correct one of them."
                ),
            );
        }
    }
}

/// Every CVSS object of a known edition.
fn objects<'d>(doc: &Doc<'d>) -> Vec<(Node<'d>, &'static Scheme)> {
    let mut found = Vec::new();
    for content in doc.contents() {
        for (member, schemes) in cvss_members(doc.edition) {
            let Some(object) = content.get(member) else { continue };
            let version = object.text_at("version");
            let scheme = schemes.iter().find(|scheme| Some(scheme.version) == version);
            found.extend(scheme.map(|scheme| (object, *scheme)));
        }
    }
    found
}
