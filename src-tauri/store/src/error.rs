//! What a caller of the store can do something about.

use std::path::PathBuf;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program has the data directory open.
    #[error("another Sportello is using {}; stop it first", .0.display())]
    Owned(PathBuf),
    /// The data directory can't be made or written.
    #[error("can't use the data directory {}: {}", .0.display(), .1)]
    Directory(PathBuf, #[source] std::io::Error),
    /// Another desk has that handle.
    #[error("another desk has this handle")]
    HandleTaken,
    /// Another librarian has that account name.
    #[error("another librarian has this account name")]
    UserTaken,
    /// Another librarian has that name behind the handles.
    #[error("another librarian has this name behind the desk's handle")]
    PersonTaken,
    /// A desk that patrons came to can't be taken away.
    #[error("the desk “{0}” has had contacts and can't be taken away")]
    DeskInUse(String),
    /// The librarian is kept free for another appointment at that time.
    #[error("that time is taken by another appointment")]
    TimeTaken,
    /// The address book has an entry of that name.
    #[error("the address book has an entry of this name")]
    OfficeTaken,
    /// Too many things of the library wait to go out already.
    #[error(
        "10,000 mails or notifications wait to go out already; nothing is added until some \
         have gone: look into the outbox for what is in their way"
    )]
    OutboxFull,
    /// What was looked for is not there.
    #[error("not found")]
    NotFound,
    /// A row holds what no program of ours writes.
    #[error("the database holds an unreadable {0}")]
    Unreadable(&'static str),
    /// A newer Sportello made the database.
    #[error(
        "a newer Sportello made this database (schema {stands}; this program knows {known}): \
         install that version or a newer one"
    )]
    FromTheFuture {
        /// The schema of the database.
        stands: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// An older database can't be kept as it was before it is brought up to date.
    #[error(
        "the database is to be brought up to date, and no copy can be put at {}: {}; \
         make room and start again", .0.display(), .1
    )]
    NoCopy(PathBuf, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// After an upgrade something refers to what is not there.
    #[error(
        "the upgrade of the database went wrong ({0}): put the copy of before back and tell us"
    )]
    Orphans(String),
    /// The migrations of the database are not those of this program.
    #[error("the database can't be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database failed: the disk is full, the file is damaged.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// Whether what was to be written is about something that is not there any more.
    pub fn is_of_something_gone(&self) -> bool {
        match self {
            Self::NotFound => true,
            Self::Database(sqlx::Error::Database(why)) => why.is_foreign_key_violation(),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let broken = match &error {
            sqlx::Error::RowNotFound => return Self::NotFound,
            sqlx::Error::Database(why) => why.message().to_owned(),
            _ => return Self::Database(error),
        };
        // SQLite names the columns of a violated UNIQUE, not the constraint.
        if broken.contains("desk.handle") {
            Self::HandleTaken
        } else if broken.contains("librarian.user") {
            Self::UserTaken
        } else if broken.contains("librarian.person") {
            Self::PersonTaken
        } else if broken.contains("office.name") {
            Self::OfficeTaken
        } else if broken.contains("that time is taken") {
            Self::TimeTaken
        } else {
            Self::Database(error)
        }
    }
}
