//! The version branches of a product tree, to versions.
//!
//! `product_version` names one version, `product_version_range` a range in `vers` or in words. For devices
//! both stay words, which `device` reads; packages have an order, and `vers` is read here.

use std::collections::BTreeSet;

use sekisho_model::{PackageUrl, Versions};

use crate::version::{self, Vers};

/// What the branches say: is it a range, and the words.
pub(super) struct StatedVersions {
    is_range: bool,
    pub(super) words: String,
}

impl StatedVersions {
    /// With what the product's full name says beside the branch: a number as it is written there, and where it has `2347 and
    /// prior` and the branch `< 2347`, both, so that the version itself is left open.
    pub(super) fn beside(mut self, full_name: &str) -> Self {
        const AND_BEFORE: [&str; 6] =
            [" and prior", " and earlier", " or prior", " or earlier", " and all prior", " and all earlier"];
        if let Some(words) = as_its_name_writes(&self.words, full_name) {
            self.words = words;
        }
        let Some(bound) = self.words.strip_prefix('<').filter(|bound| !bound.starts_with('=')) else {
            return self;
        };
        let bound = bound.trim();
        let lower = full_name.to_lowercase();
        let behind = lower.split_once(&bound.to_lowercase()).map_or("", |(_, behind)| behind);
        if !bound.is_empty()
            && !bound.contains('(')
            && AND_BEFORE.iter().any(|words| behind.starts_with(words))
        {
            self.words = format!("< {bound} ({bound} and prior)");
        }
        self
    }
}

/// `1.8` where the full name has `Version 01.80`, `<= 10` where it has `Update 10`: what wrote the branch took the version for
/// a decimal number, or its word off. `None` where the name has the number as it is, or another one.
fn as_its_name_writes(words: &str, full_name: &str) -> Option<String> {
    const COUNTING: [&str; 5] = ["update", "patch", "sp", "build", "hotfix"];
    let number = words.trim_start_matches(['<', '>', '=', ' ', 'v', 'V']);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let sign = &words[..words.len() - number.len()];
    let named: Vec<&str> =
        full_name.split_whitespace().map(|word| word.trim_matches([',', ':', '(', ')'])).collect();
    // Of several products one word may be of the last only.
    if fraction.is_empty() && !full_name.contains(',') {
        let counted = named
            .windows(2)
            .find(|pair| pair[1] == number && COUNTING.contains(&pair[0].to_lowercase().as_str()));
        if let Some(pair) = counted {
            return Some(format!("{sign}{} {number}", pair[0]));
        }
    }
    let is_same = |word: &&str| {
        let parts =
            word.trim_start_matches(['v', 'V']).split_once('.').filter(|(a, b)| is_digits(a) && is_digits(b));
        let plain = |whole: &str, fraction: &str| {
            (whole.trim_start_matches('0').to_owned(), fraction.trim_end_matches('0').to_owned())
        };
        parts.is_some_and(|(a, b)| plain(a, b) == plain(whole, fraction))
    };
    let mut same = named.iter().filter(|word| is_same(word) || **word == number);
    let written = same.next()?.trim_start_matches(['v', 'V']);
    (written != number && same.next().is_none()).then(|| format!("{sign}{written}"))
}

/// Does a branch of this category belong to the version?
pub(super) fn is_version(category: &str) -> bool {
    matches!(category, "product_version" | "product_version_range" | "patch_level" | "service_pack")
}

/// The version branches above a product, joined from the outermost (`8.0` and then `SP1`).
pub(super) fn stated(above: &[(String, String)]) -> Option<StatedVersions> {
    // A branch without a name states nothing.
    let states = |(category, name): &&(String, String)| is_version(category) && !name.trim().is_empty();
    let mut parts = above.iter().filter(states).peekable();
    parts.peek()?;
    let mut stated = StatedVersions { is_range: false, words: String::new() };
    for (category, name) in parts {
        stated.is_range |= category == "product_version_range";
        if !stated.words.is_empty() {
            stated.words.push(' ');
        }
        stated.words.push_str(name.trim());
    }
    Some(stated)
}

/// The words that mean every version whatever the order.
fn is_all(words: &str) -> bool {
    let plain: String = words.to_lowercase().split_whitespace().collect();
    matches!(plain.as_str(), "*" | "vers:all/*" | "all" | "allversions")
}

/// Versions of a device or of software known by words.
pub(super) fn of_device(stated: Option<StatedVersions>) -> Versions {
    match stated {
        None => Versions::All,
        Some(stated) if is_all(&stated.words) => Versions::All,
        Some(stated) => Versions::Text(stated.words),
    }
}

/// Versions of a package: the branch's, else the purl's, else all.
pub(super) fn of_package(purl: &PackageUrl, stated: Option<StatedVersions>) -> Versions {
    let scheme = version::scheme_named(purl.kind());
    let one = |version: &str| Versions::Ranges {
        scheme: scheme.clone(),
        ranges: Vec::new(),
        listed: BTreeSet::from([version.to_owned()]),
    };
    match stated {
        Some(stated) if is_all(&stated.words) => Versions::All,
        Some(stated) if stated.is_range => match stated.words.parse::<Vers>() {
            Ok(vers) => vers.versions(),
            Err(_) => Versions::Text(stated.words),
        },
        Some(stated) => one(&stated.words),
        None if purl.version().is_empty() => Versions::All,
        None => one(purl.version()),
    }
}
