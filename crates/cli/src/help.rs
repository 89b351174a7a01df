//! Help in the reader's language: the arguments carry English, `help_ja.toml` carries Japanese by path.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, CommandFactory as _};
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
    let command = without_empty_defaults(Arguments::command());
    match lang {
        Lang::En => command,
        Lang::Ja => {
            let words = japanese();
            translate(command, "sekisho", &words)
                .disable_version_flag(true)
                .arg(flag("version", "版を表示する").short('V').action(ArgAction::Version))
        }
    }
}

/// An argument that holds nothing unless given has no default worth telling.
fn without_empty_defaults(command: Command) -> Command {
    let is_empty = |argument: &Arg| argument.get_default_values() == [""];
    command
        .mut_args(|argument| if is_empty(&argument) { argument.hide_default_value(true) } else { argument })
        .mut_subcommands(without_empty_defaults)
}

fn japanese() -> BTreeMap<String, String> {
    // A test reads every row, so a file that does not parse never ships.
    toml::from_str(include_str!("help_ja.toml")).unwrap_or_default()
}

/// `clap` names its parts in English; these are the same parts, in its order.
const TEMPLATE: &str = "{about}\n\n使い方：{usage}\n\n{all-args}";

fn translate(mut command: Command, path: &str, words: &BTreeMap<String, String>) -> Command {
    if let Some(about) = words.get(path) {
        command = command.about(about.clone());
    }
    command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("コマンド")
        .mut_args(|argument| told(argument, path, words))
        .disable_help_flag(true)
        .arg(flag("help", "この説明を表示する").short('h').action(ArgAction::HelpLong));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |sub| translate(sub, &path, words));
    }
    command
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).help_heading("オプション")
}

/// An argument with its Japanese: what it is, which values it takes, and what holds without it.
fn told(argument: Arg, path: &str, words: &BTreeMap<String, String>) -> Arg {
    let heading = if argument.is_positional() { "引数" } else { "オプション" };
    let (own, global) = keys(path, &argument);
    let Some(help) = words.get(&own).or_else(|| words.get(&global)) else {
        return argument.help_heading(heading);
    };
    let mut help = help.clone();
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|value| match value_word(words, &own, &global, value.get_name()) {
            Some(word) => format!("\n  {}：{word}", value.get_name()),
            None => format!("\n  {}", value.get_name()),
        })
        .collect();
    help.push_str(&values.concat());
    let defaults: Vec<String> = if argument.get_action().takes_values() {
        let values = argument.get_default_values().iter();
        values.filter(|value| !value.is_empty()).map(|value| value.to_string_lossy().into_owned()).collect()
    } else {
        Vec::new()
    };
    if !defaults.is_empty() {
        help.push_str(&format!("\n［省略時：{}］", defaults.join("、")));
    }
    if let Some(name) = argument.get_env() {
        help.push_str(&format!("\n［環境変数：{}］", name.to_string_lossy()));
    }
    let argument = argument.help(help).help_heading(heading);
    if !argument.get_action().takes_values() {
        return argument;
    }
    argument.hide_possible_values(true).hide_default_value(true).hide_env(true)
}

/// Under which keys an argument's words stand: its own, and that of an argument of every command.
fn keys(path: &str, argument: &Arg) -> (String, String) {
    (format!("{path} {}", argument.get_id()), format!("* {}", argument.get_id()))
}

/// The word for a value: this argument's own, or the one that holds wherever the value stands.
fn value_word<'a>(
    words: &'a BTreeMap<String, String>,
    own: &str,
    global: &str,
    value: &str,
) -> Option<&'a String> {
    [own, global, ""].into_iter().find_map(|of| words.get(&format!("{of}={value}")))
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
        let left: Vec<&String> =
            words.keys().filter(|key| !key.contains('=') && !wanted.contains(key)).collect();
        assert!(left.is_empty(), "Japanese for nothing: {left:#?}");
    }

    fn values(command: &Command, path: &str, out: &mut Vec<(String, String, String)>) {
        for argument in command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
            let (own, global) = keys(path, argument);
            let named = argument.get_possible_values();
            out.extend(named.iter().map(|it| (own.clone(), global.clone(), it.get_name().to_owned())));
        }
        for sub in command.get_subcommands() {
            values(sub, &format!("{path} {}", sub.get_name()), out);
        }
    }

    #[test]
    fn every_value_that_can_be_chosen_has_a_japanese_word_and_none_is_left_over() {
        let words = japanese();
        let mut wanted = Vec::new();
        values(&Arguments::command(), "sekisho", &mut wanted);
        let missing: Vec<_> =
            wanted.iter().filter(|(own, all, value)| value_word(&words, own, all, value).is_none()).collect();
        assert!(missing.is_empty(), "no Japanese for {missing:#?}");
        let used = |key: &str| {
            wanted.iter().any(|(own, all, value)| {
                [own.as_str(), all, ""].iter().any(|of| format!("{of}={value}") == key)
            })
        };
        let left: Vec<&String> = words.keys().filter(|key| key.contains('=') && !used(key)).collect();
        assert!(left.is_empty(), "Japanese for nothing: {left:#?}");
    }

    #[test]
    fn japanese_help_names_its_parts_in_japanese() {
        for path in [&["sekisho", "--help"][..], &["sekisho", "observe", "--help"], &["sekisho", "-h"]] {
            let shown = command(Lang::Ja).try_get_matches_from(path).unwrap_err().to_string();
            for english in
                ["Usage", "Options:", "Commands:", "Arguments:", "Possible", "default", "env:", "Print"]
            {
                assert!(!shown.contains(english), "{english} in {shown}");
            }
        }
    }

    #[test]
    fn no_help_tells_of_an_empty_default() {
        fn helps(mut command: Command, all: &mut String) {
            all.push_str(&command.render_long_help().to_string());
            for sub in command.get_subcommands() {
                helps(sub.clone(), all);
            }
        }
        for lang in [Lang::Ja, Lang::En] {
            let mut all = String::new();
            helps(command(lang), &mut all);
            assert!(all.contains("table") && !all.contains("省略時：］") && !all.contains("default: \"\""));
        }
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
