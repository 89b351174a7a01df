//! What a generated SBOM does not hold, in words, so that nothing looks complete that is not.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Place, Problem, text};

use super::Assembly;
use crate::generate::{Survey, interest};

/// Names that are spelt out in one message; the rest is counted.
const SHOWN_MAX: usize = 5;

/// Tells everything; is something known to be missing?
pub(super) fn all(assembly: &mut Assembly, survey: &Survey) -> bool {
    let problems = &mut assembly.problems;
    let before = problems.len();
    not_read(survey, problems);
    without_lock(survey, problems);
    let mut misses = survey.misses_something || problems.len() > before;
    if assembly.refused > 0 {
        let (n, max) = (assembly.refused, assembly.entries_max);
        problems.push(Problem::error(
            Place::default(),
            text!(ja: "部品が上限の {max} 件を超えています。{n} 件を入れませんでした。", en: "There are more than {max} components, the limit. {n} were left out."),
            text!(ja: "フォルダを分けてください。", en: "Split the folder."),
        ));
        misses = true;
    }
    if assembly.components.len() == 1 {
        problems.push(Problem::warning(
            Place::default(),
            text!(ja: "部品が 1 件も見つかりません。", en: "No component was found."),
            text!(ja: "ロックファイル、パッケージのデータベース、ELF ファイルのあるフォルダを指定してください。", en: "Name a folder that has lock files, a package database or ELF files."),
        ));
        misses = true;
    }
    misses
}

/// `a, b, c（ほか 2）`
fn shown<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let rest = names.len().saturating_sub(SHOWN_MAX);
    let first: Vec<&str> = names.take(SHOWN_MAX).collect();
    let first = first.join(", ");
    if rest == 0 { first } else { format!("{first}, … (+{rest})") }
}

/// Forms that are known and not read, one message a form.
fn not_read(survey: &Survey, problems: &mut Vec<Problem>) {
    let mut by_form: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, form) in &survey.not_read {
        by_form.entry(form).or_default().push(path);
    }
    for (form, paths) in by_form {
        let (n, names) = (paths.len(), shown(paths.iter().copied()));
        problems.push(Problem::warning(
            Place::default(),
            text!(ja: "{form} のファイル {n} 個は中を読んでいません（{names}）。", en: "{n} files of form {form} were not looked into ({names})."),
            text!(ja: "中身の部品はこの SBOM に入っていません。取り出してから、そのフォルダも指定してください。", en: "What they hold is not in this SBOM. Unpack them, and make an SBOM of that too."),
        ));
    }
}

/// Manifests with no lock file beside or above them.
fn without_lock(survey: &Survey, problems: &mut Vec<Problem>) {
    let files: BTreeSet<String> =
        survey.digests.keys().chain(&survey.passed).map(|path| path.to_lowercase()).collect();
    let has_lock = |path: &str, locks: &[&str]| {
        let mut folder = path;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(outer, _)| outer);
            let slash = if folder.is_empty() { "" } else { "/" };
            if locks.iter().any(|lock| files.contains(&format!("{folder}{slash}{lock}").to_lowercase())) {
                return true;
            }
            if folder.is_empty() {
                return false;
            }
        }
    };
    let open: Vec<&str> = survey
        .manifests
        .iter()
        .filter(|(path, locks)| !has_lock(path, locks))
        .map(|(path, _)| path.as_str())
        .collect();
    if open.is_empty() {
        return;
    }
    let (n, names) = (open.len(), shown(open.iter().copied()));
    problems.push(Problem::warning(
        Place::default(),
        text!(ja: "ロックファイルのないマニフェストが {n} 個あります（{names}）。", en: "{n} manifests have no lock file ({names})."),
        text!(ja: "どの版が使われるか決まらないので、その依存先は入れていません。ロックファイルを作ってから、もう一度生成してください。", en: "Which versions are used is not settled, so what they need is not listed. Make a lock file, then generate again."),
    ));
}

/// Needs that nothing in the tree meets, one message a source, and one for all ELF files.
pub(super) fn unmet(unmet: &BTreeMap<String, BTreeSet<String>>, problems: &mut Vec<Problem>) {
    let mut of_programs: BTreeSet<&str> = BTreeSet::new();
    for (path, names) in unmet {
        if interest::sort(path).is_none() {
            of_programs.extend(names.iter().map(String::as_str));
            continue;
        }
        problems
            .push(without(Place::file(path.as_str()), &names.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    if !of_programs.is_empty() {
        problems.push(without(Place::default(), &of_programs.into_iter().collect::<Vec<_>>()));
    }
}

fn without(place: Place, names: &[&str]) -> Problem {
    let (n, names) = (names.len(), shown(names.iter().copied()));
    Problem::warning(
        place,
        text!(ja: "必要とされている {n} 件がフォルダの中にありません（{names}）。", en: "{n} things that are needed are not in the folder ({names})."),
        text!(ja: "その依存関係は入れていません。フォルダに不足がないか確かめてください。", en: "Those dependencies are not listed. Check whether the folder is all there."),
    )
}
