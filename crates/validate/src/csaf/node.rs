//! A value of the document together with its place.
//!
//! Invariant: nothing of the document is copied; a place becomes a JSON pointer (RFC 6901) only when a finding
//! needs it. Asking a value for what it isn't gives nothing: the schema test tells of that.

use std::fmt::Write as _;
use std::rc::Rc;

use serde_json::Value;

/// One value and where it stands.
#[derive(Clone)]
pub(crate) struct Node<'d> {
    value: &'d Value,
    step: Option<Rc<Step<'d>>>,
}

struct Step<'d> {
    above: Option<Rc<Step<'d>>>,
    name: Name<'d>,
}

enum Name<'d> {
    Key(&'d str),
    Index(usize),
}

impl<'d> Node<'d> {
    /// The whole document.
    pub(crate) const fn root(value: &'d Value) -> Self {
        Self { value, step: None }
    }

    /// The value itself.
    pub(crate) const fn value(&self) -> &'d Value {
        self.value
    }

    fn below(&self, name: Name<'d>, value: &'d Value) -> Self {
        Self { value, step: Some(Rc::new(Step { above: self.step.clone(), name })) }
    }

    /// The member of an object.
    pub(crate) fn get(&self, key: &'d str) -> Option<Self> {
        Some(self.below(Name::Key(key), self.value.get(key)?))
    }

    /// The value at the end of a chain of members.
    pub(crate) fn at(&self, keys: &[&'d str]) -> Option<Self> {
        keys.iter().try_fold(self.clone(), |node, key| node.get(key))
    }

    /// The text of a member.
    pub(crate) fn text_at(&self, key: &str) -> Option<&'d str> {
        self.value.get(key)?.as_str()
    }

    /// This value as text.
    pub(crate) fn text(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// Does the object have this member?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> + use<'d> {
        let list = self.value.as_array().map_or(&[][..], Vec::as_slice);
        let above = self.clone();
        list.iter().enumerate().map(move |(at, item)| above.below(Name::Index(at), item))
    }

    /// The items of the list that a member is.
    pub(crate) fn each(&self, key: &'d str) -> impl Iterator<Item = Self> + use<'d> {
        self.get(key).into_iter().flat_map(|list| list.items())
    }

    /// The members of an object; none of anything else.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let above = self.clone();
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(key, value)| (key.as_str(), above.below(Name::Key(key), value)))
    }

    /// Calls `see` with this value and every value under it, in order.
    pub(crate) fn walk(&self, see: &mut impl FnMut(&Self)) {
        see(self);
        self.items().for_each(|item| item.walk(see));
        self.entries().for_each(|(_, member)| member.walk(see));
    }

    /// The member's name, where this is the member of an object.
    pub(crate) fn key(&self) -> Option<&'d str> {
        match self.step.as_ref()?.name {
            Name::Key(key) => Some(key),
            Name::Index(_) => None,
        }
    }

    /// The place as a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut step = self.step.as_deref();
        while let Some(here) = step {
            steps.push(&here.name);
            step = here.above.as_deref();
        }
        let mut pointer = String::new();
        for name in steps.into_iter().rev() {
            pointer.push('/');
            match name {
                Name::Key(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
                // Writing to a String cannot fail.
                Name::Index(at) => drop(write!(pointer, "{at}")),
            }
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_a_pointer() {
        let value = serde_json::json!({"a/b": [{"c~": 1}]});
        let mut seen = Vec::new();
        Node::root(&value).walk(&mut |node| seen.push(node.pointer()));
        assert_eq!(seen, ["", "/a~1b", "/a~1b/0", "/a~1b/0/c~0"]);
    }
}
