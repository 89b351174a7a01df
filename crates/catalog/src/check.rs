//! Does the joined catalog hold together? What a row points at must be there, and the tables must make sense.
//!
//! The rows themselves were looked at when their pack was read. Nothing is mended here.

mod composition;
mod framework;

use std::collections::BTreeMap;

use sekisho_model::{Place, Problem, Text, text};

use crate::{Basis, Catalog, Practice, RiskTable, RiskValue, Threat};

impl Catalog {
    /// Everything that does not fit together, in the order of the kinds of rows.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.threats.values().for_each(|threat| self.check_threat(threat, &mut problems));
        self.practices.values().for_each(|practice| self.check_practice(practice, &mut problems));
        self.check_clauses(&mut problems);
        self.check_rankings(&mut problems);
        self.check_frameworks(&mut problems);
        self.check_ties(&mut problems);
        self.check_compositions(&mut problems);
        check_risk(&self.risk, &mut problems);
        problems
    }

    fn check_threat(&self, threat: &Threat, problems: &mut Vec<Problem>) {
        let place = || place(&threat.basis, "threat", threat.id.as_str());
        let Text { ja, en } = &threat.name;
        for id in &threat.serves {
            match self.threats.get(id) {
                None => problems.push(points_nowhere(place(), "serves", id.as_str())),
                Some(served) if !served.main => problems.push(serves_no_main_threat(place(), id.as_str())),
                Some(_) => {}
            }
        }
        if !threat.main && threat.serves.is_empty() {
            problems.push(Problem::warning(
                place(),
                text!(ja: "手口「{ja}」が、どの脅威にもつながっていません。", en: "Technique \"{en}\" serves no threat."),
                text!(ja: "serves に、主な脅威の ID を書いてください。", en: "Name main threats in serves."),
            ));
        }
        if threat.main && !self.practices.values().any(|practice| practice.counters.contains_key(&threat.id))
        {
            problems.push(Problem::warning(
                place(),
                text!(ja: "脅威「{ja}」に効く対策が、カタログに一つもありません。", en: "No measure of the catalog counters threat \"{en}\"."),
                text!(ja: "対策の counters に、この脅威を加えてください。", en: "Add it to a measure's counters."),
            ));
        }
    }

    fn check_practice(&self, practice: &Practice, problems: &mut Vec<Problem>) {
        let place = || place(&practice.basis, "practice", practice.id.as_str());
        for id in practice.counters.keys().filter(|id| !self.threats.contains_key(*id)) {
            problems.push(points_nowhere(place(), "counters", id.as_str()));
        }
        for id in practice.clauses.iter().filter(|id| !self.clauses.contains_key(*id)) {
            problems.push(points_nowhere(place(), "clauses", id));
        }
        for tag in practice.tags.iter().filter(|tag| !self.tags.contains_key(*tag)) {
            problems.push(Problem::warning(
                place(),
                text!(ja: "タグ「{tag}」の説明がありません。書き違いのタグは、点検で使われません。", en: "Tag \"{tag}\" is described nowhere; a misspelt tag is never asked for."),
                text!(ja: "つづりを直すか、[[tag]] を加えてください。", en: "Correct it, or add a [[tag]]."),
            ));
        }
        if practice.counters.is_empty() {
            let Text { ja, en } = &practice.name;
            problems.push(Problem::warning(
                place(),
                text!(ja: "対策「{ja}」が、どの脅威にも効きません。", en: "Measure \"{en}\" counters no threat."),
                text!(ja: "counters に、効く脅威を書いてください。", en: "Name threats in counters."),
            ));
        }
    }

    fn check_clauses(&self, problems: &mut Vec<Problem>) {
        for clause in self.clauses.values() {
            if !clause.parent.is_empty() && !self.clauses.contains_key(&clause.parent) {
                problems.push(points_nowhere(
                    place(&clause.basis, "clause", &clause.id),
                    "parent",
                    &clause.parent,
                ));
            }
        }
    }

    fn check_rankings(&self, problems: &mut Vec<Problem>) {
        for ranking in &self.rankings {
            for (entry, wanted) in ranking.entries.iter().zip(1_u32..) {
                let place = || place(&entry.basis, "ranked", &entry.rank.to_string());
                for id in entry.threats.iter().filter(|id| !self.threats.contains_key(*id)) {
                    problems.push(points_nowhere(place(), "threats", id.as_str()));
                }
                if entry.rank != wanted {
                    problems.push(Problem::warning(
                        place(),
                        text!(ja: "{wanted} 位から後の順位が続いていません。", en: "The ranks do not run on from {wanted}."),
                        text!(ja: "抜けた順位を書き足してください。", en: "Add the missing ranks."),
                    ));
                    break;
                }
            }
        }
    }
}

fn place(basis: &Basis, kind: &str, id: &str) -> Place {
    Place::file(format!("{} {}", basis.pack, basis.edition)).at_path(format!("{kind} {id}"))
}

fn points_nowhere(place: Place, field: &str, id: &str) -> Problem {
    Problem::error(
        place,
        text!(ja: "{field} の「{id}」は、カタログにありません。", en: "\"{id}\" in {field} is not in the catalog."),
        text!(ja: "つづりを直すか、その行を加えてください。", en: "Correct it, or add that row."),
    )
}

fn serves_no_main_threat(place: Place, id: &str) -> Problem {
    Problem::error(
        place,
        text!(ja: "serves の「{id}」は、主な脅威（main = true）ではありません。", en: "\"{id}\" in serves is no main threat (main = true)."),
        text!(ja: "主な脅威の ID にしてください。", en: "Name a main threat."),
    )
}

fn check_risk(risk: &RiskTable, problems: &mut Vec<Problem>) {
    let place = || place(&risk.basis, "risk", "");
    let found = risk.cells.len();
    if found != 27 {
        problems.push(Problem::error(
            place(),
            text!(ja: "リスク表のます目が {found} 個です（27 個必要）。", en: "The risk table has {found} cells, of 27."),
            text!(ja: "重要度・脅威・脆弱性のすべての組み合わせを書いてください。", en: "Write every importance, threat and vulnerability level."),
        ));
    }
    for ((importance, threat, vulnerability), below) in falls(&risk.cells) {
        problems.push(Problem::warning(
            place(),
            text!(
                ja: "重要度 {importance}・脅威 {threat}・脆弱性 {vulnerability} のリスク値が、より低いレベルの {below} を下回っています。",
                en: "The risk value at importance {importance}, threat {threat}, vulnerability {vulnerability} is below {below} of a lower level."
            ),
            text!(ja: "写し間違いでないか、元の表と見比べてください。", en: "Compare it with the table that it was copied from."),
        ));
    }
}

type Cell = (u8, u8, u8);

/// Cells whose risk value is below that of a neighbour with one level less.
fn falls(cells: &BTreeMap<Cell, RiskValue>) -> Vec<(Cell, String)> {
    let mut falls = Vec::new();
    for (cell, value) in cells {
        let (i, t, v) = *cell;
        let lower = [(i.wrapping_sub(1), t, v), (i, t.wrapping_sub(1), v), (i, t, v.wrapping_sub(1))];
        let above = lower.iter().filter_map(|at| cells.get(at)).find(|neighbour| *neighbour > value);
        falls.extend(above.map(|neighbour| (*cell, format!("{neighbour:?}"))));
    }
    falls
}
