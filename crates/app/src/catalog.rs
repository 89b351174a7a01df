//! The catalog as this register uses it: the packs in the program, and the company's own over them. Packs of forms of
//! reports are kept beside them.
//!
//! Invariants: a pack comes into the data folder whole or not at all, and with a ledger entry that names it and
//! its digest. One that lies there without such an entry is used, and said to be unrecorded. A pack with errors
//! is refused on the way in; one that is broken later costs itself only.

pub mod editions;
pub mod official;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sekisho_catalog::{Catalog, limits};
use sekisho_model::{Gravity, Place, Problem, Source, Text, text};
use sekisho_respond::Forms;
use sekisho_store::Noted;
use serde_json::{Value, json};

use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// Folder of the company's own packs, in the data folder.
const FOLDER: &str = "catalog";
/// Most packs of a company.
pub const PACKS_MAX: usize = 64;
/// Longest name of a pack's file, in bytes.
const NAME_BYTES_MAX: usize = 100;

/// The catalog, and where it comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The packs in the program with the company's own over them.
    pub catalog: Arc<Catalog>,
    /// SHA-256 over all packs of the catalog.
    pub digest: String,
    /// The forms of reports with the company's newer editions over them; none where no pack brings any, so that those in
    /// the program are not read for whoever needs no form.
    newer_forms: Option<Forms>,
    /// The company's own packs, in the order of their names.
    pub own: Vec<OwnPack>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// The forms of reports, in the newest editions at hand.
    #[must_use]
    pub fn forms(&self) -> &Forms {
        self.newer_forms.as_ref().unwrap_or_else(|| Forms::built_in())
    }
}

/// A pack of the company's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPack {
    /// Name of its file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Does it bring forms of reports, and not rows of the catalog?
    pub brings_forms: bool,
}

impl OwnPack {
    fn of(file: File) -> Self {
        Self { sha256: sha256_hex(&file.bytes), brings_forms: brings_forms(&file), name: file.name }
    }
}

fn brings_forms(file: &File) -> bool {
    std::str::from_utf8(&file.bytes).is_ok_and(Forms::are_brought_by)
}

/// The catalog.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn current(app: &App, caller: &Caller) -> Result<Arc<Catalog>, AppError> {
    permit(caller, Act::Read)?;
    Ok(Arc::clone(&app.catalog().catalog))
}

/// The catalog with where it comes from.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn loaded(app: &App, caller: &Caller) -> Result<Arc<Loaded>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.catalog())
}

/// What is wrong with the catalog: packs that cannot be read, rows that do not fit together, and packs of which
/// the ledger does not speak.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn problems(app: &App, caller: &Caller) -> Result<Vec<Problem>, AppError> {
    permit(caller, Act::Read)?;
    let loaded = app.catalog();
    let mut problems = loaded.problems.clone();
    problems.extend(loaded.catalog.check());
    for pack in &loaded.own {
        if recorded(app, &pack.name).await?.as_deref() != Some(pack.sha256.as_str()) {
            problems.push(unrecorded(pack));
        }
    }
    Ok(problems)
}

/// Holds packs against the catalog in the program, without a register: what is wrong with them.
#[must_use]
pub fn check_files(files: &[File]) -> Vec<Problem> {
    let (catalog, _, mut problems) = joined(files);
    problems.extend(catalog.check());
    problems
}

/// The packs in the program with these over them, the forms where these bring any, and what cannot be read of these.
fn joined(files: &[File]) -> (Catalog, Option<Forms>, Vec<Problem>) {
    let (mut packs, mut forms, mut problems) = (Vec::new(), None::<Forms>, Vec::new());
    for file in files {
        match text_of(file) {
            Ok(text) if Forms::are_brought_by(&text) => {
                let under = forms.as_ref().unwrap_or_else(|| Forms::built_in());
                let (with, found) = under.with(&file.name, &text);
                forms = Some(with);
                problems.extend(found);
            }
            Ok(text) => packs.push((file.name.clone(), text)),
            Err(problem) => problems.push(*problem),
        }
    }
    let catalog = if packs.is_empty() {
        Catalog::built_in().clone()
    } else {
        let (catalog, found) = Catalog::built_in().with(packs);
        problems.extend(found);
        catalog
    };
    (catalog, forms, problems)
}

/// Takes a pack into the data folder, in place of one with the same file name. Gives what needs a look.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the pack has errors, or a name that cannot stand; trouble
/// in the store or in writing.
pub async fn load(app: &App, caller: &Caller, file: &File) -> Result<Vec<Problem>, AppError> {
    permit(caller, Act::Administer)?;
    let Over { name, problems, .. } = over(app, file)?;
    let before = replace(&folder(app), &name, Some(&file.bytes))?;
    let sha256 = sha256_hex(&file.bytes);
    let detail = json!({ "sha256": sha256, "bytes": file.bytes.len() });
    noted(app, caller, Noted::CatalogLoad, &name, &detail, before).await?;
    Ok(problems)
}

/// The register's packs with a further one, or with one in place of another of the same file name.
struct Over {
    /// The name under which the further one is kept.
    name: String,
    /// The forms, where any of the packs brings some.
    forms: Option<Forms>,
    problems: Vec<Problem>,
}

/// Lays a pack over what is in use, and changes nothing. One with errors is refused.
fn over(app: &App, file: &File) -> Result<Over, AppError> {
    let name = pack_name(&file.name).map_err(|problem| AppError::Invalid(vec![*problem]))?;
    let mut packs = own_packs(&folder(app)).0;
    packs.retain(|pack| pack.name != name);
    if packs.len() >= PACKS_MAX {
        return Err(AppError::Invalid(vec![too_many()]));
    }
    packs.push(File { name: name.clone(), bytes: file.bytes.clone() });
    // As they are read back: in the order of their names.
    packs.sort_by(|a, b| a.name.cmp(&b.name));
    let (catalog, forms, mut problems) = joined(&packs);
    problems.extend(catalog.check());
    if problems.iter().any(|problem| problem.gravity == Gravity::Error) {
        return Err(AppError::Invalid(problems));
    }
    Ok(Over { name, forms, problems })
}

/// Takes a pack out of the data folder.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store or in writing.
pub async fn unload(app: &App, caller: &Caller, name: &str) -> Result<(), AppError> {
    permit(caller, Act::Administer)?;
    let known = app.catalog().own.iter().any(|pack| pack.name == name);
    if !known {
        return Err(no_pack(name));
    }
    let before = replace(&folder(app), name, None)?;
    noted(app, caller, Noted::CatalogUnload, name, &json!({}), before).await
}

fn no_pack(name: &str) -> AppError {
    AppError::NotFound { kind: Text::new("カタログパック", "catalog pack"), id: name.to_owned() }
}

/// Writes the ledger entry of a change that was made to the folder; where it cannot be written, the change is
/// taken back.
async fn noted(
    app: &App,
    caller: &Caller,
    act: Noted,
    name: &str,
    detail: &Value,
    before: Option<Vec<u8>>,
) -> Result<(), AppError> {
    let origin = app.origin(caller, Source::Person);
    let done = app.store().note(act, &subject(name), detail, &origin).await;
    if let Err(error) = done {
        // What is left behind by a second failure is said to be unrecorded.
        let _ = replace(&folder(app), name, before.as_deref());
        return Err(error.into());
    }
    app.forget_catalog();
    Ok(())
}

fn subject(name: &str) -> String {
    format!("catalog:{name}")
}

/// The digest that the ledger says a pack has; none where it does not speak of it, or says that it was taken out.
async fn recorded(app: &App, name: &str) -> Result<Option<String>, AppError> {
    let entries = app.store().ledger_entries_about(&subject(name)).await?;
    let Some(newest) = entries.first().filter(|entry| entry.action() == Noted::CatalogLoad.action()) else {
        return Ok(None);
    };
    let detail = newest.detail().text().and_then(|text| serde_json::from_str::<Value>(text).ok());
    Ok(detail.and_then(|detail| Some(detail.get("sha256")?.as_str()?.to_owned())))
}

fn folder(app: &App) -> PathBuf {
    app.store().folder().join(FOLDER)
}

/// Reads the catalog with the company's packs in a data folder.
pub(crate) fn read(data_folder: &Path) -> Loaded {
    let (files, mut problems) = own_packs(&data_folder.join(FOLDER));
    let (catalog, newer_forms, found) = joined(&files);
    problems.extend(found);
    let own = files.into_iter().map(OwnPack::of).collect();
    Loaded { digest: catalog.digest(), catalog: Arc::new(catalog), newer_forms, own, problems }
}

/// The packs in the folder, in the order of their names, and what could not be read. No folder is no pack.
fn own_packs(folder: &Path) -> (Vec<File>, Vec<Problem>) {
    let Ok(entries) = fs::read_dir(folder) else { return (Vec::new(), Vec::new()) };
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| pack_name(name).is_ok());
    names.sort();
    let mut problems = Vec::new();
    if names.len() > PACKS_MAX {
        problems.push(too_many());
        names.truncate(PACKS_MAX);
    }
    let mut files = Vec::new();
    for name in names {
        match bytes_of(&folder.join(&name)) {
            Ok(bytes) => files.push(File { name, bytes }),
            Err(error) => problems.push(unreadable(&name, &error)),
        }
    }
    (files, problems)
}

/// A pack's bytes; a byte more than the limit of one that is longer.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limits::PACK_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text_of(file: &File) -> Result<String, Box<Problem>> {
    if file.bytes.len() > limits::PACK_BYTES_MAX {
        return Err(Box::new(too_long(&file.name)));
    }
    String::from_utf8(file.bytes.clone()).map_err(|_| Box::new(no_text(&file.name)))
}

/// Puts a file in place, or takes it away, whole or not at all. Gives what was there.
fn replace(folder: &Path, name: &str, bytes: Option<&[u8]>) -> Result<Option<Vec<u8>>, AppError> {
    let path = folder.join(name);
    let before = fs::read(&path).ok();
    let done = match bytes {
        Some(bytes) => write(folder, &path, bytes),
        None if before.is_none() => Ok(()),
        None => fs::remove_file(&path),
    };
    done.map_err(|error| AppError::Invalid(vec![unwritable(&path, &error)]))?;
    Ok(before)
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let beside = path.with_extension("part");
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    // Where a folder cannot be opened as a file, the system keeps its own order.
    fs::File::open(folder).map_or(Ok(()), |folder| folder.sync_all())
}

/// Copies the company's packs from one data folder to another.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), AppError> {
    let (files, problems) = own_packs(&from.join(FOLDER));
    if let Some(problem) = problems.into_iter().find(|problem| problem.gravity == Gravity::Error) {
        return Err(AppError::Invalid(vec![problem]));
    }
    for File { name, bytes } in files {
        replace(&to.join(FOLDER), &name, Some(&bytes))?;
    }
    Ok(())
}

/// The name under which a pack is kept: the file's own, without its folders.
fn pack_name(file: &str) -> Result<String, Box<Problem>> {
    let name = Path::new(file).file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let usable = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    let named = name.strip_suffix(".toml").is_some_and(|stem| !stem.is_empty() && !stem.starts_with('.'));
    if named && name.len() <= NAME_BYTES_MAX && name.chars().all(usable) {
        return Ok(name.to_owned());
    }
    Err(Box::new(Problem::error(
        Place::file(file),
        text!(ja: "カタログパックの名前として使えません。", en: "It cannot be the name of a catalog pack."),
        text!(
            ja: "文字・数字・ハイフン・下線だけの、.toml で終わる {NAME_BYTES_MAX} バイト以内の名前にしてください。",
            en: "Use letters, digits, hyphens and underscores, ending in .toml, {NAME_BYTES_MAX} bytes at most."
        ),
    )))
}

fn unrecorded(pack: &OwnPack) -> Problem {
    let name = &pack.name;
    Problem::warning(
        Place::file(name),
        text!(
            ja: "カタログパック「{name}」は、記録にある内容と違います。記録を経ずに置かれたか、書き換えられています。",
            en: "Catalog pack \"{name}\" is not what the ledger says: it was put there or changed past the ledger."
        ),
        text!(
            ja: "内容を確かめてから、sekisho catalog load で読み込み直してください。",
            en: "Check what it says, then load it again with sekisho catalog load."
        ),
    )
}

fn too_many() -> Problem {
    Problem::error(
        Place::default(),
        text!(
            ja: "カタログパックが上限の {PACKS_MAX} 個を超えています。",
            en: "There are more catalog packs than the limit of {PACKS_MAX}."
        ),
        text!(ja: "使っていないものを外すか、一つにまとめてください。", en: "Take out those not in use, or join them."),
    )
}

fn too_long(name: &str) -> Problem {
    let max = limits::PACK_BYTES_MAX / (1024 * 1024);
    Problem::error(
        Place::file(name),
        text!(ja: "上限の {max} MiB を超えています。", en: "It is larger than the limit of {max} MiB."),
        text!(ja: "パックを分けてください。", en: "Split the pack."),
    )
}

fn no_text(name: &str) -> Problem {
    Problem::error(
        Place::file(name),
        text!(ja: "UTF-8 の文字として読めません。", en: "It is not UTF-8 text."),
        text!(ja: "UTF-8 で保存し直してください。", en: "Save it as UTF-8."),
    )
}

fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    Problem::error(
        Place::file(name),
        text!(ja: "読めません（{error}）。", en: "It cannot be read ({error})."),
        text!(ja: "場所と権限を確かめてください。", en: "Check the place and the permissions."),
    )
}

fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::error(
        Place::file(path.display().to_string()),
        text!(ja: "書き込めません（{error}）。", en: "It cannot be written ({error})."),
        text!(ja: "場所と権限を確かめてください。", en: "Check the place and the permissions."),
    )
}
