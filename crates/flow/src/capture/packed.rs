//! A packed capture, unpacked on the way: gzip and Zstandard, each in the other.
//!
//! Invariants: memory is bounded by the window of the packing, at most [`WINDOW_MAX`] for each of [`DEPTH_MAX`]
//! layers; growth beyond [`RATIO_MAX`] is refused. A broken place is an error of the reader, after what came before it.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Largest window of a Zstandard frame, in bytes: what its own program takes unless told otherwise.
const WINDOW_MAX: u64 = 128 << 20;

/// Packed so many times over, at most.
const DEPTH_MAX: usize = 3;

/// Unpacked it may be so many times as large. A capture of equal frames shrinks to about a thousandth.
const RATIO_MAX: u64 = 2_000;

/// Small files may be packed as tightly as they like.
const RATIO_COUNTS_FROM: u64 = 64 << 20;

/// Reads a capture that may be packed with gzip or Zstandard, known by its first bytes; another is read as it is.
///
/// # Errors
/// What the source says while its first bytes are read; more than three layers of packing.
pub fn unpacked<'r>(from: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
    // Every layer is held against the file itself: growth of layer upon layer is growth.
    let taken = Arc::new(AtomicU64::new(0));
    let mut from: Box<dyn Read + Send + 'r> = Box::new(Counted { from, taken: Arc::clone(&taken) });
    for _ in 0..=DEPTH_MAX {
        let (first, whole) = peek(from)?;
        let taken = Arc::clone(&taken);
        let buffered = |whole| BufReader::with_capacity(64 << 10, whole);
        from = match first.as_slice() {
            [0x1F, 0x8B, 8, ..] => {
                Box::new(Bounded { from: MultiGzDecoder::new(buffered(whole)), taken, given: 0 })
            }
            // A frame, or a skippable frame before it (RFC 8878, 3.1).
            [0x28, 0xB5, 0x2F, 0xFD] | [0x50..=0x5F, 0x2A, 0x4D, 0x18] => {
                let stage = Stage::Between(buffered(whole));
                Box::new(Bounded { from: Zstandard { stage }, taken, given: 0 })
            }
            _ => return Ok(whole),
        };
    }
    Err(io::Error::other(format!("packed more than {DEPTH_MAX} times over")))
}

/// The first four bytes, and the source with them before it again.
fn peek<'r>(mut from: Box<dyn Read + Send + 'r>) -> io::Result<(Vec<u8>, Box<dyn Read + Send + 'r>)> {
    let mut first = Vec::with_capacity(4);
    from.by_ref().take(4).read_to_end(&mut first)?;
    Ok((first.clone(), Box::new(io::Cursor::new(first).chain(from))))
}

/// Counts what is taken out of a source.
struct Counted<R> {
    from: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Refuses to give far more than was taken.
struct Bounded<R> {
    from: R,
    taken: Arc<AtomicU64>,
    given: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.given += read as u64;
        let most = self.taken.load(Ordering::Relaxed).saturating_mul(RATIO_MAX).max(RATIO_COUNTS_FROM);
        if self.given > most {
            return Err(io::Error::other(format!("unpacked more than {RATIO_MAX} times as large")));
        }
        Ok(read)
    }
}

/// Frames one after the other; skippable ones hold nothing for us.
struct Zstandard<R: Read> {
    stage: Stage<R>,
}

enum Stage<R: Read> {
    Between(R),
    Within(R, Box<FrameDecoder>),
    Ended,
}

impl<R: io::BufRead> Zstandard<R> {
    /// Goes on to the next frame; `None` at the end of the source.
    fn open(&mut self, mut from: R) -> io::Result<Option<()>> {
        if from.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW_MAX);
        match decoder.init(&mut from) {
            Ok(()) => {
                self.stage = Stage::Within(from, Box::new(decoder));
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => {
                io::copy(&mut from.by_ref().take(length.into()), &mut io::sink())?;
                self.stage = Stage::Between(from);
            }
            Err(error) => return Err(io::Error::other(error.to_string())),
        }
        Ok(Some(()))
    }
}

impl<R: io::BufRead> Read for Zstandard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Ended) {
                Stage::Ended => return Ok(0),
                Stage::Between(from) => {
                    if self.open(from)?.is_none() {
                        return Ok(0);
                    }
                }
                Stage::Within(mut from, mut decoder) => {
                    while decoder.can_collect() == 0 && !decoder.is_finished() {
                        let some = BlockDecodingStrategy::UptoBlocks(1);
                        let decoded = decoder.decode_blocks(&mut from, some);
                        decoded.map_err(|error| io::Error::other(error.to_string()))?;
                    }
                    let read = decoder.read(into)?;
                    if read > 0 || into.is_empty() {
                        self.stage = Stage::Within(from, decoder);
                        return Ok(read);
                    }
                    self.stage = Stage::Between(from);
                }
            }
        }
    }
}
