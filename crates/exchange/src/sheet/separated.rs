//! A CSV file's bytes to a grid: encoding, separator, quotes.
//!
//! The encoding is taken from the byte order mark; without one, bytes that are valid UTF-8 are UTF-8 and all
//! others are Shift_JIS (Windows-31J), which Japanese Excel writes. Bytes that are neither are refused: a
//! guess would change names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::{SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use sekisho_model::{Place, Problem, text};

use super::grid::{Cell, Grid, Row};
use crate::Limits;
use crate::reading::Problems;

/// How many lines are looked at to find the separator.
const LINES_LOOKED_AT: usize = 20;

/// The one grid of a CSV file; nothing when the bytes are no text.
pub(crate) fn grid(file_name: &str, bytes: &[u8], limits: &Limits, problems: &mut Problems) -> Option<Grid> {
    let Some(source) = decoded(bytes) else {
        problems.push(Problem::error(
            Place::file(file_name),
            text!(
                ja: "ブックではなく、文字コードも UTF-8・UTF-16・Shift_JIS のどれでもありません。",
                en: "It is no workbook, and no text in UTF-8, UTF-16 or Shift_JIS."
            ),
            text!(
                ja: "表ならば Excel で開き、「CSV UTF-8」か .xlsx として保存し直してください。",
                en: "If it is a table, open it in Excel and save it as \"CSV UTF-8\" or .xlsx."
            ),
        ));
        return None;
    };
    Some(read(file_name, &source, limits, problems))
}

/// The text of a file; nothing when it is in no encoding that we know.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return match encoding {
            e if e == UTF_8 || e == UTF_16LE || e == UTF_16BE => {
                e.decode_without_bom_handling_and_without_replacement(rest)
            }
            _ => None,
        };
    }
    if bytes.contains(&0) {
        return None;
    }
    UTF_8
        .decode_without_bom_handling_and_without_replacement(bytes)
        .or_else(|| SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes))
}

fn read(file_name: &str, source: &str, limits: &Limits, problems: &mut Problems) -> Grid {
    let mut grid = Grid { file: file_name.to_owned(), ..Grid::default() };
    let delimiter = separator(source);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(source.as_bytes());
    let mut cells_left = limits.cells_max;
    let mut number = 0_u32;
    if let Some(line) = unclosed_quote(source, delimiter) {
        problems.push(unclosed(&grid, line));
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(Problem::error(
                    grid.whole(),
                    text!(ja: "CSV として読めません（{error}）。", en: "It cannot be read as CSV ({error})."),
                    text!(ja: "引用符の付け方を直してください。", en: "Correct the quotation marks."),
                ));
                break;
            }
        };
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
        number = number.saturating_add(1).saturating_add(empty_lines(source, start.unwrap_or_default()));
        let cells = cells(&record);
        let beyond = cells.keys().next_back().is_some_and(|last| *last > limits.columns_max);
        if beyond || number > limits.rows_max || cells.len() > cells_left {
            problems.push(too_much(&grid, number, limits));
            break;
        }
        cells_left -= cells.len();
        if !cells.is_empty() {
            grid.rows.push(Row { number, cells });
        }
    }
    grid
}

/// The line on which a quotation opens that is never closed. The reader then takes all that follows for one
/// cell, and every row in it is lost.
fn unclosed_quote(source: &str, delimiter: u8) -> Option<u32> {
    let (mut line, mut opened, mut starts_cell) = (1_u32, None, true);
    for byte in source.bytes() {
        match (opened, byte) {
            (None, b'"') if starts_cell => opened = Some(line),
            // A doubled quote closes and opens again.
            (Some(_), b'"') => opened = None,
            _ => {}
        }
        line += u32::from(byte == b'\n');
        starts_cell =
            byte == delimiter || byte == b'\n' || byte == b'\r' || (byte == b'"' && opened.is_none());
    }
    opened
}

fn unclosed(grid: &Grid, line: u32) -> Problem {
    Problem::error(
        grid.place(line),
        text!(ja: "引用符（\"）が閉じていないため、この行から先を 1 つのセルとして読みました。", en: "A quotation mark is never closed; everything from this line on was read as one cell."),
        text!(ja: "引用符を閉じるか、消してください。", en: "Close the quotation, or delete the mark."),
    )
}

/// How many empty lines the reader skips from a byte on. They count: rows are numbered as a spreadsheet
/// numbers them, where an empty line is a row and a quoted cell of two lines is not two rows.
fn empty_lines(source: &str, start: usize) -> u32 {
    let rest = source.as_bytes().get(start..).unwrap_or_default();
    let ends_before = start.checked_sub(1).and_then(|before| source.as_bytes().get(before)) == Some(&b'\r');
    let rest = if ends_before { rest.strip_prefix(b"\n").unwrap_or(rest) } else { rest };
    let run = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    run.filter(|byte| **byte == b'\n').fold(0, |n, _| n + 1)
}

fn too_much(grid: &Grid, number: u32, limits: &Limits) -> Problem {
    let Limits { rows_max, columns_max, cells_max, .. } = limits;
    Problem::error(
        grid.place(number),
        text!(
            ja: "上限の {rows_max} 行・{columns_max} 列・{cells_max} セルを超えています。",
            en: "The file goes beyond the limit of {rows_max} rows, {columns_max} columns and {cells_max} cells."
        ),
        text!(ja: "この行から先は読みませんでした。ファイルを分けてください。", en: "It was not read from this row on. Split the file."),
    )
}

fn cells(record: &csv::StringRecord) -> BTreeMap<u32, Cell> {
    let numbered = (1_u32..).zip(record.iter());
    numbered.filter_map(|(number, text)| Some((number, Cell::text(text)?))).collect()
}

/// The separator that stands most often outside quotes in the first lines; a comma where none does.
fn separator(source: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in source.split_inclusive('\n').take(LINES_LOOKED_AT).flat_map(str::bytes) {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted
            && let Some((_, count)) = counts.iter_mut().find(|(separator, _)| *separator == byte)
        {
            *count += 1;
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> Vec<Vec<String>> {
        let limits = Limits::default();
        let mut problems = Problems::new(&limits);
        let grid = grid("a.csv", bytes, &limits, &mut problems).unwrap();
        assert_eq!(problems.into_list("a.csv"), []);
        grid.rows.iter().map(|row| row.cells.values().map(Cell::shown).collect()).collect()
    }

    #[test]
    fn the_encodings_of_japanese_excel_read_alike() {
        let source = "名称,型式\r\n\"主PLC\n①\",Ｒ０４ENCPU\r\n";
        let expected = shown(source.as_bytes());
        assert_eq!(expected[1][0], "主PLC\n①");
        let (shift_jis, _, lost) = SHIFT_JIS.encode(source);
        assert!(!lost);
        assert_eq!(shown(&shift_jis), expected);
        assert_eq!(shown(format!("\u{feff}{source}").as_bytes()), expected);
        let tabs = source.replace(',', "\t");
        let units = || std::iter::once(0xFEFF).chain(tabs.encode_utf16());
        assert_eq!(shown(&units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), expected);
        assert_eq!(shown(&units().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()), expected);
    }

    #[test]
    fn bytes_in_no_known_encoding_are_refused() {
        assert_eq!(decoded(b"\x00\x01"), None);
        assert_eq!(decoded(b"\x80\xff\xfe"), None);
        assert_eq!(decoded(b"\xff\xfe\x00\xd8"), None);
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let limits = Limits::default();
        let mut problems = Problems::new(&limits);
        for source in ["a\n\n\"b\nc\"\nd\n", "a\r\n\r\n\"b\r\nc\"\r\nd\r\n"] {
            let grid = grid("a.csv", source.as_bytes(), &limits, &mut problems).unwrap();
            assert_eq!(grid.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 4]);
        }
    }
}
