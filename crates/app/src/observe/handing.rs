//! What a live watch has seen, written into a folder from which whoever has the register open takes it.
//!
//! Invariant: a file is there whole or not at all, and the folder never holds more than its bounds. What finds no room is
//! told to the watch, which keeps it and counts what it cannot keep. Nothing is read here but the folder's own list.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekisho_exchange::{
    HANDED_FORMAT, Handed, HandedContent, HandedEnding, HandedLimits, HandedOpening, HandedPart, write_handed,
};
use sekisho_model::{CaptureHealth, Observation};
use sekisho_store::StoreError;
use sha2::{Digest as _, Sha256};

use super::{Listening, Purpose, Wanted};
use crate::feeds::sha256_hex;
use crate::{AppError, Caller};

/// The folder within the data folder.
const FOLDER: &str = "handed-over";
/// Files that wait at most: two days of one a minute, with room for long parts.
pub(super) const FILES_MAX: usize = 4_096;
/// Bytes that wait at most.
pub(super) const BYTES_MAX: u64 = 512 << 20;

/// A live watch that hands over what it sees.
#[derive(Debug)]
pub struct Handing {
    folder: PathBuf,
    opening: HandedOpening,
    mark: String,
    seq: u64,
    refused: u64,
    last: Option<PathBuf>,
}

/// What became of what was to be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedOver {
    /// It is in the folder.
    Whole,
    /// The folder has no room, and nothing of it is there.
    Full,
}

/// The folder in a data folder through which parts are handed over. It is made where it is not there, for its owner
/// alone.
///
/// # Errors
/// It cannot be made.
pub fn handed_over_folder(data: &Path) -> Result<PathBuf, AppError> {
    let folder = folder_of(data);
    fs::create_dir_all(&folder).map_err(|error| trouble(&folder, error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))
            .map_err(|error| trouble(&folder, error))?;
    }
    Ok(folder)
}

pub(super) fn folder_of(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

/// SHA-256 of the field dictionary: records that keep to another are not taken for ours.
pub(super) fn dictionary_digest() -> String {
    hex::encode(Sha256::digest(sekisho_assess::observed::dictionary_source().as_bytes()))
}

impl Handing {
    /// Gets ready to hand over. Nothing is written until there is something.
    ///
    /// # Errors
    /// The system gives no chance for the mark.
    pub fn new(
        folder: &Path,
        caller: &Caller,
        wanted: &Wanted,
        listening: &Listening,
        (every_seconds, purpose): (u64, &Purpose),
    ) -> Result<Self, AppError> {
        let Listening { interface, snap_bytes, shortfalls } = listening;
        let opening = HandedOpening {
            who: caller.name.clone(),
            purpose: purpose.words.clone(),
            interface: interface.clone(),
            snap_bytes: *snap_bytes,
            watch: wanted.watch.clone(),
            headers_only: wanted.headers_only,
            identities: wanted.kept_identities().into_iter().collect(),
            every_seconds,
            shortfalls: shortfalls.clone(),
        };
        let mut mark = [0_u8; 16];
        getrandom::fill(&mut mark)
            .map_err(|error| trouble(Path::new("getrandom"), io::Error::other(error.to_string())))?;
        let folder = folder.to_owned();
        Ok(Self { folder, opening, mark: hex::encode(mark), seq: 0, refused: 0, last: None })
    }

    /// Hands over what was seen in so many seconds, and takes it out of `seen`: what stays there found no room. A part of
    /// nothing says that the watch is there; it is left out while the file before it still waits.
    ///
    /// # Errors
    /// The folder cannot be written. What is not in it yet stays in `seen`.
    pub fn hand(&mut self, seen: &mut Observation, seconds: u64) -> Result<HandedOver, AppError> {
        if seen.is_nothing() && self.last.as_ref().is_some_and(|last| last.exists()) {
            return Ok(HandedOver::Whole);
        }
        if self.seq == 0 && self.write(HandedContent::Opening(self.opening.clone()))? == HandedOver::Full {
            self.refused += 1;
            return Ok(HandedOver::Full);
        }
        let mut parts = divided(std::mem::take(seen), HandedLimits::default().records_max).into_iter();
        while let Some(part) = parts.next() {
            let (refused, observation) = (self.refused, part);
            let content =
                HandedContent::Part(HandedPart { seconds, refused, observation: observation.clone() });
            let written = self.write(content);
            if !matches!(written, Ok(HandedOver::Whole)) {
                std::iter::once(observation).chain(parts).for_each(|rest| seen.join(rest));
                self.refused += 1;
                return written;
            }
        }
        Ok(HandedOver::Whole)
    }

    /// Says that the watch ended, and how many packets are left that could not be handed over.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn end(&mut self, packets_left: u64) -> Result<HandedOver, AppError> {
        if self.seq == 0 {
            return Ok(HandedOver::Whole);
        }
        self.write(HandedContent::Ending(HandedEnding { refused: self.refused, packets_left }))
    }

    /// Was the file that opened this watch set aside? Then none of its parts can be taken in.
    #[must_use]
    pub fn is_set_aside(&self) -> bool {
        super::receiving::set_aside_folder(&self.folder).join(file_name(&self.mark, 0)).exists()
    }

    /// Files that were handed over.
    #[must_use]
    pub const fn files(&self) -> u64 {
        self.seq
    }

    /// Writes the next file, where there is room.
    fn write(&mut self, content: HandedContent) -> Result<HandedOver, AppError> {
        let (mark, seq, dictionary) = (self.mark.clone(), self.seq, dictionary_digest());
        let handed =
            Handed { format: HANDED_FORMAT, mark, seq, dictionary, at: jiff::Timestamp::now(), content };
        let bytes = write_handed(&handed).map_err(|problem| AppError::Invalid(vec![*problem]))?;
        let (count, waiting) = waiting(&self.folder)?;
        if count >= FILES_MAX || waiting.saturating_add(bytes.len() as u64) > BYTES_MAX {
            return Ok(HandedOver::Full);
        }
        let name = file_name(&self.mark, seq);
        put(&self.folder, &name, &bytes)?;
        self.last = Some(self.folder.join(name));
        self.seq += 1;
        Ok(HandedOver::Whole)
    }
}

pub(super) fn file_name(mark: &str, seq: u64) -> String {
    format!("{mark}-{seq:012}.json")
}

/// How many files wait, and how long they are together; what was set aside is not counted.
fn waiting(folder: &Path) -> Result<(usize, u64), AppError> {
    let (mut count, mut bytes) = (0, 0_u64);
    for entry in fs::read_dir(folder).map_err(|error| trouble(folder, error))? {
        let entry = entry.map_err(|error| trouble(folder, error))?;
        // One that was taken in meanwhile waits no longer.
        let Ok(about) = entry.metadata() else { continue };
        if about.is_file() {
            count += 1;
            bytes = bytes.saturating_add(about.len());
        }
    }
    Ok((count, bytes))
}

/// Writes a file beside its place and moves it there.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), AppError> {
    let (path, draft) = (folder.join(name), folder.join(format!("{name}.new")));
    let written = || -> io::Result<()> {
        let mut file = File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    };
    written().map_err(|error| trouble(&path, error))
}

pub(super) fn trouble(path: &Path, source: io::Error) -> AppError {
    AppError::Store(StoreError::File { path: path.to_owned(), source })
}

/// The same in parts of so many records; the health goes with the first. There is always one.
fn divided(seen: Observation, records_max: usize) -> Vec<Observation> {
    let Observation { conversations, sightings, identities, health } = seen;
    let blank = CaptureHealth { headers_only: health.headers_only, ..CaptureHealth::default() };
    let part = || Observation { health: blank, ..Observation::default() };
    let mut parts = vec![Observation { health, ..Observation::default() }];
    for some in conversations.chunks(records_max) {
        parts.push(Observation { conversations: some.to_vec(), ..part() });
    }
    for some in sightings.chunks(records_max) {
        parts.push(Observation { sightings: some.to_vec(), ..part() });
    }
    for some in identities.chunks(records_max) {
        parts.push(Observation { identities: some.to_vec(), ..part() });
    }
    let size = |it: &Observation| it.conversations.len() + it.sightings.len() + it.identities.len();
    let mut all: Vec<Observation> = Vec::new();
    for part in parts {
        match all.last_mut() {
            Some(last) if size(last) + size(&part) <= records_max => last.join(part),
            _ => all.push(part),
        }
    }
    all
}

/// The digest by which the register knows the run of a watch.
pub(super) fn run_digest(mark: &str) -> String {
    sha256_hex(format!("sekisho live watch {mark}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_divided_joins_to_the_whole() {
        let mut whole = Observation::default();
        whole.health.lost = 7;
        for n in 0..9_u8 {
            let key = sekisho_model::SightingKey { mac: None, ip: Some([192, 0, 2, n].into()), vlan: 0 };
            let at = jiff::Timestamp::UNIX_EPOCH;
            let sent = sekisho_model::Amount { packets: 1, bytes: 64 };
            whole.sightings.push(sekisho_model::Sighting {
                key,
                first: at,
                last: at,
                sent,
                claims: 0,
                silence_seconds_max: 0,
            });
        }
        for max in [1, 2, 4, 100] {
            let parts = divided(whole.clone(), max);
            assert!(parts.iter().all(|it| it.sightings.len() <= max) && parts.len() >= 9_usize.div_ceil(max));
            let mut joined = Observation::default();
            parts.into_iter().for_each(|part| joined.join(part));
            assert_eq!(joined, whole, "{max}");
        }
        assert_eq!(divided(Observation::default(), 4).len(), 1, "also nothing is told");
    }
}
