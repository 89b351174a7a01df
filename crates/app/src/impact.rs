//! The main job: what does this mean for the plant?

pub(crate) mod kept;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use sekisho_assess::impact::{Chain, Finding, Impact, Question, Thing, impact};
use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, Asset, AssetId, AssetKind, Component, DeviceIdentity, PackageUrl,
    Place, Problem, Register, Sbom, SbomSubject, Signal, Stated, Statement, Status, Target, Text, Versions,
    VulnerabilityId, text,
};
use sekisho_store::SbomHead;
use sekisho_supply::{Limits, Matcher, Missing, Outcome, Reason};

use crate::guard::permit;
use crate::handling::Marked;
use crate::{Act, App, AppError, Caller};

/// What a dropped file is and means. Nothing is stored.
#[derive(Clone, Debug)]
pub enum Dropped {
    /// Advisories, each with its impact, worst first.
    Advisories {
        /// Their impacts.
        impacts: Vec<Impact>,
        /// What was wrong with the file.
        problems: Vec<Problem>,
    },
    /// An SBOM or lock file, held against the advisories of the register.
    Sbom {
        /// Format, name, components.
        sbom: Box<Sbom>,
        /// Every component with its answer.
        scan: sekisho_assess::Scan,
        /// What was wrong with the file.
        problems: Vec<Problem>,
    },
}

/// What an advisory, a vulnerability or a package means for the plant. An id may be an advisory's own or an
/// alias such as a CVE; several advisories may answer to one alias. A package URL asks where that package is.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] when no advisory has this id; trouble in the store.
pub async fn of(app: &App, caller: &Caller, id: &str) -> Result<Vec<Impact>, AppError> {
    permit(caller, Act::Read)?;
    if id.starts_with("pkg:") {
        let advisory = assumed(id)?;
        return Ok(vec![judge(app, &advisory, Vec::new()).await?]);
    }
    let advisories = app.store().advisories_called(id).await?;
    if advisories.is_empty() {
        return Err(AppError::NotFound {
            kind: Text::new("アドバイザリ", "advisory"), id: id.to_owned()
        });
    }
    of_advisories(app, &advisories).await
}

/// What several advisories, vulnerabilities or packages mean, worst first; each advisory once.
///
/// # Errors
/// As for [`of`], for the first that fails.
pub async fn of_several(app: &App, caller: &Caller, ids: &[String]) -> Result<Vec<Impact>, AppError> {
    permit(caller, Act::Read)?;
    let mut impacts: Vec<Impact> = Vec::new();
    for id in ids {
        let more = of(app, caller, id).await?;
        impacts.extend(more.into_iter().filter(|more| !impacts.contains(more)).collect::<Vec<_>>());
    }
    impacts.sort_by(sekisho_assess::impact::worst_impact_first);
    Ok(impacts)
}

/// What every advisory means for some assets and products alone, worst first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn about(app: &App, caller: &Caller, things: &[Marked]) -> Result<Vec<Impact>, AppError> {
    permit(caller, Act::Read)?;
    let is_meant = |chain: &Chain| {
        things.iter().any(|thing| match thing {
            Marked::Asset(id) => chain.asset.as_ref().is_some_and(|asset| asset.id == *id),
            Marked::Product(id) => chain.product.as_ref().is_some_and(|product| product.id == *id),
        })
    };
    let impacts = app.impacts().await?;
    let narrowed = impacts.iter().filter(|impact| impact.chains.iter().any(is_meant)).cloned();
    Ok(narrowed
        .map(|mut impact| {
            impact.chains.retain(is_meant);
            impact
        })
        .collect())
}

/// What a file means for the plant: advisories against the register, an SBOM against the advisories.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] when the file is neither; trouble in the store.
pub async fn of_file(app: &App, caller: &Caller, file: &str, bytes: &[u8]) -> Result<Dropped, AppError> {
    permit(caller, Act::Read)?;
    let advisories = sekisho_supply::advisory::read(file, bytes, &Limits::default());
    if !advisories.facts.advisories.is_empty() {
        let impacts = of_advisories(app, &advisories.facts.advisories).await?;
        return Ok(Dropped::Advisories { impacts, problems: advisories.problems });
    }
    let reading = sekisho_sbom::read(file, bytes, &Limits::default());
    let Some(sbom) = reading.facts else {
        let mut problems = vec![neither(file)];
        problems.extend(reading.problems);
        return Err(AppError::Invalid(problems));
    };
    // All of them, so that the matcher can tell "not named" from "not covered".
    let known = app.advisories().await?;
    let matcher = Matcher::new(&known);
    let inventory = sekisho_assess::Inventory::Sbom { file: file.to_owned(), sbom: Box::new(sbom.clone()) };
    let scan = sekisho_assess::scan(&matcher, std::slice::from_ref(&inventory));
    Ok(Dropped::Sbom { sbom: Box::new(sbom), scan, problems: reading.problems })
}

/// Every advisory that names something the register has, worst first; those that affect nothing come last.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn all(app: &App, caller: &Caller) -> Result<Arc<Vec<Impact>>, AppError> {
    permit(caller, Act::Read)?;
    app.impacts().await
}

/// Judges every advisory that names something the register has. The others are silent about it.
pub(crate) async fn in_question(app: &App) -> Result<Vec<Impact>, AppError> {
    let advisories = app.store().advisories_in_question().await?;
    let mut impacts = of_advisories(app, &advisories).await?;
    impacts.retain(speaks_here);
    Ok(impacts)
}

/// Does it name something that the register has?
fn speaks_here(impact: &Impact) -> bool {
    !(impact.chains.is_empty() && impact.not_affected.is_empty())
}

pub(crate) async fn of_advisories(app: &App, advisories: &[Advisory]) -> Result<Vec<Impact>, AppError> {
    let names: BTreeSet<VulnerabilityId> = advisories.iter().flat_map(names_of).collect();
    let signals = app.store().signals_of(&names.into_iter().collect::<Vec<_>>()).await?;
    let mut impacts = Vec::with_capacity(advisories.len());
    for advisory in advisories {
        let named: BTreeSet<VulnerabilityId> = names_of(advisory).collect();
        let of_it = named.iter().filter_map(|name| signals.get(name)).flatten().cloned().collect();
        impacts.push(judge(app, advisory, of_it).await?);
    }
    impacts.sort_by(sekisho_assess::impact::worst_impact_first);
    Ok(impacts)
}

/// Every name under which lists may speak of an advisory's vulnerabilities.
fn names_of(advisory: &Advisory) -> impl Iterator<Item = VulnerabilityId> {
    let aliases = advisory.aliases.iter().filter_map(|alias| alias.parse().ok());
    let named = advisory.statements.iter().flat_map(|statement| statement.vulnerabilities.iter().cloned());
    advisory.id.as_str().parse().ok().into_iter().chain(aliases).chain(named)
}

/// Loads what the advisory may speak of, and judges it.
async fn judge(app: &App, advisory: &Advisory, signals: Vec<Signal>) -> Result<Impact, AppError> {
    let register = app.register().await?.1;
    let matcher = Matcher::new(std::slice::from_ref(advisory)).taught(&sekisho_assess::rulings(&register));
    let mut question =
        if names_devices(advisory) { devices(&matcher, &register) } else { Question::default() };
    let heads = app.sbom_heads().await?;
    components(app, &matcher, products_named(advisory), &heads, &mut question).await?;
    if advisory.statements.iter().any(|statement| matches!(statement.target, Target::Package { .. })) {
        question.unlisted = unlisted(&register, &heads);
    }
    question.signals = signals;
    Ok(impact(advisory, &register, question, app.today()))
}

/// Holds the advisory against every device of the register, assets and products.
fn devices(matcher: &Matcher<'_>, register: &Register) -> Question {
    let mut question = Question::default();
    for product in register.products.values() {
        let Some(device) = product.device.known() else { continue };
        if !judge_device(matcher, device, Thing::Product(product.id.clone()), &mut question) {
            question.findings.push(without_identity(Thing::Product(product.id.clone())));
        }
    }
    let known_by_product = |asset: &Asset| {
        let mut products = asset.products.iter().filter_map(|id| register.products.get(id));
        products.any(|product| product.device.known().is_some())
    };
    for asset in register.assets.values().filter(|asset| asset.kind != AssetKind::Data) {
        let identified = match asset.device.as_ref() {
            Stated::Known(device) => {
                judge_device(matcher, device, Thing::Asset(asset.id.clone()), &mut question)
            }
            Stated::Unknown => asset.kind != AssetKind::Device || known_by_product(asset),
            Stated::NotApplicable => true,
        };
        if !identified {
            question.unidentified.insert(asset.id.clone());
        }
    }
    question
}

/// The assets that no advisory about devices can be held against, because nobody has said what they are.
pub(crate) fn unidentified(register: &Register) -> BTreeSet<AssetId> {
    devices(&Matcher::new(&[]), register).unidentified
}

/// Does an advisory speak of devices?
pub(crate) fn names_devices(advisory: &Advisory) -> bool {
    advisory.statements.iter().any(|statement| matches!(statement.target, Target::Device(_)))
}

/// Adds what the matcher says of one device. False when the device has no identity to be named by.
fn judge_device(
    matcher: &Matcher<'_>,
    device: &DeviceIdentity,
    thing: Thing,
    question: &mut Question,
) -> bool {
    let outcome = matcher.device(device);
    if outcome.matches.is_empty() {
        let unidentified = matches!(outcome.reason, Reason::NoIdentity(_));
        question.not_named += usize::from(!unidentified);
        return !unidentified;
    }
    question.findings.extend(outcome.matches.iter().map(|found| Finding::of(found, thing.clone())));
    true
}

/// A product whose maker or model nobody has stated: the advisory may or may not speak of it.
fn without_identity(thing: Thing) -> Finding {
    Finding::undecided(thing, Reason::NoIdentity(Missing::Vendor))
}

/// Products that the advisory names by CPE.
fn products_named(advisory: &Advisory) -> BTreeSet<String> {
    let targets = advisory.statements.iter().filter_map(|statement| match &statement.target {
        Target::Device(device) => Some(&device.identifiers),
        Target::Package { .. } => None,
    });
    targets.flatten().filter_map(|name| sekisho_model::cpe_product(name)).collect()
}

/// Holds the advisory against the stored components of the packages it names, each component once.
async fn components(
    app: &App,
    matcher: &Matcher<'_>,
    products: BTreeSet<String>,
    heads: &BTreeMap<i64, SbomHead>,
    question: &mut Question,
) -> Result<(), AppError> {
    let keys: Vec<_> = matcher.keys().cloned().collect();
    let mut rows = app.store().components_of(&keys).await?;
    // Devices and firmware that an SBOM lists are known by words, as an advisory of a device is.
    rows.extend(app.store().device_components().await?);
    rows.extend(app.store().components_named(&products).await?);
    let judged: BTreeMap<i64, (Component, Outcome<'_>)> = rows
        .into_iter()
        .map(|row| {
            let outcome = matcher.component(&row.component);
            (row.no, (row.component, outcome))
        })
        .collect();
    let numbers: Vec<i64> = judged.keys().copied().collect();
    for (component_no, sboms) in app.store().places_of(&numbers).await? {
        let Some((component, outcome)) = judged.get(&component_no) else { continue };
        let thing = |head: &SbomHead| Thing::Component {
            label: component.label(),
            purl: component.purl.as_ref().map(ToString::to_string).unwrap_or_default(),
            sbom: head.id.clone(),
            subject: head.subject.clone(),
        };
        let mut heads = sboms.iter().filter_map(|no| heads.get(no));
        let Some(first) = heads.next() else { continue };
        // A popular component is in thousands of places: its answer is worked out once and shared.
        let here: Vec<Finding> =
            outcome.matches.iter().map(|found| Finding::of(found, thing(first))).collect();
        for head in heads {
            question.findings.extend(here.iter().map(|found| found.at(thing(head))));
        }
        question.findings.extend(here);
    }
    Ok(())
}

/// Devices and products whose components nobody has listed.
fn unlisted(register: &Register, heads: &BTreeMap<i64, SbomHead>) -> usize {
    let (mut products, mut assets) = (HashSet::new(), HashSet::new());
    for head in heads.values() {
        match &head.subject {
            SbomSubject::Product(id) => products.insert(id),
            SbomSubject::Asset(id) => assets.insert(id),
            SbomSubject::Unattached => false,
        };
    }
    let devices = register.assets.values().filter(|asset| asset.kind == AssetKind::Device);
    let devices = devices.filter(|asset| {
        !assets.contains(&asset.id) && !asset.products.iter().any(|id| products.contains(id))
    });
    devices.count() + register.products.keys().filter(|id| !products.contains(id)).count()
}

/// A package asked for by its URL: as if an advisory named it, in the given version or in all.
fn assumed(purl: &str) -> Result<Advisory, AppError> {
    let parsed: PackageUrl = purl.parse().map_err(|error: sekisho_model::PurlError| {
        let why = error.to_string();
        AppError::Invalid(vec![Problem::error(
            Place::default(),
            text!(ja: "{purl} は package URL として読めません（{why}）。", en: "{why}."),
            text!(ja: "pkg:種別/名前@版 の形で指定してください。", en: "Write it as pkg:type/name@version."),
        )])
    })?;
    let versions = if parsed.version().is_empty() {
        Versions::All
    } else {
        Versions::Ranges {
            scheme: sekisho_supply::version::scheme_named(&parsed.key().kind),
            ranges: Vec::new(),
            listed: [parsed.version().to_owned()].into(),
        }
    };
    let id: AdvisoryId = parsed.to_string().parse().map_err(|error: sekisho_model::IdError| {
        AppError::Invalid(vec![Problem::error(Place::default(), error.text(), Text::default())])
    })?;
    let statement = Statement {
        target: Target::Package { key: parsed.key(), release: String::new() },
        versions,
        status: Status::Affected,
        vulnerabilities: BTreeSet::new(),
        remedies: Vec::new(),
        ground: sekisho_model::Ground::default(),
    };
    Ok(Advisory {
        title: parsed.to_string(),
        id,
        form: AdvisoryForm::Osv,
        publisher: String::new(),
        aliases: BTreeSet::new(),
        published: None,
        modified: None,
        withdrawn: None,
        informational: String::new(),
        cvss: None,
        statements: vec![statement],
        references: Vec::new(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    })
}

fn neither(file: &str) -> Problem {
    Problem::error(
        Place::file(file),
        text!(
            ja: "アドバイザリとしても SBOM としても読めません。",
            en: "It is neither an advisory nor an SBOM that can be read."
        ),
        text!(
            ja: "CSAF・OSV・RustSec のアドバイザリ、CycloneDX・SPDX の SBOM、ロックファイルのいずれかを指定してください。",
            en: "Give a CSAF, OSV or RustSec advisory, a CycloneDX or SPDX SBOM, or a lock file."
        ),
    )
}
