//! Mail that comes in: read from the library's mailbox, and put to the case it belongs to.

mod account;

use anyhow::Context as _;

pub(super) use account::account_of;

use super::Cases;

impl Cases {
    /// The mailbox was set otherwise, or is to be looked at now.
    pub(super) fn wake_mail(&self) {
        self.0.mailbox_changed.notify_one();
    }

    /// Whether a password for the mailbox is kept.
    pub(super) async fn has_mailbox_password(&self) -> anyhow::Result<bool> {
        Ok(self.mailbox_password().await?.is_some())
    }

    /// The password for the mailbox, if one is kept.
    pub(super) async fn mailbox_password(&self) -> anyhow::Result<Option<String>> {
        let (passwords, library) = (self.0.mailbox_passwords.clone(), self.0.library);
        let read = tokio::task::spawn_blocking(move || passwords.read(library));
        read.await.context("a password can't be read")?
    }

    /// Keeps a password for the mailbox in place of the one before; an empty one keeps none.
    pub(super) async fn keep_mailbox_password(&self, password: String) -> anyhow::Result<()> {
        let (passwords, library) = (self.0.mailbox_passwords.clone(), self.0.library);
        let kept = tokio::task::spawn_blocking(move || passwords.keep(library, &password));
        kept.await.context("a password can't be kept")?
    }
}
