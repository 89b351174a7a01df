//! A network of its own, with two ends of a cable in it, and somebody who sends on the far end. For tests and the
//! benchmark; the crate itself cannot send.

#![allow(
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a tool for tests and measurements: small numbers, and figures on standard output"
)]

use std::io;
use std::mem::zeroed;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::process::Command;
use std::ptr::{from_ref, null_mut};

/// The end that is listened to.
pub(crate) const NEAR: &str = "near";
/// The end that is sent from.
pub(crate) const FAR: &str = "far";

/// Gives this thread, and what it starts, a network of its own with a cable in it. It is gone when they are.
/// `None`, and a line that says why, where that is not possible.
pub(crate) fn cable() -> Option<()> {
    let made = new_network().and_then(|()| lay());
    match made {
        Ok(()) => Some(()),
        Err(error) => {
            println!("not run: no network of its own can be made ({error}); it needs root and `ip`");
            None
        }
    }
}

fn new_network() -> io::Result<()> {
    #[expect(unsafe_code, reason = "a call of the kernel, for tests (ADR 0012)")]
    // SAFETY: no pointers; only this thread changes its network.
    let result = unsafe { libc::unshare(libc::CLONE_NEWNET) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Nothing speaks on this cable by itself: no IPv6, no ARP.
fn lay() -> io::Result<()> {
    let _absent = std::fs::write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
    let _absent = std::fs::write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    ip(&["link", "add", NEAR, "type", "veth", "peer", "name", FAR])?;
    for end in [NEAR, FAR] {
        ip(&["link", "set", end, "arp", "off", "up"])?;
    }
    Ok(())
}

/// Runs `ip` in this thread's network.
pub(crate) fn ip(arguments: &[&str]) -> io::Result<()> {
    let status = Command::new("ip").args(arguments).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("ip {}: {status}", arguments.join(" "))))
    }
}

/// Packets that an interface of this thread's network has sent.
pub(crate) fn transmitted(interface: &str) -> u64 {
    let table = std::fs::read_to_string("/proc/thread-self/net/dev").unwrap_or_default();
    let row = table.lines().find_map(|line| line.trim().strip_prefix(interface)?.strip_prefix(':'));
    let counter = row.and_then(|row| row.split_whitespace().nth(9)?.parse().ok());
    counter.unwrap_or(u64::MAX)
}

/// Somebody who sends on an interface.
pub(crate) struct Sender {
    socket: OwnedFd,
    address: libc::sockaddr_ll,
}

impl Sender {
    /// Opens one.
    pub(crate) fn open(interface: &str) -> io::Result<Self> {
        let name = std::ffi::CString::new(interface)?;
        #[expect(unsafe_code, reason = "calls of the kernel, for tests (ADR 0012)")]
        // SAFETY: the name ends with a zero; an address of zeros is one; the descriptor is new.
        unsafe {
            let mut address: libc::sockaddr_ll = zeroed();
            address.sll_family = libc::AF_PACKET as u16;
            address.sll_ifindex = libc::if_nametoindex(name.as_ptr()) as i32;
            let descriptor = libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0);
            if descriptor < 0 {
                return Err(io::Error::last_os_error());
            }
            let socket = OwnedFd::from_raw_fd(descriptor);
            let sender = Self { socket, address };
            sender.set(libc::PACKET_QDISC_BYPASS, 1)?;
            Ok(sender)
        }
    }

    fn set(&self, option: i32, value: i32) -> io::Result<()> {
        let (level, size) = (libc::SOL_PACKET, size_of::<i32>() as u32);
        #[expect(unsafe_code, reason = "a call of the kernel, for tests (ADR 0012)")]
        // SAFETY: the value lives through the call, and the size is its own.
        let result = unsafe {
            libc::setsockopt(self.socket.as_raw_fd(), level, option, from_ref(&value).cast(), size)
        };
        if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    #[allow(dead_code, reason = "only the tests need it")]
    /// Sends a frame so many times, and says how many went out.
    pub(crate) fn send(&mut self, frame: &[u8], times: usize) -> io::Result<usize> {
        let mut part = libc::iovec { iov_base: frame.as_ptr().cast_mut().cast(), iov_len: frame.len() };
        #[expect(unsafe_code, reason = "calls of the kernel, for tests (ADR 0012)")]
        // SAFETY: address, part and frame live through the call, and the kernel only reads them.
        unsafe {
            let mut message: libc::mmsghdr = zeroed();
            message.msg_hdr.msg_name = (&raw mut self.address).cast();
            message.msg_hdr.msg_namelen = size_of::<libc::sockaddr_ll>() as u32;
            message.msg_hdr.msg_iov = &raw mut part;
            message.msg_hdr.msg_iovlen = 1;
            let mut messages = vec![message; times];
            let sent = libc::sendmmsg(self.socket.as_raw_fd(), messages.as_mut_ptr(), times as u32, 0);
            usize::try_from(sent).map_err(|_| io::Error::last_os_error())
        }
    }
}

/// Somebody who hands the kernel many segments of a connection at once, which are sent one by one.
#[allow(dead_code, reason = "only the benchmark needs it")]
pub(crate) struct Train(Sender);

#[allow(dead_code, reason = "only the benchmark needs it")]
impl Train {
    /// Opens one. The interface is told to split what it gets into single frames.
    pub(crate) fn open(interface: &str) -> io::Result<Self> {
        ip(&["link", "set", interface, "gso_max_size", "1000"])?;
        let sender = Sender::open(interface)?;
        sender.set(libc::PACKET_QDISC_BYPASS, 0)?;
        sender.set(libc::PACKET_VNET_HDR, 1)?;
        Ok(Self(sender))
    }

    /// Sends a TCP segment over IPv4, split into frames that carry `split` bytes each.
    pub(crate) fn send(&mut self, frame: &[u8], split: u16) -> io::Result<()> {
        const NEEDS_SUM: u8 = 1;
        const TCP_OVER_IPV4: u8 = 1;
        const HEADERS: u16 = 14 + 20 + 20;
        let [length, split, sum_from, sum_at] = [HEADERS, split, 14 + 20, 16].map(u16::to_ne_bytes);
        let head = [&[NEEDS_SUM, TCP_OVER_IPV4], &length[..], &split, &sum_from, &sum_at].concat();
        let parts = [&head[..], frame]
            .map(|part| libc::iovec { iov_base: part.as_ptr().cast_mut().cast(), iov_len: part.len() });
        #[expect(unsafe_code, reason = "a call of the kernel, for the benchmark (ADR 0012)")]
        // SAFETY: address and parts live through the call, and the kernel only reads them.
        let sent = unsafe {
            let mut message: libc::msghdr = zeroed();
            message.msg_name = (&raw mut self.0.address).cast();
            message.msg_namelen = size_of::<libc::sockaddr_ll>() as u32;
            message.msg_iov = parts.as_ptr().cast_mut();
            message.msg_iovlen = parts.len();
            libc::sendmsg(self.0.socket.as_raw_fd(), &raw const message, 0)
        };
        if sent < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }
}

/// Tries every way in which a descriptor can be made to send, and a way to copy it. Gives those that were not refused.
#[allow(dead_code, reason = "only the tests try it")]
pub(crate) fn ways_to_send(descriptor: i32) -> Vec<&'static str> {
    let frame = [0xff_u8; 64];
    let part = libc::iovec { iov_base: frame.as_ptr().cast_mut().cast(), iov_len: frame.len() };
    let bytes = frame.as_ptr().cast();
    #[expect(unsafe_code, reason = "calls of the kernel, for tests (ADR 0012)")]
    // SAFETY: every pointer is to a value that lives through its call.
    unsafe {
        let mut message: libc::msghdr = zeroed();
        message.msg_iov = from_ref(&part).cast_mut();
        message.msg_iovlen = 1;
        let tried = [
            ("write", libc::write(descriptor, bytes, 64)),
            ("writev", libc::writev(descriptor, &raw const part, 1)),
            ("pwrite", libc::pwrite(descriptor, bytes, 64, 0)),
            ("sendto", libc::sendto(descriptor, bytes, 64, 0, std::ptr::null(), 0)),
            ("sendmsg", libc::sendmsg(descriptor, &raw const message, 0)),
            ("sendfile", libc::sendfile(descriptor, 0, null_mut(), 64)),
            ("splice", libc::splice(0, null_mut(), descriptor, null_mut(), 64, 0)),
            ("dup", libc::dup(descriptor) as isize),
            ("fcntl", libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, 0) as isize),
            ("io_uring", libc::syscall(libc::SYS_io_uring_setup, 8, null_mut::<u8>()) as isize),
            (
                "setsockopt",
                libc::setsockopt(descriptor, libc::SOL_SOCKET, libc::SO_DETACH_FILTER, bytes, 4) as isize,
            ),
        ];
        tried.into_iter().filter(|(_, result)| *result >= 0).map(|(way, _)| way).collect()
    }
}

/// Tries to take a socket's filter off.
#[allow(dead_code, reason = "only the tests need it")]
pub(crate) fn detach_filter(descriptor: i32) -> io::Result<()> {
    let none = 0_i32;
    let size = size_of::<i32>() as u32;
    #[expect(unsafe_code, reason = "a call of the kernel, for tests (ADR 0012)")]
    // SAFETY: the value lives through the call, and the size is its own.
    let result = unsafe {
        libc::setsockopt(descriptor, libc::SOL_SOCKET, libc::SO_DETACH_FILTER, from_ref(&none).cast(), size)
    };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Asks this process to terminate.
#[allow(dead_code, reason = "only the tests need it")]
pub(crate) fn terminate_self() {
    #[expect(unsafe_code, reason = "a call of the kernel, for tests (ADR 0012)")]
    // SAFETY: a number alone; what the signal does was settled before.
    let _result = unsafe { libc::raise(libc::SIGTERM) };
}

/// Runs something in a process with this one thread, and says whether it came to its end.
#[allow(dead_code, reason = "only the tests need it")]
pub(crate) fn alone(run: impl FnOnce() + std::panic::UnwindSafe) -> bool {
    #[expect(unsafe_code, reason = "calls of the kernel, for tests (ADR 0012)")]
    // SAFETY: the caller has no thread that holds a lock; the new process ends here and runs nothing of the old one.
    unsafe {
        let child = libc::fork();
        if child == 0 {
            let ended = std::panic::catch_unwind(run).is_ok();
            libc::_exit(i32::from(!ended));
        }
        let mut status = -1;
        libc::waitpid(child, &raw mut status, 0) == child && status == 0
    }
}
