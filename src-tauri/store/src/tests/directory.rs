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
