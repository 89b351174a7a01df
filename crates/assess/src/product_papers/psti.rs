//! UK PSTI: the statement of compliance (Schedule 4), with the three requirements of Schedule 1 and what is deemed met.

use sekisho_catalog::Criterion;
use sekisho_model::{AnswerState, Text, text};

use super::ground::{formed, ruled};
use super::{Document, DocumentKind, Gap, Ground, Scope, Section, Value};

pub(super) fn document(ground: &Ground<'_>) -> Document {
    let mut document = ground.start(DocumentKind::PstiStatement);
    document.scope = Some(scope(ground));
    document.sections = vec![
        Section {
            title: Text::new("適合宣言書（別表 4）", "Statement of compliance (Schedule 4)"),
            fields: rows(ground, "psti-statement", |row| stated(ground, row)),
        },
        Section {
            title: Text::new("三つの要件（別表 1）", "The three requirements (Schedule 1)"),
            fields: ground
                .catalog
                .criteria_of("psti")
                .into_iter()
                .map(|row| requirement(ground, row))
                .collect(),
        },
    ];
    document.remarks = vec![
        Text::new(
            "宣言書は製品に添えます（電子でもよい）。10 年またはサポート期間の長い方まで保管します。",
            "The statement accompanies the product, on paper or digitally. Keep it for 10 years or the support period, whichever is longer.",
        ),
        Text::new(
            "サポート期間は延ばせますが、短くできません。下限の年数はありません。",
            "The support period may be extended, never shortened. The law names no minimum.",
        ),
        Text::new(
            "欄は法令の写しから当方の言葉で書いたものです。発行の前に英国の担当者と照合してください。",
            "Fields are in our words after a copy of the law: have them checked in the United Kingdom before issue.",
        ),
    ];
    document
}

fn rows(ground: &Ground<'_>, framework: &str, value: impl Fn(&Criterion) -> Value) -> Vec<super::Field> {
    ground.catalog.criteria_of(framework).into_iter().map(|row| formed(row, value(row))).collect()
}

fn scope(ground: &Ground<'_>) -> (Scope, Text) {
    if !ground.product.markets.is_empty() && !ground.product.markets.contains("GB") {
        return (
            Scope::DoesNotApply,
            Text::new(
                "販売国に英国（GB）がありません。",
                "The United Kingdom (GB) is not among the countries of sale.",
            ),
        );
    }
    let denied = |id| matches!(ground.state(id), Some(AnswerState::NotMet | AnswerState::NotApplicable));
    if denied("product-facts/consumer") {
        return (
            Scope::DoesNotApply,
            Text::new(
                "消費者向けではないと回答されています（産業用だけの製品は対象外）。",
                "Answered as not meant for consumers; purely industrial goods are out of scope.",
            ),
        );
    }
    if denied("product-facts/uk-not-excepted") {
        return (Scope::DoesNotApply, Text::new("除外品と回答されています。", "Answered as excepted goods."));
    }
    let met = |id| ground.state(id) == Some(AnswerState::Met);
    let known = met("product-facts/consumer") && met("product-facts/uk-not-excepted");
    if known && ground.product.markets.contains("GB") {
        return (
            Scope::Applies,
            Text::new(
                "英国で売る、消費者が使う接続製品です。",
                "A connectable product for consumers, sold in the United Kingdom.",
            ),
        );
    }
    (
        Scope::Open,
        Text::new(
            "消費者向けか、除外品でないか、英国で売るかのどれかが未回答です。",
            "Open: whether it is for consumers, is not excepted, and is sold in the United Kingdom.",
        ),
    )
}

fn stated(ground: &Ground<'_>, row: &Criterion) -> Value {
    let maker = Text::new("製造者が作成する場合の定型", "fixed words where the maker prepares it");
    match row.id.id() {
        "product-type" => ground.identity(),
        "manufacturers" => ground.manufacturer(),
        "representatives" => ground.representative(),
        "prepared-by" => ruled(
            Text::new(
                "この宣言書は、製造者が作成しました。",
                "This statement is prepared by the manufacturer.",
            ),
            maker,
        ),
        "declaration" => declaration(ground),
        "standard" => standard(ground),
        "support-period" => period(ground),
        "signature" => Value::ByHand(Text::new("署名する", "to be signed")),
        "place" => Value::ByHand(Text::new("署名のときに書く", "written when it is signed")),
        "date" => Value::ByHand(Text::new("署名のときに書く", "written when it is signed")),
        _ => ground.told(&row.id.to_string()),
    }
}

fn period(ground: &Ground<'_>) -> Value {
    match (ground.support_end(), ground.product.placed.known()) {
        (Value::Missing(gap), _) => Value::Missing(gap),
        (_, None) => {
            Value::Missing(ground.product_gap("placed", &Text::new("出荷開始日", "First placed on a market")))
        }
        (given, Some(_)) => match ground.support_length() {
            Some(words) => Value::Given { words, origin: ground.origin() },
            None => given,
        },
    }
}

fn all_met(ground: &Ground<'_>) -> bool {
    let rows = ground.catalog.criteria_of("psti");
    rows.into_iter().all(|row| requirement_met(ground, row))
}

fn requirement_met(ground: &Ground<'_>, row: &Criterion) -> bool {
    ground.state(&row.id.to_string()) == Some(AnswerState::Met)
}

fn declaration(ground: &Ground<'_>) -> Value {
    if let Some((paper, _)) = ground.valid_paper("jc-star-1") {
        let words = Text::new(
            "有効な JC-STAR ★1 ラベルにより、別表 1 の要件と、この宣言書を満たすとみなされます（別表 2）。",
            "By a valid JC-STAR ★1 label the requirements of Schedule 1, and this statement, are deemed met (Schedule 2).",
        );
        return Value::Given { words, origin: Ground::paper_origin(paper) };
    }
    if all_met(ground) {
        let words = Text::new(
            "製造者の見解では、別表 1 の該当する要件を満たしています。",
            "In the manufacturer's opinion the applicable requirements of Schedule 1 are met.",
        );
        return ruled(words, Text::new("三つの要件への回答", "the answers to the three requirements"));
    }
    let rows = ground.catalog.criteria_of("psti");
    let open: Vec<&str> =
        rows.iter().filter(|row| !requirement_met(ground, row)).map(|row| row.id.id()).collect();
    let first = open.first().copied().unwrap_or_default();
    let open = open.join(", ");
    Value::Missing(Gap {
        key: format!("answer.psti/{first}"),
        what: text!(ja: "三つの要件のうち {open} の回答", en: "answers to {open}"),
        enter: text!(
            ja: "要件 {open} に「満たす」と回答するか、有効な JC-STAR ★1 ラベルを登録すると、宣言できます。",
            en: "It can be declared once {open} is answered as met, or a valid JC-STAR ★1 label is recorded."
        ),
    })
}

fn standard(ground: &Ground<'_>) -> Value {
    if let Some((paper, state)) = ground.valid_paper("jc-star-1") {
        return Value::Given {
            words: Ground::paper_words(paper, state),
            origin: Ground::paper_origin(paper),
        };
    }
    match ground.words("psti-statement/standard") {
        Some((words, origin)) => Value::Given { words, origin },
        None => Value::NotNeeded(Text::new(
            "みなしによらず、要件そのものを満たすと宣言します。",
            "Not deemed: the requirements themselves are declared met.",
        )),
    }
}

fn requirement(ground: &Ground<'_>, row: &Criterion) -> super::Field {
    if let Some((paper, _)) = ground.valid_paper("jc-star-1") {
        let words =
            Text::new("JC-STAR ★1 ラベルにより満たすとみなされる", "deemed met by the JC-STAR ★1 label");
        return formed(row, Value::Given { words, origin: Ground::paper_origin(paper) });
    }
    ground.criterion(row)
}
