//! Advisories: stored once for each id, form and publisher; the newer revision wins, whatever comes first.
//!
//! Invariant: importing a file twice changes nothing; what was read is added, updated, unchanged or older, and
//! the four add up. Which advisory affects what is not asked here.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_model::{Advisory, AdvisoryForm, AdvisoryId, Cvss, Origin, PackageKey, Signal, Source, Target};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::engine::{Arg, Row, args};
use crate::records::moment;
use crate::sboms::{key_cells, package_numbers, packages_asked, to_json};
use crate::store::one_write;
use crate::writing::Writing;
use crate::{Store, StoreError};

/// Advisories in one ledger entry; a longer file has several.
const ADVISORIES_PER_ENTRY: usize = 2_000;

/// An advisory without its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisoryHead {
    /// Its own id.
    pub id: AdvisoryId,
    /// Form it came in.
    pub form: AdvisoryForm,
    /// Who published it; empty where the form does not say.
    pub publisher: String,
    /// Title.
    pub title: String,
    /// First publication.
    pub published: Option<Timestamp>,
    /// Last change.
    pub modified: Option<Timestamp>,
    /// Withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// The highest score it states.
    pub cvss: Option<Cvss>,
}

/// What became of the advisories of a file. The four add up to what was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AdvisoryCounts {
    /// New ones.
    pub added: usize,
    /// A newer revision of one that was there.
    pub updated: usize,
    /// The same as what was there.
    pub unchanged: usize,
    /// An older revision than what was there: kept out.
    pub older: usize,
}

/// One read feed file, for [`Store::add_feed_files`].
#[derive(Clone, Debug)]
pub struct FeedFile {
    /// Its advisories.
    pub advisories: Vec<Advisory>,
    /// What it says of vulnerabilities.
    pub signals: Vec<Signal>,
    /// Its name, digest and reader.
    pub source: Source,
}

struct HeadRow {
    id: String,
    form: String,
    publisher: String,
    title: String,
    published: Option<String>,
    modified: Option<String>,
    withdrawn: Option<String>,
    cvss_vector: Option<String>,
    cvss_tenths: Option<i64>,
}

impl HeadRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text(0)?,
            form: row.text(1)?,
            publisher: row.text(2)?,
            title: row.text(3)?,
            published: row.text_opt(4)?,
            modified: row.text_opt(5)?,
            withdrawn: row.text_opt(6)?,
            cvss_vector: row.text_opt(7)?,
            cvss_tenths: row.int_opt(8)?,
        })
    }

    fn into_head(self) -> Result<AdvisoryHead, StoreError> {
        let Self { id, form, publisher, title, published, modified, withdrawn, cvss_vector, cvss_tenths } =
            self;
        let stated = |at: Option<String>| at.map(|at| moment(&at)).transpose();
        let cvss = match (cvss_vector, cvss_tenths) {
            (Some(vector), Some(tenths)) => {
                Some(Cvss { vector, score_tenths: u8::try_from(tenths).map_err(|_| damaged(&id))? })
            }
            _ => None,
        };
        Ok(AdvisoryHead {
            form: form_of(&form).ok_or_else(|| damaged(&id))?,
            id: id.clone().try_into().map_err(|_| damaged(&id))?,
            publisher,
            title,
            published: stated(published)?,
            modified: stated(modified)?,
            withdrawn: stated(withdrawn)?,
            cvss,
        })
    }
}

/// What is there already.
struct KnownRow {
    no: i64,
    digest: String,
    modified: Option<Timestamp>,
    body: String,
}

impl KnownRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let modified = row.text_opt(2)?.map(|at| moment(&at)).transpose()?;
        Ok(Self { no: row.int(0)?, digest: row.text(1)?, modified, body: row.text(3)? })
    }

    /// Is it a newer revision than this one? Without a date it counts as the oldest; of one date the revision's number
    /// counts, where both have one. Else the one brought last is taken: the reader may have learned something.
    fn is_newer_than(&self, advisory: &Advisory) -> bool {
        match self.modified.cmp(&advisory.modified) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => {
                let stored: Value = serde_json::from_str(&self.body).unwrap_or_default();
                let stored = stored.pointer("/edition/version").and_then(Value::as_str).unwrap_or_default();
                let pair = revision(stored).zip(revision(&advisory.edition.version));
                pair.is_some_and(|(stored, new)| stored > new)
            }
        }
    }
}

/// A revision's number in its parts; `None` for other words.
fn revision(written: &str) -> Option<Vec<u64>> {
    written.split('.').map(|part| part.parse().ok()).collect()
}

impl Store {
    /// Stores the advisories of one file, and notes the file as imported where the origin names one.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn add_advisories(
        &self,
        advisories: &[Advisory],
        signals: &[Signal],
        origin: &Origin,
    ) -> Result<AdvisoryCounts, StoreError> {
        one_write!(self, origin, writing => add_file(writing, advisories, signals, &origin.source))
    }

    /// Stores many files in one transaction, which is many times faster than one by one. `None` where a file was
    /// imported before, byte for byte.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn add_feed_files(
        &self,
        files: &[FeedFile],
        origin: &Origin,
    ) -> Result<Vec<Option<AdvisoryCounts>>, StoreError> {
        one_write!(self, origin, writing => async {
            let mut counts = Vec::with_capacity(files.len());
            for FeedFile { advisories, signals, source } in files {
                writing.read_from(source);
                counts.push(if file_done(writing, source).await? {
                    None
                } else {
                    Some(add_file(writing, advisories, signals, source).await?)
                });
            }
            Ok(counts)
        })
    }

    /// Was a file with this SHA-256 imported to the end?
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn feed_file_done(&self, sha256: &str) -> Result<bool, StoreError> {
        let sql = "select sha256 from feed_file where sha256 = $1";
        Ok(self.reading().await?.row(sql, args![sha256]).await?.is_some())
    }

    /// Every advisory without its statements, last changed first, then by id.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisory_heads(&self) -> Result<Vec<AdvisoryHead>, StoreError> {
        let sql =
            "select id, form, publisher, title, published, modified, withdrawn, cvss_vector, cvss_tenths
                   from advisory";
        let rows = self.reading().await?.rows(sql, args![]).await?;
        let mut heads =
            rows.iter().map(|row| HeadRow::read(row)?.into_head()).collect::<Result<Vec<_>, _>>()?;
        // Moments are compared as moments: their texts have fractions of any length.
        heads.sort_by(|a, b| (b.modified, &a.id, a.form).cmp(&(a.modified, &b.id, b.form)));
        Ok(heads)
    }

    /// Every advisory, in the order they first came.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisories(&self) -> Result<Vec<Advisory>, StoreError> {
        let sql = "select id, body from advisory order by no";
        read_all(&self.reading().await?.rows(sql, args![]).await?)
    }

    /// The advisories that may concern what is stored: those that name a package of a stored component, and those
    /// that speak of devices.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisories_in_question(&self) -> Result<Vec<Advisory>, StoreError> {
        let sql = "select id, body from advisory where names_device = 1 or no in (
                       select advisory_no from advisory_package
                       where exists (select 1 from component where component.package_no = advisory_package.package_no)
                   ) order by no";
        read_all(&self.reading().await?.rows(sql, args![]).await?)
    }

    /// The advisories that answer to a name: their own id, an alias, or a vulnerability they speak of. Upper and
    /// lower case are the same.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisories_called(&self, name: &str) -> Result<Vec<Advisory>, StoreError> {
        let sql = "select id, body from advisory join advisory_name on advisory_no = no
                   where advisory_name.name = $1 order by no";
        read_all(&self.reading().await?.rows(sql, args![&folded(name)]).await?)
    }

    /// Advisories that came or changed with the ledger's entries from one on, each with the revision before, in the
    /// order they first came.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisories_changed_from(
        &self,
        seq: u64,
    ) -> Result<Vec<(Advisory, Option<Advisory>)>, StoreError> {
        let mut tx = self.reading().await?;
        let from = i64::try_from(seq).unwrap_or(i64::MAX);
        let sql =
            "select detail from ledger_entry where seq >= $1 and action = 'advisories-import' order by seq";
        let mut ids = BTreeSet::new();
        for row in tx.rows(sql, args![from]).await? {
            let detail: Value =
                row.text_opt(0)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            let changed = detail["changed"].as_array().cloned().unwrap_or_default();
            ids.extend(changed.iter().filter_map(|one| one["id"].as_str().map(str::to_owned)));
        }
        let members: Vec<Arg<'_>> = ids.iter().map(|id| Arg::Text(id)).collect();
        let rows = tx
            .rows_in("select id, body, previous from advisory where id in ", " order by no", 1, &members)
            .await?;
        let parsed = |id: &str, body: &str| serde_json::from_str(body).map_err(|_| damaged(id));
        rows.iter()
            .map(|row| {
                let (id, body) = (row.text(0)?, row.text(1)?);
                let previous = row.text_opt(2)?.map(|body| parsed(&id, &body)).transpose()?;
                Ok((parsed(&id, &body)?, previous))
            })
            .collect()
    }

    /// When each advisory first came, by its id; the earliest where several forms of one are stored.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisories_known_since(&self) -> Result<BTreeMap<AdvisoryId, Timestamp>, StoreError> {
        let rows = self.reading().await?.rows("select id, known_at from advisory", args![]).await?;
        let mut since = BTreeMap::new();
        for row in &rows {
            let id: AdvisoryId = row.text(0)?.try_into().map_err(|_| damaged("advisory"))?;
            let at = moment(&row.text(1)?)?;
            since.entry(id).and_modify(|known: &mut Timestamp| *known = at.min(*known)).or_insert(at);
        }
        Ok(since)
    }

    /// The advisories that name one of these packages, in the order they first came.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn advisories_naming(&self, keys: &[PackageKey]) -> Result<Vec<Advisory>, StoreError> {
        let mut tx = self.reading().await?;
        let members: Vec<Arg<'_>> = keys.iter().flat_map(key_cells).collect();
        let after = packages_asked!("join advisory_package on advisory_package.package_no = package.no");
        let rows = tx.rows_in("select distinct advisory_no from ", after, 3, &members).await?;
        let numbers: BTreeSet<i64> = rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?;
        let members: Vec<Arg<'_>> = numbers.into_iter().map(Arg::Int).collect();
        read_all(
            &tx.rows_in("select id, body from advisory where no in ", " order by no", 1, &members).await?,
        )
    }
}

async fn file_done(writing: &mut Writing<'_>, source: &Source) -> Result<bool, StoreError> {
    let Source::File { sha256, .. } = source else { return Ok(false) };
    let sql = "select sha256 from feed_file where sha256 = $1";
    Ok(writing.tx.row(sql, args![sha256]).await?.is_some())
}

async fn add_file(
    writing: &mut Writing<'_>,
    advisories: &[Advisory],
    signals: &[Signal],
    source: &Source,
) -> Result<AdvisoryCounts, StoreError> {
    let mut counts = AdvisoryCounts::default();
    let parts = advisories.chunks(ADVISORIES_PER_ENTRY);
    // A file without an advisory is an act too.
    for part in parts.chain(advisories.is_empty().then_some([].as_slice())) {
        let mut listed = Vec::new();
        for advisory in part {
            listed.extend(add(writing, advisory, &mut counts).await?);
        }
        let detail = json!({ "read": part.len(), "changed": listed });
        writing.act("advisories-import", &subject(source, advisories), detail)?;
    }
    if !signals.is_empty() {
        crate::signals::put(writing, signals, &subject(source, advisories)).await?;
    }
    if let Source::File { sha256, .. } = source {
        note_file(writing, sha256, counts).await?;
    }
    Ok(counts)
}

/// What the ledger names: the file, or what was entered by hand.
fn subject(source: &Source, advisories: &[Advisory]) -> String {
    match (source, advisories) {
        (Source::File { sha256, .. }, _) => format!("file:{sha256}"),
        (Source::Person, [advisory, ..]) => format!("advisory:{}", advisory.id),
        (Source::Person, []) => String::new(),
    }
}

async fn note_file(
    writing: &mut Writing<'_>,
    sha256: &str,
    counts: AdvisoryCounts,
) -> Result<(), StoreError> {
    let AdvisoryCounts { added, updated, unchanged, older } = counts;
    let [added, updated, unchanged, older] =
        [added, updated, unchanged, older].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let origin = writing.origin_no().await?;
    let sql = "insert into feed_file (sha256, added, updated, unchanged, older, origin_no)
               values ($1, $2, $3, $4, $5, $6) on conflict (sha256) do nothing";
    writing.tx.run(sql, args![sha256, added, updated, unchanged, older, origin]).await.map(|_| ())
}

/// Stores one advisory; gives what the ledger says of it, nothing where nothing changed.
async fn add(
    writing: &mut Writing<'_>,
    advisory: &Advisory,
    counts: &mut AdvisoryCounts,
) -> Result<Option<Value>, StoreError> {
    let body = to_json(advisory)?;
    let digest = hex::encode(Sha256::digest(body.as_bytes()));
    let form = form_word(advisory.form);
    let sql =
        "select no, digest, modified, body from advisory where id = $1 and form = $2 and publisher = $3";
    let known = writing.tx.row(sql, args![advisory.id.as_str(), form, &advisory.publisher]).await?;
    let known = known.map(|row| KnownRow::read(&row)).transpose()?;
    let mut listed = json!({ "id": advisory.id, "sha256": digest });
    let no = match known {
        None => {
            counts.added += 1;
            writing.numbers("advisory", 1).await?
        }
        Some(KnownRow { digest: stored, .. }) if stored == digest => {
            counts.unchanged += 1;
            return Ok(None);
        }
        Some(known) if known.is_newer_than(advisory) => {
            counts.older += 1;
            return Ok(None);
        }
        Some(KnownRow { no, digest: was, .. }) => {
            counts.updated += 1;
            listed["was"] = was.into();
            writing.tx.run("delete from advisory_name where advisory_no = $1", args![no]).await?;
            writing.tx.run("delete from advisory_package where advisory_no = $1", args![no]).await?;
            no
        }
    };
    put(writing, no, advisory, &digest, &body).await?;
    put_names(writing, no, advisory).await?;
    put_packages(writing, no, advisory).await?;
    Ok(Some(listed))
}

async fn put(
    writing: &mut Writing<'_>,
    no: i64,
    advisory: &Advisory,
    digest: &str,
    body: &str,
) -> Result<(), StoreError> {
    let origin = writing.origin_no().await?;
    let known_at = writing.at();
    let Advisory { id, form, publisher, title, published, modified, withdrawn, cvss, .. } = advisory;
    let [published, modified, withdrawn] =
        [published, modified, withdrawn].map(|at| at.map(|at| at.to_string()));
    let vector = cvss.as_ref().map(|cvss| cvss.vector.as_str());
    let tenths = cvss.as_ref().map(|cvss| i64::from(cvss.score_tenths));
    let device = names_device(advisory);
    let sql =
        "insert into advisory (no, id, form, publisher, title, published, modified, withdrawn, cvss_vector,
                   cvss_tenths, names_device, digest, body, origin_no, known_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
               on conflict (no) do update set previous = advisory.body, title = excluded.title, published = excluded.published,
                   modified = excluded.modified, withdrawn = excluded.withdrawn,
                   cvss_vector = excluded.cvss_vector, cvss_tenths = excluded.cvss_tenths,
                   names_device = excluded.names_device, digest = excluded.digest, body = excluded.body,
                   origin_no = excluded.origin_no";
    let args = args![
        no,
        id.as_str(),
        form_word(*form),
        publisher,
        title,
        published.as_deref(),
        modified.as_deref(),
        withdrawn.as_deref(),
        vector,
        tenths,
        i64::from(device),
        digest,
        body,
        origin,
        known_at.as_str(),
    ];
    writing.tx.run(sql, args).await.map(|_| ())
}

/// The names an advisory answers to, folded.
pub(crate) fn names_of(advisory: &Advisory) -> BTreeSet<String> {
    let named = advisory.statements.iter().flat_map(|statement| &statement.vulnerabilities);
    std::iter::once(advisory.id.as_str())
        .chain(advisory.aliases.iter().map(String::as_str))
        .chain(named.map(sekisho_model::VulnerabilityId::as_str))
        .map(folded)
        .collect()
}

/// The packages an advisory names.
pub(crate) fn packages_of(advisory: &Advisory) -> BTreeSet<&PackageKey> {
    let named = advisory.statements.iter().filter_map(|statement| match &statement.target {
        Target::Package { key, .. } => Some(key),
        Target::Device(_) => None,
    });
    named.collect()
}

/// Does an advisory speak of a device?
pub(crate) fn names_device(advisory: &Advisory) -> bool {
    advisory.statements.iter().any(|statement| matches!(statement.target, Target::Device(_)))
}

async fn put_names(writing: &mut Writing<'_>, no: i64, advisory: &Advisory) -> Result<(), StoreError> {
    let names = names_of(advisory);
    let cells: Vec<Arg<'_>> = names.iter().flat_map(|name| [Arg::Text(name), Arg::Int(no)]).collect();
    writing.tx.insert("insert into advisory_name (name, advisory_no) values ", 2, &cells).await
}

async fn put_packages(writing: &mut Writing<'_>, no: i64, advisory: &Advisory) -> Result<(), StoreError> {
    let packages: BTreeSet<i64> =
        package_numbers(writing, &packages_of(advisory)).await?.into_values().collect();
    let cells: Vec<Arg<'_>> =
        packages.iter().flat_map(|package| [Arg::Int(*package), Arg::Int(no)]).collect();
    writing.tx.insert("insert into advisory_package (package_no, advisory_no) values ", 2, &cells).await
}

/// Reads `id, body` rows.
fn read_all(rows: &[Row]) -> Result<Vec<Advisory>, StoreError> {
    rows.iter()
        .map(|row| serde_json::from_str(&row.text(1)?).map_err(|_| damaged(&row.text(0).unwrap_or_default())))
        .collect()
}

fn folded(name: &str) -> String {
    name.trim().to_uppercase()
}

const fn form_word(form: AdvisoryForm) -> &'static str {
    match form {
        AdvisoryForm::Osv => "osv",
        AdvisoryForm::RustSec => "rustsec",
        AdvisoryForm::Csaf20 => "csaf-2.0",
        AdvisoryForm::Csaf21 => "csaf-2.1",
        AdvisoryForm::Cve5 => "cve-5",
        AdvisoryForm::Nvd => "nvd",
        AdvisoryForm::MyJvn => "myjvn",
    }
}

fn form_of(word: &str) -> Option<AdvisoryForm> {
    AdvisoryForm::ALL.into_iter().find(|form| form_word(*form) == word)
}

fn damaged(id: &str) -> StoreError {
    StoreError::corrupt(
        format!("アドバイザリ「{id}」を読めません"),
        format!("advisory \"{id}\" cannot be read"),
    )
}
