//! The metrics of CVSS 2.0, 3.x and 4.0: sign, member name, signs and words of the values. Facts of FIRST's
//! specifications, in the order of their vectors.

use super::Metric;

type Values = &'static [(&'static str, &'static str)];

const fn base(sign: &'static str, member: &'static str, values: Values) -> Metric {
    Metric { sign, member, values, base: true }
}

const fn more(sign: &'static str, member: &'static str, values: Values) -> Metric {
    Metric { sign, member, values, base: false }
}

const NPC: Values = &[("N", "NONE"), ("P", "PARTIAL"), ("C", "COMPLETE")];
const LMH_ND: Values = &[("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("ND", "NOT_DEFINED")];

/// CVSS 2.0.
pub(super) static V2: &[Metric] = &[
    base("AV", "accessVector", &[("N", "NETWORK"), ("A", "ADJACENT_NETWORK"), ("L", "LOCAL")]),
    base("AC", "accessComplexity", &[("H", "HIGH"), ("M", "MEDIUM"), ("L", "LOW")]),
    base("Au", "authentication", &[("M", "MULTIPLE"), ("S", "SINGLE"), ("N", "NONE")]),
    base("C", "confidentialityImpact", NPC),
    base("I", "integrityImpact", NPC),
    base("A", "availabilityImpact", NPC),
    more(
        "E",
        "exploitability",
        &[
            ("U", "UNPROVEN"),
            ("POC", "PROOF_OF_CONCEPT"),
            ("F", "FUNCTIONAL"),
            ("H", "HIGH"),
            ("ND", "NOT_DEFINED"),
        ],
    ),
    more(
        "RL",
        "remediationLevel",
        &[
            ("OF", "OFFICIAL_FIX"),
            ("TF", "TEMPORARY_FIX"),
            ("W", "WORKAROUND"),
            ("U", "UNAVAILABLE"),
            ("ND", "NOT_DEFINED"),
        ],
    ),
    more(
        "RC",
        "reportConfidence",
        &[("UC", "UNCONFIRMED"), ("UR", "UNCORROBORATED"), ("C", "CONFIRMED"), ("ND", "NOT_DEFINED")],
    ),
    more(
        "CDP",
        "collateralDamagePotential",
        &[
            ("N", "NONE"),
            ("L", "LOW"),
            ("LM", "LOW_MEDIUM"),
            ("MH", "MEDIUM_HIGH"),
            ("H", "HIGH"),
            ("ND", "NOT_DEFINED"),
        ],
    ),
    more(
        "TD",
        "targetDistribution",
        &[("N", "NONE"), ("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("ND", "NOT_DEFINED")],
    ),
    more("CR", "confidentialityRequirement", LMH_ND),
    more("IR", "integrityRequirement", LMH_ND),
    more("AR", "availabilityRequirement", LMH_ND),
];

const NLH: Values = &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH")];
const NLH_X: Values = &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const LH_X: Values = &[("L", "LOW"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const LMH_X: Values = &[("L", "LOW"), ("M", "MEDIUM"), ("H", "HIGH"), ("X", "NOT_DEFINED")];

/// CVSS 3.0 and 3.1.
pub(super) static V3: &[Metric] = &[
    base(
        "AV",
        "attackVector",
        &[("N", "NETWORK"), ("A", "ADJACENT_NETWORK"), ("L", "LOCAL"), ("P", "PHYSICAL")],
    ),
    base("AC", "attackComplexity", &[("L", "LOW"), ("H", "HIGH")]),
    base("PR", "privilegesRequired", NLH),
    base("UI", "userInteraction", &[("N", "NONE"), ("R", "REQUIRED")]),
    base("S", "scope", &[("U", "UNCHANGED"), ("C", "CHANGED")]),
    base("C", "confidentialityImpact", NLH),
    base("I", "integrityImpact", NLH),
    base("A", "availabilityImpact", NLH),
    more(
        "E",
        "exploitCodeMaturity",
        &[
            ("U", "UNPROVEN"),
            ("P", "PROOF_OF_CONCEPT"),
            ("F", "FUNCTIONAL"),
            ("H", "HIGH"),
            ("X", "NOT_DEFINED"),
        ],
    ),
    more(
        "RL",
        "remediationLevel",
        &[
            ("O", "OFFICIAL_FIX"),
            ("T", "TEMPORARY_FIX"),
            ("W", "WORKAROUND"),
            ("U", "UNAVAILABLE"),
            ("X", "NOT_DEFINED"),
        ],
    ),
    more(
        "RC",
        "reportConfidence",
        &[("U", "UNKNOWN"), ("R", "REASONABLE"), ("C", "CONFIRMED"), ("X", "NOT_DEFINED")],
    ),
    more("CR", "confidentialityRequirement", LMH_X),
    more("IR", "integrityRequirement", LMH_X),
    more("AR", "availabilityRequirement", LMH_X),
    more(
        "MAV",
        "modifiedAttackVector",
        &[
            ("N", "NETWORK"),
            ("A", "ADJACENT_NETWORK"),
            ("L", "LOCAL"),
            ("P", "PHYSICAL"),
            ("X", "NOT_DEFINED"),
        ],
    ),
    more("MAC", "modifiedAttackComplexity", LH_X),
    more("MPR", "modifiedPrivilegesRequired", NLH_X),
    more("MUI", "modifiedUserInteraction", &[("N", "NONE"), ("R", "REQUIRED"), ("X", "NOT_DEFINED")]),
    more("MS", "modifiedScope", &[("U", "UNCHANGED"), ("C", "CHANGED"), ("X", "NOT_DEFINED")]),
    more("MC", "modifiedConfidentialityImpact", NLH_X),
    more("MI", "modifiedIntegrityImpact", NLH_X),
    more("MA", "modifiedAvailabilityImpact", NLH_X),
];

const SUBSEQUENT_X: Values = &[("N", "NEGLIGIBLE"), ("L", "LOW"), ("H", "HIGH"), ("X", "NOT_DEFINED")];
const SAFETY_X: Values =
    &[("N", "NEGLIGIBLE"), ("L", "LOW"), ("H", "HIGH"), ("S", "SAFETY"), ("X", "NOT_DEFINED")];

/// CVSS 4.0.
pub(super) static V4: &[Metric] = &[
    base("AV", "attackVector", &[("N", "NETWORK"), ("A", "ADJACENT"), ("L", "LOCAL"), ("P", "PHYSICAL")]),
    base("AC", "attackComplexity", &[("L", "LOW"), ("H", "HIGH")]),
    base("AT", "attackRequirements", &[("N", "NONE"), ("P", "PRESENT")]),
    base("PR", "privilegesRequired", NLH),
    base("UI", "userInteraction", &[("N", "NONE"), ("P", "PASSIVE"), ("A", "ACTIVE")]),
    base("VC", "vulnConfidentialityImpact", NLH),
    base("VI", "vulnIntegrityImpact", NLH),
    base("VA", "vulnAvailabilityImpact", NLH),
    base("SC", "subConfidentialityImpact", NLH),
    base("SI", "subIntegrityImpact", NLH),
    base("SA", "subAvailabilityImpact", NLH),
    more(
        "E",
        "exploitMaturity",
        &[("U", "UNREPORTED"), ("P", "PROOF_OF_CONCEPT"), ("A", "ATTACKED"), ("X", "NOT_DEFINED")],
    ),
    more("CR", "confidentialityRequirement", LMH_X),
    more("IR", "integrityRequirement", LMH_X),
    more("AR", "availabilityRequirement", LMH_X),
    more(
        "MAV",
        "modifiedAttackVector",
        &[("N", "NETWORK"), ("A", "ADJACENT"), ("L", "LOCAL"), ("P", "PHYSICAL"), ("X", "NOT_DEFINED")],
    ),
    more("MAC", "modifiedAttackComplexity", LH_X),
    more("MAT", "modifiedAttackRequirements", &[("N", "NONE"), ("P", "PRESENT"), ("X", "NOT_DEFINED")]),
    more("MPR", "modifiedPrivilegesRequired", NLH_X),
    more(
        "MUI",
        "modifiedUserInteraction",
        &[("N", "NONE"), ("P", "PASSIVE"), ("A", "ACTIVE"), ("X", "NOT_DEFINED")],
    ),
    more("MVC", "modifiedVulnConfidentialityImpact", NLH_X),
    more("MVI", "modifiedVulnIntegrityImpact", NLH_X),
    more("MVA", "modifiedVulnAvailabilityImpact", NLH_X),
    more("MSC", "modifiedSubConfidentialityImpact", SUBSEQUENT_X),
    more("MSI", "modifiedSubIntegrityImpact", SAFETY_X),
    more("MSA", "modifiedSubAvailabilityImpact", SAFETY_X),
    more("S", "Safety", &[("N", "NEGLIGIBLE"), ("P", "PRESENT"), ("X", "NOT_DEFINED")]),
    more("AU", "Automatable", &[("N", "NO"), ("Y", "YES"), ("X", "NOT_DEFINED")]),
    more("R", "Recovery", &[("A", "AUTOMATIC"), ("U", "USER"), ("I", "IRRECOVERABLE"), ("X", "NOT_DEFINED")]),
    more("V", "valueDensity", &[("D", "DIFFUSE"), ("C", "CONCENTRATED"), ("X", "NOT_DEFINED")]),
    more(
        "RE",
        "vulnerabilityResponseEffort",
        &[("L", "LOW"), ("M", "MODERATE"), ("H", "HIGH"), ("X", "NOT_DEFINED")],
    ),
    more(
        "U",
        "providerUrgency",
        &[("Clear", "CLEAR"), ("Green", "GREEN"), ("Amber", "AMBER"), ("Red", "RED"), ("X", "NOT_DEFINED")],
    ),
];
