//! Protobuf text to the wire form by a published schema: an encoder of its own, so that the reader's table is held
//! against the schema and not against itself.

use std::collections::HashMap;

/// Message and field to number and type; enum and name to number.
#[derive(Default)]
pub(super) struct Schema {
    fields: HashMap<(String, String), (u64, String)>,
    names: HashMap<(String, String), u64>,
}

fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return found };
        if rest.starts_with("//") || first == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        let end = match first {
            '"' | '\'' => quoted(rest, first),
            c if c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+') => rest
                .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+')))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        found.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

impl Schema {
    pub(super) fn parse(text: &str) -> Self {
        let mut schema = Self::default();
        let all = tokens(text);
        let mut at = 0;
        while at < all.len() {
            match all[at].as_str() {
                "message" | "enum" => schema.block(&all, &mut at, ""),
                _ => at += 1,
            }
        }
        schema
    }

    fn block(&mut self, all: &[String], at: &mut usize, outer: &str) {
        let is_enum = all[*at] == "enum";
        let name = if outer.is_empty() { all[*at + 1].clone() } else { format!("{outer}.{}", all[*at + 1]) };
        *at += 3;
        self.body(all, at, &name, is_enum);
    }

    fn body(&mut self, all: &[String], at: &mut usize, name: &str, is_enum: bool) {
        while all[*at] != "}" {
            match all[*at].as_str() {
                "message" | "enum" => self.block(all, at, name),
                "oneof" => {
                    *at += 3;
                    self.body(all, at, name, is_enum);
                }
                "reserved" | "option" => *at = end_of_statement(all, *at),
                "optional" | "repeated" => *at += 1,
                _ if is_enum => {
                    let number = all[*at + 2].parse().unwrap();
                    self.names.insert((name.to_owned(), all[*at].clone()), number);
                    *at = end_of_statement(all, *at);
                }
                _ => {
                    let number = all[*at + 3].parse().unwrap();
                    let field = (name.to_owned(), all[*at + 1].clone());
                    self.fields.insert(field, (number, all[*at].clone()));
                    *at = end_of_statement(all, *at);
                }
            }
        }
        *at += 1;
    }

    /// A type as seen from a message: its own inner ones first.
    fn resolve(&self, message: &str, kind: &str) -> String {
        let mut scope = message;
        loop {
            let full = format!("{scope}.{kind}");
            let is_there =
                self.fields.keys().any(|(m, _)| *m == full) || self.names.keys().any(|(e, _)| *e == full);
            if is_there {
                return full;
            }
            match scope.rfind('.') {
                Some(dot) => scope = &scope[..dot],
                None => return kind.to_owned(),
            }
        }
    }

    /// The wire form of a text of message `Bom`.
    pub(super) fn encode(&self, text: &str) -> Vec<u8> {
        let all = tokens(text);
        let mut at = 0;
        let bytes = self.message(&all, &mut at, "Bom");
        assert_eq!(at, all.len());
        bytes
    }

    fn message(&self, all: &[String], at: &mut usize, message: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        while *at < all.len() && all[*at] != "}" {
            if matches!(all[*at].as_str(), "," | ";") {
                *at += 1;
                continue;
            }
            let name = all[*at].clone();
            let of_time = [("seconds", 1), ("nanos", 2)].into_iter().find(|(field, _)| *field == name);
            let known = self.fields.get(&(message.to_owned(), name.clone())).cloned();
            let is_time = message.ends_with("Timestamp");
            let (number, kind) = known
                .or_else(|| of_time.filter(|_| is_time).map(|(_, number)| (number, "int64".to_owned())))
                .unwrap_or_else(|| panic!("{message}.{name}"));
            *at += 1;
            if all[*at] == ":" {
                *at += 1;
            }
            if all[*at] == "[" {
                *at += 1;
                while all[*at] != "]" {
                    if all[*at] == "," {
                        *at += 1;
                        continue;
                    }
                    self.value(all, at, message, (number, &kind), &mut bytes);
                }
                *at += 1;
            } else {
                self.value(all, at, message, (number, &kind), &mut bytes);
            }
        }
        bytes
    }

    fn value(&self, all: &[String], at: &mut usize, message: &str, field: (u64, &str), bytes: &mut Vec<u8>) {
        let (number, kind) = field;
        let token = &all[*at];
        if token == "{" {
            *at += 1;
            let inner = self.message(all, at, &self.resolve(message, kind));
            *at += 1;
            varint(number << 3 | 2, bytes);
            varint(inner.len() as u64, bytes);
            bytes.extend(inner);
            return;
        }
        *at += 1;
        if token.starts_with(['"', '\'']) {
            let mut text = unquoted(token);
            while all.get(*at).is_some_and(|next| next.starts_with(['"', '\''])) {
                text.push_str(&unquoted(&all[*at]));
                *at += 1;
            }
            varint(number << 3 | 2, bytes);
            varint(text.len() as u64, bytes);
            bytes.extend(text.into_bytes());
            return;
        }
        match kind {
            "float" => {
                varint(number << 3 | 5, bytes);
                bytes.extend(token.parse::<f32>().unwrap().to_le_bytes());
            }
            "double" => {
                varint(number << 3 | 1, bytes);
                bytes.extend(token.parse::<f64>().unwrap().to_le_bytes());
            }
            _ => {
                varint(number << 3, bytes);
                let named = || self.names.get(&(self.resolve(message, kind), token.clone())).copied();
                let number = match token.as_str() {
                    "true" => 1,
                    "false" => 0,
                    _ => token
                        .parse::<i64>()
                        .map(i64::cast_unsigned)
                        .ok()
                        .or_else(named)
                        .unwrap_or_else(|| panic!("{message} {kind} {token}")),
                };
                varint(number, bytes);
            }
        }
    }
}

fn end_of_statement(all: &[String], from: usize) -> usize {
    from + all[from..].iter().position(|token| token == ";").unwrap() + 1
}

fn varint(mut value: u64, bytes: &mut Vec<u8>) {
    while value > 0x7F {
        bytes.push(u8::try_from(value & 0x7F).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
}

fn unquoted(token: &str) -> String {
    let mut text = String::new();
    let mut characters = token[1..token.len() - 1].chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next().unwrap() {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                'u' => {
                    let first =
                        u16::from_str_radix(&characters.by_ref().take(4).collect::<String>(), 16).unwrap();
                    let mut units = vec![first];
                    if (0xD800..0xDC00).contains(&first) {
                        assert_eq!(characters.by_ref().take(2).collect::<String>(), "\\u");
                        units.push(
                            u16::from_str_radix(&characters.by_ref().take(4).collect::<String>(), 16)
                                .unwrap(),
                        );
                    }
                    text.push_str(&String::from_utf16(&units).unwrap());
                }
                other => text.push(other),
            },
            c => text.push(c),
        }
    }
    text
}
