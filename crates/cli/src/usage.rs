//! Wrong usage in the reader's language. `clap` words it in English; the Japanese is made here from the parts
//! that it names. What has no words here is shown as `clap` has it, so that nothing stays unsaid.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use sekisho_model::{Lang, Text, text};

use crate::exit::{DONE, Failure, USAGE};

/// Prints it and gives the exit code. `--help` and `--version` come this way too, and are no failure.
pub(crate) fn report(error: &clap::Error, lang: Lang) -> ExitCode {
    if let (Lang::Ja, Some(what)) = (lang, japanese(error)) {
        let remedy = text!(ja: "使い方は --help で確かめられます。", en: "See --help.");
        return Failure::usage(Text { ja: what, en: error.to_string() }, remedy).report(lang);
    }
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { USAGE } else { DONE })
}

fn japanese(error: &clap::Error) -> Option<String> {
    let of = |kind: ContextKind| error.get(kind).map(words);
    let argument = || of(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let near = of(ContextKind::SuggestedSubcommand)
                .map(|near| format!("「{near}」の間違いではありませんか。"));
            format!(
                "「{}」というコマンドはありません。{}",
                of(ContextKind::InvalidSubcommand)?,
                near.unwrap_or_default()
            )
        }
        ErrorKind::UnknownArgument => {
            let near =
                of(ContextKind::SuggestedArg).map(|near| format!("「{near}」の間違いではありませんか。"));
            format!("「{}」という引数は使えません。{}", argument()?, near.unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("{} を指定してください。", argument()?),
        ErrorKind::MissingSubcommand => "コマンドを指定してください。".to_owned(),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            Some(prior) if Some(&prior) == argument().as_ref() => {
                format!("{prior} は一度しか指定できません。")
            }
            Some(prior) => format!("{} と {prior} は同時に指定できません。", argument()?),
            None => format!("{} は一度しか指定できません。", argument()?),
        },
        ErrorKind::InvalidValue => match (of(ContextKind::InvalidValue)?, of(ContextKind::ValidValue)) {
            (value, _) if value.is_empty() => format!("{} の値を指定してください。", argument()?),
            (value, Some(valid)) => {
                format!("{} に「{value}」は指定できません。指定できる値：{valid}。", argument()?)
            }
            (value, None) => format!("{} に「{value}」は指定できません。", argument()?),
        },
        ErrorKind::ValueValidation => {
            format!("{} の値「{}」の書き方が正しくありません。", argument()?, of(ContextKind::InvalidValue)?)
        }
        _ => return None,
    })
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::String(one) => one.clone(),
        ContextValue::Number(number) => number.to_string(),
        other => other.to_string(),
    }
}
