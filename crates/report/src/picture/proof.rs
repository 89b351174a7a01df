//! What every picture must keep, asked of the finished drawing.

use super::canvas::Rect;

/// No two texts overlap, and all lie inside the picture.
pub(super) fn assert_readable(what: &str, texts: &[(String, Rect)], width: i32, height: i32) {
    for (place, (a, a_rect)) in texts.iter().enumerate() {
        for (b, b_rect) in &texts[place + 1..] {
            assert!(!a_rect.overlaps(b_rect), "{what}: {a} {a_rect:?} and {b} {b_rect:?}");
        }
        let Rect { x, y, w, h } = *a_rect;
        assert!(
            x >= 0 && y >= 0 && x + w <= width && y + h <= height,
            "{what}: {a} {a_rect:?} in {width} × {height}"
        );
    }
}

/// One `<svg>` element, well formed, with title and description, without style, script or id.
pub(super) fn assert_sound(svg: &str) {
    well_formed(svg).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    assert!(svg.contains("<title>") && svg.contains("<desc>"));
    for never in [" style=", "<style", "<script", " id=", "<img", "href=\"javascript:"] {
        assert!(!svg.contains(never), "{never}");
    }
    let leads = svg.contains("<a ");
    assert_eq!(svg.contains("role=\"group\""), leads);
    assert_eq!(svg.contains("role=\"img\""), !leads);
}

/// Every element is closed in its turn, every attribute is quoted, no bare `&` or `<` stands in a text.
fn well_formed(mut rest: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        entities(text)?;
        let end = end_of_tag(tag)?;
        let inside = &tag[1..end];
        rest = &tag[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let name = inside.split(' ').next().unwrap_or_default();
        attributes(inside[name.len()..].trim_start())?;
        roots += usize::from(open.is_empty());
        open.push(name);
    }
    entities(rest)?;
    if open.is_empty() && roots == 1 { Ok(()) } else { Err(format!("open: {open:?}, roots: {roots}")) }
}

fn end_of_tag(tag: &str) -> Result<usize, String> {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return Ok(at),
            _ => {}
        }
    }
    Err(format!("not closed: {tag:.40}"))
}

fn attributes(mut rest: &str) -> Result<(), String> {
    let mut seen = std::collections::BTreeSet::new();
    while !rest.is_empty() {
        let (name, value) = rest.split_once("=\"").ok_or_else(|| format!("attribute: {rest}"))?;
        let (value, after) = value.split_once('"').ok_or_else(|| format!("quote: {rest}"))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(plain) || value.contains('<') || !seen.insert(name) {
            return Err(format!("attribute: {name}={value}"));
        }
        entities(value)?;
        rest = after.trim_start();
    }
    Ok(())
}

fn entities(text: &str) -> Result<(), String> {
    for after in text.split('&').skip(1) {
        let name = after.split(';').next().unwrap_or_default();
        if !["amp", "lt", "gt", "quot"].contains(&name) {
            return Err(format!("entity: &{after:.20}"));
        }
    }
    let strange = text.chars().find(|c| c.is_control() && !"\n\t\r".contains(*c));
    strange.map_or(Ok(()), |c| Err(format!("control character {c:?}")))
}

/// Names that would break a page or a drawing that trusts them.
pub(super) const HOSTILE: [&str; 6] = [
    "</text><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript&colon;alert(1) & <b>",
    "組立ライン１号機の主制御盤と、とても長い名前を持つ周辺装置の一式（予備を含む）",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "'%00 ]]> <!-- &amp;",
];

/// A small seeded generator: the same numbers on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    /// A name of any length, harmless or not.
    pub(super) fn name(&mut self) -> String {
        const PLAIN: [&str; 8] =
            ["塗装", "組立ライン 2", "Gateway", "検査 PC（6 台）", "ﾎｽﾄ", "", "remote maintenance", "主"];
        if self.roll(4) == 0 { self.pick(&HOSTILE).to_owned() } else { self.pick(&PLAIN).to_owned() }
    }
}

#[test]
fn the_proof_itself_finds_what_is_broken() {
    let good = "<svg role=\"img\"><title>a &amp; b</title><desc>c</desc></svg>";
    assert_sound(good);
    for bad in [
        "<svg><g></svg>",
        "<svg a=b></svg>",
        "<svg>&x;</svg>",
        "<svg a=\"1\" a=\"2\"></svg>",
        "<svg></svg><g></g>",
    ] {
        assert!(well_formed(bad).is_err(), "{bad}");
    }
}
