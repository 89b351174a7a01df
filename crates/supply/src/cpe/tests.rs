//! Examples in the manner of IR 7695 and IR 7696, ends of ranges, and any text.

use proptest::prelude::*;
use sekisho_model::Bound;

use super::*;
use crate::Reason;
use crate::testing::seeded;

fn cpe(text: &str) -> Cpe {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The value of the vendor, written so.
fn value(written: &str) -> Value {
    cpe(&format!("cpe:2.3:a:{written}:*:*:*:*:*:*:*:*:*")).value(Attribute::Vendor).clone()
}

#[test]
fn both_bindings_name_the_same() {
    for (formatted, uri) in [
        (
            r"cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
            "cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
        ),
        (
            r"cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
        ),
        (
            r"cpe:2.3:a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*",
            "cpe:/a:hp:openview_network_manager:7.51::~~~linux~~",
        ),
        (
            r"cpe:2.3:a:foo\\bar:big\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
            "cpe:/a:foo%5cbar:big%24money_manager_2010:::~~special~ipod_touch~80gb~",
        ),
        (
            r"cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*",
            "cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
        ),
        (r"cpe:2.3:o:siemens:s7-1500_firmware:*:*:*:*:*:*:*:*", "cpe:/o:siemens:s7-1500_firmware"),
        (r"cpe:2.3:h:a\:b:\*c:-:*:*:en-us:*:*:*:*", "cpe:/h:a%3ab:%2ac:-:::en-us"),
    ] {
        assert_eq!(cpe(formatted), cpe(uri), "{formatted}");
        assert_eq!(cpe(uri).to_string(), formatted);
        assert_eq!(cpe(formatted).uri(), uri);
    }
    assert_eq!(cpe("CPE:2.3:A:Siemens:S7:*:*:*:*:*:*:*:*"), cpe("cpe:/a:siemens:s7"));
    assert_eq!(cpe("cpe:/").uri(), "cpe:/");
}

#[test]
fn values_lie_to_each_other_as_the_table_says() {
    use Relation::{Disjoint, Equal, Subset, Superset, Undefined};
    for (source, target, expected) in [
        ("*", "*", Equal),
        ("*", "-", Superset),
        ("*", "i", Superset),
        ("*", "m*", Undefined),
        ("-", "*", Subset),
        ("-", "-", Equal),
        ("-", "i", Disjoint),
        ("-", "m?", Undefined),
        ("i", "i", Equal),
        ("i", "I", Equal),
        ("i", "k", Disjoint),
        ("i", "*m", Undefined),
        ("i", "-", Disjoint),
        ("i", "*", Subset),
        ("m*", "mix", Superset),
        ("m*", "nix", Disjoint),
        ("m*", "*", Subset),
        ("m*", "-", Disjoint),
        ("m*", "m*", Undefined),
        ("8.*", "8.0.6001", Superset),
        ("8.*", "8.", Superset),
        ("8.*", "18.0", Disjoint),
        ("sp?", "sp1", Superset),
        ("sp?", "sp", Superset),
        ("sp?", "sp10", Disjoint),
        ("??p", "sp", Superset),
        ("?p", "ssp", Disjoint),
        ("*ee*", "teee", Superset),
        ("?a??", "bacd", Superset),
        ("?a??", "bacde", Disjoint),
        (r"\*", "a", Disjoint),
        (r"a\?", r"a\?", Equal),
    ] {
        assert_eq!(compare_values(&value(source), &value(target)), expected, "{source} {target}");
    }
}

#[test]
fn names_lie_to_each_other_as_all_their_attributes_do() {
    let wide = cpe("cpe:2.3:a:adobe:reader:*:*:*:*:*:*:*:*");
    let nine = cpe("cpe:2.3:a:adobe:reader:9.3.2:-:*:*:*:*:*:*");
    let mac = cpe("cpe:2.3:a:adobe:reader:*:*:*:*:*:mac_os:*:*");
    let other = cpe("cpe:2.3:a:adobe:acrobat:*:*:*:*:*:*:*:*");
    let wild = cpe("cpe:2.3:a:adobe:reader:9.*:*:*:*:*:*:*:*");
    assert_eq!(compare(&wide, &wide), Relation::Equal);
    assert_eq!(compare(&wide, &nine), Relation::Superset);
    assert_eq!(compare(&nine, &wide), Relation::Subset);
    assert_eq!(compare(&wide, &other), Relation::Disjoint);
    assert_eq!(compare(&nine, &mac), Relation::Undefined);
    assert_eq!(compare(&wild, &nine), Relation::Superset);
    assert_eq!(compare(&nine, &wild), Relation::Undefined);
    assert_eq!(compare(&other, &wild), Relation::Disjoint);
}

#[test]
fn each_fault_of_a_name_is_told() {
    let fault = |text: &str| text.parse::<Cpe>().unwrap_err();
    assert_eq!(fault("cpe:2.2:a:b:c"), CpeError::Prefix);
    assert_eq!(fault("cpe:2.3:a:b:c"), CpeError::Parts(3));
    assert_eq!(fault("cpe:/a:b:c:d:e:f:g:h"), CpeError::Parts(8));
    assert_eq!(fault("cpe:/x:b"), CpeError::Part("x".to_owned()));
    assert_eq!(fault("cpe:2.3:a::c:*:*:*:*:*:*:*:*"), CpeError::Character(String::new()));
    assert_eq!(fault("cpe:/a:b c"), CpeError::Character("b c".to_owned()));
    assert_eq!(fault(r"cpe:2.3:a:\-:c:*:*:*:*:*:*:*:*"), CpeError::Character(r"\-".to_owned()));
    assert_eq!(fault("cpe:2.3:a:b*c:d:*:*:*:*:*:*:*:*"), CpeError::Wildcard("b*c".to_owned()));
    assert_eq!(fault("cpe:/a:b%0"), CpeError::Wildcard("b%0".to_owned()));
    assert_eq!(fault("cpe:/a:b%00"), CpeError::Wildcard("b%00".to_owned()));
    assert_eq!(fault("cpe:/a:b:c:d:e:~f~g"), CpeError::Character("~f~g".to_owned()));
    assert_eq!(fault(&format!("cpe:/a:{}", "b".repeat(9_000))), CpeError::TooLong);
    assert!(fault("cpe:/x:b").text().ja.contains("種別「x」"));
}

#[test]
fn a_range_beside_a_name_is_decided_or_told_why_not() {
    let range = CpeRange::new(
        cpe("cpe:2.3:o:siemens:s7-1500_firmware:*:*:*:*:*:*:*:*"),
        Bound::Including("2.0".to_owned()),
        Bound::Excluding("2.9.2".to_owned()),
    );
    for (name, expected) in [
        ("cpe:/o:siemens:s7-1500_firmware:2.8.3", Ok(true)),
        ("cpe:/o:siemens:s7-1500_firmware:2.9.2", Ok(false)),
        ("cpe:/o:siemens:s7-1500_firmware:1.9", Ok(false)),
        ("cpe:/o:siemens:s7-1500_firmware:2.9.2:rc1", Ok(true)),
        ("cpe:/o:siemens:s7-1500_firmware:2.9.2:sp1", Ok(false)),
        ("cpe:/o:siemens:s7-1500_firmware:2.5:x!7", Ok(true)),
        ("cpe:/o:siemens:s7-1500_firmware:2.9.2:x!7", Err(Reason::VersionUnreadable("2.9.2-x!7".to_owned()))),
        ("cpe:/o:siemens:s7-1500_firmware", Err(Reason::VersionUnknown(">= 2.0, < 2.9.2".to_owned()))),
        ("cpe:/o:siemens:s7-1500_firmware:r7_b", Err(Reason::VersionUnreadable("r7_b".to_owned()))),
        ("cpe:/o:siemens:s7-1200_firmware:2.8.3", Ok(false)),
        ("cpe:/h:siemens:s7-1500_firmware:2.8.3", Ok(false)),
    ] {
        assert_eq!(range.contains(&cpe(name)), expected, "{name}");
    }
    let wide = cpe("cpe:/o:siemens::2.5");
    assert_eq!(range.contains(&wide), Err(Reason::IdentityUnsure(wide.to_string())));
}

#[test]
fn a_name_without_a_range_is_compared_with_its_own_version() {
    let one = CpeRange::new(cpe("cpe:/a:acme:pump:1.0"), Bound::Open, Bound::Open);
    assert_eq!(one.contains(&cpe("cpe:/a:acme:pump:1.0:sp1")), Ok(true));
    assert_eq!(one.contains(&cpe("cpe:/a:acme:pump:1.1")), Ok(false));
    assert_eq!(one.contains(&cpe("cpe:/a:acme:pump")), Err(Reason::VersionUnknown("1.0".to_owned())));
    let every = CpeRange::new(cpe("cpe:/a:acme:pump"), Bound::Open, Bound::Open);
    assert_eq!(every.contains(&cpe("cpe:/a:acme:pump")), Ok(true));
    assert_eq!(every.contains(&cpe("cpe:/a:acme:pump:-")), Ok(true));
}

proptest! {
    #![proptest_config(seeded(512))]

    #[test]
    fn what_is_read_is_written_and_read_the_same(text in "cpe:(2\\.3:[aoh*-](:[a-c*?.!\\\\:-]{1,4}){10}|/[aoh]?(:[a-c%0-2~.-]{0,6}){0,6})|\\PC{0,20}") {
        if let Ok(name) = text.parse::<Cpe>() {
            prop_assert_eq!(&cpe(&name.to_string()), &name);
            prop_assert_eq!(&cpe(&name.uri()), &name);
        }
    }

    #[test]
    fn relations_turned_round_are_each_others_opposite(a in "[ab]{1,2}|[*-]", b in "[ab]{1,2}|[*-]") {
        let turned = match compare_values(&value(&a), &value(&b)) {
            Relation::Subset => Relation::Superset,
            Relation::Superset => Relation::Subset,
            same => same,
        };
        prop_assert_eq!(compare_values(&value(&b), &value(&a)), turned);
    }
}

#[test]
fn a_name_that_quoting_makes_too_long_is_refused() {
    let quoted = format!("cpe:/a:{}", "~".repeat(5_000));
    assert_eq!(quoted.parse::<Cpe>(), Err(CpeError::TooLong));
    let plain = format!("cpe:/a:{}", "a".repeat(5_000));
    assert!(plain.parse::<Cpe>().is_ok());
}
