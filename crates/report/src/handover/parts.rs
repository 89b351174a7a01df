//! The parts of the hand-over file: which fields of which records stand in them, and what is unknown.

use std::collections::BTreeMap;

use sekisho_assess::Facts;
use sekisho_exchange::table::{self, Need};
use sekisho_model::{
    ActivityKind, Asset, AssetKind, AssetNature, AssetRole, Conduit, ConduitKind, Importance, Lang, Measure,
    MeasureState, Record, RecordKind, Stated, Text, text,
};

use super::{Part, Section, Table};

/// The tag of catalog measures that keep copies.
const BACKUP: &str = "backup";

/// Makes a part.
pub(super) fn section(facts: &Facts<'_>, part: Part, names: bool, lang: Lang) -> Section {
    let mut made = Made { facts, names, lang, tables: Vec::new(), unknown: Vec::new() };
    match part {
        Part::Contacts => made.contacts(),
        Part::Sites => made.sites(),
        Part::Machines => made.machines(),
        Part::Network => made.network(),
        Part::Edges => made.edges(),
        Part::Businesses => made.businesses(),
        Part::Outsourced => made.outsourced(),
        Part::Backups => made.backups(),
        Part::Incidents => made.incidents(),
    }
    Section { part, tables: made.tables, unknown: made.unknown }
}

struct Made<'a> {
    facts: &'a Facts<'a>,
    names: bool,
    lang: Lang,
    tables: Vec<Table>,
    unknown: Vec<String>,
}

impl<'a> Made<'a> {
    fn say(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_owned()
    }

    fn unknown(&mut self, text: &Text) {
        let words = self.say(text);
        self.unknown.push(words);
    }

    /// Fields of records as a table. A field that may be unknown and is says so, and is counted.
    fn list(&mut self, title: &Text, kind: RecordKind, fields: &[&str], records: Vec<Record>) {
        let columns = table::columns(kind);
        let picked: Vec<usize> = fields
            .iter()
            .filter_map(|field| columns.iter().position(|column| column.field == *field))
            .collect();
        let mut gaps: BTreeMap<usize, usize> = BTreeMap::new();
        let rows = records.iter().map(|record| {
            let cells = table::cells(record, self.lang);
            let cell = |at: &usize| match cells.get(*at) {
                Some(cell) if !cell.is_empty() => cell.clone(),
                _ if columns[*at].need == Need::Stated => {
                    *gaps.entry(*at).or_default() += 1;
                    self.lang.pick("不明", "unknown").to_owned()
                }
                _ => String::new(),
            };
            picked.iter().map(cell).collect()
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let heads = picked.iter().map(|at| self.say(&columns[*at].header)).collect();
        let title = self.say(title);
        for (at, n) in gaps {
            let head = columns[at].header.in_lang(self.lang);
            let words = match self.lang {
                Lang::Ja => format!("{title}の「{head}」が {n} 件"),
                Lang::En => format!("\"{head}\" of {n} in \"{title}\""),
            };
            self.unknown.push(words);
        }
        self.tables.push(Table { title, heads, rows });
    }

    fn contacts(&mut self) {
        let contacts = &self.facts.register.contacts;
        let mut fields = vec!["id", "kind", "reason", "reach", "hours", "checked"];
        if self.names {
            fields.splice(1..1, ["name", "deputy"]);
        }
        let records: Vec<Record> = contacts.values().cloned().map(Record::Contact).collect();
        if records.is_empty() {
            self.unknown(&text!(ja: "連絡先が登録されていません", en: "no contact is registered"));
        }
        self.list(&text!(ja: "連絡先", en: "Contacts"), RecordKind::Contact, &fields, records);
    }

    fn sites(&mut self) {
        let plant = self.facts.register.plant.as_ref();
        let lang = self.lang;
        let in_lang = |words: Text| words.in_lang(lang).to_owned();
        let mut rows = Vec::new();
        for (label, value) in [
            (text!(ja: "会社", en: "Company"), plant.map(|plant| in_lang(plant.company_words()))),
            (text!(ja: "工場・事業所", en: "Plant"), plant.map(|plant| plant.name.trim().to_owned())),
            (text!(ja: "住所", en: "Address"), plant.map(|plant| in_lang(plant.address_words()))),
        ] {
            let value = value.filter(|value| !value.is_empty());
            if value.is_none() {
                self.unknown(&label);
            }
            let value = value.unwrap_or_else(|| self.lang.pick("不明", "unknown").to_owned());
            rows.push(vec![self.say(&label), value]);
        }
        let heads = [text!(ja: "項目", en: "Item"), text!(ja: "内容", en: "Value")];
        self.table(&text!(ja: "拠点", en: "Site"), &heads, rows);
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for asset in self.machines_listed() {
            *places.entry(asset.place.trim()).or_default() += 1;
        }
        if let Some(n) = places.remove("") {
            self.unknown(&text!(ja: "設置場所が分からない機器 {n} 台", en: "{n} machines without a place"));
        }
        let rows = places.into_iter().map(|(place, n)| vec![place.to_owned(), n.to_string()]).collect();
        let heads = [text!(ja: "設置場所", en: "Place"), text!(ja: "機器の台数", en: "Machines")];
        self.table(&text!(ja: "機器のある場所", en: "Where machines stand"), &heads, rows);
    }

    fn table(&mut self, title: &Text, heads: &[Text], rows: Vec<Vec<String>>) {
        let heads = heads.iter().map(|head| self.say(head)).collect();
        self.tables.push(Table { title: self.say(title), heads, rows });
    }

    fn machines_listed(&self) -> Vec<&'a Asset> {
        let assets = self.facts.register.assets.values();
        assets.filter(|asset| asset.kind == AssetKind::Device).collect()
    }

    fn machines(&mut self) {
        let today = self.facts.today;
        let mut kinds: BTreeMap<String, [usize; 4]> = BTreeMap::new();
        for asset in self.machines_listed() {
            let counts = kinds.entry(role(asset, self.lang)).or_default();
            counts[0] += 1;
            counts[1] += usize::from(asset.nature == Stated::Known(AssetNature::GeneralPurpose));
            counts[2] += usize::from(asset.support_end.known().is_some_and(|end| *end < today));
            counts[3] += usize::from(asset.support_end.is_unknown());
        }
        let n = self.machines_listed().iter().filter(|asset| asset.role.is_unknown()).count();
        if n > 0 {
            self.unknown(&text!(ja: "種類が分からない機器 {n} 台", en: "{n} machines of unknown kind"));
        }
        let n: usize = kinds.values().map(|counts| counts[3]).sum();
        if n > 0 {
            self.unknown(&text!(ja: "サポート終了日が分からない機器 {n} 台", en: "{n} machines without a known end of support"));
        }
        if kinds.is_empty() {
            self.unknown(&text!(ja: "機器が登録されていません", en: "no machine is registered"));
        }
        let rows = kinds
            .into_iter()
            .map(|(kind, counts)| std::iter::once(kind).chain(counts.map(|n| n.to_string())).collect());
        let heads = [
            text!(ja: "種類", en: "Kind"),
            text!(ja: "台数", en: "Number"),
            text!(ja: "うち汎用品（PC など）", en: "of these general-purpose"),
            text!(ja: "うちサポート切れ", en: "of these out of support"),
            text!(ja: "うちサポート終了日が不明", en: "of these end of support unknown"),
        ];
        let rows = rows.collect();
        self.table(&text!(ja: "機器の種類と台数", en: "Machines by kind"), &heads, rows);
    }

    fn network(&mut self) {
        let register = self.facts.register;
        let zones: Vec<Record> = register.zones.values().cloned().map(Record::Zone).collect();
        if zones.is_empty() {
            self.unknown(&text!(ja: "ゾーンが登録されていません", en: "no zone is registered"));
        }
        let fields = ["id", "name", "parent", "level", "importance"];
        self.list(&text!(ja: "ゾーン", en: "Zones"), RecordKind::Zone, &fields, zones);
        let networks = register.assets.values().filter(|asset| asset.kind == AssetKind::Network);
        let networks: Vec<Record> = networks.cloned().map(Record::Asset).collect();
        let fields = ["id", "name", "zone", "addresses"];
        self.list(&text!(ja: "ネットワーク", en: "Networks"), RecordKind::Asset, &fields, networks);
        let inside: Vec<Record> = self.ways(false).into_iter().cloned().map(Record::Conduit).collect();
        let fields = ["id", "name", "from", "to", "direction", "kind", "protocols"];
        self.list(&text!(ja: "内部の経路", en: "Ways inside"), RecordKind::Conduit, &fields, inside);
    }

    /// Conduits that lead outside, or those that do not.
    fn ways(&self, outside: bool) -> Vec<&'a Conduit> {
        let leads = |conduit: &&'a Conduit| {
            let kind = matches!(conduit.kind, ConduitKind::RemoteMaintenance | ConduitKind::Cloud);
            (kind || self.facts.leads_outside(conduit)) == outside
        };
        self.facts.register.conduits.values().filter(leads).collect()
    }

    fn edges(&mut self) {
        let mut fields = vec!["id", "name", "from", "to", "direction", "kind", "protocols"];
        fields.push("responsibility_split");
        if self.names {
            fields.push("responsible");
        }
        let ways: Vec<Record> = self.ways(true).into_iter().cloned().map(Record::Conduit).collect();
        if ways.is_empty() {
            self.unknown(&text!(ja: "外部との経路が登録されていません（ないとは言えません）", en: "no way to the outside is registered, which does not mean that there is none"));
        }
        self.list(&text!(ja: "外部との経路", en: "Ways to the outside"), RecordKind::Conduit, &fields, ways);
        let at_edge = |asset: &&&Asset| {
            let role = asset.role.known();
            matches!(role, Some(AssetRole::Firewall | AssetRole::RemoteAccess | AssetRole::Gateway))
        };
        let listed = self.machines_listed();
        let machines: Vec<Record> =
            listed.iter().filter(at_edge).map(|asset| Record::Asset((*asset).clone())).collect();
        let fields =
            ["id", "name", "role", "zone", "device.vendor", "device.model", "device.firmware", "support_end"];
        let title = text!(ja: "境界にある機器", en: "Machines at the edge");
        self.list(&title, RecordKind::Asset, &fields, machines);
    }

    fn businesses(&mut self) {
        let businesses = self.facts.register.businesses.values();
        let wanted = businesses.filter(|business| {
            matches!(business.importance, Stated::Known(Importance::Large) | Stated::Unknown)
        });
        let records: Vec<Record> = wanted.cloned().map(Record::Business).collect();
        let fields = [
            "id",
            "name",
            "importance",
            "recovery_hours_max",
            "loss.safety",
            "loss.business_continuity",
            "loss.delivery",
        ];
        let title =
            text!(ja: "重要度が大、または不明の業務", en: "Businesses of large or unknown importance");
        self.list(&title, RecordKind::Business, &fields, records);
    }

    fn outsourced(&mut self) {
        let mut fields =
            vec!["id", "name", "provides", "replaced_hours_max", "reaches_inside", "holds_secrets"];
        if self.names {
            fields.push("contact");
        }
        let suppliers = self.facts.register.suppliers.values();
        let records: Vec<Record> = suppliers.cloned().map(Record::Supplier).collect();
        if records.is_empty() {
            self.unknown(&text!(ja: "取引先が登録されていません", en: "no supplier is registered"));
        }
        self.list(&text!(ja: "取引先", en: "Suppliers"), RecordKind::Supplier, &fields, records);
    }

    fn backups(&mut self) {
        let register = self.facts.register;
        let keeps = |measure: &&Measure| {
            let practice = measure.practice.known().and_then(|id| self.facts.catalog.practices.get(id));
            measure.state != MeasureState::Dropped
                && practice.is_some_and(|practice| practice.tags.contains(BACKUP))
        };
        let found: Vec<&Measure> = register.measures.values().filter(keeps).collect();
        let in_place = found.iter().filter(|measure| measure.state == MeasureState::InPlace).count();
        if in_place == 0 {
            self.unknown(&text!(ja: "実施済みのバックアップが登録されていません", en: "no backup in place is registered"));
        }
        let checks = register.activities.values().filter(|activity| {
            activity.kind == ActivityKind::EffectCheck
                && found.iter().any(|measure| activity.measures.contains(&measure.id))
        });
        let checks: Vec<Record> = checks.cloned().map(Record::Activity).collect();
        if checks.is_empty() {
            self.unknown(&text!(ja: "復元を試した記録がありません", en: "no try of restoring is on record"));
        }
        let records: Vec<Record> = found.into_iter().cloned().map(Record::Measure).collect();
        let fields = ["id", "name", "state", "zones", "assets", "since"];
        self.list(
            &text!(ja: "バックアップの対策", en: "Backup measures"),
            RecordKind::Measure,
            &fields,
            records,
        );
        let fields = ["id", "name", "date", "result", "measures"];
        let title = text!(ja: "復元などの確認", en: "Tries of restoring");
        self.list(&title, RecordKind::Activity, &fields, checks);
    }

    fn incidents(&mut self) {
        let open = self.facts.register.cases.values().filter(|case| case.acted_at.is_unknown());
        let records: Vec<Record> = open.cloned().map(Record::Case).collect();
        let fields = ["id", "name", "kind", "assets", "observed_at", "decided_at"];
        self.list(
            &text!(ja: "対応が終わっていない事案", en: "Cases not closed"),
            RecordKind::Case,
            &fields,
            records,
        );
    }
}

/// What a machine is, in words.
fn role(asset: &Asset, lang: Lang) -> String {
    let code = match asset.role {
        Stated::Known(role) => serde_json::to_value(role).ok(),
        Stated::Unknown => Some("unknown".into()),
        Stated::NotApplicable => Some("not-applicable".into()),
    };
    let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unknown");
    table::word("asset-role", code).in_lang(lang).to_owned()
}
