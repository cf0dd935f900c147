//! Open or closed, told at once and live; a place in the line, and leaving it.

use sportello_kit::{Desk, Patron};
use sportello_wire::seat::OfferEnd;
use sportello_wire::{ChosenPresence, EndedBy, Mode, Presence, RefusalCode};

use crate::PROGRAM;

#[tokio::test]
async fn a_page_is_told_whether_the_desk_is_open_and_each_change_of_it() {
    let desk = Desk::open(PROGRAM).await;
    let mut watcher = desk.patron_again("a watcher", None).await;
    watcher.sees_closed().await;
    let mut bo = desk.bo().await;
    watcher.sees_open(1, 0).await;
    let cleo = desk.cleo().await;
    watcher.sees_open(2, 0).await;
    bo.chooses(ChosenPresence::Away).await;
    watcher.sees_open(1, 0).await;
    cleo.vanish();
    watcher.sees_closed().await;
    bo.chooses(ChosenPresence::Available).await;
    watcher.sees_open(1, 0).await;
    assert!(
        watcher.view.contact.is_none(),
        "a page without a cookie has no contact to be told of"
    );
}

#[tokio::test]
async fn the_page_says_whose_desk_it_is_and_how_many_wait() {
    let desk = Desk::open(PROGRAM).await;
    let _bo = desk.bo().await;
    let mut watcher = desk.patron_again("a watcher", None).await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let shown = watcher
        .see("one who waits", |view| {
            view.desk.clone().filter(|desk| desk.waiting == 1)
        })
        .await;
    assert_eq!(shown.library, sportello_kit::LIBRARY);
    assert_eq!(shown.handle.to_string(), sportello_kit::HANDLE);
}

#[tokio::test]
async fn nobody_takes_a_place_at_a_closed_desk() {
    let desk = Desk::open(PROGRAM).await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    assert_eq!(ada.is_refused(RefusalCode::DeskClosed).await, None);
    assert_eq!(ada.view.contact, Some(None));
}

#[tokio::test]
async fn who_came_first_stands_first_and_the_line_moves_up() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    let mut dino = desk.dino().await;
    ada.arrive(Mode::Video).await;
    ada.waits_at(1).await;
    dino.arrive(Mode::Voice).await;
    dino.waits_at(2).await;
    let line = bo
        .see("two in line", |view| {
            let line = &view.desk.as_ref()?.line;
            (line.len() == 2).then(|| line.clone())
        })
        .await;
    assert_eq!(line[0].name, "Ada");
    assert!(line[0].rings_here && !line[1].rings_here);
    assert_eq!(line[1].mode, Mode::Voice);
    ada.leave().await;
    assert_eq!(ada.sees_the_end().await, EndedBy::Patron);
    dino.waits_at(1).await;
    assert_eq!(bo.is_told_of_an_end().await, OfferEnd::PatronLeft);
}

#[tokio::test]
async fn asking_twice_for_a_place_takes_one() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    ada.arrive(Mode::Chat).await;
    let contact = ada.waits_at(1).await;
    assert_eq!(bo.answers().await, contact);
    ada.talks_with("Bo Conti").await;
    ada.arrive(Mode::Chat).await;
    ada.heard_nothing_more().await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    assert!(
        bo.view
            .desk
            .as_ref()
            .is_some_and(|desk| desk.line.is_empty())
    );
}

#[tokio::test]
async fn a_patron_comes_back_after_the_end_with_a_new_contact() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let first = bo.answers().await;
    bo.hangs_up(first).await;
    assert_eq!(ada.sees_the_end().await, EndedBy::Librarian);
    ada.arrive(Mode::Chat).await;
    assert_ne!(ada.waits_at(1).await, first);
}

#[tokio::test]
async fn nobody_rings_for_a_patron_who_is_not_there() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    bo.chooses(ChosenPresence::Away).await;
    let mut cleo = desk.cleo().await;
    let mut ada: Patron = desk.ada().await;
    ada.arrive(Mode::Voice).await;
    let contact = cleo.answers().await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    dino.waits_at(1).await;
    dino.vanish();
    bo.see("a patron who is away", |view| {
        view.desk.as_ref()?.line.first()?.absent.then_some(())
    })
    .await;
    bo.chooses(ChosenPresence::Available).await;
    bo.is_now(Presence::Available).await;
    bo.heard_nothing_more().await;
    bo.is_left_in_peace().await;
    cleo.hangs_up(contact).await;
    ada.sees_the_end().await;
}
