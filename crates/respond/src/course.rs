//! Which events of a case count.
//!
//! Invariant: the order in which events are given changes nothing, and no event vanishes: one whose correction is
//! wrong in itself counts on its own, and the case says so. The first of its sort counts, so that a second
//! awareness or a second submission starts nothing anew.
//!
//! A correction stands for what it names. Taking back a correction brings back what it stood for.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::warning::Broken;
use crate::{DutyId, Event, EventId, Happening, MatterId};

/// The events of one case.
pub(crate) struct Course<'a> {
    /// Those that count, by when they happened.
    live: Vec<&'a Event>,
    /// All by id; of a doubled id the one recorded first.
    by_id: BTreeMap<&'a EventId, &'a Event>,
    /// Corrections that correct nothing.
    pub(crate) broken: Vec<(EventId, Broken)>,
}

impl<'a> Course<'a> {
    pub(crate) fn of(events: &[&'a Event]) -> Self {
        let mut events = events.to_vec();
        events.sort_by(|a, b| {
            (a.recorded_at, a.at, &a.id, &a.what).cmp(&(b.recorded_at, b.at, &b.id, &b.what))
        });
        events.dedup();
        let mut by_id = BTreeMap::new();
        let mut broken = Vec::new();
        for event in &events {
            if by_id.contains_key(&event.id) {
                broken.push((event.id.clone(), Broken::Twice));
            } else {
                by_id.insert(&event.id, *event);
            }
        }
        let mut corrections = Corrections { by_id: &by_id, of: BTreeMap::new() };
        for event in &events {
            match target(event, &by_id) {
                Ok(None) => {}
                Ok(Some(old)) => corrections.of.entry(&old.id).or_default().push(event),
                Err(why) => broken.push((event.id.clone(), why)),
            }
        }
        broken.extend(corrections.disputed());
        let mut live: Vec<&Event> = events
            .iter()
            .filter(|event| event.what != Happening::Void && !corrections.is_replaced(event))
            .copied()
            .collect();
        live.sort_by(|a, b| (a.at, a.recorded_at, &a.id).cmp(&(b.at, b.recorded_at, &b.id)));
        Self { live, by_id, broken }
    }

    /// Events of a sort that count, the earliest first.
    pub(crate) fn all(&self, is: impl Fn(&Happening) -> bool) -> impl Iterator<Item = &'a Event> {
        self.live.iter().copied().filter(move |event| is(&event.what))
    }

    /// When somebody was first aware of a matter; after a decision that it is none here, only a later awareness.
    pub(crate) fn aware(&self, matter: &MatterId) -> Option<&'a Event> {
        let excluded = self.last_exclusion(matter).map(|event| event.at);
        self.awareness(matter).find(|event| excluded.is_none_or(|at| event.at > at))
    }

    /// Every awareness of a matter that counts, the earliest first.
    pub(crate) fn awareness(&self, matter: &MatterId) -> impl Iterator<Item = &'a Event> {
        self.all(move |what| matches!(what, Happening::Aware { matter: of } if of == matter))
    }

    /// The decision that a matter is none here, where no later awareness overturned it.
    pub(crate) fn excluded(&self, matter: &MatterId) -> Option<&'a Event> {
        self.last_exclusion(matter).filter(|_| self.aware(matter).is_none())
    }

    fn last_exclusion(&self, matter: &MatterId) -> Option<&'a Event> {
        self.all(move |what| matches!(what, Happening::Excluded { matter: of } if of == matter)).last()
    }

    /// Everything that says that a duty was done.
    pub(crate) fn done(&self, duty: &DutyId) -> impl Iterator<Item = &'a Event> {
        self.all(move |what| matches!(what, Happening::Done { duty: of, .. } if of == duty))
    }

    /// What an event stands for, the newest first.
    pub(crate) fn before(&self, event: &Event) -> Vec<&'a Event> {
        let mut chain = Vec::new();
        let mut at = target(event, &self.by_id).ok().flatten();
        while let Some(old) = at {
            chain.push(old);
            at = target(old, &self.by_id).ok().flatten();
        }
        chain
    }

    /// When the case was last written to: the same whoever looks, and whenever.
    pub(crate) fn last_recorded(&self) -> Option<Timestamp> {
        self.by_id.values().map(|event| event.recorded_at).max()
    }
}

/// What an event corrects. A correction is recorded after what it corrects, so chains have an end.
fn target<'a>(event: &Event, by_id: &BTreeMap<&EventId, &'a Event>) -> Result<Option<&'a Event>, Broken> {
    let Some(id) = &event.supersedes else {
        return if event.what == Happening::Void { Err(Broken::Nothing) } else { Ok(None) };
    };
    let old = by_id.get(id).ok_or(Broken::Unknown)?;
    if old.recorded_at >= event.recorded_at {
        Err(Broken::Backwards)
    } else if event.what.corrects(&old.what) {
        Ok(Some(old))
    } else {
        Err(Broken::Other)
    }
}

/// Who stands for whom. Only the first record of an id can be corrected by that id, and a correction is recorded
/// after it, so looking on from correction to correction has an end.
struct Corrections<'a, 'b> {
    by_id: &'b BTreeMap<&'a EventId, &'a Event>,
    of: BTreeMap<&'a EventId, Vec<&'a Event>>,
}

impl<'a> Corrections<'a, '_> {
    fn newer(&self, event: &Event) -> &[&'a Event] {
        let is_first = self.by_id.get(&event.id).is_some_and(|first| std::ptr::eq(*first, event));
        self.of.get(&event.id).filter(|_| is_first).map_or(&[], Vec::as_slice)
    }

    /// Taken back by an event that was not taken back itself.
    fn is_void(&self, event: &Event) -> bool {
        self.newer(event).iter().any(|newer| newer.what == Happening::Void && !self.is_void(newer))
    }

    fn is_replaced(&self, event: &Event) -> bool {
        self.newer(event).iter().any(|newer| !self.is_void(newer))
    }

    /// Two corrections of one event, neither of which knows of the other.
    fn disputed(&self) -> Vec<(EventId, Broken)> {
        let standing = |newer: &Vec<&'a Event>| -> Vec<&'a Event> {
            newer.iter().filter(|event| !self.is_void(event)).copied().collect()
        };
        let disputed = self.of.values().map(standing).filter(|newer| newer.len() > 1).flatten();
        disputed.map(|event| (event.id.clone(), Broken::Both)).collect()
    }
}
