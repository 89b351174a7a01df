//! Is a text well-formed XML (XML 1.0, fifth edition)? What a lenient reader lets pass is found here.
//!
//! Invariant: looks at signs only: tags, attributes, references, comments, what may stand outside the document
//! element. Whether an end tag closes what was opened last, and whether prefixes are declared, is for whoever reads
//! on; what a document type definition says inside is for nobody.

/// The first place that breaks the rules, and why, in Japanese and English.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsound {
    pub(super) at: usize,
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
}

type Checked = Result<(), Unsound>;

/// The first place that is not well-formed.
pub(super) fn unsound(text: &str) -> Option<Unsound> {
    let mut scanner = Scanner { text, at: 0, depth: 0, is_rooted: false, has_type: false };
    let in_marks = scanner.whole().err();
    let sign = text.char_indices().find(|(_, sign)| !is_char(*sign)).map(|(at, _)| {
        no(at, "XML に使えない文字があります", "a character stands here that XML does not have")
    });
    in_marks.into_iter().chain(sign).min_by_key(|unsound| unsound.at)
}

const fn no(at: usize, ja: &'static str, en: &'static str) -> Unsound {
    Unsound { at, ja, en }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Elements that are open.
    depth: usize,
    /// The document element has begun.
    is_rooted: bool,
    /// A document type declaration has been there.
    has_type: bool,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn whole(&mut self) -> Checked {
        if let Some(inner) = self.rest().strip_prefix("<?xml").filter(|inner| inner.starts_with(is_blank)) {
            let end = inner.find("?>").ok_or_else(|| unfinished(self.at))?;
            if !is_declaration(&inner[..end]) {
                return Err(no(self.at, "XML 宣言が正しくありません", "the XML declaration is not right"));
            }
            self.at += "<?xml".len() + end + "?>".len();
        }
        while !self.rest().is_empty() {
            self.next()?;
        }
        Ok(())
    }

    fn next(&mut self) -> Checked {
        let rest = self.rest();
        if let Some(inner) = rest.strip_prefix("<!--") {
            let end = inner.find("--").ok_or_else(|| unfinished(self.at))?;
            if !inner[end..].starts_with("-->") {
                return Err(no(
                    self.at + 4 + end,
                    "コメントの中に「--」があります",
                    "\"--\" stands in a comment",
                ));
            }
            self.at += "<!--".len() + end + "-->".len();
            return Ok(());
        }
        if let Some(inner) = rest.strip_prefix("<![CDATA[") {
            if self.depth == 0 {
                return Err(outside(self.at));
            }
            let end = inner.find("]]>").ok_or_else(|| unfinished(self.at))?;
            self.at += "<![CDATA[".len() + end + "]]>".len();
            return Ok(());
        }
        match rest.as_bytes() {
            [b'<', b'?', ..] => self.instruction(),
            [b'<', b'!', ..] => self.document_type(),
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', ..] => self.start_tag(),
            _ => self.characters(),
        }
    }

    fn instruction(&mut self) -> Checked {
        let inner = &self.rest()[2..];
        let end = inner.find("?>").ok_or_else(|| unfinished(self.at))?;
        let inner = &inner[..end];
        let name = &inner[..inner.find(is_blank).unwrap_or(inner.len())];
        if !is_name(name) || name.contains(':') {
            return Err(no(
                self.at,
                "処理命令の名前が正しくありません",
                "the name of a processing instruction is not right",
            ));
        }
        if name.eq_ignore_ascii_case("xml") {
            return Err(no(
                self.at,
                "XML 宣言は文書の先頭にだけ置けます",
                "an XML declaration stands at the very start only",
            ));
        }
        self.at += "<?".len() + end + "?>".len();
        Ok(())
    }

    fn document_type(&mut self) -> Checked {
        let is_one = self.rest().strip_prefix("<!DOCTYPE").is_some_and(|rest| rest.starts_with(is_blank));
        if !is_one || self.is_rooted || self.has_type {
            return Err(no(self.at, "ここに置けない宣言があります", "a declaration stands where it cannot"));
        }
        self.has_type = true;
        self.at += end_of_type(self.rest()).ok_or_else(|| unfinished(self.at))?;
        Ok(())
    }

    fn end_tag(&mut self) -> Checked {
        let inner = &self.rest()[2..];
        let end = inner.find('>').ok_or_else(|| unfinished(self.at))?;
        if self.depth == 0 || !is_name(inner[..end].trim_end_matches(is_blank)) {
            return Err(no(self.at, "終了タグが正しくありません", "an end tag is not right"));
        }
        self.depth -= 1;
        self.at += "</".len() + end + ">".len();
        Ok(())
    }

    fn start_tag(&mut self) -> Checked {
        let start = self.at;
        if self.is_rooted && self.depth == 0 {
            return Err(outside(start));
        }
        self.is_rooted = true;
        self.at += 1;
        if !is_name(self.name()) {
            return Err(no(start, "タグの名前が正しくありません", "the name of a tag is not right"));
        }
        loop {
            let is_apart = self.blanks();
            match self.rest().as_bytes() {
                [b'>', ..] => {
                    self.at += 1;
                    self.depth += 1;
                    return Ok(());
                }
                [b'/', b'>', ..] => {
                    self.at += 2;
                    return Ok(());
                }
                [] => return Err(unfinished(start)),
                _ if is_apart => self.attribute()?,
                _ => {
                    return Err(no(
                        self.at,
                        "属性の前に空白がありません",
                        "a blank is missing before an attribute",
                    ));
                }
            }
        }
    }

    fn attribute(&mut self) -> Checked {
        let wrong =
            |at| no(at, "属性の書き方が正しくありません", "an attribute is not written as it should be");
        let start = self.at;
        let named = is_name(self.name());
        self.blanks();
        if !named || !self.rest().starts_with('=') {
            return Err(wrong(start));
        }
        self.at += 1;
        self.blanks();
        let quote = self.rest().chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let quote = quote.ok_or_else(|| wrong(self.at))?;
        self.at += 1;
        let end = self.rest().find(quote).ok_or_else(|| unfinished(start))?;
        let value = &self.rest()[..end];
        if let Some(at) = value.find('<') {
            return Err(no(
                self.at + at,
                "属性の値に「<」があります",
                "\"<\" stands in the value of an attribute",
            ));
        }
        references(value, self.at)?;
        self.at += end + 1;
        Ok(())
    }

    fn characters(&mut self) -> Checked {
        let end = self.rest().find('<').unwrap_or(self.rest().len());
        let text = &self.rest()[..end];
        if self.depth == 0 && !text.chars().all(is_blank) {
            return Err(outside(self.at));
        }
        if let Some(at) = text.find("]]>") {
            return Err(no(self.at + at, "文字の中に「]]>」があります", "\"]]>\" stands in a text"));
        }
        references(text, self.at)?;
        self.at += end;
        Ok(())
    }

    /// Passes what could be a name: everything up to a sign that ends one.
    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|sign| is_blank(sign) || matches!(sign, '=' | '>' | '/' | '<' | '"' | '\''));
        let name = &rest[..end.unwrap_or(rest.len())];
        self.at += name.len();
        name
    }

    /// Passes blanks; were there any?
    fn blanks(&mut self) -> bool {
        let before = self.rest().len();
        let after = self.rest().trim_start_matches(is_blank).len();
        self.at += before - after;
        after < before
    }
}

const fn unfinished(at: usize) -> Unsound {
    no(at, "終わりのないタグやコメントなどがあります", "a tag, a comment or the like does not end")
}

const fn outside(at: usize) -> Unsound {
    no(
        at,
        "最上位の要素の外に、置けないものがあります",
        "something stands outside the document element that cannot",
    )
}

/// Every `&` begins a reference: to a character that XML has, or to an entity by its name.
fn references(text: &str, start: usize) -> Checked {
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].split_once(';').map(|(name, _)| name);
        let is_right = name.is_some_and(|name| match name.strip_prefix('#') {
            Some(number) => is_char_number(number),
            None => is_name(name),
        });
        if !is_right {
            return Err(no(start + at, "参照（&…;）が正しくありません", "a reference (&…;) is not right"));
        }
    }
    Ok(())
}

fn is_char_number(number: &str) -> bool {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    let has_digits = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| has_digits);
    code.and_then(char::from_u32).is_some_and(is_char)
}

/// A part of an XML declaration, and what its value has to be.
type Asked = (&'static str, fn(&str) -> bool);

/// What stands between `<?xml` and `?>`: version, then perhaps encoding, then perhaps standalone.
fn is_declaration(inner: &str) -> bool {
    let mut rest = inner;
    let mut asked: &[Asked] = &[
        ("version", is_version),
        ("encoding", is_encoding),
        ("standalone", |value| matches!(value, "yes" | "no")),
    ];
    let mut has_version = false;
    while let Some((name, value, after)) = pseudo_attribute(rest) {
        let Some(nth) = asked.iter().position(|(known, is)| *known == name && is(value)) else {
            return false;
        };
        has_version |= name == "version";
        asked = &asked[nth + 1..];
        rest = after;
    }
    has_version && rest.chars().all(is_blank)
}

/// A blank, `name = 'value'`, and what follows.
fn pseudo_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.trim_start_matches(is_blank);
    let (name, rest) = inner.split_once('=').filter(|_| inner.len() < text.len())?;
    let rest = rest.trim_start_matches(is_blank);
    let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let (value, after) = rest[1..].split_once(quote)?;
    Some((name.trim_end_matches(is_blank), value, after))
}

fn is_version(value: &str) -> bool {
    value
        .strip_prefix("1.")
        .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|digit| digit.is_ascii_digit()))
}

fn is_encoding(value: &str) -> bool {
    value.starts_with(|sign: char| sign.is_ascii_alphabetic())
        && value.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-'))
}

/// Where a document type declaration ends: at the `>` that is in no quotes, comment or brackets.
fn end_of_type(text: &str) -> Option<usize> {
    let (mut at, mut brackets) = (0, 0_usize);
    while let Some(sign) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match sign {
            '"' | '\'' => rest[1..].find(sign)? + 2,
            '<' if rest.starts_with("<!--") => rest.find("-->")? + 3,
            '<' if rest.starts_with("<?") => rest.find("?>")? + 2,
            _ => sign.len_utf8(),
        };
        match sign {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '>' if brackets == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

const fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\n' | '\r')
}

/// XML 1.0, production 2.
const fn is_char(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// A name with at most one colon in it, and that not at an end (Namespaces in XML 1.0, production 7).
fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(begins_name) && part.chars().all(|sign| begins_name(sign) || goes_on(sign))
    };
    match name.split_once(':') {
        Some((prefix, local)) => is_part(prefix) && is_part(local),
        None => is_part(name),
    }
}

/// XML 1.0, production 4, without the colon.
const fn begins_name(sign: char) -> bool {
    matches!(sign, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}')
        || matches!(sign, '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}')
        || matches!(sign, '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}')
        || matches!(sign, '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// XML 1.0, production 4a, what it has beyond 4.
const fn goes_on(sign: char) -> bool {
    matches!(sign, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_let_pass() {
        for text in [
            "<a/>",
            "\n<!-- c --><?pi x?><a\n b = 'x\"' c=\"&lt;&#9;&#x1F600;>\" />\n<?end?><!---->",
            "<?xml version='1.0' encoding=\"UTF-8\" standalone='yes' ?><p:a xmlns:p='urn:p'>t &amp; <![CDATA[<&]]]]></p:a >",
            "<?xml version=\"1.1\"?><a>]] ></a>",
            "<!DOCTYPE a [<!ENTITY e '>]'><!-- ]> -->]><a>&e;</a>",
            "<?xml-stylesheet href='x'?><é.1-·><_/></é.1-·>",
        ] {
            assert_eq!(unsound(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_place_that_is_not_well_formed_is_told() {
        for (text, at) in [
            (" <?xml version='1.0'?><a/>", 1),
            ("<?xml encoding='UTF-8'?><a/>", 0),
            ("<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", 0),
            ("<?xml version='1.0'encoding='UTF-8'?><a/>", 0),
            ("<?xml version='2.0'?><a/>", 0),
            ("<a><?XML x?></a>", 3),
            ("<a><? x?></a>", 3),
            ("<a><!-- a -- b --></a>", 10),
            ("<a><!-- a ---></a>", 10),
            ("<a><!-- a </a>", 3),
            ("<a>]]></a>", 3),
            ("<a>a & b</a>", 5),
            ("<a>&#0;</a>", 3),
            ("<a>&#xD800;</a>", 3),
            ("<a>&#xFFFE;</a>", 3),
            ("<a>&#+65;</a>", 3),
            ("<a b='&'/>", 6),
            ("<a b='<'/>", 6),
            ("<a b='1'c='2'/>", 8),
            ("<a b=1/>", 5),
            ("<a b/>", 3),
            ("<a b='1/>", 3),
            ("<a\u{0}/>", 0),
            ("<a>\u{1}</a>", 3),
            ("<a>\u{FFFF}</a>", 3),
            ("<a>< b/></a>", 3),
            ("<a><1/></a>", 3),
            ("<a><b:c:d/></a>", 3),
            ("<a><:b/></a>", 3),
            ("<a></ a>", 3),
            ("<a/></a>", 4),
            ("<a/><b/>", 4),
            ("<a/>x", 4),
            ("<a/><![CDATA[ ]]>", 4),
            ("<a/>&#9;", 4),
            ("<a/><!DOCTYPE a>", 4),
            ("<a><!DOCTYPE a></a>", 3),
            ("<!DOCTYPE a><!DOCTYPE a><a/>", 12),
            ("<!DOCTYPE a [", 0),
            ("<!doctype a><a/>", 0),
        ] {
            assert_eq!(unsound(text).map(|unsound| unsound.at), Some(at), "{text}");
        }
    }
}
