//! 6.2.10 to 6.2.12, 6.2.22, 6.2.28 to 6.2.30, 6.2.38: the document as a whole, and with whom it is shared.

use sekisho_model::text;

use super::file_name::file_name;
use super::parts::is_clear;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.2.10: there is a TLP label.
pub(super) fn without_tlp(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.document.at(&["distribution", "tlp", "label"]).is_none() {
        let place = doc.document.get("distribution");
        out.fault(
            place.as_ref().unwrap_or(&doc.document),
            text!(
                ja: "TLP ラベルがありません。distribution/tlp/label に書いてください。",
                en: "There is no TLP label. Give one at distribution/tlp/label."
            ),
        );
    }
}

/// The references by which the document names its own canonical place: `self`, over `https`, ending with the
/// right file name and not with a longer one.
pub(crate) fn canonical_urls<'d>(doc: &Doc<'d>) -> Vec<&'d str> {
    let Some(name) = doc.tracking.text_at("id").map(file_name) else { return Vec::new() };
    let own = doc.document.each("references").filter(|item| item.text_at("category") == Some("self"));
    let ends = |url: &str| {
        let before = url.strip_suffix(&name).and_then(|before| before.chars().next_back());
        before.is_some_and(|sign| !(sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '_')))
    };
    own.filter_map(|item| item.text_at("url"))
        .filter(|url| url.starts_with("https://") && ends(url))
        .collect()
}

/// 6.2.11: there is a canonical URL.
pub(super) fn without_canonical_url(doc: &Doc<'_>, out: &mut Out<'_>) {
    if canonical_urls(doc).is_empty() {
        let place = doc.document.get("references");
        let name = file_name(doc.tracking.text_at("id").unwrap_or_default());
        out.fault(
            place.as_ref().unwrap_or(&doc.document),
            text!(
                ja: "正規の URL がありません。references に category が self で、https:// で始まり「{name}」で終わる URL を加えてください。",
                en: "There is no canonical URL. Add a reference of category self whose URL starts with https:// and ends with \"{name}\"."
            ),
        );
    }
}

/// 6.2.12: the language of the document is given.
pub(super) fn without_language(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !doc.document.has("lang") {
        out.fault(
            &doc.document,
            text!(
                ja: "文書の言語（lang）がありません。「ja」や「en」などを書いてください。",
                en: "The language of the document (lang) is missing. Give it, such as \"en\"."
            ),
        );
    }
}

/// 6.2.22: the title doesn't repeat the tracking id.
pub(super) fn id_in_title(doc: &Doc<'_>, out: &mut Out<'_>) {
    let (Some(place), Some(id)) = (doc.document.get("title"), doc.tracking.text_at("id")) else { return };
    if !id.is_empty() && place.text().is_some_and(|title| title.contains(id)) {
        out.fault(
            &place,
            text!(
                ja: "題名に文書の ID「{id}」が入っています。題名から外してください。",
                en: "The title contains the document's tracking id \"{id}\". Take it out."
            ),
        );
    }
}

fn sharing_id<'d>(doc: &Doc<'d>, all: char) -> Option<Node<'d>> {
    let id = doc.document.at(&["distribution", "sharing_group", "id"])?;
    let digits = || id.text().into_iter().flat_map(str::chars).filter(|digit| *digit != '-');
    (digits().count() == 32 && digits().all(|digit| digit.eq_ignore_ascii_case(&all))).then_some(id)
}

/// 6.2.28: the sharing group isn't the Max UUID.
pub(super) fn max_uuid(doc: &Doc<'_>, out: &mut Out<'_>) {
    if let Some(id) = sharing_id(doc, 'f') {
        out.fault(
            &id,
            text!(
                ja: "共有グループの ID が Max UUID です。技術的な理由がなければ sharing_group を外してください。",
                en: "The sharing group's id is the Max UUID. Remove the group, unless there are technical reasons for it."
            ),
        );
    }
}

/// 6.2.29: the sharing group isn't the Nil UUID.
pub(super) fn nil_uuid(doc: &Doc<'_>, out: &mut Out<'_>) {
    if let Some(id) = sharing_id(doc, '0') {
        out.fault(
            &id,
            text!(
                ja: "共有グループの ID が Nil UUID です。技術的な理由がなければ sharing_group を外してください。",
                en: "The sharing group's id is the Nil UUID. Remove the group, unless there are technical reasons for it."
            ),
        );
    }
}

/// 6.2.30: what is public has no sharing group.
pub(super) fn group_on_clear(doc: &Doc<'_>, out: &mut Out<'_>) {
    if let Some(group) = doc.document.at(&["distribution", "sharing_group"]).filter(|_| is_clear(doc)) {
        out.fault(
            &group,
            text!(
                ja: "TLP:CLEAR の文書に共有グループがあります。sharing_group を外してください。",
                en: "The document is TLP:CLEAR and has a sharing group. Remove the group."
            ),
        );
    }
}

/// 6.2.38: the profile isn't one of those that are to disappear.
pub(super) fn deprecated_profile(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(place) = doc.document.get("category") else { return };
    let category = doc.category();
    if category.starts_with("csaf_deprecated_") {
        out.fault(
            &place,
            text!(
                ja: "プロファイル「{category}」は廃止予定です。新しいプロファイルを使ってください。",
                en: "Profile \"{category}\" is deprecated. Use the one that replaces it."
            ),
        );
    }
}
