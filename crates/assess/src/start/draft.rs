//! From answers to a register.

use std::collections::BTreeSet;

use sekisho_catalog::starter::{Action, Seed, When};
use sekisho_catalog::{Practice, Protects};
use sekisho_model::{
    Asset, AssetKind, ConduitKind, Importance, Loss, Measure, MeasureId, MeasureState, Plant, Record,
    Register, Stated, Zone, ZoneId, ZoneLevel, ZoneThreat,
};

use super::{Start, answered};
use crate::facts::{Exposures, Facts};
use crate::risk;

/// The first register: the records that the answers ask for, the measures that are said to be in place, and the
/// threats that are tried on what stands in each zone.
#[must_use]
pub fn draft(start: &Start<'_>) -> Register {
    let mut register = Register { plant: Some(plant(start)), ..Register::default() };
    for record in start.template.seeds.iter().filter_map(|seed| seed.record(start.answers, start.lang)) {
        register.put(record.clone());
    }
    recovery(start, &mut register);
    for action in start.starter.actions.iter().filter(|action| done(start, action)) {
        add_measure(start, &mut register, action);
    }
    for row in zone_threats(start, &register) {
        register.put(Record::ZoneThreat(row));
    }
    register
}

/// Rows that are there only because nobody knows.
pub(super) fn unsure_rows(start: &Start<'_>) -> usize {
    let unsure = |seed: &&Seed| {
        seed.record(start.answers, start.lang).is_some()
            && seed.when.iter().any(|when| when.unsure(start.answers))
    };
    start.template.seeds.iter().filter(unsure).count()
}

fn plant(start: &Start<'_>) -> Plant {
    let Start { lang, template, .. } = start;
    let trade = template.name.in_lang(*lang);
    let note = match lang {
        sekisho_model::Lang::Ja => {
            format!("ひな型「{trade}」から作った案です。実物に合わせて直してください。")
        }
        sekisho_model::Lang::En => {
            format!("Drafted from the template \"{trade}\". Correct it by what is there.")
        }
    };
    Plant {
        name: lang.pick("自社工場", "Our plant").to_owned(),
        company: String::new(),
        company_en: String::new(),
        address: String::new(),
        address_en: String::new(),
        note,
    }
}

/// Business of large importance gets the recovery target that an answer says.
fn recovery(start: &Start<'_>, register: &mut Register) {
    let hours = start.starter.questions.iter().find_map(|question| {
        question.choice(answered(start.answers, question)).and_then(|choice| choice.recovery_hours)
    });
    for business in register.businesses.values_mut() {
        if business.importance.known() == Some(&Importance::Large) && business.recovery_hours_max.is_unknown()
        {
            business.recovery_hours_max = hours.into();
        }
    }
}

/// Do the answers say that it is in place?
pub(super) fn done(start: &Start<'_>, action: &Action) -> bool {
    holds_all(start, &action.needs) && action.done.iter().any(|when| when.holds(start.answers))
}

pub(super) fn holds_all(start: &Start<'_>, when: &[When]) -> bool {
    when.iter().all(|when| when.holds(start.answers))
}

/// Puts a measure in place; false where there is nothing to put it on.
pub(super) fn add_measure(start: &Start<'_>, register: &mut Register, action: &Action) -> bool {
    let Some(practice) = start.catalog.practices.get(&action.practice) else { return false };
    let Some(id) = next_id(register) else { return false };
    let mut measure = Measure {
        id,
        name: action.measure.in_lang(start.lang).to_owned(),
        state: MeasureState::InPlace,
        zones: BTreeSet::new(),
        conduits: BTreeSet::new(),
        assets: BTreeSet::new(),
        owner: Stated::Unknown,
        cost_yen: Stated::Unknown,
        due: Stated::Unknown,
        area: Stated::Known(practice.area),
        practice: Stated::Known(practice.id.clone()),
        threats: action.threats.clone(),
        yearly_cost_yen: Stated::Unknown,
        since: Stated::Unknown,
        note: String::new(),
    };
    let placed = place(start, register, action, practice, &mut measure);
    if placed {
        register.put(Record::Measure(measure));
    }
    placed
}

fn next_id(register: &Register) -> Option<MeasureId> {
    (1..=999).find_map(|no| {
        let id: MeasureId = format!("M-{no:02}").parse().ok()?;
        (!register.measures.contains_key(&id)).then_some(id)
    })
}

fn place(
    start: &Start<'_>,
    register: &Register,
    action: &Action,
    practice: &Practice,
    measure: &mut Measure,
) -> bool {
    match practice.protects {
        Protects::Plant => true,
        Protects::Zone => {
            let zones = own_zones(register)
                .filter(|zone| !action.floor_only || zone.level.known() != Some(&ZoneLevel::Enterprise));
            measure.zones = zones.map(|zone| zone.id.clone()).collect();
            !measure.zones.is_empty()
        }
        Protects::Conduit => {
            let kinds = |kind: &ConduitKind| action.conduits.is_empty() || action.conduits.contains(kind);
            let conduits = register.conduits.values().filter(|conduit| kinds(&conduit.kind));
            measure.conduits = conduits.map(|conduit| conduit.id.clone()).collect();
            !measure.conduits.is_empty()
        }
        Protects::Asset => {
            let assets = assets(start, register, action);
            measure.assets = assets.map(|asset| asset.id.clone()).collect();
            !measure.assets.is_empty()
        }
    }
}

/// What a measure for assets is put on. An asset with a measure of its own against known weaknesses is left out of
/// those by role: what cannot be updated is not updated with the others.
pub(super) fn assets<'r>(
    start: &'r Start<'_>,
    register: &'r Register,
    action: &'r Action,
) -> impl Iterator<Item = &'r Asset> {
    let elsewhere = move |asset: &Asset| {
        let others = start.starter.actions.iter().filter(|other| other.id != action.id && other.weak_without);
        action.weak_without && others.into_iter().any(|other| other.assets.contains(&asset.id))
    };
    register.assets.values().filter(move |asset| {
        let inside = asset.zone.known().is_some_and(|zone| is_own(register, zone));
        let named = action.assets.contains(&asset.id);
        let by_role = asset.role.known().is_some_and(|role| action.roles.contains(role));
        let all = action.assets.is_empty() && action.roles.is_empty() && asset.kind != AssetKind::Network;
        inside && (named || ((by_role || all) && !elsewhere(asset)))
    })
}

fn own_zones(register: &Register) -> impl Iterator<Item = &Zone> {
    register.zones.values().filter(|zone| zone.level.known() != Some(&ZoneLevel::Outside))
}

fn is_own(register: &Register, zone: &ZoneId) -> bool {
    register.zones.get(zone).is_some_and(|zone| zone.level.known() != Some(&ZoneLevel::Outside))
}

/// A row for each main threat that the risk method tries on what stands in a zone; its level is the catalog's, its
/// loss that of the zone's businesses.
fn zone_threats(start: &Start<'_>, register: &Register) -> Vec<ZoneThreat> {
    let exposures = Exposures::new();
    let facts = Facts::new(register, start.catalog, &exposures, start.today);
    let rows = risk::asset_based(&facts).zones;
    let mut list = Vec::new();
    for zone in own_zones(register) {
        let tried: BTreeSet<_> = rows
            .get(&zone.id)
            .into_iter()
            .flatten()
            .flat_map(|row| &row.ratings)
            .map(|it| &it.threat)
            .collect();
        for (no, threat) in tried.into_iter().enumerate() {
            let number = zone.id.as_str().trim_start_matches("Z-");
            let Ok(id) = format!("T-{number}-{:02}", no + 1).parse() else { continue };
            let name = start.catalog.threats.get(threat).map_or("", |threat| threat.name.in_lang(start.lang));
            list.push(ZoneThreat {
                id,
                name: name.to_owned(),
                zone: zone.id.clone(),
                threat: threat.clone(),
                level: Stated::Unknown,
                loss: loss(register, zone),
                reason: start
                    .lang
                    .pick("業務の損失から仮に入れました。", "Taken from what the zone's businesses lose.")
                    .to_owned(),
                note: String::new(),
            });
        }
    }
    list
}

fn loss(register: &Register, zone: &Zone) -> Stated<Loss> {
    let losses = zone.businesses.iter().filter_map(|id| register.businesses.get(id)?.loss.known().copied());
    losses.reduce(Loss::or).into()
}
