//! Version words to a line of comparators with their versions.

use super::super::version::FirmwareVersion;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    Exactly,
    Below,
    AtMost,
    Above,
    AtLeast,
    /// Everything but this.
    Except,
}

use Comparator::{Above, AtLeast, AtMost, Below, Exactly, Except};

/// A comparator with its version; without one it is *every version*.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) comparator: Comparator,
    pub(super) version: Option<FirmwareVersion>,
}

/// Signs that the words are rewritten to, one character each, so that the rest is a plain scan.
const BELOW: char = '\u{e000}';
const AT_MOST: char = '\u{e001}';
const ABOVE: char = '\u{e002}';
const AT_LEAST: char = '\u{e003}';
const EQUAL: char = '\u{e004}';
const NOT_EQUAL: char = '\u{e005}';
/// The same, standing behind their version.
const THEN_BELOW: char = '\u{e010}';
const THEN_AT_MOST: char = '\u{e011}';
const THEN_ABOVE: char = '\u{e012}';
const THEN_AT_LEAST: char = '\u{e013}';
/// Between the two versions of an interval.
const TO: char = '\u{e020}';
/// Between two items.
const BREAK: char = '\u{e021}';
/// Before the two versions of an interval that are joined by `and`.
const BETWEEN: char = '\u{e022}';
/// Behind a version that does not itself belong.
const EXCLUDING: char = '\u{e030}';

fn is_sign(c: char) -> bool {
    ('\u{e000}'..='\u{e0ff}').contains(&c)
}

/// Phrases in the order they are tried: longer ones before their parts. English phrases are whole words.
const PHRASES: &[(&str, char)] = &[
    ("no later than", AT_MOST),
    ("not later than", AT_MOST),
    ("no newer than", AT_MOST),
    ("no earlier than", AT_LEAST),
    ("not earlier than", AT_LEAST),
    ("no older than", AT_LEAST),
    ("at or below", AT_MOST),
    ("at or before", AT_MOST),
    ("at or above", AT_LEAST),
    ("at or after", AT_LEAST),
    ("up to but not including", BELOW),
    ("up to but excluding", BELOW),
    ("but not including", BELOW),
    ("but excluding", BELOW),
    ("and all earlier versions", THEN_AT_MOST),
    ("and all earlier", THEN_AT_MOST),
    ("and all older versions", THEN_AT_MOST),
    ("and all lower versions", THEN_AT_MOST),
    ("and all prior", THEN_AT_MOST),
    ("and all previous", THEN_AT_MOST),
    ("and all newer versions", THEN_AT_LEAST),
    ("and all higher versions", THEN_AT_LEAST),
    ("and all later", THEN_AT_LEAST),
    ("prior to and including", AT_MOST),
    ("up to and including", AT_MOST),
    ("and all prior versions", THEN_AT_MOST),
    ("and all previous versions", THEN_AT_MOST),
    ("and prior versions", THEN_AT_MOST),
    ("and earlier versions", THEN_AT_MOST),
    ("or earlier versions", THEN_AT_MOST),
    ("and previous versions", THEN_AT_MOST),
    ("and all later versions", THEN_AT_LEAST),
    ("and later versions", THEN_AT_LEAST),
    ("and newer versions", THEN_AT_LEAST),
    ("and prior", THEN_AT_MOST),
    ("or prior", THEN_AT_MOST),
    ("and earlier", THEN_AT_MOST),
    ("or earlier", THEN_AT_MOST),
    ("and below", THEN_AT_MOST),
    ("or below", THEN_AT_MOST),
    ("and lower", THEN_AT_MOST),
    ("or lower", THEN_AT_MOST),
    ("and older", THEN_AT_MOST),
    ("or older", THEN_AT_MOST),
    ("and previous", THEN_AT_MOST),
    ("or previous", THEN_AT_MOST),
    ("and later", THEN_AT_LEAST),
    ("or later", THEN_AT_LEAST),
    ("and newer", THEN_AT_LEAST),
    ("or newer", THEN_AT_LEAST),
    ("and above", THEN_AT_LEAST),
    ("or above", THEN_AT_LEAST),
    ("and higher", THEN_AT_LEAST),
    ("or higher", THEN_AT_LEAST),
    ("and up", THEN_AT_LEAST),
    ("onwards", THEN_AT_LEAST),
    ("onward", THEN_AT_LEAST),
    ("up to", AT_MOST),
    ("prior to", BELOW),
    ("earlier than", BELOW),
    ("older than", BELOW),
    ("lower than", BELOW),
    ("less than", BELOW),
    ("before", BELOW),
    ("later than", ABOVE),
    ("newer than", ABOVE),
    ("higher than", ABOVE),
    ("greater than", ABOVE),
    ("after", ABOVE),
    ("starting with", AT_LEAST),
    ("at least", AT_LEAST),
    ("since", AT_LEAST),
    ("between", BETWEEN),
    ("through", TO),
    ("thru", TO),
    ("to", TO),
    ("and", BREAK),
    ("or", BREAK),
];

/// The same in Japanese, which has no word breaks.
const PHRASES_JA: &[(&str, char)] = &[
    ("およびそれ以前", THEN_AT_MOST),
    ("及びそれ以前", THEN_AT_MOST),
    ("およびそれ以降", THEN_AT_LEAST),
    ("及びそれ以降", THEN_AT_LEAST),
    ("またはそれ以前", THEN_AT_MOST),
    ("またはそれ以降", THEN_AT_LEAST),
    ("を含むそれ以前", THEN_AT_MOST),
    ("を含むそれ以降", THEN_AT_LEAST),
    ("を含む以前", THEN_AT_MOST),
    ("を含む以降", THEN_AT_LEAST),
    ("よりも以前", THEN_BELOW),
    ("より以前", THEN_BELOW),
    ("よりも前", THEN_BELOW),
    ("よりも古い", THEN_BELOW),
    ("よりも後", THEN_ABOVE),
    ("よりも新しい", THEN_ABOVE),
    ("それ以前", THEN_AT_MOST),
    ("それ以降", THEN_AT_LEAST),
    ("以前", THEN_AT_MOST),
    ("以下", THEN_AT_MOST),
    ("より前", THEN_BELOW),
    ("より古い", THEN_BELOW),
    ("より小さい", THEN_BELOW),
    ("未満", THEN_BELOW),
    ("以降", THEN_AT_LEAST),
    ("以上", THEN_AT_LEAST),
    ("より後", THEN_ABOVE),
    ("より新しい", THEN_ABOVE),
    ("より大きい", THEN_ABOVE),
    ("から", TO),
    ("まで", THEN_AT_MOST),
    ("および", BREAK),
    ("及び", BREAK),
    ("または", BREAK),
    ("又は", BREAK),
];

/// Words that open a condition besides the version.
const CONDITIONS: &[&str] = &[
    "only",
    "when",
    "if",
    "with",
    "without",
    "where",
    "using",
    "running",
    "unless",
    "except",
    "in",
    "on",
    "for",
    "that",
    "which",
    "via",
    "including",
    "installed",
    "deployed",
    "having",
];

/// Words that say nothing here.
const FILLERS: &[&str] = &[
    "all",
    "any",
    "the",
    "version",
    "versions",
    "firmware",
    "fw",
    "software",
    "bios",
    "release",
    "releases",
    "from",
    "inclusive",
    "products",
    "product",
    "すべての",
    "全ての",
    "全て",
    "すべて",
    "全",
    "バージョン",
    "版",
    "ファームウェア",
    "ファームウエア",
    "の",
    "が",
    "は",
    "のみ",
    "だけ",
];

/// Remarks in parentheses that change nothing.
const IDLE_REMARKS: &[&str] =
    &["inclusive", "including", "included", "all editions", "all versions", "all", "only"];
/// First words of remarks that only widen or rename what is meant.
const IDLE_OPENERS: &[&str] = &[
    "including ",
    "incl. ",
    "incl ",
    "formerly ",
    "former ",
    "previously ",
    "end-of-life",
    "end of life",
    "integrated into ",
    "also known as ",
    "renamed ",
];

/// Is a word one of a phrase's, one that opens a condition, or one that says nothing here?
pub(super) fn is_of_phrase(word: &str) -> bool {
    let mut phrases = PHRASES.iter().flat_map(|(phrase, _)| phrase.split(' '));
    FILLERS.contains(&word) || CONDITIONS.contains(&word) || phrases.any(|other| other == word)
}

/// Is this a phrase that stands behind its version?
pub(super) fn stands_behind(phrase: &str) -> bool {
    PHRASES.iter().any(|(known, sign)| *known == phrase && behind(*sign).is_some())
}

/// Is the first word one that opens a condition?
pub(super) fn opens_condition(plain: &str) -> bool {
    let first = plain.split(' ').next().unwrap_or_default();
    CONDITIONS.contains(&first.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The items of normalised words, and the condition besides (empty where there is none).
pub(super) fn items(plain: &str) -> Option<(Vec<Item>, String)> {
    let plain = match plain.strip_prefix("vers:") {
        Some("all") => "*",
        Some(vers) => vers.split_once('/').map_or(plain, |(_, rest)| rest),
        None => plain,
    };
    let whole = plain.strip_prefix('(').and_then(|inside| inside.strip_suffix(')'));
    let plain = whole.filter(|inside| !inside.contains(['(', ')'])).unwrap_or(plain);
    let (plain, mut condition) = without_remarks(&parted(plain));
    let (plain, besides) = before_another_count(&plain);
    let line = signed(plain);
    let (line, rest) = before_condition(&line);
    // `10.2.1 only` says no more than `10.2.1`.
    let tells = |said: &String| !said.is_empty() && said != "only";
    for said in [besides.to_owned(), said(rest)].into_iter().filter(tells) {
        condition = if condition.is_empty() { said } else { format!("{said}; {condition}") };
    }
    Some((scan(line)?, condition))
}

/// `<= V2.5.0 and function state <= 9`: what is counted besides under a name of its own is a condition.
fn before_another_count(plain: &str) -> (&str, &str) {
    const AND: &str = " and ";
    let is_name = |word: &str| {
        let phrase = format!("and {word}");
        let is_phrase =
            || PHRASES.iter().any(|(known, _)| *known == phrase || known.starts_with(&format!("{phrase} ")));
        word.len() > 1
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !FILLERS.contains(&word)
            && !is_phrase()
    };
    let is_count = |(at, _): &(usize, &str)| {
        let rest = &plain[at + AND.len()..];
        is_name(rest.split(' ').next().unwrap_or_default()) && rest.contains(['<', '>', '=', '≤', '≥'])
    };
    let another = plain.match_indices(AND).find(is_count);
    another.map_or((plain, ""), |(at, _)| (&plain[..at], &plain[at + AND.len()..]))
}

/// Versions that only blanks part (`Release 1.3.2 1.4.0 1.4.1`) as a list: three at least, all of as many numbers.
fn parted(plain: &str) -> String {
    const FEWEST: usize = 3;
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default();
    if FILLERS.contains(&first) {
        words.remove(0);
    }
    let numbers = |word: &&str| {
        let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        word.split('.').all(number).then(|| word.split('.').count()).filter(|count| *count > 1)
    };
    let counts: Vec<Option<usize>> = words.iter().map(numbers).collect();
    let alike =
        counts.windows(2).all(|pair| pair[0] == pair[1]) && counts.first().is_some_and(Option::is_some);
    if words.len() >= FEWEST && alike { words.join(" | ") } else { plain.to_owned() }
}

/// The words without remarks that change nothing: they may hold a month or a number of their own.
pub(super) fn without_idle_remarks(plain: &str) -> String {
    let mut kept = String::new();
    let mut rest = plain;
    while let Some((before, inside, behind)) = next_remark(rest) {
        kept.push_str(before);
        if !is_idle(inside) {
            kept.push_str(&rest[before.len()..rest.len() - behind.len()]);
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept.trim().to_owned()
}

/// Is a version all that stands in parentheses?
pub(super) fn names_in_a_remark(plain: &str, version: &str) -> bool {
    let mut rest = plain;
    while let Some((_, inside, behind)) = next_remark(rest) {
        if inside.trim_start_matches('v') == version.trim_start_matches('v') {
            return true;
        }
        rest = behind;
    }
    false
}

/// Before, inside and behind the first parentheses.
fn next_remark(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('(')?;
    let length = text[open..].find(')')?;
    Some((&text[..open], text[open + 1..open + length].trim(), &text[open + length + 1..]))
}

fn is_idle(remark: &str) -> bool {
    IDLE_REMARKS.contains(&remark)
        || IDLE_OPENERS.iter().any(|opener| remark.starts_with(opener))
        || is_every_windows(remark)
        || names_vulnerabilities(remark)
}

/// `cve-2022-3386 and cve-2022-3385 only`: of which vulnerabilities it is said, and nothing that a device would have to state.
fn names_vulnerabilities(remark: &str) -> bool {
    const WORDS: [&str; 6] = ["only", "affected", "impacted", "by", "and", "for"];
    let mut words = remark.split([' ', ',', ';']).filter(|word| !word.is_empty()).peekable();
    remark.contains("cve-") && words.all(|word| word.starts_with("cve-") || WORDS.contains(&word))
}

/// `windows 7, 10, 11, windows server 2016, 2019`: the releases of a system for clients and for servers alike are what a
/// program runs on, and nothing that a device would have to state.
fn is_every_windows(remark: &str) -> bool {
    const WORDS: [&str; 5] = ["windows", "server", "microsoft", "and", "or"];
    const CLIENTS: [&str; 7] = ["xp", "vista", "7", "8", "8.1", "10", "11"];
    let words: Vec<&str> = remark.split([' ', ',', '/']).filter(|word| !word.is_empty()).collect();
    let is_server = |word: &&str| word.len() == 4 && word.starts_with("20");
    let is_client = |word: &&str| CLIENTS.contains(word);
    let is_known = |word: &&str| WORDS.contains(word) || is_client(word) || is_server(word);
    words.first() == Some(&"windows")
        && words.iter().all(is_known)
        && words.iter().filter(|word| is_client(word)).count() > 1
        && words.iter().any(is_server)
}

/// Takes remarks out that are no part of a version (`15.2(5)` is one). `(excluding)` and `(including)` act
/// on the comparator before them, which here is enough to be undone by a word in front.
fn without_remarks(plain: &str) -> (String, String) {
    let (mut kept, mut remarks) = (String::new(), Vec::new());
    let mut rest = plain;
    while let Some((before, inside, behind)) = next_remark(rest) {
        kept.push_str(before);
        rest = behind;
        if matches!(inside, "excluding" | "exclusive" | "excluded") {
            kept.push_str(" excluding ");
        } else if is_version_tail(inside) {
            kept.push('(');
            kept.push_str(inside);
            kept.push(')');
        } else if !is_idle(inside) {
            remarks.push(inside);
        }
    }
    kept.push_str(rest);
    (kept, remarks.join("; "))
}

/// `(10)`, `(4a)`, `(Build 123)`: at most one word, a qualifier, beside numbers. Behind `2017`, `(1.9.0)` is another count.
fn is_version_tail(inside: &str) -> bool {
    let has_digit = inside.chars().any(|c| c.is_ascii_digit());
    let plain = inside.strip_prefix("build").unwrap_or(inside).trim_start();
    let is_apart = plain == inside && inside.contains('.');
    let plain = plain.strip_prefix("nr.").unwrap_or(plain).trim_start();
    has_digit && !is_apart && !plain.contains(' ') && plain.chars().filter(|c| c.is_alphabetic()).count() <= 2
}

/// Splits before the first word that opens a condition; one that opens the whole leaves no versions.
fn before_condition(line: &str) -> (&str, &str) {
    let mut at = 0;
    for word in line.split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !line[..at].trim().is_empty() && CONDITIONS.contains(&bare) {
            return (line[..at].trim_end(), line[at..].trim());
        }
        at += word.len() + 1;
    }
    (line, "")
}

/// A condition with the signs taken back to words.
fn said(line: &str) -> String {
    let back = |c: char| match c {
        BELOW | THEN_BELOW => "<",
        AT_MOST | THEN_AT_MOST => "<=",
        ABOVE | THEN_ABOVE => ">",
        AT_LEAST | THEN_AT_LEAST => ">=",
        EQUAL => "=",
        NOT_EQUAL => "!=",
        TO => "-",
        BREAK => ",",
        _ => "",
    };
    let mut said = String::new();
    for c in line.chars() {
        if is_sign(c) { said.push_str(back(c)) } else { said.push(c) }
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rewrites phrases and operators to signs.
fn signed(plain: &str) -> String {
    let mut line = format!(" {plain} ");
    for (operator, sign) in [
        ("<=", AT_MOST),
        ("=<", AT_MOST),
        ("≤", AT_MOST),
        (">=", AT_LEAST),
        ("=>", AT_LEAST),
        ("≥", AT_LEAST),
        ("!=", NOT_EQUAL),
        ("≠", NOT_EQUAL),
    ] {
        line = line.replace(operator, &sign.to_string());
    }
    for (operator, sign) in [("<", BELOW), (">", ABOVE), ("==", EQUAL), ("=", EQUAL), ("~", TO), (" - ", TO)]
    {
        line = line.replace(operator, &sign.to_string());
    }
    for separator in ["|", ",", ";", "、", "，", "&", "・"] {
        line = line.replace(separator, &format!(" {BREAK} "));
    }
    line = line.replace(".*", ".x").replace(':', " ").replace("excluding", &EXCLUDING.to_string());
    for (phrase, sign) in PHRASES_JA {
        line = line.replace(phrase, &sign.to_string());
    }
    for (phrase, sign) in PHRASES {
        // Twice, as neighbouring phrases share the blank between them.
        let (phrase, sign) = (format!(" {phrase} "), format!(" {sign} "));
        line = line.replace(&phrase, &sign).replace(&phrase, &sign);
    }
    line
}

/// A piece of the line.
enum Lexeme<'a> {
    Sign(char),
    Words(&'a str),
}

fn lexemes(line: &str) -> Vec<Lexeme<'_>> {
    let mut lexemes = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(is_sign) {
        lexemes.push(Lexeme::Words(rest[..at].trim()));
        let sign = rest[at..].chars().next().unwrap_or(BREAK);
        lexemes.push(Lexeme::Sign(sign));
        rest = &rest[at + sign.len_utf8()..];
    }
    lexemes.push(Lexeme::Words(rest.trim()));
    lexemes.retain(|lexeme| !matches!(lexeme, Lexeme::Words("")));
    lexemes
}

fn scan(line: &str) -> Option<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    // A comparator that waits for its version; whether the last item may still be turned into a lower end.
    let mut waiting: Option<Comparator> = None;
    let mut joined = false;
    let mut all = false;
    let mut between = 0;
    for lexeme in lexemes(line) {
        match lexeme {
            Lexeme::Words(words) => match spelled(words, waiting.is_none())? {
                Spelled::Every => all = true,
                Spelled::Fillers => {}
                Spelled::Span(from, to) => {
                    items.push(Item { comparator: AtLeast, version: Some(from) });
                    items.push(Item { comparator: AtMost, version: Some(to) });
                    (waiting, joined) = (None, false);
                }
                Spelled::Version(version) => {
                    let unsaid = match between {
                        2 => AtLeast,
                        1 => AtMost,
                        _ => Exactly,
                    };
                    between = usize::saturating_sub(between, 1);
                    items.push(Item { comparator: waiting.take().unwrap_or(unsaid), version: Some(version) });
                    joined = true;
                }
            },
            Lexeme::Sign(BREAK) => joined = false,
            Lexeme::Sign(BETWEEN) => between = 2,
            Lexeme::Sign(EXCLUDING) => exclude(items.last_mut()?),
            Lexeme::Sign(sign) => match (before(sign), behind(sign)) {
                (Some(comparator), _) => {
                    if waiting.is_some() {
                        return None;
                    }
                    // `2.2.5 <= 2.2.5.1` and `V14 < V14 SP3`: the first is where it begins.
                    if joined && !matches!(sign, EQUAL | NOT_EQUAL) {
                        begin(items.last_mut()?)?;
                    }
                    waiting = Some(comparator);
                }
                (None, Some(comparator)) if joined => turn(&mut items, comparator),
                (None, Some(_)) => return None,
                (None, None) => {
                    // TO: what stood before begins the interval, what follows ends it.
                    if !joined {
                        return None;
                    }
                    begin(items.last_mut()?)?;
                    waiting = Some(AtMost);
                }
            },
        }
    }
    if waiting.is_some() {
        return open_end(items, waiting);
    }
    if items.is_empty() && all {
        items.push(Item { comparator: Exactly, version: None });
    }
    (!items.is_empty()).then_some(items)
}

/// `1.2から` ends in a sign that waits: everything from there on.
fn open_end(items: Vec<Item>, waiting: Option<Comparator>) -> Option<Vec<Item>> {
    let from = items.last().is_some_and(|item| item.comparator == AtLeast);
    (from && waiting == Some(AtMost)).then_some(items)
}

const fn before(sign: char) -> Option<Comparator> {
    match sign {
        BELOW => Some(Below),
        AT_MOST => Some(AtMost),
        ABOVE => Some(Above),
        AT_LEAST => Some(AtLeast),
        EQUAL => Some(Exactly),
        NOT_EQUAL => Some(Except),
        _ => None,
    }
}

const fn behind(sign: char) -> Option<Comparator> {
    match sign {
        THEN_BELOW => Some(Below),
        THEN_AT_MOST => Some(AtMost),
        THEN_ABOVE => Some(Above),
        THEN_AT_LEAST => Some(AtLeast),
        _ => None,
    }
}

/// Makes a bare version the lower end of what follows. `3.0 build` is none: what follows counts its builds.
fn begin(item: &mut Item) -> Option<()> {
    if item.version.as_ref().is_some_and(FirmwareVersion::ends_in_a_qualifier) {
        return None;
    }
    if item.comparator == Exactly {
        item.comparator = AtLeast;
    }
    Some(())
}

fn exclude(item: &mut Item) {
    item.comparator = match item.comparator {
        AtMost => Below,
        AtLeast => Above,
        other => other,
    };
}

/// Gives the last version the comparator behind it. `1.2 to 1.5 まで` already has one.
fn turn(items: &mut [Item], comparator: Comparator) {
    if let Some(last) = items.last_mut().filter(|last| last.comparator == Exactly) {
        last.comparator = comparator;
    }
}

enum Spelled {
    Every,
    Fillers,
    Version(FirmwareVersion),
    Span(FirmwareVersion, FirmwareVersion),
}

/// Words between two signs: a version, an interval written with a bare hyphen (where no comparator waits),
/// or nothing that counts.
fn spelled(words: &str, alone: bool) -> Option<Spelled> {
    if matches!(words, "*" | "-") {
        return Some(if words == "*" { Spelled::Every } else { Spelled::Fillers });
    }
    let has_version = words.chars().any(|c| c.is_ascii_digit());
    if !has_version {
        let mut every = false;
        for word in words.split(' ') {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            every |= matches!(plain, "all" | "any") || plain.starts_with("すべて") || plain.starts_with('全');
            if !plain.is_empty() && !only_fillers(plain) {
                // A letter alone is a version (`<= W`).
                return FirmwareVersion::of_words(words).map(Spelled::Version);
            }
        }
        return Some(if every { Spelled::Every } else { Spelled::Fillers });
    }
    let words = trimmed(words);
    if let Some(span) = span(words).filter(|_| alone) {
        return Some(span);
    }
    FirmwareVersion::of_words(words).map(Spelled::Version)
}

fn only_fillers(word: &str) -> bool {
    let mut rest = word;
    'more: while !rest.is_empty() {
        for filler in FILLERS {
            if let Some(after) =
                rest.strip_prefix(filler).filter(|after| after.is_empty() || !filler.is_ascii())
            {
                rest = after;
                continue 'more;
            }
        }
        return false;
    }
    true
}

/// Without filler words at both ends.
fn trimmed(words: &str) -> &str {
    let mut words = words.trim_matches(|c: char| c == ' ' || c == '.' || c == '-');
    loop {
        let head = words.split(' ').next().unwrap_or_default();
        let tail = words.rsplit(' ').next().unwrap_or_default();
        if head != words && only_fillers(head) {
            words = words[head.len()..].trim_start();
        } else if tail != words && only_fillers(tail) {
            words = words[..words.len() - tail.len()].trim_end();
        } else {
            break;
        }
    }
    let without = FILLERS
        .iter()
        .filter(|filler| !filler.is_ascii())
        .fold(words, |words, filler| words.strip_suffix(filler).unwrap_or(words).trim_end());
    FILLERS
        .iter()
        .filter(|filler| !filler.is_ascii())
        .fold(without, |words, filler| words.strip_prefix(filler).unwrap_or(words).trim_start())
}

/// `12.4.1-12.4.11`, `V191-V195`, `2014-2016`: both sides are versions of the same make, and the second is
/// the later. `3.4.5-100` and `1-02-08` are not such.
fn span(words: &str) -> Option<Spelled> {
    let (from, to) = words.split_once('-')?;
    let (from, to) = (from.trim(), to.trim());
    let shape = |text: &str| {
        let mut shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
        while shape.contains("99") {
            shape = shape.replace("99", "9");
        }
        shape
    };
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let dots = from.matches('.').count();
    let alike = !to.contains('-')
        && shape(from) == shape(to)
        && (dots >= 1 || from.starts_with('v') || (plain(from) && plain(to) && from.len() == to.len()));
    if !alike {
        return None;
    }
    let (from, to) = (FirmwareVersion::of_words(from)?, FirmwareVersion::of_words(to)?);
    (from < to).then_some(Spelled::Span(from, to))
}
