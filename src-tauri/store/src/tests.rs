//! The store over a real directory: what is written is read again, what is not
//! committed is not, and what the schema forbids stays out.

use std::collections::BTreeMap;

use sportello_core::{
    Author, ChatMessage, ChosenPresence, Contact, ContactId, ContactState, Desk, DeskId, EndedBy,
    Handle, Language, LibrarianId, LibraryId, MessageId, Mode, Moment, Outcome, PatronId,
    PatronName, SeatId, Span, Text, ThreadId,
};
use sqlx::Row;
use uuid::Uuid;

use crate::{
    LibraryRow, NewAccount, NewPatron, PatronRow, Saved, Store, StoreError, add_account, add_desk,
    add_library, add_patron, add_session, end_session, save_chosen_presence, save_contact,
    save_message, set_password,
};

const LIBRARY: LibraryId = LibraryId(Uuid::from_u128(1));
const DESK: DeskId = DeskId(Uuid::from_u128(2));
const BO: LibrarianId = LibrarianId(Uuid::from_u128(3));
const ADA: PatronRow = PatronRow {
    id: PatronId(Uuid::from_u128(4)),
    desk: DESK,
    thread: ThreadId(Uuid::from_u128(5)),
};
const CONTACT: ContactId = ContactId(Uuid::from_u128(6));
const SEAT: SeatId = SeatId(Uuid::from_u128(7));
const NOW: Moment = Moment::new(1_800_000_000_000, 50_000);

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
async fn a_contact_comes_back_as_it_was_in_each_state() {
    let (_folder, store) = furnished().await;
    let talking = ContactState::Talking {
        with: BO,
        seat: SEAT,
        answered_with: Mode::Voice,
        since: NOW,
    };
    let offered = ContactState::Offered {
        to: vec![BO],
        until: NOW.plus(Span::seconds(20)),
    };
    // A ring does not outlive the server: it is a place in the line again.
    for (state, kept) in [
        (ContactState::Waiting, ContactState::Waiting),
        (offered, ContactState::Waiting),
        (talking.clone(), talking),
        (ContactState::Waiting, ContactState::Waiting),
    ] {
        save(&store, &contact(state)).await;
        let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
        assert_eq!(read, [contact(kept)]);
    }
}

#[tokio::test]
async fn a_contact_that_is_over_is_kept_but_not_under_way() {
    let (_folder, store) = furnished().await;
    for (number, by, outcome, librarian) in [
        (
            1,
            EndedBy::Librarian,
            Outcome::ResolvedAtFirstLevel,
            Some(BO),
        ),
        (2, EndedBy::Patron, Outcome::Abandoned, None),
        (3, EndedBy::Absence, Outcome::Abandoned, None),
    ] {
        let mut over = contact(ContactState::Waiting);
        over.id = ContactId(Uuid::from_u128(100 + number));
        save(&store, &over).await;
        over.state = ContactState::Ended {
            at: NOW,
            by,
            outcome,
            librarian,
        };
        save(&store, &over).await;
        let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
        assert_eq!(read, []);
    }
    let rows = sqlx::query("SELECT state, ended_by, outcome FROM contact ORDER BY id");
    let rows = rows.fetch_all(store.read()).await.expect("read");
    let ends: Vec<String> = rows.iter().map(|row| row.get("ended_by")).collect();
    assert_eq!(ends, ["librarian", "patron", "absence"]);
}

#[tokio::test]
async fn a_stored_time_is_as_old_as_the_wall_clock_says() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let later = Moment::new(NOW.wall_millis() + 60_000, 10);
    let read = store
        .contacts_under_way(LIBRARY, later)
        .await
        .expect("read");
    assert_eq!(read[0].arrived.until(later), Span::minutes(1));
}

#[tokio::test]
async fn a_patron_has_one_contact_at_a_time() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut second = contact(ContactState::Waiting);
    second.id = ContactId(Uuid::from_u128(60));
    let mut writing = store.write().await.expect("free");
    let refused = save_contact(&mut writing, LIBRARY, &second).await;
    assert!(
        matches!(refused, Err(StoreError::Database(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_name_that_is_taken_is_told_as_such() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    let mut other = desk();
    other.id = DeskId(Uuid::from_u128(20));
    let taken = add_desk(&mut writing, LIBRARY, &other, 0).await;
    assert!(matches!(taken, Err(StoreError::HandleTaken)), "{taken:?}");
    let mut other = account();
    other.id = LibrarianId(Uuid::from_u128(30));
    let taken = add_account(&mut writing, &other, 0).await;
    assert!(matches!(taken, Err(StoreError::UserTaken)), "{taken:?}");
    // A refused name spoils nothing else in the transaction.
    other.user = "cleo".into();
    add_account(&mut writing, &other, 0).await.expect("free");
    writing.commit().await.expect("committed");
    assert_eq!(store.librarians(LIBRARY).await.expect("read").len(), 2);
}

#[tokio::test]
async fn a_session_is_known_until_it_is_ended_or_the_password_changes() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    for token in ["one", "two", "three"] {
        add_session(&mut writing, token, BO, 0)
            .await
            .expect("begun");
    }
    end_session(&mut writing, "one").await.expect("ended");
    end_session(&mut writing, "one")
        .await
        .expect("ended already");
    writing.commit().await.expect("committed");
    let gone = store.account_of_session("one").await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    assert_eq!(store.account_of_session("two").await.expect("known").id, BO);
    let mut writing = store.write().await.expect("free");
    set_password(&mut writing, "bo", "new")
        .await
        .expect("known");
    let unknown = set_password(&mut writing, "nobody", "new").await;
    assert!(matches!(unknown, Err(StoreError::NotFound)), "{unknown:?}");
    writing.commit().await.expect("committed");
    assert!(store.account_of_session("two").await.is_err());
    assert_eq!(
        store.account("bo").await.expect("known").password_hash,
        "new"
    );
}

#[tokio::test]
async fn what_a_librarian_chose_comes_back() {
    let (_folder, store) = furnished().await;
    for chosen in [ChosenPresence::Away, ChosenPresence::Available] {
        let mut writing = store.write().await.expect("free");
        save_chosen_presence(&mut writing, BO, chosen)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
        let librarians = store.librarians(LIBRARY).await.expect("read");
        assert_eq!(librarians[0].chosen, chosen);
    }
}

#[tokio::test]
async fn a_patron_is_found_by_the_capability_at_their_desk_alone() {
    let (_folder, store) = furnished().await;
    assert_eq!(store.patron(DESK, "hash").await.expect("known"), ADA);
    for (desk, hash) in [(DESK, "other"), (DeskId(Uuid::nil()), "hash")] {
        let nobody = store.patron(desk, hash).await;
        assert!(matches!(nobody, Err(StoreError::NotFound)), "{nobody:?}");
    }
}

#[tokio::test]
async fn the_same_message_id_is_one_message_with_the_words_of_the_first() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut writing = store.write().await.expect("free");
    let first = message(1, "prima");
    let mut again = message(1, "dopo");
    again.author = Author::Librarian(BO);
    assert_eq!(
        save_message(&mut writing, &first).await.expect("written"),
        Saved::New
    );
    assert_eq!(
        save_message(&mut writing, &again).await.expect("known"),
        Saved::Already
    );
    writing.commit().await.expect("committed");
    let history = store
        .history(ADA.thread, ADA.id, 10, NOW)
        .await
        .expect("read");
    assert_eq!(history, std::slice::from_ref(&first));
    let stands = store
        .message(ADA.thread, ADA.id, first.id, NOW)
        .await
        .expect("read");
    assert_eq!(stands, first);
}

#[tokio::test]
async fn a_history_is_the_newest_messages_the_oldest_first() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut writing = store.write().await.expect("free");
    for number in 1..=10 {
        let mut said = message(number, &format!("{number}"));
        if number % 2 == 0 {
            said.author = Author::Librarian(BO);
        }
        save_message(&mut writing, &said).await.expect("written");
    }
    writing.commit().await.expect("committed");
    let history = store
        .history(ADA.thread, ADA.id, 3, NOW)
        .await
        .expect("read");
    let texts: Vec<_> = history.iter().map(|said| said.text.as_str()).collect();
    assert_eq!(texts, ["8", "9", "10"]);
    assert_eq!(history[0].author, Author::Librarian(BO));
    assert_eq!(history[1].author, Author::Patron(ADA.id));
}

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
            failed |= save_message(&mut writing, &message(1000 + number, &long))
                .await
                .is_err();
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

async fn furnished() -> (tempfile::TempDir, Store) {
    let folder = folder();
    let store = Store::open(folder.path()).await.expect("made");
    furnish(&store).await;
    (folder, store)
}

async fn furnish(store: &Store) {
    let library = LibraryRow {
        id: LIBRARY,
        name: "Biblioteca di Prova".into(),
    };
    let ada = NewPatron {
        row: ADA,
        capability_hash: "hash".into(),
    };
    let mut writing = store.write().await.expect("free");
    add_library(&mut writing, &library, 0)
        .await
        .expect("a library");
    add_desk(&mut writing, LIBRARY, &desk(), 0)
        .await
        .expect("a desk");
    add_account(&mut writing, &account(), 0)
        .await
        .expect("an account");
    add_patron(&mut writing, &ada, 0).await.expect("a patron");
    writing.commit().await.expect("committed");
}

async fn save(store: &Store, contact: &Contact) {
    let mut writing = store.write().await.expect("free");
    save_contact(&mut writing, LIBRARY, contact)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test can be made")
}

fn desk() -> Desk {
    Desk {
        id: DESK,
        handle: Handle::parse("@biblioteca.prova").expect("a handle"),
        name: "Sportello".into(),
    }
}

fn account() -> NewAccount {
    NewAccount {
        id: BO,
        library: LIBRARY,
        user: "bo".into(),
        name: "Bo Conti".into(),
        password_hash: "old".into(),
    }
}

fn contact(state: ContactState) -> Contact {
    Contact {
        id: CONTACT,
        desk: DESK,
        patron: ADA.id,
        thread: ADA.thread,
        mode: Mode::Video,
        name: PatronName::tidy("Ada"),
        language: Language::En,
        arrived: NOW,
        state,
        passed: BTreeMap::new(),
        absent_since: None,
    }
}

fn message(number: u128, text: &str) -> ChatMessage {
    ChatMessage {
        id: MessageId(Uuid::from_u128(number)),
        thread: ADA.thread,
        contact: CONTACT,
        author: Author::Patron(ADA.id),
        text: Text::parse(text).expect("a text"),
        at: NOW,
    }
}
