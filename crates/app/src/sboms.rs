//! SBOMs and lock files in, attached to what they describe.

use sekisho_intake::Limits;
use sekisho_model::{AssetId, Problem, ProductId, Sbom, SbomId, SbomSubject, Source, Text, text};
use sekisho_sbom::grade::{Grade, Outcome, Profile, grade};
use sekisho_store::SbomHead;
use sekisho_validate::{Outcome as Kept, Report};

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

/// How an SBOM stands against one paper: its own standard, or a framework that says what an SBOM must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The answer in one sentence.
    pub answer: Text,
    /// What is not in order, each once with how many things it is about; at most [`FAULTS_TOLD`].
    pub faults: Vec<Text>,
    /// What is not in order beyond those.
    pub more: usize,
}

/// Faults of one paper that are told one by one.
pub const FAULTS_TOLD: usize = 20;

/// How an SBOM stands: against the standard that it names, then against each framework. Nothing for what is no SBOM
/// document, as a lock file. Nothing is stored.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn about(caller: &Caller, file: &str, bytes: &[u8]) -> Result<Vec<Standing>, AppError> {
    permit(caller, Act::Read)?;
    let limits = Limits::default();
    let report = sekisho_validate::sbom::validate(file, bytes, &limits);
    if report.standard.is_empty() {
        return Ok(Vec::new());
    }
    let mut standings = vec![held(&report)];
    if let Some(document) = sekisho_sbom::read_document(file, bytes, &limits).facts {
        let grades = Profile::ALL.into_iter().map(|profile| graded(&grade(&document, profile)));
        standings.extend(grades);
    }
    Ok(standings)
}

fn held(report: &Report) -> Standing {
    let (standard, all) = (&report.standard, report.tests.len());
    let failed = report.tests.iter().filter(|test| test.outcome == Kept::Fail).count();
    let not_run = report.tests.iter().filter(|test| matches!(test.outcome, Kept::NotRun(_))).count();
    let answer = match (report.problems.is_empty(), failed) {
        (false, _) => text!(
            ja: "{standard}：最後まで確かめられませんでした（{all} 項目のうち違反 {failed} 件）。",
            en: "{standard}: it could not be looked at to its end ({failed} of {all} tests failed)."
        ),
        (true, 0) => text!(
            ja: "{standard}：規格どおりです（{all} 項目、うち確かめていないもの {not_run} 件）。",
            en: "{standard}: it keeps its standard ({all} tests, {not_run} of them not run)."
        ),
        (true, _) => text!(
            ja: "{standard}：規格に合いません（{all} 項目のうち違反 {failed} 件、確かめていないもの {not_run} 件）。",
            en: "{standard}: it breaks its standard ({failed} of {all} tests failed, {not_run} were not run)."
        ),
    };
    let problems = report.problems.iter().map(|problem| problem.what.clone());
    let findings = report.tests.iter().flat_map(|test| {
        test.findings.iter().map(move |finding| {
            let (id, path, Text { ja, en }) = (test.id, &finding.path, &finding.text);
            text!(ja: "{id} {path}：{ja}", en: "{id} {path}: {en}")
        })
    });
    Standing::of(answer, problems.chain(findings))
}

fn graded(grade: &Grade) -> Standing {
    let failed = grade.elements.iter().filter(|element| element.outcome == Outcome::Failed);
    let faults = failed.map(|element| {
        let (Text { ja, en }, remark, count) = (&element.title, &element.remark, element.failing.len());
        let (ja_how, en_how) = (&remark.ja, &remark.en);
        text!(ja: "{ja}（{count} 件）{ja_how}", en: "{en} ({count}). {en_how}")
    });
    Standing::of(grade.answer(), faults)
}

impl Standing {
    fn of(answer: Text, faults: impl Iterator<Item = Text>) -> Self {
        let mut faults: Vec<Text> = faults.collect();
        let more = faults.len().saturating_sub(FAULTS_TOLD);
        faults.truncate(FAULTS_TOLD);
        Self { answer, faults, more }
    }
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
