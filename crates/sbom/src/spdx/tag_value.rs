//! SPDX 2 in tag-value: a line is a tag, a colon and a value; a value in `<text>` marks may have many lines.
//!
//! Invariant: a line that is neither is named with its number, and costs itself alone.

use sekisho_model::{Problem, text};

use super::package::{Checksum, External, OnePackage};
use super::relate::{Stated, relate};
use super::{Document, Extracted, OtherDocument};
use crate::draft::Draft;
use crate::encodings::Reader;
use crate::json::{List, Words};

/// What the tags that follow belong to.
enum Part<'de> {
    Document,
    Package(Box<OnePackage<'de>>),
    File,
    Snippet,
    Licence(Extracted<'de>),
}

pub(crate) fn read<'de>(text: &'de str, draft: Draft<'de>) -> Draft<'de> {
    let mut document = Document::open(draft);
    let mut part = Part::Document;
    let mut lines = Lines { rest: text, number: 0 };
    while let Some(line) = lines.next() {
        match line {
            Line::Tag(tag, value) => part = take(&mut document, part, tag, value),
            Line::Odd(number, words) => odd(&mut document.draft, number, words),
            Line::Open(number) => open(&mut document.draft, number),
        }
    }
    close(&mut document, part);
    document.close()
}

fn odd(draft: &mut Draft<'_>, number: u64, words: &str) {
    let words: String = words.chars().take(60).collect();
    draft.add(Problem::error(
        draft.place("").at_row(number),
        text!(ja: "「{words}」は「タグ: 値」の行ではありません。", en: "\"{words}\" is not a line of tag and value."),
        text!(ja: "この行は読みませんでした。作成元で直してください。", en: "This line was not read. Mend it where the SBOM is made."),
    ));
}

fn open(draft: &mut Draft<'_>, number: u64) {
    draft.cut_short(Problem::error(
        draft.place("").at_row(number),
        text!(ja: "<text> が閉じられていません。", en: "A <text> is not closed."),
        text!(ja: "それより前だけを読みました。作成元から取り直してください。", en: "Only what comes before was read. Get the file again from its maker."),
    ));
}

enum Line<'de> {
    Tag(&'de str, &'de str),
    Odd(u64, &'de str),
    Open(u64),
}

struct Lines<'de> {
    rest: &'de str,
    number: u64,
}

impl<'de> Lines<'de> {
    fn next(&mut self) -> Option<Line<'de>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            self.number += 1;
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            let line = self.rest.get(..end).unwrap_or_default().trim();
            let after = self.rest.get(end + 1..).unwrap_or_default();
            if line.is_empty() || line.starts_with('#') {
                self.rest = after;
                continue;
            }
            let split = line.split_once(':').filter(|(tag, _)| is_tag(tag));
            let Some((tag, value)) = split else {
                self.rest = after;
                return Some(Line::Odd(self.number, line));
            };
            let value = value.trim();
            if !value.starts_with("<text>") {
                self.rest = after;
                return Some(Line::Tag(tag.trim(), value));
            }
            return Some(self.long(tag.trim()));
        }
    }

    /// A value between `<text>` and `</text>`.
    fn long(&mut self, tag: &'de str) -> Line<'de> {
        let number = self.number;
        let start = self.rest.find("<text>").map_or(0, |at| at + "<text>".len());
        let body = self.rest.get(start..).unwrap_or_default();
        let Some(end) = body.find("</text>") else {
            self.rest = "";
            return Line::Open(number);
        };
        let (value, after) = body.split_at(end);
        let after = after.find('\n').and_then(|at| after.get(at + 1..)).unwrap_or_default();
        self.rest = after;
        self.number += u64::try_from(value.matches('\n').count()).unwrap_or_default();
        Line::Tag(tag, value)
    }
}

fn is_tag(tag: &str) -> bool {
    !tag.is_empty() && tag.trim().bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Puts what was gathered where it belongs.
fn close<'de>(document: &mut Document<'de>, part: Part<'de>) {
    match part {
        Part::Package(package) => document.package(*package),
        Part::Licence(Extracted { id: Some(id), text, .. }) => {
            document.extracted.insert(id, text.map(Words::into_owned).unwrap_or_default());
        }
        Part::Document | Part::File | Part::Snippet | Part::Licence(_) => {}
    }
}

fn take<'de>(document: &mut Document<'de>, part: Part<'de>, tag: &'de str, value: &'de str) -> Part<'de> {
    let words = || Some(Words::Borrowed(value));
    let next = match tag {
        "PackageName" => {
            let mut package = document.new_package();
            package.raw.name = words();
            Part::Package(Box::new(package))
        }
        "FileName" => {
            document.files += 1;
            Part::File
        }
        "SnippetSPDXID" | "SnippetSPDXIdentifier" => {
            document.draft.unread("snippets[]", 1);
            document.draft.others.insert(Words::Borrowed(value));
            Part::Snippet
        }
        "LicenseID" => Part::Licence(Extracted { id: words(), ..Extracted::default() }),
        "Relationship" => {
            related(document, value);
            return part;
        }
        _ => return inside(document, part, tag, value),
    };
    close(document, part);
    next
}

fn related<'de>(document: &mut Document<'de>, value: &'de str) {
    let mut words = value.split_whitespace().map(Words::Borrowed);
    match (words.next(), words.next(), words.next()) {
        (Some(from), Some(kind), Some(to)) => relate(document, Stated { from, kind, to }),
        _ => document.draft.warn(
            "Relationship",
            text!(ja: "関係「{value}」を読めません。", en: "Relationship \"{value}\" cannot be read."),
            text!(ja: "作成元で直してください。", en: "Mend it where the SBOM is made."),
        ),
    }
}

fn inside<'de>(document: &mut Document<'de>, part: Part<'de>, tag: &'de str, value: &'de str) -> Part<'de> {
    if of_document(document, tag, value) {
        return part;
    }
    match part {
        Part::Package(mut package) => {
            if !of_package(&mut package, tag, value) {
                document.draft.unread(&format!("packages[] {tag}"), 1);
            }
            Part::Package(package)
        }
        Part::File if tag == "SPDXID" => {
            document.draft.others.insert(Words::Borrowed(value));
            Part::File
        }
        Part::Licence(mut licence) => {
            match tag {
                "ExtractedText" => licence.text = Some(Words::Borrowed(value)),
                _ => document.draft.unread(&format!("hasExtractedLicensingInfos[] {tag}"), 1),
            }
            Part::Licence(licence)
        }
        Part::Document if tag == "SPDXID" => Part::Document,
        Part::Document => {
            document.draft.unread(tag, 1);
            Part::Document
        }
        part @ (Part::File | Part::Snippet) => part,
    }
}

/// Tags that belong to the document wherever they stand.
fn of_document<'de>(document: &mut Document<'de>, tag: &str, value: &'de str) -> bool {
    match tag {
        "SPDXVersion" => document.version_stated(value),
        "DataLicense" => document.head(|head| value.clone_into(&mut head.data_licence)),
        "DocumentName" => value.clone_into(&mut document.name),
        "DocumentNamespace" => document.head(|head| value.clone_into(&mut head.serial)),
        "Creator" => document.creator(value),
        "Created" => document.created(value),
        "ExternalDocumentRef" => {
            let mut words = value.split_whitespace().map(Words::Borrowed);
            let other = OtherDocument {
                id: words.next(),
                url: words.next(),
                checksum: words.next().zip(words.next()).map(|(algorithm, digest)| Checksum {
                    algorithm: Some(Words::Owned(algorithm.trim_end_matches(':').to_owned())),
                    value: Some(digest),
                    ..Checksum::default()
                }),
                ..OtherDocument::default()
            };
            document.other_document(&other);
        }
        _ => return false,
    }
    true
}

fn of_package<'de>(package: &mut OnePackage<'de>, tag: &str, value: &'de str) -> bool {
    let words = Some(Words::Borrowed(value));
    let OnePackage { raw, more, .. } = package;
    match tag {
        "SPDXID" => raw.reference = words,
        "PackageVersion" => raw.version = words,
        "PackageSupplier" => raw.supplier = words,
        "PackageOriginator" => raw.originator = words,
        "PackageLicenseConcluded" => raw.concluded = words,
        "PackageLicenseDeclared" => raw.declared = words,
        "PrimaryPackagePurpose" => raw.purpose = words,
        "PackageFileName" => more.file_name = words,
        "PackageDownloadLocation" => more.download = words,
        "PackageHomePage" => more.home = words,
        "PackageSummary" => more.summary = words,
        "PackageDescription" => more.description = words,
        "PackageCopyrightText" => more.copyright = words,
        "PackageChecksum" => {
            let (algorithm, digest) = value.split_once(':').unwrap_or((value, ""));
            raw.checksums.get_or_insert_with(List::default).items.push(Checksum {
                algorithm: Some(Words::Borrowed(algorithm.trim())),
                value: Some(Words::Borrowed(digest.trim())),
                ..Checksum::default()
            });
        }
        "ExternalRef" => {
            let mut words = value.split_whitespace().map(Words::Borrowed);
            raw.external.get_or_insert_with(List::default).items.push(External {
                category: words.next(),
                kind: words.next(),
                locator: words.next(),
                ..External::default()
            });
        }
        "ExternalRefComment" => {
            let last = raw.external.as_mut().and_then(|list| list.items.last_mut());
            match last {
                Some(last) => last.comment = words,
                None => return false,
            }
        }
        _ => return false,
    }
    true
}
