//! What was seen on the wire, judged: which devices there are, what flows between zones against what the register
//! allows, which zones a plant without any could have, and what is new or wrong since it was learned.
//!
//! Invariants: pure, and the same whatever the order of the records; nothing of it is stored. What cannot be decided
//! is said to be undecided with its reason, and counts as neither clean nor bad. What is passed over is counted.
//!
//! Deliberately not here: reading captures (`flow`), keeping records (`store`), opening cases (`app`).

mod alerts;
mod baseline;
mod dictionary;
mod effect;
mod inventory;
mod makers;
mod matrix;
mod paths;
mod places;
mod proposal;
mod replay;
mod roles;
mod seen;
mod throng;
mod words;

use jiff::Timestamp;
use jiff::civil::Date;
use sekisho_model::{Observation, Register, Text, Watch, WatchId};

pub use alerts::{
    Alert, AlertKind, AlertWords, Alerts, Expected, LOST_WITH_HEADERS_ONLY, Quiet, Severity, alerts,
};
pub use baseline::{Baseline, Doubt, Learned, Learning};
pub use dictionary::{FieldMeaning, KeptBy, Stays, dictionary, dictionary_source};
pub use effect::Effect;
pub use inventory::{
    Contradiction, Device, DeviceId, Inventory, InventoryCounts, MatchedBy, OutsideHost, Said, Standing,
    Unseen, UnseenWhy, inventory,
};
pub use makers::{MADE_LIMITS, Maker, MakerProblem, Makers, Trade};
pub use matrix::{Cell, Difference, DifferenceKind, Flowing, Matrix, Ruled, matrix};
pub use paths::{End, Path, Paths, Talk, paths};
pub use places::{Place, is_public};
pub use proposal::{ProposedConduit, ProposedZone, ZoneProposal, zone_proposal};
pub use replay::{News, ReplayStep, replay};
pub use roles::{RoleFound, role_word};
pub use seen::{Evidence, Trust};
pub use throng::{Summed, Throng};
pub use words::{Understood, protocols_named};

/// What is asked: facts, and the time at which they are judged.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The plant.
    pub register: &'a Register,
    /// What was seen; where it is too much, of the hosts apart alone.
    pub observation: &'a Observation,
    /// What is judged together, where it is too much to be judged record by record.
    pub summed: Option<&'a Summed>,
    /// Makers by the beginnings of station addresses.
    pub makers: &'a Makers,
    /// The moment of the question.
    pub now: Timestamp,
    /// The plant's day at that moment: expectations end with a day.
    pub today: Date,
    /// When was learned what is usual.
    pub learning: Learning,
}

impl<'a> Question<'a> {
    /// The question with the makers in the program, and the learning time of a watch where there is one.
    #[must_use]
    pub fn new(
        register: &'a Register,
        observation: &'a Observation,
        watch: Option<&Watch>,
        now: Timestamp,
        today: Date,
    ) -> Self {
        let learning = watch.map(Learning::of).unwrap_or_default();
        Self { register, observation, summed: None, makers: Makers::built_in(), now, today, learning }
    }
}

/// How a data pack begins.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read so that it must be there")]
struct PackHead {
    edition: String,
    title: sekisho_model::Text,
    source: String,
    confirmed: String,
}

/// Everything that is judged of an observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Devices, one row each, held against the register.
    pub inventory: Inventory,
    /// Zone × zone, held against the register.
    pub matrix: Matrix,
    /// Zones that the plant could have.
    pub proposal: ZoneProposal,
    /// What was learned at each watch, and how far it can be relied on.
    pub baselines: Vec<Learnt>,
    /// What is new or wrong.
    pub alerts: Alerts,
    /// What was judged together and not one by one; none where everything was judged record by record.
    pub summed: Option<Text>,
}

/// What was seen at one watch, which learns for itself.
#[derive(Clone, Debug)]
pub struct Watched<'a> {
    /// The watch of the register; none where a capture was read for no watch.
    pub watch: Option<WatchId>,
    /// When it learned.
    pub learning: Learning,
    /// What it saw.
    pub observation: &'a Observation,
}

/// What one watch learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// The watch; none where a capture was read for no watch.
    pub watch: Option<WatchId>,
    /// What is usual there.
    pub baseline: Baseline,
}

/// Judges all of it, as one watch saw it.
#[must_use]
pub fn observed(question: &Question<'_>) -> Observed {
    let Question { learning, observation, .. } = *question;
    observed_at(question, &[Watched { watch: None, learning, observation }])
}

/// Judges what several watches saw: devices, the matrix and zones of everything together, which is the question's
/// observation; what is new, of each watch by its own learning time, unless another watch saw it before that ended. An
/// alert that several watches raise is one.
#[must_use]
pub fn observed_at(question: &Question<'_>, watches: &[Watched<'_>]) -> Observed {
    let (inventory, all) =
        inventory::survey(question.register, question.observation, question.makers, question.summed);
    let (mut baselines, mut early) = (Vec::new(), Vec::new());
    for Watched { watch, learning, observation } in watches {
        let own = Question { learning: *learning, observation, ..*question };
        let parted = (!std::ptr::eq(*observation, question.observation))
            .then(|| paths(observation, &inventory).dated_by(&all));
        // A watch that saw everything took every path.
        let paths = parted.as_ref().unwrap_or(&all);
        let baseline = Baseline::new(&own, &inventory, paths);
        early.push((watch.as_ref(), alerts::among(&own, &inventory, paths, &all, &baseline)));
        baselines.push(Learnt { watch: watch.clone(), baseline });
    }
    Observed {
        matrix: matrix(question.register, &inventory, &all),
        proposal: zone_proposal(&inventory, &all),
        alerts: Alerts::of_watches(early),
        baselines,
        inventory,
        summed: question.summed.map(|summed| summed.text().clone()),
    }
}

#[cfg(test)]
mod tests;
