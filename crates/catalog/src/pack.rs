//! One pack: a TOML text to its head, its rows, and what is wrong with it.
//!
//! A row that cannot be read costs that row. A text that is no TOML, or has no head, is not read at all: where a
//! row ends, or whence it comes, would be a guess. What a row points at is not looked at here: that needs the
//! other packs, and is [`crate::Catalog::check`]'s.

mod form;
mod row;
mod text;
mod wording;

use std::collections::BTreeSet;

use sekisho_model::{Place, Problem, text};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::limits::{PACK_BYTES_MAX, PACK_ROWS_MAX, PROBLEMS_MAX};
use crate::{Confirmed, Pack};
use form::Head;
pub(crate) use row::Row;
use text::Lines;

/// A pack that was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) pack: Pack,
    pub(crate) rows: Vec<Row>,
}

/// Reads one pack. None where no row of it could be read with its source.
pub(crate) fn read(file: &str, source: &str) -> (Option<Read>, Vec<Problem>) {
    let mut problems = Vec::new();
    let read = document(file, source, &mut problems).and_then(|table| {
        let mut reading = Reading { file, lines: Lines::of(source), problems: &mut problems };
        reading.pack(table, source)
    });
    shorten(file, &mut problems);
    (read, problems)
}

fn document<'a>(file: &str, source: &'a str, problems: &mut Vec<Problem>) -> Option<DeTable<'a>> {
    if source.len() > PACK_BYTES_MAX {
        let bytes = source.len();
        problems.push(Problem::error(
            Place::file(file),
            text!(ja: "{bytes} バイトあります。一つのパックは {PACK_BYTES_MAX} バイトまでです。", en: "It has {bytes} bytes; a pack may have {PACK_BYTES_MAX}."),
            text!(ja: "いくつかのファイルに分けてください。このパックは読みませんでした。", en: "Split it into several files. The pack was not read."),
        ));
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(source);
    let lines = Lines::of(source);
    for error in &errors {
        let reason = wording::short(error.message());
        let row = error.span().map(|span| lines.line(span.start));
        problems.push(Problem::error(
            Place { row, ..Place::file(file) },
            text!(ja: "TOML として読めません（{reason}）。", en: "It cannot be read as TOML ({reason})."),
            text!(ja: "その行の書き方を直してください。このパックは読みませんでした。", en: "Correct that line. The pack was not read."),
        ));
    }
    errors.is_empty().then(|| table.into_inner())
}

/// Keeps the list of problems readable, and says how many more there are.
fn shorten(file: &str, problems: &mut Vec<Problem>) {
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    if more > 0 {
        problems.truncate(PROBLEMS_MAX);
        problems.push(Problem::error(
            Place::file(file),
            text!(ja: "問題が、ほかに {more} 件あります。", en: "There are {more} more problems."),
            text!(ja: "上から順に直し、もう一度読んでください。", en: "Correct those named, and read it again."),
        ));
    }
}

struct Reading<'a> {
    file: &'a str,
    lines: Lines,
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    fn pack(&mut self, mut table: DeTable<'_>, source: &str) -> Option<Read> {
        let head = self.head(table.remove("pack"))?;
        let mut pack = head.pack(self.file, hex::encode(Sha256::digest(source.as_bytes())));
        let mut rows = Vec::new();
        for (name, value) in table {
            let line = self.lines.line(name.span().start);
            match form::reader(name.get_ref()) {
                Some(reader) => self.rows(reader, value, &pack, &mut rows),
                None => self.unknown_name(name.get_ref(), line),
            }
        }
        for row in &rows {
            match row.basis().confirmed {
                Confirmed::Yes => {}
                Confirmed::Partly => pack.partly += 1,
                Confirmed::No => pack.unconfirmed += 1,
                Confirmed::Own => pack.own += 1,
            }
        }
        pack.rows = rows.len();
        Some(Read { pack, rows })
    }

    fn head(&mut self, value: Option<Spanned<DeValue<'_>>>) -> Option<Head> {
        let Some(value) = value else {
            self.problems.push(Problem::error(
                Place::file(self.file),
                text!(ja: "[pack] がありません。", en: "There is no [pack]."),
                text!(
                    ja: "先頭に [pack] を置き、id・edition・title・source を書いてください。このパックは読みませんでした。",
                    en: "Begin with [pack]: id, edition, title and source. The pack was not read."
                ),
            ));
            return None;
        };
        let (head, place) = self.form::<Head>("pack", value)?;
        let Some(field) = head.empty_field() else { return Some(head) };
        self.problems.push(Problem::error(
            place,
            text!(ja: "[pack] の「{field}」が空です。", en: "\"{field}\" of [pack] is empty."),
            text!(ja: "書き足してください。このパックは読みませんでした。", en: "Fill it in. The pack was not read."),
        ));
        None
    }

    fn rows(&mut self, reader: form::Reader, value: Spanned<DeValue<'_>>, pack: &Pack, rows: &mut Vec<Row>) {
        let span = value.span();
        let line = self.lines.line(span.start);
        let items = match value.into_inner() {
            DeValue::Array(items) => items.into_iter().collect::<Vec<_>>(),
            // A single `[risk]` is as good as `[[risk]]`.
            DeValue::Table(table) => vec![Spanned::new(span, DeValue::Table(table))],
            other => {
                self.not_rows(reader.kind, line, other.type_str());
                return;
            }
        };
        let mut seen = BTreeSet::new();
        for (index, item) in items.into_iter().enumerate() {
            if rows.len() >= PACK_ROWS_MAX {
                self.too_many_rows(line);
                return;
            }
            let place = self.place(&item, format!("{}[{index}]", reader.kind));
            let Some(row) = (reader.read)(self, item, pack) else { continue };
            if seen.insert(row.id()) {
                rows.push(row);
            } else {
                self.twice(place, &row);
            }
        }
    }

    fn place(&self, item: &Spanned<DeValue<'_>>, path: String) -> Place {
        let path = match item.get_ref().get("id").and_then(|id| id.get_ref().as_str()) {
            Some(id) => format!("{} {}", path.split('[').next().unwrap_or_default(), wording::short(id)),
            None => path,
        };
        Place::file(self.file).at_row(self.lines.line(item.span().start)).at_path(path)
    }

    /// One table as a form; None after naming why not.
    fn form<F: for<'de> Deserialize<'de>>(
        &mut self,
        kind: &str,
        value: Spanned<DeValue<'_>>,
    ) -> Option<(F, Place)> {
        let place = self.place(&value, kind.to_owned());
        let faults = text::faults(&value, &self.lines, &place);
        if !faults.is_empty() {
            self.problems.extend(faults);
            return None;
        }
        match F::deserialize(ValueDeserializer::from(value)) {
            Ok(form) => Some((form, place)),
            Err(error) => {
                let row = error.span().filter(|span| span.start > 0).map(|span| self.lines.line(span.start));
                let place = Place { row: row.or(place.row), ..place };
                let (what, remedy) = wording::of(error.message());
                self.problems.push(Problem::error(place, what, remedy));
                None
            }
        }
    }

    fn unknown_name(&mut self, name: &str, line: u64) {
        let (name, names) = (wording::short(name), form::kinds().join(", "));
        self.problems.push(Problem::error(
            Place::file(self.file).at_row(line),
            text!(ja: "「{name}」という種類の行はありません。", en: "There is no kind of row called \"{name}\"."),
            text!(ja: "使える種類は {names} です。この部分は読みませんでした。", en: "The kinds are {names}. This part was not read."),
        ));
    }

    fn not_rows(&mut self, kind: &str, line: u64, found: &str) {
        self.problems.push(Problem::error(
            Place::file(self.file).at_row(line),
            text!(ja: "{kind} が行の並びではありません（{found}）。", en: "{kind} is no list of rows ({found})."),
            text!(ja: "一行ごとに [[{kind}]] と書いてください。", en: "Write [[{kind}]] for each row."),
        ));
    }

    fn too_many_rows(&mut self, line: u64) {
        self.problems.push(Problem::error(
            Place::file(self.file).at_row(line),
            text!(ja: "行が {PACK_ROWS_MAX} を超えています。残りの行は読みませんでした。", en: "There are more than {PACK_ROWS_MAX} rows; the rest was not read."),
            text!(ja: "いくつかのパックに分けてください。", en: "Split it into several packs."),
        ));
    }

    fn twice(&mut self, place: Place, row: &Row) {
        let (kind, id) = (row.kind(), row.id());
        self.problems.push(Problem::error(
            place,
            text!(ja: "{kind} の ID「{id}」が二度あります。", en: "Id \"{id}\" of {kind} is there twice."),
            text!(ja: "どちらかを消すか、ID を変えてください。後の行は読みませんでした。", en: "Remove one or change its id. The later row was not read."),
        ));
    }
}
