//! What goes out: once, to those who want it, on channels that go.

use std::sync::atomic::{AtomicU64, Ordering};

use sportello_core::{
    Attempt, Cause, Channel, MailAccount, MailAddress, MailSecurity, Marks, OutgoingId,
    OutgoingState, Patience, ReachWish, Side, Standstill, Trouble,
};

use super::*;
use crate::{
    DueChannel, Earnest, OutgoingRow, Tell, Ways, add_mailed_link, being_sent, claim, expire,
    note_read, save_mail_account, save_marks, save_reach, set_link, set_paused, set_standstill,
    settle, standstill, tell_patron,
};

pub(super) const AT: i64 = NOW.wall_millis();
pub(super) const MINUTE: i64 = 60_000;
const READ_FIRST: Span = Span::minutes(1);
pub(super) const ANSWERED: Tell = Tell::Answered {
    read_first: READ_FIRST,
};

#[tokio::test]
async fn an_answer_is_told_once_for_each_time_that_it_is_not_read() {
    let (_folder, store) = with_mail().await;
    answers(&store, 1, AT).await;
    assert_eq!(tell(&store, ANSWERED).await, Some(Saved::New));
    answers(&store, 2, AT + 1).await;
    assert_eq!(tell(&store, ANSWERED).await, Some(Saved::Already));
    assert_eq!(take(&store, AT).await, []);
    let gone = take(&store, AT + MINUTE).await;
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].new.address, "ada@example.org");
    assert_eq!(gone[0].handle, "biblioteca.prova");
    assert_eq!(take(&store, AT + 2 * MINUTE).await, [], "it is being sent");
    reads(&store, AT + 1).await;
    assert_eq!(tell(&store, ANSWERED).await, None, "nothing is unread");
    answers(&store, 3, AT + 2).await;
    assert_eq!(tell(&store, ANSWERED).await, Some(Saved::New));
}

#[tokio::test]
async fn what_was_read_on_the_page_in_time_is_not_mailed() {
    let (_folder, store) = with_mail().await;
    answers(&store, 1, AT).await;
    tell(&store, ANSWERED).await;
    reads(&store, AT).await;
    let all = store.outgoing_of(ADA.thread).await.expect("read");
    assert_eq!(all[0].row.outgoing.state, OutgoingState::Read);
    assert_eq!(take(&store, AT + MINUTE).await, []);
}

#[tokio::test]
async fn nobody_is_told_who_has_not_asked_for_it() {
    let (_folder, store) = with_mail().await;
    answers(&store, 1, AT).await;
    for wish in [ReachWish::NotSaid, ReachWish::NotAtAll] {
        wishes(&store, &wish).await;
        assert_eq!(tell(&store, ANSWERED).await, None);
        assert_eq!(tell(&store, Tell::PrivateLink).await, None);
    }
}

#[tokio::test]
async fn what_waits_follows_to_a_new_address_or_goes_nowhere() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    wishes(&store, &mail("dora@example.org")).await;
    let waiting = store.outgoing_of(ADA.thread).await.expect("read");
    assert_eq!(waiting[0].row.new.address, "dora@example.org");
    wishes(&store, &ReachWish::NotAtAll).await;
    assert_eq!(store.outgoing_of(ADA.thread).await.expect("read"), []);
    let wish = store.reach(ADA.thread).await.expect("read");
    assert_eq!(wish, ReachWish::NotAtAll);
}

#[tokio::test]
async fn a_channel_that_is_stopped_or_has_no_account_waits() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    stop(&store, Some(BO)).await;
    assert_eq!(take(&store, AT).await, []);
    assert_eq!(store.next_due().await.expect("read"), []);
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    let waiting = &view.waiting[&Channel::Mail];
    assert_eq!((waiting.count, waiting.paused), (1, Some(AT)));
    stop(&store, None).await;
    let expected = DueChannel {
        library: LIBRARY,
        channel: Channel::Mail,
        due: AT,
        set_at: AT,
        standstill: None,
    };
    assert_eq!(store.next_due().await.expect("read"), [expected]);
    set_account(&store, None).await;
    assert_eq!(take(&store, AT).await, []);
    set_account(&store, Some(&an_account())).await;
    assert_eq!(take(&store, AT).await.len(), 1);
}

#[tokio::test]
async fn a_standstill_is_read_again_until_the_channel_goes_on() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    let mut still = Standstill {
        trouble: Trouble::new(Cause::WrongPassword, "535 no"),
        since: AT,
        tries: 1,
        again_at: AT + MINUTE,
    };
    for tries in [1, 2] {
        still.tries = tries;
        stands_still(&store, Some(&still)).await;
        let due = store.next_due().await.expect("read");
        assert_eq!(due[0].standstill.as_ref(), Some(&still));
        let view = store.outbox(LIBRARY, 10).await.expect("read");
        let shown = view.waiting[&Channel::Mail].standstill.as_ref();
        assert_eq!(shown, Some(&still));
    }
    stands_still(&store, None).await;
    assert_eq!(store.next_due().await.expect("read")[0].standstill, None);
}

#[tokio::test]
async fn what_is_too_old_fails_also_where_nothing_goes_out() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    stop(&store, Some(BO)).await;
    const DAY: i64 = 86_400_000;
    for (at, failed) in [(AT + DAY - 1, 0), (AT + DAY, 1), (AT + DAY, 0)] {
        let mut writing = store.write().await.expect("free");
        assert_eq!(expire(&mut writing, at).await.expect("written"), failed);
        writing.commit().await.expect("committed");
    }
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    let trouble = view.trouble[0].row.outgoing.trouble.clone();
    assert_eq!(trouble.map(|one| one.cause), Some(Cause::TooLate));
}

#[tokio::test]
async fn what_is_of_no_use_stands_in_the_way_of_nothing() {
    let (_folder, store) = with_mail().await;
    answers(&store, 1, AT).await;
    tell(&store, ANSWERED).await;
    reads(&store, AT).await;
    answers(&store, 2, AT + 1).await;
    tell(&store, ANSWERED).await;
    tell(&store, Tell::PrivateLink).await;
    let mut writing = store.write().await.expect("free");
    let alone = claim(&mut writing, LIBRARY, Channel::Mail, AT + MINUTE, 1).await;
    assert_eq!(alone.expect("read").len(), 1);
}

#[tokio::test]
async fn what_somebody_leaves_as_it_is_is_in_trouble_no_more() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    let mut row = take(&store, AT).await.remove(0);
    row.outgoing.restarted(AT + 1);
    assert!(row.outgoing.leave());
    let mut writing = store.write().await.expect("free");
    settle(&mut writing, row.new.id, &row.outgoing, AT + 1)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    assert_eq!(view.trouble, []);
    assert_eq!(view.gone[0].row, row);
}

#[tokio::test]
async fn how_an_attempt_came_out_is_read_again() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    let mut row = take(&store, AT).await.remove(0);
    let refused = Attempt::Never(Trouble::new(Cause::RecipientRefused, "550 nobody"));
    row.outgoing.end(refused, Patience::default(), AT, 0.5);
    let mut writing = store.write().await.expect("free");
    settle(&mut writing, row.new.id, &row.outgoing, AT + 1)
        .await
        .expect("written");
    assert_eq!(being_sent(&mut writing).await.expect("read"), []);
    writing.commit().await.expect("committed");
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    assert_eq!(view.trouble[0].row, row);
    assert_eq!((view.next.len(), view.gone.len()), (0, 0));
}

#[tokio::test]
async fn ten_thousand_that_wait_are_enough() {
    let (_folder, store) = with_mail().await;
    let mut writing = store.write().await.expect("free");
    sqlx::query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
         INSERT INTO outbox (id, library_id, channel, kind, once, address, message_id, due_at, \
         gives_up_at, created_at, changed_at) \
         SELECT 'n' || i, ?, 'mail', 'answered', i, '', '', 0, 0, 0, 0 FROM n",
    )
    .bind(LIBRARY.to_string())
    .execute(&mut *writing)
    .await
    .expect("written");
    let full = tell_patron(
        &mut writing,
        ADA.thread,
        Tell::PrivateLink,
        next,
        &ways(),
        AT,
    )
    .await;
    assert!(matches!(full, Err(StoreError::OutboxFull)), "{full:?}");
}

#[tokio::test]
async fn a_mailed_link_opens_until_it_ends_or_another_one_is_made() {
    let (_folder, store) = with_mail().await;
    for (secret, expires_at) in [("one", AT + MINUTE), ("two", AT + 5 * MINUTE)] {
        let mut writing = store.write().await.expect("free");
        add_mailed_link(&mut writing, ADA.id, secret, AT, expires_at)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
    }
    let opens = async |secret, at| store.patron_by_link(DESK, secret, at, AT - 1).await.ok();
    assert_eq!(opens("one", AT).await, Some(ADA));
    assert_eq!(opens("one", AT + MINUTE).await, None);
    assert_eq!(opens("two", AT + MINUTE).await, Some(ADA));
    let mut writing = store.write().await.expect("free");
    set_link(&mut writing, ADA.id, "new", AT)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    assert_eq!(opens("two", AT + MINUTE).await, None);
    assert_eq!(opens("new", AT + MINUTE).await, Some(ADA));
    let too_old = store.patron_by_link(DESK, "new", AT + MINUTE, AT).await;
    assert!(matches!(too_old, Err(StoreError::NotFound)), "{too_old:?}");
}

#[tokio::test]
async fn who_is_forgotten_leaves_nothing_in_the_outbox() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    let record = store.patron_record(ADA.thread).await.expect("read");
    assert_eq!(
        (record.reach, record.outgoing.len()),
        (mail("ada@example.org"), 1)
    );
    let mut writing = store.write().await.expect("free");
    add_mailed_link(&mut writing, ADA.id, "one", AT, AT + MINUTE)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    store.erase_patron(ADA.thread, AT).await.expect("forgotten");
    let rows = sqlx::query("SELECT 1 FROM outbox UNION ALL SELECT 1 FROM mailed_link");
    assert!(rows.fetch_all(store.read()).await.expect("read").is_empty());
}

#[tokio::test]
async fn what_went_out_is_forgotten_after_a_month() {
    let (_folder, store) = with_mail().await;
    tell(&store, Tell::PrivateLink).await;
    let mut row = take(&store, AT).await.remove(0);
    row.outgoing
        .end(Attempt::Sent, Patience::default(), AT, 0.5);
    let mut writing = store.write().await.expect("free");
    settle(&mut writing, row.new.id, &row.outgoing, AT)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    const MONTH: i64 = 30 * 86_400_000;
    for (after, left) in [(MONTH, 1), (MONTH + 1, 0)] {
        answers(&store, u128::try_from(after).expect("positive"), AT + after).await;
        store
            .purge(AT + after, 0, Earnest::Really)
            .await
            .expect("done");
        let known = store.outbox(LIBRARY, 10).await.expect("read");
        assert_eq!(known.gone.len(), left);
    }
}

pub(super) async fn with_mail() -> (tempfile::TempDir, Store) {
    let (folder, store) = furnished().await;
    set_account(&store, Some(&an_account())).await;
    wishes(&store, &mail("ada@example.org")).await;
    (folder, store)
}

pub(super) fn mail(address: &str) -> ReachWish {
    ReachWish::Mail(MailAddress::parse(address).expect("an address"))
}

fn an_account() -> MailAccount {
    MailAccount {
        server: "smtp.example.org".into(),
        port: 587,
        security: MailSecurity::StartTls,
        user: "biblioteca".into(),
        sender: MailAddress::parse("biblioteca@example.org").expect("an address"),
        sender_name: String::new(),
        bounces: None,
        replies: MailAddress::parse("risposte@example.org").ok(),
        authority: String::new(),
    }
}

async fn set_account(store: &Store, account: Option<&MailAccount>) {
    let mut writing = store.write().await.expect("free");
    save_mail_account(&mut writing, LIBRARY, account, AT)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    let known = store.mail_account(LIBRARY).await.ok();
    assert_eq!(known.as_ref(), account);
}

pub(super) async fn wishes(store: &Store, wish: &ReachWish) {
    let mut writing = store.write().await.expect("free");
    save_reach(&mut writing, ADA.thread, wish)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

pub(super) async fn stop(store: &Store, by: Option<LibrarianId>) {
    let mut writing = store.write().await.expect("free");
    set_paused(&mut writing, LIBRARY, Channel::Mail, by, AT)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

async fn stands_still(store: &Store, still: Option<&Standstill>) {
    let mut writing = store.write().await.expect("free");
    set_standstill(&mut writing, LIBRARY, Channel::Mail, still)
        .await
        .expect("written");
    let known = standstill(&mut writing, LIBRARY, Channel::Mail).await;
    assert_eq!(known.expect("read").as_ref(), still);
    writing.commit().await.expect("committed");
}

pub(super) async fn answers(store: &Store, number: u128, at: i64) {
    let mut said = message(number, "Ecco");
    (said.contact, said.author) = (None, Author::Librarian(BO));
    said.at = Moment::new(at, 0);
    let mut writing = store.write().await.expect("free");
    save_message(&mut writing, &said).await.expect("written");
    writing.commit().await.expect("committed");
}

pub(super) async fn reads(store: &Store, read: i64) {
    let marks = Marks {
        received: read,
        read,
    };
    let mut writing = store.write().await.expect("free");
    save_marks(&mut writing, ADA.thread, Side::Patron, marks)
        .await
        .expect("written");
    note_read(&mut writing, ADA.thread, AT)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

pub(super) async fn tell(store: &Store, what: Tell) -> Option<Saved> {
    let mut writing = store.write().await.expect("free");
    let told = tell_patron(&mut writing, ADA.thread, what, next, &ways(), AT).await;
    writing.commit().await.expect("committed");
    told.expect("there is room")
}

pub(super) fn ways() -> Ways {
    Ways {
        push: true,
        host: "host".into(),
    }
}

pub(super) fn next() -> OutgoingId {
    static MADE: AtomicU64 = AtomicU64::new(1);
    OutgoingId(Uuid::from_u128(MADE.fetch_add(1, Ordering::Relaxed).into()))
}

pub(super) async fn take(store: &Store, now: i64) -> Vec<OutgoingRow> {
    let mut writing = store.write().await.expect("free");
    let mut taken = Vec::new();
    for channel in [Channel::Mail, Channel::Push] {
        let due = claim(&mut writing, LIBRARY, channel, now, 10).await;
        taken.extend(due.expect("read"));
    }
    writing.commit().await.expect("committed");
    taken
}
