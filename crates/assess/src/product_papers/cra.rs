//! The EU Cyber Resilience Act: class, routes, declaration, technical documentation, information for users.
//!
//! Invariant: nothing is declared while a requirement of Annex I is open. The annexes' wording is ours and mostly not
//! held against the law; each document says so.

use sekisho_catalog::Criterion;
use sekisho_model::{AnswerState, Stated, Text, text};

use super::ground::{field, formed, ruled};
use super::{Document, DocumentKind, Field, Gap, Ground, Scope, Section, Value};

/// Member States of the EU (ISO 3166-1).
const MEMBERS: [&str; 27] = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT",
    "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
];

/// Class of a product under the CRA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CraClass {
    /// No row of Annex III or IV fits its core function.
    Default,
    /// Annex III, class I.
    ImportantOne,
    /// Annex III, class II.
    ImportantTwo,
    /// Annex IV.
    Critical,
}

impl CraClass {
    /// The class that a row of the catalog's list stands in.
    fn of_row(id: &str) -> Option<Self> {
        let row = id.strip_prefix("cra-classes/")?;
        match row.split_once('.')?.0 {
            "important-1" => Some(Self::ImportantOne),
            "important-2" => Some(Self::ImportantTwo),
            "critical" => Some(Self::Critical),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Default => Text::new("既定の区分", "default class"),
            Self::ImportantOne => Text::new("重要な製品 クラス I", "important product, class I"),
            Self::ImportantTwo => Text::new("重要な製品 クラス II", "important product, class II"),
            Self::Critical => Text::new("重大な製品（附属書 IV）", "critical product (Annex IV)"),
        }
    }

    /// How conformity may be shown.
    #[must_use]
    pub fn routes(self) -> Text {
        match self {
            Self::Default => Text::new(
                "モジュール A（内部管理による自己宣言）。B+C、H も選べる。",
                "Module A (self-declared under internal control); B+C or H may be chosen.",
            ),
            Self::ImportantOne => Text::new(
                "整合規格・共通仕様を適用した場合だけモジュール A。それ以外は B+C または H。",
                "Module A only where a harmonised standard or common specification is applied; otherwise B+C or H.",
            ),
            Self::ImportantTwo => Text::new(
                "B+C または H（または欧州の認証）。自己宣言はできない。",
                "B+C or H, or a European certificate; not self-declared.",
            ),
            Self::Critical => Text::new(
                "B+C、H、または求められる欧州の認証。自己宣言はできない。",
                "B+C, H, or a European certificate where required; not self-declared.",
            ),
        }
    }
}

impl Ground<'_> {
    /// The product's class; None where nobody has said which row its core function falls under.
    #[must_use]
    pub fn cra_class(&self) -> Option<CraClass> {
        match &self.product.category {
            Stated::Known(row) => CraClass::of_row(row.as_str()),
            Stated::NotApplicable => Some(CraClass::Default),
            Stated::Unknown => None,
        }
    }

    fn category_gap(&self) -> Gap {
        self.product_gap("category", &Text::new("CRA 附属書 III・IV の区分", "Row of CRA Annex III or IV"))
    }

    fn in_the_union(&self) -> (Scope, Text) {
        let sold: Vec<&str> = self
            .product
            .markets
            .iter()
            .map(String::as_str)
            .filter(|country| MEMBERS.contains(country))
            .collect();
        if self.product.markets.is_empty() {
            return (
                Scope::Open,
                Text::new("販売国が未登録です。", "The countries of sale are not recorded."),
            );
        }
        if sold.is_empty() {
            return (
                Scope::DoesNotApply,
                Text::new(
                    "販売国に EU 加盟国がありません。",
                    "No Member State of the EU is among the countries of sale.",
                ),
            );
        }
        let sold = sold.join(", ");
        (Scope::Applies, text!(ja: "EU で販売する製品です（{sold}）。", en: "Sold in the EU ({sold})."))
    }

    fn start_cra(&self, kind: DocumentKind, frameworks: &[&str]) -> Document {
        let mut document = self.start(kind);
        document.scope = Some(self.in_the_union());
        let rows = frameworks.iter().filter_map(|id| self.catalog.framework(id));
        document.remarks = rows.flat_map(|row| row.absent.clone()).collect();
        document.remarks.push(Text::new(
            "欄と区分は条文と照合していません（未照合）。2027-12-11 の全面適用までに、条文と照合してください。第 14 条の報告は 2026-09-11 から始まっています。",
            "Fields and classes were not held against the legal text. Do so before the act applies in full on 2027-12-11; reporting under Article 14 has run since 2026-09-11.",
        ));
        document
    }
}

pub(super) fn class_document(ground: &Ground<'_>) -> Document {
    let mut document = ground.start_cra(DocumentKind::CraClass, &["cra-classes"]);
    let class = ground.cra_class();
    let rule = Text::new("中核の機能が当たる行から", "from the row that the core function falls under");
    let (named, routes) = match class {
        Some(class) => (
            ruled(class.name(), rule.clone()),
            ruled(class.routes(), Text::new("区分から", "from the class")),
        ),
        None => (Value::Missing(ground.category_gap()), Value::Missing(ground.category_gap())),
    };
    let core = "product-facts/core-function";
    document.sections = vec![
        Section {
            title: Text::new("判断", "Class"),
            fields: vec![
                field("core-function", ground.title(core), ground.told(core)),
                with(field("row", Text::new("当たる行", "Row"), row_words(ground)), ground),
                with(field("class", Text::new("区分", "Class"), named), ground),
                with(field("routes", Text::new("適合を示す方法", "Routes to conformity"), routes), ground),
            ],
        },
        Section {
            title: Text::new("サポート期間", "Support period"),
            fields: vec![Field {
                confirmed: ground.confirmed("cra-duties/13.8"),
                ..field("support", ground.title("cra-duties/13.8"), ground.support_check().1)
            }],
        },
    ];
    document.remarks.insert(
        0,
        Text::new(
            "区分は中核の機能で決まります。重要な部品を組み込んでも、製品の区分は上がりません。",
            "The core function decides. An important component inside does not lift the product.",
        ),
    );
    document
}

/// Marks a field as sure as the list of classes is.
fn with(mut field: Field, ground: &Ground<'_>) -> Field {
    field.confirmed =
        ground.catalog.framework("cra-classes").map_or(field.confirmed, |row| row.basis.confirmed);
    field
}

fn row_words(ground: &Ground<'_>) -> Value {
    match &ground.product.category {
        Stated::Known(row) if CraClass::of_row(row.as_str()).is_some() => {
            Value::Given { words: ground.title(row.as_str()), origin: ground.origin() }
        }
        Stated::NotApplicable => Value::Given {
            words: Text::new("どの行にも当たらない（製造者の判断）", "none fits (the maker's judgement)"),
            origin: ground.origin(),
        },
        Stated::Known(_) | Stated::Unknown => Value::Missing(ground.category_gap()),
    }
}

/// Criteria of Annex I that are not settled.
fn annex_open<'a>(ground: &Ground<'a>) -> Vec<&'a Criterion> {
    let rows = ground.catalog.criteria_of("cra").into_iter();
    rows.filter(|row| row.answered.wants_answer() && !settled(ground, row)).collect()
}

fn settled(ground: &Ground<'_>, row: &Criterion) -> bool {
    let state = ground.state(&row.id.to_string());
    matches!(state, Some(AnswerState::Met | AnswerState::NotApplicable))
}

/// Why conformity is not declared. It shares the entry of the first open requirement, so that entries are counted once.
fn annex_gap(ground: &Ground<'_>) -> Option<Gap> {
    let (open, rows) = (annex_open(ground), ground.catalog.criteria_of("cra"));
    let wanted = rows.iter().filter(|row| row.answered.wants_answer()).count();
    let (first, n, id) = (open.first()?, open.len(), &ground.product.id);
    Some(Gap {
        key: format!("answer.{}", first.id),
        what: text!(ja: "附属書 I の要件 {wanted} 件のうち {n} 件の回答", en: "Answers to {n} of the {wanted} requirements of Annex I"),
        enter: text!(
            ja: "枠組み cra の基準に、製品 {id} として回答してください（満たす、または理由を付けて該当しない）。",
            en: "Answer the criteria of the framework \"cra\" for product {id}: met, or not applicable with a reason."
        ),
    })
}

/// The requirements that stand between the product and its declaration.
fn annex_section(ground: &Ground<'_>) -> Option<Section> {
    let open = annex_open(ground);
    (!open.is_empty()).then(|| Section {
        title: Text::new(
            "宣言の前に要る回答（附属書 I）",
            "Answers needed before it can be declared (Annex I)",
        ),
        fields: open.into_iter().map(|row| ground.criterion(row)).collect(),
    })
}

fn from_rows(ground: &Ground<'_>, framework: &str, value: impl Fn(&Criterion) -> Value) -> Vec<Field> {
    let rows = ground.catalog.criteria_of(framework).into_iter();
    rows.filter(|row| row.answered.wants_answer()).map(|row| formed(row, value(row))).collect()
}

pub(super) fn declaration(ground: &Ground<'_>) -> Document {
    let mut document = ground.start_cra(DocumentKind::CraDeclaration, &["cra-declaration"]);
    document.sections = vec![Section {
        title: Text::new("宣言書（附属書 V）", "Declaration (Annex V)"),
        fields: from_rows(ground, "cra-declaration", |row| declared(ground, row)),
    }];
    document.sections.extend(annex_section(ground));
    document.remarks.push(Text::new(
        "宣言書と技術文書は、10 年またはサポート期間の長い方まで保管します（未照合）。",
        "Keep declaration and documentation for 10 years or the support period, whichever is longer (not confirmed).",
    ));
    document
}

fn declared(ground: &Ground<'_>, row: &Criterion) -> Value {
    let fixed = || Text::new("定型", "fixed words");
    match row.id.id() {
        "product" | "object" => ground.identity(),
        "manufacturer" => ground.manufacturer(),
        "responsibility" => ruled(
            Text::new(
                "この宣言は、製造者だけの責任で発行します。",
                "This declaration is issued under the sole responsibility of the manufacturer.",
            ),
            fixed(),
        ),
        "conformity" => match annex_gap(ground) {
            Some(gap) => Value::Missing(gap),
            None => ruled(
                Text::new(
                    "宣言の対象は、規則 (EU) 2024/2847 に適合しています。",
                    "The object of the declaration is in conformity with Regulation (EU) 2024/2847.",
                ),
                Text::new("附属書 I のすべての要件への回答", "answers to every requirement of Annex I"),
            ),
        },
        "notified-body" => notified_body(ground),
        "signature" => Value::ByHand(signature(ground)),
        _ => ground.told(&row.id.to_string()),
    }
}

fn signature(ground: &Ground<'_>) -> Text {
    let Some((Text { ja, .. }, _)) = ground.words("product-facts/signatory") else {
        return Text::new("場所・日付・氏名・役職・署名", "place, date, name, function, signature");
    };
    text!(ja: "場所・日付・署名（署名者：{ja}）", en: "place, date and signature ({ja})")
}

fn notified_body(ground: &Ground<'_>) -> Value {
    match ground.cra_class() {
        Some(CraClass::Default) => Value::NotNeeded(Text::new(
            "既定の区分で、モジュール A により自己宣言します。",
            "Default class, self-declared under module A.",
        )),
        Some(_) => ground.told("cra-declaration/notified-body"),
        None => Value::Missing(ground.category_gap()),
    }
}

pub(super) fn short(ground: &Ground<'_>) -> Document {
    let mut document = ground.start_cra(DocumentKind::CraShort, &["cra-declaration"]);
    let address = "cra-information/6";
    let fields = vec![
        field("manufacturer", Text::new("製造者", "Manufacturer"), ground.manufacturer()),
        field("product", Text::new("製品", "Product"), ground.identity()),
        formed_by_id(ground, address),
    ];
    let company = ground.register.plant.as_ref().map_or("", |plant| plant.company.as_str());
    let name = ground.name();
    if fields.iter().all(|field| matches!(field.value, Value::Given { .. })) && annex_gap(ground).is_none() {
        let url = ground.words(address).map_or_else(String::new, |(words, _)| words.en);
        document.body = Some(text!(
            ja: "{company}は、デジタル要素を備えた製品 {name} が規則 (EU) 2024/2847 に適合することを宣言します。EU 適合宣言書の全文：{url}",
            en: "{company} hereby declares that the product with digital elements {name} is in conformity with Regulation (EU) 2024/2847. The full text of the EU declaration of conformity is at {url}"
        ));
    }
    document.sections = vec![Section {
        title: Text::new("簡略版（附属書 VI）", "Simplified form (Annex VI)"),
        fields,
    }];
    if let Some(gap) = annex_gap(ground) {
        let label = Text::new("適合の根拠", "Ground of the declaration");
        document.sections[0].fields.push(field("conformity", label, Value::Missing(gap)));
    }
    document.sections.extend(annex_section(ground));
    document.remarks.push(Text::new(
        "文は、欄がすべて埋まるまで作りません。文は当方の言葉です。附属書の文と照合してください。",
        "The sentence is made once every field is filled. It is in our words: hold it against the annex.",
    ));
    document
}

fn formed_by_id(ground: &Ground<'_>, id: &str) -> Field {
    let row = id.parse().ok().and_then(|id| ground.catalog.criterion(&id));
    row.map_or_else(|| field(id, ground.title(id), ground.told(id)), |row| formed(row, ground.told(id)))
}

pub(super) fn documentation(ground: &Ground<'_>) -> Document {
    let mut document = ground.start_cra(DocumentKind::CraDocumentation, &["cra-documentation"]);
    document.sections = vec![
        Section {
            title: Text::new("技術文書（附属書 VII）", "Technical documentation (Annex VII)"),
            fields: from_rows(ground, "cra-documentation", |row| documented(ground, row)),
        },
        Section {
            title: Text::new("附属書 I の当てはめ", "How Annex I applies"),
            fields: ground
                .catalog
                .criteria_of("cra")
                .into_iter()
                .filter(|row| row.answered.wants_answer())
                .map(|row| ground.criterion(row))
                .collect(),
        },
    ];
    document
}

fn documented(ground: &Ground<'_>, row: &Criterion) -> Value {
    let id = row.id.to_string();
    match row.id.id() {
        "1" => match ground.words(&id) {
            Some((words, origin)) => Value::Given { words, origin },
            None => ground.purpose().value,
        },
        "4" => match ground.support_check().1 {
            Value::Given { .. } => ground.told(&id),
            missing => missing,
        },
        "7" => match ground.valid_paper("cra-declaration") {
            Some((paper, state)) => {
                Value::Given { words: Ground::paper_words(paper, state), origin: Ground::paper_origin(paper) }
            }
            None => Value::Missing(paper_gap(ground)),
        },
        "8" => ground.sboms(),
        _ => ground.told(&id),
    }
}

fn paper_gap(ground: &Ground<'_>) -> Gap {
    let id = &ground.product.id;
    Gap {
        key: "paper.cra-declaration".to_owned(),
        what: Text::new("署名した EU 適合宣言書", "The signed EU declaration of conformity"),
        enter: text!(
            ja: "署名した後に、「ラベル・宣言」の表に枠組み cra-declaration、製品 {id} の行を足してください。",
            en: "Once it is signed, add a row to labels and declarations: framework cra-declaration, product {id}."
        ),
    }
}

pub(super) fn information(ground: &Ground<'_>) -> Document {
    let mut document = ground.start_cra(DocumentKind::CraInformation, &["cra-information"]);
    document.sections = vec![Section {
        title: Text::new("利用者への情報（附属書 II）", "Information for users (Annex II)"),
        fields: from_rows(ground, "cra-information", |row| informed(ground, row)),
    }];
    document
}

fn informed(ground: &Ground<'_>, row: &Criterion) -> Value {
    let id = row.id.to_string();
    match row.id.id() {
        "1" => ground.manufacturer(),
        "2" => ground.reporting(),
        "3" => ground.identity(),
        "7" => ground.support_end(),
        "9" => match (ground.words(&id), ground.state(&id)) {
            (Some((words, origin)), _) => Value::Given { words, origin },
            (None, Some(_)) => ground.told(&id),
            (None, None) => Value::NotNeeded(Text::new(
                "利用者に SBOM を渡す場合だけ書きます。",
                "Only where the SBOM is given to users.",
            )),
        },
        _ => ground.told(&id),
    }
}

impl Ground<'_> {
    /// Where vulnerabilities are reported, and by which policy.
    fn reporting(&self) -> Value {
        let (report_to, policy) = (self.product.report_to.known(), self.product.disclosure_policy.known());
        match (report_to, policy) {
            (Some(to), Some(policy)) => Value::Given {
                words: text!(ja: "報告先 {to}、ポリシー {policy}", en: "reports to {to}; policy at {policy}"),
                origin: self.origin(),
            },
            (None, _) => Value::Missing(self.product_gap(
                "report_to",
                &Text::new("脆弱性の報告先", "Where vulnerabilities are reported"),
            )),
            (_, None) => Value::Missing(self.product_gap(
                "disclosure_policy",
                &Text::new("開示ポリシーの掲載場所", "Where the disclosure policy is"),
            )),
        }
    }
}
