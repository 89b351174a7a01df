//! `plant review take | since | list`.

use std::process::ExitCode;

use sekisho_app::snapshots::{self, ReviewFields, SHOWN, Since, Snapshot};
use sekisho_model::{Lang, Stated, Text, text};
use serde::Serialize;

use super::{Place, done, plant_form};
use crate::args::{Format, ReviewCommand};
use crate::exit::Failure;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: ReviewCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        ReviewCommand::Take { name, date, attendees, decisions, next } => {
            let fields = ReviewFields { name, date, attendees, decisions, next, note: String::new() };
            take(place, fields, terminal).await
        }
        ReviewCommand::Since { review } => since(place, &review, terminal).await,
        ReviewCommand::List => list(place, terminal).await,
    }
}

async fn take(place: &Place, fields: ReviewFields, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    let review = snapshots::take(&app, &place.caller, fields).await?;
    terminal.print(review.id.as_str());
    let state = short(review.state_hash.known().map_or("", String::as_str));
    let name = &review.name;
    terminal.say(&text!(
        ja: "見直し「{name}」を登録し、台帳の状態 {state} を残しました。",
        en: "Entered the review \"{name}\", with the register's state {state}."
    ));
    Ok(done())
}

async fn since(place: &Place, id: &str, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let since = snapshots::since(&app, &place.caller, id, terminal.lang).await?;
    if terminal.format == Format::Json {
        terminal.print_json(&plant_form::since(&since))?;
    } else {
        since.words.iter().for_each(|line| terminal.print(line));
    }
    terminal.say(&answer(&since));
    if let Some(doubt) = doubt(&since) {
        terminal.say(&doubt);
    }
    Ok(done())
}

fn answer(since: &Since) -> Text {
    let (name, n) = (&since.review.name, since.changes.len());
    if n == 0 {
        return text!(
            ja: "見直し「{name}」の後に変わったものはありません。",
            en: "Nothing has changed since the review \"{name}\"."
        );
    }
    text!(ja: "見直し「{name}」の後の変更は {n} 件です。", en: "{n} changes since the review \"{name}\".")
}

/// Is the state that was looked at told whole?
fn doubt(since: &Since) -> Option<Text> {
    let untold = since.then.untold.len();
    if untold > 0 {
        return Some(text!(
            ja: "見直した時点の項目のうち {untold} 件は、記録から内容を読み取れません。",
            en: "Records of that time that the ledger no longer tells: {untold}."
        ));
    }
    (since.same_state == Stated::Known(false)).then(|| {
        text!(
            ja: "記録から再現した状態のハッシュが、見直しに残したものと違います。sekisho ledger verify で記録を確かめてください。",
            en: "The state that the ledger tells has another hash than the review kept. Check it with sekisho ledger verify."
        )
    })
}

#[derive(Serialize)]
struct Document {
    format: u32,
    reviews: Vec<ReviewForm>,
}

#[derive(Serialize)]
struct ReviewForm {
    id: String,
    name: String,
    date: Option<String>,
    state_hash: Option<String>,
    changed: Option<usize>,
    next: Option<String>,
}

fn form(snapshot: &Snapshot) -> ReviewForm {
    let Snapshot { review, changed } = snapshot;
    ReviewForm {
        id: review.id.to_string(),
        name: review.name.clone(),
        date: review.date.known().map(ToString::to_string),
        state_hash: review.state_hash.known().cloned(),
        changed: *changed,
        next: review.next.known().map(ToString::to_string),
    }
}

async fn list(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let snapshots = snapshots::list(&app, &place.caller).await?;
    if terminal.format == Format::Json {
        let reviews = snapshots.iter().map(form).collect();
        terminal.print_json(&Document { format: 1, reviews })?;
        return Ok(done());
    }
    for snapshot in &snapshots {
        terminal.print(&line(snapshot, terminal.lang));
    }
    let n = snapshots.len();
    terminal.say(&text!(ja: "見直しは {n} 件です。", en: "{n} reviews."));
    Ok(done())
}

fn line(snapshot: &Snapshot, lang: Lang) -> String {
    let Snapshot { review, changed } = snapshot;
    let unknown = || lang.pick("不明", "unknown").to_owned();
    let date = review.date.known().map_or_else(unknown, ToString::to_string);
    let state = review.state_hash.known().map_or_else(unknown, |hash| short(hash));
    let changed = changed.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let (id, name) = (&review.id, &review.name);
    text!(
        ja: "{date}　{id}　{name}　状態 {state}　前回からの変更 {changed} 件",
        en: "{date}  {id}  {name}  state {state}  changes since the one before: {changed}"
    )
    .in_lang(lang)
    .to_owned()
}

fn short(hash: &str) -> String {
    hash.chars().take(SHOWN).collect()
}
