//! Results on stdout, words and progress on stderr.

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use sekisho_model::{Gravity, Lang, Problem, Text};
use sekisho_report::Width;
use serde::Serialize;

use crate::args::Format;
use crate::exit::{Failure, INPUT, Refusal};

/// Narrowest and widest table.
const WIDTHS: (u16, u16) = (60, 180);
/// Most problems of one gravity listed; the rest is counted.
const PROBLEMS_SHOWN: usize = 20;

/// Where a command speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// Form of answers.
    pub(crate) format: Format,
}

impl Terminal {
    pub(crate) const fn new(lang: Lang, format: Format) -> Self {
        Self { lang, format }
    }

    /// Half-width columns of the terminal; 120 where there is none.
    pub(crate) fn width(&self) -> Width {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<u16>().ok());
        Width(columns.unwrap_or(120).clamp(WIDTHS.0, WIDTHS.1))
    }

    /// A line of the answer. A closed pipe is the reader's choice, not a failure.
    pub(crate) fn print(&self, text: &str) {
        let _ = writeln!(std::io::stdout(), "{}", plain(text.trim_end()));
    }

    /// Bytes of the answer.
    pub(crate) fn print_bytes(&self, bytes: &[u8]) {
        let _ = std::io::stdout().write_all(bytes);
    }

    /// The answer as JSON.
    pub(crate) fn print_json(&self, document: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(document).map_err(|error| {
            Failure::input(Text::new(error.to_string(), error.to_string()), Text::default())
        })?;
        self.print(&text);
        Ok(())
    }

    /// One of many answers as JSON, on a line of its own.
    pub(crate) fn print_json_line(&self, document: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(document).map_err(|error| {
            Failure::input(Text::new(error.to_string(), error.to_string()), Text::default())
        })?;
        self.print(&text);
        Ok(())
    }

    /// Says why an input gave nothing: its problems in words, for programs as JSON too.
    pub(crate) fn refuse(&self, problems: &[Problem]) -> Result<ExitCode, Failure> {
        self.say_problems(problems);
        if self.format == Format::Json {
            self.print_json(&Refusal::of(problems, self.lang))?;
        }
        Ok(ExitCode::from(INPUT))
    }

    /// Words beside the answer.
    pub(crate) fn say(&self, text: &Text) {
        let _ = writeln!(std::io::stderr(), "{}", plain(text.in_lang(self.lang)));
    }

    /// Problems beside the answer: errors first, at most twenty of each gravity, the rest counted.
    pub(crate) fn say_problems(&self, problems: &[Problem]) {
        for gravity in [Gravity::Error, Gravity::Warning] {
            let of: Vec<&Problem> = problems.iter().filter(|problem| problem.gravity == gravity).collect();
            let label = match gravity {
                Gravity::Error => self.lang.pick("問題：", "problem: "),
                Gravity::Warning => self.lang.pick("注意：", "warning: "),
            };
            for problem in of.iter().take(PROBLEMS_SHOWN) {
                let _ = writeln!(std::io::stderr(), "{label}{}", plain(&problem.in_lang(self.lang)));
            }
            if of.len() > PROBLEMS_SHOWN {
                let rest = of.len() - PROBLEMS_SHOWN;
                self.say(&sekisho_model::text!(
                    ja: "{label}ほか {rest} 件（--format json ですべて見られます）",
                    en: "{label}{rest} more (see all with --format json)"
                ));
            }
        }
    }

    /// Progress over `length` steps; silent when stderr is no terminal.
    pub(crate) fn progress(&self, length: usize, what: &str) -> ProgressBar {
        if !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(length as u64).with_style(style).with_message(what.to_owned())
    }
}

/// What an input says must not move the cursor, colour the screen or turn the direction of writing.
fn plain(text: &str) -> Cow<'_, str> {
    let moves = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(moves) { Cow::Owned(text.replace(moves, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_cannot_drive_the_terminal() {
        assert_eq!(plain("a\u{1B}[31m\r\u{9B}\u{202E}b\tc\n"), "a\u{FFFD}[31m\u{FFFD}\u{FFFD}\u{FFFD}b\tc\n");
        assert!(matches!(plain("部品 1.0"), Cow::Borrowed(_)));
    }
}
