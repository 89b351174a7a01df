//! What was found, put together into one document.
//!
//! Invariants: components of one identity become one, with every source named in its properties; each component hangs
//! below the subject, by what needs it or by itself; needs that nothing meets are told, not invented.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use sekisho_intake::Reading;
use sekisho_model::{Component, ComponentKind, Place, Problem, Sbom, SbomId, Stated, text};
use sha2::{Digest, Sha256};

use super::item::{Item, Need};
use super::system::release::Release;
use super::system::{self, Database};
use super::{Counts, Found, Subject, Survey, installed, interest, stated};
use crate::{Completeness, Details, Document, Head, Party};

mod tell;

/// Where a component was found.
const SOURCE: &str = "sekisho:source";
/// Sources of one component that are named; the others are counted.
const SOURCES_MAX: usize = 20;

/// A document while it is being put together. Place 0 is the subject.
struct Assembly {
    entries_max: usize,
    components: Vec<Component>,
    details: Vec<Details>,
    sources: Vec<BTreeSet<String>>,
    by_identity: HashMap<String, u32>,
    edges: BTreeSet<(u32, u32)>,
    keys: HashMap<String, Vec<u32>>,
    /// Who needs what, and where that was read.
    needs: Vec<(u32, Need, String)>,
    /// What hangs below what, unless something else needs it.
    hung: Vec<(u32, u32)>,
    /// Paths that packages own, without what joined folders differ by.
    owners: HashMap<String, u32>,
    problems: Vec<Problem>,
    /// Folders of package databases: what else lies in them is of the packages too.
    folders: Vec<String>,
    refused: usize,
    counts: Counts,
}

/// Puts it together.
pub(super) fn assemble(mut survey: Survey, subject: &Subject, now: Timestamp) -> Reading<Document> {
    let found = std::mem::take(&mut survey.found);
    let mut sources = Sources::sort(found);
    let mut assembly = Assembly::new(subject, sources.kind(), survey.limits.entries_max);
    let id = identity(&survey);
    assembly.systems(&mut sources);
    assembly.locks(std::mem::take(&mut sources.locks));
    assembly.items(std::mem::take(&mut sources.items));
    assembly.resolve();
    assembly.hang();
    assembly.count(&survey);
    let misses = tell::all(&mut assembly, &survey);
    let completeness = if misses { Completeness::Incomplete } else { Completeness::Unknown };
    let mut problems: Vec<Problem> = survey.problems.into_values().flatten().collect();
    problems.append(&mut assembly.problems);
    Reading { facts: assembly.close(subject, now, completeness, id), problems }
}

/// What was found, by sort, each in order of path.
#[derive(Default)]
struct Sources {
    locks: Vec<(String, Document)>,
    releases: Vec<(String, Release)>,
    systems: Vec<(String, Database)>,
    owned: Vec<(String, Vec<String>)>,
    items: Vec<(String, Vec<Item>)>,
}

impl Sources {
    fn sort(found: BTreeMap<String, Found>) -> Self {
        let mut sources = Self::default();
        for (path, found) in found {
            match found {
                Found::Lock(document) => sources.locks.push((path, *document)),
                Found::Release(release) => sources.releases.push((path, release)),
                Found::System(database) => sources.systems.push((path, database)),
                Found::Owned(paths) => sources.owned.push((path, paths)),
                Found::Items(items) => sources.items.push((path, items)),
            }
        }
        sources
    }

    /// A tree with a system in it is one; one of programs alone is firmware; anything else an application.
    fn kind(&self) -> ComponentKind {
        let has_programs = || self.items.iter().flat_map(|(_, items)| items).any(|item| item.is_loose);
        if !self.releases.is_empty() || !self.systems.is_empty() {
            ComponentKind::OperatingSystem
        } else if self.locks.is_empty() && has_programs() {
            ComponentKind::Firmware
        } else {
            ComponentKind::Application
        }
    }

    /// The release of the system under a root; `os-release` before files that say only a number.
    fn release(&self, root: &str) -> Option<&Release> {
        let inner = [
            "etc/os-release",
            "usr/lib/os-release",
            "etc/debian_version",
            "etc/alpine-release",
            "etc/openwrt_version",
        ];
        let find = |inner: &str| {
            let path = format!("{root}{inner}");
            self.releases.iter().find(|(own, _)| *own == path).map(|(_, release)| release)
        };
        inner.iter().find_map(|inner| find(inner))
    }
}

impl Assembly {
    fn new(subject: &Subject, kind: ComponentKind, entries_max: usize) -> Self {
        let mut component = Component {
            name: subject.name.clone(),
            version: stated(&subject.version),
            kind: subject.kind.unwrap_or(kind),
            supplier: subject.supplier.clone(),
            ..Component::default()
        };
        component.device = crate::draft::device_of(&component, Stated::Unknown);
        let details = Details {
            supplier: (!subject.supplier.is_empty()).then(|| named(&subject.supplier)),
            ..Details::default()
        };
        Self {
            entries_max,
            components: vec![component],
            details: vec![details],
            sources: vec![BTreeSet::new()],
            by_identity: HashMap::new(),
            edges: BTreeSet::new(),
            keys: HashMap::new(),
            needs: Vec::new(),
            hung: Vec::new(),
            owners: HashMap::new(),
            problems: Vec::new(),
            folders: Vec::new(),
            refused: 0,
            counts: Counts::default(),
        }
    }

    /// The place of a component, which may be there already. `None` beyond the limit.
    fn push(&mut self, component: Component, details: Details, source: &str) -> Option<u32> {
        let identity = component.identity();
        if let Some(place) = self.by_identity.get(&identity).copied() {
            self.join(place, component, details, source);
            return Some(place);
        }
        let place =
            u32::try_from(self.components.len()).ok().filter(|_| self.components.len() < self.entries_max);
        let Some(place) = place else {
            self.refused += 1;
            return None;
        };
        self.by_identity.insert(identity, place);
        self.components.push(component);
        self.details.push(Details { reference: String::new(), parent: None, ..details });
        self.sources.push(BTreeSet::from([source.to_owned()]));
        Some(place)
    }

    /// The same thing from another source: what the first did not say is taken over.
    fn join(&mut self, place: u32, component: Component, details: Details, source: &str) {
        let at = place as usize;
        let (Some(own), Some(own_details), Some(sources)) =
            (self.components.get_mut(at), self.details.get_mut(at), self.sources.get_mut(at))
        else {
            return;
        };
        let mut differs = false;
        for (algorithm, digest) in component.hashes {
            match own.hashes.get(&algorithm) {
                Some(first) => differs |= *first != digest,
                None => {
                    own.hashes.insert(algorithm, digest);
                }
            }
        }
        fill(&mut own.licence, component.licence);
        fill(&mut own.supplier, component.supplier);
        fill(&mut own_details.description, details.description);
        own_details.supplier = own_details.supplier.take().or(details.supplier);
        if own_details.licences.is_empty() {
            own_details.licences = details.licences;
        }
        // What one source needs always is needed, whatever another says.
        if details.scope != own_details.scope {
            own_details.scope.clear();
        }
        let label = own.label();
        if differs && sources.insert(source.to_owned()) {
            self.problems.push(Problem::warning(
                Place::file(source),
                text!(ja: "「{label}」のハッシュ値が、ほかのファイルにあるものと違います。", en: "\"{label}\" has another digest here than elsewhere in the tree."),
                text!(ja: "最初に読んだ値を残しました。すり替えられていないか確かめてください。", en: "The one read first is kept. Check that it was not exchanged."),
            ));
        }
        sources.insert(source.to_owned());
    }

    /// Operating systems and their packages.
    fn systems(&mut self, sources: &mut Sources) {
        let mut owned: Vec<(String, Vec<String>)> = std::mem::take(&mut sources.owned);
        let mut roots: BTreeMap<String, u32> = BTreeMap::new();
        for (path, release) in &sources.releases {
            let root = ["etc/", "usr/lib/"].iter().find_map(|inner| path.rfind(inner).map(|at| &path[..at]));
            let root = root.unwrap_or_default();
            if sources.release(root) == Some(release)
                && !roots.contains_key(root)
                && let Some(place) = self.push(operating_system(release), Details::default(), path)
            {
                self.edges.insert((0, place));
                roots.insert(root.to_owned(), place);
            }
        }
        for (path, database) in std::mem::take(&mut sources.systems) {
            let root = database.root.clone();
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).trim_end_matches("/status.d");
            self.folders.push(format!("{folder}/"));
            let release = sources.release(&root);
            if release.is_none() && !database.packages.is_empty() && database.kind != "opkg" {
                self.nameless_system(&path, &root);
            }
            let kind = database.kind;
            let places = self.add_items(database.items(release), &path);
            let files = owned.extract_if(.., |(list, _)| is_list_of(list, kind, &root));
            let files: Vec<_> = files.collect();
            for (list, paths) in files {
                self.own_list(&list, kind, &root, &paths);
                owned.retain(|(other, _)| *other != list);
            }
            self.below(roots.get(&root).copied().unwrap_or(0), &places);
        }
    }

    /// A package's list of files is named for the package.
    fn own_list(&mut self, list: &str, kind: &str, root: &str, paths: &[String]) {
        let name = list.rsplit('/').next().unwrap_or(list).trim_end_matches(".list");
        let Some(place) = self.keys.get(&system::key(kind, root, name)).and_then(|places| places.first())
        else {
            return;
        };
        let place = *place;
        for path in paths {
            self.owners.entry(joined_folders(&system::owned(root, path))).or_insert(place);
        }
    }

    /// Those of `places` that none of the others needs hang below `above`.
    fn below(&mut self, above: u32, places: &[u32]) {
        self.hung.extend(places.iter().filter(|place| **place != above).map(|place| (above, *place)));
    }

    fn nameless_system(&mut self, path: &str, root: &str) {
        let wanted = format!("{root}etc/os-release");
        self.problems.push(Problem::error(
            Place::file(path),
            text!(ja: "どの OS のパッケージか分かりません（{wanted} がありません）。", en: "It is not known which system the packages are for (there is no {wanted})."),
            text!(ja: "パッケージは入れましたが、package URL がなく照合できません。os-release を含むフォルダを指定してください。", en: "The packages are listed, but without package URLs they cannot be matched. Name a folder that holds os-release."),
        ));
    }

    fn add_items(&mut self, items: Vec<Item>, path: &str) -> Vec<u32> {
        let mut places = Vec::new();
        for Item { component, details, keys, needs, owns, .. } in items {
            let Some(place) = self.push(component, details, path) else { continue };
            places.push(place);
            for key in keys {
                let known = self.keys.entry(key).or_default();
                if !known.contains(&place) {
                    known.push(place);
                }
            }
            self.needs.extend(needs.into_iter().map(|need| (place, need, path.to_owned())));
            for path in owns {
                self.owners.entry(joined_folders(&path)).or_insert(place);
            }
        }
        places
    }

    fn locks(&mut self, locks: Vec<(String, Document)>) {
        let modules: BTreeMap<String, BTreeSet<String>> = locks.iter().filter_map(go_modules).collect();
        for (path, document) in locks {
            let chosen = folder_of(&path, "go.sum").and_then(|folder| modules.get(folder));
            self.lock(&path, document, chosen);
        }
    }

    /// One lock file. Its own root hangs below the subject; without one, what nothing else in it needs does.
    fn lock(&mut self, path: &str, document: Document, chosen: Option<&BTreeSet<String>>) {
        let Document { sbom, head, details, .. } = document;
        let mut left_out = 0_usize;
        let mut places = Vec::with_capacity(sbom.components.len());
        for (component, details) in sbom.components.into_iter().zip(details) {
            let is_chosen = chosen.is_none_or(|chosen| chosen.contains(&component.identity()));
            left_out += usize::from(!is_chosen);
            places.push(if is_chosen { self.push(component, details, path) } else { None });
        }
        let at = |place: u32| places.get(place as usize).copied().flatten();
        let mut needed = BTreeSet::new();
        for (from, to) in sbom.dependencies {
            if let (Some(from), Some(to)) = (at(from), at(to))
                && from != to
            {
                self.edges.insert((from, to));
                needed.insert(to);
            }
        }
        match head.subject.and_then(at) {
            Some(root) => {
                self.edges.insert((0, root));
            }
            None => self
                .edges
                .extend(places.iter().flatten().filter(|place| !needed.contains(place)).map(|to| (0, *to))),
        }
        if left_out > 0 {
            self.problems.push(Problem::warning(
                Place::file(path),
                text!(ja: "go.mod が選んでいないモジュール {left_out} 件は入れていません。", en: "{left_out} modules that go.mod does not choose were left out."),
                text!(ja: "go.sum には、版を選ぶ途中で見ただけのモジュールも載ります。対応は不要です。", en: "A go.sum also lists modules that were only looked at. Nothing needs to be done."),
            ));
        }
    }

    /// Installed packages and ELF files. A file that a package owns stands below the package.
    fn items(&mut self, all: Vec<(String, Vec<Item>)>) {
        for (path, mut items) in all {
            installed::java::join(&mut items);
            let owner = self.owners.get(&joined_folders(&path)).copied();
            if let Some(owner) = owner
                && items.iter().all(|item| item.is_loose)
            {
                self.known_by_owner(owner, items);
                continue;
            }
            let places = self.add_items(items, &path);
            self.below(owner.unwrap_or(0), &places);
        }
    }

    /// A program of a package is told by the package, to which its names and needs go over.
    fn known_by_owner(&mut self, owner: u32, items: Vec<Item>) {
        for key in items.into_iter().flat_map(|item| item.keys) {
            let known = self.keys.entry(key).or_default();
            if !known.contains(&owner) {
                known.push(owner);
            }
        }
    }

    /// Needs become edges, or are told.
    fn resolve(&mut self) {
        let mut unmet: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, need, path) in std::mem::take(&mut self.needs) {
            let known = need.keys.iter().find_map(|key| self.keys.get(key));
            match known.and_then(|places| self.nearest(places, &path)) {
                Some(to) if to != from => {
                    self.edges.insert((from, to));
                }
                Some(_) => {}
                None if need.is_sure
                    && !self.owners.contains_key(&joined_folders(need.shown.trim_start_matches('/'))) =>
                {
                    unmet.entry(path).or_default().insert(need.shown);
                }
                None => {}
            }
        }
        tell::unmet(&unmet, &mut self.problems);
    }

    /// Of several, the one that was found nearest in the tree.
    fn nearest(&self, places: &[u32], path: &str) -> Option<u32> {
        let alike = |place: u32| {
            let sources = self.sources.get(place as usize).into_iter().flatten();
            let common =
                |source: &String| source.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
            sources.map(common).max().unwrap_or(0)
        };
        places.iter().copied().max_by_key(|place| (alike(*place), std::cmp::Reverse(*place)))
    }

    /// What was found by itself hangs below the subject or its system, unless something else needs it.
    fn hang(&mut self) {
        let needed: BTreeSet<u32> = self.edges.iter().map(|edge| edge.1).collect();
        let hung = std::mem::take(&mut self.hung);
        self.edges.extend(hung.into_iter().filter(|(_, place)| !needed.contains(place)));
        self.hang_circles();
    }

    /// Whatever is in a circle that nothing outside needs still hangs somewhere.
    fn hang_circles(&mut self) {
        let mut towards: HashMap<u32, Vec<u32>> = HashMap::new();
        for (from, to) in &self.edges {
            towards.entry(*from).or_default().push(*to);
        }
        let mut reached = vec![false; self.components.len()];
        for start in (0_u32..).take(self.components.len()) {
            let mut open = vec![start];
            if start > 0 && !reached[start as usize] {
                self.edges.insert((0, start));
            }
            while let Some(place) = open.pop() {
                if !std::mem::replace(&mut reached[place as usize], true) {
                    open.extend(towards.get(&place).into_iter().flatten());
                }
            }
        }
    }

    fn is_of_packages(&self, path: &str) -> bool {
        self.owners.contains_key(&joined_folders(path))
            || self.folders.iter().any(|folder| path.starts_with(folder))
    }

    fn count(&mut self, survey: &Survey) {
        let mut counts = Counts { read: survey.digests.len(), links: survey.links, ..Counts::default() };
        for path in &survey.passed {
            if survey.not_read.contains_key(path) {
                counts.not_read += 1;
            } else if self.is_of_packages(path) {
                counts.in_packages += 1;
            } else {
                counts.not_identified += 1;
            }
        }
        self.counts = counts;
    }

    fn close(
        mut self,
        subject: &Subject,
        now: Timestamp,
        completeness: Completeness,
        id: Option<SbomId>,
    ) -> Document {
        for (details, sources) in self.details.iter_mut().zip(&self.sources) {
            let named = sources.iter().take(SOURCES_MAX).map(|path| (SOURCE.to_owned(), path.clone()));
            details.properties.extend(named);
            if sources.len() > SOURCES_MAX {
                details.properties.push((format!("{SOURCE}s"), sources.len().to_string()));
            }
        }
        let id = id.unwrap_or_else(no_id);
        let lifecycle = match self.components.first().map(|subject| subject.kind) {
            Some(ComponentKind::Application) => "pre-build",
            _ => "post-build",
        };
        let head = Head {
            serial: serial(&id, subject, now),
            revision: "1".to_owned(),
            supplier: (!subject.supplier.is_empty()).then(|| named(&subject.supplier)),
            tools: vec![concat!("sekisho ", env!("CARGO_PKG_VERSION")).to_owned()],
            authors: if subject.author.is_empty() { Vec::new() } else { vec![named(&subject.author)] },
            lifecycles: vec![lifecycle.to_owned()],
            completeness,
            subject: Some(0),
            properties: self.counts.properties(),
            ..Head::default()
        };
        let sbom = Sbom {
            id,
            format: "sekisho".to_owned(),
            name: subject.name.clone(),
            version: stated(&subject.version),
            created: Stated::Known(now),
            components: self.components,
            dependencies: self.edges.into_iter().collect(),
        };
        Document { sbom, head, details: self.details, relations: Vec::new(), unread: BTreeMap::new() }
    }
}

fn fill(own: &mut String, other: String) {
    if own.is_empty() {
        *own = other;
    }
}

fn named(name: &str) -> Party {
    Party { name: name.to_owned(), ..Party::default() }
}

fn operating_system(release: &Release) -> Component {
    Component {
        name: release.id.clone(),
        version: stated(&release.version),
        kind: ComponentKind::OperatingSystem,
        cpes: if release.cpe.is_empty() { Vec::new() } else { vec![release.cpe.clone()] },
        supplier: release.name.clone(),
        ..Component::default()
    }
}

/// `/bin` and `/usr/bin` may be one folder, and packages write either.
fn joined_folders(path: &str) -> String {
    path.replacen("usr/", "", 1)
}

fn is_list_of(list: &str, kind: &str, root: &str) -> bool {
    let folder = if kind == "opkg" { "opkg/info/" } else { "var/lib/dpkg/info/" };
    matches!(kind, "deb" | "opkg") && list.starts_with(root) && list.contains(folder)
}

/// The folder of a file with this name.
fn folder_of<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    interest::root(path, name)
}

/// The modules that a `go.mod` chooses, if it names all of them, by its folder.
fn go_modules((path, document): &(String, Document)) -> Option<(String, BTreeSet<String>)> {
    let folder = folder_of(path, "go.mod")?;
    // Since Go 1.17 it names those that are needed indirectly too; they hang on nothing in it.
    let needed: BTreeSet<u32> = document.sbom.dependencies.iter().map(|edge| edge.1).collect();
    let components = (0_u32..).zip(&document.sbom.components);
    let has_indirect =
        components.clone().any(|(place, _)| Some(place) != document.head.subject && !needed.contains(&place));
    let identities = components.map(|(_, component)| component.identity()).collect();
    has_indirect.then(|| (folder.to_owned(), identities))
}

/// The SHA-256 of the paths and digests of all that was read.
fn identity(survey: &Survey) -> Option<SbomId> {
    let mut all = Sha256::new();
    for (path, digest) in &survey.digests {
        all.update(path.as_bytes());
        all.update([0]);
        all.update(digest);
    }
    hex::encode(all.finalize()).parse().ok()
}

/// Never needed: a SHA-256 is always a well-formed id.
fn no_id() -> SbomId {
    unreachable!("a SHA-256 in hexadecimal is a well-formed id")
}

/// A UUID of version 8 (RFC 9562) out of what the document is made from.
fn serial(id: &SbomId, subject: &Subject, now: Timestamp) -> String {
    let mut all = Sha256::new();
    let created = now.to_string();
    for part in [id.as_str(), &subject.name, &subject.version, &subject.supplier, &created] {
        all.update(part.as_bytes());
        all.update([0]);
    }
    let mut digits = hex::encode(all.finalize());
    digits.replace_range(12..13, "8");
    digits.replace_range(16..17, "a");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().to_owned();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
