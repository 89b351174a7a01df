//! The matcher: an index over advisories that judges components and devices.
//!
//! Invariant: every question ends in one [`Outcome`] with a reason; "not affected" is said only where an
//! advisory says it, or where the advisories at hand cover the ecosystem and none names the package.
//! Everything that can be parsed once is parsed when the index is made. Which component sits where in a
//! plant, and what follows from being affected, is not known here.

mod names;
mod package;
mod release;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use sekisho_model::{Advisory, Component, DeviceIdentity, PackageKey, PackageUrl, Stated, Statement, Target};

use crate::device::{DeviceIndex, Ruling};
use crate::version::Probe;
use crate::{Match, Missing, Outcome, Reason, Verdict};
use names::Names;
use package::{Question, Said};
use release::Release;

/// An index over advisories.
///
/// Where several statements of one advisory speak of the same thing, they combine vulnerability by
/// vulnerability: *affected* wins over *not affected*, unless the latter speaks of a narrower set of
/// versions: a version listed as fixed wins over an affected range, a range over "every version"; in a tie
/// *affected* stands.
#[derive(Debug)]
pub struct Matcher<'a> {
    packages: HashMap<PackageKey, Vec<Said<'a>>>,
    coverage: HashMap<String, Coverage>,
    devices: DeviceIndex<'a>,
    names: Names<'a>,
}

/// How many advisories speak of an ecosystem.
#[derive(Debug, Default)]
struct Coverage {
    /// Of any release.
    unlimited: usize,
    /// Of one release only.
    by_release: BTreeMap<String, usize>,
}

impl<'a> Matcher<'a> {
    /// Indexes the advisories once.
    #[must_use]
    pub fn new(advisories: &'a [Advisory]) -> Self {
        let mut packages: HashMap<PackageKey, Vec<Said<'a>>> = HashMap::new();
        let mut coverage: HashMap<String, Coverage> = HashMap::new();
        for advisory in advisories {
            let mut covered: Vec<(String, String)> = Vec::new();
            for statement in &advisory.statements {
                let Target::Package { key, release } = &statement.target else { continue };
                let key = PackageKey::canonical(&key.kind, &key.namespace, &key.name);
                let said = Said::new(advisory, statement, release);
                covered.push((ecosystem(&key.kind, &key.namespace), said.release.to_string()));
                packages.entry(key).or_default().push(said);
            }
            covered.sort();
            covered.dedup();
            for (ecosystem, release) in covered {
                coverage.entry(ecosystem).or_default().count(release);
            }
        }
        Self {
            packages,
            coverage,
            devices: DeviceIndex::new(device_statements(advisories)),
            names: Names::new(advisories),
        }
    }

    /// The matcher with what persons found out about devices; see [`Ruling`].
    #[must_use]
    pub fn taught(self, rulings: &[Ruling]) -> Self {
        Self { devices: self.devices.taught(rulings), ..self }
    }

    /// The packages that the advisories name, in order.
    pub fn keys(&self) -> impl Iterator<Item = &PackageKey> {
        let mut keys: Vec<_> = self.packages.keys().collect();
        keys.sort();
        keys.into_iter()
    }

    /// Judges a software component. A device or firmware without a package URL is judged as the device it is.
    #[must_use]
    pub fn component(&self, component: &Component) -> Outcome<'a> {
        names::joined(self.by_identity(component), self.names.judge(component))
    }

    fn by_identity(&self, component: &Component) -> Outcome<'a> {
        match (&component.purl, &component.device) {
            (None, None) => undecided(Reason::NoIdentity(Missing::Purl)),
            (None, Some(device)) => self.device(device),
            (Some(purl), None) => self.package(purl, &component.version),
            (Some(purl), Some(device)) => {
                let package = self.package(purl, &component.version);
                let device = self.device(device);
                if package.matches.is_empty() { device } else { joined(package, device) }
            }
        }
    }

    /// Judges a device.
    #[must_use]
    pub fn device(&self, device: &DeviceIdentity) -> Outcome<'a> {
        self.devices.judge(device)
    }

    fn package(&self, purl: &PackageUrl, version: &Stated<String>) -> Outcome<'a> {
        let release = Release::of_purl(purl);
        let version = release::version_of(purl, version);
        let version = version.as_deref();
        let question = Question { version: version.map(Probe::new), release: &release };
        let mut matches = Vec::new();
        if let Some(said) = self.packages.get(&purl.key()) {
            package::judge(said, &question, &mut matches);
        }
        if let Some(upstream) = purl.qualifiers().get("upstream") {
            self.upstream(purl, upstream, version, &release, &mut matches);
        }
        match outcome_of(matches) {
            Some(outcome) => outcome,
            None => self.not_named(purl, &release),
        }
    }

    /// Advisories of distributions name source packages; a binary package names its source, with the
    /// source's version where it differs, in the qualifier `upstream`.
    fn upstream(
        &self,
        purl: &PackageUrl,
        upstream: &str,
        version: Option<&str>,
        release: &Release,
        matches: &mut Vec<Match<'a>>,
    ) {
        for source in upstream.split(',').map(str::trim) {
            let (name, own_version) = source.split_once('@').unwrap_or((source, ""));
            let key = PackageKey::canonical(purl.kind(), purl.namespace(), name);
            if name == purl.name() {
                continue;
            }
            let version = if own_version.is_empty() { version } else { Some(own_version) };
            let question = Question { version: version.map(Probe::new), release };
            if let Some(said) = self.packages.get(&key) {
                package::judge(said, &question, matches);
            }
        }
    }

    /// No advisory names the package: is that because none could?
    fn not_named(&self, purl: &PackageUrl, release: &Release) -> Outcome<'a> {
        let ecosystem = ecosystem(purl.kind(), purl.namespace());
        let advisories = self.coverage.get(&ecosystem).map_or(0, |coverage| coverage.of(release));
        let scope = match release {
            Release::Known(name) => format!("{ecosystem} {name}"),
            Release::Unknown => ecosystem,
        };
        if advisories == 0 {
            return undecided(Reason::NotCovered(scope));
        }
        let reason = Reason::NotNamed { scope, advisories };
        Outcome { verdict: Verdict::NotAffected, reason, matches: Vec::new() }
    }
}

impl Coverage {
    fn count(&mut self, release: String) {
        if release.is_empty() {
            self.unlimited += 1;
        } else {
            *self.by_release.entry(release).or_default() += 1;
        }
    }

    fn of(&self, release: &Release) -> usize {
        let fitting = self.by_release.iter().filter(|(name, _)| release.may_be(name));
        self.unlimited + fitting.map(|(_, count)| count).sum::<usize>()
    }
}

/// The scope that a publisher covers as a whole: a package type, or a distribution.
fn ecosystem(kind: &str, namespace: &str) -> String {
    if matches!(kind, "deb" | "rpm" | "apk" | "alpm" | "qpkg") {
        format!("{kind}/{namespace}")
    } else {
        kind.to_owned()
    }
}

fn device_statements(advisories: &[Advisory]) -> impl Iterator<Item = (&Advisory, &Statement)> {
    advisories.iter().flat_map(|advisory| {
        let of_devices = advisory.statements.iter().filter(|s| matches!(s.target, Target::Device(_)));
        of_devices.map(move |statement| (advisory, statement))
    })
}

fn undecided<'a>(reason: Reason) -> Outcome<'a> {
    Outcome { verdict: Verdict::Undecided, reason, matches: Vec::new() }
}

/// Orders the matches, one an advisory; the first decides. `None` where there is none.
fn outcome_of(mut matches: Vec<Match<'_>>) -> Option<Outcome<'_>> {
    if matches.len() > 1 {
        matches.sort_by(|a, b| {
            (&a.advisory.id, Reverse(a.verdict())).cmp(&(&b.advisory.id, Reverse(b.verdict())))
        });
        matches.dedup_by(|later, first| later.advisory.id == first.advisory.id);
        matches.sort_by_key(|found| Reverse(found.verdict()));
    }
    let worst = matches.first()?;
    Some(Outcome { verdict: worst.verdict(), reason: worst.reason().clone(), matches })
}

/// What is said of the package and of the device, together.
fn joined<'a>(package: Outcome<'a>, device: Outcome<'a>) -> Outcome<'a> {
    let matches = package.matches.into_iter().chain(device.matches).collect();
    outcome_of(matches).unwrap_or_else(|| undecided(package.reason))
}

#[cfg(test)]
mod tests;
