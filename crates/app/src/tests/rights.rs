//! Who may do what, function by function.

use std::collections::BTreeSet;
use std::path::Path;

use sekisho_assess::answers::Whose;
use sekisho_catalog::Subject;
use sekisho_exchange::ImportOptions;
use sekisho_model::{Lang, MeasureState, Observation, RecordKind, Role, SbomSubject, Source};

use super::{Bench, caller, edit, editor};
use crate::guideline::{Filter, Wanted};
use crate::incident::report;
use crate::ledger::{self, ToErase};
use crate::register::Proposal;
use crate::scan::File;
use crate::snapshots::{At, ReviewFields};
use crate::{
    Act, AppError, Caller, answers, catalog, feeds, guard, guideline, handling, impact, incident, notices,
    observe, product_papers, questionnaires, register, sboms, search, snapshots, start, suppliers, tables,
    today, users, vex,
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
    let to = "2030-01-01".parse().unwrap();
    let correction = product_papers::Correction { to, because: "x".to_owned(), unpublished: true };
    let row = edit(zone, "", None, &[("name", "x")]);
    let taken = answers::TakenFile { file: "a".to_owned(), sha256: "0".repeat(64), bytes: 0 };
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
        "catalog::look_at_forms", Administer, catalog::editions::look_at_forms(app, who, &pack);
        "catalog::look_without", Administer, catalog::editions::look_without(app, who, "none.toml");
        "catalog::take_out_forms", Administer, catalog::editions::take_out_forms(app, who, "none.toml", "").await;
        "catalog::take_forms", Administer, catalog::editions::take_forms(app, who, &pack, "").await;
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
        "handover::preview", Read, crate::handover::preview(app, who, &Default::default(), Lang::Ja).await;
        "handover::hand_over", Enter, crate::handover::hand_over(app, who, &Default::default(), Lang::Ja).await;
        "answers::sheet", Read, answers::sheet(app, who, Whose::Company, "scs-3", Lang::Ja).await;
        "answers::sheet_workbook", Read, answers::sheet_workbook(app, who, Whose::Company, "scs-3", Lang::Ja).await;
        "answers::read_sheet", Read, answers::read_sheet(app, who, &pack, "").await;
        "answers::take_evidence", Enter, answers::take_evidence(app, who, "a", std::io::empty());
        "answers::add_evidence", Enter, answers::add_evidence(app, who, taken, answers::EvidenceFields::default()).await;
        "answers::review_evidence", Enter, answers::review_evidence(app, who, "EV-99", None).await;
        "answers::evidence_file", Read, answers::evidence_file(app, who, "EV-99").await;
        "answers::check_evidence", Read, answers::check_evidence(app, who).await;
        "guideline::document", Read, guideline::document(app, who, wanted).await;
        "guideline::document_with_proposals", Look, guideline::document_with_proposals(app, who, wanted, &observe::Purpose::new("点検").unwrap()).await;
        "product_papers::of", Read, product_papers::of(app, who, "P-99").await;
        "product_papers::one", Read, product_papers::one(app, who, "P-99", sheet).await;
        "product_papers::correct_support", Enter, product_papers::correct_support(app, who, "P-99", &correction).await;
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
    let receipt = answers::TakenFile { file: "a".to_owned(), sha256: "0".repeat(64), bytes: 0 };
    let report = report::Asked {
        duty: "cra-aev-early-warning",
        form: None,
        forms: sekisho_respond::Forms::built_in(),
    };
    asked! {
        "observe::keep", Capture, observe::keep(app, who, &nothing(), true).await;
        "observe::take", Capture, observe::take(app, who, super::observing::reading(), true, |_| ()).await;
        "observe::begin", Capture, observe::begin(app, who, &observe::Wanted::default(), &listening).await;
        "observe::add", Capture, observe::add(app, who, 99, &Observation::default()).await;
        "observe::new_alerts", Look, observe::new_alerts(app, who, None, &mut known, &purpose).await;
        "observe::watched", Look, observe::watched(app, who, 99, &purpose).await;
        "observe::take_in", Capture, observe::take_in(app, who).await;
        "observe::live_watches", Look, observe::live_watches(app, who);
        "observe::live_view", Look, observe::live_view(app, who, None, &purpose).await;
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
        "observe::judged_alone", Read, observe::judged_alone(Some((app, who)), Observation::default(), None).await;
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
        "report::add_receipt", Enter, report::add_receipt(app, who, &case, 1, receipt).await;
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
        "today::pressing", Read, today::pressing(app, who).await;
        "suppliers::overview", Read, suppliers::overview(app, who).await;
        "suppliers::letter", Read, suppliers::letter(app, who, "RQ-99", Lang::Ja).await;
        "suppliers::sheet", Read, suppliers::sheet(app, who, "RQ-99", Lang::Ja).await;
        "suppliers::read", Read, suppliers::read(app, who, "RQ-99", &file).await;
        "suppliers::keep", Enter, suppliers::keep(app, who, &returned).await;
        "questionnaires::map", Read, questionnaires::map(app, who, &Whose::Company, &file, None, &[]).await;
        "questionnaires::fill", Read, questionnaires::fill(app, who, Whose::Company, &file, &mapping, Lang::Ja).await;
        "questionnaires::look", Read, questionnaires::look(app, who, Whose::Company, &file, &mapping, Lang::Ja).await;
        "questionnaires::kept_mapping", Read, questionnaires::kept_mapping(app, who, "CU-99", Subject::Company).await;
        "questionnaires::keep_mapping", Enter, questionnaires::keep_mapping(app, who, "CU-99", Subject::Company, mapping.clone()).await;
    }
}

/// The same for the register, advisories, SBOMs and what follows from them.
async fn asked_of_files(bench: &Bench, who: &Caller) -> Vec<(&'static str, Act, bool)> {
    let app = &bench.app;
    let subject = SbomSubject::Product("P-99".parse().unwrap());
    let sbom: sekisho_model::SbomId = "SB-99".parse().unwrap();
    let proposal = Proposal::new(String::new(), Vec::new(), Vec::new(), Source::Person, 0);
    let form = sekisho_exchange::Form::Toml;
    let found = handling::Found {
        device: sekisho_model::DeviceIdentity::default(),
        vendor: String::new(),
        product: String::new(),
        same: sekisho_model::Sameness::Other,
        evidence: String::new(),
    };
    let answers = sekisho_catalog::starter::Answers::new();
    let not_started = sekisho_model::RemediationState::NotStarted;
    asked! {
        "register::current", Read, register::current(app, who).await;
        "register::problems", Read, register::problems(app, who).await;
        "register::propose", Read, register::propose(app, who, &[], ImportOptions::default()).await;
        "register::accept", Enter, register::accept(app, who, &proposal).await;
        "register::export", Read, register::export(app, who, form, Lang::Ja).await;
        "feeds::import", Enter, feeds::import(app, who, "a.json", b"").await;
        "feeds::list", Read, feeds::list(app, who).await;
        "feeds::all", Read, feeds::all(app, who).await;
        "sboms::add", Enter, sboms::add(app, who, "a.json", b"", subject.clone()).await;
        "sboms::attach", Enter, sboms::attach(app, who, &sbom, &subject).await;
        "sboms::about", Read, sboms::about(who, "a.json", b"");
        "sboms::list", Read, sboms::list(app, who).await;
        "sboms::show", Read, sboms::show(app, who, &sbom).await;
        "impact::of", Read, impact::of(app, who, "CVE-2026-1").await;
        "impact::of_several", Read, impact::of_several(app, who, &[]).await;
        "impact::about", Read, impact::about(app, who, &[]).await;
        "impact::of_file", Read, impact::of_file(app, who, "a.json", b"").await;
        "impact::all", Read, impact::all(app, who).await;
        "handling::recovery", Read, handling::recovery(app, who).await;
        "handling::mark", Enter, handling::mark(app, who, &[], &[], not_started).await;
        "handling::rule", Enter, handling::rule(app, who, found).await;
        "notices::next_entry", Read, notices::next_entry(app, who).await;
        "notices::since", Read, notices::since(app, who, 0).await;
        "search::search", Read, search::search(app, who, "a").await;
        "today::today", Read, today::today(app, who).await;
        "start::first", Read, start::first(app, who, "none", &answers, Lang::Ja).await;
        "start::keep", Enter, start::keep(app, who, "none", &answers, Lang::Ja).await;
        "vex::propose", Read, vex::propose(app, who, &[]).await;
        "vex::export", Read, vex::export(app, who, sekisho_supply::vex::VexForm::OpenVex).await;
    }
}

/// The same for the ledger, users, and official lists.
async fn asked_of_oversight(bench: &Bench, who: &Caller) -> Vec<(&'static str, Act, bool)> {
    let app = &bench.app;
    let witness = sekisho_ledger::WitnessSigner::generate_from("example.org/w", [9; 32]).unwrap().verifier();
    let nobody = sekisho_model::UserName::try_from("nobody".to_owned()).unwrap();
    let user = sekisho_model::User { name: nobody.clone(), role: Role::Viewer, disabled: true };
    // A file's name where a folder is wanted: nothing is written by those who may.
    let nowhere = bench.folder.path.join("register.db").join("export");
    let list = catalog::official::OfficialList {
        file: File { name: "a.csv".to_owned(), bytes: Vec::new() },
        framework: "none".to_owned(),
        columns: sekisho_exchange::ListColumns::default(),
        source: String::new(),
        edition: String::new(),
    };
    asked! {
        "catalog::load_official", Administer, catalog::official::load_official(app, who, &list).await;
        "ledger::newest", ReadLedger, ledger::newest(app, who, None, 1).await;
        "ledger::about", Read, ledger::about(app, who, "a").await;
        "ledger::verify", ReadLedger, ledger::verify(app, who).await;
        "ledger::verify_facts", ReadLedger, ledger::verify_facts(app, who).await;
        "ledger::checkpoint", ReadLedger, ledger::checkpoint(app, who).await;
        "ledger::prove", ReadLedger, ledger::prove(app, who, 0).await;
        "ledger::export", ReadLedger, ledger::export(app, who, &nowhere).await;
        "ledger::take_witnessed", Enter, ledger::take_witnessed(app, who, ("a", b""), &witness).await;
        "ledger::heartbeat", Read, ledger::heartbeat(app, who, 1).await;
        "users::add", Administer, users::add(app, who, &nobody, Role::Viewer).await;
        "users::list", Administer, users::list(app, who).await;
        "users::change", Administer, users::change(app, who, &user).await;
        "users::first_link", Administer, users::first_link(app, who).await;
        "users::of_name", Administer, users::of_name(app, who, &nobody).await;
        "users::link", Administer, users::link(app, who, &nobody).await;
    }
}

/// Every function as one role.
async fn asked_of_all(bench: &Bench, who: &Caller) -> Vec<(&'static str, Act, bool)> {
    let mut all = asked(bench, who).await;
    all.extend(asked_of_events(bench, who).await);
    all.extend(asked_of_suppliers(bench, who).await);
    all.extend(asked_of_files(bench, who).await);
    all.extend(asked_of_oversight(bench, who).await);
    all
}

#[tokio::test]
async fn every_function_refuses_the_roles_that_may_not_and_no_other() {
    let bench = Bench::new().await;
    for role in Role::ALL {
        for (name, act, refused) in asked_of_all(&bench, &caller("somebody", role)).await {
            assert_eq!(refused, !guard::may(role, act), "{name} as {role:?}");
        }
    }
}

/// A function that is added must be asked above: the sources of the crate are read for those that a caller reaches.
#[tokio::test]
async fn no_function_is_left_out_of_the_table() {
    let bench = Bench::new().await;
    let table: BTreeSet<String> =
        asked_of_all(&bench, &editor()).await.into_iter().map(|(name, ..)| name.to_owned()).collect();
    let mut reached = BTreeSet::new();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&top, &mut |path, source| {
        let within = path.strip_prefix(&top).unwrap().with_extension("");
        let module = module_of(&within);
        reached.extend(reached_by_callers(source).map(|name| format!("{module}::{name}")));
    });
    // It is what the others ask.
    assert!(reached.remove("guard::permit"));
    assert_eq!(reached, table);
}

/// The module that a user of the crate names: the folder's, but of reports, which stand by themselves.
fn module_of(within: &Path) -> String {
    let mut parts = within.iter().map(|part| part.to_str().unwrap());
    let (first, second) = (parts.next().unwrap(), parts.next());
    match (first, second) {
        ("incident", Some("report")) => "report".to_owned(),
        _ => first.to_owned(),
    }
}

fn sources(folder: &Path, take: &mut impl FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            sources(&path, take);
        } else if path.extension().is_some_and(|is| is == "rs") && name != "tests.rs" {
            take(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Names of public functions at the first level of a file that take a caller.
fn reached_by_callers(source: &str) -> impl Iterator<Item = &str> {
    source.split("\npub ").skip(1).filter_map(|rest| {
        let (head, _) = rest.split_once('{')?;
        let name = head.strip_prefix("async ").unwrap_or(head);
        let name = name.strip_prefix("const ").unwrap_or(name).strip_prefix("fn ")?;
        head.contains("&Caller").then(|| name.split(['(', '<']).next().unwrap_or_default())
    })
}
