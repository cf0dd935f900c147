//! The mail account at the socket of an administrator: kept when it can be used, tried
//! when somebody asks.

use std::sync::Arc;

use sportello_core::{Cause, Channel, Duty, MailAccount, MailAccountForm, MailFault};
use sportello_mail::Password;
use sportello_store::{StoreError, Writing};
use sportello_wire::seat::{OutboxRefusal, OutboxTold, ToSeat};

use super::{OwnOutbox, Undone, commit, trouble_view};
use crate::outbox::post::{account_of, obstacle, replies_fit};

impl OwnOutbox {
    pub(super) async fn save_mail(
        &self,
        form: Option<&MailAccountForm>,
        password: Option<String>,
    ) -> Result<(), Undone> {
        let mut writing = self.authorised(Duty::Administer).await?;
        let account = form.map(MailAccountForm::read).transpose()?;
        if let Some(account) = &account {
            self.usable(account, password.as_deref())?;
            if password.is_none() {
                self.is_for_the_kept_password(account).await?;
            }
        }
        let (library, now) = (self.library, self.now());
        sportello_store::save_mail_account(&mut writing, library, account.as_ref(), now).await?;
        self.account_changed(&mut writing, account.is_some())
            .await?;
        if let Some(password) = password {
            let passwords = self.shared.mail_passwords.clone();
            let keeping = tokio::task::spawn_blocking(move || passwords.keep(library, &password));
            keeping.await.map_err(anyhow::Error::from)??;
        }
        commit(writing).await?;
        tracing::info!(librarian = %self.librarian, "the mail account was changed");
        Ok(())
    }

    /// What was in the way may be no more: it is tried at once.
    async fn account_changed(
        &self,
        writing: &mut Writing<'_>,
        is_there: bool,
    ) -> Result<(), StoreError> {
        let (library, channel) = (self.library, Channel::Mail);
        let still = sportello_store::standstill(writing, library, channel).await?;
        let still = still.filter(|_| is_there).map(|mut still| {
            still.try_now(self.now());
            still
        });
        sportello_store::set_standstill(writing, library, channel, still.as_ref()).await
    }

    /// What the mail crate would refuse at each letter is refused here.
    fn usable(&self, account: &MailAccount, password: Option<&str>) -> Result<(), MailFault> {
        if password.is_some_and(|password| Password::new(password).is_err()) {
            return Err(MailFault::Password);
        }
        if !replies_fit(account) {
            return Err(MailFault::Replies);
        }
        match account_of(account, None) {
            Ok(_) => Ok(()),
            Err(trouble) if trouble.cause == Cause::BadAuthority => Err(MailFault::Authority),
            Err(_) => Err(MailFault::Sender),
        }
    }

    /// A password is said to the server that it was typed for. Who could name another
    /// would read it there.
    async fn is_for_the_kept_password(&self, account: &MailAccount) -> Result<(), Undone> {
        if self.shared.mail_passwords.read(self.library)?.is_none() {
            return Ok(());
        }
        let known = match self.shared.store.mail_account(self.library).await {
            Ok(known) => Some(known),
            Err(StoreError::NotFound) => None,
            Err(why) => return Err(why.into()),
        };
        if known.is_some_and(|known| known.signs_in_like(account)) {
            Ok(())
        } else {
            Err(MailFault::PasswordAgain.into())
        }
    }

    /// Tries the server beside the socket: it may take its time.
    pub(super) async fn test_mail(
        &self,
        number: u32,
        form: &MailAccountForm,
        password: Option<String>,
    ) -> Result<(), Undone> {
        drop(self.authorised(Duty::Administer).await?);
        let account = form.read()?;
        self.usable(&account, password.as_deref())?;
        let turn = Arc::clone(&self.testing).try_acquire_owned();
        let turn = turn.map_err(|_| Undone::Refused(OutboxRefusal::TooManyTries {}))?;
        let password = match password {
            Some(password) => Some(password),
            None => {
                self.is_for_the_kept_password(&account).await?;
                self.shared.mail_passwords.read(self.library)?
            }
        };
        let password = password.filter(|password| !password.is_empty());
        let voice = self.voice.clone();
        tokio::spawn(async move {
            let _turn = turn;
            let trouble = match account_of(&account, password.as_deref()) {
                Ok((account, password)) => {
                    let checked = sportello_mail::check(&account, password.as_ref()).await;
                    checked.err().map(|why| obstacle(&why))
                }
                Err(trouble) => Some(trouble),
            };
            let trouble = trouble.map(trouble_view);
            let told = OutboxTold::Tested { number, trouble };
            voice.say(ToSeat::Outbox { told });
        });
        Ok(())
    }
}
