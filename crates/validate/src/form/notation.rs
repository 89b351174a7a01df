//! The lines of a form file, and which of them stand in one edition.
//!
//! Invariant: a line without a tag stands wherever its block does; what is indented under a line that does not stand
//! does not stand either.

/// One indented line of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'f> {
    /// Indentation in steps of two blanks, from 1.
    pub(crate) depth: usize,
    /// The line without indentation and tag.
    pub(crate) text: &'f str,
}

/// A name, what it is, and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block<'f> {
    pub(crate) name: &'f str,
    /// The word after the name: `object`, `words`, `is`, …
    pub(crate) kind: &'f str,
    /// What follows on the first line.
    pub(crate) rest: &'f str,
    pub(crate) lines: Vec<Line<'f>>,
}

/// The editions that a form file describes, oldest first.
pub(crate) fn editions(form: &str) -> Vec<&str> {
    form.lines()
        .find_map(|line| line.strip_prefix("editions "))
        .map(|list| list.split_whitespace().collect())
        .unwrap_or_default()
}

/// Every block that stands in `edition`, with the lines that do.
pub(crate) fn blocks<'f>(form: &'f str, edition: &str) -> Result<Vec<Block<'f>>, String> {
    let editions = editions(form);
    let nth = |name: &str| editions.iter().position(|known| *known == name);
    let wanted = nth(edition).ok_or_else(|| format!("edition {edition} is not in the form"))?;
    let mut blocks: Vec<Block<'f>> = Vec::new();
    // The indentation of the line that does not stand, and takes what is under it away.
    let mut left_out: Option<usize> = None;
    for line in form.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let text = line.trim_start();
        let depth = (line.len() - text.len()) / 2;
        if depth == 0 && text.starts_with("editions ") || left_out.is_some_and(|outer| depth > outer) {
            continue;
        }
        let (text, tag) = split_tag(text);
        left_out = if stands(tag, wanted, &nth)? { None } else { Some(depth) };
        if left_out.is_some() {
            continue;
        }
        if depth > 0 {
            let block = blocks.last_mut().ok_or_else(|| format!("a line before any block: {text}"))?;
            block.lines.push(Line { depth, text });
            continue;
        }
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (kind, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        blocks.push(Block { name, kind, rest, lines: Vec::new() });
    }
    Ok(blocks)
}

/// The line, and the tag at its end without `@`.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(" @") {
        Some((head, tag)) if !tag.contains([' ', '/', '"']) => (head.trim_end(), Some(tag)),
        _ => (text.trim_end(), None),
    }
}

fn stands(tag: Option<&str>, wanted: usize, nth: &impl Fn(&str) -> Option<usize>) -> Result<bool, String> {
    let Some(tag) = tag else { return Ok(true) };
    let known = |name: &str| nth(name).ok_or_else(|| format!("no such edition: {name}"));
    match tag.split_once('-') {
        None => Ok(known(tag)? == wanted),
        Some((since, "")) => Ok(known(since)? <= wanted),
        Some((since, until)) => Ok(known(since)? <= wanted && wanted <= known(until)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str =
        "editions 1 2 3\na object open\n  x text @2-\n    under\n  y text @1-2\n\nb words @3\n  one\n";

    #[test]
    fn a_line_stands_in_the_editions_of_its_tag_and_takes_what_is_under_it_along() {
        let texts = |edition| -> Vec<String> {
            blocks(FORM, edition)
                .unwrap()
                .iter()
                .flat_map(|block| block.lines.iter().map(|line| line.text.to_owned()))
                .collect()
        };
        assert_eq!(texts("1"), ["y text"]);
        assert_eq!(texts("2"), ["x text", "under", "y text"]);
        assert_eq!(texts("3"), ["x text", "under", "one"]);
    }

    #[test]
    fn an_edition_that_the_form_does_not_have_is_refused() {
        assert!(blocks(FORM, "4").is_err());
        assert!(blocks("editions 1\na is text @7", "1").is_err());
    }
}
