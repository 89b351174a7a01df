//! What one measure would change: its JSON form, and its lines for a terminal.

use sekisho_app::guideline::WhatIf;
use sekisho_assess::coverage::CellState;
use sekisho_assess::risk::{AssetChange, CellChange, Step, TreeChange};
use sekisho_assess::rules::Finding;
use sekisho_catalog::{Catalog, RiskValue};
use sekisho_model::{Lang, MeasureState, Text, text};
use sekisho_report::assess::{FindingForm, cell_code, finding_form, risk_code};
use serde::Serialize;

/// Version of the form.
const FORMAT: u32 = 1;
/// Changes that a terminal shows; the rest is counted.
const SHOWN: usize = 20;

#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    format: u32,
    measure: &'a str,
    name: &'a str,
    from: &'static str,
    to: &'static str,
    says: &'a Text,
    assets: Vec<AssetForm<'a>>,
    scenarios: Vec<ScenarioForm<'a>>,
    cells: Vec<CellForm<'a>>,
    findings_gone: Vec<FindingForm>,
    findings_new: Vec<FindingForm>,
}

#[derive(Debug, Serialize)]
struct AssetForm<'a> {
    assets: Vec<&'a str>,
    threat: &'a str,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ScenarioForm<'a> {
    id: &'a str,
    name: &'a Text,
    business: &'a str,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct CellForm<'a> {
    zone: &'a str,
    threat: &'a str,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

pub(super) fn document(what_if: &WhatIf) -> Document<'_> {
    let WhatIf { measure, from, to, says, difference, findings_gone, findings_new, .. } = what_if;
    Document {
        format: FORMAT,
        measure: measure.id.as_str(),
        name: &measure.name,
        from: state_code(*from),
        to: state_code(*to),
        says,
        assets: difference.assets.iter().map(asset_form).collect(),
        scenarios: difference.trees.iter().map(scenario_form).collect(),
        cells: difference.cells.iter().map(cell_form).collect(),
        findings_gone: findings_gone.iter().map(finding_form).collect(),
        findings_new: findings_new.iter().map(finding_form).collect(),
    }
}

fn asset_form(change: &AssetChange) -> AssetForm<'_> {
    AssetForm {
        assets: change.assets.iter().map(|asset| asset.id.as_str()).collect(),
        threat: change.threat.as_str(),
        before: change.value.before.map(risk_code),
        after: change.value.after.map(risk_code),
    }
}

fn scenario_form(change: &TreeChange) -> ScenarioForm<'_> {
    ScenarioForm {
        id: change.id.as_str(),
        name: &change.name,
        business: change.business.id.as_str(),
        before: change.value.before.map(risk_code),
        after: change.value.after.map(risk_code),
    }
}

fn cell_form(change: &CellChange) -> CellForm<'_> {
    CellForm {
        zone: change.zone.as_str(),
        threat: change.threat.as_str(),
        before: change.state.before.map(cell_code),
        after: change.state.after.map(cell_code),
    }
}

const fn state_code(state: MeasureState) -> &'static str {
    match state {
        MeasureState::Proposed => "proposed",
        MeasureState::Planned => "planned",
        MeasureState::InPlace => "in-place",
        MeasureState::Dropped => "dropped",
    }
}

/// The answer, what changes (businesses, then assets, then zones), and the findings that come and go.
pub(super) fn lines(what_if: &WhatIf, catalog: &Catalog, lang: Lang) -> Vec<String> {
    let difference = &what_if.difference;
    let trees = difference.trees.iter().filter(|tree| tree.value.before != tree.value.after);
    let trees = trees.map(|tree| format!("{}{}", tree.name.in_lang(lang), moved(tree.value, lang)));
    let threat =
        |id| catalog.threats.get(id).map_or_else(String::new, |known| known.name.in_lang(lang).to_owned());
    let assets = difference.assets.iter().map(|change| {
        let names: Vec<&str> = change.assets.iter().map(|asset| asset.name.as_str()).collect();
        let names = names.join(lang.pick("、", ", "));
        format!("{names} / {}{}", threat(&change.threat), moved(change.value, lang))
    });
    let cells = difference.cells.iter().map(|change| {
        let (before, after) = (cell_word(change.state.before, lang), cell_word(change.state.after, lang));
        format!("{} / {}{}{before} → {after}", change.zone, threat(&change.threat), lang.pick("：", ": "))
    });
    let changes: Vec<String> = trees.chain(assets).chain(cells).collect();
    let mut lines = vec![what_if.says.in_lang(lang).to_owned()];
    lines.extend(changes.iter().take(SHOWN).cloned());
    if let Some(more) = changes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let more = text!(ja: "ほかに {more} 件（--format json ですべて見られます）", en: "{more} more (see all with --format json)");
        lines.push(more.in_lang(lang).to_owned());
    }
    let findings = |label: &str, findings: &[Finding]| {
        findings.iter().map(|finding| format!("{label}{}", finding.what.in_lang(lang))).collect::<Vec<_>>()
    };
    lines.extend(findings(lang.pick("消える指摘：", "gone: "), &what_if.findings_gone));
    lines.extend(findings(lang.pick("新しい指摘：", "new: "), &what_if.findings_new));
    lines
}

fn moved(value: Step<RiskValue>, lang: Lang) -> String {
    let word = |value: Option<RiskValue>| value.map_or(lang.pick("なし", "none"), risk_code);
    format!("{}{} → {}", lang.pick("：", ": "), word(value.before), word(value.after))
}

fn cell_word(state: Option<CellState>, lang: Lang) -> &'static str {
    match state {
        Some(CellState::Unknown) => lang.pick("未検討", "not considered"),
        Some(CellState::Open) => lang.pick("未対策", "open"),
        Some(CellState::Planned) => lang.pick("予定", "planned"),
        Some(CellState::Partly) => lang.pick("一部", "partly"),
        Some(CellState::Fully) => lang.pick("対策済み", "countered"),
        None => lang.pick("なし", "none"),
    }
}
