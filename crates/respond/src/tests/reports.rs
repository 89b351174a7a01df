//! Reports: the forms in the program are whole, and a draft says of each value whence it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_catalog::Confirmed;
use sekisho_model::{
    Advisory, AdvisoryForm, Case, CaseKind, IncidentEntry, IncidentFact, Maker, Plant, Product, ProductId,
    Register, Signal, SignalKind, Stated, Text,
};
use serde_json::json;

use crate::pack::own_forms;
use crate::{Clock, Draft, Duties, DutyId, Facts, Fill, Forms, Need, Origin, clocks, draft, frozen};
use crate::{Event, Happening};

const EARLY: &str = "cra-aev-early-warning";
const NOTIFICATION: &str = "cra-aev-notification";

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A case with what a draft is worked out from.
struct Bench {
    case: Case,
    entries: Vec<IncidentEntry>,
    register: Register,
    products: BTreeSet<ProductId>,
    advisories: Vec<Advisory>,
    signals: Vec<Signal>,
    clocks: Vec<Clock>,
}

impl Bench {
    fn new(kind: CaseKind) -> Self {
        let case: Case = serde_json::from_value(json!({
            "id": "CA-01", "name": "EM-200 exploited", "kind": kind, "seen": "a customer's log",
        }))
        .unwrap();
        let product: Product = serde_json::from_value(json!({
            "id": "P-01", "name": "環境モニタ", "name_en": "EM-200", "version": "2.3.1", "maker": Maker::Own, "markets": ["DE", "FR", "JP"],
            "support_end": "2030-03-31",
        }))
        .unwrap();
        let plant: Plant = serde_json::from_value(
            json!({ "name": "榛名", "company": "榛名精機", "company_en": "Haruna Seiki" }),
        )
        .unwrap();
        let mut register = Register { plant: Some(plant), ..Register::default() };
        register.products.insert(product.id.clone(), product);
        let mut advisory = Advisory::new(id("TEST-1"), AdvisoryForm::Csaf20);
        advisory.title = "Remote code execution in the gateway's web part".to_owned();
        advisory.aliases = BTreeSet::from(["CVE-2026-1".to_owned()]);
        let kind = SignalKind::Exploited {
            added: "2026-11-20".parse().unwrap(),
            due: None,
            ransomware: false,
            action: String::new(),
        };
        let signal = Signal { vulnerability: id("CVE-2026-1"), source: "CISA KEV".to_owned(), kind };
        let event = Event {
            id: id("CA-01#2"),
            case: id("CA-01"),
            what: Happening::Aware { matter: id("exploited-vulnerability") },
            at: at("2026-11-25T05:05:00Z"),
            recorded_at: at("2026-11-25T05:05:00Z"),
            by: "榛名".to_owned(),
            reason: "KEV".to_owned(),
            supersedes: None,
        };
        let clocks = clocks(Duties::built_in(), &[event], at("2026-11-25T06:00:00Z"));
        Self {
            case,
            entries: Vec::new(),
            register,
            products: BTreeSet::from([id("P-01")]),
            advisories: vec![advisory],
            signals: vec![signal],
            clocks,
        }
    }

    fn entry(&mut self, no: u32, words: &str, what: IncidentFact) {
        let at = at("2026-11-25T06:00:00Z");
        self.entries.push(IncidentEntry {
            case: id("CA-01"),
            no,
            at,
            recorded_at: at,
            by: "榛名".to_owned(),
            words: words.to_owned(),
            source: String::new(),
            supersedes: None,
            what,
        });
    }

    fn written(&mut self, no: u32, duty: &str, field: &str, words: &str) {
        let (duty, form, field) = (duty.to_owned(), "enisa-srp-aev".to_owned(), field.to_owned());
        self.entry(no, words, IncidentFact::Written { duty, form, field });
    }

    fn draft(&self, duty: &str) -> Draft {
        let facts = Facts {
            case: &self.case,
            entries: &self.entries,
            standing: &Text::new("対応中", "open"),
            register: &self.register,
            products: &self.products,
            components: &BTreeSet::new(),
            advisories: &self.advisories,
            signals: &self.signals,
            clocks: &self.clocks,
            now: at("2026-11-25T06:00:00Z"),
        };
        let duty: DutyId = id(duty);
        draft(&facts, Duties::built_in(), Forms::built_in().of(&duty)[0], &duty).unwrap()
    }
}

fn value(draft: &Draft, field: &str) -> String {
    let filled = draft.fields.iter().find(|filled| filled.field.id.as_str() == field).unwrap();
    assert_eq!(filled.value.is_empty(), filled.origin.is_none(), "{field}");
    filled.value.clone()
}

fn origin(draft: &Draft, field: &str) -> Origin {
    draft.fields.iter().find(|filled| filled.field.id.as_str() == field).unwrap().origin.clone().unwrap()
}

#[test]
fn every_form_in_the_program_is_whole_and_says_how_sure_it_is() {
    let (forms, problems) = own_forms();
    assert_eq!(problems, []);
    let duties = Duties::built_in();
    let mut rows = 0;
    for form in forms.forms.values() {
        let known = form.duties.iter().all(|duty| duties.duties.contains_key(duty));
        assert!(known && !form.duties.is_empty() && !form.basis.source.en.is_empty(), "{}", form.id);
        assert_ne!(form.basis.confirmed, Confirmed::Yes, "{}", form.id);
        for field in &form.fields {
            rows += 1;
            assert!(!field.name.ja.is_empty() && !field.name.en.is_empty(), "{}", field.id);
            assert_ne!(field.basis.confirmed, Confirmed::Yes, "{}", field.id);
            assert_eq!(field.needs.len(), form.duties.len(), "{}", field.id);
        }
        for item in &form.law {
            assert!(!item.by.is_empty() && !item.clause.is_empty(), "{}", item.id);
        }
    }
    let srp = |id: &str| forms.forms[&id.parse().unwrap()].fields.len();
    assert_eq!((srp("enisa-srp-aev"), srp("enisa-srp-si")), (18 + 12, 18 + 9));
    assert_eq!(rows, 18 * 2 + 12 + 9 + 9 + 7 + 6 * 3 + 4 + 5);
    // A duty on which something is handed in to an authority here has a form.
    for duty in duties.duties.keys().filter(|duty| duty.as_str().starts_with("cra-")) {
        let tells_users = duty.as_str().ends_with("-users");
        assert_eq!(forms.of(duty).is_empty(), tells_users, "{duty}");
    }
}

#[test]
fn the_first_draft_is_filled_from_the_register_and_each_value_says_whence() {
    let bench = Bench::new(CaseKind::Real);
    let draft = bench.draft(EARLY);
    assert_eq!(value(&draft, "title"), "EM-200 exploited");
    assert_eq!(value(&draft, "manufacturer_name"), "Haruna Seiki");
    assert_eq!(value(&draft, "member_states_available"), "DE, FR");
    assert_eq!(value(&draft, "product_name"), "EM-200");
    assert_eq!(value(&draft, "product_version"), "2.3.1");
    assert_eq!(value(&draft, "end_of_support"), "No");
    assert_eq!(value(&draft, "cve_id"), "CVE-2026-1");
    assert_eq!(value(&draft, "awareness_datetime_utc"), "2026-11-25 05:05 UTC");
    assert!(value(&draft, "general_information").contains("known to be exploited (CISA KEV, 2026-11-20)"));
    let from = BTreeSet::from(["CA-01#2".to_owned()]);
    assert_eq!(origin(&draft, "awareness_datetime_utc"), Origin::Register { fill: Fill::AwareAt, from });
    assert_eq!(draft.is_complete_by_law(), Some(true));
    assert_eq!(draft.is_complete_by_form(), Some(true));
}

#[test]
fn what_the_law_lists_and_what_the_form_wants_are_two_checks() {
    let mut bench = Bench::new(CaseKind::Real);
    let draft = bench.draft(NOTIFICATION);
    // The form of 15 September leaves the measures open at 72 hours; the law lists them.
    assert_eq!((draft.is_complete_by_form(), draft.is_complete_by_law()), (Some(true), Some(false)));
    let missing: Vec<&str> =
        draft.law.iter().filter(|check| check.is_missing()).map(|check| check.item.id.as_str()).collect();
    assert_eq!(missing, ["measures_taken", "measures_users_can_take"]);
    bench.written(3, NOTIFICATION, "corrective_measures_taken", "The web part is switched off.");
    bench.written(4, NOTIFICATION, "user_measures", "Block port 443 from outside.");
    assert_eq!(bench.draft(NOTIFICATION).is_complete_by_law(), Some(true));
    bench.register.products.values_mut().for_each(|product| product.version = Stated::Unknown);
    assert_eq!(bench.draft(EARLY).is_complete_by_form(), Some(false));
}

#[test]
fn the_next_stage_starts_from_what_was_submitted_and_says_where_the_register_has_moved_on() {
    let mut bench = Bench::new(CaseKind::Real);
    bench.written(3, EARLY, "title", "Gateway exploited");
    let first = bench.draft(EARLY);
    assert_eq!(origin(&first, "title"), Origin::Person { entry: "CA-01#3".into(), by: "榛名".into() });
    let values = first.values();
    let submitted = IncidentFact::Submitted {
        duty: EARLY.to_owned(),
        form: first.form.id.to_string(),
        edition: first.form.basis.edition.clone(),
        receipt: "R-1".to_owned(),
        values: values.clone(),
        digest: "d".to_owned(),
    };
    bench.entry(4, "", submitted);
    bench.register.plant.as_mut().unwrap().company_en = "Haruna Holdings".to_owned();
    let next = bench.draft(NOTIFICATION);
    assert_eq!(next.based_on.as_ref().unwrap().receipt, "R-1");
    assert_eq!(value(&next, "title"), "Gateway exploited");
    assert_eq!(value(&next, "manufacturer_name"), "Haruna Seiki");
    let carried = Origin::Carried { duty: id(EARLY), entry: "CA-01#4".to_owned() };
    assert_eq!(origin(&next, "manufacturer_name"), carried);
    let name = next.fields.iter().find(|filled| filled.field.id.as_str() == "manufacturer_name").unwrap();
    assert_eq!(name.register_says.as_deref(), Some("Haruna Holdings"));
    // What was submitted stays as it was.
    let again = bench.draft(EARLY);
    assert_eq!(again.submitted.len(), 1);
    assert_eq!(again.submitted[0].values, values);
    assert_eq!(value(&again, "manufacturer_name"), "Haruna Holdings");
}

#[test]
fn a_text_that_is_too_long_and_a_word_that_is_no_choice_are_found() {
    let mut bench = Bench::new(CaseKind::Real);
    bench.written(3, EARLY, "title", &"あ".repeat(256));
    bench.written(4, EARLY, "product_type", "Unimportant");
    let draft = bench.draft(EARLY);
    let find = |id: &str| draft.fields.iter().find(|filled| filled.field.id.as_str() == id).unwrap();
    assert_eq!((find("title").chars, find("title").over), (256, 1));
    assert!(find("product_type").no_choice);
    assert_eq!(draft.is_complete_by_form(), Some(false));
}

#[test]
fn an_exercise_says_so_in_the_words_that_are_copied() {
    let draft = Bench::new(CaseKind::Exercise).draft(EARLY);
    assert!(draft.exercise);
    assert_eq!(value(&draft, "title"), "[EXERCISE] EM-200 exploited");
    assert!(value(&draft, "summary").starts_with("[EXERCISE] "));
}

#[test]
fn the_common_forms_do_not_claim_to_know_what_must_be_filled() {
    let bench = Bench::new(CaseKind::Real);
    let duty: DutyId = id("cyber-act-detail");
    let of = Forms::built_in().of(&duty);
    assert_eq!(of.len(), 4);
    assert_eq!(of[0].id.as_str(), "cyber-act-items");
    let draft = bench.draft("cyber-act-detail");
    assert_eq!(draft.is_complete_by_law(), Some(false));
    for form in &of[1..] {
        assert!(form.law.is_empty());
        assert!(form.fields.iter().all(|field| field.needs.values().all(|need| *need == Need::NotKnown)));
    }
}

#[test]
fn a_newer_edition_takes_the_place_of_the_whole_form_and_a_broken_row_costs_that_row() {
    let head =
        "[pack]\nid = \"x\"\nedition = \"2027\"\ntitle = { ja = \"試\", en = \"x\" }\nsource = \"made up\"\n";
    let form = "[[form]]\nid = \"enisa-srp-aev\"\ntitle = { ja = \"新\", en = \"new\" }\nduties = [\"cra-aev-early-warning\"]\nlanguage = \"en\"\nzone = \"UTC\"\nchannel = { ja = \"\", en = \"\" }\n";
    let field = |id: &str, needs: &str| {
        format!(
            "[[field]]\nforms = [\"enisa-srp-aev\"]\nid = \"{id}\"\nname = {{ ja = \"名\", en = \"n\" }}\nkind = \"text\"\nneeds = [{needs}]\n"
        )
    };
    let rows = [field("a", "\"required\""), field("b", ""), field("a", "\"optional\"")].concat();
    let source = format!("{head}{form}{rows}");
    let (forms, problems) = Forms::built_in().with("new.toml", &source);
    let new = &forms.forms[&id("enisa-srp-aev")];
    assert_eq!((new.fields.len(), new.basis.edition.as_str()), (1, "2027"));
    let paths: Vec<&str> = problems.iter().map(|problem| problem.place.path.as_str()).collect();
    assert_eq!(paths, ["field b", "field a"]);
    assert_eq!(forms.forms.len(), Forms::built_in().forms.len());
    // A pack adds no field to a form that it does not bring.
    let (_, problems) = Forms::built_in().with("b.toml", &format!("{head}{}", field("c", "\"required\"")));
    assert_eq!(problems.len(), 1);
}

#[test]
fn two_different_versions_never_freeze_to_the_same_bytes() {
    let one = BTreeMap::from([("a".to_owned(), "x\nb 1 y".to_owned())]);
    let two = BTreeMap::from([("a".to_owned(), "x".to_owned()), ("b".to_owned(), "y".to_owned())]);
    assert_ne!(frozen("f", "1", "d", &one), frozen("f", "1", "d", &two));
    assert_eq!(frozen("f", "1", "d", &two), "f\n1\nd\na 1 x\nb 1 y\n");
}
