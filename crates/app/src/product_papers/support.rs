//! The end of support of an own product: never shortened by a change, and corrected where it was entered wrongly.
//!
//! Invariants: a correction moves a day that a change may not move, says why and by whom, and stands in the ledger for
//! good. A day that an issued label or declaration rests on, or that stands in a submitted report, is not corrected: it
//! was stated, and it holds.

use jiff::civil::Date;
use sekisho_assess::product_papers::{SupportCorrection, shortened};
use sekisho_ledger::{Detail, Entry};
use sekisho_model::{
    Change, IncidentFact, PaperState, Place, Problem, Product, ProductId, Record, RecordKind, Register,
    Source, Stated, Text, text,
};
use sekisho_store::Noted;
use serde_json::{Value, json};

use crate::app::JST;
use crate::guard::permit;
use crate::tables::{new_problems, overtaken};
use crate::{Act, App, AppError, Caller};

/// Longest reason of a correction, in characters.
pub const BECAUSE_CHARS_MAX: usize = 400;

/// What somebody wants to correct an end of support to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The day that was meant.
    pub to: Date,
    /// Why the other one was wrong.
    pub because: String,
    /// Does the person say that the wrong day was published nowhere? The program does not see every paper.
    pub unpublished: bool,
}

/// Support periods that a change of the register would shorten: each a reason to refuse it.
pub(crate) fn support_shortened(before: &Register, after: &Register, today: Date) -> Vec<Problem> {
    let both = before.products.iter().filter_map(|(id, product)| Some((product, after.products.get(id)?)));
    both.filter_map(|(product, now)| shortened(product, now, today))
        .map(|found| Problem::error(place(&found.product), found.what, found.remedy))
        .collect()
}

/// Corrects the end of support of an own product that was entered too late.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Invalid`] where an ordinary change does it, where the
/// reason is missing or too long, where nobody says that the day was published nowhere, and where an issued label or
/// declaration or a submitted report has stated it; [`AppError::Outdated`]; trouble in the store.
pub async fn correct_support(
    app: &App,
    caller: &Caller,
    id: &str,
    wanted: &Correction,
) -> Result<SupportCorrection, AppError> {
    permit(caller, Act::Enter)?;
    let (state, register) = app.register().await?;
    let before = id.parse::<ProductId>().ok().and_then(|id| register.products.get(&id));
    let before =
        before.ok_or_else(|| AppError::NotFound { kind: RecordKind::Product.word(), id: id.to_owned() })?;
    let mut after = before.clone();
    after.support_end = Stated::Known(wanted.to);
    let from = match before.support_end.known() {
        Some(from) if shortened(before, &after, app.today()).is_some() => *from,
        _ => return Err(AppError::Invalid(vec![no_need(before)])),
    };
    let mut faults = faults(before, wanted);
    faults.extend(stated_in_papers(&register, before, from));
    faults.extend(stated_in_reports(app, before, from).await?);
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let [was, now] = [before.clone(), after].map(|product| Box::new(Record::Product(product)));
    let change = Change::Altered { before: was, after: now };
    let mut next = register.as_ref().clone();
    next.apply(change.clone());
    let checked = next.check();
    let caused = new_problems(&app.contradictions().await?, checked.clone());
    if !caused.is_empty() {
        return Err(AppError::Invalid(caused));
    }
    let because = wanted.because.trim().to_owned();
    let particulars = json!({ "from": from.to_string(), "to": wanted.to.to_string(), "because": because, "unpublished": true });
    let origin = app.origin(caller, Source::Person);
    let act = (Noted::SupportCorrect, &*subject(&before.id), &particulars);
    let entries = app.store().apply_changes_in(act, &[change], &origin).await.map_err(overtaken)?;
    app.advance(state, &entries, next, Some(checked));
    Ok(SupportCorrection { day: app.today(), by: caller.name.clone(), from, to: wanted.to, because })
}

/// The corrections of a product's end of support, newest first.
///
/// # Errors
/// Trouble in the store.
pub(super) async fn corrections(app: &App, id: &ProductId) -> Result<Vec<SupportCorrection>, AppError> {
    let entries = app.store().ledger_entries_about(&subject(id)).await?;
    Ok(entries.iter().filter_map(correction).collect())
}

/// The correction that an entry tells of. An entry whose words were erased still says when and by whom.
fn correction(entry: &Entry) -> Option<SupportCorrection> {
    if entry.action() != Noted::SupportCorrect.action() {
        return None;
    }
    let Detail::Kept { text, .. } = entry.detail() else { return None };
    let told: Value = serde_json::from_str(text).ok()?;
    let day_of = |name: &str| told[name].as_str()?.parse().ok();
    let (from, to, because) = (day_of("from")?, day_of("to")?, told["because"].as_str()?.to_owned());
    let at: jiff::Timestamp = entry.at().parse().ok()?;
    let day = JST.to_datetime(at).date();
    Some(SupportCorrection { day, by: entry.actor().to_owned(), from, to, because })
}

fn subject(id: &ProductId) -> String {
    format!("{}:{id}", RecordKind::Product.code())
}

fn place(id: &str) -> Place {
    Place { sheet: RecordKind::Product.code().to_owned(), path: id.to_owned(), ..Place::default() }
}

fn no_need(product: &Product) -> Problem {
    let id = &product.id;
    Problem::error(
        place(id.as_str()),
        text!(ja: "製品 {id} のサポート終了日は、訂正の手続きなしで直せます。", en: "The end of support of product {id} can be changed without a correction."),
        Text::new(
            "訂正が要るのは、出荷済みの自社製品のサポート終了日を早めるときだけです。製品の表で直してください。",
            "Only moving it to an earlier day, for an own product that is on the market, needs one. Change it in the table of products.",
        ),
    )
}

fn faults(product: &Product, wanted: &Correction) -> Vec<Problem> {
    let id = product.id.as_str();
    let mut faults = Vec::new();
    let chars = wanted.because.trim().chars().count();
    if !(1..=BECAUSE_CHARS_MAX).contains(&chars) {
        faults.push(Problem::error(
            place(id),
            text!(ja: "訂正の理由が {chars} 文字です。", en: "The reason has {chars} characters."),
            text!(ja: "なぜ誤って入力したかを 1 文字以上 {BECAUSE_CHARS_MAX} 文字以下で書いてください。記録に残ります。", en: "Say how it came to be wrong, in 1 to {BECAUSE_CHARS_MAX} characters. It stays in the ledger."),
        ));
    }
    if let Some(placed) = product.placed.known().filter(|placed| wanted.to < **placed) {
        let to = wanted.to;
        faults.push(Problem::error(
            place(id),
            text!(ja: "{to} は出荷開始日 {placed} より前です。", en: "{to} is before {placed}, the day of first placing."),
            Text::new("出荷開始日以降の日を入れてください。", "Enter a day from then on."),
        ));
    }
    if !wanted.unpublished {
        faults.push(Problem::error(
            place(id),
            Text::new(
                "誤った日をどこにも公表していないことが確認されていません。",
                "Nobody has said that the wrong day was published nowhere.",
            ),
            Text::new(
                "ウェブページ、取扱説明書、契約書、申請書などに載せていないことを確かめ、その旨を選んでください（--unpublished）。載せていれば、その日までサポートしてください。",
                "Make sure that no web page, manual, contract or application has it, and say so (--unpublished). If one has, support the product until that day.",
            ),
        ));
    }
    faults
}

/// Issued labels and declarations of the product: they rest on the day.
fn stated_in_papers(register: &Register, product: &Product, from: Date) -> Vec<Problem> {
    let issued = register.papers.values().filter(|paper| {
        paper.products.contains(&product.id)
            && matches!(paper.state, PaperState::Issued | PaperState::Withdrawn)
    });
    let refusal = |paper: &sekisho_model::Paper| {
        let (id, name, product) = (&paper.id, &paper.name, &product.id);
        Problem::error(
            place(product.as_str()),
            text!(
                ja: "製品 {product} には発行済みの「{name}」（{id}）があり、サポート終了日 {from} はその前提です。訂正できません。",
                en: "\"{name}\" ({id}) was issued for product {product} and rests on its end of support, {from}: it cannot be corrected."
            ),
            text!(
                ja: "この日は有効です。{from} までサポートしてください。発行済みという登録のほうが誤りなら、ラベル・宣言の表の {id} の状態を先に直してください。",
                en: "The day holds: support the product until {from}. If it was never issued, correct the state of {id} in the table of labels and declarations first."
            ),
        )
    };
    issued.map(refusal).collect()
}

/// Submitted reports that name both the product and the day.
async fn stated_in_reports(app: &App, product: &Product, from: Date) -> Result<Vec<Problem>, AppError> {
    let mut refusals = Vec::new();
    for entry in app.store().incident_entries().await? {
        let IncidentFact::Submitted { form, values, .. } = &entry.what else { continue };
        let says = |words: &str| values.values().any(|value| value.contains(words));
        if says(&from.to_string()) && (says(product.id.as_str()) || says(&product.name)) {
            let (case, id) = (&entry.case, &product.id);
            refusals.push(Problem::error(
                place(id.as_str()),
                text!(
                    ja: "製品 {id} のサポート終了日 {from} は、事案 {case} で提出した報告（{form}）に書かれています。訂正できません。",
                    en: "The end of support of product {id}, {from}, stands in a submitted report of incident {case} ({form}): it cannot be corrected."
                ),
                text!(ja: "この日は有効です。{from} までサポートしてください。", en: "The day holds: support the product until {from}."),
            ));
        }
    }
    Ok(refusals)
}
