//! Where a package comes from, in SPDX 2: its download location (7.7) and its home page (7.11).
//!
//! Invariant: a location is a URL with its scheme, one of the forms that 7.7 has for version control, or one of the two
//! words that say nothing. Who may read there is no part of it.

use sekisho_model::text;

use super::{each, told};
use crate::Finding;
use crate::form::{Format, Json, shown};

/// The tools of version control, and how each may be reached.
const TOOLS: [(&str, &[&str]); 4] = [
    ("git", &["git", "https", "http", "ssh"]),
    ("hg", &["http", "https", "static-http", "ssh"]),
    ("svn", &["svn", "http", "https", "ssh"]),
    ("bzr", &["http", "https", "ssh", "sftp", "ftp", "lp"]),
];

/// Schemes of addresses that name a host.
const OF_HOSTS: [&str; 8] = ["http", "https", "ftp", "ftps", "sftp", "ssh", "git", "svn"];

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Kept,
    /// An address that names a user.
    OfUser,
    None,
}

/// Locations and home pages of another form.
pub(super) fn findings(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, package) in each(document, "packages") {
        for (field, judge) in [("downloadLocation", download as fn(&str) -> Place), ("homepage", url)] {
            let Some(place) = package.get(field).and_then(Json::text) else { continue };
            let shown = shown(place);
            let text = match judge(place) {
                Place::Kept => continue,
                Place::OfUser => {
                    text!(ja: "「{shown}」に利用者名があります。利用者名やパスワードは書けません。", en: "“{shown}” names a user; neither users nor passwords belong there.")
                }
                Place::None if field == "homepage" => {
                    text!(ja: "「{shown}」は URL でも NONE・NOASSERTION でもありません。", en: "“{shown}” is neither a URL nor NONE or NOASSERTION.")
                }
                Place::None => {
                    text!(ja: "「{shown}」は URL でも、バージョン管理の場所（git+https://ホスト/パス@版#下位 など）でも、NONE・NOASSERTION でもありません。", en: "“{shown}” is neither a URL, nor a place under version control (such as git+https://host/path@revision#part), nor NONE or NOASSERTION.")
                }
            };
            findings.push(told(format!("{at}/{field}"), text));
        }
    }
    findings
}

fn download(text: &str) -> Place {
    let vcs = text.split_once('+').and_then(|(tool, rest)| {
        let (_, transports) = TOOLS.iter().find(|(known, _)| *known == tool)?;
        Some((tool, *transports, rest))
    });
    match vcs {
        None => url(text),
        Some((tool, transports, rest)) => under_version_control(tool, transports, rest),
    }
}

/// What follows `tool+`: `transport://host/path@revision#part`, and the two forms that name no transport.
fn under_version_control(tool: &str, transports: &[&str], rest: &str) -> Place {
    // Git's own short form, with the user that all such servers have.
    if let Some(short) = rest.strip_prefix("git@").filter(|_| tool == "git") {
        let named = short.split_once(':').is_some_and(|(host, path)| !host.is_empty() && !path.is_empty());
        return if named && Format::IriReference.is_kept_by(short) { Place::Kept } else { Place::None };
    }
    match rest.split_once(':') {
        Some(("lp", name)) if transports.contains(&"lp") && !name.is_empty() => {
            if Format::Iri.is_kept_by(rest) { Place::Kept } else { Place::None }
        }
        Some((transport, _)) if transports.contains(&transport) => of_host(rest),
        _ => Place::None,
    }
}

/// A URL, or one of the two words. What has a scheme and names no place (`pkg:npm/a`, `urn:…`) is none.
fn url(text: &str) -> Place {
    if matches!(text, "NONE" | "NOASSERTION") {
        return Place::Kept;
    }
    match text.split_once(':') {
        Some((scheme, _)) if OF_HOSTS.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => of_host(text),
        Some((scheme, rest)) if rest.starts_with("//") || scheme.eq_ignore_ascii_case("file") => {
            if Format::Iri.is_kept_by(text) {
                Place::Kept
            } else {
                Place::None
            }
        }
        _ => Place::None,
    }
}

/// `scheme://host…`, without a user but that of a server by SSH, whose name opens nothing.
fn of_host(address: &str) -> Place {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || !Format::Iri.is_kept_by(address) {
        return Place::None;
    }
    match authority.split_once('@') {
        Some((user, _)) if user.contains(':') || !address.starts_with("ssh:") => Place::OfUser,
        _ => Place::Kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_url_or_a_place_under_version_control() {
        for kept in [
            "NONE",
            "NOASSERTION",
            "https://example.com/a.tar.gz",
            "https://example.com/パス",
            "file:///srv/a",
            "s3://bucket/a",
            "git://git.example.com/a#src/b.c",
            "git+https://git.example.com/a.git@v1.0#/src/b.c",
            "git+ssh://git.example.com/a@refs/tags/v1",
            "git+ssh://git@example.com/a",
            "git+git@git.example.com:a",
            "hg+static-http://hg.example.com/a@2019",
            "svn+svn://svn.example.com/a/trunk@12",
            "bzr+lp:a",
            "bzr+sftp://example.com/a",
        ] {
            assert_eq!(download(kept), Place::Kept, "{kept}");
        }
        for wrong in [
            "",
            "foo",
            "none",
            "www.example.com/a",
            "pkg:npm/a@1",
            "./a.tar.gz",
            "https:/example.com",
            "https://",
            "https://example.com/a b",
            "git+file:///srv/a",
            "git+git@example.com",
            "hg+sftp://example.com/a",
            "git+https:example.com",
            "bzr+lp:",
        ] {
            assert_eq!(download(wrong), Place::None, "{wrong}");
        }
        for of_user in
            ["git+ssh://u:p@example.com/a", "https://u:p@example.com/a", "git+https://u@example.com/a"]
        {
            assert_eq!(download(of_user), Place::OfUser, "{of_user}");
        }
        assert_eq!(url("git+https://example.com/a"), Place::Kept);
    }
}
