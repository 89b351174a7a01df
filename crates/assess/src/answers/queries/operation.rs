//! What people do and have agreed: contacts, reviews, training, changes, requests, alerts, lessons.

use jiff::ToSpan;
use jiff::civil::Date;
use sekisho_catalog::Criterion;
use sekisho_model::{
    Activity, ActivityKind, Case, Contact, ContactKind, Expectation, OodaPhase, ReportForm, RequestState,
    ResponseStep, Review, Stated, SupplierRequest, Text, text,
};

use super::super::{Ground, Showing};
use super::measures::{activities, held};
use super::{Sorted, said};

pub(super) fn contacts(ground: Ground<'_>) -> Showing {
    let all = || ground.facts.register.contacts.values();
    let reached = |kinds: &[ContactKind]| {
        all().any(|contact| kinds.contains(&contact.kind) && said(&contact.reach).is_some())
    };
    let why = |contact: &&Contact| {
        said(&contact.reach)
            .map(|reach| text!(ja: "連絡先：{reach}", en: "reached by {reach}"))
            .ok_or_else(|| text!(ja: "連絡方法が未記入", en: "how it is reached is not recorded"))
    };
    let inside = text!(ja: "社内の連絡先がない", en: "no contact inside the company");
    let outside = text!(ja: "社外の連絡先がない", en: "no contact outside the company");
    let authority = text!(ja: "当局・警察・調整機関の連絡先がない", en: "no contact at an authority or coordinating body");
    Sorted::of(all(), why)
        .missing(!reached(&[ContactKind::Inside]), inside)
        .missing(!reached(&[ContactKind::Supplier, ContactKind::Customer]), outside)
        .missing(!reached(&[ContactKind::Authority, ContactKind::Sharing]), authority)
        .weigh(text!(ja: "連絡先の行が要ります。", en: "Contacts are wanted."))
}

/// Is a day within the criterion's interval, a year where it names none, and not ahead?
fn within(ground: Ground<'_>, criterion: &Criterion, day: Date) -> bool {
    let months = i64::from(criterion.cadence_months.unwrap_or(12));
    day <= ground.facts.today && day.saturating_add(months.months()) >= ground.facts.today
}

/// The newest of what was done, which must lie within the interval; older ones say nothing for or against.
pub(super) fn reviews(ground: Ground<'_>, criterion: &Criterion) -> Showing {
    let held = ground.facts.register.reviews.values();
    let held = held.filter(|review| review.date.known().is_some_and(|day| *day <= ground.facts.today));
    let newest = held.max_by_key(|review| (review.date.known().copied(), &review.id));
    let why = |review: &&Review| {
        let day = review.date.known().copied().unwrap_or(Date::MIN);
        if within(ground, criterion, day) {
            Ok(text!(ja: "{day} に見直し", en: "reviewed on {day}"))
        } else {
            Err(
                text!(ja: "最後の見直しは {day} で、間隔を過ぎている", en: "last reviewed on {day}, longer ago than the interval"),
            )
        }
    };
    Sorted::of(newest, why).weigh(text!(ja: "見直しの行が要ります。", en: "Reviews are wanted."))
}

pub(super) fn agreements(ground: Ground<'_>) -> Showing {
    let why = |request: &&SupplierRequest| match request.state {
        RequestState::Confirmed => Ok(text!(ja: "確認済み", en: "confirmed")),
        RequestState::Agreed => Ok(text!(ja: "合意済み", en: "agreed")),
        RequestState::Refused => Err(text!(ja: "断られた", en: "refused")),
        RequestState::Answered => Err(text!(ja: "回答あり、確認前", en: "answered, not yet confirmed")),
        RequestState::Draft | RequestState::Asked | RequestState::CostTalk => {
            Err(text!(ja: "まだ合意していない", en: "not yet agreed"))
        }
    };
    Sorted::of(ground.facts.register.requests.values(), why)
        .weigh(text!(ja: "取引先への要請の行が要ります。", en: "Supplier requests are wanted."))
}

/// What was taught, with day, attendance and what shows it. Where the criterion has an interval, one must lie in it.
pub(super) fn training(ground: Ground<'_>, criterion: &Criterion) -> Showing {
    let taught = || activities(ground, ActivityKind::Education);
    let why = |activity: &&Activity| match (activity.date.known(), activity.attendees.known()) {
        (Some(_), Some(n)) if !activity.evidence.trim().is_empty() => {
            let Text { ja, en } = held(activity);
            Ok(text!(ja: "{ja}、{n} 人", en: "{en}, {n} people"))
        }
        (Some(_), Some(_)) => Err(text!(ja: "受講記録が未記入", en: "what shows it is not recorded")),
        _ => Err(text!(ja: "日付か人数が未記入", en: "its day or attendance is not recorded")),
    };
    let recent = taught().any(|it| it.date.known().is_some_and(|day| within(ground, criterion, *day)));
    let sorted = Sorted::of(taught(), why);
    let sorted = match criterion.cadence_months {
        None => sorted,
        Some(_) => sorted
            .missing(!recent, text!(ja: "1 年以内の教育がない", en: "none within a year"))
            .beyond(text!(
                ja: "受入時に行うかと方法は、台帳に項目がありません。人が答えてください。",
                en: "The register has no field for training on joining and its form. A person has to say."
            )),
    };
    sorted.weigh(text!(ja: "教育の運用記録が要ります。", en: "Operation records of education are wanted."))
}

pub(super) fn changes(ground: Ground<'_>) -> Showing {
    let why = |activity: &&Activity| match (activity.evidence.trim(), said(&activity.owner)) {
        ("", _) => Err(text!(ja: "申請・承認の記録が未記入", en: "no request or approval is recorded")),
        (_, None) => Err(text!(ja: "担当者が未記入", en: "who did it is not recorded")),
        (evidence, Some(_)) => Ok(text!(ja: "記録：{evidence}", en: "record: {evidence}")),
    };
    Sorted::of(activities(ground, ActivityKind::SettingChange), why).weigh(
        text!(ja: "設定変更の運用記録が要ります。", en: "Operation records of setting changes are wanted."),
    )
}

/// Alerts that somebody judged: cases that began with one, expectations, and calls that were looked into.
pub(super) fn alert_triage(ground: Ground<'_>) -> Showing {
    let register = ground.facts.register;
    let cases = register.cases.values().filter(|case| case.alert.known().is_some());
    let mut sorted = Sorted::of(cases, |case: &&Case| {
        if case.decision.trim().is_empty() {
            Err(text!(ja: "判断が未記入", en: "no decision is recorded"))
        } else {
            Ok(text!(ja: "判断あり", en: "decided"))
        }
    });
    let expected = Sorted::of(register.expectations.values(), |it: &&Expectation| {
        if it.faults().is_empty() {
            Ok(text!(ja: "想定内と判断", en: "judged as expected"))
        } else {
            Err(text!(ja: "理由か期限が未記入", en: "its reason or last day is missing"))
        }
    });
    let calls = Sorted::of(activities(ground, ActivityKind::Response), |it| match it.result {
        Stated::Known(_) => Ok(held(it)),
        Stated::Unknown | Stated::NotApplicable => {
            Err(text!(ja: "結果が未記入", en: "its result is not recorded"))
        }
    });
    for part in [expected, calls] {
        sorted.shows.extend(part.shows);
        sorted.lacks.extend(part.lacks);
    }
    let open = ground.beside.open_alerts.unwrap_or_default();
    let looked = ground.beside.open_alerts.is_some();
    sorted
        .missing(open > 0, text!(ja: "判断していない警報が {open} 件", en: "{open} alerts are not judged"))
        .missing(!looked, text!(ja: "観測の警報はまだ見ていない", en: "alerts from observation were not looked at"))
        .weigh(text!(ja: "警報の判断の記録（事案・想定内・対応記録）が要ります。", en: "Judged alerts on record (cases, expectations, responses) are wanted."))
}

pub(super) fn response_steps(ground: Ground<'_>) -> Showing {
    let steps = || ground.facts.register.response_steps.values();
    let why = |step: &&ResponseStep| {
        said(&step.owner)
            .map(|owner| text!(ja: "担当：{owner}", en: "in charge: {owner}"))
            .ok_or_else(|| text!(ja: "担当者が未記入", en: "nobody is recorded in charge"))
    };
    let phases = [OodaPhase::Observe, OodaPhase::Orient, OodaPhase::Decide, OodaPhase::Act];
    let gap = phases.iter().any(|phase| !steps().any(|step| step.phase == *phase));
    Sorted::of(steps(), why)
        .missing(gap, text!(ja: "観察・判断・決定・行動のうち、手順のない段階がある", en: "a phase of OODA has no step"))
        .weigh(text!(ja: "対処手順の行が要ります。", en: "Response steps are wanted."))
}

/// No record holds a form: a person says where it is.
/// A form that nobody can find is no form.
pub(super) fn report_forms(ground: Ground<'_>) -> Showing {
    let why = |form: &&ReportForm| {
        said(&form.place)
            .map(|place| text!(ja: "様式：{place}", en: "the form is at {place}"))
            .ok_or_else(|| text!(ja: "様式の保管場所が未記入", en: "where the form is kept is not recorded"))
    };
    Sorted::of(ground.facts.register.report_forms.values(), why)
        .weigh(text!(ja: "報告様式の行が要ります。", en: "Report forms are wanted."))
}

pub(super) fn lessons(ground: Ground<'_>, criterion: &Criterion) -> Showing {
    let shared = activities(ground, ActivityKind::Sharing);
    let why = |activity: &&Activity| match activity.date.known() {
        Some(day) if within(ground, criterion, *day) => Ok(held(activity)),
        _ => Err(text!(ja: "間隔より前か、日付が未記入", en: "older than the interval, or without a day")),
    };
    Sorted::of(shared, why)
        .weigh(text!(ja: "情報共有の運用記録が要ります。", en: "Operation records of sharing are wanted."))
}
