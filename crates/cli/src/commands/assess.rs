//! `assess findings | progress | risk | what-if`.

use std::process::ExitCode;

use sekisho_app::guideline::{self, Filter};
use sekisho_assess::rules::{RULES, Weight};
use sekisho_catalog::Catalog;
use sekisho_model::{MeasureState, text};
use sekisho_report::assess as form;

use super::{Place, done, what_if_form};
use crate::args::{AssessCommand, FailOnWeight, Format, MeasureStateName, RiskMethod};
use crate::exit::{FOUND, Failure};
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: AssessCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        AssessCommand::Findings { step, rule, fail_on } => {
            findings(place, Filter { step, rule, record: None }, fail_on, terminal).await
        }
        AssessCommand::Progress => progress(place, terminal).await,
        AssessCommand::Risk { method } => risk(place, method, terminal).await,
        AssessCommand::WhatIf { measure, state } => what_if(place, &measure, state, terminal).await,
    }
}

async fn findings(
    place: &Place,
    filter: Filter,
    fail_on: FailOnWeight,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    known_rule(&filter)?;
    let app = place.read().await?;
    let catalog = sekisho_app::catalog::current(&app, &place.caller)?;
    known_step(&filter, &catalog)?;
    let findings = guideline::findings(&app, &place.caller, &filter).await?;
    if terminal.format == Format::Json {
        terminal.print_json(&form::findings_document(&findings))?;
    } else {
        terminal.print(&form::findings_text(&findings, terminal.lang, terminal.width()));
    }
    let found = findings.iter().any(|finding| reached(fail_on, finding.rule.weight));
    Ok(if found { ExitCode::from(FOUND) } else { done() })
}

const fn reached(fail_on: FailOnWeight, weight: Weight) -> bool {
    match fail_on {
        FailOnWeight::Never => false,
        FailOnWeight::High => matches!(weight, Weight::High),
        FailOnWeight::Medium => matches!(weight, Weight::High | Weight::Medium),
        FailOnWeight::Low => true,
    }
}

/// A mistyped rule finds nothing, which must not look like a clean register.
fn known_rule(filter: &Filter) -> Result<(), Failure> {
    if let Some(rule) = filter.rule.as_deref().filter(|id| !RULES.iter().any(|rule| rule.id == *id)) {
        return Err(Failure::usage(
            text!(ja: "「{rule}」というルールはありません。", en: "There is no rule \"{rule}\"."),
            text!(ja: "ルールの一覧は docs/rules にあります。", en: "The rules are listed in docs/rules."),
        ));
    }
    Ok(())
}

/// Nor must a mistyped step.
fn known_step(filter: &Filter, catalog: &Catalog) -> Result<(), Failure> {
    let known = |step: &str| catalog.steps_of(step).next().is_some();
    let Some(step) = filter.step.as_deref().filter(|step| !known(step)) else { return Ok(()) };
    let steps = catalog.steps.iter().map(|step| step.id.as_str()).collect::<Vec<_>>().join(", ");
    Err(Failure::usage(
        text!(ja: "「{step}」というステップはありません。", en: "There is no step \"{step}\"."),
        text!(ja: "ステップは次のとおりです：{steps}", en: "These are the steps: {steps}"),
    ))
}

async fn progress(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let steps = guideline::progress(&app, &place.caller).await?;
    if terminal.format == Format::Json {
        terminal.print_json(&form::progress_document(&steps))?;
    } else {
        terminal.print(&form::progress_text(&steps, terminal.lang, terminal.width()));
    }
    Ok(done())
}

async fn risk(place: &Place, method: RiskMethod, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let judgements = guideline::judgements(&app, &place.caller).await?;
    let (catalog, lang, width) = (judgements.catalog(), terminal.lang, terminal.width());
    match (method, terminal.format) {
        (RiskMethod::Assets, Format::Json) => {
            terminal.print_json(&form::asset_risk_document(judgements.risk_assets(), catalog))?;
        }
        (RiskMethod::Assets, Format::Table) => {
            terminal.print(&form::asset_risk_text(judgements.risk_assets(), catalog, lang, width));
        }
        (RiskMethod::Business, Format::Json) => {
            terminal.print_json(&form::business_risk_document(judgements.risk_business(), catalog))?;
        }
        (RiskMethod::Business, Format::Table) => {
            terminal.print(&form::business_risk_text(judgements.risk_business(), catalog, lang, width));
        }
    }
    Ok(done())
}

async fn what_if(
    place: &Place,
    measure: &str,
    state: MeasureStateName,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let state = match state {
        MeasureStateName::Proposed => MeasureState::Proposed,
        MeasureStateName::Planned => MeasureState::Planned,
        MeasureStateName::InPlace => MeasureState::InPlace,
        MeasureStateName::Dropped => MeasureState::Dropped,
    };
    let answer = guideline::what_if(&app, &place.caller, measure, state).await?;
    if terminal.format == Format::Json {
        terminal.print_json(&what_if_form::document(&answer))?;
    } else {
        let catalog = sekisho_app::catalog::current(&app, &place.caller)?;
        what_if_form::lines(&answer, &catalog, terminal.lang).iter().for_each(|line| terminal.print(line));
    }
    Ok(done())
}
