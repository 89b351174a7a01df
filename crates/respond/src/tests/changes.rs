//! What a newer edition of a form changes: every field counted once, and every sort of difference told.

use crate::{FormChange, Forms};

const HEAD: &str = r#"
[pack]
id = "p"
edition = "EDITION"
title = { ja = "題", en = "t" }
source = "own"

[[form]]
id = "f"
title = { ja = "様式", en = "form" }
duties = ["appi-preliminary", "appi-final"]
language = "ja"
zone = "Asia/Tokyo"
channel = { ja = "窓口", en = "desk" }
confirmed = "own"
"#;

fn field(id: &str, rest: &str) -> String {
    format!(
        "[[field]]\nforms = [\"f\"]\nid = \"{id}\"\nname = {{ ja = \"名\", en = \"n\" }}\nconfirmed = \"own\"\n{rest}\n"
    )
}

fn plain(id: &str) -> String {
    field(id, "kind = \"text\"\nneeds = [\"required\", \"optional\"]")
}

fn forms(edition: &str, rows: &[String]) -> Forms {
    let (forms, problems) =
        Forms::default().with("f.toml", &format!("{}{}", HEAD.replace("EDITION", edition), rows.concat()));
    assert_eq!(problems, []);
    forms
}

fn one(before: &Forms, now: &Forms) -> FormChange {
    let mut changes = now.changes_from(before);
    assert_eq!(changes.len(), 1);
    changes.remove(0)
}

#[test]
fn every_field_of_both_editions_is_counted_once_and_each_difference_is_told() {
    let before = forms("1", &[plain("same"), plain("gone"), plain("other")]);
    let other = "kind = \"choice\"\nrow = \"7\"\nchoices = [\"a\", \"b\"]\nchars_max = 20\nfill = \"company\"\n\
                 needs = [\"optional\", \"optional\"]";
    let now = forms("2", &[plain("same"), plain("new"), field("other", other)]);
    let change = one(&before, &now);
    assert_eq!((change.before.as_deref(), change.now.as_deref()), (Some("1"), Some("2")));
    let ids = |fields: &[crate::Field]| fields.iter().map(|field| field.id.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (ids(&change.added), ids(&change.removed), change.same),
        (vec!["new".into()], vec!["gone".into()], 1)
    );
    let [field] = change.changed.as_slice() else { panic!("{:?}", change.changed) };
    let what: Vec<_> = field.what.iter().map(|what| what.en.as_str()).collect();
    for told in ["number: none → 7", "characters at most: none → 20", "choices: none → a / b"] {
        assert!(what.contains(&told), "{told}: {what:?}");
    }
    for begun in ["what it takes: words → one of", "filled from: written by a person → "] {
        assert!(what.iter().any(|what| what.starts_with(begun)), "{begun}: {what:?}");
    }
    assert!(what.iter().any(|what| what.ends_with(": required → optional")), "{what:?}");
    assert_eq!(what.len(), 6);
}

#[test]
fn the_same_again_is_no_change_and_a_new_form_has_no_edition_before() {
    let rows = [plain("a")];
    assert!(forms("1", &rows).changes_from(&forms("1", &rows)).is_empty());
    let edition = one(&forms("1", &rows), &forms("2", &rows));
    assert_eq!((edition.same, edition.changed.len(), edition.about.len()), (1, 0, 0));
    let new = one(&Forms::default(), &forms("1", &rows));
    assert_eq!((new.before, new.added.len()), (None, 1));
    assert!(Forms::built_in().changes_from(Forms::built_in()).is_empty());
}

#[test]
fn what_the_law_lists_and_the_forms_own_words_are_told() {
    let law = |clause: &str| {
        format!(
            "[[law]]\nform = \"f\"\nduty = \"appi-final\"\nid = \"l\"\nname = {{ ja = \"項\", en = \"item\" }}\n\
             clause = \"{clause}\"\nby = [\"a\"]\nconfirmed = \"own\"\n"
        )
    };
    let before = forms("1", &[plain("a"), law("8")]);
    let (now, problems) = Forms::default().with(
        "f.toml",
        &format!("{}{}{}", HEAD.replace("EDITION", "2").replace("desk", "platform"), plain("a"), law("9")),
    );
    assert_eq!(problems, []);
    let about: Vec<_> = one(&before, &now).about.into_iter().map(|line| line.en).collect();
    assert_eq!(about.len(), 2, "{about:?}");
    assert_eq!(about[0], "how it is handed in: desk → platform");
    assert!(
        about[1].starts_with("item \"l\" of the law") && about[1].contains("(8, a) → item (9, a)"),
        "{about:?}"
    );
}

#[test]
fn a_form_that_is_gone_is_told_with_all_of_its_fields() {
    let change = one(&forms("1", &[plain("a"), plain("b")]), &Forms::default());
    assert_eq!((change.before.as_deref(), change.now), (Some("1"), None));
    assert_eq!((change.added.len(), change.removed.len(), change.same), (0, 2, 0));
}

#[test]
fn a_row_that_was_held_against_its_source_since_or_is_remarked_on_otherwise_has_changed() {
    let told = |from: &str, to: &str| {
        let rows = |words: &str| {
            let row = plain("a").replace("confirmed = \"own\"", words);
            forms("1", &[row])
        };
        let change = one(&rows(from), &rows(to));
        assert_eq!((change.changed.len(), change.same), (1, 0));
        change.changed[0].what.iter().map(|what| what.en.clone()).collect::<Vec<_>>()
    };
    let note = "note = { ja = \"注\", en = \"remark\" }";
    assert_eq!(told("confirmed = \"no\"", "confirmed = \"yes\""), ["held against its source: no → yes"]);
    assert_eq!(
        told("confirmed = \"yes\"", &format!("confirmed = \"partly\"\n{note}")),
        ["held against its source: yes → in part", "note: none → remark"]
    );
    let law = |confirmed: &str| {
        let row = format!(
            "[[law]]\nform = \"f\"\nduty = \"appi-final\"\nid = \"l\"\nname = {{ ja = \"法\", en = \"law\" }}\n\
             clause = \"1\"\nby = [\"a\"]\nconfirmed = \"{confirmed}\"\n"
        );
        forms("1", &[plain("a"), row])
    };
    let change = one(&law("no"), &law("yes"));
    let [about] = change.about.as_slice() else { panic!("{:?}", change.about) };
    assert!(about.en.ends_with(", held against its source: no → yes"), "{about:?}");
}
