//! Lists of makers: the CSV that IEEE publishes, and lines as network tools keep them.
//!
//! Invariant: rows in = rows out + problems. Nothing is downloaded; a person hands the file over.

use sekisho_model::{Text, text};

use super::mask;

/// What is read of a list at most.
pub const MADE_LIMITS: Limits = Limits { bytes: 32 << 20, rows: 400_000, name_chars: 128, problems: 100 };

/// Limits of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Rows.
    pub rows: usize,
    /// Characters of a maker's name; what lies beyond is cut.
    pub name_chars: usize,
    /// Problems that are told one by one; the last one says how many more there are.
    pub problems: usize,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakerProblem {
    /// Line, from 1; 0 for the list as a whole.
    pub line: usize,
    /// What is wrong with it.
    pub what: Text,
}

type Rows = Vec<(u8, u64, String)>;

/// Reads a list: prefix length in bits, prefix aligned to the top of 48 bits, name.
pub(super) fn read(list: &[u8]) -> (Rows, Vec<MakerProblem>) {
    let mut reading = Reading::default();
    if list.len() > MADE_LIMITS.bytes {
        let (bytes, most) = (list.len(), MADE_LIMITS.bytes);
        reading.problem(0, text!(ja: "一覧が {bytes} バイトあり、上限 {most} バイトを超えるため読みません。", en: "The list has {bytes} bytes, more than the {most} that are read. Nothing was read."));
        return reading.done();
    }
    let words = String::from_utf8_lossy(list);
    let words = words.trim_start_matches('\u{feff}');
    let is_csv = words.lines().next().is_some_and(|head| head.starts_with("Registry,"));
    if is_csv {
        read_csv(words, &mut reading);
    } else {
        read_lines(words, &mut reading);
    }
    reading.done()
}

#[derive(Default)]
struct Reading {
    rows: Rows,
    problems: Vec<MakerProblem>,
    untold: usize,
    beyond: usize,
}

impl Reading {
    fn row(&mut self, line: usize, written: &str, name: &str) {
        let Some((bits, prefix)) = prefix(written) else {
            let written: String = written.chars().take(40).collect();
            let what = text!(ja: "「{written}」は、24・28・36 ビットのアドレスの先頭ではありません。", en: "\"{written}\" is no beginning of an address of 24, 28 or 36 bits.");
            return self.problem(line, what);
        };
        let name: String =
            name.trim().chars().filter(|c| !c.is_control()).take(MADE_LIMITS.name_chars).collect();
        if name.is_empty() {
            return self
                .problem(line, text!(ja: "メーカー名がありません。", en: "There is no maker's name."));
        }
        if self.rows.len() >= MADE_LIMITS.rows {
            self.beyond += 1;
            return;
        }
        self.rows.push((bits, prefix, name));
    }

    fn problem(&mut self, line: usize, what: Text) {
        if self.problems.len() < MADE_LIMITS.problems {
            self.problems.push(MakerProblem { line, what });
        } else {
            self.untold += 1;
        }
    }

    fn done(mut self) -> (Rows, Vec<MakerProblem>) {
        let (untold, beyond, rows) = (self.untold, self.beyond, MADE_LIMITS.rows);
        if untold > 0 {
            let what = text!(ja: "ほかに読めない行が {untold} 行あります。", en: "{untold} more lines could not be read.");
            self.problems.push(MakerProblem { line: 0, what });
        }
        if beyond > 0 {
            let what = text!(ja: "上限の {rows} 行を超える {beyond} 行は読んでいません。", en: "{beyond} lines beyond the first {rows} were not read.");
            self.problems.push(MakerProblem { line: 0, what });
        }
        (self.rows, self.problems)
    }
}

/// `00:1B:C5:12:30:00/36`, `00-1b-c5`, `001BC51`: the length is stated, or follows from the digits.
pub(super) fn prefix(written: &str) -> Option<(u8, u64)> {
    let (digits, bits) = match written.trim().split_once('/') {
        Some((digits, bits)) => (digits, Some(bits.trim().parse::<u8>().ok()?)),
        None => (written.trim(), None),
    };
    let digits: String = digits.chars().filter(|c| !matches!(c, ':' | '-' | '.')).collect();
    let length = u8::try_from(digits.len()).ok().filter(|length| (6..=12).contains(length))?;
    let bits = bits.unwrap_or(length * 4);
    if !matches!(bits, 24 | 28 | 36) || bits > length * 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let number = u64::from_str_radix(&digits, 16).ok()? << (48 - u32::from(length) * 4);
    Some((bits, number & mask(bits)))
}

/// Prefix, short name, long name; `#` begins a remark.
fn read_lines(words: &str, reading: &mut Reading) {
    for (number, line) in words.lines().enumerate() {
        let line = line.split_once('#').map_or(line, |(before, _)| before).trim_end();
        if line.trim().is_empty() {
            continue;
        }
        let mut parts = line.split('\t').filter(|part| !part.trim().is_empty());
        let (written, short, long) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        match (written.split_once(' '), short) {
            // Blanks where tabs belong.
            (Some((written, name)), None) => reading.row(number + 1, written, name),
            _ => reading.row(number + 1, written, long.or(short).unwrap_or_default()),
        }
    }
}

/// `Registry,Assignment,Organization Name,…` with quotes around what has commas or line ends.
fn read_csv(words: &str, reading: &mut Reading) {
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(words.as_bytes());
    let columns = csv.headers().cloned().unwrap_or_default();
    let column = |name: &str| columns.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
    let (Some(prefix), Some(name)) = (column("Assignment"), column("Organization Name")) else {
        let what = text!(ja: "「Assignment」と「Organization Name」の列がありません。", en: "The columns \"Assignment\" and \"Organization Name\" are missing.");
        return reading.problem(1, what);
    };
    for (index, record) in csv.records().enumerate() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(index + 2, |at| usize::try_from(at.line()).unwrap_or(0));
                reading.row(
                    line,
                    record.get(prefix).unwrap_or_default(),
                    record.get(name).unwrap_or_default(),
                );
            }
            Err(_) => {
                reading.problem(index + 2, text!(ja: "行を読めません。", en: "The line cannot be read."))
            }
        }
    }
}
