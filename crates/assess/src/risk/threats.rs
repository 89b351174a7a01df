//! The catalog's threats and measures by number, so that what guards a place is a row of bytes.
//!
//! Invariants: a main threat is rated; techniques say how it is carried out. A technique that serves no main
//! threat of the catalog is never rated. An asset whose role nobody stated is held against the techniques of
//! every role.

use std::collections::{BTreeMap, HashMap};

use sekisho_catalog::{Catalog, Practice, Stage, Threat};
use sekisho_model::{AssetKind, AssetRole, ConduitKind, Measure, PracticeId, Stated, ThreatId};

use super::effects::Effects;

/// Number of a threat: its place among the catalog's threats.
pub(crate) type ThreatNo = usize;

/// What one measure does, threat by threat.
pub(crate) type Hits = Vec<(ThreatNo, Effects)>;

/// A main threat to one sort of asset.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    /// Its place among the main threats.
    pub(crate) place: usize,
    /// The main threat.
    pub(crate) main: ThreatNo,
    /// Its techniques that are tried on that sort of asset.
    pub(crate) techniques: Vec<ThreatNo>,
    /// Does the threat, or one of these techniques, use a weakness of software?
    pub(crate) uses_vulnerability: bool,
}

/// What an asset is, as far as threats care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Sort {
    pub(crate) kind: AssetKind,
    pub(crate) role: Stated<AssetRole>,
}

/// The catalog's threats and measures by number.
#[derive(Debug)]
pub(crate) struct Threats<'a> {
    /// Every threat, by id.
    pub(crate) all: Vec<&'a Threat>,
    numbers: HashMap<&'a ThreatId, ThreatNo>,
    /// The main threats with all their techniques, by id.
    pub(crate) mains: Vec<Tried>,
    places: HashMap<ThreatNo, usize>,
    practices: HashMap<&'a PracticeId, Hits>,
}

impl<'a> Threats<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let all: Vec<&Threat> = catalog.threats.values().collect();
        let numbers: HashMap<_, _> = all.iter().enumerate().map(|(no, threat)| (&threat.id, no)).collect();
        let hits = |practice: &'a Practice| -> Hits {
            let one = |(id, effects): (&ThreatId, &std::collections::BTreeSet<_>)| {
                Some((*numbers.get(id)?, effects.iter().copied().collect()))
            };
            practice.counters.iter().filter_map(one).collect()
        };
        let practices = catalog.practices.values().map(|practice| (&practice.id, hits(practice))).collect();
        let mut threats = Self { all, numbers, mains: Vec::new(), places: HashMap::new(), practices };
        threats.mains = threats.tried(|_| true);
        threats.places = threats.mains.iter().map(|tried| (tried.main, tried.place)).collect();
        threats
    }

    /// The number of a threat.
    pub(crate) fn number(&self, id: &ThreatId) -> Option<ThreatNo> {
        self.numbers.get(id).copied()
    }

    /// A main threat by its id.
    pub(crate) fn main(&self, id: &ThreatId) -> Option<&Tried> {
        let place = *self.places.get(&self.number(id)?)?;
        self.mains.get(place)
    }

    /// The places of the main threats that a threat means: its own, or those that a technique serves.
    pub(crate) fn meant(&self, no: ThreatNo) -> Vec<usize> {
        match self.places.get(&no) {
            Some(place) => vec![*place],
            None => {
                let served = self.all[no].serves.iter().filter_map(|id| self.number(id));
                served.filter_map(|main| self.places.get(&main).copied()).collect()
            }
        }
    }

    /// Main threats and techniques of which `applies` is true.
    fn tried(&self, applies: impl Fn(&Threat) -> bool) -> Vec<Tried> {
        let mut served: BTreeMap<ThreatNo, Vec<ThreatNo>> = BTreeMap::new();
        for (no, technique) in self.all.iter().enumerate().filter(|(_, threat)| !threat.main) {
            if applies(technique) {
                for main in technique.serves.iter().filter_map(|id| self.number(id)) {
                    served.entry(main).or_default().push(no);
                }
            }
        }
        let mains = self.all.iter().enumerate().filter(|(_, threat)| threat.main).enumerate();
        mains
            .filter(|(_, (_, threat))| applies(threat))
            .map(|(place, (main, threat))| {
                let techniques = served.remove(&main).unwrap_or_default();
                let uses = |no: &ThreatNo| self.all[*no].uses_vulnerability;
                let uses_vulnerability = threat.uses_vulnerability || techniques.iter().any(uses);
                Tried { place, main, techniques, uses_vulnerability }
            })
            .collect()
    }

    /// The main threats to a sort of asset.
    pub(crate) fn tried_on(&self, sort: Sort) -> Vec<Tried> {
        self.tried(|threat| {
            (threat.kinds.is_empty() || threat.kinds.contains(&sort.kind)) && suits(threat, sort.role)
        })
    }

    /// The main threats of a stage.
    pub(crate) fn of_stage(&self, stage: Stage) -> Vec<&Tried> {
        self.mains.iter().filter(|tried| self.all[tried.main].stage == stage).collect()
    }

    /// The main threats by which somebody gets in over a kind of conduit, or over none. Where the catalog has
    /// none for it, all that get in: the attacker takes the weakest.
    pub(crate) fn of_entry(&self, way: Option<ConduitKind>) -> Vec<&Tried> {
        let all = self.of_stage(Stage::Entry);
        let fits = |tried: &&&Tried| {
            let threat = self.all[tried.main];
            match way {
                Some(kind) => threat.ways.contains(&kind),
                None => threat.ways.is_empty() && !threat.from_outside,
            }
        };
        let fitting: Vec<&Tried> = all.iter().filter(fits).copied().collect();
        if fitting.is_empty() { all } else { fitting }
    }

    /// What a measure does. Empty where nobody has said which measure of the catalog it carries out.
    pub(crate) fn hits(&self, measure: &Measure) -> Hits {
        let Some(hits) = measure.practice.known().and_then(|id| self.practices.get(id)) else {
            return Vec::new();
        };
        if measure.threats.is_empty() {
            return hits.clone();
        }
        let mut meant: BTreeMap<ThreatNo, Effects> = BTreeMap::new();
        for named in measure.threats.iter().filter_map(|id| self.number(id)) {
            for (no, effects) in hits {
                // A measure meant for a technique does to it what its practice does to the threat behind it.
                let target = if *no == named || self.serves(*no, named) {
                    *no
                } else if self.serves(named, *no) {
                    named
                } else {
                    continue;
                };
                let sum = meant.entry(target).or_default();
                *sum = sum.or(*effects);
            }
        }
        meant.into_iter().collect()
    }

    /// Does a technique serve a main threat?
    pub(crate) fn serves(&self, technique: ThreatNo, main: ThreatNo) -> bool {
        self.all[technique].serves.contains(&self.all[main].id)
    }
}

fn suits(threat: &Threat, role: Stated<AssetRole>) -> bool {
    threat.roles.is_empty()
        || match role {
            Stated::Known(role) => threat.roles.contains(&role),
            Stated::Unknown => true,
            Stated::NotApplicable => false,
        }
}
