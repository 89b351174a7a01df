//! Packed files unpacked: gzip, Zstandard and ZIP, each in the other, to the documents inside.
//!
//! Invariants: memory is bounded by [`Limits::unpacked_bytes_max`] for all of one file together, nesting by
//! [`Limits::packed_depth_max`], and growth by [`Limits::packed_ratio_max`]; what goes beyond is refused by name.
//! Each document keeps the way to it in its name (`outer.zip/inner.json`). What was unpacked before a broken part
//! is given, and the broken part is told.
//!
//! Deliberately not here: other ways of packing (`encoding` names them), tar, passwords, and what a document is.

mod zip;

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use sekisho_model::{Place, Problem, Text, text};

use crate::{Limits, Reading};

/// A document, out of whatever it was packed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// The name, with the names of what it was packed in before it.
    pub name: String,
    /// Its bytes: borrowed where nothing was packed.
    pub bytes: Cow<'a, [u8]>,
    /// It ends before its end: the packed file is cut or broken there.
    pub cut: bool,
}

/// Unpacks a file; one that is not packed is given as it is.
#[must_use]
pub fn unpack<'a>(file_name: &str, bytes: &'a [u8], limits: &Limits) -> Reading<Vec<Document<'a>>> {
    unpack_some(file_name, bytes, limits, &|_| true)
}

/// Unpacks of archives only the entries whose name, with the way to it, is wanted; the others cost nothing.
#[must_use]
pub fn unpack_some<'a>(
    file_name: &str,
    bytes: &'a [u8],
    limits: &Limits,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Reading<Vec<Document<'a>>> {
    let mut unpacking = Unpacking {
        limits,
        is_wanted,
        bytes_left: limits.unpacked_bytes_max,
        documents: Vec::new(),
        problems: Vec::new(),
    };
    unpacking.open(Document { name: file_name.to_owned(), bytes: Cow::Borrowed(bytes), cut: false }, 0);
    Reading { facts: unpacking.documents, problems: unpacking.problems }
}

/// Is it packed in a way that [`unpack`] opens?
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    Packing::of(bytes).is_some()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstandard,
    Zip,
}

impl Packing {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            // A frame, or a skippable frame before it (RFC 8878, 3.1).
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstandard),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
            Self::Zip => "ZIP",
        }
    }
}

struct Unpacking<'l, 'a> {
    limits: &'l Limits,
    is_wanted: &'l dyn Fn(&str) -> bool,
    bytes_left: usize,
    documents: Vec<Document<'a>>,
    problems: Vec<Problem>,
}

/// Why a stream ended other than at its end.
enum Stop {
    Broken(String),
    TooLong,
    Bomb,
}

impl<'a> Unpacking<'_, 'a> {
    fn open(&mut self, document: Document<'a>, depth: usize) {
        let Some(packing) = Packing::of(&document.bytes) else {
            self.documents.push(document);
            return;
        };
        if depth >= self.limits.packed_depth_max {
            let max = self.limits.packed_depth_max;
            self.refuse(
                &document.name,
                text!(ja: "圧縮が上限の {max} 段より深く重なっています。", en: "It is packed more than the limit of {max} times over."),
                unpack_by_hand(),
            );
            return;
        }
        match packing {
            Packing::Zip => self.open_zip(&document, depth),
            Packing::Gzip | Packing::Zstandard => self.open_stream(packing, &document, depth),
        }
    }

    fn open_stream(&mut self, packing: Packing, document: &Document<'a>, depth: usize) {
        let packed = document.bytes.as_ref();
        let (bytes, stop) = match packing {
            Packing::Zstandard => self.zstandard(packed),
            _ => self.take(&mut MultiGzDecoder::new(packed), packed.len()),
        };
        self.hand_on(packing, inner_name(&document.name), bytes, stop, depth);
    }

    /// Tells how a stream ended, and opens what came out of it.
    fn hand_on(&mut self, packing: Packing, name: String, bytes: Vec<u8>, stop: Option<Stop>, depth: usize) {
        let cut = stop.is_some();
        let keep = match stop {
            None => true,
            Some(stop) => self.tell(packing, &name, &stop, bytes.is_empty()),
        };
        if keep {
            self.open(Document { name, bytes: Cow::Owned(bytes), cut }, depth + 1);
        }
    }

    /// Reads to the end, or as far as limits and the stream go.
    fn take(&mut self, from: &mut dyn Read, packed_len: usize) -> (Vec<u8>, Option<Stop>) {
        let mut bytes = Vec::new();
        let stop = self.take_into(&mut bytes, from, packed_len);
        (bytes, stop)
    }

    fn take_into(&mut self, bytes: &mut Vec<u8>, from: &mut dyn Read, packed_len: usize) -> Option<Stop> {
        let mut part = vec![0_u8; 64 << 10];
        loop {
            let read = match from.read(&mut part) {
                Ok(0) => return None,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Some(Stop::Broken(error.to_string())),
            };
            let Some(left) = self.bytes_left.checked_sub(read) else { return Some(Stop::TooLong) };
            self.bytes_left = left;
            bytes.extend_from_slice(&part[..read]);
            let most = packed_len.saturating_mul(self.limits.packed_ratio_max).max(RATIO_COUNTS_FROM);
            if bytes.len() > most {
                return Some(Stop::Bomb);
            }
        }
    }

    /// Frames one after the other; skippable ones hold nothing for us.
    fn zstandard(&mut self, packed: &[u8]) -> (Vec<u8>, Option<Stop>) {
        let (mut rest, mut bytes) = (packed, Vec::new());
        while !rest.is_empty() {
            let mut decoder = match StreamingDecoder::new(&mut rest) {
                Ok(decoder) => decoder,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    rest = rest.get(usize::try_from(length).unwrap_or(usize::MAX)..).unwrap_or_default();
                    continue;
                }
                Err(error) => return (bytes, Some(Stop::Broken(error.to_string()))),
            };
            if let Some(stop) = self.take_into(&mut bytes, &mut decoder, packed.len()) {
                return (bytes, Some(stop));
            }
        }
        (bytes, None)
    }

    /// Tells why a stream ended early; is what came before it worth reading?
    fn tell(&mut self, packing: Packing, name: &str, stop: &Stop, nothing: bool) -> bool {
        let form = packing.name();
        match stop {
            Stop::Broken(error) => {
                self.refuse(
                    name,
                    text!(ja: "{form} のデータが途中で壊れています（{error}）。その手前までを読みました。", en: "The {form} data is broken ({error}); what came before that was read."),
                    text!(ja: "ファイルを取り直してください。", en: "Fetch the file again."),
                );
                !nothing
            }
            Stop::TooLong => {
                let max = self.limits.unpacked_bytes_max;
                self.refuse(
                    name,
                    text!(ja: "展開すると上限の {max} バイトを超えるため、読みませんでした。", en: "Unpacked it goes beyond the limit of {max} bytes; it was not read."),
                    text!(ja: "分割してから読み込んでください。", en: "Split it and read the parts."),
                );
                false
            }
            Stop::Bomb => {
                let max = self.limits.packed_ratio_max;
                self.refuse(
                    name,
                    text!(ja: "展開すると元の {max} 倍を超えます。展開爆弾の疑いがあるため、読みませんでした。", en: "Unpacked it is more than {max} times as large. It may be a decompression bomb and was not read."),
                    unpack_by_hand(),
                );
                false
            }
        }
    }

    fn refuse(&mut self, name: &str, what: Text, remedy: Text) {
        self.problems.push(Problem::error(Place::file(name), what, remedy));
    }
}

/// Small files may be packed as tightly as they like.
const RATIO_COUNTS_FROM: usize = 16 << 20;

fn unpack_by_hand() -> Text {
    text!(ja: "出所を確かめ、展開したものを指定してください。", en: "Check where it comes from, and give the unpacked file.")
}

/// What is in `a/b.json.gz` is `a/b.json.gz/b.json`: readers go by the last part.
fn inner_name(outer: &str) -> String {
    let last = outer.rsplit(['/', '\\']).next().unwrap_or(outer);
    let lower = last.to_lowercase();
    let cut = [".gz", ".gzip", ".zst", ".zstd"].iter().find(|suffix| lower.ends_with(*suffix));
    let inner = cut.map_or(last, |suffix| &last[..last.len() - suffix.len()]);
    format!("{outer}/{inner}")
}

#[cfg(test)]
mod tests;
