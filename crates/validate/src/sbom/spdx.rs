//! SPDX 2 and SPDX 3, and what their rules share.

mod agents;
mod classes;
mod rules;
mod tag_value;
pub(super) mod three;
pub(super) mod two;
mod yaml;
