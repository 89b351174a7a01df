//! 6.2.20: no member that the schemas don't define, those of CVSS and SSVC included.
//!
//! Only the names of members are looked at; what they hold is the schema test's. The content of an extension is
//! its own.

use crate::csaf::doc::Doc;
use crate::csaf::schema;
use crate::csaf::test::Out;

/// 6.2.20.
pub(super) fn unknown_member(doc: &Doc<'_>, out: &mut Out<'_>) {
    out.form(&schema::unknown(doc));
}
