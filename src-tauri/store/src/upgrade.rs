//! From an older database to today's.
//!
//! **The rule.** A database is brought up to date when it is opened, and copied
//! before that, once, to `sportello.db.before-N`, where N is the schema it is
//! brought to: whoever finds the newer program wanting can go back. A database that
//! a newer program made is left alone.
//!
//! A migration may make a table anew that others refer to, so references are not
//! watched meanwhile, and all looked at in the end.

use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use crate::StoreError;
use crate::care::{copy_into, keep_private, orphans};
use crate::directory::DATABASE;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// The newest schema that this program knows.
pub fn newest_schema() -> i64 {
    let versions = MIGRATIONS.iter().map(|migration| migration.version);
    versions.max().unwrap_or(0)
}

/// Where the copy is put that is made before a database is brought to a schema.
pub(crate) fn copy_before(directory: &Path, schema: i64) -> PathBuf {
    directory.join(format!("{DATABASE}.before-{schema}"))
}

/// Whether a database that a server has open is one that this program can write.
///
/// # Errors
/// [`StoreError::FromTheFuture`] when the server is newer, [`StoreError::Owned`] when
/// it is older: it has to be stopped before the database is brought up to date.
pub(crate) async fn is_up_to_date(
    directory: &Path,
    options: &SqliteConnectOptions,
) -> Result<(), StoreError> {
    let mut connection = options.clone().connect().await?;
    let (stands, known) = (schema(&mut connection).await?, newest_schema());
    connection.close().await?;
    match stands.cmp(&known) {
        std::cmp::Ordering::Less => Err(StoreError::Owned(directory.to_owned())),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::FromTheFuture { stands, known }),
    }
}

/// Brings the database of a directory up to date, and makes it if it is new.
///
/// # Errors
/// [`StoreError::FromTheFuture`] for one that a newer program made,
/// [`StoreError::NoCopy`] when there is no room to keep it as it was.
pub(crate) async fn bring_up_to_date(
    directory: &Path,
    options: &SqliteConnectOptions,
) -> Result<(), StoreError> {
    let mut connection = options.clone().foreign_keys(false).connect().await?;
    let (stands, newest) = (schema(&mut connection).await?, newest_schema());
    if stands > newest {
        return Err(StoreError::FromTheFuture {
            stands,
            known: newest,
        });
    }
    if stands < newest {
        if stands != 0 {
            keep_as_it_was(&mut connection, &copy_before(directory, newest)).await?;
        }
        MIGRATIONS.run(&mut connection).await?;
        if let Some(orphans) = orphans(&mut connection).await?.into_iter().next() {
            return Err(StoreError::Orphans(orphans));
        }
    }
    Ok(connection.close().await?)
}

/// The schema of a database; 0 when it has none of ours.
pub(crate) async fn schema(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    let known: i64 = sqlx::query(table)
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    if known == 0 {
        return Ok(0);
    }
    let newest = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations";
    Ok(sqlx::query(newest)
        .fetch_one(connection)
        .await?
        .try_get(0)?)
}

async fn keep_as_it_was(connection: &mut SqliteConnection, copy: &Path) -> Result<(), StoreError> {
    if copy.exists() {
        return Ok(());
    }
    let partial = copy.with_added_extension("partial");
    let _ = std::fs::remove_file(&partial); // an earlier start was cut off there
    let made = async {
        copy_into(connection, &partial).await?;
        keep_private(&partial).and_then(|()| std::fs::rename(&partial, copy))?;
        Ok(())
    };
    let made: Result<(), Box<dyn std::error::Error + Send + Sync>> = made.await;
    made.map_err(|why| {
        let _ = std::fs::remove_file(&partial);
        StoreError::NoCopy(copy.to_owned(), why)
    })
}
