//! The program's own packs row by row, packs laid over them, broken packs, and the pages that describe the form.

mod attack;
mod broken;
mod frameworks;
mod official;
mod overlay;
mod pages;
mod surface;

use sekisho_model::{Gravity, Problem};

use crate::built_in::PACKS;
use crate::{Catalog, pack};

/// A head that rows can be put under.
const HEAD: &str = r#"
[pack]
id = "trial"
edition = "1"
title = { ja = "試し", en = "Trial" }
source = "own"
"#;

/// The program's catalog with one more pack, head given, over it.
fn over(rows: &str) -> (Catalog, Vec<Problem>) {
    Catalog::built_in().with(vec![("trial.toml".to_owned(), format!("{HEAD}{rows}"))])
}

/// Line, path and Japanese words of every problem.
fn said(problems: &[Problem]) -> Vec<(u64, &str, &str)> {
    let one = |problem: &'_ Problem| problem.place.row.unwrap_or_default();
    problems
        .iter()
        .map(|problem| (one(problem), problem.place.path.as_str(), problem.what.ja.as_str()))
        .collect()
}

#[test]
fn the_packs_in_the_program_have_no_problem() {
    for (file, text) in PACKS {
        let (read, problems) = pack::read(file, text);
        assert_eq!(problems, Vec::new(), "{file}");
        assert!(read.is_some_and(|read| read.pack.rows > 0), "{file}");
    }
    assert_eq!(Catalog::built_in().check(), Vec::new());
    assert_eq!(Catalog::built_in().replaced, Vec::new(), "no pack of ours stands over another");
}

#[test]
fn a_broken_row_is_an_error_and_a_doubtful_one_a_warning() {
    let (_, problems) = over("[[tag]]\nid = \"x\"\n");
    assert_eq!(problems[0].gravity, Gravity::Error);
    let (_, problems) = over(
        "[[tag]]\nid = \"x\"\nname = { ja = \"甲\", en = \"A\" }\nabout = { ja = \"乙\", en = \"B\" }\nconfirmed = \"partly\"\n",
    );
    assert_eq!(problems[0].gravity, Gravity::Warning);
}
