//! The measurement itself.

#![allow(
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a tool for tests and measurements: small numbers, and figures on standard output"
)]

use std::mem::zeroed;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sekisho_flow::{Observer, Settings};
use sekisho_mirror::{Mirror, Wanted};

use crate::net::{FAR, NEAR, Train, cable, transmitted};

/// Frames that are handed to the kernel at once.
const BATCH: u16 = 64;
const FRAME_BYTES: u16 = 193;
/// Ethernet, IPv4 and TCP.
const HEADERS: u16 = 54;
const CARRIED: u16 = FRAME_BYTES - HEADERS;

static DONE: AtomicBool = AtomicBool::new(false);
static SENT: AtomicU64 = AtomicU64::new(0);

fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

pub(crate) fn run() {
    let (seconds, rate) = (asked("SECONDS", 10), asked("RATE", 650_000));
    let observe = asked("OBSERVE", 1) == 1;
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(NEAR, &Wanted::default()).expect("the near end can be listened to");
    let sender = Train::open(FAR).expect("the far end can send");
    pin(0);
    let sending = std::thread::spawn(move || send(sender, rate, Duration::from_secs(seconds)));
    let (received, bytes, busy) = receive(&mut mirror, observe);
    let took = sending.join().expect("the sender ends");
    let (sent, lost) = (SENT.load(Ordering::Relaxed), mirror.lost().expect("the kernel counts"));
    let per_second = sent as f64 / took.as_secs_f64();
    let cpu = 100.0 * busy.as_secs_f64() / took.as_secs_f64();
    let peak = peak_kib();
    println!(
        "live | {seconds} s | {per_second:.0} frames/s | sent {sent} | received {received} | lost {lost} | \
         unseen {} | longest frame given {bytes} bytes | receiver {cpu:.1} % of a core | peak {peak} KiB | \
         transmitted {}",
        sent.saturating_sub(received + lost),
        transmitted(NEAR),
    );
}

/// Takes frames until the sender is done and nothing more comes.
fn receive(mirror: &mut Mirror, observe: bool) -> (u64, usize, Duration) {
    let mut observer = Observer::new(Settings::default(), 1);
    let (mut received, mut longest) = (0_u64, 0);
    loop {
        let done = DONE.load(Ordering::Acquire);
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
fn send(mut sender: Train, rate: u64, whole: Duration) -> Duration {
    pin(1);
    let frames: Vec<Vec<u8>> = (0..=255).map(train).collect();
    let (begin, mut sent) = (Instant::now(), 0_u64);
    for frame in frames.iter().cycle() {
        let due = Duration::from_secs_f64(sent as f64 / rate as f64);
        while begin.elapsed() < due {
            std::hint::spin_loop();
        }
        if begin.elapsed() >= whole {
            break;
        }
        if sender.send(frame, CARRIED).is_ok() {
            sent += u64::from(BATCH);
        }
    }
    let took = begin.elapsed();
    SENT.store(sent, Ordering::Relaxed);
    DONE.store(true, Ordering::Release);
    took
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
fn pin(core: usize) {
    #[expect(unsafe_code, reason = "calls of the kernel, for the benchmark (ADR 0012)")]
    // SAFETY: a set of zeros is a set, and it lives through the call.
    unsafe {
        let mut set: libc::cpu_set_t = zeroed();
        libc::CPU_SET(core, &mut set);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set);
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
