//! A form file of messages, taken for one edition.

use std::collections::BTreeMap;

use crate::form::notation;

/// One standard's document in one edition.
pub(crate) struct ProtoForm {
    pub(super) types: Vec<Kind>,
    pub(super) root: usize,
}

#[derive(Debug)]
pub(super) enum Kind {
    Message(Message),
    /// By name, sorted, and by number, sorted.
    Values(Vec<(Box<str>, i32)>),
}

#[derive(Debug, Default)]
pub(super) struct Message {
    /// Sorted by number.
    pub(super) fields: Vec<FieldForm>,
    /// Field numbers of which exactly one is set.
    pub(super) one_of: Vec<Vec<Box<str>>>,
}

#[derive(Debug)]
pub(super) struct FieldForm {
    pub(super) number: u32,
    pub(super) name: Box<str>,
    pub(super) required: bool,
    pub(super) repeated: bool,
    pub(super) ty: Type,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    String,
    Bytes,
    Bool,
    Int32,
    Int64,
    Float,
    Double,
    /// The number of a message or of values.
    Named(usize),
}

impl ProtoForm {
    /// Takes one edition out of a form file. An error is a fault of the form file, which is ours.
    pub(crate) fn of(form: &str, edition: &str, root: &str) -> Result<Self, String> {
        let blocks = notation::blocks(form, edition)?;
        let names: BTreeMap<&str, usize> =
            blocks.iter().enumerate().map(|(nth, block)| (block.name, nth)).collect();
        if names.len() < blocks.len() {
            return Err(format!("a name stands twice in {edition}"));
        }
        let mut types = Vec::new();
        for block in &blocks {
            let lines = block.lines.iter().map(|line| line.text);
            let kind = match block.kind {
                "message" => message(lines, &names),
                "values" => values(lines),
                other => Err(format!("no such kind: {other}")),
            };
            types.push(kind.map_err(|why| format!("{} ({edition}): {why}", block.name))?);
        }
        let root = *names.get(root).ok_or_else(|| format!("no message {root}"))?;
        Ok(Self { types, root })
    }
}

fn message<'l>(lines: impl Iterator<Item = &'l str>, names: &BTreeMap<&str, usize>) -> Result<Kind, String> {
    let mut message = Message::default();
    for line in lines {
        if let Some(list) = line.strip_prefix("one of: ") {
            message.one_of.push(list.split_whitespace().map(Box::from).collect());
            continue;
        }
        let mut words = line.split_whitespace();
        let (Some(number), Some(name), Some(ty), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(format!("no field: {line}"));
        };
        let ty = match ty {
            "string" => Type::String,
            "bytes" => Type::Bytes,
            "bool" => Type::Bool,
            "int32" => Type::Int32,
            "int64" => Type::Int64,
            "float" => Type::Float,
            "double" => Type::Double,
            other => Type::Named(*names.get(other).ok_or_else(|| format!("no such type: {other}"))?),
        };
        message.fields.push(FieldForm {
            number: number.parse().map_err(|_| format!("no number: {line}"))?,
            name: name.trim_end_matches(['!', '*']).into(),
            required: name.ends_with('!'),
            repeated: name.ends_with('*'),
            ty,
        });
    }
    message.fields.sort_by_key(|field| field.number);
    Ok(Kind::Message(message))
}

fn values<'l>(lines: impl Iterator<Item = &'l str>) -> Result<Kind, String> {
    let one = |line: &str| {
        let (number, name) = line.split_once(' ')?;
        Some((Box::from(name), number.parse().ok()?))
    };
    let all: Result<Vec<(Box<str>, i32)>, String> =
        lines.map(|line| one(line).ok_or_else(|| format!("no value: {line}"))).collect();
    Ok(Kind::Values(all?))
}
