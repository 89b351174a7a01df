//! The judgement of devices: an index over statements by maker and by the words of their names.
//!
//! One match per advisory that names the device, surely or possibly. Per vulnerability the worse statement
//! counts, save that what the publisher states as fixed or unaffected of a *closer* name or version set
//! (this model before its family, a listed version before a range, a range before *every version*) beats the
//! broader statement. Where an advisory names the device or its family outright, its statements on products
//! that only share words are left aside.
//!
//! What a person decided ([`Ruling`]) goes before what words say: a confirmed name is exact, a rejected one counts as
//! not named, and an advisory of which nothing else is left says so.
//!
//! An unsure identity never ends as *affected*; a merely possible one never ends as *not affected* either.

mod decide;
mod listed;
mod mention;
mod reading;
mod shelf;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sekisho_model::{Advisory, DeviceIdentity, DeviceTarget, Stated, Statement, Target, VulnerabilityId};

use super::firmware::{behind_name, of_the_firmware, package_apart, without_remark};
use super::model::{
    Agreement, Asked, Grade, LaterName, Named, agreement, compact, confirmed, is_one_letter_off, mentioned,
    renamed,
};
use super::ruling::{ProductKey, Ruling, Rulings};
use super::vendor::Makers;
use crate::{Match, Missing, Outcome, Reason, Verdict};
use decide::Candidate;
use reading::Reading;
use shelf::Shelf;

/// An index over the device statements of advisories.
#[derive(Debug, Default)]
pub struct DeviceIndex<'a> {
    shelves: BTreeMap<String, Shelf>,
    /// Makers by what people call them for short: `phoenix` for Phoenix Contact.
    short: BTreeMap<String, BTreeSet<String>>,
    /// Statements whose vendor is nobody in particular.
    anybody: Shelf,
    groups: Vec<Group<'a>>,
    of_advisory: BTreeMap<usize, Vec<usize>>,
    rulings: Rulings,
    /// Groups by their words, where there are rulings.
    products: BTreeMap<ProductKey, Vec<usize>>,
}

/// Statements on one name of one vendor.
#[derive(Debug)]
struct Group<'a> {
    target: &'a DeviceTarget,
    named: Named,
    entries: Vec<Entry<'a>>,
    /// The name is the title's, and no statement's: enough to ask, never to say.
    is_title: bool,
}

/// A target, and the words that name the product instead of its own.
type Key<'a> = (&'a DeviceTarget, String);

#[derive(Debug)]
struct Entry<'a> {
    /// Number of the advisory, in the order given.
    number: usize,
    advisory: &'a Advisory,
    statement: &'a Statement,
    versions: Reading,
    /// The words of its versions name some of its vulnerabilities (`CVE-2022-3386 only`): it is on those alone.
    names_some: bool,
}

impl<'a> Entry<'a> {
    fn of(number: usize, advisory: &'a Advisory, statement: &'a Statement, versions: Reading) -> Self {
        let words = versions.words();
        let names_some = statement.vulnerabilities.iter().any(|of| words.contains(of.as_str()));
        Self { number, advisory, statement, versions, names_some }
    }

    /// Is the statement on this vulnerability?
    fn is_on(&self, vulnerability: &VulnerabilityId) -> bool {
        let of = &self.statement.vulnerabilities;
        let is_meant = !self.names_some || self.versions.words().contains(vulnerability.as_str());
        (of.is_empty() || of.contains(vulnerability)) && is_meant
    }

    /// Does the statement speak of what is left beside others: `Other SIPROTEC 4 relays`?
    fn is_of_the_rest(&self) -> bool {
        let Target::Device(target) = &self.statement.target else { return false };
        let first = target.product.split_whitespace().next().unwrap_or_default();
        first.eq_ignore_ascii_case("other")
    }
}

/// Where a device is looked for.
struct Search<'s> {
    /// Of its makers.
    shelves: Vec<&'s Shelf>,
    /// Groups that a person decided on for it.
    ruled: BTreeMap<usize, bool>,
    /// No list has its maker.
    is_unlisted: bool,
}

/// A device by other names than its own.
struct Others {
    /// Under its product's later name, and how sure that is at most.
    later: Option<(Asked, Grade)>,
    /// Without its maker's name in front.
    bare: Option<Asked>,
    /// By the package that its firmware is called (`CPCI85 V25.20`).
    package: Option<Asked>,
}

impl<'a> DeviceIndex<'a> {
    /// Indexes statements; those on packages are passed over.
    pub fn new(statements: impl Iterator<Item = (&'a Advisory, &'a Statement)>) -> Self {
        let mut index = Self::default();
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut known: HashMap<Key<'a>, usize> = HashMap::new();
        for (advisory, statement) in statements {
            let Target::Device(target) = &statement.target else { continue };
            let next = numbers.len();
            let number = *numbers.entry(std::ptr::from_ref(advisory).addr()).or_insert(next);
            let (versions, products) = Reading::of(&statement.versions).with_products();
            index.enter(&mut known, target, "", Entry::of(number, advisory, statement, versions));
            if let Some((words, versions)) = products {
                let entry = Entry::of(number, advisory, statement, versions);
                index.enter(&mut known, target, &words, entry);
            }
        }
        index.enter_titles();
        index
    }

    /// An advisory whose statements name none of what its title does (`GE Communicator`, with a third party's part in it
    /// as the only product) goes by its title too.
    fn enter_titles(&mut self) {
        for (number, group) in self.groups.iter().enumerate() {
            let numbers: BTreeSet<usize> = group.entries.iter().map(|entry| entry.number).collect();
            numbers
                .into_iter()
                .for_each(|advisory| self.of_advisory.entry(advisory).or_default().push(number));
        }
        let titled = self
            .of_advisory
            .iter()
            .map(|(advisory, groups)| (*advisory, self.titled_group(*advisory, groups)));
        for (advisory, titled) in titled.collect::<Vec<_>>() {
            let Some(titled) = titled else { continue };
            let makers = Makers::of(&titled.target.vendor);
            let number = self.groups.len();
            self.groups.push(titled);
            self.shelve(&makers, number, advisory);
        }
    }

    /// What an advisory's title names, where none of its groups has a word of it.
    fn titled_group(&self, advisory: usize, groups: &[usize]) -> Option<Group<'a>> {
        let group = self.groups.get(*groups.first()?)?;
        let of_this = |entry: &&Entry<'a>| entry.number == advisory;
        let title = &group.entries.iter().find(of_this)?.advisory.title;
        let makers = Makers::of(&group.target.vendor);
        let words = without_makers(title, &group.target.vendor);
        let named = Named::of(&called(group.target, &words), makers.keys());
        let known: BTreeSet<&str> =
            groups.iter().flat_map(|group| self.groups[*group].named.every_word()).collect();
        let is_new =
            named.tells() && !named.is_a_sort() && named.own_words().all(|word| !known.contains(word));
        let statements = groups.iter().flat_map(|group| &self.groups[*group].entries).filter(of_this);
        let reread = |entry: &Entry<'a>| {
            Entry::of(entry.number, entry.advisory, entry.statement, Reading::of(&entry.statement.versions))
        };
        let entries = statements.map(reread);
        is_new.then(|| Group { target: group.target, named, entries: entries.collect(), is_title: true })
    }

    /// Puts a statement to its group; `instead` are words that name the products in the place of versions.
    fn enter(
        &mut self,
        known: &mut HashMap<Key<'a>, usize>,
        target: &'a DeviceTarget,
        instead: &str,
        entry: Entry<'a>,
    ) {
        let makers = Makers::of(&target.vendor);
        let mut key = (target, instead.to_owned());
        let mut group = known.get(&key).copied();
        if group.is_none() {
            let called_so = called(target, instead);
            let mut named = Named::of(&called_so, makers.keys());
            if let Some(rest) = makers.behind_own_name(&target.vendor, &called_so.product) {
                named.add_names_of(Named::of(&called(target, rest), makers.keys()));
            }
            if let Some(meant) = as_its_title_spells(&called_so.product, &entry.advisory.title) {
                named.add_names_of(Named::of(&called(target, &meant), makers.keys()));
            }
            for name in parted_by_its_title(&called_so.product, &entry.advisory.title) {
                named.add_names_of(Named::of(&called(target, name), makers.keys()));
            }
            // `Series C` alone names nothing: the advisory's title says of what.
            if !named.tells() {
                let title = without_makers(&entry.advisory.title, &target.vendor);
                let titled = titled(&title, &target.product);
                key.1.clone_from(&titled);
                group = known.get(&key).copied();
                named.add_names_of(Named::of(&called(target, &titled), makers.keys()));
            }
            if group.is_none() {
                known.insert(key, self.groups.len());
                self.groups.push(Group { target, named, entries: Vec::new(), is_title: false });
            }
        }
        let group = group.unwrap_or(self.groups.len() - 1);
        self.shelve(&makers, group, entry.number);
        for maker in makers.keys().filter(|maker| makers.names(maker)) {
            let shelf = self.shelves.entry(maker.to_owned()).or_default();
            shelf.mentions.put(entry.number, entry.advisory, entry.statement);
        }
        self.groups[group].entries.push(entry);
    }

    /// The index with what people decided of devices and product words; see [`Ruling`].
    #[must_use]
    pub fn taught(mut self, rulings: &[Ruling]) -> Self {
        // What is asked for later has its words in their places too.
        let placed =
            rulings.iter().filter_map(|ruling| Some((self.in_its_places(&ruling.device)?.0, ruling)));
        self.rulings = Rulings::of(placed);
        self.products.clear();
        if !rulings.is_empty() {
            for (number, group) in self.groups.iter().enumerate() {
                let key = ProductKey::of(&group.target.vendor, &group.target.product);
                self.products.entry(key).or_default().push(number);
            }
        }
        self
    }

    /// Groups that a person decided on for this device.
    fn ruled(&self, device: &DeviceIdentity) -> BTreeMap<usize, bool> {
        let decided = self.rulings.on(device).into_iter().flatten();
        let groups =
            decided.filter_map(|(product, same)| self.products.get(product).map(|groups| (groups, *same)));
        groups.flat_map(|(groups, same)| groups.iter().map(move |group| (*group, same))).collect()
    }

    fn shelve(&mut self, makers: &Makers, group: usize, number: usize) {
        let named = &self.groups[group].named;
        if makers.is_anybody() {
            self.anybody.put(named, group, None);
        }
        // Under whose name else it may stand in a list of devices: `Rockwell Automation KEPServer Enterprise`.
        for maker in Makers::within(&self.groups[group].target.product) {
            self.shelves.entry(maker).or_default().put(named, group, None);
        }
        for maker in makers.keys() {
            let advisory = makers.names(maker).then_some(number);
            self.shelves.entry(maker.to_owned()).or_default().put(named, group, advisory);
        }
        let own: Vec<&str> = makers.keys().filter(|maker| makers.names(maker)).collect();
        for short in Makers::short_names(&self.groups[group].target.vendor) {
            self.short.entry(short).or_default().extend(own.iter().map(|maker| (*maker).to_owned()));
        }
    }

    /// Judges a device against everything indexed.
    #[must_use]
    pub fn judge(&self, device: &DeviceIdentity) -> Outcome<'a> {
        let undecided = |reason| Outcome { verdict: Verdict::Undecided, reason, matches: Vec::new() };
        let Some((device, makers)) = self.in_its_places(device) else {
            return undecided(Reason::NoIdentity(Missing::Vendor));
        };
        let (device, vendor) = (&device, stated(&device.vendor).unwrap_or_default());
        let shelves: Vec<&Shelf> = makers.keys().filter_map(|maker| self.shelves.get(maker)).collect();
        // What only goes with the maker is searched, but does not speak for it.
        let own =
            makers.keys().filter(|maker| makers.names(maker)).filter_map(|maker| self.shelves.get(maker));
        let advisories: BTreeSet<usize> = own.flat_map(Shelf::advisories).collect();
        let asked = asked(device, &makers);
        if asked.is_empty() && !advisories.is_empty() {
            return undecided(Reason::NoIdentity(Missing::Model));
        }
        let later =
            under_later_name(device, &makers).map(|(later, most)| (self::asked(&later, &makers), most));
        let bare = without_its_makers_name(device, &makers).map(|bare| self::asked(&bare, &makers));
        let package = by_its_package(device).map(|package| self::asked(&package, &makers));
        let search = Search { shelves, ruled: self.ruled(device), is_unlisted: makers.are_unlisted() };
        let others = Others { later, bare, package };
        let matches = self.matches(&asked, &others, &search);
        match matches.first() {
            Some(worst) => Outcome { verdict: worst.verdict(), reason: worst.reason().clone(), matches },
            None if advisories.is_empty() => undecided(Reason::NotCovered(vendor.to_owned())),
            // A brand over many products is no model.
            None if asked.is_only_umbrellas() || asked.is_only_an_order_number() => {
                undecided(Reason::NoIdentity(Missing::Model))
            }
            None => {
                let reason = Reason::NotNamed { scope: vendor.to_owned(), advisories: advisories.len() };
                Outcome { verdict: Verdict::NotAffected, reason, matches }
            }
        }
    }

    /// The makers that a device's vendor names, as far as there are statements on one.
    fn makers(&self, vendor: &str) -> Makers {
        let is_known = |makers: &Makers| makers.keys().any(|maker| self.shelves.contains_key(maker));
        let makers = Makers::of(vendor);
        let is_listed = !makers.are_unlisted();
        let first = Makers::by_first_word(vendor).filter(|first| !is_known(&makers) && is_known(first));
        let makers = first.unwrap_or(makers);
        let longer = self.short.get(&Makers::plain_name(vendor)).into_iter().flatten();
        let makers = makers.or_for_short(longer);
        // One that no list has may go by a word of its name, whether or not it has advisories of its own: an advisory says
        // the same whatever others are at hand.
        if is_listed {
            return makers;
        }
        let by_words = Makers::words_of(vendor).into_iter().filter(is_known);
        let named: BTreeSet<String> =
            by_words.flat_map(|makers| makers.keys().map(str::to_owned).collect::<Vec<_>>()).collect();
        makers.or_for_short(named.iter())
    }

    /// One match per advisory, worst first, then by advisory id.
    fn matches(&self, asked: &Asked, others: &Others, search: &Search<'_>) -> Vec<Match<'a>> {
        let mut candidates = self.naming(asked, Grade::Exact, search);
        let later = others.later.iter().flat_map(|(later, at_most)| self.naming(later, *at_most, search));
        let package = others.package.iter().flat_map(|package| self.naming(package, Grade::Family, search));
        for (advisory, naming) in later.chain(package) {
            candidates.entry(advisory).or_insert(naming);
        }
        let bare =
            others.bare.as_ref().map(|bare| self.naming(bare, Grade::Exact, search)).unwrap_or_default();
        for (advisory, naming) in bare.into_iter().filter(|(_, naming)| is_sure(naming)) {
            let known = candidates.entry(advisory).or_default();
            if !is_sure(known) {
                *known = naming;
            }
        }
        for advisory in search.shelves.iter().flat_map(|shelf| shelf.mentions.of(asked)) {
            candidates.entry(advisory).or_insert_with(|| self.mentioning(advisory, asked, &search.ruled));
        }
        let mut matches: Vec<Match<'a>> = candidates.into_values().filter_map(decide::decide).collect();
        matches.sort_by(|a, b| b.verdict().cmp(&a.verdict()).then_with(|| a.advisory.id.cmp(&b.advisory.id)));
        matches
    }

    /// By advisory, what it states under a name that speaks of the device.
    fn naming(
        &self,
        asked: &Asked,
        at_most: Grade,
        search: &Search<'_>,
    ) -> BTreeMap<usize, Vec<Candidate<'_, 'a>>> {
        let mut candidates: BTreeMap<usize, Vec<Candidate<'_, 'a>>> = BTreeMap::new();
        let ruled = &search.ruled;
        let confirmed = ruled.iter().filter(|(_, same)| **same).map(|(group, _)| *group);
        let found = search.shelves.iter().flat_map(|shelf| shelf.find(asked));
        let own: BTreeSet<usize> = found.chain(confirmed).collect();
        for group in &own {
            self.candidates(*group, asked, ruled.get(group), at_most, &mut candidates);
        }
        for group in self.anybody.find(asked).difference(&own) {
            // All of its name, and a maker that no list has: `Nut/Net` of `multiple open source`.
            let is_meant = search.is_unlisted && self.groups[*group].named.is_whole_name_of(asked);
            let at_most = at_most.min(if is_meant { Grade::Family } else { Grade::Possible });
            self.candidates(*group, asked, ruled.get(group), at_most, &mut candidates);
        }
        candidates
    }

    /// What an advisory states that has the device's words, though no name of it speaks of the device.
    fn mentioning(
        &self,
        advisory: usize,
        asked: &Asked,
        ruled: &BTreeMap<usize, bool>,
    ) -> Vec<Candidate<'_, 'a>> {
        let groups = self.of_advisory.get(&advisory).into_iter().flatten();
        let entries = groups.flat_map(|group| {
            let agreement = mentioned(asked, ruled.get(group) == Some(&false));
            let group = &self.groups[*group];
            let entries = group.entries.iter().filter(|entry| entry.number == advisory);
            entries.map(move |entry| Candidate::judged(entry, &group.named, agreement.clone(), asked))
        });
        entries.collect()
    }

    fn candidates<'i>(
        &'i self,
        group: usize,
        asked: &Asked,
        ruling: Option<&bool>,
        at_most: Grade,
        into: &mut BTreeMap<usize, Vec<Candidate<'i, 'a>>>,
    ) {
        let group = &self.groups[group];
        let at_most = if group.is_title { Grade::Possible } else { at_most };
        let agreement = match ruling {
            Some(true) => Some(confirmed(&group.named, asked, &group.target.product)),
            ruling => agreement(&group.named, asked).map(|found| Agreement {
                grade: found.grade.min(at_most),
                is_rejected: ruling.is_some(),
                ..found
            }),
        };
        let Some(agreement) = agreement else { return };
        for entry in &group.entries {
            let candidate = Candidate::judged(entry, &group.named, agreement.clone(), asked);
            into.entry(entry.number).or_default().push(candidate);
        }
    }
}

/// The product's words behind what the title says before them: `1734-AENTR` and `Series C`.
fn titled(title: &str, product: &str) -> String {
    let first = product.split_whitespace().next().unwrap_or_default().to_lowercase();
    let words = title.split_whitespace().take_while(|word| word.to_lowercase() != first);
    words.chain([product]).collect::<Vec<_>>().join(" ")
}

/// `IPSoft` in an advisory on `ISPSoft`, `Go Robot` in one on `VGo Robot`: a product whose name the title has with one letter
/// more, less or other. What is added at the end makes another product of it.
fn as_its_title_spells(product: &str, title: &str) -> Option<String> {
    const LETTERS_MIN: usize = 5;
    let own = compact(product);
    if own.len() < LETTERS_MIN {
        return None;
    }
    let words: Vec<&str> = title.split_whitespace().collect();
    let runs = || words.windows(product.split_whitespace().count()).map(|run| run.join(" "));
    let is_told = runs().any(|run| compact(&run) == own);
    runs().find(|run| !is_told && is_one_letter_off(&own, &compact(run)))
}

/// `Inlet/Outlet` in an advisory whose title has the two words apart: each is a name.
fn parted_by_its_title<'p>(product: &'p str, title: &str) -> Vec<&'p str> {
    const LETTERS_MIN: usize = 5;
    let is_told = |word: &str| {
        let is_word = word.len() >= LETTERS_MIN && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_word && title.split_whitespace().any(|other| other.eq_ignore_ascii_case(word))
    };
    match product.split_once('/') {
        Some((left, right)) if is_told(left) && is_told(right) => vec![left, right],
        _ => Vec::new(),
    }
}

/// A title without the words of its maker's name, and without what every title has.
fn without_makers(title: &str, vendor: &str) -> String {
    // `ICSA-20-070-01_Acme Pump`: some documents have their own number in front.
    let title = title
        .split_once('_')
        .filter(|(number, _)| is_advisory_number(number))
        .map_or(title, |(_, rest)| rest);
    const EVERY_TITLES: [&str; 6] =
        ["vulnerability", "vulnerabilities", "update", "multiple", "products", "in"];
    let folded = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let of_maker: BTreeSet<String> = vendor.split_whitespace().map(folded).collect();
    let is_idle = |word: &str| of_maker.contains(word) || EVERY_TITLES.contains(&word);
    let title = title.split(" (Update").next().unwrap_or_default();
    title.split_whitespace().filter(|word| !is_idle(&folded(word))).collect::<Vec<_>>().join(" ")
}

/// Letters, then numbers between hyphens.
fn is_advisory_number(text: &str) -> bool {
    let mut parts = text.split('-');
    let letters = parts
        .next()
        .is_some_and(|first| first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_uppercase()));
    letters && text.contains('-') && parts.all(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

/// The target under other words, where there are some.
fn called(target: &DeviceTarget, instead: &str) -> DeviceTarget {
    let product = if instead.is_empty() { target.product.clone() } else { instead.to_owned() };
    DeviceTarget { product, ..target.clone() }
}

fn asked(device: &DeviceIdentity, makers: &Makers) -> Asked {
    let (family, model) = (stated(&device.family), stated(&device.model));
    if let Some(firmware) = stated(&device.firmware).map(|text| without_remark(of_the_firmware(text))) {
        return Asked::of(makers.keys(), family, model, Some(firmware));
    }
    // Where no version was entered, the name may end in it: `V-Server Lite 4.0.9.0`.
    let (family, model, version) = match (family, model.map(behind_name)) {
        (family, Some((model, version))) => (family, Some(model), version),
        (Some(family), None) => {
            let (family, version) = behind_name(family);
            (Some(family), None, version)
        }
        (None, None) => (None, None, None),
    };
    let mut asked = Asked::of(makers.keys(), family, model, version);
    asked.is_version_of_name = version.is_some();
    asked
}

/// Does a name speak of the device, and not only share words with it?
fn is_sure(naming: &[Candidate<'_, '_>]) -> bool {
    naming.iter().any(Candidate::is_sure)
}

/// The device without its maker's name in front of its own (`Acme Press Software` of `Acme`).
fn without_its_makers_name(device: &DeviceIdentity, makers: &Makers) -> Option<DeviceIdentity> {
    let vendor = stated(&device.vendor)?;
    let behind =
        |value| stated(value).and_then(|text| makers.behind_own_name(vendor, text)).map(str::to_owned);
    called_otherwise(device, behind(&device.family), behind(&device.model))
}

/// The device as the package of firmware that its version stands behind.
fn by_its_package(device: &DeviceIdentity) -> Option<DeviceIdentity> {
    let (package, version) = package_apart(stated(&device.firmware)?)?;
    let known = |text: &str| Stated::Known(text.to_owned());
    let (model, firmware) = (known(package), known(version));
    Some(DeviceIdentity { family: Stated::Unknown, model, firmware, ..device.clone() })
}

/// The device under the later name of its product, where its maker renamed it, and how sure what is found so is at most:
/// where the versions were counted anew, it is asked about.
fn under_later_name(device: &DeviceIdentity, makers: &Makers) -> Option<(DeviceIdentity, Grade)> {
    let later = |value| stated(value).and_then(|text| renamed(makers.keys(), text));
    let (family, model) = (later(&device.family), later(&device.model));
    let counts_on = [&family, &model].into_iter().flatten().all(|later| later.counts_on);
    let text = |later: Option<LaterName>| later.map(|later| later.text);
    let device = called_otherwise(device, text(family), text(model))?;
    Some((device, if counts_on { Grade::Exact } else { Grade::Possible }))
}

/// The device with another family or model in the place of its own; `None` where neither has another.
fn called_otherwise(
    device: &DeviceIdentity,
    family: Option<String>,
    model: Option<String>,
) -> Option<DeviceIdentity> {
    let put = |other: Option<String>, own: &Stated<String>| other.map_or_else(|| own.clone(), Stated::Known);
    (family.is_some() || model.is_some()).then(|| DeviceIdentity {
        family: put(family, &device.family),
        model: put(model, &device.model),
        ..device.clone()
    })
}

/// What is known and not blank.
fn stated(value: &Stated<String>) -> Option<&str> {
    value.known().map(|text| text.trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
