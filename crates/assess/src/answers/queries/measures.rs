//! What measures in place do, and where: told by their tags in the catalog, never by their names.

use std::collections::BTreeSet;

use sekisho_model::{
    Activity, ActivityKind, ActivityState, Asset, AssetKind, Conduit, ConduitKind, Direction, Measure,
    MeasureId, Outcome, Stated, Text, text,
};

use super::super::{Ground, Showing};
use super::devices::{is_computer, is_network_device, is_server};
use super::{Sorted, assets, said};
use crate::due::Dues;

/// Days within which a yearly check counts.
const YEAR_DAYS: i64 = 366;

/// Measures of the catalog with a tag, those given up left out: in place, or not yet.
fn tagged<'a>(ground: Ground<'a>, tags: &'a [&'a str]) -> Sorted {
    let facts = ground.facts;
    let has = move |measure: &&Measure| {
        let practice = measure.practice.known().and_then(|id| facts.catalog.practices.get(id));
        practice.is_some_and(|practice| tags.iter().all(|tag| practice.tags.contains(*tag)))
    };
    let kept = facts.register.measures.values().filter(has);
    let kept = kept.filter(|measure| measure.state != sekisho_model::MeasureState::Dropped);
    Sorted::of(kept, |measure| match measure.state {
        sekisho_model::MeasureState::InPlace => Ok(text!(ja: "実施済み", en: "in place")),
        _ => Err(text!(ja: "まだ実施していない", en: "not yet in place")),
    })
}

fn wanted(ja: &str, en: &str) -> Text {
    text!(
        ja: "{ja}の対策（対策カタログの行を選んだもの）が要ります。",
        en: "Measures of {en}, with their catalog measure chosen, are wanted."
    )
}

pub(super) fn authentication(ground: Ground<'_>) -> Showing {
    tagged(ground, &["authentication"]).weigh(wanted("認証", "authentication"))
}

pub(super) fn least_function(ground: Ground<'_>) -> Showing {
    tagged(ground, &["least-function"]).weigh(wanted("機能の絞り込み", "least function"))
}

pub(super) fn monitoring(ground: Ground<'_>) -> Showing {
    tagged(ground, &["monitoring"]).weigh(wanted("監視", "monitoring"))
}

/// Measures by which accounts are kept, and the stocktaking on record.
pub(super) fn accounts(ground: Ground<'_>) -> Showing {
    let dues = Dues::of(ground.facts.register);
    let today = ground.facts.today;
    let mut sorted = tagged(ground, &["account-review"]);
    let done = activities(ground, ActivityKind::Account);
    let records = Sorted::of(done, |activity| match dues.day(activity) {
        Some(day) if day < today => {
            Err(text!(ja: "次の棚卸し {day} が過ぎている", en: "the next stocktaking was due on {day}"))
        }
        _ => Ok(held(activity)),
    });
    let none = records.shows.is_empty() && records.lacks.is_empty();
    sorted.shows.extend(records.shows);
    sorted.lacks.extend(records.lacks);
    sorted
        .missing(none, text!(ja: "ID の棚卸し・取消しの記録がない", en: "no account work is on record"))
        .weigh(wanted("ID の棚卸し", "account review"))
}

/// Ways into the cloud, with measures in place on them, on the cloud's zone, or on what stands in it.
pub(super) fn cloud_authentication(ground: Ground<'_>) -> Showing {
    let facts = ground.facts;
    let cloud = facts.register.conduits.values().filter(|conduit| conduit.kind == ConduitKind::Cloud);
    let why = |conduit: &&Conduit| {
        let end = if facts.is_outside(&conduit.from) { &conduit.from } else { &conduit.to };
        let inside = facts.assets_in(end).iter().flat_map(|asset| facts.measures_on_asset(&asset.id));
        let acting = facts.measures_on_conduit(&conduit.id).iter().chain(facts.measures_on_zone(end));
        let acting = acting.chain(inside).find(|measure| facts.acts_as(measure, "authentication"));
        acting
            .map(|measure| {
                let name = &measure.name;
                text!(ja: "対策：{name}", en: "measure: {name}")
            })
            .ok_or_else(|| text!(ja: "利用者の認証の対策がない", en: "no measure authenticates its users"))
    };
    let beyond = text!(
        ja: "常に多要素かどうかは、対策の文からは計算できません。人が答えてください。",
        en: "Whether it is always multi-factor cannot be computed from the measure. A person has to say."
    );
    Sorted::of(cloud, why).beyond(beyond).weigh(text!(
        ja: "クラウドにつながるコンジットが要ります。",
        en: "Conduits to cloud services are wanted."
    ))
}

pub(super) fn backups(ground: Ground<'_>) -> Showing {
    let beyond = text!(
        ja: "頻度と保管期間は、台帳に項目がありません。人が答えてください。",
        en: "The register has no field for frequency and retention. A person has to say."
    );
    tagged(ground, &["backup"]).beyond(beyond).weigh(wanted("バックアップ", "backup"))
}

pub(super) fn data_backups(ground: Ground<'_>) -> Showing {
    let is_data = |asset: &Asset| asset.kind == AssetKind::Data;
    let why = |asset: &&Asset| {
        covered(ground, asset, "backup", text!(ja: "バックアップがない", en: "no backup in place covers it"))
    };
    let beyond = text!(
        ja: "写しが離れた場所にあるかは、台帳に項目がありません。人が答えてください。",
        en: "The register has no field for where the copy is kept. A person has to say."
    );
    Sorted::of(assets(ground, is_data), why).beyond(beyond).weigh(text!(
        ja: "保護対象に、種別がデータの行が要ります。",
        en: "Assets of kind data are wanted."
    ))
}

/// Tries of the way back: checks on record of backup measures.
pub(super) fn restores(ground: Ground<'_>) -> Showing {
    let backups = with_tag(ground, "backup");
    let tried = activities(ground, ActivityKind::EffectCheck);
    let tried = tried.filter(|activity| activity.measures.iter().any(|id| backups.contains(id)));
    let beyond = text!(
        ja: "対象ごとの手順書があるかは、台帳に項目がありません。人が答えてください。",
        en: "The register has no field for a written procedure per target. A person has to say."
    );
    Sorted::of(tried, |activity| outcome(activity)).beyond(beyond).weigh(text!(
        ja: "バックアップの対策に結び付いた効果の確認（戻す試験）の記録が要ります。",
        en: "Effect checks (restore tests) on record of backup measures are wanted."
    ))
}

pub(super) fn malware_protection(ground: Ground<'_>) -> Showing {
    let kept = |asset: &Asset| is_computer(asset) || is_server(asset);
    let why = |asset: &&Asset| {
        covered(
            ground,
            asset,
            "malware-protection",
            text!(ja: "マルウェア対策がない", en: "no protection in place covers it"),
        )
    };
    Sorted::of(assets(ground, kept), why).weigh(text!(
        ja: "保護対象に PC とサーバの行が要ります。",
        en: "Computers and servers are wanted among the assets."
    ))
}

/// Ways in from outside: traffic can come in over them.
fn ways_in<'a>(ground: Ground<'a>) -> impl Iterator<Item = &'a Conduit> {
    let facts = ground.facts;
    facts.register.conduits.values().filter(move |conduit| {
        let comes_in = conduit.direction == Direction::Both || facts.is_outside(&conduit.from);
        facts.leads_outside(conduit) && comes_in && conduit.kind != ConduitKind::Media
    })
}

fn no_ways_in() -> Text {
    text!(
        ja: "外部のゾーンから入るコンジットが要ります。ないなら、人が「該当しない」と答えてください。",
        en: "Conduits that lead in from outside are wanted. Where there are none, a person answers \"not applicable\"."
    )
}

pub(super) fn boundary(ground: Ground<'_>) -> Showing {
    let facts = ground.facts;
    let why = |conduit: &&Conduit| {
        let stops = |measure: &&&Measure| {
            ["segmentation", "allow-list", "remote-control"].iter().any(|tag| facts.acts_as(measure, tag))
        };
        let stopped = facts.measures_on_conduit(&conduit.id).iter().find(stops);
        stopped
            .map(|measure| {
                let name = &measure.name;
                text!(ja: "対策：{name}", en: "measure: {name}")
            })
            .ok_or_else(
                || text!(ja: "入る通信を止める対策がない", en: "no measure in place stops what comes in"),
            )
    };
    Sorted::of(ways_in(ground), why).weigh(no_ways_in())
}

pub(super) fn boundary_rules(ground: Ground<'_>) -> Showing {
    let why = |conduit: &&Conduit| match (conduit.protocols.is_empty(), said(&conduit.responsible)) {
        (false, Some(by)) => {
            let protocols = conduit.protocols.iter().cloned().collect::<Vec<_>>().join(", ");
            Ok(
                text!(ja: "許す通信：{protocols}、責任者：{by}", en: "allowed: {protocols}; responsible: {by}"),
            )
        }
        (true, _) => Err(text!(ja: "許す通信が未記入", en: "what it may carry is not recorded")),
        (false, None) => Err(text!(ja: "責任者が未記入", en: "who answers for it is not recorded")),
    };
    Sorted::of(ways_in(ground), why).weigh(no_ways_in())
}

/// Checks on record of network devices, or of measures that let through and stop.
pub(super) fn boundary_reviews(ground: Ground<'_>) -> Showing {
    let facts = ground.facts;
    let filters = with_tag(ground, "allow-list");
    let devices = |activity: &Activity| {
        let mut found = activity.assets.iter().filter_map(|id| facts.register.assets.get(id));
        found.any(is_network_device)
    };
    let checks = activities(ground, ActivityKind::EffectCheck)
        .filter(|activity| devices(activity) || activity.measures.iter().any(|id| filters.contains(id)));
    let why = |activity: &&Activity| {
        let age = activity
            .date
            .known()
            .and_then(|day| facts.today.since(*day).ok())
            .map(|span| i64::from(span.get_days()));
        match age {
            Some(days) if (0..=YEAR_DAYS).contains(&days) => outcome(activity),
            Some(..0) => Err(text!(ja: "先の日付の記録", en: "its day is still to come")),
            Some(_) => Err(text!(ja: "1 年より前の記録", en: "it is more than a year old")),
            None => Err(text!(ja: "日付が未記入", en: "its day is not recorded")),
        }
    };
    Sorted::of(checks, why).weigh(text!(
        ja: "ファイアウォールなどの規則の棚卸し（効果の確認）の記録が要ります。",
        en: "Effect checks on record of the boundary's rules are wanted."
    ))
}

/// Operation records of a kind that were done.
pub(super) fn activities<'a>(ground: Ground<'a>, kind: ActivityKind) -> impl Iterator<Item = &'a Activity> {
    let done = ground.facts.register.activities.values();
    done.filter(move |activity| activity.kind == kind && activity.state == ActivityState::Done)
}

/// When it was done, and what shows it.
pub(super) fn held(activity: &Activity) -> Text {
    let evidence = activity.evidence.trim();
    match &activity.date {
        Stated::Known(day) if evidence.is_empty() => text!(ja: "{day} に実施", en: "done on {day}"),
        Stated::Known(day) => text!(ja: "{day} に実施（{evidence}）", en: "done on {day} ({evidence})"),
        Stated::Unknown | Stated::NotApplicable => text!(ja: "実施（日付なし）", en: "done, without a day"),
    }
}

fn outcome(activity: &Activity) -> Result<Text, Text> {
    match activity.result {
        Stated::Known(Outcome::Good) => Ok(held(activity)),
        Stated::Known(Outcome::Partly) => Err(text!(ja: "結果は「一部」", en: "its result was \"in part\"")),
        Stated::Known(Outcome::Bad) => Err(text!(ja: "結果は「よくない」", en: "its result was \"bad\"")),
        Stated::Unknown | Stated::NotApplicable => {
            Err(text!(ja: "結果が未記入", en: "its result is not recorded"))
        }
    }
}

/// Measures, whatever their state, whose catalog measure has a tag.
fn with_tag<'a>(ground: Ground<'a>, tag: &str) -> BTreeSet<&'a MeasureId> {
    let facts = ground.facts;
    let has = |measure: &&Measure| {
        let practice = measure.practice.known().and_then(|id| facts.catalog.practices.get(id));
        practice.is_some_and(|practice| practice.tags.contains(tag))
    };
    facts.register.measures.values().filter(has).map(|measure| &measure.id).collect()
}

/// Does a measure in place with a tag act on an asset, or on its zone as a whole?
fn covered(ground: Ground<'_>, asset: &Asset, tag: &str, lacking: Text) -> Result<Text, Text> {
    let facts = ground.facts;
    let of_zone = asset.zone.known().map_or(&[][..], |zone| facts.measures_on_zone(zone));
    // A measure that names assets of a zone acts on these, not on the whole zone.
    let whole = of_zone.iter().filter(|measure| measure.assets.is_empty());
    let found =
        facts.measures_on_asset(&asset.id).iter().chain(whole).find(|measure| facts.acts_as(measure, tag));
    found
        .map(|measure| {
            let name = &measure.name;
            text!(ja: "対策：{name}", en: "measure: {name}")
        })
        .ok_or(lacking)
}
