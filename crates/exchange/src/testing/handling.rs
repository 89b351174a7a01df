//! Generated records of vulnerability handling, every field named.

use sekisho_model::{
    AssetId, Decision, DecisionStatus, Justification, ProductId, Record, Register, Remediation,
    RemediationKind, RemediationState, Ruling, Sameness,
};

use super::Dice;

pub(super) fn thrown(
    d: &mut Dice,
    size: usize,
    products: &[ProductId],
    assets: &[AssetId],
    register: &mut Register,
) {
    for id in d.ids(size) {
        register.put(Record::Decision(Decision {
            id,
            name: d.text(),
            vulnerabilities: d.vulnerabilities(),
            products: d.subset(products),
            assets: d.subset(assets),
            component: d.stated(|d| d.pick(&["pkg:npm/a@1.0", "pkg:maven/b/c"]).parse().unwrap()),
            versions: d.stated_text(),
            status: d.pick(&[
                DecisionStatus::NotAffected,
                DecisionStatus::Affected,
                DecisionStatus::Fixed,
                DecisionStatus::UnderInvestigation,
            ]),
            justification: d.stated(|d| {
                d.pick(&[
                    Justification::ComponentNotPresent,
                    Justification::VulnerableCodeNotPresent,
                    Justification::VulnerableCodeNotInExecutePath,
                    Justification::VulnerableCodeCannotBeControlledByAdversary,
                    Justification::InlineMitigationsAlreadyExist,
                ])
            }),
            evidence: d.free(),
            action: d.free(),
            decider: d.stated_text(),
            decided: d.stated(Dice::date),
            until: d.stated(Dice::date),
            note: d.free(),
        }));
    }
    done(d, size, products, assets, register);
}

fn done(d: &mut Dice, size: usize, products: &[ProductId], assets: &[AssetId], register: &mut Register) {
    for id in d.ids(size) {
        register.put(Record::Remediation(Remediation {
            id,
            name: d.text(),
            vulnerabilities: d.vulnerabilities(),
            assets: d.subset(assets),
            products: d.subset(products),
            state: d.pick(&[
                RemediationState::NotStarted,
                RemediationState::InProgress,
                RemediationState::Done,
            ]),
            kind: d.stated(|d| {
                d.pick(&[
                    RemediationKind::Update,
                    RemediationKind::Replace,
                    RemediationKind::DisableFunction,
                    RemediationKind::VendorWorkaround,
                    RemediationKind::Isolate,
                    RemediationKind::MonitorAndBlock,
                ])
            }),
            owner: d.stated_text(),
            known: d.stated(Dice::date),
            decided: d.stated(Dice::date),
            due: d.stated(Dice::date),
            done: d.stated(Dice::date),
            verified: d.stated(Dice::date),
            note: d.free(),
        }));
    }
    for id in d.ids(size) {
        register.put(Record::Ruling(Ruling {
            id,
            name: d.text(),
            device: d.stated(Dice::device),
            advisory_vendor: d.text(),
            advisory_product: d.text(),
            same: d.pick(&[Sameness::Same, Sameness::Other]),
            evidence: d.free(),
            decider: d.stated_text(),
            decided: d.stated(Dice::date),
            note: d.free(),
        }));
    }
}
