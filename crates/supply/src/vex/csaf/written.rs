//! A VEX document as CSAF 2.0 writes it.

use std::collections::BTreeMap;

use sekisho_model::{RemedyKind, Text, text};
use serde_json::{Map, Value, json};

use crate::vex::{Losses, VexDocument, VexStatement, VexStatus, VexSubject};

/// Writes CSAF 2.0 in the VEX profile, and lists what it could not say.
#[must_use]
pub fn write(document: &VexDocument) -> (String, Vec<Text>) {
    let mut losses = Losses::default();
    let statements = newest(losses.reasoned(document), &mut losses);
    let mut tree = Tree::default();
    let mut vulnerabilities: Vec<(&VexStatement, Said)> = Vec::new();
    for statement in statements {
        losses.author(document, statement);
        if !statement.notes.is_empty() {
            losses.field("注記", "notes", &statement.notes);
        }
        let id = tree.id(statement);
        let known = vulnerabilities.iter_mut().find(|(first, _)| {
            first.vulnerability == statement.vulnerability && first.aliases == statement.aliases
        });
        match known {
            Some((_, said)) => said.add(&id, statement, document, &mut losses),
            None => {
                let mut said = Said::default();
                said.add(&id, statement, document, &mut losses);
                vulnerabilities.push((statement, said));
            }
        }
    }
    let vulnerabilities: Vec<Value> =
        vulnerabilities.into_iter().map(|(first, said)| said.written(first)).collect();
    let whole = json!({
        "document": head(document, &mut losses),
        "product_tree": tree.written(),
        "vulnerabilities": vulnerabilities,
    });
    (format!("{whole:#}\n"), losses.0)
}

/// One status of one vulnerability in one thing is all that the form can say (CSAF 6.1.6): the newest, and of one time the
/// worst.
fn newest<'d>(statements: Vec<&'d VexStatement>, losses: &mut Losses) -> Vec<&'d VexStatement> {
    let rank = |statement: &VexStatement| {
        let worse = match statement.status {
            VexStatus::NotAffected => 0,
            VexStatus::Fixed => 1,
            VexStatus::UnderInvestigation => 2,
            VexStatus::Affected => 3,
        };
        (statement.at, worse)
    };
    let mut kept: BTreeMap<_, &VexStatement> = BTreeMap::new();
    for statement in &statements {
        let key = (&statement.vulnerability, &statement.product, &statement.component);
        let place = kept.entry(key).or_insert(statement);
        if rank(statement) > rank(place) {
            *place = statement;
        }
    }
    let (kept, older): (Vec<_>, Vec<_>) = statements.iter().copied().partition(|statement| {
        let key = (&statement.vulnerability, &statement.product, &statement.component);
        kept.get(&key).is_some_and(|newest| std::ptr::eq(*newest, *statement))
    });
    for statement in older {
        let (id, label) = (&statement.vulnerability, statement.innermost().label());
        losses.tell(text!(ja: "{label} の {id} には新しい記述があるため、古い記述は書けません。", en: "Of {id} in {label} there is a newer statement; the older one cannot be written beside it."));
    }
    kept
}

fn head(document: &VexDocument, losses: &mut Losses) -> Value {
    let is_number =
        !document.version.is_empty() && document.version.bytes().all(|byte| byte.is_ascii_digit());
    let version = if is_number { document.version.as_str() } else { "1" };
    if !is_number && !document.version.is_empty() {
        losses.field("改訂番号", "revision", &document.version);
    }
    let issued = document.issued.or(document.updated).unwrap_or_default();
    let updated = document.updated.unwrap_or(issued);
    if document.issued.is_none() && document.updated.is_none() {
        losses.tell(text!(ja: "文書の日付がないため、1970-01-01 と書きました。", en: "The document has no date; 1970-01-01 was written."));
    }
    losses.tell(text!(ja: "発行元の名前空間は元にないため、仮の値を書きました。", en: "The publisher's namespace is not stated; a placeholder was written."));
    let (author, id) = (stated(&document.author, "unknown"), stated(&document.id, "VEX"));
    json!({
        "category": "csaf_vex",
        "csaf_version": "2.0",
        "title": format!("VEX: {id}"),
        "publisher": {"category": "other", "name": author, "namespace": "https://example.com/unknown"},
        "tracking": {
            "id": id,
            "status": "final",
            "version": version,
            "initial_release_date": issued.to_string(),
            "current_release_date": updated.to_string(),
            "revision_history": [{"date": updated.to_string(), "number": version, "summary": "VEX"}],
        },
    })
}

fn stated<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.trim().is_empty() { otherwise } else { text }
}

/// Products and the components in them, each once.
#[derive(Default)]
struct Tree {
    subjects: Vec<VexSubject>,
    /// Component in product, by number.
    pairs: Vec<(usize, usize)>,
}

impl Tree {
    fn id(&mut self, statement: &VexStatement) -> String {
        let product = self.number(&statement.product);
        let Some(component) = &statement.component else { return subject_id(product) };
        let pair = (self.number(component), product);
        if !self.pairs.contains(&pair) {
            self.pairs.push(pair);
        }
        pair_id(pair)
    }

    fn number(&mut self, subject: &VexSubject) -> usize {
        self.subjects.iter().position(|known| known == subject).unwrap_or_else(|| {
            self.subjects.push(subject.clone());
            self.subjects.len() - 1
        })
    }

    fn written(&self) -> Value {
        let (mut branches, mut names) = (Vec::new(), Vec::new());
        for (number, subject) in self.subjects.iter().enumerate() {
            let full = full_name(&subject_id(number), subject);
            if subject.version.is_empty() {
                names.push(full);
                continue;
            }
            let is_range = subject.version.contains(['<', '>', '=', '*', ':', '|']);
            let category = if is_range { "product_version_range" } else { "product_version" };
            let version = json!({"category": category, "name": subject.version, "product": full});
            let name = stated(&subject.name, &subject.purl);
            branches.push(json!({"category": "product_name", "name": stated(name, &subject.cpe), "branches": [version]}));
        }
        let relationships: Vec<Value> = self
            .pairs
            .iter()
            .map(|pair| {
                let (component, product) = (&self.subjects[pair.0], &self.subjects[pair.1]);
                let name = format!("{} in {}", component.label(), product.label());
                json!({
                    "category": "default_component_of",
                    "full_product_name": {"name": name, "product_id": pair_id(*pair)},
                    "product_reference": subject_id(pair.0),
                    "relates_to_product_reference": subject_id(pair.1),
                })
            })
            .collect();
        let lists = [("branches", branches), ("full_product_names", names), ("relationships", relationships)];
        let filled = lists.into_iter().filter(|(_, list)| !list.is_empty());
        Value::Object(filled.map(|(key, list)| (key.to_owned(), Value::Array(list))).collect())
    }
}

fn subject_id(number: usize) -> String {
    format!("P{}", number + 1)
}

fn pair_id((component, product): (usize, usize)) -> String {
    format!("P{}-in-P{}", component + 1, product + 1)
}

fn full_name(id: &str, subject: &VexSubject) -> Value {
    let mut helper = Map::new();
    for (key, name) in [("purl", &subject.purl), ("cpe", &subject.cpe)] {
        if !name.is_empty() {
            helper.insert(key.to_owned(), json!(name));
        }
    }
    let mut full = Map::new();
    full.insert("name".to_owned(), json!(subject.label()));
    full.insert("product_id".to_owned(), json!(id));
    if !helper.is_empty() {
        full.insert("product_identification_helper".to_owned(), Value::Object(helper));
    }
    Value::Object(full)
}

/// What is said of one vulnerability.
#[derive(Default)]
struct Said {
    status: BTreeMap<&'static str, Vec<String>>,
    flags: Vec<Value>,
    threats: Vec<Value>,
    remediations: Vec<Value>,
}

impl Said {
    fn add(&mut self, id: &str, statement: &VexStatement, document: &VexDocument, losses: &mut Losses) {
        let word = match statement.status {
            VexStatus::NotAffected => "known_not_affected",
            VexStatus::Affected => "known_affected",
            VexStatus::Fixed => "fixed",
            VexStatus::UnderInvestigation => "under_investigation",
        };
        let ids = self.status.entry(word).or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
        let at = statement.at.map(|at| at.to_string());
        let dated = |mut value: Value| {
            if let (Some(at), Some(object)) = (&at, value.as_object_mut()) {
                object.insert("date".to_owned(), json!(at));
            }
            value
        };
        let before = self.flags.len() + self.threats.len();
        let mut impact = statement.impact_statement.clone();
        if let Some(exact) = statement.justification {
            let nearest = exact.nearest_of_five();
            self.flags.push(dated(json!({"label": nearest.word(), "product_ids": [id]})));
            if nearest != exact {
                losses.nearest(exact, nearest);
                impact = exact.marked(&impact);
            }
        }
        if !impact.is_empty() {
            self.threats.push(dated(json!({"category": "impact", "details": impact, "product_ids": [id]})));
        }
        if let Some((category, details)) = remediation(statement, losses) {
            // A remediation's date is the day from which it is to be had.
            self.remediations.push(json!({"category": category, "details": details, "product_ids": [id]}));
        }
        let after = self.flags.len() + self.threats.len();
        if let (true, Some(at)) = (before == after && statement.at != document.updated, &at) {
            losses.field("記述の日時", "time of a statement", at);
        }
    }

    fn written(self, first: &VexStatement) -> Value {
        let mut written = Map::new();
        let name = first.vulnerability.as_str();
        let mut ids: Vec<Value> = first.aliases.iter().map(|alias| other_id(alias)).collect();
        if crate::advisory::parts::is_cve(name) {
            written.insert("cve".to_owned(), json!(name));
        } else {
            ids.insert(0, other_id(name));
        }
        let status: Map<String, Value> =
            self.status.into_iter().map(|(word, ids)| (word.to_owned(), json!(ids))).collect();
        written.insert("notes".to_owned(), json!([{"category": "description", "text": name}]));
        written.insert("product_status".to_owned(), Value::Object(status));
        let lists = [
            ("ids", ids),
            ("flags", self.flags),
            ("threats", self.threats),
            ("remediations", self.remediations),
        ];
        for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            written.insert(key.to_owned(), Value::Array(list));
        }
        Value::Object(written)
    }
}

fn other_id(name: &str) -> Value {
    let system = name.split_once('-').map_or("other", |(system, _)| system);
    json!({"system_name": system, "text": name})
}

/// *Affected* must say what to do; other statuses may.
fn remediation(statement: &VexStatement, losses: &mut Losses) -> Option<(&'static str, String)> {
    let affected = statement.status == VexStatus::Affected;
    if statement.action.is_empty() && statement.action_kind.is_none() && !affected {
        return None;
    }
    let category = match statement.action_kind {
        Some(RemedyKind::VendorFix) => "vendor_fix",
        Some(RemedyKind::Mitigation) => "mitigation",
        Some(RemedyKind::Workaround) => "workaround",
        Some(RemedyKind::NoneAvailable) => "none_available",
        Some(RemedyKind::NoFixPlanned) => "no_fix_planned",
        Some(kind @ (RemedyKind::FixPlanned | RemedyKind::OptionalPatch)) => {
            losses.field("対処の種類", "kind of action", &format!("{kind:?}"));
            "none_available"
        }
        None if statement.action.is_empty() => "none_available",
        None => {
            losses.tell(text!(ja: "対処の種類が元にないため、「緩和策」と書きました。", en: "The kind of action is not stated; \"mitigation\" was written."));
            "mitigation"
        }
    };
    if statement.action.is_empty() {
        losses.tell(text!(ja: "対処が元にないため「未記載」と書きました。", en: "No action is stated, which is what was written."));
        return Some((category, "No action is stated.".to_owned()));
    }
    Some((category, statement.action.clone()))
}
