//! The page of a rule, as it stands in `docs/rules`: built in, and shown in the reader's language.
//!
//! Invariant: whatever stands in a page, it becomes text between our own elements. Of Markdown it knows what those
//! pages use: headings, paragraphs, lists, fenced code, `code` in a line. Anything else is shown as it is written.

use include_dir::{Dir, include_dir};
use maud::{Markup, html};
use sekisho_model::Lang;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/rules");

/// The half of a rule's page in one language.
pub(super) fn page(rule: &str, lang: Lang) -> Markup {
    let text = RULES.get_file(format!("{rule}.md")).and_then(|file| file.contents_utf8());
    match text.and_then(|text| half(text, lang)) {
        Some(half) => rendered(half),
        None => {
            html! { p.quiet { (lang.pick("このルールの説明はまだありません。", "This rule has no page yet.")) } }
        }
    }
}

/// Where the thought of a rule comes from, in the reader's language; none where its page does not say.
pub(super) fn source(rule: &str, lang: Lang) -> Option<String> {
    let half = half(RULES.get_file(format!("{rule}.md"))?.contents_utf8()?, lang)?;
    let heading = lang.pick("出典", "Source");
    let mut blocks = blocks(half).into_iter().skip_while(|block| *block != Block::Heading(heading));
    match blocks.nth(1)? {
        Block::Paragraph(lines) => Some(lines.join(" ").trim_end_matches('.').to_owned()),
        _ => None,
    }
}

/// What stands between the heading of a language and the next one of its rank.
fn half(text: &str, lang: Lang) -> Option<&str> {
    let heading = lang.pick("## 日本語", "## English");
    let (_, after) = text.split_once(&format!("\n{heading}\n"))?;
    Some(after.split_once("\n## ").map_or(after, |(half, _)| half))
}

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Heading(&'a str),
    Paragraph(Vec<&'a str>),
    List(Vec<&'a str>),
    Code(Vec<&'a str>),
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let (mut in_code, mut fresh) = (false, true);
    for line in text.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            if in_code {
                blocks.push(Block::Code(Vec::new()));
            }
            fresh = true;
            continue;
        }
        match (blocks.last_mut(), line.trim()) {
            (Some(Block::Code(lines)), _) if in_code => lines.push(line),
            (_, "") => fresh = true,
            (last, line) => {
                let next = put(last.filter(|_| !fresh), line);
                blocks.extend(next);
                fresh = false;
            }
        }
    }
    blocks
}

/// Adds a line to the block it goes on with, or gives back the block that it begins.
fn put<'a>(last: Option<&mut Block<'a>>, line: &'a str) -> Option<Block<'a>> {
    if line.starts_with('#') {
        return Some(Block::Heading(line.trim_start_matches('#').trim()));
    }
    match (last, line.strip_prefix("- ")) {
        (Some(Block::List(items)), Some(item)) => items.push(item),
        (_, Some(item)) => return Some(Block::List(vec![item])),
        (Some(Block::Paragraph(lines)), None) => lines.push(line),
        (_, None) => return Some(Block::Paragraph(vec![line])),
    }
    None
}

fn rendered(text: &str) -> Markup {
    html! { @for block in blocks(text) { @match block {
        Block::Heading(words) => h2 { (inline(words)) },
        Block::Paragraph(lines) => p { @for (at, line) in lines.iter().enumerate() { @if at > 0 { " " } (inline(line)) } },
        Block::List(items) => ul { @for item in items { li { (inline(item)) } } },
        Block::Code(lines) => pre { code { (lines.join("\n")) } },
    } } }
}

/// A line with its `code`.
fn inline(line: &str) -> Markup {
    let parts: Vec<&str> = line.split('`').collect();
    // An odd number of marks is no code: the line is shown as it stands.
    if parts.len().is_multiple_of(2) {
        return html! { (line) };
    }
    html! { @for (at, part) in parts.iter().enumerate() { @if at.is_multiple_of(2) { (part) } @else { code { (part) } } } }
}

#[cfg(test)]
mod tests {
    use sekisho_assess::rules;

    use super::*;

    #[test]
    fn every_rule_has_its_page_in_both_languages_and_nothing_is_left_unread() {
        for rule in rules::RULES {
            for lang in Lang::ALL {
                let html = page(rule.id, lang).into_string();
                let heading = lang.pick("<h2>直し方</h2>", "<h2>How to mend</h2>");
                assert!(html.contains(heading), "{} {lang:?}: {html}", rule.id);
                for mark in ["##", "](", "**", "`"] {
                    assert!(!html.contains(mark), "{} {lang:?} shows {mark}: {html}", rule.id);
                }
            }
        }
    }

    #[test]
    fn every_rule_says_its_source_in_the_readers_language() {
        for rule in rules::RULES {
            let [ja, en] = Lang::ALL.map(|lang| source(rule.id, lang).unwrap_or_default());
            assert!(!ja.is_empty() && !ja.contains("guideline"), "{}: {ja}", rule.id);
            assert!(!en.is_empty() && !en.contains("ガイドライン"), "{}: {en}", rule.id);
        }
        assert_eq!(source("zone-mixed-importance", Lang::En).as_deref(), Some("METI guideline, step 1-6"));
    }

    #[test]
    fn headings_paragraphs_lists_and_code_are_told_apart() {
        let text = "### A\nb `c`\nd\n\n- e\n- f\n\n```\n- g\n# h\n```\ni";
        let html = rendered(text).into_string();
        assert_eq!(
            html,
            "<h2>A</h2><p>b <code>c</code> d</p><ul><li>e</li><li>f</li></ul><pre><code>- g\n# h</code></pre><p>i</p>"
        );
    }

    #[test]
    fn a_page_cannot_bring_markup() {
        let html = rendered("### <script>\n<b>x</b> [a](javascript:1) `<i>`").into_string();
        assert!(!html.contains("<script>") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(!html.contains("href"), "{html}");
    }

    #[test]
    fn a_half_ends_where_the_other_begins() {
        let text = "# T\n\n## 日本語\n\n日\n\n## English\n\ne\n";
        assert_eq!(half(text, Lang::Ja).map(str::trim), Some("日"));
        assert_eq!(half(text, Lang::En).map(str::trim), Some("e"));
        assert_eq!(half("# T\n", Lang::En), None);
    }
}
