//! Addresses of pages, with ids made safe. Every link of the crate is made here.

use std::fmt::Write as _;

use sekisho_exchange::table::{cells, columns};
use sekisho_model::{
    AdvisoryId, AssetId, BusinessId, ConduitId, Lang, MeasureId, ProductId, Record, RecordKind, SupplierId,
    ThreatId, ZoneId,
};

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

/// What taking out a pack of report forms changes.
pub(crate) fn forms_without(pack: &str) -> String {
    format!("/report-forms/without/{}", escaped(pack))
}

/// A document of an own product.
pub(crate) fn product_paper(id: &ProductId, code: &str, ending: &str) -> String {
    format!("/products/{}/papers/{code}.{ending}", escaped(id.as_str()))
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

/// A step of the guideline.
pub(crate) fn step(id: &str) -> String {
    format!("/steps/{}", escaped(id))
}

/// The table of a kind of record.
pub(crate) fn table(kind: RecordKind) -> String {
    format!("/tables/{}", kind.code())
}

/// The page on which one record is edited.
pub(crate) fn row(kind: RecordKind, id: &str) -> String {
    format!("/tables/{}/row/{}", kind.code(), escaped(id))
}

/// The page of a new row, with the named fields filled in as a record in memory states them.
pub(crate) fn new_row(record: &Record, fields: &[&str], lang: Lang) -> String {
    let kind = record.kind();
    let columns = columns(kind).iter().map(|column| column.field.as_str());
    let filled = columns.zip(cells(record, lang));
    let pairs: Vec<String> = filled
        .filter(|(field, cell)| fields.contains(field) && !cell.is_empty())
        .map(|(field, cell)| format!("{field}={}", escaped(&cell)))
        .collect();
    format!("{}/new?{}", table(kind), pairs.join("&"))
}

/// The measures against one threat in one zone.
pub(crate) fn cell(zone: &ZoneId, threat: &ThreatId) -> String {
    format!("/measures?zone={}&threat={}", escaped(zone.as_str()), escaped(threat.as_str()))
}

/// The measures against one threat, zone by zone.
pub(crate) fn threat(id: &ThreatId) -> String {
    format!("/measures?threat={}", escaped(id.as_str()))
}

/// Why an asset has its risk value.
pub(crate) fn risk_asset(id: &AssetId) -> String {
    format!("/risk/assets/{}", escaped(id.as_str()))
}

/// The attacks that reach a business.
pub(crate) fn risk_business(id: &BusinessId) -> String {
    format!("/risk/business/{}", escaped(id.as_str()))
}

/// A measure tried out in another state.
pub(crate) fn what_if(measure: &MeasureId, state: &str) -> String {
    format!("/risk/what-if?measure={}&state={state}", escaped(measure.as_str()))
}

/// A register rule.
pub(crate) fn rule(id: &str) -> String {
    format!("/rules/{}", escaped(id))
}

/// The page that shows a record: its own, or else its row.
pub(crate) fn record(kind: RecordKind, id: &str) -> String {
    let (id_plain, id) = (id, escaped(id));
    match kind {
        RecordKind::Asset => format!("/assets/{id}"),
        RecordKind::Product => format!("/products/{id}"),
        RecordKind::Zone => format!("/plant?zone={id}"),
        RecordKind::Conduit => format!("/plant#conduit-{id}"),
        RecordKind::Supplier => format!("/suppliers#supplier-{id}"),
        RecordKind::Plant => "/plant".to_owned(),
        _ => row(kind, id_plain),
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
