//! The letter by which a supplier is asked: what, why, by when, and how the cost is talked about.
//!
//! Invariant: self-contained, to be printed on A4. It asks; it threatens nothing and lays down no product. What is not
//! on record is said to be open, and what is not confirmed against its source says so.

use jiff::civil::Date;
use maud::{DOCTYPE, PreEscaped, html};
use sekisho_assess::Facts;
use sekisho_assess::suppliers::{StarAsked, StarQuestion, star, star_basis};
use sekisho_catalog::{Confirmed, CriterionId};
use sekisho_model::{Lang, RequestSubject, Stated, Supplier, SupplierRequest, Text, text};

const STYLE: &str = "@page{size:A4;margin:22mm 20mm}body{font:10.5pt/1.75 \"BIZ UDPGothic\",\"Noto Sans CJK JP\",\
sans-serif;color:#1f2933;max-width:42em;margin:2em auto;padding:0 1em}h1{font-size:14pt;text-align:center;margin:1.6em 0}\
h2{font-size:11pt;margin:1.4em 0 .3em}.right{text-align:right}table{border-collapse:collapse;width:100%}td,th{border:1px \
solid #9aa5b1;padding:.25em .5em;text-align:left;vertical-align:top}.small{font-size:8.5pt;color:#52606d}@media print{body{margin:0;padding:0}}";

/// Writes the letter of a request.
#[must_use]
pub fn letter(facts: &Facts<'_>, request: &SupplierRequest, lang: Lang) -> String {
    let supplier = facts.register.suppliers.get(&request.supplier);
    let plant = facts.register.plant.as_ref();
    let company = plant
        .map(|plant| format!("{} {}", plant.company_words().in_lang(lang), plant.name))
        .unwrap_or_default();
    let to = supplier.map_or(request.supplier.as_str(), |supplier| supplier.name.as_str());
    let say = |ja, en| lang.pick(ja, en);
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                title { (request.id) " " (request.name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                p.right { (day(facts.today).in_lang(lang)) br; (say("要請番号：", "Request: ")) (request.id) }
                p { (to) " " (say("御中", "")) }
                p.right {
                    (company.trim())
                    @if let Stated::Known(owner) = &request.owner { br; (say("担当：", "Contact: ")) (owner) }
                }
                h1 { (say("セキュリティ対策についてのお願い", "A request about security measures")) }
                p { (say(
                    "平素よりお世話になっております。下記についてご検討をお願いいたします。内容・時期・費用について、ご意見やご懸念があればお聞かせください。",
                    "We ask you to consider the following. Please tell us of any concern about its content, its timing or its cost.",
                )) }
                h2 { (say("1. お願いすること", "1. What we ask")) }
                p { (request.name) }
                (asked(facts, request, lang))
                h2 { (say("2. お願いする理由", "2. Why we ask")) }
                (reasons(facts, request, supplier, lang))
                h2 { (say("3. ご回答の期限", "3. By when")) }
                p { (due(request).in_lang(lang)) }
                h2 { (say("4. 費用について", "4. About the cost")) }
                p { (cost(request).in_lang(lang)) }
                h2 { (say("5. 進め方", "5. How we go on")) }
                ol {
                    @for step in steps() { li { (step.in_lang(lang)) } }
                }
                p.small { (basis().in_lang(lang)) }
            }
        }
    };
    page.into_string()
}

fn asked(facts: &Facts<'_>, request: &SupplierRequest, lang: Lang) -> maud::Markup {
    let rows: Vec<(String, String, bool)> =
        request.criteria.iter().map(|id| criterion(facts, id.as_str(), lang)).collect();
    let unconfirmed = rows.iter().any(|(.., confirmed)| !confirmed);
    html! {
        @if !rows.is_empty() {
            p { (lang.pick("次の項目の状況を、同封の回答票にご記入ください。", "Please enter how the following stands in the answer sheet enclosed.")) }
            table {
                tr { th { (lang.pick("番号", "No.")) } th { (lang.pick("求めること", "What is asked")) } }
                @for (id, title, confirmed) in &rows {
                    tr { td { (id) } td { (title) @if !confirmed { " *" } } }
                }
            }
            @if unconfirmed {
                p.small { (lang.pick("* 当社の言い換えです。公式の文との照合は済んでいません。", "* In our own words, not held against the official text in full.")) }
            }
        }
    }
}

/// Number, title, and whether it was confirmed against its source.
fn criterion(facts: &Facts<'_>, id: &str, lang: Lang) -> (String, String, bool) {
    let found = id.parse::<CriterionId>().ok().and_then(|id| facts.catalog.criterion(&id));
    match found {
        Some(row) => {
            (id.to_owned(), row.title.in_lang(lang).to_owned(), row.basis.confirmed == Confirmed::Yes)
        }
        None => {
            (id.to_owned(), lang.pick("（カタログにない項目）", "(not in the catalog)").to_owned(), false)
        }
    }
}

fn reasons(
    facts: &Facts<'_>,
    request: &SupplierRequest,
    supplier: Option<&Supplier>,
    lang: Lang,
) -> maud::Markup {
    let open = lang.pick(
        "（理由が未記入です。送る前に記入してください。）",
        "(No reason is on record. Enter it before sending.)",
    );
    let about_star = request.subject == Stated::Known(RequestSubject::Organisation);
    let asked: Option<StarAsked> = supplier.filter(|_| about_star).map(|supplier| star(facts, supplier));
    html! {
        p { @if request.reason.trim().is_empty() { strong { (open) } } @else { (request.reason) } }
        @if let Some(asked) = asked.filter(|asked| asked.star.is_some()) {
            p { (lang.pick("SCS 評価制度の★の目安：", "Star of the SCS scheme, as a guide: ")) "★" (asked.star.unwrap_or_default()) }
            ul {
                @for answer in &asked.answers {
                    li {
                        (put(answer.question).in_lang(lang)) " — "
                        strong { (yes(answer.yes).in_lang(lang)) }
                    }
                }
            }
            p.small { (star_basis().in_lang(lang)) }
        }
    }
}

/// A question as it is put to the supplier itself.
fn put(question: StarQuestion) -> Text {
    match question {
        StarQuestion::Secrets => {
            text!(ja: "貴社のシステムに当社の重要な機密があるか", en: "Do your systems hold important secrets of ours?")
        }
        StarQuestion::Stop => text!(
            ja: "貴社のご都合で供給や作業が止まると、当社の業務が許容できないほど遅れるか",
            en: "Would a stop of your supply or work delay us beyond what we can bear?"
        ),
        StarQuestion::Inside => {
            text!(ja: "貴社の環境から当社の内部システムに届くか", en: "Can your environment reach our inner systems?")
        }
    }
}

fn yes(answer: Option<bool>) -> Text {
    match answer {
        Some(true) => text!(ja: "はい", en: "yes"),
        Some(false) => text!(ja: "いいえ", en: "no"),
        None => text!(ja: "未確認", en: "not known yet"),
    }
}

/// A day as a letter writes it.
fn day(day: Date) -> Text {
    let (year, month, date) = (day.year(), day.month(), day.day());
    text!(ja: "{year} 年 {month} 月 {date} 日", en: "{day}")
}

/// On what the course of a request rests, as it is put to the supplier.
fn basis() -> Text {
    text!(
        ja: "このお願いは、公正取引委員会・経済産業省の想定事例（2025-12-26）の考え方に沿って進めます：必要性を説明し、費用を誠実に協議し、合意を書面に残します。",
        en: "We go about this along the model cases of the JFTC and METI of 2025-12-26: the need is explained, the cost talked over in good faith, the agreement put in writing."
    )
}

fn due(request: &SupplierRequest) -> Text {
    let Stated::Known(due) = &request.due else {
        return text!(ja: "期限は、ご相談の上で決めます。", en: "The day is settled together with you.");
    };
    let Text { ja, en } = day(*due);
    text!(
        ja: "{ja}までにご回答をお願いします。難しい場合は、いつなら可能かをお知らせください。",
        en: "Please answer by {en}. Where that is hard, tell us by when you can."
    )
}

fn cost(request: &SupplierRequest) -> Text {
    let agreed = request.cost_agreement.trim();
    let Stated::Known(talk) = &request.cost_talk else {
        return text!(
            ja: "この対策に費用や手間がかかる場合は、見積もりや根拠をお知らせください。負担の分け方と取引価格への反映を、誠実に協議します。協議が済むまで、対策の実施を条件とすることはありません。",
            en: "Where this costs you money or work, let us know with an estimate. We talk over in good faith who bears it and how prices reflect it. Until then nothing is made a condition."
        );
    };
    let Text { ja, en } = day(*talk);
    if agreed.is_empty() {
        return text!(
            ja: "{ja}に協議を始めています。引き続きご相談します。",
            en: "We began to talk about it on {en}, and go on with it."
        );
    }
    text!(ja: "{ja}の協議により、次のとおり合意しています：{agreed}", en: "Agreed in the talk of {en}: {agreed}")
}

fn steps() -> [Text; 5] {
    [
        text!(ja: "必要な理由をご説明し、ご質問にお答えします。", en: "We explain why it is needed, and answer your questions."),
        text!(ja: "費用と時期をご相談します。特定の製品の購入を求めるものではありません。", en: "We talk over cost and timing. No certain product has to be bought."),
        text!(ja: "合意した内容を、書面（議事録など）に残します。", en: "We put in writing what was agreed."),
        text!(ja: "ご回答と、分かる資料（規程名など）をいただきます。分からないことは「分からない」で結構です。", en: "You answer, with what shows it. \"Don't know\" is an answer."),
        text!(ja: "当社で確認し、結果をお知らせします。", en: "We look at it, and tell you the result."),
    ]
}

#[cfg(test)]
mod tests {
    use sekisho_assess::Exposures;
    use sekisho_catalog::Catalog;
    use sekisho_model::{Record, Register};
    use serde_json::json;

    use super::*;

    fn written(extra: serde_json::Value, lang: Lang) -> String {
        let mut register = Register::default();
        let supplier = json!({ "id": "S1", "name": "霞原 <制御>", "reaches_inside": "yes" });
        register.put(Record::Supplier(serde_json::from_value(supplier).unwrap()));
        let mut request = json!({ "id": "Q1", "name": "対策の状況", "supplier": "S1", "state": "draft",
            "subject": "organisation", "criteria": ["scs-3/4-4-4-2"] });
        request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        register.put(Record::SupplierRequest(serde_json::from_value(request).unwrap()));
        let exposures = Exposures::new();
        let facts = Facts::new(&register, Catalog::built_in(), &exposures, jiff::civil::date(2026, 11, 25));
        letter(&facts, register.requests.values().next().unwrap(), lang)
    }

    #[test]
    fn a_letter_says_what_why_by_when_and_how_the_cost_is_talked_about() {
        let full = json!({ "reason": "遠隔保守のため", "due": "2026-12-25" });
        for (lang, words) in [
            (
                Lang::Ja,
                ["遠隔保守のため", "2026 年 12 月 25 日まで", "誠実に協議", "★4", "scs-3/4-4-4-2", "未確認"],
            ),
            (
                Lang::En,
                ["遠隔保守のため", "by 2026-12-25", "good faith", "★4", "scs-3/4-4-4-2", "unconfirmed"],
            ),
        ] {
            let page = written(full.clone(), lang);
            words.iter().for_each(|word| assert!(page.contains(word), "{word}: {page}"));
            assert!(page.contains("霞原 &lt;制御&gt;") && !page.contains("<script"));
        }
    }

    #[test]
    fn a_letter_without_a_reason_says_so_before_it_is_sent() {
        assert!(written(json!({}), Lang::Ja).contains("送る前に記入"));
        let agreed = json!({ "cost_talk": "2026-11-01", "cost_agreement": "折半" });
        assert!(
            written(agreed, Lang::Ja)
                .contains("2026 年 11 月 1 日の協議により、次のとおり合意しています：折半")
        );
    }
}
