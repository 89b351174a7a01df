//! Papers of the risk analysis by IPA's two methods, and the attack scenarios that people wrote.

use std::collections::BTreeSet;

use sekisho_assess::coverage::Act;
use sekisho_assess::impact::Named;
use sekisho_assess::risk::{
    AssetRow, BusinessState, BusinessVerdict, Entry, LevelBecause, Opener, Rating, Route, RouteStep,
    StepKind, Tree, TreeOrigin, UndecidedBecause, VulnerabilityBecause,
};
use sekisho_catalog::RiskValue;
use sekisho_model::{Lang, MeasureState, RecordKind, Stated, ThreatId};

use super::paper::{Cell, Chapter, Column, Paper, Row, RowKind};
use super::pen::{LOSS, Pen, Pick, joined};

/// Scenarios of a business that are printed, the worst first; the workbook has all of them.
const TREES_PRINTED: usize = 3;
/// Threats named in a row of assets.
const THREATS_NAMED: usize = 4;
const VALUES: [RiskValue; 5] = [RiskValue::A, RiskValue::B, RiskValue::C, RiskValue::D, RiskValue::E];

impl Pen<'_> {
    fn columns(&self, columns: &[(&str, &str, u32)]) -> Vec<Column> {
        columns.iter().map(|(ja, en, width)| Column::new(self.say(ja, en), *width)).collect()
    }

    /// What the table and the scales rest on, said on every paper of risk.
    fn risk_notes(&self) -> Vec<String> {
        let basis = &self.catalog().risk.basis;
        let title = self.catalog().risk.title.in_lang(self.lang);
        let (pack, edition, mark) = (&basis.pack, &basis.edition, self.mark(basis));
        vec![match self.lang {
            Lang::Ja => format!(
                "リスク値は A（最大）～E（最小）。判定表：{title}{mark}（{pack} {edition}）。脅威レベル・脆弱性レベルは 1（低）～3（高）。"
            ),
            Lang::En => format!(
                "Risk value A (greatest) to E (least). Table: {title}{mark} ({pack} {edition}). Threat and vulnerability levels 1 (low) to 3 (high)."
            ),
        }]
    }

    pub(super) fn asset_risk(&self) -> Paper {
        let mut paper = self.paper("asset-risk", Chapter::Risk, &["1-7"]);
        paper.columns = self.columns(&[
            ("ゾーン", "Zone", 24),
            ("種別", "Kind", 12),
            ("役割", "Role", 18),
            ("保護対象", "Assets", 44),
            ("台数", "Count", 7),
            ("重要度", "Importance", 9),
            ("リスク値", "Risk value", 8),
            ("最も大きい脅威", "Greatest threats", 40),
            ("既知の脆弱性", "Known vulnerabilities", 16),
        ]);
        let risk = self.guideline.asset_based;
        paper.rows = risk.rows().map(|row| self.asset_row(row)).collect();
        paper.rows.extend(risk.undecided.iter().map(|undecided| {
            self.undecided_row(&undecided.asset.id.to_string(), &undecided.asset.name, undecided.because)
        }));
        paper
            .rows
            .extend(risk.not_applicable.iter().map(|asset| self.passed_row(asset.id.as_str(), &asset.name)));
        let (rated, open) = (risk.rated(), risk.undecided.len());
        let great = self.great_assets();
        paper.answer = match (self.lang, rated + open) {
            (_, 0) => {
                self.say("評価する保護対象がまだありません。", "There is no asset to rate yet.").to_owned()
            }
            (Lang::Ja, n) => format!(
                "保護対象 {n} 件のうち、リスク値 A または B は {great} 件、判定できないものは {open} 件です。"
            ),
            (Lang::En, n) => {
                format!("Of {n} assets, {great} have a risk value of A or B, and {open} cannot be rated.")
            }
        };
        paper.notes = self.risk_notes();
        paper.notes.push(
            self.say(
                "条件が同じ保護対象は 1 行にまとめています。脅威ごとの内訳は「リスク（資産ベース）明細」シートにあります。",
                "Assets that differ in nothing looked at share a row. Threat by threat: sheet \"Risk (asset-based), detail\".",
            )
            .to_owned(),
        );
        paper
    }

    fn great_assets(&self) -> usize {
        let great = |row: &&AssetRow| row.value.is_some_and(|value| value >= RiskValue::B);
        self.guideline.asset_based.rows().filter(great).map(|row| row.members.len()).sum()
    }

    fn asset_row(&self, row: &AssetRow) -> Row {
        let greatest =
            row.ratings.iter().filter(|rating| rating.value.is_some() && rating.value == row.value);
        let mut threats: Vec<String> = greatest.map(|rating| self.threat(&rating.threat)).collect();
        let more = threats.len().saturating_sub(THREATS_NAMED);
        if more > 0 {
            threats.truncate(THREATS_NAMED);
            threats.push(format!("{} {more}", self.say("ほか", "and more:")));
        }
        let known = match (row.affected, row.vulnerability_undecided) {
            (true, _) => self.say("▲ あり", "▲ affected"),
            (false, true) => self.say("？ 判定できない", "? undecided"),
            (false, false) => self.say("確認された影響なし", "none known"),
        };
        let cells = vec![
            Cell::text(format!("{} {}", row.zone.id, row.zone.name)),
            Cell::text(self.word("asset-kind", &row.kind)),
            self.stated("asset-role", &row.role),
            Cell::text(members(&row.members)),
            Cell::count(row.members.len()),
            self.importance(Stated::Known(row.importance)),
            self.at_worst(row.value, row.at_worst),
            Cell::text(joined(threats.into_iter())),
            Cell::text(known),
        ];
        let great = row.value == Some(RiskValue::A);
        Row { kind: if great { RowKind::Alert } else { RowKind::Plain }, cells }
    }

    fn undecided_row(&self, id: &str, name: &str, because: UndecidedBecause) -> Row {
        let why = match because {
            UndecidedBecause::ImportanceUnknown => self.say("重要度が不明です", "importance unknown"),
            UndecidedBecause::ZoneUnknown => self.say("ゾーンが不明です", "zone unknown"),
            UndecidedBecause::ZoneMissing => {
                self.say("ゾーンが登録されていません", "its zone is not registered")
            }
            UndecidedBecause::NoThreats => {
                self.say("カタログに脅威がありません", "the catalog has no threat")
            }
        };
        let zone = match because {
            UndecidedBecause::ZoneUnknown => Cell::Unknown,
            _ => self.zone_of_asset(id),
        };
        let importance = id.parse().ok().and_then(|id| self.register().assets.get(&id));
        let importance = importance.map_or(Cell::Unknown, |asset| self.importance(asset.importance));
        Row::plain(vec![
            zone,
            Cell::Empty,
            Cell::Empty,
            Cell::text(format!("{id} {name}")),
            Cell::Number(1),
            importance,
            Cell::Unknown,
            Cell::text(why),
            Cell::Empty,
        ])
    }

    fn zone_of_asset(&self, id: &str) -> Cell {
        let asset = id.parse().ok().and_then(|id| self.register().assets.get(&id));
        match asset.map(|asset| &asset.zone) {
            Some(Stated::Known(zone)) => Cell::text(self.zone(zone)),
            Some(Stated::NotApplicable) => Cell::NotApplicable,
            _ => Cell::Unknown,
        }
    }

    fn passed_row(&self, id: &str, name: &str) -> Row {
        let mut cells = vec![Cell::NotApplicable; 9];
        cells[0] = self.zone_of_asset(id);
        cells[3] = Cell::text(format!("{id} {name}"));
        cells[4] = Cell::Number(1);
        cells[7] = Cell::text(self.say("当てはまる脅威がありません", "no threat applies"));
        Row::plain(cells)
    }

    fn stated<T: serde::Serialize>(&self, list: &str, stated: &Stated<T>) -> Cell {
        match stated {
            Stated::Known(value) => Cell::text(self.word(list, value)),
            Stated::Unknown => Cell::Unknown,
            Stated::NotApplicable => Cell::NotApplicable,
        }
    }

    /// `B`, or `B（最悪 A）` where something is undecided.
    fn at_worst(&self, value: Option<RiskValue>, worst: Option<RiskValue>) -> Cell {
        match (value, worst) {
            (None, _) => Cell::Unknown,
            (Some(value), Some(worst)) if worst != value => {
                Cell::mark(format!("{value:?}\n{} {worst:?}", self.say("最悪", "at worst")))
            }
            (Some(value), _) => Cell::mark(format!("{value:?}")),
        }
    }

    pub(super) fn asset_risk_detail(&self) -> Paper {
        let mut paper = self.paper("asset-risk-detail", Chapter::Risk, &["1-7"]);
        paper.printed = false;
        paper.columns = self.columns(&[
            ("ゾーン", "Zone", 24),
            ("保護対象", "Assets", 30),
            ("重要度", "Importance", 9),
            ("脅威", "Threat", 30),
            ("脅威レベル", "Threat level", 8),
            ("脅威レベルの理由", "Why that threat level", 32),
            ("脆弱性レベル", "Vulnerability level", 9),
            ("脆弱性レベルの理由", "Why that vulnerability level", 36),
            ("対策レベル", "Measure level", 8),
            ("リスク値", "Risk value", 8),
        ]);
        for row in self.guideline.asset_based.rows() {
            paper.rows.extend(row.ratings.iter().map(|rating| self.rating_row(row, rating)));
        }
        let n = paper.rows.len();
        let by = self.values(
            self.guideline.asset_based.rows().flat_map(|row| &row.ratings).map(|rating| rating.value),
        );
        paper.answer = match self.lang {
            Lang::Ja => format!("保護対象と脅威の組み合わせは {n} 件です（{by}）。"),
            Lang::En => format!("{n} pairs of assets and a threat ({by})."),
        };
        paper.notes = self.risk_notes();
        paper
    }

    fn rating_row(&self, row: &AssetRow, rating: &Rating) -> Row {
        Row::plain(vec![
            Cell::text(format!("{} {}", row.zone.id, row.zone.name)),
            Cell::text(ids(&row.members, self.say("、", ", "))),
            self.importance(Stated::Known(row.importance)),
            Cell::text(self.threat(&rating.threat)),
            Cell::Number(rating.level.into()),
            Cell::text(self.level_because(rating.level_because)),
            Cell::Number(rating.vulnerability.into()),
            Cell::text(self.vulnerability_because(rating.vulnerability_because)),
            Cell::Number(rating.measure_level().into()),
            self.at_worst(rating.value, rating.at_worst),
        ])
    }

    const fn level_because(&self, because: LevelBecause) -> &'static str {
        match because {
            LevelBecause::Stated => self.say("1-7 で決めた値", "stated in step 1-7"),
            LevelBecause::Catalog => self.say("カタログの値", "the catalog's"),
            LevelBecause::NextToOutside => {
                self.say("社外と直接つながるため +1", "+1: joined directly with the outside")
            }
            LevelBecause::FarFromOutside => self.say("社外から遠いため −1", "−1: far from the outside"),
            LevelBecause::NoWayFromOutside => {
                self.say("社外からの経路がないため最小", "least: no way from the outside")
            }
            LevelBecause::OutsideUnknown => self
                .say("カタログの値（社外ゾーンの登録なし）", "the catalog's: no outside zone is registered"),
        }
    }

    const fn vulnerability_because(&self, because: VulnerabilityBecause) -> &'static str {
        match because {
            VulnerabilityBecause::Nothing => self.say("実施済みの対策なし", "nothing is in place"),
            VulnerabilityBecause::NotPrevented => {
                self.say("検知・継続はできるが防げない", "noticed or survived, not prevented")
            }
            VulnerabilityBecause::PreventedPartly => self.say("一部だけ防げる", "prevented in part"),
            VulnerabilityBecause::PreventedOnly => {
                self.say("防げるが、破られたときの備えなし", "prevented, nothing behind it")
            }
            VulnerabilityBecause::PreventedInDepth => {
                self.say("防げて、別の備えもある", "prevented, in depth")
            }
            VulnerabilityBecause::KnownVulnerability => self
                .say("既知の脆弱性があり、防ぐ対策なし", "a known vulnerability, nothing prevents its use"),
            VulnerabilityBecause::KnownVulnerabilityPrevented => self
                .say("既知の脆弱性があるが、対策で防いでいる", "a known vulnerability, its use is prevented"),
        }
    }

    /// `A 3、B 10、判定できない 1`.
    fn values(&self, values: impl Iterator<Item = Option<RiskValue>>) -> String {
        let order = |value: Option<RiskValue>| {
            value.and_then(|value| VALUES.iter().position(|known| *known == value)).unwrap_or(VALUES.len())
        };
        self.tally(values.map(|value| (order(value), value)), |(_, value)| {
            value.map_or_else(
                || self.say("判定できない", "undecided").to_owned(),
                |value| format!("{value:?}"),
            )
        })
    }

    pub(super) fn business_risk(&self) -> Paper {
        let mut paper = self.paper("business-risk", Chapter::Risk, &["1-7"]);
        paper.columns = self.columns(&[
            ("業務", "Business", 26),
            ("被害レベル", "Damage level", 8),
            ("シナリオ", "Scenario", 22),
            ("攻撃シナリオ", "What the attacker does", 46),
            ("作成", "Made by", 10),
            ("侵入口", "Entry", 26),
            ("攻撃の最終対象", "Attacked in the end", 30),
            ("ルート数", "Routes", 8),
            ("脅威レベル", "Threat level", 8),
            ("対策レベル", "Measure level", 8),
            ("リスク値", "Risk value", 8),
        ]);
        let risk = self.guideline.business_based;
        for verdict in risk.businesses.values() {
            paper.rows.extend(self.verdict_rows(verdict));
        }
        let (trees, great) = (
            risk.trees().count(),
            risk.trees().filter(|tree| tree.value.is_some_and(|value| value >= RiskValue::B)).count(),
        );
        let open =
            risk.businesses.values().filter(|verdict| verdict.state == BusinessState::LossUnknown).count();
        paper.answer = match (self.lang, risk.businesses.len()) {
            (_, 0) => {
                self.say("評価する業務がまだありません。", "There is no business to rate yet.").to_owned()
            }
            (Lang::Ja, n) => format!(
                "業務 {n} 件について攻撃シナリオを {trees} 件分析し、リスク値 A または B は {great} 件です。影響が不明で分析できない業務が {open} 件あります。"
            ),
            (Lang::En, n) => format!(
                "For {n} businesses {trees} attack scenarios were analysed; {great} have a risk value of A or B. {open} could not be analysed because nobody said what is lost."
            ),
        };
        paper.notes = self.risk_notes();
        paper.notes.extend(self.choke_note());
        paper.notes.push(
            self.say(
                "値は最も危ないルートのものです。ルートの一歩ごとの内訳は「リスク（事業被害ベース）明細」シートにあります。",
                "Values are those of the most dangerous route. Step by step: sheet \"Risk (business damage), detail\".",
            )
            .to_owned(),
        );
        paper
    }

    /// The conduits that most of the worst routes share.
    fn choke_note(&self) -> Option<String> {
        let points = self.guideline.business_based.choke_points();
        let points: Vec<String> = points
            .iter()
            .take(3)
            .map(|point| {
                format!("{} {} ({}/{})", point.conduit.id, point.conduit.name, point.routes, point.of)
            })
            .collect();
        let said = points.join(self.say("、", ", "));
        (!points.is_empty()).then(|| match self.lang {
            Lang::Ja => format!("危険なルートの多くが通るコンジット（通る本数/全体）：{said}"),
            Lang::En => format!("Conduits that most of the worst routes pass (routes of all): {said}"),
        })
    }

    fn verdict_rows(&self, verdict: &BusinessVerdict) -> Vec<Row> {
        let business = format!("{} {}", verdict.business.id, verdict.business.name);
        let damage = verdict.damage.map_or(Cell::Unknown, |damage| Cell::Number(damage.into()));
        if verdict.trees.is_empty() && verdict.rejected.is_empty() {
            let why = match verdict.state {
                BusinessState::Rated => "",
                BusinessState::AllRejected => {
                    self.say("すべてのシナリオを除外しました", "every scenario was rejected")
                }
                BusinessState::NoValue => {
                    self.say("判定表に当てはまる値がありません", "the risk table has no such cell")
                }
                BusinessState::NoRoute => self.say("攻撃ルートがありません", "no route reaches it"),
                BusinessState::LossUnknown => self.say("影響が不明です", "nobody said what is lost"),
                BusinessState::NoTarget => {
                    self.say("対象となる保護対象がありません", "no asset with a zone serves it")
                }
                BusinessState::PassedOver => {
                    self.say("被害が小さいため分析していません", "passed over: the damage is small")
                }
                BusinessState::NothingLost => self.say("失うものがありません", "nothing is lost"),
            };
            let mut cells = vec![Cell::Empty; 11];
            cells[0] = Cell::text(business);
            cells[1] = if verdict.state == BusinessState::NothingLost { Cell::NotApplicable } else { damage };
            cells[3] = Cell::text(why);
            cells[10] =
                if verdict.state == BusinessState::LossUnknown { Cell::Unknown } else { Cell::mark("－") };
            return vec![Row::plain(cells)];
        }
        let analysed = verdict.trees.iter().map(|tree| (tree, false));
        let rejected = verdict.rejected.iter().map(|tree| (tree, true));
        let rows = analysed.chain(rejected).map(|(tree, rejected)| self.tree_row(&business, tree, rejected));
        let minor = |(at, row): (usize, Row)| match row.kind {
            _ if at < TREES_PRINTED => row,
            _ => Row { kind: RowKind::Minor, ..row },
        };
        rows.enumerate().map(minor).collect()
    }

    fn tree_row(&self, business: &str, tree: &Tree, rejected: bool) -> Row {
        let worst = worst_route(tree);
        let level = worst.map_or(Cell::Empty, |route| Cell::Number(route.level.into()));
        let measure = worst.map_or(Cell::Empty, |route| Cell::Number(route.measure_level().into()));
        let value = match (rejected, tree.value) {
            (true, _) => Cell::mark(self.say("除外", "left out")),
            (false, Some(value)) => Cell::mark(format!("{value:?}")),
            (false, None) if tree.routes.is_empty() => Cell::mark(self.say("ルートなし", "no route")),
            (false, None) => Cell::Unknown,
        };
        let great = !rejected && tree.value == Some(RiskValue::A);
        let cells = vec![
            Cell::text(business),
            tree.damage.map_or(Cell::Unknown, |damage| Cell::Number(damage.into())),
            Cell::text(tree.id.to_string()),
            Cell::text(tree.name.in_lang(self.lang)),
            Cell::text(self.origin(tree.origin)),
            Cell::text(self.entry(&tree.entry)),
            Cell::text(members(&tree.targets)),
            Cell::count(tree.routes.len()),
            level,
            measure,
            value,
        ];
        Row { kind: if great { RowKind::Alert } else { RowKind::Plain }, cells }
    }

    const fn origin(&self, origin: TreeOrigin) -> &'static str {
        match origin {
            TreeOrigin::Generated => self.say("自動", "generated"),
            TreeOrigin::Edited => self.say("自動・修正", "edited"),
            TreeOrigin::Written => self.say("手作成", "by hand"),
        }
    }

    fn entry(&self, entry: &Entry) -> String {
        match entry {
            Entry::Outside(zone) => format!("{} {} {}", self.say("社外：", "outside:"), zone.id, zone.name),
            Entry::Outgoing(conduit) => {
                format!("{} {} {}", self.say("社内からの接続：", "outgoing:"), conduit.id, conduit.name)
            }
            Entry::RemoteMaintenance(conduit) => {
                format!("{} {} {}", self.say("遠隔保守：", "remote maintenance:"), conduit.id, conduit.name)
            }
            Entry::Media(conduit) => {
                format!("{} {} {}", self.say("可搬媒体：", "carried media:"), conduit.id, conduit.name)
            }
            Entry::Wireless(conduit) => {
                format!("{} {} {}", self.say("無線：", "wireless:"), conduit.id, conduit.name)
            }
            Entry::Unknown => self.say("不明", "unknown").to_owned(),
            Entry::Inside(zone) => {
                format!("{} {} {}", self.say("構内の人：", "somebody inside:"), zone.id, zone.name)
            }
        }
    }

    pub(super) fn business_risk_detail(&self) -> Paper {
        let mut paper = self.paper("business-risk-detail", Chapter::Risk, &["1-7"]);
        paper.printed = false;
        paper.columns = self.columns(&[
            ("シナリオ", "Scenario", 12),
            ("業務", "Business", 24),
            ("ルート", "Route", 7),
            ("段", "Step", 6),
            ("段階", "Stage", 10),
            ("通るコンジット", "Conduit", 26),
            ("到達するゾーン", "Zone reached", 24),
            ("使われる脅威", "Threats used", 34),
            ("脅威レベル", "Threat level", 8),
            ("脆弱性レベル", "Vulnerability level", 9),
            ("実施済みの対策", "Measures in place", 20),
            ("ルートの対策レベル", "Route's measure level", 9),
            ("ルートのリスク値", "Route's risk value", 9),
        ]);
        let opener = Opener::new(self.guideline.facts);
        for tree in self.guideline.business_based.trees() {
            for (number, route) in (1..).zip(&tree.routes) {
                let steps = (1..).zip(&route.steps);
                paper.rows.extend(steps.map(|(at, step)| {
                    let acts = opener.step(tree, step);
                    self.step_row(tree, (number, at), route, step, &in_place(&acts))
                }));
            }
        }
        let routes: usize = self.guideline.business_based.trees().map(|tree| tree.routes.len()).sum();
        let left_out: usize =
            self.guideline.business_based.businesses.values().map(|verdict| verdict.left_out).sum();
        paper.answer = match self.lang {
            Lang::Ja => {
                format!("攻撃ルートは {routes} 本です。上限のため省いた侵入口・ルートは {left_out} 件です。")
            }
            Lang::En => {
                format!("{routes} attack routes; {left_out} entries and routes were left out by the limits.")
            }
        };
        paper.notes = self.risk_notes();
        paper
    }

    fn step_row(
        &self,
        tree: &Tree,
        (number, at): (u64, u64),
        route: &Route,
        step: &RouteStep,
        measures: &[&str],
    ) -> Row {
        let kind = match step.kind {
            StepKind::Entry => self.say("侵入", "entry"),
            StepKind::Spread => self.say("拡大", "spread"),
            StepKind::Goal => self.say("目的達成", "goal"),
        };
        let measures =
            if measures.is_empty() { self.say("なし", "none").to_owned() } else { measures.join(", ") };
        Row::plain(vec![
            Cell::text(tree.id.to_string()),
            Cell::text(format!("{} {}", tree.business.id, tree.business.name)),
            Cell::Number(number),
            Cell::Number(at),
            Cell::text(kind),
            step.conduit
                .as_ref()
                .map_or(Cell::mark("－"), |conduit| Cell::text(format!("{} {}", conduit.id, conduit.name))),
            Cell::text(format!("{} {}", step.zone.id, step.zone.name)),
            Cell::text(
                step.threats
                    .iter()
                    .map(|threat| self.threat(threat))
                    .collect::<Vec<_>>()
                    .join(self.say("、", ", ")),
            ),
            Cell::Number(step.level.into()),
            Cell::Number(step.vulnerability.into()),
            Cell::text(measures),
            Cell::Number(route.measure_level().into()),
            route.value.map_or(Cell::Unknown, |value| Cell::mark(format!("{value:?}"))),
        ])
    }

    pub(super) fn scenarios(&self) -> Paper {
        let mut paper = self.paper("scenarios", Chapter::Risk, &["1-7"]);
        paper.counted = true;
        let register = self.register();
        let mut picks = vec![
            Pick::new("id", 18),
            Pick::new("name", 44),
            Pick::new("business", 26),
            Pick::new("target", 26),
            Pick::new("entry", 24),
            Pick::new("conduits", 26),
            Pick::new("threats", 28),
            Pick::new("level", 8),
        ];
        picks.extend(LOSS);
        picks.extend([Pick::new("state", 10), Pick::new("note", 30)]);
        let records = register.scenarios.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Scenario, &picks, records);
        let n = register.scenarios.len();
        let unplaced = self.guideline.business_based.unplaced.len();
        paper.answer = match (self.lang, n) {
            (_, 0) => self
                .say(
                    "人が書いた攻撃シナリオはありません。自動で作ったものだけを分析しています。",
                    "Nobody has written a scenario: only generated ones are analysed.",
                )
                .to_owned(),
            (Lang::Ja, _) => {
                format!("登録した攻撃シナリオは {n} 件、うち {unplaced} 件は台帳にないものを指しています。")
            }
            (Lang::En, _) => {
                format!("{n} scenarios in the register; {unplaced} name something that is not in it.")
            }
        };
        paper.notes.push(
            self.say(
                "脅威レベルと影響が不明なときは、ゾーンの脅威と業務の影響から計算した値を使います。",
                "Where level and impact are unknown, those worked out from the zone's threats and the business are used.",
            )
            .to_owned(),
        );
        paper
    }
}

/// Measures in place, each once.
fn in_place(acts: &[(ThreatId, Act)]) -> Vec<&str> {
    let in_place = acts.iter().filter(|(_, act)| act.state == MeasureState::InPlace);
    let ids: BTreeSet<&str> = in_place.map(|(_, act)| act.measure.as_str()).collect();
    ids.into_iter().collect()
}

fn worst_route(tree: &Tree) -> Option<&Route> {
    tree.routes.iter().rev().max_by_key(|route| route.value)
}

/// `A-01、A-02`.
fn ids<Id: ToString>(members: &[Named<Id>], separator: &str) -> String {
    members.iter().map(|member| member.id.to_string()).collect::<Vec<_>>().join(separator)
}

/// `A-01 PLC` line by line; beyond eight the rest by id.
fn members<Id: ToString>(members: &[Named<Id>]) -> String {
    let shown = members.iter().take(8).map(|member| format!("{} {}", member.id.to_string(), member.name));
    let rest: Vec<String> = members.iter().skip(8).map(|member| member.id.to_string()).collect();
    let rest = (!rest.is_empty()).then(|| rest.join(", "));
    joined(shown.chain(rest))
}
