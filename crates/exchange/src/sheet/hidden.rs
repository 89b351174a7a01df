//! What a workbook hides from whoever looks at it: columns that are not shown, by sheet.
//!
//! Invariant: it only names; whether a hidden column is read is not decided here. A part that is not as expected hides
//! nothing that could be named: the reader of cells says what is wrong with it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// The columns of a sheet are described before its cells; so many bytes are looked at.
const HEAD_BYTES_MAX: u64 = 1 << 20;
/// Most columns that are named of a sheet.
const COLUMNS_MAX: u32 = 1_024;

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// Hidden columns, from 1, by the sheet's name. Only of a workbook whose size was held against the limits.
pub(crate) fn columns(bytes: &[u8]) -> BTreeMap<String, Vec<u32>> {
    let Ok(mut archive) = Archive::new(Cursor::new(bytes)) else { return BTreeMap::new() };
    let workbook = head(&mut archive, "xl/workbook.xml");
    let relations = head(&mut archive, "xl/_rels/workbook.xml.rels");
    let parts: BTreeMap<String, String> = elements(&relations, "Relationship")
        .filter_map(|element| Some((attribute(element, "Id")?, attribute(element, "Target")?)))
        .collect();
    let sheets: Vec<(String, String)> = elements(&workbook, "sheet")
        .filter_map(|element| Some((attribute(element, "name")?, attribute(element, "r:id")?)))
        .collect();
    let mut hidden = BTreeMap::new();
    for (name, relation) in sheets {
        let Some(part) = parts.get(&relation) else { continue };
        let path = part.strip_prefix('/').map_or_else(|| format!("xl/{part}"), str::to_owned);
        let columns = hidden_in(&head(&mut archive, &path));
        if !columns.is_empty() {
            hidden.insert(name, columns);
        }
    }
    hidden
}

fn head(archive: &mut Archive<'_>, path: &str) -> String {
    let mut bytes = Vec::new();
    if let Ok(part) = archive.by_name(path) {
        // What was read before an error is as good as a shorter part.
        let _ = part.take(HEAD_BYTES_MAX).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hidden_in(sheet: &str) -> Vec<u32> {
    let before_cells = sheet.split("<sheetData").next().unwrap_or_default();
    let mut columns = Vec::new();
    for element in elements(before_cells, "col") {
        let hides = attribute(element, "hidden").is_some_and(|value| value == "1" || value == "true");
        let number = |name| attribute(element, name).and_then(|value| value.parse::<u32>().ok());
        if let (true, Some(first), Some(last)) = (hides, number("min"), number("max")) {
            columns.extend(first..=last.min(COLUMNS_MAX));
        }
    }
    columns
}

/// The tags of elements with a name, without their content.
fn elements<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let open = xml.split('<').filter_map(move |tag| tag.strip_prefix(name));
    open.filter(|rest| rest.starts_with(char::is_whitespace)).filter_map(|rest| rest.split('>').next())
}

fn attribute(element: &str, name: &str) -> Option<String> {
    let mut rest = element;
    while let Some((before, after)) = rest.split_once(&format!("{name}=\"")) {
        let (value, beyond) = after.split_once('"')?;
        if before.ends_with(char::is_whitespace) {
            return Some(unescaped(value));
        }
        rest = beyond;
    }
    None
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}
