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
pub(crate) static GRID: LazyLock<Served> = LazyLock::new(|| {
    Served::new("grid", "js", "text/javascript; charset=utf-8", include_str!("../assets/grid.js"))
});
pub(crate) static ICON: LazyLock<Served> =
    LazyLock::new(|| Served::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")));

/// `GET /static/{name}`
pub(crate) async fn get(Path(name): Path<String>) -> Response {
    let all: [&Served; 4] = [&STYLE, &SCRIPT, &GRID, &ICON];
    let Some(file) = all.into_iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(CONTENT_TYPE, file.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, file.content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A custom property's colour in one of the two blocks of the style sheet, light first.
    fn colour(dark: bool, name: &str) -> [f64; 3] {
        let block = STYLE.content.split(":root {").nth(1 + usize::from(dark)).unwrap();
        let (_, rest) = block.split_once(&format!("--{name}: #")).unwrap();
        let part = |at: usize| f64::from(u8::from_str_radix(&rest[at..at + 2], 16).unwrap()) / 255.0;
        [part(0), part(2), part(4)]
    }

    /// WCAG 2 relative luminance.
    fn luminance(colour: [f64; 3]) -> f64 {
        let [r, g, b] =
            colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(dark: bool, a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(colour(dark, a)), luminance(colour(dark, b)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn texts_stand_out_from_their_ground_in_light_and_in_dark() {
        for dark in [false, true] {
            for text in ["ink", "quiet", "accent"] {
                for ground in ["paper", "sheet", "wash", "accent-wash"] {
                    let ratio = contrast(dark, text, ground);
                    assert!(ratio >= 4.5, "{text} on {ground}, dark {dark}: {ratio:.2}");
                }
            }
            assert!(contrast(dark, "on-ink", "ink") >= 4.5);
            for ground in ["paper", "sheet", "wash"] {
                assert!(
                    contrast(dark, "edge", ground) >= 3.0,
                    "lines that mean something on {ground}, dark {dark}"
                );
            }
        }
    }

    #[test]
    fn a_changed_file_has_a_new_name() {
        let [a, b] = ["a {}", "b {}"].map(|content| Served::new("style", "css", "text/css", content).href());
        assert_ne!(a, b);
        assert!(STYLE.href().starts_with("/static/style."));
    }
}
