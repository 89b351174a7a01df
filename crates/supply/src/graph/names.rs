//! Names of vulnerabilities, joined to groups that hold at most one CVE id each.

use std::collections::{BTreeMap, BTreeSet};

use crate::advisory::parts::is_cve;

/// Groups of names that mean the same.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Names as first written, by number of the group; empty for a group that went into another.
    groups: Vec<BTreeSet<String>>,
    /// Folded name to the groups that it leads to.
    by_name: BTreeMap<String, BTreeSet<usize>>,
}

impl Names {
    /// Takes names for one vulnerability, as far as they do not make two CVE ids one.
    pub(super) fn join(&mut self, same: &BTreeSet<String>) {
        let (cves, others): (Vec<&String>, Vec<&String>) =
            same.iter().partition(|name| is_cve(&name.to_uppercase()));
        match cves.as_slice() {
            [] => {
                let Some((first, rest)) = others.split_first() else { return };
                let group = self.group(first);
                rest.iter().for_each(|name| self.add(group, name));
            }
            [cve] => {
                let group = self.group(cve);
                others.iter().for_each(|name| self.add(group, name));
            }
            // One name for several vulnerabilities leads to each of them.
            several => {
                for cve in several {
                    let group = self.group(cve);
                    others.iter().for_each(|name| self.lead(group, name));
                }
            }
        }
    }

    /// The groups that a name leads to.
    pub(super) fn groups(&self, name: &str) -> BTreeSet<usize> {
        self.by_name.get(&folded(name)).cloned().unwrap_or_default()
    }

    pub(super) fn of_group(&self, group: usize) -> BTreeSet<String> {
        self.groups.get(group).cloned().unwrap_or_default()
    }

    /// The one group of a name, made where there is none.
    fn group(&mut self, name: &str) -> usize {
        if let Some(group) = self.by_name.get(&folded(name)).and_then(|groups| groups.first()) {
            return *group;
        }
        self.groups.push(BTreeSet::from([name.to_owned()]));
        let group = self.groups.len() - 1;
        self.by_name.insert(folded(name), BTreeSet::from([group]));
        group
    }

    /// Adds a name, with the group that it already has, where that has no other CVE id.
    fn add(&mut self, group: usize, name: &str) {
        let had = self.groups(name);
        match had.iter().copied().collect::<Vec<_>>().as_slice() {
            [other] if *other != group && !(self.has_cve(group) && self.has_cve(*other)) => {
                self.merge(group, *other);
            }
            _ => self.lead(group, name),
        }
    }

    fn lead(&mut self, group: usize, name: &str) {
        self.groups[group].insert(name.to_owned());
        self.by_name.entry(folded(name)).or_default().insert(group);
    }

    fn has_cve(&self, group: usize) -> bool {
        self.groups[group].iter().any(|name| is_cve(&name.to_uppercase()))
    }

    fn merge(&mut self, into: usize, from: usize) {
        for name in std::mem::take(&mut self.groups[from]) {
            let leads = self.by_name.entry(folded(&name)).or_default();
            leads.remove(&from);
            leads.insert(into);
            self.groups[into].insert(name);
        }
    }
}

fn folded(name: &str) -> String {
    name.trim().to_uppercase()
}
