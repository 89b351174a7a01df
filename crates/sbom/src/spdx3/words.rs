//! Words of SPDX 3.0 for relations, in those of 2.3, so that a document in both says the same.

/// A relation: its word in 2.3, and whether 2.3 says it from the other end.
pub(super) struct Said {
    pub(super) kind: &'static str,
    pub(super) is_turned: bool,
}

const fn same(kind: &'static str) -> Said {
    Said { kind, is_turned: false }
}

const fn turned(kind: &'static str) -> Said {
    Said { kind, is_turned: true }
}

/// The relation in the words of 2.3; one that 2.3 has no word for gives nothing.
pub(super) fn in_words_of_2(relation: &str, scope: &str) -> Option<Said> {
    Some(match (relation, scope) {
        ("dependsOn", "build") => turned("BUILD_DEPENDENCY_OF"),
        ("dependsOn", "development") => turned("DEV_DEPENDENCY_OF"),
        ("dependsOn", "test") => turned("TEST_DEPENDENCY_OF"),
        ("dependsOn", "runtime") => turned("RUNTIME_DEPENDENCY_OF"),
        ("dependsOn", _) => same("DEPENDS_ON"),
        ("usesTool", "development") => turned("DEV_TOOL_OF"),
        ("usesTool", "test") => turned("TEST_TOOL_OF"),
        ("usesTool", _) => turned("BUILD_TOOL_OF"),
        ("describes", _) => same("DESCRIBES"),
        ("contains", _) => same("CONTAINS"),
        ("hasDynamicLink", _) => same("DYNAMIC_LINK"),
        ("hasStaticLink", _) => same("STATIC_LINK"),
        ("generates", _) => same("GENERATES"),
        ("ancestorOf", _) => same("ANCESTOR_OF"),
        ("descendantOf", _) => turned("ANCESTOR_OF"),
        ("hasPrerequisite", _) => same("HAS_PREREQUISITE"),
        ("hasDistributionArtifact", _) => same("DISTRIBUTION_ARTIFACT"),
        ("hasAddedFile", _) => turned("FILE_ADDED"),
        ("hasDeletedFile", _) => turned("FILE_DELETED"),
        ("modifiedBy", _) => turned("FILE_MODIFIED"),
        ("amendedBy", _) => turned("AMENDS"),
        ("copiedTo", _) => turned("COPY_OF"),
        ("expandsTo", _) => turned("EXPANDED_FROM_ARCHIVE"),
        ("patchedBy", _) => turned("PATCH_FOR"),
        ("packagedBy", _) => turned("PACKAGE_OF"),
        ("hasVariant", _) => turned("VARIANT_OF"),
        ("hasOptionalComponent", _) => turned("OPTIONAL_COMPONENT_OF"),
        ("hasOptionalDependency", _) => turned("OPTIONAL_DEPENDENCY_OF"),
        ("hasProvidedDependency", _) => turned("PROVIDED_DEPENDENCY_OF"),
        ("hasTest", _) => turned("TEST_OF"),
        ("hasTestCase", _) => turned("TEST_CASE_OF"),
        ("hasExample", _) => turned("EXAMPLE_OF"),
        ("hasDocumentation", _) => turned("DOCUMENTATION_OF"),
        ("hasDataFile", _) => turned("DATA_FILE_OF"),
        ("hasDependencyManifest", _) => turned("DEPENDENCY_MANIFEST_OF"),
        ("hasMetadata", _) => turned("METAFILE_OF"),
        ("hasSpecification", _) => turned("SPECIFICATION_FOR"),
        ("hasRequirement", _) => turned("REQUIREMENT_DESCRIPTION_FOR"),
        ("other", _) => same("OTHER"),
        _ => return None,
    })
}

/// A reference type in CycloneDX's spelling of links.
pub(super) fn link_kind(kind: &str) -> &'static str {
    match kind {
        "altWebPage" => "website",
        "altDownloadLocation" | "binaryArtifact" => "distribution",
        "sourceArtifact" => "source-distribution",
        "vcs" => "vcs",
        "issueTracker" => "issue-tracker",
        "mailingList" => "mailing-list",
        "chat" => "chat",
        "documentation" => "documentation",
        "support" => "support",
        "license" => "license",
        "bower" | "mavenCentral" | "npm" | "nuget" => "distribution",
        "buildMeta" => "build-meta",
        "buildSystem" => "build-system",
        "socialMedia" => "social",
        "releaseNotes" | "releaseHistory" => "release-notes",
        "securityAdvisory" | "securityFix" => "advisories",
        "securityPolicy" => "security-contact",
        "securityThreatModel" => "threat-model",
        "securityAdversaryModel" => "adversary-model",
        "securityPenTestReport" => "pentest-report",
        "vulnerabilityDisclosureReport" => "vulnerability-assertion",
        "vulnerabilityExploitabilityAssessment" => "exploitability-statement",
        "riskAssessment" => "risk-assessment",
        "certificationReport" => "certification-report",
        "qualityAssessmentReport" | "metrics" => "quality-metrics",
        "secureSoftwareAttestation" => "attestation",
        "staticAnalysisReport" => "static-analysis-report",
        "dynamicAnalysisReport" => "dynamic-analysis-report",
        "runtimeAnalysisReport" => "runtime-analysis-report",
        "componentAnalysisReport" => "component-analysis-report",
        _ => "other",
    }
}
