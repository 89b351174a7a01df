//! What a written workbook offers to the person who fills it in: drop-downs, and the sheet that explains.

use std::io::{Cursor, Read as _};

use super::*;
use crate::columns::{self, CellForm, Need};
use crate::reading::Problems;
use crate::{sheet, testing};

/// The XML of each sheet, in order.
fn pages(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let page = |number: usize| {
        let mut text = String::new();
        let mut file = archive.by_name(&format!("xl/worksheets/sheet{number}.xml")).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    (1..=columns::sheets().len() + 1).map(page).collect()
}

#[test]
fn every_column_with_fixed_answers_or_records_has_a_drop_down_in_both_languages() {
    for lang in Lang::ALL {
        let bytes = write_register(&testing::full(), Form::Xlsx, lang).unwrap();
        for (sheet, page) in columns::sheets().iter().zip(pages(&bytes)) {
            for column in &sheet.columns {
                let offered = match &column.cell {
                    CellForm::Words(list) => {
                        let words = columns::list(list).all().iter().map(|word| word.written(lang));
                        let mut words: Vec<&str> = words.collect();
                        if column.need == Need::Stated {
                            words.push(columns::words().unknown.written(lang));
                            words.push(columns::words().not_applicable.written(lang));
                        }
                        words.join(",").replace('\'', "&apos;")
                    }
                    CellForm::One(kind) => format!("\'{}\'!$A$2:$A$", columns::sheet(*kind).name(lang)),
                    _ => continue,
                };
                let found = page.contains(&offered) || page.contains(&offered.replace("&apos;", "\'"));
                assert!(found, "{offered} in {}", sheet.name(lang));
            }
        }
    }
}

#[test]
fn the_guide_explains_every_column_of_every_sheet() {
    for lang in Lang::ALL {
        let bytes = write_register(&Register::default(), Form::Xlsx, lang).unwrap();
        let limits = Limits::default();
        let mut problems = Problems::new(&limits);
        let grids = sheet::grids("plant.xlsx", &bytes, &limits, &mut problems);
        assert_eq!(problems.into_list("plant.xlsx"), []);
        let guide = grids.iter().find(|grid| columns::is_guide(&grid.name)).unwrap();
        let shown =
            |row: &sheet::Row, number| row.cells.get(&number).map(sheet::Cell::shown).unwrap_or_default();
        let explained: Vec<(String, String)> =
            guide.rows.iter().skip(1).map(|row| (shown(row, 1), shown(row, 2))).collect();
        let all = columns::sheets().iter().flat_map(|sheet| {
            sheet.columns.iter().map(|column| (sheet.name(lang).to_owned(), column.header(lang).to_owned()))
        });
        assert_eq!(explained, all.collect::<Vec<_>>());
        assert!(guide.rows.iter().all(|row| !shown(row, 4).is_empty()));
    }
}
