//! CycloneDX in XML, as far as VEX needs it, in the shape of its JSON form.

use serde_json::{Map, Value, json};

use crate::advisory::xml::Element;

/// Is this the root of a BOM?
pub(in crate::vex) fn is_bom(root: &Element) -> bool {
    root.name == "bom"
}

/// The parts that say who, what and why.
pub(in crate::vex) fn as_json(root: &Element) -> Value {
    let mut bom = Map::new();
    bom.insert("bomFormat".to_owned(), json!("CycloneDX"));
    put(&mut bom, "serialNumber", root.attribute("serialNumber"));
    if let Ok(version) = root.attribute("version").parse::<u64>() {
        bom.insert("version".to_owned(), json!(version));
    }
    if let Some(metadata) = root.at(&["metadata"]) {
        bom.insert("metadata".to_owned(), self::metadata(metadata));
    }
    bom.insert("components".to_owned(), list(root, "components", "component", component));
    bom.insert("services".to_owned(), list(root, "services", "service", component));
    bom.insert("vulnerabilities".to_owned(), list(root, "vulnerabilities", "vulnerability", vulnerability));
    Value::Object(bom)
}

fn put(object: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        object.insert(key.to_owned(), json!(text));
    }
}

fn list(parent: &Element, name: &str, item: &str, read: fn(&Element) -> Value) -> Value {
    Value::Array(parent.at(&[name]).into_iter().flat_map(|list| list.all(item)).map(read).collect())
}

fn metadata(element: &Element) -> Value {
    let mut metadata = Map::new();
    put(&mut metadata, "timestamp", element.text_at(&["timestamp"]));
    let named = |author: &Element| json!({"name": author.text_at(&["name"])});
    metadata.insert("authors".to_owned(), list(element, "authors", "author", named));
    if let Some(supplier) = element.at(&["supplier"]) {
        metadata.insert("supplier".to_owned(), json!({"name": supplier.text_at(&["name"])}));
    }
    if let Some(described) = element.at(&["component"]) {
        metadata.insert("component".to_owned(), component(described));
    }
    Value::Object(metadata)
}

fn component(element: &Element) -> Value {
    let mut component = Map::new();
    put(&mut component, "bom-ref", element.attribute("bom-ref"));
    component.insert("name".to_owned(), json!(element.text_at(&["name"])));
    for key in ["group", "version", "purl", "cpe"] {
        put(&mut component, key, element.text_at(&[key]));
    }
    component.insert("components".to_owned(), list(element, "components", "component", self::component));
    Value::Object(component)
}

fn vulnerability(element: &Element) -> Value {
    let mut vulnerability = Map::new();
    for key in ["id", "recommendation", "workaround"] {
        put(&mut vulnerability, key, element.text_at(&[key]));
    }
    let reference = |reference: &Element| json!({"id": reference.text_at(&["id"])});
    vulnerability.insert("references".to_owned(), list(element, "references", "reference", reference));
    if let Some(analysis) = element.at(&["analysis"]) {
        vulnerability.insert("analysis".to_owned(), self::analysis(analysis));
    }
    vulnerability.insert("affects".to_owned(), list(element, "affects", "target", target));
    let property =
        |property: &Element| json!({"name": property.attribute("name"), "value": property.text.trim()});
    vulnerability.insert("properties".to_owned(), list(element, "properties", "property", property));
    Value::Object(vulnerability)
}

fn analysis(element: &Element) -> Value {
    let mut analysis = Map::new();
    for key in ["state", "justification", "detail", "firstIssued", "lastUpdated"] {
        put(&mut analysis, key, element.text_at(&[key]));
    }
    let response = |response: &Element| json!(response.text.trim());
    analysis.insert("response".to_owned(), list(element, "responses", "response", response));
    Value::Object(analysis)
}

fn target(element: &Element) -> Value {
    json!({"ref": element.text_at(&["ref"]), "versions": list(element, "versions", "version", version)})
}

fn version(element: &Element) -> Value {
    let mut version = Map::new();
    for key in ["version", "range", "status"] {
        put(&mut version, key, element.text_at(&[key]));
    }
    Value::Object(version)
}
