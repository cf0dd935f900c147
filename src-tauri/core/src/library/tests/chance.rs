//! Chance sequences of everything that can happen, with the clock stepped between,
//! checked after each step against the naive model and the rules that must hold.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use uuid::Uuid;

use super::cast::{ADA, BO, CLEO, Cast, DORA, EZIO, lasting, seat_of};
use super::model::{Model, Phase, Visit};
use crate::contact::{Contact, ContactState, Mode};
use crate::ids::{ContactId, LibrarianId, PageId, PatronId, SeatId};
use crate::library::{DeskState, Effect, Library, Party, Seat};
use crate::moment::{Moment, Span};
use crate::presence::{ChosenPresence, Presence};

const PATRONS: [PatronId; 3] = [ADA, DORA, EZIO];
const LIBRARIANS: [LibrarianId; 2] = [BO, CLEO];
/// One program for each librarian, and one that both use.
const SEATS: [SeatId; 3] = [seat_of(BO), seat_of(CLEO), SeatId(Uuid::from_u128(0x5ea7))];

/// Something that happens.
#[derive(Clone, Debug)]
enum Input {
    Connects(SeatId, LibrarianId),
    Disconnects(SeatId),
    Chooses(SeatId, ChosenPresence),
    Opens(PatronId, PageId),
    Closes(PatronId, PageId),
    Arrives(PatronId),
    Leaves(PatronId),
    /// Answers or declines what rings at the seat.
    AnswersRing(SeatId),
    DeclinesRing(SeatId),
    /// The same for any patron's newest contact, whatever has become of it.
    Answers(SeatId, PatronId),
    Declines(SeatId, PatronId),
    HangsUp(SeatId, PatronId),
    Speaks(PatronId),
    SpeaksAt(SeatId),
    Restart,
}

/// The time before it happens.
#[derive(Clone, Copy, Debug)]
enum Pause {
    /// The machine is woken whenever it asks for it.
    Awake(i64),
    /// The machine is not woken: the input finds overdue deadlines.
    Asleep(i64),
    /// The clock on the wall is corrected meanwhile.
    Corrected(i64),
}

fn pauses() -> impl Strategy<Value = Pause> {
    let seconds = prop_oneof![
        8 => 0..8_i64,
        3 => prop::sample::select(vec![16, 20, 25, 40, 60]),
        1 => prop::sample::select(vec![115, 120, 121, 595, 600, 605]),
    ];
    prop_oneof![
        8 => seconds.clone().prop_map(Pause::Awake),
        2 => seconds.prop_map(Pause::Asleep),
        1 => (-7200..7200_i64).prop_map(Pause::Corrected),
    ]
}

fn inputs() -> impl Strategy<Value = Input> {
    let seat = || prop::sample::select(&SEATS[..]);
    let patron = || prop::sample::select(&PATRONS[..]);
    let page = || {
        patron().prop_flat_map(|one| {
            (
                Just(one),
                (1..3_u128).prop_map(|n| PageId(Uuid::from_u128(n))),
            )
        })
    };
    let own = prop::sample::select(&LIBRARIANS[..]).prop_map(|one| (seat_of(one), one));
    let any = (seat(), prop::sample::select(&LIBRARIANS[..]));
    let chosen = prop::sample::select(vec![ChosenPresence::Available, ChosenPresence::Away]);
    prop_oneof![
        4 => own.prop_map(|(seat, one)| Input::Connects(seat, one)),
        1 => any.prop_map(|(seat, one)| Input::Connects(seat, one)),
        2 => seat().prop_map(Input::Disconnects),
        2 => (seat(), chosen).prop_map(|(seat, chosen)| Input::Chooses(seat, chosen)),
        4 => page().prop_map(|(patron, page)| Input::Opens(patron, page)),
        2 => page().prop_map(|(patron, page)| Input::Closes(patron, page)),
        6 => patron().prop_map(Input::Arrives),
        1 => patron().prop_map(Input::Leaves),
        4 => seat().prop_map(Input::AnswersRing),
        2 => seat().prop_map(Input::DeclinesRing),
        1 => (seat(), patron()).prop_map(|(seat, patron)| Input::Answers(seat, patron)),
        1 => (seat(), patron()).prop_map(|(seat, patron)| Input::Declines(seat, patron)),
        2 => (seat(), patron()).prop_map(|(seat, patron)| Input::HangsUp(seat, patron)),
        1 => patron().prop_map(Input::Speaks),
        1 => seat().prop_map(Input::SpeaksAt),
        1 => Just(Input::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(20_260_529),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_the_machine_does_as_the_naive_model(
        steps in prop::collection::vec((pauses(), inputs()), 1..40),
    ) {
        let mut pair = Pair::new();
        for (pause, input) in steps {
            pair.pause(pause);
            pair.happens(input);
            if let Pause::Asleep(_) = pause {
                pair.cast.wake();
            }
            pair.model.look();
            pair.agree();
            pair.disk_is_true();
            rules_hold(&pair.cast.library);
        }
    }
}

/// The machine with its cast, and the model.
struct Pair {
    cast: Cast,
    model: Model,
    /// Places are restored by wall time: their order is only asked for while the
    /// clock on the wall was never corrected.
    wall_is_steady: bool,
    newest: Vec<(PatronId, ContactId)>,
}

impl Pair {
    fn new() -> Self {
        Self {
            cast: Cast::before_opening(),
            model: Model::of(&LIBRARIANS),
            wall_is_steady: true,
            newest: Vec::new(),
        }
    }

    fn pause(&mut self, pause: Pause) {
        match pause {
            Pause::Awake(seconds) => {
                self.cast.wait(Span::seconds(seconds));
                for _ in 0..seconds {
                    self.model.age();
                    self.model.look();
                }
            }
            Pause::Asleep(seconds) => {
                self.cast.now = self.cast.now.plus(Span::seconds(seconds));
                (0..seconds).for_each(|_| self.model.age());
            }
            Pause::Corrected(by) => {
                self.wall_is_steady = false;
                self.cast.correct_the_wall_clock(Span::seconds(by));
                self.pause(Pause::Awake(1));
            }
        }
    }

    fn happens(&mut self, input: Input) {
        let (cast, model) = (&mut self.cast, &mut self.model);
        cast.shown.clear();
        match input {
            Input::Connects(seat, librarian) => {
                cast.connects(seat, librarian);
                model.connects(seat, librarian);
            }
            Input::Disconnects(seat) => {
                cast.disconnects(seat);
                model.disconnects(seat);
            }
            Input::Chooses(seat, chosen) => {
                cast.chooses_at(seat, chosen);
                model.chooses(seat, chosen);
            }
            Input::Opens(patron, page) => {
                cast.opens(patron, page);
                model.opens(patron, page);
            }
            Input::Closes(patron, page) => {
                cast.closes(patron, page);
                model.closes(patron, page);
            }
            Input::Arrives(patron) => {
                let taken = cast.asks_for(patron, Mode::Video);
                let contact = taken.unwrap_or(ContactId(Uuid::nil()));
                assert_eq!(taken.is_ok(), model.arrives(patron, contact));
                self.newest
                    .extend(cast.library.contact_of(patron).map(|one| (patron, one.id)));
            }
            Input::Leaves(patron) => {
                cast.leaves(patron);
                model.leaves(patron);
            }
            Input::AnswersRing(seat) => self.answers(seat, self.ringing_at(seat)),
            Input::DeclinesRing(seat) => self.declines(seat, self.ringing_at(seat)),
            Input::Answers(seat, patron) => self.answers(seat, self.newest_of(patron)),
            Input::Declines(seat, patron) => self.declines(seat, self.newest_of(patron)),
            Input::HangsUp(seat, patron) => {
                let contact = self.newest_of(patron);
                let done = self.cast.hangs_up_at(seat, contact);
                assert_eq!(done.is_ok(), self.model.hangs_up(seat, contact));
            }
            Input::Speaks(patron) => {
                let allowed = model.visit_of(patron).is_some();
                self.speaks(Party::Patron(patron), allowed);
            }
            Input::SpeaksAt(seat) => {
                let allowed = model.sits_at(seat).is_some_and(|one| model.talks(one));
                self.speaks(Party::Seat(seat), allowed);
            }
            Input::Restart => {
                // By wall time the order of the line may be lost; then so is the model's.
                if self.wall_is_steady {
                    cast.restart();
                    model.restart();
                }
            }
        }
    }

    fn answers(&mut self, seat: SeatId, contact: ContactId) {
        let done = self.cast.accepts(seat, contact, Mode::Voice);
        assert_eq!(done.is_ok(), self.model.accepts(seat, contact), "{done:?}");
    }

    fn declines(&mut self, seat: SeatId, contact: ContactId) {
        let done = self.cast.declines_at(seat, contact);
        assert_eq!(done.is_ok(), self.model.declines(seat, contact), "{done:?}");
    }

    fn speaks(&mut self, from: Party, allowed: bool) {
        let said = self.cast.says(from, "Buongiorno");
        assert_eq!(said.is_ok(), allowed, "{said:?}");
        let shown = self.cast.shown.iter().find_map(|effect| {
            let Effect::ShowMessage(message) = effect else {
                return None;
            };
            Some(message)
        });
        assert_eq!(shown.map(|message| message.id), said.ok());
        let saved = |id| self.cast.disk.messages.get(id);
        assert_eq!(shown, said.as_ref().ok().and_then(saved));
    }

    fn ringing_at(&self, seat: SeatId) -> ContactId {
        let librarian = self.model.sits_at(seat);
        let ringing = librarian.and_then(|one| self.model.hears(one));
        ringing.unwrap_or(ContactId(Uuid::nil()))
    }

    fn newest_of(&self, patron: PatronId) -> ContactId {
        let mut newest = self.newest.iter().rev();
        let found = newest.find(|(whose, _)| *whose == patron);
        found.map_or(ContactId(Uuid::nil()), |(_, contact)| *contact)
    }

    /// The machine stands where the model stands.
    fn agree(&self) {
        let (library, model) = (&self.cast.library, &self.model);
        let line = |visit: &&Visit| !matches!(visit.phase, Phase::Talking(..));
        let expected: Vec<_> = model
            .visits
            .iter()
            .filter(line)
            .map(|one| one.contact)
            .collect();
        assert_eq!(line_of(library), expected);
        for visit in &model.visits {
            let contact = library.contact(visit.contact).expect("it is not over");
            assert_eq!(self.seen(contact), visit.phase, "{contact:?}");
            assert_eq!(contact.absent_since.map(|at| self.ago(at)), visit.away);
            if contact.is_in_line() {
                let passed: Vec<_> = contact.passed.keys().collect();
                assert_eq!(passed, visit.peace.keys().collect::<Vec<_>>());
            }
        }
        for patron in PATRONS {
            assert_eq!(library.page_of(patron), model.pages.get(&patron).copied());
            let contact = library.contact_of(patron);
            let under_way = contact.filter(|one| !one.is_ended()).map(|one| one.id);
            let visit = model.visits.iter().find(|visit| visit.patron == patron);
            assert_eq!(under_way, visit.map(|visit| visit.contact));
            let over = contact.is_some_and(Contact::is_ended);
            assert_eq!(over, model.farewells.contains(&patron), "{contact:?}");
        }
        for seat in SEATS {
            let known = library.seats.get(&seat);
            let away = |seat: &Seat| seat.away_since.map(|at| self.ago(at));
            let known = known.map(|seat| (seat.librarian, away(seat)));
            assert_eq!(known, model.seats.get(&seat).copied());
        }
        assert_eq!(library.desk_state() != DeskState::Closed, model.is_open());
    }

    /// How many seconds ago that was.
    fn ago(&self, at: Moment) -> i64 {
        at.until(self.cast.now).as_millis() / 1000
    }

    /// A contact of the machine in the words of the model.
    fn seen(&self, contact: &Contact) -> Phase {
        match &contact.state {
            ContactState::Waiting => Phase::Waiting,
            ContactState::Offered { to, until } => Phase::Ringing {
                at: to.iter().copied().collect(),
                seconds_left: self.cast.now.until(*until).as_millis() / 1000,
            },
            ContactState::Talking { with, seat, .. } => Phase::Talking(*with, *seat),
            ContactState::Ended { .. } => panic!("over, and the model does not know: {contact:?}"),
        }
    }

    /// What was saved is what is so, and a restart would find it again.
    fn disk_is_true(&self) {
        let kept: Vec<_> = self
            .cast
            .disk
            .contacts
            .values()
            .filter(|one| !one.is_ended())
            .map(lasting)
            .collect();
        let mut live: Vec<_> = self
            .model
            .visits
            .iter()
            .map(|visit| visit.contact)
            .collect();
        live.sort();
        let live: Vec<_> = live
            .into_iter()
            .filter_map(|id| self.cast.library.contact(id))
            .map(lasting)
            .collect();
        assert_eq!(kept, live);
        for librarian in LIBRARIANS {
            let known = self.cast.library.librarian(librarian).map(|one| one.chosen);
            assert_eq!(known, Some(self.model.chosen[&librarian]));
        }
        let restored = Library::restore(self.cast.disk.facts(self.cast.now), self.cast.now);
        if self.wall_is_steady {
            assert_eq!(line_of(&restored), line_of(&self.cast.library));
        }
        for librarian in LIBRARIANS {
            let call = |library: &Library| {
                library
                    .contact_with(librarian)
                    .map(|one| (one.id, one.talking()))
            };
            assert_eq!(call(&restored), call(&self.cast.library));
            assert_eq!(
                restored.librarian(librarian),
                self.cast.library.librarian(librarian)
            );
        }
        let due = restored.poll_timeout();
        assert!(
            due.is_none_or(|(at, _)| !self.cast.now.has_reached(at)),
            "{due:?}"
        );
    }
}

fn line_of(library: &Library) -> Vec<ContactId> {
    library.line().map(|contact| contact.id).collect()
}

/// The rules that must hold, told without the model.
fn rules_hold(library: &Library) {
    let mut rung = BTreeSet::new();
    for contact in library.line() {
        let ContactState::Offered { to, .. } = &contact.state else {
            continue;
        };
        assert!(!to.is_empty(), "rings nowhere: {contact:?}");
        for librarian in to {
            assert!(rung.insert(*librarian), "hears two contacts: {librarian}");
            assert_eq!(library.presence(*librarian), Presence::Available);
            assert!(!contact.passed.contains_key(librarian), "rings in peace");
        }
    }
    for contact in library.line().filter(|one| one.absent_since.is_none()) {
        for librarian in LIBRARIANS {
            let idle =
                library.presence(librarian) == Presence::Available && !rung.contains(&librarian);
            let passed = contact.passed.contains_key(&librarian);
            assert!(!idle || passed, "{librarian} could be rung for {contact:?}");
        }
    }
}
