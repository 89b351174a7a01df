//! What was seen on the wire: joined to what is there, read back as one observation, and forgotten in time.
//!
//! Invariant: a row that comes to one that is there joins it as `model`'s `join` joins two accounts in memory; counters
//! stop at 2^63-1 and moments at the years 1824 and 2116. A reading is stored whole or not at all, with one ledger
//! entry, and so is what is forgotten.
//!
//! Each entry carries a digest of all that is kept of the watch afterwards, by which `facts_verify` finds a change past
//! the ledger. Who may look, and for which purpose, is asked in `app`.

mod forget;
mod handed;
mod parts;
mod rows;
pub(crate) mod sealed;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_model::{
    Address, CaptureHealth, Conversation, Identity, IdentityKind, Observation, Origin, Sighting, Source,
    WatchId,
};
use serde_json::json;

use crate::engine::{self, Arg, Tx, args};
use crate::records::read_origin;
use crate::sboms::{from_json, to_json};
use crate::store::one_write;
use crate::writing::Writing;
use crate::{Noted, Store, StoreError};
pub use forget::Forgotten;
use rows::{conversation_columns, identity_columns, in_texts, sighting_columns};

/// Observations read and written at a time.
const PAGE: usize = 512;

/// Pages of the database held in memory while a reading comes in parts: its rows come in nearly the order of their keys,
/// and what memory there is, the reader needs. One that is broken off leaves it so, until the next is ended.
const READING_CACHE_KIB: u32 = 16_384;

/// How something was watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunSettings {
    /// At which watch of the register.
    pub watch: Option<WatchId>,
    /// Neither classes of command nor identities were looked at.
    pub headers_only: bool,
    /// Identity strings that were kept.
    pub identities: Vec<IdentityKind>,
}

/// One reading of a capture file, or one start of a live watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservationRun {
    /// Its number, never given twice.
    pub no: i64,
    /// How was watched.
    pub settings: RunSettings,
    /// First packet.
    pub first: Option<Timestamp>,
    /// Last packet.
    pub last: Option<Timestamp>,
    /// What was lost.
    pub health: CaptureHealth,
    /// Who, when, from which file.
    pub origin: Origin,
}

/// What to read back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservationFilter {
    /// Of one watch alone. Where all are asked for, what two watches saw of the same is joined.
    pub watch: Option<WatchId>,
    /// Nothing that was last seen before this.
    pub from: Option<Timestamp>,
    /// Nothing that was first seen after this.
    pub until: Option<Timestamp>,
    /// What this address took part in, alone.
    pub address: Option<Address>,
}

impl Store {
    /// Stores what one reading brought, and says so in the ledger. Gives the number of the run.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn add_observation(
        &self,
        observation: &Observation,
        settings: &RunSettings,
        origin: &Origin,
    ) -> Result<i64, StoreError> {
        one_write!(self, origin, writing => async {
            begin(writing, observation, settings).await
        })
    }

    /// Begins a live watch: its run, in which nothing was seen yet, and the entry that says how is listened, in one
    /// write, so that neither stands without the other. `listening` is given the run's number. Gives that number.
    ///
    /// # Errors
    /// [`StoreError::Unrecordable`] where the particulars are too long; trouble in the database.
    pub async fn begin_watch(
        &self,
        settings: &RunSettings,
        listening: &serde_json::Value,
        origin: &Origin,
    ) -> Result<i64, StoreError> {
        let mut nothing = Observation::default();
        nothing.health.headers_only = settings.headers_only;
        one_write!(self, origin, writing => async {
            let no = begin(writing, &nothing, settings).await?;
            let mut detail = listening.clone();
            detail["run"] = no.into();
            // How is listened was said by somebody, also where the run's beginning came as a file.
            writing.read_from(&Source::Person);
            writing.act(Noted::ObserveLive.action(), "observation", detail)?;
            Ok(no)
        })
    }

    /// Begins to store a reading that comes in parts: more than should be in memory at a time.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn begin_reading<'s>(
        &'s self,
        settings: &RunSettings,
        origin: &'s Origin,
    ) -> Result<Reading<'s>, StoreError> {
        let mut writing = self.begin(origin).await?;
        writing.tx.cache(READING_CACHE_KIB).await?;
        let no = writing.numbers("observation_run", 1).await?;
        let joining = Joining::begin(&mut writing.tx, settings.watch.as_ref()).await?;
        let run = rows::RunRow::new(no, &Observation::default(), settings)?;
        Ok(Reading { writing, joining, run, watch: settings.watch.clone(), no })
    }

    /// How many conversations and sightings a filter lets through; what two watches saw of the same counts twice.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn observation_size(&self, filter: &ObservationFilter) -> Result<usize, StoreError> {
        let sql = "select (select count(*) from conversation
                where ($1 is null or watch = $1) and ($2 is null or last_ns >= $2)
                and ($3 is null or first_ns <= $3) and ($4 is null or client = $4 or server = $4))
            + (select count(*) from sighting
                where ($1 is null or watch = $1) and ($2 is null or last_ns >= $2)
                and ($3 is null or first_ns <= $3) and ($4 is null or mac = $4 or ip = $4))";
        let row = self.reading().await?.row(sql, &Asked::of(filter).args()).await?;
        row.map_or(Ok(0), |row| Ok(usize::try_from(row.int(0)?).unwrap_or(usize::MAX)))
    }

    /// Adds what a live watch has seen since the last time.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such run; trouble in the database.
    pub async fn extend_observation(
        &self,
        run: i64,
        observation: &Observation,
        origin: &Origin,
    ) -> Result<(), StoreError> {
        one_write!(self, origin, writing => async {
            extend(writing, run, observation).await
        })
    }

    /// Every run, in order of their numbers.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn observation_runs(&self) -> Result<Vec<ObservationRun>, StoreError> {
        runs(&mut self.reading().await?).await
    }

    /// The run that read a file, by the digest of its origin; the latest one where there are several.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn observation_run_of(&self, sha256: &str) -> Result<Option<ObservationRun>, StoreError> {
        let all = runs(&mut self.reading().await?).await?;
        let of_file = |run: &ObservationRun| matches!(&run.origin.source, Source::File { sha256: known, .. } if known == sha256);
        Ok(all.into_iter().rev().find(of_file))
    }

    /// What was seen, as one observation: each key once, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row cannot be read; trouble in the database.
    pub async fn observation(&self, filter: &ObservationFilter) -> Result<Observation, StoreError> {
        let mut tx = self.reading().await?;
        let health = runs_health(&mut tx, filter).await?;
        read(&mut tx, &Asked::of(filter), health).await
    }

    /// What was seen at each watch apart, in order of their names; what was read for no watch comes first.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn observations_by_watch(&self) -> Result<Vec<(Option<WatchId>, Observation)>, StoreError> {
        let mut tx = self.reading().await?;
        let mut healths: BTreeMap<Option<WatchId>, CaptureHealth> = BTreeMap::new();
        for run in runs(&mut tx).await? {
            healths.entry(run.settings.watch).or_default().add(&run.health);
        }
        let mut all = Vec::new();
        for (watch, health) in healths {
            let name = watch.as_ref().map_or("", WatchId::as_str).to_owned();
            let asked = Asked { watch: Some(name), from: None, until: None, address: None };
            all.push((watch, read(&mut tx, &asked, health).await?));
        }
        Ok(all)
    }

    /// Signs a text of ours with the ledger's key, as a signed note: the field dictionary. Its first line is
    /// `title`, so that it can never be taken for a checkpoint.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] where the key was not opened; [`StoreError::Corrupt`] where the text cannot be signed.
    pub fn sign_text(&self, title: &str, text: &str) -> Result<String, StoreError> {
        let signer = self.signer()?;
        let text = format!("{title}\n{text}{}", if text.ends_with('\n') { "" } else { "\n" });
        let note = signer.sign_note(&text);
        note.map(|note| note.to_text()).map_err(|error| StoreError::corrupt(error.ja(), error.to_string()))
    }
}

/// Puts in a run with what it begins with.
async fn begin(
    writing: &mut Writing<'_>,
    observation: &Observation,
    settings: &RunSettings,
) -> Result<i64, StoreError> {
    let no = writing.numbers("observation_run", 1).await?;
    let run = rows::RunRow::new(no, observation, settings)?;
    let origin_no = writing.origin_no().await?;
    run.insert(&mut writing.tx, origin_no).await?;
    join(writing, observation, settings.watch.as_ref(), json!({ "run": no })).await?;
    Ok(no)
}

/// Adds to a run that is there.
async fn extend(writing: &mut Writing<'_>, run: i64, observation: &Observation) -> Result<(), StoreError> {
    let sql = "select watch, first_ns, last_ns, headers_only, identities, health from observation_run where no = $1";
    let row = writing.tx.row(sql, args![run]).await?.ok_or_else(|| StoreError::Missing {
        what: sekisho_model::text!(ja: "見張りの回 {run}", en: "the run {run}"),
    })?;
    let mut known = rows::RunRow::read(run, &row, 0)?;
    known.add(observation)?;
    known.update(&mut writing.tx).await?;
    let watch = known.settings()?.watch;
    join(writing, observation, watch.as_ref(), json!({ "run": run })).await
}

/// What is being put in for one run: joined to what is there, part by part, and then noted as one act.
#[derive(Debug)]
struct Joining {
    watch: String,
    /// Rows that were there before.
    before: usize,
    /// Was something put in?
    is_begun: bool,
    seal: sealed::Seal,
    counts: [usize; 3],
    health: CaptureHealth,
}

impl Joining {
    async fn begin(tx: &mut Tx, watch: Option<&WatchId>) -> Result<Self, StoreError> {
        let watch = watch.map_or("", WatchId::as_str).to_owned();
        let before = sealed::rows_of(tx, &watch).await?;
        let (seal, health) = (sealed::Seal::default(), CaptureHealth::default());
        Ok(Self { watch, before, is_begun: false, seal, counts: [0; 3], health })
    }

    async fn add(&mut self, tx: &mut Tx, observation: &Observation) -> Result<(), StoreError> {
        let Observation { conversations, sightings, identities, health } = observation;
        self.health.add(health);
        let said = |it: &Identity| (it.holder, it.vlan, it.protocol, it.kind, it.value.clone());
        let earlier = |one: &mut Identity, other: &Identity| one.first = one.first.min(other.first);
        let conversations = once_each(conversations, |it| it.key, Conversation::join);
        let sightings = once_each(sightings, |it| it.key, Sighting::join);
        let identities = once_each(identities, said, earlier);
        let added = [conversations.len(), sightings.len(), identities.len()];
        self.counts.iter_mut().zip(added).for_each(|(count, added)| *count += added);
        // Each key is there once, so where nothing was put in yet, none can be there already.
        let into = rows::Target { watch: &self.watch, is_empty: self.before == 0 && !self.is_begun };
        self.is_begun = true;
        for part in conversations.chunks(PAGE) {
            rows::put_conversations(tx, into, part).await?;
        }
        for part in sightings.chunks(PAGE) {
            rows::put_sightings(tx, into, part).await?;
        }
        for part in identities.chunks(PAGE) {
            rows::put_identities(tx, into, part).await?;
        }
        if self.before == 0 {
            conversations.iter().for_each(|it| self.seal.conversation(it));
            sightings.iter().for_each(|it| self.seal.sighting(it));
            identities.iter().for_each(|it| self.seal.identity(it));
        }
        Ok(())
    }

    /// Notes it. `detail` says of which run.
    async fn end(
        self,
        writing: &mut Writing<'_>,
        watch: Option<&WatchId>,
        mut detail: serde_json::Value,
    ) -> Result<(), StoreError> {
        let Self { watch: name, before, is_begun: _, seal, counts, health } = self;
        let tx = &mut writing.tx;
        // What comes to nothing is the state itself, if no row of it joined another; else it must be read back.
        let alone = before == 0 && sealed::rows_of(tx, &name).await? == seal.len();
        let state = if alone { seal.finished(tx, &name).await? } else { sealed::state(tx, &name).await? };
        detail["states"] = json!({ name: state });
        detail["packets"] = health.seen.packets.into();
        detail["bytes"] = health.seen.bytes.into();
        detail["conversations"] = counts[0].into();
        detail["sightings"] = counts[1].into();
        detail["identities"] = counts[2].into();
        detail["headers_only"] = health.headers_only.into();
        writing.act("observe-read", &subject(watch), detail).map(|_| ())
    }
}

/// Joins an observation to what is there and notes how much it was.
async fn join(
    writing: &mut Writing<'_>,
    observation: &Observation,
    watch: Option<&WatchId>,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    let mut joining = Joining::begin(&mut writing.tx, watch).await?;
    joining.add(&mut writing.tx, observation).await?;
    joining.end(writing, watch, detail).await
}

/// A reading that comes in parts. It is kept whole with one entry when it is ended, and not at all when it is dropped
/// before. Nobody else can write meanwhile.
#[derive(Debug)]
pub struct Reading<'s> {
    writing: Writing<'s>,
    joining: Joining,
    run: rows::RunRow,
    watch: Option<WatchId>,
    no: i64,
}

impl Reading<'_> {
    /// Puts in a part.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn add(&mut self, part: &Observation) -> Result<(), StoreError> {
        self.run.add(part)?;
        self.joining.add(&mut self.writing.tx, part).await
    }

    /// Keeps it, and says so in the ledger. Gives the number of the run. `source` is where it was read from: a file's
    /// digest is known only when it was read.
    ///
    /// # Errors
    /// Trouble in the database; then nothing is kept.
    pub async fn end(self, source: &Source) -> Result<i64, StoreError> {
        let Self { mut writing, joining, run, watch, no } = self;
        writing.read_from(source);
        let origin_no = writing.origin_no().await?;
        run.insert(&mut writing.tx, origin_no).await?;
        joining.end(&mut writing, watch.as_ref(), json!({ "run": no })).await?;
        writing.tx.cache(engine::CACHE_KIB).await?;
        writing.end().await?;
        Ok(no)
    }
}

/// How the ledger names what a watch saw.
fn subject(watch: Option<&WatchId>) -> String {
    watch.map_or_else(|| "observation".to_owned(), |watch| format!("observation:{watch}"))
}

/// The same, each key once: an engine may refuse to write one row twice in a statement.
fn once_each<'o, T: Clone, K: Ord>(
    all: &'o [T],
    key: impl Fn(&T) -> K,
    join: impl Fn(&mut T, &T),
) -> std::borrow::Cow<'o, [T]> {
    if all.windows(2).all(|pair| matches!(pair, [one, other] if key(one) < key(other))) {
        return all.into();
    }
    let mut found: std::collections::BTreeMap<K, T> = std::collections::BTreeMap::new();
    for one in all {
        found.entry(key(one)).and_modify(|known| join(known, one)).or_insert_with(|| one.clone());
    }
    found.into_values().collect()
}

/// How well was seen what a filter lets through.
async fn runs_health(tx: &mut Tx, filter: &ObservationFilter) -> Result<CaptureHealth, StoreError> {
    let mut health = CaptureHealth::default();
    for run in runs(tx).await? {
        let of_watch = filter.watch.is_none() || filter.watch == run.settings.watch;
        let late = filter.from.is_some_and(|from| run.last.is_some_and(|last| last < from));
        let early = filter.until.is_some_and(|until| run.first.is_some_and(|first| first > until));
        if of_watch && !late && !early {
            health.add(&run.health);
        }
    }
    Ok(health)
}

async fn runs(tx: &mut Tx) -> Result<Vec<ObservationRun>, StoreError> {
    let sql = "select watch, first_ns, last_ns, headers_only, identities, health,
                   observation_run.no, actor, at, source, file, sha256, importer
               from observation_run join origin on origin.no = observation_run.origin_no
               order by observation_run.no";
    let rows = tx.rows(sql, args![]).await?;
    rows.iter()
        .map(|row| {
            let no = row.int(6)?;
            let run = rows::RunRow::read(no, row, 0)?;
            Ok(ObservationRun {
                no,
                settings: run.settings()?,
                first: run.first.map(rows::moment_of).transpose()?,
                last: run.last.map(rows::moment_of).transpose()?,
                health: run.health,
                origin: read_origin(row, 7)?,
            })
        })
        .collect()
}

/// The arguments of a filter: watch, from, until, address; each null where it does not matter.
struct Asked {
    watch: Option<String>,
    from: Option<i64>,
    until: Option<i64>,
    address: Option<String>,
}

impl Asked {
    fn of(filter: &ObservationFilter) -> Self {
        Self {
            watch: filter.watch.as_ref().map(|watch| watch.as_str().to_owned()),
            from: filter.from.map(rows::nanos),
            until: filter.until.map(rows::nanos),
            address: filter.address.map(|address| address.to_string()),
        }
    }

    fn args(&self) -> [Arg<'_>; 4] {
        [
            Arg::TextOpt(self.watch.as_deref()),
            Arg::IntOpt(self.from),
            Arg::IntOpt(self.until),
            Arg::TextOpt(self.address.as_deref()),
        ]
    }
}

async fn read(tx: &mut Tx, asked: &Asked, health: CaptureHealth) -> Result<Observation, StoreError> {
    Ok(Observation {
        conversations: conversations(tx, asked).await?,
        sightings: sightings(tx, asked).await?,
        identities: identities(tx, asked).await?,
        health,
    })
}

async fn each_conversation(
    tx: &mut Tx,
    asked: &Asked,
    take: impl FnMut(Conversation),
) -> Result<(), StoreError> {
    let sql = in_texts!(
        conversation_columns!(),
        "conversation",
        "($1 is null or watch = $1) and ($2 is null or last_ns >= $2) and ($3 is null or first_ns <= $3)
         and ($4 is null or client = $4 or server = $4)"
    );
    rows::each(tx, sql, &asked.args(), rows::conversation, take).await
}

async fn conversations(tx: &mut Tx, asked: &Asked) -> Result<Vec<Conversation>, StoreError> {
    let mut all = Vec::new();
    each_conversation(tx, asked, |it| all.push(it)).await?;
    Ok(in_order(all, |it| it.key, Conversation::join))
}

async fn each_sighting(tx: &mut Tx, asked: &Asked, take: impl FnMut(Sighting)) -> Result<(), StoreError> {
    let sql = in_texts!(
        sighting_columns!(),
        "sighting",
        "($1 is null or watch = $1) and ($2 is null or last_ns >= $2) and ($3 is null or first_ns <= $3)
         and ($4 is null or mac = $4 or ip = $4)"
    );
    rows::each(tx, sql, &asked.args(), rows::sighting, take).await
}

async fn sightings(tx: &mut Tx, asked: &Asked) -> Result<Vec<Sighting>, StoreError> {
    let mut all = Vec::new();
    each_sighting(tx, asked, |it| all.push(it)).await?;
    Ok(in_order(all, |it| it.key, Sighting::join))
}

/// What a device says once holds until it is forgotten, so a beginning of the time asked for is no reason to leave
/// it out.
async fn each_identity(tx: &mut Tx, asked: &Asked, take: impl FnMut(Identity)) -> Result<(), StoreError> {
    let sql = in_texts!(
        identity_columns!(),
        "identity",
        "($1 is null or watch = $1) and ($2 is null or $2 = $2) and ($3 is null or first_ns <= $3)
         and ($4 is null or holder = $4)"
    );
    rows::each(tx, sql, &asked.args(), rows::identity, take).await
}

async fn identities(tx: &mut Tx, asked: &Asked) -> Result<Vec<Identity>, StoreError> {
    let mut all = Vec::new();
    each_identity(tx, asked, |it| all.push(it)).await?;
    let said = |it: &Identity| (it.holder, it.vlan, it.protocol, it.kind, it.value.clone());
    Ok(in_order(all, said, |one, other| one.first = one.first.min(other.first)))
}

fn in_order<T: Clone, K: Ord>(mut all: Vec<T>, key: impl Fn(&T) -> K, join: impl Fn(&mut T, &T)) -> Vec<T> {
    all.sort_by_cached_key(&key);
    once_each(&all, key, join).into_owned()
}
