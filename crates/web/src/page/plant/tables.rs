//! The map as tables: everything in the picture, for reading, filtering and sorting.

use std::cmp::Reverse;

use maud::{Markup, html};
use sekisho_assess::Verdict;
use sekisho_model::{
    Asset, AssetKind, Conduit, DeviceIdentity, Importance, Lang, Register, Stated, Text, Zone, ZoneId,
};
use sekisho_report::words as said;

use super::View;
use crate::listing::{Column, Listing, choice, filters, words_field};
use crate::{chain, href, parts, words};

/// A zone with what stands in it.
struct ZoneRow<'a> {
    zone: &'a Zone,
    assets: usize,
    affected: usize,
    undecided: usize,
}

pub(super) fn zones(view: &View, lang: Lang) -> Markup {
    let rows: Vec<ZoneRow<'_>> = view
        .register
        .zones
        .values()
        .filter(|zone| view.is_here(Some(&zone.id)))
        .map(|zone| zone_row(view, zone))
        .collect();
    let count = rows.len();
    let listing = Listing {
        name: "z",
        caption: Text::new("ゾーン", "Zones"),
        columns: zone_columns(&view.register, lang),
        rows,
        empty: html! { p { (lang.pick("ゾーンはまだありません。", "No zones yet.")) } },
        anchor: None,
    };
    section("zones", lang.pick("ゾーン", "Zones"), count, &listing.render(&view.params, lang))
}

type ZoneColumn<'a> = Column<'a, ZoneRow<'a>>;

fn zone_columns<'a>(register: &'a Register, lang: Lang) -> Vec<ZoneColumn<'a>> {
    let level = move |zone: &Zone| {
        parts::stated(&zone.level, lang, |level| html! { (words::zone_level(*level).in_lang(lang)) })
    };
    let parent = move |zone: &Zone| parts::stated(&zone.parent, lang, |parent| zone_link(register, parent));
    let target =
        move |zone: &Zone| parts::stated(&zone.security_level_target, lang, |level| html! { (level.get()) });
    vec![
        ZoneColumn::new(
            "name",
            ("ゾーン", "Zone"),
            |row| row.zone.name.as_str(),
            |row| {
                html! {
                    a href=(href::zone(&row.zone.id)) { (row.zone.name) } " " span.id { (row.zone.id) }
                }
            },
        ),
        ZoneColumn::new(
            "importance",
            ("重要度", "Importance"),
            |row| rank(row.zone.importance),
            move |row| parts::importance(row.zone.importance, lang),
        ),
        ZoneColumn::new("level", ("階層", "Level"), |row| row.zone.level, move |row| level(row.zone)).short(),
        ZoneColumn::new(
            "parent",
            ("親ゾーン", "Inside"),
            |row| &row.zone.parent,
            move |row| parent(row.zone),
        ),
        ZoneColumn::new(
            "slt",
            ("SL-T", "SL-T"),
            |row| row.zone.security_level_target,
            move |row| target(row.zone),
        ),
        ZoneColumn::new(
            "owner",
            ("責任者", "Owner"),
            |row| &row.zone.owner,
            move |row| parts::stated_text(&row.zone.owner, lang),
        ),
        ZoneColumn::count("assets", ("保護対象", "Assets"), |row| row.assets),
        ZoneColumn::count("affected", ("▲", "▲"), |row| row.affected),
        ZoneColumn::count("undecided", ("？", "？"), |row| row.undecided),
    ]
}

fn zone_row<'a>(view: &'a View, zone: &'a Zone) -> ZoneRow<'a> {
    let here = || view.register.assets.values().filter(|asset| asset.zone.known() == Some(&zone.id));
    let count = |verdict| here().filter(|asset| mark(view, asset) == Some(verdict)).count();
    ZoneRow {
        zone,
        assets: here().count(),
        affected: count(Verdict::Affected),
        undecided: count(Verdict::Undecided),
    }
}

fn mark(view: &View, asset: &Asset) -> Option<Verdict> {
    view.standing.assets.get(&asset.id).and_then(|tally| tally.worst())
}

fn zone_link(register: &Register, id: &ZoneId) -> Markup {
    match register.zones.get(id) {
        Some(zone) => html! { a href=(href::zone(id)) { (zone.name) } },
        None => html! { (id) },
    }
}

/// Large first; what nobody has rated right after it.
const fn rank(importance: Stated<Importance>) -> u8 {
    match importance {
        Stated::Known(Importance::Large) => 0,
        Stated::Unknown => 1,
        Stated::Known(Importance::Medium) => 2,
        Stated::Known(Importance::Small) => 3,
        Stated::NotApplicable => 4,
    }
}

fn section(id: &str, title: &str, count: usize, content: &Markup) -> Markup {
    html! { section id=(id) { h2 { (title) span.count { (count) } } (content) } }
}

pub(super) fn conduits(view: &View, lang: Lang) -> Markup {
    let here = |conduit: &&Conduit| view.is_here(Some(&conduit.from)) || view.is_here(Some(&conduit.to));
    let rows: Vec<&Conduit> = view.register.conduits.values().filter(here).collect();
    let count = rows.len();
    let listing = Listing {
        name: "c",
        caption: Text::new("コンジット", "Conduits"),
        columns: conduit_columns(&view.register, lang),
        rows,
        empty: html! { p { (lang.pick("コンジットはまだありません。", "No conduits yet.")) } },
        anchor: Some(|row| href::conduit_anchor(&row.id)),
    };
    section("conduits", lang.pick("コンジット", "Conduits"), count, &listing.render(&view.params, lang))
}

type ConduitColumn<'a> = Column<'a, &'a Conduit>;

fn conduit_columns<'a>(register: &'a Register, lang: Lang) -> Vec<ConduitColumn<'a>> {
    vec![
        ConduitColumn::new(
            "name",
            ("コンジット", "Conduit"),
            |row| row.name.as_str(),
            |row| {
                html! {
                    (row.name) " " span.id { (row.id) }
                }
            },
        ),
        ConduitColumn::new(
            "from",
            ("から", "From"),
            |row| &row.from,
            move |row| zone_link(register, &row.from),
        ),
        ConduitColumn::new("to", ("へ", "To"), |row| &row.to, move |row| zone_link(register, &row.to)),
        ConduitColumn::new(
            "direction",
            ("向き", "Direction"),
            |row| row.direction,
            move |row| {
                html! {
                    (words::direction(row.direction).in_lang(lang))
                }
            },
        )
        .short(),
        ConduitColumn::new(
            "kind",
            ("種類", "Sort"),
            |row| row.kind,
            move |row| {
                html! {
                    (words::conduit_kind(row.kind).in_lang(lang))
                }
            },
        )
        .short(),
        ConduitColumn::new(
            "protocols",
            ("通すもの", "Lets through"),
            |row| &row.protocols,
            |row| {
                html! {
                    (row.protocols.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
                }
            },
        ),
        ConduitColumn::new(
            "responsible",
            ("責任分界", "Responsible"),
            |row| &row.responsible,
            move |row| parts::stated_text(&row.responsible, lang),
        ),
    ]
}

/// An asset with its standing.
struct AssetRow<'a> {
    asset: &'a Asset,
    mark: Option<Verdict>,
}

pub(super) fn assets(view: &View, lang: Lang) -> Markup {
    let rows: Vec<AssetRow<'_>> = view
        .assets()
        .map(|asset| AssetRow { asset, mark: mark(view, asset) })
        .filter(|row| is_wanted(view, row))
        .collect();
    let count = rows.len();
    let register = view.register.as_ref();
    let listing = Listing {
        name: "",
        caption: Text::new("保護対象", "Assets"),
        columns: asset_columns(register, lang),
        rows,
        empty: html! { p { (lang.pick("この条件に合う保護対象はありません。", "No assets match.")) } },
        anchor: None,
    };
    let content = html! { (asset_filters(view, lang)) (listing.render(&view.params, lang)) };
    section("assets", lang.pick("保護対象", "Assets"), count, &content)
}

type AssetColumn<'a> = Column<'a, AssetRow<'a>>;

fn asset_columns<'a>(register: &'a Register, lang: Lang) -> Vec<AssetColumn<'a>> {
    vec![
        AssetColumn::new(
            "name",
            ("保護対象", "Asset"),
            |row| row.asset.name.as_str(),
            |row| {
                html! {
                    a href=(href::asset(&row.asset.id)) { (row.asset.name) } " " span.id { (row.asset.id) }
                }
            },
        ),
        AssetColumn::new(
            "state",
            ("判定", "Verdict"),
            |row| Reverse(row.mark),
            move |row| {
                html! {
                    @if let Some(mark) = row.mark { (parts::verdict(mark, lang)) } @else { span.quiet { "–" } }
                }
            },
        ),
        AssetColumn::new(
            "importance",
            ("重要度", "Importance"),
            |row| rank(row.asset.importance),
            move |row| parts::importance(row.asset.importance, lang),
        ),
        AssetColumn::new(
            "kind",
            ("種類", "Sort"),
            |row| row.asset.kind,
            move |row| {
                html! {
                    (words::asset_kind(row.asset.kind).in_lang(lang))
                }
            },
        )
        .short(),
        AssetColumn::new(
            "zone",
            ("ゾーン", "Zone"),
            |row| &row.asset.zone,
            move |row| parts::stated(&row.asset.zone, lang, |zone| zone_link(register, zone)),
        ),
        AssetColumn::new(
            "device",
            ("メーカー・型式・版", "Vendor, model, firmware"),
            |row| &row.asset.device,
            move |row| device(row.asset, lang),
        ),
        AssetColumn::new(
            "place",
            ("場所", "Place"),
            |row| row.asset.place.as_str(),
            |row| html! { (row.asset.place) },
        ),
        AssetColumn::new(
            "support",
            ("サポート終了", "Support ends"),
            |row| row.asset.support_end,
            move |row| parts::stated_text(&row.asset.support_end, lang),
        )
        .short(),
    ]
}

fn device(asset: &Asset, lang: Lang) -> Markup {
    parts::stated(&asset.device, lang, |device| {
        html! {
            (chain::device_words(device))
            @if lacks_identity(asset) { " " (parts::unknown(lang)) }
        }
    })
}

/// A device of which vendor, model or firmware is not known.
fn lacks_identity(asset: &Asset) -> bool {
    let open = |DeviceIdentity { vendor, family: _, model, firmware }: &DeviceIdentity| {
        vendor.is_unknown() || model.is_unknown() || firmware.is_unknown()
    };
    asset.kind == AssetKind::Device && (asset.device.is_unknown() || asset.device.known().is_some_and(open))
}

fn is_wanted(view: &View, row: &AssetRow<'_>) -> bool {
    let params = &view.params;
    let asset = row.asset;
    let is = |key: &str, value: &str| params.get(key).is_empty() || params.get(key) == value;
    let state = row.mark.map_or("none", said::verdict_code);
    let words = params.get("q").to_lowercase();
    let texts = || {
        let device = asset.device.known().map(chain::device_words).unwrap_or_default();
        [asset.id.to_string(), asset.name.clone(), asset.place.clone(), device]
    };
    is("kind", kind_code(asset.kind))
        && is("importance", said::importance_code(asset.importance))
        && is("state", state)
        && (params.get("lacks") != "identity" || lacks_identity(asset))
        && (words.is_empty() || texts().iter().any(|text| text.to_lowercase().contains(&words)))
}

const fn kind_code(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Network => "network",
        AssetKind::Device => "device",
        AssetKind::Data => "data",
    }
}

fn asset_filters(view: &View, lang: Lang) -> Markup {
    let params = &view.params;
    let kinds = [AssetKind::Device, AssetKind::Network, AssetKind::Data];
    let kinds = kinds.map(|kind| (kind_code(kind), words::asset_kind(kind).in_lang(lang).to_owned()));
    let importance = Importance::ALL.map(Stated::Known).into_iter().chain([Stated::Unknown]);
    let importance = importance
        .map(|level| (said::importance_code(level), said::importance(level).in_lang(lang).to_owned()));
    let states = [Verdict::Affected, Verdict::Undecided]
        .map(|state| (said::verdict_code(state), said::verdict(state).in_lang(lang).to_owned()));
    let lacks = [("identity", lang.pick("メーカー・型式・版", "vendor, model or firmware").to_owned())];
    let content = html! {
        (words_field(params, lang.pick("語句", "Words")))
        (choice(params, "state", lang.pick("判定", "Verdict"), states, lang))
        (choice(params, "importance", lang.pick("重要度", "Importance"), importance, lang))
        (choice(params, "kind", lang.pick("種類", "Sort"), kinds, lang))
        (choice(params, "lacks", lang.pick("未確認", "Unknown"), lacks, lang))
    };
    filters(params, &["q", "state", "importance", "kind", "lacks"], &content, lang)
}
