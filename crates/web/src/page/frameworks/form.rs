//! The forms that answer criteria: one by one, or all of a self-check that counts its answers.

use std::collections::BTreeSet;

use axum::extract::{Form, Path, State};
use axum::response::Redirect;
use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_app::answers::{self, Reply};
use sekisho_assess::answers::{Answered, Answers, Origin, Standing, Whose, state_code, state_word};
use sekisho_catalog::{CriterionId, Framework};
use sekisho_model::{AnswerState, Place, Problem, text};

use super::{at, whose, with_product};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, href};

/// Everything that can be answered, in the order of the form.
const STATES: [AnswerState; 5] = [
    AnswerState::Met,
    AnswerState::Partly,
    AnswerState::NotMet,
    AnswerState::DontKnow,
    AnswerState::NotApplicable,
];

fn head(framework: &Framework, about: &Whose, visitor: &Visitor) -> Markup {
    let product = about.product().map_or("", |id| id.as_str());
    html! {
        input type="hidden" name="csrf" value=(visitor.csrf);
        input type="hidden" name="product" value=(product);
        input type="hidden" name="framework" value=(framework.id);
    }
}

fn action(framework: &Framework) -> String {
    format!("{}/answer", at(&framework.id))
}

/// The form of one criterion.
pub(super) fn one(row: &Answered<'_>, framework: &Framework, about: &Whose, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    html! { details.marking {
        summary { (lang.pick("回答する", "Answer")) " " (row.criterion.id.id()) }
        form.mark method="post" action=(action(framework)) {
            (head(framework, about, visitor))
            p { label { (lang.pick("回答", "Answer")) br; select name={ "state:" (row.criterion.id) } {
                @for state in STATES { option value=(state_code(state)) { (state_word(state).in_lang(lang)) } }
            } } }
            p { label { (lang.pick("回答の文（該当しないときは理由）", "In words; when not applicable, why")) br; textarea name="words" rows="2" maxlength="8000" {} } }
            @if let Whose::Product(_) = about {
                p { label { (lang.pick("回答の文（英語。英語の文書に使います）", "In English, for documents in English")) br; textarea name="words_en" rows="2" maxlength="8000" {} } }
            }
            p { label { (lang.pick("証跡の ID（空白で区切る）", "Ids of evidence, with spaces between")) br; input type="text" name="evidence" maxlength="400"; } }
            p { label { (lang.pick("いつまで有効か", "Holds until")) br; input type="date" name="until"; } }
            p.do { button { (lang.pick("記録する", "Keep it")) } }
            p.effect { (lang.pick("根拠の行が変わると、この回答は未回答に戻ります。", "When the rows that it rests on change, it is open again.")) }
        }
    } }
}

/// The form of all questions of a self-check.
pub(super) fn all(answers: &Answers<'_>, framework: &Framework, about: &Whose, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let Some(scoring) = &framework.scoring else { return Markup::default() };
    html! { section { h2 { (lang.pick("質問に答える", "Answer the questions")) }
        form.mark method="post" action=(action(framework)) {
            (head(framework, about, visitor))
            @for row in answers.of(&framework.id) { fieldset.question {
                legend { (row.criterion.id.id()) " " (row.criterion.title.in_lang(lang)) }
                @for (points, state) in scoring.points.iter().zip(STATES) { p { label.tickable {
                    input type="radio" name={ "state:" (row.criterion.id) } value=(state_code(state)) checked[held(row) == Some(state)];
                    " " (points.answer.in_lang(lang)) " (" (points.points) ")"
                } } }
            } }
            p.do { button { (lang.pick("記録して点数を見る", "Keep them and see the score")) } }
            p.effect { (lang.pick("答えていない質問は未回答のままです。あとから続けられます。", "What you leave out stays open. You can go on later.")) }
        }
    } }
}

/// What a person answered, where it holds.
fn held(row: &Answered<'_>) -> Option<AnswerState> {
    match &row.standing {
        Standing::Answered { state, origin: Origin::Person(_) | Origin::Both(_) } => Some(*state),
        Standing::Answered { .. } | Standing::Open(_) => None,
    }
}

/// `POST /frameworks/{id}/answer`: one answer, or those of all questions that were ticked.
pub(crate) async fn answer(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Redirect, Failure> {
    let field = |name: &str| {
        fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str()).trim()
    };
    visitor.check_form(field("csrf"))?;
    let about = whose(field("product"))?;
    let until = day(field("until"))?;
    let evidence = field("evidence").split_whitespace().map(|id| {
        id.parse()
            .map_err(|_| AppError::NotFound { kind: text!(ja: "証跡", en: "evidence"), id: id.to_owned() })
    });
    let evidence: BTreeSet<_> = evidence.collect::<Result<_, _>>()?;
    let mut replies = Vec::new();
    for (criterion, state) in
        fields.iter().filter_map(|(key, value)| Some((key.strip_prefix("state:")?, value)))
    {
        let none =
            || AppError::NotFound { kind: text!(ja: "基準", en: "criterion"), id: criterion.to_owned() };
        let criterion: CriterionId = criterion.parse().map_err(|_| none())?;
        let state = STATES.into_iter().find(|known| state_code(*known) == state).ok_or_else(none)?;
        let (words, words_en) = (field("words").to_owned(), field("words_en").to_owned());
        let by = String::new();
        replies.push(Reply { criterion, state, words, words_en, by, until, evidence: evidence.clone() });
    }
    if replies.len() > 1 {
        let now = answers::standings(&web.app, &visitor.caller, about.clone()).await?;
        // Answers that stand as they are keep their day and what they rest on.
        now.look(|_, answers| {
            replies.retain(|reply| answers.get(&reply.criterion).and_then(held) != Some(reply.state));
        });
    }
    answers::answer(&web.app, &visitor.caller, &about, &replies).await?;
    let place = match replies.as_slice() {
        [only] => format!("#{}", href::escaped(only.criterion.id())),
        _ => String::new(),
    };
    Ok(Redirect::to(&format!("{}{place}", with_product(&at(&id), &about))))
}

/// A date as a form has it; empty is none.
pub(in crate::page) fn day(written: &str) -> Result<Option<Date>, AppError> {
    if written.is_empty() {
        return Ok(None);
    }
    written.parse().map(Some).map_err(|_| {
        let what = text!(ja: "日付「{written}」を読めません。", en: "The date \"{written}\" cannot be read.");
        let remedy = text!(ja: "2027-04-01 の形で入力してください。", en: "Enter it as 2027-04-01.");
        AppError::Invalid(vec![Problem::error(Place::default(), what, remedy)])
    })
}
