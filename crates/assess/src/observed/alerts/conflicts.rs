//! One address that two devices claim at the same time. One alert for the device that claimed later, whatever number
//! of addresses it contends.

use core::net::IpAddr;
use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_model::{Address, AssetRole, Mac, Sighting, text};

use super::super::places;
use super::super::{Evidence, Trust};
use super::{AlertKind, Draft, Found, Ground, Quiet, Severity};

/// Addresses that one device contends with others.
#[derive(Default)]
struct Contended {
    moment: Option<Timestamp>,
    others: Vec<usize>,
    ips: Vec<IpAddr>,
    evidence: Vec<Evidence>,
}

pub(super) fn find(ground: &Ground<'_>, found: &mut Found) {
    let mut claims: BTreeMap<(IpAddr, u16), Vec<&Sighting>> = BTreeMap::new();
    for sighting in ground.question.observation.sightings.iter().filter(|sighting| sighting.claims > 0) {
        if let Some(ip) = sighting.key.ip.filter(|ip| places::is_hosts(*ip)) {
            claims.entry((ip, sighting.key.vlan)).or_default().push(sighting);
        }
    }
    let mut contended: BTreeMap<usize, Contended> = BTreeMap::new();
    for ((ip, _), mut rows) in claims.into_iter().filter(|(_, rows)| rows.len() > 1) {
        rows.sort_by_key(|row| (row.first, row.key));
        for pair in rows.windows(2) {
            contend(ground, found, &mut contended, ip, (pair[0], pair[1]));
        }
    }
    for (device, contended) in contended {
        found.alerts.extend(alert(ground, device, contended));
    }
}

fn contend(
    ground: &Ground<'_>,
    found: &mut Found,
    contended: &mut BTreeMap<usize, Contended>,
    ip: IpAddr,
    (earlier, later): (&Sighting, &Sighting),
) {
    // One after the other: the address was handed on.
    if earlier.last <= later.first {
        return;
    }
    let holder = |row: &Sighting| {
        let mac = row.key.mac?;
        Some((mac, ground.inventory.holder(Address::Mac(mac), row.key.vlan, row.first, row.last)?))
    };
    let (Some((one, first)), Some((other, second))) = (holder(earlier), holder(later)) else { return };
    if first == second {
        return;
    }
    if is_shared(one) || is_shared(other) {
        return found.pass(Quiet::SharedByRouters);
    }
    if ground.baseline.ended && ground.baseline.knows(later.first) {
        return found.pass(Quiet::LearnedConflict);
    }
    let own = contended.entry(second).or_default();
    own.moment = Some(own.moment.map_or(later.first, |moment| moment.min(later.first)));
    own.ips.push(ip);
    if !own.others.contains(&first) {
        own.others.push(first);
    }
    own.evidence.extend([Evidence::Sighting(later.key), Evidence::Sighting(earlier.key)]);
}

/// The stations that redundant routers share: VRRP, HSRP, GLBP.
fn is_shared(mac: Mac) -> bool {
    let [a, b, c, d, e, _] = mac.0;
    matches!(
        [a, b, c, d, e],
        [0, 0, 0x5E, 0, 1 | 2] | [0, 0, 0x0C, 7, 0xAC] | [0, 0, 0x0C, 0x9F, _] | [0, 7, 0xB4, 0, _]
    )
}

fn alert(ground: &Ground<'_>, device: usize, contended: Contended) -> Option<Draft> {
    let Contended { moment, others, ips, evidence } = contended;
    let (late, early) = (ground.device(device).id.as_str(), ground.name(*others.first()?));
    let (ip, more) = (ips.first()?, ips.len() - 1);
    let what = if more == 0 {
        text!(ja: "{ip} を、「{early}」に続いて {late} も名乗っています。", en: "{ip} is claimed by {late} as well as by {early}.")
    } else {
        text!(ja: "{ip} ほか {more} 個のアドレスを、{late} も名乗っています。", en: "{ip} and {more} more addresses are claimed by {late} as well as by their owners.")
    };
    let of_control = others.iter().any(|other| {
        matches!(
            ground.role(*other),
            Some(AssetRole::Controller | AssetRole::SafetyController | AssetRole::NetworkDevice)
        )
    });
    Some(Draft {
        kind: AlertKind::AddressConflict,
        subject: late.to_owned(),
        severity: if of_control || more > 0 { Severity::High } else { Severity::Medium },
        trust: Trust::High,
        moment: moment?,
        what,
        devices: std::iter::once(device).chain(others.iter().copied()).collect(),
        places: Vec::new(),
        evidence,
        paths: 0,
    })
}
