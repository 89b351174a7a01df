//! The style sheet, the script and the icon: inside the binary, named by their hash, kept long by browsers.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// A file and the name it is served under.
#[derive(Debug)]
pub(crate) struct Served {
    name: String,
    kind: &'static str,
    content: &'static str,
}

impl Served {
    fn new(stem: &str, ending: &str, kind: &'static str, content: &'static str) -> Self {
        let digest = Sha256::digest(content.as_bytes());
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{stem}.{hash}.{ending}"), kind, content }
    }

    /// Address.
    pub(crate) fn href(&self) -> String {
        format!("/static/{}", self.name)
    }
}

pub(crate) static STYLE: LazyLock<Served> = LazyLock::new(|| {
    Served::new("style", "css", "text/css; charset=utf-8", include_str!("../assets/style.css"))
});
pub(crate) static SCRIPT: LazyLock<Served> = LazyLock::new(|| {
    Served::new("enhance", "js", "text/javascript; charset=utf-8", include_str!("../assets/enhance.js"))
});
pub(crate) static ICON: LazyLock<Served> =
    LazyLock::new(|| Served::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")));

/// `GET /static/{name}`
pub(crate) async fn get(Path(name): Path<String>) -> Response {
    let all: [&Served; 3] = [&STYLE, &SCRIPT, &ICON];
    let Some(file) = all.into_iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(CONTENT_TYPE, file.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, file.content).into_response()
}
