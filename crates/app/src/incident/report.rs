//! Reports of an incident: drafts worked out anew, words of a person for a field, and what was submitted.
//!
//! Invariants: nothing is sent, and a draft is stored nowhere. What was submitted is an entry of the timeline with its
//! values, their digest and its receipt; it is never changed, and it meets its duty's clock. The same values are not
//! submitted twice.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_assess::impact::OwnProduct;
use sekisho_model::{
    Advisory, AdvisoryId, CaseId, Change, EvidenceItem, IncidentFact, ProductId, Record, Signal, SignalKind,
    Text, VulnerabilityId, text,
};
pub use sekisho_respond::Draft;
use sekisho_respond::{DutyId, Facts, Form, FormId, draft, frozen};
use sekisho_supply::Verdict;

pub use sekisho_respond::{Filled, Forms, Origin, Submission};

use super::reading::{Cases, is_replaced};
use super::{Addition, Incident, duties, entry, refused, telling, write};
use crate::answers::{EvidenceFields, TakenFile, evidence_of};
use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller, impact};

/// Longest name of a receipt's file among the evidence, in characters.
const RECEIPT_NAME_CHARS_MAX: usize = 200;

/// Which report.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// For which duty.
    pub duty: &'a str,
    /// On which form; none: the first that belongs to the duty.
    pub form: Option<&'a str>,
    /// The editions at hand.
    pub forms: &'a Forms,
}

/// What a person hands in, and what confirms it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedIn {
    /// The number or words that confirm the receipt.
    pub receipt: String,
    /// When it was handed in. None: now.
    pub at: Option<Timestamp>,
    /// What is to be remembered.
    pub words: String,
}

/// A report as it would be handed in now, with what was submitted before.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] for a case, a duty or a form that is not there; trouble in the store.
pub async fn drafted(app: &App, caller: &Caller, case: &CaseId, asked: Asked<'_>) -> Result<Draft, AppError> {
    permit(caller, Act::Read)?;
    let cases = Cases::read(app).await?;
    let incident = cases.named(case)?;
    let (duty, form) = which(asked)?;
    let endangered = endangered(app, caller, incident).await?;
    let (_, register) = app.register().await?;
    let standing: Vec<_> =
        incident.entries.iter().filter(|entry| !is_replaced(entry, &cases.entries)).cloned().collect();
    let facts = Facts {
        case: &incident.case,
        entries: &standing,
        standing: &incident.standing(),
        register: &register,
        products: &endangered.products,
        components: &endangered.components,
        advisories: &endangered.advisories,
        signals: &endangered.signals,
        clocks: &incident.clocks,
        now: app.now(),
    };
    draft(&facts, duties(), form, &duty).ok_or_else(|| no_form(asked.duty))
}

/// Writes a person's words for a field of a report, and gives the entry's number. Later words take the place of these.
///
/// # Errors
/// As [`drafted`]; [`AppError::Invalid`] where the words are empty, or the form has no such field at this stage.
pub async fn write_field(
    app: &App,
    caller: &Caller,
    case: &CaseId,
    asked: Asked<'_>,
    (field, words): (&str, &str),
) -> Result<u32, AppError> {
    permit(caller, Act::Enter)?;
    let draft = drafted(app, caller, case, asked).await?;
    let known: Vec<&str> = draft.fields.iter().map(|filled| filled.field.id.as_str()).collect();
    telling::one_of(Text::new("項目", "field"), field, &known)?;
    let what = IncidentFact::Written {
        duty: asked.duty.to_owned(),
        form: draft.form.id.as_str().to_owned(),
        field: field.to_owned(),
    };
    let addition =
        Addition { what, at: None, words: words.to_owned(), source: String::new(), supersedes: None };
    super::add(app, caller, case, addition).await
}

/// Records that a person handed a report in: its values are frozen as they are now, and its clock is met.
///
/// # Errors
/// As [`drafted`]; [`AppError::Invalid`] where there is no receipt, where nothing is filled, or where exactly these
/// values were submitted before.
pub async fn submit(
    app: &App,
    caller: &Caller,
    case: &CaseId,
    asked: Asked<'_>,
    handed_in: HandedIn,
) -> Result<u32, AppError> {
    permit(caller, Act::Enter)?;
    let draft = drafted(app, caller, case, asked).await?;
    let HandedIn { receipt, at, words } = handed_in;
    let receipt = receipt.trim().to_owned();
    if receipt.is_empty() {
        return Err(refused(
            text!(ja: "受付番号が空です。", en: "There is no receipt."),
            text!(ja: "提出先の受付番号か、受け付けられたことが分かる言葉を入れてください。", en: "Enter the number of the receipt, or words that show that it was received."),
        ));
    }
    let (values, form, edition) = (draft.values(), draft.form.id.as_str(), &draft.form.basis.edition);
    let digest = sha256_hex(frozen(form, edition, asked.duty, &values).as_bytes());
    if let Some(same) = draft.submitted.iter().find(|sent| sent.digest == digest) {
        let (name, receipt) = (&same.entry, &same.receipt);
        return Err(refused(
            text!(ja: "同じ内容はすでに提出済みです（経過 {name}、受付 {receipt}）。", en: "Exactly this was submitted already (entry {name}, receipt {receipt})."),
            text!(ja: "訂正を提出した場合は、先に項目を直してください。", en: "If a correction was submitted, correct the fields first."),
        ));
    }
    let what = IncidentFact::Submitted {
        duty: asked.duty.to_owned(),
        form: form.to_owned(),
        edition: edition.clone(),
        receipt,
        values,
        digest,
    };
    let addition = Addition { what, at, words, source: String::new(), supersedes: None };
    let cases = Cases::read(app).await?;
    let of = cases.named(case)?;
    if let Some(into) = &of.merged_into {
        return Err(telling::is_merged(case, into));
    }
    telling::sound(case, &addition, &cases.entries)?;
    write(app, caller, &[], vec![entry(app, caller, case, addition)]).await
}

/// Keeps a file that confirms the receipt of a submitted report: as evidence, and in the timeline. `submitted` is the
/// number of the entry that says that it was submitted.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] for a case, or a submission that does not stand; trouble in the store.
pub async fn add_receipt(
    app: &App,
    caller: &Caller,
    case: &CaseId,
    submitted: u32,
    file: TakenFile,
) -> Result<EvidenceItem, AppError> {
    permit(caller, Act::Enter)?;
    let cases = Cases::read(app).await?;
    let of = cases.named(case)?;
    let sent = of
        .entries
        .iter()
        .find(|entry| &entry.case == case && entry.no == submitted && !is_replaced(entry, &cases.entries));
    let receipt = match sent.map(|entry| &entry.what) {
        Some(IncidentFact::Submitted { receipt, .. }) => receipt.clone(),
        _ => {
            let kind = Text::new("提出の記録", "submission");
            return Err(AppError::NotFound { kind, id: format!("{case}#{submitted}") });
        }
    };
    // What it is, in the words that the register has for it.
    let name = format!("{case}#{submitted} {receipt}");
    let fields = EvidenceFields {
        name: name.chars().take(RECEIPT_NAME_CHARS_MAX).collect(),
        ..EvidenceFields::default()
    };
    let item = evidence_of(app, caller, file, fields).await?;
    let what = IncidentFact::Receipt { submitted, evidence: item.id.clone() };
    let source = item.file.clone();
    let addition = Addition { what, at: None, words: String::new(), source, supersedes: None };
    let change = Change::Added(Record::EvidenceItem(item.clone()));
    write(app, caller, &[change], vec![entry(app, caller, case, addition)]).await?;
    Ok(item)
}

/// The duty and the form that are asked for.
fn which(asked: Asked<'_>) -> Result<(DutyId, &Form), AppError> {
    let known: Vec<&str> = duties().duties.keys().map(DutyId::as_str).collect();
    telling::one_of(Text::new("義務", "duty"), asked.duty, &known)?;
    let duty: DutyId = asked.duty.parse().map_err(|_| no_form(asked.duty))?;
    let of = asked.forms.of(&duty);
    let form = match asked.form {
        None => of.first().copied().ok_or_else(|| no_form(asked.duty))?,
        Some(id) => {
            let known: Vec<&str> = of.iter().map(|form| form.id.as_str()).collect();
            telling::one_of(Text::new("様式", "form"), id, &known)?;
            of.into_iter().find(|form| form.id.as_str() == id).ok_or_else(|| no_form(asked.duty))?
        }
    };
    Ok((duty, form))
}

fn no_form(duty: &str) -> AppError {
    refused(
        text!(ja: "義務「{duty}」の様式はまだありません。", en: "There is no form for duty \"{duty}\" yet."),
        text!(ja: "提出先の様式に直接書き、済んだら「済み」と記録してください。", en: "Fill in the addressee's form, and record it as done."),
    )
}

/// The forms on which a duty can be reported.
#[must_use]
pub fn forms_of<'a>(duty: &DutyId, forms: &'a Forms) -> Vec<(&'a FormId, &'a Text)> {
    forms.of(duty).into_iter().map(|form| (&form.id, &form.title)).collect()
}

/// What a vulnerability endangers of what is our own.
#[derive(Default)]
pub(super) struct Endangered {
    pub(super) products: BTreeSet<ProductId>,
    pub(super) components: BTreeSet<String>,
    pub(super) advisories: Vec<Advisory>,
    pub(super) signals: Vec<Signal>,
}

/// What the vulnerabilities of a case endanger. Products that are affected; where none is for certain, those that
/// are undecided.
pub(super) async fn endangered(
    app: &App,
    caller: &Caller,
    incident: &Incident,
) -> Result<Endangered, AppError> {
    let mut found = Endangered::default();
    let mut own: Vec<OwnProduct> = Vec::new();
    for id in &incident.about {
        match impact::of(app, caller, id).await {
            Ok(impacts) => own.extend(impacts.into_iter().flat_map(|impact| impact.own_products)),
            // An advisory that is no longer at hand costs its part of the draft, not the draft.
            Err(AppError::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
        let known = app.store().advisories_called(id).await?;
        found.advisories.extend(
            known.into_iter().filter(|advisory| !found.advisories.contains(advisory)).collect::<Vec<_>>(),
        );
    }
    let surely = own.iter().any(|product| product.verdict == Verdict::Affected);
    for product in own.into_iter().filter(|product| !surely || product.verdict == Verdict::Affected) {
        found.products.insert(product.product.id);
        found.components.extend(product.components);
    }
    found.signals = exploited(app, &found.advisories, &incident.about).await?;
    Ok(found)
}

/// A vulnerability that is known to be exploited, in a product of ours, and that no case is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exploited {
    /// Its id, as a case would name it.
    pub vulnerability: String,
    /// The advisory.
    pub advisory: AdvisoryId,
    /// The products, by name.
    pub products: BTreeSet<String>,
    /// Who says that it is exploited.
    pub sources: BTreeSet<String>,
}

/// What is known to be exploited in products of ours, and is no case yet. To be aware of it is a person's act: this
/// starts no clock.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn exploited_in_own(app: &App, caller: &Caller) -> Result<Vec<Exploited>, AppError> {
    permit(caller, Act::Read)?;
    let cases = Cases::read(app).await?;
    let about: BTreeSet<&str> = cases.all.iter().flat_map(|case| &case.about).map(String::as_str).collect();
    let mut found = Vec::new();
    for impact in app.impacts().await?.iter() {
        let own = impact.own_products.iter().filter(|product| product.verdict == Verdict::Affected);
        let products: BTreeSet<String> = own.map(|product| product.product.name.clone()).collect();
        let head = &impact.advisory;
        let names: BTreeSet<String> = head.aliases.iter().cloned().chain([head.id.to_string()]).collect();
        if products.is_empty() || names.iter().any(|name| about.contains(name.as_str())) {
            continue;
        }
        let signals = exploited(app, &[], &names).await?;
        let Some(first) = signals.first() else { continue };
        found.push(Exploited {
            vulnerability: first.vulnerability.to_string(),
            advisory: head.id.clone(),
            products,
            sources: signals.iter().map(|signal| signal.source.clone()).collect(),
        });
    }
    Ok(found)
}

async fn exploited(
    app: &App,
    advisories: &[Advisory],
    about: &BTreeSet<String>,
) -> Result<Vec<Signal>, AppError> {
    let of_advisories = advisories.iter().flat_map(|advisory| {
        let own = [advisory.id.to_string()].into_iter().chain(advisory.aliases.iter().cloned());
        own.chain(advisory.vulnerabilities.iter().map(|it| it.id.to_string()))
    });
    let ids: BTreeSet<VulnerabilityId> =
        of_advisories.chain(about.iter().cloned()).filter_map(|id| id.parse().ok()).collect();
    let ids: Vec<VulnerabilityId> = ids.into_iter().collect();
    let signals = app.store().signals_of(&ids).await?;
    Ok(signals
        .into_values()
        .flatten()
        .filter(|signal| matches!(signal.kind, SignalKind::Exploited { .. }))
        .collect())
}
