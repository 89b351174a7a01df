//! One thing found in a tree, with the names by which others need it.

use sekisho_model::Component;

use crate::Details;

/// A component to be, and how it hangs together with others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Item {
    pub(super) component: Component,
    pub(super) details: Details,
    /// Names under which others can need it.
    pub(super) keys: Vec<String>,
    pub(super) needs: Vec<Need>,
    /// Paths in the tree that are part of it.
    pub(super) owns: Vec<String>,
    /// Stands for itself only where no package owns its file.
    pub(super) is_loose: bool,
}

/// Something that is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Need {
    /// As written.
    pub(super) shown: String,
    /// Keys any one of which will do, best first.
    pub(super) keys: Vec<String>,
    /// Must it be there? Otherwise nobody is told when it is not.
    pub(super) is_sure: bool,
}
