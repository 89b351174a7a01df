//! Prints how fast components are held against advisories: 10,000 advisories of four ecosystems, 300,000
//! components, of which about one in nine is named. Made from a fixed seed; no file is read.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use sekisho_model::{
    Advisory, AdvisoryForm, Bound, Component, PackageKey, PackageUrl, Statement, Status, Target,
    VersionRange, VersionScheme, Versions,
};
use sekisho_supply::{Matcher, Verdict, version};

const ADVISORIES: usize = 10_000;
const COMPONENTS: usize = 300_000;
/// Packages that advisories name, in each ecosystem; components use nine times as many.
const NAMED: u64 = 1_500;

/// A small generator with a fixed seed: the same figures of the same things on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn version(&mut self, kind: &str) -> String {
        let (a, b, c) = (self.below(5), self.below(20), self.below(30));
        match kind {
            "deb" => format!("{a}.{b}.{c}-{}+deb12u{}", self.below(4), self.below(3)),
            "pypi" => format!("{a}.{b}.{c}"),
            _ if self.below(20) == 0 => format!("{a}.{b}.{c}-rc.{}", self.below(5)),
            _ => format!("{a}.{b}.{c}"),
        }
    }
}

const KINDS: [(&str, &str, VersionScheme); 4] = [
    ("cargo", "", VersionScheme::SemVer),
    ("npm", "@scope", VersionScheme::Npm),
    ("pypi", "", VersionScheme::PyPi),
    ("deb", "debian", VersionScheme::Debian),
];

fn advisory(nth: usize, dice: &mut Dice) -> Option<Advisory> {
    let (kind, namespace, scheme) = &KINDS[nth % KINDS.len()];
    let interval = |dice: &mut Dice| VersionRange {
        from: Bound::Including(dice.version(kind)),
        to: Bound::Excluding(dice.version(kind)),
    };
    let ranges = (0..=dice.below(3)).map(|_| interval(dice)).collect();
    let listed: BTreeSet<String> = match *kind {
        "pypi" => (0..dice.below(60)).map(|_| dice.version(kind)).collect(),
        _ => BTreeSet::new(),
    };
    let name = format!("package-{}", dice.below(NAMED));
    let statement = Statement {
        target: Target::Package {
            key: PackageKey::canonical(kind, namespace, &name),
            release: String::new(),
        },
        versions: Versions::Ranges { scheme: scheme.clone(), ranges, listed },
        status: Status::Affected,
        vulnerabilities: BTreeSet::new(),
        remedies: Vec::new(),
        ground: sekisho_model::Ground::default(),
    };
    Some(Advisory {
        id: format!("BENCH-{nth}").parse().ok()?,
        form: AdvisoryForm::Osv,
        publisher: String::new(),
        title: String::new(),
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

fn component(nth: usize, dice: &mut Dice) -> Option<Component> {
    let (kind, namespace, _) = &KINDS[nth % KINDS.len()];
    let name = format!("package-{}", dice.below(NAMED * 9));
    let version = dice.version(kind);
    let purl =
        PackageUrl::build(kind, namespace, &name, &version, std::collections::BTreeMap::new(), "").ok();
    purl.map(|purl| Component { name, purl: Some(purl), ..Component::default() })
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn main() {
    let mut dice = Dice(0x5e_4150_2026);
    let advisories: Vec<_> = (0..ADVISORIES).filter_map(|nth| advisory(nth, &mut dice)).collect();
    let components: Vec<_> = (0..COMPONENTS).filter_map(|nth| component(nth, &mut dice)).collect();

    let start = Instant::now();
    let matcher = Matcher::new(&advisories);
    println!(
        "index over {} advisories made in milliseconds: {}",
        advisories.len(),
        start.elapsed().as_millis()
    );

    for round in ["first round (lists parsed on the way)", "second round"] {
        let (mut affected, mut undecided, mut matches) = (0, 0, 0);
        let start = Instant::now();
        for component in &components {
            let outcome = black_box(matcher.component(component));
            affected += usize::from(outcome.verdict == Verdict::Affected);
            undecided += usize::from(outcome.verdict == Verdict::Undecided);
            matches += outcome.matches.len();
        }
        let rate = per_second(components.len(), start.elapsed());
        println!(
            "components matched per second: {rate:.0} ({round}; {affected} affected, {undecided} undecided, {matches} matches)"
        );
    }
    order(&mut dice);
}

fn order(dice: &mut Dice) {
    for (kind, _, scheme) in &KINDS {
        let versions: Vec<_> =
            (0..2_000).filter_map(|_| version::Version::parse(scheme, &dice.version(kind)).ok()).collect();
        let start = Instant::now();
        let less = versions.iter().map(|a| versions.iter().filter(|b| a < *b).count()).sum::<usize>();
        let rate = per_second(versions.len() * versions.len(), start.elapsed());
        println!("version comparisons per second, {kind}: {rate:.0} ({})", black_box(less));
    }
}
