//! Two who arrive at the same instant, and two who answer the same ring at the same
//! instant, a thousand times in all: one is first each time, and the other is told
//! who.

use sportello_kit::{Desk, Librarian, Patron};
use sportello_wire::patron::PatronContactState;
use sportello_wire::seat::OfferEnd;
use sportello_wire::{ContactId, Mode, RefusalCode};
use tokio::task::JoinSet;

use crate::PROGRAM;

/// How often they race at a desk.
const RACES: usize = 200;
/// How many desks there are: one waits for its disk while another runs.
const DESKS: usize = 5;
/// A socket may say so much and not more: everybody comes back on a new one in time.
const RACES_A_SOCKET: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_races_each_has_one_winner_and_one_who_is_told_who() {
    let mut desks = JoinSet::new();
    for _ in 0..DESKS {
        desks.spawn(races());
    }
    let won_by_bo: usize = desks.join_all().await.into_iter().sum();
    assert!(
        (1..RACES * DESKS).contains(&won_by_bo),
        "no race: one of them won {won_by_bo} times"
    );
}

/// All races of one desk; how many of them Bo won.
async fn races() -> usize {
    let desk = Desk::open(PROGRAM).await;
    let mut runners = Runners::new(&desk).await;
    let mut won_by_bo = 0;
    for race in 0..RACES {
        if race % RACES_A_SOCKET == 0 {
            runners = runners.come_back(&desk).await;
        }
        won_by_bo += usize::from(runners.race(race).await);
    }
    runners.come_back(&desk).await;
    won_by_bo
}

/// Two patrons and two librarians.
struct Runners {
    patrons: [Patron; 2],
    librarians: [Librarian; 2],
}

impl Runners {
    async fn new(desk: &Desk) -> Self {
        Self {
            patrons: [desk.ada().await, desk.dino().await],
            librarians: [desk.bo().await, desk.cleo().await],
        }
    }

    /// Everybody opens a new socket; whoever leaves with something unheard fails.
    async fn come_back(self, desk: &Desk) -> Self {
        let [mut ada, mut dino] = self.patrons;
        let [mut bo, mut cleo] = self.librarians;
        for librarian in [&mut bo, &mut cleo] {
            librarian.heard_nothing_more().await;
        }
        for patron in [&mut ada, &mut dino] {
            patron.heard_nothing_more().await;
        }
        Self {
            patrons: [
                desk.patron_again("Ada", ada.vanish()).await,
                desk.patron_again("Dino", dino.vanish()).await,
            ],
            librarians: [again(desk, "bo", bo).await, again(desk, "cleo", cleo).await],
        }
    }

    /// One race; whether Bo won it.
    async fn race(&mut self, race: usize) -> bool {
        let [ada, dino] = &mut self.patrons;
        let [bo, cleo] = &mut self.librarians;
        // Neither is always the first to speak.
        if race.is_multiple_of(2) {
            tokio::join!(ada.arrive(Mode::Voice), dino.arrive(Mode::Voice));
        } else {
            tokio::join!(dino.arrive(Mode::Voice), ada.arrive(Mode::Voice));
        }
        let (first, second) = in_line(ada, dino).await;
        let (contact, next) = (first.waits_at(1).await, second.waits_at(2).await);
        for librarian in [&mut *bo, &mut *cleo] {
            rings(librarian, contact).await;
        }
        if race % 4 < 2 {
            tokio::join!(bo.accept(contact), cleo.accept(contact));
        } else {
            tokio::join!(cleo.accept(contact), bo.accept(contact));
        }
        let winner = answered_by(first).await;
        let won_by_bo = winner == "Bo Conti";
        let (fast, slow) = if won_by_bo { (bo, cleo) } else { (cleo, bo) };
        fast.talks(contact).await;
        let about = slow.is_refused(RefusalCode::AnsweredByColleague).await;
        let librarian = winner;
        let told = slow.is_told_of_an_end().await;
        assert_eq!((about, told), (None, OfferEnd::AnsweredBy { librarian }));
        // The next rings at whoever is free, and at nobody else.
        assert_eq!(slow.answers().await, next);
        assert_ne!(answered_by(second).await, answered_by(first).await);
        tokio::join!(fast.hangs_up(contact), slow.hangs_up(next));
        tokio::join!(first.sees_the_end(), second.sees_the_end());
        won_by_bo
    }
}

/// Both have a place; whoever is first stands first.
async fn in_line<'all>(
    one: &'all mut Patron,
    other: &'all mut Patron,
) -> (&'all mut Patron, &'all mut Patron) {
    let (here, there) = (place(one).await, place(other).await);
    // Whoever was shown the first place before the other came may not know it yet.
    match (here, there) {
        (_, 2) => (one, other),
        (2, _) => (other, one),
        _ => panic!("both stand first: {} and {}", one.who, other.who),
    }
}

async fn place(patron: &mut Patron) -> u32 {
    patron
        .see("a place", |view| match view.state()? {
            PatronContactState::Waiting { position, .. } => Some(*position),
            _ => None,
        })
        .await
}

async fn rings(librarian: &mut Librarian, contact: ContactId) {
    librarian
        .see("this ring", |view| {
            let entry = view.desk.as_ref()?.line.first()?;
            (entry.contact == contact && entry.rings_here).then_some(())
        })
        .await;
}

async fn answered_by(patron: &mut Patron) -> String {
    patron
        .see("an answer", |view| match view.state()? {
            PatronContactState::Talking { librarian, .. } => Some(librarian.clone()),
            _ => None,
        })
        .await
}

async fn again(desk: &Desk, who: &str, librarian: Librarian) -> Librarian {
    let session = librarian.vanish();
    Librarian::resume(desk.address, who, &session)
        .await
        .expect("a token stays good")
}
