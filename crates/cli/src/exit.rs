//! Exit codes and the one place where a failure is printed, with its remedy.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use sekisho_app::AppError;
use sekisho_model::{Gravity, Lang, Place, Problem, Text, text};
use serde::Serialize;

/// Done.
pub(crate) const DONE: u8 = 0;
/// Done, and something at or above `--fail-on` was found, or a validation failed.
pub(crate) const FOUND: u8 = 1;
/// Wrong usage.
pub(crate) const USAGE: u8 = 2;
/// Input unreadable or invalid.
pub(crate) const INPUT: u8 = 3;
/// Store trouble.
pub(crate) const STORE: u8 = 4;
/// A bug of ours.
pub(crate) const BUG: u8 = 70;

/// Why a command ended without its answer.
#[derive(Debug)]
pub(crate) struct Failure(Box<Ending>);

#[derive(Debug)]
struct Ending {
    code: u8,
    what: Text,
    remedy: Text,
    problems: Vec<Problem>,
}

/// What a program gets on stdout in place of an answer.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal<'a> {
    format: u32,
    /// Why there is no answer.
    error: &'a str,
    remedy: &'a str,
    /// All that was wrong with the input.
    problems: &'a [Problem],
}

impl<'a> Refusal<'a> {
    /// Of an input that gave nothing.
    pub(crate) fn of(problems: &'a [Problem], lang: Lang) -> Self {
        let first = problems.iter().find(|problem| problem.gravity == Gravity::Error).or(problems.first());
        let (error, remedy) =
            first.map_or(("", ""), |problem| (problem.what.in_lang(lang), problem.remedy.in_lang(lang)));
        Self { format: 1, error, remedy, problems }
    }
}

impl Failure {
    /// Wrong usage that clap cannot see.
    pub(crate) fn usage(what: Text, remedy: Text) -> Self {
        Self(Box::new(Ending { code: USAGE, what, remedy, problems: Vec::new() }))
    }

    /// Input unreadable or invalid.
    pub(crate) fn input(what: Text, remedy: Text) -> Self {
        Self(Box::new(Ending { code: INPUT, what, remedy, problems: Vec::new() }))
    }

    /// A bug of ours.
    pub(crate) fn bug(what: Text) -> Self {
        let remedy = text!(
            ja: "Sekisho の不具合です。再現の手順を添えて報告してください。",
            en: "This is a bug in Sekisho. Please report it with the steps that led here."
        );
        Self(Box::new(Ending { code: BUG, what, remedy, problems: Vec::new() }))
    }

    /// What a program gets on stdout in place of an answer.
    pub(crate) fn for_programs(&self, lang: Lang) -> Refusal<'_> {
        let error = self.0.what.in_lang(lang);
        Refusal { format: 1, error, remedy: self.0.remedy.in_lang(lang), problems: &self.0.problems }
    }

    /// Prints it on stderr and gives the exit code.
    pub(crate) fn report(&self, lang: Lang) -> ExitCode {
        let mut err = std::io::stderr().lock();
        let label = lang.pick("エラー：", "error: ");
        let _ = writeln!(err, "{label}{}", self.0.what.in_lang(lang));
        for problem in self.0.problems.iter().skip(1) {
            let _ = writeln!(err, "  {}", problem.in_lang(lang));
        }
        let remedy = self.0.remedy.in_lang(lang);
        if !remedy.is_empty() {
            let _ = writeln!(err, "{}{remedy}", lang.pick("対処：", "help: "));
        }
        ExitCode::from(self.0.code)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let code = match &error {
            AppError::Invalid(_) | AppError::NotFound { .. } => INPUT,
            AppError::Store(_) | AppError::Outdated | AppError::Conflict(_) => STORE,
            AppError::Forbidden { .. } | AppError::NotSignedIn => USAGE,
        };
        let (what, remedy) = (error.text(), error.remedy());
        let problems = match error {
            AppError::Invalid(problems) => problems,
            AppError::Forbidden { .. }
            | AppError::NotFound { .. }
            | AppError::Outdated
            | AppError::Conflict(_)
            | AppError::NotSignedIn
            | AppError::Store(_) => Vec::new(),
        };
        Self(Box::new(Ending { code, what, remedy, problems }))
    }
}

/// What the system says of a file, in words; its own where there are none of ours.
fn of_system(error: &std::io::Error) -> Text {
    match error.kind() {
        ErrorKind::NotFound => text!(ja: "見つかりません", en: "there is no such file or folder"),
        ErrorKind::PermissionDenied => text!(ja: "権限がありません", en: "permission denied"),
        ErrorKind::IsADirectory => {
            text!(ja: "ファイルではなくフォルダです", en: "it is a folder, not a file")
        }
        ErrorKind::NotADirectory => {
            text!(ja: "途中の名前がフォルダではありません", en: "a part of the path is no folder")
        }
        ErrorKind::StorageFull => text!(ja: "空き容量がありません", en: "no space is left"),
        ErrorKind::ReadOnlyFilesystem => {
            text!(ja: "書き込めない場所です", en: "the place is read-only")
        }
        _ => Text::new(error.to_string(), error.to_string()),
    }
}

/// A file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let Text { ja, en } = of_system(error);
    Problem::error(
        Place::file(path.display().to_string()),
        text!(ja: "読めません（{ja}）。", en: "It cannot be read ({en})."),
        text!(ja: "場所と権限を確かめてください。", en: "Check the place and the permissions."),
    )
}

/// A file that cannot be written.
pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let Text { ja, en } = of_system(error);
    Problem::error(
        Place::file(path.display().to_string()),
        text!(ja: "書き込めません（{ja}）。", en: "It cannot be written ({en})."),
        text!(ja: "場所と権限を確かめてください。", en: "Check the place and the permissions."),
    )
    .into()
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let Problem { gravity: _, place, what, remedy } = problem;
        let (ja, en) = (place.in_lang(Lang::Ja), place.in_lang(Lang::En));
        let what = Text::new(format!("{ja}：{}", what.ja), format!("{en}: {}", what.en));
        Self::input(what, remedy)
    }
}

impl From<Box<Problem>> for Failure {
    fn from(problem: Box<Problem>) -> Self {
        (*problem).into()
    }
}
