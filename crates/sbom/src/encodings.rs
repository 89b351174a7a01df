//! One document in whichever encoding: drives a reader over it and says where and why it ended early.
//!
//! Invariant: what came before a broken place is kept, and the place is named.

use sekisho_intake::encoding::line_at;
use sekisho_intake::{duplicates, nesting};
use sekisho_model::{Place, Problem, text};
use serde::de::DeserializeSeed;

use super::draft::Draft;
use super::json::{Fields, Object};
use super::tree::{Break, from_yaml};
use super::{wire, xml};

/// A form of document: takes its fields, then closes what only the whole can tell.
pub(crate) trait Reader<'de>: Fields<'de> {
    fn open(draft: Draft<'de>) -> Self;
    fn close(self) -> Draft<'de>;
}

/// Reads a JSON document as far as it goes.
pub(crate) fn json<'de, R: Reader<'de>>(text: &'de str, draft: Draft<'de>) -> Draft<'de> {
    let depth_max = draft.limits.depth_max;
    let too_deep = nesting::beyond(text, depth_max);
    let mut reader = R::open(draft);
    let mut deserializer = serde_json::Deserializer::from_str(&text[..too_deep.unwrap_or(text.len())]);
    let outcome = Object(&mut reader).deserialize(&mut deserializer).and_then(|_| deserializer.end());
    let mut draft = reader.close();
    match (too_deep, outcome) {
        (Some(at), _) => draft.cut_short(deeper(draft.file, line_at(text, at), depth_max)),
        (None, Err(error)) => draft.cut_short(broken(draft.file, &error)),
        (None, Ok(())) => {
            if let Some(key) = duplicates::first(text) {
                draft.cut_short(twice(draft.file, &key));
            }
        }
    }
    draft
}

fn twice(file: &str, key: &str) -> Problem {
    Problem::error(
        Place::file(file),
        text!(ja: "同じ部分に項目「{key}」が 2 回あり、どちらが正しいか分かりません。", en: "Key \"{key}\" stands twice in one object; which of them holds cannot be told."),
        text!(ja: "作成元から取り直してください。", en: "Get the file again from its maker."),
    )
}

fn deeper(file: &str, line: u64, max: usize) -> Problem {
    Problem::error(
        Place::file(file).at_row(line),
        text!(ja: "入れ子が上限の {max} 段を超えています。", en: "Nesting goes deeper than {max} levels, the limit."),
        text!(
            ja: "それより前だけを読みました。作成元を確かめてください。",
            en: "Only what comes before was read. Check where the file comes from."
        ),
    )
}

fn broken(file: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let what = if error.is_eof() {
        text!(
            ja: "JSON が途中（{line} 行 {column} 文字目）で終わっています。",
            en: "The JSON ends in the middle (line {line}, column {column})."
        )
    } else {
        text!(
            ja: "JSON が {line} 行 {column} 文字目で壊れています（{error}）。",
            en: "The JSON is broken at line {line}, column {column} ({error})."
        )
    };
    Problem::error(
        Place::file(file).at_row(u64::try_from(line).unwrap_or(u64::MAX)),
        what,
        text!(
            ja: "それより前だけを読みました。作成元から取り直してください。",
            en: "Only what comes before was read. Get the file again from its maker."
        ),
    )
}

/// Reads an XML document as far as it goes.
pub(crate) fn xml<'de, R: Reader<'de>>(
    text: &'de str,
    kind: &'static xml::Kind,
    draft: Draft<'de>,
) -> Draft<'de> {
    let mut source = xml::Source::new(text, draft.limits.depth_max);
    let mut reader = R::open(draft);
    let outcome = source.root().and_then(|(start, namespace)| {
        // The version stands in the name of the namespace.
        let version = namespace.rsplit('/').next().unwrap_or_default().to_owned();
        let extra = (!version.is_empty()).then_some(("specVersion", version.into()));
        let root = xml::Element { source: &mut source, start, kind, extra };
        Object(&mut reader).deserialize(root)?;
        source.end()
    });
    let mut draft = reader.close();
    for (name, count) in &source.foreign {
        draft.unread(name, *count);
    }
    if source.entities > 0 {
        entities(source.entities, &mut draft);
    }
    let line = || line_at(text, source.position());
    match outcome {
        Ok(()) => {}
        Err(xml::Fault::Deep) => draft.cut_short(deeper(draft.file, line(), draft.limits.depth_max)),
        Err(xml::Fault::Broken(why)) => draft.cut_short(broken_xml(draft.file, line(), &why)),
    }
    draft
}

fn entities(count: usize, draft: &mut Draft<'_>) {
    draft.fail(
        "",
        text!(
            ja: "XML の実体参照 {count} 件は展開しません。",
            en: "{count} references to XML entities are not expanded."
        ),
        text!(
            ja: "その部分は空として読みました。作成元で文字に直してください。",
            en: "They were read as nothing. Have the maker write the text itself."
        ),
    );
}

fn broken_xml(file: &str, line: u64, why: &str) -> Problem {
    Problem::error(
        Place::file(file).at_row(line),
        text!(ja: "XML が壊れています（{why}）。", en: "The XML is broken ({why})."),
        only_before(),
    )
}

/// Reads a protobuf message as far as it goes.
pub(crate) fn protobuf<'de, R: Reader<'de>>(
    bytes: &'de [u8],
    message: &'static wire::Message,
    draft: Draft<'de>,
) -> Draft<'de> {
    let depth_max = draft.limits.depth_max;
    let mut reader = R::open(draft);
    let whole = wire::Whole { bytes, message, depth_left: depth_max, nested: None };
    let outcome = Object(&mut reader).deserialize(whole);
    let mut draft = reader.close();
    match outcome {
        Ok(_) => {}
        Err(xml::Fault::Deep) => draft.cut_short(Problem::error(
            Place::file(draft.file),
            text!(ja: "入れ子が上限の {depth_max} 段を超えています。", en: "Nesting goes deeper than {depth_max} levels, the limit."),
            only_before(),
        )),
        Err(xml::Fault::Broken(why)) => draft.cut_short(Problem::error(
            Place::file(draft.file),
            text!(ja: "protobuf が壊れています（{why}）。", en: "The protobuf is broken ({why})."),
            only_before(),
        )),
    }
    draft
}

fn only_before() -> sekisho_model::Text {
    text!(
        ja: "それより前だけを読みました。作成元から取り直してください。",
        en: "Only what comes before was read. Get the file again from its maker."
    )
}

/// Reads a YAML document as far as it goes.
pub(crate) fn yaml<'de, R: Reader<'de>>(text: &str, draft: Draft<'de>) -> Draft<'de> {
    let (root, broken) = from_yaml(text, draft.limits.depth_max);
    let mut reader = R::open(draft);
    let outcome = Object(&mut reader).deserialize(root);
    let mut draft = reader.close();
    let broken = broken.or_else(|| outcome.err().map(|why| Break { line: 0, why: why.to_string() }));
    if let Some(Break { line, why }) = broken {
        draft.cut_short(Problem::error(
            Place::file(draft.file).at_row(line),
            text!(ja: "YAML が壊れています（{why}）。", en: "The YAML is broken ({why})."),
            only_before(),
        ));
    }
    draft
}
