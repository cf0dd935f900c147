//! The loans of a library: read from where they are kept, and told to whom they concern.
//!
//! One [`Loans`] looks after the loans of one library. It alone writes them, one turn
//! after another, so that what a run has looked at is still so when it is said. Into
//! threads it writes nothing: it hands to the owner what is to be said, together with
//! the line of the ledger that says so, and the owner commits both at once.
//!
//! The owner never waits for it: sources are slow, and runs are long.

mod cards;
mod files;
mod own;
mod reading;
mod run;
mod seat;
mod shown;
mod sources;
mod sweep;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sportello_core::{BorrowerId, DeskId, LibraryId, Settings, SourceId};
use sportello_ils::{Folder, Koha};
use sportello_store::{LibraryRow, Store, StoreError, Writing};
use sportello_wire::seat::{ReadingView, RunWaits};
use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use crate::mail_password::MailPasswords;
use crate::outbox::Bell;
use crate::owner::{Input, OwnerHandle};

pub(crate) use cards::{card_code, card_link_in};
pub(crate) use files::{NotTaken, Uploads};
pub(crate) use own::OwnLoans;
pub use run::coming_days;
pub(crate) use run::is_stale;
pub(crate) use seat::SeatLoans;
pub(crate) use shown::{is_by_hand as is_typed_in, way_of};

/// How often sources and the clock are looked at.
const LOOK: Duration = Duration::from_secs(10);
/// How soon a folder is looked at again in which a file is being written.
const SETTLING: Duration = Duration::from_millis(3_200);

/// What looks after the loans of one library.
#[derive(Clone, Debug)]
pub(crate) struct Loans(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    library: LibraryId,
    library_name: String,
    store: Store,
    clock: Clock,
    owner: OwnerHandle,
    passwords: MailPasswords,
    /// The address under which patrons reach the server.
    base: String,
    bell: Bell,
    /// Who writes loans has the turn.
    turn: tokio::sync::Mutex<()>,
    uploads: Uploads,
    /// Library systems that were asked before: they keep a token.
    kohas: Mutex<BTreeMap<SourceId, (String, Arc<Koha>)>>,
    /// What is being read, and how far that is.
    reading: Mutex<BTreeMap<SourceId, ReadingView>>,
    /// Why the run waits.
    waits: Mutex<Option<RunWaits>>,
    /// Counts what a run must look at anew: links, loans, settings.
    news: AtomicU64,
    /// Told when there is something else to show.
    changed: watch::Sender<()>,
    /// Somebody wants it to look at once.
    wake: Notify,
    codes: cards::Codes,
}

/// What the loans of a library need.
pub(crate) struct LoanParts {
    pub(crate) library: LibraryRow,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) owner: OwnerHandle,
    pub(crate) passwords: MailPasswords,
    pub(crate) base: String,
    pub(crate) bell: Bell,
}

impl Loans {
    pub(crate) fn new(parts: LoanParts) -> Self {
        Self(Arc::new(Inner {
            library: parts.library.id,
            library_name: parts.library.name,
            store: parts.store,
            clock: parts.clock,
            owner: parts.owner,
            passwords: parts.passwords,
            base: parts.base,
            bell: parts.bell,
            turn: tokio::sync::Mutex::new(()),
            uploads: Uploads::default(),
            kohas: Mutex::default(),
            reading: Mutex::default(),
            waits: Mutex::default(),
            news: AtomicU64::new(1),
            changed: watch::Sender::new(()),
            wake: Notify::new(),
            codes: cards::Codes::default(),
        }))
    }

    /// Reads, runs and sweeps until all is ending.
    pub(crate) async fn look_after(self, mut stopping: watch::Receiver<bool>) {
        let mut folders: BTreeMap<SourceId, (String, Folder)> = BTreeMap::new();
        let mut done = run::Done::default();
        let (mut is_offered, mut rest) = (false, LOOK);
        loop {
            let working = async {
                if !is_offered {
                    self.offer().await?;
                    is_offered = true;
                }
                let soon = self.read_what_is_due(&mut folders).await?;
                self.run_if_due(&mut done).await?;
                self.sweep().await?;
                Ok::<_, anyhow::Error>(soon)
            };
            tokio::select! {
                worked = working => match worked {
                    Ok(soon) => rest = if soon { SETTLING } else { LOOK },
                    Err(why) => {
                        let why = format!("{why:#}");
                        tracing::error!(why, "loans can't be looked after; it is tried again");
                        self.wait_for(Some(RunWaits::NotSaved));
                    }
                },
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                () = self.0.wake.notified() => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Tells the owner at which desks patrons can have their loans told.
    async fn offer(&self) -> anyhow::Result<()> {
        let sources = self.0.store.loan_sources(self.0.library).await?;
        let desks = sources.iter().map(|row| row.desk).collect();
        self.0.owner.tell(Input::LoansOffered(desks)).await;
        Ok(())
    }

    /// A borrower's loans are told in no thread any more.
    async fn unlink(&self, borrower: BorrowerId) -> anyhow::Result<()> {
        let _turn = self.0.turn.lock().await;
        let mut writing = self.0.store.write().await?;
        sportello_store::forget_link(&mut writing, borrower).await?;
        commit(writing).await?;
        self.news();
        Ok(())
    }

    /// Something is otherwise than a run has seen it.
    fn news(&self) {
        self.0.news.fetch_add(1, Ordering::Relaxed);
        self.0.wake.notify_one();
        self.show();
    }

    /// Something else is to be shown.
    fn show(&self) {
        self.0.changed.send_replace(());
    }

    fn wait_for(&self, why: Option<RunWaits>) {
        let before = std::mem::replace(&mut *locked(&self.0.waits), why);
        if before != why {
            self.show();
        }
    }

    fn now(&self) -> i64 {
        self.0.clock.now().wall_millis()
    }

    async fn settings(&self) -> Result<Settings, StoreError> {
        self.0.store.settings(self.0.library).await
    }

    /// The page on which a desk's patrons see their loans.
    fn page_of(&self, settings: &Settings, desk: DeskId) -> Option<String> {
        let desk = settings.desks.iter().find(|one| one.id == desk)?;
        Some(format!("{}/{}", self.0.base, desk.handle))
    }
}

async fn commit(writing: Writing<'_>) -> Result<(), StoreError> {
    writing.commit().await.map_err(StoreError::from)
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
