//! The measurement itself.

#![allow(
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a tool for tests and measurements: small numbers, and figures on standard output"
)]

use std::mem::zeroed;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sekisho_flow::{Observer, Settings};
use sekisho_mirror::{Mirror, Wanted};

use super::net::{FAR, NEAR, Train, cable, transmitted};

/// Frames that are handed to the kernel at once.
const BATCH: u16 = 64;
const FRAME_BYTES: u16 = 193;
/// Ethernet, IPv4 and TCP.
const HEADERS: u16 = 54;
const CARRIED: u16 = FRAME_BYTES - HEADERS;

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    /// For how long.
    pub(crate) time: Duration,
    /// Frames a second.
    pub(crate) rate: u64,
    /// Are they given to an observer, or only counted?
    pub(crate) observe: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// Frames that were sent.
    pub(crate) sent: u64,
    /// Of those, frames that were given.
    pub(crate) received: u64,
    /// Frames that the kernel says it could not hand over.
    pub(crate) lost: u64,
    /// Packets that went out of the near end.
    pub(crate) transmitted: u64,
    /// Most bytes of a frame that were given.
    pub(crate) longest: usize,
    /// How long the sender sent.
    pub(crate) took: Duration,
    /// What the receiving thread computed.
    pub(crate) busy: Duration,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.took.as_secs_f64();
        let (rate, cpu) = (self.sent as f64 / seconds, 100.0 * self.busy.as_secs_f64() / seconds);
        write!(
            f,
            "{seconds:.0} s | {rate:.0} frames/s | sent {} | received {} | lost {} | longest frame given {} bytes | \
             receiver {cpu:.1} % of a core | peak {} KiB | transmitted {}",
            self.sent,
            self.received,
            self.lost,
            self.longest,
            peak_kib(),
            self.transmitted
        )
    }
}

/// Measures. `None`, and a line that says why, where no network of its own can be made.
pub(crate) fn measure(wish: Wish) -> Option<Measured> {
    cable()?;
    let mut mirror = Mirror::open(NEAR, &Wanted::default()).expect("the near end can be listened to");
    let sender = Train::open(FAR).expect("the far end can send");
    pin(0);
    let done = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&done);
    let sending = std::thread::spawn(move || {
        let sent = send(sender, wish);
        told.store(true, Ordering::Release);
        sent
    });
    let (received, longest, busy) = receive(&mut mirror, wish.observe, &done);
    let (sent, took) = sending.join().expect("the sender ends");
    let lost = mirror.lost().expect("the kernel counts");
    let transmitted = transmitted(NEAR);
    Some(Measured { sent, received, lost, transmitted, longest, took, busy })
}

/// Takes frames until the sender is done and nothing more comes.
fn receive(mirror: &mut Mirror, observe: bool, done: &AtomicBool) -> (u64, usize, Duration) {
    let mut observer = Observer::new(Settings::default(), 1);
    let (mut received, mut longest) = (0_u64, 0);
    loop {
        let done = done.load(Ordering::Acquire);
        let count = mirror
            .next_block(Duration::from_millis(200), |frame| {
                longest = longest.max(frame.bytes.len());
                if observe {
                    observer.watch_frames([frame]);
                }
            })
            .expect("the near end stays up");
        received += u64::from(count);
        if done && count == 0 {
            return (received, longest, thread_time());
        }
    }
}

/// Sends at a steady rate: after each batch it waits until the next one is due.
/// The sender stands for a wire, which waits for nobody: it runs before everything else, where it may.
pub(crate) fn send(mut sender: Train, wish: Wish) -> (u64, Duration) {
    pin(1);
    run_first();
    let frames: Vec<Vec<u8>> = (0..=255).map(train).collect();
    let (begin, mut sent) = (Instant::now(), 0_u64);
    for frame in frames.iter().cycle() {
        let due = Duration::from_secs_f64(sent as f64 / wish.rate as f64);
        wait_until(begin, due);
        if begin.elapsed() >= wish.time {
            break;
        }
        if sender.send(frame, CARRIED).is_ok() {
            sent += u64::from(BATCH);
        }
    }
    (sent, begin.elapsed())
}

/// Sleeps most of the time and spins the rest, so that the kernel does not slow down a thread that never rests.
fn wait_until(begin: Instant, due: Duration) {
    const SPUN: Duration = Duration::from_micros(15);
    let early = due.saturating_sub(begin.elapsed());
    if early > 2 * SPUN {
        std::thread::sleep(early - SPUN);
    }
    while begin.elapsed() < due {
        std::hint::spin_loop();
    }
}

/// Modbus/TCP requests of one connection, one in each frame, between one of 256 pairs of stations.
fn train(station: u8) -> Vec<u8> {
    let total = (HEADERS - 14 + CARRIED * BATCH).to_be_bytes();
    let mut train = [
        &[2, 0, 0, 0, 1, station, 2, 0, 0, 0, 2, station, 8, 0][..],
        &[0x45, 0, total[0], total[1], 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0, 1, station, 10, 0, 2, station],
        &[0xc0, station, 1, 0xf6, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 4, 0, 0, 0, 0, 0],
    ]
    .concat();
    let mut request = [0x5a; CARRIED as usize];
    request[..13].copy_from_slice(&[0, 1, 0, 0, 0, 133, 1, 16, 0, 0, 0, 63, 126]);
    train.extend(request.repeat(usize::from(BATCH)));
    train
}

/// Keeps this thread on one core, where there are two.
pub(crate) fn pin(core: usize) {
    #[expect(unsafe_code, reason = "calls of the kernel, for the benchmark (ADR 0012)")]
    // SAFETY: a set of zeros is a set, and it lives through the call.
    unsafe {
        let mut set: libc::cpu_set_t = zeroed();
        libc::CPU_SET(core, &mut set);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set);
    }
}

/// Real-time scheduling for this thread; without the right to it, it runs like the others.
fn run_first() {
    #[expect(unsafe_code, reason = "a call of the kernel, for the benchmark (ADR 0012)")]
    // SAFETY: the kernel reads the structure, which lives through the call.
    unsafe {
        let mut priority: libc::sched_param = zeroed();
        priority.sched_priority = 10;
        let _result = libc::sched_setscheduler(0, libc::SCHED_FIFO, &raw const priority);
    }
}

/// Time that this thread has computed.
fn thread_time() -> Duration {
    #[expect(unsafe_code, reason = "a call of the kernel, for the benchmark (ADR 0012)")]
    // SAFETY: the kernel writes the structure, which lives through the call.
    let usage = unsafe {
        let mut usage: libc::rusage = zeroed();
        libc::getrusage(libc::RUSAGE_THREAD, &raw mut usage);
        usage
    };
    let time = |time: libc::timeval| Duration::new(time.tv_sec.unsigned_abs(), 1000 * time.tv_usec as u32);
    time(usage.ru_utime) + time(usage.ru_stime)
}

/// Most memory that the process had.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let row = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    row.and_then(|row| row.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
