//! At most three things to do, the first one first.

use std::collections::BTreeSet;

use sekisho_model::{RemedyKind, Text, text};
use sekisho_supply::{Reason, Verdict};

use super::Impact;

/// Something to do, and what it will change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What to do.
    pub what: Text,
    /// What it changes.
    pub effect: Text,
}

/// The three most useful steps for this answer.
pub(super) fn actions(impact: &Impact) -> Vec<Action> {
    if impact.advisory.withdrawn {
        return Vec::new();
    }
    let mut all: Vec<Action> =
        [mend(impact), tell_customers(impact), decide(impact), ask(impact)].into_iter().flatten().collect();
    all.truncate(3);
    all
}

/// Carry out what the publisher says for what is affected: a fix where there is one, else what lowers the risk.
fn mend(impact: &Impact) -> Option<Action> {
    let affected: Vec<_> =
        impact.chains.iter().filter(|chain| chain.finding.verdict == Verdict::Affected).collect();
    let remedies = || affected.iter().flat_map(|chain| &chain.finding.remedies);
    let names: BTreeSet<&str> =
        affected.iter().filter_map(|chain| chain.asset.as_ref()).map(|asset| asset.name.as_str()).collect();
    let n = if names.is_empty() { affected.len() } else { names.len() };
    if n == 0 {
        return None;
    }
    let fix = remedies().any(|remedy| remedy.kind == RemedyKind::VendorFix);
    let softer =
        remedies().any(|remedy| matches!(remedy.kind, RemedyKind::Mitigation | RemedyKind::Workaround));
    let what = if fix {
        text!(ja: "影響を受ける {n} 件の更新日程を決める", en: "Schedule the vendor's update for the {n} affected")
    } else if softer {
        text!(ja: "影響を受ける {n} 件に、発行元の緩和策を適用する", en: "Apply the publisher's mitigations to the {n} affected")
    } else {
        text!(ja: "影響を受ける {n} 件への接続を絞り、修正の有無を問い合わせる", en: "Narrow the access to the {n} affected, and ask for a fix")
    };
    let effect = text!(
        ja: "最大の重要度の業務から順に、影響を止められます",
        en: "Stops the effect, beginning with the most important business"
    );
    Some(Action { what, effect })
}

fn tell_customers(impact: &Impact) -> Option<Action> {
    let n = impact.own_products.iter().filter(|product| product.verdict == Verdict::Affected).count();
    (n > 0).then(|| Action {
        what: text!(ja: "自社製品 {n} 件の影響を PSIRT で評価する", en: "Have the PSIRT assess {n} of our own products"),
        effect: text!(
            ja: "顧客への通知と、報告期限の要否が決まります",
            en: "Settles whether customers must be told and whether a reporting clock starts"
        ),
    })
}

fn decide(impact: &Impact) -> Option<Action> {
    let n = impact.counts.undecided;
    if n == 0 {
        return None;
    }
    let versions = impact
        .chains
        .iter()
        .filter(|chain| matches!(chain.finding.reason, Reason::VersionUnknown(_)))
        .count();
    let what = if versions > 0 {
        text!(
            ja: "版の分からない {versions} 件のファームウェアを銘板か設定画面で確認し、登録する",
            en: "Read the firmware of the {versions} with unknown version off the device, and enter it"
        )
    } else {
        text!(
            ja: "判定できない {n} 件の型式と版を確認し、登録する",
            en: "Check the model and version of the {n} undecided, and enter them"
        )
    };
    let effect = text!(ja: "判定できないものが減ります", en: "Fewer things stay undecided");
    Some(Action { what, effect })
}

fn ask(impact: &Impact) -> Option<Action> {
    let supplier = impact.suppliers.first()?;
    let (name, more) = (&supplier.supplier.name, impact.suppliers.len() - 1);
    let what = if more == 0 {
        text!(ja: "{name} に影響の有無と対応予定を問い合わせる", en: "Ask {name} whether it is affected and what is planned")
    } else {
        text!(
            ja: "{name} ほか {more} 社に影響の有無と対応予定を問い合わせる",
            en: "Ask {name} and {more} more suppliers whether they are affected and what is planned"
        )
    };
    let effect = text!(ja: "修正の時期が分かります", en: "Tells when a fix can be expected");
    Some(Action { what, effect })
}
