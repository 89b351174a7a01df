//! Memory that the process does not need now, given back to the system.

#[cfg(target_os = "linux")]
static PROGRAM: std::sync::OnceLock<crate::linux::call::Program> = std::sync::OnceLock::new();

/// What was freed and lies between what is in use goes back to the system: the allocator keeps it otherwise, so that a
/// process that has read much looks as if it still needed it. A process that was shut in ([`crate::confine`]) also lets go
/// of its own code and constants; what is needed comes back from the program's file. Takes a few milliseconds: for
/// after much was done, when little follows.
///
/// Does nothing on other systems than Linux, and leaves the heap alone where the allocator is not the GNU C library's.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    crate::linux::call::trim();
    #[cfg(target_os = "linux")]
    if let Some(program) = PROGRAM.get() {
        // Where it stays, it costs memory and nothing else.
        let _ = program.let_go();
    }
}

/// The program's code and constants may be let go of from now on.
#[cfg(target_os = "linux")]
pub(crate) fn may_let_go_of(program: crate::linux::call::Program) {
    if program.unlock().is_ok() {
        let _ = PROGRAM.set(program);
    }
}
