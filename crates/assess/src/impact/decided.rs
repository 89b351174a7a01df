//! What persons have decided (VEX), held against the answers of the matcher.
//!
//! Invariant: a decision holds for the versions that it names, for the products, assets or component that it
//! names, and no longer than it says; where the version at hand is not known, or cannot be placed, it does not
//! hold. Of several that hold, the latest counts, and of one day the worst.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sekisho_model::{
    Advisory, AssetId, Decision, DecisionStatus, PackageUrl, ProductId, Register, SbomSubject, Stated,
    Versions,
};
use sekisho_supply::device::FirmwareRange;
use sekisho_supply::{Reason, Verdict, version};

use super::{Answer, Finding, Thing};

/// The decisions that may speak of an advisory.
pub(super) struct Decided<'r> {
    register: &'r Register,
    today: Date,
    decisions: Vec<&'r Decision>,
    /// The advisory's own id.
    id: &'r str,
    /// Names of the advisory as a whole.
    names: BTreeSet<&'r str>,
    /// Does it speak of one vulnerability at most, so that its own names are that one's?
    is_of_one: bool,
}

/// Where a thing stands: its product, its asset, its component.
struct Place<'t> {
    product: Option<&'t ProductId>,
    asset: Option<&'t AssetId>,
    component: Option<PackageUrl>,
}

impl<'r> Decided<'r> {
    pub(super) fn new(register: &'r Register, advisory: &'r Advisory, today: Date) -> Self {
        let named: BTreeSet<&str> = advisory
            .statements
            .iter()
            .flat_map(|statement| &statement.vulnerabilities)
            .map(|vulnerability| vulnerability.as_str())
            .collect();
        let own = std::iter::once(advisory.id.as_str()).chain(advisory.aliases.iter().map(String::as_str));
        let names: BTreeSet<&str> = own.collect();
        let speaks = |decision: &&Decision| {
            let mut ids = decision.vulnerabilities.iter().map(|id| id.as_str());
            ids.any(|id| named.contains(id) || names.contains(id))
        };
        let holds = |decision: &&Decision| {
            decision.faults().is_empty() && decision.until.known().is_none_or(|until| today <= *until)
        };
        let decisions = register.decisions.values().filter(holds).filter(speaks).collect();
        let id = advisory.id.as_str();
        Self { register, today, decisions, id, names, is_of_one: named.len() <= 1 }
    }

    /// Nothing was decided.
    pub(super) fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }

    /// The finding as decided, wherever the thing is.
    pub(super) fn settle(&self, finding: Finding) -> Finding {
        self.settled(&finding, &Place::of(&finding.thing)).unwrap_or(finding)
    }

    /// The finding as decided for one asset that runs the thing; `None` where nothing was decided for it.
    pub(super) fn settle_on(&self, finding: &Finding, asset: &AssetId) -> Option<Finding> {
        self.settled(finding, &Place { asset: Some(asset), ..Place::of(&finding.thing) })
    }

    fn settled(&self, finding: &Finding, place: &Place<'_>) -> Option<Finding> {
        let decided: Vec<Option<&Decision>> =
            finding.each.iter().map(|answer| self.on(answer, place)).collect();
        if decided.iter().all(Option::is_none) {
            return None;
        }
        let each = finding.each.iter().zip(decided).map(|(answer, decision)| match decision {
            Some(decision) => settled_answer(answer, decision),
            None => answer.clone(),
        });
        Some(Finding::worst_of(finding.thing.clone(), each.collect()))
    }

    /// The decision that counts for one answer.
    fn on(&self, answer: &Answer, place: &Place<'_>) -> Option<&'r Decision> {
        let holding = self.decisions.iter().filter(|decision| {
            self.is_about(decision, answer) && is_for(decision, place) && self.holds_version(decision, place)
        });
        holding
            .filter(|decision| decision.decided.known().is_none_or(|day| *day <= self.today))
            .max_by_key(|decision| (decision.decided.known().copied(), verdict(decision.status)))
            .copied()
    }

    fn is_about(&self, decision: &Decision, answer: &Answer) -> bool {
        let named = |name: &str| decision.vulnerabilities.iter().any(|id| id.as_str() == name);
        match &answer.vulnerability {
            Some(vulnerability) if !self.is_of_one => decision.vulnerabilities.contains(vulnerability),
            Some(vulnerability) => {
                decision.vulnerabilities.contains(vulnerability) || self.names.iter().any(|name| named(name))
            }
            // One of several CVE of an advisory that does not tell them apart is not the advisory.
            None => {
                let mut cves = self.names.iter().filter(|name| name.starts_with("CVE-")).peekable();
                named(self.id) || (cves.peek().is_some() && cves.all(|name| named(name)))
            }
        }
    }

    /// Is the version at hand one of those that the decision holds for?
    fn holds_version(&self, decision: &Decision, place: &Place<'_>) -> bool {
        let Some(words) = decision.versions.known() else {
            // Then the component is named with its version, and that was looked at.
            return decision.names_one_version();
        };
        let component = || place.component.as_ref().map(|purl| purl.version().to_owned());
        let at_hand = if !decision.products.is_empty() && place.product.is_some() {
            place.product.and_then(|id| self.version_of_product(id))
        } else if !decision.assets.is_empty() {
            place.asset.and_then(|id| self.firmware_of_asset(id))
        } else {
            component()
        };
        within(words, at_hand.as_deref())
    }

    fn version_of_product(&self, id: &ProductId) -> Option<String> {
        let product = self.register.products.get(id)?;
        let firmware = product.device.known().and_then(|device| device.firmware.known());
        product.version.known().or(firmware).cloned()
    }

    fn firmware_of_asset(&self, id: &AssetId) -> Option<String> {
        self.register.assets.get(id)?.device.known()?.firmware.known().cloned()
    }
}

impl<'t> Place<'t> {
    fn of(thing: &'t Thing) -> Self {
        let nowhere = Self { product: None, asset: None, component: None };
        match thing {
            Thing::Asset(asset) => Self { asset: Some(asset), ..nowhere },
            Thing::Product(product) => Self { product: Some(product), ..nowhere },
            Thing::Component { purl, subject, .. } => {
                let component = purl.parse().ok();
                match subject {
                    SbomSubject::Product(product) => Self { product: Some(product), component, ..nowhere },
                    SbomSubject::Asset(asset) => Self { asset: Some(asset), component, ..nowhere },
                    SbomSubject::Unattached => Self { component, ..nowhere },
                }
            }
        }
    }
}

/// Does the decision speak of this product or asset, and of this component?
fn is_for(decision: &Decision, place: &Place<'_>) -> bool {
    let everywhere = decision.products.is_empty() && decision.assets.is_empty();
    let there = place.product.is_some_and(|id| decision.products.contains(id))
        || place.asset.is_some_and(|id| decision.assets.contains(id));
    let of_component = match (&decision.component, &place.component) {
        // The product or the device as a whole.
        (Stated::Unknown | Stated::NotApplicable, _) => true,
        (Stated::Known(named), Some(at_hand)) => {
            named.key() == at_hand.key()
                && (named.version().is_empty() || named.version() == at_hand.version())
        }
        (Stated::Known(_), None) => false,
    };
    (everywhere || there) && of_component
}

/// Does a version lie in a range written as `vers:` or in makers' words? An unknown version lies in "every
/// version" alone.
fn within(words: &str, at_hand: Option<&str>) -> bool {
    if words.trim_start().starts_with("vers:") {
        let versions = Versions::Text(words.trim().to_owned());
        return match at_hand {
            Some(at_hand) => version::contains(&versions, at_hand) == Ok(true),
            None => words.trim_end().ends_with("/*"),
        };
    }
    let Ok(range) = FirmwareRange::parse(words) else { return false };
    range.is_all() || at_hand.is_some_and(|at_hand| range.contains(at_hand) == Ok(true))
}

const fn verdict(status: DecisionStatus) -> Verdict {
    match status {
        DecisionStatus::NotAffected | DecisionStatus::Fixed => Verdict::NotAffected,
        DecisionStatus::Affected => Verdict::Affected,
        DecisionStatus::UnderInvestigation => Verdict::Undecided,
    }
}

fn settled_answer(answer: &Answer, decision: &Decision) -> Answer {
    let by = decision.decider.known().map_or("", String::as_str);
    let day = |day: &Stated<Date>| day.known().map(ToString::to_string).unwrap_or_default();
    // From when until when it holds, where it has an end.
    let on = [day(&decision.decided), day(&decision.until)];
    let on = if on[1].is_empty() { on[0].clone() } else { on.join(" – ") };
    let parts = [decision.id.as_str(), by, &on, &decision.name];
    let words = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    Answer {
        verdict: verdict(decision.status),
        reason: Reason::Decided(words),
        decision: Some(decision.id.clone()),
        ..answer.clone()
    }
}
