//! Held against the published JSON schemas.
