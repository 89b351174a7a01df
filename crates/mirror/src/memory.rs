//! Memory that the process no longer uses, given back to the system.

/// What was freed and lies between what is in use goes back to the system: the allocator keeps it otherwise, so that a
/// process that has read much looks as if it still needed it. Takes a few milliseconds; for after much was freed.
/// Does nothing where the allocator is not the GNU C library's.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    crate::linux::call::trim();
}
