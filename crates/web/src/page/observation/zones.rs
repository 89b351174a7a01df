//! A first zoning for a plant that has none, drawn. Nothing of it is stored.

use maud::{Markup, PreEscaped, html};
use sekisho_app::Act;
use sekisho_app::observe::zone_mark;
use sekisho_assess::observed::ProposedConduit;
use sekisho_model::{Lang, Text, counted, text};
use sekisho_report::picture::flows::{Band, Way, flows};

use super::Look;
use crate::visitor::Visitor;
use crate::{parts, words};

/// Everything under the title.
pub(super) fn body(look: &Look, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let proposal = &look.judged.observed.proposal;
    html! {
        (parts::answer(answer(look).in_lang(lang)))
        (look.head("/observation/zones", lang))
        p.note { (lang.pick(
            "役割と、どの機器どうしが一緒に働いているかだけから作った案です。台帳に加えるかどうかは、人が決めます。",
            "Made of roles and of who works with whom alone. A person decides what becomes part of the register.",
        )) }
        @if !proposal.zones.is_empty() {
            (picture(look, lang))
            (taking(look, visitor, &html! { (zones(look, visitor)) (conduits(look, lang)) }))
        }
        @if !proposal.undecided.is_empty() { section.open {
            h2 { span.sign aria-hidden="true" { "？" } (lang.pick("どこにも入らない機器", "Devices that fit nowhere")) span.count { (proposal.undecided.len()) } }
            ul.plain { @for (id, why) in &proposal.undecided { li { b { (look.device(id)) } " " (why.in_lang(lang)) } } }
        } }
    }
}

fn answer(look: &Look) -> Text {
    let proposal = &look.judged.observed.proposal;
    let (zones, conduits, undecided) =
        (proposal.zones.len(), proposal.conduits.len(), proposal.undecided.len());
    let (z, c) = (counted(zones, "zone", "zones"), counted(conduits, "conduit", "conduits"));
    let fit = counted(undecided, "device fits", "devices fit");
    text!(
        ja: "見えた通信からの案は、ゾーン {zones}、コンジット {conduits} です。どこにも入らない機器は {undecided} 台です。",
        en: "From what was seen, the plant could have {z} and {c}; {fit} nowhere."
    )
}

fn protocols(conduit: &ProposedConduit, lang: Lang) -> String {
    let mut names: Vec<String> =
        conduit.protocols.iter().map(|protocol| protocol.name().to_owned()).collect();
    let n = conduit.unrecognised;
    if n > 0 {
        names.push(match lang {
            Lang::Ja => format!("判別できない会話 {n} 件"),
            Lang::En => counted(n, "conversation not recognised", "conversations not recognised"),
        });
    }
    names.join(lang.pick("、", ", "))
}

fn picture(look: &Look, lang: Lang) -> Markup {
    let proposal = &look.judged.observed.proposal;
    let bands: Vec<Band> = (1..)
        .zip(&proposal.zones)
        .map(|(number, zone)| Band {
            name: zone.name.in_lang(lang).to_owned(),
            holds: match (lang, zone.devices.len()) {
                (Lang::Ja, n) => format!("機器 {n} 台"),
                (Lang::En, n) => counted(n, "device", "devices"),
            },
            href: Some(format!("#zone-{number}")),
        })
        .collect();
    let ways: Vec<Way> = (1..)
        .zip(&proposal.conduits)
        .map(|(number, conduit)| Way {
            from: conduit.from,
            to: conduit.to,
            number,
            words: protocols(conduit, lang),
            href: Some(format!("#conduit-{number}")),
            ..Way::default()
        })
        .collect();
    let title = lang.pick("ゾーンの案の図", "Drawing of the proposed zones");
    html! { div.picture tabindex="0" role="group" aria-label=(title) { (PreEscaped(flows(title, &bands, &ways, lang))) } }
}

/// The tables, in a form for whoever may enter.
fn taking(look: &Look, visitor: &Visitor, tables: &Markup) -> Markup {
    let lang = visitor.lang;
    html! {
        @if visitor.may(Act::Enter) {
            form.mark method="post" action="/observation/zones/accept" {
                (look.hidden(visitor))
                (tables)
                button { (lang.pick("印を付けた案を台帳に加える", "Take the ticked zones into the register")) }
                p.effect { (lang.pick(
                    "印を付けたゾーンと、その間のコンジットができます。ゾーンのない保護対象だけをそこに置き、すでにゾーンにあるものは動かしません。",
                    "Makes the ticked zones and the conduits between them. Only assets without a zone are put there; none that stands in a zone is moved.",
                )) }
            }
        } @else {
            (tables)
            p.effect { (lang.pick("加えるのは編集者です。", "An editor can add them.")) }
        }
    }
}

fn zones(look: &Look, visitor: &Visitor) -> Markup {
    let (lang, enters) = (visitor.lang, visitor.may(Act::Enter));
    let zones = &look.judged.observed.proposal.zones;
    html! { section {
        h2 { (lang.pick("ゾーンの案", "Proposed zones")) span.count { (zones.len()) } }
        div.table tabindex="0" role="group" aria-label=(lang.pick("ゾーンの案", "Proposed zones")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("ゾーン", "Zone")) }
                th scope="col" { (lang.pick("機器", "Devices")) }
                th scope="col" { (lang.pick("なぜ一緒か", "Why together")) }
            } }
            tbody { @for (number, zone) in (1..).zip(zones) { tr id={ "zone-" (number) } {
                th scope="row" {
                    @if enters { label.tickable { input type="checkbox" name="zone" value=(zone_mark(zone)); " " (zone.name.in_lang(lang)) } }
                    @else { (zone.name.in_lang(lang)) }
                    p.sub { (words::zone_level(zone.level).in_lang(lang)) }
                }
                td data-label=(lang.pick("機器", "Devices")) { @for id in &zone.devices { span.item { (look.device(id)) } } }
                td data-label=(lang.pick("なぜ一緒か", "Why together")) { @for reason in &zone.reasons { p.sub { (reason.in_lang(lang)) } } }
            } } }
        } }
    } }
}

fn conduits(look: &Look, lang: Lang) -> Markup {
    let proposal = &look.judged.observed.proposal;
    let name = |place: usize| proposal.zones.get(place).map_or("", |zone| zone.name.in_lang(lang));
    html! { @if !proposal.conduits.is_empty() { section {
        h2 { (lang.pick("コンジットの案", "Proposed conduits")) span.count { (proposal.conduits.len()) } }
        div.table tabindex="0" role="group" aria-label=(lang.pick("コンジットの案", "Proposed conduits")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("番号・どこからどこへ", "No., from and to")) }
                th scope="col" { (lang.pick("向き", "Direction")) }
                th scope="col" { (lang.pick("プロトコル", "Protocols")) }
            } }
            tbody { @for (number, conduit) in (1..).zip(&proposal.conduits) { tr id={ "conduit-" (number) } {
                th scope="row" { (number) " " (name(conduit.from)) " → " (name(conduit.to)) }
                td data-label=(lang.pick("向き", "Direction")) { (words::direction(conduit.direction).in_lang(lang)) }
                td data-label=(lang.pick("プロトコル", "Protocols")) { (protocols(conduit, lang)) }
            } } }
        } }
    } } }
}
