//! The tag-value form of SPDX 2, as the JSON form would have it, so that one form and one set of rules serve both.
//!
//! Invariant: a tag that is not of SPDX 2, or that stands where it cannot, becomes a finding of the schema test with
//! its line; nothing is dropped without one.

use std::borrow::Cow;

use sekisho_model::text;

use crate::Finding;
use crate::form::{Json, shown};

/// What a tag belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Document,
    Creation,
    Package,
    File,
    Snippet,
    Licence,
    Relationship,
    Annotation,
    Review,
    /// The project that a file comes from.
    Artifact,
    External,
}

/// How a tag's text becomes a value.
#[derive(Clone, Copy, Debug)]
enum As {
    Text,
    Truth,
    List,
    Checksum,
    ExternalRef,
    VerificationCode,
    Range(&'static str),
    Relationship,
    /// A tag that only opens a part.
    DocumentRef,
}

use As::{Checksum, DocumentRef, ExternalRef, List, Range, Relationship, Text, Truth, VerificationCode};

/// Tag, part, field, kind; the first field of a part opens it.
const TAGS: &[(&str, Part, &str, As)] = &[
    ("SPDXVersion", Part::Document, "spdxVersion", Text),
    ("DataLicense", Part::Document, "dataLicense", Text),
    ("DocumentName", Part::Document, "name", Text),
    ("DocumentNamespace", Part::Document, "documentNamespace", Text),
    ("DocumentComment", Part::Document, "comment", Text),
    ("ExternalDocumentRef", Part::External, "externalDocumentRefs", DocumentRef),
    ("LicenseListVersion", Part::Creation, "licenseListVersion", Text),
    ("Creator", Part::Creation, "creators", List),
    ("Created", Part::Creation, "created", Text),
    ("CreatorComment", Part::Creation, "comment", Text),
    ("PackageName", Part::Package, "name", Text),
    ("PackageVersion", Part::Package, "versionInfo", Text),
    ("PackageFileName", Part::Package, "packageFileName", Text),
    ("PackageSupplier", Part::Package, "supplier", Text),
    ("PackageOriginator", Part::Package, "originator", Text),
    ("PackageDownloadLocation", Part::Package, "downloadLocation", Text),
    ("FilesAnalyzed", Part::Package, "filesAnalyzed", Truth),
    ("PackageVerificationCode", Part::Package, "packageVerificationCode", VerificationCode),
    ("PackageChecksum", Part::Package, "checksums", Checksum),
    ("PackageHomePage", Part::Package, "homepage", Text),
    ("PackageSourceInfo", Part::Package, "sourceInfo", Text),
    ("PackageLicenseConcluded", Part::Package, "licenseConcluded", Text),
    ("PackageLicenseInfoFromFiles", Part::Package, "licenseInfoFromFiles", List),
    ("PackageLicenseDeclared", Part::Package, "licenseDeclared", Text),
    ("PackageLicenseComments", Part::Package, "licenseComments", Text),
    ("PackageCopyrightText", Part::Package, "copyrightText", Text),
    ("PackageSummary", Part::Package, "summary", Text),
    ("PackageDescription", Part::Package, "description", Text),
    ("PackageComment", Part::Package, "comment", Text),
    ("PackageAttributionText", Part::Package, "attributionTexts", List),
    ("PrimaryPackagePurpose", Part::Package, "primaryPackagePurpose", Text),
    ("ReleaseDate", Part::Package, "releaseDate", Text),
    ("BuiltDate", Part::Package, "builtDate", Text),
    ("ValidUntilDate", Part::Package, "validUntilDate", Text),
    ("ExternalRef", Part::Package, "externalRefs", ExternalRef),
    ("ExternalRefComment", Part::Package, "externalRefs", Text),
    ("FileName", Part::File, "fileName", Text),
    ("FileType", Part::File, "fileTypes", List),
    ("FileChecksum", Part::File, "checksums", Checksum),
    ("LicenseConcluded", Part::File, "licenseConcluded", Text),
    ("LicenseInfoInFile", Part::File, "licenseInfoInFiles", List),
    ("LicenseComments", Part::File, "licenseComments", Text),
    ("FileCopyrightText", Part::File, "copyrightText", Text),
    ("FileComment", Part::File, "comment", Text),
    ("FileNotice", Part::File, "noticeText", Text),
    ("FileContributor", Part::File, "fileContributors", List),
    ("FileAttributionText", Part::File, "attributionTexts", List),
    ("FileDependency", Part::File, "fileDependencies", List),
    ("ArtifactOfProjectName", Part::Artifact, "name", Text),
    ("ArtifactOfProjectHomePage", Part::Artifact, "homepage", Text),
    ("ArtifactOfProjectURI", Part::Artifact, "uri", Text),
    ("SnippetSPDXID", Part::Snippet, "SPDXID", Text),
    ("SnippetFromFileSPDXID", Part::Snippet, "snippetFromFile", Text),
    ("SnippetByteRange", Part::Snippet, "ranges", Range("offset")),
    ("SnippetLineRange", Part::Snippet, "ranges", Range("lineNumber")),
    ("SnippetLicenseConcluded", Part::Snippet, "licenseConcluded", Text),
    ("LicenseInfoInSnippet", Part::Snippet, "licenseInfoInSnippets", List),
    ("SnippetLicenseComments", Part::Snippet, "licenseComments", Text),
    ("SnippetCopyrightText", Part::Snippet, "copyrightText", Text),
    ("SnippetComment", Part::Snippet, "comment", Text),
    ("SnippetName", Part::Snippet, "name", Text),
    ("SnippetAttributionText", Part::Snippet, "attributionTexts", List),
    ("LicenseID", Part::Licence, "licenseId", Text),
    ("ExtractedText", Part::Licence, "extractedText", Text),
    ("LicenseName", Part::Licence, "name", Text),
    ("LicenseCrossReference", Part::Licence, "seeAlsos", List),
    ("LicenseComment", Part::Licence, "comment", Text),
    ("Relationship", Part::Relationship, "relationships", Relationship),
    ("RelationshipComment", Part::Relationship, "comment", Text),
    ("Annotator", Part::Annotation, "annotator", Text),
    ("AnnotationDate", Part::Annotation, "annotationDate", Text),
    ("AnnotationType", Part::Annotation, "annotationType", Text),
    ("AnnotationComment", Part::Annotation, "comment", Text),
    ("SPDXREF", Part::Annotation, "", Text),
    ("Reviewer", Part::Review, "reviewer", Text),
    ("ReviewDate", Part::Review, "reviewDate", Text),
    ("ReviewComment", Part::Review, "comment", Text),
];

/// Tags that open a part of their own.
const OPENS: &[&str] = &[
    "PackageName",
    "FileName",
    "SnippetSPDXID",
    "LicenseID",
    "Annotator",
    "Reviewer",
    "ArtifactOfProjectName",
];

/// Reads a document: its value as in JSON, and what could not be placed.
pub(super) fn read(text: &str) -> (Json<'_>, Vec<Finding>) {
    let mut reader = Reader { document: Vec::new(), part: Part::Document, findings: Vec::new() };
    let mut lines = text.lines().enumerate();
    while let Some((nth, line)) = lines.next() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let Some((tag, value)) = line.split_once(':') else {
            reader.told(nth, text!(ja: "タグと値の形（「タグ: 値」）ではありません。", en: "This is no tag with its value (“Tag: value”)."));
            continue;
        };
        let value = value.trim();
        let value = match value.strip_prefix("<text>") {
            Some(start) => match long(start, &mut lines) {
                Some(whole) => whole,
                None => {
                    reader.told(nth, text!(ja: "<text> が閉じていません。", en: "<text> is not closed."));
                    break;
                }
            },
            None => Cow::Borrowed(value),
        };
        reader.tag(nth, tag.trim(), value);
    }
    (Json::Object(reader.document), reader.findings)
}

/// A text over several lines.
fn long<'t>(start: &'t str, lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Option<Cow<'t, str>> {
    if let Some((inner, _)) = start.split_once("</text>") {
        return Some(Cow::Borrowed(inner));
    }
    let mut whole = start.to_owned();
    for (_, line) in lines {
        whole.push('\n');
        if let Some((inner, _)) = line.split_once("</text>") {
            whole.push_str(inner);
            return Some(Cow::Owned(whole));
        }
        whole.push_str(line);
    }
    None
}

type Fields<'t> = Vec<(Cow<'t, str>, Json<'t>)>;

/// The spelling of JSON's form. A purpose has a hyphen here (SPDX 2.3, 7.24) where JSON has an underscore.
fn of_json<'t>(tag: &str, value: Cow<'t, str>) -> Cow<'t, str> {
    if tag == "PrimaryPackagePurpose" { Cow::Owned(value.replace('-', "_")) } else { value }
}

struct Reader<'t> {
    document: Fields<'t>,
    /// What the last tag belonged to: package, file and snippet share the tag SPDXID.
    part: Part,
    findings: Vec<Finding>,
}

impl<'t> Reader<'t> {
    fn told(&mut self, nth: usize, text: sekisho_model::Text) {
        self.findings.push(Finding { path: format!("line {}", nth + 1), text });
    }

    fn tag(&mut self, nth: usize, tag: &str, value: Cow<'t, str>) {
        if tag == "SPDXID" {
            let part = self.part;
            // A file that comes after a package is in that package.
            if part == Part::File
                && let Some(package) = last(&mut self.document, "packages")
            {
                push(package, "hasFiles", Json::Text(value.clone()));
            }
            self.put(part, "SPDXID", Json::Text(value));
            return;
        }
        let Some((_, part, field, kind)) = TAGS.iter().find(|(known, ..)| *known == tag) else {
            let tag = shown(tag);
            self.told(
                nth,
                text!(ja: "「{tag}」という SPDX 2 のタグはありません。", en: "SPDX 2 has no tag “{tag}”."),
            );
            return;
        };
        if OPENS.contains(&tag) {
            self.open(*part);
        }
        if matches!(part, Part::Package | Part::File | Part::Snippet) {
            self.part = *part;
        }
        if tag == "ExternalRefComment" {
            self.comment_of_reference(value);
        } else if tag == "SPDXREF" {
            // JSON has an annotation inside what it is about; the reference has no field there.
        } else if let Some(value) = json(*kind, of_json(tag, value)) {
            self.place(*part, field, *kind, value);
        } else {
            self.told(nth, text!(ja: "{tag} の値が読めません。", en: "The value of {tag} cannot be read."));
        }
    }

    fn place(&mut self, part: Part, field: &'static str, kind: As, value: Json<'t>) {
        match kind {
            Relationship | DocumentRef => push(&mut self.document, field, value),
            List | Checksum | ExternalRef | Range(_) => {
                if let Some(fields) = self.fields(part) {
                    push(fields, field, value);
                }
            }
            _ => self.put(part, field, value),
        }
    }

    fn put(&mut self, part: Part, field: &'static str, value: Json<'t>) {
        if let Some(fields) = self.fields(part) {
            fields.push((Cow::Borrowed(field), value));
        }
    }

    /// Starts a new package, file, …
    fn open(&mut self, part: Part) {
        if part == Part::Artifact {
            if let Some(file) = self.fields(Part::File) {
                push(file, "artifactOfs", Json::Object(Vec::new()));
            }
            return;
        }
        push(&mut self.document, list_of(part), Json::Object(Vec::new()));
    }

    /// The fields of the part that is open; one that was never opened is opened now, and misses what opens it.
    fn fields(&mut self, part: Part) -> Option<&mut Fields<'t>> {
        match part {
            Part::Document | Part::External => Some(&mut self.document),
            Part::Creation => object(&mut self.document, "creationInfo"),
            Part::Artifact => {
                let file = last(&mut self.document, "files")?;
                if !file.iter().any(|(key, _)| key == "artifactOfs") {
                    push(file, "artifactOfs", Json::Object(Vec::new()));
                }
                last(file, "artifactOfs")
            }
            _ => {
                let list = list_of(part);
                if !self.document.iter().any(|(key, _)| key == list) {
                    push(&mut self.document, list, Json::Object(Vec::new()));
                }
                last(&mut self.document, list)
            }
        }
    }

    fn comment_of_reference(&mut self, value: Cow<'t, str>) {
        let reference =
            last(&mut self.document, "packages").and_then(|package| last(package, "externalRefs"));
        if let Some(reference) = reference {
            reference.push((Cow::Borrowed("comment"), Json::Text(value)));
        }
    }
}

const fn list_of(part: Part) -> &'static str {
    match part {
        Part::Package => "packages",
        Part::File => "files",
        Part::Snippet => "snippets",
        Part::Licence => "hasExtractedLicensingInfos",
        Part::Annotation => "annotations",
        Part::Review => "revieweds",
        _ => "relationships",
    }
}

/// Adds to the list of that name.
fn push<'t>(fields: &mut Fields<'t>, name: &'static str, value: Json<'t>) {
    match fields.iter_mut().find(|(key, _)| key == name) {
        Some((_, Json::List(items))) => items.push(value),
        _ => fields.push((Cow::Borrowed(name), Json::List(vec![value]))),
    }
}

/// The last object in the list of that name.
fn last<'a, 't>(fields: &'a mut Fields<'t>, name: &str) -> Option<&'a mut Fields<'t>> {
    match &mut fields.iter_mut().find(|(key, _)| key == name)?.1 {
        Json::List(items) => match items.last_mut()? {
            Json::Object(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

/// The object of that name.
fn object<'a, 't>(fields: &'a mut Fields<'t>, name: &'static str) -> Option<&'a mut Fields<'t>> {
    if !fields.iter().any(|(key, _)| key == name) {
        fields.push((Cow::Borrowed(name), Json::Object(Vec::new())));
    }
    match &mut fields.iter_mut().find(|(key, _)| key == name)?.1 {
        Json::Object(fields) => Some(fields),
        _ => None,
    }
}

fn texts<'t>(pairs: &[(&'static str, &str)]) -> Json<'t> {
    Json::Object(
        pairs
            .iter()
            .map(|(key, value)| (Cow::Borrowed(*key), Json::Text(Cow::Owned((*value).to_owned()))))
            .collect(),
    )
}

/// A tag's text as the value that JSON has for it.
fn json(kind: As, value: Cow<'_, str>) -> Option<Json<'_>> {
    match kind {
        Text | List => Some(Json::Text(value)),
        Truth => match &*value {
            "true" => Some(Json::Truth(true)),
            "false" => Some(Json::Truth(false)),
            _ => None,
        },
        Checksum => checksum(&value),
        VerificationCode => {
            let (code, excluded) = value.split_once('(').unwrap_or((&value, ""));
            let mut fields = vec![(
                Cow::Borrowed("packageVerificationCodeValue"),
                Json::Text(Cow::Owned(code.trim().to_owned())),
            )];
            if let Some(list) = excluded.trim().strip_suffix(')') {
                let list = list.strip_prefix("excludes:").unwrap_or(list);
                let files = list.split(',').map(|file| Json::Text(Cow::Owned(file.trim().to_owned())));
                fields.push((
                    Cow::Borrowed("packageVerificationCodeExcludedFiles"),
                    Json::List(files.collect()),
                ));
            }
            Some(Json::Object(fields))
        }
        ExternalRef => {
            let mut words = value.split_whitespace();
            let (category, ty, locator) = (words.next()?, words.next()?, words.next()?);
            words.next().is_none().then(|| {
                texts(&[
                    ("referenceCategory", category),
                    ("referenceType", ty),
                    ("referenceLocator", locator),
                ])
            })
        }
        Relationship => {
            let mut words = value.split_whitespace();
            let (one, ty, two) = (words.next()?, words.next()?, words.next()?);
            words.next().is_none().then(|| {
                texts(&[("spdxElementId", one), ("relationshipType", ty), ("relatedSpdxElement", two)])
            })
        }
        DocumentRef => {
            let mut words = value.splitn(3, char::is_whitespace);
            let (id, document, sum) = (words.next()?, words.next()?, words.next()?);
            let Json::Object(mut fields) = texts(&[("externalDocumentId", id), ("spdxDocument", document)])
            else {
                return None;
            };
            fields.push((Cow::Borrowed("checksum"), checksum(sum)?));
            Some(Json::Object(fields))
        }
        Range(unit) => {
            let (start, end) = value.split_once(':')?;
            let pointer = |at: &str| -> Option<Json<'static>> {
                let at = Json::Whole(at.trim().parse().ok()?);
                Some(Json::Object(vec![
                    (Cow::Borrowed("reference"), Json::Text(Cow::Borrowed(""))),
                    (Cow::Borrowed(unit), at),
                ]))
            };
            Some(Json::Object(vec![
                (Cow::Borrowed("startPointer"), pointer(start)?),
                (Cow::Borrowed("endPointer"), pointer(end)?),
            ]))
        }
    }
}

fn checksum<'t>(value: &str) -> Option<Json<'t>> {
    let (algorithm, sum) = value.split_once(':')?;
    Some(texts(&[("algorithm", algorithm.trim()), ("checksumValue", sum.trim())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_spelt_as_json_has_it() {
        let (document, findings) = read("PackageName: p\nPrimaryPackagePurpose: OPERATING-SYSTEM\n");
        let package = &document.get("packages").unwrap().items()[0];
        assert_eq!(package.get("primaryPackagePurpose").unwrap().text(), Some("OPERATING_SYSTEM"));
        assert_eq!(findings.len(), 0);
    }

    #[test]
    fn tags_become_what_json_has() {
        let (document, findings) = read(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nCreator: Tool: x\n# note\nPackageName: p\nSPDXID: SPDXRef-p\n\
             PackageChecksum: SHA1: ab\nPackageComment: <text>one\ntwo</text>\nExternalRef: SECURITY cpe23Type cpe:2.3:a\n\
             Relationship: A DESCRIBES B\nFileName: f\nSPDXID: SPDXRef-f\nWrong: 1\nno tag\nFilesAnalyzed: maybe\n",
        );
        let package = &document.get("packages").unwrap().items()[0];
        assert_eq!(package.get("SPDXID").unwrap().text(), Some("SPDXRef-p"));
        assert_eq!(package.get("comment").unwrap().text(), Some("one\ntwo"));
        assert_eq!(
            package.get("externalRefs").unwrap().items()[0].get("referenceType").unwrap().text(),
            Some("cpe23Type")
        );
        assert_eq!(document.get("SPDXID").unwrap().text(), Some("SPDXRef-DOCUMENT"));
        assert_eq!(
            document.get("files").unwrap().items()[0].get("SPDXID").unwrap().text(),
            Some("SPDXRef-f")
        );
        assert_eq!(document.get("relationships").unwrap().items().len(), 1);
        assert_eq!(
            findings.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
            ["line 14", "line 15", "line 16"]
        );
    }
}
