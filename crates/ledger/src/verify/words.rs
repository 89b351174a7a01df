//! A verification in words: the answer in the first line, then what it rests on, then what is wrong.
//!
//! Invariant: both languages say the same lines in the same order. Nothing is judged here.

use std::fmt;

use super::{
    Cosigned, DictionaryCheck, KeySource, Oversight, PinnedCheck, PinnedOutcome, RootCheck, Verification,
};
use crate::entry;

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
        lines.extend(self.ja_beside());
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
        lines.extend(self.en_beside());
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

    /// Witnesses, dictionary and oversight.
    fn ja_beside(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.cosigned.iter().map(Cosigned::ja).collect();
        lines.push(match &self.dictionary {
            DictionaryCheck::Absent => "項目辞書: ありません".to_owned(),
            DictionaryCheck::Signed { sha256, .. } => format!("項目辞書: 署名は正しい（SHA-256 {sha256}）"),
            DictionaryCheck::Refused => "項目辞書: 受け付けられません".to_owned(),
            DictionaryCheck::NotChecked => "項目辞書: 鍵がないため確かめていません".to_owned(),
        });
        let Oversight { looks, handed_out, handed_over, without_purpose, without_approver, .. } =
            &self.oversight;
        lines.push(format!(
            "観測の閲覧: {looks} 件、持ち出し: {handed_out} 件（うち台帳の引き渡し {handed_over}、目的なし {without_purpose}、別の承認者なし {without_approver}）"
        ));
        lines.push(match self.oversight.heartbeat_minutes {
            None => "途切れ: 動作確認の記録がないため判定していません".to_owned(),
            Some(minutes) => {
                format!("途切れ: {minutes} 分を超えるものが {} か所", self.oversight.silence_count)
            }
        });
        lines
    }

    fn en_beside(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.cosigned.iter().map(Cosigned::en).collect();
        lines.push(match &self.dictionary {
            DictionaryCheck::Absent => "field dictionary: none".to_owned(),
            DictionaryCheck::Signed { sha256, .. } => format!("field dictionary: signed (SHA-256 {sha256})"),
            DictionaryCheck::Refused => "field dictionary: refused".to_owned(),
            DictionaryCheck::NotChecked => "field dictionary: not checked without a key".to_owned(),
        });
        let Oversight { looks, handed_out, handed_over, without_purpose, without_approver, .. } =
            &self.oversight;
        lines.push(format!(
            "looks into observations: {looks}, disclosures: {handed_out} (files of the register handed over \
             {handed_over}, without purpose {without_purpose}, without \
             another's approval {without_approver})"
        ));
        lines.push(match self.oversight.heartbeat_minutes {
            None => "silence: not judged, there is no heartbeat".to_owned(),
            Some(minutes) => {
                format!("silence: {} times longer than {minutes} minutes", self.oversight.silence_count)
            }
        });
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

impl Cosigned {
    fn at(&self) -> String {
        let seconds = self.cosignature.at_unix_seconds;
        let at = i64::try_from(seconds).ok().and_then(entry::of_unix_seconds);
        at.unwrap_or_else(|| format!("{seconds} s"))
    }

    fn ja(&self) -> String {
        let (witness, at) = (&self.cosignature.witness, self.at());
        format!("証人 {witness}: {at} に {} 件までを見て連署（{}）", self.size, self.file)
    }

    fn en(&self) -> String {
        let (witness, at) = (&self.cosignature.witness, self.at());
        format!("witness {witness}: saw {} entries at {at} ({})", self.size, self.file)
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
