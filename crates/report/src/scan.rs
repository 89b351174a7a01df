//! A scan as a JSON document and as a table.

use std::fmt::Write as _;

use sekisho_assess::{Scan, ScanItem, ScanMatch};
use sekisho_model::{Lang, Problem, Text, text};
use sekisho_supply::Verdict;
use serde::Serialize;

use crate::impact::{CountsForm, counts_form};
use crate::table::table;
use crate::{Width, words};

/// Version of the JSON form; a reader must refuse a greater one.
pub const FORMAT: u32 = 1;

/// The JSON form of a scan.
#[derive(Debug, Serialize)]
pub struct Document {
    /// [`FORMAT`].
    pub format: u32,
    /// The answer in one sentence.
    pub answer: Text,
    /// How many ended how.
    pub counts: CountsForm,
    /// Every component and device, worst first.
    pub items: Vec<ItemForm>,
    /// What was wrong with the inputs and feeds.
    pub problems: Vec<Problem>,
}

/// One component or device.
#[derive(Debug, Serialize)]
pub struct ItemForm {
    /// File it was read from.
    pub file: String,
    /// Sheet, for workbooks.
    pub sheet: String,
    /// Row or line, where there is one.
    pub row: Option<u64>,
    /// Path inside the document.
    pub path: String,
    /// Name and version, or vendor, model and firmware.
    pub label: String,
    /// Package URL, or where the device stands.
    pub detail: String,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: &'static str,
    /// Why.
    pub reason: Text,
    /// Advisories that name it, worst first.
    pub matches: Vec<MatchForm>,
}

/// One advisory that names an item.
#[derive(Debug, Serialize)]
pub struct MatchForm {
    /// Its id.
    pub advisory: String,
    /// Its title.
    pub title: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Vulnerabilities spoken of.
    pub vulnerabilities: Vec<String>,
    /// Informational kind; empty for vulnerabilities.
    pub informational: String,
    /// Highest CVSS score, or null.
    pub cvss: Option<String>,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: &'static str,
    /// `exact`, `family` or `possible`.
    pub confidence: &'static str,
    /// Why.
    pub reason: Text,
    /// What the publisher says to do.
    pub remedies: Vec<String>,
}

/// A scan as a document.
#[must_use]
pub fn document(scan: &Scan, problems: &[Problem]) -> Document {
    Document {
        format: FORMAT,
        answer: answer(scan),
        counts: counts_form(scan.counts()),
        items: scan.items.iter().map(item_form).collect(),
        problems: problems.to_vec(),
    }
}

fn item_form(item: &ScanItem) -> ItemForm {
    ItemForm {
        file: item.place.file.clone(),
        sheet: item.place.sheet.clone(),
        row: item.place.row,
        path: item.place.path.clone(),
        label: item.label.clone(),
        detail: item.detail.clone(),
        verdict: words::verdict_code(item.verdict),
        reason: item.reason.text(),
        matches: item.matches.iter().map(match_form).collect(),
    }
}

fn match_form(found: &ScanMatch) -> MatchForm {
    MatchForm {
        advisory: found.advisory.id.to_string(),
        title: found.advisory.title.clone(),
        aliases: found.advisory.aliases.iter().cloned().collect(),
        vulnerabilities: found.vulnerabilities.iter().map(ToString::to_string).collect(),
        informational: found.informational.clone(),
        cvss: found.advisory.cvss.as_ref().map(|cvss| words::score(cvss.score_tenths)),
        verdict: words::verdict_code(found.verdict),
        confidence: words::confidence_code(found.confidence),
        reason: found.reason.text(),
        remedies: found.remedies.iter().map(|remedy| remedy.words.clone()).collect(),
    }
}

/// The answer in one sentence.
#[must_use]
pub fn answer(scan: &Scan) -> Text {
    let counts = scan.counts();
    let (all, affected, undecided) = (scan.items.len(), counts.affected, counts.undecided);
    let clean = counts.not_affected + counts.not_named;
    text!(
        ja: "{all} 件を照合：影響あり {affected} 件、判定できない {undecided} 件、影響なし {clean} 件。",
        en: "{all} checked: {affected} affected, {undecided} undecided, {clean} not affected."
    )
}

/// Most components and devices that a table lists, worst first: nobody reads on, and a table takes kilobytes
/// a row.
const ITEMS_SHOWN: usize = 5_000;

/// The answer for a terminal: the sentence, then what is affected or undecided, then the rest counted.
#[must_use]
pub fn table_text(scan: &Scan, lang: Lang, width: Width) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", answer(scan).in_lang(lang));
    let open: Vec<&ScanItem> = scan.items.iter().filter(|item| item.verdict > Verdict::NotAffected).collect();
    if !open.is_empty() {
        let header = [
            lang.pick("判定", "Verdict"),
            lang.pick("対象", "Component / device"),
            lang.pick("場所", "Where"),
            lang.pick("アドバイザリ", "Advisory"),
            lang.pick("理由", "Reason"),
        ];
        let mut rows = table(width, &header);
        for item in open.iter().take(ITEMS_SHOWN) {
            for row in item_rows(item, lang) {
                rows.add_row(row);
            }
        }
        let _ = writeln!(out, "{rows}");
        if let Some(rest) = open.len().checked_sub(ITEMS_SHOWN).filter(|rest| *rest > 0) {
            let more = text!(
                ja: "ほか {rest} 件は --format json で見られます。",
                en: "See the other {rest} with --format json."
            );
            let _ = writeln!(out, "{}", more.in_lang(lang));
        }
    }
    out
}

/// One row per advisory that affects the item or leaves it undecided, or one row for the whole.
fn item_rows(item: &ScanItem, lang: Lang) -> Vec<Vec<String>> {
    let shown: Vec<&ScanMatch> =
        item.matches.iter().filter(|found| found.verdict > Verdict::NotAffected).collect();
    if shown.is_empty() {
        return vec![row(
            item,
            item.verdict,
            String::new(),
            item.reason.text().in_lang(lang).to_owned(),
            lang,
        )];
    }
    shown
        .into_iter()
        .map(|found| {
            let confidence = words::confidence(found.confidence);
            let reason = words::remarked(found.reason.text().in_lang(lang), confidence.in_lang(lang), lang);
            row(item, found.verdict, advisory_cell(found), reason, lang)
        })
        .collect()
}

fn advisory_cell(found: &ScanMatch) -> String {
    let mut cell = found.advisory.id.to_string();
    let others: Vec<&str> = found.advisory.aliases.iter().map(String::as_str).take(3).collect();
    if !others.is_empty() {
        cell.push('\n');
        cell.push_str(&others.join(" "));
    }
    if let Some(cvss) = &found.advisory.cvss {
        cell.push_str(&format!("\nCVSS {}", words::score(cvss.score_tenths)));
    }
    if !found.informational.is_empty() {
        cell.push_str(&format!("\n({})", found.informational));
    }
    cell
}

fn row(item: &ScanItem, verdict: Verdict, advisory: String, reason: String, lang: Lang) -> Vec<String> {
    let mark = format!("{} {}", words::verdict_mark(verdict), words::verdict(verdict).in_lang(lang));
    let place = if item.detail.is_empty() { item.place.in_lang(lang) } else { item.detail.clone() };
    vec![mark, item.label.clone(), place, advisory, reason]
}
