//! The one document form of a register, as TOML and as JSON: `format = 1`, a table `plant`, and one array of
//! tables for each kind of record, under the kind's code (`[[zone]]`, `[[asset]]`, `[[flow]]` …).
//!
//! Invariant: what [`to_toml`] and [`to_json`] write, [`from_toml`] and [`from_json`] read back as the same
//! records with no problem, and equal registers give equal bytes. Each entry is read on its own: a broken
//! one costs that entry and is named by path, line, field and expected value.
//!
//! It doesn't ask whether references point at anything (that is `Register::check`), and refuses a document
//! of a newer format instead of guessing.

mod fault;
mod parse;
mod write;

use std::collections::BTreeMap;

use sekisho_model::{Place, Problem, Record, RecordKind, Text, text};
use serde_json::Value;

pub(crate) use fault::closest;
#[cfg(test)]
pub(crate) use fault::fits;
pub(crate) use write::bare;
pub use write::{to_json, to_toml};

use crate::reading::Problems;
use crate::{Limits, Reading, Records};
use parse::{Entry, Parsed};

/// The document form that this crate writes, and the newest that it reads.
pub const FORMAT: u64 = 1;

/// Reads a register in TOML.
#[must_use]
pub fn from_toml(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Records> {
    read(file_name, bytes, limits, parse::toml)
}

/// Reads a register in JSON.
#[must_use]
pub fn from_json(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Records> {
    read(file_name, bytes, limits, parse::json)
}

type Parse = fn(&str, &str, &mut Problems) -> Option<Parsed>;

fn read(file_name: &str, bytes: &[u8], limits: &Limits, parse: Parse) -> Reading<Records> {
    let mut problems = Problems::new(limits);
    let mut reader = Reader { file_name, limits, records: Records::default(), problems: &mut problems };
    if let Some(text) = reader.text(bytes)
        && let Some(parsed) = parse(file_name, text, reader.problems)
        && reader.format_is_ours(parsed.format.as_ref())
    {
        for (name, line) in &parsed.unknown {
            reader.unknown_table(name, *line);
        }
        reader.records.kinds.extend(parsed.kinds.iter().copied());
        reader.entries(parsed.entries);
    }
    let facts = reader.records;
    Reading { facts, problems: problems.into_list(file_name) }
}

struct Reader<'a> {
    file_name: &'a str,
    limits: &'a Limits,
    records: Records,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn place(&self) -> Place {
        Place::file(self.file_name)
    }

    fn text<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b str> {
        if let Some(problem) = self.limits.refuse_long(self.file_name, bytes) {
            self.problems.push(problem);
            return None;
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let lines = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let row = 1 + lines.split(|byte| *byte == b'\n').skip(1).fold(0, |n, _| n + 1);
                self.problems.push(Problem::error(
                    self.place().at_row(row),
                    text!(ja: "文字コードが UTF-8 ではありません。", en: "The text is not in UTF-8."),
                    text!(ja: "UTF-8 で保存し直してください。", en: "Save the file again in UTF-8."),
                ));
                None
            }
        }
    }

    fn format_is_ours(&mut self, format: Option<&Value>) -> bool {
        let Some(format) = format else {
            self.problems.push(Problem::warning(
                self.place().at_path("format"),
                text!(ja: "文書の形式の番号がありません。形式 {FORMAT} として読みました。", en: "The document has no format number. It was read as format {FORMAT}."),
                text!(ja: "先頭に format = {FORMAT} を書いてください。", en: "Write format = {FORMAT} at the top."),
            ));
            return true;
        };
        match format.as_u64() {
            Some(FORMAT) => true,
            Some(newer) if newer > FORMAT => {
                self.problems.push(Problem::error(
                    self.place().at_path("format"),
                    text!(
                        ja: "文書の形式が {newer} です。この版が読めるのは {FORMAT} までなので、読みませんでした。",
                        en: "The document has format {newer}. This version reads formats up to {FORMAT}, so it was not read."
                    ),
                    text!(ja: "Sekisho を新しい版にしてください。", en: "Use a newer version of Sekisho."),
                ));
                false
            }
            _ => {
                self.problems.push(Problem::error(
                    self.place().at_path("format"),
                    text!(ja: "文書の形式の番号 {format} は使えません。", en: "The document's format number {format} cannot be used."),
                    text!(ja: "format = {FORMAT} と書いてください。", en: "Write format = {FORMAT}."),
                ));
                false
            }
        }
    }

    fn unknown_table(&mut self, name: &str, line: Option<u64>) {
        let codes = RecordKind::ALL.iter().map(|kind| kind.code());
        let remedy = match fault::closest(name, codes) {
            Some(code) => text!(ja: "「{code}」の間違いではありませんか。", en: "Did you mean \"{code}\"?"),
            None => {
                let all: Vec<&str> = RecordKind::ALL.iter().map(|kind| kind.code()).collect();
                let (ja, en) = (all.join("、"), all.join(", "));
                text!(ja: "使える名前は {ja} です。", en: "The names in use are {en}.")
            }
        };
        let place = Place { row: line, ..self.place().at_path(name) };
        self.problems.push(Problem::error(
            place,
            text!(ja: "「{name}」という種類の記録はありません。読みませんでした。", en: "There is no kind of record called \"{name}\". It was not read."),
            remedy,
        ));
    }

    fn entries(&mut self, entries: Vec<Entry>) {
        let mut first: BTreeMap<(RecordKind, String), Place> = BTreeMap::new();
        let mut counted: BTreeMap<RecordKind, usize> = BTreeMap::new();
        for entry in entries {
            let place = entry.place(self.file_name);
            let count = counted.entry(entry.kind).or_default();
            *count += 1;
            if *count > self.limits.entries_max {
                if *count == self.limits.entries_max + 1 {
                    self.too_many(entry.kind, place);
                }
                continue;
            }
            let Some(record) = self.record(&entry) else { continue };
            let key = (record.kind(), record.id().to_owned());
            match first.get(&key) {
                Some(other) => self.twice(&record, place, other),
                None => {
                    first.insert(key, place);
                    self.records.list.push(record);
                }
            }
        }
    }

    fn record(&mut self, entry: &Entry) -> Option<Record> {
        let long = fault::too_long(entry, self.limits.text_chars_max);
        let read = Record::deserialize_as(entry.kind, entry.value.clone());
        let faults = match read {
            Ok(record) if long.is_empty() => return Some(record),
            Ok(_) => long,
            Err(error) => fault::faults(entry, &error),
        };
        self.unread(entry);
        for fault in faults {
            let place = entry.place(self.file_name);
            let row = entry.lines.get(&fault.field).copied().or(place.row);
            let place = Place { row, ..place };
            self.problems.push(Problem::error(place, fault.what, fault.remedy));
        }
        None
    }

    fn unread(&mut self, entry: &Entry) {
        self.records.kinds_with_unread.insert(entry.kind);
    }

    fn twice(&mut self, record: &Record, place: Place, other: &Place) {
        self.records.kinds_with_unread.insert(record.kind());
        let (word, id) = (record.kind().word(), record.id());
        let (ja, en) = (word.ja, word.en);
        let Text { ja: at_ja, en: at_en } = match other.row {
            Some(line) => text!(ja: "{line} 行目", en: "line {line}"),
            None => Text::new(&other.path, &other.path),
        };
        self.problems.push(Problem::error(
            place,
            text!(
                ja: "{ja}「{id}」は {at_ja}にもあります。はじめの方だけを読みました。",
                en: "{en} \"{id}\" is also at {at_en}. Only the first was read."
            ),
            text!(ja: "どちらかの ID を変えるか、片方を消してください。", en: "Change one of the ids, or delete one of the two."),
        ));
    }

    fn too_many(&mut self, kind: RecordKind, place: Place) {
        self.records.kinds_with_unread.insert(kind);
        let max = self.limits.entries_max;
        let word = kind.word();
        let (ja, en) = (word.ja, word.en);
        self.problems.push(Problem::error(
            place,
            text!(ja: "{ja}が上限の {max} 件を超えています。これより後は読みませんでした。", en: "There are more than {max} records of kind {en}, the limit. The rest was not read."),
            text!(ja: "文書を分けてください。", en: "Split the document."),
        ));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sekisho_model::{Lang, Register};

    use super::*;
    use crate::testing::{self, Dice};

    fn register(reading: Reading<Records>) -> Register {
        assert_eq!(reading.problems, []);
        let mut register = Register::default();
        for record in reading.facts.list {
            register.put(record);
        }
        register
    }

    fn toml_words(source: &str) -> String {
        let reading = from_toml("plant.toml", source.as_bytes(), &Limits::default());
        words(&reading.problems)
    }

    fn words(problems: &[Problem]) -> String {
        let lines = problems.iter().flat_map(|p| Lang::ALL.map(|lang| p.in_lang(lang)));
        lines.collect::<Vec<_>>().join("\n")
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
        #[test]
        fn a_written_document_reads_back_as_the_same_register(seed: u64, size in 0_usize..6) {
            let before = testing::generated(seed, size);
            let toml = to_toml(&before).unwrap();
            prop_assert_eq!(&register(from_toml("a", toml.as_bytes(), &Limits::default())), &before);
            let json = to_json(&before).unwrap();
            prop_assert_eq!(&register(from_json("a", json.as_bytes(), &Limits::default())), &before);
        }

        #[test]
        fn any_bytes_give_problems_and_never_a_panic(seed: u64, size in 0_usize..4) {
            let mut dice = Dice::new(seed);
            let toml = to_toml(&testing::generated(seed, size)).unwrap().into_bytes();
            let json = to_json(&testing::generated(seed, size)).unwrap().into_bytes();
            let noise = dice.bytes(200);
            for mut bytes in [toml, json, noise] {
                let at = dice.below(bytes.len());
                bytes.truncate(at);
                let changed = dice.below(at);
                if let Some(byte) = bytes.get_mut(changed) {
                    *byte = dice.bytes(1)[0];
                }
                for read in [from_toml, from_json] {
                    let reading = read("a", &bytes, &Limits::default());
                    prop_assert!(!reading.problems.is_empty() || !reading.facts.list.is_empty() || reading.facts.kinds.is_empty());
                }
            }
        }
    }

    #[test]
    fn toml_is_written_as_people_would_write_it() {
        let mut register = Register::default();
        let documents = [
            (RecordKind::Zone, serde_json::json!({ "id": "Z1", "name": "組立", "parent": "not-applicable" })),
            (
                RecordKind::Asset,
                serde_json::json!({
                    "id": "A1", "name": "主PLC", "kind": "device", "zone": "Z1", "support_end": "2031-03-31",
                    "device": { "vendor": "三菱電機", "model": "R04ENCPU" }, "addresses": ["192.0.2.7"]
                }),
            ),
        ];
        for (kind, document) in documents {
            register.put(Record::deserialize_as(kind, document).unwrap());
        }
        insta::assert_snapshot!(to_toml(&register).unwrap(), @r#"
format = 1

[[zone]]
id = "Z1"
name = "組立"
parent = "not-applicable"

[[asset]]
id = "A1"
name = "主PLC"
kind = "device"
zone = "Z1"
device = { vendor = "三菱電機", model = "R04ENCPU" }
addresses = ["192.0.2.7"]
support_end = 2031-03-31
"#);
    }

    #[test]
    fn a_broken_entry_costs_that_entry_and_says_why() {
        let source = r#"
format = 1
[[zone]]
id = "Z1"
name = "組立"
[[zone]]
id = "Z2"
name = "塗装"
importance = "huge"
levl = "control"
[[asset]]
id = "A1"
name = "PLC"
device = { vender = "x", model = 100 }
support_end = 2027-02-30x
"#;
        insta::assert_snapshot!(toml_words(source), @r#"
plant.toml 15 行目：TOML として読めません（invalid date, expected day between 01 and 28）。その行の書き方を直してください。ファイルは読みませんでした。
plant.toml, row 15: It cannot be read as TOML (invalid date, expected day between 01 and 28). Correct that line. The file was not read.
"#);
        let source = source.replace("2027-02-30x", "\"来年\"");
        insta::assert_snapshot!(toml_words(&source), @r#"
plant.toml 9 行目 zone[1]：ゾーン「Z2」の項目「importance」（重要度）の値 huge は使えません。large | medium | small のどれかを書いてください。分からなければ "unknown"、当てはまらなければ "not-applicable" です。
plant.toml, row 9, zone[1]: Field "importance" (Importance) of Zone "Z2" cannot be huge. Write one of large | medium | small; "unknown" where nobody knows, "not-applicable" where it does not apply.
plant.toml 10 行目 zone[1]：ゾーン「Z2」に項目「levl」はありません。「level」（階層）の間違いではありませんか。
plant.toml, row 10, zone[1]: Zone "Z2" has no field called "levl". Did you mean "level" (Level)?
plant.toml 11 行目 asset[0]：保護対象「A1」に項目「kind」（種別）がありません。network | device | data のどれかを書いてください。
plant.toml, row 11, asset[0]: Asset "A1" has no field "kind" (Kind). Write one of network | device | data.
plant.toml 14 行目 asset[0]：保護対象「A1」の項目「device.model」（型式）の値 100 は使えません。引用符で囲んだ文字列を書いてください。分からなければ "unknown"、当てはまらなければ "not-applicable" です。
plant.toml, row 14, asset[0]: Field "device.model" (Model) of Asset "A1" cannot be 100. Write a text in quotation marks; "unknown" where nobody knows, "not-applicable" where it does not apply.
plant.toml 14 行目 asset[0]：保護対象「A1」に項目「device.vender」はありません。「device.vendor」（メーカー）の間違いではありませんか。
plant.toml, row 14, asset[0]: Asset "A1" has no field called "device.vender". Did you mean "device.vendor" (Vendor)?
plant.toml 15 行目 asset[0]：保護対象「A1」の項目「support_end」（サポート終了日）の値 来年 は使えません。2027-03-31 の形の日付を書いてください。分からなければ "unknown"、当てはまらなければ "not-applicable" です。
plant.toml, row 15, asset[0]: Field "support_end" (Support ends) of Asset "A1" cannot be 来年. Write a date such as 2027-03-31; "unknown" where nobody knows, "not-applicable" where it does not apply.
"#);
        let reading = from_toml("plant.toml", source.as_bytes(), &Limits::default());
        assert_eq!(reading.facts.list.len(), 1);
        assert_eq!(reading.facts.kinds_with_unread.len(), 2);
    }

    #[test]
    fn names_at_the_top_that_are_no_kind_are_named_with_the_nearest_kind() {
        let source = "format = 1\n[[assets]]\nid = \"A1\"\n[[x]]\n[zone]\nid = \"Z1\"\nname = \"組立\"\n";
        insta::assert_snapshot!(toml_words(source), @r#"
plant.toml 2 行目 assets：「assets」という種類の記録はありません。読みませんでした。「asset」の間違いではありませんか。
plant.toml, row 2, assets: There is no kind of record called "assets". It was not read. Did you mean "asset"?
plant.toml 4 行目 x：「x」という種類の記録はありません。読みませんでした。使える名前は plant、requirement、business、zone、conduit、supplier、product、asset、flow、zone-threat、policy、measure、contact、response-step、report-form、activity、request、scenario、review、decision、remediation、ruling、watch、expectation、case、customer、evidence、answer、paper です。
plant.toml, row 4, x: There is no kind of record called "x". It was not read. The names in use are plant, requirement, business, zone, conduit, supplier, product, asset, flow, zone-threat, policy, measure, contact, response-step, report-form, activity, request, scenario, review, decision, remediation, ruling, watch, expectation, case, customer, evidence, answer, paper.
"#);
    }

    #[test]
    fn the_second_of_two_equal_ids_is_named_with_the_line_of_the_first() {
        let entry = "[[zone]]\nid = \"Z1\"\nname = \"組立\"\n";
        let source = format!("format = 1\n{entry}{entry}");
        insta::assert_snapshot!(toml_words(&source), @r#"
plant.toml 5 行目 zone[1]：ゾーン「Z1」は 2 行目にもあります。はじめの方だけを読みました。どちらかの ID を変えるか、片方を消してください。
plant.toml, row 5, zone[1]: Zone "Z1" is also at line 2. Only the first was read. Change one of the ids, or delete one of the two.
"#);
    }

    #[test]
    fn a_newer_format_is_refused_and_a_missing_one_is_named() {
        insta::assert_snapshot!(toml_words("format = 2\n[plant]\nname = \"本社工場\"\n"), @r#"
plant.toml format：文書の形式が 2 です。この版が読めるのは 1 までなので、読みませんでした。Sekisho を新しい版にしてください。
plant.toml, format: The document has format 2. This version reads formats up to 1, so it was not read. Use a newer version of Sekisho.
"#);
        insta::assert_snapshot!(toml_words("format = \"one\"\n"), @r#"
plant.toml format：文書の形式の番号 "one" は使えません。format = 1 と書いてください。
plant.toml, format: The document's format number "one" cannot be used. Write format = 1.
"#);
        insta::assert_snapshot!(toml_words("[plant]\nname = \"本社工場\"\n"), @r#"
plant.toml format：文書の形式の番号がありません。形式 1 として読みました。先頭に format = 1 を書いてください。
plant.toml, format: The document has no format number. It was read as format 1. Write format = 1 at the top.
"#);
    }

    #[test]
    fn syntax_errors_are_named_by_line() {
        insta::assert_snapshot!(toml_words("format = 1\n[[zone]]\nid = \"Z1\nname = 組立\n"), @r#"
plant.toml 3 行目：TOML として読めません（invalid basic string, expected `"`）。その行の書き方を直してください。ファイルは読みませんでした。
plant.toml, row 3: It cannot be read as TOML (invalid basic string, expected `"`). Correct that line. The file was not read.
plant.toml 4 行目：TOML として読めません（string values must be quoted, expected literal string）。その行の書き方を直してください。ファイルは読みませんでした。
plant.toml, row 4: It cannot be read as TOML (string values must be quoted, expected literal string). Correct that line. The file was not read.
"#);
        let json = "{\"format\": 1,\n\"zone\": [],\n\"zone\": []}";
        insta::assert_snapshot!(words(&from_json("plant.json", json.as_bytes(), &Limits::default()).problems), @r#"
plant.json 3 行目：JSON として読めません（key "zone" is there twice at line 3 column 11）。その行の書き方を直してください。ファイルは読みませんでした。
plant.json, row 3: It cannot be read as JSON (key "zone" is there twice at line 3 column 11). Correct that line. The file was not read.
"#);
        insta::assert_snapshot!(words(&from_json("plant.json", b"[]", &Limits::default()).problems), @r#"
plant.json：一番外側がオブジェクト（{ … }）ではありません。format と、記録の種類ごとの配列を書いてください。
plant.json: The outermost value is not an object ({ … }). Write format, and an array for each kind of record.
"#);
    }

    #[test]
    fn native_dates_of_toml_are_dates() {
        let source =
            "format = 1\n[[measure]]\nid = \"M1\"\nname = \"x\"\nstate = \"planned\"\ndue = 2027-03-31\n";
        let register = register(from_toml("a", source.as_bytes(), &Limits::default()));
        let due = register.measures.values().next().unwrap().due;
        assert_eq!(due.known(), Some(&jiff::civil::date(2027, 3, 31)));
    }

    #[test]
    fn limits_are_named_with_their_numbers() {
        let limits = Limits { entries_max: 1, text_chars_max: 5, problems_max: 2, ..Limits::default() };
        let zone = |id: &str, name: &str| format!("[[zone]]\nid = \"{id}\"\nname = \"{name}\"\n");
        let source =
            format!("format = 1\n{}{}{}", zone("Z1", "長い長い名前"), zone("Z2", "b"), zone("Z3", "c"));
        let reading = from_toml("plant.toml", source.as_bytes(), &limits);
        insta::assert_snapshot!(words(&reading.problems), @r#"
plant.toml 4 行目 zone[0]：ゾーン「Z1」の項目「name」が 6 文字あり、上限の 5 文字を超えています。短くしてください。
plant.toml, row 4, zone[0]: Field "name" of Zone "Z1" has 6 characters, more than the limit of 5. Shorten it.
plant.toml 5 行目 zone[1]：ゾーンが上限の 1 件を超えています。これより後は読みませんでした。文書を分けてください。
plant.toml, row 5, zone[1]: There are more than 1 records of kind Zone, the limit. The rest was not read. Split the document.
"#);
        let reading = from_toml("plant.toml", b"0123456789", &Limits { bytes_max: 9, ..limits });
        insta::assert_snapshot!(words(&reading.problems), @r#"
plant.toml：ファイルが 10 バイトあり、上限の 9 バイトを超えています。ファイルを分けてください。
plant.toml: The file has 10 bytes, more than the limit of 9 bytes. Split the file.
"#);
        let source = "format = 1\na = 1\nb = 1\nc = 1\nd = 1\n";
        let reading = from_toml("plant.toml", source.as_bytes(), &limits);
        insta::assert_snapshot!(words(&reading.problems), @r#"
plant.toml 2 行目 a：「a」という種類の記録はありません。読みませんでした。使える名前は plant、requirement、business、zone、conduit、supplier、product、asset、flow、zone-threat、policy、measure、contact、response-step、report-form、activity、request、scenario、review、decision、remediation、ruling、watch、expectation、case、customer、evidence、answer、paper です。
plant.toml, row 2, a: There is no kind of record called "a". It was not read. The names in use are plant, requirement, business, zone, conduit, supplier, product, asset, flow, zone-threat, policy, measure, contact, response-step, report-form, activity, request, scenario, review, decision, remediation, ruling, watch, expectation, case, customer, evidence, answer, paper.
plant.toml 3 行目 b：「b」という種類の記録はありません。読みませんでした。使える名前は plant、requirement、business、zone、conduit、supplier、product、asset、flow、zone-threat、policy、measure、contact、response-step、report-form、activity、request、scenario、review、decision、remediation、ruling、watch、expectation、case、customer、evidence、answer、paper です。
plant.toml, row 3, b: There is no kind of record called "b". It was not read. The names in use are plant, requirement, business, zone, conduit, supplier, product, asset, flow, zone-threat, policy, measure, contact, response-step, report-form, activity, request, scenario, review, decision, remediation, ruling, watch, expectation, case, customer, evidence, answer, paper.
plant.toml：問題が多いため、はじめの 2 件だけを示しました。ほかに 2 件あります（うち読めなかったもの 2 件）。示した問題を直してから、もう一度読み込んでください。
plant.toml: Only the first 2 problems are listed. There are 2 more, of which 2 were not read. Correct those listed and read the file again.
"#);
    }

    #[test]
    fn text_that_is_not_utf8_is_named_by_line() {
        let reading = from_toml("plant.toml", b"format = 1\n# \x8d\x48\x8f\xea\n", &Limits::default());
        insta::assert_snapshot!(words(&reading.problems), @r#"
plant.toml 2 行目：文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。
plant.toml, row 2: The text is not in UTF-8. Save the file again in UTF-8.
"#);
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        let toml = format!("format = 1\nx = {}", "[".repeat(100_000));
        assert!(!from_toml("a", toml.as_bytes(), &Limits::default()).problems.is_empty());
        let json = "[".repeat(100_000);
        assert!(!from_json("a", json.as_bytes(), &Limits::default()).problems.is_empty());
    }
}
