//! `purl parse`, `vers contains`, `version compare`: one case, or one a line from standard input.

use std::io::BufRead as _;
use std::path::Path;
use std::process::ExitCode;

use sekisho_model::{PackageUrl, VersionScheme, text};
use sekisho_supply::version::{self, Vers};

use super::done;
use crate::args::{PurlCommand, VersCommand, VersionCommand};
use crate::exit::{FOUND, Failure, unreadable};
use crate::terminal::Terminal;

/// What one case gave: its answer, or what is wrong with it.
type Answer = Result<String, String>;

pub(super) fn purl(command: &PurlCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let PurlCommand::Parse { purl } = command;
    each(purl, terminal, |line| {
        line.parse::<PackageUrl>().map(|purl| purl.to_string()).map_err(|error| error.to_string())
    })
}

pub(super) fn vers(command: &VersCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let VersCommand::Contains { range, version } = command;
    let case = if range == "-" { range.clone() } else { format!("{range}\t{version}") };
    each(&case, terminal, |line| {
        let (range, version) = pair(line)?;
        let range: Vers = range.parse().map_err(|error: version::vers::VersError| error.text().en)?;
        range.contains(version).map(|inside| inside.to_string()).map_err(|reason| reason.text().en)
    })
}

pub(super) fn version(command: &VersionCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let VersionCommand::Compare { scheme, a, b } = command;
    let case = if a == "-" { a.clone() } else { format!("{a}\t{b}") };
    let scheme = version::scheme_named(scheme);
    if let VersionScheme::Git | VersionScheme::Other(_) = scheme {
        let name = version::scheme_name(&scheme);
        return Err(Failure::usage(
            text!(ja: "版の順序「{name}」には対応していません。", en: "There is no version order \"{name}\"."),
            text!(ja: "semver・npm・pypi・deb のいずれかにしてください。", en: "Use semver, npm, pypi or deb."),
        ));
    }
    each(&case, terminal, |line| {
        let (a, b) = pair(line)?;
        version::compare(&scheme, a, b)
            .map(|order| (order as i8).to_string())
            .map_err(|error| error.text().en)
    })
}

fn pair(line: &str) -> Result<(&str, &str), String> {
    line.split_once('\t').ok_or_else(|| "two fields with a tab between them are needed".to_owned())
}

/// Answers one case, or every line of standard input for `-`. A wrong case is answered `error: …` and makes
/// the exit code 1; the lines stay in step with the cases.
fn each(case: &str, terminal: &Terminal, answer: impl Fn(&str) -> Answer) -> Result<ExitCode, Failure> {
    let mut wrong = 0_usize;
    let mut print = |given: Answer| match given {
        Ok(text) => terminal.print(&text),
        Err(why) => {
            wrong += 1;
            terminal.print(&format!("error: {why}"));
        }
    };
    if case == "-" {
        for line in std::io::stdin().lock().lines() {
            print(answer(line.map_err(|error| unreadable(Path::new("-"), &error))?.trim_end()));
        }
    } else {
        print(answer(case));
    }
    Ok(if wrong == 0 { done() } else { ExitCode::from(FOUND) })
}
