//! Exit codes and the one place where a failure is printed, with its remedy.

use std::io::Write as _;
use std::process::ExitCode;

use sekisho_app::AppError;
use sekisho_model::{Lang, Problem, Text, text};

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
            AppError::Store(_) | AppError::Outdated => STORE,
            AppError::Forbidden { .. } | AppError::NotSignedIn => USAGE,
        };
        let (what, remedy) = (error.text(), error.remedy());
        let problems = match error {
            AppError::Invalid(problems) => problems,
            AppError::Forbidden { .. }
            | AppError::NotFound { .. }
            | AppError::Outdated
            | AppError::NotSignedIn
            | AppError::Store(_) => Vec::new(),
        };
        Self(Box::new(Ending { code, what, remedy, problems }))
    }
}

/// A file that cannot be read or written.
pub(crate) fn io(path: &std::path::Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    Failure::input(
        text!(ja: "{path} を読み書きできません（{error}）。", en: "{path} cannot be read or written ({error})."),
        text!(ja: "場所と権限を確かめてください。", en: "Check the place and the permissions."),
    )
}
