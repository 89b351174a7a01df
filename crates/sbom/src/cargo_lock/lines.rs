//! `Cargo.lock` line by line, in the form in which Cargo writes it, which is many times faster than TOML at large.
//!
//! Invariant: what is not in exactly that form is not read here at all, but as TOML; so both ways give the same.

use std::borrow::Cow;

use super::{Lock, Package};

/// Where the lines that follow belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Head,
    Package,
    Metadata,
    /// A patch that is not used: no package of the lock.
    Other,
}

/// The lock, or nothing if some line is not as Cargo writes it.
pub(super) fn read(text: &str) -> Option<Lock<'_>> {
    let mut lock = Lock::default();
    let mut table = Table::Head;
    let mut in_list = false;
    let (mut has_root, mut has_metadata, mut has_list) = (false, false, false);
    let mut unused = Package::default();
    for line in text.lines() {
        if in_list {
            match line {
                "]" => in_list = false,
                _ => {
                    let item = quoted(line.strip_prefix(' ')?.strip_suffix(',')?)?;
                    if table == Table::Package {
                        lock.packages.last_mut()?.dependencies.push(item);
                    }
                }
            }
            continue;
        }
        match line {
            "" => {}
            "[[package]]" => {
                (table, has_list) = (Table::Package, false);
                lock.packages.push(Package::default());
            }
            "[root]" if lock.packages.is_empty() && !has_root => {
                has_root = true;
                table = Table::Package;
                lock.packages.push(Package::default());
            }
            "[metadata]" if !has_metadata => (table, has_metadata) = (Table::Metadata, true),
            "[[patch.unused]]" => {
                (table, has_list) = (Table::Other, false);
                unused = Package::default();
            }
            _ if line.starts_with('#') => {}
            _ => match (line.split_once(" = ")?, table) {
                (("version", number), Table::Head) if lock.version.is_none() => {
                    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
                    lock.version =
                        Some(number.parse().ok().filter(|_| is_number && !number.starts_with('0'))?);
                }
                // A list that stands twice is no TOML.
                (("dependencies", "["), Table::Package | Table::Other) if !has_list => {
                    (in_list, has_list) = (true, true);
                }
                ((key, value), Table::Package) => field(lock.packages.last_mut()?, key, quoted(value)?)?,
                ((key, value), Table::Metadata) => {
                    let (key, value) = (quoted(key)?, quoted(value)?);
                    if lock.metadata.insert(key, value).is_some() {
                        return None;
                    }
                }
                ((key, value), Table::Other) => field(&mut unused, key, quoted(value)?)?,
                (_, Table::Head) => return None,
            },
        }
    }
    (!in_list).then_some(lock)
}

/// Fills a field that is still empty.
fn field<'t>(package: &mut Package<'t>, key: &str, value: Cow<'t, str>) -> Option<()> {
    let field = match key {
        "name" => &mut package.name,
        "version" => &mut package.version,
        "source" => &mut package.source,
        "checksum" => &mut package.checksum,
        _ => return None,
    };
    (field.is_empty() && !value.is_empty()).then(|| *field = value)
}

/// A text in quotation marks that holds nothing which TOML reads otherwise.
fn quoted(words: &str) -> Option<Cow<'_, str>> {
    let inner = words.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = inner.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7F);
    is_plain.then_some(Cow::Borrowed(inner))
}
