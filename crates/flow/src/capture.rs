//! Capture files: pcap in both byte orders, with micro- or nanoseconds, and pcapng with several interfaces and
//! sections; frame after frame through one buffer, so that memory does not grow with the capture.
//!
//! Invariant: what is right before a broken place is given, and the broken place is a problem with its byte offset.
//! The buffer is wiped when the reader goes. A packed file is unpacked on the way by [`unpacked`].
//!
//! Deliberately not here: what a frame means (`layers`), names and keys that a pcapng file may carry (blocks of name
//! resolution, comments and decryption secrets are passed over unread), and opening files.

mod buffer;
mod packed;
mod pcap;
mod pcapng;

use std::io::Read;

use sekisho_model::{Place, Problem, Text, text};

use crate::settings::Limits;
use buffer::Buffer;
use pcap::Pcap;
use pcapng::Pcapng;

pub use packed::unpacked;

/// What a frame begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Ethernet.
    Ethernet,
    /// IP without a link layer.
    Ip,
    /// Linux "any" capture, version 1.
    LinuxCooked,
    /// Linux "any" capture, version 2.
    LinuxCooked2,
    /// BSD loopback: the address family, then IP.
    Loopback,
    /// IEEE 802.11 with radiotap, or another link layer, by its number in the capture format. Counted as unreadable.
    Other(u32),
}

impl Link {
    /// By its number in both capture formats; the numbers 12 and 14 are what some BSD systems wrote for bare IP.
    const fn of(number: u32) -> Self {
        match number {
            1 => Self::Ethernet,
            12 | 14 | 101 | 228 | 229 => Self::Ip,
            113 => Self::LinuxCooked,
            276 => Self::LinuxCooked2,
            0 | 108 => Self::Loopback,
            other => Self::Other(other),
        }
    }
}

/// One frame of a capture, borrowed from the reader.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// When, in nanoseconds since 1970 UTC.
    pub nanos: i64,
    /// What it begins with.
    pub link: Link,
    /// What was captured of it.
    pub bytes: &'a [u8],
    /// Its length on the wire, in bytes; more than what was captured where the capture cut it.
    pub length: u32,
}

/// Problems that are told one by one; further ones of the same file are counted in [`CaptureEnd::passed_over`].
const PROBLEMS_MAX: usize = 20;

/// What a capture says of itself beside its frames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaptureEnd {
    /// Packets that the capture says its maker lost.
    pub lost: u64,
    /// Records that were passed over: broken inside, longer than the limit, or of an interface that is not described.
    pub passed_over: u64,
    /// Broken places, each with its byte offset in the unpacked file.
    pub problems: Vec<Problem>,
}

/// Reads a capture, frame after frame.
pub struct Capture<R> {
    buffer: Buffer<R>,
    format: Format,
    /// A step that was taken but not yet carried out.
    pending: Option<Step>,
    notes: Notes,
}

/// What the formats write down beside the frames.
struct Notes {
    file: String,
    frame_bytes_max: usize,
    end: CaptureEnd,
}

/// Which capture format.
enum Format {
    /// Nothing was read yet.
    Unknown,
    Pcap(Pcap),
    Pcapng(Pcapng),
    /// Reading cannot go on.
    Ended,
}

/// A frame's place: within a record, and the record's size.
#[derive(Clone, Copy)]
struct Record {
    nanos: i64,
    link: Link,
    at: usize,
    captured: usize,
    length: u32,
    size: usize,
}

/// What is to be done at the reader's place.
enum Step {
    /// A frame begins here, and all of it is in the buffer.
    Frame(Record),
    /// So many bytes hold no frame.
    Pass(u64),
    /// So many bytes are needed in the buffer.
    Need(usize),
    /// Reading ends here.
    Stop,
}

impl<R: Read> Capture<R> {
    /// Reads from the beginning of a capture. `file` is the name that problems are told with. Nothing is read yet.
    pub fn new(file: impl Into<String>, from: R, limits: &Limits) -> Self {
        let frame_bytes_max = limits.frame_bytes_max;
        Self {
            buffer: Buffer::new(from, frame_bytes_max),
            format: Format::Unknown,
            pending: None,
            notes: Notes { file: file.into(), frame_bytes_max, end: CaptureEnd::default() },
        }
    }

    /// The next frames, as many as lie whole in the buffer, and at least one; `None` at the end. This is the fast way:
    /// frames of one run can be held beside each other.
    pub fn frames(&mut self) -> Option<Frames<'_>> {
        self.reach_frame()?;
        let (bytes, start, offset) = self.buffer.parts();
        Some(Frames {
            bytes,
            start,
            offset,
            format: &mut self.format,
            pending: &mut self.pending,
            notes: &mut self.notes,
        })
    }

    /// The next frame; `None` at the end.
    pub fn next_frame(&mut self) -> Option<Frame<'_>> {
        self.frames()?.next()
    }

    /// Bytes read so far, of the unpacked capture.
    pub const fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// Takes what was noted so far: losses, and problems with their byte offsets. The rest begins anew.
    pub fn take_end(&mut self) -> CaptureEnd {
        std::mem::take(&mut self.notes.end)
    }

    /// Goes on until a frame is pending.
    fn reach_frame(&mut self) -> Option<()> {
        loop {
            let offset = self.buffer.offset();
            let step = match self.pending.take() {
                Some(step) => step,
                None => self.format.step(self.buffer.seen(), offset, &mut self.notes),
            };
            match step {
                Step::Frame(record) => {
                    self.pending = Some(Step::Frame(record));
                    return Some(());
                }
                Step::Pass(bytes) if self.buffer.pass(bytes) => {}
                Step::Need(bytes) if self.buffer.need(bytes) => {}
                Step::Pass(_) | Step::Need(_) => {
                    self.format.tell_end(&self.buffer, &mut self.notes);
                    return None;
                }
                Step::Stop => return None,
            }
        }
    }
}

/// A run of frames in the buffer.
pub struct Frames<'a> {
    bytes: &'a [u8],
    start: &'a mut usize,
    offset: u64,
    format: &'a mut Format,
    pending: &'a mut Option<Step>,
    notes: &'a mut Notes,
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    #[inline]
    fn next(&mut self) -> Option<Frame<'a>> {
        if let (Format::Pcap(pcap), None) = (&*self.format, &*self.pending)
            && let Some(rest) = self.bytes.get(*self.start..)
            && let Some((frame, size)) = pcap.plain(rest, self.notes.frame_bytes_max)
        {
            *self.start += size;
            return Some(frame);
        }
        self.next_step()
    }
}

impl<'a> Frames<'a> {
    /// The next frame where it is not a whole record of the classic format.
    #[cold]
    fn next_step(&mut self) -> Option<Frame<'a>> {
        loop {
            let rest = self.bytes.get(*self.start..)?;
            let step = match self.pending.take() {
                Some(step) => step,
                None => self.format.step(rest, self.offset + *self.start as u64, self.notes),
            };
            match step {
                Step::Frame(Record { nanos, link, at, captured, length, size }) => {
                    let bytes = rest.get(at..at + captured)?;
                    *self.start += size;
                    return Some(Frame { nanos, link, bytes, length });
                }
                Step::Pass(bytes) if bytes <= rest.len() as u64 => {
                    *self.start += usize::try_from(bytes).unwrap_or(rest.len());
                }
                step => {
                    *self.pending = Some(step);
                    return None;
                }
            }
        }
    }
}

impl Format {
    #[inline]
    fn step(&mut self, bytes: &[u8], offset: u64, notes: &mut Notes) -> Step {
        match self {
            Self::Pcap(pcap) => pcap.step(bytes, offset, notes),
            Self::Pcapng(pcapng) => pcapng.step(bytes, offset, notes),
            Self::Unknown => self.recognise(bytes, notes),
            Self::Ended => Step::Stop,
        }
    }

    /// Tells the formats apart by their first bytes.
    #[cold]
    fn recognise(&mut self, bytes: &[u8], notes: &mut Notes) -> Step {
        let Some(magic) = bytes.first_chunk() else { return Step::Need(pcap::HEAD) };
        if *magic == pcapng::SECTION {
            *self = Self::Pcapng(Pcapng::new());
            return Step::Pass(0);
        }
        let Some(head) = bytes.first_chunk() else { return Step::Need(pcap::HEAD) };
        match Pcap::open(head) {
            Ok(pcap) => {
                *self = Self::Pcap(pcap);
                Step::Pass(pcap::HEAD as u64)
            }
            Err(what) => {
                notes.stop(0, what);
                *self = Self::Ended;
                Step::Stop
            }
        }
    }

    /// The file ended. Was that in the middle of something?
    #[cold]
    fn tell_end<R: Read>(&mut self, buffer: &Buffer<R>, notes: &mut Notes) {
        let offset = buffer.offset();
        let is_empty = matches!(self, Self::Unknown) && buffer.seen().is_empty();
        if let Some(why) = buffer.broken() {
            notes.stop(
                offset,
                text!(ja: "読み取りがここで失敗しました（{why}）。", en: "Reading failed here ({why})."),
            );
        } else if is_empty {
            notes.stop(0, text!(ja: "空のファイルです。", en: "The file is empty."));
        } else if !buffer.seen().is_empty() || buffer.is_short() {
            notes.stop(
                offset,
                text!(ja: "ファイルがレコードの途中で終わっています。", en: "The file ends in the middle of a record."),
            );
        }
        *self = Self::Ended;
    }
}

impl Notes {
    /// Something is wrong at a byte, and reading ends there.
    #[cold]
    fn stop(&mut self, offset: u64, what: Text) {
        let remedy = text!(
            ja: "その手前までのフレームは読みました。必要ならキャプチャを取り直してください。",
            en: "The frames before it were read. Capture again if the rest is needed."
        );
        self.tell(Problem::error(self.place(offset), what, remedy));
    }

    /// A record is wrong, and is passed over.
    #[cold]
    fn pass_over(&mut self, offset: u64, what: Text) {
        self.end.passed_over += 1;
        let remedy = text!(ja: "このレコードだけを飛ばしました。", en: "Only this record was passed over.");
        self.tell(Problem::warning(self.place(offset), what, remedy));
    }

    fn place(&self, offset: u64) -> Place {
        Place::file(self.file.clone()).at_path(format!("@{offset}"))
    }

    fn tell(&mut self, problem: Problem) {
        if self.end.problems.len() < PROBLEMS_MAX {
            self.end.problems.push(problem);
        }
    }

    /// A record longer than the limit.
    #[cold]
    fn too_long(&mut self, offset: u64, bytes: u64) {
        let max = self.frame_bytes_max;
        self.pass_over(
            offset,
            text!(ja: "フレームが {bytes} バイトあり、上限の {max} バイトを超えています。", en: "A frame has {bytes} bytes, more than the limit of {max}."),
        );
    }
}

#[cfg(test)]
mod tests;
