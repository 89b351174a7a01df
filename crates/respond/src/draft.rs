//! The draft of a report: what each field of a form holds now, from where, and what is missing.
//!
//! Invariant: pure; nothing is made up. A value is what a person wrote, what was submitted at the stage before, or
//! what the register says; a field that none of them fills stays empty. What was submitted is kept beside the draft
//! as it was and is never worked out anew. Nothing is sent.

mod fill;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::Timestamp;
use sekisho_model::{
    Advisory, Case, CaseKind, EvidenceId, IncidentEntry, IncidentFact, ProductId, Register, Signal, Text,
    text,
};

use crate::form::{Field, Fill, Form, LawItem, Need};
use crate::{Clock, Duties, Duty, DutyId, FieldId};

/// What a draft is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The case.
    pub case: &'a Case,
    /// The entries that stand, with those of cases merged into it.
    pub entries: &'a [IncidentEntry],
    /// How the case stands, in a word.
    pub standing: &'a Text,
    /// The plant.
    pub register: &'a Register,
    /// Own products that it endangers.
    pub products: &'a BTreeSet<ProductId>,
    /// The parts in them that carry the vulnerability.
    pub components: &'a BTreeSet<String>,
    /// The advisories that speak of it.
    pub advisories: &'a [Advisory],
    /// That it is exploited, as sources state it.
    pub signals: &'a [Signal],
    /// The clocks of the case.
    pub clocks: &'a [Clock],
    /// When it is asked.
    pub now: Timestamp,
}

/// Whence a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the register or the case.
    Register {
        /// Which place of it.
        fill: Fill,
        /// The records or entries, by id.
        from: BTreeSet<String>,
    },
    /// A person wrote it for this report.
    Person {
        /// The entry.
        entry: String,
        /// Who.
        by: String,
    },
    /// Carried on from what was submitted, or written, at a stage before.
    Carried {
        /// That stage.
        duty: DutyId,
        /// The entry.
        entry: String,
    },
}

impl Origin {
    /// In words.
    #[must_use]
    pub fn words(&self, duties: &Duties) -> Text {
        match self {
            Self::Register { fill, from } => {
                let Text { ja, en } = fill.word();
                let from = from.iter().cloned().collect::<Vec<_>>().join(", ");
                if from.is_empty() {
                    Text::new(ja, en)
                } else {
                    text!(ja: "{ja}（{from}）", en: "{en} ({from})")
                }
            }
            Self::Person { entry, by } => {
                text!(ja: "{by} が記入（経過 {entry}）", en: "written by {by} (entry {entry})")
            }
            Self::Carried { duty, entry } => {
                let title = duties.duties.get(duty).map(|duty| duty.title.clone());
                let Text { ja, en } = title.unwrap_or_else(|| Text::new(duty.as_str(), duty.as_str()));
                text!(ja: "「{ja}」から引継ぎ（経過 {entry}）", en: "carried on from: {en} (entry {entry})")
            }
        }
    }
}

/// One field with its value.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The field.
    pub field: Field,
    /// What the form asks of it at this stage.
    pub need: Need,
    /// Its value; empty where there is none.
    pub value: String,
    /// Whence; none where it is empty.
    pub origin: Option<Origin>,
    /// What the register says now, where that differs from the value.
    pub register_says: Option<String>,
    /// Its length in characters.
    pub chars: usize,
    /// So many characters too long.
    pub over: usize,
    /// The form wants it and it is empty.
    pub missing: bool,
    /// It is none of the form's choices.
    pub no_choice: bool,
}

impl Filled {
    /// May it be handed in as it is?
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        !self.missing && !self.no_choice && self.over == 0
    }
}

/// Whether an item of the law is answered.
#[derive(Clone, Debug)]
pub struct LawCheck {
    /// The item.
    pub item: LawItem,
    /// All of its fields are filled, and none is too long.
    pub met: bool,
}

impl LawCheck {
    /// Not answered, and owed whether known or not.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        !self.met && !self.item.if_known
    }
}

/// A version that was submitted, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The entry, as `case#number`.
    pub entry: String,
    /// Which duty.
    pub duty: DutyId,
    /// On which form.
    pub form: String,
    /// In which edition.
    pub edition: String,
    /// When.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: String,
    /// The confirmation of receipt.
    pub receipt: String,
    /// Files that confirm it, kept as evidence.
    pub receipts: BTreeSet<EvidenceId>,
    /// Each filled field with its value.
    pub values: BTreeMap<String, String>,
    /// SHA-256 of [`frozen`].
    pub digest: String,
}

/// A report as it would be handed in now.
#[derive(Clone, Debug)]
pub struct Draft {
    /// An exercise: on every page and file.
    pub exercise: bool,
    /// When it was worked out.
    pub as_of: Timestamp,
    /// The duty that it serves.
    pub duty: Duty,
    /// The form.
    pub form: Form,
    /// Its fields at this stage.
    pub fields: Vec<Filled>,
    /// What the law lists, held against them. Empty where the form carries no list of the law.
    pub law: Vec<LawCheck>,
    /// The last version submitted at a stage before.
    pub based_on: Option<Submission>,
    /// What was submitted for this duty, the oldest first.
    pub submitted: Vec<Submission>,
}

impl Draft {
    /// Is everything answered that the law lists? None where no list is known.
    #[must_use]
    pub fn is_complete_by_law(&self) -> Option<bool> {
        (!self.law.is_empty()).then(|| !self.law.iter().any(LawCheck::is_missing))
    }

    /// Is every field filled that the form wants, with nothing too long? None where it is not known what it wants.
    #[must_use]
    pub fn is_complete_by_form(&self) -> Option<bool> {
        let known = self.fields.iter().any(|filled| filled.need != Need::NotKnown);
        known.then(|| self.fields.iter().all(Filled::is_sound))
    }

    /// The fields that are filled, as they are frozen when it is submitted.
    #[must_use]
    pub fn values(&self) -> BTreeMap<String, String> {
        let filled = self.fields.iter().filter(|filled| !filled.value.is_empty());
        filled.map(|filled| (filled.field.id.as_str().to_owned(), filled.value.clone())).collect()
    }
}

/// The bytes that are hashed when a version is frozen: form, edition, duty, then each value with its length in bytes.
#[must_use]
pub fn frozen(form: &str, edition: &str, duty: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = format!("{form}\n{edition}\n{duty}\n");
    for (id, value) in values {
        let _ = writeln!(out, "{id} {} {value}", value.len());
    }
    out
}

/// The draft of a duty's report on one of its forms. None where the form does not belong to the duty.
#[must_use]
pub fn draft(facts: &Facts<'_>, duties: &Duties, form: &Form, duty: &DutyId) -> Option<Draft> {
    let duty = duties.duties.get(duty).filter(|duty| form.duties.contains(&duty.id))?;
    let before = stages_before(duties, form, duty);
    let submissions: Vec<Submission> =
        facts.entries.iter().filter_map(|entry| submission(entry, facts.entries)).collect();
    let based_on = before.iter().find_map(|stage| {
        submissions.iter().rfind(|sent| sent.duty == *stage && sent.form == form.id.as_str()).cloned()
    });
    let drafting = Drafting { facts, form, duty, before: &before, based_on: based_on.as_ref() };
    let fields: Vec<Filled> = form.fields.iter().filter_map(|field| drafting.filled(field)).collect();
    let law = form.law.iter().filter(|item| item.duty == duty.id);
    let law = law.map(|item| LawCheck { met: is_met(item, &fields), item: item.clone() }).collect();
    let submitted = submissions.into_iter().filter(|sent| sent.duty == duty.id).collect();
    Some(Draft {
        exercise: facts.case.kind == CaseKind::Exercise,
        as_of: facts.now,
        duty: duty.clone(),
        form: form.clone(),
        fields,
        law,
        based_on,
        submitted,
    })
}

/// The stages that a duty follows, the nearest first. Ends where a stage comes up twice.
fn stages_before(duties: &Duties, form: &Form, duty: &Duty) -> Vec<DutyId> {
    let mut before: Vec<DutyId> = Vec::new();
    let mut next = duty.follows.as_ref();
    while let Some(id) = next.filter(|id| form.duties.contains(id) && !before.contains(id)) {
        before.push(id.clone());
        next = duties.duties.get(id).and_then(|duty| duty.follows.as_ref());
    }
    before
}

fn is_met(item: &LawItem, fields: &[Filled]) -> bool {
    let filled = |id: &FieldId| {
        fields.iter().any(|filled| &filled.field.id == id && !filled.value.is_empty() && filled.over == 0)
    };
    !item.by.is_empty() && item.by.iter().all(filled)
}

fn name(entry: &IncidentEntry) -> String {
    format!("{}#{}", entry.case, entry.no)
}

fn submission(entry: &IncidentEntry, entries: &[IncidentEntry]) -> Option<Submission> {
    let IncidentFact::Submitted { duty, form, edition, receipt, values, digest } = &entry.what else {
        return None;
    };
    let receipts = entries.iter().filter_map(|other| match &other.what {
        IncidentFact::Receipt { submitted, evidence }
            if *submitted == entry.no && other.case == entry.case =>
        {
            Some(evidence.clone())
        }
        _ => None,
    });
    Some(Submission {
        entry: name(entry),
        duty: duty.parse().ok()?,
        form: form.clone(),
        edition: edition.clone(),
        at: entry.at,
        by: entry.by.clone(),
        receipt: receipt.clone(),
        receipts: receipts.collect(),
        values: values.clone(),
        digest: digest.clone(),
    })
}

/// One draft being worked out.
struct Drafting<'a> {
    facts: &'a Facts<'a>,
    form: &'a Form,
    duty: &'a Duty,
    before: &'a [DutyId],
    based_on: Option<&'a Submission>,
}

/// A value with its origin.
type Value = (String, Origin);

impl Drafting<'_> {
    fn filled(&self, field: &Field) -> Option<Filled> {
        let need = field.needs.get(&self.duty.id).copied().filter(|need| *need != Need::Absent)?;
        let register = field.fill.and_then(|fill| self.of_register(fill));
        let (value, origin) = self.value(field, need, register.as_ref()).unzip();
        let value = value.unwrap_or_default();
        let chars = value.chars().count();
        let over = field.chars_max.map_or(0, |most| chars.saturating_sub(most));
        let wanted = need == Need::Required || (need == Need::Carried && self.was_required(field));
        let choices = &field.choices;
        let picked = value.split(", ").all(|part| choices.iter().any(|choice| choice == part));
        Some(Filled {
            need,
            missing: wanted && value.is_empty(),
            no_choice: !choices.is_empty() && !value.is_empty() && !picked,
            register_says: register.map(|(says, _)| says).filter(|says| *says != value),
            field: field.clone(),
            value,
            origin,
            chars,
            over,
        })
    }

    fn was_required(&self, field: &Field) -> bool {
        self.before.iter().any(|stage| field.needs.get(stage) == Some(&Need::Required))
    }

    /// A person's words for this stage come first. What is carried on stays as it was submitted; anything else is
    /// what the register says now, and where it says nothing, what stood there at the stage before.
    fn value(&self, field: &Field, need: Need, register: Option<&Value>) -> Option<Value> {
        if let Some(value) = self.written(field, &self.duty.id) {
            return Some(value);
        }
        let submitted = || self.submitted(field);
        let written = || self.before.iter().find_map(|stage| self.written(field, stage));
        if need == Need::Carried {
            submitted().or_else(written).or_else(|| register.cloned())
        } else {
            register.cloned().or_else(submitted).or_else(written)
        }
    }

    fn written(&self, field: &Field, stage: &DutyId) -> Option<Value> {
        let is_it = |entry: &&IncidentEntry| {
            matches!(&entry.what, IncidentFact::Written { duty, form, field: of }
                if duty == stage.as_str() && form == self.form.id.as_str() && of == field.id.as_str())
        };
        let entry =
            self.facts.entries.iter().filter(is_it).max_by_key(|entry| (entry.recorded_at, entry.no))?;
        let origin = if *stage == self.duty.id {
            Origin::Person { entry: name(entry), by: entry.by.clone() }
        } else {
            Origin::Carried { duty: stage.clone(), entry: name(entry) }
        };
        Some((entry.words.clone(), origin))
    }

    fn submitted(&self, field: &Field) -> Option<Value> {
        let sent = self.based_on?;
        let value = sent.values.get(field.id.as_str())?;
        Some((value.clone(), Origin::Carried { duty: sent.duty.clone(), entry: sent.entry.clone() }))
    }

    fn of_register(&self, fill: Fill) -> Option<Value> {
        let (value, from) = fill::value(self.facts, self.form, self.duty, fill)?;
        let value = value.trim().to_owned();
        (!value.is_empty()).then_some((value, Origin::Register { fill, from }))
    }
}
