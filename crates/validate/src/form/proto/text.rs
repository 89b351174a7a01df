//! The text format of Protocol Buffers.
//!
//! Invariant: bounded by the limits; strings that stand side by side are one. Extensions and `Any` in brackets are
//! kept as fields of that name, which no form knows.

use std::borrow::Cow;

use sekisho_intake::Limits;
use sekisho_intake::encoding::line_at;

use super::{Field, Proto};

/// Reads a message; the error has the line and what was wrong there.
pub(crate) fn parse<'t>(text: &'t str, limits: &Limits) -> Result<Proto<'t>, (u64, String)> {
    let mut reader = Reader { text, at: 0, limits };
    let fields = reader.fields(None, 0).map_err(|why| (line_at(text, reader.at.min(text.len())), why))?;
    Ok(Proto::Message(fields))
}

struct Reader<'t, 'l> {
    text: &'t str,
    at: usize,
    limits: &'l Limits,
}

impl<'t> Reader<'t, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next byte after blanks and comments.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            match self.rest().as_bytes().first() {
                Some(b'#') => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                other => return other.copied(),
            }
        }
    }

    fn eat(&mut self, sign: u8) -> bool {
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    /// Fields up to the closing sign, or to the end of the text.
    fn fields(&mut self, close: Option<u8>, depth: usize) -> Result<Vec<Field<'t>>, String> {
        if depth > self.limits.depth_max {
            return Err(format!("deeper than {} levels", self.limits.depth_max));
        }
        let mut fields = Vec::new();
        loop {
            match (self.peek(), close) {
                (None, None) => return Ok(fields),
                (None, Some(_)) => return Err("the text ends inside a message".to_owned()),
                (Some(sign), Some(close)) if sign == close => {
                    self.at += 1;
                    return Ok(fields);
                }
                _ => self.field(&mut fields, depth)?,
            }
            if fields.len() > self.limits.entries_max {
                return Err(format!("more than {} entries in one message", self.limits.entries_max));
            }
            let _ = self.eat(b',') || self.eat(b';');
        }
    }

    fn field(&mut self, fields: &mut Vec<Field<'t>>, depth: usize) -> Result<(), String> {
        let name = self.name()?;
        let colon = self.eat(b':');
        if !self.eat(b'[') {
            let value = self.value(colon, depth)?;
            fields.push(Field { name: Cow::Borrowed(name), value });
            return Ok(());
        }
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            let value = self.value(colon, depth)?;
            fields.push(Field { name: Cow::Borrowed(name), value });
            if self.eat(b']') {
                return Ok(());
            }
            if !self.eat(b',') {
                return Err("a list without its end".to_owned());
            }
        }
    }

    fn name(&mut self) -> Result<&'t str, String> {
        let start = self.at;
        if self.eat(b'[') {
            let end = self.rest().find(']').ok_or("a name in brackets without its end")?;
            self.at += end + 1;
            return Ok(self.text.get(start..self.at).unwrap_or_default());
        }
        let word = self.word();
        if word.is_empty() || word.starts_with(|sign: char| sign.is_ascii_digit()) {
            let found = self.rest().chars().next().map(String::from).unwrap_or_default();
            return Err(format!("a field name was expected, not “{found}{word}”"));
        }
        Ok(word)
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn value(&mut self, colon: bool, depth: usize) -> Result<Proto<'t>, String> {
        if self.eat(b'{') {
            return self.fields(Some(b'}'), depth + 1).map(Proto::Message);
        }
        if self.eat(b'<') {
            return self.fields(Some(b'>'), depth + 1).map(Proto::Message);
        }
        if !colon {
            return Err("a colon is missing before the value".to_owned());
        }
        match self.peek() {
            Some(b'"' | b'\'') => self.strings(),
            Some(_) => self.plain(),
            None => Err("a value is missing".to_owned()),
        }
    }

    /// Strings side by side.
    fn strings(&mut self) -> Result<Proto<'t>, String> {
        let mut whole: Option<Cow<'t, [u8]>> = None;
        while let Some(quote @ (b'"' | b'\'')) = self.peek() {
            self.at += 1;
            let part = self.string(quote)?;
            whole = Some(match whole {
                None => part,
                Some(before) => Cow::Owned([&*before, &*part].concat()),
            });
        }
        Ok(Proto::Text(whole.unwrap_or_default()))
    }

    fn string(&mut self, quote: u8) -> Result<Cow<'t, [u8]>, String> {
        let bytes = self.rest().as_bytes();
        let stop = |byte: &u8| *byte == quote || *byte == b'\\' || *byte == b'\n';
        let end = bytes.iter().position(stop).ok_or("a string without its end")?;
        if bytes[end] == quote {
            self.at += end + 1;
            return Ok(Cow::Borrowed(&bytes[..end]));
        }
        let mut out = Vec::new();
        let mut at = 0;
        loop {
            match bytes.get(at) {
                None | Some(b'\n') => return Err("a string without its end".to_owned()),
                Some(byte) if *byte == quote => break,
                Some(b'\\') => at += escape(bytes.get(at..).unwrap_or_default(), &mut out)?,
                Some(byte) => {
                    out.push(*byte);
                    at += 1;
                }
            }
        }
        self.at += at + 1;
        Ok(Cow::Owned(out))
    }

    /// A number or a word, perhaps with a minus before it.
    fn plain(&mut self) -> Result<Proto<'t>, String> {
        let start = self.at;
        let minus = self.eat(b'-');
        self.peek();
        let rest = self.rest();
        let in_number = |sign: char| sign.is_ascii_alphanumeric() || sign == '.' || sign == '_';
        let mut end = rest.find(|sign: char| !in_number(sign)).unwrap_or(rest.len());
        // The sign of an exponent.
        if rest.get(..end).is_some_and(|word| {
            word.ends_with(['e', 'E']) && word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.')
        }) && rest.get(end..).is_some_and(|after| after.starts_with(['+', '-']))
        {
            let after = rest.get(end + 1..).unwrap_or_default();
            end += 1 + after.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(after.len());
        }
        let word = rest.get(..end).unwrap_or_default();
        if word.is_empty() {
            return Err(format!("no value: {}", rest.chars().next().unwrap_or(' ')));
        }
        self.at += end;
        if !word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.') {
            return Ok(Proto::Word(self.text.get(start..self.at).unwrap_or_default()));
        }
        number(word, minus).ok_or_else(|| format!("no number: {word}"))
    }
}

fn number<'t>(word: &str, minus: bool) -> Option<Proto<'t>> {
    let whole = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(hex) => i128::from_str_radix(hex, 16).ok(),
        None if word.len() > 1 && word.starts_with('0') && word.bytes().all(|byte| byte.is_ascii_digit()) => {
            i128::from_str_radix(word, 8).ok()
        }
        None => word.parse().ok(),
    };
    if let Some(whole) = whole {
        return Some(Proto::Whole(if minus { -whole } else { whole }));
    }
    let decimal: f64 = word.trim_end_matches(['f', 'F']).parse().ok()?;
    Some(Proto::Decimal(if minus { -decimal } else { decimal }))
}

/// One escape: how many bytes it takes, its meaning added.
fn escape(bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, String> {
    let wrong = || "an escape that does not exist".to_owned();
    let simple = match bytes.get(1).ok_or_else(wrong)? {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'v' => 11,
        sign @ (b'\\' | b'\'' | b'"' | b'?') => *sign,
        b'x' | b'X' => {
            let digits = bytes.iter().skip(2).take(2).take_while(|digit| digit.is_ascii_hexdigit()).count();
            out.push(u8::try_from(radix(bytes, 2, digits, 16).ok_or_else(wrong)?).map_err(|_| wrong())?);
            return Ok(2 + digits);
        }
        b'0'..=b'7' => {
            let digits =
                bytes.iter().skip(1).take(3).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
            out.push(u8::try_from(radix(bytes, 1, digits, 8).ok_or_else(wrong)?).map_err(|_| wrong())?);
            return Ok(1 + digits);
        }
        b'u' => return unicode(bytes, 4, out).ok_or_else(wrong),
        b'U' => return unicode(bytes, 8, out).ok_or_else(wrong),
        _ => return Err(wrong()),
    };
    out.push(simple);
    Ok(2)
}

fn radix(bytes: &[u8], start: usize, digits: usize, radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(bytes.get(start..start + digits)?).ok()?;
    u32::from_str_radix(text, radix).ok()
}

/// `\uXXXX` and `\UXXXXXXXX`; two halves of a pair (UTF-16) are one character.
fn unicode(bytes: &[u8], digits: usize, out: &mut Vec<u8>) -> Option<usize> {
    let first = radix(bytes, 2, digits, 16)?;
    let (code, taken) = match first {
        0xD800..0xDC00 => {
            let rest = bytes.get(2 + digits..)?;
            let second = rest.starts_with(b"\\u").then(|| radix(rest, 2, 4, 16))??;
            let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
            (0x10000 + ((first - 0xD800) << 10) + low, 2 + digits + 6)
        }
        code => (code, 2 + digits),
    };
    out.extend(char::from_u32(code)?.encode_utf8(&mut [0; 4]).as_bytes());
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<(String, Proto<'_>)> {
        let Ok(Proto::Message(fields)) = parse(source, &Limits::default()) else { unreachable!("{source}") };
        fields.into_iter().map(|field| (field.name.into_owned(), field.value)).collect()
    }

    #[test]
    fn every_way_of_writing_a_value_is_read() {
        let read = texts(
            "a: 'x' \"\\n\\x41\\102\\u00e9\\uD83E\\uDD17\" # no\nb: [1, -0x10, 010]; c < d: 1.5e-3f > e { }, f: TRUE g: -inf",
        );
        assert_eq!(read[0].1.text(), Some("x\nAB\u{e9}\u{1f917}"));
        assert_eq!(
            [&read[1].1, &read[2].1, &read[3].1],
            [&Proto::Whole(1), &Proto::Whole(-16), &Proto::Whole(8)]
        );
        assert_eq!(read[4].1.all("d").next(), Some(&Proto::Decimal(1.5e-3)));
        assert_eq!(read[5].1, Proto::Message(Vec::new()));
        assert_eq!([&read[6].1, &read[7].1], [&Proto::Word("TRUE"), &Proto::Word("-inf")]);
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        for (source, line) in
            [("a: 1\nb {", 2), ("a", 1), ("a: \"x\n\"", 1), ("\n\n}", 3), ("a: \"\\q\"", 1), ("a 1", 1)]
        {
            assert_eq!(parse(source, &Limits::default()).map_err(|(line, _)| line), Err(line), "{source}");
        }
        let deep = "a{".repeat(200);
        assert!(parse(&deep, &Limits::default()).is_err());
    }
}
