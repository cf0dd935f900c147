//! A full disk: whoever said something is told that it is not saved, nobody is told
//! what is not on disk, and the desk goes on when there is room again.

use sportello_kit::{Desk, Librarian};
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::FromSeat;
use sportello_wire::{ChosenPresence, Mode, RefusalCode};

use crate::PROGRAM;

#[tokio::test]
async fn a_message_that_can_not_be_saved_is_refused_with_its_id_and_shown_to_nobody() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    desk.program().fill_the_disk();
    for _ in 0..3 {
        let id = ada.write("persa?").await;
        assert_eq!(ada.is_refused(RefusalCode::NotSaved).await, Some(id));
        let id = bo.write(bo.thread(), "persa?").await;
        assert_eq!(bo.is_refused(RefusalCode::NotSaved).await, Some(id));
    }
    ada.heard_nothing_more().await;
    bo.heard_nothing_more().await;
    // The call itself goes on, and pages are answered.
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    bo.talks(contact).await;
    // Whoever watches over the server is told that it can't write.
    assert_eq!(desk.ask("GET", "/healthz", &[]).await.status, 503);
    desk.program().free_the_disk();
    let id = ada.write("salva").await;
    ada.reads(id).await;
    bo.reads(id).await;
    assert_eq!(desk.ask("GET", "/healthz", &[]).await.status, 200);
    // On disk indeed, and alone there.
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    let kept = ada.see("the history", |view| view.history.clone()).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].text, "salva");
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
}

#[tokio::test]
async fn an_arrival_an_answer_and_an_end_that_can_not_be_saved_did_not_happen() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    ada.arrive(Mode::Chat).await;
    let contact = bo.is_rung().await;
    desk.program().fill_the_disk();
    dino.arrive(Mode::Chat).await;
    dino.is_refused(RefusalCode::NotSaved).await;
    assert_eq!(dino.view.contact, Some(None));
    bo.accept(contact).await;
    bo.is_refused(RefusalCode::NotSaved).await;
    assert_eq!(bo.is_rung().await, contact, "it rings on");
    ada.waits_at(1).await;
    bo.say(FromSeat::SetPresence {
        presence: ChosenPresence::Away,
    })
    .await;
    bo.is_refused(RefusalCode::NotSaved).await;
    ada.sees_open(1, 0).await;
    desk.program().free_the_disk();
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    dino.arrive(Mode::Chat).await;
    dino.waits_at(1).await;
    desk.program().fill_the_disk();
    bo.say(FromSeat::HangUp { contact }).await;
    bo.is_refused(RefusalCode::NotSaved).await;
    bo.talks(contact).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    desk.program().free_the_disk();
    bo.hangs_up(contact).await;
    ada.sees_the_end().await;
    dino.waits_at(1).await;
}

#[tokio::test]
async fn nobody_new_is_let_in_on_a_full_disk_and_everybody_is_when_there_is_room() {
    let mut desk = Desk::open(PROGRAM).await;
    let session = desk.cleo().await.vanish();
    desk.program().fill_the_disk();
    let path = format!("/api/{}/patron", sportello_kit::HANDLE);
    for _ in 0..5 {
        assert_eq!(desk.ask("POST", &path, &[]).await.status, 503);
    }
    // Nothing has to be written for a token of before.
    let cleo = Librarian::resume(desk.address, "cleo", &session).await;
    let mut cleo = cleo.expect("her token is known");
    desk.program().free_the_disk();
    let mut ada = desk.ada().await;
    let mut bo = desk.bo().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let said = ada.write("ci siamo").await;
    ada.reads(said).await;
    bo.reads(said).await;
    cleo.is_told_of_an_end().await;
    // What is announced after the trouble is on disk as before it.
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
}

#[tokio::test]
async fn a_page_that_comes_while_nothing_can_be_saved_is_shown_all_that_stands() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    let thread = bo.thread();
    ada.talks_with("Bo Conti").await;
    let said = ada.write("sono qui").await;
    ada.reads(said).await;
    bo.reads(said).await;
    desk.program().fill_the_disk();
    for _ in 0..2 {
        // Opened while messages are failing, so that both are of one batch.
        let cookie = ada.keeps.clone();
        let (lost, mut again) = tokio::join!(
            async {
                let mut lost = Vec::new();
                for _ in 0..120 {
                    lost.push(bo.write(thread, "persa").await);
                }
                lost
            },
            desk.patron_again("Ada", cookie)
        );
        for id in lost {
            assert_eq!(bo.is_refused(RefusalCode::NotSaved).await, Some(id));
        }
        again.talks_with("Bo Conti").await;
        let history = again.see("the history", |view| view.history.clone()).await;
        assert_eq!(history.len(), 1);
        assert_eq!(ada.next().await, ToPatron::Superseded);
        ada.closed().await;
        ada = again;
    }
}
