//! An official list, as a workbook or CSV file, over a framework of the catalog.
//!
//! It becomes a pack like any other of the company's own, so it is loaded, recorded and taken out again in the same
//! way. Whether the list is the official one is the word of whoever loads it.

use sekisho_catalog::{Catalog, Comparison, OfficialRow};
use sekisho_exchange::{ListColumns, ListedRow, Reading, read_list};
use sekisho_model::{Gravity, Place, Problem, Text, text};

use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// A list, and what it is of.
#[derive(Clone, Debug)]
pub struct OfficialList {
    /// The file.
    pub file: File,
    /// Id of the framework.
    pub framework: String,
    /// Which columns are meant, where the usual headers do not say.
    pub columns: ListColumns,
    /// Name of the list, with the place it was published at; where empty, the file's name.
    pub source: String,
    /// Its edition; where empty, ours.
    pub edition: String,
}

/// A list held against its framework.
#[derive(Clone, Debug)]
pub struct Official {
    /// What differs.
    pub comparison: Comparison,
    /// The pack that puts the list in place, TOML under the name it is loaded by.
    pub pack: File,
    /// What was wrong with the file, and what needs a look.
    pub problems: Vec<Problem>,
}

/// Holds a list against a framework, and changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] where there is no such framework; [`AppError::Invalid`] where no row could be read.
pub fn official(catalog: &Catalog, list: &OfficialList) -> Result<Official, AppError> {
    let Some(framework) = catalog.framework(&list.framework) else {
        return Err(AppError::NotFound {
            kind: Text::new("枠組み", "framework"),
            id: list.framework.clone(),
        });
    };
    let Reading { facts, mut problems } = read_list(&list.file.name, &list.file.bytes, &list.columns);
    if facts.is_empty() || problems.iter().any(|problem| problem.gravity == Gravity::Error) {
        return Err(AppError::Invalid(problems));
    }
    let row = |ListedRow { place, number, text }| OfficialRow { place, number, text };
    let rows: Vec<OfficialRow> = facts.into_iter().map(row).collect();
    let comparison = catalog.compare_official(&framework.id, &rows);
    if comparison.same.is_empty() && comparison.changed.is_empty() {
        problems.push(nothing_in_common(&list.file.name, &framework.title));
        return Err(AppError::Invalid(problems));
    }
    problems.extend(comparison.unusable.iter().map(unusable));
    let or =
        |given: &str, else_: &str| if given.trim().is_empty() { else_.to_owned() } else { given.to_owned() };
    let source = or(&list.source, &list.file.name);
    let edition = or(&list.edition, &framework.basis.edition);
    let pack = catalog.official_pack(&framework.id, &rows, &source, &edition);
    let pack = File { name: format!("official-{}.toml", framework.id), bytes: pack.into_bytes() };
    Ok(Official { comparison, pack, problems })
}

/// Takes a list into the register's catalog.
///
/// # Errors
/// As [`official`] and [`super::load`].
pub async fn load_official(app: &App, caller: &Caller, list: &OfficialList) -> Result<Official, AppError> {
    permit(caller, Act::Administer)?;
    let catalog = super::current(app, caller)?;
    let mut official = official(&catalog, list)?;
    official.problems.extend(super::load(app, caller, &official.pack).await?);
    Ok(official)
}

fn nothing_in_common(file: &str, framework: &Text) -> Problem {
    let Text { ja, en } = framework;
    Problem::error(
        Place::file(file),
        text!(ja: "「{ja}」と同じ番号の行が一つもありません。", en: "No row has a number of \"{en}\"."),
        text!(ja: "枠組みの ID と、番号の列が合っているか確かめてください。", en: "Check the framework's id and the column of numbers."),
    )
}

fn unusable(row: &OfficialRow) -> Problem {
    let (number, words) = (&row.number, row.text.chars().take(60).collect::<String>());
    Problem::warning(
        row.place.clone(),
        text!(ja: "番号「{number}」は、前にもあったか、番号として使えません（{words}）。読み込みませんでした。", en: "Number \"{number}\" was there before, or is no number ({words}). It was not loaded."),
        text!(ja: "番号を直して、もう一度読み込んでください。", en: "Correct the number, and load the list again."),
    )
}
