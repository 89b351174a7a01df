//! What other editions of forms change, for a person to read before they are taken, or taken out again.
//!
//! Invariant: every field of both editions is counted once: added, removed, changed or the same.

use std::collections::BTreeSet;

use sekisho_catalog::{Basis, Confirmed};
use sekisho_model::{Text, text};

use super::{Field, Form, Forms, LawItem};
use crate::{Duties, DutyId, FieldId, FormId};

/// What became of a form.
#[derive(Clone, Debug)]
pub struct FormChange {
    /// The form.
    pub id: FormId,
    /// Its title, by the edition after; by the one before where the form is gone.
    pub title: Text,
    /// The edition before; None where there was no such form.
    pub before: Option<String>,
    /// The edition after; None where the form is gone.
    pub now: Option<String>,
    /// Fields that are new.
    pub added: Vec<Field>,
    /// Fields that are gone.
    pub removed: Vec<Field>,
    /// Fields that are otherwise than before.
    pub changed: Vec<FieldChange>,
    /// Fields that are as before.
    pub same: usize,
    /// What else is otherwise: the form's own words, and what the law lists.
    pub about: Vec<Text>,
}

/// What became of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub id: FieldId,
    /// Its name, by the newer edition.
    pub name: Text,
    /// What is otherwise: limits, what each stage asks, choices and so on.
    pub what: Vec<Text>,
}

impl Forms {
    /// Forms that are otherwise than before, and how.
    #[must_use]
    pub fn changes_from(&self, before: &Self) -> Vec<FormChange> {
        let changes = self.forms.values().map(|now| FormChange::between(before.forms.get(&now.id), now));
        let gone =
            before.forms.values().filter(|form| !self.forms.contains_key(&form.id)).map(FormChange::gone);
        changes.filter(|change| !change.is_none()).chain(gone).collect()
    }
}

impl FormChange {
    fn between(before: Option<&Form>, now: &Form) -> Self {
        let earlier = before.map(|form| form.fields.as_slice()).unwrap_or_default();
        let is_in = |fields: &[Field], field: &Field| fields.iter().any(|other| other.id == field.id);
        let only = |fields: &[Field], others: &[Field]| -> Vec<Field> {
            fields.iter().filter(|field| !is_in(others, field)).cloned().collect()
        };
        let both = earlier.iter().filter_map(|was| {
            let field = now.fields.iter().find(|field| field.id == was.id)?;
            Some(FieldChange { id: field.id.clone(), name: field.name.clone(), what: of_field(was, field) })
        });
        let (changed, same): (Vec<_>, Vec<_>) = both.partition(|change| !change.what.is_empty());
        Self {
            id: now.id.clone(),
            title: now.title.clone(),
            before: before.map(|form| form.basis.edition.clone()),
            now: Some(now.basis.edition.clone()),
            added: only(&now.fields, earlier),
            removed: only(earlier, &now.fields),
            changed,
            same: same.len(),
            about: before.map(|form| of_form(form, now)).unwrap_or_default(),
        }
    }

    fn gone(form: &Form) -> Self {
        Self {
            id: form.id.clone(),
            title: form.title.clone(),
            before: Some(form.basis.edition.clone()),
            now: None,
            added: Vec::new(),
            removed: form.fields.clone(),
            changed: Vec::new(),
            same: 0,
            about: Vec::new(),
        }
    }

    fn is_none(&self) -> bool {
        self.before == self.now
            && self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.about.is_empty()
    }
}

fn of_field(was: &Field, now: &Field) -> Vec<Text> {
    let needs = was.needs.keys().chain(now.needs.keys()).collect::<BTreeSet<_>>().into_iter();
    let needs = needs.filter_map(|duty| {
        let need = |field: &Field| field.needs.get(duty).map(|need| need.word());
        moved(&title(duty), need(was), need(now))
    });
    let fill = |field: &Field| Some(field.fill.map_or_else(by_hand, super::Fill::word));
    [
        moved(&text!(ja: "名前", en: "name"), Some(was.name.clone()), Some(now.name.clone())),
        moved(&text!(ja: "番号", en: "number"), stated(&was.row), stated(&now.row)),
        moved(&text!(ja: "入れるもの", en: "what it takes"), Some(was.kind.word()), Some(now.kind.word())),
        moved(&text!(ja: "文字数の上限", en: "characters at most"), limit(was), limit(now)),
        moved(&text!(ja: "選択肢", en: "choices"), listed(&was.choices), listed(&now.choices)),
        moved(&text!(ja: "埋める元", en: "filled from"), fill(was), fill(now)),
    ]
    .into_iter()
    .flatten()
    .chain(needs)
    .chain(of_basis(&was.basis, &now.basis))
    .collect()
}

/// How sure a row is and what its writer remarks on that; the edition is told of the form as a whole.
fn of_basis(was: &Basis, now: &Basis) -> impl Iterator<Item = Text> {
    let note = |basis: &Basis| (basis.note != Text::default()).then(|| basis.note.clone());
    let held = |basis: &Basis| Some(held_against_source(basis.confirmed));
    let held = moved(&text!(ja: "出典との照合", en: "held against its source"), held(was), held(now));
    held.into_iter().chain(moved(&text!(ja: "注記", en: "note"), note(was), note(now)))
}

fn held_against_source(confirmed: Confirmed) -> Text {
    match confirmed {
        Confirmed::Yes => Text::new("済み", "yes"),
        Confirmed::Partly => Text::new("一部だけ", "in part"),
        Confirmed::No => Text::new("まだ", "no"),
        Confirmed::Own => {
            Text::new("要らない（独自の行）", "nothing to hold it against (a row of one's own)")
        }
    }
}

fn of_form(was: &Form, now: &Form) -> Vec<Text> {
    let titles = |form: &Form| {
        let titles = form.duties.iter().map(title);
        titles.reduce(|a, b| Text { ja: a.ja + "、" + &b.ja, en: a.en + ", " + &b.en })
    };
    let zone = |form: &Form| form.zone.iana_name().and_then(stated);
    let states = |form: &Form| listed(&form.member_states.iter().cloned().collect::<Vec<_>>());
    let own = [
        moved(&text!(ja: "題名", en: "title"), Some(was.title.clone()), Some(now.title.clone())),
        moved(&text!(ja: "段階", en: "stages"), titles(was), titles(now)),
        moved(
            &text!(ja: "通知の種類", en: "sort of notification"),
            stated(&was.notification),
            stated(&now.notification),
        ),
        moved(&text!(ja: "言語", en: "language"), stated(was.language.code()), stated(now.language.code())),
        moved(&text!(ja: "時間帯", en: "time zone"), zone(was), zone(now)),
        moved(
            &text!(ja: "出し方", en: "how it is handed in"),
            Some(was.channel.clone()),
            Some(now.channel.clone()),
        ),
        moved(&text!(ja: "尋ねる国", en: "countries asked about"), states(was), states(now)),
        moved(
            &text!(ja: "出典", en: "source"),
            Some(was.basis.source.clone()),
            Some(now.basis.source.clone()),
        ),
    ];
    let basis = of_basis(&was.basis, &now.basis);
    own.into_iter().flatten().chain(basis).chain(of_law(&was.law, &now.law)).collect()
}

fn of_law(was: &[LawItem], now: &[LawItem]) -> Vec<Text> {
    let keys: BTreeSet<_> = was.iter().chain(now).map(|item| (&item.duty, item.id.as_str())).collect();
    let named = |(duty, id): (&DutyId, &str)| {
        let Text { ja, en } = title(duty);
        text!(ja: "法令の項目「{id}」（{ja}）", en: "item \"{id}\" of the law ({en})")
    };
    let differs = |key| {
        let (was, now) = (item_of(was, key), item_of(now, key));
        let what = moved(&named(key), was.map(says), now.map(says));
        let basis = was.zip(now).map(|(was, now)| of_basis(&was.basis, &now.basis).collect::<Vec<_>>());
        let of_item = |Text { ja, en }| {
            let Text { ja: item_ja, en: item_en } = named(key);
            text!(ja: "{item_ja}の{ja}", en: "{item_en}, {en}")
        };
        what.into_iter().chain(basis.into_iter().flatten().map(of_item)).collect::<Vec<_>>()
    };
    keys.into_iter().flat_map(differs).collect()
}

fn item_of<'a>(items: &'a [LawItem], key: (&DutyId, &str)) -> Option<&'a LawItem> {
    items.iter().find(|item| (&item.duty, item.id.as_str()) == key)
}

fn says(item: &LawItem) -> Text {
    let (Text { ja, en }, clause) = (&item.name, &item.clause);
    let by = item.by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (if_ja, if_en) = if item.if_known { ("、分かれば", ", if known") } else { ("", "") };
    text!(ja: "{ja}（{clause}、{by}{if_ja}）", en: "{en} ({clause}, {by}{if_en})")
}

fn by_hand() -> Text {
    Text::new("人が書く", "written by a person")
}

fn limit(field: &Field) -> Option<Text> {
    field.chars_max.map(|n| text!(ja: "{n}", en: "{n}"))
}

fn stated(words: &str) -> Option<Text> {
    (!words.is_empty()).then(|| Text::new(words, words))
}

fn listed(words: &[String]) -> Option<Text> {
    stated(&words.join(" / "))
}

fn title(duty: &DutyId) -> Text {
    let known = Duties::built_in().duties.get(duty);
    known.map_or_else(|| text!(ja: "{duty}", en: "{duty}"), |duty| duty.title.clone())
}

/// What it was and what it is; None where that is the same.
fn moved(what: &Text, was: Option<Text>, now: Option<Text>) -> Option<Text> {
    if was == now {
        return None;
    }
    let or_none = |words: Option<Text>| words.unwrap_or_else(|| Text::new("なし", "none"));
    let (Text { ja, en }, was, now) = (what, or_none(was), or_none(now));
    let (was_ja, was_en, now_ja, now_en) = (was.ja, was.en, now.ja, now.en);
    Some(text!(ja: "{ja}：{was_ja} → {now_ja}", en: "{en}: {was_en} → {now_en}"))
}
