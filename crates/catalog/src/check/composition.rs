//! Do the parts of criteria hold together?

use sekisho_model::{Place, Problem, Text, text};

use super::{place, points_nowhere};
use crate::{Catalog, Composition, Confirmed, CriterionId};

impl Catalog {
    pub(super) fn check_compositions(&self, problems: &mut Vec<Problem>) {
        for row in self.compositions.values() {
            let place = || place(&row.basis, "composition", &row.criterion.to_string());
            self.check_composed(row, &place, problems);
            row.parts.iter().for_each(|part| self.check_part(row, part, &place, problems));
        }
        for row in self.criteria.values().filter(|row| self.is_common(&row.id)) {
            if [&row.title.ja, &row.title.en].into_iter().any(|words| words.trim().is_empty()) {
                problems.push(Problem::error(
                    place(&row.basis, "criterion", &row.id.to_string()),
                    text!(ja: "共通の問いに、日本語か英語の文がありません。", en: "A common question lacks its Japanese or its English."),
                    text!(ja: "title に ja と en の両方を書いてください。", en: "Write both ja and en in title."),
                ));
            }
        }
    }

    fn check_composed(&self, row: &Composition, place: &dyn Fn() -> Place, problems: &mut Vec<Problem>) {
        let Some(criterion) = self.criterion(&row.criterion) else {
            problems.push(points_nowhere(place(), "criterion", &row.criterion.to_string()));
            return;
        };
        if self.is_common(&row.criterion) {
            problems.push(Problem::error(
                place(),
                text!(ja: "共通の問いを、さらに部分に分けています。", en: "A common question is made of parts itself."),
                text!(ja: "共通の問いは一つのことだけを問います。基準の parts に、それぞれの問いを直接書いてください。", en: "A common question asks one thing. Name the questions in the criterion's own parts."),
            ));
        }
        if criterion.basis.confirmed == Confirmed::No {
            problems.push(Problem::error(
                place(),
                text!(ja: "未照合の基準に部分が書かれています。読んでいない文からは、何も導けません。", en: "Parts are given of a criterion that is not confirmed: nothing follows from a text that nobody has read."),
                text!(ja: "原典を読んで確かめるまで、この行を消してください。", en: "Remove the row until the source has been read."),
            ));
        }
        let soonest = row.parts.iter().filter_map(|part| self.criterion(part)?.cadence_months).min();
        let lasts = criterion.cadence_months.is_some_and(|months| soonest.is_none_or(|part| part > months));
        if row.whole && lasts {
            problems.push(Problem::error(
                place(),
                text!(ja: "基準には見直しの間隔がありますが、それを守る部分がありません。", en: "The criterion has an interval, and none of its parts keeps it."),
                text!(ja: "同じかより短い cadence-months を持つ問いを parts に入れるか、whole を外してください。", en: "Add a question with the same or a shorter cadence-months to parts, or leave whole out."),
            ));
        }
    }

    fn check_part(
        &self,
        row: &Composition,
        part: &CriterionId,
        place: &dyn Fn() -> Place,
        problems: &mut Vec<Problem>,
    ) {
        if self.criterion(part).is_none() {
            problems.push(points_nowhere(place(), "parts", &part.to_string()));
        } else if !self.is_common(part) {
            problems.push(Problem::error(
                place(),
                text!(ja: "parts の「{part}」は、共通の問いではありません。", en: "\"{part}\" in parts is no common question."),
                text!(ja: "common = true の枠組みの問いを書くか、[[tie]] で結んでください。", en: "Name a question of a framework with common = true, or tie the two by [[tie]]."),
            ));
        }
        let subjects = self.subject_of(&row.criterion).zip(self.subject_of(part));
        if let Some((_, of)) = subjects.filter(|(whole, of)| whole != of) {
            let Text { ja, en } = of.name();
            problems.push(Problem::error(
                place(),
                text!(ja: "parts の「{part}」は「{ja}」についての問いで、基準の subject と食い違っています。", en: "\"{part}\" in parts is asked of a {en}; the criterion is not."),
                text!(ja: "同じ subject の問いにしてください。", en: "Name a question with the same subject."),
            ));
        }
    }
}
