//! A device that always spoke, and is silent for longer than ever. Devices that fell silent together are one alert.
//!
//! A server that only answers is silent when nobody asks: it counts if it was asked in vain, or if it always spoke by
//! itself. PCs are switched off and carried away, so only devices of control, servers and the network count; what a device does
//! only since the usual was learned does not make it one of them. The watch's own end is the last moment that anything
//! was seen: a watch that is cut off says nothing of its devices.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sekisho_model::{AssetRole, Text, text};

use super::super::Evidence;
use super::{AlertKind, Draft, Found, Ground, Severity};

/// Shorter silences are no alert.
const SILENCE_SECONDS_MIN: u64 = 300;
/// A silence counts from so many times the longest one before.
const TIMES_USUAL: u64 = 3;
/// A device with fewer packets is not known well enough.
const PACKETS_MIN: u64 = 50;
/// Silences that began within so many seconds have one cause.
const TOGETHER_SECONDS: i64 = 60;

pub(super) fn find(ground: &Ground<'_>, found: &mut Found) {
    let Some(end) = ground.baseline.seen_until else { return };
    let controls = controls(ground);
    let mut silent: Vec<(Timestamp, Timestamp, usize)> = (0..ground.inventory.devices.len())
        .filter(|index| ground.baseline.saw(*index))
        .filter_map(|index| Some((ground.device(index).last, fell_silent(ground, index, end)?, index)))
        .filter(|(.., index)| counts(ground, *index, &controls))
        .collect();
    silent.sort_unstable();
    let together = |a: &(Timestamp, Timestamp, usize), b: &(Timestamp, Timestamp, usize)| {
        b.0.duration_since(a.0).as_secs() <= TOGETHER_SECONDS
    };
    let partners = partners(ground);
    for group in silent.chunk_by(together) {
        found.alerts.extend(alert(ground, group, &partners));
    }
}

/// Devices that took part in the talk of control while it was learned.
fn controls(ground: &Ground<'_>) -> BTreeSet<usize> {
    let learned =
        ground.paths.iter().filter(|path| ground.baseline.knows(path.first) && path.talk.is_industrial());
    learned.flat_map(|path| path.client_device().into_iter().chain(path.server_device())).collect()
}

/// Is it one of those that are never switched off?
fn counts(ground: &Ground<'_>, index: usize, controls: &BTreeSet<usize>) -> bool {
    match ground.role(index) {
        Some(
            AssetRole::ApplicationServer
            | AssetRole::NetworkDevice
            | AssetRole::Firewall
            | AssetRole::RemoteAccess
            | AssetRole::Camera,
        ) => controls.contains(&index) || speaks_by_itself(ground, index) || asked_in_vain(ground, index),
        None
        | Some(
            AssetRole::Workstation
            | AssetRole::EngineeringStation
            | AssetRole::PortableMedia
            | AssetRole::Other,
        ) => false,
        Some(_) => controls.contains(&index),
    }
}

fn speaks_by_itself(ground: &Ground<'_>, index: usize) -> bool {
    let own = ground.paths.iter().filter(|path| path.client_device() == Some(index));
    own.filter(|path| ground.baseline.knows(path.first)).any(|path| path.sent.packets >= PACKETS_MIN)
}

fn asked_in_vain(ground: &Ground<'_>, index: usize) -> bool {
    let last = ground.device(index).last;
    ground.paths.iter().any(|path| path.server_device() == Some(index) && path.last > last)
}

/// The moment from which its silence is longer than usual, if it lasted until the end.
fn fell_silent(ground: &Ground<'_>, index: usize, end: Timestamp) -> Option<Timestamp> {
    let device = ground.device(index);
    let (from, until) = (ground.baseline.from?, ground.baseline.until?);
    let heard = device.last.min(until).duration_since(device.first.max(from)).as_secs();
    let long = ground.baseline.seconds() / 2;
    let steady = i64::try_from(device.silence_seconds_max)
        .is_ok_and(|longest| longest * 4 <= ground.baseline.seconds());
    if !device.heard || device.sent.packets < PACKETS_MIN || heard < long || !steady {
        return None;
    }
    let allowed = device.silence_seconds_max.saturating_mul(TIMES_USUAL).max(SILENCE_SECONDS_MIN);
    let moment = device.last.checked_add(SignedDuration::from_secs(i64::try_from(allowed).ok()?)).ok()?;
    (moment < end).then_some(moment)
}

/// With how many others each device spoke.
fn partners(ground: &Ground<'_>) -> BTreeMap<usize, usize> {
    let mut partners = BTreeMap::new();
    for (client, server, _) in ground.paths.between_devices().filter(|(client, server, _)| client != server) {
        *partners.entry(client).or_default() += 1;
        *partners.entry(server).or_default() += 1;
    }
    partners
}

fn alert(
    ground: &Ground<'_>,
    group: &[(Timestamp, Timestamp, usize)],
    partners: &BTreeMap<usize, usize>,
) -> Option<Draft> {
    // Of several, the one that most others spoke with is named: without it they have nothing to say.
    let most = |index: usize| partners.get(&index).copied().unwrap_or(0);
    let mut devices: Vec<usize> = group.iter().map(|(.., index)| *index).collect();
    devices.sort_by_key(|index| (std::cmp::Reverse(most(*index)), *index));
    let first = *devices.first()?;
    let (moment, last) =
        (group.iter().map(|(_, moment, _)| *moment).min()?, group.iter().map(|(last, ..)| *last).min()?);
    let (name, more, usual) =
        (ground.name(first), devices.len() - 1, ground.device(first).silence_seconds_max);
    let what: Text = if more == 0 {
        text!(ja: "「{name}」が {last} から沈黙しています（これまでの最長は {usual} 秒）。", en: "{name} has been silent since {last} (longest before: {usual} s).")
    } else {
        text!(ja: "「{name}」ほか {more} 台が {last} から沈黙しています。", en: "{name} and {more} more have been silent since {last}.")
    };
    Some(Draft {
        kind: AlertKind::Silence,
        subject: ground.device(first).id.as_str().to_owned(),
        severity: Severity::Medium,
        trust: ground.baseline.trust,
        moment,
        what,
        evidence: devices
            .iter()
            .filter_map(|index| ground.device(*index).evidence.first().cloned())
            .filter(|evidence| matches!(evidence, Evidence::Sighting(_)))
            .collect(),
        devices,
        places: Vec::new(),
        paths: 0,
    })
}
