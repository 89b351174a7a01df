//! Papers that look over the whole: progress, open questions, findings, reviews and what changed since.

use sekisho_assess::progress::{State, StepProgress};
use sekisho_assess::rules::{Sureness, Weight};
use sekisho_model::{Lang, RecordKind, counted};

use super::paper::{Cell, Chapter, Column, Paper, Row, RowKind};
use super::pen::{Pen, Pick, joined};
use super::zones::insert;

impl Pen<'_> {
    pub(super) fn progress(&self) -> Paper {
        let mut paper = self.paper("progress", Chapter::Overview, &[]);
        paper.columns = [
            ("ステップ", "Step", 10),
            ("内容", "Title", 40),
            ("状態", "State", 12),
            ("件数", "Records", 8),
            ("問い", "Questions", 9),
            ("回答済み", "Answered", 9),
            ("対象外", "Not applicable", 9),
            ("未回答", "Open", 8),
            ("指摘", "Findings", 8),
            ("★スマート化の追加", "★ Smart-factory additions", 44),
        ]
        .map(|(ja, en, width)| Column::new(self.say(ja, en), width))
        .to_vec();
        let steps = self.guideline.progress;
        paper.rows = steps.iter().map(|step| self.progress_row(step)).collect();
        let filled = steps.iter().filter(|step| step.state == State::Filled).count();
        let open: usize = steps.iter().map(|step| step.open.len()).sum();
        let found = self.guideline.findings.len();
        paper.answer = match (self.lang, steps.len()) {
            (_, 0) => self
                .say("進み具合を計算するステップがありません。", "There is no step to look at.")
                .to_owned(),
            (Lang::Ja, n) => format!(
                "{n} ステップのうち {filled} ステップは記入が済んでいます。未回答は {open} 件、指摘は {found} 件です。"
            ),
            (Lang::En, n) => {
                format!("{filled} of {n} steps are filled in. Open questions: {open}; findings: {found}.")
            }
        };
        paper
    }

    fn progress_row(&self, step: &StepProgress) -> Row {
        let smart = step.smart.iter().map(|smart| {
            let (title, state) = (smart.title.in_lang(self.lang), self.state(smart.state));
            format!("{title}: {state}")
        });
        let cells = vec![
            Cell::mark(step.step.as_str()),
            Cell::text(step.title.in_lang(self.lang)),
            Cell::mark(self.state(step.state)),
            Cell::count(step.records),
            Cell::count(step.total),
            Cell::count(step.done),
            Cell::count(step.not_applicable),
            Cell::count(step.open.len()),
            Cell::count(step.findings),
            Cell::text(joined(smart)),
        ];
        let kind = if step.state == State::NotBegun { RowKind::Alert } else { RowKind::Plain };
        Row { kind, cells }
    }

    const fn state(&self, state: State) -> &'static str {
        match state {
            State::NotBegun => self.say("未着手", "not begun"),
            State::Underway => self.say("記入中", "under way"),
            State::Filled => self.say("✓ 記入済み", "✓ filled in"),
        }
    }

    pub(super) fn gaps(&self) -> Paper {
        let mut paper = self.paper("gaps", Chapter::Overview, &[]);
        paper.printed = false;
        paper.columns = [
            ("ステップ", "Step", 10),
            ("種類", "Kind", 14),
            ("ID", "ID", 12),
            ("名称", "Name", 34),
            ("欄", "Field", 18),
            ("足りないこと", "What is missing", 60),
            ("★", "★", 6),
        ]
        .map(|(ja, en, width)| Column::new(self.say(ja, en), width))
        .to_vec();
        for step in self.guideline.progress {
            let smart = step.smart.iter().flat_map(|smart| smart.open.iter().map(|gap| (gap, "★")));
            for (gap, mark) in step.open.iter().map(|gap| (gap, "")).chain(smart) {
                paper.rows.push(Row::plain(vec![
                    Cell::mark(step.step.as_str()),
                    Cell::text(gap.kind.word().in_lang(self.lang)),
                    Cell::text(gap.id.as_str()),
                    Cell::text(gap.name.as_str()),
                    Cell::text(gap.word.in_lang(self.lang)),
                    Cell::text(gap.what.in_lang(self.lang)),
                    Cell::mark(mark),
                ]));
            }
        }
        // The progress counts the additions apart, so that both sheets must say what they count.
        let n = paper.rows.len();
        let of_steps: usize = self.guideline.progress.iter().map(|step| step.open.len()).sum();
        let added = n - of_steps;
        paper.answer = match self.lang {
            Lang::Ja => format!(
                "まだ答えのない問いは {n} 件です（ステップの問い {of_steps} 件、★の追加の問い {added} 件）。"
            ),
            Lang::En => {
                format!(
                    "{n} questions have no answer yet: {of_steps} of the steps, {added} of their ★ additions."
                )
            }
        };
        paper.empty = self.say("未回答の問いはありません。", "No question is open.").to_owned();
        paper
    }

    pub(super) fn findings(&self) -> Paper {
        let mut paper = self.paper("findings", Chapter::Review, &[]);
        paper.columns = [
            ("重さ", "Weight", 9),
            ("ステップ", "Step", 10),
            ("指摘", "Finding", 24),
            ("対象", "About", 26),
            ("内容", "What is wrong", 50),
            ("直し方", "Remedy", 50),
            ("根拠となる記録", "Records that cause it", 40),
            ("確かさ", "Sureness", 10),
            ("ルール", "Rule", 26),
        ]
        .map(|(ja, en, width)| Column::new(self.say(ja, en), width))
        .to_vec();
        let mut findings: Vec<_> = self.guideline.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.rule.weight));
        for finding in &findings {
            let evidence = finding.evidence.iter().map(|evidence| {
                format!("{} {}: {}", evidence.id, evidence.name, evidence.says.in_lang(self.lang))
            });
            let high = finding.rule.weight == Weight::High;
            let cells = vec![
                Cell::mark(self.weight(finding.rule.weight)),
                Cell::mark(finding.rule.step),
                Cell::text(finding.rule.title().in_lang(self.lang)),
                Cell::text(format!("{} {}", finding.subject.1, finding.name)),
                Cell::text(finding.what.in_lang(self.lang)),
                Cell::text(finding.remedy.in_lang(self.lang)),
                Cell::text(joined(evidence)),
                Cell::mark(match finding.rule.sureness {
                    Sureness::Sure => self.say("確実", "sure"),
                    Sureness::Likely => self.say("要確認", "likely"),
                }),
                Cell::text(finding.rule.id),
            ];
            paper.rows.push(Row { kind: if high { RowKind::Alert } else { RowKind::Plain }, cells });
        }
        let of = |weight| findings.iter().filter(|finding| finding.rule.weight == weight).count();
        let (n, high, medium, low) = (findings.len(), of(Weight::High), of(Weight::Medium), of(Weight::Low));
        paper.answer = match (self.lang, n) {
            (Lang::Ja, 0) => "指摘はありません。".to_owned(),
            (Lang::En, 0) => "There is no finding.".to_owned(),
            (Lang::Ja, _) => format!(
                "指摘は {n} 件です（先に直すもの {high}、計画して直すもの {medium}、整理するもの {low}）。"
            ),
            (Lang::En, _) => {
                format!(
                    "{} ({high} to deal with first, {medium} to plan, {low} to tidy up).",
                    counted(n, "finding", "findings")
                )
            }
        };
        paper.empty = self
            .say(
                "台帳の食い違いや不足は見つかりませんでした。",
                "Nothing contradictory or missing was found in the register.",
            )
            .to_owned();
        paper
    }

    const fn weight(&self, weight: Weight) -> &'static str {
        match weight {
            Weight::High => self.say("◆ 高", "◆ high"),
            Weight::Medium => self.say("■ 中", "■ medium"),
            Weight::Low => self.say("● 低", "● low"),
        }
    }

    pub(super) fn reviews(&self) -> Paper {
        let mut paper = self.paper("reviews", Chapter::Review, &["3(1)②a"]);
        paper.counted = true;
        let register = self.register();
        let picks = [
            Pick::new("date", 11),
            Pick::new("id", 18),
            Pick::new("name", 30),
            Pick::new("attendees", 32),
            Pick::new("decisions", 50),
            Pick::new("next", 11),
            Pick::new("ledger_size", 10),
            Pick::new("state_hash", 24),
            Pick::new("note", 34),
        ];
        let mut records: Vec<_> = register.reviews.values().collect();
        records.sort_by_key(|review| (review.date.known().copied(), review.id.clone()));
        (paper.columns, paper.rows) = self.table(RecordKind::Review, &picks, records.iter().copied());
        let since = records.iter().map(|review| {
            let kept = self.guideline.since.iter().find(|(known, _)| known.id == review.id);
            kept.map_or_else(
                || Cell::mark(self.say("比べられない", "not kept")),
                |(_, changes)| Cell::count(changes.len()),
            )
        });
        let since = since.collect();
        insert(&mut paper, 6, Column::new(self.say("その後の変更", "Changes since"), 12), since);
        let n = records.len();
        let last = records.iter().filter_map(|review| review.date.known()).max();
        let next = records.iter().rev().find_map(|review| review.next.known());
        let late = next.is_some_and(|next| *next < self.guideline.as_of);
        paper.answer =
            self.review_answer(n, last.map(ToString::to_string), next.map(ToString::to_string), late);
        paper.empty = self
            .say("年に一度の見直しと、その決定を書きます。", "The yearly review and what was decided.")
            .to_owned();
        paper
    }

    fn review_answer(&self, n: usize, last: Option<String>, next: Option<String>, late: bool) -> String {
        let open = self.say("不明", "unknown").to_owned();
        let (last, next) = (last.unwrap_or_else(|| open.clone()), next.unwrap_or(open));
        match (self.lang, n, late) {
            (_, 0, _) => {
                self.say("見直しはまだ 1 回も記録していません。", "No review is recorded yet.").to_owned()
            }
            (Lang::Ja, _, false) => format!("見直しは {n} 回、最後は {last}、次回は {next} です。"),
            (Lang::Ja, _, true) => {
                format!("見直しは {n} 回、最後は {last} です。次回の予定 {next} を過ぎています。")
            }
            (Lang::En, _, false) => {
                format!("{}, the last on {last}; the next is on {next}.", counted(n, "review", "reviews"))
            }
            (Lang::En, _, true) => format!(
                "{}, the last on {last}. The next was due on {next}.",
                counted(n, "review", "reviews")
            ),
        }
    }

    pub(super) fn changes(&self) -> Paper {
        let mut paper = self.paper("changes", Chapter::Review, &["3(1)②a"]);
        paper.columns =
            [("見直し", "Review", 34), ("実施日", "Date", 12), ("変わったこと", "What changed", 90)]
                .map(|(ja, en, width)| Column::new(self.say(ja, en), width))
                .to_vec();
        for (review, changes) in self.guideline.since {
            let name = format!("{} {}", review.id, review.name);
            let date = review.date.known().map_or(Cell::Unknown, |date| Cell::Date(*date));
            let rows = changes.iter().map(|change| {
                Row::plain(vec![
                    Cell::text(name.as_str()),
                    date.clone(),
                    Cell::text(change.in_lang(self.lang)),
                ])
            });
            paper.rows.extend(rows);
        }
        let n = paper.rows.len();
        paper.answer = match (self.lang, self.guideline.since.is_empty(), n) {
            (_, true, _) => self
                .say(
                    "比べられる見直しがありません（見直したときの台帳の状態が残っていません）。",
                    "There is no review to compare with: the state that was looked at was not kept.",
                )
                .to_owned(),
            (_, _, 0) => self
                .say("見直しの後に変わったことはありません。", "Nothing has changed since the reviews.")
                .to_owned(),
            (Lang::Ja, ..) => format!("見直しの後に変わったことは {n} 件です。"),
            (Lang::En, ..) => format!("{n} things have changed since the reviews."),
        };
        paper.empty = self.say("変更はありません。", "No change.").to_owned();
        paper
    }
}
