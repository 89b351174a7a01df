//! What may be added to a timeline, and why not, in words.
//!
//! Invariant: what is refused is refused before anything is written, and says what to do instead.

use sekisho_model::{CaseId, IncidentEntry, IncidentFact, Text, text};
use sekisho_respond::{Duties, Trigger};

use super::reading::{happening, is_replaced};
use super::{Addition, WORDS_CHARS_MAX, duties, refused};
use crate::AppError;

/// May this be added?
pub(super) fn sound(case: &CaseId, addition: &Addition, entries: &[IncidentEntry]) -> Result<(), AppError> {
    let Addition { what, at: _, words, source, supersedes } = addition;
    if words.trim().is_empty() && needs_words(what, *supersedes) {
        return Err(no_words());
    }
    if words.chars().count().max(source.chars().count()) > WORDS_CHARS_MAX {
        return Err(refused(
            text!(ja: "文が {WORDS_CHARS_MAX} 文字を超えています。", en: "The words have more than {WORDS_CHARS_MAX} characters."),
            text!(ja: "短くするか、複数に分けてください。", en: "Shorten them, or add several entries."),
        ));
    }
    named(what, duties())?;
    ticked(case, what, entries)?;
    correction(case, what, *supersedes, entries)
}

fn needs_words(what: &IncidentFact, supersedes: Option<u32>) -> bool {
    let clock_only = matches!(
        what,
        IncidentFact::Started
            | IncidentFact::MeasureAvailable { .. }
            | IncidentFact::Done { .. }
            | IncidentFact::Named { .. }
            | IncidentFact::Concerns { .. }
            | IncidentFact::Submitted { .. }
            | IncidentFact::Receipt { .. }
            | IncidentFact::TaskDone { .. }
    );
    supersedes.is_some() || !clock_only
}

/// Does it name a matter, duty or trigger that there is?
fn named(what: &IncidentFact, duties: &Duties) -> Result<(), AppError> {
    match what {
        IncidentFact::Aware { matter }
        | IncidentFact::Excluded { matter }
        | IncidentFact::MeasureAvailable { matter } => {
            let known: Vec<&str> = duties.matters.keys().map(|id| id.as_str()).collect();
            one_of(Text::new("認識の対象", "matter"), matter, &known)
        }
        IncidentFact::Done { duty, means } => {
            let known: Vec<&str> = duties.duties.keys().map(|id| id.as_str()).collect();
            one_of(Text::new("義務", "duty"), duty, &known)?;
            let found = duties.duties.values().find(|known| known.id.as_str() == duty);
            let of: Vec<&str> =
                found.iter().flat_map(|duty| &duty.means).map(|means| means.id.as_str()).collect();
            if of.is_empty() && means.is_empty() {
                return Ok(());
            }
            one_of(Text::new("手段", "means"), means, &of)
        }
        IncidentFact::Named { name } => {
            let triggers = duties.duties.values().filter_map(|duty| match &duty.trigger {
                Trigger::Named { name, .. } => Some(name.as_str()),
                _ => None,
            });
            one_of(Text::new("起点", "trigger"), name, &triggers.collect::<Vec<_>>())
        }
        _ => Ok(()),
    }
}

pub(super) fn one_of(kind: Text, id: &str, known: &[&str]) -> Result<(), AppError> {
    if known.contains(&id) {
        return Ok(());
    }
    let (Text { ja, en }, known) = (kind, known.join(", "));
    Err(refused(
        text!(ja: "{ja}「{id}」はありません。", en: "There is no {en} \"{id}\"."),
        text!(ja: "次から選んでください：{known}", en: "Choose one of: {known}"),
    ))
}

/// Is a task that is ticked off there, and open?
fn ticked(case: &CaseId, what: &IncidentFact, entries: &[IncidentEntry]) -> Result<(), AppError> {
    let IncidentFact::TaskDone { task } = what else { return Ok(()) };
    let stands = |entry: &&IncidentEntry| &entry.case == case && !is_replaced(entry, entries);
    let is_task = |entry: &IncidentEntry| entry.no == *task && entry.what == IncidentFact::Task;
    if !entries.iter().filter(stands).any(is_task) {
        return Err(AppError::NotFound { kind: Text::new("作業", "task"), id: format!("{case}#{task}") });
    }
    if entries.iter().filter(stands).any(|entry| entry.what == *what) {
        return Err(refused(
            text!(ja: "作業 {case}#{task} はもう完了しています。", en: "Task {case}#{task} is done already."),
            text!(ja: "間違いなら、完了の記録を取り消してください。", en: "If that is wrong, take back the entry that says so."),
        ));
    }
    Ok(())
}

/// A correction is about an earlier entry of the same case and the same thing.
fn correction(
    case: &CaseId,
    what: &IncidentFact,
    supersedes: Option<u32>,
    entries: &[IncidentEntry],
) -> Result<(), AppError> {
    let Some(no) = supersedes else {
        return if *what == IncidentFact::Void { Err(takes_back_nothing()) } else { Ok(()) };
    };
    let Some(old) = entries.iter().find(|entry| &entry.case == case && entry.no == no) else {
        return Err(AppError::NotFound { kind: Text::new("経過", "entry"), id: format!("{case}#{no}") });
    };
    let about_same = match (happening(what), happening(&old.what)) {
        (Some(new), Some(old)) => new.corrects(&old),
        _ => *what == IncidentFact::Void || *what == old.what,
    };
    let taken = entries.iter().any(|entry| &entry.case == case && entry.supersedes == Some(no));
    if taken {
        return Err(refused(
            text!(ja: "経過 {case}#{no} はすでに訂正されています。", en: "Entry {case}#{no} is corrected already."),
            text!(ja: "その訂正を訂正してください。", en: "Correct that correction."),
        ));
    }
    if about_same { Ok(()) } else { Err(other_thing(case, no)) }
}

pub(super) fn no_name() -> AppError {
    refused(
        text!(ja: "何が起きたかが書かれていません。", en: "It does not say what happened."),
        text!(ja: "一行で入れてください。あとで書き足せます。", en: "Enter it in one line; more can be added later."),
    )
}

fn no_words() -> AppError {
    refused(
        text!(ja: "内容または理由が空です。", en: "The words, or the reason, are empty."),
        text!(ja: "何を、または何を根拠にかを入れてください。", en: "Enter what, or on what grounds."),
    )
}

fn takes_back_nothing() -> AppError {
    refused(
        text!(ja: "どの経過を取り消すのかが分かりません。", en: "It does not say which entry is taken back."),
        text!(ja: "取り消す経過の番号を指定してください。", en: "Name the number of the entry."),
    )
}

fn other_thing(case: &CaseId, no: u32) -> AppError {
    refused(
        text!(ja: "経過 {case}#{no} とは別のことです。訂正は同じことについてだけできます。", en: "Entry {case}#{no} is about something else; a correction is about the same thing."),
        text!(ja: "取り消して（void）、新しく書いてください。", en: "Take it back (void) and add a new entry."),
    )
}

pub(super) fn is_merged(case: &CaseId, into: &CaseId) -> AppError {
    refused(
        text!(ja: "事案 {case} は {into} に統合されています。", en: "Case {case} was merged into {into}."),
        text!(ja: "{into} に書いてください。", en: "Go on with {into}."),
    )
}

pub(super) fn into_itself(case: &CaseId) -> AppError {
    refused(
        text!(ja: "事案 {case} をそれ自身に統合することはできません。", en: "Case {case} cannot be merged into itself."),
        text!(ja: "別の事案を指定してください。", en: "Name another case."),
    )
}

pub(super) fn exercise_and_real(case: &CaseId, into: &CaseId) -> AppError {
    refused(
        text!(ja: "{case} と {into} は、片方が訓練で片方が実際の事案です。", en: "One of {case} and {into} is an exercise and the other is not."),
        text!(ja: "訓練は訓練どうしで統合してください。", en: "Merge exercises with exercises only."),
    )
}

/// The word for a sort of entry.
pub(super) fn word(what: &IncidentFact) -> Text {
    let (ja, en) = match what {
        IncidentFact::Note => ("事実", "fact"),
        IncidentFact::Decision => ("決定", "decision"),
        IncidentFact::Task => ("作業", "task"),
        IncidentFact::Contact => ("連絡", "contact"),
        IncidentFact::Started => ("始まり", "started"),
        IncidentFact::Aware { .. } => ("認識", "aware"),
        IncidentFact::Excluded { .. } => ("対象外の決定", "left out"),
        IncidentFact::MeasureAvailable { .. } => ("対策の提供", "measure available"),
        IncidentFact::Done { .. } => ("済み", "done"),
        IncidentFact::Concerns { .. } => ("関係する脆弱性", "vulnerability"),
        IncidentFact::Written { .. } => ("報告の記入", "written for a report"),
        IncidentFact::Submitted { .. } => ("提出済み", "submitted"),
        IncidentFact::Receipt { .. } => ("受付の控え", "receipt kept"),
        IncidentFact::TaskDone { .. } => ("作業の完了", "task done"),
        IncidentFact::Named { .. } => ("起点", "trigger"),
        IncidentFact::Void => ("取り消し", "taken back"),
        IncidentFact::Merged { .. } => ("統合", "merged"),
        IncidentFact::Closed => ("終了", "closed"),
    };
    Text::new(ja, en)
}
