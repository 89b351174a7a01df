//! Documents that are handed out as files: pages that can be kept as one file, workbooks, and whatever people handed in.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sekisho_model::Lang;

use crate::href;
use crate::listing::Params;

/// A document carries its style inside, so that it can be kept as one file. It has no script.
pub(crate) const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
/// A workbook's media type.
pub(crate) const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The language that an address asks a paper in, or the visitor's own.
pub(crate) fn lang(params: &Params, own: Lang) -> Lang {
    Lang::ALL.into_iter().find(|lang| lang.code() == params.get("in")).unwrap_or(own)
}

/// A page to print, shown in the browser.
pub(crate) fn page(name: &str, page: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("inline; {}", named(name))),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    (headers, page).into_response()
}

/// A workbook, to be kept.
pub(crate) fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    attached(WORKBOOK, name, bytes)
}

/// Bytes of which nothing is known, to be kept and never shown: they may be anything.
pub(crate) fn bytes(name: &str, bytes: Vec<u8>) -> Response {
    attached("application/octet-stream", name, bytes)
}

fn attached(kind: &str, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; {}", named(name))),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    (headers, bytes).into_response()
}

/// A name in ASCII for old browsers, and the whole for the others (RFC 6266).
fn named(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    format!("filename=\"{plain}\"; filename*=UTF-8''{}", href::escaped(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_hold_no_second_header_and_keeps_its_letters() {
        let said = named("回答\"票\r\n.xlsx");
        assert_eq!(
            said,
            "filename=\"______.xlsx\"; filename*=UTF-8''%E5%9B%9E%E7%AD%94%22%E7%A5%A8%0D%0A.xlsx"
        );
    }
}
