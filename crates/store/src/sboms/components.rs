//! Components and packages on their way in and out: each distinct one has one number.
//!
//! Rows are gathered into few answers and few statements, because every row that crosses between the database's
//! thread and ours costs more than reading it. It does not know SBOMs beyond their number.

use std::collections::{BTreeSet, HashMap};

use sekisho_model::{Component, PackageKey};
use sha2::{Digest as _, Sha256};

use super::{damaged, numbers, runs, to_json};
use crate::StoreError;
use crate::engine::{Arg, Tx};
use crate::writing::Writing;

/// Turns a list of package keys into rows of `package`, each found by its index: what follows the list.
macro_rules! packages_asked {
    ($more:literal) => {
        concat!(
            " as asked join package on package.kind = asked.column1 and package.namespace = asked.column2",
            " and package.name = asked.column3 ",
            $more
        )
    };
}
pub(crate) use packages_asked;

/// A SHA-256.
pub(crate) type Digest32 = [u8; 32];

/// What one write brings in, over all its SBOMs.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    /// Numbers of the components met so far, by the SHA-256 of their body.
    known: HashMap<Digest32, i64>,
    /// Component and SBOM.
    postings: Vec<(i64, i64)>,
}

/// A component on its way in.
struct Prepared {
    digest: Digest32,
    body: String,
    package: Option<PackageKey>,
    has_device: bool,
    names: BTreeSet<String>,
}

impl Prepared {
    fn new(component: &Component) -> Result<Self, StoreError> {
        let body = to_json(component)?;
        Ok(Self {
            digest: digest_of(&body),
            package: component.purl.as_ref().map(sekisho_model::PackageUrl::key),
            has_device: component.device.is_some(),
            names: component.cpe_products(),
            body,
        })
    }
}

impl Intake {
    /// Number and digest of each component, in the given order; what is not there yet is stored.
    pub(crate) async fn take(
        &mut self,
        writing: &mut Writing<'_>,
        components: &[Component],
    ) -> Result<(Vec<i64>, Vec<Digest32>), StoreError> {
        let prepared: Vec<Prepared> = components.iter().map(Prepared::new).collect::<Result<_, _>>()?;
        self.look_up(&mut writing.tx, &prepared).await?;
        let mut met = BTreeSet::new();
        let new: Vec<&Prepared> = prepared
            .iter()
            .filter(|one| !self.known.contains_key(&one.digest) && met.insert(&one.digest))
            .collect();
        if !new.is_empty() {
            self.store(writing, &new).await?;
        }
        let number = |one: &Prepared| self.known.get(&one.digest).copied();
        let numbers = prepared.iter().map(|one| number(one).ok_or_else(|| damaged("component", "no")));
        Ok((numbers.collect::<Result<_, _>>()?, prepared.iter().map(|one| one.digest).collect()))
    }

    /// Notes which components an SBOM has.
    pub(crate) fn post(&mut self, sbom: i64, components: &[i64]) {
        self.postings.extend(components.iter().map(|component| (*component, sbom)));
    }

    /// Writes the postings, in the order in which they lie.
    pub(crate) async fn finish(mut self, writing: &mut Writing<'_>) -> Result<(), StoreError> {
        self.postings.sort_unstable();
        self.postings.dedup();
        runs::add(&mut writing.tx, &self.postings).await
    }

    /// Learns the numbers of what is stored already.
    async fn look_up(&mut self, tx: &mut Tx, prepared: &[Prepared]) -> Result<(), StoreError> {
        let asked: Vec<&Prepared> =
            prepared.iter().filter(|one| !self.known.contains_key(&one.digest)).collect();
        let members: Vec<Arg<'_>> = (0_i64..)
            .zip(&asked)
            .flat_map(|(place, one)| [Arg::Int(place), Arg::Bytes(&one.digest)])
            .collect();
        let before =
            "select string_agg(cast(asked.column1 as text) || ' ' || cast(component.no as text), ' ') from ";
        let after = " as asked join component on component.digest = asked.column2";
        for row in tx.rows_in(before, after, 2, &members).await? {
            let found: Vec<i64> =
                numbers(&row.text_opt(0)?.unwrap_or_default()).ok_or_else(|| damaged("component", "no"))?;
            for pair in found.chunks_exact(2) {
                let place = usize::try_from(pair[0]).unwrap_or(usize::MAX);
                let one = asked.get(place).ok_or_else(|| damaged("component", "no"))?;
                self.known.insert(one.digest, pair[1]);
            }
        }
        Ok(())
    }

    async fn store(&mut self, writing: &mut Writing<'_>, new: &[&Prepared]) -> Result<(), StoreError> {
        let keys: BTreeSet<&PackageKey> = new.iter().filter_map(|one| one.package.as_ref()).collect();
        let packages = package_numbers(writing, &keys).await?;
        let first = writing.numbers("component", new.len()).await?;
        let mut cells = Vec::with_capacity(new.len() * 5);
        for (no, one) in (first..).zip(new) {
            let package = one.package.as_ref().and_then(|key| packages.get(key).copied());
            cells.extend([
                Arg::Int(no),
                Arg::Bytes(&one.digest),
                Arg::IntOpt(package),
                Arg::Int(i64::from(one.has_device)),
                Arg::Text(&one.body),
            ]);
            self.known.insert(one.digest, no);
        }
        let into = "insert into component (no, digest, package_no, has_device, body) values ";
        writing.tx.insert(into, 5, &cells).await?;
        let named = (first..).zip(new).flat_map(|(no, one)| one.names.iter().map(move |name| (no, name)));
        let cells: Vec<Arg<'_>> = named.flat_map(|(no, name)| [Arg::Text(name), Arg::Int(no)]).collect();
        writing.tx.insert("insert into component_name (name, component_no) values ", 2, &cells).await
    }
}

/// Reads components by a list. The statement, before and after the list, gathers `no body` lines into one text.
pub(crate) async fn bodies(
    tx: &mut Tx,
    (before, after): (&'static str, &'static str),
    columns: usize,
    members: &[Arg<'_>],
) -> Result<Vec<(i64, Component)>, StoreError> {
    let mut found = Vec::new();
    for row in tx.rows_in(before, after, columns, members).await? {
        // A body has no line end: JSON writes it as \n.
        for line in row.text_opt(0)?.unwrap_or_default().lines() {
            let (no, body) = line.split_once(' ').ok_or_else(|| damaged("component", "no"))?;
            found.push((no.parse().map_err(|_| damaged("component", "no"))?, read(body)?));
        }
    }
    Ok(found)
}

/// Reads a component's body.
pub(crate) fn read(body: &str) -> Result<Component, StoreError> {
    serde_json::from_str(body).map_err(|error| damaged("component", &error.to_string()))
}

/// The SHA-256 of a component's body.
pub(crate) fn digest_of(body: &str) -> Digest32 {
    Sha256::digest(body.as_bytes()).into()
}

/// The number of each package; what is not there yet is stored.
pub(crate) async fn package_numbers<'k>(
    writing: &mut Writing<'_>,
    keys: &BTreeSet<&'k PackageKey>,
) -> Result<HashMap<&'k PackageKey, i64>, StoreError> {
    let members: Vec<Arg<'_>> = keys.iter().flat_map(|key| key_cells(key)).collect();
    let before = "select kind, namespace, name, no from ";
    let rows = writing.tx.rows_in(before, packages_asked!(""), 3, &members).await?;
    let mut numbers = HashMap::with_capacity(keys.len());
    for row in &rows {
        let stored = PackageKey { kind: row.text(0)?, namespace: row.text(1)?, name: row.text(2)? };
        if let Some(key) = keys.get(&stored) {
            numbers.insert(*key, row.int(3)?);
        }
    }
    let new: Vec<&PackageKey> = keys.iter().copied().filter(|key| !numbers.contains_key(*key)).collect();
    if new.is_empty() {
        return Ok(numbers);
    }
    let first = writing.numbers("package", new.len()).await?;
    let mut cells = Vec::with_capacity(new.len() * 4);
    for (no, key) in (first..).zip(new) {
        cells.push(Arg::Int(no));
        cells.extend(key_cells(key));
        numbers.insert(key, no);
    }
    writing.tx.insert("insert into package (no, kind, namespace, name) values ", 4, &cells).await?;
    Ok(numbers)
}

/// A package key as three arguments.
pub(crate) fn key_cells(key: &PackageKey) -> [Arg<'_>; 3] {
    let PackageKey { kind, namespace, name } = key;
    [Arg::Text(kind), Arg::Text(namespace), Arg::Text(name)]
}
