//! Looking after a database from outside: copying it while a server writes, and
//! looking into one without changing it. Neither takes the lock of the directory.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use crate::StoreError;
use crate::upgrade::schema;

/// What can be seen of a database without changing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Its schema; 0 when it is no database of ours.
    pub schema: i64,
    /// What is broken, in SQLite's words; empty when it is whole.
    pub damage: Vec<String>,
    /// The latest time in it, in milliseconds since 1970 UTC, if anything happened.
    pub newest: Option<i64>,
}

/// Writes a copy of a database to a file that is not there yet: whole, consistent,
/// and on the disk when it returns. Whoever writes meanwhile is not kept waiting,
/// and not in the copy.
///
/// # Errors
/// When it can't be read, or there is no room.
pub async fn copy_database(database: &Path, copy: &Path) -> Result<(), StoreError> {
    let mut connection = look_into(database).await?;
    copy_into(&mut connection, copy).await?;
    connection.close().await?;
    keep_private(copy).map_err(|why| StoreError::Directory(copy.to_owned(), why))
}

/// Looks into a database without changing it.
///
/// # Errors
/// When it can't be opened at all.
pub async fn inspect(database: &Path) -> Result<Inspection, StoreError> {
    let mut connection = look_into(database).await?;
    let schema = schema(&mut connection).await?;
    let damage = damage(&mut connection).await?;
    let newest = match schema {
        0 => None,
        _ => newest_time(&mut connection).await?,
    };
    connection.close().await?;
    Ok(Inspection {
        schema,
        damage,
        newest,
    })
}

async fn look_into(database: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .read_only(true)
        .busy_timeout(std::time::Duration::from_secs(5));
    Ok(options.connect().await?)
}

/// Copies what a connection reads. SQLite does not wait for the disk here, so the
/// copy is synced before anybody relies on it.
pub(crate) async fn copy_into(
    connection: &mut SqliteConnection,
    copy: &Path,
) -> Result<(), StoreError> {
    let no_text = || std::io::Error::other("its name is no text");
    let name = copy.to_str().ok_or_else(no_text);
    let name = name.map_err(|why| StoreError::Directory(copy.to_owned(), why))?;
    let whole = sqlx::query("VACUUM INTO ?").bind(name);
    whole.execute(connection).await?;
    let synced = std::fs::File::open(copy).and_then(|file| file.sync_all());
    synced.map_err(|why| StoreError::Directory(copy.to_owned(), why))
}

/// A copy is for its owner's eyes alone, as what it was copied from.
pub(crate) fn keep_private(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(file, mode)?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

async fn damage(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let pages = sqlx::query("PRAGMA integrity_check(5)"); // enough to know
    let mut damage = Vec::new();
    for row in &pages.fetch_all(&mut *connection).await? {
        let said: String = row.try_get(0)?;
        if said != "ok" {
            damage.push(said);
        }
    }
    damage.extend(orphans(connection).await?);
    Ok(damage)
}

/// Rows that refer to what is not there, told by table.
pub(crate) async fn orphans(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let orphans = "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY \"table\"";
    let mut told = Vec::new();
    for row in &sqlx::query(orphans).fetch_all(connection).await? {
        let (table, count): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        told.push(format!(
            "{count} rows of {table} refer to what is not there"
        ));
    }
    Ok(told)
}

/// The latest of what is stamped as it happens.
async fn newest_time(connection: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let newest = "SELECT max(at) FROM (SELECT max(at) AS at FROM message \
         UNION ALL SELECT max(arrived_at) FROM contact UNION ALL SELECT max(ended_at) FROM contact \
         UNION ALL SELECT max(created_at) FROM session UNION ALL SELECT max(created_at) FROM patron)";
    Ok(sqlx::query(newest)
        .fetch_one(connection)
        .await?
        .try_get(0)?)
}
