//! What a compiler wrote into a program of what it was built from: Rust's `.dep-v0` (cargo-auditable), Go's
//! `.go.buildinfo`.
//!
//! Invariant: the list is the compiler's own, and bounded when it is unpacked; one that cannot be read is `None`.

use std::collections::BTreeMap;
use std::io::Read;

use sekisho_model::{Component, ComponentKind, PackageUrl};
use serde_json::Value;

use crate::generate::item::{Item, Need};
use crate::generate::stated;

/// Most bytes of a list when unpacked, and most entries.
const LIST_MAX: u64 = 16 << 20;
const ENTRIES_MAX: usize = 50_000;

fn key(path: &str, nth: usize) -> String {
    format!("built\u{1F}{path}\u{1F}{nth}")
}

fn item(path: &str, nth: usize, kind: &str, name: &str, version: &str) -> Item {
    let (namespace, last) = match kind {
        "golang" => name.rsplit_once('/').unwrap_or(("", name)),
        _ => ("", name),
    };
    let component = Component {
        name: name.to_owned(),
        version: stated(version),
        kind: ComponentKind::Library,
        purl: PackageUrl::build(kind, namespace, last, version, BTreeMap::new(), "").ok(),
        ..Component::default()
    };
    Item { component, keys: vec![key(path, nth)], ..Item::default() }
}

/// Rust's list: zlib around JSON. The first item is what the program is.
pub(super) fn rust(path: &str, section: &[u8]) -> Option<Vec<Item>> {
    let mut json = Vec::new();
    flate2::read::ZlibDecoder::new(section).take(LIST_MAX).read_to_end(&mut json).ok()?;
    let list: Value = serde_json::from_slice(&json).ok()?;
    let packages = list.get("packages")?.as_array()?;
    let mut items = Vec::new();
    for (nth, package) in packages.iter().take(ENTRIES_MAX).enumerate() {
        let get = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        // What only ran while building is not in the program.
        if get("kind") == "build" || get("name").is_empty() {
            continue;
        }
        let mut found = item(path, nth, "cargo", get("name"), get("version"));
        if get("source") == "local" || get("source") == "git" {
            found.details.properties.push(("sekisho:built-from".to_owned(), get("source").to_owned()));
        }
        let needs = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        let needs = needs.filter_map(|nth| usize::try_from(nth.as_u64()?).ok());
        found.needs.extend(needs.map(|nth| Need { keys: vec![key(path, nth)], ..Need::default() }));
        let is_root = package.get("root").and_then(Value::as_bool).unwrap_or(false);
        items.insert(if is_root { 0 } else { items.len() }, found);
    }
    Some(items)
}

/// Go's list, as compilers write it since Go 1.18; older ones point elsewhere and are not read.
pub(super) fn go(path: &str, section: &[u8]) -> Option<Vec<Item>> {
    const INLINE: u8 = 2;
    let is_inline = section.starts_with(b"\xFF Go buildinf:") && section.get(15)? & INLINE != 0;
    let (compiler, rest) = words(section.get(32..).filter(|_| is_inline)?)?;
    let (list, _) = words(rest)?;
    // Sixteen bytes before and after mark the list for the linker.
    let list = list.get(16..list.len().checked_sub(16)?).unwrap_or_default();
    let list = String::from_utf8_lossy(list);
    let compiler = String::from_utf8_lossy(compiler);
    let compiler = compiler.split_whitespace().next().unwrap_or_default();
    let mut modules: Vec<(&str, &str)> = Vec::new();
    for line in list.lines().take(ENTRIES_MAX) {
        let parts: Vec<&str> = line.split('\t').collect();
        match parts[..] {
            ["mod", name, version, ..] => modules.insert(0, (name, version)),
            ["dep", name, version, ..] => modules.push((name, version)),
            ["=>", name, version, ..] => {
                // A folder is no module's name, and what lies in it is no published version.
                let is_folder = name.starts_with(['.', '/']) || name.contains([':', '\\']);
                if let Some(last) = modules.last_mut() {
                    *last = if is_folder { (last.0, "") } else { (name, version) };
                }
            }
            _ => {}
        }
    }
    modules.extend(compiler.strip_prefix("go").map(|version| ("stdlib", version)));
    let plain = |version: &'_ str| if version.starts_with('(') { String::new() } else { version.to_owned() };
    let mut items: Vec<Item> = modules
        .iter()
        .enumerate()
        .map(|(nth, (name, version))| item(path, nth, "golang", name, &plain(version)))
        .collect();
    let others: Vec<Need> =
        (1..items.len()).map(|nth| Need { keys: vec![key(path, nth)], ..Need::default() }).collect();
    if let Some(first) = items.first_mut() {
        first.needs = others;
    }
    Some(items)
}

/// A length in groups of seven bits, lowest first, and as many bytes.
fn words(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    for (nth, byte) in bytes.iter().take(5).enumerate() {
        length |= usize::from(byte & 0x7F).checked_shl(u32::try_from(nth).ok()? * 7)?;
        if byte & 0x80 == 0 {
            let rest = bytes.get(nth + 1..)?;
            return rest.split_at_checked(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn purls(items: &[Item]) -> Vec<String> {
        items.iter().map(|item| item.component.purl.as_ref().unwrap().to_string()).collect()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(bytes).unwrap();
        zlib.finish().unwrap()
    }

    #[test]
    fn rusts_list_begins_with_the_program_and_leaves_out_what_only_built_it() {
        let json = br#"{"packages":[{"name":"cc","version":"1.0.0","kind":"build"},{"name":"rand","version":"0.8.5"},
            {"name":"gate","version":"2.0.0","source":"local","dependencies":[1],"root":true}]}"#;
        let items = rust("bin/gate", &zlib(json)).unwrap();
        assert_eq!(purls(&items), ["pkg:cargo/gate@2.0.0", "pkg:cargo/rand@0.8.5"]);
        assert_eq!(items[0].needs[0].keys, items[1].keys);
        assert!(rust("a", b"no zlib").is_none());
        assert!(rust("a", &zlib(&[b' '; 20 << 20])).is_none(), "a bomb ends at the limit");
    }

    fn inline(compiler: &str, list: &str) -> Vec<u8> {
        let mut section = b"\xFF Go buildinf:\x08\x02".to_vec();
        section.resize(32, 0);
        let list = format!("{0}{list}{0}", "0123456789abcdef");
        for text in [compiler, &list] {
            let length = text.len();
            section.extend([u8::try_from(length & 0x7F).unwrap() | 0x80, u8::try_from(length >> 7).unwrap()]);
            section.extend(text.as_bytes());
        }
        section
    }

    #[test]
    fn gos_list_names_the_program_its_modules_and_the_standard_library() {
        let list = "path\texample.com/gate\nmod\texample.com/gate\t(devel)\t\n\
            dep\texample.com/a/b\tv1.0.0\th1:x=\ndep\texample.com/old\tv1.0.0\n=>\texample.com/new\tv2.0.0\th1:y=\n\
            dep\texample.com/near\tv1.0.0\n=>\t./near\t(devel)\t\ndep\texample.com/far\tv1.0.0\n=>\tC:\\far\t(devel)\t\n";
        let items = go("bin/gate", &inline("go1.22.1", list)).unwrap();
        assert_eq!(
            purls(&items),
            [
                "pkg:golang/example.com/gate",
                "pkg:golang/example.com/a/b@v1.0.0",
                "pkg:golang/example.com/new@v2.0.0",
                "pkg:golang/example.com/near",
                "pkg:golang/example.com/far",
                "pkg:golang/stdlib@1.22.1",
            ]
        );
        assert_eq!(items[0].needs.len(), 5);
    }

    #[test]
    fn gos_list_cut_anywhere_is_none_and_never_a_panic() {
        let whole = inline("go1.22.1", "dep\ta\tv1\n");
        for end in 0..whole.len() {
            assert!(go("a", &whole[..end]).is_none(), "{end}");
        }
    }
}
