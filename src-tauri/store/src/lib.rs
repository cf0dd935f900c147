//! The only SQL of Sportello: one SQLite file in a data directory.
//!
//! **The rule.** There is one writer. Whoever writes asks for the [`Writing`]
//! transaction, does everything that belongs together and commits; a commit is on
//! the disk when it returns (WAL, `synchronous = FULL`). Readers stand beside it.
//! The directory is locked for as long as the store is open, so that two servers
//! can't own the same desk.
//!
//! Nothing here decides anything: rows in, values out. A violated constraint comes
//! back as the domain's own error, by its name.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod accounts;
mod contacts;
mod error;
mod libraries;
mod messages;
mod patrons;
mod rows;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection, Sqlite, Transaction};

pub use accounts::{
    Account, NewAccount, add_account, add_session, end_session, save_chosen_presence, set_password,
};
pub use contacts::save_contact;
pub use error::StoreError;
pub use libraries::{LibraryRow, add_desk, add_library};
pub use messages::{Saved, save_message};
pub use patrons::{NewPatron, PatronRow, add_patron};

/// The name of the database in the data directory.
const FILE: &str = "sportello.db";
/// The file whose lock says that a server owns the directory.
const LOCK: &str = "sportello.lock";
/// Readers beside the writer: a page's history must not wait for another's.
const READERS: u32 = 4;

/// An open data directory.
#[derive(Clone, Debug)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    _lock: std::sync::Arc<File>,
}

/// Everything that belongs together, written at once or not at all.
pub type Writing<'store> = Transaction<'store, Sqlite>;

impl Store {
    /// Opens the data directory, makes it if it is new, and brings it up to date.
    ///
    /// # Errors
    /// When another program owns it, or the disk says no.
    pub async fn open(directory: &Path) -> Result<Self, StoreError> {
        make_private(directory).map_err(|why| cannot_use(directory, why))?;
        let lock = lock(directory)?;
        let options = SqliteConnectOptions::new()
            .filename(directory.join(FILE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(5));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .before_acquire(|connection, _| Box::pin(is_out_of_transactions(connection)));
        let writer = writer.connect_with(options.clone()).await?;
        sqlx::migrate!("../../migrations").run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS);
        let readers = readers.connect_with(options.read_only(true)).await?;
        Ok(Self {
            writer,
            readers,
            _lock: std::sync::Arc::new(lock),
        })
    }

    /// Begins a transaction; others who want to write wait for its end.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn write(&self) -> Result<Writing<'static>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Readers of what is committed.
    pub(crate) fn read(&self) -> &SqlitePool {
        &self.readers
    }

    /// Closes the database; what was committed is in the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Whether a connection may write again. When a commit fails on a full disk, SQLite
/// has rolled back by itself and sqlx still believes in the transaction; what was
/// "committed" on such a connection from then on would be on no disk at all.
async fn is_out_of_transactions(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    connection.ping().await?; // behind a rollback that is still under way
    Ok(!connection.is_in_transaction())
}

/// Makes the directory, if it is new, for its owner's eyes alone: it holds what
/// patrons wrote.
fn make_private(directory: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

fn lock(directory: &Path) -> Result<File, StoreError> {
    let path: PathBuf = directory.join(LOCK);
    let file = File::create(&path).map_err(|why| cannot_use(directory, why))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Owned(directory.to_owned())),
        Err(std::fs::TryLockError::Error(why)) => Err(cannot_use(directory, why)),
    }
}

fn cannot_use(directory: &Path, why: std::io::Error) -> StoreError {
    StoreError::Directory(directory.to_owned(), why)
}
