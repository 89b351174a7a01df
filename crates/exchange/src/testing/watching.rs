//! Generated records of observation, every field named.

use jiff::Timestamp;
use sekisho_model::{
    AssetId, Case, CaseKind, Expectation, IdentityKind, Record, Register, Stated, Watch, WatchDepth,
};

use super::Dice;

pub(super) fn thrown(d: &mut Dice, size: usize, assets: &[AssetId], register: &mut Register) {
    for id in d.ids(size) {
        register.put(Record::Watch(Watch {
            id,
            name: d.text(),
            place: d.free(),
            source: d.stated_text(),
            depth: d.pick(&[WatchDepth::Commands, WatchDepth::HeadersOnly]),
            identities: d.stated(|d| {
                // None at all is not applicable: a sheet has no other word for it.
                let mut kinds = d.subset(&IdentityKind::ALL);
                kinds.insert(IdentityKind::Vendor);
                kinds
            }),
            learn_from: moment(d),
            learn_until: moment(d),
            retention_days: d.count(),
            owner: d.stated_text(),
            note: d.free(),
        }));
    }
    for id in d.ids(size) {
        register.put(Record::Expectation(Expectation {
            id,
            name: d.text(),
            alert: d.text(),
            reason: d.text(),
            until: d.stated(Dice::date),
            decider: d.stated_text(),
            decided: d.stated(Dice::date),
            note: d.free(),
        }));
    }
    for id in d.ids(size) {
        register.put(Record::Case(Case {
            id,
            name: d.text(),
            kind: d.pick(&[CaseKind::Real, CaseKind::Exercise]),
            alert: d.stated_text(),
            assets: d.subset(assets),
            observed_at: moment(d),
            seen: d.free(),
            oriented_at: moment(d),
            meaning: d.free(),
            decided_at: moment(d),
            decision: d.free(),
            acted_at: moment(d),
            action: d.free(),
            owner: d.stated_text(),
            note: d.free(),
        }));
    }
}

fn moment(d: &mut Dice) -> Stated<Timestamp> {
    d.stated(|d| {
        let second = i64::try_from(d.below(4_000_000_000)).unwrap();
        let nanos = d.pick(&[0, 0, 500_000_000, 1]);
        Timestamp::new(second, nanos).unwrap()
    })
}
