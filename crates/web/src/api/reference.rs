//! The API's reference as a plain page, made from the same description that programs read.

use maud::{Markup, html};
use sekisho_model::Lang;
use serde_json::Value;

use crate::chrome::{self, Page};
use crate::page::{Answer, ok};
use crate::parts;
use crate::visitor::Visitor;

/// `GET /api`
pub(crate) async fn get(visitor: Visitor) -> Answer {
    let document: Value = serde_json::from_str(&super::description()).unwrap_or_default();
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(lang.pick(
            "ページと同じ答えを、ほかのプログラムが JSON で読めます。読み取り専用で、サインイン中のブラウザーと同じ権限です。",
            "Other programs can read the same answers as JSON. Read-only, with the rights of the signed-in session.",
        )))
        p { a href="/api/v1/openapi.json" { "OpenAPI 3.1 (openapi.json)" } }
        @for (path, operation) in operations(&document) { (one(path, operation, lang)) }
        h2 { (lang.pick("型", "Types")) }
        @for (name, schema) in entries(&document["components"]["schemas"]) { (schema_table(name, schema, lang)) }
    };
    ok(chrome::page(&visitor, Page::new(lang.pick("API リファレンス", "API reference"), body)))
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    entries(&document["paths"]).filter_map(|(path, methods)| methods.get("get").map(|get| (path, get)))
}

fn one(path: &str, operation: &Value, lang: Lang) -> Markup {
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    html! {
        section {
            h2 { code { "GET " (path) } }
            p { (said(&operation["summary"])) " " (said(&operation["description"])) }
            @if let Some(parameters) = operation["parameters"].as_array() {
                ul.plain { @for parameter in parameters { li {
                    code { (said(&parameter["name"])) } " " (said(&parameter["description"]))
                } } }
            }
            ul.plain { @for (status, response) in entries(&operation["responses"]) { li {
                code { (status) } " " (said(&response["description"])) " " (reference(&response["content"]["application/json"]["schema"], lang))
            } } }
        }
    }
}

/// The type's name with a link to it, or the plain JSON type.
fn reference(schema: &Value, lang: Lang) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return html! { a href={ "#" (name) } { (name) } };
    }
    if let Some(parts) = schema["oneOf"].as_array() {
        return html! { @for part in parts { (reference(part, lang)) " " } };
    }
    if schema["type"] == "array" {
        return html! { (lang.pick("並び：", "list of ")) (reference(&schema["items"], lang)) };
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        Value::String(kind) => kind.clone(),
        _ => String::new(),
    };
    html! { code { (kinds) } }
}

/// What a field means; beside the type of a value that may be missing.
pub(super) fn meaning(schema: &Value) -> &str {
    let parts = schema["oneOf"].as_array().into_iter().flatten();
    let all = std::iter::once(schema).chain(parts);
    all.filter_map(|part| part["description"].as_str()).next().unwrap_or_default()
}

fn schema_table(name: &str, schema: &Value, lang: Lang) -> Markup {
    html! {
        section id=(name) {
            h3 { code { (name) } }
            p { (schema["description"].as_str().unwrap_or_default()) }
            dl.facts { @for (field, kind) in entries(&schema["properties"]) { div {
                dt { code { (field) } }
                dd { (reference(kind, lang)) " " (meaning(kind)) }
            } } }
        }
    }
}
