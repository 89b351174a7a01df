//! EPSS in both its forms.

use super::*;
use crate::advisory::read as read_file;

fn read_text(text: &str) -> crate::Reading<Feed> {
    read_file("epss", text.as_bytes(), &Limits::default())
}

const CSV: &str = "#model_version:v2026.01.01,score_date:2026-01-02T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1,0.94358,0.99900\nCVE-2026-2,9e-05,0.1\nCVE-2026-3,1.5,0.1\n";

#[test]
fn shares_are_kept_in_millionths_with_their_day() {
    let reading = read_text(CSV);
    let kinds: Vec<&SignalKind> = reading.facts.signals.iter().map(|signal| &signal.kind).collect();
    let expect = |probability_millionths, percentile_millionths| SignalKind::Likelihood {
        probability_millionths,
        percentile_millionths,
        as_of: "2026-01-02".parse().unwrap(),
    };
    assert_eq!(kinds, [&expect(943_580, 999_000), &expect(90, 100_000)]);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].place.row, Some(5));
}

#[test]
fn an_answer_of_the_interface_says_the_same_and_tells_that_it_is_a_page() {
    let text = r#"{"status": "OK", "total": 3, "offset": 0, "limit": 2, "data": [
        {"cve": "CVE-2026-1", "epss": "0.943580000", "percentile": "0.999000000", "date": "2026-01-02",
         "time-series": [{"epss": 0.5, "percentile": 0.6, "date": "2026-01-01"}]},
        {"cve": "CVE-2026-2", "epss": "0.000090", "percentile": "0.1", "date": "2026-01-02"}]}"#;
    let reading = read_text(text);
    assert_eq!(reading.facts.signals.len(), 3);
    assert_eq!(reading.facts.signals[0], read_text(CSV).facts.signals[0]);
    assert!(reading.problems[0].what.en.contains("entry 2 of 3"));
}

#[test]
fn scores_without_a_day_are_refused() {
    let reading = read_text("cve,epss,percentile\nCVE-2026-1,0.5,0.5\n");
    assert_eq!((reading.facts.signals.len(), reading.problems.len()), (0, 1));
}

#[test]
fn a_table_with_a_head_and_no_row_is_told_and_never_passes_as_read() {
    for text in [
        "cve,epss,percentile\n",
        "#model_version:v2025.03.14,score_date:2026-01-01T00:00:00Z\ncve,epss,percentile",
    ] {
        let reading = crate::advisory::read("epss.csv", text.as_bytes(), &crate::Limits::default());
        assert!(reading.facts.is_empty() && !reading.problems.is_empty(), "{text:?}");
    }
}
