//! Librarians' accounts. Passwords come in hashed.

use std::collections::BTreeMap;

use sportello_core::{ChosenPresence, Librarian, LibrarianId, LibraryId, PersonName, Role};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::libraries::settings_changed;
use crate::rows::{Word, id, json, optional_id, to_json, word};
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
    /// What they may do besides answering.
    pub role: Role,
    /// Argon2id, in the PHC format.
    pub password_hash: String,
}

impl Store {
    /// The librarians of a library.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn librarians(&self, library: LibraryId) -> Result<Vec<Librarian>, StoreError> {
        librarians(&mut *self.read().acquire().await?, library).await
    }

    /// Every account of a library, by the name to sign in with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(
        &self,
        library: LibraryId,
    ) -> Result<BTreeMap<String, LibrarianId>, StoreError> {
        let rows = sqlx::query(
            "SELECT user, id FROM librarian WHERE library_id = ? AND deactivated_at IS NULL",
        );
        let rows = rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .map(|row| Ok((row.try_get("user")?, id(row, "id")?)))
            .collect()
    }

    /// The account with that name to sign in with.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, or its librarian has left.
    pub async fn account(&self, user: &str) -> Result<Account, StoreError> {
        let row = sqlx::query(
            "SELECT id, library_id, password_hash FROM librarian \
             WHERE user = ? AND deactivated_at IS NULL",
        );
        account(&row.bind(user).fetch_one(self.read()).await?)
    }

    /// The account of a librarian, with its name to sign in with.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, or its librarian has left.
    pub async fn account_of(
        &self,
        librarian: LibrarianId,
    ) -> Result<(String, Account), StoreError> {
        let row = sqlx::query(
            "SELECT user, id, library_id, password_hash FROM librarian \
             WHERE id = ? AND deactivated_at IS NULL",
        );
        let row = row
            .bind(librarian.to_string())
            .fetch_one(self.read())
            .await?;
        Ok((row.try_get("user")?, account(&row)?))
    }

    /// The names of those who have left: what they did is still told of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn former_librarians(
        &self,
        library: LibraryId,
    ) -> Result<BTreeMap<LibrarianId, String>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name FROM librarian WHERE library_id = ? AND deactivated_at IS NOT NULL",
        );
        let rows = rows.bind(library.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| Ok((id(row, "id")?, row.try_get("name")?)))
            .collect()
    }
}

pub(crate) async fn librarians(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Vec<Librarian>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, person, role, languages, chats, chosen_presence FROM librarian \
         WHERE library_id = ? AND deactivated_at IS NULL ORDER BY id",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    rows.iter()
        .map(|row| {
            Ok(Librarian {
                id: id(row, "id")?,
                name: row.try_get("name")?,
                person: optional_id::<PersonName>(row, "person")?,
                role: word(row, "role")?,
                languages: json(row, "languages")?,
                chats: row.try_get("chats")?,
                chosen: word(row, "chosen_presence")?,
            })
        })
        .collect()
}

/// Writes what is set of these librarians; what they chose is theirs.
pub(crate) async fn save_librarians(
    writing: &mut Writing<'_>,
    library: LibraryId,
    librarians: &[Librarian],
) -> Result<(), StoreError> {
    // Two librarians may exchange their names behind the handle.
    sqlx::query("UPDATE librarian SET person = NULL WHERE library_id = ?")
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    for librarian in librarians {
        write_librarian(writing, library, librarian).await?;
    }
    Ok(())
}

async fn write_librarian(
    writing: &mut Writing<'_>,
    library: LibraryId,
    librarian: &Librarian,
) -> Result<(), StoreError> {
    let changed = sqlx::query(
        "UPDATE librarian SET name = ?, person = ?, role = ?, languages = ?, chats = ? \
         WHERE id = ? AND library_id = ? AND deactivated_at IS NULL",
    )
    .bind(&librarian.name)
    .bind(librarian.person.as_ref().map(PersonName::as_str))
    .bind(librarian.role.word())
    .bind(to_json(&librarian.languages))
    .bind(librarian.chats)
    .bind(librarian.id.to_string())
    .bind(library.to_string())
    .execute(&mut **writing)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
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
        "INSERT INTO librarian (id, library_id, user, name, role, password_hash, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(account.id.to_string())
    .bind(account.library.to_string())
    .bind(&account.user)
    .bind(&account.name)
    .bind(account.role.word())
    .bind(&account.password_hash)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    settings_changed(writing, account.library).await
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

/// Changes a librarian's password, and ends no session.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such account.
pub async fn change_password(
    writing: &mut Writing<'_>,
    librarian: LibrarianId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let changed = sqlx::query(
        "UPDATE librarian SET password_hash = ? WHERE id = ? AND deactivated_at IS NULL",
    );
    let changed = changed.bind(password_hash).bind(librarian.to_string());
    match changed.execute(&mut **writing).await?.rows_affected() {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Writes what is set of one librarian, and counts it as a change of the settings.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such librarian in that library,
/// [`StoreError::PersonTaken`].
pub async fn save_librarian(
    writing: &mut Writing<'_>,
    library: LibraryId,
    librarian: &Librarian,
) -> Result<(), StoreError> {
    write_librarian(writing, library, librarian).await?;
    settings_changed(writing, library).await
}

/// Whether a librarian works here. Who has left has no sessions any more; in which
/// groups they were is known until the groups are written the next time.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such librarian in that library.
pub async fn set_active(
    writing: &mut Writing<'_>,
    library: LibraryId,
    librarian: LibrarianId,
    active: bool,
    at: i64,
) -> Result<(), StoreError> {
    let changed =
        sqlx::query("UPDATE librarian SET deactivated_at = ? WHERE id = ? AND library_id = ?")
            .bind((!active).then_some(at))
            .bind(librarian.to_string())
            .bind(library.to_string())
            .execute(&mut **writing)
            .await?;
    if changed.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    if !active {
        sqlx::query("DELETE FROM session WHERE librarian_id = ?")
            .bind(librarian.to_string())
            .execute(&mut **writing)
            .await?;
        sqlx::query("DELETE FROM invitation WHERE librarian_id = ?")
            .bind(librarian.to_string())
            .execute(&mut **writing)
            .await?;
    }
    settings_changed(writing, library).await
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
