//! What is past its retention is gone, and nothing else; who is forgotten is.

use sportello_core::{Attachment, FileId, FileKind};

use super::*;
use crate::{Earnest, FILES, FileRow, PurgeReport, add_file};

const DAY: i64 = 86_400_000;
const FILE: FileId = FileId(Uuid::from_u128(70));

#[tokio::test]
async fn a_thread_is_kept_for_the_days_of_its_desk_and_not_longer() {
    let (folder, store) = with_a_past().await;
    let said = NOW.wall_millis();
    let purge = store.purge(said + 90 * DAY, 0, Earnest::Really).await;
    assert_eq!(purge.expect("done").report, PurgeReport::default());
    assert_eq!(store.threads(LIBRARY).await.expect("read").len(), 1);
    let purge = store.purge(said + 90 * DAY + 1, 0, Earnest::Really).await;
    let purge = purge.expect("done");
    let expected = PurgeReport {
        threads: 1,
        messages: 2,
        files: 1,
        contacts: 1,
        patrons: 1,
        sessions: 0,
    };
    assert_eq!(purge.report, expected);
    assert_eq!(purge.threads, [(LIBRARY, ADA.thread)]);
    let last = store.last_purge().await.expect("read");
    assert_eq!(last, Some((said + 90 * DAY + 1, expected)));
    nothing_is_left_of_ada(&folder, &store).await;
}

#[tokio::test]
async fn a_rehearsal_tells_the_same_and_takes_nothing() {
    let (folder, store) = with_a_past().await;
    let later = NOW.wall_millis() + 91 * DAY;
    let rehearsal = store.purge(later, 0, Earnest::Rehearsal).await;
    let rehearsal = rehearsal.expect("done");
    assert_eq!(rehearsal.report.messages, 2);
    assert_eq!(store.last_purge().await.expect("read"), None);
    assert!(folder.path().join(FILES).join(FILE.to_string()).exists());
    assert_eq!(store.threads(LIBRARY).await.expect("read").len(), 1);
    let really = store.purge(later, 0, Earnest::Really).await;
    assert_eq!(really.expect("done"), rehearsal);
}

#[tokio::test]
async fn a_contact_under_way_keeps_its_thread_however_old() {
    let (_folder, store) = with_a_past().await;
    let mut under_way = contact(ContactState::Waiting);
    under_way.id = ContactId(Uuid::from_u128(61));
    save(&store, &under_way).await;
    let much_later = NOW.wall_millis() + 400 * DAY;
    let purge = store.purge(much_later, 0, Earnest::Really).await;
    let report = purge.expect("done").report;
    // The old contact of the thread is parted with; the one under way is not.
    assert_eq!(
        (report.threads, report.messages, report.contacts),
        (0, 0, 1)
    );
    let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
    assert!(read.contains(&under_way));
    let history = store.history(ADA.thread, ADA.id, 10, NOW).await;
    assert_eq!(history.expect("read").len(), 2);
}

#[tokio::test]
async fn old_contacts_of_a_thread_that_goes_on_are_counted_and_tell_of_nobody() {
    let (_folder, store) = with_a_past().await;
    let later = NOW.plus(Span::minutes(60 * 24 * 80));
    let mut again = message(9, "ancora io");
    (again.at, again.contact) = (later, None);
    let mut writing = store.write().await.expect("free");
    save_message(&mut writing, &again).await.expect("written");
    writing.commit().await.expect("committed");
    let now = NOW.wall_millis() + 91 * DAY;
    let purge = store.purge(now, 0, Earnest::Really).await.expect("done");
    assert_eq!((purge.report.threads, purge.report.contacts), (0, 1));
    let row = sqlx::query("SELECT name, note, patron_id, outcome FROM contact");
    let row = row.fetch_one(store.read()).await.expect("one contact");
    let (name, note): (String, String) = (row.get(0), row.get(1));
    assert_eq!((name.as_str(), note.as_str()), ("", ""));
    assert_eq!(row.get::<Option<String>, _>(2), None);
    assert_eq!(row.get::<String, _>(3), "resolvedAtFirstLevel");
    let history = store.history(ADA.thread, ADA.id, 10, later).await;
    assert_eq!(history.expect("read").len(), 3);
}

#[tokio::test]
async fn a_patron_who_was_never_heard_of_is_forgotten_after_thirty_days() {
    let (_folder, store) = furnished().await;
    let purge = store.purge(30 * DAY, 0, Earnest::Really).await;
    assert_eq!(purge.expect("done").report.patrons, 0);
    let purge = store.purge(30 * DAY + 1, 0, Earnest::Really).await;
    let report = purge.expect("done").report;
    assert_eq!((report.patrons, report.threads), (1, 0));
    assert!(store.patron(DESK, "hash").await.is_err());
}

#[tokio::test]
async fn sessions_that_were_begun_too_long_ago_are_ended() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    for (token, at) in [("old", 10), ("new", 20)] {
        add_session(&mut writing, &new_session(token, BO), at)
            .await
            .expect("begun");
    }
    writing.commit().await.expect("committed");
    let purge = store.purge(20, 20, Earnest::Really).await;
    assert_eq!(purge.expect("done").report.sessions, 1);
    let rows = sqlx::query("SELECT token_hash FROM session");
    let left = rows.fetch_one(store.read()).await.expect("one is left");
    assert_eq!(left.get::<String, _>(0), "new");
}

#[tokio::test]
async fn a_patron_who_asks_is_forgotten_at_once_also_in_the_middle_of_a_contact() {
    let (folder, store) = with_a_past().await;
    let mut under_way = contact(ContactState::Talking(talk()));
    under_way.id = ContactId(Uuid::from_u128(61));
    save(&store, &under_way).await;
    store
        .erase_patron(ADA.thread, NOW.wall_millis())
        .await
        .expect("erased");
    nothing_is_left_of_ada(&folder, &store).await;
    let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
    assert_eq!(read, []);
    // What a late writer says of the contact does not bring the name back.
    save(&store, &under_way_ended(under_way)).await;
    nothing_is_left_of_ada(&folder, &store).await;
    let twice = store.erase_patron(ADA.thread, NOW.wall_millis()).await;
    assert!(matches!(twice, Err(StoreError::NotFound)), "{twice:?}");
}

#[tokio::test]
async fn what_is_handed_out_is_all_that_is_kept() {
    let (_folder, store) = with_a_past().await;
    let record = store.patron_record(ADA.thread).await.expect("known");
    assert_eq!(record.library, "Biblioteca di Prova");
    assert_eq!(record.handle.to_string(), "@biblioteca.prova");
    let said: Vec<_> = record
        .messages
        .iter()
        .map(|said| {
            (
                said.librarian.as_deref(),
                said.text.as_ref().map(Text::as_str),
            )
        })
        .collect();
    assert_eq!(said, [(None, Some("un segreto")), (Some("Bo Conti"), None)]);
    let file = record.messages[1].attachment.as_ref().expect("a file");
    assert_eq!((file.file, file.name.as_str()), (FILE, "orari.pdf"));
    assert_eq!(record.contacts.len(), 1);
    assert_eq!(record.contacts[0].librarian.as_deref(), Some("Bo Conti"));
    assert_eq!(record.contacts[0].note, "una nota");
    let nowhere = store.patron_record(ThreadId(Uuid::nil())).await;
    assert!(matches!(nowhere, Err(StoreError::NotFound)));
}

/// Ada wrote once, Bo answered with a file, and the contact is over.
pub async fn with_a_past() -> (tempfile::TempDir, Store) {
    let (folder, store) = furnished().await;
    save(&store, &contact(ContactState::Talking(talk()))).await;
    let mut over = under_way_ended(contact(ContactState::Talking(talk())));
    over.wrap_up = Some(sportello_core::WrapUp {
        topic: None,
        outcome: Outcome::ResolvedAtFirstLevel,
        note: Some(Text::parse("una nota").expect("a text")),
    });
    save(&store, &over).await;
    let files = folder.path().join(FILES);
    std::fs::create_dir(&files).expect("there is room");
    std::fs::write(files.join(FILE.to_string()), "bytes").expect("there is room");
    let file = FileRow {
        id: FILE,
        thread: ADA.thread,
        librarian: Some(BO),
        name: "orari.pdf".into(),
        kind: FileKind::Pdf,
        size: 5,
        consented_at: None,
        sent_with: None,
    };
    let mut answer = message(2, "x");
    answer.author = Author::Librarian(BO);
    answer.text = None;
    answer.attachment = Some(Attachment {
        file: FILE,
        name: file.name.clone(),
        kind: file.kind,
        size: file.size,
        consented_at: file.consented_at,
    });
    let mut writing = store.write().await.expect("free");
    add_file(&mut writing, &file, 0).await.expect("parked");
    save_message(&mut writing, &message(1, "un segreto"))
        .await
        .expect("written");
    save_message(&mut writing, &answer).await.expect("written");
    writing.commit().await.expect("committed");
    let row = store.file(FILE).await.expect("known");
    assert_eq!(row.sent_with, Some(answer.id));
    (folder, store)
}

fn under_way_ended(mut contact: Contact) -> Contact {
    contact.state = ContactState::Ended {
        at: NOW,
        by: EndedBy::Patron,
        outcome: Outcome::ResolvedAtFirstLevel,
        librarian: Some(BO),
    };
    contact
}

/// No row, no file and no byte of the database tells of her; what is counted is
/// counted still.
async fn nothing_is_left_of_ada(folder: &tempfile::TempDir, store: &Store) {
    for table in ["patron", "thread", "message", "file", "patron_link"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let row = sqlx::query(count).fetch_one(store.read()).await;
        assert_eq!(row.expect("counted").get::<i64, _>(0), 0, "{table}");
    }
    let row = sqlx::query("SELECT count(*), max(name), max(note) FROM contact");
    let row = row.fetch_one(store.read()).await.expect("counted");
    assert!(row.get::<i64, _>(0) > 0);
    assert_eq!((row.get(1), row.get(2)), (String::new(), String::new()));
    assert!(!folder.path().join(FILES).join(FILE.to_string()).exists());
    let settle = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
    settle.execute(&store.writer).await.expect("settled");
    let bytes = std::fs::read(folder.path().join(crate::DATABASE)).expect("it is there");
    for secret in ["un segreto", "una nota"] {
        let is_there = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!is_there, "{secret} can still be read in the file");
    }
}
