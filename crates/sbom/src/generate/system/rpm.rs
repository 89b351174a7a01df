//! RPM's database of installed packages: the header of each, out of SQLite, ndb or Berkeley DB.
//!
//! Invariants: a header that cannot be read is told and costs itself alone; the signing keys that RPM keeps among
//! the packages (`gpg-pubkey`) are no packages. Nothing of the file is believed without a look: no offset leaves it, and
//! no page is walked twice.

mod hash;
mod header;
mod ndb;
mod sqlite;

use sekisho_model::text;

use super::{Database, broken, interest_root};
use sekisho_intake::Reading;

/// How the headers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::generate) enum Store {
    Sqlite,
    Ndb,
    Hash,
}

/// Headers, and why there are no more than these.
type Blobs = (Vec<Vec<u8>>, Option<&'static str>);

/// Reads the database.
pub(in crate::generate) fn read(
    path: &str,
    bytes: &[u8],
    store: Store,
    entries_max: usize,
) -> Reading<Database> {
    let mut database = Database { kind: "rpm", form: "rpm", root: interest_root(path), packages: Vec::new() };
    let mut problems = Vec::new();
    let (blobs, stop) = match store {
        Store::Sqlite => sqlite::blobs(bytes, entries_max),
        Store::Ndb => ndb::blobs(bytes, entries_max),
        Store::Hash => hash::blobs(bytes, entries_max),
    };
    for (nth, blob) in (1_usize..).zip(&blobs) {
        match header::package(blob) {
            Some(package) if package.name == "gpg-pubkey" => {}
            Some(package) => database.packages.push(package),
            None => problems.push(broken(
                path,
                text!(
                    ja: "{nth} 番目のパッケージの見出しが壊れています。",
                    en: "The header of package {nth} is broken."
                ),
            )),
        }
    }
    if let Some(why) = stop {
        problems.push(broken(
            path,
            text!(
                ja: "RPM のデータベースを最後まで読めません（{why}）。",
                en: "The RPM database cannot be read to its end ({why})."
            ),
        ));
    }
    Reading { facts: database, problems }
}

#[cfg(test)]
pub(in crate::generate) use header::tests::blob as test_blob;
