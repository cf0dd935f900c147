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
            "SELECT server, port, security, user, sender, sender_name, bounces, replies, \
             authority FROM mail_account WHERE library_id = ?",
        );
        let row = row.bind(library.to_string());
        let row = row.fetch_one(self.read()).await?;
        let address = |text: String| {
            MailAddress::parse(&text).map_err(|_| StoreError::Unreadable("mail account"))
        };
        let mailbox = |column| {
            let text: String = row.try_get(column)?;
            let text = Some(text).filter(|text| !text.is_empty());
            text.map(address).transpose()
        };
        Ok(MailAccount {
            server: row.try_get("server")?,
            port: row.try_get("port")?,
            security: word(&row, "security")?,
            user: row.try_get("user")?,
            sender: address(row.try_get("sender")?)?,
            sender_name: row.try_get("sender_name")?,
            bounces: mailbox("bounces")?,
            replies: mailbox("replies")?,
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
         bounces, replies, authority, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (library_id) DO UPDATE SET server = excluded.server, port = excluded.port, \
         security = excluded.security, user = excluded.user, sender = excluded.sender, \
         sender_name = excluded.sender_name, bounces = excluded.bounces, \
         replies = excluded.replies, authority = excluded.authority, changed_at = excluded.changed_at",
    )
    .bind(library.to_string())
    .bind(&account.server)
    .bind(account.port)
    .bind(account.security.word())
    .bind(&account.user)
    .bind(account.sender.as_str())
    .bind(&account.sender_name)
    .bind(account.bounces.as_ref().map_or("", MailAddress::as_str))
    .bind(account.replies.as_ref().map_or("", MailAddress::as_str))
    .bind(&account.authority)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// The secret by which a library knows the addresses for answers that it made; this one,
/// if it has none yet.
///
/// # Errors
/// When the database fails or holds what can't be read.
pub async fn reply_key(
    writing: &mut Writing<'_>,
    library: LibraryId,
    new: [u8; 32],
    at: i64,
) -> Result<[u8; 32], StoreError> {
    let made = sqlx::query(
        "INSERT INTO reply_key (library_id, secret, created_at) VALUES (?, ?, ?) \
         ON CONFLICT (library_id) DO NOTHING",
    );
    let made = made.bind(library.to_string()).bind(&new[..]).bind(at);
    made.execute(&mut **writing).await?;
    let row = sqlx::query("SELECT secret FROM reply_key WHERE library_id = ?");
    let row = row.bind(library.to_string()).fetch_one(&mut **writing);
    let secret: Vec<u8> = row.await?.try_get("secret")?;
    secret
        .try_into()
        .map_err(|_| StoreError::Unreadable("key for answers"))
}

impl Store {
    /// The same, where it has been made.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn known_reply_key(
        &self,
        library: LibraryId,
    ) -> Result<Option<[u8; 32]>, StoreError> {
        let row = sqlx::query("SELECT secret FROM reply_key WHERE library_id = ?");
        let row = row.bind(library.to_string());
        let Some(row) = row.fetch_optional(self.read()).await? else {
            return Ok(None);
        };
        let secret: Vec<u8> = row.try_get("secret")?;
        let secret = secret.try_into();
        secret
            .map(Some)
            .map_err(|_| StoreError::Unreadable("key for answers"))
    }
}
