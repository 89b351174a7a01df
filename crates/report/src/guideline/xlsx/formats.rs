//! How cells look: one font, thin lines, two tints. Unknown cells are hatched as well as tinted, so that they
//! are seen in a copy without colour.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatPattern, Shape, ShapeFont, ShapeFormat, ShapeLine,
    ShapeSolidFill, ShapeText, ShapeTextHorizontalAlignment, ShapeTextVerticalAlignment,
};

use sekisho_model::Lang;

use super::super::paper::{Cell, Row, RowKind};

/// On every Windows since 2018; where it is missing, the character set below leads to another Japanese face.
pub(crate) const FONT: &str = "BIZ UDPGothic";
/// Japanese, so that a missing font is replaced by a Japanese one.
const SHIFT_JIS: u8 = 128;
/// Sans serif.
const SWISS: u8 = 2;

/// Width of one stamp box in pixels.
pub(crate) const STAMP_WIDTH: u32 = 62;
/// Its height: the first three rows of a sheet.
const STAMP_HEIGHT: u32 = 82;

const INK: Color = Color::RGB(0x001F_2933);
const QUIET: Color = Color::RGB(0x0052_606D);
const LINE: Color = Color::RGB(0x009A_A5B1);
const HEADER: Color = Color::RGB(0x00DC_E6F0);
const ANSWER: Color = Color::RGB(0x00F1_F5F9);
const UNKNOWN: Color = Color::RGB(0x00FF_F3C4);
const HATCH: Color = Color::RGB(0x00E0_C36A);
const ALERT: Color = Color::RGB(0x00FD_ECEA);
const SUM: Color = Color::RGB(0x00EE_F2F6);

pub(crate) struct Formats {
    pub(crate) base: Format,
    pub(crate) title: Format,
    pub(crate) small: Format,
    pub(crate) answer: Format,
    pub(crate) note: Format,
    pub(crate) header: Format,
    stacked: Format,
    turned: Format,
    pub(crate) empty: Format,
    pub(crate) link: Format,
    pub(crate) cover_title: Format,
    pub(crate) cover_line: Format,
    pub(crate) label: Format,
    pub(crate) value: Format,
    pub(crate) stamp_label: Format,
    plain: Kinds,
    alert: Kinds,
    sum: Kinds,
}

/// One format for each sort of cell.
struct Kinds {
    text: Format,
    mark: Format,
    number: Format,
    yen: Format,
    date: Format,
    unknown: Format,
    quiet: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        let cell = || base().set_border(FormatBorder::Thin).set_border_color(LINE);
        let header = || cell().set_bold().set_align(FormatAlign::Center).set_background_color(HEADER);
        let wrapped = || cell().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            base: base(),
            title: base().set_font_size(16).set_bold().set_align(FormatAlign::VerticalCenter),
            small: base().set_font_size(9).set_font_color(QUIET).set_align(FormatAlign::VerticalCenter),
            answer: base()
                .set_font_size(11)
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(ANSWER),
            note: base()
                .set_font_size(9)
                .set_font_color(QUIET)
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter),
            header: header().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            stacked: header().set_font_size(9).set_rotation(270).set_align(FormatAlign::Top),
            turned: header().set_font_size(9).set_rotation(90).set_align(FormatAlign::Bottom),
            empty: wrapped().set_font_color(QUIET).set_align(FormatAlign::VerticalCenter),
            link: wrapped().set_font_color(Color::RGB(0x000B_5394)),
            cover_title: base().set_font_size(24).set_bold().set_align(FormatAlign::Center),
            cover_line: base().set_font_size(14).set_align(FormatAlign::Center),
            label: cell()
                .set_bold()
                .set_background_color(HEADER)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            value: cell().set_align(FormatAlign::VerticalCenter).set_text_wrap(),
            stamp_label: cell()
                .set_font_size(9)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            plain: Kinds::new(&wrapped),
            alert: Kinds::new(&|| wrapped().set_background_color(ALERT)),
            sum: Kinds::new(&|| wrapped().set_background_color(SUM).set_bold()),
        }
    }

    /// The format of a text in a plain row.
    pub(crate) const fn text(&self) -> &Format {
        &self.plain.text
    }

    /// The format of a heading that runs downwards: stacked in Japanese, turned in English.
    pub(crate) const fn upright(&self, lang: Lang) -> &Format {
        match lang {
            Lang::Ja => &self.stacked,
            Lang::En => &self.turned,
        }
    }

    /// The format of a cell in a row.
    pub(crate) const fn of(&self, row: &Row, cell: &Cell) -> &Format {
        let kinds = match row.kind {
            RowKind::Plain | RowKind::Minor => &self.plain,
            RowKind::Alert | RowKind::Proposed => &self.alert,
            RowKind::Sum => &self.sum,
        };
        match cell {
            Cell::Text(_) | Cell::Empty => &kinds.text,
            Cell::Mark(_) => &kinds.mark,
            Cell::Number(_) => &kinds.number,
            Cell::Yen(_) => &kinds.yen,
            Cell::Date(_) => &kinds.date,
            Cell::Unknown => &kinds.unknown,
            Cell::NotApplicable => &kinds.quiet,
        }
    }
}

impl Kinds {
    fn new(cell: &dyn Fn() -> Format) -> Self {
        Self {
            text: cell().set_num_format("@"),
            mark: cell().set_num_format("@").set_align(FormatAlign::Center),
            number: cell().set_num_format("#,##0").set_align(FormatAlign::Center),
            yen: cell().set_num_format("#,##0"),
            date: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            unknown: cell()
                .set_align(FormatAlign::Center)
                .set_pattern(FormatPattern::LightUp)
                .set_background_color(UNKNOWN)
                .set_foreground_color(HATCH),
            quiet: cell().set_align(FormatAlign::Center).set_font_color(QUIET),
        }
    }
}

fn base() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(10)
        .set_font_charset(SHIFT_JIS)
        .set_font_family(SWISS)
        .set_font_color(INK)
}

/// An empty box with a label at its top.
pub(crate) fn stamp(label: &str) -> Shape {
    let line = ShapeLine::new().set_color(LINE).set_width(0.75);
    let fill = ShapeSolidFill::new().set_color(Color::White);
    let text = ShapeText::new()
        .set_horizontal_alignment(ShapeTextHorizontalAlignment::Center)
        .set_vertical_alignment(ShapeTextVerticalAlignment::Top);
    Shape::textbox()
        .set_text(label)
        .set_width(STAMP_WIDTH)
        .set_height(STAMP_HEIGHT)
        .set_font(&ShapeFont::new().set_name(FONT).set_size(7).set_color(INK).set_character_set(SHIFT_JIS))
        .set_format(&ShapeFormat::new().set_line(&line).set_solid_fill(&fill))
        .set_text_options(&text)
        .set_alt_text(label)
}
