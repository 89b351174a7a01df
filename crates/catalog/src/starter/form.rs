//! From the files' rows to a [`Starter`]. A row that cannot be read costs that row and is named by file and place.
//!
//! A template's rows are the register's own records, with words in both languages in the place of text; so a
//! template can hold whatever a register can.

use std::collections::BTreeMap;

use sekisho_model::{Lang, Place, Problem, Record, RecordKind, Text, text};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::{Action, Choice, Question, Seed, Starter, Template, When, Word};
use crate::Confirmed;

/// A file as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    pack: Head,
    #[serde(default)]
    unsure: Option<Unsure>,
    #[serde(default)]
    question: Vec<Value>,
    #[serde(default)]
    word: Vec<Value>,
    #[serde(default)]
    action: Vec<Value>,
    #[serde(default)]
    common: Table,
    #[serde(default)]
    template: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "every pack names its id, title and source for those who read the file")]
struct Head {
    id: String,
    edition: String,
    title: Text,
    source: String,
    confirmed: Confirmed,
}

/// How a record is marked that is drafted although nobody knows.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unsure {
    suffix: Text,
    note: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionForm {
    id: String,
    asks: Text,
    why: Text,
    find: Text,
    #[serde(default)]
    choices: Vec<Choice>,
}

struct Reading {
    starter: Starter,
    unsure: Unsure,
    problems: Vec<Problem>,
    file: String,
}

pub(super) fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Starter, Vec<Problem>) {
    let starter = Starter {
        edition: String::new(),
        confirmed: Confirmed::Own,
        templates: Vec::new(),
        questions: Vec::new(),
        actions: Vec::new(),
        words: Vec::new(),
    };
    let mut reading =
        Reading { starter, unsure: Unsure::default(), problems: Vec::new(), file: String::new() };
    for (file, text) in files {
        file.clone_into(&mut reading.file);
        match toml::from_str::<FileForm>(text) {
            Ok(form) => reading.file(form),
            Err(error) => reading.broken("", error.message()),
        }
    }
    (reading.starter, reading.problems)
}

impl Reading {
    fn file(&mut self, form: FileForm) {
        let FileForm { pack, unsure, question, word, action, common, template } = form;
        self.starter.edition = pack.edition;
        self.starter.confirmed = pack.confirmed;
        if let Some(unsure) = unsure {
            self.unsure = unsure;
        }
        for form in self.rows::<QuestionForm>("question", question) {
            self.starter.questions.push(form.question());
        }
        let words = self.rows::<Word>("word", word);
        self.starter.words.extend(words);
        for action in self.rows::<Action>("action", action) {
            if self.answerable(&format!("action {}", action.id), action.needs.iter().chain(&action.done)) {
                self.starter.actions.push(action);
            }
        }
        for value in template {
            self.template(value, &common);
        }
    }

    fn rows<T: DeserializeOwned>(&mut self, kind: &str, values: Vec<Value>) -> Vec<T> {
        let mut rows = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            match value.try_into() {
                Ok(row) => rows.push(row),
                Err(error) => self.broken(&format!("{kind}[{index}]"), error.message()),
            }
        }
        rows
    }

    fn template(&mut self, value: Value, common: &Table) {
        let Value::Table(mut table) = value else {
            self.broken("template", "not a table");
            return;
        };
        let id = table.remove("id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
        let (name, about) = (self.words(&id, table.remove("name")), self.words(&id, table.remove("about")));
        let mut seeds = self.seeds(&id, common.clone());
        seeds.extend(self.seeds(&id, table));
        self.starter.templates.push(Template { id, name, about, seeds });
    }

    fn words(&mut self, id: &str, value: Option<Value>) -> Text {
        match value.unwrap_or(Value::Boolean(false)).try_into() {
            Ok(text) => text,
            Err(error) => {
                self.broken(&format!("template {id}"), error.message());
                Text::default()
            }
        }
    }

    fn seeds(&mut self, template: &str, kinds: Table) -> Vec<Seed> {
        let mut seeds = Vec::new();
        for (code, rows) in kinds {
            let (Some(kind), Value::Array(rows)) = (RecordKind::from_code(&code), rows) else {
                self.broken(&format!("template {template}, {code}"), "no kind of record");
                continue;
            };
            for row in rows {
                let place = format!("template {template}, {code} {}", id_of(&row));
                match self.seed(kind, row) {
                    Ok(seed) if self.answerable(&place, &seed.when) => seeds.push(seed),
                    Ok(_) => {}
                    Err(error) => self.broken(&place, error.message()),
                }
            }
        }
        seeds
    }

    fn seed(&self, kind: RecordKind, mut row: Value) -> Result<Seed, toml::de::Error> {
        let when = row.as_table_mut().and_then(|table| table.remove("when"));
        let when = when.map(Value::try_into).transpose()?.unwrap_or_default();
        let record = |lang, unsure: bool| {
            let mut document = in_lang(row.clone(), lang);
            if unsure {
                self.mark(&mut document, lang);
            }
            Record::deserialize_as(kind, document)
        };
        let both = |lang| Ok::<_, toml::de::Error>([record(lang, false)?, record(lang, true)?]);
        Ok(Seed { when, records: [both(Lang::Ja)?, both(Lang::En)?] })
    }

    fn mark(&self, document: &mut Value, lang: Lang) {
        let Some(table) = document.as_table_mut() else { return };
        let text =
            |table: &Table, field| table.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = text(table, "name") + self.unsure.suffix.in_lang(lang);
        let note = text(table, "note");
        let space = if note.is_empty() { "" } else { lang.pick("", " ") };
        let note = format!("{}{space}{note}", self.unsure.note.in_lang(lang));
        table.insert("name".to_owned(), Value::String(name));
        table.insert("note".to_owned(), Value::String(note));
    }

    /// Does every condition name a question and answers of it?
    fn answerable<'w>(&mut self, place: &str, when: impl IntoIterator<Item = &'w When>) -> bool {
        for When { question, is } in when {
            let asked = self.starter.question(question);
            let stray = is.iter().find(|id| asked.is_none_or(|asked| asked.choice(id).is_none()));
            if asked.is_none() || stray.is_some() || is.is_empty() {
                self.broken(place, &format!("no such answer: {question} {is:?}"));
                return false;
            }
        }
        true
    }

    fn broken(&mut self, place: &str, reason: &str) {
        let place = Place::file(self.file.clone()).at_path(place);
        self.problems.push(Problem::error(
            place,
            text!(ja: "読めません（{reason}）。", en: "It cannot be read ({reason})."),
            text!(ja: "書き方を直してください。この部分は使いません。", en: "Correct it. This part is not used."),
        ));
    }
}

fn id_of(row: &Value) -> &str {
    row.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A document with one language's words in the place of both.
fn in_lang(value: Value, lang: Lang) -> Value {
    match value {
        Value::Table(table) if is_text(&table) => {
            table.get(lang.code()).cloned().unwrap_or(Value::String(String::new()))
        }
        Value::Table(table) => {
            Value::Table(table.into_iter().map(|(key, value)| (key, in_lang(value, lang))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(|value| in_lang(value, lang)).collect()),
        other => other,
    }
}

fn is_text(table: &Table) -> bool {
    let keys: BTreeMap<&str, &Value> = table.iter().map(|(key, value)| (key.as_str(), value)).collect();
    keys.keys().copied().eq(["en", "ja"])
}

impl QuestionForm {
    fn question(self) -> Question {
        let Self { id, asks, why, find, mut choices } = self;
        let plain =
            |id: &str, ja, en| Choice { id: id.to_owned(), label: Text::new(ja, en), recovery_hours: None };
        if choices.is_empty() {
            choices = vec![plain("yes", "はい", "Yes"), plain("no", "いいえ", "No")];
        }
        choices.push(plain(Question::UNKNOWN, "わからない", "I don't know"));
        Question { id, asks, why, find, choices }
    }
}
