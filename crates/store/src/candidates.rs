//! The way back from a package to the places that have it: what an advisory's impact starts from.
//!
//! Invariant: every stored component of a named package is given, whatever its version; whether it is affected is
//! judged elsewhere. One row a component, whatever the number of SBOMs, so that the answer is quick on millions
//! of postings.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Component, PackageKey};

use crate::engine::{Arg, args};
use crate::sboms::{bodies, key_cells, packages_asked, read, runs_gathered, sboms_of};
use crate::{Store, StoreError};

/// A stored component with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentRow {
    /// Its number in the store, never given out twice.
    pub no: i64,
    /// The component.
    pub component: Component,
}

impl Store {
    /// Every distinct component of the given packages, in any version.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn components_of(&self, keys: &[PackageKey]) -> Result<Vec<ComponentRow>, StoreError> {
        let mut tx = self.reading().await?;
        let members: Vec<Arg<'_>> = keys.iter().flat_map(key_cells).collect();
        let before = "select string_agg(cast(component.no as text) || ' ' || component.body, '\n') from ";
        let after = packages_asked!("join component on component.package_no = package.no");
        // A package named in two parts of a long list comes twice.
        let found: BTreeMap<i64, Component> =
            bodies(&mut tx, (before, after), 3, &members).await?.into_iter().collect();
        Ok(found.into_iter().map(|(no, component)| ComponentRow { no, component }).collect())
    }

    /// Every distinct component with a CPE name of these products, `vendor:product`.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn components_named(
        &self,
        products: &BTreeSet<String>,
    ) -> Result<Vec<ComponentRow>, StoreError> {
        let members: Vec<Arg<'_>> = products.iter().map(|name| Arg::Text(name)).collect();
        let before = "select distinct no, body from component join component_name on component_no = no
                      where component_name.name in ";
        let rows = self.reading().await?.rows_in(before, "", 1, &members).await?;
        rows.iter().map(|row| Ok(ComponentRow { no: row.int(0)?, component: read(&row.text(1)?)? })).collect()
    }

    /// Every distinct component that states a device identity: what advisories in words may speak of.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn device_components(&self) -> Result<Vec<ComponentRow>, StoreError> {
        let sql = "select no, body from component where has_device = 1 order by no";
        let rows = self.reading().await?.rows(sql, args![]).await?;
        rows.iter().map(|row| Ok(ComponentRow { no: row.int(0)?, component: read(&row.text(1)?)? })).collect()
    }

    /// For each of these components the numbers of the SBOMs that have it, ascending.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn places_of(&self, components: &[i64]) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
        let mut tx = self.reading().await?;
        let distinct: BTreeSet<i64> = components.iter().copied().collect();
        let members: Vec<Arg<'_>> = distinct.into_iter().map(Arg::Int).collect();
        let before =
            concat!("select component_no, ", runs_gathered!(), " from component_run where component_no in ");
        let rows = tx.rows_in(before, " group by component_no", 1, &members).await?;
        let mut places = Vec::with_capacity(rows.len());
        for row in &rows {
            let sboms = sboms_of(&row.text(1)?).ok_or_else(|| {
                StoreError::corrupt("SBOM の番号を読めません", "the number of an SBOM cannot be read")
            })?;
            places.push((row.int(0)?, sboms));
        }
        Ok(places)
    }
}
