//! The rows by which facts are found, worked out again from the facts.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Advisory, PackageKey};

use super::{Difference, FactsVerification};
use crate::StoreError;
use crate::advisories::{names_device, names_of, packages_of};
use crate::engine::{Arg, Row, Tx, args};
use crate::sboms::{digest_of, read, runs_gathered, sboms_of};

/// Checks each component against its digest and its package; gives the digests of those that are whole.
pub(super) async fn components(
    tx: &mut Tx,
    found: &mut FactsVerification,
) -> Result<BTreeMap<i64, [u8; 32]>, StoreError> {
    let mut digests = BTreeMap::new();
    let mut from = i64::MIN;
    loop {
        let sql = "select component.no, digest, body, has_device, kind, namespace, name,
                       (select string_agg(component_name.name, '\n') from component_name where component_no = component.no)
                   from component left join package on package.no = package_no
                   where component.no >= $1 order by component.no limit 4096";
        let rows = tx.rows(sql, args![from]).await?;
        let Some(last) = rows.last() else { return Ok(digests) };
        from = last.int(0)?.saturating_add(1);
        for row in &rows {
            let (no, body) = (row.int(0)?, row.text(2)?);
            let digest = digest_of(&body);
            if row.bytes(1)? != digest {
                found.differ(Difference::Changed(format!("component {no}")));
                continue;
            }
            digests.insert(no, digest);
            if !is_found_by_its_package(row, &body)? {
                found.differ(Difference::Unfindable(format!("component {no}")));
            }
        }
    }
}

fn is_found_by_its_package(row: &Row, body: &str) -> Result<bool, StoreError> {
    let component = read(body)?;
    let key = match (row.text_opt(4)?, row.text_opt(5)?, row.text_opt(6)?) {
        (Some(kind), Some(namespace), Some(name)) => Some(PackageKey { kind, namespace, name }),
        _ => None,
    };
    let stated = component.purl.as_ref().map(sekisho_model::PackageUrl::key);
    let names = row.text_opt(7)?.unwrap_or_default();
    let names: BTreeSet<String> = names.lines().map(str::to_owned).collect();
    let by_name = names == component.cpe_products();
    Ok(key == stated && by_name && (row.int(3)? == 1) == component.device.is_some())
}

/// Checks the names and packages of advisories, given as `no, id, digest, body, names_device`.
pub(super) async fn advisories(
    tx: &mut Tx,
    rows: &[Row],
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> = rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?;
    let members: Vec<Arg<'_>> = numbers.into_iter().map(Arg::Int).collect();
    let mut names: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let sql = "select advisory_no, name from advisory_name where advisory_no in ";
    for row in tx.rows_in(sql, "", 1, &members).await? {
        names.entry(row.int(0)?).or_default().insert(row.text(1)?);
    }
    let mut packages: BTreeMap<i64, BTreeSet<PackageKey>> = BTreeMap::new();
    let sql = "select advisory_no, kind, namespace, name from advisory_package
               join package on package.no = package_no where advisory_no in ";
    for row in tx.rows_in(sql, "", 1, &members).await? {
        let key = PackageKey { kind: row.text(1)?, namespace: row.text(2)?, name: row.text(3)? };
        packages.entry(row.int(0)?).or_default().insert(key);
    }
    for row in rows {
        // One that cannot be read differs from its digest, and was found by that.
        let Ok(advisory) = serde_json::from_str::<Advisory>(&row.text(3)?) else { continue };
        let no = row.int(0)?;
        let (names, packages) =
            (names.remove(&no).unwrap_or_default(), packages.remove(&no).unwrap_or_default());
        let right = names == names_of(&advisory)
            && packages.iter().collect::<BTreeSet<_>>() == packages_of(&advisory)
            && (row.int(4)? == 1) == names_device(&advisory);
        if !right {
            found.differ(Difference::Unfindable(format!("advisory:{}", advisory.id)));
        }
    }
    Ok(())
}

/// The SBOMs of each component, ascending.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<i64, Vec<i64>>);

impl Tally {
    /// Notes that an SBOM has a component. SBOMs come in ascending order.
    pub(super) fn add(&mut self, component: i64, sbom: i64) {
        let sboms = self.0.entry(component).or_default();
        if sboms.last() != Some(&sbom) {
            sboms.push(sbom);
        }
    }
}

/// Checks that the postings say what the SBOMs' lists say.
pub(super) async fn postings(
    tx: &mut Tx,
    mut lists: Tally,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    let mut from = i64::MIN;
    loop {
        let sql = concat!(
            "select component_no, ",
            runs_gathered!(),
            " from component_run where component_no >= $1 group by component_no order by component_no limit 4096"
        );
        let rows = tx.rows(sql, args![from]).await?;
        let Some(last) = rows.last() else { break };
        from = last.int(0)?.saturating_add(1);
        for row in &rows {
            let no = row.int(0)?;
            if lists.0.remove(&no) != Some(sboms_of(&row.text(1)?).unwrap_or_default()) {
                found.differ(Difference::Unfindable(format!("component {no}")));
            }
        }
    }
    for no in lists.0.into_keys() {
        found.differ(Difference::Unfindable(format!("component {no}")));
    }
    Ok(())
}
