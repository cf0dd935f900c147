//! From the answer to the end.

use super::cast::{ADA, BO, CLEO, Cast, DORA, House, page_of, seat_of};
use crate::contact::{ContactState, EndedBy, EventKind, Mode, Outcome};
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
    assert_eq!(
        cast.library.other_end(seat, None),
        Err(Refusal::NoSuchContact)
    );
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).id;
    assert_eq!(cast.library.other_end(patron, None), Ok((contact, seat)));
    assert_eq!(
        cast.library.other_end(seat, Some(contact)),
        Ok((contact, patron))
    );
    cast.leaves(ADA);
    assert_eq!(
        cast.library.other_end(patron, None),
        Err(Refusal::ContactEnded)
    );
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
    let is_saved =
        |effect: &&Effect| matches!(effect, Effect::SaveContact(_) | Effect::SaveEvent(_));
    let saves = ordered.iter().take_while(is_saved).count();
    let states = ordered[..saves].iter().filter_map(|effect| {
        let Effect::SaveContact(contact) = effect else {
            return None;
        };
        Some(contact.is_ended())
    });
    assert_eq!(
        states.collect::<Vec<_>>(),
        [false, true],
        "answered, then over"
    );
    assert!(!ordered[saves..].iter().any(|one| is_saved(&one)));
}

#[test]
fn a_patron_goes_on_in_another_mode_at_once() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.opens(ADA, page_of(ADA));
    let contact = cast.asks_for(ADA, Mode::Chat).expect("the desk is open");
    cast.accepts(seat_of(BO), contact, Mode::Chat)
        .expect("it rings");
    sets_mode(&mut cast, Mode::Video);
    assert_eq!(
        (cast.contact(ADA).mode, answered_with(&cast)),
        (Mode::Video, Mode::Video)
    );
    sets_mode(&mut cast, Mode::Voice);
    assert_eq!(
        (cast.contact(ADA).mode, answered_with(&cast)),
        (Mode::Voice, Mode::Voice)
    );
    let changes = cast.events(contact);
    let changes = changes
        .iter()
        .filter(|what| **what == EventKind::ModeChanged);
    assert_eq!(changes.count(), 2);
}

#[test]
fn a_librarian_goes_down_at_once_and_up_when_the_patron_says_yes() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    proposes(&mut cast, Mode::Chat).expect("it is Bo's call");
    assert_eq!(cast.contact(ADA).mode, Mode::Chat);
    proposes(&mut cast, Mode::Video).expect("it is Bo's call");
    assert_eq!(cast.contact(ADA).mode, Mode::Chat, "only proposed");
    assert_eq!(proposed(&cast), Some(Mode::Video));
    sets_mode(&mut cast, Mode::Chat);
    assert_eq!(
        (cast.contact(ADA).mode, proposed(&cast)),
        (Mode::Chat, None),
        "she said no"
    );
    proposes(&mut cast, Mode::Video).expect("it is Bo's call");
    sets_mode(&mut cast, Mode::Video);
    assert_eq!(
        (cast.contact(ADA).mode, proposed(&cast)),
        (Mode::Video, None)
    );
    assert_eq!(answered_with(&cast), Mode::Video);
}

#[test]
fn a_talk_is_put_on_hold_and_a_chat_is_not() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).id;
    let hold = |cast: &mut Cast, librarian, on| {
        cast.does(|library, now| library.handle_hold(seat_of(librarian), contact, on, now))
    };
    assert_eq!(hold(&mut cast, CLEO, true), Err(Refusal::NoSuchContact));
    hold(&mut cast, BO, true).expect("it is Bo's call");
    hold(&mut cast, BO, true).expect("it is on hold already");
    assert!(cast.contact(ADA).talk().expect("they talk").on_hold);
    hold(&mut cast, BO, false).expect("it is Bo's call");
    hold(&mut cast, BO, true).expect("it is Bo's call");
    sets_mode(&mut cast, Mode::Chat);
    assert!(!cast.contact(ADA).talk().expect("they talk").on_hold);
    assert_eq!(hold(&mut cast, BO, true), Err(Refusal::DoesNotFit));
    let told: Vec<_> = cast.events(contact).split_off(4);
    assert_eq!(
        told,
        [
            EventKind::Held,
            EventKind::Resumed,
            EventKind::Held,
            EventKind::Resumed,
            EventKind::ModeChanged
        ]
    );
}

#[test]
fn a_picture_is_seen_clearly_once_it_is_admitted_where_the_desk_asks_for_it() {
    for admission in [false, true] {
        let house = House::new().desk(|desk| desk.admission = admission);
        let mut cast = Cast::of(house).with(&[BO]);
        cast.arrives(ADA);
        cast.answers(BO, ADA).expect("it rings");
        assert_eq!(
            cast.contact(ADA).talk().expect("they talk").admitted,
            !admission
        );
        let contact = cast.contact(ADA).id;
        cast.does(|library, now| library.handle_admission(seat_of(BO), contact, now))
            .expect("it is Bo's call");
        assert!(cast.contact(ADA).talk().expect("they talk").admitted);
        assert!(
            cast.disk.contacts[&contact]
                .talk()
                .expect("they talk")
                .admitted
        );
    }
}

fn sets_mode(cast: &mut Cast, mode: Mode) {
    cast.does(|library, now| library.handle_mode(Party::Patron(ADA), None, mode, now))
        .expect("it is her contact");
}

fn proposes(cast: &mut Cast, mode: Mode) -> Result<(), Refusal> {
    let contact = cast.contact(ADA).id;
    let seat = Party::Seat(seat_of(BO));
    cast.does(|library, now| library.handle_mode(seat, Some(contact), mode, now))
}

fn proposed(cast: &Cast) -> Option<Mode> {
    cast.contact(ADA).talk().and_then(|talk| talk.proposed)
}

fn answered_with(cast: &Cast) -> Mode {
    let talk = cast.contact(ADA).talk();
    talk.expect("somebody talks with Ada").answered_with
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
