//! A contact under way: other modes, hold, admission, blocking, calling out, and what
//! is written down after it.

use sportello_kit::{Desk, LIBRARY, Librarian, Patron};
use sportello_wire::patron::PatronContactState;
use sportello_wire::seat::{FromSeat, OfferEnd};
use sportello_wire::{
    ContactId, EndedBy, Happened, Mode, Outcome, Presence, RefusalCode, Speaker, TopicId,
};

use crate::PROGRAM;

/// What the library has besides what every test's has.
const SETTINGS: &str = r#"
[[topic]]
italian = "Prestiti e rinnovi"
english = "Loans and renewals"

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
wrap_up_seconds = 900
admission = true
"#;

#[tokio::test]
async fn after_a_contact_its_librarian_is_not_rung_until_it_is_written_down() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Voice).await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    dino.waits_at(1).await;
    bo.puts_down(contact).await;
    let wrap_up = bo.is_to_wrap_up(contact).await;
    assert_eq!((wrap_up.name.as_str(), wrap_up.topic), ("Ada", None));
    bo.is_now(Presence::WrapUp).await;
    bo.is_left_in_peace().await;
    let (by, outcome) = ada.sees_how_it_ended().await;
    assert_eq!(
        (by, outcome),
        (EndedBy::Librarian, Outcome::ResolvedAtFirstLevel)
    );
    ada.sees_open(0, 1).await;
    bo.wraps_up(contact, None, Outcome::HandedOff, "richiamare domani")
        .await;
    bo.answers().await;
    dino.talks_with("Bo Conti").await;
}

#[tokio::test]
async fn topic_outcome_note_and_rating_are_kept_with_the_contact() {
    let desk = Desk::open(PROGRAM).await;
    let topic = set(&desk).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Chat).await;
    bo.puts_down(contact).await;
    bo.wraps_up(contact, Some(topic), Outcome::HandedOff, "chiede la sede")
        .await;
    ada.sees_the_end().await;
    ada.rate(contact, 4).await;
    ada.see("the own rating", |view| match view.state()? {
        PatronContactState::Ended { rating, .. } => rating.filter(|rating| rating.stars() == 4),
        PatronContactState::Waiting { .. }
        | PatronContactState::Calling { .. }
        | PatronContactState::Talking { .. } => None,
    })
    .await;
    let path = format!("/api/{}/me/export.json", sportello_kit::HANDLE);
    let cookie = ada.keeps.clone().expect("a patron");
    let kept = desk.ask("GET", &path, &[("Cookie", &cookie)]).await;
    let kept = &kept.json()["contacts"][0];
    assert_eq!(kept["topic"], "Prestiti e rinnovi");
    assert_eq!(kept["outcome"], "handedOff");
    assert_eq!(kept["note"], "chiede la sede");
    assert_eq!(kept["rating"], 4);
}

#[tokio::test]
async fn what_does_not_fit_a_contact_is_refused() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Chat).await;
    ada.rate(contact, 5).await;
    ada.is_refused(RefusalCode::DoesNotFit).await;
    bo.say(FromSeat::Hold { contact, on: true }).await;
    bo.is_refused(RefusalCode::DoesNotFit).await;
    let mut cleo = desk.cleo().await;
    cleo.say(FromSeat::Admit { contact }).await;
    cleo.is_refused(RefusalCode::NoSuchContact).await;
}

#[tokio::test]
async fn a_chat_becomes_a_call_when_the_patron_says_yes_and_a_chat_again_at_once() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Chat).await;
    bo.set_mode(contact, Mode::Video).await;
    let proposed = ada.see("a proposal", |view| match view.state()? {
        PatronContactState::Talking { proposed, .. } => *proposed,
        PatronContactState::Waiting { .. }
        | PatronContactState::Calling { .. }
        | PatronContactState::Ended { .. } => None,
    });
    assert_eq!(proposed.await, Mode::Video);
    assert_eq!(
        bo.view.contact().map(|contact| contact.mode),
        Some(Mode::Chat)
    );
    ada.set_mode(Mode::Video).await;
    ada.goes_on_with(Mode::Video).await;
    let shown = bo.goes_on_with(Mode::Video).await;
    assert_eq!((shown.id, shown.answered_with), (contact, Mode::Video));
    assert_eq!(shown.proposed, None);
    bo.set_mode(contact, Mode::Chat).await;
    ada.goes_on_with(Mode::Chat).await;
    assert_eq!(
        ada.talks_with("Bo Conti").await,
        contact,
        "on the same ticket"
    );
}

#[tokio::test]
async fn a_patron_who_goes_down_to_voice_is_followed_at_once() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Video).await;
    ada.set_mode(Mode::Voice).await;
    let shown = bo.goes_on_with(Mode::Voice).await;
    assert_eq!((shown.id, shown.answered_with), (contact, Mode::Voice));
    ada.goes_on_with(Mode::Voice).await;
}

#[tokio::test]
async fn both_ends_know_that_a_call_is_on_hold_and_no_more() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Voice).await;
    for on in [true, false] {
        bo.holds(contact, on).await;
        ada.see("the hold", |view| match view.state()? {
            PatronContactState::Talking { on_hold, .. } => (*on_hold == on).then_some(()),
            PatronContactState::Waiting { .. }
            | PatronContactState::Calling { .. }
            | PatronContactState::Ended { .. } => None,
        })
        .await;
    }
}

#[tokio::test]
async fn a_picture_is_admitted_by_the_librarian_where_the_desk_wants_it() {
    let desk = Desk::open(PROGRAM).await;
    set(&desk).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Video).await;
    assert_eq!(
        bo.view.contact().map(|contact| contact.admitted),
        Some(false)
    );
    bo.admits(contact).await;
    ada.see("an admitted picture", |view| match view.state()? {
        PatronContactState::Talking { admitted, .. } => admitted.then_some(()),
        PatronContactState::Waiting { .. }
        | PatronContactState::Calling { .. }
        | PatronContactState::Ended { .. } => None,
    })
    .await;
}

#[tokio::test]
async fn who_is_blocked_neither_comes_nor_writes_also_after_a_restart() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Chat).await;
    bo.blocks(contact, 30, "insulti ripetuti").await;
    let (_, outcome) = ada.sees_how_it_ended().await;
    assert_eq!(outcome, Outcome::Blocked);
    desk.kill();
    desk.start().await;
    let _bo = desk.bo().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    ada.arrive(Mode::Chat).await;
    ada.is_refused(RefusalCode::Blocked).await;
    let id = ada.write("perché?").await;
    assert_eq!(ada.is_refused(RefusalCode::Blocked).await, Some(id));
}

#[tokio::test]
async fn a_librarian_calls_a_patron_whose_page_is_open_and_talks_when_they_answer() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let said = ada.write("Mi può richiamare?").await;
    ada.reads(said).await;
    let entry = bo
        .sees_thread("a patron to call", |entry| entry.present)
        .await;
    let contact = bo.calls(entry.thread, Mode::Video).await;
    assert_eq!(ada.is_called_by("Bo Conti").await, contact);
    ada.answer_call(contact, Some(Mode::Voice)).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    bo.talks(contact).await;
    let shown = bo.goes_on_with(Mode::Voice).await;
    assert!(!shown.calling);
    assert_eq!(bo.view.histories[&entry.thread].len(), 1);
    bo.hangs_up(contact).await;
    assert_eq!(ada.sees_the_end().await, EndedBy::Librarian);
}

#[tokio::test]
async fn a_patron_who_is_not_there_can_not_be_called_and_one_who_says_no_is_told_of() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let said = ada.write("Mi può richiamare?").await;
    ada.reads(said).await;
    let entry = bo
        .sees_thread("a patron to call", |entry| entry.present)
        .await;
    let contact = bo.calls(entry.thread, Mode::Voice).await;
    ada.is_called_by("Bo Conti").await;
    ada.answer_call(contact, None).await;
    assert_eq!(bo.is_told_of_an_end().await, OfferEnd::PatronDidNotAnswer);
    bo.is_free().await;
    bo.is_now(Presence::Available).await;
    assert_eq!(ada.sees_how_it_ended().await.1, Outcome::NotReached);
    let written = ada.next_message().await;
    assert_eq!(
        written.speaker,
        Speaker::Desk {
            happened: Happened::CallUnanswered
        }
    );
    ada.vanish();
    bo.sees_thread("a patron who left", |entry| !entry.present)
        .await;
    let (thread, mode) = (entry.thread, Mode::Voice);
    bo.say(FromSeat::CallPatron { thread, mode }).await;
    bo.is_refused(RefusalCode::PatronNotThere).await;
}

#[tokio::test]
async fn a_topic_that_was_asked_for_stands_in_the_line_and_in_the_wrap_up() {
    let desk = Desk::open(PROGRAM).await;
    let topic = set(&desk).await;
    let mut bo = desk.bo().await;
    let house = bo.house().await;
    assert_eq!(house.topics[0].italian, "Prestiti e rinnovi");
    let mut ada = desk.ada().await;
    ada.arrive_with(Mode::Chat, Some(topic), None).await;
    let rung = bo.is_rung().await;
    let line = bo.view.desk.as_ref().map(|desk| desk.line[0].topic);
    assert_eq!(line, Some(Some(topic)));
    bo.accept(rung).await;
    bo.talks(rung).await;
    bo.puts_down(rung).await;
    assert_eq!(bo.is_to_wrap_up(rung).await.topic, Some(topic));
    bo.settles(rung).await;
    ada.sees_the_end().await;
}

/// Ada and Bo, talking.
async fn talk(desk: &Desk, mode: Mode) -> (Patron, Librarian, ContactId) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(mode).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    (ada, bo, contact)
}

/// Gives the library what [`SETTINGS`] say, and tells its topic.
async fn set(desk: &Desk) -> TopicId {
    let file = desk.data().join("settings.toml");
    std::fs::write(&file, SETTINGS).expect("there is room");
    let mut command = desk.command(&["admin", "apply", LIBRARY]);
    let done = command.arg(&file).output().expect("the program runs");
    assert!(done.status.success(), "{done:?}");
    let mut bo = desk.bo().await;
    bo.see("a topic", |view| {
        Some(view.house.as_ref()?.topics.first()?.id)
    })
    .await
}
