//! Suppliers' sheets, customers' questionnaires and evidence as people walk through them.

use sekisho_app::questionnaires;
use sekisho_model::Role;

use super::client::{Ask, EVIDENCE, QUESTIONNAIRE, Reply, Served};

struct Desk {
    served: Served,
    session: String,
    csrf: String,
}

impl Desk {
    async fn new() -> Self {
        let served = Served::new().await;
        let session = served.sign_in(Role::Editor).await;
        let csrf = served.csrf(&session).await;
        Self { served, session, csrf }
    }

    async fn get(&self, path: &str) -> Reply {
        self.served.ask(Ask::get(path).signed_in(&self.session)).await
    }

    async fn post(&self, path: &str, form: &str) -> Reply {
        self.served.ask(Ask::post(path, &format!("csrf={}&{form}", self.csrf)).signed_in(&self.session)).await
    }

    async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Reply {
        self.served.ask(Ask::upload(path, &self.csrf, name, bytes).signed_in(&self.session)).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_supplier_stands_on_today_with_the_business_that_depends_on_it() {
    let desk = Desk::new().await;
    let today = desk.get("/?lang=ja").await.body;
    let (_, list) = today.split_once("id=\"pressing\"").unwrap_or_else(|| panic!("{today}"));
    let (list, _) = list.split_once("</section>").unwrap();
    for word in ["制御商会：「対策の状況」への回答が", "頼る業務：組立", "/suppliers#supplier-S1", "大"]
    {
        assert!(list.contains(word), "{word}: {list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_leads_to_its_letter_and_sheet_in_both_languages() {
    let desk = Desk::new().await;
    let page = desk.get("/suppliers").await.body;
    for (name, lang, kind, words) in [
        ("letter.html", "ja", "text/html", "セキュリティ対策についてのお願い"),
        ("letter.html", "en", "text/html", "A request about security measures"),
        ("sheet.xlsx", "ja", "spreadsheetml", "PK"),
        ("sheet.xlsx", "en", "spreadsheetml", "PK"),
    ] {
        let at = format!("/suppliers/requests/RQ1/{name}?in={lang}");
        assert!(page.contains(&format!("href=\"{at}\"")), "{at}: {page}");
        let paper = desk.get(&at).await;
        assert!(paper.header("content-type").unwrap().contains(kind), "{paper:?}");
        assert!(paper.body.contains(words), "{at}");
    }
    assert_eq!(desk.get("/suppliers/requests/RQ1/other.xlsx").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_came_back_is_kept_only_when_it_is_the_one_that_was_looked_at() {
    let desk = Desk::new().await;
    let before = desk.served.ledger_size().await;
    let first = desk.served.answered_sheet(&desk.session, &desk.csrf, "毎月 <更新>").await;
    let second = desk.served.answered_sheet(&desk.session, &desk.csrf, "別の票").await;
    assert_eq!(desk.served.ledger_size().await, before, "looking keeps nothing");
    let keep = "/suppliers/requests/RQ1/keep";
    assert_eq!(desk.post(keep, &format!("sha256={first}")).await.status, 410);
    assert_eq!(desk.post(keep, &format!("sha256={second}")).await.status, 303);
    assert_eq!(desk.served.ledger_size().await, before + 2);
    // What was kept is there as a file, and nothing of it is told as lost.
    let checked = desk.get("/evidence?check=1").await.body;
    assert!(checked.contains("2 件がもとのまま、0 件が"), "{checked}");
    let page = desk.upload("/suppliers/requests/RQ1/answers", "x.xlsx", QUESTIONNAIRE).await;
    assert!(page.status == 200 && !page.body.contains("/keep\""), "another sheet is no answer: {page:?}");
}

/// The fields that a person would send for the questions of the sample, with one settled.
fn settled(page: &str, question: &str, criterion: &str) -> String {
    let mut form = Vec::new();
    for (name, value) in hidden(page) {
        if let Some(n) = name.strip_prefix("text").filter(|_| value.contains(question)) {
            form.push(format!("other{n}={}", crate::href::escaped(criterion)));
        }
        if name != "csrf" && !name.starts_with("other") {
            form.push(format!("{name}={}", crate::href::escaped(&value)));
        }
    }
    form.join("&")
}

/// Inputs of a page that carry a value, but for what is ticked.
fn hidden(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input ").skip(1).filter_map(|rest| rest.split_once('>'));
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0.replace("&amp;", "&"))
    };
    let carried = inputs.filter(|(tag, _)| !tag.contains("type=\"radio\""));
    carried
        .filter_map(|(tag, _)| Some((attribute(tag, "name")?, attribute(tag, " value").unwrap_or_default())))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_questionnaire_is_gone_through_kept_and_filled_and_the_next_edition_knows_it() {
    let desk = Desk::new().await;
    let before = desk.served.ledger_size().await;
    let page = desk.upload("/customers/CU1/questionnaire", "調査票.xlsx", QUESTIONNAIRE).await.body;
    for word in [
        "name=\"question0\" value=\"B\"",
        "name=\"answer0\" value=\"D\"",
        "scs-3/4-4-4-2",
        "文が",
        "いまは書き込みません",
    ] {
        assert!(page.contains(word), "{word}: {page}");
    }
    assert!(!page.contains("/questionnaire/fill"), "nothing is kept, so nothing is filled");
    let wrong = desk.post("/customers/CU1/questionnaire/columns", "sheet0=x&header0=1&question0=B1").await;
    assert_eq!(wrong.status, 422);
    let fields = settled(&page, "14 日以内", "scs-3/9-9-9-9");
    let refused = desk.post("/customers/CU1/questionnaire/keep", &fields).await;
    assert!(refused.status == 422 && refused.body.contains("scs-3/9-9-9-9"), "{refused:?}");
    assert_eq!(desk.served.ledger_size().await, before);
    let fields = settled(&page, "14 日以内", "scs-3/4-4-4-2");
    let kept = desk.post("/customers/CU1/questionnaire/keep", &fields).await;
    assert!(kept.body.contains("決まった質問 1 件") && kept.body.contains("/questionnaire/fill"), "{kept:?}");
    assert_eq!(desk.served.ledger_size().await, before + 1);
    let copy = desk.post("/customers/CU1/questionnaire/fill", "in=en").await;
    assert!(copy.status == 200 && copy.body.starts_with("PK"), "{}", copy.head);
    assert!(copy.header("content-disposition").unwrap().contains("_filled.xlsx"), "{}", copy.head);
    // The same again is no change, and the next edition begins with what was settled.
    desk.post("/customers/CU1/questionnaire/keep", &fields).await;
    assert_eq!(desk.served.ledger_size().await, before + 1);
    let next = desk.upload("/customers/CU1/questionnaire", "次の版.xlsx", QUESTIONNAIRE).await.body;
    assert!(next.contains("value=\"scs-3/4-4-4-2\" checked") && next.contains("人が決めました"), "{next}");
    let list = desk.get("/customers").await.body;
    assert!(list.contains("1 社のうち 1 社"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_about_a_product_is_gone_through_kept_and_filled_for_that_product() {
    let desk = Desk::new().await;
    let front = desk.get("/customers/CU1?lang=ja").await.body;
    assert!(front.contains("name=\"product\"") && front.contains("value=\"P1\""), "{front}");
    let send = |product: &str| {
        let fields = [("product", product)];
        let ask =
            Ask::upload_with("/customers/CU1/questionnaire", &desk.csrf, &fields, "q.xlsx", QUESTIONNAIRE);
        desk.served.ask(ask.signed_in(&desk.session))
    };
    let page = send("P1").await.body;
    assert!(page.contains("type=\"hidden\" name=\"product\" value=\"P1\""), "{page}");
    assert!(!page.contains("value=\"scs-3/"), "no criterion about the company is offered: {page}");
    let before = desk.served.ledger_size().await;
    let keep = "/customers/CU1/questionnaire/keep";
    let refused = desk.post(keep, &settled(&page, "14 日以内", "scs-3/4-4-4-2")).await;
    for word in ["14 日以内", "scs-3/4-4-4-2", "会社についてのもの", "製品の基準"] {
        assert!(refused.status == 422 && refused.body.contains(word), "{word}: {refused:?}");
    }
    assert_eq!(desk.served.ledger_size().await, before);
    let kept = desk.post(keep, &settled(&page, "14 日以内", "jc-star-1/S1.1-01")).await;
    assert!(kept.body.contains("決まった質問 1 件"), "{kept:?}");
    assert_eq!(desk.served.ledger_size().await, before + 1);
    let copy = desk.post("/customers/CU1/questionnaire/fill", "product=P1&in=ja").await;
    assert!(copy.status == 200 && copy.body.starts_with("PK"), "{}", copy.head);
    // The company's sheet knows nothing of it, and there is no such product as the last.
    assert!(!send("").await.body.contains("人が決めました"));
    assert!(send("P1").await.body.contains("人が決めました"));
    assert_eq!(send("P99").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_was_changed_on_disk_is_told_and_not_overwritten() {
    let desk = Desk::new().await;
    let keep = "/customers/CU1/questionnaire/keep";
    desk.post(keep, "text0=a&criterion0=scs-3%2F4-4-4-2").await;
    let local = &desk.served.local;
    let about = sekisho_catalog::Subject::Company;
    let kept = questionnaires::kept_mapping(&desk.served.app, local, "CU1", about).await.unwrap();
    let record = kept.record.unwrap();
    let file = desk.served.folder.path().join("data/evidence").join(record.sha256.known().unwrap());
    std::fs::write(file, "format = 1\n").unwrap();
    let page = desk.get("/customers/CU1").await.body;
    assert!(page.contains("失われたか変わっています"), "{page}");
    let refused = desk.post(keep, "text0=b&criterion0=scs-3%2F4-4-4-2").await;
    assert!(refused.status == 422 && refused.body.contains("失われたか変わっています"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_taken_in_handed_out_looked_at_again_and_a_loss_is_told() {
    let desk = Desk::new().await;
    let big = vec![7; 3 << 20];
    let taken = desk.upload("/evidence", "../規程 第3版.pdf", &big).await;
    assert_eq!(taken.status, 303, "{taken:?}");
    let file = desk.get("/evidence/EV-02/file").await;
    assert_eq!((file.status, file.body.len()), (200, big.len()));
    let name = file.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment") && !name.contains('/'), "{name}");
    let page = desk.get("/evidence").await.body;
    assert!(page.contains("1 GiB") && page.contains("規程 第3版.pdf"), "{page}");
    let wrong = desk.post(&format!("/evidence/{EVIDENCE}/reviewed"), "next=soon").await;
    assert_eq!(wrong.status, 422);
    desk.post(&format!("/evidence/{EVIDENCE}/reviewed"), "next=2001-02-03").await;
    let today = desk.get("/").await.body;
    assert!(today.contains("2001-02-03") && today.contains("体制図.pdf"), "{today}");
    let folder = desk.served.folder.path().join("data/evidence");
    for kept in std::fs::read_dir(folder).unwrap() {
        std::fs::remove_file(kept.unwrap().path()).unwrap();
    }
    let checked = desk.get("/evidence?check=1").await.body;
    assert!(
        checked.contains("2 件が失われたか変わっています") && checked.contains("ファイルがありません"),
        "{checked}"
    );
    assert_eq!(desk.get("/evidence/EV-02/file").await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_file_is_kept_before_the_form_has_shown_that_it_is_ours() {
    let desk = Desk::new().await;
    let folder = desk.served.folder.path().join("data/evidence");
    let files = || std::fs::read_dir(&folder).unwrap().count();
    let before = files();
    let foreign = Ask::upload("/evidence", "0000", "a.txt", b"x").signed_in(&desk.session);
    assert_eq!(desk.served.ask(foreign).await.status, 403);
    // A browser that stops in the middle leaves nothing behind.
    let whole = "--cut\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n";
    let cut = format!(
        "{whole}{}\r\n--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf",
        desk.csrf
    );
    let ask = Ask::sent("/evidence", "multipart/form-data; boundary=cut", &cut);
    let broken = desk.served.ask(ask.signed_in(&desk.session)).await;
    assert_eq!(broken.status, 400, "{broken:?}");
    assert_eq!(files(), before);
}
