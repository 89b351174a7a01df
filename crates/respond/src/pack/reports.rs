//! Packs of report forms: TOML texts to forms with their fields, and what is wrong with them.
//!
//! Invariant: a pack that brings a form brings all of its fields: they take the place of what an earlier pack said. A
//! row that cannot be read costs that row and is named.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::tz::TimeZoneDatabase;
use sekisho_catalog::Confirmed;
use sekisho_model::{Lang, Problem, Text, text};
use serde::Deserialize;

use super::basis;
use super::form::PackForm;
use super::rows::Rows;
use crate::form::{Field, FieldKind, Fill, Form, Forms, LawItem, Need};
use crate::{Duties, DutyId, FieldId, FormId};

const FILES: [(&str, &str); 2] = [
    ("report-forms/2026-11/cra.toml", include_str!("../../../../catalog/report-forms/2026-11/cra.toml")),
    ("report-forms/2026-11/japan.toml", include_str!("../../../../catalog/report-forms/2026-11/japan.toml")),
];

// That they have no problem is a test, not a user's trouble.
static BUILT_IN: LazyLock<Forms> = LazyLock::new(|| own().0);

/// The program's own forms, with their problems.
pub(crate) fn own() -> (Forms, Vec<Problem>) {
    let mut all = (Forms::default(), Vec::new());
    for (file, source) in FILES {
        let (forms, problems) = all.0.with(file, source);
        all.0 = forms;
        all.1.extend(problems);
    }
    all
}

impl Forms {
    /// What is in the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Does a pack bring forms of reports, and not rows of the catalog? What is no TOML brings neither.
    #[must_use]
    pub fn are_brought_by(source: &str) -> bool {
        let table = source.parse::<toml::Table>().unwrap_or_default();
        ["form", "field", "law"].iter().any(|rows| table.contains_key(*rows))
    }

    /// These forms with a further pack laid over them: a newer edition.
    #[must_use]
    pub fn with(&self, file: &str, source: &str) -> (Self, Vec<Problem>) {
        let mut reading = Reading { forms: self.clone(), rows: Rows::of(file) };
        reading.read(source);
        (reading.forms, reading.rows.problems)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    pack: PackForm,
    #[serde(default)]
    form: Vec<toml::Value>,
    #[serde(default)]
    field: Vec<toml::Value>,
    #[serde(default)]
    law: Vec<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormRow {
    id: FormId,
    title: Text,
    duties: Vec<DutyId>,
    #[serde(default)]
    notification: String,
    language: Lang,
    zone: String,
    channel: Text,
    #[serde(default)]
    member_states: BTreeSet<String>,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRow {
    forms: Vec<FormId>,
    id: FieldId,
    #[serde(default)]
    row: String,
    name: Text,
    kind: FieldKind,
    chars_max: Option<usize>,
    #[serde(default)]
    choices: Vec<String>,
    needs: Vec<Need>,
    fill: Option<Fill>,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum When {
    #[default]
    Always,
    IfKnown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawRow {
    form: FormId,
    duty: DutyId,
    id: String,
    name: Text,
    clause: String,
    by: Vec<FieldId>,
    #[serde(default)]
    when: When,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

struct Reading<'a> {
    forms: Forms,
    rows: Rows<'a>,
}

impl Reading<'_> {
    fn read(&mut self, source: &str) {
        let Some(FileForm { pack, form, field, law }) = self.rows.open(source) else { return };
        if !self.rows.is_sourced(&pack.source, &pack.edition) {
            return;
        }
        let mut brought = BTreeSet::new();
        for row in self.rows.read::<FormRow>("form", form) {
            brought.extend(self.form(row, &pack));
        }
        for row in self.rows.read::<FieldRow>("field", field) {
            self.field(&row, &pack, &brought);
        }
        for row in self.rows.read::<LawRow>("law", law) {
            self.law(row, &pack, &brought);
        }
    }

    fn form(&mut self, row: FormRow, pack: &PackForm) -> Option<FormId> {
        if !self.has_known_duties(&row) {
            return None;
        }
        let zone = self.zone(&row)?;
        let basis = basis(pack, row.confirmed, row.note.as_ref());
        let FormRow { id, title, duties, notification, language, channel, member_states, .. } = row;
        let form = Form {
            id: id.clone(),
            title,
            duties,
            notification,
            language,
            zone,
            channel,
            member_states,
            fields: Vec::new(),
            law: Vec::new(),
            basis,
        };
        self.forms.forms.insert(id.clone(), form);
        Some(id)
    }

    /// Is every duty of a form in the program? Nothing could be reported on it otherwise.
    fn has_known_duties(&mut self, row: &FormRow) -> bool {
        let known = &Duties::built_in().duties;
        let stray = row.duties.iter().find(|duty| !known.contains_key(*duty));
        if let Some(stray) = stray {
            self.rows.refuse(
                &format!("form {}", row.id),
                text!(ja: "義務「{stray}」がありません。", en: "There is no duty `{stray}`."),
            );
        }
        stray.is_none()
    }

    fn zone(&mut self, row: &FormRow) -> Option<jiff::tz::TimeZone> {
        let (id, name) = (&row.id, &row.zone);
        let zone = TimeZoneDatabase::bundled().get(name).ok();
        if zone.is_none() {
            self.rows.refuse(
                &format!("form {id}"),
                text!(ja: "zone「{name}」がありません。", en: "There is no zone `{name}`."),
            );
        }
        zone
    }

    fn field(&mut self, row: &FieldRow, pack: &PackForm, brought: &BTreeSet<FormId>) {
        for id in &row.forms {
            let path = format!("field {}", row.id);
            let Some(form) = self.brought(id, brought, &path) else { continue };
            let (asked, stages) = (row.needs.len(), form.duties.len());
            if asked != stages {
                self.rows.refuse(&path, text!(ja: "needs が {asked} 個、form「{id}」の段階が {stages} 個です。", en: "It has {asked} `needs`, form `{id}` has {stages} stages."));
                continue;
            }
            if form.fields.iter().any(|known| known.id == row.id) {
                self.rows.refuse(&path, text!(ja: "form「{id}」に同じ項目があります。", en: "Form `{id}` has this field already."));
                continue;
            }
            let needs = form.duties.iter().cloned().zip(row.needs.iter().copied()).collect();
            form.fields.push(Field {
                id: row.id.clone(),
                row: row.row.clone(),
                name: row.name.clone(),
                kind: row.kind,
                chars_max: row.chars_max,
                choices: row.choices.clone(),
                needs,
                fill: row.fill,
                basis: basis(pack, row.confirmed.or(Some(form.basis.confirmed)), row.note.as_ref()),
            });
        }
    }

    fn law(&mut self, row: LawRow, pack: &PackForm, brought: &BTreeSet<FormId>) {
        let path = format!("law {}", row.id);
        let Some(form) = self.brought(&row.form, brought, &path) else { return };
        if !form.duties.contains(&row.duty) {
            let (id, duty) = (&row.form, &row.duty);
            return self.rows.refuse(&path, text!(ja: "form「{id}」に duty「{duty}」がありません。", en: "Form `{id}` has no duty `{duty}`."));
        }
        let known = |id: &&FieldId| form.fields.iter().any(|field| &field.id == *id);
        if let Some(stray) = row.by.iter().find(|id| !known(id)) {
            return self.rows.refuse(
                &path,
                text!(ja: "項目「{stray}」がありません。", en: "There is no field `{stray}`."),
            );
        }
        let basis = basis(pack, row.confirmed.or(Some(form.basis.confirmed)), row.note.as_ref());
        let LawRow { duty, id, name, clause, by, when, .. } = row;
        form.law.push(LawItem { duty, id, name, clause, by, if_known: when == When::IfKnown, basis });
    }

    /// A form of this pack: fields are not added to one that another pack brought.
    fn brought(&mut self, id: &FormId, brought: &BTreeSet<FormId>, path: &str) -> Option<&mut Form> {
        if !brought.contains(id) {
            self.rows.refuse(path, text!(ja: "form「{id}」がこのパックにありません。", en: "There is no form `{id}` in this pack."));
            return None;
        }
        self.forms.forms.get_mut(id)
    }
}
