//! The climb: advisory → component or device → product → asset → zone → business, weighed by what the
//! plant loses, worst first.

mod actions;
mod climb;
mod decided;
mod finding;
mod priority;
mod rulings;
mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use sekisho_model::{
    Advisory, AdvisoryForm, AdvisoryId, AssetId, BusinessId, Cvss, Importance, Loss, ProductId, Register,
    Signal, Stated, SupplierId, Text, text,
};
use sekisho_supply::Verdict;

use decided::Decided;

pub use actions::Action;
pub(crate) use climb::greater;
pub use finding::{Answer, Finding, Thing};
pub use priority::{GRAVE_TENTHS, LIKELY_MILLIONTHS, Priority, Urgency};
pub use rulings::rulings;

/// What the advisory's statements were held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Everything that the advisory names, surely or possibly, with its judgement.
    pub findings: Vec<Finding>,
    /// Devices of the register whose vendor or model nobody has stated, so that the advisory may or may not
    /// speak of them.
    pub unidentified: BTreeSet<AssetId>,
    /// Components and devices that the advisory does not name.
    pub not_named: usize,
    /// Devices and products whose components nobody has listed, where the advisory speaks of a package.
    pub unlisted: usize,
    /// What public lists say of its vulnerabilities.
    pub signals: Vec<Signal>,
}

/// An id with the name people know it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named<Id> {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
}

/// One way from a finding up to what it endangers. Parts that the register does not know stay empty. What
/// many chains have in common is shared: a popular package gives tens of thousands of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The component or device.
    pub finding: Arc<Finding>,
    /// The product it is or is part of.
    pub product: Option<Named<ProductId>>,
    /// The asset that is it or runs it.
    pub asset: Option<Named<AssetId>>,
    /// The asset's zone and the zones around it, innermost first.
    pub zones: Arc<[Named<sekisho_model::ZoneId>]>,
    /// The businesses it serves.
    pub businesses: Arc<[Named<BusinessId>]>,
    /// The greatest importance on the way.
    pub importance: Stated<Importance>,
    /// What is lost, value by value the greatest of its businesses.
    pub loss: Loss,
}

/// A business that the advisory endangers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessAtStake {
    /// Which.
    pub business: Named<BusinessId>,
    /// The worst verdict among the chains that reach it.
    pub verdict: Verdict,
    /// Its importance.
    pub importance: Stated<Importance>,
    /// What is lost.
    pub loss: Stated<Loss>,
    /// It must run again within so many hours.
    pub recovery_hours_max: Stated<u32>,
    /// Assets through which it is reached.
    pub assets: BTreeSet<AssetId>,
}

/// A supplier to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierToAsk {
    /// Which.
    pub supplier: Named<SupplierId>,
    /// Whom to ask there.
    pub contact: Stated<String>,
    /// The worst verdict among what it supplied.
    pub verdict: Verdict,
    /// Names of what it supplied and what is at stake.
    pub about: BTreeSet<String>,
}

/// A product of our own that the advisory endangers: customers must be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnProduct {
    /// Which.
    pub product: Named<ProductId>,
    /// Its version.
    pub version: Stated<String>,
    /// The worst verdict among its components.
    pub verdict: Verdict,
    /// The components, for people.
    pub components: BTreeSet<String>,
}

/// How many things ended how. The four add up to everything that was judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Affected.
    pub affected: usize,
    /// Undecided, devices without identity included.
    pub undecided: usize,
    /// Named, and not affected with a reason.
    pub not_affected: usize,
    /// Not named by the advisory.
    pub not_named: usize,
}

impl Counts {
    /// One that was open is settled everywhere.
    const fn settle(&mut self, before: Verdict) {
        match before {
            Verdict::Affected => self.affected -= 1,
            Verdict::Undecided => self.undecided -= 1,
            Verdict::NotAffected => return,
        }
        self.not_affected += 1;
    }
}

/// What the answer needs of the advisory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisoryHead {
    /// Its id.
    pub id: AdvisoryId,
    /// Form it came in.
    pub form: AdvisoryForm,
    /// Its title.
    pub title: String,
    /// Other names, CVE ids among them.
    pub aliases: BTreeSet<String>,
    /// Publisher.
    pub publisher: String,
    /// The highest score it states.
    pub cvss: Option<Cvss>,
    /// Withdrawn by its publisher.
    pub withdrawn: bool,
}

/// What an advisory means for the plant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// Which advisory.
    pub advisory: AdvisoryHead,
    /// Affected and undecided, worst first.
    pub chains: Vec<Chain>,
    /// Named and not affected, with reasons.
    pub not_affected: Vec<Finding>,
    /// Devices without identity: undecided.
    pub unidentified: Vec<Named<AssetId>>,
    /// How many ended how.
    pub counts: Counts,
    /// Devices and products whose components nobody has listed: they were not held against a package, and
    /// are no part of the counts.
    pub unlisted: usize,
    /// Businesses at stake, worst first.
    pub businesses: Vec<BusinessAtStake>,
    /// Suppliers to ask, worst first.
    pub suppliers: Vec<SupplierToAsk>,
    /// Own products affected, worst first.
    pub own_products: Vec<OwnProduct>,
    /// At most three things to do, the first one first.
    pub actions: Vec<Action>,
    /// How soon, and why.
    pub priority: Priority,
}

/// What `advisory` means for `register`, given what it was held against, and what persons have decided until
/// `today`.
#[must_use]
pub fn impact(advisory: &Advisory, register: &Register, mut question: Question, today: Date) -> Impact {
    let decided = Decided::new(register, advisory, today);
    if !decided.is_empty() {
        question.findings = question.findings.into_iter().map(|finding| decided.settle(finding)).collect();
    }
    // Databases give rows in an order of their own; an answer has one order.
    question.findings.sort_unstable();
    let mut counts = sums::counts(&question);
    let (open, mut not_affected): (Vec<Finding>, Vec<Finding>) =
        question.findings.into_iter().partition(|finding| finding.verdict > Verdict::NotAffected);
    let mut climber = climb::Climber::new(register);
    let mut chains = Vec::with_capacity(open.len());
    for finding in open {
        let (before, climbed) = (finding.verdict, climber.chains(finding));
        let (still, settled) = on_assets(climbed, &decided);
        if let (true, Some(settled)) = (still.is_empty(), settled) {
            counts.settle(before);
            not_affected.push(settled);
        }
        chains.extend(still);
    }
    chains.sort_by(climb::worst_first);
    let unidentified = question
        .unidentified
        .iter()
        .filter_map(|id| register.assets.get(id))
        .map(|asset| Named { id: asset.id.clone(), name: asset.name.clone() })
        .collect();
    let mut impact = Impact {
        advisory: head(advisory),
        businesses: sums::businesses(register, &chains),
        suppliers: sums::suppliers(register, &chains),
        own_products: sums::own_products(register, &chains),
        actions: Vec::new(),
        priority: priority::priority(&chains, &question.signals, &priority::stated_scores(advisory)),
        chains,
        not_affected,
        unidentified,
        counts,
        unlisted: question.unlisted,
    };
    impact.actions = actions::actions(&impact);
    impact
}

/// What was decided for single assets on the way up: the chains that stay open, and how one of the others ended.
fn on_assets(chains: Vec<Chain>, decided: &Decided<'_>) -> (Vec<Chain>, Option<Finding>) {
    if decided.is_empty() {
        return (chains, None);
    }
    let mut settled = None;
    let mut still = Vec::with_capacity(chains.len());
    for mut chain in chains {
        let asset = chain.asset.as_ref().map(|asset| &asset.id);
        if let Some(finding) = asset.and_then(|asset| decided.settle_on(&chain.finding, asset)) {
            chain.finding = Arc::new(finding);
        }
        if chain.finding.verdict > Verdict::NotAffected {
            still.push(chain);
        } else {
            settled = Some(Finding::clone(&chain.finding));
        }
    }
    (still, settled)
}

/// What an answer needs of an advisory.
#[must_use]
pub fn head(advisory: &Advisory) -> AdvisoryHead {
    let named = advisory.statements.iter().flat_map(|statement| &statement.vulnerabilities);
    AdvisoryHead {
        id: advisory.id.clone(),
        form: advisory.form,
        title: advisory.title.clone(),
        aliases: advisory
            .aliases
            .iter()
            .cloned()
            .chain(named.map(|id| id.as_str().to_owned()))
            .filter(|alias| alias != advisory.id.as_str())
            .collect(),
        publisher: advisory.publisher.clone(),
        cvss: advisory.cvss.clone(),
        withdrawn: advisory.withdrawn.is_some(),
    }
}

impl Impact {
    /// The worst verdict of all.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        if self.counts.affected > 0 {
            Verdict::Affected
        } else if self.counts.undecided > 0 {
            Verdict::Undecided
        } else {
            Verdict::NotAffected
        }
    }

    /// Does something need doing: is a thing that it names affected, or undecided?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !self.chains.is_empty()
    }

    /// The greatest importance among the affected chains, or among the undecided where none is affected.
    #[must_use]
    pub fn importance(&self) -> Stated<Importance> {
        self.chains.first().map_or(Stated::Unknown, |chain| chain.importance)
    }

    /// The answer in one sentence.
    #[must_use]
    pub fn answer(&self) -> Text {
        if self.advisory.withdrawn {
            return text!(
                ja: "このアドバイザリは発行元が取り下げています。対応は不要です。",
                en: "The publisher has withdrawn this advisory. Nothing needs doing."
            );
        }
        match self.verdict() {
            Verdict::Affected => self.affected_sentence(),
            Verdict::Undecided => {
                let n = self.counts.undecided;
                text!(
                    ja: "影響があるとは確認できていませんが、判定できないものが {n} 件あります。",
                    en: "Nothing is known to be affected, but {n} could not be decided."
                )
            }
            Verdict::NotAffected => self.clean_sentence(),
        }
    }

    /// Says what was checked, and what was not.
    fn clean_sentence(&self) -> Text {
        let (n, unlisted) = (self.counts.not_affected + self.counts.not_named, self.unlisted);
        if unlisted == 0 {
            return text!(
                ja: "この脆弱性の影響を受けるものは、照合した {n} 件の中にありません。",
                en: "None of the {n} things checked is affected."
            );
        }
        text!(
            ja: "照合した {n} 件の中に、影響を受けるものはありません。SBOM のない機器・製品 {unlisted} 件は、部品が分からないため照合していません。",
            en: "None of the {n} things checked is affected. {unlisted} devices and products have no SBOM, so their components were not checked."
        )
    }

    fn affected_sentence(&self) -> Text {
        let things = self.counts.affected;
        let businesses: Vec<&str> = self
            .businesses
            .iter()
            .filter(|business| business.verdict == Verdict::Affected)
            .map(|business| business.business.name.as_str())
            .collect();
        let (more, undecided) = (businesses.len().saturating_sub(3), self.counts.undecided);
        let shown = &businesses[..businesses.len().min(3)];
        let mut sentence = match (shown.is_empty(), more) {
            (true, _) => text!(ja: "{things} 件が影響を受けます", en: "{things} affected"),
            (false, 0) => {
                let (ja, en) = (shown.join("」「"), shown.join(", "));
                text!(ja: "{things} 件が影響を受け、「{ja}」に及びます", en: "{things} affected, reaching {en}")
            }
            (false, _) => {
                let (ja, en) = (shown.join("」「"), shown.join(", "));
                text!(
                    ja: "{things} 件が影響を受け、「{ja}」ほか {more} 業務に及びます",
                    en: "{things} affected, reaching {en} and {more} more"
                )
            }
        };
        if let Stated::Known(importance) = self.importance() {
            let Text { ja, en } = importance_word(importance);
            sentence.ja.push_str(&format!("（最大の重要度：{ja}）"));
            sentence.en.push_str(&format!(" (highest importance: {en})"));
        }
        if undecided > 0 {
            sentence.ja.push_str(&format!("。ほかに判定できないものが {undecided} 件あります"));
            sentence.en.push_str(&format!("; {undecided} more could not be decided"));
        }
        sentence.ja.push('。');
        sentence.en.push('.');
        sentence
    }
}

/// Affected before undecided, then the most urgent, then the worst chain, then the score, then the id.
#[must_use]
pub fn worst_impact_first(a: &Impact, b: &Impact) -> std::cmp::Ordering {
    use std::cmp::Reverse;
    let key = |impact: &Impact| {
        let first = impact.chains.first();
        (
            Reverse(impact.verdict()),
            impact.priority.urgency,
            first.map_or(u8::MAX, |chain| climb::rank(chain.importance)),
            Reverse(first.map(|chain| chain.loss.worst())),
            Reverse(impact.advisory.cvss.as_ref().map_or(0, |cvss| cvss.score_tenths)),
        )
    };
    key(a).cmp(&key(b)).then_with(|| a.advisory.id.cmp(&b.advisory.id))
}

/// 大, 中, 小 in both languages.
#[must_use]
pub fn importance_word(importance: Importance) -> Text {
    match importance {
        Importance::Large => Text::new("大", "large"),
        Importance::Medium => Text::new("中", "medium"),
        Importance::Small => Text::new("小", "small"),
    }
}

/// Groups by key, keeping the order of first appearance out of it: keys are ordered.
fn group<'a, K: Ord, T>(items: impl IntoIterator<Item = (K, &'a T)>) -> BTreeMap<K, Vec<&'a T>> {
    let mut groups: BTreeMap<K, Vec<&'a T>> = BTreeMap::new();
    for (key, item) in items {
        groups.entry(key).or_default().push(item);
    }
    groups
}

#[cfg(test)]
mod tests;
