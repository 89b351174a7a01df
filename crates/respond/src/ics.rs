//! Deadlines as a calendar that other programs read (RFC 5545).
//!
//! Invariants: the same clocks give the same bytes, at whatever time they are written. A deadline keeps its UID, and
//! its SEQUENCE grows with each correction of its trigger. Lines end with CRLF and hold at most 75 octets, never half
//! a character. It is a copy for the eye: nothing is read back from it.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sekisho_model::{Lang, Text, text};

use crate::clock::{Clock, Deadline};
use crate::reminder::usual_leads;
use crate::words::moment;

/// Most octets of a line, without its line break (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// The calendar of every clock that has a deadline, in one language. Done ones stay in it, without alarms.
#[must_use]
pub fn calendar(clocks: &[Clock], lang: Lang) -> String {
    let mut out = Lines(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Sekisho//Clocks//JA");
    out.line("CALSCALE:GREGORIAN");
    for clock in clocks {
        if let Some(deadline) = &clock.deadline {
            event(&mut out, clock, deadline, lang);
        }
    }
    out.line("END:VCALENDAR");
    out.0
}

fn event(out: &mut Lines, clock: &Clock, deadline: &Deadline, lang: Lang) {
    let summary = summary(clock, deadline);
    let summary = summary.in_lang(lang);
    out.line("BEGIN:VEVENT");
    out.property("UID", &format!("{}/{}@sekisho", clock.case, clock.duty.id));
    out.line(&format!("DTSTAMP:{}", stamp(clock.changed_at)));
    out.line(&format!("DTSTART:{}", stamp(deadline.at)));
    out.line(&format!("SEQUENCE:{}", clock.ground.superseded.len()));
    out.property("SUMMARY", summary);
    out.property("DESCRIPTION", description(clock, deadline).in_lang(lang));
    out.line("TRANSP:TRANSPARENT");
    if clock.done.is_none() {
        for lead in usual_leads(clock.duty.limit) {
            out.line("BEGIN:VALARM");
            out.line("ACTION:DISPLAY");
            out.property("DESCRIPTION", summary);
            out.line(&match lead.as_hours() {
                0 => "TRIGGER:PT0S".to_owned(),
                hours => format!("TRIGGER:-PT{hours}H"),
            });
            out.line("END:VALARM");
        }
    }
    out.line("END:VEVENT");
}

fn summary(clock: &Clock, deadline: &Deadline) -> Text {
    let (case, Text { ja, en }) = (&clock.case, &clock.duty.title);
    match (clock.done.is_some(), deadline.firm) {
        (true, _) => text!(ja: "済み：{ja}（{case}）", en: "Done: {en} ({case})"),
        (false, true) => text!(ja: "期限：{ja}（{case}）", en: "Due: {en} ({case})"),
        (false, false) => text!(ja: "目安：{ja}（{case}）", en: "Guideline: {en} ({case})"),
    }
}

fn description(clock: &Clock, deadline: &Deadline) -> Text {
    let duty = &clock.duty;
    let (when, from) = (moment(deadline.at, &duty.zone), clock.ground.at.map(|at| moment(at, &duty.zone)));
    let (clause, edition, from) = (&duty.clause, &duty.basis.edition, from.unwrap_or_default());
    let Text { ja: note, en: note_en } = &duty.basis.note;
    let mut warned = Text::default();
    for Text { ja, en } in
        clock.warnings.iter().filter(|warning| warning.is_lasting()).map(crate::Warning::words)
    {
        let _ = write!(warned.ja, "\n{ja}");
        let _ = write!(warned.en, "\n{en}");
    }
    let Text { ja: warned, en: warned_en } = warned;
    text!(
        ja: "{when}\n起点：{from}\n根拠：{clause}（{edition}）\n{note}{warned}",
        en: "{when}\nRuns from: {from}\nClause: {clause} ({edition})\n{note_en}{warned_en}"
    )
}

/// `20261006T090000Z`.
fn stamp(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

struct Lines(String);

impl Lines {
    /// A property with a text that may hold anything.
    fn property(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escaped(value)));
    }

    /// One content line, folded.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as RFC 5545, 3.3.11 writes it. Control characters that no text may hold are left out.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
