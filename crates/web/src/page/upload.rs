//! The form that a file is sent with: the same on every page that takes one.

use maud::{Markup, html};

use crate::visitor::Visitor;

/// Words in Japanese and English.
type Words = (&'static str, &'static str);

/// Asks for any file.
pub(super) const CHOOSE: Words = ("ファイルを選ぶか、ここに置いてください", "Choose a file, or drop it here");

/// A form for one file.
pub(super) struct Upload<'a> {
    /// Where it is sent.
    pub(super) action: &'a str,
    /// Id of the file field; a page with several such forms gives each its own.
    pub(super) id: &'a str,
    /// What to choose.
    pub(super) label: Words,
    /// Endings that are offered; empty: any.
    pub(super) accept: &'a str,
    /// What is said of the file, before it: it is read as it comes, and what is said of it must be known by then.
    pub(super) before: Markup,
    /// What happens.
    pub(super) button: Words,
    /// Is it what the page is for?
    pub(super) is_first: bool,
    /// What is taken, how large, and what becomes of it.
    pub(super) note: Words,
}

impl Default for Upload<'_> {
    fn default() -> Self {
        Self {
            action: "",
            id: "file",
            label: CHOOSE,
            accept: "",
            before: html! {},
            button: ("送る", "Send"),
            is_first: true,
            note: ("", ""),
        }
    }
}

/// The form as markup.
pub(super) fn form(upload: &Upload<'_>, visitor: &Visitor) -> Markup {
    let Upload { action, id, label, accept, before, button, is_first, note } = upload;
    let say = |(ja, en): &Words| visitor.lang.pick(ja, en);
    html! {
        form.drop method="post" action=(action) enctype="multipart/form-data" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (before)
            label for=(id) { (say(label)) }
            input id=(id) type="file" name="file" accept=[(!accept.is_empty()).then_some(accept)] required;
            button.first[*is_first] { (say(button)) }
            @if !note.0.is_empty() { p.quiet { (say(note)) } }
        }
    }
}
