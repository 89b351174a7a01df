//! Help in the reader's language: the arguments carry English, `help_ja.toml` carries Japanese by path.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Command, CommandFactory as _};
use sekisho_model::Lang;

use crate::args::Arguments;

/// The language asked for by `--lang`, or the locale's.
pub(crate) fn language(arguments: impl Iterator<Item = OsString>) -> Lang {
    let arguments: Vec<String> = arguments.map(|argument| argument.to_string_lossy().into_owned()).collect();
    let asked = arguments.iter().enumerate().find_map(|(index, argument)| {
        argument
            .strip_prefix("--lang=")
            .map(str::to_owned)
            .or_else(|| (argument == "--lang").then(|| arguments.get(index + 1).cloned().unwrap_or_default()))
    });
    match asked.as_deref() {
        Some("ja") => Lang::Ja,
        Some("en") => Lang::En,
        _ => crate::locale_language(locale().as_deref()),
    }
}

fn locale() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .filter(|value| !value.starts_with('C') && value != "POSIX")
}

/// The command with its help in one language.
pub(crate) fn command(lang: Lang) -> Command {
    let command = Arguments::command();
    match lang {
        Lang::En => command,
        Lang::Ja => {
            let words = japanese();
            translate(command, "sekisho", &words)
        }
    }
}

fn japanese() -> BTreeMap<String, String> {
    // A test reads every row, so a file that does not parse never ships.
    toml::from_str(include_str!("help_ja.toml")).unwrap_or_default()
}

fn translate(mut command: Command, path: &str, words: &BTreeMap<String, String>) -> Command {
    if let Some(about) = words.get(path) {
        command = command.about(about.clone());
    }
    command = command.mut_args(|argument| {
        let key = format!("{path} {}", argument.get_id());
        let global = format!("* {}", argument.get_id());
        match words.get(&key).or_else(|| words.get(&global)) {
            Some(help) => argument.help(help.clone()),
            None => argument,
        }
    });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |sub| translate(sub, &path, words));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(command: &Command, path: &str, out: &mut Vec<String>) {
        out.push(path.to_owned());
        for argument in command.get_arguments() {
            let global = argument.is_global_set();
            out.push(format!("{} {}", if global { "*" } else { path }, argument.get_id()));
        }
        for sub in command.get_subcommands() {
            paths(sub, &format!("{path} {}", sub.get_name()), out);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_japanese_twin_and_none_is_left_over() {
        let words: BTreeMap<String, String> = toml::from_str(include_str!("help_ja.toml")).unwrap();
        let mut wanted = Vec::new();
        paths(&Arguments::command(), "sekisho", &mut wanted);
        let missing: Vec<&String> = wanted.iter().filter(|path| !words.contains_key(*path)).collect();
        assert!(missing.is_empty(), "no Japanese for {missing:#?}");
        let left: Vec<&String> = words.keys().filter(|key| !wanted.contains(key)).collect();
        assert!(left.is_empty(), "Japanese for nothing: {left:#?}");
    }

    #[test]
    fn the_language_is_what_was_asked_for() {
        let of = |words: &[&str]| language(words.iter().map(OsString::from));
        assert_eq!(of(&["sekisho", "--lang", "en", "init"]), Lang::En);
        assert_eq!(of(&["sekisho", "init", "--lang=ja"]), Lang::Ja);
    }

    #[test]
    fn the_arguments_are_well_formed() {
        for lang in Lang::ALL {
            command(lang).debug_assert();
        }
    }
}
