//! Register rules: what is missing or contradictory in a plant's own account of itself. One rule, one file; each
//! has its page under `docs/rules/<id>.md`, in Japanese and English.
//!
//! Invariants: a finding is data, `rule@subject`, and carries the records that cause it. Rules ask for
//! attributes, never for brands or names. A rule that cannot decide for want of a fact stays silent about that
//! record; the gap itself is counted in [`crate::progress`] or is another rule's finding.

mod accounts_not_reviewed;
mod activity_overdue;
mod asset_importance_unknown;
mod asset_in_no_zone;
mod asset_without_owner;
mod bad_check_not_followed;
mod business_importance_below_loss;
mod business_importance_unknown;
mod business_without_importance_reason;
mod business_without_recovery_target;
mod business_without_zone;
mod cloud_without_account_control;
mod contact_not_checked;
mod contact_without_reach;
mod controller_in_enterprise_zone;
mod cover;
mod end_of_support_in_large_zone;
mod enterprise_conduit_jumps_boundary;
mod flow_outside_without_purpose;
mod flow_over_wrong_conduit;
mod flow_without_conduit;
mod general_purpose_unprotected;
mod important_supplier_not_asked;
mod large_asset_in_smaller_zone;
mod large_zone_without_monitoring;
mod main_threats_missing;
mod maintenance_supplier_not_confirmed;
mod measure_effects_unknown;
mod measure_never_checked;
mod measure_not_in_catalog;
mod measure_overdue;
mod measure_planned_without_due;
mod measure_protects_nothing;
mod measure_without_owner;
mod media_without_control;
mod no_drill_in_a_year;
mod no_education_in_a_year;
mod ooda_phase_without_step;
mod outside_conduit_jumps_levels;
mod outside_conduit_without_flow;
mod outside_conduit_without_responsible;
mod outside_conduit_without_split;
mod outside_zone_without_owner;
mod policy_not_approved;
mod policy_priority_inverted;
mod portable_shares_zone;
mod recovery_target_without_backup;
mod remote_access_shares_zone;
mod remote_maintenance_without_authentication;
mod request_cost_not_recorded;
mod request_overdue;
mod request_refused;
mod requirement_without_owner;
mod requirement_without_source;
mod response_step_without_contact;
mod response_step_without_owner;
mod review_overdue;
mod row;
mod safety_shares_zone;
mod security_level_below_policy;
mod smart_threats_not_considered;
mod supplier_without_contact;
mod vulnerable_asset_unprotected;
mod wireless_shares_zone;
mod wireless_without_protection;
mod zone_empty;
mod zone_importance_below_business;
mod zone_level_unknown;
mod zone_mixed_importance;
mod zone_threat_not_in_catalog;
mod zone_threat_twice;
mod zone_threat_without_measure;
mod zone_threats_not_considered;
mod zone_without_business;
mod zone_without_owner;
mod zone_without_policy;
mod zones_differ_only_in_name;

#[cfg(test)]
mod tests;

use sekisho_model::{RecordKind, Text};

use row::Row;

use crate::facts::Facts;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// To be tidied up.
    Low,
    /// To be planned.
    Medium,
    /// To be dealt with first.
    High,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// It follows from what the register says.
    Sure,
    /// It looks like it; a person should look.
    Likely,
}

/// A record that causes a finding, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Kind of record.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it says that matters here, such as 重要度：大.
    pub says: Text,
}

/// One thing wrong with the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The record it is about.
    pub subject: (RecordKind, String),
    /// Name of that record.
    pub name: String,
    /// What is wrong, and with which thing.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
    /// The records that cause it.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// `rule@subject`: the same from one day to the next as long as the cause is there.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}", self.rule.id, self.subject.1)
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Id, kebab-case, permanent.
    pub id: &'static str,
    /// The step of the guideline at which it is shown, or the head of several: `2-2` stands for all of its parts.
    pub step: &'static str,
    /// Title in Japanese and English.
    pub title: (&'static str, &'static str),
    /// Where the thought comes from: a step, a clause by number, or `own`.
    pub source: &'static str,
    /// How much its findings matter.
    pub weight: Weight,
    /// How sure it is.
    pub sureness: Sureness,
    /// Kinds of record it reads: it need not run again when others change.
    pub reads: &'static [RecordKind],
    /// Reports what it finds, in the order of the records.
    pub(crate) check: fn(&Facts<'_>, &mut Report),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.id == other.id
    }
}

impl Eq for Rule {}

impl Rule {
    /// Title.
    #[must_use]
    pub fn title(&self) -> Text {
        Text::new(self.title.0, self.title.1)
    }
}

/// Every rule, in the order of the guideline's steps.
pub static RULES: &[Rule] = &[
    requirement_without_source::RULE,
    requirement_without_owner::RULE,
    business_importance_unknown::RULE,
    business_without_importance_reason::RULE,
    business_importance_below_loss::RULE,
    business_without_recovery_target::RULE,
    asset_without_owner::RULE,
    asset_importance_unknown::RULE,
    business_without_zone::RULE,
    asset_in_no_zone::RULE,
    large_asset_in_smaller_zone::RULE,
    zone_importance_below_business::RULE,
    zones_differ_only_in_name::RULE,
    zone_without_business::RULE,
    zone_without_owner::RULE,
    outside_zone_without_owner::RULE,
    zone_level_unknown::RULE,
    zone_empty::RULE,
    safety_shares_zone::RULE,
    portable_shares_zone::RULE,
    remote_access_shares_zone::RULE,
    wireless_shares_zone::RULE,
    controller_in_enterprise_zone::RULE,
    outside_conduit_without_responsible::RULE,
    outside_conduit_without_split::RULE,
    outside_conduit_jumps_levels::RULE,
    enterprise_conduit_jumps_boundary::RULE,
    outside_conduit_without_flow::RULE,
    flow_without_conduit::RULE,
    flow_over_wrong_conduit::RULE,
    zone_mixed_importance::RULE,
    zone_threats_not_considered::RULE,
    main_threats_missing::RULE,
    smart_threats_not_considered::RULE,
    zone_threat_not_in_catalog::RULE,
    zone_threat_twice::RULE,
    zone_without_policy::RULE,
    security_level_below_policy::RULE,
    policy_not_approved::RULE,
    policy_priority_inverted::RULE,
    zone_threat_without_measure::RULE,
    measure_overdue::RULE,
    measure_without_owner::RULE,
    measure_planned_without_due::RULE,
    measure_effects_unknown::RULE,
    measure_protects_nothing::RULE,
    measure_not_in_catalog::RULE,
    flow_outside_without_purpose::RULE,
    remote_maintenance_without_authentication::RULE,
    wireless_without_protection::RULE,
    media_without_control::RULE,
    cloud_without_account_control::RULE,
    end_of_support_in_large_zone::RULE,
    general_purpose_unprotected::RULE,
    vulnerable_asset_unprotected::RULE,
    large_zone_without_monitoring::RULE,
    recovery_target_without_backup::RULE,
    ooda_phase_without_step::RULE,
    response_step_without_owner::RULE,
    response_step_without_contact::RULE,
    accounts_not_reviewed::RULE,
    contact_without_reach::RULE,
    contact_not_checked::RULE,
    measure_never_checked::RULE,
    bad_check_not_followed::RULE,
    activity_overdue::RULE,
    review_overdue::RULE,
    no_drill_in_a_year::RULE,
    no_education_in_a_year::RULE,
    supplier_without_contact::RULE,
    important_supplier_not_asked::RULE,
    maintenance_supplier_not_confirmed::RULE,
    request_overdue::RULE,
    request_refused::RULE,
    request_cost_not_recorded::RULE,
];

/// Takes what a rule finds.
#[derive(Debug)]
pub(crate) struct Report {
    rule: &'static Rule,
    findings: Vec<Finding>,
}

impl Report {
    /// One finding about a record.
    fn add<'r>(&mut self, subject: impl Into<Row<'r>>, what: Text, remedy: Text, evidence: Vec<Evidence>) {
        let subject = subject.into();
        self.findings.push(Finding {
            rule: self.rule,
            subject: (subject.kind, subject.id.to_owned()),
            name: subject.name.to_owned(),
            what,
            remedy,
            evidence,
        });
    }
}

/// What every rule finds: rules in their order, records in theirs.
#[must_use]
pub fn findings(facts: &Facts<'_>) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| findings_of(rule, facts)).collect()
}

/// What one rule finds.
#[must_use]
pub fn findings_of(rule: &'static Rule, facts: &Facts<'_>) -> Vec<Finding> {
    let mut report = Report { rule, findings: Vec::new() };
    (rule.check)(facts, &mut report);
    report.findings
}
