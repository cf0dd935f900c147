//! Mail that comes in: read from the library's mailbox, and put to the case it belongs to.
//!
//! **The rule.** Each mail is taken once, and marked as seen only when what came of it is on
//! disk. By what it is known ([`taking`]) it is known again in another life of the mailbox,
//! in which no number means anything. A mail that can't be taken after some tries is passed
//! by, and said to be: it must not keep back those behind it.
//!
//! One mail is in memory at a time, 25 MB of it at most. What is in the way of the mailbox
//! stands in its row, so that the window can say it; it is tried again, later and later,
//! and at once when somebody sets the mailbox.
//!
//! A mailbox that is read for the first time has mail in it that somebody has dealt with
//! long ago: of that, only what belongs to a case is taken.

mod account;
mod belonging;
mod files;
mod returned;
mod taking;
mod unknown;
mod written;

use std::convert::Infallible;
use std::time::Duration;

use anyhow::Context as _;
use sportello_core::{Cause, DeskId, Trouble};
use sportello_mail::Obstacle;
use sportello_mail::imap::{Fetched, MailboxState, Session, Uid, Waited};
use sportello_store::{MailPlace, MailboxRow, StoreError};
use tokio::sync::watch;

pub(super) use account::account_of;
use taking::Took;

use super::{Cases, commit};
use crate::outbox::obstacle;

/// How many mails are listed at once.
const AT_ONCE: usize = 500;
/// How often a server is asked that does not tell of new mail by itself.
const POLL: Duration = Duration::from_secs(2 * 60);
/// A server that does is asked all the same: the way to it may have died unnoticed.
const LISTEN: Duration = Duration::from_secs(9 * 60);
/// After news that were none.
const BREATH: Duration = Duration::from_secs(1);
/// How long a mailbox that can't be read is left in peace at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// Who says a wrong password often is locked out.
const WRONG_PAUSE: Duration = Duration::from_secs(5 * 60);
/// How often a mail is tried before it is passed by.
const TRIES: u8 = 3;
/// How long what could not be written rests before it is tried again.
const REST: Duration = Duration::from_millis(500);

/// Why a mailbox is read no more.
enum Ended {
    /// There is none.
    NoMailbox,
    /// It was set otherwise, or is to be looked at at once.
    Changed,
    /// All is ending.
    Stopping,
    /// Something is in the way.
    Away(Trouble),
    /// The database or the disk says no.
    Failed(anyhow::Error),
}

/// Where in a mailbox the reading is.
#[derive(Clone, Copy, Debug)]
struct Place {
    uid_validity: u32,
    last: Uid,
    /// What has a number below was there before it was ever read.
    begins: Uid,
    /// At which desk mail becomes a case that belongs to none.
    unknown: Option<DeskId>,
}

impl Place {
    fn of(set: &MailboxRow, state: MailboxState) -> Self {
        let is_first = set.uid_validity == 0;
        let goes_on = set.uid_validity == state.uid_validity;
        Self {
            uid_validity: state.uid_validity,
            last: Uid(if goes_on { set.last_uid } else { 0 }),
            begins: state.uid_next.filter(|_| is_first).unwrap_or(Uid(0)),
            unknown: set.unknown,
        }
    }

    /// Whether this mail was there before the mailbox was ever read.
    fn is_old(&self, uid: Uid) -> bool {
        uid < self.begins
    }

    /// As it is written down with a mail. What was there before is known by its hash:
    /// whoever is interrupted there begins anew.
    fn with(&self, uid: Uid) -> Option<MailPlace> {
        (!self.is_old(uid)).then_some((self.uid_validity, uid.0))
    }
}

/// What the reading remembers from one session to the next.
#[derive(Default)]
struct Patience {
    /// The mail that could not be fetched, and how often.
    missed: Option<(u32, Uid, u8)>,
    /// How often in a row a mail could not be marked. Where nothing can be, it is left at
    /// that: what was taken is known by its hash.
    unmarked: u8,
    /// How long the last pause was; nothing after all went well.
    paused: Duration,
}

impl Patience {
    fn miss(&mut self, place: &Place, uid: Uid) {
        let tries = self.tries(place, uid);
        self.missed = Some((place.uid_validity, uid, tries + 1));
    }

    fn tries(&self, place: &Place, uid: Uid) -> u8 {
        match self.missed {
            Some((validity, missed, tries)) if (validity, missed) == (place.uid_validity, uid) => {
                tries
            }
            Some(_) | None => 0,
        }
    }

    /// How long the mailbox is left in peace.
    fn pause(&mut self, cause: Option<Cause>) -> Duration {
        self.paused = (self.paused * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        if matches!(cause, Some(Cause::WrongPassword)) {
            self.paused = WRONG_PAUSE;
        }
        // A little by chance, so that many libraries do not come back at once.
        self.paused.mul_f64(rand::random_range(0.8..1.0))
    }
}

impl Cases {
    /// Reads the mailbox until all is ending. Without one it waits until there is one.
    pub(crate) async fn read_mail(self, mut stopping: watch::Receiver<bool>) {
        let mut patience = Patience::default();
        loop {
            let Err(ended) = self.sit(&mut stopping, &mut patience).await;
            let pause = match ended {
                Ended::Stopping => return,
                Ended::Changed => {
                    patience = Patience::default();
                    continue;
                }
                Ended::NoMailbox => None,
                Ended::Away(trouble) => {
                    let cause = trouble.cause;
                    tracing::warn!(library = %self.0.library, ?cause, "the mailbox can't be read");
                    // Connections end; that is a trouble if the next one does not come about.
                    if cause != Cause::Cut || !patience.paused.is_zero() {
                        self.note_trouble(&trouble).await;
                    }
                    Some(patience.pause(Some(cause)))
                }
                Ended::Failed(why) => {
                    let why = format!("{why:#}");
                    tracing::error!(why, "mail can't be taken; it is tried again");
                    Some(patience.pause(None))
                }
            };
            let resting = async {
                match pause {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => std::future::pending().await,
                }
            };
            match self.unless_disturbed(&mut stopping, resting).await {
                Err(Ended::Stopping) => return,
                Err(_) => patience = Patience::default(),
                Ok(()) => {}
            }
        }
    }

    /// Opens the mailbox, and takes what is there and what comes.
    async fn sit(
        &self,
        stopping: &mut watch::Receiver<bool>,
        patience: &mut Patience,
    ) -> Result<Infallible, Ended> {
        let set = match self.0.store.mailbox(self.0.library).await {
            Ok(set) => set,
            Err(StoreError::NotFound) => return Err(Ended::NoMailbox),
            Err(why) => return Err(Ended::Failed(why.into())),
        };
        let password = self.mailbox_password().await?;
        let (account, password) = account_of(&set, password.as_deref()).map_err(Ended::Away)?;
        let opening = Session::open(&account, &password, &set.folder);
        let mut session = self.unless_disturbed(stopping, opening).await??;
        let mut place = Place::of(&set, session.state());
        let mut has_cried = false;
        loop {
            let before = place.last;
            self.take_all(&mut session, &mut place, stopping, patience)
                .await?;
            self.note_read(&place).await?;
            patience.paused = Duration::ZERO;
            // A server that cries wolf is not asked without a breath between.
            if has_cried && place.last == before {
                let breath = tokio::time::sleep(BREATH);
                self.unless_disturbed(stopping, breath).await?;
            }
            let listening = session.wait(LISTEN, std::future::pending());
            let waited = self.unless_disturbed(stopping, listening).await??;
            has_cried = waited == Waited::News;
            if waited == Waited::MustPoll {
                let rest = tokio::time::sleep(POLL);
                self.unless_disturbed(stopping, rest).await?;
            }
        }
    }

    /// Takes all that is newer than what is known.
    async fn take_all(
        &self,
        session: &mut Session,
        place: &mut Place,
        stopping: &mut watch::Receiver<bool>,
        patience: &mut Patience,
    ) -> Result<(), Ended> {
        loop {
            let listing = session.newer_than(place.last, AT_ONCE);
            let waiting = self.unless_disturbed(stopping, listing).await??;
            if waiting.is_empty() {
                return Ok(());
            }
            for uid in waiting.into_iter().map(|one| one.uid) {
                if patience.tries(place, uid) >= TRIES {
                    self.pass_by(place, uid).await?;
                } else {
                    let fetching = session.fetch(uid);
                    let fetched = self.unless_disturbed(stopping, fetching).await?;
                    let fetched = fetched.inspect_err(|_| patience.miss(place, uid))?;
                    // From here on it is not interrupted: what is begun is written.
                    let took = self.take_at_last(fetched, place, uid).await?;
                    if matches!(took, Took::Taken) && patience.unmarked < TRIES {
                        patience.unmarked += 1;
                        session.mark_seen(uid).await?;
                        patience.unmarked = 0;
                    }
                }
                place.last = uid;
            }
        }
    }

    /// Takes a mail; one that can't be taken is passed by after some tries.
    async fn take_at_last(&self, fetched: Fetched, place: &Place, uid: Uid) -> Result<Took, Ended> {
        let Some(mail) = taking::opened(fetched).await else {
            return Ok(Took::Left); // somebody took it away
        };
        for _ in 1..TRIES {
            match self.take_mail(&mail, place, uid).await {
                Ok(took) => return Ok(took),
                Err(why) => {
                    let why = format!("{why:#}");
                    tracing::warn!(why, uid = uid.0, "a mail can't be taken; it is tried again");
                }
            }
            tokio::time::sleep(REST).await;
        }
        match self.take_mail(&mail, place, uid).await {
            Ok(took) => Ok(took),
            Err(why) => {
                let why = format!("{why:#}");
                tracing::error!(why, uid = uid.0, "a mail can't be taken, and is passed by");
                self.pass_by(place, uid).await?;
                Ok(Took::Left)
            }
        }
    }

    async fn unless_disturbed<T>(
        &self,
        stopping: &mut watch::Receiver<bool>,
        doing: impl Future<Output = T>,
    ) -> Result<T, Ended> {
        tokio::select! {
            done = doing => Ok(done),
            () = self.0.mailbox_changed.notified() => Err(Ended::Changed),
            _ = stopping.wait_for(|stop| *stop) => Err(Ended::Stopping),
        }
    }

    /// The mailbox was read so far, and nothing is in the way.
    async fn note_read(&self, place: &Place) -> Result<(), Ended> {
        let at = (place.uid_validity, place.last.0);
        let mut writing = self.0.store.write().await?;
        sportello_store::note_mail_read(&mut writing, self.0.library, at, self.now()).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }

    async fn note_trouble(&self, trouble: &Trouble) {
        let noting = async {
            let mut writing = self.0.store.write().await?;
            let (cause, said) = (trouble.cause, &trouble.said);
            sportello_store::note_mail_trouble(&mut writing, self.0.library, cause, said).await?;
            commit(writing).await
        };
        if let Err(why) = noting.await {
            tracing::error!(%why, "what is in the way of the mailbox can't be written");
        }
        self.show();
    }

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

impl From<Obstacle> for Ended {
    fn from(why: Obstacle) -> Self {
        Self::Away(obstacle(&why))
    }
}

impl From<anyhow::Error> for Ended {
    fn from(why: anyhow::Error) -> Self {
        Self::Failed(why)
    }
}

impl From<StoreError> for Ended {
    fn from(why: StoreError) -> Self {
        Self::Failed(why.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_that_is_away_is_asked_later_and_later() {
        let mut patience = Patience::default();
        let mut before = Duration::ZERO;
        for _ in 0..20 {
            let pause = patience.pause(Some(Cause::NobodyAnswers));
            assert!(pause >= before.mul_f64(0.8) && pause <= LONGEST_PAUSE);
            before = pause;
        }
        assert!(before >= LONGEST_PAUSE.mul_f64(0.8));
    }

    #[test]
    fn who_says_a_wrong_password_waits_at_once() {
        let pause = Patience::default().pause(Some(Cause::WrongPassword));
        assert!(pause >= WRONG_PAUSE.mul_f64(0.8));
    }

    #[test]
    fn tries_are_of_one_mail_in_one_life_of_the_mailbox() {
        let place = |uid_validity| Place {
            uid_validity,
            last: Uid(0),
            begins: Uid(0),
            unknown: None,
        };
        let mut patience = Patience::default();
        for tries in 0..TRIES {
            assert_eq!(patience.tries(&place(1), Uid(7)), tries);
            patience.miss(&place(1), Uid(7));
        }
        assert_eq!(patience.tries(&place(1), Uid(7)), TRIES);
        assert_eq!(patience.tries(&place(2), Uid(7)), 0);
        assert_eq!(patience.tries(&place(1), Uid(8)), 0);
    }
}
