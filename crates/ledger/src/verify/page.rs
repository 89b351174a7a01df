//! A verification as one HTML page that needs nothing beside it, for an overseer who knows no IT: what was checked, what
//! was found, what could not be checked, and who looked at what, why, and with whose agreement.
//!
//! Invariant: whatever comes from the export is escaped and shortened, and there is no script, so that nothing in a
//! record can act in the reader's browser. Both languages say the same. Nothing is judged here that the verification
//! has not judged.

use std::fmt::Write as _;

use super::oversight::{Oversight, Shown, Stated};
use super::{DictionaryCheck, KeySource, PinnedOutcome, RootCheck, Verification};
use crate::entry;
use crate::text;

const STYLE: &str = include_str!("page.css");
/// Most problems and most silences shown.
const MAX_LINES: usize = 200;
/// Most characters of a word from the export.
const MAX_WORDS: usize = 400;

/// Which language comes first; the other follows below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageLang {
    /// Japanese first.
    Ja,
    /// English first.
    En,
}

/// The page in both languages, as the bytes of an HTML file.
#[must_use]
pub fn page(found: &Verification, first: PageLang) -> String {
    let other = if first == PageLang::Ja { PageLang::En } else { PageLang::Ja };
    let part = |lang| Part { lang, found }.section();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n{}{}</body>\n</html>\n",
        code(first),
        if first == PageLang::Ja { "記録の検証結果" } else { "Verification of the record" },
        part(first),
        part(other)
    )
}

const fn code(lang: PageLang) -> &'static str {
    match lang {
        PageLang::Ja => "ja",
        PageLang::En => "en",
    }
}

/// How a line of the first table stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Good,
    Bad,
    Look,
    Open,
}

/// The page in one language.
struct Part<'v> {
    lang: PageLang,
    found: &'v Verification,
}

impl Part<'_> {
    fn pick<'t>(&self, ja: &'t str, en: &'t str) -> &'t str {
        if self.lang == PageLang::Ja { ja } else { en }
    }

    fn either(&self, ja: String, en: String) -> String {
        if self.lang == PageLang::Ja { ja } else { en }
    }

    fn section(&self) -> String {
        let (own, other, name) = match self.lang {
            PageLang::Ja => ("ja", "en", "English"),
            PageLang::En => ("en", "ja", "日本語"),
        };
        let mut html = format!(
            "<section lang=\"{own}\" id=\"{own}\">\n<p><a href=\"#{other}\" lang=\"{other}\">{name}</a></p>\n<h1>{}</h1>\n",
            self.pick("記録の検証結果", "Verification of the record")
        );
        html += &self.verdict();
        html += &self.heading("確かめたこと", "What was checked");
        html += &self.checked();
        html += &self.heading("見つかったこと", "What was found");
        html += &self.list(&self.findings(), "ありません。", "Nothing.");
        html += &self.heading("確かめられなかったこと", "What could not be checked");
        html += &self.list(&self.unchecked(), "ありません。", "Nothing.");
        html += &self.heading("誰が、何を、なぜ見たか", "Who looked at what, and why");
        html += &self.shown();
        html += &self.heading("次回のために", "For the next time");
        html += &self.next_time();
        html += &self.acts();
        html += &self.dictionary();
        html + "</section>\n"
    }

    fn heading(&self, ja: &str, en: &str) -> String {
        format!("<h2>{}</h2>\n", self.pick(ja, en))
    }

    fn verdict(&self) -> String {
        let n = self.found.entries();
        let (class, strong, then) = if !self.found.is_sound() {
            (
                "verdict bad",
                self.pick(
                    "この記録は、署名されたときのままだとは言えません。",
                    "This record cannot be said to be as it was signed.",
                ),
                self.pick(
                    "下の「見つかったこと」を読み、このフォルダをそのまま証拠として保管してください。",
                    "Read what was found below, and keep this folder unchanged as evidence.",
                )
                .to_owned(),
            )
        } else if self.found.oversight.has_findings() {
            (
                "verdict look",
                self.pick(
                    "記録は署名されたときのままです。ただし、運用者に尋ねる点があります。",
                    "The record is as it was signed, but there is something to ask the operator.",
                ),
                self.either(format!("記録は {n} 件です。"), format!("It has {n} entries.")),
            )
        } else {
            (
                "verdict",
                self.pick("記録は、署名されたときのままです。", "The record is as it was signed."),
                self.either(
                    format!("記録 {n} 件に、書き換え・削除・追加・並べ替えはありません。"),
                    format!("None of its {n} entries was changed, removed, added or moved."),
                ),
            )
        };
        format!("<div class=\"{class}\"><strong>{strong}</strong><p>{then}</p></div>\n")
    }

    fn checked(&self) -> String {
        let rows = [
            self.key_row(),
            self.signature_row(),
            self.root_row(),
            self.pinned_row(),
            self.witness_row(),
            self.dictionary_row(),
            self.purpose_row(),
            self.silence_row(),
        ];
        let mut html = format!(
            "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
            self.pick("項目", "Item"),
            self.pick("結果", "Result"),
            self.pick("意味", "Meaning")
        );
        for (item, mark, meaning) in rows {
            let (class, word) = match mark {
                Mark::Good => ("good", self.pick("✓ 正しい", "✓ right")),
                Mark::Bad => ("bad", self.pick("✗ 正しくない", "✗ not right")),
                Mark::Look => ("look", self.pick("△ 要確認", "△ to be asked")),
                Mark::Open => ("quiet", self.pick("− 未確認", "− not checked")),
            };
            let _ = writeln!(
                html,
                "<tr><th scope=\"row\">{item}</th><td class=\"{class}\">{word}</td><td>{meaning}</td></tr>"
            );
        }
        html + "</tbody>\n</table>\n"
    }

    fn key_row(&self) -> (&str, Mark, String) {
        let item = self.pick("記録の持ち主の鍵", "Key of the record's owner");
        let key = self.found.key.as_ref().map(|key| shown(&key.to_text()));
        match (key, self.found.key_source) {
            (None, _) => (item, Mark::Bad, self.pick("使える鍵がありません。", "There is no usable key.").into()),
            (Some(key), KeySource::Given) => (
                item,
                Mark::Good,
                self.either(
                    format!("あなたが別の経路で受け取った鍵で確かめました：{key}"),
                    format!("Checked with the key that you got by another way: {key}"),
                ),
            ),
            (Some(key), KeySource::Export) => (
                item,
                Mark::Open,
                self.either(
                    format!("フォルダに入っていた鍵を使いました。別の経路で受け取った鍵と同じか見比べてください：{key}"),
                    format!("The key in the folder was used. Compare it with one that you got by another way: {key}"),
                ),
            ),
        }
    }

    fn signature_row(&self) -> (&str, Mark, String) {
        let item = self.pick("署名", "Signature");
        match &self.found.checkpoint {
            None => (
                item,
                Mark::Bad,
                self.pick("署名を確かめられませんでした。", "The signature could not be confirmed.").into(),
            ),
            Some(it) => {
                let (origin, size) = (shown(it.origin()), it.size());
                let meaning = self.either(
                    format!("「{origin}」が {size} 件に署名しています。"),
                    format!("\"{origin}\" signed {size} entries."),
                );
                (item, Mark::Good, meaning)
            }
        }
    }

    fn root_row(&self) -> (&str, Mark, String) {
        let item = self.pick("欠けや書き換えがないこと", "Nothing missing, nothing altered");
        let (n, kept, erased) = (self.found.entries(), self.found.kept, self.found.erased);
        let whole = self.found.root == RootCheck::Matches && self.found.problem_count == 0;
        let counts = self.either(
            format!("{n} 件を 1 件ずつ読みました。内容が読めるもの {kept} 件、内容を消去済みで証明だけが残るもの {erased} 件。"),
            format!(
                "All {n} entries were read one by one: {kept} can be read, of {erased} the particulars were erased and \
                 only the proof is left."
            ),
        );
        (item, if whole { Mark::Good } else { Mark::Bad }, counts)
    }

    fn pinned_row(&self) -> (&str, Mark, String) {
        let item = self.pick("以前の記録の続きであること", "It continues the earlier record");
        // What lay in the export was given by the operator: it can find a break, but not show that there is none.
        let pinned = self.found.pinned.get(..self.found.held).unwrap_or_default();
        if pinned.is_empty() {
            let meaning = self.pick(
                "以前のチェックポイントが渡されていないため、比べていません。",
                "No earlier checkpoint was given, so nothing was compared.",
            );
            return (item, Mark::Open, meaning.into());
        }
        let (same, all) =
            (pinned.iter().filter(|it| it.outcome == PinnedOutcome::Consistent).count(), pinned.len());
        let meaning = self.either(
            format!("以前のチェックポイント {all} 個のうち {same} 個と一致します。"),
            format!("It agrees with {same} of {all} earlier checkpoints."),
        );
        (item, if same == all { Mark::Good } else { Mark::Bad }, meaning)
    }

    fn witness_row(&self) -> (&str, Mark, String) {
        let item = self.pick("第三者（証人）の連署", "Cosignatures of third parties (witnesses)");
        if self.found.witnesses.is_empty() {
            let meaning =
                self.pick("証人の鍵が渡されていません。", "No key of a witness was given.").to_owned();
            return (item, Mark::Open, meaning);
        }
        let silent = self.found.witnesses.iter().any(|name| self.last_of(name).is_none());
        let said = self.found.witnesses.iter().map(|name| {
            let shown_name = shown(name);
            match self.last_of(name) {
                None => self.either(
                    format!("「{shown_name}」の連署はありません。"),
                    format!("\"{shown_name}\" signed none of the checkpoints."),
                ),
                Some((size, at)) => {
                    let at = self.moment(at);
                    self.either(
                        format!("「{shown_name}」が {at} に {size} 件までを見て連署しています。"),
                        format!("\"{shown_name}\" saw {size} entries and signed at {at}."),
                    )
                }
            }
        });
        (item, if silent { Mark::Open } else { Mark::Good }, said.collect::<Vec<_>>().join("<br>"))
    }

    /// What a witness signed last: how many entries, and when.
    fn last_of(&self, witness: &str) -> Option<(u64, u64)> {
        let of = self.found.cosigned.iter().filter(|it| it.cosignature.witness == witness);
        of.map(|it| (it.size, it.cosignature.at_unix_seconds)).max()
    }

    fn moment(&self, unix_seconds: u64) -> String {
        let at = i64::try_from(unix_seconds).ok().and_then(entry::of_unix_seconds);
        at.map_or_else(|| format!("{unix_seconds} s"), |at| self.time(&at))
    }

    /// JST for Japanese readers, UTC for others, to the second.
    fn time(&self, at: &str) -> String {
        let hours = if self.lang == PageLang::Ja { 9 } else { 0 };
        let local = entry::of_unix_seconds(entry::unix_seconds(at).saturating_add(hours * 3600));
        let local = local.unwrap_or_else(|| at.to_owned());
        let local = shown(&local.replace('T', " ").replace('Z', ""));
        self.either(format!("日本時間 {local}"), format!("{local} UTC"))
    }

    fn dictionary_row(&self) -> (&str, Mark, String) {
        let item = self.pick("観測で残せる項目の一覧", "List of what observation may keep");
        let (mark, meaning) = match &self.found.dictionary {
            DictionaryCheck::Absent => {
                (Mark::Open, self.pick("フォルダにありません。", "It is not in the folder.").into())
            }
            DictionaryCheck::NotChecked => (
                Mark::Open,
                self.pick("鍵がないため確かめていません。", "Without a key it was not checked.").into(),
            ),
            DictionaryCheck::Refused => (
                Mark::Bad,
                self.pick("記録の持ち主の署名ではありません。", "It is not signed by the record's owner.")
                    .into(),
            ),
            DictionaryCheck::Signed { sha256, .. } => (
                Mark::Good,
                self.either(
                    format!("記録の持ち主が署名しています。照合用の値：{sha256}"),
                    format!("It is signed by the record's owner. Value to compare: {sha256}"),
                ),
            ),
        };
        (item, mark, meaning)
    }

    fn purpose_row(&self) -> (&str, Mark, String) {
        let item = self.pick("閲覧と持ち出しの目的・承認者", "Purpose and approver of looks and disclosures");
        let it = &self.found.oversight;
        let Oversight { looks, handed_out, handed_over, without_purpose, without_approver, erased, .. } = it;
        let meaning = self.either(
            format!("閲覧 {looks} 件、持ち出し {handed_out} 件（うち、台帳を社外に渡したもの {handed_over} 件）。目的なし {without_purpose} 件、別の承認者のない持ち出し {without_approver} 件、内容消去済み {erased} 件。"),
            format!(
                "Looks: {looks}. Disclosures: {handed_out}, of which {handed_over} gave a file of the register to \
                 somebody outside. Without a purpose: {without_purpose}. Disclosures without \
                 another person's approval: {without_approver}. Erased: {erased}."
            ),
        );
        let found = *without_purpose > 0 || *without_approver > 0;
        (item, if found { Mark::Look } else { Mark::Good }, meaning)
    }

    fn silence_row(&self) -> (&str, Mark, String) {
        let item = self.pick("記録が途切れていないこと", "No silence in the record");
        let it = &self.found.oversight;
        let (beats, silent) = (it.heartbeats, it.silence_count);
        let Some(minutes) = it.heartbeat_minutes else {
            let meaning = self.pick(
                "動作確認の記録がないため、途切れを判定していません。",
                "There is no heartbeat, so silence was not judged.",
            );
            return (item, Mark::Open, meaning.into());
        };
        let meaning = self.either(
            format!("動作確認の記録が {beats} 件、間隔は {minutes} 分です。間隔を超えて途切れた時間帯は {silent} か所です。"),
            format!("Heartbeats: {beats}, one every {minutes} minutes. Times without any entry for longer: {silent}."),
        );
        (item, if silent > 0 { Mark::Look } else { Mark::Good }, meaning)
    }

    fn findings(&self) -> Vec<String> {
        let it = &self.found.oversight;
        let mut lines: Vec<String> = self
            .found
            .problems
            .iter()
            .take(MAX_LINES)
            .map(|problem| {
                let words = self.either(problem.ja(), problem.to_string());
                format!("<span class=\"bad\">{}</span>", shown(&words))
            })
            .collect();
        let more = self.found.problem_count.saturating_sub(lines.len() as u64);
        if more > 0 {
            lines.push(
                self.either(
                    format!("ほかに問題が {more} 件あります。"),
                    format!("And {more} more problems."),
                ),
            );
        }
        let no_purpose = it.without_purpose;
        if no_purpose > 0 {
            lines.push(self.either(
                format!("目的のない閲覧・持ち出しが {no_purpose} 件あります。誰に何のために見せたのかを運用者に尋ねてください。"),
                format!("Looks or disclosures without a purpose: {no_purpose}. Ask the operator what they were for."),
            ));
        }
        let alone = it.without_approver;
        if alone > 0 {
            lines.push(self.either(
                format!("持ち出した本人とは別の承認者が書かれていない持ち出しが {alone} 件あります。"),
                format!("Disclosures that name no approver other than the person who made them: {alone}."),
            ));
        }
        if let Some((count, seq)) = self.found.clock_back {
            lines.push(self.either(
                format!(
                    "前の記録より古い日時が {count} か所あります（最初は {seq} 番）。時計が戻されています。"
                ),
                format!(
                    "{count} times are before the entry above, first at entry {seq}: a clock was set back."
                ),
            ));
        }
        lines.extend(it.silences.iter().take(MAX_LINES).map(|silence| {
            let (from, to, minutes) = (self.time(&silence.from), self.time(&silence.to), silence.minutes);
            self.either(
                format!("{from} から {to} まで、{minutes} 分間、記録がありません。"),
                format!("No entry from {from} to {to}, {minutes} minutes."),
            )
        }));
        let more = it.silence_count.saturating_sub(it.silences.len().min(MAX_LINES) as u64);
        if more > 0 {
            lines.push(self.either(
                format!("ほかに {more} か所で途切れています。"),
                format!("And {more} more silences."),
            ));
        }
        lines
    }

    fn unchecked(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut add = |ja: &str, en: &str| lines.push(self.pick(ja, en).to_owned());
        if self.found.key_source == KeySource::Export {
            add(
                "鍵が本当に記録の持ち主のものか。別の経路で受け取った鍵を --key で渡すと確かめられます。",
                "Whether the key really is the owner's. Give the key that you got by another way with --key.",
            );
        }
        if self.found.held == 0 {
            add(
                "以前に見た記録の続きか。前回保管した checkpoint を --pinned で渡すと確かめられます。",
                "Whether this continues what you saw earlier. Give the checkpoint that you kept with --pinned.",
            );
        }
        if self.found.cosigned.is_empty() {
            add(
                "ほかの人に別の記録が見せられていないか。証人の連署か、ほかの監督者との checkpoint の見比べが必要です。",
                "Whether others are shown another record. That needs a witness, or comparing checkpoints with other overseers.",
            );
        }
        if self.found.oversight.heartbeat_minutes.is_none() {
            add(
                "プログラムが止まっていた時間があるか。動作確認の記録がありません。",
                "Whether there were times when the program did not run. There is no heartbeat.",
            );
        }
        if let Some((_, last)) = &self.found.period {
            let at = self.time(last);
            lines.push(self.either(
                format!("最後の記録（{at}）より後のこと。"),
                format!("What happened after the last entry ({at})."),
            ));
        }
        let always = [
            (
                "書かれた内容が事実か。この検証は、書かれたものが後から変わっていないことだけを示します。承認者の名前も、書かれたとおりに載せています。",
                "Whether what is written is true. This shows only that it was not changed later. Approvers are named as they were written.",
            ),
            (
                "このプログラムを通さずに行われたこと（画面の撮影、データベースの直接の閲覧など）。",
                "What was done past this program, such as photographs of a screen or reading the database directly.",
            ),
        ];
        lines.extend(always.iter().map(|(ja, en)| self.pick(ja, en).to_owned()));
        if !self.found.not_examined.is_empty() {
            let names = shown(&self.found.not_examined.join(", "));
            lines.push(self.either(
                format!("フォルダ内のほかのファイル：{names}"),
                format!("Other files in the folder: {names}"),
            ));
        }
        lines
    }

    fn list(&self, lines: &[String], ja: &str, en: &str) -> String {
        if lines.is_empty() {
            return format!("<p>{}</p>\n", self.pick(ja, en));
        }
        let items: String = lines.iter().map(|line| format!("<li>{line}</li>\n")).collect();
        format!("<ul>\n{items}</ul>\n")
    }

    fn shown(&self) -> String {
        let it = &self.found.oversight;
        let all = it.looks + it.handed_out;
        if all == 0 {
            return format!(
                "<p>{}</p>\n",
                self.pick(
                    "観測の閲覧も、観測や台帳の持ち出しも記録されていません。",
                    "No look into observations, and no disclosure of them or of the register, stands in the record."
                )
            );
        }
        let heads = [
            self.pick("日時", "When"),
            self.pick("誰が", "Who"),
            self.pick("したこと", "What"),
            self.pick("対象", "Of what"),
            self.pick("目的", "Purpose"),
            self.pick("承認者", "Approver"),
        ];
        let head: String = heads.iter().map(|word| format!("<th scope=\"col\">{word}</th>")).collect();
        let rows: String = it.shown.iter().map(|one| self.shown_row(one, &heads)).collect();
        let listed = it.shown.len() as u64;
        let more = if listed < all {
            self.either(
                format!("<p>{all} 件のうち、はじめの {listed} 件です。</p>\n"),
                format!("<p>The first {listed} of {all}.</p>\n"),
            )
        } else {
            String::new()
        };
        format!("{more}<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
    }

    fn shown_row(&self, one: &Shown, heads: &[&str; 6]) -> String {
        let act = match (&one.to, one.handed_out) {
            (Some(_), _) => self.pick("社外への引き渡し", "handed over"),
            (None, true) => self.pick("持ち出し", "handed out"),
            (None, false) => self.pick("閲覧", "looked"),
        };
        let act = format!("{act} <span class=\"quiet\">#{}</span>", one.seq);
        let approver = match (&one.approver, one.handed_out) {
            (Stated::Unsaid, false) => "−".to_owned(),
            (stated, _) => self.stated(stated),
        };
        let subject = match &one.to {
            None => shown(&one.subject),
            Some(to) => {
                let (subject, to) = (shown(&one.subject), self.stated(to));
                self.either(format!("{subject}（渡した先：{to}）"), format!("{subject} (to: {to})"))
            }
        };
        let cells =
            [self.time(&one.at), shown(&one.actor), act, subject, self.stated(&one.purpose), approver];
        let cells: String = heads
            .iter()
            .zip(cells)
            .map(|(head, cell)| format!("<td data-label=\"{head}\">{cell}</td>"))
            .collect();
        format!("<tr>{cells}</tr>\n")
    }

    fn stated(&self, stated: &Stated) -> String {
        match stated {
            Stated::Said(words) => shown(words),
            Stated::Unsaid => format!("<span class=\"look\">{}</span>", self.pick("記載なし", "not stated")),
            Stated::Erased => format!("<span class=\"quiet\">{}</span>", self.pick("消去済み", "erased")),
        }
    }

    fn next_time(&self) -> String {
        format!(
            "<p>{}</p>\n",
            self.pick(
                "フォルダの checkpoint ファイルを、記録の持ち主の手が届かない所に保管してください。次回これを --pinned で渡すと、それまでの記録が変えられていないことが分かります。",
                "Keep the file checkpoint of the folder where the record's owner cannot reach it. Given with --pinned the next time, it shows that nothing before it was changed."
            )
        )
    }

    fn acts(&self) -> String {
        let it = &self.found.oversight;
        let mut rows: String =
            it.acts.iter().map(|(act, n)| format!("<li>{}: {n}</li>\n", shown(act))).collect();
        if it.other_acts > 0 {
            let _ = writeln!(rows, "<li>{}: {}</li>", self.pick("ほか", "others"), it.other_acts);
        }
        format!(
            "<details><summary>{}</summary><ul>\n{rows}</ul></details>\n",
            self.pick("記録の種類と件数", "Kinds of entries and how many")
        )
    }

    fn dictionary(&self) -> String {
        let DictionaryCheck::Signed { text, .. } = &self.found.dictionary else { return String::new() };
        let text: String = text.lines().map(|line| shown(line) + "\n").collect();
        format!(
            "<details><summary>{}</summary><pre>{text}</pre></details>\n",
            self.pick(
                "観測で残せる項目の一覧（署名されたもの）",
                "The list of what observation may keep, as signed"
            )
        )
    }
}

/// Words from the export as they may stand in the page.
fn shown(words: &str) -> String {
    let mut html = String::new();
    for c in text::printable(words, MAX_WORDS).chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Detail, Entry, Salt};
    use crate::key::SignerKey;
    use crate::tree::Frontier;
    use crate::verify::{Audit, Pinned};

    fn entry(seq: u64, action: &str, actor: &str, detail: &str) -> Entry {
        let detail = Detail::kept(Salt::from_bytes([1; 32]), detail);
        Entry::new(seq, "2026-11-23T05:05:00Z", actor, action, "observation", detail).unwrap()
    }

    fn found(entries: &[Entry], held: bool) -> Verification {
        let key = SignerKey::generate_from("example.com/plant", [1; 32]).unwrap();
        let mut frontier = Frontier::new();
        entries.iter().for_each(|entry| frontier.append(entry.leaf_hash()));
        let checkpoint = crate::Checkpoint::new(key.name(), frontier.size(), frontier.root()).unwrap();
        let note = key.sign_checkpoint(&checkpoint).unwrap();
        let pinned = Pinned { name: "kept".into(), note: note.clone().into_bytes() };
        let mut audit = Audit::begin(
            note.as_bytes(),
            &key.verifier(),
            if held { std::slice::from_ref(&pinned) } else { &[] },
        );
        entries.iter().for_each(|entry| audit.entry(entry, None));
        audit.finish()
    }

    #[test]
    fn nothing_from_the_record_becomes_markup_and_there_is_no_script() {
        let evil = r#"{"purpose":"<script>alert(1)</script>\"'&","approver":"</table><img src=x>"}"#;
        let html = page(&found(&[entry(0, "observe-export", "user:<b>", evil)], false), PageLang::Ja);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("user:<b>"));
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"), "{html}");
        assert!(html.contains("default-src 'none'"));
    }

    #[test]
    fn a_file_that_was_handed_over_stands_among_the_disclosures_with_its_receiver() {
        let told = r#"{"to":"<b>支援社","purpose":"初動"}"#;
        let html = page(&found(&[entry(0, "hand-over", "user:kondo", told)], true), PageLang::Ja);
        assert!(
            html.contains("社外への引き渡し") && html.contains("（渡した先：&lt;b&gt;支援社）"),
            "{html}"
        );
        assert!(html.contains("別の承認者が書かれていない持ち出しが 1 件"), "{html}");
        assert!(html.contains("Disclosures: 1, of which 1 gave a file of the register"), "{html}");
    }

    #[test]
    fn the_first_words_say_how_the_record_stands_in_both_languages() {
        let good = entry(0, "observe-look", "user:kondo", r#"{"purpose":"点検"}"#);
        let html = page(&found(std::slice::from_ref(&good), true), PageLang::Ja);
        assert!(html.contains("<strong>記録は、署名されたときのままです。</strong>"));
        assert!(html.contains("<strong>The record is as it was signed.</strong>"));
        assert!(html.find("id=\"ja\"").unwrap() < html.find("id=\"en\"").unwrap());

        let asked = page(&found(&[entry(0, "observe-export", "user:kondo", "{}")], true), PageLang::En);
        assert!(
            asked.contains("there is something to ask the operator")
                && asked.contains("運用者に尋ねる点があります")
        );
        assert!(asked.find("id=\"en\"").unwrap() < asked.find("id=\"ja\"").unwrap());

        let mut bad = found(&[good], true);
        bad.root = RootCheck::NotCompared;
        assert!(page(&bad, PageLang::Ja).contains("署名されたときのままだとは言えません"));
    }

    #[test]
    fn what_was_not_given_is_named_as_not_checked() {
        let look = entry(0, "observe-look", "user:kondo", r#"{"purpose":"点検"}"#);
        let without = page(&found(std::slice::from_ref(&look), false), PageLang::En);
        assert!(without.contains("Whether this continues what you saw earlier."));
        let with = page(&found(&[look], true), PageLang::En);
        assert!(!with.contains("Whether this continues what you saw earlier."));
        assert!(with.contains("Whether others are shown another record."));
    }
}
