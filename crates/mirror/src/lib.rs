//! Frames from a mirror port on Linux, and a process that can do nothing else meanwhile.
//!
//! Invariants: nothing is ever sent; the kernel hands over at most [`SNAP_BYTES_MAX`] bytes of a frame, and keeps to it
//! until the socket is closed; what was read is wiped before the kernel gets its memory back. The ring is memory of the
//! kernel, which is never written to swap, and it is in no core dump.
//!
//! The way through, in this order: [`Mirror::open`] (needs the right to listen) → [`confine::to`] (gives all rights
//! back; one folder remains) → [`Mirror::next_block`] until [`stop::asked`].
//!
//! Deliberately not here: what a frame means (`flow`), and where records go (`store`). This is the one crate with
//! unsafe code (ADR 0012); every such place stands in `linux`.

pub mod confine;
pub mod memory;
pub mod stop;

mod error;
#[cfg(target_os = "linux")]
mod linux;

use std::time::Duration;

use sekisho_flow::capture::Frame;

pub use error::MirrorError;

/// Most bytes of a frame that are ever asked of the kernel.
pub const SNAP_BYTES_MAX: u16 = 256;

/// Least bytes of a frame that are of use: the headers of most.
pub const SNAP_BYTES_MIN: u16 = 64;

/// How long the kernel may hold frames back before it hands a block over that is not full, with as much again to be on
/// the safe side.
pub const HELD_BACK: Duration = Duration::from_millis(100);

/// What is wanted of a mirror port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Bytes of each frame, from [`SNAP_BYTES_MIN`] to [`SNAP_BYTES_MAX`]; what lies outside is moved to the nearest.
    pub snap_bytes: u16,
    /// Also frames that are addressed to others. A mirror port brings nothing else, so this is the usual.
    pub promiscuous: bool,
    /// The thread that opens the port, and then reads it, runs before all ordinary ones, where it may (`CAP_SYS_NICE`):
    /// on a machine that does other work too, frames are lost otherwise. Threads that it starts are ordinary again.
    pub first: bool,
    /// Memory of the ring, in bytes; rounded to whole blocks of 256 KiB, from 1 MiB to 1 GiB.
    pub ring_bytes: usize,
}

impl Default for Wanted {
    /// 256 bytes of every frame; 16 MiB, which is nearly a tenth of a second of 650,000 small frames a second.
    fn default() -> Self {
        Self { snap_bytes: SNAP_BYTES_MAX, promiscuous: true, first: true, ring_bytes: 16 << 20 }
    }
}

/// A mirror port that is listened to.
#[derive(Debug)]
pub struct Mirror {
    #[cfg(target_os = "linux")]
    port: linux::Port,
}

#[cfg(target_os = "linux")]
impl Mirror {
    /// Opens a network interface for listening.
    ///
    /// # Errors
    /// There is no such interface, it is not Ethernet, or the right to listen (`CAP_NET_RAW`) is missing.
    pub fn open(interface: &str, wanted: &Wanted) -> Result<Self, MirrorError> {
        Ok(Self { port: linux::Port::open(interface, wanted)? })
    }

    /// Waits for a block of frames and gives each to `each`, in order, with the kernel's time. Says how many there
    /// were: none where `timeout` passed, or where a signal came in between.
    ///
    /// # Errors
    /// The interface is down or gone. It may be asked again.
    pub fn next_block(&mut self, timeout: Duration, each: impl FnMut(Frame<'_>)) -> Result<u32, MirrorError> {
        self.port.next_block(timeout, each)
    }

    /// Does the thread that opened it run before ordinary ones, as was wanted?
    #[must_use]
    pub const fn runs_first(&self) -> bool {
        self.port.runs_first()
    }

    /// Frames that the kernel could not hand over since the port was opened, because nobody took them in time.
    ///
    /// # Errors
    /// The kernel does not say.
    pub fn lost(&mut self) -> Result<u64, MirrorError> {
        self.port.lost()
    }
}

#[cfg(not(target_os = "linux"))]
impl Mirror {
    /// Opens nothing: live capture needs Linux.
    ///
    /// # Errors
    /// Always.
    pub fn open(_interface: &str, _wanted: &Wanted) -> Result<Self, MirrorError> {
        Err(MirrorError::NeedsLinux)
    }

    /// Gives nothing.
    ///
    /// # Errors
    /// Always.
    pub fn next_block(
        &mut self,
        _timeout: Duration,
        _each: impl FnMut(Frame<'_>),
    ) -> Result<u32, MirrorError> {
        Err(MirrorError::NeedsLinux)
    }

    /// No.
    #[must_use]
    pub const fn runs_first(&self) -> bool {
        false
    }

    /// Nothing is lost where nothing comes.
    ///
    /// # Errors
    /// Always.
    pub fn lost(&mut self) -> Result<u64, MirrorError> {
        Err(MirrorError::NeedsLinux)
    }
}

// The measurement of the benchmark is a test too, and calls the crate by its name.
#[cfg(test)]
extern crate self as sekisho_mirror;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
