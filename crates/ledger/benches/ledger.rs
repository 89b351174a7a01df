//! Figures for a long record: `cargo bench -p sekisho-ledger`. Prints, never judges.
//!
//! Writes an export of one million entries into a temporary folder and verifies it, as an overseer
//! would. The peak of memory is that of the whole program (Linux only).

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use sekisho_ledger::tree::inclusion_proof;
use sekisho_ledger::verify::{CHECKPOINT_FILE, ENTRIES_FILE, KEY_FILE};
use sekisho_ledger::{Checkpoint, Detail, Entry, EntryError, Frontier, Salt, SignerKey, verify_directory};

const ENTRIES: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let key = SignerKey::generate_from("example.com/plant", [1; 32])?;
    let frontier = timed("entries written, hashed and appended", || write_entries(folder.path()))?;
    let checkpoint = Checkpoint::new(key.name(), frontier.size(), frontier.root())?;
    fs::write(folder.path().join(CHECKPOINT_FILE), key.sign_checkpoint(&checkpoint)?)?;
    fs::write(folder.path().join(KEY_FILE), key.verifier().to_text() + "\n")?;
    let found = timed("export verified", || verify_directory(folder.path(), Some(&key.verifier()), &[]))?;
    say(&format!("sound: {}, entries: {}", found.is_sound(), found.entries()))?;
    timed("one inclusion proof built from leaf hashes", || {
        inclusion_proof(ENTRIES / 3, ENTRIES, |range| {
            Ok::<_, EntryError>(vec![
                checkpoint.root();
                usize::try_from(range.end - range.start).unwrap_or(0)
            ])
        })
    })?;
    let bytes = fs::metadata(folder.path().join(ENTRIES_FILE))?.len();
    say(&format!("entries.jsonl: {} MB; peak memory: {}", bytes / 1_000_000, peak_memory()))?;
    Ok(())
}

fn write_entries(folder: &Path) -> Result<Frontier, Box<dyn Error>> {
    let mut frontier = Frontier::new();
    let mut file = BufWriter::new(File::create(folder.join(ENTRIES_FILE))?);
    for seq in 0..ENTRIES {
        let entry = entry(seq)?;
        frontier.append(entry.leaf_hash());
        writeln!(file, "{}", entry.to_line())?;
    }
    file.flush()?;
    Ok(frontier)
}

fn entry(seq: u64) -> Result<Entry, EntryError> {
    let mut salt = [7; 32];
    salt[..8].copy_from_slice(&seq.to_be_bytes());
    let detail = Detail::kept(Salt::from_bytes(salt), format!("塗装ラインの PLC {seq} を登録"));
    Entry::new(seq, "2026-11-23T05:05:00.123Z", "user:kondo", "asset-add", format!("asset:plc-{seq}"), detail)
}

fn timed<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, Box<dyn Error>>
where
    E: Into<Box<dyn Error>>,
{
    let start = Instant::now();
    let result = work().map_err(Into::into)?;
    let seconds = start.elapsed().as_secs_f64();
    say(&format!("{what}: {ENTRIES} in {seconds:.2} s"))?;
    Ok(result)
}

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown here".into(), |peak| peak.trim().into())
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
