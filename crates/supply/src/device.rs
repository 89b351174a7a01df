//! To be written.

/// Order numbers that a product name carries.
pub(crate) fn order_numbers(_product: &str) -> Vec<String> {
    Vec::new()
}
