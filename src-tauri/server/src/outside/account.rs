//! The library's calendar on a server, at the socket of an administrator: looked for,
//! kept, taken away.

use std::sync::Arc;

use sportello_core::{CalendarAccount, CalendarFault, Channel, Duty, OutgoingId, Role, Settings};
use sportello_store::{StoreError, Writing};
use sportello_wire::seat::{
    CalendarAccountView, CalendarChoice, CalendarTold, OutsideRefusal, OutsideTold, ToSeat,
    TroubleView,
};

use super::{OwnOutside, Undone, commit};
use crate::clock::new_id;
use crate::outbox::calendar_account_of;

impl From<CalendarFault> for Undone {
    fn from(fault: CalendarFault) -> Self {
        OutsideRefusal::Fault { fault }.into()
    }
}

impl OwnOutside {
    /// The account, for administrators.
    pub(super) async fn account(
        &self,
        role: Option<Role>,
    ) -> Result<Option<CalendarAccountView>, StoreError> {
        if !role.is_some_and(|role| role.may(Duty::Administer)) {
            return Ok(None);
        }
        let account = match self.shared.store.calendar_account(self.library).await {
            Ok(account) => account,
            Err(StoreError::NotFound) => return Ok(None),
            Err(why) => return Err(why),
        };
        let kept = self.shared.calendar_passwords.read(self.library);
        Ok(Some(CalendarAccountView {
            account,
            has_password: matches!(kept, Ok(Some(_))),
        }))
    }

    /// Looks for the calendars of an account beside the socket: it may take its time.
    pub(super) async fn find_calendars(
        &self,
        number: u32,
        form: &CalendarAccount,
        password: Option<String>,
    ) -> Result<(), Undone> {
        let (writing, ..) = self.administering().await?;
        drop(writing);
        let account = form.read()?;
        let turn = Arc::clone(&self.looking).try_acquire_owned();
        let turn = turn.map_err(|_| Undone::from(OutsideRefusal::TooManyTries {}))?;
        let password = match password {
            Some(password) => Some(password),
            None => {
                self.is_for_the_kept_password(&account).await?;
                self.kept_password()?
            }
        };
        let voice = self.voice.clone();
        tokio::spawn(async move {
            let _turn = turn;
            let account = calendar_account_of(&account, password.as_deref());
            let (calendars, trouble) = match sportello_calendar::caldav::find(&account).await {
                Ok(found) => (found, None),
                Err(trouble) => (Vec::new(), Some(trouble)),
            };
            let calendars = calendars.into_iter().take(CalendarChoice::MOST);
            let calendars = calendars.map(|one| CalendarChoice {
                collection: one.href,
                name: one.name,
                takes_events: one.takes_events,
            });
            let told = OutsideTold::Found {
                number,
                calendars: calendars.collect(),
                trouble: trouble.map(|trouble| TroubleView {
                    cause: trouble.cause,
                    said: trouble.said,
                }),
            };
            let told = CalendarTold::Outside { told };
            voice.say(ToSeat::Calendar { told });
        });
        Ok(())
    }

    /// Keeps the account, and queues all that is ahead for it; or takes it away.
    pub(super) async fn save_calendar(
        &self,
        form: Option<&CalendarAccount>,
        password: Option<String>,
    ) -> Result<(), Undone> {
        let account = form.map(CalendarAccount::read).transpose()?;
        if account
            .as_ref()
            .is_some_and(|one| one.collection.is_empty())
        {
            return Err(CalendarFault::Collection.into());
        }
        if let (Some(account), None) = (&account, &password) {
            self.is_for_the_kept_password(account).await?;
        }
        let (mut writing, ..) = self.administering().await?;
        let (library, now) = (self.library, self.now());
        sportello_store::save_calendar_account(&mut writing, library, account.as_ref(), now)
            .await?;
        sportello_store::set_standstill(&mut writing, library, Channel::Calendar, None).await?;
        if account.is_some() {
            let next_id = || OutgoingId(new_id());
            sportello_store::queue_all_for_calendar(&mut writing, library, next_id, now).await?;
        }
        if let Some(password) = password {
            let passwords = self.shared.calendar_passwords.clone();
            let keeping = tokio::task::spawn_blocking(move || passwords.keep(library, &password));
            let kept = keeping.await.map_err(anyhow::Error::from);
            kept.and_then(|kept| kept).map_err(Undone::Failed)?;
        }
        commit(writing).await?;
        tracing::info!(librarian = %self.librarian, "the library's calendar was changed");
        self.shared.bell.ring();
        Ok(())
    }

    async fn administering(&self) -> Result<(Writing<'static>, Settings), Undone> {
        let (writing, settings, role) = self.writing().await?;
        if role.may(Duty::Administer) {
            Ok((writing, settings))
        } else {
            Err(OutsideRefusal::NotAllowed {}.into())
        }
    }

    fn kept_password(&self) -> Result<Option<String>, Undone> {
        let kept = self.shared.calendar_passwords.read(self.library);
        kept.map_err(Undone::Failed)
    }

    /// A password is said to the server that it was typed for. Who could name another
    /// would read it there.
    async fn is_for_the_kept_password(&self, account: &CalendarAccount) -> Result<(), Undone> {
        if self.kept_password()?.is_none() {
            return Ok(());
        }
        match self.shared.store.calendar_account(self.library).await {
            Ok(known) if known.signs_in_like(account) => Ok(()),
            Ok(_) | Err(StoreError::NotFound) => Err(CalendarFault::PasswordAgain.into()),
            Err(why) => Err(why.into()),
        }
    }
}
