//! SPDX licence expressions (SPDX 3.0.1, annex B), as CSAF 2.1 restricts them.
//!
//! Invariant: the grammar alone; which identifiers are listed is for [`super::recommended::licences`].

/// Is the text one expression, and does it keep to this document?
pub(crate) fn is_expression(text: &str) -> bool {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens };
    reader.compound().is_some() && reader.tokens.is_empty()
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
        identifier(bare, "LicenseRef-")?;
        if self.takes(&["WITH", "with"]) {
            let addition = self.next()?;
            identifier(addition, "AdditionRef-")?;
        }
        Some(())
    }
}

/// Letters, digits, `-` and `.`; the prefixes of own identifiers only where they belong, in their own case.
fn identifier(identifier: &str, own: &str) -> Option<()> {
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
    Some(())
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
            assert!(is_expression(right), "{right}");
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
            assert!(!is_expression(wrong), "{wrong}");
        }
    }
}
