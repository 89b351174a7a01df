//! What stands on the cover and at the head of every page.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sekisho_catalog::Step;
use sekisho_model::Lang;

use super::Guideline;
use super::paper::Paper;
use super::pen::confirmed_mark;

/// A step of the guideline, in one language.
#[derive(Clone, Debug)]
pub(crate) struct StepWords {
    /// Title, with its mark where it is not confirmed.
    pub(crate) title: String,
    /// What one does there.
    pub(crate) asks: String,
    /// Smart-factory additions (★).
    pub(crate) smart: Vec<String>,
}

/// The cover, and what every page repeats of it.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    /// Title of the set.
    pub(crate) title: String,
    /// Plant, or words for one without a name.
    pub(crate) plant: String,
    /// Company; may be empty.
    pub(crate) company: String,
    /// The plant's own words about itself; may be empty.
    pub(crate) note: String,
    /// The day for which the set is made.
    pub(crate) as_of: Date,
    /// Hash of the register's state.
    pub(crate) state_hash: String,
    /// The answers in a few sentences.
    pub(crate) summary: Vec<String>,
    /// Steps by their number.
    pub(crate) steps: BTreeMap<String, StepWords>,
}

/// Papers whose first sentences are the summary on the cover.
const SUMMARY: [&str; 7] =
    ["progress", "findings", "asset-risk", "business-risk", "coverage", "plan", "reviews"];

impl Front {
    pub(crate) fn new(guideline: &Guideline<'_>, papers: &[Paper], lang: Lang) -> Self {
        let plant = guideline.facts.register.plant.as_ref();
        let steps = guideline.facts.catalog.steps.iter();
        let of = |key: &&str| papers.iter().find(|paper| paper.key == *key).map(|paper| paper.answer.clone());
        Self {
            title: lang.pick("工場セキュリティ対策文書一式", "Factory security: document set").to_owned(),
            plant: plant.map_or_else(
                || lang.pick("（工場名の記入なし）", "(plant not named)").to_owned(),
                |plant| plant.name.clone(),
            ),
            company: plant.map(|plant| plant.company_words().in_lang(lang).to_owned()).unwrap_or_default(),
            note: plant.map(|plant| plant.note.clone()).unwrap_or_default(),
            as_of: guideline.as_of,
            state_hash: guideline.state_hash.to_owned(),
            summary: SUMMARY.iter().filter_map(of).collect(),
            steps: steps.map(|step| (step.id.clone(), step_words(step, lang))).collect(),
        }
    }

    /// `せきもり電子株式会社　霞ヶ原工場`.
    pub(crate) fn owner_line(&self, lang: Lang) -> String {
        [self.company.as_str(), self.plant.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(lang.pick("　", ", "))
    }

    /// Document number, day of issue, steps.
    pub(crate) fn number_line(&self, number: u32, steps: &[&str], lang: Lang) -> String {
        let document = self.document_number(number);
        let day = self.as_of;
        let steps = match (steps_shown(steps), lang) {
            (steps, _) if steps.is_empty() => String::new(),
            (steps, Lang::Ja) => format!("　｜　ステップ {}", steps.join("・")),
            (steps, Lang::En) => format!("  |  Step {}", steps.join(", ")),
        };
        match lang {
            Lang::Ja => format!("文書番号 {document}　｜　発行日 {day}{steps}"),
            Lang::En => format!("Document {document}  |  Issued {day}{steps}"),
        }
    }

    /// `FS-20261123-05`: unique for a plant and a day.
    pub(crate) fn document_number(&self, number: u32) -> String {
        let day = self.as_of.strftime("%Y%m%d");
        format!("FS-{day}-{number:02}")
    }

    /// What a paper's steps ask, step by step.
    pub(crate) fn steps_of(&self, paper: &Paper) -> Vec<(&str, &StepWords)> {
        let known = paper.steps.iter().filter_map(|step| self.steps.get_key_value(*step));
        known.map(|(id, words)| (id.as_str(), words)).collect()
    }
}

fn step_words(step: &Step, lang: Lang) -> StepWords {
    let mark = confirmed_mark(step.basis.confirmed, lang);
    StepWords {
        title: format!("{}{mark}", step.title.in_lang(lang)),
        asks: step.asks.in_lang(lang).to_owned(),
        smart: step.smart.iter().map(|smart| smart.in_lang(lang).to_owned()).collect(),
    }
}

/// Steps 1 and 2 without their parts: `1-1`, `2-2`; those of step 3 whole.
pub(crate) fn steps_shown<'s>(steps: &[&'s str]) -> Vec<&'s str> {
    let mut shown: Vec<&str> = Vec::new();
    for step in steps {
        let whole = step.starts_with('3');
        let step = if whole { *step } else { step.split('(').next().unwrap_or(step) };
        if !shown.contains(&step) {
            shown.push(step);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_step_are_shown_once() {
        assert_eq!(steps_shown(&["1-1(1)", "1-1(2)", "3(1)①A"]), ["1-1", "3(1)①A"]);
    }
}
