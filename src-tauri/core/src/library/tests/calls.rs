//! From the answer to the end.

use super::cast::{ADA, BO, CLEO, Cast, DORA, page_of, seat_of};
use crate::contact::{ContactState, EndedBy, Mode, Outcome};
use crate::library::{Effect, OfferEnd, Party, Refusal};
use crate::moment::Span;
use crate::presence::Presence;

#[test]
fn a_video_contact_may_be_answered_with_voice() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    cast.accepts(seat_of(BO), contact, Mode::Voice)
        .expect("it rings");
    assert_eq!(answered_with(&cast), Mode::Voice);
    assert_eq!(
        cast.contact(ADA).mode,
        Mode::Video,
        "Ada still sends her picture"
    );
}

#[test]
fn a_voice_contact_is_never_answered_with_video() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.opens(ADA, page_of(ADA));
    let contact = cast.asks_for(ADA, Mode::Voice).expect("the desk is open");
    cast.accepts(seat_of(BO), contact, Mode::Video)
        .expect("it rings");
    assert_eq!(answered_with(&cast), Mode::Voice);
}

#[test]
fn a_librarian_on_a_contact_is_not_rung() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.arrives(DORA);
    assert_eq!(cast.library.presence(BO), Presence::OnContact);
    assert_eq!(cast.rung_for(DORA), []);
}

#[test]
fn both_ends_of_a_call_find_each_other() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let (patron, seat) = (Party::Patron(ADA), Party::Seat(seat_of(BO)));
    assert_eq!(cast.library.other_end(seat), Err(Refusal::NoSuchContact));
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).id;
    assert_eq!(cast.library.other_end(patron), Ok((contact, seat)));
    assert_eq!(cast.library.other_end(seat), Ok((contact, patron)));
    cast.leaves(ADA);
    assert_eq!(cast.library.other_end(patron), Err(Refusal::ContactEnded));
}

#[test]
fn the_patron_hangs_up() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.wait(Span::minutes(3));
    cast.leaves(ADA);
    assert_eq!(cast.told(BO), [OfferEnd::Ended(EndedBy::Patron)]);
    assert_over(&cast, EndedBy::Patron);
    assert_eq!(cast.library.presence(BO), Presence::Available);
}

#[test]
fn the_librarian_hangs_up() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.wait(Span::minutes(3));
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert_over(&cast, EndedBy::Librarian);
    assert_eq!(cast.library.presence(BO), Presence::Available);
}

#[test]
fn ended_stays_ended() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    let ended = cast.contact(ADA).state.clone();
    cast.wait(Span::seconds(1));
    cast.leaves(ADA);
    assert_eq!(cast.hangs_up(BO, ADA), Err(Refusal::NoSuchContact));
    assert_eq!(cast.answers(BO, ADA), Err(Refusal::ContactEnded));
    assert_eq!(cast.declines(BO, ADA), Err(Refusal::NotRinging));
    cast.wait(Span::minutes(30));
    assert_eq!(cast.contact(ADA).state, ended);
}

#[test]
fn a_colleague_cannot_hang_up() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    assert_eq!(cast.hangs_up(CLEO, ADA), Err(Refusal::NoSuchContact));
    assert_eq!(cast.talks_with(ADA), Some(BO));
}

#[test]
fn a_page_shows_what_is_over_until_it_closes() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert!(cast.contact(ADA).is_ended());
    cast.closes(ADA, page_of(ADA));
    assert!(cast.library.contact_of(ADA).is_none());
}

#[test]
fn who_was_served_may_come_again() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    let first = cast.contact(ADA).id;
    let second = cast.asks_for(ADA, Mode::Chat).expect("the desk is open");
    assert_ne!(first, second);
    assert_eq!(cast.contact(ADA).id, second);
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn what_is_saved_comes_before_what_is_shown() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    let (contact, now) = (cast.contact(ADA).id, cast.now);
    let library = &mut cast.library;
    library
        .handle_acceptance(seat_of(BO), contact, Mode::Video, now)
        .expect("it rings");
    library
        .handle_librarian_hung_up(seat_of(BO), contact, now)
        .expect("it is Bo's call");
    let ordered: Vec<_> = std::iter::from_fn(|| library.poll_effect()).collect();
    let saved = ordered.iter().map_while(|effect| {
        let Effect::SaveContact(contact) = effect else {
            return None;
        };
        Some(contact.is_ended())
    });
    assert_eq!(
        saved.collect::<Vec<_>>(),
        [false, true],
        "answered, then over"
    );
    let saves_late = |effect: &Effect| matches!(effect, Effect::SaveContact(_));
    assert!(!ordered[2..].iter().any(saves_late));
}

fn answered_with(cast: &Cast) -> Mode {
    match cast.contact(ADA).state {
        ContactState::Talking { answered_with, .. } => answered_with,
        ContactState::Waiting | ContactState::Offered { .. } | ContactState::Ended { .. } => {
            panic!("nobody talks with Ada")
        }
    }
}

fn assert_over(cast: &Cast, by: EndedBy) {
    let ended = ContactState::Ended {
        at: cast.now,
        by,
        outcome: Outcome::ResolvedAtFirstLevel,
        librarian: Some(BO),
    };
    let contact = cast.contact(ADA);
    assert_eq!(contact.state, ended);
    assert_eq!(&cast.disk.contacts[&contact.id], contact);
}
