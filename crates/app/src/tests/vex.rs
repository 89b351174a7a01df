//! VEX in and out of the register.

use sekisho_model::RecordKind;
use sekisho_supply::vex::VexForm;
use serde_json::{Value, json};

use super::{Bench, editor};
use crate::scan::File;
use crate::{register, vex};

fn file(document: &Value) -> File {
    File { name: "v.json".to_owned(), bytes: serde_json::to_vec(document).unwrap() }
}

fn openvex(statements: Value) -> Value {
    json!({ "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1", "author": "Example PSIRT",
        "timestamp": "2026-11-01T00:00:00Z", "version": 1, "statements": statements })
}

#[tokio::test]
async fn what_the_register_knows_becomes_a_decision_once_and_the_rest_is_named() {
    let bench = Bench::new().await;
    let document = openvex(json!([
        { "vulnerability": { "name": "CVE-2026-1" }, "products": [{ "@id": "pkg:npm/x@1.0.0" }],
          "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path" },
        { "vulnerability": { "name": "CVE-2026-2" }, "products": [{ "@id": "https://example.com/unknown" }], "status": "affected",
          "action_statement": "Update." }]));
    let files = [file(&document)];
    let proposal = vex::propose(&bench.app, &editor(), &files).await.unwrap();
    assert_eq!((proposal.changes.len(), proposal.is_refused()), (1, false), "{:?}", proposal.problems);
    assert!(vex::is_partial(&proposal));
    register::accept(&bench.app, &editor(), &proposal).await.unwrap();
    let decisions = bench.app.register().await.unwrap().1.decisions.clone();
    assert!(decisions.values().all(|decision| decision.faults().is_empty()));
    let again = vex::propose(&bench.app, &editor(), &files).await.unwrap();
    assert_eq!(again.changes, []);
    bench.sound().await;
}

#[tokio::test]
async fn decisions_go_out_and_come_back_as_they_were() {
    for form in [VexForm::OpenVex, VexForm::Csaf, VexForm::CycloneDx] {
        let bench = Bench::new().await;
        bench
            .put(&[(RecordKind::Decision, json!({ "id": "VX-1", "name": "CVE-2026-1 x 1.0.0", "vulnerabilities": ["CVE-2026-1"],
                "component": "pkg:npm/x@1.0.0", "status": "not-affected", "decided": "2026-11-01", "decider": "PSIRT",
                "justification": "vulnerable-code-not-present", "evidence": "built without it" }))])
            .await;
        let written = vex::export(&bench.app, &editor(), form).await.unwrap();
        assert_eq!(written.statements, 1);
        let other = Bench::new().await;
        let files = [File { name: "v.json".to_owned(), bytes: written.document.into_bytes() }];
        let proposal = vex::propose(&other.app, &editor(), &files).await.unwrap();
        assert_eq!(proposal.changes.len(), 1, "{form:?}: {:?}", proposal.problems);
        register::accept(&other.app, &editor(), &proposal).await.unwrap();
        let decisions = other.app.register().await.unwrap().1.decisions.clone();
        let decision = decisions.values().next().unwrap();
        assert_eq!(decision.status, sekisho_model::DecisionStatus::NotAffected);
        assert_eq!(
            decision.justification,
            sekisho_model::Stated::Known(sekisho_model::Justification::VulnerableCodeNotPresent)
        );
        assert_eq!(decision.component.known().map(ToString::to_string), Some("pkg:npm/x@1.0.0".to_owned()));
    }
}

#[tokio::test]
async fn what_is_said_of_a_component_in_a_product_that_is_not_here_settles_nothing() {
    let bench = Bench::new().await;
    let document = openvex(json!([{ "vulnerability": { "name": "CVE-2026-1" }, "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "products": [{ "@id": "pkg:oci/elsewhere@1.0", "subcomponents": [{ "@id": "pkg:npm/x@1.0.0" }] }] }]));
    let proposal = vex::propose(&bench.app, &editor(), &[file(&document)]).await.unwrap();
    assert_eq!(proposal.changes, []);
    assert!(vex::is_partial(&proposal), "{:?}", proposal.problems);
}
