//! The calendar against RFC 5545: lines, folding, escaping, and what a calendar and an event must hold.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_model::Lang;

use crate::duty::Duties;
use crate::tests::cases;
use crate::{Clock, Event, Happening, calendar, clocks};

/// Content lines of a text, unfolded. Fails where a line breaks a rule of section 3.1.
fn unfolded(text: &str) -> Vec<String> {
    assert!(text.ends_with("\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim_end_matches("\r\n").split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.is_empty() && !line.chars().any(char::is_control), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The value of a text, escapes undone. Fails on an escape that 3.3.11 does not know.
fn plain(value: &str) -> String {
    let (mut out, mut rest) = (String::new(), value.chars());
    while let Some(character) = rest.next() {
        match character {
            '\\' => match rest.next() {
                Some(escaped @ ('\\' | ';' | ',')) => out.push(escaped),
                Some('n' | 'N') => out.push('\n'),
                other => panic!("an escape that is none: {other:?}"),
            },
            ';' | ',' => panic!("not escaped: {value}"),
            other => out.push(other),
        }
    }
    out
}

fn values<'a>(lines: &'a [String], name: &str) -> Vec<&'a str> {
    lines.iter().filter_map(|line| line.split_once(':')).filter(|(n, _)| *n == name).map(|(_, v)| v).collect()
}

fn count(lines: &[String], line: &str) -> usize {
    lines.iter().filter(|other| *other == line).count()
}

fn is_utc(stamp: &str) -> bool {
    let form: String = stamp.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    form == "99999999T999999Z"
}

#[test]
fn every_cases_calendar_keeps_the_rules_of_rfc_5545_in_both_languages() {
    let duties = cases::duties();
    for case in cases::all() {
        let all = clocks(&duties, &case.events(), case.now);
        let due = all.iter().filter(|clock| clock.deadline.is_some()).count();
        for lang in Lang::ALL {
            let lines = unfolded(&calendar(&all, lang));
            assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
            assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
            assert_eq!((values(&lines, "VERSION"), values(&lines, "PRODID").len()), (vec!["2.0"], 1));
            for name in ["UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"] {
                assert_eq!(values(&lines, name).len(), due, "{}: {name}", case.name);
            }
            assert_eq!((count(&lines, "BEGIN:VEVENT"), count(&lines, "END:VEVENT")), (due, due));
            assert_eq!(count(&lines, "BEGIN:VALARM"), count(&lines, "END:VALARM"));
            assert_eq!(values(&lines, "UID").iter().collect::<BTreeSet<_>>().len(), due);
            assert!(["DTSTAMP", "DTSTART"].iter().all(|name| values(&lines, name).into_iter().all(is_utc)));
            for name in ["UID", "SUMMARY", "DESCRIPTION"] {
                assert!(
                    values(&lines, name).into_iter().all(|value| !plain(value).is_empty()),
                    "{}",
                    case.name
                );
            }
        }
    }
}

fn awareness(case: &str, reason: &str) -> Event {
    Event {
        id: "e1".parse().unwrap(),
        case: case.parse().unwrap(),
        what: Happening::Aware { matter: "exploited-vulnerability".parse().unwrap() },
        at: "2026-10-06T09:00:00Z".parse().unwrap(),
        recorded_at: "2026-10-06T09:01:30Z".parse().unwrap(),
        by: "T. Sato".to_owned(),
        reason: reason.to_owned(),
        supersedes: None,
    }
}

fn warning_of(events: &[Event], now: &str) -> Clock {
    let all = clocks(Duties::built_in(), events, now.parse::<Timestamp>().unwrap());
    all.into_iter().find(|clock| clock.duty.id.as_str() == "cra-aev-early-warning").unwrap()
}

#[test]
fn a_deadline_as_it_is_written() {
    let clock = warning_of(&[awareness("INC-7", "seen")], "2026-10-06T10:00:00Z");
    let lines = unfolded(&calendar(&[clock], Lang::En));
    let start: Vec<&str> = lines.iter().take(10).map(String::as_str).collect();
    assert_eq!(
        start,
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Sekisho//Clocks//JA",
            "CALSCALE:GREGORIAN",
            "BEGIN:VEVENT",
            "UID:INC-7/cra-aev-early-warning@sekisho",
            "DTSTAMP:20261006T090130Z",
            "DTSTART:20261007T090000Z",
            "SEQUENCE:0",
            "SUMMARY:Due: early warning of an exploited vulnerability (INC-7)",
        ]
    );
    let about = plain(values(&lines, "DESCRIPTION")[0]);
    assert!(
        about.starts_with(
            "2026-10-07 11:00:00 +02:00 (Europe/Brussels)\nRuns from: 2026-10-06 11:00:00 +02:00"
        )
    );
    assert!(about.contains("Clause: Art. 14(2)(a) (Regulation (EU) 2024/2847; 2026-11-23)"));
    assert_eq!(values(&lines, "TRIGGER"), ["-PT12H", "-PT4H", "-PT1H", "PT0S"]);
}

#[test]
fn the_same_clocks_give_the_same_bytes_whenever_they_are_written() {
    let duties = cases::duties();
    for case in cases::all() {
        let at = |now: Timestamp| calendar(&clocks(&duties, &case.events(), now), Lang::Ja);
        assert_eq!(at(case.now), at("2031-01-01T00:00:00Z".parse().unwrap()), "{}", case.name);
    }
}

#[test]
fn a_corrected_deadline_keeps_its_uid_and_counts_up() {
    let first = awareness("INC-7", "seen");
    let second = Event {
        id: "e2".parse().unwrap(),
        at: "2026-10-06T07:00:00Z".parse().unwrap(),
        recorded_at: "2026-10-06T12:00:00Z".parse().unwrap(),
        supersedes: Some(first.id.clone()),
        ..first.clone()
    };
    let now = "2026-10-06T13:00:00Z";
    let before = unfolded(&calendar(&[warning_of(std::slice::from_ref(&first), now)], Lang::En));
    let after = unfolded(&calendar(&[warning_of(&[first, second], now)], Lang::En));
    assert_eq!(values(&before, "UID"), values(&after, "UID"));
    assert_eq!((values(&before, "SEQUENCE"), values(&after, "SEQUENCE")), (vec!["0"], vec!["1"]));
    assert_eq!(values(&after, "DTSTART"), ["20261007T070000Z"]);
    assert!(values(&after, "DTSTAMP") > values(&before, "DTSTAMP"));
}

#[test]
fn what_is_done_stays_without_alarms() {
    let done = Event {
        id: "e2".parse().unwrap(),
        what: Happening::Done { duty: "cra-aev-early-warning".parse().unwrap(), means: String::new() },
        at: "2026-10-06T12:00:00Z".parse().unwrap(),
        recorded_at: "2026-10-06T12:00:00Z".parse().unwrap(),
        ..awareness("INC-7", "")
    };
    let clock = warning_of(&[awareness("INC-7", "seen"), done], "2026-10-06T13:00:00Z");
    let lines = unfolded(&calendar(&[clock], Lang::Ja));
    assert_eq!(count(&lines, "BEGIN:VALARM"), 0);
    assert_eq!(values(&lines, "SUMMARY"), ["済み：悪用された脆弱性の早期警告（INC-7）"]);
}

#[test]
fn a_case_may_be_called_anything() {
    let name = "件名; 長い,名前\\と記号 ".trim().repeat(8);
    let clock = warning_of(&[awareness(&name, "seen")], "2026-10-06T10:00:00Z");
    let lines = unfolded(&calendar(&[clock], Lang::Ja));
    assert_eq!(plain(values(&lines, "UID")[0]), format!("{name}/cra-aev-early-warning@sekisho"));
    assert!("a\nb".parse::<sekisho_model::CaseId>().is_err());
}

#[test]
fn no_clocks_make_an_empty_calendar_that_is_still_one() {
    assert_eq!(unfolded(&calendar(&[], Lang::Ja)).len(), 5);
}
