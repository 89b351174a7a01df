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

use super::test::FINDINGS_MAX;
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
    Own(for<'v> fn(&'v Value, &mut Walk<'v>)),
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

/// The places that break a form, in document order: the first of them, and how many more there are.
#[derive(Default)]
pub(crate) struct Faults {
    /// Told with their places.
    pub(crate) told: Vec<Finding>,
    /// Only counted.
    pub(crate) left_off: usize,
}

/// A walk through a value.
pub(crate) struct Walk<'v> {
    path: Vec<Step<'v>>,
    found: Faults,
    /// Tell members that no form knows, whether the object is closed or not, and nothing else.
    only_unknown: bool,
}

enum Step<'v> {
    Key(&'v str),
    Index(usize),
}

/// Holds a value against a form.
pub(crate) fn faults(form: &Form, value: &Value) -> Faults {
    walked(form, value, false)
}

/// The members of a value that its form does not know, in objects that allow others too.
pub(crate) fn unknown(form: &Form, value: &Value) -> Faults {
    walked(form, value, true)
}

fn walked(form: &Form, value: &Value, only_unknown: bool) -> Faults {
    let mut walk = Walk { path: Vec::new(), found: Faults::default(), only_unknown };
    form.hold(value, &mut walk);
    walk.found
}

impl Form {
    fn hold<'v>(&self, value: &'v Value, walk: &mut Walk<'v>) {
        match self {
            Self::Truth if value.is_boolean() => {}
            Self::Truth => {
                walk.tell(text!(ja: "true または false にしてください。", en: "Write true or false here."))
            }
            Self::Word(word) => word.hold(value, walk),
            Self::OneOf(choices) => one_of(choices, value, walk),
            Self::List(list) => list.hold(value, walk),
            Self::Object(object) => object.hold(value, walk),
            Self::By(key, forms) => by(key, forms, value, walk),
            Self::Own(hold) => hold(value, walk),
        }
    }
}

impl Word {
    fn hold(&self, value: &Value, walk: &mut Walk<'_>) {
        let Self { ja, en, is } = self;
        match value.as_str() {
            Some(text) if is(text) => {}
            Some(found) => {
                let found = shown(found);
                walk.tell(
                    text!(ja: "「{found}」は{ja}ではありません。", en: "\"{found}\" is not {en}. Correct it."),
                );
            }
            None => walk.tell(text!(ja: "文字列（{ja}）にしてください。", en: "Write a text here: {en}.")),
        }
    }
}

fn one_of(choices: &[&str], value: &Value, walk: &mut Walk<'_>) {
    if value.as_str().is_some_and(|found| choices.contains(&found)) {
        return;
    }
    let found = value.as_str().map_or_else(|| shown(&value.to_string()), shown);
    let choices = choices.join(", ");
    walk.tell(text!(
        ja: "「{found}」は使えません。次のどれかにしてください：{choices}",
        en: "\"{found}\" is not allowed here. Use one of: {choices}"
    ));
}

fn by<'v>(key: &str, forms: &[(&str, &Form)], value: &'v Value, walk: &mut Walk<'v>) {
    let chosen = value.get(key).and_then(Value::as_str);
    if let Some((_, form)) = forms.iter().find(|(name, _)| Some(*name) == chosen) {
        return form.hold(value, walk);
    }
    let names = forms.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    walk.tell(text!(
        ja: "「{key}」を次のどれかにしてください：{names}",
        en: "Give \"{key}\", one of: {names}"
    ));
}

impl List {
    fn hold<'v>(&self, value: &'v Value, walk: &mut Walk<'v>) {
        let Some(items) = value.as_array() else {
            return walk.tell(text!(ja: "配列（[ ]）にしてください。", en: "Write a list ([ ]) here."));
        };
        let (least, found) = (self.least, items.len());
        if found < least {
            walk.tell(text!(
                ja: "{least} 件以上必要ですが、{found} 件です。足りない項目を加えるか、この欄を消してください。",
                en: "It needs {least} item(s) or more and has {found}. Add what is missing, or remove the list."
            ));
        }
        for (at, item) in items.iter().enumerate() {
            walk.below(Step::Index(at), |walk| self.of.hold(item, walk));
        }
        if self.unique {
            unique(items, walk);
        }
    }
}

/// Tells each item that stands there before. Numbers that JSON Schema takes for equal (1 and 1.0) stay two.
fn unique(items: &[Value], walk: &mut Walk<'_>) {
    let mut seen = BTreeSet::new();
    for (at, item) in items.iter().enumerate() {
        let key = item.as_str().map_or_else(|| item.to_string(), |text| format!("\"{text}"));
        if !seen.insert(key) {
            let tell = text!(
                ja: "同じ項目が前にもあります。一方を消してください。",
                en: "The same item stands before this one. Remove one of them."
            );
            walk.below(Step::Index(at), |walk| walk.tell(tell));
        }
    }
}

impl Object {
    fn hold<'v>(&self, value: &'v Value, walk: &mut Walk<'v>) {
        let Some(members) = value.as_object() else {
            return walk.tell(
                text!(ja: "オブジェクト（{{ }}）にしてください。", en: "Write an object ({{ }}) here."),
            );
        };
        self.count(members, walk);
        for member in self.members.iter().filter(|member| member.needed && !members.contains_key(member.name))
        {
            let name = member.name;
            walk.tell(text!(ja: "必須の「{name}」がありません。加えてください。", en: "\"{name}\" is missing. Add it."));
        }
        for (key, value) in members {
            self.member(key, value, walk);
        }
    }

    fn count(&self, members: &Map<String, Value>, walk: &mut Walk<'_>) {
        let (least, most, found) = (self.least, self.most, members.len());
        if found < least || found > most {
            let (ja, en) = if found < least { (least, "or more") } else { (most, "at most") };
            let ja_word = if found < least { "以上" } else { "以下" };
            walk.tell(text!(
                ja: "項目は {ja} 件{ja_word}ですが、{found} 件あります。",
                en: "It needs {ja} member(s) {en} and has {found}."
            ));
        }
    }

    fn member<'v>(&self, key: &'v str, value: &'v Value, walk: &mut Walk<'v>) {
        match self.members.iter().find(|member| member.name == key) {
            Some(member) => walk.below(Step::Key(key), |walk| member.form.hold(value, walk)),
            // An object without known members is free.
            None if self.members.is_empty() => {}
            None => walk.unknown(key, self.closed),
        }
    }
}

impl<'v> Walk<'v> {
    /// A member that the form does not know.
    pub(crate) fn unknown(&mut self, key: &'v str, is_closed: bool) {
        if is_closed || self.only_unknown {
            let text = text!(
                ja: "「{key}」はスキーマにない項目です。消すか、名前を直すか、拡張（CSAF 2.1）として書いてください。",
                en: "The schema does not define \"{key}\" here. Remove it, correct its name, or write it as an extension (CSAF 2.1)."
            );
            self.below(Step::Key(key), |walk| walk.keep(text));
        }
    }

    /// What is asked at the place that is being looked at.
    pub(crate) fn tell(&mut self, text: Text) {
        if !self.only_unknown {
            self.keep(text);
        }
    }

    fn keep(&mut self, text: Text) {
        if self.found.told.len() >= FINDINGS_MAX {
            self.found.left_off += 1;
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            path.push('/');
            match step {
                Step::Key(key) => path.push_str(&key.replace('~', "~0").replace('/', "~1")),
                // Writing to a String cannot fail.
                Step::Index(at) => drop(write!(path, "{at}")),
            }
        }
        self.found.told.push(Finding { path, text });
    }

    /// What is asked at a member of the place that is being looked at.
    pub(crate) fn tell_at(&mut self, key: &'v str, text: Text) {
        self.below(Step::Key(key), |walk| walk.tell(text));
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
        faults(&THING, value).told.into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        assert!(places(&json!({"name": "a", "others": ["b"]})).is_empty());
        assert_eq!(places(&json!({})), [""]);
        assert_eq!(places(&json!({"name": "", "others": []})), ["/name", "/others"]);
        assert_eq!(places(&json!({"name": "a", "others": ["b", 1, "b"]})), ["/others/1", "/others/2"]);
        assert_eq!(places(&json!({"name": "a", "x": 1})), ["/x"]);
    }

    #[test]
    fn unknown_members_can_be_asked_for_alone() {
        static OUTER: Form = Form::Object(&Object { members: &[may("in", &THING)], ..OPEN });
        let value = json!({"own": 1, "in": {"others": 1, "x": {}}});
        let told = unknown(&OUTER, &value).told;
        assert_eq!(told.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["/in/x", "/own"]);
        assert_eq!(faults(&OUTER, &json!({"own": 1})).told, []);
    }
}
