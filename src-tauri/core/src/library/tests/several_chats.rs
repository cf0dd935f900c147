//! Several chats beside one call.

use super::cast::{ADA, BO, CLEO, Cast, DESK, DORA, EZIO, FAUSTO, GINO, House, ILIA, seat_of};
use crate::contact::{ContactState, EventKind, Mode, Outcome};
use crate::ids::{LibrarianId, PatronId};
use crate::library::{DeskState, Effect, Facts, OfferEnd, Party, Refusal};
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};
use crate::settings::Strategy;
use crate::wait::Service;

fn chats_with(cast: &mut Cast, librarian: LibrarianId, patron: PatronId) {
    cast.arrives_for_a_chat(patron);
    cast.answers(librarian, patron).expect("it rings");
    cast.wait(Span::seconds(1));
}

fn calls_with(cast: &mut Cast, librarian: LibrarianId, patron: PatronId) {
    cast.arrives(patron);
    cast.answers(librarian, patron).expect("it rings");
}

fn patrons_with(cast: &Cast, librarian: LibrarianId) -> Vec<PatronId> {
    let contacts = cast.library.contacts_with(librarian).into_iter();
    contacts.map(|contact| contact.patron).collect()
}

fn goes_on_in(cast: &mut Cast, patron: PatronId, mode: Mode) -> Result<(), Refusal> {
    let party = Party::Patron(patron);
    cast.does(|library, now| library.handle_mode(party, None, mode, now))
}

fn wraps() -> House {
    House::new().desk(|desk| desk.wrap_up = Span::seconds(30))
}

#[test]
fn who_is_on_a_call_is_rung_by_chats_and_by_no_call() {
    let mut cast = Cast::staffed_by(&[BO]);
    calls_with(&mut cast, BO, ADA);
    cast.arrives(DORA);
    cast.arrives_for_a_chat(EZIO);
    assert_eq!(cast.rung_for(DORA), []);
    assert_eq!(cast.rung_for(EZIO), [BO], "a chat may come beside the call");
    assert_eq!(cast.library.presence(BO), Presence::OnContact);
    let presence = |mode| cast.library.presence_for(BO, mode);
    assert_eq!(presence(Mode::Video), Presence::OnContact);
    assert_eq!(presence(Mode::Chat), Presence::Available);
}

#[test]
fn who_is_in_chats_is_rung_by_a_call_and_by_chats_as_far_as_there_is_room() {
    let mut cast = Cast::of(House::new().chats(BO, 2)).with(&[BO]);
    chats_with(&mut cast, BO, ADA);
    chats_with(&mut cast, BO, DORA);
    cast.arrives_for_a_chat(EZIO);
    assert_eq!(cast.rung_for(EZIO), [], "two are all that Bo takes");
    calls_with(&mut cast, BO, GINO);
    assert_eq!(patrons_with(&cast, BO), [GINO, ADA, DORA], "the call first");
    cast.hangs_up(BO, ADA).expect("it is Bo's chat");
    assert_eq!(cast.rung_for(EZIO), [BO]);
}

#[test]
fn a_librarian_hears_one_contact_at_a_time() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives_for_a_chat(ADA);
    cast.arrives(DORA);
    cast.arrives_for_a_chat(EZIO);
    assert_eq!(cast.rung_for(ADA), [BO]);
    assert_eq!(cast.rung_for(DORA), []);
    cast.answers(BO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(DORA), [BO]);
    cast.answers(BO, DORA).expect("it rings");
    assert_eq!(cast.rung_for(EZIO), [BO]);
}

#[test]
fn the_first_answer_wins_a_chat_that_rings_at_busy_librarians() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    calls_with(&mut cast, BO, ADA);
    calls_with(&mut cast, CLEO, DORA);
    cast.arrives_for_a_chat(EZIO);
    assert_eq!(cast.rung_for(EZIO), [BO, CLEO]);
    cast.answers(CLEO, EZIO).expect("it rings");
    assert_eq!(cast.answers(BO, EZIO), Err(Refusal::AnsweredByColleague));
    assert_eq!(patrons_with(&cast, CLEO), [DORA, EZIO]);
}

#[test]
fn a_chat_does_not_become_a_call_beside_another() {
    let mut cast = Cast::staffed_by(&[BO]);
    calls_with(&mut cast, BO, ADA);
    chats_with(&mut cast, BO, DORA);
    let no = Err(Refusal::AlreadyOnContact);
    assert_eq!(goes_on_in(&mut cast, DORA, Mode::Voice), no);
    assert_eq!(cast.told(BO), [OfferEnd::WouldCall]);
    let (seat, contact) = (Party::Seat(seat_of(BO)), cast.contact(DORA).id);
    let proposes = |cast: &mut Cast| {
        cast.does(|library, now| library.handle_mode(seat, Some(contact), Mode::Video, now))
    };
    assert_eq!(proposes(&mut cast), no);
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    proposes(&mut cast).expect("there is no other call");
    goes_on_in(&mut cast, DORA, Mode::Video).expect("she was asked");
    assert_eq!(cast.contact(DORA).mode, Mode::Video);
}

#[test]
fn a_call_that_falls_to_a_chat_goes_on_though_it_is_one_too_many() {
    let mut cast = Cast::of(House::new().chats(BO, 1)).with(&[BO]);
    chats_with(&mut cast, BO, ADA);
    calls_with(&mut cast, BO, DORA);
    goes_on_in(&mut cast, DORA, Mode::Chat).expect("never off");
    assert_eq!(patrons_with(&cast, BO), [ADA, DORA]);
    cast.arrives_for_a_chat(EZIO);
    cast.hangs_up(BO, ADA).expect("it is Bo's chat");
    assert_eq!(cast.rung_for(EZIO), [], "Dora's is the one");
    cast.arrives(GINO);
    assert_eq!(cast.rung_for(GINO), [BO]);
}

#[test]
fn who_waits_for_a_chat_and_would_rather_call_is_not_rung_at_somebody_on_a_call() {
    let mut cast = Cast::staffed_by(&[BO]);
    calls_with(&mut cast, BO, ADA);
    cast.arrives_for_a_chat(DORA);
    goes_on_in(&mut cast, DORA, Mode::Voice).expect("she waits");
    assert_eq!(cast.rung_for(DORA), []);
    goes_on_in(&mut cast, DORA, Mode::Chat).expect("she waits");
    assert_eq!(cast.rung_for(DORA), [BO]);
}

#[test]
fn who_is_talking_and_lets_a_chat_ring_is_left_in_peace_and_not_switched_off() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.chooses(CLEO, ChosenPresence::Away);
    calls_with(&mut cast, BO, ADA);
    cast.chooses(CLEO, ChosenPresence::Available);
    cast.arrives_for_a_chat(DORA);
    assert_eq!(cast.rung_for(DORA), [BO, CLEO]);
    cast.wait(Span::seconds(20));
    assert_eq!(
        cast.library.presence_for(BO, Mode::Chat),
        Presence::Available
    );
    assert_eq!(
        cast.library.presence(CLEO),
        Presence::InPerson,
        "the last for calls"
    );
    cast.chooses(CLEO, ChosenPresence::Away);
    assert_eq!(cast.rung_for(DORA), []);
    cast.wait(Span::seconds(60));
    assert_eq!(cast.rung_for(DORA), [BO]);
}

#[test]
fn nobody_calls_out_beside_a_call_nor_chats_beyond_their_room() {
    let mut cast = Cast::of(House::new().chats(BO, 1)).with(&[BO]);
    for patron in [DORA, EZIO, GINO] {
        cast.arrives_for_a_chat(patron);
        cast.leaves(patron);
    }
    let calls_out = |cast: &mut Cast, patron: PatronId, mode| {
        let (seat, thread) = (seat_of(BO), crate::ids::ThreadId(patron.0));
        let contact = crate::ids::ContactId(cast.make());
        cast.does(|library, now| library.handle_call_out(seat, thread, contact, mode, now))
    };
    calls_with(&mut cast, BO, ADA);
    let no = Err(Refusal::AlreadyOnContact);
    assert_eq!(calls_out(&mut cast, DORA, Mode::Voice), no);
    calls_out(&mut cast, DORA, Mode::Chat).expect("there is room for a chat");
    assert_eq!(calls_out(&mut cast, EZIO, Mode::Chat), no);
}

#[test]
fn those_with_less_under_way_are_rung_first() {
    for strategy in [Strategy::LongestIdle, Strategy::FewestContacts] {
        let house = House::new().tiers(&[(0, &[BO, CLEO])]).strategy(strategy);
        let mut cast = Cast::of(house).with(&[BO, CLEO]);
        chats_with(&mut cast, BO, ADA);
        chats_with(&mut cast, CLEO, DORA);
        cast.hangs_up(CLEO, DORA).expect("it is Cleo's chat");
        calls_with(&mut cast, CLEO, EZIO);
        cast.hangs_up(CLEO, EZIO).expect("it is Cleo's call");
        cast.arrives_for_a_chat(GINO);
        assert_eq!(cast.rung_for(GINO), [CLEO], "{strategy:?}: Bo has a chat");
    }
}

#[test]
fn a_seat_that_goes_away_keeps_all_it_had_and_one_that_stays_away_returns_all() {
    let mut cast = Cast::staffed_by(&[BO]);
    calls_with(&mut cast, BO, ADA);
    chats_with(&mut cast, BO, DORA);
    chats_with(&mut cast, BO, EZIO);
    cast.loses_the_network(BO);
    cast.wait(Span::seconds(119));
    cast.shown.clear();
    cast.signs_in(BO);
    assert_eq!(patrons_with(&cast, BO), [ADA, DORA, EZIO]);
    let history = |effect: &&Effect| matches!(effect, Effect::ShowHistory(Party::Seat(_), _));
    assert_eq!(cast.shown.iter().filter(history).count(), 3, "each thread");
    cast.loses_the_network(BO);
    cast.wait(Span::minutes(2));
    assert_eq!(cast.line(), [ADA, DORA, EZIO], "at their old places");
    for patron in [ADA, DORA, EZIO] {
        let events = cast.events(cast.contact(patron).id);
        assert_eq!(events.last(), Some(&EventKind::Returned));
    }
}

#[test]
fn a_restart_brings_back_all_that_was_under_way() {
    let mut cast = Cast::staffed_by(&[BO]);
    chats_with(&mut cast, BO, ADA);
    cast.wait(Span::seconds(1));
    chats_with(&mut cast, BO, DORA);
    cast.wait(Span::seconds(1));
    calls_with(&mut cast, BO, EZIO);
    cast.restart();
    assert_eq!(patrons_with(&cast, BO), [EZIO, ADA, DORA]);
    for patron in [ADA, DORA, EZIO] {
        cast.opens(patron, super::cast::page_of(patron));
    }
    cast.signs_in(BO);
    cast.wait(Span::minutes(5));
    assert_eq!(patrons_with(&cast, BO), [EZIO, ADA, DORA]);
}

#[test]
fn the_wrap_up_of_a_call_lets_chats_ring_and_no_call() {
    let mut cast = Cast::of(wraps()).with(&[BO]);
    calls_with(&mut cast, BO, ADA);
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    cast.arrives(DORA);
    cast.arrives_for_a_chat(EZIO);
    assert_eq!(cast.library.presence(BO), Presence::WrapUp);
    assert_eq!(cast.rung_for(DORA), []);
    assert_eq!(cast.rung_for(EZIO), [BO]);
    cast.answers(BO, EZIO).expect("it rings");
    assert_eq!(cast.rung_for(DORA), [], "still to be written down");
    cast.wait(Span::seconds(30));
    assert_eq!(cast.rung_for(DORA), [BO]);
}

#[test]
fn the_wrap_up_of_a_chat_holds_up_neither_the_others_nor_a_call() {
    let mut cast = Cast::of(wraps().chats(BO, 2)).with(&[BO]);
    chats_with(&mut cast, BO, ADA);
    cast.hangs_up(BO, ADA).expect("it is Bo's chat");
    chats_with(&mut cast, BO, DORA);
    cast.arrives_for_a_chat(EZIO);
    assert_eq!(
        cast.rung_for(EZIO),
        [],
        "two: one to write down, one to talk in"
    );
    calls_with(&mut cast, BO, GINO);
    assert_eq!(patrons_with(&cast, BO), [GINO, DORA]);
}

#[test]
fn several_wrap_ups_stand_in_line_and_each_has_its_whole_time() {
    let mut cast = Cast::of(wraps()).with(&[BO]);
    chats_with(&mut cast, BO, ADA);
    calls_with(&mut cast, BO, DORA);
    let (ada, dora) = (cast.contact(ADA).id, cast.contact(DORA).id);
    cast.hangs_up(BO, ADA).expect("it is Bo's chat");
    let first_over = cast.now.plus(Span::seconds(30));
    cast.wait(Span::seconds(1));
    cast.hangs_up(BO, DORA).expect("it is Bo's call");
    assert_eq!(cast.library.wrap_up_of(BO), Some((ada, first_over)));
    cast.wait(Span::seconds(9));
    cast.wraps_up(BO, ada, Outcome::HandedOff)
        .expect("it was Bo's");
    let over = cast.now.plus(Span::seconds(30));
    assert_eq!(cast.library.wrap_up_of(BO), Some((dora, over)));
    cast.wait(Span::seconds(30));
    assert_eq!(cast.library.wrap_up_of(BO), None);
    assert_eq!(cast.disk.free.len(), 2);
}

#[test]
fn the_one_behind_may_be_written_down_first() {
    let mut cast = Cast::of(wraps()).with(&[BO]);
    chats_with(&mut cast, BO, ADA);
    chats_with(&mut cast, BO, DORA);
    let (ada, dora) = (cast.contact(ADA).id, cast.contact(DORA).id);
    cast.hangs_up(BO, ADA).expect("it is Bo's chat");
    cast.hangs_up(BO, DORA).expect("it is Bo's chat");
    let first = cast.library.wrap_up_of(BO);
    cast.wraps_up(BO, dora, Outcome::HandedOff)
        .expect("it was Bo's");
    assert_eq!(cast.library.wrap_up_of(BO), first);
    assert_eq!(cast.library.wrap_ups_of(BO).collect::<Vec<_>>(), [ada]);
    cast.chooses(BO, ChosenPresence::Available);
    assert_eq!(cast.library.wrap_up_of(BO), None, "available means now");
}

#[test]
fn wrap_ups_stand_in_line_again_after_a_restart() {
    let mut cast = Cast::of(wraps()).with(&[BO]);
    for patron in [ADA, DORA, EZIO] {
        chats_with(&mut cast, BO, patron);
    }
    let ids = [ADA, DORA, EZIO].map(|patron| cast.contact(patron).id);
    for patron in [EZIO, ADA, DORA] {
        cast.wait(Span::seconds(5));
        cast.hangs_up(BO, patron).expect("it is Bo's chat");
    }
    cast.wait(Span::seconds(10));
    cast.restart();
    cast.signs_in(BO);
    let left: Vec<_> = cast.library.wrap_ups_of(BO).collect();
    assert_eq!(left, [ids[2], ids[0], ids[1]], "as they ended");
    cast.wait(Span::seconds(10));
    assert_eq!(cast.library.wrap_up_of(BO).map(|(of, _)| of), Some(ids[0]));
    cast.wait(Span::seconds(60));
    assert_eq!(cast.library.wrap_up_of(BO), None);
}

#[test]
fn the_page_says_who_may_be_rung_and_who_is_busy() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    chats_with(&mut cast, BO, ADA);
    let state = |available, on_contact| DeskState::Open {
        until: None,
        available,
        on_contact,
        in_person: 0,
    };
    assert_eq!(
        cast.state(),
        state(2, 0),
        "Bo may be called beside the chat"
    );
    assert_eq!(
        cast.library.presence(BO),
        Presence::OnContact,
        "as colleagues read it"
    );
    cast.chooses(BO, ChosenPresence::Away);
    assert_eq!(cast.state(), state(1, 1), "Bo finishes the chat");
    cast.chooses(BO, ChosenPresence::Available);
    calls_with(&mut cast, BO, DORA);
    assert_eq!(cast.state(), state(1, 1));
}

#[test]
fn a_chat_that_rings_beside_a_call_is_not_behind_the_calls_that_wait() {
    let mut cast = Cast::staffed_by(&[BO]);
    calls_with(&mut cast, BO, ADA);
    for patron in [DORA, EZIO] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    cast.arrives_for_a_chat(GINO);
    let position = |cast: &Cast, patron| cast.library.position(cast.contact(patron).id);
    assert_eq!(position(&cast, EZIO), Some(2));
    assert_eq!(
        position(&cast, GINO),
        Some(1),
        "nobody is served before Gino"
    );
    cast.wait(Span::seconds(1));
    cast.arrives(ILIA);
    assert_eq!(position(&cast, ILIA), Some(4), "Gino is, before Ilia");
}

#[test]
fn a_chat_behind_a_call_that_rings_is_served_after_it() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives_for_a_chat(DORA);
    let dora = cast.contact(DORA).id;
    assert_eq!(cast.library.position(dora), Some(2));
}

#[test]
fn a_chat_waits_for_a_chat_and_a_call_for_a_call() {
    let service = |chat, minutes| Service {
        topic: None,
        chat,
        answered_after: Span::seconds(5),
        busy: Span::minutes(minutes),
    };
    let calls = (0..20).map(|_| (DESK, service(false, 10)));
    let chats = (0..20).map(|_| (DESK, service(true, 3)));
    let facts = |house: House| Facts {
        settings: house.0,
        services: calls.clone().chain(chats.clone()).collect(),
        ..Facts::default()
    };
    let mut cast = Cast::of(House::new().chats(BO, 2));
    cast.library = crate::library::Library::restore(facts(House::new().chats(BO, 2)), cast.now);
    cast.signs_in(BO);
    calls_with(&mut cast, BO, ADA);
    chats_with(&mut cast, BO, DORA);
    let waits = cast.library.waits(DESK, cast.now);
    let longest = |range: Option<crate::wait::WaitRange>| range.map(|one| one.longest_minutes);
    assert_eq!(
        longest(waits.for_new_chat),
        Some(1),
        "there is room for a second"
    );
    assert!(longest(waits.for_new_call) >= Some(9), "{waits:?}");
    chats_with(&mut cast, BO, EZIO);
    let waits = cast.library.waits(DESK, cast.now);
    let full = longest(waits.for_new_chat);
    assert!(full > Some(1) && full <= Some(5), "{waits:?}");
}

#[test]
fn only_the_seat_of_a_contact_hears_its_signals() {
    let mut cast = Cast::staffed_by(&[BO]);
    calls_with(&mut cast, BO, ADA);
    chats_with(&mut cast, BO, DORA);
    let [ada, dora] = [ADA, DORA].map(|patron| cast.contact(patron).id);
    let seat = Party::Seat(seat_of(BO));
    let other = |about| cast.library.other_end(seat, about).map(|(_, end)| end);
    assert_eq!(other(Some(ada)), Ok(Party::Patron(ADA)));
    assert_eq!(other(Some(dora)), Ok(Party::Patron(DORA)));
    assert_eq!(other(None), Err(Refusal::NoSuchContact));
}

#[test]
fn whom_a_busy_person_is_asked_for_by_a_chat_is_rung_beside_the_call() {
    let mut cast = Cast::staffed_by(&[BO, CLEO, FAUSTO]);
    calls_with(&mut cast, BO, ADA);
    cast.arrives_with(DORA, |arrival| {
        (arrival.mode, arrival.wanted) = (Mode::Chat, Some(BO));
    });
    assert_eq!(cast.rung_for(DORA), [BO]);
    cast.arrives_with(EZIO, |arrival| arrival.wanted = Some(BO));
    assert_eq!(cast.rung_for(EZIO), [CLEO, FAUSTO], "not for a call");
    assert!(matches!(
        cast.contact(EZIO).state,
        ContactState::Offered { .. }
    ));
}
