//! Promises of the API's description.

use serde_json::Value;

use super::*;
use crate::routes::ROUTES;

#[test]
fn the_description_is_what_was_agreed() {
    insta::assert_snapshot!("openapi", description());
}

#[test]
fn every_api_route_is_described_and_every_described_route_is_served() {
    let document: Value = serde_json::from_str(&description()).unwrap();
    let described: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut served: Vec<&str> =
        ROUTES.iter().map(|route| route.path).filter(|path| path.starts_with("/api/v1/")).collect();
    served.sort_unstable();
    assert_eq!(described, served);
}

#[test]
fn every_type_and_field_says_what_it_means() {
    let document: Value = serde_json::from_str(&description()).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (field, kind) in schema["properties"].as_object().unwrap() {
            assert!(!reference::meaning(kind).is_empty(), "{name}.{field}");
        }
    }
}
