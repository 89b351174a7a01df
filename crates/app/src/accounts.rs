//! All records that speak of one vulnerability, joined by their names: who says what, in which revision, and which of
//! them counts.
//!
//! Invariant: nothing is left out. A record that is withdrawn, replaced or older than another revision stands there
//! and says why it does not count.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_model::{Advisory, AdvisoryForm, AdvisoryId, Text, text};
use sekisho_supply::graph::{self, Contradiction, Graph, Voice};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Records that are joined at most; what is beyond is counted.
pub const RECORDS_MAX: usize = 500;

/// Everything that is known of one vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// All its names; a CVE id is at most one of them.
    pub names: BTreeSet<String>,
    /// Names of records close to it and not the same.
    pub related: BTreeSet<String>,
    /// Its records: those that count first.
    pub records: Vec<RecordOf>,
    /// Where records that count say opposite things.
    pub contradictions: Vec<Text>,
}

/// One record on a vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOf {
    /// Its id.
    pub id: AdvisoryId,
    /// The form it came in.
    pub form: AdvisoryForm,
    /// Who published it; empty where the form does not say.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Revision as written; empty where the form has none.
    pub revision: String,
    /// First publication.
    pub published: Option<Timestamp>,
    /// Last change.
    pub modified: Option<Timestamp>,
    /// How many things it says of this vulnerability.
    pub statements: usize,
    /// Does it count?
    pub counts: bool,
    /// Why it counts, or why it does not.
    pub why: Text,
}

/// Every account that a name leads to. A name that two vulnerabilities share, or the id of a document on several,
/// gives more than one. The second part counts the records that were left out beyond [`RECORDS_MAX`].
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where no record has this name; trouble in the store.
pub async fn of(app: &App, caller: &Caller, name: &str) -> Result<(Vec<Account>, usize), AppError> {
    permit(caller, Act::Read)?;
    let (records, beyond) = joined(app, name).await?;
    if records.is_empty() {
        return Err(AppError::NotFound {
            kind: Text::new("アドバイザリ", "advisory"), id: name.to_owned()
        });
    }
    let graph = Graph::new(&records);
    let mut found = graph.vulnerability(name);
    if found.is_empty() {
        // The id of a document that speaks of several vulnerabilities is a name of none of them.
        let of_document = |voice: &Voice<'_>| voice.advisory.id.as_str().eq_ignore_ascii_case(name.trim());
        found = graph.vulnerabilities().filter(|it| it.voices.iter().any(of_document)).collect();
    }
    Ok((found.iter().map(account).collect(), beyond))
}

/// The records with a name, those with their names, and so on, until no new one comes.
async fn joined(app: &App, name: &str) -> Result<(Vec<Advisory>, usize), AppError> {
    let mut records: BTreeMap<String, Advisory> = BTreeMap::new();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let (mut names, mut beyond) = (vec![name.trim().to_owned()], 0);
    while let Some(name) = names.pop() {
        if !asked.insert(name.to_uppercase()) {
            continue;
        }
        for advisory in app.store().advisories_called(&name).await? {
            let key = format!("{:?} {} {}", advisory.form, advisory.publisher, advisory.id);
            if records.contains_key(&key) {
                continue;
            }
            if records.len() >= RECORDS_MAX {
                beyond += 1;
                continue;
            }
            // What a document says of other vulnerabilities leads away from this one.
            if names_one(&advisory) {
                names.extend(advisory.aliases.iter().cloned());
                names.push(advisory.id.to_string());
            }
            names.extend(vulnerabilities(&advisory, &name));
            records.insert(key, advisory);
        }
    }
    Ok((records.into_values().collect(), beyond))
}

/// Is the record about one vulnerability, so that its own names are names of it?
fn names_one(advisory: &Advisory) -> bool {
    !matches!(advisory.form, AdvisoryForm::Csaf20 | AdvisoryForm::Csaf21)
}

/// The vulnerabilities of a document that have this name; all of them where it is the document's own.
fn vulnerabilities(advisory: &Advisory, name: &str) -> Vec<String> {
    let own = advisory.id.as_str().eq_ignore_ascii_case(name);
    let mut found = Vec::new();
    for facts in &advisory.vulnerabilities {
        let names = || std::iter::once(facts.id.to_string()).chain(facts.aliases.iter().cloned());
        if own || names().any(|it| it.eq_ignore_ascii_case(name)) {
            found.extend(names());
        }
    }
    if own {
        let stated = advisory.statements.iter().flat_map(|statement| &statement.vulnerabilities);
        found.extend(stated.map(ToString::to_string));
    }
    found
}

/// The form of a record, as it is called.
#[must_use]
pub const fn form_name(form: AdvisoryForm) -> &'static str {
    match form {
        AdvisoryForm::Osv => "OSV",
        AdvisoryForm::RustSec => "RustSec",
        AdvisoryForm::Csaf20 => "CSAF 2.0",
        AdvisoryForm::Csaf21 => "CSAF 2.1",
        AdvisoryForm::Cve5 => "CVE 5",
        AdvisoryForm::Nvd => "NVD",
        AdvisoryForm::MyJvn => "MyJVN",
    }
}

fn account(account: &graph::Account<'_>) -> Account {
    let graph::Account { names, related, voices, contradictions } = account;
    let mut said: Vec<Text> = contradictions.iter().map(contradiction).collect();
    said.dedup();
    Account {
        names: names.clone(),
        related: related.clone(),
        records: voices.iter().map(record).collect(),
        contradictions: said,
    }
}

fn record(voice: &Voice<'_>) -> RecordOf {
    let Voice { advisory, standing, statements } = voice;
    RecordOf {
        id: advisory.id.clone(),
        form: advisory.form,
        publisher: advisory.publisher.clone(),
        title: advisory.title.clone(),
        revision: advisory.edition.version.clone(),
        published: advisory.published,
        modified: advisory.modified,
        statements: statements.len(),
        counts: *standing == graph::Standing::Current,
        why: why(advisory, *standing, statements.len()),
    }
}

fn why(advisory: &Advisory, standing: graph::Standing<'_>, statements: usize) -> Text {
    match standing {
        graph::Standing::Current if statements == 0 => text!(
            ja: "数えます。ただし、製品や部品については何も述べていません。",
            en: "It counts, and says nothing of any product or component."
        ),
        graph::Standing::Current => text!(
            ja: "数えます。この発行元の最新の版で、取り下げられていません。",
            en: "It counts: the newest revision of its publisher, and not taken back."
        ),
        graph::Standing::Superseded { by } => {
            let (id, version) = (&by.id, &by.edition.version);
            let at = by.modified.map(|at| at.to_string()).unwrap_or_default();
            text!(
                ja: "数えません。同じ発行元の新しい版があります（{id} {version} {at}）。",
                en: "It does not count: its publisher has a newer revision ({id} {version} {at})."
            )
        }
        graph::Standing::Replaced => {
            let by: Vec<&str> = advisory.edition.replaced_by.iter().map(String::as_str).collect();
            let (ja, en) = (by.join("、"), by.join(", "));
            text!(
                ja: "数えません。発行元が {ja} に置き換えました。",
                en: "It does not count: its publisher put {en} in its place."
            )
        }
        graph::Standing::Withdrawn => {
            let at = advisory.withdrawn.map(|at| at.to_string()).unwrap_or_default();
            text!(
                ja: "数えません。発行元が取り下げました（{at}）。",
                en: "It does not count: its publisher took it back ({at})."
            )
        }
    }
}

fn contradiction(found: &Contradiction<'_>) -> Text {
    let (yes, no) = (&found.affected.0.id, &found.unaffected.0.id);
    if found.certain {
        text!(
            ja: "{yes} は影響ありとする版を、{no} は影響なし・修正済みとしています。どちらの記録も残しています。",
            en: "{yes} says affected of versions of which {no} says fixed or not affected. Both records stay."
        )
    } else {
        text!(
            ja: "{yes} は影響あり、{no} は影響なし・修正済みとしています。版が重なるかどうかは判定できません。",
            en: "{yes} says affected, {no} says fixed or not affected; whether the versions meet cannot be told."
        )
    }
}
