//! ELF files made byte by byte: both widths, both orders of digits, whole and cut.

use super::*;

/// The file itself.
fn read(path: &str, bytes: &[u8]) -> (Item, Option<Problem>) {
    let (mut items, problem) = super::read(path, bytes);
    (items.remove(0), problem)
}

/// How a file is made.
#[derive(Clone, Copy)]
pub(in crate::generate) struct Make<'m> {
    pub(in crate::generate) is_64: bool,
    pub(in crate::generate) is_little: bool,
    pub(in crate::generate) soname: &'m str,
    pub(in crate::generate) needed: &'m [&'m str],
}

impl Make<'_> {
    fn half(&self, value: u16) -> Vec<u8> {
        if self.is_little { value.to_le_bytes().to_vec() } else { value.to_be_bytes().to_vec() }
    }

    fn quad(&self, value: u32) -> Vec<u8> {
        if self.is_little { value.to_le_bytes().to_vec() } else { value.to_be_bytes().to_vec() }
    }

    /// An address or offset of the file's width.
    fn word(&self, value: usize) -> Vec<u8> {
        let value = value as u64;
        match (self.is_64, self.is_little) {
            (true, true) => value.to_le_bytes().to_vec(),
            (true, false) => value.to_be_bytes().to_vec(),
            (false, _) => self.quad(u32::try_from(value).unwrap()),
        }
    }

    fn segment(&self, kind: u32, offset: usize, address: usize, length: usize) -> Vec<u8> {
        let words: Vec<Vec<u8>> =
            [offset, address, address, length, length, 4].map(|word| self.word(word)).into();
        let mut bytes = self.quad(kind);
        if self.is_64 {
            bytes.extend(self.quad(4));
        }
        bytes.extend(words[..5].concat());
        if !self.is_64 {
            bytes.extend(self.quad(4));
        }
        bytes.extend(&words[5]);
        bytes
    }

    /// Head, three segments (load, note, dynamic), notes, dynamic table, texts.
    pub(in crate::generate) fn bytes(&self) -> Vec<u8> {
        let (head, entry) = if self.is_64 { (64, 56) } else { (52, 32) };
        let notes = self.notes();
        let (texts, places) = self.texts();
        let notes_at = head + 3 * entry;
        let dynamic_at = notes_at + notes.len();
        let size = if self.is_64 { 16 } else { 8 };
        let dynamic_length = (places.len() + 2) * size;
        let texts_at = dynamic_at + dynamic_length;
        let whole = texts_at + texts.len();
        let base = 0x1_0000;
        let mut file = b"\x7FELF".to_vec();
        file.extend([if self.is_64 { 2 } else { 1 }, if self.is_little { 1 } else { 2 }, 1]);
        file.resize(16, 0);
        file.extend(
            [self.half(3), self.half(40), self.quad(1), self.word(0), self.word(head), self.word(0)].concat(),
        );
        file.extend(
            [self.quad(0), self.half(64), self.half(entry.try_into().unwrap()), self.half(3)].concat(),
        );
        file.resize(head, 0);
        file.extend(self.segment(1, 0, base, whole));
        file.extend(self.segment(4, notes_at, base + notes_at, notes.len()));
        file.extend(self.segment(2, dynamic_at, base + dynamic_at, dynamic_length));
        file.extend(notes);
        for (tag, place) in &places {
            file.extend([self.word(*tag), self.word(*place)].concat());
        }
        file.extend([self.word(5), self.word(base + texts_at), self.word(0), self.word(0)].concat());
        file.extend(texts);
        file
    }

    fn notes(&self) -> Vec<u8> {
        let note = |name: &[u8], kind: u32, value: &[u8]| {
            let mut note = [
                self.quad(u32::try_from(name.len()).unwrap()),
                self.quad(u32::try_from(value.len()).unwrap()),
            ]
            .concat();
            note.extend(self.quad(kind));
            note.extend(name);
            note.extend(value);
            note.resize(note.len().next_multiple_of(4), 0);
            note
        };
        let mut notes = note(b"GNU\0", 1, &[0; 16]);
        notes.extend(note(b"GNU\0", 3, &[0xAB; 20]));
        notes.extend(note(b"FDO\0", 0xCAFE_1A7E, b"{\"name\":\"gate\"}\0"));
        notes
    }

    /// The texts, and where in them each entry's is.
    fn texts(&self) -> (Vec<u8>, Vec<(usize, usize)>) {
        let mut texts = vec![0];
        let mut places = Vec::new();
        let soname = (!self.soname.is_empty()).then_some((14, self.soname));
        for (tag, text) in self.needed.iter().map(|text| (1, *text)).chain(soname) {
            places.push((tag, texts.len()));
            texts.extend(text.as_bytes());
            texts.push(0);
        }
        (texts, places)
    }
}

const WHOLE: Make<'static> =
    Make { is_64: true, is_little: true, soname: "libgate.so.2", needed: &["libc.so.6", "libm.so.6"] };

fn property<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    let name = format!("sekisho:elf:{name}");
    item.details.properties.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
}

#[test]
fn build_id_name_and_needs_are_read_in_both_widths_and_orders() {
    for (is_64, is_little) in [(true, true), (true, false), (false, true), (false, false)] {
        let (item, problem) = read("usr/lib/libgate.so.2.1", &Make { is_64, is_little, ..WHOLE }.bytes());
        assert_eq!(problem, None);
        assert_eq!(property(&item, "build-id"), Some("ab".repeat(20).as_str()));
        assert_eq!(property(&item, "soname"), Some("libgate.so.2"));
        assert_eq!(property(&item, "package"), Some("{\"name\":\"gate\"}"));
        assert_eq!(property(&item, "machine"), Some(if is_64 { "ARM 64" } else { "ARM 32" }));
        let needed: Vec<&str> = item.needs.iter().map(|need| need.shown.as_str()).collect();
        assert_eq!(needed, ["libc.so.6", "libm.so.6"]);
        assert_eq!(item.component.version, Stated::Unknown, "no version is guessed");
    }
}

#[test]
fn a_cut_file_keeps_its_digests_and_is_told() {
    let whole = WHOLE.bytes();
    for end in 4..whole.len() {
        let (item, problem) = read("a", &whole[..end]);
        assert!(problem.is_some(), "{end}");
        assert_eq!(item.component.hashes.len(), 2);
    }
}

#[test]
fn any_changed_byte_is_read_without_a_panic() {
    let whole = WHOLE.bytes();
    for at in 4..whole.len() {
        for value in [0, 0x7F, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            assert_eq!(read("a", &bytes).0.component.hashes.len(), 2);
        }
    }
}

#[test]
fn a_kernel_module_says_its_version_and_licence() {
    let modinfo = b"version=4.2\0license=GPL v2\0vermagic=6.1.0 SMP \0";
    let names = b"\0.modinfo\0.shstrtab\0";
    let make = WHOLE;
    let mut file = b"\x7FELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    file.extend([make.half(1), make.half(62), make.quad(1), make.word(0), make.word(0)].concat());
    let sections_at = 64 + modinfo.len() + names.len();
    file.extend([make.word(sections_at), make.quad(0), make.half(64), make.half(56), make.half(0)].concat());
    file.extend([make.half(64), make.half(3), make.half(2)].concat());
    file.extend(modinfo);
    file.extend(names);
    let section = |name: u32, kind: u32, offset: usize, length: usize| {
        let mut section = [
            make.quad(name),
            make.quad(kind),
            make.word(0),
            make.word(0),
            make.word(offset),
            make.word(length),
        ]
        .concat();
        section.resize(64, 0);
        section
    };
    file.extend(section(0, 0, 0, 0));
    file.extend(section(1, 1, 64, modinfo.len()));
    file.extend(section(10, 3, 64 + modinfo.len(), names.len()));
    let (item, problem) = read("lib/modules/gate.ko", &file);
    assert_eq!(problem, None);
    assert_eq!(item.component.version, Stated::Known("4.2".to_owned()));
    assert_eq!(item.component.licence, "GPL v2");
    assert_eq!(property(&item, "vermagic"), Some("6.1.0 SMP"));
}
