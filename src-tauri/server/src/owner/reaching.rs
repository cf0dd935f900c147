//! Reaching patrons who are not on the page: what the machine decided, and what was
//! said while nobody read, is put into the outbox in the same transaction; how a
//! patron wants to be reached is theirs to say, and written at once.
//!
//! Who is reached and how stands in the store alone: the machine knows whom it misses,
//! not where they are.

use sportello_core::booking::AppointmentNews;
use sportello_core::{
    Appointment, AppointmentId, Author, DeviceId, Effect, Happened, MailAddress, MessageId,
    OutgoingId, OutgoingKind, PageId, PushSubscription, ReachWish, Side, ThreadId, ThreadOf,
};
use sportello_store::{StoreError, Tell, Ways, Writing};
use sportello_wire::patron::{
    PushView, ReachNews, ReachOrder, ReachRefusal, ReachWishView, SubscriptionView, ToPatron,
};

use super::Owner;
use crate::clock::new_id;
use crate::outbox::{Bell, OutboxPace, Pushing, host_of};

/// What the owner needs to reach somebody.
#[derive(Clone, Debug)]
pub(crate) struct Reaching {
    /// Rung when something was put into the outbox.
    pub(crate) bell: Bell,
    pace: OutboxPace,
    pushing: Pushing,
    ways: Ways,
}

impl Reaching {
    /// For a server that patrons reach at this address.
    pub(crate) fn new(bell: Bell, pace: OutboxPace, base: &str, pushing: Pushing) -> Self {
        Self {
            bell,
            pace,
            ways: Ways {
                push: pushing.public_key().is_some(),
                host: host_of(base),
            },
            pushing,
        }
    }
}

impl Owner {
    /// Puts into the outbox what an effect wants somebody to be told. Says whether
    /// it stands otherwise than before.
    pub(super) async fn reach_out(
        &self,
        writing: &mut Writing<'_>,
        effect: &Effect,
    ) -> Result<bool, StoreError> {
        let (thread, tell) = match effect {
            Effect::CallToTurn {
                thread,
                contact,
                again,
            } => {
                let (contact, again) = (*contact, *again);
                (*thread, Tell::YourTurn { contact, again })
            }
            Effect::RingBack { thread, contact } => (*thread, Tell::CallBack { contact: *contact }),
            Effect::SaveMessage(message) => {
                if self.is_here(message.thread) {
                    return Ok(false);
                }
                match message.author {
                    Author::Librarian(_) => (message.thread, self.answered()),
                    Author::Desk(happened) => match self.of_the_desk(happened, message.id) {
                        Some(tell) => (message.thread, tell),
                        None => return Ok(false),
                    },
                    Author::Patron(_) => return Ok(false),
                }
            }
            Effect::SaveMarks(thread, Side::Patron, _) => {
                let now = self.now().wall_millis();
                return sportello_store::note_read(writing, *thread, now).await;
            }
            Effect::SaveMarks(_, Side::Desk, _)
            | Effect::SaveContact(_)
            | Effect::SaveEvent(_)
            | Effect::SaveThread(..)
            | Effect::SaveChosenPresence(..)
            | Effect::SaveBlock(_)
            | Effect::SaveFree(..)
            | Effect::SaveCallBack(_)
            | Effect::NoteCallBack(_)
            | Effect::ShowMessage(_)
            | Effect::ShowMarks(..)
            | Effect::ShowHistory(..)
            | Effect::ShowDesk
            | Effect::ShowThreads
            | Effect::TellOfferEnd(..)
            | Effect::TellPresenceChanged(..)
            | Effect::SupersedePage(_) => return Ok(false),
        };
        match self.tell_patron(writing, thread, tell).await {
            // What was said stands in the thread all the same.
            Err(StoreError::OutboxFull) => {
                tracing::error!(%thread, "the outbox is full: a patron is not told");
                Ok(false)
            }
            told => told,
        }
    }

    /// What the desk says of loans and cases is told to who is not on the page. A notice
    /// has its letter later, if nobody reads it.
    fn of_the_desk(&self, happened: Happened, message: MessageId) -> Option<Tell> {
        match happened {
            Happened::LoanNotice => Some(Tell::Loans { message }),
            Happened::LoanRenewed
            | Happened::LoanNotRenewed
            | Happened::CaseOpened
            | Happened::CaseAsked
            | Happened::CaseAnswered
            | Happened::CasePromiseMoved
            | Happened::CaseClosed
            | Happened::CallBackAgreed
            | Happened::CallBackMoved
            | Happened::CallBackGivenUp
            | Happened::CallBackCalledOff => Some(self.answered()),
            Happened::TurnMissed
            | Happened::ClosedWhileWaiting
            | Happened::CallUnanswered
            | Happened::AppointmentBooked
            | Happened::AppointmentToConfirm
            | Happened::AppointmentMoved
            | Happened::AppointmentCancelled
            | Happened::AppointmentTomorrow
            | Happened::AppointmentSoon
            | Happened::AppointmentUnconfirmed
            | Happened::AppointmentMissed
            | Happened::LoanRenewalAsked
            | Happened::LoanReturnSaid
            | Happened::LoanToTalkAbout
            | Happened::CardLinked
            | Happened::NoticesStopped
            | Happened::CaseReopened
            | Happened::CaseInfoAdded => None,
        }
    }

    /// Puts into the outbox what is to be told of an appointment. What happens at the
    /// page in front of the patron need not be pushed to them, but a letter with it is
    /// theirs to keep.
    pub(super) async fn tell_of_appointment(
        &self,
        writing: &mut Writing<'_>,
        id: AppointmentId,
        what: AppointmentNews,
    ) -> Result<bool, StoreError> {
        let Some(told) = self.booking.book.appointment(id) else {
            return Ok(false);
        };
        let (kind, nearness) = match what {
            AppointmentNews::Booked | AppointmentNews::Confirmed => {
                (OutgoingKind::AppointmentBooked, 0)
            }
            AppointmentNews::ToConfirm => (OutgoingKind::AppointmentToConfirm, 0),
            AppointmentNews::Moved { .. } => (OutgoingKind::AppointmentMoved, 0),
            AppointmentNews::Cancelled { .. } | AppointmentNews::ConfirmationMissed => {
                (OutgoingKind::AppointmentCancelled, 0)
            }
            AppointmentNews::RemindDay => (OutgoingKind::AppointmentReminder, 1),
            AppointmentNews::RemindHour => (OutgoingKind::AppointmentReminder, 2),
            // It stands in the thread: there is nothing to do about it.
            AppointmentNews::NoShow => return Ok(false),
        };
        let tell = Tell::Appointment {
            kind,
            appointment: id,
            change: told.sequence,
            nearness,
        };
        match self.tell_patron(writing, told.thread, tell).await {
            Err(StoreError::OutboxFull) => {
                tracing::error!(appointment = %id, "the outbox is full: a patron is not told");
                Ok(false)
            }
            told => told,
        }
    }

    /// Puts into the outbox what has changed of an appointment, for the library's own
    /// calendar.
    pub(super) async fn keep_in_calendar(
        &self,
        writing: &mut Writing<'_>,
        appointment: &Appointment,
    ) -> Result<bool, StoreError> {
        let (library, now) = (self.parts.library.id, self.now().wall_millis());
        let id = OutgoingId(new_id());
        let queued = sportello_store::queue_for_calendar(writing, library, appointment, id, now);
        match queued.await {
            Err(StoreError::OutboxFull) => {
                let id = appointment.id;
                tracing::error!(appointment = %id, "the outbox is full: the calendar is not told");
                Ok(false)
            }
            queued => Ok(queued? == Some(sportello_store::Saved::New)),
        }
    }

    /// A page has closed: what its patron has not read is told to them after a while.
    pub(super) async fn tell_of_unread(&self, thread: ThreadId) {
        let Some(known) = self.machine.thread(thread) else {
            return;
        };
        let unread = |at: i64| at > known.patron_marks.read;
        let may_be_unread = known.last.as_ref().is_some_and(|last| unread(last.at));
        if !may_be_unread || self.is_here(thread) {
            return;
        }
        let told = async {
            let mut writing = self.parts.store.write().await?;
            let told = self
                .tell_patron(&mut writing, thread, self.answered())
                .await?;
            writing.commit().await.map_err(StoreError::from)?;
            Ok::<_, StoreError>(told)
        };
        match told.await {
            Ok(true) => self.parts.reaching.bell.ring(),
            Ok(false) => {}
            Err(why) => tracing::error!(%why, %thread, "a patron can't be told of an answer"),
        }
    }

    /// Does what a patron orders about how they are reached, and says how it stands.
    pub(super) async fn order_reach(&mut self, page: PageId, of: ThreadOf, order: ReachOrder) {
        self.ways_changed(page);
        let done = match order {
            ReachOrder::Ask {} => Ok(None),
            ReachOrder::Wish { wish } => self.wish(of.thread, wish).await.map(|()| None),
            ReachOrder::Push { subscription } => {
                self.push_to(of, &subscription).await.map(|()| None)
            }
            ReachOrder::NoPush { device } => {
                self.push_no_more(of.thread, &device).await.map(|()| None)
            }
            ReachOrder::SendLink {} => {
                let sent = self.send_link(of.thread).await;
                sent.map(|()| Some(ReachNews::LinkSent {}))
            }
        };
        let news = match done {
            Ok(Some(news)) => news,
            Ok(None) => self.stands(of.thread).await,
            Err(why) => ReachNews::Refused { why },
        };
        self.clients.tell_page(page, ToPatron::Reach { news });
    }

    pub(super) async fn wish(
        &self,
        thread: ThreadId,
        wish: ReachWishView,
    ) -> Result<(), ReachRefusal> {
        let wish = match wish {
            ReachWishView::NotAtAll {} => ReachWish::NotAtAll,
            ReachWishView::Mail { address } => {
                let address = mail_address(&address).ok_or(ReachRefusal::BadAddress)?;
                if !self.has_mail().await? {
                    return Err(ReachRefusal::NoMail);
                }
                ReachWish::Mail(address)
            }
        };
        let written = async {
            let mut writing = self.parts.store.write().await?;
            sportello_store::save_reach(&mut writing, thread, &wish).await?;
            writing.commit().await.map_err(StoreError::from)
        };
        written.await.map_err(|why| not_saved(&why))?;
        self.parts.reaching.bell.ring();
        Ok(())
    }

    /// From now on this browser is told.
    async fn push_to(&self, of: ThreadOf, handed: &SubscriptionView) -> Result<(), ReachRefusal> {
        let Reaching { pushing, ways, .. } = &self.parts.reaching;
        let SubscriptionView {
            endpoint,
            key,
            auth,
        } = handed;
        let read = PushSubscription::parse(endpoint, key, auth);
        let device = read
            .ok()
            .filter(|_| ways.push)
            .and_then(|read| pushing.judge(read, self.now().wall_millis()).ok());
        let device = device.ok_or(ReachRefusal::NoPush)?;
        let written = async {
            let mut writing = self.parts.store.write().await?;
            sportello_store::add_device(&mut writing, of.thread, of.patron, &device).await?;
            writing.commit().await.map_err(StoreError::from)
        };
        written.await.map_err(|why| not_saved(&why))
    }

    async fn push_no_more(&self, thread: ThreadId, device: &DeviceId) -> Result<(), ReachRefusal> {
        let written = async {
            let mut writing = self.parts.store.write().await?;
            sportello_store::forget_device_of(&mut writing, thread, device).await?;
            writing.commit().await.map_err(StoreError::from)
        };
        written.await.map_err(|why| not_saved(&why))?;
        self.parts.reaching.bell.tell();
        Ok(())
    }

    pub(super) async fn pushes(&self, thread: ThreadId) -> Result<Option<PushView>, ReachRefusal> {
        let Some(server_key) = self.parts.reaching.pushing.public_key() else {
            return Ok(None);
        };
        let devices = self.parts.store.devices_of(thread).await;
        let devices = devices.map_err(|why| not_saved(&why))?;
        Ok(Some(PushView {
            server_key,
            devices: devices.into_iter().map(|row| row.device).collect(),
        }))
    }

    async fn send_link(&self, thread: ThreadId) -> Result<(), ReachRefusal> {
        let queued = async {
            let mut writing = self.parts.store.write().await?;
            let told = self.queue(&mut writing, thread, Tell::PrivateLink).await?;
            writing.commit().await.map_err(StoreError::from)?;
            Ok::<_, StoreError>(told)
        };
        match queued.await {
            Ok(Some(_)) => {
                self.parts.reaching.bell.ring();
                Ok(())
            }
            Ok(None) => Err(ReachRefusal::NoMail),
            Err(StoreError::OutboxFull) => Err(ReachRefusal::Later),
            Err(why) => Err(not_saved(&why)),
        }
    }

    /// How it stands with reaching the patron of a thread.
    async fn stands(&self, thread: ThreadId) -> ReachNews {
        let wish = match self.parts.store.reach(thread).await {
            Ok(ReachWish::NotSaid) => None,
            Ok(ReachWish::NotAtAll) => Some(ReachWishView::NotAtAll {}),
            Ok(ReachWish::Mail(address)) => Some(ReachWishView::Mail {
                address: address.into(),
            }),
            Err(why) => {
                let why = not_saved(&why);
                return ReachNews::Refused { why };
            }
        };
        match (self.has_mail().await, self.pushes(thread).await) {
            (Ok(mail), Ok(push)) => ReachNews::Stands { mail, wish, push },
            (Err(why), _) | (_, Err(why)) => ReachNews::Refused { why },
        }
    }

    pub(super) async fn has_mail(&self) -> Result<bool, ReachRefusal> {
        match self.parts.store.mail_account(self.parts.library.id).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound) => Ok(false),
            Err(why) => Err(not_saved(&why)),
        }
    }

    async fn tell_patron(
        &self,
        writing: &mut Writing<'_>,
        thread: ThreadId,
        tell: Tell,
    ) -> Result<bool, StoreError> {
        let told = self.queue(writing, thread, tell).await?;
        Ok(told == Some(sportello_store::Saved::New))
    }

    async fn queue(
        &self,
        writing: &mut Writing<'_>,
        thread: ThreadId,
        tell: Tell,
    ) -> Result<Option<sportello_store::Saved>, StoreError> {
        let (ways, now) = (&self.parts.reaching.ways, self.now().wall_millis());
        let next_id = || OutgoingId(new_id());
        sportello_store::tell_patron(writing, thread, tell, next_id, ways, now).await
    }

    fn answered(&self) -> Tell {
        let read_first = self.parts.reaching.pace.read_first();
        Tell::Answered { read_first }
    }

    /// Whether the patron of a thread has the page open.
    fn is_here(&self, thread: ThreadId) -> bool {
        let patron = self.machine.thread(thread).map(|known| known.patron);
        patron.is_some_and(|patron| self.machine.page_of(patron).is_some())
    }
}

/// What was typed, if a mail server takes it for an address, too.
fn mail_address(typed: &str) -> Option<MailAddress> {
    let known: Result<sportello_mail::Address, _> = typed.parse();
    MailAddress::parse(known.ok()?.as_str()).ok()
}

fn not_saved(why: &StoreError) -> ReachRefusal {
    tracing::error!(%why, "how a patron is reached could not be read or written");
    ReachRefusal::NotSaved
}
