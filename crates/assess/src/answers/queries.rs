//! What each [`Query`] asks of the register: one small function each.
//!
//! Invariant: a row is named only where it says the thing asked. What no row can say in this register is named as
//! beyond it, so that the query cannot come out met.

mod devices;
mod measures;
mod operation;
mod products;
#[cfg(test)]
mod tests;

use sekisho_catalog::{Criterion, Query};
use sekisho_model::{Asset, RecordKind, Text};

use super::{Ground, Lack, Row, Showing, Whose};

/// The register's answer.
pub(super) fn ask(ground: Ground<'_>, whose: &Whose, criterion: &Criterion, query: Query) -> Showing {
    match query {
        Query::Contacts => operation::contacts(ground),
        Query::Reviews => operation::reviews(ground, criterion),
        Query::OutsideSystems => devices::outside_systems(ground),
        Query::Agreements => operation::agreements(ground),
        Query::Computers => devices::computers(ground),
        Query::Servers => devices::servers(ground),
        Query::Networks => devices::networks(ground),
        Query::NetworkDevices => devices::network_devices(ground),
        Query::DataCustody => devices::data_custody(ground),
        Query::Custodians => devices::custodians(ground),
        Query::SupportEnds => devices::support_ends(ground),
        Query::PatchTimes => devices::patch_times(ground, criterion),
        Query::RecoveryTargets => devices::recovery_targets(ground),
        Query::Accounts => measures::accounts(ground),
        Query::Authentication => measures::authentication(ground),
        Query::CloudAuthentication => measures::cloud_authentication(ground),
        Query::Backups => measures::backups(ground),
        Query::DataBackups => measures::data_backups(ground),
        Query::Restores => measures::restores(ground),
        Query::LeastFunction => measures::least_function(ground),
        Query::MalwareProtection => measures::malware_protection(ground),
        Query::Boundary => measures::boundary(ground),
        Query::BoundaryRules => measures::boundary_rules(ground),
        Query::BoundaryReviews => measures::boundary_reviews(ground),
        Query::Monitoring => measures::monitoring(ground),
        Query::Training => operation::training(ground, criterion),
        Query::Changes => operation::changes(ground),
        Query::AlertTriage => operation::alert_triage(ground),
        Query::ResponseSteps => operation::response_steps(ground),
        Query::ReportForms => operation::report_forms(ground),
        Query::Lessons => operation::lessons(ground, criterion),
        Query::ProductIdentity
        | Query::ProductComponents
        | Query::ProductVulnerabilities
        | Query::ProductSupport
        | Query::ProductDisclosure
        | Query::ProductPapers => products::ask(ground, whose, query),
    }
}

/// Rows that speak for a criterion and what it lacks, gathered one by one.
#[derive(Debug, Default)]
struct Sorted {
    shows: Vec<Row>,
    lacks: Vec<Lack>,
}

impl Sorted {
    /// Sorts things: `why` says of each whether it shows or lacks, and what.
    fn of<T: Named>(things: impl IntoIterator<Item = T>, why: impl Fn(&T) -> Result<Text, Text>) -> Self {
        let mut sorted = Self::default();
        for thing in things {
            match why(&thing) {
                Ok(why) => sorted.shows.push(thing.row(why)),
                Err(why) => sorted.lacks.push(Lack::Row(thing.row(why))),
            }
        }
        sorted
    }

    fn missing(mut self, lacking: bool, what: Text) -> Self {
        if lacking {
            self.lacks.push(Lack::Missing(what));
        }
        self
    }

    fn beyond(mut self, what: Text) -> Self {
        self.lacks.push(Lack::Beyond(what));
        self
    }

    fn weigh(self, wanted: Text) -> Showing {
        Showing::weigh(wanted, self.shows, self.lacks)
    }
}

/// A record that can stand as a row.
trait Named {
    fn row(&self, why: Text) -> Row;
}

macro_rules! named {
    ($($type:ident $kind:ident,)*) => {
        $(impl Named for &sekisho_model::$type {
            fn row(&self, why: Text) -> Row {
                Row { kind: RecordKind::$kind, id: self.id.to_string(), name: self.name.clone(), why }
            }
        })*
    };
}

named! {
    Activity Activity,
    Asset Asset,
    Business Business,
    Case Case,
    Conduit Conduit,
    Contact Contact,
    Decision Decision,
    Expectation Expectation,
    Measure Measure,
    Paper Paper,
    Product Product,
    ReportForm ReportForm,
    ResponseStep ResponseStep,
    Review Review,
    SupplierRequest SupplierRequest,
}

/// A known text that is not blank.
fn said(stated: &sekisho_model::Stated<String>) -> Option<&str> {
    stated.known().map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The assets of a register that fit.
fn assets<'a>(ground: Ground<'a>, fits: fn(&Asset) -> bool) -> impl Iterator<Item = &'a Asset> {
    ground.facts.register.assets.values().filter(move |asset| fits(asset))
}
