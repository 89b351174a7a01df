//! 6.2.13: the keys of every object are in alphabetical order.
//!
//! The order of keys is lost once JSON is parsed, so the text is walked. It has been parsed before and is known to
//! be JSON. *Alphabetical* isn't defined further: an object is in order if it is by code points, or by letters
//! whatever their case.

use sekisho_model::text;
use serde_json::Value;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.2.13.
pub(super) fn unsorted(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut walk = Walk { rest: doc.text.trim_start_matches('\u{feff}'), found: Vec::new() };
    let mut way = Vec::new();
    if walk.value(&mut way).is_none() {
        out.not_run(text!(
            ja: "キーの並びを文書の文字列から読み取れませんでした。",
            en: "The order of the keys could not be read from the text."
        ));
        return;
    }
    for (way, key) in walk.found {
        let Some(node) = reach(doc, &way) else { continue };
        out.fault(
            &node,
            text!(
                ja: "キー「{key}」がアルファベット順の位置にありません。",
                en: "Key \"{key}\" is not where the alphabet puts it."
            ),
        );
    }
}

#[derive(Clone)]
enum Step {
    Key(String),
    Index(usize),
}

fn reach<'d>(doc: &Doc<'d>, way: &[Step]) -> Option<Node<'d>> {
    way.iter().try_fold(doc.root.clone(), |node, step| match step {
        Step::Key(key) => node.entries().find(|(name, _)| name == key).map(|(_, member)| member),
        Step::Index(at) => node.items().nth(*at),
    })
}

struct Walk<'t> {
    rest: &'t str,
    /// The way to each object that is out of order, and the first key that is.
    found: Vec<(Vec<Step>, String)>,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        let next = self.rest.chars().next()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn value(&mut self, way: &mut Vec<Step>) -> Option<()> {
        match self.peek()? {
            '{' => self.object(way),
            '[' => self.list(way),
            '"' => self.string().map(drop),
            _ => {
                let end = self.rest.find([',', ']', '}']).unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
                Some(())
            }
        }
    }

    fn object(&mut self, way: &mut Vec<Step>) -> Option<()> {
        self.next()?;
        let mut keys = Vec::new();
        while self.peek()? != '}' {
            let key = self.string()?;
            self.next().filter(|sign| *sign == ':')?;
            way.push(Step::Key(key.clone()));
            self.value(way)?;
            way.pop();
            keys.push(key);
            if self.peek()? == ',' {
                self.next()?;
            }
        }
        self.next()?;
        if let Some(key) = misplaced(&keys) {
            self.found.push((way.clone(), key));
        }
        Some(())
    }

    fn list(&mut self, way: &mut Vec<Step>) -> Option<()> {
        self.next()?;
        let mut at = 0;
        while self.peek()? != ']' {
            way.push(Step::Index(at));
            self.value(way)?;
            way.pop();
            at += 1;
            if self.peek()? == ',' {
                self.next()?;
            }
        }
        self.next().map(drop)
    }

    /// A string, unescaped.
    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, character)| {
            let closes = *character == '"' && !escaped;
            escaped = *character == '\\' && !escaped;
            closes
        })?;
        let (string, rest) = self.rest.split_at(end.0 + 1);
        self.rest = rest;
        serde_json::from_str::<Value>(string).ok()?.as_str().map(str::to_owned)
    }
}

/// The first key that stands after one that it should precede, in the kinder of the two orders.
fn misplaced(keys: &[String]) -> Option<String> {
    let first = |order: fn(&str) -> String| {
        keys.windows(2).find(|pair| order(&pair[0]) > order(&pair[1])).map(|pair| pair[1].clone())
    };
    first(str::to_owned).and(first(str::to_lowercase))
}
