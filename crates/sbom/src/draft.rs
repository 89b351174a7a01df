//! An SBOM while it is being read: components with the references that name them, edges by reference, and
//! the problems met on the way. [`Draft::finish`] turns references into places in the list.
//!
//! Invariant: a component that was begun stays, whatever is wrong with it; an edge with an end that nothing
//! names is reported, not invented.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sekisho_model::{
    Component, ComponentKind, DeviceIdentity, PackageUrl, Place, Problem, PurlError, Sbom, SbomId, Stated,
    Text, text,
};

use super::document::{Details, Document};
use super::json::Words;
use super::spdx::relate::is_need;
use super::whole::Whole;
use sekisho_intake::Limits;

/// Problems spelt out one by one; the rest are counted.
const PROBLEMS_SHOWN_MAX: usize = 1_000;

/// An SBOM while it is being read.
pub(crate) struct Draft<'de> {
    pub(crate) file: &'de str,
    pub(crate) limits: Limits,
    pub(crate) format: String,
    pub(crate) name: String,
    pub(crate) version: Stated<String>,
    pub(crate) created: Stated<Timestamp>,
    pub(crate) components: Vec<Component>,
    /// Which component a reference names.
    by_reference: HashMap<Words<'de>, u32>,
    /// References to things that are no components: services, files, the document itself.
    pub(crate) others: HashSet<Words<'de>>,
    /// `from` depends on `to`, by reference.
    pub(crate) edges: Vec<(Words<'de>, Words<'de>)>,
    /// The same by place.
    pub(crate) edges_by_place: Vec<(u32, u32)>,
    /// Where a whole document is wanted.
    pub(crate) whole: Option<Box<Whole<'de>>>,
    problems: Vec<Problem>,
    problems_hidden: usize,
    components_refused: usize,
    broke_off: bool,
}

impl<'de> Draft<'de> {
    pub(crate) fn new(file: &'de str, limits: &Limits) -> Self {
        Self {
            file,
            limits: *limits,
            format: String::new(),
            name: String::new(),
            version: Stated::Unknown,
            created: Stated::Unknown,
            components: Vec::new(),
            by_reference: HashMap::new(),
            others: HashSet::new(),
            edges: Vec::new(),
            edges_by_place: Vec::new(),
            whole: None,
            problems: Vec::new(),
            problems_hidden: 0,
            components_refused: 0,
            broke_off: false,
        }
    }

    /// Keeps what a whole document has beside the components.
    pub(crate) fn keep_the_whole(mut self) -> Self {
        self.whole = Some(Box::default());
        self
    }

    /// More about a component, where it is wanted.
    pub(crate) fn details(&mut self, place: u32) -> Option<&mut Details> {
        self.whole.as_mut()?.details.get_mut(place as usize)
    }

    /// A field that has no place, where anybody asks.
    pub(crate) fn unread(&mut self, path: &str, times: usize) {
        if let Some(whole) = &mut self.whole {
            whole.unread.add(path, times);
        }
    }

    /// Room for one more component, or `None` beyond the limit.
    pub(crate) fn begin(&mut self) -> Option<u32> {
        let place = u32::try_from(self.components.len()).ok();
        let place = place.filter(|_| self.components.len() < self.limits.entries_max);
        match place {
            Some(_) => {
                self.components.push(Component::default());
                if let Some(whole) = &mut self.whole {
                    whole.details.push(Details::default());
                }
            }
            None => self.components_refused += 1,
        }
        place
    }

    /// Gives back the last room that [`Draft::begin`] made: there was no component after all.
    pub(crate) fn take_back(&mut self, place: Option<u32>) {
        match place {
            Some(place) => {
                self.components.truncate(place as usize);
                if let Some(whole) = &mut self.whole {
                    whole.details.truncate(place as usize);
                }
            }
            None => self.components_refused = self.components_refused.saturating_sub(1),
        }
    }

    /// Do components stand after this place?
    pub(crate) fn has_after(&self, place: Option<u32>) -> bool {
        place.is_some_and(|place| self.components.len() > place as usize + 1)
    }

    /// Adds a whole component.
    pub(crate) fn push(&mut self, component: Component) -> Option<u32> {
        let place = self.begin()?;
        self.set(place, component);
        Some(place)
    }

    /// Fills room that [`Draft::begin`] made.
    pub(crate) fn set(&mut self, place: u32, component: Component) {
        if let Some(room) = self.components.get_mut(place as usize) {
            *room = component;
        }
    }

    /// Lets a reference name a component.
    pub(crate) fn name_place(&mut self, reference: Words<'de>, place: u32, path: impl FnOnce() -> String) {
        if let Some(first) = self.by_reference.get(&reference).copied() {
            if first != place {
                let what = text!(
                    ja: "参照名「{reference}」が複数の部品に付いています。",
                    en: "Reference \"{reference}\" names more than one component."
                );
                self.warn(path(), what, text!(
                    ja: "部品はすべて残し、依存関係は最初の部品のものとしました。作成元で参照名を一意にしてください。",
                    en: "All components are kept, dependencies go to the first. Make references unique where the SBOM is made."
                ));
                if let Some(details) = self.details(place) {
                    details.reference = reference.into_owned();
                }
            }
            return;
        }
        if let Some(details) = self.details(place)
            && details.reference.is_empty()
        {
            details.reference = reference.clone().into_owned();
        }
        self.by_reference.insert(reference, place);
    }

    /// `from` depends on `to`. Where both are known it is kept by place, which takes a sixth of the room.
    pub(crate) fn depend(&mut self, from: Words<'de>, to: Words<'de>) {
        match (self.place_of(&from), self.place_of(&to)) {
            (Some(from), Some(to)) => self.edges_by_place.push((from, to)),
            _ => self.edges.push((from, to)),
        }
    }

    /// The component that a reference names so far.
    pub(crate) fn place_of(&self, reference: &str) -> Option<u32> {
        self.by_reference.get(reference).copied()
    }

    /// Something read, but worth a look.
    pub(crate) fn warn(&mut self, path: impl Into<String>, what: Text, remedy: Text) {
        self.add(Problem::warning(self.place(path), what, remedy));
    }

    /// A part that was not read.
    pub(crate) fn fail(&mut self, path: impl Into<String>, what: Text, remedy: Text) {
        self.add(Problem::error(self.place(path), what, remedy));
    }

    pub(crate) fn place(&self, path: impl Into<String>) -> Place {
        Place::file(self.file).at_path(path)
    }

    pub(crate) fn add(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_SHOWN_MAX {
            self.problems.push(problem);
        } else {
            self.problems_hidden += 1;
        }
    }

    /// From here on, the document could not be read.
    pub(crate) fn cut_short(&mut self, problem: Problem) {
        self.broke_off = true;
        self.add(problem);
    }

    /// Is there more in the file than could be read?
    pub(crate) const fn is_cut_short(&self) -> bool {
        self.broke_off || self.components_refused > 0
    }

    /// Says so where the file lists nothing: an answer on nothing would look like an all-clear.
    fn report_emptiness(&mut self) {
        if self.components.is_empty() && self.problems.is_empty() {
            self.warn(
                "",
                text!(ja: "部品が 1 件もありません。", en: "It lists no component at all."),
                text!(ja: "ファイルを取り違えていないか、作成の設定を確かめてください。", en: "Check that it is the file you meant, and how it was made."),
            );
        }
    }

    /// Fields of the wrong type.
    pub(crate) fn wrong_fields(&mut self, path: impl FnOnce() -> String, wrong: &[&str]) {
        if wrong.is_empty() {
            return;
        }
        let fields = wrong.join(", ");
        let what = text!(
            ja: "項目 {fields} の型が規格と違うため、その部分は読めませんでした。",
            en: "Fields {fields} have a type that the format does not allow, and were not read where wrong."
        );
        self.fail(path(), what, text!(ja: "作成元で直してください。", en: "Mend it where the SBOM is made."));
    }

    /// A package URL, or a problem.
    pub(crate) fn purl(&mut self, written: &str, path: impl FnOnce() -> String) -> Option<PackageUrl> {
        match PackageUrl::lenient(written.trim()) {
            Ok(purl) => Some(purl),
            Err(error) => {
                self.bad_purl(path(), &error);
                None
            }
        }
    }

    /// A component without the identity that it should have had.
    pub(crate) fn bad_purl(&mut self, path: impl Into<String>, error: &PurlError) {
        let Text { ja, en } = error.text();
        let remedy = text!(
            ja: "部品は残しましたが、package URL での照合はできません。作成元で直してください。",
            en: "The component is kept, but cannot be matched by package URL. Mend it where the SBOM is made."
        );
        self.fail(path, text!(ja: "{ja}。", en: "{en}."), remedy);
    }

    /// A time, or a problem.
    pub(crate) fn time(&mut self, written: &str, path: &str) -> Stated<Timestamp> {
        match written.parse() {
            Ok(time) => Stated::Known(time),
            Err(_) => {
                self.warn(
                    path,
                    text!(ja: "日時「{written}」を読めません。", en: "Time \"{written}\" cannot be read."),
                    text!(ja: "作成日時は不明としました。", en: "The time of making counts as unknown."),
                );
                Stated::Unknown
            }
        }
    }

    /// Resolves the edges and gives the SBOM and its problems.
    pub(crate) fn finish(mut self, id: SbomId) -> (Sbom, Vec<Problem>) {
        self.settle();
        self.closed(id)
    }

    /// The same with all that only a whole document has.
    pub(crate) fn finish_whole(mut self, id: SbomId) -> (Document, Vec<Problem>) {
        let mut whole = self.whole.take().unwrap_or_default();
        let (path, lost) = self.lost_edges(&whole);
        whole.unread.add(path, lost);
        let relations = whole.resolve(&self.by_reference);
        self.settle();
        let (sbom, problems) = self.closed(id);
        whole.details.resize_with(sbom.components.len(), Details::default);
        let Whole { head, details, unread, .. } = *whole;
        (Document { sbom, head, details, relations, unread: unread.into_map() }, problems)
    }

    /// Needs with an end that is no component, in the words of the form, and how many there are. Those that are also
    /// relations, such as `CONTAINS`, are counted as such.
    fn lost_edges(&self, whole: &Whole<'de>) -> (&'static str, usize) {
        let is_lost = |from, to| self.place_of(from).is_none() || self.place_of(to).is_none();
        let edges = self.edges.iter().filter(|(from, to)| is_lost(from, to)).count();
        let relations = whole.relations.iter();
        let relations = relations.filter(|(from, kind, to)| is_need(kind) && is_lost(from, to)).count();
        let path =
            if self.format.starts_with("SPDX") { "relationships[] DEPENDS_ON" } else { "dependencies[]" };
        (path, edges.saturating_sub(relations))
    }

    fn settle(&mut self) {
        self.resolve_edges();
        // Nobody asks for references any more.
        self.by_reference = HashMap::new();
        self.others = HashSet::new();
        self.report_circle();
        super::names::report(self);
        self.report_limit();
        self.report_emptiness();
        if self.name.is_empty() {
            self.name = self.file.to_owned();
        }
        if self.problems_hidden > 0 {
            let n = self.problems_hidden;
            let place = Place::file(self.file);
            self.problems.push(Problem::error(
                place,
                text!(ja: "ほかに問題が {n} 件あります。", en: "There are {n} more problems."),
                text!(ja: "上の問題から直してください。", en: "Start with the problems above."),
            ));
        }
    }

    fn closed(self, id: SbomId) -> (Sbom, Vec<Problem>) {
        let Self { format, name, version, created, components, edges_by_place, problems, .. } = self;
        let sbom = Sbom { id, format, name, version, created, components, dependencies: edges_by_place };
        (sbom, problems)
    }

    fn resolve_edges(&mut self) {
        let mut missing: Vec<Words<'de>> = Vec::new();
        for (from, to) in std::mem::take(&mut self.edges) {
            match (self.place_of(&from), self.place_of(&to)) {
                (Some(from), Some(to)) => self.edges_by_place.push((from, to)),
                (from_place, to_place) => {
                    let unknown = [(from_place, from), (to_place, to)].into_iter();
                    missing
                        .extend(unknown.filter(|(place, _)| place.is_none()).map(|(_, reference)| reference));
                }
            }
        }
        // A BOM-Link names a component of another document.
        missing.retain(|reference| !self.others.contains(reference) && !reference.starts_with("urn:cdx:"));
        missing.sort();
        missing.dedup();
        for reference in missing {
            self.warn(
                "",
                text!(
                    ja: "依存関係にある参照名「{reference}」の部品がありません。",
                    en: "No component has reference \"{reference}\", which a dependency names."
                ),
                text!(
                    ja: "その依存関係は読めませんでした。作成元で直してください。",
                    en: "That dependency was not read. Mend it where the SBOM is made."
                ),
            );
        }
        self.edges_by_place.sort_unstable();
        self.edges_by_place.dedup();
    }

    fn report_circle(&mut self) {
        let Some(circle) = circle(self.components.len(), &self.edges_by_place) else { return };
        let names: Vec<_> = circle.iter().map(|place| self.components[*place as usize].label()).collect();
        let names = names.join(" → ");
        self.warn(
            "",
            text!(ja: "依存関係が循環しています（{names}）。", en: "Dependencies run in a circle ({names})."),
            text!(
                ja: "そのまま読みました。作成元の誤りでないか確かめてください。",
                en: "They are read as they stand. Check whether the SBOM's maker meant it."
            ),
        );
    }

    fn report_limit(&mut self) {
        if self.components_refused == 0 {
            return;
        }
        let (n, max) = (self.components_refused, self.limits.entries_max);
        self.fail(
            "",
            text!(
                ja: "部品が上限の {max} 件を超えています。{n} 件を読みませんでした。",
                en: "There are more than {max} components, the limit. {n} were not read."
            ),
            text!(ja: "SBOM を分けてください。", en: "Split the SBOM."),
        );
    }
}

/// One circle of dependencies, its first member repeated at the end; long ones are cut in the middle.
fn circle(components: usize, edges: &[(u32, u32)]) -> Option<Vec<u32>> {
    const SHOWN_MAX: usize = 8;
    let on_circle = left_after_peeling(components, edges);
    let next: HashMap<u32, u32> = edges
        .iter()
        .filter(|(from, to)| on_circle[*from as usize] && on_circle[*to as usize])
        .rev()
        .copied()
        .collect();
    let mut place = *edges.iter().map(|(from, _)| from).find(|from| on_circle[**from as usize])?;
    let mut seen = HashMap::new();
    let mut path = Vec::new();
    while !seen.contains_key(&place) {
        seen.insert(place, path.len());
        path.push(place);
        place = *next.get(&place)?;
    }
    let mut circle = path.split_off(*seen.get(&place)?);
    circle.truncate(SHOWN_MAX);
    circle.push(place);
    Some(circle)
}

/// Takes away what nothing depends on, and what depends on nothing, until no more can go: what is left lies
/// on circles or between them.
fn left_after_peeling(components: usize, edges: &[(u32, u32)]) -> Vec<bool> {
    let mut left = vec![true; components];
    for is_turned in [false, true] {
        let turned = |&(a, b): &(u32, u32)| if is_turned { (b as usize, a) } else { (a as usize, b) };
        // Ends of edges in one list, with where those of each component begin.
        let mut begins = vec![0_u32; components + 1];
        let mut waiting = vec![0_u32; components];
        for (from, to) in edges.iter().map(turned) {
            begins[from + 1] += 1;
            waiting[to as usize] += 1;
        }
        for place in 0..components {
            begins[place + 1] += begins[place];
        }
        let mut next = begins.clone();
        let mut ends = vec![0_u32; edges.len()];
        for (from, to) in edges.iter().map(turned) {
            ends[next[from] as usize] = to;
            next[from] += 1;
        }
        let mut free: Vec<u32> =
            (0..).take(components).filter(|place| waiting[*place as usize] == 0).collect();
        while let Some(place) = free.pop() {
            let place = place as usize;
            left[place] = false;
            for to in &ends[begins[place] as usize..begins[place + 1] as usize] {
                waiting[*to as usize] -= 1;
                if waiting[*to as usize] == 0 {
                    free.push(*to);
                }
            }
        }
    }
    left
}

/// A stated text: empty, `NOASSERTION` and `NONE` say nothing.
pub(crate) fn stated(text: Option<Words<'_>>) -> Stated<String> {
    match text.map(Cow::into_owned) {
        Some(text) if !says_nothing(&text) => Stated::Known(text),
        _ => Stated::Unknown,
    }
}

pub(crate) fn says_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "NOASSERTION" | "NONE")
}

/// The device that a device or firmware component is: vendor from its supplier, family from its name,
/// firmware from its version.
pub(crate) fn device_of(component: &Component, model: Stated<String>) -> Option<DeviceIdentity> {
    if !matches!(component.kind, ComponentKind::Device | ComponentKind::Firmware) {
        return None;
    }
    Some(DeviceIdentity {
        vendor: stated(Some(Cow::Borrowed(component.supplier.as_str()))),
        family: stated(Some(Cow::Borrowed(component.name.as_str()))),
        model,
        firmware: component.version.clone(),
    })
}

/// Digest names as CycloneDX spells them: `SHA256` and `sha-256` are `SHA-256`.
pub(crate) fn digest_name(written: &str) -> String {
    let plain = match written {
        "SHA-256" | "SHA256" | "sha256" => "SHA-256",
        "SHA-512" | "SHA512" | "sha512" => "SHA-512",
        "SHA-1" | "SHA1" | "sha1" => "SHA-1",
        "MD5" | "md5" => "MD5",
        _ => return odd_digest_name(written),
    };
    plain.to_owned()
}

fn odd_digest_name(written: &str) -> String {
    let name = written.trim().to_uppercase().replace('_', "-");
    // SPDX 3 writes `blake2b256`.
    if let Some(bits) = name.strip_prefix("BLAKE2B").filter(|bits| !bits.is_empty() && !bits.starts_with('-'))
    {
        return format!("BLAKE2B-{bits}");
    }
    match name.strip_prefix("SHA").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        Some(bits) if !bits.starts_with("3-") => format!("SHA-{bits}"),
        _ => name,
    }
}
