//! The port on Linux: a packet socket whose frames come through a ring of memory that kernel and process share
//! (TPACKET_V3).
//!
//! Invariant: until it is bound the socket receives nothing, and it is bound only when its filter stands, so no frame
//! is ever longer than was asked for. The filter is locked then.

pub(crate) mod call;
pub(crate) mod fence;
mod ring;

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fs, io};

use sekisho_flow::capture::Frame;

use crate::{MirrorError, SNAP_BYTES_MAX, SNAP_BYTES_MIN, Wanted};
use ring::{BLOCK_BYTES, Ring};

/// Types of interface (ARPHRD) whose frames begin as Ethernet's do.
const ETHERNET: u16 = 1;
const LOOPBACK: u16 = 772;

/// The last of the standard streams.
const STREAM_LAST: RawFd = 2;

/// After how long a block that is not full is handed over, in milliseconds.
const BLOCK_MILLISECONDS: u32 = 50;

/// An open mirror port.
#[derive(Debug)]
pub(crate) struct Port {
    interface: String,
    pub(super) socket: OwnedFd,
    ring: Ring,
    lost: u64,
    first: bool,
}

/// The sockets of the ports that are open in this process, for the fence around it.
static OPEN: Mutex<Vec<RawFd>> = Mutex::new(Vec::new());

fn open() -> MutexGuard<'static, Vec<RawFd>> {
    // A list of numbers is right whatever became of the thread that changed it.
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The sockets of the ports that are open in this process.
pub(crate) fn open_ports() -> Vec<RawFd> {
    open().clone()
}

impl Port {
    pub(crate) fn open(interface: &str, wanted: &Wanted) -> Result<Self, MirrorError> {
        let refused = |step| move |source| MirrorError::Refused { step, source };
        let index =
            call::interface_index(interface).ok_or_else(|| MirrorError::NoInterface(interface.to_owned()))?;
        let socket = call::packet_socket().map_err(|source| match source.kind() {
            io::ErrorKind::PermissionDenied => MirrorError::NoRight(interface.to_owned()),
            _ => MirrorError::Refused { step: "socket", source },
        })?;
        let fd = socket.as_fd();
        fence(fd, wanted.snap_bytes).map_err(refused("filter"))?;
        let blocks = (wanted.ring_bytes / BLOCK_BYTES).clamp(4, 4096);
        let ring = ring::of(fd, blocks, BLOCK_MILLISECONDS).map_err(refused("ring"))?;
        let kind = call::bind_to(fd, index).map_err(refused("bind"))?;
        if !matches!(kind, ETHERNET | LOOPBACK) {
            return Err(MirrorError::NotEthernet { interface: interface.to_owned(), kind });
        }
        if wanted.promiscuous {
            call::join_promiscuous(fd, index).map_err(refused("promiscuous"))?;
        }
        open().push(socket.as_raw_fd());
        let first = wanted.first && call::run_first().is_ok();
        Ok(Self { interface: interface.to_owned(), socket, ring, lost: 0, first })
    }

    pub(crate) fn next_block(
        &mut self,
        timeout: Duration,
        each: impl FnMut(Frame<'_>),
    ) -> Result<u32, MirrorError> {
        if !self.ring.has_block() {
            self.wait(timeout)?;
        }
        Ok(self.ring.take_block(each))
    }

    /// Waits until there is something, `timeout` has passed, or a signal came.
    fn wait(&self, timeout: Duration) -> Result<(), MirrorError> {
        let down = |source| MirrorError::Down { interface: self.interface.clone(), source };
        let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        match call::poll(self.socket.as_fd(), milliseconds) {
            Ok(call::Polled::Ready | call::Polled::Nothing) => Ok(()),
            Ok(call::Polled::Broken) => Err(down(call::pending_error(self.socket.as_fd()))),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(down(error)),
        }
    }

    pub(crate) const fn runs_first(&self) -> bool {
        self.first
    }

    pub(crate) fn lost(&mut self) -> Result<u64, MirrorError> {
        // The kernel counts anew after each question.
        let lost = call::lost(self.socket.as_fd())
            .map_err(|source| MirrorError::Refused { step: "statistics", source })?;
        self.lost = self.lost.saturating_add(u64::from(lost));
        Ok(self.lost)
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        let closed = self.socket.as_raw_fd();
        open().retain(|port| *port != closed);
    }
}

/// Own frames stay out, and of the others come so many bytes, whatever is asked of the socket later.
fn fence(socket: BorrowedFd<'_>, snap_bytes: u16) -> io::Result<()> {
    call::ignore_outgoing(socket)?;
    call::attach_snap(socket, snap_bytes.clamp(SNAP_BYTES_MIN, SNAP_BYTES_MAX))?;
    call::lock_filter(socket)
}

/// Threads of this process.
pub(crate) fn threads() -> io::Result<usize> {
    Ok(fs::read_dir("/proc/self/task")?.count())
}

/// Sockets of this process, beside those of its ports. What goes to the standard streams may go through one: services
/// have their log there.
pub(crate) fn sockets_beside(ports: &[RawFd]) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir("/proc/self/fd")? {
        let entry = entry?;
        let number: Option<RawFd> = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let ours = number.is_some_and(|number| number <= STREAM_LAST || ports.contains(&number));
        let target = fs::read_link(entry.path()).unwrap_or_default();
        count += usize::from(!ours && target.to_string_lossy().starts_with("socket:"));
    }
    Ok(count)
}
