//! The mail accounts of libraries, without their passwords.

use sportello_core::{LibraryId, MailAccount, MailAddress};
use sqlx::Row;

use crate::rows::{Word, word};
use crate::{Store, StoreError, Writing};

impl Store {
    /// The mail account of a library.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it has none.
    pub async fn mail_account(&self, library: LibraryId) -> Result<MailAccount, StoreError> {
        let row = sqlx::query(
            "SELECT server, port, security, user, sender, sender_name, bounces, authority \
             FROM mail_account WHERE library_id = ?",
        );
        let row = row.bind(library.to_string());
        let row = row.fetch_one(self.read()).await?;
        let address = |text: String| {
            MailAddress::parse(&text).map_err(|_| StoreError::Unreadable("mail account"))
        };
        let bounces: String = row.try_get("bounces")?;
        let bounces = Some(bounces).filter(|bounces| !bounces.is_empty());
        Ok(MailAccount {
            server: row.try_get("server")?,
            port: row.try_get("port")?,
            security: word(&row, "security")?,
            user: row.try_get("user")?,
            sender: address(row.try_get("sender")?)?,
            sender_name: row.try_get("sender_name")?,
            bounces: bounces.map(address).transpose()?,
            authority: row.try_get("authority")?,
        })
    }
}

/// Writes the mail account of a library, or takes it away.
///
/// # Errors
/// When the database fails.
pub async fn save_mail_account(
    writing: &mut Writing<'_>,
    library: LibraryId,
    account: Option<&MailAccount>,
    at: i64,
) -> Result<(), StoreError> {
    let Some(account) = account else {
        let gone = sqlx::query("DELETE FROM mail_account WHERE library_id = ?");
        gone.bind(library.to_string())
            .execute(&mut **writing)
            .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO mail_account (library_id, server, port, security, user, sender, sender_name, \
         bounces, authority, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (library_id) DO UPDATE SET server = excluded.server, port = excluded.port, \
         security = excluded.security, user = excluded.user, sender = excluded.sender, \
         sender_name = excluded.sender_name, bounces = excluded.bounces, \
         authority = excluded.authority, changed_at = excluded.changed_at",
    )
    .bind(library.to_string())
    .bind(&account.server)
    .bind(account.port)
    .bind(account.security.word())
    .bind(&account.user)
    .bind(account.sender.as_str())
    .bind(&account.sender_name)
    .bind(account.bounces.as_ref().map_or("", MailAddress::as_str))
    .bind(&account.authority)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
