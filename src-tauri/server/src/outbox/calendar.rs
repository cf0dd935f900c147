//! The courier of calendars: an appointment is put into the library's calendar as it now
//! stands, or taken out of it.
//!
//! One thing after the other for each server: what an earlier change and a later one of
//! the same appointment leave there must not depend on who is faster.

use std::sync::Arc;

use sportello_calendar::caldav::{self, Account, ETag, Put, Remove, Secret};
use sportello_calendar::stored;
use sportello_core::{AppointmentId, AppointmentState, Attempt, CalendarAccount, Cause, Trouble};
use sportello_store::{CalendarCopy, Store, StoreError};
use tokio::sync::Mutex;

use super::appointment::appointment_in;
use super::courier::Parcel;
use super::post::unreadable;
use crate::appointments::told;
use crate::mail_password::MailPasswords;
use crate::outside::named;

/// Keeps appointments in the calendars of libraries.
#[derive(Clone, Debug)]
pub(crate) struct Calendars {
    store: Store,
    passwords: MailPasswords,
    /// The address under which patrons reach the server.
    base: String,
    turn: Arc<Mutex<()>>,
}

impl Calendars {
    pub(crate) fn new(store: Store, passwords: MailPasswords, base: String) -> Self {
        let turn = Arc::default();
        Self {
            store,
            passwords,
            base,
            turn,
        }
    }

    /// Makes one attempt and says how it came out.
    pub(crate) async fn carry(&self, parcel: &Parcel) -> Attempt {
        let Some(id) = appointment_in(&parcel.payload) else {
            return Attempt::Never(Trouble::new(Cause::BadLetter, ""));
        };
        let _turn = self.turn.lock().await;
        match self.kept(parcel, id).await {
            Ok(attempt) => attempt,
            Err(trouble) => Attempt::NoWay {
                trouble,
                peace: None,
            },
        }
    }

    async fn kept(&self, parcel: &Parcel, id: AppointmentId) -> Result<Attempt, Trouble> {
        let set = match self.store.calendar_account(parcel.library).await {
            Ok(set) => set,
            Err(StoreError::NotFound) => return Err(Trouble::new(Cause::NotSet, "")),
            Err(why) => return Err(unreadable(&why)),
        };
        let told = match told(&self.store, parcel.library, id).await {
            Ok(told) => told,
            // Its patron was forgotten meanwhile: nothing is known of it any more.
            Err(StoreError::NotFound) => return Ok(Attempt::Sent),
            Err(why) => return Err(unreadable(&why)),
        };
        let password = self.passwords.read(parcel.library).map_err(|why| {
            tracing::error!(why = format!("{why:#}"), "a password can't be read");
            Trouble::new(Cause::PasswordMissing, "")
        })?;
        let account = account_of(&set, password.as_deref());
        let copy = self.store.calendar_copy(id).await;
        let copy = copy.map_err(|why| unreadable(&why))?;
        let event = told.event(set.language, &self.base);
        let patron = told.appointment.name.as_str().to_owned();
        let event = named(event, set.names.then_some(patron));
        let known = copy.etag.as_deref().and_then(ETag::new);
        let is_off = matches!(told.appointment.state, AppointmentState::Cancelled { .. });
        if is_off || copy.overwrite {
            let known = known.as_ref().filter(|_| !copy.overwrite);
            let removed = caldav::remove(&account, &set.collection, &event.uid, known).await;
            match removed {
                Remove::Removed if is_off => return self.left(id, None).await,
                Remove::Removed => {}
                Remove::ChangedThere => return Ok(changed_there()),
                Remove::Failed(fault) => return Ok(fault.into()),
            }
        }
        let known = known.filter(|_| !copy.overwrite);
        let text = stored(&event);
        let put = caldav::put(&account, &set.collection, &event.uid, &text, known.as_ref()).await;
        match put {
            Put::Stored(etag) => {
                let etag = etag.map(|etag| etag.as_str().to_owned());
                let overwrite = false;
                let copy = CalendarCopy { etag, overwrite };
                self.left(id, Some(copy)).await
            }
            Put::ChangedThere => Ok(changed_there()),
            Put::Failed(fault) => Ok(fault.into()),
        }
    }

    /// It was left there in this state, or is not there any more. If that can't be
    /// written, the same is tried again, and known again.
    async fn left(
        &self,
        id: AppointmentId,
        copy: Option<CalendarCopy>,
    ) -> Result<Attempt, Trouble> {
        let noted = async {
            let mut writing = self.store.write().await?;
            sportello_store::note_calendar_copy(&mut writing, id, copy.as_ref()).await?;
            writing.commit().await.map_err(StoreError::from)
        };
        noted.await.map_err(|why| unreadable(&why))?;
        Ok(Attempt::Sent)
    }
}

fn changed_there() -> Attempt {
    Attempt::Never(Trouble::new(Cause::ChangedThere, ""))
}

/// The account as the calendar crate takes it.
pub(crate) fn account_of(set: &CalendarAccount, password: Option<&str>) -> Account {
    Account {
        address: set.address.clone(),
        user: set.user.clone(),
        password: Secret::new(password.unwrap_or_default()),
        authority: set.authority.clone(),
    }
}
