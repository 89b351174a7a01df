//! The promises of the drafted register and of the one page, for every trade.

use jiff::civil::date;
use sekisho_catalog::starter::occurs;
use sekisho_model::{MeasureState, Stated};

use super::*;

/// Words that a machinist need not know. Where one occurs it must be explained.
const JARGON_JA: &[&str] = &[
    "ファイアウォール",
    "VPN",
    "PLC",
    "CNC",
    "HMI",
    "SCADA",
    "MES",
    "DMZ",
    "DCS",
    "マルウェア",
    "ランサムウェア",
    "脆弱性",
    "ファームウェア",
    "多要素認証",
    "認証",
    "エンドポイント",
    "コンジット",
    "ゾーン",
    "ルータ",
    "クラウド",
    "Wi-Fi",
    "USB",
    "サーバ",
    "ネットワーク",
    "インシデント",
    "OT",
    "IoT",
    "プロトコル",
    "パッチ",
    "バックアップ",
    "アクセスポイント",
    "リフロー",
    "セキュリティ",
    "ID",
    "暗号",
    "証明書",
    "SBOM",
    "Web",
    "ウイルス",
    "制御装置",
    "ログイン",
    "アカウント",
    "ランサム",
    "フィッシング",
    "権限",
    "SL-T",
    "リスク",
];
const JARGON_EN: &[&str] = &[
    "firewall",
    "VPN",
    "PLC",
    "CNC",
    "HMI",
    "SCADA",
    "MES",
    "DMZ",
    "DCS",
    "malware",
    "ransomware",
    "vulnerability",
    "firmware",
    "authentication",
    "endpoint",
    "conduit",
    "zone",
    "router",
    "cloud",
    "Wi-Fi",
    "USB",
    "server",
    "network",
    "incident",
    "OT",
    "IoT",
    "protocol",
    "patch",
    "backup",
    "access point",
    "reflow",
    "security",
    "ID",
    "encryption",
    "certificate",
    "SBOM",
    "web",
    "virus",
    "controller",
    "log",
    "account",
    "phishing",
    "privilege",
];

fn start<'a>(template: &'a Template, answers: &'a Answers, lang: Lang) -> Start<'a> {
    let starter = Starter::built_in();
    Start { starter, catalog: Catalog::built_in(), template, answers, lang, today: date(2026, 11, 24) }
}

/// Every question answered alike: with this choice, or where it has none with its first.
fn all(choice: &str) -> Answers {
    let answer = |question: &Question| {
        let id = if question.choice(choice).is_some() { choice } else { &question.choices[0].id };
        (question.id.clone(), id.to_owned())
    };
    Starter::built_in().questions.iter().map(answer).collect()
}

fn each_template_and_answer(check: impl Fn(&str, &Start<'_>, &Register, &Summary)) {
    for template in &Starter::built_in().templates {
        for choice in ["yes", "no", Question::UNKNOWN] {
            let answers = all(choice);
            let start = start(template, &answers, if choice == "no" { Lang::En } else { Lang::Ja });
            let register = draft(&start);
            let page = summary(&start, &register);
            check(&format!("{}, all {choice}", template.id), &start, &register, &page);
        }
    }
}

#[test]
fn every_draft_is_a_valid_register_with_zones_and_five_measures_with_their_reasons() {
    each_template_and_answer(|case, _, register, page| {
        assert_eq!(register.check(), [], "{case}");
        assert!(register.zones.len() >= 4 && register.assets.len() >= 8, "{case}");
        assert!(!register.zone_threats.is_empty(), "{case}");
        assert_eq!(page.urgent.len(), URGENT_MAX, "{case}");
        for urgent in &page.urgent {
            for text in urgent.texts() {
                assert!(!text.ja.is_empty() && !text.en.is_empty(), "{case}: {urgent:?}");
            }
        }
        assert!((1..=3).contains(&page.next.len()), "{case}");
    });
}

#[test]
fn no_jargon_is_left_unexplained_in_either_language() {
    each_template_and_answer(|case, start, register, page| {
        let explained =
            |jargon: &str, lang| page.words.iter().any(|word| occurs(jargon, word.word.in_lang(lang)));
        let names: Vec<String> = register.records().filter(is_plain).map(|it| it.name().to_owned()).collect();
        for lang in Lang::ALL {
            let shown = page.texts().map(|text| text.in_lang(lang));
            let names = names.iter().map(String::as_str).filter(|_| lang == start.lang);
            let list = if lang == Lang::Ja { JARGON_JA } else { JARGON_EN };
            for text in shown.chain(names) {
                for jargon in list.iter().filter(|jargon| occurs(jargon, text)) {
                    let other = page.words.iter().any(|word| {
                        let word = word.word.in_lang(lang);
                        occurs(word, text) && word.to_lowercase().contains(&jargon.to_lowercase())
                    });
                    assert!(explained(jargon, lang) || other, "{case}: {jargon} in {text:?}");
                }
            }
        }
    });
}

/// Rows of step 1-7 have the catalog's names of threats, and are not on the page.
fn is_plain(record: &Record) -> bool {
    !matches!(record, Record::ZoneThreat(_))
}

#[test]
fn what_is_not_known_is_counted_and_marked_and_nothing_is_made_up_for_it() {
    each_template_and_answer(|case, start, register, page| {
        let unknown = start.unknown().count();
        assert_eq!(page.open.len(), unknown, "{case}");
        let marked = register.records().filter(|it| it.name().contains("（未確認）")).count();
        let expected = if unknown == 0 { 0 } else { page.unsure_rows };
        assert_eq!(marked, expected, "{case}");
        if unknown > 0 {
            assert!(page.unsure_rows > 0 && page.answer.ja.contains(&format!("{unknown} 件")), "{case}");
            assert!(register.measures.is_empty(), "{case}: nobody said that anything is in place");
            let targets = register.businesses.values().map(|it| it.recovery_hours_max);
            assert!(targets.into_iter().all(|target| target == Stated::Unknown), "{case}");
        }
    });
}

#[test]
fn an_answer_that_no_question_has_counts_as_not_known() {
    let template = &Starter::built_in().templates[0];
    let answers: Answers = [("stop".to_owned(), "tomorrow".to_owned())].into();
    let start = start(template, &answers, Lang::En);
    assert_eq!(start.unknown().count(), start.starter.questions.len());
}

#[test]
fn what_is_in_place_is_a_measure_of_the_register_and_is_not_proposed() {
    each_template_and_answer(|case, start, register, page| {
        for action in start.starter.actions.iter().filter(|action| draft::done(start, action)) {
            let name = action.measure.in_lang(start.lang);
            let measure = register.measures.values().find(|it| it.name == name);
            // Where nothing is there to put it on, there is no measure either.
            assert!(measure.is_none_or(|it| it.state == MeasureState::InPlace), "{case}");
            assert!(page.urgent.iter().all(|it| it.action != action.id), "{case}: {}", action.id);
        }
    });
}

/// Where a measure stands in the list, and where once the answers say that it is done.
fn places(template: &Template, choice: &str, action: &str) -> (usize, usize) {
    let action = Starter::built_in().actions.iter().find(|it| it.id == action).unwrap();
    let place = |answer: &str| {
        let mut answers = all(choice);
        answers.insert(action.done[0].question.clone(), answer.to_owned());
        let start = start(template, &answers, Lang::Ja);
        let list = urgent(&start, &draft(&start));
        list.iter().position(|it| it.action == action.id).unwrap_or(URGENT_MAX)
    };
    (place("no"), place("yes"))
}

#[test]
fn saying_that_something_is_done_never_makes_it_more_urgent() {
    let templates = &Starter::built_in().templates;
    let doable = Starter::built_in().actions.iter().filter(|action| !action.done.is_empty());
    let one_each =
        doable.zip(templates.iter().cycle()).map(|(action, template)| (template, action.id.as_str()));
    let backups = templates.iter().map(|template| (template, "backup"));
    for (template, action) in backups.chain(one_each) {
        let (not_done, done) = places(template, Question::UNKNOWN, action);
        assert!(done >= not_done && done == URGENT_MAX, "{}: {action}", template.id);
    }
}

#[test]
fn a_door_that_the_answers_name_is_among_the_five_where_nothing_is_done() {
    let mut answers = all("no");
    let usb = |answers: &Answers| {
        let start = start(Starter::built_in().template("food").unwrap(), answers, Lang::Ja);
        urgent(&start, &draft(&start)).iter().any(|it| it.action == "usb")
    };
    assert!(!usb(&answers));
    answers.insert("usb".to_owned(), "yes".to_owned());
    assert!(usb(&answers));
}

#[test]
fn the_page_answers_first_and_says_what_to_do_this_week() {
    let template = Starter::built_in().template("machining").unwrap();
    let mut answers = all("no");
    for (question, choice) in [("link", "yes"), ("remote", "yes"), ("usb", "yes"), ("stop", "one-day")] {
        answers.insert(question.to_owned(), choice.to_owned());
    }
    answers.remove("old-windows");
    let start = start(template, &answers, Lang::Ja);
    let register = draft(&start);
    let page = summary(&start, &register);
    assert!(page.answer.ja.starts_with("機械加工の工場として、5 区画・"), "{}", page.answer.ja);
    assert!(page.answer.ja.ends_with("「わからない」が 1 件あります。確かめると案が正確になります。"));
    assert!(page.answer.en.contains("1 question is not answered yet"), "{}", page.answer.en);
    assert_eq!(page.unsure_rows, 1);
    let hours = register.businesses.values().filter_map(|it| it.recovery_hours_max.known().copied());
    assert_eq!(hours.collect::<Vec<_>>(), [24]);
    assert!(page.next[0].ja.starts_with("今週："), "{}", page.next[0].ja);
}
