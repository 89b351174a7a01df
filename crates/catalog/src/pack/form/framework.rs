//! The forms of frameworks, their criteria, and the ties between them.

use std::collections::BTreeSet;

use sekisho_model::{Text, text};
use serde::Deserialize;

use super::{Form, Origin, correct, empty_id};
use crate::pack::Row;
use crate::{
    Alone, Answered, Basis, Composition, Confirmed, Criterion, CriterionId, Evaluation, Framework, Query,
    Relation, Scoring, Subject, Threshold, Tie,
};

form!(FrameworkForm, "framework", Framework, {
    id: String,
    title: Text,
    about: Text,
    subject: Subject,
    #[serde(default)]
    includes: Vec<String>,
    criteria_wanted: Option<u32>,
    #[serde(default)]
    absent: Vec<Text>,
    valid_months: Option<u16>,
    scoring: Option<Scoring>,
    declared: Option<Text>,
    #[serde(default)]
    checks: Vec<String>,
    #[serde(default)]
    common: bool,
});

form!(CriterionForm, "criterion", Criterion, {
    id: CriterionId,
    title: Text,
    #[serde(default)]
    parent: String,
    answered: Answered,
    query: Option<Query>,
    cadence_months: Option<u16>,
    #[serde(default)]
    evaluation: Evaluation,
    #[serde(default)]
    thresholds: Vec<Threshold>,
    #[serde(default)]
    references: Vec<String>,
});

form!(TieForm, "tie", Tie, {
    from: CriterionId,
    to: CriterionId,
    relation: Relation,
    reason: Text,
});

form!(CompositionForm, "composition", Composition, {
    criterion: CriterionId,
    parts: Vec<CriterionId>,
    #[serde(default)]
    whole: bool,
    reason: Text,
});

form!(AloneForm, "alone", Alone, {
    criterion: CriterionId,
    reason: Text,
});

impl FrameworkForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        if self.id.contains('/') || CriterionId::new(&self.id, "x").is_err() {
            let what = text!(ja: "枠組みの ID が空か、長すぎるか、「/」を含んでいます。", en: "The framework's id is empty, too long, or has a slash.");
            return Some((what, correct()));
        }
        empty_id(&self.id)
    }

    fn becomes(self, basis: Basis) -> Framework {
        Framework {
            id: self.id,
            title: self.title,
            about: self.about,
            subject: self.subject,
            includes: self.includes,
            criteria_wanted: self.criteria_wanted,
            absent: self.absent,
            valid_months: self.valid_months,
            scoring: self.scoring,
            declared: self.declared,
            checks: self.checks,
            common: self.common,
            place: 0,
            basis,
        }
    }
}

impl CriterionForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let asks = matches!(self.answered, Answered::Register | Answered::Either);
        if asks != self.query.is_some() {
            let what = text!(
                ja: "query は、answered が register か either の行にだけ、必ず書きます。",
                en: "query belongs to rows whose answered is register or either, and to no other."
            );
            return Some((what, correct()));
        }
        (self.cadence_months == Some(0)).then(|| {
            let what = text!(ja: "cadence-months が 0 です。1 以上です。", en: "cadence-months is 0; it is 1 or more.");
            (what, correct())
        })
    }

    fn becomes(self, basis: Basis) -> Criterion {
        Criterion {
            id: self.id,
            title: self.title,
            parent: self.parent,
            answered: self.answered,
            query: self.query,
            cadence_months: self.cadence_months,
            evaluation: self.evaluation,
            thresholds: self.thresholds,
            references: self.references,
            place: 0,
            basis,
        }
    }
}

impl TieForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let what = || text!(ja: "基準が自分自身に結ばれています。", en: "The criterion is tied to itself.");
        (self.from == self.to).then(|| (what(), correct()))
    }

    fn becomes(self, basis: Basis) -> Tie {
        let Self { from, to, relation, reason, .. } = self;
        Tie { from, to, relation, reason, outdated: false, basis }
    }
}

impl CompositionForm {
    fn impossible(&self) -> Option<(Text, Text)> {
        let once: BTreeSet<&CriterionId> = self.parts.iter().collect();
        let what = || text!(ja: "parts が空か、同じ問いが二度あります。", en: "parts is empty, or names a question twice.");
        (once.is_empty() || once.len() != self.parts.len()).then(|| (what(), correct()))
    }

    fn becomes(self, basis: Basis) -> Composition {
        let Self { criterion, parts, whole, reason, .. } = self;
        Composition { criterion, parts, whole, reason, outdated: false, basis }
    }
}

impl AloneForm {
    #[expect(clippy::unused_self, reason = "its types leave nothing to find; every form answers")]
    const fn impossible(&self) -> Option<(Text, Text)> {
        None
    }

    fn becomes(self, basis: Basis) -> Alone {
        Alone { criterion: self.criterion, reason: self.reason, basis }
    }
}
