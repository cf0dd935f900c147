//! Chance sequences of everything that can happen, in several houses, with the clock
//! stepped between, checked after each step against the naive model and the rules
//! that must hold.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use uuid::Uuid;

use super::call_backs::{agrees, call_backs, one_number};
use super::cast::{BO, CHILDREN, Cast, DESK, LOANS, lasting, seat_of, thread_of};
use super::inputs::{Asking, Input, LIBRARIANS, Pause, SEATS, houses, inputs, pauses};
use super::model::Model;
use crate::call_back::{CallBack, CallBackState, MOST_TRIES};
use crate::contact::{Contact, ContactState, EventKind, Language, Mode, Outcome, TransferTo};
use crate::ids::{ContactId, LibrarianId, PatronId, SeatId};
use crate::library::{Library, Party, Refusal};
use crate::moment::Span;
use crate::presence::Presence;

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_the_rules_hold_and_nobody_waits_for_ever(
        house in 0..houses().len(),
        steps in prop::collection::vec((pauses(), inputs()), 1..40),
    ) {
        let mut play = Play::new(house);
        for (pause, input) in steps {
            play.pause(pause);
            play.happens(input);
            if let Pause::Asleep(_) = pause {
                play.cast.wake();
            }
            play.rules_hold();
        }
        play.everybody_is_rung_for_in_the_end();
    }
}

/// The machine with its cast.
struct Play {
    cast: Cast,
    /// Places are restored by wall time: their order is only asked for while the
    /// clock on the wall was never corrected.
    wall_is_steady: bool,
}

impl Play {
    fn new(house: usize) -> Self {
        Self {
            cast: Cast::of(houses().swap_remove(house)),
            wall_is_steady: true,
        }
    }

    fn pause(&mut self, pause: Pause) {
        match pause {
            Pause::Awake(seconds) => self.cast.wait(Span::seconds(seconds)),
            Pause::Asleep(seconds) => self.cast.now = self.cast.now.plus(Span::seconds(seconds)),
            Pause::Corrected(by) => {
                self.wall_is_steady = false;
                self.cast.correct_the_wall_clock(Span::seconds(by));
                self.cast.wait(Span::seconds(1));
            }
        }
    }

    fn happens(&mut self, input: Input) {
        let cast = &mut self.cast;
        cast.shown.clear();
        match input {
            Input::Connects(seat, librarian) => cast.connects(seat, librarian),
            Input::Disconnects(seat) => cast.disconnects(seat),
            Input::Chooses(seat, chosen) => cast.chooses_at(seat, chosen),
            Input::Opens(patron, page) => cast.opens(patron, page),
            Input::Closes(patron, page) => cast.closes(patron, page),
            Input::Arrives(patron, asking) => self.arrives(patron, &asking),
            Input::Leaves(patron) => cast.leaves(patron),
            Input::AnswersRing(seat) => {
                let _ = self.answers(seat);
            }
            Input::DeclinesRing(seat) => {
                if let Some(contact) = self.ringing_at(seat) {
                    self.cast.declines_at(seat, contact).expect("it rings");
                }
            }
            Input::Answers(seat, patron) => {
                let contact = self.contact_of(patron);
                let rings = self.ringing_at(seat) == Some(contact);
                let ours = self.talks_at(seat, contact);
                let done = self.cast.accepts(seat, contact, Mode::Voice);
                assert_eq!(done.is_ok(), rings || ours, "{done:?}");
            }
            Input::HangsUp(seat, patron) => {
                let contact = self.contact_of(patron);
                let _ = self.cast.hangs_up_at(seat, contact);
            }
            Input::WrapsUp(seat, patron) => {
                let contact = self.contact_of(patron);
                if let Some(librarian) = self.cast.library.librarian_at(seat)
                    && seat == seat_of(librarian)
                {
                    let _ = self.cast.wraps_up(librarian, contact, Outcome::HandedOff);
                }
            }
            Input::Proposes(seat, patron, mode) => {
                let contact = self.contact_of(patron);
                let _ = self.cast.does(|library, now| {
                    library.handle_mode(Party::Seat(seat), Some(contact), mode, now)
                });
            }
            Input::CallsOut(seat, patron, mode) => {
                let (contact, thread) = (ContactId(cast.make()), thread_of(patron).thread);
                let _ = cast
                    .does(|library, now| library.handle_call_out(seat, thread, contact, mode, now));
            }
            Input::PassesOn(seat, patron, librarian, else_line) => {
                let contact = self.contact_of(patron);
                let whom = TransferTo::Librarian { librarian };
                let _ = self.cast.does(|library, now| {
                    library.handle_transfer(seat, contact, whom, (None, else_line), now)
                });
            }
            Input::StopsPassingOn(seat, patron) => {
                let contact = self.contact_of(patron);
                let _ = self
                    .cast
                    .does(|library, now| library.handle_transfer_stopped(seat, contact, now));
            }
            Input::SendsToLine(seat, patron) => {
                let contact = self.contact_of(patron);
                let _ = self
                    .cast
                    .does(|library, now| library.handle_sent_to_line(seat, contact, None, now));
            }
            Input::AnswersCall(patron, yes) => {
                let contact = self.contact_of(patron);
                let with = yes.then_some(Mode::Voice);
                let _ = self
                    .cast
                    .does(|library, now| library.handle_call_answer(patron, contact, with, now));
            }
            Input::AgreesCallBack(seat, patron, page, ahead) => {
                let _ = agrees(cast, seat, patron, page, Span::minutes(ahead));
            }
            Input::TakesCallBack(seat) => {
                let contact = ContactId(cast.make());
                for id in call_backs(cast) {
                    let taken = cast.does(|library, now| {
                        library.handle_call_back_taken(seat, id, contact, now)
                    });
                    if taken.is_ok() {
                        break;
                    }
                }
            }
            Input::SaysHowItCameOut(seat, how) => {
                for id in call_backs(cast) {
                    let _ = cast
                        .does(|library, now| library.handle_call_back_came_out(seat, id, how, now));
                }
            }
            Input::CallsOffCallBack(seat) => {
                for id in call_backs(cast).into_iter().take(1) {
                    let _ = cast
                        .does(|library, now| library.handle_call_back_called_off(seat, id, now));
                }
            }
            Input::SetsMode(patron, mode) => {
                let patron = Party::Patron(patron);
                let _ = cast.does(|library, now| library.handle_mode(patron, None, mode, now));
            }
            Input::Speaks(patron) => {
                cast.says_in(Party::Patron(patron), thread_of(patron), "Pronto?")
                    .expect("always");
            }
            Input::Sets(house) => {
                let settings = houses().swap_remove(house).0;
                cast.sets(|known| *known = settings);
            }
            Input::Restart => {
                // By wall time the order of the line may be lost.
                if self.wall_is_steady {
                    cast.restart();
                }
            }
        }
    }

    fn arrives(&mut self, patron: PatronId, asking: &Asking) {
        let mut arrival = self.cast.arrival(patron, asking.mode);
        arrival.desk = if asking.children { CHILDREN } else { DESK };
        arrival.topic = asking.loans.then_some(LOANS);
        arrival.wanted = asking.bo.then_some(BO);
        if asking.english {
            arrival.language = Language::En;
        }
        let contact = self.cast.library.contact_of(patron);
        let returns = contact.is_some_and(|one| !one.is_ended());
        let model = Model {
            library: &self.cast.library,
            now: self.cast.now,
        };
        let open = model.is_staffed(arrival.desk);
        let taken = self.cast.comes(arrival);
        assert_eq!(taken.is_ok(), returns || open, "{taken:?}");
    }

    fn answers(&mut self, seat: SeatId) -> Result<(), Refusal> {
        let contact = self.ringing_at(seat).ok_or(Refusal::NotRinging)?;
        self.cast.accepts(seat, contact, Mode::Voice)
    }

    fn ringing_at(&self, seat: SeatId) -> Option<ContactId> {
        let librarian = self.cast.library.librarian_at(seat)?;
        // What is overdue is put right by the input itself.
        let mut line = self.cast.library.lines();
        let ringing = line.find(|contact| contact.is_ringing_at(librarian));
        let mut passed_on = self.cast.library.passed_on_to(librarian);
        ringing.or(passed_on.next()).map(|contact| contact.id)
    }

    fn talks_at(&self, seat: SeatId, contact: ContactId) -> bool {
        let contact = self.cast.library.contact(contact);
        let talk = contact.and_then(Contact::talk);
        talk.is_some_and(|talk| talk.seat == seat) && self.cast.library.librarian_at(seat).is_some()
    }

    fn contact_of(&self, patron: PatronId) -> ContactId {
        let contact = self.cast.library.contact_of(patron);
        contact.map_or(ContactId(Uuid::nil()), |one| one.id)
    }

    fn rules_hold(&self) {
        let (library, now) = (&self.cast.library, self.cast.now);
        self.cast.assert_settled();
        let model = Model { library, now };
        model.rings_as_it_should();
        self.index_is_true(&model);
        self.disk_is_true();
        self.events_are_true();
        self.call_backs_are_true();
    }

    /// What is looked up quickly is what is so.
    fn index_is_true(&self, model: &Model) {
        let library = &self.cast.library;
        let kept: Vec<_> = library.contacts.values().collect();
        let line: Vec<_> = library.lines().map(|one| one.id).collect();
        assert_eq!(line, model.line(&kept));
        for librarian in LIBRARIANS {
            self.engagements_are_true(librarian, &kept);
        }
        for contact in kept {
            let wraps_up = library.is_being_wrapped_up(contact);
            let shown = library.page_of(contact.patron).is_some();
            assert!(!contact.is_ended() || wraps_up || shown, "{contact:?}");
            assert_eq!(contact.is_in_line(), library.position(contact.id).is_some());
        }
        for desk in [DESK, CHILDREN] {
            let places = library.places(desk);
            let line: Vec<_> = library.line(desk).map(|one| one.id).collect();
            let places: Vec<_> = places.into_iter().map(|(id, _)| id).collect();
            assert_eq!(places, line);
        }
    }

    /// A librarian has one call at a time and each contact of theirs once.
    fn engagements_are_true(&self, librarian: LibrarianId, kept: &[&Contact]) {
        let theirs = |one: &&&Contact| match &one.state {
            ContactState::Calling { with, .. } => *with == librarian,
            ContactState::Talking(talk) => talk.with == librarian,
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Ended { .. } => false,
        };
        let theirs = kept.iter().filter(theirs);
        let theirs: BTreeMap<_, _> = theirs.map(|one| (one.id, one.mode)).collect();
        let calls = theirs.values().filter(|mode| **mode != Mode::Chat);
        assert!(calls.count() <= 1, "{librarian} is on two calls");
        let known = self.cast.library.contacts_with(librarian);
        assert_eq!(known.len(), theirs.len(), "each once");
        let chats_last = known.iter().skip(1).all(|one| one.mode == Mode::Chat);
        assert!(chats_last, "the call first");
        let known = known.into_iter().map(|one| (one.id, one.mode));
        assert_eq!(known.collect::<BTreeMap<_, _>>(), theirs);
    }

    /// What was saved is what is so, and a restart would find it again.
    fn disk_is_true(&self) {
        let (library, disk) = (&self.cast.library, &self.cast.disk);
        let under_way = |one: &&Contact| !one.is_ended();
        let kept = disk.contacts.values().filter(under_way).map(lasting);
        let live = library.contacts.values().filter(under_way).map(lasting);
        assert_eq!(kept.collect::<Vec<_>>(), live.collect::<Vec<_>>());
        let restored = Library::restore(disk.facts(self.cast.now), self.cast.now);
        let due = restored.poll_timeout();
        assert!(
            due.is_none_or(|(at, _)| !self.cast.now.has_reached(at)),
            "{due:?}"
        );
        for librarian in LIBRARIANS {
            let chosen = |library: &Library| library.librarian(librarian).map(|one| one.chosen);
            assert_eq!(chosen(&restored), chosen(library));
            let under_way = |library: &Library| {
                let contacts = library.contacts_with(librarian).into_iter();
                contacts.map(|one| one.id).collect::<BTreeSet<_>>()
            };
            assert_eq!(under_way(&restored), under_way(library));
        }
        if self.wall_is_steady {
            let line = |library: &Library| library.lines().map(|one| one.id).collect::<Vec<_>>();
            assert_eq!(line(&restored), line(library));
        }
    }

    /// None is lost, what rings is a contact that rings, and nobody is tried too often.
    fn call_backs_are_true(&self) {
        let (library, disk) = (&self.cast.library, &self.cast.disk);
        let open = |one: &&CallBack| !one.state.is_over();
        let mut kept: Vec<_> = disk.call_backs.values().filter(open).collect();
        kept.sort_by_key(|one| (one.due, one.id));
        assert_eq!(kept, library.call_backs());
        for one in disk.call_backs.values() {
            assert!(one.tries <= MOST_TRIES, "{one:?}");
            let is_given_up = matches!(one.state, CallBackState::GivenUp { .. });
            assert_eq!(is_given_up, one.tries == MOST_TRIES, "{one:?}");
            if one.state.is_over() {
                assert_ne!(one.how, one_number(), "a number outlives its use");
            }
            if let CallBackState::Taken {
                by,
                contact: Some(contact),
                ..
            } = one.state
            {
                let rings = library.contact(contact).map(|contact| &contact.state);
                let with = match rings {
                    Some(ContactState::Calling { with, .. }) => Some(*with),
                    _ => None,
                };
                assert_eq!(with, Some(by), "{one:?}");
            }
        }
    }

    /// Each contact has one beginning, and one end once it is over.
    fn events_are_true(&self) {
        let mut counted: BTreeMap<(ContactId, EventKind), usize> = BTreeMap::new();
        for event in &self.cast.disk.events {
            *counted.entry((event.contact, event.what)).or_default() += 1;
        }
        let count = |id, what| counted.get(&(id, what)).copied().unwrap_or_default();
        for contact in self.cast.disk.contacts.values() {
            let id = contact.id;
            let begun = count(id, EventKind::Arrived) + count(id, EventKind::CalledOut);
            assert_eq!(begun, 1, "{contact:?}");
            let ended = count(id, EventKind::Ended);
            assert_eq!(ended, usize::from(contact.is_ended()), "{contact:?}");
            assert_eq!(
                contact.wanted.is_some_and(|wanted| wanted.overflowed),
                count(id, EventKind::Overflowed) == 1
            );
        }
    }

    /// As long as anybody is there who is not away, whoever is there and waits is
    /// rung for; when they are answered, the line comes to its end.
    fn everybody_is_rung_for_in_the_end(&mut self) {
        self.cast.wait(Span::minutes(5));
        for _ in 0..25 {
            for seat in SEATS {
                let _ = self.answers(seat);
                let Some(librarian) = self.cast.library.librarian_at(seat) else {
                    continue;
                };
                let contacts = self.cast.library.contacts_with(librarian);
                for contact in contacts.iter().map(|one| one.id).collect::<Vec<_>>() {
                    self.cast.hangs_up_at(seat, contact).expect("it is theirs");
                }
            }
            self.cast.wait(Span::seconds(10));
        }
        self.rules_hold();
        let library = &self.cast.library;
        for contact in library.lines().filter(|one| one.absent_since.is_none()) {
            let may_be_rung = |one: &LibrarianId| {
                let presence = library.presence_for(*one, contact.mode);
                matches!(presence, Presence::Available | Presence::InPerson)
            };
            let somebody = LIBRARIANS.iter().copied().filter(may_be_rung);
            let somebody = somebody.filter(|one| library.answers_for(*one, contact));
            assert_eq!(somebody.count(), 0, "waits for ever: {contact:?}");
        }
    }
}
