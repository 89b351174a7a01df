//! In which SBOMs a component is: runs of SBOM numbers without a gap.
//!
//! Invariant: the runs of one component do not touch each other. They are written here alone.

use std::collections::{BTreeMap, BTreeSet};

use super::numbers;
use crate::StoreError;
use crate::engine::{Arg, Tx, args};

/// First and last SBOM number.
type Run = (i64, i64);

/// Longest run that is believed: a damaged number must not fill the memory.
const RUN_MAX: i64 = 10_000_000;

/// What gathers the runs of a component into one text that [`sboms_of`] reads; the table is `component_run`.
macro_rules! runs_gathered {
    () => {
        "string_agg(cast(first_sbom as text) || ' ' || cast(last_sbom as text), ' ')"
    };
}
pub(crate) use runs_gathered;

/// The SBOM numbers of gathered runs, ascending; `None` where they are damaged.
pub(crate) fn sboms_of(gathered: &str) -> Option<Vec<i64>> {
    let flat: Vec<i64> = numbers(gathered)?;
    let (runs, []) = flat.as_chunks::<2>() else { return None };
    let mut sboms = Vec::with_capacity(runs.len());
    for [first, last] in runs {
        let length = last.checked_sub(*first)?;
        if !(0..RUN_MAX).contains(&length) {
            return None;
        }
        sboms.extend(*first..=*last);
    }
    sboms.sort_unstable();
    Some(sboms)
}

/// Adds postings, component and SBOM, sorted and each once. An SBOM's number is higher than all that are there.
pub(super) async fn add(tx: &mut Tx, postings: &[(i64, i64)]) -> Result<(), StoreError> {
    let mut runs = joined(postings);
    let Some(lowest) = postings.iter().map(|(_, sbom)| *sbom).min() else { return Ok(()) };
    let before = lowest.saturating_sub(1);
    let touching = runs.iter().filter(|(_, (first, _))| *first == lowest).map(|(no, _)| *no);
    let stored = of(tx, touching).await?;
    let ending: BTreeMap<i64, i64> = stored
        .into_iter()
        .filter(|(_, (_, last))| *last == before)
        .map(|(component, (first, _))| (component, first))
        .collect();
    for (component, run) in runs.iter_mut().filter(|(_, run)| run.0 == lowest) {
        run.0 = ending.get(component).copied().unwrap_or(lowest);
    }
    let longer: Vec<(i64, Run)> =
        ending.into_iter().map(|(component, first)| (component, (first, before))).collect();
    delete(tx, &longer).await?;
    insert(tx, &runs).await
}

/// Takes an SBOM out of the runs of its components.
pub(super) async fn take_out(tx: &mut Tx, components: &BTreeSet<i64>, sbom: i64) -> Result<(), StoreError> {
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    for (component, (first, last)) in of(tx, components.iter().copied()).await? {
        if (first..=last).contains(&sbom) {
            whole.push((component, (first, last)));
            let sides = [(first, sbom - 1), (sbom + 1, last)];
            parts.extend(sides.into_iter().filter(|(from, to)| from <= to).map(|run| (component, run)));
        }
    }
    delete(tx, &whole).await?;
    insert(tx, &parts).await
}

/// Sorted postings as runs.
fn joined(postings: &[(i64, i64)]) -> Vec<(i64, Run)> {
    let mut runs: Vec<(i64, Run)> = Vec::new();
    for (component, sbom) in postings {
        match runs.last_mut() {
            Some((same, run)) if same == component && run.1 + 1 == *sbom => run.1 = *sbom,
            _ => runs.push((*component, (*sbom, *sbom))),
        }
    }
    runs
}

/// The stored runs of components.
async fn of(tx: &mut Tx, components: impl Iterator<Item = i64>) -> Result<Vec<(i64, Run)>, StoreError> {
    let members: Vec<Arg<'_>> = components.map(Arg::Int).collect();
    let asked = "select component_no, first_sbom, last_sbom from component_run where component_no in ";
    let rows = tx.rows_in(asked, "", 1, &members).await?;
    rows.iter().map(|row| Ok((row.int(0)?, (row.int(1)?, row.int(2)?)))).collect()
}

async fn insert(tx: &mut Tx, runs: &[(i64, Run)]) -> Result<(), StoreError> {
    let cells: Vec<Arg<'_>> = runs
        .iter()
        .flat_map(|(component, (first, last))| [Arg::Int(*component), Arg::Int(*first), Arg::Int(*last)])
        .collect();
    tx.insert("insert into component_run (component_no, first_sbom, last_sbom) values ", 3, &cells).await
}

async fn delete(tx: &mut Tx, runs: &[(i64, Run)]) -> Result<(), StoreError> {
    for (component, (first, _)) in runs {
        let sql = "delete from component_run where component_no = $1 and first_sbom = $2";
        tx.run(sql, args![*component, *first]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_become_runs_and_runs_postings() {
        let postings = [(1, 3), (1, 4), (1, 6), (2, 4)];
        assert_eq!(joined(&postings), [(1, (3, 4)), (1, (6, 6)), (2, (4, 4))]);
        assert_eq!(sboms_of("6 6 3 4"), Some(vec![3, 4, 6]));
    }

    #[test]
    fn damaged_runs_are_told() {
        for text in ["1", "2 1", "a b", "0 9223372036854775807", "-9223372036854775808 9223372036854775807"] {
            assert_eq!(sboms_of(text), None, "{text}");
        }
    }
}
