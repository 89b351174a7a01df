//! `product papers | gaps | correct-support | check`: an own product's documents, what they miss, its end of support, and
//! a tender.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::product_papers::{self, Checked, Correction};
use sekisho_assess::product_papers::{Document, DocumentKind, Outcome, Point};
use sekisho_model::{Lang, counted, text};
use sekisho_report::papers;
use serde::Serialize;

use super::{Place, done};
use crate::args::{Format, ProductCommand};
use crate::exit::{self, FOUND, Failure};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: ProductCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        ProductCommand::Papers { product, document, out, both } => {
            let kind = document.map(|code| kind(&code)).transpose()?;
            let langs = if both { Lang::ALL.to_vec() } else { vec![terminal.lang] };
            write(place, &product, kind, out.as_deref(), &langs, terminal).await
        }
        ProductCommand::Gaps { product } => gaps(place, &product, terminal).await,
        ProductCommand::CorrectSupport { product, to, reason, unpublished } => {
            let correction = Correction { to, because: reason, unpublished };
            let app = place.write().await?;
            let made = product_papers::correct_support(&app, &place.caller, &product, &correction).await?;
            terminal.say(&made.words());
            Ok(done())
        }
        ProductCommand::Check { product, tender, out } => {
            check(place, &product, (&tender, out.as_deref()), terminal).await
        }
    }
}

fn kind(code: &str) -> Result<DocumentKind, Failure> {
    DocumentKind::from_code(code).ok_or_else(|| {
        let codes = DocumentKind::ALL.map(DocumentKind::code).join(", ");
        Failure::usage(
            text!(ja: "「{code}」という文書はありません。", en: "There is no document \"{code}\"."),
            text!(ja: "{codes} のどれかを指定してください。", en: "Use one of {codes}."),
        )
    })
}

async fn write(
    place: &Place,
    product: &str,
    kind: Option<DocumentKind>,
    out: Option<&Path>,
    langs: &[Lang],
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let made = product_papers::of(&app, &place.caller, product).await?;
    let wanted: Vec<&Document> =
        made.documents.iter().filter(|document| kind.is_none_or(|kind| document.kind == kind)).collect();
    if let Some(out) = out {
        std::fs::create_dir_all(out).map_err(|error| exit::unwritable(out, &error))?;
        for document in wanted {
            for lang in langs {
                files_of(document, made.day, *lang, out, terminal)?;
            }
        }
    } else if terminal.format == Format::Json {
        terminal.print_json(&wanted.iter().map(|document| papers::json(document)).collect::<Vec<_>>())?;
    } else if kind.is_some() {
        for document in wanted {
            langs.iter().for_each(|lang| terminal.print(&papers::plain_text(document, *lang)));
        }
    } else {
        wanted.iter().for_each(|document| terminal.print(&listed(document, terminal.lang)));
    }
    Ok(done())
}

/// A document in a list: its code, title and how far it is.
fn listed(document: &Document, lang: Lang) -> String {
    let (code, title, state) = (document.kind.code(), document.kind.title(), document.state());
    format!("{code}\t{}\t{}", title.in_lang(lang), state.in_lang(lang))
}

/// Writes a document as a page, a workbook and, where it is published as it is, the text itself.
fn files_of(
    document: &Document,
    day: jiff::civil::Date,
    lang: Lang,
    out: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let stem = format!("{}-{}-{}", safe(&document.product), document.kind.code(), lang.code());
    let xlsx = papers::workbook(document, lang).map_err(|error| {
        let why = error.to_string();
        Failure::bug(text!(ja: "ブックを作れません：{why}", en: "the workbook cannot be made: {why}"))
    })?;
    let mut all = vec![
        (format!("{stem}.html"), papers::print_html(document, day, lang).into_bytes()),
        (format!("{stem}.xlsx"), xlsx),
    ];
    if let Some(body) = &document.body {
        all.push((format!("{stem}.txt"), body.in_lang(lang).as_bytes().to_vec()));
    }
    for (name, bytes) in all {
        let path = out.join(name);
        files::write(&path, &bytes)?;
        terminal.print(&path.display().to_string());
    }
    Ok(())
}

/// An id as part of a file's name.
fn safe(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

async fn gaps(place: &Place, product: &str, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let made = product_papers::of(&app, &place.caller, product).await?;
    if terminal.format == Format::Json {
        terminal.print_json(&papers::shortest_json(&made.shortest))?;
        return Ok(done());
    }
    let lang = terminal.lang;
    for (kind, missing) in &made.shortest.documents {
        terminal.print(&format!("{}\t{}\t{missing}", kind.code(), kind.title().in_lang(lang)));
    }
    for (n, closing) in (1..).zip(&made.shortest.entries) {
        let codes = closing.documents.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
        terminal.print(&format!("{n}. {} ({codes})", closing.gap.what.in_lang(lang)));
        terminal.print(&format!("   {}", closing.gap.enter.in_lang(lang)));
    }
    made.corrections.iter().for_each(|correction| terminal.print(correction.words().in_lang(lang)));
    let (entries, documents) = (made.shortest.entries.len(), made.shortest.documents.len());
    let (one, other) =
        (counted(entries, "entry closes", "entries close"), counted(documents, "document", "documents"));
    terminal.say(&text!(
        ja: "{entries} 件の入力で、{documents} 件の文書が埋まります。",
        en: "{one} {other}."
    ));
    Ok(done())
}

#[derive(Serialize)]
struct CheckedForm {
    format: u32,
    tender: String,
    product: Vec<papers::PointForm>,
    offer: Option<OfferForm>,
    problems: Vec<sekisho_model::Problem>,
}

#[derive(Serialize)]
struct OfferForm {
    name: String,
    points: Vec<papers::PointForm>,
}

async fn check(
    place: &Place,
    product: &str,
    (tender, out): (&Path, Option<&Path>),
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let file = files::read(tender)?;
    let checked = product_papers::check(&app, &place.caller, product, &file).await?;
    terminal.say_problems(&checked.problems);
    if let Some(out) = out {
        files::write(out, &workbook(product, &checked, terminal.lang)?)?;
        terminal.print(&out.display().to_string());
    }
    let all_met = |points: &[Point]| points.iter().all(|point| point.outcome == Outcome::Met);
    let met = all_met(&checked.product) && checked.problems.is_empty();
    if terminal.format == Format::Json {
        let offer = checked
            .offer
            .as_ref()
            .map(|(name, points)| OfferForm { name: name.clone(), points: papers::points_json(points) });
        terminal.print_json(&CheckedForm {
            format: papers::FORMAT,
            tender: checked.tender,
            product: papers::points_json(&checked.product),
            offer,
            problems: checked.problems,
        })?;
    } else {
        print_points(product, &checked.product, terminal);
        if let Some((name, points)) = &checked.offer {
            print_points(name, points, terminal);
        }
    }
    Ok(if met { done() } else { ExitCode::from(FOUND) })
}

fn print_points(name: &str, points: &[Point], terminal: &Terminal) {
    let lang = terminal.lang;
    terminal.print(name);
    for point in points {
        let (outcome, asked, reason) = (point.outcome.words(), &point.asked, &point.reason);
        terminal.print(&format!(
            "  {}\t{}\t{}",
            outcome.in_lang(lang),
            asked.in_lang(lang),
            reason.in_lang(lang)
        ));
    }
    terminal.print(&format!("  {}", papers::points_sentence(points).in_lang(lang)));
}

fn workbook(product: &str, checked: &Checked, lang: Lang) -> Result<Vec<u8>, Failure> {
    let offer = checked.offer.as_ref().map(|(name, points)| (name.as_str(), points.as_slice()));
    let asked = (product, checked.product.as_slice());
    papers::check_workbook(&checked.tender, asked, offer, &checked.problems, lang).map_err(|error| {
        let why = error.to_string();
        Failure::bug(text!(ja: "ブックを作れません：{why}", en: "the workbook cannot be made: {why}"))
    })
}
