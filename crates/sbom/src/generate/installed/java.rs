//! Java archives: Maven's `pom.properties`, else the manifest, in the archive and in those packed in it.
//!
//! Invariant: an archive that says nothing of itself is a file with its digests, and never left out.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sekisho_intake::{Limits, Reading, unpacking};
use sekisho_model::{Component, ComponentKind, Stated};

use super::{Package, item};
use crate::generate::elf::digests;
use crate::generate::item::{Item, Need};

/// Where the name of an archive ends, and that of a file in it begins.
const INNER: &str = "/META-INF/";

/// What one archive carries.
#[derive(Default)]
struct Archive {
    /// Group, artifact, version of what was built by Maven into it.
    built: Vec<[String; 3]>,
    manifest: BTreeMap<String, String>,
}

/// Reads an archive: itself first, then what is in it.
pub(in crate::generate) fn read(path: &str, bytes: &[u8], limits: &Limits) -> Reading<Vec<Item>> {
    let names = RefCell::new(Vec::new());
    let is_wanted = |name: &str| {
        let is_archive = [".jar", ".war"].iter().any(|end| name.to_lowercase().ends_with(end));
        if is_archive {
            names.borrow_mut().push(name.to_owned());
        }
        is_archive || is_pom(name) || name.ends_with("/META-INF/MANIFEST.MF")
    };
    let Reading { facts: documents, problems } = unpacking::unpack_some(path, bytes, limits, &is_wanted);
    let mut archives: BTreeMap<String, Archive> = BTreeMap::from([(path.to_owned(), Archive::default())]);
    archives.extend(names.into_inner().into_iter().map(|name| (name, Archive::default())));
    for document in documents {
        let Some((archive, _)) = document.name.rsplit_once(INNER) else { continue };
        let archive = archives.entry(archive.to_owned()).or_default();
        let text = String::from_utf8_lossy(&document.bytes);
        if is_pom(&document.name) {
            archive.built.extend(built(&text));
        } else {
            archive.manifest = manifest(&text);
        }
    }
    let mut items = Vec::new();
    for (name, archive) in archives {
        let is_outer = name == path;
        items.extend(archive.items(&name, path));
        if is_outer && let Some(first) = items.first_mut() {
            first.component.hashes = digests(bytes).into();
        }
    }
    Reading { facts: items, problems }
}

fn is_pom(name: &str) -> bool {
    name.contains("/META-INF/maven/") && name.ends_with("/pom.properties")
}

fn key(archive: &str) -> String {
    format!("java\u{1F}{archive}")
}

impl Archive {
    /// The archive, then the others that were built into it.
    fn items(mut self, name: &str, outermost: &str) -> Vec<Item> {
        let file = name.rsplit('/').next().unwrap_or(name);
        let own = self.built.iter().position(|[_, artifact, _]| file.starts_with(artifact.as_str()));
        let own = own.or_else(|| (self.built.len() == 1).then_some(0));
        let mut first = match own {
            Some(own) => of_maven(&self.built.remove(own)),
            None => self.of_manifest(name, file),
        };
        first.keys = vec![key(name)];
        let mut items = vec![first];
        for (nth, built) in self.built.iter().enumerate() {
            let mut inner = of_maven(built);
            inner.keys = vec![key(&format!("{name}\u{1F}{nth}"))];
            items[0].needs.push(Need { shown: built.join(":"), keys: inner.keys.clone(), is_sure: true });
            items.push(inner);
        }
        if name != outermost
            && let Some((outer, _)) = outer_of(name)
        {
            // The need stands with the one that is needed: who holds it comes earlier in the list.
            items[0].details.properties.push(("sekisho:in".to_owned(), outer.to_owned()));
        }
        items
    }

    fn of_manifest(&self, path: &str, file: &str) -> Item {
        let get =
            |keys: &[&str]| keys.iter().find_map(|key| self.manifest.get(*key)).cloned().unwrap_or_default();
        let name = get(&["Bundle-SymbolicName", "Implementation-Title", "Automatic-Module-Name"]);
        let name = name.split(';').next().unwrap_or_default().trim();
        let version = get(&["Implementation-Version", "Bundle-Version", "Specification-Version"]);
        let is_named = !name.is_empty();
        let component = Component {
            name: if is_named { name.to_owned() } else { path.to_owned() },
            version: if version.is_empty() || !is_named { Stated::Unknown } else { Stated::Known(version) },
            kind: if is_named { ComponentKind::Library } else { ComponentKind::File },
            supplier: get(&["Implementation-Vendor", "Bundle-Vendor"]),
            ..Component::default()
        };
        let mut item = Item { component, ..Item::default() };
        item.details.properties.push((crate::write::FILE_NAME.to_owned(), file.to_owned()));
        item
    }
}

/// The archive that another is packed in.
fn outer_of(name: &str) -> Option<(&str, &str)> {
    let lower = name.to_lowercase();
    let ends = [".jar/", ".war/", ".ear/", ".hpi/", ".jpi/"];
    let at = ends.iter().filter_map(|end| lower.rfind(end).map(|at| at + end.len() - 1)).max()?;
    Some((name.get(..at)?, name.get(at + 1..)?))
}

fn of_maven([group, artifact, version]: &[String; 3]) -> Item {
    item(&Package { kind: "maven", namespace: group, name: artifact, version, ..Package::default() })
}

/// `key=value` lines.
fn built(text: &str) -> Option<[String; 3]> {
    let fields: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with(['#', '!']))
        .filter_map(|line| line.split_once(['=', ':']))
        .map(|(key, value)| (key.trim(), value.trim()))
        .collect();
    let get = |key: &str| fields.get(key).map(|value| (*value).to_owned()).filter(|value| !value.is_empty());
    Some([get("groupId")?, get("artifactId")?, get("version").unwrap_or_default()])
}

/// The main section: fields up to an empty line, long ones go on after a blank.
fn manifest(text: &str) -> BTreeMap<String, String> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.is_empty() {
            break;
        }
        match (line.strip_prefix(' '), line.split_once(": ")) {
            (Some(rest), _) => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push_str(rest);
                }
            }
            (None, Some((key, value))) => fields.push((key.to_owned(), value.trim().to_owned())),
            (None, None) => {}
        }
    }
    fields.into_iter().collect()
}

/// Puts what is packed in an archive below it.
pub(in crate::generate) fn join(items: &mut [Item]) {
    let pairs: Vec<(String, Vec<String>)> = items
        .iter()
        .filter_map(|item| {
            let (_, outer) = item.details.properties.iter().find(|(name, _)| name == "sekisho:in")?;
            Some((key(outer), item.keys.clone()))
        })
        .collect();
    for (outer, keys) in pairs {
        if let Some(holder) = items.iter_mut().find(|item| item.keys.contains(&outer)) {
            holder.needs.push(Need { shown: String::new(), keys, is_sure: false });
        }
    }
}

#[cfg(test)]
pub(in crate::generate) mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    /// An archive with these files.
    pub(in crate::generate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const POM: &[u8] = b"#made\ngroupId=org.kasumi\nartifactId=core\nversion=1.2\n";

    fn labels(items: &[Item]) -> Vec<String> {
        items.iter().map(|item| item.component.label()).collect()
    }

    #[test]
    fn an_archive_is_known_by_what_maven_wrote_into_it_and_so_are_those_inside() {
        let inner = zip(&[("META-INF/maven/org.kasumi/core/pom.properties", POM)]);
        let manifest = b"Implementation-Title: Gate\r\nImplementation-Version: 4.\r\n 5\r\n\r\nName: x\r\n";
        let outer = zip(&[
            ("META-INF/MANIFEST.MF", manifest),
            ("BOOT-INF/lib/core-1.2.jar", &inner),
            ("x.class", b"\xCA\xFE"),
        ]);
        let mut items = read("app.jar", &outer, &Limits::default()).facts;
        join(&mut items);
        assert_eq!(labels(&items), ["Gate 4.5", "org.kasumi/core 1.2"]);
        assert_eq!(items[1].component.purl.as_ref().unwrap().to_string(), "pkg:maven/org.kasumi/core@1.2");
        assert_eq!(items[0].needs[0].keys, items[1].keys);
        assert_eq!(items[0].component.hashes.len(), 2);
    }

    #[test]
    fn an_archive_that_says_nothing_is_a_file_and_a_broken_one_is_told() {
        let items = read("lib/x.jar", &zip(&[("a.class", b"")]), &Limits::default()).facts;
        assert_eq!(
            (labels(&items), items[0].component.kind),
            (vec!["lib/x.jar".to_owned()], ComponentKind::File)
        );
        let reading = read("x.jar", b"PK\x03\x04rest", &Limits::default());
        assert_eq!((reading.facts.len(), reading.problems.len()), (1, 1));
    }

    #[test]
    fn a_bomb_in_an_archive_ends_at_the_limit() {
        let limits = Limits { unpacked_bytes_max: 1_000, ..Limits::default() };
        let bomb = zip(&[("META-INF/MANIFEST.MF", &[b'a'; 100_000])]);
        let reading = read("x.jar", &bomb, &limits);
        assert_eq!((reading.facts.len(), reading.problems.len()), (1, 1));
        let many = zip(&[("a.jar", &bomb), ("b.jar", &bomb)]);
        assert!(read("x.jar", &many, &limits).problems.len() >= 2);
    }
}
