//! Copies made from outside, and what a look from outside tells.

use super::*;
use crate::{DATABASE, copy_database, inspect, is_owned, newest_schema};

#[tokio::test]
async fn a_copy_made_while_somebody_writes_holds_what_was_committed_before() {
    let (folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut committed = 0;
    for round in 0..10_u128 {
        let mut writing = store.write().await.expect("free");
        save_message(&mut writing, &message(round, "detta"))
            .await
            .expect("written");
        writing.commit().await.expect("committed");
        committed += 1;
        let mut unfinished = store.write().await.expect("free");
        save_message(&mut unfinished, &message(100 + round, "forse"))
            .await
            .expect("written");
        let elsewhere = folder.path().join(format!("copy-{round}"));
        std::fs::create_dir(&elsewhere).expect("there is room");
        let copy = elsewhere.join(DATABASE);
        copy_database(&folder.path().join(DATABASE), &copy)
            .await
            .expect("copied");
        drop(unfinished);
        let inspection = inspect(&copy).await.expect("whole");
        assert_eq!(
            (inspection.schema, inspection.damage.len()),
            (newest_schema(), 0)
        );
        let copied = Store::open(&elsewhere).await.expect("opened");
        let history = copied.history(ADA.thread, ADA.id, 100, NOW).await;
        assert_eq!(history.expect("read").len(), committed);
        copied.close().await;
    }
}

#[tokio::test]
async fn a_copy_never_replaces_what_is_there() {
    let (folder, _store) = furnished().await;
    let copy = folder.path().join("copy");
    std::fs::write(&copy, "a file of somebody").expect("there is room");
    let refused = copy_database(&folder.path().join(DATABASE), &copy).await;
    assert!(refused.is_err());
    let kept = std::fs::read_to_string(&copy).expect("it is there");
    assert_eq!(kept, "a file of somebody");
}

#[tokio::test]
async fn a_look_from_outside_tells_the_newest_time_and_the_owner() {
    let (folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let inspection = inspect(&folder.path().join(DATABASE)).await.expect("whole");
    assert_eq!(inspection.newest, Some(NOW.wall_millis()));
    assert!(is_owned(folder.path()).expect("readable"));
    store.close().await;
    drop(store);
    assert!(!is_owned(folder.path()).expect("readable"));
    assert!(!is_owned(&folder.path().join("nowhere")).expect("readable"));
}

#[tokio::test]
async fn damage_is_seen_and_told() {
    let (folder, store) = furnished().await;
    let orphans = "PRAGMA foreign_keys = OFF; \
         INSERT INTO thread (id, desk_id, patron_id, created_at) VALUES ('x', 'y', 'z', 0)";
    sqlx::raw_sql(orphans)
        .execute(&store.writer)
        .await
        .expect("plain SQL");
    let database = folder.path().join(DATABASE);
    let inspection = inspect(&database).await.expect("readable");
    assert_eq!(inspection.damage.len(), 1, "{inspection:?}");
    assert!(inspection.damage[0].contains("thread"), "{inspection:?}");
    store.close().await;
    let mut bytes = std::fs::read(&database).expect("it is there");
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 4096].fill(0xAB);
    std::fs::write(&database, bytes).expect("there is room");
    let damaged = inspect(&database).await;
    assert!(
        damaged.as_ref().is_ok_and(|seen| !seen.damage.is_empty()) || damaged.is_err(),
        "{damaged:?}"
    );
}
