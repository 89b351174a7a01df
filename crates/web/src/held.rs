//! Files that somebody has looked at and may want to store next: kept in memory for a short while, so that
//! nobody has to choose the same file twice. One for each session, few in all; the oldest goes first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sekisho_app::observe::Captured;
use sekisho_app::scan::File;

/// Bytes kept in all.
const BYTES_MAX: usize = 160 * 1024 * 1024;
/// Captures of which what they brought is kept, in all.
const CAPTURES_MAX: usize = 4;
/// Records of an observation that is kept.
const RECORDS_MAX: usize = 100_000;
/// Minutes that a file is kept.
const MINUTES: i64 = 15;

/// Kept files by session, and what captures brought: their records, never their bytes.
#[derive(Debug, Default)]
pub(crate) struct Held {
    files: Mutex<BTreeMap<String, (Arc<File>, Timestamp)>>,
    captures: Mutex<BTreeMap<String, (Captured, Timestamp)>>,
}

/// Is what a capture brought little enough to be kept?
pub(crate) fn is_small(captured: &Captured) -> bool {
    let observation = &captured.observation;
    let records =
        observation.conversations.len() + observation.sightings.len() + observation.identities.len();
    records <= RECORDS_MAX
}

impl Held {
    /// Keeps a file in place of the session's last one.
    pub(crate) fn put(&self, session: &str, file: File, now: Timestamp) {
        self.captures.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, (_, since)| is_young(*since, now));
        files.insert(session.to_owned(), (Arc::new(file), now));
        while files.values().map(|(file, _)| file.bytes.len()).sum::<usize>() > BYTES_MAX && files.len() > 1 {
            let oldest =
                files.iter().filter(|(whose, _)| *whose != session).min_by_key(|(_, (_, since))| *since);
            let Some(oldest) = oldest.map(|(whose, _)| whose.clone()) else { break };
            files.remove(&oldest);
        }
    }

    /// Keeps what a capture brought in place of the session's last file, where it is little enough.
    pub(crate) fn put_capture(&self, session: &str, captured: Captured, now: Timestamp) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(session);
        let mut captures = self.captures.lock().unwrap_or_else(PoisonError::into_inner);
        captures.retain(|whose, (_, since)| whose != session && is_young(*since, now));
        if !is_small(&captured) {
            return;
        }
        while captures.len() >= CAPTURES_MAX {
            let oldest = captures.iter().min_by_key(|(_, (_, since))| *since).map(|(whose, _)| whose.clone());
            let Some(oldest) = oldest else { break };
            captures.remove(&oldest);
        }
        captures.insert(session.to_owned(), (captured, now));
    }

    /// Takes out what the session's capture brought.
    pub(crate) fn take_capture(&self, session: &str, now: Timestamp) -> Option<Captured> {
        let mut captures = self.captures.lock().unwrap_or_else(PoisonError::into_inner);
        captures.remove(session).filter(|(_, since)| is_young(*since, now)).map(|(captured, _)| captured)
    }

    /// Looks at the session's file, which stays, and from now on as long again.
    pub(crate) fn look(&self, session: &str, now: Timestamp) -> Option<Arc<File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, since) = files.get_mut(session).filter(|(_, since)| is_young(*since, now))?;
        *since = now;
        Some(Arc::clone(file))
    }

    /// Takes the session's file out.
    pub(crate) fn take(&self, session: &str, now: Timestamp) -> Option<Arc<File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.remove(session).filter(|(_, since)| is_young(*since, now)).map(|(file, _)| file)
    }
}

fn is_young(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) < SignedDuration::from_mins(MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: usize) -> File {
        File { name: name.to_owned(), bytes: vec![0; bytes] }
    }

    #[test]
    fn a_file_is_its_sessions_own_and_goes_stale() {
        let (held, now) = (Held::default(), Timestamp::UNIX_EPOCH);
        held.put("a", file("x.json", 1), now);
        assert!(held.take("b", now).is_none() && held.look("b", now).is_none());
        assert_eq!(held.look("a", now).unwrap().name, "x.json");
        assert_eq!(held.take("a", now).unwrap().name, "x.json");
        assert!(held.take("a", now).is_none(), "taken once only");
        held.put("a", file("x.json", 1), now);
        assert!(held.take("a", now + SignedDuration::from_mins(MINUTES)).is_none());
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many_bytes() {
        let (held, now) = (Held::default(), Timestamp::UNIX_EPOCH);
        held.put("a", file("a", BYTES_MAX / 2 + 1), now);
        held.put("b", file("b", BYTES_MAX / 2 + 1), now + SignedDuration::from_secs(1));
        assert!(held.take("a", now).is_none());
        assert!(held.take("b", now).is_some());
    }
}
