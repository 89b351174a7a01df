//! What the parser promises, on hand-made PDUs.
