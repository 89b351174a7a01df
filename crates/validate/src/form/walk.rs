//! A JSON document held against a form.
//!
//! Invariant: a value that keeps its form costs no allocation. Of a choice that no branch fits, the branch that
//! breaks least is told.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sekisho_model::{Text, text};

use super::compile::{ChoiceNode, Condition, Form, Group, Node, NodeId, ObjectNode, Others, TextNode};
use super::json::Json;
use crate::Finding;

/// Most findings that are told of one document; the rest is counted.
const FINDINGS_MAX: usize = 200;

/// What was found, up to a limit.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) told: Vec<Finding>,
    /// How many more there are.
    pub(crate) left_off: usize,
    /// Only whether there is one is asked.
    quiet: bool,
}

impl Findings {
    /// Adds one.
    pub(crate) fn add(&mut self, at: &Path<'_>, text: impl FnOnce() -> Text) {
        if self.quiet || self.told.len() >= FINDINGS_MAX {
            self.left_off += 1;
            return;
        }
        self.told.push(Finding { path: at.pointer(), text: text() });
    }

    /// Adds one whose place is written out already.
    pub(crate) fn push(&mut self, path: String, text: impl FnOnce() -> Text) {
        if self.told.len() >= FINDINGS_MAX {
            self.left_off += 1;
            return;
        }
        self.told.push(Finding { path, text: text() });
    }

    /// Is there none?
    pub(crate) fn is_empty(&self) -> bool {
        self.told.is_empty() && self.left_off == 0
    }

    /// Nothing more has to be looked at.
    fn decided(&self) -> bool {
        self.quiet && self.left_off > 0
    }

    /// As they go into a report: the number that was left off is told last.
    pub(crate) fn into_told(mut self) -> Vec<Finding> {
        let more = self.left_off;
        if more > 0 {
            self.told.push(Finding {
                path: String::new(),
                text: text!(ja: "ほかに {more} 件あります。", en: "There are {more} more."),
            });
        }
        self.told
    }

    fn take_over(&mut self, other: Self) {
        self.left_off += other.left_off;
        for finding in other.told {
            if self.told.len() < FINDINGS_MAX { self.told.push(finding) } else { self.left_off += 1 }
        }
    }
}

/// The way to a value; written out only for a finding.
pub(crate) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// As a JSON pointer (RFC 6901).
    pub(crate) fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Field(outer, name) => {
                format!("{}/{}", outer.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(outer, nth) => format!("{}/{nth}", outer.pointer()),
        }
    }
}

impl Form {
    /// Holds a whole document against the form.
    pub(crate) fn findings(&self, document: &Json<'_>) -> Findings {
        let mut findings = Findings::default();
        self.check(self.root, document, &Path::Root, &mut findings);
        findings
    }

    fn holds(&self, node: NodeId, value: &Json<'_>, at: &Path<'_>) -> bool {
        let mut quiet = Findings { quiet: true, ..Findings::default() };
        self.check(node, value, at, &mut quiet);
        quiet.is_empty()
    }

    fn check(&self, node: NodeId, value: &Json<'_>, at: &Path<'_>, found: &mut Findings) {
        match (&self.nodes[node], value) {
            (Node::Anything, _) | (Node::Null, Json::Null) | (Node::Truth, Json::Truth(_)) => {}
            (Node::Same(other), _) => self.check(*other, value, at, found),
            (Node::Number { whole, least, most }, Json::Whole(_) | Json::Number(_)) => {
                number(value, *whole, (*least, *most), at, found);
            }
            (Node::Text(node), Json::Text(value)) => text_value(node, value, at, found),
            (Node::Words(words), Json::Text(value)) => word(words, value, at, found),
            (Node::List { item, least, most, unique }, Json::List(items)) => {
                count(items.len(), *least, *most, at, found);
                if *unique {
                    twice(items, at, found);
                }
                for (nth, one) in items.iter().enumerate() {
                    if found.decided() {
                        return;
                    }
                    self.check(*item, one, &Path::Item(at, nth), found);
                }
            }
            (Node::Object(node), Json::Object(_)) => self.object(node, value, at, found),
            (Node::Choice(choice), Json::Object(_)) => self.choice(choice, value, at, found),
            (Node::Any(all), _) => {
                if !all.iter().any(|one| self.holds(*one, value, at)) {
                    self.nearest(all, value, at, found);
                }
            }
            (Node::One(all), _) => self.exactly_one(all, value, at, found),
            (Node::All(all), _) => all.iter().for_each(|one| self.check(*one, value, at, found)),
            (Node::Not(one), _) => {
                if self.holds(*one, value, at) {
                    found.add(at, || text!(ja: "この形の値は認められていません。", en: "A value of this form is not allowed."));
                }
            }
            (expected, other) => {
                let ((ja, en), (is_ja, is_en)) = (kind_of_node(expected), kind_of_value(other));
                found.add(at, || text!(ja: "{is_ja}ではなく、{ja}が必要です。", en: "This has to be {en}, not {is_en}."));
            }
        }
    }

    fn exactly_one(&self, all: &[NodeId], value: &Json<'_>, at: &Path<'_>, found: &mut Findings) {
        match all.iter().filter(|one| self.holds(**one, value, at)).count() {
            1 => {}
            0 => self.nearest(all, value, at, found),
            _ => found.add(at, || {
                text!(ja: "二通り以上に解釈できます。どれか一つの形だけにしてください。", en: "It fits more than one of the forms allowed here; it has to fit exactly one.")
            }),
        }
    }

    fn choice(&self, choice: &ChoiceNode, value: &Json<'_>, at: &Path<'_>, found: &mut Findings) {
        let field = &choice.field;
        let Some(name) = value.get(field).and_then(Json::text) else {
            found.add(at, || text!(ja: "必須の項目「{field}」がないか、文字列ではありません。", en: "The required field “{field}” is missing, or is no text."));
            return;
        };
        match (choice.objects.binary_search_by(|(known, _)| (**known).cmp(name)), choice.others) {
            (Ok(nth), _) => self.check(choice.objects[nth].1, value, at, found),
            (Err(_), Some(other)) => self.check(other, value, at, found),
            (Err(_), None) => found.add(&Path::Field(at, field), || {
                let shown = shown(name);
                text!(ja: "種類「{shown}」のものは、ここには置けません。", en: "An object of the kind “{shown}” cannot stand here.")
            }),
        }
    }

    /// Could a value of this kind fit, whatever is in it?
    fn takes(&self, node: NodeId, value: &Json<'_>) -> bool {
        match (&self.nodes[node], value) {
            (Node::Anything | Node::Not(_), _)
            | (Node::Null, Json::Null)
            | (Node::Truth, Json::Truth(_))
            | (Node::Number { .. }, Json::Whole(_) | Json::Number(_))
            | (Node::Text(_) | Node::Words(_), Json::Text(_))
            | (Node::List { .. }, Json::List(_))
            | (Node::Object(_) | Node::Choice(_), Json::Object(_)) => true,
            (Node::Same(other), _) => self.takes(*other, value),
            (Node::Any(all) | Node::One(all) | Node::All(all), _) => {
                all.iter().any(|one| self.takes(*one, value))
            }
            _ => false,
        }
    }

    /// The findings of the branch that breaks least.
    fn nearest(&self, all: &[NodeId], value: &Json<'_>, at: &Path<'_>, found: &mut Findings) {
        if found.quiet {
            found.left_off += 1;
            return;
        }
        let own = at.pointer();
        let tries = all.iter().map(|one| {
            let mut findings = Findings::default();
            self.check(*one, value, at, &mut findings);
            (!self.takes(*one, value), findings)
        });
        // A branch whose own fields are wrong is further away than one with faults deeper inside.
        let nearest = tries.min_by_key(|(alien, tried)| {
            (
                *alien,
                tried.told.iter().filter(|finding| finding.path == own).count(),
                tried.told.len() + tried.left_off,
            )
        });
        if let Some((_, nearest)) = nearest {
            found.take_over(nearest);
        }
    }

    fn object(&self, node: &ObjectNode, value: &Json<'_>, at: &Path<'_>, found: &mut Findings) {
        let mut seen = 0_u128;
        for (key, inner) in value.fields() {
            if found.decided() {
                return;
            }
            let here = Path::Field(at, key);
            match (node.fields.binary_search_by(|field| (*field.name).cmp(key)), &node.others) {
                (Ok(nth), _) => {
                    seen |= 1 << nth;
                    self.check(node.fields[nth].node, inner, &here, found);
                }
                (Err(_), Others::LetBe) => {}
                (Err(_), Others::Are(other)) => self.check(*other, inner, &here, found),
                (Err(_), Others::Refused) => found.add(&here, || {
                    text!(ja: "項目「{key}」は、ここでは定められていません。", en: "The field “{key}” is not defined here.")
                }),
            }
        }
        let missing = node.required & !seen;
        for (nth, field) in node.fields.iter().enumerate().filter(|_| missing != 0) {
            if missing >> nth & 1 == 1 {
                let name = &field.name;
                found.add(at, || text!(ja: "必須の項目「{name}」がありません。", en: "The required field “{name}” is missing."));
            }
        }
        node.conditions.iter().for_each(|condition| together(condition, value, at, found));
    }
}

/// Fields that go together.
fn together(condition: &Condition, value: &Json<'_>, at: &Path<'_>, found: &mut Findings) {
    let there = |group: &Group| group.iter().all(|name| value.get(name).is_some());
    match condition {
        Condition::OneOf(groups) => {
            if groups.iter().filter(|group| there(group)).count() != 1 {
                let list = listed(groups);
                found.add(at, || text!(ja: "{list} のうち、ちょうど一つが必要です。", en: "Exactly one of {list} has to be there."));
            }
        }
        Condition::SomeOf(groups) => {
            if !groups.iter().any(there) {
                let list = listed(groups);
                found.add(at, || text!(ja: "{list} のうち、少なくとも一つが必要です。", en: "At least one of {list} has to be there."));
            }
        }
        Condition::NotAllOf(group) => {
            if there(group) {
                let list = group.join(", ");
                found.add(
                    at,
                    || text!(ja: "{list} は同時に書けません。", en: "{list} cannot stand together."),
                );
            }
        }
        Condition::OnlyIf { field, value: wanted, then } => {
            if there(then) && !is(value.get(field), wanted) {
                let list = then.join(", ");
                found.add(at, || text!(ja: "{list} は、{field} が {wanted} のときだけ書けます。", en: "{list} is only allowed where {field} is {wanted}."));
            }
        }
        Condition::If { field, value: wanted, then } => {
            if is(value.get(field), wanted) && !there(then) {
                let list = then.join(", ");
                found.add(at, || text!(ja: "{field} が {wanted} のときは、{list} が必要です。", en: "Where {field} is {wanted}, {list} has to be there."));
            }
        }
    }
}

fn listed(groups: &[Group]) -> String {
    groups.iter().map(|group| group.join(" + ")).collect::<Vec<_>>().join(", ")
}

/// Is it that text or truth?
fn is(value: Option<&Json<'_>>, wanted: &str) -> bool {
    match value {
        Some(Json::Text(text)) => text == wanted,
        Some(Json::Truth(truth)) => wanted == if *truth { "true" } else { "false" },
        _ => false,
    }
}

fn number(
    value: &Json<'_>,
    whole: bool,
    (least, most): (Option<f64>, Option<f64>),
    at: &Path<'_>,
    found: &mut Findings,
) {
    let number = value.as_number();
    if whole && number.fract().abs() > 0.0 {
        found.add(
            at,
            || text!(ja: "整数が必要です（{number}）。", en: "This has to be a whole number, not {number}."),
        );
    }
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let (ja, en) = range(least, most);
        found.add(
            at,
            || text!(ja: "{number} は範囲（{ja}）の外です。", en: "{number} is out of range; {en} is asked for."),
        );
    }
}

/// A range in Japanese and in English.
pub(super) fn range(least: Option<f64>, most: Option<f64>) -> (String, String) {
    match (least, most) {
        (Some(least), Some(most)) if least.total_cmp(&most).is_eq() => {
            (format!("{least}"), format!("exactly {least}"))
        }
        (Some(least), Some(most)) => (format!("{least} 以上 {most} 以下"), format!("{least} to {most}")),
        (Some(least), None) => (format!("{least} 以上"), format!("at least {least}")),
        (None, Some(most)) => (format!("{most} 以下"), format!("at most {most}")),
        (None, None) => ("いくつでも".to_owned(), "any number".to_owned()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "compared with limits that are small numbers")]
fn count(length: usize, least: Option<f64>, most: Option<f64>, at: &Path<'_>, found: &mut Findings) {
    let number = length as f64;
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let (ja, en) = range(least, most);
        found.add(at, || text!(ja: "{length} 件あります。必要な件数は {ja} です。", en: "It has {length} entries; {en} are asked for."));
    }
}

fn twice(items: &[Json<'_>], at: &Path<'_>, found: &mut Findings) {
    if items.len() < 2 {
        return;
    }
    let mut seen: HashMap<u64, usize> = HashMap::with_capacity(items.len());
    for (nth, item) in items.iter().enumerate() {
        match seen.entry(item.digest()) {
            Entry::Vacant(first) => {
                first.insert(nth);
            }
            Entry::Occupied(first) if items[*first.get()] == *item => {
                let first = *first.get();
                found.add(&Path::Item(at, nth), || {
                    text!(ja: "{first} 番目と同じ内容です（0 から数えて）。同じものは一度だけ書けます。", en: "This equals entry {first} (counted from 0); each may stand once.")
                });
            }
            Entry::Occupied(_) => {}
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "compared with limits that are small numbers")]
fn text_value(node: &TextNode, value: &str, at: &Path<'_>, found: &mut Findings) {
    if node.least.is_some() || node.most.is_some() {
        let length = value.chars().count() as f64;
        if node.least.is_some_and(|least| length < least) || node.most.is_some_and(|most| length > most) {
            let (ja, en) = range(node.least, node.most);
            found.add(at, || text!(ja: "{length} 文字です。必要な文字数は {ja} です。", en: "It has {length} characters; {en} are asked for."));
        }
    }
    if let Some(pattern) = &node.pattern
        && !pattern.is_match(value)
    {
        let shown = shown(value);
        found.add(at, || text!(ja: "「{shown}」は形式 {pattern} に合いません。", en: "“{shown}” does not have the form {pattern}."));
    }
    if let Some(format) = node.format
        && !format.is_kept_by(value)
    {
        let ((ja, en), shown) = (format.words(), shown(value));
        found.add(at, || text!(ja: "「{shown}」は{ja}ではありません。", en: "“{shown}” is not {en}."));
    }
}

fn word(words: &[Box<str>], value: &str, at: &Path<'_>, found: &mut Findings) {
    if words.binary_search_by(|word| (**word).cmp(value)).is_err() {
        found.add(at, || {
            let shown = shown(value);
            match words {
                [only] => text!(ja: "「{shown}」ではなく「{only}」が必要です。", en: "This has to be “{only}”, not “{shown}”."),
                _ if words.len() <= 24 => {
                    let list = words.join(", ");
                    text!(ja: "「{shown}」は使えません。使える値は {list} です。", en: "“{shown}” is not one of {list}.")
                }
                _ => {
                    let many = words.len();
                    text!(ja: "「{shown}」は、定められた {many} 個の値にありません。", en: "“{shown}” is not one of the {many} values defined here.")
                }
            }
        });
    }
}

/// The start of a text that may be long.
pub(crate) fn shown(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

const fn kind_of_node(node: &Node) -> (&'static str, &'static str) {
    match node {
        Node::Null => ("null", "null"),
        Node::Truth => ("真偽値", "true or false"),
        Node::Number { whole: true, .. } => ("整数", "a whole number"),
        Node::Number { .. } => ("数値", "a number"),
        Node::Text(_) | Node::Words(_) => ("文字列", "a text"),
        Node::List { .. } => ("配列", "a list"),
        Node::Object(_) | Node::Choice(_) => ("オブジェクト", "an object"),
        _ => ("別の値", "another value"),
    }
}

const fn kind_of_value(value: &Json<'_>) -> (&'static str, &'static str) {
    match value {
        Json::Null => ("null", "null"),
        Json::Truth(_) => ("真偽値", "true or false"),
        Json::Whole(_) | Json::Number(_) => ("数値", "a number"),
        Json::Text(_) => ("文字列", "a text"),
        Json::List(_) => ("配列", "a list"),
        Json::Object(_) => ("オブジェクト", "an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::parse;
    use super::*;

    const FORM: &str = "editions 1\n\
        doc object\n  kind! kind\n  size whole 1..3\n  tags [text 1..] ..2 unique\n  link (text ~uri | [text])\n  \
        pair (a ^ b)\n  x any\n  y truth\n  one of: x y\n  if kind = \"big\": size\n\
        kind words\n  big small\n\
        a object\n  a! text\nb object open\n  b! text\n";

    #[track_caller]
    fn check(document: &str, expect: &[(&str, &str)]) {
        let form = Form::of(FORM, "1", "doc").unwrap();
        let found = form.findings(&parse(document, 99).unwrap()).into_told();
        let told: Vec<(&str, &str)> =
            found.iter().map(|one| (one.path.as_str(), one.text.en.as_str())).collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn what_keeps_the_form_has_no_finding() {
        check(r#"{"kind":"small","x":1,"tags":["a"],"link":["z"],"pair":{"a":"q"}}"#, &[]);
        check(r#"{"kind":"big","size":1.0,"y":true,"link":"urn:x","pair":{"b":"q","c":1}}"#, &[]);
    }

    #[test]
    fn each_fault_is_told_where_it_is() {
        check(
            r#"{"size":4,"tags":["a","a",""],"z/":0,"x":1}"#,
            &[
                ("/size", "4 is out of range; 1 to 3 is asked for."),
                ("/tags", "It has 3 entries; at most 2 are asked for."),
                ("/tags/1", "This equals entry 0 (counted from 0); each may stand once."),
                ("/tags/2", "It has 0 characters; at least 1 are asked for."),
                ("/z~1", "The field “z/” is not defined here."),
                ("", "The required field “kind” is missing."),
            ],
        );
        check(
            r#"{"kind":"big","pair":{"a":1},"link":"x y"}"#,
            &[
                ("/pair/a", "This has to be a text, not a number."),
                ("/link", "“x y” is not a URI that starts with its scheme."),
                ("", "Exactly one of x, y has to be there."),
                ("", "Where kind is big, size has to be there."),
            ],
        );
        check(
            r#"{"kind":7,"x":0,"pair":{"a":"1","b":"2"}}"#,
            &[("/kind", "This has to be a text, not a number.")],
        );
    }
}
