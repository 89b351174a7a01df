//! What the terminal says, word for word.

use sekisho_assess::progress::{Gap, State, StepProgress};
use sekisho_assess::rules::{Evidence, Finding, RULES, Rule};
use sekisho_model::{Lang, RecordKind, Text};

use super::{findings_document, findings_text, progress_document, progress_text};
use crate::Width;

fn rule(id: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.id == id).unwrap()
}

fn finding(rule: &'static Rule, n: usize) -> Finding {
    Finding {
        rule,
        subject: (RecordKind::Zone, format!("Z{n}")),
        name: format!("区画{n}"),
        what: Text::new(format!("ゾーン「区画{n}」に問題があります。"), format!("Zone {n} has a problem.")),
        remedy: Text::new("直してください。", "Correct it."),
        evidence: vec![Evidence {
            kind: RecordKind::Business,
            id: "B1".to_owned(),
            name: "組立".to_owned(),
            says: Text::new("重要度：大", "importance: Large"),
        }],
    }
}

/// Tables fill their cells with blanks.
fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn few_findings_are_told_one_by_one() {
    let findings = [finding(rule("zone-mixed-importance"), 1)];
    insta::assert_snapshot!(trimmed(&findings_text(&findings, Lang::Ja, Width(100))), @r#"
指摘は 1 件です（高 0、中 1、低 0）。
───────────────────────────────────────────────────────────────────────────────────────────────────
 重み   ステップ   内容                                対処               ID
═══════════════════════════════════════════════════════════════════════════════════════════════════
 中     1-6        ゾーン「区画1」に問題があります。   直してください。   zone-mixed-importance@Z1
───────────────────────────────────────────────────────────────────────────────────────────────────
"#);
    assert_eq!(findings_text(&[], Lang::Ja, Width(100)), "指摘はありません。");
}

#[test]
fn many_findings_are_told_by_rule_and_every_one_is_counted() {
    let findings: Vec<Finding> = (0..25).map(|n| finding(rule("zone-mixed-importance"), n)).collect();
    insta::assert_snapshot!(trimmed(&findings_text(&findings, Lang::En, Width(120))), @r#"
Found: 25 (high 0, medium 25, low 0).
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
 Weight   Step   Found   What                                   Where                             Rule
════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════
 medium   1-6    25      A zone mixes businesses of different   区画0, 区画1, 区画2 and 22 more   zone-mixed-importance
                         importance
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Add --rule RULE to see each one, or --format json for all.
"#);
    let document = findings_document(&findings);
    assert_eq!((document.findings.len(), document.counts["medium"]), (25, 25));
    assert_eq!(document.findings[0].id, "zone-mixed-importance@Z0");
    assert_eq!(document.findings[0].evidence[0].record.kind, "business");
}

#[test]
fn progress_names_the_first_gaps_and_counts_the_rest() {
    let gap = |n: usize| Gap {
        kind: RecordKind::Zone,
        id: format!("Z{n}"),
        name: format!("区画{n}"),
        field: "importance",
        word: Text::new("重要度", "Importance"),
        what: Text::new(
            format!("ゾーン「区画{n}」の重要度が不明です。"),
            format!("Importance of zone {n} is unknown."),
        ),
    };
    let step = StepProgress {
        step: "1-6".to_owned(),
        title: Text::new("ゾーンの整理", "Zones"),
        state: State::Underway,
        records: 7,
        done: 14,
        not_applicable: 1,
        total: 22,
        open: (0..7).map(gap).collect(),
        findings: 3,
        smart: Vec::new(),
        says: Text::default(),
    };
    insta::assert_snapshot!(trimmed(&progress_text(std::slice::from_ref(&step), Lang::Ja, Width(100))), @r#"
1 ステップのうち 0 ステップが記入済みで、未回答の項目は 7 件です。
───────────────────────────────────────────────────────────────
 ステップ   内容           状態   件数   回答    未回答   指摘
═══════════════════════════════════════════════════════════════
 1-6        ゾーンの整理   途中   7      15/22   7        3
───────────────────────────────────────────────────────────────
- ゾーン「区画0」の重要度が不明です。
- ゾーン「区画1」の重要度が不明です。
- ゾーン「区画2」の重要度が不明です。
- ゾーン「区画3」の重要度が不明です。
- ゾーン「区画4」の重要度が不明です。
- ほかに 2 件（--format json ですべて見られます）
"#);
    let document = progress_document(&[step]);
    assert_eq!((document.steps[0].open.len(), document.steps[0].state), (7, "underway"));
}
