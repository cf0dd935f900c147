//! The outbox at the socket of one librarian: orders in, answers and views out.
//!
//! Whoever orders something is judged by the role that stands in the database at that
//! moment.

mod account;
mod letters;

use std::sync::Arc;
use std::time::Duration;

use sportello_core::{
    Cause, Channel, Duty, LibrarianId, LibraryId, MailAccountForm, MailFault, OutgoingId,
    OutgoingState, Trouble,
};
use sportello_store::{CalendarCopy, OutboxRow, StoreError, Writing};
use sportello_wire::seat::{
    ChannelView, MailView, OutboxConcerns, OutboxOrder, OutboxRefusal, OutboxTold, OutboxView,
    OutgoingStateView, OutgoingView, StandstillView, ToSeat, TroubleView,
};
use tokio::sync::{Semaphore, watch};

use crate::Shared;
use crate::owner::OwnVoice;

/// How many things of each list are shown.
const SHOWN: u32 = 100;
/// How long a view rests before it is shown anew.
const BREATH: Duration = Duration::from_millis(250);

/// The outbox, for whoever is signed in at one socket.
pub(crate) struct OwnOutbox {
    shared: Shared,
    library: LibraryId,
    librarian: LibrarianId,
    voice: OwnVoice<ToSeat>,
    changed: watch::Receiver<()>,
    /// The librarian looks at it.
    watched: bool,
    /// What they see may be old.
    stale: bool,
    /// They have asked what concerns everybody.
    asked: bool,
    /// What concerns everybody, as it was told last.
    told: Option<OutboxConcerns>,
    /// A mail server is tried by one test at a time.
    testing: Arc<Semaphore>,
}

/// Why something was not done.
enum Undone {
    Refused(OutboxRefusal),
    Failed(anyhow::Error),
}

impl From<StoreError> for Undone {
    fn from(why: StoreError) -> Self {
        match why {
            StoreError::NotFound => Self::Refused(OutboxRefusal::Settled {}),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<anyhow::Error> for Undone {
    fn from(why: anyhow::Error) -> Self {
        Self::Failed(why)
    }
}

impl From<MailFault> for Undone {
    fn from(fault: MailFault) -> Self {
        Self::Refused(OutboxRefusal::Fault { fault })
    }
}

impl OwnOutbox {
    pub(crate) fn new(
        shared: Shared,
        library: LibraryId,
        librarian: LibrarianId,
        voice: OwnVoice<ToSeat>,
    ) -> Self {
        let changed = shared.bell.watch();
        Self {
            shared,
            library,
            librarian,
            voice,
            changed,
            watched: false,
            stale: false,
            asked: false,
            told: None,
            testing: Arc::new(Semaphore::new(1)),
        }
    }

    /// Performs an order and says how it came out.
    pub(crate) async fn take(&mut self, number: u32, order: OutboxOrder) {
        let told = match self.perform(number, order).await {
            Ok(true) => OutboxTold::Done { number },
            Ok(false) => return, // it says so itself
            Err(Undone::Refused(why)) => OutboxTold::Refused { number, why },
            Err(Undone::Failed(why)) => {
                tracing::error!(why = format!("{why:#}"), "the outbox could not be changed");
                let why = OutboxRefusal::NotSaved {};
                OutboxTold::Refused { number, why }
            }
        };
        self.tell(told);
    }

    /// Shows the outbox whenever it has changed, while it is watched, and what concerns
    /// everybody once somebody has asked. May be dropped and asked again.
    pub(crate) async fn keep_showing(&mut self) {
        loop {
            if self.stale && self.asked {
                if let Err(why) = self.show().await {
                    tracing::warn!(%why, "the outbox could not be read");
                }
                self.stale = false;
                // Thousands may go out in a minute; nobody reads that fast.
                tokio::time::sleep(BREATH).await;
            }
            if self.changed.changed().await.is_err() {
                return std::future::pending().await; // all is ending
            }
            self.stale = true;
        }
    }

    async fn show(&mut self) -> Result<(), StoreError> {
        let concerns = self.concerns().await?;
        if self.told.as_ref() != Some(&concerns) {
            self.told = Some(concerns.clone());
            self.tell(OutboxTold::Concerns { concerns });
        }
        if self.watched {
            let view = Box::new(self.view().await?);
            self.tell(OutboxTold::View { view });
        }
        Ok(())
    }

    async fn perform(&mut self, number: u32, order: OutboxOrder) -> Result<bool, Undone> {
        match order {
            OutboxOrder::Watch { on } => {
                (self.watched, self.asked, self.stale) = (on, true, true);
                self.changed.mark_changed();
                return Ok(false);
            }
            OutboxOrder::SendAgain { id } => self.settle(id, Look::DidNotArrive).await?,
            OutboxOrder::Arrived { id } => self.settle(id, Look::Arrived).await?,
            OutboxOrder::Leave { id } => self.settle(id, Look::Leaves).await?,
            OutboxOrder::TryNow { channel } => self.try_now(channel).await?,
            OutboxOrder::SetPaused { channel, paused } => self.set_paused(channel, paused).await?,
            OutboxOrder::SaveMail { account, password } => {
                self.save_mail(Some(&account), password).await?;
            }
            OutboxOrder::Letters { order } => return self.letters(number, order).await,
            OutboxOrder::RemoveMail {} => self.save_mail(None, Some(String::new())).await?,
            OutboxOrder::TestMail { account, password } => {
                self.test_mail(number, &account, password).await?;
                return Ok(false);
            }
        }
        self.shared.bell.ring();
        Ok(true)
    }

    async fn settle(&self, id: OutgoingId, look: Look) -> Result<(), Undone> {
        let now = self.now();
        let mut writing = self.authorised(Duty::Answer).await?;
        let mut row = sportello_store::outgoing(&mut writing, self.library, id).await?;
        let lasts = row.new.kind.lasts();
        let trouble = row.outgoing.trouble.as_ref();
        let was_changed_there = trouble.is_some_and(|why| why.cause == Cause::ChangedThere);
        let done = match look {
            Look::DidNotArrive => row.outgoing.send_again(lasts, now),
            Look::Arrived => row.outgoing.arrived(),
            Look::Leaves => row.outgoing.leave(),
        };
        if !done {
            return Err(Undone::Refused(OutboxRefusal::Settled {}));
        }
        sportello_store::settle(&mut writing, id, &row.outgoing, now).await?;
        if let (Look::DidNotArrive, true) = (look, was_changed_there) {
            write_over(&mut writing, &row.new.payload).await?;
        }
        commit(writing).await?;
        tracing::info!(%id, librarian = %self.librarian, "an outgoing thing was looked at");
        Ok(())
    }

    async fn set_paused(&self, channel: Channel, paused: bool) -> Result<(), Undone> {
        let by = paused.then_some(self.librarian);
        let mut writing = self.authorised(Duty::StopChannels).await?;
        sportello_store::set_paused(&mut writing, self.library, channel, by, self.now()).await?;
        commit(writing).await?;
        tracing::info!(?channel, paused, librarian = %self.librarian, "a channel was stopped, or goes on");
        Ok(())
    }

    /// A channel that stands still is tried with one thing, whenever somebody says so.
    async fn try_now(&self, channel: Channel) -> Result<(), Undone> {
        let mut writing = self.authorised(Duty::Answer).await?;
        let still = sportello_store::standstill(&mut writing, self.library, channel).await?;
        let Some(mut still) = still else {
            return Err(Undone::Refused(OutboxRefusal::Settled {}));
        };
        still.try_now(self.now());
        let still = Some(&still);
        sportello_store::set_standstill(&mut writing, self.library, channel, still).await?;
        commit(writing).await?;
        tracing::info!(?channel, librarian = %self.librarian, "a channel is tried at once");
        Ok(())
    }

    async fn concerns(&self) -> Result<OutboxConcerns, StoreError> {
        let (store, library) = (&self.shared.store, self.library);
        let trouble = store.in_trouble(library, SHOWN).await?;
        let still = store.standstills(library).await?;
        Ok(OutboxConcerns {
            trouble: trouble.into_iter().map(outgoing_view).collect(),
            still: still.into_keys().collect(),
        })
    }

    async fn view(&self) -> Result<OutboxView, StoreError> {
        let (store, library) = (&self.shared.store, self.library);
        let outbox = store.outbox(library, SHOWN).await?;
        let account = match store.mail_account(library).await {
            Ok(account) => Some(account),
            Err(StoreError::NotFound) => None,
            Err(why) => return Err(why),
        };
        let settings = store.settings(library).await?;
        let own = settings
            .librarians
            .iter()
            .find(|one| one.id == self.librarian);
        let administers = own.is_some_and(|one| one.role.may(Duty::Administer));
        let has_password = matches!(self.shared.mail_passwords.read(library), Ok(Some(_)));
        let channels = outbox
            .waiting
            .into_iter()
            .map(|(channel, waiting)| ChannelView {
                channel,
                waiting: waiting.count,
                paused_at: waiting.paused,
                standstill: waiting.standstill.map(|still| StandstillView {
                    trouble: trouble_view(still.trouble),
                    since: still.since,
                    again_at: still.again_at,
                }),
            });
        Ok(OutboxView {
            channels: channels.collect(),
            trouble: outbox.trouble.into_iter().map(outgoing_view).collect(),
            next: outbox.next.into_iter().map(outgoing_view).collect(),
            gone: outbox.gone.into_iter().map(outgoing_view).collect(),
            has_mail: account.is_some(),
            mail: account.filter(|_| administers).map(|account| MailView {
                account: MailAccountForm::of(&account),
                has_password,
            }),
        })
    }

    /// A transaction, for whoever may do this.
    async fn authorised(&self, duty: Duty) -> Result<Writing<'static>, Undone> {
        let mut writing = self.shared.store.write().await?;
        let settings = sportello_store::settings_within(&mut writing, self.library).await?;
        let known = settings
            .librarians
            .iter()
            .find(|one| one.id == self.librarian);
        if known.is_some_and(|one| one.role.may(duty)) {
            Ok(writing)
        } else {
            Err(Undone::Refused(OutboxRefusal::NotAllowed {}))
        }
    }

    fn now(&self) -> i64 {
        self.shared.clock.now().wall_millis()
    }

    fn tell(&self, told: OutboxTold) {
        self.voice.say(ToSeat::Outbox { told });
    }
}

/// What somebody saw who looked.
#[derive(Clone, Copy)]
enum Look {
    Leaves,
    Arrived,
    DidNotArrive,
}

/// Somebody has seen what was changed in the calendar, and wants ours there.
async fn write_over(writing: &mut Writing<'_>, payload: &str) -> Result<(), StoreError> {
    let Some(id) = super::appointment::appointment_in(payload) else {
        return Ok(());
    };
    let copy = CalendarCopy {
        etag: None,
        overwrite: true,
    };
    sportello_store::note_calendar_copy(writing, id, Some(&copy)).await
}

async fn commit(writing: Writing<'_>) -> Result<(), StoreError> {
    writing.commit().await.map_err(StoreError::from)
}

fn outgoing_view(row: OutboxRow) -> OutgoingView {
    let OutboxRow {
        row,
        created_at,
        changed_at,
    } = row;
    OutgoingView {
        id: row.new.id,
        channel: row.new.channel,
        kind: row.new.kind,
        address: row.new.address,
        thread: row.new.thread,
        patron: row.patron_name,
        state: match row.outgoing.state {
            OutgoingState::Queued { due } => OutgoingStateView::Queued { due },
            OutgoingState::Sending => OutgoingStateView::Sending {},
            OutgoingState::Sent => OutgoingStateView::Sent {},
            OutgoingState::Uncertain => OutgoingStateView::Uncertain {},
            OutgoingState::Failed => OutgoingStateView::Failed {},
            OutgoingState::Read => OutgoingStateView::Read {},
        },
        trouble: row.outgoing.trouble.map(trouble_view),
        left: row.outgoing.left,
        attempts: row.outgoing.attempts,
        message_id: row.new.message_id,
        created_at,
        changed_at,
    }
}

fn trouble_view(trouble: Trouble) -> TroubleView {
    TroubleView {
        cause: trouble.cause,
        said: trouble.said,
    }
}
