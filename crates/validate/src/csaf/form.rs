//! A JSON value held against a compact description of its form: what members an object has, what a text looks
//! like, how many items a list has.
//!
//! Invariant: a description is data made when the program is compiled, and a value that breaks it is told with its
//! place and what is asked there. It walks parts of a document that is read already, which is why it is not
//! `crate::form`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sekisho_model::{Text, text};
use serde_json::{Map, Value};

use crate::Finding;

/// What a value looks like.
pub(crate) enum Form {
    /// `true` or `false`.
    Truth,
    /// A text of a certain shape.
    Word(&'static Word),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A list of items of one form.
    List(&'static List),
    /// An object.
    Object(&'static Object),
    /// The form that a member's text chooses, for objects that name their edition.
    By(&'static str, &'static [(&'static str, &'static Form)]),
    /// A form that tells its own faults.
    Own(for<'v> fn(&'v Value, &mut Faults<'v>)),
}

/// A shape of texts.
pub(crate) struct Word {
    /// What is asked, in Japanese; a noun phrase.
    pub(crate) ja: &'static str,
    /// What is asked, in English; a noun phrase.
    pub(crate) en: &'static str,
    /// Does the text have the shape?
    pub(crate) is: fn(&str) -> bool,
}

/// A list.
pub(crate) struct List {
    /// The form of each item.
    pub(crate) of: &'static Form,
    /// Fewest items.
    pub(crate) least: usize,
    /// No two items are equal.
    pub(crate) unique: bool,
}

/// An object.
pub(crate) struct Object {
    /// The members it knows.
    pub(crate) members: &'static [Member],
    /// No other member is allowed.
    pub(crate) closed: bool,
    /// Fewest members, of any name.
    pub(crate) least: usize,
    /// Most members, of any name.
    pub(crate) most: usize,
}

/// A member of an object.
pub(crate) struct Member {
    name: &'static str,
    form: &'static Form,
    needed: bool,
}

/// A member that must be there.
pub(crate) const fn need(name: &'static str, form: &'static Form) -> Member {
    Member { name, form, needed: true }
}

/// A member that may be there.
pub(crate) const fn may(name: &'static str, form: &'static Form) -> Member {
    Member { name, form, needed: false }
}

/// Objects as most are: any number of members, others allowed.
pub(crate) const OPEN: Object = Object { members: &[], closed: false, least: 0, most: usize::MAX };
/// Objects that allow no member that they don't know.
pub(crate) const CLOSED: Object = Object { closed: true, ..OPEN };
/// A list with an item at least.
pub(crate) const fn some(of: &'static Form) -> List {
    List { of, least: 1, unique: false }
}
/// A list with an item at least, no two of them equal.
pub(crate) const fn set(of: &'static Form) -> List {
    List { of, least: 1, unique: true }
}

/// The places that break a form, in document order.
pub(crate) struct Faults<'v> {
    path: Vec<Step<'v>>,
    found: Vec<Finding>,
}

enum Step<'v> {
    Key(&'v str),
    Index(usize),
}

/// Holds a value against a form.
pub(crate) fn faults(form: &Form, value: &Value) -> Vec<Finding> {
    let mut faults = Faults { path: Vec::new(), found: Vec::new() };
    form.hold(value, &mut faults);
    faults.found
}

impl Form {
    fn hold<'v>(&self, value: &'v Value, faults: &mut Faults<'v>) {
        match self {
            Self::Truth if value.is_boolean() => {}
            Self::Truth => {
                faults.tell(text!(ja: "true または false にしてください。", en: "Write true or false here."))
            }
            Self::Word(word) => word.hold(value, faults),
            Self::OneOf(choices) => one_of(choices, value, faults),
            Self::List(list) => list.hold(value, faults),
            Self::Object(object) => object.hold(value, faults),
            Self::By(key, forms) => by(key, forms, value, faults),
            Self::Own(hold) => hold(value, faults),
        }
    }
}

impl Word {
    fn hold(&self, value: &Value, faults: &mut Faults<'_>) {
        let Self { ja, en, is } = self;
        match value.as_str() {
            Some(text) if is(text) => {}
            Some(found) => {
                let found = shown(found);
                faults.tell(
                    text!(ja: "「{found}」は{ja}ではありません。", en: "\"{found}\" is not {en}. Correct it."),
                );
            }
            None => faults.tell(text!(ja: "文字列（{ja}）にしてください。", en: "Write a text here: {en}.")),
        }
    }
}

fn one_of(choices: &[&str], value: &Value, faults: &mut Faults<'_>) {
    if value.as_str().is_some_and(|found| choices.contains(&found)) {
        return;
    }
    let found = value.as_str().map_or_else(|| shown(&value.to_string()), shown);
    let choices = choices.join(", ");
    faults.tell(text!(
        ja: "「{found}」は使えません。次のどれかにしてください：{choices}",
        en: "\"{found}\" is not allowed here. Use one of: {choices}"
    ));
}

fn by<'v>(key: &str, forms: &[(&str, &Form)], value: &'v Value, faults: &mut Faults<'v>) {
    let chosen = value.get(key).and_then(Value::as_str);
    if let Some((_, form)) = forms.iter().find(|(name, _)| Some(*name) == chosen) {
        return form.hold(value, faults);
    }
    let names = forms.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    faults.tell(text!(
        ja: "「{key}」を次のどれかにしてください：{names}",
        en: "Give \"{key}\", one of: {names}"
    ));
}

impl List {
    fn hold<'v>(&self, value: &'v Value, faults: &mut Faults<'v>) {
        let Some(items) = value.as_array() else {
            return faults.tell(text!(ja: "配列（[ ]）にしてください。", en: "Write a list ([ ]) here."));
        };
        let (least, found) = (self.least, items.len());
        if found < least {
            faults.tell(text!(
                ja: "{least} 件以上必要ですが、{found} 件です。足りない項目を加えるか、この欄を消してください。",
                en: "It needs {least} item(s) or more and has {found}. Add what is missing, or remove the list."
            ));
        }
        for (at, item) in items.iter().enumerate() {
            faults.below(Step::Index(at), |faults| self.of.hold(item, faults));
        }
        if self.unique {
            unique(items, faults);
        }
    }
}

/// Tells each item that stands there before. Numbers that JSON Schema takes for equal (1 and 1.0) stay two.
fn unique(items: &[Value], faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (at, item) in items.iter().enumerate() {
        let key = item.as_str().map_or_else(|| item.to_string(), |text| format!("\"{text}"));
        if !seen.insert(key) {
            let tell = text!(
                ja: "同じ項目が前にもあります。一方を消してください。",
                en: "The same item stands before this one. Remove one of them."
            );
            faults.below(Step::Index(at), |faults| faults.tell(tell));
        }
    }
}

impl Object {
    fn hold<'v>(&self, value: &'v Value, faults: &mut Faults<'v>) {
        let Some(members) = value.as_object() else {
            return faults.tell(
                text!(ja: "オブジェクト（{{ }}）にしてください。", en: "Write an object ({{ }}) here."),
            );
        };
        self.count(members, faults);
        for member in self.members.iter().filter(|member| member.needed && !members.contains_key(member.name))
        {
            let name = member.name;
            faults.tell(text!(ja: "必須の「{name}」がありません。加えてください。", en: "\"{name}\" is missing. Add it."));
        }
        for (key, value) in members {
            self.member(key, value, faults);
        }
    }

    fn count(&self, members: &Map<String, Value>, faults: &mut Faults<'_>) {
        let (least, most, found) = (self.least, self.most, members.len());
        if found < least || found > most {
            let (ja, en) = if found < least { (least, "or more") } else { (most, "at most") };
            let ja_word = if found < least { "以上" } else { "以下" };
            faults.tell(text!(
                ja: "項目は {ja} 件{ja_word}ですが、{found} 件あります。",
                en: "It needs {ja} member(s) {en} and has {found}."
            ));
        }
    }

    fn member<'v>(&self, key: &'v str, value: &'v Value, faults: &mut Faults<'v>) {
        match self.members.iter().find(|member| member.name == key) {
            Some(member) => faults.below(Step::Key(key), |faults| member.form.hold(value, faults)),
            None if self.closed => {
                let tell = text!(
                    ja: "ここに「{key}」は書けません。消すか、名前を直してください。",
                    en: "\"{key}\" has no place here. Remove it, or correct its name."
                );
                faults.below(Step::Key(key), |faults| faults.tell(tell));
            }
            None => {}
        }
    }
}

impl<'v> Faults<'v> {
    /// What is asked at the place that is being looked at.
    pub(crate) fn tell(&mut self, text: Text) {
        let mut path = String::new();
        for step in &self.path {
            path.push('/');
            match step {
                Step::Key(key) => path.push_str(&key.replace('~', "~0").replace('/', "~1")),
                // Writing to a String cannot fail.
                Step::Index(at) => drop(write!(path, "{at}")),
            }
        }
        self.found.push(Finding { path, text });
    }

    /// What is asked at a member of the place that is being looked at.
    pub(crate) fn tell_at(&mut self, key: &'v str, text: Text) {
        self.below(Step::Key(key), |faults| faults.tell(text));
    }

    fn below(&mut self, step: Step<'v>, hold: impl FnOnce(&mut Self)) {
        self.path.push(step);
        hold(self);
        self.path.pop();
    }
}

/// A text short enough for a message.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static NAME: Form = Form::Word(&Word { ja: "名前", en: "a name", is: |text| !text.is_empty() });
    static NAMES: Form = Form::List(&set(&NAME));
    static THING: Form =
        Form::Object(&Object { members: &[need("name", &NAME), may("others", &NAMES)], ..CLOSED });

    fn places(value: &Value) -> Vec<String> {
        faults(&THING, value).into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        assert!(places(&json!({"name": "a", "others": ["b"]})).is_empty());
        assert_eq!(places(&json!({})), [""]);
        assert_eq!(places(&json!({"name": "", "others": []})), ["/name", "/others"]);
        assert_eq!(places(&json!({"name": "a", "others": ["b", 1, "b"]})), ["/others/1", "/others/2"]);
        assert_eq!(places(&json!({"name": "a", "x": 1})), ["/x"]);
    }
}
