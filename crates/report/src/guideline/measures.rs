//! Papers of step 2: policies, the matrix of measures and threats, how far threats are countered, and the plan
//! with its cost.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sekisho_assess::coverage::CellState;
use sekisho_model::{Lang, Measure, MeasureArea, MeasureState, RecordKind, Stated, ThreatId, counted};

use super::paper::{Cell, Chapter, Column, Paper, Row, RowKind, grouped};
use super::pen::{Pen, Pick, joined};
use super::zones::{insert, state_word};

/// Steps whose product the matrix is.
const STEPS: [&str; 9] =
    ["2-2(1)①", "2-2(1)②", "2-2(1)③", "2-2(2)①", "2-2(2)②", "2-2(2)③", "2-2(2)④", "2-2(2)⑤", "2-2(2)⑥"];

impl Pen<'_> {
    pub(super) fn policies(&self) -> Paper {
        let mut paper = self.paper("policies", Chapter::Two, &["2-1"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("priority", 9),
            Pick::new("name", 56),
            Pick::new("zones", 28).empty_means("右の重要度のゾーン", "zones of that importance"),
            Pick::new("importance", 10),
            Pick::new("treatment", 12),
            Pick::new("security_level_target", 12),
            Pick::new("owner", 24),
            Pick::new("approved", 12),
            Pick::new("note", 34),
        ];
        let mut records: Vec<_> = register.policies.values().collect();
        records.sort_by_key(|policy| policy.priority.known().copied().unwrap_or(u32::MAX));
        (paper.columns, paper.rows) = self.table(RecordKind::Policy, &picks, records.iter().copied());
        for (row, policy) in paper.rows.iter_mut().zip(&records) {
            // A policy that names its zones needs no importance.
            if let Some(cell) = row.cells.get_mut(4)
                && !policy.zones.is_empty()
                && *cell == Cell::Unknown
            {
                *cell = Cell::mark(self.say("－", "-"));
            }
        }
        let n = records.len();
        let approved = records.iter().filter(|policy| policy.approved.known().is_some()).count();
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("対策方針はまだ 1 件もありません。", "No policy is recorded yet.").to_owned(),
            (Lang::Ja, _) => format!("対策方針は {n} 件、うち {approved} 件は経営の承認を受けています。"),
            (Lang::En, _) => {
                format!("{}; management has approved {approved}.", counted(n, "policy", "policies"))
            }
        };
        paper
    }

    pub(super) fn measures(&self) -> Paper {
        let mut paper = self.paper("measures", Chapter::Two, &STEPS);
        let records = self.by_area();
        let picks =
            [Pick::new("id", 18), Pick::new("name", 60), Pick::new("state", 10), Pick::new("practice", 36)];
        (paper.columns, paper.rows) = self.table(RecordKind::Measure, &picks, records.iter().copied());
        let areas = records.iter().map(|measure| self.area_cell(measure)).collect();
        insert(&mut paper, 0, Column::new(self.say("区分", "Area"), 20), areas);
        // What the rules find stands in the list.
        paper.columns.truncate(5);
        for row in &mut paper.rows {
            row.cells.truncate(5);
        }
        for (threat, _) in &self.guideline.coverage.threats {
            let marks = records.iter().map(|measure| self.threat_mark(measure, threat)).collect();
            let at = paper.columns.len();
            insert(&mut paper, at, Column::upright(self.threat(threat), 4), marks);
        }
        paper.answer = self.measure_answer();
        paper.notes = self.measure_notes(&records);
        paper
    }

    pub(super) fn measure_list(&self) -> Paper {
        let mut paper = self.paper("measure-list", Chapter::Two, &STEPS);
        let records = self.by_area();
        let picks = [
            Pick::new("id", 18),
            Pick::new("name", 36),
            Pick::new("state", 10),
            Pick::new("owner", 22),
            Pick::new("cost_yen", 13),
            Pick::new("yearly_cost_yen", 13),
            Pick::new("due", 11),
            Pick::new("since", 11),
            Pick::new("practice", 28),
            Pick::new("note", 30),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Measure, &picks, records.iter().copied());
        for (row, measure) in paper.rows.iter_mut().zip(&records) {
            settle_dates(row, measure, 6, self.say("－", "-"));
        }
        let areas = records.iter().map(|measure| self.area_cell(measure)).collect();
        let places = records.iter().map(|measure| Cell::text(self.placed(measure))).collect();
        insert(&mut paper, 0, Column::new(self.say("区分", "Area"), 18), areas);
        insert(&mut paper, 4, Column::new(self.say("対象", "Put on"), 34), places);
        paper.answer = self.measure_answer();
        paper
    }

    fn by_area(&self) -> Vec<&Measure> {
        let mut records: Vec<&Measure> = self.register().measures.values().collect();
        let place = |measure: &Measure| {
            measure.area.known().and_then(|area| MeasureArea::ALL.iter().position(|known| known == area))
        };
        records.sort_by_key(|measure| place(measure).unwrap_or(MeasureArea::ALL.len()));
        records
    }

    fn area_cell(&self, measure: &Measure) -> Cell {
        match measure.area {
            Stated::Known(area) => Cell::text(self.area(area)),
            Stated::Unknown => Cell::Unknown,
            Stated::NotApplicable => Cell::NotApplicable,
        }
    }

    fn area(&self, area: MeasureArea) -> String {
        self.word("measure-area", &area)
    }

    /// What a measure is put on, line by line.
    fn placed(&self, measure: &Measure) -> String {
        let zones = measure.zones.iter().map(|id| self.zone(id));
        let conduits = measure.conduits.iter().map(|id| self.conduit(id));
        let assets = measure.assets.iter().map(|id| self.reference(RecordKind::Asset, id.as_str()));
        let placed = joined(zones.chain(conduits).chain(assets));
        if placed.is_empty() {
            self.say("（対象の記入なし）", "(not said)").to_owned()
        } else {
            placed
        }
    }

    /// The state of a measure where it counters a main threat or a technique behind it.
    fn threat_mark(&self, measure: &Measure, main: &ThreatId) -> Cell {
        let catalog = self.catalog();
        let serves = |id: &ThreatId| {
            id == main || catalog.threats.get(id).is_some_and(|threat| threat.serves.contains(main))
        };
        let practice = measure.practice.known().and_then(|id| catalog.practices.get(id));
        let counters = if measure.threats.is_empty() {
            practice.is_some_and(|practice| practice.counters.keys().any(serves))
        } else {
            measure.threats.iter().any(serves)
        };
        if counters { Cell::mark(Self::state_mark(measure.state)) } else { Cell::Empty }
    }

    fn measure_answer(&self) -> String {
        let measures = &self.register().measures;
        let n = measures.len();
        let states = self.tally(
            measures
                .values()
                .map(|measure| (std::cmp::Reverse(measure.state == MeasureState::InPlace), measure.state)),
            |(_, state)| self.word("measure-state", state),
        );
        match (self.lang, n) {
            (_, 0) => self.say("対策はまだ 1 件もありません。", "No measure is recorded yet.").to_owned(),
            (Lang::Ja, _) => format!("対策は {n} 件です（{states}）。"),
            (Lang::En, _) => format!("{} ({states}).", counted(n, "measure", "measures")),
        }
    }

    fn measure_notes(&self, records: &[&Measure]) -> Vec<String> {
        let used: BTreeSet<MeasureArea> =
            records.iter().filter_map(|measure| measure.area.known().copied()).collect();
        let unused: Vec<String> = MeasureArea::ALL
            .iter()
            .filter(|area| !used.contains(area))
            .map(|area| self.area(*area))
            .collect();
        let mut notes = vec![
            self.say(
                "脅威の欄：● 実施済み　○ 計画　△ 案　× 取りやめ。印は、対策に書いた脅威、なければカタログの対策が防ぐ脅威によります。",
                "Threats: ● in place, ○ planned, △ proposed, × given up. A mark follows the threats named by the measure, or else those that its catalog measure counters.",
            )
            .to_owned(),
        ];
        if !unused.is_empty() {
            let unused = unused.join(self.say("、", ", "));
            notes.push(match self.lang {
                Lang::Ja => format!("対策が 1 件もない区分：{unused}"),
                Lang::En => format!("Areas without any measure: {unused}"),
            });
        }
        notes
    }

    pub(super) fn coverage(&self) -> Paper {
        let mut paper = self.paper("coverage", Chapter::Two, &["2-2"]);
        paper.counted = false;
        self.matrix(&mut paper, |cell| {
            if cell.state == CellState::Unknown {
                return Cell::Unknown;
            }
            let acts: Vec<String> = cell
                .acts
                .iter()
                .map(|act| format!("{}{}", Self::state_mark(act.state), act.measure))
                .collect();
            let word = state_word(cell.state, self.lang);
            let shown: Vec<String> = acts.iter().take(6).cloned().collect();
            let more = acts.len().saturating_sub(shown.len());
            let more = if more == 0 { String::new() } else { format!("\n+{more}") };
            Cell::mark(format!("{word}\n{}{more}", shown.join("\n")).trim_end())
        });
        let counts = self.guideline.coverage.counts();
        let of = |state| counts.get(&state).copied().unwrap_or_default();
        let cells: usize = counts.values().sum();
        let (full, part, open) = (of(CellState::Fully), of(CellState::Partly), of(CellState::Open));
        let (planned, unknown) = (of(CellState::Planned), of(CellState::Unknown));
        paper.answer = match (self.lang, cells) {
            (_, 0) => self
                .say(
                    "ゾーンと脅威の組み合わせがまだありません。",
                    "There is no pair of a zone and a threat yet.",
                )
                .to_owned(),
            (Lang::Ja, _) => format!(
                "ゾーンと脅威の組み合わせ {cells} のうち、対応済み {full}、一部対応 {part}、計画中 {planned}、未対応 {open} です。{unknown} はまだ検討していません。"
            ),
            (Lang::En, _) => format!(
                "Of {cells} pairs of a zone and a threat, {full} are countered, {part} in part, {planned} planned, {open} open; {unknown} have not been considered."
            ),
        };
        paper.notes = self.coverage_notes();
        paper
    }

    fn coverage_notes(&self) -> Vec<String> {
        let coverage = self.guideline.coverage;
        let mut notes = vec![
            self.say(
                "対応済みは、実施済みの対策がゾーン全体でその脅威を防ぐ場合です。「不明」はまだ検討していない組み合わせです。印：● 実施済み　○ 計画　△ 案。",
                "Countered: measures in place prevent the threat in the whole zone. Unknown: nobody has considered the pair. Marks: ● in place, ○ planned, △ proposed.",
            )
            .to_owned(),
        ];
        let ids = |ids: Vec<&str>| ids.join(self.say("、", ", "));
        let unplaced: Vec<&str> = coverage.unplaced.iter().map(|named| named.id.as_str()).collect();
        let unknown: Vec<&str> = coverage.effect_unknown.iter().map(|named| named.id.as_str()).collect();
        let strays: Vec<&str> = coverage.strays.iter().map(|named| named.id.as_str()).collect();
        for (list, ja, en) in [
            (unplaced, "対象が書かれていない対策（数えていません）", "Measures put on nothing (not counted)"),
            (unknown, "効果が分からない対策（数えていません）", "Measures of unknown effect (not counted)"),
            (strays, "脅威がカタログにない行", "Rows whose threat is not in the catalog"),
        ] {
            if !list.is_empty() {
                notes.push(format!("{}{}{}", self.say(ja, en), self.say("：", ": "), ids(list)));
            }
        }
        notes
    }

    pub(super) fn plan(&self) -> Paper {
        let mut paper = self.paper("plan", Chapter::Two, &["2-2"]);
        let to_do =
            |measure: &&Measure| matches!(measure.state, MeasureState::Planned | MeasureState::Proposed);
        let mut records: Vec<&Measure> = self.register().measures.values().filter(to_do).collect();
        records
            .sort_by_key(|measure| (measure.due.known().copied().unwrap_or(Date::MAX), measure.id.clone()));
        let picks = [
            Pick::new("due", 11),
            Pick::new("id", 18),
            Pick::new("name", 44),
            Pick::new("state", 10),
            Pick::new("owner", 24),
            Pick::new("cost_yen", 14),
            Pick::new("yearly_cost_yen", 14),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::Measure, &picks, records.iter().copied());
        let years = records.iter().map(|measure| self.fiscal_year_cell(measure)).collect();
        let areas = records.iter().map(|measure| self.area_cell(measure)).collect();
        insert(&mut paper, 0, Column::new(self.say("年度", "Fiscal year"), 9), years);
        insert(&mut paper, 4, Column::new(self.say("区分", "Area"), 18), areas);
        let mut sum = 0_u64;
        let sums = records.iter().map(|measure| {
            sum = sum.saturating_add(measure.cost_yen.known().copied().unwrap_or_default());
            Cell::Yen(sum)
        });
        let sums: Vec<Cell> = sums.collect();
        insert(&mut paper, 9, Column::new(self.say("費用の累計（円）", "Cost so far (yen)"), 14), sums);
        if let Some(column) = paper.columns.first_mut() {
            column.counts = false;
        }
        for (row, measure) in paper.rows.iter_mut().zip(&records) {
            let overdue = measure.due.known().is_some_and(|due| *due < self.guideline.as_of);
            row.kind = if overdue { RowKind::Alert } else { RowKind::Plain };
        }
        let sums = self.sums(&records, paper.columns.len());
        paper.rows.extend(sums);
        paper.answer = self.plan_answer(&records);
        paper.notes.push(
            self.say(
                "期限を過ぎた対策に色を付けています。年度は 4 月始まりです。",
                "Overdue measures are tinted. Fiscal years begin in April.",
            )
            .to_owned(),
        );
        paper
    }

    fn fiscal_year_cell(&self, measure: &Measure) -> Cell {
        match measure.due {
            Stated::Known(due) => Cell::mark(self.fiscal_year(due)),
            Stated::Unknown => Cell::Unknown,
            Stated::NotApplicable => Cell::NotApplicable,
        }
    }

    fn fiscal_year(&self, date: Date) -> String {
        let year = if date.month() < 4 { date.year() - 1 } else { date.year() };
        match self.lang {
            Lang::Ja => format!("{year}年度"),
            Lang::En => format!("FY{year}"),
        }
    }

    /// A sum for each fiscal year, and one of everything.
    fn sums(&self, records: &[&Measure], columns: usize) -> Vec<Row> {
        let mut years: BTreeMap<String, (u64, u64, usize)> = BTreeMap::new();
        let undated = self.say("期限不明", "no date").to_owned();
        let all = self.say("合計", "Total").to_owned();
        for measure in records {
            let year = measure.due.known().map_or_else(|| undated.clone(), |due| self.fiscal_year(*due));
            for key in [year, all.clone()] {
                let (once, yearly, n) = years.entry(key).or_default();
                *once = once.saturating_add(measure.cost_yen.known().copied().unwrap_or_default());
                *yearly = yearly.saturating_add(measure.yearly_cost_yen.known().copied().unwrap_or_default());
                *n += 1;
            }
        }
        let mut years: Vec<(String, (u64, u64, usize))> = years.into_iter().collect();
        years.sort_by_key(|(year, _)| (*year == all, *year == undated, year.clone()));
        let row = |(year, (once, yearly, n)): (String, (u64, u64, usize))| {
            let mut cells = vec![Cell::Empty; columns];
            let words = match self.lang {
                Lang::Ja => format!("{year}　{n} 件の計"),
                Lang::En => format!("{year}: {}", counted(n, "measure", "measures")),
            };
            for (at, cell) in [(3, Cell::Text(words)), (7, Cell::Yen(once)), (8, Cell::Yen(yearly))] {
                if let Some(place) = cells.get_mut(at) {
                    *place = cell;
                }
            }
            Row { kind: RowKind::Sum, cells }
        };
        if records.is_empty() { Vec::new() } else { years.into_iter().map(row).collect() }
    }

    fn plan_answer(&self, records: &[&Measure]) -> String {
        let n = records.len();
        let cost: u64 = records.iter().filter_map(|measure| measure.cost_yen.known()).sum();
        let open = records.iter().filter(|measure| measure.cost_yen.is_unknown()).count();
        let overdue = records
            .iter()
            .filter(|measure| measure.due.known().is_some_and(|due| *due < self.guideline.as_of))
            .count();
        let cost = grouped(cost);
        match (self.lang, n) {
            (_, 0) => self.say("これから行う対策はありません。", "No measure is to be done.").to_owned(),
            (Lang::Ja, _) => format!(
                "これから行う対策は {n} 件、費用は合わせて {cost} 円です（費用が不明な {open} 件を含みません）。期限を過ぎたものが {overdue} 件あります。"
            ),
            (Lang::En, _) => format!(
                "Measures to be done: {n}, for {cost} yen in all (without {open} of unknown cost); overdue: {overdue}."
            ),
        }
    }
}

/// A measure in place has no date that it is due at, and one that is not has none since when it is: those are no
/// gaps.
fn settle_dates(row: &mut Row, measure: &Measure, due: usize, none: &str) {
    let idle = if measure.state == MeasureState::InPlace { due } else { due + 1 };
    if let Some(cell) = row.cells.get_mut(idle)
        && *cell == Cell::Unknown
    {
        *cell = Cell::mark(none);
    }
}
