//! Points of a self-check that counts its answers.

use sekisho_catalog::{Band, Catalog, Scoring};
use sekisho_model::AnswerState;

use super::{Answers, Standing};

/// What the answers to a self-check come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// Questions answered.
    pub answered: usize,
    /// Questions asked.
    pub asked: usize,
    /// Points so far.
    pub sum: i16,
    /// Place of the sum's band among the bands, best is 0; None while a question is open.
    pub band: Option<usize>,
    /// Its band.
    pub limits: Option<Band>,
}

/// The score of a framework; None where it counts nothing. No band is told while a question is open.
#[must_use]
pub fn score(catalog: &Catalog, answers: &Answers<'_>, framework: &str) -> Option<Score> {
    let scoring = catalog.framework(framework)?.scoring.as_ref()?;
    let rows = answers.of(framework);
    let points: Vec<i16> = rows.iter().filter_map(|row| points(scoring, &row.standing)).collect();
    let sum = points.iter().sum();
    let band = if points.len() == rows.len() { scoring.band(sum) } else { None };
    let limits = band.and_then(|band| scoring.bands.get(band).copied());
    Some(Score { answered: points.len(), asked: rows.len(), sum, band, limits })
}

/// Points stand best first: done, in part, not done, not known.
pub(super) fn points(scoring: &Scoring, standing: &Standing<'_>) -> Option<i16> {
    let Standing::Answered { state, .. } = standing else { return None };
    let place = match state {
        AnswerState::Met | AnswerState::NotApplicable => 0,
        AnswerState::Partly => 1,
        AnswerState::NotMet => 2,
        AnswerState::DontKnow => 3,
    };
    scoring.points.get(place).map(|points| points.points)
}
