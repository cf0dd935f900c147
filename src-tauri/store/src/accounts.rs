//! Librarians' accounts. Passwords come in hashed.

use sportello_core::{ChosenPresence, Librarian, LibrarianId, LibraryId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, word};
use crate::{Store, StoreError, Writing};

/// An account, as a sign-in needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The librarian.
    pub id: LibrarianId,
    /// The library it belongs to.
    pub library: LibraryId,
    /// Argon2id, in the PHC format.
    pub password_hash: String,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The librarian.
    pub id: LibrarianId,
    /// The library it belongs to.
    pub library: LibraryId,
    /// The name to sign in with.
    pub user: String,
    /// As colleagues and patrons read it.
    pub name: String,
    /// Argon2id, in the PHC format.
    pub password_hash: String,
}

impl Store {
    /// The librarians of a library.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn librarians(&self, library: LibraryId) -> Result<Vec<Librarian>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, chosen_presence FROM librarian WHERE library_id = ? ORDER BY id",
        );
        let rows = rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Librarian {
                    id: id(row, "id")?,
                    name: row.try_get("name")?,
                    chosen: word(row, "chosen_presence")?,
                })
            })
            .collect()
    }

    /// The account with that name to sign in with.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn account(&self, user: &str) -> Result<Account, StoreError> {
        let row = sqlx::query("SELECT id, library_id, password_hash FROM librarian WHERE user = ?");
        account(&row.bind(user).fetch_one(self.read()).await?)
    }
}

pub(crate) fn account(row: &SqliteRow) -> Result<Account, StoreError> {
    Ok(Account {
        id: id(row, "id")?,
        library: id(row, "library_id")?,
        password_hash: row.try_get("password_hash")?,
    })
}

/// Makes an account.
///
/// # Errors
/// [`StoreError::UserTaken`] when another has its name.
pub async fn add_account(
    writing: &mut Writing<'_>,
    account: &NewAccount,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO librarian (id, library_id, user, name, password_hash, created_at) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(account.id.to_string())
    .bind(account.library.to_string())
    .bind(&account.user)
    .bind(&account.name)
    .bind(&account.password_hash)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Changes a password and ends every session that was begun with the old one.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account.
pub async fn set_password(
    writing: &mut Writing<'_>,
    user: &str,
    password_hash: &str,
) -> Result<(), StoreError> {
    let changed = sqlx::query("UPDATE librarian SET password_hash = ? WHERE user = ?")
        .bind(password_hash)
        .bind(user)
        .execute(&mut **writing)
        .await?;
    if changed.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    sqlx::query(
        "DELETE FROM session WHERE librarian_id = (SELECT id FROM librarian WHERE user = ?)",
    )
    .bind(user)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Writes what a librarian chose.
///
/// # Errors
/// When the database fails.
pub async fn save_chosen_presence(
    writing: &mut Writing<'_>,
    librarian: LibrarianId,
    chosen: ChosenPresence,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE librarian SET chosen_presence = ? WHERE id = ?")
        .bind(chosen.word())
        .bind(librarian.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}
