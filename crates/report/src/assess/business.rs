//! Risk by the business-damage-based method.

use sekisho_assess::risk::{BusinessRisk, BusinessState};
use sekisho_catalog::Catalog;
use sekisho_model::{Lang, Text, text};
use serde::Serialize;

use super::{FORMAT, TableForm, risk_code, table_form, table_note};
use crate::Width;
use crate::table::table;

/// Business-based risk as a document.
#[derive(Debug, Serialize)]
pub struct BusinessRiskForm {
    /// [`FORMAT`].
    pub format: u32,
    /// `business`.
    pub method: &'static str,
    /// The risk table that was used.
    pub table: TableForm,
    /// Every business, by id.
    pub businesses: Vec<BusinessForm>,
    /// Scenarios of the register that name things it doesn't have.
    pub unplaced: Vec<String>,
}

/// One business.
#[derive(Debug, Serialize)]
pub struct BusinessForm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `rated`, `no-route`, `no-value`, `all-rejected`, `loss-unknown`, `no-target`, `passed-over` or
    /// `nothing-lost`.
    pub state: &'static str,
    /// Damage level 1 to 3, or null.
    pub damage: Option<u8>,
    /// The greatest value of its scenarios.
    pub value: Option<&'static str>,
    /// Scenarios, worst first.
    pub scenarios: Vec<ScenarioForm>,
    /// Routes that the limits left out.
    pub left_out: usize,
}

/// One scenario.
#[derive(Debug, Serialize)]
pub struct ScenarioForm {
    /// Id.
    pub id: String,
    /// What happens.
    pub name: Text,
    /// Routes.
    pub routes: usize,
    /// Value.
    pub value: Option<&'static str>,
}

/// Business-based risk as a document.
#[must_use]
pub fn business_risk_document(risk: &BusinessRisk, catalog: &Catalog) -> BusinessRiskForm {
    let businesses = risk.businesses.values().map(|verdict| BusinessForm {
        id: verdict.business.id.to_string(),
        name: verdict.business.name.clone(),
        state: business_code(verdict.state),
        damage: verdict.damage,
        value: verdict.value.map(risk_code),
        scenarios: verdict
            .trees
            .iter()
            .map(|tree| ScenarioForm {
                id: tree.id.to_string(),
                name: tree.name.clone(),
                routes: tree.routes.len(),
                value: tree.value.map(risk_code),
            })
            .collect(),
        left_out: verdict.left_out,
    });
    BusinessRiskForm {
        format: FORMAT,
        method: "business",
        table: table_form(catalog),
        businesses: businesses.collect(),
        unplaced: risk.unplaced.iter().map(|scenario| scenario.id.to_string()).collect(),
    }
}

const fn business_code(state: BusinessState) -> &'static str {
    match state {
        BusinessState::Rated => "rated",
        BusinessState::NoRoute => "no-route",
        BusinessState::NoValue => "no-value",
        BusinessState::AllRejected => "all-rejected",
        BusinessState::LossUnknown => "loss-unknown",
        BusinessState::NoTarget => "no-target",
        BusinessState::PassedOver => "passed-over",
        BusinessState::NothingLost => "nothing-lost",
    }
}

fn business_word(state: BusinessState) -> Text {
    match state {
        BusinessState::Rated => Text::new("評価済み", "rated"),
        BusinessState::NoRoute => Text::new("経路なし", "no route"),
        BusinessState::NoValue => Text::new("表に値がない", "no value in the table"),
        BusinessState::AllRejected => Text::new("シナリオをすべて除外", "every scenario rejected"),
        BusinessState::LossUnknown => Text::new("被害が不明", "loss unknown"),
        BusinessState::NoTarget => Text::new("攻撃先の保護対象なし", "no target"),
        BusinessState::PassedOver => Text::new("分析対象外（被害が小さい）", "passed over"),
        BusinessState::NothingLost => Text::new("被害なし", "nothing lost"),
    }
}

/// Business-based risk for a terminal.
#[must_use]
pub fn business_risk_text(risk: &BusinessRisk, catalog: &Catalog, lang: Lang, width: Width) -> String {
    let of = |state| risk.businesses.values().filter(|verdict| verdict.state == state).count();
    let (rated, no_route, unknown) =
        (of(BusinessState::Rated), of(BusinessState::NoRoute), of(BusinessState::LossUnknown));
    let answer = text!(
        ja: "攻撃経路がある業務は {rated} 件、経路がない業務は {no_route} 件、被害が不明な業務は {unknown} 件です。",
        en: "Businesses that an attack reaches: {rated}; that none reaches: {no_route}; whose loss nobody has said: {unknown}."
    );
    let header = [
        lang.pick("リスク値", "Risk"),
        lang.pick("業務", "Business"),
        lang.pick("状態", "State"),
        lang.pick("被害", "Damage"),
        lang.pick("攻撃シナリオ（大きい順）", "Scenarios, worst first"),
    ];
    let mut verdicts: Vec<_> = risk.businesses.values().collect();
    verdicts.sort_by_key(|verdict| std::cmp::Reverse((verdict.value, verdict.damage)));
    let mut rows = table(width, &header);
    for verdict in verdicts {
        let worst = verdict.trees.first().map(|tree| tree.name.in_lang(lang).to_owned()).unwrap_or_default();
        let more = verdict.trees.len().saturating_sub(1);
        let more = if more == 0 {
            String::new()
        } else {
            text!(ja: " ほか {more} 件", en: " and {more} more").in_lang(lang).to_owned()
        };
        rows.add_row([
            verdict.value.map(risk_code).unwrap_or_default().to_owned(),
            verdict.business.name.clone(),
            business_word(verdict.state).in_lang(lang).to_owned(),
            verdict.damage.map(|damage| damage.to_string()).unwrap_or_default(),
            format!("{worst}{more}"),
        ]);
    }
    format!("{}\n{rows}\n{}", answer.in_lang(lang), table_note(catalog, lang))
}
