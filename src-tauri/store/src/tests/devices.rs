//! Browsers that are told by push: one thread each, a few for each thread, and gone
//! with their patron.

use sportello_core::{
    Cause, Channel, DeviceId, MOST_DEVICES, OutgoingState, PushSubscription, ReachWish, Trouble,
};

use super::outbox::{ANSWERED, AT, MINUTE, answers, next, take, tell, ways, wishes, with_mail};
use super::*;
use crate::{
    DeviceRow, OutgoingRow, Tell, add_device, fall_back, forget_all_devices, forget_device_of,
    settle, tell_patron,
};

#[tokio::test]
async fn an_answer_is_told_to_each_browser_and_by_mail_to_nobody_besides() {
    let (_folder, store) = with_mail().await;
    takes(&store, &["phone", "desk"]).await;
    answers(&store, 1, AT).await;
    assert_eq!(tell(&store, ANSWERED).await, Some(Saved::New));
    assert_eq!(tell(&store, ANSWERED).await, Some(Saved::Already));
    let gone = take(&store, AT + MINUTE).await;
    let told: Vec<_> = gone.iter().map(|row| row.new.channel).collect();
    assert_eq!(told, [Channel::Push, Channel::Push]);
    assert_eq!(gone[0].new.address, "push.example");
    assert!(!gone[0].new.payload.contains("push.example"));
}

#[tokio::test]
async fn a_turn_is_told_on_every_way() {
    let (_folder, store) = with_mail().await;
    takes(&store, &["phone"]).await;
    let mut told = channels_of_a_turn(&store).await;
    told.sort();
    assert_eq!(told, [Channel::Mail, Channel::Push]);
}

#[tokio::test]
async fn a_server_that_does_not_push_writes() {
    let (_folder, store) = with_mail().await;
    takes(&store, &["phone"]).await;
    answers(&store, 1, AT).await;
    let mut writing = store.write().await.expect("free");
    let mut ways = ways();
    ways.push = false;
    let told = tell_patron(&mut writing, ADA.thread, ANSWERED, next, &ways, AT).await;
    assert_eq!(told.expect("there is room"), Some(Saved::New));
    writing.commit().await.expect("committed");
    let gone = take(&store, AT + MINUTE).await;
    assert_eq!(gone[0].new.channel, Channel::Mail);
}

#[tokio::test]
async fn a_push_without_a_browser_goes_by_mail_and_is_no_trouble_any_more() {
    let (_folder, store) = with_mail().await;
    takes(&store, &["phone", "desk"]).await;
    answers(&store, 1, AT).await;
    tell(&store, ANSWERED).await;
    let gone = take(&store, AT + MINUTE).await;
    fails(&store, &gone[0], Cause::Gone).await;
    assert_eq!(
        waiting(&store).await,
        [],
        "the other browser may still be told"
    );
    fails(&store, &gone[1], Cause::Refused).await;
    assert_eq!(waiting(&store).await, [Channel::Mail]);
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    let trouble: Vec<_> = view.trouble.iter().map(|one| one.row.new.id).collect();
    assert_eq!(trouble, [gone[1].new.id], "a refusal is looked at");
    fails(&store, &gone[1], Cause::Refused).await;
    assert_eq!(waiting(&store).await, [Channel::Mail], "once");
}

#[tokio::test]
async fn a_push_that_can_go_no_other_way_is_shown() {
    let (_folder, store) = with_mail().await;
    wishes(&store, &ReachWish::NotAtAll).await;
    takes(&store, &["phone"]).await;
    answers(&store, 1, AT).await;
    tell(&store, ANSWERED).await;
    let gone = take(&store, AT + MINUTE).await;
    fails(&store, &gone[0], Cause::Gone).await;
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    assert_eq!((view.trouble.len(), view.next.len()), (1, 0));
}

#[tokio::test]
async fn a_thread_has_a_few_browsers_and_the_one_that_came_first_gives_way() {
    let (_folder, store) = with_mail().await;
    let names = ["a", "b", "c", "d", "e", "f"];
    takes(&store, &names).await;
    assert_eq!(known(&store).await, names[1..]);
    assert_eq!(known(&store).await.len(), MOST_DEVICES as usize);
    takes(&store, &["b"]).await;
    assert_eq!(known(&store).await.len(), MOST_DEVICES as usize);
}

#[tokio::test]
async fn a_browser_that_is_told_no_more_gets_nothing_that_waits() {
    let (_folder, store) = with_mail().await;
    takes(&store, &["phone", "desk"]).await;
    channels_of_a_turn(&store).await;
    answers(&store, 1, AT).await;
    tell(&store, ANSWERED).await;
    for (name, expected) in [("phone", true), ("phone", false)] {
        let mut writing = store.write().await.expect("free");
        let device = DeviceId(name.into());
        let done = forget_device_of(&mut writing, ADA.thread, &device).await;
        assert_eq!(done.expect("written"), expected);
        writing.commit().await.expect("committed");
    }
    assert_eq!(known(&store).await, ["desk"]);
    assert_eq!(waiting(&store).await, [Channel::Push]);
    let elsewhere = ThreadId(Uuid::from_u128(99));
    let mut writing = store.write().await.expect("free");
    let device = DeviceId("desk".into());
    let done = forget_device_of(&mut writing, elsewhere, &device).await;
    assert!(!done.expect("written"), "it is not of that thread");
    assert_eq!(forget_all_devices(&mut writing).await.expect("written"), 1);
    writing.commit().await.expect("committed");
    assert_eq!(waiting(&store).await, []);
}

#[tokio::test]
async fn who_is_forgotten_has_no_browsers_any_more() {
    let (_folder, store) = with_mail().await;
    takes(&store, &["phone"]).await;
    let record = store.patron_record(ADA.thread).await.expect("read");
    assert_eq!(record.devices[0].host, "push.example");
    let erased = store.erase_patron(ADA.thread, AT).await;
    erased.expect("erased");
    assert!(matches!(
        store.device(&DeviceId("phone".into())).await,
        Err(StoreError::NotFound)
    ));
}

fn browser(name: &str, at: i64) -> DeviceRow {
    let endpoint = format!("https://push.example/{name}");
    let subscription = PushSubscription::parse(&endpoint, &"k".repeat(87), &"a".repeat(22));
    DeviceRow {
        device: DeviceId(name.into()),
        subscription: subscription.expect("good"),
        host: "push.example".into(),
        created_at: at,
    }
}

async fn takes(store: &Store, names: &[&str]) {
    for (name, at) in names.iter().zip(AT..) {
        let mut writing = store.write().await.expect("free");
        let device = browser(name, at);
        let added = add_device(&mut writing, ADA.thread, ADA.id, &device).await;
        added.expect("written");
        writing.commit().await.expect("committed");
        let read = store.device(&device.device).await.expect("read");
        assert_eq!(read, device);
    }
}

async fn known(store: &Store) -> Vec<String> {
    let devices = store.devices_of(ADA.thread).await.expect("read");
    devices.into_iter().map(|row| row.device.0).collect()
}

async fn waiting(store: &Store) -> Vec<Channel> {
    let view = store.outbox(LIBRARY, 10).await.expect("read");
    let next = view.next.into_iter().map(|one| one.row);
    let queued = next.filter(|row| matches!(row.outgoing.state, OutgoingState::Queued { .. }));
    queued.map(|row| row.new.channel).collect()
}

/// What a turn is told on; it is on its way then.
async fn channels_of_a_turn(store: &Store) -> Vec<Channel> {
    save(store, &contact(ContactState::Waiting)).await;
    let turn = Tell::YourTurn {
        contact: CONTACT,
        again: false,
    };
    assert_eq!(tell(store, turn).await, Some(Saved::New));
    let gone = take(store, AT).await;
    gone.iter().map(|row| row.new.channel).collect()
}

async fn fails(store: &Store, row: &OutgoingRow, cause: Cause) {
    let mut row = row.clone();
    row.outgoing.state = OutgoingState::Failed;
    row.outgoing.trouble = Some(Trouble::new(cause, ""));
    let mut writing = store.write().await.expect("free");
    let settled = settle(&mut writing, row.new.id, &row.outgoing, AT).await;
    settled.expect("written");
    let fallen = fall_back(&mut writing, &row, next(), "host", AT).await;
    fallen.expect("there is room");
    writing.commit().await.expect("committed");
}
