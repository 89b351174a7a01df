//! The product sheet: what is known of one version.

use sekisho_model::{RecordKind, Text, text};

use super::ground::{field, formed, ruled, same};
use super::{Document, DocumentKind, Field, Ground, Origin, Section, SupportCorrection, Value};

pub(super) fn document(ground: &Ground<'_>) -> Document {
    let mut document = ground.start(DocumentKind::Sheet);
    document.sections =
        vec![identity(ground), inside(ground), markets(ground), papers(ground), recognition(ground)];
    let absent = ground.catalog.framework("label-recognition").map(|row| row.absent.clone());
    document.remarks = absent.unwrap_or_default();
    document
}

fn identity(ground: &Ground<'_>) -> Section {
    Section {
        title: Text::new("製品", "Product"),
        fields: vec![
            field("identity", Text::new("名称・型番・版", "Name, model, version"), ground.identity()),
            field("manufacturer", Text::new("製造者", "Manufacturer"), ground.manufacturer()),
            ground.purpose(),
        ],
    }
}

fn inside(ground: &Ground<'_>) -> Section {
    let id = &ground.product.id;
    let decided =
        ground.register.decisions.values().filter(|decision| decision.products.contains(id)).count();
    let exposed = match ground.known.exposed {
        None if ground.known.boms.is_empty() => Value::Undecided(Text::new(
            "SBOM がないため、アドバイザリと照合していません。",
            "There is no SBOM, so nothing inside was held against any advisory.",
        )),
        None => Value::Undecided(Text::new(
            "アドバイザリがないため、照合していません。",
            "There are no advisories to hold it against.",
        )),
        Some((affected, undecided)) => ruled(
            text!(ja: "影響あり {affected} 件、判定できないもの {undecided} 件", en: "affected {affected}, undecided {undecided}"),
            Text::new("手元のアドバイザリとの照合", "held against the advisories at hand"),
        ),
    };
    let decisions = Value::Given {
        words: text!(ja: "{decided} 件", en: "{decided}"),
        origin: Origin::Rule(Text::new("判断（VEX）の記録", "recorded decisions (VEX)")),
    };
    Section {
        title: Text::new("中身と脆弱性", "Inside, and vulnerabilities"),
        fields: vec![
            field("sbom", Text::new("SBOM", "SBOM"), ground.sboms()),
            field("exposed", Text::new("既知の脆弱性", "Known vulnerabilities"), exposed),
            field("decisions", Text::new("脆弱性の判断", "Decisions on them"), decisions),
        ],
    }
}

fn markets(ground: &Ground<'_>) -> Section {
    let product = ground.product;
    let label = Text::new("販売国", "Countries of sale");
    let countries = if product.markets.is_empty() {
        Value::Missing(ground.product_gap("markets", &label))
    } else {
        let words = product.markets.iter().cloned().collect::<Vec<_>>().join(", ");
        Value::Given { words: same(words), origin: ground.origin() }
    };
    let mut fields = vec![
        field("markets", label, countries),
        ground.column("placed", Text::new("出荷開始日", "First placed on a market"), &product.placed),
        ground.column("importer", Text::new("輸入者", "Importer"), &product.importer),
        field("representative", Text::new("代理人", "Authorised representative"), ground.representative()),
        Field {
            note: ground.known.corrections.first().map(SupportCorrection::words).unwrap_or_default(),
            ..field("support_end", Text::new("サポート終了日", "End of support"), ground.support_end())
        },
    ];
    if let Some(words) = ground.support_length() {
        let rule = Text::new("出荷開始日とサポート終了日から", "from first placing and end of support");
        let mut length =
            field("support_length", Text::new("サポート期間", "Support period"), ruled(words, rule));
        length.note = Text::new(
            "公表後は延ばせても、短くできません。",
            "Once published it may be extended, never shortened.",
        );
        fields.push(length);
    }
    fields.push(ground.column(
        "report_to",
        Text::new("脆弱性の報告先", "Where vulnerabilities are reported"),
        &product.report_to,
    ));
    fields.push(ground.column(
        "disclosure_policy",
        Text::new("開示ポリシーの掲載場所", "Where the disclosure policy is"),
        &product.disclosure_policy,
    ));
    Section { title: Text::new("販売とサポート", "Markets and support"), fields }
}

fn papers(ground: &Ground<'_>) -> Section {
    let mut fields: Vec<_> = ground
        .papers()
        .into_iter()
        .map(|(paper, state)| {
            let label = ground.catalog.framework(&paper.framework);
            let label = label.map_or_else(|| same(&paper.framework), |row| row.title.clone());
            let words = Ground::paper_words(paper, state);
            let origin = Ground::paper_origin(paper);
            field(paper.id.as_str(), label, Value::Given { words, origin })
        })
        .collect();
    if fields.is_empty() {
        let none = Value::NotNeeded(Text::new("登録なし", "none recorded"));
        fields.push(field("papers", RecordKind::Paper.word(), none));
    }
    Section { title: Text::new("ラベル・宣言", "Labels and declarations"), fields }
}

fn recognition(ground: &Ground<'_>) -> Section {
    let star = ground.valid_paper("jc-star-1").is_some();
    let psti = ground.valid_paper("psti-statement").is_some();
    let rows = ground.catalog.criteria_of("label-recognition");
    let fields = rows
        .into_iter()
        .map(|row| {
            let held = match row.id.id() {
                "jc-star-to-psti" => Some(star),
                "psti-to-jc-star" => Some(psti),
                _ => None,
            };
            let value = match held {
                Some(true) => ruled(
                    Text::new("この製品に当てはまります。", "It applies to this product."),
                    Text::new("有効なラベル・宣言の登録", "a valid label or declaration is recorded"),
                ),
                Some(false) => Value::NotNeeded(Text::new(
                    "もとになる有効なラベル・宣言の登録がありません。",
                    "No valid label or declaration for it is recorded.",
                )),
                None => Value::Undecided(Text::new(
                    "段階の対応が未確認のため、判断しません。",
                    "Not judged: which levels match is not confirmed.",
                )),
            };
            formed(row, value)
        })
        .collect();
    Section { title: Text::new("相互承認", "Mutual recognition"), fields }
}
