//! A librarian calls the patron of a thread.

use super::cast::{ADA, BO, CLEO, Cast, DORA, page_of, seat_of, thread_of};
use crate::chat::{Author, Happened};
use crate::contact::{ContactState, EndedBy, EventKind, Mode, Outcome};
use crate::ids::{ContactId, LibrarianId, PatronId};
use crate::library::{OfferEnd, Party, Refusal};
use crate::moment::Span;
use crate::presence::Presence;

fn calls(cast: &mut Cast, librarian: LibrarianId, patron: PatronId) -> Result<ContactId, Refusal> {
    let contact = ContactId(cast.make());
    let (seat, thread) = (seat_of(librarian), thread_of(patron).thread);
    cast.does(|library, now| library.handle_call_out(seat, thread, contact, Mode::Video, now))
        .map(|()| contact)
}

fn replies(cast: &mut Cast, contact: ContactId, with: Option<Mode>) -> Result<(), Refusal> {
    cast.does(|library, now| library.handle_call_answer(ADA, contact, with, now))
}

/// Ada wrote, and has her page open.
fn wrote() -> Cast {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.opens(ADA, page_of(ADA));
    cast.says(Party::Patron(ADA), "Mi chiamate?")
        .expect("always");
    cast
}

#[test]
fn a_patron_answers_the_call_in_the_mode_they_want() {
    let mut cast = wrote();
    let contact = calls(&mut cast, BO, ADA).expect("she is there");
    assert_eq!(cast.library.presence(BO), Presence::OnContact);
    assert!(matches!(
        cast.contact(ADA).state,
        ContactState::Calling { with: BO, .. }
    ));
    assert_eq!(cast.line(), [], "a call has no place in the line");
    replies(&mut cast, contact, Some(Mode::Voice)).expect("it rings");
    let ends = cast.library.other_end(Party::Patron(ADA), None);
    assert_eq!(ends, Ok((contact, Party::Seat(seat_of(BO)))));
    assert_eq!(cast.contact(ADA).mode, Mode::Voice);
    let told = [EventKind::CalledOut, EventKind::Answered];
    assert_eq!(cast.events(contact), told);
}

#[test]
fn who_says_no_is_not_reached_and_finds_a_word_about_it() {
    let mut cast = wrote();
    let contact = calls(&mut cast, BO, ADA).expect("she is there");
    replies(&mut cast, contact, None).expect("it rings");
    assert_not_reached(&mut cast, contact, EndedBy::Patron);
    assert_eq!(cast.library.presence(BO), Presence::Available);
    assert_eq!(
        replies(&mut cast, contact, Some(Mode::Voice)),
        Err(Refusal::ContactEnded)
    );
}

#[test]
fn a_call_rings_for_half_a_minute() {
    let mut cast = wrote();
    let contact = calls(&mut cast, BO, ADA).expect("she is there");
    cast.wait(Span::seconds(29));
    assert_eq!(cast.library.presence(BO), Presence::OnContact);
    cast.wait(Span::seconds(1));
    assert_not_reached(&mut cast, contact, EndedBy::Absence);
}

#[test]
fn the_librarian_may_stop_calling() {
    let mut cast = wrote();
    let contact = calls(&mut cast, BO, ADA).expect("she is there");
    cast.hangs_up_at(seat_of(BO), contact).expect("it is Bo's");
    assert_eq!(cast.told(BO), []);
    assert!(matches!(
        cast.disk.contacts[&contact].state,
        ContactState::Ended {
            outcome: Outcome::NotReached,
            by: EndedBy::Librarian,
            librarian: None,
            ..
        }
    ));
}

#[test]
fn nobody_calls_who_is_not_there_unknown_or_in_a_contact() {
    let mut cast = wrote();
    assert_eq!(calls(&mut cast, BO, DORA), Err(Refusal::NoSuchThread));
    cast.closes(ADA, page_of(ADA));
    assert_eq!(calls(&mut cast, BO, ADA), Err(Refusal::PatronNotThere));
    cast.arrives(ADA);
    assert_eq!(calls(&mut cast, BO, ADA), Err(Refusal::PatronNotThere));
    cast.answers(BO, ADA).expect("it rings");
    assert_eq!(calls(&mut cast, BO, ADA), Err(Refusal::AlreadyOnContact));
}

#[test]
fn a_librarian_who_calls_is_not_rung_and_a_call_outlives_a_restart() {
    let mut cast = wrote();
    cast.signs_in(CLEO);
    cast.arrives(DORA);
    assert_eq!(cast.rung_for(DORA), [BO, CLEO]);
    let contact = calls(&mut cast, BO, ADA).expect("she is there");
    assert_eq!(cast.rung_for(DORA), [CLEO]);
    cast.restart();
    cast.wait(Span::seconds(30));
    let ended = cast.disk.contacts[&contact].is_ended();
    assert!(ended, "after a restart it rings anew, and then it is over");
}

fn assert_not_reached(cast: &mut Cast, contact: ContactId, by: EndedBy) {
    assert_eq!(cast.told(BO), [OfferEnd::PatronDidNotAnswer]);
    let ended = ContactState::Ended {
        at: cast.now,
        by,
        outcome: Outcome::NotReached,
        librarian: None,
    };
    assert_eq!(cast.disk.contacts[&contact].state, ended);
    let unanswered = Author::Desk(Happened::CallUnanswered);
    let mut messages = cast.disk.messages.values();
    assert!(messages.any(|one| one.author == unanswered && one.contact == Some(contact)));
}
