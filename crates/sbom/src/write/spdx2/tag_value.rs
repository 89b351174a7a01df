//! The plan set as tag-value text (SPDX 2.3, clause 4 and annex of examples): a tag, a colon, a value.

use super::{File, Package};

/// The document.
pub(super) fn set(file: &File) -> String {
    let mut out = Lines(String::new());
    out.line("SPDXVersion", file.spdx_version);
    out.line("DataLicense", file.data_license);
    out.line("SPDXID", file.reference);
    out.line("DocumentName", &file.name);
    out.line("DocumentNamespace", &file.document_namespace);
    for creator in &file.creation_info.creators {
        out.line("Creator", creator);
    }
    out.line("Created", &file.creation_info.created);
    for package in &file.packages {
        out.package(package);
    }
    for licence in &file.has_extracted_licensing_infos {
        out.gap();
        out.line("LicenseID", &licence.license_id);
        out.text("ExtractedText", &licence.extracted_text);
        out.line("LicenseName", &licence.name);
    }
    out.gap();
    for relation in &file.relationships {
        let words = [&relation.spdx_element_id, &relation.relationship_type, &relation.related_spdx_element];
        out.line("Relationship", &words.map(String::as_str).join(" "));
    }
    out.0
}

struct Lines(String);

impl Lines {
    fn gap(&mut self) {
        self.0.push('\n');
    }

    fn line(&mut self, tag: &str, value: &str) {
        if !value.is_empty() {
            self.0.push_str(tag);
            self.0.push_str(": ");
            self.0.push_str(value);
            self.0.push('\n');
        }
    }

    fn text(&mut self, tag: &str, value: &str) {
        if !value.is_empty() {
            self.line(tag, &format!("<text>{value}</text>"));
        }
    }

    fn package(&mut self, package: &Package) {
        self.gap();
        self.line("PackageName", &package.name);
        self.line("SPDXID", &package.reference);
        self.line("PackageVersion", &package.version_info);
        self.line("PackageFileName", &package.package_file_name);
        self.line("PackageSupplier", &package.supplier);
        self.line("PackageOriginator", &package.originator);
        self.line("PackageDownloadLocation", &package.download_location);
        self.line("PrimaryPackagePurpose", &package.primary_package_purpose.replace('_', "-"));
        self.line("FilesAnalyzed", "false");
        for checksum in &package.checksums {
            self.line("PackageChecksum", &format!("{}: {}", checksum.algorithm, checksum.checksum_value));
        }
        self.line("PackageHomePage", &package.homepage);
        self.line("PackageLicenseConcluded", &package.license_concluded);
        self.line("PackageLicenseDeclared", &package.license_declared);
        self.text("PackageCopyrightText", &package.copyright_text);
        self.text("PackageDescription", &package.description);
        for external in &package.external_refs {
            let words = [external.reference_category, &external.reference_type, &external.reference_locator];
            self.line("ExternalRef", &words.join(" "));
            self.text("ExternalRefComment", &external.comment);
        }
    }
}
