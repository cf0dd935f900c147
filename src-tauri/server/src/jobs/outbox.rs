//! Sending what is due.
//!
//! **The rule.** A short transaction marks what is due as being sent, with the hash of
//! the link that goes with it; the attempts run outside of any transaction, a few at a
//! time for each library; then another transaction writes how each came out. What was
//! being sent when the server ended is found at the next start: a mail is uncertain
//! from then on, and goes out again only if somebody says so.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sportello_core::{Attempt, Cause, Channel, LibraryId, OutgoingId, OutgoingState, Trouble};
use sportello_store::{OutgoingRow, Store, StoreError, Writing};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};

use crate::clock::{Clock, new_id};
use crate::link_life::LinkLife;
use crate::outbox::{Bell, Courier, OutboxPace, Parcel, Secret, device_in, host_of};
use crate::secrets::{hash_token, new_token};

/// How many attempts run at once for a library: one that is slow holds up no other.
const AT_ONCE: usize = 4;
/// How long an attempt may take at all; a courier has shorter times of its own.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(5 * 60);
/// How often the outbox is looked at without being asked: clocks are set, computers
/// sleep.
const LOOK: Duration = Duration::from_secs(30);
/// How soon a failing database is asked again.
const SOON: Duration = Duration::from_secs(2);
/// How long attempts under way may take when all is ending.
const GOODBYE: Duration = Duration::from_secs(3);
/// The job that sends.
pub(crate) struct Sending<C> {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) courier: Arc<C>,
    pub(crate) bell: Bell,
    pub(crate) pace: OutboxPace,
    pub(crate) links: LinkLife,
    /// The address under which patrons reach the server.
    pub(crate) base: String,
}

/// Under which name the same is told: two of it are one. It tells nobody of what.
fn about(row: &OutgoingRow) -> String {
    let thread = row.new.thread.map(|thread| thread.to_string());
    hash_token(&format!(
        "{:?} {}",
        row.new.kind,
        thread.unwrap_or_default()
    ))
}

/// How an attempt came out.
type Outcome = (OutgoingId, Attempt);

/// What the job has in its hands.
#[derive(Default)]
struct Hands {
    attempts: JoinSet<Outcome>,
    under_way: BTreeMap<OutgoingId, OutgoingRow>,
    /// What came out and could not be written yet.
    unwritten: Vec<OutgoingRow>,
}

impl Hands {
    fn room(&self, library: LibraryId) -> usize {
        let theirs = |row: &&OutgoingRow| row.new.library == library;
        let held = self.under_way.values().filter(theirs).count();
        AT_ONCE.saturating_sub(held)
    }
}

impl<C: Courier> Sending<C> {
    /// Sends until all is ending.
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut hands = Hands::default();
        let mut began = false;
        loop {
            let next = match self.work(&mut hands, &mut began).await {
                Ok(next) => next,
                Err(why) => {
                    tracing::error!(%why, "the outbox can't be read or written; it is tried again");
                    Instant::now() + SOON
                }
            };
            tokio::select! {
                () = self.bell.rung() => {}
                () = sleep_until(next) => {}
                Some(done) = hands.attempts.join_next() => self.take(&mut hands, done),
                _ = stopping.wait_for(|stop| *stop) => break,
            }
        }
        self.part(hands).await;
    }

    /// Writes what came out, begins what is due, and says when to look again.
    async fn work(&self, hands: &mut Hands, began: &mut bool) -> Result<Instant, StoreError> {
        if !*began {
            self.settle_what_was_cut_off().await?;
            *began = true;
        }
        self.write_down(hands).await?;
        let now = self.clock.now().wall_millis();
        let mut next = Instant::now() + LOOK;
        for (library, due) in self.store.next_due().await? {
            if hands.room(library) == 0 {
                continue; // the end of an attempt wakes it
            }
            if due > now {
                let wait = u64::try_from(due - now).unwrap_or_default();
                next = next.min(Instant::now() + Duration::from_millis(wait));
            }
            if self.begin(hands, library, now).await? {
                next = Instant::now(); // there may be more
            }
        }
        Ok(next)
    }

    /// Takes what is due of a library into the hands. Says whether there was something.
    async fn begin(
        &self,
        hands: &mut Hands,
        library: LibraryId,
        now: i64,
    ) -> Result<bool, StoreError> {
        let room = u32::try_from(hands.room(library)).unwrap_or_default();
        let mut writing = self.store.write().await?;
        let rows = sportello_store::claim(&mut writing, library, now, room).await?;
        let mut begun = Vec::new();
        let ends = self.links.mailed_until(now);
        for row in rows {
            let secret = new_token();
            if let (Channel::Mail, Some(patron)) = (row.new.channel, row.new.patron) {
                let hash = hash_token(&secret);
                sportello_store::add_mailed_link(&mut writing, patron, &hash, now, ends).await?;
            }
            begun.push((self.parcel(&row, &secret, ends), row));
        }
        writing.commit().await.map_err(StoreError::from)?;
        let is_some = !begun.is_empty();
        for (parcel, row) in begun {
            let (id, courier) = (row.new.id, Arc::clone(&self.courier));
            hands.under_way.insert(id, row);
            hands.attempts.spawn(async move {
                let attempt = timeout(LONGEST_ATTEMPT, courier.carry(parcel)).await;
                let cut = |_| Attempt::Uncertain(Trouble::new(Cause::TooSlow, ""));
                (id, attempt.unwrap_or_else(cut))
            });
        }
        if is_some {
            self.bell.tell();
        }
        Ok(is_some)
    }

    fn parcel(&self, row: &OutgoingRow, secret: &str, link_ends_at: i64) -> Parcel {
        Parcel {
            id: row.new.id,
            library: row.new.library,
            channel: row.new.channel,
            kind: row.new.kind,
            address: row.new.address.clone(),
            payload: row.new.payload.clone(),
            about: about(row),
            gives_up_at: row.outgoing.gives_up_at,
            language: row.new.language,
            message_id: row.new.message_id.clone(),
            library_name: row.library_name.clone(),
            desk_name: row.desk_name.clone(),
            patron_name: row.patron_name.clone(),
            link_ends_at,
            link: Secret(format!("{}/@{}#k={secret}", self.base, row.handle)),
        }
    }

    /// An attempt has come to its end.
    fn take(&self, hands: &mut Hands, done: Result<Outcome, JoinError>) {
        let (id, attempt) = match done {
            Ok(outcome) => outcome,
            Err(why) => return tracing::error!(%why, "an attempt came to no end"),
        };
        let Some(mut row) = hands.under_way.remove(&id) else {
            return;
        };
        let now = self.clock.now().wall_millis();
        match &attempt {
            Attempt::Sent => tracing::info!(%id, "sent"),
            Attempt::NotNow { trouble, .. } => {
                tracing::warn!(%id, cause = ?trouble.cause, "not sent now");
            }
            Attempt::Never(trouble) => tracing::warn!(%id, cause = ?trouble.cause, "not sent"),
            Attempt::Uncertain(trouble) => {
                tracing::warn!(%id, cause = ?trouble.cause, "perhaps sent");
            }
        }
        row.outgoing
            .end(attempt, self.pace.patience(), now, rand::random());
        hands.unwritten.push(row);
    }

    async fn write_down(&self, hands: &mut Hands) -> Result<(), StoreError> {
        if hands.unwritten.is_empty() {
            return Ok(());
        }
        let now = self.clock.now().wall_millis();
        let mut writing = self.store.write().await?;
        for row in &hands.unwritten {
            sportello_store::settle(&mut writing, row.new.id, &row.outgoing, now).await?;
            if row.new.channel == Channel::Push && row.outgoing.state == OutgoingState::Failed {
                self.take_another_way(&mut writing, row, now).await?;
            }
        }
        writing.commit().await.map_err(StoreError::from)?;
        hands.unwritten.clear();
        self.bell.tell();
        Ok(())
    }

    /// A push will not arrive: a browser that is gone is forgotten, and the patron is
    /// told otherwise, if they want that.
    async fn take_another_way(
        &self,
        writing: &mut Writing<'_>,
        row: &OutgoingRow,
        now: i64,
    ) -> Result<(), StoreError> {
        let trouble = row.outgoing.trouble.as_ref();
        if trouble.is_some_and(|trouble| trouble.cause == Cause::Gone)
            && let Some(device) = device_in(&row.new.payload)
        {
            tracing::info!(id = %row.new.id, "a browser takes no pushes any more, and is forgotten");
            sportello_store::forget_device(writing, &device).await?;
        }
        let (id, host) = (OutgoingId(new_id()), host_of(&self.base));
        match sportello_store::fall_back(writing, row, id, &host, now).await {
            Err(StoreError::OutboxFull) => {
                tracing::error!(id = %row.new.id, "the outbox is full: a patron is not told");
                Ok(())
            }
            done => done,
        }
    }

    async fn settle_what_was_cut_off(&self) -> Result<(), StoreError> {
        let now = self.clock.now().wall_millis();
        let mut writing = self.store.write().await?;
        let cut_off = sportello_store::being_sent(&mut writing).await?;
        let count = cut_off.len();
        for mut row in cut_off {
            row.outgoing.restarted(now);
            sportello_store::settle(&mut writing, row.new.id, &row.outgoing, now).await?;
        }
        writing.commit().await.map_err(StoreError::from)?;
        if count > 0 {
            tracing::warn!(count, "attempts were cut off by the end of the server");
            self.bell.tell();
        }
        Ok(())
    }

    /// All is ending: attempts under way get a moment, and what came out is written.
    async fn part(&self, mut hands: Hands) {
        let _ = timeout(GOODBYE, async {
            while let Some(done) = hands.attempts.join_next().await {
                self.take(&mut hands, done);
            }
        })
        .await;
        if let Err(why) = self.write_down(&mut hands).await {
            tracing::error!(%why, "how attempts came out could not be written");
        }
    }
}
