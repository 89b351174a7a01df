//! The only integration binary: one module per subject, the program as its user runs it.

mod harness;
mod ledger;
mod order;
mod plant;
mod sample;
mod supply;
