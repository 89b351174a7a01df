//! The rows of the catalog and the catalog itself.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    AssetKind, AssetRole, ConduitKind, MeasureArea, PracticeId, RecordKind, Text, ThreatId, ThreatLevel,
};
use serde::Deserialize;

use crate::{Alone, Composition, Criterion, CriterionId, Framework, Tie};

/// Was a row held against its source?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmed {
    /// Yes.
    Yes,
    /// In part: its note says which.
    Partly,
    /// No: shown as unconfirmed wherever it appears.
    No,
    /// There is nothing to confirm: the row is our own, and shown as such.
    Own,
}

/// Where a row comes from, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Id of the pack.
    pub pack: String,
    /// Edition of the pack.
    pub edition: String,
    /// Paper or page it comes from.
    pub source: Text,
    /// What the row's writer remarks on that; for a row confirmed in part, which part.
    pub note: Text,
    /// Was it held against that?
    pub confirmed: Confirmed,
}

/// Head of a pack that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Id, such as `factory-steps`.
    pub id: String,
    /// Edition.
    pub edition: String,
    /// Title.
    pub title: Text,
    /// Paper or page it comes from.
    pub source: Text,
    /// Its licence or notice, where it has one that must be shown.
    pub notice: String,
    /// File it was read from, as the reader was told.
    pub file: String,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
    /// Rows that were read.
    pub rows: usize,
    /// Rows of these that were not held against their source: `no`.
    pub unconfirmed: usize,
    /// Rows of these that were held against it in part: `partly`.
    pub partly: usize,
    /// Rows of these that are the pack's own: `own`.
    pub own: usize,
}

/// A row that a later pack put in the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replaced {
    /// Sort of row, as in pack files: `threat`, `practice`, `risk` …
    pub kind: &'static str,
    /// Id of the row; empty for the risk table.
    pub id: String,
    /// Pack and edition that it stood in before.
    pub before: String,
    /// Pack and edition that it stands in now.
    pub now: String,
    /// Do the two rows say the same, whatever their sources?
    pub same: bool,
}

/// A step of the factory guideline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Number, such as `1-1(2)` or `3(1)①A`.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What one does there, in our words.
    pub asks: Text,
    /// What one has in hand afterwards.
    pub product: Text,
    /// What smartification adds (★).
    pub smart: Vec<Text>,
    /// Kinds of record that are worked on there.
    pub records: Vec<RecordKind>,
    /// Whence.
    pub basis: Basis,
}

/// How far into an attack a threat belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Getting in.
    Entry,
    /// Spreading inside.
    Spread,
    /// Doing the damage.
    Goal,
    /// No attack: carelessness, failure, disaster.
    Accident,
}

/// A threat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threat {
    /// Id.
    pub id: ThreatId,
    /// Name.
    pub name: Text,
    /// What happens, in our words.
    pub about: Text,
    /// How far into an attack.
    pub stage: Stage,
    /// Is it one of the few that a plant looks at zone by zone (step 1-7), or a technique behind one of these?
    pub main: bool,
    /// For a technique: the main threats it serves.
    pub serves: BTreeSet<ThreatId>,
    /// Kinds of asset it is tried on; where empty, every kind.
    pub kinds: BTreeSet<AssetKind>,
    /// Roles of assets it is tried on; where empty, every role.
    pub roles: BTreeSet<AssetRole>,
    /// Does it need a way in from outside the company?
    pub from_outside: bool,
    /// Kinds of conduit over which it comes in; where empty, it hangs on no conduit.
    pub ways: BTreeSet<ConduitKind>,
    /// Does it use a weakness of software, so that a known vulnerability makes it easier?
    pub uses_vulnerability: bool,
    /// Did smartification bring it (★)?
    pub smart: bool,
    /// How likely it is to be tried, unless the plant says otherwise.
    pub level: ThreatLevel,
    /// Id in a public list, such as `T0883`; or empty.
    pub external: String,
    /// Whence.
    pub basis: Basis,
}

/// What a measure does to a threat: the four groups of IPA's sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Prevents getting in and spreading.
    PreventSpread,
    /// Prevents the damage itself.
    PreventGoal,
    /// Notices it, and shows how far it went.
    Detect,
    /// Keeps the business running, or brings it back.
    Continue,
}

/// What a practice is put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protects {
    /// A zone with all in it.
    Zone,
    /// A conduit.
    Conduit,
    /// Single assets.
    Asset,
    /// The whole plant.
    Plant,
}

/// A word that measures are marked with and rules ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Id, such as `authentication`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Which measures carry it.
    pub about: Text,
    /// Whence.
    pub basis: Basis,
}

/// A measure of the catalog (対策例).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Id.
    pub id: PracticeId,
    /// Name.
    pub name: Text,
    /// What is done, in our words.
    pub about: Text,
    /// Where it acts.
    pub area: MeasureArea,
    /// What it is put on.
    pub protects: Protects,
    /// Threats it counters, and how. Main threats and techniques alike.
    pub counters: BTreeMap<ThreatId, BTreeSet<Effect>>,
    /// Words that rules ask for, such as `authentication`, `monitoring`, `backup`, `segmentation`.
    pub tags: BTreeSet<String>,
    /// Clauses it helps to meet, such as `SR 1.13`.
    pub clauses: BTreeSet<String>,
    /// Belongs to smartification (★): cloud, general-purpose products, data use.
    pub smart: bool,
    /// How much work it is, 1 (an afternoon) to 3 (a project).
    pub effort: u8,
    /// Id in a public list, such as `M0930`; or empty.
    pub external: String,
    /// Whence.
    pub basis: Basis,
}

/// A clause of a standard: number and name only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Number with its standard, such as `SR 1.13`, `ZCR 3.2`, `FR 5`.
    pub id: String,
    /// Name.
    pub name: Text,
    /// The clause it belongs to, or empty.
    pub parent: String,
    /// Whence.
    pub basis: Basis,
}

/// A published list of threats in order, such as a year's ten threats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// Id, such as `ten-threats-2026`: that of its pack.
    pub id: String,
    /// Title.
    pub title: Text,
    /// The entries, first one first.
    pub entries: Vec<Ranked>,
}

/// An entry of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Place, from 1.
    pub rank: u32,
    /// Its name there.
    pub name: Text,
    /// The threats of the catalog that it speaks of.
    pub threats: BTreeSet<ThreatId>,
    /// Whence.
    pub basis: Basis,
}

/// The words of a scale, such as threat level 1 to 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Id, such as `threat-level`.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Value → word and meaning.
    pub values: BTreeMap<u8, (Text, Text)>,
    /// Whence.
    pub basis: Basis,
}

/// A risk value, A the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum RiskValue {
    /// Least.
    E,
    /// Little.
    D,
    /// Medium.
    C,
    /// Great.
    B,
    /// Greatest.
    A,
}

/// Importance × threat level × vulnerability level → risk value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskTable {
    /// Title.
    pub title: Text,
    /// The 27 cells, by (importance, threat, vulnerability), each 1 to 3.
    pub cells: BTreeMap<(u8, u8, u8), RiskValue>,
    /// Whence.
    pub basis: Basis,
}

/// Everything, joined: a pack read later stands in place of an earlier one, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// The packs, in reading order.
    pub packs: Vec<Pack>,
    /// The guideline's steps, in its order.
    pub steps: Vec<Step>,
    /// Threats.
    pub threats: BTreeMap<ThreatId, Threat>,
    /// Words that measures are marked with.
    pub tags: BTreeMap<String, Tag>,
    /// Measures.
    pub practices: BTreeMap<PracticeId, Practice>,
    /// Clauses of standards.
    pub clauses: BTreeMap<String, Clause>,
    /// Rankings of threats.
    pub rankings: Vec<Ranking>,
    /// Frameworks, by id.
    pub frameworks: BTreeMap<String, Framework>,
    /// Criteria of all frameworks.
    pub criteria: BTreeMap<CriterionId, Criterion>,
    /// Which criteria ask something in common: by both ends, the lower id first.
    pub ties: BTreeMap<(CriterionId, CriterionId), Tie>,
    /// What criteria are made of, by criterion.
    pub compositions: BTreeMap<CriterionId, Composition>,
    /// Criteria that nothing else here asks.
    pub alone: BTreeMap<CriterionId, Alone>,
    /// Scales.
    pub scales: BTreeMap<String, Scale>,
    /// The risk table.
    pub risk: RiskTable,
    /// Rows that a later pack replaced, in reading order.
    pub replaced: Vec<Replaced>,
}
