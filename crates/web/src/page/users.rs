//! 利用者: who may sign in, and a new one-time link for one of them, which an administrator hands on.
//!
//! Invariant: a link is shown once, in the answer to the form that asked for it. No address leads back to it.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, Uri};
use maud::{Markup, html};
use sekisho_app::users::{self, LINK_MINUTES};
use sekisho_model::{Lang, Role, Text, User, UserName, text};

use super::sign_in::Token;
use super::{Answer, ok};
use crate::chrome::{self, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, guard, href, parts, words};

/// `GET /users`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor) -> Answer {
    let users = users::list(&web.app, &visitor.caller).await?;
    let body = html! {
        (parts::answer(answer(&users).in_lang(visitor.lang)))
        (table(&users, &visitor))
    };
    ok(chrome::page(&visitor, Page::new(title(visitor.lang), body)))
}

/// `POST /users/{name}/link`
pub(crate) async fn link(
    State(web): State<Web>,
    visitor: Visitor,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<Token>,
) -> Answer {
    visitor.check_form(&form.csrf)?;
    let name = UserName::try_from(name).map_err(|_| Failure::from(axum::http::StatusCode::NOT_FOUND))?;
    let token = users::link(&web.app, &visitor.caller, &name).await?;
    let scheme = if web.options.secure_cookies { "https" } else { "http" };
    // By the name by which the administrator reached it: it is one of ours, or the guard had refused it.
    let host = guard::host(&headers, &uri).unwrap_or_default();
    let address = format!("{scheme}://{host}/sign-in/{}", token.reveal());
    let page = Page::new(
        visitor.lang.pick("サインイン用リンク", "Sign-in link"),
        made(&name, &address, visitor.lang),
    )
    .crumb(title(visitor.lang), Some("/users".to_owned()));
    ok(chrome::page(&visitor, page))
}

pub(crate) const fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "利用者",
        Lang::En => "Users",
    }
}

fn answer(users: &[User]) -> Text {
    let able = users.iter().filter(|user| !user.disabled);
    let (all, administrators) =
        (able.clone().count(), able.filter(|user| user.role == Role::Administrator).count());
    text!(
        ja: "サインインできる利用者は {all} 人で、そのうち管理者は {administrators} 人です。",
        en: "Users who may sign in: {all}, of whom administrators: {administrators}."
    )
}

fn table(users: &[User], visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! {
        div.table tabindex="0" role="group" aria-label=(title(lang)) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("利用者名", "User name")) }
                th scope="col" { (lang.pick("役割", "Role")) }
                th scope="col" { (lang.pick("サインイン用リンク", "Sign-in link")) }
            } }
            tbody { @for user in users { tr {
                th scope="row" { (user.name) }
                td data-label=(lang.pick("役割", "Role")) { (words::role(user.role).in_lang(lang)) }
                td data-label=(lang.pick("サインイン用リンク", "Sign-in link")) {
                    @if user.disabled { (lang.pick("停止中のため発行できません", "None: barred from signing in")) }
                    @else { form method="post" action={ "/users/" (href::escaped(user.name.as_str())) "/link" } {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        button { (lang.pick("発行する", "Make one")) span.hidden { " " (user.name) } }
                    } }
                }
            } } }
        } }
        p.effect { (text!(
            ja: "リンクは 1 回だけ使え、{LINK_MINUTES} 分で無効になります。発行するたびに、誰が誰のために発行したかが記録に残ります。",
            en: "A link works once, for {LINK_MINUTES} minutes. Each time, who made it for whom goes into the ledger."
        ).in_lang(lang)) }
        p.quiet { (lang.pick(
            "利用者の追加と停止は、serve を止めてからコマンドで行います：",
            "Users are added and barred by commands, while `serve` is stopped:",
        )) " " code { "sekisho user add" } " · " code { "sekisho user disable" } }
    }
}

/// The link, for whoever asked for it.
fn made(name: &UserName, address: &str, lang: Lang) -> Markup {
    html! {
        (parts::answer(text!(
            ja: "{name} さんのサインイン用リンクです。表示するのはこの 1 回だけです。",
            en: "The sign-in link for {name}, shown this once."
        ).in_lang(lang)))
        pre id="link" { (address) }
        p { (text!(
            ja: "このリンクを開いた人が {name} さんとしてサインインします。{LINK_MINUTES} 分以内に、本人だけに届く方法で渡してください。",
            en: "Whoever opens it signs in as {name}. Hand it over within {LINK_MINUTES} minutes, in a way that reaches nobody else."
        ).in_lang(lang)) }
        p.quiet { (lang.pick(
            "本人が「使用済み」と言われたときは、ほかの人が使ったおそれがあります。記録のサインインを確かめてください。",
            "Should its owner find it used up, somebody else may have used it: look at the sign-ins in the ledger.",
        )) " " a href="/ledger" { (lang.pick("記録", "Ledger")) } }
    }
}
