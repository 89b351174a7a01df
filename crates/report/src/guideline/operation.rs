//! Papers of step 3: the procedure and its contacts, records of operation, education and drills, suppliers and
//! what is asked of them.

use jiff::civil::Date;
use sekisho_assess::due::Dues;
use sekisho_model::{
    Activity, ActivityKind, ActivityState, Lang, RecordKind, RequestState, Stated, SupplierRequest, counted,
};

use super::paper::{Cell, Chapter, Column, Paper, RowKind};
use super::pen::{Pen, Pick};
use super::zones::insert;

impl Pen<'_> {
    pub(super) fn response(&self) -> Paper {
        let mut paper = self.paper("response", Chapter::Three, &["3(1)①A"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("phase", 14),
            Pick::new("trigger", 32),
            Pick::new("name", 52),
            Pick::new("owner", 24),
            Pick::new("minutes_max", 10),
            Pick::new("zones", 24).empty_means("全ゾーン", "all zones"),
            Pick::new("contacts", 28),
            Pick::new("note", 34),
        ];
        let records = register.response_steps.values();
        (paper.columns, paper.rows) = self.table(RecordKind::ResponseStep, &picks, records.clone());
        let phases = self.tally(records.map(|step| step.phase), |phase| self.word("ooda-phase", phase));
        let n = register.response_steps.len();
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("対処の手順はまだありません。", "There is no procedure yet.").to_owned(),
            (Lang::Ja, _) => format!("対処の手順は {n} 段です（{phases}）。"),
            (Lang::En, _) => format!("The procedure has {n} steps ({phases})."),
        };
        paper
    }

    pub(super) fn contacts(&self) -> Paper {
        let mut paper = self.paper("contacts", Chapter::Three, &["3(1)①A", "3(1)①C"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("kind", 16),
            Pick::new("name", 36),
            Pick::new("reason", 40),
            Pick::new("reach", 34),
            Pick::new("hours", 18),
            Pick::new("deputy", 24),
            Pick::new("checked", 12),
            Pick::new("note", 30),
        ];
        let records = register.contacts.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Contact, &picks, records.clone());
        let kinds = self.tally(records.map(|contact| contact.kind), |kind| self.word("contact-kind", kind));
        let n = register.contacts.len();
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("連絡先はまだ 1 件もありません。", "No contact is recorded yet.").to_owned(),
            (Lang::Ja, _) => format!("連絡先は {n} 件です（{kinds}）。"),
            (Lang::En, _) => format!("{n} contacts ({kinds})."),
        };
        paper
    }

    pub(super) fn report_forms(&self) -> Paper {
        let mut paper = self.paper("report-forms", Chapter::Three, &["3(1)①A"]);
        let forms = &self.register().report_forms;
        let picks = [
            Pick::new("id", 12),
            Pick::new("name", 36),
            Pick::new("purpose", 30),
            Pick::new("contacts", 36),
            Pick::new("place", 36),
            Pick::new("edition", 14),
            Pick::new("owner", 20),
            Pick::new("note", 24),
        ];
        (paper.columns, paper.rows) = self.table(RecordKind::ReportForm, &picks, forms.values());
        let lost = forms.values().filter(|form| form.place.is_unknown()).count();
        paper.answer = match (self.lang, forms.len()) {
            (_, 0) => self.say("報告様式はまだありません。", "No report form is recorded yet.").to_owned(),
            (Lang::Ja, n) => format!("報告様式は {n} 件です。保管場所が未記入のものは {lost} 件です。"),
            (Lang::En, n) => format!("{n} report forms; for {lost} nobody has said where they are kept."),
        };
        paper
    }

    pub(super) fn records(&self) -> Paper {
        let steps = ["3(1)①A", "3(1)①B", "3(1)①C", "3(1)②a"];
        let paper = self.paper("records", Chapter::Three, &steps);
        self.activities(paper, |kind| !is_training(kind))
    }

    pub(super) fn training(&self) -> Paper {
        let paper = self.paper("training", Chapter::Three, &["3(1)②b"]);
        self.activities(paper, is_training)
    }

    fn activities(&self, mut paper: Paper, wanted: impl Fn(ActivityKind) -> bool) -> Paper {
        let training = paper.key == "training";
        let mut records: Vec<&Activity> =
            self.register().activities.values().filter(|activity| wanted(activity.kind)).collect();
        records.sort_by_key(|activity| {
            (activity.date.known().copied().unwrap_or(Date::MAX), activity.id.clone())
        });
        let mut picks = vec![
            Pick::new("date", 11),
            Pick::new("id", 18),
            Pick::new("kind", 16),
            Pick::new("name", 44),
            Pick::new("state", 10),
            Pick::new("owner", 22),
            Pick::new("result", 12),
        ];
        picks.push(Pick::new("attendees", 10));
        picks.extend([
            Pick::new("zones", 22),
            Pick::new("assets", 28),
            Pick::new("measures", 28),
            Pick::new("next", 11),
            Pick::new("evidence", 26),
            Pick::new("note", 28),
        ]);
        if !training {
            let said = records.iter().any(|activity| activity.attendees.known().is_some());
            picks.retain(|pick| pick.field() != "attendees" || said);
        }
        (paper.columns, paper.rows) = self.table(RecordKind::Activity, &picks, records.iter().copied());
        self.settle(&mut paper, &records, training);
        let (dues, today) = (Dues::of(self.register()), self.guideline.as_of);
        let is_late = |activity: &Activity| dues.day(activity).is_some_and(|due| due < today);
        for (row, activity) in paper.rows.iter_mut().zip(&records) {
            if is_late(activity) {
                row.kind = RowKind::Alert;
            }
        }
        let late = records.iter().filter(|activity| is_late(activity)).count();
        paper.answer = self.activity_answer(&records, late);
        paper.notes.push(
            self.say(
                "予定日か次回の日を過ぎたものに色を付けています。",
                "What is late, planned or due again, is tinted.",
            )
            .to_owned(),
        );
        paper
    }

    /// A result is asked of what is done and shows something; a head count of education and drills.
    fn settle(&self, paper: &mut Paper, records: &[&Activity], training: bool) {
        let none = self.say("－", "-");
        for (row, activity) in paper.rows.iter_mut().zip(records) {
            let shows = training || activity.kind == ActivityKind::EffectCheck;
            let done = activity.state == ActivityState::Done;
            let asked = [(6, shows && done), (7, training && done)];
            for (at, asked) in asked {
                let counts_heads = at == 7 && !training;
                if asked || counts_heads {
                    continue;
                }
                if let Some(cell) = row.cells.get_mut(at)
                    && *cell == Cell::Unknown
                {
                    *cell = Cell::mark(none);
                }
            }
        }
    }

    fn activity_answer(&self, records: &[&Activity], late: usize) -> String {
        let n = records.len();
        let of = |state| records.iter().filter(|activity| activity.state == state).count();
        let (done, planned) = (of(ActivityState::Done), of(ActivityState::Planned));
        match (self.lang, n) {
            (_, 0) => self.say("記録はまだ 1 件もありません。", "Nothing is recorded yet.").to_owned(),
            (Lang::Ja, _) => format!(
                "記録は {n} 件です（実施 {done}、予定 {planned}）。予定日を過ぎたものが {late} 件あります。"
            ),
            (Lang::En, _) => format!(
                "{} ({done} done, {planned} planned); overdue: {late}.",
                counted(n, "record", "records")
            ),
        }
    }

    pub(super) fn suppliers(&self) -> Paper {
        let mut paper = self.paper("suppliers", Chapter::Three, &["3(2)"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("name", 34),
            Pick::new("provides", 44),
            Pick::new("contact", 38),
            Pick::new("scs_level", 10),
            Pick::new("scs_until", 12),
            Pick::new("businesses", 26),
            Pick::new("replaced_hours_max", 14),
            Pick::new("holds_secrets", 12),
            Pick::new("stop_unbearable", 12),
            Pick::new("reaches_inside", 12),
            Pick::new("statement_reason", 30),
            Pick::new("stated", 11),
            Pick::new("note", 36),
        ];
        let records = register.suppliers.values();
        (paper.columns, paper.rows) = self.table(RecordKind::Supplier, &picks, records.clone());
        let requests = records
            .clone()
            .map(|supplier| self.request_counts(self.guideline.facts.requests_to(&supplier.id)));
        let requests = requests.collect();
        insert(&mut paper, 13, Column::new(self.say("要請の状況", "Requests"), 22), requests);
        let n = register.suppliers.len();
        let asked =
            records.filter(|supplier| !self.guideline.facts.requests_to(&supplier.id).is_empty()).count();
        paper.answer = match (self.lang, n) {
            (_, 0) => self.say("取引先はまだ 1 件もありません。", "No supplier is recorded yet.").to_owned(),
            (Lang::Ja, _) => format!("取引先は {n} 社、うち {asked} 社に対策を要請しています。"),
            (Lang::En, _) => format!("{n} suppliers; {asked} have been asked for measures."),
        };
        paper
    }

    fn request_counts(&self, requests: &[&SupplierRequest]) -> Cell {
        if requests.is_empty() {
            return Cell::text(self.say("要請なし", "none"));
        }
        Cell::text(
            self.tally(requests.iter().map(|request| request.state), |state| {
                self.word("request-state", state)
            }),
        )
    }

    pub(super) fn requests(&self) -> Paper {
        let mut paper = self.paper("requests", Chapter::Three, &["3(2)"]);
        let register = self.register();
        let picks = [
            Pick::new("id", 18),
            Pick::new("supplier", 26),
            Pick::new("name", 40),
            Pick::new("subject", 16),
            Pick::new("state", 12),
            Pick::new("reason", 32),
            Pick::new("criteria", 24),
            Pick::new("asked", 11),
            Pick::new("explained", 11),
            Pick::new("cost_talk", 11),
            Pick::new("due", 11),
            Pick::new("answered", 11),
            Pick::new("answer", 30),
            Pick::new("cost_agreement", 26),
            Pick::new("agreed", 11),
            Pick::new("evidence", 22),
            Pick::new("owner", 20),
            Pick::new("note", 26),
        ];
        let records = register.requests.values();
        (paper.columns, paper.rows) = self.table(RecordKind::SupplierRequest, &picks, records.clone());
        let today = self.guideline.as_of;
        let late = records.clone().filter(|request| unanswered(request, today)).count();
        for (row, request) in paper.rows.iter_mut().zip(records.clone()) {
            if unanswered(request, today) {
                row.kind = RowKind::Alert;
            }
            if let Some(cell) = row.cells.get_mut(11)
                && *cell == Cell::Unknown
                && !has_answered(request.state)
            {
                *cell = Cell::mark(self.say("未回答", "not yet"));
            }
        }
        let states =
            self.tally(records.map(|request| request.state), |state| self.word("request-state", state));
        let n = register.requests.len();
        paper.answer = match (self.lang, n) {
            (_, 0) => self
                .say("取引先への要請はまだ 1 件もありません。", "Nothing has been asked of a supplier yet.")
                .to_owned(),
            (Lang::Ja, _) => {
                format!("要請は {n} 件です（{states}）。回答期限を過ぎたものが {late} 件あります。")
            }
            (Lang::En, _) => {
                format!("{} ({states}); past their date: {late}.", counted(n, "request", "requests"))
            }
        };
        paper
    }
}

const fn is_training(kind: ActivityKind) -> bool {
    matches!(kind, ActivityKind::Education | ActivityKind::Drill)
}

const fn has_answered(state: RequestState) -> bool {
    matches!(state, RequestState::Answered | RequestState::Confirmed | RequestState::Refused)
}

fn unanswered(request: &SupplierRequest, today: Date) -> bool {
    !has_answered(request.state)
        && request.answered.known().is_none()
        && matches!(request.due, Stated::Known(due) if due < today)
}
