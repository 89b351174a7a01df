//! OpenSSL: three numbers; before 3.0 letters told the patch (`1.0.2zh`), since then the third number does.
//! Pre-releases come before the release.

use super::key::KeyWriter;
use super::{Fit, Irregular, Regular};

const PRE: u8 = 0;
const RELEASE: u8 = 1;

pub(super) fn key(text: &str, key: &mut KeyWriter) -> Option<Fit> {
    let text = text.strip_prefix("openssl-").unwrap_or(text);
    let (text, _build) = text.split_once('+').unwrap_or((text, ""));
    let (version, pre) = text.split_once('-').map_or((text, None), |(version, pre)| (version, Some(pre)));
    let letters = version.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(version.len());
    let (numbers, letters) = version.split_at(letters);
    let mut count = 0;
    for digits in numbers.split('.') {
        count += 1;
        key.number(digits).then_some(())?;
    }
    if count > 3 || !letters.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    (count..3).for_each(|_| key.natural(0));
    key.word(letters);
    match pre {
        None => key.tag(RELEASE),
        Some(pre) => {
            let digits = pre.find(|c: char| c.is_ascii_digit()).unwrap_or(pre.len());
            let (word, digits) = pre.split_at(digits);
            let rank = ["dev", "alpha", "beta", "pre", "rc"].iter().position(|known| *known == word);
            key.tag(PRE);
            key.natural(rank? as u64);
            key.number(if digits.is_empty() { "0" } else { digits }).then_some(())?;
        }
    }
    Some(if count == 3 { Regular } else { Irregular })
}
