//! An official list laid over a framework: what differs, and the pack that puts it in place.
//!
//! Invariant: every row of the list ends in exactly one of same, changed, new and not usable, and every criterion that
//! the list does not have is named as missing. Ours keeps what the official list does not say: who answers, by which
//! query, how often.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Place, Text};

use crate::{Answered, Catalog, Criterion, CriterionId};

/// A row of an official list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialRow {
    /// Where it stands.
    pub place: Place,
    /// Its number, as written.
    pub number: String,
    /// Its text, in Japanese where the list is.
    pub text: String,
}

/// A criterion whose text is another in the official list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedText {
    /// The criterion.
    pub id: CriterionId,
    /// Ours.
    pub before: String,
    /// The list's.
    pub now: String,
}

/// An official list held against a framework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Criteria with the same text in both.
    pub same: Vec<CriterionId>,
    /// Criteria with another text in the list.
    pub changed: Vec<ChangedText>,
    /// Numbers that the framework does not know here, with their texts.
    pub new: Vec<(CriterionId, String)>,
    /// Criteria that the list does not have.
    pub missing: Vec<CriterionId>,
    /// Rows that could not be used: a number that is none, or one that stood there before.
    pub unusable: Vec<OfficialRow>,
}

impl Catalog {
    /// Holds an official list against a framework. Numbers are matched whatever their width and kind of dash.
    #[must_use]
    pub fn compare_official(&self, framework: &str, list: &[OfficialRow]) -> Comparison {
        let known = self.by_number(framework);
        let mut comparison = Comparison::default();
        let mut seen = BTreeSet::new();
        for row in list {
            let number = folded(&row.number);
            let ours = known.get(&number);
            let id = match ours {
                Some(criterion) => Ok(criterion.id.clone()),
                None => CriterionId::new(framework, &number),
            };
            match (id, ours) {
                (Ok(id), _) if !seen.insert(id.clone()) => comparison.unusable.push(row.clone()),
                (Ok(id), Some(criterion)) if criterion.title.ja.trim() == row.text.trim() => {
                    comparison.same.push(id)
                }
                (Ok(id), Some(criterion)) => comparison.changed.push(ChangedText {
                    id,
                    before: criterion.title.ja.clone(),
                    now: row.text.clone(),
                }),
                (Ok(id), None) => comparison.new.push((id, row.text.clone())),
                (Err(_), _) => comparison.unusable.push(row.clone()),
            }
        }
        let wanted = known.into_values().filter(|row| row.answered.wants_answer());
        let mut missing: Vec<&Criterion> = wanted.filter(|row| !seen.contains(&row.id)).collect();
        missing.sort_by_key(|row| row.place);
        comparison.missing = missing.into_iter().map(|row| row.id.clone()).collect();
        comparison
    }

    /// The pack, as TOML, that puts an official list over a framework: its texts in Japanese, our English and all
    /// else of ours. `source` names the list, `edition` its edition.
    #[must_use]
    pub fn official_pack(
        &self,
        framework: &str,
        list: &[OfficialRow],
        source: &str,
        edition: &str,
    ) -> String {
        let Comparison { same, changed, new, .. } = self.compare_official(framework, list);
        let title = self.framework(framework).map(|row| row.title.clone()).unwrap_or_default();
        let mut pack = format!(
            "# Made from an official list; the texts are the list's.\n\n[pack]\nid = {}\nedition = {}\ntitle = {}\nsource = {}\n",
            quoted(&format!("official-{framework}")),
            quoted(edition),
            text(&Text {
                ja: format!("{}（公式の一覧）", title.ja),
                en: format!("{} (official list)", title.en)
            }),
            quoted(source),
        );
        let texts = changed.into_iter().map(|row| (row.id, Some(row.now)));
        for (id, now) in same.into_iter().map(|id| (id, None)).chain(texts) {
            if let Some(criterion) = self.criterion(&id) {
                pack.push_str(&known_row(criterion, now));
            }
        }
        for (id, words) in new {
            pack.push_str(&new_row(&id, &words, &self.parent_by_number(&id)));
        }
        pack
    }

    fn by_number(&self, framework: &str) -> BTreeMap<String, &Criterion> {
        self.criteria_with_included(framework).into_iter().map(|row| (folded(row.id.id()), row)).collect()
    }

    /// The known heading whose number begins a new row's, or none.
    fn parent_by_number(&self, id: &CriterionId) -> String {
        let mut number = id.id();
        while let Some((before, _)) = number.rsplit_once(['-', '.']) {
            let parent = CriterionId::new(id.framework(), before).ok();
            let known =
                parent.and_then(|id| self.criterion(&id)).filter(|row| row.answered == Answered::Parts);
            if let Some(known) = known {
                return known.id.id().to_owned();
            }
            number = before;
        }
        String::new()
    }
}

/// A number for comparing: one width, one dash, no blanks.
fn folded(number: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => '-',
        _ => c,
    };
    number
        .chars()
        .map(one)
        .map(|c| if c == '\u{ff0d}' { '-' } else { c })
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn known_row(row: &Criterion, now: Option<String>) -> String {
    let title = Text { ja: now.unwrap_or_else(|| row.title.ja.clone()), en: row.title.en.clone() };
    let mut toml = begun(&row.id, &title, &row.parent, row.answered);
    if let Some(query) = row.query {
        toml += &format!("query = {}\n", quoted(query.code()));
    }
    if let Some(months) = row.cadence_months {
        toml += &format!("cadence-months = {months}\n");
    }
    toml += &format!("evaluation = {}\n", quoted(row.evaluation.code()));
    let limits = row.thresholds.iter().map(|limit| {
        format!(
            "{{ id = {}, value = {}, name = {} }}",
            quoted(&limit.id),
            quoted(&limit.value),
            text(&limit.name)
        )
    });
    toml += &format!("thresholds = [{}]\n", limits.collect::<Vec<_>>().join(", "));
    let references: Vec<String> = row.references.iter().map(|clause| quoted(clause)).collect();
    toml += &format!("references = [{}]\n", references.join(", "));
    toml + &ended(
        "日本語は公式の一覧の文。英語は当方の言い換え。",
        "The Japanese is the official list's; the English is our wording.",
    )
}

fn new_row(id: &CriterionId, words: &str, parent: &str) -> String {
    let title = Text { ja: words.to_owned(), en: words.to_owned() };
    begun(id, &title, parent, Answered::Person)
        + &ended("公式の一覧だけにある行。英語はない。", "In the official list only; it has no English.")
}

fn begun(id: &CriterionId, title: &Text, parent: &str, answered: Answered) -> String {
    let mut toml = format!("\n[[criterion]]\nid = {}\ntitle = {}\n", quoted(&id.to_string()), text(title));
    if !parent.is_empty() {
        toml += &format!("parent = {}\n", quoted(parent));
    }
    toml + &format!("answered = {}\n", quoted(answered.code()))
}

fn ended(ja: &str, en: &str) -> String {
    format!("confirmed = \"yes\"\nnote = {}\n", text(&Text::new(ja, en)))
}

fn text(text: &Text) -> String {
    format!("{{ ja = {}, en = {} }}", quoted(&text.ja), quoted(&text.en))
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
