//! CVSS vectors to scores. A vector that the standard's formula can score is scored by it; what a document
//! says besides is only taken where there is no such vector.

use sekisho_model::Cvss;

/// Scores a vector of CVSS 2.0, 3.0, 3.1 or 4.0; `None` where it is none of them.
pub(super) fn of_vector(vector: &str) -> Option<Cvss> {
    let parsed: cvss::Cvss = vector.parse().ok()?;
    Some(Cvss { vector: vector.to_owned(), score_tenths: tenths(parsed.score())? })
}

/// The score of a vector, else the score as stated.
pub(super) fn of_vector_or(vector: &str, stated: Option<f64>) -> Option<Cvss> {
    let as_stated = || {
        let score_tenths = stated.and_then(tenths)?;
        Some(Cvss { vector: vector.trim().to_owned(), score_tenths })
    };
    of_vector(vector.trim()).or_else(as_stated)
}

/// A stated base score, 0.0 to 10.0, in tenths.
pub(super) fn tenths(score: f64) -> Option<u8> {
    let tenths = (score * 10.0).round();
    // Whole numbers from 0 to 100 only, found without a lossy cast.
    (0..=100_u8).find(|candidate| (f64::from(*candidate) - tenths).abs() < 0.5)
}

/// The higher score; of equal ones the first.
pub(super) fn higher(a: Option<Cvss>, b: Option<Cvss>) -> Option<Cvss> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.score_tenths > a.score_tenths { b } else { a }),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cvss_generation_is_scored_by_its_own_formula() {
        let score = |vector| of_vector(vector).map(|cvss| cvss.score_tenths);
        assert_eq!(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), Some(98));
        assert_eq!(score("CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:U/C:N/I:N/A:L"), Some(22));
        assert_eq!(score("AV:N/AC:L/Au:N/C:C/I:C/A:C"), Some(100));
        assert_eq!(score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"), Some(93));
        assert_eq!(score("CVSS:9.9/AV:N"), None);
        assert_eq!(score("high"), None);
    }

    #[test]
    fn a_score_outside_the_scale_is_no_score() {
        assert_eq!(tenths(9.8), Some(98));
        assert_eq!(tenths(0.0), Some(0));
        assert_eq!(tenths(10.1), None);
        assert_eq!(tenths(-1.0), None);
        assert_eq!(tenths(f64::NAN), None);
    }
}
