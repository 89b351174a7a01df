//! People who sign in, their one-time links and their signed-in browsers.
//!
//! Invariant: of a link or a browser's secret only its SHA-256 is known here; a link works once; who may not sign
//! in has neither. Rights are decided elsewhere.

use jiff::Timestamp;
use sekisho_model::{Origin, Role, Source, User, UserName, text};
use serde_json::json;

use crate::engine::{Row, args};
use crate::store::one_write;
use crate::writing::Writing;
use crate::{Store, StoreError};

/// A row of `account`.
struct AccountRow {
    name: String,
    role: String,
    disabled: i64,
}

impl AccountRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { name: row.text(0)?, role: row.text(1)?, disabled: row.int(2)? })
    }

    fn into_user(self) -> Result<User, StoreError> {
        let Self { name, role, disabled } = self;
        let damaged = || {
            StoreError::corrupt(
                format!("利用者「{name}」を読めません"),
                format!("user \"{name}\" cannot be read"),
            )
        };
        Ok(User {
            role: Role::ALL.into_iter().find(|known| known.code() == role).ok_or_else(damaged)?,
            name: UserName::try_from(name.clone()).map_err(|_| damaged())?,
            disabled: disabled != 0,
        })
    }
}

impl Store {
    /// Everybody, by name.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = self.reading().await?.rows("select name, role, disabled from account", args![]).await?;
        let mut users =
            rows.iter().map(|row| AccountRow::read(row)?.into_user()).collect::<Result<Vec<_>, _>>()?;
        // Sorted here: a server may order text by its language.
        users.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(users)
    }

    /// Adds somebody.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`]; trouble in the database.
    pub async fn add_user(&self, user: &User, origin: &Origin) -> Result<(), StoreError> {
        one_write!(self, origin, writing => async {
            let User { name, role, disabled } = user;
            let origin_no = writing.origin_no().await?;
            let sql = "insert into account (name, role, disabled, origin_no) values ($1, $2, $3, $4)
                       on conflict (name) do nothing";
            let args = args![name.as_str(), role.code(), i64::from(*disabled), origin_no];
            if writing.tx.run(sql, args).await? == 0 {
                return Err(StoreError::AlreadyThere {
                    what: text!(ja: "利用者「{name}」", en: "user \"{name}\""),
                });
            }
            let detail = json!({ "role": role.code(), "disabled": disabled });
            writing.act("user-add", &format!("user:{name}"), detail)?;
            Ok(())
        })
    }

    /// Changes somebody's role, or bars them. Their links end and their browsers are signed out.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; trouble in the database.
    pub async fn update_user(&self, user: &User, origin: &Origin) -> Result<(), StoreError> {
        one_write!(self, origin, writing => async {
            let User { name, role, disabled } = user;
            let origin_no = writing.origin_no().await?;
            let sql = "update account set role = $2, disabled = $3, origin_no = $4 where name = $1";
            let args = args![name.as_str(), role.code(), i64::from(*disabled), origin_no];
            if writing.tx.run(sql, args).await? == 0 {
                return Err(missing(name));
            }
            writing.tx.run("delete from web_session where account = $1", args![name.as_str()]).await?;
            writing.tx.run("delete from login_link where account = $1", args![name.as_str()]).await?;
            let detail = json!({ "role": role.code(), "disabled": disabled });
            writing.act("user-change", &format!("user:{name}"), detail)?;
            Ok(())
        })
    }

    /// Keeps a sign-in link by the SHA-256 of its secret.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such user; trouble in the database.
    pub async fn add_login_link(
        &self,
        sha256: &str,
        user: &UserName,
        expires: Timestamp,
        origin: &Origin,
    ) -> Result<(), StoreError> {
        one_write!(self, origin, writing => async {
            if account(writing, user.as_str()).await?.is_none() {
                return Err(missing(user));
            }
            let sql = "insert into login_link (sha256, account, expires_ms) values ($1, $2, $3)";
            writing.tx.run(sql, args![sha256, user.as_str(), expires.as_millisecond()]).await?;
            writing.act("user-link", &format!("user:{user}"), json!({ "expires": expires }))?;
            Ok(())
        })
    }

    /// Uses up a link and signs its user in until `expires`: keeps the browser by the SHA-256 of its secret.
    /// None where the link is unknown, used or too old, or its user is barred.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn use_login_link(
        &self,
        link_sha256: &str,
        session_sha256: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<Option<User>, StoreError> {
        let Some(owner) = self.link_owner(link_sha256, now).await? else { return Ok(None) };
        let origin = Origin { actor: owner, at: now, source: Source::Person };
        one_write!(self, &origin, writing => async {
            let now = now.as_millisecond();
            let sql = "delete from login_link where sha256 = $1 and expires_ms > $2 returning account";
            let Some(row) = writing.tx.change(sql, args![link_sha256, now]).await? else { return Ok(None) };
            let user = account(writing, &row.text(0)?).await?.filter(|user| !user.disabled);
            let Some(user) = user else { return Ok(None) };
            let sql = "insert into web_session (sha256, account, expires_ms) values ($1, $2, $3)";
            writing.tx.run(sql, args![session_sha256, user.name.as_str(), expires.as_millisecond()]).await?;
            writing.tx.run("delete from web_session where expires_ms <= $1", args![now]).await?;
            writing.tx.run("delete from login_link where expires_ms <= $1", args![now]).await?;
            writing.act(
                "user-sign-in",
                &format!("user:{}", user.name),
                json!({ "expires": expires.to_string() }),
            )?;
            Ok(Some(user))
        })
    }

    async fn link_owner(&self, sha256: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
        let sql = "select account from login_link where sha256 = $1 and expires_ms > $2";
        let row = self.reading().await?.row(sql, args![sha256, now.as_millisecond()]).await?;
        row.map(|row| row.text(0)).transpose()
    }

    /// Who is signed in with a browser, and may still be.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn web_session(&self, sha256: &str, now: Timestamp) -> Result<Option<User>, StoreError> {
        let sql = "select name, role, disabled from web_session join account on name = account
                   where sha256 = $1 and expires_ms > $2 and disabled = 0";
        let row = self.reading().await?.row(sql, args![sha256, now.as_millisecond()]).await?;
        row.map(|row| AccountRow::read(&row)?.into_user()).transpose()
    }

    /// Signs a browser out. Being signed in is no fact about the plant, so the ledger stays as it is.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn end_web_session(&self, sha256: &str) -> Result<(), StoreError> {
        let mut tx = self.pools.writing(&self.fault).await?;
        tx.run("delete from web_session where sha256 = $1", args![sha256]).await?;
        tx.commit().await
    }
}

async fn account(writing: &mut Writing<'_>, name: &str) -> Result<Option<User>, StoreError> {
    let row = writing.tx.row("select name, role, disabled from account where name = $1", args![name]).await?;
    row.map(|row| AccountRow::read(&row)?.into_user()).transpose()
}

fn missing(name: &UserName) -> StoreError {
    StoreError::Missing { what: text!(ja: "利用者「{name}」", en: "user \"{name}\"") }
}
