//! When a watch is to end: the signals by which a person or the system asks for it.
//!
//! A flag, because a confined process sends nothing on a socket, by which an async runtime would be told.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on, an interrupt (Ctrl-C) or a request to terminate is remembered instead of ending the process.
/// Does nothing on other systems than Linux.
///
/// # Errors
/// The kernel refuses.
pub fn on_signals() -> Result<(), crate::MirrorError> {
    #[cfg(target_os = "linux")]
    crate::linux::call::on_signals(remember)
        .map_err(|source| crate::MirrorError::Refused { step: "sigaction", source })?;
    Ok(())
}

/// Has somebody asked to stop?
#[must_use]
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

#[cfg(target_os = "linux")]
extern "C" fn remember(_signal: i32) {
    ASKED.store(true, Ordering::Relaxed);
}
