//! Where things lie in an ELF file (System V ABI, chapters 4 and 5): segments, sections, notes, dynamic entries.
//!
//! Invariant: every offset is checked, counts are those of 16-bit fields, and lists end with the bytes.

use super::Ordered;

const LOAD: u32 = 1;
const DYNAMIC: u32 = 2;
const NOTE: u32 = 4;
const SECTION_NOTE: u32 = 7;
const SECTION_EMPTY: u32 = 8;

const NEEDED: u64 = 1;
const STRING_TABLE: u64 = 5;
const SONAME: u64 = 14;

/// GNU's build id, and the package note of systemd.
const BUILD_ID: u32 = 3;
const PACKAGE: u32 = 0xCAFE_1A7E;

/// Most entries of the dynamic table.
const DYNAMIC_MAX: usize = 65_536;

/// An ELF file with its tables found.
pub(super) struct Shape<'b> {
    bytes: Ordered<'b>,
    pub(super) is_64: bool,
    pub(super) machine: u16,
    segments: Vec<Segment>,
    sections: Vec<Section>,
    ends_early: bool,
}

#[derive(Clone, Copy)]
struct Segment {
    kind: u32,
    offset: usize,
    address: u64,
    length: usize,
}

#[derive(Clone)]
struct Section {
    name: usize,
    kind: u32,
    offset: usize,
    length: usize,
}

/// What the notes say.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) build_id: Option<Vec<u8>>,
    pub(super) package: Option<String>,
}

/// What the dynamic table says.
#[derive(Default)]
pub(super) struct Dynamic {
    pub(super) soname: Option<String>,
    pub(super) needed: Vec<String>,
}

impl<'b> Shape<'b> {
    pub(super) fn new(all: &'b [u8]) -> Option<Self> {
        let is_64 = match all.get(4)? {
            1 => false,
            2 => true,
            _ => return None,
        };
        let is_little = match all.get(5)? {
            1 => true,
            2 => false,
            _ => return None,
        };
        let bytes = Ordered { all, is_little };
        let mut shape = Self {
            bytes,
            is_64,
            machine: bytes.u16(18)?,
            segments: Vec::new(),
            sections: Vec::new(),
            ends_early: false,
        };
        shape.find_segments()?;
        shape.find_sections()?;
        Some(shape)
    }

    /// Does a table or a segment point beyond the end?
    pub(super) const fn is_cut(&self) -> bool {
        self.ends_early
    }

    /// An address or offset of the file's width.
    fn word(&self, at: usize) -> Option<u64> {
        if self.is_64 { self.bytes.u64(at) } else { self.bytes.u32(at).map(u64::from) }
    }

    fn offset(&self, at: usize) -> Option<usize> {
        usize::try_from(self.word(at)?).ok()
    }

    fn find_segments(&mut self) -> Option<()> {
        let (start, size, count) = if self.is_64 { (32, 54, 56) } else { (28, 42, 44) };
        let (start, size, count) =
            (self.offset(start)?, usize::from(self.bytes.u16(size)?), usize::from(self.bytes.u16(count)?));
        for nth in 0..count {
            match self.segment(start.checked_add(nth * size)?) {
                Some(segment) => {
                    self.ends_early |= self.bytes.slice(segment.offset, segment.length).is_none();
                    self.segments.push(segment);
                }
                None => {
                    self.ends_early = true;
                    break;
                }
            }
        }
        Some(())
    }

    fn segment(&self, at: usize) -> Option<Segment> {
        let (offset, address, length) = if self.is_64 { (8, 16, 32) } else { (4, 8, 16) };
        Some(Segment {
            kind: self.bytes.u32(at)?,
            offset: self.offset(at + offset)?,
            address: self.word(at + address)?,
            length: self.offset(at + length)?,
        })
    }

    fn find_sections(&mut self) -> Option<()> {
        let (start, size) = if self.is_64 { (40, 58) } else { (32, 46) };
        let (start, size, count) =
            (self.offset(start)?, usize::from(self.bytes.u16(size)?), usize::from(self.bytes.u16(size + 2)?));
        // A stripped file may have none.
        for nth in 0..if start == 0 { 0 } else { count } {
            match self.section_at(start.checked_add(nth * size)?) {
                Some(section) => self.sections.push(section),
                None => {
                    self.ends_early = true;
                    break;
                }
            }
        }
        Some(())
    }

    fn section_at(&self, at: usize) -> Option<Section> {
        let (offset, length) = if self.is_64 { (24, 32) } else { (16, 20) };
        Some(Section {
            name: self.bytes.at(at)?,
            kind: self.bytes.u32(at + 4)?,
            offset: self.offset(at + offset)?,
            length: self.offset(at + length)?,
        })
    }

    fn names(&self) -> Option<&'b [u8]> {
        let place = self.bytes.u16(if self.is_64 { 62 } else { 50 })?;
        let section = self.sections.get(usize::from(place))?;
        self.bytes.slice(section.offset, section.length)
    }

    /// The bytes of the section with this name.
    pub(super) fn section(&self, name: &str) -> Option<&'b [u8]> {
        let names = Ordered { all: self.names()?, is_little: true };
        let found = self.sections.iter().find(|section| {
            section.kind != SECTION_EMPTY && names.text(section.name).is_some_and(|own| own == name)
        })?;
        self.bytes.slice(found.offset, found.length)
    }

    /// The notes of segments, or of sections where there are no segments (kernel modules).
    pub(super) fn notes(&self) -> Notes {
        let segments = self.segments.iter().filter(|it| it.kind == NOTE).map(|it| (it.offset, it.length));
        let sections =
            self.sections.iter().filter(|it| it.kind == SECTION_NOTE).map(|it| (it.offset, it.length));
        let mut notes = Notes::default();
        for (offset, length) in segments.chain(sections) {
            if let Some(all) = self.bytes.slice(offset, length) {
                notes.read(Ordered { all, is_little: self.bytes.is_little });
            }
        }
        notes
    }

    pub(super) fn dynamic(&self) -> Dynamic {
        let mut dynamic = Dynamic::default();
        let Some(segment) = self.segments.iter().find(|segment| segment.kind == DYNAMIC) else {
            return dynamic;
        };
        let size = if self.is_64 { 16 } else { 8 };
        let entry = |nth: usize| {
            let at = segment.offset.checked_add(nth * size)?;
            Some((self.word(at)?, self.word(at + size / 2)?))
        };
        let count = (segment.length / size).min(DYNAMIC_MAX);
        let entries: Vec<(u64, u64)> = (0..count).map_while(entry).take_while(|(tag, _)| *tag != 0).collect();
        let table = entries.iter().find(|(tag, _)| *tag == STRING_TABLE);
        let Some(table) = table.and_then(|(_, address)| self.place_of(*address)) else { return dynamic };
        let text = |offset: u64| self.bytes.text(table.checked_add(usize::try_from(offset).ok()?)?);
        for (tag, value) in entries {
            match tag {
                NEEDED => dynamic.needed.extend(text(value)),
                SONAME => dynamic.soname = text(value),
                _ => {}
            }
        }
        dynamic
    }

    /// Where in the file an address is loaded from.
    fn place_of(&self, address: u64) -> Option<usize> {
        let within = |segment: &&Segment| {
            segment.kind == LOAD
                && address.checked_sub(segment.address).is_some_and(|inner| inner < segment.length as u64)
        };
        let segment = self.segments.iter().find(within)?;
        segment.offset.checked_add(usize::try_from(address - segment.address).ok()?)
    }
}

impl Notes {
    fn read(&mut self, bytes: Ordered<'_>) {
        let mut at = 0;
        while let Some((name, value, next)) = note(bytes, at) {
            match (name, bytes.u32(at + 8)) {
                (b"GNU\0", Some(BUILD_ID)) if self.build_id.is_none() => self.build_id = Some(value.to_vec()),
                (b"FDO\0", Some(PACKAGE)) if self.package.is_none() => {
                    let words = String::from_utf8_lossy(value);
                    self.package = Some(words.trim_end_matches('\0').trim().to_owned());
                }
                _ => {}
            }
            at = next;
        }
    }
}

/// Name, value, and where the next note begins. Both parts are filled up to four bytes.
fn note(bytes: Ordered<'_>, at: usize) -> Option<(&[u8], &[u8], usize)> {
    let (name, value) = (bytes.at(at)?, bytes.at(at + 4)?);
    let name_at = at + 12;
    let value_at = name_at.checked_add(name.checked_next_multiple_of(4)?)?;
    let next = value_at.checked_add(value.checked_next_multiple_of(4)?)?;
    Some((bytes.slice(name_at, name)?, bytes.slice(value_at, value)?, next))
}
