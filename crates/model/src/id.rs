//! Typed ids. An id is what people write on a label or in the first column of a sheet, so any printable
//! text is allowed; what is forbidden is what makes two ids look alike.

use serde::{Deserialize, Serialize};

use crate::{Text, text};

/// Longest id, in characters.
const ID_CHARS_MAX: usize = 128;

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("an id must not be empty")]
    Empty,
    /// More than 128 characters.
    #[error("an id may have at most 128 characters, this one has {0}")]
    TooLong(usize),
    /// A control character, or white space at an end.
    #[error("id {0:?} has a control character, or white space at its start or end")]
    Unprintable(String),
}

impl IdError {
    /// The message for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => {
                text!(ja: "ID が空です。ID を入れてください。", en: "The id is empty. Enter an id.")
            }
            Self::TooLong(n) => text!(
                ja: "ID が {n} 文字あります。128 文字以内にしてください。",
                en: "The id has {n} characters. Use at most 128."
            ),
            Self::Unprintable(id) => text!(
                ja: "ID {id:?} に制御文字、または前後の空白があります。取り除いてください。",
                en: "Id {id:?} has a control character, or white space at an end. Remove it."
            ),
        }
    }
}

fn checked(text: String) -> Result<String, IdError> {
    let chars = text.chars().count();
    if chars == 0 {
        Err(IdError::Empty)
    } else if chars > ID_CHARS_MAX {
        Err(IdError::TooLong(chars))
    } else if text.trim() != text || text.chars().any(char::is_control) {
        Err(IdError::Unprintable(text))
    } else {
        Ok(text)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                checked(text.to_owned()).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                checked(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

// Alphabetical.
ids! {
    /// An operation record (運用記録).
    ActivityId;
    /// An advisory's own id, such as `ICSA-22-132-09`, `RUSTSEC-2021-0078`, `GHSA-…`.
    AdvisoryId;
    /// A person's answer to a criterion (回答).
    AnswerId;
    /// A thing to protect (保護対象).
    AssetId;
    /// A business process (業務).
    BusinessId;
    /// A case (事案).
    CaseId;
    /// A conduit between two zones.
    ConduitId;
    /// A contact (連絡先).
    ContactId;
    /// A criterion of a framework, by its id in the catalog: `framework/number`.
    CriterionRef;
    /// A customer (顧客).
    CustomerId;
    /// A data flow between two assets.
    DataFlowId;
    /// A decision on a vulnerability (VEX).
    DecisionId;
    /// Something that shows an answer (証跡).
    EvidenceId;
    /// What a person expects to be alerted of (想定内).
    ExpectationId;
    /// A measure (対策).
    MeasureId;
    /// A label or declaration (ラベル・宣言).
    PaperId;
    /// A policy of measures (対策方針).
    PolicyId;
    /// A form on which incidents are reported (報告様式).
    ReportFormId;
    /// A measure of the catalog, by its id there.
    PracticeId;
    /// A product, own or bought.
    ProductId;
    /// What was done about a vulnerability.
    RemediationId;
    /// A requirement of step 1-1.
    RequirementId;
    /// A step of the response procedure.
    ResponseStepId;
    /// A review of plan and measures (見直し).
    ReviewId;
    /// Which product of an advisory a device is.
    RulingId;
    /// An SBOM: the SHA-256 of its file, in hexadecimal.
    SbomId;
    /// An attack scenario.
    ScenarioId;
    /// A supplier.
    SupplierId;
    /// A request to a supplier.
    SupplierRequestId;
    /// A threat (脅威), by its id in the catalog.
    ThreatId;
    /// A vulnerability: CVE, or the advisory's id where there is no CVE.
    VulnerabilityId;
    /// A place where traffic is watched (見張り).
    WatchId;
    /// A zone.
    ZoneId;
    /// A row of zone × threat (step 1-7).
    ZoneThreatId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_looks_like_another_is_refused() {
        assert_eq!("".parse::<ZoneId>(), Err(IdError::Empty));
        assert!(" Z1".parse::<ZoneId>().is_err());
        assert!("Z\u{7}1".parse::<ZoneId>().is_err());
        assert!("x".repeat(129).parse::<ZoneId>().is_err());
        assert_eq!("塗装 1".parse::<ZoneId>().unwrap().as_str(), "塗装 1");
    }
}
