//! Files and folders that the user names, with limits.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use sekisho_app::scan::File;
use sekisho_model::text;
use sekisho_supply::Limits;

use crate::exit::{Failure, io};

/// Deepest folder under a named one.
const DEPTH_MAX: usize = 32;
/// Most files under one named folder.
const FILES_MAX: usize = 2_000_000;

/// Reads a whole file, or standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<File, Failure> {
    let limit = Limits::default().bytes_max as u64;
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let reader: Box<dyn std::io::Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file = std::fs::File::open(path).map_err(|error| io(path, &error))?;
        let length = file.metadata().map_err(|error| io(path, &error))?.len();
        if length > limit {
            return Err(too_large(path, limit));
        }
        bytes.reserve_exact(usize::try_from(length).unwrap_or(0));
        Box::new(file)
    };
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| io(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(path, limit));
    }
    Ok(File { name, bytes })
}

fn too_large(path: &Path, limit: u64) -> Failure {
    let (path, limit) = (path.display(), limit / (1024 * 1024));
    Failure::input(
        text!(ja: "{path} は上限の {limit} MiB を超えています。", en: "{path} is larger than the limit of {limit} MiB."),
        text!(ja: "ファイルを分けてください。", en: "Split the file."),
    )
}

/// The files that a path names: itself, or everything under a folder in name order. Hidden files and links
/// are passed over.
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
    let entries = std::fs::read_dir(folder).map_err(|error| io(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| io(folder, &error))?
        .into_iter()
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        let kind = std::fs::symlink_metadata(&path).map_err(|error| io(&path, &error))?.file_type();
        if kind.is_dir() {
            walk(&path, depth + 1, files)?;
        } else if kind.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// Writes a file whole or not at all: beside it first, then renamed.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes).map_err(|error| io(&beside, &error))?;
    std::fs::rename(&beside, path).map_err(|error| io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_walked_in_name_order_and_hidden_files_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.json", "a.json", ".hidden.json"] {
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
