//! Words to slots: what must be there, what may, and every way to read it.

mod readings;

use super::super::super::firmware::{FirmwareRange, FirmwareVersion};
use super::super::pack::words;
use super::super::pattern::{Pattern, compact};
use super::split::{Gap, OPTION, Piece, Split};
use super::{Source, Word, is_order_number};
use readings::{READINGS_MAX, readings};

/// Most names in one list.
const NAMES_MAX: usize = 6;
/// Fewest letters of a word that stands for itself in a list.
const WORD_MIN: usize = 5;
/// Fewest letters and digits of a series before the first hyphen of a catalogue number.
const SERIES_MIN: usize = 4;
/// Longest code of a series in a list, in letters and digits.
const CODE_MAX: usize = 3;

/// What a slot or word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// Names the product.
    Core,
    /// Says what sort of product it is.
    Class,
    /// A remark or condition: may be there.
    Soft,
}

/// One place of a name.
#[derive(Clone, Debug)]
pub(in super::super) struct Slot {
    /// Every way to read it.
    pub(in super::super) patterns: Vec<Pattern>,
    /// Series that it may be: what fits is worth a question.
    pub(in super::super) perhaps: Vec<Pattern>,
    /// As written, for people.
    pub(in super::super) text: String,
    pub(in super::super) kind: Kind,
    /// A brand over many products: need not be repeated, and is never enough.
    pub(in super::super) is_umbrella: bool,
    /// A word of many products: must be repeated, and is never enough.
    pub(in super::super) is_common: bool,
    /// Stands in a condition that a person must check.
    pub(in super::super) is_condition: bool,
    /// That condition says what sort of thing is meant (`AWB module`): where no other of the name is listed, it is none.
    pub(in super::super) is_of_sort: bool,
    /// Stands in a remark that says more than a list of models: what it names is not what the name names.
    pub(in super::super) is_prose: bool,
    /// A series with members, not one product.
    pub(in super::super) is_series: bool,
    /// The maker's catalogue has it.
    pub(in super::super) is_catalogued: bool,
    /// A word for a sort of device.
    is_sort: bool,
    /// No more than a code of a few letters, such as the `Q` and `L` of a list of series.
    is_code: bool,
}

impl Slot {
    /// The words that a maker's catalogue has for this number.
    pub(super) fn implied(&self, maker: &str) -> impl Iterator<Item = Self> {
        let numbers: Vec<&str> = self.patterns.iter().filter_map(Pattern::as_literal).collect();
        let names: Vec<String> =
            numbers.iter().flat_map(|number| words().implied(maker, number)).map(str::to_owned).collect();
        let pieces: Vec<Piece> = names.iter().flat_map(|name| super::split::split(name).name).collect();
        pieces
            .into_iter()
            .map(|piece| Self { kind: Kind::Soft, ..slot(&piece.text, &piece.text.to_lowercase()) })
    }

    pub(in super::super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// A sort of product, and many of it: `switches`, `controllers`.
    pub(in super::super) fn is_plural_class(&self) -> bool {
        const SHORTEST: usize = 5;
        let lower = self.text.to_lowercase();
        self.kind == Kind::Class && lower.len() >= SHORTEST && lower.ends_with('s')
    }
}

/// Versions that a name carries.
#[derive(Clone, Debug)]
pub(in super::super) enum SeriesWords {
    /// `V7.4`: everything that begins so.
    Series { version: FirmwareVersion, text: String },
    /// `prior to V4.7`, `V6 and below`.
    Range(FirmwareRange),
    /// `Series B and C`: not a version, but tells makes of one number apart as a version does.
    Letters { letters: Vec<char>, text: String },
}

impl SeriesWords {
    /// As written.
    pub(in super::super) fn text(&self) -> &str {
        match self {
            Self::Series { text, .. } | Self::Letters { text, .. } => text,
            Self::Range(range) => range.words(),
        }
    }
}

/// An advisory's name, taken apart.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    slots: Vec<Slot>,
    /// Where another name of a list begins.
    breaks: Vec<usize>,
    remarks: Vec<Slot>,
    /// Series that a remark adds (`X-300 family (incl. X408)`).
    included: Vec<Slot>,
    pub(super) listed: Vec<Pattern>,
    pub(super) series: Vec<SeriesWords>,
}

pub(super) fn advisory(split: &Split) -> Parsed {
    let mut parsed = Parsed::default();
    parsed.name(&split.name);
    parsed.settle_kinds();
    parsed.names_without_series_may_have_members();
    parsed.codes_between_strokes_may_have_members();
    if parsed.slots.iter().any(Slot::is_plural_class) {
        parsed.round_numbers_have_members();
    }
    for remark in &split.remarks {
        parsed.remark(remark);
    }
    parsed
}

impl Parsed {
    /// The whole name, and each name of the list that it is, where it is one; all with the remarks.
    pub(super) fn names(&self) -> Vec<Vec<Slot>> {
        let with_remarks = |slots: &[Slot]| slots.iter().chain(&self.remarks).cloned().collect::<Vec<_>>();
        let mut names = vec![with_remarks(&self.slots)];
        if !self.breaks.is_empty() && self.breaks.len() < NAMES_MAX {
            let ends = self.breaks.iter().copied().chain([self.slots.len()]);
            let starts = [0].into_iter().chain(self.breaks.iter().copied());
            let parts = starts.zip(ends).map(|(start, end)| &self.slots[start..end]);
            for part in parts.filter(|part| is_telling(part)) {
                let mut name = with_remarks(part);
                // A condition behind the last is said of all.
                let last = self.breaks.last().copied().unwrap_or_default();
                let conditions = self.slots[last..].iter().filter(|slot| slot.is_condition);
                name.extend(conditions.cloned());
                names.push(name);
            }
        }
        names.extend(self.included.iter().map(|slot| vec![slot.clone()]));
        names
    }

    fn name(&mut self, pieces: &[Piece]) {
        let (own, origin) = at_its_origin(before_serials(pieces));
        let pieces = without_its_pages(own);
        let part = part_of_firmware(pieces);
        let (mut condition, mut purpose) = (false, false);
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let (text, is_series) = without_series_suffix(&piece.text);
            let lower = text.to_lowercase();
            if let Some((series, used)) = series(&pieces[at..]) {
                // Behind a condition it is the version of the other product: `redistributed with Expert v8.1`. So it is where the
                // name goes on (`Soft-B v1.0.0.4 Dope`).
                let goes_on = || {
                    let is_long = piece.text.matches('.').count() > 1;
                    is_long
                        && pieces.get(at + used).is_some_and(|next| next.text.starts_with(char::is_uppercase))
                };
                self.series.extend((!condition && !goes_on()).then_some(series));
                at += used;
                continue;
            }
            if let Some((letters, used)) = self.letters(&pieces[at..]) {
                self.series.push(letters);
                at += used;
                continue;
            }
            at += 1;
            // What a numbered device is for describes it.
            purpose |=
                lower == "for" && self.slots.iter().any(|slot| slot.kind == Kind::Core && slot.has_digit());
            if words().is_filler(&lower) {
                if words().is_series_word(&lower) {
                    self.mark_series();
                }
                continue;
            }
            if at == pieces.len() && !self.slots.is_empty() && words().is_closer(&lower) {
                continue;
            }
            if !self.slots.is_empty() && words().opens_condition(&lower) {
                condition = true;
                continue;
            }
            let mut slot = slot(text, &lower);
            if is_counted_version(&lower) || is_lettered_version(&lower) || is_file(&lower) {
                slot.kind = Kind::Soft;
            }
            if purpose || part.contains(&(at - 1)) {
                slot.kind = Kind::Soft;
            }
            if condition {
                (slot.kind, slot.is_condition) = (Kind::Soft, slot.kind == Kind::Core);
            }
            self.push(slot, piece.gap);
            if is_series {
                self.mark_series();
            }
        }
        self.slots.extend(origin.iter().map(|piece| Slot { kind: Kind::Soft, ..slot_of(piece) }));
    }

    /// Behind a number, or where nothing else is said: `Series B`.
    fn letters(&self, pieces: &[Piece]) -> Option<(SeriesWords, usize)> {
        let numbered = self.slots.is_empty() || self.slots.iter().any(Slot::has_digit);
        let (letters, used) = super::letters::of_name(pieces).filter(|_| numbered)?;
        let shown: Vec<String> = letters.iter().map(char::to_string).collect();
        let text = format!("{} {}", pieces[0].text, shown.join(", "));
        Some((SeriesWords::Letters { letters, text }, used))
    }

    /// A further member of a list joins the slot before it: any of them is meant. Codes before it belong to
    /// the list too, where commas were lost on the way (`iQ-R iQ-F Q L and F series`).
    fn push(&mut self, slot: Slot, gap: Gap) {
        let joins = self.slots.last().is_some_and(|last| {
            let again = last.text.eq_ignore_ascii_case(&slot.text);
            last.kind == Kind::Core && slot.kind == Kind::Core && !again && is_list(last, &slot, gap)
        });
        let again = slot.kind == Kind::Core
            && self.slots.iter().any(|known| known.text.eq_ignore_ascii_case(&slot.text));
        if !joins && slot.kind == Kind::Core && (gap == Gap::List || again) && !self.slots.is_empty() {
            self.breaks.push(self.slots.len());
        }
        self.slots.push(slot);
        if !joins || again {
            return;
        }
        self.join_last_two();
        while gap == Gap::List && self.ends_in_two_codes() {
            self.join_last_two();
        }
    }

    /// Two codes of series, or two numbers with letters in front (`MP70 MP70E RV50 and LX60`).
    fn ends_in_two_codes(&self) -> bool {
        let is_code = |slot: &Slot| slot.is_code && !slot.is_umbrella;
        let is_number = |slot: &Slot| slot.has_digit() && slot.text.starts_with(char::is_alphabetic);
        let both = |is: &dyn Fn(&Slot) -> bool, before: &Slot, last: &Slot| {
            [before, last].iter().all(|slot| slot.kind == Kind::Core && is(slot))
        };
        match self.slots.as_slice() {
            [.., before, last] => both(&is_code, before, last) || both(&is_number, before, last),
            _ => false,
        }
    }

    fn join_last_two(&mut self) {
        let Some(next) = self.slots.pop() else { return };
        let Some(last) = self.slots.last_mut() else { return };
        last.patterns.extend(next.patterns);
        last.patterns.truncate(READINGS_MAX);
        last.text = format!("{} {}", last.text, next.text);
        last.is_umbrella &= next.is_umbrella;
        last.is_common &= next.is_common;
        last.is_code &= next.is_code;
        // What joined the name before it begins no name of its own.
        self.breaks.retain(|start| *start < self.slots.len());
    }

    /// Beside a number, words such as `gateway` only say what sort of device it is.
    fn settle_kinds(&mut self) {
        self.settle_many_of_a_list();
        if self.slots.iter().any(|slot| slot.kind == Kind::Core && slot.has_digit()) {
            for slot in self.slots.iter_mut().filter(|slot| words().is_kind(&slot.text.to_lowercase())) {
                slot.kind = Kind::Class;
            }
        }
        self.settle_descriptions();
    }

    /// `ADS/ADX/OAS Servers`: behind a list of short names, the word for many is their sort.
    fn settle_many_of_a_list(&mut self) {
        let [.., list, last] = self.slots.as_mut_slice() else { return };
        let many = last.text.ends_with('s') && words().is_kind(&last.text.to_lowercase());
        if many && list.patterns.len() > 2 && list.text.contains('/') && !list.is_common {
            last.kind = Kind::Class;
        }
    }

    /// Words between a number and the sort of device that the name ends with describe it
    /// (`EMG12 Ethernet Modbus Gateway`), save those that make another device of it.
    fn settle_descriptions(&mut self) {
        let ends = self.slots.last().is_some_and(|last| words().ends_description(&last.text.to_lowercase()));
        let number = self.slots.iter().position(|slot| slot.kind == Kind::Core && slot.has_digit());
        let (true, Some(number)) = (ends, number) else { return };
        let behind = || self.slots[number + 1..].iter().filter(|slot| slot.kind == Kind::Core);
        if behind().any(|slot| slot.has_digit() || words().makes_another(&slot.text.to_lowercase())) {
            return;
        }
        for slot in self.slots[number + 1..].iter_mut().filter(|slot| slot.kind == Kind::Core) {
            slot.kind = Kind::Soft;
        }
    }

    /// The last name before `series` has members.
    fn mark_series(&mut self) {
        let Some(slot) = self.slots.iter_mut().rev().find(|slot| slot.kind == Kind::Core) else { return };
        let members: Vec<Pattern> = slot
            .patterns
            .iter()
            .flat_map(|pattern| [Some(pattern.series()), pattern.round_series()])
            .flatten()
            .collect();
        slot.perhaps.extend(slot.patterns.iter().filter_map(Pattern::perhaps_round));
        slot.patterns.extend(members);
        slot.is_series = true;
    }

    /// Models that belong to what is named, besides those that its name covers.
    fn include(&mut self, pieces: &[Piece]) {
        for piece in pieces.iter().filter(|piece| names_a_model(&piece.text)).take(NAMES_MAX) {
            let mut slot = slot(&piece.text, &piece.text.to_lowercase());
            let members: Vec<Pattern> = slot.patterns.iter().map(Pattern::series).collect();
            slot.patterns.extend(members);
            slot.is_series = true;
            self.included.push(slot);
        }
    }

    /// `Easergy P3` and `SCALANCE M-800` may be series with members such as `P3U30` and `M876-4` without saying so:
    /// enough to ask.
    fn names_without_series_may_have_members(&mut self) {
        let named = self.slots.len() > 1;
        let last = self.slots.iter_mut().rev().find(|slot| slot.kind == Kind::Core);
        let Some(slot) = last.filter(|slot| named && !slot.is_series) else { return };
        let codes = slot.patterns.iter().filter(|_| is_short_code(&slot.text)).map(Pattern::series);
        let rounds = slot.patterns.iter().filter_map(Pattern::round_series);
        let members: Vec<Pattern> = codes.chain(rounds).collect();
        slot.perhaps.extend(members);
    }

    /// `TP/MP/OP Mobile Panel`: codes of letters between strokes may be series with members such as `MP277`.
    fn codes_between_strokes_may_have_members(&mut self) {
        let is_code = |part: &str| {
            (2..=CODE_MAX).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_uppercase())
        };
        for slot in self.slots.iter_mut().filter(|slot| slot.kind == Kind::Core) {
            let codes: Vec<&str> = slot.text.split('/').collect();
            if codes.len() > 1 && codes.iter().all(|code| is_code(code)) {
                slot.perhaps.extend(codes.iter().map(|code| Pattern::of_pack(&format!("{code}#*"))));
            }
        }
    }

    /// `Switches MACH100`: a round number beside the word for many is a series.
    fn round_numbers_have_members(&mut self) {
        for slot in self.slots.iter_mut().filter(|slot| slot.kind == Kind::Core) {
            // `KTP Mobile Panels`: so is a code of letters.
            let is_letters = slot.is_code && !slot.is_umbrella && !slot.is_common && slot.text.len() > 1;
            let code = is_letters && slot.text.chars().all(|c| c.is_ascii_uppercase());
            let codes = slot.patterns.iter().filter(|_| code).map(Pattern::series);
            let rounds = slot.patterns.iter().filter_map(Pattern::round_series);
            let members: Vec<Pattern> = rounds.chain(codes).collect();
            slot.patterns.extend(members);
        }
    }

    fn remark(&mut self, pieces: &[Piece]) {
        let first = pieces.first().map(|piece| piece.text.trim_end_matches('.').to_lowercase());
        if first.as_deref().is_some_and(|first| matches!(first, "incl" | "including" | "included")) {
            self.include(pieces);
        }
        // `(part numbers BMEP58*S and BMEH58*S)` restricts to these.
        if first.as_deref() == Some("part") {
            self.listed.extend(pieces.iter().filter(|piece| names_a_model(&piece.text)).flat_map(listings));
        }
        if first.as_deref().is_none_or(|first| words().is_idle_remark(first)) {
            return;
        }
        if let [line] = pieces
            && line.text.starts_with(['V', 'v'])
            && let Some((series, 1)) = series(pieces)
        {
            self.series.push(series);
            return;
        }
        let mut slots: Vec<Slot> = Vec::new();
        let is_prose = is_prose(pieces);
        for piece in pieces {
            let lower = piece.text.to_lowercase();
            if words().is_filler(&lower) {
                continue;
            }
            let slot = Slot {
                kind: Kind::Soft,
                is_prose,
                is_sort: words().is_class(&lower),
                ..slot(&piece.text, &lower)
            };
            if !is_prose && names_a_model(&piece.text) {
                self.listed.extend(listings(piece));
            }
            slots.push(slot);
        }
        let bus = pieces.iter().any(|piece| words().is_condition_remark(&piece.text.to_lowercase()));
        let coded = slots.iter().any(|slot| slot.is_code && !slot.is_sort);
        let is_condition = bus || pieces.len() > 1 && !slots.iter().any(Slot::has_digit);
        // `(AWB module)`: the sort is no condition beside its code.
        let restricts = |slot: &Slot| is_condition && !(coded && slot.is_sort);
        let is_of_sort = slots.last().is_some_and(|last| last.is_sort);
        self.remarks.extend(slots.into_iter().map(|slot| Slot {
            is_condition: restricts(&slot),
            is_of_sort,
            ..slot
        }));
    }
}

/// A model that a remark lists, and the series of it.
fn listings(piece: &Piece) -> Vec<Pattern> {
    readings(&piece.text).iter().flat_map(|pattern| [pattern.clone(), pattern.series()]).collect()
}

/// Does a remark say of what sort something is (`GX Works3 related software`), besides numbers and their sort?
fn is_prose(pieces: &[Piece]) -> bool {
    let says = |piece: &&Piece| words().is_prose(&piece.text.to_lowercase());
    pieces.iter().any(|piece| says(&piece))
}

/// `Version3` of `GT SoftGOT1000 Version3`: lists of devices leave it out.
fn is_counted_version(lower: &str) -> bool {
    lower
        .strip_prefix("version")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// `1.275M`: a version that stands behind a product's name.
fn is_lettered_version(lower: &str) -> bool {
    let number = lower.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    number.split_once('.').is_some_and(|(whole, rest)| is_number(whole) && is_number(rest))
}

/// `gauge.dll` behind a product: in which of its files the flaw is.
fn is_file(lower: &str) -> bool {
    const ENDINGS: [&str; 4] = [".dll", ".exe", ".sys", ".ocx"];
    ENDINGS.iter().any(|ending| lower.len() > ending.len() && lower.ends_with(ending))
}

/// Can a part of a list stand for itself? A number with letters in front, or a word of some length that few
/// products share; not ratings such as `DC24V` or `4xM12`.
fn is_telling(part: &[Slot]) -> bool {
    let own: Vec<&Slot> = part.iter().filter(|slot| slot.kind == Kind::Core && !slot.is_umbrella).collect();
    let stands = |slot: &Slot| {
        let lettered = slot.text.starts_with(char::is_alphabetic);
        let long = slot.text.chars().count() >= if slot.has_digit() { CODE_MAX + 1 } else { WORD_MIN };
        !slot.is_common && lettered && long && !is_rating(&slot.text)
    };
    let branded = part.iter().any(|slot| slot.is_umbrella);
    let numbered = own.iter().any(|slot| slot.has_digit() && !is_rating(&slot.text));
    own.iter().any(|slot| stands(slot))
        || branded && numbered
        || (own.len() > 1 && own.iter().any(|slot| slot.has_digit() && !is_rating(&slot.text)))
}

/// One letter and one digit.
fn is_short_code(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, digit] if letter.is_ascii_uppercase() && digit.is_ascii_digit())
}

/// A voltage, current or count.
fn is_rating(word: &str) -> bool {
    let upper = compact(word);
    let number = upper.strip_prefix("AC").or_else(|| upper.strip_prefix("DC")).unwrap_or(&upper);
    // Nothing but placeholders behind the digits is a number still (`4xxx`).
    let measured = number.chars().any(|c| c.is_alphabetic() && c != 'X');
    measured && number.starts_with(|c: char| c.is_ascii_digit()) && number.len() < CODE_MAX * 2
}

/// `M10a Controller web interface`: a device's own pages are the device.
fn without_its_pages(pieces: &[Piece]) -> &[Piece] {
    match pieces {
        [device @ .., first, last]
            if !device.is_empty()
                && last.text.eq_ignore_ascii_case("interface")
                && matches!(first.text.to_lowercase().as_str(), "web" | "web-based" | "management") =>
        {
            device
        }
        _ => pieces,
    }
}

/// The pieces before words that say what a product comes with or stands in (`… redistributed with Expert`), and those
/// behind them: they restrict nothing.
fn at_its_origin(pieces: &[Piece]) -> (&[Piece], &[Piece]) {
    let opens = |at: &usize| {
        let pair = [&pieces[*at].text, &pieces[at + 1].text].map(|text| text.to_lowercase());
        words().opens_origin(&pair.join(" "))
    };
    let Some(at) = (1..pieces.len().saturating_sub(1)).find(opens) else { return (pieces, &[]) };
    let is_filler = |piece: &Piece| words().is_filler(&piece.text.to_lowercase());
    let own = pieces[..at].iter().rposition(|piece| !is_filler(piece)).map_or(0, |last| last + 1);
    (&pieces[..own], &pieces[at + 2..])
}

/// `RTU500 series CMU Firmware`: which of the words, behind a series, only say whose firmware is counted.
fn part_of_firmware(pieces: &[Piece]) -> std::ops::Range<usize> {
    let is = |piece: &Piece, word: &str| piece.text.eq_ignore_ascii_case(word);
    let has_digit = |piece: &Piece| piece.text.contains(|c: char| c.is_ascii_digit());
    let series = pieces.iter().position(|piece| words().is_series_word(&piece.text.to_lowercase()));
    match (series, pieces.last()) {
        (Some(series), Some(last)) if is(last, "firmware") && !pieces[series + 1..].iter().any(has_digit) => {
            series + 1..pieces.len() - 1
        }
        _ => 0..0,
    }
}

/// The pieces before words on serial numbers: `Q03UDVCPU The first 5 digits of serial No.`
fn before_serials(pieces: &[Piece]) -> &[Piece] {
    const OPENERS: [&str; 4] = ["first", "digits", "serial", "production"];
    let opens = |piece: &Piece| OPENERS.contains(&piece.text.to_lowercase().as_str());
    match pieces.iter().position(opens) {
        Some(at)
            if at > 0
                && pieces[at..]
                    .iter()
                    .any(|piece| matches!(piece.text.to_lowercase().as_str(), "serial" | "production")) =>
        {
            &pieces[..at]
        }
        _ => pieces,
    }
}

/// Letters and digits together, or a wildcard, and long enough to tell models apart. Order numbers are kept
/// elsewhere.
fn names_a_model(word: &str) -> bool {
    let text = compact(word);
    let letters = text.chars().any(char::is_alphabetic);
    let digits = text.chars().any(|c| c.is_ascii_digit());
    text.len() >= 4 && !is_order_number(&text) && letters && (digits || word.contains('*'))
}

/// Do two neighbours name one of several? Ratings (`8DI, DC24V`) and numbers of another make do not.
fn is_list(last: &Slot, next: &Slot, gap: Gap) -> bool {
    let before = last.text.rsplit(' ').next().unwrap_or_default();
    let numbers = last.has_digit() && next.has_digit() && !is_rating(&next.text);
    match gap {
        Gap::List if !last.has_digit() && !next.has_digit() => true,
        Gap::List => numbers && (same_head(before, &next.text) || same_make(before, &next.text)),
        Gap::Blank if begin_alike(before, &next.text) => true,
        Gap::Blank => numbers && same_make(before, &next.text) && alike(before, &next.text),
    }
}

/// Are two that only a blank parts of one list? The same letters in front, or numbers of one length:
/// `TSXP574634 TSXP575634`.
fn alike(a: &str, b: &str) -> bool {
    same_head(a, b)
        || (a.starts_with(|c: char| c.is_ascii_digit())
            && b.starts_with(|c: char| c.is_ascii_digit())
            && a.len() == b.len())
}

/// Two coined words that begin with the same three letters: `NVRmini2 NVRsolo`.
fn begin_alike(a: &str, b: &str) -> bool {
    const ALIKE: usize = 3;
    let coined = |word: &str| {
        word.chars().filter(|c| c.is_uppercase()).count() >= ALIKE && word.chars().any(char::is_lowercase)
    };
    coined(a) && coined(b) && a.chars().take(ALIKE).eq(b.chars().take(ALIKE))
}

/// The same letters in front.
fn same_head(a: &str, b: &str) -> bool {
    let head = |text: &str| {
        text.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_uppercase).collect::<String>()
    };
    !head(a).is_empty() && head(a) == head(b)
}

/// The same change of letters and digits.
fn same_make(a: &str, b: &str) -> bool {
    let make = |text: &str| {
        let mut make: Vec<bool> = compact(text).chars().map(|c| c.is_ascii_digit()).collect();
        make.dedup();
        make
    };
    make(a) == make(b)
}

/// `NJ-series` is `NJ`, and a series.
fn without_series_suffix(text: &str) -> (&str, bool) {
    let hyphen = text.rfind('-').filter(|at| words().is_series_word(&text[at + 1..].to_lowercase()));
    match hyphen {
        Some(at) => (&text[..at], true),
        None => (text, false),
    }
}

fn slot_of(piece: &Piece) -> Slot {
    slot(&piece.text, &piece.text.to_lowercase())
}

fn slot(text: &str, lower: &str) -> Slot {
    let plain: String = text.chars().filter(|c| *c != OPTION.0 && *c != OPTION.1).collect();
    Slot {
        patterns: readings(text),
        perhaps: Vec::new(),
        kind: if words().is_class(lower) { Kind::Class } else { Kind::Core },
        is_umbrella: words().is_umbrella(lower),
        is_common: words().is_common(lower) || plain.chars().count() == 1,
        is_condition: false,
        is_of_sort: false,
        is_prose: false,
        is_series: false,
        is_catalogued: false,
        is_sort: false,
        is_code: compact(&plain).len() <= CODE_MAX,
        text: plain,
    }
}

/// A version at the start of the pieces, and how many pieces it takes.
fn series(pieces: &[Piece]) -> Option<(SeriesWords, usize)> {
    let lower = |at: usize| pieces.get(at).map(|piece| piece.text.to_lowercase()).unwrap_or_default();
    let earlier = |word: &str| {
        matches!(word, "prior" | "before" | "earlier" | "below" | "older" | "lower" | "previous")
    };
    if earlier(&lower(0)) {
        let skip = if matches!(lower(1).as_str(), "to" | "than") { 2 } else { 1 };
        let version = pieces.get(skip).filter(|piece| is_version(&piece.text))?;
        let range = super::range(&format!("< {}", version.text))?;
        return Some((SeriesWords::Range(range), skip + 1));
    }
    if !is_version(&pieces.first()?.text) {
        return None;
    }
    let mut text = pieces[0].text.clone();
    let mut used = 1;
    while is_qualifier(&lower(used))
        || (used > 1 && pieces.get(used).is_some_and(|piece| piece.text.bytes().all(|b| b.is_ascii_digit())))
    {
        text = format!("{text} {}", pieces[used].text);
        used += 1;
    }
    let comparator = match lower(used).as_str() {
        word if earlier(word) => "<=",
        "later" | "newer" | "above" | "higher" => ">=",
        _ => {
            let version = FirmwareVersion::series(&text)?;
            return Some((SeriesWords::Series { version, text }, used));
        }
    };
    Some((SeriesWords::Range(super::range(&format!("{comparator} {text}"))?), used + 1))
}

/// `V7`, `V4.x`, `2.0.1`: a dotted number, or one behind a V.
fn is_version(text: &str) -> bool {
    let number = text.strip_prefix(['V', 'v']).unwrap_or(text);
    let dotted = number.contains('.');
    let mut parts = number.split('.');
    let starts =
        parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let goes_on = parts.all(|part| {
        matches!(part, "x" | "X") || (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    });
    starts && goes_on && (dotted || number.len() < text.len())
}

fn is_qualifier(lower: &str) -> bool {
    let word = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(word, "sp" | "upd" | "update" | "hf" | "patch")
}

/// What a sheet or label says of a device, as words.
pub(super) fn device(split: &Split, source: Source) -> Vec<Word> {
    let word = |piece: &Piece, soft: bool| {
        let (text, _) = without_series_suffix(&piece.text);
        let lower = text.to_lowercase();
        let compact_text = compact(text);
        if words().is_filler(&lower) || words().opens_condition(&lower) || compact_text.is_empty() {
            return None;
        }
        let kind = match () {
            () if words().is_class(&lower) => Kind::Class,
            () if soft => Kind::Soft,
            () => Kind::Core,
        };
        let (is_umbrella, is_common) = (words().is_umbrella(&lower), words().is_common(&lower));
        let heads = if kind == Kind::Soft { Vec::new() } else { heads(text) };
        Some(Word {
            heads,
            written: text.to_owned(),
            text: compact_text,
            source,
            kind,
            is_umbrella,
            is_common,
            is_catalogued: false,
        })
    };
    let pieces: Vec<Piece> = split.name.iter().flat_map(after_brand).collect();
    let name = pieces.iter().filter_map(|piece| word(piece, false));
    name.chain(split.remarks.iter().flatten().filter_map(|piece| word(piece, true))).collect()
}

/// `TOYOPUC-Plus` is a brand and a word.
fn after_brand(piece: &Piece) -> Vec<Piece> {
    let of = |text: &str| Piece { text: text.to_owned(), gap: piece.gap };
    match piece.text.split_once('-') {
        Some((brand, rest)) if !rest.is_empty() && words().is_umbrella(&brand.to_lowercase()) => {
            vec![of(brand), of(rest)]
        }
        _ => vec![piece.clone()],
    }
}

/// The beginnings of a number at its separators, where what follows only makes a variant of it: a part that
/// begins with a digit, or a few letters (`FX5U-32MT/ES`, `AWK-3131A-EU`, `POL908.00/STD`). Longer words and numbers with
/// a letter in front are things of their own (`FX3U-ENET`, `GT25-J71GN13`).
fn heads(text: &str) -> Vec<String> {
    let is_variant = |part: &str, most: usize| {
        part.starts_with(|c: char| c.is_ascii_digit())
            || (part.len() <= most && part.chars().all(char::is_alphabetic))
    };
    let cuts = text.char_indices().filter(|(_, c)| matches!(c, '-' | '/' | '_'));
    let ends_here = |(at, mark): &(usize, char)| {
        let letters_max = if *mark == '/' { 3 } else { 2 };
        text[at + 1..].split(['-', '/', '_']).all(|part| is_variant(part, letters_max))
    };
    let mut begun: Vec<&str> = cuts.filter(ends_here).map(|(at, _)| &text[..at]).collect();
    // `294D-FD4P2S`: a catalogue number that begins with a digit has its series before the first hyphen.
    begun.extend(
        text.split_once('-')
            .map(|(series, _)| series)
            .filter(|series| series.len() >= SERIES_MIN && series.starts_with(|c: char| c.is_ascii_digit())),
    );
    // `OZW672.01`, `PXC5.E003`
    let variant = |text: &'_ str| {
        let (head, tail) = text.rsplit_once('.')?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_code = tail.strip_prefix(|c: char| c.is_ascii_uppercase()).is_some_and(is_number);
        let is_variant = tail.len() == 2 && is_number(tail) || is_code;
        (is_variant && head.contains(char::is_alphabetic)).then(|| compact(head))
    };
    begun.extend(behind_its_digit(text));
    let variants = begun.iter().copied().chain([text]).filter_map(variant);
    let heads = begun.iter().map(|head| compact(head)).chain(variants);
    heads.filter(|head| head.len() >= 3 && head.bytes().any(|byte| byte.is_ascii_digit())).collect()
}

/// `PPT30` of `6PPT30.0702-20W`: the front of an order number that begins with a digit for the sort of thing.
fn behind_its_digit(text: &str) -> Option<&str> {
    let front = text.split(['.', '-']).next()?;
    let name = front.strip_prefix(|c: char| c.is_ascii_digit())?;
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    (letters > 1 && front.len() < text.len()).then_some(name)
}
