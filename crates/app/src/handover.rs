//! The hand-over to a support service: what would go, and the file itself.
//!
//! Invariant: a file is made only after its entry is in the ledger: to whom, what for, who agreed where somebody is named,
//! which parts, with or without names, and the digests of both forms. Looking at what would go leaves no entry.

use sekisho_model::{Lang, Place, Problem, Source, Text, text};
use sekisho_report::handover::{Handover, Part, Wanted, handover, page, workbook};
use sekisho_store::Noted;
use serde_json::json;

use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::observe::{APPROVER_CHARS_MAX, approved_by_oneself};
use crate::{Act, App, AppError, Caller};

/// Longest name of whoever receives it, and longest purpose, in characters.
pub const WORDS_CHARS_MAX: usize = 400;

/// A file that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// What is in it.
    pub handover: Handover,
    /// As a workbook.
    pub xlsx: Vec<u8>,
    /// As a page to print.
    pub html: String,
    /// Number of its entry in the ledger.
    pub entry: u64,
}

/// What would go, for a person to look at.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn preview(app: &App, caller: &Caller, wanted: &Wanted, lang: Lang) -> Result<Handover, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    Ok(handover(&judgements.facts(), wanted, lang))
}

/// Makes the file, after its entry is in the ledger.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where nobody receives it, it has no purpose or no part, or whoever hands
/// over is named as the approver; trouble in the store.
pub async fn hand_over(
    app: &App,
    caller: &Caller,
    wanted: &Wanted,
    lang: Lang,
) -> Result<HandedOver, AppError> {
    permit(caller, Act::Enter)?;
    let faults = faults(wanted, caller);
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let handover = preview(app, caller, wanted, lang).await?;
    let html = page(&handover, lang);
    let xlsx = workbook(&handover, lang).map_err(|error| {
        let why = error.to_string();
        AppError::Invalid(vec![Problem::error(
            Place::default(),
            text!(ja: "ブックを作れません（{why}）。", en: "The workbook cannot be made ({why})."),
            text!(ja: "渡す項目を減らすか、長い文を短くしてください。", en: "Choose fewer parts, or shorten long texts."),
        )])
    })?;
    let parts: Vec<&str> = handover.sections.iter().map(|section| section.part.code()).collect();
    let mut detail = json!({
        "to": wanted.to.trim(), "purpose": wanted.purpose.trim(), "parts": parts, "names": wanted.names,
        "lang": lang.code(), "xlsx_sha256": sha256_hex(&xlsx), "html_sha256": sha256_hex(html.as_bytes()),
    });
    if !wanted.approver.trim().is_empty() {
        detail["approver"] = wanted.approver.trim().into();
    }
    let origin = app.origin(caller, Source::Person);
    let entry = app.store().note(Noted::HandOver, "register", &detail, &origin).await?;
    Ok(HandedOver { handover, xlsx, html, entry })
}

fn faults(wanted: &Wanted, caller: &Caller) -> Vec<Problem> {
    let say = |what, remedy| Problem::error(Place::default(), what, remedy);
    let mut faults = Vec::new();
    let named = [
        (&wanted.to, text!(ja: "渡す先", en: "Whoever receives it")),
        (&wanted.purpose, text!(ja: "目的", en: "The purpose")),
    ];
    for (words, what) in named {
        let (chars, Text { ja, en }) = (words.trim().chars().count(), what);
        if !(1..=WORDS_CHARS_MAX).contains(&chars) {
            faults.push(say(
                text!(ja: "{ja}が {chars} 文字です。", en: "{en} has {chars} characters."),
                text!(ja: "1 文字以上 {WORDS_CHARS_MAX} 文字以下で書いてください。記録に残ります。", en: "Write 1 to {WORDS_CHARS_MAX}. They stay in the ledger."),
            ));
        }
    }
    let approver = wanted.approver.trim();
    if approver == caller.name {
        faults.push(approved_by_oneself(approver));
    }
    if approver.chars().count() > APPROVER_CHARS_MAX {
        faults.push(say(
            text!(ja: "承認者の名前が {APPROVER_CHARS_MAX} 文字を超えています。", en: "The approver's name has more than {APPROVER_CHARS_MAX} characters."),
            text!(ja: "承認した人の名前だけを書いてください。", en: "Name only the person who approved."),
        ));
    }
    if wanted.parts.is_empty() {
        let codes = Part::ALL.map(Part::code).join(", ");
        faults.push(say(
            text!(ja: "渡す項目が選ばれていません。", en: "No part is chosen."),
            text!(ja: "渡すものを選んでください（{codes}）。", en: "Choose what to hand over ({codes})."),
        ));
    }
    faults
}
