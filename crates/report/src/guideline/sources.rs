//! Papers on where the catalog's words come from, and which of them nobody has held against their source.

use std::collections::BTreeSet;

use sekisho_catalog::{Basis, Confirmed, Pack};
use sekisho_model::Lang;

use super::paper::{Cell, Chapter, Column, Paper, Row, RowKind};
use super::pen::Pen;

impl Pen<'_> {
    pub(super) fn sources(&self) -> Paper {
        let mut paper = self.paper("sources", Chapter::Sources, &[]);
        paper.columns = [
            ("パック", "Pack", 22),
            ("版", "Edition", 12),
            ("内容", "Title", 34),
            ("出典", "Source", 44),
            ("項目", "Rows", 8),
            ("確認済み", "Confirmed", 9),
            ("一部確認", "Partly", 9),
            ("未確認", "Unconfirmed", 9),
            ("独自", "Own", 8),
            ("権利表示", "Notice", 40),
            ("SHA-256", "SHA-256", 34),
        ]
        .map(|(ja, en, width)| Column::new(self.say(ja, en), width))
        .to_vec();
        let packs = self.packs_used();
        for pack in &packs {
            let confirmed = pack.rows.saturating_sub(pack.partly + pack.unconfirmed + pack.own);
            paper.rows.push(Row::plain(vec![
                Cell::text(pack.id.as_str()),
                Cell::text(pack.edition.as_str()),
                Cell::text(pack.title.in_lang(self.lang)),
                Cell::text(pack.source.in_lang(self.lang)),
                Cell::count(pack.rows),
                Cell::count(confirmed),
                Cell::count(pack.partly),
                Cell::count(pack.unconfirmed),
                Cell::count(pack.own),
                Cell::text(pack.notice.as_str()),
                Cell::text(pack.sha256.as_str()),
            ]));
        }
        let sum = |of: fn(&Pack) -> usize| packs.iter().map(|pack| of(pack)).sum::<usize>();
        let (rows, no) = (sum(|pack| pack.rows), sum(|pack| pack.unconfirmed));
        let (partly, own) = (sum(|pack| pack.partly), sum(|pack| pack.own));
        paper.answer = match self.lang {
            Lang::Ja => format!(
                "カタログの {rows} 項目のうち、{no} 項目は原典と照らしておらず、{partly} 項目は一部だけ照らしました。{own} 項目はこの製品が自分で定めたものです。"
            ),
            Lang::En => format!(
                "Of {rows} catalog rows, {no} were not held against their source and {partly} only in part; {own} are this product's own."
            ),
        };
        paper.notes = self.source_notes();
        paper
    }

    /// The packs that these documents draw on. Criteria of labels and laws are none of the guideline's, so a pack
    /// of nothing but them is not listed.
    fn packs_used(&self) -> Vec<&Pack> {
        let catalog = self.catalog();
        let of = |basis: &Basis| format!("{} {}", basis.pack, basis.edition);
        let other: BTreeSet<String> = (catalog.frameworks.values().map(|row| &row.basis))
            .chain(catalog.criteria.values().map(|row| &row.basis))
            .chain(catalog.ties.values().map(|row| &row.basis))
            .chain(catalog.alone.values().map(|row| &row.basis))
            .map(of)
            .collect();
        catalog
            .packs
            .iter()
            .filter(|pack| !other.contains(&format!("{} {}", pack.id, pack.edition)))
            .collect()
    }

    fn source_notes(&self) -> Vec<String> {
        let mut notes = vec![
            self.say(
                "この文書は規格・ガイドラインの文を写していません。番号と名称のほかは、自分の言葉で書いています。（未確認）は原典と照らしていない項目の印です。",
                "No text of a standard or guideline is copied: beside numbers and names, the words are our own. (unconfirmed) marks a row that was not held against its source.",
            )
            .to_owned(),
        ];
        let replaced = self.catalog().replaced.iter().filter(|replaced| !replaced.same).count();
        if replaced > 0 {
            notes.push(match self.lang {
                Lang::Ja => format!("後から読み込んだパックが {replaced} 項目を置き換えています。"),
                Lang::En => format!("Packs loaded later replace {replaced} rows."),
            });
        }
        notes
    }

    pub(super) fn unconfirmed(&self) -> Paper {
        let mut paper = self.paper("unconfirmed", Chapter::Sources, &[]);
        paper.printed = false;
        paper.columns = [
            ("種類", "Sort", 16),
            ("ID", "ID", 20),
            ("名称", "Name", 44),
            ("確認", "Confirmed", 12),
            ("出典", "Source", 44),
            ("備考", "Note", 44),
            ("パック", "Pack", 22),
        ]
        .map(|(ja, en, width)| Column::new(self.say(ja, en), width))
        .to_vec();
        let catalog = self.catalog();
        let steps = catalog
            .steps
            .iter()
            .map(|row| (self.say("ステップ", "step"), row.id.clone(), &row.title, &row.basis));
        let threats = catalog
            .threats
            .values()
            .map(|row| (self.say("脅威", "threat"), row.id.to_string(), &row.name, &row.basis));
        let practices = catalog
            .practices
            .values()
            .map(|row| (self.say("対策", "measure"), row.id.to_string(), &row.name, &row.basis));
        let clauses = catalog
            .clauses
            .values()
            .map(|row| (self.say("規格の項番", "clause"), row.id.clone(), &row.name, &row.basis));
        let ranked = catalog.rankings.iter().flat_map(|ranking| {
            ranking.entries.iter().map(|row| {
                (self.say("順位表", "ranking"), format!("{} {}", ranking.id, row.rank), &row.name, &row.basis)
            })
        });
        let scales = catalog
            .scales
            .values()
            .map(|row| (self.say("尺度", "scale"), row.id.clone(), &row.title, &row.basis));
        let risk =
            (self.say("判定表", "risk table"), String::new(), &catalog.risk.title, &catalog.risk.basis);
        let rows =
            steps.chain(threats).chain(practices).chain(clauses).chain(ranked).chain(scales).chain([risk]);
        paper.rows = rows
            .filter(|(.., basis)| matches!(basis.confirmed, Confirmed::No | Confirmed::Partly))
            .map(|(sort, id, name, basis)| self.basis_row(sort, &id, name.in_lang(self.lang), basis))
            .collect();
        let n = paper.rows.len();
        paper.answer = match self.lang {
            Lang::Ja => format!("原典と照らしていない、または一部だけ照らした項目は {n} 件です。"),
            Lang::En => format!("{n} rows were not held against their source, or only in part."),
        };
        paper.empty = self
            .say("すべての項目を原典と照らしています。", "Every row was held against its source.")
            .to_owned();
        paper
    }

    fn basis_row(&self, sort: &str, id: &str, name: &str, basis: &Basis) -> Row {
        let confirmed = match basis.confirmed {
            Confirmed::Partly => self.say("一部確認", "partly"),
            _ => self.say("未確認", "no"),
        };
        let cells = vec![
            Cell::text(sort),
            Cell::text(id),
            Cell::text(name),
            Cell::mark(confirmed),
            Cell::text(basis.source.in_lang(self.lang)),
            Cell::text(basis.note.in_lang(self.lang)),
            Cell::text(format!("{} {}", basis.pack, basis.edition)),
        ];
        Row { kind: RowKind::Plain, cells }
    }
}
