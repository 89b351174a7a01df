//! Other editions of report forms: what they change of those in use, taking them, and taking them out again.
//!
//! Invariant: looking keeps nothing. Only what was looked at is taken or taken out: the same pack, over the packs that
//! were there then. It is kept as any pack of the company's own is, so what was submitted stays in its edition.

use sekisho_model::{Place, Problem, text};
use sekisho_respond::Forms;

use super::{Loaded, Over};
use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

pub use sekisho_respond::{Field, FieldChange, FormChange};

/// Forms held against those in use.
#[derive(Clone, Debug)]
pub struct Other {
    /// The name under which the pack that makes the difference is kept.
    pub name: String,
    /// Forms that become otherwise, and how.
    pub changes: Vec<FormChange>,
    /// What needs a look.
    pub problems: Vec<Problem>,
    /// Digest of the pack and of the packs that it was held against.
    pub seen: String,
}

/// Holds a file of report forms against those in use. Nothing is kept.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it brings no form, or has errors.
pub fn look_at_forms(app: &App, caller: &Caller, file: &File) -> Result<Other, AppError> {
    permit(caller, Act::Administer)?;
    let Over { name, forms, problems } = super::over(app, file)?;
    if !super::brings_forms(file) {
        return Err(AppError::Invalid(vec![no_form(&file.name)]));
    }
    let seen = sha256_hex(&file.bytes);
    Ok(Other::of(&app.catalog(), name, forms.as_ref(), problems, seen))
}

/// Takes a file of report forms that was looked at.
///
/// # Errors
/// As [`look_at_forms`] and [`super::load`]; [`AppError::Outdated`] where another file was looked at, or other packs
/// were there.
pub async fn take_forms(app: &App, caller: &Caller, file: &File, seen: &str) -> Result<Other, AppError> {
    let other = look_at_forms(app, caller, file)?;
    if other.seen != seen {
        return Err(AppError::Outdated);
    }
    super::load(app, caller, file).await?;
    Ok(other)
}

/// Holds the forms without one of the company's packs against those in use. Nothing is changed.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where no such pack brings forms.
pub fn look_without(app: &App, caller: &Caller, name: &str) -> Result<Other, AppError> {
    permit(caller, Act::Administer)?;
    let loaded = app.catalog();
    if !loaded.own.iter().any(|pack| pack.brings_forms && pack.name == name) {
        return Err(super::no_pack(name));
    }
    let mut packs = super::own_packs(&super::folder(app)).0;
    packs.retain(|pack| pack.name != name);
    let (_, forms, problems) = super::joined(&packs);
    Ok(Other::of(&loaded, name.to_owned(), forms.as_ref(), problems, format!("without {name}")))
}

/// Takes a pack of report forms out again, after what that changes was looked at.
///
/// # Errors
/// As [`look_without`] and [`super::unload`]; [`AppError::Outdated`] where other packs were there when it was looked at.
pub async fn take_out_forms(app: &App, caller: &Caller, name: &str, seen: &str) -> Result<(), AppError> {
    if look_without(app, caller, name)?.seen != seen {
        return Err(AppError::Outdated);
    }
    super::unload(app, caller, name).await
}

impl Other {
    /// `pack` says which pack it is, or that one is left out.
    fn of(
        loaded: &Loaded,
        name: String,
        forms: Option<&Forms>,
        problems: Vec<Problem>,
        pack: String,
    ) -> Self {
        let packs = loaded.own.iter().map(|pack| format!("{}\0{}\0", pack.name, pack.sha256));
        let all = std::iter::once(pack).chain(packs).collect::<String>();
        let changes = forms.unwrap_or_else(|| Forms::built_in()).changes_from(loaded.forms());
        Self { name, changes, problems, seen: sha256_hex(all.as_bytes()) }
    }
}

fn no_form(file: &str) -> Problem {
    Problem::error(
        Place::file(file),
        text!(ja: "報告の様式がありません。", en: "It holds no form of a report."),
        text!(ja: "[[form]] と [[field]] の行があるファイルを選んでください。カタログのほかのパックは sekisho catalog load で読み込みます。", en: "Choose a file with [[form]] and [[field]] rows. Other packs of the catalog are loaded with sekisho catalog load."),
    )
}
