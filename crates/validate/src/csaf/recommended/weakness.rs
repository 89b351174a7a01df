//! 6.2.23 to 6.2.26: weaknesses (CWE) that should not be named, or not in that edition.
//!
//! What is known of CWE stands in `data/cwe.txt`. For an edition or a weakness that isn't there, the test is not
//! run, and says so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use sekisho_model::text;

use super::parts::newest_revision;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// An edition's number, part by part.
type Number = Vec<u16>;

/// What is known of CWE.
#[derive(Default)]
struct Known {
    /// Edition → day of its release.
    editions: BTreeMap<Number, Date>,
    /// Weakness → since which edition it is deprecated.
    deprecated: BTreeMap<u32, Number>,
    /// Weakness → since which edition it may be used how.
    usage: BTreeMap<u32, Vec<(Number, Usage)>>,
}

/// What the mapping notes of a weakness allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Usage {
    Allowed,
    Review,
    Discouraged,
    Prohibited,
}

/// The newest edition of which more than the day of release is known.
const LAST: [u16; 2] = [4, 17];
/// The first edition that tells of usage.
const USAGE_FIRST: [u16; 2] = [4, 12];

static KNOWN: LazyLock<Known> = LazyLock::new(|| Known::read(include_str!("data/cwe.txt")));

fn number(text: &str) -> Option<Number> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

impl Known {
    fn read(list: &str) -> Self {
        let mut known = Self::default();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let (Some(kind), Some(first)) = (words.next(), words.next()) else { continue };
            match kind {
                "edition" => known.edition(first, words.next().unwrap_or_default()),
                "deprecated" => {
                    let since = number(first).unwrap_or_default();
                    known.deprecated.extend(words.filter_map(|id| Some((id.parse().ok()?, since.clone()))));
                }
                _ => {
                    let history: Vec<_> = first.split(',').filter_map(state).collect();
                    known.usage.extend(words.filter_map(|id| Some((id.parse().ok()?, history.clone()))));
                }
            }
        }
        known
    }

    fn edition(&mut self, edition: &str, day: &str) {
        if let (Some(edition), Ok(day)) = (number(edition), day.parse()) {
            self.editions.insert(edition, day);
        }
    }

    /// How a weakness may be used in an edition; nothing where that isn't known.
    fn usage(&self, id: u32, edition: &Number) -> Option<Usage> {
        let told = edition.as_slice() >= &USAGE_FIRST && edition.as_slice() <= &LAST;
        let history = self.usage.get(&id).filter(|_| told)?;
        history.iter().rev().find(|(since, _)| since <= edition).map(|(_, usage)| *usage)
    }

    /// The newest edition at a day, and those of that very day, which one may not have seen yet.
    fn newest(&self, day: Date) -> Option<(&Number, Date)> {
        let before = self.editions.iter().filter(|(_, released)| **released <= day);
        before.max_by_key(|(edition, _)| *edition).map(|(edition, released)| (edition, *released))
    }
}

fn state(text: &str) -> Option<(Number, Usage)> {
    let (since, word) = text.split_once('=')?;
    let usage = match word {
        "allowed" => Usage::Allowed,
        "review" => Usage::Review,
        "discouraged" => Usage::Discouraged,
        _ => Usage::Prohibited,
    };
    Some((number(since)?, usage))
}

/// One weakness that the document names.
struct Named<'d> {
    place: Node<'d>,
    id: &'d str,
    number: Option<u32>,
    written: &'d str,
    edition: Number,
}

fn named<'d>(doc: &Doc<'d>) -> impl Iterator<Item = Named<'d>> {
    doc.vulnerabilities.iter().flat_map(|vulnerability| vulnerability.each("cwes")).filter_map(|place| {
        let (id, written) = (place.text_at("id")?, place.text_at("version")?);
        let number_of_id = id.strip_prefix("CWE-").and_then(|digits| digits.parse().ok());
        Some(Named { id, number: number_of_id, written, edition: number(written)?, place })
    })
}

fn not_known(weakness: &Named<'_>, out: &mut Out<'_>) {
    let (id, written) = (weakness.id, weakness.written);
    out.not_run(text!(
        ja: "{id} の CWE {written} 版での扱いは、手元の表（1.0 から 4.17 版）にありません。",
        en: "How CWE {written} treats {id} is not in the list kept here (editions 1.0 to 4.17)."
    ));
}

/// 6.2.23: the weakness isn't deprecated in that edition.
pub(super) fn deprecated(doc: &Doc<'_>, out: &mut Out<'_>) {
    for weakness in named(doc) {
        let since = weakness.number.and_then(|id| KNOWN.deprecated.get(&id));
        if since.is_some_and(|since| *since <= weakness.edition) {
            let (id, written) = (weakness.id, weakness.written);
            out.fault(
                &weakness.place,
                text!(
                    ja: "{id} は CWE {written} 版では廃止されています。置き換え先か、最も近いものを使ってください。",
                    en: "{id} is deprecated in CWE {written}. Use what replaces it, or what comes closest."
                ),
            );
        } else if weakness.edition.as_slice() > &LAST {
            not_known(&weakness, out);
        }
    }
}

/// 6.2.24: the edition is the newest that there was at the last revision.
pub(super) fn edition(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(day) = newest_revision(doc).and_then(|revision| revision.when.day()) else { return };
    let Some((newest, released)) = KNOWN.newest(day) else { return };
    let last = KNOWN.editions.keys().next_back();
    for weakness in named(doc) {
        let same_day = released == day && weakness.edition < *newest;
        if weakness.edition == *newest || same_day && is_previous(&weakness.edition, day) {
            if last == Some(newest) {
                out.not_run(text!(
                    ja: "手元の CWE の版の表は {released} の版までです。その後に新しい版が出たかどうかは分かりません。",
                    en: "The list of CWE editions kept here ends with that of {released}; whether a newer one has come out is not known."
                ));
            }
            continue;
        }
        if last == Some(newest) && weakness.edition > *newest {
            not_known(&weakness, out);
            continue;
        }
        let written = weakness.written;
        let newest = newest.iter().map(u16::to_string).collect::<Vec<_>>().join(".");
        out.fault(
            &weakness.place,
            text!(
                ja: "CWE {written} 版ですが、最も新しい改訂（{day}）の時点の最新は {newest} 版です。",
                en: "It names CWE {written}; at the newest revision ({day}) the latest was {newest}."
            ),
        );
    }
}

/// Was this the newest edition on the day before?
fn is_previous(edition: &Number, day: Date) -> bool {
    let yesterday = day.yesterday().ok().and_then(|day| KNOWN.newest(day));
    yesterday.is_some_and(|(newest, _)| newest == edition)
}

/// 6.2.25: vulnerabilities may be mapped to the weakness.
pub(super) fn mapping(doc: &Doc<'_>, out: &mut Out<'_>) {
    usage(doc, out, |weakness, usage, out| {
        if matches!(usage, Usage::Discouraged | Usage::Prohibited) {
            let id = weakness.id;
            out.fault(
                &weakness.place,
                text!(
                    ja: "{id} に脆弱性を対応付けることは、CWE が認めていません。より具体的なものを使ってください。",
                    en: "CWE does not allow mapping vulnerabilities to {id}. Use a more specific weakness."
                ),
            );
        }
    });
}

/// 6.2.26: and that without a review.
pub(super) fn review(doc: &Doc<'_>, out: &mut Out<'_>) {
    usage(doc, out, |weakness, usage, out| {
        if usage == Usage::Review {
            let id = weakness.id;
            out.fault(
                &weakness.place,
                text!(
                    ja: "{id} に脆弱性を対応付けるには、CWE は入念な見直しを求めています。より具体的なものがないか確かめてください。",
                    en: "CWE allows mapping vulnerabilities to {id} only after a review. Check that no more specific weakness fits."
                ),
            );
        }
    });
}

fn usage(doc: &Doc<'_>, out: &mut Out<'_>, tell: fn(&Named<'_>, Usage, &mut Out<'_>)) {
    for weakness in named(doc) {
        match weakness.number.and_then(|id| KNOWN.usage(id, &weakness.edition)) {
            Some(usage) => tell(&weakness, usage, out),
            None => not_known(&weakness, out),
        }
    }
}
