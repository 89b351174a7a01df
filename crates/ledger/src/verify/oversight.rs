//! What an overseer asks beside "was anything changed": who looked at observations and why, what was handed out and
//! who approved it, and when the record was silent.
//!
//! Invariant: everything is counted, also what is beyond the limit of what is listed; what was erased or never said is
//! named as that. Nothing here says that a statement is true: it says what was stated, in entries that are proved by
//! the tree.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::entry::{self, Entry};
use crate::text;

/// Entry of somebody looking into observations.
pub const LOOK: &str = "observe-look";
/// Entry of observations being handed out.
pub const HANDED_OUT: &str = "observe-export";
/// Entry of a file of the register being made for somebody outside.
pub const HANDED_OVER: &str = "hand-over";
/// Entry that says nothing but that the program runs.
pub const HEARTBEAT: &str = "heartbeat";
/// Entry that keeps a checkpoint which a witness co-signed.
pub const WITNESSED: &str = "ledger-witness";

/// Most looks and disclosures kept with their particulars, and most silences.
pub const MAX_LISTED: usize = 10_000;
/// Most kinds of act counted by name.
const MAX_ACTS: usize = 1000;
/// Most characters shown of a word from outside.
const MAX_WORDS: usize = 400;
/// Longest interval that a heartbeat may state, in minutes: 31 days.
pub const MAX_HEARTBEAT_MINUTES: u32 = 31 * 24 * 60;

/// What was stated about oversight in the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oversight {
    /// How often each act stands in the record.
    pub acts: BTreeMap<String, u64>,
    /// Acts whose kind was one too many to be counted by name.
    pub other_acts: u64,
    /// The first [`MAX_LISTED`] looks and disclosures, in their order.
    pub shown: Vec<Shown>,
    /// How many looks there are.
    pub looks: u64,
    /// How many disclosures there are: observations handed out, and files of the register handed over.
    pub handed_out: u64,
    /// How many of the disclosures are files of the register, handed over to somebody outside.
    pub handed_over: u64,
    /// Looks and disclosures that state no purpose.
    pub without_purpose: u64,
    /// Disclosures that name no second person.
    pub without_approver: u64,
    /// Looks and disclosures whose particulars were erased, so that nothing can be said of them.
    pub erased: u64,
    /// How many heartbeats there are.
    pub heartbeats: u64,
    /// How often the last heartbeat says that one comes, in minutes.
    pub heartbeat_minutes: Option<u32>,
    /// The first [`MAX_LISTED`] silences.
    pub silences: Vec<Silence>,
    /// How many silences there are.
    pub silence_count: u64,
    /// Moment of the entry before.
    last: Option<String>,
}

/// One look, or one disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Number of the entry.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Whether it was handed out, not only looked at.
    pub handed_out: bool,
    /// What was looked at.
    pub subject: String,
    /// To whom it went, where that is part of the entry: of a file that was handed over.
    pub to: Option<Stated>,
    /// What for.
    pub purpose: Stated,
    /// Who agreed.
    pub approver: Stated,
}

/// A word of an entry's particulars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// It stands there.
    Said(String),
    /// It does not.
    Unsaid,
    /// The particulars were erased.
    Erased,
}

/// A time without any entry, longer than the heartbeat in force allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Moment of the last entry before it.
    pub from: String,
    /// Moment of the first entry after it.
    pub to: String,
    /// Number of that entry.
    pub seq: u64,
    /// How long, in minutes.
    pub minutes: i64,
}

impl Oversight {
    /// Something that a person has to look into, although nothing was changed.
    #[must_use]
    pub const fn has_findings(&self) -> bool {
        self.without_purpose > 0 || self.without_approver > 0 || self.silence_count > 0
    }

    pub(super) fn entry(&mut self, entry: &Entry) {
        self.silence(entry);
        let action = entry.action();
        if let Some(count) = self.acts.get_mut(action) {
            *count += 1;
        } else if self.acts.len() < MAX_ACTS {
            self.acts.insert(action.to_owned(), 1);
        } else {
            self.other_acts += 1;
        }
        match action {
            LOOK | HANDED_OUT | HANDED_OVER => self.shown(entry),
            HEARTBEAT => {
                self.heartbeats += 1;
                self.heartbeat_minutes = minutes_of(entry.subject()).or(self.heartbeat_minutes);
            }
            _ => {}
        }
    }

    fn shown(&mut self, entry: &Entry) {
        let handed_over = entry.action() == HANDED_OVER;
        let handed_out = handed_over || entry.action() == HANDED_OUT;
        let particulars =
            entry.detail().text().map(|text| serde_json::from_str::<Value>(text).unwrap_or_default());
        let stated = |name: &str| match &particulars {
            None => Stated::Erased,
            Some(value) => match value.get(name).and_then(Value::as_str).map(str::trim) {
                Some(words) if !words.is_empty() => Stated::Said(text::printable(words, MAX_WORDS)),
                _ => Stated::Unsaid,
            },
        };
        let (purpose, approver) = (stated("purpose"), stated("approver"));
        let to = handed_over.then(|| stated("to"));
        self.handed_over += u64::from(handed_over);
        *(if handed_out { &mut self.handed_out } else { &mut self.looks }) += 1;
        self.erased += u64::from(particulars.is_none());
        self.without_purpose += u64::from(purpose == Stated::Unsaid);
        self.without_approver += u64::from(handed_out && !is_another(&approver, entry.actor()));
        if self.shown.len() < MAX_LISTED {
            let words = |words: &str| text::printable(words, MAX_WORDS);
            let (actor, subject) = (words(entry.actor()), words(entry.subject()));
            let (seq, at) = (entry.seq(), entry.at().to_owned());
            self.shown.push(Shown { seq, at, actor, handed_out, subject, to, purpose, approver });
        }
    }

    /// A silence is longer than the interval in force and a tenth of it, at least a minute: a busy machine is late.
    fn silence(&mut self, entry: &Entry) {
        let now = entry.at();
        if let (Some(every), Some(last)) = (self.heartbeat_minutes, &self.last) {
            let seconds = entry::unix_seconds(now) - entry::unix_seconds(last);
            let every = i64::from(every) * 60;
            if seconds > every + (every / 10).max(60) {
                self.silence_count += 1;
                if self.silences.len() < MAX_LISTED {
                    let (from, to) = (last.clone(), now.to_owned());
                    self.silences.push(Silence { from, to, seq: entry.seq(), minutes: seconds / 60 });
                }
            }
        }
        match &mut self.last {
            Some(last) => last.replace_range(.., now),
            None => self.last = Some(now.to_owned()),
        }
    }
}

/// Whether somebody other than the actor is named. What was erased cannot be blamed.
fn is_another(approver: &Stated, actor: &str) -> bool {
    match approver {
        Stated::Said(name) => name != actor,
        Stated::Unsaid => false,
        Stated::Erased => true,
    }
}

/// The subject of a heartbeat is `minutes:` and how often one comes.
fn minutes_of(subject: &str) -> Option<u32> {
    let minutes = u32::try_from(text::decimal(subject.strip_prefix("minutes:")?)?).ok()?;
    (1..=MAX_HEARTBEAT_MINUTES).contains(&minutes).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Detail, Salt};

    fn entry(seq: u64, at: &str, action: &str, subject: &str, detail: &str) -> Entry {
        let detail = Detail::kept(Salt::from_bytes([1; 32]), detail);
        Entry::new(seq, at, "user:kondo", action, subject, detail).unwrap()
    }

    fn seen(entries: &[Entry]) -> Oversight {
        let mut oversight = Oversight::default();
        entries.iter().for_each(|entry| oversight.entry(entry));
        oversight
    }

    #[test]
    fn a_look_states_its_purpose_and_a_disclosure_a_second_person() {
        let at = "2026-11-23T05:05:00Z";
        let good = r#"{"purpose":"点検","approver":"user:ito"}"#;
        let own = r#"{"purpose":"点検","approver":"user:kondo"}"#;
        let mut entries = [
            entry(0, at, LOOK, "observation", r#"{"purpose":"点検"}"#),
            entry(1, at, LOOK, "observation", r#"{"purpose":"  "}"#),
            entry(2, at, HANDED_OUT, "observation", good),
            entry(3, at, HANDED_OUT, "observation", own),
            entry(4, at, HANDED_OUT, "observation", "no JSON"),
            entry(5, at, "asset-add", "asset:1", "{}"),
        ];
        let found = seen(&entries);
        assert_eq!((found.looks, found.handed_out, found.erased), (2, 3, 0));
        assert_eq!((found.without_purpose, found.without_approver), (2, 2));
        assert_eq!(found.shown[2].approver, Stated::Said("user:ito".into()));
        assert!(found.has_findings());

        entries[1] = entries[1].erased();
        let found = seen(&entries[..3]);
        assert_eq!(
            (found.erased, found.without_purpose, found.shown[1].purpose.clone()),
            (1, 0, Stated::Erased)
        );
        assert!(!found.has_findings());
    }

    #[test]
    fn a_file_that_was_handed_over_is_a_disclosure_that_says_to_whom() {
        let at = "2026-11-23T05:05:00Z";
        let told = r#"{"to":"支援社","purpose":"初動","approver":"user:ito"}"#;
        let alone = r#"{"to":"支援社","purpose":"初動"}"#;
        let entries =
            [entry(0, at, HANDED_OVER, "register", told), entry(1, at, HANDED_OVER, "register", alone)];
        let found = seen(&entries);
        assert_eq!((found.looks, found.handed_out, found.handed_over), (0, 2, 2));
        assert_eq!((found.without_purpose, found.without_approver), (0, 1));
        assert_eq!(found.shown[0].to, Some(Stated::Said("支援社".into())));
    }

    #[test]
    fn a_silence_is_longer_than_the_heartbeat_in_force_and_its_tenth() {
        let beat = |seq, at: &str| entry(seq, &format!("2026-11-23T{at}Z"), HEARTBEAT, "minutes:60", "{}");
        let act = |seq, at: &str| entry(seq, &format!("2026-11-23T{at}Z"), "asset-add", "asset:1", "{}");
        let found = seen(&[
            act(0, "00:00:00"),
            beat(1, "03:00:00"),
            beat(2, "04:05:59"),
            act(3, "05:11:59"),
            act(4, "06:18:00"),
        ]);
        let silent: Vec<_> = found.silences.iter().map(|it| (it.seq, it.minutes)).collect();
        assert_eq!((silent, found.silence_count, found.heartbeats), (vec![(4, 66)], 1, 2));
    }

    #[test]
    fn a_heartbeat_that_states_no_usable_interval_changes_nothing() {
        for subject in ["", "minutes:0", "minutes:-1", "minutes:99999999", "hours:1", "minutes:01"] {
            assert_eq!(minutes_of(subject), None, "{subject}");
        }
        assert_eq!(minutes_of("minutes:15"), Some(15));
    }
}
