//! The command `sekisho`: arguments, configuration, wiring. Judges nothing and knows no SQL.

mod args;
mod commands;
#[cfg(test)]
mod documented;
mod exit;
mod files;
mod help;
mod terminal;
mod usage;

use std::process::ExitCode;

use clap::FromArgMatches;
use sekisho_model::Lang;

use crate::args::Arguments;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let lang = help::language(std::env::args_os());
    let matches = match help::command(lang).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage::report(&error, lang),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => return usage::report(&error, lang),
    };
    let terminal = Terminal::new(lang, arguments.format);
    logging();
    let outcome = match commands::run_alone(&arguments, &terminal) {
        Some(outcome) => outcome,
        None => with_runtime(arguments, &terminal),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            if terminal.format == args::Format::Json {
                let _ = terminal.print_json(&failure.for_programs(lang));
            }
            failure.report(lang)
        }
    }
}

fn with_runtime(arguments: Arguments, terminal: &Terminal) -> Result<ExitCode, exit::Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        exit::Failure::bug(sekisho_model::text!(ja: "実行環境を用意できません（{error}）。", en: "The runtime cannot be made ready ({error})."))
    })?;
    runtime.block_on(commands::run(arguments, terminal))
}

/// Logs go to stderr, and only when asked for by `SEKISHO_LOG`; warnings of our own rooms always. What the reader of
/// OpenPGP says of a publisher's broken bytes is told as a problem, in words.
fn logging() {
    let filter = std::env::var("SEKISHO_LOG").unwrap_or_else(|_| "warn,pgp=off".to_owned());
    let _ = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .try_init();
}

/// The language of a locale such as `ja_JP.UTF-8`; Japanese where nothing is said.
pub(crate) fn locale_language(locale: Option<&str>) -> Lang {
    match locale {
        Some(locale) if !locale.is_empty() && !locale.starts_with("ja") => Lang::En,
        _ => Lang::Ja,
    }
}
