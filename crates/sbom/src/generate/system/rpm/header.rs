//! One RPM header: an index of tags, and the values that it points to (RPM's package format, "Header").

use super::super::{Package, party};
use crate::generate::bytes::Bytes;

const NAME: u32 = 1_000;
const VERSION: u32 = 1_001;
const RELEASE: u32 = 1_002;
const EPOCH: u32 = 1_003;
const SUMMARY: u32 = 1_004;
const VENDOR: u32 = 1_011;
const LICENSE: u32 = 1_014;
const URL: u32 = 1_020;
const ARCH: u32 = 1_022;
const OLD_FILE_NAMES: u32 = 1_027;
const SOURCE_RPM: u32 = 1_044;
const PROVIDE_NAME: u32 = 1_047;
const REQUIRE_NAME: u32 = 1_049;
const DIRECTORY_INDEXES: u32 = 1_116;
const BASE_NAMES: u32 = 1_117;
const DIRECTORY_NAMES: u32 = 1_118;

const INT32: u32 = 4;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

/// Bytes of one index entry: tag, type, offset, count.
const ENTRY: usize = 16;
/// Most index entries and bytes of values, as RPM itself has them.
const ENTRIES_MAX: usize = 0xFFFF;
const VALUES_MAX: usize = 0x0FFF_FFFF;

struct Header<'b> {
    index: Bytes<'b>,
    values: Bytes<'b>,
}

/// The package that a header is of; `None` where it has no name or does not hold together.
pub(super) fn package(blob: &[u8]) -> Option<Package> {
    let header = Header::new(blob)?;
    let one = |tag| header.texts(tag).into_iter().next().unwrap_or_default();
    let name = one(NAME);
    if name.is_empty() {
        return None;
    }
    let (version, release) = (one(VERSION), one(RELEASE));
    let (source, source_version) = source(&one(SOURCE_RPM)).unwrap_or_default();
    let whole = if release.is_empty() { version } else { format!("{version}-{release}") };
    let epoch = header.numbers(EPOCH).first().map(u32::to_string).unwrap_or_default();
    let is_same = source_version == whole || source.is_empty();
    // The name of a source package's file leaves the epoch out, which is that of the package.
    let prefix = if matches!(epoch.as_str(), "" | "0") { String::new() } else { format!("{epoch}:") };
    let source_version = if is_same { String::new() } else { format!("{prefix}{source_version}") };
    Some(Package {
        source,
        source_version,
        epoch,
        arch: one(ARCH),
        licence: one(LICENSE),
        supplier: party(&one(VENDOR)),
        url: one(URL),
        description: one(SUMMARY),
        provides: header.texts(PROVIDE_NAME),
        needs: header.needs(),
        files: header.files(),
        cpe: String::new(),
        version: whole,
        name,
    })
}

/// `openssl-3.0.7-1.el9.src.rpm` as name and version with release.
fn source(file: &str) -> Option<(String, String)> {
    let stem = file.strip_suffix(".src.rpm").or_else(|| file.strip_suffix(".nosrc.rpm"))?;
    let (rest, release) = stem.rsplit_once('-')?;
    let (name, version) = rest.rsplit_once('-')?;
    Some((name.to_owned(), format!("{version}-{release}")))
}

impl<'b> Header<'b> {
    fn new(blob: &'b [u8]) -> Option<Self> {
        let bytes = Bytes::big(blob);
        let (entries, length) = (bytes.at(0)?, bytes.at(4)?);
        if entries == 0 || entries > ENTRIES_MAX || length > VALUES_MAX {
            return None;
        }
        let index = bytes.slice(8, entries * ENTRY)?;
        let values = bytes.slice(8 + entries * ENTRY, length)?;
        Some(Self { index: Bytes::big(index), values: Bytes::big(values) })
    }

    /// Type, offset and count of a tag's values.
    fn find(&self, tag: u32) -> Option<(u32, usize, usize)> {
        let mut entries = (0..self.index.all.len() / ENTRY).map(|nth| nth * ENTRY);
        let at = entries.find(|at| self.index.u32(*at) == Some(tag))?;
        Some((self.index.u32(at + 4)?, self.index.at(at + 8)?, self.index.at(at + 12)?))
    }

    /// The texts of a tag, as far as they lie within the values. Of a text in many languages, the first.
    fn texts(&self, tag: u32) -> Vec<String> {
        let Some((kind, mut at, count)) = self.find(tag) else { return Vec::new() };
        let count = match kind {
            STRING | I18N_STRING => count.min(1),
            STRING_ARRAY => count,
            _ => 0,
        };
        let mut texts = Vec::new();
        for _ in 0..count.min(self.values.all.len()) {
            let Some(text) = self.values.text(at) else { break };
            // A text that is not UTF-8 may be longer here than there.
            let Some(rest) = self.values.all.get(at..) else { break };
            at += rest.iter().position(|byte| *byte == 0).unwrap_or(0) + 1;
            texts.push(text);
        }
        texts
    }

    fn numbers(&self, tag: u32) -> Vec<u32> {
        match self.find(tag) {
            Some((INT32, at, count)) => (0..count.min(self.values.all.len() / 4))
                .map_while(|nth| self.values.u32(at + nth * 4))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What is needed but for RPM's own features, and what it only says of itself.
    fn needs(&self) -> Vec<Vec<String>> {
        let mut names = self.texts(REQUIRE_NAME);
        names.retain(|name| {
            !name.starts_with("rpmlib(") && !name.starts_with('(') && !name.starts_with("config(")
        });
        names.sort();
        names.dedup();
        names.into_iter().map(|name| vec![name]).collect()
    }

    fn files(&self) -> Vec<String> {
        let folders = self.texts(DIRECTORY_NAMES);
        let indexes = self.numbers(DIRECTORY_INDEXES);
        let names = self.texts(BASE_NAMES);
        if names.is_empty() {
            return self.texts(OLD_FILE_NAMES);
        }
        let whole = |(name, index): (String, u32)| {
            folders.get(usize::try_from(index).ok()?).map(|folder| format!("{folder}{name}"))
        };
        names.into_iter().zip(indexes).filter_map(whole).collect()
    }
}

#[cfg(test)]
pub(in crate::generate) mod tests {
    use super::*;

    /// A value to put into a header.
    enum Value<'v> {
        Text(&'v str),
        Texts(&'v [&'v str]),
        Number(u32),
    }

    fn header(values: &[(u32, Value<'_>)]) -> Vec<u8> {
        let (mut index, mut store) = (Vec::new(), Vec::new());
        for (tag, value) in values {
            let start = u32::try_from(store.len()).unwrap();
            let (kind, count) = match value {
                Value::Text(text) => {
                    store.extend(text.as_bytes());
                    store.push(0);
                    (STRING, 1)
                }
                Value::Texts(texts) => {
                    for text in *texts {
                        store.extend(text.as_bytes());
                        store.push(0);
                    }
                    (STRING_ARRAY, u32::try_from(texts.len()).unwrap())
                }
                Value::Number(number) => {
                    store.extend(number.to_be_bytes());
                    (INT32, 1)
                }
            };
            for word in [*tag, kind, start, count] {
                index.extend(word.to_be_bytes());
            }
        }
        let mut blob = u32::try_from(values.len()).unwrap().to_be_bytes().to_vec();
        blob.extend(u32::try_from(store.len()).unwrap().to_be_bytes());
        blob.extend(index);
        blob.extend(store);
        blob
    }

    /// A header of a made-up package.
    pub(in crate::generate) fn blob(name: &str, needs: &[&str]) -> Vec<u8> {
        header(&[
            (EPOCH, Value::Number(1)),
            (NAME, Value::Text(name)),
            (VERSION, Value::Text("3.0.7")),
            (RELEASE, Value::Text("1.el9")),
            (ARCH, Value::Text("x86_64")),
            (LICENSE, Value::Text("Apache-2.0")),
            (VENDOR, Value::Text("Kasumi Linux")),
            (SOURCE_RPM, Value::Text("openssl-3.0.7-1.el9.src.rpm")),
            (REQUIRE_NAME, Value::Texts(needs)),
            (PROVIDE_NAME, Value::Texts(&[name, "libcrypto.so.3()(64bit)"])),
            (DIRECTORY_NAMES, Value::Texts(&["/usr/lib64/"])),
            (BASE_NAMES, Value::Texts(&["libcrypto.so.3"])),
            (DIRECTORY_INDEXES, Value::Number(0)),
        ])
    }

    #[test]
    fn a_header_gives_name_version_source_and_files() {
        let package = package(&blob("openssl-libs", &["rpmlib(X)", "glibc"])).unwrap();
        assert_eq!((package.name.as_str(), package.version.as_str()), ("openssl-libs", "3.0.7-1.el9"));
        assert_eq!((package.epoch.as_str(), package.source.as_str()), ("1", "openssl"));
        assert_eq!(package.source_version, "", "it is that of the package");
        assert_eq!(package.needs, [vec!["glibc".to_owned()]]);
        assert_eq!(package.files, ["/usr/lib64/libcrypto.so.3"]);
        assert_eq!(package.supplier.name, "Kasumi Linux");
    }

    #[test]
    fn a_header_cut_anywhere_is_refused_or_shorter_and_never_a_panic() {
        let whole = blob("a", &["b"]);
        for end in 0..whole.len() {
            assert!(package(&whole[..end]).is_none(), "{end}");
        }
    }

    #[test]
    fn counts_beyond_the_values_end_with_the_values() {
        let mut blob = blob("a", &["b"]);
        for nth in 0..13 {
            blob[8 + nth * ENTRY + 12..8 + nth * ENTRY + 16].copy_from_slice(&u32::MAX.to_be_bytes());
        }
        let package = package(&blob).unwrap();
        assert_eq!(package.name, "a");
        assert!(package.files.len() <= 1);
    }
}
