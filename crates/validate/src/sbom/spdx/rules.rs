//! Rules that both generations of SPDX have: licence expressions and checksums.

use sekisho_model::text;
use spdx::{Expression, ParseMode};

use crate::Finding;
use crate::form::shown;

/// How lenient an expression is read: identifiers that a later list has dropped, and `LicenseRef-`s, are let be.
const MODE: ParseMode = ParseMode {
    allow_deprecated: true,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_slash_as_or_operator: false,
    allow_unknown: true,
};

/// A licence expression whose syntax is wrong (SPDX 2, annex D; SPDX 3, annex B).
pub(super) fn expression(value: &str, at: String, findings: &mut Vec<Finding>) {
    if matches!(value, "NONE" | "NOASSERTION") {
        return;
    }
    if let Err(error) = Expression::parse_mode(value, MODE) {
        let (shown, why) = (shown(value), error.reason.to_string());
        findings.push(Finding {
            path: at,
            text: text!(ja: "「{shown}」はライセンス式として読めません（{why}）。", en: "“{shown}” is no licence expression ({why})."),
        });
    }
}

/// How many hexadecimal digits a checksum has, by the name of its algorithm; none where it is not fixed or unknown.
pub(super) fn digits(algorithm: &str) -> Option<usize> {
    let plain: String =
        algorithm.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect();
    Some(match plain.as_str() {
        "adler32" => 8,
        "md2" | "md4" | "md5" => 32,
        "sha1" => 40,
        "sha224" | "sha3224" => 56,
        "sha256" | "sha3256" | "blake2b256" => 64,
        "sha384" | "sha3384" | "blake2b384" => 96,
        "sha512" | "sha3512" | "blake2b512" => 128,
        _ => return None,
    })
}

/// A checksum that is no hexadecimal number, or too short or long for its algorithm.
pub(super) fn checksum(algorithm: &str, value: &str, at: String, findings: &mut Vec<Finding>) {
    let expected = digits(algorithm);
    let hex = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hex && expected.is_none_or(|digits| digits == value.len()) || algorithm.eq_ignore_ascii_case("other") {
        return;
    }
    let (shown, length, asked) =
        (shown(value), value.len(), expected.map_or_else(String::new, |digits| digits.to_string()));
    findings.push(Finding {
        path: at,
        text: text!(
            ja: "「{shown}」（{length} 文字）は {algorithm} の値ではありません。16 進数 {asked} 桁が必要です。",
            en: "“{shown}” ({length} characters) is no {algorithm} value; it has to be {asked} hexadecimal digits."
        ),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_texts() {
        let broken = |value: &str| {
            let mut findings = Vec::new();
            expression(value, String::new(), &mut findings);
            !findings.is_empty()
        };
        for kept in [
            "MIT",
            "NONE",
            "(MIT OR Apache-2.0) AND LicenseRef-x",
            "GPL-2.0+ WITH Classpath-exception-2.0",
            "DocumentRef-a:LicenseRef-b",
        ] {
            assert!(!broken(kept), "{kept}");
        }
        for wrong in ["MIT OR", "(MIT", "MIT Apache-2.0", "", "WITH x"] {
            assert!(broken(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_checksum_has_the_length_of_its_algorithm() {
        let broken = |algorithm: &str, value: &str| {
            let mut findings = Vec::new();
            checksum(algorithm, value, String::new(), &mut findings);
            !findings.is_empty()
        };
        assert!(!broken("SHA1", &"aB".repeat(20)));
        assert!(broken("SHA256", &"ab".repeat(20)) && broken("SHA3-384", "") && broken("MD6", "xyz"));
    }
}
