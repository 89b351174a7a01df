//! VEX in and out: statements of others become decisions of the register, and decisions become statements for others.
//!
//! Invariants: a statement becomes a decision only where the register knows what it speaks of and the decision says
//! no more than the statement did; everything else is a problem with its reason. Importing a file again changes
//! nothing. What is not decided to the end is not handed out.

use std::collections::BTreeSet;

use sekisho_exchange::table::next_id;
use sekisho_intake::Limits;
use sekisho_model::{
    Bound, Decision, DecisionStatus, Gravity, Justification, PackageUrl, Place, Problem, ProductId, Record,
    RecordKind, Register, Source, Stated, Text, Versions, VulnerabilityId, text,
};
use sekisho_supply::version;
use sekisho_supply::vex::{
    self, VexDocument, VexForm, VexJustification, VexStatement, VexStatus, VexSubject,
};
use sha2::{Digest as _, Sha256};

use crate::app::JST;
use crate::guard::permit;
use crate::register::Proposal;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// Reads VEX documents and says which decisions they would add. Nothing is stored.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store. What is wrong with a statement is in the proposal.
pub async fn propose(app: &App, caller: &Caller, files: &[File]) -> Result<Proposal, AppError> {
    permit(caller, Act::Read)?;
    let (state, base) = app.register().await?;
    let (mut target, mut problems, mut digest) = (base.as_ref().clone(), Vec::new(), Sha256::new());
    for file in files {
        let reading = vex::read(&file.name, &file.bytes, &Limits::default());
        problems.extend(reading.problems);
        digest.update(&file.bytes);
        for statement in reading.facts.iter().flat_map(|document| &document.statements) {
            match decision(statement, &target) {
                Ok(decision) => add(decision, &mut target),
                Err(why) => problems.push(unplaced(&file.name, statement, &why)),
            }
        }
    }
    let file = files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let sha256 = hex::encode(digest.finalize());
    let source = Source::File { name: file.clone(), sha256, importer: "vex".to_owned() };
    Ok(Proposal::new(file, base.diff(&target), problems, source, state))
}

/// A statement that could not become a decision costs itself, not the file.
fn unplaced(file: &str, statement: &VexStatement, why: &Text) -> Problem {
    let (vulnerability, label) = (&statement.vulnerability, statement.innermost().label());
    let Text { ja, en } = why;
    Problem::warning(
        Place::file(file),
        text!(ja: "「{label}」の {vulnerability}：{ja}", en: "{vulnerability} in \"{label}\": {en}"),
        text!(ja: "「脆弱性の判断」の表に手で入れてください。", en: "Enter it by hand in the table of decisions."),
    )
}

/// The same decision is not added twice.
fn add(decision: Decision, register: &mut Register) {
    let same = |known: &&Decision| Decision { id: decision.id.clone(), ..Decision::clone(known) } == decision;
    if register.decisions.values().find(same).is_none() {
        register.put(Record::Decision(decision));
    }
}

fn decision(statement: &VexStatement, register: &Register) -> Result<Decision, Text> {
    let products = products(&statement.product, register);
    if products.is_empty() && statement.component.is_some() {
        return Err(text!(
            ja: "この製品の中の部品についての記述ですが、台帳にこの製品がありません。ほかの製品の部品には当てはまりません。",
            en: "it speaks of the component inside this product, which the register does not have; of the component elsewhere it says nothing."
        ));
    }
    let inner = statement.component.as_ref().or(products.is_empty().then_some(&statement.product));
    let component = inner.and_then(|subject| subject.purl.parse::<PackageUrl>().ok());
    if products.is_empty() && component.is_none() {
        return Err(text!(
            ja: "台帳のどの製品・部品のことか分かりません。",
            en: "the register has no product or component that it could mean."
        ));
    }
    let (component, versions) = if products.is_empty() {
        (component, words_of(&statement.versions)?)
    } else {
        let of_component = component.map(|component| exactly(component, &statement.versions)).transpose()?;
        let of_product = match &of_component {
            None => words_of(&statement.versions)?,
            Some(_) if statement.product.version.is_empty() => "*".to_owned(),
            Some(_) => statement.product.version.clone(),
        };
        (of_component, of_product)
    };
    let (justification, exact) = justification(statement)?;
    let id = next_id(register, RecordKind::Decision);
    let evidence = [statement.impact_statement.as_str(), &statement.notes, &exact];
    Ok(Decision {
        id: id.parse().map_err(|_| Text::new(id.clone(), id.clone()))?,
        name: format!("{} {}", statement.vulnerability, statement.innermost().label()),
        vulnerabilities: std::iter::once(statement.vulnerability.clone()).collect(),
        products,
        assets: BTreeSet::new(),
        component: component.map_or(Stated::NotApplicable, Stated::Known),
        versions: Stated::Known(versions),
        status: status_in(statement.status),
        justification,
        evidence: evidence.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"),
        action: statement.action.clone(),
        decider: if statement.author.is_empty() {
            Stated::Unknown
        } else {
            Stated::Known(statement.author.clone())
        },
        decided: statement.at.map_or(Stated::Unknown, |at| Stated::Known(JST.to_datetime(at).date())),
        until: Stated::Unknown,
        note: String::new(),
    })
}

/// Products of the register with this name or id.
fn products(subject: &VexSubject, register: &Register) -> BTreeSet<ProductId> {
    let is_meant = |name: &str| {
        [&subject.name, &subject.id]
            .into_iter()
            .any(|known| !known.is_empty() && known.eq_ignore_ascii_case(name))
    };
    let products = register.products.values();
    products
        .filter(|product| is_meant(&product.name) || is_meant(product.id.as_str()))
        .map(|product| product.id.clone())
        .collect()
}

/// Beside a product, a decision can name one version of a component, or the component whatever its version.
fn exactly(component: PackageUrl, versions: &Versions) -> Result<PackageUrl, Text> {
    let listed = match versions {
        Versions::All => None,
        Versions::Ranges { ranges, listed, .. } if ranges.is_empty() && listed.len() == 1 => listed.first(),
        _ => {
            return Err(text!(
                ja: "製品の中の部品の版が範囲で書かれていて、一つの判断にできません。",
                en: "it names a range of the component's versions inside a product, which one decision cannot hold."
            ));
        }
    };
    let Some(version) = listed else { return Ok(component) };
    let qualifiers = component.qualifiers().clone();
    PackageUrl::build(component.kind(), component.namespace(), component.name(), version, qualifiers, "")
        .map_err(|error| error.text())
}

/// Versions as a decision writes them.
fn words_of(versions: &Versions) -> Result<String, Text> {
    let (scheme, ranges, listed) = match versions {
        Versions::All => return Ok("*".to_owned()),
        Versions::Text(words) => return Ok(words.clone()),
        Versions::Ranges { scheme, ranges, listed } => (scheme, ranges, listed),
    };
    let mut parts: Vec<String> = listed.iter().cloned().collect();
    for range in ranges {
        let ends = [(&range.from, ">=", ">"), (&range.to, "<=", "<")];
        parts.extend(ends.into_iter().filter_map(|(bound, including, excluding)| match bound {
            Bound::Open => None,
            Bound::Including(version) => Some(format!("{including}{version}")),
            Bound::Excluding(version) => Some(format!("{excluding}{version}")),
        }));
    }
    let written = format!("vers:{}/{}", version::scheme_name(scheme), parts.join("|"));
    match written.parse::<version::Vers>() {
        Ok(vers) => Ok(vers.to_string()),
        Err(error) => Err(error.text()),
    }
}

const fn status_in(status: VexStatus) -> DecisionStatus {
    match status {
        VexStatus::NotAffected => DecisionStatus::NotAffected,
        VexStatus::Affected => DecisionStatus::Affected,
        VexStatus::Fixed => DecisionStatus::Fixed,
        VexStatus::UnderInvestigation => DecisionStatus::UnderInvestigation,
    }
}

const fn status_out(status: DecisionStatus) -> VexStatus {
    match status {
        DecisionStatus::NotAffected => VexStatus::NotAffected,
        DecisionStatus::Affected => VexStatus::Affected,
        DecisionStatus::Fixed => VexStatus::Fixed,
        DecisionStatus::UnderInvestigation => VexStatus::UnderInvestigation,
    }
}

/// The justification in the register's five words, and the exact word where CycloneDX has a finer one.
fn justification(statement: &VexStatement) -> Result<(Stated<Justification>, String), Text> {
    use VexJustification as V;
    let Some(word) = statement.justification else {
        return match statement.status {
            VexStatus::NotAffected => Err(text!(
                ja: "「影響なし」ですが、理由の区分がありません。",
                en: "it says \"not affected\" without a justification."
            )),
            _ => Ok((Stated::Unknown, String::new())),
        };
    };
    let (nearest, is_exact) = match word {
        V::ComponentNotPresent => (Justification::ComponentNotPresent, true),
        V::VulnerableCodeNotPresent => (Justification::VulnerableCodeNotPresent, true),
        V::VulnerableCodeNotInExecutePath => (Justification::VulnerableCodeNotInExecutePath, true),
        V::VulnerableCodeCannotBeControlledByAdversary => {
            (Justification::VulnerableCodeCannotBeControlledByAdversary, true)
        }
        V::InlineMitigationsAlreadyExist => (Justification::InlineMitigationsAlreadyExist, true),
        V::RequiresConfiguration | V::RequiresDependency | V::RequiresEnvironment => {
            (Justification::VulnerableCodeNotInExecutePath, false)
        }
        V::ProtectedByCompiler
        | V::ProtectedAtRuntime
        | V::ProtectedAtPerimeter
        | V::ProtectedByMitigatingControl => (Justification::InlineMitigationsAlreadyExist, false),
    };
    let exact = if is_exact { String::new() } else { format!("[{}]", word.word()) };
    Ok((Stated::Known(nearest), exact))
}

/// What was written, and what the form could not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document.
    pub document: String,
    /// How many statements it has.
    pub statements: usize,
    /// What the form could not hold, and decisions that are not handed out.
    pub losses: Vec<Text>,
}

/// The register's decisions as a VEX document.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn export(app: &App, caller: &Caller, form: VexForm) -> Result<Written, AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let plant = register.plant.as_ref();
    let company = plant.map(|plant| if plant.company.is_empty() { &plant.name } else { &plant.company });
    let now = app.now();
    let (whole, lacking): (Vec<&Decision>, Vec<&Decision>) =
        register.decisions.values().partition(|decision| decision.faults().is_empty());
    let statements: Vec<VexStatement> =
        whole.into_iter().flat_map(|decision| statements(decision, &register)).collect();
    let document = VexDocument {
        form,
        id: format!("sekisho-vex-{}", crate::state_hash(&register).chars().take(16).collect::<String>()),
        author: company.cloned().unwrap_or_else(|| "Sekisho".to_owned()),
        version: "1".to_owned(),
        issued: Some(now),
        updated: Some(now),
        statements,
    };
    let (written, mut losses) = match form {
        VexForm::OpenVex => vex::write_openvex(&document),
        VexForm::Csaf => vex::write_csaf(&document),
        VexForm::CycloneDx => vex::write_cyclonedx(&document),
    };
    losses.extend(lacking.into_iter().flat_map(|decision| decision.faults()).map(|(what, _)| what));
    Ok(Written { document: written, statements: document.statements.len(), losses })
}

/// One statement for each vulnerability and each thing that a decision is for.
fn statements(decision: &Decision, register: &Register) -> Vec<VexStatement> {
    let component = decision.component.known().map(|purl| VexSubject {
        name: purl.name().to_owned(),
        version: purl.version().to_owned(),
        purl: purl.to_string(),
        ..VexSubject::default()
    });
    let words = decision.versions.known().cloned().unwrap_or_default();
    let named = |name: &str, id: &str| VexSubject {
        name: name.to_owned(),
        version: words.clone(),
        id: id.to_owned(),
        ..VexSubject::default()
    };
    let products = decision.products.iter().filter_map(|id| register.products.get(id));
    let products = products.map(|product| named(&product.name, product.id.as_str()));
    let assets = decision.assets.iter().filter_map(|id| register.assets.get(id));
    let assets = assets.map(|asset| named(&asset.name, asset.id.as_str()));
    let mut places: Vec<(VexSubject, Option<VexSubject>)> =
        products.chain(assets).map(|place| (place, component.clone())).collect();
    if places.is_empty() {
        places.extend(component.map(|component| (component, None)));
    }
    let each = decision.vulnerabilities.iter().flat_map(|vulnerability| {
        places
            .iter()
            .map(|(product, component)| statement(decision, vulnerability, product, component.as_ref()))
    });
    each.collect()
}

fn statement(
    decision: &Decision,
    vulnerability: &VulnerabilityId,
    product: &VexSubject,
    component: Option<&VexSubject>,
) -> VexStatement {
    let versions = match (component, decision.versions.known()) {
        (Some(component), _) if !component.version.is_empty() => one(&component.version),
        (Some(_), _) => Versions::All,
        (None, Some(words)) if words == "*" => Versions::All,
        (None, Some(words)) => Versions::Text(words.clone()),
        (None, None) => one(&product.version),
    };
    let at = decision.decided.known().and_then(|day| JST.to_timestamp(day.at(0, 0, 0, 0)).ok());
    VexStatement {
        vulnerability: vulnerability.clone(),
        aliases: BTreeSet::new(),
        product: product.clone(),
        component: component.cloned(),
        versions,
        status: status_out(decision.status),
        justification: decision.justification.known().map(|word| out(*word)),
        impact_statement: decision.evidence.clone(),
        action: decision.action.clone(),
        action_kind: None,
        notes: String::new(),
        at,
        author: decision.decider.known().cloned().unwrap_or_default(),
    }
}

fn one(version: &str) -> Versions {
    Versions::Ranges {
        scheme: version::scheme_named("generic"),
        ranges: Vec::new(),
        listed: [version.to_owned()].into(),
    }
}

const fn out(word: Justification) -> VexJustification {
    match word {
        Justification::ComponentNotPresent => VexJustification::ComponentNotPresent,
        Justification::VulnerableCodeNotPresent => VexJustification::VulnerableCodeNotPresent,
        Justification::VulnerableCodeNotInExecutePath => VexJustification::VulnerableCodeNotInExecutePath,
        Justification::VulnerableCodeCannotBeControlledByAdversary => {
            VexJustification::VulnerableCodeCannotBeControlledByAdversary
        }
        Justification::InlineMitigationsAlreadyExist => VexJustification::InlineMitigationsAlreadyExist,
    }
}

/// Could any statement of a proposal not be placed?
#[must_use]
pub fn is_partial(proposal: &Proposal) -> bool {
    proposal.problems.iter().any(|problem| problem.gravity == Gravity::Warning)
}
