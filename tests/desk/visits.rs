//! What happened before in a thread, for the colleague who opens it.

use sportello_kit::Desk;
use sportello_wire::seat::OfferEnd;
use sportello_wire::{EndedBy, Mode, Outcome};

use crate::PROGRAM;

#[tokio::test]
async fn a_colleague_who_opens_a_thread_reads_who_answered_and_what_was_written_down() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let thread = bo.thread();
    let said = bo.write(thread, "Eccola.").await;
    bo.reads(said).await;
    ada.reads(said).await;
    let mut cleo = desk.cleo().await;
    cleo.opens_thread(thread).await;
    let visits = cleo
        .sees_visits(thread, "the visit under way", |all| all.len() == 1)
        .await;
    assert_eq!(visits[0].librarian.as_deref(), Some("Bo Conti"));
    assert_eq!((visits[0].mode, visits[0].ended_at), (Mode::Video, None));
    bo.puts_down(contact).await;
    let ended = cleo.sees_visits(thread, "its end", |all| {
        all.iter()
            .any(|visit| visit.ended_by == Some(EndedBy::Librarian))
    });
    assert!(!ended.await[0].wrapped_up);
    bo.wraps_up(contact, None, Outcome::HandedOff, "Richiama lunedì.")
        .await;
    let visits = cleo.sees_visits(thread, "the note", |all| {
        all.iter().any(|visit| visit.note == "Richiama lunedì.")
    });
    let visits = visits.await;
    assert_eq!(visits[0].outcome, Some(Outcome::HandedOff));
    assert!(visits[0].wrapped_up);
    assert!(visits[0].answered_at <= visits[0].ended_at);
}

#[tokio::test]
async fn who_came_and_was_not_answered_is_marked_too() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Voice).await;
    ada.waits_at(1).await;
    ada.leave().await;
    ada.sees_the_end().await;
    assert_eq!(bo.is_told_of_an_end().await, OfferEnd::PatronLeft);
    let said = ada.write("Riprovo domani.").await;
    ada.reads(said).await;
    let entry = bo.sees_thread("Ada's thread", |_| true).await;
    bo.opens_thread(entry.thread).await;
    let visits = bo
        .sees_visits(entry.thread, "her visit", |all| !all.is_empty())
        .await;
    assert_eq!(visits[0].outcome, Some(Outcome::Abandoned));
    assert_eq!(
        (visits[0].answered_at, visits[0].librarian.as_deref()),
        (None, None)
    );
}
