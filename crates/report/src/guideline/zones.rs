//! Papers of steps 1-6 and 1-7: zones, conduits, data flows, threats to zones and what they would cost.

use sekisho_assess::coverage::{self, CellState};
use sekisho_model::{AssetKind, Lang, LossLevel, RecordKind, Stated, Zone};

use super::paper::{Cell, Chapter, Column, Paper, Row};
use super::pen::{LOSS, Pen, Pick, joined};

impl Pen<'_> {
    pub(super) fn zones(&self) -> Paper {
        let mut paper = self.paper("zones", Chapter::One, &["1-6"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("name", 28),
            Pick::new("importance", 9),
            Pick::new("businesses", 32),
            Pick::new("parent", 24),
            Pick::new("level", 14),
            Pick::new("security_level_target", 12),
            Pick::new("owner", 26),
            Pick::new("note", 36),
        ];
        let zones = register.zones.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Zone, &picks, zones.clone());
        let counts: Vec<Cell> = zones.clone().map(|zone| Cell::text(self.asset_counts(zone))).collect();
        let asked: Vec<Cell> = zones.clone().map(|zone| Cell::text(self.requirements_on(zone))).collect();
        insert(&mut paper, 4, Column::new(self.say("保護対象", "Assets"), 20), counts);
        insert(&mut paper, 9, Column::new(self.say("★ゾーンの要件", "★ Requirements"), 34), asked);
        let (n, by) = (register.zones.len(), self.importances(zones.map(|zone| zone.importance)));
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("ゾーンはまだ 1 件もありません。", "No zone is recorded yet.").to_owned(),
            (Lang::Ja, _) => format!("ゾーンは {n} 件です（重要度：{by}）。"),
            (Lang::En, _) => format!("{n} zones (importance: {by})."),
        };
        paper
    }

    fn asset_counts(&self, zone: &Zone) -> String {
        let assets = self.guideline.facts.assets_in(&zone.id);
        let of = |kind| assets.iter().filter(|asset| asset.kind == kind).count();
        let kinds = [AssetKind::Network, AssetKind::Device, AssetKind::Data];
        let parts = kinds.into_iter().map(|kind| (kind, of(kind))).filter(|(_, n)| *n > 0);
        let counts = joined(parts.map(|(kind, n)| format!("{} {n}", self.word("asset-kind", &kind))));
        if counts.is_empty() { self.say("なし", "none").to_owned() } else { counts }
    }

    fn requirements_on(&self, zone: &Zone) -> String {
        let on =
            self.register().requirements.values().filter(|requirement| requirement.zones.contains(&zone.id));
        joined(on.map(|requirement| format!("{} {}", requirement.id, requirement.name)))
    }

    pub(super) fn conduits(&self) -> Paper {
        let mut paper = self.paper("conduits", Chapter::One, &["1-6"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("name", 28),
            Pick::new("from", 22),
            Pick::new("to", 22),
            Pick::new("direction", 9),
            Pick::new("kind", 14),
            Pick::new("protocols", 20),
            Pick::new("responsible", 26),
            Pick::new("responsibility_split", 40).called("★責任の分け方", "★ Responsibility split"),
            Pick::new("note", 34),
        ];
        let conduits = register.conduits.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Conduit, &picks, conduits.clone());
        let facts = self.guideline.facts;
        for (row, conduit) in paper.rows.iter_mut().zip(conduits.clone()) {
            // The split is asked of conduits to somebody else only.
            if let Some(cell) = row.cells.get_mut(8)
                && !facts.leads_outside(conduit)
                && *cell == Cell::Unknown
            {
                *cell = Cell::Mark(self.say("社内のみ", "inside only").to_owned());
            }
        }
        let (n, outside) =
            (register.conduits.len(), conduits.filter(|conduit| facts.leads_outside(conduit)).count());
        paper.answer = match (self.lang, n) {
            (_, 0) => {
                self.say("コンジットはまだ 1 件もありません。", "No conduit is recorded yet.").to_owned()
            }
            (Lang::Ja, _) => format!("コンジットは {n} 件、うち社外とつながるものは {outside} 件です。"),
            (Lang::En, _) => format!("{n} conduits; {outside} of them lead outside the company."),
        };
        paper
    }

    pub(super) fn flows(&self) -> Paper {
        let mut paper = self.paper("flows", Chapter::One, &["1-6"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("name", 34),
            Pick::new("from", 34),
            Pick::new("to", 34),
            Pick::new("conduit", 34),
            Pick::new("purpose", 34).called("★用途", "★ Purpose"),
            Pick::new("note", 34),
        ];
        let flows = register.flows.values();
        (paper.columns, paper.rows) = self.table(RecordKind::DataFlow, &picks, flows.clone());
        let (n, open) = (register.flows.len(), flows.filter(|flow| flow.conduit.is_unknown()).count());
        paper.answer = match (self.lang, n) {
            (_, 0) => {
                self.say("データフローはまだ 1 件もありません。", "No data flow is recorded yet.").to_owned()
            }
            (Lang::Ja, _) => {
                format!("データフローは {n} 件、うち {open} 件は通るコンジットが分かっていません。")
            }
            (Lang::En, _) => format!("{n} data flows; the conduit of {open} is not known."),
        };
        paper
    }

    pub(super) fn zone_threats(&self) -> Paper {
        let mut paper = self.paper("zone-threats", Chapter::One, &["1-7"]);
        let register = self.register();
        let mut picks = vec![
            Pick::new("id", 18),
            Pick::new("zone", 24),
            Pick::new("threat", 26),
            Pick::new("name", 44),
            Pick::new("level", 8),
        ];
        picks.extend(LOSS);
        picks.extend([Pick::new("reason", 40), Pick::new("note", 30)]);
        let records = register.zone_threats.values();
        (paper.columns, paper.rows) = self.table(RecordKind::ZoneThreat, &picks, records.clone());
        let states = records.map(|row| {
            let cell = self.guideline.coverage.cell(&row.zone, &row.threat);
            cell.map_or(Cell::Empty, |cell| Cell::mark(state_word(cell.state, self.lang)))
        });
        let states = states.collect();
        insert(&mut paper, 10, Column::new(self.say("対応状況", "Countered"), 12), states);
        paper.answer = self.threat_answer();
        paper.notes.push(
            self.say(
                "脅威レベル 1（低）～3（高）。空欄のときは脅威カタログの値を使います。影響：BC 事業継続、S 安全、Q 品質、D 納期、C コスト。",
                "Threat level 1 (low) to 3 (high); where unknown, that of the catalog is used. Impact: BC business continuity, S safety, Q quality, D delivery, C cost.",
            )
            .to_owned(),
        );
        paper
    }

    fn threat_answer(&self) -> String {
        let n = self.register().zone_threats.len();
        let coverage = self.guideline.coverage;
        let cells = coverage.cells.values().flatten().count();
        let open = coverage.counts().get(&CellState::Unknown).copied().unwrap_or_default();
        match (self.lang, n) {
            (_, 0) => self
                .say("ゾーンの脅威はまだ検討していません。", "No threat to a zone has been considered yet.")
                .to_owned(),
            (Lang::Ja, _) => format!(
                "検討した脅威は {n} 件です。主な脅威とゾーンの組み合わせ {cells} のうち {open} はまだ検討していません。"
            ),
            (Lang::En, _) => format!(
                "{n} threats have been considered. Of {cells} pairs of a zone and a main threat, {open} have not."
            ),
        }
    }

    pub(super) fn heat(&self) -> Paper {
        let mut paper = self.paper("heat", Chapter::One, &["1-7"]);
        paper.counted = false;
        self.matrix(&mut paper, |cell| match cell.state {
            CellState::Unknown => Cell::Unknown,
            _ => match cell.loss {
                Stated::Known(loss) => {
                    Cell::mark(format!("{}\n{}", self.loss_letters(&loss), cell.level.get()))
                }
                Stated::Unknown => {
                    Cell::mark(format!("{}\n{}", self.say("影響？", "impact?"), cell.level.get()))
                }
                Stated::NotApplicable => Cell::NotApplicable,
            },
        });
        paper.answer = self.threat_answer();
        paper.notes.push(
            self.say(
                "上から、影響の大きさ、影響が最も大きい項目（BC/S/Q/D/C）、脅威レベルです。「不明」はまだ検討していない組み合わせです。社外が運用するゾーンは入れていません。",
                "From the top: how great the impact is, the values that suffer most (BC/S/Q/D/C), and the threat level. Unknown: nobody has considered the pair. Zones that somebody else runs are left out.",
            )
            .to_owned(),
        );
        paper
    }

    /// 大 and `BC/D`: how much, and the values that suffer most.
    fn loss_letters(&self, loss: &sekisho_model::Loss) -> String {
        let worst = loss.worst();
        let word = self.word("loss", &worst);
        if worst == LossLevel::None {
            return word;
        }
        let letters: Vec<&str> =
            loss.each().into_iter().filter(|(_, level)| *level == worst).map(|(letter, _)| letter).collect();
        format!("{word}\n{}", letters.join("/"))
    }

    /// Zones as rows, main threats as columns.
    pub(super) fn matrix(&self, paper: &mut Paper, cell: impl Fn(&coverage::Cell) -> Cell) {
        let matrix = self.guideline.coverage;
        let register = self.register();
        paper.columns = vec![
            Column::new(self.say("ゾーン", "Zone"), 26),
            Column::new(self.say("重要度", "Importance"), 9),
        ];
        paper.columns.extend(matrix.threats.iter().map(|(id, _)| Column::upright(self.threat(id), 9)));
        for zone in &matrix.zones {
            let importance = register.zones.get(&zone.id).map_or(Stated::Unknown, |zone| zone.importance);
            let mut cells =
                vec![Cell::text(format!("{} {}", zone.id, zone.name)), self.importance(importance)];
            cells.extend(matrix.cells.get(&zone.id).into_iter().flatten().map(&cell));
            paper.rows.push(Row::plain(cells));
        }
    }
}

/// 検討前, 未対応, 計画中, 一部対応, 対応済み.
pub(super) const fn state_word(state: CellState, lang: Lang) -> &'static str {
    match state {
        CellState::Unknown => lang.pick("検討前", "not considered"),
        CellState::Open => lang.pick("未対応", "open"),
        CellState::Planned => lang.pick("計画中", "planned"),
        CellState::Partly => lang.pick("一部対応", "partly"),
        CellState::Fully => lang.pick("対応済み", "countered"),
    }
}

/// Puts a column in.
pub(super) fn insert(paper: &mut Paper, at: usize, column: Column, cells: Vec<Cell>) {
    let at = at.min(paper.columns.len());
    paper.columns.insert(at, column);
    for (row, cell) in paper.rows.iter_mut().zip(cells) {
        row.cells.insert(at.min(row.cells.len()), cell);
    }
}
