//! SBOMs and lock files in, attached to what they describe.

use sekisho_intake::Limits;
use sekisho_model::{AssetId, Problem, ProductId, Sbom, SbomId, SbomSubject, Source, Text};
use sekisho_store::SbomHead;

use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// What became of an added SBOM.
#[derive(Clone, Debug)]
pub struct Added {
    /// Its id.
    pub id: SbomId,
    /// Format as read.
    pub format: String,
    /// Name as written.
    pub name: String,
    /// Components in it.
    pub components: usize,
    /// It was not there before.
    pub new: bool,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// Reads an SBOM or lock file and stores it for a product, an asset, or nothing yet.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] when it cannot be read to its end; [`AppError::NotFound`] when the
/// product or asset is not registered; trouble in the store.
pub async fn add(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: &[u8],
    subject: SbomSubject,
) -> Result<Added, AppError> {
    permit(caller, Act::Enter)?;
    is_there(app, &subject).await?;
    let reading = sekisho_sbom::read_whole(file, bytes, &Limits::default());
    let Some(sbom) = reading.facts else { return Err(AppError::Invalid(reading.problems)) };
    let source =
        Source::File { name: file.to_owned(), sha256: sha256_hex(bytes), importer: sbom.format.clone() };
    let new = app.store().add_sbom(&sbom, &subject, &app.origin(caller, source)).await?;
    Ok(Added {
        id: sbom.id,
        format: sbom.format,
        name: sbom.name,
        components: sbom.components.len(),
        new,
        problems: reading.problems,
    })
}

/// Says what an SBOM describes that was stored for nothing yet.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] when the product or asset is not registered; trouble in the
/// store, also where there is no such SBOM.
pub async fn attach(app: &App, caller: &Caller, id: &SbomId, to: &SbomSubject) -> Result<(), AppError> {
    permit(caller, Act::Enter)?;
    is_there(app, to).await?;
    let origin = app.origin(caller, Source::Person);
    Ok(app.store().attach_sbom(id, &SbomSubject::Unattached, to, &origin).await?)
}

async fn is_there(app: &App, subject: &SbomSubject) -> Result<(), AppError> {
    let register = app.register().await?.1;
    match subject {
        SbomSubject::Product(id) if !register.products.contains_key(id) => Err(no_product(id)),
        SbomSubject::Asset(id) if !register.assets.contains_key(id) => Err(no_asset(id)),
        SbomSubject::Product(_) | SbomSubject::Asset(_) | SbomSubject::Unattached => Ok(()),
    }
}

fn no_product(id: &ProductId) -> AppError {
    AppError::NotFound { kind: Text::new("製品", "product"), id: id.to_string() }
}

fn no_asset(id: &AssetId) -> AppError {
    AppError::NotFound { kind: Text::new("保護対象", "asset"), id: id.to_string() }
}

/// Every SBOM, without its components.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<SbomHead>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.store().sbom_heads().await?)
}

/// One SBOM with its components.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`], or trouble in the store.
pub async fn show(app: &App, caller: &Caller, id: &SbomId) -> Result<Sbom, AppError> {
    permit(caller, Act::Read)?;
    app.store()
        .sbom(id)
        .await?
        .ok_or_else(|| AppError::NotFound { kind: Text::new("SBOM", "SBOM"), id: id.to_string() })
}
