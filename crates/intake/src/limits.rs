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
    /// Most bytes that one packed file may come to, all its documents together.
    pub unpacked_bytes_max: usize,
    /// Deepest packing in packing.
    pub packed_depth_max: usize,
    /// Most files in one archive.
    pub packed_files_max: usize,
    /// Most growth of a packed file beyond its first 16 MiB, as a factor.
    pub packed_ratio_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_max: 1 << 30,
            depth_max: 128,
            entries_max: 500_000,
            unpacked_bytes_max: 1 << 30,
            packed_depth_max: 4,
            packed_files_max: 500_000,
            packed_ratio_max: 200,
        }
    }
}
