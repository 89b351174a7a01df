//! Packs joined to one catalog, and the questions one asks of it.
//!
//! A later pack stands over the earlier ones row by row; what it replaced is kept as a list, so that nobody's
//! catalog changes without a trace.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{AssetRole, PracticeId, Problem, Text, ThreatId};
use sha2::{Digest, Sha256};

use crate::pack::{self, Row};
use crate::{
    Basis, Catalog, Confirmed, Criterion, Pack, Practice, Ranking, Replaced, RiskTable, Step, Threat,
    Threshold, built_in,
};

impl Catalog {
    /// What is in the program: read once, and without a problem.
    #[must_use]
    pub fn built_in() -> &'static Self {
        built_in::catalog()
    }

    /// This catalog with further packs over it, each given by its file name and text. A row with the id of an
    /// earlier one takes its place, and a risk table that of the risk table: [`Catalog::replaced`] lists them. What
    /// could not be read is named and leaves the earlier rows as they are. Ties and parts of this catalog that were
    /// made for another wording of a criterion are marked as outdated, unless one of the packs says them anew.
    #[must_use]
    pub fn with(&self, packs: Vec<(String, String)>) -> (Self, Vec<Problem>) {
        let mut catalog = self.clone();
        let mut problems = Vec::new();
        let mut said = BTreeSet::new();
        for (file, text) in packs {
            let (read, found) = pack::read(&file, &text);
            problems.extend(found);
            if let Some(read) = read {
                said.extend(read.rows.iter().map(|row| (row.kind(), row.id())));
                catalog.lay(read);
            }
        }
        catalog.outdate(self, &said);
        (catalog, problems)
    }

    /// A catalog with nothing in it, which packs are laid on.
    pub(crate) fn empty() -> Self {
        let basis = Basis {
            pack: String::new(),
            edition: String::new(),
            source: Text::default(),
            note: Text::default(),
            confirmed: Confirmed::Own,
        };
        Self {
            packs: Vec::new(),
            steps: Vec::new(),
            threats: BTreeMap::new(),
            tags: BTreeMap::new(),
            practices: BTreeMap::new(),
            clauses: BTreeMap::new(),
            rankings: Vec::new(),
            frameworks: BTreeMap::new(),
            criteria: BTreeMap::new(),
            ties: BTreeMap::new(),
            compositions: BTreeMap::new(),
            alone: BTreeMap::new(),
            scales: BTreeMap::new(),
            risk: RiskTable { title: Text::default(), cells: BTreeMap::new(), basis },
            replaced: Vec::new(),
        }
    }

    fn lay(&mut self, read: pack::Read) {
        for row in read.rows {
            let now = row.clone();
            if let Some(before) = self.put(row, &read.pack) {
                self.replaced.push(replaced(before, now));
            }
        }
        self.packs.push(read.pack);
    }

    /// Puts a row in its place, and hands back the one that stood there.
    fn put(&mut self, row: Row, pack: &Pack) -> Option<Row> {
        match row {
            Row::Step(row) => put_in_order(&mut self.steps, row, |a, b| a.id == b.id).map(Row::Step),
            Row::Threat(row) => self.threats.insert(row.id.clone(), row).map(Row::Threat),
            Row::Tag(row) => self.tags.insert(row.id.clone(), row).map(Row::Tag),
            Row::Practice(row) => self.practices.insert(row.id.clone(), row).map(Row::Practice),
            Row::Clause(row) => self.clauses.insert(row.id.clone(), row).map(Row::Clause),
            Row::Ranked(row) => {
                let entries = &mut self.ranking_of(pack).entries;
                let before = put_in_order(entries, row, |a, b| a.rank == b.rank).map(Row::Ranked);
                entries.sort_by_key(|entry| entry.rank);
                before
            }
            Row::Framework(mut row) => {
                row.place = place(self.frameworks.get(&row.id).map(|row| row.place), self.frameworks.len());
                self.frameworks.insert(row.id.clone(), row).map(Row::Framework)
            }
            Row::Criterion(mut row) => {
                row.place = place(self.criteria.get(&row.id).map(|row| row.place), self.criteria.len());
                self.criteria.insert(row.id.clone(), row).map(Row::Criterion)
            }
            Row::Tie(row) => self.ties.insert(row.pair(), row).map(Row::Tie),
            Row::Composition(row) => {
                self.compositions.insert(row.criterion.clone(), row).map(Row::Composition)
            }
            Row::Alone(row) => self.alone.insert(row.criterion.clone(), row).map(Row::Alone),
            Row::Scale(row) => self.scales.insert(row.id.clone(), row).map(Row::Scale),
            Row::Risk(row) => {
                let before = std::mem::replace(&mut self.risk, row);
                (!before.cells.is_empty()).then_some(Row::Risk(before))
            }
        }
    }

    /// The ranking of a pack: one pack, one ranking, with the pack's id and title.
    fn ranking_of(&mut self, pack: &Pack) -> &mut Ranking {
        let at = self.rankings.iter().position(|ranking| ranking.id == pack.id);
        let at = at.unwrap_or_else(|| {
            let ranking = Ranking { id: pack.id.clone(), title: pack.title.clone(), entries: Vec::new() };
            self.rankings.push(ranking);
            self.rankings.len() - 1
        });
        &mut self.rankings[at]
    }

    /// The threat with an id.
    #[must_use]
    pub fn threat(&self, id: &ThreatId) -> Option<&Threat> {
        self.threats.get(id)
    }

    /// The measure with an id.
    #[must_use]
    pub fn practice(&self, id: &PracticeId) -> Option<&Practice> {
        self.practices.get(id)
    }

    /// What services for small firms may cost in a month at most, in reading order.
    #[must_use]
    pub fn price_caps(&self) -> Vec<(&Criterion, &Threshold)> {
        let mut rows: Vec<&Criterion> = self.criteria.values().collect();
        rows.sort_by_key(|row| row.place);
        let caps = rows.into_iter().flat_map(|row| row.thresholds.iter().map(move |limit| (row, limit)));
        caps.filter(|(_, limit)| limit.is_price_cap()).collect()
    }

    /// The step with a number, such as `1-1(2)`.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The steps with a number or, where the number is that of a group such as `1-1` or `2-2(1)`, its parts.
    pub fn steps_of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Step> {
        let belongs = move |step: &&Step| {
            let rest = step.id.strip_prefix(number);
            rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
        };
        self.steps.iter().filter(belongs)
    }

    /// The few threats that a plant looks at zone by zone, in the order of their ids.
    pub fn main_threats(&self) -> impl Iterator<Item = &Threat> {
        self.threats.values().filter(|threat| threat.main)
    }

    /// The techniques that are tried on assets of a role, in the order of their ids.
    pub fn techniques_for(&self, role: AssetRole) -> impl Iterator<Item = &Threat> {
        let fits = move |threat: &&Threat| threat.roles.is_empty() || threat.roles.contains(&role);
        self.threats.values().filter(|threat| !threat.main).filter(fits)
    }

    /// SHA-256 over the packs' own, in reading order: two catalogs of the same packs have the same.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for pack in &self.packs {
            hash.update(pack.sha256.as_bytes());
            hash.update(b"\n");
        }
        hex::encode(hash.finalize())
    }
}

/// A row that replaces one takes its place; a new one comes last.
fn place(before: Option<u32>, rows: usize) -> u32 {
    before.unwrap_or_else(|| u32::try_from(rows).unwrap_or(u32::MAX))
}

fn put_in_order<T>(rows: &mut Vec<T>, row: T, same: fn(&T, &T) -> bool) -> Option<T> {
    match rows.iter_mut().find(|there| same(there, &row)) {
        Some(there) => Some(std::mem::replace(there, row)),
        None => {
            rows.push(row);
            None
        }
    }
}

fn replaced(before: Row, now: Row) -> Replaced {
    let whence = |row: &Row| format!("{} {}", row.basis().pack, row.basis().edition);
    Replaced {
        kind: now.kind(),
        id: now.id(),
        before: whence(&before),
        now: whence(&now),
        same: before.says_the_same(&now),
    }
}
