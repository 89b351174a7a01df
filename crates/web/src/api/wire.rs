//! What the API writes. Every conversion destructures without `..`, so that a new field of a judgement is
//! a decision here and not an accident.

use std::collections::BTreeMap;

use sekisho_assess as assess;
use sekisho_model as model;
use sekisho_report::words as said;
use serde::Serialize;
use utoipa::ToSchema;

/// A text for people in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl From<model::Text> for Words {
    fn from(model::Text { ja, en }: model::Text) -> Self {
        Self { ja, en }
    }
}

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refusal {
    /// What happened.
    pub what: Words,
    /// What to do.
    pub remedy: Words,
    /// Particulars, where an input had several problems.
    pub problems: Vec<Words>,
}

/// Impacts, worst first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Impacts {
    /// One for each advisory.
    pub impacts: Vec<Impact>,
}

/// What one advisory means for the plant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Impact {
    /// Advisory id.
    pub advisory: String,
    /// Title.
    pub title: String,
    /// CVE and other names.
    pub aliases: Vec<String>,
    /// Publisher; empty where the advisory does not say.
    pub publisher: String,
    /// The highest score it states.
    pub cvss: Option<Cvss>,
    /// Withdrawn by its publisher.
    pub withdrawn: bool,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: String,
    /// `large`, `medium`, `small`, `unknown` or `not-applicable`.
    pub importance: String,
    /// The answer in one sentence.
    pub answer: Words,
    /// How many ended how; they add up to everything that was held against the advisory.
    pub counts: Counts,
    /// Affected and undecided, worst first.
    pub chains: Vec<Chain>,
    /// Named by the advisory and not affected.
    pub not_affected: Vec<Finding>,
    /// Devices that nobody has identified, undecided.
    pub unidentified: Vec<Named>,
    /// Assets and products without an SBOM: whether they hold what the advisory names is not known.
    pub unlisted: usize,
    /// Businesses at stake, worst first.
    pub businesses: Vec<Business>,
    /// Suppliers to ask, worst first.
    pub suppliers: Vec<Supplier>,
    /// Own products affected, worst first.
    pub own_products: Vec<OwnProduct>,
    /// At most three things to do, the first one first.
    pub actions: Vec<Action>,
    /// `now`, `soon`, `planned` or `watch`.
    pub urgency: String,
    /// Why, the strongest first.
    pub urgency_reasons: Vec<Words>,
}

impl From<assess::Impact> for Impact {
    fn from(impact: assess::Impact) -> Self {
        let (verdict, importance) =
            (said::verdict_code(impact.verdict()), said::importance_code(impact.importance()));
        let answer = Words::from(impact.answer());
        let assess::Impact {
            advisory: assess::AdvisoryHead { id, form: _, title, aliases, publisher, cvss, withdrawn },
            chains,
            not_affected,
            unidentified,
            unlisted,
            counts,
            businesses,
            suppliers,
            own_products,
            actions,
            priority,
        } = impact;
        Self {
            advisory: id.to_string(),
            title,
            aliases: aliases.into_iter().collect(),
            publisher,
            cvss: cvss.map(Cvss::from),
            withdrawn,
            verdict: verdict.to_owned(),
            importance: importance.to_owned(),
            answer,
            counts: counts.into(),
            chains: chains.into_iter().map(Chain::from).collect(),
            not_affected: not_affected.into_iter().map(Finding::from).collect(),
            unidentified: unidentified.into_iter().map(Named::from).collect(),
            unlisted,
            businesses: businesses.into_iter().map(Business::from).collect(),
            suppliers: suppliers.into_iter().map(Supplier::from).collect(),
            own_products: own_products.into_iter().map(OwnProduct::from).collect(),
            actions: actions.into_iter().map(Action::from).collect(),
            urgency: priority.urgency.code().to_owned(),
            urgency_reasons: priority.reasons.into_iter().map(Words::from).collect(),
        }
    }
}

/// A CVSS vector with its score.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cvss {
    /// Score, such as `9.8`.
    pub score: String,
    /// Vector; empty where the source gives a score only.
    pub vector: String,
}

impl From<model::Cvss> for Cvss {
    fn from(model::Cvss { vector, score_tenths }: model::Cvss) -> Self {
        Self { score: said::score(score_tenths), vector }
    }
}

/// Counts by how things ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    /// Affected.
    pub affected: usize,
    /// Undecided, devices without identity included.
    pub undecided: usize,
    /// Named, and not affected with a reason.
    pub not_affected: usize,
    /// Not named by the advisory.
    pub not_named: usize,
}

impl From<assess::Counts> for Counts {
    fn from(assess::Counts { affected, undecided, not_affected, not_named }: assess::Counts) -> Self {
        Self { affected, undecided, not_affected, not_named }
    }
}

/// An id with its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

impl<Id: std::fmt::Display> From<assess::Named<Id>> for Named {
    fn from(assess::Named { id, name }: assess::Named<Id>) -> Self {
        Self { id: id.to_string(), name }
    }
}

/// One component or device with its verdict.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// `component`, `asset` or `product`.
    pub sort: String,
    /// Component name and version, or the id of the asset or product.
    pub thing: String,
    /// Package URL of a component that has one.
    pub purl: Option<String>,
    /// SBOM that lists the component: SHA-256 of its file.
    pub sbom: Option<String>,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: String,
    /// How sure the identity is: `exact`, `family` or `possible`.
    pub confidence: String,
    /// Why.
    pub reason: Words,
    /// Vulnerabilities spoken of; empty means the advisory as a whole.
    pub vulnerabilities: Vec<String>,
    /// What the publisher says to do.
    pub remedies: Vec<Remedy>,
    /// Vulnerability by vulnerability, worst first.
    pub each: Vec<Answer>,
}

/// How a finding ends for one vulnerability.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// Which; empty where the advisory names none.
    pub vulnerability: String,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: String,
    /// Why.
    pub reason: Words,
    /// Id of the decision that settled it.
    pub decision: Option<String>,
}

impl From<&assess::Answer> for Answer {
    fn from(answer: &assess::Answer) -> Self {
        Self {
            vulnerability: answer.vulnerability.as_ref().map(ToString::to_string).unwrap_or_default(),
            verdict: said::verdict_code(answer.verdict).to_owned(),
            reason: answer.reason.text().into(),
            decision: answer.decision.as_ref().map(ToString::to_string),
        }
    }
}

impl From<assess::Finding> for Finding {
    fn from(finding: assess::Finding) -> Self {
        let assess::Finding { thing, verdict, confidence, reason, vulnerabilities, remedies, each } = finding;
        let (sort, thing, purl, sbom) = match thing {
            // What the SBOM describes stands in the chain above it.
            assess::Thing::Component { label, purl, sbom, subject: _ } => {
                ("component", label, Some(purl).filter(|purl| !purl.is_empty()), Some(sbom.to_string()))
            }
            assess::Thing::Asset(id) => ("asset", id.to_string(), None, None),
            assess::Thing::Product(id) => ("product", id.to_string(), None, None),
        };
        Self {
            sort: sort.to_owned(),
            thing,
            purl,
            sbom,
            verdict: said::verdict_code(verdict).to_owned(),
            confidence: said::confidence_code(confidence).to_owned(),
            reason: reason.text().into(),
            vulnerabilities: vulnerabilities.iter().map(ToString::to_string).collect(),
            remedies: remedies.into_iter().map(Remedy::from).collect(),
            each: each.iter().map(Answer::from).collect(),
        }
    }
}

/// What a publisher says to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Remedy {
    /// `vendor-fix`, `mitigation`, `workaround`, `none-available` or `no-fix-planned`.
    pub kind: String,
    /// The publisher's words.
    pub words: String,
    /// Where to get it; empty where not said.
    pub url: String,
}

impl From<model::Remedy> for Remedy {
    fn from(model::Remedy { kind, words, url }: model::Remedy) -> Self {
        let kind = match kind {
            model::RemedyKind::VendorFix => "vendor-fix",
            model::RemedyKind::Mitigation => "mitigation",
            model::RemedyKind::Workaround => "workaround",
            model::RemedyKind::NoneAvailable => "none-available",
            model::RemedyKind::NoFixPlanned => "no-fix-planned",
            model::RemedyKind::FixPlanned => "fix-planned",
            model::RemedyKind::OptionalPatch => "optional-patch",
        };
        Self { kind: kind.to_owned(), words, url }
    }
}

/// One way from a component or device up to what it endangers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Chain {
    /// Its lower end.
    pub finding: Finding,
    /// The product it is or is part of.
    pub product: Option<Named>,
    /// The asset that is it or runs it.
    pub asset: Option<Named>,
    /// The asset's zone and the zones around it, innermost first.
    pub zones: Vec<Named>,
    /// Businesses it serves.
    pub businesses: Vec<Named>,
    /// Greatest importance on the way.
    pub importance: String,
    /// Loss by value: `business_continuity`, `safety`, `quality`, `delivery`, `cost`, each `none`, `low`, `medium` or `high`.
    pub loss: BTreeMap<String, String>,
}

impl From<assess::Chain> for Chain {
    fn from(chain: assess::Chain) -> Self {
        let assess::Chain { finding, product, asset, zones, businesses, importance, loss } = chain;
        Self {
            finding: Finding::from(finding.as_ref().clone()),
            product: product.map(Named::from),
            asset: asset.map(Named::from),
            zones: zones.iter().cloned().map(Named::from).collect(),
            businesses: businesses.iter().cloned().map(Named::from).collect(),
            importance: said::importance_code(importance).to_owned(),
            loss: losses(loss),
        }
    }
}

fn losses(loss: model::Loss) -> BTreeMap<String, String> {
    let model::Loss { business_continuity, safety, quality, delivery, cost } = loss;
    let all = [
        ("business_continuity", business_continuity),
        ("safety", safety),
        ("quality", quality),
        ("delivery", delivery),
        ("cost", cost),
    ];
    all.into_iter().map(|(value, level)| (value.to_owned(), said::loss_code(level).to_owned())).collect()
}

/// A business at stake.
#[derive(Debug, Serialize, ToSchema)]
pub struct Business {
    /// Which.
    pub business: Named,
    /// Worst verdict that reaches it.
    pub verdict: String,
    /// Its importance.
    pub importance: String,
    /// Loss by value; null where nobody has stated it.
    pub loss: Option<BTreeMap<String, String>>,
    /// It must run again within so many hours; null where nobody has stated it.
    pub recovery_hours_max: Option<u32>,
    /// Assets through which it is reached.
    pub assets: Vec<String>,
}

impl From<assess::BusinessAtStake> for Business {
    fn from(at_stake: assess::BusinessAtStake) -> Self {
        let assess::BusinessAtStake { business, verdict, importance, loss, recovery_hours_max, assets } =
            at_stake;
        Self {
            business: business.into(),
            verdict: said::verdict_code(verdict).to_owned(),
            importance: said::importance_code(importance).to_owned(),
            loss: loss.known().copied().map(losses),
            recovery_hours_max: recovery_hours_max.known().copied(),
            assets: assets.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A supplier to ask.
#[derive(Debug, Serialize, ToSchema)]
pub struct Supplier {
    /// Which.
    pub supplier: Named,
    /// Whom to ask; null where nobody has stated it.
    pub contact: Option<String>,
    /// Worst verdict among what it supplied.
    pub verdict: String,
    /// What it supplied and what is at stake.
    pub about: Vec<String>,
}

impl From<assess::SupplierToAsk> for Supplier {
    fn from(to_ask: assess::SupplierToAsk) -> Self {
        let assess::SupplierToAsk { supplier, contact, verdict, about } = to_ask;
        Self {
            supplier: supplier.into(),
            contact: contact.known().cloned(),
            verdict: said::verdict_code(verdict).to_owned(),
            about: about.into_iter().collect(),
        }
    }
}

/// A product of our own that is affected.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnProduct {
    /// Which.
    pub product: Named,
    /// Its version; null where nobody has stated it.
    pub version: Option<String>,
    /// Worst verdict among its components.
    pub verdict: String,
    /// The components.
    pub components: Vec<String>,
}

impl From<assess::OwnProduct> for OwnProduct {
    fn from(own: assess::OwnProduct) -> Self {
        let assess::OwnProduct { product, version, verdict, components } = own;
        Self {
            product: product.into(),
            version: version.known().cloned(),
            verdict: said::verdict_code(verdict).to_owned(),
            components: components.into_iter().collect(),
        }
    }
}

/// Something to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Action {
    /// What.
    pub what: Words,
    /// What it changes.
    pub effect: Words,
}

impl From<assess::Action> for Action {
    fn from(assess::Action { what, effect }: assess::Action) -> Self {
        Self { what: what.into(), effect: effect.into() }
    }
}

/// The register's document form. Its fields are those of plant files; see the file format in the documents.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterDocument {
    /// Version of the form.
    pub format: u32,
}

/// One page of advisories.
#[derive(Debug, Serialize, ToSchema)]
pub struct Advisories {
    /// This page, from 1.
    pub page: usize,
    /// Pages in all.
    pub pages: usize,
    /// Advisories in all.
    pub total: usize,
    /// Those of this page.
    pub advisories: Vec<Advisory>,
}

/// An advisory without its statements.
#[derive(Debug, Serialize, ToSchema)]
pub struct Advisory {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// First publication, RFC 3339.
    pub published: Option<String>,
    /// Last change, RFC 3339.
    pub modified: Option<String>,
    /// When it was withdrawn, RFC 3339.
    pub withdrawn: Option<String>,
    /// The highest score it states.
    pub cvss: Option<Cvss>,
}

/// A signed checkpoint.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Root of the tree, hexadecimal.
    pub root: String,
    /// The C2SP signed note.
    pub note: String,
}
