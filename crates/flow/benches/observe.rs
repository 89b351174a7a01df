//! Prints what watching a capture costs, stage by stage: reading the file, finding frames, reading headers, all of it to
//! the records, and the same frame by frame, as a mirror port gives them. Each figure is of a process of its own: CPU seconds of one core, and peak memory.
//!
//! usage: cargo bench -p sekisho-flow --bench observe [-- FILE]
//! Without a file, both generated captures are measured; they are written to the target folder once.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use sekisho_flow::capture::{Capture, unpacked};
use sekisho_flow::{Limits, Observer, Settings, layers};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a process does with a capture.
const STAGES: [&str; 5] = ["read", "frames", "headers", "records", "single"];

/// Runs of each stage; the middle one counts.
const RUNS: usize = 3;

fn main() -> Outcome<()> {
    // `cargo bench` adds an option of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["stage", stage, file] => measure(stage, file),
        [] => {
            for kind in ["mix", "flows"] {
                table(&generated(kind)?)?;
            }
            Ok(())
        }
        files => files.iter().try_for_each(|file| table(Path::new(file))),
    }
}

/// The generated capture of a kind, written unless it is there.
fn generated(kind: &str) -> Outcome<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("target/captures");
    let file = folder.join(format!("{kind}.pcap"));
    if !file.is_file() {
        fs::create_dir_all(&folder)?;
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut xtask = Command::new(cargo);
        xtask.current_dir(&root).args(["xtask", "captures", kind]).arg(&file);
        if !xtask.status()?.success() {
            return Err("the capture could not be generated".into());
        }
    }
    Ok(file)
}

/// Runs every stage, and prints a line for each.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn table(file: &Path) -> Outcome<()> {
    let bytes = fs::metadata(file)?.len() as f64;
    println!("{}, {:.0} MB", file.display(), bytes / 1e6);
    println!("{:<9} {:>8} {:>6} {:>7} {:>7} {:>9}", "stage", "CPU s", "GB/s", "Mpps", "ns each", "peak MiB");
    for stage in STAGES {
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let output = Command::new(std::env::current_exe()?).args(["stage", stage]).arg(file).output()?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
            }
            let words = String::from_utf8(output.stdout)?;
            let figures: Vec<f64> =
                words.split_whitespace().take(3).map(str::parse).collect::<Result<_, _>>()?;
            runs.push((figures, words));
        }
        runs.sort_by(|(one, _), (other, _)| one[0].total_cmp(&other[0]));
        let (figures, words) = &runs[RUNS / 2];
        let [seconds, packets, peak] = figures[..] else { return Err("figures are missing".into()) };
        println!(
            "{stage:<9} {seconds:>8.3} {:>6.2} {:>7.2} {:>7.1} {peak:>9.1}",
            bytes / seconds / 1e9,
            packets / seconds / 1e6,
            seconds / packets.max(1.0) * 1e9,
        );
        if let Some((_, rest)) = words.split_once('\n') {
            print!("{rest}");
        }
    }
    Ok(())
}

/// One stage in this process: CPU seconds, packets, peak memory in MiB.
fn measure(stage: &str, file: &str) -> Outcome<()> {
    let begin = cpu_seconds()?;
    let (packets, words) = match stage {
        "read" => (read(file)?, String::new()),
        "frames" => (frames(file)?, String::new()),
        "headers" => (headers(file)?, String::new()),
        "records" => records(file, false)?,
        "single" => records(file, true)?,
        other => return Err(format!("there is no stage {other}").into()),
    };
    println!("{} {packets} {}", cpu_seconds()? - begin, peak_mib()?);
    print!("{words}");
    Ok(())
}

fn read(file: &str) -> Outcome<u64> {
    let (mut file, mut buffer) = (File::open(file)?, vec![0; 256 << 10]);
    while file.read(&mut buffer)? > 0 {
        black_box(&buffer);
    }
    Ok(0)
}

fn open(file: &str) -> Outcome<Capture<Box<dyn Read + Send>>> {
    Ok(Capture::new(file, unpacked(File::open(file)?)?, &Limits::default()))
}

fn frames(file: &str) -> Outcome<u64> {
    let (mut capture, mut count) = (open(file)?, 0);
    while let Some(frames) = capture.frames() {
        for frame in frames {
            black_box(&frame);
            count += 1;
        }
    }
    Ok(count)
}

fn headers(file: &str) -> Outcome<u64> {
    let (mut capture, mut count) = (open(file)?, 0);
    while let Some(frames) = capture.frames() {
        for frame in frames {
            count += u64::from(black_box(layers::parse(&frame)).is_ok());
        }
    }
    Ok(count)
}

fn records(file: &str, single: bool) -> Outcome<(u64, String)> {
    let mut capture = open(file)?;
    let mut observer = Observer::new(Settings::default(), 0x5EC1_5400);
    if single {
        while let Some(frames) = capture.frames() {
            frames.for_each(|frame| observer.watch_frames([frame]));
        }
    } else {
        observer.watch_capture(&mut capture);
    }
    let health = *observer.health();
    let observation = black_box(observer.finish());
    let named = observation.conversations.iter().filter(|one| one.key.protocol.is_some()).count();
    let words = format!(
        "          {} conversations ({named} named), {} sightings, {} identities; {} gaps, {} evicted, {} not kept, \
         {} malformed\n",
        observation.conversations.len(),
        observation.sightings.len(),
        observation.identities.len(),
        observation.health.gaps,
        observation.health.evicted,
        observation.health.not_kept,
        observation.health.malformed,
    );
    Ok((health.seen.packets, words))
}

/// CPU time of this thread, the only one.
fn cpu_seconds() -> Outcome<f64> {
    let nanos: u64 = fs::read_to_string("/proc/self/schedstat")?
        .split_whitespace()
        .next()
        .ok_or("the kernel tells no CPU time")?
        .parse()?;
    Ok(std::time::Duration::from_nanos(nanos).as_secs_f64())
}

fn peak_mib() -> Outcome<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("the kernel tells no memory")?;
    let kib: f64 = line.split_whitespace().nth(1).ok_or("the kernel tells no memory")?.parse()?;
    Ok(kib / 1024.0)
}
