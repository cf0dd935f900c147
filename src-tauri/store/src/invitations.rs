//! Links by which somebody gets an account or a new password, by the hashes of their
//! secrets.

use sportello_core::{InvitationId, LibrarianId, LibraryId, Role};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, word};
use crate::{Store, StoreError, Writing};

/// An invitation that was made and not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// Which.
    pub id: InvitationId,
    /// To which library.
    pub library: LibraryId,
    /// Who is invited, as colleagues and patrons will read it.
    pub name: String,
    /// What they may do besides answering.
    pub role: Role,
    /// Whose account gets a new password by it; none for somebody new.
    pub librarian: Option<LibrarianId>,
    /// When it was made: milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

const COLUMNS: &str = "id, library_id, name, role, librarian_id, created_at, expires_at";

impl Store {
    /// The invitation with this secret, also when it has ended meanwhile.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is unknown, was used or taken back.
    pub async fn invitation(&self, secret_hash: &str) -> Result<InvitationRow, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitation WHERE secret_hash = ? AND revoked_at IS NULL"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(secret_hash);
        invitation(&row.fetch_one(self.read()).await?)
    }

    /// The invitations of a library that were neither used nor taken back, the newest
    /// first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitations(&self, library: LibraryId) -> Result<Vec<InvitationRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invitation WHERE library_id = ? AND revoked_at IS NULL \
             ORDER BY created_at DESC, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(library.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(invitation).collect()
    }
}

fn invitation(row: &SqliteRow) -> Result<InvitationRow, StoreError> {
    Ok(InvitationRow {
        id: id(row, "id")?,
        library: id(row, "library_id")?,
        name: row.try_get("name")?,
        role: word(row, "role")?,
        librarian: optional_id(row, "librarian_id")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

/// Makes an invitation, in the place of one with the same id, or of one for the same
/// account: there is one link at a time.
///
/// # Errors
/// When the database fails.
pub async fn add_invitation(
    writing: &mut Writing<'_>,
    invitation: &InvitationRow,
    secret_hash: &str,
) -> Result<(), StoreError> {
    let librarian = invitation.librarian.map(|librarian| librarian.to_string());
    sqlx::query("DELETE FROM invitation WHERE id = ? OR librarian_id = ?")
        .bind(invitation.id.to_string())
        .bind(&librarian)
        .execute(&mut **writing)
        .await?;
    sqlx::query(
        "INSERT INTO invitation \
         (id, library_id, secret_hash, name, role, librarian_id, created_at, expires_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(invitation.id.to_string())
    .bind(invitation.library.to_string())
    .bind(secret_hash)
    .bind(&invitation.name)
    .bind(invitation.role.word())
    .bind(librarian)
    .bind(invitation.created_at)
    .bind(invitation.expires_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Takes the invitation with this secret away, for whoever uses it now: there is no
/// second time.
///
/// # Errors
/// [`StoreError::NotFound`] when it is unknown, has ended, was used or taken back.
pub async fn take_invitation(
    writing: &mut Writing<'_>,
    secret_hash: &str,
    at: i64,
) -> Result<InvitationRow, StoreError> {
    let sql = format!(
        "DELETE FROM invitation WHERE secret_hash = ? AND expires_at > ? AND revoked_at IS NULL \
         RETURNING {COLUMNS}"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(secret_hash)
        .bind(at);
    invitation(&row.fetch_one(&mut **writing).await?)
}

/// Takes an invitation back, or lets it hold again.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none such in that library.
pub async fn set_revoked(
    writing: &mut Writing<'_>,
    library: LibraryId,
    invitation: InvitationId,
    revoked: bool,
    at: i64,
) -> Result<(), StoreError> {
    let changed =
        sqlx::query("UPDATE invitation SET revoked_at = ? WHERE id = ? AND library_id = ?")
            .bind(revoked.then_some(at))
            .bind(invitation.to_string())
            .bind(library.to_string())
            .execute(&mut **writing)
            .await?;
    match changed.rows_affected() {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Forgets the invitations that ended or were taken back before an instant.
///
/// # Errors
/// When the database fails.
pub async fn forget_invitations(writing: &mut Writing<'_>, before: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM invitation WHERE expires_at < ?1 OR revoked_at < ?1")
        .bind(before)
        .execute(&mut **writing)
        .await?;
    Ok(())
}
