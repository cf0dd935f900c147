//! The data directory: made, owned, private, and on the disk.

use super::*;

#[tokio::test]
async fn an_empty_directory_becomes_a_library_and_opens_again() {
    let folder = folder();
    let inside = folder.path().join("new").join("deep");
    let store = Store::open(&inside).await.expect("made");
    assert_eq!(store.libraries().await.expect("read"), []);
    furnish(&store).await;
    store.close().await;
    drop(store);
    let store = Store::open(&inside).await.expect("opened again");
    let libraries = store.libraries().await.expect("read");
    assert_eq!(libraries[0].name, "Biblioteca di Prova");
    let desks = store.desks(LIBRARY).await.expect("read");
    assert_eq!(desks[0].handle.to_string(), "@biblioteca.prova");
    assert_eq!(store.desks(LibraryId(Uuid::nil())).await.expect("read"), []);
}

#[tokio::test]
async fn a_directory_has_one_owner_at_a_time() {
    let folder = folder();
    let store = Store::open(folder.path()).await.expect("free");
    let Err(StoreError::Owned(directory)) = Store::open(folder.path()).await else {
        panic!("opened twice");
    };
    assert_eq!(directory, folder.path());
    store.close().await;
    drop(store);
    Store::open(folder.path()).await.expect("free again");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_computer_can_look_into_a_new_directory() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let data = folder.path().join("new/data");
    Store::open(&data).await.expect("a new directory");
    let mode = std::fs::metadata(&data)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn a_directory_that_can_not_be_made_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("there is room");
    let why = Store::open(&file)
        .await
        .expect_err("a file is no directory");
    assert!(matches!(why, StoreError::Directory(..)), "{why}");
    assert!(why.to_string().contains(&*file.to_string_lossy()), "{why}");
}

#[tokio::test]
async fn every_write_is_on_disk_when_it_is_committed() {
    let (_folder, store) = furnished().await;
    for (pragma, wanted) in [("journal_mode", "wal"), ("synchronous", "2")] {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}")))
            .fetch_one(&store.writer)
            .await
            .expect("a pragma");
        let text = row.try_get::<String, _>(0);
        let value = text.or_else(|_| row.try_get::<i64, _>(0).map(|number| number.to_string()));
        assert_eq!(value.expect("a value"), wanted, "{pragma}");
    }
}

#[tokio::test]
async fn an_administrator_writes_beside_the_owner_and_is_read_by_them() {
    let (folder, store) = furnished().await;
    let beside = Store::open_to_administer(folder.path())
        .await
        .expect("beside the owner");
    let mut other = account();
    other.id = LibrarianId(Uuid::from_u128(30));
    other.user = "cleo".into();
    let before = store.settings_version(LIBRARY).await.expect("read");
    let mut writing = beside.write().await.expect("free");
    add_account(&mut writing, &other, 0).await.expect("made");
    writing.commit().await.expect("committed");
    let users = store.users(LIBRARY).await.expect("read");
    assert_eq!(users.get("cleo"), Some(&other.id));
    assert!(store.settings_version(LIBRARY).await.expect("read") > before);
    beside.close().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let taken = Store::open(folder.path()).await;
    assert!(matches!(taken, Err(StoreError::Owned(_))));
}

#[tokio::test]
async fn nobody_administers_beside_a_server_of_another_age() {
    let (folder, store) = furnished().await;
    let run = async |statement| {
        let done = sqlx::query(statement).execute(&store.writer).await;
        done.expect("plain SQL");
    };
    run("UPDATE _sqlx_migrations SET version = 1000 WHERE version = 2").await;
    let newer = Store::open_to_administer(folder.path()).await;
    assert!(matches!(newer, Err(StoreError::FromTheFuture { .. })));
    run("DELETE FROM _sqlx_migrations WHERE version > 1").await;
    let older = Store::open_to_administer(folder.path()).await;
    assert!(matches!(older, Err(StoreError::Owned(_))));
}
