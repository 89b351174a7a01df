//! What the register says for each place that a form asks about.
//!
//! Invariant: every value names the records that it is from. A value that the register does not hold is none, never a
//! guess; words that join values are the form's language.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_model::{
    AssetId, Business, CaseKind, IncidentEntry, IncidentFact, Product, RemedyKind, Severity, SignalKind, Text,
};

use super::{Facts, name};
use crate::form::{Fill, Form};
use crate::{Duty, Trigger};

/// A value, and the ids of the records that it is from.
type Found = Option<(String, BTreeSet<String>)>;

/// What the register says there.
pub(super) fn value(facts: &Facts<'_>, form: &Form, duty: &Duty, fill: Fill) -> Found {
    let at = Filling { facts, form, duty };
    match fill {
        Fill::NotificationKind => Some((form.notification.clone(), BTreeSet::new())),
        Fill::CaseName => Some((at.marked(&facts.case.name), at.case_id())),
        Fill::Summary => Some(at.summary()),
        Fill::Company | Fill::CompanyOutline => at.company(fill == Fill::CompanyOutline),
        Fill::MemberStates => at.member_states(),
        Fill::ProductNames => at.of_products(|product| Some(at.product_name(product))),
        Fill::ProductVersions => at.versions(),
        Fill::SupportEnded => at.support_ended(),
        Fill::ComponentNames => joined(facts.components.iter().cloned(), BTreeSet::new()),
        Fill::CveIds => at.ids("CVE-"),
        Fill::EuvdIds => at.ids("EUVD-"),
        Fill::VulnerabilityNature => at.nature(),
        Fill::Severity => at.severity(),
        Fill::UpdateDetails => at.remedies(|kind| kind == RemedyKind::VendorFix),
        Fill::UserMeasures => at.remedies(|kind| {
            matches!(kind, RemedyKind::VendorFix | RemedyKind::Mitigation | RemedyKind::Workaround)
        }),
        Fill::AwareAt => at.aware(),
        Fill::StartedAt => at.first(|what| *what == IncidentFact::Started),
        Fill::ObservedAt => facts.case.observed_at.known().map(|seen| (at.moment(*seen), at.case_id())),
        Fill::MeasureAvailableAt => at.first(|what| matches!(what, IncidentFact::MeasureAvailable { .. })),
        Fill::EventOutline => at.outline(),
        Fill::Meaning => Some((facts.case.meaning.clone(), at.case_id())),
        Fill::MeasuresTaken => at.measures(),
        Fill::Impact => at.impact(),
        Fill::Assets => at.assets(),
        Fill::State => Some((facts.standing.in_lang(form.language).to_owned(), at.case_id())),
        Fill::Contact => facts.case.owner.known().map(|owner| (owner.clone(), at.case_id())),
    }
}

fn joined(parts: impl Iterator<Item = String>, from: BTreeSet<String>) -> Found {
    let mut all: Vec<String> = Vec::new();
    for part in parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()) {
        if !all.contains(&part) {
            all.push(part);
        }
    }
    (!all.is_empty()).then(|| (all.join(", "), from))
}

fn lines(parts: Vec<(String, String)>) -> Found {
    let mut all: Vec<(String, String)> = Vec::new();
    for (line, from) in parts {
        let line = line.trim().to_owned();
        if !line.is_empty() && !all.iter().any(|(known, _)| *known == line) {
            all.push((line, from));
        }
    }
    let from = all.iter().map(|(_, from)| from.clone()).collect();
    let text = all.into_iter().map(|(line, _)| line).collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then_some((text, from))
}

struct Filling<'a> {
    facts: &'a Facts<'a>,
    form: &'a Form,
    duty: &'a Duty,
}

impl<'a> Filling<'a> {
    fn case_id(&self) -> BTreeSet<String> {
        BTreeSet::from([self.facts.case.id.to_string()])
    }

    fn say(&self, ja: &str, en: &str) -> String {
        self.form.language.pick(ja, en).to_owned()
    }

    /// An exercise says so in the words that are copied, too.
    fn marked(&self, words: &str) -> String {
        match self.facts.case.kind {
            CaseKind::Exercise => format!("{}{words}", self.say("【訓練】", "[EXERCISE] ")),
            CaseKind::Real => words.to_owned(),
        }
    }

    fn moment(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.form.zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }

    fn products(&self) -> impl Iterator<Item = &'a Product> {
        self.facts.products.iter().filter_map(|id| self.facts.register.products.get(id))
    }

    fn product_name(&self, product: &Product) -> String {
        product.name_words().in_lang(self.form.language).to_owned()
    }

    fn of_products(&self, of: impl Fn(&Product) -> Option<String>) -> Found {
        let ids = self.products().map(|product| product.id.to_string()).collect();
        joined(self.products().filter_map(of), ids)
    }

    /// One product: its version alone. Several: each with its name, so that nobody has to guess which is which.
    fn versions(&self) -> Found {
        let one = self.products().count() == 1;
        self.of_products(|product| {
            let version = product.version.known()?;
            Some(if one { version.clone() } else { format!("{} {version}", self.product_name(product)) })
        })
    }

    fn company(&self, outline: bool) -> Found {
        let plant = self.facts.register.plant.as_ref()?;
        let from = BTreeSet::from([self.say("工場", "plant")]);
        let in_lang = |words: Text| words.in_lang(self.form.language).to_owned();
        let parts = if outline {
            vec![in_lang(plant.company_words()), plant.name.clone(), in_lang(plant.address_words())]
        } else {
            vec![in_lang(plant.company_words())]
        };
        joined(parts.into_iter(), from)
    }

    fn member_states(&self) -> Found {
        let asked = &self.form.member_states;
        let states: BTreeSet<String> =
            self.products().flat_map(|product| product.markets.iter().cloned()).collect();
        let from = self.products().map(|product| product.id.to_string()).collect();
        joined(states.into_iter().filter(|state| asked.contains(state)), from)
    }

    fn support_ended(&self) -> Found {
        let ends: Vec<_> = self.products().map(|product| product.support_end.known().copied()).collect();
        let today = self.aware_at()?.0.to_zoned_datetime(self.form.zone.clone()).date();
        let known: Option<Vec<_>> = ends.into_iter().collect();
        let ends = known.filter(|ends| !ends.is_empty())?;
        let over = ends.iter().filter(|end| **end < today).count();
        // Of several products of which some are supported neither word is right: a person says.
        let word = match over {
            0 => "No",
            over if over == ends.len() => "Yes",
            _ => return None,
        };
        self.of_products(|_| Some(word.to_owned()))
    }

    fn ids(&self, beginning: &str) -> Found {
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for advisory in self.facts.advisories {
            ids.insert(advisory.id.to_string());
            ids.extend(advisory.aliases.iter().cloned());
            for vulnerability in &advisory.vulnerabilities {
                ids.insert(vulnerability.id.to_string());
                ids.extend(vulnerability.aliases.iter().cloned());
            }
        }
        joined(ids.into_iter().filter(|id| id.starts_with(beginning)), self.advisories())
    }

    fn advisories(&self) -> BTreeSet<String> {
        self.facts.advisories.iter().map(|advisory| advisory.id.to_string()).collect()
    }

    fn titles(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for advisory in self.facts.advisories {
            all.push((advisory.title.clone(), advisory.id.to_string()));
            let more = advisory.vulnerabilities.iter().map(|it| (it.title.clone(), advisory.id.to_string()));
            all.extend(more);
        }
        all
    }

    fn exploitation(&self) -> Vec<(String, String)> {
        let exploited = self.facts.signals.iter().filter_map(|signal| match signal.kind {
            SignalKind::Exploited { added, .. } => Some((signal, added)),
            _ => None,
        });
        exploited
            .map(|(signal, added)| {
                let (id, source) = (&signal.vulnerability, &signal.source);
                let words = self.say(
                    &format!("{id} は悪用が確認されています（{source}、{added}）。"),
                    &format!("{id} is known to be exploited ({source}, {added})."),
                );
                (words, id.to_string())
            })
            .collect()
    }

    fn weaknesses(&self) -> Vec<(String, String)> {
        let vulnerabilities = self
            .facts
            .advisories
            .iter()
            .flat_map(|advisory| advisory.vulnerabilities.iter().map(move |it| (advisory, it)));
        vulnerabilities
            .filter(|(_, it)| !it.weaknesses.is_empty())
            .map(|(advisory, it)| {
                let list = it.weaknesses.iter().cloned().collect::<Vec<_>>().join(", ");
                (format!("{}: {list}", it.id), advisory.id.to_string())
            })
            .collect()
    }

    fn nature(&self) -> Found {
        lines([self.titles(), self.weaknesses(), self.exploitation()].concat())
    }

    fn severity(&self) -> Found {
        let mut parts = Vec::new();
        for advisory in self.facts.advisories {
            let scores = advisory.vulnerabilities.iter().flat_map(|it| &it.scores).map(|stated| &stated.cvss);
            for cvss in advisory.cvss.iter().chain(scores) {
                let (whole, tenth) = (cvss.score_tenths / 10, cvss.score_tenths % 10);
                let band = self.band(cvss.severity());
                let words = format!("CVSS {whole}.{tenth} ({band}) {}", cvss.vector);
                parts.push((words, advisory.id.to_string()));
            }
        }
        lines(parts)
    }

    fn band(&self, severity: Severity) -> String {
        let (ja, en) = match severity {
            Severity::None => ("なし", "none"),
            Severity::Low => ("低", "low"),
            Severity::Medium => ("中", "medium"),
            Severity::High => ("高", "high"),
            Severity::Critical => ("重大", "critical"),
        };
        self.say(ja, en)
    }

    fn remedies(&self, wanted: impl Fn(RemedyKind) -> bool) -> Found {
        let mut parts = Vec::new();
        for advisory in self.facts.advisories {
            let remedies = advisory.statements.iter().flat_map(|statement| &statement.remedies);
            for remedy in remedies.filter(|remedy| wanted(remedy.kind)) {
                let words = format!("{} {}", remedy.words.trim(), remedy.url);
                parts.push((words, advisory.id.to_string()));
            }
        }
        lines(parts)
    }

    fn summary(&self) -> (String, BTreeSet<String>) {
        let case = self.facts.case;
        let mut parts = vec![(self.marked(&case.name), case.id.to_string())];
        parts.extend(self.titles().into_iter().take(1));
        if let Some((names, from)) = self.of_products(|product| {
            let version = product.version.known().map(String::as_str).unwrap_or_default();
            Some(format!("{} {version}", self.product_name(product)).trim().to_owned())
        }) {
            let words =
                self.say(&format!("影響する自社製品：{names}"), &format!("Products affected: {names}"));
            parts.push((words, from.into_iter().collect::<Vec<_>>().join(", ")));
        }
        parts.extend(self.exploitation());
        parts.push((case.seen.clone(), case.id.to_string()));
        lines(parts).unwrap_or_default()
    }

    /// When somebody was aware of the matter that the duty is about, as the clocks count it.
    fn aware_at(&self) -> Option<(Timestamp, String)> {
        let matter = self.duty.trigger.matter();
        let of_matter = |clock: &&crate::Clock| {
            matches!(clock.duty.trigger, Trigger::Aware { .. })
                && (clock.duty.id == self.duty.id || clock.duty.trigger.matter() == matter)
        };
        let ground = self.facts.clocks.iter().filter(of_matter).map(|clock| &clock.ground);
        ground.filter_map(|ground| Some((ground.at?, ground.event.as_ref()?.to_string()))).min()
    }

    fn aware(&self) -> Found {
        let (at, entry) = self.aware_at()?;
        Some((self.moment(at), BTreeSet::from([entry])))
    }

    fn first(&self, is: impl Fn(&IncidentFact) -> bool) -> Found {
        let entry = self.entries(is).into_iter().min_by_key(|entry| entry.at)?;
        Some((self.moment(entry.at), BTreeSet::from([name(entry)])))
    }

    fn entries(&self, is: impl Fn(&IncidentFact) -> bool) -> Vec<&'a IncidentEntry> {
        self.facts.entries.iter().filter(|entry| is(&entry.what)).collect()
    }

    fn outline(&self) -> Found {
        let case = self.facts.case;
        let mut parts = vec![(self.marked(&case.name), case.id.to_string())];
        parts.push((case.seen.clone(), case.id.to_string()));
        let notes = self.entries(|what| *what == IncidentFact::Note);
        let is_new = |entry: &&&IncidentEntry| entry.words != case.name && entry.words != case.seen;
        parts.extend(
            notes
                .iter()
                .filter(is_new)
                .map(|entry| (format!("{} {}", self.moment(entry.at), entry.words), name(entry))),
        );
        lines(parts)
    }

    /// Decisions and what was done; a task counts once it is done.
    fn measures(&self) -> Found {
        let case = self.facts.case;
        let mut parts: Vec<(String, String)> = self
            .entries(|what| *what == IncidentFact::Decision)
            .into_iter()
            .map(|entry| (entry.words.clone(), name(entry)))
            .collect();
        for done in self.entries(|what| matches!(what, IncidentFact::TaskDone { .. })) {
            let IncidentFact::TaskDone { task } = done.what else { continue };
            let of = self.facts.entries.iter().find(|entry| entry.case == done.case && entry.no == task);
            parts.extend(of.map(|entry| (entry.words.clone(), name(entry))));
        }
        parts.push((case.decision.clone(), case.id.to_string()));
        parts.push((case.action.clone(), case.id.to_string()));
        lines(parts)
    }

    fn assets(&self) -> Found {
        let assets: Vec<(String, String)> =
            self.facts.case.assets.iter().map(|id| (self.asset(id), id.to_string())).collect();
        lines(assets)
    }

    fn asset(&self, id: &AssetId) -> String {
        let asset = self.facts.register.assets.get(id);
        asset.map_or_else(|| id.to_string(), |asset| format!("{} {}", asset.id, asset.name))
    }

    fn businesses(&self) -> Vec<&'a Business> {
        let register = self.facts.register;
        let assets = self.facts.case.assets.iter().filter_map(|id| register.assets.get(id));
        let of_assets = assets.flat_map(|asset| register.businesses_of(asset));
        let of_products = self.products().flat_map(|product| &product.businesses);
        let ids: BTreeSet<_> = of_assets.chain(of_products).collect();
        ids.into_iter().filter_map(|id| register.businesses.get(id)).collect()
    }

    /// Customers that use an own product that it endangers, or depend on a business that it touches.
    fn customers(&self) -> Vec<(String, String)> {
        let register = self.facts.register;
        let businesses: BTreeSet<_> = self.businesses().into_iter().map(|business| &business.id).collect();
        let touched = register.customers.values().filter(|customer| {
            customer.products.iter().any(|id| self.facts.products.contains(id))
                || customer.businesses.iter().any(|id| businesses.contains(id))
        });
        touched
            .map(|it| {
                let words = self
                    .say(&format!("影響する顧客：{}", it.name), &format!("Customer affected: {}", it.name));
                (words, it.id.to_string())
            })
            .collect()
    }

    fn impact(&self) -> Found {
        let mut parts: Vec<(String, String)> = self
            .businesses()
            .into_iter()
            .map(|it| {
                let words = self
                    .say(&format!("関係する業務：{}", it.name), &format!("Business touched: {}", it.name));
                (words, it.id.to_string())
            })
            .collect();
        for product in self.products() {
            let version = product.version.known().map(String::as_str).unwrap_or_default();
            let name = self.product_name(product);
            let words = self.say(
                &format!("影響する自社製品：{name} {version}"),
                &format!("Product of ours affected: {name} {version}"),
            );
            parts.push((words, product.id.to_string()));
        }
        parts.extend(self.customers());
        for id in &self.facts.case.assets {
            let asset = self.asset(id);
            let words = self.say(&format!("関係する保護対象：{asset}"), &format!("Asset touched: {asset}"));
            parts.push((words, id.to_string()));
        }
        lines(parts)
    }
}
