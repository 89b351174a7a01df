//! Promises of the heat table.

use super::*;
use crate::picture::proof::{Dice, assert_readable, assert_sound};

const STATES: [CellState; 5] =
    [CellState::Unknown, CellState::Open, CellState::Planned, CellState::Partly, CellState::Fully];
const LOSSES: [Stated<LossLevel>; 6] = [
    Stated::Known(LossLevel::High),
    Stated::Known(LossLevel::Medium),
    Stated::Known(LossLevel::Low),
    Stated::Known(LossLevel::None),
    Stated::Unknown,
    Stated::NotApplicable,
];

fn cell(state: CellState, loss: Stated<LossLevel>) -> HeatCell {
    HeatCell { face: Face::State(state), loss, about: String::new(), href: None }
}

fn table(seed: u64, rows: usize, columns: usize) -> Heat {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let columns: Vec<HeatColumn> =
        (0..columns).map(|_| HeatColumn { name: dice.name(), href: None }).collect();
    let rows = (0..rows).map(|_| {
        let cells = columns.iter().map(|_| cell(dice.pick(&STATES), dice.pick(&LOSSES))).collect();
        let importance = Stated::Known(dice.pick(&Importance::ALL));
        HeatRow { name: dice.name(), importance, href: None, cells }
    });
    Heat { title: String::new(), rows: rows.collect(), columns }
}

#[test]
fn no_two_texts_overlap_at_any_size() {
    for seed in 1..=40 {
        let (rows, columns) = (usize::try_from(seed).unwrap() % 17, usize::try_from(seed).unwrap() * 5 % 31);
        for lang in Lang::ALL {
            let canvas = drawn(&table(seed, rows, columns), lang);
            assert_readable(&format!("seed {seed}"), &canvas.texts, canvas.right + PAD, canvas.bottom + PAD);
        }
    }
}

#[test]
fn a_hostile_name_stays_a_name() {
    for seed in 1..=20 {
        for lang in Lang::ALL {
            assert_sound(&heat(&table(seed, 6, 12), lang));
        }
    }
    assert_sound(&heat(&Heat::default(), Lang::Ja));
}

#[test]
fn a_link_opens_the_picture_to_a_screen_reader() {
    let mut table = table(3, 2, 3);
    table.rows[0].cells[1].href = Some("/steps/1-7?zone=a&threat=b".to_owned());
    let svg = heat(&table, Lang::En);
    assert_sound(&svg);
    assert!(svg.contains("href=\"/steps/1-7?zone=a&amp;threat=b\""));
}

#[test]
fn every_state_has_its_own_shape_and_every_loss_its_own_letter() {
    let mut seen = std::collections::BTreeSet::new();
    for state in STATES {
        for loss in &LOSSES[..4] {
            let mut canvas = Canvas::default();
            let one = cell(state, *loss);
            draw_cell(&mut canvas, 0, 0, 40, &one, &Look::of(&one).unwrap(), Lang::Ja);
            let svg = canvas.finish("", "", "", 0);
            // Without colour and shade nothing but shape and letter is left.
            let plain: String = svg
                .split("fill")
                .map(|part| {
                    part.split_once('"').and_then(|(_, rest)| rest.split_once('"')).map_or(part, |p| p.1)
                })
                .collect();
            seen.insert(plain.replace("var(--sheet,#fff)", "").replace("var(--ink,#000)", ""));
        }
    }
    assert_eq!(seen.len(), 20);
}

#[test]
fn what_goes_in_is_counted_in_the_legend() {
    let table = table(9, 12, 20);
    let counted: usize = counted(&table).values().sum();
    assert_eq!(counted, 12 * 20);
    let about = about(&table, Lang::En);
    assert!(about.starts_with("12 zones in rows, 20 threats in columns. "), "{about}");
}

#[test]
fn a_long_table_is_cut_into_sheets_that_hold_every_row_once() {
    let table = table(9, 45, 3);
    let sheets = table.sheets(20);
    assert_eq!(sheets.iter().map(|sheet| sheet.rows.len()).collect::<Vec<_>>(), [20, 20, 5]);
    let rows: Vec<HeatRow> = sheets.into_iter().flat_map(|sheet| sheet.rows).collect();
    assert_eq!(rows, table.rows);
    assert_eq!(Heat::default().sheets(0), []);
}

#[test]
fn a_small_table_is_drawn_like_this() {
    let columns =
        ["不正な操作指令", "無線からの侵入"].map(|name| HeatColumn { name: name.to_owned(), href: None });
    let row = HeatRow {
        name: "塗装".to_owned(),
        importance: Stated::Known(Importance::Large),
        href: Some("#zone-Z1".to_owned()),
        cells: vec![
            cell(CellState::Open, Stated::Known(LossLevel::High)),
            cell(CellState::Unknown, Stated::Unknown),
        ],
    };
    let table = Heat { title: String::new(), columns: columns.to_vec(), rows: vec![row] };
    insta::assert_snapshot!(heat(&table, Lang::Ja).replace("><", ">\n<"));
}
