//! Two people and one row: what each of them wants, so that a page can show both.

use jiff::Timestamp;
use sekisho_exchange::{FieldChange, fields_changed};
use sekisho_model::{Change, Lang, Record, RecordKind, Text, text};

use crate::{App, AppError};

/// A record that is no longer as the caller saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Kind of the record.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Its name, as it is now or was last.
    pub name: String,
    /// Who changed it last, where the ledger says.
    pub who: String,
    /// When.
    pub when: Option<Timestamp>,
    /// The ledger entry that did it.
    pub seq: Option<u64>,
    /// Is it gone altogether?
    pub gone: bool,
    /// Where the two differ: before = theirs (as it is now), after = mine (as the caller wants it).
    pub fields: Vec<FieldChange>,
}

impl Conflict {
    /// A conflict over a record, with what the ledger says of its last change.
    pub(crate) async fn over(
        app: &App,
        theirs: Option<&Record>,
        mine: Option<&Record>,
        (kind, id): (RecordKind, &str),
    ) -> Result<Self, AppError> {
        let entries = app.store().ledger_entries_about(&format!("{}:{id}", kind.code())).await?;
        let last = entries.first();
        let name = theirs.or(mine).map(|record| record.name().to_owned()).unwrap_or_default();
        Ok(Self {
            kind,
            id: id.to_owned(),
            name,
            who: last.map(|entry| entry.actor().to_owned()).unwrap_or_default(),
            when: last.and_then(|entry| entry.at().parse().ok()),
            seq: last.map(sekisho_ledger::Entry::seq),
            gone: theirs.is_none(),
            fields: differing(theirs, mine),
        })
    }

    /// One sentence: who did what to which thing.
    #[must_use]
    pub fn text(&self) -> Text {
        let Text { ja, en } = self.kind.word();
        let Self { id, name, who, gone, .. } = self;
        if who.is_empty() {
            return text!(ja: "{ja}「{id}」は登録されていません。", en: "There is no {en} \"{id}\".");
        }
        if *gone {
            return text!(
                ja: "{ja}「{name}」（{id}）は、{who} が削除しています。",
                en: "{en} \"{name}\" ({id}) has been removed by {who}."
            );
        }
        text!(
            ja: "{ja}「{name}」（{id}）は、{who} が先に変更しています。",
            en: "{en} \"{name}\" ({id}) has been changed by {who} in the meantime."
        )
    }

    /// The fields in words, one a line: `重要度：現在「中」、自分の入力「大」`.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        self.fields.iter().map(|field| line(field, lang)).collect()
    }
}

fn differing(theirs: Option<&Record>, mine: Option<&Record>) -> Vec<FieldChange> {
    let change = match (theirs, mine) {
        (Some(theirs), Some(mine)) => {
            Change::Altered { before: theirs.clone().into(), after: mine.clone().into() }
        }
        (Some(theirs), None) => Change::Removed(theirs.clone()),
        (None, Some(mine)) => Change::Added(mine.clone()),
        (None, None) => return Vec::new(),
    };
    fields_changed(&change)
}

fn line(field: &FieldChange, lang: Lang) -> String {
    let value =
        |value: &Option<Text>| value.as_ref().unwrap_or(&field.nothing).in_lang(lang).replace('\n', " ");
    let (name, theirs, mine) = (field.name.in_lang(lang), value(&field.before), value(&field.after));
    match lang {
        Lang::Ja => format!("{name}：現在「{theirs}」、自分の入力「{mine}」"),
        Lang::En => format!("{name}: now \"{theirs}\", yours \"{mine}\""),
    }
}
