//! What a reader returns.

use sekisho_model::Problem;

/// Facts, and what was wrong with the input. An input that could not be read at all gives empty facts and
/// at least one problem of gravity error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading<T> {
    /// What was read.
    pub facts: T,
    /// What was wrong, in input order.
    pub problems: Vec<Problem>,
}
