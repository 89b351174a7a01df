//! RFC 9116: is a `security.txt` right by the standard's own rules?
//!
//! Invariant: unknown fields are allowed, as the standard says. A signature is not verified, only left out of the
//! reading.

use jiff::Timestamp;
use sekisho_model::{Text, text};

/// Largest file that is read, in bytes.
pub const SECURITY_TXT_BYTES_MAX: usize = 64 * 1024;

/// Fields that hold an address.
const ADDRESSES: [&str; 7] =
    ["contact", "canonical", "policy", "encryption", "acknowledgments", "hiring", "csaf"];

/// What is wrong with a file, as it would be read at a moment. Empty: it is right.
#[must_use]
pub fn faults(file: &str, now: Timestamp) -> Vec<Text> {
    if file.len() > SECURITY_TXT_BYTES_MAX {
        return vec![text!(
            ja: "ファイルが大きすぎます（上限 {SECURITY_TXT_BYTES_MAX} バイト）。",
            en: "The file is too large (at most {SECURITY_TXT_BYTES_MAX} bytes)."
        )];
    }
    let mut faults = Vec::new();
    let mut fields: Vec<(String, &str)> = Vec::new();
    for (at, line) in signed_part(file).enumerate() {
        let (line, at) = (line.trim_end(), at + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once(':') {
            Some((name, value)) if is_name(name) && value.starts_with(' ') && !value.trim().is_empty() => {
                fields.push((name.to_ascii_lowercase(), value.trim()));
            }
            _ => faults.push(text!(
                ja: "{at} 行目が「名前: 値」の形ではありません。",
                en: "Line {at} is not of the form \"Name: value\"."
            )),
        }
    }
    count(&fields, &mut faults);
    for (name, value) in &fields {
        if ADDRESSES.contains(&name.as_str()) && !is_address(value) {
            faults.push(text!(
                ja: "{name} の「{value}」は、https:・mailto:・tel: などで始まるアドレスではありません（http: は不可）。",
                en: "{name}: \"{value}\" is no address with a scheme such as https:, mailto: or tel: (http: is not allowed)."
            ));
        }
    }
    if let Some((_, value)) = fields.iter().find(|(name, _)| name == "expires") {
        faults.extend(expiry(value, now));
    }
    faults
}

/// The lines between the marks of a signature, or all of them.
fn signed_part(file: &str) -> impl Iterator<Item = &str> {
    let signed = file.starts_with("-----BEGIN PGP SIGNED MESSAGE-----");
    // The armour's head ends at the first empty line.
    let body = if signed { file.split_once("\n\n").map_or("", |(_, body)| body) } else { file };
    body.lines().take_while(move |line| !(signed && line.starts_with("-----BEGIN PGP SIGNATURE-----")))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_address(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else { return false };
    let named = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let whole = !rest.is_empty() && !rest.contains(char::is_whitespace);
    let web =
        !scheme.eq_ignore_ascii_case("https") || rest.strip_prefix("//").is_some_and(|host| !host.is_empty());
    let mail = !scheme.eq_ignore_ascii_case("mailto") || rest.contains('@');
    named && whole && web && mail && !scheme.eq_ignore_ascii_case("http")
}

fn count(fields: &[(String, &str)], faults: &mut Vec<Text>) {
    let times = |wanted: &str| fields.iter().filter(|(name, _)| name == wanted).count();
    if times("contact") == 0 {
        faults.push(Text::new("Contact がありません（必須）。", "There is no Contact; it is required."));
    }
    match times("expires") {
        1 => {}
        0 => faults.push(Text::new("Expires がありません（必須）。", "There is no Expires; it is required.")),
        _ => faults.push(Text::new("Expires は一つだけです。", "Expires must stand there once.")),
    }
    if times("preferred-languages") > 1 {
        faults.push(Text::new(
            "Preferred-Languages は一つまでです。",
            "Preferred-Languages may stand there once.",
        ));
    }
}

fn expiry(value: &str, now: Timestamp) -> Option<Text> {
    match value.parse::<Timestamp>() {
        Err(_) => Some(text!(
            ja: "Expires の「{value}」は日時ではありません（例 2027-11-24T00:00:00Z）。",
            en: "Expires: \"{value}\" is no date and time, such as 2027-11-24T00:00:00Z."
        )),
        Ok(end) if end <= now => {
            Some(text!(ja: "Expires（{value}）を過ぎています。", en: "It has expired ({value})."))
        }
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(file: &str) -> Vec<String> {
        let now = "2026-11-24T00:00:00Z".parse().unwrap();
        faults(file, now).into_iter().map(|fault| fault.en).collect()
    }

    #[test]
    fn a_contact_and_one_end_in_the_future_are_enough() {
        let right = "# ours\r\nContact: mailto:psirt@example.jp\r\nExpires: 2027-11-01T00:00:00Z\r\n";
        assert_eq!(wrong(right), Vec::<String>::new());
        let more = "contact: https://example.jp/r\nCONTACT: tel:+81-3-0000-0000\nExpires: 2027-11-01T09:00:00+09:00\n\
                    Preferred-Languages: ja, en\nAnything-Else: x\n";
        assert_eq!(wrong(more), Vec::<String>::new());
    }

    #[test]
    fn each_rule_of_the_standard_is_held() {
        assert_eq!(wrong("").len(), 2);
        let with = |more: &str| {
            wrong(&format!("Contact: mailto:a@example.jp\nExpires: 2027-11-01T00:00:00Z\n{more}"))
        };
        assert_eq!(with("Expires: 2027-11-01T00:00:00Z\n"), ["Expires must stand there once."]);
        assert_eq!(with("Preferred-Languages: ja\nPreferred-Languages: en\n").len(), 1);
        assert!(with("Policy: http://example.jp/p\n")[0].contains("policy"));
        assert!(with("Policy: example.jp\n")[0].contains("policy"));
        assert!(with("what is this\n")[0].contains("Line 3"));
        let ended = "Contact: mailto:a@example.jp\nExpires: 2026-11-24T00:00:00Z\n";
        assert!(wrong(ended)[0].contains("expired"));
        assert!(wrong("Contact: psirt@example.jp\nExpires: tomorrow\n").len() == 2);
    }

    #[test]
    fn a_signed_file_is_read_between_its_marks() {
        let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nContact: mailto:a@example.jp\n\
                      Expires: 2027-11-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
        assert_eq!(wrong(signed), Vec::<String>::new());
        assert_eq!(wrong(&"x".repeat(SECURITY_TXT_BYTES_MAX + 1)).len(), 1);
    }
}
