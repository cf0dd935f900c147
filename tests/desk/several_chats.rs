//! Several chats beside one call: each in its place, none in another's way.

use sportello_kit::{Desk, Librarian, Patron};
use sportello_wire::seat::{OfferEnd, ToSeat};
use sportello_wire::{ContactId, Mode, Outcome, Presence, RefusalCode, ThreadId};

use crate::PROGRAM;

/// Bo is on a call with Ada, and in a chat with each of these.
async fn busy(desk: &Desk, names: &[&str]) -> (Librarian, ContactId, Vec<Chat>) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let call = bo.answers().await;
    let mut chats = vec![Chat::of(&bo, call, ada)];
    for name in names {
        let mut patron = desk.patron(name).await;
        patron.arrive(Mode::Chat).await;
        let contact = bo.answers().await;
        chats.push(Chat::of(&bo, contact, patron));
    }
    (bo, call, chats)
}

struct Chat {
    patron: Patron,
    contact: ContactId,
    thread: ThreadId,
}

impl Chat {
    fn of(bo: &Librarian, contact: ContactId, patron: Patron) -> Self {
        let thread = bo.view.under_way(contact).expect("under way").thread;
        Self {
            patron,
            contact,
            thread,
        }
    }
}

fn under_way(bo: &Librarian) -> Vec<ContactId> {
    bo.view.contacts().iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn one_call_and_two_chats_are_answered_each_in_its_place() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, call, mut chats) = busy(&desk, &["Dora", "Ezio"]).await;
    assert_eq!(under_way(&bo)[0], call, "the call first");
    for (number, chat) in chats.iter_mut().enumerate() {
        let asked = chat.patron.write(&format!("domanda {number}")).await;
        chat.patron.reads(asked).await;
        assert_eq!(bo.reads(asked).await.contact, Some(chat.contact));
        let answered = bo.write(chat.thread, &format!("risposta {number}")).await;
        bo.reads(answered).await;
        let read = chat.patron.reads(answered).await;
        assert_eq!(read.text, format!("risposta {number}"));
    }
    bo.is_now(Presence::OnContact).await;
}

#[tokio::test]
async fn a_chat_that_ends_leaves_the_others_as_they_are_and_is_written_down() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, call, mut chats) = busy(&desk, &["Dora", "Ezio"]).await;
    let (dora, ezio) = (chats[1].contact, chats[2].contact);
    bo.puts_down(dora).await;
    chats[1].patron.sees_the_end().await;
    assert_eq!(under_way(&bo), [call, ezio]);
    bo.puts_down(ezio).await;
    assert_eq!(bo.is_to_wrap_up(dora).await.behind, 1, "Ezio's is behind");
    bo.wraps_up(dora, None, Outcome::HandedOff, "torna domani")
        .await;
    assert_eq!(bo.is_to_wrap_up(ezio).await.behind, 0);
    let said = bo.write(chats[0].thread, "Eccomi").await;
    bo.reads(said).await;
    chats[0].patron.reads(said).await;
}

#[tokio::test]
async fn a_chat_beside_a_call_becomes_no_second_call() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, call, mut chats) = busy(&desk, &["Dora"]).await;
    chats[1].patron.set_mode(Mode::Voice).await;
    let refused = chats[1].patron.is_refused(RefusalCode::AlreadyOnContact);
    refused.await;
    let wish = (String::from("Dora"), OfferEnd::WouldCall);
    let told = |heard: &ToSeat| match heard {
        ToSeat::OfferEnded { patron, why } => Some((patron.clone(), why.clone())),
        _ => None,
    };
    assert_eq!(bo.hear("that Dora would call", told).await, wish);
    bo.set_mode(chats[1].contact, Mode::Video).await;
    bo.is_refused(RefusalCode::AlreadyOnContact).await;
    assert_eq!(under_way(&bo), [call, chats[1].contact]);
}

#[tokio::test]
async fn a_power_cut_loses_none_of_them() {
    let mut desk = Desk::open(PROGRAM).await;
    let (bo, _, chats) = busy(&desk, &["Dora", "Ezio"]).await;
    let before = under_way(&bo);
    desk.kill();
    desk.start().await;
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    for (number, chat) in chats.into_iter().enumerate() {
        bo.talks(chat.contact).await;
        let name = ["Ada", "Dora", "Ezio"][number];
        let mut patron = desk.patron_again(name, chat.patron.keeps.clone()).await;
        assert_eq!(patron.talks_with("Bo Conti").await, chat.contact);
        let said = patron.write("Ancora qui?").await;
        patron.reads(said).await;
        bo.reads(said).await;
    }
    assert_eq!(under_way(&bo), before);
}
