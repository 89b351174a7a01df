//! A verification in words: the answer in the first line, then what it rests on, then what is wrong.
//!
//! Invariant: both languages say the same lines in the same order. Nothing is judged here.

use std::fmt;

use super::{KeySource, PinnedCheck, PinnedOutcome, RootCheck, Verification};

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en_lines().join("\n"))
    }
}

impl Verification {
    /// The report in Japanese, several lines. `Display` is the English one.
    #[must_use]
    pub fn ja(&self) -> String {
        self.ja_lines().join("\n")
    }

    fn ja_lines(&self) -> Vec<String> {
        let mut lines = vec![self.ja_answer()];
        lines.extend(self.key.as_ref().map(|key| format!("検証鍵: {}", key.to_text())));
        if self.key_source == KeySource::Export {
            lines.push(
                "注意: この鍵は書き出しに入っていたものです。別の経路で受け取った鍵と同じか確かめてください。"
                    .into(),
            );
        }
        lines.push(self.ja_checkpoint());
        lines.push(format!(
            "記録: {} 件（詳細あり {}、詳細消去済み {}、読めない行 {}）",
            self.entries(),
            self.kept,
            self.erased,
            self.unreadable
        ));
        lines.extend(self.period.as_ref().map(|(from, to)| format!("期間: {from} から {to} まで (UTC)")));
        lines.extend(self.pinned.iter().map(PinnedCheck::ja));
        lines.extend(self.clock_back.map(|(count, seq)| {
            format!(
                "注意: 直前の記録より前の日時が {count} か所あります（最初は {seq} 番）。時計が戻されました。"
            )
        }));
        if !self.not_examined.is_empty() {
            lines.push(format!("検証の対象外のファイル: {}", self.not_examined.join("、")));
        }
        lines.extend(self.problems.iter().map(|problem| format!("問題: {}", problem.ja())));
        let more = self.problem_count - self.problems.len() as u64;
        if more > 0 {
            lines.push(format!("ほかに問題が {more} 件あります。"));
        }
        lines
    }

    fn en_lines(&self) -> Vec<String> {
        let mut lines = vec![self.en_answer()];
        lines.extend(self.key.as_ref().map(|key| format!("key: {}", key.to_text())));
        if self.key_source == KeySource::Export {
            lines.push(
                "note: this key lay in the export; compare it with the one you were given by another way"
                    .into(),
            );
        }
        lines.push(self.en_checkpoint());
        lines.push(format!(
            "entries: {} (detail readable {}, detail erased {}, lines unreadable {})",
            self.entries(),
            self.kept,
            self.erased,
            self.unreadable
        ));
        lines.extend(self.period.as_ref().map(|(from, to)| format!("period: {from} to {to}")));
        lines.extend(self.pinned.iter().map(PinnedCheck::en));
        lines.extend(self.clock_back.map(|(count, seq)| {
            format!(
                "note: {count} times are before the entry above, first at entry {seq}: a clock was set back"
            )
        }));
        if !self.not_examined.is_empty() {
            lines.push(format!("files that were not examined: {}", self.not_examined.join(", ")));
        }
        lines.extend(self.problems.iter().map(|problem| format!("problem: {problem}")));
        let more = self.problem_count - self.problems.len() as u64;
        if more > 0 {
            lines.push(format!("and {more} more problems"));
        }
        lines
    }

    fn ja_answer(&self) -> String {
        if self.is_sound() {
            format!("検証に成功しました。{} 件の記録は、署名されたとおりです。", self.entries())
        } else {
            format!("検証に失敗しました。問題が {} 件あります。", self.problem_count)
        }
    }

    fn en_answer(&self) -> String {
        if self.is_sound() {
            format!("verified: the {} entries are exactly those that were signed", self.entries())
        } else {
            format!("verification failed: {} problems", self.problem_count)
        }
    }

    fn ja_checkpoint(&self) -> String {
        let Some(checkpoint) = &self.checkpoint else {
            return "チェックポイント: 署名を確かめられません。根ハッシュは比べていません。".into();
        };
        let root = match self.root {
            RootCheck::Matches => "一致",
            RootCheck::Differs { .. } => "不一致",
            RootCheck::NotCompared => "比べられません",
        };
        let (origin, size) = (checkpoint.origin(), checkpoint.size());
        format!("チェックポイント: {origin}、{size} 件、根ハッシュ {}（{root}）", checkpoint.root())
    }

    fn en_checkpoint(&self) -> String {
        let Some(checkpoint) = &self.checkpoint else {
            return "checkpoint: signature not confirmed; the root was not compared".into();
        };
        let root = match self.root {
            RootCheck::Matches => "matches",
            RootCheck::Differs { .. } => "differs",
            RootCheck::NotCompared => "could not be compared",
        };
        let (origin, size) = (checkpoint.origin(), checkpoint.size());
        format!("checkpoint: {origin}, {size} entries, root {} ({root})", checkpoint.root())
    }
}

impl PinnedCheck {
    fn size(&self) -> String {
        self.checkpoint.as_ref().map_or_else(|| "?".into(), |checkpoint| checkpoint.size().to_string())
    }

    fn ja(&self) -> String {
        let outcome = match self.outcome {
            PinnedOutcome::Consistent => "この記録の始まりと一致します",
            PinnedOutcome::Forked => "一致しません",
            PinnedOutcome::Ahead => "この記録より先に進んでいます",
            PinnedOutcome::Refused => "受け付けられません",
            PinnedOutcome::NotCompared => "比べられません",
        };
        format!("保管チェックポイント「{}」（{} 件）: {outcome}", self.name, self.size())
    }

    fn en(&self) -> String {
        let outcome = match self.outcome {
            PinnedOutcome::Consistent => "this record begins with it",
            PinnedOutcome::Forked => "this record does not begin with it",
            PinnedOutcome::Ahead => "is ahead of this record",
            PinnedOutcome::Refused => "is refused",
            PinnedOutcome::NotCompared => "could not be compared",
        };
        format!("pinned checkpoint `{}` ({} entries): {outcome}", self.name, self.size())
    }
}
