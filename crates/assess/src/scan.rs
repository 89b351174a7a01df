//! Components and devices held against advisories without a register: what `scan` answers in a pipeline.

use std::collections::BTreeSet;

use sekisho_model::{Cvss, DeviceIdentity, Place, Remedy, Sbom, Stated, VulnerabilityId};
use sekisho_supply::{Confidence, Match, Matcher, Outcome, Reason, Verdict};

use crate::impact::{AdvisoryHead, Counts, head};

/// A device of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDevice {
    /// Where in the list.
    pub place: Place,
    /// Its name; may be empty.
    pub name: String,
    /// Where it stands; may be empty.
    pub location: String,
    /// What it is.
    pub device: DeviceIdentity,
}

/// What is scanned.
#[derive(Clone, Debug)]
pub enum Inventory {
    /// An SBOM or lock file.
    Sbom {
        /// File name as given.
        file: String,
        /// Its content.
        sbom: Box<Sbom>,
    },
    /// A device list.
    Devices(Vec<ListedDevice>),
}

/// The answer to a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Every component and device, worst first.
    pub items: Vec<ScanItem>,
}

/// One component or device with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanItem {
    /// Where it was read.
    pub place: Place,
    /// Name and version, or vendor, model and firmware.
    pub label: String,
    /// Package URL, or where the device stands; may be empty.
    pub detail: String,
    /// How it ended.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Advisories that name it, worst first.
    pub matches: Vec<ScanMatch>,
}

/// One advisory that names an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanMatch {
    /// Which.
    pub advisory: AdvisoryHead,
    /// Informational kind, such as `unmaintained`; empty for vulnerabilities.
    pub informational: String,
    /// How it ended.
    pub verdict: Verdict,
    /// How sure the identity is.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
    /// Vulnerabilities spoken of.
    pub vulnerabilities: BTreeSet<VulnerabilityId>,
    /// What the publisher says to do.
    pub remedies: Vec<Remedy>,
}

/// Judges everything, worst first. Items in = items out.
#[must_use]
pub fn scan(matcher: &Matcher<'_>, inventories: &[Inventory]) -> Scan {
    let mut items: Vec<ScanItem> =
        inventories.iter().flat_map(|inventory| judge(matcher, inventory)).collect();
    items.sort_by(|a, b| {
        let key = |item: &ScanItem| (std::cmp::Reverse(item.verdict), std::cmp::Reverse(item.score()));
        key(a).cmp(&key(b)).then_with(|| (&a.place, &a.label).cmp(&(&b.place, &b.label)))
    });
    Scan { items }
}

fn judge(matcher: &Matcher<'_>, inventory: &Inventory) -> Vec<ScanItem> {
    match inventory {
        Inventory::Sbom { file, sbom } => sbom
            .components
            .iter()
            .enumerate()
            .map(|(index, component)| {
                let place = Place::file(file).at_path(format!("/components/{index}"));
                let detail = component.purl.as_ref().map(ToString::to_string).unwrap_or_default();
                item(place, component.label(), detail, &matcher.component(component))
            })
            .collect(),
        Inventory::Devices(devices) => devices
            .iter()
            .map(|listed| {
                let outcome = matcher.device(&listed.device);
                item(listed.place.clone(), device_label(listed), listed.location.clone(), &outcome)
            })
            .collect(),
    }
}

/// `name (vendor family model firmware)`, as far as the list says.
fn device_label(listed: &ListedDevice) -> String {
    let DeviceIdentity { vendor, family, model, firmware } = &listed.device;
    let parts: Vec<&str> =
        [vendor, family, model, firmware].into_iter().filter_map(Stated::known).map(String::as_str).collect();
    match (listed.name.as_str(), parts.join(" ")) {
        ("", identity) => identity,
        (name, identity) if identity.is_empty() => name.to_owned(),
        (name, identity) => format!("{name} ({identity})"),
    }
}

fn item(place: Place, label: String, detail: String, outcome: &Outcome<'_>) -> ScanItem {
    ScanItem {
        place,
        label,
        detail,
        verdict: outcome.verdict,
        reason: outcome.reason.clone(),
        matches: outcome.matches.iter().map(scan_match).collect(),
    }
}

fn scan_match(found: &Match<'_>) -> ScanMatch {
    ScanMatch {
        advisory: head(found.advisory),
        informational: found.advisory.informational.clone(),
        verdict: found.verdict(),
        confidence: found.confidence(),
        reason: found.reason().clone(),
        vulnerabilities: found.vulnerabilities(),
        remedies: found.remedies(),
    }
}

impl ScanItem {
    /// The highest CVSS score among the advisories that affect it, times ten.
    #[must_use]
    pub fn score(&self) -> u8 {
        let worst =
            |found: &ScanMatch| found.advisory.cvss.as_ref().map_or(0, |cvss: &Cvss| cvss.score_tenths);
        self.matches.iter().filter(|found| found.verdict == self.verdict).map(worst).max().unwrap_or(0)
    }
}

impl Scan {
    /// How many ended how; `not_named` counts those that no advisory names and whose scope is covered.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for item in &self.items {
            match (item.verdict, item.matches.is_empty()) {
                (Verdict::Affected, _) => counts.affected += 1,
                (Verdict::Undecided, _) => counts.undecided += 1,
                (Verdict::NotAffected, false) => counts.not_affected += 1,
                (Verdict::NotAffected, true) => counts.not_named += 1,
            }
        }
        counts
    }
}
