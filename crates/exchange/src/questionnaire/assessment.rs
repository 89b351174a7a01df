//! A framework's self-assessment as a sheet: every criterion with how it stands, out, and a person's answers, in.
//!
//! Invariant: a sheet that was written and not touched reads back cell by cell, and what a person filled in is read as
//! it stands. What a person who looks at the sheet does not see (hidden columns, merged cells) is not read at all; what
//! was added, changed or is not understood is named with its words. Whether an answer is taken is not decided here.

mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};
use sekisho_model::{AnswerState, Lang};

pub use self::read::{AssessmentHead, ReadAssessment, ReadAssessmentRow, assessment_head, read_assessment};
use crate::WriteError;
use crate::measure::points_of_row;

/// Rows of the table's headers, from 1; above them stands whose sheet it is.
const HEADER_ROW: u32 = 2;
/// Width of the words about the sheet, in digits.
const ABOUT_WIDTH: u32 = 100;
/// Name of the font: on every Windows since 2018.
const FONT: &str = "BIZ UDPGothic";
/// Points of the header row: three lines.
const HEADER_POINTS: u32 = 40;

/// What a person says of a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentFields {
    /// What is answered; None: nothing.
    pub state: Option<AnswerState>,
    /// In words.
    pub words: String,
    /// Who answers.
    pub by: String,
    /// Last day on which it holds.
    pub until: Option<Date>,
    /// Ids of what shows it.
    pub evidence: BTreeSet<String>,
}

impl AssessmentFields {
    /// Does it say nothing at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same without white space at the ends of texts and with plain line ends, as cells have it.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let plain = |text: String| text.trim().replace("\r\n", "\n").replace('\r', "\n");
        Self { words: plain(self.words), by: plain(self.by), ..self }
    }
}

/// A criterion and how it stands, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentRow {
    /// Its id, such as `scs-3/4-4-4-2`.
    pub id: String,
    /// The heading that it belongs to; may be empty.
    pub heading: String,
    /// What it asks.
    pub question: String,
    /// Thresholds and how often it is looked at again; may be empty.
    pub limits: String,
    /// Edition, and the number of its source.
    pub source: String,
    /// How sure it is.
    pub confirmed: String,
    /// How it stands.
    pub standing: String,
    /// By what: rows of the register, a person, a tie; or why it is open.
    pub by: String,
    /// Rows of the register, each with what it shows or lacks.
    pub rows: String,
    /// The register answers it: a person may only say that it does not apply.
    pub settled: bool,
    /// What a person answered, where it holds today.
    pub held: AssessmentFields,
    /// Changes with what the row was written from; empty without meaning.
    pub mark: String,
}

/// A framework's self-assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentSheet {
    /// The framework's id.
    pub framework: String,
    /// Its title.
    pub title: String,
    /// Id of the product that it is about; empty: the company.
    pub product: String,
    /// Whose answers, in words.
    pub whose: String,
    /// Edition, source, how sure.
    pub basis: String,
    /// The day.
    pub day: String,
    /// How far it is met, and the score where it has one.
    pub sums: Vec<String>,
    /// What is not here.
    pub absent: Vec<String>,
    /// The sources that rows name by their number, from 1.
    pub sources: Vec<String>,
    /// What can be answered, in the words of the framework.
    pub choices: Vec<(AnswerState, String)>,
    /// The criteria, in the framework's order.
    pub rows: Vec<AssessmentRow>,
}

impl AssessmentSheet {
    /// The word of an answer.
    #[must_use]
    pub fn word(&self, state: AnswerState) -> &str {
        self.choices.iter().find(|(known, _)| *known == state).map_or("", |(_, word)| word.as_str())
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Id,
    Question,
    Limits,
    Source,
    Standing,
    By,
    Rows,
    State,
    Words,
    Who,
    Until,
    Evidence,
    Mark,
}

impl Column {
    const ALL: [Self; 13] = [
        Self::Id,
        Self::Question,
        Self::Limits,
        Self::Source,
        Self::Standing,
        Self::By,
        Self::Rows,
        Self::State,
        Self::Words,
        Self::Who,
        Self::Until,
        Self::Evidence,
        Self::Mark,
    ];

    const fn header(self, lang: Lang) -> &'static str {
        match self {
            Self::Id => lang.pick("番号", "No."),
            Self::Question => lang.pick("基準", "Criterion"),
            Self::Limits => lang.pick("しきい値・周期", "Thresholds and interval"),
            Self::Source => lang.pick("版・出典・照合", "Edition, source, confirmed"),
            Self::Standing => lang.pick("いまの状態", "How it stands"),
            Self::By => lang.pick("何によるか", "By what"),
            Self::Rows => lang.pick("台帳の行", "Rows of the register"),
            Self::State => lang.pick("【記入】回答", "[Fill in] Answer"),
            Self::Words => lang.pick("【記入】内容・理由", "[Fill in] Details, reason"),
            Self::Who => lang.pick("【記入】回答者", "[Fill in] Who answers"),
            Self::Until => lang.pick("【記入】有効期限", "[Fill in] Holds until"),
            Self::Evidence => lang.pick("【記入】証跡の ID", "[Fill in] Evidence ids"),
            Self::Mark => lang.pick("行の印（消さない）", "Row mark (keep)"),
        }
    }

    /// In widths of a digit.
    const fn width(self) -> u32 {
        match self {
            Self::Id => 14,
            Self::Question => 30,
            Self::Limits | Self::Mark => 18,
            Self::Source => 22,
            Self::Words | Self::By => 24,
            Self::Standing => 10,
            Self::Rows => 38,
            Self::State | Self::Who | Self::Until | Self::Evidence => 12,
        }
    }

    const fn is_filled_in(self) -> bool {
        matches!(self, Self::State | Self::Words | Self::Who | Self::Until | Self::Evidence)
    }

    fn number(self) -> u16 {
        (0_u16..).zip(Self::ALL).find(|(_, column)| *column == self).map_or(0, |(number, _)| number)
    }
}

const fn sheet_name(lang: Lang) -> &'static str {
    lang.pick("自己評価", "Self-assessment")
}

const fn about_name(lang: Lang) -> &'static str {
    lang.pick("この票について", "About this sheet")
}

/// What stands on the sheet about the sheet: label and value. The first and the third are read back.
fn about(sheet: &AssessmentSheet, lang: Lang) -> Vec<(&'static str, String)> {
    let pick = |ja, en| lang.pick(ja, en);
    vec![
        (framework_label(lang), sheet.framework.clone()),
        (pick("枠組み", "Framework"), sheet.title.clone()),
        (product_label(lang), sheet.product.clone()),
        (pick("誰の回答か", "Whose answers"), sheet.whose.clone()),
        (pick("版・出典・照合", "Edition, source, confirmed"), sheet.basis.clone()),
        (pick("作成日", "Made on"), sheet.day.clone()),
        (pick("集計", "Sums"), sheet.sums.join("\n")),
        (pick("ここにないもの", "Not here"), sheet.absent.join("\n")),
        (pick("出典の番号", "Sources by number"), sources(sheet)),
        (pick("書き方", "How to fill it in"), how(lang).to_owned()),
    ]
}

fn sources(sheet: &AssessmentSheet) -> String {
    let lines = (1..).zip(&sheet.sources).map(|(place, source)| format!("[{place}] {source}"));
    lines.collect::<Vec<_>>().join("\n")
}

const fn framework_label(lang: Lang) -> &'static str {
    lang.pick("枠組みの ID", "Framework id")
}

const fn product_label(lang: Lang) -> &'static str {
    lang.pick("製品の ID", "Product id")
}

const fn how(lang: Lang) -> &'static str {
    lang.pick(
        "黄色の欄に記入し、保存して「sekisho framework read ファイル」またはページから読み込みます。\n読み込むと、まず何が変わるかを表示します。確かめるまで何も変わりません。\n灰色の欄は台帳の行が答えている基準です。「該当しない」とその理由だけを記入できます。\n空欄は「回答なし」です。前の回答は消えません。\n番号・基準・行の印は変えず、列を隠さず、セルを結合しないでください。行の並べ替えと絞り込みは構いません。",
        "Fill in the yellow cells, save, and read the file with \"sekisho framework read FILE\" or on the page.\nFirst you see what would change; nothing changes until you say so.\nGrey cells belong to criteria that rows of the register answer: only \"not applicable\" with its reason goes there.\nAn empty cell is no answer; an earlier answer stays.\nLeave numbers, criteria and row marks as they are, hide no column, merge no cells. Sorting and filtering rows is fine.",
    )
}

/// The formats of the sheet.
struct Looks {
    given: Format,
    header: Format,
    fill_header: Format,
    open: Format,
    settled: Format,
    small: Format,
    title: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || {
            Format::new()
                .set_font_name(FONT)
                .set_font_size(9)
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
                .set_text_wrap()
        };
        let head = |colour| cell().set_bold().set_background_color(Color::RGB(colour));
        Self {
            given: cell(),
            header: head(0x00E8_ECF0),
            fill_header: head(0x00FF_E9A8),
            open: cell().set_num_format("@").set_background_color(Color::RGB(0x00FF_FBE6)),
            settled: cell().set_num_format("@").set_background_color(Color::RGB(0x00E1_E4E8)),
            small: cell().set_font_size(8).set_font_color(Color::RGB(0x0052_606D)),
            title: Format::new().set_font_name(FONT).set_bold().set_font_size(12),
        }
    }
}

/// Writes a self-assessment for a person to fill in.
///
/// # Errors
/// [`WriteError`] where a text fits in no cell.
pub fn write_assessment(sheet: &AssessmentSheet, lang: Lang) -> Result<Vec<u8>, WriteError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("Sekisho").set_creation_datetime(&created));
    table(book.add_worksheet().set_name(sheet_name(lang))?, sheet, &looks, lang)?;
    about_page(book.add_worksheet().set_name(about_name(lang))?, sheet, &looks, lang)?;
    Ok(book.save_to_buffer()?)
}

fn table(page: &mut Worksheet, sheet: &AssessmentSheet, looks: &Looks, lang: Lang) -> Result<(), XlsxError> {
    let AssessmentSheet { title, whose, day, sums, .. } = sheet;
    let first = sums.first().map_or("", String::as_str);
    page.write_string_with_format(0, 0, format!("{title} · {whose} · {day} · {first}"), &looks.title)?;
    for column in Column::ALL {
        let look = if column.is_filled_in() { &looks.fill_header } else { &looks.header };
        page.write_string_with_format(HEADER_ROW - 1, column.number(), column.header(lang), look)?;
        page.set_column_width(column.number(), column.width())?;
    }
    page.set_row_height(HEADER_ROW - 1, HEADER_POINTS)?;
    for (row, line) in (HEADER_ROW..).zip(&sheet.rows) {
        page.set_row_height(row, height(sheet, line))?;
        for column in Column::ALL {
            let look = match column {
                column if !column.is_filled_in() => match column {
                    Column::Source | Column::Mark | Column::Rows => &looks.small,
                    _ => &looks.given,
                },
                _ if line.settled => &looks.settled,
                _ => &looks.open,
            };
            let text = cell(sheet, line, column);
            if text.is_empty() {
                page.write_blank(row, column.number(), look)?;
            } else {
                page.write_string_with_format(row, column.number(), text, look)?;
            }
        }
        let offered = offered(sheet, line);
        let list = DataValidation::new().allow_list_strings(&offered)?;
        page.add_data_validation(row, Column::State.number(), row, Column::State.number(), &list)?;
    }
    printing(page, sheet, lang)
}

/// Points that a row's longest cell takes. A spreadsheet finds them itself only once somebody edits the row.
fn height(sheet: &AssessmentSheet, line: &AssessmentRow) -> f64 {
    let cells = Column::ALL.map(|column| (cell(sheet, line, column), column.width()));
    points_of_row(cells.iter().map(|(text, width)| (text.as_str(), *width)))
}

/// What the drop-down of a row offers.
fn offered<'a>(sheet: &'a AssessmentSheet, line: &AssessmentRow) -> Vec<&'a str> {
    let fits = |state: AnswerState| !line.settled || state == AnswerState::NotApplicable;
    sheet.choices.iter().filter(|(state, _)| fits(*state)).map(|(_, word)| word.as_str()).collect()
}

fn cell(sheet: &AssessmentSheet, line: &AssessmentRow, column: Column) -> String {
    let held = &line.held;
    match column {
        Column::Id => line.id.clone(),
        Column::Question => line.question.clone(),
        Column::Limits => line.limits.clone(),
        Column::Source => [line.heading.as_str(), line.source.as_str(), line.confirmed.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        Column::Standing => line.standing.clone(),
        Column::By => line.by.clone(),
        Column::Rows => line.rows.clone(),
        Column::State => held.state.map(|state| sheet.word(state).to_owned()).unwrap_or_default(),
        Column::Words => held.words.clone(),
        Column::Who => held.by.clone(),
        Column::Until => held.until.map(|day| day.to_string()).unwrap_or_default(),
        Column::Evidence => held.evidence.iter().map(String::as_str).collect::<Vec<_>>().join("\n"),
        Column::Mark => line.mark.clone(),
    }
}

fn printing(page: &mut Worksheet, sheet: &AssessmentSheet, lang: Lang) -> Result<(), XlsxError> {
    let last = HEADER_ROW + u32::try_from(sheet.rows.len()).unwrap_or_default();
    if last > HEADER_ROW {
        page.autofilter(HEADER_ROW - 1, 0, last - 1, Column::Mark.number())?;
    }
    let name: String = sheet.title.chars().filter(|c| *c != '&').take(60).collect();
    page.set_freeze_panes(HEADER_ROW, 2)?
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer(format!("&L{name}&C&P / &N&R{} {}", lang.pick("作成日", "Made on"), sheet.day));
    page.set_repeat_rows(HEADER_ROW - 1, HEADER_ROW - 1)?;
    Ok(())
}

fn about_page(
    page: &mut Worksheet,
    sheet: &AssessmentSheet,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    page.write_string_with_format(0, 0, lang.pick("自己評価シート", "Self-assessment sheet"), &looks.title)?;
    page.set_column_width(0, 24)?.set_column_width(1, ABOUT_WIDTH)?;
    for (row, (label, value)) in (1_u32..).zip(about(sheet, lang)) {
        page.write_string_with_format(row, 0, label, &looks.header)?;
        page.set_row_height(row, points_of_row([(value.as_str(), ABOUT_WIDTH)].into_iter()))?;
        page.write_string_with_format(row, 1, value, &looks.given)?;
    }
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}
