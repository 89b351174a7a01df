//! One expression of a form file: `[text ~iri-reference] 1.. unique`, `(tool ^ [tool])`, …

use super::Format;

/// What an expression says, before names are looked up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression<'f> {
    /// A type by its name, or one of the words of the notation.
    Name(&'f str, Facets<'f>),
    /// Exactly this text.
    Literal(String),
    List(Box<Expression<'f>>, Facets<'f>),
    /// `|`
    Any(Vec<Expression<'f>>),
    /// `^`
    One(Vec<Expression<'f>>),
    /// `&`
    All(Vec<Expression<'f>>),
    Not(Box<Expression<'f>>),
}

/// What narrows a type.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Facets<'f> {
    pub(crate) pattern: Option<&'f str>,
    pub(crate) format: Option<Format>,
    pub(crate) least: Option<f64>,
    pub(crate) most: Option<f64>,
    pub(crate) unique: bool,
}

/// Reads a whole expression.
pub(crate) fn parse(text: &str) -> Result<Expression<'_>, String> {
    let mut rest = Rest(text);
    let expression = rest.expression()?;
    rest.blank();
    if rest.0.is_empty() { Ok(expression) } else { Err(format!("left over in “{text}”: {}", rest.0)) }
}

struct Rest<'f>(&'f str);

impl<'f> Rest<'f> {
    fn blank(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn eat(&mut self, sign: char) -> bool {
        self.blank();
        match self.0.strip_prefix(sign) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn expression(&mut self) -> Result<Expression<'f>, String> {
        let first = self.single()?;
        self.blank();
        let Some(sign) = self.0.chars().next().filter(|sign| "|^&".contains(*sign)) else { return Ok(first) };
        let mut all = vec![first];
        while self.eat(sign) {
            all.push(self.single()?);
        }
        Ok(match sign {
            '|' => Expression::Any(all),
            '^' => Expression::One(all),
            _ => Expression::All(all),
        })
    }

    fn single(&mut self) -> Result<Expression<'f>, String> {
        if self.eat('!') {
            return Ok(Expression::Not(Box::new(self.single()?)));
        }
        if self.eat('(') {
            let inner = self.expression()?;
            return if self.eat(')') { Ok(inner) } else { Err(format!("no ) before {}", self.0)) };
        }
        if self.eat('[') {
            let inner = self.expression()?;
            if !self.eat(']') {
                return Err(format!("no ] before {}", self.0));
            }
            return Ok(Expression::List(Box::new(inner), self.facets()?));
        }
        if self.eat('"') {
            let end = self.0.find('"').ok_or("a text without its end")?;
            let (literal, rest) = self.0.split_at(end);
            self.0 = rest.get(1..).unwrap_or_default();
            return Ok(Expression::Literal(literal.to_owned()));
        }
        let name = self.word();
        if name.is_empty() {
            Err(format!("no type before {}", self.0))
        } else {
            Ok(Expression::Name(name, self.facets()?))
        }
    }

    /// Up to a blank or a closing bracket.
    fn word(&mut self) -> &'f str {
        self.blank();
        let end = self.0.find([' ', ')', ']']).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        word
    }

    fn facets(&mut self) -> Result<Facets<'f>, String> {
        let mut facets = Facets::default();
        loop {
            self.blank();
            if self.eat('/') {
                facets.pattern = Some(self.pattern()?);
            } else if self.eat('~') {
                let name = self.word();
                facets.format = Some(Format::named(name).ok_or_else(|| format!("no such format: {name}"))?);
            } else if self.0.starts_with("unique") {
                self.word();
                facets.unique = true;
            } else if self.0.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.' || sign == '-') {
                let range = self.word();
                let (least, most) = range.split_once("..").ok_or_else(|| format!("no range: {range}"))?;
                (facets.least, facets.most) = (limit(least)?, limit(most)?);
            } else {
                return Ok(facets);
            }
        }
    }

    /// Up to the slash that a blank, a closing bracket or the end follows and no backslash comes before.
    fn pattern(&mut self) -> Result<&'f str, String> {
        let bytes = self.0.as_bytes();
        let ends = |at: &usize| {
            matches!(bytes.get(at + 1), None | Some(b' ' | b')' | b']'))
                && at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\\')
        };
        let end =
            self.0.match_indices('/').map(|(at, _)| at).find(ends).ok_or("a pattern without its end")?;
        let (pattern, rest) = self.0.split_at(end);
        self.0 = rest.get(1..).unwrap_or_default();
        Ok(pattern)
    }
}

fn limit(text: &str) -> Result<Option<f64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| format!("no number: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_read_as_it_is_meant() {
        let Ok(Expression::One(two)) = parse(r"([text /^a/b$/ ~uri] 1..2 unique ^ whole -1..)") else {
            unreachable!("two choices")
        };
        let Expression::List(text, list) = &two[0] else { unreachable!("a list") };
        assert_eq!((list.least, list.most, list.unique), (Some(1.0), Some(2.0), true));
        let facets = Facets { pattern: Some("^a/b$"), format: Some(Format::Uri), ..Facets::default() };
        assert_eq!(**text, Expression::Name("text", facets));
        assert_eq!(two[1], Expression::Name("whole", Facets { least: Some(-1.0), ..Facets::default() }));
    }

    #[test]
    fn what_is_left_over_is_an_error() {
        for wrong in ["text )", "[text", "(a | b", "text ~nothing", "\"open", ""] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
