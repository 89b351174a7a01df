//! Which record each row is: by its id, or by its name where it has no id.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{IdError, Place, Problem, Record, RecordKind, Register, Text, ZoneId, text};

use super::{Against, NoId, Notes, Shared};
use crate::Records;
use crate::ids::Numbering;
use crate::sheet::grid::{Cell, Row};
use crate::sheet::items;
use crate::sheet::names::Names;
use crate::sheet::proposed;
use crate::sheet::table::{Mapped, Table};

/// The fixed id of the plant.
const PLANT_ID: &str = "plant";

/// A row of which it is known what record it is.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The table's place among the tables.
    pub(super) index: usize,
    pub(super) table: &'a Table,
    pub(super) row: &'a Row,
    pub(super) id: String,
    pub(super) name: String,
    /// The record as it is in the register.
    pub(super) base: Option<Record>,
}

impl Draft<'_> {
    /// The place of the row.
    pub(super) fn place(&self) -> Place {
        self.table.grid.place(self.row.number)
    }

    /// The place of a cell.
    pub(super) fn cell_place(&self, mapped: &Mapped) -> Place {
        self.place().at_path(mapped.header.replace('\n', " "))
    }
}

/// Every row that says which record it is, each record once.
pub(super) fn drafts<'a>(
    tables: &'a [Table],
    against: Against<'_>,
    notes: &mut Notes,
    records: &mut Records,
) -> Vec<Draft<'a>> {
    let first = BTreeMap::new();
    let mut rows = Identities { tables, against, notes, records, first, nameless: BTreeMap::new() };
    let mut drafts = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        for row in table.remarks() {
            rows.notes.share(index, Shared::Remark, row);
        }
        for (row, said) in table.left_proposals() {
            rows.left(index, table, row, said);
        }
        drafts.extend(table.rows().filter_map(|row| rows.draft(index, table, row)));
    }
    drafts
}

struct Identities<'b> {
    tables: &'b [Table],
    against: Against<'b>,
    notes: &'b mut Notes,
    records: &'b mut Records,
    first: BTreeMap<(RecordKind, String), Place>,
    /// By kind, what is needed as soon as a row has no id.
    nameless: BTreeMap<RecordKind, Nameless>,
}

/// What rows without an id may be: registered records, by their names, and what new ids are like.
struct Nameless {
    names: Names,
    /// Ids that rows of the file have.
    written: BTreeSet<String>,
    numbering: Numbering,
}

impl Nameless {
    fn of(kind: RecordKind, tables: &[Table], base: &Register) -> Self {
        let mut names = Names::default();
        names.add_all(base, kind);
        let rows = tables
            .iter()
            .filter(|table| table.kind == kind)
            .flat_map(|table| table.rows().map(move |row| (table, row)));
        let written: BTreeSet<String> = rows.filter_map(|(table, row)| written(table, row, "id")).collect();
        let registered = base.named(kind).into_iter().map(|(id, _)| id);
        let ids: Vec<&str> = registered.chain(written.iter().map(String::as_str)).collect();
        let numbering = Numbering::of(kind, &ids);
        Self { names, written, numbering }
    }
}

impl Identities<'_> {
    fn draft<'a>(&mut self, index: usize, table: &'a Table, row: &'a Row) -> Option<Draft<'a>> {
        let first_plant = table.kind == RecordKind::Plant && self.first.is_empty();
        if table.may_have_remarks() && !first_plant && row.is_remark() {
            self.notes.share(index, Shared::Remark, row.number);
            return None;
        }
        let (id, name) = (written(table, row, "id"), written(table, row, "name"));
        let id = match self.id(index, table, row, id.as_deref(), name.as_deref()) {
            Ok(id) => id,
            Err(problem) => {
                self.lost(index, table, row, *problem);
                return None;
            }
        };
        let place = table.grid.place(row.number);
        if let Some(first) = self.first.get(&(table.kind, id.clone())) {
            let problem = twice(table, &place, &id, first);
            self.lost(index, table, row, problem);
            return None;
        }
        self.first.insert((table.kind, id.clone()), place);
        let base = self.against.base.record(table.kind, &id);
        let name = name.or_else(|| base.as_ref().map(|base| base.name().to_owned())).unwrap_or_default();
        Some(Draft { index, table, row, id, name, base })
    }

    /// A proposal that nobody took is no record; that it was left out is said.
    fn left(&mut self, index: usize, table: &Table, row: &Row, said: Option<String>) {
        match said {
            None => self.notes.share(index, Shared::NotAdopted, row.number),
            Some(said) => {
                let problem = proposed::unclear(table.grid.place(row.number), &said);
                self.notes.add(index, row.number, problem);
            }
        }
    }

    fn lost(&mut self, index: usize, table: &Table, row: &Row, problem: Problem) {
        self.records.kinds_with_unread.insert(table.kind);
        self.notes.add(index, row.number, problem);
    }

    fn id(
        &mut self,
        index: usize,
        table: &Table,
        row: &Row,
        id: Option<&str>,
        name: Option<&str>,
    ) -> Result<String, Box<Problem>> {
        if table.kind == RecordKind::Plant {
            return Ok(PLANT_ID.to_owned());
        }
        let place = table.grid.place(row.number);
        let column = table.of_field("id").next();
        if let Some(id) = id.and_then(items::unmasked).filter(|id| !id.is_empty()) {
            let place = column.map_or(place.clone(), |mapped| place.at_path(mapped.header.clone()));
            return checked(id, place);
        }
        if let Some(id) = table.id_of_place(row) {
            return checked(id, place);
        }
        let Some(name) = name else { return Err(nameless(table, place).into()) };
        let no_id = if table.is_taken_proposal(row) { NoId::Numbered } else { self.against.no_id };
        match no_id {
            NoId::Numbered => Ok(self.numbered(index, table, row, name)),
            NoId::Named => {
                let shared = if column.is_some() { Shared::EmptyId } else { Shared::NoIdColumn };
                self.notes.share(index, shared, row.number);
                match self.nameless(table.kind).names.id_of_name(table.kind, name) {
                    Some(id) => Ok(id.to_owned()),
                    None => checked(&name.replace('\n', " "), place),
                }
            }
        }
    }

    fn nameless(&mut self, kind: RecordKind) -> &mut Nameless {
        let (tables, base) = (self.tables, self.against.base);
        self.nameless.entry(kind).or_insert_with(|| Nameless::of(kind, tables, base))
    }

    /// The registered record with a name, or the next free id.
    fn numbered(&mut self, index: usize, table: &Table, row: &Row, name: &str) -> String {
        let (kind, base) = (table.kind, self.against.base);
        let nameless = self.nameless(kind);
        if let Some(id) = nameless.names.id_of_name(kind, name) {
            let id = id.to_owned();
            self.notes.share(index, Shared::FoundByName, row.number);
            return id;
        }
        let Nameless { written, numbering, .. } = nameless;
        let id = numbering.take(|id| base.contains(kind, id) || written.contains(id));
        self.notes.new_ids.entry(index).or_default().push(id.clone());
        id
    }
}

/// All kinds of id have the same form.
fn checked(id: &str, place: Place) -> Result<String, Box<Problem>> {
    match id.parse::<ZoneId>() {
        Ok(id) => Ok(id.into()),
        Err(error) => {
            let what = error.text();
            let remedy = match error {
                IdError::Empty => Text::default(),
                IdError::TooLong(_) | IdError::Unprintable(_) => {
                    text!(ja: "この行は読みませんでした。", en: "The row was not read.")
                }
            };
            Err(Problem::error(place, what, remedy).into())
        }
    }
}

fn written(table: &Table, row: &Row, field: &str) -> Option<String> {
    let mapped = table.of_field(field).next()?;
    match row.cells.get(&mapped.number)? {
        Cell::Fault(_) => None,
        cell => Some(cell.shown()),
    }
}

fn nameless(table: &Table, place: Place) -> Problem {
    let Text { ja, en } = table.kind.word();
    let place = match table.of_field("name").next() {
        Some(name) if !table.may_have_remarks() => place.at_path(name.header.clone()),
        _ => place,
    };
    Problem::error(
        place,
        text!(ja: "ID も名称もないため、どの{ja}の行か分かりません。", en: "The row has neither an id nor a name, so it cannot be told which {en} it is."),
        text!(ja: "名称を入れるか、行を消してください。", en: "Enter a name, or delete the row."),
    )
}

fn twice(table: &Table, place: &Place, id: &str, first: &Place) -> Problem {
    let Text { ja, en } = table.kind.word();
    let (first_ja, first_en) =
        (first.in_lang(sekisho_model::Lang::Ja), first.in_lang(sekisho_model::Lang::En));
    if table.kind == RecordKind::Plant {
        return Problem::error(
            place.clone(),
            text!(ja: "工場が 2 行以上あります（はじめは {first_ja}）。はじめの行だけを読みました。", en: "There is more than one plant (the first at {first_en}). Only the first was read."),
            text!(ja: "1 行だけにしてください。", en: "Keep one row."),
        );
    }
    Problem::error(
        place.clone(),
        text!(
            ja: "{ja}「{id}」は {first_ja} にもあります。はじめの行だけを読みました。",
            en: "{en} \"{id}\" is also at {first_en}. Only the first row was read."
        ),
        text!(ja: "どちらかの ID を変えるか、片方を消してください。", en: "Change one of the ids, or delete one of the rows."),
    )
}
