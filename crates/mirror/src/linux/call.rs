//! Calls of Linux that the standard library has no safe form for, each wrapped so that it can only be used rightly.
//!
//! Every unsafe call of the crate stands here, but the two that look into the ring's memory.

use std::ffi::CString;
use std::io;
use std::mem::{size_of, zeroed};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr::{NonNull, from_mut, from_ref, null_mut};

use libc::{c_int, c_void};

fn checked(result: c_int) -> io::Result<c_int> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

fn size<T>() -> libc::socklen_t {
    // Every type that is asked for here has a few dozen bytes.
    libc::socklen_t::try_from(size_of::<T>()).unwrap_or(0)
}

/// An interface's number.
pub(crate) fn interface_index(name: &str) -> Option<c_int> {
    let name = CString::new(name).ok()?;
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: the name ends with a zero and lives through the call.
    let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
    c_int::try_from(index).ok().filter(|index| *index > 0)
}

/// A socket for raw frames that receives nothing yet: its protocol is 0 until it is bound.
pub(crate) fn packet_socket() -> io::Result<OwnedFd> {
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: no pointers; a descriptor that is not negative is new and nobody else's.
    unsafe {
        let descriptor = checked(libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0))?;
        Ok(OwnedFd::from_raw_fd(descriptor))
    }
}

fn set<T>(socket: BorrowedFd<'_>, level: c_int, name: c_int, value: &T) -> io::Result<()> {
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: the kernel reads `size` bytes of a value that is so long and lives through the call.
    let result =
        unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, from_ref(value).cast(), size::<T>()) };
    checked(result).map(|_| ())
}

/// Types that are numbers alone, so that any bytes of the right length are a value.
trait Numbers: Copy {}
impl Numbers for c_int {}
impl Numbers for libc::tpacket_stats_v3 {}

fn get<T: Numbers>(socket: BorrowedFd<'_>, level: c_int, name: c_int) -> io::Result<T> {
    let mut length = size::<T>();
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: all bytes zero, and whatever the kernel writes, is a value of these types; it writes at most `length`
    // bytes, which is the value's size.
    unsafe {
        let mut value: T = zeroed();
        let to = from_mut(&mut value).cast();
        checked(libc::getsockopt(socket.as_raw_fd(), level, name, to, &raw mut length))?;
        Ok(value)
    }
}

/// What this machine sends itself does not come in.
pub(crate) fn ignore_outgoing(socket: BorrowedFd<'_>) -> io::Result<()> {
    set(socket, libc::SOL_PACKET, libc::PACKET_IGNORE_OUTGOING, &1_i32)
}

/// A filter of one instruction: of each frame so many bytes.
pub(crate) fn attach_snap(socket: BorrowedFd<'_>, bytes: u16) -> io::Result<()> {
    const RETURN: u16 = 0x06; // BPF_RET | BPF_K
    let mut program = [libc::sock_filter { code: RETURN, jt: 0, jf: 0, k: u32::from(bytes) }];
    let filter = libc::sock_fprog { len: 1, filter: program.as_mut_ptr() };
    set(socket, libc::SOL_SOCKET, libc::SO_ATTACH_FILTER, &filter)
}

/// The filter can be neither taken off nor changed from now on.
pub(crate) fn lock_filter(socket: BorrowedFd<'_>) -> io::Result<()> {
    set(socket, libc::SOL_SOCKET, libc::SO_LOCK_FILTER, &1_i32)
}

/// Asks the kernel for a ring of the third version.
pub(crate) fn make_ring(
    socket: BorrowedFd<'_>,
    block_bytes: usize,
    blocks: usize,
    block_milliseconds: u32,
) -> io::Result<()> {
    const FRAME_BYTES: u32 = 2048;
    let too_large = |_| io::Error::from(io::ErrorKind::InvalidInput);
    let block_bytes = u32::try_from(block_bytes).map_err(too_large)?;
    let blocks = u32::try_from(blocks).map_err(too_large)?;
    set(socket, libc::SOL_PACKET, libc::PACKET_VERSION, &(libc::tpacket_versions::TPACKET_V3 as c_int))?;
    let request = libc::tpacket_req3 {
        tp_block_size: block_bytes,
        tp_block_nr: blocks,
        tp_frame_size: FRAME_BYTES,
        tp_frame_nr: block_bytes / FRAME_BYTES * blocks,
        tp_retire_blk_tov: block_milliseconds,
        tp_sizeof_priv: 0,
        tp_feature_req_word: 0,
    };
    set(socket, libc::SOL_PACKET, libc::PACKET_RX_RING, &request)
}

/// Maps a socket's ring.
pub(crate) fn map(socket: BorrowedFd<'_>, bytes: usize) -> io::Result<NonNull<u8>> {
    let rights = libc::PROT_READ | libc::PROT_WRITE;
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: the kernel chooses the place, so nothing that is mapped already is touched.
    let base = unsafe { libc::mmap(null_mut(), bytes, rights, libc::MAP_SHARED, socket.as_raw_fd(), 0) };
    if base == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    NonNull::new(base.cast()).ok_or_else(|| io::Error::from(io::ErrorKind::OutOfMemory))
}

/// Ends a mapping that [`map`] made.
pub(crate) fn unmap(base: NonNull<u8>, bytes: usize) {
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: only the ring calls this, once, for its own mapping, when nothing borrows from it any more.
    let _result = unsafe { libc::munmap(base.as_ptr().cast::<c_void>(), bytes) };
}

/// No core dump holds this memory.
pub(crate) fn keep_out_of_dumps(base: NonNull<u8>, bytes: usize) -> io::Result<()> {
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: this advice changes no content, and the range is a mapping of ours.
    let result = unsafe { libc::madvise(base.as_ptr().cast::<c_void>(), bytes, libc::MADV_DONTDUMP) };
    checked(result).map(|_| ())
}

fn packet_address() -> libc::sockaddr_ll {
    #[expect(unsafe_code, reason = "a structure of the kernel (ADR 0012)")]
    // SAFETY: an address of numbers alone; all bytes zero is a value of it.
    unsafe {
        zeroed()
    }
}

/// Binds the socket to an interface: from now on its frames come. Gives the interface's type.
pub(crate) fn bind_to(socket: BorrowedFd<'_>, index: c_int) -> io::Result<u16> {
    let mut address = packet_address();
    address.sll_family = libc::AF_PACKET.cast_unsigned().try_into().unwrap_or_default();
    address.sll_protocol = u16::try_from(libc::ETH_P_ALL).unwrap_or_default().to_be();
    address.sll_ifindex = index;
    let mut length = size::<libc::sockaddr_ll>();
    #[expect(unsafe_code, reason = "calls of the kernel (ADR 0012)")]
    // SAFETY: the address lives through both calls, and `length` is its size.
    unsafe {
        checked(libc::bind(socket.as_raw_fd(), from_ref(&address).cast(), length))?;
        checked(libc::getsockname(socket.as_raw_fd(), from_mut(&mut address).cast(), &raw mut length))?;
    }
    Ok(address.sll_hatype)
}

/// Also frames that are addressed to others, as long as the socket is open.
pub(crate) fn join_promiscuous(socket: BorrowedFd<'_>, index: c_int) -> io::Result<()> {
    let kind = u16::try_from(libc::PACKET_MR_PROMISC).unwrap_or_default();
    let membership = libc::packet_mreq { mr_ifindex: index, mr_type: kind, mr_alen: 0, mr_address: [0; 8] };
    set(socket, libc::SOL_PACKET, libc::PACKET_ADD_MEMBERSHIP, &membership)
}

/// What became of waiting.
pub(crate) enum Polled {
    /// There is something.
    Ready,
    /// The time passed.
    Nothing,
    /// The interface is down or gone.
    Broken,
}

/// Waits for a socket, at most so long.
pub(crate) fn poll(socket: BorrowedFd<'_>, milliseconds: c_int) -> io::Result<Polled> {
    let events = libc::POLLIN | libc::POLLERR;
    let mut asked = libc::pollfd { fd: socket.as_raw_fd(), events, revents: 0 };
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: one entry, which lives through the call.
    let count = checked(unsafe { libc::poll(&raw mut asked, 1, milliseconds) })?;
    Ok(match asked.revents {
        _ if count == 0 => Polled::Nothing,
        events if events & libc::POLLERR != 0 => Polled::Broken,
        _ => Polled::Ready,
    })
}

/// What the kernel has against a socket.
pub(crate) fn pending_error(socket: BorrowedFd<'_>) -> io::Error {
    match get::<c_int>(socket, libc::SOL_SOCKET, libc::SO_ERROR) {
        Ok(code) => io::Error::from_raw_os_error(code),
        Err(error) => error,
    }
}

/// Frames that were lost since this was asked last.
pub(crate) fn lost(socket: BorrowedFd<'_>) -> io::Result<u32> {
    let statistics: libc::tpacket_stats_v3 = get(socket, libc::SOL_PACKET, libc::PACKET_STATISTICS)?;
    Ok(statistics.tp_drops)
}

/// Calls `then` at an interrupt or a request to terminate. Calls that wait then come back.
pub(crate) fn on_signals(then: extern "C" fn(c_int)) -> io::Result<()> {
    for signal in [libc::SIGINT, libc::SIGTERM] {
        #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
        // SAFETY: all bytes zero is an action without flags and mask; the function only stores to an atomic, which a
        // signal handler may do.
        unsafe {
            let mut action: libc::sigaction = zeroed();
            action.sa_sigaction = then as *const () as libc::sighandler_t;
            checked(libc::sigaction(signal, &raw const action, null_mut()))?;
        }
    }
    Ok(())
}

/// This thread runs before all ordinary ones, at the lowest of the ranks that do. What it starts does not.
pub(crate) fn run_first() -> io::Result<()> {
    let rank = libc::sched_param { sched_priority: 1 };
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: the kernel reads the structure, which lives through the call.
    let result =
        unsafe { libc::sched_setscheduler(0, libc::SCHED_RR | libc::SCHED_RESET_ON_FORK, &raw const rank) };
    checked(result).map(|_| ())
}

/// Neither a debugger nor a core dump may look into the process.
pub(crate) fn be_undumpable() -> io::Result<()> {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    #[expect(unsafe_code, reason = "calls of the kernel (ADR 0012)")]
    // SAFETY: numbers alone, and a limit that lives through the call.
    unsafe {
        checked(libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0))?;
        checked(libc::setrlimit(libc::RLIMIT_CORE, &raw const none))?;
    }
    Ok(())
}

/// Pages of the heap in which nothing is left are the system's again.
#[cfg(target_env = "gnu")]
pub(crate) fn trim() {
    #[expect(unsafe_code, reason = "a call of the C library (ADR 0012)")]
    // SAFETY: no pointers; it takes the allocator's own locks, and touches nothing that is in use.
    let _given_back = unsafe { libc::malloc_trim(0) };
}

/// Where the program's own code and constants are mapped, as far as they were never writable. They stay mapped as long as
/// the process lives.
#[derive(Debug)]
pub(crate) struct Program(Vec<(usize, usize)>);

impl Program {
    pub(crate) fn mapped() -> io::Result<Self> {
        let program = std::fs::read_link("/proc/self/exe")?;
        let Some(program) = program.to_str() else { return Ok(Self(Vec::new())) };
        let maps = std::fs::read_to_string("/proc/self/maps")?;
        Ok(Self(maps.lines().filter_map(|line| unwritten(line, program)).collect()))
    }

    /// From now on none of it is locked. It is never written to swap all the same: it is the file's.
    pub(crate) fn unlock(&self) -> io::Result<()> {
        for (begin, end) in &self.0 {
            #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
            // SAFETY: a range of this process; nothing is read or written.
            let result = unsafe { libc::munlock(std::ptr::with_exposed_provenance(*begin), end - begin) };
            checked(result)?;
        }
        Ok(())
    }

    /// None of it is memory of this process any more: what is needed comes back from the program's file when it is
    /// touched. Gives how many bytes may come back so.
    pub(crate) fn let_go(&self) -> io::Result<usize> {
        for (begin, end) in &self.0 {
            #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
            // SAFETY: the range is one mapping of the program's file that was never writable, so its pages are the
            // file's, and the kernel reads them again from there. A file that runs cannot be written.
            let result = unsafe {
                let start = std::ptr::with_exposed_provenance_mut(*begin);
                libc::madvise(start, end - begin, libc::MADV_DONTNEED)
            };
            checked(result)?;
        }
        Ok(self.0.iter().map(|(begin, end)| end - begin).sum())
    }
}

/// Begin and end of a mapping of the program that was never writable: its code, and the part at the beginning of its file,
/// which holds constants. Constants that are made when the program is loaded lie further behind, and have been written.
fn unwritten(line: &str, program: &str) -> Option<(usize, usize)> {
    let mut words = line.split_ascii_whitespace();
    let (range, rights, offset) = (words.next()?, words.next()?, words.next()?);
    let of_program = line.ends_with(program) && words.nth(2) == Some(program);
    let is_first = rights == "r--p" && offset.bytes().all(|digit| digit == b'0');
    let (begin, end) = range.split_once('-')?;
    let at = |digits| usize::from_str_radix(digits, 16).ok();
    (of_program && (is_first || rights == "r-xp")).then_some((at(begin)?, at(end)?))
}

/// No memory of the process, present or future, is written to swap. Refused where the process may not lock without a
/// limit, because then a later allocation would fail.
pub(crate) fn lock_all() -> io::Result<()> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    let mut lockable = capabilities()?.has(libc_capability::IPC_LOCK);
    #[expect(unsafe_code, reason = "calls of the kernel (ADR 0012)")]
    // SAFETY: a limit that lives through the call, and flags.
    unsafe {
        checked(libc::getrlimit(libc::RLIMIT_MEMLOCK, &raw mut limit))?;
        lockable |= limit.rlim_cur == libc::RLIM_INFINITY;
        if !lockable {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        checked(libc::mlockall(libc::MCL_CURRENT | libc::MCL_FUTURE | libc::MCL_ONFAULT))?;
    }
    Ok(())
}

/// Numbers of capabilities (`linux/capability.h`).
pub(crate) mod libc_capability {
    pub(crate) const DAC_OVERRIDE: u32 = 1;
    pub(crate) const IPC_LOCK: u32 = 14;
}

/// What a process may do beyond others, as the kernel numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capabilities(u64);

impl Capabilities {
    /// None.
    #[cfg(test)]
    pub(crate) const NONE: Self = Self(0);

    pub(crate) const fn of(number: u32) -> Self {
        Self(1 << number)
    }

    pub(crate) const fn has(self, number: u32) -> bool {
        self.0 & (1 << number) != 0
    }

    pub(crate) const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn either(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// `struct __user_cap_header_struct`.
#[repr(C)]
struct CapabilityHead {
    version: u32,
    thread: c_int,
}

/// `struct __user_cap_data_struct`, of which version 3 has two.
#[repr(C)]
#[derive(Clone, Copy)]
struct CapabilityData {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

const CAPABILITY_VERSION_3: u32 = 0x2008_0522;

/// The effective capabilities of this thread.
pub(crate) fn capabilities() -> io::Result<Capabilities> {
    let head = CapabilityHead { version: CAPABILITY_VERSION_3, thread: 0 };
    let mut data = [CapabilityData { effective: 0, permitted: 0, inheritable: 0 }; 2];
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: version 3 writes two of the structures, which are there.
    let result = unsafe { libc::syscall(libc::SYS_capget, from_ref(&head), data.as_mut_ptr()) };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    let [low, high] = data.map(|data| u64::from(data.effective));
    Ok(Capabilities(high << 32 | low))
}

/// Gives back all capabilities but these. There is no way to get them again.
pub(crate) fn keep_capabilities(kept: Capabilities) -> io::Result<()> {
    let head = CapabilityHead { version: CAPABILITY_VERSION_3, thread: 0 };
    let half = |shift: u32| {
        let kept = u32::try_from(kept.0 >> shift & u64::from(u32::MAX)).unwrap_or(0);
        CapabilityData { effective: kept, permitted: kept, inheritable: 0 }
    };
    let data = [half(0), half(32)];
    #[expect(unsafe_code, reason = "a call of the kernel (ADR 0012)")]
    // SAFETY: version 3 reads two of the structures, which are there.
    let result = unsafe { libc::syscall(libc::SYS_capset, from_ref(&head), data.as_ptr()) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_program_only_what_was_never_writable_is_let_go() {
        let program = "/usr/bin/sekisho";
        for (line, taken) in [
            ("1000-3000 r--p 00000000 fe:00 125 /usr/bin/sekisho", Some((0x1000, 0x3000))),
            ("3000-9000 r-xp 00002000 fe:00 125 /usr/bin/sekisho", Some((0x3000, 0x9000))),
            // Written when it was loaded, and closed to writing afterwards.
            ("9000-a000 r--p 00008000 fe:00 125 /usr/bin/sekisho", None),
            ("a000-b000 rw-p 00009000 fe:00 125 /usr/bin/sekisho", None),
            ("1000-3000 r-xp 00000000 fe:00 126 /usr/lib/libc.so.6", None),
            ("1000-3000 r-xp 00000000 fe:00 126 /other/usr/bin/sekisho", None),
            ("1000-3000 rw-p 00000000 00:00 0 [heap]", None),
        ] {
            assert_eq!(unwritten(line, program), taken, "{line}");
        }
        let program = Program::mapped().unwrap();
        program.unlock().unwrap();
        assert!(program.let_go().unwrap() > 4096, "and the program goes on");
    }
}
