//! How much a pack may hold. The program's own packs stay far below; whoever meets a limit is told its value.

/// Most bytes of one pack.
pub const PACK_BYTES_MAX: usize = 4 << 20;

/// Most rows of one pack.
pub const PACK_ROWS_MAX: usize = 20_000;

/// Most characters of one text.
pub const TEXT_CHARS_MAX: usize = 2_000;

/// Most entries of one list inside a row.
pub const LIST_ENTRIES_MAX: usize = 2_000;

/// Most problems of one pack that are listed one by one.
pub const PROBLEMS_MAX: usize = 200;
