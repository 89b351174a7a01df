//! What the register says of one own product.

use sekisho_catalog::Query;
use sekisho_model::{Decision, Paper, PaperState, Product, Stated, text};

use super::super::{Ground, Showing, Whose};
use super::{Sorted, said};

/// The register's answer for a product; for the company none, because the question is put to each product.
pub(super) fn ask(ground: Ground<'_>, whose: &Whose, query: Query) -> Showing {
    let choose = || {
        Showing::Nothing(
            text!(ja: "製品ごとに答えます。自社製品を選んでください。", en: "It is answered for each product: choose one of your own."),
        )
    };
    let Whose::Product(id) = whose else { return choose() };
    let Some(product) = ground.facts.register.products.get(id) else { return choose() };
    match query {
        Query::ProductIdentity => identity(product),
        Query::ProductComponents => components(ground, product),
        Query::ProductVulnerabilities => vulnerabilities(ground, product),
        Query::ProductSupport => support(ground, product),
        Query::ProductDisclosure => disclosure(product),
        Query::ProductPapers => papers(ground, product),
        _ => choose(),
    }
}

fn identity(product: &Product) -> Showing {
    let model = product.device.known().and_then(|device| said(&device.model));
    let why = |it: &&Product| match (said(&it.version), model) {
        (Some(version), Some(model)) => {
            Ok(text!(ja: "型番 {model}、版 {version}", en: "model {model}, version {version}"))
        }
        (None, _) => Err(text!(ja: "版が未記入", en: "its version is not recorded")),
        (_, None) => Err(text!(ja: "型番が未記入", en: "its model is not recorded")),
    };
    Sorted::of([product], why).weigh(text!(ja: "製品の行が要ります。", en: "A product is wanted."))
}

fn components(ground: Ground<'_>, product: &Product) -> Showing {
    let wanted = text!(ja: "製品の SBOM を取り込んでください。", en: "Read in the product's SBOM.");
    match ground.beside.components.get(&product.id) {
        None => Showing::Nothing(wanted),
        Some(n) => Sorted::of([product], |_: &&Product| {
            Ok(text!(ja: "SBOM に部品 {n} 件", en: "SBOM with {n} components"))
        })
        .weigh(wanted),
    }
}

/// Decisions on record, and what is open. Where nothing was held against the product it is unknown.
fn vulnerabilities(ground: Ground<'_>, product: &Product) -> Showing {
    let wanted = text!(
        ja: "製品の SBOM と脆弱性のお知らせを取り込み、突き合わせてください。",
        en: "Read in the product's SBOM and advisories, and hold them against each other."
    );
    let Some((affected, undecided)) = ground.beside.exposed.get(&product.id).copied() else {
        return Showing::Nothing(wanted);
    };
    let decided = ground.facts.register.decisions.values().filter(|it| it.products.contains(&product.id));
    let mut sorted = Sorted::of(decided, |it: &&Decision| {
        if it.faults().is_empty() {
            Ok(text!(ja: "判断済み", en: "decided"))
        } else {
            Err(text!(ja: "判断に足りない項目がある", en: "the decision lacks something"))
        }
    });
    let whole = Sorted::of([product], |_: &&Product| {
        if affected + undecided == 0 {
            Ok(
                text!(ja: "突き合わせ済み、影響ありも未判断もなし", en: "checked: nothing affected, nothing undecided"),
            )
        } else {
            Err(
                text!(ja: "影響あり {affected} 件、未判断 {undecided} 件", en: "{affected} affected, {undecided} undecided"),
            )
        }
    });
    sorted.shows.extend(whole.shows);
    sorted.lacks.extend(whole.lacks);
    sorted.weigh(wanted)
}

fn support(ground: Ground<'_>, product: &Product) -> Showing {
    let today = ground.facts.today;
    let wanted =
        text!(ja: "製品にサポート終了日を入れてください。", en: "Enter the product's last day of support.");
    let Stated::Known(day) = product.support_end else { return Showing::Nothing(wanted) };
    let why = |_: &&Product| {
        if day >= today {
            Ok(text!(ja: "{day} までサポート", en: "supported until {day}"))
        } else {
            Err(text!(ja: "{day} にサポート終了", en: "support ended on {day}"))
        }
    };
    Sorted::of([product], why).weigh(wanted)
}

fn disclosure(product: &Product) -> Showing {
    let wanted = text!(
        ja: "製品に、脆弱性の受付窓口と方針のページを入れてください。",
        en: "Enter where vulnerabilities of the product are reported, and the page of the policy."
    );
    let (to, policy) = (said(&product.report_to), said(&product.disclosure_policy));
    if to.is_none() && policy.is_none() {
        return Showing::Nothing(wanted);
    }
    let shown = [
        to.map(|to| text!(ja: "窓口：{to}", en: "reported to {to}")),
        policy.map(|page| text!(ja: "方針：{page}", en: "policy: {page}")),
    ];
    let mut sorted = Sorted::default();
    for why in shown.into_iter().flatten() {
        sorted.shows.push(super::Named::row(&product, why));
    }
    sorted
        .missing(to.is_none(), text!(ja: "受付窓口が未記入", en: "where they are reported is not recorded"))
        .missing(policy.is_none(), text!(ja: "方針のページが未記入", en: "the policy's page is not recorded"))
        .weigh(wanted)
}

fn papers(ground: Ground<'_>, product: &Product) -> Showing {
    let today = ground.facts.today;
    let about = ground.facts.register.papers.values().filter(|paper| paper.products.contains(&product.id));
    let why = |paper: &&Paper| match (paper.state, paper.until.known()) {
        (PaperState::Issued, Some(day)) if *day < today => {
            Err(text!(ja: "{day} に期限切れ", en: "it ended on {day}"))
        }
        (PaperState::Issued, _) => Ok(text!(ja: "発行済み", en: "issued")),
        (PaperState::Withdrawn, _) => Err(text!(ja: "取り消された", en: "it was taken back")),
        (PaperState::Preparing | PaperState::Applied, _) => {
            Err(text!(ja: "まだ発行されていない", en: "not yet issued"))
        }
    };
    Sorted::of(about, why).weigh(text!(ja: "製品のラベル・宣言の行が要ります。", en: "Labels or declarations of the product are wanted."))
}
