//! Files of digests as the usual programs write them (CSAF 7.1.18 asks for the first form): `digest  name` and
//! `digest *name`, names escaped behind a `\`, `SHA256 (name) = digest`, `SHA2-256(name)= digest`, `sha256:digest`,
//! and a digest alone; in either case, with any line ends. Of several lines the one that names the document counts.

/// The digest that a file states for a document, as written; `None` where it states none of that length.
pub(super) fn stated<'f>(file: &'f str, name: &str, digits: usize) -> Option<&'f str> {
    let file = file.trim_start_matches('\u{feff}');
    let lines: Vec<(&str, String)> = file.lines().filter_map(|line| read(line.trim(), digits)).collect();
    match lines.as_slice() {
        // One digest can only be meant for the document beside it, whatever the file was called when it was made.
        [(digest, _)] => Some(digest),
        several => several.iter().find(|(_, named)| base(named) == name).map(|(digest, _)| *digest),
    }
}

/// A line's digest, and the name that it is for.
fn read(line: &str, digits: usize) -> Option<(&str, String)> {
    let (digest, name) = tagged(line).unwrap_or_else(|| plain(line));
    let is_digest = digest.len() == digits && digest.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_digest.then_some((digest, name))
}

fn plain(line: &str) -> (&str, String) {
    let (escaped, line) = line.strip_prefix('\\').map_or((false, line), |line| (true, line));
    let (digest, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let name = name.trim_start().trim_start_matches('*');
    (digest, if escaped { name.replace("\\\\", "\\") } else { name.to_owned() })
}

/// `WAY (name) = digest`, or `WAY:digest`.
fn tagged(line: &str) -> Option<(&str, String)> {
    let line = line.strip_prefix('\\').unwrap_or(line);
    let has_way = line.get(..3).is_some_and(|way| way.eq_ignore_ascii_case("sha"));
    if !has_way {
        return None;
    }
    if let Some((head, digest)) = line.rsplit_once('=')
        && let Some((_, name)) = head.split_once('(')
    {
        return Some((digest.trim(), name.trim_end().trim_end_matches(')').to_owned()));
    }
    line.split_once(':').map(|(_, digest)| (digest.trim(), String::new()))
}

fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_form_states_its_digest() {
        for file in [
            "0a1b",
            "0A1B\r\n",
            "0a1b  a.json\n",
            "0a1b *a.json\n",
            "0a1b\t./2026/a.json\n",
            "\u{feff}0a1b  a.json\n",
            "\\0a1b  a\\\\b.json\n",
            "SHA256 (a.json) = 0a1b\n",
            "SHA2-256(a.json)= 0a1b\n",
            "sha256:0a1b\n",
            "# made today\n\n0a1b  a.json\n",
            "ffff  b.json\n0a1b  2026/a.json\n",
            "SHA256 (b.json) = ffff\nSHA256 (a.json) = 0a1b\n",
            "0a1b  other-name.json\n",
        ] {
            let digest = stated(file, "a.json", 4);
            assert!(digest.is_some_and(|digest| digest.eq_ignore_ascii_case("0a1b")), "{file:?}: {digest:?}");
        }
    }

    #[test]
    fn what_states_no_digest_for_the_document_is_told_apart_from_another_digest() {
        for file in
            ["", "0a1", "0a1b0  a.json", "xxxx  a.json", "<html></html>", "ffff  b.json\n0a1b  c.json\n"]
        {
            assert_eq!(stated(file, "a.json", 4), None, "{file:?}");
        }
        assert_eq!(stated("0a1b  b.json\nffff  a.json\n", "a.json", 4), Some("ffff"));
    }
}
