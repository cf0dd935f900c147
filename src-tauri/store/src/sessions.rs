//! The sessions of librarians. Tokens come in hashed; how long a session lasts is
//! for the server to say.

use sportello_core::{LibrarianId, SessionId};
use sqlx::Row;

use crate::accounts::{Account, account};
use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// A session that was begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What it is called where it is shown.
    pub id: SessionId,
    /// Whose.
    pub account: Account,
    /// When it was begun: milliseconds since 1970 UTC.
    pub begun_at: i64,
    /// When it was last used, to the minute.
    pub last_used_at: i64,
}

/// A session that is begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// What it is called where it is shown.
    pub id: SessionId,
    /// What is kept of its token.
    pub token_hash: String,
    /// Whose.
    pub librarian: LibrarianId,
    /// The program and the computer, as the program says; may be empty.
    pub program: String,
}

/// A session as its librarian sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// What it is called.
    pub id: SessionId,
    /// The program and the computer, as the program says; may be empty.
    pub program: String,
    /// When it was begun: milliseconds since 1970 UTC.
    pub begun_at: i64,
    /// When it was last used, to the minute.
    pub last_used_at: i64,
}

impl Store {
    /// The sessions of a librarian, the last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&self, librarian: LibrarianId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, program, created_at, last_used_at FROM session WHERE librarian_id = ? \
             ORDER BY last_used_at DESC, id",
        );
        let rows = rows.bind(librarian.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                Ok(SessionRow {
                    id: id(row, "id")?,
                    program: row.try_get("program")?,
                    begun_at: row.try_get("created_at")?,
                    last_used_at: row.try_get("last_used_at")?,
                })
            })
            .collect()
    }

    /// The session with that token.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is unknown or was ended.
    pub async fn session(&self, token_hash: &str) -> Result<Session, StoreError> {
        let row = sqlx::query(
            "SELECT librarian.id, library_id, password_hash, session.created_at AS begun_at, \
             last_used_at, session.id AS session_id \
             FROM session JOIN librarian ON librarian.id = librarian_id \
             WHERE token_hash = ? AND deactivated_at IS NULL",
        );
        let row = row.bind(token_hash).fetch_one(self.read()).await?;
        Ok(Session {
            id: id(&row, "session_id")?,
            account: account(&row)?,
            begun_at: row.try_get("begun_at")?,
            last_used_at: row.try_get("last_used_at")?,
        })
    }
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub async fn add_session(
    writing: &mut Writing<'_>,
    session: &NewSession,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO session (id, token_hash, librarian_id, program, created_at, last_used_at) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(session.id.to_string())
    .bind(&session.token_hash)
    .bind(session.librarian.to_string())
    .bind(&session.program)
    .bind(at)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Writes that a session was used.
///
/// # Errors
/// When the database fails.
pub async fn use_session(
    writing: &mut Writing<'_>,
    token_hash: &str,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE session SET last_used_at = ? WHERE token_hash = ?")
        .bind(at)
        .bind(token_hash)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Ends a session; one that is unknown is ended already.
///
/// # Errors
/// When the database fails.
pub async fn end_session(writing: &mut Writing<'_>, token_hash: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE token_hash = ?")
        .bind(token_hash)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Ends a librarian's session by what it is called; one of somebody else's, or one
/// that is unknown, is left alone.
///
/// # Errors
/// When the database fails.
pub async fn end_session_of(
    writing: &mut Writing<'_>,
    librarian: LibrarianId,
    session: SessionId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE librarian_id = ? AND id = ?")
        .bind(librarian.to_string())
        .bind(session.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Ends all sessions of a librarian but that with this token.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(
    writing: &mut Writing<'_>,
    librarian: LibrarianId,
    kept_hash: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE librarian_id = ? AND token_hash <> ?")
        .bind(librarian.to_string())
        .bind(kept_hash)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Ends all sessions of an account; gives back how many there were.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account.
pub async fn end_sessions(writing: &mut Writing<'_>, user: &str) -> Result<u64, StoreError> {
    let librarian = sqlx::query("SELECT id FROM librarian WHERE user = ?")
        .bind(user)
        .fetch_one(&mut **writing)
        .await?;
    let librarian: String = librarian.try_get("id")?;
    let ended = sqlx::query("DELETE FROM session WHERE librarian_id = ?")
        .bind(librarian)
        .execute(&mut **writing)
        .await?;
    Ok(ended.rows_affected())
}

/// Forgets the sessions that were begun or last used before these moments.
///
/// # Errors
/// When the database fails.
pub async fn forget_sessions(
    writing: &mut Writing<'_>,
    begun_before: i64,
    used_before: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE created_at < ? OR last_used_at < ?")
        .bind(begun_before)
        .bind(used_before)
        .execute(&mut **writing)
        .await?;
    Ok(())
}
