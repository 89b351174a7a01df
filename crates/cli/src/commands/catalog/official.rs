//! `catalog load LIST --framework ID`: an official list over a framework, with what differs.

use std::process::ExitCode;

use sekisho_app::catalog::official::{self, Official, OfficialList};
use sekisho_app::{App, Opening, catalog};
use sekisho_catalog::{Catalog, Comparison};
use sekisho_exchange::ListColumns;
use sekisho_model::{Text, text};
use serde::Serialize;

use super::super::{Place, done};
use crate::args::{CatalogLoad, Format};
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;

/// Is it a file that only a framework's list can be in?
pub(super) fn is_table(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    matches!(ending.as_str(), "xlsx" | "csv" | "tsv" | "xls")
}

pub(super) fn no_framework(name: &str) -> Failure {
    Failure::usage(
        text!(ja: "「{name}」がどの枠組みの一覧かが分かりません。", en: "It is not said of which framework \"{name}\" is the list."),
        text!(ja: "--framework に ID を付けてください（ID は sekisho framework list で分かります）。", en: "Name it by --framework; sekisho framework list has the ids."),
    )
}

pub(super) async fn load(
    place: &Place,
    wanted: CatalogLoad,
    framework: String,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let CatalogLoad { file, framework: _, source, edition, number_column, text_column, dry_run } = wanted;
    let list = OfficialList {
        file: files::read(&file)?,
        framework,
        columns: ListColumns { number: number_column, text: text_column },
        source: source.unwrap_or_default(),
        edition: edition.unwrap_or_default(),
    };
    let official = if dry_run { compared(place, &list).await? } else { loaded(place, &list).await? };
    terminal.say_problems(&official.problems);
    tell(&official.comparison, terminal)?;
    let (name, framework) = (&official.pack.name, &list.framework);
    terminal.say(&if dry_run {
        text!(ja: "何も変えていません。--dry-run を外すと、「{framework}」に読み込みます。", en: "Nothing was changed. Without --dry-run it is loaded over \"{framework}\".")
    } else {
        text!(ja: "「{framework}」に読み込みました。sekisho catalog unload {name} で元に戻せます。", en: "Loaded over \"{framework}\". sekisho catalog unload {name} takes it out again.")
    });
    Ok(done())
}

async fn compared(place: &Place, list: &OfficialList) -> Result<Official, Failure> {
    let of_register = match App::open_existing(&place.folder, Opening::Read).await? {
        Some(app) => Some(catalog::current(&app, &place.caller)?),
        None => None,
    };
    let catalog: &Catalog = of_register.as_deref().unwrap_or_else(|| Catalog::built_in());
    Ok(official::official(catalog, list)?)
}

async fn loaded(place: &Place, list: &OfficialList) -> Result<Official, Failure> {
    let app = place.write().await?;
    Ok(official::load_official(&app, &place.caller, list).await?)
}

#[derive(Serialize)]
struct Document {
    format: u32,
    same: Vec<String>,
    changed: Vec<Changed>,
    new: Vec<New>,
    missing: Vec<String>,
    unusable: usize,
}

#[derive(Serialize)]
struct Changed {
    id: String,
    before: String,
    now: String,
}

#[derive(Serialize)]
struct New {
    id: String,
    text: String,
}

fn tell(comparison: &Comparison, terminal: &Terminal) -> Result<(), Failure> {
    let Comparison { same, changed, new, missing, unusable } = comparison;
    let named =
        |ids: &[sekisho_catalog::CriterionId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    if terminal.format == Format::Json {
        let changed = changed.iter().map(|row| Changed {
            id: row.id.to_string(),
            before: row.before.clone(),
            now: row.now.clone(),
        });
        let new = new.iter().map(|(id, text)| New { id: id.to_string(), text: text.clone() });
        return terminal.print_json(&Document {
            format: 1,
            same: named(same),
            changed: changed.collect(),
            new: new.collect(),
            missing: named(missing),
            unusable: unusable.len(),
        });
    }
    let print = |text: Text| terminal.print(text.in_lang(terminal.lang));
    for row in changed {
        let (id, before, now) = (&row.id, &row.before, &row.now);
        print(
            text!(ja: "変更 {id}\n  これまで：{before}\n  一覧　　：{now}", en: "changed {id}\n  before: {before}\n  list:   {now}"),
        );
    }
    for (id, words) in new {
        print(text!(ja: "新規 {id}　{words}", en: "new {id}  {words}"));
    }
    for id in missing {
        print(text!(ja: "一覧にない {id}", en: "not in the list: {id}"));
    }
    let [same, changed, new, missing, unusable] =
        [same.len(), changed.len(), new.len(), missing.len(), unusable.len()];
    print(text!(
        ja: "同じ {same}、変更 {changed}、新規 {new}、一覧にない {missing}、使えない行 {unusable}",
        en: "same {same}, changed {changed}, new {new}, not in the list {missing}, unusable rows {unusable}"
    ));
    Ok(())
}
