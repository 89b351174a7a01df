//! What the register lists: computers, servers, networks, data, ends of support, days until things were mended, and
//! how soon each business must be back.

use jiff::ToSpan;
use jiff::civil::Date;
use sekisho_catalog::Criterion;
use sekisho_model::{
    Asset, AssetKind, AssetNature, AssetRole, Business, Importance, RecordKind, Stated, Text, text,
};

use super::super::{Ground, Lack, Row, Showing};
use super::{Sorted, assets, said};
use crate::recovery::{Case, InScope, SCS_DAYS, Subject};

const fn is_general(asset: &Asset) -> bool {
    matches!(asset.nature, Stated::Known(AssetNature::GeneralPurpose))
}

pub(super) const fn is_computer(asset: &Asset) -> bool {
    match asset.role {
        Stated::Known(AssetRole::Workstation | AssetRole::EngineeringStation) => true,
        Stated::Known(AssetRole::Hmi) => is_general(asset),
        _ => false,
    }
}

pub(super) const fn is_server(asset: &Asset) -> bool {
    matches!(
        asset.role,
        Stated::Known(AssetRole::ApplicationServer | AssetRole::ControlServer | AssetRole::Historian)
    ) && matches!(asset.kind, AssetKind::Device)
}

pub(super) const fn is_network_device(asset: &Asset) -> bool {
    matches!(
        asset.role,
        Stated::Known(AssetRole::NetworkDevice | AssetRole::Firewall | AssetRole::RemoteAccess)
    )
}

/// Maker and system of an asset; or which of them nobody has said.
fn maker_and_system(asset: &Asset) -> Result<Text, Text> {
    let Stated::Known(device) = &asset.device else {
        return Err(text!(ja: "製造元も OS・機種も未記入", en: "neither maker nor system is recorded"));
    };
    let system = [said(&device.family), said(&device.model), said(&device.firmware)];
    let system = system.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match (said(&device.vendor), system.is_empty()) {
        (Some(vendor), false) => {
            Ok(text!(ja: "製造元と OS・機種：{vendor} {system}", en: "maker and system: {vendor} {system}"))
        }
        (None, _) => Err(text!(ja: "製造元が未記入", en: "its maker is not recorded")),
        (_, true) => Err(text!(ja: "OS・機種が未記入", en: "its system is not recorded")),
    }
}

pub(super) fn computers(ground: Ground<'_>) -> Showing {
    Sorted::of(assets(ground, is_computer), |asset| maker_and_system(asset)).weigh(text!(
        ja: "保護対象に、役割が PC の行が要ります。",
        en: "Assets whose role is a computer are wanted."
    ))
}

pub(super) fn servers(ground: Ground<'_>) -> Showing {
    Sorted::of(assets(ground, is_server), |asset| maker_and_system(asset)).weigh(text!(
        ja: "保護対象に、役割がサーバの行が要ります。",
        en: "Assets whose role is a server are wanted."
    ))
}

pub(super) fn networks(ground: Ground<'_>) -> Showing {
    let is_network = |asset: &Asset| asset.kind == AssetKind::Network;
    let why = |asset: &&Asset| {
        let place = asset.place.trim();
        let serves = ground.facts.register.businesses_of(asset).len();
        match (place.is_empty(), serves) {
            (true, _) => Err(text!(ja: "所在地が未記入", en: "its place is not recorded")),
            (false, 0) => Err(text!(ja: "何の業務に使うかが未記入", en: "no business is recorded for it")),
            (false, n) => {
                Ok(text!(ja: "所在地：{place}、使う業務 {n} 件", en: "place: {place}; serves {n} businesses"))
            }
        }
    };
    Sorted::of(assets(ground, is_network), why).weigh(text!(
        ja: "保護対象に、種別がネットワークの行が要ります。",
        en: "Assets of kind network are wanted."
    ))
}

pub(super) fn network_devices(ground: Ground<'_>) -> Showing {
    let why = |asset: &&Asset| {
        let device = asset.device.known();
        let vendor = device.and_then(|device| said(&device.vendor));
        let model = device.and_then(|device| said(&device.model).or_else(|| said(&device.family)));
        match (vendor, model, asset.supplier.known()) {
            (Some(vendor), Some(model), Some(supplier)) => Ok(text!(
                ja: "{vendor} {model}、保守：{supplier}",
                en: "{vendor} {model}; maintained by {supplier}"
            )),
            (Some(_), Some(_), None) => {
                Err(text!(ja: "保守する取引先が未記入", en: "who maintains it is not recorded"))
            }
            _ => Err(text!(ja: "製造元か型番が未記入", en: "its maker or model is not recorded")),
        }
    };
    Sorted::of(assets(ground, is_network_device), why).weigh(text!(
        ja: "保護対象に、役割がネットワーク機器の行が要ります。",
        en: "Assets whose role is a network device are wanted."
    ))
}

pub(super) fn custodians(ground: Ground<'_>) -> Showing {
    let kept = |asset: &Asset| is_server(asset) || is_network_device(asset);
    let why = |asset: &&Asset| {
        let owner = said(&asset.owner);
        owner
            .map(|owner| text!(ja: "担当：{owner}", en: "in charge: {owner}"))
            .ok_or_else(|| text!(ja: "担当者が未記入", en: "nobody is recorded in charge"))
    };
    Sorted::of(assets(ground, kept), why).weigh(text!(
        ja: "サーバとネットワーク機器の行に、担当者が要ります。",
        en: "Servers and network devices with somebody in charge are wanted."
    ))
}

pub(super) fn data_custody(ground: Ground<'_>) -> Showing {
    let is_data = |asset: &Asset| asset.kind == AssetKind::Data;
    let why = |asset: &&Asset| {
        let receivers = ground.facts.flows_of(&asset.id).len();
        match (said(&asset.owner), asset.zone.known()) {
            (Some(owner), Some(zone)) => Ok(text!(
                ja: "管理：{owner}、保管：{zone}、データフロー {receivers} 件",
                en: "kept by {owner} in {zone}; {receivers} data flows"
            )),
            (None, _) => Err(text!(ja: "管理者が未記入", en: "its keeper is not recorded")),
            (_, None) => {
                Err(text!(ja: "保管場所（ゾーン）が未記入", en: "where it is kept (zone) is not recorded"))
            }
        }
    };
    let beyond = text!(
        ja: "保管期限と開示先の連絡先は、台帳に項目がありません。人が答えてください。",
        en: "The register has no field for retention and for how recipients are reached. A person has to say."
    );
    Sorted::of(assets(ground, is_data), why).beyond(beyond).weigh(text!(
        ja: "保護対象に、種別がデータの行が要ります。",
        en: "Assets of kind data are wanted."
    ))
}

pub(super) fn outside_systems(ground: Ground<'_>) -> Showing {
    let facts = ground.facts;
    let outside = facts.register.conduits.values().filter(|conduit| facts.leads_outside(conduit));
    let why = |conduit: &&sekisho_model::Conduit| {
        let end = if facts.is_outside(&conduit.from) { &conduit.from } else { &conduit.to };
        let runs = facts.register.zones.get(end).and_then(|zone| said(&zone.owner));
        runs.map(|runs| text!(ja: "{runs} が動かす {end} へ", en: "to {end}, run by {runs}"))
            .ok_or_else(|| text!(ja: "{end} を誰が動かすかが未記入", en: "who runs {end} is not recorded"))
    };
    Sorted::of(outside, why).weigh(text!(
        ja: "外部のゾーンにつながるコンジットが要ります。つながりがないなら、人が「該当しない」と答えてください。",
        en: "Conduits to outside zones are wanted. Where there are none, a person answers \"not applicable\"."
    ))
}

pub(super) fn support_ends(ground: Ground<'_>) -> Showing {
    let today = ground.facts.today;
    let kept = |asset: &Asset| is_computer(asset) || is_server(asset) || is_network_device(asset);
    let why = |asset: &&Asset| match asset.support_end {
        Stated::Known(day) if day >= today => {
            Ok(text!(ja: "{day} までサポート", en: "supported until {day}"))
        }
        Stated::Known(day) => Err(text!(ja: "{day} にサポート終了", en: "support ended on {day}")),
        Stated::NotApplicable => {
            Err(text!(ja: "サポート期限は「対象外」", en: "its end of support is \"N/A\""))
        }
        Stated::Unknown => Err(text!(ja: "サポート終了日が未記入", en: "its end of support is not recorded")),
    };
    let beyond = text!(
        ja: "ライセンスの有無と自動更新は、台帳に項目がありません。人が答えてください。",
        en: "The register has no field for licences and automatic updates. A person has to say."
    );
    Sorted::of(assets(ground, kept), why).beyond(beyond).weigh(text!(
        ja: "PC・サーバ・ネットワーク機器の行に、サポート終了日が要ります。",
        en: "Computers, servers and network devices with an end of support are wanted."
    ))
}

/// Cases that the clock speaks of: dealt with in time, late, or of things of which nobody said what they are.
pub(super) fn patch_times(ground: Ground<'_>, criterion: &Criterion) -> Showing {
    let wanted = text!(
        ja: "脆弱性のお知らせを取り込み、対象の PC・サーバ・境界機器に当たった記録が要ります。",
        en: "Advisories read in, and cases on computers, servers or boundary devices, are wanted."
    );
    let Some(recovery) = &ground.beside.recovery else { return Showing::Nothing(wanted) };
    let days = limit(criterion, "days-max").unwrap_or(SCS_DAYS);
    let mut sorted = Sorted::default();
    let mut running = 0_usize;
    for case in &recovery.cases {
        match judged(case, days, ground.facts.today) {
            Clock::NotItsOwn => {}
            Clock::Running => running += 1,
            Clock::Shows(why) => sorted.shows.push(case_row(case, why)),
            Clock::Lacks(why) => sorted.lacks.push(Lack::Row(case_row(case, why))),
        }
    }
    let open = text!(ja: "期限内で対応中が {running} 件", en: "{running} cases are open within their days");
    sorted.missing(running > 0, open).weigh(wanted)
}

/// What a case says of the days.
enum Clock {
    /// It is no case that the criterion speaks of.
    NotItsOwn,
    /// Open, within its days.
    Running,
    Shows(Text),
    Lacks(Text),
}

fn judged(case: &Case, days: i64, today: Date) -> Clock {
    let advisory = &case.advisory;
    if case.in_scope == InScope::No || case.due.is_none() && case.done.is_none() {
        return Clock::NotItsOwn;
    }
    if case.in_scope == InScope::Unknown {
        return Clock::Lacks(text!(
            ja: "{advisory}：対象の機器かどうか未記入（役割・汎用か専用か）",
            en: "{advisory}: whether it is in scope is not recorded (role, general purpose or not)"
        ));
    }
    let Some(first) = case.disclosed.or(case.known) else {
        return Clock::Lacks(
            text!(ja: "{advisory}：公表日も知った日も不明", en: "{advisory}: neither its publication nor when it was known is recorded"),
        );
    };
    let last = first.saturating_add(days.days());
    match (case.is_open(), case.done) {
        (true, _) if today <= last => Clock::Running,
        (true, _) => Clock::Lacks(
            text!(ja: "{advisory}：{last} までに対応が終わっていない", en: "{advisory}: not dealt with by {last}"),
        ),
        (false, Some(done)) if done <= last => Clock::Shows(
            text!(ja: "{advisory}：{done} に対応（期限 {last}）", en: "{advisory}: dealt with on {done}, due {last}"),
        ),
        (false, Some(done)) => Clock::Lacks(
            text!(ja: "{advisory}：{done} に対応（期限 {last} の後）", en: "{advisory}: dealt with on {done}, after {last}"),
        ),
        (false, None) => Clock::Lacks(
            text!(ja: "{advisory}：対応した日が未記入", en: "{advisory}: the day it was dealt with is not recorded"),
        ),
    }
}

fn case_row(case: &Case, why: Text) -> Row {
    let kind = match case.subject {
        Subject::Asset(_) => RecordKind::Asset,
        Subject::Product(_) => RecordKind::Product,
    };
    Row { kind, id: case.subject.id().to_owned(), name: case.subject.name().to_owned(), why }
}

fn limit(criterion: &Criterion, id: &str) -> Option<i64> {
    criterion.thresholds.iter().find(|limit| limit.id == id)?.value.parse().ok()
}

pub(super) fn recovery_targets(ground: Ground<'_>) -> Showing {
    let facts = ground.facts;
    let critical = facts.register.businesses.values();
    let critical = critical.filter(|business| business.importance.known() == Some(&Importance::Large));
    let means = |business: &Business| {
        let zones = facts.zones_for(&business.id).iter();
        let acting = |zone: &&&sekisho_model::Zone| {
            let measures = facts.measures_on_zone(&zone.id).iter();
            let assets = facts.assets_in(&zone.id).iter();
            let on_assets = assets.flat_map(|asset| facts.measures_on_asset(&asset.id));
            measures.chain(on_assets).any(|measure| {
                ["recovery", "redundancy", "spare"].iter().any(|tag| facts.acts_as(measure, tag))
            })
        };
        zones.filter(acting).count() > 0
    };
    let why = |business: &&Business| match (business.recovery_hours_max.known(), means(business)) {
        (Some(hours), true) => {
            Ok(text!(ja: "目標 {hours} 時間、戻す手段あり", en: "target {hours} h, with means to return"))
        }
        (Some(hours), false) => Err(text!(
            ja: "目標 {hours} 時間、実施済みの戻す手段（復旧・二重化・予備）がない",
            en: "target {hours} h, but no means in place (recovery, redundancy, spares)"
        )),
        (None, _) => Err(text!(ja: "復旧の目標時間が未記入", en: "no recovery target is recorded")),
    };
    Sorted::of(critical, why).weigh(text!(
        ja: "重要度「大」の業務に、復旧の目標時間が要ります。",
        en: "Businesses of large importance with a recovery target are wanted."
    ))
}
