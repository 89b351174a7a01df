//! A workbook's bytes to grids, cell by cell, within limits.
//!
//! Invariant: memory is bounded by the limits whatever the bytes say. What the archive unpacks to is counted
//! before it is read, because the size it declares may be a lie; cells are streamed, because a sheet of two
//! cells at opposite corners would otherwise be a table of sixteen thousand million.
//!
//! The old binary form (.xls) is refused for that reason: its reader builds whole tables.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxError};
use jiff::civil::Date;
use sekisho_model::{Place, Problem, Text, text};

use super::grid::{Cell, Grid, Row};
use super::hidden;
use crate::Limits;
use crate::reading::Problems;

/// The first bytes of a ZIP archive, which an .xlsx file is, and of an empty one.
const ZIP_MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// The first bytes of the container of .xls files and of encrypted workbooks.
const CFB_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The attribute that says how many shared strings there are.
const COUNT: &[u8] = b"uniqueCount";
/// Most bytes of the styles.
const STYLES_BYTES_MAX: u64 = 16 << 20;
/// In UTF-16, the name of the stream in which an encrypted workbook is kept.
const ENCRYPTED: &str = "EncryptedPackage";

/// Do these bytes look like a workbook, readable or not?
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    ZIP_MAGIC.iter().any(|magic| bytes.starts_with(magic)) || bytes.starts_with(CFB_MAGIC)
}

/// Every worksheet of a workbook.
pub(crate) fn grids(file_name: &str, bytes: &[u8], limits: &Limits, problems: &mut Problems) -> Vec<Grid> {
    if bytes.starts_with(CFB_MAGIC) {
        problems.push(old_or_encrypted(file_name, bytes));
        return Vec::new();
    }
    if let Err(problem) = unpacked_size(file_name, bytes, limits) {
        problems.push(*problem);
        return Vec::new();
    }
    // The reader is somebody else's and panics on some bytes (a row number beyond 2^32, for one). A file must
    // not stop the program, so that is a problem of the file like any other.
    let read = catch_unwind(AssertUnwindSafe(|| opened(file_name, bytes, limits, problems)));
    read.unwrap_or_else(|_| {
        problems.push(unreadable_archive(file_name, "the workbook reader stopped"));
        Vec::new()
    })
}

fn opened(file_name: &str, bytes: &[u8], limits: &Limits, problems: &mut Problems) -> Vec<Grid> {
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => {
            let hidden = hidden::columns(bytes);
            Workbook { file_name, limits, problems, book, hidden, room: Room::new(limits) }.grids()
        }
        Err(error) => {
            problems.push(unreadable(Place::file(file_name), &error));
            Vec::new()
        }
    }
}

fn old_or_encrypted(file_name: &str, bytes: &[u8]) -> Problem {
    let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = bytes.windows(name.len()).any(|window| window == name);
    let (what, remedy) = if encrypted {
        (
            text!(ja: "パスワードで暗号化されたブックです。", en: "The workbook is encrypted with a password."),
            text!(ja: "Excel で開き、パスワードを外して保存し直してください。", en: "Open it in Excel, take the password off and save it again."),
        )
    } else {
        (
            text!(ja: "古い形式（.xls）のブックです。この形式は読めません。", en: "The workbook is in the old form (.xls), which cannot be read."),
            text!(ja: "Excel で開き、「Excel ブック（.xlsx）」として保存し直してください。", en: "Open it in Excel and save it as \"Excel Workbook (.xlsx)\"."),
        )
    };
    Problem::error(Place::file(file_name), what, remedy)
}

fn unreadable(place: Place, error: &XlsxError) -> Problem {
    Problem::error(
        place,
        text!(ja: "ブックとして読めません（{error}）。", en: "It cannot be read as a workbook ({error})."),
        text!(
            ja: "Excel で開けるか確かめ、.xlsx として保存し直してください。",
            en: "Check that Excel opens it, and save it again as .xlsx."
        ),
    )
}

/// Unpacks everything once without keeping it, and stops at a limit.
fn unpacked_size(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<(), Box<Problem>> {
    let max = limits.unpacked_bytes_max;
    let broken = |error: &dyn std::fmt::Display| Box::new(unreadable_archive(file_name, &error.to_string()));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(&error))?;
        let part = Part::called(&entry.name().map_err(|error| broken(&error))?);
        let mut left = entry.take(max - total + 1);
        let size = match part {
            Part::SharedStrings => {
                let mut content = Vec::new();
                let size = left.read_to_end(&mut content).map_err(|error| broken(&error))?;
                if shared_strings(&content) > limits.cells_max {
                    return Err(too_much(
                        file_name,
                        &Text::new("共有文字列の数", "shared texts"),
                        limits.cells_max,
                    )
                    .into());
                }
                u64::try_from(size).unwrap_or(u64::MAX)
            }
            Part::Styles | Part::Other => {
                std::io::copy(&mut left, &mut std::io::sink()).map_err(|error| broken(&error))?
            }
        };
        total = total.saturating_add(size);
        if part == Part::Styles && size > STYLES_BYTES_MAX {
            return Err(too_much(
                file_name,
                &Text::new("書式のバイト数", "bytes of styles"),
                STYLES_BYTES_MAX,
            )
            .into());
        }
        if total > max {
            return Err(too_much(file_name, &Text::new("展開後のバイト数", "unpacked bytes"), max).into());
        }
    }
    Ok(())
}

fn too_much(file_name: &str, of: &Text, max: impl std::fmt::Display) -> Problem {
    let Text { ja, en } = of;
    Problem::error(
        Place::file(file_name),
        text!(
            ja: "ブックの大きさ（{ja}）が、上限の {max} を超えています。",
            en: "The workbook has more than {max} {en}, the limit."
        ),
        text!(
            ja: "使っていないシート・書式・画像を除き、ブックを分けてください。",
            en: "Take out unused sheets, styles and pictures, and split the workbook."
        ),
    )
}

/// What a part of the archive is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The texts that cells point at.
    SharedStrings,
    /// The styles, which the reader turns into something much larger.
    Styles,
    /// Streamed, or not read at all.
    Other,
}

impl Part {
    fn called(name: &str) -> Self {
        let name = name.to_lowercase();
        if name.ends_with("sharedstrings.xml") {
            Self::SharedStrings
        } else if name.ends_with("styles.xml") {
            Self::Styles
        } else {
            Self::Other
        }
    }
}

/// How many shared strings there are or are said to be. The reader makes room for as many as the part says,
/// and a number without end would stop the whole program.
fn shared_strings(content: &[u8]) -> usize {
    // Without zero bytes, UTF-16 reads like UTF-8 as far as names and digits go.
    let content: Vec<u8> = content.iter().copied().filter(|byte| *byte != 0).collect();
    let count = content.windows(4).filter(|window| is_string_start(window)).count();
    let said = content.windows(COUNT.len()).enumerate().filter(|(_, window)| *window == COUNT);
    let said = said.map(|(at, _)| digits(content.get(at + COUNT.len()..).unwrap_or_default()));
    said.max().unwrap_or_default().max(count)
}

fn is_string_start(window: &[u8]) -> bool {
    matches!(window, [b'<' | b':', b's', b'i', b' ' | b'/' | b'>' | b'\t' | b'\n' | b'\r'])
}

/// The number after a name, an equals sign and a quotation mark; without end counts as the greatest.
fn digits(after: &[u8]) -> usize {
    let digits = after.iter().skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>');
    let digits: String =
        digits.take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(usize::MAX) }
}

fn unreadable_archive(file_name: &str, reason: &str) -> Problem {
    Problem::error(
        Place::file(file_name),
        text!(ja: "ファイルが壊れています（{reason}）。", en: "The file is damaged ({reason})."),
        text!(
            ja: "元のファイルをもう一度受け取るか、Excel で開いて保存し直してください。",
            en: "Get the file again, or open it in Excel and save it again."
        ),
    )
}

struct Workbook<'a> {
    file_name: &'a str,
    limits: &'a Limits,
    problems: &'a mut Problems,
    book: Xlsx<Cursor<&'a [u8]>>,
    /// Hidden columns by sheet.
    hidden: BTreeMap<String, Vec<u32>>,
    room: Room,
}

/// What may still be read of a workbook.
struct Room {
    cells: usize,
    text_bytes: usize,
}

impl Room {
    fn new(limits: &Limits) -> Self {
        let text_bytes = usize::try_from(limits.unpacked_bytes_max).unwrap_or(usize::MAX);
        Self { cells: limits.cells_max, text_bytes }
    }

    fn take(&mut self, cell: &Cell) -> Result<(), Full> {
        let text_bytes = if let Cell::Text(text) = cell { text.len() } else { 0 };
        match (self.cells.checked_sub(1), self.text_bytes.checked_sub(text_bytes)) {
            (Some(cells), Some(text_bytes)) => {
                *self = Self { cells, text_bytes };
                Ok(())
            }
            _ => Err(Full(Text::new(
                "値の入ったセルの数、または文字の量が、ブックの上限を超えています。",
                "The workbook has more filled cells, or more text, than the limit.",
            ))),
        }
    }
}

/// Why the rest of a workbook is not read.
struct Full(Text);

impl Workbook<'_> {
    fn grids(mut self) -> Vec<Grid> {
        let sheets: Vec<String> = self
            .book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect();
        let max = self.limits.sheets_max;
        if sheets.len() > max {
            let n = sheets.len();
            self.full(Full(text!(
                ja: "シートが {n} 枚あり、上限の {max} 枚を超えています。",
                en: "The workbook has {n} sheets, more than the limit of {max}."
            )));
        }
        let mut grids = Vec::new();
        for name in sheets.into_iter().take(max) {
            match self.grid(&name) {
                Ok(grid) => grids.push(grid),
                Err(full) => {
                    self.full(full);
                    break;
                }
            }
        }
        grids
    }

    fn full(&mut self, Full(what): Full) {
        self.problems.push(Problem::error(
            Place::file(self.file_name),
            what,
            text!(ja: "残りは読みませんでした。ブックを分けてください。", en: "The rest was not read. Split the workbook."),
        ));
    }

    fn grid(&mut self, name: &str) -> Result<Grid, Full> {
        let mut grid = Grid { file: self.file_name.to_owned(), name: name.to_owned(), ..Grid::default() };
        grid.hidden = self.hidden.get(name).cloned().unwrap_or_default();
        let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
        let read = self.cells(name, &mut rows);
        match read {
            Err(Stop::Full(full)) => return Err(full),
            Err(Stop::Broken(error)) => self.problems.push(unreadable(grid.whole(), &error)),
            Err(Stop::Outside(what)) => self.problems.push(Problem::error(
                grid.whole(),
                what,
                text!(ja: "そこから先は読みませんでした。表を左上に詰めるか、シートを分けてください。", en: "What lies beyond was not read. Move the table to the upper left, or split the sheet."),
            )),
            Ok(()) => {}
        }
        match self.book.merge_cells_by_sheet_name(name) {
            Ok(regions) => {
                grid.merged = regions.len();
                self.fill_down(&regions, &mut rows)?;
            }
            Err(error) => self.problems.push(unreadable(grid.whole(), &error)),
        }
        grid.rows = rows.into_values().collect();
        Ok(grid)
    }

    fn cells(&mut self, name: &str, rows: &mut BTreeMap<u32, Row>) -> Result<(), Stop> {
        let Limits { rows_max, columns_max, .. } = *self.limits;
        let mut outside = None;
        let mut reader = self.book.worksheet_cells_reader(name).map_err(Stop::Broken)?;
        while let Some(read) = reader.next_cell().map_err(Stop::Broken)? {
            let (row, column) = read.get_position();
            let Some(cell) = cell(read.get_value()) else { continue };
            if row >= rows_max || column >= columns_max {
                outside = Some(text!(
                    ja: "上限の {rows_max} 行・{columns_max} 列より外に値があります。",
                    en: "There are values beyond the limit of {rows_max} rows and {columns_max} columns."
                ));
                continue;
            }
            self.room.take(&cell).map_err(Stop::Full)?;
            let entry = rows.entry(row + 1).or_insert_with(|| Row { number: row + 1, ..Row::default() });
            entry.cells.insert(column + 1, cell);
        }
        outside.map_or(Ok(()), |what| Err(Stop::Outside(what)))
    }

    /// A cell merged over several rows of one column says the same for each of them; a cell merged over
    /// several columns is a title and says nothing about the columns.
    fn fill_down(
        &mut self,
        regions: &[calamine::Dimensions],
        rows: &mut BTreeMap<u32, Row>,
    ) -> Result<(), Full> {
        for region in regions {
            let (first, last, column) =
                (region.start.0, region.end.0.min(self.limits.rows_max), region.start.1);
            if column != region.end.1 || first >= last {
                continue;
            }
            let (first, last, column) = (first + 1, last + 1, column.saturating_add(1));
            let Some(cell) = rows.get(&first).and_then(|row| row.cells.get(&column)).cloned() else {
                continue;
            };
            for (_, row) in rows.range_mut(first + 1..=last) {
                self.room.take(&cell)?;
                row.cells.entry(column).or_insert_with(|| cell.clone());
            }
        }
        Ok(())
    }
}

/// Why a sheet was not read to its end.
enum Stop {
    Full(Full),
    Broken(XlsxError),
    Outside(Text),
}

fn cell(value: &DataRef<'_>) -> Option<Cell> {
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Cell::text(&number.to_string()),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(yes) => Some(Cell::Bool(*yes)),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            let time = [hour, minute, second].map(|part| i8::try_from(part).unwrap_or_default());
            let day = date(year, month, day).map(|day| of_day(day, time, milli));
            day.or(Some(Cell::Number(at.as_f64())))
        }
        DataRef::DateTime(at) => Some(Cell::Number(at.as_f64())),
        DataRef::DateTimeIso(text) => match text.parse::<jiff::civil::DateTime>() {
            Ok(at) if at.time() == jiff::civil::Time::midnight() => Some(Cell::Date(at.date())),
            Ok(at) => Some(Cell::Moment(at)),
            Err(_) => Cell::text(text),
        },
        DataRef::DurationIso(text) => Cell::text(text),
        DataRef::Error(error) => Some(Cell::Fault(error.to_string())),
    }
}

/// A day, with its time of day where it has one.
fn of_day(day: Date, [hour, minute, second]: [i8; 3], milli: u16) -> Cell {
    let nanos = i32::from(milli) * 1_000_000;
    match jiff::civil::Time::new(hour, minute, second, nanos) {
        Ok(time) if time != jiff::civil::Time::midnight() => Cell::Moment(day.to_datetime(time)),
        _ => Cell::Date(day),
    }
}

fn date(year: u16, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
