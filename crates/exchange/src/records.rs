//! Records as a file brought them, before they meet the register.

use std::collections::BTreeSet;

use sekisho_model::{Record, RecordKind};

/// What a file brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The records that were read, no id twice within a kind.
    pub list: Vec<Record>,
    /// Kinds that the file speaks of, even where it lists none.
    pub kinds: BTreeSet<RecordKind>,
    /// Kinds of which something was not read: about these the file is not complete.
    pub kinds_with_unread: BTreeSet<RecordKind>,
}
