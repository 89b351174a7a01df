//! What follows from what an import brought: the same lines and the same JSON after `feed import`, `feed watch` and
//! `feed sync`. It asks `app` and judges nothing.

use sekisho_app::App;
use sekisho_app::notices::{self, Notice};
use sekisho_model::{Text, text};
use serde::Serialize;

use super::Place;
use crate::exit::Failure;
use crate::terminal::Terminal;

/// Most notices told in words; the rest is counted.
const SHOWN: usize = 50;

/// One notice for programs.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// `new-advisory`, `revised`, `cleared` or `new-thing`.
    cause: &'static str,
    /// `now`, `soon`, `planned` or `watch`.
    urgency: &'static str,
    advisory: String,
    /// The publisher asks that it be held against the register again.
    is_major: bool,
    answer: Text,
    /// The first thing to do; null where there is none.
    action: Option<Text>,
}

/// The number of the ledger's next entry: where a later [`since`] begins.
pub(super) async fn next_entry(app: &App, place: &Place) -> Result<u64, Failure> {
    Ok(notices::next_entry(app, &place.caller).await?)
}

/// What is news because of the ledger's entries from one on.
pub(super) async fn since(app: &App, place: &Place, seq: u64) -> Result<Vec<Notice>, Failure> {
    Ok(notices::since(app, &place.caller, seq).await?)
}

pub(super) fn rows(notices: &[Notice]) -> Vec<Row> {
    notices.iter().map(row).collect()
}

fn row(notice: &Notice) -> Row {
    let Notice { cause, is_major, impact } = notice;
    Row {
        cause: cause.code(),
        urgency: impact.priority.urgency.code(),
        advisory: impact.advisory.id.to_string(),
        is_major: *is_major,
        answer: impact.answer(),
        action: impact.actions.first().map(|action| action.what.clone()),
    }
}

/// One line for each notice, and a sentence for all.
pub(super) fn print(notices: &[Notice], terminal: &Terminal) {
    terminal.print(notices::answer(notices).in_lang(terminal.lang));
    for notice in notices.iter().take(SHOWN) {
        terminal.print(line(notice).in_lang(terminal.lang));
    }
    if notices.len() > SHOWN {
        let rest = notices.len() - SHOWN;
        let more = text!(
            ja: "ほか {rest} 件（--format json ですべて見られます）",
            en: "{rest} more (see all with --format json)"
        );
        terminal.print(more.in_lang(terminal.lang));
    }
}

fn line(notice: &Notice) -> Text {
    let Notice { cause, is_major, impact } = notice;
    let (cause, urgency, answer) = (cause.word(), impact.priority.urgency.word(), impact.answer());
    let (id, action) = (&impact.advisory.id, impact.actions.first());
    let major = if *is_major { Text::new("・大幅な改訂", ", major revision") } else { Text::default() };
    let todo = action.map_or_else(Text::default, |action| {
        let Text { ja, en } = &action.what;
        text!(ja: "　→ {ja}", en: "  → {en}")
    });
    Text::new(
        format!("[{}] {id}（{}{}）：{}{}", urgency.ja, cause.ja, major.ja, answer.ja, todo.ja),
        format!("[{}] {id} ({}{}): {}{}", urgency.en, cause.en, major.en, answer.en, todo.en),
    )
}
