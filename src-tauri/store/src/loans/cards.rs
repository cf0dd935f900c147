//! How a borrower's loans get into a thread: a code that was sent to them, or a link that
//! was handed out. Codes and secrets stand here as hashes.

use sportello_core::{BorrowerId, LibrarianId, ThreadId};
use sqlx::Row;

use crate::rows::{id, optional_id, small};
use crate::{Store, StoreError, Writing};

/// A code that a thread awaits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardCode {
    /// The card, as it was typed.
    pub card: String,
    /// Whose it is; none for a card that nobody knows.
    pub borrower: Option<BorrowerId>,
    /// The hash of the code.
    pub code_hash: String,
    /// How often another one was tried.
    pub tries: u32,
    /// When it was sent: milliseconds since 1970 UTC.
    pub sent_at: i64,
}

impl Store {
    /// The code that a thread awaits.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it awaits none.
    pub async fn card_code(&self, thread: ThreadId) -> Result<CardCode, StoreError> {
        let row = sqlx::query(
            "SELECT card, borrower_id, code_hash, tries, sent_at FROM card_code \
             WHERE thread_id = ?",
        );
        let row = row.bind(thread.to_string()).fetch_one(self.read()).await?;
        Ok(CardCode {
            card: row.try_get("card")?,
            borrower: optional_id(&row, "borrower_id")?,
            code_hash: row.try_get("code_hash")?,
            tries: small(&row, "tries")?,
            sent_at: row.try_get("sent_at")?,
        })
    }
}

/// A thread awaits this code, and no other.
///
/// # Errors
/// When the database fails.
pub async fn keep_code(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    code: &CardCode,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO card_code (thread_id, card, borrower_id, code_hash, tries, sent_at) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (thread_id) DO UPDATE SET card = excluded.card, \
         borrower_id = excluded.borrower_id, code_hash = excluded.code_hash, \
         tries = excluded.tries, sent_at = excluded.sent_at",
    )
    .bind(thread.to_string())
    .bind(&code.card)
    .bind(code.borrower.map(|id| id.to_string()))
    .bind(&code.code_hash)
    .bind(code.tries)
    .bind(code.sent_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Another code was tried; says how often that was so.
///
/// # Errors
/// [`StoreError::NotFound`] when the thread awaits none.
pub async fn miss_code(writing: &mut Writing<'_>, thread: ThreadId) -> Result<u32, StoreError> {
    let row =
        sqlx::query("UPDATE card_code SET tries = tries + 1 WHERE thread_id = ? RETURNING tries");
    let row = row.bind(thread.to_string()).fetch_one(&mut **writing);
    small(&row.await?, "tries")
}

/// Keeps a link that is handed out to a borrower.
///
/// # Errors
/// When the database fails.
pub async fn add_card_link(
    writing: &mut Writing<'_>,
    secret_hash: &str,
    borrower: BorrowerId,
    made_by: Option<LibrarianId>,
    (now, until): (i64, i64),
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM card_link WHERE expires_at < ?")
        .bind(now)
        .execute(&mut **writing)
        .await?;
    sqlx::query(
        "INSERT INTO card_link (secret_hash, borrower_id, made_by, expires_at) \
         VALUES (?, ?, ?, ?)",
    )
    .bind(secret_hash)
    .bind(borrower.to_string())
    .bind(made_by.map(|id| id.to_string()))
    .bind(until)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Somebody has opened a link: whose it is. It opens nothing any more.
///
/// # Errors
/// [`StoreError::NotFound`] when it is over, or was opened before.
pub async fn use_card_link(
    writing: &mut Writing<'_>,
    secret_hash: &str,
    now: i64,
) -> Result<BorrowerId, StoreError> {
    let row = sqlx::query(
        "DELETE FROM card_link WHERE secret_hash = ? AND expires_at >= ? RETURNING borrower_id",
    );
    let row = row.bind(secret_hash).bind(now).fetch_one(&mut **writing);
    id(&row.await?, "borrower_id")
}
