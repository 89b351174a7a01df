//! `handover`: what a support service needs on the first day, as far as a person chooses, and what such services may
//! cost.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::{catalog, handover};
use sekisho_catalog::Catalog;
use sekisho_model::{Text, text};
use sekisho_report::handover::{Handover, Part, Wanted};
use sekisho_report::papers::confirmed_mark;
use sekisho_report::words::limit;
use serde_json::{Value, json};

use super::{Place, done};
use crate::args::Format;
use crate::args::handover::HandoverArguments;
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    arguments: HandoverArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let HandoverArguments { parts, names, to, purpose, approver, out } = arguments;
    let lang = terminal.lang;
    let parts = parts.iter().map(|part| part.part()).collect();
    let mut wanted = Wanted { parts, names, to, purpose, approver };
    let Some(out) = out else {
        if wanted.parts.is_empty() {
            wanted.parts = Part::ALL.into();
        }
        let app = place.read().await?;
        let looked = handover::preview(&app, &place.caller, &wanted, lang).await?;
        let catalog = catalog::current(&app, &place.caller)?;
        return show(&looked, &catalog, terminal);
    };
    let ending = ending(&out)?;
    let app = place.write().await?;
    let made = handover::hand_over(&app, &place.caller, &wanted, lang).await?;
    files::write(&out, if ending == "html" { made.html.as_bytes() } else { &made.xlsx })?;
    terminal.print(&out.display().to_string());
    let entry = made.entry;
    terminal.say(&text!(
        ja: "引き継ぎ票を作りました。渡した先と目的は記録の {entry} 番に残ります。送るのは人です。",
        en: "The hand-over file is made. To whom and what for stands in entry {entry} of the ledger. Sending it is up to you."
    ));
    Ok(done())
}

fn ending(out: &Path) -> Result<&'static str, Failure> {
    match out.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => Ok("xlsx"),
        Some("html") => Ok("html"),
        _ => Err(Failure::usage(
            text!(ja: "書き出す形式が分かりません。", en: "In which form to write it cannot be told."),
            text!(ja: "ファイル名の末尾を .xlsx か .html にしてください。", en: "End the file's name in .xlsx or .html."),
        )),
    }
}

fn show(looked: &Handover, catalog: &Catalog, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let lang = terminal.lang;
    if terminal.format == Format::Json {
        terminal.print_json(&json!({
            "format": 1,
            "sections": looked.sections.iter().map(|section| json!({
                "part": section.part.code(),
                "title": section.part.title(),
                "tables": section.tables.iter().map(|table| json!({
                    "title": table.title, "heads": table.heads, "rows": table.rows,
                })).collect::<Vec<_>>(),
                "unknown": section.unknown,
            })).collect::<Vec<_>>(),
            "price_caps": caps(catalog),
        }))?;
        return Ok(done());
    }
    for section in &looked.sections {
        let rows: usize = section.tables.iter().map(|table| table.rows.len()).sum();
        let (code, Text { ja, en }) = (section.part.code(), section.part.title());
        terminal.print(text!(ja: "{code}　{ja}：{rows} 行", en: "{code}  {en}: {rows} rows").in_lang(lang));
        for what in &section.unknown {
            terminal.print(text!(ja: "    不明：{what}", en: "    unknown: {what}").in_lang(lang));
        }
    }
    for (row, cap) in catalog.price_caps() {
        let (Text { ja, en }, value) = (&cap.name, limit(cap, lang));
        let (edition, mark) = (&row.basis.edition, confirmed_mark(row.basis.confirmed));
        let (mark_ja, mark_en) = (mark.ja, mark.en);
        terminal.print(
            text!(ja: "{ja}：{value}（{edition}、{mark_ja}）", en: "{en}: {value} ({edition}, {mark_en})")
                .in_lang(lang),
        );
    }
    terminal.say(&text!(
        ja: "見ただけで、何も渡していません。渡すには --with・--to・--purpose・--out を指定してください。",
        en: "Only looked at, nothing handed over. Give --with, --to, --purpose and --out for that."
    ));
    Ok(done())
}

fn caps(catalog: &Catalog) -> Vec<Value> {
    let caps = catalog.price_caps().into_iter();
    caps.map(|(row, limit)| {
        json!({
            "criterion": row.id.to_string(), "name": limit.name, "yen": limit.value,
            "edition": row.basis.edition, "source": row.basis.source.en,
            "confirmed": super::framework::code(row.basis.confirmed), "note": row.basis.note,
        })
    })
    .collect()
}
