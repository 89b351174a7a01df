//! Devices that were seen, one row each, against the register: those that could be added, and what was never seen.

use maud::{Markup, html};
use sekisho_app::Act;
use sekisho_assess::observed::{Device, Standing, Unseen, role_word};
use sekisho_model::{Lang, Register, Text, counted, text};
use sekisho_report::observed::{identity_kind, standing, unseen};

use super::Look;
use crate::listing::{Column, Listing, Params};
use crate::visitor::Visitor;
use crate::{href, parts};

/// Everything under the title.
pub(super) fn body(look: &Look, params: &Params, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let inventory = &look.judged.observed.inventory;
    let mut devices: Vec<&Device> = inventory.devices.iter().collect();
    devices.sort_by_key(|device| weight(&device.standing));
    html! {
        (parts::answer(answer(look).in_lang(lang)))
        (look.head("/observation/devices", lang))
        section {
            h2 { (lang.pick("見えた機器", "Devices seen")) span.count { (devices.len()) } }
            (table(look, devices, params, lang))
        }
        (proposals(look, visitor))
        (never_seen(&inventory.unseen, lang))
        @if !inventory.outside.is_empty() { section {
            h2 { (lang.pick("通信のあった社外", "Hosts outside that were spoken with")) span.count { (inventory.outside.len()) } }
            ul.plain { @for host in &inventory.outside { li { (host.ip) " " span.quiet { (host.sent.packets) (lang.pick(" パケット", " packets")) } } } }
        } }
    }
}

fn answer(look: &Look) -> Text {
    let inventory = &look.judged.observed.inventory;
    let (n, counts) = (inventory.devices.len(), &inventory.counts);
    let (registered, proposed, contradicting) = (counts.registered, counts.proposed, counts.contradicting);
    let (undecided, never) = (counts.undecided, counts.never_seen);
    let devices = counted(n, "device was seen", "devices were seen");
    text!(
        ja: "見えた機器 {n} 台のうち、台帳にあるもの {registered} 台（食い違い {contradicting} 台）、台帳にないもの {proposed} 台、決められないもの {undecided} 台です。台帳にあって見えないものは {never} 件です。",
        en: "{devices}: {registered} are in the register ({contradicting} contradict it), {proposed} are not, {undecided} are undecided; {never} of the register were never seen."
    )
}

/// What needs a person stands first.
pub(super) fn weight(standing: &Standing) -> u8 {
    match standing {
        Standing::Registered { contradictions, .. } if !contradictions.is_empty() => 0,
        Standing::Proposed { .. } => 1,
        Standing::Undecided { .. } => 2,
        Standing::Registered { .. } => 3,
    }
}

pub(super) fn table(look: &Look, rows: Vec<&Device>, params: &Params, lang: Lang) -> Markup {
    let register = &look.judged.register;
    let columns: Vec<Column<'_, &Device>> = vec![
        Column::new(
            "name",
            ("機器", "Device"),
            |it: &&Device| it.name(),
            |it| {
                html! {
                    (it.name()) p.sub { (it.id) }
                }
            },
        ),
        Column::new(
            "stands",
            ("台帳では", "In the register"),
            |it: &&Device| weight(&it.standing),
            |it| stands(it, register, lang),
        ),
        Column::new(
            "role",
            ("役割", "Role"),
            |it: &&Device| it.role.role.map(|role| role_word(role).ja),
            |it| role(it, lang),
        ),
        Column::new(
            "place",
            ("場所", "Place"),
            |it: &&Device| it.place.clone(),
            move |it| html! { (look.place(&it.place, lang)) },
        ),
        Column::new(
            "address",
            ("アドレス", "Addresses"),
            |it: &&Device| it.addresses.first().copied(),
            |it| addresses(it, lang),
        ),
        Column::new(
            "maker",
            ("メーカー・名乗り", "Maker, and what it says of itself"),
            |it: &&Device| maker(it, lang).to_owned(),
            |it| said(it, lang),
        ),
    ];
    let listing = Listing {
        name: "",
        caption: Text::new("見えた機器", "Devices seen"),
        columns,
        rows,
        empty: html! { p { (lang.pick("ここには見えた機器が並びます。", "Devices that were seen belong here.")) } },
        anchor: None,
    };
    listing.render(params, lang)
}

fn stands(device: &Device, register: &Register, lang: Lang) -> Markup {
    let sign = match &device.standing {
        Standing::Registered { contradictions, .. } if contradictions.is_empty() => "○",
        Standing::Registered { .. } | Standing::Proposed { .. } => "▲",
        Standing::Undecided { .. } => "？",
    };
    html! {
        span.sign aria-hidden="true" { (sign) } " "
        @match &device.standing {
            Standing::Registered { asset, contradictions, .. } => {
                a href=(href::asset(&asset.id)) { (asset.id) }
                @for it in contradictions { p.sub { (it.what.in_lang(lang)) " " (it.remedy.in_lang(lang)) } }
            }
            other => (standing(other, register).in_lang(lang)),
        }
    }
}

fn role(device: &Device, lang: Lang) -> Markup {
    html! { @match device.role.role {
        Some(role) => {
            (role_word(role).in_lang(lang))
            p.sub { (lang.pick("確かさ ", "trust: ")) (device.role.trust.word().in_lang(lang)) }
        }
        None => (parts::unknown(lang)),
    } }
}

fn addresses(device: &Device, lang: Lang) -> Markup {
    html! {
        @for ip in &device.addresses { span.item { (ip) } }
        @if device.addresses.is_empty() { span.quiet { "–" } }
        @if let Some(router) = &device.behind { p.sub { (lang.pick("ルーターの向こう ", "behind router ")) (router) } }
    }
}

fn maker(device: &Device, lang: Lang) -> &str {
    device.maker.as_ref().map_or("", |maker| match lang {
        Lang::Ja => maker.ja.as_deref().unwrap_or(&maker.name),
        Lang::En => &maker.name,
    })
}

fn said(device: &Device, lang: Lang) -> Markup {
    let maker = maker(device, lang);
    html! {
        @if maker.is_empty() { (parts::unknown(lang)) } @else { (maker) }
        @if !device.identities.is_empty() { p.sub { @for it in &device.identities {
            span.item { (identity_kind(it.kind).in_lang(lang)) (lang.pick("：", ": ")) (it.value) }
        } } }
    }
}

/// Devices that no asset has, to be ticked by whoever may enter.
fn proposals(look: &Look, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let proposed: Vec<(&Device, &Vec<Text>)> = look
        .judged
        .observed
        .inventory
        .devices
        .iter()
        .filter_map(|device| match &device.standing {
            Standing::Proposed { reasons, .. } => Some((device, reasons)),
            Standing::Registered { .. } | Standing::Undecided { .. } => None,
        })
        .collect();
    let enters = visitor.may(Act::Enter);
    html! { @if !proposed.is_empty() { section id="proposed" {
        h2 { (lang.pick("台帳に加える候補", "Could be added to the register")) span.count { (proposed.len()) } }
        form.mark method="post" action="/observation/devices/accept" {
            (look.hidden(visitor))
            ul.plain { @for (device, reasons) in proposed { li {
                @if enters { label.tickable { input type="checkbox" name="device" value=(device.id); " " b { (device.name()) } } }
                @else { b { (device.name()) } }
                " " span.quiet { (look.place(&device.place, lang)) }
                @for reason in reasons { p.sub { (reason.in_lang(lang)) } }
            } } }
            @if enters {
                button { (lang.pick("印を付けた機器を台帳に加える", "Take the ticked devices into the register")) }
                p.effect { (lang.pick("見えたことだけを埋めた保護対象ができます。根拠は備考に残ります。", "Each becomes an asset that states what was seen and no more; what it rests on is in its note.")) }
            } @else { p.effect { (lang.pick("加えるのは編集者です。", "An editor can add them.")) } }
        }
        form method="post" action="/observation/devices/sheet" {
            (look.hidden(visitor))
            button { (lang.pick("台帳のブックに提案の行を加えて書き出す（Excel）", "Write the register's workbook with these as proposals (Excel)")) }
            p.effect { (lang.pick(
                "保護対象のシートの末尾に「提案（観測）」の行が並びます。「採用」に○を入れて取り込んだ行だけが保護対象になります。この書き出しは記録に残ります。",
                "They stand at the end of the asset sheet. Only a row with Yes in \"Accept\" becomes an asset when the workbook is imported. This is an entry in the ledger.",
            )) }
        }
    } } }
}

fn never_seen(all: &[Unseen], lang: Lang) -> Markup {
    html! { @if !all.is_empty() { section id="unseen" {
        h2 { (lang.pick("台帳にあって見えないもの", "In the register and not seen")) span.count { (all.len()) } }
        ul.plain { @for one in all { li {
            (unseen(one).in_lang(lang)) " " a href=(href::asset(&one.asset.id)) { (one.asset.id) }
        } } }
    } } }
}
