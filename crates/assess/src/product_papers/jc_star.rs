//! JC-STAR ★1: is the product in scope, what the application holds, and the checklist of the 16 criteria.
//!
//! Invariant: titles and what is confirmed of them come from the catalog; the official forms' own fields were not
//! read, and the document says so.

use sekisho_catalog::Criterion;
use sekisho_model::{AnswerState, Text, text};

use super::ground::{field, formed};
use super::{Document, DocumentKind, Ground, Origin, Scope, Section, Value};

/// Criteria that a UK PSTI statement of compliance waives, as IPA's page says.
const WAIVED: [&str; 3] = ["S1.1-02", "S1.1-05", "S1.1-16"];

pub(super) fn document(ground: &Ground<'_>) -> Document {
    let mut document = ground.start(DocumentKind::JcStar);
    document.scope = Some(scope(ground));
    document.sections = vec![
        Section {
            title: Text::new("対象の確認", "Scope test"),
            fields: tests(ground).map(|row| ground.criterion(row)).collect(),
        },
        applicant(ground),
        listed(ground, "assets", Text::new("守るもの", "What is protected")),
        listed(ground, "threats", Text::new("想定する脅威", "Threats")),
        checklist(ground),
        papers(ground),
    ];
    let absent = |id: &str| ground.catalog.framework(id).map(|row| row.absent.clone()).unwrap_or_default();
    document.remarks = absent("jc-star-1");
    document.remarks.extend(absent("jc-star-scope"));
    document.remarks.push(Text::new(
        "公式の様式ではありません。IPA の様式に転記してください。ラベルの有効期間は発行から最長 2 年です。",
        "This is not the official form: carry it over to IPA's forms. A label lasts up to two years from issue.",
    ));
    document.remarks.push(Text::new(
        "ラベルは安全の保証ではありません。「完全に安全」「脆弱性がない」「公的に推奨」などとは表示できません。",
        "A label is no guarantee: claims such as \"perfectly secure\", \"no vulnerabilities\" or \"officially endorsed\" are not allowed.",
    ));
    document
}

fn tests<'a>(ground: &Ground<'a>) -> impl Iterator<Item = &'a Criterion> {
    ground.catalog.criteria_of("jc-star-scope").into_iter().filter(|row| row.parent == "scope")
}

fn scope(ground: &Ground<'_>) -> (Scope, Text) {
    let mut open = 0;
    for row in tests(ground) {
        let Text { ja, en } = &row.title;
        match ground.state(&row.id.to_string()) {
            Some(AnswerState::Met) => {}
            Some(AnswerState::NotMet | AnswerState::NotApplicable) => {
                let reason = text!(
                    ja: "★1 の対象になる条件「{ja}」に当たらないと回答されています。",
                    en: "Answered that this condition for ★1 does not hold: \"{en}\"."
                );
                return (Scope::DoesNotApply, reason);
            }
            Some(AnswerState::Partly | AnswerState::DontKnow) | None => open += 1,
        }
    }
    if open > 0 {
        let reason = text!(ja: "対象の確認のうち {open} 件が未回答です。", en: "Questions of the scope test that are open: {open}.");
        return (Scope::Open, reason);
    }
    let reason = Text::new(
        "★1 の対象です（IP で通信するハードウェア製品で、汎用 IT ではありません）。",
        "In scope of ★1: hardware that speaks IP and is no general-purpose IT.",
    );
    (Scope::Applies, reason)
}

fn applicant(ground: &Ground<'_>) -> Section {
    let product = ground.product;
    Section {
        title: Text::new("申請者と製品", "Applicant and product"),
        fields: vec![
            field("applicant", Text::new("申請者", "Applicant"), ground.manufacturer()),
            field(
                "identity",
                Text::new("製品の名称・型番・版", "Name, model and version"),
                ground.identity(),
            ),
            ground.purpose(),
            field("support_end", Text::new("サポート終了日", "End of support"), ground.support_end()),
            ground.column(
                "report_to",
                Text::new("脆弱性の報告先", "Where vulnerabilities are reported"),
                &product.report_to,
            ),
            ground.column(
                "disclosure_policy",
                Text::new("開示ポリシーの掲載場所", "Where the disclosure policy is"),
                &product.disclosure_policy,
            ),
        ],
    }
}

fn listed(ground: &Ground<'_>, parent: &str, title: Text) -> Section {
    let rows = ground.catalog.criteria_of("jc-star-scope").into_iter().filter(|row| row.parent == parent);
    let fields = rows.map(|row| {
        let words = Text::new("★1 の想定に含まれる", "assumed by ★1");
        formed(row, Value::Given { words, origin: Origin::Catalog(row.id.to_string()) })
    });
    Section { title, fields: fields.collect() }
}

fn checklist(ground: &Ground<'_>) -> Section {
    let statement = ground.valid_paper("psti-statement");
    let fields = ground.catalog.criteria_of("jc-star-1").into_iter().map(|row| {
        let waived = WAIVED.contains(&row.id.id()).then_some(statement).flatten();
        let mut field = match waived {
            Some((paper, _)) => {
                let id = &paper.id;
                formed(
                    row,
                    Value::NotNeeded(text!(
                        ja: "英国 PSTI の適合宣言書（{id}）があるため免除",
                        en: "waived: there is a UK PSTI statement of compliance ({id})"
                    )),
                )
            }
            None => ground.criterion(row),
        };
        let Text { ja, en } = row.evaluation.name();
        let number = row.id.id();
        field.code = number.to_owned();
        let Text { ja: title_ja, en: title_en } = &row.title;
        field.label = text!(ja: "{number} {title_ja}（{ja}）", en: "{number} {title_en} ({en})");
        field
    });
    Section {
        title: Text::new("16 基準のチェックリスト", "Checklist of the 16 criteria"),
        fields: fields.collect(),
    }
}

fn papers(ground: &Ground<'_>) -> Section {
    let rows = ground.catalog.criteria_of("jc-star-application");
    Section {
        title: Text::new("申請書類", "Papers of the application"),
        fields: rows.into_iter().map(|row| ground.criterion(row)).collect(),
    }
}
