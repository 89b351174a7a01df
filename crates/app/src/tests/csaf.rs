//! CSAF 2.1, clauses 13 (asset matching system) and 17 (SBOM matching system): one test for each bullet, named after it
//! by the numbers of `docs/design/csaf-matching-system.md`. Bullets that name a page are held by the tests of `web`.

use sekisho_assess::impact::Thing;
use sekisho_assess::{Confidence, Verdict};
use sekisho_model::{RecordKind, RemediationState, SbomSubject, VulnerabilityId};
use serde_json::{Value, json};

use super::{Bench, editor};
use crate::handling::{self, Marked, Marks};
use crate::notices::{self, Cause};
use crate::{feeds, impact, sboms};

/// What a document says of one PLC family and one package.
struct Csaf<'a> {
    id: &'a str,
    version: &'a str,
    below: &'a str,
    title: &'a str,
    fix: &'a str,
}

const FIRST: Csaf<'_> =
    Csaf { id: "V-1", version: "1.0.0", below: "< V2.0", title: "t", fix: "Update to V2.0." };

impl Csaf<'_> {
    fn document(&self) -> Value {
        let Self { id, version, below, title, fix } = self;
        json!({ "document": { "category": "csaf_security_advisory", "csaf_version": "2.0", "title": title,
                "publisher": { "category": "vendor", "name": "Example", "namespace": "https://example.com" },
                "tracking": { "id": id, "status": "final", "version": version,
                    "initial_release_date": "2026-01-01T00:00:00Z", "current_release_date": "2026-01-01T00:00:00Z",
                    "revision_history": [{ "number": version, "date": "2026-01-01T00:00:00Z", "summary": "s" }] } },
            "product_tree": { "branches": [{ "category": "vendor", "name": "Example", "branches": [
                { "category": "product_name", "name": "EX-100 Controller", "branches": [
                    { "category": "product_version_range", "name": below,
                      "product": { "name": format!("Example EX-100 Controller {below}"), "product_id": "P1" } }] },
                { "category": "product_name", "name": "libx", "branches": [
                    { "category": "product_version", "name": "1.0.0",
                      "product": { "name": "libx 1.0.0", "product_id": "P2",
                        "product_identification_helper": { "purl": "pkg:npm/libx@1.0.0" } } }] }] }] },
            "vulnerabilities": [{ "cve": "CVE-2026-1", "title": "v",
                "product_status": { "known_affected": ["P1", "P2"] },
                "scores": [{ "products": ["P1", "P2"], "cvss_v3": { "version": "3.1", "baseScore": 9.8, "baseSeverity": "CRITICAL",
                    "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" } }],
                "remediations": [{ "category": "vendor_fix", "details": fix, "product_ids": ["P1", "P2"] }] }] })
    }

    async fn import(&self, bench: &Bench) {
        let bytes = serde_json::to_vec(&self.document()).unwrap();
        let (counts, problems) = feeds::import(&bench.app, &editor(), "v.json", &bytes).await.unwrap();
        assert_eq!((counts.read, counts.files_unreadable), (1, 0), "{problems:?}");
    }
}

fn plc(id: &str, firmware: &str) -> (RecordKind, Value) {
    let device = json!({ "vendor": "Example", "family": "EX-100 Controller", "model": "EX-100", "firmware": firmware });
    (RecordKind::Asset, json!({ "id": id, "name": format!("PLC {id}"), "kind": "device", "device": device }))
}

async fn two_plcs() -> Bench {
    let bench = Bench::new().await;
    bench.put(&[plc("A1", "V1.0"), plc("A2", "V1.5"), plc("A3", "V2.0")]).await;
    bench
}

async fn with_sbom(bench: &Bench) {
    bench
        .put(&[(RecordKind::Product, json!({ "id": "P1", "name": "GW", "maker": "own", "version": "3.0" }))])
        .await;
    let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
        { "type": "library", "name": "libx", "version": "1.0.0", "purl": "pkg:npm/libx@1.0.0" }] });
    let subject = SbomSubject::Product("P1".parse().unwrap());
    sboms::add(&bench.app, &editor(), "bom.json", &serde_json::to_vec(&bom).unwrap(), subject).await.unwrap();
}

async fn size(bench: &Bench) -> u64 {
    bench.app.store().ledger_size().await.unwrap()
}

fn cve() -> [VulnerabilityId; 1] {
    ["CVE-2026-1".parse().unwrap()]
}

fn assets(impact: &sekisho_assess::Impact) -> Vec<&str> {
    let mut ids: Vec<&str> =
        impact.chains.iter().filter_map(|chain| Some(chain.asset.as_ref()?.id.as_str())).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn csaf_13_03_documents_are_matched_with_assets_and_say_how_surely() {
    let bench = two_plcs().await;
    FIRST.import(&bench).await;
    let found = impact::of(&bench.app, &editor(), "V-1").await.unwrap();
    assert!(found[0].chains.iter().all(|chain| chain.finding.confidence >= Confidence::Family));
    assert_eq!(found[0].verdict(), Verdict::Affected);
}

#[tokio::test]
async fn csaf_13_05_and_13_07_lists_go_from_asset_to_documents_and_back() {
    let bench = two_plcs().await;
    FIRST.import(&bench).await;
    Csaf { id: "V-2", below: "< V1.2", fix: "Update to V1.2.", ..FIRST }.import(&bench).await;
    let of_document = impact::of(&bench.app, &editor(), "V-1").await.unwrap();
    assert_eq!(assets(&of_document[0]), ["A1", "A2"]);
    let names = |impacts: &[sekisho_assess::Impact]| -> Vec<String> {
        impacts.iter().map(|impact| impact.advisory.id.to_string()).collect()
    };
    let of = async |id: &str| {
        impact::about(&bench.app, &editor(), &[Marked::Asset(id.parse().unwrap())]).await.unwrap()
    };
    assert_eq!(names(&of("A1").await), ["V-1", "V-2"]);
    assert_eq!(names(&of("A2").await), ["V-1"]);
    assert_eq!(names(&of("A3").await), Vec::<String>::new());
}

#[tokio::test]
async fn csaf_13_08_a_matched_asset_is_marked_for_each_vulnerability() {
    let bench = two_plcs().await;
    FIRST.import(&bench).await;
    let a1 = [Marked::Asset("A1".parse().unwrap())];
    for state in [RemediationState::InProgress, RemediationState::Done, RemediationState::NotStarted] {
        handling::mark(&bench.app, &editor(), &cve(), &a1, state).await.unwrap();
        let register = bench.app.register().await.unwrap().1;
        let states: Vec<_> = register.remediations.values().map(|record| record.state).collect();
        assert_eq!(states, [state], "one mark, changed in place");
    }
    bench.sound().await;
}

#[tokio::test]
async fn csaf_13_08b_all_assets_at_once() {
    let bench = two_plcs().await;
    FIRST.import(&bench).await;
    let both = ["A1", "A2"].map(|id| Marked::Asset(id.parse().unwrap()));
    let marked = handling::mark(&bench.app, &editor(), &cve(), &both, RemediationState::Done).await.unwrap();
    assert_eq!(marked, 2);
}

#[tokio::test]
async fn csaf_13_09_and_17_09_a_newer_revision_with_the_same_remediation_is_no_new_match() {
    let bench = two_plcs().await;
    with_sbom(&bench).await;
    FIRST.import(&bench).await;
    let before = size(&bench).await;
    Csaf { version: "1.0.1", title: "a slip of the pen", ..FIRST }.import(&bench).await;
    assert!(size(&bench).await > before, "the revision was stored");
    assert_eq!(notices::since(&bench.app, &editor(), before).await.unwrap(), []);
    let before = size(&bench).await;
    Csaf { version: "1.1.0", fix: "Update to V2.1.", ..FIRST }.import(&bench).await;
    let told = notices::since(&bench.app, &editor(), before).await.unwrap();
    assert_eq!(told.iter().map(|notice| notice.cause).collect::<Vec<_>>(), [Cause::Revised]);
}

#[test]
fn csaf_13_10_and_17_10_semantic_versioning_is_noticed() {
    assert_eq!(notices::semantic_major("2.10.3"), Some(2));
    assert_eq!(notices::semantic_major("1.0.0-rc.1+build"), Some(1));
    for integer in ["7", "", "1.0", "1.0.0.0", "v1.0.0"] {
        assert_eq!(notices::semantic_major(integer), None, "{integer}");
    }
}

#[tokio::test]
async fn csaf_13_11_a_run_is_started_by_hand_for_one_or_several_documents_or_assets() {
    let bench = two_plcs().await;
    FIRST.import(&bench).await;
    Csaf { id: "V-2", below: "< V1.2", fix: "Update to V1.2.", ..FIRST }.import(&bench).await;
    let ids = ["V-1", "V-2"].map(str::to_owned);
    let several = impact::of_several(&bench.app, &editor(), &ids).await.unwrap();
    assert_eq!(several.len(), 2);
    assert_eq!(impact::of_several(&bench.app, &editor(), &ids[..1]).await.unwrap().len(), 1);
    let both = ["A2", "A3"].map(|id| Marked::Asset(id.parse().unwrap()));
    let about = impact::about(&bench.app, &editor(), &both).await.unwrap();
    assert_eq!(about.iter().map(assets).collect::<Vec<_>>(), [["A2"]]);
}

#[tokio::test]
async fn csaf_13_12_a_run_starts_by_itself_for_new_documents_new_assets_and_a_new_major_version() {
    let bench = two_plcs().await;
    let before = size(&bench).await;
    FIRST.import(&bench).await;
    let told = notices::since(&bench.app, &editor(), before).await.unwrap();
    assert_eq!(
        (told.len(), told[0].cause, assets(&told[0].impact)),
        (1, Cause::NewAdvisory, vec!["A1", "A2"])
    );
    let before = size(&bench).await;
    bench.put(&[plc("A4", "V1.1")]).await;
    let told = notices::since(&bench.app, &editor(), before).await.unwrap();
    assert_eq!((told.len(), told[0].cause, assets(&told[0].impact)), (1, Cause::NewThing, vec!["A4"]));
    let before = size(&bench).await;
    Csaf { version: "2.0.0", below: "< V2.5", ..FIRST }.import(&bench).await;
    let told = notices::since(&bench.app, &editor(), before).await.unwrap();
    assert_eq!((told[0].cause, told[0].is_major), (Cause::Revised, true));
    assert_eq!(assets(&told[0].impact), ["A1", "A2", "A3", "A4"]);
}

#[tokio::test]
async fn csaf_13_13_and_17_13_a_question_by_hand_tells_nothing_as_news() {
    let bench = two_plcs().await;
    FIRST.import(&bench).await;
    let before = size(&bench).await;
    impact::of(&bench.app, &editor(), "V-1").await.unwrap();
    assert_eq!(notices::since(&bench.app, &editor(), before).await.unwrap(), []);
}

#[tokio::test]
async fn csaf_13_14_and_17_14_matched_and_marked_are_counted_for_each_document() {
    let bench = two_plcs().await;
    with_sbom(&bench).await;
    FIRST.import(&bench).await;
    let counted = async || {
        let found = impact::of(&bench.app, &editor(), "V-1").await.unwrap();
        handling::marks(&found[0], &bench.app.register().await.unwrap().1)
    };
    assert_eq!(counted().await, Marks { matched: 3, not_remediated: 3, ..Marks::default() });
    for (one, state) in [
        (Marked::Asset("A1".parse().unwrap()), RemediationState::Done),
        (Marked::Product("P1".parse().unwrap()), RemediationState::InProgress),
    ] {
        handling::mark(&bench.app, &editor(), &cve(), &[one], state).await.unwrap();
    }
    assert_eq!(counted().await, Marks { matched: 3, not_remediated: 1, in_progress: 1, done: 1 });
}

#[tokio::test]
async fn csaf_17_03_to_17_07_documents_are_matched_with_the_components_of_sboms_and_back() {
    let bench = Bench::new().await;
    with_sbom(&bench).await;
    FIRST.import(&bench).await;
    let found = impact::of(&bench.app, &editor(), "V-1").await.unwrap();
    let Thing::Component { purl, subject, .. } = &found[0].chains[0].finding.thing else {
        panic!("a component")
    };
    assert_eq!(purl, "pkg:npm/libx@1.0.0");
    assert_eq!(*subject, SbomSubject::Product("P1".parse().unwrap()));
    let of_product =
        impact::about(&bench.app, &editor(), &[Marked::Product("P1".parse().unwrap())]).await.unwrap();
    assert_eq!(of_product.len(), 1);
}

#[tokio::test]
async fn csaf_17_08_a_matched_component_is_marked_in_the_product_that_holds_it() {
    let bench = Bench::new().await;
    with_sbom(&bench).await;
    FIRST.import(&bench).await;
    let product = [Marked::Product("P1".parse().unwrap())];
    handling::mark(&bench.app, &editor(), &cve(), &product, RemediationState::InProgress).await.unwrap();
    let register = bench.app.register().await.unwrap().1;
    assert_eq!(register.remediations.len(), 1);
}

#[tokio::test]
async fn csaf_17_11_a_run_is_started_by_hand_for_one_or_several_components() {
    let bench = Bench::new().await;
    with_sbom(&bench).await;
    let purls = ["pkg:npm/libx@1.0.0", "pkg:npm/liby"].map(str::to_owned);
    let found = impact::of_several(&bench.app, &editor(), &purls).await.unwrap();
    assert_eq!(found.iter().map(|impact| impact.chains.len()).collect::<Vec<_>>(), [1, 0]);
}

#[tokio::test]
async fn csaf_17_12_a_run_starts_by_itself_for_a_new_sbom() {
    let bench = Bench::new().await;
    FIRST.import(&bench).await;
    let before = size(&bench).await;
    with_sbom(&bench).await;
    let told = notices::since(&bench.app, &editor(), before).await.unwrap();
    assert_eq!(told.iter().map(|notice| notice.cause).collect::<Vec<_>>(), [Cause::NewThing]);
}

#[tokio::test]
async fn what_is_kept_of_the_impacts_is_what_would_be_worked_out_afresh() {
    let bench = two_plcs().await;
    let same = async || {
        let kept = impact::all(&bench.app, &editor()).await.unwrap();
        assert_eq!(*kept, impact::in_question(&bench.app).await.unwrap());
        kept.len()
    };
    assert_eq!(same().await, 0);
    FIRST.import(&bench).await;
    assert_eq!(same().await, 1);
    with_sbom(&bench).await;
    assert_eq!(same().await, 1);
    Csaf { id: "V-2", ..FIRST }.import(&bench).await;
    Csaf { version: "2.0.0", below: "< V0.1", ..FIRST }.import(&bench).await;
    assert_eq!(same().await, 2);
    bench
        .put(&[
            plc("A4", "V1.1"),
            (RecordKind::Measure, json!({ "id": "M1", "name": "m", "state": "planned" })),
        ])
        .await;
    assert_eq!(same().await, 2);
}
