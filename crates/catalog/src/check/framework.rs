//! Do the frameworks and the ties between them hold together?

use std::collections::BTreeSet;

use sekisho_model::{Place, Problem, Text, text};

use super::{place, points_nowhere};
use crate::{Answered, Catalog, Criterion, CriterionId, Crosswalk, Framework, Relation, Subject, Tie};

impl Catalog {
    pub(super) fn check_frameworks(&self, problems: &mut Vec<Problem>) {
        for framework in self.frameworks.values() {
            for (field, ids) in [("includes", &framework.includes), ("checks", &framework.checks)] {
                for id in ids.iter().filter(|id| !self.frameworks.contains_key(*id)) {
                    let place = place(&framework.basis, "framework", &framework.id);
                    problems.push(points_nowhere(place, field, id));
                }
            }
            self.check_included(framework, problems);
        }
        let parents: BTreeSet<(&str, &str)> =
            self.criteria.values().map(|row| (row.id.framework(), row.parent.as_str())).collect();
        for row in self.criteria.values() {
            let has_parts = parents.contains(&(row.id.framework(), row.id.id()));
            self.check_criterion(row, has_parts, problems);
        }
    }

    /// A level that contains another is about the same.
    fn check_included(&self, framework: &Framework, problems: &mut Vec<Problem>) {
        let other = |id: &&String| {
            self.frameworks.get(*id).is_some_and(|included| included.subject != framework.subject)
        };
        for id in framework.includes.iter().filter(other) {
            let Text { ja, en } = framework.subject.name();
            problems.push(Problem::error(
                place(&framework.basis, "framework", &framework.id),
                text!(ja: "「{ja}」についての枠組みが、そうでない枠組み「{id}」を含んでいます。", en: "It is about a {en}, and includes \"{id}\", which is not."),
                text!(ja: "subject か includes を直してください。", en: "Correct subject or includes."),
            ));
        }
    }

    fn check_criterion(&self, row: &Criterion, has_parts: bool, problems: &mut Vec<Problem>) {
        let place = || place(&row.basis, "criterion", &row.id.to_string());
        if !self.frameworks.contains_key(row.id.framework()) {
            problems.push(points_nowhere(place(), "id", row.id.framework()));
        }
        if !row.parent.is_empty() && self.parent_of(row).is_none() {
            problems.push(points_nowhere(place(), "parent", &row.parent));
        }
        let subject = self.subject_of(&row.id);
        if let Some(query) = row.query.filter(|query| subject.is_some_and(|it| it != query.subject())) {
            problems.push(asks_of_another(place(), query.code(), query.subject()));
        }
        if self.belongs_to_itself(row) {
            problems.push(Problem::error(
                place(),
                text!(ja: "parent をたどると、自分自身に戻ります。", en: "Its parents lead back to itself."),
                text!(ja: "parent を直してください。", en: "Correct parent."),
            ));
        }
        if (row.answered == Answered::Parts) != has_parts {
            problems.push(Problem::warning(
                place(),
                text!(ja: "見出し（answered = \"parts\"）と、部分を持つ行とが食い違っています。", en: "Headings (answered = \"parts\") are the rows that have parts, and no others."),
                text!(ja: "answered を直すか、部分の parent を直してください。", en: "Correct answered, or the parent of its parts."),
            ));
        }
    }

    fn parent_of(&self, row: &Criterion) -> Option<&Criterion> {
        let id = CriterionId::new(row.id.framework(), &row.parent).ok()?;
        self.criteria.get(&id)
    }

    fn belongs_to_itself(&self, row: &Criterion) -> bool {
        let mut seen = BTreeSet::from([&row.id]);
        let mut at = row;
        while let Some(parent) = self.parent_of(at) {
            if !seen.insert(&parent.id) {
                return parent.id == row.id;
            }
            at = parent;
        }
        false
    }

    fn are_of_different_subjects(&self, tie: &Tie) -> bool {
        let subjects = self.subject_of(&tie.from).zip(self.subject_of(&tie.to));
        subjects.is_some_and(|(from, to)| from != to)
    }

    pub(super) fn check_ties(&self, problems: &mut Vec<Problem>) {
        let crosswalk = self.crosswalk();
        for tie in self.ties.values() {
            let place = || place(&tie.basis, "tie", &format!("{} {}", tie.from, tie.to));
            for (field, id) in [("from", &tie.from), ("to", &tie.to)] {
                if self.item(id).is_none() {
                    problems.push(points_nowhere(place(), field, &id.to_string()));
                }
            }
            if tie.relation != Relation::Overlaps && self.are_of_different_subjects(tie) {
                problems.push(carries_across(place()));
            }
            if self.is_common(&tie.from) || self.is_common(&tie.to) {
                problems.push(ties_a_question(place()));
            }
            if let Some(wanted) = contradicted(tie, &crosswalk).filter(|_| !tie.outdated) {
                problems.push(contradiction(place(), tie.relation, wanted));
            }
        }
        for alone in self.alone.values() {
            let place = || place(&alone.basis, "alone", &alone.criterion.to_string());
            if self.item(&alone.criterion).is_none() {
                problems.push(points_nowhere(place(), "criterion", &alone.criterion.to_string()));
            }
            if !self.ties_of(&alone.criterion).is_empty() || !self.shares(&alone.criterion).is_empty() {
                problems.push(Problem::error(
                    place(),
                    text!(ja: "単独とされていますが、ほかの基準とも結ばれています。", en: "It is said to stand alone, and is tied as well."),
                    text!(ja: "どちらかを消してください。", en: "Remove one of the two."),
                ));
            }
        }
    }
}

fn asks_of_another(place: Place, query: &str, subject: Subject) -> Problem {
    let Text { ja, en } = subject.name();
    Problem::error(
        place,
        text!(ja: "query「{query}」は「{ja}」について尋ねるもので、枠組みの subject と食い違っています。", en: "The query \"{query}\" is asked of a {en}; the framework's subject says otherwise."),
        text!(ja: "枠組みの subject か、この行の query を直してください。", en: "Correct the framework's subject, or the row's query."),
    )
}

fn carries_across(place: Place) -> Problem {
    Problem::error(
        place,
        text!(ja: "会社についての基準と製品についての基準とは、「一部が重なる」より強く結べません。", en: "A criterion about a company and one about a product are never tied more strongly than \"overlaps\"."),
        text!(ja: "relation を overlaps にしてください。", en: "Make relation \"overlaps\"."),
    )
}

fn ties_a_question(place: Place) -> Problem {
    Problem::error(
        place,
        text!(ja: "共通の問いが [[tie]] で結ばれています。", en: "A common question is tied by [[tie]]."),
        text!(ja: "[[composition]] の parts に書いてください。", en: "Name it in the parts of a [[composition]]."),
    )
}

/// What follows from the other ties, where a tie says less or otherwise.
fn contradicted(tie: &Tie, crosswalk: &Crosswalk) -> Option<Relation> {
    let forward = crosswalk.carried(&tie.from).contains_key(&tie.to);
    let back = crosswalk.carried(&tie.to).contains_key(&tie.from);
    let follows = match (forward, back) {
        (true, true) => Relation::Equal,
        (true, false) => Relation::Covers,
        (false, true) => Relation::CoveredBy,
        (false, false) => return None,
    };
    (follows != tie.relation).then_some(follows)
}

fn contradiction(place: Place, found: Relation, wanted: Relation) -> Problem {
    let (Text { ja: found_ja, en: found_en }, Text { ja: wanted_ja, en: wanted_en }) =
        (found.name(), wanted.name());
    Problem::error(
        place,
        text!(
            ja: "関係が「{found_ja}」とされていますが、ほかの結び付きからは「{wanted_ja}」になります。",
            en: "The relation is \"{found_en}\", and from other ties follows \"{wanted_en}\"."
        ),
        text!(ja: "どの結び付きが正しいか、両方の基準を読んで直してください。", en: "Read the criteria, and correct the tie that is wrong."),
    )
}
