//! Addresses of pages, with ids made safe. Every link of the crate is made here.

use std::fmt::Write as _;

use sekisho_model::{AdvisoryId, AssetId, ConduitId, ProductId, RecordKind, SupplierId, ZoneId};

/// A text as one segment of a path or one value of a query: everything but unreserved characters escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    // A segment of dots alone would be resolved away by browsers.
    if out.chars().all(|c| c == '.') { out.replace('.', "%2E") } else { out }
}

pub(crate) fn asset(id: &AssetId) -> String {
    format!("/assets/{}", escaped(id.as_str()))
}

pub(crate) fn product(id: &ProductId) -> String {
    format!("/products/{}", escaped(id.as_str()))
}

pub(crate) fn zone(id: &ZoneId) -> String {
    format!("/plant?zone={}", escaped(id.as_str()))
}

/// The row of a conduit in the table on the plant page.
pub(crate) fn conduit(id: &ConduitId) -> String {
    format!("#{}", conduit_anchor(id))
}

pub(crate) fn conduit_anchor(id: &ConduitId) -> String {
    format!("conduit-{}", escaped(id.as_str()))
}

pub(crate) fn vulnerability(id: &AdvisoryId) -> String {
    format!("/vulnerabilities/{}", escaped(id.as_str()))
}

/// The row of a supplier in the table of suppliers.
pub(crate) fn supplier_anchor(id: &SupplierId) -> String {
    format!("supplier-{}", escaped(id.as_str()))
}

/// The page that shows a record; some kinds have none yet.
pub(crate) fn record(kind: RecordKind, id: &str) -> Option<String> {
    let id = escaped(id);
    match kind {
        RecordKind::Asset => Some(format!("/assets/{id}")),
        RecordKind::Product => Some(format!("/products/{id}")),
        RecordKind::Zone => Some(format!("/plant?zone={id}")),
        RecordKind::Conduit => Some(format!("/plant#conduit-{id}")),
        RecordKind::Supplier => Some(format!("/suppliers#supplier-{id}")),
        RecordKind::Plant => Some("/plant".to_owned()),
        RecordKind::Requirement
        | RecordKind::Business
        | RecordKind::DataFlow
        | RecordKind::Measure
        | RecordKind::ZoneThreat
        | RecordKind::Policy
        | RecordKind::Contact
        | RecordKind::ResponseStep
        | RecordKind::Activity
        | RecordKind::SupplierRequest
        | RecordKind::Scenario
        | RecordKind::Review => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_neither_leave_its_segment_nor_be_resolved_away() {
        assert_eq!(escaped("a/b?c#d 塗"), "a%2Fb%3Fc%23d%20%E5%A1%97");
        assert_eq!(escaped(".."), "%2E%2E");
        assert_eq!(escaped("R04ENCPU.1"), "R04ENCPU.1");
    }
}
