//! What new facts mean: after an advisory, an SBOM or a device came or changed, only what it touches is judged, and
//! only what is news is told.
//!
//! Invariants: a newer revision that ends as the one before, thing by thing and vulnerability by vulnerability, with
//! the same remedies, is no news (CSAF 2.1, clauses 13 and 17). Nothing is stored: the ledger says what came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sekisho_assess::impact::{Answer, Finding, Thing};
use sekisho_assess::{Impact, Verdict};
use sekisho_model::{Advisory, AssetId, ProductId, RecordKind, SbomId, Text, text};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Why something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A new advisory.
    NewAdvisory,
    /// A newer revision that ends otherwise for something here.
    Revised,
    /// A newer revision that nothing here is open under any more.
    Cleared,
    /// A device, product or SBOM came or changed.
    NewThing,
}

impl Cause {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::NewAdvisory => Text::new("新しいアドバイザリ", "new advisory"),
            Self::Revised => Text::new("改訂で判定が変わったもの", "revised, with another answer"),
            Self::Cleared => Text::new("改訂で影響がなくなったもの", "revised, nothing affected any more"),
            Self::NewThing => Text::new("機器・SBOM の追加や変更", "new or changed device or SBOM"),
        }
    }

    /// Its code in answers for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NewAdvisory => "new-advisory",
            Self::Revised => "revised",
            Self::Cleared => "cleared",
            Self::NewThing => "new-thing",
        }
    }
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Why.
    pub cause: Cause,
    /// The document is versioned semantically and its major number is another: its publisher asks that it be held
    /// against the register again.
    pub is_major: bool,
    /// What the advisory means now; of new things only the chains that pass through one of them.
    pub impact: Impact,
}

/// The number that the ledger's next entry will have: what [`since`] is asked with after a write.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn next_entry(app: &App, caller: &Caller) -> Result<u64, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.store().ledger_size().await?)
}

/// What is news because of the ledger's entries from one on, most urgent first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn since(app: &App, caller: &Caller, seq: u64) -> Result<Vec<Notice>, AppError> {
    permit(caller, Act::Read)?;
    let changed = app.store().advisories_changed_from(seq).await?;
    let told: BTreeSet<String> = changed.iter().map(|(now, _)| now.id.to_string()).collect();
    let mut notices = of_advisories(app, &changed).await?;
    let things = Things::changed_from(app, seq).await?;
    if !things.is_empty() {
        let others = app.impacts().await?;
        notices.extend(
            others.iter().filter(|impact| !told.contains(impact.advisory.id.as_str())).filter_map(|impact| {
                let impact = things.only(impact)?;
                Some(Notice { cause: Cause::NewThing, is_major: false, impact })
            }),
        );
    }
    notices.sort_by(|a, b| sekisho_assess::impact::worst_impact_first(&a.impact, &b.impact));
    Ok(notices)
}

async fn of_advisories(app: &App, changed: &[(Advisory, Option<Advisory>)]) -> Result<Vec<Notice>, AppError> {
    let now: Vec<Advisory> = changed.iter().map(|(now, _)| now.clone()).collect();
    let before: Vec<Advisory> = changed.iter().filter_map(|(_, before)| before.clone()).collect();
    let impacts = crate::impact::of_advisories(app, &now).await?;
    let majors: BTreeSet<&str> = changed.iter().filter(is_major).map(|(now, _)| now.id.as_str()).collect();
    let before = crate::impact::of_advisories(app, &before).await?;
    let before: BTreeMap<String, Impact> =
        before.into_iter().map(|impact| (impact.advisory.id.to_string(), impact)).collect();
    Ok(impacts
        .into_iter()
        .filter_map(|impact| {
            let is_major = majors.contains(impact.advisory.id.as_str());
            news(impact, &before).map(|notice| Notice { is_major, ..notice })
        })
        .collect())
}

/// Did the major number of a semantically versioned document change?
fn is_major(revision: &&(Advisory, Option<Advisory>)) -> bool {
    let (now, Some(before)) = revision else { return false };
    match (semantic_major(&before.edition.version), semantic_major(&now.edition.version)) {
        (Some(before), Some(now)) => before != now,
        _ => false,
    }
}

/// The major number of a document's version `X.Y.Z`; `None` where it is counted in whole numbers, or otherwise.
#[must_use]
pub fn semantic_major(version: &str) -> Option<u64> {
    let core = version.split(['-', '+']).next()?;
    let parts: Vec<u64> = core.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    (parts.len() == 3).then(|| parts[0])
}

fn news(impact: Impact, before: &BTreeMap<String, Impact>) -> Option<Notice> {
    let cause = match before.get(impact.advisory.id.as_str()) {
        None if impact.is_open() => Cause::NewAdvisory,
        None => return None,
        Some(before) if units(before) == units(&impact) => return None,
        Some(_) if impact.is_open() => Cause::Revised,
        Some(before) if before.is_open() => Cause::Cleared,
        Some(_) => return None,
    };
    Some(Notice { cause, is_major: false, impact })
}

/// What a revision is compared by: each thing with how each vulnerability ends for it, and what is to be done.
fn units(impact: &Impact) -> BTreeSet<(&Thing, &[Answer])> {
    let open = impact.chains.iter().map(|chain| Arc::as_ref(&chain.finding));
    open.chain(&impact.not_affected).map(|finding: &Finding| (&finding.thing, &*finding.each)).collect()
}

/// Devices, products and SBOMs that came or changed.
#[derive(Debug, Default)]
struct Things {
    assets: BTreeSet<AssetId>,
    products: BTreeSet<ProductId>,
    sboms: BTreeSet<SbomId>,
}

impl Things {
    async fn changed_from(app: &App, seq: u64) -> Result<Self, AppError> {
        let mut things = Self::default();
        let size = app.store().ledger_size().await?;
        let entries = app.store().ledger_entries(seq, size.saturating_sub(seq)).await?;
        for entry in &entries {
            match crate::ledger::record_of(entry) {
                Some((RecordKind::Asset, id)) => things.assets.extend(id.parse::<AssetId>().ok()),
                Some((RecordKind::Product, id)) => things.products.extend(id.parse::<ProductId>().ok()),
                _ => {}
            }
            if let (true, Some(id)) =
                (entry.action().starts_with("sbom-"), entry.subject().strip_prefix("sbom:"))
            {
                things.sboms.extend(id.parse::<SbomId>().ok());
            }
        }
        Ok(things)
    }

    fn is_empty(&self) -> bool {
        self.assets.is_empty() && self.products.is_empty() && self.sboms.is_empty()
    }

    fn holds(&self, thing: &Thing, asset: Option<&AssetId>) -> bool {
        let of_thing = match thing {
            Thing::Asset(id) => self.assets.contains(id),
            Thing::Product(id) => self.products.contains(id),
            Thing::Component { sbom, .. } => self.sboms.contains(sbom),
        };
        of_thing || asset.is_some_and(|id| self.assets.contains(id))
    }

    /// The impact with the chains through one of these alone; `None` where none is.
    fn only(&self, impact: &Impact) -> Option<Impact> {
        let chains: Vec<_> = impact
            .chains
            .iter()
            .filter(|chain| self.holds(&chain.finding.thing, chain.asset.as_ref().map(|asset| &asset.id)))
            .cloned()
            .collect();
        (!chains.is_empty()).then(|| Impact { chains, ..impact.clone() })
    }
}

/// The notices in one sentence.
#[must_use]
pub fn answer(notices: &[Notice]) -> Text {
    let (n, affected) =
        (notices.len(), notices.iter().filter(|notice| notice.impact.verdict() == Verdict::Affected).count());
    match n {
        0 => text!(ja: "新しく知らせることはありません。", en: "There is nothing new to tell."),
        _ => text!(
            ja: "知らせることが {n} 件あり、うち {affected} 件は影響を受けます。",
            en: "There are {n} notices; {affected} of them affect this plant."
        ),
    }
}
