//! SPDX licence expressions (SPDX 3.0.1, annex B), as CSAF 2.1 restricts them.
//!
//! Invariant: the grammar alone; which identifiers are listed is asked of lists elsewhere.

/// The identifiers of an expression, in order; nothing where it is not one, or refers to another document.
pub(crate) fn identifiers(expression: &str) -> Option<Vec<&str>> {
    let spaced = tokens(expression);
    let mut reader = Reader { tokens: &spaced, found: Vec::new() };
    reader.compound()?;
    reader.tokens.is_empty().then_some(reader.found)
}

/// Is the identifier from a public list? Those that are not have the prefix of whoever made them; of the prefixes,
/// `scancode` stands for a public list too.
pub(crate) fn is_listed(identifier: &str) -> bool {
    let own = identifier.strip_prefix("LicenseRef-").or_else(|| identifier.strip_prefix("AdditionRef-"));
    own.is_none_or(|own| own.starts_with("scancode-"))
}

/// Words and brackets.
fn tokens(expression: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for word in expression.split_ascii_whitespace() {
        let mut rest = word;
        while let Some(at) = rest.find(['(', ')']) {
            tokens.extend([&rest[..at], &rest[at..=at]].into_iter().filter(|token| !token.is_empty()));
            rest = &rest[at + 1..];
        }
        tokens.extend((!rest.is_empty()).then_some(rest));
    }
    tokens
}

struct Reader<'r, 't> {
    tokens: &'r [&'t str],
    found: Vec<&'t str>,
}

impl<'t> Reader<'_, 't> {
    fn next(&mut self) -> Option<&'t str> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn takes(&mut self, words: &[&str]) -> bool {
        let takes = self.tokens.first().is_some_and(|token| words.contains(token));
        if takes {
            self.tokens = &self.tokens[1..];
        }
        takes
    }

    /// Simple expressions joined by AND and OR. How tightly each binds does not matter here.
    fn compound(&mut self) -> Option<()> {
        // Brackets are counted instead of followed: an expression of any depth is read without recursion.
        let mut open = 0_usize;
        loop {
            while self.takes(&["("]) {
                open += 1;
            }
            self.simple()?;
            while open > 0 && self.takes(&[")"]) {
                open -= 1;
            }
            if !self.takes(&["AND", "and", "OR", "or"]) {
                return (open == 0).then_some(());
            }
        }
    }

    fn simple(&mut self) -> Option<()> {
        let licence = self.next()?;
        let bare =
            licence.strip_suffix('+').filter(|bare| !bare.starts_with("LicenseRef-")).unwrap_or(licence);
        self.identifier(bare, "LicenseRef-")?;
        if self.takes(&["WITH", "with"]) {
            let addition = self.next()?;
            self.identifier(addition, "AdditionRef-")?;
        }
        Some(())
    }

    /// Letters, digits, `-` and `.`; the prefixes of own identifiers only where they belong, in their own case.
    fn identifier(&mut self, identifier: &'t str, own: &str) -> Option<()> {
        let is_word = !identifier.is_empty()
            && identifier.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        let operators = ["AND", "OR", "WITH"];
        if !is_word || operators.iter().any(|word| word.eq_ignore_ascii_case(identifier)) {
            return None;
        }
        for prefix in ["LicenseRef-", "AdditionRef-", "DocumentRef-"] {
            let length = prefix.len().min(identifier.len());
            let is_own = identifier[..length].eq_ignore_ascii_case(prefix);
            if is_own && (prefix != own || !identifier.starts_with(prefix) || identifier.len() == length) {
                return None;
            }
        }
        self.found.push(identifier);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_follow_the_grammar() {
        for right in [
            "MIT",
            "MIT OR any-OSI",
            "(MIT AND (Apache-2.0 or ISC+))",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-www.example.org-Example-CSAF-License-3.0",
            "MIT WITH AdditionRef-a",
        ] {
            assert!(identifiers(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "This is a text.",
            "MIT OR",
            "(MIT",
            "MIT)",
            "DocumentRef-a:LicenseRef-b",
            "licenseref-a",
            "A/B",
            "LicenseRef-",
            "MIT WITH LicenseRef-a",
            "()",
            "MIT And ISC",
        ] {
            assert_eq!(identifiers(wrong), None, "{wrong}");
        }
    }
}
