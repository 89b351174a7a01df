//! The pack `attack-ics` held against MITRE's public data, where that is at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sekisho_model::AssetRole;
use serde_json::Value;

use crate::{ATTACK_NOTICE, Catalog, Stage};

/// What the public data say of one thing that is live.
struct Public {
    objects: Vec<Value>,
}

impl Public {
    fn read() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/attack-ics");
        let Ok(text) = std::fs::read_to_string(folder.join("ics-attack-18.1.json")) else {
            println!("not run: {} is not here", folder.display());
            return None;
        };
        let bundle: Value = serde_json::from_str(&text).unwrap();
        let live = |object: &Value| object["revoked"] != true && object["x_mitre_deprecated"] != true;
        let objects = bundle["objects"].as_array().unwrap().iter().filter(|object| live(object));
        Some(Self { objects: objects.cloned().collect() })
    }

    /// STIX id → object, of one type.
    fn of_type(&self, kind: &str) -> BTreeMap<&str, &Value> {
        let fits = |object: &&Value| object["type"] == kind;
        self.objects.iter().filter(fits).map(|object| (object["id"].as_str().unwrap(), object)).collect()
    }

    /// From the id of one thing to the ids of others, MITRE's own, along a relation.
    fn links(&self, relation: &str, from: &str, to: &str) -> BTreeMap<String, BTreeSet<String>> {
        let (sources, targets) = (self.of_type(from), self.of_type(to));
        let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for link in self.of_type("relationship").values().filter(|link| link["relationship_type"] == relation)
        {
            let end = |side: &str| link[side].as_str().unwrap();
            if let (Some(source), Some(target)) =
                (sources.get(end("source_ref")), targets.get(end("target_ref")))
            {
                links.entry(number(source)).or_default().insert(number(target));
            }
        }
        links
    }
}

fn number(object: &Value) -> String {
    let references = object["external_references"].as_array().unwrap();
    let own = references.iter().find(|reference| reference["source_name"] == "mitre-attack").unwrap();
    own["external_id"].as_str().unwrap().to_owned()
}

/// Our roles for one of MITRE's kinds of asset, as the head of the pack says.
fn roles(asset: &str) -> Vec<AssetRole> {
    match asset {
        "A0001" => vec![AssetRole::Workstation, AssetRole::EngineeringStation, AssetRole::PortableMedia],
        "A0002" => vec![AssetRole::Hmi],
        "A0003" | "A0004" | "A0005" | "A0017" | "A0018" => vec![AssetRole::Controller],
        "A0006" => vec![AssetRole::Historian],
        "A0007" => vec![AssetRole::ControlServer],
        "A0008" => vec![AssetRole::ApplicationServer],
        "A0009" => vec![AssetRole::Gateway],
        "A0010" => vec![AssetRole::SafetyController],
        "A0011" | "A0012" => vec![AssetRole::RemoteAccess],
        "A0013" => vec![AssetRole::FieldDevice],
        "A0014" | "A0015" => vec![AssetRole::NetworkDevice],
        "A0016" => vec![AssetRole::Firewall],
        other => panic!("asset {other} is new"),
    }
}

fn stage(technique: &Value) -> Stage {
    let phases = technique["kill_chain_phases"].as_array().unwrap().iter();
    let phases: BTreeSet<&str> = phases.map(|phase| phase["phase_name"].as_str().unwrap()).collect();
    let goals = ["inhibit-response-function", "impair-process-control", "impact"];
    if phases.contains("initial-access") {
        Stage::Entry
    } else if goals.iter().any(|goal| phases.contains(goal)) {
        Stage::Goal
    } else {
        Stage::Spread
    }
}

#[test]
fn ids_names_roles_and_stages_are_those_of_the_public_data() {
    let Some(public) = Public::read() else { return };
    let catalog = Catalog::built_in();
    let targets = public.links("targets", "attack-pattern", "x-mitre-asset");
    let techniques = public.of_type("attack-pattern");
    let ids: BTreeSet<String> = techniques.values().map(|technique| number(technique)).collect();
    let ours = catalog.threats.values().filter(|threat| !threat.main);
    assert_eq!(ids, ours.map(|threat| threat.id.to_string()).collect());
    for technique in techniques.values() {
        let id = number(technique);
        let row = &catalog.threats[&id.parse().unwrap()];
        assert_eq!(row.name.en, technique["name"].as_str().unwrap(), "{id}");
        assert_eq!(row.external, id);
        let wanted = targets.get(&id).into_iter().flatten().flat_map(|asset| roles(asset));
        assert_eq!(row.roles, wanted.collect(), "{id}");
        assert_eq!(row.stage, stage(technique), "{id}");
    }
}

#[test]
fn no_description_is_taken_from_the_public_data() {
    let Some(public) = Public::read() else { return };
    let theirs: Vec<String> = public
        .objects
        .iter()
        .filter_map(|object| object["description"].as_str())
        .map(str::to_lowercase)
        .collect();
    for threat in Catalog::built_in().threats.values().filter(|threat| !threat.main) {
        let ours = threat.about.en.to_lowercase();
        let ours = ours.trim_end_matches('.');
        assert!(!theirs.iter().any(|text| text.contains(ours)), "{}: {ours}", threat.id);
    }
}

#[test]
fn a_measure_names_a_mitigation_that_exists_and_only_techniques_that_it_mitigates() {
    let Some(public) = Public::read() else { return };
    let mitigates = public.links("mitigates", "course-of-action", "attack-pattern");
    let known: BTreeSet<String> =
        public.of_type("course-of-action").values().map(|mitigation| number(mitigation)).collect();
    let catalog = Catalog::built_in();
    for practice in catalog.practices.values() {
        let techniques =
            practice.counters.keys().filter(|id| !catalog.threats[*id].main).map(ToString::to_string);
        let techniques: BTreeSet<String> = techniques.collect();
        if practice.external.is_empty() {
            assert!(techniques.is_empty(), "{}", practice.id);
            continue;
        }
        assert!(known.contains(&practice.external), "{}", practice.id);
        assert_eq!(&techniques, &mitigates[&practice.external], "{}", practice.id);
    }
}

#[test]
fn mitre_s_designation_and_licence_go_with_the_pack() {
    let pack = Catalog::built_in().packs.iter().find(|pack| pack.id == "attack-ics").unwrap();
    assert!(pack.notice.starts_with("© 2025 The MITRE Corporation."));
    assert!(ATTACK_NOTICE.contains(&pack.notice));
    let plain = ATTACK_NOTICE.replace("\n> ", " ");
    assert!(plain.contains("reproduce MITRE's copyright designation and this license in any such copy."));
    assert!(plain.contains("FITNESS FOR A PARTICULAR PURPOSE."));
}
