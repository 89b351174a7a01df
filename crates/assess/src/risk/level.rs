//! Threat levels zone by zone: what the plant stated in step 1-7, or the catalog's level, raised or lowered by how
//! near the outside is.

use sekisho_model::{ThreatLevel, ZoneThreat};

use super::asset::LevelBecause;
use super::graph::{Graph, ZoneNo};
use super::threats::Threats;
use crate::facts::Facts;

/// From this many conduits on, the outside is far.
const FAR: u32 = 3;

/// A threat level with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) level: u8,
    pub(crate) because: LevelBecause,
}

/// The levels of the main threats in each zone, in the order of `Threats::mains`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Levels(Vec<Vec<Level>>);

impl Levels {
    pub(crate) fn new(facts: &Facts<'_>, threats: &Threats<'_>, graph: &Graph<'_>) -> Self {
        let steps = graph.steps_from_outside();
        let known = graph.outside.contains(&true);
        let zone = |(no, id): (ZoneNo, &&_)| {
            let distance = if known { Distance::from(steps[no]) } else { Distance::Unknown };
            let mut levels: Vec<Level> = threats
                .mains
                .iter()
                .map(|tried| {
                    let threat = threats.all[tried.main];
                    by_distance(threat.level.get(), threat.from_outside, distance)
                })
                .collect();
            for row in facts.threats_to(id) {
                state_level(threats, row, &mut levels);
            }
            levels
        };
        Self(graph.zones.iter().enumerate().map(zone).collect())
    }

    /// The levels in a zone.
    pub(crate) fn of(&self, zone: ZoneNo) -> &[Level] {
        &self.0[zone]
    }
}

/// A stated level stands in place of the catalog's; of several, the greatest.
fn state_level(threats: &Threats<'_>, row: &ZoneThreat, levels: &mut [Level]) {
    let (Some(stated), Some(no)) =
        (row.level.known().copied().map(ThreatLevel::get), threats.number(&row.threat))
    else {
        return;
    };
    for place in threats.meant(no) {
        let greater = levels[place].because == LevelBecause::Stated && levels[place].level >= stated;
        if !greater {
            levels[place] = Level { level: stated, because: LevelBecause::Stated };
        }
    }
}

#[derive(Clone, Copy)]
enum Distance {
    Unknown,
    None,
    Conduits(u32),
}

impl From<Option<u32>> for Distance {
    fn from(steps: Option<u32>) -> Self {
        steps.map_or(Self::None, Self::Conduits)
    }
}

fn by_distance(catalog: u8, from_outside: bool, distance: Distance) -> Level {
    let (level, because) = match distance {
        _ if !from_outside => (catalog, LevelBecause::Catalog),
        Distance::Unknown => (catalog, LevelBecause::OutsideUnknown),
        Distance::None => (1, LevelBecause::NoWayFromOutside),
        Distance::Conduits(0 | 1) => ((catalog + 1).min(3), LevelBecause::NextToOutside),
        Distance::Conduits(FAR..) => (catalog.saturating_sub(1).max(1), LevelBecause::FarFromOutside),
        Distance::Conduits(_) => (catalog, LevelBecause::Catalog),
    };
    Level { level, because }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threat_from_outside_is_likelier_next_to_it_and_less_likely_behind_three_conduits() {
        let level = |distance| by_distance(2, true, distance).level;
        assert_eq!(level(Distance::Conduits(1)), 3);
        assert_eq!(level(Distance::Conduits(2)), 2);
        assert_eq!(level(Distance::Conduits(3)), 1);
        assert_eq!(level(Distance::None), 1);
        assert_eq!(by_distance(2, false, Distance::None).level, 2, "from inside, distance plays no part");
        assert_eq!(by_distance(2, true, Distance::Unknown).because, LevelBecause::OutsideUnknown);
    }
}
