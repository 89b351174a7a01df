//! Which kind of record a sheet lists, where its header row is, and which column is which field.
//!
//! Any column order, title rows above the header, a header of two rows and either language are normal. A
//! column that is not understood is named, never dropped silently.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Lang, Problem, RecordKind, Text, text};

use super::grid::{Cell, Grid, Row, column_letters};
use super::number::{Unit, Worth};
use super::proposed::{Adoption, Offer};
use crate::columns::{self, CellForm, Column, Sheet};
use crate::reading::Problems;

/// The header row is looked for in so many rows.
const HEADER_ROWS_MAX: u32 = 20;
/// Longer texts are no headers.
const HEADER_CHARS_MAX: usize = 80;

/// A column of a sheet that is a field.
#[derive(Clone, Debug)]
pub(crate) struct Mapped {
    /// Its number in the sheet.
    pub(crate) number: u32,
    /// The field.
    pub(crate) column: &'static Column,
    /// Its header as written.
    pub(crate) header: String,
    /// The unit that the header names.
    pub(crate) unit: Option<Worth>,
}

/// A sheet whose columns are known.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// What its rows are.
    pub(crate) kind: RecordKind,
    /// The sheet.
    pub(crate) grid: Grid,
    /// The fields, in the order of the sheet's columns.
    pub(crate) mapped: Vec<Mapped>,
    /// Columns that only number the rows.
    row_numbers: BTreeSet<u32>,
    /// The last row of the header; 0 where there is none.
    header_row: u32,
    /// Which records the rows are, where they have no column that says so: by place, the first row first.
    ids: Vec<String>,
    /// Is a row without a value a row too?
    every_row: bool,
    /// Which columns tell proposals from records.
    offer: Offer,
}

impl Table {
    /// The rows below the header in which a mapped column has a value, without repeats of the header.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        let below = self.grid.rows.iter().filter(|row| row.number > self.header_row);
        let filled =
            below.filter(|row| self.every_row || self.has_values(row) || self.id_of_place(row).is_some());
        filled.filter(|row| matches!(self.adoption(row), None | Some(Adoption::Taken)))
    }

    /// Proposals that nobody took, with what stands there instead of a yes.
    pub(crate) fn left_proposals(&self) -> impl Iterator<Item = (&Row, Option<String>)> {
        let below = self.grid.rows.iter().filter(|row| row.number > self.header_row && self.has_values(row));
        below.filter_map(|row| match self.adoption(row)? {
            Adoption::Taken => None,
            Adoption::Left => Some((row, None)),
            Adoption::Unclear(said) => Some((row, Some(said))),
        })
    }

    /// Is it a proposal that somebody took?
    pub(crate) fn is_taken_proposal(&self, row: &Row) -> bool {
        self.adoption(row) == Some(Adoption::Taken)
    }

    pub(super) const fn offer(&self) -> Offer {
        self.offer
    }

    /// A table whose columns are known from elsewhere: by number, from 1, each a field or nothing.
    /// `header` is what a column is called in places of problems.
    pub(crate) fn of_columns(
        kind: RecordKind,
        grid: Grid,
        columns: &[Option<&'static Column>],
        header: impl Fn(&Column) -> String,
    ) -> Self {
        let mapped = (1_u32..).zip(columns).filter_map(|(number, column)| {
            let column = (*column)?;
            Some(Mapped { number, column, header: header(column), unit: None })
        });
        let (mapped, row_numbers) = (mapped.collect(), BTreeSet::new());
        let offer = Offer::default();
        Self { kind, grid, mapped, row_numbers, header_row: 0, ids: Vec::new(), every_row: false, offer }
    }

    /// The same table, where a row without a value is a row too.
    pub(crate) fn with_every_row(self) -> Self {
        Self { every_row: true, ..self }
    }

    /// The same table, where the rows are the records with these ids unless a column says otherwise.
    pub(crate) fn onto(mut self, ids: &[String]) -> Self {
        if self.of_field("id").next().is_none() {
            self.ids = ids.to_vec();
        }
        self
    }

    /// The id that a row has by its place.
    pub(crate) fn id_of_place(&self, row: &Row) -> Option<&str> {
        let place = row.number.checked_sub(self.header_row + 1)?;
        self.ids.get(usize::try_from(place).ok()?).map(String::as_str)
    }

    /// May rows below be remarks rather than records? Not without a header: then every row is meant.
    pub(crate) fn may_have_remarks(&self) -> bool {
        self.header_row > 0 && self.ids.is_empty()
    }

    /// The rows below the header whose only values are texts in a column that numbers the rows: remarks.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = u32> {
        let below = self.grid.rows.iter().filter(|row| row.number > self.header_row);
        below.filter(|row| self.is_remark(row)).map(|row| row.number)
    }

    fn is_remark(&self, row: &Row) -> bool {
        let mapped = |number: &u32| self.mapped.iter().any(|mapped| mapped.number == *number);
        !row.cells.keys().any(mapped)
            && row.cells.iter().any(|(number, cell)| {
                let text = matches!(cell, Cell::Text(text) if text.parse::<f64>().is_err());
                text && self.row_numbers.contains(number)
            })
    }

    fn has_values(&self, row: &Row) -> bool {
        let mut values =
            self.mapped.iter().filter_map(|mapped| Some((mapped, row.cells.get(&mapped.number)?)));
        let is_header = |mapped: &Mapped, cell: &Cell| {
            self.header_row > 0 && matches!(cell, Cell::Text(text) if *text == mapped.header)
        };
        values.any(|(mapped, cell)| !is_header(mapped, cell))
    }

    /// The columns of a field.
    pub(crate) fn of_field<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Mapped> {
        self.mapped.iter().filter(move |mapped| mapped.column.field == field)
    }
}

/// A header row read against one kind of sheet.
struct Match {
    sheet: &'static Sheet,
    row: u32,
    headers: BTreeMap<u32, String>,
    mapped: Vec<Mapped>,
    /// Headers of columns that a better one replaced, with the header that replaced them.
    doubled: Vec<(String, String)>,
}

impl Match {
    /// How many fields were found.
    fn score(&self) -> usize {
        let fields: BTreeSet<&str> = self.mapped.iter().map(|mapped| mapped.column.field.as_str()).collect();
        fields.len()
    }

    fn table(self, grid: Grid) -> Table {
        let row_numbers = self.headers.iter().filter(|(_, header)| columns::is_row_number(header));
        let row_numbers = row_numbers.map(|(number, _)| *number).collect();
        let (kind, header_row) = (self.sheet.kind, self.row);
        let (mapped, offer) = (self.mapped, Offer::of(kind, &self.headers));
        Table { kind, header_row, mapped, row_numbers, grid, ids: Vec::new(), every_row: false, offer }
    }

    fn has(&self, field: &str) -> bool {
        self.mapped.iter().any(|mapped| mapped.column.field == field)
    }

    /// Enough to believe that this is the header row, given that the sheet is of this kind.
    fn is_believable(&self) -> bool {
        let enough = if self.sheet.columns.len() <= 3 { 1 } else { 2 };
        self.score() >= enough && (self.has("name") || self.has("id"))
    }
}

/// Finds out what a sheet lists. Nothing, with a problem, when that cannot be told.
///
/// `called` is the sheet's name, or for a CSV file the file's name.
pub(crate) fn table(grid: Grid, called: &str, problems: &mut Problems) -> Option<Table> {
    if grid.rows.is_empty() || columns::is_guide(called) {
        return None;
    }
    match best(&grid, called) {
        Found::One(found) => {
            report_columns(&grid, &found, problems);
            Some(found.table(grid))
        }
        Found::NoHeader(sheet) => {
            problems.push(no_header(&grid, sheet));
            None
        }
        Found::Either(kinds) => {
            problems.push(either(&grid, &kinds));
            None
        }
        Found::Nothing => {
            problems.push(nothing(&grid));
            None
        }
    }
}

enum Found {
    One(Match),
    /// The name says what it is, the rows don't.
    NoHeader(&'static Sheet),
    Either(Vec<RecordKind>),
    Nothing,
}

fn best(grid: &Grid, called: &str) -> Found {
    let folded = columns::folded_header(called);
    let exact = columns::sheets().iter().find(|sheet| sheet.is_called(&folded));
    let within = || columns::sheets().iter().max_by_key(|sheet| sheet.is_called_within(&folded));
    let named = exact.or_else(|| within().filter(|sheet| sheet.is_called_within(&folded) > 1));
    if let Some(found) = named.and_then(|sheet| header(grid, sheet)).filter(Match::is_believable) {
        return Found::One(found);
    }
    if let Some(sheet) = exact {
        return Found::NoHeader(sheet);
    }
    let mut matches: Vec<Match> = columns::sheets().iter().filter_map(|sheet| header(grid, sheet)).collect();
    matches.retain(|found| found.score() >= 3 && found.is_believable());
    let most = matches.iter().map(Match::score).max().unwrap_or_default();
    matches.retain(|found| found.score() == most);
    match matches.len() {
        0 => Found::Nothing,
        1 => matches.pop().map_or(Found::Nothing, Found::One),
        _ => Found::Either(matches.iter().map(|found| found.sheet.kind).collect()),
    }
}

/// Reads a sheet as a list of one kind, whatever it is called; nothing when no row looks like its header.
/// Says also which headers are unknown.
pub(crate) fn table_of(grid: Grid, kind: RecordKind) -> Result<(Table, Vec<String>), Grid> {
    let Some(found) = header(&grid, columns::sheet(kind)) else { return Err(grid) };
    let known: BTreeSet<u32> = found.mapped.iter().map(|mapped| mapped.number).collect();
    let unknown = found
        .headers
        .iter()
        .filter(|(number, header)| !known.contains(number) && !columns::is_row_number(header));
    let unknown = unknown.map(|(_, header)| shown(header)).collect();
    Ok((found.table(grid), unknown))
}

/// Reads pasted rows as a table of one kind, if they begin with a header; otherwise gives them back. Rows of one
/// cell above a header are taken for titles.
///
/// Without `alone`, a single word that is a header may be a value as well, and is taken for one.
pub(crate) fn headed(
    grid: Grid,
    kind: RecordKind,
    alone: bool,
    problems: &mut Problems,
) -> Result<Table, Grid> {
    let filled = || grid.rows.iter().filter(|row| !row.cells.is_empty());
    let Some(first) = filled().find(|row| row.cells.len() > 1).or_else(|| filled().next()) else {
        return Err(grid);
    };
    let near = |row: &&Row| (first.number..=first.number + 1).contains(&row.number);
    let top = Grid { rows: grid.rows.iter().filter(near).cloned().collect(), ..Grid::default() };
    let is_header = |found: &Match| {
        let (known, all) = (found.score(), found.headers.len());
        known * 2 >= all && (known > 1 || (alone && all == 1))
    };
    match header_within(&top, columns::sheet(kind), u32::MAX).filter(is_header) {
        Some(found) => {
            report_columns(&grid, &found, problems);
            Ok(found.table(grid))
        }
        None => Err(grid),
    }
}

/// The row, or pair of rows, near the top that names most fields.
fn header(grid: &Grid, sheet: &'static Sheet) -> Option<Match> {
    header_within(grid, sheet, HEADER_ROWS_MAX)
}

fn header_within(grid: &Grid, sheet: &'static Sheet, rows_max: u32) -> Option<Match> {
    let top: Vec<&Row> = grid.rows.iter().take_while(|row| row.number <= rows_max).collect();
    let mut best: Option<Match> = None;
    let mut above: Option<&Row> = None;
    for row in top {
        let single = matched(sheet, row.number, texts(row));
        let pair = above.filter(|above| above.number + 1 == row.number).map(|above| {
            let mut headers = texts(above);
            headers.extend(texts(row));
            matched(sheet, row.number, headers)
        });
        let here = match pair {
            Some(pair) if pair.score() > single.score() && single.score() > 0 => pair,
            _ => single,
        };
        // A header that is merged over two rows stands in both: the lower one ends it.
        let repeats = |best: &Match| best.row + 1 == here.row && best.headers == here.headers;
        if best.as_ref().is_none_or(|best| here.score() > best.score() || repeats(best)) && here.score() > 0 {
            best = Some(here);
        }
        above = Some(row);
    }
    best
}

fn texts(row: &Row) -> BTreeMap<u32, String> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) if text.chars().count() <= HEADER_CHARS_MAX => Some(text.clone()),
        _ => None,
    };
    row.cells.iter().filter_map(|(number, cell)| Some((*number, text(cell)?))).collect()
}

fn matched(sheet: &'static Sheet, row: u32, headers: BTreeMap<u32, String>) -> Match {
    let mut hits: Vec<(usize, usize, Mapped)> = Vec::new();
    for (number, header) in &headers {
        let readings = columns::header_readings(header).into_iter().enumerate();
        let mut found = readings.filter_map(|(reading, folded)| Some((reading, sheet.by_header(&folded)?)));
        if let Some((reading, (column, rank))) = found.next() {
            let unit = Unit::of(&column.field).of_header(header);
            hits.push((reading, rank, Mapped { number: *number, column, header: header.clone(), unit }));
        }
    }
    // The most literal header of a field wins, then the one higher in its list, then the one further left.
    hits.sort_by_key(|(reading, rank, mapped)| (*reading, *rank, mapped.number));
    let mut mapped: Vec<Mapped> = Vec::new();
    let mut doubled = Vec::new();
    for (_, _, hit) in hits {
        let many = matches!(
            hit.column.cell,
            CellForm::Texts | CellForm::Choices(_) | CellForm::Many(_) | CellForm::Catalogs(_)
        );
        match mapped.iter().find(|other| other.column.field == hit.column.field) {
            Some(other) if !many => doubled.push((hit.header, other.header.clone())),
            _ => mapped.push(hit),
        }
    }
    mapped.sort_by_key(|mapped| mapped.number);
    Match { sheet, row, headers, mapped, doubled }
}

fn report_columns(grid: &Grid, found: &Match, problems: &mut Problems) {
    let known: BTreeSet<u32> = found.mapped.iter().map(|mapped| mapped.number).collect();
    let offer = Offer::of(found.sheet.kind, &found.headers);
    let unknown = |number: &u32| !known.contains(number) && !offer.has(*number);
    for (number, header) in found.headers.iter().filter(|(number, _)| unknown(number)) {
        let place = grid.place(found.row).at_path(shown(header));
        if let Some((_, winner)) = found.doubled.iter().find(|(doubled, _)| doubled == header) {
            problems.push(Problem::warning(place, doubled_words(header, winner), rename_remedy()));
        } else if !columns::is_row_number(header) {
            let letters = column_letters(*number);
            let header = shown(header);
            problems.push(Problem::warning(
                place,
                text!(ja: "見出し「{header}」（{letters} 列）が分からないため、この列は読みませんでした。", en: "The header \"{header}\" (column {letters}) is not known, so the column was not read."),
                close_header(found.sheet, &header),
            ));
        }
    }
    for number in columns_without_header(grid, found) {
        let letters = column_letters(number);
        problems.push(Problem::warning(
            grid.place(found.row).at_path(&letters),
            text!(ja: "{letters} 列に見出しがないため、値を読みませんでした。", en: "Column {letters} has no header, so its values were not read."),
            text!(ja: "必要な列なら、見出しを付けてください。", en: "Give it a header if it is needed."),
        ));
    }
}

fn columns_without_header(grid: &Grid, found: &Match) -> BTreeSet<u32> {
    let below = grid.rows.iter().filter(|row| row.number > found.row);
    let mut numbers: BTreeSet<u32> = below.flat_map(|row| row.cells.keys().copied()).collect();
    numbers.retain(|number| !found.headers.contains_key(number));
    numbers
}

fn doubled_words(header: &str, winner: &str) -> Text {
    let (header, winner) = (shown(header), shown(winner));
    text!(
        ja: "見出し「{header}」の列は「{winner}」の列と同じ項目のため、読みませんでした。",
        en: "The column \"{header}\" is the same field as \"{winner}\", so it was not read."
    )
}

fn rename_remedy() -> Text {
    text!(
        ja: "必要な値なら、「備考」などの列に移してください。",
        en: "Move the values to a column such as \"Note\" if they are needed."
    )
}

fn close_header(sheet: &Sheet, header: &str) -> Text {
    let all = sheet.columns.iter().flat_map(|column| column.ja.iter().chain(&column.en));
    match crate::document::closest(header, all.map(String::as_str)).filter(|_| header.chars().count() > 2) {
        Some(close) => text!(
            ja: "「{close}」のことなら、見出しを直してください。",
            en: "If it means \"{close}\", correct the header."
        ),
        None => rename_remedy(),
    }
}

fn no_header(grid: &Grid, sheet: &Sheet) -> Problem {
    let header = |lang, mark: [&str; 3]| {
        let names: Vec<&str> = sheet.columns.iter().take(4).map(|column| column.header(lang)).collect();
        format!("{}{}{}", mark[0], names.join(mark[1]), mark[2])
    };
    let (ja, en) = (header(Lang::Ja, ["「", "」「", "」"]), header(Lang::En, ["\"", "\", \"", "\""]));
    Problem::error(
        grid.whole(),
        text!(
            ja: "はじめの {HEADER_ROWS_MAX} 行に見出し行が見つからないため、シートを読みませんでした。",
            en: "No header row was found in the first {HEADER_ROWS_MAX} rows, so the sheet was not read."
        ),
        text!(
            ja: "{ja} などの見出しを 1 行に並べてください。",
            en: "Put headers such as {en} in one row."
        ),
    )
}

fn either(grid: &Grid, kinds: &[RecordKind]) -> Problem {
    let names = |lang: Lang| -> Vec<String> {
        kinds.iter().map(|kind| columns::sheet(*kind).name(lang).to_owned()).collect()
    };
    let (ja, en) = (names(Lang::Ja).join("・"), names(Lang::En).join(", "));
    Problem::error(
        grid.whole(),
        text!(
            ja: "何の表か決められないため（{ja}）、読みませんでした。",
            en: "It cannot be told which table this is ({en}), so it was not read."
        ),
        text!(
            ja: "シート名（CSV ではファイル名）を、そのどれかにしてください。",
            en: "Give the sheet (for CSV, the file) one of these names."
        ),
    )
}

fn nothing(grid: &Grid) -> Problem {
    let names =
        |lang: Lang| -> Vec<&str> { columns::sheets().iter().map(|sheet| sheet.name(lang)).collect() };
    let (ja, en) = (names(Lang::Ja).join("・"), names(Lang::En).join(", "));
    Problem::warning(
        grid.whole(),
        text!(ja: "台帳の表ではないようなので、読みませんでした。", en: "This does not look like a table of the register, so it was not read."),
        text!(
            ja: "読ませるには、シート名（CSV ではファイル名）を {ja} のどれかにしてください。",
            en: "To have it read, give the sheet (for CSV, the file) one of these names: {en}."
        ),
    )
}

fn shown(header: &str) -> String {
    super::answer::quote(header)
}
