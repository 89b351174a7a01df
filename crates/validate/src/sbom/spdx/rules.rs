//! Rules that both generations of SPDX have: licence expressions and checksums.

use sekisho_model::text;
use spdx::lexer::{Lexer, Token};
use spdx::{Expression, ParseMode};

use super::super::refs::test;
use crate::form::shown;
use crate::{Finding, Outcome, Test};

/// How lenient an expression is read: identifiers that a later list has dropped, and `LicenseRef-`s, are let be.
const MODE: ParseMode = ParseMode {
    allow_deprecated: true,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_slash_as_or_operator: false,
    allow_unknown: true,
};

/// What was found in the licence expressions of a document.
#[derive(Default)]
pub(super) struct Expressions {
    findings: Vec<Finding>,
    /// The first identifier that could be one, and is on no list at hand.
    unlisted: Option<String>,
}

impl Expressions {
    /// Holds an expression against the syntax (SPDX 2, annex D; SPDX 3, annex B).
    pub(super) fn hold(&mut self, value: &str, at: String) {
        if matches!(value, "NONE" | "NOASSERTION") {
            return;
        }
        let why = match Expression::parse_mode(value, MODE) {
            Err(error) => Some(error.reason.to_string()),
            Ok(_) => self.unknown(value),
        };
        if let Some(why) = why {
            let shown = shown(value);
            self.findings.push(Finding {
                path: at,
                text: text!(ja: "「{shown}」はライセンス式として読めません（{why}）。", en: "“{shown}” is no licence expression ({why})."),
            });
        }
    }

    /// Looks at the identifiers that no list has; tells of one that can be on none.
    fn unknown(&mut self, value: &str) -> Option<String> {
        for token in Lexer::new_mode(value, MODE).filter_map(|token| Some(token.ok()?.token)) {
            let word = match token {
                Token::Unknown(word) => word,
                Token::Spdx(id) => id.name,
                _ => continue,
            };
            if !is_identifier(word) {
                return Some(format!("{word}: no identifier"));
            }
            if matches!(token, Token::Unknown(_)) && !is_listed(word) {
                self.unlisted.get_or_insert_with(|| word.to_owned());
            }
        }
        None
    }

    /// The test; a list newer than the one at hand may have what that has not.
    pub(super) fn test(self) -> Test {
        let mut test = test("rule:licence-expression", self.findings);
        if let Some(word) = self.unlisted.filter(|_| test.outcome == Outcome::Pass) {
            let list = spdx::license_version();
            test.outcome = Outcome::NotRun(text!(
                ja: "識別子「{word}」は SPDX ライセンス一覧 {list} 版にありません。綴りを確かめてください。新しい一覧にあれば問題ありません。",
                en: "Identifier “{word}” is not on the SPDX License List {list}. Check its spelling; a newer list may have it."
            ));
        }
        test
    }
}

/// Is it on the list, in whatever case? The case of identifiers does not count (SPDX 2, D.2).
fn is_listed(word: &str) -> bool {
    let is = |name: &str| name.eq_ignore_ascii_case(word);
    spdx::identifiers::LICENSES.iter().any(|licence| is(licence.name))
        || spdx::identifiers::EXCEPTIONS.iter().any(|exception| is(exception.name))
}

/// Letters, digits, `-` and `.`; the two words that stand in place of an expression are no part of one.
fn is_identifier(word: &str) -> bool {
    let fits = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'.');
    word.bytes().all(fits) && !matches!(word, "NONE" | "NOASSERTION")
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
        let outcome = |value: &str| {
            let mut expressions = Expressions::default();
            expressions.hold(value, String::new());
            expressions.test().outcome
        };
        for kept in [
            "MIT",
            "NONE",
            "(MIT OR Apache-2.0) AND LicenseRef-x",
            "GPL-2.0+ WITH Classpath-exception-2.0",
            "DocumentRef-a:LicenseRef-b",
            "mit AND gpl-2.0-only WITH classpath-exception-2.0",
        ] {
            assert_eq!(outcome(kept), Outcome::Pass, "{kept}");
        }
        for wrong in [
            "MIT OR",
            "(MIT",
            "MIT Apache-2.0",
            "",
            "WITH x",
            "MIT OR NONE",
            "(NOASSERTION AND MIT)",
            "2024-01-31T00:00:00Z",
            "DocumentRef-a:SPDXRef-b",
        ] {
            assert_eq!(outcome(wrong), Outcome::Fail, "{wrong}");
        }
        for unlisted in ["Unheard-Of-1.0", "MIT OR unheard-of", "MIT WITH unheard-of"] {
            assert!(matches!(outcome(unlisted), Outcome::NotRun(_)), "{unlisted}");
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
