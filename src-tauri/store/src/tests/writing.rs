//! All that belongs together or nothing; and what the schema keeps out.

use super::*;

#[tokio::test]
async fn what_is_not_committed_is_not_read_and_not_kept() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    save_contact(&mut writing, LIBRARY, &contact(ContactState::Waiting))
        .await
        .expect("written");
    save_message(&mut writing, &message(1, "forse"))
        .await
        .expect("written");
    let read = store
        .contacts_under_way(LIBRARY, NOW)
        .await
        .expect("readers do not wait");
    assert_eq!(read, []);
    drop(writing);
    save(&store, &contact(ContactState::Waiting)).await;
    let history = store
        .history(ADA.thread, ADA.id, 10, NOW)
        .await
        .expect("read");
    assert_eq!(history, []);
}

#[tokio::test]
async fn the_schema_keeps_out_what_no_program_of_ours_writes() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    for (what, sql) in [
        (
            "a text for a time",
            "UPDATE contact SET arrived_at = 'noon'",
        ),
        ("an unknown state", "UPDATE contact SET state = 'ringing'"),
        ("an unknown mode", "UPDATE contact SET mode = 'fax'"),
        ("a call at no seat", "UPDATE contact SET state = 'talking'"),
        (
            "an end without an outcome",
            "UPDATE contact SET state = 'ended'",
        ),
        ("a desk of no library", "UPDATE desk SET library_id = 'x'"),
        (
            "a message in no thread",
            "INSERT INTO message (thread_id, id, contact_id, text, at) VALUES ('x', 'x', 'x', 'x', 0)",
        ),
        (
            "an unknown presence",
            "UPDATE librarian SET chosen_presence = 'lunch'",
        ),
        ("no name at all", "UPDATE library SET name = NULL"),
    ] {
        let done = sqlx::query(sql).execute(&store.writer).await;
        assert!(done.is_err(), "{what} got in");
    }
    let read = store
        .contacts_under_way(LIBRARY, NOW)
        .await
        .expect("still readable");
    assert_eq!(read.len(), 1);
}

#[tokio::test]
async fn readers_can_not_write() {
    let (_folder, store) = furnished().await;
    let done = sqlx::query("DELETE FROM library")
        .execute(store.read())
        .await;
    assert!(done.is_err());
}

#[tokio::test]
async fn a_row_that_can_not_be_read_is_told_and_not_guessed() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let spoil = sqlx::query("UPDATE contact SET id = 'no id'");
    spoil.execute(&store.writer).await.expect("plain text");
    let read = store.contacts_under_way(LIBRARY, NOW).await;
    assert!(
        matches!(read, Err(StoreError::Unreadable("id"))),
        "{read:?}"
    );
}

#[tokio::test]
async fn a_statement_that_fails_undoes_all_that_belongs_together() {
    let (_folder, store) = furnished().await;
    let trap = sqlx::query(
        "CREATE TRIGGER trap BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    trap.execute(&store.writer).await.expect("a trigger");
    let mut writing = store.write().await.expect("free");
    save_contact(&mut writing, LIBRARY, &contact(ContactState::Waiting))
        .await
        .expect("written");
    let failed = save_message(&mut writing, &message(1, "persa")).await;
    assert!(matches!(failed, Err(StoreError::Database(_))), "{failed:?}");
    drop(writing);
    let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
    assert_eq!(read, []);
}

/// A commit that fails on a full disk is rolled back by SQLite itself, behind the
/// back of sqlx. Whatever is committed afterwards must be on disk all the same.
#[tokio::test]
async fn what_is_committed_after_a_full_disk_is_on_disk() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let long = "è".repeat(4000);
    for round in 0..3_u128 {
        no_more_room(&store).await;
        let mut failed = false;
        let mut writing = store.write().await.expect("free");
        for number in 0..20 {
            failed = save_message(&mut writing, &message(1000 + number, &long))
                .await
                .is_err();
            if failed {
                break; // whoever fails stops: SQLite has undone all of it already
            }
        }
        failed |= writing.commit().await.is_err();
        assert!(failed, "there was room after all");
        // A writer who goes away in the middle, as a handler does whose client left.
        if let Ok(mut writing) = store.write().await {
            let _ = save_message(&mut writing, &message(2000, "a metà")).await;
        }
        let mut writing = store.write().await.expect("room again");
        let saved = save_message(&mut writing, &message(round, "salva")).await;
        assert_eq!(saved.expect("written"), Saved::New);
        writing.commit().await.expect("committed");
        let history = store
            .history(ADA.thread, ADA.id, 100, NOW)
            .await
            .expect("read");
        let expected = usize::try_from(round).expect("small") + 1;
        assert_eq!(history.len(), expected, "readers see what was committed");
    }
}

/// The writer's database may not grow from here on; a new connection may.
async fn no_more_room(store: &Store) {
    let limit = sqlx::query("PRAGMA max_page_count = 1");
    limit.execute(&store.writer).await.expect("a pragma");
}
