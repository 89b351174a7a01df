//! Judgements to documents: JSON and tables.
