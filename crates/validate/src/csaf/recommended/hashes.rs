//! 6.2.8, 6.2.9, 6.2.52 and 6.3.5: hashes of files.

use sekisho_model::text;

use super::parts::helpers;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// The algorithms that the standard names (3.1.3.3.2 of 2.0, 3.1.10.3.2 of 2.1): OpenSSL's digests.
const NAMED: &[&str] = &[
    "blake2b512",
    "blake2s256",
    "md4",
    "md5",
    "md5-sha1",
    "mdc2",
    "ripemd",
    "ripemd160",
    "rmd160",
    "sha1",
    "sha224",
    "sha256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha512",
    "sha512-224",
    "sha512-256",
    "shake128",
    "shake256",
    "sm3",
    "ssl3-md5",
    "ssl3-sha1",
    "whirlpool",
];
/// Fewest hexadecimal digits of a hash that isn't short.
const DIGITS_MIN: usize = 64;

/// Each list of hashes of one file.
fn files<'d>(doc: &Doc<'d>) -> impl Iterator<Item = Node<'d>> {
    helpers(doc).flat_map(|helper| helper.each("hashes").filter_map(|file| file.get("file_hashes")))
}

fn alone(doc: &Doc<'_>, algorithm: &str, out: &mut Out<'_>) {
    for file in files(doc) {
        let mut names = file.items().map(|hash| hash.text_at("algorithm")).peekable();
        let any = names.peek().is_some();
        if any && names.all(|name| name.is_some_and(|name| name.eq_ignore_ascii_case(algorithm))) {
            out.fault(
                &file,
                text!(
                    ja: "このファイルのハッシュは {algorithm} だけです。衝突が作れるため、SHA-256 などを併記してください。",
                    en: "The file has only a {algorithm} hash. Collisions can be made: give a stronger one beside it, such as SHA-256."
                ),
            );
        }
    }
}

/// 6.2.8: MD5 doesn't stand alone.
pub(super) fn md5_alone(doc: &Doc<'_>, out: &mut Out<'_>) {
    alone(doc, "md5", out);
}

/// 6.2.9: SHA-1 doesn't stand alone.
pub(super) fn sha1_alone(doc: &Doc<'_>, out: &mut Out<'_>) {
    alone(doc, "sha1", out);
}

/// 6.2.52: the algorithm is known. Those that the standard names are the ones known here.
pub(super) fn unknown(doc: &Doc<'_>, out: &mut Out<'_>) {
    for hash in files(doc).flat_map(|file| file.items()) {
        let Some(algorithm) = hash.get("algorithm") else { continue };
        let Some(name) = algorithm.text().filter(|name| !NAMED.contains(name)) else { continue };
        out.fault(
            &algorithm,
            text!(
                ja: "ハッシュのアルゴリズム「{name}」は、標準が挙げるものになく、ここでも対応していません。",
                en: "Hash algorithm \"{name}\" is not among those the standard names, and not supported here."
            ),
        );
    }
}

/// 6.3.5: a hash isn't shorter than 64 digits.
pub(crate) fn short(doc: &Doc<'_>, out: &mut Out<'_>) {
    for hash in files(doc).flat_map(|file| file.items()) {
        let Some(value) = hash.get("value") else { continue };
        let Some(digits) = value.text().map(|text| text.chars().count()).filter(|count| *count < DIGITS_MIN)
        else {
            continue;
        };
        out.fault(
            &value,
            text!(
                ja: "ハッシュ値が {digits} 文字で、{DIGITS_MIN} 文字に足りません。SHA-256 以上を使ってください。",
                en: "The hash has {digits} characters, fewer than {DIGITS_MIN}. Use SHA-256 or longer."
            ),
        );
    }
}
