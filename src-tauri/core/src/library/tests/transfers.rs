//! A contact under way is passed on to a colleague, a group or the line.

use super::cast::{ADA, BO, CLEO, Cast, DORA, FAUSTO, House, LOANS, page_of, seat_of};
use crate::chat::Text;
use crate::contact::{ContactState, EventKind, Mode, PassedOn, TransferTo};
use crate::ids::{GroupId, LibrarianId};
use crate::library::{Effect, OfferEnd, PEACE_AFTER_DECLINE, Party, Refusal};
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};

const TO_CLEO: TransferTo = TransferTo::Librarian { librarian: CLEO };

/// Ada talks with Bo; Cleo and Fausto are there.
fn talk() -> Cast {
    let mut cast = Cast::staffed_by(&[BO, CLEO, FAUSTO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.shown.clear();
    cast
}

fn passes_on(cast: &mut Cast, whom: TransferTo, else_line: bool) -> Result<(), Refusal> {
    let contact = cast.contact(ADA).id;
    let note = Text::parse("cerca la storia di Empoli").ok();
    cast.does(|library, now| {
        library.handle_transfer(seat_of(BO), contact, whom, (note, else_line), now)
    })
}

fn asked(cast: &Cast) -> Vec<LibrarianId> {
    let transfer = cast.contact(ADA).transfer();
    transfer
        .map(|transfer| transfer.to.clone())
        .unwrap_or_default()
}

fn is_on_hold(cast: &Cast) -> bool {
    cast.contact(ADA).talk().is_some_and(|talk| talk.on_hold)
}

fn noted(cast: &Cast) -> Option<(LibrarianId, &str)> {
    let PassedOn { by, note } = cast.contact(ADA).passed_on.as_ref()?;
    Some((*by, note.as_ref().map_or("", Text::as_str)))
}

#[test]
fn a_call_is_on_hold_with_who_passes_it_on_until_a_colleague_has_it() {
    let mut cast = talk();
    let (contact, since) = (cast.contact(ADA).id, cast.now);
    cast.wait(Span::seconds(3));
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    assert_eq!((asked(&cast), cast.talks_with(ADA)), (vec![CLEO], Some(BO)));
    assert!(is_on_hold(&cast));
    assert_eq!(cast.library.presence(BO), Presence::OnContact);
    cast.accepts(seat_of(CLEO), contact, Mode::Voice)
        .expect("it rings there");
    assert_eq!(cast.talks_with(ADA), Some(CLEO));
    let talk = cast.contact(ADA).talk().expect("they talk").clone();
    assert_eq!(
        (talk.on_hold, talk.answered_with, talk.seat),
        (false, Mode::Voice, seat_of(CLEO))
    );
    assert_eq!(talk.since, since, "the patron talks since then");
    assert_eq!(noted(&cast), Some((BO, "cerca la storia di Empoli")));
    assert_eq!(
        cast.library.presence(BO),
        Presence::Available,
        "nothing to write down"
    );
    assert!(cast.library.contacts_with(BO).is_empty());
    let ends = cast.library.other_end(Party::Patron(ADA), None);
    assert_eq!(ends, Ok((contact, Party::Seat(seat_of(CLEO)))));
    let history = Effect::ShowHistory(Party::Seat(seat_of(CLEO)), cast.contact(ADA).thread);
    assert!(cast.shown.contains(&history), "with what was said");
    assert_eq!(cast.told(BO), [OfferEnd::TakenOver(CLEO)]);
    let told = cast.events(contact).split_off(5);
    let expected = [
        EventKind::Held,
        EventKind::TransferBegun,
        EventKind::Transferred,
        EventKind::Resumed,
    ];
    assert_eq!(told, expected);
    cast.hangs_up(CLEO, ADA).expect("it is hers");
    assert!(cast.contact(ADA).is_ended());
}

#[test]
fn a_refusal_leaves_it_on_hold_with_who_asked() {
    let mut cast = talk();
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    cast.shown.clear();
    cast.declines(CLEO, ADA).expect("it rings there");
    assert_eq!((cast.talks_with(ADA), asked(&cast)), (Some(BO), vec![]));
    assert!(is_on_hold(&cast), "nobody speaks before Bo is back");
    assert_eq!(noted(&cast), None);
    let told = OfferEnd::NotTakenOver {
        asked: Some(CLEO),
        refused: true,
        in_line: false,
    };
    assert_eq!(cast.told(BO), [told]);
    let contact = cast.contact(ADA).id;
    let told = cast.events(contact);
    assert_eq!(told.last(), Some(&EventKind::TransferRefused));
    cast.does(|library, now| library.handle_hold(seat_of(BO), contact, false, now))
        .expect("it is Bo's");
    assert!(!is_on_hold(&cast));
    assert_eq!(
        cast.accepts(seat_of(CLEO), contact, Mode::Video),
        Err(Refusal::AnsweredByColleague),
        "too late"
    );
}

#[test]
fn it_rings_for_as_long_as_the_desk_rings_and_costs_nobody_their_presence() {
    let mut cast = talk();
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    cast.wait(Span::seconds(19));
    assert_eq!(asked(&cast), [CLEO]);
    cast.shown.clear();
    cast.wait(Span::seconds(1));
    assert_eq!(asked(&cast), []);
    assert_eq!(cast.library.presence(CLEO), Presence::Available);
    let told = OfferEnd::NotTakenOver {
        asked: Some(CLEO),
        refused: false,
        in_line: false,
    };
    assert_eq!(cast.told(BO), [told]);
    let contact = cast.contact(ADA).id;
    assert_eq!(
        cast.events(contact).last(),
        Some(&EventKind::TransferMissed)
    );
}

#[test]
fn nobody_takes_it_and_it_is_in_the_line_before_those_who_came_later() {
    let mut cast = talk();
    cast.chooses(FAUSTO, ChosenPresence::Away);
    cast.chooses(CLEO, ChosenPresence::InPerson);
    cast.wait(Span::seconds(1));
    passes_on(&mut cast, TO_CLEO, true).expect("Cleo may be asked at the counter");
    cast.arrives(DORA);
    cast.declines(CLEO, ADA).expect("it rings there");
    assert_eq!(cast.line(), [ADA, DORA]);
    assert_eq!(noted(&cast), Some((BO, "cerca la storia di Empoli")));
    assert_eq!(
        cast.rung_for(ADA),
        [],
        "Bo and Cleo are left in peace by it"
    );
    cast.chooses(FAUSTO, ChosenPresence::Available);
    assert_eq!(cast.rung_for(ADA), [FAUSTO]);
    let told = OfferEnd::NotTakenOver {
        asked: Some(CLEO),
        refused: true,
        in_line: true,
    };
    assert_eq!(cast.told(BO), [told]);
}

#[test]
fn in_a_library_of_one_the_line_rings_there_again_after_a_while() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    assert_eq!(
        passes_on(&mut cast, TO_CLEO, true),
        Err(Refusal::NobodyToTake)
    );
    let contact = cast.contact(ADA).id;
    cast.does(|library, now| library.handle_sent_to_line(seat_of(BO), contact, None, now))
        .expect("it is Bo's");
    assert_eq!(cast.rung_for(ADA), []);
    cast.wait(PEACE_AFTER_DECLINE);
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn the_first_of_a_group_has_it_and_the_others_are_told() {
    let house = House::new().topic_for(&[BO, CLEO, FAUSTO]);
    let mut cast = Cast::of(house).with(&[BO, CLEO, FAUSTO]);
    cast.arrives_with(ADA, |arrival| arrival.topic = Some(LOANS));
    cast.answers(BO, ADA).expect("it rings");
    let group = GroupId(uuid::Uuid::from_u128(1));
    passes_on(&mut cast, TransferTo::Group { group }, false).expect("two are there");
    assert_eq!(asked(&cast), [CLEO, FAUSTO], "not Bo");
    cast.declines(CLEO, ADA).expect("it rings there");
    assert_eq!(asked(&cast), [FAUSTO]);
    passes_on(&mut cast, TransferTo::Group { group }, false).expect("asked again");
    cast.shown.clear();
    cast.answers(FAUSTO, ADA).expect("it rings there");
    let contact = cast.contact(ADA).id;
    assert_eq!(
        cast.accepts(seat_of(CLEO), contact, Mode::Video),
        Err(Refusal::AnsweredByColleague)
    );
    assert_eq!(cast.told(CLEO), [OfferEnd::AnsweredBy(FAUSTO)]);
}

#[test]
fn a_colleague_who_is_asked_hears_nothing_else_and_one_who_leaves_is_asked_no_more() {
    let mut cast = talk();
    cast.chooses(FAUSTO, ChosenPresence::Away);
    cast.arrives(DORA);
    assert_eq!(cast.rung_for(DORA), [CLEO]);
    cast.shown.clear();
    passes_on(&mut cast, TO_CLEO, false).expect("she is rung by the line alone");
    assert_eq!(cast.rung_for(DORA), [], "Ada is on hold");
    assert_eq!(cast.told(CLEO), [OfferEnd::EarlierPatron]);
    cast.chooses(CLEO, ChosenPresence::Away);
    assert_eq!(asked(&cast), []);
    assert!(matches!(cast.told(BO)[..], [OfferEnd::NotTakenOver { .. }]));
    cast.chooses(CLEO, ChosenPresence::Available);
    assert_eq!(cast.rung_for(DORA), [CLEO]);
}

#[test]
fn nobody_is_asked_beyond_what_they_can_hold() {
    let mut cast = talk();
    cast.arrives(DORA);
    cast.answers(CLEO, DORA).expect("it rings");
    assert_eq!(
        passes_on(&mut cast, TO_CLEO, false),
        Err(Refusal::NobodyToTake)
    );
    let to_bo = TransferTo::Librarian { librarian: BO };
    assert_eq!(
        passes_on(&mut cast, to_bo, false),
        Err(Refusal::NobodyToTake)
    );
    cast.does(|library, now| library.handle_mode(Party::Patron(ADA), None, Mode::Chat, now))
        .expect("down is always possible");
    passes_on(&mut cast, TO_CLEO, false).expect("a chat fits beside her call");
    assert!(!is_on_hold(&cast), "a chat goes on meanwhile");
    let contact = cast.contact(ADA).id;
    cast.accepts(seat_of(CLEO), contact, Mode::Chat)
        .expect("it rings there");
    assert_eq!(cast.library.contacts_with(CLEO).len(), 2);
}

#[test]
fn who_hangs_up_meanwhile_sends_the_patron_to_the_line_and_a_patron_who_leaves_ends_it() {
    let mut cast = talk();
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    cast.hangs_up(BO, ADA).expect("it is Bo's");
    assert_eq!(
        cast.rung_for(ADA),
        [FAUSTO],
        "at its place, at who was not asked"
    );
    cast.answers(FAUSTO, ADA).expect("it rings");

    let mut cast = talk();
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    cast.shown.clear();
    cast.leaves(ADA);
    assert!(cast.contact(ADA).is_ended());
    assert_eq!(cast.told(CLEO), [OfferEnd::PatronLeft]);
}

#[test]
fn who_takes_it_back_goes_on_and_the_colleague_is_told() {
    let mut cast = talk();
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    cast.shown.clear();
    let contact = cast.contact(ADA).id;
    cast.does(|library, now| library.handle_transfer_stopped(seat_of(BO), contact, now))
        .expect("it is Bo's");
    assert_eq!((asked(&cast), cast.talks_with(ADA)), (vec![], Some(BO)));
    assert_eq!(cast.told(CLEO), [OfferEnd::TakenBack(BO)]);
    let cleos = cast.does(|library, now| {
        library.handle_transfer(seat_of(CLEO), contact, TO_CLEO, (None, false), now)
    });
    assert_eq!(cleos, Err(Refusal::NoSuchContact), "it was never hers");
}

#[test]
fn a_restart_in_the_middle_loses_the_ring_and_not_the_patron() {
    let mut cast = talk();
    passes_on(&mut cast, TO_CLEO, false).expect("Cleo is there");
    cast.restart();
    assert_eq!((asked(&cast), cast.talks_with(ADA)), (vec![], Some(BO)));
    cast.opens(ADA, page_of(ADA));
    cast.signs_in(CLEO);
    cast.wait(Span::minutes(3));
    assert!(matches!(
        cast.contact(ADA).state,
        ContactState::Offered { ref to, .. } if *to == [CLEO]
    ));
    assert_eq!(noted(&cast), Some((BO, "cerca la storia di Empoli")));
}
