//! BER (X.690), as far as tags and lengths go: to walk down to where a service is named.

/// Why an element could not be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It was not captured, or lies beyond the window.
    Unseen,
    /// Another one stands there.
    Other,
}

/// Bytes by their place.
pub(super) struct Bytes<'a>(pub(super) &'a dyn Fn(usize) -> Option<u8>);

/// An element's content.
#[derive(Clone, Copy)]
pub(super) struct Content {
    /// Where it begins.
    pub(super) at: usize,
    /// Its length; `None` where it ends with a mark.
    pub(super) length: Option<usize>,
}

impl Bytes<'_> {
    pub(super) fn byte(&self, at: usize) -> Result<u8, Stop> {
        (self.0)(at).ok_or(Stop::Unseen)
    }

    /// The content of the element with this one-byte tag.
    pub(super) fn enter(&self, at: usize, tag: u8) -> Result<Content, Stop> {
        if self.byte(at)? == tag { self.content(at + 1) } else { Err(Stop::Other) }
    }

    /// The content behind a tag: `at` is where its length begins.
    pub(super) fn content(&self, at: usize) -> Result<Content, Stop> {
        let first = self.byte(at)?;
        let octets = usize::from(first & 0x7F);
        if first < 0x80 {
            return Ok(Content { at: at + 1, length: Some(octets) });
        }
        if octets > 3 {
            return Err(Stop::Other);
        }
        let mut length = 0;
        for place in at + 1..=at + octets {
            length = length << 8 | usize::from(self.byte(place)?);
        }
        Ok(Content { at: at + 1 + octets, length: (octets > 0).then_some(length) })
    }

    /// Where the element after this one begins.
    pub(super) fn after(&self, at: usize) -> Result<usize, Stop> {
        let content = self.content(at + 1)?;
        content.length.map(|length| content.at + length).ok_or(Stop::Other)
    }

    /// The number of a context-specific tag, and where its length begins.
    pub(super) fn number(&self, at: usize) -> Result<(u8, usize), Stop> {
        let first = self.byte(at)?;
        match (first & 0xC0, first & 0x1F) {
            (0x80, 0x1F) => Ok((self.byte(at + 1)?, at + 2)),
            (0x80, number) => Ok((number, at + 1)),
            _ => Err(Stop::Other),
        }
    }
}
