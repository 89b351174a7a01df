//! A `security.txt` (RFC 9116) and a vulnerability disclosure policy, ready to publish.
//!
//! Invariant: the text is made only when nothing required is missing, and passes the standard's own rules.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sekisho_model::{Stated, Text, text};

use super::ground::{field, ruled, same};
use super::{Document, DocumentKind, Field, Gap, Ground, Section, Value, security_txt_faults};

/// Days until the file ends: less than a year, as the standard recommends.
const DAYS_GOOD: i64 = 360;

pub(super) fn security_txt(ground: &Ground<'_>) -> Document {
    let mut document = ground.start(DocumentKind::SecurityTxt);
    let languages = ruled(
        same("ja, en"),
        Text::new("ポリシーが日本語と英語のため", "the policy is in Japanese and English"),
    );
    let end = end(ground.today);
    let label = Text::new("Expires（いつまで）", "Expires");
    let expires =
        ruled(same(end.clone()), text!(ja: "作成日から {DAYS_GOOD} 日", en: "{DAYS_GOOD} days from today"));
    let canonical = match ground.words("product-facts/security-txt") {
        Some((words, origin)) => Value::Given { words: same(address(&words.ja)), origin },
        None => Value::Missing(
            ground.answer_gap("product-facts/security-txt", &ground.title("product-facts/security-txt")),
        ),
    };
    let mut fields = vec![
        addressed(
            ground,
            "report_to",
            (
                Text::new("Contact（報告先）", "Contact"),
                Text::new("脆弱性の報告先", "Where vulnerabilities are reported"),
            ),
            &ground.product.report_to,
        ),
        field("expires", label, expires),
        field("languages", Text::new("Preferred-Languages（言語）", "Preferred-Languages"), languages),
        field("canonical", Text::new("Canonical（置く場所）", "Canonical"), canonical),
        addressed(
            ground,
            "disclosure_policy",
            (
                Text::new("Policy（ポリシー）", "Policy"),
                Text::new("開示ポリシーの掲載場所", "Where the disclosure policy is"),
            ),
            &ground.product.disclosure_policy,
        ),
    ];
    let file = file(&fields);
    let at = jiff::tz::Offset::UTC
        .to_timestamp(ground.today.to_datetime(jiff::civil::Time::midnight()))
        .unwrap_or_default();
    let faults = security_txt_faults(&file, at);
    for (n, fault) in faults.iter().enumerate() {
        let gap = Gap {
            key: format!("security-txt.{n}"),
            what: fault.clone(),
            enter: Text::new("もとの項目を直してください。", "Correct the entry it comes from."),
        };
        fields.push(field("rules", Text::new("RFC 9116 の規則", "Rules of RFC 9116"), Value::Missing(gap)));
    }
    if faults.is_empty() {
        document.body = Some(same(file));
    }
    document.sections = vec![Section { title: Text::new("欄（RFC 9116）", "Fields (RFC 9116)"), fields }];
    document.remarks = vec![Text::new(
        "https://（ホスト名）/.well-known/security.txt に置き、期限の前に作り直してください。署名（OpenPGP）はこのプログラムでは付けません。",
        "Put it at https://(host)/.well-known/security.txt and make it anew before it ends. It is not signed here (OpenPGP).",
    )];
    document
}

fn end(today: Date) -> String {
    let end = today.checked_add(DAYS_GOOD.days()).unwrap_or(Date::MAX);
    format!("{end}T00:00:00Z")
}

/// A mail address or page, as an address with its scheme.
fn address(written: &str) -> String {
    let written = written.trim();
    let scheme = ["https:", "http:", "mailto:", "tel:", "openpgp4fpr:", "dns:"];
    if scheme.iter().any(|scheme| written.starts_with(scheme)) {
        written.to_owned()
    } else if written.contains('@') && !written.contains(char::is_whitespace) {
        format!("mailto:{written}")
    } else {
        written.to_owned()
    }
}

/// An address of the product's row: a gap names the row's column, a field the file's own name.
fn addressed(ground: &Ground<'_>, column: &str, labels: (Text, Text), value: &Stated<String>) -> Field {
    let (name, in_table) = labels;
    let written = value.as_ref().map(|written| address(written));
    field(column, name, ground.stated(column, &in_table, &written))
}

fn file(fields: &[Field]) -> String {
    let mut file = String::new();
    for field in fields {
        let Value::Given { words, .. } = &field.value else { continue };
        let name = match field.code.as_str() {
            "report_to" => "Contact",
            "expires" => "Expires",
            "languages" => "Preferred-Languages",
            "canonical" => "Canonical",
            "disclosure_policy" => "Policy",
            _ => continue,
        };
        file.push_str(&format!("{name}: {}\n", words.en));
    }
    file
}

pub(super) fn policy(ground: &Ground<'_>) -> Document {
    let mut document = ground.start(DocumentKind::DisclosurePolicy);
    let report_to = Text::new("脆弱性の報告先", "Where vulnerabilities are reported");
    let fields = vec![
        field("manufacturer", Text::new("製造者", "Manufacturer"), ground.manufacturer()),
        field("product", Text::new("対象の製品", "Product"), ground.identity()),
        ground.column("report_to", report_to, &ground.product.report_to),
        field(
            "acknowledgement",
            ground.title("product-facts/acknowledgement"),
            ground.told("product-facts/acknowledgement"),
        ),
        field(
            "status-updates",
            ground.title("product-facts/status-updates"),
            ground.told("product-facts/status-updates"),
        ),
        field("support_end", Text::new("サポート終了日", "End of support"), ground.support_end()),
    ];
    if fields.iter().all(|field| matches!(field.value, Value::Given { .. })) {
        document.body = Some(policy_text(ground, &fields));
    }
    document.sections =
        vec![Section { title: Text::new("ポリシーのもと", "What it is made from"), fields }];
    document.remarks = vec![
        Text::new(
            "誰でも、求めなくても読める場所に、日本語と英語で掲載してください。報告者に個人情報を求めません。",
            "Publish it where anybody can read it without asking, in Japanese and English. It asks no personal data of reporters.",
        ),
        Text::new(
            "文は当方のひな形です。掲載の前に、法務の確認を受けてください。",
            "The wording is our model. Have it read by your legal department before publishing.",
        ),
    ];
    document
}

fn policy_text(ground: &Ground<'_>, fields: &[Field]) -> Text {
    let words = |code: &str| {
        let found = fields.iter().find(|field| field.code == code);
        match found.map(|field| &field.value) {
            Some(Value::Given { words, .. }) => words.clone(),
            _ => Text::default(),
        }
    };
    let Text { ja: company_ja, en: company_en } = ground.company();
    let Text { ja: name_ja, en: name_en } = ground.name();
    let contact = words("report_to").ja;
    let Text { ja: first_ja, en: first_en } = words("acknowledgement");
    let Text { ja: updates_ja, en: updates_en } = words("status-updates");
    let Text { ja: support_ja, en: support_en } = words("support_end");
    text!(
        ja: "{company_ja}は、製品「{name_ja}」の脆弱性の報告を受け付けます。\n\n\
             報告先\n{contact}\n製品名と版、再現の手順、影響の見込みを書いてください。匿名でも受け付けます。日本語または英語で書いてください。\n\n\
             報告を受けた後\n受領の連絡：{first_ja}\n状況の連絡：{updates_ja}\n脆弱性と確認した場合は修正を準備し、修正の公開の後に、影響する版・深刻さ・対処の方法を公表します。公表の時期は報告者と相談します。\n\n\
             お願い\n他人のデータを見ない、壊さない、持ち出さないこと、サービスを止めないこと、公表の前に修正の時間をいただくことをお願いします。これらを守った善意の調査に対して、当社から法的な措置を求めることはありません。\n\n\
             サポート期間\nセキュリティ更新を {support_ja}提供します。\n",
        en: "{company_en} accepts reports of vulnerabilities in the product \"{name_en}\".\n\n\
             Where to report\n{contact}\nPlease give product and version, steps to reproduce, and the impact you expect. Anonymous reports are welcome. Write in Japanese or English.\n\n\
             What happens then\nAcknowledgement: {first_en}\nNews of progress: {updates_en}\nA confirmed vulnerability is fixed; once the fix is out we publish the affected versions, the severity and what to do. The day of publication is agreed with the reporter.\n\n\
             What we ask\nDo not look at, damage or take other people's data, do not interrupt services, and give us time to fix before you publish. We will take no legal action against research in good faith that keeps to this.\n\n\
             Support period\nSecurity updates are provided {support_en}.\n"
    )
}
