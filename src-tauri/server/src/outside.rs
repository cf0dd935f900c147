//! Calendars outside of the desk, at the socket of one librarian: orders in, answers and
//! views out.
//!
//! Whoever orders something is judged by the role that stands in the database at that
//! moment. A librarian looks after what is theirs; supervisors after everybody's.

mod account;
mod feeds;

use std::sync::Arc;

use sportello_core::{Duty, LibrarianId, LibraryId, Role, Settings};
use sportello_store::{StoreError, Writing};
use sportello_wire::seat::{
    CalendarTold, OutsideOrder, OutsideRefusal, OutsideTold, OutsideView, OwnBusy, ToSeat,
};

use tokio::sync::Semaphore;

use crate::Shared;
use crate::owner::OwnVoice;

pub(crate) use feeds::{named, written as feed_written};

/// Calendars outside of the desk, for whoever is signed in at one socket.
pub(crate) struct OwnOutside {
    shared: Shared,
    library: LibraryId,
    librarian: LibrarianId,
    voice: OwnVoice<ToSeat>,
    /// The librarian looks at them.
    watched: bool,
    /// A calendar server is looked at by one search at a time.
    looking: Arc<Semaphore>,
}

/// Why something was not done.
enum Undone {
    Refused(OutsideRefusal),
    Failed(anyhow::Error),
}

impl From<OutsideRefusal> for Undone {
    fn from(why: OutsideRefusal) -> Self {
        Self::Refused(why)
    }
}

impl From<StoreError> for Undone {
    fn from(why: StoreError) -> Self {
        match why {
            StoreError::NotFound => Self::Refused(OutsideRefusal::Gone {}),
            other => Self::Failed(other.into()),
        }
    }
}

impl OwnOutside {
    pub(crate) fn new(
        shared: Shared,
        library: LibraryId,
        librarian: LibrarianId,
        voice: OwnVoice<ToSeat>,
    ) -> Self {
        Self {
            shared,
            library,
            librarian,
            voice,
            watched: false,
            looking: Arc::new(Semaphore::new(1)),
        }
    }

    /// Performs an order, says how it came out, and shows what it changed.
    pub(crate) async fn take(&mut self, number: u32, order: OutsideOrder) {
        let told = match self.perform(number, order).await {
            Ok(Some(told)) => told,
            Ok(None) => return, // it says so itself
            Err(Undone::Refused(why)) => OutsideTold::Refused { number, why },
            Err(Undone::Failed(why)) => {
                let why = format!("{why:#}");
                tracing::error!(why, "calendars outside of the desk could not be changed");
                let why = OutsideRefusal::NotSaved {};
                OutsideTold::Refused { number, why }
            }
        };
        if self.watched {
            self.show().await;
        }
        self.tell(told);
    }

    /// Refuses an order unread.
    pub(crate) fn refuse(&self, number: u32, why: OutsideRefusal) {
        self.tell(OutsideTold::Refused { number, why });
    }

    async fn perform(
        &mut self,
        number: u32,
        order: OutsideOrder,
    ) -> Result<Option<OutsideTold>, Undone> {
        match order {
            OutsideOrder::Watch { on } => self.watched = on,
            OutsideOrder::MakeFeed {
                of,
                names,
                language,
            } => {
                let made = self.make_feed(of, names, language).await?;
                return Ok(Some(OutsideTold::Made { number, made }));
            }
            OutsideOrder::RevokeFeed { id } => self.revoke_feed(id).await?,
            OutsideOrder::FindCalendars { account, password } => {
                self.find_calendars(number, &account, password).await?;
                return Ok(None);
            }
            OutsideOrder::SaveCalendar { account, password } => {
                self.save_calendar(Some(&account), password).await?;
            }
            OutsideOrder::RemoveCalendar {} => {
                self.save_calendar(None, Some(String::new())).await?;
            }
            OutsideOrder::ForgetBusy {} => self.forget_busy().await?,
            OutsideOrder::RestoreFeed { id } => self.restore_feed(id).await?,
        }
        Ok(Some(OutsideTold::Done { number }))
    }

    async fn show(&self) {
        match self.view().await {
            Ok(view) => {
                let view = Box::new(view);
                self.tell(OutsideTold::View { view });
            }
            Err(why) => tracing::warn!(%why, "calendars outside of the desk could not be read"),
        }
    }

    async fn view(&self) -> Result<OutsideView, StoreError> {
        let settings = self.shared.store.settings(self.library).await?;
        let role = role_of(&settings, self.librarian);
        Ok(OutsideView {
            feeds: self.feeds(&settings, role).await?,
            may_make_for_others: looks_after_everybody(role),
            busy: self.busy().await?,
            administers: role.is_some_and(|role| role.may(Duty::Administer)),
            account: self.account(role).await?,
        })
    }

    async fn busy(&self) -> Result<OwnBusy, StoreError> {
        let known = self.shared.store.availabilities(self.library).await?;
        let mut known = known.into_iter();
        let Some(own) = known.find(|one| one.librarian == self.librarian) else {
            return Ok(OwnBusy::default());
        };
        let now = self.now();
        let ahead = own.busy.iter().filter(|(_, until)| *until > now);
        Ok(OwnBusy {
            read_at: own.busy_read_at,
            ahead: u32::try_from(ahead.count()).unwrap_or(u32::MAX),
        })
    }

    /// The owner has the book: it forgets it there, too.
    async fn forget_busy(&self) -> Result<(), Undone> {
        let owner = self.shared.owners.get(&self.library);
        let owner = owner.ok_or(OutsideRefusal::Gone {})?;
        let forgotten = owner.keep_busy(self.librarian, None).await;
        forgotten.map_err(|_| OutsideRefusal::NotSaved {}.into())
    }

    /// A transaction, with the settings and the role of whoever orders.
    async fn writing(&self) -> Result<(Writing<'static>, Settings, Role), Undone> {
        let mut writing = self.shared.store.write().await?;
        let settings = sportello_store::settings_within(&mut writing, self.library).await?;
        match role_of(&settings, self.librarian) {
            Some(role) => Ok((writing, settings, role)),
            None => Err(OutsideRefusal::NotAllowed {}.into()),
        }
    }

    fn now(&self) -> i64 {
        self.shared.clock.now().wall_millis()
    }

    fn tell(&self, told: OutsideTold) {
        let told = CalendarTold::Outside { told };
        self.voice.say(ToSeat::Calendar { told });
    }
}

fn role_of(settings: &Settings, librarian: LibrarianId) -> Option<Role> {
    let mut known = settings.librarians.iter();
    known.find(|one| one.id == librarian).map(|one| one.role)
}

fn looks_after_everybody(role: Option<Role>) -> bool {
    role.is_some_and(|role| role.may(Duty::ShareCalendars))
}

async fn commit(writing: Writing<'_>) -> Result<(), StoreError> {
    writing.commit().await.map_err(StoreError::from)
}
