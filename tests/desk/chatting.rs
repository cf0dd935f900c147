//! Chat: heard at both ends, once, and on disk before anybody is told.

use sportello_kit::{Desk, Librarian, Patron, new_message};
use sportello_wire::seat::OfferEnd;
use sportello_wire::{Mode, RefusalCode, Speaker, ThreadId};

use crate::PROGRAM;

#[tokio::test]
async fn what_one_end_writes_both_ends_read() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, thread) = chat(&desk).await;
    let asked = ada.write("  Buongiorno 📚\nè aperto?  ").await;
    let at_ada = ada.reads(asked).await;
    let at_bo = bo.reads(asked).await;
    assert_eq!(at_ada, at_bo);
    assert_eq!(at_bo.text, "Buongiorno 📚\nè aperto?");
    assert_eq!(at_bo.speaker, Speaker::Patron);
    assert_eq!(at_bo.contact, bo.view.contact().map(|contact| contact.id));
    let answered = bo.write(thread, "Sì, fino alle 19").await;
    let at_ada = ada.reads(answered).await;
    assert_eq!(bo.reads(answered).await, at_ada);
    let name = "Bo Conti".into();
    assert_eq!(at_ada.speaker, Speaker::Librarian { name });
    ada.heard_nothing_more().await;
    bo.heard_nothing_more().await;
}

#[tokio::test]
async fn what_was_written_while_waiting_is_read_by_whoever_answers() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let said = ada.write("cerco un libro").await;
    ada.reads(said).await;
    bo.answers().await;
    let history = &bo.view.histories[&bo.thread()];
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].id, said);
    bo.heard_nothing_more().await;
}

#[tokio::test]
async fn messages_are_read_in_the_order_they_were_written() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, _) = chat(&desk).await;
    let mut written = Vec::new();
    for number in 0..50 {
        written.push(ada.write(&format!("riga {number}")).await);
    }
    for id in written {
        let sportello_wire::seat::ToSeat::Message { message, .. } = bo.next().await else {
            panic!("something else than a message");
        };
        assert_eq!(message.id, id);
        ada.reads(id).await;
    }
}

#[tokio::test]
async fn a_message_said_twice_stands_once_and_is_confirmed_twice() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, thread) = chat(&desk).await;
    let id = ada.write("una volta").await;
    ada.reads(id).await;
    bo.reads(id).await;
    ada.write_as(id, "una volta").await;
    ada.reads(id).await;
    bo.heard_nothing_more().await;
    let id = bo.write(thread, "due volte").await;
    bo.reads(id).await;
    ada.reads(id).await;
    bo.write_as(thread, id, "due volte").await;
    bo.reads(id).await;
    ada.heard_nothing_more().await;
    assert_eq!(
        texts_after_a_reload(&desk, ada).await,
        ["una volta", "due volte"]
    );
}

#[tokio::test]
async fn a_message_said_twice_in_one_breath_still_reaches_the_other_end() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, thread) = chat(&desk).await;
    for _ in 0..20 {
        let id = new_message();
        tokio::join!(
            async {
                for _ in 0..5 {
                    ada.write_as(id, "insisto").await;
                }
            },
            async {
                // The owner is busy meanwhile, so that what waits is taken together.
                let noise = bo.write(thread, "un momento").await;
                bo.reads(noise).await;
            }
        );
        bo.reads(id).await;
        for _ in 0..5 {
            ada.reads(id).await;
        }
        ada.hear("the noise", |heard| {
            matches!(heard, sportello_wire::patron::ToPatron::Message { .. }).then_some(())
        })
        .await;
        bo.heard_nothing_more().await;
    }
}

#[tokio::test]
async fn an_id_that_is_taken_is_confirmed_with_the_words_that_stand_on_disk() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, _) = chat(&desk).await;
    let id = ada.write("le parole di prima").await;
    ada.reads(id).await;
    bo.reads(id).await;
    ada.write_as(id, "altre parole").await;
    assert_eq!(ada.reads(id).await.text, "le parole di prima");
    bo.heard_nothing_more().await;
    assert_eq!(
        texts_after_a_reload(&desk, ada).await,
        ["le parole di prima"]
    );
}

#[tokio::test]
async fn an_empty_or_endless_text_is_refused_with_its_id() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, thread) = chat(&desk).await;
    for text in ["", " \n\t ", &"è".repeat(4001), "\0", "\0dietro"] {
        let id = ada.write(text).await;
        assert_eq!(ada.is_refused(RefusalCode::BadText).await, Some(id));
        let id = bo.write(thread, text).await;
        assert_eq!(bo.is_refused(RefusalCode::BadText).await, Some(id));
    }
    let longest = "è".repeat(4000);
    let id = ada.write(&longest).await;
    assert_eq!(ada.reads(id).await.text, longest);
    bo.reads(id).await;
    ada.heard_nothing_more().await;
    bo.heard_nothing_more().await;
}

#[tokio::test]
async fn words_for_one_patron_never_reach_another_whoever_is_at_the_desk() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, first) = chat(&desk).await;
    ada.leave().await;
    ada.sees_the_end().await;
    let ended = bo.is_told_of_an_end().await;
    assert!(matches!(ended, OfferEnd::Ended { .. }), "not {ended:?}");
    let contact = bo.is_wrapping_up().await;
    bo.settles(contact).await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Chat).await;
    bo.answers().await;
    dino.talks_with("Bo Conti").await;
    let id = bo
        .write(first, "il suo prestito, signora Ada, è scaduto")
        .await;
    ada.reads(id).await;
    bo.reads(id).await;
    dino.heard_nothing_more().await;
    let nowhere = ThreadId(new_message().0);
    let id = bo.write(nowhere, "c'è qualcuno?").await;
    assert_eq!(bo.is_refused(RefusalCode::NoSuchThread).await, Some(id));
    ada.heard_nothing_more().await;
    dino.heard_nothing_more().await;
}

#[tokio::test]
async fn a_confirmed_message_outlives_a_power_cut() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, thread) = chat(&desk).await;
    let contact = ada.talks_with("Bo Conti").await;
    let id = ada.write("non perdermi").await;
    ada.reads(id).await;
    desk.kill();
    desk.start().await;
    bo.closed().await;
    bo.forget_news(); // it may or may not have got there in time
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(history_of(&mut ada).await, ["non perdermi"]);
    // And from the librarian's side.
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    bo.talks(contact).await;
    let id = bo.write(thread, "neanche me").await;
    bo.reads(id).await;
    ada.reads(id).await;
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(history_of(&mut ada).await, ["non perdermi", "neanche me"]);
}

#[tokio::test]
async fn each_message_that_was_confirmed_in_a_rush_outlives_a_power_cut() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, _) = chat(&desk).await;
    for number in 0..120 {
        ada.write(&format!("{number}")).await;
    }
    // The power goes while the rest is still under way.
    let mut confirmed = 0;
    while confirmed < 40 {
        ada.hear("a confirmation", |heard| {
            matches!(heard, sportello_wire::patron::ToPatron::Message { .. }).then_some(())
        })
        .await;
        confirmed += 1;
    }
    desk.kill();
    ada.closed().await;
    ada.forget_news();
    bo.closed().await;
    bo.forget_news();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    let kept = history_of(&mut ada).await;
    assert!(
        kept.len() >= confirmed,
        "{confirmed} confirmed, {} kept",
        kept.len()
    );
    let expected: Vec<_> = (0..kept.len()).map(|number| number.to_string()).collect();
    assert_eq!(kept, expected, "in order, without a gap");
}

/// Ada and Bo, talking in their thread.
async fn chat(desk: &Desk) -> (Patron, Librarian, ThreadId) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let thread = bo.thread();
    (ada, bo, thread)
}

async fn history_of(page: &mut Patron) -> Vec<String> {
    page.see("the history", |view| {
        let messages = view.history.as_ref()?.iter();
        Some(messages.map(|message| message.text.clone()).collect())
    })
    .await
}

async fn texts_after_a_reload(desk: &Desk, page: Patron) -> Vec<String> {
    let cookie = page.vanish();
    let mut page = desk.patron_again("Ada", cookie).await;
    history_of(&mut page).await
}
