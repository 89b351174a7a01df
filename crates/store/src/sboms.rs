//! SBOMs: each distinct component is stored once, an SBOM is a list of component numbers, and for each component
//! there is a posting in every SBOM that has it.
//!
//! Invariant: what is read back equals what was stored, components in document order; postings and lists always
//! say the same. Whether an SBOM is any good is not asked here.

mod components;
mod lists;
mod runs;

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use sekisho_model::{AssetId, Component, Origin, ProductId, Sbom, SbomId, SbomSubject, Stated, Text, text};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::engine::{Arg, Row, args};
use crate::records::{number, read_origin};
use crate::store::one_write;
use crate::writing::Writing;
use crate::{Store, StoreError};
use components::{Digest32, Intake};
pub(crate) use components::{bodies, digest_of, key_cells, package_numbers, packages_asked, read};
use lists::packed;
pub(crate) use lists::unpacked;
pub(crate) use runs::{runs_gathered, sboms_of};

/// An SBOM without its components.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SbomHead {
    /// Its number in the store, never given out twice.
    pub no: i64,
    /// SHA-256 of the file.
    pub id: SbomId,
    /// What it describes.
    pub subject: SbomSubject,
    /// Format and version.
    pub format: String,
    /// Name as written.
    pub name: String,
    /// Version as written.
    pub version: Stated<String>,
    /// When the document says it was made.
    pub created: Stated<Timestamp>,
    /// Components in it.
    pub components: u64,
    /// Who brought it, when, from what.
    pub origin: Origin,
}

/// A row of `sbom` with its origin.
struct HeadRow {
    no: i64,
    id: String,
    subject_kind: String,
    subject_id: String,
    format: String,
    name: String,
    version: String,
    created: String,
    components: i64,
    origin: Origin,
}

impl HeadRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            no: row.int(0)?,
            id: row.text(1)?,
            subject_kind: row.text(2)?,
            subject_id: row.text(3)?,
            format: row.text(4)?,
            name: row.text(5)?,
            version: row.text(6)?,
            created: row.text(7)?,
            components: row.int(8)?,
            origin: read_origin(row, 9)?,
        })
    }

    fn into_head(self) -> Result<SbomHead, StoreError> {
        let Self { no, id, subject_kind, subject_id, format, name, version, created, components, origin } =
            self;
        Ok(SbomHead {
            no,
            subject: subject(&subject_kind, subject_id).ok_or_else(|| damaged(&id, "subject"))?,
            version: from_json(&version).ok_or_else(|| damaged(&id, "version"))?,
            created: from_json(&created).ok_or_else(|| damaged(&id, "created"))?,
            id: id.clone().try_into().map_err(|_| damaged(&id, "id"))?,
            format,
            name,
            components: number(components),
            origin,
        })
    }
}

impl Store {
    /// Stores an SBOM for what it describes. False where it is there already for the same subject, or, where no
    /// subject is given, for any. One that nobody had attached before becomes attached.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn add_sbom(
        &self,
        sbom: &Sbom,
        subject: &SbomSubject,
        origin: &Origin,
    ) -> Result<bool, StoreError> {
        one_write!(self, origin, writing => async {
            let mut intake = Intake::default();
            let new = add(writing, sbom, subject, &mut intake).await?;
            intake.finish(writing).await?;
            Ok(new)
        })
    }

    /// Stores many SBOMs in one transaction, which is several times faster than one by one. Says of each what
    /// [`Store::add_sbom`] would.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn add_sboms(
        &self,
        sboms: &[(Sbom, SbomSubject)],
        origin: &Origin,
    ) -> Result<Vec<bool>, StoreError> {
        one_write!(self, origin, writing => async {
            let mut new = Vec::with_capacity(sboms.len());
            let mut intake = Intake::default();
            for (sbom, subject) in sboms {
                new.push(add(writing, sbom, subject, &mut intake).await?);
            }
            intake.finish(writing).await?;
            Ok(new)
        })
    }

    /// Says of a stored SBOM that it describes something else.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; [`StoreError::AlreadyThere`] where the SBOM is attached there as well; trouble in
    /// the database.
    pub async fn attach_sbom(
        &self,
        id: &SbomId,
        from: &SbomSubject,
        to: &SbomSubject,
        origin: &Origin,
    ) -> Result<(), StoreError> {
        one_write!(self, origin, writing => async {
            let no = number_of(writing, id, from).await?.ok_or_else(|| missing(id))?;
            if number_of(writing, id, to).await?.is_some() {
                return Err(StoreError::AlreadyThere {
                    what: text!(ja: "SBOM「{id}」", en: "SBOM \"{id}\""),
                });
            }
            attach(writing, no, id, from, to).await
        })
    }

    /// Takes out an SBOM for one subject, and the components that no other SBOM has. False where it is not there.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn remove_sbom(
        &self,
        id: &SbomId,
        subject: &SbomSubject,
        origin: &Origin,
    ) -> Result<bool, StoreError> {
        one_write!(self, origin, writing => async {
            let Some(no) = number_of(writing, id, subject).await? else { return Ok(false) };
            remove(writing, no).await?;
            writing.act("sbom-remove", &format!("sbom:{id}"), json!({ "subject": subject_text(subject) }))?;
            Ok(true)
        })
    }

    /// Every SBOM without its components, by number. The same file for two subjects is there twice.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn sbom_heads(&self) -> Result<Vec<SbomHead>, StoreError> {
        let sql =
            "select sbom.no, sbom.id, subject_kind, subject_id, format, name, version, created, components,
                       actor, at, source, file, sha256, importer
                   from sbom join origin on origin.no = sbom.origin_no order by sbom.no";
        let rows = self.reading().await?.rows(sql, args![]).await?;
        rows.iter().map(|row| HeadRow::read(row)?.into_head()).collect()
    }

    /// One SBOM as it was stored.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn sbom(&self, id: &SbomId) -> Result<Option<Sbom>, StoreError> {
        let mut tx = self.reading().await?;
        let sql = "select format, name, version, created, sbom_content.components, dependencies
                   from sbom join sbom_content on sbom_no = sbom.no where sbom.id = $1 order by sbom.no limit 1";
        let Some(row) = tx.row(sql, args![id.as_str()]).await? else { return Ok(None) };
        let list = row.text(4)?;
        let numbers = unpacked(&list, 1).ok_or_else(|| damaged(id.as_str(), "components"))?;
        let distinct: BTreeSet<i64> = numbers.iter().copied().collect();
        let members: Vec<Arg<'_>> = distinct.into_iter().map(Arg::Int).collect();
        let before = "select string_agg(cast(no as text) || ' ' || body, '\n') from component where no in ";
        let found = bodies(&mut tx, (before, ""), 1, &members).await?;
        let bodies: HashMap<i64, Component> = found.into_iter().collect();
        let components = numbers.iter().map(|no| bodies.get(no).cloned()).collect::<Option<_>>();
        Ok(Some(Sbom {
            id: id.clone(),
            format: row.text(0)?,
            name: row.text(1)?,
            version: from_json(&row.text(2)?).ok_or_else(|| damaged(id.as_str(), "version"))?,
            created: from_json(&row.text(3)?).ok_or_else(|| damaged(id.as_str(), "created"))?,
            components: components.ok_or_else(|| damaged(id.as_str(), "components"))?,
            dependencies: pairs(&row.text(5)?).ok_or_else(|| damaged(id.as_str(), "dependencies"))?,
        }))
    }
}

async fn add(
    writing: &mut Writing<'_>,
    sbom: &Sbom,
    subject: &SbomSubject,
    intake: &mut Intake,
) -> Result<bool, StoreError> {
    if number_of(writing, &sbom.id, subject).await?.is_some() {
        return Ok(false);
    }
    if *subject == SbomSubject::Unattached {
        let sql = "select no from sbom where id = $1 limit 1";
        if writing.tx.row(sql, args![sbom.id.as_str()]).await?.is_some() {
            return Ok(false);
        }
    } else if let Some(no) = number_of(writing, &sbom.id, &SbomSubject::Unattached).await? {
        attach(writing, no, &sbom.id, &SbomSubject::Unattached, subject).await?;
        return Ok(false);
    }
    let (numbers, digests) = intake.take(writing, &sbom.components).await?;
    let (no, content) = insert(writing, sbom, subject, &numbers, &digests).await?;
    intake.post(no, &numbers);
    let detail = json!({
        "subject": subject_text(subject), "format": short(&sbom.format), "name": short(&sbom.name),
        "components": sbom.components.len(), "dependencies": sbom.dependencies.len(), "content": content,
    });
    writing.act("sbom-add", &format!("sbom:{}", sbom.id), detail)?;
    Ok(true)
}

async fn number_of(
    writing: &mut Writing<'_>,
    id: &SbomId,
    subject: &SbomSubject,
) -> Result<Option<i64>, StoreError> {
    let (kind, about) = subject_words(subject);
    let sql = "select no from sbom where id = $1 and subject_kind = $2 and subject_id = $3";
    let row = writing.tx.row(sql, args![id.as_str(), kind, about]).await?;
    row.map(|row| row.int(0)).transpose()
}

async fn attach(
    writing: &mut Writing<'_>,
    no: i64,
    id: &SbomId,
    from: &SbomSubject,
    to: &SbomSubject,
) -> Result<(), StoreError> {
    let (kind, about) = subject_words(to);
    let origin = writing.origin_no().await?;
    let sql = "update sbom set subject_kind = $2, subject_id = $3, origin_no = $4 where no = $1";
    writing.tx.run(sql, args![no, kind, about, origin]).await?;
    let detail = json!({ "from": subject_text(from), "subject": subject_text(to) });
    writing.act("sbom-attach", &format!("sbom:{id}"), detail)?;
    Ok(())
}

async fn remove(writing: &mut Writing<'_>, no: i64) -> Result<(), StoreError> {
    let row = writing.tx.row("select components from sbom_content where sbom_no = $1", args![no]).await?;
    let list = row.map(|row| row.text(0)).transpose()?.unwrap_or_default();
    let components: BTreeSet<i64> =
        unpacked(&list, 1).ok_or_else(|| damaged(&no.to_string(), "components"))?.into_iter().collect();
    runs::take_out(&mut writing.tx, &components, no).await?;
    let members: Vec<Arg<'_>> = components.iter().map(|no| Arg::Int(*no)).collect();
    let unused = " and not exists (select 1 from component_run where component_no = component.no)";
    let unused_name = " and not exists (select 1 from component_run
                          where component_run.component_no = component_name.component_no)";
    writing.tx.run_in("delete from component_name where component_no in ", unused_name, &members).await?;
    writing.tx.run_in("delete from component where no in ", unused, &members).await?;
    writing.tx.run("delete from sbom_content where sbom_no = $1", args![no]).await?;
    writing.tx.run("delete from sbom where no = $1", args![no]).await.map(|_| ())
}

async fn insert(
    writing: &mut Writing<'_>,
    sbom: &Sbom,
    subject: &SbomSubject,
    components: &[i64],
    digests: &[Digest32],
) -> Result<(i64, String), StoreError> {
    let no = writing.numbers("sbom", 1).await?;
    let origin = writing.origin_no().await?;
    let (kind, about) = subject_words(subject);
    let (version, created) = (to_json(&sbom.version)?, to_json(&sbom.created)?);
    let count = i64::try_from(components.len()).unwrap_or(i64::MAX);
    let sql =
        "insert into sbom (no, id, subject_kind, subject_id, format, name, version, created, components,
                   origin_no)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let Sbom { id, format, name, version: _, created: _, components: _, dependencies } = sbom;
    writing
        .tx
        .run(sql, args![no, id.as_str(), kind, about, format, name, &version, &created, count, origin])
        .await?;
    let list = packed(components, 1);
    let ends: Vec<i64> =
        dependencies.iter().flat_map(|(from, to)| [i64::from(*from), i64::from(*to)]).collect();
    let edges = spaced(&ends);
    let sql = "insert into sbom_content (sbom_no, components, dependencies) values ($1, $2, $3)";
    writing.tx.run(sql, args![no, &list, &packed(&ends, 2)]).await?;
    Ok((no, content_digest([format, name, &version, &created, &edges], digests)))
}

/// The start of a text from outside: a ledger entry's detail has a limit.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// What an SBOM says, as one SHA-256 in hexadecimal: each of its texts behind its length, then the digest of each
/// component in document order.
pub(crate) fn content_digest(texts: [&str; 5], components: &[Digest32]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text);
    }
    for component in components {
        digest.update(component);
    }
    hex::encode(digest.finalize())
}

/// What an SBOM describes, as the ledger writes it.
fn subject_text(subject: &SbomSubject) -> String {
    let (kind, about) = subject_words(subject);
    format!("{kind}:{about}")
}

fn subject_words(subject: &SbomSubject) -> (&'static str, &str) {
    match subject {
        SbomSubject::Product(id) => ("product", id.as_str()),
        SbomSubject::Asset(id) => ("asset", id.as_str()),
        SbomSubject::Unattached => ("nothing", ""),
    }
}

fn subject(kind: &str, id: String) -> Option<SbomSubject> {
    match kind {
        "product" => ProductId::try_from(id).ok().map(SbomSubject::Product),
        "asset" => AssetId::try_from(id).ok().map(SbomSubject::Asset),
        "nothing" => Some(SbomSubject::Unattached),
        _ => None,
    }
}

fn missing(id: &SbomId) -> StoreError {
    StoreError::Missing { what: text!(ja: "SBOM「{id}」", en: "SBOM \"{id}\"") }
}

fn damaged(id: &str, part: &str) -> StoreError {
    StoreError::Corrupt {
        what: Text::new(
            format!("SBOM「{id}」の {part} を読めません"),
            format!("{part} of SBOM \"{id}\" cannot be read"),
        ),
    }
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| {
        StoreError::corrupt(
            format!("文書を作れません（{error}）"),
            format!("no document can be made ({error})"),
        )
    })
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

pub(crate) fn spaced(numbers: &[i64]) -> String {
    let mut text = String::new();
    for item in numbers {
        if !text.is_empty() {
            text.push(' ');
        }
        // Writing into a String cannot fail.
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{item}"));
    }
    text
}

/// Reads numbers with spaces between.
pub(crate) fn numbers<T: std::str::FromStr>(text: &str) -> Option<Vec<T>> {
    text.split_ascii_whitespace().map(|word| word.parse().ok()).collect()
}

fn pairs(text: &str) -> Option<Vec<(u32, u32)>> {
    let flat = unpacked(text, 2)?;
    let (pairs, []) = flat.as_chunks::<2>() else { return None };
    pairs.iter().map(|[from, to]| Some((u32::try_from(*from).ok()?, u32::try_from(*to).ok()?))).collect()
}
