//! Server-rendered pages and the JSON API.
//!
//! A handler parses, calls one function of `app`, and renders; each page has one file with a view struct in
//! between. Wire types are this crate's own ([`api`]). Nothing here decides who may do what (`app` does),
//! matches, weighs or touches a store; pages only hide what a role cannot do.
//!
//! Works without script and by keyboard; nothing is loaded from elsewhere.

pub mod api;

mod chain;
mod chrome;
mod failure;
mod files;
mod guard;
mod held;
mod href;
mod listing;
mod page;
mod paper;
mod parts;
mod routes;
mod streamed;
mod visitor;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use sekisho_app::App;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

pub use routes::{ROUTES, Route, Who};

/// How the pages are served.
#[derive(Clone, Debug, Default)]
pub struct WebOptions {
    /// Names that browsers may use for this server besides `localhost`, `127.0.0.1` and `[::1]`. Any other
    /// name is refused, because it may be a foreign page that had its name point at this machine.
    pub hosts: Vec<String>,
    /// Cookies only over TLS: everywhere but on plain loopback.
    pub secure_cookies: bool,
}

/// What every handler knows.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    pub(crate) app: App,
    pub(crate) options: Arc<WebOptions>,
    pub(crate) held: Arc<held::Held>,
}

/// All pages and the API.
pub fn router(app: App, options: WebOptions) -> Router {
    patient(app, options, routes::Patience::default())
}

/// The same, with other bounds on waiting.
fn patient(app: App, options: WebOptions, patience: routes::Patience) -> Router {
    let web = Web { app, options: Arc::new(options), held: Arc::default() };
    routes::all(patience)
        .with_state(web.clone())
        .layer(middleware::from_fn_with_state(web.clone(), failure::dress))
        .layer(middleware::from_fn_with_state(web, guard::guard))
        .layer(CompressionLayer::new())
}

/// Serves until `shutdown` ends, then finishes what is under way.
///
/// # Errors
/// Trouble with the listener.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}
