//! An older database is brought up to date with all that it holds; one of the
//! future is left alone.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};

use super::*;
use crate::upgrade::{copy_before, newest_schema};
use crate::{DATABASE, inspect};

/// As the first Sportello left it.
const FIRST_CALL: &str = include_str!("first_call.sql");
/// A moment after all that is in it.
const LATER: Moment = Moment::new(1_700_000_020_000, 50_000);

#[tokio::test]
async fn everything_of_a_library_of_the_first_sportello_is_there_after_the_upgrade() {
    let folder = first_library().await;
    let store = Store::open(folder.path())
        .await
        .expect("brought up to date");
    let libraries = store.libraries().await.expect("read");
    assert_eq!(libraries[0].name, "Biblioteca di Prova");
    let desks = store.desks(LIBRARY).await.expect("read");
    let desks: Vec<_> = desks.iter().map(|desk| desk.handle.to_string()).collect();
    assert_eq!(desks, ["@biblioteca.prova", "@ragazzi.prova"]);
    let librarians = store.librarians(LIBRARY).await.expect("read");
    let chose: Vec<_> = librarians
        .iter()
        .map(|librarian| (librarian.name.as_str(), librarian.chosen))
        .collect();
    assert_eq!(
        chose,
        [
            ("Bo Conti", ChosenPresence::Available),
            ("Cleo Neri", ChosenPresence::Away)
        ]
    );
    assert_eq!(
        store.account("cleo").await.expect("known").password_hash,
        "hash of cleo"
    );
    let session = store.session("token of bo").await.expect("known");
    assert_eq!(session.account.id, BO);
    assert_eq!(session.last_used_at, session.begun_at);
    let ada = store.patron(DESK, "cookie of ada").await.expect("known");
    assert_eq!(ada, ADA);
    let said = store.history(ADA.thread, ADA.id, 10, LATER).await;
    let said = said.expect("read");
    let texts: Vec<_> = said.iter().map(words).collect();
    assert_eq!(texts, ["Avete il libro?", "Sì, è qui."]);
    assert_eq!(said[1].author, Author::Librarian(BO));
}

#[tokio::test]
async fn contacts_under_way_keep_their_place_and_their_call_through_an_upgrade() {
    let folder = first_library().await;
    let store = Store::open(folder.path())
        .await
        .expect("brought up to date");
    let read = store.contacts_under_way(LIBRARY, LATER).await;
    let read = read.expect("read");
    assert_eq!(read.len(), 2);
    let (with, seat) = read[0].talking().expect("Ada talks");
    assert_eq!((with, seat), (BO, SEAT));
    assert_eq!(read[0].name.as_str(), "Ada");
    assert_eq!(read[1].state, ContactState::Waiting);
    assert_eq!(read[1].arrived.until(LATER), Span::seconds(8));
    for (what, count) in [("contact", 4), ("message", 3), ("patron", 3), ("thread", 3)] {
        assert_eq!(count_of(&store, what).await, count, "{what}");
    }
}

#[tokio::test]
async fn an_older_database_is_kept_once_as_it_was() {
    let folder = first_library().await;
    let copy = copy_before(folder.path(), newest_schema());
    open_and_close(folder.path()).await;
    let kept = inspect(&copy).await.expect("a database of its own");
    assert_eq!((kept.schema, kept.damage), (1, Vec::new()));
    let made = std::fs::read(&copy).expect("it is there");
    open_and_close(folder.path()).await;
    assert_eq!(std::fs::read(&copy).expect("it is there"), made);
}

#[tokio::test]
async fn an_upgrade_without_room_for_a_copy_changes_nothing_and_says_why() {
    let folder = first_library().await;
    let copy = copy_before(folder.path(), newest_schema());
    // What can't be written is a folder by that name.
    let partial = copy.with_added_extension("partial");
    std::fs::create_dir_all(partial.join("in the way")).expect("there is room");
    let refused = Store::open(folder.path()).await;
    let Err(StoreError::NoCopy(where_to, _)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(where_to, copy);
    let stands = inspect(&folder.path().join(DATABASE)).await;
    assert_eq!(stands.expect("whole").schema, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_kept_before_an_upgrade_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = first_library().await;
    open_and_close(folder.path()).await;
    for entry in std::fs::read_dir(folder.path()).expect("it is there") {
        let entry = entry.expect("readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.contains("partial"), "{name} was left");
        if name.contains("before") {
            let mode = entry.metadata().expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

#[tokio::test]
async fn a_database_of_the_future_is_refused_in_plain_words_and_left_alone() {
    let folder = folder();
    open_and_close(folder.path()).await;
    let mut connection = connect(folder.path()).await;
    let future = newest_schema() + 7;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (?, 'tomorrow', 1, x'00', 0)",
    )
    .bind(future)
    .execute(&mut connection)
    .await
    .expect("plain SQL");
    connection.close().await.expect("closed");
    let why = Store::open(folder.path()).await.expect_err("of the future");
    let StoreError::FromTheFuture { stands, known } = why else {
        panic!("{why}");
    };
    assert_eq!((stands, known), (future, newest_schema()));
    assert!(why.to_string().contains("install that version"), "{why}");
    let entries = std::fs::read_dir(folder.path()).expect("it is there");
    let copies = entries.filter(|entry| {
        let name = entry.as_ref().expect("readable").file_name();
        name.to_string_lossy().contains("before")
    });
    assert_eq!(copies.count(), 0);
}

/// A data directory as the first Sportello left it.
async fn first_library() -> tempfile::TempDir {
    let folder = folder();
    let mut connection = connect(folder.path()).await;
    let all: Migrator = sqlx::migrate!("../../migrations");
    let first = all.iter().find(|migration| migration.version == 1).cloned();
    let first = vec![first.expect("the first migration is never taken away")];
    let first = Migrator::with_migrations(first);
    first.run(&mut connection).await.expect("made");
    sqlx::raw_sql(FIRST_CALL)
        .execute(&mut connection)
        .await
        .expect("furnished");
    connection.close().await.expect("closed");
    folder
}

async fn connect(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(folder.join(DATABASE))
        .journal_mode(SqliteJournalMode::Wal)
        .create_if_missing(true);
    options.connect().await.expect("opened")
}

async fn open_and_close(folder: &Path) {
    let store = Store::open(folder).await.expect("opened");
    store.close().await;
}

async fn count_of(store: &Store, table: &str) -> i64 {
    let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    let row = sqlx::query(count).fetch_one(store.read()).await;
    row.expect("counted").get(0)
}
