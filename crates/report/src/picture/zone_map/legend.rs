//! What the signs mean, below the map: only those that are on it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sekisho_assess::Verdict;
use sekisho_assess::impact::importance_word;
use sekisho_model::{AssetKind, Importance, Lang, Stated};

use super::drawing::{Cell, Line, Rect, ZoneBox};
use super::tree::{Item, Node};
use super::ways::WayKind;
use crate::picture::measure::width;
use crate::words;

/// A sign that needs a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    Importance(Reverse<Importance>),
    ImportanceUnknown,
    Mark(Reverse<Verdict>),
    Asset(AssetKind),
    Way(WayKind),
}

/// One sign with its word.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) sign: Sign,
    pub(super) word: String,
    pub(super) rect: Rect,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Legend {
    pub(super) entries: Vec<Entry>,
    pub(super) bottom: i32,
}

pub(super) const SIZE: i32 = 11;
const HEIGHT: i32 = 20;
const LEFT: i32 = 4;

/// Room for a sign before its word.
pub(super) const fn sign_width(sign: Sign) -> i32 {
    match sign {
        Sign::Way(_) => 46,
        Sign::Importance(_) | Sign::ImportanceUnknown => 30,
        Sign::Mark(_) | Sign::Asset(_) => 20,
    }
}

pub(super) fn legend(
    lang: Lang,
    right: i32,
    top: i32,
    zones: &[ZoneBox],
    cells: &[Cell],
    lines: &[Line],
) -> Legend {
    let mut legend = Legend { entries: Vec::new(), bottom: top };
    let (mut x, mut y) = (LEFT, top);
    for sign in signs(zones, cells, lines) {
        let word = word(sign, lang);
        let w = sign_width(sign) + width(&word, SIZE);
        if x > LEFT && x + w > right {
            (x, y) = (LEFT, y + HEIGHT);
        }
        legend.entries.push(Entry { sign, word, rect: Rect { x, y, w, h: HEIGHT } });
        legend.bottom = y + HEIGHT;
        x += w + 16;
    }
    legend
}

fn signs(zones: &[ZoneBox], cells: &[Cell], lines: &[Line]) -> BTreeSet<Sign> {
    let importance = |stated: Stated<Importance>| match stated {
        Stated::Known(importance) => Some(Sign::Importance(Reverse(importance))),
        Stated::Unknown => Some(Sign::ImportanceUnknown),
        Stated::NotApplicable => None,
    };
    let of_zones = zones.iter().filter_map(|zone| importance(zone.importance));
    let of_cells = cells.iter().flat_map(|cell| {
        let mark = cell.mark.map(|mark| Sign::Mark(Reverse(mark)));
        importance(cell.importance).into_iter().chain(mark).chain([Sign::Asset(cell.kind)])
    });
    of_zones.chain(of_cells).chain(lines.iter().map(|line| Sign::Way(line.kind))).collect()
}

fn word(sign: Sign, lang: Lang) -> String {
    match sign {
        Sign::Importance(Reverse(importance)) => {
            let level = importance_word(importance);
            let level = level.in_lang(lang);
            lang.pick("重要度 ", "importance ").to_owned() + level
        }
        Sign::ImportanceUnknown => lang.pick("重要度 未確認", "importance unknown").to_owned(),
        Sign::Mark(Reverse(mark)) => words::verdict(mark).in_lang(lang).to_owned(),
        Sign::Asset(kind) => words::asset_kind(kind).in_lang(lang).to_owned(),
        Sign::Way(kind) => way_word(kind, lang),
    }
}

/// What a line means.
pub(super) fn way_word(kind: WayKind, lang: Lang) -> String {
    match kind {
        WayKind::Conduit(kind) => words::conduit_kind(kind).in_lang(lang).to_owned(),
        WayKind::Undeclared => {
            lang.pick("コンジット未登録のデータフロー", "data flow without a conduit").to_owned()
        }
    }
}

/// Badges in a zone's title: risk, then findings.
pub(super) fn badge_words(node: &Node, lang: Lang) -> Vec<String> {
    let risk = node.risk.as_ref().map(|risk| format!("{} {}", lang.pick("リスク", "risk"), risk.letter));
    let findings = node.findings.map(|count| format!("{} {count}", lang.pick("指摘", "findings")));
    risk.into_iter().chain(findings).collect()
}

/// In place of assets: `機器 12・網 3`, and `▲3 ？12` where anything is known.
pub(super) fn counts(items: &[Item], lang: Lang) -> Vec<String> {
    if items.is_empty() {
        return vec![lang.pick("保護対象なし", "no assets").to_owned()];
    }
    let lines = [kinds(items, lang), marks(items)];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// `機器 12・網 3`
fn kinds(items: &[Item], lang: Lang) -> String {
    let count = |kind: AssetKind| items.iter().filter(|item| item.kind == kind).count();
    let all = [AssetKind::Network, AssetKind::Device, AssetKind::Data];
    let parts: Vec<String> = all
        .into_iter()
        .filter(|&kind| count(kind) > 0)
        .map(|kind| format!("{} {}", words::asset_kind_short(kind).in_lang(lang), count(kind)))
        .collect();
    parts.join(lang.pick("・", ", "))
}

/// `▲3 ？12`
fn marks(items: &[Item]) -> String {
    let count = |mark: Verdict| items.iter().filter(|item| item.mark == Some(mark)).count();
    let all = [Verdict::Affected, Verdict::Undecided, Verdict::NotAffected];
    let parts: Vec<String> = all
        .into_iter()
        .filter(|&mark| count(mark) > 0)
        .map(|mark| format!("{}{}", words::verdict_mark(mark), count(mark)))
        .collect();
    parts.join(" ")
}
