//! From where mail is read, and how far it was.

use sportello_core::{Cause, DeskId, LibraryId, MailSecurity};
use sqlx::Row;

use crate::rows::{Word, optional_id, small, word};
use crate::{Store, StoreError, Writing};

/// A mailbox that is read, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxRow {
    /// The server's name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept secret.
    pub security: MailSecurity,
    /// The name to sign in with.
    pub user: String,
    /// The mailbox; `INBOX` mostly.
    pub folder: String,
    /// PEM: whose certificates are trusted besides the usual ones; may be empty.
    pub authority: String,
    /// Mail that belongs to no case becomes one, of this desk.
    pub unknown: Option<DeskId>,
    /// The life of the mailbox in which it was read so far.
    pub uid_validity: u32,
    /// How far it was read in that life.
    pub last_uid: u32,
    /// When it was looked at last, and that went well.
    pub read_at: Option<i64>,
    /// What was in the way since, and what the server said.
    pub trouble: Option<(Cause, String)>,
}

impl Store {
    /// The mailbox that a library reads.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it reads none.
    pub async fn mailbox(&self, library: LibraryId) -> Result<MailboxRow, StoreError> {
        let row = sqlx::query(
            "SELECT server, port, security, user, folder, authority, unknown_desk, uid_validity, \
             last_uid, read_at, cause, said FROM mailbox WHERE library_id = ?",
        );
        let row = row.bind(library.to_string()).fetch_one(self.read()).await?;
        let cause: String = row.try_get("cause")?;
        let trouble = match cause.as_str() {
            "" => None,
            _ => Some((word(&row, "cause")?, row.try_get("said")?)),
        };
        Ok(MailboxRow {
            server: row.try_get("server")?,
            port: row.try_get("port")?,
            security: word(&row, "security")?,
            user: row.try_get("user")?,
            folder: row.try_get("folder")?,
            authority: row.try_get("authority")?,
            unknown: optional_id(&row, "unknown_desk")?,
            uid_validity: small(&row, "uid_validity")?,
            last_uid: small(&row, "last_uid")?,
            read_at: row.try_get("read_at")?,
            trouble,
        })
    }
}

/// Writes from where mail is read, or that none is. Another mailbox is read from its
/// beginning; what was taken before is known by its hash.
///
/// # Errors
/// When the database fails.
pub async fn save_mailbox(
    writing: &mut Writing<'_>,
    library: LibraryId,
    mailbox: Option<&MailboxRow>,
) -> Result<(), StoreError> {
    let Some(set) = mailbox else {
        let gone = sqlx::query("DELETE FROM mailbox WHERE library_id = ?");
        gone.bind(library.to_string())
            .execute(&mut **writing)
            .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO mailbox (library_id, server, port, security, user, folder, authority, \
         unknown_desk) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT (library_id) DO UPDATE SET \
         uid_validity = CASE WHEN server = ?2 AND user = ?5 AND folder = ?6 \
          THEN uid_validity ELSE 0 END, \
         last_uid = CASE WHEN server = ?2 AND user = ?5 AND folder = ?6 \
          THEN last_uid ELSE 0 END, \
         server = ?2, port = ?3, security = ?4, user = ?5, folder = ?6, authority = ?7, \
         unknown_desk = ?8, cause = '', said = ''",
    )
    .bind(library.to_string())
    .bind(&set.server)
    .bind(set.port)
    .bind(set.security.word())
    .bind(&set.user)
    .bind(&set.folder)
    .bind(&set.authority)
    .bind(set.unknown.map(|desk| desk.to_string()))
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// The mailbox was read so far, in this life of it.
///
/// # Errors
/// When the database fails.
pub async fn note_mail_read(
    writing: &mut Writing<'_>,
    library: LibraryId,
    (uid_validity, last_uid): (u32, u32),
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE mailbox SET uid_validity = ?, last_uid = ?, read_at = ?, cause = '', said = '' \
         WHERE library_id = ?",
    )
    .bind(uid_validity)
    .bind(last_uid)
    .bind(now)
    .bind(library.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// The mailbox could not be read.
///
/// # Errors
/// When the database fails.
pub async fn note_mail_trouble(
    writing: &mut Writing<'_>,
    library: LibraryId,
    cause: Cause,
    said: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE mailbox SET cause = ?, said = ? WHERE library_id = ?")
        .bind(cause.word())
        .bind(said)
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}
