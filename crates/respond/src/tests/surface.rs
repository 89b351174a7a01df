//! Whole-surface lists: every duty × (trigger, clause, source, ja, en, case), every warning × (case, ja, en).

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_catalog::Confirmed;
use sekisho_model::Text;

use crate::clock::State;
use crate::duty::{Duties, Limit};
use crate::tests::cases;
use crate::{Event, Happening, Warning, clocks};

fn both(words: &Text, of: &str) {
    assert!(!words.ja.trim().is_empty() && !words.en.trim().is_empty(), "{of} lacks a language");
    assert!(!words.ja.is_ascii(), "{of}: the Japanese is no Japanese");
    assert!(words.en.is_ascii() || words.en.contains('★'), "{of}: the English is no English: {}", words.en);
}

#[test]
fn every_duty_has_its_trigger_clause_source_both_languages_and_cases() {
    let duties = Duties::built_in();
    let cases = cases::all();
    assert!(duties.duties.len() >= 19);
    for (id, duty) in &duties.duties {
        both(&duty.title, id.as_str());
        both(&duty.subject, id.as_str());
        both(&duty.trigger.words(duties), id.as_str());
        duty.means.iter().for_each(|means| both(&means.title, &means.id));
        assert!(
            !duty.clause.is_empty() && !duty.basis.source.en.is_empty() && !duty.basis.edition.is_empty(),
            "{id}"
        );
        if matches!(duty.basis.confirmed, Confirmed::Partly | Confirmed::No) {
            both(&duty.basis.note, &format!("note of {id}"));
        }
        let of_it: Vec<_> = cases.iter().filter(|case| case.duty == id.as_str()).collect();
        assert!(!of_it.is_empty(), "{id} has no case");
        let running = of_it.iter().any(|case| {
            let clock = cases::clock_of(case, &cases::duties(), &case.events(), case.now);
            clock.ground.at.is_some()
                && clock.deadline.is_some() != matches!(duty.limit, Limit::Promptly(None))
        });
        assert!(running, "{id} has no case in which its clock runs");
    }
}

#[test]
fn every_regime_matter_and_calendar_speaks_both_languages_and_says_how_sure_it_is() {
    let duties = Duties::built_in();
    let rows = duties.regimes.values().map(|row| (&row.title, &row.basis));
    let rows = rows.chain(duties.matters.values().map(|row| (&row.title, &row.basis)));
    for (title, basis) in rows.chain(duties.calendars.values().map(|row| (&row.title, &row.basis))) {
        both(title, &title.en);
        assert!(!basis.source.en.is_empty(), "{title}");
        assert!(basis.confirmed == Confirmed::Own || !basis.note.ja.is_empty(), "{title}");
    }
    // Nothing was read in an official text itself yet: none may claim it.
    assert!(duties.duties.values().all(|duty| duty.basis.confirmed != Confirmed::Yes));
}

#[test]
fn every_matter_is_one_that_some_duty_hangs_on() {
    let duties = Duties::built_in();
    for id in duties.matters.keys() {
        assert!(duties.duties.values().any(|duty| duty.trigger.matter() == Some(id)), "{id}");
    }
}

#[test]
fn every_warning_has_words_and_a_case() {
    let duties = cases::duties();
    let mut seen = BTreeSet::new();
    for case in cases::all() {
        for warning in cases::clock_of(&case, &duties, &case.events(), case.now).warnings {
            both(&warning.words(), &format!("{warning:?}"));
            seen.insert(cases::warning_word(&warning));
        }
    }
    both(&Warning::NotReckoned.words(), "not reckoned");
    let wanted = [
        "broken-correction",
        "clocks-change",
        "closed-day",
        "corrected",
        "done-before-trigger",
        "done-in-future",
        "excluded-late",
        "later-ignored",
        "means-unknown",
        "measure-before-awareness",
        "month-end",
        "moved",
        "no-reason",
        "outer-reading",
        "recorded-before",
        "recorded-late",
        "trigger-in-future",
        "year-unknown",
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn every_headline_speaks_both_languages_and_shows_its_zone() {
    let duties = cases::duties();
    for case in cases::all() {
        let clock = cases::clock_of(&case, &duties, &case.events(), case.now);
        let headline = clock.headline(&duties);
        assert!(!headline.ja.is_empty() && !headline.en.is_empty(), "{}", case.name);
        if clock.deadline.is_some() {
            let zone = clock.duty.zone.iana_name().unwrap();
            assert!(headline.ja.contains(zone) && headline.en.contains(zone), "{}: {headline}", case.name);
            assert!(headline.ja.contains("UTC") && headline.en.contains("UTC"), "{}", case.name);
        }
    }
}

#[test]
fn a_headline_says_what_is_left_and_by_when() {
    let duties = Duties::built_in();
    let clock = &of(duties, "2026-10-06T09:00:00Z", "2026-10-06T20:30:00Z", "cra-aev-early-warning");
    assert_eq!(
        clock.headline(duties).en,
        "12 h 30 min left; due 2026-10-07 11:00:00 +02:00 (Europe/Brussels), 2026-10-07 09:00 UTC"
    );
    assert_eq!(
        clock.headline(duties).ja,
        "残り 12 時間 30 分。期限 2026-10-07 11:00:00 +02:00 (Europe/Brussels)、2026-10-07 09:00 UTC"
    );
}

fn of(duties: &Duties, aware: &str, now: &str, duty: &str) -> crate::Clock {
    let event = Event {
        id: "e1".parse().unwrap(),
        case: "case".parse().unwrap(),
        what: Happening::Aware { matter: "exploited-vulnerability".parse().unwrap() },
        at: aware.parse().unwrap(),
        recorded_at: aware.parse().unwrap(),
        by: "T. Sato".to_owned(),
        reason: "seen in the log".to_owned(),
        supersedes: None,
    };
    let all = clocks(duties, &[event], now.parse().unwrap());
    all.into_iter().find(|clock| clock.duty.id.as_str() == duty).unwrap()
}

#[test]
fn a_time_beyond_every_calendar_is_said_and_not_guessed() {
    let clock =
        of(Duties::built_in(), &Timestamp::MAX.to_string(), "2026-10-06T20:30:00Z", "cra-aev-early-warning");
    assert_eq!((clock.deadline, clock.state), (None, State::Running));
    assert!(clock.warnings.contains(&Warning::NotReckoned));
}

#[test]
fn an_event_goes_through_its_document_form_unchanged() {
    for case in cases::all() {
        for event in case.events() {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
        }
    }
}

const PAGES: [&str; 2] = [
    include_str!("../../../../docs/concepts/clocks.ja.md"),
    include_str!("../../../../docs/concepts/clocks.en.md"),
];

#[test]
fn both_pages_name_every_duty_and_their_example_is_read() {
    for page in PAGES {
        for id in Duties::built_in().duties.keys() {
            assert!(page.contains(&format!("`{id}`")), "{id}");
        }
        let (_, rest) = page.split_once("```toml\n").unwrap();
        let (example, _) = rest.split_once("```").unwrap();
        let (duties, problems) = Duties::built_in().with("example", example);
        assert_eq!(problems, []);
        assert_eq!(duties.duties.len(), Duties::built_in().duties.len() + 1);
    }
}
