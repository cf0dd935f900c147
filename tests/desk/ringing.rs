//! A contact rings, is answered or declined, and is shown at both ends.

use sportello_kit::{Desk, Librarian, Patron};
use sportello_wire::seat::{FromSeat, OfferEnd, ToSeat};
use sportello_wire::{EndedBy, Mode, Presence, RefusalCode};

use crate::PROGRAM;

#[tokio::test]
async fn an_answered_call_is_shown_at_both_ends_until_the_librarian_hangs_up() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let contact = bo.is_rung().await;
    assert_eq!(ada.waits_at(1).await, contact);
    bo.say(FromSeat::Accept {
        contact,
        with: Mode::Voice,
    })
    .await;
    bo.talks(contact).await;
    bo.is_now(Presence::OnContact).await;
    ada.talks_with("Bo Conti").await;
    ada.sees_open(0, 1).await;
    let shown = bo
        .view
        .desk
        .as_ref()
        .and_then(|desk| desk.contacts.first().cloned());
    let shown = shown.expect("the call is shown");
    assert_eq!((shown.name.as_str(), shown.mode), ("Ada", Mode::Video));
    assert_eq!(shown.answered_with, Mode::Voice);
    bo.hangs_up(contact).await;
    bo.is_now(Presence::Available).await;
    assert_eq!(ada.sees_the_end().await, EndedBy::Librarian);
    ada.sees_open(1, 0).await;
}

#[tokio::test]
async fn the_librarian_is_told_when_the_patron_hangs_up() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Voice).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    ada.leave().await;
    assert_eq!(ada.sees_the_end().await, EndedBy::Patron);
    bo.is_free().await;
    let by = EndedBy::Patron;
    assert_eq!(bo.is_told_of_an_end().await, OfferEnd::Ended { by });
}

#[tokio::test]
async fn of_two_who_answer_at_the_same_instant_one_wins_and_the_other_is_told_who() {
    const ROUNDS: usize = 40;
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let mut ada = desk.ada().await;
    for round in 0..ROUNDS {
        ada.arrive(Mode::Chat).await;
        let contact = ada.waits_at(1).await;
        for one in [&mut bo, &mut cleo] {
            one.see("this ring", |view| {
                let entry = view.desk.as_ref()?.line.first()?;
                (entry.contact == contact && entry.rings_here).then_some(())
            })
            .await;
        }
        // Neither is always the first to speak.
        if round % 2 == 0 {
            tokio::join!(bo.accept(contact), cleo.accept(contact));
        } else {
            tokio::join!(cleo.accept(contact), bo.accept(contact));
        }
        let winner = ada
            .see("an answer", |view| match view.state()? {
                sportello_wire::patron::PatronContactState::Talking { librarian, .. } => {
                    Some(librarian.clone())
                }
                _ => None,
            })
            .await;
        let (fast, slow) = if winner == "Bo Conti" {
            (&mut bo, &mut cleo)
        } else {
            (&mut cleo, &mut bo)
        };
        fast.talks(contact).await;
        slow.is_refused(RefusalCode::AnsweredByColleague).await;
        let librarian = winner;
        assert_eq!(
            slow.is_told_of_an_end().await,
            OfferEnd::AnsweredBy { librarian }
        );
        slow.heard_nothing_more().await;
        slow.is_free().await;
        fast.hangs_up(contact).await;
        fast.heard_nothing_more().await;
        ada.sees_the_end().await;
    }
}

#[tokio::test]
async fn a_declined_contact_rings_on_at_the_colleague() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.is_rung().await;
    bo.say(FromSeat::Decline { contact }).await;
    bo.is_left_in_peace().await;
    ada.waits_at(1).await;
    assert_eq!(cleo.answers().await, contact);
    ada.talks_with("Cleo Neri").await;
    bo.accept(contact).await;
    bo.is_refused(RefusalCode::AnsweredByColleague).await;
}

#[tokio::test]
async fn what_does_not_ring_can_not_be_answered_declined_or_ended() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = cleo.answers().await;
    bo.is_told_of_an_end().await;
    bo.say(FromSeat::Decline { contact }).await;
    bo.is_refused(RefusalCode::NotRinging).await;
    bo.say(FromSeat::HangUp { contact }).await;
    bo.is_refused(RefusalCode::NoSuchContact).await;
    let unknown = sportello_wire::ContactId(sportello_kit::new_message().0);
    bo.accept(unknown).await;
    bo.is_refused(RefusalCode::NoSuchContact).await;
    ada.talks_with("Cleo Neri").await;
}

#[tokio::test]
async fn who_is_on_a_contact_is_not_rung_and_is_when_it_is_over() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    ada.arrive(Mode::Voice).await;
    let first = bo.answers().await;
    dino.arrive(Mode::Voice).await;
    let second = dino.waits_at(1).await;
    bo.heard_nothing_more().await;
    bo.is_left_in_peace().await;
    bo.accept(second).await;
    bo.is_refused(RefusalCode::NotRinging).await;
    bo.hangs_up(first).await;
    assert_eq!(bo.answers().await, second);
    dino.talks_with("Bo Conti").await;
    ada.sees_the_end().await;
}

#[tokio::test]
async fn a_librarian_at_two_seats_is_rung_at_both_and_talks_at_one() {
    let desk = Desk::open(PROGRAM).await;
    let mut here: Librarian = desk.bo().await;
    let mut there: Librarian = desk.bo().await;
    let mut ada: Patron = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let contact = here.is_rung().await;
    assert_eq!(there.is_rung().await, contact);
    here.accept(contact).await;
    here.talks(contact).await;
    there
        .see("the call at the other seat", |view| {
            let under_way = view.contact()?;
            (!under_way.here).then_some(())
        })
        .await;
    ada.talks_with("Bo Conti").await;
    let said = there.write(here.thread(), "arrivo").await;
    assert_eq!(ada.reads(said).await.text, "arrivo");
    here.reads(said).await;
    there.reads(said).await;
    here.say(FromSeat::HangUp { contact }).await;
    for seat in [&mut here, &mut there] {
        seat.is_free().await;
        seat.is_told_of_an_end().await;
    }
    ada.sees_the_end().await;
}

#[tokio::test]
async fn a_welcome_tells_where_patrons_find_the_desk() {
    let desk = Desk::open(PROGRAM).await;
    let bo = desk.bo().await;
    let Some(ToSeat::Welcome {
        librarian,
        library,
        handles,
        public,
        ..
    }) = &bo.view.welcome
    else {
        panic!("not welcome: {:?}", bo.view.welcome);
    };
    assert_eq!(
        (librarian.name.as_str(), library.as_str()),
        ("Bo Conti", sportello_kit::LIBRARY)
    );
    assert_eq!(handles.len(), 1);
    assert_eq!(
        public.base,
        format!("http://localhost:{}", desk.address.port())
    );
    assert!(public.this_computer_only);
}
