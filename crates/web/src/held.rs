//! Files that somebody has looked at and may want to store next: kept in memory for a short while, so that
//! nobody has to choose the same file twice. One for each session, few in all; the oldest goes first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Bytes kept in all.
const BYTES_MAX: usize = 160 * 1024 * 1024;
/// Minutes that a file is kept.
const MINUTES: i64 = 15;

/// A kept file.
#[derive(Clone, Debug)]
pub(crate) struct HeldFile {
    pub(crate) name: String,
    pub(crate) bytes: Arc<Vec<u8>>,
    since: Timestamp,
}

/// Kept files by session.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<BTreeMap<String, HeldFile>>);

impl Held {
    /// Keeps a file in place of the session's last one.
    pub(crate) fn put(&self, session: &str, name: String, bytes: Vec<u8>, now: Timestamp) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, file| is_fresh(file, now));
        files.insert(session.to_owned(), HeldFile { name, bytes: Arc::new(bytes), since: now });
        while files.values().map(|file| file.bytes.len()).sum::<usize>() > BYTES_MAX && files.len() > 1 {
            let oldest =
                files.iter().filter(|(whose, _)| *whose != session).min_by_key(|(_, file)| file.since);
            let Some(oldest) = oldest.map(|(whose, _)| whose.clone()) else { break };
            files.remove(&oldest);
        }
    }

    /// Takes the session's file out.
    pub(crate) fn take(&self, session: &str, now: Timestamp) -> Option<HeldFile> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.remove(session).filter(|file| is_fresh(file, now))
    }
}

fn is_fresh(file: &HeldFile, now: Timestamp) -> bool {
    now.duration_since(file.since) < SignedDuration::from_mins(MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_sessions_own_and_goes_stale() {
        let (held, now) = (Held::default(), Timestamp::UNIX_EPOCH);
        held.put("a", "x.json".to_owned(), vec![1], now);
        assert!(held.take("b", now).is_none());
        assert_eq!(held.take("a", now).unwrap().name, "x.json");
        assert!(held.take("a", now).is_none(), "taken once only");
        held.put("a", "x.json".to_owned(), vec![1], now);
        assert!(held.take("a", now + SignedDuration::from_mins(MINUTES)).is_none());
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many_bytes() {
        let (held, now) = (Held::default(), Timestamp::UNIX_EPOCH);
        held.put("a", "a".to_owned(), vec![0; BYTES_MAX / 2 + 1], now);
        held.put("b", "b".to_owned(), vec![0; BYTES_MAX / 2 + 1], now + SignedDuration::from_secs(1));
        assert!(held.take("a", now).is_none());
        assert!(held.take("b", now).is_some());
    }
}
