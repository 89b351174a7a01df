//! The pages that describe the form say what the reader reads.

use std::collections::BTreeSet;

use super::HEAD;
use crate::{Catalog, pack};

const PAGES: [(&str, &str); 2] = [
    ("catalog-packs.ja.md", include_str!("../../../../docs/reference/catalog-packs.ja.md")),
    ("catalog-packs.en.md", include_str!("../../../../docs/reference/catalog-packs.en.md")),
];

/// The TOML examples of a page.
fn examples(page: &str) -> Vec<&str> {
    page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// What the reader says is allowed in place of a name that it does not know.
fn allowed(row: &str) -> BTreeSet<String> {
    let (_, problems) = pack::read("x.toml", &format!("{HEAD}{row}"));
    let remedy = &problems[0].remedy.en;
    let list = remedy.split_once('(').unwrap().1.split_once(')').unwrap().0;
    let list = list.trim_start_matches("one of ").split([',', ' ']).filter(|word| !["", "or"].contains(word));
    list.map(str::to_owned).collect()
}

#[test]
fn the_examples_are_packs_without_a_problem() {
    for (name, page) in PAGES {
        let examples = examples(page);
        assert_eq!(examples.len(), 2, "{name}");
        for example in examples {
            let (catalog, problems) = Catalog::built_in().with(vec![(name.to_owned(), example.to_owned())]);
            assert_eq!(problems, Vec::new(), "{name}");
            assert_eq!(catalog.check(), Vec::new(), "{name}");
        }
    }
}

#[test]
fn every_field_and_fixed_value_is_described() {
    let mut words = BTreeSet::new();
    for kind in [
        "step",
        "threat",
        "tag",
        "practice",
        "clause",
        "ranked",
        "scale",
        "risk",
        "framework",
        "criterion",
        "tie",
        "alone",
    ] {
        words.insert(format!("[[{kind}]]"));
        let fields = allowed(&format!("[[{kind}]]\nnot-a-field = 1\n"));
        assert!(fields.contains("confirmed"), "{kind}: {fields:?}");
        words.extend(fields);
    }
    for (kind, field) in [
        ("threat", "stage"),
        ("practice", "area"),
        ("practice", "protects"),
        ("tag", "confirmed"),
        ("framework", "subject"),
        ("criterion", "answered"),
        ("criterion", "evaluation"),
        ("tie", "relation"),
    ] {
        words.extend(allowed(&format!("[[{kind}]]\n{field} = \"not-a-value\"\n")));
    }
    for field in ["kinds", "roles", "ways"] {
        words.extend(allowed(&format!("[[threat]]\n{field} = [\"not-a-value\"]\n")));
    }
    words.extend(allowed("[[practice]]\ncounters.not-an-effect = []\n"));
    words.extend(sekisho_model::RecordKind::ALL.iter().map(|kind| kind.code().to_owned()));
    words.extend(crate::Query::ALL.iter().map(|query| query.code().to_owned()));
    words.extend(Catalog::built_in().tags.keys().cloned());
    for (name, page) in PAGES {
        for word in &words {
            let written = page.contains(&format!("`{word}`")) || page.contains(&format!("`\"{word}\"`"));
            assert!(written, "{name} does not describe {word}");
        }
    }
}
