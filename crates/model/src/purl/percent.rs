//! Percent-encoding as ECMA-427 clause 5.4 has it: everything but letters, digits, `.-_~` and `:`.

use std::fmt::{Formatter, Result as Printed};

use super::PurlFault;

/// Decodes once; the result is UTF-8.
pub(super) fn decoded(text: &str) -> Result<String, PurlFault> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'%' {
            let (high, low) = tail.first().zip(tail.get(1)).ok_or(PurlFault::Percent)?;
            bytes.push(nibble(*high)? * 16 + nibble(*low)?);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| PurlFault::Percent)
}

const fn nibble(digit: u8) -> Result<u8, PurlFault> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(PurlFault::Percent),
    }
}

/// Prints `text` encoded.
pub(super) fn encode(f: &mut Formatter<'_>, text: &str) -> Printed {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'-' | b'_' | b'~' | b':') {
            // A plain run starts and ends beside bytes that are encoded, so its ends are character ends.
            f.write_str(text.get(plain..at).unwrap_or_default())?;
            write!(f, "%{byte:02X}")?;
            plain = at + 1;
        }
    }
    f.write_str(text.get(plain..).unwrap_or_default())
}
