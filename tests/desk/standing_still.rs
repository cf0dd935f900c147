//! A channel that stands still: what is in the way of every letter costs no letter
//! anything, is met once in a while and not once for each, and is said to who may mend it.

use sportello_kit::{Librarian, MailServer, Mood, mail_at};
use sportello_wire::seat::{OutboxOrder, OutboxRefusal, OutgoingStateView, StandstillView};
use sportello_wire::{Cause, Channel};

use crate::outbox::{a_library_that_writes, a_library_that_writes_with, asks_for_the_link_as};

/// Nothing is tried again by itself while a test runs.
const NOT_AGAIN: [(&str, &str); 1] = [("SPORTELLO_OUTBOX_FIRST_RETRY_SECONDS", "1800")];
const MAIL: Channel = Channel::Mail;

#[tokio::test]
async fn a_wrong_password_is_said_once_and_no_letter_pays_for_it() {
    let (mut desk, server, mut bo) = a_library_that_writes_with(&NOT_AGAIN, Mood::Accepts).await;
    server.wants("biblioteca", "acqua e sale");
    sets_password(&mut bo, &server, "pane").await;
    for address in ["ada@example.org", "dino@example.org", "eva@example.org"] {
        asks_for_the_link_as(&desk, address).await.vanish();
    }
    bo.watches_outbox().await;
    let still = stands_still(&mut bo, 3).await;
    assert_eq!(still.trouble.cause, Cause::WrongPassword);
    assert!(still.trouble.said.contains("wrong name or password"));
    assert_eq!(server.sign_ins(), 1, "one for three letters");
    // Neither a restart nor another letter makes it tried before its time.
    desk.kill();
    desk.start().await;
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    asks_for_the_link_as(&desk, "fabio@example.org")
        .await
        .vanish();
    bo.watches_outbox().await;
    assert_eq!(stands_still(&mut bo, 4).await.since, still.since);
    assert_eq!(server.sign_ins(), 1, "it was not its time");
    bo.is_concerned("a mark for everybody", |concerns| {
        (concerns.still == [MAIL]).then_some(())
    })
    .await;
    sets_password(&mut bo, &server, "acqua e sale").await;
    let letters = server.has_accepted(4).await;
    let mut ids: Vec<&str> = letters.iter().map(|letter| letter.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4, "each of them once");
    bo.is_concerned("no mark any more", |concerns| {
        concerns.still.is_empty().then_some(())
    })
    .await;
    let attempts = bo
        .sees_outbox("four letters that went", |view| {
            (view.gone.len() == 4).then(|| view.gone.iter().map(|one| one.attempts).max())
        })
        .await;
    assert_eq!(attempts, Some(1), "a standstill is no attempt");
    assert_eq!(server.accepted().len(), 4);
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again_by_itself_with_one_letter() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::TurnsAway).await;
    bo.watches_outbox().await;
    asks_for_the_link_as(&desk, "ada@example.org")
        .await
        .vanish();
    asks_for_the_link_as(&desk, "dino@example.org")
        .await
        .vanish();
    let still = stands_still(&mut bo, 2).await;
    assert_eq!(still.trouble.cause, Cause::Busy);
    assert!(still.again_at > still.since);
    server.becomes(Mood::Accepts);
    server.has_accepted(2).await;
}

#[tokio::test]
async fn anybody_at_the_desk_may_have_it_tried_at_once() {
    let (desk, server, mut bo) = a_library_that_writes_with(&NOT_AGAIN, Mood::TurnsAway).await;
    let try_now = || OutboxOrder::TryNow { channel: MAIL };
    let refused = bo.asks_of_outbox(try_now()).await;
    assert_eq!(refused, Err(OutboxRefusal::Settled {}), "it goes");
    asks_for_the_link_as(&desk, "ada@example.org")
        .await
        .vanish();
    bo.watches_outbox().await;
    let first = stands_still(&mut bo, 1).await;
    let mut cleo = desk.cleo().await;
    assert_eq!(cleo.asks_of_outbox(try_now()).await, Ok(None));
    server.came(2).await;
    bo.sees_outbox("that it was tried in vain", |view| {
        let still = view.channels.first()?.standstill.as_ref()?;
        (still.again_at > first.again_at).then_some(())
    })
    .await;
    server.becomes(Mood::Accepts);
    assert_eq!(cleo.asks_of_outbox(try_now()).await, Ok(None));
    server.has_accepted(1).await;
}

#[tokio::test]
async fn what_failed_is_told_to_every_seat_until_somebody_leaves_it() {
    let (desk, _server, mut bo) = a_library_that_writes(Mood::Never).await;
    let mut cleo = desk.cleo().await;
    cleo.hears_of_outbox().await;
    let ada = asks_for_the_link_as(&desk, "ada@example.org").await;
    let failed = cleo
        .is_concerned("a letter that failed", |concerns| {
            concerns.trouble.first().cloned()
        })
        .await;
    assert_eq!(failed.state, OutgoingStateView::Failed {});
    assert!(failed.thread.is_some(), "it stands in its thread, too");
    let leave = || OutboxOrder::Leave { id: failed.id };
    assert_eq!(cleo.asks_of_outbox(leave()).await, Ok(None));
    cleo.is_concerned("nothing any more", |concerns| {
        concerns.trouble.is_empty().then_some(())
    })
    .await;
    let again = bo.asks_of_outbox(leave()).await;
    assert_eq!(again, Err(OutboxRefusal::Settled {}));
    bo.watches_outbox().await;
    bo.sees_outbox("what was left, among what is gone", |view| {
        view.gone.first()?.left.then_some(())
    })
    .await;
    ada.vanish();
}

async fn stands_still(bo: &mut Librarian, waiting: u32) -> StandstillView {
    bo.sees_outbox("a channel that stands still", |view| {
        let channel = view.channels.iter().find(|one| one.channel == MAIL)?;
        let none_fails = view.trouble.is_empty() && channel.waiting == waiting;
        channel.standstill.clone().filter(|_| none_fails)
    })
    .await
}

async fn sets_password(bo: &mut Librarian, server: &MailServer, password: &str) {
    let mut account = mail_at(server.address);
    account.user = "biblioteca".into();
    let save = OutboxOrder::SaveMail {
        account: Box::new(account),
        password: Some(password.into()),
    };
    assert_eq!(bo.asks_of_outbox(save).await, Ok(None));
}
