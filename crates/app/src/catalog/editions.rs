//! A newer edition of report forms: what it changes of those in use, and taking it.
//!
//! Invariant: looking keeps nothing. Only what was looked at is taken: the same file, over the packs that were there
//! then. It is kept as any pack of the company's own is, so what was submitted stays in its edition.

use sekisho_model::{Place, Problem, text};
use sekisho_respond::Forms;

use super::Over;
use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

pub use sekisho_respond::{Field, FieldChange, FormChange};

/// A file of forms held against those in use.
#[derive(Clone, Debug)]
pub struct Newer {
    /// The name under which it is kept.
    pub name: String,
    /// Forms that are otherwise than before, and how.
    pub changes: Vec<FormChange>,
    /// What needs a look.
    pub problems: Vec<Problem>,
    /// Digest of the file and of the packs that it was held against.
    pub seen: String,
}

/// Holds a file of report forms against those in use. Nothing is kept.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it brings no form, or has errors.
pub fn look_at_forms(app: &App, caller: &Caller, file: &File) -> Result<Newer, AppError> {
    permit(caller, Act::Administer)?;
    let loaded = app.catalog();
    let Over { name, forms, problems } = super::over(app, file)?;
    if !std::str::from_utf8(&file.bytes).is_ok_and(Forms::are_brought_by) {
        return Err(AppError::Invalid(vec![no_form(&file.name)]));
    }
    let packs = loaded.own.iter().map(|pack| format!("{}\0{}\0", pack.name, pack.sha256));
    let all = std::iter::once(sha256_hex(&file.bytes)).chain(packs).collect::<String>();
    let forms = forms.as_ref().unwrap_or_else(|| Forms::built_in());
    Ok(Newer {
        name,
        changes: forms.changes_from(loaded.forms()),
        problems,
        seen: sha256_hex(all.as_bytes()),
    })
}

/// Takes a file of report forms that was looked at.
///
/// # Errors
/// As [`look_at_forms`] and [`super::load`]; [`AppError::Outdated`] where another file was looked at, or other packs
/// were there.
pub async fn take_forms(app: &App, caller: &Caller, file: &File, seen: &str) -> Result<Newer, AppError> {
    let newer = look_at_forms(app, caller, file)?;
    if newer.seen != seen {
        return Err(AppError::Outdated);
    }
    super::load(app, caller, file).await?;
    Ok(newer)
}

fn no_form(file: &str) -> Problem {
    Problem::error(
        Place::file(file),
        text!(ja: "報告の様式がありません。", en: "It holds no form of a report."),
        text!(ja: "[[form]] と [[field]] の行があるファイルを選んでください。カタログのほかのパックは sekisho catalog load で読み込みます。", en: "Choose a file with [[form]] and [[field]] rows. Other packs of the catalog are loaded with sekisho catalog load."),
    )
}
