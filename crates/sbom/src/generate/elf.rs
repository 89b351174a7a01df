//! An ELF file: what it says of itself (build id, name, needs, package, version of a kernel module), and its digests.
//!
//! Invariant: a version is given only where a field of the format carries it; nothing is searched for among the texts of
//! a program. What does not hold together is told, and the digests are kept.

use std::collections::BTreeMap;

use sekisho_model::{Component, ComponentKind, Place, Problem, Stated, text};
use sha2::{Digest, Sha256, Sha512};

use super::bytes::Bytes;
use super::item::{Item, Need};
use crate::{Details, Licence, LicenceRole};

mod built;
mod sections;

use sections::Shape;

/// Names of processors, by `e_machine`.
const MACHINES: [(u16, &str); 16] = [
    (2, "SPARC"),
    (3, "i386"),
    (4, "m68k"),
    (8, "MIPS"),
    (20, "PowerPC"),
    (21, "PowerPC64"),
    (22, "S390"),
    (40, "ARM"),
    (42, "SuperH"),
    (62, "x86-64"),
    (93, "ARC"),
    (94, "Xtensa"),
    (183, "AArch64"),
    (189, "MicroBlaze"),
    (243, "RISC-V"),
    (258, "LoongArch"),
];

/// Reads a file. The first item is the file and always there, the others are what it was built from; a problem says
/// what of the file is missing.
pub(super) fn read(path: &str, bytes: &[u8]) -> (Vec<Item>, Option<Problem>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut item = Item { is_loose: true, ..Item::default() };
    item.component = Component {
        name: path.to_owned(),
        kind: ComponentKind::File,
        hashes: digests(bytes).into(),
        ..Component::default()
    };
    item.details = Details {
        properties: vec![(crate::write::FILE_NAME.to_owned(), name.to_owned())],
        purposes: vec!["file".to_owned()],
        ..Details::default()
    };
    let Some(shape) = Shape::new(bytes) else { return (vec![item], Some(cut(path))) };
    describe(&shape, name, &mut item);
    let built = built_from(&shape, path, &mut item);
    let mut items = vec![item];
    items.extend(built);
    (items, shape.is_cut().then(|| cut(path)))
}

/// What compilers wrote of the parts. A list that is there and cannot be read is told by a property.
fn built_from(shape: &Shape<'_>, path: &str, item: &mut Item) -> Vec<Item> {
    type Reader = fn(&str, &[u8]) -> Option<Vec<Item>>;
    let readers: [(&str, Reader); 2] = [(".dep-v0", built::rust), (".go.buildinfo", built::go)];
    let mut all = Vec::new();
    for (name, reader) in readers {
        let Some(section) = shape.section(name) else { continue };
        match reader(path, section) {
            Some(items) => {
                let first = items.first().map(|first| Need { keys: first.keys.clone(), ..Need::default() });
                item.needs.extend(first);
                all.extend(items);
            }
            None => item.details.properties.push(("sekisho:elf:not-read".to_owned(), name.to_owned())),
        }
    }
    all
}

/// SHA-256 and SHA-512.
pub(super) fn digests(bytes: &[u8]) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("SHA-256".to_owned(), hex::encode(Sha256::digest(bytes))),
        ("SHA-512".to_owned(), hex::encode(Sha512::digest(bytes))),
    ])
}

fn cut(path: &str) -> Problem {
    Problem::error(
        Place::file(path),
        text!(ja: "ELF ファイルが途中で切れているか壊れています。", en: "The ELF file is cut short or broken."),
        text!(
            ja: "ハッシュ値だけを SBOM に入れました。ファームウェアを取り出し直してください。",
            en: "Its digests are in the SBOM, and little else. Unpack the firmware again."
        ),
    )
}

fn describe(shape: &Shape<'_>, name: &str, item: &mut Item) {
    let mut put = |key: &str, value: String| {
        if !value.is_empty() {
            item.details.properties.push((format!("sekisho:elf:{key}"), value));
        }
    };
    let machine = MACHINES.iter().find(|(code, _)| *code == shape.machine);
    let machine = machine.map_or_else(|| shape.machine.to_string(), |(_, name)| (*name).to_owned());
    let width = if shape.is_64 { 64 } else { 32 };
    put("machine", format!("{machine} {width}"));
    let notes = shape.notes();
    put("build-id", notes.build_id.map(hex::encode).unwrap_or_default());
    put("package", notes.package.unwrap_or_default());
    let dynamic = shape.dynamic();
    put("soname", dynamic.soname.clone().unwrap_or_default());
    let key = |name: &str| format!("elf\u{1F}{machine}\u{1F}{width}\u{1F}{name}");
    item.keys = vec![key(dynamic.soname.as_deref().unwrap_or(name)), key(name)];
    item.keys.dedup();
    item.needs = dynamic
        .needed
        .iter()
        .map(|needed| Need { shown: needed.clone(), keys: vec![key(needed)], is_sure: true })
        .collect();
    module(shape, item);
}

/// A kernel module says its version and licence in a section of its own.
fn module(shape: &Shape<'_>, item: &mut Item) {
    let Some(section) = shape.section(".modinfo") else { return };
    for field in section.split(|byte| *byte == 0) {
        let field = String::from_utf8_lossy(field);
        match field.split_once('=') {
            Some(("version", version)) if !version.trim().is_empty() => {
                item.component.version = Stated::Known(version.trim().to_owned());
            }
            Some(("license", licence)) => {
                licence.clone_into(&mut item.component.licence);
                let words = licence.to_owned();
                item.details.licences =
                    vec![Licence { words, role: LicenceRole::Declared, more: String::new() }];
            }
            Some(("description", words)) => words.clone_into(&mut item.details.description),
            Some((key @ ("vermagic" | "srcversion"), value)) => {
                item.details.properties.push((format!("sekisho:elf:{key}"), value.trim().to_owned()));
            }
            _ => {}
        }
    }
}

/// Bytes with an order, for the parts below.
type Ordered<'b> = Bytes<'b>;

#[cfg(test)]
pub(super) mod tests;
