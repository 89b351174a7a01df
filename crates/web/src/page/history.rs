//! Who changed one thing, from the ledger: quietly at the foot of its page.

use maud::{Markup, html};
use sekisho_ledger::Entry;
use sekisho_model::Lang;

use crate::{parts, words};

/// Entries shown.
const SHOWN: usize = 10;

pub(super) fn history(entries: &[Entry], lang: Lang) -> Markup {
    let more = entries.len().saturating_sub(SHOWN);
    html! {
        section.quietly {
            h2 { (lang.pick("履歴", "History")) }
            @if entries.is_empty() { p { (lang.pick("記録はまだありません。", "Nothing recorded yet.")) } }
            ul.history { @for entry in entries.iter().take(SHOWN) { li {
                (moment(entry.at(), lang)) " " (entry.actor()) " " (words::action(entry.action()).in_lang(lang))
            } } }
            @if more > 0 { p { (match lang {
                Lang::Ja => format!("ほか {more} 件"),
                Lang::En => format!("{more} more"),
            }) } }
        }
    }
}

/// The ledger writes UTC as text; it is shown in Japan's time.
pub(super) fn moment(at: &str, lang: Lang) -> Markup {
    match at.parse() {
        Ok(at) => parts::time(at, lang),
        Err(_) => html! { (at) },
    }
}
