//! Who may do what, function by function.

use sekisho_assess::answers::Whose;
use sekisho_model::{Lang, MeasureState, Observation, RecordKind, Role};

use super::{Bench, caller, edit};
use crate::guideline::{Filter, Wanted};
use crate::incident::report;
use crate::ledger::{self, ToErase};
use crate::scan::File;
use crate::snapshots::{At, ReviewFields};
use crate::{
    Act, AppError, Caller, answers, catalog, guard, guideline, incident, observe, product_papers,
    questionnaires, snapshots, suppliers, tables,
};

/// A capture of which nothing came.
fn nothing() -> observe::Captured {
    observe::Captured {
        name: "a.pcap".to_owned(),
        sha256: String::new(),
        wanted: observe::Wanted::default(),
        observation: Observation::default(),
        problems: Vec::new(),
    }
}

macro_rules! asked {
    ($($name:literal, $act:ident, $call:expr;)*) => {
        vec![$(($name, Act::$act, matches!($call, Err(AppError::Forbidden { .. })))),*]
    };
}

/// Runs every function as one role; its name, what it needs, and whether it was refused for want of rights.
async fn asked(bench: &Bench, who: &Caller) -> Vec<(&'static str, Act, bool)> {
    let app = &bench.app;
    let wanted = Wanted { as_of: None, lang: Lang::Ja };
    let pack = File { name: "own.toml".to_owned(), bytes: Vec::new() };
    let fields = || ReviewFields { name: "見直し".to_owned(), ..ReviewFields::default() };
    let zone = RecordKind::Zone;
    let sheet = sekisho_assess::product_papers::DocumentKind::Sheet;
    let row = edit(zone, "", None, &[("name", "x")]);
    asked! {
        "tables::rows", Read, tables::rows(app, who).await;
        "tables::save", Enter, tables::save(app, who, &[row]).await;
        "tables::remove", Enter, tables::remove(app, who, &[]).await;
        "tables::bulk", Enter, tables::bulk(app, who, zone, &[], ("note", ""), Lang::Ja).await;
        "tables::paste", Enter, tables::paste(app, who, zone, "", Lang::Ja).await;
        "tables::paste_onto", Enter, tables::paste_onto(app, who, zone, &tables::Paste::new("", Lang::Ja)).await;
        "tables::undo", Enter, tables::undo(app, who, 99).await;
        "tables::undo_save", Enter, tables::undo_save(app, who, 99).await;
        "snapshots::register_at", Read, snapshots::register_at(app, who, At::Entries(0)).await;
        "snapshots::take", Enter, snapshots::take(app, who, fields()).await;
        "snapshots::since", Read, snapshots::since(app, who, "RV-99", Lang::Ja).await;
        "snapshots::between", Read, snapshots::between(app, who, At::Entries(0), At::Entries(0)).await;
        "snapshots::list", Read, snapshots::list(app, who).await;
        "catalog::current", Read, catalog::current(app, who);
        "catalog::loaded", Read, catalog::loaded(app, who);
        "catalog::problems", Read, catalog::problems(app, who).await;
        "catalog::load", Administer, catalog::load(app, who, &pack).await;
        "catalog::unload", Administer, catalog::unload(app, who, "none.toml").await;
        "ledger::erase", Administer, ledger::erase(app, who, &ToErase::About(String::new()), "").await;
        "guideline::judgements", Read, guideline::judgements(app, who).await;
        "guideline::progress", Read, guideline::progress(app, who).await;
        "guideline::findings", Read, guideline::findings(app, who, &Filter::default()).await;
        "guideline::coverage", Read, guideline::coverage(app, who).await;
        "guideline::risk_assets", Read, guideline::risk_assets(app, who).await;
        "guideline::risk_business", Read, guideline::risk_business(app, who).await;
        "guideline::what_if", Read, guideline::what_if(app, who, "M9", MeasureState::InPlace).await;
        "answers::standings", Read, answers::standings(app, who, Whose::Company).await;
        "answers::reviews", Read, answers::reviews(app, who).await;
        "answers::answer", Enter, answers::answer(app, who, &Whose::Company, &[]).await;
        "answers::add_evidence", Enter, answers::add_evidence(app, who, "a", std::io::empty(), answers::EvidenceFields::default()).await;
        "answers::check_evidence", Read, answers::check_evidence(app, who).await;
        "guideline::document", Read, guideline::document(app, who, wanted).await;
        "guideline::document_with_proposals", Look, guideline::document_with_proposals(app, who, wanted, &observe::Purpose::new("点検").unwrap()).await;
        "product_papers::of", Read, product_papers::of(app, who, "P-99").await;
        "product_papers::one", Read, product_papers::one(app, who, "P-99", sheet).await;
        "product_papers::check", Read, product_papers::check(app, who, "P-99", &pack).await;
    }
}

/// The same for what is seen on the wire, and for incidents.
async fn asked_of_events(bench: &Bench, who: &Caller) -> Vec<(&'static str, Act, bool)> {
    let app = &bench.app;
    let about = observe::About::Address("192.0.2.1".parse().unwrap());
    let (purpose, filter) = (observe::Purpose::new("点検").unwrap(), observe::ObservationFilter::default());
    let (listening, mut known) = (super::listening(), std::collections::BTreeSet::new());
    let case: sekisho_model::CaseId = "CA-99".parse().unwrap();
    let addition = incident::Addition {
        what: sekisho_model::IncidentFact::Note,
        at: None,
        words: "a".to_owned(),
        source: String::new(),
        supersedes: None,
    };
    let report = report::Asked { duty: "cra-aev-early-warning", form: None, forms: report::forms() };
    asked! {
        "observe::keep", Capture, observe::keep(app, who, &nothing(), true).await;
        "observe::begin", Capture, observe::begin(app, who, &observe::Wanted::default(), &listening).await;
        "observe::add", Capture, observe::add(app, who, 99, &Observation::default()).await;
        "observe::new_alerts", Look, observe::new_alerts(app, who, None, &mut known, &purpose).await;
        "observe::watched", Look, observe::watched(app, who, 99, &purpose).await;
        "observe::runs", Look, observe::runs(app, who).await;
        "observe::show", Look, observe::show(app, who, about, &purpose).await;
        "observe::judged", Look, observe::judged(app, who, None, "devices", &purpose).await;
        "observe::judged_beyond", Look, observe::judged_beyond(app, who, None, &[], &purpose).await;
        "observe::export", HandOut, observe::export(app, who, &filter, &purpose).await;
        "observe::forget", Forget, observe::forget(app, who, 9, None).await;
        "observe::forget_due", Forget, observe::forget_due(app, who).await;
        "observe::accept", Enter, observe::accept(app, who, None, &[]).await;
        "observe::accept_zones", Enter, observe::accept_zones(app, who, None, &[]).await;
        "accounts::of", Read, crate::accounts::of(app, who, "CVE-2026-1").await;
        "observe::accept_marked_zones", Enter, observe::accept_marked_zones(app, who, None, &[]).await;
        "observe::sheet", Look, observe::sheet(app, who, None, sekisho_model::Lang::Ja, &purpose).await;
        "observe::expect", Enter, observe::expect(app, who, "a", "b", None).await;
        "observe::open_case", Enter, observe::open_case(app, who, "a", false).await;
        "observe::signed_dictionary", Read, observe::signed_dictionary(app, who);
        "incident::open", Enter, incident::open(app, who, incident::Opening::default()).await;
        "incident::open_for_alert", Enter, incident::open_for_alert(app, who, "a", false).await;
        "incident::add", Enter, incident::add(app, who, &case, addition).await;
        "incident::merge", Enter, incident::merge(app, who, &case, &case, "a").await;
        "incident::list", Read, incident::list(app, who).await;
        "incident::show", Read, incident::show(app, who, &case).await;
        "incident::due", Read, incident::due(app, who).await;
        "incident::calendar_file", Read, incident::calendar_file(app, who, None, sekisho_model::Lang::Ja).await;
        "report::exploited_in_own", Read, report::exploited_in_own(app, who).await;
        "report::drafted", Read, report::drafted(app, who, &case, report).await;
        "report::write_field", Enter, report::write_field(app, who, &case, report, ("title", "a")).await;
        "report::submit", Enter, report::submit(app, who, &case, report, report::HandedIn::default()).await;
    }
}

/// The same for suppliers and customers' questionnaires.
async fn asked_of_suppliers(bench: &Bench, who: &Caller) -> Vec<(&'static str, Act, bool)> {
    let app = &bench.app;
    let file = File { name: "a.xlsx".to_owned(), bytes: Vec::new() };
    let mapping = sekisho_exchange::Mapping::default();
    let returned = suppliers::nothing_returned();
    asked! {
        "suppliers::overview", Read, suppliers::overview(app, who).await;
        "suppliers::letter", Read, suppliers::letter(app, who, "RQ-99", Lang::Ja).await;
        "suppliers::sheet", Read, suppliers::sheet(app, who, "RQ-99", Lang::Ja).await;
        "suppliers::read", Read, suppliers::read(app, who, "RQ-99", &file).await;
        "suppliers::keep", Enter, suppliers::keep(app, who, &returned).await;
        "questionnaires::map", Read, questionnaires::map(app, who, &file, None, &[]);
        "questionnaires::fill", Read, questionnaires::fill(app, who, &file, &mapping, Lang::Ja).await;
    }
}

#[tokio::test]
async fn every_function_refuses_the_roles_that_may_not_and_no_other() {
    let bench = Bench::new().await;
    for role in Role::ALL {
        let who = caller("somebody", role);
        let all = asked(&bench, &who).await.into_iter().chain(asked_of_events(&bench, &who).await);
        let all = all.chain(asked_of_suppliers(&bench, &who).await);
        for (name, act, refused) in all {
            assert_eq!(refused, !guard::may(role, act), "{name} as {role:?}");
        }
    }
}

/// A function that is added must be added above: the sources are read for their public functions.
#[test]
fn no_function_is_left_out_of_the_table() {
    let sources = [
        ("answers", include_str!("../answers.rs")),
        ("answers", include_str!("../answers/evidence.rs")),
        ("tables", include_str!("../tables.rs")),
        ("tables", include_str!("../tables/many.rs")),
        ("tables", include_str!("../tables/undo.rs")),
        ("snapshots", include_str!("../snapshots.rs")),
        ("catalog", include_str!("../catalog.rs")),
        ("observe", include_str!("../observe.rs")),
        ("observe", include_str!("../observe/dealing.rs")),
        ("observe", include_str!("../observe/judging.rs")),
        ("observe", include_str!("../observe/live.rs")),
        ("observe", include_str!("../observe/offering.rs")),
        ("observe", include_str!("../observe/zoning.rs")),
        ("accounts", include_str!("../accounts.rs")),
        ("incident", include_str!("../incident.rs")),
        ("report", include_str!("../incident/report.rs")),
        ("guideline", include_str!("../guideline.rs")),
        ("guideline", include_str!("../guideline/what_if.rs")),
        ("guideline", include_str!("../guideline/documents.rs")),
        ("suppliers", include_str!("../suppliers.rs")),
        ("questionnaires", include_str!("../questionnaires.rs")),
        ("product_papers", include_str!("../product_papers.rs")),
    ];
    let table = include_str!("rights.rs");
    let mut functions = 0;
    for (module, source) in sources {
        let public = source.split("\npub ").skip(1).filter_map(|rest| {
            let (head, _) = rest.split_once('{')?;
            let name = head.strip_prefix("async ").unwrap_or(head).strip_prefix("fn ")?;
            head.contains("caller: &Caller").then_some(name)
        });
        for name in public {
            let name = name.split(['(', '<']).next().unwrap();
            assert!(table.contains(&format!("\"{module}::{name}\"")), "{module}::{name}");
            functions += 1;
        }
    }
    assert_eq!(functions, 74);
}
