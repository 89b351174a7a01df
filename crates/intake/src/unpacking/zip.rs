//! The entries of a ZIP file. Folders are passed over; every other entry is given or told.

use std::io::Cursor;

use sekisho_model::text;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::{Document, Packing, Unpacking};

impl<'a> Unpacking<'_, 'a> {
    pub(super) fn open_zip(&mut self, outer: &Document<'a>, depth: usize) {
        let name = &outer.name;
        let mut archive = match ZipArchive::new(Cursor::new(outer.bytes.as_ref())) {
            Ok(archive) => archive,
            Err(error) => {
                self.refuse(
                    name,
                    text!(ja: "ZIP として読めません（{error}）。", en: "It cannot be read as ZIP ({error})."),
                    text!(ja: "ファイルを取り直してください。", en: "Fetch the file again."),
                );
                return;
            }
        };
        if archive.file_names().all(|entry| entry.is_ok_and(|name| name.ends_with('/'))) {
            self.refuse(
                name,
                text!(ja: "ZIP の中にファイルが一つもありません。", en: "There is no file in the ZIP."),
                text!(ja: "ファイルを取り違えていないか確かめてください。", en: "Check that it is the file you meant."),
            );
        }
        let max = self.limits.packed_files_max;
        if archive.len() > max {
            let has = archive.len();
            self.refuse(
                name,
                text!(ja: "ZIP の中にファイルが {has} 個あります。上限の {max} 個までを読みました。", en: "There are {has} files in the ZIP; only the first {max} (the limit) were read."),
                text!(ja: "分割してから読み込んでください。", en: "Split it and read the parts."),
            );
        }
        for index in 0..archive.len().min(max) {
            let entry = archive.by_index(index);
            self.entry(name, index, entry, depth);
        }
    }

    fn entry<R: std::io::Read>(
        &mut self,
        outer: &str,
        index: usize,
        entry: Result<ZipFile<'_, R>, ZipError>,
        depth: usize,
    ) {
        let mut entry = match entry {
            Ok(entry) if entry.is_dir() => return,
            Ok(entry) => entry,
            Err(error) => {
                let number = index + 1;
                self.refuse(
                    outer,
                    text!(ja: "ZIP の {number} 番目のファイルを読めません（{error}）。", en: "File {number} in the ZIP cannot be read ({error})."),
                    text!(ja: "パスワードのない、通常の方式の ZIP で作り直してください。", en: "Make the ZIP again without a password, by the usual method."),
                );
                return;
            }
        };
        let name = format!("{outer}/{}", entry_name(&entry));
        if !(self.is_wanted)(&name) {
            return;
        }
        let packed_len = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
        let (bytes, stop) = self.take(&mut entry, packed_len);
        self.hand_on(Packing::Zip, name, bytes, stop, depth);
    }
}

/// Names that are UTF-8 without saying so are taken as such; others as far as they can be read.
fn entry_name<R: std::io::Read>(entry: &ZipFile<'_, R>) -> String {
    match (std::str::from_utf8(entry.name_raw()), entry.name()) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), Ok(name)) => name.into_owned(),
        (Err(_), Err(_)) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
    }
}
