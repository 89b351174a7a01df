//! The structure of a workbook's sheets: where each cell's bytes are, what is merged, hidden, protected or a drop-down.
//!
//! Invariant: byte ranges are those of the sheet's part as it was read. Only of a workbook whose size was held against
//! the limits. Values are not read here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::number_of;
use crate::Limits;

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// The part that names the sheets.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";

/// Widest hidden or styled run of columns that is kept one by one.
const COLUMNS_MAX: u32 = 1_024;

/// A rectangle of cells, both ends in it, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Area {
    /// From `B2:C5` or `B2`.
    pub(super) fn parse(reference: &str) -> Option<Self> {
        let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
        let ((top, left), (bottom, right)) = (cell_at(first)?, cell_at(last)?);
        Some(Self { top, left, bottom, right })
    }

    fn has(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

fn cell_at(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    Some((row.parse().ok()?, number_of(letters)?))
}

/// Where a cell is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// Its style, as written.
    pub(super) style: Option<String>,
    /// Is it calculated?
    pub(super) formula: bool,
}

/// Where a row is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowSpot {
    /// Its bytes, with its end.
    pub(super) range: Range<usize>,
    /// Where its closing tag begins; None where it has none.
    pub(super) close: Option<usize>,
}

/// A sheet's structure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) name: String,
    /// Its part of the archive.
    pub(super) part: String,
    pub(super) hidden: bool,
    pub(super) protected: bool,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: BTreeSet<u32>,
    pub(super) styles: BTreeMap<u32, String>,
    pub(super) merges: Vec<Area>,
    /// Drop-downs: where, and what they say.
    pub(super) lists: Vec<(Vec<Area>, String)>,
    pub(super) cells: BTreeMap<(u32, u32), Spot>,
    pub(super) rows: BTreeMap<u32, RowSpot>,
    /// The bytes of `sheetData`, and where its closing tag begins.
    pub(super) data: RowSpot,
    /// Prefix of its elements, with the colon.
    pub(super) prefix: String,
}

impl Layout {
    pub(super) fn merge_at(&self, row: u32, column: u32) -> Option<Area> {
        self.merges.iter().find(|area| area.has(row, column)).copied()
    }

    /// Does any of its cells hold a formula?
    pub(super) fn calculates(&self) -> bool {
        self.cells.values().any(|spot| spot.formula)
    }

    /// The cell that holds the value: the upper left of a merged one.
    pub(super) fn anchor(&self, row: u32, column: u32) -> (u32, u32) {
        self.merge_at(row, column).map_or((row, column), |area| (area.top, area.left))
    }

    pub(super) fn list_at(&self, row: u32, column: u32) -> Option<&str> {
        let found = self.lists.iter().find(|(areas, _)| areas.iter().any(|area| area.has(row, column)));
        found.map(|(_, list)| list.as_str())
    }
}

/// Every sheet's structure, in the workbook's order.
pub(super) fn layouts(bytes: &[u8], limits: &Limits) -> Result<Vec<Layout>, String> {
    let mut archive = Archive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let workbook = part(&mut archive, WORKBOOK, limits)?;
    let relations = part(&mut archive, "xl/_rels/workbook.xml.rels", limits)?;
    let mut targets = BTreeMap::new();
    each(&relations, |start| {
        if start.local_name().as_ref() == "Relationship" {
            targets.insert(attribute(start, "Id"), attribute(start, "Target"));
        }
    })?;
    let mut sheets = Vec::new();
    each(&workbook, |start| {
        if start.local_name().as_ref() == "sheet" {
            let hidden = attribute(start, "state").is_some_and(|state| state != "visible");
            sheets.push((attribute(start, "name"), attribute(start, "r:id"), hidden));
        }
    })?;
    let mut layouts = Vec::new();
    for (name, relation, hidden) in sheets.into_iter().take(limits.sheets_max) {
        let Some(Some(target)) = targets.get(&relation) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let xml = part(&mut archive, &path, limits)?;
        let mut layout = scanned(&xml)?;
        (layout.name, layout.part, layout.hidden) = (name.unwrap_or_default(), path, hidden);
        layouts.push(layout);
    }
    Ok(layouts)
}

/// A part as text, a byte order mark at its beginning included.
pub(super) fn part(archive: &mut Archive<'_>, path: &str, limits: &Limits) -> Result<String, String> {
    let entry = archive.by_name(path).map_err(|error| format!("{path}: {error}"))?;
    let mut bytes = Vec::new();
    let read = entry.take(limits.unpacked_bytes_max).read_to_end(&mut bytes);
    read.map_err(|error| format!("{path}: {error}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{path}: not UTF-8"))
}

fn each(xml: &str, mut see: impl FnMut(&BytesStart<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) | Event::Empty(start) => see(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    match quick_xml::escape::unescape(&attribute.value) {
        Ok(value) => Some(value.into_owned()),
        Err(_) => Some(attribute.value.into_owned()),
    }
}

fn is_true(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| value == "1" || value == "true")
}

/// What may stand before `calcPr` in a workbook's part, of which `sheets` always does (ISO/IEC 29500-1, 18.2.27).
const BEFORE_CALCULATION: [&str; 4] = ["sheets", "functionGroups", "externalReferences", "definedNames"];

/// The edit of a workbook's part by which formulas are calculated anew when it is opened: what they gave before is
/// stale once cells are filled. None where the part says so already.
pub(super) fn recalculation(xml: &str) -> Result<Option<(Range<usize>, String)>, String> {
    let text = xml.trim_start_matches('\u{feff}');
    let base = xml.len() - text.len();
    let mut reader = Reader::from_str(text);
    let mut edit = None;
    loop {
        let from = base + position(&reader);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let range = from..base + position(&reader);
        match event {
            Event::Start(start) if start.local_name().as_ref() == "calcPr" => {
                return Ok(calculating(&start, ">").map(|tag| (range, tag)));
            }
            Event::Empty(start) if start.local_name().as_ref() == "calcPr" => {
                return Ok(calculating(&start, "/>").map(|tag| (range, tag)));
            }
            Event::End(end) if BEFORE_CALCULATION.contains(&end.local_name().as_ref()) => {
                let (name, local) = (end.name(), end.local_name());
                let prefix = name.as_ref().strip_suffix(local.as_ref()).unwrap_or_default();
                let tag = format!("<{prefix}calcPr fullCalcOnLoad=\"1\"/>");
                edit = Some((range.end..range.end, tag));
            }
            Event::Eof => return Ok(edit),
            _ => {}
        }
    }
}

/// The tag with its other attributes as they are; None where it calculates already.
fn calculating(start: &BytesStart<'_>, end: &str) -> Option<String> {
    const WANTED: &str = "fullCalcOnLoad";
    if is_true(start, WANTED) {
        return None;
    }
    let mut tag = format!("<{}", start.name().as_ref());
    for attribute in start.attributes().flatten().filter(|it| it.key.as_ref() != WANTED) {
        let value = attribute.value.replace('"', "&quot;");
        let _ = write!(tag, " {}=\"{value}\"", attribute.key.as_ref());
    }
    let _ = write!(tag, " {WANTED}=\"1\"{end}");
    Some(tag)
}

/// What is being scanned.
#[derive(Default)]
struct Scan {
    layout: Layout,
    /// Row and column of what comes next, where nothing says it.
    row: u32,
    column: u32,
    cell: Option<(u32, u32)>,
    list: Option<Vec<Area>>,
    in_list: bool,
    words: String,
}

fn scanned(xml: &str) -> Result<Layout, String> {
    let text = xml.trim_start_matches('\u{feff}');
    let base = xml.len() - text.len();
    let mut reader = Reader::from_str(text);
    let mut scan = Scan::default();
    loop {
        let from = base + position(&reader);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let range = from..base + position(&reader);
        match event {
            Event::Start(start) => scan.open(&start, range, false),
            Event::Empty(start) => scan.open(&start, range, true),
            Event::End(end) => scan.close(end.local_name().as_ref(), &range),
            Event::Text(words) if scan.in_list => scan.words.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) if scan.in_list => {
                scan.words.push_str(quick_xml::escape::resolve_xml_entity(&reference).unwrap_or_default());
            }
            Event::Eof => return Ok(scan.layout),
            _ => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

impl Scan {
    fn open(&mut self, start: &BytesStart<'_>, range: Range<usize>, empty: bool) {
        match start.local_name().as_ref() {
            "sheetData" => {
                let name = start.name();
                let prefix = name.as_ref().strip_suffix("sheetData").unwrap_or_default();
                prefix.clone_into(&mut self.layout.prefix);
                self.layout.data = RowSpot { range, close: None };
            }
            "row" => self.open_row(start, range),
            "c" => self.open_cell(start, range, empty),
            "f" => {
                if let Some(spot) = self.cell.and_then(|at| self.layout.cells.get_mut(&at)) {
                    spot.formula = true;
                }
            }
            "col" => self.column_run(start),
            "mergeCell" => {
                self.layout.merges.extend(attribute(start, "ref").as_deref().and_then(Area::parse));
            }
            "sheetProtection" => self.layout.protected = attribute(start, "sheet").is_none_or(|on| on != "0"),
            "dataValidation" if attribute(start, "type").as_deref() == Some("list") => {
                let areas = attribute(start, "sqref").unwrap_or_default();
                self.list = Some(areas.split_whitespace().filter_map(Area::parse).collect());
            }
            "formula1" if self.list.is_some() => {
                self.in_list = true;
                self.words.clear();
            }
            _ => {}
        }
    }

    fn open_row(&mut self, start: &BytesStart<'_>, range: Range<usize>) {
        let said = attribute(start, "r").and_then(|row| row.parse().ok());
        (self.row, self.column) = (said.unwrap_or(self.row.saturating_add(1)), 0);
        if is_true(start, "hidden") {
            self.layout.hidden_rows.insert(self.row);
        }
        self.layout.rows.insert(self.row, RowSpot { range, close: None });
    }

    fn open_cell(&mut self, start: &BytesStart<'_>, range: Range<usize>, empty: bool) {
        let next = (self.row, self.column.saturating_add(1));
        let at = attribute(start, "r").as_deref().and_then(cell_at).unwrap_or(next);
        self.column = at.1;
        let spot = Spot { range, style: attribute(start, "s"), formula: false };
        self.layout.cells.insert(at, spot);
        self.cell = (!empty).then_some(at);
    }

    fn column_run(&mut self, start: &BytesStart<'_>) {
        let number = |name| attribute(start, name).and_then(|value| value.parse::<u32>().ok());
        let (Some(first), Some(last)) = (number("min"), number("max")) else { return };
        let hidden = is_true(start, "hidden");
        let style = attribute(start, "style");
        for column in first..=last.min(COLUMNS_MAX) {
            if hidden {
                self.layout.hidden_columns.insert(column);
            }
            if let Some(style) = &style {
                self.layout.styles.insert(column, style.clone());
            }
        }
    }

    fn close(&mut self, name: &str, range: &Range<usize>) {
        let ended = |spot: &mut RowSpot| {
            spot.close = Some(range.start);
            spot.range.end = range.end;
        };
        match name {
            "c" => {
                if let Some(spot) = self.cell.take().and_then(|at| self.layout.cells.get_mut(&at)) {
                    spot.range.end = range.end;
                }
            }
            "row" => {
                if let Some(spot) = self.layout.rows.get_mut(&self.row) {
                    ended(spot);
                }
            }
            "sheetData" => ended(&mut self.layout.data),
            "formula1" => self.in_list = false,
            "dataValidation" => {
                if let Some(areas) = self.list.take() {
                    self.layout.lists.push((areas, std::mem::take(&mut self.words).trim().to_owned()));
                }
            }
            _ => {}
        }
    }
}

/// The comments of a part: the cell, and the words.
pub(super) fn comments(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    let (mut found, mut in_words): (Vec<(String, String)>, bool) = (Vec::new(), false);
    // What was read before a fault is as good as a shorter part.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if start.local_name().as_ref() == "comment" => {
                found.push((attribute(&start, "ref").unwrap_or_default(), String::new()));
            }
            Event::Start(start) if start.local_name().as_ref() == "t" => in_words = true,
            Event::End(end) if end.local_name().as_ref() == "t" => in_words = false,
            Event::Text(words) if in_words => {
                if let Some((_, text)) = found.last_mut() {
                    text.push_str(&words.xml10_content());
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}
