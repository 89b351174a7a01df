//! Stars, courses and roll-up on small registers.

use jiff::civil::date;
use sekisho_catalog::Catalog;
use sekisho_model::{Record, Register, RequestState, Stated, SupplierRequest, YesNo};
use serde_json::{Value, json};

use super::*;
use crate::facts::Exposures;

fn put(register: &mut Register, record: Record) {
    register.put(record);
}

fn plant(extra: Value) -> Register {
    let mut register = Register::default();
    let mut supplier = json!({ "id": "S1", "name": "霞原制御" });
    supplier.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    put(&mut register, Record::Supplier(serde_json::from_value(supplier).unwrap()));
    let business = json!({ "id": "B1", "name": "組立", "recovery_hours_max": 8 });
    put(&mut register, Record::Business(serde_json::from_value(business).unwrap()));
    for zone in [
        json!({ "id": "Z0", "name": "保守会社", "level": "outside", "owner": "霞原制御 保守課" }),
        json!({ "id": "Z1", "name": "生産", "level": "operations", "businesses": ["B1"] }),
    ] {
        put(&mut register, Record::Zone(serde_json::from_value(zone).unwrap()));
    }
    register
}

fn conduit(register: &mut Register, from: &str, to: &str, kind: &str) {
    let conduit =
        json!({ "id": "C1", "name": "経路", "from": from, "to": to, "direction": "forward", "kind": kind });
    put(register, Record::Conduit(serde_json::from_value(conduit).unwrap()));
}

fn judged<T>(register: &Register, judge: impl FnOnce(&Facts<'_>) -> T) -> T {
    let (catalog, exposures) = (Catalog::built_in(), Exposures::new());
    judge(&Facts::new(register, catalog, &exposures, date(2026, 11, 25)))
}

fn star_of(register: &Register) -> StarAsked {
    judged(register, |facts| star(facts, &register.suppliers[&"S1".parse().unwrap()]))
}

#[test]
fn what_nobody_entered_leaves_the_star_undecided_and_says_what_to_enter() {
    let asked = star_of(&plant(json!({})));
    assert_eq!(asked.star, None);
    for answer in &asked.answers {
        assert_eq!((answer.yes, &answer.told), (None, &Told::Nobody), "{:?}", answer.question);
        assert!(!answer.to_enter.as_ref().unwrap().ja.is_empty());
    }
}

#[test]
fn one_yes_is_four_even_while_others_are_open() {
    let mut register = plant(json!({}));
    conduit(&mut register, "Z0", "Z1", "remote-maintenance");
    let asked = star_of(&register);
    assert_eq!(asked.star, Some(4));
    assert_eq!(asked.answers[2].rows[0].id, "C1");
    assert_eq!(asked.answers[0].yes, None);
}

#[test]
fn a_conduit_opened_only_from_our_side_does_not_reach_inside() {
    let mut register = plant(json!({}));
    conduit(&mut register, "Z1", "Z0", "cloud");
    assert_eq!(star_of(&register).answers[2].yes, Some(false));
    conduit(&mut register, "Z1", "Z0", "remote-maintenance");
    assert_eq!(star_of(&register).answers[2].yes, Some(true));
}

#[test]
fn a_stop_is_unbearable_beyond_the_hours_of_the_business_and_not_at_them() {
    for (hours, yes) in [(9, true), (8, false)] {
        let register = plant(json!({ "businesses": ["B1"], "replaced_hours_max": hours }));
        let answer = &star_of(&register).answers[1];
        assert_eq!((answer.yes, answer.rows.len()), (Some(yes), 1), "{hours}");
    }
    let open = star_of(&plant(json!({ "businesses": ["B1"] })));
    assert_eq!(open.answers[1].yes, None);
}

#[test]
fn secrets_follow_the_data_of_large_importance() {
    for (importance, yes) in [("large", Some(true)), ("medium", None), ("small", Some(false))] {
        let mut register = plant(json!({}));
        for asset in [
            json!({ "id": "A1", "name": "図面", "kind": "data", "zone": "Z1", "importance": importance }),
            json!({ "id": "A0", "name": "受付", "kind": "device", "zone": "Z0" }),
        ] {
            put(&mut register, Record::Asset(serde_json::from_value(asset).unwrap()));
        }
        assert_eq!(star_of(&register).answers[0].yes, Some(false), "its system, and no flow");
        let flow = json!({ "id": "F1", "name": "図面の送付", "from": "A1", "to": "A0" });
        put(&mut register, Record::DataFlow(serde_json::from_value(flow).unwrap()));
        assert_eq!(star_of(&register).answers[0].yes, yes, "{importance}");
    }
}

#[test]
fn a_persons_statement_goes_before_the_register_and_both_are_told() {
    let mut register = plant(json!({
        "holds_secrets": "no", "stop_unbearable": "no", "reaches_inside": "no",
        "statement_reason": "接続は 2026-10 に撤去", "stated": "2026-11-01"
    }));
    conduit(&mut register, "Z0", "Z1", "network");
    let asked = star_of(&register);
    assert_eq!(asked.star, Some(3));
    let Told::Person { reason, on, register_shows } = &asked.answers[2].told else { panic!("a person") };
    assert_eq!(reason, "接続は 2026-10 に撤去");
    assert_eq!((*on, *register_shows), (Stated::Known(date(2026, 11, 1)), Some(true)));
    let supplier = register.suppliers.values().next().unwrap();
    assert_eq!(supplier.reaches_inside, Stated::Known(YesNo::No));
}

fn request(extra: Value) -> SupplierRequest {
    let mut request = json!({ "id": "Q1", "name": "SBOM を渡す", "supplier": "S1", "state": "asked" });
    request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    serde_json::from_value(request).unwrap()
}

#[test]
fn one_may_press_only_after_reason_explanation_cost_talk_and_agreement() {
    let mut fields = json!({});
    let steps = [
        json!({ "reason": "脆弱性の判断のため", "asked": "2026-10-01" }),
        json!({ "explained": "2026-10-02" }),
        json!({ "cost_talk": "2026-10-05" }),
        json!({ "cost_agreement": "当社が負担", "agreed": "2026-10-06" }),
    ];
    for (n, step) in steps.iter().enumerate() {
        let before = course(&request(fields.clone()), date(2026, 11, 25));
        assert_eq!(before.before_pressing().len(), 4 - n);
        assert_eq!(before.next(), Some(Stage::ALL[n]));
        fields.as_object_mut().unwrap().extend(step.as_object().unwrap().clone());
    }
    let after = course(&request(fields), date(2026, 11, 25));
    assert_eq!((after.before_pressing().len(), after.next()), (0, Some(Stage::Evidence)));
}

#[test]
fn an_answer_without_evidence_is_not_done_and_a_confirmed_one_with_it_is() {
    let full = json!({
        "state": "confirmed", "reason": "r", "asked": "2026-10-01", "explained": "2026-10-02",
        "cost_talk": "not-applicable", "agreed": "2026-10-06", "answered": "2026-10-20"
    });
    let bare = course(&request(full.clone()), date(2026, 11, 25));
    assert_eq!(bare.next(), Some(Stage::Evidence));
    let mut shown = full;
    shown["evidence"] = json!(["E1"]);
    let done = course(&request(shown), date(2026, 11, 25));
    assert_eq!((done.next(), done.is_open()), (None, false));
}

#[test]
fn late_is_counted_from_the_day_after_and_stops_with_the_answer() {
    let on = |fields| course(&request(fields), date(2026, 11, 25)).late_days;
    assert_eq!(on(json!({ "due": "2026-11-25" })), None);
    assert_eq!(on(json!({ "due": "2026-11-24" })), Some(1));
    assert_eq!(on(json!({ "due": "2026-09-24" })), Some(62));
    assert_eq!(on(json!({ "due": "2026-11-24", "answered": "2026-11-20" })), None);
    assert_eq!(on(json!({ "due": "2026-11-24", "state": "draft" })), None);
}

#[test]
fn what_may_be_held_unfair_is_said() {
    let warned = |fields| course(&request(fields), date(2026, 11, 25)).warnings.len();
    assert_eq!(warned(json!({})), 0);
    assert_eq!(warned(json!({ "name": "当社指定の製品を購入する" })), 1);
    assert_eq!(warned(json!({ "cost_agreement": "全額貴社の負担" })), 1);
    assert_eq!(warned(json!({ "cost_agreement": "全額貴社の負担", "cost_talk": "2026-10-01" })), 0);
    assert_eq!(warned(json!({ "state": "agreed" })), 1);
    assert_eq!(warned(json!({ "asked": "2026-11-10", "due": "2026-11-10" })), 1);
    let early = json!({ "explained": "2026-10-05", "cost_talk": "2026-10-05", "agreed": "2026-10-01" });
    assert_eq!(warned(early), 2);
}

#[test]
fn a_suppliers_state_rolls_up_to_the_businesses_that_depend_on_it() {
    let mut register = plant(json!({ "businesses": ["B1"], "reaches_inside": "yes", "scs_level": 3 }));
    put(&mut register, Record::SupplierRequest(request(json!({ "due": "2026-11-01" }))));
    let open = Open { vulnerabilities: [("S1".parse().unwrap(), (2, 1))].into(), ..Open::default() };
    let (states, rows) = judged(&register, |facts| {
        let states = states(facts, &open);
        let rows = by_business(facts, &states);
        (states, rows)
    });
    assert_eq!(states[0].held, Held::TooLow(3));
    assert_eq!((states[0].open_requests(), states[0].late_requests()), (1, 1));
    assert_eq!((rows.len(), rows[0].without_star, rows[0].late, rows[0].affected), (1, 1, 1, 2));
    assert_eq!(register.requests.values().next().unwrap().state, RequestState::Asked);
}

#[test]
fn a_star_holds_until_its_last_day() {
    let held = |until: &str| {
        let register = plant(json!({ "reaches_inside": "yes", "scs_level": 4, "scs_until": until }));
        judged(&register, |facts| states(facts, &Open::default())[0].held)
    };
    assert_eq!(held("2026-11-24"), Held::Ended(date(2026, 11, 24)));
    assert_eq!(held("2026-11-25"), Held::EndsSoon(date(2026, 11, 25)));
    assert_eq!(held("2027-02-23"), Held::EndsSoon(date(2027, 2, 23)));
    assert_eq!(held("2027-02-24"), Held::Holds);
    assert_eq!(held("not-applicable"), Held::Holds);
    assert_eq!(held("unknown"), Held::EndUnknown);
}

#[test]
fn what_waits_is_told_with_its_businesses_and_the_important_ones_come_first() {
    let mut register = plant(
        json!({ "scs_level": 3, "scs_until": "2026-11-01", "businesses": ["B1"], "reaches_inside": "no",
        "holds_secrets": "no", "stop_unbearable": "no" }),
    );
    let important = json!({ "id": "B2", "name": "塗装", "importance": "large" });
    put(&mut register, Record::Business(serde_json::from_value(important).unwrap()));
    let other = json!({ "id": "S2", "name": "白帯", "businesses": ["B1", "B2"] });
    put(&mut register, Record::Supplier(serde_json::from_value(other).unwrap()));
    for request in [
        json!({ "id": "Q1", "name": "遅れ", "supplier": "S2", "state": "asked", "due": "2026-11-20" }),
        json!({ "id": "Q2", "name": "未確認", "supplier": "S1", "state": "answered", "answered": "2026-11-10" }),
        json!({ "id": "Q3", "name": "済み", "supplier": "S1", "state": "confirmed", "answered": "2026-11-10" }),
        json!({ "id": "Q4", "name": "まだ", "supplier": "S1", "state": "asked", "due": "2026-11-25" }),
        json!({ "id": "Q5", "name": "断り", "supplier": "S1", "state": "refused", "answered": "2026-11-10", "due": "2026-11-20" }),
    ] {
        put(&mut register, Record::SupplierRequest(serde_json::from_value(request).unwrap()));
    }
    let waits = judged(&register, |facts| waiting(facts, &states(facts, &Open::default())));
    let told: Vec<_> =
        waits.iter().map(|it| (it.supplier.as_str(), it.day.to_string(), it.what.ja.as_str())).collect();
    assert_eq!(
        told,
        [
            ("S2", "2026-11-20".to_owned(), "白帯：「遅れ」への回答が 5 日遅れています"),
            ("S1", "2026-11-01".to_owned(), "霞原制御：★の有効期限が切れています"),
            (
                "S1",
                "2026-11-10".to_owned(),
                "霞原制御：「未確認」への回答（2026-11-10）をまだ確認していません"
            ),
        ]
    );
    let names: Vec<_> = waits[0].businesses.iter().map(|business| business.name.as_str()).collect();
    assert_eq!(
        (names, waits[0].importance),
        (vec!["塗装", "組立"], Stated::Known(sekisho_model::Importance::Large))
    );
    assert_eq!(waits[1].importance, Stated::Unknown);
}
