//! What each step asks of each record. The guideline says what a step is for; which fields answer it is ours.
//!
//! Invariant: a question is asked only where its answer matters at that step: a planned measure is asked for its
//! date, one in place since when. What was given up is not asked.

use sekisho_model::{
    Activity, ActivityKind, ActivityState, AssetKind, ConduitKind, Contact, ContactKind, Measure,
    MeasureArea, MeasureState, OodaPhase, RecordKind, RequestState, RequestSubject, RequirementKind, Zone,
};

use super::sheet::{Answer, Asked, Field, Sheet};
use crate::facts::Facts;
use crate::risk::guard::{is_plant_wide, names_a_place};

/// The questions of a step, and of each of its smart-factory additions.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) main: Sheet,
    pub(super) smart: Vec<Sheet>,
}

impl Step {
    /// The sheet of an addition, by its place; an addition that the catalog doesn't have is part of the step.
    fn smart(&mut self, place: usize) -> &mut Sheet {
        match self.smart.get_mut(place) {
            Some(sheet) => sheet,
            None => &mut self.main,
        }
    }
}

macro_rules! field {
    ($code:literal, $ja:literal, $en:literal) => {
        Field { code: $code, ja: $ja, en: $en }
    };
}

const OWNER: Field = field!("owner", "責任者", "owner");
const DATE: Field = field!("date", "日付", "date");
const IMPORTANCE: Field = field!("importance", "重要度", "importance");
const REASON: Field = field!("importance_reason", "重要度の理由", "reason for the importance");
const LOSS: Field = field!("loss", "損失（BC・SQDC）", "loss in BC/S/Q/D/C");
const SCOPE: Field =
    field!("scope", "従来からか、スマート化で広がったかの区別", "existing or widened by smartification");
const NEXT: Field = field!("next", "次回の日付", "date of the next one");

/// Asks everything that a step asks. False where the step is not one we know.
pub(super) fn ask(step: &str, facts: &Facts<'_>, into: &mut Step) -> bool {
    match step {
        "1-1(1)" => requirements(facts, RequirementKind::ManagementGoal, into),
        "1-1(2)" => requirements(facts, RequirementKind::Outside, into),
        "1-1(3)" => requirements(facts, RequirementKind::Inside, into),
        "1-2" => businesses(facts, into),
        "1-3" => business_importance(facts, into),
        "1-4" => assets(facts, into),
        "1-5" => asset_importance(facts, into),
        "1-6" => zones(facts, into),
        "1-7" => zone_threats(facts, into),
        "2-1" => policies(facts, into),
        "2-2(1)①" => {
            network(facts, into);
            connections(facts, into);
        }
        "2-2(1)②" => {
            measures(facts, MeasureArea::Device, into);
            general_purpose(facts, into);
        }
        "2-2(1)③" => {
            measures(facts, MeasureArea::Program, into);
            data_use(facts, into);
        }
        "2-2(2)①" => measures(facts, MeasureArea::Building, into),
        "2-2(2)②" => measures(facts, MeasureArea::Power, into),
        "2-2(2)③" => measures(facts, MeasureArea::Environment, into),
        "2-2(2)④" => measures(facts, MeasureArea::Water, into),
        "2-2(2)⑤" => measures(facts, MeasureArea::Equipment, into),
        "2-2(2)⑥" => measures(facts, MeasureArea::PhysicalAccess, into),
        "3(1)①A" => response(facts, into),
        "3(1)①B" => activities(facts, into, &[ActivityKind::Account, ActivityKind::SettingChange]),
        "3(1)①C" => sharing(facts, into),
        "3(1)②a" => upkeep(facts, into),
        "3(1)②b" => activities(facts, into, &[ActivityKind::Education, ActivityKind::Drill]),
        "3(2)" => suppliers(facts, into),
        _ => return false,
    }
    true
}

/// The step that asks a requirement or a measure.
pub(super) fn home(facts: &Facts<'_>, kind: RecordKind, id: &str) -> Option<&'static str> {
    let register = facts.register;
    match kind {
        RecordKind::Requirement => Some(match register.requirements.get(&id.parse().ok()?)?.kind {
            RequirementKind::ManagementGoal => "1-1(1)",
            RequirementKind::Outside => "1-1(2)",
            RequirementKind::Inside => "1-1(3)",
        }),
        RecordKind::Measure => Some(match area(facts, register.measures.get(&id.parse().ok()?)?) {
            None | Some(MeasureArea::Network) => "2-2(1)①",
            Some(MeasureArea::Device) => "2-2(1)②",
            Some(MeasureArea::Program) => "2-2(1)③",
            Some(MeasureArea::Building) => "2-2(2)①",
            Some(MeasureArea::Power) => "2-2(2)②",
            Some(MeasureArea::Environment) => "2-2(2)③",
            Some(MeasureArea::Water) => "2-2(2)④",
            Some(MeasureArea::Equipment) => "2-2(2)⑤",
            Some(MeasureArea::PhysicalAccess) => "2-2(2)⑥",
            Some(MeasureArea::Operation) => "3(1)②a",
        }),
        _ => None,
    }
}

/// Asks only what a step asks of measures themselves. False where that is not the whole of its own questions, or
/// where its additions look at measures, too.
pub(super) fn ask_measures(step: &str, facts: &Facts<'_>, into: &mut Step) -> bool {
    match step {
        "2-2(1)②" => measures(facts, MeasureArea::Device, into),
        "2-2(1)③" => measures(facts, MeasureArea::Program, into),
        _ => return false,
    }
    true
}

/// Kinds of record that a step asks, or looks at to answer, beside those that the catalog names for it.
pub(super) fn looks_at(step: &str, kind: RecordKind) -> bool {
    use RecordKind as R;
    let kinds: &[RecordKind] = match step {
        "1-2" => &[R::Business, R::Asset],
        "1-4" => &[R::Asset, R::DataFlow],
        "1-6" => &[R::Zone, R::Conduit, R::Business, R::Asset, R::DataFlow],
        "1-7" => &[R::ZoneThreat, R::Zone, R::Asset, R::Requirement],
        "2-1" => &[R::Policy, R::Zone, R::Asset],
        "2-2(1)①" => &[R::Measure, R::Conduit, R::Zone],
        "2-2(1)②" => &[R::Measure, R::Asset],
        "2-2(1)③" => &[R::Measure, R::DataFlow],
        "3(1)①A" => &[R::ResponseStep, R::Contact, R::Activity],
        "3(1)①C" => &[R::Contact, R::Activity],
        "3(1)②a" => &[R::Activity, R::Review, R::Measure],
        "3(2)" => &[R::Supplier, R::SupplierRequest],
        _ => &[],
    };
    kinds.contains(&kind)
}

fn requirements(facts: &Facts<'_>, kind: RequirementKind, into: &mut Step) {
    for it in facts.register.requirements.values().filter(|it| it.kind == kind) {
        let of = into.main.record(RecordKind::Requirement, it.id.as_str(), &it.name);
        into.main.ask(of, field!("source", "出所", "source"), &it.source);
        into.main.ask(of, OWNER, &it.owner);
        into.main.ask(of, DATE, &it.date);
    }
}

fn businesses(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.businesses.values() {
        let of = into.main.record(RecordKind::Business, it.id.as_str(), &it.name);
        into.main.ask(of, OWNER, &it.owner);
        let of = into.smart(0).record(RecordKind::Business, it.id.as_str(), &it.name);
        into.smart(0).ask(of, SCOPE, &it.scope);
    }
    for it in facts.register.assets.values() {
        let of = into.smart(1).record(RecordKind::Asset, it.id.as_str(), &it.name);
        into.smart(1).ask(of, SCOPE, &it.scope);
    }
}

fn business_importance(facts: &Facts<'_>, into: &mut Step) {
    let sheet = &mut into.main;
    for it in facts.register.businesses.values() {
        let of = sheet.record(RecordKind::Business, it.id.as_str(), &it.name);
        sheet.ask(of, IMPORTANCE, &it.importance);
        sheet.ask(of, REASON, &it.importance_reason);
        sheet.ask(of, LOSS, &it.loss);
        sheet.ask(
            of,
            field!("recovery_hours_max", "復旧目標時間", "recovery target"),
            &it.recovery_hours_max,
        );
    }
}

fn assets(facts: &Facts<'_>, into: &mut Step) {
    let sheet = &mut into.main;
    for it in facts.register.assets.values() {
        let of = sheet.record(RecordKind::Asset, it.id.as_str(), &it.name);
        sheet.ask(of, OWNER, &it.owner);
        if it.kind == AssetKind::Device {
            sheet.ask(of, field!("role", "役割", "role"), &it.role);
            sheet.ask(of, field!("device", "メーカー・型式", "maker and model"), &it.device);
            sheet.ask(of, field!("supplier", "購入先", "supplier"), &it.supplier);
            sheet.ask(of, field!("support_end", "サポート終了日", "end of support"), &it.support_end);
        }
    }
    for it in facts.register.flows.values() {
        sheet.record(RecordKind::DataFlow, it.id.as_str(), &it.name);
    }
}

fn asset_importance(facts: &Facts<'_>, into: &mut Step) {
    let sheet = &mut into.main;
    for it in facts.register.assets.values() {
        let of = sheet.record(RecordKind::Asset, it.id.as_str(), &it.name);
        sheet.ask(of, IMPORTANCE, &it.importance);
        sheet.ask(of, REASON, &it.importance_reason);
    }
}

fn zones(facts: &Facts<'_>, into: &mut Step) {
    let sheet = &mut into.main;
    for it in facts.register.zones.values() {
        let of = sheet.record(RecordKind::Zone, it.id.as_str(), &it.name);
        sheet.ask(of, field!("parent", "外側のゾーン", "zone around it"), &it.parent);
        sheet.ask(of, field!("level", "階層", "level"), &it.level);
        sheet.ask(of, IMPORTANCE, &it.importance);
        sheet.ask(of, OWNER, &it.owner);
        if is_own(facts, it) && !is_frame(facts, it) {
            sheet.ask(of, field!("businesses", "業務との結び付け", "tie to businesses"), &it.businesses);
        }
    }
    for it in facts.register.conduits.values() {
        let of = sheet.record(RecordKind::Conduit, it.id.as_str(), &it.name);
        sheet.ask(of, field!("responsible", "責任者", "responsible party"), &it.responsible);
    }
    for it in facts.register.businesses.values() {
        let of = Asked::new(RecordKind::Business, it.id.as_str(), &it.name);
        sheet.ask(
            of,
            field!("zones", "ゾーンとの結び付け", "tie to a zone"),
            !facts.zones_for(&it.id).is_empty(),
        );
    }
    for it in facts.register.assets.values() {
        let of = Asked::new(RecordKind::Asset, it.id.as_str(), &it.name);
        sheet.ask(of, field!("zone", "ゾーン", "zone"), &it.zone);
    }
    for it in facts.register.flows.values() {
        let of = Asked::new(RecordKind::DataFlow, it.id.as_str(), &it.name);
        sheet.ask(of, field!("conduit", "通るコンジット", "conduit that it takes"), &it.conduit);
    }
}

fn zone_threats(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.zones.values().filter(|it| is_own(facts, it) && !is_frame(facts, it)) {
        let of = Asked::new(RecordKind::Zone, it.id.as_str(), &it.name);
        into.main.ask(of, field!("threats", "脅威", "threats"), !facts.threats_to(&it.id).is_empty());
        let named =
            facts.register.requirements.values().any(|requirement| requirement.zones.contains(&it.id));
        let answer = if named { Answer::Given } else { Answer::from(&it.security_level_target) };
        into.smart(0).ask(of, field!("requirements", "セキュリティ要件", "security requirements"), answer);
    }
    for it in facts.register.zone_threats.values() {
        let of = into.main.record(RecordKind::ZoneThreat, it.id.as_str(), &it.name);
        into.main.ask(of, LOSS, &it.loss);
        into.main.ask(of, field!("reason", "理由", "reason"), &it.reason);
    }
    let considered: std::collections::BTreeSet<_> =
        facts.register.zone_threats.values().map(|row| &row.threat).collect();
    for threat in facts.catalog.threats.values().filter(|threat| threat.main && threat.smart) {
        // The threat is a row of the catalog; what is wanting is a record about it.
        let of = Asked::new(RecordKind::ZoneThreat, "", &threat.name.ja);
        into.smart(1).ask(of, field!("threat", "検討", "consideration"), considered.contains(&threat.id));
    }
}

fn policies(facts: &Facts<'_>, into: &mut Step) {
    let sheet = &mut into.main;
    for it in facts.register.policies.values() {
        let of = sheet.record(RecordKind::Policy, it.id.as_str(), &it.name);
        let aimed = if it.zones.is_empty() { Answer::from(&it.importance) } else { Answer::Given };
        sheet.ask(
            of,
            field!("zones", "対象のゾーンまたは重要度", "zones or importance that it is for"),
            aimed,
        );
        sheet.ask(of, field!("treatment", "リスクへの対応", "treatment"), &it.treatment);
        sheet.ask(of, field!("priority", "優先順位", "priority"), &it.priority);
        sheet.ask(of, OWNER, &it.owner);
        sheet.ask(of, field!("approved", "経営の承認日", "day of approval"), &it.approved);
    }
    for it in facts.register.zones.values().filter(|it| is_own(facts, it) && !is_frame(facts, it)) {
        let of = Asked::new(RecordKind::Zone, it.id.as_str(), &it.name);
        let covers = |policy: &sekisho_model::Policy| {
            policy.zones.contains(&it.id)
                || (policy.zones.is_empty()
                    && policy.importance.known().is_some()
                    && policy.importance == it.importance)
        };
        let covered = facts.register.policies.values().any(covers);
        sheet.ask(of, field!("policy", "対策方針", "policy"), covered);
    }
}

/// Where a measure acts: as stated, or else as its measure of the catalog does.
fn area(facts: &Facts<'_>, measure: &Measure) -> Option<MeasureArea> {
    let practice = || measure.practice.known().and_then(|id| facts.catalog.practices.get(id));
    measure.area.known().copied().or_else(|| practice().map(|practice| practice.area))
}

fn measures(facts: &Facts<'_>, wanted: MeasureArea, into: &mut Step) {
    for it in facts.register.measures.values().filter(|it| area(facts, it) == Some(wanted)) {
        ask_measure(facts, it, &mut into.main);
    }
}

fn ask_measure(facts: &Facts<'_>, it: &Measure, sheet: &mut Sheet) {
    let of = sheet.record(RecordKind::Measure, it.id.as_str(), &it.name);
    if it.state == MeasureState::Dropped {
        return;
    }
    sheet.ask(of, field!("practice", "カタログの対策", "measure of the catalog"), &it.practice);
    let placed = names_a_place(it) || is_plant_wide(facts, it);
    sheet.ask(of, field!("zones", "対象（ゾーン・コンジット・保護対象）", "what it is put on"), placed);
    sheet.ask(of, OWNER, &it.owner);
    sheet.ask(of, field!("cost_yen", "費用", "cost"), &it.cost_yen);
    match it.state {
        MeasureState::Planned => sheet.ask(of, field!("due", "期日", "due date"), &it.due),
        MeasureState::InPlace => sheet.ask(of, field!("since", "実施日", "date since when"), &it.since),
        MeasureState::Proposed | MeasureState::Dropped => {}
    }
}

/// Measures of which nobody has said where they act are asked here, so that they are asked somewhere.
fn network(facts: &Facts<'_>, into: &mut Step) {
    measures(facts, MeasureArea::Network, into);
    for it in facts.register.measures.values().filter(|it| area(facts, it).is_none()) {
        ask_measure(facts, it, &mut into.main);
        let of = Asked::new(RecordKind::Measure, it.id.as_str(), &it.name);
        if it.state != MeasureState::Dropped {
            into.main.ask(of, field!("area", "対策の区分", "area"), Answer::Wanting);
        }
    }
}

fn connections(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.conduits.values().filter(|it| facts.leads_outside(it)) {
        let place = usize::from(it.kind == ConduitKind::Cloud);
        let sheet = into.smart(place);
        let of = sheet.record(RecordKind::Conduit, it.id.as_str(), &it.name);
        let split = field!("responsibility_split", "責任分界", "division of responsibility");
        sheet.ask(of, split, &it.responsibility_split);
        let field = field!("measures", "対策", "measures");
        sheet.ask(of, field, !facts.measures_on_conduit(&it.id).is_empty());
    }
}

fn general_purpose(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.assets.values().filter(|it| it.kind == AssetKind::Device) {
        let sheet = into.smart(0);
        let of = sheet.record(RecordKind::Asset, it.id.as_str(), &it.name);
        sheet.ask(of, field!("nature", "専用品・汎用品の区別", "dedicated or general-purpose"), &it.nature);
    }
}

fn data_use(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.flows.values() {
        let sheet = into.smart(0);
        let of = sheet.record(RecordKind::DataFlow, it.id.as_str(), &it.name);
        sheet.ask(of, field!("purpose", "データの用途", "use of the data"), &it.purpose);
    }
}

fn response(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.response_steps.values() {
        let of = into.main.record(RecordKind::ResponseStep, it.id.as_str(), &it.name);
        into.main.ask(of, OWNER, &it.owner);
        into.main.ask(of, field!("minutes_max", "制限時間", "time limit"), &it.minutes_max);
        into.main.ask(of, field!("contacts", "連絡先", "contacts"), &it.contacts);
    }
    for it in facts.register.contacts.values().filter(|it| it.kind != ContactKind::Sharing) {
        ask_contact(it, &mut into.main);
    }
    activities(facts, into, &[ActivityKind::Response]);
    let phases = [
        (OodaPhase::Observe, "観察（Observe）"),
        (OodaPhase::Orient, "状況判断（Orient）"),
        (OodaPhase::Decide, "意思決定（Decide）"),
        (OodaPhase::Act, "実行（Act）"),
    ];
    for (phase, name) in phases {
        let there = facts.register.response_steps.values().any(|step| step.phase == phase);
        let of = Asked::new(RecordKind::ResponseStep, "", name);
        into.smart(0).ask(of, field!("phase", "手順", "procedure"), there);
    }
}

fn ask_contact(it: &Contact, sheet: &mut Sheet) {
    let of = sheet.record(RecordKind::Contact, it.id.as_str(), &it.name);
    sheet.ask(of, field!("reason", "連絡する場面", "what it is called for"), &it.reason);
    sheet.ask(of, field!("reach", "電話・宛先", "how it is reached"), &it.reach);
    sheet.ask(of, field!("checked", "つながることを確かめた日", "day on which it was tried"), &it.checked);
    if it.kind == ContactKind::Inside {
        sheet.ask(of, field!("deputy", "代理", "deputy"), &it.deputy);
    }
}

fn sharing(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.contacts.values().filter(|it| it.kind == ContactKind::Sharing) {
        ask_contact(it, &mut into.main);
    }
    activities(facts, into, &[ActivityKind::Sharing]);
}

fn activities(facts: &Facts<'_>, into: &mut Step, kinds: &[ActivityKind]) {
    for it in facts.register.activities.values().filter(|it| kinds.contains(&it.kind)) {
        ask_activity(it, &mut into.main);
    }
}

fn ask_activity(it: &Activity, sheet: &mut Sheet) {
    let of = sheet.record(RecordKind::Activity, it.id.as_str(), &it.name);
    if it.state == ActivityState::Dropped {
        return;
    }
    sheet.ask(of, DATE, &it.date);
    sheet.ask(of, OWNER, &it.owner);
    let shows = matches!(it.kind, ActivityKind::EffectCheck | ActivityKind::Drill | ActivityKind::Education);
    let teaches = matches!(it.kind, ActivityKind::Drill | ActivityKind::Education);
    if it.state == ActivityState::Done {
        if shows {
            sheet.ask(of, field!("result", "結果", "result"), &it.result);
            sheet.ask(of, NEXT, &it.next);
        }
        if teaches {
            sheet.ask(of, field!("attendees", "参加人数", "number of participants"), &it.attendees);
        }
        sheet.ask(of, field!("evidence", "記録の所在", "where the record is"), &it.evidence);
    }
}

fn upkeep(facts: &Facts<'_>, into: &mut Step) {
    // Measures of operation have no step of their own; here measures are looked after.
    measures(facts, MeasureArea::Operation, into);
    let kinds = [ActivityKind::EffectCheck, ActivityKind::EnvironmentChange, ActivityKind::Renewal];
    activities(facts, into, &kinds);
    for it in facts.register.reviews.values() {
        let of = into.main.record(RecordKind::Review, it.id.as_str(), &it.name);
        into.main.ask(of, DATE, &it.date);
        into.main.ask(of, field!("attendees", "出席者", "participants"), &it.attendees);
        into.main.ask(of, field!("decisions", "決定事項", "decisions"), &it.decisions);
        into.main.ask(of, NEXT, &it.next);
    }
    let checked: std::collections::BTreeSet<_> = facts
        .register
        .activities
        .values()
        .filter(|it| it.kind == ActivityKind::EffectCheck && it.state == ActivityState::Done)
        .flat_map(|it| &it.measures)
        .collect();
    for it in facts.register.measures.values().filter(|it| it.state == MeasureState::InPlace) {
        let of = into.smart(0).record(RecordKind::Measure, it.id.as_str(), &it.name);
        into.smart(0).ask(
            of,
            field!("effect", "効果の確認", "check of its effect"),
            checked.contains(&it.id),
        );
    }
}

fn suppliers(facts: &Facts<'_>, into: &mut Step) {
    for it in facts.register.suppliers.values() {
        let of = into.main.record(RecordKind::Supplier, it.id.as_str(), &it.name);
        into.main.ask(of, field!("provides", "供給するもの", "what it supplies"), &it.provides);
        into.main.ask(of, field!("contact", "問い合わせ先", "contact"), &it.contact);
        into.main.ask(of, field!("requests", "対策の要請", "request"), !facts.requests_to(&it.id).is_empty());
    }
    for it in facts.register.requests.values() {
        let of = into.main.record(RecordKind::SupplierRequest, it.id.as_str(), &it.name);
        into.main.ask(of, field!("subject", "対象", "subject"), &it.subject);
        into.main.ask(of, field!("reason", "理由", "reason"), &it.reason);
        into.main.ask(of, OWNER, &it.owner);
        into.main.ask(of, field!("due", "回答期限", "day by which an answer is wanted"), &it.due);
        if it.state != RequestState::Draft {
            into.main.ask(of, field!("asked", "要請日", "day on which it was asked"), &it.asked);
        }
        let place = match it.subject.known() {
            Some(RequestSubject::Cloud) => 0,
            Some(RequestSubject::GeneralPurpose) => 1,
            Some(RequestSubject::Software) => 2,
            _ => continue,
        };
        let closed = matches!(it.state, RequestState::Confirmed | RequestState::Refused);
        let of = into.smart(place).record(RecordKind::SupplierRequest, it.id.as_str(), &it.name);
        into.smart(place).ask(of, field!("state", "状況の確認", "check of its state"), closed);
    }
}

fn is_own(facts: &Facts<'_>, zone: &Zone) -> bool {
    !facts.is_outside(&zone.id)
}

/// Does a zone only group others?
fn is_frame(facts: &Facts<'_>, zone: &Zone) -> bool {
    !facts.zones_in(&zone.id).is_empty() && facts.assets_in(&zone.id).is_empty()
}
