//! Impacts as a JSON document and as a table.

use std::fmt::Write as _;

use sekisho_assess::impact::{Answer, Chain, Finding, Impact, Named, Thing};
use sekisho_model::{Lang, Loss, SbomSubject, Stated, Text};
use serde::Serialize;

use crate::table::table;
use crate::{Width, words};

/// Version of the JSON form; a reader must refuse a greater one.
pub const FORMAT: u32 = 2;

/// The JSON form of some impacts.
#[derive(Debug, Serialize)]
pub struct Document {
    /// [`FORMAT`].
    pub format: u32,
    /// Worst first.
    pub impacts: Vec<ImpactForm>,
}

/// One impact.
#[derive(Debug, Serialize)]
pub struct ImpactForm {
    /// Advisory id.
    pub advisory: String,
    /// Title.
    pub title: String,
    /// CVE and other names.
    pub aliases: Vec<String>,
    /// Publisher.
    pub publisher: String,
    /// Highest CVSS score, `"9.8"`, or null.
    pub cvss: Option<String>,
    /// Withdrawn by its publisher.
    pub withdrawn: bool,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: &'static str,
    /// The answer in one sentence.
    pub answer: Text,
    /// `large`, `medium`, `small`, `unknown`, `not-applicable`.
    pub importance: &'static str,
    /// How many ended how.
    pub counts: CountsForm,
    /// Affected and undecided, worst first.
    pub chains: Vec<ChainForm>,
    /// Named and not affected.
    pub not_affected: Vec<FindingForm>,
    /// Assets without identity, undecided.
    pub unidentified: Vec<NamedForm>,
    /// Devices and products without an SBOM: not held against a package, and no part of the counts.
    pub unlisted: usize,
    /// Businesses at stake, worst first.
    pub businesses: Vec<BusinessForm>,
    /// Suppliers to ask.
    pub suppliers: Vec<SupplierForm>,
    /// Own products affected.
    pub own_products: Vec<OwnProductForm>,
    /// At most three things to do.
    pub actions: Vec<ActionForm>,
    /// `now`, `soon`, `planned` or `watch`.
    pub urgency: &'static str,
    /// Why, the strongest first.
    pub urgency_reasons: Vec<Text>,
}

/// The four counts; they add up to everything that was held against the advisory.
#[derive(Debug, Serialize)]
pub struct CountsForm {
    /// Affected.
    pub affected: usize,
    /// Undecided.
    pub undecided: usize,
    /// Not affected, with a reason each.
    pub not_affected: usize,
    /// Not named by the advisory.
    pub not_named: usize,
}

/// An id with its name.
#[derive(Debug, Serialize)]
pub struct NamedForm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// One judged component or device.
#[derive(Debug, Serialize)]
pub struct FindingForm {
    /// `component`, `asset` or `product`.
    pub sort: &'static str,
    /// Component label, or the id of the asset or product.
    pub thing: String,
    /// Package URL, for components that have one.
    pub purl: Option<String>,
    /// SBOM that lists the component.
    pub sbom: Option<String>,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: &'static str,
    /// `exact`, `family` or `possible`.
    pub confidence: &'static str,
    /// Why.
    pub reason: Text,
    /// Vulnerabilities spoken of.
    pub vulnerabilities: Vec<String>,
    /// What the publisher says to do.
    pub remedies: Vec<String>,
    /// Vulnerability by vulnerability, worst first.
    pub each: Vec<AnswerForm>,
}

/// How a finding ends for one vulnerability.
#[derive(Debug, Serialize)]
pub struct AnswerForm {
    /// Which; empty where the advisory names none.
    pub vulnerability: String,
    /// `affected`, `undecided` or `not-affected`.
    pub verdict: &'static str,
    /// Why.
    pub reason: Text,
    /// Id of the decision that settled it.
    pub decision: Option<String>,
}

/// One way up.
#[derive(Debug, Serialize)]
pub struct ChainForm {
    /// Its lower end.
    pub finding: FindingForm,
    /// Product, where there is one.
    pub product: Option<NamedForm>,
    /// Asset, where there is one.
    pub asset: Option<NamedForm>,
    /// Zones, innermost first.
    pub zones: Vec<NamedForm>,
    /// Businesses.
    pub businesses: Vec<NamedForm>,
    /// Greatest importance on the way.
    pub importance: &'static str,
    /// What is lost.
    pub loss: LossForm,
}

/// BC/S/Q/D/C.
#[derive(Debug, Serialize)]
pub struct LossForm {
    /// BC
    pub business_continuity: &'static str,
    /// S
    pub safety: &'static str,
    /// Q
    pub quality: &'static str,
    /// D
    pub delivery: &'static str,
    /// C
    pub cost: &'static str,
}

/// One business.
#[derive(Debug, Serialize)]
pub struct BusinessForm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Worst verdict that reaches it.
    pub verdict: &'static str,
    /// Importance.
    pub importance: &'static str,
    /// What is lost, or null where nobody has said.
    pub loss: Option<LossForm>,
    /// Hours until it must run again, or null where nobody has said.
    pub recovery_hours_max: Option<u32>,
    /// Assets through which it is reached.
    pub assets: Vec<String>,
}

/// One supplier.
#[derive(Debug, Serialize)]
pub struct SupplierForm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Contact, or null where nobody has said.
    pub contact: Option<String>,
    /// Worst verdict among what it supplied.
    pub verdict: &'static str,
    /// What to ask about.
    pub about: Vec<String>,
}

/// One own product.
#[derive(Debug, Serialize)]
pub struct OwnProductForm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Version, or null where nobody has said.
    pub version: Option<String>,
    /// Worst verdict among its components.
    pub verdict: &'static str,
    /// Those components.
    pub components: Vec<String>,
}

/// One thing to do.
#[derive(Debug, Serialize)]
pub struct ActionForm {
    /// What.
    pub what: Text,
    /// What it changes.
    pub effect: Text,
}

/// Some impacts as a document.
#[must_use]
pub fn document(impacts: &[Impact]) -> Document {
    Document { format: FORMAT, impacts: impacts.iter().map(form).collect() }
}

fn form(impact: &Impact) -> ImpactForm {
    ImpactForm {
        advisory: impact.advisory.id.to_string(),
        title: impact.advisory.title.clone(),
        aliases: impact.advisory.aliases.iter().cloned().collect(),
        publisher: impact.advisory.publisher.clone(),
        cvss: impact.advisory.cvss.as_ref().map(|cvss| words::score(cvss.score_tenths)),
        withdrawn: impact.advisory.withdrawn,
        verdict: words::verdict_code(impact.verdict()),
        answer: impact.answer(),
        importance: words::importance_code(impact.importance()),
        counts: counts_form(impact.counts),
        chains: impact.chains.iter().map(chain_form).collect(),
        not_affected: impact.not_affected.iter().map(finding_form).collect(),
        unidentified: impact.unidentified.iter().map(named_form).collect(),
        unlisted: impact.unlisted,
        businesses: impact.businesses.iter().map(business_form).collect(),
        suppliers: impact.suppliers.iter().map(supplier_form).collect(),
        own_products: impact.own_products.iter().map(own_product_form).collect(),
        urgency: impact.priority.urgency.code(),
        urgency_reasons: impact.priority.reasons.clone(),
        actions: impact
            .actions
            .iter()
            .map(|action| ActionForm { what: action.what.clone(), effect: action.effect.clone() })
            .collect(),
    }
}

pub(crate) const fn counts_form(counts: sekisho_assess::impact::Counts) -> CountsForm {
    let sekisho_assess::impact::Counts { affected, undecided, not_affected, not_named } = counts;
    CountsForm { affected, undecided, not_affected, not_named }
}

fn named_form<Id: ToString>(named: &Named<Id>) -> NamedForm {
    NamedForm { id: named.id.to_string(), name: named.name.clone() }
}

fn finding_form(finding: &Finding) -> FindingForm {
    let (sort, thing, purl, sbom) = match &finding.thing {
        Thing::Component { label, purl, sbom, subject: _ } => {
            let purl = (!purl.is_empty()).then(|| purl.clone());
            ("component", label.clone(), purl, Some(sbom.to_string()))
        }
        Thing::Asset(id) => ("asset", id.to_string(), None, None),
        Thing::Product(id) => ("product", id.to_string(), None, None),
    };
    FindingForm {
        sort,
        thing,
        purl,
        sbom,
        verdict: words::verdict_code(finding.verdict),
        confidence: words::confidence_code(finding.confidence),
        reason: finding.reason.text(),
        vulnerabilities: finding.vulnerabilities.iter().map(ToString::to_string).collect(),
        remedies: finding.remedies.iter().map(|remedy| remedy.words.clone()).collect(),
        each: finding.each.iter().map(answer_form).collect(),
    }
}

fn answer_form(answer: &Answer) -> AnswerForm {
    AnswerForm {
        vulnerability: answer.vulnerability.as_ref().map(ToString::to_string).unwrap_or_default(),
        verdict: words::verdict_code(answer.verdict),
        reason: answer.reason.text(),
        decision: answer.decision.as_ref().map(ToString::to_string),
    }
}

fn chain_form(chain: &Chain) -> ChainForm {
    ChainForm {
        finding: finding_form(&chain.finding),
        product: chain.product.as_ref().map(named_form),
        asset: chain.asset.as_ref().map(named_form),
        zones: chain.zones.iter().map(named_form).collect(),
        businesses: chain.businesses.iter().map(named_form).collect(),
        importance: words::importance_code(chain.importance),
        loss: loss_form(chain.loss),
    }
}

const fn loss_form(loss: Loss) -> LossForm {
    let Loss { business_continuity, safety, quality, delivery, cost } = loss;
    LossForm {
        business_continuity: words::loss_code(business_continuity),
        safety: words::loss_code(safety),
        quality: words::loss_code(quality),
        delivery: words::loss_code(delivery),
        cost: words::loss_code(cost),
    }
}

fn business_form(at_stake: &sekisho_assess::impact::BusinessAtStake) -> BusinessForm {
    BusinessForm {
        id: at_stake.business.id.to_string(),
        name: at_stake.business.name.clone(),
        verdict: words::verdict_code(at_stake.verdict),
        importance: words::importance_code(at_stake.importance),
        loss: at_stake.loss.known().map(|loss| loss_form(*loss)),
        recovery_hours_max: at_stake.recovery_hours_max.known().copied(),
        assets: at_stake.assets.iter().map(ToString::to_string).collect(),
    }
}

fn supplier_form(supplier: &sekisho_assess::impact::SupplierToAsk) -> SupplierForm {
    SupplierForm {
        id: supplier.supplier.id.to_string(),
        name: supplier.supplier.name.clone(),
        contact: supplier.contact.known().cloned(),
        verdict: words::verdict_code(supplier.verdict),
        about: supplier.about.iter().cloned().collect(),
    }
}

fn own_product_form(own: &sekisho_assess::impact::OwnProduct) -> OwnProductForm {
    OwnProductForm {
        id: own.product.id.to_string(),
        name: own.product.name.clone(),
        version: own.version.known().cloned(),
        verdict: words::verdict_code(own.verdict),
        components: own.components.iter().cloned().collect(),
    }
}

/// The answer for a terminal: the sentence, then the chains, then what to do.
#[must_use]
pub fn table_text(impact: &Impact, lang: Lang, width: Width) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "{}", heading(impact, lang));
    if !impact.chains.is_empty() {
        let header = [
            lang.pick("判定", "Verdict"),
            lang.pick("重要度", "Importance"),
            lang.pick("保護対象・部品", "Asset / component"),
            lang.pick("ゾーン", "Zone"),
            lang.pick("業務", "Business"),
            lang.pick("理由", "Reason"),
        ];
        let mut rows = table(width, &header);
        for chain in &impact.chains {
            rows.add_row(chain_row(chain, lang));
        }
        let _ = writeln!(out, "{rows}");
    }
    for line in tail(impact, lang) {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// Advisory, score and the answer in one sentence.
#[must_use]
pub fn heading(impact: &Impact, lang: Lang) -> String {
    let head = &impact.advisory;
    let score = head.cvss.as_ref().map(|cvss| {
        let band = words::severity(cvss.severity());
        format!("  CVSS {} {}", words::score(cvss.score_tenths), band.in_lang(lang))
    });
    let aliases: Vec<&str> = head.aliases.iter().map(String::as_str).collect();
    format!(
        "{} {}  {}{}\n{}\n  {}\n",
        words::verdict_mark(impact.verdict()),
        head.id,
        shortened(&aliases),
        score.unwrap_or_default(),
        impact.answer().in_lang(lang),
        head.title,
    )
}

/// The first six names, and how many more there are.
fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
    if names.len() > SHOWN { format!("{shown} (+{})", names.len() - SHOWN) } else { shown }
}

fn chain_row(chain: &Chain, lang: Lang) -> Vec<String> {
    let finding = &chain.finding;
    let verdict =
        format!("{} {}", words::verdict_mark(finding.verdict), words::verdict(finding.verdict).in_lang(lang));
    let importance = format!(
        "{} {}",
        words::importance_mark(chain.importance),
        words::importance(chain.importance).in_lang(lang)
    );
    let zone = chain.zones.first().map(|zone| zone.name.clone()).unwrap_or_default();
    let businesses: Vec<&str> = chain.businesses.iter().map(|business| business.name.as_str()).collect();
    let confidence = words::confidence(finding.confidence);
    let reason = words::remarked(finding.reason.text().in_lang(lang), confidence.in_lang(lang), lang);
    vec![
        verdict,
        importance.trim().to_owned(),
        subject(chain, lang),
        zone,
        businesses.join(lang.pick("、", ", ")),
        reason,
    ]
}

/// What the chain starts from, outermost known thing first.
fn subject(chain: &Chain, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(asset) = &chain.asset {
        parts.push(format!("{} {}", asset.id, asset.name));
    }
    if let Some(product) = &chain.product {
        parts.push(product.name.clone());
    }
    if let Thing::Component { label, subject, .. } = &chain.finding.thing {
        parts.push(label.clone());
        if *subject == SbomSubject::Unattached {
            parts.push(
                lang.pick("（SBOM の対象が未登録）", "(the SBOM is not attached to anything)").to_owned(),
            );
        }
    }
    parts.join(" › ")
}

/// Most settled things that the table names.
const SETTLED_SHOWN: usize = 20;

/// What a person's decision took out of the table: the thing, and by which decision, by whom, from when until when.
fn settled(impact: &Impact, lang: Lang) -> Vec<String> {
    let settled: Vec<(&Finding, &Answer)> = impact
        .not_affected
        .iter()
        .filter_map(|finding| {
            let answer = finding.each.iter().find(|answer| answer.decision.is_some())?;
            Some((finding, answer))
        })
        .collect();
    let label = |finding: &Finding| match &finding.thing {
        Thing::Component { label, .. } => label.clone(),
        Thing::Asset(id) => id.to_string(),
        Thing::Product(id) => id.to_string(),
    };
    let line = |(finding, answer): &(&Finding, &Answer)| {
        let reason = answer.reason.text();
        format!("{}{} — {}", lang.pick("判断済み：", "Settled: "), label(finding), reason.in_lang(lang))
    };
    let mut lines: Vec<String> = settled.iter().take(SETTLED_SHOWN).map(line).collect();
    let more = settled.len().saturating_sub(SETTLED_SHOWN);
    if more > 0 {
        let text = sekisho_model::text!(ja: "判断済み：ほか {more} 件", en: "Settled: {more} more");
        lines.push(text.in_lang(lang).to_owned());
    }
    lines
}

fn tail(impact: &Impact, lang: Lang) -> Vec<String> {
    let mut lines = settled(impact, lang);
    for own in &impact.own_products {
        let verdict = words::verdict(own.verdict);
        let Text { ja, en } = sekisho_model::text!(ja: "自社製品：", en: "Own product: ");
        lines.push(format!("{}{} {}", lang.pick(&ja, &en), own.product.name, verdict.in_lang(lang)));
    }
    for supplier in &impact.suppliers {
        let contact = match &supplier.contact {
            Stated::Known(contact) => contact.clone(),
            Stated::Unknown | Stated::NotApplicable => {
                lang.pick("連絡先は未登録", "no contact registered").to_owned()
            }
        };
        let label = lang.pick("問い合わせ先：", "Ask: ");
        lines.push(format!("{label}{}", words::remarked(&supplier.supplier.name, &contact, lang)));
    }
    if !impact.unidentified.is_empty() {
        let n = impact.unidentified.len();
        let text = sekisho_model::text!(
            ja: "判定できない：メーカーか型式が未登録の機器 {n} 件",
            en: "Undecided: {n} devices whose vendor or model is not registered"
        );
        lines.push(text.in_lang(lang).to_owned());
    }
    if impact.unlisted > 0 {
        let n = impact.unlisted;
        let text = sekisho_model::text!(
            ja: "照合していない：SBOM がなく部品が分からない機器・製品 {n} 件",
            en: "Not checked: {n} devices and products without an SBOM, whose components are not known"
        );
        lines.push(text.in_lang(lang).to_owned());
    }
    for (n, action) in impact.actions.iter().enumerate() {
        let (what, effect) = (action.what.in_lang(lang), action.effect.in_lang(lang));
        lines.push(format!("{} {}. {what} — {effect}", lang.pick("対応", "Do"), n + 1));
    }
    lines
}
