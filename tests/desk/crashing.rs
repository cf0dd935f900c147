//! The power goes: places and calls are found again by those who held them.

use sportello_kit::{Desk, Librarian, new_leg};
use sportello_wire::patron::ToPatron;
use sportello_wire::{Mode, Signal};

use crate::PROGRAM;

#[tokio::test]
async fn a_place_in_the_line_outlives_a_power_cut() {
    let mut desk = Desk::open(PROGRAM).await;
    let bo = desk.bo().await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    ada.arrive(Mode::Video).await;
    let first = ada.waits_at(1).await;
    dino.arrive(Mode::Voice).await;
    let second = dino.waits_at(2).await;
    desk.kill();
    desk.start().await;
    // Whoever comes back first does not stand before those who came first.
    let mut dino = desk.patron_again("Dino", dino.keeps.clone()).await;
    assert_eq!(dino.waits_at(2).await, second);
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(ada.waits_at(1).await, first);
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    assert_eq!(bo.answers().await, first);
    ada.talks_with("Bo Conti").await;
    let shown = bo
        .view
        .desk
        .as_ref()
        .and_then(|desk| desk.contacts.first().cloned());
    let shown = shown.expect("under way");
    assert_eq!((shown.name.as_str(), shown.mode), ("Ada", Mode::Video));
    dino.waits_at(1).await;
}

#[tokio::test]
async fn a_call_outlives_a_power_cut_and_goes_on_at_the_same_seat() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    bo.talks(contact).await;
    let (leg, sdp) = (new_leg(), "v=0".to_owned());
    let signal = Signal::Answer { sdp };
    bo.signal(contact, leg, signal.clone()).await;
    assert_eq!(ada.next().await, ToPatron::Signal { leg, signal });
    bo.hangs_up(contact).await;
    ada.sees_the_end().await;
}

#[tokio::test]
async fn a_contact_that_was_over_stays_over() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    bo.hangs_up(contact).await;
    ada.sees_the_end().await;
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    ada.see("no contact", |view| {
        (view.contact == Some(None)).then_some(())
    })
    .await;
    let mut bo = desk.bo().await;
    bo.is_free().await;
    ada.arrive(Mode::Chat).await;
    assert_ne!(bo.answers().await, contact);
}

#[tokio::test]
async fn what_a_librarian_chose_outlives_a_power_cut() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    bo.chooses(sportello_wire::ChosenPresence::Away).await;
    desk.kill();
    desk.start().await;
    let mut bo = desk.bo().await;
    bo.is_now(sportello_wire::Presence::Away).await;
}
