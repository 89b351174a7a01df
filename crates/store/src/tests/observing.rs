//! The promises about observations.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};
use sekisho_model::{
    Address, Amount, CaptureHealth, Certainty, CommandClass, Conversation, ConversationKey, Identity,
    IdentityKind, Mac, Observation, Protocol, ShortText, Sighting, SightingKey, Transport, WatchId,
};

use super::keeping::sql;
use super::stock::{from_file, origin};
use super::{Bench, on_both};
use crate::{Access, Database, Difference, ObservationFilter, RunSettings, Store, StoreError};

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn at(&mut self) -> Timestamp {
        let nanos = 1_700_000_000_000_000_000 + i128::from(self.below(100_000_000_000_000));
        Timestamp::from_nanosecond(nanos).unwrap()
    }

    fn span(&mut self) -> (Timestamp, Timestamp) {
        let (one, other) = (self.at(), self.at());
        (one.min(other), one.max(other))
    }

    fn amount(&mut self) -> Amount {
        Amount { packets: self.below(1000), bytes: self.below(1_000_000) }
    }

    fn mac(&mut self) -> Mac {
        Mac([0, 0x1b, 0x1b, 0, 0, u8::try_from(self.below(4)).unwrap()])
    }

    fn address(&mut self) -> Address {
        match self.below(4) {
            0 => Address::Mac(self.mac()),
            1 => format!("2001:db8::{}", self.below(3)).parse().unwrap(),
            _ => format!("192.0.2.{}", self.below(4)).parse().unwrap(),
        }
    }

    fn conversation(&mut self) -> Conversation {
        let (first, last) = self.span();
        let commands: BTreeMap<CommandClass, Timestamp> = CommandClass::ALL
            .into_iter()
            .filter(|_| self.below(2) == 0)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|class| (class, self.at()))
            .collect();
        let protocols = [None, Some(Protocol::Modbus), Some(Protocol::EtherNetIp)];
        Conversation {
            key: ConversationKey {
                client: self.address(),
                server: self.address(),
                vlan: if self.below(3) == 0 { 7 } else { 0 },
                transport: if self.below(2) == 0 { Transport::Tcp } else { Transport::Ethernet },
                port: 502,
                protocol: protocols[usize::try_from(self.below(3)).unwrap()],
            },
            certainty: if self.below(2) == 0 { Certainty::Recognised } else { Certainty::Probable },
            first,
            last,
            sent: self.amount(),
            answered: self.amount(),
            connections: self.below(9),
            commands,
        }
    }

    fn sighting(&mut self) -> Sighting {
        let (first, last) = self.span();
        let ip = match self.address() {
            Address::Ip(ip) => Some(ip),
            Address::Mac(_) => None,
        };
        Sighting {
            key: SightingKey { mac: (self.below(4) > 0).then(|| self.mac()), ip, vlan: 0 },
            first,
            last,
            sent: self.amount(),
            claims: self.below(3),
            silence_seconds_max: self.below(50_000),
        }
    }

    fn identity(&mut self) -> Identity {
        let kind = usize::try_from(self.below(9)).unwrap();
        Identity {
            holder: self.address(),
            vlan: 0,
            protocol: Protocol::EtherNetIp,
            kind: IdentityKind::ALL[kind],
            value: ShortText::new(&format!("型式 {}", self.below(3))).unwrap(),
            first: self.at(),
        }
    }

    fn observation(&mut self, size: u64) -> Observation {
        let mut one = Observation {
            conversations: (0..size).map(|_| self.conversation()).collect(),
            sightings: (0..size).map(|_| self.sighting()).collect(),
            identities: (0..size).map(|_| self.identity()).collect(),
            health: CaptureHealth { seen: self.amount(), gaps: self.below(5), ..CaptureHealth::default() },
        };
        one = joined(&[one]);
        one
    }
}

/// Joined in memory, one after the other.
fn joined(all: &[Observation]) -> Observation {
    let mut whole = Observation::default();
    let mut conversations: BTreeMap<ConversationKey, Conversation> = BTreeMap::new();
    let mut sightings: BTreeMap<SightingKey, Sighting> = BTreeMap::new();
    let mut identities = BTreeMap::new();
    for one in all {
        for it in &one.conversations {
            conversations.entry(it.key).and_modify(|known| known.join(it)).or_insert_with(|| it.clone());
        }
        for it in &one.sightings {
            sightings.entry(it.key).and_modify(|known| known.join(it)).or_insert(*it);
        }
        for it in &one.identities {
            let key = (it.holder, it.vlan, it.protocol, it.kind, it.value.clone());
            let first = identities.entry(key).or_insert(it.first);
            *first = (*first).min(it.first);
        }
        whole.health.add(&one.health);
    }
    whole.conversations = conversations.into_values().collect();
    whole.sightings = sightings.into_values().collect();
    whole.identities = identities
        .into_iter()
        .map(|((holder, vlan, protocol, kind, value), first)| Identity {
            holder,
            vlan,
            protocol,
            kind,
            value,
            first,
        })
        .collect();
    whole
}

fn at_watch(name: &str) -> RunSettings {
    RunSettings { watch: Some(name.parse().unwrap()), ..RunSettings::default() }
}

fn all() -> ObservationFilter {
    ObservationFilter::default()
}

#[test]
fn joining_in_the_store_is_joining_in_memory() {
    on_both(|bench| async move {
        for seed in 0..12 {
            let mut dice = Dice(seed);
            let watch = at_watch(&format!("W-{seed}"));
            let parts: Vec<Observation> = (0..4).map(|_| dice.observation(40)).collect();
            for part in &parts {
                bench.store.add_observation(part, &watch, &from_file("a.pcap")).await.unwrap();
            }
            let filter = ObservationFilter { watch: watch.watch.clone(), ..all() };
            assert_eq!(bench.store.observation(&filter).await.unwrap(), joined(&parts), "seed {seed}");
        }
        let entries = bench.store.ledger_entries_about("observation:W-3").await.unwrap();
        assert_eq!(entries.len(), 4);
        assert!(entries.iter().all(|entry| entry.action() == "observe-read"));
        assert!(bench.store.ledger_verify().await.unwrap().is_sound());
        assert!(bench.store.facts_verify().await.unwrap().is_sound());
    });
}

#[test]
fn a_file_of_a_live_watch_is_added_once_however_often_it_comes() {
    on_both(|bench| async move {
        let mut dice = Dice(5);
        let parts = [dice.observation(40), dice.observation(40)];
        let begun = bench.store.add_observation(&Observation::default(), &at_watch("W-1"), &origin()).await;
        let run = begun.unwrap();
        for (part, name, added) in
            [(&parts[0], "part-1", true), (&parts[0], "part-1", false), (&parts[1], "part-2", true)]
        {
            let once = bench.store.extend_observation_once(run, part, &from_file(name)).await.unwrap();
            assert_eq!(once, added, "{name}");
        }
        assert_eq!(bench.store.observation(&all()).await.unwrap(), joined(&parts));
        let entries = bench.store.ledger_entries_about("observation:W-1").await.unwrap();
        assert_eq!(entries.len(), 3, "the beginning and each file once");
        let none = bench.store.extend_observation_once(99, &parts[0], &from_file("part-3")).await;
        assert!(matches!(none, Err(StoreError::Missing { .. })));
        assert!(bench.store.facts_verify().await.unwrap().is_sound());
    });
}

#[test]
fn an_observation_with_a_key_twice_is_joined_too() {
    on_both(|bench| async move {
        let mut dice = Dice(77);
        let mut loose = Observation::default();
        for _ in 0..200 {
            loose.conversations.push(dice.conversation());
            loose.sightings.push(dice.sighting());
            loose.identities.push(dice.identity());
        }
        bench.store.add_observation(&loose, &RunSettings::default(), &origin()).await.unwrap();
        assert_eq!(bench.store.observation(&all()).await.unwrap(), joined(&[loose]));
    });
}

#[test]
fn counters_and_moments_stop_at_their_ends_instead_of_turning_over() {
    on_both(|bench| async move {
        let mut dice = Dice(5);
        let mut one = Observation::default();
        let mut conversation = dice.conversation();
        conversation.sent = Amount { packets: u64::MAX, bytes: 1 };
        conversation.first = Timestamp::MIN;
        conversation.last = Timestamp::MAX;
        let mut sighting = dice.sighting();
        (sighting.first, sighting.last) = (Timestamp::MIN, Timestamp::MIN);
        one.conversations.push(conversation);
        one.sightings.push(sighting);
        let mut late = one.clone();
        (late.sightings[0].first, late.sightings[0].last) = (Timestamp::MAX, Timestamp::MAX);
        for part in [&one, &late] {
            bench.store.add_observation(part, &RunSettings::default(), &origin()).await.unwrap();
        }
        let kept = bench.store.observation(&all()).await.unwrap();
        assert_eq!(kept.conversations[0].sent, Amount { packets: i64::MAX.unsigned_abs(), bytes: 2 });
        assert_eq!(kept.conversations[0].first.as_nanosecond(), i128::from(-(i64::MAX / 2)));
        assert!(kept.sightings[0].silence_seconds_max > 9_000_000_000);
    });
}

#[test]
fn a_filter_gives_what_was_asked_for_and_two_watches_are_joined() {
    on_both(|bench| async move {
        let mut dice = Dice(9);
        let (east, west) = (dice.observation(60), dice.observation(60));
        bench.store.add_observation(&east, &at_watch("east"), &from_file("e.pcap")).await.unwrap();
        bench.store.add_observation(&west, &at_watch("west"), &from_file("w.pcap")).await.unwrap();
        let both = joined(&[east.clone(), west.clone()]);
        let whole = bench.store.observation(&all()).await.unwrap();
        assert_eq!(whole.conversations, both.conversations);
        assert_eq!(whole.health, both.health);
        let east_id: WatchId = "east".parse().unwrap();
        let filter = ObservationFilter { watch: Some(east_id), ..all() };
        assert_eq!(bench.store.observation(&filter).await.unwrap(), east);
        let address: Address = "192.0.2.1".parse().unwrap();
        let filter = ObservationFilter { address: Some(address), ..all() };
        let mut about = both.clone();
        about.conversations.retain(|it| it.key.client == address || it.key.server == address);
        about.sightings.retain(|it| it.key.ip.map(Address::Ip) == Some(address));
        about.identities.retain(|it| it.holder == address);
        assert_eq!(bench.store.observation(&filter).await.unwrap(), about);
        assert!(!about.conversations.is_empty() && !about.sightings.is_empty());
        let middle = Timestamp::from_second(1_700_050_000).unwrap();
        let filter = ObservationFilter { from: Some(middle), ..all() };
        let found = bench.store.observation(&filter).await.unwrap().conversations.len();
        let filter = ObservationFilter { until: Some(middle), ..all() };
        let early = bench.store.observation(&filter).await.unwrap().conversations.len();
        assert!(found > 0 && early > 0 && found < both.conversations.len());
    });
}

#[test]
fn a_run_keeps_how_was_watched_and_a_live_one_goes_on() {
    on_both(|bench| async move {
        let mut dice = Dice(3);
        let parts = [dice.observation(5), dice.observation(5)];
        let settings =
            RunSettings { headers_only: true, identities: vec![IdentityKind::Model], ..at_watch("W") };
        let run = bench.store.add_observation(&parts[0], &settings, &from_file("e.pcap")).await.unwrap();
        bench.store.extend_observation(run, &parts[1], &origin()).await.unwrap();
        assert_eq!(bench.store.observation(&all()).await.unwrap(), joined(&parts));
        let runs = bench.store.observation_runs().await.unwrap();
        assert_eq!((runs.len(), &runs[0].settings, &runs[0].origin), (1, &settings, &from_file("e.pcap")));
        assert_eq!(runs[0].health, joined(&parts).health);
        let lasts = parts.iter().flat_map(|part| part.conversations.iter().map(|it| it.last));
        assert!(runs[0].last >= lasts.max());
        let sekisho_model::Source::File { sha256, .. } = from_file("e.pcap").source else { unreachable!() };
        assert_eq!(bench.store.observation_run_of(&sha256).await.unwrap().unwrap().no, run);
        assert_eq!(bench.store.observation_run_of("none").await.unwrap(), None);
        let gone = bench.store.extend_observation(run + 1, &parts[1], &origin()).await;
        assert!(matches!(gone, Err(StoreError::Missing { .. })));
    });
}

#[test]
fn what_is_forgotten_is_counted_and_digested_in_the_ledger_and_the_rest_stays() {
    on_both(|bench| async move {
        let mut dice = Dice(21);
        let seen = dice.observation(200);
        bench.store.add_observation(&seen, &at_watch("W"), &from_file("e.pcap")).await.unwrap();
        let before = Timestamp::from_second(1_700_070_000).unwrap();
        let watch: WatchId = "W".parse().unwrap();
        let forgotten = bench.store.forget_observations(Some(&watch), before, &origin()).await.unwrap();
        let mut kept = seen.clone();
        kept.conversations.retain(|it| it.last >= before);
        kept.sightings.retain(|it| it.last >= before);
        assert!(!kept.conversations.is_empty() && kept.conversations.len() < seen.conversations.len());
        let found = bench.store.observation(&all()).await.unwrap();
        assert_eq!((&found.conversations, &found.sightings), (&kept.conversations, &kept.sightings));
        let entry = bench.store.ledger_entries_about("observation:W").await.unwrap().remove(0);
        let detail: serde_json::Value = serde_json::from_str(entry.detail().text().unwrap()).unwrap();
        assert_eq!(entry.action(), "observe-forget");
        assert_eq!(detail["sha256"], forgotten.sha256.as_str());
        let gone = seen.conversations.len() - kept.conversations.len();
        assert_eq!(detail["conversations"], gone);
        // A second time there is nothing, and nothing is noted.
        let size = bench.store.ledger_size().await.unwrap();
        let again = bench.store.forget_observations(Some(&watch), before, &origin()).await.unwrap();
        assert!(again.is_empty());
        assert_eq!(bench.store.ledger_size().await.unwrap(), size);
    });
}

#[test]
fn a_forgotten_address_stands_in_no_file_of_the_embedded_database() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for seed in [4, 5, 6] {
            let bench = Bench::new(Database::Embedded).await;
            let mut dice = Dice(seed);
            let boundary = Timestamp::from_second(1_600_000_000).unwrap();
            // Several readings, so that pages are split and joined with old and new rows side by side.
            for part in 0..8 {
                let mut seen = dice.observation(300);
                for (n, it) in (0_u64..).zip(&mut seen.conversations) {
                    it.key.port = u16::try_from(dice.below(60_000)).unwrap();
                    if n % 2 == 0 {
                        it.key.client = format!("198.51.100.{}", dice.below(250)).parse().unwrap();
                        (it.first, it.last) = (boundary - 1.hour(), boundary - 1.minute());
                    }
                }
                let settings = at_watch(&format!("W-{part}"));
                bench.store.add_observation(&seen, &settings, &origin()).await.unwrap();
                bench.store.add_observation(&seen, &settings, &origin()).await.unwrap();
            }
            let found = |folder: &std::path::Path| {
                let files =
                    std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()));
                let bytes: Vec<Vec<u8>> = files.filter_map(Result::ok).collect();
                bytes.iter().any(|bytes| bytes.windows(11).any(|part| part == b"198.51.100."))
            };
            let folder = bench.store.folder().to_owned();
            assert!(found(&folder));
            let forgotten = bench.store.forget_observations(None, boundary, &origin()).await.unwrap();
            assert!(forgotten.conversations > 900, "{forgotten:?}");
            assert!(!found(&folder));
            bench.store.close().await;
            assert!(!found(&folder));
        }
    });
}

#[test]
fn observations_go_with_a_backup() {
    on_both(|bench| async move {
        let seen = Dice(8).observation(30);
        bench.store.add_observation(&seen, &at_watch("W"), &origin()).await.unwrap();
        let folder = bench.place.path().join("copy");
        bench.store.backup(&folder).await.unwrap();
        let copy = Store::open(&folder, &Database::Embedded, Access::Read).await.unwrap();
        assert_eq!(copy.observation(&all()).await.unwrap(), seen);
        let refused = copy.add_observation(&seen, &at_watch("W"), &origin()).await;
        assert!(matches!(refused, Err(StoreError::ReadOnly)));
    });
}

#[test]
fn a_signed_text_is_no_checkpoint_and_its_signature_holds() {
    on_both(|bench| async move {
        let signed = bench.store.sign_text("sekisho field dictionary", "a\nb").unwrap();
        let key = bench.store.verifier_key().clone();
        let note = sekisho_ledger::Note::parse(signed.as_bytes()).unwrap();
        let text = note.verify(std::slice::from_ref(&key)).unwrap().text.to_owned();
        assert_eq!(text, "sekisho field dictionary\na\nb\n");
        assert!(sekisho_ledger::Checkpoint::open(signed.as_bytes(), &key).is_err());
    });
}

/// An observation for the tests of faults.
pub(super) fn small() -> Observation {
    Dice(2).observation(6)
}

#[test]
fn a_change_of_what_was_seen_past_the_ledger_is_found_whichever_row_it_is() {
    on_both(|bench| async move {
        let store = &bench.store;
        let mut dice = Dice(91);
        let before = dice.observation(30);
        store.add_observation(&before, &at_watch("W-1"), &from_file("a.pcap")).await.unwrap();
        store.add_observation(&dice.observation(30), &at_watch("W-1"), &from_file("b.pcap")).await.unwrap();
        store.add_observation(&dice.observation(30), &RunSettings::default(), &origin()).await.unwrap();
        let found = store.facts_verify().await.unwrap();
        assert_eq!((found.same, found.unprovable, found.differences), (2, 0, vec![]));
        for (there, back) in [
            ("update conversation set sent_bytes = sent_bytes + 1", "sent_bytes = sent_bytes - 1"),
            ("update conversation set write_ns = coalesce(write_ns, 0) + 1", ""),
            ("update sighting set claims = claims + 1", "claims = claims - 1"),
            ("update identity set first_ns = first_ns - 1", "first_ns = first_ns + 1"),
            ("update observation_run set headers_only = 1 - headers_only", "headers_only = 1 - headers_only"),
        ] {
            sql(store, format!("{there} where watch = 'W-1'")).await;
            let found = store.facts_verify().await.unwrap();
            let changed = Difference::Changed("observation:W-1".to_owned());
            assert_eq!(found.differences, [changed], "{there}");
            if back.is_empty() {
                // What was made wrong on purpose goes with all that was seen.
                store
                    .forget_observations(None, "2115-01-01T00:00:00Z".parse().unwrap(), &origin())
                    .await
                    .unwrap();
                let again = dice.observation(30);
                store.add_observation(&again, &at_watch("W-1"), &from_file("c.pcap")).await.unwrap();
            } else {
                let table = there.split(' ').nth(1).unwrap();
                sql(store, format!("update {table} set {back} where watch = 'W-1'")).await;
            }
            assert!(store.facts_verify().await.unwrap().is_sound(), "set back: {there}");
        }
        for table in ["conversation", "sighting", "identity", "observation_run"] {
            sql(store, format!("delete from {table}")).await;
        }
        let added = "insert into identity values ('W-9', '10.0.0.1', 0, 'modbus', 'name', 'x', 1)";
        sql(store, added.to_owned()).await;
        let found = store.facts_verify().await.unwrap();
        let of = |watch: &str| format!("observation:{watch}");
        let expected = [Difference::Unrecorded(of("W-9")), Difference::Missing(of("W-1"))];
        assert_eq!(found.differences, expected, "removed whole, and added where nothing was");
    });
}

#[test]
fn read_in_parts_of_any_size_it_is_the_same_and_what_stands_out_comes_first() {
    on_both(|bench| async move {
        let mut dice = Dice(7);
        for watch in ["W-1", "W-2"] {
            let seen = dice.observation(60);
            bench.store.add_observation(&seen, &at_watch(watch), &from_file(watch)).await.unwrap();
        }
        let only = ObservationFilter { watch: Some("W-2".parse().unwrap()), ..all() };
        for filter in [all(), only] {
            let whole = bench.store.observation(&filter).await.unwrap();
            for rows in [1, 7, 1_000] {
                let mut parts = Vec::new();
                bench.store.observation_in_parts_of(rows, &filter, |part| parts.push(part)).await.unwrap();
                assert!(rows > 1 || parts.len() > 60, "{}", parts.len());
                assert!(parts.iter().all(|part| part.conversations.len() <= rows));
                assert_eq!(joined(&parts), whole, "{rows} rows");
            }
            let first = bench.store.observation_standing_out(&filter, 5).await.unwrap();
            let rank = |it: &Sighting| (it.claims == 0, std::cmp::Reverse(it.sent.packets));
            assert_eq!(first.len(), 5);
            assert!(first.is_sorted_by_key(rank), "{first:?}");
        }
    });
}
