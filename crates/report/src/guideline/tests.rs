//! Promises of the document set: bytes, pages, words, and that nothing of the register is left out.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use sekisho_assess::Exposures;
use sekisho_assess::coverage::{axes, matrix};
use sekisho_assess::progress::progress_with;
use sekisho_assess::risk::{asset_based, business_based};
use sekisho_assess::rules::findings;
use sekisho_catalog::{Catalog, Confirmed};
use sekisho_exchange::{ImportOptions, read_register};
use sekisho_model::{Record, RecordKind, Register};

use super::paper::Cell;
use super::*;

const HASH: &str = "3f5ad1c07e6b29488c11d0e2f4a6978bb0c3d5e7f90a1b2c3d4e5f60718293a4";

fn sample() -> Register {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/plant.toml");
    let bytes = std::fs::read(path).unwrap();
    let read = read_register(path, &bytes, &Register::default(), &ImportOptions::default());
    assert!(read.facts.assets.len() > 10);
    read.facts
}

fn register(records: &[(RecordKind, serde_json::Value)]) -> Register {
    let mut register = Register::default();
    for (kind, document) in records {
        register.put(Record::deserialize_as(*kind, document.clone()).unwrap());
    }
    register
}

fn with<T>(register: &Register, catalog: &Catalog, f: impl Fn(&Guideline<'_>) -> T) -> T {
    let as_of = "2026-11-23".parse().unwrap();
    let exposures = Exposures::default();
    let facts = Facts::new(register, catalog, &exposures, as_of);
    let (found, coverage) = (findings(&facts), matrix(&facts));
    let (progress, radar) = (progress_with(&facts, &found), axes(&facts, &coverage, None));
    let (asset_based, business_based) = (asset_based(&facts), business_based(&facts));
    let since: Vec<(Review, Vec<Text>)> = register
        .reviews
        .values()
        .map(|review| (review.clone(), vec![Text::new("保護対象 A-01 を追加", "Asset A-01 added")]))
        .collect();
    f(&Guideline {
        facts: &facts,
        findings: &found,
        progress: &progress,
        coverage: &coverage,
        radar: &radar,
        asset_based: &asset_based,
        business_based: &business_based,
        since: &since,
        proposed: &[],
        state_hash: HASH,
        as_of,
    })
}

/// The sample's first device once more, as an observation would propose it.
fn seen(register: &Register) -> ProposedAsset {
    let device = |asset: &&sekisho_model::Asset| asset.kind == AssetKind::Device;
    let mut asset = register.assets.values().find(device).unwrap().clone();
    asset.id = "seen".parse().unwrap();
    asset.name = "192.0.2.77".to_owned();
    asset.importance = sekisho_model::Stated::Unknown;
    ProposedAsset { asset, evidence: Text::new("SLMP に応答。", "It answers SLMP.") }
}

#[test]
fn a_proposal_stands_in_the_table_with_its_evidence_and_is_counted_as_no_asset() {
    let register = sample();
    let proposed = [seen(&register)];
    for lang in Lang::ALL {
        let (paper, plain) = built(&register, |guideline| {
            let with = Guideline { proposed: &proposed, ..*guideline };
            let devices = |it: &Guideline<'_>| Pen::new(it, lang).assets(AssetKind::Device);
            (devices(&with), devices(guideline))
        });
        assert_eq!(paper.things(), plain.things());
        assert_eq!(paper.unknown(), plain.unknown());
        let row = paper.rows.last().unwrap();
        assert_eq!(row.cells.len(), paper.columns.len());
        let shown: Vec<String> = row.cells.iter().map(|cell| cell.shown(lang)).collect();
        assert_eq!(shown[0], "", "it has no id yet");
        assert_eq!(shown[1..3], ["192.0.2.77", lang.pick("提案（観測）", "proposed (observed)")]);
        assert!(shown.last().unwrap().contains("SLMP"));
        assert!(paper.answer.contains(lang.pick("台帳にないものを 1 件", "no row of the register: 1")));
    }
}

fn built<T>(register: &Register, f: impl Fn(&Guideline<'_>) -> T) -> T {
    with(register, Catalog::built_in(), f)
}

/// Every text of a workbook, sheet by sheet.
fn texts(bytes: &[u8]) -> Vec<(String, Vec<String>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets();
    let text = |data: &Data| match data {
        Data::Empty => None,
        other => Some(other.to_string()),
    };
    sheets
        .into_iter()
        .map(|(name, range)| (name, range.cells().filter_map(|(_, _, data)| text(data)).collect()))
        .collect()
}

/// The parts of a workbook whose name contains a word.
fn parts(bytes: &[u8], named: &str) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        if entry.name().unwrap().contains(named) {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            parts.push(text);
        }
    }
    parts
}

#[test]
fn the_same_register_and_day_give_the_same_bytes() {
    let register = sample();
    for lang in Lang::ALL {
        let once =
            built(&register, |guideline| (workbook(guideline, lang).unwrap(), print_html(guideline, lang)));
        let twice =
            built(&register, |guideline| (workbook(guideline, lang).unwrap(), print_html(guideline, lang)));
        assert!(once == twice, "{}", lang.code());
    }
}

#[test]
fn every_step_has_a_sheet_and_a_section_in_both_languages() {
    let register = sample();
    for lang in Lang::ALL {
        let (papers, sheets, page) = built(&register, |guideline| {
            (papers(guideline, lang), texts(&workbook(guideline, lang).unwrap()), print_html(guideline, lang))
        });
        for step in &Catalog::built_in().steps {
            let of_step = |paper: &&Paper| paper.steps.contains(&step.id.as_str()) && !paper.rows.is_empty();
            let paper = papers.iter().find(of_step).unwrap_or_else(|| panic!("{}", step.id));
            assert!(sheets.iter().any(|(name, _)| *name == paper.sheet), "{}", step.id);
            assert!(page.contains(&format!("data-step=\"{}\"", step.id)), "{}", step.id);
            assert!(page.contains(step.title.in_lang(lang)), "{}", step.id);
        }
    }
}

#[test]
fn papers_are_in_the_order_of_their_titles_and_each_has_one() {
    let papers = built(&Register::default(), |guideline| papers(guideline, Lang::Ja));
    let keys: Vec<&str> = papers.iter().map(|paper| paper.key).collect();
    let titled: Vec<&str> = titles::PAPERS.iter().map(|(key, ..)| *key).collect();
    assert_eq!(keys, titled);
}

#[test]
fn every_record_of_the_register_stands_in_the_workbook_once() {
    let register = sample();
    let of_kind = |kind: RecordKind| -> &[&str] {
        match kind {
            RecordKind::Plant => &[],
            RecordKind::Requirement => &["requirements"],
            RecordKind::Business => &["businesses"],
            RecordKind::Zone => &["zones"],
            RecordKind::Conduit => &["conduits"],
            RecordKind::Supplier => &["suppliers"],
            RecordKind::Product => &["products"],
            RecordKind::Asset => &["assets-network", "assets-device", "assets-data"],
            RecordKind::DataFlow => &["flows"],
            RecordKind::ZoneThreat => &["zone-threats"],
            RecordKind::Policy => &["policies"],
            RecordKind::Measure => &["measure-list"],
            RecordKind::Contact => &["contacts"],
            RecordKind::ResponseStep => &["response"],
            RecordKind::ReportForm => &["report-forms"],
            RecordKind::Activity => &["records", "training"],
            RecordKind::SupplierRequest => &["requests"],
            RecordKind::Scenario => &["scenarios"],
            RecordKind::Review => &["reviews"],
            RecordKind::Decision => &["decisions"],
            RecordKind::Remediation => &["remediations"],
            RecordKind::Ruling => &["rulings"],
            RecordKind::Watch => &["watches"],
            RecordKind::Expectation => &["expectations"],
            RecordKind::Case => &["cases"],
            RecordKind::Customer => &["customers"],
            RecordKind::EvidenceItem => &["evidence"],
            RecordKind::Answer => &["answers"],
            RecordKind::Paper => &["papers"],
        }
    };
    for lang in Lang::ALL {
        let (papers, sheets) = built(&register, |guideline| {
            (papers(guideline, lang), texts(&workbook(guideline, lang).unwrap()))
        });
        let sheets_of = |keys: &[&str]| -> Vec<String> {
            papers.iter().filter(|paper| keys.contains(&paper.key)).map(|paper| paper.sheet.clone()).collect()
        };
        for record in register.records() {
            let sheets_of = sheets_of(of_kind(record.kind()));
            let cells =
                sheets.iter().filter(|(name, _)| sheets_of.contains(name)).flat_map(|(_, texts)| texts);
            let found = cells.filter(|text| text.as_str() == record.id()).count();
            let expected = usize::from(record.kind() != RecordKind::Plant);
            assert_eq!(found, expected, "{} {}", record.kind().code(), record.id());
        }
        let plant = &register.plant.as_ref().unwrap().name;
        assert!(sheets.iter().any(|(_, texts)| texts.contains(plant)));
    }
}

#[test]
fn what_nobody_has_said_is_shown_and_counted() {
    let bare = register(&[
        (RecordKind::Asset, serde_json::json!({ "id": "A-1", "name": "PLC", "kind": "device" })),
        (RecordKind::Business, serde_json::json!({ "id": "B-1", "name": "組立" })),
    ]);
    let papers = built(&bare, |guideline| papers(guideline, Lang::Ja));
    let paper = |key: &str| papers.iter().find(|paper| paper.key == key).unwrap();
    let assets = paper("assets-device");
    assert!(assets.answer.starts_with("1 件のうち 1 件は重要度が未定です"), "{}", assets.answer);
    let unknown = assets.gaps().iter().map(|(_, gaps)| gaps).sum::<usize>();
    let first = assets.first_sentence(Lang::Ja);
    assert!(first.contains(&format!("不明な欄が {unknown} あります")), "{first}");
    for (column, gap) in [("重要度", 1), ("ゾーン", 1), ("責任者", 1)] {
        assert!(assets.gaps().contains(&(column, gap)), "{column}");
    }
    let losses = paper("businesses").gaps();
    assert!(["BC", "S", "Q", "D", "C"].iter().all(|letter| losses.contains(&(letter, 1))));
}

#[test]
fn every_row_has_as_many_cells_as_its_paper_has_columns() {
    for (register, name) in [(sample(), "sample"), (Register::default(), "empty")] {
        for lang in Lang::ALL {
            for paper in built(&register, |guideline| papers(guideline, lang)) {
                let columns = paper.columns.len();
                assert!(columns >= 3, "{} in {name}", paper.key);
                assert!(paper.rows.iter().all(|row| row.cells.len() == columns), "{} in {name}", paper.key);
                assert!(!paper.answer.is_empty(), "{} in {name}", paper.key);
                assert!(!paper.title.is_empty(), "{} in {name}", paper.key);
            }
        }
    }
}

#[test]
fn nothing_in_the_workbook_is_calculated() {
    let hostile = register(&[(
        RecordKind::Zone,
        serde_json::json!({ "id": "Z-1", "name": "=HYPERLINK(\"x\")", "owner": "@SUM(1)", "note": "+1-1" }),
    )]);
    let bytes = built(&hostile, |guideline| workbook(guideline, Lang::Ja).unwrap());
    for part in parts(&bytes, "worksheets/sheet") {
        assert!(!part.contains("<f>") && !part.contains("<f "));
    }
    assert!(texts(&bytes).iter().any(|(_, texts)| texts.contains(&"=HYPERLINK(\"x\")".to_owned())));
}

#[test]
fn every_sheet_and_every_page_carries_the_state_and_the_day() {
    let (bytes, page) = built(&sample(), |guideline| {
        (workbook(guideline, Lang::Ja).unwrap(), print_html(guideline, Lang::Ja))
    });
    let sheets = parts(&bytes, "worksheets/sheet");
    assert_eq!(sheets.len(), titles::PAPERS.len() + 2);
    for sheet in &sheets {
        assert!(sheet.contains(HASH) && sheet.contains("2026-11-23") && sheet.contains("&amp;P / &amp;N"));
        assert!(sheet.contains("fitToHeight=\"0\"") && sheet.contains("orientation=\"landscape\""));
    }
    assert!(page.contains(&format!("@bottom-left {{ content: \"状態 {HASH}\"")));
    assert!(page.contains("@top-right { content: \"基準日 2026-11-23\""));
}

#[test]
fn the_document_to_print_needs_nothing_from_outside() {
    let hostile = register(&[(
        RecordKind::Plant,
        serde_json::json!({ "name": "</style><script>alert(1)</script>", "company": "\"; @import url(http://x)" }),
    )]);
    for register in [sample(), hostile] {
        let page = built(&register, |guideline| print_html(guideline, Lang::En));
        assert!(!page.contains("<script") && !page.contains("<link") && !page.contains("<img"));
        assert!(!page.contains("src=") && !page.contains("href=\"http"));
        let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(style.contains("@page a3"), "the style ends where it should");
    }
}

#[test]
fn a_row_of_the_catalog_that_is_not_confirmed_says_so() {
    let mut catalog = Catalog::built_in().clone();
    let id = catalog.threats.values().find(|threat| threat.main).unwrap().id.clone();
    let threat = catalog.threats.get_mut(&id).unwrap();
    threat.basis.confirmed = Confirmed::No;
    let name = threat.name.ja.clone();
    let feared = register(&[
        (RecordKind::Zone, serde_json::json!({ "id": "Z-1", "name": "組立" })),
        (
            RecordKind::ZoneThreat,
            serde_json::json!({ "id": "T-1", "name": "止まる", "zone": "Z-1", "threat": id.as_str() }),
        ),
    ]);
    let papers = with(&feared, &catalog, |guideline| papers(guideline, Lang::Ja));
    let marked = format!("{name}（未確認）");
    for key in ["zone-threats", "heat", "coverage", "measures"] {
        let paper = papers.iter().find(|paper| paper.key == key).unwrap();
        let in_cells =
            paper.rows.iter().flat_map(|row| &row.cells).any(|cell| *cell == Cell::Text(marked.clone()));
        assert!(in_cells || paper.columns.iter().any(|column| column.header == marked), "{key}");
    }
}

#[test]
fn an_id_that_leads_nowhere_says_so() {
    let astray = register(&[(
        RecordKind::Conduit,
        serde_json::json!({ "id": "C-1", "name": "VPN", "from": "Z-9", "to": "Z-9", "direction": "both", "kind": "network" }),
    )]);
    let papers = built(&astray, |guideline| papers(guideline, Lang::Ja));
    let conduits = papers.iter().find(|paper| paper.key == "conduits").unwrap();
    let cells = conduits.rows.iter().flat_map(|row| &row.cells);
    assert_eq!(cells.filter(|cell| **cell == Cell::Text("Z-9（登録なし）".to_owned())).count(), 2);
}
