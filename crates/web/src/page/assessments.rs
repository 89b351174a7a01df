//! 評価: how far the plant is in the guideline, step by step, and what comes next. Reviews and documents hang on it.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Redirect;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use sekisho_app::guideline::{self, Judgements};
use sekisho_app::observe::PURPOSE_CHARS_MAX;
use sekisho_app::snapshots::{self, ReviewFields, Snapshot};
use sekisho_app::{Act, AppError};
use sekisho_assess::progress::{State as Far, StepProgress, step_of};
use sekisho_assess::rules::{Finding, Weight};
use sekisho_model::{Lang, Place, Problem, RecordKind, Stated, Text, text};
use sekisho_report::picture::timeline::{Timeline, timeline};
use serde::Deserialize;

use super::{Answer, ok, step};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::parts::{self, Step};
use crate::visitor::Visitor;
use crate::{Web, href};

/// `GET /assessments`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let reviews = snapshots::list(&web.app, &visitor.caller).await?;
    let view = View { judgements, reviews };
    let lang = visitor.lang;
    let page =
        Page::new(Menu::Assessments.word().in_lang(lang), view.body(&visitor)).in_menu(Menu::Assessments);
    ok(chrome::page(&visitor, page))
}

/// What the form of a review sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Held {
    csrf: String,
    name: String,
    #[serde(default)]
    attendees: String,
    #[serde(default)]
    decisions: String,
    #[serde(default)]
    next: String,
}

/// `POST /assessments/reviews`: a review that fixes the register as it is now.
pub(crate) async fn hold(
    State(web): State<Web>,
    visitor: Visitor,
    Form(held): Form<Held>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&held.csrf)?;
    let fields = ReviewFields {
        name: held.name,
        date: None,
        attendees: held.attendees,
        decisions: held.decisions,
        next: day(&held.next)?,
        note: String::new(),
    };
    snapshots::take(&web.app, &visitor.caller, fields).await?;
    Ok(Redirect::to("/assessments#reviews"))
}

fn day(written: &str) -> Result<Option<Date>, AppError> {
    if written.trim().is_empty() {
        return Ok(None);
    }
    written.trim().parse().map(Some).map_err(|_| {
        let what = text!(ja: "次回の日付「{written}」を読めません。", en: "The next date \"{written}\" cannot be read.");
        let remedy = text!(ja: "2027-04-01 の形で入力してください。", en: "Enter it as 2027-04-01.");
        AppError::Invalid(vec![Problem::error(Place::default(), what, remedy)])
    })
}

struct View {
    judgements: Arc<Judgements>,
    reviews: Vec<Snapshot>,
}

impl View {
    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            (parts::steps(&self.next(), lang))
            (judged(lang))
            (self.table(lang))
            (self.plan_to_act(visitor))
            (documents(visitor))
            section.quietly { p {
                a href="/start" { (lang.pick("はじめての方へ（業種と質問から案を作る）", "First steps: a draft from a trade and plain questions")) } " · "
                a href="/frameworks" { (lang.pick("ラベル・法令・自己診断への回答", "Answers to labels, laws and self-checks")) } " · "
                a href="/findings" { (lang.pick("指摘の一覧", "All findings")) } " · "
                a href="/import" { (lang.pick("台帳ファイルの取り込みと書き出し", "Import and export the register")) }
            } }
        }
    }

    fn steps(&self) -> &[StepProgress] {
        self.judgements.progress()
    }

    fn answer(&self) -> Text {
        let count = |far: Far| self.steps().iter().filter(|step| step.state == far).count();
        let (all, filled, begun, not) =
            (self.steps().len(), count(Far::Filled), count(Far::Underway), count(Far::NotBegun));
        let findings = self.judgements.findings();
        let (found, high) =
            (findings.len(), findings.iter().filter(|finding| finding.rule.weight == Weight::High).count());
        text!(
            ja: "ガイドラインの {all} のステップのうち、記入済み {filled}、記入中 {begun}、未着手 {not} です。指摘が {found} 件あり、うち {high} 件は先に対処が要ります。",
            en: "Of the guideline's {all} steps, {filled} are filled, {begun} under way and {not} not begun. There are {found} findings; {high} of them come first."
        )
    }

    /// The gravest finding, the first step that is open, and the papers.
    fn next(&self) -> Vec<Step> {
        let gravest = self.judgements.findings().iter().max_by_key(|finding| finding.rule.weight);
        let facts = self.judgements.facts();
        let place = |finding: &Finding| {
            let step = step_of(&facts, finding)?;
            Some(format!("{}#rule-{}", href::step(&step.id), finding.rule.id))
        };
        let first = gravest.map(|found| Step::new(found.what.clone(), found.remedy.clone(), place(found)));
        let open = self.steps().iter().find(|step| step.state != Far::Filled).map(|step| {
            let (id, Text { ja, en }) = (&step.step, &step.title);
            Step::new(
                text!(ja: "ステップ {id}「{ja}」を埋める", en: "Fill step {id}, {en}"),
                step.says.clone(),
                Some(href::step(id)),
            )
        });
        let papers = Step::new(
            text!(ja: "経営層に見せる資料を出す", en: "Print the papers for management"),
            text!(ja: "いまの台帳から、文書一式を Excel ブックと印刷用の文書で作ります。", en: "Makes the whole document set from the register: a workbook and a document to print."),
            Some("#documents".to_owned()),
        );
        first.into_iter().chain(open).chain([papers]).collect()
    }

    fn table(&self, lang: Lang) -> Markup {
        html! { section {
            h2 { (lang.pick("ステップごとの進み具合", "How far each step is")) }
            div.table tabindex="0" role="group" aria-label=(lang.pick("ステップ", "Steps")) { table {
                thead { tr {
                    th scope="col" { (lang.pick("ステップ", "Step")) }
                    th scope="col" { (lang.pick("状態", "State")) }
                    th scope="col" { (lang.pick("記入", "Answered")) }
                    th.figures scope="col" { (lang.pick("未確認", "Unknown")) }
                    th.figures scope="col" { (lang.pick("指摘", "Findings")) }
                    th scope="col" { (lang.pick("★ スマート化", "★ Smart factory")) }
                } }
                tbody { @for step in self.steps() { (row(step, lang)) } }
            } }
            p.note { (lang.pick("★ は、スマート工場向けの別冊で加わった点です。", "★ marks what the smart-factory appendix adds.")) }
        } }
    }

    /// PDCA: the timeline, the reviews and the form for the next one.
    fn plan_to_act(&self, visitor: &Visitor) -> Markup {
        let (lang, register) = (visitor.lang, self.judgements.register());
        let links = |kind: RecordKind, id: &str| Some(href::row(kind, id));
        let picture =
            timeline(&Timeline::from_register(register, self.judgements.today(), lang, &links), lang);
        html! { section id="reviews" {
            h2 { (lang.pick("PDCA と見直し", "PDCA and reviews")) }
            div.picture tabindex="0" role="group" aria-label=(lang.pick("PDCA の年表", "PDCA timeline")) { (PreEscaped(picture)) }
            @if self.reviews.is_empty() { p { (lang.pick("見直しの記録はまだありません。", "No review is recorded yet.")) } }
            @else { ul.plain { @for snapshot in self.reviews.iter().rev() { (review(snapshot, lang)) } } }
            @if visitor.may(Act::Enter) { (form(visitor)) }
        } }
    }
}

/// The pages that judge the register as a whole.
fn judged(lang: Lang) -> Markup {
    let pages = [
        ("/measures", "脅威への備え", "Threats and measures"),
        ("/risk", "資産ベースのリスク", "Risk by asset"),
        ("/risk/business", "事業被害ベースのリスク", "Risk by business damage"),
        ("/risk/what-if", "対策を変えてみる", "What if"),
        ("/findings", "指摘", "Findings"),
        ("/rules", "判定ルール", "Rules"),
    ];
    html! { nav.jump aria-label=(lang.pick("台帳全体の判定", "Judgements of the register")) {
        @for (path, ja, en) in pages { a href=(path) { (lang.pick(ja, en)) } }
    } }
}

fn review(snapshot: &Snapshot, lang: Lang) -> Markup {
    let review = &snapshot.review;
    html! { li {
        a href=(href::row(RecordKind::Review, review.id.as_str())) { (review.name) } " "
        (parts::stated_text(&review.date, lang)) " "
        @if let Some(changed) = snapshot.changed { span.quiet { (match lang {
            Lang::Ja => format!("前回から {changed} 件の変更"),
            Lang::En => format!("{changed} changes since the one before"),
        }) } " " }
        @if matches!(review.ledger_size, Stated::Known(_)) { a href={ "/assessments/reviews/" (href::escaped(review.id.as_str())) } { (lang.pick("その後に変わったこと", "What changed since")) } }
        @if !review.decisions.is_empty() { p.sub { (review.decisions) } }
    } }
}

fn form(visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { details {
        summary { (lang.pick("見直しを記録し、いまの台帳の状態を残す", "Record a review and keep the register's present state")) }
        form.row method="post" action="/assessments/reviews" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            div.field { label for="r-name" { (lang.pick("見直しの名前", "Name of the review")) } input id="r-name" name="name" required placeholder=(lang.pick("例：2026 年度 定期見直し", "such as Yearly review 2026")); }
            div.field { label for="r-who" { (lang.pick("出席者", "Who took part")) } input id="r-who" name="attendees"; }
            div.field { label for="r-next" { (lang.pick("次回", "Next one")) } input id="r-next" type="date" name="next"; }
            div.field { label for="r-what" { (lang.pick("決めたこと", "What was decided")) } textarea id="r-what" name="decisions" rows="3" {} }
            p.do { button { (lang.pick("記録する", "Record it")) } span.effect { (lang.pick("いまの台帳の状態が、記録の番号とハッシュで残ります。後から「その後に変わったこと」を見られます。", "The present state is kept by ledger number and hash, so that what changed since can be shown.")) } }
        }
    } }
}

/// `GET /assessments/reviews/{id}`: what changed since a review.
pub(crate) async fn since(
    State(web): State<Web>,
    visitor: Visitor,
    axum::extract::Path(id): axum::extract::Path<String>,
) -> Answer {
    let since = snapshots::since(&web.app, &visitor.caller, &id, visitor.lang).await?;
    let (lang, count, name) = (visitor.lang, since.changes.len(), &since.review.name);
    let answer = text!(
        ja: "「{name}」の後、台帳は {count} 件変わりました。",
        en: "Since \"{name}\", the register has changed in {count} places."
    );
    let body = html! {
        (parts::answer(answer.in_lang(lang)))
        @match since.same_state {
            Stated::Known(true) => p { (lang.pick("当時の状態のハッシュは、記録から読み直した状態と一致しています。", "The hash kept then agrees with the state read again from the ledger.")) },
            Stated::Known(false) => p.wrong.error { (lang.pick("当時のハッシュと、記録から読み直した状態が一致しません。記録を検証してください。", "The hash kept then does not agree with the state read again from the ledger. Verify the ledger.")) },
            _ => p.quiet { (lang.pick("当時の状態のハッシュは残されていません。", "No hash was kept then.")) },
        }
        ul.plain.difference { @for line in &since.words { li { (line) } } }
    };
    let page = Page::new(since.review.name.clone(), body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    ok(chrome::page(&visitor, page))
}

fn row(step: &StepProgress, lang: Lang) -> Markup {
    html! { tr {
        th scope="row" { a href=(href::step(&step.step)) { (step.step) " " (step.title.in_lang(lang)) } }
        td.nowrap { (step::far(step.state, lang)) }
        td.nowrap { (share(step, lang)) }
        td.figures { (step.open.len()) }
        td.figures { @if step.findings > 0 { a href={ (href::step(&step.step)) "#findings" } { (step.findings) } } @else { "0" } }
        td { @for smart in &step.smart { p { (step::far(smart.state, lang)) " " (smart.title.in_lang(lang)) } } }
    } }
}

/// Answered of all, with a bar that says the same.
fn share(step: &StepProgress, lang: Lang) -> Markup {
    let answered = step.done + step.not_applicable;
    html! {
        @if step.total == 0 { span.quiet { "–" } }
        @else {
            progress value=(answered) max=(step.total) aria-label=(match lang {
                Lang::Ja => format!("{} 件中 {answered} 件", step.total),
                Lang::En => format!("{answered} of {}", step.total),
            }) {}
            " " (answered) " / " (step.total)
        }
    }
}

/// The document set, to be taken away.
pub(crate) fn documents(visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { section.steps id="documents" {
        h2 { (lang.pick("文書一式", "The document set")) }
        form method="get" action="/documents/guideline.xlsx" {
            label { span { (lang.pick("日付（空欄なら今日）", "As of (today where empty)")) } input type="date" name="as_of"; }
            label { span { (lang.pick("言語", "Language")) } select name="in" {
                option value="ja" selected[lang == Lang::Ja] { "日本語" }
                option value="en" selected[lang == Lang::En] { "English" }
            } }
            @if visitor.may(Act::Look) { label {
                span { (lang.pick("観測の候補も入れる場合の目的", "Purpose, to include what was observed")) }
                input name="purpose" maxlength=(PURPOSE_CHARS_MAX) aria-describedby="proposals";
            } }
            button.first { (lang.pick("Excel ブック", "Workbook")) }
            button formaction="/documents/guideline.html" { (lang.pick("印刷用の文書", "To print")) }
        }
        @if visitor.may(Act::Look) { p.effect id="proposals" { (lang.pick(
            "目的を書くと、観測で見えて台帳にない機器が、ステップ 1-4 の表に「提案（観測）」の行として入ります。目的は記録に残ります。",
            "With a purpose, devices that were seen and are not in the register stand in the table of step 1-4 as proposals. The purpose stays in the ledger.",
        )) } }
        p.effect { (lang.pick(
            "同じ台帳と日付からは、いつも同じ内容になります。各ページに台帳の状態のハッシュが入ります。PDF にするには、印刷用の文書を開いてブラウザーの印刷から保存してください。",
            "The same register and date always give the same documents; every page bears the hash of the register's state. For a PDF, open the document to print and save it from the browser's print dialogue.",
        )) }
    } }
}
