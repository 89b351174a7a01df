//! The fences around a watching process: Landlock for files, seccomp for calls, capabilities given back.
//!
//! Invariant: calls are listed that remain; a call that is not in the list is refused with "not permitted". The port
//! can be read through its memory alone: writing to its descriptor, and copying the descriptor, are refused.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::RawFd;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, PathFdError, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use super::call::{self, Capabilities, libc_capability};
use crate::MirrorError;
use crate::confine::{Confinement, Fence};
use crate::memory;

pub(crate) fn to(folder: &Path) -> Result<Confinement, MirrorError> {
    let refused = |step| move |source| MirrorError::Refused { step, source };
    let ports = super::open_ports();
    // Asked before the process is undumpable: then these folders are no longer its own.
    let threads = super::threads().map_err(refused("threads"))?;
    let sockets = super::sockets_beside(&ports).map_err(refused("sockets"))?;
    if threads > 1 || sockets > 0 {
        return Err(MirrorError::TooLate { threads, sockets });
    }
    // Found before the folder is all that can be read.
    let program = call::Program::mapped();
    let undumpable = call::be_undumpable().is_ok();
    let memory_locked = call::lock_all().is_ok();
    // Most of what the program needed to begin it needs no more. Where it stays, it costs memory and nothing else.
    if let Ok(program) = program {
        memory::may_let_go_of(program);
        memory::give_back();
    }
    let files = files(folder)?;
    give_back_rights().map_err(refused("capset"))?;
    calls(&ports).map_err(refused("seccomp"))?;
    Ok(Confinement { files, calls: Fence::Whole, memory_locked, undumpable })
}

/// Rights that a database in the folder needs.
fn needed() -> BitFlags<AccessFs> {
    AccessFs::ReadFile
        | AccessFs::ReadDir
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::MakeDir
        | AccessFs::RemoveFile
        | AccessFs::RemoveDir
        | AccessFs::Refer
}

fn files(folder: &Path) -> Result<Fence, MirrorError> {
    let folder = PathFd::new(folder).map_err(|error| {
        let PathFdError::OpenCall { source, .. } = error else {
            return MirrorError::Folder(folder.display().to_string(), io::Error::other(error));
        };
        MirrorError::Folder(folder.display().to_string(), source)
    })?;
    let status = ruleset(folder)
        .map_err(|error| MirrorError::Refused { step: "landlock", source: io::Error::other(error) })?;
    Ok(match status {
        RulesetStatus::FullyEnforced => Fence::Whole,
        RulesetStatus::PartiallyEnforced => Fence::Partly,
        RulesetStatus::NotEnforced => Fence::None,
    })
}

/// Everything is fenced that Landlock of Linux 6.12 knows; older kernels fence what they can.
fn ruleset(folder: PathFd) -> Result<RulesetStatus, RulesetError> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?
        .create()?
        .add_rule(PathBeneath::new(folder, needed()))?
        .restrict_self()?;
    Ok(status.ruleset)
}

/// What remains: locking memory, and the superuser's way into a folder that is another's, if it was there.
fn give_back_rights() -> io::Result<()> {
    let kept =
        Capabilities::of(libc_capability::IPC_LOCK).either(Capabilities::of(libc_capability::DAC_OVERRIDE));
    call::keep_capabilities(call::capabilities()?.both(kept))
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that remain without condition.
const FREE: &[libc::c_long] = &[
    // Files that are open, or that Landlock lets be opened.
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_openat,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_fstatfs,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_mkdirat,
    libc::SYS_unlinkat,
    libc::SYS_renameat2,
    libc::SYS_fchmod,
    libc::SYS_ftruncate,
    libc::SYS_fallocate,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_flock,
    libc::SYS_umask,
    libc::SYS_fadvise64,
    // Memory. What could make it executable has a condition below.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_mincore,
    libc::SYS_membarrier,
    // Waiting, time and chance.
    libc::SYS_ppoll,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_timerfd_create,
    libc::SYS_timerfd_settime,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    libc::SYS_restart_syscall,
    // Threads of its own, and their end.
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getcpu,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Refused by the second filter, in the way that makes the library take `clone`.
    libc::SYS_clone3,
    // Who it is, and what it used.
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_getrusage,
    libc::SYS_sysinfo,
    libc::SYS_uname,
];

/// Older forms of the same calls, which this machine's kernel still has.
#[cfg(target_arch = "x86_64")]
const OLDER: &[libc::c_long] = &[
    libc::SYS_open,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_unlink,
    libc::SYS_rename,
    libc::SYS_renameat,
    libc::SYS_poll,
    libc::SYS_epoll_wait,
    libc::SYS_time,
];
#[cfg(target_arch = "aarch64")]
const OLDER: &[libc::c_long] = &[libc::SYS_renameat];
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const OLDER: &[libc::c_long] = &[];

/// What is asked of a descriptor to find out whether it is a terminal, how wide, and how much is there: TCGETS,
/// TIOCGWINSZ, FIONREAD, FIOCLEX.
const TERMINAL: [u64; 4] = [0x5401, 0x5413, 0x541b, 0x5451];

fn calls(ports: &[RawFd]) -> io::Result<()> {
    let filter = |rules, otherwise, then| -> Result<BpfProgram, seccompiler::Error> {
        let machine = std::env::consts::ARCH.try_into()?;
        Ok(SeccompFilter::new(rules, otherwise, then, machine)?.try_into()?)
    };
    let not_there = u32::try_from(libc::ENOSYS).unwrap_or_default();
    let not_permitted = u32::try_from(libc::EPERM).unwrap_or_default();
    let newer = Rules::from([(libc::SYS_clone3, Vec::new())]);
    let first =
        filter(newer, SeccompAction::Allow, SeccompAction::Errno(not_there)).map_err(io::Error::other)?;
    let rules = remaining(ports).map_err(io::Error::other)?;
    let second =
        filter(rules, SeccompAction::Errno(not_permitted), SeccompAction::Allow).map_err(io::Error::other)?;
    // The second one forbids the call that installs filters.
    seccompiler::apply_filter_all_threads(&first).map_err(io::Error::other)?;
    seccompiler::apply_filter_all_threads(&second).map_err(io::Error::other)
}

/// The calls that remain, each with the conditions of which one must hold.
fn remaining(ports: &[RawFd]) -> Result<Rules, BackendError> {
    let mut rules: Rules = FREE.iter().chain(OLDER).map(|call| (*call, Vec::new())).collect();
    // Writing to anything but a port.
    for call in [libc::SYS_write, libc::SYS_writev, libc::SYS_pwrite64] {
        let other = none_of(ports)?;
        let rule = (!other.is_empty()).then(|| SeccompRule::new(other)).transpose()?;
        rules.insert(call, rule.into_iter().collect());
    }
    rules.insert(libc::SYS_fcntl, descriptors(ports)?);
    rules.insert(libc::SYS_ioctl, any(1, &TERMINAL)?);
    // A port's counters. Without a port the call is not in the list.
    if !ports.is_empty() {
        let ports: Vec<u64> = ports.iter().copied().map(number).collect();
        rules.insert(libc::SYS_getsockopt, any(0, &ports)?);
    }
    // Two ends within the process, with which an async runtime wakes itself. Neither can be sent to a third.
    rules.insert(libc::SYS_socketpair, any(0, &[number(libc::AF_UNIX)])?);
    // Memory is never executable.
    let executable = number(libc::PROT_EXEC);
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![SeccompRule::new(vec![masked(2, executable, 0)?])?]);
    }
    // A thread, never a process.
    let thread = number(libc::CLONE_THREAD);
    rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![masked(0, thread, thread)?])?]);
    // Its own end by a signal, its thread's name, and the limits it has.
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![is(0, own)?])?]);
    rules.insert(libc::SYS_prctl, vec![SeccompRule::new(vec![is(0, number(libc::PR_SET_NAME))?])?]);
    rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![nothing(2)?])?]);
    Ok(rules)
}

/// Locks and flags of any descriptor; a copy of any but a port's.
fn descriptors(ports: &[RawFd]) -> Result<Vec<SeccompRule>, BackendError> {
    let plain = [
        libc::F_GETFD,
        libc::F_SETFD,
        libc::F_GETFL,
        libc::F_SETFL,
        libc::F_GETLK,
        libc::F_SETLK,
        libc::F_SETLKW,
        libc::F_OFD_GETLK,
        libc::F_OFD_SETLK,
        libc::F_OFD_SETLKW,
    ];
    let plain = plain.map(number);
    let mut rules = any(1, &plain)?;
    let mut copy = none_of(ports)?;
    copy.push(is(1, number(libc::F_DUPFD_CLOEXEC))?);
    rules.push(SeccompRule::new(copy)?);
    Ok(rules)
}

/// Conditions that all hold for a descriptor that is no port's.
fn none_of(ports: &[RawFd]) -> Result<Vec<SeccompCondition>, BackendError> {
    ports.iter().map(|port| not(0, number(*port))).collect()
}

type Condition = Result<SeccompCondition, BackendError>;

/// The lower 32 bits of an argument, as the kernel compares them.
fn number(value: i32) -> u64 {
    u64::from(value.cast_unsigned())
}

fn is(argument: u8, value: u64) -> Condition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
}

fn not(argument: u8, value: u64) -> Condition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, value)
}

fn masked(argument: u8, mask: u64, value: u64) -> Condition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(mask), value)
}

/// An argument that is no address at all.
fn nothing(argument: u8) -> Condition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)
}

fn any(argument: u8, values: &[u64]) -> Result<Vec<SeccompRule>, BackendError> {
    values.iter().map(|value| SeccompRule::new(vec![is(argument, *value)?])).collect()
}
