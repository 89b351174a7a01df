//! One cell to one value: what a column's cell form makes of what somebody wrote.
//!
//! It decides nothing about the row. What cannot be read is a [`Misfit`] that says what was expected.

use sekisho_model::{Lang, PackageUrl, RecordKind, Text, ThreatId, text};
use serde_json::{Value, json};

use super::date;
use super::flat::not_applicable;
use super::grid::Cell;
use super::items::{self, Item};
use super::moment;
use super::names::{Misfit, Names};
use super::number::{self, Unit, Worth};
use crate::columns::{self, CellForm, Column, Need};

/// Longest quotation of a cell in a message, in characters.
const QUOTE_CHARS_MAX: usize = 40;

/// A cell, read.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The value; nothing where the field is unknown or empty.
    pub(crate) value: Option<Value>,
    /// Why somebody should look at it all the same.
    pub(crate) doubt: Option<Misfit>,
}

impl From<Option<Value>> for Answer {
    fn from(value: Option<Value>) -> Self {
        Self { value, doubt: None }
    }
}

/// How the cells of one column are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The column.
    pub(crate) column: &'static Column,
    /// The unit that its header names.
    pub(crate) unit: Option<Worth>,
    /// The records that it may name.
    pub(crate) names: &'a Names,
    /// Longest text, in characters.
    pub(crate) text_chars_max: usize,
}

impl Asked<'_> {
    /// Reads a cell.
    pub(crate) fn answer(&self, cell: Option<&Cell>) -> Result<Answer, Misfit> {
        let Some(cell) = cell else { return self.empty() };
        if let Cell::Fault(fault) = cell {
            return Err(faulty(fault));
        }
        self.short_enough(cell)?;
        match self.column.need {
            Need::Stated => self.stated(cell),
            Need::Required | Need::Free => self.given(cell),
        }
    }

    fn empty(&self) -> Result<Answer, Misfit> {
        match self.column.need {
            Need::Stated | Need::Free => Ok(Answer::default()),
            Need::Required => {
                let Text { ja, en } = self.column.word();
                Err(Misfit {
                    what: text!(ja: "「{ja}」が空です。", en: "\"{en}\" is empty."),
                    remedy: expected(self.column),
                })
            }
        }
    }

    fn short_enough(&self, cell: &Cell) -> Result<(), Misfit> {
        let (Cell::Text(text), max) = (cell, self.text_chars_max) else { return Ok(()) };
        // Bytes are never fewer than characters, so most cells need no counting.
        if text.len() <= max || text.chars().count() <= max {
            return Ok(());
        }
        Err(Misfit {
            what: text!(ja: "文字が上限の {max} 文字を超えています。", en: "The text is longer than the limit of {max} characters."),
            remedy: text!(ja: "短くしてください。", en: "Shorten it."),
        })
    }

    /// A field that may be unknown or not applicable.
    fn stated(&self, cell: &Cell) -> Result<Answer, Misfit> {
        let Cell::Text(text) = cell else { return self.given(cell) };
        // A list may have its own meaning for a word such as `-`.
        if let CellForm::Words(list) = &self.column.cell
            && columns::list(list).find(text).is_some()
        {
            return self.given(cell);
        }
        match items::unmasked(text) {
            None if columns::is_not_applicable(text) => Ok(Some(not_applicable()).into()),
            None => Ok(Answer::default()),
            Some(plain) if self.column.cell == CellForm::Text => Ok(Some(Value::from(plain)).into()),
            Some(_) => self.given(cell),
        }
    }

    /// A cell with something in it.
    fn given(&self, cell: &Cell) -> Result<Answer, Misfit> {
        let value = match &self.column.cell {
            CellForm::Id | CellForm::Text => return Ok(text(cell)),
            CellForm::Texts => Some(texts(&cell.shown())),
            CellForm::Date => self.date(cell).map(|date| Value::from(date.to_string())),
            CellForm::Moment => return self.moment(cell),
            CellForm::Number(min, max) => {
                self.number(cell).filter(|number| (*min..=*max).contains(number)).map(Value::from)
            }
            CellForm::Words(list) => {
                columns::list(list).find(&cell.shown()).map(|word| word.code.as_str().into())
            }
            CellForm::Choices(list) => chosen(list, &cell.shown()),
            CellForm::One(kind) => Some(self.names.find(*kind, &items::single(&cell.shown()).text)?.into()),
            CellForm::Many(kind) => Some(self.many(*kind, &cell.shown())?),
            CellForm::Maker => return self.maker(&cell.shown()),
            CellForm::Catalog(_) => catalog_id(&items::single(&cell.shown()).text),
            CellForm::Catalogs(_) | CellForm::Vulnerabilities => catalog_ids(&cell.shown()),
            CellForm::Package => package(&cell.shown()),
        };
        value.map(|value| Some(value).into()).ok_or_else(|| self.misfit(&cell.shown()))
    }

    fn date(&self, cell: &Cell) -> Option<jiff::civil::Date> {
        match cell {
            Cell::Date(date) => Some(*date),
            Cell::Moment(at) => Some(at.date()),
            Cell::Number(number) => date::from_number(*number),
            Cell::Text(text) => date::from_text(text),
            Cell::Bool(_) | Cell::Fault(_) => None,
        }
    }

    /// A moment. A cell that Excel has made a day of may have lost its time.
    fn moment(&self, cell: &Cell) -> Result<Answer, Misfit> {
        let (at, doubt) = match cell {
            Cell::Text(text) => (moment::from_text(text), None),
            Cell::Moment(at) => (moment::in_japan(*at), None),
            Cell::Date(date) => (moment::in_japan(date.at(0, 0, 0, 0)), Some(midnight(*date))),
            Cell::Number(_) | Cell::Bool(_) | Cell::Fault(_) => (None, None),
        };
        match at {
            Some(at) => Ok(Answer { value: Some(Value::from(at.to_string())), doubt }),
            None => Err(self.misfit(&cell.shown())),
        }
    }

    fn number(&self, cell: &Cell) -> Option<u64> {
        match cell {
            Cell::Number(number) => number::from_number(*number, self.unit),
            Cell::Text(text) => number::from_text(text, Unit::of(&self.column.field), self.unit),
            Cell::Date(_) | Cell::Moment(_) | Cell::Bool(_) | Cell::Fault(_) => None,
        }
    }

    fn many(&self, kind: RecordKind, written: &str) -> Result<Value, Misfit> {
        if self.names.has(kind, written) {
            return Ok(json!([self.names.find(kind, written)?]));
        }
        let meant = items::split(written).into_iter().filter(is_item);
        let ids: Result<Vec<String>, Misfit> = meant.map(|item| self.names.find(kind, &item.text)).collect();
        Ok(Value::from(ids?))
    }

    fn maker(&self, written: &str) -> Result<Answer, Misfit> {
        let item = items::single(written);
        if !item.quoted && columns::is_own(written) {
            return Ok(Some(Value::from("own")).into());
        }
        if !item.quoted && columns::is_unknown(written) {
            return Ok(Answer::default());
        }
        if !item.quoted && columns::is_not_applicable(written) {
            return Err(self.misfit(written));
        }
        let supplier = self.names.find(RecordKind::Supplier, &item.text)?;
        Ok(Some(json!({ "supplier": supplier })).into())
    }

    fn misfit(&self, written: &str) -> Misfit {
        let (Text { ja, en }, shown) = (self.column.word(), quote(written));
        Misfit {
            what: text!(ja: "「{ja}」に「{shown}」は使えません。", en: "\"{en}\" cannot be \"{shown}\"."),
            remedy: expected(self.column),
        }
    }
}

/// What a cell of a column should hold, in words.
pub(crate) fn expected(column: &Column) -> Text {
    let Text { ja, en } = expected_form(column);
    match column.need {
        Need::Stated => text!(
            ja: "{ja}を入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。",
            en: "Enter {en}; leave it empty where nobody knows, \"N/A\" where it does not apply."
        ),
        Need::Required | Need::Free => text!(ja: "{ja}を入れてください。", en: "Enter {en}."),
    }
}

fn expected_form(column: &Column) -> Text {
    match &column.cell {
        CellForm::Id | CellForm::Text => Text::new("文字", "a text"),
        CellForm::Texts => {
            Text::new("文字（複数なら「、」か改行で区切る）", "texts, parted by commas or line ends")
        }
        CellForm::Date => Text::new("2027/3/31 のような日付", "a date such as 2027-03-31"),
        CellForm::Moment => Text::new(
            "2027/3/31 14:05 のような日時（日本時間）",
            "a day and a time such as 2027-03-31 14:05 (Japanese time)",
        ),
        CellForm::Number(min, max) if *max >= u64::from(u32::MAX) => {
            text!(ja: "{min} 以上の整数", en: "a whole number from {min}")
        }
        CellForm::Number(min, max) => {
            text!(ja: "{min} から {max} までの整数", en: "a whole number from {min} to {max}")
        }
        CellForm::Words(list) => {
            let (ja, en) = (columns::list(list).offer(Lang::Ja), columns::list(list).offer(Lang::En));
            text!(ja: "{ja} のどれか", en: "one of {en}")
        }
        CellForm::Choices(list) => {
            let (ja, en) = (columns::list(list).offer(Lang::Ja), columns::list(list).offer(Lang::En));
            text!(ja: "{ja} のいくつか（「、」で区切る）", en: "some of {en}, parted by commas")
        }
        CellForm::One(kind) => {
            let Text { ja, en } = kind.word();
            text!(ja: "{ja}の ID か名前", en: "the id or name of a record of kind {en}")
        }
        CellForm::Many(kind) => {
            let Text { ja, en } = kind.word();
            text!(ja: "{ja}の ID か名前（複数なら「、」で区切る）", en: "ids or names of kind {en}, parted by commas")
        }
        CellForm::Maker => {
            let Text { ja, en } = RecordKind::Supplier.word();
            text!(ja: "「自社」、または{ja}の ID か名前", en: "\"Own\", or the id or name of a record of kind {en}")
        }
        CellForm::Catalog(list) => {
            let Text { ja, en } = list.word();
            text!(ja: "カタログの{ja}の ID", en: "the id of a {en} of the catalog")
        }
        CellForm::Catalogs(list) => {
            let Text { ja, en } = list.word();
            text!(ja: "カタログの{ja}の ID（複数なら「、」で区切る）", en: "ids of {en}s of the catalog, parted by commas")
        }
        CellForm::Package => package_words(),
        CellForm::Vulnerabilities => {
            Text::new("CVE などの番号（複数なら「、」で区切る）", "CVE or other ids, parted by commas")
        }
    }
}

fn is_item(item: &Item<'_>) -> bool {
    item.quoted || !columns::is_reserved(&item.text)
}

/// What a package URL looks like.
pub(crate) fn package_words() -> Text {
    Text::new("pkg:npm/lodash のような package URL", "a package URL such as pkg:npm/lodash")
}

/// A package URL in its canonical spelling; nothing when it is none.
fn package(written: &str) -> Option<Value> {
    let package: PackageUrl = written.trim().parse().ok()?;
    Some(package.to_string().into())
}

/// An id of the catalog; nothing when it can be no id.
fn catalog_id(written: &str) -> Option<Value> {
    written.parse::<ThreatId>().ok().map(|id| Value::from(id.as_str()))
}

fn catalog_ids(written: &str) -> Option<Value> {
    items::split(written).iter().filter(|item| is_item(item)).map(|item| catalog_id(&item.text)).collect()
}

/// Fixed answers of a list; nothing when one of them is none.
fn chosen(list: &str, written: &str) -> Option<Value> {
    let items = items::split(written);
    let code =
        |item: &Item<'_>| columns::list(list).find(&item.text).map(|word| Value::from(word.code.as_str()));
    items.iter().filter(|item| !item.text.is_empty()).map(code).collect()
}

fn midnight(date: jiff::civil::Date) -> Misfit {
    Misfit {
        what: text!(ja: "セルに日付 {date} だけが入っているので、0 時 0 分としました。", en: "The cell holds the day {date} alone, which was taken for midnight."),
        remedy: text!(ja: "時刻まで入れてください。", en: "Enter the time of day too."),
    }
}

fn texts(written: &str) -> Value {
    let items = items::split(written).into_iter().filter(is_item);
    items.map(|item| Value::from(item.text.into_owned())).collect()
}

/// Free text. A number or a day in it may have lost what its writer meant: `1.10` becomes 1.1 and `2-10`
/// becomes the tenth of February, before anybody saves the sheet.
fn text(cell: &Cell) -> Answer {
    let shown = cell.shown();
    let doubt = match cell {
        Cell::Number(number) if number.fract() != 0.0 || number.abs() >= 1e15 => Some(text!(
            ja: "セルに数値 {shown} が入っています。末尾の 0 や下の桁が失われているかもしれません。",
            en: "The cell holds the number {shown}. Zeros at its end, or its last digits, may be lost."
        )),
        Cell::Date(_) | Cell::Moment(_) => Some(text!(
            ja: "セルに日付 {shown} が入っています。Excel が文字を日付に変えたのかもしれません。",
            en: "The cell holds the date {shown}. Excel may have turned a text into a date."
        )),
        _ => None,
    };
    let remedy = || {
        text!(
            ja: "セルの書式を「文字列」にして、書いたとおりの値か確かめてください。",
            en: "Set the cell's format to \"Text\" and check that the value is as written."
        )
    };
    Answer { doubt: doubt.map(|what| Misfit { what, remedy: remedy() }), value: Some(Value::from(shown)) }
}

fn faulty(fault: &str) -> Misfit {
    Misfit {
        what: text!(ja: "セルの数式がエラー（{fault}）です。", en: "The cell's formula gives an error ({fault})."),
        remedy: text!(ja: "数式を直すか、値を入れてください。", en: "Correct the formula, or enter a value."),
    }
}

/// A text in a message, on one line and cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    let mut shown: String =
        text.chars().take(QUOTE_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTE_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}
