//! One client that tries many partners or ports in a short time.
//!
//! What counts as a try: a connection without more than a refusal for an answer, an echo request to a new partner, or
//! a new path on which next to nothing was said. Hosts outside that do not answer are no scan: so looks a machine that
//! is kept from the internet.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sekisho_model::{Amount, Conversation, Protocol, Text, Transport, text};

use super::super::paths::{End, Path};
use super::super::{Evidence, Trust};
use super::{AlertKind, Draft, Found, Ground, Place, Severity};

/// So many tries within [`WINDOW`] are a scan.
const TRIES_MIN: usize = 15;
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// A path with at most so many packets says next to nothing.
const SLIGHT_PACKETS: u64 = 20;

/// Was nothing given but a refusal?
pub(super) fn is_barren(path: &Path) -> bool {
    path.talk.protocol.is_none()
        && path.commands.is_empty()
        && was_refused(path.talk.transport, path.answered, path.connections)
}

/// The same of one conversation.
pub(super) fn is_barren_by_itself(it: &Conversation) -> bool {
    it.key.protocol.is_none()
        && it.commands.is_empty()
        && was_refused(it.key.transport, it.answered, it.connections)
}

const fn was_refused(transport: Transport, answered: Amount, connections: u64) -> bool {
    let refused = answered.packets <= connections.saturating_mul(2)
        && answered.bytes <= answered.packets.saturating_mul(90);
    matches!(transport, Transport::Tcp | Transport::Udp)
        && (answered.packets == 0 || (matches!(transport, Transport::Tcp) && refused))
}

fn is_try(ground: &Ground<'_>, path: &Path) -> bool {
    let new = !ground.baseline.ended || !ground.baseline.knows(path.first);
    let inward = !matches!(path.server, End::Group(_) | End::Outside(_));
    let slight = || {
        let packets = path.sent.packets.saturating_add(path.answered.packets);
        ground.baseline.ended
            && packets <= SLIGHT_PACKETS
            && (path.talk.protocol == Some(Protocol::Icmp) || !super::news::is_noise(path))
    };
    new && inward && !path.is_with_itself() && (is_barren(path) || slight())
}

/// The clients that scan, each with its alert.
pub(super) fn find(ground: &Ground<'_>, found: &mut Found) -> BTreeSet<End> {
    let mut tries: BTreeMap<End, Vec<&Path>> = BTreeMap::new();
    for path in ground.paths.iter().filter(|path| is_try(ground, path)) {
        tries.entry(path.client).or_default().push(path);
    }
    let mut scanning = BTreeSet::new();
    for (client, mut paths) in tries {
        paths.sort_by_key(|path| (path.first, path.key));
        if let Some(moment) = begun(&paths) {
            scanning.insert(client);
            found.alerts.push(alert(ground, client, moment, &paths));
        }
    }
    scanning
}

/// When the first window with enough tries begins.
fn begun(paths: &[&Path]) -> Option<Timestamp> {
    let mut from = 0;
    let mut tries = 0;
    for path in paths {
        tries += path.conversations;
        while path.first.duration_since(paths[from].first) > WINDOW {
            tries -= paths[from].conversations;
            from += 1;
        }
        if tries >= TRIES_MIN {
            return Some(paths[from].first);
        }
    }
    None
}

fn alert(ground: &Ground<'_>, client: End, moment: Timestamp, paths: &[&Path]) -> Draft {
    let servers: BTreeSet<End> = paths.iter().map(|path| path.server).collect();
    let (partners, tries) = (servers.len(), paths.iter().map(|path| path.conversations).sum::<usize>());
    let name = match client {
        End::Device(index) => ground.name(index),
        End::Outside(ip) => ip.to_string(),
        End::Nobody(address) | End::Group(address) => address.to_string(),
    };
    let subject = match client {
        End::Device(index) => ground.device(index).id.as_str().to_owned(),
        _ => name.clone(),
    };
    let what: Text = text!(
        ja: "「{name}」が {partners} 台・{tries} 通りの接続を試みました。",
        en: "{name} tried {tries} connections with {partners} partners."
    );
    let mut devices: Vec<usize> = match client {
        End::Device(index) => vec![index],
        _ => Vec::new(),
    };
    devices.extend(servers.iter().filter_map(|end| match end {
        End::Device(index) => Some(*index),
        _ => None,
    }));
    Draft {
        kind: AlertKind::Scan,
        subject,
        severity: Severity::High,
        trust: if tries >= 2 * TRIES_MIN { Trust::High } else { Trust::Medium },
        moment,
        what,
        devices,
        places: if matches!(client, End::Outside(_)) { vec![Place::Internet] } else { Vec::new() },
        evidence: paths
            .iter()
            .map(|path| Evidence::Conversation(path.key))
            .take(super::EVIDENCE_MAX)
            .collect(),
        paths: paths.len(),
    }
}
