//! Files that show answers: taken in, and looked at again.

use std::io::Read;

use jiff::civil::Date;
use sekisho_exchange::table::next_id;
use sekisho_model::{
    Change, EvidenceId, EvidenceItem, Place, Problem, Record, RecordKind, Source, Stated, text,
};
use sekisho_store::FoundFile;

use crate::guard::permit;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller};

/// Largest file that is taken in: one gibibyte.
pub const EVIDENCE_BYTES_MAX: u64 = 1024 * 1024 * 1024;

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

/// Takes a file in, in bounded memory, and makes its record. The same bytes are kept once.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it is larger than [`EVIDENCE_BYTES_MAX`]; trouble in the store.
pub async fn add_evidence(
    app: &App,
    caller: &Caller,
    file: &str,
    from: impl Read,
    fields: EvidenceFields,
) -> Result<EvidenceItem, AppError> {
    permit(caller, Act::Enter)?;
    let Some(kept) = app.store().keep_evidence(from, EVIDENCE_BYTES_MAX)? else {
        return Err(AppError::Invalid(vec![too_large(file)]));
    };
    let (_, register) = app.register().await?;
    let id = next_id(&register, RecordKind::EvidenceItem);
    let name = if fields.name.trim().is_empty() { file } else { fields.name.trim() };
    let item = EvidenceItem {
        id: id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::EvidenceItem.word(), id })?,
        name: name.to_owned(),
        file: file.to_owned(),
        sha256: Stated::Known(kept.sha256),
        place: String::new(),
        date: Stated::Known(app.today()),
        until: fields.until.map_or(Stated::Unknown, Stated::Known),
        next: fields.next.map_or(Stated::Unknown, Stated::Known),
        owner: Stated::Known(caller.name.clone()),
        note: String::new(),
    };
    let change = Change::Added(Record::EvidenceItem(item.clone()));
    app.store().apply_changes(&[change], &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    Ok(item)
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
