//! A person's confirmation or rejection teaches, and teaches no more than it says.

use super::*;
use crate::device::Ruling;

const CONTROLLERS: &str = "ControlLogix 5570 controllers";

fn advisories() -> [Advisory; 3] {
    let of = |id: &str, product: &str, versions: &str| {
        advisory(id, vec![statement("Rockwell Automation", product, versions, A, &["CVE-1"])])
    };
    [
        of("A", CONTROLLERS, "< 33"),
        of("B", "controllogix 5570  Controllers", "< 30"),
        of("C", "ControlLogix 5560 controllers", "< 33"),
    ]
}

fn mine(firmware: &str) -> DeviceIdentity {
    // This number is in no table: words alone leave it open.
    device("ロックウェル", "ControlLogix", "1756-Z99", firmware)
}

fn ruling(device: &DeviceIdentity, product: &str, same: bool) -> Ruling {
    let target = DeviceTarget {
        vendor: "Rockwell Automation".to_owned(),
        product: product.to_owned(),
        ..DeviceTarget::default()
    };
    Ruling::new(device, &target, same)
}

/// Each advisory's verdict, confidence and reason.
fn judged(rulings: &[Ruling], device: &DeviceIdentity) -> Vec<(String, Verdict, Confidence, Reason)> {
    let advisories = advisories();
    let outcome = index(&advisories).taught(rulings).judge(device);
    let mut found: Vec<_> = outcome
        .matches
        .iter()
        .map(|found| {
            (found.advisory.id.to_string(), found.verdict(), found.confidence(), found.reason().clone())
        })
        .collect();
    found.sort();
    found
}

fn verdicts(rulings: &[Ruling], device: &DeviceIdentity) -> Vec<(String, Verdict)> {
    judged(rulings, device).into_iter().map(|(id, verdict, ..)| (id, verdict)).collect()
}

fn named(verdicts: &[(&str, Verdict)]) -> Vec<(String, Verdict)> {
    verdicts.iter().map(|(id, verdict)| ((*id).to_owned(), *verdict)).collect()
}

#[test]
fn a_confirmation_makes_every_advisory_with_the_same_words_exact() {
    let confirmed = [ruling(&mine("20"), CONTROLLERS, true)];
    let found = judged(&confirmed, &mine("31"));
    let exact: Vec<(&str, Verdict, Confidence)> =
        found.iter().map(|(id, verdict, confidence, _)| (id.as_str(), *verdict, *confidence)).collect();
    let expect = [
        ("A", Verdict::Affected, Confidence::Exact),
        ("B", Verdict::NotAffected, Confidence::Exact),
        ("C", Verdict::Undecided, Confidence::Possible),
    ];
    assert_eq!(exact, expect);
}

/// The words are put in their places before they are asked for; a ruling reaches them wherever they stood.
#[test]
fn a_ruling_holds_wherever_the_maker_stands_in_the_list() {
    for [vendor, model, firmware] in [
        ["", "Rockwell Automation 1756-Z99", "31"],
        ["Rockwell Automation製", "1756-Z99", "31"],
        ["Rockwell Automation", "Rockwell Automation/1756ーZ99", "1756-Z99 V31"],
    ] {
        let listed = device(vendor, "ControlLogix", model, firmware);
        let open = named(&[("A", Verdict::Undecided), ("B", Verdict::Undecided), ("C", Verdict::Undecided)]);
        assert_eq!(verdicts(&[], &listed), open, "{model}");
        let rejected = [ruling(&listed, CONTROLLERS, false)];
        let rest =
            named(&[("A", Verdict::NotAffected), ("B", Verdict::NotAffected), ("C", Verdict::Undecided)]);
        assert_eq!(verdicts(&rejected, &listed), rest, "{model}");
    }
}

#[test]
fn a_confirmation_names_what_no_word_would_have_found() {
    let stranger = device("Allen-Bradley", "", "L7 in cabinet 3", "31");
    assert_eq!(verdicts(&[], &stranger), named(&[]));
    let confirmed = [ruling(&stranger, CONTROLLERS, true)];
    assert_eq!(
        verdicts(&confirmed, &stranger),
        named(&[("A", Verdict::Affected), ("B", Verdict::NotAffected)])
    );
}

#[test]
fn a_rejection_is_kept_in_sight_with_its_reason() {
    let rejected = [ruling(&mine(""), CONTROLLERS, false)];
    let found = judged(&rejected, &mine("31"));
    assert!(matches!(&found[0], (_, Verdict::NotAffected, _, Reason::RuledOut(_))), "{found:?}");
    assert!(matches!(&found[1], (_, Verdict::NotAffected, _, Reason::RuledOut(_))), "{found:?}");
    assert_eq!(found[2].1, Verdict::Undecided);
}

#[test]
fn a_rejection_leaves_what_else_the_advisory_names() {
    let both = [advisory(
        "A",
        vec![
            statement("Rockwell Automation", CONTROLLERS, "< 33", A, &["CVE-1"]),
            statement("Rockwell Automation", "ControlLogix 1756-Z99", "< 33", A, &["CVE-2"]),
        ],
    )];
    let rejected = [ruling(&mine(""), CONTROLLERS, false)];
    let outcome = index(&both).taught(&rejected).judge(&mine("31"));
    assert_eq!(outcome.verdict, Verdict::Affected);
}

#[test]
fn a_ruling_never_reaches_beyond_vendor_family_and_model() {
    let rulings = [ruling(&mine(""), CONTROLLERS, true)];
    let untaught =
        |device: &DeviceIdentity| assert_eq!(judged(&rulings, device), judged(&[], device), "{device:?}");
    untaught(&device("ロックウェル", "ControlLogix", "1756-Z98", "31"));
    untaught(&device("ロックウェル", "ControlLogix L7", "1756-Z99", "31"));
    untaught(&device("オムロン", "ControlLogix", "1756-Z99", "31"));
    untaught(&device("ロックウェル", "ControlLogix", "", "31"));
    // Spelling is no difference.
    let spelled = device("Allen-Bradley", "CONTROLLOGIX", "１７５６－Z99", "31");
    assert_eq!(verdicts(&rulings, &spelled)[0].1, Verdict::Affected);
}

#[test]
fn a_ruling_on_a_maker_alone_teaches_nothing() {
    let nothing = device("ロックウェル", "", "", "31");
    let rulings = [ruling(&nothing, CONTROLLERS, true)];
    assert_eq!(judged(&rulings, &nothing), judged(&[], &nothing));
}

#[test]
fn the_later_of_two_rulings_holds() {
    let (yes, no) = (ruling(&mine(""), CONTROLLERS, true), ruling(&mine(""), CONTROLLERS, false));
    assert_eq!(verdicts(&[yes.clone(), no.clone()], &mine("31"))[0].1, Verdict::NotAffected);
    assert_eq!(verdicts(&[no, yes], &mine("31"))[0].1, Verdict::Affected);
}

#[test]
fn a_ruling_says_itself_what_it_speaks_of() {
    let target = |product: &str| DeviceTarget {
        vendor: "Allen-Bradley".to_owned(),
        product: product.to_owned(),
        ..DeviceTarget::default()
    };
    let ruling = ruling(&mine("1"), CONTROLLERS, false);
    assert_eq!(ruling.on(&mine("2"), &target(CONTROLLERS)), Some(false));
    assert_eq!(ruling.on(&mine("2"), &target("ControlLogix 5560 controllers")), None);
    assert_eq!(ruling.on(&device("Rockwell", "", "1756-Z99", ""), &target(CONTROLLERS)), None);
}
