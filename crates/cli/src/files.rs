//! Files and folders that the user names, with limits.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use sekisho_app::scan::File;
use sekisho_intake::Limits;
use sekisho_model::{Place, Problem, text};

use crate::exit::{self, Failure};

/// What a publisher puts beside its advisories: signatures and digests by their ending, and the two lists that
/// CSAF 2.0 (7.1.12, 7.1.13) asks for by their name.
const BESIDE_ENDINGS: [&str; 4] = ["asc", "sig", "sha256", "sha512"];
const BESIDE_NAMES: [&str; 2] = ["index.txt", "changes.csv"];
/// Deepest folder under a named one.
const DEPTH_MAX: usize = 32;
/// Most files under one named folder.
const FILES_MAX: usize = 2_000_000;

/// Reads a whole file, or standard input for `-`. A problem where that cannot be done, so that one file of
/// many does not cost the others.
pub(crate) fn read(path: &Path) -> Result<File, Box<Problem>> {
    let limit = Limits::default().bytes_max as u64;
    let unreadable = |error: std::io::Error| Box::new(exit::unreadable(path, &error));
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let reader: Box<dyn std::io::Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if about.is_dir() {
            return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
        }
        if about.len() > limit {
            return Err(Box::new(too_large(path, limit)));
        }
        bytes.reserve_exact(usize::try_from(about.len()).unwrap_or(0));
        Box::new(file)
    };
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Box::new(too_large(path, limit)));
    }
    Ok(File { name, bytes })
}

fn too_large(path: &Path, limit: u64) -> Problem {
    let limit = limit / (1024 * 1024);
    Problem::error(
        Place::file(path.display().to_string()),
        text!(ja: "上限の {limit} MiB を超えています。", en: "It is larger than the limit of {limit} MiB."),
        text!(ja: "ファイルを分けてください。", en: "Split the file."),
    )
}

/// The files that a path names: itself, or everything under a folder in name order. Hidden files, links, and
/// what a publisher puts beside its advisories are passed over in folders.
pub(crate) fn under(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, 0, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// A folder without any file.
pub(crate) fn nothing_in(path: &Path) -> Problem {
    Problem::error(
        Place::file(path.display().to_string()),
        text!(ja: "ファイルが一つもありません。", en: "There is no file in it."),
        text!(ja: "フォルダの場所を確かめてください。", en: "Check that it is the folder you meant."),
    )
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if depth > DEPTH_MAX || files.len() > FILES_MAX {
        let folder = folder.display();
        return Err(Failure::input(
            text!(
                ja: "{folder} の下が、上限（深さ {DEPTH_MAX}、{FILES_MAX} ファイル）を超えています。",
                en: "{folder} goes beyond the limits (depth {DEPTH_MAX}, {FILES_MAX} files)."
            ),
            text!(ja: "もっと狭いフォルダを指定してください。", en: "Name a smaller folder."),
        ));
    }
    let entries = std::fs::read_dir(folder).map_err(|error| exit::unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| exit::unreadable(folder, &error))?
        .into_iter()
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        let kind =
            std::fs::symlink_metadata(&path).map_err(|error| exit::unreadable(&path, &error))?.file_type();
        if kind.is_dir() {
            walk(&path, depth + 1, files)?;
        } else if kind.is_file() && !is_beside_advisories(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_beside_advisories(path: &Path) -> bool {
    let part = |part: Option<&std::ffi::OsStr>| {
        part.and_then(std::ffi::OsStr::to_str).unwrap_or_default().to_ascii_lowercase()
    };
    BESIDE_ENDINGS.contains(&part(path.extension()).as_str())
        || BESIDE_NAMES.contains(&part(path.file_name()).as_str())
}

/// Writes a file whole or not at all: beside it first, then renamed.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = path.with_extension("part");
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| exit::unwritable(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_walked_in_name_order_and_what_is_no_advisory_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["b.json", "a.json", ".hidden.json", "a.json.asc", "a.json.sha512", "index.txt", "changes.csv"]
        {
            std::fs::write(folder.path().join(name), "{}").unwrap();
        }
        std::fs::create_dir(folder.path().join("c")).unwrap();
        std::fs::write(folder.path().join("c/d.json"), "{}").unwrap();
        let files = under(&[folder.path().to_owned()]).unwrap();
        let names: Vec<_> = files
            .iter()
            .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["a.json", "b.json", "c/d.json"]);
    }
}
