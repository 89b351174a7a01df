//! Papers of steps 1-1 to 1-5: requirements, businesses, things to protect, products.

use std::collections::BTreeSet;

use sekisho_exchange::ProposedAsset;
use sekisho_model::{Asset, AssetKind, Lang, RecordKind};

use super::paper::{Cell, Chapter, Column, Paper, RowKind};
use super::pen::{LOSS, Pen, Pick};

/// Where the column that tells proposals from records stands.
const BEHIND_NAME: usize = 2;
const WHOLE_PLANT: (&str, &str) = ("工場全体", "whole plant");

impl Pen<'_> {
    pub(super) fn requirements(&self) -> Paper {
        let mut paper = self.paper("requirements", Chapter::One, &["1-1(1)", "1-1(2)", "1-1(3)"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("kind", 12),
            Pick::new("name", 50),
            Pick::new("source", 34),
            Pick::new("owner", 22),
            Pick::new("date", 11),
            Pick::new("zones", 24).empty_means(WHOLE_PLANT.0, WHOLE_PLANT.1),
            Pick::new("note", 40),
        ];
        let records = register.requirements.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Requirement, &picks, records.clone());
        let n = register.requirements.len();
        let kinds = self
            .tally(records.map(|requirement| requirement.kind), |kind| self.word("requirement-kind", kind));
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("要件はまだ 1 件もありません。", "No requirement is recorded yet.").to_owned(),
            (sekisho_model::Lang::Ja, _) => format!("要件は {n} 件です（{kinds}）。"),
            (sekisho_model::Lang::En, _) => format!("{n} requirements ({kinds})."),
        };
        paper.empty = self
            .say(
                "経営目標、法令・取引先・標準の要求、社内の決まりと現状を、出所・責任者・日付とともに書きます。",
                "Management goals, what laws, customers and standards ask for, rules and the present state inside: each with its source, owner and date.",
            )
            .to_owned();
        paper
    }

    pub(super) fn businesses(&self) -> Paper {
        let mut paper = self.paper("businesses", Chapter::One, &["1-2", "1-3"]);
        let register = self.register();
        let mut picks = vec![
            Pick::new("id", 18),
            Pick::new("name", 34),
            Pick::new("importance", 10),
            Pick::new("importance_reason", 44),
        ];
        picks.extend(LOSS);
        picks.extend([
            Pick::new("recovery_hours_max", 12),
            Pick::new("owner", 22),
            Pick::new("scope", 14).called("★スマート化", "★ Smart factory"),
            Pick::new("note", 34),
        ]);
        let records = register.businesses.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Business, &picks, records.clone());
        let (n, by) =
            (register.businesses.len(), self.importances(records.map(|business| business.importance)));
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("業務はまだ 1 件もありません。", "No business is recorded yet.").to_owned(),
            (sekisho_model::Lang::Ja, _) => format!("業務は {n} 件です（重要度：{by}）。"),
            (sekisho_model::Lang::En, _) => format!("{n} businesses (importance: {by})."),
        };
        paper.notes.push(
            self.say(
                "影響の欄：BC 事業継続、S 安全、Q 品質、D 納期、C コスト。★は工場のスマート化で加わった点です。",
                "Impact: BC business continuity, S safety, Q quality, D delivery, C cost. ★ marks what smartification adds.",
            )
            .to_owned(),
        );
        paper.empty = self
            .say(
                "工場で行う業務を、重要度とその理由とともに書きます。",
                "The plant's businesses, each with its importance and the reason for it.",
            )
            .to_owned();
        paper
    }

    pub(super) fn assets(&self, kind: AssetKind) -> Paper {
        let (key, word) = match kind {
            AssetKind::Network => ("assets-network", self.say("ネットワーク", "network")),
            AssetKind::Device => ("assets-device", self.say("装置・機器", "device")),
            AssetKind::Data => ("assets-data", self.say("データ", "data")),
        };
        let mut paper = self.paper(key, Chapter::One, &["1-4", "1-5"]);
        let records = || self.register().assets.values().filter(|asset| asset.kind == kind);
        let proposed: Vec<&ProposedAsset> =
            self.guideline.proposed.iter().filter(|proposed| proposed.asset.kind == kind).collect();
        let assets = || proposed.iter().map(|proposed| &proposed.asset);
        let picks = asset_picks(kind, records().chain(assets()));
        (paper.columns, paper.rows) = self.table(RecordKind::Asset, &picks, records());
        let n = paper.rows.len();
        let open = records().filter(|asset| asset.importance.is_unknown()).count();
        let by = self.importances(records().map(|asset| asset.importance));
        paper.answer = match (self.lang, n, open) {
            (sekisho_model::Lang::Ja, 0, _) => format!("保護対象（{word}）はまだ 1 件もありません。"),
            (sekisho_model::Lang::En, 0, _) => format!("No {word} asset is recorded yet."),
            (sekisho_model::Lang::Ja, _, 0) => format!("{n} 件すべての重要度が決まっています（{by}）。"),
            (sekisho_model::Lang::En, _, 0) => format!("The importance of all {n} is set ({by})."),
            (sekisho_model::Lang::Ja, ..) => format!("{n} 件のうち {open} 件は重要度が未定です（{by}）。"),
            (sekisho_model::Lang::En, ..) => format!("Of {n}, the importance of {open} is not set ({by})."),
        };
        self.propose(&mut paper, &picks, &proposed);
        paper.empty = self
            .say(
                "守るものを、置いてあるゾーンと重要度とともに書きます。",
                "The things to protect, each with the zone it stands in and its importance.",
            )
            .to_owned();
        paper
    }

    /// Below the records, what was seen and nobody has accepted: never counted as an asset.
    fn propose(&self, paper: &mut Paper, picks: &[Pick], proposed: &[&ProposedAsset]) {
        if proposed.is_empty() {
            return;
        }
        let [standing, seen] = [("登録・提案", "Standing"), ("観測の根拠", "Seen")];
        paper.columns.insert(BEHIND_NAME, Column::new(self.say(standing.0, standing.1), 16));
        paper.columns.push(Column::new(self.say(seen.0, seen.1), 44));
        for row in &mut paper.rows {
            row.cells.insert(BEHIND_NAME, Cell::text(self.say("登録済み", "registered")));
            row.cells.push(Cell::Empty);
        }
        let assets = proposed.iter().map(|proposed| &proposed.asset);
        let (_, rows) = self.table(RecordKind::Asset, picks, assets);
        for (mut row, proposed) in rows.into_iter().zip(proposed) {
            row.kind = RowKind::Proposed;
            if let Some(id) = row.cells.first_mut() {
                *id = Cell::Empty;
            }
            row.cells.insert(BEHIND_NAME, Cell::text(self.say("提案（観測）", "proposed (observed)")));
            row.cells.push(Cell::text(proposed.evidence.in_lang(self.lang)));
            paper.rows.push(row);
        }
        let n = proposed.len();
        paper.answer.push_str(&match self.lang {
            Lang::Ja => format!("このほかに、観測で見えて台帳にないものを {n} 件、提案として示しています。"),
            Lang::En => format!(" Seen and in no row of the register: {n}, shown as proposals."),
        });
        paper.notes.push(
            self.say(
                "「提案（観測）」の行は、まだ保護対象ではありません。台帳のブックの「採用」の欄に○を入れて取り込むか、観測のページで加えると、保護対象になります。",
                "Rows \"proposed (observed)\" are no assets yet. Write Yes in \"Accept\" of the register's workbook and import it, or take them in on the page of observation.",
            )
            .to_owned(),
        );
    }

    pub(super) fn products(&self) -> Paper {
        let mut paper = self.paper("products", Chapter::One, &["1-4"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("name", 34),
            Pick::new("name_en", 34),
            Pick::new("version", 14),
            Pick::new("maker", 28),
            Pick::new("device.vendor", 18),
            Pick::new("device.family", 18),
            Pick::new("device.model", 18),
            Pick::new("device.firmware", 14),
            Pick::new("businesses", 30),
            Pick::new("support_end", 12),
            Pick::new("purpose", 30),
            Pick::new("purpose_en", 30),
            Pick::new("category", 18),
            Pick::new("markets", 14),
            Pick::new("placed", 12),
            Pick::new("importer", 28),
            Pick::new("representative", 28),
            Pick::new("report_to", 26),
            Pick::new("disclosure_policy", 28),
            Pick::new("note", 34),
        ];
        let records = register.products.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Product, &picks, records.clone());
        let own = records.filter(|product| product.maker == sekisho_model::Maker::Own).count();
        let n = register.products.len();
        paper.answer = match (self.lang, n) {
            (_, 0) => self
                .say("製品・ソフトウェアはまだ 1 件もありません。", "No product is recorded yet.")
                .to_owned(),
            (sekisho_model::Lang::Ja, _) => {
                format!("製品・ソフトウェアは {n} 件、うち自社製は {own} 件です。")
            }
            (sekisho_model::Lang::En, _) => format!("{n} products and pieces of software; {own} of our own."),
        };
        paper
    }
}

/// Networks and data have no make; they get those columns only where somebody filled one.
fn asset_picks<'a>(kind: AssetKind, records: impl Iterator<Item = &'a Asset>) -> Vec<Pick> {
    let filled = records.fold(BTreeSet::new(), |mut filled, asset| {
        if asset.device.known().is_some() {
            filled.insert("device");
        }
        if asset.role.known().is_some() {
            filled.insert("role");
        }
        if asset.support_end.known().is_some() {
            filled.insert("support_end");
        }
        filled
    });
    let wanted = |field: &'static str| {
        let outer = field.split('.').next().unwrap_or(field);
        let of_devices = matches!(outer, "device" | "role" | "support_end");
        kind == AssetKind::Device || !of_devices || filled.contains(outer)
    };
    let all = [
        Pick::new("id", 18),
        Pick::new("name", 32),
        Pick::new("role", 18),
        Pick::new("zone", 24),
        Pick::new("businesses", 26).empty_means("ゾーンの業務", "those of its zone"),
        Pick::new("importance", 9),
        Pick::new("importance_reason", 30),
        Pick::new("device.vendor", 16),
        Pick::new("device.family", 16),
        Pick::new("device.model", 18),
        Pick::new("device.firmware", 12),
        Pick::new("products", 24),
        Pick::new("addresses", 18),
        Pick::new("place", 18),
        Pick::new("owner", 20),
        Pick::new("supplier", 22),
        Pick::new("support_end", 11),
        Pick::new("nature", 12).called("★専用・汎用", "★ Nature"),
        Pick::new("scope", 12).called("★スマート化", "★ Smart factory"),
        Pick::new("note", 30),
    ];
    all.into_iter().filter(|pick| wanted(pick.field())).collect()
}
