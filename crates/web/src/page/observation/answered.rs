//! What a person makes of what was seen: an alert expected, a case opened, devices taken into the register.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::html;
use sekisho_app::observe::Purpose;
use sekisho_app::{Act, guard, observe};
use sekisho_model::{Lang, RecordKind, Text, text};

use super::{Answer, address, ok, page, watch};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, chrome, href, parts};

type Fields = Vec<(String, String)>;

fn one<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

/// `POST /observation/expect`: the alert is in order, for a reason and until a day.
pub(crate) async fn expect(
    State(web): State<Web>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failure> {
    visitor.check_form(one(&fields, "csrf"))?;
    guard::permit(&visitor.caller, Act::Enter)?;
    let until = one(&fields, "until").parse().map_err(|_| no_day())?;
    observe::expect(&web.app, &visitor.caller, one(&fields, "alert"), one(&fields, "reason"), Some(until))
        .await?;
    Ok(Redirect::to(&format!("{}#alerts", back("/observation", &fields)?)))
}

/// `POST /observation/case`: opens a case and leads to it.
pub(crate) async fn case(
    State(web): State<Web>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failure> {
    visitor.check_form(one(&fields, "csrf"))?;
    guard::permit(&visitor.caller, Act::Enter)?;
    let exercise = !one(&fields, "exercise").is_empty();
    let id = observe::open_case(&web.app, &visitor.caller, one(&fields, "alert"), exercise).await?;
    Ok(Redirect::to(&href::row(RecordKind::Case, id.as_str())))
}

/// `POST /observation/devices/accept`: takes the ticked devices into the register.
pub(crate) async fn accept(State(web): State<Web>, visitor: Visitor, Form(fields): Form<Fields>) -> Answer {
    visitor.check_form(one(&fields, "csrf"))?;
    guard::permit(&visitor.caller, Act::Enter)?;
    let named: Vec<String> =
        fields.iter().filter(|(field, _)| field == "device").map(|(_, id)| id.clone()).collect();
    // Without names all of them would be meant, and nobody ticked that.
    if named.is_empty() {
        return Err(none_ticked());
    }
    let watch = watch(one(&fields, "watch"))?;
    let taken = observe::accept(&web.app, &visitor.caller, watch.as_ref(), &named).await?;
    let (lang, n) = (visitor.lang, taken.len());
    let answer = text!(ja: "{n} 台を台帳に加えました。", en: "{n} devices are in the register now.");
    let body = html! {
        (parts::answer(answer.in_lang(lang)))
        p { (lang.pick("未確認の項目を確かめて埋めてください。記録から元に戻せます。", "Check each and fill in what is unknown. It can be taken back from the ledger.")) }
        ul.plain { @for id in &taken { li { a href=(href::row(RecordKind::Asset, id.as_str())) { (id) } } } }
        p { a href=(back("/observation/devices", &fields)?) { (lang.pick("機器の一覧に戻る", "Back to the devices")) } }
    };
    let page = page(lang.pick("見えた機器", "Devices seen"), body, lang);
    ok(chrome::page(&visitor, page.crumb(super::title(lang), Some(back("/observation", &fields)?))))
}

/// `POST /observation/devices/sheet`: the register's workbook with the devices seen as proposals.
pub(crate) async fn sheet(
    State(web): State<Web>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(one(&fields, "csrf"))?;
    let (watch, purpose) = (watch(one(&fields, "watch"))?, Purpose::new(one(&fields, "purpose"))?);
    let bytes = observe::sheet(&web.app, &visitor.caller, watch.as_ref(), visitor.lang, &purpose).await?;
    let name = "attachment; filename=\"sekisho-proposals.xlsx\"".to_owned();
    let media = sekisho_exchange::Form::Xlsx.media_type().to_owned();
    Ok(([(CONTENT_TYPE, media), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// `POST /observation/zones/accept`: takes the ticked zones into the register, with the conduits between them.
pub(crate) async fn accept_zones(
    State(web): State<Web>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Answer {
    visitor.check_form(one(&fields, "csrf"))?;
    guard::permit(&visitor.caller, Act::Enter)?;
    let marks: Vec<String> =
        fields.iter().filter(|(field, _)| field == "zone").map(|(_, mark)| mark.clone()).collect();
    if marks.is_empty() {
        return Err(no_zone_ticked());
    }
    let watch = watch(one(&fields, "watch"))?;
    let taken = observe::accept_marked_zones(&web.app, &visitor.caller, watch.as_ref(), &marks).await?;
    let (lang, zones, conduits) = (visitor.lang, taken.zones.len(), taken.conduits.len());
    let (assets, not_assets) = (taken.assets.len(), taken.not_assets);
    let answer = text!(
        ja: "ゾーン {zones} 件とコンジット {conduits} 件を台帳に加え、ゾーンのなかった保護対象 {assets} 件をそこに置きました。",
        en: "In the register now: {zones} zones and {conduits} conduits; {assets} assets without a zone stand in them."
    );
    let body = html! {
        (parts::answer(answer.in_lang(lang)))
        @if not_assets > 0 { p.note { (match lang {
            Lang::Ja => format!("このゾーンの機器のうち {not_assets} 台は、まだ保護対象ではありません。機器のページで加えてください。"),
            Lang::En => format!("{not_assets} devices of these zones are no assets yet. Take them in on the page of devices."),
        }) } }
        p { (lang.pick("名前・重要度・責任者を確かめて埋めてください。記録から元に戻せます。", "Check names, importance and owners. It can be taken back from the ledger.")) }
        ul.plain {
            @for id in &taken.zones { li { a href=(href::row(RecordKind::Zone, id.as_str())) { (id) } } }
            @for id in &taken.conduits { li { a href=(href::row(RecordKind::Conduit, id.as_str())) { (id) } } }
        }
        p { a href=(back("/observation/zones", &fields)?) { (lang.pick("ゾーンの案に戻る", "Back to the proposed zones")) } }
    };
    let page = page(lang.pick("ゾーンの案", "Zones that could be"), body, lang);
    ok(chrome::page(&visitor, page.crumb(super::title(lang), Some(back("/observation", &fields)?))))
}

fn no_zone_ticked() -> Failure {
    Failure::of(
        StatusCode::UNPROCESSABLE_ENTITY,
        text!(ja: "ゾーンの案が選ばれていません。", en: "No proposed zone is ticked."),
        text!(ja: "台帳に加える案に印を付けてから押してください。", en: "Tick the zones to take in, then press again."),
    )
}

fn back(path: &str, fields: &Fields) -> Result<String, Failure> {
    Ok(address(path, one(fields, "purpose"), watch(one(fields, "watch"))?.as_ref()))
}

fn no_day() -> Failure {
    let what: Text = text!(ja: "有効期限が日付ではありません。", en: "The last day is not a date.");
    let remedy = text!(
        ja: "2026-12-31 の形で入れてください。期限を設けない場合は、想定内の表で「対象外」にします。",
        en: "Write it as 2026-12-31. For no end, set it to \"N/A\" in the table of expectations."
    );
    Failure::of(StatusCode::UNPROCESSABLE_ENTITY, what, remedy)
}

fn none_ticked() -> Failure {
    Failure::of(
        StatusCode::UNPROCESSABLE_ENTITY,
        text!(ja: "機器が選ばれていません。", en: "No device is ticked."),
        text!(ja: "台帳に加える機器に印を付けてから押してください。", en: "Tick the devices to take in, then press again."),
    )
}
