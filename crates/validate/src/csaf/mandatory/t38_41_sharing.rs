//! 6.1.38 to 6.1.41: the sharing group, its reserved ids, and the TLP label.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

const MAX: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const NIL: &str = "00000000-0000-0000-0000-000000000000";
/// Reserved names, and the ids they belong to.
const RESERVED: &[(&str, &str)] = &[("Public", MAX), ("No sharing allowed", NIL)];

fn group<'d>(doc: &Doc<'d>) -> Option<(Node<'d>, &'d str)> {
    let group = doc.document.at(&["distribution", "sharing_group"])?;
    let id = group.text_at("id")?;
    Some((group, id))
}

/// 6.1.38: the Max UUID is for TLP:CLEAR.
pub(super) fn max_is_clear(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(label) = doc.document.at(&["distribution", "tlp", "label"]) else { return };
    if group(doc).is_some_and(|(_, id)| id == MAX) && label.text() != Some("CLEAR") {
        out.fault(
            &label,
            text!(
                ja: "共有グループが公開用（Max UUID）なので、TLP は CLEAR でなければなりません。どちらかを直してください。",
                en: "The sharing group is the public one (Max UUID), so the label must be CLEAR. Correct one of them."
            ),
        );
    }
}

/// 6.1.39: TLP:CLEAR has no other group; a draft may have the Nil UUID.
pub(super) fn clear_is_max(doc: &Doc<'_>, out: &mut Out<'_>) {
    let label = doc.document.at(&["distribution", "tlp", "label"]);
    let is_clear = label.and_then(|label| label.text()) == Some("CLEAR");
    let Some((group, id)) = group(doc).filter(|_| is_clear) else { return };
    let is_draft = doc.tracking.text_at("status") == Some("draft");
    if id != MAX && !(id == NIL && is_draft) {
        out.fault(
            &group.get("id").unwrap_or(group),
            text!(
                ja: "TLP:CLEAR の文書に共有グループは要りません。消すか、ID を {MAX} にしてください。",
                en: "A TLP:CLEAR document needs no sharing group. Remove it, or set its id to {MAX}."
            ),
        );
    }
}

/// 6.1.40: a reserved name stands with its id only.
pub(super) fn reserved_name(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some((group, id)) = group(doc) else { return };
    let Some(name) = group.get("name") else { return };
    let reserved = RESERVED.iter().find(|(reserved, _)| name.text() == Some(reserved));
    if let Some((reserved, needed)) = reserved.filter(|(_, needed)| *needed != id) {
        out.fault(
            &name,
            text!(
                ja: "「{reserved}」は ID が {needed} のときだけの名前です。名前を変えてください。",
                en: "\"{reserved}\" is the name for id {needed} only. Choose another name."
            ),
        );
    }
}

/// 6.1.41: a reserved id stands with its name.
pub(super) fn missing_name(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some((group, id)) = group(doc) else { return };
    let reserved = RESERVED.iter().find(|(_, reserved)| *reserved == id);
    if let Some((needed, _)) = reserved.filter(|(needed, _)| group.text_at("name") != Some(needed)) {
        out.fault(
            &group.get("name").unwrap_or(group),
            text!(
                ja: "この ID の共有グループの名前は「{needed}」でなければなりません。",
                en: "A sharing group with this id must be called \"{needed}\"."
            ),
        );
    }
}
