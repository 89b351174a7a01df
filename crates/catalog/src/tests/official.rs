//! An official list over a framework.

use sekisho_model::Place;

use crate::official::OfficialRow;
use crate::{Answered, Catalog, Comparison, Confirmed, Query};

fn row(number: &str, text: &str) -> OfficialRow {
    OfficialRow { place: Place::file("list.xlsx"), number: number.to_owned(), text: text.to_owned() }
}

fn list() -> Vec<OfficialRow> {
    vec![
        row("４－４－４－２", "重大な更新は「14日」以内に\n適用する\\こと\"。"),
        row("4‐4‐4‐1 ", &Catalog::built_in().criterion(&"scs-3/4-4-4-1".parse().unwrap()).unwrap().title.ja),
        row("4-4-4-9", "新しい基準"),
        row("4-4-4-2", "同じ番号がもう一度"),
        row("", "番号なし"),
    ]
}

#[test]
fn every_row_ends_in_one_state_and_what_the_list_lacks_is_named() {
    let comparison = Catalog::built_in().compare_official("scs-3", &list());
    let Comparison { same, changed, new, missing, unusable } = &comparison;
    assert_eq!(same.len() + changed.len() + new.len() + unusable.len(), list().len());
    assert_eq!(same[0].to_string(), "scs-3/4-4-4-1");
    assert_eq!(changed[0].id.to_string(), "scs-3/4-4-4-2");
    assert_eq!(new[0].0.to_string(), "scs-3/4-4-4-9");
    assert_eq!(
        unusable.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(),
        ["同じ番号がもう一度", "番号なし"]
    );
    assert_eq!(missing.len(), 79);
    assert_eq!(missing[0].to_string(), "scs-3/1-2-1-1");
}

#[test]
fn the_pack_of_a_list_puts_its_texts_in_place_and_keeps_the_rest() {
    let built_in = Catalog::built_in();
    let pack = built_in.official_pack("scs-3", &list(), "表 \"2026\"", "2026-03-27");
    let (catalog, problems) = built_in.with(vec![("official.toml".to_owned(), pack)]);
    assert_eq!(problems, Vec::new());
    assert_eq!(catalog.check(), Vec::new());
    let id = "scs-3/4-4-4-2".parse().unwrap();
    let (ours, now) = (built_in.criterion(&id).unwrap(), catalog.criterion(&id).unwrap());
    assert_eq!(now.title.ja, "重大な更新は「14日」以内に\n適用する\\こと\"。");
    assert_eq!(now.title.en, ours.title.en);
    assert_eq!(
        (&now.thresholds, now.query, now.place),
        (&ours.thresholds, Some(Query::PatchTimes), ours.place)
    );
    assert_eq!((now.basis.confirmed, now.basis.source.ja.as_str()), (Confirmed::Yes, "表 \"2026\""));
    let new = catalog.criterion(&"scs-3/4-4-4-9".parse().unwrap()).unwrap();
    assert_eq!((new.parent.as_str(), new.answered), ("4-4-4", Answered::Person));
    assert_eq!(catalog.replaced.len(), 2);
    assert!(catalog.compare_official("scs-3", &list()).changed.is_empty());
}

#[test]
fn a_list_of_an_upper_level_finds_the_rows_of_the_lower() {
    let comparison = Catalog::built_in().compare_official("scs-4", &list());
    assert_eq!(comparison.changed[0].id.to_string(), "scs-3/4-4-4-2");
    assert_eq!(comparison.new[0].0.to_string(), "scs-4/4-4-4-9");
}
