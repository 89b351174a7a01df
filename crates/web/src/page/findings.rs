//! What impacts say of one thing, as a table: verdict, why, how sure, what the publisher says to do.

use maud::{Markup, html};
use sekisho_assess::{Chain, Impact};
use sekisho_model::{Lang, Remedy, RemedyKind};
use sekisho_report::words as said;

use crate::{chain, href, parts};

/// An impact with those of its chains that concern the thing.
pub(super) type Concerned<'a> = (&'a Impact, Vec<&'a Chain>);

/// Impacts of which at least one chain concerns the thing.
pub(super) fn concerning<'a>(impacts: &'a [Impact], concerns: impl Fn(&Chain) -> bool) -> Vec<Concerned<'a>> {
    let chains = |impact: &'a Impact| {
        let mut chains: Vec<&Chain> = Vec::new();
        for chain in impact.chains.iter().filter(|chain| concerns(chain)) {
            // One component reaches every asset that runs the product; here it is said once.
            if !chains.iter().any(|other| other.finding == chain.finding) {
                chains.push(chain);
            }
        }
        chains
    };
    impacts.iter().map(|impact| (impact, chains(impact))).filter(|(_, chains)| !chains.is_empty()).collect()
}

/// One row for each finding.
pub(super) fn table(concerned: &[Concerned<'_>], register: &sekisho_model::Register, lang: Lang) -> Markup {
    html! {
        div.table tabindex="0" role="group" aria-label=(lang.pick("脆弱性", "Vulnerabilities")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("脆弱性", "Vulnerability")) }
                th scope="col" { (lang.pick("判定", "Verdict")) }
                th scope="col" { (lang.pick("対象", "What")) }
                th scope="col" { (lang.pick("理由", "Why")) }
                th scope="col" { (lang.pick("発行元の対策", "Publisher's remedy")) }
                th.figures scope="col" { (parts::term("CVSS", lang)) }
            } }
            tbody { @for (impact, chains) in concerned { @for chain in chains { (row(impact, chain, register, lang)) } } }
        } }
    }
}

fn row(impact: &Impact, found: &Chain, register: &sekisho_model::Register, lang: Lang) -> Markup {
    let finding = &found.finding;
    let (_, name, _) = chain::thing(&finding.thing, register, lang);
    html! {
        tr {
            th scope="row" { a href=(href::vulnerability(&impact.advisory.id)) { (impact.advisory.id) } p.sub { (impact.advisory.title) } }
            td { (parts::verdict(finding.verdict, lang)) }
            td data-label=(lang.pick("対象", "What")) { (name) }
            td data-label=(lang.pick("理由", "Why")) { (finding.reason.text().in_lang(lang)) p.sub { (lang.pick("同定：", "identity: ")) (said::confidence(finding.confidence).in_lang(lang)) } }
            td data-label=(lang.pick("対策", "Remedy")) { (remedies(&finding.remedies, lang)) }
            td.figures data-label="CVSS" { (parts::score(impact.advisory.cvss.as_ref(), lang)) }
        }
    }
}

/// What the publisher says to do. The publisher's own words stay as they are.
pub(super) fn remedies(remedies: &[Remedy], lang: Lang) -> Markup {
    html! {
        @if remedies.is_empty() { span.quiet { (lang.pick("記載なし", "none stated")) } }
        @else { ul.remedies { @for remedy in remedies { li {
            b { (kind(remedy.kind, lang)) } " " (remedy.words)
        } } } }
    }
}

const fn kind(kind: RemedyKind, lang: Lang) -> &'static str {
    match kind {
        RemedyKind::VendorFix => lang.pick("修正", "Fix"),
        RemedyKind::Mitigation => lang.pick("緩和", "Mitigation"),
        RemedyKind::Workaround => lang.pick("回避", "Workaround"),
        RemedyKind::NoneAvailable => lang.pick("修正は未提供", "No fix yet"),
        RemedyKind::NoFixPlanned => lang.pick("修正の予定なし", "No fix planned"),
        RemedyKind::FixPlanned => lang.pick("修正を準備中", "Fix planned"),
        RemedyKind::OptionalPatch => lang.pick("任意の修正", "Optional patch"),
    }
}
