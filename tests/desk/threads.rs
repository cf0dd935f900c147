//! Threads: written in without a contact, read later, marked, typed in; and the list
//! that librarians see of them.

use sportello_kit::Desk;
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::{FromSeat, OfferEnd};
use sportello_wire::{ChosenPresence, Happened, Language, Mode, RefusalCode, Speaker, ThreadId};

use crate::PROGRAM;

#[tokio::test]
async fn a_message_to_a_closed_desk_is_unread_in_the_list_until_a_librarian_has_read_it() {
    let desk = Desk::open(PROGRAM).await;
    let mut ada = desk.ada().await;
    ada.sees_closed().await;
    ada.introduce().await;
    let said = ada.write("Ho lasciato l'ombrello da voi?").await;
    let at = ada.reads(said).await.at;
    let mut bo = desk.bo().await;
    let entry = bo
        .sees_thread("an unread thread", |entry| entry.unread)
        .await;
    assert_eq!((entry.name.as_str(), entry.language), ("Ada", Language::It));
    assert_eq!(entry.excerpt, "Ho lasciato l'ombrello da voi?");
    assert_eq!((entry.speaker, entry.at), (Speaker::Patron, at));
    assert!(entry.present, "her page is open");
    let messages = bo.opens_thread(entry.thread).await;
    assert_eq!(messages.len(), 1);
    assert_eq!((messages[0].id, messages[0].contact), (said, None));
    bo.mark(entry.thread, at, at).await;
    ada.sees_it_read(at).await;
    bo.sees_thread("a thread that was read", |entry| !entry.unread)
        .await;
}

#[tokio::test]
async fn an_answer_reaches_a_page_that_comes_later() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let asked = ada.write("Avete il Gattopardo?").await;
    ada.reads(asked).await;
    let cookie = ada.vanish();
    let entry = bo
        .sees_thread("a patron who left", |entry| entry.unread && !entry.present)
        .await;
    let answered = bo.write(entry.thread, "Sì, glielo teniamo").await;
    let at = bo.reads(answered).await.at;
    let mut ada = desk.patron_again("Ada", cookie).await;
    let history = ada.see("the history", |view| view.history.clone()).await;
    let ids: Vec<_> = history.iter().map(|message| message.id).collect();
    assert_eq!(ids, [asked, answered]);
    assert!(history[0].at < history[1].at, "time orders a thread");
    bo.opens_thread(entry.thread).await;
    ada.mark(at, at).await;
    bo.sees_it_read(entry.thread, at).await;
}

#[tokio::test]
async fn who_has_a_thread_open_hears_what_is_said_in_it_and_who_closed_it_does_not() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let first = ada.write("uno").await;
    ada.reads(first).await;
    let entry = bo.sees_thread("Ada's thread", |entry| entry.unread).await;
    let thread = entry.thread;
    bo.opens_thread(thread).await;
    cleo.opens_thread(thread).await;
    let second = ada.write("due").await;
    ada.reads(second).await;
    bo.reads(second).await;
    cleo.reads(second).await;
    let third = bo.write(thread, "tre").await;
    bo.reads(third).await;
    let name = "Bo Conti".to_owned();
    assert_eq!(cleo.reads(third).await.speaker, Speaker::Librarian { name });
    ada.reads(third).await;
    cleo.closes_thread().await;
    cleo.catch_up().await;
    let fourth = ada.write("quattro").await;
    ada.reads(fourth).await;
    bo.reads(fourth).await;
    cleo.heard_nothing_more().await;
}

#[tokio::test]
async fn who_types_is_told_to_the_other_side_and_to_nobody_else() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut cleo = desk.cleo().await;
    cleo.chooses(ChosenPresence::Away).await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    let thread = bo.thread();
    ada.talks_with("Bo Conti").await;
    ada.type_something().await;
    assert_eq!(bo.sees_somebody_typing().await, thread);
    bo.type_something(thread).await;
    assert_eq!(ada.sees_somebody_typing().await, "Bo Conti");
    dino.heard_nothing_more().await;
    cleo.heard_nothing_more().await;
}

#[tokio::test]
async fn marks_never_go_back_nor_beyond_what_was_said() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    let thread = bo.thread();
    let said = ada.write("Buongiorno").await;
    let at = ada.reads(said).await.at;
    bo.reads(said).await;
    bo.mark(thread, i64::MAX, i64::MAX).await;
    ada.sees_it_read(at).await;
    assert_eq!(ada.view.desk_marks.read, at);
    bo.mark(thread, 1, 1).await;
    bo.catch_up().await;
    ada.catch_up().await;
    assert_eq!(ada.view.desk_marks.read, at);
    assert_eq!(ada.view.desk_marks.received, at);
}

#[tokio::test]
async fn how_far_both_came_outlives_a_power_cut() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let asked = ada.write("Siete aperti domani?").await;
    ada.reads(asked).await;
    let entry = bo.sees_thread("Ada's thread", |entry| entry.unread).await;
    let answered = bo.write(entry.thread, "Sì, dalle 9").await;
    let at = ada.reads(answered).await.at;
    bo.reads(answered).await;
    bo.mark(entry.thread, entry.at, entry.at).await;
    ada.sees_it_read(entry.at).await;
    ada.mark(at, at).await;
    bo.opens_thread(entry.thread).await;
    bo.sees_it_read(entry.thread, at).await;
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    ada.sees_it_read(entry.at).await;
    assert_eq!(ada.view.own_marks.read, at);
    let mut bo = desk.bo().await;
    let known = bo.sees_thread("Ada's thread", |one| one.thread == entry.thread);
    assert!(!known.await.unread);
}

#[tokio::test]
async fn a_page_reads_no_thread_but_its_own_and_a_thread_that_is_none_can_not_be_opened() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let (mut ada, mut dino) = (desk.ada().await, desk.dino().await);
    ada.introduce().await;
    let said = ada.write("è una cosa mia").await;
    ada.reads(said).await;
    dino.heard_nothing_more().await;
    assert_eq!(dino.view.history, Some(Vec::new()));
    let thread = ThreadId(said.0);
    bo.say(FromSeat::OpenThread { thread }).await;
    assert_eq!(bo.is_refused(RefusalCode::NoSuchThread).await, None);
}

#[tokio::test]
async fn what_the_desk_wrote_by_itself_stands_in_the_thread() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let said = ada.write("mi chiama?").await;
    ada.reads(said).await;
    let entry = bo.sees_thread("Ada's thread", |entry| entry.present).await;
    let contact = bo.calls(entry.thread, Mode::Voice).await;
    ada.is_called_by("Bo Conti").await;
    ada.answer_call(contact, None).await;
    let written = ada
        .hear("the desk's own words", |heard| match heard {
            ToPatron::Message { message } => Some(message.clone()),
            _ => None,
        })
        .await;
    let happened = Happened::CallUnanswered;
    assert_eq!(written.speaker, Speaker::Desk { happened });
    let told = bo.is_told_of_an_end().await;
    assert_eq!(told, OfferEnd::PatronDidNotAnswer);
    bo.is_free().await;
}
