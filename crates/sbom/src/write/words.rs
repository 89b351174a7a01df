//! Words that several forms spell each in its own way: licences, digests, sorts of component, addresses.
//!
//! Invariant: a table maps each word to at most one word of the other form; what is not in it is not guessed.

use std::borrow::Cow;

use sekisho_model::{Component, ComponentKind};

use crate::{Details, Licence, LicenceRole};

/// What the words of a licence are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LicenceWords {
    /// An id of SPDX's list.
    Id,
    /// An SPDX expression that is more than an id: several, with an exception, or a reference.
    Expression,
    /// `NOASSERTION` or `NONE`.
    Nothing,
    /// Anything else: a name that somebody gave it.
    Name,
}

/// The parser's mode: SPDX's own grammar, and the ids that were withdrawn, since old packages still state them.
const AS_SPDX: spdx::ParseMode = spdx::ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

/// Tells an SPDX id from an expression and both from a name.
pub(crate) fn licence_words(words: &str) -> LicenceWords {
    if matches!(words, "" | "NOASSERTION" | "NONE") {
        return LicenceWords::Nothing;
    }
    if spdx::license_id(words).is_some_and(|id| id.name == words) {
        return LicenceWords::Id;
    }
    match spdx::Expression::parse_mode(words, AS_SPDX) {
        Ok(_) => LicenceWords::Expression,
        Err(_) => LicenceWords::Name,
    }
}

/// A component's licences; what an import keeps stands in where there are no details.
pub(super) fn licences<'d>(component: &Component, details: &'d Details) -> Cow<'d, [Licence]> {
    if details.licences.is_empty() && !component.licence.is_empty() {
        return Cow::Owned(vec![Licence {
            words: component.licence.clone(),
            role: LicenceRole::Unsaid,
            more: String::new(),
        }]);
    }
    Cow::Borrowed(&details.licences)
}

/// Is this a web address (and not a text)?
pub(crate) fn is_web(more: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| more.starts_with(scheme))
        && !more.contains(char::is_whitespace)
}

/// A reference with what no IRI may hold percent-encoded (RFC 3987), and whether anything was.
pub(super) fn uri(written: &str) -> (Cow<'_, str>, bool) {
    let host = bracketed_host(written);
    let mut encoded = String::with_capacity(written.len());
    let mut has_fragment = false;
    let colons_end =
        if has_scheme(written) { 0 } else { written.find(['/', '?', '#']).unwrap_or(written.len()) };
    for (at, c) in written.char_indices() {
        let is_bad = match c {
            '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' => true,
            '[' | ']' => !host.contains(&at),
            '%' => {
                !written.as_bytes()[at + 1..].iter().take(2).filter(|b| b.is_ascii_hexdigit()).count().eq(&2)
            }
            // Without a scheme the first segment of a path has no colon.
            ':' => at < colons_end,
            '#' => std::mem::replace(&mut has_fragment, true),
            c => c.is_control() || c.is_whitespace() || is_private(c),
        };
        if is_bad {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        } else {
            encoded.push(c);
        }
    }
    if encoded == written { (Cow::Borrowed(written), false) } else { (Cow::Owned(encoded), true) }
}

/// Does it begin with a scheme and a colon?
pub(super) fn has_scheme(written: &str) -> bool {
    written.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// Places of the brackets around an address of IPv6, or nothing.
fn bracketed_host(written: &str) -> std::ops::RangeInclusive<usize> {
    let nothing = std::ops::RangeInclusive::new(1, 0);
    let Some(start) = written.find("://[").map(|at| at + 3) else { return nothing };
    let Some(end) = written[start..].find(']').map(|at| at + start) else { return nothing };
    let inside = &written[start + 1..end];
    let is_address = inside.matches(':').count() >= 2
        && inside.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'));
    if is_address { start..=end } else { nothing }
}

/// Characters that Unicode leaves to private use or assigns to nothing; an IRI has them in its query alone.
const fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..)
}

/// A CPE name of either binding, as the schemas demand it: well-formed enough to be told apart.
pub(crate) fn is_cpe(cpe: &str) -> bool {
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_graphic());
    if let Some(rest) = cpe.strip_prefix("cpe:2.3:") {
        let mut parts = 1;
        let mut is_escaped = false;
        for b in rest.bytes() {
            parts += usize::from(b == b':' && !is_escaped);
            is_escaped = b == b'\\' && !is_escaped;
        }
        return parts == 11
            && plain(rest)
            && !rest.contains("::")
            && rest.starts_with(['a', 'h', 'o', '*', '-']);
    }
    cpe.strip_prefix("cpe:/").is_some_and(|rest| {
        rest.split(':').count() <= 7
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'~' | b'%' | b':'))
    })
}

/// A digest as the model names it (upper case, CycloneDX's hyphens), in the spelling of each form.
pub(super) struct Digest {
    /// As the model names it.
    pub(super) model: &'static str,
    /// CycloneDX, and the edition that has it, as a place in `Edition::ALL`.
    pub(super) cyclonedx: Option<(&'static str, usize)>,
    /// SPDX 2.3.
    pub(super) spdx2: Option<&'static str>,
    /// SPDX 3.0.1.
    pub(super) spdx3: Option<&'static str>,
}

const fn digest(
    model: &'static str,
    cyclonedx: Option<(&'static str, usize)>,
    spdx2: Option<&'static str>,
    spdx3: Option<&'static str>,
) -> Digest {
    Digest { model, cyclonedx, spdx2, spdx3 }
}

const DIGESTS: [Digest; 20] = [
    digest("ADLER32", None, Some("ADLER32"), Some("adler32")),
    digest("BLAKE2B-256", Some(("BLAKE2b-256", 0)), Some("BLAKE2b-256"), Some("blake2b256")),
    digest("BLAKE2B-384", Some(("BLAKE2b-384", 0)), Some("BLAKE2b-384"), Some("blake2b384")),
    digest("BLAKE2B-512", Some(("BLAKE2b-512", 0)), Some("BLAKE2b-512"), Some("blake2b512")),
    digest("BLAKE3", Some(("BLAKE3", 0)), Some("BLAKE3"), Some("blake3")),
    digest("MD2", None, Some("MD2"), Some("md2")),
    digest("MD4", None, Some("MD4"), Some("md4")),
    digest("MD5", Some(("MD5", 0)), Some("MD5"), Some("md5")),
    digest("MD6", None, Some("MD6"), Some("md6")),
    digest("SHA-1", Some(("SHA-1", 0)), Some("SHA1"), Some("sha1")),
    digest("SHA-224", None, Some("SHA224"), Some("sha224")),
    digest("SHA-256", Some(("SHA-256", 0)), Some("SHA256"), Some("sha256")),
    digest("SHA-384", Some(("SHA-384", 0)), Some("SHA384"), Some("sha384")),
    digest("SHA-512", Some(("SHA-512", 0)), Some("SHA512"), Some("sha512")),
    digest("SHA3-224", None, None, Some("sha3_224")),
    digest("SHA3-256", Some(("SHA3-256", 0)), Some("SHA3-256"), Some("sha3_256")),
    digest("SHA3-384", Some(("SHA3-384", 0)), Some("SHA3-384"), Some("sha3_384")),
    digest("SHA3-512", Some(("SHA3-512", 0)), Some("SHA3-512"), Some("sha3_512")),
    digest("STREEBOG-256", Some(("Streebog-256", 3)), None, None),
    digest("STREEBOG-512", Some(("Streebog-512", 3)), None, None),
];

/// The row of a digest; `SHA3_256` and `sha256` are known too.
pub(super) fn digest_of(name: &str) -> Option<&'static Digest> {
    let flat =
        |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let wanted = flat(name);
    DIGESTS.iter().find(|row| flat(row.model) == wanted)
}

/// Hexadecimal digits, as many as the digest has: SPDX holds digests to their length.
pub(super) fn is_whole_digest(name: &str, value: &str) -> bool {
    let Some(digest) = digest_of(name) else { return false };
    let bits = digest.model.rsplit('-').next().and_then(|bits| bits.parse::<usize>().ok());
    let fits = match (digest.model, bits) {
        ("MD6", _) => true,
        ("ADLER32", _) => value.len() == 8,
        ("MD2" | "MD4" | "MD5", _) => value.len() == 32,
        ("SHA-1", _) => value.len() == 40,
        ("BLAKE3", _) => value.len() >= 64,
        (_, Some(bits)) => value.len() == bits / 4,
        (_, None) => true,
    };
    fits && is_hex(value)
}

/// A digest in full: as long as its algorithm makes it, or of an algorithm that is not known here, in hexadecimal.
pub(crate) fn is_digest(name: &str, value: &str) -> bool {
    is_whole_digest(name, value) || digest_of(name).is_none() && is_hex(value)
}

/// `swh:1:cnt:…` of Software Heritage, or `gitoid:blob:sha256:…`?
pub(super) fn is_persistent(word: &str, value: &str) -> bool {
    let parts: Vec<&str> = value.split(':').collect();
    let (sorts, digest, length) = match (word, &parts[..]) {
        ("swh", ["swh", "1", sort, digest]) => {
            (["snp", "rel", "rev", "dir", "cnt"].contains(sort), digest, 40)
        }
        ("gitoid", ["gitoid", sort, "sha1", digest]) => (GIT_SORTS.contains(sort), digest, 40),
        ("gitoid", ["gitoid", sort, "sha256", digest]) => (GIT_SORTS.contains(sort), digest, 64),
        _ => return false,
    };
    sorts && digest.len() == length && is_hex(digest)
}

/// Sorts of things that Git names.
const GIT_SORTS: [&str; 4] = ["blob", "tree", "commit", "tag"];

/// Hexadecimal digits and nothing else?
pub(super) fn is_hex(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A sort of component in lower case with hyphens, whichever form it is written in: `OPERATING_SYSTEM`,
/// `operatingSystem` and `operating-system` are one.
pub(crate) fn plain_purpose(written: &str) -> String {
    let mut plain = String::with_capacity(written.len() + 2);
    let mut before_is_lower = false;
    for c in written.chars() {
        if c.is_ascii_uppercase() && before_is_lower {
            plain.push('-');
        }
        before_is_lower = c.is_ascii_lowercase();
        plain.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
    }
    match plain.as_str() {
        "model" => "machine-learning-model".to_owned(),
        _ => plain,
    }
}

/// The sort of a component, plainly spelled: its kind, or what the document calls it where the kind is "other".
/// None where nobody said.
pub(super) fn main_purpose(component: &Component, details: &Details) -> Option<String> {
    let of_kind = match component.kind {
        ComponentKind::Library => "library",
        ComponentKind::Application => "application",
        ComponentKind::Framework => "framework",
        ComponentKind::Container => "container",
        ComponentKind::OperatingSystem => "operating-system",
        ComponentKind::Device => "device",
        ComponentKind::Firmware => "firmware",
        ComponentKind::File => "file",
        ComponentKind::Other => {
            return details
                .purposes
                .first()
                .map(|written| plain_purpose(written))
                .or(Some("other".to_owned()));
        }
    };
    let is_said = component.kind != ComponentKind::Library || !details.purposes.is_empty();
    is_said.then(|| of_kind.to_owned())
}
