//! The power goes again and again, under load: nothing that was acknowledged is
//! missing, nothing is there twice, and each place is as it was.
//!
//! Patrons arrive, leave, and write with and without a place; librarians answer,
//! decline, write, hang up and write down how it came out; both say how far they have
//! read. Each does the next thing when the last was answered, so that the server is never
//! idle. After a number of words that chance chose the program is killed and started
//! again on the same data, and everybody comes back and compares. What they were
//! told is the only oracle ([`memory`]): it knows nothing of the server's insides.
//!
//! A desk is killed [`KILLS_A_DESK`] times, then a new one begins with the next seed.
//! `SPORTELLO_TORTURE_KILLS` says how often in all (20 unless told otherwise) and
//! `SPORTELLO_TORTURE_SEED` which seed comes first. A failure names the seed of its
//! desk: with it everybody makes the same choices again, though the computer's own
//! timing is its own.
//!
//! A killed program leaves its writes to the kernel, which lives on: what a power cut
//! does to a disk that lies about `fsync` is not seen here.

mod librarian;
mod line;
mod memory;
mod patron;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello_kit::Desk;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use self::librarian::Bo;
use self::memory::Memory;
use self::patron::Ada;
use crate::PROGRAM;

/// How often one desk is killed before a new one is opened.
const KILLS_A_DESK: u64 = 20;
/// How many patrons stand at a desk.
const PATRONS: usize = 8;
/// How many words a desk hears at most before it is killed.
const WORDS: u64 = 160;

/// What went wrong, in a sentence.
type Told<T = ()> = Result<T, String>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn torture_loses_nothing_and_doubles_nothing() {
    let kills = number("SPORTELLO_TORTURE_KILLS").unwrap_or(KILLS_A_DESK);
    let first = number("SPORTELLO_TORTURE_SEED").unwrap_or_else(rand::random);
    let mut left = kills;
    for seed in (0..).map(|desk| first.wrapping_add(desk)) {
        let now = left.min(KILLS_A_DESK);
        if let Err(why) = one_desk(seed, now).await {
            panic!("{why}\n  again: SPORTELLO_TORTURE_SEED={seed} SPORTELLO_TORTURE_KILLS={now}");
        }
        left -= now;
        eprintln!("{} of {kills} kills, the last of seed {seed}", kills - left);
        if left == 0 {
            break;
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    let value = std::env::var(variable).ok()?;
    let number = value.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} is “{value}”, not a number")))
}

/// Kills one desk so many times.
async fn one_desk(seed: u64, kills: u64) -> Told {
    let mut chance = StdRng::seed_from_u64(seed);
    let mut desk = Desk::open(PROGRAM).await;
    let mut cast = Cast::of(&desk, &mut chance).await;
    cast.come_back(&desk).await?;
    for kill in 1..=kills {
        let words = chance.random_range(1..=WORDS);
        let pause = Duration::from_micros(chance.random_range(0..2_000));
        let which = |why| format!("at kill {kill} of {kills}: {why}");
        cast.work_until_killed(&mut desk, words, pause)
            .await
            .map_err(which)?;
        desk.start().await;
        if chance.random_bool(0.2) {
            // Before anybody is back.
            desk.kill();
            desk.start().await;
        }
        cast.come_back(&desk).await.map_err(which)?;
    }
    cast.look_at_everything()
}

/// Nobody is kept waiting by a server that only says that it is there.
async fn in_time<T>(coming: impl Future<Output = Told<T>>) -> Told<T> {
    let coming = tokio::time::timeout(sportello_kit::PATIENCE, coming).await;
    coming.map_err(|_| "somebody came back, and was not shown all".to_owned())?
}

/// Everybody at the desk, and what they were told.
struct Cast {
    patrons: Vec<Ada>,
    librarians: Vec<Bo>,
    memory: Memory,
}

impl Cast {
    /// They are somebody already, but nobody has a socket yet.
    async fn of(desk: &Desk, chance: &mut StdRng) -> Self {
        let memory = Memory::default();
        let mut patrons = Vec::new();
        for number in 0..PATRONS {
            let own = StdRng::from_rng(chance);
            patrons.push(Ada::new(desk, number, memory.clone(), own).await);
        }
        let mut librarians = Vec::new();
        for user in ["bo", "cleo"] {
            let own = StdRng::from_rng(chance);
            librarians.push(Bo::new(desk, user, memory.clone(), own).await);
        }
        Self {
            patrons,
            librarians,
            memory,
        }
    }

    /// Everybody comes back to a desk at which nothing happens, and compares.
    async fn come_back(&mut self, desk: &Desk) -> Told {
        let mut line = Vec::new();
        for patron in &mut self.patrons {
            line.extend(in_time(patron.come_back(desk)).await?);
        }
        line.sort_unstable();
        for (right, (place, contact)) in (1..).zip(&line) {
            if right != *place {
                return Err(format!("{contact} is at {place}, and nobody at {right}"));
            }
        }
        let line: Vec<_> = line.into_iter().map(|(_, contact)| contact).collect();
        self.memory.line_is(&line)?;
        for librarian in &mut self.librarians {
            in_time(librarian.come_back(desk)).await?;
        }
        self.memory.both_ends_agree()
    }

    /// Everybody does as they like, and after so many words the program is killed.
    async fn work_until_killed(&mut self, desk: &mut Desk, words: u64, pause: Duration) -> Told {
        let counter = Arc::new(Counter::of(words));
        let mut patrons = JoinSet::new();
        for mut patron in self.patrons.drain(..) {
            let counter = Arc::clone(&counter);
            patrons.spawn(async move { patron.work(&counter).await.map(|()| patron) });
        }
        let mut librarians = JoinSet::new();
        for mut librarian in self.librarians.drain(..) {
            let counter = Arc::clone(&counter);
            librarians.spawn(async move { librarian.work(&counter).await.map(|()| librarian) });
        }
        let stalled = tokio::time::timeout(sportello_kit::PATIENCE, counter.reached());
        let stalled = stalled.await.is_err();
        // Nobody waits for this: it moves the kill to another moment of a commit.
        std::thread::sleep(pause);
        desk.kill();
        while let Some(done) = patrons.join_next().await {
            self.patrons.push(done.map_err(|why| why.to_string())??);
        }
        while let Some(done) = librarians.join_next().await {
            self.librarians.push(done.map_err(|why| why.to_string())??);
        }
        self.patrons.sort_by_key(Ada::number);
        if stalled {
            let patrons = self.patrons.iter().map(Ada::waits_for);
            let librarians = self.librarians.iter().map(Bo::waits_for);
            let all: Vec<_> = patrons.chain(librarians).collect();
            return Err(format!(
                "the desk heard no {words} words, nobody goes on: {}",
                all.join("; ")
            ));
        }
        Ok(())
    }

    /// What a librarian read stands in the thread as its patron read it, who has just
    /// come back and read it to its end.
    fn look_at_everything(&mut self) -> Told {
        for patron in &self.patrons {
            for librarian in &mut self.librarians {
                if let Some(read) = librarian.read().get_mut(patron.name()) {
                    let whole = patron.read().those(|_| true);
                    read.compare(&whole)?;
                }
            }
        }
        Ok(())
    }
}

/// Counts the words that are said.
struct Counter {
    left: AtomicU64,
    reached: Notify,
}

impl Counter {
    fn of(words: u64) -> Self {
        Self {
            left: AtomicU64::new(words),
            reached: Notify::new(),
        }
    }

    /// One more word was said.
    fn count(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.reached.notify_one();
        }
    }

    async fn reached(&self) {
        self.reached.notified().await;
    }
}
