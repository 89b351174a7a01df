//! Rows of the asset sheet that are proposals: what was seen and is no asset of the register yet.
//!
//! Invariant: such a row becomes a record only where its own cell says so. An empty cell, a no, or a word that is
//! neither leaves it out, and that is said. It knows nothing of observations: what was seen comes in as assets.

use std::collections::BTreeMap;

use sekisho_model::{Asset, Lang, Place, Problem, RecordKind, Text, text};

use super::grid::{Cell, Row};
use super::table::Table;
use crate::columns::{folded_header, folded_word};

/// An asset that was seen and that nobody has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedAsset {
    /// The asset as far as it is known. Its id is not written: it gets one when a person takes it in.
    pub asset: Asset,
    /// What it rests on, a line for each reason.
    pub evidence: Text,
}

/// Headers of the three columns that a sheet with proposals has beside the fields, with their other spellings.
const STANDING: [&str; 4] = ["登録・提案", "Standing", "登録/提案", "Registered or proposed"];
const ADOPT: [&str; 4] = ["採用", "Accept", "採否", "Accepted"];
const SEEN: [&str; 4] = ["観測の根拠", "Seen", "提案の根拠", "Observed evidence"];
/// How far right the fields behind id and name move for them.
pub(super) const COLUMNS: u16 = 3;

const YES: [&str; 14] =
    ["○", "◯", "〇", "はい", "採用", "採用する", "可", "済", "yes", "y", "accept", "true", "x", "✓"];
const NO: [&str; 11] = ["×", "✕", "いいえ", "不採用", "採用しない", "否", "不要", "no", "n", "false", "-"];

/// The three headers as they are written.
pub(super) const fn headers(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Ja => [STANDING[0], ADOPT[0], SEEN[0]],
        Lang::En => [STANDING[1], ADOPT[1], SEEN[1]],
    }
}

/// What a row is, as it is written in the first of them.
pub(super) const fn standing(proposed: bool, lang: Lang) -> &'static str {
    if proposed {
        lang.pick("提案（観測）", "Proposed (observed)")
    } else {
        lang.pick("登録済み", "Registered")
    }
}

/// The two answers that are offered.
pub(super) const fn answers(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Ja => ["○", "×"],
        Lang::En => ["Yes", "No"],
    }
}

/// Which columns of a sheet tell proposals from records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offer {
    standing: Option<u32>,
    adopt: Option<u32>,
    seen: Option<u32>,
}

impl Offer {
    /// Only assets are proposed.
    pub(super) fn of(kind: RecordKind, headers: &BTreeMap<u32, String>) -> Self {
        if kind != RecordKind::Asset {
            return Self::default();
        }
        let column = |spellings: &[&str]| {
            let is = |header: &String| {
                let folded = folded_header(header);
                spellings.iter().any(|spelling| folded_header(spelling) == folded)
            };
            headers.iter().find(|(_, header)| is(header)).map(|(number, _)| *number)
        };
        Self { standing: column(&STANDING), adopt: column(&ADOPT), seen: column(&SEEN) }
    }

    /// Is it one of the three?
    pub(super) fn has(self, number: u32) -> bool {
        [self.standing, self.adopt, self.seen].contains(&Some(number))
    }
}

/// What a person says of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Adoption {
    /// It is to be a record.
    Taken,
    /// Nothing, or no.
    Left,
    /// Words that are neither.
    Unclear(String),
}

impl Table {
    /// What is said of a row that is a proposal; nothing of one that is a record.
    pub(super) fn adoption(&self, row: &Row) -> Option<Adoption> {
        let offer = self.offer();
        let cell = |number: Option<u32>| -> String {
            number.and_then(|number| row.cells.get(&number)).map(Cell::shown).unwrap_or_default()
        };
        let is_proposal = match offer.standing {
            Some(_) => {
                let said = folded_word(&cell(offer.standing));
                Lang::ALL.iter().any(|lang| folded_word(standing(true, *lang)) == said)
                    || ["提案", "proposed"].contains(&said.as_str())
            }
            // Who took that column away still has rows without an id, and the column that asks.
            None => {
                offer.adopt.is_some()
                    && cell(self.of_field("id").next().map(|it| it.number)).trim().is_empty()
            }
        };
        is_proposal.then(|| answered(&cell(offer.adopt)))
    }
}

fn answered(said: &str) -> Adoption {
    let folded = folded_word(said);
    let one_of = |words: &[&str]| words.iter().any(|word| folded_word(word) == folded);
    match said.trim() {
        "" => Adoption::Left,
        _ if one_of(&YES) => Adoption::Taken,
        _ if one_of(&NO) => Adoption::Left,
        other => Adoption::Unclear(other.to_owned()),
    }
}

/// Rows that nobody took.
pub(super) fn left(place: Place, n: usize, rows: &Text) -> Problem {
    let Text { ja, en } = rows;
    Problem::warning(
        place,
        text!(
            ja: "「提案（観測）」の {n} 行（{ja}）は、「採用」の欄に○がないため取り込みませんでした。",
            en: "Proposals that were not taken in, because the column \"Accept\" does not say yes: {n} ({en})."
        ),
        text!(ja: "台帳に加える行の「採用」に○を入れてください。", en: "Write Yes in \"Accept\" for those to be taken in."),
    )
}

/// A word that is neither yes nor no.
pub(super) fn unclear(place: Place, said: &str) -> Problem {
    let said = super::answer::quote(said);
    Problem::warning(
        place,
        text!(
            ja: "「採用」の欄の「{said}」が○か×か分からないため、この提案は取り込みませんでした。",
            en: "\"{said}\" in \"Accept\" is neither yes nor no, so the proposal was not taken in."
        ),
        text!(ja: "採用するなら○、しないなら×を入れてください。", en: "Write Yes or No."),
    )
}

#[cfg(test)]
mod tests {
    use sekisho_model::{DeviceIdentity, Record, Register, Stated};

    use super::*;
    use crate::{Form, ImportOptions, read_register, write_proposals, write_register};

    fn plant() -> Register {
        let file = "format = 1\n[[zone]]\nid = \"Z-1\"\nname = \"組立\"\n[[asset]]\nid = \"A-1\"\nname = \"PLC\"\nkind = \"device\"\nzone = \"Z-1\"\n";
        let reading =
            read_register("plant.toml", file.as_bytes(), &Register::default(), &ImportOptions::default());
        assert_eq!(reading.problems, []);
        reading.facts
    }

    /// A device as an observation proposes it.
    fn seen(name: &str, address: &str) -> ProposedAsset {
        let mut asset = plant().assets.values().next().unwrap().clone();
        asset.id = "seen".parse().unwrap();
        asset.name = name.to_owned();
        asset.addresses = [address.to_owned()].into();
        asset.zone = Stated::Unknown;
        asset.device = Stated::Known(DeviceIdentity {
            vendor: Stated::Known("三菱電機".to_owned()),
            model: Stated::Known("FX5U-32MT/ES".to_owned()),
            ..DeviceIdentity::default()
        });
        asset.note = "SLMP に応答。".to_owned();
        ProposedAsset { asset, evidence: text!(ja: "SLMP に応答。", en: "It answers SLMP.") }
    }

    fn book(lang: Lang) -> Vec<u8> {
        let proposals = [seen("192.0.2.7", "192.0.2.7"), seen("HMI (192.0.2.8)", "192.0.2.8")];
        write_proposals(&plant(), &proposals, lang).unwrap()
    }

    /// The asset sheet as rows of text, and a file with the answers of a person in it.
    fn answered_book(lang: Lang, answers: [&str; 2]) -> String {
        let mut problems = crate::reading::Problems::new(&crate::Limits::default());
        let grids = crate::sheet::grids("book.xlsx", &book(lang), &crate::Limits::default(), &mut problems);
        let name = crate::columns::sheet(RecordKind::Asset).name(lang);
        let grid = grids.iter().find(|grid| grid.name == name).unwrap();
        let columns = grid.rows.iter().flat_map(|row| row.cells.keys().copied()).max().unwrap();
        let mut asked = answers.iter();
        let rows = grid.rows.iter().map(|row| {
            let proposed = row.cells.get(&3).is_some_and(|cell| cell.shown() == standing(true, lang));
            let answer = proposed.then(|| asked.next().copied()).flatten();
            let cells = (1..=columns).map(|number| match answer {
                Some(answer) if number == 4 => answer.to_owned(),
                _ => row.cells.get(&number).map(Cell::shown).unwrap_or_default(),
            });
            cells.collect::<Vec<_>>().join("\t")
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    fn read(file: &str, lang: Lang, base: &Register) -> crate::Reading<Register> {
        let name = format!("{}.tsv", crate::columns::sheet(RecordKind::Asset).name(lang));
        read_register(&name, file.as_bytes(), base, &ImportOptions::default())
    }

    #[test]
    fn a_workbook_with_proposals_reads_back_as_the_register_alone() {
        for lang in Lang::ALL {
            let reading = read_register("book.xlsx", &book(lang), &plant(), &ImportOptions::default());
            assert_eq!(reading.facts, plant());
            let said: Vec<String> = reading.problems.iter().map(|it| it.what.en.clone()).collect();
            assert_eq!(
                said,
                [
                    "Proposals that were not taken in, because the column \"Accept\" does not say yes: 2 (rows 3, 4)."
                ]
            );
        }
    }

    #[test]
    fn without_proposals_it_is_the_workbook_of_the_register() {
        let plain = write_register(&plant(), Form::Xlsx, Lang::Ja).unwrap();
        assert_eq!(write_proposals(&plant(), &[], Lang::Ja).unwrap(), plain);
    }

    #[test]
    fn a_proposal_becomes_a_record_only_where_a_person_says_so_and_loses_nothing() {
        for (lang, answers) in [(Lang::Ja, ["", "○"]), (Lang::En, ["no", "Yes"]), (Lang::Ja, ["×", "採用"])]
        {
            let reading = read(&answered_book(lang, answers), lang, &plant());
            let added = plant().diff(&reading.facts);
            let [sekisho_model::Change::Added(Record::Asset(asset))] = added.as_slice() else {
                panic!("{added:?}")
            };
            let wanted = seen("HMI (192.0.2.8)", "192.0.2.8").asset;
            assert_eq!(*asset, Asset { id: asset.id.clone(), ..wanted });
            assert_eq!(asset.id.as_str(), "A-2", "it gets the next free id");
            // The same sheet once more changes nothing.
            let again = read(&answered_book(lang, answers), lang, &reading.facts);
            assert_eq!(again.facts, reading.facts);
        }
    }

    #[test]
    fn a_word_that_is_neither_yes_nor_no_takes_nothing_in_and_is_named() {
        let reading = read(&answered_book(Lang::Ja, ["要確認", ""]), Lang::Ja, &plant());
        assert_eq!(reading.facts, plant());
        assert!(reading.problems.iter().any(|problem| problem.what.ja.contains("「要確認」")));
    }

    #[test]
    fn taking_the_marks_away_takes_nothing_in_as_long_as_one_of_them_stands() {
        let whole = answered_book(Lang::Ja, ["", ""]);
        let without = |column: usize| -> String {
            let row = |line: &str| {
                let cells = line.split('\t').enumerate().filter(|(at, _)| *at != column);
                cells.map(|(_, cell)| cell).collect::<Vec<_>>().join("\t")
            };
            whole.lines().map(row).collect::<Vec<_>>().join("\n")
        };
        for column in [2, 3] {
            assert_eq!(read(&without(column), Lang::Ja, &plant()).facts, plant(), "without column {column}");
        }
    }
}
