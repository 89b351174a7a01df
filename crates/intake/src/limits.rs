//! Limits on everything that is read from outside.

/// What a reader refuses to go beyond. Each refusal names the limit and the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest file, in bytes.
    pub bytes_max: usize,
    /// Deepest nesting.
    pub depth_max: usize,
    /// Most entries of one kind: components, statements, packages.
    pub entries_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes_max: 1 << 30, depth_max: 128, entries_max: 500_000 }
    }
}
