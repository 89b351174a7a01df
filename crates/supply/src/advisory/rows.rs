//! Rows of a CSV feed, each by itself: a broken row costs that row.

use serde::de::DeserializeOwned;

use super::trouble::Trouble;
use crate::Limits;

/// One row below its header.
pub(super) struct Row<'r> {
    form: &'static str,
    header: &'r csv::StringRecord,
    record: &'r csv::StringRecord,
}

impl Row<'_> {
    /// The row as an entry, by the names of the columns.
    pub(super) fn entry<T: DeserializeOwned>(&self, trouble: &mut Trouble) -> Option<T> {
        let read = self.record.deserialize(Some(self.header));
        read.map_err(|error| trouble.malformed("", self.form, &error)).ok()
    }
}

/// Hands each row to `each`; problems get the row's line.
pub(super) fn read(
    form: &'static str,
    document: &str,
    limits: &Limits,
    trouble: &mut Trouble,
    mut each: impl FnMut(&Row<'_>, &mut Trouble),
) {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(document.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return trouble.malformed("", form, &error),
    };
    let mut record = csv::StringRecord::new();
    for count in 0.. {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) if count >= limits.entries_max => {
                trouble.too_many("", limits.entries_max);
                break;
            }
            Ok(true) => {
                trouble.set_row(line_index(record.position().map_or(line, csv::Position::line)));
                each(&Row { form, header: &header, record: &record }, trouble);
            }
            Err(error) => {
                trouble.set_row(line_index(line));
                trouble.malformed("", form, &error);
            }
        }
    }
    trouble.clear_row();
}

fn line_index(line: u64) -> usize {
    usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX)
}
