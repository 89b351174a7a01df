//! A supplier's state in one row, and what it means for the businesses that depend on it.
//!
//! Invariant: every business that a supplier has to do with is named, and a star that nobody stated is not held.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sekisho_model::{BusinessId, Maker, ProductId, Stated, Supplier, SupplierId, Text, text};

use super::course::{Course, courses};
use super::dependent;
use super::star::{StarAsked, star};
use crate::facts::Facts;

/// A star that ends within so many days is to be asked about.
const SOON_DAYS: i32 = 90;

/// What a supplier holds beside what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// At least the star asked, and not ending soon.
    Holds,
    /// At least the star asked, ending within 90 days.
    EndsSoon(Date),
    /// It has ended.
    Ended(Date),
    /// A lower star than asked.
    TooLow(u8),
    /// It has the star; when it ends is not known.
    EndUnknown,
    /// Nobody has said what it holds, or it holds none.
    None,
    /// Which star to ask is not decided.
    Undecided,
}

impl Held {
    /// Is there something to do?
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Holds)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Holds => text!(ja: "満たしている", en: "holds it"),
            Self::EndsSoon(day) => text!(ja: "{day} に期限", en: "ends on {day}"),
            Self::Ended(day) => text!(ja: "{day} に期限切れ", en: "ended on {day}"),
            Self::TooLow(star) => text!(ja: "★{star} のみ", en: "★{star} only"),
            Self::EndUnknown => text!(ja: "期限が不明", en: "end unknown"),
            Self::None => text!(ja: "取得の記録なし", en: "none on record"),
            Self::Undecided => text!(ja: "求める★が未定", en: "star undecided"),
        }
    }
}

/// What else is known, from outside the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// Products that have an SBOM.
    pub sboms: BTreeSet<ProductId>,
    /// Advisories that affect what a supplier supplied, and those undecided, by supplier.
    pub vulnerabilities: BTreeMap<SupplierId, (usize, usize)>,
}

/// A supplier's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The supplier.
    pub supplier: SupplierId,
    /// Its name.
    pub name: String,
    /// The star to ask, with its reasons.
    pub asked: StarAsked,
    /// What it holds beside that.
    pub held: Held,
    /// Its requests.
    pub courses: Vec<Course>,
    /// Products that it made.
    pub products: usize,
    /// Of these, with an SBOM.
    pub sboms: usize,
    /// Advisories that affect what it supplied.
    pub affected: usize,
    /// Advisories undecided.
    pub undecided: usize,
    /// Businesses that have to do with it.
    pub businesses: BTreeSet<BusinessId>,
}

impl State {
    /// Requests with something left to do.
    #[must_use]
    pub fn open_requests(&self) -> usize {
        self.courses.iter().filter(|course| course.is_open()).count()
    }

    /// Requests that are late.
    #[must_use]
    pub fn late_requests(&self) -> usize {
        self.courses.iter().filter(|course| course.late_days.is_some()).count()
    }
}

/// What a business has of its suppliers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessOnSuppliers {
    /// The business.
    pub business: BusinessId,
    /// Its name.
    pub name: String,
    /// Suppliers that it has to do with.
    pub suppliers: Vec<SupplierId>,
    /// Of these, whose star is not held or not decided.
    pub without_star: usize,
    /// Late requests to them.
    pub late: usize,
    /// Advisories that affect what they supplied, counted by supplier.
    pub affected: usize,
}

/// Every supplier's state, in the order of ids.
#[must_use]
pub fn states(facts: &Facts<'_>, open: &Open) -> Vec<State> {
    let all = courses(facts);
    facts.register.suppliers.values().map(|supplier| state(facts, supplier, &all, open)).collect()
}

fn state(facts: &Facts<'_>, supplier: &Supplier, all: &[Course], open: &Open) -> State {
    let asked = star(facts, supplier);
    let products: Vec<_> = facts
        .register
        .products
        .values()
        .filter(|product| product.maker == Maker::Supplier(supplier.id.clone()))
        .collect();
    let (affected, undecided) = open.vulnerabilities.get(&supplier.id).copied().unwrap_or_default();
    State {
        supplier: supplier.id.clone(),
        name: supplier.name.clone(),
        held: held(supplier, asked.star, facts.today),
        asked,
        courses: all.iter().filter(|course| course.supplier == supplier.id).cloned().collect(),
        sboms: products.iter().filter(|product| open.sboms.contains(&product.id)).count(),
        products: products.len(),
        affected,
        undecided,
        businesses: dependent(facts, supplier),
    }
}

fn held(supplier: &Supplier, asked: Option<u8>, today: Date) -> Held {
    let Some(asked) = asked else { return Held::Undecided };
    let Some(star) = supplier.scs_level.known().map(|level| level.get()) else { return Held::None };
    match supplier.scs_until {
        Stated::Known(day) if day < today => Held::Ended(day),
        _ if star < asked => Held::TooLow(star),
        Stated::Known(day) if today.until(day).is_ok_and(|left| left.get_days() <= SOON_DAYS) => {
            Held::EndsSoon(day)
        }
        Stated::Known(_) | Stated::NotApplicable => Held::Holds,
        Stated::Unknown => Held::EndUnknown,
    }
}

/// What each business has of its suppliers; businesses without any are left out.
#[must_use]
pub fn by_business(facts: &Facts<'_>, states: &[State]) -> Vec<BusinessOnSuppliers> {
    let of = |business: &sekisho_model::Business| {
        let on: Vec<&State> = states.iter().filter(|state| state.businesses.contains(&business.id)).collect();
        BusinessOnSuppliers {
            business: business.id.clone(),
            name: business.name.clone(),
            without_star: on.iter().filter(|state| state.held.is_open()).count(),
            late: on.iter().map(|state| state.late_requests()).sum(),
            affected: on.iter().map(|state| state.affected).sum(),
            suppliers: on.into_iter().map(|state| state.supplier.clone()).collect(),
        }
    };
    let all = facts.register.businesses.values().map(of);
    all.filter(|row| !row.suppliers.is_empty()).collect()
}
