//! `sbom generate`: walks a folder, hands its files to the survey, and writes what comes out.
//!
//! Links are not followed, mounted file systems are not entered, and files are read one at a time.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sekisho_intake::{Limits, Reading};
use sekisho_model::{ComponentKind, Problem, Text, text};
use sekisho_sbom::convert::convert;
use sekisho_sbom::generate::{Counts, Subject, Survey, Want, enters, wants, wants_rest};
use sekisho_sbom::write::Loss;
use sekisho_sbom::{Completeness, Document};
use serde::Serialize;

use super::scan::has_errors;
use super::{documents, done};
use crate::args::{Format, SubjectKind};
use crate::exit::{self, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

/// Deepest folder.
const DEPTH_MAX: usize = 128;
/// Most files.
const FILES_MAX: usize = 5_000_000;

/// What a form had no place for, spelt out.
const LOSSES_SHOWN: usize = 20;

/// What is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) path: PathBuf,
    pub(super) to: String,
    pub(super) output: Option<PathBuf>,
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) supplier: Option<String>,
    pub(super) author: Option<String>,
    pub(super) kind: Option<SubjectKind>,
}

pub(super) fn run(wanted: &Wanted, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let form = documents::form(&wanted.to)?;
    let root = std::fs::canonicalize(&wanted.path).map_err(|error| exit::unreadable(&wanted.path, &error))?;
    let Reading { facts: document, problems } =
        survey(&root, terminal)?.finish(&subject(wanted, &root), jiff::Timestamp::now());
    let written = convert(&document, form, jiff::Timestamp::now());
    match &wanted.output {
        Some(output) => files::write(output, &written.bytes)?,
        None => terminal.print_bytes(&written.bytes),
    }
    if terminal.format == Format::Json && wanted.output.is_some() {
        terminal.print_json(&made(&document, &problems))?;
    } else {
        terminal.say_problems(&problems);
        terminal.say(&answer(&document));
        say_losses(&written.losses, terminal);
    }
    Ok(if has_errors(&problems) { ExitCode::from(INPUT) } else { done() })
}

/// Only so many one by one: a package database can have thousands of the same sort.
fn say_losses(losses: &[Loss], terminal: &Terminal) {
    for loss in losses.iter().take(LOSSES_SHOWN) {
        terminal.say(&documents::loss_words(loss));
    }
    if let Some(rest) = losses.len().checked_sub(LOSSES_SHOWN).filter(|rest| *rest > 0) {
        terminal.say(&text!(ja: "  ほか {rest} 件", en: "  {rest} more"));
    }
}

fn subject(wanted: &Wanted, root: &Path) -> Subject {
    let folder =
        || root.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned());
    Subject {
        name: wanted.name.clone().unwrap_or_else(folder),
        version: wanted.version.clone().unwrap_or_default(),
        supplier: wanted.supplier.clone().unwrap_or_default(),
        author: wanted.author.clone().unwrap_or_default(),
        kind: wanted.kind.map(|kind| match kind {
            SubjectKind::Application => ComponentKind::Application,
            SubjectKind::Container => ComponentKind::Container,
            SubjectKind::Device => ComponentKind::Device,
            SubjectKind::Firmware => ComponentKind::Firmware,
            SubjectKind::Library => ComponentKind::Library,
            SubjectKind::OperatingSystem => ComponentKind::OperatingSystem,
        }),
    }
}

fn survey(root: &Path, terminal: &Terminal) -> Result<Survey, Failure> {
    let limits = Limits::default();
    let mut survey = Survey::new(&limits);
    let about = std::fs::metadata(root).map_err(|error| exit::unreadable(root, &error))?;
    let files = if about.is_dir() {
        let mut walk = Walk { root, device: device(&about), files: Vec::new(), survey: &mut survey };
        walk.folder(root, 0);
        walk.files
    } else {
        vec![(root.file_name().unwrap_or(OsStr::new("file")).to_string_lossy().into_owned(), root.to_owned())]
    };
    let progress = terminal.progress(files.len(), terminal.lang.pick("ファイル", "files"));
    for (name, path) in &files {
        look(name, path, limits.bytes_max, &mut survey);
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(survey)
}

/// Reads as much of a file as is wanted.
fn look(name: &str, path: &Path, bytes_max: usize, survey: &mut Survey) {
    let (head_max, mut is_whole) = match wants(name) {
        Want::No => return,
        Want::Head(bytes) => (bytes, false),
        Want::Whole => (bytes_max, true),
    };
    let read = || -> std::io::Result<(Vec<u8>, bool)> {
        let mut file = File::open(path)?;
        let mut bytes = Vec::new();
        // One byte more than the limit lets the survey see that there is more, and say so.
        let first = if is_whole { head_max.saturating_add(1) } else { head_max };
        file.by_ref().take(first as u64).read_to_end(&mut bytes)?;
        if !is_whole && wants_rest(&bytes) {
            is_whole = true;
            let rest = bytes_max.saturating_add(1).saturating_sub(bytes.len());
            file.take(rest as u64).read_to_end(&mut bytes)?;
        }
        Ok((bytes, is_whole))
    };
    let mut read = read;
    match read() {
        Ok((bytes, true)) => survey.add(name, &bytes),
        Ok((head, false)) => survey.pass(name, &head),
        Err(error) => survey.fail(exit::unreadable(path, &error)),
    }
}

/// A folder being walked, in order of name.
struct Walk<'w> {
    root: &'w Path,
    device: Option<u64>,
    files: Vec<(String, PathBuf)>,
    survey: &'w mut Survey,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        if depth > DEPTH_MAX || self.files.len() >= FILES_MAX {
            self.survey.fail(beyond(folder));
            return;
        }
        let entries = std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.survey.fail(exit::unreadable(folder, &error)),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for path in entries.into_iter().map(|entry| entry.path()) {
            match std::fs::symlink_metadata(&path) {
                Ok(about) => self.entry(path, &about, depth),
                Err(error) => self.survey.fail(exit::unreadable(&path, &error)),
            }
        }
    }

    fn entry(&mut self, path: PathBuf, about: &Metadata, depth: usize) {
        let name = self.name(&path);
        if about.is_symlink() {
            self.survey.link();
        } else if about.is_dir() && device(about) != self.device {
            self.survey.fail(mounted(&path));
        } else if about.is_dir() && enters(&name) {
            self.folder(&path, depth + 1);
        } else if about.is_file() {
            self.files.push((name, path));
        }
    }

    /// The path below the root, its parts parted by `/` on every system.
    fn name(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(OsStr::to_string_lossy).collect();
        parts.join("/")
    }
}

/// The file system that something lies on, where the operating system tells.
#[cfg(unix)]
fn device(about: &Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::dev(about))
}

#[cfg(not(unix))]
const fn device(_: &Metadata) -> Option<u64> {
    None
}

fn beyond(folder: &Path) -> Problem {
    Problem::error(
        sekisho_model::Place::file(folder.display().to_string()),
        text!(ja: "上限（深さ {DEPTH_MAX}、{FILES_MAX} ファイル）を超えたので、この先を見ていません。", en: "Beyond the limits (depth {DEPTH_MAX}, {FILES_MAX} files); it was not looked into."),
        text!(ja: "もっと狭いフォルダを指定してください。", en: "Name a smaller folder."),
    )
}

fn mounted(folder: &Path) -> Problem {
    Problem::warning(
        sekisho_model::Place::file(folder.display().to_string()),
        text!(ja: "別のファイルシステムがマウントされているので、中を見ていません。", en: "Another file system is mounted there; it was not looked into."),
        text!(ja: "必要なら、そのフォルダを別に指定してください。", en: "Name that folder by itself if it belongs to the product."),
    )
}

#[derive(Serialize)]
struct Made<'a> {
    format: u32,
    name: &'a str,
    components: usize,
    completeness: &'static str,
    files: Files,
    problems: &'a [Problem],
}

#[derive(Serialize)]
struct Files {
    read: usize,
    in_packages: usize,
    not_read: usize,
    not_identified: usize,
    links: usize,
}

/// The subject itself is not counted.
fn made<'a>(document: &'a Document, problems: &'a [Problem]) -> Made<'a> {
    let Counts { read, in_packages, not_read, not_identified, links } = document.counts();
    Made {
        format: 1,
        name: &document.sbom.name,
        components: document.sbom.components.len().saturating_sub(1),
        completeness: completeness(document).0,
        files: Files { read, in_packages, not_read, not_identified, links },
        problems,
    }
}

const fn completeness(document: &Document) -> (&'static str, &'static str) {
    match document.head.completeness {
        Completeness::Complete => ("complete", "すべて入っています"),
        Completeness::Incomplete => ("incomplete", "足りないものがあります（上の注意を見てください）"),
        Completeness::Unknown | Completeness::Unsaid => {
            ("unknown", "すべてかどうかは、ファイルからは分かりません")
        }
    }
}

fn answer(document: &Document) -> Text {
    let components = document.sbom.components.len().saturating_sub(1);
    let Counts { read, in_packages, not_read, not_identified, links } = document.counts();
    let (en, ja) = completeness(document);
    text!(
        ja: "部品 {components} 件の SBOM を作りました。{ja}。ファイル：読んだもの {read}、パッケージの一部 {in_packages}、中を読んでいないもの {not_read}、識別できないもの {not_identified}、リンク {links}。",
        en: "Made an SBOM of {components} components; completeness: {en}. Files: read {read}, part of a package {in_packages}, not looked into {not_read}, not identified {not_identified}, links {links}."
    )
}
