//! Zones that were proposed by what was seen, taken into the register by a person.
//!
//! Invariant: a zone is added with the reasons it rests on; an asset that stands in a zone already is never moved, and
//! a conduit is added only between two zones that are both taken in.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_assess::observed::{Observed, ProposedConduit, ProposedZone};
use sekisho_model::{
    Asset, AssetId, Conduit, ConduitId, ConduitKind, Protocol, Record, RecordKind, Register, Stated, Text,
    WatchId, Zone, ZoneId,
};
use sha2::{Digest as _, Sha256};

use super::dealing::{new_id, write};
use super::judging::{Judged, now};
use super::of_watch;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Length of a mark, in hexadecimal digits.
const MARK_CHARS: usize = 16;

/// What was taken into the register with proposed zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zoned {
    /// The new zones.
    pub zones: Vec<ZoneId>,
    /// The new conduits between them.
    pub conduits: Vec<ConduitId>,
    /// Assets without a zone that stand in a new one now.
    pub assets: BTreeSet<AssetId>,
    /// Devices of these zones that are no assets of the register, and so stand nowhere yet.
    pub not_assets: usize,
}

/// Takes proposed zones into the register, by their numbers in the proposal, from 1; all of them where none is named,
/// but for those whose assets all stand in a zone already. Conduits between them come with them; assets without a zone
/// are put into theirs.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such proposal; trouble in the store.
pub async fn accept_zones(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    numbers: &[usize],
) -> Result<Zoned, AppError> {
    permit(caller, Act::Enter)?;
    let judged = now(app, &of_watch(watch)).await?;
    let chosen = chosen(&judged.observed, &judged.register, numbers)?;
    taken(app, caller, &judged, &chosen).await
}

/// Takes proposed zones into the register, by their marks: what a person looked at, whatever number it has by now.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where what was seen since proposes another zone in its place;
/// trouble in the store.
pub async fn accept_marked_zones(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    marks: &[String],
) -> Result<Zoned, AppError> {
    permit(caller, Act::Enter)?;
    let judged = now(app, &of_watch(watch)).await?;
    let zones = &judged.observed.proposal.zones;
    let place = |mark: &String| {
        zones.iter().position(|zone| zone_mark(zone) == *mark).ok_or_else(|| AppError::NotFound {
            kind: Text::new("ゾーン案", "proposed zone"),
            id: mark.clone(),
        })
    };
    let chosen: BTreeSet<usize> = marks.iter().map(place).collect::<Result<_, _>>()?;
    taken(app, caller, &judged, &chosen).await
}

/// What tells a proposed zone from any other: the devices in it.
#[must_use]
pub fn zone_mark(zone: &ProposedZone) -> String {
    let mut digest = Sha256::new();
    for device in &zone.devices {
        digest.update(device.as_str());
        digest.update([0]);
    }
    hex::encode(digest.finalize()).chars().take(MARK_CHARS).collect()
}

async fn taken(
    app: &App,
    caller: &Caller,
    judged: &Judged,
    chosen: &BTreeSet<usize>,
) -> Result<Zoned, AppError> {
    let mut target = Register::clone(&judged.register);
    let zoned = take_in(&judged.observed, chosen, &mut target)?;
    write(app, caller, &judged.register.diff(&target)).await?;
    Ok(zoned)
}

/// Places of the zones in the proposal.
fn chosen(observed: &Observed, register: &Register, numbers: &[usize]) -> Result<BTreeSet<usize>, AppError> {
    let zones = &observed.proposal.zones;
    if numbers.is_empty() {
        let stands = |at: &usize| all_stand_somewhere(observed, register, &zones[*at]);
        return Ok((0..zones.len()).filter(|at| !stands(at)).collect());
    }
    let place = |number: &usize| {
        number.checked_sub(1).filter(|at| *at < zones.len()).ok_or_else(|| AppError::NotFound {
            kind: Text::new("ゾーン案", "proposed zone"),
            id: number.to_string(),
        })
    };
    numbers.iter().map(place).collect()
}

fn all_stand_somewhere(observed: &Observed, register: &Register, zone: &ProposedZone) -> bool {
    let asset = |id: &sekisho_assess::observed::DeviceId| observed.inventory.device(id.as_str())?.asset();
    let of_asset = |asset: &AssetId| register.assets.get(asset).is_some_and(|it| it.zone.known().is_some());
    zone.devices.iter().all(|id| asset(id).is_some_and(|asset| of_asset(&asset.id)))
}

fn take_in(observed: &Observed, chosen: &BTreeSet<usize>, target: &mut Register) -> Result<Zoned, AppError> {
    let mut zoned = Zoned::default();
    let mut ids: BTreeMap<usize, ZoneId> = BTreeMap::new();
    for at in chosen {
        let proposed = &observed.proposal.zones[*at];
        let id: ZoneId = new_id(target, RecordKind::Zone)?;
        target.put(Record::Zone(zone(proposed, id.clone())));
        for device in proposed.devices.iter().filter_map(|id| observed.inventory.device(id.as_str())) {
            let Some(asset) = device.asset() else {
                zoned.not_assets += 1;
                continue;
            };
            let homeless = target.assets.get(&asset.id).filter(|asset| asset.zone.is_unknown());
            if let Some(homeless) = homeless.cloned() {
                zoned.assets.insert(homeless.id.clone());
                target.put(Record::Asset(Asset { zone: Stated::Known(id.clone()), ..homeless }));
            }
        }
        zoned.zones.push(id.clone());
        ids.insert(*at, id);
    }
    for proposed in &observed.proposal.conduits {
        if let (Some(from), Some(to)) = (ids.get(&proposed.from), ids.get(&proposed.to)) {
            let id: ConduitId = new_id(target, RecordKind::Conduit)?;
            let names = [from, to].map(|id| target.zones.get(id).map_or("", |zone| zone.name.as_str()));
            let name = format!("{} → {}", names[0], names[1]);
            let conduit = conduit(proposed, id.clone(), name, (from.clone(), to.clone()));
            target.put(Record::Conduit(conduit));
            zoned.conduits.push(id);
        }
    }
    Ok(zoned)
}

fn zone(proposed: &ProposedZone, id: ZoneId) -> Zone {
    let reasons: Vec<&str> = proposed.reasons.iter().map(|reason| reason.ja.as_str()).collect();
    Zone {
        id,
        name: proposed.name.ja.clone(),
        parent: Stated::Unknown,
        businesses: BTreeSet::new(),
        importance: Stated::Unknown,
        level: Stated::Known(proposed.level),
        security_level_target: Stated::Unknown,
        owner: Stated::Unknown,
        note: format!("観測からの案。{}", reasons.join(" ")),
    }
}

fn conduit(proposed: &ProposedConduit, id: ConduitId, name: String, (from, to): (ZoneId, ZoneId)) -> Conduit {
    let unrecognised = proposed.unrecognised;
    let note = match unrecognised {
        0 => "観測からの案。".to_owned(),
        _ => format!("観測からの案。ほかに、判別できない会話が {unrecognised} 件あります。"),
    };
    Conduit {
        id,
        name,
        from,
        to,
        direction: proposed.direction,
        kind: ConduitKind::Network,
        protocols: proposed.protocols.iter().copied().map(|it| Protocol::name(it).to_owned()).collect(),
        responsible: Stated::Unknown,
        responsibility_split: Stated::Unknown,
        note,
    }
}
