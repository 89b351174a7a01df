//! What was seen, on half a page: which way goes what, what nobody declared, and what is new.

use sekisho_app::observe::Judged;
use sekisho_assess::observed::{Cell, Difference, DifferenceKind, Place};
use sekisho_model::{CommandClasses, Lang, Text, counted, text};
use sekisho_report::observed::classes_words;

use super::judged::print_alert;
use crate::terminal::Terminal;

/// Prints it.
pub(in crate::commands) fn brief(judged: &Judged, terminal: &Terminal) {
    let lang = terminal.lang;
    let ways: Vec<&Cell> = judged.observed.matrix.cells.iter().filter(|cell| cell.from != cell.to).collect();
    let undeclared: Vec<&Difference> = judged
        .observed
        .matrix
        .differences
        .iter()
        .filter(|it| it.kind == DifferenceKind::UndeclaredConduit)
        .collect();
    let alerts = &judged.observed.alerts.open;
    let (devices, n) = (judged.observed.inventory.devices.len(), ways.len());
    let (conduits, alarms) = (undeclared.len(), alerts.len());
    let flows =
        format!("{}, {} between zones", counted(devices, "device", "devices"), counted(n, "way", "ways"));
    let unknown = counted(conduits, "conduit", "conduits");
    let told = counted(alarms, "alert", "alerts");
    let answer = text!(
        ja: "観測：機器 {devices} 台、ゾーン間の通信 {n} 通り。台帳にないコンジット {conduits} 件、警報 {alarms} 件。",
        en: "Observed: {flows}; {unknown} that nobody declared, {told}."
    );
    terminal.print(answer.in_lang(lang));
    ways.iter().for_each(|cell| terminal.print(&format!("  {}", way(cell, judged, lang))));
    terminal.print("");
    for difference in undeclared {
        let (what, remedy) = (difference.what.in_lang(lang), difference.remedy.in_lang(lang));
        terminal.print(&format!("▲ {what}"));
        terminal.print(&format!("  {remedy}"));
    }
    alerts.iter().for_each(|alert| print_alert(alert, terminal));
}

/// `生産 → 組立ライン 2　SLMP（読み出し）`
fn way(cell: &Cell, judged: &Judged, lang: Lang) -> String {
    let name = |place: &Place| place.name(&judged.register).in_lang(lang).to_owned();
    let talks: Vec<String> = cell
        .flowing
        .iter()
        .map(|flowing| talk(&flowing.talk.name(), flowing.classes()).in_lang(lang).to_owned())
        .collect();
    let colon = lang.pick("：", ": ");
    format!("{} → {}{colon}{}", name(&cell.from), name(&cell.to), talks.join(lang.pick("、", ", ")))
}

fn talk(name: &Text, classes: CommandClasses) -> Text {
    if classes.iter().next().is_none() {
        return name.clone();
    }
    let (classes, (ja, en)) = (classes_words(classes), (&name.ja, &name.en));
    let (of_ja, of_en) = (classes.ja, classes.en);
    text!(ja: "{ja}（{of_ja}）", en: "{en} ({of_en})")
}
