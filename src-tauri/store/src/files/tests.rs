//! Files between their upload, the message that names them, and the sweep.

use sportello_core::{DeskId, MessageId, PatronId};
use uuid::Uuid;

use super::*;

const THREAD: ThreadId = ThreadId(Uuid::from_u128(5));
const OTHER: ThreadId = ThreadId(Uuid::from_u128(15));
const LIBRARY: LibraryId = LibraryId(Uuid::from_u128(1));

#[tokio::test]
async fn a_file_is_parked_until_a_message_names_it() {
    let (_folder, store) = desk_with_threads().await;
    let file = parked(&store, 20, 1_000).await;
    assert_eq!(store.file(file.id).await.expect("it is there"), file);
    let message = MessageId(Uuid::from_u128(30));
    say(&store, message, file.id).await;
    let sent = store.file(file.id).await.expect("it is there");
    assert_eq!(sent.sent_with, Some(message));
    let nowhere = store.file(FileId(Uuid::nil())).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn what_was_parked_for_long_is_forgotten_and_what_was_sent_never() {
    let (_folder, store) = desk_with_threads().await;
    let [old, new, sent] = [
        parked(&store, 20, 1_000).await,
        parked(&store, 21, 3_000).await,
        parked(&store, 22, 1_000).await,
    ];
    say(&store, MessageId(Uuid::from_u128(30)), sent.id).await;
    let mut writing = store.write().await.expect("free");
    let forgotten = forget_parked_files(&mut writing, 2_000).await;
    assert_eq!(forgotten.expect("written"), 1);
    writing.commit().await.expect("written");
    let known = store.known_files().await.expect("read");
    assert_eq!(known, BTreeSet::from([new.id, sent.id]));
    assert!(!known.contains(&old.id));
}

#[tokio::test]
async fn the_room_of_a_thread_is_its_own() {
    let (_folder, store) = desk_with_threads().await;
    parked(&store, 20, 1_000).await;
    parked(&store, 21, 1_000).await;
    let mut writing = store.write().await.expect("free");
    let taken = bytes_of_thread(&mut writing, THREAD).await;
    assert_eq!(taken.expect("read"), 18);
    let other = bytes_of_thread(&mut writing, OTHER).await;
    assert_eq!(other.expect("read"), 0);
}

#[tokio::test]
async fn a_thread_knows_its_ends_and_its_library() {
    let (_folder, store) = desk_with_threads().await;
    let (between, library) = store.thread_of(THREAD).await.expect("read");
    assert_eq!(library, LIBRARY);
    assert_eq!(between.desk, DeskId(Uuid::from_u128(2)));
    assert_eq!(between.patron, PatronId(Uuid::from_u128(4)));
}

async fn desk_with_threads() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder for the test can be made");
    let store = Store::open(folder.path()).await.expect("made");
    let [library, desk] = [LIBRARY.0, Uuid::from_u128(2)];
    run(
        &store,
        format!("INSERT INTO library (id, name, created_at) VALUES ('{library}', 'L', 0)"),
    )
    .await;
    run(
        &store,
        format!(
            "INSERT INTO desk (id, library_id, handle, name, created_at) \
             VALUES ('{desk}', '{library}', 'empoli', 'D', 0)"
        ),
    )
    .await;
    for (patron, thread) in [(Uuid::from_u128(4), THREAD), (Uuid::from_u128(14), OTHER)] {
        run(
            &store,
            format!(
                "INSERT INTO patron (id, desk_id, capability_hash, created_at) \
                 VALUES ('{patron}', '{desk}', '{patron}', 0)"
            ),
        )
        .await;
        run(
            &store,
            format!(
                "INSERT INTO thread (id, desk_id, patron_id, created_at) \
                 VALUES ('{thread}', '{desk}', '{patron}', 0)"
            ),
        )
        .await;
    }
    (folder, store)
}

async fn parked(store: &Store, number: u128, at: i64) -> FileRow {
    let file = FileRow {
        id: FileId(Uuid::from_u128(number)),
        thread: THREAD,
        librarian: None,
        name: "nota.txt".into(),
        kind: FileKind::Text,
        size: 9,
        consented_at: None,
        sent_with: None,
    };
    let mut writing = store.write().await.expect("free");
    add_file(&mut writing, &file, at).await.expect("written");
    writing.commit().await.expect("written");
    file
}

async fn say(store: &Store, message: MessageId, file: FileId) {
    let row = format!(
        "INSERT INTO message (thread_id, id, file_id, at) VALUES ('{THREAD}', '{message}', '{file}', 5)"
    );
    run(store, row).await;
}

async fn run(store: &Store, statement: String) {
    let mut writing = store.write().await.expect("free");
    let statement = sqlx::query(sqlx::AssertSqlSafe(statement));
    statement.execute(&mut *writing).await.expect("written");
    writing.commit().await.expect("written");
}
