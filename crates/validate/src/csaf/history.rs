//! The revision history with its dates and numbers read.
//!
//! Invariant: an entry whose date or number cannot be read is left out here and told by the schema test.

use super::doc::Doc;
use super::moment::Moment;
use super::node::Node;
use super::number::Number;

/// One entry of `/document/tracking/revision_history`.
#[derive(Clone)]
pub(crate) struct Revision<'d> {
    /// Where it stands.
    pub(crate) node: Node<'d>,
    /// When.
    pub(crate) date: Moment,
    /// Which version.
    pub(crate) number: Number,
}

/// The history, by date and then by number.
pub(crate) fn sorted<'d>(doc: &Doc<'d>) -> Vec<Revision<'d>> {
    let mut history: Vec<_> = doc.tracking.each("revision_history").filter_map(revision).collect();
    history.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.number.order(&b.number)));
    history
}

fn revision(node: Node<'_>) -> Option<Revision<'_>> {
    let date = Moment::parse(node.text_at("date")?)?;
    let number = Number::parse(node.text_at("number")?)?;
    Some(Revision { node, date, number })
}

/// The date of the newest entry.
pub(crate) fn newest(doc: &Doc<'_>) -> Option<Moment> {
    doc.tracking.each("revision_history").filter_map(|entry| Moment::parse(entry.text_at("date")?)).max()
}
