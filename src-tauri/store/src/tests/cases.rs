//! What is forgotten of cases, and when.

use chrono::NaiveDate;
use sportello_core::{
    Asker, Case, CaseEntryId, CaseEntryKind, CaseId, CaseLevel, CaseNumber, CaseState, FileId,
    LetterInId, MailAddress,
};

use super::*;
use crate::{
    CaseFileRow, CasesOn, Earnest, FILES, NewCaseEntry, NewLetterIn, Shelf, add_case_entry,
    add_case_file, add_letter_in, save_case,
};

const DAY: i64 = 86_400_000;
const CASE: CaseId = CaseId(Uuid::from_u128(80));
const FILE: FileId = FileId(Uuid::from_u128(81));

#[tokio::test]
async fn the_words_of_a_closed_case_go_when_their_time_is_over_and_its_number_stays() {
    let (folder, store) = furnished().await;
    keep(&folder, &store, None).await;
    let closed = NOW.wall_millis();
    assert_eq!(
        store.forget_cases(closed + 365 * DAY).await.expect("done"),
        0
    );
    assert!(holds(&store, "ossimoro").await);
    let forgotten = store.forget_cases(closed + 365 * DAY + 1).await;
    assert_eq!(forgotten.expect("done"), 1);
    for word in ["ossimoro", "perizia", "anna@example.org", "Anna"] {
        assert!(!holds(&store, word).await, "{word}");
    }
    assert!(!folder.path().join(FILES).join(FILE.to_string()).exists());
    let row = store.case(LIBRARY, CASE).await.expect("its row stays");
    assert!(row.is_emptied);
    assert_eq!((row.case.number, row.case.closed), (number(), Some(closed)));
}

#[tokio::test]
async fn a_case_outlives_what_was_said_around_it_and_is_still_its_askers() {
    let (folder, store) = furnished().await;
    keep(&folder, &store, Some(ADA.thread)).await;
    let mut writing = store.write().await.expect("free");
    let mut said = message(9, "di passaggio");
    (said.at, said.contact) = (NOW, None);
    save_message(&mut writing, &said).await.expect("written");
    writing.commit().await.expect("committed");
    let past = NOW.wall_millis() + 91 * DAY;
    let purge = store.purge(past, 0, Earnest::Really).await.expect("done");
    assert_eq!((purge.report.threads, purge.report.patrons), (1, 0));
    assert!(!holds(&store, "di passaggio").await, "the chat was too old");
    let own = store.cases_in_thread(ADA.thread).await.expect("read");
    assert_eq!(own.len(), 1, "the case is not");
    // Once its own time is over it goes, and the thread with the next night.
    let past = NOW.wall_millis() + 366 * DAY;
    store.purge(past, 0, Earnest::Really).await.expect("done");
    assert!(!holds(&store, "ossimoro").await);
    let purge = store.purge(past + DAY, 0, Earnest::Really).await;
    assert_eq!(purge.expect("done").report.patrons, 1);
}

#[tokio::test]
async fn who_is_forgotten_takes_along_the_mails_that_wait_to_be_put_to_a_case_of_theirs() {
    let (folder, store) = furnished().await;
    keep(&folder, &store, Some(ADA.thread)).await;
    let mut writing = store.write().await.expect("free");
    for (number, from, suggested) in [
        (1, "Anna@example.org", None),
        (2, "archivio@example.org", Some(CASE)),
        (3, "altri@example.org", None),
    ] {
        let letter = NewLetterIn {
            id: LetterInId(Uuid::from_u128(number)),
            from_name: String::new(),
            from_mail: from.into(),
            subject: "Una lettera".into(),
            text: format!("lettera{number}"),
            folded: String::new(),
            message_id: String::new(),
            kind: "person",
            left_out: 0,
            remark: None,
            suggested,
        };
        let added = add_letter_in(&mut writing, LIBRARY, &letter, 0).await;
        added.expect("written");
    }
    writing.commit().await.expect("committed");
    let now = NOW.wall_millis();
    store
        .erase_patron(ADA.thread, now)
        .await
        .expect("forgotten");
    let left = store.letters_in(LIBRARY).await.expect("read");
    let texts: Vec<_> = left.iter().map(|letter| letter.text.as_str()).collect();
    assert_eq!(texts, ["lettera3"], "somebody else's stays");
}

#[tokio::test]
async fn words_are_found_with_the_newest_case_first_and_those_of_an_emptied_one_no_more() {
    let (_folder, store) = furnished().await;
    let mut writing = store.write().await.expect("free");
    for one in 1..=3_u8 {
        let mut case = closed_case(None);
        case.id = CaseId(Uuid::from_u128(80 + u128::from(one)));
        case.number.number = one.into();
        let now = NOW.wall_millis() + i64::from(one);
        let saved = save_case(&mut writing, LIBRARY, &case, now).await;
        saved.expect("written");
        let id = CaseEntryId(Uuid::from_u128(90 + u128::from(one)));
        let mut entry = NewCaseEntry::of(id, case.id, CaseEntryKind::Note);
        entry.text = format!("un ossimoro {one}");
        let added = add_case_entry(&mut writing, LIBRARY, &entry, now).await;
        added.expect("written");
    }
    writing.commit().await.expect("committed");
    assert_eq!(found(&store, "anna").await, [3, 2, 1]);
    assert_eq!(found(&store, "ossim").await, [3, 2, 1]);
    assert_eq!(found(&store, "2027/2").await, [2]);
    // Of what stands in too many places the newest are looked at: entries, then heads.
    let rows = sqlx::query("SELECT rowid FROM case_words ORDER BY rowid DESC");
    let rows = rows.fetch_all(store.read()).await.expect("read");
    let rows: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    let heads = [3, 2, 1].map(|one| one - (1_i64 << 40));
    assert_eq!(rows, [&[3, 2, 1][..], &heads].concat());
    let mut writing = store.write().await.expect("free");
    let second = CaseId(Uuid::from_u128(82));
    crate::empty_case(&mut writing, second).await.expect("done");
    writing.commit().await.expect("committed");
    for text in ["anna", "ossimoro", ""] {
        assert_eq!(found(&store, text).await, [3, 1], "{text}");
    }
    let rows = sqlx::query("SELECT count(*) FROM case_words");
    let left: i64 = rows.fetch_one(store.read()).await.expect("read").get(0);
    assert_eq!(left, 4, "nothing of it is left in the index");
}

/// The numbers of the cases that are found.
async fn found(store: &Store, text: &str) -> Vec<u32> {
    let on = CasesOn {
        shelf: Shelf::All,
        text: text.into(),
        owner: None,
        unowned: false,
        desk: None,
        topic: None,
        today: NaiveDate::from_ymd_opt(2027, 1, 20).expect("a day"),
        now: NOW.wall_millis(),
    };
    let cases = store.cases(LIBRARY, &on, None).await.expect("read");
    let cases = cases.iter().map(|one| one.stored.case.number.number);
    cases.collect()
}

/// A closed case with words, somebody who asked, and a file.
async fn keep(folder: &tempfile::TempDir, store: &Store, thread: Option<ThreadId>) {
    let (now, case) = (NOW.wall_millis(), closed_case(thread));
    let id = CaseEntryId(Uuid::from_u128(82));
    let mut entry = NewCaseEntry::of(id, CASE, CaseEntryKind::Note);
    entry.text = "un ossimoro".into();
    let file = CaseFileRow {
        id: FILE,
        name: "perizia.pdf".into(),
        kind: "application/pdf".into(),
        size: 7,
    };
    let mut writing = store.write().await.expect("free");
    save_case(&mut writing, LIBRARY, &case, now)
        .await
        .expect("written");
    add_case_entry(&mut writing, LIBRARY, &entry, now)
        .await
        .expect("written");
    add_case_file(&mut writing, &file, Ok(id))
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    let bytes = folder.path().join(FILES);
    std::fs::create_dir_all(&bytes).expect("room");
    std::fs::write(bytes.join(FILE.to_string()), b"perizia").expect("room");
}

/// As [`keep`] keeps it.
fn closed_case(thread: Option<ThreadId>) -> Case {
    let day = NaiveDate::from_ymd_opt(2027, 1, 20).expect("a day");
    let now = NOW.wall_millis();
    Case {
        id: CASE,
        desk: DESK,
        number: number(),
        subject: "Una perizia".into(),
        topic: None,
        level: CaseLevel::First,
        owner: None,
        office: None,
        promised: day,
        first_promised: day,
        state: CaseState::Closed,
        snoozed_until: None,
        thread,
        asker: Asker {
            name: "Anna".into(),
            mail: MailAddress::parse("anna@example.org").ok(),
            phone: String::new(),
        },
        opened: now,
        answered: Some(now),
        closed: Some(now),
        news: None,
    }
}

fn number() -> CaseNumber {
    CaseNumber {
        year: 2027,
        number: 1,
    }
}

/// Whether a word stands anywhere in the database, in the tables of the index of words,
/// too.
async fn holds(store: &Store, word: &str) -> bool {
    let tables = sqlx::query("SELECT name FROM sqlite_schema WHERE type = 'table'");
    for table in tables.fetch_all(store.read()).await.expect("tables") {
        let table: String = table.get(0);
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = sqlx::query(sqlx::AssertSqlSafe(columns));
        for column in columns.fetch_all(store.read()).await.expect("columns") {
            let column: String = column.get(0);
            // As bytes: the index keeps its words in blobs, the beginnings of some left out.
            let here = format!(
                "SELECT count(*) FROM \"{table}\" WHERE instr(lower(hex(\"{column}\")), ?) > 0"
            );
            let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
            let here = sqlx::query(sqlx::AssertSqlSafe(here)).bind(hex);
            let count: i64 = here.fetch_one(store.read()).await.expect("read").get(0);
            if count > 0 {
                return true;
            }
        }
    }
    false
}
