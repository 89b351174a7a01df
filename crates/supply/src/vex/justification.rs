//! Why a product is not affected: the words of OpenVEX and CSAF, which are the same five, and of CycloneDX.
//!
//! Two words of each side mean the same. For the others the nearest word of the other side is used and the exact
//! one kept beside it.

use serde::{Deserialize, Serialize};

/// A justification in the words of either vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VexJustification {
    /// OpenVEX, CSAF: the component is not in the product.
    ComponentNotPresent,
    /// All three: the component is, the vulnerable code is not.
    VulnerableCodeNotPresent,
    /// All three: the vulnerable code is never run.
    VulnerableCodeNotInExecutePath,
    /// OpenVEX, CSAF: no attacker can steer it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// OpenVEX, CSAF: the product already prevents it.
    InlineMitigationsAlreadyExist,
    /// CycloneDX: needs a setting that is not there.
    RequiresConfiguration,
    /// CycloneDX: needs a dependency that is not there.
    RequiresDependency,
    /// CycloneDX: needs an environment that is not there.
    RequiresEnvironment,
    /// CycloneDX: a compiler flag prevents it.
    ProtectedByCompiler,
    /// CycloneDX: something at run time prevents it.
    ProtectedAtRuntime,
    /// CycloneDX: something at the border prevents it.
    ProtectedAtPerimeter,
    /// CycloneDX: another control prevents it.
    ProtectedByMitigatingControl,
}

/// A marker in a text, in which an exact word survives a form that has none for it.
const MARK: &str = "[justification: ";

impl VexJustification {
    /// Every word.
    pub const ALL: [Self; 12] = [
        Self::ComponentNotPresent,
        Self::VulnerableCodeNotPresent,
        Self::VulnerableCodeNotInExecutePath,
        Self::VulnerableCodeCannotBeControlledByAdversary,
        Self::InlineMitigationsAlreadyExist,
        Self::RequiresConfiguration,
        Self::RequiresDependency,
        Self::RequiresEnvironment,
        Self::ProtectedByCompiler,
        Self::ProtectedAtRuntime,
        Self::ProtectedAtPerimeter,
        Self::ProtectedByMitigatingControl,
    ];

    /// The word, as its vocabulary writes it; OpenVEX's and CSAF's where all three have one.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
            Self::RequiresConfiguration => "requires_configuration",
            Self::RequiresDependency => "requires_dependency",
            Self::RequiresEnvironment => "requires_environment",
            Self::ProtectedByCompiler => "protected_by_compiler",
            Self::ProtectedAtRuntime => "protected_at_runtime",
            Self::ProtectedAtPerimeter => "protected_at_perimeter",
            Self::ProtectedByMitigatingControl => "protected_by_mitigating_control",
        }
    }

    /// The word in CycloneDX, where it has one.
    #[must_use]
    pub const fn cyclonedx_word(self) -> Option<&'static str> {
        match self {
            Self::VulnerableCodeNotPresent => Some("code_not_present"),
            Self::VulnerableCodeNotInExecutePath => Some("code_not_reachable"),
            Self::ComponentNotPresent
            | Self::VulnerableCodeCannotBeControlledByAdversary
            | Self::InlineMitigationsAlreadyExist => None,
            _ => Some(self.word()),
        }
    }

    /// Reads a word of any of the three.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word || known.cyclonedx_word() == Some(word))
    }

    /// The nearest of the five that OpenVEX and CSAF share; itself where it is one of them.
    #[must_use]
    pub const fn nearest_of_five(self) -> Self {
        match self {
            Self::RequiresConfiguration | Self::RequiresDependency | Self::RequiresEnvironment => {
                Self::VulnerableCodeNotInExecutePath
            }
            Self::ProtectedByCompiler
            | Self::ProtectedAtRuntime
            | Self::ProtectedAtPerimeter
            | Self::ProtectedByMitigatingControl => Self::InlineMitigationsAlreadyExist,
            five => five,
        }
    }

    /// The nearest that CycloneDX has; itself where it has it.
    #[must_use]
    pub const fn nearest_of_cyclonedx(self) -> Self {
        match self {
            Self::ComponentNotPresent => Self::VulnerableCodeNotPresent,
            Self::VulnerableCodeCannotBeControlledByAdversary => Self::RequiresEnvironment,
            Self::InlineMitigationsAlreadyExist => Self::ProtectedByMitigatingControl,
            known => known,
        }
    }

    /// Adds the exact word to a text.
    pub(super) fn marked(self, text: &str) -> String {
        let space = if text.is_empty() { "" } else { " " };
        format!("{text}{space}{MARK}{}]", self.word())
    }
}

/// The text without a marker, and the word that it kept.
pub(super) fn unmarked(text: &str) -> (String, Option<VexJustification>) {
    let kept = text.rfind(MARK).and_then(|start| {
        let word = text[start + MARK.len()..].strip_suffix(']')?;
        Some((text[..start].trim_end().to_owned(), VexJustification::from_word(word)?))
    });
    kept.map_or_else(|| (text.to_owned(), None), |(text, exact)| (text, Some(exact)))
}
