//! Files that show answers: taken in, and looked at again.

use std::io::Read;

use jiff::civil::Date;
use sekisho_exchange::table::next_id;
use sekisho_model::{
    Change, EvidenceId, EvidenceItem, Place, Problem, Record, RecordKind, Register, Source, Stated, Text,
    text,
};
use sekisho_store::{FoundFile, ReadFile};

use crate::guard::permit;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller};

/// Largest file that is taken in: one gibibyte.
pub const EVIDENCE_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Largest file that is handed out whole: 64 MiB. A larger one is taken from the data folder.
pub(crate) const HANDED_OUT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A file that was taken in and has no record yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenFile {
    /// Its name as it was handed in.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// What is said of a file beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceFields {
    /// What it is; where empty, the file's name.
    pub name: String,
    /// Last day on which it shows anything.
    pub until: Option<Date>,
    /// When it is looked at again.
    pub next: Option<Date>,
}

/// Takes a file in, in bounded memory; it may wait for its bytes. The same bytes are kept once.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it is larger than [`EVIDENCE_BYTES_MAX`]; trouble in the store.
pub fn take_evidence(app: &App, caller: &Caller, file: &str, from: impl Read) -> Result<TakenFile, AppError> {
    permit(caller, Act::Enter)?;
    let Some(kept) = app.store().keep_evidence(from, EVIDENCE_BYTES_MAX)? else {
        return Err(AppError::Invalid(vec![too_large(file)]));
    };
    Ok(TakenFile { file: file.to_owned(), sha256: kept.sha256, bytes: kept.bytes })
}

/// Makes the record of a file that was taken in.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn add_evidence(
    app: &App,
    caller: &Caller,
    taken: TakenFile,
    fields: EvidenceFields,
) -> Result<EvidenceItem, AppError> {
    permit(caller, Act::Enter)?;
    let item = evidence_of(app, caller, taken, fields).await?;
    let change = Change::Added(Record::EvidenceItem(item.clone()));
    app.store().apply_changes(&[change], &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    Ok(item)
}

/// The record of a file that was taken in, not yet stored.
pub(crate) async fn evidence_of(
    app: &App,
    caller: &Caller,
    taken: TakenFile,
    fields: EvidenceFields,
) -> Result<EvidenceItem, AppError> {
    let TakenFile { file, sha256, .. } = taken;
    let (_, register) = app.register().await?;
    let id = next_id(&register, RecordKind::EvidenceItem);
    let name = if fields.name.trim().is_empty() { file.as_str() } else { fields.name.trim() };
    Ok(EvidenceItem {
        id: id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::EvidenceItem.word(), id })?,
        name: name.to_owned(),
        file,
        sha256: Stated::Known(sha256),
        place: String::new(),
        date: Stated::Known(app.today()),
        until: fields.until.map_or(Stated::Unknown, Stated::Known),
        next: fields.next.map_or(Stated::Unknown, Stated::Known),
        owner: Stated::Known(caller.name.clone()),
        note: String::new(),
    })
}

/// Says that somebody looked at evidence and when it is to be looked at again; None: not again. The ledger has who and
/// when.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store.
pub async fn review_evidence(
    app: &App,
    caller: &Caller,
    id: &str,
    next: Option<Date>,
) -> Result<(), AppError> {
    permit(caller, Act::Enter)?;
    let (_, register) = app.register().await?;
    let before = named(&register, id)?;
    let after = EvidenceItem { next: next.map_or(Stated::NotApplicable, Stated::Known), ..before.clone() };
    if &after == before {
        return Ok(());
    }
    let change = Change::Altered {
        before: Record::EvidenceItem(before.clone()).into(),
        after: Record::EvidenceItem(after).into(),
    };
    app.store().apply_changes(&[change], &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    Ok(())
}

/// The kept file of evidence, as it was handed in.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such evidence or it has no file here;
/// [`AppError::Invalid`] where the file is gone, has changed or is larger than 64 MiB.
pub async fn evidence_file(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<(EvidenceItem, Vec<u8>), AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let item = named(&register, id)?;
    let Stated::Known(sha256) = &item.sha256 else { return Err(no_file(id)) };
    match app.store().read_evidence(sha256, HANDED_OUT_BYTES_MAX)? {
        ReadFile::Whole(bytes) => Ok((item.clone(), bytes)),
        ReadFile::Missing => Err(AppError::Invalid(vec![spoiled(item, true)])),
        ReadFile::Changed => Err(AppError::Invalid(vec![spoiled(item, false)])),
        ReadFile::TooLarge => Err(AppError::Invalid(vec![not_handed_out(item, sha256)])),
    }
}

fn named<'a>(register: &'a Register, id: &str) -> Result<&'a EvidenceItem, AppError> {
    let found = id.parse::<EvidenceId>().ok().and_then(|id| register.evidence.get(&id));
    found.ok_or_else(|| AppError::NotFound { kind: RecordKind::EvidenceItem.word(), id: id.to_owned() })
}

fn no_file(id: &str) -> AppError {
    AppError::NotFound { kind: text!(ja: "証跡のファイル", en: "file of evidence"), id: id.to_owned() }
}

fn spoiled(item: &EvidenceItem, missing: bool) -> Problem {
    let fault = EvidenceFault { id: item.id.clone(), name: item.name.clone(), missing };
    Problem::error(
        Place::default(),
        fault.text(),
        text!(
            ja: "もとのファイルをバックアップから戻すか、あらためて証跡として登録してください。",
            en: "Restore the file from a backup, or register it as evidence again."
        ),
    )
}

fn not_handed_out(item: &EvidenceItem, sha256: &str) -> Problem {
    let name = &item.name;
    Problem::error(
        Place::default(),
        text!(ja: "証跡「{name}」は 64 MiB を超えるため、ページからは渡せません。", en: "Evidence \"{name}\" is larger than 64 MiB and is not handed out by a page."),
        text!(ja: "サーバのデータフォルダの evidence/{sha256} にあります。", en: "It lies in the server's data folder as evidence/{sha256}."),
    )
}

/// A kept file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFault {
    /// Its record.
    pub id: EvidenceId,
    /// Its name.
    pub name: String,
    /// Is it gone, rather than changed?
    pub missing: bool,
}

impl EvidenceFault {
    /// In one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let (id, name) = (&self.id, &self.name);
        if self.missing {
            text!(ja: "{id}「{name}」：ファイルがありません。", en: "{id} \"{name}\": its file is gone.")
        } else {
            text!(ja: "{id}「{name}」：内容が変わっています。", en: "{id} \"{name}\": its content has changed.")
        }
    }
}

/// Looks at every file that a record names by its digest; gives how many are as they were, and the others. A record
/// that names a place and no digest has no file here.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn check_evidence(app: &App, caller: &Caller) -> Result<(usize, Vec<EvidenceFault>), AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let (mut whole, mut faults) = (0, Vec::new());
    for item in register.evidence.values() {
        let Stated::Known(sha256) = &item.sha256 else { continue };
        let missing = match app.store().find_evidence(sha256)? {
            FoundFile::Whole => {
                whole += 1;
                continue;
            }
            FoundFile::Missing => true,
            FoundFile::Changed => false,
        };
        faults.push(EvidenceFault { id: item.id.clone(), name: item.name.clone(), missing });
    }
    Ok((whole, faults))
}

fn too_large(file: &str) -> Problem {
    Problem::error(
        Place::file(file),
        text!(ja: "証跡のファイルが 1 GiB を超えています。保存しませんでした。", en: "The evidence is larger than 1 GiB. It was not kept."),
        text!(
            ja: "必要な部分だけのファイルにするか、保管場所だけを証跡の表に書いてください。",
            en: "Hand in the part that is needed, or write only where it is kept into the table of evidence."
        ),
    )
}
