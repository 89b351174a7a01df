//! A value of a field as it is written in a cell, in a language: the inverse of reading an answer.

use jiff::civil::Date;
use sekisho_model::Lang;
use serde_json::Value;

use super::flat::is_not_applicable;
use super::items;
use super::moment;
use crate::columns::{self, CellForm, Column, Need};

/// What is written in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Text(String),
    Number(u64),
    Date(Date),
}

impl Shown {
    /// As a text: a day as 2027-03-31, a number in digits.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// A value as it is written; nothing for an unknown or empty one.
pub(crate) fn shown(column: &Column, value: &Value, lang: Lang) -> Option<Shown> {
    if column.need == Need::Stated && is_not_applicable(value) {
        return Some(Shown::Text(columns::words().not_applicable.written(lang).to_owned()));
    }
    let text = match (&column.cell, value) {
        (CellForm::Number(..), Value::Number(number)) => return number.as_u64().map(Shown::Number),
        (CellForm::Date, Value::String(text)) => match text.parse() {
            Ok(date) => return Some(Shown::Date(date)),
            Err(_) => text.clone(),
        },
        (CellForm::Moment, Value::String(text)) => {
            text.parse().map_or_else(|_| text.clone(), moment::written)
        }
        (CellForm::Choices(list), Value::Array(codes)) => {
            let word = |code| columns::list(list).with_code(code).map_or(code, |word| word.written(lang));
            items::join(codes.iter().filter_map(Value::as_str).map(word))
        }
        (CellForm::Words(list), Value::String(code)) => {
            columns::list(list).with_code(code).map_or(code.as_str(), |word| word.written(lang)).to_owned()
        }
        (CellForm::Id, Value::String(text)) => items::masked(text).into_owned(),
        (CellForm::Text, Value::String(text)) if column.need == Need::Stated => {
            items::masked(text).into_owned()
        }
        (CellForm::Text, Value::String(text)) => text.clone(),
        (CellForm::Package, Value::String(purl)) => purl.clone(),
        (CellForm::One(_) | CellForm::Catalog(_), Value::String(id)) => items::written(id).into_owned(),
        (
            CellForm::Texts | CellForm::Many(_) | CellForm::Catalogs(_) | CellForm::Vulnerabilities,
            Value::Array(list),
        ) => items::join(list.iter().filter_map(Value::as_str)),
        (CellForm::Maker, value) => maker(value, lang)?,
        (_, other) => other.to_string(),
    };
    (!text.is_empty()).then_some(Shown::Text(text))
}

fn maker(value: &Value, lang: Lang) -> Option<String> {
    match (value.as_str(), value.get("supplier").and_then(Value::as_str)) {
        (Some("own"), _) => Some(columns::words().own.written(lang).to_owned()),
        (_, Some(supplier)) => Some(items::written(supplier).into_owned()),
        _ => None,
    }
}
