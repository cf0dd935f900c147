//! Sending what is due.
//!
//! **The rule.** A short transaction marks what is due as being sent, with the hash of
//! the link that goes with it; the attempts run outside of any transaction, a few at a
//! time for each library; then another transaction writes how each came out. What was
//! being sent when the server ended is found at the next start: a mail is uncertain
//! from then on, and goes out again only if somebody says so.
//!
//! How it stands with a channel ([`Way`]) is what the store knows of its standstill, and
//! what this job has seen get through since it started or the channel was set.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sportello_core::outbox::LONGEST_PEACE;
use sportello_core::{Attempt, Cause, Channel, LibraryId, OutgoingId, OutgoingState, Trouble, Way};
use sportello_store::{DueChannel, OutgoingRow, Store, StoreError, Writing};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};

use crate::clock::{Clock, new_id};
use crate::link_life::LinkLife;
use crate::outbox::{Bell, Courier, OutboxPace, Parcel, Secret, device_in, host_of};
use crate::secrets::{hash_token, new_token};

/// How many attempts run at once on a channel of a library: one that is slow holds up no other.
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

/// A thing with which an attempt was begun.
struct Held {
    row: OutgoingRow,
    /// When its channel was set as it was then.
    set_at: i64,
}

/// What the job has in its hands.
#[derive(Default)]
struct Hands {
    attempts: JoinSet<Outcome>,
    under_way: BTreeMap<OutgoingId, Held>,
    /// What came out and was not written yet.
    unwritten: Vec<(Held, Attempt)>,
    /// The channels on which something got through, each with when it was set.
    proven: BTreeMap<(LibraryId, Channel), i64>,
    /// When what is too old was looked for.
    expired_at: Option<Instant>,
}

impl Hands {
    /// How it stands with a channel.
    fn way(&self, channel: &DueChannel) -> Way {
        let proven = self.proven.get(&(channel.library, channel.channel));
        match &channel.standstill {
            Some(still) => Way::StandsStill(still.clone()),
            None if proven == Some(&channel.set_at) => Way::Goes,
            None => Way::Untried,
        }
    }

    /// How many attempts may begin on a channel.
    fn room(&self, channel: &DueChannel, now: i64) -> usize {
        let is_on_it = |held: &&Held| {
            let new = &held.row.new;
            new.library == channel.library && new.channel == channel.channel
        };
        let held = self.under_way.values().filter(is_on_it).count();
        let room = self.way(channel).room(AT_ONCE, now);
        room.saturating_sub(held)
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
        self.expire(hands).await?;
        let now = self.clock.now().wall_millis();
        let mut next = Instant::now() + LOOK;
        for channel in self.store.next_due().await? {
            let again_at = channel
                .standstill
                .as_ref()
                .map_or(0, |still| still.again_at);
            let due = channel.due.max(again_at);
            if due > now {
                let wait = u64::try_from(due - now).unwrap_or_default();
                next = next.min(Instant::now() + Duration::from_millis(wait));
            }
            let room = hands.room(&channel, now); // the end of an attempt wakes it
            let is_due = due <= now || due > now + LONGEST_PEACE.as_millis();
            if is_due && room > 0 && self.begin(hands, &channel, now, room).await? {
                next = Instant::now(); // there may be more
            }
        }
        Ok(next)
    }

    /// What is of no use any more fails, wherever it waits.
    async fn expire(&self, hands: &mut Hands) -> Result<(), StoreError> {
        if hands.expired_at.is_some_and(|at| at.elapsed() < LOOK) {
            return Ok(());
        }
        let now = self.clock.now().wall_millis();
        let mut writing = self.store.write().await?;
        let failed = sportello_store::expire(&mut writing, now).await?;
        writing.commit().await.map_err(StoreError::from)?;
        hands.expired_at = Some(Instant::now());
        if failed > 0 {
            tracing::warn!(failed, "what waited to go out is too late");
            self.bell.tell();
        }
        Ok(())
    }

    /// Takes so many things that are due on a channel into the hands. Says whether there
    /// was something.
    async fn begin(
        &self,
        hands: &mut Hands,
        channel: &DueChannel,
        now: i64,
        room: usize,
    ) -> Result<bool, StoreError> {
        let DueChannel {
            library,
            channel,
            set_at,
            ..
        } = *channel;
        let mut writing = self.store.write().await?;
        let rows = sportello_store::claim(&mut writing, library, channel, now, room).await?;
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
            hands.under_way.insert(id, Held { row, set_at });
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
            thread: row.new.thread,
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
        let Some(mut held) = hands.under_way.remove(&id) else {
            return;
        };
        let now = self.clock.now().wall_millis();
        match &attempt {
            Attempt::Sent => tracing::info!(%id, "sent"),
            Attempt::NotNow { trouble, .. } => {
                tracing::warn!(%id, cause = ?trouble.cause, "not sent now");
            }
            Attempt::NoWay { trouble, .. } => {
                tracing::warn!(%id, cause = ?trouble.cause, "nothing can be sent now");
            }
            Attempt::Never(trouble) => tracing::warn!(%id, cause = ?trouble.cause, "not sent"),
            Attempt::Uncertain(trouble) => {
                tracing::warn!(%id, cause = ?trouble.cause, "perhaps sent");
            }
        }
        let patience = self.pace.patience();
        held.row
            .outgoing
            .end(attempt.clone(), patience, now, rand::random());
        hands.unwritten.push((held, attempt));
    }

    async fn write_down(&self, hands: &mut Hands) -> Result<(), StoreError> {
        if hands.unwritten.is_empty() {
            return Ok(());
        }
        let now = self.clock.now().wall_millis();
        let mut writing = self.store.write().await?;
        let mut ways = Vec::new();
        for (held, attempt) in &hands.unwritten {
            let (row, outgoing) = (&held.row, &held.row.outgoing);
            sportello_store::settle(&mut writing, row.new.id, outgoing, now).await?;
            if row.new.channel == Channel::Push && outgoing.state == OutgoingState::Failed {
                self.take_another_way(&mut writing, row, now).await?;
            }
            ways.push(self.way_after(&mut writing, hands, held, attempt).await?);
        }
        writing.commit().await.map_err(StoreError::from)?;
        hands.unwritten.clear();
        for (channel, set_at) in ways {
            match set_at {
                Some(set_at) => hands.proven.insert(channel, set_at),
                None => hands.proven.remove(&channel),
            };
        }
        self.bell.tell();
        Ok(())
    }

    /// Writes how it stands with a channel after an attempt. Says for which, and when it
    /// was set, if it goes.
    async fn way_after(
        &self,
        writing: &mut Writing<'_>,
        hands: &Hands,
        held: &Held,
        attempt: &Attempt,
    ) -> Result<((LibraryId, Channel), Option<i64>), StoreError> {
        let (library, channel) = (held.row.new.library, held.row.new.channel);
        let is_set_anew = sportello_store::set_at(writing, library, channel).await? != held.set_at;
        if is_set_anew {
            return Ok(((library, channel), None)); // it tells of what is no more
        }
        let now = self.clock.now().wall_millis();
        let standing = sportello_store::standstill(writing, library, channel).await?;
        let is_still = standing.is_some();
        let before = match standing {
            Some(still) => Way::StandsStill(still),
            None if hands.proven.contains_key(&(library, channel)) => Way::Goes,
            None => Way::Untried,
        };
        let after = before.after(attempt, self.pace.patience(), now, rand::random());
        let still = match &after {
            Way::StandsStill(still) => Some(still),
            Way::Untried | Way::Goes => None,
        };
        if still.is_some() || is_still {
            sportello_store::set_standstill(writing, library, channel, still).await?;
        }
        if is_still != still.is_some() {
            let cause = still.map(|still| still.trouble.cause);
            tracing::warn!(%library, ?channel, ?cause, "a channel stands still, or goes on");
        }
        let goes = matches!(after, Way::Goes);
        Ok(((library, channel), goes.then_some(held.set_at)))
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
