//! What answers a criterion, what reopens it, and what the sample plant shows.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::{Date, date};
use sekisho_catalog::{Answered as By, Catalog, CriterionId, Subject};
use sekisho_model::{Record, RecordKind, Register};
use serde_json::{Value, json};

use super::*;
use crate::facts::{Exposures, Facts};

const TODAY: Date = date(2026, 11, 25);

fn id(text: &str) -> CriterionId {
    text.parse().unwrap()
}

fn register(records: &[(&str, Value)]) -> Register {
    let mut register = Register::default();
    for (kind, value) in records {
        let kind = RecordKind::from_code(kind).unwrap();
        register.put(Record::deserialize_as(kind, value.clone()).unwrap());
    }
    register
}

fn with<T>(register: &Register, whose: &Whose, beside: &Beside, look: impl FnOnce(&Answers<'_>) -> T) -> T {
    let exposures = Exposures::new();
    let facts = Facts::new(register, Catalog::built_in(), &exposures, TODAY);
    look(&Answers::new(Ground { facts: &facts, beside }, whose))
}

fn company<T>(register: &Register, look: impl FnOnce(&Answers<'_>) -> T) -> T {
    with(register, &Whose::Company, &Beside::default(), look)
}

fn standing(register: &Register, criterion: &str) -> String {
    company(register, |answers| answers.get(&id(criterion)).unwrap().standing.code().to_owned())
}

fn answer(number: &str, rest: Value) -> (&'static str, Value) {
    let mut value = json!({ "id": "AN-1", "name": "n", "criterion": number, "state": "met", "by": "榛名", "answered": "2026-11-01" });
    for (key, field) in rest.as_object().unwrap() {
        value[key] = field.clone();
    }
    ("answer", value)
}

#[test]
fn an_empty_register_leaves_every_criterion_of_every_framework_open() {
    let empty = Register::default();
    let product = Whose::Product("P-01".parse().unwrap());
    for whose in [Whose::Company, product] {
        with(&empty, &whose, &Beside::default(), |answers| {
            for framework in Catalog::built_in().frameworks() {
                let totals = answers.totals(&framework.id);
                assert_eq!(totals.open, totals.criteria, "{}", framework.id);
                assert_eq!(answers.missing(&framework.id).len(), totals.criteria);
            }
        });
    }
}

#[test]
fn states_add_up_and_each_criterion_is_counted_once() {
    company(&sample(), |answers| {
        for framework in Catalog::built_in().frameworks() {
            let Totals { criteria, met, partly, not_met, not_applicable, dont_know, open } =
                answers.totals(&framework.id);
            assert_eq!(criteria, met + partly + not_met + not_applicable + dont_know + open);
            assert_eq!(criteria, answers.of(&framework.id).len());
        }
    });
}

#[test]
fn a_persons_answer_counts_until_its_last_day_and_not_without_its_author() {
    let number = "scs-3/1-2-1-1";
    let after = |rest| standing(&register(&[answer(number, rest)]), number);
    assert_eq!(after(json!({})), "met");
    assert_eq!(after(json!({ "state": "partly" })), "partly");
    assert_eq!(after(json!({ "until": "2026-11-25" })), "met");
    assert_eq!(after(json!({ "until": "2026-11-24" })), "open");
    assert_eq!(after(json!({ "by": "unknown" })), "open");
    assert_eq!(after(json!({ "answered": "2026-11-26" })), "open");
    assert_eq!(after(json!({ "state": "not-applicable" })), "open");
    assert_eq!(after(json!({ "products": ["P-01"] })), "open");
}

#[test]
fn a_yearly_answer_ends_after_a_year_and_needs_its_day() {
    let number = "scs-3/3-1-4-2";
    let after = |rest| standing(&register(&[answer(number, rest)]), number);
    assert_eq!(after(json!({ "answered": "2025-11-25" })), "met");
    assert_eq!(after(json!({ "answered": "2025-11-24" })), "open");
    assert_eq!(after(json!({ "answered": "unknown" })), "open");
}

#[test]
fn an_answer_all_of_whose_evidence_has_ended_is_open() {
    let number = "scs-3/1-2-1-1";
    let item = |id: &str, until: &str| ("evidence", json!({ "id": id, "name": "規程", "until": until }));
    let cites = |ids: Value| answer(number, json!({ "evidence": ids }));
    let both = [item("EV-1", "2026-01-01"), item("EV-2", "2027-01-01"), cites(json!(["EV-1", "EV-2"]))];
    assert_eq!(standing(&register(&both), number), "met");
    assert_eq!(standing(&register(&[item("EV-1", "2026-01-01"), cites(json!(["EV-1"]))]), number), "open");
    assert_eq!(standing(&register(&[cites(json!(["EV-9"]))]), number), "open");
}

#[test]
fn a_criterion_about_a_product_is_not_answered_for_the_company_nor_the_other_way_round() {
    let product = Whose::Product("P-01".parse().unwrap());
    for (whose, asked, not) in
        [(Whose::Company, "scs-3/1-2-1-1", "psti/PSTI-1"), (product, "psti/PSTI-1", "scs-3/1-2-1-1")]
    {
        with(&Register::default(), &whose, &Beside::default(), |answers| {
            assert!(answers.get(&id(asked)).is_some() && answers.get(&id(not)).is_none(), "{whose:?}");
        });
    }
}

#[test]
fn a_change_in_the_rows_reopens_the_answer_that_rested_on_them() {
    let number = "scs-3/6-1-1-3";
    let step = |owner: &str| {
        ("response-step", json!({ "id": "OD-1", "name": "知らせる", "phase": "observe", "owner": owner }))
    };
    let before = register(&[step("葛城")]);
    let digest = company(&before, |answers| answers.get(&id(number)).unwrap().rests_on.clone()).unwrap();
    let given = || answer(number, json!({ "rests_on": digest }));
    assert_eq!(standing(&before, number), "open", "a person says the rest");
    assert_eq!(standing(&register(&[step("葛城"), given()]), number), "met");
    assert_eq!(standing(&register(&[step("榛名"), given()]), number), "open");
    assert_eq!(standing(&register(&[given()]), number), "open");
}

#[test]
fn the_register_is_not_overruled_by_a_word_but_by_what_does_not_apply() {
    let number = "scs-3/3-1-1-1";
    let pc = || ("asset", json!({ "id": "PC-1", "name": "PC", "kind": "device", "role": "workstation" }));
    assert_eq!(standing(&register(&[pc(), answer(number, json!({}))]), number), "not-met");
    let reason = json!({ "state": "not-applicable", "answer": "PC を使わない。" });
    assert_eq!(standing(&register(&[pc(), answer(number, reason)]), number), "not-applicable");
    company(&register(&[pc(), answer(number, json!({}))]), |answers| {
        assert!(answers.get(&id(number)).unwrap().contradicts());
    });
}

#[test]
fn an_answer_carries_with_its_way_and_never_over_one_of_its_own() {
    let catalog = Catalog::built_in();
    let carries = |row: &&Criterion| {
        let company = catalog.subject_of(&row.id) == Some(Subject::Company);
        company && !catalog.carried(&row.id).is_empty() && row.answered == By::Person
    };
    let from = catalog.criteria.values().find(carries).unwrap();
    let (to, way) = catalog
        .carried(&from.id)
        .into_iter()
        .find(|(to, _)| catalog.criterion(to).is_some_and(|row| row.answered.wants_answer()))
        .unwrap();
    let number = from.id.to_string();
    company(&register(&[answer(&number, json!({}))]), |answers| {
        let Standing::Answered { origin: Origin::Carried(carried), .. } = &answers.get(&to).unwrap().standing
        else {
            panic!("{to} is not answered by {}", from.id);
        };
        assert_eq!((&carried.from, &carried.way), (&from.id, &way));
        assert_eq!(carried.reasons.len(), way.len() - 1);
    });
    let mut own = answer(&to.to_string(), json!({ "state": "not-met" }));
    own.1["id"] = json!("AN-2");
    assert_eq!(standing(&register(&[answer(&number, json!({})), own]), &to.to_string()), "not-met");
    assert_eq!(
        standing(&register(&[answer(&number, json!({ "state": "partly" }))]), &to.to_string()),
        "open"
    );
}

/// Answers to several criteria, each with its state.
fn answered(given: &[(&str, &str)]) -> Register {
    let rows = given
        .iter()
        .enumerate()
        .map(|(at, (number, state))| answer(number, json!({ "id": format!("AN-{at}"), "state": state })));
    register(&rows.collect::<Vec<_>>())
}

#[test]
fn a_criterion_is_met_by_all_its_parts_in_any_order_and_never_with_one_unmet() {
    let (whole, parts) = ("scs-3/4-3-4-1", ["common-company/backups", "common-company/backup-settings"]);
    for state in ["met", "partly", "not-met", "dont-know"] {
        for order in [[0, 1], [1, 0]] {
            let states = [(parts[order[0]], "met"), (parts[order[1]], state)];
            let wanted = if state == "met" { "met" } else { "open" };
            assert_eq!(standing(&answered(&states), whole), wanted, "{states:?}");
        }
    }
    company(&answered(&[(parts[0], "met"), (parts[1], "met")]), |answers| {
        let row = answers.get(&id(whole)).unwrap();
        let Standing::Answered { origin: Origin::Carried(carried), .. } = &row.standing else {
            panic!("not carried: {:?}", row.standing);
        };
        let from: Vec<String> =
            std::iter::once(&carried.from).chain(&carried.also).map(ToString::to_string).collect();
        assert_eq!(from, parts);
        assert_eq!(carried.reasons.len(), 1);
    });
    company(&answered(&[(parts[0], "met")]), |answers| {
        let made = super::parts(Catalog::built_in(), answers, &id(whole)).unwrap();
        let left = "1 of 2 parts known; missing: Scope, frequency and retention of backups are set and kept to (common-company/backup-settings).";
        assert_eq!(made.sentence().en, left);
    });
}

#[test]
fn a_part_that_ends_opens_the_whole_again_and_one_denied_lets_nothing_on() {
    let parts = ["common-company/backups", "common-company/backup-settings"];
    let ended =
        [answer(parts[0], json!({ "until": "2026-11-24" })), answer(parts[1], json!({ "id": "AN-2" }))];
    assert_eq!(standing(&register(&ended), "scs-3/4-3-4-1"), "open");
    let denied = answered(&[("scs-3/1-3-1-1", "met"), ("common-company/policy", "not-met")]);
    assert_eq!(standing(&denied, "security-action-2/policy"), "open");
    let told = answered(&[("scs-3/1-3-1-2", "met")]);
    assert_eq!(standing(&told, "common-company/policy"), "met");
    assert_eq!(standing(&told, "security-action-2/policy"), "met");
}

#[test]
fn a_part_says_by_whom_it_is_known_and_who_else_asks_it() {
    let told = answered(&[("scs-3/4-3-4-2", "met"), ("common-company/backup-settings", "met")]);
    company(&told, |answers| {
        let made = parts(Catalog::built_in(), answers, &id("scs-3/4-3-4-1")).unwrap();
        let words: Vec<(bool, String)> =
            made.rows.iter().map(|part| (part.is_known(), part.standing().en)).collect();
        let wanted = [(true, "met (carried over from scs-3/4-3-4-2)"), (true, "met (answer AN-1)")];
        assert_eq!(words, wanted.map(|(known, words)| (known, words.to_owned())));
        assert_eq!(made.rows[0].shared().unwrap().en, "shares with scs-3/4-3-4-2");
        assert!(made.rows[1].shared().is_none());
        assert_eq!(made.sentence().en, "2 of 2 parts known.");
        let part_only = parts(Catalog::built_in(), answers, &id("scs-3/4-3-4-2")).unwrap().sentence();
        assert_eq!(part_only.en, "1 of 1 parts known. The criterion asks for more besides.");
        assert!(parts(Catalog::built_in(), answers, &id("sme-25/3")).is_none());
    });
}

#[test]
fn behind_a_whole_stand_all_its_parts_and_evidence_that_ended_is_told_of_each() {
    let evidence = |id: &str, until: &str| ("evidence", json!({ "id": id, "name": id, "until": until }));
    let rests = |id: &str, on: &[&str]| json!({ "id": id, "evidence": on });
    let rows = [
        answer("common-company/backups", rests("AN-1", &["EV-1"])),
        answer("common-company/backup-settings", rests("AN-2", &["EV-1", "EV-2"])),
        evidence("EV-1", "2027-01-01"),
        evidence("EV-2", "2026-01-01"),
    ];
    company(&register(&rows), |answers| {
        let row = answers.get(&id("scs-3/4-3-4-1")).unwrap();
        let behind = answers.behind(row).into_iter().filter_map(Answered::by_person);
        let behind: Vec<&str> = behind.map(|given| given.answer.id.as_str()).collect();
        assert_eq!(behind, ["AN-1", "AN-2"]);
        let ended = answers.ended_evidence(row);
        assert_eq!(ended.len(), 1);
        assert!(ended[0].en.contains("EV-2"), "{ended:?}");
    });
}

fn closings(register: &Register, number: &str) -> (usize, usize, usize, usize) {
    company(register, |answers| {
        let all = closing(Catalog::built_in(), answers);
        let place = all.iter().position(|it| it.row.criterion.id == id(number)).unwrap();
        (place, all[place].closes.len(), all[place].frameworks().len(), all[place].nearer.len())
    })
}

#[test]
fn what_closes_most_is_asked_first_and_each_answer_closes_as_much_as_it_said() {
    let catalog = Catalog::built_in();
    let empty = Register::default();
    let met = |register: &Register| {
        let of = |answers: &Answers<'_>| -> BTreeSet<CriterionId> {
            let rows = answers.rows.values().filter(|row| row.standing.is_settled());
            rows.map(|row| row.criterion.id.clone()).filter(|id| !catalog.is_common(id)).collect()
        };
        company(register, of)
    };
    company(&empty, |answers| {
        let all = closing(catalog, answers);
        assert_eq!(all.len(), answers.rows.len(), "all that is open is here");
        let weights = all.iter().map(|it| (it.closes.len(), it.frameworks().len(), it.nearer.len()));
        assert!(weights.is_sorted_by(|one, other| one >= other));
        for it in all.iter().take(40).chain(all.iter().rev().take(40)) {
            let number = it.row.criterion.id.to_string();
            let after = answered(&[(&number, "met")]);
            let now = met(&after);
            let by_register = it.row.criterion.answered == By::Register && now.is_empty();
            assert!(by_register || now == it.closes, "{number}: {now:?}");
        }
    });
    let said = |number: &str| {
        let row = |answers: &Answers<'_>| {
            let all = closing(catalog, answers);
            all.iter().find(|it| it.row.criterion.id == id(number)).unwrap().sentence().en
        };
        company(&empty, row)
    };
    assert_eq!(
        ["scs-3/1-3-1-1", "common-company/policy", "common-company/backups", "sme-25/7"].map(said),
        [
            "When met, it closes 2 criteria in 2 frameworks, and 3 other criteria become known in part.",
            "When met, it closes 1 criterion in 1 framework, and 4 other criteria become known in part.",
            "When met, 2 criteria become known in part; it closes none by itself.",
            "When met, it closes itself only.",
        ]
    );
    let policy = "scs-3/1-3-1-1";
    assert_eq!(closings(&empty, policy), (0, 2, 2, 3));
    assert_eq!(closings(&empty, "common-company/policy").1, 1);
    let backups = "common-company/backups";
    assert_eq!((closings(&empty, backups).1, closings(&empty, backups).3), (0, 2));
    let half = answered(&[("common-company/backup-settings", "met")]);
    assert_eq!((closings(&half, backups).1, closings(&half, backups).3), (1, 1));
    let denied = answered(&[("common-company/backup-settings", "not-met")]);
    assert_eq!((closings(&denied, backups).1, closings(&denied, backups).3), (0, 1));
}

#[test]
fn the_25_questions_have_a_band_only_when_all_are_answered() {
    let all = Catalog::built_in().criteria_of("sme-25");
    let asked: Vec<_> = all.iter().filter(|row| row.answered.wants_answer()).collect();
    assert_eq!(asked.len(), 25);
    let given = |n: usize, state: &str| -> Register {
        let rows = asked.iter().take(n).enumerate().map(|(at, row)| {
            answer(&row.id.to_string(), json!({ "id": format!("AN-{at}"), "state": state }))
        });
        register(&rows.collect::<Vec<_>>())
    };
    let scored = |register: &Register| {
        company(register, |answers| score(Catalog::built_in(), answers, "sme-25").unwrap())
    };
    let best = scored(&given(25, "met"));
    assert_eq!((best.sum, best.band, best.answered), (100, Some(0), 25));
    let open = scored(&given(24, "met"));
    assert_eq!((open.sum, open.band, open.answered, open.asked), (96, None, 24, 25));
    assert_eq!(scored(&given(25, "dont-know")).sum, -25);
    assert_eq!(scored(&given(25, "partly")).sum, 50);
}

#[test]
fn the_calendar_holds_answers_evidence_labels_and_support_earliest_first() {
    let rows = [
        answer("scs-3/3-1-4-2", json!({ "answered": "2025-12-01" })),
        ("evidence", json!({ "id": "EV-1", "name": "規程", "until": "2027-03-31", "next": "2026-12-10" })),
        (
            "paper",
            json!({ "id": "PP-1", "name": "★1", "kind": "label", "framework": "jc-star-1", "state": "issued", "until": "2026-11-30" }),
        ),
        (
            "paper",
            json!({ "id": "PP-2", "name": "★1", "kind": "label", "framework": "jc-star-1", "state": "preparing", "until": "2026-11-30" }),
        ),
        ("product", json!({ "id": "P-1", "name": "EM", "maker": "own", "support_end": "2031-03-31" })),
        ("product", json!({ "id": "P-2", "name": "他社", "support_end": "2027-03-31" })),
    ];
    let register = register(&rows);
    let exposures = Exposures::new();
    let facts = Facts::new(&register, Catalog::built_in(), &exposures, TODAY);
    let dues: Vec<(String, DueKind)> =
        reviews(&facts).into_iter().map(|due| (due.day.to_string(), due.kind)).collect();
    let expected = [
        ("2026-11-30", DueKind::PaperEnds),
        ("2026-12-01", DueKind::AnswerEnds),
        ("2026-12-10", DueKind::EvidenceReview),
        ("2027-03-31", DueKind::EvidenceEnds),
        ("2031-03-31", DueKind::SupportEnds),
    ];
    assert_eq!(dues, expected.map(|(day, kind)| (day.to_owned(), kind)));
}

fn sample() -> Register {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/plant.toml");
    let plant: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut register = Register::default();
    for (kind, rows) in plant {
        let Some(kind) = RecordKind::from_code(&kind) else { continue };
        let rows = match rows {
            toml::Value::Array(rows) => rows,
            row => vec![row],
        };
        for row in rows {
            let row = serde_json::to_value(row).unwrap();
            register.put(Record::deserialize_as(kind, row).unwrap());
        }
    }
    register
}

#[test]
fn a_report_form_shows_the_criterion_where_one_can_find_it() {
    let number = "scs-3/6-1-1-5";
    let form =
        |place: &str| register(&[("report-form", json!({ "id": "RF-1", "name": "第一報", "place": place }))]);
    assert_eq!(standing(&Register::default(), number), "open");
    assert_eq!(standing(&form("SEC-F-011"), number), "met");
    assert_eq!(standing(&form("unknown"), number), "not-met");
}

/// The self-check and the declaration that these tests are about; the code knows neither by name.
const CHECK: &str = "sme-25";
const STARS: [&str; 2] = ["security-action-1", "security-action-2"];

#[test]
fn next_comes_what_a_declaration_also_asks_then_part_by_part_each_with_its_reason() {
    let catalog = Catalog::built_in();
    let framework = catalog.framework(CHECK).unwrap();
    company(&Register::default(), |answers| {
        let rows = next(catalog, answers, framework);
        assert_eq!(rows.len(), 25, "nothing that is left is left out");
        assert!(rows.iter().all(|row| !row.why.is_empty() && row.gain == 4));
        let ids: Vec<&str> = rows.iter().map(|row| row.row.criterion.id.id()).collect();
        assert_eq!(ids[..7], ["1", "2", "3", "4", "5", "6", "7"]);
        assert!(rows[0].why[0].en.contains("security-action-1/updates"), "{:?}", rows[0].why);
        assert!(!rows[6].why.iter().any(|why| why.en.contains("security-action")), "{:?}", rows[6].why);
    });
    let done = register(&[
        answer("sme-25/1", json!({})),
        answer("sme-25/2", json!({ "id": "AN-2", "state": "partly" })),
    ]);
    company(&done, |answers| {
        let rows = next(catalog, answers, framework);
        assert_eq!(rows.len(), 24);
        let gain =
            |number: &str| rows.iter().find(|row| row.row.criterion.id.id() == number).map(|row| row.gain);
        assert_eq!((gain("1"), gain("2"), gain("3")), (None, Some(2), Some(4)));
    });
}

#[test]
fn what_was_declared_is_told_beside_what_of_it_stands() {
    let catalog = Catalog::built_in();
    let paper = |state: &str, rest: Value| {
        let mut value = json!({ "id": "PA-1", "name": "一つ星", "kind": "declaration", "framework": STARS[0], "state": state });
        for (key, field) in rest.as_object().unwrap() {
            value[key] = field.clone();
        }
        register(&[("paper", value)])
    };
    let stands = |register: &Register, framework: &str| {
        company(register, |answers| {
            let framework = catalog.framework(framework).unwrap();
            let it = declaration(catalog, register, answers, (framework, &Whose::Company), TODAY).unwrap();
            let papers: Vec<PaperStanding> = it.papers.iter().map(|(_, standing)| *standing).collect();
            (papers, it.is_declared(), it.is_ready(), it.missing.len(), it.checks.len())
        })
    };
    let ended = PaperStanding::Ended(date(2026, 11, 24));
    let ahead = PaperStanding::Ahead(date(2026, 11, 26));
    for (register, papers, declared) in [
        (Register::default(), vec![], false),
        (paper("preparing", json!({})), vec![PaperStanding::OnTheWay], false),
        (paper("issued", json!({})), vec![PaperStanding::NoDay], false),
        (paper("issued", json!({ "issued": "2026-11-25" })), vec![PaperStanding::Holds], true),
        (paper("issued", json!({ "issued": "2026-11-26" })), vec![ahead], false),
        (paper("issued", json!({ "issued": "2025-11-25", "until": "2026-11-24" })), vec![ended], false),
        (paper("withdrawn", json!({ "issued": "2026-11-25" })), vec![PaperStanding::Withdrawn], false),
        (paper("issued", json!({ "issued": "2026-11-25", "products": ["P-01"] })), vec![], false),
    ] {
        assert_eq!(stands(&register, STARS[0]), (papers, declared, false, 5, 0));
    }
    assert_eq!(stands(&Register::default(), STARS[1]), (vec![], false, false, 3, 1));
    let none = company(&Register::default(), |answers| {
        let framework = catalog.framework("scs-3").unwrap();
        declaration(catalog, &Register::default(), answers, (framework, &Whose::Company), TODAY).is_none()
    });
    assert!(none, "nobody declares it themselves");
}
