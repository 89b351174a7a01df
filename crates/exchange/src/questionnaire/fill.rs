//! Answers into a copy of a workbook: the cells named change, and nothing else.
//!
//! Invariant: every other part of the archive is copied as it is, compressed bytes and all, but that formulas are to be
//! calculated anew and what they gave before is taken out; in a changed sheet all other bytes are the same. A formula
//! and a filled cell are never overwritten. What could not be written is named, so that fills in = written + left.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::Range;

use sekisho_model::{Place, Problem, Text, text};
use zip::write::SimpleFileOptions;

use super::layout::{Layout, WORKBOOK, layouts, part, recalculation};
use super::{broken, number_of};
use crate::sheet::column_letters;
use crate::{Limits, Reading};

/// Characters that a cell holds, in UTF-16 units.
const CELL_CHARS_MAX: usize = 32_767;

/// An answer to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fill {
    /// The sheet's name.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// Column, by letters.
    pub column: String,
    /// What is written.
    pub text: String,
}

/// A filled copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The workbook; empty where it could not be written at all.
    pub bytes: Vec<u8>,
    /// How many cells were written.
    pub written: usize,
}

/// Writes answers into a copy of a workbook. What is left unwritten is among the problems, one for each.
#[must_use]
pub fn fill_questionnaire(file_name: &str, bytes: &[u8], fills: &[Fill]) -> Reading<Filled> {
    let limits = Limits::default();
    let mut problems = Vec::new();
    if let Some(problem) = limits.refuse_long(file_name, bytes) {
        return Reading { facts: Filled::default(), problems: vec![problem] };
    }
    // Reading it once holds its size against the limits.
    let mut seen = crate::reading::Problems::new(&limits);
    if crate::sheet::grids(file_name, bytes, &limits, &mut seen).is_empty() {
        return Reading { facts: Filled::default(), problems: seen.into_list(file_name) };
    }
    match filled(file_name, bytes, fills, &limits, &mut problems) {
        Ok(facts) => Reading { facts, problems },
        Err(why) => {
            problems.push(broken(file_name, &why));
            Reading { facts: Filled::default(), problems }
        }
    }
}

fn filled(
    file_name: &str,
    bytes: &[u8],
    fills: &[Fill],
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Result<Filled, String> {
    let layouts = layouts(bytes, limits)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let (mut sheets, mut written) = (Vec::new(), 0);
    for layout in &layouts {
        let of_sheet: Vec<&Fill> = fills.iter().filter(|fill| fill.sheet == layout.name).collect();
        if of_sheet.is_empty() && !layout.calculates() {
            continue;
        }
        let xml = part(&mut archive, &layout.part, limits)?;
        let sheet = Patch { layout, xml: &xml, file_name };
        let edits = sheet.edits(&of_sheet, &mut written, problems);
        sheets.push((layout, xml, edits));
    }
    let mut changed = BTreeMap::new();
    for (layout, xml, mut edits) in sheets.into_iter().filter(|_| written > 0) {
        edits.extend(given_before(layout, &xml));
        changed.insert(layout.part.as_str(), applied(&xml, edits));
    }
    for fill in fills.iter().filter(|fill| !layouts.iter().any(|layout| layout.name == fill.sheet)) {
        let sheet = &fill.sheet;
        problems.push(left(
            file_name,
            fill,
            text!(ja: "シート「{sheet}」がありません。", en: "There is no sheet \"{sheet}\"."),
        ));
    }
    if written > 0 && layouts.iter().any(Layout::calculates) {
        let xml = part(&mut archive, WORKBOOK, limits)?;
        if let Some(edit) = recalculation(&xml)? {
            changed.insert(WORKBOOK, applied(&xml, vec![edit]));
        }
    }
    Ok(Filled { bytes: copied(&mut archive, &changed)?, written })
}

/// The archive with some parts changed.
fn copied(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    changed: &BTreeMap<&str, String>,
) -> Result<Vec<u8>, String> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| error.to_string())?;
        let name = entry.name().map_err(|error| error.to_string())?.into_owned();
        let Some(xml) = changed.get(name.as_str()) else {
            writer.raw_copy_file(entry).map_err(|error| error.to_string())?;
            continue;
        };
        let mut options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        if let Some(at) = entry.last_modified() {
            options = options.last_modified_time(at);
        }
        writer.start_file(name, options).map_err(|error| error.to_string())?;
        writer.write_all(xml.as_bytes()).map_err(|error| error.to_string())?;
    }
    Ok(writer.finish().map_err(|error| error.to_string())?.into_inner())
}

fn applied(xml: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut at) = (String::with_capacity(xml.len()), 0);
    for (range, text) in edits {
        out.push_str(xml.get(at..range.start).unwrap_or_default());
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(xml.get(at..).unwrap_or_default());
    out
}

/// Takes out what a sheet's formulas gave before. One that may look into another file keeps it: it may be all there is.
fn given_before(layout: &Layout, xml: &str) -> Vec<(Range<usize>, String)> {
    let prefix = &layout.prefix;
    let (open, close) = (format!("<{prefix}v>"), format!("</{prefix}v>"));
    let value = |cell: &Range<usize>| {
        let text = xml.get(cell.clone()).filter(|text| !text.contains('['))?;
        let (from, to) = (text.find(&open)?, text.find(&close)? + close.len());
        Some((cell.start + from..cell.start + to, String::new()))
    };
    layout.cells.values().filter(|spot| spot.formula).filter_map(|spot| value(&spot.range)).collect()
}

struct Patch<'a> {
    layout: &'a Layout,
    xml: &'a str,
    file_name: &'a str,
}

impl Patch<'_> {
    /// The edits for a sheet's answers; those at one place are in the order of columns.
    fn edits(
        &self,
        fills: &[&Fill],
        written: &mut usize,
        problems: &mut Vec<Problem>,
    ) -> Vec<(Range<usize>, String)> {
        let mut wanted: BTreeMap<(u32, u32), &Fill> = BTreeMap::new();
        for fill in fills {
            match self.refused(fill, &wanted) {
                Ok(at) => {
                    wanted.insert(at, fill);
                }
                Err(why) => problems.push(left(self.file_name, fill, why)),
            }
        }
        *written += wanted.len();
        let mut edits = Vec::new();
        let mut new_rows: BTreeMap<u32, String> = BTreeMap::new();
        for ((row, column), fill) in wanted {
            let cell = self.cell(row, column, &fill.text);
            if let Some(spot) = self.layout.cells.get(&(row, column)) {
                edits.push((spot.range.clone(), cell));
            } else if self.layout.rows.contains_key(&row) {
                new_rows.entry(row).or_default();
                edits.extend(self.in_row(row, column, cell, &mut new_rows));
            } else {
                new_rows.entry(row).or_default().push_str(&cell);
            }
        }
        for (row, cells) in new_rows.into_iter().filter(|(_, cells)| !cells.is_empty()) {
            edits.push(self.new_row(row, &cells));
        }
        edits
    }

    /// The cell that is written, or why none is.
    fn refused(&self, fill: &Fill, wanted: &BTreeMap<(u32, u32), &Fill>) -> Result<(u32, u32), Text> {
        let Some(column) = number_of(&fill.column).filter(|_| fill.row > 0) else {
            let letters = &fill.column;
            return Err(text!(ja: "列「{letters}」がありません。", en: "There is no column \"{letters}\"."));
        };
        let at = self.layout.anchor(fill.row, column);
        if self.layout.hidden || self.layout.hidden_rows.contains(&fill.row) {
            return Err(text!(ja: "行かシートが非表示です。", en: "The row or the sheet is hidden."));
        }
        if fill.text.encode_utf16().count() > CELL_CHARS_MAX {
            return Err(text!(ja: "文が長すぎてセルに入りません。", en: "The text is too long for a cell."));
        }
        if wanted.contains_key(&at) {
            return Err(
                text!(ja: "結合されたセルに、別の答えが入ります。", en: "Another answer goes into the merged cell."),
            );
        }
        match self.layout.cells.get(&at) {
            Some(spot) if spot.formula => {
                Err(text!(ja: "セルに数式があります。", en: "The cell holds a formula."))
            }
            Some(spot) if self.is_filled(&spot.range) => {
                Err(text!(ja: "セルにすでに値があります。", en: "The cell is already filled."))
            }
            _ => Ok(at),
        }
    }

    fn is_filled(&self, range: &Range<usize>) -> bool {
        let cell = self.xml.get(range.clone()).unwrap_or_default();
        let prefix = &self.layout.prefix;
        ["v", "t"].iter().any(|name| {
            let tag = format!("<{prefix}{name}");
            let mut open = cell.split(tag.as_str()).skip(1).filter_map(|rest| rest.split_once('>'));
            open.any(|(tag, rest)| {
                !tag.ends_with('/') && !rest.split('<').next().unwrap_or_default().trim().is_empty()
            })
        })
    }

    fn cell(&self, row: u32, column: u32, text: &str) -> String {
        let prefix = &self.layout.prefix;
        let spot = self.layout.cells.get(&(row, column));
        let style = spot.map_or_else(|| self.layout.styles.get(&column), |spot| spot.style.as_ref());
        let style = style.map(|style| format!(" s=\"{}\"", escaped(style))).unwrap_or_default();
        let (letters, text) = (column_letters(column), escaped(text));
        format!(
            "<{prefix}c r=\"{letters}{row}\"{style} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}is></{prefix}c>"
        )
    }

    /// A new cell in a row that is there: before the next cell to the right, or at the row's end.
    fn in_row(
        &self,
        row: u32,
        column: u32,
        cell: String,
        empty: &mut BTreeMap<u32, String>,
    ) -> Option<(Range<usize>, String)> {
        let spot = self.layout.rows.get(&row)?;
        let next = self.layout.cells.range((row, column)..=(row, u32::MAX)).next();
        match (next, spot.close) {
            (Some((_, next)), _) => Some((next.range.start..next.range.start, cell)),
            (None, Some(close)) => Some((close..close, cell)),
            (None, None) => {
                empty.entry(row).or_default().push_str(&cell);
                None
            }
        }
    }

    /// A row that has no cells yet: opened where it is, or put between its neighbours.
    fn new_row(&self, row: u32, cells: &str) -> (Range<usize>, String) {
        let prefix = &self.layout.prefix;
        if let Some(spot) = self.layout.rows.get(&row) {
            let end = spot.range.end;
            return (end.saturating_sub(2)..end, format!(">{cells}</{prefix}row>"));
        }
        let whole = format!("<{prefix}row r=\"{row}\">{cells}</{prefix}row>");
        let next = self.layout.rows.range(row..).next().map(|(_, spot)| spot.range.start);
        match next.or(self.layout.data.close) {
            Some(at) => (at..at, whole),
            None => {
                let end = self.layout.data.range.end;
                (end.saturating_sub(2)..end, format!(">{whole}</{prefix}sheetData>"))
            }
        }
    }
}

/// Text for XML; a character that XML does not know becomes a space.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn left(file_name: &str, fill: &Fill, why: Text) -> Problem {
    let place = Place { sheet: fill.sheet.clone(), ..Place::file(file_name) };
    let (column, row) = (&fill.column, fill.row);
    let Text { ja, en } = why;
    Problem::warning(
        place.at_row(u64::from(row)),
        text!(ja: "セル {column}{row} に書き込みませんでした。{ja}", en: "Cell {column}{row} was not written. {en}"),
        text!(ja: "必要なら手で入れてください。", en: "Enter it by hand where it is needed."),
    )
}
