//! Data packs: what a scheme asks, with source, edition and confirmation.
