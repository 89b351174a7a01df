//! Which document a file holds: its standard, encoding and edition.
//!
//! Invariant: told from the content; the file's name only decides between protobuf text and other texts.

use sekisho_intake::{Limits, encoding, nesting};
use sekisho_model::Problem;

use super::{cyclonedx, refused, spdx};
use crate::form::json::{self, Json};
use crate::{Report, opening};

/// Reads a document and holds it against its form.
pub(super) fn held(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<Report, Box<Problem>> {
    if bytes.len() > limits.bytes_max {
        return Err(refused::too_long(file_name, bytes.len(), limits.bytes_max));
    }
    if cyclonedx::proto::is_binary(bytes) {
        return cyclonedx::proto::held_binary(file_name, bytes, limits);
    }
    let text = match opening::whole(bytes) {
        Ok(text) => text,
        Err(_) if cyclonedx::proto::could_be_binary(bytes, limits) => {
            return cyclonedx::proto::held_binary(file_name, bytes, limits);
        }
        Err(no) => {
            // XML alone may be in UTF-16; its byte order mark says so.
            return match encoding::from_utf_16(bytes).filter(|text| text.trim_start().starts_with('<')) {
                Some(text) => cyclonedx::xml::held(file_name, &text, limits),
                None => Err(refused::error(file_name, no.line, no.what, no.remedy)),
            };
        }
    };
    match text.trim_start().as_bytes().first() {
        Some(b'{') => in_json(file_name, text, limits),
        Some(b'<') => cyclonedx::xml::held(file_name, text, limits),
        _ if spdx::two::is_tag_value(text) => {
            spdx::two::held_tag_value(file_name, &encoding::with_line_feeds(text))
        }
        _ if spdx::two::is_yaml(text) => spdx::two::held_yaml(file_name, text, limits),
        _ if cyclonedx::proto::is_text(file_name, text) => {
            cyclonedx::proto::held_text(file_name, text, limits)
        }
        _ if cyclonedx::proto::could_be_binary(bytes, limits) => {
            cyclonedx::proto::held_binary(file_name, bytes, limits)
        }
        _ => Err(refused::not_recognised(file_name)),
    }
}

fn in_json(file_name: &str, text: &str, limits: &Limits) -> Result<Report, Box<Problem>> {
    if let Some(at) = nesting::beyond(text, limits.depth_max) {
        return Err(refused::too_deep(file_name, encoding::line_at(text, at), limits.depth_max));
    }
    let document = json::parse(text, limits.entries_max).map_err(|error| {
        let line = u64::try_from(error.line()).ok();
        refused::unreadable(file_name, "JSON", line, &error.to_string())
    })?;
    if document.get("bomFormat").is_some() || document.get("specVersion").is_some() {
        let edition = document.get("specVersion").and_then(Json::text).unwrap_or_default();
        return cyclonedx::json::held(file_name, &document, edition);
    }
    if document.get("spdxVersion").is_some() {
        return spdx::two::held(file_name, &document);
    }
    if spdx::three::is_document(&document) {
        return spdx::three::held(file_name, document);
    }
    Err(refused::not_recognised(file_name))
}
