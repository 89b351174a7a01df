//! 観測: what was seen on the wire, for whoever says what for.
//!
//! Invariant: nothing that was seen is shown without a purpose. The purpose is asked for first, stays in the address
//! for that visit, and every page that shows something is one entry in the ledger, written by `app` before it answers.

mod answered;
mod devices;
mod live;
mod matrix;
mod replay;
mod summary;
mod zones;

use axum::extract::State;
use axum::http::StatusCode;
use maud::{Markup, html};
use sekisho_app::observe::{self, Judged, PURPOSE_CHARS_MAX, Purpose};
use sekisho_app::{Act, AppError, guard};
use sekisho_assess::observed::{DeviceId, Place, Ruled, Talk};
use sekisho_model::{CommandClasses, Lang, RecordKind, Register, WatchId};
use sekisho_report::observed::classes_words;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

pub(crate) use answered::{accept, accept_zones, case, expect, sheet};

/// `GET /observation?purpose=&watch=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let lang = visitor.lang;
    guard::permit(&visitor.caller, Act::Look)?;
    let runs = observe::runs(&web.app, &visitor.caller).await?;
    let body = match Look::asked(&web, &visitor, &params, "map").await? {
        Some(look) => {
            html! { (summary::body(&look, &visitor)) (summary::watched(&look.judged.register, &runs, lang)) }
        }
        None => {
            let register = sekisho_app::register::current(&web.app, &visitor.caller).await?;
            html! { (ask(&params, lang)) (summary::watched(&register, &runs, lang)) }
        }
    };
    ok(chrome::page(&visitor, page(title(lang), body, lang)))
}

/// `GET /observation/devices?purpose=&watch=&sort=&page=`
pub(crate) async fn devices(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let look = Look::asked(&web, &visitor, &params, "devices").await?;
    below(&visitor, &params, ("見えた機器", "Devices seen"), look, |look| {
        devices::body(look, &params, &visitor)
    })
}

/// `GET /observation/matrix?purpose=&watch=`
pub(crate) async fn matrix(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let look = Look::asked(&web, &visitor, &params, "matrix").await?;
    below(&visitor, &params, ("ゾーン間の通信", "What flows between zones"), look, |look| {
        matrix::body(look, visitor.lang)
    })
}

/// `GET /observation/replay?purpose=&watch=`
pub(crate) async fn replay(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let look = Look::asked(&web, &visitor, &params, "map").await?;
    below(&visitor, &params, ("通信の再生", "Replay of what flowed"), look, |look| {
        replay::body(look, visitor.lang)
    })
}

/// `GET /observation/live?purpose=&watch=`
pub(crate) async fn live(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let lang = visitor.lang;
    let title = lang.pick("今の様子", "What is going on");
    let Some((purpose, watch)) = asked(&web, &visitor, &params).await? else {
        return below(&visitor, &params, ("今の様子", "What is going on"), None, |_| html! {});
    };
    let view = observe::live_view(&web.app, &visitor.caller, watch.as_ref(), &purpose).await?;
    let look = |judged| Look { judged, purpose: purpose.words().to_owned(), watch: watch.clone() };
    let seen = live::Seen {
        whole: look(view.whole),
        recent: look(view.recent),
        watches: view.watches,
        from: view.from,
        at: view.at,
    };
    let up = seen.whole.href("/observation");
    let page = page(title, live::body(&seen, &params, &visitor), lang);
    ok(chrome::page(&visitor, page.crumb(self::title(lang), Some(up))))
}

/// `GET /observation/zones?purpose=&watch=`
pub(crate) async fn zones(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let look = Look::asked(&web, &visitor, &params, "zones").await?;
    below(&visitor, &params, ("ゾーンの案", "Zones that could be"), look, |look| {
        zones::body(look, &visitor)
    })
}

fn below(
    visitor: &Visitor,
    params: &Params,
    (ja, en): (&str, &str),
    look: Option<Look>,
    show: impl FnOnce(&Look) -> Markup,
) -> Answer {
    let lang = visitor.lang;
    let up = look.as_ref().map_or_else(|| "/observation".to_owned(), |look| look.href("/observation"));
    let body = look.map_or_else(|| ask(params, lang), |look| show(&look));
    let page = page(lang.pick(ja, en), body, lang).crumb(title(lang), Some(up));
    ok(chrome::page(visitor, page))
}

/// What the pages are called.
pub(crate) const fn title(lang: Lang) -> &'static str {
    lang.pick("観測", "Observation")
}

fn page(title: &str, body: Markup, lang: Lang) -> Page {
    Page::new(title, body)
        .in_menu(Menu::Plant)
        .crumb(Menu::Plant.word().in_lang(lang), Some("/plant".to_owned()))
}

/// A look that was noted.
struct Look {
    judged: Judged,
    purpose: String,
    watch: Option<WatchId>,
}

impl Look {
    /// Looks, where a purpose is given; without one nothing is looked at.
    async fn asked(
        web: &Web,
        visitor: &Visitor,
        params: &Params,
        what: &str,
    ) -> Result<Option<Self>, Failure> {
        let Some((purpose, watch)) = asked(web, visitor, params).await? else { return Ok(None) };
        let judged = observe::judged(&web.app, &visitor.caller, watch.as_ref(), what, &purpose).await?;
        Ok(Some(Self { judged, purpose: purpose.words().to_owned(), watch }))
    }

    /// Another page of the same visit.
    fn href(&self, path: &str) -> String {
        address(path, &self.purpose, self.watch.as_ref())
    }

    fn place(&self, place: &Place, lang: Lang) -> String {
        place.name(&self.judged.register).in_lang(lang).to_owned()
    }

    /// A device's name; its id where it is none of these.
    fn device(&self, id: &DeviceId) -> String {
        let device = self.judged.observed.inventory.device(id.as_str());
        device.map_or_else(|| id.to_string(), sekisho_assess::observed::Device::name)
    }

    /// The purpose of this visit, the pages of it, and the watches.
    fn head(&self, here: &str, lang: Lang) -> Markup {
        let pages = [
            ("/observation", lang.pick("まとめ", "Summary")),
            ("/observation/live", lang.pick("今の様子", "Going on")),
            ("/observation/devices", lang.pick("機器", "Devices")),
            ("/observation/matrix", lang.pick("ゾーン間の通信", "Between zones")),
            ("/observation/replay", lang.pick("再生", "Replay")),
            ("/observation/zones", lang.pick("ゾーンの案", "Proposed zones")),
        ];
        let watches = &self.judged.register.watches;
        html! {
            p.jump { @for (path, word) in pages {
                a href=(self.href(path)) aria-current=[(path == here).then_some("page")] { (word) }
            } }
            @if watches.len() > 1 { p.jump {
                span.quiet { (lang.pick("見張り：", "Watch: ")) }
                a href=(address(here, &self.purpose, None)) aria-current=[self.watch.is_none().then_some("true")] { (lang.pick("すべて", "all")) }
                @for (id, watch) in watches {
                    a href=(address(here, &self.purpose, Some(id))) aria-current=[(self.watch.as_ref() == Some(id)).then_some("true")] { (watch.name) }
                }
            } }
            @if let Some(summed) = &self.judged.observed.summed { p.note { (summed.in_lang(lang)) } }
            p.sub { (lang.pick("目的：", "Purpose: ")) (self.purpose)
                (lang.pick("。この閲覧は記録に残りました。 ", ". This look is in the ledger. ")) a href=(here) { (lang.pick("目的を変える", "Change the purpose")) } }
        }
    }

    /// What a form carries to come back to this visit.
    fn hidden(&self, visitor: &Visitor) -> Markup {
        html! {
            input type="hidden" name="csrf" value=(visitor.csrf);
            input type="hidden" name="purpose" value=(self.purpose);
            @if let Some(watch) = &self.watch { input type="hidden" name="watch" value=(watch); }
        }
    }
}

/// What for, and at which watch of the register; nothing where no purpose is given.
async fn asked(
    web: &Web,
    visitor: &Visitor,
    params: &Params,
) -> Result<Option<(Purpose, Option<WatchId>)>, Failure> {
    guard::permit(&visitor.caller, Act::Look)?;
    if params.get("purpose").trim().is_empty() {
        return Ok(None);
    }
    let purpose = Purpose::new(params.get("purpose"))?;
    let watch = watch(params.get("watch"))?;
    if let Some(id) = &watch {
        let register = sekisho_app::register::current(&web.app, &visitor.caller).await?;
        if !register.watches.contains_key(id) {
            return Err(AppError::NotFound { kind: RecordKind::Watch.word(), id: id.to_string() }.into());
        }
    }
    Ok(Some((purpose, watch)))
}

fn address(path: &str, purpose: &str, watch: Option<&WatchId>) -> String {
    let watch = watch.map(|watch| format!("&watch={}", href::escaped(watch.as_str()))).unwrap_or_default();
    format!("{path}?purpose={}{watch}", href::escaped(purpose))
}

/// What people call a watch; its id where the register has it no longer.
fn watch_name<'a>(register: &'a Register, watch: Option<&'a WatchId>, lang: Lang) -> &'a str {
    let of = |id: &'a WatchId| register.watches.get(id).map_or(id.as_str(), |watch| watch.name.as_str());
    watch.map_or(lang.pick("見張りなし", "no watch"), of)
}

fn watch(text: &str) -> Result<Option<WatchId>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| StatusCode::BAD_REQUEST.into())
}

/// Asks what for, before anything is shown.
fn ask(params: &Params, lang: Lang) -> Markup {
    let watch = params.get("watch");
    html! {
        (parts::answer(lang.pick(
            "何のために見るのかを書くと、観測したことを表示します。",
            "Say what you look for, and what was observed is shown.",
        )))
        form.drop method="get" action=(params.path()) {
            @if !watch.is_empty() { input type="hidden" name="watch" value=(watch); }
            label for="purpose" { (lang.pick("閲覧の目的", "Purpose")) }
            input id="purpose" name="purpose" required maxlength=(PURPOSE_CHARS_MAX)
                placeholder=(lang.pick("例：月次の点検", "such as: monthly check"));
            button.first { (lang.pick("見る", "Look")) }
            p.effect { (lang.pick(
                "誰がいつ何の目的で見たかが記録に残り、監督者が確かめられます。通信の内容は、はじめから残していません。",
                "Who looked, when and what for stays in the ledger, where an overseer can check it. No content was ever kept.",
            )) }
        }
    }
}

/// `SLMP（読み出し、書き込み）`
fn talk(talk: Talk, classes: CommandClasses, lang: Lang) -> String {
    let name = talk.name();
    let (name, words) = (name.in_lang(lang), classes_words(classes));
    if classes.is_empty() {
        return name.to_owned();
    }
    format!("{name}{}{}{}", lang.pick("（", " ("), words.in_lang(lang), lang.pick("）", ")"))
}

/// Does the register not allow it?
const fn is_undeclared(ruled: &Ruled) -> bool {
    match ruled {
        Ruled::NoConduit | Ruled::NotItsProtocol(_) | Ruled::NotItsDirection(_) | Ruled::Internet => true,
        Ruled::Within | Ruled::Allowed(_) | Ruled::Undecided { .. } => false,
    }
}

/// How the register rules: sign and words.
fn ruling(ruled: &Ruled, lang: Lang) -> Markup {
    let (_, words) = sekisho_report::observed::ruled(ruled);
    let (class, sign) = match ruled {
        ruled if is_undeclared(ruled) => ("verdict affected", "▲"),
        Ruled::Undecided { .. } => ("undecided", "？"),
        _ => ("quiet", "○"),
    };
    html! { span class=(class) { span.sign aria-hidden="true" { (sign) } } " " (words.in_lang(lang)) }
}
